"""Editing one closed contour by the knots of a spline: drag, double click adds, Delete removes.

The contour lies in one plane and stays there. Until a knot is touched the contour given is kept as it is; an
edited one is the periodic cubic spline through the knots, sampled densely. One drag is one undo step.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QUndoCommand, QUndoStack
from scipy.interpolate import CubicSpline

from viewers import style
from viewers.overlays.base import PaintContext, polygon_of
from viewers.plane import Plane, vector
from viewers.tools.base import Pointing
from viewers.tools.drawing import GRIP_PX

FloatArray = NDArray[np.float64]

SAMPLES = 180
LEAST_KNOTS = 4
MOST_KNOTS = 24
FIT_MM = 0.15  # knots are added until the spline follows the given contour this closely
COINCIDE_MM = 0.5

KNOT_MOVED = QT_TRANSLATE_NOOP("ContourTool", "contour point moved")
KNOT_ADDED = QT_TRANSLATE_NOOP("ContourTool", "contour point added")
KNOT_DELETED = QT_TRANSLATE_NOOP("ContourTool", "contour point deleted")


def spline_ring(knots_lps: FloatArray, samples: int = SAMPLES) -> FloatArray:
    """The closed cubic spline through the knots (chord-length parameter), `samples` points, end not repeated."""
    closed = np.vstack([knots_lps, knots_lps[:1]])
    steps = np.maximum(np.linalg.norm(np.diff(closed, axis=0), axis=1), 1e-6)
    t = np.concatenate([[0.0], np.cumsum(steps)])
    return np.asarray(CubicSpline(t, closed, bc_type="periodic")(np.arange(samples) * t[-1] / samples))


def knots_of(contour_lps: ArrayLike) -> FloatArray:
    """The fewest evenly spaced knots (8…24) whose spline stays within 0.15 mm of a contour."""
    ring = np.asarray(contour_lps, dtype=np.float64)
    closed = np.vstack([ring, ring[:1]])
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(closed, axis=0), axis=1))])

    def at(count: int) -> FloatArray:
        where = np.arange(count) * along[-1] / count
        return np.stack([np.interp(where, along, closed[:, c]) for c in range(3)], axis=-1)

    dense = at(360)
    for count in range(8, MOST_KNOTS + 1, 2):
        knots = at(count)
        curve = spline_ring(knots, 360)
        gap = np.linalg.norm(dense[:, None, :] - curve[None, :, :], axis=-1).min(axis=1).max()
        if gap <= FIT_MM:
            return knots
    return at(MOST_KNOTS)


class ContourTool(QObject):
    """A tool for `ToolBox.take`: edits the contour given, on its plane.

    Signals carry the new ring, (n, 3) LPS mm: `changing` while a knot is dragged, `edited` after each act and
    after undo and redo.
    """

    changing = Signal(object)
    edited = Signal(object)

    def __init__(
        self,
        contour_lps: ArrayLike,
        plane: Plane,
        undo_stack: QUndoStack,
        *,
        colour: str = "picture.outer_wall",
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.name = "contour"
        self.cursor = Qt.CursorShape.CrossCursor
        self.plane = plane
        self._colour = colour
        self._stack = undo_stack
        self._given = np.asarray(contour_lps, dtype=np.float64)
        self._knots = knots_of(self._given)
        self._touched = False
        self._before: FloatArray | None = None
        self._grip: int | None = None
        self._hover: int | None = None
        self._selected: int | None = None

    @property
    def contour_lps(self) -> FloatArray:
        return spline_ring(self._knots) if self._touched else self._given

    @property
    def knots_lps(self) -> FloatArray:
        return self._knots.copy()

    # ------------------------------------------------------------ Tool

    def press(self, at: Pointing) -> bool:
        self._grip = self._selected = self._near(at)
        self._before = self._knots.copy()
        return True

    def move(self, at: Pointing) -> bool:
        if self._grip is None:
            return False
        self._knots[self._grip] = self._on_plane(at.point_lps)
        self._touched = True
        self.changing.emit(self.contour_lps)
        return True

    def release(self, at: Pointing) -> bool:
        grip, before = self._grip, self._before
        self._grip = self._before = None
        if grip is None or before is None or np.array_equal(before, self._knots):
            return False
        self._push(before, self._knots.copy(), KNOT_MOVED)
        return True

    def hover(self, at: Pointing) -> bool:
        found = self._near(at)
        changed = found != self._hover
        self._hover = found
        return changed

    def double_click(self, at: Pointing) -> bool:
        """A new knot on the line under the pointer; a double click away from the line does nothing."""
        if not self._is_here(at) or self._near(at) is not None:
            return False
        point = self._on_plane(at.point_lps)
        curve = spline_ring(self._knots)
        gap = np.linalg.norm(curve - point, axis=1)
        if gap.min() * at.px_per_mm > 2 * GRIP_PX:
            return False
        # between which two knots the nearest point of the curve lies
        places = [int(np.argmin(np.linalg.norm(curve - knot, axis=1))) for knot in self._knots]
        nearest = int(np.argmin(gap))
        before = int(np.sum(np.asarray(places) <= nearest))
        self._push(self._knots.copy(), np.insert(self._knots, before, point, axis=0), KNOT_ADDED)
        return True

    def delete(self) -> bool:
        """Remove the knot under the pointer, or the one last gripped; at least four stay."""
        knot = self._hover if self._hover is not None else self._selected
        if knot is None or not 0 <= knot < len(self._knots) or len(self._knots) <= LEAST_KNOTS:
            return False
        self._hover = self._selected = None
        self._push(self._knots.copy(), np.delete(self._knots, knot, axis=0), KNOT_DELETED)
        return True

    def cancel(self) -> None:
        """Drop a drag that isn't finished."""
        if self._before is not None and self._grip is not None:
            self._knots = self._before
        self._grip = self._before = None

    def paint(self, painter: QPainter, context: PaintContext) -> None:
        depth = np.abs(context.projection.depth_mm(self._knots))
        if float(depth.max()) > max(context.half_depth_mm, COINCIDE_MM):
            return
        path = QPainterPath()
        path.addPolygon(polygon_of(context.projection.to_widget(self.contour_lps)))
        path.closeSubpath()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(style.pen(QColor(0, 0, 0, 170), 3.2))
        painter.drawPath(path)
        painter.setPen(style.pen(style.colour(self._colour), 1.6))
        painter.drawPath(path)
        for number, (x, y) in enumerate(context.projection.to_widget(self._knots)):
            lit = number in (self._hover, self._selected)
            painter.setPen(style.pen(style.colour("picture.measure_selected" if lit else self._colour), 1.5))
            painter.setBrush(style.colour("picture.measure_selected") if lit else QColor(0, 0, 0, 200))
            half = 4.5 if lit else 3.5
            painter.drawRect(QRectF(x - half, y - half, 2 * half, 2 * half))

    # ------------------------------------------------------------ helpers

    def put(self, knots_lps: FloatArray) -> None:
        """Bring the contour to these knots; for the undo commands."""
        self._knots = knots_lps.copy()
        self._touched = True
        self._hover = self._selected = None
        self.edited.emit(self.contour_lps)

    def _push(self, old: FloatArray, new: FloatArray, words: object) -> None:
        self._stack.push(_Edit(self, old, new, QCoreApplication.translate("ContourTool", str(words))))

    def _is_here(self, at: Pointing) -> bool:
        gap = abs(float(self.plane.depth_mm(at.point_lps)))
        return self.plane.parallel_to(at.plane, 0.02) and gap <= COINCIDE_MM

    def _near(self, at: Pointing) -> int | None:
        if not self._is_here(at):
            return None
        gap = np.linalg.norm(self._knots - np.asarray(at.point_lps), axis=1) * at.px_per_mm
        nearest = int(np.argmin(gap))
        return nearest if gap[nearest] <= GRIP_PX else None

    def _on_plane(self, point_lps: ArrayLike) -> FloatArray:
        return np.asarray(
            vector(np.asarray(point_lps) - self.plane.normal * float(self.plane.depth_mm(point_lps)))
        )


class _Edit(QUndoCommand):
    def __init__(self, tool: ContourTool, old: FloatArray, new: FloatArray, text: str) -> None:
        super().__init__(text)
        self._tool, self._old, self._new = tool, old, new

    def redo(self) -> None:
        self._tool.put(self._new)

    def undo(self) -> None:
        self._tool.put(self._old)
