"""Centreline of a mask: minimal path, adaptive smoothing, at most two guarded recentrings (specs section 5.2).

The path runs on a copy of the mask of 1.5 mm (finer for slim vessels); contours and figures use the mask's
own grid.

Limitations: near the open ends of the mask and near branches the line isn't recentred, so it is only as
exact there as the smoothed path. One vessel, no tree.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import ndimage
from skimage.graph import MCP_Geometric

from measurements.aorta.frames import view_frame
from measurements.aorta.line import Centreline, arc_lengths, resample, smooth
from measurements.aorta.mask import (
    Check,
    Field,
    PreparedMask,
    Progress,
    check,
    distance_map,
)
from measurements.aorta.remark import Remark
from measurements.aorta.section import centre_of_section
from resources.errors import InputError
from studies.volume import Grid

FloatArray = NDArray[np.float64]

PATH_SPACING_MM = 1.5
#: slim vessels get a finer path grid, as long as it stays below this many voxels
SLIM_RADIUS_MM = 7.0
FINE_SPACING_MM = 0.75
FINE_VOXELS = 6_000_000
SMALLEST_DISTANCE_MM = 0.3
RECENTRINGS = 2
RECENTRE_STEP_MM = 1.0
#: a given end may lie this far outside the mask
END_TOLERANCE_MM = 5.0


@dataclass(frozen=True, eq=False)
class _PathGrid:
    inside: NDArray[np.bool_]
    grid: Grid
    #: mm from the vessel's surface, at voxel centres; 0 outside
    depth: NDArray[np.float32]


def centreline_from_mask(
    prepared: PreparedMask,
    *,
    start_mm: ArrayLike | None = None,
    end_mm: ArrayLike | None = None,
    recentrings: int = RECENTRINGS,
    progress: Progress | None = None,
    cancelled: Check | None = None,
) -> Centreline:
    """The line of a prepared mask.

    Parameters
    ----------
    start_mm, end_mm : (3,) LPS, optional
        Proximal (heart) and distal end; geodesic extremes of the mask where left out.
    recentrings : int
        At most two (specs section 5.2); 0 for slim vessels with a bifurcation near.

    Raises
    ------
    InputError
        An end that doesn't lie in the vessel, or ends that no path joins.
    Cancelled
    """
    steps = 3 + min(recentrings, RECENTRINGS)
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        check(cancelled)
        if progress is not None:
            progress(done, steps)

    path_grid = _path_grid(prepared)
    step()
    remarks: list[Remark] = []
    start, end = _ends(path_grid, start_mm, end_mm, remarks)
    raw = _minimal_path(path_grid, start, end)
    step()
    line = resample(raw)
    line = _ends_on_axis(path_grid, line, start_mm is None, end_mm is None)
    line = ends_mended(line, _radius(path_grid, line))
    line = resample(smooth(line, 2.0 * _radius(path_grid, line)))
    step()
    last_move = np.inf
    for _ in range(min(recentrings, RECENTRINGS)):
        radius = _radius(path_grid, line)
        moved, mean_move = _recentred(prepared.occupancy, line, radius, cancelled)
        step()
        if mean_move > last_move:
            break
        last_move = mean_move
        moved = ends_mended(moved, radius)
        line = resample(smooth(moved, 2.0 * radius))
    radius = wall_distance(prepared.occupancy, Centreline(line, _radius(path_grid, line)))
    if arc_lengths(line)[-1] < 3.0 * 2.0 * float(np.median(radius)):
        remarks.append(Remark("short_centreline"))
    parameters = (
        ("path", "MCP_Geometric 1/D^2"),
        ("path_spacing_mm", f"{float(path_grid.grid.spacing_mm[0]):g}"),
        ("smoothing", "adaptive Savitzky-Golay 0.7 D, 15-45 mm"),
        ("recentrings", str(recentrings)),
    )
    return Centreline(line, radius, "mask", tuple(remarks), (), parameters)


def _path_grid(prepared: PreparedMask) -> _PathGrid:
    coarse = _path_grid_of(prepared.occupancy, PATH_SPACING_MM)
    deepest = float(coarse.depth.max())
    ridge = coarse.depth[coarse.depth > 0.6 * deepest]
    extent = prepared.grid.spacing_mm * np.asarray(prepared.grid.size)
    if float(np.median(ridge)) < SLIM_RADIUS_MM and float(np.prod(extent)) / FINE_SPACING_MM**3 < FINE_VOXELS:
        return _path_grid_of(prepared.occupancy, FINE_SPACING_MM)
    return coarse


def _path_grid_of(field: Field, spacing_mm: float) -> _PathGrid:
    """Isotropic copy, never coarser than asked, with its distance map."""
    source = field.grid
    zoom = source.spacing_mm[::-1] / spacing_mm
    shape = np.maximum(np.ceil(np.asarray(source.shape) * zoom).astype(int), 1)
    at = [(np.arange(n) + 0.5) / z - 0.5 for n, z in zip(shape, zoom, strict=True)]
    values = np.asarray(field.values, dtype=np.float32)
    for axis in range(3):
        values = interpolate_axis(values, at[axis], axis)
    inside = values > 0.5
    # the border of the copy is always outside: the crop has background all round, or the images end there
    for axis in range(3):
        edge = np.moveaxis(inside, axis, 0)
        edge[0] = edge[-1] = False
    # beyond the images the vessel is unknown: no path there
    for axis in range(3):
        edge = np.moveaxis(inside, axis, 0)
        outside = (at[axis] < field.low_vox[axis]) | (at[axis] > field.high_vox[axis])
        edge[outside] = False
    grid = Grid(
        (int(shape[2]), int(shape[1]), int(shape[0])),
        np.full(3, spacing_mm),
        source.index_to_patient([a[0] for a in at]),
        source.direction,
    )
    if not inside.any():
        raise InputError(
            "The vessel in the mask is too small to follow.",
            "Check the mask and its label.",
            code="mask_empty",
        )
    # the smallest distance over all directions to an outside voxel centre is that to the surface within 0.2 mm
    depth = distance_map(inside, grid)
    depth[inside] = np.maximum(depth[inside], SMALLEST_DISTANCE_MM)
    return _PathGrid(inside, grid, depth.astype(np.float32))


def interpolate_axis(values: NDArray[np.float32], at: FloatArray, axis: int) -> NDArray[np.float32]:
    last = values.shape[axis] - 1
    low = np.clip(np.floor(at).astype(int), 0, last)
    high = np.minimum(low + 1, last)
    share = np.clip(at - low, 0.0, 1.0).astype(np.float32)
    shape = [1, 1, 1]
    shape[axis] = len(at)
    share = share.reshape(shape)
    return np.asarray(
        np.take(values, low, axis=axis) * (1 - share) + np.take(values, high, axis=axis) * share
    )


def _ends(
    path_grid: _PathGrid, start_mm: ArrayLike | None, end_mm: ArrayLike | None, remarks: list[Remark]
) -> tuple[FloatArray, FloatArray]:
    given = [None if p is None else np.asarray(p, dtype=np.float64) for p in (start_mm, end_mm)]
    start, end = given
    if start is None or end is None:
        remarks.append(Remark("ends_chosen"))
    if start is not None and end is None:
        return start, _farthest(path_grid, _voxel(path_grid, start))
    if end is not None and start is None:
        return _farthest(path_grid, _voxel(path_grid, end)), end
    if start is None or end is None:
        one, other = _extremes(path_grid)
        return _order(path_grid, one, other)
    return start, end


def _voxel(path_grid: _PathGrid, point_mm: FloatArray) -> tuple[int, int, int]:
    """Nearest voxel inside, within the tolerance."""
    at = path_grid.grid.patient_to_index(point_mm)
    spacing = float(path_grid.grid.spacing_mm[0])
    reach = int(np.ceil(END_TOLERANCE_MM / spacing))
    middle = np.rint(at).astype(int)
    low = np.maximum(middle - reach, 0)
    high = np.minimum(middle + reach + 1, path_grid.inside.shape)
    near = np.empty((0, 3), dtype=int)
    if np.all(low < high):
        near = np.argwhere(path_grid.inside[low[0] : high[0], low[1] : high[1], low[2] : high[2]]) + low
    far = np.linalg.norm(near - at, axis=1) * spacing
    if not len(near) or float(far.min()) > END_TOLERANCE_MM:
        raise InputError(
            "The point {point} lies outside the vessel of the mask.",
            "Give a point in the vessel, in patient coordinates (LPS, mm).",
            code="off_vessel",
            fields={"point": ", ".join(f"{c:.1f}" for c in point_mm)},
        )
    k, j, i = (int(v) for v in near[int(far.argmin())])
    return k, j, i


def _geodesic(path_grid: _PathGrid, seed: tuple[int, int, int]) -> NDArray[np.float64]:
    costs = np.where(path_grid.inside, 1.0, -1.0)
    finder = MCP_Geometric(costs, sampling=tuple(path_grid.grid.spacing_mm[::-1]))
    reached, _ = finder.find_costs([seed])
    reached[~np.isfinite(reached)] = -1.0
    reached[~path_grid.inside] = -1.0
    return np.asarray(reached)


def _farthest(path_grid: _PathGrid, seed: tuple[int, int, int]) -> FloatArray:
    """The middle of the end that is geodesically farthest from a voxel."""
    return np.asarray(path_grid.grid.index_to_patient(_far_end(path_grid, seed)))


def _far_end(path_grid: _PathGrid, seed: tuple[int, int, int]) -> tuple[int, int, int]:
    """Deepest voxel among those within two voxels of the geodesic maximum."""
    reached = _geodesic(path_grid, seed)
    spacing = float(path_grid.grid.spacing_mm[0])
    top = reached >= float(reached.max()) - 2.0 * spacing
    labels, _ = ndimage.label(top, structure=np.ones((3, 3, 3)))
    top = labels == labels.flat[int(reached.argmax())]
    candidates = np.argwhere(top)
    middle = candidates.mean(axis=0)
    depth = path_grid.depth[top] - 0.01 * np.linalg.norm(candidates - middle, axis=1)
    k, j, i = (int(v) for v in candidates[int(depth.argmax())])
    return k, j, i


def _extremes(path_grid: _PathGrid) -> tuple[FloatArray, FloatArray]:
    """Geodesic extremes: farthest from the deepest voxel, three repetitions."""
    k, j, i = (int(v) for v in np.unravel_index(int(path_grid.depth.argmax()), path_grid.depth.shape))
    seed = (k, j, i)
    found = [seed]
    for _ in range(3):
        found.append(_far_end(path_grid, found[-1]))
    one, other = found[-1], found[-2]
    return path_grid.grid.index_to_patient(one), path_grid.grid.index_to_patient(other)


def _order(path_grid: _PathGrid, one: FloatArray, other: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Which extreme is the heart's: with an arch the anterior one, else the upper one."""
    top = path_grid.grid.index_to_patient(
        np.argwhere(path_grid.inside)[:: max(path_grid.inside.size // 200_000, 1)]
    )
    upper = max(float(one[2]), float(other[2]))
    arch = float(top[:, 2].max()) - upper > 3.0 * float(np.percentile(path_grid.depth[path_grid.inside], 95))
    first = one[1] < other[1] if arch else one[2] > other[2]
    return (one, other) if first else (other, one)


def _minimal_path(path_grid: _PathGrid, start: FloatArray, end: FloatArray) -> FloatArray:
    costs = np.where(
        path_grid.inside,
        1.0 / np.maximum(path_grid.depth.astype(np.float64), SMALLEST_DISTANCE_MM) ** 2,
        -1.0,
    )
    finder = MCP_Geometric(costs, sampling=tuple(path_grid.grid.spacing_mm[::-1]))
    a, b = _voxel(path_grid, start), _voxel(path_grid, end)
    if a == b:
        raise InputError(
            "Start and end are the same point.", "Give two points along the vessel.", code="off_vessel"
        )
    reached, _ = finder.find_costs([a], [b])
    if not np.isfinite(reached[b]):
        raise InputError(
            "No path inside the mask joins start and end.",
            "Mend the gap in the mask, or give points in one part.",
            code="mask_components",
        )
    path = path_grid.grid.index_to_patient(np.array(finder.traceback(b)))
    path = path[1:-1] if len(path) > 2 else path[:0]
    return np.vstack([start, path, end])


def _ends_on_axis(path_grid: _PathGrid, line: FloatArray, start: bool, end: bool) -> FloatArray:
    """Ends that nobody gave, put where the vessel's axis leaves the mask.

    A geodesic extreme is a corner of the mask's end; a line to it would lean, and lean the sections there.
    """
    if start:
        line = _start_on_axis(path_grid, line)
    if end:
        line = _start_on_axis(path_grid, line[::-1])[::-1]
    return line


def _start_on_axis(path_grid: _PathGrid, line: FloatArray) -> FloatArray:
    radius = _radius(path_grid, line)
    arc = arc_lengths(line)
    free = np.flatnonzero(arc > radius + 3.0)
    if not len(free):
        return line
    joint = int(free[0])
    reach = max(20.0, 1.5 * float(radius[joint]))
    beyond = (arc >= arc[joint]) & (arc <= arc[joint] + reach)
    if arc[-1] - arc[joint] < 10.0 or np.count_nonzero(beyond) < 8:
        return line
    # straight on: a quadratic through a third of the vessel's width would swing
    s = arc[beyond] - arc[joint]
    basis = np.column_stack([np.ones_like(s), s])
    (origin, slope), *_ = np.linalg.lstsq(basis, line[beyond], rcond=None)
    slope = slope / float(np.linalg.norm(slope))
    steps = np.arange(1.0, arc[joint] + float(radius[joint]) + 5.0)
    ahead = origin - steps[:, None] * slope
    index = np.rint(path_grid.grid.patient_to_index(ahead)).astype(int)
    shape = np.asarray(path_grid.inside.shape)
    within = np.all((index >= 0) & (index < shape), axis=1)
    within[within] = path_grid.inside[tuple(index[within].T)]
    outside = np.flatnonzero(~within)
    count = int(outside[0]) if len(outside) else len(steps)
    return np.vstack([ahead[:count][::-1], line[joint:]])


def ends_mended(line: FloatArray, radius: FloatArray) -> FloatArray:
    """Both ends replaced by a curve from the exact end point to the part of the line that is centred.

    Within a radius of an open end the distance map knows the cap, not the walls, so the path isn't centred
    there. A quadratic in arc, through the end point, continues the line beyond.
    """
    line = _start_mended(line, radius)
    return _start_mended(line[::-1], radius[::-1])[::-1]


def _start_mended(line: FloatArray, radius: FloatArray) -> FloatArray:
    arc = arc_lengths(line)
    free = np.flatnonzero(arc > radius + 3.0)
    if not len(free):
        return line
    joint = int(free[0])
    beyond = (arc >= arc[joint]) & (arc <= arc[joint] + max(20.0, 1.5 * radius[joint]))
    if arc[-1] - arc[joint] < 10.0 or np.count_nonzero(beyond) < 8:
        return line
    s = arc[beyond] - arc[joint]
    head = -float(np.linalg.norm(line[joint] - line[0]))
    scale = -head
    # p(s) = p0 + a (s - head) + b (s - head)^2 goes through the end point by itself
    t = (s - head) / scale
    basis = np.column_stack([t, t**2])
    coefficients, *_ = np.linalg.lstsq(basis, line[beyond] - line[0], rcond=None)
    mended = line.copy()
    u = np.linspace(0.0, 1.0, joint + 1)[:, None]
    curve = line[0] + u * coefficients[0] + u**2 * coefficients[1]
    # what is left at the joint fades out towards the end
    mended[: joint + 1] = curve + u**2 * (line[joint] - curve[-1])
    return mended


def _radius(path_grid: _PathGrid, line: FloatArray) -> FloatArray:
    """Distance to the wall along the line, by interpolation of the distance map."""
    index = path_grid.grid.patient_to_index(line)
    depth = ndimage.map_coordinates(path_grid.depth, index.T, order=1, mode="nearest", prefilter=False)
    return np.maximum(np.asarray(depth, dtype=np.float64), SMALLEST_DISTANCE_MM)


def wall_distance(field: Field, line: Centreline, rays: int = 64) -> FloatArray:
    """Distance from the line to the wall, square to the line: the smallest of several rays' 0.5 crossings, mm.

    The distance map of the path grid under-reads by a third of a voxel on its ridge; this doesn't.
    """
    angle = np.arange(rays) * 2.0 * np.pi / rays
    steps = np.arange(-2.0, 4.01, 0.25)
    radius = np.array(line.radius_mm)
    for k in range(len(radius)):
        row, column, _ = view_frame(line.tangents[k])
        reach = np.maximum(radius[k] + steps, 0.0)
        direction = np.cos(angle)[:, None] * row + np.sin(angle)[:, None] * column
        values = field.sample(line.points_mm[k] + reach[None, :, None] * direction[:, None, :])
        below = values < 0.5
        hit = below.any(axis=1)
        if not hit.any() or below[:, 0].any():
            continue  # the line isn't where the distance map says: leave its figure
        first = below.argmax(axis=1)[hit]
        ray = np.flatnonzero(hit)
        high, low = values[ray, first - 1], values[ray, first]
        crossing = reach[first - 1] + (reach[first] - reach[first - 1]) * (high - 0.5) / (high - low)
        radius[k] = float(crossing.min())
    return radius


def _recentred(
    field: Field, line: FloatArray, radius: FloatArray, cancelled: Check | None
) -> tuple[FloatArray, float]:
    """The line moved to the centroids of its sections, where the guards allow; and the mean move, mm."""
    rough = Centreline(line, radius)
    arc, length = rough.arc_mm, rough.length_mm
    half = 2.2 * float(radius.max()) + 5.0
    moved, equivalent = line.copy(), np.zeros(len(line))
    branch = np.zeros(len(line), dtype=bool)
    for k in range(len(line)):
        if k % 16 == 0:
            check(cancelled)
        found, reason = centre_of_section(
            field, line[k], rough.tangents[k], half_width_mm=half, step_mm=RECENTRE_STEP_MM
        )
        if found is None:
            branch[k] = reason is not None and reason.code == "two_lumens"
            continue
        equivalent[k] = found.radius_mm
        branch[k] = found.is_branching
        if float(np.linalg.norm(found.centroid_mm - line[k])) < 0.5 * found.radius_mm:
            moved[k] = found.centroid_mm
    # not within one local diameter of a bifurcation, nor within one equivalent radius of the ends
    for k in (int(v) for v in np.flatnonzero(branch)):
        moved[np.abs(arc - arc[k]) <= 2.0 * radius[k]] = line[np.abs(arc - arc[k]) <= 2.0 * radius[k]]
    near = np.minimum(arc, length - arc) < np.maximum(equivalent, radius)
    moved[near] = line[near]
    return moved, float(np.linalg.norm(moved - line, axis=1).mean())
