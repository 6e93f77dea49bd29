"""The aorta of the phantom: a tube around a C2 curve whose every perpendicular section is known exactly.

Section at arc s, in the plane perpendicular to the curve: the outer outline is
``R(s) * (1 + a2(s) cos 2(t - p2) + a3(s) cos 3(t - p3))``, the lumen the same shape one wall thinner, or,
inside the aneurysm, a circle shifted from the middle (the rest is thrombus). Everything here is in the
anatomical frame; `scale` turns it into patient mm.

Limitations: branches join the lumen outside this description; sections within a branch diameter of an
ostium are true for the aorta without its branch.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import PchipInterpolator

from studies.phantom.curve import Curve
from studies.phantom.variants import AortaShape, Variant

Floats = NDArray[np.float64]

#: the middle of the aorta from annulus to bifurcation, anatomical mm (x to the left, y to the back, z up)
MIDDLE = [
    (9.0, -12.0, 474.0),
    (5.0, -17.0, 487.0),
    (-3.0, -23.0, 505.0),
    (-12.0, -27.0, 526.0),
    (-15.5, -24.0, 546.0),
    (-2.0, -3.0, 571.5),
    (14.0, 23.0, 570.5),
    (25.0, 42.0, 549.0),
    (27.5, 49.0, 525.0),
    (27.0, 51.5, 503.0),
    (25.0, 51.0, 472.0),
    (21.0, 46.0, 436.0),
    (15.0, 36.0, 400.0),
    (10.5, 26.0, 366.0),
    (8.0, 16.0, 330.0),
    (11.0, 1.0, 285.0),
    (11.5, -1.5, 258.0),
    (6.0, 7.0, 220.0),
]
#: heights at which the descending part meets its landmarks
DIAPHRAGM_Z, CELIAC_Z, MESENTERIC_Z, RENAL_LEFT_Z, RENAL_RIGHT_Z = 384.0, 356.0, 340.0, 318.0, 323.0
#: arc of the sinotubular junction, and of the widest place of the sinuses
SINOTUBULAR_ARC, SINUS_ARC = 27.0, 14.0
OUTLINE_POINTS = 720


@dataclass(frozen=True)
class Ostium:
    """Where a branch leaves: arc on the line, angle in the section, radius of the branch, all anatomical."""

    arc: float
    angle: float
    radius: float


class Aorta:
    """Curve, radii and shape of one variant."""

    def __init__(self, variant: Variant) -> None:
        self.scale = variant.scale
        shape = variant.aorta
        self.shape: AortaShape = shape
        k = 1.0 / variant.scale
        self.curve = Curve(MIDDLE)
        c = self.curve
        top = float(c.arcs[int(np.argmax(c.points[: len(c.arcs) // 2, 2]))])
        self.top_arc = top
        below = top + 30.0
        self.arcs = {
            "diaphragm": c.arc_at_height(DIAPHRAGM_Z, below),
            "celiac": c.arc_at_height(CELIAC_Z, below),
            "superior_mesenteric": c.arc_at_height(MESENTERIC_Z, below),
            "renal_highest": c.arc_at_height(RENAL_RIGHT_Z, below),
            "renal_lowest": c.arc_at_height(RENAL_LEFT_Z, below),
            "aneurysm": c.arc_at_height(shape.aneurysm_height, below),
        }
        renal = self.arcs["renal_lowest"]
        table = [
            (0.0, shape.annulus),
            (SINUS_ARC, shape.sinus),
            (SINOTUBULAR_ARC, shape.sinotubular),
            (50.0, shape.ascending),
            (70.0, shape.ascending),
            (top - 14.0, (shape.ascending + 2 * shape.arch) / 3),
            (top + 14.0, shape.arch),
            (top + 55.0, shape.descending),
            (self.arcs["diaphragm"], shape.diaphragm),
            (self.arcs["celiac"], shape.celiac),
            (renal - 10.0, shape.renal + 0.6),
            (renal + 5.0, shape.renal),
            (c.length, shape.end),
        ]
        arcs, diameters = np.asarray(table).T
        self._lumen = PchipInterpolator(arcs, diameters * k / 2.0)
        self.wall = shape.wall * k
        self._bump_reach = shape.aneurysm_reach * k
        self._twist = 0.55
        self._aneurysm_ovality = 0.035
        middle = float(self._lumen(self.arcs["aneurysm"]))
        if shape.aneurysm_outer > 0:
            outer = shape.aneurysm_outer * k / 2.0 / (1.0 + self._aneurysm_ovality)
            self._outer_gain = outer - middle - self.wall
            self._lumen_gain = shape.aneurysm_lumen * k / 2.0 - middle
            self._offset_gain = shape.aneurysm_offset * k
        else:
            self._outer_gain = self._lumen_gain = self._offset_gain = 0.0
        self._check()

    def _check(self) -> None:
        c = self.curve
        s = c.arcs
        widest = self.outer_radius(s) * (1.0 + np.abs(self.ovality(s)) + np.abs(self.lobes(s)))
        if bool(np.any(widest >= 0.95 * c.curvature_radius(s))):
            raise ValueError("the aorta is wider than the radius of its curve")
        if bool(
            np.any(self.lumen_radius(s) + self.offset(s) > self.outer_radius(s) * (1 - self.ovality(s)) - 0.2)
        ):
            raise ValueError("the lumen leaves the wall")

    # ---- the description ------------------------------------------------------------------------------
    def bump(self, arc: Any) -> Floats:
        """0 outside the aneurysm, 1 at its maximum."""
        if self.shape.aneurysm_outer <= 0:
            return np.zeros_like(np.asarray(arc, dtype=np.float64))
        return np.asarray(np.exp(-(np.abs((arc - self.arcs["aneurysm"]) / self._bump_reach) ** 2.5)))

    def lumen_radius(self, arc: Any) -> Floats:
        """Mean radius of the lumen."""
        return np.asarray(self._lumen(arc) + self._lumen_gain * self.bump(arc))

    def outer_radius(self, arc: Any) -> Floats:
        """Mean radius of the outer wall."""
        return np.asarray(self._lumen(arc) + self.wall + self._outer_gain * self.bump(arc))

    def offset(self, arc: Any) -> Floats:
        """Distance of the lumen's middle from the line."""
        return np.asarray(self._offset_gain * self.bump(arc))

    def ovality(self, arc: Any) -> Floats:
        """a2: share of the radius, in the aneurysm."""
        return np.asarray(self._aneurysm_ovality * self.bump(arc))

    def lobes(self, arc: Any) -> Floats:
        """a3: the three sinuses."""
        s = np.asarray(arc, dtype=np.float64)
        return np.asarray(0.075 * np.exp(-(np.abs((s - SINUS_ARC) / 8.5) ** 2.5)))

    def direction(self, arc: Any) -> Floats:
        """Angle of the lumen's shift in the section, radians (towards the front and right)."""
        return np.asarray(-2.0 + 0.0 * np.asarray(arc))

    def _form(self, arc: Any, angle: Any) -> Floats:
        return np.asarray(
            1.0
            + self.ovality(arc) * np.cos(2.0 * (angle - self._twist))
            + self.lobes(arc) * np.cos(3.0 * (angle - 0.4))
        )

    def outer_at(self, arc: Any, angle: Any) -> Floats:
        """Outer radius in a direction of the section."""
        return np.asarray(self.outer_radius(arc) * self._form(arc, angle))

    # ---- distances ------------------------------------------------------------------------------------
    def distances(
        self, points: Floats, margin: float = 4.0
    ) -> tuple[NDArray[np.intp], Floats, Floats, Floats]:
        """Points near the aorta: their numbers, arc, and signed distances to lumen and outer wall.

        The zero set is exact; the value is the distance within the section.
        """
        reach = float(self.outer_radius(self.curve.arcs).max()) * 1.1 + margin
        found, arc = self.curve.foot(points, reach)
        u, v, t = self.curve.frame(arc)
        offset = points[found] - self.curve.point(arc)
        a, b = np.sum(offset * u, axis=1), np.sum(offset * v, axis=1)
        along = np.sum(offset * t, axis=1)  # 0 but beyond the ends: there the tube closes as a dome
        angle = np.arctan2(b, a)
        form = self._form(arc, angle)
        outer = np.sqrt(a * a + b * b + along * along) - self.outer_radius(arc) * form
        shift, turn = self.offset(arc), self.direction(arc)
        da, db = a - shift * np.cos(turn), b - shift * np.sin(turn)
        # in the aneurysm a circle, elsewhere the outer shape; both forms are 1 where they meet
        lumen_form = 1.0 + self.lobes(arc) * np.cos(3.0 * (angle - 0.4))
        lumen = np.sqrt(da * da + db * db + along * along) - self.lumen_radius(arc) * lumen_form
        return found, arc, np.asarray(lumen), np.asarray(outer)

    # ---- sections, in patient mm ----------------------------------------------------------------------
    def outline(self, arc: float, edge: str) -> Floats:
        """Outline in the section plane (n, 2), patient mm, about the line; edge ``lumen`` or ``outer``."""
        angle = np.linspace(0.0, 2.0 * np.pi, OUTLINE_POINTS, endpoint=False)
        if edge == "outer":
            radius = self.outer_at(arc, angle)
            ring = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
        else:
            shift, turn = float(self.offset(arc)), float(self.direction(arc))
            lobes = float(self.lobes(arc))
            radius = float(self.lumen_radius(arc)) * (1.0 + lobes * np.cos(3.0 * (angle - 0.4)))
            ring = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
            ring += shift * np.array([np.cos(turn), np.sin(turn)])
        return np.asarray(ring * self.scale)

    def on_wall(self, arc: float, angle: float, extra: float = 0.0) -> Floats:
        """Point on the outer wall (plus `extra`), anatomical frame."""
        u, v, _ = self.curve.frame(arc)
        r = float(self.outer_at(arc, angle)) + extra
        return np.asarray(self.curve.point(arc) + r * (np.cos(angle) * u + np.sin(angle) * v))

    def angle_towards(self, arc: float, direction: tuple[float, float, float]) -> float:
        """Angle in the section that looks along a direction of the body."""
        u, v, _ = self.curve.frame(arc)
        return float(np.arctan2(np.dot(direction, v), np.dot(direction, u)))
