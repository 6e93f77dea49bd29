"""Figures of one closed planar contour: diameters, area, perimeter.

The largest diameter is the largest Feret diameter; the perpendicular one is the longest chord inside the
contour at exactly 90 degrees to it, not the smallest width. Coordinates are two in-plane axes in mm.

Limitations: a self-crossing contour has no meaningful area; the callers make contours by marching squares
or from a ring of points.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from scipy.spatial import ConvexHull
from skimage.draw import polygon2mask

FloatArray = NDArray[np.float64]

#: lines scanned for the perpendicular chord (specs section 3.2 asks for at least 400)
PERPENDICULAR_LINES = 512
#: chords through the centroid for the mean diameter (every 5 degrees)
MEAN_CHORDS = 36


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of specs section 3.2, mm and mm2; end points in the contour's own plane axes."""

    diameter_max_mm: float
    diameter_perpendicular_mm: float
    diameter_min_mm: float
    diameter_area_mm: float
    area_mm2: float
    perimeter_mm: float
    ellipticity: float
    solidity: float
    max_ends: tuple[tuple[float, float], tuple[float, float]]
    perpendicular_ends: tuple[tuple[float, float], tuple[float, float]]


def signed_area(ring: FloatArray) -> float:
    """Shoelace area of a ring (n, 2), mm2; its sign is the sense of rotation."""
    following = np.roll(ring, -1, axis=0)
    return float(np.sum(ring[:, 0] * following[:, 1] - ring[:, 1] * following[:, 0]) / 2.0)


def centroid(ring: FloatArray) -> FloatArray:
    """Centre of gravity of the area enclosed by a ring (n, 2)."""
    origin = ring.mean(axis=0)
    shifted = ring - origin
    following = np.roll(shifted, -1, axis=0)
    cross = shifted[:, 0] * following[:, 1] - shifted[:, 1] * following[:, 0]
    total = cross.sum()
    if abs(total) < 1e-12:
        return np.asarray(origin)
    return np.asarray(origin + ((shifted + following) * cross[:, None]).sum(axis=0) / (3.0 * total))


def contains(ring: FloatArray, point: FloatArray) -> bool:
    """Whether a point lies inside a ring (even-odd rule)."""
    x, y = float(point[0]), float(point[1])
    a, b = ring, np.roll(ring, -1, axis=0)
    crosses = (a[:, 1] > y) != (b[:, 1] > y)
    if not crosses.any():
        return False
    a, b = a[crosses], b[crosses]
    at = a[:, 0] + (y - a[:, 1]) * (b[:, 0] - a[:, 0]) / (b[:, 1] - a[:, 1])
    return bool(np.count_nonzero(at > x) % 2)


def distance_to_ring(ring: FloatArray, point: FloatArray) -> float:
    """Distance from a point to the polygon line of a ring, mm."""
    a, b = ring, np.roll(ring, -1, axis=0)
    edge = b - a
    length2 = np.maximum((edge**2).sum(axis=1), 1e-18)
    t = np.clip(((point - a) * edge).sum(axis=1) / length2, 0.0, 1.0)
    return float(np.sqrt((((a + t[:, None] * edge) - point) ** 2).sum(axis=1).min()))


def resample_ring(ring: FloatArray, count: int) -> FloatArray:
    """The ring at `count` points, evenly spaced along its length."""
    closed = np.vstack([ring, ring[:1]])
    arc = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(closed, axis=0), axis=1))])
    at = np.arange(count) * (arc[-1] / count)
    return np.column_stack([np.interp(at, arc, closed[:, k]) for k in (0, 1)])


def fourier_smooth(ring: FloatArray, harmonics: int, count: int = 360) -> FloatArray:
    """Closed contour without its harmonics above `harmonics`, at `count` points (specs section 5.3)."""
    even = resample_ring(ring, count)
    spectrum = np.fft.fft(even[:, 0] + 1j * even[:, 1])
    order = np.abs(np.fft.fftfreq(count, 1.0 / count))
    spectrum[order > harmonics] = 0.0
    smooth = np.fft.ifft(spectrum)
    return np.column_stack([smooth.real, smooth.imag])


