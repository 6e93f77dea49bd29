"""Branches of the aorta, the iliac arteries, and the calcium in their walls."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studies.phantom.aorta import Aorta
from studies.phantom.fields import Box, Floats, Singles, Slab, strand


@dataclass(frozen=True, eq=False)
class Branch:
    """Artery that leaves the aorta (or another branch): points, lumen radii, and where it begins."""

    name: str
    points: Floats
    radii: Floats
    wall: float
    #: arc of the aorta at the middle of the ostium; NaN for a branch of a branch
    arc: float
    ostium: Floats


@dataclass(frozen=True)
class Plaque:
    """A patch of calcium: place and size."""

    centre: tuple[float, float, float]
    radius: float
    hu: float


def _from_aorta(
    aorta: Aorta,
    name: str,
    arc: float,
    towards: tuple[float, float, float],
    way: list[tuple[float, float, float, float]],
    radius: float,
) -> Branch:
    angle = aorta.angle_towards(arc, towards)
    ostium = aorta.on_wall(arc, angle)
    inside = aorta.curve.point(arc) + 0.55 * (ostium - aorta.curve.point(arc))
    step = ostium - inside
    outside = ostium + step / np.linalg.norm(step) * 7.0
    rows = strand([(*inside, radius * 1.12), (*ostium, radius * 1.08), (*outside, radius), *way], 0.8)
    return Branch(name, rows[:, :3], rows[:, 3], 0.7, arc, ostium)


def build(aorta: Aorta) -> list[Branch]:
    """All branches, in the anatomical frame."""
    c, a = aorta.curve, aorta.arcs
    top = aorta.top_arc
    arch = {"brachiocephalic": top - 15.0, "left_carotid": top + 3.0, "left_subclavian": top + 19.0}
    branches = [
        _from_aorta(
            aorta,
            "brachiocephalic",
            arch["brachiocephalic"],
            (-0.25, -0.1, 1.0),
            [(-17.0, -10.0, 606.0, 5.8), (-26.0, -2.0, 630.0, 5.4), (-34.0, -4.0, 668.0, 3.8)],
            6.3,
        ),
        _from_aorta(
            aorta,
            "left_carotid",
            arch["left_carotid"],
            (0.1, -0.05, 1.0),
            [(10.0, 4.0, 612.0, 3.6), (22.0, 0.0, 640.0, 3.5), (26.0, -2.0, 668.0, 3.4)],
            3.8,
        ),
        _from_aorta(
            aorta,
            "left_subclavian",
            arch["left_subclavian"],
            (0.25, 0.1, 1.0),
            [
                (28.0, 30.0, 606.0, 4.6),
                (38.0, 24.0, 636.0, 4.3),
                (62.0, 6.0, 652.0, 4.0),
                (96.0, -4.0, 660.0, 3.8),
            ],
            5.0,
        ),
        _from_aorta(aorta, "celiac", a["celiac"], (0.0, -1.0, -0.25), [(10.0, -2.0, 346.0, 3.4)], 3.8),
        _from_aorta(
            aorta,
            "superior_mesenteric",
            a["superior_mesenteric"],
            (0.05, -1.0, -0.2),
            [
                (7.0, -12.0, 316.0, 3.6),
                (4.0, -30.0, 280.0, 3.0),
                (0.0, -38.0, 240.0, 2.4),
                (-16.0, -40.0, 205.0, 1.6),
            ],
            4.0,
        ),
        _from_aorta(
            aorta,
            "renal_right",
            a["renal_highest"],
            (-1.0, 0.1, 0.0),
            [(-22.0, 22.0, 318.0, 2.8), (-46.0, 28.0, 304.0, 2.4), (-54.0, 32.0, 300.0, 1.6)],
            3.2,
        ),
        _from_aorta(
            aorta,
            "renal_left",
            a["renal_lowest"],
            (1.0, 0.05, 0.0),
            [(36.0, 22.0, 317.0, 2.7), (52.0, 32.0, 315.0, 1.8)],
            3.1,
        ),
        _from_aorta(
            aorta,
            "inferior_mesenteric",
            a["renal_lowest"] + 36.0,
            (0.5, -1.0, -0.2),
            [(30.0, -32.0, 246.0, 1.5), (34.0, -18.0, 205.0, 1.3), (30.0, 4.0, 150.0, 1.0)],
            1.7,
        ),
    ]

    def free(name: str, knots: list[tuple[float, float, float, float]], wall: float = 0.8) -> Branch:
        rows = strand(knots, 0.8)
        return Branch(name, rows[:, :3], rows[:, 3], wall, float("nan"), rows[0, :3])

    tip = branches[3].points[-1]
    branches += [
        free(
            "hepatic_artery",
            [(*tip, 2.8), (-8.0, -6.0, 348.0, 2.4), (-28.0, -16.0, 360.0, 2.0), (-38.0, -18.0, 374.0, 1.6)],
        ),
        free(
            "splenic_artery",
            [
                (*tip, 2.9),
                (28.0, 2.0, 356.0, 2.5),
                (50.0, 20.0, 362.0, 2.4),
                (70.0, 24.0, 374.0, 2.2),
                (90.0, 38.0, 380.0, 1.7),
            ],
        ),
    ]
    end = c.point(c.length)
    e = float(aorta.lumen_radius(c.length))
    for side, word in ((-1.0, "right"), (1.0, "left")):
        start = (float(end[0] + side * 0.42 * e), float(end[1]), float(end[2]) + 1.0)
        split = (6.0 + side * 36.0, 40.0, 168.0)
        common_r, external_r = (5.6, 4.3) if side < 0 else (5.3, 4.2)
        branches.append(
            free(
                f"common_iliac_{word}",
                [(*start, common_r), (5.0 + side * 16.0, 14.0, 200.0, common_r), (*split, common_r * 0.96)],
                1.1,
            )
        )
        branches.append(
            free(
                f"external_iliac_{word}",
                [
                    (*split, external_r * 1.05),
                    (side * 56.0, 20.0, 130.0, external_r),
                    (side * 68.0, -20.0, 90.0, external_r),
                    (side * 80.0, -50.0, 52.0, external_r),
                    (side * 84.0, -56.0, 10.0, 4.0),
                    (side * 84.0, -54.0, -20.0, 3.8),
                ],
                0.9,
            )
        )
        branches.append(
            free(
                f"internal_iliac_{word}",
                [
                    (*split, 3.6),
                    (side * 42.0, 54.0, 142.0, 3.2),
                    (side * 46.0, 58.0, 115.0, 2.6),
                    (side * 48.0, 52.0, 85.0, 1.6),
                ],
            )
        )
    return branches


def plaques(aorta: Aorta, branches: list[Branch], rng: np.random.Generator, count: int) -> list[Plaque]:
    """Calcium in the wall: mostly in the abdominal aorta and the iliacs, some in the arch."""
    found: list[Plaque] = []
    for _ in range(count):
        low, high = (
            (aorta.top_arc - 10.0, aorta.top_arc + 45.0),
            (aorta.arcs["diaphragm"], aorta.arcs["renal_lowest"]),
            (aorta.arcs["renal_lowest"], aorta.curve.length - 2.0),
        )[int(rng.choice(3, p=[0.15, 0.2, 0.65]))]
        arc, angle = float(rng.uniform(low, high)), float(rng.uniform(-np.pi, np.pi))
        size, hu = float(rng.uniform(0.8, 1.5)), float(rng.uniform(550.0, 1150.0))
        run_angle, run_arc = rng.normal(0.0, 0.06), rng.normal(0.0, 0.9)
        for step in range(int(rng.integers(1, 7))):
            place = aorta.on_wall(
                float(np.clip(arc + step * run_arc, 0.0, aorta.curve.length)),
                angle + step * run_angle,
                -0.75 * size,
            )
            found.append(Plaque((float(place[0]), float(place[1]), float(place[2])), size, hu))
    for branch in branches:
        if "common_iliac" in branch.name and count > 30:
            for i in rng.integers(4, len(branch.points) - 4, 14):
                way = rng.normal(size=3)
                place = branch.points[i] + way / np.linalg.norm(way) * (branch.radii[i] + 0.4)
                found.append(
                    Plaque(
                        (float(place[0]), float(place[1]), float(place[2])),
                        float(rng.uniform(0.8, 1.3)),
                        float(rng.uniform(500.0, 900.0)),
                    )
                )
    return found


@dataclass(frozen=True, eq=False)
class Nearby:
    """The aorta in one slab: a box, the voxels near the aorta (flat numbers in the box) and their distances."""

    box: Box
    found: NDArray[np.intp]
    arc: Floats
    lumen: Floats
    outer: Floats


def nearby(slab: Slab, aorta: Aorta) -> Nearby | None:
    """The part of the aorta in a slab; None when there is none."""
    curve = aorta.curve
    reach = float(aorta.outer_radius(curve.arcs).max()) * 1.1 + 4.0
    keep = (curve.points[:, 2] > slab.z[0] - reach) & (curve.points[:, 2] < slab.z[-1] + reach)
    box = slab.around(curve.points[keep], reach) if keep.any() else None
    if box is None:
        return None
    x, y, z = slab.axes(box)
    grid = np.stack(np.broadcast_arrays(x[None, None, :], y[None, :, None], z[:, None, None]), axis=-1)
    return Nearby(box, *aorta.distances(grid.reshape(-1, 3)))


def paint(
    slab: Slab,
    aorta: Aorta,
    near: Nearby | None,
    branches: list[Branch],
    calcium: list[Plaque],
    blood: float,
    fine: Singles,
) -> None:
    """Outer wall, thrombus, then all blood, then calcium."""
    for branch in branches:
        slab.tube(branch.points, branch.radii + branch.wall, 48.0)
    if near is not None:
        part = slab.hu[near.box]
        flat = part.reshape(-1).copy()
        texture = fine[near.box].reshape(-1)[near.found]
        value = flat[near.found]
        # no wall across the outflow tract: the dome before the annulus is blood in blood
        wall = slab.cover(near.outer) * (near.arc > 0.0)
        value += wall * (52.0 - 8.0 * aorta.bump(near.arc).astype(np.float32) + 5.0 * texture - value)
        value += slab.cover(near.lumen) * (blood - value)
        flat[near.found] = value
        part[...] = flat.reshape(part.shape)
    for branch in branches:
        drop = 12.0 if branch.radii.max() < 4.5 else 5.0
        slab.tube(branch.points, branch.radii, blood - drop)
    for plaque in calcium:
        if slab.z[0] - 4.0 < plaque.centre[2] < slab.z[-1] + 4.0:
            slab.tube(np.array([plaque.centre]), plaque.radius, plaque.hu)
