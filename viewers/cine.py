"""Playing: a clock that asks for the frame that is due; frames that come too late are left out, never slowed.

Knows neither a picture nor a series: it asks `show(index)` of whoever owns the frames.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal

LEAST_RATE, MOST_RATE, USUAL_RATE = 1.0, 60.0, 10.0
#: what `faster` and `slower` walk through, frames a second
RATES = (1.0, 2.0, 3.0, 5.0, 8.0, 10.0, 12.0, 15.0, 20.0, 25.0, 30.0, 40.0, 50.0, 60.0)
LOOP, SWING = "loop", "swing"
MEASURED_S = 1.0


def due(start: int, steps: int, count: int, mode: str) -> int:
    """The frame that is due `steps` after `start`, going round or back and forth."""
    if count < 2:
        return 0
    if mode == LOOP:
        return (start + steps) % count
    period = 2 * (count - 1)
    place = (start + steps) % period
    return place if place < count else period - place


class Cine(QObject):
    """Plays `count()` frames from `index()` by `show(index)`; dies with its parent."""

    changed = Signal()  # playing or not, rate, mode
    shown = Signal()  # a frame was asked for

    def __init__(
        self,
        count: Callable[[], int],
        index: Callable[[], int],
        show: Callable[[int], object],
        parent: QObject | None = None,
        *,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        super().__init__(parent)
        self._count, self._index, self._show, self._clock = count, index, show, clock
        self._rate, self._mode = USUAL_RATE, LOOP
        self._began, self._start = 0.0, 0
        self._frames: deque[float] = deque()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.tick)

    # ------------------------------------------------------------ how it plays

    @property
    def is_playing(self) -> bool:
        return self._timer.isActive()

    @property
    def rate(self) -> float:
        """Frames a second that are asked for."""
        return self._rate

    @property
    def mode(self) -> str:
        """``loop`` or ``swing`` (back and forth)."""
        return self._mode

    @property
    def measured_rate(self) -> float:
        """Frames a second that were really shown in the last second of playing."""
        if len(self._frames) < 2:
            return 0.0
        return (len(self._frames) - 1) / max(self._frames[-1] - self._frames[0], 1e-6)

    def set_rate(self, rate: float) -> None:
        """Frames a second, kept between 1 and 60."""
        self._rate = min(max(float(rate), LEAST_RATE), MOST_RATE)
        self._restart()
        self.changed.emit()

    def faster(self) -> None:
        self.set_rate(next((r for r in RATES if r > self._rate + 1e-6), MOST_RATE))

    def slower(self) -> None:
        self.set_rate(next((r for r in reversed(RATES) if r < self._rate - 1e-6), LEAST_RATE))

    def set_mode(self, mode: str) -> None:
        """``loop`` or ``swing``; ValueError for another."""
        if mode not in (LOOP, SWING):
            raise ValueError(f"{mode!r} isn't a way of playing")
        self._mode = mode
        self._restart()
        self.changed.emit()

    # ------------------------------------------------------------ playing

    def play(self) -> bool:
        """Start; False when there is nothing to play."""
        if self._count() < 2:
            return False
        if not self.is_playing:
            self._frames.clear()
            self._timer.start()
            self._restart()
            self.changed.emit()
        return True

    def stop(self) -> bool:
        """Stop; whether it was playing."""
        if not self.is_playing:
            return False
        self._timer.stop()
        self._frames.clear()
        self.changed.emit()
        return True

    def toggle(self) -> bool:
        return self.stop() or self.play()

    def _restart(self) -> None:
        self._began, self._start = self._clock(), self._index()
        if self.is_playing:
            self._timer.setInterval(
                max(1, round(500.0 / self._rate))
            )  # twice a frame: none is late by a whole one

    def tick(self) -> None:
        """Show the frame that is due by the clock, if it isn't shown already."""
        now, count = self._clock(), self._count()
        if count < 2:
            self.stop()
            return
        wanted = due(self._start, int((now - self._began) * self._rate + 1e-6), count, self._mode)
        if wanted == self._index():
            return
        self._show(wanted)
        self._frames.append(now)
        while now - self._frames[0] > MEASURED_S:
            self._frames.popleft()
        self.shown.emit()
