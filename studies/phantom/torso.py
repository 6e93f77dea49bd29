"""Outline of the body: skin, fat, muscle, the cavity inside it, the lungs and the diaphragm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from studies.phantom.fields import (
    Field,
    Lattice,
    Singles,
    balls,
    common,
    cropped,
    ellipsoid,
    noise_field,
    oval,
    profile,
    strand,
    union,
    whole,
)
from studies.phantom.variants import Variant

#: lattice on which the large shapes are sampled, anatomical mm
BODY = Lattice(start=(-204.0, -150.0, -18.0), step=3.0, count=(137, 104, 233))

SKIN_A = [
    (-20.0, 166.0),
    (40, 171),
    (90, 173),
    (150, 168),
    (190, 158),
    (240, 151),
    (300, 150),
    (360, 154),
    (420, 160),
    (480, 166),
    (540, 170),
    (580, 172),
    (610, 168),
    (640, 150),
    (665, 128),
]
SKIN_B = [
    (-20.0, 102.0),
    (60, 112),
    (120, 114),
    (180, 112),
    (230, 112),
    (300, 116),
    (360, 120),
    (420, 122),
    (480, 123),
    (530, 119),
    (580, 107),
    (620, 90),
    (665, 76),
]
SKIN_Y = [
    (-20.0, 12.0),
    (60, 16),
    (120, 17),
    (180, 11),
    (240, 4),
    (300, 2),
    (360, 3),
    (420, 6),
    (480, 8),
    (540, 11),
    (590, 17),
    (620, 22),
    (665, 28),
]
FAT_SIDE = [
    (-20.0, 26.0),
    (60, 26),
    (120, 25),
    (180, 26),
    (240, 22),
    (300, 17),
    (360, 14),
    (450, 12),
    (560, 12),
    (610, 14),
    (665, 12),
]
FAT_FRONT = [
    (-20.0, 20.0),
    (60, 24),
    (150, 27),
    (230, 22),
    (300, 15),
    (360, 12),
    (450, 11),
    (560, 10),
    (665, 9),
]
CAVITY_A = [
    (-20.0, 30.0),
    (20, 46),
    (60, 58),
    (100, 72),
    (130, 92),
    (170, 106),
    (220, 112),
    (280, 120),
    (340, 126),
    (400, 131),
    (460, 132),
    (520, 125),
    (560, 114),
    (590, 98),
    (615, 78),
    (640, 55),
    (665, 46),
]
CAVITY_B = [
    (-20.0, 34.0),
    (20, 46),
    (60, 58),
    (100, 66),
    (150, 72),
    (220, 78),
    (280, 83),
    (340, 88),
    (400, 91),
    (460, 92),
    (520, 86),
    (560, 76),
    (590, 65),
    (615, 52),
    (640, 36),
    (665, 30),
]
CAVITY_Y = [
    (-20.0, 8.0),
    (60, 6),
    (120, 0),
    (180, -6),
    (240, -8),
    (300, -6),
    (360, -3),
    (460, -1),
    (540, 4),
    (590, 15),
    (620, 24),
    (665, 26),
]
#: middle of the vertebral bodies, front to back
SPINE_Y = [
    (-20.0, 62.0),
    (60, 78),
    (110, 80),
    (150, 66),
    (175, 54),
    (205, 47),
    (240, 41),
    (280, 40),
    (331, 47),
    (393, 59),
    (474, 70),
    (549, 68),
    (600, 56),
    (645, 44),
    (665, 40),
]


def spine_y(z: Any) -> Singles:
    """Height of the middle of the vertebral bodies above the body's axis."""
    return profile(z, SPINE_Y)


@dataclass(frozen=True, eq=False)
class Torso:
    """Fields of the outline; all signed distances."""

    skin: Field
    muscle: Field
    cavity: Field
    lungs: Field
    diaphragm: Field
    #: the same distances on the whole lattice, for the organs' own shapes
    cavity_samples: Singles
    dome_samples: Singles
    warp: tuple[Singles, Singles, Singles]


def warp_of(rng: np.random.Generator, size_mm: float, amount_mm: float) -> tuple[Singles, Singles, Singles]:
    """Smooth displacement on the lattice, so that no organ is a perfect ellipsoid."""
    x, y, z = (a.ravel().astype(float) for a in BODY.axes)
    return tuple(noise_field(rng, BODY, size_mm).at(x, y, z) * np.float32(amount_mm) for _ in range(3))  # type: ignore[return-value]


