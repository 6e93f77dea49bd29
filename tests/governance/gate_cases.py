"""A radiographer who may draft an aorta report, with every input of the gate valid; tests break one at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from governance.competence import (
    AiAnnotation,
    Assessment,
    Competence,
    CompetenceKind,
    Diploma,
    Evidence,
    EvidenceKind,
    Suspension,
)
from governance.gate import GateResult, may_draft
from governance.order import Acceptance, EmergencyOverride, Order, OrderKind, Revocation, Verification
from governance.people import (
    Attestation,
    BigArticle,
    BigRegistration,
    Meaning,
    Membership,
    Person,
    Policy,
    PolicyCode,
    PolicyRight,
    Role,
    RoleAssignment,
)
from governance.protocol import (
    AiUse,
    Approval,
    Comparison,
    EscalationRule,
    InstructionVersion,
    ProtocolVersion,
    SiteSettings,
    Supervision,
    SupervisionFacts,
    Urgency,
)
from governance.scope import Predicate, ScopeRule, StudyFacts
from governance.tasks import RiskClass, TaskKey, TaskType

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
TICK = timedelta(microseconds=1)
DAY = timedelta(days=1)
YEAR = timedelta(days=365)

BIG = BigRegistration("19012345601", BigArticle.ARTICLE_3, NOW - 5 * YEAR, NOW + 3 * YEAR, NOW - DAY)


def person(id: str, role: Role, big: BigRegistration | None = None, **more: Any) -> Person:
    roles = (RoleAssignment(role, NOW - 3 * YEAR, NOW + 3 * YEAR),)
    return Person(id, f"Name {id}", f"Display {id}", id, True, roles, big=big, **more)


def signed(person_id: str, meaning: Meaning, at: datetime = NOW - 10 * DAY) -> Attestation:
    return Attestation(person_id, at, meaning, verified=True)


def scope(data: dict[str, Any], text: str) -> ScopeRule:
    return ScopeRule(Predicate.from_json(data), text)


RADIOGRAPHER = person("mbb", Role.RADIOGRAPHER, groups=(Membership("isg", NOW - YEAR, NOW + YEAR),))
RADIOLOGIST = person("rad", Role.RADIOLOGIST, BIG)
TASK = TaskType(
    TaskKey.AORTA, "Aorta", "Aorta", RiskClass.RISKY, "Verkeerde maat", False, True, True, readiness_missing=0
)
STUDY = StudyFacts(
    "1.2.3",
    "P1",
    "HOSP",
    "A1",
    modality="CT",
    body_part="CHEST",
    age_years=70,
    contrast=True,
    slice_spacing_mm=Decimal("1.0"),
)
PROTOCOL_INSTRUCTIONS = InstructionVersion("pi", "Aortaprotocol", "3", "a" * 64)
ORDER_INSTRUCTIONS = InstructionVersion("oi", "Opdracht aorta", "1", "b" * 64)
RULES = (
    EscalationRule(
        "aaa",
        "aorta ≥ 55 mm",
        Urgency.DIRECT,
        "dienstdoend radioloog",
        15,
        "diameter_max_mm",
        threshold=Decimal(55),
        unit="mm",
    ),
    EscalationRule(
        "flap", "dissectieflap", Urgency.DIRECT, "dienstdoend radioloog", 15, phrase="dissectieflap"
    ),
    EscalationRule(
        "leak", "lekkage", Urgency.DIRECT, "r", 15, "hu", comparison=Comparison.FLAGGED, flag="leak"
    ),
)
PROTOCOL = ProtocolVersion(
    id="prot",
    task=TaskKey.AORTA,
    version="3",
    title="Aorta CT",
    text="…",
    file_sha256="c" * 64,
    written_by="mbb2",
    approval=Approval("rad", Role.RADIOLOGIST, "19012345601", NOW - 300 * DAY),
    effective_from=NOW - 200 * DAY,
    review_due=NOW + 100 * DAY,
    superseded_at=NOW + 200 * DAY,
    standing_acts=(TaskKey.AORTA,),
    standing_context=scope({"field": "modality", "operator": "==", "value": "CT"}, "CT"),
    authorised_roles=(
        Role.RADIOGRAPHER,
        Role.ADVANCED_PRACTITIONER,
        Role.PHYSICIAN_ASSISTANT,
        Role.RADIOLOGIST,
    ),
    supervision=Supervision.DIRECT,
    supervision_rationale="nieuw",
    supervisors=("rad", "sup"),
    responsible_radiologists=("rad",),
    in_scope=scope({"field": "age_years", "operator": ">=", "value": 18}, "alleen volwassenen."),
    out_of_scope=scope({"field": "body_part", "operator": "in", "value": ["HEAD"]}, "geen hoofd"),
    escalation_rules=RULES,
    instructions=PROTOCOL_INSTRUCTIONS,
    ai=(AiUse("seg", "1.0"),),
)
ORDER = Order(
    id="O-1",
    kind=OrderKind.STANDING,
    delegator_id="rad",
    delegate_person="mbb",
    delegate_group="",
    tasks=(TaskKey.AORTA,),
    given_at=NOW - 30 * DAY,
    valid_from=NOW - 20 * DAY,
    valid_until=NOW + 20 * DAY,
    indication="aneurysma",
    requester="dr. A",
    consulted_specialist="dr. B",
    consulted_on="2026-10-20",
    instructions_text="meet volgens protocol",
    instructions=ORDER_INSTRUCTIONS,
    contact="12345",
    verifications=(Verification("mbb", NOW - 10 * DAY, "comp", "d" * 64),),
    signature=signed("rad", Meaning.ORDER),
    acceptances=(Acceptance("mbb", NOW - 10 * DAY, signed("mbb", Meaning.ACCEPTANCE)),),
)
ASSESSMENT = Assessment("as1", "2", NOW - 100 * DAY, "train", Role.TRAINER, True, False, True)
COMPETENCE = Competence(
    id="comp",
    person_id="mbb",
    task=TaskKey.AORTA,
    kind=CompetenceKind.TASK,
    valid_from=NOW - 100 * DAY,
    expires=NOW + 100 * DAY,
    diploma=Diploma("MBRT", "Hogeschool", "2015-07-01", "e" * 64),
    declaration_text="1",
    declaration=signed("mbb", Meaning.DECLARATION),
    evidence=(Evidence(EvidenceKind.EDUCATION, "2026-01-01", Decimal("16.5"), "H", "f" * 64),),
    assessments=(ASSESSMENT,),
    ai=(AiAnnotation("seg", "1.0", NOW - 50 * DAY, NOW + 50 * DAY),),
    authorised_last_year=12,
    education_hours=Decimal("16.5"),
)
SUPERVISION = SupervisionFacts("sup", True, NOW - timedelta(minutes=10), "12345", NOW + DAY, RADIOLOGIST)
SITE = SiteSettings(minimum_volume=10, minimum_education_hours=16)
POLICY_AP = Policy(
    "pol",
    PolicyCode.AP,
    "AP'er mag op staande opdracht",
    "rad",
    "19012345601",
    NOW - 100 * DAY,
    (TaskKey.AORTA,),
    (PolicyRight.STANDING_ORDER,),
    NOW + 100 * DAY,
)
EMERGENCY = EmergencyOverride(
    "em", "mbb", "acute dissectie, geen radioloog", NOW - timedelta(minutes=5), NOW - timedelta(minutes=4)
)
REVOCATION = Revocation("rad", NOW - DAY, "niet meer nodig")
SUSPENSION = Suspension(NOW - DAY, "3b", "rad")

VALID: dict[str, Any] = {
    "person": RADIOGRAPHER,
    "acting_role": Role.RADIOGRAPHER,
    "task": TASK,
    "study": STUDY,
    "protocol": PROTOCOL,
    "order": ORDER,
    "delegator": RADIOLOGIST,
    "competence": COMPETENCE,
    "supervision": SUPERVISION,
    "acknowledged": frozenset({PROTOCOL_INSTRUCTIONS, ORDER_INSTRUCTIONS}),
    "policies": (),
    "emergency": None,
    "site": SITE,
    "at": NOW,
}

PA = replace(person("pa", Role.PHYSICIAN_ASSISTANT, BIG))
#: a physician assistant on own authority: no order at all
INDEPENDENT: dict[str, Any] = {
    **VALID,
    "person": PA,
    "acting_role": Role.PHYSICIAN_ASSISTANT,
    "order": None,
    "delegator": None,
    "competence": replace(COMPETENCE, person_id="pa", declaration=signed("pa", Meaning.DECLARATION)),
}


def drafting(base: dict[str, Any] = VALID, **changes: Any) -> GateResult:
    """The gate with some inputs exchanged."""
    return may_draft(**{**base, **changes})


def failed(result: GateResult) -> list[str]:
    return [f.clause for f in result.failed]
