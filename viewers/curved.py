"""Curved pictures along a vessel: straightened and stretched, for the present rotation only.

A straightened picture keeps millimetres along the curve and across it; a stretched one, cut along one fixed
direction, keeps them along the curve only. 724 × 201 samples take far less than the straightened volume would
(specs/viewers.md section 4, specs/aorta.md 5.6). No Qt.

Limitations: linear interpolation; what lies farther from the curve than its radius of curvature is shown more
than once.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from studies.volume import Volume
from viewers.plane import unit

FloatArray = NDArray[np.float64]

KEPT = 12


class Curve(Protocol):
    """What a curved picture needs of a centreline (`measurements.aorta.Centreline` has it)."""

    @property
    def length_mm(self) -> float: ...

    def point_at(self, arc_mm: float) -> Any: ...

    def frame_at(self, arc_mm: float) -> Any: ...


@runtime_checkable
class SampledAtOnce(Protocol):
    """A curve that gives all its places in one go: a thousand single questions take a tenth of a second."""

    def points_at(self, arcs_mm: ArrayLike) -> FloatArray: ...

    def frames_at(self, arcs_mm: ArrayLike) -> tuple[FloatArray, FloatArray, FloatArray]: ...


@dataclass(frozen=True, eq=False)
class SampledCurve:
    """Points and frames at even steps of arc length; all that the pictures of one curve share.

    Parameters
    ----------
    arc_mm : (n,) ; points_lps, row_directions, column_directions : (n, 3)
    """

    arc_mm: FloatArray
    points_lps: FloatArray
    row_directions: FloatArray
    column_directions: FloatArray

    @classmethod
    def of(cls, curve: Curve, step_mm: float = 0.5) -> SampledCurve:
        count = max(2, int(np.floor(curve.length_mm / step_mm)) + 1)
        arcs = np.linspace(0.0, curve.length_mm, count)
        if isinstance(curve, SampledAtOnce):
            rows, columns, _ = curve.frames_at(arcs)
            return cls(arcs, curve.points_at(arcs), rows, columns)
        frames = [curve.frame_at(float(s)) for s in arcs]
        return cls(
            arcs,
            np.array([curve.point_at(float(s)) for s in arcs], dtype=np.float64),
            np.array([f[0] for f in frames], dtype=np.float64),
            np.array([f[1] for f in frames], dtype=np.float64),
        )

    @property
    def length_mm(self) -> float:
        return float(self.arc_mm[-1])

    def across(self, rotation_deg: float) -> FloatArray:
        """(n, 3) unit direction from the curve to the top of the picture, turned about the curve."""
        turn = np.deg2rad(rotation_deg)
        return np.cos(turn) * self.row_directions + np.sin(turn) * self.column_directions

    def fixed_across(self, rotation_deg: float) -> FloatArray:
        """The one direction of a stretched picture, perpendicular to the line from start to end."""
        along = self.points_lps[-1] - self.points_lps[0]
        if float(np.linalg.norm(along)) < 1e-6:
            along = self.points_lps[len(self.points_lps) // 2] - self.points_lps[0]
        n = unit(along)
        first = self.row_directions[0] - n * float(self.row_directions[0] @ n)
        if float(np.linalg.norm(first)) < 1e-6:
            first = np.eye(3)[int(np.argmin(np.abs(n)))]
            first = first - n * float(first @ n)
        first = unit(first)
        turn = np.deg2rad(rotation_deg)
        return np.cos(turn) * first + np.sin(turn) * np.cross(n, first)

    def place(self, arc_mm: float, across_mm: float, rotation_deg: float, *, stretched: bool) -> FloatArray:
        """LPS of a place of the picture: along the curve, and across it towards the picture's top."""
        at = min(max(arc_mm, 0.0), self.length_mm) / self.length_mm * (len(self.arc_mm) - 1)
        before = min(int(at), len(self.arc_mm) - 2)
        share = at - before
        across = self.directions(rotation_deg, stretched)
        point = self.points_lps[before] * (1 - share) + self.points_lps[before + 1] * share
        direction = unit(across[before] * (1 - share) + across[before + 1] * share)
        return np.asarray(point + direction * across_mm)

    def coordinates(
        self, point_lps: ArrayLike, rotation_deg: float, *, stretched: bool
    ) -> tuple[float, float, float]:
        """(along, across, off) mm of a point: at the nearest place of the curve, and beside the picture."""
        point = np.asarray(point_lps, dtype=np.float64)
        at = int(np.argmin(np.linalg.norm(self.points_lps - point, axis=1)))
        across = self.directions(rotation_deg, stretched)[at]
        along = np.cross(self.row_directions[at], self.column_directions[at])
        offset = point - self.points_lps[at]
        shift = float(offset @ along)
        height = float(offset @ across)
        off = offset - along * shift - across * height
        arc = min(max(float(self.arc_mm[at]) + shift, 0.0), self.length_mm)
        return arc, height, float(np.linalg.norm(off))

    def directions(self, rotation_deg: float, stretched: bool) -> FloatArray:
        """(n, 3) unit directions from the curve to the picture's top."""
        if stretched:
            return np.broadcast_to(self.fixed_across(rotation_deg), self.points_lps.shape)
        return self.across(rotation_deg)


