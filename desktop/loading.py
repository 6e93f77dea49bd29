"""Reading images in the background with the first picture at once, and noticing when they change on disk afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.background import Job, JobState
from studies.growing import Growing, SoFar
from studies.load import load_series
from studies.volume import TimeSeries, Volume

if TYPE_CHECKING:
    from desktop.desk import Desk
    from studies.stacks import SeriesEntry
    from studies.watch import Change

#: how often it is asked whether the files are still the same
WATCH_MS = 10_000


class ImageReading(QObject):
    """Tells the screen how far the reading is; `read` runs in a worker, the signals arrive in the UI thread."""

    grown = Signal(object)  # SoFar
    found = Signal(object)  # SeriesEntry

    def read(self, entry: SeriesEntry, *, progress: Any = None, cancelled: Any = None) -> Volume | TimeSeries:
        """Load an entry; tells of it slice by slice unless it is a research file, which comes whole."""
        self.found.emit(entry)
        growing = Growing(entry, self._tell) if entry.frames else None
        image = load_series(
            entry,
            progress=progress,
            cancelled=cancelled,
            on_slice=growing.slice_came if growing is not None else None,
        )
        if isinstance(image, TimeSeries):
            _ = image.value_range  # asked for by the first picture; worked out here, not in the UI thread
        return image

    def _tell(self, so_far: SoFar) -> None:
        self.grown.emit(so_far)


class DiskWatch(QObject):
    """Asks in the background, now and then, whether the files of a series are still those that were read."""

    changed = Signal(object)  # tuple[Change, ...], never empty

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._entry: SeriesEntry | None = None
        self._asking: Job | None = None
        self._said: tuple[Change, ...] = ()
        self._timer = QTimer(self)
        self._timer.setInterval(WATCH_MS)
        self._timer.timeout.connect(self.ask)

    @property
    def entry(self) -> SeriesEntry | None:
        """The series that is watched."""
        return self._entry

    def watch(self, entry: SeriesEntry | None) -> None:
        """Watch this series from now on, or none."""
        self._entry, self._said = entry, ()
        if self._asking is not None:
            self._asking.cancel()
            self._asking = None
        if entry is None:
            self._timer.stop()
        else:
            self._timer.start()

    def ask(self) -> None:
        """Ask now; an answer that is still awaited isn't asked for again."""
        entry = self._entry
        if entry is None or self._asking is not None:
            return
        job = self._desk.background.run(
            entry.changed_since_scan, title=self.tr("Checking the images on disk"), receiver=self
        )
        self._asking = job
        job.ended.connect(self._answered)

    def _answered(self, job: Job) -> None:
        if job is not self._asking:
            return
        self._asking = None
        if job.state is JobState.DONE and job.result and job.result != self._said:
            self._said = job.result
            self.changed.emit(job.result)
