"""From a label map to what sections are cut from: one vessel, without holes, as a smooth occupancy field.

Specs section 5.1 and step 1 of 5.3. The measuring grid is the mask's own, except that slices 3 mm or more
apart are first interpolated by their signed distance field.

Limitations: a flap that splits the mask into lumens that aren't connected anywhere gives two parts; which
of them is meant must then follow from a start, end or click.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import SimpleITK
from numpy.typing import ArrayLike, NDArray
from scipy import ndimage

from measurements.aorta.remark import Remark
from resources.errors import Cancelled, InputError
from studies.volume import Grid, LabelMap

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
Progress = Callable[[int, int], None]
Check = Callable[[], bool]

#: Gaussian of the occupancy field, in voxels of the coarsest spacing (specs section 5.3)
OCCUPANCY_SIGMA_VOXELS = 0.7
#: slices this far apart are interpolated by signed distance before measuring
INTERPOLATE_FROM_MM = 3.0
#: slices this far apart get a warning
THICK_FROM_MM = 2.0
#: a part smaller than this share of the largest is a speck (start value, specs section 10)
SPECK_SHARE = 0.01
#: background voxels kept round the vessel, more than the reach of the Gaussian
PAD = 4


def check(cancelled: Check | None) -> None:
    """Raise Cancelled when the person asked to stop."""
    if cancelled is not None and cancelled():
        raise Cancelled


@dataclass(frozen=True, eq=False)
class Field:
    """Values on a part of a grid, sampled at any point by trilinear interpolation.

    Parameters
    ----------
    values : (slices, rows, columns) float32
    grid : Grid
        Of `values` (after cropping).
    low_vox, high_vox : (3,) index bounds, in `grid`, of the images' own extent (half a voxel beyond centres)
        A point outside them isn't in the images, whatever `values` says there.
    """

    values: NDArray[np.float32]
    grid: Grid
    low_vox: FloatArray
    high_vox: FloatArray
    #: UCUM-like unit of the values (``"HU"``), empty when they have none
    unit: str = ""

    @cached_property
    def _to_index(self) -> FloatArray:
        """(3, 4) affine from LPS mm to the index."""
        inverse = np.linalg.inv(self.grid.direction * self.grid.spacing_mm)[::-1]
        return np.column_stack([inverse, -inverse @ self.grid.origin_mm])

    def index(self, points_mm: FloatArray) -> FloatArray:
        """Fractional index of LPS points (..., 3)."""
        affine = self._to_index
        return np.asarray(points_mm @ affine[:, :3].T + affine[:, 3])

    def sample(self, points_mm: FloatArray) -> NDArray[np.float32]:
        """Trilinear values at LPS points (..., 3); beyond the edge the edge's value."""
        index = self.index(points_mm)
        return np.asarray(
            ndimage.map_coordinates(
                self.values, np.moveaxis(index, -1, 0), order=1, mode="nearest", prefilter=False
            )
        )

    def sample_plane(
        self, centre: FloatArray, row: FloatArray, column: FloatArray, offsets: FloatArray
    ) -> NDArray[np.float32]:
        """Values on the square ``centre + row * offsets[j] + column * offsets[i]``, indexed ``[i, j]``."""
        affine = self._to_index
        base = affine[:, :3] @ centre + affine[:, 3]
        by_column, by_row = affine[:, :3] @ column, affine[:, :3] @ row
        index = (
            base[:, None, None]
            + by_column[:, None, None] * offsets[None, :, None]
            + by_row[:, None, None] * offsets[None, None, :]
        )
        return np.asarray(
            ndimage.map_coordinates(self.values, index, order=1, mode="nearest", prefilter=False)
        )

    def outside(self, points_mm: FloatArray, margin_vox: float = 0.25) -> BoolArray:
        """Which LPS points lie in the outermost `margin_vox` of the images or beyond."""
        index = self.index(points_mm)
        return np.asarray(
            np.any((index < self.low_vox + margin_vox) | (index > self.high_vox - margin_vox), axis=-1)
        )


@dataclass(frozen=True, eq=False)
class PreparedMask:
    """One vessel, ready to be measured.

    Parameters
    ----------
    inside : (slices, rows, columns) bool, cropped to the vessel with `PAD` voxels round it
    grid : Grid of `inside` (interpolated slices included)
    occupancy : Field; 0.5 is the vessel's surface
    image_grid : Grid of the mask as it came
    """

    inside: BoolArray
    grid: Grid
    occupancy: Field
    image_grid: Grid
    remarks: tuple[Remark, ...]
    components: int

    def holds(self, point_mm: ArrayLike) -> bool:
        """Whether the voxel nearest to the point belongs to the vessel."""
        return self._nearest(point_mm)

    def _nearest(self, point_mm: ArrayLike) -> bool:
        at = np.rint(self.grid.patient_to_index(point_mm)).astype(int)
        if np.any(at < 0) or np.any(at >= np.asarray(self.inside.shape)):
            return False
        return bool(self.inside[tuple(at)])


