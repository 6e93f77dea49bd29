"""The rows of the measurement table: one per level, in the fixed order, the maxima where they lie.

A level without a value still has its row, with the words "niet afgebeeld" or "niet beoordeelbaar"; a level
that nobody measured says both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from measurements.finding import Finding
from report_templates.document import Comparison
from report_templates.schema import Template

LARGEST = "diameter_max_mm"
PERPENDICULAR = "diameter_perpendicular_mm"
#: reasons that only say that a level was never placed: neither a value nor a reason of a person
UNPLACED = frozenset({"landmark_missing", "hinge_points_missing", "levels_missing", "no_profile_maximum"})
NOT_IMAGED = frozenset({"niet afgebeeld", "not imaged"})
NOT_ASSESSABLE = frozenset({"niet beoordeelbaar", "not assessable"})


@dataclass(frozen=True, slots=True)
class Row:
    """One level of the table. `largest` None: `absent` is ``not_imaged | not_assessable | not_measured``."""

    level: str
    label: str
    largest: Finding | None
    perpendicular: Finding | None
    comparison: Comparison | None
    emphasised: bool = False
    absent: str = ""
    #: code of the reason for which the value is withheld
    reason: str = ""


def measurement_rows(
    template: Template,
    findings: Sequence[Finding],
    comparisons: Sequence[Comparison],
    language: str,
) -> tuple[Row, ...]:
    """Rows in print order; the largest maximum is emphasised."""
    words = template.words[language]
    compared = {c.finding_id: c for c in comparisons}
    largest = [f for f in findings if f.task == template.task and f.key == LARGEST]
    rows: list[Row] = []
    for level in template.levels:
        here = [f for f in largest if f.level == level]
        asked = level in template.required_levels
        if not asked and all(absence(f)[0] == "not_measured" for f in here):
            continue
        if not here:
            rows.append(Row(level, words.rows[level], None, None, None, absent="not_measured"))
        for finding in here:
            label = words.rows[level] if len(here) == 1 or not finding.label else finding.label
            rows.append(_row(level, label, finding, findings, compared))
    for row in _maxima(template, largest, findings, compared, language):
        rows.insert(_place(row, rows), row)
    top = _largest_of(rows, template)
    return tuple(
        Row(r.level, r.label, r.largest, r.perpendicular, r.comparison, r is top, r.absent, r.reason)
        for r in rows
    )


def _row(
    level: str,
    label: str,
    finding: Finding,
    findings: Sequence[Finding],
    compared: dict[str, Comparison],
) -> Row:
    other = next((f for f in findings if f.group == finding.group and f.key == PERPENDICULAR), None)
    absent, reason = absence(finding)
    return Row(level, label, finding, other, compared.get(finding.id), absent=absent, reason=reason)


def absence(finding: Finding) -> tuple[str, str]:
    """Why a finding has no value: (``not_imaged | not_assessable | not_measured``, code or words).

    The code is the finding's last flag, else what it is withheld for. A level that nobody placed isn't
    measured, whatever the reason; words that a person wrote stay as they are.
    """
    if finding.value is not None:
        return "", ""
    code = finding.flags[-1] if finding.flags else finding.withheld
    words = finding.withheld.strip().rstrip(".").lower()
    if "not_imaged" in (code, words) or words in NOT_IMAGED:
        return "not_imaged", ""
    if words in NOT_ASSESSABLE:
        return "not_assessable", ""
    if code in UNPLACED:
        return "not_measured", ""
    return "not_assessable", finding.withheld if code == "marked" else code


def _maxima(
    template: Template,
    largest: Sequence[Finding],
    findings: Sequence[Finding],
    compared: dict[str, Comparison],
    language: str,
) -> list[Row]:
    rows: list[Row] = []
    seen: set[float] = set()
    for level in template.maxima:
        for finding in largest:
            # the overall maximum is printed only when it isn't the thoracic or abdominal one again
            if finding.level == level and finding.value is not None and finding.value not in seen:
                seen.add(finding.value)
                label = template.words[language].rows[level]
                rows.append(_row(level, label, finding, findings, compared))
    return rows


def _arc(finding: Finding | None) -> float | None:
    if finding is None:
        return None
    try:
        return float(dict(finding.conditions)["arc_mm"])
    except (KeyError, ValueError):
        return None


def _place(row: Row, rows: Sequence[Row]) -> int:
    """Before the first level that lies further along the centreline; after all levels when unknown."""
    arc = _arc(row.largest)
    if arc is not None:
        for i, other in enumerate(rows):
            other_arc = _arc(other.largest)
            if other_arc is not None and other_arc > arc:
                return i
        with_arc = [i for i, other in enumerate(rows) if _arc(other.largest) is not None]
        if with_arc:
            return with_arc[-1] + 1
    return len(rows)


def _largest_of(rows: Sequence[Row], template: Template) -> Row | None:
    valued = [r for r in rows if r.largest is not None and r.largest.value is not None]
    maxima = [r for r in valued if r.level in template.maxima] or valued
    return max(maxima, key=lambda r: r.largest.value or 0.0 if r.largest else 0.0, default=None)
