"""A department file on record, each record by whose act it is.

The administrator puts on record what an administrator may (`load`); everything that a person must declare, assess,
approve, sign or accept is done by that person, under that person's own password (`steps_of`, `confirm`). Nobody
approves his or her own. Both can be repeated: what is on record already as the file says is left alone.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from desktop.operations.department_file import DepartmentPlan, OrderEntry
from governance import service, signing
from governance.accounts import Acting
from governance.competence import Competence
from governance.gate import readiness
from governance.order import Order
from governance.people import Group, Person, Role
from governance.protocol import InstructionVersion, ProtocolVersion
from governance.service import basis
from governance.store import Store, registers
from governance.tasks import TaskKey, TaskType
from resources.errors import Refused

if TYPE_CHECKING:
    from sqlalchemy import Connection

#: letters and digits that can't be taken for one another
DIFFERS = "What the department file says of {what} isn't what is on record."
LOADED = "Use the file that was loaded, or let an administrator load this one first; nothing was signed."
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def one_time_password() -> str:
    """A first password, to be replaced by its owner: sixteen characters, about 79 bits."""
    letters = [secrets.choice(ALPHABET) for _ in range(16)]
    return "-".join("".join(letters[n : n + 4]) for n in range(0, 16, 4))


@dataclass(slots=True)
class Loaded:
    """What a load did: ``kind id`` of each record, and the first passwords of new accounts."""

    recorded: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    passwords: dict[str, str] = field(default_factory=dict)

    def note(self, what: str, *, changed: bool) -> None:
        (self.recorded if changed else self.unchanged).append(what)


def load(store: Store, admin: Acting, plan: DepartmentPlan) -> Loaded:
    """Put on record what the administrator may: groups, people, tasks, protocols (unapproved), competences.

    Raises
    ------
    VoorverslagError
        At the first record that isn't permitted; what was put on record before it stays, and a repeated load goes on.
    """
    done = Loaded()
    for data in plan.files.values():
        store.files.put(data)
    with store.read() as connection:
        known_groups = {g.id: g for g in registers.everything(connection, "group", Group)}
    for group in plan.groups:
        changed = known_groups.get(group.id) != group
        if changed:
            service.record_group(store, admin, group)
        done.note(f"group {group.id}", changed=changed)
    for person in plan.people:
        _person(store, admin, person, done)
    for task in plan.tasks:
        _task(store, admin, task, done)
    for entry in plan.protocols:
        _protocol(store, admin, entry.record, done)
    for competence in plan.competences:
        _competence(store, admin, competence.record, done)
    if any(plan.organisation.values()):
        header = "".join(f"{key} = {_quoted(value)}\n" for key, value in plan.organisation.items())
        (store.home / "organisation.toml").write_text(header, encoding="utf-8")
    return done


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'


def _person(store: Store, admin: Acting, person: Person, done: Loaded) -> None:
    with store.read() as connection:
        known = registers.find(connection, "person", person.id, Person)
        account = service.has_account(connection, person.id)
    wanted = _kept_start(person, known)
    if known is not None and person.id == admin.person.id:
        done.note(f"person {person.login}", changed=False)  # nobody changes the own record
        return
    if known != wanted:
        service.record_person(store, admin, wanted)
    done.note(f"person {person.login}", changed=known != wanted)
    if not account and person.active:
        password = one_time_password()
        service.create_account(store, admin, person.id, password)
        done.passwords[person.login] = password


def _kept_start(person: Person, known: Person | None) -> Person:
    """The person with the start of roles and memberships that the file doesn't name kept as it is on record."""
    if known is None:
        return person
    roles = {r.role: r for r in known.roles}
    groups = {g.group_id: g for g in known.groups}
    return replace(
        person,
        roles=tuple(
            replace(r, valid_from=min(r.valid_from, roles[r.role].valid_from)) if r.role in roles else r
            for r in person.roles
        ),
        groups=tuple(
            replace(g, valid_from=min(g.valid_from, groups[g.group_id].valid_from))
            if g.group_id in groups
            else g
            for g in person.groups
        ),
    )