def require_geometry(grid: Grid) -> None:
    """Refuse a grid whose spacing can't be trusted (specs section 10, `missing_spacing`)."""
    if not np.all(np.isfinite(grid.spacing_mm)) or float(grid.spacing_mm.min()) <= 0:
        raise InputError(
            "The images have no spacing, so no length can be measured.",
            "Choose a series with a pixel spacing and slice positions.",
            code="missing_spacing",
        )


def prepare_mask(
    mask: LabelMap,
    label: int | Sequence[int] | None = None,
    *,
    points_mm: ArrayLike | None = None,
    progress: Progress | None = None,
    cancelled: Check | None = None,
) -> PreparedMask:
    """One vessel from a label map (specs section 5.1).

    Parameters
    ----------
    label : int or several, optional
        Labels of the vessel (true and false lumen together are the whole vessel); all when left out.
    points_mm : (n, 3), optional
        Start, end or clicks: they choose the part when the mask has several.

    Raises
    ------
    InputError
        Empty mask; parts of comparable size and no point that chooses; points in different parts.
    """
    require_geometry(mask.grid)
    wanted = _select(mask, label)
    where = ndimage.find_objects(wanted.astype(np.uint8))
    if not where or where[0] is None:
        raise InputError(
            "The mask is empty: the vessel isn't present in it.",
            "Choose another mask or another label.",
            code="mask_empty",
        )
    check(cancelled)
    shape = np.asarray(mask.grid.shape)
    box = where[0]
    low = np.array([s.start for s in box]) - PAD
    high = np.array([s.stop for s in box]) + PAD
    inner = wanted[box]
    inside = np.pad(inner, PAD)
    inside = _fill_holes(inside)
    inside, remarks, components = _one_part(inside, mask.grid, low, points_mm)
    check(cancelled)
    if progress is not None:
        progress(1, 3)
    # where the vessel runs out of the images, its last layer goes on beyond them, so that a contour there
    # can't close by itself and is recognised as cut off
    inside = _extend(inside, low, high, shape)
    grid = Grid(
        (int(inside.shape[2]), int(inside.shape[1]), int(inside.shape[0])),
        mask.grid.spacing_mm,
        mask.grid.index_to_patient(low),
        mask.grid.direction,
    )
    low_vox, high_vox = -0.5 - low, shape - 0.5 - low
    distance = float(mask.grid.spacing_mm[2])
    if distance >= THICK_FROM_MM:
        remarks.append(Remark("thick_slices", fields={"distance_mm": f"{distance:.1f}"}))
    if distance >= INTERPOLATE_FROM_MM:
        values, grid, factor = _interpolate_slices(inside, grid)
        inside = values > 0.5
        low_vox = low_vox * np.array([factor, 1, 1]) + np.array([(factor - 1) / 2.0, 0, 0])
        high_vox = high_vox * np.array([factor, 1, 1]) + np.array([(factor - 1) / 2.0, 0, 0])
    else:
        values = inside.astype(np.float32)
    check(cancelled)
    if progress is not None:
        progress(2, 3)
    sigma_mm = OCCUPANCY_SIGMA_VOXELS * float(grid.spacing_mm.max())
    sigma = sigma_mm / grid.spacing_mm[::-1]
    smooth = ndimage.gaussian_filter(values, sigma, mode="nearest", truncate=3.0)
    if progress is not None:
        progress(3, 3)
    return PreparedMask(
        inside, grid, Field(smooth, grid, low_vox, high_vox), mask.grid, tuple(remarks), components
    )


def _select(mask: LabelMap, label: int | Sequence[int] | None) -> BoolArray:
    if label is None:
        return mask.mask()
    if isinstance(label, int):
        return mask.mask(label)
    return np.asarray(np.isin(mask.voxels, list(label)))


def _fill_holes(inside: BoolArray) -> BoolArray:
    """Holes are background that no path outside joins to the border."""
    image = SimpleITK.GetImageFromArray(inside.astype(np.uint8))
    return np.asarray(SimpleITK.GetArrayFromImage(SimpleITK.BinaryFillhole(image))) > 0


def _one_part(
    inside: BoolArray, grid: Grid, low: NDArray[np.int64], points_mm: ArrayLike | None
) -> tuple[BoolArray, list[Remark], int]:
    labels, count = ndimage.label(inside, structure=np.ones((3, 3, 3)))
    if count == 1:
        return inside, [], 1
    sizes = np.bincount(labels.ravel())[1:]
    largest = int(sizes.argmax())
    big = np.flatnonzero(sizes >= SPECK_SHARE * sizes[largest])
    voxel_ml = grid.voxel_ml
    if len(big) == 1:
        chosen = largest
    else:
        parts = _parts_of(points_mm, labels, grid, low)
        if not parts:
            raise InputError(
                "The mask has {count} parts of comparable size.",
                "Give a start, end or click in the part to measure, or mend the mask.",
                code="mask_components",
                fields={"count": len(big)},
            )
        if len(parts) > 1:
            raise InputError(
                "The given points lie in different parts of the mask.",
                "Give points in one part, or mend the gap in the mask.",
                code="mask_components",
            )
        chosen = parts.pop() - 1
    dropped = int(sizes.sum() - sizes[chosen])
    fields: dict[str, Any] = {
        "count": int(count),
        "dropped": int(count - 1),
        "dropped_ml": f"{dropped * voxel_ml:.2f}",
    }
    sentence = "mask_components" if len(big) == 1 else "mask_components_chosen"
    return labels == chosen + 1, [Remark("mask_components", sentence, fields)], int(count)


