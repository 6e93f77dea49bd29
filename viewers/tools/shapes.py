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
arrow      its point, then its tail, where the text stands
text       one point
bidirectional  two ends of the longest diameter, two of the one square to it
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
POINTS = {
    "length": 2,
    "angle": 3,
    "cobb": 4,
    "rectangle": 2,
    "ellipse": 2,
    "probe": 1,
    "arrow": 2,
    "text": 1,
    "bidirectional": 2,
}
#: the second diameter starts as this share of the first, through its middle
SECOND_SHARE = 0.6
#: the second diameter crosses the first at least this share of its length from either end
CROSS_SHARE = 0.02
#: kinds that are words and measure nothing
WORDS = ("arrow", "text")
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
    if annotation.kind in ("cobb", "bidirectional"):
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
    elif annotation.kind == "bidirectional" and len(points) == 4:
        moved = _moved_diameter(points, annotation.plane, handle, offset_lps)
    else:
        moved = points.copy()
        moved[handle] += offset_lps
    return replace(annotation, points_lps=tuple(vector(p) for p in moved))


def with_second(ends: FloatArray, plane: Plane) -> FloatArray:
    """The four points of two diameters whose first is given: the second square to it through its middle."""
    a, b = ends
    square = _square_to(b - a, plane)
    half = SECOND_SHARE * float(np.linalg.norm(b - a)) / 2
    middle = (a + b) / 2
    return np.array([a, b, middle - square * half, middle + square * half])


def _square_to(along: FloatArray, plane: Plane) -> FloatArray:
    """Unit vector in the plane, square to a direction in it; on screen to its right when it points up."""
    found = np.cross(plane.normal, along)
    size = float(np.linalg.norm(found))
    return found / size if size > 1e-9 else np.asarray(plane.column_direction, dtype=np.float64)


def _moved_diameter(points: FloatArray, plane: Plane, handle: int, offset_lps: FloatArray) -> FloatArray:
    """One end moved; the second diameter stays square to the first and keeps crossing it.

    An end of the first turns and stretches the first; the second turns along, keeps its arms and its share of the way.
    An end of the second sets that arm's length, and slides the second along the first.
    """
    a, b, c, d = points
    length = float(np.linalg.norm(b - a))
    if length < 1e-9:
        return points
    along = (b - a) / length
    square = _square_to(along, plane)
    share = float((c - a) @ along) / length
    arms = [float((end - a) @ square) for end in (c, d)]
    if handle < 2:
        a, b = (a + offset_lps, b) if handle == 0 else (a, b + offset_lps)
        length = float(np.linalg.norm(b - a))
        along = (b - a) / max(length, 1e-9)
        square = _square_to(b - a, plane)
    else:
        moved = points[handle] + offset_lps
        share = float((moved - a) @ along) / length
        arms[handle - 2] = float((moved - a) @ square)
    share = min(max(share, CROSS_SHARE), 1 - CROSS_SHARE)
    foot = a + along * share * length
    return np.array([a, b, foot + square * arms[0], foot + square * arms[1]])


def make(
    annotation_id: str,
    kind: str,
    points: list[Vector],
    plane: Plane,
    window: tuple[float, float] | None = None,
) -> Annotation:
    """An annotation on the plane through its first point; two diameters get their second here."""
    on = plane.through(points[0])
    if kind == "bidirectional" and len(points) == 2:
        points = [vector(p) for p in with_second(np.asarray(points, dtype=np.float64), on)]
    return Annotation(annotation_id, kind, tuple(points), on, window=window)


def is_degenerate(kind: str, points: list[Vector]) -> bool:
    """Whether the shape has no extent to measure (a click without a drag)."""
    if kind in ("probe", "text"):
        return False
    spread = np.ptp(np.asarray(points), axis=0)
    return float(np.linalg.norm(spread)) < 1e-6
