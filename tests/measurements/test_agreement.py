"""Agreement against published data and against other ways of working it out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from measurements.agreement import agreement, over_all, pair_levels

# Bland and Altman, Lancet 1986;327:307-310, table 1: peak expiratory flow (L/min), first readings of 17 subjects with a
# Wright peak flow meter and a mini Wright meter
WRIGHT = [494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427]
MINI = [512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451]


@pytest.mark.truth
def test_the_figures_of_bland_and_altman_1986() -> None:
    """Wright minus mini: mean -2.1, SD 38.8, limits -79.7 and 75.5 (they take 2 SD; with 1.96: -78.1 and 73.9)."""
    found = agreement(MINI, WRIGHT)
    assert found.n == 17
    assert found.bias == pytest.approx(-2.1, abs=0.05)
    assert found.sd == pytest.approx(38.8, abs=0.05)
    assert (found.bias - 2 * found.sd, found.bias + 2 * found.sd) == pytest.approx((-79.7, 75.5), abs=0.15)
    assert (found.limits.low, found.limits.high) == pytest.approx((-78.1, 73.9), abs=0.1)
    # their confidence intervals: bias -22.0 to 17.8; lower limit -114.3 to -45.1; upper limit 40.9 to 110.1 (2 SD)
    assert (found.bias_interval.low, found.bias_interval.high) == pytest.approx((-22.0, 17.8), abs=0.1)
    half = (found.lower_interval.high - found.lower_interval.low) / 2
    assert half == pytest.approx((114.3 - 45.1) / 2, abs=0.4)
    assert (found.upper_interval.high - found.upper_interval.low) / 2 == pytest.approx(
        (110.1 - 40.9) / 2, abs=0.4
    )
    assert found.is_uncertain
    assert found.to_json()["warnings"] == ["few_pairs"]


@pytest.mark.truth
def test_the_intraclass_correlations_are_those_of_the_analysis_of_variance() -> None:
    """Shrout and Fleiss 1979, worked out by another way: mean squares by sums over the table."""
    a, b = np.array(WRIGHT, float), np.array(MINI, float)
    n = len(a)
    table = np.stack([a, b], 1)
    between = 2 * table.mean(1).var(ddof=1)
    judges = n * table.mean(0).var(ddof=1)
    rest = table - table.mean(1, keepdims=True) - table.mean(0, keepdims=True) + table.mean()
    error = (rest**2).sum() / (n - 1)
    found = agreement(a, b)
    assert found.icc_consistent == pytest.approx((between - error) / (between + error))
    assert found.icc_absolute == pytest.approx(
        (between - error) / (between + error + 2 * (judges - error) / n)
    )


def test_shrout_and_fleiss_own_example_of_two_of_its_judges() -> None:
    """Judges 1 and 2 of table 2: consistency is higher than absolute agreement, as judge 2 marks far lower."""
    one, two = [9, 6, 8, 7, 10, 6], [2, 1, 4, 1, 5, 2]
    found = agreement(one, two)
    assert found.icc_consistent > found.icc_absolute
    assert found.bias == pytest.approx(np.mean(two) - np.mean(one))


def test_the_same_readings_agree_fully() -> None:
    found = agreement([30.0, 40.0, 50.0], [30.0, 40.0, 50.0])
    assert (found.bias, found.sd, found.repeatability, found.largest) == (0, 0, 0, 0)
    assert found.icc_absolute == found.icc_consistent == pytest.approx(1.0)


def test_things_that_are_all_alike_have_no_correlation() -> None:
    found = agreement([30.0, 30.0, 30.0], [30.0, 30.0, 30.0])
    assert found.icc_absolute is None
    assert (found.slope, found.slope_p) == (0.0, 1.0)


def test_a_trend_with_the_size_is_seen() -> None:
    rng = np.random.default_rng(4)
    a = rng.uniform(20, 60, 200)
    found = agreement(a, a * 1.1 + rng.normal(0, 0.3, 200))
    assert found.slope == pytest.approx(2 * (1.1 - 1) / (1.1 + 1), abs=0.01)
    assert found.slope_p < 1e-6
    assert not found.is_uncertain


@pytest.mark.truth
@pytest.mark.parametrize("sd", [1.0, 2.5])
def test_the_limits_hold_95_per_cent_and_repeatability_is_that_of_the_reader(sd: float) -> None:
    """Two readings with the same error σ: the SD of the differences is σ√2, the repeatability 1.96·√2·σ."""
    rng = np.random.default_rng(11)
    truth = rng.uniform(20, 60, 20_000)
    found = agreement(truth + rng.normal(0, sd, 20_000), truth + rng.normal(0, sd, 20_000))
    assert found.repeatability == pytest.approx(1.96 * np.sqrt(2) * sd, rel=0.02)
    inside = (found.differences >= found.limits.low) & (found.differences <= found.limits.high)
    assert inside.mean() == pytest.approx(0.95, abs=0.005)


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [([1, 2], [1, 2], "3 pairs"), ([1, 2, 3], [1, 2], "same number"), ([1, 2, np.nan], [1, 2, 3], "no number"),
     ([[1, 2, 3]], [[1, 2, 3]], "same number")],
)  # fmt: skip
def test_what_is_no_pair_of_readings_is_refused(first, second, said) -> None:
    with pytest.raises(ValueError, match=said):
        agreement(first, second)


@given(st.lists(st.tuples(st.floats(5, 90), st.floats(-5, 5)), min_size=3, max_size=40))
def test_bias_and_interval_are_those_of_the_paired_t_test(pairs) -> None:
    a = np.array([p[0] for p in pairs])
    b = a + np.array([p[1] for p in pairs])
    found = agreement(a, b)
    if found.sd > 1e-6:
        expected = stats.ttest_rel(b, a).confidence_interval(0.95)
        assert (found.bias_interval.low, found.bias_interval.high) == pytest.approx(
            (expected.low, expected.high)
        )
    assert found.limits.low <= found.bias <= found.limits.high


def output(edge: str, **levels: float | None) -> dict:
    return {
        "edge": edge,
        "levels": [{"level": name, "diameter_max_mm": value} for name, value in levels.items()],
        "maximum": {"overall": {"diameter_max_mm": 41.0}, "thoracic": None},
    }


def test_levels_of_two_measurements_are_paired_by_name_and_what_one_lacks_is_named() -> None:
    found = pair_levels(
        output("outer", sinus=34.0, arch_mid=30.0, annulus=None), output("outer", sinus=35.0, diaphragm=27.0)
    )
    assert found.names == ("sinus", "maximum.overall")
    assert (found.first, found.second) == ((34.0, 41.0), (35.0, 41.0))
    assert found.missing == ("arch_mid", "diaphragm")
    both = over_all([found, found])
    assert len(both.first) == 4
    assert both.names[2] == "2:sinus"


def test_another_edge_or_another_kind_of_file_is_refused() -> None:
    with pytest.raises(ValueError, match="another edge"):
        pair_levels(output("outer", sinus=34.0), output("inner", sinus=34.0))
    with pytest.raises(ValueError, match="no output"):
        pair_levels({}, output("inner", sinus=34.0))
