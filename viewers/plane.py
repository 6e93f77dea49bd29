"""Planes, picture grids and the way from patient millimetres to the screen; no Qt.

The second and last home of geometry (specs/viewers.md V8): `studies.volume` converts voxel and patient
millimetre, this module converts patient millimetre, picture and widget. Directions are DICOM's: the *row
direction* points along a row of the picture (to the right), the *column direction* down a column.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
Vector = tuple[float, float, float]

#: sine of 15 degrees: a plane further off than this from an axis gets that axis' letter too (section 7.10)
LETTER_COSINE = 0.2588

#: LPS: rising x is to the patient's left, rising y to the back, rising z to the head
_LETTERS = (("R", "L"), ("A", "P"), ("F", "H"))


def vector(values: ArrayLike) -> Vector:
    """Three plain floats, so that planes and states compare and hash by value."""
    x, y, z = np.asarray(values, dtype=np.float64).reshape(3).tolist()
    return (x, y, z)


def unit(values: ArrayLike) -> FloatArray:
    """The vector at length 1; raises ValueError for one without length."""
    array = np.asarray(values, dtype=np.float64)
    length = float(np.linalg.norm(array))
    if not np.isfinite(length) or length < 1e-12:
        raise ValueError("a direction needs a length")
    return array / length


@dataclass(frozen=True, slots=True)
class Plane:
    """A plane in the patient: a point on it and the two directions of its picture (LPS, unit, orthogonal)."""

    origin: Vector
    row_direction: Vector
    column_direction: Vector

    @classmethod
    def of(cls, origin: ArrayLike, row_direction: ArrayLike, column_direction: ArrayLike) -> Plane:
        """From any arrays; the directions are made unit and the column exactly perpendicular to the row."""
        row = unit(row_direction)
        column = np.asarray(column_direction, dtype=np.float64)
        column = unit(column - row * float(column @ row))
        return cls(vector(origin), vector(row), vector(column))

    @classmethod
    def perpendicular_to(cls, origin: ArrayLike, normal: ArrayLike, row_hint: ArrayLike) -> Plane:
        """The plane with this normal whose row direction lies as near to `row_hint` as it can."""
        n = unit(normal)
        hint = np.asarray(row_hint, dtype=np.float64)
        row = hint - n * float(hint @ n)
        if float(np.linalg.norm(row)) < 1e-6:  # the hint lies along the normal: any perpendicular will do
            other = np.eye(3)[int(np.argmin(np.abs(n)))]
            row = other - n * float(other @ n)
        row = unit(row)
        return cls.of(origin, row, np.cross(n, row))

    @classmethod
    def facing(cls, origin: ArrayLike, normal: ArrayLike) -> Plane:
        """The plane with this normal (of either sign), laid out radiologically.

        Patient's left is on the right of the picture (or the back, for a plane seen from the side), and
        downward leads to the back or the feet, whichever the plane holds more of.
        """
        n = unit(normal)
        row = cls.perpendicular_to(
            origin, n, (1.0, 0.0, 0.0) if abs(n[0]) < 0.8 else (0.0, 1.0, 0.0)
        ).row_direction
        column = np.cross(n, row)
        return cls.of(origin, row, column if column @ (0.0, 1.0, -1.0) >= 0 else -column)

    @property
    def normal(self) -> FloatArray:
        return cross(self.row_direction, self.column_direction)

    def through(self, point_lps: ArrayLike) -> Plane:
        """The parallel plane that contains the point, its origin moved along the normal only."""
        n = self.normal
        depth = float((np.asarray(point_lps, dtype=np.float64) - self.origin) @ n)
        return Plane(vector(np.asarray(self.origin) + depth * n), self.row_direction, self.column_direction)

    def moved(self, offset_lps: ArrayLike) -> Plane:
        return Plane(
            vector(np.asarray(self.origin) + np.asarray(offset_lps)),
            self.row_direction,
            self.column_direction,
        )

    def rotated(self, axis: ArrayLike, angle_rad: float, about_lps: ArrayLike) -> Plane:
        """Turned right-handed about the line through `about_lps` along `axis`."""
        turn = rotation(axis, angle_rad)
        about = np.asarray(about_lps, dtype=np.float64)
        return Plane.of(
            about + turn @ (np.asarray(self.origin) - about),
            turn @ np.asarray(self.row_direction),
            turn @ np.asarray(self.column_direction),
        )

    def depth_mm(self, points_lps: ArrayLike) -> FloatArray:
        """Signed distance along the normal, mm; shape (..., 3) in, (...) out."""
        return np.asarray((np.asarray(points_lps, dtype=np.float64) - self.origin) @ self.normal)

    def coordinates(self, points_lps: ArrayLike) -> FloatArray:
        """In-plane (along row, along column) mm from the origin; shape (..., 3) in, (..., 2) out."""
        offset = np.asarray(points_lps, dtype=np.float64) - self.origin
        return np.stack([offset @ self.row_direction, offset @ self.column_direction], axis=-1)

    def point(self, coordinates_mm: ArrayLike) -> FloatArray:
        """Inverse of `coordinates` for points in the plane."""
        uv = np.asarray(coordinates_mm, dtype=np.float64)
        return (
            np.asarray(self.origin)
            + uv[..., :1] * np.asarray(self.row_direction)
            + uv[..., 1:] * np.asarray(self.column_direction)
        )

    def parallel_to(self, other: Plane, tolerance: float = 1e-6) -> bool:
        across = _cross(self._normal, other._normal)
        return _dot(across, across) < tolerance**2

    @property
    def _normal(self) -> Vector:
        return _cross(self.row_direction, self.column_direction)


def cross(a: Vector, b: Vector) -> FloatArray:
    """Cross product of two plain vectors."""
    # np.cross takes 30 times as long for one pair, and every paint asks for a dozen normals
    return np.array(_cross(a, b), dtype=np.float64)


def _cross(a: Vector, b: Vector) -> Vector:
    return a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]


def _dot(a: Vector, b: Vector) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def rotation(axis: ArrayLike, angle_rad: float) -> FloatArray:
    """Rodrigues' (3, 3) matrix of a right-handed turn."""
    x, y, z = unit(axis)
    k = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    return np.eye(3) + np.sin(angle_rad) * k + (1 - np.cos(angle_rad)) * (k @ k)


