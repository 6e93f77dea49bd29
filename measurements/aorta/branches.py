"""Sections near a branch: where that is along the line, and whether their figures may be used (specs 5.5, 10).

An ostium that `ostium` finds in some sections is followed along the line: its rims, too small to be found
there, are bridged in the same direction, and every section within one branch diameter is flagged. A level
there keeps its figures when its outline agrees with the sections beside the branch, with a wider error;
otherwise they are withheld. A section that a person asked for in a branch is withheld (specs 12, case K).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from measurements.aorta.ostium import without_sector
from measurements.aorta.remark import Remark
from measurements.aorta.section import Section, with_cut
from measurements.finding import Origin

FloatArray = NDArray[np.float64]

#: an ostium no longer than this along the line belongs to a branch; what lasts longer is the vessel's shape
LARGEST_OSTIUM_MM = 15.0
#: sections of one ostium follow each other within this, and look the same way within 60 degrees
SAME_OSTIUM_MM, SAME_WAY_COSINE = 4.0, 0.5
#: the rim of an ostium reaches this many mouth widths beyond the sections it was found in
RIM_WIDTHS = 0.6
#: more than this of the outline bridged: what the vessel's own edge is can't be told
LARGEST_CUT_DEG = 150.0
#: how far beside a branch sections without one are looked for, and over which length of them, mm
BESIDE_MM, BESIDE_LENGTH_MM = 30.0, 8.0
#: a cut section agrees with those beside its branch within these, mm and share
AGREES_AREA, AGREES_MAX = (0.8, 0.04), (1.2, 0.06)
#: diameters of the branches at landmarks, mm: usual adult sizes, only to say what lies near (upper values)
BRANCH_DIAMETERS_MM = {
    "brachiocephalic": 12.0,
    "left_carotid": 8.0,
    "left_subclavian": 10.0,
    "celiac": 8.0,
    "superior_mesenteric": 8.0,
    "renal_highest": 6.0,
    "renal_lowest": 6.0,
}


@dataclass(frozen=True, eq=False)
class Zone:
    """A stretch of the line within one branch diameter of an ostium.

    `direction` (unit, LPS) and `width_mm` are those of the ostium where it was found in sections
    `first_mm` to `last_mm`; without direction the stretch follows from the shape of the sections alone.
    """

    low_mm: float
    high_mm: float
    direction: FloatArray | None = None
    width_mm: float = 0.0
    first_mm: float = 0.0
    last_mm: float = 0.0

    def holds(self, arc_mm: float) -> bool:
        return self.low_mm <= arc_mm <= self.high_mm

    def rims(self, arc_mm: float) -> bool:
        """Whether a section here can still meet the ostium."""
        reach = RIM_WIDTHS * self.width_mm + 1.0
        return self.direction is not None and self.first_mm - reach <= arc_mm <= self.last_mm + reach


def ostium_zones(sections: Sequence[Section]) -> list[Zone]:
    """The stretches near the ostia that were found in the sections."""
    groups: list[list[tuple[float, FloatArray, float]]] = []
    for section in sections:
        for ostium in section.ostia:
            if section.arc_mm is None:
                continue
            way = _in_patient(section, ostium.direction)
            own = (section.arc_mm, way, ostium.width_mm)
            for group in groups:
                before = group[-1]
                if own[0] - before[0] <= SAME_OSTIUM_MM and float(way @ before[1]) > SAME_WAY_COSINE:
                    group.append(own)
                    break
            else:
                groups.append([own])
    zones = []
    for group in groups:
        first, last = group[0][0], group[-1][0]
        width = float(np.median([w for _, _, w in group]))
        across = float(np.clip(max(last - first, width), 3.0, LARGEST_OSTIUM_MM))
        middle = (first + last) / 2.0
        way = np.sum([w for _, w, _ in group], axis=0)
        zones.append(
            Zone(
                min(middle - 1.5 * across, first),
                max(middle + 1.5 * across, last),
                way / np.linalg.norm(way),
                max(width, across),
                first,
                last,
            )
        )
    return zones


def bridged_in(section: Section, zones: Sequence[Zone]) -> Section:
    """The section bridged where the rim of an ostium beside it makes it bulge."""
    if section.arc_mm is None or section.figures is None or section.contour_mm is None:
        return section
    if section.origin is Origin.MANUAL:
        return section
    for zone in zones:
        if zone.direction is None or not zone.rims(section.arc_mm):
            continue
        way = np.array(
            [float(zone.direction @ section.row_direction), float(zone.direction @ section.column_direction)]
        )
        size = float(np.linalg.norm(way))
        if size < SAME_WAY_COSINE:
            continue
        way /= size
        if any(float(o.direction @ way) > SAME_WAY_COSINE for o in section.ostia):
            continue
        ring = section.to_plane(section.contour_mm)
        cut = without_sector(ring, way, zone.width_mm)
        if cut.ostia:
            section = with_cut(section, ring, cut)
    return section


def _in_patient(section: Section, direction: FloatArray) -> FloatArray:
    return np.asarray(direction[0] * section.row_direction + direction[1] * section.column_direction)


# -- what they may be used for ----------------------------------------------------------------------------


def withheld_near_branch(section: Section) -> Section:
    """An asked section near a branch has no figures, unless a person drew its contour."""
    if "near_branch" in section.flags and section.reason is None and section.origin is not Origin.MANUAL:
        return section.withheld(Remark("near_branch"))
    return section


def judged_near_branch(section: Section, sections: Sequence[Section]) -> Section:
    """A level near a branch keeps its figures only when it agrees with the sections beside the branch.

    Parameters
    ----------
    sections : those of the profile
    """
    if "near_branch" not in section.flags or section.figures is None or section.origin is Origin.MANUAL:
        return section
    if section.cut_deg > LARGEST_CUT_DEG:
        degrees = {"degrees": f"{section.cut_deg:.0f}"}
        return section.withheld(Remark("near_branch", "near_branch_wide", degrees))
    if not agrees(section, sections):
        return section.withheld(Remark("near_branch", "near_branch_differs"))
    if section.ostia:
        remark = Remark("near_branch", "near_branch_cut", {"degrees": f"{section.cut_deg:.0f}"})
    else:
        remark = Remark("near_branch", "near_branch_beside")
    return replace(section, remarks=(*section.remarks, remark))


def agrees(section: Section, sections: Sequence[Section]) -> bool:
    """Whether area and largest diameter are what the sections beside the branch make one expect.

    Those are sections without a mouth or bulge; on both sides their line, on one side their median.
    """
    if section.arc_mm is None or section.figures is None:
        return False
    at = section.arc_mm
    beside = [
        s
        for s in sections
        if s.arc_mm is not None
        and s.figures is not None
        and not s.ostia
        and not s.bulge_deg
        and not set(s.flags) & {"near_end", "end_of_volume"}
        and 0.0 < abs(s.arc_mm - at) <= BESIDE_MM
    ]
    before = sorted((s for s in beside if (s.arc_mm or 0.0) < at), key=lambda s: -(s.arc_mm or 0.0))
    after = sorted((s for s in beside if (s.arc_mm or 0.0) > at), key=lambda s: s.arc_mm or 0.0)
    sides = [_nearest(side) for side in (before, after) if len(side) >= 3]
    if not sides:
        return False
    # a bulge that neither a branch nor calcium explains must be small
    part = 0.5 if section.bulge_deg else 1.0
    for key, (mm, share) in (("diameter_area_mm", AGREES_AREA), ("diameter_max_mm", AGREES_MAX)):
        arcs = [float(np.median([s.arc_mm or 0.0 for s in side])) for side in sides]
        values = [float(np.median([getattr(s, key) for s in side])) for side in sides]
        expected = float(np.interp(at, arcs, values))
        if abs(getattr(section, key) - expected) > part * max(mm, share * expected):
            return False
    return True


def _nearest(side: Sequence[Section]) -> list[Section]:
    """The sections within a short length of the first one, at least three."""
    first = side[0].arc_mm or 0.0
    within = [s for s in side if abs((s.arc_mm or 0.0) - first) <= BESIDE_LENGTH_MM]
    return within if len(within) >= 3 else list(side[:3])
