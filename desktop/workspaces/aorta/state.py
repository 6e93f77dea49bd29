"""What a person has stated about this aorta, as one immutable value; measuring is a function of it.

No Qt, no formula: the measurement itself is `measurements.aorta.measure_aorta`. The rows of the table are the levels
(their own keys) and the two maxima (``maximum.thoracic``, ``maximum.abdominal``). A row is accepted as it was seen: by
the print of its section, so that a section that is measured anew and differs asks to be judged again.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

import numpy as np

from desktop.days import as_date
from desktop.errors_text import dutch
from measurements.aorta import (
    AortaResult,
    Centreline,
    Conditions,
    MeasuredLevel,
    Profile,
    Section,
    measure_aorta,
)
from measurements.aorta.indices import index_findings
from measurements.body_size import BodySize, Sex
from measurements.finding import Finding
from report_templates import templates
from studies.volume import LabelMap, SeriesInfo, Volume

Point = tuple[float, float, float]
V = TypeVar("V")
MINIMUM_CLICKS = 2
MAXIMUM = "maximum."
#: level with whose judgement the neck stands or falls
NECK_LEVEL = "infrarenal"
MAXIMA = ("maximum.thoracic", "maximum.abdominal")
#: this level lies in a plane of its own, not at an arc length
OWN_PLANE = "annulus"
#: kinds of reason for a level without a number, in the words of the report (English source)
REASONS = {"not_imaged": "not imaged", "not_assessable": "not assessable"}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a level has no number: a kind of `REASONS` and the person's own words."""

    kind: str
    text: str = ""

    def words(self, language: str) -> str:
        """As printed."""
        kind = REASONS[self.kind]
        kind = dutch().get(kind, kind) if language == "nl" else kind
        return f"{kind}: {self.text}" if self.text else kind


@dataclass(frozen=True, slots=True)
class Moved:
    """Where a person put a maximum, and why."""

    arc_mm: float
    text: str


@dataclass(frozen=True, slots=True)
class Stated:
    """A condition, and who said so: a person by hand, or the images' header (`by` is empty)."""

    value: str
    by: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """Height (cm) and weight (kg), the day on which they were measured (ISO), and who stated them when."""

    height_cm: float | None
    weight_kg: float | None
    measured_on: str
    by: str
    at: str


def body_size_of(body: Body, series: SeriesInfo) -> BodySize:
    """As the formulas take it: with age at the examination and sex, as the images say them."""
    born, on = as_date(series.birth_date), as_date(series.study_date)
    age = None
    if born is not None and on is not None:
        age = float(on.year - born.year - ((on.month, on.day) < (born.month, born.day)))
    sex = Sex(series.sex) if series.sex in (Sex.MALE, Sex.FEMALE) else None
    return BodySize(body.height_cm, body.weight_kg, as_date(body.measured_on), age, sex)


@dataclass(frozen=True, slots=True)
class Anew:
    """How an earlier examination was measured anew for this one: what was placed there, and how far judging has come.

    `mask_file` names the stored mask, if one was used. `points_from` says where the first points came from: the person, or the
    present examination through a registration.
    """

    clicks: tuple[Point, ...] = ()
    mask_file: str = ""
    edge: str = "inner"
    landmarks: Mapping[str, Point] = field(default_factory=dict)
    overrides_mm: Mapping[str, float] = field(default_factory=dict)
    reasons: Mapping[str, Reason] = field(default_factory=dict)
    drawn: Mapping[str, Section] = field(default_factory=dict)
    accepted: Mapping[str, str] = field(default_factory=dict)
    conditions: Mapping[str, Stated] = field(default_factory=dict)
    measured: bool = False
    maxima: Mapping[str, Moved] = field(default_factory=dict)
    images: str = ""
    points_from: str = ""


@dataclass(frozen=True, slots=True)
class Earlier:
    """The earlier examination that the present one is compared with.

    Parameters
    ----------
    study_date : YYYYMMDD
    source : ``"report"`` (figures of its authorised report) or ``"measured"`` (its images measured anew here)
    findings : the earlier figures, whatever they are compared with
    arcs_mm, diameters_mm : its profile, for the plot; empty from a report
    levels_mm : arc lengths of its levels, by which the two lines are laid over each other
    acknowledged, by, at : what differs and was accepted, by whom and when
    """

    study_uid: str
    series_uid: str
    study_date: str
    source: str
    report_id: str = ""
    revision_sha256: str = ""
    findings: tuple[Finding, ...] = ()
    arcs_mm: tuple[float, ...] = ()
    diameters_mm: tuple[float, ...] = ()
    levels_mm: Mapping[str, float] = field(default_factory=dict)
    acknowledged: tuple[str, ...] = ()
    by: str = ""
    at: str = ""
    anew: Anew | None = None


