"""Which studies and series are on the worklist already, and how they stand there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from desktop.worklist.rows import WorkRow
from studies.stacks import SeriesEntry


@dataclass(frozen=True, slots=True)
class Standing:
    """Rows of the worklist by Study Instance UID."""

    rows: dict[str, tuple[WorkRow, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[WorkRow]) -> Standing:
        found: dict[str, list[WorkRow]] = {}
        for row in rows:
            study = getattr(row.record, "study", None)
            if study is not None:
                found.setdefault(study.identity.study_instance_uid, []).append(row)
        return cls({uid: tuple(group) for uid, group in found.items()})

    def of_study(self, study_uid: str) -> tuple[WorkRow, ...]:
        return self.rows.get(study_uid, ()) if study_uid else ()

    def of_series(self, entry: SeriesEntry) -> tuple[WorkRow, ...]:
        """Rows that hold this series."""
        return tuple(
            row
            for row in self.of_study(entry.study_instance_uid)
            if entry.series_instance_uid in row.record.study.identity.series_instance_uids
        )
