"""Loose measurements of the pictures (length, angle, region) as findings for the report; arithmetic is `measurements.planar`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from measurements import images, planar
from measurements.finding import Finding
from measurements.regions import region_volume
from studies.volume import Volume
from viewers.tools.annotations import Annotation
from viewers.tools.measure import region_statistics, ring_of

LINES = ("length", "bidirectional", "angle", "cobb")
REPORTABLE = (*LINES, "ellipse", "rectangle", "polygon", "freehand")
PREFIX = "tool:"
#: of a region the report gets these; the rest stays on screen
REGION_KEYS = ("mean", "sd", "area_mm2", "volume_ml")


def group_of(annotation_id: str) -> str:
    """The findings' group of a loose measurement."""
    return f"{PREFIX}{annotation_id}"


def findings_of(
    annotation: Annotation,
    volume: Volume,
    *,
    label: str,
    observer: str,
    at: str,
    new_id: Callable[[], str],
    members: Sequence[Annotation] = (),
) -> list[Finding]:
    """Findings of one loose measurement, with the geometry, images and person behind it.

    `members` are the shapes of the region of which it is one slice: then its volume is a finding too.
    """
    if images.barring(volume) is not None:
        return []  # the picture says so where the number would be
    plane = annotation.plane
    act = planar.Act(observer, at, new_id, task="aorta", group=group_of(annotation.id), label=label)
    points = annotation.points_lps
    if annotation.kind == "length":
        found = [planar.length_finding(volume, points[0], points[1], plane.normal, act)]
    elif annotation.kind == "angle":
        found = [planar.angle_finding(volume, points[0], points[1], points[2], plane.normal, act)]
    elif annotation.kind == "cobb":
        a, b, c, d = points
        found = [planar.cobb_finding(volume, (a, b), (c, d), plane.normal, act)]
    elif annotation.kind == "bidirectional":
        a, b, c, d = points
        found = planar.bidirectional_findings(volume, (a, b), (c, d), plane.normal, act)
    elif annotation.kind in REPORTABLE:
        try:
            statistics = region_statistics(annotation, volume)
        except ValueError:  # a shape without extent measures nothing
            return []
        every = planar.region_findings(volume, statistics, act)
        if len(members) > 1:
            try:
                whole = region_volume(volume, [ring_of(each) for each in members])
            except ValueError:  # not on slices of one direction: the picture says so
                pass
            else:
                every.append(planar.volume_finding(volume, whole, statistics, act))
        found = [f for f in every if f.key in REGION_KEYS]
    else:
        return []
    return [replace(f, level="") for f in found]
