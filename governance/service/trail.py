"""Looking at the audit trail and exporting it: itself on record (NEN 7513)."""

from __future__ import annotations

from governance import audit
from governance.accounts import Acting, require_role
from governance.audit import Act, AuditRow
from governance.people import Role
from governance.store import Store

READERS = (Role.LOG_KEEPER, Role.AUDITOR)


def read_audit(store: Store, acting: Acting, *, after: int = 0, until: int | None = None) -> list[AuditRow]:
    """Rows of the trail (log keeper, auditor)."""
    with store.write() as unit:
        require_role(unit, acting, *READERS)
        found = list(audit.rows(unit.connection, after=after, until=until))
        unit.audit(Act.LOG_READ, acting.actor, objects=[{"type": "audit", "rows": str(len(found))}])
    return found


def export_audit(store: Store, acting: Acting, *, form: str = "jsonl") -> str:
    """The whole trail as JSON lines (``jsonl``) or as CSV without formulas (``csv``)."""
    with store.write() as unit:
        require_role(unit, acting, *READERS)
        found = list(audit.rows(unit.connection))
        unit.audit(
            Act.LOG_EXPORTED, acting.actor, objects=[{"type": "audit", "rows": str(len(found)), "form": form}]
        )
    return audit.export_csv(found) if form == "csv" else audit.export_json_lines(found)
