"""Liver with tumours and veins, gallbladder, spleen, kidneys, pancreas, stomach, bowel, psoas, bladder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from studies.phantom.chest import Tree, grow
from studies.phantom.fields import (
    Field,
    Floats,
    Singles,
    Slab,
    balls,
    common,
    cropped,
    ellipsoid,
    strand,
    union,
)
from studies.phantom.torso import BODY, Torso
from studies.phantom.variants import Variant

LIVER_HU, SPLEEN_HU, CORTEX_HU, MEDULLA_HU, PORTAL_HU, HEPATIC_HU = 112.0, 126.0, 200.0, 158.0, 188.0, 158.0

CAVA = [
    (-14.0, 24.0, 210.0, 9.5),
    (-21.0, 22.0, 235.0, 10.5),
    (-25.0, 22.0, 262.0, 10.5),
    (-23.0, 20.0, 300.0, 11.0),
    (-23.0, 16.0, 345.0, 11.5),
    (-25.0, 10.0, 392.0, 12.5),
    (-25.0, 2.0, 425.0, 13.5),
    (-25.0, -12.0, 448.0, 14.0),
]
#: flattened from front to back
CAVA_STRETCH = (1.12, 0.88, 1.0)
PORTAL = [
    [(-6.0, -10.0, 332.0, 7.0), (-22.0, -8.0, 352.0, 7.2), (-40.0, -10.0, 374.0, 7.0)],
    [(-40.0, -10.0, 374.0, 6.0), (-62.0, -6.0, 382.0, 5.5), (-80.0, 2.0, 386.0, 4.4)],
    [(-40.0, -10.0, 374.0, 5.6), (-22.0, -34.0, 388.0, 5.0), (2.0, -50.0, 398.0, 3.8)],
    [(-6.0, -10.0, 332.0, 6.0), (24.0, -4.0, 342.0, 5.4), (62.0, 18.0, 362.0, 4.8), (88.0, 38.0, 376.0, 4.0)],
    [
        (-6.0, -10.0, 332.0, 6.2),
        (-7.0, -24.0, 310.0, 5.6),
        (-6.0, -36.0, 270.0, 4.6),
        (-10.0, -40.0, 235.0, 3.4),
    ],
]
#: centre, half axes, turn about z of the two liver tumours
TUMOURS = [
    ((-78.0, 22.0, 398.0), (22.0, 17.0, 16.0), 25.0),
    ((-52.0, -48.0, 372.0), (13.0, 10.5, 11.0), -30.0),
]
STOMACH = [
    (60.0, 26.0, 424.0, 29.0),
    (62.0, 12.0, 400.0, 33.0),
    (58.0, -14.0, 374.0, 29.0),
    (44.0, -38.0, 354.0, 21.0),
    (14.0, -46.0, 344.0, 14.0),
    (-18.0, -38.0, 342.0, 10.5),
]
DUODENUM = [
    (-18.0, -38.0, 342.0, 10.5),
    (-40.0, -18.0, 342.0, 11.0),
    (-46.0, -2.0, 320.0, 11.5),
    (-44.0, 2.0, 290.0, 11.0),
    (-30.0, -14.0, 276.0, 10.0),
]
PANCREAS = [
    (-32.0, -14.0, 318.0, 10.0),
    (-12.0, -22.0, 332.0, 9.0),
    (16.0, -20.0, 344.0, 8.0),
    (48.0, 4.0, 356.0, 8.5),
    (80.0, 32.0, 368.0, 7.0),
]
COLON = [
    [
        (-78.0, 2.0, 168.0, 23.0),
        (-88.0, 6.0, 205.0, 22.0),
        (-92.0, 8.0, 250.0, 20.0),
        (-88.0, -14.0, 284.0, 18.0),
        (-66.0, -52.0, 292.0, 17.0),
    ],
    [
        (-66.0, -52.0, 292.0, 17.0),
        (-36.0, -68.0, 272.0, 18.0),
        (4.0, -72.0, 262.0, 17.0),
        (46.0, -64.0, 282.0, 17.0),
        (80.0, -40.0, 322.0, 17.0),
        (104.0, 2.0, 352.0, 16.0),
    ],
    [
        (104.0, 2.0, 352.0, 16.0),
        (104.0, 24.0, 310.0, 14.0),
        (100.0, 26.0, 250.0, 13.0),
        (92.0, 14.0, 190.0, 14.0),
        (74.0, 4.0, 152.0, 14.0),
    ],
    [
        (74.0, 4.0, 152.0, 13.0),
        (40.0, -14.0, 136.0, 14.0),
        (8.0, -2.0, 124.0, 15.0),
        (-22.0, 14.0, 118.0, 14.0),
        (-4.0, 36.0, 108.0, 15.0),
        (0.0, 50.0, 84.0, 18.0),
        (0.0, 50.0, 50.0, 15.0),
        (0.0, 44.0, 26.0, 9.0),
    ],
]


@dataclass(frozen=True, eq=False)
class Loop:
    """One run of bowel: its wall and what is in it."""

    points: Floats
    radii: Floats
    wall_hu: float
    filling: str


@dataclass(frozen=True, eq=False)
class Abdomen:
    """Everything below the diaphragm."""

    liver: Field
    spleen: Field
    kidneys: tuple[Field, Field]
    sinuses: tuple[Field, Field]
    gallbladder: Field
    bladder: Field
    tumours: tuple[Field, ...]
    tumour_axes: tuple[tuple[float, float, float], ...]
    tumour_centres: tuple[tuple[float, float, float], ...]
    portal: Tree
    hepatic: Tree
    loops: tuple[Loop, ...]
    mesentery: Tree


def _tube(path: Any, stretch: tuple[float, float, float] = (1.0, 1.0, 1.0)) -> Singles:
    rows = strand(path, 3.0)
    return balls(*BODY.axes, rows[:, :3], rows[:, 3], 24.0, stretch)


def build(
    variant: Variant, torso: Torso, heart: Singles, aorta: Singles, rng: np.random.Generator
) -> Abdomen:
    """Shapes of one patient; the seed of the anatomy decides the small print."""
    x, y, z = BODY.axes
    wx, wy, wz = torso.warp
    xw, yw, zw = x + 1.3 * wx, y + 1.3 * wy, z + 1.3 * wz
    wall = torso.cavity_samples
    room = common(wall + 3.5, torso.dome_samples + 3.0, -(heart - 2.0), -(aorta - 3.0), blend=5.0)
    cava = _tube(CAVA, CAVA_STRETCH)

    kidneys, sinuses = [], []
    kidney_samples = []
    for side, centre, axes, tilt in (
        (-1.0, (-64.0, 36.0, 300.0), (30.0, 25.0, 54.0), 11.0),
        (1.0, (63.0, 38.0, 314.0), (31.0, 26.0, 57.0), -11.0),
    ):
        body = ellipsoid(xw, yw, zw, centre, axes, tilt_deg=tilt, turn_deg=side * -28.0)
        hilum = ellipsoid(
            x + 0.8 * wy,
            y,
            z,
            (centre[0] - side * 24.0, centre[1] - 9.0, centre[2]),
            (20.0, 8.5, 15.0),
            turn_deg=side * 28.0,
        )
        kidney = common(body, -hilum, blend=5.0)
        sinus = common(
            body + 8.0,
            ellipsoid(
                xw,
                yw,
                zw,
                (centre[0] - side * 9.0, centre[1] - 3.0, centre[2]),
                (13.0, 8.0, 29.0),
                turn_deg=side * 28.0,
            ),
            blend=3.0,
        )
        kidneys.append(cropped(kidney, BODY))
        sinuses.append(cropped(sinus, BODY))
        kidney_samples.append(body)

    gallbladder = ellipsoid(xw, yw, zw, (-50.0, -52.0, 336.0), (13.5, 17.0, 25.0), tilt_deg=14.0)
    right = ellipsoid(xw, yw, zw, (-64.0, 4.0, 378.0), (72.0, 88.0, 84.0), tilt_deg=-6.0)
    left = ellipsoid(xw, yw, zw, (8.0, -50.0, 402.0), (62.0, 36.0, 34.0), turn_deg=8.0, tilt_deg=-10.0)
    caudate = ellipsoid(xw, yw, zw, (-20.0, 4.0, 388.0), (18.0, 14.0, 22.0))
    stomach = _tube(STOMACH)
    slanted = 0.62 * x + 0.45 * (z - 360.0) * -1.0 + 0.25 * y + 18.0  # underside rises to the left
    hilum = ellipsoid(x, y, z, (-34.0, -14.0, 362.0), (22.0, 9.0, 14.0), turn_deg=20.0, tilt_deg=20.0)
    fissure = ellipsoid(x + wy, y, z, (-14.0, -84.0, 372.0), (2.6, 26.0, 30.0), turn_deg=12.0)
    liver = common(
        union(common(right, slanted, blend=26.0), left, caudate, blend=14.0),
        room,
        -(gallbladder - 1.5),
        -(kidney_samples[0] - 4.0),
        -cava,
        -hilum,
        -fissure,
        -(stomach - 3.5),
        blend=4.0,
    )
    spleen = common(
        ellipsoid(xw, yw, zw, (98.0, 44.0, 388.0), (46.0, 60.0, 62.0), turn_deg=-25.0, tilt_deg=-14.0),
        room,
        -(ellipsoid(x + wx, y + wy, z, (56.0, 8.0, 394.0), (38.0, 50.0, 80.0), turn_deg=-20.0)),
        -(stomach - 2.5),
        -(kidney_samples[1] - 4.0),
        blend=8.0,
    )
    bladder = ellipsoid(xw, yw, zw, (0.0, -20.0, 62.0), (40.0, 28.0, 30.0))

    tumours, tumour_axes, tumour_centres = [], [], []
    if variant.tumours > 0:
        for centre, axes, turn in TUMOURS:
            used = tuple(a * variant.tumours for a in axes)
            sized = (used[0], used[1], used[2])
            tumours.append(cropped(ellipsoid(x, y, z, centre, sized, turn_deg=turn), BODY, 9.0))
            tumour_axes.append(sized)
            tumour_centres.append(centre)

    def in_liver(points: Floats) -> Any:
        return _inside(liver, points, -2.5)

    portal = grow(
        rng,
        (-40.0, -10.0, 374.0),
        np.array(
            [[-1.0, 0.2, 0.15], [-0.8, 0.9, -0.2], [0.4, -0.9, 0.5], [-0.7, -0.8, -0.2], [-0.9, 0.5, 0.7]]
        ),
        4.0,
        24.0,
        in_liver,
        0.8,
    )
    hepatic = grow(
        rng,
        (-26.0, 2.0, 424.0),
        np.array([[-1.0, 0.15, -0.2], [-0.6, -0.7, -0.2], [0.7, -0.8, -0.3], [-0.9, 0.7, -0.35]]),
        4.4,
        26.0,
        in_liver,
        0.8,
    )
    loops = tuple(_loops(rng, wall, aorta))

    fatty = np.maximum(wall + 8.0, -(aorta - 8.0))

    def in_mesentery(points: Floats) -> Any:
        return _inside(fatty, points, 0.0) & (points[:, 1] < 20.0)

    mesentery = grow(
        rng,
        (-2.0, -24.0, 300.0),
        np.array(
            [
                [-0.5, -0.4, -1.0],
                [0.2, -0.5, -1.0],
                [0.8, -0.4, -0.7],
                [-0.9, -0.3, -0.5],
                [0.5, -0.8, -0.4],
                [0.9, 0.0, 0.3],
            ]
        ),
        2.8,
        30.0,
        in_mesentery,
        0.75,
        0.8,
    )
    return Abdomen(
        cropped(liver, BODY),
        cropped(spleen, BODY),
        (kidneys[0], kidneys[1]),
        (sinuses[0], sinuses[1]),
        cropped(gallbladder, BODY),
        cropped(bladder, BODY),
        tuple(tumours),
        tuple(tumour_axes),
        tuple(tumour_centres),
        portal,
        hepatic,
        loops,
        mesentery,
    )


def _inside(samples: Singles, points: Floats, limit: float) -> Any:
    index = np.rint((points - np.asarray(BODY.start)) / BODY.step).astype(int)[:, ::-1]
    top = np.asarray(samples.shape) - 1
    good = np.all((index >= 0) & (index <= top), axis=1)
    index = np.clip(index, 0, top)
    return good & (samples[index[:, 0], index[:, 1], index[:, 2]] < limit)


def _loops(rng: np.random.Generator, wall: Singles, aorta: Singles) -> list[Loop]:
    """Colon by its course, small bowel as random winding runs."""
    loops = []
    for number, path in enumerate(COLON):
        rows = strand(path, 2.0)
        arc = np.arange(len(rows)) * 2.0
        rows[:, 3] *= 0.93 + 0.10 * np.sin(arc / 5.2 + number) + 0.03 * np.sin(arc / 2.1)
        rows[:, :3] += np.stack([2.5 * np.sin(arc / 17.0 + k) for k in (0.0, 2.0, 4.0)], axis=1)
        loops.append(Loop(rows[:, :3], rows[:, 3], 78.0, "stool"))
    room = np.maximum(wall + 14.0, -(aorta - 14.0))
    for _ in range(46):
        point = np.array([rng.uniform(-72.0, 92.0), rng.uniform(-66.0, 0.0), rng.uniform(118.0, 325.0)])
        way = rng.normal(size=3)
        run = []
        for _ in range(60):
            way = way + rng.normal(0.0, 0.42, 3)
            way /= np.linalg.norm(way)
            ahead = point + 3.0 * way
            if not _inside(room, ahead[None], 0.0)[0] or not 108.0 < ahead[2] < 335.0 or ahead[1] > 12.0:
                way = -0.6 * way + rng.normal(0.0, 0.6, 3)
                way[1] -= 0.2
                continue
            point = ahead
            run.append(point)
        if len(run) < 12:
            continue
        rows = np.asarray(run)
        radius = rng.uniform(9.0, 11.5) * (1.0 + 0.08 * np.sin(np.arange(len(rows)) * 0.8))
        loops.append(
            Loop(
                rows,
                radius,
                float(rng.uniform(80.0, 112.0)),
                str(rng.choice(["fluid", "fluid", "collapsed", "gas"])),
            )
        )
    for _ in range(9):  # loops that hang into the pelvis
        start, turn = rng.uniform((-46.0, -48.0, 96.0), (46.0, 10.0, 120.0)), rng.uniform(0.0, 2.0 * np.pi)
        angle = np.linspace(turn, turn + rng.uniform(2.5, 5.0), 30)
        wide = rng.uniform(14.0, 22.0)
        rows = np.stack(
            [
                start[0] + wide * np.cos(angle),
                start[1] + 0.8 * wide * np.sin(angle),
                start[2] + np.linspace(0.0, 26.0, 30),
            ],
            axis=1,
        )
        rows = rows[_inside(room, rows, 0.0)]
        if len(rows) >= 8:
            loops.append(
                Loop(
                    rows,
                    np.full(len(rows), rng.uniform(9.0, 11.0)),
                    float(rng.uniform(82.0, 108.0)),
                    str(rng.choice(["fluid", "collapsed"])),
                )
            )
    return loops


def paint(
    slab: Slab, organs: Abdomen, dome: Singles, fine: Singles, medium: Singles, coarse: Singles
) -> None:
    """All organs, back to front; `dome` is the distance to the diaphragm, negative below it."""
    for side in (-1.0, 1.0):
        rows = strand(
            [
                (side * 24.0, 44.0, 345.0, 7.0),
                (side * 36.0, 38.0, 300.0, 14.0),
                (side * 42.0, 34.0, 255.0, 19.0),
                (side * 50.0, 26.0, 205.0, 21.0),
                (side * 62.0, 4.0, 140.0, 19.0),
                (side * 80.0, -24.0, 80.0, 17.0),
                (side * 98.0, -14.0, 20.0, 14.0),
            ],
            2.5,
        )
        slab.tube(rows[:, :3], rows[:, 3], 62.0, stretch=(0.95, 1.05, 1.0))
        hollow = strand(
            [
                (side * 78.0, 30.0, 190.0, 9.0),
                (side * 84.0, 20.0, 150.0, 12.0),
                (side * 80.0, -2.0, 105.0, 12.0),
            ],
            2.5,
        )
        slab.tube(hollow[:, :3], hollow[:, 3], 60.0)
        crus = strand(
            [
                (side * 10.0 + 6.0, 22.0, 412.0, 3.5),
                (side * 16.0 + 8.0, 36.0, 380.0, 4.2),
                (side * 14.0 + 4.0, 36.0, 345.0, 4.2),
                (side * 12.0 + 2.0, 34.0, 318.0, 3.0),
            ],
            1.5,
        )
        slab.tube(crus[:, :3], crus[:, 3], 62.0, stretch=(0.8, 1.7, 1.0))
        adrenal = strand(
            [
                (side * 34.0, 28.0, 372.0, 2.4),
                (side * 40.0, 40.0, 362.0, 2.2),
                (side * 50.0, 52.0, 356.0, 1.6),
            ],
            1.0,
        )
        slab.tube(adrenal[:, :3], adrenal[:, 3], 85.0, stretch=(0.8, 1.0, 3.0))
    _field(slab, organs.bladder, 60.0, 0.0)
    _field(slab, organs.bladder, 9.0, 2.6)
    for loop in organs.loops:
        _loop(slab, loop, fine, medium)
    rows = strand(PANCREAS, 1.5)
    slab.tube(rows[:, :3], rows[:, 3] * (0.92 + 0.12 * np.sin(np.arange(len(rows)) * 0.9)), 104.0)
    _stomach(slab, dome, fine, medium)
    box = organs.liver.box(slab.x, slab.y, slab.z)
    if box is not None:
        axes = slab.axes(box)
        cover = slab.cover(organs.liver.at(*axes))
        inside = slab.hu[box].copy()
        part = Slab(*axes, np.full_like(inside, LIVER_HU) + 5.0 * fine[box] + 3.0 * medium[box], slab.ramp)
        part.tube(organs.hepatic.points, organs.hepatic.radii, HEPATIC_HU)
        part.tube(organs.portal.points, organs.portal.radii, PORTAL_HU)
        for tumour in organs.tumours:
            inner = tumour.box(*axes)
            if inner is None:
                continue
            d = tumour.at(*part.axes(inner)) + 0.0
            soft = np.clip(0.5 - d / 2.6, 0.0, 1.0)
            patchy = 0.55 + 0.45 * np.clip(coarse[box][inner] + 0.4 * medium[box][inner], -1.0, 1.0)
            rim = patchy * np.exp(-(((d + 1.8) / 2.6) ** 2))
            core = (
                60.0
                + 10.0 * medium[box][inner]
                + 7.0 * fine[box][inner]
                - 22.0 * np.clip((-d - 5.0) / 8.0 + 0.4 * medium[box][inner], 0.0, 1.0)
            )
            part.mix(soft, core + rim * (134.0 - core), inner)
        slab.mix(cover, part.hu, box)
    _field(slab, organs.gallbladder, 55.0, -0.8)
    _field(slab, organs.gallbladder, 9.0, 0.8)
    box = organs.spleen.box(slab.x, slab.y, slab.z)
    if box is not None:
        d = organs.spleen.at(*slab.axes(box))
        slab.paint(d, SPLEEN_HU + 5.0 * fine[box] + 6.0 * medium[box], box)
    for kidney, sinus in zip(organs.kidneys, organs.sinuses, strict=True):
        box = kidney.box(slab.x, slab.y, slab.z)
        if box is None:
            continue
        d = kidney.at(*slab.axes(box))
        slab.paint(d, CORTEX_HU + 5.0 * fine[box], box)
        pyramids = np.clip((-d - 5.5) / 2.5, 0.0, 1.0) * np.clip(0.5 + 1.1 * coarse[box], 0.0, 1.0)
        slab.mix(pyramids, MEDULLA_HU, box)
        inner = sinus.box(slab.x, slab.y, slab.z)
        if inner is not None:
            e = sinus.at(*slab.axes(inner))
            slab.paint(e + 2.2 * medium[inner], -72.0 + 60.0 * np.clip(medium[inner], 0.0, 1.5), inner)
    veins = [(CAVA, 132.0), *[(path, PORTAL_HU) for path in PORTAL]]
    for path, value in veins:
        rows = strand(path, 1.2)
        level = value if path is not CAVA else 135.0
        slab.tube(rows[:, :3], rows[:, 3], level, stretch=CAVA_STRETCH if path is CAVA else (1.0, 1.0, 1.0))
    for path in (
        [(-22.0, 18.0, 314.0, 5.0), (-40.0, 24.0, 304.0, 4.6), (-52.0, 28.0, 300.0, 3.6)],
        [
            (-18.0, 14.0, 326.0, 4.6),
            (6.0, -6.0, 327.0, 4.6),
            (30.0, 14.0, 318.0, 5.0),
            (50.0, 28.0, 314.0, 3.8),
        ],
    ):
        rows = strand(path, 1.2)
        slab.tube(rows[:, :3], rows[:, 3], 165.0)
    for side in (-1.0, 1.0):
        rows = strand(
            [
                (-14.0, 24.0, 211.0, 8.0),
                (-6.0 + side * 26.0, 34.0, 180.0, 7.0),
                (side * 52.0, 22.0, 130.0, 6.5),
                (side * 70.0, -26.0, 70.0, 6.5),
                (side * 76.0, -44.0, 10.0, 6.5),
                (side * 78.0, -46.0, -20.0, 6.5),
            ],
            1.2,
        )
        slab.tube(rows[:, :3], rows[:, 3], 105.0)
    slab.tube(organs.mesentery.points, organs.mesentery.radii, 165.0)


def _field(slab: Slab, field: Field, value: float, inset: float) -> None:
    box = field.box(slab.x, slab.y, slab.z)
    if box is not None:
        slab.paint(field.at(*slab.axes(box)) + inset, value, box)


def _loop(slab: Slab, loop: Loop, fine: Singles, medium: Singles) -> None:
    reach = loop.radii + 4.0
    keep = (loop.points[:, 2] + reach > slab.z[0]) & (loop.points[:, 2] - reach < slab.z[-1])
    if not keep.any():
        return
    box = slab.around(loop.points[keep], reach[keep])
    if box is None:
        return
    d = balls(*slab.axes(box), loop.points[keep], loop.radii[keep], 5.0) + 0.9 * medium[box]
    slab.paint(d, loop.wall_hu + 6.0 * fine[box], box)
    if loop.filling == "stool":
        bubbles = np.clip(1.5 * medium[box] + 1.4 * fine[box] - 1.0, 0.0, 1.0)
        slab.paint(d + 2.4, 38.0 + 14.0 * fine[box] - 830.0 * bubbles, box)
    elif loop.filling == "fluid":
        slab.paint(d + 2.4, 26.0 + 5.0 * fine[box], box)
    elif loop.filling == "gas":
        top = float(loop.points[keep][:, 1].mean())
        gas = np.clip(0.5 - (slab.y[box[1]][None, :, None] - top + 2.0), 0.0, 1.0).astype(np.float32)
        slab.paint(d + 2.4, 24.0 - 990.0 * gas, box)
    else:
        slab.paint(d + 5.5, 60.0, box)


def _stomach(slab: Slab, dome: Singles, fine: Singles, medium: Singles) -> None:
    for path, level in ((STOMACH, -8.0), (DUODENUM, -400.0)):
        rows = strand(path, 2.0)
        reach = rows[:, 3] + 5.0
        box = slab.around(rows, reach)
        if box is None:
            continue
        d = balls(*slab.axes(box), rows[:, :3], rows[:, 3], 6.0) + 1.3 * medium[box]
        d = np.maximum(d, dome[box] + 2.5)
        slab.paint(d, 86.0 + 6.0 * fine[box], box)
        air = np.clip(0.5 - (slab.y[box[1]][None, :, None] - level), 0.0, 1.0).astype(np.float32)
        slab.paint(
            d + 4.2, 34.0 + 20.0 * np.clip(medium[box], -0.5, 2.0) + 8.0 * fine[box] - 1010.0 * air, box
        )
