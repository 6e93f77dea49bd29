"""Growth between two measurements of one place, with the error that it must exceed (specs/aorta.md section 9).

The difference is that of the unrounded values. It counts as growth only beyond the smallest detectable change: 3 mm with the
same edge, method, reader and software, 5 mm otherwise (site settings; the literature behind them stands in specs/aorta.md
section 9, e.g. Quint 2013 and Cayne 2004), and never less than the error of either measurement itself. Another edge, method
or gating bars the comparison until a person acknowledges it; then it is said with every number. An edge that nobody stated is
another edge: two unknown ones can't be known to be the same.

Limitations: two points in time, no regression; the rate of less than half a year isn't given.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from measurements.finding import Finding

DAYS_A_YEAR = 365.25


class Verdict(StrEnum):
    """What the difference says."""

    GROWTH = "growth"
    DECREASE = "decrease"
    NO_MEASURABLE_GROWTH = "no_measurable_growth"
    NOT_COMPARABLE = "not_comparable"
    PRIOR_MISSING = "prior_missing"


class Differs(StrEnum):
    """What was done another way than before; the first three bar a comparison."""

    EDGE = "edge"
    METHOD = "method"
    GATING = "gating"
    READER = "reader"
    SOFTWARE = "software"


BARS = (Differs.EDGE, Differs.METHOD, Differs.GATING)
#: levels of the root and the ascending aorta, which move with the heart; a maximum may lie there as well
MOVING = (
    "annulus",
    "sinus",
    "sinotubular_junction",
    "ascending_mid",
    "ascending_distal",
    "maximum.thoracic",
    "maximum.overall",
)
#: an edge that isn't stated
UNKNOWN = ("", "unknown")
GATED = ("prospective", "retrospective")


@dataclass(frozen=True, slots=True)
class GrowthSettings:
    """Site settings, mm and days; to be confirmed by a radiologist (specs section 18, 3)."""

    same_mm: float = 3.0
    other_mm: float = 5.0
    not_gated_mm: float = 5.0
    shortest_rate_days: float = DAYS_A_YEAR / 2.0

    def __post_init__(self) -> None:
        if not 0 < self.same_mm <= self.other_mm or self.not_gated_mm <= 0:
            raise ValueError(
                "a smallest detectable change is positive, and no smaller between readers than within one"
            )


@dataclass(frozen=True, slots=True)
class Growth:
    """One figure of now beside the same figure of an earlier study.

    `limit` is the smallest detectable change; `rate_interval` the 95 % interval of the rate, ± limit over the time between;
    both in the figure's unit (a year). Differences and rates are None where they aren't said.
    """

    group: str
    key: str
    level: str
    now_id: str
    now_value: float | None
    prior_value: float | None
    now_date: date
    prior_date: date
    difference: float | None
    limit: float | None
    verdict: Verdict
    rate_per_year: float | None = None
    rate_interval: tuple[float, float] | None = None
    differs: tuple[Differs, ...] = ()
    acknowledged: bool = False

    @property
    def same_method(self) -> bool:
        return not self.differs

    @property
    def bars(self) -> tuple[Differs, ...]:
        """What bars the comparison unless it is acknowledged."""
        return tuple(d for d in self.differs if d in BARS)


def differences(now: Finding, prior: Finding) -> tuple[Differs, ...]:
    """What was done another way: edge, method, gating, reader, software version."""
    a, b = dict(now.conditions), dict(prior.conditions)
    found = []
    if a.get("edge", "") != b.get("edge", "") or a.get("edge", "") in UNKNOWN:
        found.append(Differs.EDGE)
    if now.method.name != prior.method.name:
        found.append(Differs.METHOD)
    if _gated(a) != _gated(b):
        found.append(Differs.GATING)
    if now.observer != prior.observer:
        found.append(Differs.READER)
    if now.method.version != prior.method.version:
        found.append(Differs.SOFTWARE)
    return tuple(found)


def _gated(conditions: Mapping[str, str]) -> bool:
    return conditions.get("gating", "") in GATED


def compare(
    now: Finding,
    prior: Finding | None,
    *,
    now_date: date,
    prior_date: date,
    acknowledged: bool = False,
    settings: GrowthSettings | None = None,
) -> Growth:
    """One figure against the same one of an earlier study.

    Parameters
    ----------
    prior : the same key of the same group of the earlier study; None when that doesn't show it
    now_date, prior_date : days of the examinations
    acknowledged : a person accepts that edge, method or gating differ; it is said with the result

    Raises
    ------
    ValueError
        Findings of different figures or units, or a prior that isn't earlier.
    """
    wishes = settings or GrowthSettings()
    days = (now_date - prior_date).days
    if days <= 0:
        raise ValueError("the earlier study must be earlier")

    def without(verdict: Verdict, differs: tuple[Differs, ...] = ()) -> Growth:
        value = prior.value if prior is not None and verdict is not Verdict.PRIOR_MISSING else None
        return Growth(
            now.group,
            now.key,
            now.level,
            now.id,
            now.value,
            value,
            now_date,
            prior_date,
            None,
            None,
            verdict,
            differs=differs,
        )

    if prior is None or prior.value is None or now.value is None:
        return without(Verdict.PRIOR_MISSING)
    if (now.key, now.unit) != (prior.key, prior.unit):
        raise ValueError("only the same figure in the same unit can be compared")
    differs = differences(now, prior)
    barred = [d for d in differs if d in BARS]
    if barred and not acknowledged:
        return without(Verdict.NOT_COMPARABLE, differs)
    difference = now.value - prior.value
    limit = _limit(now, prior, differs, wishes)
    verdict = (
        Verdict.NO_MEASURABLE_GROWTH
        if abs(difference) <= limit
        else Verdict.GROWTH
        if difference > 0
        else Verdict.DECREASE
    )
    rate = interval = None
    if days >= wishes.shortest_rate_days:
        years = days / DAYS_A_YEAR
        rate = difference / years
        interval = (rate - limit / years, rate + limit / years)
    return Growth(
        now.group, now.key, now.level, now.id, now.value, prior.value, now_date, prior_date, difference, limit,
        verdict, rate, interval, differs, bool(barred),
    )  # fmt: skip


def _limit(now: Finding, prior: Finding, differs: tuple[Differs, ...], wishes: GrowthSettings) -> float:
    limit = wishes.other_mm if differs else wishes.same_mm
    ungated = not (_gated(dict(now.conditions)) and _gated(dict(prior.conditions)))
    if now.level in MOVING and ungated:
        limit = max(limit, wishes.not_gated_mm)
    return max(limit, now.uncertainty or 0.0, prior.uncertainty or 0.0)


def compare_all(
    now: Iterable[Finding],
    prior: Iterable[Finding],
    *,
    now_date: date,
    prior_date: date,
    keys: Sequence[str] = ("diameter_max_mm",),
    acknowledged: bool = False,
    settings: GrowthSettings | None = None,
) -> list[Growth]:
    """Every figure of `keys` of now beside that of the same group before, in the order of now."""
    before = {(f.group, f.key): f for f in prior}
    return [
        compare(
            f,
            before.get((f.group, f.key)),
            now_date=now_date,
            prior_date=prior_date,
            acknowledged=acknowledged,
            settings=settings,
        )
        for f in now
        if f.key in keys
    ]


def fast(growths: Sequence[Growth], *, rate_per_year: float, in_a_row: int = 1) -> bool:
    """Whether the last `in_a_row` comparisons of one figure, oldest first, all grew by at least so much a year.

    A comparison without a rate (less than half a year, or withheld) doesn't count as fast, nor does one whose difference lies
    within the measurement error, nor one of two measurements made in different ways, which a radiologist judges. Between
    comparisons that don't adjoin (the one ends where the next begins) lies a time that nobody compared: those aren't years in
    a row (specs/aorta.md section 9, 4: "two consecutive years").

    Raises
    ------
    ValueError
        Comparisons of several figures, or that don't follow each other in time.
    """
    if len({(g.group, g.key) for g in growths}) > 1:
        raise ValueError("only comparisons of one figure can follow each other")
    if any(b.prior_date < a.now_date for a, b in itertools.pairwise(growths)):
        raise ValueError("the comparisons must follow each other in time")
    last = growths[-in_a_row:]
    if any(a.now_date != b.prior_date for a, b in itertools.pairwise(last)):
        return False
    return len(last) == in_a_row and all(
        g.verdict is Verdict.GROWTH
        and not g.acknowledged
        and g.rate_per_year is not None
        and g.rate_per_year >= rate_per_year
        for g in last
    )
