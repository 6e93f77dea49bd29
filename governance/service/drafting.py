"""The author's acts: create, save, submit, withdraw, hand back, let lapse, addend (T1 to T4, T9, T11, T14)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select, update

from governance import lifecycle, signing
from governance.accounts import Acting, Reauthentication
from governance.audit import Act
from governance.canonical import utc_text
from governance.errors import NotPermitted, refusal
from governance.guards import Facts, IdentityCheck
from governance.people import Meaning, Person
from governance.report import (
    OPEN_STATES,
    Content,
    Event,
    Kind,
    Report,
    RevisionKind,
    SelfDeclaration,
    State,
)
from governance.service import basis, reading
from governance.service.acts import ACTS, Act_, begin, identity_of, lease_until
from governance.service.basis import Evaluated
from governance.service.conditions import Lacking, submit_conditions
from governance.store import Store, Unit, registers, tables
from governance.study import Study


def create(
    store: Store,
    acting: Acting,
    study_id: str,
    content: Content,
    *,
    declaration: SelfDeclaration,
    identity: IdentityCheck,
    order_id: str = "",
    responsible_id: str = "",
    emergency_id: str = "",
) -> Report:
    """T1: start a preliminary report for a study of the worklist.

    Raises
    ------
    NotPermitted
        With every clause of the gate and every guard that fails.
    """
    with store.write() as unit:
        connection = unit.connection
        person, study = registers.person(connection, acting.person.id), registers.study(connection, study_id)
        found = basis.evaluate(
            connection,
            store,
            person=person,
            role=acting.role,
            study=study,
            at=unit.at,
            order_id=order_id,
            responsible_id=responsible_id,
            emergency_id=emergency_id,
        )
        report = tables.report
        open_number = connection.execute(
            select(report.c.number).where(
                report.c.study_id == study_id,
                report.c.task == study.task.value,
                report.c.kind == Kind.PRIMARY.value,
                report.c.state.in_([s.value for s in OPEN_STATES]),
            )
        ).scalar()
        lifecycle.transition(
            None,
            Event.CREATE,
            Facts(
                at=unit.at,
                site=store.settings,
                actor=person,
                acting_role=acting.role,
                content=content,
                protocol=found.protocol,
                gate=found.gate,
                declaration=declaration,
                identity=identity_of(study, content, identity),
                open_report_number=str(open_number or ""),
                session=acting.session,
            ),
        )
        content = replace(content, task=study.task, kind=Kind.PRIMARY)
        return _insert(
            store, unit, acting, person, study, content, found, Event.CREATE, emergency_id=emergency_id
        )


def _insert(
    store: Store,
    unit: Unit,
    acting: Acting,
    person: Person,
    study: Study,
    content: Content,
    found: Evaluated,
    event: Event,
    *,
    parent_id: str = "",
    emergency_id: str = "",
) -> Report:
    """Put a new report and its first revision on record."""
    report_id = store.new_id()
    draft = Report(
        id=report_id,
        number=next_number(unit),
        kind=content.kind,
        task=study.task,
        study_instance_uid=study.identity.study_instance_uid,
        patient_id=study.patient.patient_id,
        state=State.DRAFT,
        lock_version=1,
        author_id=person.id,
        author_role=acting.role,
        responsible_radiologist_id=found.responsible_id,
        revision=0,
        revision_sha256="",
        created_at=unit.at,
        changed_at=unit.at,
        order_id=found.order.id if found.order else "",
        parent_id=parent_id,
        emergency_id=emergency_id,
    )
    act = Act_(store, unit, acting, person, draft, study)
    made, digest = act.revise(content, RevisionKind.AUTHOR, event, evaluated=found)
    insert_head(
        unit, draft, study.id, made.number, digest, reading.lease_values(acting, lease_until(store, unit.at))
    )
    act.report = reading.head(unit.connection, report_id)
    act.audit(ACTS[event], act.report, controls="G1 allowed")
    return act.report


def insert_head(
    unit: Unit, draft: Report, study_id: str, revision: int, digest: str, lease: Mapping[str, object]
) -> None:
    """Insert the head row of a new report, as a draft."""
    plain = {k: utc_text(v) if isinstance(v, datetime) else v for k, v in lease.items()}
    unit.insert(
        tables.report,
        id=draft.id,
        number=draft.number,
        study_id=study_id,
        study_instance_uid=draft.study_instance_uid,
        patient_id=draft.patient_id,
        task=draft.task.value,
        kind=draft.kind.value,
        parent_id=draft.parent_id,
        author_id=draft.author_id,
        author_role=draft.author_role.value,
        order_id=draft.order_id,
        emergency_id=draft.emergency_id,
        created_at=utc_text(draft.created_at),
        responsible_radiologist_id=draft.responsible_radiologist_id,
        state=State.DRAFT.value,
        changed_at=utc_text(unit.at),
        lock_version=1,
        revision=revision,
        revision_sha256=digest,
        claimed_by="",
        authorised_by="",
        authorised_sha256="",
        superseded_by="",
        **plain,
    )


def next_number(unit: Unit) -> str:
    """The number that people use, e.g. ``V2026-00012``; counts on within the write transaction."""
    count = unit.connection.execute(select(func.count()).select_from(tables.report)).scalar_one()
    return f"V{unit.at.year}-{int(count) + 1:05d}"


def open_for_editing(store: Store, acting: Acting, report_id: str, *, take_over: bool = False) -> Report:
    """Take the lease of one's own draft and check the gate, as is done when it opens.

    With `take_over` a lease of another session is taken; who had it keeps what was saved, and a later save
    from there is kept as its own revision.
    """
    with store.write() as unit:
        act = begin(store, unit, acting, report_id)
        lease = act.report.lease
        if (
            lease is not None
            and lease.session != acting.session
            and lease.expires_at > unit.at
            and not take_over
        ):
            raise NotPermitted.because("T2-LEASE")
        found = act.gate()
        facts = act.facts(gate=found.gate, expected_lock_version=act.report.lock_version)
        failed = [
            r for r in lifecycle.refusals(act.report.state, Event.SAVE, facts) if r.id not in ("T2-LEASE",)
        ]
        if failed:
            raise NotPermitted(failed)
        _set_lease(unit, report_id, acting, lease_until(store, unit.at))
        unit.audit(
            Act.LEASE,
            acting.actor,
            responsible=act.report.responsible_radiologist_id,
            objects=[{"type": "report", "id": report_id, "detail": "taken over" if take_over else "opened"}],
        )
        return reading.head(unit.connection, report_id)


def heartbeat(store: Store, acting: Acting, report_id: str) -> bool:
    """Keep one's lease alive; False when it is somebody else's by now."""
    with store.write(audited=False) as unit:
        lease = reading.head(unit.connection, report_id).lease
        if lease is None or (lease.holder_id, lease.session) != (acting.person.id, acting.session):
            return False
        _set_lease(unit, report_id, acting, lease_until(store, unit.at))
        return True


def _set_lease(unit: Unit, report_id: str, acting: Acting, until: datetime) -> None:
    values = reading.lease_values(acting, until) | {"lease_until": utc_text(until)}
    unit.connection.execute(update(tables.report).where(tables.report.c.id == report_id).values(**values))


def save(
    store: Store,
    acting: Acting,
    report_id: str,
    content: Content,
    *,
    expected_lock_version: int,
    autosave: bool = False,
    comment: str = "",
) -> Report:
    """T2: a new revision of one's own draft.

    Raises
    ------
    ConflictError
        Somebody changed it since; this text is kept as a revision of its own (`kept`).
    NotPermitted
        The gate or another guard says no; nothing was saved.
    """
    conflict: ConflictErrorFacts | None = None
    with store.write() as unit:
        act = begin(store, unit, acting, report_id)
        content = replace(content, task=act.report.task, kind=act.report.kind)
        found = act.gate()
        facts = act.facts(
            content=content,
            protocol=found.protocol,
            gate=found.gate,
            expected_lock_version=expected_lock_version,
            changed_by_name=act.last_changed_by(),
        )
        failed = lifecycle.refusals(act.report.state, Event.SAVE, facts)
        if any(r.id == "T2-CONFLICT" for r in failed) and not any(
            r.id in ("T-AUTHOR", "T-ACCOUNT") for r in failed
        ):
            lost, digest = act.revise(
                content, RevisionKind.CONFLICT, Event.SAVE, evaluated=found, comment=comment
            )
            unit.audit(
                Act.CONFLICT,
                acting.actor,
                responsible=act.report.responsible_radiologist_id,
                objects=[{"type": "report", "id": report_id, "revision": str(lost.number), "sha256": digest}],
            )
            conflict = ConflictErrorFacts(act.last_changed_by(), lost.number)
        else:
            lifecycle.transition(act.report.state, Event.SAVE, facts)
            kind = RevisionKind.AUTOSAVE if autosave else RevisionKind.AUTHOR
            made, digest = act.revise(content, kind, Event.SAVE, evaluated=found, comment=comment)
            lease = reading.lease_values(acting, lease_until(store, unit.at))
            act.report = reading.move(unit, act.report, revision=made.number, revision_sha256=digest, **lease)
            act.audit(Act.SAVE, act.report, detail=kind.value, controls="G1 allowed")
    if conflict is not None:
        raise reading.ConflictError(conflict.name, conflict.kept)
    return act.report


@dataclass(frozen=True, slots=True)
class ConflictErrorFacts:
    """What a conflict is raised with, after the losing text is safely on record."""

    name: str
    kept: int


def submit(
    store: Store,
    acting: Acting,
    report_id: str,
    *,
    expected_lock_version: int,
    declaration: SelfDeclaration,
    identity: IdentityCheck,
    reauthentication: Reauthentication,
    missing_fields: tuple[str, ...] = (),
    undecided_ai: int = 0,
    lacking: Lacking | None = None,
    submitted_to: str = "",
) -> Report:
    """T3: freeze the draft, with the author's signature; from here on the author reads only.

    Parameters
    ----------
    lacking : callable, optional
        What the template still misses in the text that is frozen; evaluated on that very text.
    submitted_to : str
        The radiologist who gets it and is responsible from now on; the present one when left out.
    """
    with store.write() as unit:
        act = begin(store, unit, acting, report_id)
        conditions = submit_conditions(
            act,
            expected_lock_version=expected_lock_version,
            declaration=declaration,
            identity=identity,
            missing_fields=missing_fields,
            undecided_ai=undecided_ai,
            lacking=lacking,
            submitted_to=submitted_to,
        )
        if conditions.refusals:
            raise NotPermitted(conditions.refusals)
        basis.require_recent(store, unit, acting, reauthentication)
        state = lifecycle.transition(act.report.state, Event.SUBMIT, conditions.facts)
        made, digest = act.revise(
            conditions.current.content,
            RevisionKind.AUTHOR,
            Event.SUBMIT,
            evaluated=conditions.gate,
            responsible_id=conditions.recipient_id,
        )
        signing.sign(
            unit,
            store,
            reauthentication.take_key(),
            person_id=act.person.id,
            meaning=Meaning.SUBMISSION,
            sha256=digest,
            subject_id=report_id,
            revision=made.number,
        )
        act.report = reading.move(
            unit,
            act.report,
            state=state.value,
            revision=made.number,
            revision_sha256=digest,
            responsible_radiologist_id=conditions.recipient_id,
            submitted_at=unit.at,
            submitted_revision=made.number,
            **reading.NO_LEASE,
        )
        act.audit(Act.SUBMIT, act.report, controls="G1 allowed")
    return act.report


def _close(
    store: Store, acting: Acting, report_id: str, event: Event, *, expected_lock_version: int, reason: str
) -> Report:
    """An act that changes the state alone, with its reason on record as a review row."""
    with store.write() as unit:
        act = begin(store, unit, acting, report_id)
        facts = act.facts(
            expected_lock_version=expected_lock_version, changed_by_name=act.last_changed_by(), reason=reason
        )
        state = lifecycle.transition(act.report.state, event, facts)
        unit.insert(
            tables.review,
            id=store.new_id(),
            report_id=report_id,
            revision=act.report.revision,
            kind=event.value,
            reason="",
            comment=reason,
            at=utc_text(unit.at),
            by=acting.person.id,
        )
        lease = (
            reading.lease_values(acting, lease_until(store, unit.at))
            if event is Event.WITHDRAW
            else reading.NO_LEASE
        )
        act.report = reading.move(unit, act.report, state=state.value, **lease)
        act.audit(ACTS[event], act.report)
    return act.report


def withdraw(
    store: Store, acting: Acting, report_id: str, *, expected_lock_version: int, reason: str
) -> Report:
    """T4: take one's submitted draft back, as long as no radiologist claimed it."""
    return _close(
        store, acting, report_id, Event.WITHDRAW, expected_lock_version=expected_lock_version, reason=reason
    )


