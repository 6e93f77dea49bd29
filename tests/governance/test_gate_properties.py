"""The gate as a whole: waivers, monotonicity, order of collections, hash of inputs, purity, readiness."""

from __future__ import annotations

import ast
import builtins
import socket
import sqlite3
import time
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from gate_cases import (
    ASSESSMENT,
    COMPETENCE,
    DAY,
    EMERGENCY,
    INDEPENDENT,
    NOW,
    ORDER,
    POLICY_AP,
    PROTOCOL,
    RADIOGRAPHER,
    RADIOLOGIST,
    REVOCATION,
    SITE,
    STUDY,
    SUPERVISION,
    TASK,
    TICK,
    VALID,
    drafting,
    failed,
    signed,
)
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from test_gate_clauses import ALONE, EDGES, MORE, ORDER_GROUP

import governance.clauses
import governance.gate
import governance.guards
import governance.lifecycle
from governance.canonical import canonical
from governance.gate import WAIVABLE, GateResult, competence_valid, readiness
from governance.order import OrderKind, order_problems
from governance.people import BigRegistration, Meaning, Person, Role, person_problems
from governance.protocol import SiteSettings
from governance.sentences import sentence
from governance.tasks import TaskKey

# --- emergency override (5.5) -----------------------------------------------------------------------


def test_an_emergency_waives_the_order_group_supervision_and_instructions_only():
    assert {*ORDER_GROUP, "G1-27-SUPERVISION", "G1-28-INSTRUCTIONS"} == WAIVABLE


@pytest.mark.parametrize("clause", ALONE)
def test_each_clause_under_an_emergency(clause):
    result = drafting(**ALONE[clause], emergency=EMERGENCY)
    if clause in WAIVABLE:
        assert result.allowed
        assert result.waived == (clause,)
        assert (clause, False) in result.evaluated
    else:
        assert failed(result) == [clause]
        assert result.waived == ()


@pytest.mark.parametrize(
    "emergency",
    [
        replace(EMERGENCY, reason="spoed               "),
        replace(EMERGENCY, reason="x" * 19),
        replace(EMERGENCY, confirmed_at=None),
        replace(EMERGENCY, confirmed_at=NOW + TICK),
        replace(EMERGENCY, started_at=NOW + TICK),
        replace(EMERGENCY, ended_at=NOW),
        replace(EMERGENCY, person_id="other"),
    ],
)
def test_an_emergency_that_does_not_hold_waives_nothing(emergency):
    assert failed(drafting(order=None, delegator=None, emergency=emergency))
    assert drafting(order=None, delegator=None, emergency=EMERGENCY).allowed


def test_an_emergency_with_a_reason_of_20_characters_holds():
    assert drafting(**ALONE["G1-08-ORDER-SIGNED"], emergency=replace(EMERGENCY, reason="x" * 20)).allowed


def test_a_sound_case_names_no_waiver():
    assert drafting(emergency=EMERGENCY).waived == ()


# --- properties -------------------------------------------------------------------------------------

BROKEN = [*ALONE.items(), *MORE]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(st.lists(st.sampled_from(range(len(BROKEN))), max_size=5), st.sampled_from(range(len(BROKEN))))
def test_breaking_one_more_input_never_turns_refusal_into_permission(before, more):
    """Inputs that concern different arguments are broken together; the last one wins within one argument.

    One more is added whole or not at all: half of one ("reachable" without "no contact") breaks nothing.
    """
    first = {}
    for index in before:
        first.update(BROKEN[index][1])
    _, extra = BROKEN[more]
    assume(first.keys().isdisjoint(extra))
    had = drafting(**first)
    has = drafting(**{**first, **extra})
    assert not (has.allowed and not had.allowed)
    assert set(failed(had)) <= set(failed(has))
    assert has.allowed == (len(has.failed) == 0)


@settings(max_examples=200, deadline=None)
@given(st.permutations(range(3)), st.permutations(range(len(PROTOCOL.authorised_roles))), st.booleans())
def test_the_order_of_collections_changes_neither_result_nor_hash(three, roles, flip):
    competence = replace(
        COMPETENCE,
        evidence=tuple(replace(COMPETENCE.evidence[0], hours=Decimal(n)) for n in three),
        assessments=tuple(replace(ASSESSMENT, id=f"as{n}", at=NOW - (n + 1) * DAY) for n in three),
    )
    protocol = replace(PROTOCOL, authorised_roles=tuple(PROTOCOL.authorised_roles[n] for n in roles))
    policies = (POLICY_AP, replace(POLICY_AP, id="pol2"))
    result = drafting(competence=competence, protocol=protocol, policies=policies[::-1] if flip else policies)
    plain = drafting(
        competence=replace(
            competence,
            evidence=tuple(sorted(competence.evidence, key=lambda e: e.hours)),
            assessments=tuple(sorted(competence.assessments, key=lambda a: a.id)),
        ),
        policies=policies,
    )
    assert result == plain


