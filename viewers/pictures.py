"""The pictures of one slice view: cut, kept while nothing changes, coloured; full quality from a worker.

A free plane that moves is drawn as coarse as the ladder of resolutions asks; once it rests, a worker makes the
full picture. Answers carry their request's number; a late one is thrown away (specs/viewers.md section 6).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QRectF, QRunnable, QThreadPool, QTimer, Signal
from PySide6.QtGui import QImage

from studies.volume import Volume
from viewers.colour import padding_of, paint_values
from viewers.plane import PictureGrid, Projection
from viewers.slicing import NEIGHBOUR, SliceSource, ladder_step, screen_grid
from viewers.state import ViewState

REST_MS = 120  # without input for this long a free plane gets its full quality
#: a frame of a plane that moves takes at most so long, painting included: one free view, or several together
BUDGET_S = 0.016
BUDGET_TOGETHER_S = 0.025
AHEAD = 16  # slices before a block's end at which a worker fetches the next one


class _Answers(QObject):
    ready = Signal(int, object, object)


class _PictureJob(QRunnable):
    def __init__(self, number: int, work: Callable[[], tuple[Any, PictureGrid]], answers: _Answers) -> None:
        super().__init__()
        self._number, self._work, self._answers = number, work, answers

    def run(self) -> None:
        values, grid = self._work()
        self._answers.ready.emit(self._number, values, grid)


class Pictures(QObject):
    """Values, grid and QImage of what a view shows now."""

    improved = Signal()  # the full picture has come

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._volume: Volume | None = None
        self._source: SliceSource | None = None
        self._free: SliceSource | None = None
        self._picture: tuple[NDArray[Any], PictureGrid] | None = None
        self._key: object = None
        self._image: QImage | None = None
        self._image_key: object = None
        self._buffer: NDArray[np.uint32] | None = None  # the QImage lies on it and doesn't own it
        self._range: tuple[float, float] | None = None
        self._padding: tuple[float, float] | None = None
        self._last_index = -1
        self._coarse = 1
        self._cut_step: int | None = None
        #: how many free views move together
        self.together = 1
        self._moving_until = 0.0
        self._request = 0
        self._wanted: Callable[[], None] | None = None
        self._answers = _Answers(self)
        self._answers.ready.connect(self.accept)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._ask_for_full)

    @property
    def is_preview(self) -> bool:
        """Whether the picture is coarser than full."""
        return self._coarse > 1

    @property
    def request(self) -> int:
        """The number of the newest request; answers to earlier ones are void."""
        return self._request

    def show(self, volume: Volume | None, source: SliceSource | None) -> None:
        """Another volume, or none: everything kept is let go, running work is waited for."""
        self._rest.stop()
        self._pool.clear()
        self._pool.waitForDone()
        self._request += 1
        self._volume, self._source, self._free = volume, source, None
        self._range, self._padding = None, padding_of(volume) if volume is not None else None
        self._wanted = None
        self._picture = self._image = self._buffer = None
        self._key = self._image_key = None
        self._coarse = 1

    def show_time(self, volume: Volume, source: SliceSource, value_range: tuple[float, float] | None) -> None:
        """Another time point on the same grid: what was kept is of the point before; late answers are void."""
        self._rest.stop()
        self._request += 1
        self._volume, self._source, self._free = volume, source, None
        self._range, self._padding = value_range, padding_of(volume)
        self._wanted = self._picture = self._key = self._image_key = None
        self._coarse = 1

    def moved(self) -> None:
        """The plane, zoom or slab changes right now: coarse pictures are welcome for a moment."""
        self._moving_until = time.monotonic() + REST_MS / 1000
        if self._rest.isActive():
            self._rest.start()

    def forget(self) -> None:
        """The next picture is made anew (another screen, a grab at another resolution)."""
        self._key = None

    def values(
        self, state: ViewState, projection: Projection, box: QRectF, dpr: float, *, full: bool = False
    ) -> tuple[NDArray[Any], PictureGrid]:
        """Values and grid of the picture, kept as long as nothing that they depend on changes."""
        source = self._source
        if source is None or self._volume is None:
            raise RuntimeError("a view without a volume has no picture")
        orientation = source.orientation_of(state.plane)
        slab = (state.slab_mm, state.slab_mode)
        if orientation is not None:
            index = source.index(orientation, state.plane.origin)
            key: object = (orientation, index, slab)
            if key != self._key or self._picture is None:
                self._picture = source.picture(orientation, index, *slab)
                self._key = key
                self._request += 1
                self._fetch_ahead(orientation, index)
            self._coarse = 1
            return self._picture
        key = (projection, slab, state.interpolation, box.width(), box.height(), dpr)
        if key == self._key and self._picture is not None and (self._coarse == 1 or not full):
            return self._picture
        free = self._free = self._free or SliceSource.of(self._volume)
        moving = time.monotonic() < self._moving_until and not full
        budget = BUDGET_S if self.together == 1 else BUDGET_TOGETHER_S / self.together
        step = ladder_step(free.times, budget) if moving else 1

        def cut(coarse: int) -> tuple[NDArray[Any], PictureGrid]:
            grid = screen_grid(projection, box.left(), box.top(), box.width(), box.height(), dpr / coarse)
            return free.free_picture(
                grid,
                interpolation=state.interpolation,
                slab_mm=slab[0],
                slab_mode=slab[1],
                layer_steps=coarse / 2 if coarse > 2 else 1.0,
            )

        self._picture = cut(step)
        self._cut_step = None if full else step
        self._key, self._coarse = key, step
        self._request += 1
        if step > 1:
            number = self._request
            self._wanted = lambda: self._pool.start(_PictureJob(number, lambda: cut(1), self._answers))
            self._rest.start()
        return self._picture

    def painted(self, seconds: float) -> None:
        """A paint took this long; when it cut a free plane anew, the ladder learns from it."""
        step, self._cut_step = self._cut_step, None
        if step is not None and self._free is not None:
            self._free.times[step].append(seconds)

    def _fetch_ahead(self, orientation: str, index: int) -> None:
        """Let a worker copy the next block of a strided direction before scrolling reaches it."""
        source, step = self._source, index - self._last_index
        self._last_index = index
        if source is None or not 0 < abs(step) <= NEIGHBOUR:
            return
        ahead = index + (AHEAD if step > 0 else -AHEAD)
        if source.needs_fetch(orientation, ahead):
            self._pool.start(lambda: source.prefetch(orientation, ahead))

    def _ask_for_full(self) -> None:
        if self._coarse > 1 and self._wanted is not None:
            self._wanted()

    def accept(self, number: int, values: NDArray[Any], grid: PictureGrid) -> None:
        """A worker's answer: taken if it belongs to the newest request, else thrown away."""
        if number != self._request:
            return
        self._picture, self._coarse = (values, grid), 1
        self._image_key = None
        self.improved.emit()

    def image(self, state: ViewState) -> QImage:
        """The picture in colours; looked up anew only when picture or look changed."""
        if self._picture is None or self._volume is None:
            raise RuntimeError("values come before colours")
        values = self._picture[0]
        key = (self._key, self._request, self._coarse, state.look)
        if key != self._image_key or self._image is None:
            if self._buffer is None or self._buffer.shape != values.shape:
                self._buffer = np.empty(values.shape, dtype=np.uint32)
            value_range = (0.0, 1.0)
            if values.dtype == np.float32:
                value_range = self._range or self._volume.value_range
            look = state.look if self._padding is None else replace(state.look, padding=self._padding)
            paint_values(values, look, value_range, self._buffer)
            rows, columns = values.shape
            self._image = QImage(self._buffer.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32)
            self._image_key = key
        return self._image
