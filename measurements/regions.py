"""A region drawn on several slices of one stack: its voxels, their statistics, and its volume.

Slices between two drawn ones get the shape in between by interpolating the signed distances of both (Raya and Udupa,
IEEE Trans Med Imaging 1990;9:32-42). A voxel whose centre lies inside a drawn ring counts; the volume is the number of
voxels times that of one. All rings lie on slices of one direction of the volume's own grid: on free planes no slice is
drawn exactly twice, so a volume between them would be a guess.

Limitations: no part of a voxel is counted, so a region of few slices is coarse across them; beyond the outermost drawn
slices nothing is added.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import ndimage

from measurements import images
from studies.volume import Volume

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

#: a ring lies on a slice when all its points lie within this share of a slice of it
ON_SLICE = 0.3
FEW_VOXELS = 10


@dataclass(frozen=True, eq=False)
class RegionVolume:
    """Statistics of all voxels of a region of several slices.

    `drawn` slices were drawn, `slices` is all that it spans. `warnings` as those of a region of one slice. `first` is the
    place of `mask` in the volume's array.
    """

    n: int
    volume_ml: float
    mean: float | None
    sd: float | None
    median: float | None
    minimum: float | None
    maximum: float | None
    unit: str
    drawn: int
    slices: int
    mask: BoolArray
    first: tuple[int, int, int]
    warnings: tuple[str, ...] = ()


def region_volume(volume: Volume, rings_mm: Sequence[ArrayLike]) -> RegionVolume:
    """The voxels of a region that was drawn as closed rings on several slices.

    Parameters
    ----------
    rings_mm : each (n, 3) patient mm, first point not repeated; rings on one slice are taken together

    Raises
    ------
    ValueError
        No ring, a ring of fewer than three points, or rings that don't lie on slices of one direction.
    """
    rings = [np.asarray(ring, dtype=np.float64) for ring in rings_mm]
    if not rings or any(
        r.ndim != 2 or r.shape[1] != 3 or len(r) < 3 or not np.isfinite(r).all() for r in rings
    ):
        raise ValueError("a region needs rings of three or more points (n, 3)")
    places = [volume.patient_to_index(ring) for ring in rings]
    axis = _axis_of(places)
    shape = np.asarray(volume.shape)
    low = np.maximum(np.floor(np.min([p.min(axis=0) for p in places], axis=0)).astype(int) - 1, 0)
    high = np.minimum(np.ceil(np.max([p.max(axis=0) for p in places], axis=0)).astype(int) + 1, shape - 1)
    layers = sorted({int(np.rint(p[:, axis].mean())) for p in places})
    low[axis], high[axis] = max(layers[0], 0), min(layers[-1], shape[axis] - 1)
    outside = any(bool(np.any(p < -0.5) or np.any(p > shape - 0.5)) for p in places)
    if np.any(low > high):
        raise ValueError("the region lies outside the images")
    flat = [a for a in range(3) if a != axis]
    drawn: dict[int, BoolArray] = {}
    for layer in layers:
        if not low[axis] <= layer <= high[axis]:
            continue
        mask = np.zeros((high[flat[0]] - low[flat[0]] + 1, high[flat[1]] - low[flat[1]] + 1), bool)
        for place in places:
            if int(np.rint(place[:, axis].mean())) == layer:
                mask |= _filled(place[:, flat] - low[flat], mask.shape)
        drawn[layer] = mask
    whole = np.stack(_between(drawn, volume.spacing_mm[::-1][flat]), axis=axis)
    part = tuple(slice(a, b + 1) for a, b in zip(low, high, strict=True))
    values = np.asarray(volume.voxels[part][whole], dtype=np.float64)
    ends = images.padding(volume.series)
    padded = False
    if ends is not None:
        kept = (values < ends[0]) | (values > ends[1])
        padded = not bool(kept.all())
        values = values[kept]
    warnings = [
        code
        for code, holds in (
            ("few_voxels", len(values) < FEW_VOXELS),
            ("outside_images", outside),
            (images.PADDING, padded),
            ("lossy", volume.series.lossy),
        )
        if holds
    ]
    has = len(values) > 0
    count = int(whole.sum())
    return RegionVolume(
        n=count,
        volume_ml=count * float(np.prod(volume.spacing_mm)) / 1000.0,
        mean=float(values.mean()) if has else None,
        sd=float(values.std(ddof=1)) if len(values) > 1 else None,
        median=float(np.median(values)) if has else None,
        minimum=float(values.min()) if has else None,
        maximum=float(values.max()) if has else None,
        unit=volume.unit,
        drawn=len(drawn),
        slices=int(whole.any(axis=tuple(flat)).sum()),
        mask=whole,
        first=(int(low[0]), int(low[1]), int(low[2])),
        warnings=tuple(warnings),
    )


def _axis_of(places: Sequence[FloatArray]) -> int:
    """The array axis whose slices all rings lie on."""
    for axis in range(3):
        middles = [np.rint(p[:, axis].mean()) for p in places]
        if all(float(np.abs(p[:, axis] - m).max()) <= ON_SLICE for p, m in zip(places, middles, strict=True)):
            return axis
    raise ValueError("the rings don't lie on slices of one direction")


def _filled(ring: FloatArray, shape: tuple[int, ...]) -> BoolArray:
    """Pixel centres inside a closed ring (even-odd), ring in pixel coordinates (first axis, second axis)."""
    v, u = np.mgrid[: shape[0], : shape[1]].astype(np.float64)
    hit = np.zeros(shape, dtype=bool)
    for (y0, x0), (y1, x1) in zip(ring, np.roll(ring, -1, axis=0), strict=True):
        if y0 != y1:
            hit ^= ((y0 > v) != (y1 > v)) & (u < x0 + (v - y0) * (x1 - x0) / (y1 - y0))
    return hit


def _between(drawn: dict[int, BoolArray], spacing_mm: FloatArray) -> list[BoolArray]:
    """Masks of every slice from the first drawn to the last."""
    layers = sorted(drawn)
    found = [drawn[layers[0]]]
    for one, other in itertools.pairwise(layers):
        first, last = _distance(drawn[one], spacing_mm), _distance(drawn[other], spacing_mm)
        for layer in range(one + 1, other):
            share = (layer - one) / (other - one)
            found.append(np.asarray((1 - share) * first + share * last < 0))
        found.append(drawn[other])
    return found


def _distance(mask: BoolArray, spacing_mm: FloatArray) -> FloatArray:
    """Signed distance (mm) of pixel centres to the edge of a mask, negative inside; far away where it is empty."""
    if not mask.any():
        return np.full(mask.shape, float(np.hypot(*(np.array(mask.shape) * spacing_mm))))
    inside = ndimage.distance_transform_edt(mask, sampling=spacing_mm)
    outside = ndimage.distance_transform_edt(~mask, sampling=spacing_mm)
    return np.asarray(outside - inside, dtype=np.float64)
