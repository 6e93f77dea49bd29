"""Difference between the submitted draft and the final report (12.4), without blame.

Shares and percentages are decimals rounded to a tenth of a percent; no float leaves this module.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from governance.record import Record
from governance.report import Score


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
