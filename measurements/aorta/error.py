"""The measurement error that stands beside a diameter (specs section 9, 2 and section 5.5).

It is the smallest change that a repeated measurement tells from none: 3 mm with the same method, reader and
edge, 5 mm in the root and ascending aorta without ECG synchronisation (site settings; the literature behind
them is in specs/aorta.md section 9, e.g. Quint 2013: centreline within 2.0 to 4.6 mm). What makes a section
less certain adds to it: a bridged mouth the sagitta of its chord, thick slices their distance beyond 2 mm,
an interpolated wall its share.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from measurements.aorta.mask import THICK_FROM_MM
from measurements.aorta.section import Section


@dataclass(frozen=True, slots=True)
class ErrorSettings:
    """Site-configurable errors, mm (specs section 18, 3: to be confirmed by a radiologist)."""

    same_method_mm: float = 3.0
    not_gated_mm: float = 5.0
    #: within one diameter of a branch at least this much more
    near_branch_mm: float = 1.0
    #: a bulge that isn't a branch at least this much more
    bulge_mm: float = 1.0


def diameter_error_mm(
    section: Section, slice_distance_mm: float, *, not_gated: bool, settings: ErrorSettings | None = None
) -> float | None:
    """Error of the section's diameters, mm; None without figures.

    Parameters
    ----------
    not_gated : bool
        A level of the root or ascending aorta without ECG synchronisation.
    """
    if section.figures is None:
        return None
    wishes = settings or ErrorSettings()
    error = wishes.not_gated_mm if not_gated else wishes.same_method_mm
    diameter = section.figures.diameter_area_mm
    if "near_branch" in section.flags:
        widest = max((o.width_mm for o in section.ostia), default=0.0)
        # how far the arc that was put in stands out from the chord of the mouth
        half = min(widest / 2.0, diameter / 2.0)
        sagitta = diameter / 2.0 - float(np.sqrt((diameter / 2.0) ** 2 - half**2))
        error += max(wishes.near_branch_mm, sagitta)
    if section.bulge_deg:
        error += wishes.bulge_mm
    if slice_distance_mm >= THICK_FROM_MM:
        error += slice_distance_mm - THICK_FROM_MM
    if section.wall_contact_deg:
        error += section.wall_contact_deg / 360.0 * wishes.same_method_mm
    return error


def figure_error(key: str, section: Section) -> float | None:
    """The error of one figure from that of the diameters: area and perimeter by their derivatives."""
    error = section.uncertainty_mm
    if error is None or section.figures is None:
        return None
    if key == "area_mm2":  # dA = pi D / 2 dD
        return np.pi * section.figures.diameter_area_mm / 2.0 * error
    if key == "perimeter_mm":
        return np.pi * error
    return error
