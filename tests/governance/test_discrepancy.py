"""What the radiologist changed: share of words, measurements beyond repeatability, and the score's effects."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from gate_cases import NOW
from hypothesis import given
from hypothesis import strategies as st
from life_cases import CONTENT, finding
from test_records import REVISION

from governance.discrepancy import (
    EFFECTS,
    Effect,
    compare,
    measurement_changes,
    percent,
    section_change,
    word_distance,
)
from governance.report import Score, Section

words = st.lists(st.sampled_from(["aorta", "is", "normaal", "wijd", "geen"]), max_size=8).map(" ".join)


def plain_distance(a, b):
    """The textbook recursion, as reference."""
    if not a or not b:
        return len(a) + len(b)
    return min(
        plain_distance(a[1:], b) + 1,
        plain_distance(a, b[1:]) + 1,
        plain_distance(a[1:], b[1:]) + (a[0] != b[0]),
    )


@pytest.mark.parametrize(
    ("before", "after", "distance"),
    [
        ("", "", 0),
        ("a b c", "a b c", 0),
        ("a b c", "", 3),
        ("", "a b", 2),
        ("a b c", "a x c", 1),
        ("a b c", "a c", 1),
        ("a c", "a b c", 1),
        ("a a a", "a a", 1),
        ("a b", "b a", 2),
        ("a\n b", "a b", 0),
    ],
)
def test_the_distance_counts_words(before, after, distance):
    assert word_distance(before, after) == distance


@given(st.lists(st.sampled_from("abc"), max_size=5), st.lists(st.sampled_from("abc"), max_size=5))
def test_the_distance_is_levenshteins(a, b):
    assert word_distance(" ".join(a), " ".join(b)) == plain_distance(a, b)


@given(words, words, words)
def test_the_distance_is_a_metric(a, b, c):
    assert word_distance(a, b) == word_distance(b, a)
    assert word_distance(a, c) <= word_distance(a, b) + word_distance(b, c)
    assert (word_distance(a, b) == 0) == (a.split() == b.split())


def test_the_share_is_of_the_longer_text():
    assert section_change("k", "a b c", "a b").percent == Decimal("33.3")
    assert section_change("k", "", "").percent == Decimal("0.0")
    assert section_change("k", "", "a").percent == Decimal("100.0")
    assert section_change("k", "caf\u00e9", "cafe\u0301").distance == 0
    assert percent(1, 16) == Decimal("6.3")


def test_a_measurement_beyond_repeatability_is_flagged():
    before = replace(CONTENT, findings=(finding("a", 40.0), finding("b", 50.0), finding("gone", 1.0)))
    after = replace(CONTENT, findings=(finding("a", 42.0), finding("b", 50.0), finding("new", 3.0)))
    limits = {"diameter_max_mm": Decimal(2)}
    changes = {c.finding_id: c for c in measurement_changes(before, after, limits)}
    assert set(changes) == {"a", "new", "gone"}
    assert (changes["a"].delta, changes["a"].percent) == (Decimal("2.0"), Decimal("5.0"))
    assert not changes["a"].beyond_repeatability
    assert changes["new"].before is None
    assert changes["gone"].after is None
    assert changes["gone"].beyond_repeatability
    tight = measurement_changes(before, after, {"diameter_max_mm": Decimal("1.9")})
    assert next(c for c in tight if c.finding_id == "a").beyond_repeatability
    assert all(c.beyond_repeatability for c in measurement_changes(before, after, {}))


def test_a_change_from_zero_has_no_percentage_and_a_withheld_value_no_difference():
    before = replace(CONTENT, findings=(finding("a", 0.0), finding("b", 5.0)))
    after = replace(CONTENT, findings=(finding("a", 1.0), finding("b", None)))
    zero, withheld = measurement_changes(before, after, {})
    assert (zero.delta, zero.percent) == (Decimal("1.0"), None)
    assert (withheld.delta, withheld.percent) == (None, None)


def test_the_comparison_says_whether_the_conclusion_changed():
    def final(text):
        sections = (Section("conclusion", "Conclusie", text), Section("more", "Meer", "nieuw"))
        return replace(REVISION, number=2, content=replace(CONTENT, sections=sections))

    options = {"scored_by": "rad", "scored_at": NOW, "repeatability": {}}
    same = compare(REVISION, final("Geen aneurysma."), score=Score.CONCURRENCE, **options)
    other = compare(REVISION, final("Wel een aneurysma."), score=Score.MISS_LIKELY, **options)
    assert (same.conclusion_changed, other.conclusion_changed) == (False, True)
    assert [s.key for s in same.sections] == ["conclusion", "more", "findings", "advice"]
    assert same.submitted_sha256 == REVISION.digest()


def test_a_score_leads_to_what_the_specification_says_and_never_to_a_suspension():
    assert EFFECTS[Score.CONCURRENCE] == (Effect.COUNTS,)
    assert Effect.MEETING in EFFECTS[Score.MISS_LIKELY]
    assert Effect.TRAINER in EFFECTS[Score.CLEAR_MISS_UNLIKELY]
    assert {Effect.INCIDENT, Effect.REVIEW} <= set(EFFECTS[Score.CLEAR_MISS_LIKELY])
    assert set(EFFECTS) == set(Score)
    assert "suspension" not in {e.value for e in Effect}
