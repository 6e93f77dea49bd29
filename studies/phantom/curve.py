"""A smooth curve in space by arc length, with an exact foot point and a rotation-minimising frame.

The curve is one cubic spline (C2) of its own arc length. `foot` finds, for a point, the arc at which the
plane perpendicular to the curve passes through it; a tube built on that foot has, in every perpendicular
section, exactly the outline that it was given, as long as it is thinner than the curve's own radius.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import make_interp_spline
from scipy.spatial import cKDTree

Floats = NDArray[np.float64]

#: arc distance of the points from which the foot is refined, mm
SAMPLE_MM = 0.5


class Curve:
    """A curve through knots (n, 3), mm."""

    def __init__(self, knots: Any) -> None:
        points = np.asarray(knots, dtype=np.float64)
        chord = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
        rough = make_interp_spline(chord, points, k=3, bc_type="natural")
        fine = np.linspace(0.0, chord[-1], int(chord[-1] * 20) + 2)
        steps = np.linalg.norm(np.diff(rough(fine), axis=0), axis=1)
        travelled = np.concatenate([[0.0], np.cumsum(steps)])
        self.length = float(travelled[-1])
        count = int(np.ceil(self.length)) + 1
        arcs = np.linspace(0.0, self.length, count)
        self._spline = make_interp_spline(
            arcs, rough(np.interp(arcs, travelled, fine)), k=3, bc_type="natural"
        )
        self._first = self._spline.derivative(1)
        self._second = self._spline.derivative(2)
        self.arcs = np.linspace(0.0, self.length, int(np.ceil(self.length / SAMPLE_MM)) + 1)
        self.points = self.point(self.arcs)
        self._tree = cKDTree(self.points)
        self._rows = self._transport()

    def point(self, arc: Any) -> Floats:
        """Position at the arc, mm; shape (..., 3)."""
        return np.asarray(self._spline(arc))

    def tangent(self, arc: Any) -> Floats:
        """Unit tangent."""
        t = np.asarray(self._first(arc))
        return np.asarray(t / np.linalg.norm(t, axis=-1, keepdims=True))

    def curvature_radius(self, arc: Any) -> Floats:
        """Radius of curvature, mm."""
        first, second = np.asarray(self._first(arc)), np.asarray(self._second(arc))
        bend = np.linalg.norm(np.cross(first, second), axis=-1) / np.linalg.norm(first, axis=-1) ** 3
        return np.asarray(1.0 / np.maximum(bend, 1e-9))

    def _transport(self) -> Floats:
        """First in-plane axis at every sample, by double reflection (rotation minimising)."""
        tangents = self.tangent(self.arcs)
        row = np.array([1.0, 0.0, 0.0])
        row -= tangents[0] * (row @ tangents[0])
        rows = [row / np.linalg.norm(row)]
        for i in range(len(self.arcs) - 1):
            v1 = self.points[i + 1] - self.points[i]
            c1 = v1 @ v1
            r = rows[-1] - (2.0 / c1) * (v1 @ rows[-1]) * v1
            t = tangents[i] - (2.0 / c1) * (v1 @ tangents[i]) * v1
            v2 = tangents[i + 1] - t
            c2 = v2 @ v2
            rows.append(r - (2.0 / c2) * (v2 @ r) * v2 if c2 > 1e-18 else r)
        return np.asarray(rows)

    def frame(self, arc: Any) -> tuple[Floats, Floats, Floats]:
        """In-plane unit axes u, v and the tangent at the arc(s); u x v = tangent."""
        s = np.asarray(arc, dtype=np.float64)
        t = self.tangent(s)
        flat = np.stack([np.interp(s, self.arcs, self._rows[:, i]) for i in range(3)], axis=-1)
        u = flat - t * np.sum(flat * t, axis=-1, keepdims=True)
        u = u / np.linalg.norm(u, axis=-1, keepdims=True)
        return u, np.cross(t, u), t

    def foot(self, points: Floats, within: float) -> tuple[NDArray[np.intp], Floats]:
        """Which points lie within a distance of the curve, and the arc of each one's foot.

        Arcs are clipped to the curve, so that points beyond an end have the end as their foot.
        """
        distance, nearest = self._tree.query(points, distance_upper_bound=within)
        found = np.flatnonzero(np.isfinite(distance))
        arc = self.arcs[nearest[found]]
        p = points[found]
        for _ in range(3):
            first, second = self._first(arc), self._second(arc)
            offset = p - self._spline(arc)
            slope = np.sum(first * first, axis=1) - np.sum(offset * second, axis=1)
            move = np.sum(offset * first, axis=1) / np.where(slope > 0.05, slope, 0.05)
            arc = np.clip(arc + np.clip(move, -1.0, 1.0), 0.0, self.length)
        return found, arc

    def arc_at_height(self, z: float, after: float = 0.0) -> float:
        """First arc beyond `after` at which the curve passes the height z."""
        start = int(np.searchsorted(self.arcs, after))
        heights = self.points[start:, 2] - z
        crossing = np.flatnonzero(np.signbit(heights[1:]) != np.signbit(heights[:-1]))
        if not len(crossing):
            raise ValueError(f"the curve doesn't pass z = {z} after {after}")
        i = int(crossing[0])
        share = heights[i] / (heights[i] - heights[i + 1])
        return float(self.arcs[start + i] + share * (self.arcs[start + i + 1] - self.arcs[start + i]))
