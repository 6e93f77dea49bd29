"""Gathers what the drafting gate needs and evaluates it: order, protocol, competence, supervision, responsible.

Counted facts (reports in the last year, hours of education) and signatures are computed here at the moment of
the check, never read from a stored flag.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import Connection, func, select

from governance import signing
from governance.accounts import Acting, Reauthentication
from governance.audit import Act
from governance.canonical import utc_text
from governance.clauses import protocol_effective
from governance.competence import Competence, EvidenceKind
from governance.errors import NotPermitted
from governance.gate import GateResult, may_draft
from governance.order import Acceptance, EmergencyOverride, Order, OrderKind
from governance.people import Attestation, Meaning, Person, Policy, Role
from governance.protocol import InstructionVersion, ProtocolVersion, Supervision, SupervisionFacts
from governance.report import Basis, Kind, Snapshot
from governance.store import Store, Unit, registers, tables
from governance.study import Study
from governance.tasks import TaskKey
from resources.errors import InputError

#: a draft under retrospective supervision is reviewed within this time, by the authorisation itself
REVIEW_WITHIN = timedelta(days=1)
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Evaluated:
    """The gate's outcome with the records on which it rests."""

    gate: GateResult
    basis: Basis
    order: Order | None
    protocol: ProtocolVersion | None
    competence: Competence | None
    responsible_id: str


def require_recent(store: Store, unit: Unit, acting: Acting, proof: Reauthentication) -> None:
    """Raise NotPermitted unless the proof is this person's and young enough."""
    age = unit.at - proof.at
    if proof.person_id != acting.person.id or not timedelta(0) <= age <= timedelta(
        seconds=store.settings.reauth_seconds
    ):
        proof.wipe()
        raise NotPermitted.because("T8-REAUTH")


# --- orders ------------------------------------------------------------------------------------------------
def order_hash(record: Order) -> str:
    """What the delegator signs and the delegate accepts: the order without what is added to it later."""
    return replace(record, verifications=(), signature=None, acceptances=(), revocation=None).digest()


def order(connection: Connection, order_id: str) -> Order:
    """An order with signature and acceptances as they verify now."""
    record = registers.require(connection, "order", order_id, Order)
    signed = order_hash(record)
    found = signing.attestations(connection, order_id)

    def of(person_id: str, meaning: Meaning) -> Attestation | None:
        for item in found:
            if item.person_id == person_id and item.meaning is meaning:
                return replace(item, verified=item.verified and item.signed_sha256 == signed)
        return None

    accepted = tuple(
        Acceptance(a.person_id, a.at, of(a.person_id, Meaning.ACCEPTANCE)) for a in record.acceptances
    )
    return replace(record, signature=of(record.delegator_id, Meaning.ORDER), acceptances=accepted)


def candidates(
    connection: Connection, person: Person, task: TaskKey, study: Study, at: datetime
) -> list[Order]:
    """Orders that may serve for this person, task and study: patient orders first, then the newest."""
    out = []
    for bare in registers.everything(connection, "order", Order):
        mine = bare.delegate_person == person.id or person.in_group(bare.delegate_group, at)
        same = bare.kind is OrderKind.STANDING or (
            bare.study_instance_uid == study.facts.study_instance_uid
            and bare.patient_id == study.facts.patient_id
        )
        if mine and same and task in bare.tasks:
            out.append(order(connection, bare.id))
    newest_first = sorted(out, key=lambda o: o.given_at, reverse=True)
    return sorted(newest_first, key=lambda o: o.kind is not OrderKind.PATIENT)


# --- protocol, competence, supervision ---------------------------------------------------------------------
def protocol_for(connection: Connection, task: TaskKey, at: datetime) -> ProtocolVersion | None:
    """The protocol in force for a task; without one, the newest on record (the gate says what is wrong)."""
    found = registers.everything(connection, "protocol", ProtocolVersion, task=task.value)
    effective = [p for p in found if protocol_effective(p, task, at)]
    pool = effective or found
    return max(
        pool, key=lambda p: (utc_text(p.effective_from) if p.effective_from else "", p.id), default=None
    )


def competence(
    connection: Connection, store: Store, person_id: str, task: TaskKey, at: datetime
) -> Competence | None:
    """The person's newest entry for the task, with the facts of this moment."""
    found = [
        c
        for c in registers.everything(
            connection, "competence", Competence, person_id=person_id, task=task.value
        )
        if not c.superseded_by
    ]
    newest = max(found, key=lambda c: (utc_text(c.valid_from) if c.valid_from else "", c.id), default=None)
    return None if newest is None else with_facts(connection, store, newest, at)


def with_facts(connection: Connection, store: Store, record: Competence, at: datetime) -> Competence:
    """A competence with its declaration verified, and volume and hours counted, as of `at`."""
    from governance.service.records import declaration_hash

    signed = declaration_hash(record)
    declared = [
        replace(a, verified=a.verified and a.signed_sha256 == signed)
        for a in signing.attestations(connection, record.id, meaning=Meaning.DECLARATION)
    ]
    report = tables.report
    volume = connection.execute(
        select(func.count())
        .select_from(report)
        .where(report.c.author_id == record.person_id, report.c.task == record.task.value)
        .where(report.c.kind != Kind.CORRECTION.value)  # the same report once more
        .where(report.c.authorised_at > utc_text(at - YEAR), report.c.authorised_at <= utc_text(at))
    ).scalar_one()
    months = store.settings.competence_validity_months
    since = (at - timedelta(days=365 * months / 12)).date().isoformat()
    hours = sum(
        (e.hours for e in record.evidence if e.kind is EvidenceKind.CONTINUING and e.date >= since),
        Decimal(0),
    )
    return replace(
        record,
        declaration=declared[-1] if declared else None,
        authorised_last_year=int(volume),
        education_hours=hours,
    )


