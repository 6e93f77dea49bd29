"""Which studies and series are on the worklist already, how they stand there, and which aren't whole yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from desktop.worklist.rows import WorkRow
from studies.archive.received import ReceivedStudy
from studies.stacks import SeriesEntry


@dataclass(frozen=True, slots=True)
class Standing:
    """Rows of the worklist by Study Instance UID."""

    rows: dict[str, tuple[WorkRow, ...]] = field(default_factory=dict)
    #: of the place that is shown: received studies by Study Instance UID
    received: dict[str, ReceivedStudy] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[WorkRow], received: dict[str, ReceivedStudy] | None = None) -> Standing:
        found: dict[str, list[WorkRow]] = {}
        for row in rows:
            study = getattr(row.record, "study", None)
            if study is not None:
                found.setdefault(study.identity.study_instance_uid, []).append(row)
        return cls({uid: tuple(group) for uid, group in found.items()}, received or {})

    def broken(self, study_uid: str) -> ReceivedStudy | None:
        """A received study of which images are missing; None for a whole one."""
        here = self.received.get(study_uid)
        return here if here is not None and not here.is_complete else None

    def of_study(self, study_uid: str) -> tuple[WorkRow, ...]:
        return self.rows.get(study_uid, ()) if study_uid else ()

    def of_series(self, entry: SeriesEntry) -> tuple[WorkRow, ...]:
        """Rows that hold this series."""
        return tuple(
            row
            for row in self.of_study(entry.study_instance_uid)
            if entry.series_instance_uid in row.record.study.identity.series_instance_uids
        )

    def missing(self, study_uid: str, series_uids: Iterable[str]) -> tuple[int, int] | None:
        """Images that are here, of how many, when any of these series isn't whole; None when they are."""
        here = self.received.get(study_uid)
        wanted = set(series_uids)
        counts = [(now, there) for uid, now, there in (here.series if here else ()) if uid in wanted]
        if all(now >= there for now, there in counts):
            return None
        return sum(min(now, there) for now, there in counts), sum(there for _now, there in counts)
