"""Escalation rules over findings and text, overdue calls, and the lint of prescribing phrases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from gate_cases import NOW, PROTOCOL, RULES, TICK
from life_cases import CONTENT, escalation, finding

from governance.earlier import Compared, EarlierExamination, EarlierSource
from governance.escalation import (
    due_at,
    next_contact,
    overdue,
    prescribing_phrases,
    triggered,
    unacknowledged,
)
from governance.protocol import Comparison
from governance.report import EscalationStatus, Section
from measurements.finding import Decision, Validation

AAA = RULES[0]


def fires(rule, *findings, sections=(), sex="F"):
    content = replace(
        CONTENT, findings=findings, sections=sections, patient=replace(CONTENT.patient, sex=sex)
    )
    return [t.rule_id for t in triggered(replace(PROTOCOL, escalation_rules=(rule,)), content)]


@pytest.mark.parametrize(
    ("comparison", "value", "expected"),
    [
        (Comparison.AT_LEAST, 55.0, True),
        (Comparison.AT_LEAST, 54.999, False),
        (Comparison.ABOVE, 55.0, False),
        (Comparison.ABOVE, 55.001, True),
        (Comparison.AT_MOST, 55.0, True),
        (Comparison.AT_MOST, 55.001, False),
        (Comparison.BELOW, 55.0, False),
        (Comparison.BELOW, 54.999, True),
        (Comparison.PRESENT, 1.0, True),
    ],
)
def test_a_threshold_is_exact(comparison, value, expected):
    assert bool(fires(replace(AAA, comparison=comparison), finding(value=value))) is expected


def test_a_rule_looks_at_its_key_and_levels_only():
    assert not fires(AAA, finding(key="area_mm2", value=900.0))
    rule = replace(AAA, levels=("infrarenal",))
    assert not fires(rule, finding(value=60.0))
    assert fires(rule, finding(value=60.0, level="infrarenal"))


def test_a_withheld_or_rejected_value_does_not_fire():
    rejected = Validation(Decision.REJECTED, "mbb", "2026-11-24T11:00:00Z")
    assert not fires(AAA, finding(value=None))
    assert not fires(AAA, finding(value=60.0, validation=rejected))


def test_what_cannot_be_evaluated_fires():
    assert fires(AAA, finding(value=5.5, unit="cm"))
    assert fires(replace(AAA, threshold=None), finding(value=10.0))


def test_a_rule_for_one_sex_spares_the_other_and_fires_when_it_is_unknown():
    men = replace(AAA, sex="M")
    assert not fires(men, finding(value=60.0), sex="F")
    assert fires(men, finding(value=60.0), sex="M")
    for unknown in ("", "O"):
        assert fires(men, finding(value=60.0), sex=unknown)


def test_a_flag_fires_its_rule():
    assert fires(RULES[2], finding(key="hu", flags=("leak",)))
    assert not fires(RULES[2], finding(key="hu", flags=("other",)))


def test_a_phrase_fires_whatever_its_case_and_line_breaks():
    rule = replace(RULES[1], phrase="acute dissectie")
    assert fires(rule, sections=(Section("findings", "B", "Er is een Acute\r\n  dissectie."),))
    assert not fires(rule, sections=(Section("findings", "B", "Geen afwijkingen."),))


def test_a_rule_says_what_made_it_fire():
    (fired,) = triggered(PROTOCOL, replace(CONTENT, findings=(finding("a", 60.0), finding("b", 50.0))))
    assert (fired.rule_id, fired.finding_ids, fired.sections) == ("aaa", ("a",), ())
    assert triggered(None, CONTENT) == ()


def test_only_a_confirmed_escalation_acknowledges_its_rule():
    fired = triggered(PROTOCOL, replace(CONTENT, findings=(finding(value=60.0),)))
    assert unacknowledged(fired, ()) == fired
    assert unacknowledged(fired, (escalation("aaa"),)) == fired
    assert unacknowledged(fired, (escalation("flap", acknowledged_at=NOW),)) == fired
    assert unacknowledged(fired, (escalation("aaa", acknowledged_at=NOW),)) == ()


def test_an_escalation_is_overdue_from_its_limit_on():
    open_ = escalation("aaa", due_at=due_at(NOW, 15))
    limit = NOW + timedelta(minutes=15)
    assert not overdue(open_, limit - TICK)
    assert overdue(open_, limit)
    assert not overdue(replace(open_, due_at=None), limit)
    assert not overdue(replace(open_, status=EscalationStatus.ANSWERED), limit)


def test_the_chain_of_contacts_ends_with_its_last():
    rule = replace(AAA, contact="a", next_contacts=("b", "c"))
    assert [next_contact(rule, c) for c in ("a", "b", "c", "x")] == ["b", "c", "c", "a"]
    assert next_contact(replace(rule, next_contacts=()), "a") == "a"


@pytest.mark.parametrize(
    "text",
    ["Geef 10 ml contrast", "geef 10ml", "Injecteer nu 5 mg.", "TOEDIENEN van 2 mmol", "x\nGeef 1 ml"],
)
def test_a_prescribing_phrase_is_found(text):
    content = replace(CONTENT, sections=(Section("advice", "Advies", text),))
    assert [p.section for p in prescribing_phrases(content)] == ["advice"]


@pytest.mark.parametrize(
    "text",
    ["Volume 10 ml.", "Er is contrast toegediend.", "Geef\n10 ml", "Aangegeven 10 ml", "geef 10 html"],
)
def test_other_text_is_not(text):
    assert prescribing_phrases(replace(CONTENT, sections=(Section("a", "A", text),), remark="")) == ()


def test_the_remark_is_linted_too():
    assert prescribing_phrases(replace(CONTENT, remark="geef 5 mg"))[0].section == "remark"


def test_the_threshold_is_a_decimal():
    assert AAA.threshold == Decimal(55)


def grown(
    rule, *, difference="4.0", rate="3.5", verdict="growth", then="20251124", level="infrarenal", unit="mm"
):
    now = finding("now", 50.0, level=level, unit=unit)
    compared = Compared("now", "50.0", "then", "46.0", difference, "3.0", rate, verdict)
    earlier = EarlierExamination(
        "1.9", "1.9.1", then, EarlierSource.REPORT, "R", "ab" * 32, (), (compared,), ("3.0", "5.0", "5.0")
    )
    study = replace(CONTENT.study, study_date="20261124")
    content = replace(CONTENT, findings=(now,), earlier=(earlier,), study=study)
    return bool(triggered(replace(PROTOCOL, escalation_rules=(rule,)), content))


RATE = replace(
    AAA,
    comparison=Comparison.GROWTH_RATE,
    threshold=Decimal("3"),
    unit="mm/a",
    sex="",
    levels=("infrarenal",),
)
WITHIN = replace(
    RATE, comparison=Comparison.GROWTH_WITHIN, threshold=Decimal("5"), unit="mm", within_days=183
)


@pytest.mark.parametrize(
    ("rate", "expected"), [("3.0", True), ("2.9999", False), ("10.0", True), ("", False)]
)
def test_growth_of_so_much_a_year_fires_at_its_boundary(rate, expected):
    assert grown(RATE, rate=rate) is expected


@pytest.mark.parametrize(
    ("difference", "then", "expected"),
    [
        ("5.0", "20260525", True),  # 183 days before
        ("4.9999", "20260525", False),
        ("5.0", "20260524", False),  # a day too long ago
        ("5.0", "unknown", True),  # what can't be evaluated fires
    ],
)
def test_growth_within_a_time_fires_at_its_boundaries(difference, then, expected):
    assert grown(WITHIN, difference=difference, then=then) is expected


def test_only_growth_beyond_the_error_fires_and_only_at_the_rules_levels():
    for verdict in ("no_measurable_growth", "decrease", "not_comparable", "prior_missing"):
        assert not grown(RATE, verdict=verdict)
    assert not grown(RATE, level="sinus")
    assert grown(replace(RATE, unit="mm"), rate="0.1"), "a rule in another unit can't be evaluated: it fires"
    assert grown(replace(RATE, threshold=None), rate="0.1")


def test_a_rule_of_before_keeps_its_hash():
    assert "within_days" not in AAA.to_json()
    assert type(WITHIN).from_json(WITHIN.to_json()) == WITHIN
