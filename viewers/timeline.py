"""The time of a time series: which point is shown, the same in every linked view; no picture is made here.

The time point is part of each view's `ViewState` (`time_index`); a `Timeline` hands the views the volume of the point
that was asked for and keeps them together. No voxel is copied: the volume of a point is a view of the series' memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shiboken6
from PySide6.QtCore import QObject, Signal

from studies.volume import TimeSeries, Volume
from viewers.cine import Cine
from viewers.slicing import SliceSource

if TYPE_CHECKING:
    from viewers.view import SliceView

#: points that lie at most so far apart are played at their own speed (specs/viewers.md 7.7)
REAL_TIME_S = 1.0


class Timeline(QObject):
    """The time points of one series and the views that show one of them together."""

    changed = Signal(int)  # time index

    def __init__(self, series: TimeSeries, parent: QObject | None = None, *, index: int = 0) -> None:
        super().__init__(parent)
        self.series = series
        self._views: list[SliceView] = []
        self._index = min(max(index, 0), self.count - 1)
        self._volume = series.at(self._index)
        self.cine = Cine(lambda: self.count, lambda: self.index, self.show, self)
        if self.real_rate is not None:
            self.cine.set_rate(self.real_rate)

    @property
    def count(self) -> int:
        return int(self.series.voxels.shape[0])

    @property
    def index(self) -> int:
        return self._index

    @property
    def volume(self) -> Volume:
        """The volume of the time point that is shown; shares the series' memory."""
        return self._volume

    @property
    def has_times(self) -> bool:
        """Whether the source says when each point was made, in rising order."""
        times = self.series.times_s
        return bool(np.all(np.isfinite(times)) and np.all(np.diff(times) > 0))

    @property
    def interval_s(self) -> float | None:
        """The usual time between two points; None when the times are unknown."""
        return float(np.median(np.diff(self.series.times_s))) if self.has_times and self.count > 1 else None

    @property
    def real_rate(self) -> float | None:
        """Points a second as they were made, where that is fast enough to be played so."""
        interval = self.interval_s
        return 1.0 / interval if interval is not None and interval <= REAL_TIME_S else None

    def values_at(self, index_vox: tuple[int, int, int]) -> np.ndarray | None:
        """The value of one voxel ``[slice, row, column]`` at every time point; None outside."""
        k, j, i = index_vox
        slices, rows, columns = self.series.grid.shape
        if not (0 <= k < slices and 0 <= j < rows and 0 <= i < columns):
            return None
        return np.asarray(self.series.voxels[:, k, j, i], dtype=np.float64)

    # ------------------------------------------------------------ the views

    @property
    def views(self) -> list[SliceView]:
        self._views = [view for view in self._views if shiboken6.isValid(view)]
        return list(self._views)

    def add(self, view: SliceView) -> None:
        """Let a view show this series; it takes the time point that the others have."""
        if view not in self._views:
            self._views.append(view)
        view.set_timeline(self)
        view.show_time(self._volume, SliceSource.of(self._volume), self._index)

    def remove(self, view: SliceView) -> None:
        """Let a view go; one that isn't here is no error."""
        self._views = [each for each in self._views if each is not view]

    def show(self, index: int) -> None:
        """Show a time point in every view (kept inside the series)."""
        index = min(max(int(index), 0), self.count - 1)
        if index == self._index:
            return
        self._index = index
        self._volume = self.series.at(index)
        source = SliceSource.of(self._volume)
        for view in self.views:
            view.show_time(self._volume, source, index)
        self.changed.emit(index)

    def step(self, by: int) -> None:
        """So many points on, by hand: playing stops; stays at the ends."""
        self.go_to(self._index + by)

    def go_to(self, index: int) -> None:
        """Show a time point by hand: playing stops."""
        self.cine.stop()
        self.show(index)

    def refresh(self, series: TimeSeries) -> None:
        """The same series with more of it read: every view takes its values again."""
        self.series = series
        self._volume = series.at(self._index)
        source = SliceSource.of(self._volume)
        for view in self.views:
            view.show_time(self._volume, source, self._index)
