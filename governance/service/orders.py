"""Orders: signed by the delegator, verified per delegate, accepted by the delegate, revoked, read."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection, select

from governance import signing
from governance.accounts import Acting, Reauthentication, require_role
from governance.audit import Act
from governance.canonical import utc_text
from governance.errors import NotPermitted
from governance.order import Acceptance, Order, Revocation, Verification, order_problems
from governance.people import Meaning, Person, PolicyRight, Role
from governance.protocol import InstructionVersion
from governance.service import basis
from governance.store import Store, Unit, registers, tables
from resources.errors import InputError, Refused

DELEGATOR_ROLES = (Role.RADIOLOGIST, Role.PHYSICIAN_ASSISTANT, Role.TECHNICAL_PHYSICIAN)


def sign_order(store: Store, acting: Acting, new: Order, *, reauthentication: Reauthentication) -> Order:
    """Give an order: put on record and signed by the delegator in one act.

    Raises
    ------
    NotPermitted
        With every rule of orders that doesn't hold (L4, L5, L49, L51), or the delegator isn't entitled.
    """
    with store.write() as unit:
        person = require_role(unit, acting, *DELEGATOR_ROLES)
        basis.require_recent(store, unit, acting, reauthentication)
        bare = replace(
            new, given_at=unit.at, signature=None, verifications=(), acceptances=(), revocation=None
        )
        problems = order_problems(bare)
        if problems:
            raise NotPermitted.because(problems[0], {"velden": ", ".join(bare.missing_content())})
        if bare.delegator_id != person.id or not _may_delegate(unit, person, acting.role, bare):
            raise NotPermitted.because("G1-15-DELEGATOR", {"naam": person.display_name})
        if not person.big_valid(unit.at):
            raise NotPermitted.because(
                "G1-16-DELEGATOR-BIG", {"naam": person.display_name, "datum": utc_text(unit.at)}
            )
        if registers.find(unit.connection, "order", new.id, Order) is not None:
            raise InputError("An order with this number exists.", code="order_exists")
        for task in bare.tasks:
            if not registers.task(unit.connection, task).delegable:
                raise NotPermitted.because("G1-04-DELEGABLE", {"taak": task.value})
        signing.sign(
            unit,
            store,
            reauthentication.take_key(),
            person_id=person.id,
            meaning=Meaning.ORDER,
            sha256=basis.order_hash(bare),
            subject_id=bare.id,
        )
        _put(unit, acting, Act.ORDER_SIGNED, bare)
        return basis.order(unit.connection, bare.id)


def _may_delegate(unit: Unit, person: Person, role: Role, new: Order) -> bool:
    if role is Role.RADIOLOGIST:
        return True
    policies = basis.policies(unit.connection)
    return all(any(p.opens(PolicyRight.DELEGATOR, role, t, unit.at) for p in policies) for t in new.tasks)


def _put(unit: Unit, acting: Acting, act: Act, record: Order) -> None:
    bare = replace(
        record, signature=None, acceptances=tuple(replace(a, attestation=None) for a in record.acceptances)
    )
    version = registers.add_version(unit, "order", record.id, bare, by=acting.person.id)
    unit.audit(
        act,
        acting.actor,
        responsible=record.delegator_id,
        order=record.id,
        objects=[{"type": "order", "id": record.id, "version": str(version), "sha256": bare.digest()}],
    )


def verify_delegate(
    store: Store, acting: Acting, order_id: str, person_id: str, *, reauthentication: Reauthentication
) -> Order:
    """The delegator's tick: has seen this delegate's competence for the order's tasks (L6)."""
    reauthentication.wipe()
    with store.write() as unit:
        require_role(unit, acting, *DELEGATOR_ROLES)
        basis.require_recent(store, unit, acting, reauthentication)
        record = basis.order(unit.connection, order_id)
        if record.delegator_id != acting.person.id:
            raise Refused("Only the delegator verifies a delegate of this order.", code="delegator")
        ticks = []
        for task in record.tasks:
            competence = basis.competence(unit.connection, store, person_id, task, unit.at)
            if competence is None:
                raise NotPermitted.because("G1-19-COMPETENCE", {"taak": task.value})
            ticks.append(Verification(person_id, unit.at, competence.id, competence.digest()))
        _put(unit, acting, Act.ORDER_VERIFIED, replace(record, verifications=(*record.verifications, *ticks)))
        return basis.order(unit.connection, order_id)


def accept_order(store: Store, acting: Acting, order_id: str, *, reauthentication: Reauthentication) -> Order:
    """The delegate accepts, by signature (L50)."""
    with store.write() as unit:
        person = require_role(unit, acting, *Role)
        basis.require_recent(store, unit, acting, reauthentication)
        record = basis.order(unit.connection, order_id)
        mine = record.delegate_person == person.id or (
            record.delegate_group and person.in_group(record.delegate_group, unit.at)
        )
        if not mine:
            raise NotPermitted.because("G1-11-ORDER-DELEGATE", {"opdracht": order_id})
        signing.sign(
            unit,
            store,
            reauthentication.take_key(),
            person_id=person.id,
            meaning=Meaning.ACCEPTANCE,
            sha256=basis.order_hash(record),
            subject_id=order_id,
        )
        accepted = replace(record, acceptances=(*record.acceptances, Acceptance(person.id, unit.at)))
        _put(unit, acting, Act.ORDER_ACCEPTED, accepted)
        return basis.order(unit.connection, order_id)


def revoke_order(store: Store, acting: Acting, order_id: str, reason: str) -> Order:
    """End an order now (any radiologist, or its delegator). What was done under it stays as it was."""
    with store.write() as unit:
        require_role(unit, acting, *DELEGATOR_ROLES)
        if not reason.strip():
            raise NotPermitted.because("T-REASON")
        record = basis.order(unit.connection, order_id)
        if acting.role is not Role.RADIOLOGIST and record.delegator_id != acting.person.id:
            raise NotPermitted.because("T-ROLE")
        ended = replace(record, revocation=Revocation(acting.person.id, unit.at, reason))
        _put(unit, acting, Act.ORDER_REVOKED, ended)
        return basis.order(unit.connection, order_id)


def acknowledge_instructions(store: Store, acting: Acting, instructions: InstructionVersion) -> None:
    """Confirm having read this version of the instructions (L47). Confirming twice is harmless."""
    with store.write() as unit:
        require_role(unit, acting, *Role)
        if instructions not in basis.acknowledged(unit.connection, acting.person.id):
            unit.insert(
                tables.acknowledgement,
                person_id=acting.person.id,
                instruction_id=instructions.id,
                version=instructions.version,
                sha256=instructions.sha256,
                title=instructions.title,
                at=utc_text(unit.at),
            )
        unit.audit(
            Act.INSTRUCTIONS_READ,
            acting.actor,
            objects=[{"type": "instructions", "id": instructions.id, "version": instructions.version}],
        )


def order(store: Store, order_id: str) -> Order:
    """An order with its signatures verified now."""
    with store.read() as connection:
        return basis.order(connection, order_id)


def orders_for(store: Store, person_id: str) -> list[Order]:
    """Orders that name this person, or a group of which the person is a member now."""
    with store.read() as connection:
        person, at = registers.person(connection, person_id), store.clock()
        return [
            o
            for o in _all(connection)
            if o.delegate_person == person.id or person.in_group(o.delegate_group, at)
        ]


def _all(connection: Connection) -> list[Order]:
    ids = connection.execute(select(tables.order_version.c.id).distinct().order_by(tables.order_version.c.id))
    return [basis.order(connection, str(i)) for i in ids.scalars()]
