"""Points that a person drags in the slice views, such as those along a vessel: shared by all views, LPS mm.

The owner gives the points and hears what was done; it decides, keeps its undo step and gives the points again.
Until then a dropped point stays shown where it was dropped. A drag moves a point within the picture's plane and
keeps its distance from it; Esc or the right button puts it back. A double click on the line asks for a new point
there, Delete for one to go.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QLineF, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from viewers import style
from viewers.overlays.base import PaintContext, polygon_of
from viewers.plane import Projection, Vector, vector

FloatArray = NDArray[np.float64]

GRIP_PX = 10.0
LINE_PX = 6.0
RADIUS_PX = 5.0
#: farther from the picture than so many times its reach a point isn't shown
SHOWN_REACHES = 4


@dataclass(frozen=True, slots=True)
class Handle:
    """One point: `label` stands beside it; it is gripped within `reach_mm` of the picture's plane."""

    key: str
    lps: Vector
    label: str = ""
    colour: str = "picture.key_slice"
    reach_mm: float = 6.0


class DraggablePoints(QObject):
    """An ordered set of points with the line through them; emits acts, changes nothing by itself."""

    begun = Signal(str, object)  # key, LPS
    moving = Signal(str, object)
    moved = Signal(str, object, object)  # key, old, new LPS; once, when the drag ends elsewhere
    cancelled = Signal(str)
    inserted = Signal(int, object)  # before which point, LPS
    deleted = Signal(str)
    selection_changed = Signal(object)  # key or None
    altered = Signal()  # what is shown changed

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.name = name
        #: tools beside which the points can be gripped; any other tool keeps the mouse for itself
        self.with_tools = {"pick"}
        self._points: tuple[Handle, ...] = ()
        self._line: FloatArray | None = None
        self._editable = True
        self._selected: str | None = None
        self._hovered: str | None = None
        self._ghost: Vector | None = None
        self._live: Handle | None = None
        self._dropped: dict[str, Vector] = {}

    # ------------------------------------------------------------ what there is

    @property
    def points(self) -> tuple[Handle, ...]:
        """The points as given, with those that were dropped and not yet answered where they lie now."""
        return tuple(
            replace(p, lps=self._dropped[p.key]) if p.key in self._dropped else p for p in self._points
        )

    def set_points(self, points: Sequence[Handle], line_lps: ArrayLike | None = None) -> None:
        """New points in order, and the line on which a double click inserts (default: straight between them)."""
        self._points = tuple(points)
        self._line = None if line_lps is None else np.asarray(line_lps, dtype=np.float64)
        self._live, self._ghost, self._hovered = None, None, None
        self._dropped = {}
        if self._selected is not None and all(p.key != self._selected for p in self._points):
            self.select(None)
        self.altered.emit()

    def set_editable(self, editable: bool) -> None:
        """Whether points can be gripped; they are drawn either way."""
        if self._live is not None and not editable:
            self.cancel()
        self._editable = editable
        self._hovered = self._ghost = None
        self.altered.emit()

    @property
    def is_editable(self) -> bool:
        return self._editable

    @property
    def selected(self) -> str | None:
        return self._selected

    @property
    def hovered(self) -> str | None:
        return self._hovered

    def select(self, key: str | None) -> None:
        if key != self._selected:
            self._selected = key
            self.selection_changed.emit(key)
            self.altered.emit()

    def get(self, key: str) -> Handle | None:
        return next((p for p in self.points if p.key == key), None)

    # ------------------------------------------------------------ under the pointer

    def answers_to(self, tool_name: str | None) -> bool:
        """Whether the points can be gripped while this tool (None: none) is in hand."""
        return self._editable and (tool_name is None or tool_name in self.with_tools)

    def at(self, projection: Projection, position: QPointF) -> Handle | None:
        """The point that would be gripped here: the nearest within reach of plane and pointer."""
        best: tuple[float, Handle] | None = None
        for point in self.points:
            if abs(float(projection.depth_mm(point.lps))) > point.reach_mm:
                continue
            x, y = projection.to_widget(point.lps)
            gap = float(np.hypot(x - position.x(), y - position.y()))
            if gap <= GRIP_PX and (best is None or gap < best[0]):
                best = (gap, point)
        return best[1] if best else None

    def on_line(self, projection: Projection, position: QPointF) -> tuple[int, Vector] | None:
        """(before which point, LPS on the line) of the line's place under the pointer."""
        points = self.points
        if len(points) < 2:
            return None
        own = np.array([p.lps for p in points], dtype=np.float64)
        line = self._line if self._line is not None and len(self._line) > 1 else own
        screen = projection.to_widget(line)
        a, along = screen[:-1], np.diff(screen, axis=0)
        squared = np.maximum((along**2).sum(axis=1), 1e-12)
        pointer = np.array([position.x(), position.y()])
        t = np.clip(((pointer - a) * along).sum(axis=1) / squared, 0.0, 1.0)
        gap = np.hypot(*(a + t[:, None] * along - pointer).T)
        places = line[:-1] + t[:, None] * np.diff(line, axis=0)
        reach = max(p.reach_mm for p in points)
        gap[np.abs(projection.depth_mm(places)) > reach] = np.inf
        nearest = int(np.argmin(gap))
        if gap[nearest] > LINE_PX:
            return None
        steps = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
        here = steps[nearest] + t[nearest] * (steps[nearest + 1] - steps[nearest])
        if line is own:
            return nearest + 1, vector(places[nearest])
        arcs = [steps[int(np.argmin(np.linalg.norm(line - p, axis=1)))] for p in own]
        return int(sum(arc < here for arc in arcs)), vector(places[nearest])

    def hover(self, projection: Projection, position: QPointF) -> bool:
        """Light up what lies under the pointer; whether that changed."""
        point = self.at(projection, position)
        line = self.on_line(projection, position) if point is None else None
        found = (point.key if point else None, line[1] if line else None)
        changed = found != (self._hovered, self._ghost)
        self._hovered, self._ghost = found
        if changed:
            self.altered.emit()
        return point is not None

    def leave(self) -> None:
        """The pointer is elsewhere."""
        if self._hovered is not None or self._ghost is not None:
            self._hovered = self._ghost = None
            self.altered.emit()

    # ------------------------------------------------------------ acts

    def begin(self, key: str) -> None:
        point = self.get(key)
        if point is None:
            return
        self.select(key)
        self._live = point
        self.begun.emit(key, point.lps)

    def drag_to(self, lps: ArrayLike) -> None:
        if self._live is not None:
            self._live = replace(self._live, lps=vector(lps))
            self.moving.emit(self._live.key, self._live.lps)
            self.altered.emit()

    def drop(self) -> None:
        """End the drag here; a point that didn't move was only selected."""
        live, self._live = self._live, None
        if live is None:
            return
        before = self.get(live.key)
        if before is not None and before.lps != live.lps:
            self._dropped[live.key] = live.lps
            self.moved.emit(live.key, before.lps, live.lps)
        self.altered.emit()

    def cancel(self) -> bool:
        """Put the point that is being dragged back; False when none is."""
        live, self._live = self._live, None
        if live is None:
            return False
        self.cancelled.emit(live.key)
        self.altered.emit()
        return True

    def insert_at(self, projection: Projection, position: QPointF) -> bool:
        """Ask for a new point where the line lies under the pointer; False beside it or on a point."""
        if self.at(projection, position) is not None:
            return False
        found = self.on_line(projection, position)
        if found is None:
            return False
        self.inserted.emit(*found)
        return True

    def delete_pointed(self) -> bool:
        """Ask for the point under the pointer to go, else the selected one; False when there is neither."""
        key = self._hovered or self._selected
        if not self._editable or key is None or self.get(key) is None:
            return False
        self.deleted.emit(key)
        return True

    # ------------------------------------------------------------ painting

    def paint(self, painter: QPainter, context: PaintContext) -> None:
        projection = context.projection
        points = [self._live if self._live and p.key == self._live.key else p for p in self.points]
        self._paint_drag(painter, projection, points)
        for point in points:
            depth = abs(float(projection.depth_mm(point.lps)))
            if depth > SHOWN_REACHES * point.reach_mm:
                continue
            within = depth <= point.reach_mm
            x, y = projection.to_widget(point.lps)
            self._paint_handle(painter, QPointF(x, y), point, within)
        if self._ghost is not None and self._live is None:
            x, y = projection.to_widget(self._ghost)
            ink = style.colour("picture.measure_selected")
            for width, colour in ((3.4, QColor(0, 0, 0, 200)), (1.4, ink)):
                painter.setPen(style.pen(colour, width))
                painter.drawLine(QLineF(x - 5, y, x + 5, y))
                painter.drawLine(QLineF(x, y - 5, x, y + 5))

    def _paint_handle(self, painter: QPainter, at: QPointF, point: Handle, within: bool) -> None:
        ink = style.colour(point.colour)
        is_lit = point.key in (self._hovered, self._selected)
        if not within:
            ink.setAlphaF(0.55)
        radius = RADIUS_PX + (1.5 if is_lit else 0.0)
        painter.setPen(style.pen(QColor(0, 0, 0, 200), 3.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(at, radius, radius)
        painter.setPen(style.pen(style.colour("picture.measure_selected") if is_lit else ink, 1.6))
        painter.setBrush(ink if within else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(at, radius, radius)
        if point.label:
            small = style.font("caption", 600)
            left = at + QPointF(radius + 4, QFontMetricsF(small).capHeight() / 2)
            style.outlined_text(painter, left, point.label, ink, small)

    def _paint_drag(self, painter: QPainter, projection: Projection, points: list[Handle]) -> None:
        """While one is dragged: dashed, where the way to its neighbours would go."""
        if self._live is None:
            return
        place = next(i for i, p in enumerate(points) if p.key == self._live.key)
        neighbours = [p.lps for p in points[max(place - 1, 0) : place + 2]]
        if len(neighbours) > 1:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(style.pen(style.colour("picture.measure_draft"), 1.4, (5, 3)))
            painter.drawPolyline(polygon_of(projection.to_widget(np.array(neighbours))))
