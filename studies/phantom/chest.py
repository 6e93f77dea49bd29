"""Heart with its chambers, great vessels, airways, oesophagus and the trees of the lungs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from studies.phantom.fields import Field, Floats, Singles, Slab, cropped, ellipsoid, strand, union
from studies.phantom.torso import BODY, great_vessel_samples

RIGHT_HU, PULMONARY_HU, MYOCARDIUM_HU = 176.0, 186.0, 108.0

PULMONARY_TRUNK = [(20.0, -52.0, 484.0, 13.0), (22.0, -44.0, 505.0, 13.5), (19.0, -24.0, 521.0, 13.0)]
PULMONARY_RIGHT = [
    (19.0, -24.0, 521.0, 11.0),
    (0.0, -4.0, 526.0, 10.0),
    (-28.0, 6.0, 524.0, 10.0),
    (-50.0, 12.0, 516.0, 8.0),
]
PULMONARY_LEFT = [(19.0, -24.0, 521.0, 11.0), (34.0, 0.0, 529.0, 10.5), (48.0, 20.0, 524.0, 8.5)]
CAVA_SUPERIOR = [
    (-30.0, -24.0, 480.0, 10.0),
    (-33.0, -22.0, 525.0, 9.5),
    (-33.0, -22.0, 560.0, 9.0),
    (-30.0, -28.0, 588.0, 8.5),
]
BRACHIOCEPHALIC_VEINS = [
    [(-30.0, -28.0, 588.0, 8.5), (-32.0, -22.0, 612.0, 7.5), (-44.0, -14.0, 662.0, 7.0)],
    [
        (-30.0, -28.0, 586.0, 7.0),
        (-4.0, -38.0, 596.0, 6.5),
        (26.0, -30.0, 606.0, 7.0),
        (44.0, -12.0, 662.0, 7.0),
    ],
]
TRACHEA = [
    (-2.0, 16.0, 668.0, 8.6),
    (-8.0, 24.0, 610.0, 8.8),
    (-14.0, 34.0, 560.0, 9.2),
    (-12.0, 36.0, 543.0, 9.6),
]
BRONCHI = [
    [
        (-13.0, 36.0, 545.0, 7.6),
        (-32.0, 33.0, 526.0, 6.8),
        (-46.0, 30.0, 510.0, 5.4),
        (-52.0, 36.0, 486.0, 3.6),
    ],
    [(-34.0, 33.0, 526.0, 5.0), (-56.0, 28.0, 540.0, 3.2), (-66.0, 22.0, 556.0, 2.2)],
    [(-46.0, 30.0, 508.0, 3.4), (-62.0, 4.0, 496.0, 2.4)],
    [(-11.0, 36.0, 545.0, 7.0), (12.0, 37.0, 528.0, 6.6), (38.0, 32.0, 516.0, 5.8), (52.0, 40.0, 490.0, 3.6)],
    [(38.0, 32.0, 516.0, 4.4), (60.0, 20.0, 532.0, 2.8), (68.0, 10.0, 552.0, 2.0)],
]
OESOPHAGUS = [
    (2.0, 34.0, 668.0, 7.0),
    (2.0, 44.0, 600.0, 7.0),
    (0.0, 52.0, 540.0, 7.0),
    (2.0, 46.0, 490.0, 7.0),
    (8.0, 36.0, 440.0, 7.5),
    (22.0, 20.0, 404.0, 8.5),
    (38.0, 14.0, 398.0, 9.0),
]


@dataclass(frozen=True, eq=False)
class Heart:
    """Distances of the sac and its chambers."""

    sac: Field
    muscle: Field
    left: Field
    right: Field
    sac_samples: Singles


def build_heart(warp: tuple[Singles, Singles, Singles]) -> Heart:
    """Chambers first, muscle around the left, sac around all."""
    x, y, z = BODY.axes
    x, y, z = x + 1.1 * warp[1], y + 1.1 * warp[2], z + 1.1 * warp[0]
    ventricle = ellipsoid(x, y, z, (47.0, -34.0, 448.0), (38.0, 20.0, 22.0), turn_deg=-38.0, tilt_deg=-20.0)
    outflow = ellipsoid(x, y, z, (18.0, -18.0, 464.0), (20.0, 12.0, 13.0), turn_deg=-20.0, tilt_deg=-30.0)
    atrium = ellipsoid(x, y, z, (6.0, 20.0, 476.0), (34.0, 15.0, 21.0), turn_deg=5.0)
    appendage = ellipsoid(x, y, z, (42.0, -8.0, 496.0), (12.0, 13.0, 9.0))
    left = union(ventricle, union(atrium, appendage, blend=6.0), union(ventricle, outflow, blend=6.0))
    right_ventricle = union(
        ellipsoid(x, y, z, (14.0, -58.0, 446.0), (40.0, 17.0, 22.0), turn_deg=-14.0, tilt_deg=-12.0),
        ellipsoid(x, y, z, (18.0, -56.0, 474.0), (16.0, 14.0, 18.0)),
        blend=10.0,
    )
    right_atrium = union(
        ellipsoid(x, y, z, (-27.0, -30.0, 458.0), (23.0, 29.0, 32.0)),
        ellipsoid(x, y, z, (-16.0, -50.0, 484.0), (12.0, 9.0, 12.0)),
        blend=8.0,
    )
    muscle = union(
        ventricle - 10.5,
        union(right_ventricle, right_atrium) - 2.6,
        union(atrium, appendage) - 1.8,
        outflow - 3.0,
        blend=2.0,
    )
    # groove between the ventricles stays blood-free
    right = np.maximum(union(right_ventricle, right_atrium), -(ventricle - 9.0))
    sac = union(muscle - 2.2, ellipsoid(x, y, z, (34.0, -44.0, 434.0), (66.0, 42.0, 22.0)), blend=24.0)
    return Heart(
        cropped(sac, BODY), cropped(muscle, BODY), cropped(left, BODY), cropped(right, BODY), np.asarray(sac)
    )


def keep_clear(aorta_points: Floats, aorta_radii: Floats) -> Singles:
    """What the lungs keep clear of, apart from the heart."""
    table = np.concatenate([aorta_points, aorta_radii[:, None]], axis=1)[::6]
    chest = table[table[:, 2] > 380.0]
    runs: list[tuple[Any, float]] = [
        (chest[i : i + 2, :3], float(chest[i, 3])) for i in range(0, len(chest) - 1)
    ]
    for path in (
        PULMONARY_TRUNK,
        PULMONARY_RIGHT,
        PULMONARY_LEFT,
        CAVA_SUPERIOR,
        TRACHEA,
        BRONCHI[0][:3],
        BRONCHI[3][:3],
        OESOPHAGUS,
    ):
        rows = np.asarray(path)
        runs.append((rows[:, :3], float(rows[:, 3].mean())))
    return great_vessel_samples(runs)


def paint_heart(slab: Slab, heart: Heart, blood: float, texture: Singles) -> None:
    """Sac, fat, muscle, blood; coronary arteries."""
    box = heart.sac.box(slab.x, slab.y, slab.z)
    if box is None:
        return
    axes = slab.axes(box)
    sac = heart.sac.at(*axes)
    slab.paint(sac, 5.0, box)
    slab.paint(sac + 1.2, -95.0 + 8.0 * texture[box], box)
    for field, value in ((heart.muscle, MYOCARDIUM_HU), (heart.right, RIGHT_HU), (heart.left, blood)):
        inner = field.box(slab.x, slab.y, slab.z)
        if inner is not None:
            slab.paint(field.at(*slab.axes(inner)), value + 7.0 * texture[inner], inner)


def paint_vessels(slab: Slab, blood: float, texture: Singles) -> None:
    """Pulmonary arteries and veins, caval vein, airways, oesophagus, coronaries."""

    def run(path: Any, value: float, **options: Any) -> None:
        rows = strand(path, 1.2)
        slab.tube(rows[:, :3], rows[:, 3], value, **options)

    for path in (PULMONARY_TRUNK, PULMONARY_RIGHT, PULMONARY_LEFT):
        run(path, PULMONARY_HU)
    run(CAVA_SUPERIOR, RIGHT_HU + 6.0)
    for vein in BRACHIOCEPHALIC_VEINS:
        run(vein, RIGHT_HU, wall=0.7, wall_value=40.0)
    for side in (-1.0, 1.0):
        for z, back in ((492.0, 30.0), (470.0, 32.0)):
            run(
                [
                    (6.0 + side * 28.0, 21.0, z - 10.0, 6.5),
                    (6.0 + side * 48.0, 24.0, z, 5.0),
                    (side * 66.0, back, z + 6.0, 3.0),
                ],
                blood - 10.0,
            )
    run(
        [
            (16.0, -20.0, 494.0, 2.0),
            (32.0, -26.0, 494.0, 1.9),
            (40.0, -50.0, 484.0, 1.6),
            (52.0, -62.0, 462.0, 1.4),
            (60.0, -64.0, 440.0, 1.1),
        ],
        blood - 40.0,
    )
    run([(32.0, -26.0, 494.0, 1.6), (50.0, -14.0, 482.0, 1.5), (66.0, -12.0, 462.0, 1.2)], blood - 40.0)
    run(
        [
            (-4.0, -30.0, 492.0, 1.9),
            (-12.0, -58.0, 478.0, 1.7),
            (-14.0, -56.0, 446.0, 1.6),
            (4.0, -30.0, 424.0, 1.4),
        ],
        blood - 40.0,
    )
    run(OESOPHAGUS, 52.0, stretch=(1.25, 0.8, 1.0))
    lumen = strand(OESOPHAGUS, 1.2)
    slab.tube(lumen[:, :3], 1.3 + 1.1 * np.sin(lumen[:, 2] / 17.0) ** 2, -300.0, stretch=(1.4, 0.7, 1.0))
    run([(2.0, 0.0, 610.0, 9.0), (-20.0, 6.0, 630.0, 8.0), (-24.0, 8.0, 668.0, 10.0)], 115.0)
    run([(10.0, 0.0, 610.0, 6.0), (20.0, 8.0, 630.0, 8.0), (22.0, 8.0, 668.0, 10.0)], 115.0)
    run(TRACHEA, -985.0, wall=1.6, wall_value=70.0, stretch=(1.05, 0.95, 1.0))
    for path in BRONCHI:
        run(path, -980.0, wall=1.1, wall_value=50.0)


@dataclass(frozen=True, eq=False)
class Tree:
    """Balls of a branching tree."""

    points: Floats
    radii: Floats


def grow(
    rng: np.random.Generator,
    root: tuple[float, float, float],
    directions: Floats,
    radius: float,
    length: float,
    inside: Any,
    smallest: float,
    shrink: float = 0.78,
) -> Tree:
    """A random bifurcating tree within a region (`inside(points) -> bool array`)."""
    points: list[Floats] = []
    radii: list[Floats] = []
    heads = [
        (np.asarray(root, dtype=float), d / np.linalg.norm(d), radius, length, 0)
        for d in np.asarray(directions, dtype=float)
    ]
    while heads:
        start, direction, r, step, age = heads.pop()
        n = max(3, int(step / max(0.7, 0.55 * r)))
        t = np.linspace(0.0, 1.0, n)[:, None]
        run, bend, ok = start[None], np.zeros(3), np.zeros(1, dtype=bool)
        for _ in range(5):  # another way when this one leaves the organ
            bend = rng.normal(0.0, 0.16, 3)
            run = start + step * (t * direction + t * t * bend)
            ok = inside(run) if age > 0 else np.ones(n, dtype=bool)  # the first piece leads in from outside
            if ok.all():
                break
            direction = direction + rng.normal(0.0, 0.45, 3)
            direction /= np.linalg.norm(direction)
        if not ok[0]:
            continue
        if not ok.all():
            run = run[: int(np.argmin(ok))]
        points.append(run)
        radii.append(np.linspace(r, r * 0.86, n)[: len(run)])
        if len(run) < n or r * shrink < smallest:
            continue
        ahead = direction + 2.0 * bend
        ahead /= np.linalg.norm(ahead)
        axis = np.cross(ahead, rng.normal(size=3))
        axis /= np.linalg.norm(axis)
        for sign in (-1.0, 1.0):
            angle = sign * np.radians(rng.uniform(18.0, 42.0))
            turned = ahead * np.cos(angle) + np.cross(axis, ahead) * np.sin(angle)
            heads.append(
                (
                    run[-1],
                    turned,
                    r * rng.uniform(shrink - 0.07, shrink + 0.07),
                    step * rng.uniform(0.7, 1.0),
                    age + 1,
                )
            )
    return Tree(np.concatenate(points), np.concatenate(radii))


def lung_trees(rng: np.random.Generator, lungs: Field) -> list[Tree]:
    """Vessels of both lungs from the hila outwards."""

    def inside(points: Floats) -> Any:
        index = np.rint((points - np.asarray(lungs.start)) / lungs.step).astype(int)[:, ::-1]
        limit = np.asarray(lungs.samples.shape) - 1
        good = np.all((index >= 0) & (index <= limit), axis=1)
        index = np.clip(index, 0, limit)
        return good & (lungs.samples[index[:, 0], index[:, 1], index[:, 2]] < -3.0)

    trees = []
    for side in (-1.0, 1.0):
        root = (side * 50.0, 16.0, 514.0)
        for start, radius in ((root, 3.6), ((side * 56.0, 26.0, 484.0), 3.2)):
            ways = np.array(
                [
                    [side * 0.7, -0.2, 0.9],
                    [side, -0.9, 0.1],
                    [side, 0.7, 0.3],
                    [side * 0.4, 0.6, -0.9],
                    [side * 0.8, -0.3, -0.8],
                ]
            )
            trees.append(
                grow(rng, start, ways + rng.normal(0.0, 0.12, ways.shape), radius, 27.0, inside, 0.5, 0.76)
            )
    return trees
