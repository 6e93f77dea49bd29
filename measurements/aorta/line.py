"""The line of a vessel: points, radii, tangents, frames, nearest point, and its adaptive smoothing.

How a line is found is `centreline` (from a mask) and `path` (from clicks in the image). Arc length runs
from the start (heart side), in mm; the tangent points away from the heart.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import ndimage, signal

from measurements.aorta.frames import transported_rows, unit, view_frame
from measurements.aorta.remark import Remark

FloatArray = NDArray[np.float64]
Frame = tuple[FloatArray, FloatArray, FloatArray]

STEP_MM = 1.0
#: windows of the cubic Savitzky-Golay filter, in 1 mm samples, between which the smoothing interpolates
WINDOWS_MM = (15, 21, 27, 33, 39, 45)
WINDOW_PER_DIAMETER = 0.7
#: half length of the chord that gives the tangent: at least 3 mm, else this share of the diameter
TANGENT_MM = 3.0
TANGENT_PER_DIAMETER = 0.2


@dataclass(frozen=True, eq=False)
class Centreline:
    """A line through the middle of a vessel.

    Parameters
    ----------
    points_mm : (n, 3) LPS, about 1 mm apart, n >= 2
    radius_mm : (n,) distance from the line to the wall (largest inscribed sphere)
    source : ``"mask"`` or ``"image"``
    uncertain_mm : pieces ``(from, to)`` of arc where the path doesn't run inside the vessel (drawn dashed)
    """

    points_mm: FloatArray
    radius_mm: FloatArray
    source: str = "mask"
    remarks: tuple[Remark, ...] = ()
    uncertain_mm: tuple[tuple[float, float], ...] = ()
    parameters: tuple[tuple[str, str], ...] = field(default=())

    def __post_init__(self) -> None:
        points = np.array(self.points_mm, dtype=np.float64)
        radius = np.array(self.radius_mm, dtype=np.float64)
        if points.ndim != 2 or points.shape[1] != 3 or len(points) < 2 or radius.shape != (len(points),):
            raise ValueError("a line needs two or more points (n, 3) with a radius each")
        points.setflags(write=False)
        radius.setflags(write=False)
        object.__setattr__(self, "points_mm", points)
        object.__setattr__(self, "radius_mm", radius)

    @cached_property
    def arc_mm(self) -> FloatArray:
        """Arc length at each point, from the start."""
        return arc_lengths(self.points_mm)

    @property
    def length_mm(self) -> float:
        return float(self.arc_mm[-1])

    def point_at(self, arc_mm: float) -> FloatArray:
        """LPS point at an arc length (clipped to the line)."""
        return np.array([np.interp(arc_mm, self.arc_mm, self.points_mm[:, k]) for k in range(3)])

    def radius_at(self, arc_mm: float) -> float:
        return float(np.interp(arc_mm, self.arc_mm, self.radius_mm))

    def tangent_at(self, arc_mm: float) -> FloatArray:
        """Unit tangent: the chord over ``max(3 mm, 0.2 diameter)`` to both sides (specs section 5.2)."""
        arc = float(np.clip(arc_mm, 0.0, self.length_mm))
        reach = max(TANGENT_MM, TANGENT_PER_DIAMETER * 2.0 * self.radius_at(arc))
        # the same reach to both sides: a chord cut short on one side would lean
        to_end = min(arc, self.length_mm - arc)
        low, high = max(arc - reach, 0.0), min(arc + reach, self.length_mm)
        if to_end >= TANGENT_MM:
            reach = min(reach, to_end)
            low, high = arc - reach, arc + reach
        return unit(self.point_at(high) - self.point_at(low))

    @cached_property
    def tangents(self) -> FloatArray:
        """(n, 3) tangents at the points."""
        return np.array([self.tangent_at(float(s)) for s in self.arc_mm])

    @cached_property
    def rows(self) -> FloatArray:
        """(n, 3) first axes of the rotation-minimising frames."""
        return transported_rows(self.tangents, self.points_mm)

    @cached_property
    def _handedness(self) -> float:
        """+1 or -1, so that the picture at the start is radiological; one value for the whole line."""
        row, column, normal = view_frame(self.tangents[0])
        return float(np.sign(np.cross(row, column) @ normal))

    def frame_at(self, arc_mm: float) -> Frame:
        """(row_direction, column_direction, normal) of the rotation-minimising frame; radiological at the start."""
        normal = self.tangent_at(arc_mm)
        row = np.array([np.interp(arc_mm, self.arc_mm, self.rows[:, k]) for k in range(3)])
        row = unit(row - normal * float(row @ normal))
        return row, self._handedness * np.cross(normal, row), normal

    def points_at(self, arcs_mm: ArrayLike) -> FloatArray:
        """(n, 3) points at many arc lengths; `point_at` of each."""
        return self._between(arcs_mm, self.points_mm)

    def frames_at(self, arcs_mm: ArrayLike) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Row directions, column directions and normals, (n, 3) each; `frame_at` of each arc length."""
        arcs = np.clip(np.asarray(arcs_mm, dtype=np.float64), 0.0, self.length_mm)
        radii = np.interp(arcs, self.arc_mm, self.radius_mm)
        reach = np.maximum(TANGENT_MM, TANGENT_PER_DIAMETER * 2.0 * radii)
        to_end = np.minimum(arcs, self.length_mm - arcs)
        even = to_end >= TANGENT_MM  # as in `tangent_at`
        reach = np.where(even, np.minimum(reach, to_end), reach)
        low, high = np.maximum(arcs - reach, 0.0), np.minimum(arcs + reach, self.length_mm)
        normals = _units(self.points_at(high) - self.points_at(low))
        rows = self._between(arcs, self.rows)
        rows = _units(rows - normals * (rows * normals).sum(axis=1, keepdims=True))
        return rows, self._handedness * np.cross(normals, rows), normals

    def _between(self, arcs_mm: ArrayLike, values: FloatArray) -> FloatArray:
        return np.stack([np.interp(arcs_mm, self.arc_mm, values[:, k]) for k in range(3)], axis=-1)

    def view_frame_at(self, arc_mm: float) -> Frame:
        """(row_direction, column_direction, normal) of the radiological picture of the section there."""
        return view_frame(self.tangent_at(arc_mm))

    def nearest(self, point_mm: ArrayLike) -> tuple[float, float]:
        """(arc, distance) in mm of the point of the line nearest to a point."""
        point = np.asarray(point_mm, dtype=np.float64)
        a, b = self.points_mm[:-1], self.points_mm[1:]
        edge = b - a
        length2 = np.maximum((edge**2).sum(axis=1), 1e-18)
        t = np.clip(((point - a) * edge).sum(axis=1) / length2, 0.0, 1.0)
        distance = np.linalg.norm(a + t[:, None] * edge - point, axis=1)
        k = int(distance.argmin())
        return float(self.arc_mm[k] + t[k] * np.sqrt(length2[k])), float(distance[k])

    def nearest_arc(self, point_mm: ArrayLike) -> float:
        """Arc length of the point of the line nearest to a point, mm."""
        return self.nearest(point_mm)[0]


