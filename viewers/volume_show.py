"""What a 3D view knows of its volume: whether it is wanted, its look, and the reduced volume that a worker makes."""

from __future__ import annotations

import math
from collections.abc import Callable

import structlog
from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

from studies.volume import Volume
from viewers.rendered import ReducedVolume, VolumeActor, VolumeLook, looks, reduce

log = structlog.get_logger(__name__)

#: rays for every so many pixels while the scene moves: the finest whose frame stays under the budget
COARSE = (1.5, 2.0, 3.0, 4.0)
BUDGET_S = 0.033
#: Ctrl+wheel moves the look by so much: HU, or percent of a series without a unit
STEP = {"unit": 10.0, "percent": 1.0}


class _Answers(QObject):
    ready = Signal(int, object)


class _Job(QRunnable):
    def __init__(self, number: int, work: Callable[[], ReducedVolume], answers: _Answers) -> None:
        super().__init__()
        self._number, self._work, self._answers = number, work, answers

    def run(self) -> None:
        try:
            found: ReducedVolume | None = self._work()
        except Exception as error:  # noqa: BLE001 - a worker's error is told, not lost in its thread
            log.warning("volume_not_reduced", kind=type(error).__name__)
            found = None
        self._answers.ready.emit(self._number, found)


class VolumeShow(QObject):
    """The volume of one 3D view; makes nothing until it is wanted and seen."""

    changed = Signal()
    came = Signal()  # the volume can be drawn now

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.volume: Volume | None = None
        self.is_wanted = False
        self.has_failed = False
        self.actor: VolumeActor | None = None
        self._look = ""
        self._shift: dict[str, float] = {}
        self._number = 0
        self._asked = False
        self._coarse = 1  # index into COARSE
        self._answers = _Answers(self)
        self._answers.ready.connect(self._take)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)

    def set_volume(self, volume: Volume | None) -> None:
        """Another volume, or none; what was made of the former is let go."""
        if volume is self.volume:
            return
        self._number += 1
        self._pool.clear()
        self._pool.waitForDone()
        kind = getattr(self.volume, "modality", None)
        self.volume, self.actor, self._asked, self.has_failed = volume, None, False, False
        if volume is None or kind != volume.modality:
            self._look, self._shift = "", {}
        self.changed.emit()

    def want(self, wanted: bool) -> None:
        if wanted != self.is_wanted:
            self.is_wanted = wanted
            self.changed.emit()

    def looks(self) -> tuple[VolumeLook, ...]:
        return looks(self.volume.modality) if self.volume is not None else ()

    @property
    def look(self) -> VolumeLook | None:
        """The look in use: the chosen one, else the first."""
        found = self.looks()
        return next((each for each in found if each.key == self._look), found[0] if found else None)

    @property
    def shift(self) -> float:
        return self._shift.get(self.look.key, 0.0) if self.look is not None else 0.0

    def choose(self, key: str) -> None:
        """Another look; raises KeyError for one that the series doesn't have."""
        if key not in {each.key for each in self.looks()}:
            raise KeyError(key)
        self._look = key
        self._apply()

    def shift_by(self, steps: float) -> None:
        """Move the look's values: less is seen with more of them."""
        look = self.look
        if look is not None:
            self._shift[look.key] = self.shift + steps * STEP[look.of]
            self._apply()

    def _apply(self) -> None:
        if self.actor is not None and self.look is not None:
            self.actor.show(self.look, self.shift)
        self.changed.emit()

    def ask(self) -> None:
        """Have the reduced volume made, once."""
        volume = self.volume
        if volume is None or self._asked:
            return
        self._asked = True
        self._pool.start(_Job(self._number, lambda: reduce(volume), self._answers))

    def _take(self, number: int, reduced: ReducedVolume | None) -> None:
        if number != self._number:
            return
        if reduced is None:
            self.has_failed = True
        else:
            self.actor = VolumeActor(reduced)
            self._apply()
            self.came.emit()
        self.changed.emit()

    # ------------------------------------------------------------ how coarse a moving picture is

    @property
    def coarse_step(self) -> float:
        return COARSE[self._coarse]

    def took(self, seconds: float) -> None:
        """A coarse frame took so long: a coarser step for the next one, or a finer when there is room for it."""
        if seconds > BUDGET_S:
            self._coarse = min(self._coarse + 1, len(COARSE) - 1)
        elif self._coarse > 0:
            finer = COARSE[self._coarse] / COARSE[self._coarse - 1]
            if seconds * math.pow(finer, 2) < BUDGET_S * 0.8:
                self._coarse -= 1

    def release(self) -> None:
        self.set_volume(None)
        self.is_wanted = False
