"""The slice view: draws a ViewState of one Volume and turns mouse and keys into changes of that state.

Orthogonal pictures go NumPy → look-up table → QImage → QPainter; free planes are resliced on the CPU, coarser
while they move, and at full quality from a worker once they rest (specs/viewers.md sections 3 and 4). The
widget owns no state: what it shows is in its `model`, what is drawn over it in overlays and annotations.

Limitations: knows pixels and millimetres, nothing of patients, drafts or rules; identity and marks are words
that the caller gives.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import structlog
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from studies.volume import Volume
from viewers import commands, furniture, style
from viewers.colour import first_window
from viewers.furniture import STRIP_PX, LegendEntry, ReferenceLine
from viewers.keys import command_for
from viewers.mouse import Mouse
from viewers.overlays.base import Overlay, PaintContext, polygon_of
from viewers.overlays.labels import picture_transform
from viewers.pictures import Pictures
from viewers.plane import PictureGrid, Plane, Projection, Vector, clip_to_box, screen_directions, vector
from viewers.slicing import SliceSource
from viewers.state import SyncGroup, ViewModel, ViewState
from viewers.tools.annotations import AnnotationModel
from viewers.tools.base import ToolBox
from viewers.tools.drawing import paint_annotations
from viewers.tools.placing import standard_tools

log = structlog.get_logger(__name__)

ANNOUNCE_MS = 1000


@dataclass(frozen=True, slots=True)
class Pointed:
    """What lies under the pointer: place, nearest voxel's value (None outside), unit, voxel index."""

    point_lps: Vector
    value: float | None
    unit: str
    index_vox: tuple[int, int, int]
    label: str = ""


