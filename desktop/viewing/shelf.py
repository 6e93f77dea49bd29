"""One series that is being looked at: its images, the views that may show them, and what is measured on them.

Each series has its own measurements and tools, so that a region's values are those of the pixels under it; the tool in
hand is the same for all (`places` sees to that).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.viewing.lockable import Annotations
from studies.volume import SeriesInfo, TimeSeries, Volume
from viewers.colour import first_window, first_window_over_time
from viewers.growth import Growth
from viewers.hanging import PLANES, Facts
from viewers.slicing import SliceSource
from viewers.state import SyncGroup
from viewers.timeline import Timeline
from viewers.tools.measure import measurer
from viewers.tools.placing import standard_tools
from viewers.view import SliceView

if TYPE_CHECKING:
    from desktop.desk import Desk

Image = Volume | TimeSeries
#: planes across fewer slices than this show nothing
LEAST_SLICES = 3


class Shelf(QObject):
    """Images with their views; views are made when a place asks for one and kept for the next layout."""

    view_made = Signal(object)

    def __init__(self, desk: Desk, group: SyncGroup, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent, self._group = parent, group
        self.annotations = Annotations(desk.session.undo_stack, self)
        self.annotations.refused.connect(lambda why: desk.messages.info(why, key="looking-refused"))
        self.tools = standard_tools(self.annotations, self)
        self.image: Image | None = None
        self.timeline: Timeline | None = None
        self.views: list[SliceView] = []
        self._source: SliceSource | None = None
        self._window: tuple[float, float] | None = None
        self._identity: tuple[str, ...] = ()
        self._growth: Growth | None = None
        self._guests: list[SliceView] = []

    # ------------------------------------------------------------ images
    def show(
        self,
        image: Image,
        identity: Sequence[str],
        *,
        window: tuple[float, float] | None = None,
        index: int = 0,
    ) -> None:
        """Take images; the same grid as before (more of it was read) leaves every view where it is."""
        before, self.image = self.image, image
        same = before is not None and before.grid.same_as(image.grid)
        seen = [view for view in (*self.views, *self._guests) if view.volume is not None]
        shown = [(view, view.state) for view in seen] if same else []
        index = self.timeline.index if same and self.timeline is not None else index
        self._drop_timeline()
        self._identity, self._source = tuple(identity), None
        if isinstance(image, TimeSeries):
            self.timeline = Timeline(image, self, index=index)
            self.timeline.changed.connect(lambda _index: self._measure())
            self._window = window or first_window_over_time(image)
        else:
            self._source = SliceSource.of(image)
            self._window = window or first_window(image)
        self._measure()
        for view, state in shown:
            self._fill(view, state.orientation)
            view.model.put(state)

    def _measure(self) -> None:
        if self.volume is not None:
            self.annotations.set_measure(measurer(self.volume))

    def _drop_timeline(self) -> None:
        if self.timeline is not None:
            self.timeline.cine.stop()
            self.timeline.deleteLater()
            self.timeline = None

    @property
    def volume(self) -> Volume | None:
        """The volume on screen: of a time series that of its time point."""
        if self.timeline is not None:
            return self.timeline.volume
        return self.image if isinstance(self.image, Volume) else None

    @property
    def source(self) -> SliceSource | None:
        """Where its slices lie."""
        if self._source is None and self.volume is not None:
            return SliceSource.of(self.volume)
        return self._source

    @property
    def info(self) -> SeriesInfo | None:
        return self.image.series if self.image is not None else None

    @property
    def window(self) -> tuple[float, float] | None:
        """The window with which the series is shown at first."""
        return self._window

    @property
    def own_plane(self) -> str:
        """The plane in which the images were made, as far as it is one of the three."""
        if self.image is None:
            return "axial"
        source = self.source
        thin = int(min(range(3), key=lambda axis: self.image.grid.shape[axis]))  # type: ignore[union-attr]
        if source is not None and self.is_thin:
            for name in PLANES[:3]:
                if source.count(name) == self.image.grid.shape[thin]:
                    return name
        return "axial"

    @property
    def is_thin(self) -> bool:
        """Too few slices for planes across them."""
        return self.image is not None and min(self.image.grid.shape) < LEAST_SLICES

    def facts(self) -> Facts:
        """What hanging protocols are matched on."""
        image = self.image
        if image is None:
            return Facts()
        info = image.series
        points = int(image.voxels.shape[0]) if isinstance(image, TimeSeries) else 1
        return Facts(
            info.modality or image.modality,
            info.body_part,
            (info.series_description, info.study_description),
            self.own_plane if self.is_thin else "",
            points,
            image.grid.size[2],
        )

    # ------------------------------------------------------------ views
    def view(self, number: int) -> SliceView:
        """The number-th view of these images, made when it is the first time."""
        while len(self.views) <= number:
            made = SliceView(None, "axial", tools=self.tools, parent=self._parent)
            made.hide()
            self.views.append(made)
            self.view_made.emit(made)
        return self.views[number]

    def fill(self, view: SliceView, plane: str) -> None:
        """Show the images in a view, in a plane; one that shows them so already stays as it is."""
        if view.volume is None or view.state.orientation != plane:
            self._fill(view, plane)

    def _fill(self, view: SliceView, plane: str) -> None:
        volume = self.volume
        if volume is None:
            return
        view.set_volume(volume, plane, source=self._source)
        if self.timeline is not None:
            self.timeline.add(view)
        view.set_identity(self._identity)
        view.set_group(self._group)
        view.set_growth(self._growth)
        if self._window is not None:
            view.change(window=self._window[0], level=self._window[1])
        if plane == "oblique":
            view.change(crosshair_visible=True)

    def set_growth(self, growth: Growth | None) -> None:
        """How much has been read; None: all of it."""
        self._growth = growth
        for view in (*self.views, *self._guests):
            if view.volume is not None:
                view.set_growth(growth)

    def adopt(self, view: SliceView) -> None:
        """A view elsewhere (a second window) follows these images too: their growth and their time."""
        if view not in self._guests:
            self._guests.append(view)

    def shown_views(self) -> list[SliceView]:
        """The views that show these images, in whichever window."""
        return [view for view in (*self.views, *self._guests) if view.volume is not None]

    def let_go(self, view: SliceView) -> None:
        self._guests = [each for each in self._guests if each is not view]

    def set_aside(self, view: SliceView) -> None:
        """A view that no place shows: it follows nothing and holds no images."""
        view.release()

    def release(self) -> None:
        self._drop_timeline()
        for view in self.views:
            view.release()
        self.image, self._source = None, None