def _task(store: Store, admin: Acting, task: TaskType, done: Loaded) -> None:
    with store.read() as connection:
        known = registers.find(connection, "task", task.key.value, TaskType)
    same = known is not None and (
        replace(known, active=task.active, readiness_missing=task.readiness_missing) == task
    )
    if not same:
        service.record_task(store, admin, task)
    done.note(f"task {task.key.value}", changed=not same)


def _same_protocol(record: ProtocolVersion, known: ProtocolVersion | None) -> bool:
    return known is not None and replace(known, approval=None, superseded_at=None) == record


def _same_competence(record: Competence, known: Competence | None) -> bool:
    return known is not None and (
        replace(
            record,
            declaration_text=known.declaration_text,
            declaration=known.declaration,
            assessments=known.assessments,
            suspension=known.suspension,
        )
        == known
    )


def _same_order(record: Order, known: Order | None) -> bool:
    return known is not None and (
        basis.order_hash(replace(record, given_at=known.given_at)) == basis.order_hash(known)
    )


def _protocol(store: Store, admin: Acting, record: ProtocolVersion, done: Loaded) -> None:
    with store.read() as connection:
        known = registers.find(connection, "protocol", record.id, ProtocolVersion)
    same = _same_protocol(record, known)
    if not same:
        service.record_protocol(store, admin, record)
    done.note(f"protocol {record.id}", changed=not same)


def _competence(store: Store, admin: Acting, record: Competence, done: Loaded) -> None:
    with store.read() as connection:
        known = registers.find(connection, "competence", record.id, Competence)
    same = _same_competence(record, known)
    if not same:
        service.record_competence(store, admin, record)
    done.note(f"competence {record.id}", changed=not same)


# --- what each person has to do ----------------------------------------------------------------------------
class Deed(StrEnum):
    """What is asked of one person, in the order in which it can be done."""

    ENROL = "enrol"
    DECLARE = "declare"
    ASSESS = "assess"
    APPROVE = "approve"
    SIGN_ORDER = "sign_order"
    VERIFY = "verify"
    ACCEPT = "accept"
    ACKNOWLEDGE = "acknowledge"
    ACTIVATE = "activate"


@dataclass(frozen=True, slots=True)
class Step:
    """One deed that is still to be done: by whom, on what, and what it waits for (empty: it can be done now)."""

    login: str
    deed: Deed
    subject: str
    person: str = ""
    waits_for: str = ""


def open_steps(store: Store, plan: DepartmentPlan) -> list[Step]:
    """Everything in the file that persons have still to do, in order."""
    with store.read() as connection:
        return list(_Steps(store, connection, plan).all())


