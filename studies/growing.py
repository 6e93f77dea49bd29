"""A series while it is being read: what has come so far, for looking only.

The array is the loader's own and fills up in place; nothing is copied. What comes out carries a problem that bars
measuring; the finished images come from `load_series` alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studies.load import _grid, _unit, series_info
from studies.stacks import SeriesEntry
from studies.volume import Grid, Problem, TimeSeries, Volume

#: at most so often is told that more has come, s
INTERVAL_S = 0.1
INCOMPLETE = Problem(
    "incomplete", "The series is still being read; measuring waits until it is complete.", "block"
)


@dataclass(frozen=True, eq=False)
class SoFar:
    """What has been read: the images, `present` (times, slices), the first slice that came as a volume of its own."""

    image: Volume | TimeSeries
    present: NDArray[np.bool_]
    done: int
    total: int
    first: Volume
    first_time: int


class Growing:
    """Counts the slices that come in and tells of them; its methods are called by the loader's thread.

    Parameters
    ----------
    entry : the series that is read
    tell : called with a `SoFar` after the first slice, then at most every tenth of a second
    """

    def __init__(
        self,
        entry: SeriesEntry,
        tell: Callable[[SoFar], object],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._entry, self._tell, self._clock = entry, tell, clock
        self._present = np.zeros((len(entry.frames), len(entry.frames[0]) if entry.frames else 0), dtype=bool)
        self._last = float("-inf")
        self._image: Volume | TimeSeries | None = None
        self._first: tuple[Volume, int] | None = None
        self._voxels: NDArray[Any] | None = None

    def slice_came(self, voxels: NDArray[Any], time_index: int, slice_index: int) -> None:
        """For `load_series(on_slice=)`."""
        self._present[time_index, slice_index] = True
        now = self._clock()
        if now - self._last < INTERVAL_S and voxels is self._voxels:
            return
        self._last = now
        if voxels is not self._voxels or self._image is None or self._first is None:
            self._voxels = voxels
            self._image = self._made(voxels)
            self._first = (_one_slice(self._image, time_index, slice_index), time_index)
        done = int(self._present.sum())
        self._tell(SoFar(self._image, self._present.copy(), done, self._present.size, *self._first))

    def _made(self, voxels: NDArray[Any]) -> Volume | TimeSeries:
        entry = self._entry
        grid, problems = _grid(entry)
        common = (
            grid,
            entry.modality,
            _unit(entry.frames[0][0], entry.modality),
            entry.frame_of_reference_uid,
            series_info(entry),
            (*entry.problems, *problems, INCOMPLETE),
        )
        # what the loader makes is float where int16 doesn't do; both may be shown
        if len(voxels) == 1:
            return Volume(voxels[0], *common)
        times = np.full(len(voxels), np.nan) if entry.times_s is None else np.asarray(entry.times_s)
        return TimeSeries(voxels, times.astype(np.float64), *common)


def _one_slice(image: Volume | TimeSeries, time_index: int, slice_index: int) -> Volume:
    """The slice that came, by itself: what a window for all of them may be taken from."""
    stack = image.voxels[time_index] if isinstance(image, TimeSeries) else image.voxels
    whole = image.grid
    origin = whole.index_to_patient([slice_index, 0, 0])
    grid = Grid((whole.size[0], whole.size[1], 1), whole.spacing_mm, origin, whole.direction)
    voxels = np.ascontiguousarray(stack[slice_index : slice_index + 1])
    return Volume(voxels, grid, image.modality, image.unit, image.frame_of_reference_uid, image.series)
