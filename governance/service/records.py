"""People, groups, tasks, protocols, policies and competences: who may put them on record, with audit."""

from __future__ import annotations

from dataclasses import replace

from governance import signing
from governance.accounts import Acting, Reauthentication, require_role
from governance.audit import Act
from governance.canonical import content_hash
from governance.competence import Assessment, Competence, Suspension
from governance.errors import NotPermitted
from governance.gate import ReadinessLine, readiness
from governance.people import Group, Meaning, Person, Policy, Role
from governance.protocol import Approval, ProtocolVersion
from governance.record import Record
from governance.service import basis
from governance.store import Store, Unit, registers
from governance.tasks import READINESS_POINTS, TaskKey, TaskType
from resources.errors import InputError, Refused

COMPETENCE_ROLES = (Role.COORDINATOR, Role.TRAINER, Role.RADIOLOGIST, Role.ADMINISTRATOR)


def _put(unit: Unit, acting: Acting, act: Act, name: str, id: str, record: Record) -> int:
    if not id.strip():
        raise InputError("A record needs a number.", code="record_id")
    version = registers.add_version(unit, name, id, record, by=acting.person.id)
    unit.audit(
        act,
        acting.actor,
        objects=[{"type": name, "id": id, "version": str(version), "sha256": record.digest()}],
    )
    return version


def record_person(store: Store, acting: Acting, person: Person) -> None:
    """Put a person, or a change of one, on record (administrator; never of oneself)."""
    with store.write() as unit:
        require_role(unit, acting, Role.ADMINISTRATOR)
        if person.id == acting.person.id:
            raise Refused(
                "You cannot change your own record.", "Ask another administrator.", code="own_record"
            )
        registers.require_sound_person(person, unit.at)
        same_login = registers.everything(unit.connection, "person", Person, login=person.login)
        if any(p.id != person.id for p in same_login):
            raise InputError("Another person has this sign-in name.", code="login")
        known = registers.find(unit.connection, "person", person.id, Person)
        if known is not None and known.login != person.login:
            raise InputError("A sign-in name doesn't change.", code="login")
        act = Act.PERSON_RECORDED if known is None or known.roles == person.roles else Act.ROLES_CHANGED
        _put(unit, acting, act, "person", person.id, person)


def record_group(store: Store, acting: Acting, group: Group) -> None:
    """Put a group on record (administrator)."""
    with store.write() as unit:
        require_role(unit, acting, Role.ADMINISTRATOR)
        _put(unit, acting, Act.GROUP_RECORDED, "group", group.id, group)


def record_task(store: Store, acting: Acting, task: TaskType) -> None:
    """Put a task type on record, inactive (administrator); `activate_task` releases it."""
    with store.write() as unit:
        require_role(unit, acting, Role.ADMINISTRATOR)
        inactive = replace(task, active=False, readiness_missing=READINESS_POINTS)
        _put(unit, acting, Act.TASK_RECORDED, "task", task.key.value, inactive)


def activate_task(store: Store, acting: Acting, key: TaskKey) -> tuple[ReadinessLine, ...]:
    """Release a task type when all five lines of the readiness panel are green (administrator, radiologist).

    Raises
    ------
    Refused
        Names the lines that are red.
    """
    with store.write() as unit:
        require_role(unit, acting, Role.ADMINISTRATOR, Role.RADIOLOGIST)
        connection, at = unit.connection, unit.at
        task = registers.task(connection, key)
        protocol = basis.protocol_for(connection, key, at)
        holders = registers.everything(connection, "competence", Competence, task=key.value)
        competences = tuple(basis.with_facts(connection, store, c, at) for c in holders)
        named = protocol.responsible_radiologists if protocol else ()
        people = tuple(p for p in (registers.find(connection, "person", i, Person) for i in named) if p)
        lines = readiness(
            task=task,
            protocol=protocol,
            competences=competences,
            radiologists=people,
            site=store.settings,
            at=at,
        )
        red = [line for line in lines if not line.green]
        if red:
            raise NotPermitted.because("G1-03-TASK-ACTIVE", {"taak": key.value, "n": str(len(red))})
        _put(
            unit,
            acting,
            Act.TASK_RECORDED,
            "task",
            key.value,
            replace(task, active=True, readiness_missing=0),
        )
    return lines


def record_protocol(store: Store, acting: Acting, protocol: ProtocolVersion) -> None:
    """Put a protocol version on record, not yet approved. An approved one never changes."""
    with store.write() as unit:
        require_role(unit, acting, Role.ADMINISTRATOR, Role.RADIOLOGIST, Role.COORDINATOR)
        known = registers.find(unit.connection, "protocol", protocol.id, ProtocolVersion)
        if known is not None and known.approval is not None:
            raise Refused(
                "An approved protocol version doesn't change.", "Make a new version of it.", code="approved"
            )
        draft = replace(protocol, approval=None, superseded_at=None)
        _put(unit, acting, Act.PROTOCOL_RECORDED, "protocol", protocol.id, draft)