def intersection(a: Plane, b: Plane) -> tuple[FloatArray, FloatArray] | None:
    """The line that two planes share as (point, unit direction), or None for parallel planes.

    The point is the one nearest to the origin of `a`.
    """
    # plain floats: a paint asks for several lines, and an array of three costs more than its arithmetic
    na, nb = a._normal, b._normal
    x, y, z = _cross(na, nb)
    squared = _dot((x, y, z), (x, y, z))
    if squared < 1e-12:
        return None
    length = math.sqrt(squared)
    direction = (x / length, y / length, z / length)
    # within a, straight towards b
    step = _cross(direction, na)
    offset = (a.origin[0] - b.origin[0], a.origin[1] - b.origin[1], a.origin[2] - b.origin[2])
    share = _dot(offset, nb) / _dot(step, nb)
    point = [o - s * share for o, s in zip(a.origin, step, strict=True)]
    return np.array(point), np.array(direction)


@functools.lru_cache(maxsize=256)
def _letters(direction: Vector) -> str:
    d = unit(direction)
    order = sorted(range(3), key=lambda axis: -abs(d[axis]))
    return "".join(_LETTERS[axis][int(d[axis] > 0)] for axis in order if abs(d[axis]) > LETTER_COSINE)


def letters(direction: ArrayLike) -> str:
    """DICOM's letters of the side that a direction points to, the strongest first, at most three.

    >>> letters((1, 0, 0)), letters((0.8, -0.6, 0))
    ('L', 'LA')
    """
    return _letters(vector(direction))


@dataclass(frozen=True, slots=True)
class PictureGrid:
    """A regular grid of picture points in the patient.

    `origin` is the LPS place of the middle of pixel (column 0, row 0); `column_step` and `row_step` lead to
    the next column and the next row (LPS mm).
    """

    origin: Vector
    column_step: Vector
    row_step: Vector
    columns: int
    rows: int

    @property
    def spacing_mm(self) -> tuple[float, float]:
        """(between columns, between rows), mm."""
        return math.hypot(*self.column_step), math.hypot(*self.row_step)

    def to_lps(self, picture_px: ArrayLike) -> FloatArray:
        """LPS of (column, row), fractions allowed; shape (..., 2) in, (..., 3) out."""
        cr = np.asarray(picture_px, dtype=np.float64)
        return (
            np.asarray(self.origin)
            + cr[..., :1] * np.asarray(self.column_step)
            + cr[..., 1:] * np.asarray(self.row_step)
        )

    def to_picture(self, points_lps: ArrayLike) -> FloatArray:
        """(column, row) of points projected onto the grid; shape (..., 3) in, (..., 2) out."""
        offset = np.asarray(points_lps, dtype=np.float64) - self.origin
        c, r = np.asarray(self.column_step), np.asarray(self.row_step)
        return np.stack([offset @ c / (c @ c), offset @ r / (r @ r)], axis=-1)