def test_the_same_inputs_give_the_same_hash_and_any_other_input_another():
    assert drafting().inputs_sha256 == drafting().inputs_sha256
    hashes = {drafting(**changes).inputs_sha256 for _, changes in BROKEN}
    hashes |= {drafting(**changes).inputs_sha256 for changes in EDGES.values()}
    hashes |= {drafting().inputs_sha256, drafting(emergency=EMERGENCY).inputs_sha256}
    hashes.add(drafting(policies=(POLICY_AP,)).inputs_sha256)
    hashes.add(drafting(at=NOW + TICK).inputs_sha256)
    different = {repr(sorted(c.items(), key=lambda x: x[0])) for _, c in BROKEN}
    assert len(hashes) == len(different) + len(EDGES) + 4


def test_a_signature_that_stops_verifying_changes_the_hash():
    def unverified(made):
        return replace(made, verified=False)

    order = replace(ORDER, signature=unverified(ORDER.signature))
    accepted = replace(ORDER.acceptances[0], attestation=unverified(ORDER.acceptances[0].attestation))
    competence = replace(COMPETENCE, declaration=unverified(COMPETENCE.declaration))
    hashes = {
        drafting().inputs_sha256,
        drafting(order=order).inputs_sha256,
        drafting(order=replace(ORDER, acceptances=(accepted,))).inputs_sha256,
        drafting(competence=competence).inputs_sha256,
    }
    assert len(hashes) == 4


@pytest.mark.parametrize("base", [VALID, INDEPENDENT])
def test_the_result_goes_to_json_and_back_and_has_a_canonical_form(base):
    for changes in ({}, {"competence": None, "protocol": None}):
        result = drafting(base, **changes)
        assert GateResult.from_json(result.to_json()) == result
        assert canonical(result.to_json())


@pytest.mark.parametrize(
    "at", [NOW.replace(tzinfo=None), datetime(2026, 11, 24, 12, tzinfo=timezone(timedelta(hours=1)))]
)
def test_a_time_that_is_not_utc_is_a_fault_of_the_caller(at):
    with pytest.raises(ValueError, match="UTC"):
        drafting(at=at)
    with pytest.raises(ValueError, match="UTC"):
        panel(at=at)


def test_gate_and_life_cycle_touch_no_clock_file_or_database(monkeypatch):
    drafting()  # reads nothing that is read once, like sentences

    def raises(*_args, **_named):
        raise AssertionError("the gate must be pure")

    for owner, name in ((builtins, "open"), (time, "time"), (sqlite3, "connect"), (socket, "socket")):
        monkeypatch.setattr(owner, name, raises)
    assert drafting().allowed


