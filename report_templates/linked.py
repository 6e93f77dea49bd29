"""Linked numbers: tokens ``{{finding:ID:what}}`` in a text, and how they are rendered.

A token keeps a number tied to its finding: when the finding changes, so does every sentence. `what` is one
of `WHATS`. A token whose finding is gone renders as "[meting verwijderd]" and counts as missing.
Rendering never touches the words around tokens: typed text is taken as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from measurements.finding import Finding
from report_templates import numbers
from report_templates.document import Comparison
from report_templates.rows import absence
from report_templates.schema import Piece, Token

#: what a token may say of its finding
WHATS = (
    "value",
    "number",
    "mm2",
    "pair",
    "prior",
    "difference",
    "rate",
    "limit",
    "verdict",
)
_TOKEN = re.compile(r"\{\{finding:([^{}\s]+):([a-z0-9_]+)\}\}")

_REMOVED = {"nl": "[meting verwijderd]", "en": "[measurement removed]"}
_NOT_ASSESSABLE = {"nl": "niet beoordeelbaar", "en": "not assessable"}
_NOT_IMAGED = {"nl": "niet afgebeeld", "en": "not imaged"}
_NOT_MEASURED = {"nl": "niet afgebeeld / niet beoordeelbaar", "en": "not imaged / not assessable"}
_UNKNOWN = {"nl": "onbekend", "en": "unknown"}
_PER_YEAR = {"nl": "mm/jaar", "en": "mm/year"}
VERDICTS = {
    "growth": {"nl": "groei", "en": "growth"},
    "decrease": {"nl": "afname", "en": "decrease"},
    "no_measurable_growth": {"nl": "geen meetbare groei", "en": "no measurable growth"},
    "not_comparable": {"nl": "niet vergelijkbaar", "en": "not comparable"},
    "prior_missing": {"nl": "geen eerdere meting", "en": "no earlier measurement"},
}


def token(finding_id: str, what: str) -> str:
    """The text of a token; raises ValueError for an id or word that a token can't carry."""
    text = f"{{{{finding:{finding_id}:{what}}}}}"
    if what not in WHATS or _TOKEN.fullmatch(text) is None:
        raise ValueError(f"no token for {finding_id!r}, {what!r}")
    return text


def tokens(text: str) -> tuple[Token, ...]:
    """The linked numbers of a text, in order."""
    return tuple(
        Token(m.group(1), m.group(2), m.start(), m.end())
        for m in _TOKEN.finditer(text)
        if m.group(2) in WHATS
    )


def pieces(
    text: str,
    findings: Sequence[Finding],
    language: str,
    *,
    comparisons: Sequence[Comparison] = (),
    diameter_decimals: int = 0,
) -> tuple[Piece, ...]:
    """The text cut into words and rendered tokens (for an editor that shows tokens inline)."""
    by_id = {f.id: f for f in findings}
    compared = {c.finding_id: c for c in comparisons}
    result: list[Piece] = []
    done = 0
    for found in tokens(text):
        if found.start > done:
            result.append(Piece(text[done : found.start]))
        finding = by_id.get(found.finding_id)
        shown = (
            _REMOVED[language]
            if finding is None
            else _shown(finding, found.what, findings, compared.get(finding.id), language, diameter_decimals)
        )
        result.append(Piece(shown, found))
        done = found.end
    if done < len(text):
        result.append(Piece(text[done:]))
    return tuple(result)


def render_text(
    text: str,
    findings: Sequence[Finding],
    language: str,
    *,
    comparisons: Sequence[Comparison] = (),
    diameter_decimals: int = 0,
) -> str:
    """The text as it is printed: each token replaced by its number, unit and all."""
    parts = pieces(text, findings, language, comparisons=comparisons, diameter_decimals=diameter_decimals)
    return "".join(part.text for part in parts)


def partner(finding: Finding, findings: Sequence[Finding], key: str) -> Finding | None:
    """The finding of the same object (group) with this key."""
    return next((f for f in findings if f.group == finding.group and f.key == key), None)


def withheld_words(finding: Finding, language: str) -> str:
    """``niet afgebeeld`` or ``niet beoordeelbaar`` for a finding without a value."""
    absent = absence(finding)[0]
    return {"not_imaged": _NOT_IMAGED, "not_measured": _NOT_MEASURED}.get(absent, _NOT_ASSESSABLE)[language]


def _shown(
    finding: Finding,
    what: str,
    findings: Sequence[Finding],
    comparison: Comparison | None,
    language: str,
    decimals: int,
) -> str:
    if what in ("prior", "difference", "rate", "limit", "verdict"):
        return _compared(finding, what, comparison, language, decimals)
    if finding.value is None:
        return withheld_words(finding, language)
    places = decimals if finding.unit == "mm" else None
    if what == "pair":
        other = partner(finding, findings, "diameter_perpendicular_mm")
        return numbers.diameter_pair(
            finding.value, other.value if other else None, language, decimals=decimals
        )
    if what == "mm2":
        return numbers.quantity(finding.value, finding.unit, language)
    if finding.unit == "mm2":
        return numbers.area_cm2(finding.value, language)
    text = numbers.quantity(finding.value, finding.unit, language, decimals=places)
    if what == "number":
        return text.split(" ")[0]
    return text


def _compared(
    finding: Finding, what: str, comparison: Comparison | None, language: str, decimals: int
) -> str:
    if comparison is None:
        return VERDICTS["prior_missing"][language] if what == "verdict" else _UNKNOWN[language]
    if what == "verdict":
        return VERDICTS[comparison.verdict][language]
    if what == "rate":
        if comparison.rate_per_year is None:
            return _UNKNOWN[language]
        return f"{numbers.number(comparison.rate_per_year, 1, language, signed=True)} {_PER_YEAR[language]}"
    value = {
        "prior": comparison.prior_value,
        "difference": comparison.difference,
        "limit": comparison.limit,
    }[what]
    if value is None:
        return _UNKNOWN[language]
    # a difference keeps one decimal: it comes from unrounded values
    places = decimals if what == "prior" else 1
    return numbers.quantity(value, finding.unit, language, decimals=places, signed=what == "difference")
