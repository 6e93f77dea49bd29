"""Sections all along the line, their flags, and the maxima (specs sections 3.2, 4.1, 5.5).

A section within reach of a branch keeps its figures and its flag, but is never a maximum; nor is one
within a radius of the end of the line or at the border of the images.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from measurements.aorta.line import Centreline
from measurements.aorta.mask import Check, Progress, check
from measurements.aorta.remark import Remark
from measurements.aorta.section import Section

FloatArray = NDArray[np.float64]
#: a section at an arc length
SectionAt = Callable[[float], Section]

#: a contour this much smaller than its hull, or this much wider than its inscribed circle, holds a branch
BRANCH_SOLIDITY = 0.94
BRANCH_WIDTH = 1.6
NOT_A_MAXIMUM = ("near_branch", "end_of_volume", "near_end", "two_lumens", "no_closed_contour", "wall_contact")


@dataclass(frozen=True, eq=False)
class Profile:
    """Sections in order of arc length."""

    sections: tuple[Section, ...]

    def values(self, key: str) -> FloatArray:
        """One figure of every section; NaN where it is withheld."""
        return np.array([np.nan if (v := getattr(s, key)) is None else v for s in self.sections], dtype=np.float64)

    @property
    def arc_mm(self) -> FloatArray:
        return np.array([s.arc_mm for s in self.sections], dtype=np.float64)

    def maximum(self, low_mm: float, high_mm: float) -> Section | None:
        """The section with the largest `diameter_max_mm` between two arcs that may be a maximum."""
        allowed = [
            s
            for s in self.sections
            if s.arc_mm is not None
            and low_mm <= s.arc_mm <= high_mm
            and s.diameter_max_mm is not None
            and not set(s.flags) & set(NOT_A_MAXIMUM)
        ]
        return max(allowed, key=lambda s: s.diameter_max_mm or 0.0, default=None)


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
    return Profile(flagged(line, sections, ostia_mm))


def flagged(
    line: Centreline, sections: Sequence[Section], ostia_mm: Sequence[tuple[float, float]] = ()
) -> tuple[Section, ...]:
    """The sections with the flags that follow from their place: near_branch, near_end."""
    zones = [*branch_zones(line, sections), *((arc - d, arc + d) for arc, d in ostia_mm)]
    result = []
    for section in sections:
        arc = 0.0 if section.arc_mm is None else section.arc_mm
        flags = list(section.flags)
        if any(low <= arc <= high for low, high in zones):
            flags.append("near_branch")
        half = (section.diameter_area_mm or 2.0 * line.radius_at(arc)) / 2.0
        if min(arc, line.length_mm - arc) < half:
            flags.append("near_end")
        result.append(replace(section, flags=tuple(dict.fromkeys(flags))))
    return tuple(result)


def branch_zones(line: Centreline, sections: Sequence[Section]) -> list[tuple[float, float]]:
    """Stretches of arc within one branch diameter of an ostium, from the shape of the contours.

    A branch in the contour makes it hollow (area against hull) or much wider than the largest circle round
    the line. A run of such sections is as long as the ostium is wide.
    """
    suspect = [
        (s.arc_mm, _has_branch(line, s)) for s in sections if s.arc_mm is not None and s.figures is not None
    ]
    zones: list[tuple[float, float]] = []
    run: list[float] = []
    for arc, found in [*suspect, (np.inf, False)]:
        if found:
            run.append(arc)
        elif run:
            wide = max(run[-1] - run[0], 3.0)
            middle = (run[0] + run[-1]) / 2.0
            zones.append((min(middle - wide, run[0]), max(middle + wide, run[-1])))
            run = []
    return zones


def _has_branch(line: Centreline, section: Section) -> bool:
    figures = section.figures
    if figures is None or section.arc_mm is None:
        return False
    if figures.solidity < BRANCH_SOLIDITY:
        return True
    return figures.diameter_max_mm > BRANCH_WIDTH * figures.diameter_area_mm * 1.0 and figures.ellipticity > 0.5


def withheld_near_branch(section: Section) -> Section:
    """A level or asked section near a branch has no figures, unless a person drew its contour."""
    if "near_branch" in section.flags and section.reason is None:
        return section.withheld(Remark("near_branch"))
    return section
