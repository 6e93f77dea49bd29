"""For each transition a case in which every guard holds; tests break one fact at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from gate_cases import BIG, NOW, PROTOCOL, RADIOGRAPHER, SITE, drafting, person

from governance.guards import Facts, IdentityCheck, SecondPerson
from governance.people import Role
from governance.protocol import Urgency
from governance.report import (
    Content,
    Escalation,
    EscalationStatus,
    Event,
    KeyImage,
    Kind,
    Lease,
    PatientIdentity,
    Report,
    Score,
    Section,
    SelfDeclaration,
    State,
    StudyIdentity,
    ViewMark,
    Working,
    WorkingKind,
)
from governance.tasks import TaskKey
from measurements.finding import Code, Finding, Method, Origin, Source

REVIEWER = person("rad2", Role.RADIOLOGIST, BIG)
SECOND = person("rad3", Role.RADIOLOGIST, BIG)
SESSION = "session-1"
HASH = "9" * 64


def finding(id: str = "f1", value: float | None = 42.0, **more: Any) -> Finding:
    fields: dict[str, Any] = {
        "id": id,
        "task": "aorta",
        "key": "diameter_max_mm",
        "group": "level:ascending_mid",
        "concept": Code("81827009", "SCT", "Diameter"),
        "value": value,
        "unit": "mm",
        "method": Method("callipers", "1"),
        "source": Source("1.2.3", "1.2.3.4", "1.2", ("1.2.3.4.5",), "1.9"),
        "observer": "mbb",
        "at": "2026-11-24T11:00:00Z",
        "origin": Origin.MANUAL,
        "level": "ascending_mid",
        "withheld": "" if value is not None else "niet afgebeeld",
    }
    return Finding(**{**fields, **more})


WORKINGS = (
    Working("w1", "r1", WorkingKind.MEASUREMENT, "1" * 64, "Ascendens", "application/json", "mbb", NOW),
    Working("w2", "r1", WorkingKind.IMAGE, "2" * 64, "Sleutelbeeld", "image/png", "mbb", NOW),
)
CONTENT = Content(
    task=TaskKey.AORTA,
    kind=Kind.PRIMARY,
    language="nl",
    template_id="aorta_ct",
    template_version="1",
    patient=PatientIdentity("P1", "HOSP", "Test^Ada", "1956-01-01", "F"),
    study=StudyIdentity("1.2.3", "A1", "2026-11-24", "CT aorta", "CT", "CHEST", ("1.2.3.4",)),
    sections=(
        Section("findings", "Bevindingen", "Aorta ascendens 42 mm.", required=True),
        Section("conclusion", "Conclusie", "Geen aneurysma.", required=True),
        Section("advice", "Advies", ""),
    ),
    findings=(finding(),),
    remark="graag kijken",
    key_images=(KeyImage("2" * 64, "Ascendens", ("f1",)),),
    workings=tuple(w.ref() for w in WORKINGS),
)
VIEWS = tuple(ViewMark("r1", w.id, w.sha256, "rad2", NOW) for w in WORKINGS)
LEASE = Lease("mbb", "ws1", SESSION, NOW + timedelta(minutes=5))
REPORT = Report(
    id="r1",
    number="2026-0001",
    kind=Kind.PRIMARY,
    task=TaskKey.AORTA,
    study_instance_uid="1.2.3",
    patient_id="P1",
    state=State.DRAFT,
    lock_version=7,
    author_id="mbb",
    author_role=Role.RADIOGRAPHER,
    responsible_radiologist_id="rad2",
    revision=3,
    revision_sha256=HASH,
    created_at=NOW,
    changed_at=NOW,
    lease=LEASE,
)


def escalation(rule: str, **more: Any) -> Escalation:
    fields: dict[str, Any] = {
        "id": f"e-{rule}",
        "report_id": "r1",
        "rule_id": rule,
        "label": rule,
        "urgency": Urgency.DIRECT,
        "status": EscalationStatus.OPEN,
        "raised_by": "mbb",
        "raised_at": NOW,
        "contact": "r",
        "due_at": NOW + timedelta(minutes=15),
    }
    return Escalation(**{**fields, **more})


def report_in(state: State) -> Report:
    """The head as it is in `state` when all went well."""
    claimed = {"claimed_by": "rad2", "claimed_at": NOW, "lease": replace(LEASE, holder_id="rad2")}
    final = {**claimed, "authorised_by": "rad2", "authorised_at": NOW, "authorised_sha256": HASH}
    more: dict[State, dict[str, Any]] = {
        State.SUBMITTED: {"submitted_at": NOW, "lease": None},
        State.IN_REVIEW: {"submitted_at": NOW, **claimed},
        State.RETURNED: {"submitted_at": NOW},
        State.AUTHORISED: {"submitted_at": NOW, **final},
        State.CORRECTED: {"submitted_at": NOW, **final},
    }
    return replace(REPORT, state=state, **more.get(state, {}))


BY_REVIEWER = {Event.CLAIM, Event.RELEASE, Event.RETURN, Event.AUTHORISE, Event.CORRECT, Event.RECALL}


def good(state: State | None, event: Event, **changes: Any) -> Facts:
    """Facts under which `event` is permitted in `state`."""
    reviewing = event in BY_REVIEWER
    reason_code = {Event.RETURN: "text", Event.RECALL: "content"}.get(event, "")
    facts = Facts(
        at=NOW,
        site=SITE,
        actor=REVIEWER if reviewing else RADIOGRAPHER,
        acting_role=Role.RADIOLOGIST if reviewing else Role.RADIOGRAPHER,
        report=report_in(state) if state else None,
        content=replace(CONTENT, parent_sha256=HASH) if event is Event.ADDEND else CONTENT,
        protocol=PROTOCOL,
        gate=drafting(),
        declaration=SelfDeclaration.YES,
        identity=IdentityCheck(confirmed=True),
        expected_lock_version=REPORT.lock_version if state else None,
        changed_by_name="A. Ander",
        claimant_name="R. Radioloog",
        session=SESSION,
        reason="omdat",
        reason_code=reason_code,
        views=VIEWS,
        reauthenticated_at=NOW - timedelta(seconds=60),
        hash_shown=HASH,
        hash_now=HASH,
        escalations=(),
        urgency=Urgency.DIRECT,
        score=Score.CONCURRENCE,
        last_audit_at=NOW + timedelta(minutes=2),
        difference_shown=True,
        second=SecondPerson(SECOND, Role.RADIOLOGIST, NOW),
    )
    return replace(facts, **changes)
