"""What a report holds of an earlier examination: its findings, and how each figure of now stands beside it.

Kept with the content, so that what is compared is signed with the rest: the earlier findings as they were read or measured,
the smallest detectable changes that were in force, the differences as they were worked out (`measurements.growth`), and who
accepted that edge, method or gating differ. Nothing here is worked out again when it is shown or printed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from governance.record import Record
from measurements.finding import Finding


class EarlierSource(StrEnum):
    """Where the earlier figures come from: an authorised report, or the earlier images measured anew for this one."""

    REPORT = "report"
    MEASURED = "measured"


@dataclass(frozen=True, slots=True)
class Compared(Record):
    """One figure beside the same one of the earlier examination.

    Numbers are their shortest exact decimal text in the figure's unit (a year), empty where they aren't said. `value` is the
    figure of now for which it holds. `verdict` is one of `measurements.growth.Verdict`; `differs` names what was done another
    way (`measurements.growth.Differs`).
    """

    finding_id: str
    value: str
    earlier_id: str
    earlier_value: str
    difference: str
    limit: str
    rate_per_year: str
    verdict: str
    differs: tuple[str, ...] = ()
    acknowledged: bool = False


@dataclass(frozen=True, slots=True)
class Acknowledged(Record):
    """A person accepted that the two were measured in different ways: what differs, who, and when."""

    differs: tuple[str, ...]
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class EarlierExamination(Record):
    """The figures of one earlier examination, and the comparison with it.

    Parameters
    ----------
    study_date : YYYYMMDD
    report_id, revision_sha256 : of the authorised report that the figures come from; empty when measured anew
    limits_mm : smallest detectable change for the same way, for another way, and without ECG gating
    """

    study_instance_uid: str
    series_instance_uid: str
    study_date: str
    source: EarlierSource
    report_id: str
    revision_sha256: str
    findings: tuple[Finding, ...]
    compared: tuple[Compared, ...]
    limits_mm: tuple[str, ...]
    acknowledged: Acknowledged | None = None