def _units(vectors: FloatArray) -> FloatArray:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    if not (np.isfinite(lengths) & (lengths >= 1e-12)).all():
        raise ValueError("a direction can't be a null vector")
    return np.asarray(vectors / lengths)


def arc_lengths(points_mm: FloatArray) -> FloatArray:
    return np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points_mm, axis=0), axis=1))])


def resample(points_mm: FloatArray, step_mm: float = STEP_MM) -> FloatArray:
    """The line at even steps of arc (the step is fitted so that both ends stay)."""
    arc = arc_lengths(points_mm)
    count = max(round(arc[-1] / step_mm), 1) + 1
    at = np.linspace(0.0, arc[-1], count)
    return np.column_stack([np.interp(at, arc, points_mm[:, k]) for k in range(3)])


def smooth(points_mm: FloatArray, diameter_mm: FloatArray) -> FloatArray:
    """Adaptive smoothing of specs section 5.2, step 4; the end points stay.

    Parameters
    ----------
    points_mm : (n, 3) at 1 mm steps
    diameter_mm : (n,) local diameter
    """
    count = len(points_mm)
    windows = [w for w in WINDOWS_MM if w <= count]
    if not windows:
        window = count if count % 2 else count - 1
        if window < 5:
            return points_mm.copy()
        windows = [window]
    local = ndimage.maximum_filter1d(diameter_mm, 15, mode="nearest")
    local = ndimage.gaussian_filter1d(local, 10.0, mode="nearest")
    wanted = np.clip(WINDOW_PER_DIAMETER * local, windows[0], windows[-1])
    lines = np.stack([signal.savgol_filter(points_mm, w, 3, axis=0, mode="interp") for w in windows])
    if len(windows) == 1:
        result = lines[0]
    else:
        upper = np.clip(np.searchsorted(windows, wanted), 1, len(windows) - 1)
        span = np.asarray(windows, dtype=np.float64)
        share = (wanted - span[upper - 1]) / (span[upper] - span[upper - 1])
        each = np.arange(count)
        result = lines[upper - 1, each] * (1 - share)[:, None] + lines[upper, each] * share[:, None]
    # the exact end points: their difference fades out over 5 mm, so that no kink arises
    fade = np.clip(1.0 - np.arange(count) / 5.0, 0.0, 1.0)[:, None]
    result = result + fade * (points_mm[0] - result[0])
    return np.asarray(result + fade[::-1] * (points_mm[-1] - result[-1]))
