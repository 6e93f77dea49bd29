"""From clicks in the image to a line through the vessel (specs section 5.4).

The brightness at the clicks against that of their surroundings says what may be lumen; a minimal path runs
through the middle of that; then the line is recentred on the contours of its sections, as for a mask.

Limitations: contrast is needed between lumen and surroundings. Where the path must leave what looks like
the vessel, that piece is stated (`uncertain_mm`), and a point there mends it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import ndimage
from skimage.graph import MCP_Geometric

from measurements.aorta.centreline import (
    RECENTRINGS,
    SMALLEST_DISTANCE_MM,
    ends_mended,
    interpolate_axis,
)
from measurements.aorta.edge import EdgeSettings, section_from_image
from measurements.aorta.line import Centreline, arc_lengths, resample, smooth
from measurements.aorta.mask import Check, Field, Progress, check, distance_map, require_geometry
from measurements.aorta.remark import Remark
from measurements.aorta.section import BRANCH_RATIO
from resources.errors import InputError
from studies.volume import Grid, Volume

FloatArray = NDArray[np.float64]

PATH_SPACING_MM = 1.5
#: the path may bulge this far beyond the box of the clicks
MARGIN_MM = 45.0
#: brightness between surroundings (0) and lumen (1): below and above these it isn't this lumen
LUMEN_FROM, LUMEN_TO = 0.5, 1.9
#: cost of a step outside the lumen over that of one at its edge
OUTSIDE_COST = 4.0
#: a piece outside the lumen longer than this is stated
UNCERTAIN_MM = 3.0
LARGEST_RADIUS_MM = 20.0
RECENTRE_STEP_MM = 2.0
#: recentring needs less angular detail than measuring
RECENTRE_EDGE = EdgeSettings(rays=64, step_mm=0.5, smoothness=1)


@dataclass(frozen=True, eq=False)
class _Scene:
    """Smoothed isotropic copy round the clicks: brightness 0 surroundings … 1 lumen, and distance maps."""

    grid: Grid
    values: NDArray[np.float32]


def centreline_from_clicks(
    volume: Volume,
    clicks_mm: ArrayLike,
    *,
    start_mm: ArrayLike | None = None,
    end_mm: ArrayLike | None = None,
    recentrings: int = RECENTRINGS,
    progress: Progress | None = None,
    cancelled: Check | None = None,
) -> Centreline:
    """The line through two or more clicks along a vessel, from the first (heart side) to the last.

    Parameters
    ----------
    clicks_mm : (n, 3) LPS, n >= 2, in order along the vessel
    start_mm, end_mm : (3,) LPS, optional
        Further ends before the first and after the last click.

    Raises
    ------
    InputError
        Fewer than two clicks, a click outside the images, or no contrast at a click.
    Cancelled
    """
    require_geometry(volume.grid)
    clicks = np.asarray(clicks_mm, dtype=np.float64).reshape(-1, 3)
    extra = [np.asarray(p, dtype=np.float64)[None] for p in (start_mm, end_mm) if p is not None]
    if start_mm is not None:
        clicks = np.vstack([extra[0], clicks])
    if end_mm is not None:
        clicks = np.vstack([clicks, extra[-1]])
    if len(clicks):
        apart = np.linalg.norm(np.diff(clicks, axis=0), axis=1) > 0.5
        clicks = clicks[np.concatenate([[True], apart])]
    if len(clicks) < 2:
        raise InputError(
            "A path needs at least two points.",
            "Click two or more points along the vessel.",
            code="few_points",
        )
    for point in clicks:
        if not volume.grid.contains(point):
            raise InputError(
                "The point {point} lies outside the images.",
                "Give points in patient coordinates (LPS, mm).",
                code="off_vessel",
                fields={"point": ", ".join(f"{c:.1f}" for c in point)},
            )
    steps = len(clicks) + 1 + recentrings
    scene = _scene(volume, clicks)
    levels = [_level(scene, p) for p in clicks]
    pieces, depths, marks = [], [], []
    for k in range(len(clicks) - 1):
        check(cancelled)
        path, depth, inside = _segment(scene, clicks[k], clicks[k + 1], levels[k], levels[k + 1])
        first = 1 if k else 0
        pieces.append(path[first:])
        depths.append(depth[first:])
        marks.append(inside[first:])
        if progress is not None:
            progress(k + 1, steps)
    raw = np.vstack(pieces)
    radius_raw = np.maximum(np.concatenate(depths), 1.5)
    uncertain = _uncertain(raw, np.concatenate(marks))
    arc = arc_lengths(raw)
    line = resample(raw)
    radius = np.interp(np.linspace(0.0, arc[-1], len(line)), arc, radius_raw)
    line = ends_mended(line, radius)
    line = resample(smooth(line, 2.0 * radius))
    radius = _fitted(radius, len(line))
    remarks = [
        Remark("path_leaves_vessel", fields={"from_mm": f"{a:.0f}", "to_mm": f"{b:.0f}"})
        for a, b in uncertain
    ]
    last_move = np.inf
    for k in range(min(recentrings, RECENTRINGS)):
        rough = Centreline(line, radius, "image")
        field = image_field(volume, rough)
        moved, radius, move = _recentred(field, rough, uncertain, cancelled)
        if progress is not None:
            progress(len(clicks) + 1 + k, steps)
        if move > last_move:
            break
        last_move = move
        line = resample(smooth(ends_mended(moved, radius), 2.0 * radius))
        radius = _fitted(radius, len(line))
    if arc_lengths(line)[-1] < 6.0 * float(np.median(radius)):
        remarks.append(Remark("short_centreline"))
    parameters = (
        ("path", "MCP_Geometric 1/D^2 in the half-contrast region of the clicks"),
        ("clicks", str(len(clicks))),
        ("path_spacing_mm", f"{PATH_SPACING_MM:g}"),
        ("smoothing", "adaptive Savitzky-Golay 0.7 D, 15-45 mm"),
        ("recentrings", str(recentrings)),
    )
    if progress is not None:
        progress(steps, steps)
    return Centreline(line, radius, "image", tuple(remarks), tuple(uncertain), parameters)


def image_field(volume: Volume, line: Centreline, margin_mm: float | None = None) -> Field:
    """The images round a line as a Field to cut sections from."""
    margin = 2.0 * float(line.radius_mm.max()) + 45.0 if margin_mm is None else margin_mm
    low, high = _box(volume.grid, line.points_mm, margin)
    part = volume.voxels[low[0] : high[0], low[1] : high[1], low[2] : high[2]].astype(np.float32)
    shape = np.asarray(volume.grid.shape)
    bounds = np.asarray(-0.5 - low, dtype=np.float64), np.asarray(shape - 0.5 - low, dtype=np.float64)
    return Field(part, _cropped(volume.grid, low, part.shape), *bounds, unit=volume.unit)


def _box(grid: Grid, points_mm: FloatArray, margin_mm: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    index = grid.patient_to_index(points_mm)
    margin = margin_mm / grid.spacing_mm[::-1]
    low = np.maximum(np.floor(index.min(axis=0) - margin).astype(np.int64), 0)
    high = np.minimum(np.ceil(index.max(axis=0) + margin).astype(np.int64) + 1, np.asarray(grid.shape))
    return low, high


def _cropped(grid: Grid, low: NDArray[np.int64], shape: tuple[int, ...]) -> Grid:
    return Grid((shape[2], shape[1], shape[0]), grid.spacing_mm, grid.index_to_patient(low), grid.direction)


def _scene(volume: Volume, clicks: FloatArray) -> _Scene:
    low, high = _box(volume.grid, clicks, MARGIN_MM)
    part = volume.voxels[low[0] : high[0], low[1] : high[1], low[2] : high[2]].astype(np.float32)
    spacing = volume.grid.spacing_mm[::-1]
    if volume.modality == "CT":
        part = np.maximum(part, -200.0)
    # what the coarser grid can't hold is smoothed away first
    part = ndimage.gaussian_filter(part, 0.5 * PATH_SPACING_MM / spacing, mode="nearest")
    zoom = spacing / PATH_SPACING_MM
    shape = np.maximum(np.floor((np.asarray(part.shape) - 1) * zoom).astype(int) + 1, 1)
    for axis in range(3):
        part = interpolate_axis(part, np.arange(shape[axis]) / zoom[axis], axis)
    grid = Grid(
        (int(shape[2]), int(shape[1]), int(shape[0])),
        np.full(3, PATH_SPACING_MM),
        volume.grid.index_to_patient(low),
        volume.grid.direction,
    )
    return _Scene(grid, part)


def _level(scene: _Scene, point: FloatArray) -> tuple[float, float]:
    """(lumen, surroundings) brightness at a click: medians within 3 mm, and in a shell of 16 to 30 mm."""
    at = scene.grid.patient_to_index(point)
    reach = int(np.ceil(30.0 / PATH_SPACING_MM))
    middle = np.rint(at).astype(int)
    low = np.maximum(middle - reach, 0)
    high = np.minimum(middle + reach + 1, scene.values.shape)
    box = scene.values[low[0] : high[0], low[1] : high[1], low[2] : high[2]]
    index = np.stack(
        np.meshgrid(*[np.arange(a, b) for a, b in zip(low, high, strict=True)], indexing="ij"), -1
    )
    far = np.linalg.norm(index - at, axis=-1) * PATH_SPACING_MM
    lumen = float(np.median(box[far <= 3.0]))
    shell = box[(far > 16.0) & (far <= 30.0)]
    around = float(np.median(shell)) if shell.size else lumen
    return lumen, around


def _segment(
    scene: _Scene, one: FloatArray, other: FloatArray, first: tuple[float, float], second: tuple[float, float]
) -> tuple[FloatArray, FloatArray, NDArray[np.bool_]]:
    """Path between two clicks, its distance to the wall, and whether each point lies in the lumen."""
    lumen = (first[0] + second[0]) / 2.0
    around = (first[1] + second[1]) / 2.0
    if abs(lumen - around) < 1e-3 * max(abs(lumen), 1.0):
        raise InputError(
            "The vessel doesn't differ in brightness from its surroundings at these points.",
            "Click in the middle of the vessel, or measure by hand.",
            code="no_contrast",
        )
    scaled = (scene.values - around) / (lumen - around)
    inside = (scaled > LUMEN_FROM) & (scaled < LUMEN_TO)
    # one voxel border outside, so that the distance map has something to measure to
    border = np.pad(inside, 1)
    grid = _cropped(scene.grid, np.array([-1, -1, -1]), border.shape)
    depth = distance_map(border, grid)[1:-1, 1:-1, 1:-1] if border.any() else np.zeros_like(scene.values)
    depth = np.minimum(depth, LARGEST_RADIUS_MM)
    edge_cost = 1.0 / SMALLEST_DISTANCE_MM**2
    costs = np.where(inside, 1.0 / np.maximum(depth, SMALLEST_DISTANCE_MM) ** 2, OUTSIDE_COST * edge_cost)
    finder = MCP_Geometric(costs.astype(np.float64), sampling=(PATH_SPACING_MM,) * 3)
    a, b = (_voxel(scene.grid, p) for p in (one, other))
    if a == b:
        return np.vstack([one, other]), np.full(2, float(depth[a])), np.full(2, bool(inside[a]))
    finder.find_costs([a], [b])
    index = np.array(finder.traceback(b))
    path = scene.grid.index_to_patient(index)
    path[0], path[-1] = one, other
    at = tuple(index.T)
    return path, depth[at].astype(np.float64), np.asarray(inside[at])


def _voxel(grid: Grid, point: FloatArray) -> tuple[int, int, int]:
    k, j, i = (int(v) for v in np.clip(np.rint(grid.patient_to_index(point)), 0, np.asarray(grid.shape) - 1))
    return k, j, i


def _uncertain(path: FloatArray, inside: NDArray[np.bool_]) -> list[tuple[float, float]]:
    """Pieces of arc outside the lumen, longer than 3 mm."""
    arc = arc_lengths(path)
    labels, count = ndimage.label(~inside)
    found = []
    for label in range(1, count + 1):
        where = arc[labels == label]
        if where[-1] - where[0] > UNCERTAIN_MM:
            found.append((float(where[0]), float(where[-1])))
    return found


def _fitted(values: FloatArray, count: int) -> FloatArray:
    return np.interp(np.linspace(0.0, 1.0, count), np.linspace(0.0, 1.0, len(values)), values)


def _recentred(
    field: Field, line: Centreline, uncertain: list[tuple[float, float]], cancelled: Check | None
) -> tuple[FloatArray, FloatArray, float]:
    """Line moved to the centroids of its sections where the guards allow; radii; and the mean move, mm."""
    arcs = np.arange(0.0, line.length_mm + 1e-6, RECENTRE_STEP_MM)
    moves = np.zeros((len(arcs), 3))
    radii = np.full(len(arcs), np.nan)
    allowed = np.zeros(len(arcs), dtype=bool)
    branch = np.zeros(len(arcs), dtype=bool)
    prior = line.radius_at(0.0)
    for k, arc in enumerate(arcs):
        if k % 4 == 0:
            check(cancelled)
        point = line.point_at(float(arc))
        local = line.radius_at(float(arc))
        section = section_from_image(
            field, point, line.tangent_at(float(arc)), radius_mm=max(prior, local), settings=RECENTRE_EDGE
        )
        if section.figures is None or section.centroid_mm is None:
            continue
        equivalent = section.figures.diameter_area_mm / 2.0
        # a section much wider than its neighbour has leaked into one
        if k and np.isfinite(radii[:k]).any() and equivalent > 1.4 * prior:
            branch[k] = True
            continue
        prior = equivalent
        radii[k] = equivalent
        branch[k] = equivalent > BRANCH_RATIO * section.figures.diameter_min_mm / 2.0
        move = section.centroid_mm - point
        if float(np.linalg.norm(move)) < 0.5 * equivalent:
            moves[k] = move
            allowed[k] = True
    known = np.isfinite(radii)
    radius = np.interp(line.arc_mm, arcs[known], radii[known]) if known.any() else np.array(line.radius_mm)
    for at in arcs[branch]:
        allowed[np.abs(arcs - at) <= 2.0 * line.radius_at(float(at))] = False
    for low, high in uncertain:
        allowed[(arcs >= low - 3.0) & (arcs <= high + 3.0)] = False
    local = np.interp(arcs, line.arc_mm, radius)
    allowed[np.minimum(arcs, line.length_mm - arcs) < local] = False
    moved = np.array(line.points_mm)
    if np.count_nonzero(allowed) > 1:
        inner = (line.arc_mm >= arcs[allowed][0]) & (line.arc_mm <= arcs[allowed][-1])
        for axis in range(3):
            shift = np.interp(line.arc_mm, arcs[allowed], moves[allowed, axis])
            moved[inner, axis] += shift[inner]
    return moved, radius, float(np.linalg.norm(moved - line.points_mm, axis=1).mean())


def reversed_line(line: Centreline) -> Centreline:
    """The same line from the other end."""
    length = line.length_mm
    pieces = tuple((length - b, length - a) for a, b in reversed(line.uncertain_mm))
    return replace(line, points_mm=line.points_mm[::-1], radius_mm=line.radius_mm[::-1], uncertain_mm=pieces)
