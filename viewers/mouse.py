"""The mouse of a slice view (specs/viewers.md 7.4): which drag does what, with nothing remembered after release.

Left: handle under the pointer, tool, arm or centre of the crosshair, or scrolling. Right: window and level.
Middle or Space: pan. Wheel: slices; with Ctrl: zoom about the pointer. Left and right: fast scroll.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QWheelEvent

from viewers import style
from viewers.colour import MINIMUM_WIDTH, window_of_region
from viewers.furniture import line_across
from viewers.plane import Plane
from viewers.state import ViewModel, ViewState
from viewers.tools.annotations import Annotation
from viewers.tools.base import Pointing
from viewers.tools.drawing import Hit, hit_annotation, moved_handle

if TYPE_CHECKING:
    from viewers.view import SliceView

CLICK_PX = 4  # a right press that moves less is a click: context menu
ARM_PX = 5
NOTCH = 120
TOUCHPAD_PX = 15  # pixels of a touchpad that make one slice
ZOOM_A_NOTCH = 1.15

LEFT, RIGHT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton
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
    arm: ViewModel | None = None
    arm_plane: Plane | None = None
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

    # ------------------------------------------------------------ events

    def press(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._drag is not None and event.buttons() & LEFT and event.buttons() & RIGHT:
            self._start("fast", at)
            return
        if self._view.volume is None or not self._view.picture_rect().contains(at):
            return
        if event.button() == MIDDLE or (event.button() == LEFT and self._space):
            self._space_used = self._space_used or self._space
            self._start("pan", at)
        elif event.button() == RIGHT:
            self._start("zoom" if event.modifiers() & CTRL else "window", at)
        elif event.button() == LEFT:
            self._press_left(event, at)

    def _press_left(self, event: QMouseEvent, at: QPointF) -> None:
        view = self._view
        tool = view.tools.tool
        if event.modifiers() & CTRL and (tool is None or tool.name != "contour"):
            self._start("rectangle", at)
            return
        hit = self._hit(at)
        if hit is not None and (tool is None or tool.name != "contour"):
            view.annotations.select(hit.annotation.id)
            self._start("handle", at).annotation = hit.annotation
            self._drag.hit = hit  # type: ignore[union-attr]
            return
        view.annotations.select(None)
        if tool is not None:
            if tool.name in ("window", "zoom"):
                self._start(tool.name, at)
                return
            self._start("tool", at)
            if tool.press(self._pointing(event)):
                view.update()
            return
        arm = self._arm(at)
        if arm is not None:
            drag = self._start("rotate", at)
            drag.arm, drag.arm_plane = arm, arm.state.plane
            drag.angle = self._angle(at)
            return
        if view.group is not None and view.group.linked_to(view.model):
            self._start("crosshair", at)
            view.move_crosshair(view.to_lps(at))
        else:
            self._start("scroll", at)

    def move(self, event: QMouseEvent) -> None:
        view, at = self._view, event.position()
        drag = self._drag
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
        elif drag.kind == "handle":
            live, self.live = self.live, None
            if live is not None and drag.annotation is not None:
                view.annotations.change(drag.annotation, live)
            view.update()
        elif drag.kind == "window" and event.button() == RIGHT and not drag.moved:
            view.context_requested.emit(event.globalPosition().toPoint())
        elif drag.kind == "rectangle":
            self._window_from(QRectF(drag.start, event.position()).normalized())
            view.update()

    def double_click(self, event: QMouseEvent) -> None:
        view = self._view
        if event.button() != LEFT:
            self.press(event)
            return
        tool = view.tools.tool
        if tool is not None:
            if tool.double_click(self._pointing(event)):
                view.update()
            return
        view.maximise_requested.emit()

    def wheel(self, event: QWheelEvent) -> None:
        view = self._view
        if view.volume is None:
            return
        event.accept()
        pixels, angle = event.pixelDelta(), event.angleDelta()
        modifiers = event.modifiers()
        if modifiers & CTRL:
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
        if modifiers & SHIFT:
            steps *= 5
        view.model.scroll(-steps)
        view.pointed.emit(view.pointed_at(event.position()))

    def leave(self) -> None:
        if self.hovered is not None:
            self.hovered = None
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
        self._view.update()

    def _drag_rectangle(self, event: QMouseEvent, at: QPointF, drag: _Drag) -> None:
        self._view.update()

    def _drag_rotate(self, event: QMouseEvent, at: QPointF, drag: _Drag) -> None:
        if drag.arm is None or drag.arm_plane is None:
            return
        projection = self._view.projection()
        turn = self._angle(at) - drag.angle
        # the screen's y points down, so a turn seen clockwise is right-handed about right × down
        drag.arm.change(plane=drag.arm_plane.rotated(projection.normal, turn, self._view.state.focus_lps))

    # ------------------------------------------------------------ helpers

    def _angle(self, at: QPointF) -> float:
        focus = self._view.to_widget(self._view.state.focus_lps)
        return math.atan2(at.y() - focus.y(), at.x() - focus.x())

    def _arm(self, at: QPointF) -> ViewModel | None:
        """The free plane whose line lies under the pointer, away from the centre of the crosshair."""
        view = self._view
        if view.group is None or not view.state.crosshair_visible:
            return None
        focus = view.to_widget(view.state.focus_lps)
        if math.hypot(at.x() - focus.x(), at.y() - focus.y()) < 20:
            return None
        for other in view.group.linked_to(view.model):
            state = other.state
            if (
                state.orientation != "oblique"
                or not state.follows_focus
                or state.plane.parallel_to(view.state.plane)
            ):
                continue
            line = line_across(view.projection(), state.plane, view.picture_rect())
            if line is None:
                continue
            off = abs((at.x() - line.x1()) * line.dy() - (at.y() - line.y1()) * line.dx()) / line.length()
            if off <= ARM_PX:
                return other
        return None

    def _hover(self, event: QMouseEvent, at: QPointF) -> None:
        view = self._view
        if event.modifiers() & SHIFT and view.volume is not None and view.picture_rect().contains(at):
            view.move_crosshair(view.to_lps(at))
        hit = self._hit(at)
        if hit != self.hovered:
            self.hovered = hit
            view.update()
        tool = view.tools.tool
        if tool is not None and view.volume is not None and tool.hover(self._pointing(event)):
            view.update()
        if not self._space:
            if hit is not None:
                shape = Qt.CursorShape.SizeAllCursor
            elif tool is not None:
                shape = tool.cursor
            else:
                shape = Qt.CursorShape.PointingHandCursor if self._arm(at) else Qt.CursorShape.ArrowCursor
            if view.cursor().shape() != shape:
                view.setCursor(shape)

    def _hit(self, at: QPointF) -> Hit | None:
        view = self._view
        if view.volume is None or not view.state.annotations_visible:
            return None
        return hit_annotation(view.annotations, view.projection(), view.half_depth_mm(), at)

    def _pointing(self, event: QMouseEvent) -> Pointing:
        view, at = self._view, event.position()
        box = view.picture_rect()
        inside = QPointF(min(max(at.x(), box.left()), box.right()), min(max(at.y(), box.top()), box.bottom()))
        return Pointing(
            view.to_lps(inside), view.state.plane, view.projection().px_per_mm, inside, event.modifiers()
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
