"""The life cycle as a table: every transition, every guard of it alone, and nothing besides."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest
from gate_cases import BIG, DAY, EMERGENCY, NOW, RADIOGRAPHER, RADIOLOGIST, TICK, drafting, person
from life_cases import (
    CONTENT,
    HASH,
    LEASE,
    REVIEWER,
    SECOND,
    VIEWS,
    escalation,
    finding,
    good,
    report_in,
)

from governance import guards as g
from governance.errors import NotPermitted
from governance.guards import IdentityCheck, SecondPerson
from governance.lifecycle import EDITS, TABLE, edit_refusals, refusals, transition
from governance.people import Role
from governance.protocol import SiteSettings, Urgency
from governance.report import (
    OPEN_STATES,
    TERMINAL_STATES,
    EscalationStatus,
    Event,
    Kind,
    Score,
    Section,
    SelfDeclaration,
    State,
)
from measurements.finding import Decision, Origin, Source, Validation

ROWS = list(TABLE)
#: from -> to, as written in specs/governance.md 6.2 (T1 to T14 in order)
SPECIFIED = {
    (None, "create"): "draft",
    ("draft", "save"): "draft",
    ("returned", "save"): "returned",
    ("draft", "submit"): "submitted",
    ("returned", "submit"): "submitted",
    ("submitted", "withdraw"): "draft",
    ("submitted", "claim"): "in_review",
    ("in_review", "release"): "submitted",
    ("in_review", "return_for_changes"): "returned",
    ("in_review", "authorise"): "authorised",
    ("draft", "hand_back"): "handed_back",
    ("submitted", "hand_back"): "handed_back",
    ("returned", "hand_back"): "handed_back",
    ("draft", "escalate"): "draft",
    ("submitted", "escalate"): "submitted",
    ("in_review", "escalate"): "in_review",
    ("returned", "escalate"): "returned",
    ("authorised", "addend"): "draft",
    ("corrected", "addend"): "draft",
    ("authorised", "correct"): "corrected",
    ("corrected", "correct"): "corrected",
    ("authorised", "recall"): "recalled",
    ("corrected", "recall"): "recalled",
    ("draft", "lapse"): "lapsed",
}


def ids(state, event, facts):
    return [r.id for r in refusals(state, event, facts)]


def test_the_table_is_that_of_the_specification():
    assert {(s.value if s else None, e.value): n.value for (s, e), (_, n) in TABLE.items()} == SPECIFIED


@pytest.mark.parametrize(("state", "event"), ROWS)
def test_each_transition_leads_to_its_state_when_all_guards_hold(state, event):
    assert transition(state, event, good(state, event)) is TABLE[state, event][1]


@pytest.mark.parametrize(
    ("state", "event"), [p for p in itertools.product([None, *State], Event) if p not in TABLE]
)
def test_no_other_transition_exists(state, event):
    with pytest.raises(NotPermitted) as refused:
        transition(state, event, good(state, event))
    special = {("in_review", "withdraw"): "T4-CLAIMED", ("in_review", "claim"): "T5-CLAIMED"}
    key = (state.value if state else None, event.value)
    assert refused.value.ids == (special.get(key, "T-STATE"),)
    assert "{" not in refused.value.text("nl") + refused.value.text("en")


def test_terminal_states_have_no_way_out():
    assert not [row for row in TABLE if row[0] in TERMINAL_STATES]
    assert {row[0] for row in TABLE if row[1] is Event.ESCALATE} == OPEN_STATES


def test_facts_of_another_state_are_a_fault_of_the_caller():
    with pytest.raises(ValueError, match="another state"):
        transition(State.DRAFT, Event.SUBMIT, good(State.RETURNED, Event.SUBMIT))


def head(f, **changes):
    return replace(f, report=replace(f.report, **changes))


def text(f, **changes):
    return replace(f, content=replace(f.content, **changes))


def _addendum(f, changes):
    """The report as an addendum whose parent is a standing final but for `changes`; None: no parent known."""
    child = head(f, kind=Kind.ADDENDUM, parent_id="r0")
    parent = replace(f.report, id="r0", state=State.AUTHORISED, superseded_by="")
    return replace(child, parent=replace(parent, **changes) if changes is not None else None)


GATE_SHUT = drafting(competence=None)
GATE_IDS = [f.clause for f in GATE_SHUT.failed]
NOT_SEEN = "Nog niet bekeken: 1 uitwerkingen (Sleutelbeeld)."

#: guard: ways to break it alone, each with the refusals it must give
BROKEN = {
    g.account: [
        (lambda f: replace(f, actor=replace(f.actor, active=False)), ["T-ACCOUNT"]),
    ],
    g.gate: [
        (lambda f: replace(f, gate=None), ["T-GATE"]),
        (lambda f: replace(f, gate=drafting(at=NOW - TICK)), ["T-GATE"]),
        (lambda f: replace(f, gate=GATE_SHUT), GATE_IDS),
    ],
    g.radiologist: [
        (
            lambda f: replace(
                f,
                actor=replace(f.actor, roles=RADIOGRAPHER.roles),
                acting_role=Role.RADIOGRAPHER,
            ),
            ["T-ROLE"],
        ),
        (
            lambda f: replace(
                f,
                actor=replace(f.actor, roles=(*f.actor.roles, *RADIOGRAPHER.roles)),
                acting_role=Role.RADIOGRAPHER,
            ),
            ["T-ROLE"],
        ),
    ],
    g.big_valid: [
        (lambda f: replace(f, actor=replace(f.actor, big=None)), ["T8-BIG"]),
        (lambda f: replace(f, actor=replace(f.actor, big=replace(BIG, valid_until=NOW))), ["T8-BIG"]),
    ],
    g.four_eyes: [(lambda f: head(f, author_id=f.actor.id), ["T5-FOUR-EYES"])],
    g.author: [(lambda f: head(f, author_id="other"), ["T-AUTHOR"])],
    g.author_or_system: [
        (lambda f: head(f, author_id="other"), ["T10-ACTOR"]),
        (lambda f: replace(f, actor=replace(f.actor, active=False)), ["T-ACCOUNT"]),
    ],
    g.author_or_radiologist: [(lambda f: head(f, author_id="other"), ["T-AUTHOR"])],
    g.unchanged: [
        (lambda f: replace(f, expected_lock_version=6), ["T2-CONFLICT"]),
        (lambda f: replace(f, expected_lock_version=None), ["T2-CONFLICT"]),
    ],
    g.lease_held: [
        (lambda f: head(f, lease=None), ["T2-LEASE"]),
        (lambda f: head(f, lease=replace(LEASE, holder_id="other")), ["T2-LEASE"]),
        (lambda f: replace(f, session="session-2"), ["T2-LEASE"]),
    ],
    g.patient_confirmed_at_start: [
        (lambda f: replace(f, identity=IdentityCheck(confirmed=False)), ["T1-IDENTITY"]),
    ],
    g.patient_confirmed: [
        (lambda f: replace(f, identity=IdentityCheck(confirmed=False)), ["T8-PATIENT"]),
    ],
    g.patient_matches: [
        (lambda f: replace(f, identity=IdentityCheck(True, ("name",))), ["T-MISMATCH"]),
        (lambda f: replace(f, identity=IdentityCheck(True, ("name", "sex"), " ")), ["T-MISMATCH"]),
    ],
    g.declared: [
        (lambda f: replace(f, declaration=None), ["T1-SELF"]),
        (lambda f: replace(f, declaration=SelfDeclaration.NO), ["T1-SELF"]),
        (lambda f: replace(f, declaration=SelfDeclaration.DOUBT), ["T1-SELF"]),
    ],
    g.no_duplicate: [(lambda f: replace(f, open_report_number="2026-0002"), ["T1-DUPLICATE"])],
    g.required_filled: [
        (lambda f: replace(f, missing_fields=("Datum",)), ["T3-REQUIRED"]),
        (
            lambda f: text(f, sections=(Section("conclusion", "Conclusie", " \n", required=True),)),
            ["T3-REQUIRED"],
        ),
    ],
    g.ai_decided: [
        (lambda f: replace(f, undecided_ai=1), ["T3-AI"]),
        (lambda f: text(f, findings=(finding(origin=Origin.AI),)), ["T3-AI"]),
    ],
    g.measurements_complete: [
        (lambda f: text(f, findings=(finding(unit="", key="length_mm"),)), ["T3-MEASUREMENT"]),
        (lambda f: text(f, findings=(finding(source=Source()),)), ["T3-MEASUREMENT"]),
        (
            lambda f: text(f, findings=(finding(observer=""), finding("f2", None, observer=""))),
            ["T3-MEASUREMENT", "T3-MEASUREMENT"],
        ),
    ],
    g.escalations_acknowledged: [
        (lambda f: text(f, findings=(finding(value=55.0),)), ["T3-ESCALATION"]),
        (
            lambda f: replace(text(f, findings=(finding(value=55.0),)), escalations=(escalation("aaa"),)),
            ["T3-ESCALATION"],
        ),
    ],
    g.not_claimed: [(lambda f: head(f, claimed_by="rad2"), ["T4-CLAIMED"])],
    g.claim_free: [(lambda f: head(f, claimed_by="rad3"), ["T5-CLAIMED"])],
    g.claimant: [
        (lambda f: head(f, claimed_by="rad3"), ["T5-CLAIMED"]),
        (lambda f: head(f, claimed_by=""), ["T5-CLAIMED"]),
    ],
    g.claimant_or_expired: [
        (lambda f: head(f, claimed_by="rad3"), ["T5-CLAIMED"]),
        (lambda f: replace(f, actor=replace(f.actor, active=False)), ["T-ACCOUNT"]),
        (lambda f: replace(f, actor=None, acting_role=None), ["T6-LEASE"]),
    ],
    g.claimed_for_correction: [
        (lambda f: head(f, lease=None), ["T12-CLAIM"]),
        (lambda f: head(f, lease=replace(LEASE, holder_id="rad3")), ["T12-CLAIM"]),
    ],
    g.reason_given: [(lambda f: replace(f, reason=" \n"), ["T-REASON"])],
    g.return_reason: [
        (lambda f: replace(f, reason=""), ["T7-REASON"]),
        (lambda f: replace(f, reason_code=""), ["T7-REASON"]),
        (lambda f: replace(f, reason_code="zomaar"), ["T7-REASON"]),
    ],
    g.reason_code_given: [(lambda f: replace(f, reason_code="text"), ["T-REASON"])],
    g.urgency_given: [(lambda f: replace(f, urgency=None), ["T10-URGENCY"])],
    g.viewed: [
        (lambda f: replace(f, views=VIEWS[:1]), ["T8-VIEWED"]),
        (lambda f: replace(f, views=(VIEWS[0], replace(VIEWS[1], sha256="3" * 64))), ["T8-VIEWED"]),
        (lambda f: replace(f, views=(VIEWS[0], replace(VIEWS[1], person_id="rad3"))), ["T8-VIEWED"]),
        (lambda f: replace(f, content=None), ["T8-VIEWED"]),
    ],
    g.reauthenticated: [
        (lambda f: replace(f, reauthenticated_at=None), ["T8-REAUTH"]),
        (lambda f: replace(f, reauthenticated_at=NOW - timedelta(seconds=60) - TICK), ["T8-REAUTH"]),
        (lambda f: replace(f, reauthenticated_at=NOW + TICK), ["T8-REAUTH"]),
    ],
    g.no_open_direct_escalation: [
        (lambda f: replace(f, escalations=None), ["T8-ESCALATION"]),
        (lambda f: replace(f, escalations=(escalation("aaa", acknowledged_at=NOW),)), ["T8-ESCALATION"]),
    ],
    g.hash_as_shown: [
        (lambda f: replace(f, hash_now="8" * 64), ["T8-HASH"]),
        (lambda f: replace(f, hash_shown=""), ["T8-HASH"]),
        (lambda f: replace(f, hash_shown="", hash_now=""), ["T8-HASH"]),
    ],
    g.scored: [(lambda f: replace(f, score=None), ["T8-SCORE"])],
    g.commented: [
        (lambda f: replace(f, score=Score.MISS_LIKELY), ["T8-COMMENT"]),
        (lambda f: replace(f, score=Score.CLEAR_MISS_UNLIKELY, comment="  "), ["T8-COMMENT"]),
        (lambda f: replace(f, score=Score.CLEAR_MISS_LIKELY), ["T8-COMMENT"]),
    ],
    g.clock_sane: [
        (lambda f: replace(f, last_audit_at=None), ["T8-CLOCK"]),
        (lambda f: replace(f, last_audit_at=NOW + timedelta(minutes=2) + TICK), ["T8-CLOCK"]),
    ],
    g.responsible: [(lambda f: head(f, responsible_radiologist_id="rad3"), ["T8-RESPONSIBLE"])],
    g.emergency_answered: [(lambda f: head(f, emergency_id="em"), ["T8-EMERGENCY"])],
    g.parent_embedded: [
        (lambda f: text(f, parent_sha256=""), ["T11-PARENT"]),
        (lambda f: text(f, parent_sha256="8" * 64), ["T11-PARENT"]),
        (lambda f: head(f, authorised_sha256=""), ["T11-PARENT"]),
        (lambda f: replace(f, content=None), ["T11-PARENT"]),
    ],
    g.parent_stands: [
        (lambda f: _addendum(f, None), ["T11-PARENT"]),
        (lambda f: _addendum(f, {"id": "another"}), ["T11-PARENT"]),
        (lambda f: _addendum(f, {"state": State.RECALLED}), ["X-RECALLED"]),
        (lambda f: _addendum(f, {"superseded_by": "r2"}), ["T12-SUPERSEDED"]),
    ],
    g.not_superseded: [(lambda f: head(f, superseded_by="r2"), ["T12-SUPERSEDED"])],
    g.difference_shown: [(lambda f: replace(f, difference_shown=False), ["T12-DIFFERENCE"])],
    g.second_person: [
        (lambda f: replace(f, second=None), ["T13-SECOND"]),
        (lambda f: replace(f, second=SecondPerson(REVIEWER, Role.RADIOLOGIST, NOW)), ["T13-SECOND"]),
        (lambda f: replace(f, second=SecondPerson(SECOND, Role.TRAINER, NOW)), ["T13-SECOND"]),
        (
            lambda f: replace(f, second=SecondPerson(RADIOGRAPHER, Role.RADIOGRAPHER, NOW)),
            ["T13-SECOND"],
        ),
        (lambda f: replace(f, second=SecondPerson(SECOND, Role.RADIOLOGIST, None)), ["T13-SECOND"]),
        (
            lambda f: replace(f, second=SecondPerson(SECOND, Role.RADIOLOGIST, NOW - 2 * DAY)),
            ["T13-SECOND"],
        ),
        (
            lambda f: replace(f, second=SecondPerson(replace(SECOND, active=False), Role.RADIOLOGIST, NOW)),
            ["T13-SECOND"],
        ),
        (
            lambda f: replace(f, second=SecondPerson(replace(SECOND, big=None), Role.RADIOLOGIST, NOW)),
            ["T13-SECOND"],
        ),
    ],
    g.never_submitted: [(lambda f: head(f, submitted_at=NOW), ["T14-SUBMITTED"])],
}

CASES = [
    pytest.param(state, event, change, expected, id=f"{state}-{event}-{guard.__name__}-{n}")
    for (state, event), (guards, _) in TABLE.items()
    for guard in guards
    for n, (change, expected) in enumerate(BROKEN[guard])
]


@pytest.mark.parametrize(("state", "event", "change", "expected"), CASES)
def test_each_guard_of_each_transition_refuses_alone(state, event, change, expected):
    facts = change(good(state, event))
    with pytest.raises(NotPermitted) as refused:
        transition(state, event, facts)
    assert list(refused.value.ids) == expected
    for language in ("nl", "en"):
        assert "{" not in refused.value.text(language)
        assert all(s.endswith(".") for s in refused.value.sentences(language))


def test_all_failing_guards_are_named_at_once():
    facts = good(
        State.IN_REVIEW, Event.AUTHORISE, views=(), reauthenticated_at=None, score=None, hash_shown=""
    )
    assert ids(State.IN_REVIEW, Event.AUTHORISE, facts) == ["T8-VIEWED", "T8-REAUTH", "T8-HASH", "T8-SCORE"]


@pytest.mark.parametrize(("state", "event"), ROWS)
def test_with_no_facts_at_all_nothing_is_permitted(state, event):
    """What is left out refuses; only the system may release a claim or escalate, and not without a report."""
    empty = g.Facts(at=NOW, site=SiteSettings())
    guards, _ = TABLE[state, event]
    assert len(ids(state, event, empty)) >= 1
    if state is not None:
        only = replace(empty, report=report_in(state))
        assert ids(state, event, only)
    assert guards


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.RADIOLOGIST])
@pytest.mark.parametrize("event", [Event.CLAIM, Event.AUTHORISE, Event.CORRECT, Event.RECALL, Event.RETURN])
def test_no_other_role_takes_a_radiologists_step(role, event):
    """With a BIG number, a valid account and everything else in order (I4)."""
    state = next(s for s, e in TABLE if e is event)
    facts = good(state, event, actor=person("rad2", role, BIG), acting_role=role)
    assert ids(state, event, facts) == ["T-ROLE"]
    assert "T-ROLE" in ids(state, event, replace(facts, acting_role=Role.RADIOLOGIST))


@pytest.mark.parametrize("at", [NOW, NOW + 400 * DAY])
def test_an_emergency_gives_no_authority_to_authorise(at):
    facts = good(
        State.IN_REVIEW,
        Event.AUTHORISE,
        actor=replace(RADIOGRAPHER, id="rad2", big=BIG),
        acting_role=Role.RADIOGRAPHER,
        emergency_active=EMERGENCY.holds("mbb", at),
    )
    assert ids(State.IN_REVIEW, Event.AUTHORISE, facts) == ["T-ROLE", "X-EMERGENCY"]


def test_a_radiologist_authorises_an_emergency_draft_once_it_is_answered():
    facts = head(good(State.IN_REVIEW, Event.AUTHORISE), emergency_id="em")
    assert transition(State.IN_REVIEW, Event.AUTHORISE, replace(facts, emergency_answered=True))


def test_another_radiologist_may_take_the_responsibility_explicitly():
    facts = head(good(State.IN_REVIEW, Event.AUTHORISE), responsible_radiologist_id="rad3")
    assert transition(State.IN_REVIEW, Event.AUTHORISE, replace(facts, takes_responsibility=True))


@pytest.mark.parametrize(
    "escalations",
    [
        (escalation("aaa", status=EscalationStatus.ANSWERED),),
        (escalation("aaa", status=EscalationStatus.CLOSED),),
        (escalation("aaa", urgency=Urgency.SAME_DAY),),
        (escalation("aaa", urgency=Urgency.ROUTINE),),
    ],
)
def test_only_an_open_direct_escalation_blocks_authorising(escalations):
    assert (
        ids(State.IN_REVIEW, Event.AUTHORISE, good(State.IN_REVIEW, Event.AUTHORISE, escalations=escalations))
        == []
    )


def test_a_comment_is_asked_from_2b_on_and_then_suffices():
    for score in Score:
        asked = score in (Score.MISS_LIKELY, Score.CLEAR_MISS_UNLIKELY, Score.CLEAR_MISS_LIKELY)
        facts = good(State.IN_REVIEW, Event.AUTHORISE, score=score)
        assert ids(State.IN_REVIEW, Event.AUTHORISE, facts) == (["T8-COMMENT"] if asked else [])
        told = replace(facts, comment="let op de boog")
        assert ids(State.IN_REVIEW, Event.AUTHORISE, told) == []


def test_an_acknowledged_escalation_lets_the_draft_be_submitted():
    facts = text(good(State.DRAFT, Event.SUBMIT), findings=(finding(value=55.0),))
    known = replace(facts, escalations=(escalation("aaa", acknowledged_at=NOW),))
    assert transition(State.DRAFT, Event.SUBMIT, known) is State.SUBMITTED


def test_a_decided_ai_result_and_a_withheld_value_are_complete():
    decided = finding(
        origin=Origin.AI, validation=Validation(Decision.ACCEPTED, "mbb", "2026-11-24T11:00:00Z")
    )
    withheld = finding("f2", None, unit="", source=Source())
    facts = text(good(State.DRAFT, Event.SUBMIT), findings=(decided, withheld))
    assert transition(State.DRAFT, Event.SUBMIT, facts) is State.SUBMITTED


def test_a_mismatch_with_a_stored_reason_passes():
    known = IdentityCheck(True, ("name",), "naam gewijzigd na huwelijk")
    for state, event in ((State.DRAFT, Event.SUBMIT), (State.IN_REVIEW, Event.AUTHORISE)):
        assert ids(state, event, good(state, event, identity=known)) == []


def test_without_an_identity_check_neither_submitting_nor_signing():
    for state, event in (
        (None, Event.CREATE),
        (State.DRAFT, Event.SUBMIT),
        (State.IN_REVIEW, Event.AUTHORISE),
    ):
        assert "T-MISMATCH" in ids(state, event, good(state, event, identity=None))


def test_an_expired_lease_that_nobody_took_over_still_saves():
    """Correctness never depends on a lease, and work is not lost for it (LOCK-7)."""
    facts = head(good(State.DRAFT, Event.SAVE), lease=replace(LEASE, expires_at=NOW - DAY))
    assert transition(State.DRAFT, Event.SAVE, facts) is State.DRAFT


def test_the_system_releases_a_claim_only_once_the_lease_ran_out():
    system = good(State.IN_REVIEW, Event.RELEASE, actor=None, acting_role=None)
    for lease in (replace(LEASE, expires_at=NOW), None):
        assert transition(State.IN_REVIEW, Event.RELEASE, head(system, lease=lease)) is State.SUBMITTED
    later = replace(LEASE, expires_at=NOW + TICK)
    assert ids(State.IN_REVIEW, Event.RELEASE, head(system, lease=later)) == ["T6-LEASE"]


def test_the_system_escalates_by_rule():
    facts = good(State.IN_REVIEW, Event.ESCALATE, actor=None, acting_role=None)
    assert transition(State.IN_REVIEW, Event.ESCALATE, facts) is State.IN_REVIEW
    assert ids(State.DRAFT, Event.ESCALATE, replace(facts, report=None)) == ["T10-ACTOR"]


def test_a_radiologist_lets_an_abandoned_draft_lapse():
    facts = good(State.DRAFT, Event.LAPSE, actor=REVIEWER, acting_role=Role.RADIOLOGIST)
    assert transition(State.DRAFT, Event.LAPSE, facts) is State.LAPSED


def test_the_author_under_a_software_role_is_not_the_author():
    trainer = person("mbb", Role.TRAINER)
    facts = good(State.SUBMITTED, Event.HAND_BACK, actor=trainer, acting_role=Role.TRAINER)
    assert ids(State.SUBMITTED, Event.HAND_BACK, facts) == ["T-AUTHOR"]


def test_an_author_who_is_a_radiologist_needs_another_pair_of_eyes():
    for state, event in ((State.SUBMITTED, Event.CLAIM), (State.IN_REVIEW, Event.AUTHORISE)):
        assert ids(state, event, head(good(state, event), author_id="rad2")) == ["T5-FOUR-EYES"]


def test_a_second_person_of_another_role_recalls_where_the_site_says_so():
    trainer = SecondPerson(person("t", Role.TRAINER), Role.TRAINER, NOW)
    facts = good(State.AUTHORISED, Event.RECALL, second=trainer)
    site = replace(facts.site, recall_second_roles=(Role.TRAINER,))
    assert transition(State.AUTHORISED, Event.RECALL, replace(facts, site=site)) is State.RECALLED


def test_sentences_of_refusals_carry_their_values():
    facts = replace(good(State.IN_REVIEW, Event.AUTHORISE), views=VIEWS[:1])
    with pytest.raises(NotPermitted) as refused:
        transition(State.IN_REVIEW, Event.AUTHORISE, facts)
    assert refused.value.text("nl") == NOT_SEEN
    assert refused.value.code == "T8-VIEWED"
    assert refused.value.exit_status == 3
    lacking = text(
        good(State.DRAFT, Event.SUBMIT),
        findings=(finding(unit="", key="length_mm", source=Source(), label=""),),
    )
    assert [r.text("nl") for r in refusals(State.DRAFT, Event.SUBMIT, lacking)] == [
        "Bij meting ascending_mid length_mm ontbreekt: eenheid, beeldverwijzing."
    ]


def test_the_detail_for_the_log_holds_ids_only():
    facts = replace(
        good(State.SUBMITTED, Event.CLAIM), report=replace(report_in(State.SUBMITTED), claimed_by="x")
    )
    with pytest.raises(NotPermitted) as refused:
        transition(State.SUBMITTED, Event.CLAIM, facts)
    assert refused.value.detail == "T5-CLAIMED"
    assert "R. Radioloog" in refused.value.text("nl")


def test_a_single_reason_reads_like_any_other():
    refused = NotPermitted.because("T-STATE", {"status": "draft"})
    assert refused.ids == ("T-STATE",)
    assert refused.text("nl") == "Deze stap kan niet vanuit de status Concept."


def test_a_refusal_without_a_reason_is_a_fault():
    with pytest.raises(ValueError, match="reason"):
        NotPermitted([])


# --- editing under claim (LOCK-4) -------------------------------------------------------------------


@pytest.mark.parametrize("state", EDITS)
def test_the_claiming_radiologist_may_edit(state):
    assert edit_refusals(state, good(state, Event.CORRECT)) == ()


@pytest.mark.parametrize("state", [s for s in State if s not in EDITS])
def test_no_review_revision_in_any_other_state(state):
    assert [r.id for r in edit_refusals(state, good(state, Event.CORRECT))] == ["T-STATE"]


@pytest.mark.parametrize(
    ("state", "change", "expected"),
    [
        (State.IN_REVIEW, lambda f: head(f, claimed_by="rad3"), "T5-CLAIMED"),
        (State.IN_REVIEW, lambda f: replace(f, expected_lock_version=1), "T2-CONFLICT"),
        (State.IN_REVIEW, lambda f: head(f, author_id="rad2"), "T5-FOUR-EYES"),
        (State.AUTHORISED, lambda f: head(f, lease=None), "T12-CLAIM"),
        (State.CORRECTED, lambda f: head(f, superseded_by="r2"), "T12-SUPERSEDED"),
    ],
)
def test_nobody_else_edits_under_review(state, change, expected):
    assert [r.id for r in edit_refusals(state, change(good(state, Event.CORRECT)))] == [expected]


def test_the_cases_rest_on_a_valid_base():
    assert RADIOLOGIST.big_valid(NOW)
    assert CONTENT.text("conclusion") == "Geen aneurysma."
    assert CONTENT.text("none") == ""
    assert HASH != "8" * 64
    assert Score("3b") is Score.CLEAR_MISS_LIKELY
