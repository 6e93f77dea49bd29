"""What an aorta measurement gives: as JSON of the command line, and as findings for the draft."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from measurements import images
from measurements.aorta import codes, planning
from measurements.aorta.error import figure_error
from measurements.aorta.levels import BY_KEY, LANDMARKS, LandmarkArcs, Placement
from measurements.aorta.line import Centreline
from measurements.aorta.profile import Profile
from measurements.aorta.remark import Remark
from measurements.aorta.section import Section
from measurements.finding import Code, Finding, Geometry, GeometryKind, Method, Origin, Point, Source
from studies.volume import Grid, SeriesInfo

FloatArray = NDArray[np.float64]

METHOD_VERSION = "1.0"
MAXIMA = ("thoracic", "abdominal", "overall")
#: reasons that only say that nobody gave a landmark: said once for all levels
NOT_GIVEN = ("landmark_missing", "hinge_points_missing")


@dataclass(frozen=True, slots=True)
class Conditions:
    """Acquisition facts that a person states when the header lacks them (specs section 3.1).

    `gating` is ``"none"``, ``"prospective"``, ``"retrospective"`` or empty (not stated).
    """

    gating: str = ""
    rr_percent: float | None = None
    phase: str = ""
    contrast: str = ""


@dataclass(frozen=True, eq=False)
class MeasuredLevel:
    """A level of the table: its place and its section, or the reason why there is none.

    `words` are the person's own when the level was marked as not imaged or not assessable.
    """

    placement: Placement
    section: Section | None
    reason: Remark | None = None
    words: str = ""

    @property
    def key(self) -> str:
        return self.placement.level.key

    def to_json(self) -> dict[str, Any]:
        place = self.placement
        section = self.section.to_json() if self.section is not None else {"arc_mm": place.arc_mm}
        section.pop("request", None)
        return {
            "level": place.level.key,
            "rule": place.rule,
            "by_hand": place.by_hand,
            **section,
            "reason": self.words or (None if self.reason is None else self.reason.message),
        }


@dataclass(frozen=True, eq=False)
class MovedMaximum:
    """A maximum that a person put at another section than the profile's largest, and why.

    `proposed` is the section that the profile gives; None when it gives none.
    """

    section: Section
    words: str
    proposed: Section | None = None


@dataclass(frozen=True, eq=False)
class AortaResult:
    """Line, profile, sections, levels and maxima, with everything that leads back to the images."""

    line: Centreline
    profile: Profile
    sections: tuple[Section, ...]
    levels: tuple[MeasuredLevel, ...]
    edge: str
    remarks: tuple[Remark, ...]
    conditions: Conditions
    landmarks: LandmarkArcs
    series: SeriesInfo
    volume_grid: Grid
    frame_of_reference_uid: str = ""
    mask_source: str = ""
    parameters: tuple[tuple[str, str], ...] = field(default=())
    moved: Mapping[str, MovedMaximum] = field(default_factory=dict)

    def level(self, key: str) -> MeasuredLevel:
        """One level by its key; raises KeyError."""
        for level in self.levels:
            if level.key == key:
                return level
        raise KeyError(key)

    def boundary_arc_mm(self) -> float | None:
        """Where thorax and abdomen meet: the diaphragm, else the coeliac trunk; None without either."""
        for key in ("diaphragm", "celiac"):
            arc = self.level(key).placement.arc_mm
            if arc is not None:
                return arc
        return None

    def maximum(self, which: str) -> Section | None:
        """The largest section: ``"thoracic"``, ``"abdominal"`` or ``"overall"``; None when it can't be said.

        Where a person moved one, it is that section; overall then is the larger of the two.
        """
        if which in self.moved:
            return self.moved[which].section
        if which == "overall" and self.moved:
            both = [s for s in (self.maximum("thoracic"), self.maximum("abdominal")) if s is not None]
            return max(both, key=lambda s: s.diameter_max_mm or 0.0, default=None)
        return self.proposed_maximum(which)

    def proposed_maximum(self, which: str) -> Section | None:
        """The largest section of the profile, whatever a person moved."""
        reach = self.reach_of(which)
        return None if reach is None else self.profile.maximum(*reach)

    def reach_of(self, which: str) -> tuple[float, float] | None:
        """First and last arc at which this maximum can lie; None when the border isn't known."""
        if which == "overall":
            return 0.0, self.line.length_mm
        border = self.boundary_arc_mm()
        if border is None:
            return None
        if which == "thoracic":
            return 0.0, border
        return border, self.landmarks.arc_mm.get("aortic_end", self.line.length_mm)

    def maximum_at(self, arc_mm: float) -> str:
        """Which maximum a section here would be: ``"thoracic"``, ``"abdominal"``, or empty."""
        for which in ("thoracic", "abdominal"):
            reach = self.reach_of(which)
            if reach is not None and reach[0] <= arc_mm <= reach[1]:
                return which
        return ""

    def nearest_landmark(self, arc_mm: float) -> tuple[str, float] | None:
        """(name, distance in mm along the line; positive when the place lies beyond it), of the nearest landmark."""
        return self.landmarks.nearest(arc_mm)

    def image_marks(self) -> tuple[str, ...]:
        """What the images say against every number measured on them: resampled, tilted, lossy, thick slices."""
        said = [r.code for r in self.remarks if r.sentence == "problem" or r.code == "thick_slices"]
        return tuple(dict.fromkeys((*images.marks((), self.series), *_as_marks(said))))

    # -- JSON ---------------------------------------------------------------------------------------------

    def warnings(self) -> list[Remark]:
        """Every remark: of the whole, and why a number is missing."""
        remarks = list(self.remarks)
        for section in self.sections:
            remarks.extend(section.remarks)
            if section.reason is not None:
                remarks.append(section.reason)
        for level in self.levels:
            if level.section is not None:
                remarks.extend(level.section.remarks)
                if level.section.reason is not None:
                    remarks.append(level.section.reason)
        unplaced = [level for level in self.levels if level.section is None and level.reason is not None]
        missing = [level.key for level in unplaced if level.reason and level.reason.code in NOT_GIVEN]
        if missing:
            remarks.append(Remark("landmark_missing", "levels_missing", {"levels": ", ".join(missing)}))
        remarks.extend(
            level.reason for level in unplaced if level.reason and level.reason.code not in NOT_GIVEN
        )
        unique: dict[tuple[str, str], Remark] = {}
        for remark in remarks:
            unique.setdefault((remark.code, remark.message), remark)
        return list(unique.values())

    def to_json(self) -> dict[str, Any]:
        """The object of specs/commands.md, `measure aorta`."""
        return {
            "centreline": {
                "points_mm": self.line.points_mm.tolist(),
                "radius_mm": self.line.radius_mm.tolist(),
                "length_mm": self.line.length_mm,
                "uncertain_mm": [list(piece) for piece in self.line.uncertain_mm],
            },
            "profile": [{"arc_mm": s.arc_mm, **s.figures_json()} for s in self.profile.sections],
            "sections": [s.to_json() for s in self.sections],
            "levels": [level.to_json() for level in self.levels],
            "maximum": {which: self._maximum_json(which) for which in MAXIMA},
            "edge": self.edge or None,
            **self._evar_json(),
            "warnings": [r.to_json() for r in self.warnings()],
        }

    @cached_property
    def neck(self) -> planning.Neck | None:
        """The infrarenal neck; None where the lowest renal artery wasn't given. Takes a third of a second the first time."""
        renal = self.landmarks.arc_mm.get(planning.LOWEST_RENAL)
        return None if renal is None else planning.neck(self.line, self.profile, renal)

    def _evar_json(self) -> dict[str, Any]:
        """The infrarenal neck and the length to the bifurcation, where their landmarks were given."""
        renal = self.landmarks.arc_mm.get(planning.LOWEST_RENAL)
        if renal is None or self.neck is None:
            return {}
        found: dict[str, Any] = {"neck": self.neck.to_json()}
        end = self.landmarks.arc_mm.get("aortic_end")
        if end is not None and end > renal:
            found["renal_to_bifurcation"] = planning.lengths(self.line, renal, end).to_json()
        return {"evar": found}

    def _maximum_json(self, which: str) -> dict[str, Any] | None:
        section = self.maximum(which)
        if section is None or section.arc_mm is None:
            return None
        moved = self.moved.get(which)
        return {
            "arc_mm": section.arc_mm,
            "centre_mm": [float(c) for c in section.centre_mm],
            **section.figures_json(),
            "landmark": section.landmark_json(),
            **({} if moved is None else {"by_hand": True, "reason": moved.words}),
        }

    # -- findings -----------------------------------------------------------------------------------------

    def findings(self, *, observer: str, at: str, new_id: Callable[[], str]) -> list[Finding]:
        """Findings of the levels, asked sections, maxima and the length, with full provenance.

        Parameters
        ----------
        observer : person id
        at : UTC, ISO 8601
        new_id : gives a new unique id at each call
        """
        maker = _FindingMaker(self, observer, at, new_id)
        found: list[Finding] = []
        for level in self.levels:
            found.extend(maker.of_level(level))
        for number, section in enumerate(self.sections, 1):
            found.extend(maker.of_section(section, f"section:{number}", "", codes.AORTA, ()))
        for which in MAXIMA:
            best = self.maximum(which)
            if best is not None:
                found.extend(maker.of_maximum(which, best))
        found.append(maker.length())
        return found

    def neck_findings(self, *, observer: str, at: str, new_id: Callable[[], str]) -> list[Finding]:
        """Findings of the infrarenal neck, for a person who takes them into the report; what can't be said isn't one.

        Keys: ``neck_diameter_0_mm`` … (mean of 36 chords, so many mm below the lowest renal artery), ``neck_length_mm`` or, when
        the neck doesn't end within the line, ``neck_length_at_least_mm``, ``neck_conicity_percent``, ``neck_alpha_deg``,
        ``neck_beta_deg`` (0 = straight).
        """
        neck = self.neck
        if neck is None or neck.start_mm is None:
            return []
        return _FindingMaker(self, observer, at, new_id).of_neck(neck, neck.start_mm)


