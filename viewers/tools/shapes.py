"""The geometry of each kind of annotation in patient millimetres; no Qt.

=========  ======================================================================
length     two ends
angle      three points, the corner in the middle
cobb       two ends of one line, two ends of another
rectangle  two opposite corners, sides along the plane's row and column
ellipse    two opposite corners of the rectangle around it
polygon    three or more corners, closed
freehand   the points of a drawn line, closed; moved as a whole only
probe      one point
=========  ======================================================================
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from viewers.plane import Plane, Vector, vector
from viewers.tools.annotations import Annotation

FloatArray = NDArray[np.float64]

#: points that finish a shape; a polygon is finished by a double click or a click on its first corner
POINTS = {"length": 2, "angle": 3, "cobb": 4, "rectangle": 2, "ellipse": 2, "probe": 1}
REGIONS = ("rectangle", "ellipse", "polygon", "freehand")
ELLIPSE_CORNERS = 72


def corners(annotation: Annotation) -> FloatArray:
    """The four corners of a rectangle or of the rectangle around an ellipse, in order."""
    a, b = annotation.plane.coordinates(annotation.points_lps)
    uv = np.array([[a[0], a[1]], [b[0], a[1]], [b[0], b[1]], [a[0], b[1]]])
    depth = float(np.mean(annotation.plane.depth_mm(annotation.points_lps)))
    return annotation.plane.point(uv) + annotation.plane.normal * depth


def outline(annotation: Annotation) -> tuple[FloatArray, bool]:
    """(points in order, closed) of the line that is drawn."""
    if annotation.kind == "rectangle":
        return corners(annotation), True
    if annotation.kind == "ellipse":
        box = corners(annotation)
        middle, half_row, half_column = box.mean(axis=0), (box[1] - box[0]) / 2, (box[3] - box[0]) / 2
        t = np.arange(ELLIPSE_CORNERS) * 2 * np.pi / ELLIPSE_CORNERS
        return middle + np.cos(t)[:, None] * half_row + np.sin(t)[:, None] * half_column, True
    return np.asarray(annotation.points_lps, dtype=np.float64), annotation.kind in ("polygon", "freehand")


def strokes(annotation: Annotation) -> list[tuple[FloatArray, bool]]:
    """The lines that are drawn, each (points in order, closed); an outline of one piece, or Cobb's two lines."""
    line, closed = outline(annotation)
    if annotation.kind == "cobb":
        return [(line[first : first + 2], False) for first in range(0, len(line), 2)]
    return [(line, closed)]


def handles(annotation: Annotation) -> FloatArray:
    """Points that can be gripped."""
    if annotation.kind in ("rectangle", "ellipse"):
        return corners(annotation)
    if annotation.kind == "freehand":
        return np.empty((0, 3))
    return np.asarray(annotation.points_lps, dtype=np.float64)


def move_handle(annotation: Annotation, handle: int | None, offset_lps: FloatArray) -> Annotation:
    """The annotation with one handle moved, or as a whole when `handle` is None."""
    points = np.asarray(annotation.points_lps, dtype=np.float64)
    if handle is None:
        moved = points + offset_lps
    elif annotation.kind in ("rectangle", "ellipse"):
        box = corners(annotation)
        moved = np.array([box[(handle + 2) % 4], box[handle] + offset_lps])
    else:
        moved = points.copy()
        moved[handle] += offset_lps
    return replace(annotation, points_lps=tuple(vector(p) for p in moved))


def make(
    annotation_id: str,
    kind: str,
    points: list[Vector],
    plane: Plane,
    window: tuple[float, float] | None = None,
) -> Annotation:
    """An annotation on the plane through its first point."""
    return Annotation(annotation_id, kind, tuple(points), plane.through(points[0]), window=window)


def is_degenerate(kind: str, points: list[Vector]) -> bool:
    """Whether the shape has no extent to measure (a click without a drag)."""
    if kind == "probe":
        return False
    spread = np.ptp(np.asarray(points), axis=0)
    return float(np.linalg.norm(spread)) < 1e-6
