"""Tools that place a shape: length, two diameters, angle, Cobb's angle, regions, probe, arrow and text.

Two-point shapes are dragged, or clicked twice; an angle takes three clicks (or a drag and a click), Cobb's four (or
two drags); a polygon takes corners until a double click or a click on its first one; a freehand shape is drawn. Points keep to the plane on which the first
lies; scrolling away drops the unfinished shape.
"""

from __future__ import annotations

import functools
import math

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QPainter

from viewers import style
from viewers.overlays.base import PaintContext
from viewers.plane import Plane, Vector
from viewers.tools import shapes
from viewers.tools.annotations import AnnotationModel
from viewers.tools.base import Pointing, ToolBox
from viewers.tools.drawing import GRIP_PX, paint_handles, paint_shape

KINDS = (
    "length",
    "bidirectional",
    "angle",
    "cobb",
    "ellipse",
    "rectangle",
    "polygon",
    "freehand",
    "probe",
    "arrow",
    "text",
)
DRAG_PX = 4.0
DRAWN_PX = 2.0  # a freehand line takes a point each time the pointer has gone so far


class PlacingTool:
    """Places one kind of shape after another until it is put away."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, kind: str, annotations: AnnotationModel) -> None:
        self.name = kind
        self._annotations = annotations
        self._points: list[Vector] = []
        self._floating: Vector | None = None
        self._plane: Plane | None = None
        self._pressed: Pointing | None = None
        self._window: tuple[float, float] | None = None

    def press(self, at: Pointing) -> bool:
        if self._plane is not None and not self._same_plane(at):
            self.cancel()
        self._pressed, self._window = at, at.window
        if self.name == "polygon" and len(self._points) >= 3 and self._near_first(at):
            self._pressed = None
            return self._finish()
        if self.name == "freehand":
            self._points = []
        if not self._points:
            self._plane = at.plane
        self._points.append(at.point_lps)
        if self.name in ("probe", "text"):
            return self._finish()
        self._floating = at.point_lps
        return True

    def move(self, at: Pointing) -> bool:
        self._floating = at.point_lps
        is_drawing = self.name == "freehand" and self._pressed is not None and bool(self._points)
        if is_drawing and math.dist(self._points[-1], at.point_lps) * at.px_per_mm >= DRAWN_PX:
            self._points.append(at.point_lps)
        return bool(self._points)

    def hover(self, at: Pointing) -> bool:
        if not self._points or not self._same_plane(at):
            return False
        self._floating = at.point_lps
        return True

    def release(self, at: Pointing) -> bool:
        pressed, self._pressed = self._pressed, None
        if pressed is None or not self._points:
            return False
        if self.name == "freehand":
            if len(self._points) >= 3:
                return self._finish()
            self.cancel()
            return True
        needed = shapes.POINTS.get(self.name)
        begins = (1, 3) if self.name == "cobb" else (1,)
        dragged = math.hypot(at.at_px.x() - pressed.at_px.x(), at.at_px.y() - pressed.at_px.y()) >= DRAG_PX
        if needed is not None and len(self._points) < needed and dragged and len(self._points) in begins:
            self._points.append(at.point_lps)
        elif needed is not None and len(self._points) == needed and dragged:
            self._points[-1] = at.point_lps
        if needed is not None and len(self._points) >= needed:
            return self._finish()
        return True

    def double_click(self, at: Pointing) -> bool:
        if self.name == "polygon" and len(self._points) >= 3:
            return self._finish()
        return False

    def delete(self) -> bool:
        """Take back the last point of the unfinished shape."""
        if not self._points:
            return False
        self._points.pop()
        if not self._points:
            self.cancel()
        return True

    def cancel(self) -> None:
        self._points, self._floating, self._plane, self._pressed = [], None, None, None

    def paint(self, painter: QPainter, context: PaintContext) -> None:
        if not self._points or self._plane is None or not _coincide(self._plane, context.plane):
            return
        points = list(self._points)
        if self._floating is not None and self._floating != points[-1]:
            points.append(self._floating)
        limit = shapes.POINTS.get(self.name)
        if len(points) >= 2:
            draft = shapes.make("", self.name, points[:limit], self._plane)
            paint_shape(painter, context, draft, style.colour("picture.measure_draft"), draft=True)
        paint_handles(
            painter, context.projection.to_widget(self._points), style.colour("picture.measure_draft")
        )

    def _finish(self) -> bool:
        points, plane = self._points, self._plane
        self.cancel()
        if plane is None or shapes.is_degenerate(self.name, points):
            return True
        annotation = shapes.make(self._annotations.make_id(), self.name, points, plane, self._window)
        self._annotations.add(annotation)
        self._annotations.select(annotation.id)
        if self.name in shapes.WORDS and self._annotations.get(annotation.id) is not None:
            self._annotations.wants_words = annotation.id
        return True

    def _same_plane(self, at: Pointing) -> bool:
        return self._plane is not None and _coincide(self._plane, at.plane)

    def _near_first(self, at: Pointing) -> bool:
        gap = math.dist(self._points[0], at.point_lps)
        return gap * at.px_per_mm <= GRIP_PX


def _coincide(a: Plane, b: Plane) -> bool:
    return a.parallel_to(b, 1e-4) and abs(float(a.depth_mm(b.origin))) < 1e-3


class DragTool:
    """Gives the left button what another drag does (window and level, zoom); the view's mouse does it."""

    def __init__(self, name: str, cursor: Qt.CursorShape) -> None:
        self.name, self.cursor = name, cursor

    def press(self, at: Pointing) -> bool:
        return False

    move = release = hover = double_click = press

    def delete(self) -> bool:
        return False

    def cancel(self) -> None:
        return None

    def paint(self, painter: QPainter, context: PaintContext) -> None:
        return None


def standard_tools(annotations: AnnotationModel, parent: QObject | None = None) -> ToolBox:
    """A tool box with all placing tools, the window tool and the zoom tool."""
    box = ToolBox(annotations, parent)
    for kind in KINDS:
        box.offer(kind, functools.partial(PlacingTool, kind, annotations))
    box.offer("window", lambda: DragTool("window", Qt.CursorShape.SizeAllCursor))
    box.offer("region_window", lambda: DragTool("region_window", Qt.CursorShape.CrossCursor))
    box.offer("zoom", lambda: DragTool("zoom", Qt.CursorShape.SizeVerCursor))
    box.offer("pan", lambda: DragTool("pan", Qt.CursorShape.OpenHandCursor))
    box.offer("eraser", lambda: DragTool("eraser", Qt.CursorShape.ForbiddenCursor))
    return box