@dataclass(frozen=True, eq=False)
class AortaState:
    """Path, masks, edge, landmarks, conditions, and the decisions per row.

    `measured` says that the person had this path measured: the act "Measure", which undo takes back.
    """

    clicks: tuple[Point, ...] = ()
    mask: LabelMap | None = None
    mask_file: str = ""
    edge: str = "inner"
    landmarks: Mapping[str, Point] = field(default_factory=dict)
    overrides_mm: Mapping[str, float] = field(default_factory=dict)
    reasons: Mapping[str, Reason] = field(default_factory=dict)
    drawn: Mapping[str, Section] = field(default_factory=dict)
    accepted: Mapping[str, str] = field(default_factory=dict)
    conditions: Mapping[str, Stated] = field(default_factory=dict)
    reported: frozenset[str] = frozenset()
    measured: bool = False
    maxima: Mapping[str, Moved] = field(default_factory=dict)
    earlier: Earlier | None = None
    body: Body | None = None
    #: the infrarenal neck goes to the report, with its accepted level
    neck_reported: bool = False

    @property
    def can_measure(self) -> bool:
        return self.mask is not None or len(self.clicks) >= MINIMUM_CLICKS

    # another path or edge: nothing that was measured or decided on the former one holds
    def _other_path(self, **fields: object) -> AortaState:
        return replace(
            self,
            **{"measured": False, "overrides_mm": {}, "drawn": {}, "accepted": {}, "maxima": {}} | fields,  # type: ignore[arg-type]
        )

    def with_clicks(self, clicks: tuple[Point, ...]) -> AortaState:
        """Another path; one that was measured is measured anew at once."""
        enough = self.mask is not None or len(clicks) >= MINIMUM_CLICKS
        return self._other_path(clicks=clicks, measured=self.measured and enough)

    def with_click(self, point: Point) -> AortaState:
        return self.with_clicks((*self.clicks, point))

    def without_last_click(self) -> AortaState:
        return self.with_clicks(self.clicks[:-1])

    def with_mask(self, mask: LabelMap | None, file: str) -> AortaState:
        return self._other_path(mask=mask, mask_file=file)

    def with_edge(self, edge: str) -> AortaState:
        return self._other_path(edge=edge, measured=self.measured)

    def with_measured(self) -> AortaState:
        return replace(self, measured=True)

    def with_landmark(self, name: str, point: Point) -> AortaState:
        return replace(self, landmarks={**self.landmarks, name: point})

    def without_landmark(self, name: str) -> AortaState:
        return replace(self, landmarks=_without(self.landmarks, name))

    def moved(self, level: str, arc_mm: float) -> AortaState:
        """A level dragged along the centreline; what was accepted or drawn there must be looked at again."""
        return replace(
            self,
            overrides_mm={**self.overrides_mm, level: arc_mm},
            accepted=_without(self.accepted, level),
            drawn=_without(self.drawn, level),
            reasons=_without(self.reasons, level),
        )

    def by_rule(self, level: str) -> AortaState:
        """Back to the rule's own place, section and judgement."""
        return replace(
            self,
            overrides_mm=_without(self.overrides_mm, level),
            reasons=_without(self.reasons, level),
            drawn=_without(self.drawn, level),
            accepted=_without(self.accepted, level),
            maxima=_without(self.maxima, level),
        )

    def with_maximum(self, row: str, moved: Moved) -> AortaState:
        """A maximum put at another section; it must be judged there."""
        return replace(
            self,
            maxima={**self.maxima, row: moved},
            accepted=_without(self.accepted, row),
            reasons=_without(self.reasons, row),
        )

    def with_reason(self, level: str, reason: Reason) -> AortaState:
        return replace(self, reasons={**self.reasons, level: reason}, accepted=_without(self.accepted, level))

    def with_drawn(self, level: str, section: Section) -> AortaState:
        """A contour drawn by hand; the level stays at its place, whatever landmark is placed later."""
        pinned = dict(self.overrides_mm)
        if section.arc_mm is not None and level != OWN_PLANE:
            pinned.setdefault(level, section.arc_mm)
        return replace(
            self,
            overrides_mm=pinned,
            drawn={**self.drawn, level: section},
            accepted=_without(self.accepted, level),
            reasons=_without(self.reasons, level),
        )

    def with_accepted(self, row: str, section: Section) -> AortaState:
        return replace(self, accepted={**self.accepted, row: print_of(section)})

    def with_earlier(self, earlier: Earlier | None) -> AortaState:
        return replace(self, earlier=earlier)

    def with_neck(self, *, reported: bool) -> AortaState:
        return replace(self, neck_reported=reported)

    def with_body(self, body: Body | None) -> AortaState:
        return replace(self, body=body)

    def with_condition(self, key: str, stated: Stated) -> AortaState:
        return replace(self, conditions={**self.conditions, key: stated})

    def with_reported(self, annotation_id: str, *, reported: bool = True) -> AortaState:
        rest = self.reported - {annotation_id}
        return replace(self, reported=rest | {annotation_id} if reported else rest)

    def stated(self, key: str) -> str:
        found = self.conditions.get(key)
        return found.value if found is not None else ""