class _Steps:
    def __init__(self, store: Store, connection: Connection, plan: DepartmentPlan) -> None:
        self.store, self.connection, self.plan = store, connection, plan
        self.at = store.clock()
        self.logins = {p.id: p.login for p in registers.everything(connection, "person", Person)}

    def all(self) -> Iterator[Step]:
        yield from self._keys()
        yield from self._competences()
        yield from self._protocols()
        for entry in self.plan.orders:
            yield from self._order(entry)
        yield from self._tasks()

    def _keys(self) -> Iterator[Step]:
        """People who sign something need a key: holders of a competence, approvers, delegators, responsible ones."""
        plan = self.plan
        wanted = [c.record.person_id for c in plan.competences]
        wanted += [o.record.delegator_id for o in plan.orders]
        wanted += [r for p in plan.protocols for r in p.record.responsible_radiologists]
        for id in dict.fromkeys(wanted):
            if id in self.logins and signing.current_key(self.connection, id, self.at) is None:
                yield Step(self.logins[id], Deed.ENROL, self.logins[id])

    def _known(self, id: str) -> Competence | None:
        found = registers.find(self.connection, "competence", id, Competence)
        return basis.with_facts(self.connection, self.store, found, self.at) if found else None

    def _competences(self) -> Iterator[Step]:
        for entry in self.plan.competences:
            known = self._known(entry.record.id)
            if known is None:
                continue
            if known.declaration is None or not known.declaration.verified:
                yield Step(entry.login, Deed.DECLARE, known.id)
            if known.last_assessment(self.at) is None:
                yield Step(entry.assessor, Deed.ASSESS, known.id, person=entry.login)

    def _protocols(self) -> Iterator[Step]:
        for entry in self.plan.protocols:
            known = registers.find(self.connection, "protocol", entry.record.id, ProtocolVersion)
            if known is not None and known.approval is None:
                yield Step(entry.approved_by, Deed.APPROVE, known.id)

    def delegates(self, order: Order) -> list[str]:
        """Persons of the order who hold a competence for one of its tasks, by id."""
        people = registers.everything(self.connection, "person", Person)
        named = [
            p.id
            for p in people
            if p.active
            and (p.id == order.delegate_person or p.in_group(order.delegate_group, self.at))
            and p.id != order.delegator_id
        ]
        return [i for i in named if all(self._competence_of(i, t) is not None for t in order.tasks)]

    def _competence_of(self, id: str, task: TaskKey) -> Competence | None:
        return basis.competence(self.connection, self.store, id, task, self.at)

    def _complete(self, id: str, task: TaskKey) -> bool:
        """Declared, and passed by another: what the delegator is to see before the tick (L6)."""
        found = self._competence_of(id, task)
        if found is None or found.declaration is None or not found.declaration.verified:
            return False
        last = found.last_assessment(self.at)
        return last is not None and last.passed and found.current(self.at)

    def _order(self, entry: OrderEntry) -> Iterator[Step]:
        known = registers.find(self.connection, "order", entry.record.id, Order)
        signed = known is not None
        if not signed:
            yield Step(entry.delegator, Deed.SIGN_ORDER, entry.record.id)
        order = basis.order(self.connection, entry.record.id) if signed else entry.record
        ticked = {v.person_id for v in order.verifications}
        accepted = {a.person_id for a in order.acceptances}
        after_signing = "" if signed else entry.record.id
        for id in self.delegates(order):
            login = self.logins[id]
            if id not in ticked:
                ready = all(self._complete(id, t) for t in order.tasks)
                yield Step(
                    entry.delegator, Deed.VERIFY, order.id, login, after_signing or ("" if ready else login)
                )
            if id not in accepted:
                yield Step(login, Deed.ACCEPT, order.id, login, after_signing)
            read = basis.acknowledged(self.connection, id)
            for item in self.instructions(order):
                if item not in read:
                    yield Step(login, Deed.ACKNOWLEDGE, f"{item.title} {item.version}", login, after_signing)

    def instructions(self, order: Order) -> list[InstructionVersion]:
        """The order's own and those of the protocols of its tasks, each once."""
        found = [order.instructions]
        found += [p.record.instructions for p in self.plan.protocols if p.record.task in order.tasks]
        return [i for i in dict.fromkeys(found) if i is not None]

    def _tasks(self) -> Iterator[Step]:
        for task in self.plan.tasks:
            known = registers.find(self.connection, "task", task.key.value, TaskType)
            if known is None or known.active:
                continue
            approver = next((p.approved_by for p in self.plan.protocols if p.record.task is task.key), "")
            yield Step(approver, Deed.ACTIVATE, task.key.value, waits_for=self._red(known))

    def _red(self, task: TaskType) -> str:
        """The first line of the readiness panel that is red; empty when all are green."""
        protocol = basis.protocol_for(self.connection, task.key, self.at)
        holders = registers.everything(self.connection, "competence", Competence, task=task.key.value)
        named = protocol.responsible_radiologists if protocol else ()
        people = (registers.find(self.connection, "person", i, Person) for i in named)
        lines = readiness(
            task=task,
            protocol=protocol,
            competences=tuple(basis.with_facts(self.connection, self.store, c, self.at) for c in holders),
            radiologists=tuple(p for p in people if p),
            site=self.store.settings,
            at=self.at,
        )
        return next((line.reason for line in lines if not line.green), "")


def confirm(store: Store, acting: Acting, password: str, plan: DepartmentPlan) -> list[Step]:
    """Do everything that this person has to do and can do now; returns what was done.

    Each deed goes through its service under a fresh proof of the password. Enrolling a key is not among them: that
    takes two persons.

    Raises
    ------
    Refused
        The file, which is what the person has read, says something else than what is on record and would be signed.
    """
    done: list[Step] = []
    while True:
        mine = [
            s
            for s in open_steps(store, plan)
            if s.login == acting.person.login and s.deed is not Deed.ENROL and not s.waits_for
        ]
        if not mine:
            return done
        _require_as_read(store, plan, mine[0])
        _do(store, acting, password, plan, mine[0])
        done.append(mine[0])


