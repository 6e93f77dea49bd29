"""Each clause of G1 alone: one case in which exactly it fails, its sentences, and its boundaries."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from gate_cases import (
    ASSESSMENT,
    BIG,
    COMPETENCE,
    DAY,
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
    SUSPENSION,
    TASK,
    TICK,
    VALID,
    YEAR,
    drafting,
    failed,
    person,
    signed,
)

from governance.clauses import CLAUSES
from governance.competence import AiAnnotation, CompetenceKind, Evidence, EvidenceKind
from governance.errors import NotPermitted, Refusal
from governance.order import Acceptance, OrderKind, Verification
from governance.people import (
    BigArticle,
    Meaning,
    Membership,
    PolicyCode,
    PolicyRight,
    Role,
    RoleAssignment,
)
from governance.protocol import Approval, InstructionVersion, Supervision
from governance.scope import StudyFacts
from governance.tasks import DelegationMode, TaskKey

ROLE = RADIOGRAPHER.roles[0]


def radiologist_with(**changes):
    """The delegator only; the responsible radiologist stays valid."""
    return replace(RADIOLOGIST, **changes)


#: clause: (changed inputs) with which exactly that clause fails
ALONE = {
    "G1-01-PERSON": {"person": replace(RADIOGRAPHER, active=False)},
    "G1-02-ROLE": {"acting_role": Role.RADIOGRAPHER_AI},
    "G1-03-TASK-ACTIVE": {"task": replace(TASK, active=False, readiness_missing=2)},
    "G1-04-DELEGABLE": {"task": replace(TASK, delegable=False)},
    "G1-05-PROTOCOL": {"protocol": replace(PROTOCOL, superseded_at=NOW)},
    "G1-06-PROTOCOL-REVIEW": {"protocol": replace(PROTOCOL, review_due=NOW - 31 * DAY)},
    "G1-07-ORDER": {"order": replace(ORDER, tasks=(TaskKey.AORTA, TaskKey.PRESCRIBE))},
    "G1-08-ORDER-SIGNED": {"order": replace(ORDER, signature=None)},
    "G1-09-ORDER-VALID": {"order": replace(ORDER, revocation=REVOCATION)},
    "G1-10-ORDER-TASK": {"order": replace(ORDER, tasks=(TaskKey.LIVER,))},
    "G1-11-ORDER-DELEGATE": {"order": replace(ORDER, delegate_person="other")},
    "G1-12-ORDER-CONTENT": {"order": replace(ORDER, requester=" ", contact="")},
    "G1-13-ORDER-VERIFIED": {"order": replace(ORDER, verifications=())},
    "G1-14-ORDER-ACCEPTED": {"order": replace(ORDER, acceptances=())},
    "G1-15-DELEGATOR": {"delegator": radiologist_with(roles=())},
    "G1-16-DELEGATOR-BIG": {"delegator": radiologist_with(big=replace(BIG, valid_until=NOW))},
    "G1-17-SCOPE-IN": {"study": replace(STUDY, age_years=17)},
    "G1-18-SCOPE-OUT": {"study": replace(STUDY, body_part="head")},
    "G1-19-COMPETENCE": {"competence": replace(COMPETENCE, task=TaskKey.LIVER)},
    "G1-20-DECLARATION": {"competence": replace(COMPETENCE, declaration=None)},
    "G1-21-DIPLOMA": {"competence": replace(COMPETENCE, diploma=None)},
    "G1-22-ASSESSED": {"competence": replace(COMPETENCE, assessments=())},
    "G1-23-EXPIRY": {"competence": replace(COMPETENCE, expires=NOW)},
    "G1-24-VOLUME": {"competence": replace(COMPETENCE, authorised_last_year=9)},
    "G1-25-EDUCATION": {"competence": replace(COMPETENCE, education_hours=Decimal("15.5"))},
    "G1-26-AI": {"competence": replace(COMPETENCE, ai=())},
    "G1-27-SUPERVISION": {"supervision": replace(SUPERVISION, supervisor_id="")},
    "G1-28-INSTRUCTIONS": {"acknowledged": frozenset({PROTOCOL.instructions})},
    "G1-29-RESPONSIBLE": {"supervision": replace(SUPERVISION, responsible=None)},
}

SENTENCES = {
    "G1-02-ROLE": "Uw rol (MBB'er met AI-aantekening) mag de taak aortameting niet uitvoeren.",
    "G1-03-TASK-ACTIVE": "De taak aortameting is niet vrijgegeven: 2 van de 5 gereedheidspunten ontbreken.",
    "G1-05-PROTOCOL": "Er is geen geldig afdelingsprotocol voor aortameting op 24-11-2026.",
    "G1-06-PROTOCOL-REVIEW": "De evaluatie van protocol Aorta CT v3 had op 24-10-2026 moeten plaatsvinden; "
    "nieuwe voorverslagen zijn geblokkeerd.",
    "G1-07-ORDER": "Er is geen opdracht van een radioloog voor dit onderzoek. Zonder opdracht kan geen "
    "voorverslag worden gestart.",
    "G1-09-ORDER-VALID": "De opdracht O-1 is niet geldig op 24-11-2026 (geldig van 04-11-2026 tot "
    "14-12-2026, ingetrokken).",
    "G1-12-ORDER-CONTENT": "In de opdracht O-1 ontbreekt: bereikbaar contact, aanvrager.",
    "G1-16-DELEGATOR-BIG": "De BIG-registratie van opdrachtgever Display rad is niet geldig op 24-11-2026.",
    "G1-17-SCOPE-IN": "Dit onderzoek valt niet binnen protocol Aorta CT v3: alleen volwassenen. Leg het voor "
    "aan de radioloog.",
    "G1-18-SCOPE-OUT": "Dit onderzoek is in protocol Aorta CT v3 uitgesloten: geen hoofd. Leg het voor aan de "
    "radioloog.",
    "G1-23-EXPIRY": "Uw bekwaamheid voor aortameting is verlopen of geschorst sinds 24-11-2026. U mag deze "
    "handeling nu niet uitvoeren.",
    "G1-24-VOLUME": "U hebt de afgelopen 12 maanden 9 van de vereiste 10 verslagen aortameting gemaakt.",
    "G1-25-EDUCATION": "U hebt 15,5 van de vereiste 16 uur bij- en nascholing voor aortameting.",
    "G1-26-AI": "Voor seg 1.0 hebt u geen geldige AI-aantekening.",
    "G1-27-SUPERVISION": "De vereiste supervisie (direct) is niet geregeld.",
    "G1-28-INSTRUCTIONS": "U hebt de aanwijzingen (Opdracht aorta, versie 1) nog niet gelezen en bevestigd.",
}


def test_all_29_clauses_hold_for_the_valid_case():
    result = drafting()
    assert result.allowed
    assert [id for id, _ in result.evaluated] == list(ALONE)
    assert len(result.evaluated) == 29
    assert all(holds is True for _, holds in result.evaluated)


@pytest.mark.parametrize("clause", ALONE)
def test_exactly_this_clause_fails_and_says_so_in_both_languages(clause):
    result = drafting(**ALONE[clause])
    assert failed(result) == [clause]
    assert not result.allowed
    assert [id for id, holds in result.evaluated if holds is False] == [clause]
    refused = NotPermitted(Refusal.of_clause(f) for f in result.failed)
    assert refused.ids == (clause,)
    for language in ("nl", "en"):
        text = refused.text(language)
        assert "{" not in text
        assert "}" not in text
        assert text.endswith(".")
    assert refused.text("nl") != refused.text("en")
    if clause in SENTENCES:
        assert refused.text("nl") == SENTENCES[clause]


def test_the_clause_table_names_the_obligations_of_the_specification():
    named = {c.id: c.obligations for c in CLAUSES}
    assert named["G1-15-DELEGATOR"] == ("A9", "L5", "L10")
    assert named["G1-04-DELEGABLE"] == ("L30", "L51", "A10")
    assert all(named.values())


#: further ways in which a clause fails: (clause, changed inputs)
MORE = [
    ("G1-02-ROLE", {"person": replace(RADIOGRAPHER, roles=(replace(ROLE, valid_until=NOW),))}),
    ("G1-02-ROLE", {"protocol": replace(PROTOCOL, authorised_roles=(Role.RADIOLOGIST,))}),
    ("G1-03-TASK-ACTIVE", {"task": replace(TASK, readiness_missing=1)}),
    ("G1-04-DELEGABLE", {"task": replace(TASK, mode=DelegationMode.REALLOCATION)}),
    ("G1-05-PROTOCOL", {"protocol": replace(PROTOCOL, approval=None)}),
    ("G1-05-PROTOCOL", {"protocol": replace(PROTOCOL, effective_from=None)}),
    ("G1-05-PROTOCOL", {"protocol": replace(PROTOCOL, effective_from=NOW + TICK)}),
    ("G1-05-PROTOCOL", {"protocol": replace(PROTOCOL, approval=Approval("x", Role.ADMINISTRATOR, "", NOW))}),
    (
        "G1-05-PROTOCOL",
        {"protocol": replace(PROTOCOL, approval=replace(PROTOCOL.approval, at=NOW + TICK))},
    ),
    ("G1-05-PROTOCOL", {"protocol": replace(PROTOCOL, task=TaskKey.LIVER)}),
    ("G1-06-PROTOCOL-REVIEW", {"protocol": replace(PROTOCOL, review_due=None)}),
    ("G1-08-ORDER-SIGNED", {"order": replace(ORDER, signature=replace(ORDER.signature, verified=False))}),
    ("G1-08-ORDER-SIGNED", {"order": replace(ORDER, signature=signed("mbb", Meaning.ORDER))}),
    ("G1-08-ORDER-SIGNED", {"order": replace(ORDER, signature=signed("rad", Meaning.ACCEPTANCE))}),
    ("G1-08-ORDER-SIGNED", {"order": replace(ORDER, signature=signed("rad", Meaning.ORDER, NOW + TICK))}),
    ("G1-09-ORDER-VALID", {"order": replace(ORDER, valid_until=NOW)}),
    ("G1-09-ORDER-VALID", {"order": replace(ORDER, valid_from=NOW + TICK)}),
    ("G1-09-ORDER-VALID", {"order": replace(ORDER, valid_from=None)}),
    ("G1-10-ORDER-TASK", {"order": replace(ORDER, kind=OrderKind.PATIENT)}),
    ("G1-10-ORDER-TASK", {"protocol": replace(PROTOCOL, standing_acts=())}),
    ("G1-10-ORDER-TASK", {"study": replace(STUDY, modality="MR")}),
    ("G1-10-ORDER-TASK", {"study": replace(STUDY, modality="")}),
    ("G1-11-ORDER-DELEGATE", {"order": replace(ORDER, delegate_person="", delegate_group="")}),
    ("G1-11-ORDER-DELEGATE", {"order": replace(ORDER, delegate_person="", delegate_group="other")}),
    (
        "G1-13-ORDER-VERIFIED",
        {"order": replace(ORDER, verifications=(Verification("mbb", NOW + TICK, "comp", ""),))},
    ),
    (
        "G1-13-ORDER-VERIFIED",
        {"order": replace(ORDER, verifications=(Verification("other", NOW, "comp", ""),))},
    ),
    ("G1-14-ORDER-ACCEPTED", {"order": replace(ORDER, acceptances=(Acceptance("mbb", NOW),))}),
    (
        "G1-14-ORDER-ACCEPTED",
        {
            "order": replace(
                ORDER, acceptances=(Acceptance("mbb", NOW + TICK, signed("mbb", Meaning.ACCEPTANCE)),)
            )
        },
    ),
    ("G1-15-DELEGATOR", {"delegator": replace(RADIOLOGIST, big=replace(BIG, article=BigArticle.ARTICLE_34))}),
    ("G1-15-DELEGATOR", {"delegator": replace(RADIOLOGIST, id="rad2")}),
    (
        "G1-15-DELEGATOR",
        {"delegator": replace(RADIOLOGIST, roles=(RoleAssignment(Role.RADIOLOGIST, NOW - DAY),))},
    ),
    (
        "G1-16-DELEGATOR-BIG",
        {"delegator": replace(RADIOLOGIST, big=replace(BIG, valid_from=ORDER.given_at + TICK))},
    ),
    ("G1-16-DELEGATOR-BIG", {"delegator": replace(RADIOLOGIST, big=replace(BIG, number="1234567890"))}),
    ("G1-17-SCOPE-IN", {"study": replace(STUDY, age_years=None)}),
    ("G1-17-SCOPE-IN", {"protocol": replace(PROTOCOL, in_scope=None)}),
    ("G1-18-SCOPE-OUT", {"study": replace(STUDY, body_part="")}),
    ("G1-18-SCOPE-OUT", {"protocol": replace(PROTOCOL, out_of_scope=None)}),
    ("G1-19-COMPETENCE", {"competence": replace(COMPETENCE, person_id="other")}),
    ("G1-19-COMPETENCE", {"competence": replace(COMPETENCE, superseded_by="comp2")}),
    (
        "G1-20-DECLARATION",
        {"competence": replace(COMPETENCE, declaration=signed("rad", Meaning.DECLARATION))},
    ),
    (
        "G1-21-DIPLOMA",
        {"competence": replace(COMPETENCE, diploma=replace(COMPETENCE.diploma, institution=""))},
    ),
    ("G1-21-DIPLOMA", {"competence": replace(COMPETENCE, evidence=())}),
    (
        "G1-21-DIPLOMA",
        {
            "competence": replace(
                COMPETENCE, evidence=(Evidence(EvidenceKind.PRACTICE, "2026", Decimal(1), "x", "f"),)
            )
        },
    ),
    (
        "G1-21-DIPLOMA",
        {"competence": replace(COMPETENCE, evidence=(replace(COMPETENCE.evidence[0], file_sha256=""),))},
    ),
    ("G1-22-ASSESSED", {"competence": replace(COMPETENCE, assessments=(replace(ASSESSMENT, passed=False),))}),
    (
        "G1-22-ASSESSED",
        {"competence": replace(COMPETENCE, assessments=(replace(ASSESSMENT, assessor_id="mbb"),))},
    ),
    (
        "G1-22-ASSESSED",
        {"competence": replace(COMPETENCE, assessments=(replace(ASSESSMENT, assessor_held_role=False),))},
    ),
    (
        "G1-22-ASSESSED",
        {
            "competence": replace(
                COMPETENCE, assessments=(replace(ASSESSMENT, assessor_role=Role.ADMINISTRATOR),)
            )
        },
    ),
    (
        "G1-22-ASSESSED",
        {"competence": replace(COMPETENCE, assessments=(replace(ASSESSMENT, at=NOW + TICK),))},
    ),
    (
        "G1-22-ASSESSED",
        {
            "competence": replace(
                COMPETENCE, assessments=(ASSESSMENT, replace(ASSESSMENT, id="as2", at=NOW, passed=False))
            )
        },
    ),
    ("G1-23-EXPIRY", {"competence": replace(COMPETENCE, suspension=SUSPENSION)}),
    ("G1-23-EXPIRY", {"competence": replace(COMPETENCE, expires=None)}),
    ("G1-23-EXPIRY", {"competence": replace(COMPETENCE, valid_from=None)}),
    (
        "G1-26-AI",
        {"competence": replace(COMPETENCE, ai=(AiAnnotation("seg", "1.1", NOW - DAY, NOW + DAY),))},
    ),
    ("G1-26-AI", {"competence": replace(COMPETENCE, ai=(AiAnnotation("seg", "1.0", NOW - DAY, NOW),))}),
    (
        "G1-26-AI",
        {"competence": replace(COMPETENCE, ai=(AiAnnotation("seg", "1.0", NOW - DAY, NOW + DAY, NOW),))},
    ),
    ("G1-26-AI", {"study": replace(STUDY, ai_product="other", ai_version="2")}),
    (
        "G1-27-SUPERVISION",
        {"supervision": replace(SUPERVISION, supervisor_signed_in=False, presence_confirmed_at=None)},
    ),
    (
        "G1-27-SUPERVISION",
        {
            "supervision": replace(
                SUPERVISION,
                supervisor_signed_in=False,
                presence_confirmed_at=NOW - timedelta(minutes=60) - TICK,
            )
        },
    ),
    (
        "G1-27-SUPERVISION",
        {"supervision": replace(SUPERVISION, supervisor_signed_in=False, presence_confirmed_at=NOW + TICK)},
    ),
    ("G1-27-SUPERVISION", {"protocol": replace(PROTOCOL, supervisors=("sup", "mbb"), supervision=None)}),
    (
        "G1-27-SUPERVISION",
        {
            "protocol": replace(PROTOCOL, supervisors=("mbb",)),
            "supervision": replace(SUPERVISION, supervisor_id="mbb"),
        },
    ),
    (
        "G1-27-SUPERVISION",
        {
            "protocol": replace(PROTOCOL, supervision=Supervision.REACHABLE),
            "supervision": replace(SUPERVISION, contact_on_duty=" "),
        },
    ),
    (
        "G1-27-SUPERVISION",
        {
            "protocol": replace(PROTOCOL, supervision=Supervision.RETROSPECTIVE),
            "supervision": replace(SUPERVISION, review_scheduled_for=None),
        },
    ),
    (
        "G1-27-SUPERVISION",
        {
            "protocol": replace(PROTOCOL, supervision=Supervision.RETROSPECTIVE),
            "supervision": replace(SUPERVISION, review_scheduled_for=NOW - TICK),
        },
    ),
    ("G1-28-INSTRUCTIONS", {"acknowledged": frozenset()}),
    ("G1-28-INSTRUCTIONS", {"protocol": replace(PROTOCOL, instructions=None)}),
    ("G1-28-INSTRUCTIONS", {"order": replace(ORDER, instructions=None)}),
    (
        "G1-28-INSTRUCTIONS",
        {
            "protocol": replace(
                PROTOCOL, instructions=InstructionVersion("pi", "Aortaprotocol", "4", "a" * 64)
            )
        },
    ),
    ("G1-29-RESPONSIBLE", {"supervision": replace(SUPERVISION, responsible=RADIOGRAPHER)}),
    (
        "G1-29-RESPONSIBLE",
        {"supervision": replace(SUPERVISION, responsible=replace(RADIOLOGIST, active=False))},
    ),
    (
        "G1-29-RESPONSIBLE",
        {
            "supervision": replace(
                SUPERVISION, responsible=replace(RADIOLOGIST, big=replace(BIG, valid_until=NOW))
            )
        },
    ),
]


@pytest.mark.parametrize(("clause", "changes"), MORE)
def test_each_further_gap_fails_its_clause_alone(clause, changes):
    result = drafting(**changes)
    assert failed(result) == [clause]
    for language in ("nl", "en"):
        assert "{" not in NotPermitted(Refusal.of_clause(f) for f in result.failed).text(language)


#: inputs that still hold at the very edge
EDGES = {
    "role starts now": {"person": replace(RADIOGRAPHER, roles=(replace(ROLE, valid_from=NOW),))},
    "role ends after now": {"person": replace(RADIOGRAPHER, roles=(replace(ROLE, valid_until=NOW + TICK),))},
    "role is open": {"person": replace(RADIOGRAPHER, roles=(replace(ROLE, valid_until=None),))},
    "protocol starts now": {"protocol": replace(PROTOCOL, effective_from=NOW)},
    "protocol ends after now": {"protocol": replace(PROTOCOL, superseded_at=NOW + TICK)},
    "protocol is open": {"protocol": replace(PROTOCOL, superseded_at=None)},
    "review at the end of grace": {"protocol": replace(PROTOCOL, review_due=NOW - 30 * DAY)},
    "order starts now": {"order": replace(ORDER, valid_from=NOW)},
    "order ends after now": {"order": replace(ORDER, valid_until=NOW + TICK)},
    "order is open": {"order": replace(ORDER, valid_until=None)},
    "order revoked later": {"order": replace(ORDER, revocation=replace(REVOCATION, at=NOW + TICK))},
    "order signed now": {"order": replace(ORDER, signature=signed("rad", Meaning.ORDER, NOW))},
    "verified now": {"order": replace(ORDER, verifications=(Verification("mbb", NOW, "comp", ""),))},
    "accepted now": {
        "order": replace(ORDER, acceptances=(Acceptance("mbb", NOW, signed("mbb", Meaning.ACCEPTANCE, NOW)),))
    },
    "order to the group": {"order": replace(ORDER, delegate_person="", delegate_group="isg")},
    "delegator's BIG ends after now": {
        "delegator": replace(RADIOLOGIST, big=replace(BIG, valid_until=NOW + TICK))
    },
    "delegator's BIG starts at the order": {
        "delegator": replace(RADIOLOGIST, big=replace(BIG, valid_from=ORDER.given_at))
    },
    "competence ends after now": {"competence": replace(COMPETENCE, expires=NOW + TICK)},
    "competence starts now": {"competence": replace(COMPETENCE, valid_from=NOW)},
    "suspension starts later": {
        "competence": replace(COMPETENCE, suspension=replace(SUSPENSION, since=NOW + TICK))
    },
    "volume just reached": {"competence": replace(COMPETENCE, authorised_last_year=10)},
    "education just reached": {"competence": replace(COMPETENCE, education_hours=Decimal(16))},
    "presence confirmed 60 minutes ago": {
        "supervision": replace(
            SUPERVISION, supervisor_signed_in=False, presence_confirmed_at=NOW - timedelta(minutes=60)
        )
    },
    "reachable with contact": {"protocol": replace(PROTOCOL, supervision=Supervision.REACHABLE)},
    "retrospective": {
        "protocol": replace(PROTOCOL, supervision=Supervision.RETROSPECTIVE),
        "supervision": replace(SUPERVISION, supervisor_id="", review_scheduled_for=NOW),
    },
    "order for this patient": {
        "order": replace(
            ORDER,
            kind=OrderKind.PATIENT,
            patient_id="P1",
            patient_id_issuer="HOSP",
            study_instance_uid="1.2.3",
        )
    },
    "standing context is the scope": {"protocol": replace(PROTOCOL, standing_context=None)},
    "no AI in use": {
        "protocol": replace(PROTOCOL, ai=()),
        "competence": replace(COMPETENCE, ai=()),
    },
    "no minimum volume": {
        "site": replace(SITE, minimum_volume=0),
        "competence": replace(COMPETENCE, authorised_last_year=0),
    },
    "no minimum education": {
        "site": replace(SITE, minimum_education_hours=0),
        "competence": replace(COMPETENCE, education_hours=Decimal(0)),
    },
    "assessed by a named radiographer": {
        "competence": replace(
            COMPETENCE,
            assessments=(replace(ASSESSMENT, assessor_role=Role.RADIOGRAPHER, assessor_named=True),),
        )
    },
}


@pytest.mark.parametrize("name", EDGES)
def test_the_gate_is_open_at_the_edge(name):
    assert failed(drafting(**EDGES[name])) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("patient_id", "P2"),
        ("patient_id_issuer", "OTHER"),
        ("study_instance_uid", "1.2.4"),
        ("study_instance_uid", ""),
        ("patient_id", ""),
    ],
)
def test_an_order_for_another_patient_or_study_does_not_hold(field, value):
    order = replace(
        ORDER,
        kind=OrderKind.PATIENT,
        patient_id="P1",
        patient_id_issuer="HOSP",
        study_instance_uid="1.2.3",
        **{},
    )
    assert failed(drafting(order=replace(order, **{field: value}))) == ["G1-10-ORDER-TASK"]


def test_group_membership_ends_with_its_interval():
    order = replace(ORDER, delegate_person="", delegate_group="isg")
    former = replace(RADIOGRAPHER, groups=(Membership("isg", NOW - DAY, NOW),))
    assert failed(drafting(order=order, person=former)) == ["G1-11-ORDER-DELEGATE"]


def test_a_person_never_is_own_delegator():
    """Also not when the person happens to be a radiologist (L5)."""
    own = replace(RADIOLOGIST, id="mbb", roles=(*RADIOLOGIST.roles, *RADIOGRAPHER.roles))
    order = replace(ORDER, delegator_id="mbb", signature=signed("mbb", Meaning.ORDER))
    result = drafting(person=own, order=order, delegator=own)
    assert failed(result) == ["G1-15-DELEGATOR"]


def test_without_a_delegator_both_of_its_clauses_fail():
    assert failed(drafting(delegator=None)) == ["G1-15-DELEGATOR", "G1-16-DELEGATOR-BIG"]


def test_radiographer_ai_assesses_ai_entries_only_and_when_named():
    assessed = replace(ASSESSMENT, assessor_role=Role.RADIOGRAPHER_AI, assessor_named=True)
    assert assessed.assessor_entitled(CompetenceKind.AI)
    assert not assessed.assessor_entitled(CompetenceKind.TASK)
    assert not replace(assessed, assessor_named=False).assessor_entitled(CompetenceKind.AI)


def test_an_ai_entry_counts_for_ai_validation_and_not_for_a_clinical_task():
    entry = replace(COMPETENCE, kind=CompetenceKind.AI)
    assert failed(drafting(competence=entry)) == ["G1-19-COMPETENCE"]
    task = replace(TASK, key=TaskKey.AI_VALIDATION)
    result = drafting(task=task, competence=replace(entry, task=TaskKey.AI_VALIDATION))
    assert "G1-19-COMPETENCE" not in failed(result)


# --- policies ---------------------------------------------------------------------------------------

AP = replace(person("mbb", Role.ADVANCED_PRACTITIONER), groups=RADIOGRAPHER.groups)
AP_CASE = {"person": AP, "acting_role": Role.ADVANCED_PRACTITIONER}
NO_STANDING = replace(PROTOCOL, standing_acts=())


def test_p_ap_lets_a_standing_order_suffice_where_the_protocol_lists_no_standing_act():
    assert failed(drafting(**AP_CASE, protocol=NO_STANDING)) == ["G1-10-ORDER-TASK"]
    assert drafting(**AP_CASE, protocol=NO_STANDING, policies=(POLICY_AP,)).allowed


def test_p_ap_does_not_reach_beyond_what_the_protocol_lists():
    other = replace(PROTOCOL, standing_acts=(TaskKey.LIVER,))
    assert failed(drafting(**AP_CASE, protocol=other, policies=(POLICY_AP,))) == ["G1-10-ORDER-TASK"]


@pytest.mark.parametrize(
    "policy",
    [
        replace(POLICY_AP, revoked_at=NOW),
        replace(POLICY_AP, expires=NOW),
        replace(POLICY_AP, decided_at=NOW + TICK),
        replace(POLICY_AP, tasks=(TaskKey.LIVER,)),
        replace(POLICY_AP, rights=()),
        replace(POLICY_AP, text=" "),
        replace(POLICY_AP, decided_by_big_number="1"),
        replace(POLICY_AP, code=PolicyCode.PA),
    ],
)
def test_a_policy_that_does_not_cover_the_act_changes_nothing(policy):
    assert failed(drafting(**AP_CASE, protocol=NO_STANDING, policies=(policy,))) == ["G1-10-ORDER-TASK"]


def test_a_policy_never_helps_a_radiographer():
    assert failed(drafting(protocol=NO_STANDING, policies=(POLICY_AP,))) == ["G1-10-ORDER-TASK"]


def test_a_physician_assistant_delegates_only_when_a_policy_names_it():
    pa = replace(person("rad", Role.PHYSICIAN_ASSISTANT, BIG))
    assert failed(drafting(delegator=pa)) == ["G1-15-DELEGATOR"]
    policy = replace(POLICY_AP, code=PolicyCode.PA, rights=(PolicyRight.DELEGATOR,))
    assert drafting(delegator=pa, policies=(policy,)).allowed
    article_34 = replace(pa, big=replace(BIG, article=BigArticle.ARTICLE_34))
    assert failed(drafting(delegator=article_34, policies=(policy,))) == ["G1-15-DELEGATOR"]


# --- own authority ----------------------------------------------------------------------------------

ORDER_GROUP = [c.id for c in CLAUSES if "G1-07" <= c.id < "G1-17"]


def test_the_order_group_is_not_applicable_on_own_authority_only():
    result = drafting(INDEPENDENT)
    assert result.allowed
    assert [id for id, holds in result.evaluated if holds is None] == ORDER_GROUP
    assert len(ORDER_GROUP) == 10


@pytest.mark.parametrize(
    "changes",
    [
        {"person": replace(INDEPENDENT["person"], big=replace(BIG, article=BigArticle.ARTICLE_34))},
        {"person": replace(INDEPENDENT["person"], big=replace(BIG, valid_until=NOW))},
        {"person": replace(INDEPENDENT["person"], big=None)},
    ],
)
def test_without_a_valid_article_3_entry_the_order_group_applies(changes):
    result = drafting(INDEPENDENT, **changes)
    assert [f for f in failed(result) if f in ORDER_GROUP] == ORDER_GROUP


@pytest.mark.parametrize("role", [Role.RADIOGRAPHER, Role.RADIOGRAPHER_AI, Role.ADVANCED_PRACTITIONER])
def test_the_order_group_always_applies_to_those_without_big_registration(role):
    """Even if somebody gave them a BIG entry under article 3."""
    result = drafting(person=person("mbb", role, BIG), acting_role=role, order=None, delegator=None)
    assert [f for f in failed(result) if f in ORDER_GROUP] == ORDER_GROUP


def test_every_clause_outside_the_order_group_applies_on_own_authority():
    changes = {"competence": None, "protocol": None, "acknowledged": frozenset()}
    result = drafting(INDEPENDENT, **changes, supervision=replace(SUPERVISION, responsible=None))
    assert {
        "G1-05-PROTOCOL",
        "G1-17-SCOPE-IN",
        "G1-19-COMPETENCE",
        "G1-23-EXPIRY",
        "G1-29-RESPONSIBLE",
    } <= set(failed(result))
    assert result.failed[-2].absent == "protocol"


# --- absent records ---------------------------------------------------------------------------------


def test_an_absent_order_fails_the_whole_group_and_reads_as_one_reason():
    result = drafting(order=None, delegator=None)
    assert failed(result) == [*ORDER_GROUP, "G1-28-INSTRUCTIONS"]
    assert [f.clause for f in result.principal()] == ["G1-07-ORDER"]
    assert all("{" not in Refusal.of_clause(f).text(lang) for f in result.failed for lang in ("nl", "en"))


def test_an_absent_protocol_fails_every_clause_that_reads_it():
    result = drafting(protocol=None)
    assert failed(result) == [
        "G1-05-PROTOCOL",
        "G1-06-PROTOCOL-REVIEW",
        "G1-10-ORDER-TASK",
        "G1-17-SCOPE-IN",
        "G1-18-SCOPE-OUT",
        "G1-27-SUPERVISION",
        "G1-28-INSTRUCTIONS",
    ]
    assert [f.clause for f in result.principal()] == ["G1-05-PROTOCOL", "G1-10-ORDER-TASK"]
    assert all("{" not in Refusal.of_clause(f).text(lang) for f in result.failed for lang in ("nl", "en"))


def test_an_absent_competence_fails_every_clause_that_reads_it():
    result = drafting(competence=None)
    assert failed(result) == [c.id for c in CLAUSES if "G1-19" <= c.id < "G1-27"]
    assert [f.clause for f in result.principal()] == ["G1-19-COMPETENCE"]
    assert all("{" not in Refusal.of_clause(f).text(lang) for f in result.failed for lang in ("nl", "en"))


def test_with_nothing_at_all_nothing_is_permitted():
    nobody = replace(RADIOGRAPHER, active=False, roles=(), groups=())
    result = drafting(
        person=nobody,
        task=replace(TASK, active=False, delegable=False, readiness_missing=5),
        study=StudyFacts("", ""),
        protocol=None,
        order=None,
        delegator=None,
        competence=None,
        supervision=replace(SUPERVISION, supervisor_id="", responsible=None),
        acknowledged=frozenset(),
    )
    assert [id for id, holds in result.evaluated if holds is not False] == ["G1-26-AI"]


def test_administrator_is_refused_with_everything_else_valid():
    admin = replace(RADIOGRAPHER, roles=(RoleAssignment(Role.ADMINISTRATOR, NOW - YEAR),))
    allowed = replace(PROTOCOL, authorised_roles=tuple(Role))
    for role in (Role.ADMINISTRATOR, Role.LOG_KEEPER, Role.AUDITOR, Role.COORDINATOR, Role.TRAINER):
        held = replace(admin, roles=(RoleAssignment(role, NOW - YEAR),))
        assert failed(drafting(person=held, acting_role=role, protocol=allowed)) == ["G1-02-ROLE"]
        independent = replace(held, big=BIG)
        assert not drafting(INDEPENDENT, person=independent, acting_role=role, protocol=allowed).allowed


def test_prescribing_is_never_delegable():
    result = drafting(task=replace(TASK, key=TaskKey.PRESCRIBE))
    assert "G1-04-DELEGABLE" in failed(result)


def test_valid_inputs_are_untouched_by_the_cases():
    assert VALID["order"] is ORDER