def hand_back(
    store: Store, acting: Acting, report_id: str, *, expected_lock_version: int, reason: str
) -> Report:
    """T9: terugdelegeren; the radiologist takes over, without blame."""
    return _close(
        store, acting, report_id, Event.HAND_BACK, expected_lock_version=expected_lock_version, reason=reason
    )


def lapse(
    store: Store, acting: Acting, report_id: str, *, expected_lock_version: int, reason: str = ""
) -> Report:
    """T14: close a draft that was never submitted; it is kept."""
    return _close(
        store, acting, report_id, Event.LAPSE, expected_lock_version=expected_lock_version, reason=reason
    )


def addend(
    store: Store,
    acting: Acting,
    parent_id: str,
    content: Content,
    *,
    declaration: SelfDeclaration,
    identity: IdentityCheck,
) -> Report:
    """T11: start an addendum to a final; it runs through the same states and the parent stays as it is."""
    with store.write() as unit:
        act = begin(store, unit, acting, parent_id)
        if reading.final_fault(unit.connection, store.files, act.report):
            raise NotPermitted([refusal("X-INTEGRITY")])
        content = replace(
            content, task=act.study.task, kind=Kind.ADDENDUM, parent_sha256=act.report.authorised_sha256
        )
        found = basis.evaluate(
            unit.connection,
            store,
            person=act.person,
            role=acting.role,
            study=act.study,
            at=unit.at,
            responsible_id=act.report.responsible_radiologist_id,
        )
        facts = act.facts(
            content=content,
            protocol=found.protocol,
            gate=found.gate,
            declaration=declaration,
            identity=identity_of(act.study, content, identity),
        )
        lifecycle.transition(act.report.state, Event.ADDEND, facts)
        return _insert(
            store, unit, acting, act.person, act.study, content, found, Event.ADDEND, parent_id=parent_id
        )
