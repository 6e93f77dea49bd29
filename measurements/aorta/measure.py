"""The whole aorta measurement: line, profile, asked sections, levels and maxima from a mask or from clicks.

`measure_aorta` is what the screen, `voorverslag measure aorta` and the tests call. It reads no disk and no
clock. What it can't trust it withholds with a reason; it never guesses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from measurements.aorta import guards
from measurements.aorta.branches import (
    BRANCH_DIAMETERS_MM,
    bridged_in,
    judged_near_branch,
    withheld_near_branch,
)
from measurements.aorta.centreline import centreline_from_mask
from measurements.aorta.edge import EdgeSettings, section_from_image
from measurements.aorta.error import ErrorSettings, diameter_error_mm
from measurements.aorta.levels import (
    LandmarkArcs,
    LevelSettings,
    Placement,
    landmark_arcs,
    landmark_names,
    place_levels,
)
from measurements.aorta.line import Centreline
from measurements.aorta.mask import Check, Field, Progress, check, prepare_mask, require_geometry
from measurements.aorta.path import centreline_from_clicks, image_field
from measurements.aorta.profile import Profile, measure_profile
from measurements.aorta.remark import Remark
from measurements.aorta.result import AortaResult, Conditions, MeasuredLevel, MovedMaximum
from measurements.aorta.section import Section, section_from_field, with_tilt
from resources.errors import InputError
from studies.volume import LabelMap, SeriesInfo, Volume

FloatArray = NDArray[np.float64]
EDGES = ("", "inner", "outer")


@dataclass(frozen=True, slots=True)
class AortaSettings:
    """What a site may configure."""

    profile_step_mm: float = 1.0
    levels: LevelSettings = field(default_factory=LevelSettings)
    edge: EdgeSettings = field(default_factory=EdgeSettings)
    error: ErrorSettings = field(default_factory=ErrorSettings)


def measure_aorta(
    *,
    volume: Volume | None = None,
    mask: LabelMap | None = None,
    label: int | Sequence[int] | None = None,
    clicks_mm: ArrayLike | None = None,
    start_mm: ArrayLike | None = None,
    end_mm: ArrayLike | None = None,
    at_mm: Sequence[ArrayLike] = (),
    planes_mm: Sequence[ArrayLike] = (),
    landmarks_mm: Mapping[str, ArrayLike] | None = None,
    edge: str = "",
    overrides_mm: Mapping[str, float] | None = None,
    not_assessed: Mapping[str, str] | None = None,
    drawn: Mapping[str, Section] | None = None,
    maxima_mm: Mapping[str, tuple[float, str]] | None = None,
    line: Centreline | None = None,
    profile: Profile | None = None,
    conditions: Conditions | None = None,
    settings: AortaSettings | None = None,
    progress: Progress | None = None,
    cancelled: Check | None = None,
) -> AortaResult:
    """Measure an aorta.

    Parameters
    ----------
    volume : Volume, optional
        The images; needed with clicks, else the source of the findings.
    mask, label
        Lumen or whole vessel; several labels are joined.
    clicks_mm : (n, 3) LPS, n >= 2
        Along the vessel, from the heart on; contours then come from the image.
    start_mm, end_mm : (3,) LPS
    at_mm : points; a section at the nearest point of the line for each
    planes_mm : (x, y, z, nx, ny, nz) each; a section in exactly that plane
    landmarks_mm : mapping of landmark or level name to LPS point
    edge : ``"inner"``, ``"outer"`` or ``""``
        With a mask a statement of what it outlines; with clicks it chooses the contour (inner when empty).
    overrides_mm : mapping of level key to the arc length where a person dragged it
    not_assessed : mapping of level key to the person's reason
    drawn : mapping of level key to a section drawn by hand (`section_from_contour`)
    maxima_mm : mapping of ``"thoracic"`` or ``"abdominal"`` to (arc length, reason)
        Maxima that a person put elsewhere than the profile's largest section. One that lies outside its part of
        the vessel, or has no figures there, is said and not followed.
    line : Centreline, optional
        A line found before (for re-measuring after an edit).
    profile : Profile, optional
        Of that same line, edge and source: the sections along it aren't measured again.

    Raises
    ------
    InputError, Cancelled
    """
    wishes = settings or AortaSettings()
    landmarks = _checked(edge, landmarks_mm)
    if mask is None and clicks_mm is None and line is None:
        raise InputError(
            "There is neither a mask nor a path to measure.",
            "Give a mask, or click at least two points along the vessel.",
            code="nothing_to_measure",
        )
    planes = [np.asarray(p, dtype=np.float64) for p in planes_mm]
    asked = [np.asarray(p, dtype=np.float64) for p in at_mm]
    stages = _Stages(progress)
    remarks: list[Remark] = list(guards.series_remarks(volume, mask))
    if mask is not None:
        points = [p for p in (start_mm, end_mm) if p is not None]
        chosen: list[Any] = [*points, *np.asarray(clicks_mm if clicks_mm is not None else []).reshape(-1, 3)]
        if not chosen:
            chosen = [*asked, *(p[:3] for p in planes)]
        prepared = prepare_mask(
            mask, label, points_mm=np.array(chosen) if chosen else None, cancelled=cancelled
        )
        remarks.extend(r for r in prepared.remarks if r.code not in {x.code for x in remarks})
        stages.next(0.1)
        if line is None:
            ends = _ends_of(clicks_mm, start_mm, end_mm)
            line = centreline_from_mask(
                prepared, start_mm=ends[0], end_mm=ends[1], progress=stages.part(0.4), cancelled=cancelled
            )
        measure: _Sections = _MaskSections(prepared.occupancy, line, edge)
        source = mask.grid
    else:
        if volume is None:
            raise InputError(
                "A path by clicks needs the images.",
                "Give the folder of the series as well.",
                code="nothing_to_measure",
            )
        require_geometry(volume.grid)
        if line is None:
            line = centreline_from_clicks(
                volume,
                np.asarray(clicks_mm, dtype=np.float64),
                start_mm=start_mm,
                end_mm=end_mm,
                progress=stages.part(0.4),
                cancelled=cancelled,
            )
        measure = _ImageSections(image_field(volume, line), line, edge or "inner", wishes.edge)
        source = volume.grid
        edge = edge or "inner"
    stages.next(0.4)
    remarks.extend(line.remarks)
    if profile is None:
        profile = measure_profile(
            line,
            measure.at,
            step_mm=wishes.profile_step_mm,
            progress=stages.part(0.9),
            cancelled=cancelled,
        )
    check(cancelled)
    arcs = landmark_arcs(line, landmarks)
    remarks.extend(Remark("landmark_off_vessel", fields={"level": n}) for n in arcs.off_vessel)
    placements = place_levels(line, arcs, overrides_mm=overrides_mm, settings=wishes.levels)
    state = conditions or Conditions()
    told = _Teller(arcs, float(source.spacing_mm[2]), state, wishes.error)
    profile = replace(profile, sections=tuple(told.about(s) for s in profile.sections))
    levels = tuple(
        told.about_level(
            _measured_level(
                p, measure, profile, line, state, not_assessed or {}, drawn or {}, _is_near_branch(p, arcs)
            )
        )
        for p in placements
    )
    sections = [told.about(_asked(p, line, measure, profile)) for p in asked]
    sections.extend(told.about(withheld_near_branch(measure.in_plane(p[:3], p[3:]))) for p in planes)
    stages.next(1.0)
    remarks.extend(guards.profile_remarks(profile))
    remarks.extend(guards.larger_near_branch(profile, profile.maximum(0.0, line.length_mm)))
    result = AortaResult(
        line=line,
        profile=profile,
        sections=tuple(sections),
        levels=levels,
        edge=edge,
        remarks=tuple(remarks),
        conditions=state,
        landmarks=arcs,
        series=volume.series if volume is not None else SeriesInfo(),
        volume_grid=volume.grid if volume is not None else source,
        frame_of_reference_uid=(
            volume.frame_of_reference_uid
            if volume is not None
            else (mask.frame_of_reference_uid if mask is not None else "")
        ),
        mask_source=mask.source if mask is not None else "",
    )
    return _with_moved(
        result, maxima_mm or {}, lambda arc: told.about(_level_section(arc, measure, line, profile))
    )


def _with_moved(
    result: AortaResult, maxima_mm: Mapping[str, tuple[float, str]], section_at: Callable[[float], Section]
) -> AortaResult:
    """The result with the maxima that a person moved; one that can't lie there is said, and the profile's stays."""
    moved: dict[str, MovedMaximum] = {}
    remarks = list(result.remarks)
    for which, (arc, words) in sorted(maxima_mm.items()):
        reach = result.reach_of(which)
        section = section_at(arc) if reach is not None and reach[0] <= arc <= reach[1] else None
        if section is None or section.figures is None:
            remarks.append(Remark("maximum_not_moved", fields={"arc_mm": f"{arc:.0f}"}))
        else:
            moved[which] = MovedMaximum(section, words, result.proposed_maximum(which))
    return replace(result, moved=moved, remarks=tuple(remarks))


def _level_section(arc_mm: float, measure: _Sections, line: Centreline, profile: Profile) -> Section:
    """The section at an arc length, judged as that of a level is."""
    return judged_near_branch(_with_neighbours(measure.at(arc_mm), line, profile), profile.sections)


class _Stages:
    """Progress of several stages as one row of 1000."""

    def __init__(self, progress: Progress | None) -> None:
        self.progress, self.at = progress, 0.0

    def next(self, share: float) -> None:
        self.at = share
        if self.progress is not None:
            self.progress(round(1000 * share), 1000)

    def part(self, until: float) -> Progress:
        begin = self.at

        def inner(done: int, of: int) -> None:
            if self.progress is not None:
                self.progress(round(1000 * (begin + (until - begin) * done / max(of, 1))), 1000)

        return inner


def _checked(edge: str, landmarks_mm: Mapping[str, ArrayLike] | None) -> dict[str, FloatArray]:
    if edge not in EDGES:
        raise InputError(
            "The edge {edge} isn't known.", "Use inner or outer.", code="edge", fields={"edge": edge}
        )
    known = landmark_names()
    landmarks: dict[str, FloatArray] = {}
    for name, point in (landmarks_mm or {}).items():
        if name not in known:
            raise InputError(
                "The landmark {name} isn't known.",
                "Use one of: {known}.",
                code="landmark",
                fields={"name": name, "known": ", ".join(known)},
            )
        landmarks[name] = np.asarray(point, dtype=np.float64)
    return landmarks


def _ends_of(
    clicks_mm: ArrayLike | None, start_mm: ArrayLike | None, end_mm: ArrayLike | None
) -> tuple[ArrayLike | None, ArrayLike | None]:
    """Ends of the line in a mask: as given, else the outer clicks."""
    if clicks_mm is None:
        return start_mm, end_mm
    clicks = np.asarray(clicks_mm, dtype=np.float64).reshape(-1, 3)
    first: ArrayLike | None = clicks[0] if len(clicks) else None
    last: ArrayLike | None = clicks[-1] if len(clicks) > 1 else None
    return (first if start_mm is None else start_mm), (last if end_mm is None else end_mm)


class _Teller:
    """Puts the measurement error and the nearest landmark on each section."""

    def __init__(
        self, arcs: LandmarkArcs, slice_distance_mm: float, conditions: Conditions, error: ErrorSettings
    ) -> None:
        self.arcs, self.distance_mm, self.conditions, self.error = arcs, slice_distance_mm, conditions, error

    def about(self, section: Section, *, not_gated: bool = False) -> Section:
        error = diameter_error_mm(section, self.distance_mm, not_gated=not_gated, settings=self.error)
        near = None if section.arc_mm is None else self.arcs.nearest(section.arc_mm)
        return replace(
            section,
            uncertainty_mm=error,
            landmark="" if near is None else near[0],
            landmark_distance_mm=None if near is None else near[1],
        )

    def about_level(self, level: MeasuredLevel) -> MeasuredLevel:
        if level.section is None:
            return level
        loose = bool(guards.level_remarks(level.placement.level, self.conditions))
        return replace(level, section=self.about(level.section, not_gated=loose))


def _is_near_branch(placement: Placement, arcs: LandmarkArcs) -> bool:
    """Whether a landmark says that a branch leaves within its own diameter of a level."""
    if placement.arc_mm is None:
        return False
    return any(
        abs(arcs.arc_mm[name] - placement.arc_mm) <= diameter
        for name, diameter in BRANCH_DIAMETERS_MM.items()
        if name in arcs.arc_mm
    )


class _Sections(Protocol):
    """Where contours come from."""

    def at(self, arc_mm: float) -> Section: ...

    def in_plane(self, centre_mm: FloatArray, normal: FloatArray, **fields: Any) -> Section: ...


class _MaskSections:
    """Sections whose contours come from a mask."""

    def __init__(self, occupancy: Field, line: Centreline, edge: str) -> None:
        self.field, self.line, self.edge = occupancy, line, edge

    def at(self, arc_mm: float) -> Section:
        half = 0.9 * 2.0 * self.line.radius_at(arc_mm) + 6.0
        return section_from_field(
            self.field,
            self.line.point_at(arc_mm),
            self.line.tangent_at(arc_mm),
            half_width_mm=half,
            arc_mm=arc_mm,
            edge=self.edge,
        )

    def in_plane(self, centre_mm: FloatArray, normal: FloatArray, **fields: Any) -> Section:
        arc, distance = self.line.nearest(centre_mm)
        half = 0.9 * 2.0 * self.line.radius_at(arc) + 6.0 + distance
        fields.setdefault("request_mm", centre_mm)
        section = section_from_field(
            self.field, centre_mm, normal, half_width_mm=half, arc_mm=arc, edge=self.edge, **fields
        )
        return with_tilt(section, self.line.tangent_at(arc))


class _ImageSections:
    """Sections whose contours come from the image; each takes its neighbour's size as prior."""

    def __init__(self, image: Field, line: Centreline, edge: str, settings: EdgeSettings) -> None:
        self.field, self.line, self.edge, self.settings = image, line, edge, settings

    def at(self, arc_mm: float) -> Section:
        return section_from_image(
            self.field,
            self.line.point_at(arc_mm),
            self.line.tangent_at(arc_mm),
            radius_mm=self.line.radius_at(arc_mm),
            edge=self.edge,
            settings=self.settings,
            arc_mm=arc_mm,
        )

    def in_plane(self, centre_mm: FloatArray, normal: FloatArray, **fields: Any) -> Section:
        arc = self.line.nearest_arc(centre_mm)
        fields.setdefault("request_mm", centre_mm)
        section = section_from_image(
            self.field,
            centre_mm,
            normal,
            radius_mm=self.line.radius_at(arc),
            edge=self.edge,
            settings=self.settings,
            arc_mm=arc,
            **fields,
        )
        return with_tilt(section, self.line.tangent_at(arc))


