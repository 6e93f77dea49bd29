"""The curved view: a picture along the vessel with its levels, edges, marks and a cursor, on the profile's x axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QWheelEvent
from PySide6.QtWidgets import QMenu, QWidget

from studies.volume import Volume
from viewers import arc_painting, colour, furniture, menus, style
from viewers.arc_painting import LABELS_PX
from viewers.arc_widget import ArcWidget
from viewers.colour import Look, first_window, paint_values
from viewers.commands import sequence_text
from viewers.curved import CurvedPicture, CurvedSource, SampledCurve, SectionRings, arc_axis
from viewers.facts import Pointed
from viewers.layer import KeptLayer
from viewers.levels import Level
from viewers.plane import Vector, vector

__all__ = ["CurvedState", "CurvedView", "EdgeSeries", "Level", "Mark"]

GRIP_PX = 8
CLICK_PX = 4
DEGREES_A_PX = 0.5
CTRL = Qt.KeyboardModifier.ControlModifier


@dataclass(frozen=True, eq=False)
class EdgeSeries:
    """Closed section contours along the curve, drawn as two edges: arcs (n,), one LPS ring each."""

    arcs_mm: NDArray[np.float64]
    contours_lps: list[NDArray[np.float64]]
    colour: str = "picture.outer_wall"
    pattern: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """A landmark on the picture: a named point in the patient."""

    key: str
    name: str
    lps: Vector
    colour: str = "picture.key_slice"


#: a landmark this near to the pointer says its name
HOVER_PX = 10.0


@dataclass(frozen=True, slots=True)
class CurvedState:
    """What a curved view shows, apart from the curve itself; enough to show it again."""

    rotation_deg: float
    stretched: bool
    arc_mm: float
    look: Look


class CurvedView(ArcWidget):
    """Straightened or stretched picture. Right drag or R turns it; a level's triangle is dragged along the arc.

    Window and level: keys, the strip's menu, Ctrl + right drag, or Ctrl + left drag over a rectangle.
    """

    rotation_changed = Signal(float)
    window_changed = Signal(float, float)
    placed = Signal(str, object, float)  # key, LPS, arc mm
    placing_cancelled = Signal(str)
    pointed = Signal(object)  # Pointed or None
    context_requested = Signal(object)  # global QPoint

    failure_event = "curved_view_not_drawn"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumSize(200, 100)
        #: whether a right click opens the view's own menu; off when the owner answers `context_requested`
        self.own_menus = True
        self._source: CurvedSource | None = None
        self._look = Look(600.0, 300.0)
        self._rotation = 0.0
        self._stretched = False
        self._edges: tuple[EdgeSeries, ...] = ()
        self._rings: tuple[object, tuple[tuple[EdgeSeries, SectionRings], ...]] = (None, ())
        self._marks: tuple[Mark, ...] = ()
        self._placing: tuple[str, str] | None = None
        self._takes_region = False
        self._empty = ""
        self._buffer: NDArray[np.uint32] | None = None
        self.bottom = KeptLayer()
        self._drag: tuple[str, QPointF, Any] | None = None
        self._last = QPointF()
        self._hovered = ""
        self._hovered_mark = ""
        self.context_requested.connect(self._open_context_menu)
        self.setAccessibleName(self.tr("Curved view"))

    # ------------------------------------------------------------ what is shown

    def set_source(self, source: CurvedSource | None, empty: str = "") -> None:
        """The volume along another curve; window and level stay while the volume is the same."""
        same = source is not None and self._source is not None and source.volume is self._source.volume
        self._source, self._empty = source, empty
        self.bottom.forget()
        self._arc = min(self._arc, self.length_mm) if same else 0.0
        if source is not None and not same:
            self._look = Look(*first_window(source.volume))
        self.update()

    @property
    def source(self) -> CurvedSource | None:
        return self._source

    @property
    def volume(self) -> Volume | None:
        return self._source.volume if self._source else None

    @property
    def curve(self) -> SampledCurve | None:
        return self._source.curve if self._source else None

    def set_window(self, window: float, level: float) -> None:
        """Window and level; says so when they changed."""
        new = replace(self._look, window=max(float(window), colour.MINIMUM_WIDTH), level=float(level))
        if new != self._look:
            self._look = new
            self.window_changed.emit(new.window, new.level)
            self.update()

    def shown_window(self) -> tuple[float, float]:
        """(width, level) as shown."""
        return self._look.window, self._look.level

    def choose_window(self, width: float, level: float) -> None:
        self.set_window(width, level)

    def set_edges(self, edges: Sequence[EdgeSeries]) -> None:
        self._edges = tuple(edges)
        self.update()

    @property
    def edges(self) -> tuple[EdgeSeries, ...]:
        return self._edges

    def rings(self) -> tuple[tuple[EdgeSeries, SectionRings], ...]:
        """The edges, laid out along the curve that is shown; once for all turns of the picture."""
        curve, of = self.curve, (self.curve, self._edges)
        if curve is None:
            return ()
        if self._rings[0] != of:
            made = tuple((e, SectionRings(curve, e.arcs_mm, e.contours_lps)) for e in self._edges)
            self._rings = (of, made)
        return self._rings[1]

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """Landmarks to show; hollow where they lie before or behind the picture."""
        self._marks = tuple(marks)
        self.update()

    @property
    def marks(self) -> tuple[Mark, ...]:
        return self._marks

    def set_rotation(self, degrees: float) -> None:
        kept = float(degrees) % 360.0
        if kept != self._rotation:
            self._rotation = kept
            self.rotation_changed.emit(kept)
            self.update()

    def set_stretched(self, stretched: bool) -> None:
        self._stretched = stretched
        self.update()

    @property
    def is_stretched(self) -> bool:
        return self._stretched

    @property
    def rotation_deg(self) -> float:
        return self._rotation

    @property
    def length_mm(self) -> float:
        return self._source.curve.length_mm if self._source else 0.0

    @property
    def lengths_are_true(self) -> str:
        """``both`` or ``along``: in which direction a length may be measured here."""
        return "along" if self._stretched else "both"

    @property
    def hovered_level(self) -> str:
        return self._hovered

    @property
    def hovered_mark(self) -> str:
        """Key of the landmark under the pointer: it says its name."""
        return self._hovered_mark

    @property
    def state(self) -> CurvedState:
        return CurvedState(self._rotation, self._stretched, self._arc, self._look)

    def show_state(self, state: CurvedState) -> None:
        """Show again what a state says, on the present curve."""
        self._look = state.look
        self.set_stretched(state.stretched)
        self.set_rotation(state.rotation_deg)
        self.set_arc(state.arc_mm)
        self.window_changed.emit(self._look.window, self._look.level)

    # ------------------------------------------------------------ placing a landmark

    def start_placing(self, key: str, prompt: str) -> None:
        """Each left click from now on places this landmark (`placed`), until `stop_placing` or Esc."""
        self._placing = (key, prompt)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.update()

    def stop_placing(self) -> None:
        self._placing = None
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.update()

    @property
    def prompt(self) -> str:
        """What the next click does, in words; empty when clicks only move the cursor."""
        if self._takes_region:
            return self.tr("Drag a rectangle for the window.")
        return self._placing[1] if self._placing else ""

    # ------------------------------------------------------------ geometry

    def picture_rect(self) -> QRectF:
        left, scale = arc_axis(self.width(), self.length_mm)
        top = furniture.STRIP_PX
        return QRectF(left, top, self.length_mm * scale, max(1.0, self.height() - top))

    def lps_at(self, position: QPointF) -> Vector | None:
        """The point of the patient shown at a pixel; None beside the picture."""
        box, curve = self.picture_rect(), self.curve
        if curve is None or not box.adjusted(-0.5, 0, 0.5, 0).contains(position):
            return None
        across = (box.center().y() - position.y()) / self.px_per_mm()
        arc = self.arc_of(position.x())
        return vector(curve.place(arc, across, self._rotation, stretched=self._stretched))

    def place_of(self, point_lps: ArrayLike) -> tuple[QPointF, float]:
        """(pixel, mm before or behind the picture) of a point near the curve."""
        if self.curve is None:
            return QPointF(), float("inf")
        arc, across, off = self.curve.coordinates(point_lps, self._rotation, stretched=self._stretched)
        return QPointF(self.x_of(arc), self.picture_rect().center().y() - across * self.px_per_mm()), off

    def position_of(self, point_lps: ArrayLike) -> QPointF:
        """Where a point lies on the picture."""
        return self.place_of(point_lps)[0]

    def pointed_at(self, position: QPointF) -> Pointed | None:
        """Place and value of the nearest voxel under a pixel."""
        point, volume = self.lps_at(position), self.volume
        if point is None or volume is None:
            return None
        k, j, i = (int(n) for n in np.rint(volume.patient_to_index(point)))
        return Pointed(point, volume.value_at(point), volume.unit, (k, j, i))

    # ------------------------------------------------------------ painting

    def picture(self) -> CurvedPicture | None:
        """Values of the picture as shown."""
        if self._source is None:
            return None
        box = self.picture_rect()
        width_mm = float(np.ceil(box.height() / self.px_per_mm() / 2)) * 2
        across = max(0.5, width_mm / 400)  # a wide picture needs no finer steps than the screen shows
        return self._source.picture(self._rotation, width_mm, across, stretched=self._stretched)

    def slice_values(self) -> NDArray[Any] | None:
        found = self.picture()
        return None if found is None else found.values

    def coloured(self) -> tuple[NDArray[np.uint32], float, float] | None:
        """(colours, mm between columns, mm between rows) of the picture; the view keeps the buffer."""
        found, source = self.picture(), self._source
        if found is None or source is None:
            return None
        if self._buffer is None or self._buffer.shape != found.values.shape:
            self._buffer = np.empty(found.values.shape, np.uint32)
        paint_values(found.values, self._look, source.volume.value_range, self._buffer)
        return self._buffer, found.along_mm, found.across_mm

    def _draw(self, painter: QPainter, dpr: float) -> None:
        if self._source is None:
            painter.fillRect(self.rect(), style.colour("surface.image"))
            furniture.paint_message(painter, QRectF(self.rect()), self.tr("No vessel path"), self._empty)
            return
        arc_painting.paint_curved(self, painter, dpr)
        if self._drag is not None and self._drag[0] == "region":
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(style.pen(style.colour("picture.measure_draft"), 1, (4, 3)))
            painter.drawRect(QRectF(self._drag[1], self._last).normalized())

    def _strip_text(self) -> str:
        if self._source is None:
            return ""
        text = self.tr("W {width} / L {level}").format(
            width=style.number(self._look.window, 0, self.locale()),
            level=style.number(self._look.level, 0, self.locale()),
        )
        return text + " · " + self.tr("inverted") if self._look.invert else text

    # ------------------------------------------------------------ commands and menus

    def run(self, command: str) -> bool:
        """Do one of the commands of `viewers.keys` that a curved view has; False for another."""
        volume = self.volume
        if command == "view.key_image":
            self.key_image_requested.emit()
        elif volume is None:
            return False
        elif command.startswith("window.preset."):
            preset = colour.preset_of_key(volume.modality, command.rsplit(".", 1)[1])
            if preset is None:
                return False
            menus.choose_preset(self, preset)
        elif command == "window.file":
            self.set_window(*first_window(volume))
        elif command == "window.auto":
            values = self.slice_values()
            window = colour.window_of_region(values) if values is not None else None
            if window is None:
                return False
            self.set_window(*window)
        elif command == "window.invert":
            self._look = replace(self._look, invert=not self._look.invert)
            self.update()
        elif command == "tool.region_window":
            self._takes_region = True
            self.setCursor(Qt.CursorShape.CrossCursor)
            self.update()
        else:
            return False
        return True

    def window_menu(self) -> QMenu:
        """Presets with their keys, the pairs of the file, automatic, by rectangle, invert."""
        return menus.window_menu(self)

    def _open_context_menu(self, at: QPoint) -> None:
        if self.own_menus and self.volume is not None:
            menu = self.window_menu()
            menu.addSeparator()
            menus.command_entry(menu, self, "view.key_image")
            self.open_menu(menu, at)

    # ------------------------------------------------------------ events

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if self._source is None:
            return
        at = self._last = event.position()
        is_left = event.button() == Qt.MouseButton.LeftButton
        if event.button() == Qt.MouseButton.RightButton:
            if self.cancel_level():
                return
            kind = "window" if event.modifiers() & CTRL else "turn"
            self._drag = (kind, at, self.shown_window() if kind == "window" else self._rotation)
        elif is_left and self.strip_text_at(at):
            self.open_menu(self.window_menu(), self.mapToGlobal(at.toPoint()))
        elif is_left and (self._takes_region or event.modifiers() & CTRL):
            self._drag = ("region", at, None)
        elif is_left:
            self._press_left(at)

    def _press_left(self, at: QPointF) -> None:
        if self._placing is not None:
            point = self.lps_at(at)
            if point is not None:
                arc = self.arc_of(at.x())
                self.set_arc(arc)
                self.placed.emit(self._placing[0], point, arc)
            return
        level = self._level_at(at)
        if level is not None:
            self.grip_level(level, at.x())
            self._drag = ("level", at, None)
        else:
            self._drag = ("cursor", at, None)
            self.set_arc(self.arc_of(at.x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = self._last = event.position()
        self.pointed.emit(self.pointed_at(at))
        if self._drag is None:
            self._hover(at)
            return
        kind, start, value = self._drag
        if kind == "turn":
            self.set_rotation(value + (at.x() - start.x()) * DEGREES_A_PX)
        elif kind == "cursor":
            self.set_arc(self.arc_of(at.x()))
        elif kind == "level":
            self.drag_level(at.x())
        elif kind == "window":
            base = max(value[0], colour.MINIMUM_WIDTH)
            across = (at.x() - start.x()) / max(self.width(), 1) * 2 * base
            down = (at.y() - start.y()) / max(self.height(), 1) * 2 * base
            self.set_window(round(max(base + across, 1.0)), round(value[1] + down))
        elif kind == "region":
            self.update()

    def _hover(self, at: QPointF) -> None:
        near = next(
            (m.key for m in self._marks if (self.place_of(m.lps)[0] - at).manhattanLength() < HOVER_PX), ""
        )
        if near != self._hovered_mark:
            self._hovered_mark = near
            self.update()
        level = self._level_at(at)
        name = level.key if level is not None else ""
        if name != self._hovered:
            self._hovered = name
            self.update()
        if self._placing is not None or self._takes_region:
            shape = Qt.CursorShape.CrossCursor
        elif level is not None and level.movable:
            shape = Qt.CursorShape.SizeHorCursor
        else:
            shape = Qt.CursorShape.ArrowCursor
        if self.cursor().shape() != shape:
            self.setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        drag, self._drag = self._drag, None
        if drag is None:
            return
        moved = (event.position() - drag[1]).manhattanLength() >= CLICK_PX
        if drag[0] == "level":
            self.drop_level()
        elif drag[0] == "region":
            self._takes_region = False
            self._window_from(QRectF(drag[1], event.position()).normalized())
            self._hover(event.position())
            self.update()
        elif drag[0] == "turn" and not moved and event.button() == Qt.MouseButton.RightButton:
            self.set_rotation(drag[2])
            self.context_requested.emit(event.globalPosition().toPoint())

    def _window_from(self, region: QRectF) -> None:
        """Window and level from the values inside a rectangle of the picture."""
        found, box = self.picture(), self.picture_rect()
        kept = region.intersected(box)
        if found is None or kept.width() < 3 or kept.height() < 3:
            return
        rows, scale = found.values.shape[0], self.px_per_mm()
        first, last = (self.arc_of(x) / found.along_mm for x in (kept.left(), kept.right()))
        top, bottom = (
            (y - box.center().y()) / scale / found.across_mm + rows // 2 for y in (kept.top(), kept.bottom())
        )
        part = found.values[max(int(top), 0) : int(bottom) + 1, int(first) : int(last) + 1]
        window = colour.window_of_region(part)
        if window is not None:
            self.set_window(*window)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        is_plain = self._placing is None and not self.strip_text_at(event.position())
        if (
            event.button() == Qt.MouseButton.LeftButton
            and is_plain
            and self._level_at(event.position()) is None
        ):
            self.maximise_requested.emit()

    def leaveEvent(self, event) -> None:
        self._hovered = self._hovered_mark = ""
        self.pointed.emit(None)
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.set_arc(self._arc - np.sign(event.angleDelta().y()))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._escape():
            return
        if event.key() == Qt.Key.Key_R and self._source is not None:
            self.set_rotation(self._rotation + 15.0)
            return
        if self.arc_key(event):
            return
        command = self.habits.keys.command_for(sequence_text(event))
        if command is None or not self.run(command):
            super().keyPressEvent(event)

    def _escape(self) -> bool:
        """Stop the innermost thing that goes on; False when nothing does."""
        if self.cancel_level():
            self._drag = None
        elif self._takes_region:
            self._takes_region, self._drag = False, None
            self._hover(self._last)
            self.update()
        elif self._placing is not None:
            key = self._placing[0]
            self.stop_placing()
            self.placing_cancelled.emit(key)
        else:
            return False
        return True

    def _level_at(self, at: QPointF) -> Level | None:
        """The level whose triangle or name lies under the pointer."""
        if self._source is None or not 0 <= at.y() - self.picture_rect().top() <= LABELS_PX + 8:
            return None
        arc = (at.x() - self.x_of(0.0)) / self.px_per_mm()
        return self.levels.nearest(arc, GRIP_PX / self.px_per_mm())