@dataclass(frozen=True, slots=True)
class Projection:
    """From the patient to a widget: the plane as it lies on the screen, flips and turns included.

    Parameters
    ----------
    centre_lps : the point of the plane shown at `centre_px`
    right, down : unit LPS directions of the screen's axes
    px_per_mm : logical pixels a millimetre
    centre_px : logical pixels from the widget's top left corner
    """

    centre_lps: Vector
    right: Vector
    down: Vector
    px_per_mm: float
    centre_px: tuple[float, float]

    @property
    def normal(self) -> FloatArray:
        return cross(self.right, self.down)

    def to_widget(self, points_lps: ArrayLike) -> FloatArray:
        """Logical pixels of points, projected along the normal; shape (..., 3) in, (..., 2) out."""
        offset = np.asarray(points_lps, dtype=np.float64) - self.centre_lps
        xy = np.stack([offset @ self.right, offset @ self.down], axis=-1)
        return np.asarray(xy * self.px_per_mm + self.centre_px)

    def to_lps(self, widget_px: ArrayLike) -> FloatArray:
        """The point of the plane under a logical pixel; shape (..., 2) in, (..., 3) out."""
        xy = (np.asarray(widget_px, dtype=np.float64) - self.centre_px) / self.px_per_mm
        return (
            np.asarray(self.centre_lps)
            + xy[..., :1] * np.asarray(self.right)
            + xy[..., 1:] * np.asarray(self.down)
        )

    def depth_mm(self, points_lps: ArrayLike) -> FloatArray:
        """Signed distance from the shown plane, mm."""
        return np.asarray((np.asarray(points_lps, dtype=np.float64) - self.centre_lps) @ self.normal)

    def plane(self) -> Plane:
        return Plane(self.centre_lps, self.right, self.down)


def screen_directions(
    plane: Plane, flip_h: bool = False, flip_v: bool = False, quarter_turns: int = 0
) -> tuple[FloatArray, FloatArray]:
    """LPS directions of the screen's right and down: flips first, then quarter turns clockwise."""
    right = np.asarray(plane.row_direction) * (-1.0 if flip_h else 1.0)
    down = np.asarray(plane.column_direction) * (-1.0 if flip_v else 1.0)
    for _ in range(quarter_turns % 4):
        # turned clockwise, what pointed down now points left and what pointed right now points down
        right, down = -down, right
    return right, down


def clip_to_box(points: Iterable[ArrayLike], plane: Plane) -> FloatArray:
    """The polygon that a plane cuts from a convex box given by its eight corners.

    Parameters
    ----------
    points : eight LPS corners, the binary order of (slice, row, column)

    Returns
    -------
    (n, 3) float array, n = 0 or 3…6, in order around the polygon.
    """
    corners = np.asarray(list(points), dtype=np.float64)
    depth = plane.depth_mm(corners)
    found = []
    for a in range(8):
        for bit in (1, 2, 4):
            b = a ^ bit
            if b < a or (depth[a] > 0) == (depth[b] > 0):
                continue
            t = depth[a] / (depth[a] - depth[b])
            found.append(corners[a] + t * (corners[b] - corners[a]))
    if len(found) < 3:
        return np.empty((0, 3))
    cut = np.asarray(found)
    uv = plane.coordinates(cut)
    uv = uv - uv.mean(axis=0)
    return cut[np.argsort(np.arctan2(uv[:, 1], uv[:, 0]))]


def one_two_five(length: float) -> float:
    """The largest of … 1, 2, 5, 10, 20 … that isn't longer than `length`."""
    if not length > 0:
        raise ValueError("a scale bar needs a length")
    power = 10.0 ** np.floor(np.log10(length))
    # the small slack keeps 5.0 from becoming 2.0 by rounding
    return float(max(step * power for step in (1.0, 2.0, 5.0) if step * power <= length * (1 + 1e-9)))