@dataclass(frozen=True, eq=False)
class CurvedPicture:
    """Values [across, along]; row 0 lies at +half the width, column 0 at arc 0."""

    values: NDArray[Any]
    along_mm: float  # between columns
    across_mm: float  # between rows


def trilinear(
    voxels: NDArray[Any], start: FloatArray, step: FloatArray, offsets: FloatArray, fill: float
) -> NDArray[np.float32]:
    """Linear samples at ``start[c] + offsets[r] * step[c]``; `fill` where one lies outside the voxels.

    The same as ``scipy.ndimage.map_coordinates`` of order 1 with a constant outside (a test compares them), at about
    half its time: no copy of the part, no work for what is the same in each row.

    Parameters
    ----------
    voxels : (slices, rows, columns), C-contiguous
    start, step : (columns, 3) index space, slice first
    offsets : (rows,)

    Returns
    -------
    (rows, columns) float32
    """
    shape = (len(offsets), len(start))
    flat = voxels.reshape(-1)
    inside = np.ones(shape, bool)
    corner = np.zeros(shape, np.intp)
    shares: list[NDArray[Any]] = []
    strides = (voxels.shape[1] * voxels.shape[2], voxels.shape[2], 1)
    jumps: list[int] = []
    for axis, (size, stride) in enumerate(zip(voxels.shape, strides, strict=True)):
        places = offsets[:, None] * step[None, :, axis] + start[None, :, axis]
        inside &= (places >= 0) & (places <= size - 1)
        # the last voxel is the far end of the cell before it; of a single slice both ends are that slice
        cells = np.clip(places, 0, max(size - 2, 0)).astype(np.intp)
        shares.append((places - cells).astype(np.float32))
        corner += cells * stride
        jumps.append(stride if size > 1 else 0)
    slices, rows, columns = jumps

    def along_columns(at: NDArray[np.intp]) -> NDArray[Any]:
        low = flat.take(at, mode="clip").astype(np.float32)
        return low + shares[2] * (flat.take(at + columns, mode="clip") - low)

    def along_rows(at: NDArray[np.intp]) -> NDArray[Any]:
        low = along_columns(at)
        return low + shares[1] * (along_columns(at + rows) - low)

    low = along_rows(corner)
    found = low + shares[0] * (along_rows(corner + slices) - low)
    found[~inside] = fill
    return found