def _with_neighbours(section: Section, line: Centreline, profile: Profile) -> Section:
    """The section with what the profile knows of this place: rims of ostia bridged, flags."""
    if section.arc_mm is None:
        return section
    arc = section.arc_mm
    section = bridged_in(section, profile.zones)
    flags = list(section.flags)
    if any(zone.holds(arc) for zone in profile.zones):
        flags.append("near_branch")
    if profile.sections:
        nearest = min(profile.sections, key=lambda s: abs((s.arc_mm or 0.0) - arc))
        flags.extend(f for f in nearest.flags if f == "near_end")
    return replace(section, flags=tuple(dict.fromkeys(flags)))


def _asked(point: FloatArray, line: Centreline, measure: _Sections, profile: Profile) -> Section:
    arc, distance = line.nearest(point)
    section = replace(measure.at(arc), request_mm=point)
    if distance > 2.0 * line.radius_at(arc):
        remark = Remark("off_vessel", fields={"distance_mm": f"{distance:.1f}"})
        section = replace(section, remarks=(*section.remarks, remark))
    return withheld_near_branch(_with_neighbours(section, line, profile))


def _measured_level(
    placement: Placement,
    measure: _Sections,
    profile: Profile,
    line: Centreline,
    conditions: Conditions,
    not_assessed: Mapping[str, str],
    drawn: Mapping[str, Section],
    near_branch: bool,
) -> MeasuredLevel:
    level = placement.level
    remarks = guards.level_remarks(level, conditions)
    if level.key in not_assessed:
        return MeasuredLevel(placement, None, Remark("marked"), not_assessed[level.key])
    if level.key in drawn:
        section = with_tilt(
            drawn[level.key], None if placement.arc_mm is None else line.tangent_at(placement.arc_mm)
        )
        return MeasuredLevel(
            placement, replace(section, remarks=(*section.remarks, *remarks)), section.reason
        )
    if placement.reason is not None:
        return MeasuredLevel(placement, None, placement.reason)
    if placement.between_mm is not None:
        best = profile.maximum(*placement.between_mm)
        if best is None or best.arc_mm is None:
            return MeasuredLevel(placement, None, Remark("no_profile_maximum"))
        placement = replace(placement, arc_mm=best.arc_mm)
        section = best
    elif placement.normal is not None and placement.centre_mm is not None:
        section = measure.in_plane(placement.centre_mm, placement.normal, request_mm=None)
        # its own plane by definition: the angle to the line is stated, but is no fault
        section = replace(
            section,
            flags=tuple(f for f in section.flags if f != "oblique_plane"),
            remarks=tuple(r for r in section.remarks if r.code != "oblique_plane"),
        )
    elif placement.arc_mm is not None:
        section = _with_neighbours(measure.at(placement.arc_mm), line, profile)
        if near_branch and "near_branch" not in section.flags:
            section = replace(section, flags=(*section.flags, "near_branch"))
        section = judged_near_branch(section, profile.sections)
    else:
        return MeasuredLevel(placement, None, Remark("beyond_line"))
    section = replace(section, remarks=(*section.remarks, *remarks))
    return MeasuredLevel(placement, section, section.reason)
