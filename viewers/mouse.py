"""The mouse of a slice view (specs/viewers.md 7.4): which drag does what, with nothing remembered after release.

Left: point or handle under the pointer, tool, arm or centre of the crosshair, or scrolling; Alt with a handle or line:
a copy. Right: window and level. Middle or Space: pan. Wheel: slices; with Ctrl: zoom about the pointer. Left and right:
fast scroll. Touchpad: two fingers scroll (with Space: pan), a pinch zooms. What buttons and wheel do is in `Habits`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QMouseEvent, QNativeGestureEvent, QPainter, QWheelEvent

from viewers import style, turning
from viewers.colour import MINIMUM_WIDTH, window_of_region
from viewers.plane import Vector
from viewers.points import DraggablePoints
from viewers.state import ViewState
from viewers.tools import labels
from viewers.tools.annotations import Annotation
from viewers.tools.base import Pointing
from viewers.tools.drawing import Hit, hit_annotation, moved_handle
from viewers.tools.writing import write

if TYPE_CHECKING:
    from viewers.view import SliceView

CLICK_PX = 4  # a right press that moves less is a click: context menu
NOTCH = 120
TOUCHPAD_PX = 15  # pixels of a touchpad that make one slice
ZOOM_A_NOTCH = 1.15

LEFT, RIGHT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton
#: tools that give the left button another drag
DRAGS = {"window": "window", "zoom": "zoom", "region_window": "rectangle", "pan": "pan", "eraser": "erase"}
CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


@dataclass(slots=True)
class _Drag:
    kind: str
    start: QPointF
    state: ViewState
    last: QPointF
    moved: bool = False
    annotation: Annotation | None = None
    hit: Hit | None = None
    turn: turning.Turn | None = None
    points: DraggablePoints | None = None
    copies: bool = False
    grip_lps: Vector = (0.0, 0.0, 0.0)
    grip_px: tuple[float, float] = (0.0, 0.0)
    angle: float = 0.0
    index: int = 0


class Mouse:
    """Turns the events of one view into changes of its state, its tool's shape or an annotation."""

    def __init__(self, view: SliceView) -> None:
        self._view = view
        self._drag: _Drag | None = None
        self._space = False
        self._space_used = False
        self._wheel_px = 0.0
        self._wheel_angle = 0
        #: an annotation as it is while one of its handles is dragged; the model still has the old one
        self.live: Annotation | None = None
        self.hovered: Hit | None = None
        self._turners: list[QPointF] = []
        self._at: QPointF | None = None

    # ------------------------------------------------------------ events

    def press(self, event: QMouseEvent) -> None:
        at = event.position()
        if event.button() == LEFT and self._view.strip_text_at(at) and self._view.volume is not None:
            view = self._view
            view.open_menu(view.window_menu(), view.mapToGlobal(at.toPoint()))
            return
        if self._drag is not None and event.buttons() & LEFT and event.buttons() & RIGHT:
            if self._drag.kind in ("points", "handle", "label", "rotate"):
                self.cancel()
            else:
                self._start("fast", at)
            return
        if self._view.volume is None or not self._view.picture_rect().contains(at):
            return
        buttons = self._view.habits.mouse
        if event.button() == LEFT and self._space:
            self._space_used = True
            self._start("pan", at)
        elif event.button() == MIDDLE:
            self._start(buttons.middle, at)
        elif event.button() == RIGHT:
            self._start("zoom" if event.modifiers() & CTRL else buttons.right, at)
        elif event.button() == LEFT:
            self._press_left(event, at)

    def _press_left(self, event: QMouseEvent, at: QPointF) -> None:
        view = self._view
        tool = view.tools.tool
        if event.modifiers() & CTRL and (tool is None or tool.name != "contour"):
            self._start("rectangle", at)
            return
        if tool is not None and tool.name == "eraser":
            self._erase(self._start("erase", at), at)
            return
        if self._press_points(at):
            return
        hit = self._hit(at)
        if hit is not None and (tool is None or tool.name != "contour"):
            view.annotations.select(hit.annotation.id)
            self._start("handle", at).annotation = hit.annotation
            self._drag.hit = hit  # type: ignore[union-attr]
            self._drag.copies = bool(event.modifiers() & ALT)  # type: ignore[union-attr]
            return
        label = self._label(at) if tool is None else None
        if label is not None:
            view.annotations.select(label.annotation.id)
            drag = self._start("label", at)
            drag.annotation = label.annotation
            drag.grip_px = (label.box.left(), label.box.top())
            return
        view.annotations.select(None)
        if tool is not None:
            if tool.name in DRAGS:
                self._start(DRAGS[tool.name], at)
                return
            self._start("tool", at)
            if tool.press(self._pointing(event)):
                view.update()
            self._ask_words()
            return
        turn = turning.turn_at(view, at)
        if turn is not None:
            drag = self._start("rotate", at)
            drag.turn, drag.angle = turn, turning.angle_at(view, at)
            return
        if view.habits.mouse.left != "auto":
            self._start(view.habits.mouse.left, at)
        elif view.group is not None and view.group.linked_to(view.model):
            self._start("crosshair", at)
            view.move_crosshair(view.to_lps(at))
        else:
            self._start("scroll", at)

    def _press_points(self, at: QPointF) -> bool:
        """Grip a draggable point; a press on its line beside a tool isn't the tool's."""
        view = self._view
        name = view.tools.tool.name if view.tools.tool is not None else None
        for points in reversed(view.points if view.state.overlays_visible else ()):
            if not points.answers_to(name):
                continue
            point = points.at(view.projection(), at)
            if point is not None:
                drag = self._start("points", at)
                drag.points, drag.grip_lps = points, point.lps
                points.begin(point.key)
                return True
            if name is not None and points.on_line(view.projection(), at) is not None:
                self._start("nothing", at)
                return True
        for points in view.points:
            points.select(None)
        return False

    def cancel(self) -> bool:
        """Drop a drag that changes something in the patient or turns a plane; False when there is none."""
        drag = self._drag
        if drag is None:
            return False
        if drag.kind == "points" and drag.points is not None:
            drag.points.cancel()
        elif drag.kind in ("handle", "label"):
            self.live = None
        elif drag.kind == "rotate" and drag.turn is not None:
            for model, plane in drag.turn.planes:
                model.change(plane=plane)
        elif drag.kind != "rectangle":
            return False
        self._drag = None
        self._view.update()
        return True

    def pointed_lps(self) -> Vector | None:
        """The point of the picture under the pointer, as far as it moved over this view."""
        if self._at is None or self._view.volume is None or not self._view.picture_rect().contains(self._at):
            return None
        return self._view.to_lps(self._at)

    def move(self, event: QMouseEvent) -> None:
        view, at = self._view, event.position()
        drag, self._at = self._drag, at
        if drag is None:
            self._hover(event, at)
        else:
            if (at - drag.start).manhattanLength() >= CLICK_PX:
                drag.moved = True
            getattr(self, f"_drag_{drag.kind}")(event, at, drag)
            drag.last = at
        view.pointed.emit(view.pointed_at(at))

    def release(self, event: QMouseEvent) -> None:
        view, drag = self._view, self._drag
        if drag is None:
            return
        if drag.kind == "fast":
            if not event.buttons() & (LEFT | RIGHT):
                self._drag = None
            return
        self._drag = None
        if drag.kind == "tool" and view.tools.tool is not None:
            if view.tools.tool.release(self._pointing(event)):
                view.update()
            self._ask_words()
        elif drag.kind == "points" and drag.points is not None:
            drag.points.drop()
        elif drag.kind in ("handle", "label"):
            live, self.live = self.live, None
            if live is not None and drag.annotation is not None:
                if drag.copies:
                    view.annotations.select(view.annotations.copy(drag.annotation, live).id)
                else:
                    view.annotations.change(drag.annotation, live)
            view.update()
        elif event.button() == RIGHT and not drag.moved:
            hit = self._hit(event.position())  # the menu is about what lies under the pointer
            view.annotations.select(hit.annotation.id if hit is not None else None)
            view.context_requested.emit(event.globalPosition().toPoint())
        elif drag.kind == "rectangle":
            self._window_from(QRectF(drag.start, event.position()).normalized())
            view.update()

    def double_click(self, event: QMouseEvent) -> None:
        view = self._view
        if event.button() != LEFT:
            self.press(event)
            return
        tool, at = view.tools.tool, event.position()
        name = tool.name if tool is not None else None
        for points in reversed(view.points if view.state.overlays_visible else ()):
            if points.answers_to(name) and points.insert_at(view.projection(), at):
                return
        hit = self._hit(at)
        if hit is not None and (tool is None or tool.name not in ("contour", "polygon", "eraser")):
            self.cancel()
            view.annotations.select(hit.annotation.id)
            write(view, hit.annotation)
            return
        if tool is not None:
            if tool.double_click(self._pointing(event)):
                view.update()
            return
        if view.volume is not None and turning.is_centre(view, at):
            view.run("view.reset")
            return
        view.maximise_requested.emit()

    def wheel(self, event: QWheelEvent) -> None:
        view = self._view
        if view.volume is None:
            return
        event.accept()
        pixels, angle = event.pixelDelta(), event.angleDelta()
        modifiers = event.modifiers()
        if self._space and not pixels.isNull():
            self._space_used = True
            x, y = view.state.pan_px
            view.change(pan_px=(x + pixels.x(), y + pixels.y()))
            return
        if bool(modifiers & CTRL) != (view.habits.mouse.wheel == "zoom"):
            notches = (angle.y() or angle.x()) / NOTCH
            view.zoom_about(event.position(), ZOOM_A_NOTCH**notches)
            return
        if not pixels.isNull():
            self._wheel_px += pixels.y()
            steps = int(self._wheel_px / TOUCHPAD_PX)
            self._wheel_px -= steps * TOUCHPAD_PX
        else:
            # Qt gives a wheel turned with Shift or Alt as a horizontal one on some platforms
            self._wheel_angle += angle.y() or angle.x()
            steps = int(self._wheel_angle / NOTCH)
            self._wheel_angle -= steps * NOTCH
        if modifiers & Qt.KeyboardModifier.AltModifier and view.timeline is not None:
            view.timeline.step(-steps)
            view.pointed.emit(view.pointed_at(event.position()))
            return
        if modifiers & SHIFT:
            steps *= 5
        view.model.scroll(-steps)
        view.pointed.emit(view.pointed_at(event.position()))

    def gesture(self, event: QNativeGestureEvent) -> bool:
        """A pinch zooms about the pointer, two taps fit the picture; False for another gesture."""
        view, kind = self._view, event.gestureType()
        if view.volume is None:
            return False
        if kind == Qt.NativeGestureType.ZoomNativeGesture:
            view.zoom_about(event.position(), max(1.0 + event.value(), 0.2))
        elif kind == Qt.NativeGestureType.PanNativeGesture:
            x, y = view.state.pan_px
            view.change(pan_px=(x + event.delta().x(), y + event.delta().y()))
        elif kind == Qt.NativeGestureType.SmartZoomNativeGesture:
            view.run("view.fit")
        else:
            return False
        return True

    def leave(self) -> None:
        self._at = None
        for points in self._view.points:
            points.leave()
        if self.hovered is not None or self._turners:
            self.hovered, self._turners = None, []
            self._view.update()

    def space(self, down: bool) -> bool:
        """Space pressed or released; on release, whether it was only tapped (nothing was panned)."""
        tapped = not down and self._space and not self._space_used
        self._space, self._space_used = down, False
        self._view.setCursor(
            Qt.CursorShape.OpenHandCursor
            if down
            else (self._view.tools.tool.cursor if self._view.tools.tool else Qt.CursorShape.ArrowCursor)
        )
        return tapped

    def paint(self, painter: QPainter) -> None:
        """The rubber rectangle of window and level."""
        drag = self._drag
        if drag is not None and drag.kind == "rectangle":
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(style.pen(style.colour("picture.measure_draft"), 1, (4, 3)))
            painter.drawRect(QRectF(drag.start, drag.last).normalized())

    def paint_turners(self, painter: QPainter) -> None:
        """The handles by which the orthogonal planes are turned."""
        turning.paint_handles(painter, self._turners)

    # ------------------------------------------------------------ drags

    def _start(self, kind: str, at: QPointF) -> _Drag:
        position = self._view.model.slice_position()
        self._drag = _Drag(kind, at, self._view.state, at, index=position[0] if position else 0)
        return self._drag

    def _drag_pan(self, event: QMouseEvent, at: QPointF, drag: _Drag) -> None:
        x, y = drag.state.pan_px
        self._view.change(pan_px=(x + at.x() - drag.start.x(), y + at.y() - drag.start.y()))

    def _drag_zoom(self, event: QMouseEvent, at: QPointF, drag: _Drag) -> None:
        self._view.zoom_about(drag.start, 2.0 ** ((drag.last.y() - at.y()) / 150.0))

    def _drag_window(self, event: QMouseEvent, at: QPointF, drag: _Drag) -> None:
        if not drag.moved:
            return
        box = self._view.picture_rect()
        speed = (0.25 if event.modifiers() & SHIFT else 1.0) * 2.0
        base = max(drag.state.window, MINIMUM_WIDTH)
        least = MINIMUM_WIDTH if drag.state.window >= MINIMUM_WIDTH else 1e-6
        window = max(base + (at.x() - drag.start.x()) / box.width() * speed * base, least)
        level = drag.state.level + (at.y() - drag.start.y()) / box.height() * speed * base
        if least == MINIMUM_WIDTH and not self._is_fine():
            window, level = round(window), round(level)
        self._view.change(window=float(window), level=float(level))

    def _is_fine(self) -> bool:
        volume = self._view.volume
        return volume is not None and volume.voxels.dtype == np.float32

    def _drag_crosshair(self, event: QMouseEvent, at: QPointF, drag: _Drag) -> None:
        view, box = self._view, self._view.picture_rect()
        inside = QPointF(
            min(max(at.x(), box.left()), box.right() - 1), min(max(at.y(), box.top()), box.bottom() - 1)
        )
        view.move_crosshair(view.to_lps(inside))

    def _drag_scroll(self, event: QMouseEvent, at: QPointF, drag: _Drag) -> None:
        steps = round((at.y() - drag.start.y()) / 6.0)
        self._scroll_to(drag, steps)

    def _drag_fast(self, event: QMouseEvent, at: QPointF, drag: _Drag) -> None:
        position = self._view.model.slice_position()
        if position is not None:
            share = (at.y() - drag.start.y()) / self._view.picture_rect().height()
            self._scroll_to(drag, round(share * position[1]))

    def _scroll_to(self, drag: _Drag, steps: int) -> None:
        if self._view.model.slice_position() is not None:
            self._view.model.show_slice(drag.index + steps)
        else:
            self._view.model.scroll(steps - drag.index)
            drag.index = steps

    def _drag_tool(self, event: QMouseEvent, at: QPointF, drag: _Drag) -> None:
        tool = self._view.tools.tool
        if tool is not None and tool.move(self._pointing(event)):
            self._view.update()

    def _drag_handle(self, event: QMouseEvent, at: QPointF, drag: _Drag) -> None:
        if drag.annotation is None or drag.hit is None or not (drag.moved or self.live):
            return
        # the point that was gripped stays under the pointer
        offset = np.asarray(self._view.to_lps(at)) - np.asarray(self._view.to_lps(drag.start))
        self.live = moved_handle(drag.annotation, drag.hit, offset)
        if drag.copies:
            self.live = replace(self.live, id="")
        self._view.update()

    def _drag_label(self, event: QMouseEvent, at: QPointF, drag: _Drag) -> None:
        """Words go along with the hand, and stay where they are let go."""
        if drag.annotation is None or not (drag.moved or self.live):
            return
        corner = QPointF(*drag.grip_px) + (at - drag.start)
        self.live = labels.moved(drag.annotation, np.asarray(self._view.to_lps(corner)))
        self._view.update()

    def _drag_erase(self, event: QMouseEvent, at: QPointF, drag: _Drag) -> None:
        self._erase(drag, at)

    def _erase(self, drag: _Drag, at: QPointF) -> None:
        """Delete what lies under the pointer; each is a step of its own to undo."""
        hit = self._hit(at)
        if hit is not None:
            self.hovered = None
            self._view.annotations.remove(hit.annotation)

    def _ask_words(self) -> None:
        """After an arrow or a text was placed here: its words."""
        annotations = self._view.annotations
        wanted, annotations.wants_words = annotations.get(annotations.wants_words), ""
        if wanted is not None:
            write(self._view, wanted)

    def _drag_rectangle(self, event: QMouseEvent, at: QPointF, drag: _Drag) -> None:
        self._view.update()

    def _drag_rotate(self, event: QMouseEvent, at: QPointF, drag: _Drag) -> None:
        if drag.turn is not None:
            self._turners = []
            drag.turn.by(self._view, turning.angle_at(self._view, at) - drag.angle)

    def _drag_points(self, event: QMouseEvent, at: QPointF, drag: _Drag) -> None:
        if drag.points is None or not drag.moved:
            return
        view, box = self._view, self._view.picture_rect()
        inside = QPointF(
            min(max(at.x(), box.left()), box.right() - 1), min(max(at.y(), box.top()), box.bottom() - 1)
        )
        offset = np.asarray(view.to_lps(inside)) - np.asarray(view.to_lps(drag.start))
        drag.points.drag_to(np.asarray(drag.grip_lps) + offset)

    def _drag_nothing(self, event: QMouseEvent, at: QPointF, drag: _Drag) -> None:
        """A press on a path's line: only a double click does something there."""

    # ------------------------------------------------------------ helpers

    def _hover(self, event: QMouseEvent, at: QPointF) -> None:
        view = self._view
        if event.modifiers() & SHIFT and view.volume is not None and view.picture_rect().contains(at):
            view.move_crosshair(view.to_lps(at))
        tool = view.tools.tool
        gripped = self._hover_points(at)
        hit = None if gripped else self._hit(at)
        turners = turning.lit_handles(view, at) if tool is None and hit is None and not gripped else []
        if hit != self.hovered or turners != self._turners:
            self.hovered, self._turners = hit, turners
            view.update()
        if tool is not None and view.volume is not None and tool.hover(self._pointing(event)):
            view.update()
        if not self._space:
            if hit is not None or gripped:
                shape = Qt.CursorShape.SizeAllCursor
            elif tool is not None:
                shape = tool.cursor
            elif turning.turn_at(view, at) is not None:
                shape = Qt.CursorShape.PointingHandCursor
            else:
                shape = Qt.CursorShape.ArrowCursor
            if view.cursor().shape() != shape:
                view.setCursor(shape)

    def _hover_points(self, at: QPointF) -> bool:
        """Light up the draggable point under the pointer."""
        view = self._view
        name = view.tools.tool.name if view.tools.tool is not None else None
        found = False
        for points in reversed(view.points if view.state.overlays_visible else ()):
            if found or not points.answers_to(name) or view.volume is None:
                points.leave()
            else:
                found = points.hover(view.projection(), at)
        return found

    def _hit(self, at: QPointF) -> Hit | None:
        view = self._view
        if view.volume is None or not view.state.annotations_visible:
            return None
        return hit_annotation(view.annotations, view.projection(), view.half_depth_mm(), at)

    def _label(self, at: QPointF) -> labels.Label | None:
        """The words under the pointer."""
        view = self._view
        if view.volume is None or not view.state.annotations_visible:
            return None
        found = labels.labels(
            view.annotations, view.projection(), view.half_depth_mm(), view.picture_rect(), view.locale()
        )
        return next((label for label in reversed(list(found)) if label.box.contains(at)), None)

    def _pointing(self, event: QMouseEvent) -> Pointing:
        view, at = self._view, event.position()
        box = view.picture_rect()
        inside = QPointF(min(max(at.x(), box.left()), box.right()), min(max(at.y(), box.top()), box.bottom()))
        return Pointing(
            view.to_lps(inside),
            view.state.plane,
            view.projection().px_per_mm,
            inside,
            event.modifiers(),
            view.shown_window(),
        )

    def _window_from(self, box: QRectF) -> None:
        """Window and level from the values inside a rectangle of the screen."""
        view = self._view
        found = view.slice_picture()
        if found is None or box.width() < 3 or box.height() < 3:
            return
        values, grid = found
        projection = view.projection()
        corners = grid.to_picture(projection.to_lps([(box.left(), box.top()), (box.right(), box.bottom())]))
        low = np.clip(np.floor(corners.min(axis=0)).astype(int), 0, None)
        high = np.ceil(corners.max(axis=0)).astype(int) + 1
        window = window_of_region(values[low[1] : high[1], low[0] : high[0]])
        if window is not None:
            view.change(window=window[0], level=window[1])