class CurvedSource:
    """Makes and keeps the curved pictures of one volume along one curve."""

    def __init__(self, volume: Volume, curve: Curve, *, step_mm: float = 0.5) -> None:
        self.volume, self.line = volume, curve
        self.curve = SampledCurve.of(curve, step_mm)
        self._kept: OrderedDict[object, CurvedPicture] = OrderedDict()

    def picture(
        self, rotation_deg: float, width_mm: float, across_mm: float = 0.5, *, stretched: bool = False
    ) -> CurvedPicture:
        """The picture for one rotation; outside the volume its smallest value."""
        key = (round(rotation_deg % 360.0, 3), width_mm, across_mm, stretched)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        made = self._make(rotation_deg, width_mm, across_mm, stretched)
        self._kept[key] = made
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return made

    def _make(self, rotation_deg: float, width_mm: float, across_mm: float, stretched: bool) -> CurvedPicture:
        curve, grid = self.curve, self.volume.grid
        rows = max(3, round(width_mm / across_mm) | 1)
        offsets = (rows // 2 - np.arange(rows, dtype=np.float64)) * across_mm
        across = curve.directions(rotation_deg, stretched)
        # index space is linear: one conversion of the curve and of the directions, then sums
        start = grid.patient_to_index(curve.points_lps)
        step = grid.patient_to_index(curve.points_lps + across) - start
        fill = self.volume.value_range[0]
        values = trilinear(self.volume.voxels, start, step, offsets, fill)
        if self.volume.voxels.dtype != np.float32:
            values = np.rint(values).astype(self.volume.voxels.dtype)
        along = curve.length_mm / (len(curve.arc_mm) - 1)
        return CurvedPicture(values, along, across_mm)


class SectionRings:
    """Section contours along a curve, laid out so that each turn of the picture asks little of them.

    Parameters
    ----------
    arcs_mm : (n,) places along the curve
    contours_lps : one closed ring for each, in the plane perpendicular to the curve there; empty where there is none
    """

    def __init__(self, curve: SampledCurve, arcs_mm: ArrayLike, contours_lps: Sequence[FloatArray]) -> None:
        self.arcs_mm = np.asarray(arcs_mm, dtype=np.float64)
        counts = np.array([len(ring) for ring in contours_lps], dtype=np.intp)
        self._filled = np.flatnonzero(counts)
        if not len(self._filled):
            return
        # all rings in one go: a vessel has hundreds
        counts = counts[self._filled]
        middles = (curve.arc_mm[:-1] + curve.arc_mm[1:]) / 2
        at = np.repeat(np.searchsorted(middles, self.arcs_mm[self._filled]), counts)
        points = np.concatenate([np.asarray(contours_lps[int(i)], dtype=np.float64) for i in self._filled])
        offset = points - curve.points_lps[at]
        self._row = np.einsum("ij,ij->i", offset, curve.row_directions[at])
        self._column = np.einsum("ij,ij->i", offset, curve.column_directions[at])
        ends = np.cumsum(counts)
        self._starts = ends - counts
        self._after = np.arange(1, len(points) + 1)
        self._after[ends - 1] = self._starts

    def heights(self, rotation_deg: float) -> FloatArray:
        """Where the rings cut the straightened picture: (n, 2) mm from the curve to the top and the bottom edge.

        Returns
        -------
        (n, 2) signed mm along the picture's upward direction, NaN where the ring doesn't reach round the curve.
        """
        found = np.full((len(self.arcs_mm), 2), np.nan)
        if not len(self._filled):
            return found
        cosine, sine = np.cos(np.deg2rad(rotation_deg)), np.sin(np.deg2rad(rotation_deg))
        x = cosine * self._column - sine * self._row  # beside the picture
        beyond = x > 0
        crossing = np.flatnonzero(beyond != beyond[self._after])
        if not len(crossing):
            return found
        after = self._after[crossing]
        y = cosine * self._row[crossing] + sine * self._column[crossing]  # up in the picture
        y_after = cosine * self._row[after] + sine * self._column[after]
        height = y + (y_after - y) * x[crossing] / (x[crossing] - x[after])
        ring = np.searchsorted(self._starts, crossing, side="right") - 1
        top = np.full(len(self._starts), -np.inf)
        bottom = np.full(len(self._starts), np.inf)
        np.maximum.at(top, ring, height)
        np.minimum.at(bottom, ring, height)
        around = np.bincount(ring, minlength=len(self._starts)) >= 2
        found[self._filled[around], 0], found[self._filled[around], 1] = top[around], bottom[around]
        return found


def edges_across(
    curve: SampledCurve,
    arcs_mm: ArrayLike,
    contours_lps: Sequence[FloatArray],
    rotation_deg: float,
) -> FloatArray:
    """Where section contours cut the straightened picture; see `SectionRings.heights`."""
    return SectionRings(curve, arcs_mm, contours_lps).heights(rotation_deg)


def arc_axis(width_px: float, length_mm: float) -> tuple[float, float]:
    """(left px, px a millimetre) of the arc-length axis shared by curved view and profile, so that they align."""
    left, right = 52.0, 40.0
    return left, max(width_px - left - right, 1.0) / max(length_mm, 1e-6)
