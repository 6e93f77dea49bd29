"""Branches that leave a section: find their mouths in the outline, and cut them off (specs 5.5, 10 `near_branch`).

A mouth is a short bulge of the outline beyond a smooth low-order one, through which the lumen goes on
outwards as a tube. The smooth outline is a polar Fourier series of order 3, fitted robustly: rays that bulge
outwards weigh nothing (iterated reweighting with Tukey's biweight; Beaton & Tukey, Technometrics 1974;
16:147-185). Across a mouth the outline follows that fit between its two shoulders, as the parent vessel is
rebuilt across its branches by Antiga & Steinman (IEEE Trans Med Imaging 2004; 23:704-713).

A bulge that closes by itself (a saccular aneurysm, an ulcer) or that opens into something wide (a
neighbouring vessel or bone) isn't a branch: it is never cut, only told (`bulge_deg`), because cutting it
would under-measure.

A low bulge with a core brighter than blood is calcium in the wall, no lumen: it is bridged as well, and told
(`plaque_deg`).

Limitations: a narrow-necked sac that is more than 1.5 times as deep as its neck is wide looks like a branch; its
section is flagged and never a maximum, so a person looks at it. Two branches in one section must be apart
by more than their own widths.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
#: brightness at in-plane and out-of-plane points (row, column, normal; mm from the section's centre): 1 lumen, 0 not
Inside = Callable[[FloatArray], FloatArray]

RAYS = 180
ORDER = 3
#: a bulge is at least this high, mm and share of the radius
BULGE_MM, BULGE_SHARE = 0.6, 0.04
#: and reaches to where the outline is back at the smooth one, mm
SHOULDER_MM = 0.2
#: a wider bulge is the vessel's own shape
WIDEST_DEG = 110.0
#: a branch is lumen (this bright) over 1.5 widths of its mouth, and never over less than this
TUBE_BRIGHT = (0.45, 1.7)
TUBE_WIDTHS, TUBE_LEAST_MM = 1.5, 8.0
#: and no wider than its mouth by this factor and addition, which allow for a slanting front
TUBE_WIDER, TUBE_WIDER_MM = 1.7, 3.2
SMALLEST_FRONT_MM2 = 3
#: no branch of the aorta has a wider mouth (brachiocephalic trunk, slanting)
WIDEST_MOUTH_MM = 17.0
#: less noise than this share of the contrast needs no smoothing
QUIET = 0.06
#: a bulge stands out of the outline's own roughness by this factor (of its median deviation)
ROUGHNESS = 4.5
#: the vessel may widen so much per mm along it without being taken for a branch
VESSEL_SLOPE = 0.4

_ANGLES = np.arange(RAYS) * 2.0 * np.pi / RAYS
_WAVES = np.column_stack(
    [np.ones(RAYS)] + [f(k * _ANGLES) for k in range(1, ORDER + 1) for f in (np.cos, np.sin)]
)
#: calcium in the wall: a low, short bulge of which this share is brighter than blood by this factor
PLAQUE_BRIGHT, PLAQUE_SHARE = 1.3, 0.08
PLAQUE_HIGH_MM, PLAQUE_WIDE_MM = 2.6, 10.0


class Way(Enum):
    """What lies beyond a bulge."""

    BRANCH = "goes on as a tube"
    CLOSED = "ends"
    WIDE = "opens into something wide"


@dataclass(frozen=True, eq=False)
class Ostium:
    """The mouth of a branch in a section.

    Parameters
    ----------
    direction : (2,) unit vector in the plane (row, column) from the vessel's middle to the mouth
    width_mm : float
        Chord of the mouth.
    degrees : float
        Part of the outline that was cut.
    """

    direction: FloatArray
    width_mm: float
    degrees: float


@dataclass(frozen=True, eq=False)
class Cut:
    """An outline after its branches were cut off.

    `ring` is the outline as it came when nothing was cut. `cut_deg` is what was bridged for branches,
    `plaque_deg` for calcium, `bulge_deg` the bulges that were left as they are: they don't continue as a branch.
    """

    ring: FloatArray
    ostia: tuple[Ostium, ...] = ()
    cut_deg: float = 0.0
    bulge_deg: float = 0.0
    plaque_deg: float = 0.0
    #: the bulges that were left close by themselves: the vessel's own, as a sac is
    closed: bool = False
    bridged: BoolArray = field(default_factory=lambda: np.zeros(RAYS, dtype=bool))
    middle: FloatArray = field(default_factory=lambda: np.zeros(2))

    def bridges(self, points: FloatArray) -> BoolArray:
        """Which in-plane points lie in the direction of a part that was bridged."""
        offset = points - self.middle
        k = np.rint(np.arctan2(offset[:, 1], offset[:, 0]) / (2.0 * np.pi / RAYS)).astype(int) % RAYS
        return np.asarray(self.bridged[k])


def without_ostia(ring: FloatArray, inside: Inside, *, noise: float = 0.0, plaques: bool = False) -> Cut:
    """The outline with every branch cut off that can be followed outwards.

    Parameters
    ----------
    ring : (n, 2) closed outline in the plane, mm from the section's centre; before smoothing
    inside : callable
        Brightness at points (m, 3) along row, column and normal.
    noise : float
        Of the brightness; the images are smoothed so far that a tube can be told.
    plaques : bool
        Whether calcium in the wall is left out too (the lumen's edge in an image).
    """
    middle, r, base = _smooth_outline(ring)
    if base is None:
        return Cut(ring)
    bulges = _bulges(r - base, float(base.mean()))
    if not bulges:
        return Cut(ring)
    found: list[Ostium] = []
    bridged = np.zeros(RAYS, dtype=bool)
    cut = left = calcium = 0.0
    closed = True
    for rays in bulges:
        degrees = 360.0 * len(rays) / RAYS
        width = _mouth(base, rays[2:-2])
        way = Way.WIDE if degrees > WIDEST_DEG else _way_on(inside, middle, base, rays, width, noise)
        if way is Way.BRANCH:
            bridged[rays] = True
            cut += degrees
            angle = _ANGLES[rays[len(rays) // 2]]
            found.append(Ostium(np.array([np.cos(angle), np.sin(angle)]), width, degrees))
        elif plaques and width <= PLAQUE_WIDE_MM and _is_plaque(inside, middle, r, base, rays, noise):
            bridged[rays] = True
            calcium += degrees
        else:
            left += degrees
            closed = closed and way is Way.CLOSED
    closed = closed and left > 0.0
    if not bridged.any():
        return Cut(ring, bulge_deg=left, closed=closed)
    return Cut(_bridge(middle, r, base, bridged), tuple(found), cut, left, calcium, closed, bridged, middle)


def without_sector(ring: FloatArray, direction: FloatArray, width_mm: float) -> Cut:
    """The outline bridged in the direction of a branch whose mouth lies in a neighbouring section.

    Only what bulges there is bridged; without a bulge the outline stays as it is.
    """
    middle = np.median(ring, axis=0)
    facing = _facing(middle, ring, direction, width_mm)
    middle, r, base = _smooth_outline(ring, facing)
    if base is None:
        return Cut(ring)
    high = facing & (r - base > SHOULDER_MM)
    rays = np.flatnonzero(ndimage.binary_dilation(np.tile(high, 3), iterations=2)[RAYS : 2 * RAYS])
    if np.count_nonzero(high) < 4:
        return Cut(ring)
    bridged = np.zeros(RAYS, dtype=bool)
    bridged[rays] = True
    degrees = 360.0 * len(rays) / RAYS
    return Cut(
        _bridge(middle, r, base, bridged),
        (Ostium(direction, width_mm, degrees),),
        degrees,
        bridged=bridged,
        middle=middle,
    )


def _facing(middle: FloatArray, ring: FloatArray, direction: FloatArray, width_mm: float) -> BoolArray:
    radius = float(np.median(np.linalg.norm(ring - middle, axis=1)))
    half = np.arcsin(min(0.5 * width_mm / max(radius, 1.0), 0.95)) * 1.2 + np.radians(6.0)
    turned = _ANGLES - np.arctan2(direction[1], direction[0])
    return np.asarray(np.cos(turned) > np.cos(half))


# -- the smooth outline -----------------------------------------------------------------------------------


def _smooth_outline(
    ring: FloatArray, leave: BoolArray | None = None
) -> tuple[FloatArray, FloatArray, FloatArray | None]:
    """(middle, radius per ray, smooth radius per ray); no smooth outline when the ring isn't round its middle."""
    # the section's centre lies in the vessel; a long branch would draw any mean of the ring out of it
    middle = np.zeros(2)
    r = np.zeros(RAYS)
    base: FloatArray | None = None
    for turn in range(2):
        seen = _radii(ring, middle)
        if seen is None and turn == 0:
            middle = np.median(ring, axis=0)
            seen = _radii(ring, middle)
        if seen is None:
            return middle, r, None
        r = seen
        base = _fitted(r, leave)
        if base.min() <= 0.3 * base.mean():
            return middle, r, None
        # the smooth outline's own middle: a branch doesn't draw it to its side
        shift = np.array([(base**3 * np.cos(_ANGLES)).sum(), (base**3 * np.sin(_ANGLES)).sum()])
        shift *= 2.0 / 3.0 / (base**2).sum()
        if float(np.linalg.norm(shift)) < 0.3:
            break
        middle = middle + shift
    return middle, r, base


def _radii(ring: FloatArray, middle: FloatArray) -> FloatArray | None:
    """First crossing of each ray with the ring; None when the middle lies outside."""
    offset = ring - middle
    angle = np.arctan2(offset[:, 1], offset[:, 0])
    far = np.hypot(offset[:, 0], offset[:, 1])
    turn = np.angle(np.exp(1j * np.diff(np.append(angle, angle[0]))))
    total = turn.sum()
    if abs(abs(total) - 2.0 * np.pi) > 1e-3:
        return None
    if np.all(turn * np.sign(total) > 0):  # one crossing a ray
        order = np.argsort(angle)
        return np.interp(_ANGLES, angle[order], far[order], period=2.0 * np.pi)
    a, b = offset, np.roll(offset, -1, axis=0)
    way = np.column_stack([np.cos(_ANGLES), np.sin(_ANGLES)])
    side_a = way[:, :1] * a[:, 1] - way[:, 1:] * a[:, 0]
    side_b = way[:, :1] * b[:, 1] - way[:, 1:] * b[:, 0]
    along_a, along_b = way @ a.T, way @ b.T
    with np.errstate(divide="ignore", invalid="ignore"):
        at = along_a + side_a / (side_a - side_b) * (along_b - along_a)
    hit = (side_a > 0) != (side_b > 0)
    at = np.where(hit & (at > 0.0), at, np.inf).min(axis=1)
    return at if np.all(np.isfinite(at)) else None


def _fitted(r: FloatArray, leave: BoolArray | None) -> FloatArray:
    """Polar Fourier series of the outline on which outward bulges have no say."""
    use = np.ones(RAYS) if leave is None else (~leave).astype(np.float64)
    weight = use
    base = np.full(RAYS, _middle(r))
    for step in range(8):
        columns = _WAVES[:, :5] if step < 2 else _WAVES
        scaled = columns * weight[:, None]
        normal = scaled.T @ columns + 1e-3 * np.eye(columns.shape[1])
        last, base = base, columns @ np.linalg.solve(normal, scaled.T @ r)
        if step > 2 and float(np.abs(base - last).max()) < 0.03:
            break
        e = r - base
        held = e if leave is None else e[use > 0]
        scale = min(max(1.4826 * _middle(np.abs(held - _middle(held))), 0.1), 0.03 * float(base.mean()))
        # outward bulges lose their say at 4 times the scale, inward dents at 12
        share = np.minimum((e / np.where(e > 0.0, 4.0 * scale, 12.0 * scale)) ** 2, 1.0)
        weight = use * (1.0 - share) ** 2
        if np.count_nonzero(weight > 0.1) < RAYS / 3:
            weight = use
    return np.asarray(base)


def _middle(values: FloatArray) -> float:
    """Median, quicker for an odd or even count alike (the upper of the two middle ones)."""
    half = len(values) // 2
    return float(np.partition(values, half)[half])


def _bulges(e: FloatArray, radius: float) -> list[NDArray[np.int64]]:
    """Rays of each bulge, in order round the outline; its shoulders included."""
    roughness = 1.4826 * _middle(np.abs(e - _middle(e)))
    peak = max(BULGE_MM, BULGE_SHARE * radius, ROUGHNESS * roughness)
    raised = e > max(SHOULDER_MM, roughness)
    if not np.any(e > peak):
        return []
    if raised.all():
        return []
    start = int(np.flatnonzero(~raised)[0])
    order = (np.arange(RAYS) + start) % RAYS
    labels, count = ndimage.label(raised[order])
    found = []
    for label in range(1, count + 1):
        where = np.flatnonzero(labels == label)
        if e[order[where]].max() > peak:
            # a ray or two of the shoulders, which smoothing has lifted
            reach = np.arange(where[0] - 2, where[-1] + 3)
            found.append(order[reach % RAYS])
    return found


def _mouth(base: FloatArray, rays: NDArray[np.int64]) -> float:
    one, two = (base[k] * np.array([np.cos(_ANGLES[k]), np.sin(_ANGLES[k])]) for k in (rays[0], rays[-1]))
    return float(np.linalg.norm(one - two))


def _bridge(middle: FloatArray, r: FloatArray, base: FloatArray, bridged: BoolArray) -> FloatArray:
    """The outline that follows the smooth one where it is bridged, from shoulder to shoulder."""
    known = np.flatnonzero(~bridged)
    at = np.concatenate([known - RAYS, known, known + RAYS])
    rest = np.minimum(r - base, SHOULDER_MM)
    carried = np.interp(np.arange(RAYS), at, np.tile(rest[known], 3))
    whole = np.where(bridged, base + carried, r)
    return np.asarray(middle + whole[:, None] * np.column_stack([np.cos(_ANGLES), np.sin(_ANGLES)]))


# -- does it go on as a branch ----------------------------------------------------------------------------


def _way_on(
    inside: Inside,
    middle: FloatArray,
    base: FloatArray,
    rays: NDArray[np.int64],
    width: float,
    noise: float,
) -> Way:
    """Where the lumen goes on outwards through a mouth.

    A front runs from the mouth through the lumen outside the vessel, a millimetre a step. In a branch it
    lives on, and stays about as large as the mouth; in a sac it dies, in a neighbour or bone it grows.
    """
    centre = rays[len(rays) // 2]
    mouth = _mouth_mm(inside, middle, base, centre, width)
    if mouth > WIDEST_MOUTH_MM:
        return Way.WIDE
    reach = max(TUBE_WIDTHS * mouth, TUBE_LEAST_MM)
    half = int(np.ceil(0.8 * reach))
    across = np.arange(-half, half + 1.0)
    out, flat, n, depth = _beyond(middle, base, centre, np.arange(-1.0, reach + 2.0), across, across)
    away = depth > 0.75
    if noise > QUIET:
        values = inside(np.concatenate([flat, n[..., None]], axis=-1))
        values = ndimage.gaussian_filter(values, min(0.5 + 2.0 * noise, 1.2))
    else:
        values = np.zeros(n.shape)
        values[away] = inside(np.column_stack([flat[away], n[away]]))
    free = (values > TUBE_BRIGHT[0]) & (values < TUBE_BRIGHT[1]) & away
    u, v = out[..., 0], out[..., 1]
    region = free & (u <= 2.0) & (np.abs(v) <= width / 2.0 + 0.5) & (np.abs(n) <= 1.5)
    if np.count_nonzero(region) < SMALLEST_FRONT_MM2:
        return Way.CLOSED
    largest = np.pi / 4.0 * (TUBE_WIDER * max(mouth, 5.0) + TUBE_WIDER_MM) ** 2
    for step in range(int(np.ceil(reach))):
        grown = ndimage.binary_dilation(region, np.ones((3, 3, 3))) & free
        front = grown & ~region
        size = int(np.count_nonzero(front))
        if step > 1 and size > largest:
            return Way.WIDE
        if size < SMALLEST_FRONT_MM2:
            return Way.CLOSED
        if front[-1].any() or front[:, [0, -1]].any() or front[:, :, [0, -1]].any():
            return Way.BRANCH
        region = grown
    return Way.BRANCH


def _beyond(
    middle: FloatArray,
    base: FloatArray,
    ray: int,
    out_mm: FloatArray,
    side_mm: FloatArray,
    normal_mm: FloatArray,
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """A grid before a ray: (out, side) offsets, in-plane points, normal offsets, and distance from the vessel."""
    way = np.array([np.cos(_ANGLES[ray]), np.sin(_ANGLES[ray])])
    u, v, n = np.meshgrid(out_mm, side_mm, normal_mm, indexing="ij")
    flat = (base[ray] + u)[..., None] * way + v[..., None] * np.array([-way[1], way[0]])
    at = np.rint(np.arctan2(flat[..., 1], flat[..., 0]) / (2.0 * np.pi / RAYS)).astype(int) % RAYS
    # the vessel itself bends and widens away from this plane
    vessel = base[at] + VESSEL_SLOPE * np.maximum(np.abs(n) - 1.0, 0.0)
    depth = np.hypot(flat[..., 0], flat[..., 1]) - vessel
    return np.stack([u, v], axis=-1), flat + middle, n, depth


def _mouth_mm(inside: Inside, middle: FloatArray, base: FloatArray, ray: int, width: float) -> float:
    """Diameter of the mouth as the area of lumen on a surface just outside the vessel has it."""
    half = WIDEST_MOUTH_MM + 2.0
    turns = np.arange(-half, half + 0.5) / base[ray]
    n = np.arange(-half, half + 0.5)
    angle = _ANGLES[ray] + turns
    angle = angle[np.abs(turns) < np.pi / 2.0]
    around = np.rint(angle / (2.0 * np.pi / RAYS)).astype(int) % RAYS
    far = base[around] + 1.5
    flat = middle + far[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    points = np.empty((len(angle), len(n), 3))
    points[..., :2] = flat[:, None]
    points[..., 2] = n
    labels, _ = ndimage.label(inside(points) > TUBE_BRIGHT[0])
    row, column = len(angle) // 2, len(n) // 2
    reach = max(int(width / 2.0), 1)
    seeds = labels[row - reach : row + reach + 1, column - 1 : column + 2]
    wanted = np.unique(seeds[seeds > 0])
    area = float(np.count_nonzero(np.isin(labels, wanted)))
    return max(width, 2.0 * float(np.sqrt(area / np.pi)))


def _is_plaque(
    inside: Inside,
    middle: FloatArray,
    r: FloatArray,
    base: FloatArray,
    rays: NDArray[np.int64],
    noise: float,
) -> bool:
    """Whether a bulge is low and has a core brighter than blood."""
    high = r[rays] - base[rays]
    if high.max() > PLAQUE_HIGH_MM:
        return False
    share = np.linspace(-0.15, 1.0, 6)
    far = base[rays, None] + share * np.maximum(high, 0.75)[:, None]
    flat = (
        middle + far[..., None] * np.stack([np.cos(_ANGLES[rays]), np.sin(_ANGLES[rays])], axis=-1)[:, None]
    )
    # its core may lie just above or below the plane
    beside = np.array([-1.2, 0.0, 1.2])
    points = np.empty((len(beside), *far.shape, 3))
    points[..., :2] = flat
    points[..., 2] = beside[:, None, None]
    values = inside(points).max(axis=0)
    return bool(np.mean(values > max(PLAQUE_BRIGHT, 1.0 + 4.0 * noise)) >= PLAQUE_SHARE)