def _without(table: Mapping[str, V], key: str) -> dict[str, V]:
    return {k: v for k, v in table.items() if k != key}


def print_of(section: Section) -> str:
    """What identifies a section as it was seen: place, figures, edge, method."""
    figures = section.figures
    numbers = (
        (0.0,) * 3
        if figures is None
        else (figures.diameter_max_mm, figures.diameter_perpendicular_mm, figures.area_mm2)
    )
    arc = -1.0 if section.arc_mm is None else section.arc_mm
    return " ".join([*(f"{n:.4f}" for n in (arc, *numbers)), section.edge, section.method])


def conditions_of(state: AortaState) -> Conditions:
    """The acquisition facts as the measurement takes them."""
    percent = state.stated("rr_percent")
    return Conditions(
        gating=state.stated("gating"),
        rr_percent=float(percent) if percent else None,
        phase=state.stated("phase"),
        contrast=state.stated("contrast"),
    )


def not_assessed(state: AortaState, language: str) -> dict[str, str]:
    """Words of the levels that have a reason; a maximum that nobody can judge isn't reported at all."""
    return {k: r.words(language) for k, r in state.reasons.items() if k not in MAXIMA}


def path_key(state: AortaState) -> tuple[object, ...]:
    """What line and profile depend on."""
    return (state.clicks, state.mask_file or id(state.mask), state.mask is None, state.edge)


def measuring_key(state: AortaState, language: str) -> tuple[object, ...]:
    """What the whole measurement depends on; the same key, the same numbers."""
    return (
        path_key(state),
        tuple(sorted(state.landmarks.items())),
        tuple(sorted(state.overrides_mm.items())),
        tuple(sorted(not_assessed(state, language).items())),
        tuple(sorted((k, print_of(s)) for k, s in state.drawn.items())),
        tuple(sorted((k, m.arc_mm, m.text) for k, m in state.maxima.items())),
        conditions_of(state),
    )


