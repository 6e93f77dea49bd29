"""Sections all along the line, their flags, and the maxima (specs sections 3.2, 4.1, 5.5).

A section within reach of a branch keeps its figures and its flag, but is never a maximum; nor is one
within a radius of the end of the line or at the border of the images. What a section near a branch may be
used for, `branches` decides.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from measurements.aorta.branches import Zone, bridged_in, ostium_zones
from measurements.aorta.line import Centreline
from measurements.aorta.mask import Check, Progress, check
from measurements.aorta.section import Section

FloatArray = NDArray[np.float64]
#: a section at an arc length
SectionAt = Callable[[float], Section]

#: the ratio of largest to area diameter jumps by this share over its neighbours within 12 mm: an ostium
BRANCH_JUMP = 0.06
NEIGHBOURS_MM = 12.0
#: a jump that lasts longer is the vessel's own shape (a saccular aneurysm), not an ostium
LARGEST_OSTIUM_MM = 15.0
NOT_A_MAXIMUM = (
    "near_branch",
    "end_of_volume",
    "near_end",
    "two_lumens",
    "no_closed_contour",
    "wall_contact",
)


@dataclass(frozen=True, eq=False)
class Profile:
    """Sections in order of arc length, and the stretches near branches."""

    sections: tuple[Section, ...]
    zones: tuple[Zone, ...] = ()

    def values(self, key: str) -> FloatArray:
        """One figure of every section; NaN where it is withheld."""
        return np.array(
            [np.nan if (v := getattr(s, key)) is None else v for s in self.sections], dtype=np.float64
        )

    @property
    def arc_mm(self) -> FloatArray:
        return np.array([s.arc_mm for s in self.sections], dtype=np.float64)

    def maximum(self, low_mm: float, high_mm: float) -> Section | None:
        """The section with the largest `diameter_max_mm` between two arcs that may be a maximum."""
        within = [c for c in self._candidates if low_mm <= c[0] <= high_mm]
        return max(within, key=lambda c: c[1], default=(0.0, 0.0, None))[2]

    @cached_property
    def _candidates(self) -> tuple[tuple[float, float, Section], ...]:
        """(arc, largest diameter, section) of all that may be a maximum; asked for a hundred times a drawing."""
        return tuple(
            (s.arc_mm, s.diameter_max_mm, s)
            for s in self.sections
            if s.arc_mm is not None
            and s.diameter_max_mm is not None
            and not set(s.flags) & set(NOT_A_MAXIMUM)
        )


def measure_profile(
    line: Centreline,
    section_at: SectionAt,
    *,
    step_mm: float = 1.0,
    ostia_mm: Sequence[tuple[float, float]] = (),
    progress: Progress | None = None,
    cancelled: Check | None = None,
) -> Profile:
    """Sections every `step_mm` along the line.

    Parameters
    ----------
    section_at : callable
        The section at an arc length, from a mask or from the image.
    ostia_mm : (arc, branch diameter) pairs of known ostia
    """
    count = max(int(np.floor(line.length_mm / step_mm + 1e-9)), 1)
    arcs = np.arange(count + 1) * step_mm
    sections: list[Section] = []
    for k, arc in enumerate(arcs):
        check(cancelled)
        sections.append(section_at(float(arc)))
        if progress is not None:
            progress(k + 1, len(arcs))
    return flagged(line, sections, ostia_mm)


def flagged(
    line: Centreline, sections: Sequence[Section], ostia_mm: Sequence[tuple[float, float]] = ()
) -> Profile:
    """The profile: branches cut at their rims too, and the flags that follow from the place on the line."""
    zones = ostium_zones(sections)
    sections = [bridged_in(section, zones) for section in sections]
    zones.extend(Zone(low, high) for low, high in branch_zones(line, sections))
    zones.extend(Zone(arc - d, arc + d) for arc, d in ostia_mm)
    result = []
    for section in sections:
        arc = 0.0 if section.arc_mm is None else section.arc_mm
        flags = list(section.flags)
        if any(zone.holds(arc) for zone in zones):
            flags.append("near_branch")
        half = (section.diameter_area_mm or 2.0 * line.radius_at(arc)) / 2.0
        if min(arc, line.length_mm - arc) < half:
            flags.append("near_end")
        result.append(replace(section, flags=tuple(dict.fromkeys(flags))))
    return Profile(tuple(result), tuple(zones))


def branch_zones(line: Centreline, sections: Sequence[Section]) -> list[tuple[float, float]]:
    """Stretches of arc within one branch diameter of an ostium, from the shape of the contours.

    A branch in the contour makes it hollow (area against hull), or its ellipticity jumps against its
    neighbours. A run of such sections is as long as the ostium is wide. A bulge that ends is a sac, no branch.
    """
    known = [s for s in sections if s.arc_mm is not None and s.figures is not None]
    if not known:
        return []
    arc = np.array([s.arc_mm for s in known], dtype=np.float64)
    shape = np.array([s.figures.diameter_max_mm / s.figures.diameter_area_mm for s in known if s.figures])
    hollow = np.array([s.is_hollow for s in known])
    usual = np.array([np.median(shape[np.abs(arc - a) <= NEIGHBOURS_MM]) for a in arc])
    jumps = (shape > usual * (1.0 + BRANCH_JUMP)) & ~np.array([s.bulge_closed for s in known])
    zones = [_zone(run) for run in _runs(arc, hollow)]
    zones.extend(_zone(run) for run in _runs(arc, jumps) if run[1] - run[0] <= LARGEST_OSTIUM_MM)
    return zones


def _runs(arc: FloatArray, found: NDArray[np.bool_]) -> list[tuple[float, float]]:
    """First and last arc of each run of neighbouring sections."""
    runs: list[tuple[float, float]] = []
    step = float(np.median(np.diff(arc))) if len(arc) > 1 else 1.0
    for a in arc[found]:
        if runs and a - runs[-1][1] <= 1.5 * step:
            runs[-1] = (runs[-1][0], float(a))
        else:
            runs.append((float(a), float(a)))
    return runs


def _zone(run: tuple[float, float]) -> tuple[float, float]:
    wide = min(max(run[1] - run[0], 3.0), LARGEST_OSTIUM_MM)
    middle = (run[0] + run[1]) / 2.0
    return min(middle - wide, run[0]), max(middle + wide, run[1])