def _require_as_read(store: Store, plan: DepartmentPlan, step: Step) -> None:
    """What is signed is what the file shows: a protocol, competence or order that was put on record from another
    file isn't.
    """
    with store.read() as connection:
        if step.deed is Deed.APPROVE:
            protocol = next(p.record for p in plan.protocols if p.record.id == step.subject)
            same = _same_protocol(
                protocol, registers.find(connection, "protocol", protocol.id, ProtocolVersion)
            )
        elif step.deed in (Deed.DECLARE, Deed.ASSESS):
            skill = next(c.record for c in plan.competences if c.record.id == step.subject)
            same = _same_competence(skill, registers.find(connection, "competence", skill.id, Competence))
        elif step.deed in (Deed.VERIFY, Deed.ACCEPT):
            order = next(o.record for o in plan.orders if o.record.id == step.subject)
            same = _same_order(order, registers.find(connection, "order", order.id, Order))
        else:
            return
    if not same:
        raise Refused(DIFFERS, LOADED, code="department_file", fields={"what": step.subject})


def acting_role(roles: tuple[Role, ...], steps: list[Step]) -> Role:
    """The role in which a person with these roles does these steps: the radiologist's acts ask for that role."""
    if any(s.deed in (Deed.APPROVE, Deed.SIGN_ORDER, Deed.VERIFY, Deed.ACTIVATE) for s in steps):
        return Role.RADIOLOGIST if Role.RADIOLOGIST in roles else roles[0]
    if any(s.deed is Deed.ASSESS for s in steps):
        wanted = (Role.TRAINER, Role.RADIOLOGIST, Role.ADVANCED_PRACTITIONER, Role.PHYSICIAN_ASSISTANT)
        return next((r for r in wanted if r in roles), roles[0])
    return roles[0]


def _do(store: Store, acting: Acting, password: str, plan: DepartmentPlan, step: Step) -> None:
    def proof() -> service.Reauthentication:
        return service.reauthenticate(store, acting, password)

    if step.deed is Deed.DECLARE:
        words = next(c.declaration for c in plan.competences if c.record.id == step.subject)
        service.declare_competence(store, acting, step.subject, words, reauthentication=proof())
    elif step.deed is Deed.ASSESS:
        proof().wipe()
        entry = next(c for c in plan.competences if c.record.id == step.subject)
        service.assess(store, acting, step.subject, entry.assessment)
    elif step.deed is Deed.APPROVE:
        service.approve_protocol(store, acting, step.subject, reauthentication=proof())
    elif step.deed is Deed.SIGN_ORDER:
        record = next(o.record for o in plan.orders if o.record.id == step.subject)
        # again: nothing on record named them until now, so they may have been cleared away since the file was loaded
        for data in plan.files.values():
            store.files.put(data)
        service.sign_order(store, acting, record, reauthentication=proof())
    elif step.deed is Deed.ACTIVATE:
        proof().wipe()
        service.activate_task(store, acting, TaskKey(step.subject))
    else:
        _on_order(store, acting, proof(), plan, step)


def _on_order(
    store: Store, acting: Acting, proof: service.Reauthentication, plan: DepartmentPlan, step: Step
) -> None:
    with store.read() as connection:
        steps = _Steps(store, connection, plan)
        ids = {login: id for id, login in steps.logins.items()}
        read = [i for o in plan.orders for i in steps.instructions(o.record)]
    if step.deed is Deed.VERIFY:
        service.verify_delegate(store, acting, step.subject, ids[step.person], reauthentication=proof)
    elif step.deed is Deed.ACCEPT:
        service.accept_order(store, acting, step.subject, reauthentication=proof)
    else:
        proof.wipe()
        wanted = next(i for i in read if f"{i.title} {i.version}" == step.subject)
        service.acknowledge_instructions(store, acting, wanted)