def _parts_of(
    points_mm: ArrayLike | None,
    labels: NDArray[Any],
    grid: Grid,
    low: NDArray[np.int64],
    reach_mm: float = 5.0,
) -> set[int]:
    """Labels of the parts that the points lie in, or within 5 mm of."""
    if points_mm is None:
        return set()
    found: set[int] = set()
    reach = np.ceil(reach_mm / grid.spacing_mm[::-1]).astype(int)
    for point in np.asarray(points_mm, dtype=np.float64).reshape(-1, 3):
        at = grid.patient_to_index(point) - low
        middle = np.rint(at).astype(int)
        a = np.maximum(middle - reach, 0)
        b = np.minimum(middle + reach + 1, labels.shape)
        if np.any(a >= b):
            continue
        near = np.argwhere(labels[a[0] : b[0], a[1] : b[1], a[2] : b[2]] > 0) + a
        if not len(near):
            continue
        far = (((near - at) * grid.spacing_mm[::-1]) ** 2).sum(axis=1)
        best = int(far.argmin())
        if far[best] <= reach_mm**2:
            found.add(int(labels[tuple(near[best])]))
    return found


def _extend(
    inside: BoolArray, low: NDArray[np.int64], high: NDArray[np.int64], shape: NDArray[np.int64]
) -> BoolArray:
    """Repeat the images' outermost layer into the padding on the sides where the crop passes the images."""
    inside = inside.copy()
    for axis in range(3):
        moved = np.moveaxis(inside, axis, 0)
        if low[axis] < 0:
            first = -int(low[axis])
            moved[:first] = moved[first]
        if high[axis] > shape[axis]:
            last = int(shape[axis] - low[axis] - 1)
            moved[last + 1 :] = moved[last]
    return inside


def _interpolate_slices(inside: BoolArray, grid: Grid) -> tuple[NDArray[np.float32], Grid, int]:
    """The mask with more slices, by cubic interpolation of its signed distance; values 0…1, 0.5 the surface."""
    spacing = grid.spacing_mm
    factor = max(2, round(float(spacing[2]) / max(float(spacing[:2].max()), 0.75)))
    signed = signed_distance(inside, grid)
    count = inside.shape[0] * factor
    at = (np.arange(count) + 0.5) / factor - 0.5
    fine = np.empty((count, *inside.shape[1:]), dtype=np.float32)
    coefficients = ndimage.spline_filter1d(signed, order=3, axis=0, mode="nearest").astype(np.float32)
    base = np.floor(at).astype(int)
    t = at - base
    weights = np.stack(
        [(1 - t) ** 3 / 6, (3 * t**3 - 6 * t**2 + 4) / 6, (-3 * t**3 + 3 * t**2 + 3 * t + 1) / 6, t**3 / 6]
    )
    last = inside.shape[0] - 1
    for k in range(count):
        layers = np.clip(base[k] + np.array([-1, 0, 1, 2]), 0, last)
        fine[k] = sum(weights[m, k] * coefficients[layers[m]] for m in range(4))
    step = float(spacing[:2].max())
    values = np.clip(fine / step + 0.5, 0.0, 1.0).astype(np.float32)
    new = np.array([spacing[0], spacing[1], spacing[2] / factor])
    origin = grid.index_to_patient([at[0], 0.0, 0.0])
    return values, Grid((grid.size[0], grid.size[1], count), new, origin, grid.direction), factor


def signed_distance(inside: BoolArray, grid: Grid) -> NDArray[np.float32]:
    """Distance to the surface in mm, positive inside; the surface runs midway between voxel centres."""
    to_outside = distance_map(inside, grid)
    to_inside = distance_map(~inside, grid)
    return np.asarray((to_outside - to_inside) / 2.0, dtype=np.float32)


def distance_map(inside: BoolArray, grid: Grid) -> NDArray[np.float32]:
    """Distance in mm from each voxel centre inside to the nearest centre outside; 0 outside (Maurer)."""
    if inside.all():
        raise ValueError("a distance map needs voxels outside")
    image = SimpleITK.GetImageFromArray((~inside).astype(np.uint8))
    image.SetSpacing([float(s) for s in grid.spacing_mm])
    far = SimpleITK.SignedMaurerDistanceMap(
        image, insideIsPositive=False, squaredDistance=False, useImageSpacing=True
    )
    return np.asarray(np.maximum(SimpleITK.GetArrayFromImage(far), 0.0), dtype=np.float32)
