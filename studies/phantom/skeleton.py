"""Bones: spine, ribs, sternum, shoulder blades, pelvis and the upper ends of the thigh bones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from studies.phantom.fields import Floats, Singles, Slab, oval, profile, strand
from studies.phantom.torso import CAVITY_A, CAVITY_B, CAVITY_Y, spine_y

#: name and height of the middle of each vertebral body
LEVELS = [
    ("L5", 188.0),
    ("L4", 224.0),
    ("L3", 260.0),
    ("L2", 296.0),
    ("L1", 331.0),
    ("T12", 363.0),
    ("T11", 393.0),
    ("T10", 421.0),
    ("T9", 448.0),
    ("T8", 474.0),
    ("T7", 500.0),
    ("T6", 525.0),
    ("T5", 549.0),
    ("T4", 572.0),
    ("T3", 594.0),
    ("T2", 615.0),
    ("T1", 636.0),
    ("C7", 655.0),
]
MARROW, CORTEX, CARTILAGE = 235.0, 780.0, 125.0


@dataclass(frozen=True, eq=False)
class Bone:
    """Balls along a curve: cortex outside, marrow inside."""

    points: Floats
    radii: Floats
    stretch: tuple[float, float, float] = (1.0, 1.0, 1.0)
    cortex_mm: float = 1.4
    cortex: float = CORTEX
    marrow: float = MARROW


def _bone(knots: object, spacing: float = 1.5, **options: object) -> Bone:
    table = strand(knots, spacing)
    return Bone(table[:, :3], table[:, 3], **options)  # type: ignore[arg-type]


def ribs() -> tuple[list[Bone], list[Bone]]:
    """Twelve pairs of ribs and the cartilage in front of them."""
    bones, cartilage = [], []
    heights = {name: z for name, z in LEVELS}
    for number in range(1, 13):
        top = heights[f"T{number}"] + 4.0
        reach = [118, 132, 138, 142, 144, 145, 145, 143, 136, 126, 92, 62][number - 1]
        fall = [40, 58, 74, 84, 92, 98, 100, 98, 92, 84, 55, 34][number - 1]
        for side in (-1.0, 1.0):
            knots = [(side * 19.0, float(spine_y(np.array([top]))[0]) + 12.0, top, 4.4)]
            last = np.radians(reach)
            for phi in np.radians(np.linspace(28.0, reach, 12)):
                share = phi / last
                z = top - fall * share**1.35
                a, b, y0 = (float(profile(np.array([z]), t)[0]) for t in (CAVITY_A, CAVITY_B, CAVITY_Y))
                power = 2.0 / 2.35
                px = (a + 5.5) * np.sin(phi) ** power
                py = y0 + (b + 5.0) * np.sign(np.cos(phi)) * np.abs(np.cos(phi)) ** power
                knots.append((side * px, py, z, 4.4 if share < 0.85 else 4.8))
            bones.append(_bone(knots, 1.6, stretch=(1.0, 1.0, 1.75), cortex_mm=1.2, marrow=150.0))
            if number <= 10:
                end = knots[-1]
                target_z = 590.0 - 15.5 * number if number <= 7 else 478.0
                front = (
                    float(
                        profile(np.array([target_z]), CAVITY_Y)[0]
                        - profile(np.array([target_z]), CAVITY_B)[0]
                    )
                    - 5.0
                )
                goal = (
                    side * (17.0 if number <= 7 else 26.0 + 9.0 * (number - 7)),
                    front + (2.0 if number <= 7 else 6.0),
                    target_z - (0.0 if number <= 7 else 16.0 * (number - 7)),
                    4.6,
                )
                a, b, y0 = (float(profile(np.array([end[2]]), t)[0]) for t in (CAVITY_A, CAVITY_B, CAVITY_Y))
                half = (
                    (end[0] + goal[0]) / 2,
                    (end[1] + goal[1]) / 2 - 6.0,
                    min(end[2], goal[2]) + 0.25 * abs(end[2] - goal[2]),
                    4.8,
                )
                cartilage.append(
                    _bone(
                        [end, half, goal],
                        1.6,
                        stretch=(1.1, 1.0, 1.5),
                        cortex_mm=1.0,
                        cortex=170.0,
                        marrow=CARTILAGE,
                    )
                )
    return bones, cartilage


def shoulder() -> list[Bone]:
    """Shoulder blades, inner ends of the clavicles and the sternum."""
    bones = []
    for side in (-1.0, 1.0):
        for row in np.linspace(0.0, 1.0, 34):
            z = 490.0 + 120.0 * row
            inner = (side * (72.0 + 10.0 * row), 94.0 - 16.0 * row, z, 2.6)
            middle = (side * (102.0 + 10.0 * row), 86.0 - 18.0 * row, z, 2.2)
            outer = (side * (112.0 + 34.0 * row), 72.0 - 26.0 * row, z, 4.2)
            bones.append(_bone([inner, middle, outer], 2.2, stretch=(1.0, 1.0, 1.3), cortex_mm=1.1))
        bones.append(
            _bone(
                [
                    (side * 22.0, -50.0, 612.0, 7.0),
                    (side * 50.0, -42.0, 622.0, 6.0),
                    (side * 90.0, -24.0, 634.0, 6.0),
                    (side * 130.0, -2.0, 648.0, 6.5),
                ],
                1.5,
            )
        )
    front = []
    for z in np.arange(474.0, 612.0, 3.0):
        y = float(profile(np.array([z]), CAVITY_Y)[0] - profile(np.array([z]), CAVITY_B)[0]) - 6.0
        front.append((0.0, y, z, 4.6 + 1.6 * np.exp(-(((z - 600.0) / 14.0) ** 2))))
    bones.append(_bone(front, 2.0, stretch=(3.3, 1.0, 1.4), cortex_mm=1.1, cortex=480.0, marrow=130.0))
    return bones


def pelvis() -> list[Bone]:
    """Iliac wings, sacrum, sockets, pubis, ischium, femoral heads, necks and shafts."""
    bones = []
    for side in (-1.0, 1.0):
        for z in np.arange(84.0, 208.0, 3.0):
            t = (z - 84.0) / 124.0
            back = (side * (34.0 + 30.0 * t**1.5), 72.0 - 2.0 * t, z, 7.5 - 2.5 * t)
            waist = (side * (74.0 + 22.0 * t), 46.0 - 4.0 * t, z, 4.4)
            wing = (side * (100.0 + 24.0 * t), 8.0 + 6.0 * t, z, 4.2)
            spine = (side * (104.0 + 18.0 * t), -20.0 - 18.0 * np.sin(np.pi * t * 0.85), z, 6.2)
            rows = [back, waist, wing, spine] if z > 100 else [waist, wing, spine]
            if z > 190:
                rows = rows[1:]
            bones.append(_bone(rows, 2.6, stretch=(1.0, 1.0, 1.2), cortex_mm=1.5, marrow=170.0))
        hip = (side * 90.0, -4.0, 46.0)
        turn = np.linspace(0.0, np.pi, 32)
        socket = [
            (
                hip[0] - side * 28.0 * np.sin(a) * np.cos(e),
                hip[1] + 29.0 * np.sin(e),
                hip[2] + 28.0 * np.cos(a),
                4.8,
            )
            for e in np.linspace(-0.9, 0.9, 22)
            for a in turn
        ]
        points = np.asarray(socket)
        bones.append(Bone(points[:, :3], points[:, 3], cortex_mm=1.6, marrow=170.0))
        bones.append(
            _bone(
                [
                    (side * 72.0, -26.0, 55.0, 8.0),
                    (side * 40.0, -45.0, 48.0, 7.0),
                    (side * 10.0, -52.0, 34.0, 10.0),
                ],
                1.5,
                stretch=(1.0, 0.9, 1.4),
            )
        )
        bones.append(
            _bone(
                [
                    (side * 70.0, 22.0, 45.0, 10.0),
                    (side * 62.0, 36.0, 18.0, 11.0),
                    (side * 52.0, 34.0, -10.0, 12.0),
                ],
                1.5,
            )
        )
        bones.append(Bone(np.array([hip]), np.array([24.0]), cortex_mm=1.5, cortex=620.0, marrow=300.0))
        bones.append(
            _bone(
                [(*hip, 18.0), (side * 112.0, 6.0, 34.0, 15.0), (side * 133.0, 18.0, 28.0, 15.0)],
                2.0,
                cortex_mm=1.8,
                marrow=210.0,
            )
        )
        bones.append(
            _bone(
                [
                    (side * 134.0, 22.0, 44.0, 10.0),
                    (side * 134.0, 16.0, 20.0, 17.0),
                    (side * 126.0, 10.0, -20.0, 16.0),
                ],
                2.0,
                cortex_mm=3.0,
                marrow=60.0,
            )
        )
    for z in np.arange(62.0, 172.0, 3.0):
        t = (z - 62.0) / 110.0
        y = float(spine_y(np.array([z]))[0]) + 6.0
        width = 14.0 + 34.0 * t**0.8
        if z > 80.0:
            bones.append(
                _bone(
                    [(0.0, y + 14.0, z, 4.0), (0.0, y + 24.0, z, 4.0)],
                    2.0,
                    stretch=(0.9, 1.0, 1.0),
                    cortex_mm=1.2,
                )
            )
        bones.append(
            _bone(
                [
                    (-width, y + 2.0 + 5.0 * t, z, 6.0 + 4.0 * t),
                    (0.0, y - 4.0 * t, z, 8.0 + 7.0 * t),
                    (width, y + 2.0 + 5.0 * t, z, 6.0 + 4.0 * t),
                ],
                3.0,
                cortex_mm=1.2,
                cortex=520.0,
                marrow=150.0,
            )
        )
    return bones


def paint_bones(slab: Slab, bones: list[Bone]) -> None:
    """Cortex, then marrow."""
    for bone in bones:
        slab.tube(bone.points, bone.radii, bone.cortex, stretch=bone.stretch)
    for bone in bones:
        slab.tube(
            bone.points, np.maximum(bone.radii - bone.cortex_mm, 0.4), bone.marrow, stretch=bone.stretch
        )


def arches() -> list[Bone]:
    """Back parts of the vertebrae: pedicles, laminae, joints, transverse and spinous processes."""
    bones = []
    for name, z in LEVELS:
        y = float(spine_y(np.array([z]))[0])
        lumbar = name.startswith("L")
        deep = 16.5 if lumbar else 14.5
        reach = 40.0 if lumbar else 32.0
        for side in (-1.0, 1.0):
            bones.append(
                _bone(
                    [
                        (side * 14.0, y + deep - 4.0, z + 4.0, 4.6),
                        (side * 14.5, y + deep + 9.0, z + 3.0, 4.4),
                    ],
                    1.6,
                    stretch=(0.85, 1.0, 1.5),
                )
            )
            bones.append(
                _bone(
                    [
                        (side * 14.5, y + deep + 9.0, z + 2.0, 5.2),
                        (side * 7.0, y + deep + 19.0, z - 5.0, 3.4),
                        (0.0, y + deep + 23.0, z - 9.0, 3.2),
                    ],
                    1.4,
                    stretch=(0.9, 0.9, 2.0),
                )
            )
            bones.append(
                _bone(
                    [
                        (side * 15.0, y + deep + 9.0, z + 2.0, 4.0),
                        (side * reach, y + deep + (8.0 if lumbar else 18.0), z + 3.0, 3.2),
                    ],
                    1.4,
                    stretch=(1.0, 0.9, 1.3),
                )
            )
            bones.append(
                _bone(
                    [
                        (side * 15.5, y + deep + 12.0, z - 14.0, 5.4),
                        (side * 15.5, y + deep + 12.0, z - 4.0, 5.0),
                    ],
                    1.6,
                )
            )
        drop = 6.0 if lumbar else 22.0
        bones.append(
            _bone(
                [
                    (0.0, y + deep + 22.0, z - 9.0, 3.0),
                    (0.0, y + deep + (43.0 if lumbar else 35.0), z - 9.0 - drop, 3.6),
                ],
                1.6,
                stretch=(0.75, 1.0, 2.6 if lumbar else 1.6),
            )
        )
    return bones


def paint_spine(slab: Slab, texture: Singles) -> None:
    """Vertebral bodies and discs, thecal sac; the arches are painted as bones."""
    for (name, z), above in zip(LEVELS, [*LEVELS[1:], ("C6", 672.0)], strict=True):
        lumbar = name.startswith("L")
        half = (above[1] - z) / 2.0 - 2.8
        a, b = (25.5, 17.5) if lumbar else (14.0 + (636.0 - min(z, 600.0)) * 0.036 + 2.0, 15.0)
        for centre, tall, disc in ((z, half, False), ((z + above[1]) / 2.0, 3.6, True)):
            y0 = float(spine_y(np.array([centre]))[0])
            points = np.array([[-a, y0 - b, centre - tall], [a, y0 + b, centre + tall]])
            box = slab.around(points, 3.0)
            if box is None:
                continue
            x, y, zz = (q.astype(np.float32) for q in slab.axes(box))
            dx, dy, dz = x[None, None, :], y[None, :, None] - y0, zz[:, None, None] - centre
            waist = 1.0 - (0.0 if disc else 0.09) * (1.0 - np.clip(np.abs(dz) / tall, 0, 1) ** 2)
            ring = oval(dx, dy, a * waist, b * waist, 2.3)
            hollow = (b - 3.0) - dy - 0.012 * dx * dx  # the back is concave towards the canal
            lid = (
                np.abs(dz)
                - tall
                + (0.0022 if disc else 0.0018) * (dx * dx + dy * dy) * (-1.0 if disc else 1.0) * 0.5
            )
            d = np.maximum(np.maximum(ring, lid), -hollow)
            if disc:
                slab.paint(d, 92.0, box)
                continue
            slab.paint(d, CORTEX - 130.0, box)
            inner = np.maximum(np.maximum(ring + 1.3, lid + 1.2), -hollow + 1.3)
            slab.paint(
                inner,
                205.0
                + 24.0 * texture[box]
                - 60.0 * np.exp(-((dx / 3.0) ** 2 + ((dy - b + 6.0) / 6.0) ** 2 + (dz / 4.0) ** 2)),
                box,
            )
    for side in (-1.0, 1.0):
        for z in (82.0, 103.0, 125.0, 148.0):
            y0 = float(spine_y(np.array([z]))[0])
            hole = strand(
                [(side * 15.0, y0 + 12.0, z + 5.0, 4.0), (side * (15.0 + 0.06 * z), y0 - 3.0, z - 2.0, 4.6)],
                1.5,
            )
            slab.tube(hole[:, :3], hole[:, 3], -35.0)
            slab.tube(hole[:, :3], 1.8, 45.0)
    sacral = strand(
        [
            (0.0, float(spine_y(np.array([z]))[0]) + 13.0, z, 3.5 + 0.045 * (z - 70.0))
            for z in (80.0, 100.0, 125.0, 150.0)
        ],
        2.0,
    )
    slab.tube(sacral[:, :3], sacral[:, 3], -5.0, stretch=(1.5, 0.9, 1.0))
    heights = np.arange(150.0, 668.0, 2.0)
    canal = np.stack(
        [
            0.0 * heights,
            spine_y(heights).astype(float)
            + profile(heights, [(150.0, 22.0), (330, 24), (400, 23), (660, 22)]),
            heights,
        ],
        axis=1,
    )
    slab.tube(canal, 9.2, -30.0, stretch=(1.1, 0.9, 1.0))
    slab.tube(canal, 7.4, 25.0, stretch=(1.1, 0.95, 1.0))
    cord = canal[canal[:, 2] > 335.0]
    if len(cord):
        slab.tube(cord, 4.2, 46.0, stretch=(1.15, 0.85, 1.0))
