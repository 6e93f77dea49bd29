"""Contour of one section from the image: the lumen's edge, and the outer wall where it can be told (specs 5.4).

Polar resampling round the centre, a closed minimal path by dynamic programming, then on each ray the local
half-maximum: midway between what lies just inside and just outside. Never a fixed HU value, which
over-reads by up to 0.9 mm on the CT phantom.

Branches that leave, and calcium in the wall, are cut off by `ostium`. In CT the lumen's edge lies half way to
the wall's brightness, not to that of the fat behind a thin wall.

Limitations: rays that meet the edge more than once follow the first; calcium that doesn't bulge reads as
lumen; a normal thin wall isn't resolved from the lumen's own edge, and then no outer diameter is given.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import ndimage

from measurements.aorta import figures as fig
from measurements.aorta.frames import view_frame
from measurements.aorta.mask import Field
from measurements.aorta.ostium import Cut, without_ostia, without_sector
from measurements.aorta.remark import Remark
from measurements.aorta.section import CONTOUR_POINTS, Section, inside_of, with_cut

FloatArray = NDArray[np.float64]

#: rings whose means are the levels inside and outside the edge: this far from it, mm
RING_NEAR_MM, RING_FAR_MM = 1.25, 3.0
#: a ray's edge needs this share of the section's contrast, else it is interpolated
CONTRAST_SHARE = 0.3
#: a half-maximum crossing farther than this from the path isn't its own
CROSSING_MM = 2.0
#: brightness of the vessel's wall, HU (specs section 5.4): enhanced blood borders on it, never on fat
WALL_HU = 40.0
#: blood is enhanced when it is brighter than its wall by this, HU
ENHANCED_HU = 80.0
#: a section needs this much contrast over its noise
CONTRAST_TO_NOISE = 3.0
#: beyond the lumen's edge the wall layer begins; and the wall is looked for no farther out
WALL_BEGINS_MM, WALL_REACH_MM = 0.75, 30.0


@dataclass(frozen=True, slots=True)
class EdgeSettings:
    """Start values of the polar contouring (specs section 18, 9: to be tuned and confirmed)."""

    rays: int = 128
    step_mm: float = 0.25
    #: the search reaches this many prior radii (at least 6 mm more than the prior)
    reach: float = 1.5
    #: samples that the path may step from ray to ray
    smoothness: int = 1
    harmonics: int = 10
    #: more of the wall than this interpolated: no figures
    wall_contact_limit_deg: float = 120.0


@dataclass(frozen=True, eq=False)
class _Polar:
    """Values along rays from an origin in the plane (row, column coordinates)."""

    values: NDArray[np.float64]
    radii: FloatArray
    angles: FloatArray
    origin: FloatArray

    def ring(self, r: FloatArray) -> FloatArray:
        return np.asarray(
            self.origin + r[:, None] * np.column_stack([np.cos(self.angles), np.sin(self.angles)])
        )


@dataclass(frozen=True, eq=False)
class _Edge:
    """Radius per ray, and which rays have an edge of their own."""

    r: FloatArray
    seen: NDArray[np.bool_]
    #: brightness of the lumen and of what lies around it, and the noise as a share of their difference
    lumen: float = 1.0
    around: float = 0.0
    noise: float = 0.0


def section_from_image(
    field: Field,
    centre_mm: ArrayLike,
    normal: ArrayLike,
    *,
    radius_mm: float,
    edge: str = "inner",
    settings: EdgeSettings | None = None,
    **fields: Any,
) -> Section:
    """The section of an image in a plane.

    Parameters
    ----------
    field : Field
        Image values; `image_field` makes it.
    radius_mm : float
        The neighbour's radius: prior of the search.
    edge : ``"inner"`` (lumen) or ``"outer"`` (wall)
    """
    wishes = settings or EdgeSettings()
    row, column, n = view_frame(normal)
    centre = np.asarray(centre_mm, dtype=np.float64)
    blank = Section(centre, n, row, column, edge=edge, method="image_half_maximum", **fields)
    origin = np.zeros(2)
    radius = max(radius_mm, 2.0)
    lumen: _Edge | None = None
    polar = _polar(field, blank, origin, max(wishes.reach * radius, radius + 6.0), wishes)
    for _ in range(3):
        polar = _polar(field, blank, origin, max(wishes.reach * radius, radius + 6.0), wishes)
        lumen = _lumen_edge(polar, radius, wishes, field_is_hu=field.unit == "HU")
        if lumen is None:
            return blank.withheld(Remark("no_closed_contour"))
        ring = polar.ring(lumen.r)
        inside = inside_of(field, blank, lumen.lumen, lumen.around)
        cut = without_ostia(ring, inside, noise=lumen.noise, plaques=True)
        middle = fig.centroid(cut.ring)
        grown = float(np.sqrt(abs(fig.signed_area(cut.ring)) / np.pi))
        done = float(np.linalg.norm(middle - origin)) < 0.5 and grown > 0.75 * radius and grown < 1.3 * radius
        # seen from its own middle every ray meets the edge nearly square
        origin, radius = middle, grown
        if done:
            break
    if lumen is None or (
        fig.distance_to_ring(cut.ring, np.zeros(2)) > 5.0 and not fig.contains(cut.ring, np.zeros(2))
    ):
        return blank.withheld(Remark("no_closed_contour"))
    if edge != "outer":
        return _finished(field, blank, ring, cut, lumen, wishes)
    inner = fig.fourier_smooth(cut.ring, wishes.harmonics, CONTOUR_POINTS)
    wide = _polar(field, blank, polar.origin, float(lumen.r.max()) + WALL_REACH_MM, wishes, lower=None)
    wall = _wall_edge(wide, lumen, wishes)
    blank = replace(blank, other_contour_mm=blank.to_patient(inner))
    if wall is None:
        return replace(blank, wall_contact_deg=360.0).withheld(
            Remark("wall_contact", "wall_contact_withheld", {"degrees": "360"})
        )
    ring = wide.ring(wall.r)
    outside = without_ostia(ring, inside, noise=lumen.noise)
    for ostium in cut.ostia:  # a branch that leaves the lumen goes through the wall as well
        outside = _joined(outside, without_sector(outside.ring, ostium.direction, ostium.width_mm))
    return _finished(field, blank, ring, outside, wall, wishes)


def _joined(one: Cut, other: Cut) -> Cut:
    """Both cuts, `other` being of the ring of `one`."""
    if not other.ostia:
        return one
    return replace(
        other,
        ostia=(*one.ostia, *other.ostia),
        cut_deg=one.cut_deg + other.cut_deg,
        bulge_deg=one.bulge_deg,
        plaque_deg=one.plaque_deg,
        closed=one.closed,
        bridged=one.bridged | other.bridged,
    )


def _finished(
    field: Field, blank: Section, ring: FloatArray, cut: Cut, edge: _Edge, wishes: EdgeSettings
) -> Section:
    section = with_cut(blank, ring, cut, wishes.harmonics)
    # across a mouth there is no edge to be seen: `near_branch` says that
    seen = edge.seen | cut.bridges(ring)
    contact = 360.0 * float(np.count_nonzero(~seen)) / len(seen)
    section = replace(section, wall_contact_deg=contact)
    if section.contour_mm is not None and bool(field.outside(section.contour_mm).any()):
        return section.withheld(Remark("end_of_volume"))
    degrees = {"degrees": f"{contact:.0f}"}
    if contact > wishes.wall_contact_limit_deg:
        return section.withheld(Remark("wall_contact", "wall_contact_withheld", degrees))
    if contact >= 360.0 / len(seen) * 6:
        remark = Remark("wall_contact", fields=degrees)
        return replace(section, remarks=(*section.remarks, remark), flags=(*section.flags, "wall_contact"))
    return section


def _polar(
    field: Field,
    blank: Section,
    origin: FloatArray,
    reach_mm: float,
    wishes: EdgeSettings,
    lower: float | None = None,
) -> _Polar:
    radii = np.arange(0.0, reach_mm + wishes.step_mm, wishes.step_mm)
    angles = np.arange(wishes.rays) * 2.0 * np.pi / wishes.rays
    centre = blank.centre_mm + origin[0] * blank.row_direction + origin[1] * blank.column_direction
    direction = (
        np.cos(angles)[:, None] * blank.row_direction + np.sin(angles)[:, None] * blank.column_direction
    )
    points = centre + radii[None, :, None] * direction[:, None, :]
    values = field.sample(points).astype(np.float64)
    return _Polar(values if lower is None else np.maximum(values, lower), radii, angles, origin)


def _lumen_edge(polar: _Polar, radius: float, wishes: EdgeSettings, *, field_is_hu: bool) -> _Edge | None:
    """First edge from the lumen outwards, whichever way its brightness differs from its surroundings."""
    values, radii = polar.values, polar.radii
    core = values[:, radii <= max(0.5 * radius, 1.5)]
    level = float(np.median(core))
    noise = 1.4826 * float(np.median(np.abs(core - level))) + 1e-6
    around = values[:, (radii >= 1.2 * radius) & (radii <= max(1.5 * radius, radius + 5.0))]
    # lung and air lie far below any tissue that the wall can be: they mustn't set the contrast
    surroundings = _without_air(around, level)
    contrast = level - surroundings
    if abs(contrast) < CONTRAST_TO_NOISE * noise:
        return None
    sign = float(np.sign(contrast))
    scaled = np.clip((values - surroundings) * sign / abs(contrast), -0.2, 1.2)
    cost = _cost(scaled, wishes)
    r = radii[_closed_path(cost, wishes.smoothness)]
    limited = surroundings + sign * abs(contrast) * np.clip(
        (values - surroundings) * sign / abs(contrast), -0.6, 1.6
    )
    around_lumen = surroundings
    if field_is_hu and level > WALL_HU + ENHANCED_HU:
        around_lumen = max(surroundings, WALL_HU)
        # a wall thinner than the blur hides before the fat behind it: half way to fat lies beyond the lumen
        limited = np.maximum(limited, WALL_HU)
    edge = _half_maximum(limited, radii, r, sign, CONTRAST_SHARE * abs(contrast), wishes)
    if np.count_nonzero(edge.seen) < len(edge.r) / 4:
        return None
    return replace(edge, lumen=level, around=around_lumen, noise=noise / max(abs(level - around_lumen), 1e-6))


def _without_air(around: FloatArray, level: float) -> float:
    """Median of the surroundings; where most of it is air or lung, that of the rest when there is enough."""
    middle = float(np.median(around))
    tissue = around[around > -200.0] if level > -100.0 else around
    if middle < -200.0 and tissue.size > 0.1 * around.size:
        return float(np.median(tissue))
    return middle


def _cost(scaled: FloatArray, wishes: EdgeSettings) -> FloatArray:
    """Cost per ray and sample: small where inside ends; `scaled` is 1 inside and 0 outside."""
    smooth = ndimage.gaussian_filter1d(scaled, 1.5, axis=0, mode="wrap")
    fall = -ndimage.gaussian_filter1d(smooth, 0.75 / wishes.step_mm, axis=1, order=1, mode="nearest")
    fall = np.clip(fall / max(float(np.percentile(fall.max(axis=1), 75)), 1e-9), 0.0, 1.0)
    # what isn't inside, counted from the centre on, mustn't be taken in: the first edge, not the strongest
    taken = np.cumsum(np.clip(0.5 - smooth, 0.0, 0.5), axis=1) * wishes.step_mm
    left = (np.clip(smooth - 0.5, 0.0, 0.5) * wishes.step_mm)[:, ::-1].cumsum(axis=1)[:, ::-1]
    window = max(round(4.0 / wishes.step_mm), 1)
    left = left - np.pad(left, ((0, 0), (0, window)), mode="edge")[:, window:]
    return np.asarray(1.0 - fall + 1.5 * taken + 1.5 * left)


def _closed_path(cost: FloatArray, smoothness: int) -> NDArray[np.int64]:
    """Sample per ray of the cheapest path round; it closes because the middle turn of three is taken."""
    rays, samples = cost.shape
    turns = np.concatenate([cost, cost, cost])
    total = turns[0].copy()
    came = np.zeros(turns.shape, dtype=np.int8)
    padded = np.full(samples + 2 * smoothness, np.inf)
    # row by row the totals of the samples that each may come from
    options_of = np.lib.stride_tricks.sliding_window_view(padded, samples)
    turn_cost = 0.02 * np.abs(np.arange(-smoothness, smoothness + 1))[:, None]
    everywhere = np.arange(samples)
    for k in range(1, len(turns)):
        padded[smoothness : smoothness + samples] = total
        options = options_of + turn_cost
        best = options.argmin(axis=0)
        came[k] = best - smoothness
        total = options[best, everywhere] + turns[k]
    path = np.empty(len(turns), dtype=np.int64)
    path[-1] = int(total.argmin())
    for k in range(len(turns) - 1, 0, -1):
        path[k - 1] = path[k] + came[k, path[k]]
    return path[rays : 2 * rays]


def _ring_mean(values: FloatArray, radii: FloatArray, low: FloatArray, high: FloatArray) -> FloatArray:
    """Mean of each ray between two radii (at least the nearest sample)."""
    inside = (radii[None, :] >= low[:, None] - 1e-9) & (radii[None, :] <= high[:, None] + 1e-9)
    count = inside.sum(axis=1)
    mean = np.where(inside, values, 0.0).sum(axis=1) / np.maximum(count, 1)
    nearest = np.clip(np.rint(high / (radii[1] - radii[0])).astype(int), 0, len(radii) - 1)
    return np.asarray(np.where(count > 0, mean, values[np.arange(len(values)), nearest]))


def _half_maximum(
    values: FloatArray,
    radii: FloatArray,
    r: FloatArray,
    sign: float,
    least_contrast: float,
    wishes: EdgeSettings,
    inner_limit: FloatArray | None = None,
) -> _Edge:
    """Local half-maximum on each ray near a path; rays without it are interpolated from their neighbours.

    Two passes: the rings of the second lie round the crossing of the first.
    """
    step = wishes.step_mm
    seen = np.ones(len(r), dtype=bool)
    for _ in range(2):
        low = np.maximum(r - RING_FAR_MM, 0.0)
        if inner_limit is not None:
            low = np.maximum(low, np.minimum(inner_limit, r - RING_NEAR_MM))
        inside = _ring_mean(values, radii, low, np.maximum(r - RING_NEAR_MM, 0.0))
        outside = _ring_mean(values, radii, r + RING_NEAR_MM, r + RING_FAR_MM)
        inside = ndimage.gaussian_filter1d(inside, 2.0, mode="wrap")
        outside = ndimage.gaussian_filter1d(outside, 2.0, mode="wrap")
        seen = (inside - outside) * sign > least_contrast
        level = (inside + outside) / 2.0
        above = (values - level[:, None]) * sign > 0
        falls = above[:, :-1] & ~above[:, 1:]
        ray, k = np.nonzero(falls)
        one, two = values[ray, k] - level[ray], values[ray, k + 1] - level[ray]
        crossing = radii[k] + step * one / (one - two)
        off = np.abs(crossing - r[ray])
        order = np.lexsort((off, ray))
        first = np.unique(ray[order], return_index=True)[1]
        best = order[first]
        found = np.full(len(r), np.nan)
        found[ray[best]] = crossing[best]
        seen &= np.isfinite(found) & (np.abs(found - r) <= CROSSING_MM)
        r = _interpolated(np.where(seen, found, np.nan), r)
    return _Edge(r, seen)


def _interpolated(found: FloatArray, otherwise: FloatArray) -> FloatArray:
    """Rays that are NaN from their neighbours round the ring."""
    known = np.flatnonzero(np.isfinite(found))
    if not len(known):
        return otherwise
    count = len(found)
    at = np.concatenate([known - count, known, known + count])
    return np.interp(np.arange(count), at, np.tile(found[known], 3))


def _wall_edge(polar: _Polar, lumen: _Edge, wishes: EdgeSettings) -> _Edge | None:
    """The outer wall beyond the lumen, where a layer (thrombus, thick wall) lies between them."""
    values, radii = polar.values, polar.radii
    layer = _ring_mean(values, radii, lumen.r + RING_NEAR_MM, lumen.r + 2.5)
    beyond = radii[None, :] > lumen.r[:, None] + RING_NEAR_MM
    rest = values[beyond]
    far = float(np.percentile(rest[rest > -200.0] if np.any(rest > -200.0) else rest, 20))
    candidates = layer[layer > far + 30.0] if np.any(layer > far + 30.0) else layer[:0]
    if len(candidates) < wishes.rays / 6:
        return None
    wall = float(np.median(candidates))
    contrast = wall - far
    noise = 1.4826 * float(np.median(np.abs(candidates - wall))) + 1e-6
    if contrast < max(CONTRAST_TO_NOISE * noise / np.sqrt(5.0), 1e-6):
        return None
    scaled = np.clip((values - far) / contrast, -0.2, 1.2)
    # lumen and whatever is brighter than the layer count as inside up to where the layer begins
    inside = radii[None, :] <= lumen.r[:, None] + WALL_BEGINS_MM
    scaled = np.where(inside, 1.0, scaled)
    cost = _cost(scaled, wishes)
    cost = np.where(inside, cost + 50.0, cost)
    r = radii[_closed_path(cost, wishes.smoothness)]
    # air beyond the wall would pull the level down; the wall's own contrast bounds it
    limited = np.clip(values, far - 0.6 * contrast, wall + 0.6 * contrast)
    edge = _half_maximum(
        limited, radii, r, 1.0, CONTRAST_SHARE * contrast, wishes, inner_limit=lumen.r + RING_NEAR_MM
    )
    has_layer = layer > far + 0.5 * contrast
    return _Edge(np.maximum(edge.r, lumen.r), edge.seen & has_layer)