def build(variant: Variant, rng: np.random.Generator, heart: Singles, great_vessels: Singles) -> Torso:
    """The outline fields; `heart` and `great_vessels` are distances that the lungs keep clear of."""
    x, y, z = BODY.axes
    wx, wy, wz = warp_of(rng, 42.0, 3.2)
    xw, yw = x + wx, y + wy
    sx = x + 0.6 * wx + 2.0 * np.sin(z / 90.0)
    skin_y = profile(z, SKIN_Y)
    a, b = profile(z, SKIN_A), profile(z, SKIN_B)
    grow = 1.0 + 0.0 * a
    extra = 14.0 * (variant.fat - 1.0)
    # flatter at the back, where the body lies on the table
    flat = np.where(y > skin_y, 2.7, 2.15).astype(np.float32)
    skin = oval(sx, y - skin_y + 0.5 * wy, (a + extra) * grow, b + extra, flat)
    groove = (
        4.5
        * np.exp(-((x / 9.0) ** 2))
        * np.clip((y - 40.0) / 50.0, 0.0, 1.0)
        * np.exp(-(((z - 260.0) / 200.0) ** 4))
    )
    navel = 9.0 * np.exp(-((x**2 + (z - 232.0) ** 2) / 60.0)) * (y < 0)
    cleft = (
        30.0
        * np.exp(-((x / 7.0) ** 2))
        * np.clip((y - 60.0) / 30.0, 0.0, 1.0)
        / (1.0 + np.exp((z - 95.0) / 12.0))
    )
    thighs = (
        22.0
        * np.exp(-((x / 11.0) ** 2))
        * np.clip((-40.0 - y) / 40.0, 0.0, 1.0)
        / (1.0 + np.exp((z - 22.0) / 8.0))
    )
    skin = skin + groove + navel + cleft + thighs
    if variant.identity.sex == "F":
        for side in (-1.0, 1.0):
            breast = ellipsoid(x + wx, y, z, (side * 82.0, -96.0, 492.0), (58.0, 38.0, 52.0))
            skin = union(skin, breast, blend=18.0)
    side_fat, front_fat = profile(z, FAT_SIDE) * variant.fat, profile(z, FAT_FRONT) * variant.fat
    muscle = oval(
        sx,
        y - skin_y - 1.5 + 0.6 * wy,
        a - side_fat,
        b - front_fat + 1.5,
        np.where(y > skin_y, 2.5, 2.25).astype(np.float32),
    )
    muscle = muscle + 0.8 * groove + cleft + thighs
    cavity = oval(xw, yw - profile(z, CAVITY_Y), profile(z, CAVITY_A), profile(z, CAVITY_B), 2.35)
    spine = oval(x, y - spine_y(z) - 14.0, 30.0 + 0.0 * z, 34.0 + 0.0 * z)
    cavity = common(cavity, -(spine + 5.0), muscle + 7.0, blend=9.0)

    # domes of the diaphragm: height of the surface, then distance along z
    right = 452.0 - 78.0 * (((x + 62.0) / 84.0) ** 2 + ((y - 0.0) / 92.0) ** 2) ** 1.25
    left = 438.0 - 78.0 * (((x - 68.0) / 80.0) ** 2 + ((y - 2.0) / 92.0) ** 2) ** 1.25
    middle = 426.0 - 60.0 * ((x / 70.0) ** 2 + ((y + 20.0) / 80.0) ** 2) ** 1.2
    dome_z = -union(-right, -left, -middle, blend=10.0)
    dome_z = np.maximum(dome_z, 340.0 + 18.0 * (y < -40.0))
    dome = (z + wz - dome_z) * np.float32(0.72)  # negative below the diaphragm

    # lungs: what is left of the thoracic cavity
    centre_block = oval(
        x,
        y - 20.0 - profile(z, [(360.0, 6.0), (500, 0), (640, 10)]),
        profile(z, [(360.0, 24.0), (460, 26), (520, 30), (570, 30), (620, 36), (650, 46)]),
        profile(z, [(360.0, 40.0), (460, 46), (560, 52), (640, 46)]),
    )
    front = oval(x - 4.0, y + 75.0, 11.0 + 0.0 * z, 30.0 + 0.0 * z)
    keep = union(centre_block, front, heart - 3.0, great_vessels - 3.0, blend=10.0)
    apex = z - 634.0 + 0.012 * ((np.abs(x) - 48.0) ** 2 + (y - 22.0) ** 2)
    lungs = common(cavity + 2.0, -keep, -(dome - 2.0), apex, blend=5.0)
    return Torso(
        skin=whole(skin, BODY),
        muscle=whole(muscle, BODY),
        cavity=whole(cavity, BODY),
        lungs=cropped(lungs, BODY),
        diaphragm=whole(dome, BODY),
        cavity_samples=cavity,
        dome_samples=dome,
        warp=(wx, wy, wz),
    )


def great_vessel_samples(points: list[tuple[Any, float]]) -> Singles:
    """Distance to the vessels and airways of the mediastinum on the body's lattice."""
    x, y, z = BODY.axes
    rows = [strand(np.column_stack([knots, np.full(len(knots), radius)]), 3.0) for knots, radius in points]
    every = np.concatenate(rows)
    return balls(x, y, z, every[:, :3], every[:, 3], 24.0)