@pytest.mark.parametrize(
    "module", [governance.gate, governance.clauses, governance.guards, governance.lifecycle]
)
def test_the_source_asks_nobody_what_time_it_is(module):
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    called = {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
    assert not called & {"now", "utcnow", "today", "time", "monotonic", "execute", "open", "getenv"}
    imported = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    imported |= {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    assert not {i for i in imported if i.split(".")[0] in {"time", "os", "sqlite3", "sqlalchemy", "random"}}


# --- readiness panel (5.6) --------------------------------------------------------------------------


def panel(**changes):
    inputs = {
        "task": TASK,
        "protocol": PROTOCOL,
        "competences": (COMPETENCE,),
        "radiologists": (RADIOLOGIST,),
        "site": SITE,
        "at": NOW,
    }
    return readiness(**{**inputs, **changes})


def red(lines):
    return [line.number for line in lines if not line.green]


def test_all_five_lines_are_green_for_a_ready_task():
    lines = panel()
    assert [line.number for line in lines] == [1, 2, 3, 4, 5]
    assert red(lines) == []


@pytest.mark.parametrize(
    ("number", "changes"),
    [
        (1, {"protocol": replace(PROTOCOL, approval=None)}),
        (1, {"protocol": replace(PROTOCOL, superseded_at=NOW)}),
        (2, {"protocol": replace(PROTOCOL, in_scope=None)}),
        (2, {"protocol": replace(PROTOCOL, out_of_scope=None)}),
        (2, {"protocol": replace(PROTOCOL, escalation_rules=())}),
        (3, {"competences": ()}),
        (3, {"competences": (replace(COMPETENCE, expires=NOW),)}),
        (3, {"competences": (replace(COMPETENCE, authorised_last_year=1),)}),
        (4, {"protocol": replace(PROTOCOL, supervision=None)}),
        (4, {"protocol": replace(PROTOCOL, supervision_rationale=" ")}),
        (4, {"protocol": replace(PROTOCOL, supervisors=())}),
        (5, {"radiologists": ()}),
        (5, {"radiologists": (replace(RADIOLOGIST, big=None),)}),
        (5, {"radiologists": (replace(RADIOLOGIST, active=False),)}),
        (5, {"radiologists": (replace(RADIOLOGIST, roles=()),)}),
        (5, {"protocol": replace(PROTOCOL, responsible_radiologists=())}),
        (5, {"protocol": replace(PROTOCOL, responsible_radiologists=("rad", "gone"))}),
    ],
)
def test_each_line_turns_red_alone_and_says_why(number, changes):
    lines = panel(**changes)
    assert red(lines) == [number]
    for language in ("nl", "en"):
        words = sentence("TASK-NOT-READY", {"taak": "aorta", "regels": lines[number - 1].reason}, language)
        assert "{" not in words
        assert "READY-" not in words


def test_without_a_protocol_four_lines_are_red():
    assert red(panel(protocol=None)) == [1, 2, 4, 5]


def test_the_validity_of_an_entry_follows_clauses_19_to_25():
    assert competence_valid(COMPETENCE, TASK, SITE, NOW)
    assert not competence_valid(COMPETENCE, TASK, SITE, NOW + 100 * DAY)
    assert competence_valid(COMPETENCE, TASK, SiteSettings(), NOW)


# --- rules on records -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("problem", "order"),
    [
        ("ORDER-PRESCRIBE", replace(ORDER, tasks=(TaskKey.PRESCRIBE,))),
        ("ORDER-DELEGATE", replace(ORDER, delegate_group="isg")),
        ("ORDER-DELEGATE", replace(ORDER, delegate_person="")),
        ("ORDER-SELF", replace(ORDER, delegate_person="rad")),
        ("ORDER-PATIENT", replace(ORDER, kind=OrderKind.PATIENT, patient_id="P1")),
        ("ORDER-TASKS", replace(ORDER, tasks=())),
        ("ORDER-CONTENT", replace(ORDER, indication="")),
        ("ORDER-INTERVAL", replace(ORDER, valid_from=None)),
        ("ORDER-INTERVAL", replace(ORDER, valid_until=ORDER.valid_from)),
    ],
)
def test_an_order_that_breaks_a_rule_is_named(problem, order):
    assert order_problems(order) == (problem,)


def test_prescribing_is_refused_in_the_words_of_the_specification():
    """TC-51 (L51)."""
    assert sentence("ORDER-PRESCRIBE", {}, "nl") == (
        "Het voorschrijven van geneesmiddelen, contrastmiddelen en radiofarmaca kan niet worden gedelegeerd."
    )


def test_a_sound_order_has_no_problem():
    assert order_problems(ORDER) == ()
    assert order_problems(replace(ORDER, valid_until=None, revocation=REVOCATION)) == ()


def test_a_person_needs_a_big_number_exactly_where_the_role_says():
    assert person_problems(RADIOLOGIST, NOW) == ()
    assert person_problems(RADIOGRAPHER, NOW) == ()
    assert person_problems(replace(RADIOLOGIST, big=None), NOW) == ("BIG-REQUIRED",)
    assert person_problems(replace(RADIOGRAPHER, big=RADIOLOGIST.big), NOW) == ("BIG-FORBIDDEN",)


@pytest.mark.parametrize(
    "number", ["1234567890", "123456789012", "1234567890a", "١٢٣٤٥٦٧٨٩٠١", "12345678901\n"]
)
def test_a_big_number_has_exactly_eleven_ascii_digits(number):
    big = BigRegistration(number, RADIOLOGIST.big.article, NOW - DAY)
    assert person_problems(replace(RADIOLOGIST, big=big), NOW) == ("BIG-FORMAT",)
    assert not big.valid_at(NOW)


def test_administrator_and_log_keeper_are_never_one_person():
    both = Person(
        "x",
        "x",
        "x",
        "x",
        True,
        tuple(replace(RADIOGRAPHER.roles[0], role=r) for r in (Role.ADMINISTRATOR, Role.LOG_KEEPER)),
    )
    assert person_problems(both, NOW) == ("ROLE-SEPARATION",)
    assert person_problems(both, NOW + 2000 * DAY) == ()


def test_site_settings_refuse_a_longer_reauthentication():
    assert SiteSettings(reauth_seconds=300).reauth_seconds == 300
    for seconds in (0, 301):
        with pytest.raises(ValueError, match="re-authentication"):
            SiteSettings(reauth_seconds=seconds)
    with pytest.raises(ValueError, match="HL7"):
        SiteSettings(hl7_unreviewed="F")


def test_the_supervision_and_study_records_of_the_case_are_complete():
    assert STUDY.fact("modality") == "CT"
    assert SUPERVISION.responsible is RADIOLOGIST
    assert signed("mbb", Meaning.ACCEPTANCE).holds("mbb", Meaning.ACCEPTANCE, NOW)
