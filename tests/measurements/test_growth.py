"""Growth: unrounded, beyond the measurement error only, refused or said where things were done another way."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from measurements.finding import Code, Finding, Method, Origin, Source
from measurements.growth import (
    DAYS_A_YEAR,
    Differs,
    Growth,
    GrowthSettings,
    Verdict,
    compare,
    compare_all,
    fast,
)

NOW, BEFORE = date(2026, 11, 20), date(2026, 5, 20)
CONDITIONS = (("edge", "outer"), ("gating", "prospective"))


def finding(value: float | None = 39.44, level: str = "descending_mid", **more: object) -> Finding:
    given_: dict[str, object] = {
        "id": "n", "task": "aorta", "key": "diameter_max_mm", "group": f"level:{level}",
        "concept": Code("397414006", "SCT", "Vessel outside diameter"), "value": value, "unit": "mm",
        "method": Method("centreline_auto", "1.0"), "source": Source("1", "2", "3"), "observer": "sanne",
        "at": "2026-11-20T10:00:00Z", "origin": Origin.SEMI_AUTOMATIC, "level": level, "uncertainty": 3.0,
        "conditions": CONDITIONS, "withheld": "" if value is not None else "no closed contour",
    }  # fmt: skip
    return Finding(**(given_ | more))  # type: ignore[arg-type]


def against(now: Finding, prior: Finding | None, **more: object) -> Growth:
    return compare(now, prior, now_date=NOW, prior_date=BEFORE, **more)  # type: ignore[arg-type]


@pytest.mark.truth
def test_difference_and_rate_come_from_the_unrounded_values() -> None:
    """specs/aorta.md section 12 J: within 0.01 mm a year; 184 days between 20 May and 20 November 2026."""
    found = against(finding(39.44), finding(36.23))
    assert found.difference == pytest.approx(3.21, abs=1e-9)
    assert found.rate_per_year == pytest.approx(3.21 / (184 / 365.25), abs=1e-9)
    assert found.rate_interval == pytest.approx(
        ((3.21 - 3.0) / (184 / 365.25), (3.21 + 3.0) / (184 / 365.25)), abs=1e-9
    )
    assert (found.verdict, found.limit, found.differs) == (Verdict.GROWTH, 3.0, ())


@pytest.mark.parametrize(
    ("before", "verdict"),
    [
        (36.44, Verdict.NO_MEASURABLE_GROWTH),  # exactly the limit is within it
        (36.43, Verdict.GROWTH),
        (42.45, Verdict.DECREASE),
        (42.44, Verdict.NO_MEASURABLE_GROWTH),
        (39.44, Verdict.NO_MEASURABLE_GROWTH),
    ],
)
def test_only_more_than_the_smallest_detectable_change_is_growth(before: float, verdict: Verdict) -> None:
    assert against(finding(39.44), finding(before)).verdict is verdict


def test_less_than_half_a_year_gives_the_difference_but_no_rate() -> None:
    found = compare(finding(45.0), finding(40.0), now_date=NOW, prior_date=NOW - timedelta(days=182))
    assert found.difference == 5.0
    assert found.rate_per_year is None
    assert compare(
        finding(45.0), finding(40.0), now_date=NOW, prior_date=NOW - timedelta(days=183)
    ).rate_per_year


@pytest.mark.parametrize(
    ("change", "differs"),
    [
        ({"conditions": (("edge", "inner"), ("gating", "prospective"))}, Differs.EDGE),
        ({"method": Method("double_oblique_manual", "1.0")}, Differs.METHOD),
        ({"conditions": (("edge", "outer"), ("gating", "none"))}, Differs.GATING),
    ],
)
def test_another_edge_method_or_gating_bars_it_until_it_is_acknowledged(
    change: dict, differs: Differs
) -> None:
    prior = finding(36.0, **change)
    refused = against(finding(), prior)
    assert refused.verdict is Verdict.NOT_COMPARABLE
    assert refused.bars == (differs,)
    assert (refused.difference, refused.rate_per_year, refused.limit) == (None, None, None)
    assert refused.prior_value == 36.0, "what was measured is shown; the difference isn't"
    taken = against(finding(), prior, acknowledged=True)
    assert taken.acknowledged
    assert taken.differs == (differs,), "it is said with the number"
    assert taken.limit == 5.0
    assert taken.verdict is Verdict.NO_MEASURABLE_GROWTH


@pytest.mark.parametrize("change", [{"observer": "ruben"}, {"method": Method("centreline_auto", "1.1")}])
def test_another_reader_or_software_needs_more_change_but_bars_nothing(change: dict) -> None:
    found = against(finding(40.0), finding(36.0, **change))
    assert (found.limit, found.verdict, found.acknowledged) == (5.0, Verdict.NO_MEASURABLE_GROWTH, False)
    assert not found.same_method


def test_the_root_without_ecg_synchronisation_needs_five_millimetres() -> None:
    ungated = {
        "conditions": (("edge", "outer"), ("gating", "none")),
        "level": "sinus",
        "group": "level:sinus",
    }
    assert against(finding(44.0, **ungated), finding(40.0, **ungated)).limit == 5.0
    assert against(finding(44.0, level="sinus"), finding(40.0, level="sinus")).limit == 3.0


def test_the_error_of_the_measurements_themselves_counts_when_it_is_larger() -> None:
    found = against(finding(44.5, uncertainty=6.5), finding(40.0))
    assert (found.limit, found.verdict) == (6.5, Verdict.NO_MEASURABLE_GROWTH)


def test_what_one_of_both_lacks_is_missing_and_never_a_number() -> None:
    for now, prior in ((finding(), None), (finding(), finding(None)), (finding(None), finding())):
        found = against(now, prior)
        assert found.verdict is Verdict.PRIOR_MISSING
        assert (found.difference, found.prior_value, found.rate_per_year) == (None, None, None)


def test_other_figures_and_a_prior_that_is_not_earlier_are_refused() -> None:
    with pytest.raises(ValueError, match="same figure"):
        against(finding(), finding(key="area_mm2", unit="mm2"))
    for day in (NOW, NOW + timedelta(days=1)):
        with pytest.raises(ValueError, match="earlier"):
            compare(finding(), finding(), now_date=NOW, prior_date=day)
    with pytest.raises(ValueError, match="smallest detectable"):
        GrowthSettings(same_mm=6.0)


def test_a_whole_report_is_compared_level_by_level_in_its_own_order() -> None:
    now = [
        finding(40.0, level="sinus"),
        finding(31.0, level="diaphragm"),
        finding(1200.0, key="area_mm2", unit="mm2"),
    ]
    before = [finding(30.5, level="diaphragm"), finding(35.0, level="annulus")]
    found = compare_all(now, before, now_date=NOW, prior_date=BEFORE)
    assert [(g.level, g.verdict) for g in found] == [
        ("sinus", Verdict.PRIOR_MISSING),
        ("diaphragm", Verdict.NO_MEASURABLE_GROWTH),
    ]


def year_of(number: int, now: float, before: float, **more: object) -> Growth:
    """A comparison over one year, the `number`-th of a row."""
    begin = date(2020 + number, 11, 20)
    return compare(
        finding(now), finding(before), now_date=date(2021 + number, 11, 20), prior_date=begin, **more
    )  # type: ignore[arg-type]


def test_fast_needs_growth_beyond_the_error_in_each_of_the_years() -> None:
    first, second, third = year_of(0, 40.0, 39.0), year_of(1, 44.0, 40.0), year_of(2, 48.0, 44.0)
    assert fast([second], rate_per_year=3.5)
    assert not fast([first], rate_per_year=0.5), "within the error it isn't growth"
    assert fast([first, second, third], rate_per_year=3.0, in_a_row=2)
    assert not fast([second, year_of(2, 44.5, 44.0)], rate_per_year=3.0, in_a_row=2)
    assert not fast([second], rate_per_year=3.0, in_a_row=2), "one year isn't two"


def test_fast_takes_one_figure_in_the_order_of_time() -> None:
    year = year_of(1, 44.0, 40.0)
    other = compare(
        finding(44.0, "celiac"),
        finding(40.0, "celiac"),
        now_date=date(2023, 11, 20),
        prior_date=date(2022, 11, 20),
    )
    with pytest.raises(ValueError, match="one figure"):
        fast([year, other], rate_per_year=3.0, in_a_row=2)
    with pytest.raises(ValueError, match="follow each other in time"):
        fast([year, year], rate_per_year=3.0, in_a_row=2)


def test_years_with_a_time_between_that_nobody_compared_arent_in_a_row() -> None:
    first, second, fourth = year_of(1, 44.0, 40.0), year_of(2, 48.0, 44.0), year_of(4, 56.0, 52.0)
    assert fast([first, second], rate_per_year=3.0, in_a_row=2)
    assert not fast([second, fourth], rate_per_year=3.0, in_a_row=2)
    assert fast([second, fourth], rate_per_year=3.0), "the last year alone is fast all the same"
    assert not fast([first, second, fourth], rate_per_year=3.0, in_a_row=3)


def test_what_a_person_let_be_compared_all_the_same_raises_no_flag_by_itself() -> None:
    before = finding(30.0, conditions=(("edge", "inner"), ("gating", "prospective")))
    found = compare(
        finding(44.0), before, now_date=NOW, prior_date=NOW - timedelta(days=366), acknowledged=True
    )
    assert found.verdict is Verdict.GROWTH
    assert not fast([found], rate_per_year=3.0)


@pytest.mark.parametrize("edge", ["", "unknown"])
def test_two_edges_that_nobody_stated_arent_known_to_be_the_same(edge: str) -> None:
    both = {"conditions": (("edge", edge), ("gating", "prospective"))}
    found = against(finding(44.0, **both), finding(40.0, **both))
    assert (found.verdict, found.bars) == (Verdict.NOT_COMPARABLE, (Differs.EDGE,))
    taken = against(finding(44.0, **both), finding(40.0, **both), acknowledged=True)
    assert (taken.limit, taken.verdict) == (5.0, Verdict.NO_MEASURABLE_GROWTH)


@pytest.mark.parametrize("level", ["maximum.thoracic", "maximum.overall"])
def test_a_maximum_that_may_lie_in_the_ascending_aorta_needs_more_without_gating(level: str) -> None:
    loose = {"conditions": (("edge", "outer"), ("gating", "none"))}
    found = against(finding(44.0, level, **loose), finding(40.0, level, **loose))
    assert (found.limit, found.verdict) == (5.0, Verdict.NO_MEASURABLE_GROWTH)
    gated = against(finding(44.0, level), finding(40.0, level))
    assert (gated.limit, gated.verdict) == (3.0, Verdict.GROWTH)


@given(st.floats(10, 90), st.floats(10, 90), st.integers(1, 4000))
def test_the_verdict_follows_the_difference_whatever_the_values(now: float, before: float, days: int) -> None:
    assume(abs(abs(now - before) - 3.0) > 1e-9)
    found = compare(finding(now), finding(before), now_date=NOW, prior_date=NOW - timedelta(days=days))
    assert found.difference == now - before
    assert (found.verdict is Verdict.NO_MEASURABLE_GROWTH) == (abs(now - before) <= 3.0)
    assert (found.rate_per_year is None) == (days < DAYS_A_YEAR / 2)
    if found.rate_per_year is not None:
        low, high = found.rate_interval
        assert low < found.rate_per_year < high
        assert (low > 0 or high < 0) == (found.verdict is not Verdict.NO_MEASURABLE_GROWTH)