def chords(
    ring: FloatArray, direction: FloatArray, offsets: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Longest inside chord on each of several parallel lines.

    Parameters
    ----------
    ring : (n, 2)
    direction : (2,) unit vector of the lines
    offsets : (m,) positions of the lines along the perpendicular of `direction`

    Returns
    -------
    (length, begin, end) : (m,) each; begin and end are positions along `direction`; length 0 without crossing
    """
    across = np.array([direction[1], -direction[0]])
    u, v = ring @ across, ring @ direction
    u1, v1 = np.roll(u, -1), np.roll(v, -1)
    # each edge crosses the lines whose offsets lie between its ends: sorted offsets give them as a range
    order = np.argsort(offsets, kind="stable")
    ranked = offsets[order]
    low = np.searchsorted(ranked, np.minimum(u, u1), side="left")
    high = np.searchsorted(ranked, np.maximum(u, u1), side="left")
    count = high - low
    edge = np.repeat(np.arange(len(ring)), count)
    within = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
    line = order[low[edge] + within]
    at = v[edge] + (offsets[line] - u[edge]) * (v1[edge] - v[edge]) / (u1[edge] - u[edge])
    length, begin, end = (np.zeros(len(offsets)) for _ in range(3))
    by_line = np.lexsort((at, line))
    line, at = line[by_line], at[by_line]
    # crossings of a closed ring come in pairs on each line: inside from the first to the second, and so on
    first, second = at[0::2], at[1::2]
    which, size = line[0::2], second - first
    ascending = np.argsort(size, kind="stable")
    length[which[ascending]] = size[ascending]
    begin[which[ascending]] = first[ascending]
    end[which[ascending]] = second[ascending]
    return length, begin, end


def figures_of(ring: FloatArray) -> Figures:
    """Figures of a closed ring.

    Parameters
    ----------
    ring : (n, 2) array, n >= 3, mm, first point not repeated

    Raises
    ------
    ValueError
        Fewer than three points, a number that isn't finite, or no area.
    """
    ring = np.asarray(ring, dtype=np.float64)
    if ring.ndim != 2 or ring.shape[1] != 2 or len(ring) < 3 or not np.all(np.isfinite(ring)):
        raise ValueError("a contour needs at least three finite points")
    area = abs(signed_area(ring))
    if area < 1e-6:
        raise ValueError("the contour encloses no area")
    hull = ring[ConvexHull(ring).vertices]
    difference = hull[:, None, :] - hull[None, :, :]
    distance = np.sqrt((difference**2).sum(axis=2))
    i, j = np.unravel_index(int(distance.argmax()), distance.shape)
    longest = float(distance[i, j])
    axis = (hull[j] - hull[i]) / longest
    cross = np.array([-axis[1], axis[0]])
    along = ring @ axis
    low, high = float(along.min()), float(along.max())
    # `chords` measures offsets along (d1, -d0) of its direction: for `cross` that is `axis`
    offsets = low + (np.arange(PERPENDICULAR_LINES) + 0.5) * (high - low) / PERPENDICULAR_LINES
    length, begin, end = chords(ring, cross, offsets)
    best = int(length.argmax())
    foot = axis * offsets[best]
    edges = np.roll(hull, -1, axis=0) - hull
    size = np.linalg.norm(edges, axis=1)
    normals = np.column_stack([-edges[:, 1], edges[:, 0]])[size > 1e-9] / size[size > 1e-9, None]
    reach = normals @ hull.T
    narrowest = float((reach.max(axis=1) - reach.min(axis=1)).min())
    closing = np.roll(ring, -1, axis=0) - ring
    return Figures(
        diameter_max_mm=longest,
        diameter_perpendicular_mm=float(length[best]),
        diameter_min_mm=narrowest,
        diameter_area_mm=2.0 * float(np.sqrt(area / np.pi)),
        area_mm2=area,
        perimeter_mm=float(np.linalg.norm(closing, axis=1).sum()),
        ellipticity=1.0 - narrowest / longest,
        solidity=area / abs(signed_area(hull)),
        max_ends=(_pair(hull[i]), _pair(hull[j])),
        perpendicular_ends=(_pair(foot + cross * begin[best]), _pair(foot + cross * end[best])),
    )


def mean_diameter(ring: FloatArray) -> float:
    """Mean of the 36 chords through the centroid, every 5 degrees (endograft sizing)."""
    middle = centroid(ring)
    lengths = []
    for angle in np.arange(MEAN_CHORDS) * np.pi / MEAN_CHORDS:
        length, _, _ = chords(ring - middle, np.array([np.cos(angle), np.sin(angle)]), np.zeros(1))
        lengths.append(float(length[0]))
    return float(np.mean(lengths))


def solidity(ring: FloatArray) -> float:
    """Area of the ring over that of its convex hull."""
    return abs(signed_area(ring)) / float(ConvexHull(ring).volume)


def without_branches(ring: FloatArray, step_mm: float = 0.5) -> tuple[FloatArray, float, float]:
    """(centroid, area, inscribed radius) of the ring after a morphological opening that cuts off branches.

    The opening's disc has 0.6 of the inscribed radius: what is narrower than that goes.
    """
    low = ring.min(axis=0) - 2.0 * step_mm
    size = np.ceil(np.ptp(ring, axis=0) / step_mm).astype(int) + 5
    inside = polygon2mask((int(size[0]), int(size[1])), (ring - low) / step_mm)
    depth = ndimage.distance_transform_edt(inside) * step_mm
    inscribed = float(depth.max())
    disc = 0.6 * inscribed
    core = depth >= disc
    labels, _ = ndimage.label(core)
    core = labels == labels.flat[int(depth.argmax())]
    opened = inside & (ndimage.distance_transform_edt(~core) * step_mm <= disc)
    spots = np.argwhere(opened)
    area = float(len(spots)) * step_mm**2
    return np.asarray(low + spots.mean(axis=0) * step_mm), area, inscribed


def inscribed_diameter(ring: FloatArray, step_mm: float = 0.1) -> float:
    """Twice the radius of the largest circle inside the ring; under-reads lumens that aren't round."""
    middle, size = centroid(ring), float(np.ptp(ring, axis=0).max())
    best, radius, reach = middle, 0.0, size / 2.0
    while reach > step_mm / 4.0:
        spots = best + np.stack(np.meshgrid(*[np.linspace(-reach, reach, 9)] * 2), axis=-1).reshape(-1, 2)
        depths = [distance_to_ring(ring, s) if contains(ring, s) else 0.0 for s in spots]
        if max(depths) > radius:
            radius, best = max(depths), spots[int(np.argmax(depths))]
        reach /= 3.0
    return 2.0 * radius


def _pair(point: FloatArray) -> tuple[float, float]:
    return (float(point[0]), float(point[1]))
