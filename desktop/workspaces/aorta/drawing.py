"""What is laid over a section and along a curved picture, from a measurement."""

from __future__ import annotations

import numpy as np

from desktop import pictures
from measurements.aorta import AortaResult, Section
from viewers.arcs import EdgeSeries
from viewers.overlays import ContourOverlay
from viewers.overlays.base import Overlay
from viewers.overlays.lines import Contour

DASHES = (5.0, 3.0)


def section_overlays(section: Section, language: str, *, contour: bool = True) -> list[Overlay]:
    """Contour (while it isn't being edited), the other contour, and both diameters."""
    overlays: list[Overlay] = []
    outer = section.edge == "outer"
    if section.contour_mm is not None and contour:
        colour = "picture.outer_wall" if outer else "picture.lumen"
        overlays.append(
            ContourOverlay("contour", [Contour(section.contour_mm, colour, DASHES if outer else (), 2.0)])
        )
    if section.other_contour_mm is not None:
        overlays.append(ContourOverlay("other", [Contour(section.other_contour_mm, "picture.lumen")]))
    ends, across = section.diameter_max_ends_mm, section.diameter_perpendicular_ends_mm
    if ends is not None:
        shown = pictures.SectionFigures(
            np.asarray(section.centre_mm),
            np.asarray(section.normal),
            np.asarray(section.row_direction),
            section.contour_mm,
            (np.asarray(ends), float(section.diameter_max_mm or 0.0)),
            None if across is None else (np.asarray(across), float(section.diameter_perpendicular_mm or 0.0)),
            section.edge,
        )
        overlays.append(pictures.DiameterOverlay("diameters", shown, language))
    return overlays


def edges_of(result: AortaResult) -> list[EdgeSeries]:
    """The vessel's edge on a curved picture, as far as it was measured."""
    measured = [s for s in result.profile.sections if s.contour_mm is not None and s.arc_mm is not None]
    outer = result.edge == "outer"
    return [
        EdgeSeries(
            np.array([s.arc_mm for s in measured]),
            [s.contour_mm for s in measured if s.contour_mm is not None],
            "picture.outer_wall" if outer else "picture.lumen",
            DASHES if outer else (),
        )
    ]
