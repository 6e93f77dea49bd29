"""The line of the vessel for the stretched picture, from what the draft holds. For looking only: nothing is measured.

A draft that holds the centreline itself gives that; else a smooth line runs through the centres of the measured
sections, in their direction (cubic Hermite pieces over the recorded arc lengths). Between sections that lie far apart
it may leave the middle of the vessel somewhat; at each section it is exact.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from measurements.aorta import Centreline
from measurements.finding import Finding, GeometryKind
from studies.volume import Volume
from viewers.curved import CurvedSource

#: the frames of a stretched vessel need a radius only for how far a tangent reaches
TANGENT_RADIUS_MM = 10.0
STEP_MM = 1.0
#: fewer sections don't make a line; nearer ones than this are the same place
FEWEST, SAME_PLACE_MM = 3, 4.0
#: branches have lines of their own
ELSEWHERE = ("iliac",)


@dataclass(frozen=True, eq=False)
class Vessel:
    """Points along the vessel and where each group of findings lies on them."""

    line: Centreline
    arcs: Mapping[str, float]


def arc_of(findings: Sequence[Finding]) -> float | None:
    """Recorded arc length of a group of findings."""
    for finding in findings:
        text = dict(finding.conditions).get("arc_mm", "")
        if text:
            return float(text)
    return None


def recorded_line(findings: Sequence[Finding]) -> Finding | None:
    """The finding that holds the centreline; None when the draft has none."""
    return next(
        (
            f
            for f in findings
            if f.geometry is not None
            and f.geometry.kind is GeometryKind.POLYLINE
            and len(f.geometry.points_mm) > 2
        ),
        None,
    )


def vessel_of(groups: Mapping[str, Sequence[Finding]]) -> Vessel | None:
    """The vessel of all groups of a draft; None when there is too little to make a line of."""
    places = {}
    for name, members in groups.items():
        arc, plane = arc_of(members), next((f.geometry for f in members if _has_plane(f)), None)
        if arc is None or plane is None or any(word in name for word in ELSEWHERE):
            continue
        places[name] = (arc, np.array(plane.centre_mm), np.array(plane.normal))
    held = recorded_line([f for members in groups.values() for f in members])
    if held is not None and held.geometry is not None:
        points = np.array(held.geometry.points_mm)
    else:
        ordered = _apart(sorted(places.values(), key=lambda p: p[0]))
        if len(ordered) < FEWEST:
            return None
        points = _through(ordered)
    line = Centreline(points, np.full(len(points), TANGENT_RADIUS_MM))
    return Vessel(line, {name: line.nearest_arc(centre) for name, (_a, centre, _n) in places.items()})


def _has_plane(finding: Finding) -> bool:
    geometry = finding.geometry
    return geometry is not None and geometry.centre_mm is not None and geometry.normal is not None


Place = tuple[float, np.ndarray, np.ndarray]


def _apart(places: Sequence[Place]) -> list[Place]:
    kept: list[Place] = []
    for place in places:
        if not kept or place[0] - kept[-1][0] >= SAME_PLACE_MM:
            kept.append(place)
    return kept


def _through(places: Sequence[Place]) -> np.ndarray:
    """Points about 1 mm apart through the places, leaving each along its normal."""
    pieces = [places[0][1][None]]
    for (arc0, p0, n0), (arc1, p1, n1) in itertools.pairwise(places):
        length = arc1 - arc0
        t = np.linspace(0.0, 1.0, max(2, round(length / STEP_MM) + 1))[1:, None]
        pieces.append(
            (2 * t**3 - 3 * t**2 + 1) * p0
            + (t**3 - 2 * t**2 + t) * length * n0
            + (-2 * t**3 + 3 * t**2) * p1
            + (t**3 - t**2) * length * n1
        )
    return np.vstack(pieces)


def curved_source(volume: Volume, vessel: Vessel) -> CurvedSource:
    """The stretched pictures of the vessel (on a worker)."""
    _ = volume.value_range  # kept, so that the first picture needn't look for it in the UI thread
    return CurvedSource(volume, vessel.line)