def approve_protocol(
    store: Store, acting: Acting, protocol_id: str, *, reauthentication: Reauthentication
) -> ProtocolVersion:
    """Approve a protocol version (radiologist, re-authenticated); it supersedes the earlier one of its task."""
    reauthentication.wipe()
    with store.write() as unit:
        person = require_role(unit, acting, Role.RADIOLOGIST)
        basis.require_recent(store, unit, acting, reauthentication)
        if person.big is None or not person.big_valid(unit.at):
            raise NotPermitted.because("T8-BIG", {"datum": unit.at.isoformat()})
        protocol = registers.require(unit.connection, "protocol", protocol_id, ProtocolVersion)
        if protocol.approval is not None:
            raise Refused("This protocol version is approved already.", code="approved")
        approval = Approval(person.id, Role.RADIOLOGIST, person.big.number, unit.at)
        approved = replace(protocol, approval=approval)
        starts = max(approved.effective_from or unit.at, unit.at)
        others = registers.everything(unit.connection, "protocol", ProtocolVersion, task=protocol.task.value)
        for other in others:
            if other.id != protocol.id and other.approval is not None and other.superseded_at is None:
                ended = replace(other, superseded_at=starts)
                _put(unit, acting, Act.PROTOCOL_RECORDED, "protocol", other.id, ended)
        _put(unit, acting, Act.PROTOCOL_APPROVED, "protocol", protocol.id, approved)
    return approved


def record_policy(store: Store, acting: Acting, policy: Policy) -> None:
    """Record a site's decision P-AP, P-PA or P-TG (radiologist, who decides it)."""
    with store.write() as unit:
        require_role(unit, acting, Role.RADIOLOGIST)
        if policy.decided_by != acting.person.id:
            raise NotPermitted.because("T-ROLE")
        _put(unit, acting, Act.POLICY_RECORDED, "policy", policy.id, policy)


def record_competence(store: Store, acting: Acting, competence: Competence) -> None:
    """Put a competence with diploma and evidence on record; never one's own.

    Declaration, assessments and suspension stay as they are on record: they have acts of their own.
    """
    with store.write() as unit:
        require_role(unit, acting, *COMPETENCE_ROLES)
        if competence.person_id == acting.person.id:
            raise Refused(
                "You cannot put your own competence on record.", "Ask the coordinator.", code="own_record"
            )
        registers.person(unit.connection, competence.person_id)
        known = registers.find(unit.connection, "competence", competence.id, Competence)
        if known is not None and (known.person_id, known.task) != (competence.person_id, competence.task):
            raise InputError("A competence keeps its person and its task.", code="competence")
        kept = replace(
            competence,
            declaration=None,
            declaration_text=known.declaration_text if known else "",
            assessments=known.assessments if known else (),
            suspension=known.suspension if known else None,
        )
        _put(unit, acting, Act.COMPETENCE_RECORDED, "competence", competence.id, kept)


def declaration_hash(competence: Competence) -> str:
    """What a declaration of competence signs: person, task and the words."""
    return content_hash(
        {
            "competence": competence.id,
            "person": competence.person_id,
            "task": competence.task.value,
            "text": competence.declaration_text,
        }
    )


def declare_competence(
    store: Store, acting: Acting, competence_id: str, text: str, *, reauthentication: Reauthentication
) -> None:
    """Sign the declaration of one's own competence (L8)."""
    with store.write() as unit:
        require_role(unit, acting, *Role)
        basis.require_recent(store, unit, acting, reauthentication)
        competence = registers.require(unit.connection, "competence", competence_id, Competence)
        if competence.person_id != acting.person.id:
            raise Refused("Only the person declares this competence.", code="declaration")
        declared = replace(competence, declaration_text=text)
        signing.sign(
            unit,
            store,
            reauthentication.take_key(),
            person_id=acting.person.id,
            meaning=Meaning.DECLARATION,
            sha256=declaration_hash(declared),
            subject_id=competence.id,
        )
        _put(unit, acting, Act.COMPETENCE_DECLARED, "competence", competence.id, declared)


def assess(store: Store, acting: Acting, competence_id: str, assessment: Assessment) -> None:
    """Put an assessment on record; the assessor is the acting person and never the assessed one."""
    with store.write() as unit:
        person = require_role(unit, acting, *Role)
        competence = registers.require(unit.connection, "competence", competence_id, Competence)
        if competence.person_id == person.id:
            raise Refused("Nobody assesses oneself.", "Ask another assessor.", code="own_record")
        facts = replace(
            assessment,
            at=unit.at,
            assessor_id=person.id,
            assessor_role=acting.role,
            assessor_held_role=person.has_role(acting.role, unit.at),
        )
        if not facts.assessor_entitled(competence.kind):
            raise Refused(
                "Your role ({role}) cannot assess.", code="assessor", fields={"role": acting.role.value}
            )
        done = replace(competence, assessments=(*competence.assessments, facts))
        _put(unit, acting, Act.COMPETENCE_ASSESSED, "competence", competence.id, done)


def suspend_competence(store: Store, acting: Acting, competence_id: str, reason: str) -> None:
    """Suspend a competence from now on (radiologist, coordinator, trainer)."""
    with store.write() as unit:
        require_role(unit, acting, Role.RADIOLOGIST, Role.COORDINATOR, Role.TRAINER)
        if not reason.strip():
            raise NotPermitted.because("T-REASON")
        competence = registers.require(unit.connection, "competence", competence_id, Competence)
        ended = replace(competence, suspension=Suspension(unit.at, reason, acting.person.id))
        _put(unit, acting, Act.COMPETENCE_SUSPENDED, "competence", competence.id, ended)
