"""From slices that aren't a regular grid to one that is, with the change stated; or a plain no.

A tilted gantry gives a sheared stack: each slice is shifted within its own plane until all lie straight above each
other, in the plane of the slices (no voxel is interpolated across slices). Unequal distances are resampled along the
normal to the smallest distance. Where slices are missing their places are left empty: nothing is invented, and the
images stay barred from measuring.

Limitations: linear interpolation smooths by up to half a voxel in the direction of the shift. A stack whose gaps
are too unequal (`MOST_RATIO`) or too wide (`MOST_GAP_MM`) isn't resampled.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studies.geometry import ASIDE_MM, MOST_GAP_MM, MOST_RATIO, StackGeometry, can_be_resampled
from studies.volume import Grid, Problem, SeriesInfo, TimeSeries, Volume

__all__ = ["MOST_GAP_MM", "MOST_RATIO", "regularised"]

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Plan:
    """Where each source slice lies against the first, mm, and the new grid."""

    across: FloatArray
    depth: FloatArray
    grid: Grid
    #: depth of each new slice against the first source slice, mm
    new_depth: FloatArray
    #: numbers of new slices at which there is no source
    empty: tuple[int, ...] = ()


def regularised(
    image: Volume | TimeSeries, positions: FloatArray, geometry: StackGeometry
) -> Volume | TimeSeries | None:
    """`image`, loaded slice by slice, on a true regular grid; None when it can't be.

    Parameters
    ----------
    positions : (slices, 3) LPS mm of the first voxel of each slice, in slice order
    """
    plan = _plan(image.grid, positions, geometry)
    if plan is None:
        return None
    fill = -1024.0 if image.modality == "CT" and image.unit == "HU" else 0.0
    voxels: NDArray[Any]
    if isinstance(image, TimeSeries):
        voxels = np.stack([_resample(v, image.grid, plan, fill) for v in image.voxels])
    else:
        voxels = _resample(image.voxels, image.grid, plan, fill)
    problems = _stated(image.problems, plan, geometry)
    series = _series(image.series, plan, problems[-1].message)
    return replace(image, voxels=voxels, grid=plan.grid, problems=problems, series=series)


def _plan(grid: Grid, positions: FloatArray, geometry: StackGeometry) -> _Plan | None:
    relative = (positions - positions[0]) @ grid.direction
    across, depth = relative[:, :2], relative[:, 2]
    if not can_be_resampled(geometry) and not geometry.missing:
        return None
    reach = across.max(axis=0) - across.min(axis=0)
    step = geometry.spacing_mm if geometry.regular or geometry.missing else geometry.least_mm
    count = math.floor((depth[-1] - depth[0]) / step + 1e-3) + 1
    extent = np.array(grid.size[:2]) * grid.spacing_mm[:2]
    if geometry.tilt_deg == 0 and geometry.aside_mm <= ASIDE_MM:
        across, reach = np.zeros_like(across), np.zeros(2)
    if np.any(reach > 4 * extent) or count > 4 * len(positions) + 1:
        return None
    more = np.ceil(reach / grid.spacing_mm[:2] - 1e-3).astype(int)
    first = positions[0] + grid.direction[:, :2] @ across.min(axis=0)
    new = Grid(
        (grid.size[0] + int(more[0]), grid.size[1] + int(more[1]), count),
        np.array([*grid.spacing_mm[:2], step]),
        first,
        grid.direction,
    )
    new_depth = depth[0] + step * np.arange(count)
    empty: tuple[int, ...] = ()
    if geometry.missing:
        near = np.abs(new_depth[:, None] - depth[None, :]).min(axis=1)
        empty = tuple(int(k) for k in np.flatnonzero(near > 0.3 * step))
    return _Plan(across - across.min(axis=0), depth, new, new_depth, empty)


def _resample(voxels: NDArray[Any], grid: Grid, plan: _Plan, fill: float) -> NDArray[Any]:
    whole = voxels.dtype.kind in "iu"
    out = np.full(plan.grid.shape, fill, dtype=voxels.dtype)
    shifts = plan.across / grid.spacing_mm[:2]
    ready: dict[int, NDArray[Any]] = {}

    def straight(k: int) -> NDArray[Any]:
        if k not in ready:
            for old in [n for n in ready if n < k - 1]:
                del ready[old]
            ready[k] = _shifted(voxels[k].astype(np.float32), shifts[k], plan.grid.shape[1:])
        return ready[k]

    step = float(plan.grid.spacing_mm[2])
    for j, depth in enumerate(plan.new_depth):
        if j in plan.empty:
            continue
        near = int(np.argmin(np.abs(plan.depth - depth)))
        off = float(depth - plan.depth[near])
        if abs(off) <= 0.05 * step or plan.empty:
            picture = straight(near)
        else:
            low = near if off > 0 else near - 1
            low = min(max(low, 0), len(plan.depth) - 2)
            part = float((depth - plan.depth[low]) / (plan.depth[low + 1] - plan.depth[low]))
            picture = (1 - part) * straight(low) + part * straight(low + 1)
        # NaN: no source there
        there = np.isfinite(picture)
        out[j][there] = np.rint(picture[there]) if whole else picture[there]
    return out


def _shifted(picture: NDArray[Any], shift: FloatArray, shape: tuple[int, ...]) -> NDArray[Any]:
    """`picture` moved by `shift` (columns, rows) voxels onto a plane of `shape`: linear, NaN where it has no source."""
    moved = picture
    for axis, amount in ((1, float(shift[0])), (0, float(shift[1]))):
        whole = math.floor(amount + 1e-6)
        part = np.float32(amount - whole)
        room = list(moved.shape)
        room[axis] = shape[1] if axis else shape[0]
        count = moved.shape[axis]
        placed = np.full(room, np.nan, dtype=np.float32)
        target, source = (placed.T, moved.T) if axis else (placed, moved)
        if part < 1e-3:
            target[whole : whole + count] = source
        else:
            # a voxel at the edge has one neighbour only and stays empty
            target[whole + 1 : whole + count] = source[1:] * (1 - part) + source[:-1] * part
        moved = placed
    return moved


def _stated(problems: tuple[Problem, ...], plan: _Plan, geometry: StackGeometry) -> tuple[Problem, ...]:
    """The problems of the images, with what was done about them."""
    did = []
    reach = float(np.linalg.norm(plan.across, axis=1).max())
    if reach > 0:
        did.append(f"slices were shifted within their plane by up to {reach:.1f} mm")
    if not geometry.regular and not geometry.missing:
        did.append(
            f"distances of {geometry.least_mm:.3f} to {geometry.most_mm:.3f} mm were brought to "
            f"{float(plan.grid.spacing_mm[2]):.3f} mm"
        )
    if plan.empty:
        did.append(f"{len(plan.empty)} missing slices are left empty")
    text = f"Resampled to a regular grid (linear): {'; '.join(did)}."
    return (*problems, Problem("resampled", text, "warn"))


def _series(series: SeriesInfo, plan: _Plan, said: str) -> SeriesInfo:
    uids = series.sop_instance_uids
    extra = {**series.extra, "resampled": said}
    if plan.empty:
        extra["missing_slices"] = ",".join(str(k) for k in plan.empty)
    if len(uids) == len(plan.depth):
        # the source slice that each new slice lies nearest to
        uids = tuple(uids[int(np.argmin(np.abs(plan.depth - depth)))] for depth in plan.new_depth)
    return replace(series, sop_instance_uids=uids, extra=extra)