def policies(connection: Connection) -> tuple[Policy, ...]:
    return tuple(registers.everything(connection, "policy", Policy))


def acknowledged(connection: Connection, person_id: str) -> frozenset[InstructionVersion]:
    """Versions of instructions that this person confirmed to have read."""
    table = tables.acknowledgement
    rows = connection.execute(select(table).where(table.c.person_id == person_id))
    return frozenset(InstructionVersion(r.instruction_id, r.title, r.version, r.sha256) for r in rows)


def emergency(connection: Connection, emergency_id: str) -> EmergencyOverride | None:
    """An emergency override as it stands now."""
    table = tables.emergency
    text = connection.execute(
        select(table.c.content).where(table.c.id == emergency_id).order_by(table.c.version.desc()).limit(1)
    ).scalar()
    return None if text is None else EmergencyOverride.from_json(json.loads(text))


def _signed_in(connection: Connection, store: Store, person_id: str, at: datetime) -> bool:
    """Chose a role within the site's presence time, and did not sign out since."""
    log = tables.audit_log
    row = connection.execute(
        select(log.c.event_type, log.c.ts_utc)
        .where(log.c.user_id == person_id, log.c.outcome == 0)
        .where(log.c.event_type.in_((Act.ROLE_CHOSEN.event_type, Act.LOGOUT.event_type)))
        .order_by(log.c.seq.desc())
        .limit(1)
    ).first()
    since = utc_text(at - timedelta(minutes=store.settings.presence_minutes))
    return row is not None and row.event_type == Act.ROLE_CHOSEN.event_type and row.ts_utc >= since


def supervision(
    connection: Connection,
    store: Store,
    protocol: ProtocolVersion | None,
    chosen: Order | None,
    responsible_id: str,
    person_id: str,
    at: datetime,
) -> SupervisionFacts:
    """Who supervises now, as the protocol's form of supervision asks."""
    responsible = registers.find(connection, "person", responsible_id, Person) if responsible_id else None
    form = protocol.supervision if protocol else None
    others = [s for s in (protocol.supervisors if protocol else ()) if s != person_id]
    present = (
        [s for s in others if _signed_in(connection, store, s, at)] if form is Supervision.DIRECT else []
    )
    return SupervisionFacts(
        supervisor_id=(present or others or [""])[0],
        supervisor_signed_in=bool(present),
        contact_on_duty=chosen.contact if chosen else "",
        review_scheduled_for=at + REVIEW_WITHIN if responsible else None,
        responsible=responsible,
    )


# --- the gate ----------------------------------------------------------------------------------------------
def evaluate(
    connection: Connection,
    store: Store,
    *,
    person: Person,
    role: Role,
    study: Study,
    at: datetime,
    order_id: str = "",
    responsible_id: str = "",
    emergency_id: str = "",
) -> Evaluated:
    """Evaluate G1 for a person, role and study at `at`.

    Without an `order_id` the best order is sought: the first that passes, else the one that lacks least.
    """
    task = registers.task(connection, study.task)
    protocol = protocol_for(connection, study.task, at)
    skill = competence(connection, store, person.id, study.task, at)
    override = emergency(connection, emergency_id) if emergency_id else None
    read, rules = acknowledged(connection, person.id), policies(connection)

    def with_order(chosen: Order | None) -> Evaluated:
        named = protocol.responsible_radiologists if protocol else ()
        responsible = responsible_id or (named[0] if named else "")
        gate = may_draft(
            person=person,
            acting_role=role,
            task=task,
            study=study.facts,
            protocol=protocol,
            order=chosen,
            delegator=registers.find(connection, "person", chosen.delegator_id, Person) if chosen else None,
            competence=skill,
            supervision=supervision(connection, store, protocol, chosen, responsible, person.id, at),
            acknowledged=read,
            policies=rules,
            emergency=override,
            site=store.settings,
            at=at,
        )
        frozen = Basis(
            order=_snapshot(connection, "order", chosen.id, chosen.digest()) if chosen else None,
            protocol=Snapshot(protocol.id, protocol.version, protocol.digest()) if protocol else None,
            competence=_snapshot(connection, "competence", skill.id, skill.digest()) if skill else None,
            emergency=Snapshot(override.id, "1", override.digest()) if override else None,
        )
        return Evaluated(gate, frozen, chosen, protocol, skill, responsible)

    if order_id:
        return with_order(order(connection, order_id))
    orders = candidates(connection, person, study.task, study, at)
    if study.registration is not None and study.registration.order_id:
        # the one that was chosen when the study came in goes before equals
        orders.sort(key=lambda o: o.id != study.registration.order_id)  # type: ignore[union-attr]
    tried = [with_order(o) for o in orders]
    return min(tried, key=lambda e: len(e.gate.failed), default=None) or with_order(None)


def _snapshot(connection: Connection, register: str, id: str, digest: str) -> Snapshot:
    return Snapshot(id, str(registers.version_of(connection, register, id)), digest)


def check_gate(store: Store, acting: Acting, study_id: str, *, order_id: str = "") -> Evaluated:
    """May this person draft for this study now? For the worklist's "Mag ik dit?"; changes nothing."""
    with store.read() as connection:
        at = store.clock()
        person = registers.person(connection, acting.person.id)
        study = registers.study(connection, study_id)
        return evaluate(
            connection, store, person=person, role=acting.role, study=study, at=at, order_id=order_id
        )


def tolerant(lookup: Callable[[], Evaluated]) -> Evaluated | None:
    """The evaluation, or None while the task isn't on record yet."""
    try:
        return lookup()
    except InputError:
        return None
