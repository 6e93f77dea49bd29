"""Difference between the submitted draft and the final report (12.4), without blame.

Shares and percentages are decimals rounded to a tenth of a percent; no float leaves this module.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from governance.canonical import normal_text
from governance.record import Record
from governance.report import Content, Revision, Score
from measurements.finding import Finding


@dataclass(frozen=True, slots=True)
class SectionChange(Record):
    """Changed words of one section: Levenshtein distance over words, and its share of the longer text."""

    key: str
    distance: int
    words: int
    percent: Decimal


@dataclass(frozen=True, slots=True)
class MeasurementChange(Record):
    """One finding before and after; None where it was added or removed."""

    finding_id: str
    key: str
    level: str
    unit: str
    before: Decimal | None
    after: Decimal | None
    delta: Decimal | None
    percent: Decimal | None
    beyond_repeatability: bool


@dataclass(frozen=True, slots=True)
class Discrepancy(Record):
    """What the radiologist changed, and the radiologist's score."""

    report_id: str
    submitted_sha256: str
    final_sha256: str
    sections: tuple[SectionChange, ...]
    measurements: tuple[MeasurementChange, ...]
    conclusion_changed: bool
    score: Score
    scored_by: str
    scored_at: datetime
    comment: str = ""


def word_distance(before: str, after: str) -> int:
    """Levenshtein distance over words: least number of words inserted, removed or replaced."""
    a, b = before.split(), after.split()
    while a and b and a[-1] == b[-1]:
        a.pop()
        b.pop()
    start = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    a, b = a[start:], b[start:]
    row = list(range(len(b) + 1))
    for i, word in enumerate(a, 1):
        diagonal, row[0] = row[0], i
        for j, other in enumerate(b, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (word != other))
    return row[-1]


def percent(part: Decimal | int, whole: Decimal | int) -> Decimal:
    """Share in percent, to a tenth, halves rounded up."""
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def section_change(key: str, before: str, after: str) -> SectionChange:
    """Share of changed words: distance / words of the longer text; 0 for two empty texts."""
    before, after = normal_text(before), normal_text(after)
    words = max(len(before.split()), len(after.split()))
    distance = word_distance(before, after)
    return SectionChange(key, distance, words, percent(distance, words) if words else Decimal("0.0"))


def section_changes(before: Content, after: Content) -> tuple[SectionChange, ...]:
    """Each section of either text, in the order of the final one."""
    keys = dict.fromkeys([*(s.key for s in after.sections), *(s.key for s in before.sections)])
    return tuple(section_change(k, before.text(k), after.text(k)) for k in keys)


def measurement_changes(
    before: Content, after: Content, repeatability: Mapping[str, Decimal]
) -> tuple[MeasurementChange, ...]:
    """Findings whose value changed, came or went.

    Parameters
    ----------
    repeatability : mapping of finding key to Decimal
        Limit in the finding's own unit. Without a limit any change counts as beyond it.
    """
    old = {f.id: f for f in before.findings}
    new = {f.id: f for f in after.findings}
    changes = []
    for id in dict.fromkeys([*new, *old]):
        a, b = _value(old.get(id)), _value(new.get(id))
        if a == b and (id in old) == (id in new):
            continue
        delta = None if a is None or b is None else b - a
        share = None if delta is None or not a else percent(delta, abs(a))
        either = new.get(id) or old[id]
        limit = repeatability.get(either.key)
        beyond = delta is None or limit is None or abs(delta) > limit
        changes.append(
            MeasurementChange(id, either.key, either.level, either.unit, a, b, delta, share, beyond)
        )
    return tuple(changes)


def _value(finding: Finding | None) -> Decimal | None:
    return None if finding is None or finding.value is None else Decimal(repr(float(finding.value)))


CONCLUSION = "conclusion"


def compare(
    submitted: Revision,
    final: Revision,
    *,
    score: Score,
    scored_by: str,
    scored_at: datetime,
    repeatability: Mapping[str, Decimal],
    comment: str = "",
) -> Discrepancy:
    """Difference of the submitted draft and the text that is signed, with the radiologist's score."""
    sections = section_changes(submitted.content, final.content)
    return Discrepancy(
        report_id=final.report_id,
        submitted_sha256=submitted.digest(),
        final_sha256=final.digest(),
        sections=sections,
        measurements=measurement_changes(submitted.content, final.content, repeatability),
        conclusion_changed=any(s.key == CONCLUSION and s.distance for s in sections),
        score=score,
        scored_by=scored_by,
        scored_at=scored_at,
        comment=comment,
    )


class Effect(StrEnum):
    """What a score leads to (12.4). A 3b proposes; it never suspends anybody by itself."""

    COUNTS = "counts_toward_volume"
    MEETING = "feedback_meeting"
    TRAINER = "trainer"
    INCIDENT = "incident_proposal"
    REVIEW = "competence_review"


EFFECTS: Mapping[Score, tuple[Effect, ...]] = {
    Score.CONCURRENCE: (Effect.COUNTS,),
    Score.MISS_UNLIKELY: (),
    Score.MISS_LIKELY: (Effect.MEETING,),
    Score.CLEAR_MISS_UNLIKELY: (Effect.TRAINER, Effect.MEETING),
    Score.CLEAR_MISS_LIKELY: (Effect.INCIDENT, Effect.REVIEW, Effect.MEETING),
}
