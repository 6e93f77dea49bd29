"""Aorta phantoms with known figures: tubes, ellipse, cone, aneurysm and arches as masks, and a CT section.

Every phantom is built in patient coordinates from its formula; no file, no chance but the given seed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from measurements.aorta.mask import Field
from studies.volume import Grid, LabelMap, SeriesInfo, Volume

OBLIQUE = np.array([0.2, 0.3, 1.0]) / np.linalg.norm([0.2, 0.3, 1.0])
IDENTITY = np.eye(3)


@dataclass(frozen=True)
class Phantom:
    """A mask with its exact line (from start to end) and what its sections measure."""

    mask: LabelMap
    line: np.ndarray
    start: np.ndarray
    end: np.ndarray
    length_mm: float


def oblique_grid(
    low: np.ndarray, high: np.ndarray, spacing: tuple[float, float, float], direction: np.ndarray = IDENTITY
) -> Grid:
    """A grid that covers the box low…high (LPS), with any direction."""
    corners = np.array(
        [[x, y, z] for x in (low[0], high[0]) for y in (low[1], high[1]) for z in (low[2], high[2])]
    )
    local = corners @ direction
    first, last = local.min(axis=0), local.max(axis=0)
    size = np.ceil((last - first) / np.asarray(spacing)).astype(int) + 1
    return Grid((int(size[0]), int(size[1]), int(size[2])), np.asarray(spacing), direction @ first, direction)


def mask_of(grid: Grid, inside: Callable[[np.ndarray], np.ndarray]) -> LabelMap:
    """Voxels whose centre lies inside."""
    voxels = np.zeros(grid.shape, dtype=np.uint8)
    plane = np.stack(np.meshgrid(np.arange(grid.size[1]), np.arange(grid.size[0]), indexing="ij"), axis=-1)
    for k in range(grid.size[2]):
        index = np.concatenate([np.full((*plane.shape[:2], 1), k), plane], axis=-1)
        voxels[k] = inside(grid.index_to_patient(index))
    return LabelMap(voxels, grid)


def axes_across(axis: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    u = np.cross(axis, [0.0, 1.0, 0.0])
    u /= np.linalg.norm(u)
    return u, np.cross(axis, u)


def straight(
    radius_at: Callable[[np.ndarray], np.ndarray],
    length_mm: float,
    spacing: tuple[float, float, float],
    *,
    direction: np.ndarray = IDENTITY,
    squeeze: float = 1.0,
    extra_mm: float = 20.0,
    shift: np.ndarray | None = None,
) -> Phantom:
    """A vessel along the oblique axis, from the upper end down; `squeeze` is the ratio of its two half axes.

    The vessel goes on `extra_mm` beyond start and end, as a vessel does beyond what is measured.
    """
    u, v = axes_across(OBLIQUE)
    half = length_mm / 2.0 + extra_mm
    middle = np.zeros(3) if shift is None else shift
    reach = float(np.max(radius_at(np.linspace(-half, half, 201)))) + 4.0
    ends = np.array([-OBLIQUE * half, OBLIQUE * half])
    grid = oblique_grid(
        ends.min(axis=0) - reach + middle, ends.max(axis=0) + reach + middle, spacing, direction
    )

    def inside(points: np.ndarray) -> np.ndarray:
        p = points - middle
        along = p @ OBLIQUE
        across = np.hypot(p @ u, (p @ v) / squeeze)
        return (across < radius_at(along)) & (np.abs(along) < half)

    s = np.linspace(length_mm / 2.0, -length_mm / 2.0, int(length_mm * 4) + 1)
    line = middle + s[:, None] * OBLIQUE
    return Phantom(mask_of(grid, inside), line, line[0], line[-1], length_mm)


def cylinder(
    diameter: float, spacing: tuple[float, float, float], length_mm: float = 100.0, **more: object
) -> Phantom:
    return straight(lambda s: np.full_like(s, diameter / 2.0), length_mm, spacing, **more)


def ellipse(spacing: tuple[float, float, float], length_mm: float = 100.0) -> Phantom:
    """32 by 24 mm."""
    return straight(lambda s: np.full_like(s, 16.0), length_mm, spacing, squeeze=0.75)


def cone(spacing: tuple[float, float, float], length_mm: float = 100.0) -> Phantom:
    """30 mm at the start to 20 mm at the end."""
    return straight(lambda s: 12.5 + 5.0 * s / length_mm, length_mm, spacing)


def cone_diameter(arc_mm: np.ndarray, length_mm: float = 100.0) -> np.ndarray:
    return 30.0 - 10.0 * np.asarray(arc_mm) / length_mm


def aneurysm_radius(s: np.ndarray) -> np.ndarray:
    """radius(s) = 10 + 17.5 exp(-(s/22)^2), the fusiform aneurysm of specs/aorta.md section 12."""
    return 10.0 + 17.5 * np.exp(-((np.asarray(s) / 22.0) ** 2))


def aneurysm(spacing: tuple[float, float, float], **more: object) -> Phantom:
    return straight(aneurysm_radius, 200.0, spacing, extra_mm=5.0, **more)


def arch(
    bend_mm: float, diameter: float, spacing: tuple[float, float, float], limb_mm: float = 60.0
) -> Phantom:
    """Ascending limb, half circle, descending limb in the sagittal plane; grid-aligned."""
    extra = 20.0
    radius = diameter / 2.0
    low = np.array([-radius - 4.0, -bend_mm - radius - 4.0, -limb_mm - extra])
    high = np.array([radius + 4.0, bend_mm + radius + 4.0, bend_mm + radius + 4.0])
    grid = oblique_grid(low, high, spacing)

    def inside(points: np.ndarray) -> np.ndarray:
        x, y, z = points[..., 0], points[..., 1], points[..., 2]
        limb = np.hypot(x, np.abs(y) - bend_mm) < radius
        torus = np.hypot(np.hypot(y, z) - bend_mm, x) < radius
        return np.where(z > 0, torus, limb & (z > -limb_mm - extra + 1e-9))

    up = np.linspace(-limb_mm, 0.0, int(limb_mm * 4), endpoint=False)
    turn = np.linspace(0.0, np.pi, 720)
    line = np.vstack(
        [
            np.column_stack([np.zeros_like(up), np.full_like(up, -bend_mm), up]),
            np.column_stack([np.zeros_like(turn), -bend_mm * np.cos(turn), bend_mm * np.sin(turn)]),
            np.column_stack([np.zeros_like(up), np.full_like(up, bend_mm), up[::-1]]),
        ]
    )
    return Phantom(mask_of(grid, inside), line, line[0], line[-1], 2.0 * limb_mm + np.pi * bend_mm)


def ct_vessel(
    *,
    lumen_mm: float = 24.0,
    outer_mm: float = 43.0,
    spacing: tuple[float, float, float] = (0.7, 0.7, 1.0),
    length_mm: float = 60.0,
    psf_mm: float = 0.6,
    noise_hu: float = 15.0,
    lumen_hu: float = 320.0,
    wall_hu: float = 50.0,
    fat_hu: float = -90.0,
    seed: int = 7,
    uids: bool = False,
) -> Volume:
    """CT of an oblique vessel with a concentric thrombus: supersampled, blurred by the PSF, with noise."""
    half = length_mm / 2.0
    margin = np.array([1.0, 1.0, 0.0]) * (outer_mm / 2.0 + 14.0)
    ends = np.array([-OBLIQUE * half, OBLIQUE * half])
    grid = oblique_grid(ends.min(axis=0) - margin, ends.max(axis=0) + margin, spacing)
    fine = 3
    sub = (np.arange(fine) - (fine - 1) / 2.0) / fine
    total = np.zeros(grid.shape, dtype=np.float32)
    index = np.stack(np.meshgrid(*[np.arange(n) for n in grid.shape], indexing="ij"), axis=-1).astype(
        np.float64
    )
    for dk in sub:
        for dj in sub:
            for di in sub:
                p = grid.index_to_patient(index + np.array([dk, dj, di]))
                r = np.linalg.norm(p - (p @ OBLIQUE)[..., None] * OBLIQUE, axis=-1)
                total += np.where(r < lumen_mm / 2.0, lumen_hu, np.where(r < outer_mm / 2.0, wall_hu, fat_hu))
    image = total / fine**3
    image = ndimage.gaussian_filter(image, psf_mm / np.asarray(spacing)[::-1], mode="nearest")
    image += np.random.default_rng(seed).normal(0.0, noise_hu, image.shape)
    count = grid.size[2]
    series = SeriesInfo(
        study_instance_uid="2.25.1",
        series_instance_uid="2.25.2",
        modality="CT",
        sop_instance_uids=tuple(f"2.25.3.{k}" for k in range(count)) if uids else (),
    )
    return Volume(np.rint(image).astype(np.int16), grid, "CT", "HU", "2.25.4", series)


def whole_field(volume: Volume) -> Field:
    """The whole volume to cut sections from."""
    shape = np.asarray(volume.shape, dtype=np.float64)
    return Field(volume.voxels.astype(np.float32), volume.grid, np.full(3, -0.5), shape - 0.5)


def with_neighbour(volume: Volume, *, degrees: float, hu: float, outer_mm: float = 43.0) -> Volume:
    """The CT vessel with a structure of `hu` against its outer wall over so many degrees (bowel, vena cava)."""
    index = np.stack(np.meshgrid(*[np.arange(n) for n in volume.shape], indexing="ij"), axis=-1)
    p = volume.index_to_patient(index)
    across = p - (p @ OBLIQUE)[..., None] * OBLIQUE
    u, v = axes_across(OBLIQUE)
    angle = np.degrees(np.arctan2(across @ v, across @ u))
    r = np.linalg.norm(across, axis=-1)
    voxels = volume.voxels.copy()
    voxels[(r > outer_mm / 2.0 - 2.0) & (np.abs(angle) < degrees / 2.0)] = round(hu)
    return Volume(
        voxels, volume.grid, volume.modality, volume.unit, volume.frame_of_reference_uid, volume.series
    )


def branched(
    diameter: float, branch: float, spacing: tuple[float, float, float]
) -> tuple[LabelMap, np.ndarray, np.ndarray]:
    """A vertical tube with a branch to the left at z = 0, 25 mm long; and its start and end."""
    half = 50.0
    grid = oblique_grid(np.array([-20.0, -20.0, -half - 10]), np.array([40.0, 20.0, half + 10]), spacing)

    def inside(p: np.ndarray) -> np.ndarray:
        x, y, z = p[..., 0], p[..., 1], p[..., 2]
        tube = (np.hypot(x, y) < diameter / 2.0) & (np.abs(z) < half)
        side = (np.hypot(y, z) < branch / 2.0) & (x > 0) & (x < diameter / 2.0 + 25.0)
        return tube | side

    return mask_of(grid, inside), np.array([0.0, 0.0, half - 10.0]), np.array([0.0, 0.0, 10.0 - half])


def two_lumens(
    diameter: float, spacing: tuple[float, float, float]
) -> tuple[LabelMap, np.ndarray, np.ndarray]:
    """A vertical tube split by a 1.5 mm flap that ends 10 mm below the top."""
    half = 40.0
    reach = diameter / 2.0 + 6.0
    grid = oblique_grid(np.array([-reach, -reach, -half - 6]), np.array([reach, reach, half + 6]), spacing)

    def inside(p: np.ndarray) -> np.ndarray:
        x, y, z = p[..., 0], p[..., 1], p[..., 2]
        flap = (np.abs(x) < 0.75) & (z < half - 10.0)
        return (np.hypot(x, y) < diameter / 2.0) & (np.abs(z) < half) & ~flap

    return mask_of(grid, inside), np.array([6.0, 0.0, half - 5.0]), np.array([6.0, 0.0, 5.0 - half])


def two_parts(
    one: float, other: float, spacing: tuple[float, float, float]
) -> tuple[LabelMap, np.ndarray, np.ndarray]:
    """Two separate vertical tubes; and a point in each."""
    grid = oblique_grid(np.array([-35.0, -20.0, -40.0]), np.array([35.0, 20.0, 40.0]), spacing)

    def inside(p: np.ndarray) -> np.ndarray:
        x, y, z = p[..., 0], p[..., 1], p[..., 2]
        first = np.hypot(x + 18.0, y) < one / 2.0
        second = np.hypot(x - 18.0, y) < other / 2.0
        return (first | second) & (np.abs(z) < 30.0)

    return mask_of(grid, inside), np.array([-18.0, 0.0, 0.0]), np.array([18.0, 0.0, 0.0])
