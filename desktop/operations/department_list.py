"""The registers of an installation as plain data, for `admin list`; looking is on record."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from governance import service, signing
from governance.accounts import Acting, require_role
from governance.audit import Act
from governance.canonical import utc_text
from governance.competence import Competence
from governance.order import Order
from governance.people import Group, Person, Role
from governance.protocol import ProtocolVersion
from governance.service import basis
from governance.store import Store, registers
from governance.tasks import TaskType

READERS = (Role.ADMINISTRATOR, Role.COORDINATOR, Role.AUDITOR, Role.RADIOLOGIST)


def _text(at: datetime | None) -> str:
    return utc_text(at) if at is not None else ""


def overview(store: Store, acting: Acting) -> dict[str, list[dict[str, Any]]]:
    """People, groups, tasks, protocols, competences and orders, as they stand now."""
    with store.write() as unit:
        require_role(unit, acting, *READERS)
        connection, at = unit.connection, unit.at
        people = registers.everything(connection, "person", Person)
        login = {p.id: p.login for p in people}
        competences = [
            basis.with_facts(connection, store, c, at)
            for c in registers.everything(connection, "competence", Competence)
        ]
        orders = [basis.order(connection, o.id) for o in registers.everything(connection, "order", Order)]
        found: dict[str, list[dict[str, Any]]] = {
            "people": [
                {
                    "id": p.id,
                    "login": p.login,
                    "name": p.display_name,
                    "active": p.active,
                    "roles": [
                        {
                            "role": r.role.value,
                            "valid_from": _text(r.valid_from),
                            "valid_until": _text(r.valid_until),
                        }
                        for r in p.roles
                    ],
                    "groups": [g.group_id for g in p.groups],
                    "big": p.big.number if p.big else "",
                    "big_valid_until": _text(p.big.valid_until) if p.big else "",
                    "account": service.has_account(connection, p.id),
                    "key": signing.current_key(connection, p.id, at) is not None,
                }
                for p in people
            ],
            "groups": [
                {"id": g.id, "name": g.name} for g in registers.everything(connection, "group", Group)
            ],
            "tasks": [
                {"key": t.key.value, "active": t.active}
                for t in registers.everything(connection, "task", TaskType)
            ],
            "protocols": [
                {
                    "id": p.id,
                    "task": p.task.value,
                    "approved_by": login.get(p.approval.person_id, "") if p.approval else "",
                    "effective_from": _text(p.effective_from),
                    "review_due": _text(p.review_due),
                    "superseded_at": _text(p.superseded_at),
                }
                for p in registers.everything(connection, "protocol", ProtocolVersion)
            ],
            "competences": [
                {
                    "id": c.id,
                    "login": login.get(c.person_id, ""),
                    "task": c.task.value,
                    "expires": _text(c.expires),
                    "declared": c.declaration is not None and c.declaration.verified,
                    "assessed": (last := c.last_assessment(at)) is not None and last.passed,
                    "suspended": c.suspension is not None,
                }
                for c in competences
            ],
            "orders": [
                {
                    "id": o.id,
                    "delegator": login.get(o.delegator_id, ""),
                    "valid_until": _text(o.valid_until),
                    "valid": o.valid_at(at) and o.signature is not None and o.signature.verified,
                    "accepted": [login.get(a.person_id, "") for a in o.acceptances],
                }
                for o in orders
            ],
        }
        rows = sum(len(v) for v in found.values())
        unit.audit(Act.SEARCHED, acting.actor, objects=[{"type": "registers", "rows": str(rows)}])
    return found
