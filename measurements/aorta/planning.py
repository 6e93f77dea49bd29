"""Figures for endografts: the infrarenal neck, its angles in 3D, and lengths along the inner and outer curve.

Definitions and factors are those of specs/aorta.md section 6 (site-configurable; to be confirmed by a radiologist): neck
diameters are means of 36 chords through the centroid at 0, 5, 10 and 15 mm below the lowest renal artery; the neck ends where
the mean diameter first reaches 1.1 times that at its beginning; axes are chords of the centreline over 25 mm. Nothing here says
which device fits.

Limitations: one vessel without its branches; the inner and outer curve are those of a tube whose wall lies one radius from the
centreline in the plane of its curvature.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from measurements.aorta import figures as fig
from measurements.aorta.line import Centreline
from measurements.aorta.profile import Profile
from measurements.aorta.section import Section

FloatArray = NDArray[np.float64]

#: the findings' group of the infrarenal neck
NECK_GROUP = "evar:neck"
#: landmark from which the neck is measured
LOWEST_RENAL = "renal_lowest"
#: a section farther than this from the asked place isn't it (the profile has one every millimetre)
NEAREST_MM = 1.5
#: curvature is taken over this length to both sides, so that the steps of the line don't count as bends
CURVATURE_MM = 8.0


@dataclass(frozen=True, slots=True)
class NeckSettings:
    """What a site may set (specs section 18, 4)."""

    places_mm: tuple[float, ...] = (0.0, 5.0, 10.0, 15.0)
    growth: float = 1.1
    chord_mm: float = 25.0
    least_chord_mm: float = 10.0

    def __post_init__(self) -> None:
        if self.growth <= 1.0 or self.chord_mm < self.least_chord_mm or not self.places_mm:
            raise ValueError("the neck ends at more than its first diameter, and its axes have a length")


@dataclass(frozen=True, eq=False)
class Neck:
    """The infrarenal neck; a figure that can't be said is None, with its reason in `reasons`.

    `diameters_mm` maps the distance below the lowest renal artery to the mean diameter. `length_is_open`: the neck doesn't
    end within the line, so it is at least so long. Angles in degrees, 0 = straight; older grading counts 180° as straight
    (`supplement`).
    """

    start_mm: float | None
    diameters_mm: dict[float, float | None] = field(default_factory=dict)
    length_mm: float | None = None
    length_is_open: bool = False
    conicity_mm_per_mm: float | None = None
    conicity_percent: float | None = None
    alpha_deg: float | None = None
    beta_deg: float | None = None
    reasons: dict[str, str] = field(default_factory=dict)

    @property
    def end_mm(self) -> float | None:
        """Arc length of its end."""
        return None if self.start_mm is None or self.length_mm is None else self.start_mm + self.length_mm

    def to_json(self) -> dict[str, Any]:
        return {
            "start_arc_mm": self.start_mm,
            "diameters_mm": {f"{place:g}": value for place, value in self.diameters_mm.items()},
            "length_mm": self.length_mm,
            "length_is_open": self.length_is_open,
            "conicity_mm_per_mm": self.conicity_mm_per_mm,
            "conicity_percent": self.conicity_percent,
            "alpha_deg": self.alpha_deg,
            "beta_deg": self.beta_deg,
            "reasons": dict(self.reasons),
        }


def mean_diameter_mm(section: Section) -> float | None:
    """Mean of 36 chords through the centroid, mm; None where the section has no figures."""
    if section.figures is None or section.contour_mm is None:
        return None
    return fig.mean_diameter(section.to_plane(section.contour_mm))


def neck(
    line: Centreline, profile: Profile, renal_arc_mm: float | None, settings: NeckSettings | None = None
) -> Neck:
    """The neck below the lowest renal artery.

    Parameters
    ----------
    renal_arc_mm : arc length of the lower edge of the lowest renal artery; None when it wasn't given
    """
    wishes = settings or NeckSettings()
    if renal_arc_mm is None:
        return Neck(None, reasons={"neck": "landmark_missing"})
    if not 0.0 <= renal_arc_mm < line.length_mm:
        return Neck(None, reasons={"neck": "landmark_off_vessel"})
    reasons: dict[str, str] = {}
    measured = [
        (s.arc_mm, d)
        for s in profile.sections
        if s.arc_mm is not None
        and s.arc_mm >= renal_arc_mm - NEAREST_MM
        and (d := mean_diameter_mm(s)) is not None
    ]
    arcs = np.array([a for a, _ in measured])
    means = np.array([d for _, d in measured])
    diameters: dict[float, float | None] = {}
    for place in wishes.places_mm:
        diameters[place] = _at(arcs, means, renal_arc_mm + place)
        if diameters[place] is None:
            reasons[f"diameter_{place:g}"] = "not_measured"
    first = diameters.get(0.0)
    length, is_open = None, False
    if first is None:
        reasons["length"] = "not_measured"
    else:
        length, is_open = _length(arcs, means, renal_arc_mm, wishes.growth * first)
    last_place = max(wishes.places_mm)
    last = diameters[last_place]
    conicity = percent = None
    if first is not None and last is not None and last_place > 0:
        conicity, percent = (last - first) / last_place, 100.0 * (last - first) / first
    else:
        reasons["conicity"] = "not_measured"
    alpha, beta = _angles(line, renal_arc_mm, length, wishes, reasons)
    return Neck(renal_arc_mm, diameters, length, is_open, conicity, percent, alpha, beta, reasons)


def _at(arcs: FloatArray, values: FloatArray, arc: float) -> float | None:
    """The value at an arc between its neighbours; None where no section lies near."""
    if not len(arcs) or float(np.abs(arcs - arc).min()) > NEAREST_MM:
        return None
    return float(np.interp(arc, arcs, values))


def _length(arcs: FloatArray, means: FloatArray, start: float, limit: float) -> tuple[float, bool]:
    """From `start` to where the mean diameter first reaches `limit`; (the length, whether that never happens)."""
    beyond = np.flatnonzero((arcs >= start) & (means >= limit))
    if not len(beyond):
        return float(arcs[-1]) - start, True
    at = int(beyond[0])
    if at == 0 or arcs[at - 1] < start:
        return float(arcs[at]) - start, False
    share = (limit - means[at - 1]) / (means[at] - means[at - 1])
    return float(arcs[at - 1] + share * (arcs[at] - arcs[at - 1])) - start, False


def _angles(
    line: Centreline, renal: float, length: float | None, wishes: NeckSettings, reasons: dict[str, str]
) -> tuple[float | None, float | None]:
    """(suprarenal axis to neck axis, neck axis to sac axis), degrees."""
    if length is None:
        reasons["alpha"] = reasons["beta"] = "not_measured"
        return None, None
    of_neck = _axis(line, renal, renal + min(max(length, wishes.least_chord_mm), wishes.chord_mm), wishes)
    above = _axis(line, renal - wishes.chord_mm, renal, wishes)
    below = _axis(line, renal + length, renal + length + wishes.chord_mm, wishes)
    found: list[float | None] = []
    for name, one, other in (("alpha", above, of_neck), ("beta", of_neck, below)):
        if one is None or other is None:
            reasons[name] = "line_too_short"
            found.append(None)
        else:
            found.append(math.degrees(math.acos(min(1.0, max(-1.0, float(one @ other))))))
    return found[0], found[1]


def _axis(line: Centreline, low: float, high: float, wishes: NeckSettings) -> FloatArray | None:
    """Unit chord of the line between two arcs; None where too little of it lies within the line."""
    low, high = max(low, 0.0), min(high, line.length_mm)
    if high - low < wishes.least_chord_mm:
        return None
    chord = line.point_at(high) - line.point_at(low)
    return np.asarray(chord / np.linalg.norm(chord))


def supplement(angle_deg: float) -> float:
    """The same angle where 180° is straight (older SVS grading)."""
    return 180.0 - angle_deg


@dataclass(frozen=True, slots=True)
class Lengths:
    """A stretch of vessel, mm: along the centreline, along its inner and outer curve, straight; tortuosity = arc / chord."""

    centre_mm: float
    inner_mm: float
    outer_mm: float
    chord_mm: float
    tortuosity: float

    def to_json(self) -> dict[str, float]:
        return {
            "centre_mm": self.centre_mm,
            "inner_mm": self.inner_mm,
            "outer_mm": self.outer_mm,
            "chord_mm": self.chord_mm,
            "tortuosity": self.tortuosity,
        }


def lengths(
    line: Centreline,
    from_mm: float,
    to_mm: float,
    radius_mm: Callable[[FloatArray], FloatArray] | None = None,
) -> Lengths:
    """Lengths between two arcs.

    Parameters
    ----------
    radius_mm : radius of the vessel at arc lengths; that of the line (inscribed) when not given

    Raises
    ------
    ValueError
        Arcs outside the line, or in the wrong order.
    """
    if not 0.0 <= from_mm < to_mm <= line.length_mm + 1e-9:
        raise ValueError("a stretch lies within the line, its beginning before its end")
    arcs = np.linspace(from_mm, to_mm, max(2, math.ceil(to_mm - from_mm) * 2 + 1))
    radii = radius_mm(arcs) if radius_mm is not None else np.interp(arcs, line.arc_mm, line.radius_mm)
    bend = curvature(line, arcs) * radii
    # a bend tighter than the vessel is wide has no inner curve: its length there is nil, not negative
    inner = np.trapezoid(np.maximum(1.0 - bend, 0.0), arcs)
    outer = np.trapezoid(1.0 + bend, arcs)
    chord = float(np.linalg.norm(line.point_at(to_mm) - line.point_at(from_mm)))
    centre = to_mm - from_mm
    return Lengths(centre, float(inner), float(outer), chord, centre / chord if chord > 0 else math.inf)


def curvature(line: Centreline, arcs_mm: FloatArray) -> FloatArray:
    """Curvature (1/mm) of the line: the circle through a place and those `CURVATURE_MM` before and after it.

    Near an end it is that of the last place with as much line to both sides.
    """
    reach = min(CURVATURE_MM, line.length_mm / 4.0)
    arcs = np.clip(np.asarray(arcs_mm, dtype=np.float64), reach, line.length_mm - reach)
    low, high = arcs - reach, arcs + reach
    before = line.points_at(arcs) - line.points_at(low)
    after = line.points_at(high) - line.points_at(arcs)
    a, b = np.linalg.norm(before, axis=1), np.linalg.norm(after, axis=1)
    # the circle through three points: 4 × area / product of the sides (Menger)
    third = np.linalg.norm(before + after, axis=1)
    area = np.linalg.norm(np.cross(before, after), axis=1)
    product = a * b * third
    return np.where(product > 1e-9, 2.0 * area / np.maximum(product, 1e-9), 0.0)