def measure(
    state: AortaState,
    volume: Volume,
    line: Centreline | None = None,
    profile: Profile | None = None,
    *,
    language: str = "nl",
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> AortaResult:
    """Measure what the state says; `line` and `profile` were found before, when they still belong to the state."""
    clicks = np.array(state.clicks) if state.clicks else None
    ends = (clicks[0], clicks[-1]) if clicks is not None and len(clicks) > 1 else (None, None)
    return measure_aorta(
        volume=volume,
        mask=state.mask,
        clicks_mm=None if state.mask is not None else clicks,
        start_mm=ends[0] if state.mask is not None else None,
        end_mm=ends[1] if state.mask is not None else None,
        landmarks_mm=dict(state.landmarks),
        edge=state.edge,
        overrides_mm=dict(state.overrides_mm),
        not_assessed=not_assessed(state, language),
        drawn=dict(state.drawn),
        maxima_mm={k.removeprefix(MAXIMUM): (m.arc_mm, m.text) for k, m in state.maxima.items()},
        conditions=conditions_of(state),
        line=line,
        profile=profile,
        progress=progress,
        cancelled=cancelled,
    )


def rows_of(result: AortaResult) -> list[str]:
    """Keys of the table: levels in the report's order, each maximum before the first level that lies beyond it."""
    rows = [lv.key for lv in result.levels]
    for maximum in MAXIMA:
        section = result.maximum(maximum.removeprefix(MAXIMUM))
        if section is None or section.arc_mm is None:
            continue
        beyond = [k for k in rows if k not in MAXIMA and _lies_beyond(result, k, section.arc_mm)]
        rows.insert(rows.index(beyond[0]) if beyond else len(rows), maximum)
    return rows


def _lies_beyond(result: AortaResult, level: str, arc_mm: float) -> bool:
    section = section_of(result, level)
    return section is not None and section.arc_mm is not None and section.arc_mm > arc_mm


def section_of(result: AortaResult, row: str) -> Section | None:
    """The section of a row; None when it has no place."""
    if row.startswith(MAXIMUM):
        return result.maximum(row.removeprefix(MAXIMUM))
    return result.level(row).section


def is_accepted(result: AortaResult, state: AortaState, row: str) -> bool:
    """Accepted, and still the section that was accepted."""
    section = section_of(result, row)
    return (
        section is not None
        and section.figures is not None
        and state.accepted.get(row) == print_of(section)
        and row not in state.reasons
    )


def status_of(result: AortaResult, state: AortaState, row: str) -> str:
    """`accepted`, `reason`, `todo` (a proposal to look at), `warning` (measured but withheld) or `absent`."""
    if row in state.reasons:
        return "reason"
    if is_accepted(result, state, row):
        return "accepted"
    section = section_of(result, row)
    if section is not None and section.figures is not None:
        return "todo"
    if row in MAXIMA:
        return "absent"
    return "absent" if _is_unplaced(result.level(row)) else "warning"


def _is_unplaced(level: MeasuredLevel) -> bool:
    codes = ("landmark_missing", "hinge_points_missing", "landmark_off_vessel")
    return level.reason is not None and level.reason.code in codes


def group_of(row: str) -> str:
    """The findings' group of a row."""
    return f"maximum:{row.removeprefix(MAXIMUM)}" if row.startswith(MAXIMUM) else f"level:{row}"


def row_of(group: str) -> str:
    """Inverse of `group_of`; empty for another group."""
    kind, _, name = group.partition(":")
    return name if kind == "level" else f"{MAXIMUM}{name}" if kind == "maximum" else ""


def accepted_findings(
    result: AortaResult, state: AortaState, *, observer: str, at: str, new_id: Callable[[], str]
) -> list[Finding]:
    """Findings that go to the draft: what was accepted, and levels with a reason; nothing that nobody judged."""
    with_reason = not_assessed(state, "en")
    rows = [k for k in rows_of(result) if k in with_reason or is_accepted(result, state, k)]
    wanted = {group_of(k) for k in rows}
    if not wanted:
        return []
    everything = result.findings(observer=observer, at=at, new_id=new_id)
    said = _who_said(state)
    found = [replace(f, conditions=(*f.conditions, *said)) for f in everything if f.group in wanted]
    neck: list[Finding] = []
    if state.neck_reported and NECK_LEVEL in rows and NECK_LEVEL not in with_reason:
        made = result.neck_findings(observer=observer, at=at, new_id=new_id)
        neck = [replace(f, conditions=(*f.conditions, *said)) for f in made]
    return [*found, *_indices(result, state, found, new_id), *neck]


def _indices(
    result: AortaResult, state: AortaState, found: Sequence[Finding], new_id: Callable[[], str]
) -> list[Finding]:
    """The thoracic maximum by body size, once both are there."""
    on = as_date(result.series.study_date)
    if state.body is None or on is None:
        return []
    size = body_size_of(state.body, result.series)
    stated = (("body_stated_by", f"{state.body.by} {state.body.at}".strip()),)
    return index_findings(found, size, on=on, new_id=new_id, said=stated)


def _who_said(state: AortaState) -> tuple[tuple[str, str], ...]:
    """For each condition who stated it: the header, or a person and when."""
    found = [
        (f"{key}_stated_by", f"{stated.by} {stated.at}".strip() if stated.by else "header")
        for key, stated in sorted(state.conditions.items())
        if stated.value
    ]
    extra = [("completeness", state.stated("completeness"))] if state.stated("completeness") else []
    return tuple([*extra, *found])


def open_rows(result: AortaResult | None, state: AortaState) -> list[str]:
    """Keys of rows that still need a decision: measured and not accepted."""
    if result is None:
        return []
    return [k for k in rows_of(result) if status_of(result, state, k) in ("todo", "warning")]


def row_name(key: str, language: str) -> str:
    """Short name of a row, the same as in the report's table."""
    name = str(_rows(language)[key])
    short = name.removeprefix("Aorta ")  # every level here is one of the aorta
    return short[:1].upper() + short[1:]


@functools.cache
def _rows(language: str) -> Mapping[str, str]:
    return templates.load("aorta_ct").words[language].rows
