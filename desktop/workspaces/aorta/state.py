"""What a person has stated about this aorta, as one immutable value; measuring is a function of it.

No Qt, no formula: the measurement itself is `measurements.aorta.measure_aorta`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from measurements.aorta import AortaResult, Centreline, MeasuredLevel, Section, measure_aorta
from measurements.finding import Finding
from report_templates import templates
from studies.volume import LabelMap, Volume

Point = tuple[float, float, float]
MINIMUM_CLICKS = 2
MAXIMA = ("thoracic", "abdominal")


@dataclass(frozen=True, eq=False)
class AortaState:
    """Clicks along the vessel (heart first), imported masks, edge, landmarks, and decisions per level."""

    clicks: tuple[Point, ...] = ()
    mask: LabelMap | None = None
    edge: str = "inner"
    landmarks: Mapping[str, Point] = field(default_factory=dict)
    overrides_mm: Mapping[str, float] = field(default_factory=dict)
    not_assessed: Mapping[str, str] = field(default_factory=dict)
    drawn: Mapping[str, Section] = field(default_factory=dict)
    accepted: frozenset[str] = frozenset()

    @property
    def can_measure(self) -> bool:
        return self.mask is not None or len(self.clicks) >= MINIMUM_CLICKS

    def with_click(self, point: Point) -> AortaState:
        return replace(self, clicks=(*self.clicks, point))

    def without_last_click(self) -> AortaState:
        return replace(self, clicks=self.clicks[:-1])

    def with_landmark(self, name: str, point: Point) -> AortaState:
        return replace(self, landmarks={**self.landmarks, name: point})

    def moved(self, level: str, arc_mm: float) -> AortaState:
        """A level dragged along the centreline; what was accepted there must be looked at again."""
        return replace(
            self,
            overrides_mm={**self.overrides_mm, level: arc_mm},
            accepted=self.accepted - {level},
            drawn={k: s for k, s in self.drawn.items() if k != level},
        )

    def by_rule(self, level: str) -> AortaState:
        """Back to the rule's own place, section and judgement."""
        return replace(
            self,
            overrides_mm={k: v for k, v in self.overrides_mm.items() if k != level},
            not_assessed={k: v for k, v in self.not_assessed.items() if k != level},
            drawn={k: v for k, v in self.drawn.items() if k != level},
            accepted=self.accepted - {level},
        )

    def with_reason(self, level: str, reason: str) -> AortaState:
        return replace(
            self, not_assessed={**self.not_assessed, level: reason}, accepted=self.accepted | {level}
        )

    def with_drawn(self, level: str, section: Section) -> AortaState:
        return replace(self, drawn={**self.drawn, level: section}, accepted=self.accepted - {level})

    def with_accepted(self, level: str) -> AortaState:
        return replace(self, accepted=self.accepted | {level})


def measure(
    state: AortaState,
    volume: Volume,
    line: Centreline | None = None,
    *,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> AortaResult:
    """Measure what the state says; `line` is a centreline found before, when the path is the same."""
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
        not_assessed=dict(state.not_assessed),
        drawn=dict(state.drawn),
        line=line,
        progress=progress,
        cancelled=cancelled,
    )


def shown_levels(result: AortaResult) -> tuple[MeasuredLevel, ...]:
    """Levels of the table: all of them, in the report's order."""
    return result.levels


def status_of(level: MeasuredLevel, state: AortaState) -> str:
    """`accepted`, `reason`, `todo` (a proposal to look at), `warning` (measured but withheld) or `absent`."""
    if level.key in state.not_assessed:
        return "reason"
    if level.key in state.accepted:
        return "accepted"
    section = level.section
    if section is not None and section.figures is not None:
        return "todo"
    missing = level.reason is not None and level.reason.code in ("landmark_missing", "landmark_off_vessel")
    return "absent" if missing else "warning"


def accepted_findings(
    result: AortaResult, state: AortaState, *, observer: str, at: str, new_id: Callable[[], str]
) -> list[Finding]:
    """Findings that go to the draft: accepted levels, levels with a reason, the maxima once a level is accepted, length."""
    everything = result.findings(observer=observer, at=at, new_id=new_id)
    wanted = {f"level:{k}" for k in state.accepted} | {f"level:{k}" for k in state.not_assessed}
    if state.accepted:
        wanted |= {f"maximum:{m}" for m in MAXIMA} | {"length"}
    return [f for f in everything if f.group in wanted]


def open_levels(result: AortaResult | None, state: AortaState) -> list[str]:
    """Keys of levels that still need a decision: measured and not accepted."""
    if result is None:
        return []
    return [lv.key for lv in result.levels if status_of(lv, state) in ("todo", "warning")]


def level_name(key: str, language: str) -> str:
    """Short name of a level, the same as in the report's table."""
    name = str(_rows(language)[key])
    short = name.removeprefix("Aorta ")  # every level here is one of the aorta
    return short[:1].upper() + short[1:]


@functools.cache
def _rows(language: str) -> Mapping[str, str]:
    return templates.load("aorta_ct").words[language].rows
