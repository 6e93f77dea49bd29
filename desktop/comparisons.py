"""Figures of now beside those of an earlier examination: worked out for the draft, and as the report prints them.

The arithmetic is `measurements.growth`; what it said is kept with the content (`governance.earlier`) and only read from there,
so that screen, report and signature say the same.
"""

from __future__ import annotations

from collections.abc import Sequence

from desktop.days import as_date
from desktop.errors_text import dutch
from governance.earlier import Acknowledged, Compared, EarlierExamination, EarlierSource
from governance.report import Content
from measurements.finding import Finding
from measurements.growth import Differs, Growth, GrowthSettings, compare
from report_templates.document import Comparison

LARGEST = "diameter_max_mm"
#: what differs, as the report says it (English source; the report's language is used)
WORDS = {
    Differs.EDGE: "other edge",
    Differs.METHOD: "other method",
    Differs.GATING: "other ECG gating",
    Differs.READER: "other reader",
    Differs.SOFTWARE: "other software",
}
ACKNOWLEDGED = "compared all the same"


def compared(
    now: Sequence[Finding],
    earlier: Sequence[Finding],
    *,
    now_date: str,
    earlier_date: str,
    acknowledged: bool,
    settings: GrowthSettings | None = None,
) -> tuple[Compared, ...]:
    """The largest diameters of now beside those of the same levels before.

    Raises
    ------
    ValueError
        A date is missing, or the earlier examination isn't earlier.
    """
    today, then = as_date(now_date), as_date(earlier_date)
    if today is None or then is None:
        raise ValueError("both examinations need a date")
    before = {f.group: f for f in earlier if f.key == LARGEST}
    made = []
    for finding in now:
        if finding.key != LARGEST or not finding.level or finding.value is None:
            continue
        prior = before.get(finding.group)
        found = compare(
            finding, prior, now_date=today, prior_date=then, acknowledged=acknowledged, settings=settings
        )
        made.append(_record(finding, prior, found))
    return tuple(made)


def _record(finding: Finding, prior: Finding | None, found: Growth) -> Compared:
    return Compared(
        finding_id=finding.id,
        value=_text(finding.value),
        earlier_id=prior.id if prior is not None else "",
        earlier_value=_text(found.prior_value),
        difference=_text(found.difference),
        limit=_text(found.limit),
        rate_per_year=_text(found.rate_per_year),
        verdict=found.verdict.value,
        differs=tuple(d.value for d in found.differs),
        acknowledged=found.acknowledged,
    )


def examination(
    *,
    study_uid: str,
    series_uid: str,
    study_date: str,
    source: EarlierSource,
    findings: Sequence[Finding],
    made: tuple[Compared, ...],
    report_id: str = "",
    revision_sha256: str = "",
    acknowledged: Acknowledged | None = None,
    settings: GrowthSettings | None = None,
) -> EarlierExamination:
    """The record of one comparison, with the figures it rests on and the limits that were in force."""
    wishes = settings or GrowthSettings()
    used = {c.earlier_id for c in made}
    groups = {f.group for f in findings if f.id in used}
    return EarlierExamination(
        study_instance_uid=study_uid,
        series_instance_uid=series_uid,
        study_date=study_date,
        source=source,
        report_id=report_id,
        revision_sha256=revision_sha256,
        findings=tuple(f for f in findings if f.group in groups),
        compared=made,
        limits_mm=tuple(_text(v) for v in (wishes.same_mm, wishes.other_mm, wishes.not_gated_mm)),
        acknowledged=acknowledged,
    )


def of_content(content: Content) -> tuple[Comparison, ...]:
    """The comparisons of a content as its report prints them; one whose figure is another by now isn't said."""
    values = {f.id: _text(f.value) for f in content.findings}
    if not content.earlier:
        return ()
    earlier = content.earlier[0]
    day = as_date(earlier.study_date)
    return tuple(
        Comparison(
            finding_id=c.finding_id,
            prior_value=_number(c.earlier_value),
            prior_date=day.isoformat() if day is not None else "",
            difference=_number(c.difference),
            limit=_number(c.limit),
            verdict=c.verdict,
            rate_per_year=_number(c.rate_per_year),
            same_method=not c.differs,
            reason=reason(c, content.language),
        )
        for c in earlier.compared
        if values.get(c.finding_id, "") == c.value and c.value
    )


def reason(compared_: Compared, language: str) -> str:
    """What was done another way, in words: "andere rand, andere methode"."""
    accepted = bool(compared_.differs) and compared_.acknowledged
    return differing(compared_.differs, language, *([ACKNOWLEDGED] if accepted else []))


def differing(differs: Sequence[str], language: str, *more: str) -> str:
    """Ways in which two measurements differ (`measurements.growth.Differs`) as a list of words, with `more` behind them."""
    words = [*(WORDS[Differs(d)] for d in differs), *more]
    return ", ".join(dutch().get(w, w) if language == "nl" else w for w in words)


def _text(value: float | None) -> str:
    return "" if value is None else repr(float(value))


def _number(text: str) -> float | None:
    return float(text) if text else None
