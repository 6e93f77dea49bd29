"""Implicit shapes on a coarse lattice, painted sub-voxel on the image grid.

A `Field` holds samples of a smooth function (mostly a signed distance in mm, negative inside) on a regular
lattice; between the samples it *is* its cubic (Catmull-Rom) interpolant, so that every grid, coarse or
fine, sees one and the same shape. A `Slab` is a stack of image slices in the anatomical frame; shapes are
painted into it with a linear ramp one voxel wide, which is the partial volume of a flat edge.

Axes: arrays are ``[z, y, x]``; coordinates LPS mm of the anatomical frame.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import PchipInterpolator

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Box = tuple[slice, slice, slice]

#: distance given to points that no shape is near, mm
FAR = 50.0


def interpolation_matrix(positions: Floats, start: float, step: float, count: int) -> Singles:
    """(len(positions), count) Catmull-Rom weights onto lattice points ``start + step * i``; edges clamp."""
    u = np.clip((positions - start) / step, 0.0, count - 1.0)
    base = np.minimum(u.astype(int), count - 2)
    t = u - base
    weights = np.zeros((len(positions), count), dtype=np.float32)
    rows = np.arange(len(positions))
    taps = (
        -0.5 * t + t**2 - 0.5 * t**3,
        1.0 - 2.5 * t**2 + 1.5 * t**3,
        0.5 * t + 2.0 * t**2 - 1.5 * t**3,
        -0.5 * t**2 + 0.5 * t**3,
    )
    for offset, tap in zip((-1, 0, 1, 2), taps, strict=True):
        np.add.at(weights, (rows, np.clip(base + offset, 0, count - 1)), tap.astype(np.float32))
    return weights


@dataclass(frozen=True, eq=False)
class Lattice:
    """Regular coarse lattice: `start` (x, y, z), one `step`, `count` (x, y, z)."""

    start: tuple[float, float, float]
    step: float
    count: tuple[int, int, int]

    @property
    def axes(self) -> tuple[Singles, Singles, Singles]:
        """Broadcastable x ``(1, 1, nx)``, y ``(1, ny, 1)`` and z ``(nz, 1, 1)``."""
        x, y, z = (
            (s + self.step * np.arange(n)).astype(np.float32)
            for s, n in zip(self.start, self.count, strict=True)
        )
        return x[None, None, :], y[None, :, None], z[:, None, None]

    @property
    def shape(self) -> tuple[int, int, int]:
        return (self.count[2], self.count[1], self.count[0])


@dataclass(frozen=True, eq=False)
class Field:
    """A smooth function by its samples on a lattice, cropped to where it matters."""

    samples: Singles
    start: tuple[float, float, float]
    step: float
    #: True for a field over everything (texture, body), which is never skipped
    everywhere: bool = False

    def at(self, x: Floats, y: Floats, z: Floats) -> Singles:
        """Values on the grid spanned by three axes; shape (nz, ny, nx)."""
        nz, ny, nx = self.samples.shape
        wz = interpolation_matrix(z, self.start[2], self.step, nz)
        wy = interpolation_matrix(y, self.start[1], self.step, ny)
        wx = interpolation_matrix(x, self.start[0], self.step, nx)
        used = np.flatnonzero(wz.any(axis=0))
        low, high = int(used[0]), int(used[-1]) + 1
        planes = self.samples[low:high].reshape(high - low, -1)
        stack = (wz[:, low:high] @ planes).reshape(len(z), ny, nx)
        return np.asarray(np.matmul(np.matmul(wy, stack), wx.T), dtype=np.float32)

    def box(self, x: Floats, y: Floats, z: Floats) -> Box | None:
        """Index ranges of the axes that lie within the lattice; None when any is empty."""
        ranges = []
        for axis, start, count in zip((z, y, x), self.start[::-1], self.samples.shape, strict=True):
            low = int(np.searchsorted(axis, start))
            high = int(np.searchsorted(axis, start + self.step * (count - 1), side="right"))
            if low >= high:
                return None
            ranges.append(slice(low, high))
        return (ranges[0], ranges[1], ranges[2])


def cropped(samples: NDArray[Any], lattice: Lattice, margin_mm: float = 6.0) -> Field:
    """The field cropped to where a signed distance is below the margin."""
    near = samples < margin_mm
    ranges = []
    for axis in range(3):
        others = tuple(a for a in range(3) if a != axis)
        hit = np.flatnonzero(near.any(axis=others))
        if not len(hit):
            raise ValueError("an empty shape can't be cropped")
        ranges.append((max(0, int(hit[0]) - 2), min(samples.shape[axis], int(hit[-1]) + 3)))
    (z0, z1), (y0, y1), (x0, x1) = ranges
    start = tuple(s + lattice.step * o for s, o in zip(lattice.start, (x0, y0, z0), strict=True))
    block = np.ascontiguousarray(samples[z0:z1, y0:y1, x0:x1], dtype=np.float32)
    return Field(block, (start[0], start[1], start[2]), lattice.step)


def whole(samples: NDArray[Any], lattice: Lattice) -> Field:
    """The field over the whole lattice."""
    return Field(np.ascontiguousarray(samples, dtype=np.float32), lattice.start, lattice.step, True)


def noise_field(rng: np.random.Generator, lattice: Lattice, step: float, margin: float = 0.0) -> Field:
    """White noise on its own lattice of `step` mm, unit variance at the samples."""
    count = tuple(int(np.ceil((n - 1) * lattice.step / step + 2 * margin / step)) + 4 for n in lattice.count)
    samples = rng.standard_normal((count[2], count[1], count[0]), dtype=np.float32)
    start = tuple(s - step - margin for s in lattice.start)
    return Field(samples, (start[0], start[1], start[2]), step, True)


# ---- signed distances (approximate away from the surface, right on it) ---------------------------------


def profile(z: NDArray[Any], table: list[tuple[float, float]]) -> Singles:
    """Smooth monotone interpolation of a table of (z, value)."""
    knots = np.asarray(table, dtype=np.float64)
    inside = np.clip(z, knots[0, 0], knots[-1, 0])
    return np.asarray(PchipInterpolator(knots[:, 0], knots[:, 1])(inside), dtype=np.float32)


def ellipsoid(
    x: Any,
    y: Any,
    z: Any,
    centre: tuple[float, float, float],
    axes: tuple[float, float, float],
    turn_deg: float = 0.0,
    tilt_deg: float = 0.0,
) -> Singles:
    """Ellipsoid, turned about z and then tilted about y; FAR from it the value is just FAR."""
    shape = np.broadcast_shapes(x.shape, y.shape, z.shape)
    reach = max(axes) + FAR
    near = (np.abs(x - centre[0]) < reach) & (np.abs(y - centre[1]) < reach) & (np.abs(z - centre[2]) < reach)
    box = tuple(
        slice(int(h[0]), int(h[-1]) + 1)
        for h in (np.flatnonzero(near.any(axis=o)) for o in ((1, 2), (0, 2), (0, 1)))
    )
    out = np.full(shape, FAR, dtype=np.float32)
    x, y, z = (np.broadcast_to(a, shape)[box] for a in (x, y, z))
    dx, dy, dz = x - centre[0], y - centre[1], z - centre[2]
    # plain floats: NumPy's own scalars would turn the lattice into double precision
    if tilt_deg:
        c, s = math.cos(math.radians(tilt_deg)), math.sin(math.radians(tilt_deg))
        dx, dz = dx * c + dz * s, dz * c - dx * s
    if turn_deg:
        c, s = math.cos(math.radians(turn_deg)), math.sin(math.radians(turn_deg))
        dx, dy = dx * c + dy * s, dy * c - dx * s
    u, v, w = dx / axes[0], dy / axes[1], dz / axes[2]
    k0 = np.sqrt(u * u + v * v + w * w)
    k1 = np.sqrt((u / axes[0]) ** 2 + (v / axes[1]) ** 2 + (w / axes[2]) ** 2)
    out[box] = np.minimum(k0 * (k0 - 1.0) / np.maximum(k1, 1e-6), FAR)
    return out


def oval(dx: Any, dy: Any, a: Any, b: Any, power: Any = 2.0) -> Singles:
    """Super-ellipse with half axes a, b; radial distance to it."""
    q = (np.abs(dx / a) ** power + np.abs(dy / b) ** power) ** (1.0 / power)
    r = np.sqrt(dx * dx + dy * dy)
    return np.asarray(
        np.where(q > 0.05, r * (1.0 - 1.0 / np.maximum(q, 0.05)), -np.minimum(a, b)), np.float32
    )


def union(*shapes: Any, blend: float = 0.0) -> Singles:
    """Union; `blend` mm rounds the crease."""
    result = shapes[0]
    for other in shapes[1:]:
        if blend > 0:
            h = np.clip(0.5 + 0.5 * (other - result) / blend, 0.0, 1.0)
            result = other + (result - other) * h - blend * h * (1.0 - h)
        else:
            result = np.minimum(result, other)
    return np.asarray(result, dtype=np.float32)


def common(*shapes: Any, blend: float = 0.0) -> Singles:
    """Intersection; `blend` mm rounds the crease."""
    return -union(*(-s for s in shapes), blend=blend)


def balls(
    x: Any,
    y: Any,
    z: Any,
    points: Floats,
    radii: Any,
    reach: float = 6.0,
    stretch: tuple[float, float, float] = (1.0, 1.0, 1.0),
) -> Singles:
    """Distance to a union of balls strung along curves; FAR beyond `reach` mm.

    Parameters
    ----------
    x, y, z : axes of the grid (any broadcastable or flat form)
    points : (n, 3) ball centres (x, y, z)
    radii : (n,) or number, mm
    stretch : the balls' extent per axis relative to their radius
    """
    ax, ay, az = (np.asarray(a, dtype=np.float32).ravel() for a in (x, y, z))
    out = np.full((len(az), len(ay), len(ax)), FAR, dtype=np.float32)
    every = np.broadcast_to(np.asarray(radii, dtype=np.float64), (len(points),))
    extent = (every[:, None] + reach) * np.asarray(stretch)
    low = [np.searchsorted(a, points[:, i] - extent[:, i]) for i, a in enumerate((ax, ay, az))]
    high = [np.searchsorted(a, points[:, i] + extent[:, i], side="right") for i, a in enumerate((ax, ay, az))]
    chosen = np.flatnonzero((low[0] < high[0]) & (low[1] < high[1]) & (low[2] < high[2]))
    for i in chosen:
        sx, sy, sz = (slice(low[k][i], high[k][i]) for k in range(3))
        px, py, pz = points[i]
        d2 = (((az[sz] - np.float32(pz)) / np.float32(stretch[2])) ** 2)[:, None, None] + (
            ((ay[sy] - np.float32(py)) / np.float32(stretch[1])) ** 2
        )[None, :, None]
        d2 = d2 + (((ax[sx] - np.float32(px)) / np.float32(stretch[0])) ** 2)[None, None, :]
        np.sqrt(d2, out=d2)
        d2 -= np.float32(every[i])
        part = out[sz, sy, sx]
        np.minimum(part, d2, out=part)
    return out


def strand(knots: Any, spacing: float = 1.0) -> Floats:
    """Points every `spacing` mm along a smooth curve through the knots (n, k >= 3); further columns follow."""
    table = np.asarray(knots, dtype=np.float64)
    chord = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(table[:, :3], axis=0), axis=1))])
    count = max(2, int(np.ceil(chord[-1] / spacing)) + 1)
    if len(table) == 2:
        return np.asarray(np.linspace(table[0], table[1], count))
    return np.asarray(PchipInterpolator(chord, table)(np.linspace(0.0, chord[-1], count)))


# ---- painting ------------------------------------------------------------------------------------------


@dataclass(eq=False)
class Slab:
    """Some image slices being painted, in the anatomical frame."""

    x: Floats
    y: Floats
    z: Floats
    hu: Singles
    #: width of the partial-volume ramp, mm
    ramp: float

    def cover(self, distance: NDArray[Any]) -> Singles:
        """Share of each voxel inside the shape."""
        return np.asarray(np.clip(0.5 - distance / self.ramp, 0.0, 1.0), dtype=np.float32)

    def mix(self, share: NDArray[Any], value: Any, box: Box | None = None) -> None:
        """Blend `value` in by `share`."""
        part = self.hu if box is None else self.hu[box]
        part += share * (value - part)

    def paint(self, distance: NDArray[Any], value: Any, box: Box | None = None) -> None:
        """Fill the inside of a signed distance with a value (number or array)."""
        self.mix(self.cover(distance), value, box)

    def axes(self, box: Box) -> tuple[Floats, Floats, Floats]:
        """x, y, z of a box."""
        return self.x[box[2]], self.y[box[1]], self.z[box[0]]

    def around(self, points: Floats, margin: Any) -> Box | None:
        """The box of this slab that holds the points and a margin; None when they are elsewhere."""
        ranges = []
        for axis, column in ((self.z, 2), (self.y, 1), (self.x, 0)):
            low = int(np.searchsorted(axis, float(np.min(points[:, column] - margin))))
            high = int(np.searchsorted(axis, float(np.max(points[:, column] + margin)), side="right"))
            if low >= high:
                return None
            ranges.append(slice(low, high))
        return (ranges[0], ranges[1], ranges[2])

    def tube(
        self,
        points: Floats,
        radii: Any,
        value: Any,
        wall: float = 0.0,
        wall_value: float = 0.0,
        stretch: tuple[float, float, float] = (1.0, 1.0, 1.0),
    ) -> None:
        """Paint balls along a curve, with a wall around them when asked for."""
        every = np.broadcast_to(np.asarray(radii, dtype=np.float64), (len(points),))
        reach = (every + wall + 3 * self.ramp) * max(stretch)
        keep = (points[:, 2] + reach > self.z[0]) & (points[:, 2] - reach < self.z[-1])
        if not keep.any():
            return
        points, every, reach = points[keep], every[keep], reach[keep]
        box = self.around(points, reach)
        if box is None:
            return
        distance = balls(*self.axes(box), points, every, wall + 2 * self.ramp, stretch)
        if wall > 0:
            self.paint(distance - wall, wall_value, box)
        self.paint(distance, value, box)
