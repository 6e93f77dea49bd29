"""Contours and paths in patient millimetres, drawn on every picture in which they lie or which they cross."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath

from viewers import style
from viewers.overlays.base import PaintContext, polygon_of
from viewers.state import OverlayState

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Contour:
    """A ring (or open line) of LPS points, mm; `colour` is a token such as ``picture.lumen``."""

    points_lps: FloatArray
    colour: str = "picture.lumen"
    pattern: tuple[float, ...] = ()
    width_px: float = 1.5
    closed: bool = True


@dataclass(frozen=True, eq=False)
class Path:
    """A line through the volume, such as a centreline; LPS points, mm."""

    points_lps: FloatArray
    colour: str = "picture.centreline"
    pattern: tuple[float, ...] = ()
    width_px: float = 1.2


def crossings(points_lps: FloatArray, depth_mm: FloatArray, closed: bool) -> FloatArray:
    """Where a line of points passes through the plane from which `depth_mm` is measured; (k, 3) LPS."""
    following = np.roll(points_lps, -1, axis=0), np.roll(depth_mm, -1)
    count = len(points_lps) if closed else len(points_lps) - 1
    a, b = depth_mm[:count], following[1][:count]
    hit = np.flatnonzero((a > 0) != (b > 0))
    t = (a[hit] / (a[hit] - b[hit]))[:, None]
    return np.asarray(points_lps[:count][hit] + t * (following[0][:count][hit] - points_lps[:count][hit]))


class ContourOverlay:
    """Contours drawn in full where they lie in the picture, as marks where the picture cuts them."""

    def __init__(self, overlay_id: str, contours: Sequence[Contour] = ()) -> None:
        self.id = overlay_id
        self.contours = tuple(contours)

    def paint(self, painter: QPainter, context: PaintContext, state: OverlayState) -> None:
        for contour in self.contours:
            depth = context.projection.depth_mm(contour.points_lps)
            ink = style.colour(contour.colour)
            if float(np.abs(depth).max()) <= context.half_depth_mm:
                self._draw(painter, context, contour, ink, contour.pattern)
            elif float(np.abs(depth).max()) <= context.near_depth_mm:
                ink.setAlphaF(0.4)
                self._draw(painter, context, contour, ink, (2, 3))
            else:
                marks = context.projection.to_widget(crossings(contour.points_lps, depth, contour.closed))
                painter.setPen(style.pen(QColor(0, 0, 0, 200), 1))
                painter.setBrush(ink)
                for x, y in marks:
                    painter.drawEllipse(QPointF(x, y), 2.5, 2.5)

    def _draw(
        self,
        painter: QPainter,
        context: PaintContext,
        contour: Contour,
        ink: QColor,
        pattern: tuple[float, ...],
    ) -> None:
        path = QPainterPath()
        path.addPolygon(polygon_of(context.projection.to_widget(contour.points_lps)))
        if contour.closed:
            path.closeSubpath()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(style.pen(QColor(0, 0, 0, 150), contour.width_px + 1.5))
        painter.drawPath(path)
        painter.setPen(style.pen(ink, contour.width_px, pattern))
        painter.drawPath(path)


class PathOverlay:
    """Paths: the part within the picture in full, the part within two slices faint, a dot where it passes."""

    def __init__(self, overlay_id: str, paths: Sequence[Path] = ()) -> None:
        self.id = overlay_id
        self.paths = tuple(paths)

    def paint(self, painter: QPainter, context: PaintContext, state: OverlayState) -> None:
        for line in self.paths:
            if len(line.points_lps) < 2:
                continue
            depth = context.projection.depth_mm(line.points_lps)
            screen = context.projection.to_widget(line.points_lps)
            ink = style.colour(line.colour)
            faint = QColor(ink)
            faint.setAlphaF(0.45)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            near = np.abs(depth) <= context.near_depth_mm
            within = np.abs(depth) <= context.half_depth_mm
            painter.setPen(style.pen(faint, line.width_px, (2, 3)))
            for run in runs(near & ~within):
                painter.drawPolyline(polygon_of(screen[run]))
            painter.setPen(style.pen(ink, line.width_px, line.pattern))
            for run in runs(within):
                painter.drawPolyline(polygon_of(screen[run]))
            painter.setPen(style.pen(QColor(0, 0, 0, 200), 1))
            painter.setBrush(ink)
            for x, y in context.projection.to_widget(crossings(line.points_lps, depth, closed=False)):
                painter.drawEllipse(QPointF(x, y), 2.5, 2.5)


def runs(wanted: NDArray[np.bool_]) -> list[slice]:
    """Stretches of at least two neighbouring points that are wanted, one point longer at each end."""
    padded = np.concatenate([[False], wanted, [False]]).astype(np.int8)
    starts, ends = np.flatnonzero(np.diff(padded) == 1), np.flatnonzero(np.diff(padded) == -1)
    widened = [
        slice(max(int(s) - 1, 0), min(int(e) + 1, len(wanted))) for s, e in zip(starts, ends, strict=True)
    ]
    return [s for s in widened if s.stop - s.start >= 2]