class SliceView(QWidget):
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
    activated = Signal()
    maximise_requested = Signal()
    context_requested = Signal(object)  # global QPoint
    space_tapped = Signal()
    crosshair_moved = Signal(object)  # LPS, by this view's mouse or keys
    copied = Signal()
    painted = Signal(float)  # seconds that the last paint took

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
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(120, 120)
        self._title = ""
        self._identity: tuple[str, ...] = ()
        self._marker = ""
        self._notes: tuple[str, ...] = ()
        self._legend: tuple[LegendEntry, ...] = ()
        self._empty = ("", "")
        self._is_active = False
        self._overlays: list[Overlay] = []
        self._group: SyncGroup | None = None
        self.tools = tools if tools is not None else standard_tools(AnnotationModel(parent=self), self)
        self.tools.altered.connect(self.update)
        self.tools.chosen.connect(self._tool_chosen)
        self.mouse = Mouse(self)

        self._full_now = False
        self._failure_logged = False
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
        self.set_volume(volume, orientation, source=source)

    # ------------------------------------------------------------ what is shown

    @property
    def state(self) -> ViewState:
        return self.model.state

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
        self.volume = volume
        self._empty = empty
        self._failure_logged = False
        orientation = orientation or self.state.orientation
        if self._group is not None:
            self._group.remove(self.model)
        if volume is None or source is None:
            self.model.set_source(None)
            self.update()
            return
        self.model.set_source(source)
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
        )
        self._join()
        self._tell_accessible()
        self.update()

    def set_title(self, title: str) -> None:
        self._title = title
        self._tell_accessible()
        self.update()

    def set_identity(self, parts: Sequence[str]) -> None:
        """Identity for the strip: name first, number last; the number is never shortened."""
        self._identity = tuple(parts)
        self.update()

    def set_marker(self, marker: str) -> None:
        """The word that stands on every picture of an unfinished draft, such as VOORLOPIG."""
        self._marker = marker
        self.update()

    def set_notes(self, notes: Sequence[str]) -> None:
        """Further lines for the lower left plate, such as ``arc length 111 mm`` or ``TILTED``."""
        self._notes = tuple(notes)
        self.update()

    def set_legend(self, entries: Sequence[LegendEntry]) -> None:
        self._legend = tuple(entries)
        self.update()

    def set_overlays(self, overlays: Sequence[Overlay]) -> None:
        """What lies over the picture, from below to above; visibility and opacity are in the ViewState."""
        self._overlays = list(overlays)
        self.update()

    @property
    def overlays(self) -> tuple[Overlay, ...]:
        return tuple(self._overlays)

    def set_group(self, group: SyncGroup | None) -> None:
        """Link this view with others; the group knows by the frame of reference which really are."""
        if self._group is not None:
            self._group.remove(self.model)
            self._group.members_changed.disconnect(self.update)
            self._group.plane_changed.disconnect(self._plane_changed)
        self._group = group
        if group is not None:
            group.members_changed.connect(self.update)
            group.plane_changed.connect(self._plane_changed)
            self._join()
        self.update()

    def _join(self) -> None:
        if self._group is not None and self.volume is not None:
            self._group.add(self.model, self.volume.frame_of_reference_uid, self.volume.modality)

    @property
    def group(self) -> SyncGroup | None:
        return self._group

    def set_active(self, active: bool) -> None:
        self._is_active = active
        self.update()

    @property
    def is_active(self) -> bool:
        return self._is_active

    # ------------------------------------------------------------ geometry

    def picture_rect(self) -> QRectF:
        """Where the picture lies: below the strip."""
        return QRectF(0, STRIP_PX, self.width(), max(1, self.height() - STRIP_PX))

    def projection(self) -> Projection:
        """From patient millimetres to this widget, as shown now."""
        state, box = self.state, self.picture_rect()
        right, down = screen_directions(state.plane, state.flip_h, state.flip_v, state.rotate_quarter)
        home, scale = self._home(right, down, box)
        if state.zoom_px_per_mm is not None:
            scale = state.zoom_px_per_mm
        centre = box.center()
        return Projection(
            vector(home),
            vector(right),
            vector(down),
            float(scale),
            (centre.x() + state.pan_px[0], centre.y() + state.pan_px[1]),
        )

    def _home(self, right: np.ndarray, down: np.ndarray, box: QRectF) -> tuple[np.ndarray, float]:
        """The point in the middle of an unmoved picture, and the scale that fits."""
        state = self.state
        origin = np.asarray(state.plane.origin)
        if state.fit_mm is not None:
            return origin, min(box.width(), box.height()) / state.fit_mm
        if self.source is None:
            return origin, 1.0
        corners = self.source.corners_lps()
        centre = corners.mean(axis=0)
        home = centre - state.plane.normal * float(state.plane.depth_mm(centre))
        width, height = np.ptp(corners @ right), np.ptp(corners @ down)
        return home, float(min(box.width() / width, box.height() / height))

    def fit_scale(self) -> float:
        """Logical pixels a millimetre when the picture fits."""
        state = self.state
        right, down = screen_directions(state.plane, state.flip_h, state.flip_v, state.rotate_quarter)
        return self._home(right, down, self.picture_rect())[1]

    def to_widget(self, point_lps: ArrayLike) -> QPointF:
        """Logical pixel of a point (projected along the normal)."""
        x, y = self.projection().to_widget(point_lps)
        return QPointF(float(x), float(y))

    def to_lps(self, position: QPointF) -> Vector:
        """The point of the plane under a logical pixel."""
        return vector(self.projection().to_lps((position.x(), position.y())))

    def pointed_at(self, position: QPointF) -> Pointed | None:
        """Place and value under a logical pixel; None beside the picture or without a volume."""
        if self.volume is None or not self.picture_rect().contains(position):
            return None
        point = self.to_lps(position)
        index = np.rint(self.volume.patient_to_index(point)).astype(int)
        label = next(
            (
                name
                for o in reversed(self._overlays)
                if hasattr(o, "label_at") and (name := o.label_at(point))
            ),
            "",
        )
        k, j, i = (int(n) for n in index)
        return Pointed(point, self.volume.value_at(point), self.volume.unit, (k, j, i), label)

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

    def grab_image(self, scale: float = 1.0, *, identity: bool = False) -> QImage:
        """The view at full quality; without identity unless asked for (a copy leaves the program).

        Parameters
        ----------
        scale : physical pixels a logical pixel
        """
        size = QSize(round(self.width() * scale), round(self.height() * scale))
        image = QImage(size, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(scale)
        painter = QPainter(image)
        self._full_now = True
        try:
            self._paint(painter, scale, self._identity if identity else ())
        finally:
            self._full_now = False
            painter.end()
        self.pictures.forget()  # the next paint goes by the screen's own resolution
        self.update()
        return image

    # ------------------------------------------------------------ painting

    def paintEvent(self, event: QPaintEvent) -> None:
        started = time.perf_counter()
        painter = QPainter(self)
        try:
            self._paint(painter, self.devicePixelRatioF(), self._identity)
        except Exception as error:  # noqa: BLE001 - an exception here would leave the painter active
            painter.resetTransform()
            painter.setClipping(False)
            if not self._failure_logged:
                style.log_paint_failure(log, "view_not_drawn", error)
                self._failure_logged = True
            furniture.paint_message(
                painter,
                QRectF(self.rect()),
                self.tr("The picture can't be drawn."),
                self.tr("Close the tool or open the series again. The log has the details."),
            )
        else:
            self._failure_logged = False
        finally:
            painter.end()
        self.painted.emit(time.perf_counter() - started)

    def _paint(self, painter: QPainter, dpr: float, identity: Sequence[str]) -> None:
        box, state = self.picture_rect(), self.state
        if self.volume is None or self.source is None:
            title, remedy = self._empty
            furniture.paint_message(painter, QRectF(self.rect()), title or self.tr("No series"), remedy)
            furniture.paint_strip(painter, self.width(), self._title, identity, "", self._is_active)
            if self._is_active:
                furniture.paint_frame(painter, self.width(), self.height())
            return
        painter.fillRect(box, style.colour("surface.image"))
        projection = self.projection()
        _, grid = self.pictures.values(state, projection, box, dpr, full=self._full_now)
        painter.setClipRect(box)
        painter.save()
        voxel_px = grid.spacing_mm[0] * projection.px_per_mm
        smooth = state.interpolation != "nearest" and voxel_px <= 8
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.setTransform(picture_transform(projection, grid), True)
        painter.drawImage(QRectF(0, 0, grid.columns, grid.rows), self.pictures.image(state))
        painter.restore()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        orientation = self.source.orientation_of(state.plane)
        if orientation is None:
            cut = clip_to_box(self.source.corners_lps(), projection.plane())
            furniture.paint_outside(
                painter, box, polygon_of(projection.to_widget(cut)) if len(cut) else QPolygonF()
            )
        context = PaintContext(
            projection,
            state.plane,
            grid,
            box,
            orientation,
            self.source.index(orientation, state.plane.origin) if orientation else -1,
            self.half_depth_mm(),
            2 * self.source.step_along(state.plane) + 1e-6,
        )
        if state.overlays_visible:
            for overlay in self._overlays:
                shown = state.overlay(overlay.id)
                if shown.visible:
                    overlay.paint(painter, context, shown)
        if state.crosshair_visible:
            focus = self.to_widget(state.focus_lps)
            furniture.paint_references(painter, projection, box, self._reference_lines(), focus)
        if state.annotations_visible:
            paint_annotations(
                painter, context, self.annotations, self.mouse.live, self.mouse.hovered, self.locale()
            )
            if self.tools.tool is not None:
                self.tools.tool.paint(painter, context)
        self.mouse.paint(painter)
        self._paint_words(painter, box, projection)
        painter.setClipping(False)
        window = self.tr("W {width} / L {level}").format(
            width=self._plain(state.window), level=self._plain(state.level)
        )
        furniture.paint_strip(painter, self.width(), self._title, identity, window, self._is_active)
        if self._is_active:
            furniture.paint_frame(painter, self.width(), self.height())

    def _plain(self, value: float) -> str:
        small = self.volume is not None and self.volume.voxels.dtype == np.float32 and abs(value) < 100
        return style.number(value, 2 if small else 0, self.locale())

    def _paint_words(self, painter: QPainter, box: QRectF, projection: Projection) -> None:
        state = self.state
        ink = style.colour("text.on_image")
        lines = []
        # a section that the caller describes in its notes needs no coordinates of its own
        is_described = bool(self._notes) and self.source_orientation() == "oblique"
        if (state.texts != "none" or self.is_preview) and not is_described:
            lines.append((self.position_text(), ink))
        if state.texts == "all" and box.width() >= furniture.SMALL_PX:
            lines += [(text, ink) for text in (*self._notes, self._thickness_text()) if text]
        if self.is_preview:
            lines.append((self.tr("PREVIEW"), style.colour("status.preliminary.text")))
        if self._marker:
            lines.append((self._marker, style.colour("status.preliminary.text")))
        if state.texts == "all" and box.width() >= furniture.SMALL_PX:
            furniture.paint_legend(painter, box, self._legend, above=len(lines))
        style.plate(painter, lines, box)
        furniture.paint_scale_bar(painter, box, projection.px_per_mm, self.locale())
        furniture.paint_letters(painter, box, np.asarray(projection.right), np.asarray(projection.down))

    def position_text(self) -> str:
        """``slice 92/164 · z 676,7 mm``, or the place of a free plane."""
        position = self.model.slice_position()
        if position is None:
            x, y, z = (style.number(c, 1, self.locale()) for c in self.state.plane.origin)
            return self.tr("oblique · {x} / {y} / {z} mm").format(x=x, y=y, z=z)
        index, count = position
        axis = {"sagittal": 0, "coronal": 1, "axial": 2}.get(self.source_orientation(), 2)
        place = style.number(self.state.plane.origin[axis], 1, self.locale())
        return self.tr("slice {number}/{count} · {axis} {place} mm").format(
            number=index + 1, count=count, axis="xyz"[axis], place=place
        )

    def source_orientation(self) -> str:
        """The orthogonal orientation shown, or ``oblique``."""
        found = self.source.orientation_of(self.state.plane) if self.source else None
        return found or "oblique"

    def _thickness_text(self) -> str:
        state = self.state
        if state.slab_mode != "none" and state.slab_mm > 0:
            name = {"max": "MIP", "min": "MinIP", "mean": self.tr("mean")}[state.slab_mode]
            return f"{name} {style.number(state.slab_mm, 1, self.locale())} mm"
        if self.source is None or self.source_orientation() == "oblique":
            return ""
        step = style.number(self.source.step_along(state.plane), 2, self.locale())
        return self.tr("distance {step} mm").format(step=step)

    def _reference_lines(self) -> list[ReferenceLine]:
        if self._group is None:
            return []
        found = []
        for other in self._group.linked_to(self.model):
            position = other.slice_position()
            state = other.state
            if not state.plane.parallel_to(self.state.plane):
                slab = state.slab_mm if state.slab_mode != "none" else 0.0
                number = str(position[0] + 1) if position else ""
                found.append(ReferenceLine(state.plane, state.orientation, number, slab))
        return found

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
        if not self._announce.isActive():
            self._announce.start()
        self.update()

    def _plane_changed(self, model: ViewModel) -> None:
        if model is not self.model:
            self.update()

    def _tool_chosen(self, name: str) -> None:
        tool = self.tools.tool
        self.setCursor(tool.cursor if tool is not None else Qt.CursorShape.ArrowCursor)

    def _tell_accessible(self) -> None:
        """Name and description for assistive techniques, at most once a second."""
        self.setAccessibleName(self._title or self.state.orientation)
        if self.volume is not None:
            self.setAccessibleDescription(
                self.tr("{position}, window {width} level {level}").format(
                    position=self.position_text(),
                    width=self._plain(self.state.window),
                    level=self._plain(self.state.level),
                )
            )

    def event(self, event: QEvent) -> bool:
        # Tab stays Qt's way to the next view; a key that a view understands isn't a shortcut while a tool draws
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

    def mouseDoubleClickEvent(self, event) -> None:
        self.mouse.double_click(event)

    def wheelEvent(self, event) -> None:
        self.mouse.wheel(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.mouse.leave()
        self.pointed.emit(None)

    def focusInEvent(self, event) -> None:
        self.activated.emit()
        super().focusInEvent(event)

    def keyPressEvent(self, event) -> None:
        if event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self.mouse.space(True)
            return
        text = commands.sequence_text(event)
        command = command_for(text)
        if command is None or not self.run(command):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event) -> None:
        if event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat() and self.mouse.space(False):
                self.space_tapped.emit()
            return
        super().keyReleaseEvent(event)

    def closeEvent(self, event) -> None:
        self.release()
        super().closeEvent(event)

    def release(self) -> None:
        """Let go of the volume, the group and the worker; the view is empty afterwards."""
        self._announce.stop()
        self.set_group(None)
        self.set_overlays([])
        self.set_volume(None)

    def copy_picture(self) -> None:
        """The picture without identity, on the clipboard."""
        QApplication.clipboard().setImage(self.grab_image(self.devicePixelRatioF()))
        self.copied.emit()

    def set_overlay_state(self, overlay_id: str, **fields: Any) -> None:
        """Change how one overlay is shown here."""
        rest = tuple(o for o in self.state.overlays if o.id != overlay_id)
        self.change(overlays=(*rest, replace(self.state.overlay(overlay_id), **fields)))