def _as_marks(codes_: Sequence[str]) -> list[str]:
    return [images.SAID_OTHERWISE.get(code, code) for code in codes_]


#: figure -> (unit, derivation, whether it is drawn as a line)
_FIGURES: Mapping[str, tuple[str, Code | None]] = {
    "diameter_max_mm": ("mm", codes.MAXIMUM),
    "diameter_perpendicular_mm": ("mm", None),
    "diameter_min_mm": ("mm", codes.MINIMUM),
    "diameter_area_mm": ("mm", codes.MEAN),
    "area_mm2": ("mm2", None),
    "perimeter_mm": ("mm", None),
}


class _FindingMaker:
    def __init__(self, result: AortaResult, observer: str, at: str, new_id: Callable[[], str]) -> None:
        self.result, self.observer, self.at, self.new_id = result, observer, at, new_id

    def of_level(self, level: MeasuredLevel) -> Iterator[Finding]:
        known = BY_KEY[level.key]
        site, group = codes.SITES[level.key], f"level:{level.key}"
        extra = (("rule", level.placement.rule),) if level.placement.rule else ()
        if level.placement.by_hand:
            extra = (*extra, ("placed", "by hand"))
        if level.section is not None:
            yield from self.of_section(level.section, group, known.en, site, extra, level.key)
            return
        words = level.words or (level.reason.message if level.reason is not None else "")
        code = level.reason.code if level.reason is not None else "marked"
        yield self._finding(
            "diameter_max_mm",
            None,
            group,
            known.en,
            site,
            None,
            (code,),
            words,
            extra,
            level.key,
            Origin.MANUAL if level.words else Origin.SEMI_AUTOMATIC,
        )

    def of_maximum(self, which: str, section: Section) -> Iterator[Finding]:
        site = {"thoracic": codes.THORACIC_AORTA, "abdominal": codes.ABDOMINAL_AORTA}.get(which, codes.AORTA)
        extra: tuple[tuple[str, str], ...] = ()
        moved = self.result.moved.get(which)
        if moved is not None:
            extra = (("placed", "by hand"), ("placed_reason", moved.words), *_proposed(moved.proposed))
        for finding in self.of_section(
            section, f"maximum:{which}", f"maximum, {which}", site, extra, f"maximum.{which}"
        ):
            yield finding if moved is None else replace(finding, origin=Origin.MANUAL)

    def of_section(
        self,
        section: Section,
        group: str,
        label: str,
        site: Code,
        extra: tuple[tuple[str, str], ...],
        level: str = "",
    ) -> Iterator[Finding]:
        reason = "" if section.reason is None else section.reason.message
        if section.figures is None:
            yield self._finding(
                "diameter_max_mm",
                None,
                group,
                label,
                site,
                section,
                section.flags,
                reason,
                extra,
                level,
                section.origin,
            )
            return
        for key in _FIGURES:
            value = getattr(section, key)
            yield self._finding(
                key, value, group, label, site, section, section.flags, "", extra, level, section.origin
            )

    def of_neck(self, neck: planning.Neck, start_mm: float) -> list[Finding]:
        result, made = self.result, []
        for place, value in neck.diameters_mm.items():
            if value is None:
                continue
            arc = start_mm + place
            section = min(result.profile.sections, key=lambda s: abs((s.arc_mm or 0.0) - arc))
            name = f"mean diameter of the neck at {place:g} mm"
            concept = _concept("diameter_area_mm", section.edge or result.edge)
            found = self._of_neck(f"neck_diameter_{place:g}_mm", name, concept, value, "mm", section)
            made.append(
                replace(
                    found,
                    derivation=codes.MEAN,
                    geometry=_geometry("area_mm2", section),
                    uncertainty=section.uncertainty_mm,
                    flags=tuple(dict.fromkeys((*found.flags, *section.flags))),
                )
            )
        end = neck.end_mm
        if neck.length_mm is not None and end is not None:
            key = "neck_length_at_least_mm" if neck.length_is_open else "neck_length_mm"
            found = self._of_neck(key, "length of the neck", codes.VESSEL_LENGTH, neck.length_mm, "mm")
            made.append(replace(found, geometry=self._stretch(start_mm, end)))
        for key, name, concept, number, unit in (
            ("neck_conicity_percent", "conicity of the neck", codes.RATIO, neck.conicity_percent, "%"),
            ("neck_alpha_deg", "angle of suprarenal aorta to neck", codes.ANGLE, neck.alpha_deg, "deg"),
            ("neck_beta_deg", "angle of neck to sac", codes.ANGLE, neck.beta_deg, "deg"),
        ):
            if number is not None:
                stretch = self._stretch(start_mm, end if end is not None else start_mm)
                made.append(replace(self._of_neck(key, name, concept, number, unit), geometry=stretch))
        return made

    def _of_neck(
        self, key: str, label: str, concept: Code, value: float, unit: str, section: Section | None = None
    ) -> Finding:
        edge = (section.edge if section is not None else "") or self.result.edge
        return Finding(
            id=self.new_id(),
            task="aorta",
            key=key,
            group=planning.NECK_GROUP,
            concept=concept,
            value=value,
            unit=unit,
            method=replace(self._method(section), name="centreline_auto"),
            source=self._source(section),
            observer=self.observer,
            at=self.at,
            origin=Origin.SEMI_AUTOMATIC,
            label=label,
            flags=self.result.image_marks(),
            site=codes.SITES["infrarenal"],
            tracking_uid=self._tracking(f"{planning.NECK_GROUP}|{key}"),
            conditions=self._conditions(section, edge),
        )

    def _stretch(self, low_mm: float, high_mm: float) -> Geometry:
        """The centreline between two arcs, at most 2 mm a step."""
        line = self.result.line
        low, high = max(low_mm, 0.0), min(max(high_mm, low_mm + 1.0), line.length_mm)
        arcs = np.linspace(low, high, max(2, int((high - low) / 2.0) + 2))
        return Geometry(GeometryKind.POLYLINE, tuple(_point(p) for p in line.points_at(arcs)))

    def length(self) -> Finding:
        line = self.result.line
        step = max(len(line.points_mm) // 200, 1)
        points = tuple(_point(p) for p in line.points_mm[::step])
        return Finding(
            id=self.new_id(),
            task="aorta",
            key="length_mm",
            group="centreline",
            concept=codes.VESSEL_LENGTH,
            value=line.length_mm,
            unit="mm",
            method=self._method(None),
            source=self._source(None),
            observer=self.observer,
            at=self.at,
            origin=Origin.SEMI_AUTOMATIC,
            label="length along the centreline",
            flags=self.result.image_marks(),
            site=codes.AORTA,
            geometry=Geometry(GeometryKind.POLYLINE, points),
            tracking_uid=self._tracking("centreline"),
        )

    def _finding(
        self,
        key: str,
        value: float | None,
        group: str,
        label: str,
        site: Code,
        section: Section | None,
        flags: tuple[str, ...],
        withheld: str,
        extra: tuple[tuple[str, str], ...],
        level: str,
        origin: Origin,
    ) -> Finding:
        unit, derivation = _FIGURES[key]
        edge = (section.edge if section is not None else "") or self.result.edge
        return Finding(
            id=self.new_id(),
            task="aorta",
            key=key,
            group=group,
            concept=_concept(key, edge),
            value=value,
            unit=unit,
            method=self._method(section),
            source=self._source(section),
            observer=self.observer,
            at=self.at,
            origin=origin,
            level=level,
            label=label,
            withheld=withheld,
            uncertainty=None if section is None or value is None else figure_error(key, section),
            # the images' own first: the last one says why a value is withheld
            flags=tuple(dict.fromkeys((*self.result.image_marks(), *flags))),
            site=site,
            laterality=codes.LATERALITY.get(level),
            derivation=derivation,
            geometry=None if section is None else _geometry(key, section),
            tracking_uid=self._tracking(group),
            conditions=(*self._conditions(section, edge), *extra),
        )

    def _conditions(self, section: Section | None, edge: str) -> tuple[tuple[str, str], ...]:
        stated, info = self.result.conditions, self.result.series
        found = [
            ("edge", edge or "unknown"),
            ("gating", stated.gating or "unknown"),
            ("rr_percent", "" if stated.rr_percent is None else f"{stated.rr_percent:g}"),
            ("phase", stated.phase),
            ("contrast", stated.contrast or info.contrast_agent),
            ("slice_distance_mm", f"{float(self.result.volume_grid.spacing_mm[2]):g}"),
            ("slice_thickness_mm", "" if info.slice_thickness_mm is None else f"{info.slice_thickness_mm:g}"),
        ]
        if section is not None:
            if section.arc_mm is not None:
                found.append(("arc_mm", f"{section.arc_mm:.1f}"))
            if section.tilt_deg is not None:
                found.append(("tilt_deg", f"{section.tilt_deg:.1f}"))
            if section.cut_deg:
                found.append(("branch_cut_deg", f"{section.cut_deg:.0f}"))
            if section.landmark_distance_mm is not None:
                found.append(("landmark", section.landmark))
                found.append(("landmark_distance_mm", f"{section.landmark_distance_mm:.0f}"))
            if section.wall_contact_deg:
                found.append(("wall_contact_deg", f"{section.wall_contact_deg:.0f}"))
            codes_ = dict.fromkeys(r.code for r in section.remarks)
            found.append(("warning", ", ".join(codes_)))
        return tuple((k, v) for k, v in found if v)

    def _method(self, section: Section | None) -> Method:
        manual = section is not None and section.origin is Origin.MANUAL
        name = "double_oblique_manual" if manual else "centreline_auto"
        parameters = [*self.result.line.parameters, ("line", self.result.line.source)]
        if section is not None:
            parameters.append(("contour", section.method))
        if self.result.mask_source:
            parameters.append(("mask", self.result.mask_source))
        return Method(name, METHOD_VERSION, tuple(parameters))

    def _source(self, section: Section | None) -> Source:
        info = self.result.series
        return Source(
            study_instance_uid=info.study_instance_uid,
            series_instance_uid=info.series_instance_uid,
            sop_class_uid=info.sop_class_uid,
            sop_instance_uids=nearest_instances(section, self.result.volume_grid, info),
            frame_of_reference_uid=self.result.frame_of_reference_uid,
            facts=images.facts(info),
        )

    def _tracking(self, group: str) -> str:
        """One UID per measured object, the same at every revision of this series' measurement."""
        name = f"{self.result.series.series_instance_uid}|aorta|{group}"
        return f"2.25.{uuid.uuid5(uuid.NAMESPACE_OID, name).int}"


def nearest_instances(section: Section | None, grid: Grid, info: SeriesInfo) -> tuple[str, ...]:
    """SOP instances that the section's contour passes through, nearest to its centre first."""
    uids = info.sop_instance_uids
    if section is None or len(uids) != grid.size[2]:
        return ()
    middle = float(grid.patient_to_index(section.centre_mm)[0])
    slices = [middle]
    if section.contour_mm is not None:
        slices.extend(float(k) for k in grid.patient_to_index(section.contour_mm)[:, 0])
    low, high = max(int(np.floor(min(slices))), 0), min(int(np.ceil(max(slices))), len(uids) - 1)
    order = sorted(range(low, high + 1), key=lambda k: (abs(k - middle), k))
    # slices made by resampling may stand for the same image
    return tuple(dict.fromkeys(uids[k] for k in order))


def landmark_label(name: str, language: str = "nl") -> str:
    """The name of a landmark or level in words."""
    if name in BY_KEY:
        return BY_KEY[name].nl if language == "nl" else BY_KEY[name].en
    return LANDMARKS[name][0 if language == "nl" else 1]


def _concept(key: str, edge: str) -> Code:
    if key == "area_mm2":
        return codes.LUMEN_AREA if edge == "inner" else codes.AREA
    if key == "perimeter_mm":
        return codes.PERIMETER
    if key == "diameter_perpendicular_mm":
        return codes.PERPENDICULAR
    return {"inner": codes.INNER_DIAMETER, "outer": codes.OUTER_DIAMETER}.get(edge, codes.DIAMETER)


def _proposed(section: Section | None) -> tuple[tuple[str, str], ...]:
    """Where the profile's own maximum lies and how large it is, beside one that a person moved."""
    if section is None or section.arc_mm is None or section.diameter_max_mm is None:
        return ()
    return (
        ("proposed_arc_mm", f"{section.arc_mm:.1f}"),
        ("proposed_diameter_max_mm", f"{section.diameter_max_mm:.1f}"),
    )


def _geometry(key: str, section: Section) -> Geometry | None:
    ends = {
        "diameter_max_mm": section.diameter_max_ends_mm,
        "diameter_perpendicular_mm": section.diameter_perpendicular_ends_mm,
    }.get(key)
    plane: dict[str, Any] = {
        "centre_mm": _point(section.centre_mm),
        "normal": _point(section.normal),
        "row_direction": _point(section.row_direction),
    }
    if ends is not None:
        return Geometry(GeometryKind.LINE, tuple(_point(p) for p in ends), **plane)
    if section.contour_mm is not None:
        return Geometry(GeometryKind.CONTOUR, tuple(_point(p) for p in section.contour_mm), **plane)
    return Geometry(GeometryKind.PLANE, (_point(section.centre_mm),), **plane)


def _point(point: FloatArray) -> Point:
    return (float(point[0]), float(point[1]), float(point[2]))
