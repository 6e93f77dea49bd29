"""Registers: versioned records of people, tasks, protocols, orders, competences, groups, policies, studies.

A change is a new version; nothing is overwritten. This module reads and appends; who may do so is decided by
`governance.service`.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, func, select

from governance.canonical import canonical, utc_text
from governance.competence import Competence
from governance.errors import NotPermitted
from governance.order import Order
from governance.people import Group, Person, Policy, person_problems
from governance.protocol import ProtocolVersion
from governance.record import Record
from governance.store import tables
from governance.store.opening import Unit
from governance.study import Study
from governance.tasks import TaskKey, TaskType
from resources.errors import InputError

R = TypeVar("R", bound=Record)

#: register name: table, record type
REGISTERS: dict[str, tuple[Table, type[Record]]] = {
    "person": (tables.person_version, Person),
    "task": (tables.task_version, TaskType),
    "protocol": (tables.protocol_version, ProtocolVersion),
    "order": (tables.order_version, Order),
    "competence": (tables.competence_version, Competence),
    "group": (tables.group_version, Group),
    "policy": (tables.policy_version, Policy),
    "study": (tables.study_version, Study),
}


def _columns(name: str, record: Any) -> dict[str, object]:
    """What the database checks or searches of a record, beside its whole content."""
    if name == "person":
        return {"login": record.login, "big_number": record.big.number if record.big else None}
    if name == "task":
        return {"delegable": int(record.delegable), "mode": record.mode.value}
    if name == "protocol":
        return {
            "task": record.task.value,
            "approved_by": record.approval.person_id if record.approval else "",
        }
    if name == "order":
        return {"delegator_id": record.delegator_id, "kind": record.kind.value}
    if name == "competence":
        return {"person_id": record.person_id, "task": record.task.value}
    if name == "study":
        return {
            "study_instance_uid": record.facts.study_instance_uid,
            "patient_id": record.patient.patient_id,
            "task": record.task.value,
        }
    return {}


def add_version(unit: Unit, name: str, id: str, record: Record, *, by: str) -> int:
    """Append a version of a record; returns its number."""
    table, kind = REGISTERS[name]
    if not isinstance(record, kind):
        raise TypeError(f"{name} takes a {kind.__name__}")
    found = unit.connection.execute(select(func.max(table.c.version)).where(table.c.id == id)).scalar()
    version = int(found or 0) + 1
    unit.insert(
        table,
        id=id,
        version=version,
        content=canonical(record.to_json()).decode("utf-8"),
        recorded_at=utc_text(unit.at),
        recorded_by=by,
        **_columns(name, record),
    )
    if isinstance(record, Person):
        for role in record.roles:
            unit.insert(
                tables.role_assignment,
                person_id=id,
                person_version=version,
                role=role.role.value,
                valid_from=utc_text(role.valid_from),
                valid_until=utc_text(role.valid_until) if role.valid_until else None,
            )
    if isinstance(record, Order):
        for task in record.tasks:
            unit.insert(tables.order_task, order_id=id, order_version=version, task=task.value)
    return version


def find(connection: Connection, name: str, id: str, kind: type[R]) -> R | None:
    """The newest version of a record; None when there is none."""
    table = REGISTERS[name][0]
    text = connection.execute(
        select(table.c.content).where(table.c.id == id).order_by(table.c.version.desc()).limit(1)
    ).scalar()
    return None if text is None else kind.from_json(json.loads(text))


def everything(connection: Connection, name: str, kind: type[R], **where: str) -> list[R]:
    """The newest version of each record of a register, by id; `where` names columns."""
    table = REGISTERS[name][0]
    newest = select(table.c.id, func.max(table.c.version).label("version")).group_by(table.c.id).subquery()
    query = select(table.c.content).join(
        newest, (newest.c.id == table.c.id) & (newest.c.version == table.c.version)
    )
    for column, value in where.items():
        query = query.where(table.c[column] == value)
    return [kind.from_json(json.loads(t)) for t in connection.execute(query.order_by(table.c.id)).scalars()]


def version_of(connection: Connection, name: str, id: str) -> int:
    """Number of the newest version; 0 when there is none."""
    table = REGISTERS[name][0]
    return int(connection.execute(select(func.max(table.c.version)).where(table.c.id == id)).scalar() or 0)


def require(connection: Connection, name: str, id: str, kind: type[R]) -> R:
    """Like `find`, but a record that isn't there is an InputError."""
    found = find(connection, name, id, kind)
    if found is None:
        raise InputError(
            "There is no {register} with this number.", code="unknown_record", fields={"register": name}
        )
    return found


def person(connection: Connection, id: str) -> Person:
    return require(connection, "person", id, Person)


def task(connection: Connection, key: TaskKey) -> TaskType:
    return require(connection, "task", key.value, TaskType)


def study(connection: Connection, id: str) -> Study:
    return require(connection, "study", id, Study)


def require_sound_person(record: Person, at: datetime) -> None:
    """Rules on a person's record (2.2, 2.4); raises NotPermitted or InputError."""
    problems = person_problems(record, at)
    if problems:
        raise NotPermitted.because(problems[0])
    if not (record.id and record.name.strip() and record.login.strip()):
        raise InputError("A person needs a name and a sign-in name.", code="person")
