"""The measurement that belongs to a state: found before, or made in the background; never two at a time.

A wish for another state cancels the measurement that runs; an answer that comes too late is dropped. Former
measurements are kept for a while, so that undo and redo show them at once.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from desktop.workspaces.aorta import state as st
from desktop.workspaces.aorta.storing import Stored, stored
from desktop.workspaces.aorta.surface import surface_of
from measurements.aorta import AortaResult
from studies.volume import Volume

if TYPE_CHECKING:
    from desktop.background import Job
    from desktop.desk import Desk

#: former measurements kept in memory
KEPT = 8


@dataclass(frozen=True, eq=False)
class Measurement:
    """A result with what was drawn and stored of it, and the state it answers."""

    key: tuple[object, ...]
    state: st.AortaState
    result: AortaResult
    surface: Any
    stored: Stored


class Measurer(QObject):
    """Gives the measurement of a state; `arrived` when it had to be made, `failed` when it couldn't."""

    arrived = Signal(object)
    failed = Signal(object)
    #: a measurement began or ended
    running_changed = Signal()

    def __init__(self, desk: Desk, title: Callable[[], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._title = title
        self._kept: OrderedDict[tuple[object, ...], Measurement] = OrderedDict()
        self._job: Job | None = None
        self._running: tuple[object, ...] | None = None
        self.started = 0  # how many measurements were started; a test counts them

    @property
    def is_running(self) -> bool:
        return self._job is not None

    def keep(self, measurement: Measurement) -> None:
        """Remember a measurement (one that was stored with the draft)."""
        self._kept[measurement.key] = measurement
        self._kept.move_to_end(measurement.key)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)

    def forget(self) -> None:
        """Other images: nothing measured on the former ones holds."""
        self.stop()
        self._kept.clear()

    def want(self, volume: Volume, state: st.AortaState, language: str) -> Measurement | None:
        """The measurement of the state if there is one; else it is started, unless it runs already."""
        key = st.measuring_key(state, language)
        known = self._kept.get(key)
        if known is not None:
            self.stop()
            self._kept.move_to_end(key)
            return known
        if self._running != key:
            self.stop()
            self._start(key, volume, state, language)
        return None

    def stop(self) -> None:
        """Cancel what runs; its answer is dropped."""
        if self._job is not None:
            self._job.cancel()
        if self._running is not None:
            self._job = self._running = None
            self.running_changed.emit()

    def _start(self, key: tuple[object, ...], volume: Volume, state: st.AortaState, language: str) -> None:
        same = next(
            (m for m in reversed(self._kept.values()) if st.path_key(m.state) == st.path_key(state)), None
        )
        # what a landmark says of the sections is told anew; the sections themselves stay
        told = same is not None and (
            (dict(same.state.landmarks), st.conditions_of(same.state))
            == (dict(state.landmarks), st.conditions_of(state))
        )

        def work(progress: Callable[[int, int], None], cancelled: Callable[[], bool]) -> Measurement:
            _ = volume.value_range  # asked for by the first curved picture, which is painted in the UI thread
            result = st.measure(
                state,
                volume,
                same.result.line if same is not None else None,
                same.result.profile if same is not None else None,
                language=language,
                progress=progress,
                cancelled=cancelled,
            )
            _ = result.neck  # asked for by the card of the infrarenal level
            surface = same.surface if same is not None else surface_of(result)
            files = stored(result, same.stored if same is not None and told else None)
            return Measurement(key, state, result, surface, files)

        def done(found: Measurement) -> None:
            if self._running != key:
                return
            self._job = self._running = None
            self.keep(found)
            self.arrived.emit(found)
            self.running_changed.emit()

        def wrong(problem: Exception) -> None:
            if self._running != key:
                return
            self._job = self._running = None
            self.failed.emit(problem)
            self.running_changed.emit()

        self.started += 1
        self._running = key
        self._job = self.desk.background.run(
            work, title=self._title(), on_done=done, on_error=wrong, receiver=self
        )
        self._job.ended.connect(self._ended)
        self.running_changed.emit()

    def _ended(self, job: Job) -> None:
        """Cancelled in the status line: nothing runs any more, and there is no answer."""
        if job is self._job and job.state.value == "cancelled":
            self._job = self._running = None
            self.running_changed.emit()
