"""The slice view: draws a ViewState of one Volume and turns mouse and keys into changes of that state.

Orthogonal pictures go NumPy → look-up table → QImage → QPainter; free planes are resliced on the CPU, coarser
while they move, and at full quality from a worker once they rest (specs/viewers.md sections 3 and 4). The
widget owns no state: what it shows is in its `model`, what is drawn over it in overlays and annotations.

Limitations: knows pixels and millimetres, nothing of patients, drafts or rules; identity and marks are words
that the caller gives.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QNativeGestureEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QMenu, QSizePolicy, QWidget

from studies.volume import Volume
from viewers import accessible, commands, facts, fitting, furniture, menus, painting, reveal
from viewers.cine import Cine
from viewers.colour import first_window
from viewers.facts import Pointed
from viewers.framed import PictureWidget
from viewers.furniture import LegendEntry
from viewers.growth import Growth
from viewers.history import History
from viewers.key_pointer import KeyPointer
from viewers.layer import KeptLayer
from viewers.mouse import Mouse
from viewers.overlays.base import Overlay
from viewers.pictures import Pictures
from viewers.plane import PictureGrid, Plane, Projection, Vector, vector
from viewers.points import DraggablePoints
from viewers.slicing import SliceSource
from viewers.state import SyncGroup, ViewModel, ViewState
from viewers.timeline import Timeline
from viewers.tools.annotations import Annotation, AnnotationModel
from viewers.tools.base import ToolBox
from viewers.tools.placing import standard_tools

__all__ = ["Pointed", "SliceView"]

ANNOUNCE_MS = 1000


class SliceView(PictureWidget):
    """One picture of a Volume, orthogonal or free, with everything that lies on it.

    Parameters
    ----------
    volume : Volume or None
        None shows the empty state.
    orientation : ``axial``, ``coronal``, ``sagittal`` or ``oblique``
    source : SliceSource, optional
        Shared by the views of one volume, so that they share the block cache.
    tools : ToolBox, optional
        Shared by linked views; an own one otherwise.
    """

    pointed = Signal(object)  # Pointed or None
    context_requested = Signal(object)  # global QPoint
    space_tapped = Signal()
    crosshair_moved = Signal(object)  # LPS, by this view's mouse or keys
    movie_requested = Signal()
    painted = Signal(float)  # seconds that the last paint took; not when the picture couldn't be drawn

    failure_event = "view_not_drawn"

    def __init__(
        self,
        volume: Volume | None = None,
        orientation: str = "axial",
        *,
        source: SliceSource | None = None,
        tools: ToolBox | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(120, 120)
        #: whether a right click opens the view's own menu; off when the owner answers `context_requested`
        self.own_menus = True
        self._notes: tuple[str, ...] = ()
        self._legend: tuple[LegendEntry, ...] = ()
        self._empty = ("", "")
        self._overlays: list[Overlay] = []
        self._points: list[DraggablePoints] = []
        self._group: SyncGroup | None = None
        self.tools = tools if tools is not None else standard_tools(AnnotationModel(parent=self), self)
        self.tools.altered.connect(self.update)
        self.tools.chosen.connect(self._tool_chosen)
        self.annotations.jumped.connect(self.show_annotation)
        self.annotations.touched.connect(self._bring_into_sight)
        self.mouse = Mouse(self)
        self.key_pointer = KeyPointer(self)
        self._overlays_held = False
        self.history = History()
        self.draws_full = False
        self._shown_instead: ViewState | None = None
        self._timeline: Timeline | None = None
        self._slices = Cine(self._slice_count, self._slice_index, self._show_slice, self)
        self._growth: Growth | None = None
        self._projection: tuple[ViewState, int, int, SliceSource | None, Projection] | None = None
        self.bottom = KeptLayer()
        self.pictures = Pictures(self)
        self.pictures.improved.connect(self.update)
        self._announce = QTimer(self)
        self._announce.setSingleShot(True)
        self._announce.setInterval(ANNOUNCE_MS)
        self._announce.timeout.connect(self._tell_accessible)

        self.volume: Volume | None = None
        nowhere = Plane((0.0, 0.0, 0.0), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0))
        self.model = ViewModel(ViewState(nowhere, orientation), None, self)
        self.model.changed.connect(self._on_state)
        self.context_requested.connect(self._open_context_menu)
        self.set_volume(volume, orientation, source=source)

    # ------------------------------------------------------------ what is shown

    @property
    def state(self) -> ViewState:
        return self._shown_instead or self.model.state

    @property
    def source(self) -> SliceSource | None:
        return self.model.source

    @property
    def annotations(self) -> AnnotationModel:
        return self.tools.annotations

    def change(self, **fields: Any) -> None:
        self.model.change(**fields)

    def set_volume(
        self,
        volume: Volume | None,
        orientation: str | None = None,
        *,
        source: SliceSource | None = None,
        empty: tuple[str, str] = ("", ""),
    ) -> None:
        """Show another volume (None: the empty state, with what it needs in words) at its middle."""
        if volume is not None and source is None:
            source = SliceSource.of(volume)
        self.pictures.show(volume, source if volume is not None else None)
        self.bottom.forget()
        self.volume = volume
        self._empty = empty
        self._failure_logged = False
        orientation = orientation or self.state.orientation
        self._slices.stop()
        self._growth = None
        if self._timeline is not None:
            self._timeline.remove(self)
            self._timeline = None
        if self._group is not None:
            self._group.remove(self.model)
        if volume is None or source is None:
            self.model.set_source(None)
            self.update()
            return
        self.model.set_source(source)
        self.model.set_home(None)
        window, level = first_window(volume)
        plane = source.plane(orientation if orientation != "oblique" else "axial")
        self.model.change(
            plane=plane,
            orientation=orientation,
            focus_lps=vector(plane.origin),
            window=window,
            level=level,
            zoom_px_per_mm=None,
            pan_px=(0.0, 0.0),
            time_index=0,
        )
        self.history.clear()  # nothing of another volume to go back to
        self._join()
        self._tell_accessible()
        self.update()

    def set_title(self, title: str) -> None:
        super().set_title(title)
        self._tell_accessible()

    def set_notes(self, notes: Sequence[str]) -> None:
        """Further lines for the lower left plate, such as ``arc length 111 mm`` or ``TILTED``."""
        self._notes = tuple(notes)
        self.update()

    @property
    def notes(self) -> tuple[str, ...]:
        return self._notes

    def set_legend(self, entries: Sequence[LegendEntry]) -> None:
        self._legend = tuple(entries)
        self.update()

    @property
    def legend(self) -> tuple[LegendEntry, ...]:
        return self._legend

    def set_overlays(self, overlays: Sequence[Overlay]) -> None:
        """What lies over the picture, from below to above; visibility and opacity are in the ViewState."""
        self._overlays = list(overlays)
        self.update()

    @property
    def overlays(self) -> tuple[Overlay, ...]:
        return tuple(self._overlays)

    def set_home(self, plane: Plane) -> None:
        """Show a free plane, and come back to its directions at a reset."""
        self.model.set_home(plane)
        self.change(plane=plane)

    # ------------------------------------------------------------ time, and what is still being read

    @property
    def timeline(self) -> Timeline | None:
        """The time points of the series that is shown; None for a single volume."""
        return self._timeline

    def set_timeline(self, timeline: Timeline) -> None:
        """Belong to a time series; called by its `Timeline`, which also gives each point's volume."""
        self._timeline = timeline

    def show_time(self, volume: Volume, source: SliceSource, index: int) -> None:
        """Another time point on the same grid: plane, window, zoom and measurements stay as they are."""
        series = self._timeline.series if self._timeline is not None else None
        value_range = series.value_range if series is not None and volume.voxels.dtype == np.float32 else None
        self.volume = volume
        self.pictures.show_time(volume, source, value_range)
        self.model.set_source(source)
        self.change(time_index=index)
        self.update()

    @property
    def cine(self) -> Cine:
        """Plays the time points, or the slices of a single volume."""
        return self._timeline.cine if self._timeline is not None else self._slices

    def _slice_count(self) -> int:
        position = self.model.slice_position()
        return position[1] if position is not None else 0

    def _slice_index(self) -> int:
        position = self.model.slice_position()
        return position[0] if position is not None else 0

    def _show_slice(self, index: int) -> None:
        self.model.show_slice(index)

    @property
    def growth(self) -> Growth | None:
        """What of the images has been read so far; None when all of it is here."""
        return self._growth

    def set_growth(self, growth: Growth | None) -> None:
        """More of the images came: what isn't here yet is hatched, never drawn."""
        self._growth = growth
        self.pictures.forget()
        self.update()

    # ------------------------------------------------------------ window and level, also for the menus

    def shown_window(self) -> tuple[float, float]:
        """(width, level) as shown."""
        return self.state.window, self.state.level

    def choose_window(self, width: float, level: float) -> None:
        self.change(window=float(width), level=float(level))

    def set_points(self, points: Sequence[DraggablePoints]) -> None:
        """Points that can be dragged here, above the overlays; the same objects may lie in other views too."""
        for old in self._points:
            old.altered.disconnect(self.update)
        self._points = list(points)
        for new in self._points:
            new.altered.connect(self.update)
        self.update()

    @property
    def points(self) -> tuple[DraggablePoints, ...]:
        return tuple(self._points)

    def set_group(self, group: SyncGroup | None) -> None:
        """Link this view with others; the group knows by the frame of reference which really are."""
        if self._group is not None:
            self._group.remove(self.model)
            self._group.members_changed.disconnect(self.update)
            self._group.plane_changed.disconnect(self._plane_changed)
            self._group.released.disconnect(self.pictures.released)
            self._group.point_shown.disconnect(self._point_shown)
        self._group = group
        if group is not None:
            group.members_changed.connect(self.update)
            group.plane_changed.connect(self._plane_changed)
            group.released.connect(self.pictures.released)
            group.point_shown.connect(self._point_shown)
            self._join()
        self.update()

    def _join(self) -> None:
        if self._group is not None and self.volume is not None:
            self._group.add(self.model, self.volume.frame_of_reference_uid, self.volume.modality)

    @property
    def group(self) -> SyncGroup | None:
        return self._group

    # ------------------------------------------------------------ geometry

    def projection(self) -> Projection:
        """From patient millimetres to this widget, as shown now; kept while nothing changes."""
        key = (self.state, self.width(), self.height(), self.source)
        known = self._projection
        if known is not None and known[0] is key[0] and known[1:4] == key[1:]:
            return known[4]
        made = fitting.projection(self.state, self.source, self.picture_rect())
        self._projection = (*key, made)
        return made

    def fit_scale(self) -> float:
        """Logical pixels a millimetre when the picture fits."""
        return fitting.fit_scale(self.state, self.source, self.picture_rect())

    def to_widget(self, point_lps: ArrayLike) -> QPointF:
        """Logical pixel of a point (projected along the normal)."""
        x, y = self.projection().to_widget(point_lps)
        return QPointF(float(x), float(y))

    def to_lps(self, position: QPointF) -> Vector:
        """The point of the plane under a logical pixel."""
        return vector(self.projection().to_lps((position.x(), position.y())))

    def pointed_at(self, position: QPointF) -> Pointed | None:
        """Place and value under a logical pixel; None beside the picture or without a volume."""
        return facts.pointed_at(self, position)

    def source_orientation(self) -> str:
        """The orthogonal orientation shown, or ``oblique``."""
        found = self.source.orientation_of(self.state.plane) if self.source else None
        return found or "oblique"

    @property
    def is_turned(self) -> bool:
        """Whether a view named after an orthogonal plane shows another one, because the crosshair was turned."""
        return (
            self.source is not None
            and self.state.orientation != "oblique"
            and self.source_orientation() != self.state.orientation
        )

    def position_text(self) -> str:
        """``slice 92/164 · z 676,7 mm``, or the place of a free plane."""
        return facts.position_text(self)

    def half_depth_mm(self) -> float:
        """Within this distance from the plane something lies in the picture: half a slice or half the slab."""
        step = self.source.step_along(self.state.plane) if self.source else 1.0
        return max(step, self.state.slab_mm if self.state.slab_mode != "none" else 0.0) / 2 + 1e-6

    # ------------------------------------------------------------ acts shared by mouse, keys and actions

    def run(self, command: str) -> bool:
        """Do a command of `viewers.keys` by its id; False when it doesn't apply here."""
        return commands.run(self, command)

    def zoom_about(self, position: QPointF, factor: float) -> None:
        """Zoom so that what lies under `position` stays there."""
        before = self.projection()
        new = commands.kept_zoom(before.px_per_mm * factor)
        ratio = new / before.px_per_mm
        centre = self.picture_rect().center()
        pan = (
            position.x() - centre.x() - (position.x() - before.centre_px[0]) * ratio,
            position.y() - centre.y() - (position.y() - before.centre_px[1]) * ratio,
        )
        self.change(zoom_px_per_mm=new, pan_px=pan)

    def move_crosshair(self, point_lps: ArrayLike) -> None:
        """Put the crosshair here; linked views follow."""
        self.model.look_at(point_lps)
        self.crosshair_moved.emit(self.state.focus_lps)

    def slice_picture(self) -> tuple[NDArray[Any], PictureGrid] | None:
        """Values and grid of the picture as shown (for presets and rectangles), or None without a volume."""
        if self.volume is None:
            return None
        return self.pictures.values(
            self.state, self.projection(), self.picture_rect(), self.devicePixelRatioF()
        )

    def slice_values(self) -> NDArray[Any] | None:
        found = self.slice_picture()
        return None if found is None else found[0]

    @property
    def is_preview(self) -> bool:
        """Whether the picture is coarser than full."""
        return self.pictures.is_preview

    # ------------------------------------------------------------ painting

    @contextlib.contextmanager
    def _at_full_quality(self) -> Iterator[None]:
        self.draws_full = True
        try:
            yield
        finally:
            self.draws_full = False
            self.pictures.forget()  # the next paint goes by the screen's own resolution

    @contextlib.contextmanager
    def showing(self, state: ViewState, *, points: bool) -> Iterator[None]:
        """Draw as if the state were this one, with or without draggable points, and change neither: for a grab."""
        kept, kept_points = self._shown_instead, self._points
        self._shown_instead = state
        self._points = kept_points if points else []
        try:
            yield
        finally:
            self._shown_instead, self._points = kept, kept_points
            self.pictures.forget()

    def paintEvent(self, event: QPaintEvent) -> None:
        started = time.perf_counter()
        self.pictures.together = self._free_views()
        super().paintEvent(event)
        seconds = time.perf_counter() - started
        if not self.has_failed:
            self.pictures.painted(seconds)
            self.painted.emit(seconds)

    def _free_views(self) -> int:
        """How many linked views, this one included, show a resliced plane that moves with the crosshair."""
        if self.group is None or self.source is None:
            return 1
        others = [m for m in self.group.linked_to(self.model) if m.slice_position() is None]
        return 1 + len(others)

    def _draw(self, painter: QPainter, dpr: float) -> None:
        if self.volume is None or self.source is None:
            title, remedy = self._empty
            furniture.paint_message(painter, QRectF(self.rect()), title or self.tr("No series"), remedy)
        else:
            painting.paint_slice(self, painter, dpr)

    def _strip_text(self) -> str:
        return facts.window_text(self) if self.volume is not None else ""

    # ------------------------------------------------------------ events

    def _on_state(self, old: ViewState, new: ViewState) -> None:
        moved = (old.plane, old.zoom_px_per_mm, old.pan_px, old.slab_mm) != (
            new.plane,
            new.zoom_px_per_mm,
            new.pan_px,
            new.slab_mm,
        )
        if moved:
            self.pictures.moved()
        self.history.note(old, new)
        if old.time_index != new.time_index and self._timeline is not None:
            self._timeline.show(new.time_index)
        if not self._announce.isActive():
            self._announce.start()
        self.update()

    def _plane_changed(self, model: ViewModel) -> None:
        if model is not self.model:
            self.update()

    def _point_shown(self, model: ViewModel, point_lps: object) -> None:
        if model is self.model:
            self.ensure_visible(np.asarray(point_lps))

    def _tool_chosen(self, name: str) -> None:
        tool = self.tools.tool
        if tool is not None:
            self.cine.stop()
        self.setCursor(tool.cursor if tool is not None else Qt.CursorShape.ArrowCursor)

    def _tell_accessible(self) -> None:
        """Name and description for assistive techniques, at most once a second."""
        self.setAccessibleName(self._title or self.state.orientation)
        if self.volume is not None:
            said = facts.description(self)
            if said != self.accessibleDescription():
                self.setAccessibleDescription(said)
                accessible.tell_value(self, said)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent) and self.mouse.gesture(event):
            return True
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self.pictures.forget()
            self.update()
        return super().event(event)

    def mousePressEvent(self, event) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.mouse.press(event)

    def mouseMoveEvent(self, event) -> None:
        self.mouse.move(event)

    def mouseReleaseEvent(self, event) -> None:
        self.mouse.release(event)
        if self._group is not None:
            self._group.released.emit()
        else:
            self.pictures.released()

    def mouseDoubleClickEvent(self, event) -> None:
        self.mouse.double_click(event)

    def wheelEvent(self, event) -> None:
        self.mouse.wheel(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.mouse.leave()
        self.pointed.emit(None)

    def keyPressEvent(self, event) -> None:
        if event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self.mouse.space(True)
            return
        if self.key_pointer.key(event):
            return
        command = self.habits.keys.command_for(commands.sequence_text(event))
        if command == "show.overlays" and event.isAutoRepeat():
            self._overlays_held = True  # held: they come back when the key is let go
            return
        if command is None or not self.run(command):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event) -> None:
        if event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat() and self.mouse.space(False):
                self.space_tapped.emit()
            return
        if self._overlays_held and not event.isAutoRepeat():
            self._overlays_held = False
            self.run("show.overlays")
            return
        super().keyReleaseEvent(event)

    def hideEvent(self, event) -> None:
        self._slices.stop()
        super().hideEvent(event)

    def focusOutEvent(self, event) -> None:
        self._slices.stop()
        super().focusOutEvent(event)

    def closeEvent(self, event) -> None:
        self.release()
        super().closeEvent(event)

    def release(self) -> None:
        """Let go of the volume, the group and the worker; the view is empty afterwards."""
        self._announce.stop()
        self.set_group(None)
        self.set_overlays([])
        self.set_points([])
        self.set_volume(None)

    def copy_picture(self) -> None:
        """The picture without identity, on the clipboard."""
        QApplication.clipboard().setImage(self.grab_image(self.devicePixelRatioF()))
        self.copied.emit()

    def window_menu(self) -> QMenu:
        """Presets with their keys, the pairs of the file, automatic, by rectangle, invert."""
        return menus.window_menu(self)

    def context_menu(self) -> QMenu:
        """What a right click offers; the owner adds to it by `menu_filling`."""
        return menus.context_menu(self)

    def _open_context_menu(self, at: QPoint) -> None:
        if self.own_menus:
            self.open_menu(self.context_menu(), at)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        # the menu key of the keyboard; the right button is told apart from a drag by the mouse
        if event.reason() == QContextMenuEvent.Reason.Keyboard and self.volume is not None:
            self.context_requested.emit(self.mapToGlobal(self.rect().center()))
        event.accept()

    def show_annotation(self, annotation: Annotation) -> None:
        """Go to a measurement that can lie in this view: its slice, and window and level where it was made."""
        reveal.go_to(self, annotation)

    def _bring_into_sight(self, annotation: Annotation) -> None:
        reveal.bring_into_sight(self, annotation)

    def ensure_visible(self, point_lps: ArrayLike) -> None:
        """Move the picture, at the same zoom, so that a point lies on it with room around it."""
        reveal.ensure_visible(self, point_lps)

    def set_overlay_state(self, overlay_id: str, **fields: Any) -> None:
        """Change how one overlay is shown here."""
        rest = tuple(o for o in self.state.overlays if o.id != overlay_id)
        self.change(overlays=(*rest, replace(self.state.overlay(overlay_id), **fields)))
