"""A vessel with branches, a sac or an eccentric aneurysm, as CT and as mask, from signed distances.

The vessel runs along the oblique axis, from the upper end down. What its sections measure without the
branches is known exactly; a sac or an eccentric aneurysm belongs to the vessel.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from measurements.aorta import Centreline
from studies.volume import LabelMap, SeriesInfo, Volume
from tests.phantoms.aorta import OBLIQUE, axes_across, oblique_grid

HALF_MM = 45.0
LUMEN_HU, WALL_HU, FAT_HU, WALL_MM = 325.0, 45.0, -90.0, 1.5


@dataclass(frozen=True)
class Branch:
    """A straight artery from the axis at height `at_mm` (along the axis, up), leaving `tilt_deg` downwards."""

    diameter_mm: float
    at_mm: float = 0.0
    turn_deg: float = 20.0
    tilt_deg: float = 0.0
    length_mm: float = 40.0


@dataclass(frozen=True)
class Ball:
    """A round sac, or with a large radius an eccentric aneurysm; its centre lies `out_mm` off the axis."""

    radius_mm: float
    out_mm: float
    at_mm: float = 0.0
    turn_deg: float = 20.0


@dataclass(frozen=True)
class Vessel:
    """What is in the images, its straight line, and the place of a height on it."""

    volume: Volume
    mask: LabelMap
    line: Centreline

    def arc(self, at_mm: float) -> float:
        return HALF_MM - 5.0 - at_mm

    def ostium(self, branch: Branch, radius_mm: float) -> np.ndarray:
        return OBLIQUE * branch.at_mm + radius_mm * outwards(branch.turn_deg)


def outwards(turn_deg: float) -> np.ndarray:
    u, v = axes_across(OBLIQUE)
    turn = np.radians(turn_deg)
    return u * np.cos(turn) + v * np.sin(turn)


def vessel(
    radius_at: Callable[[np.ndarray], np.ndarray],
    *,
    branches: Sequence[Branch] = (),
    ball: Ball | None = None,
    squeeze: float = 1.0,
    spacing: tuple[float, float, float] = (0.8, 0.8, 1.0),
    noise_hu: float = 15.0,
    seed: int = 3,
) -> Vessel:
    """Build it; `squeeze` is the ratio of the section's two axes."""
    u, v = axes_across(OBLIQUE)
    reach = float(np.max(radius_at(np.linspace(-HALF_MM, HALF_MM, 91)))) + 26.0
    ends = np.array([-OBLIQUE * HALF_MM, OBLIQUE * HALF_MM])
    aside = np.array([reach, reach, 0.0])
    grid = oblique_grid(ends.min(axis=0) - aside, ends.max(axis=0) + aside, spacing)
    index = np.stack(np.meshgrid(*[np.arange(n) for n in grid.shape], indexing="ij"), axis=-1)
    p = grid.index_to_patient(index)
    s, a, b = p @ OBLIQUE, p @ u, p @ v
    distance = np.hypot(a, b / squeeze) - radius_at(s)
    distance *= np.where(squeeze < 1.0, np.sqrt(squeeze), 1.0)
    for branch in branches:
        tilt = np.radians(branch.tilt_deg)
        way = outwards(branch.turn_deg) * np.cos(tilt) - OBLIQUE * np.sin(tilt)
        offset = p - OBLIQUE * branch.at_mm
        along = np.clip(offset @ way, 0.0, branch.length_mm)
        far = np.linalg.norm(offset - along[..., None] * way, axis=-1)
        distance = np.minimum(distance, far - branch.diameter_mm / 2.0)
    if ball is not None:
        centre = OBLIQUE * ball.at_mm + ball.out_mm * outwards(ball.turn_deg)
        distance = np.minimum(distance, np.linalg.norm(p - centre, axis=-1) - ball.radius_mm)
    blur = float(np.hypot(0.6, np.mean(spacing) / np.sqrt(12.0)))
    image = FAT_HU + (WALL_HU - FAT_HU) * ndtr((WALL_MM - distance) / blur)
    image += (LUMEN_HU - WALL_HU) * ndtr(-distance / blur)
    image += np.random.default_rng(seed).normal(0.0, noise_hu, image.shape)
    volume = Volume(
        np.rint(image).astype(np.int16), grid, "CT", "HU", "2.25.4", SeriesInfo(series_instance_uid="2.25.2")
    )
    steps = np.linspace(HALF_MM - 5.0, 5.0 - HALF_MM, 81)
    line = Centreline(steps[:, None] * OBLIQUE, np.asarray(radius_at(steps) * np.sqrt(squeeze)), "image")
    return Vessel(volume, LabelMap((distance < 0.0).astype(np.uint8), grid), line)


def tube(radius_mm: float) -> Callable[[np.ndarray], np.ndarray]:
    return lambda s: np.full(np.shape(s), radius_mm)


def neck_and_aneurysm(s: np.ndarray) -> np.ndarray:
    """A neck of 22 mm above an aneurysm of 50 mm that begins 12 mm below the renal arteries."""
    return np.asarray(11.0 + 14.0 / (1.0 + np.exp((s + 22.0) / 3.0)))
