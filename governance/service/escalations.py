"""Escalation (opschalen): raise one by hand, answer one (T10, section 11)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import func, select

from governance import lifecycle
from governance.accounts import Acting, require_role
from governance.audit import Act
from governance.canonical import canonical, utc_text
from governance.errors import NotPermitted
from governance.people import Role
from governance.protocol import Urgency
from governance.report import Escalation, EscalationStatus, Event
from governance.service import reading
from governance.service.acts import begin
from governance.store import Store, Unit, tables
from resources.errors import InputError


def escalate(
    store: Store,
    acting: Acting,
    report_id: str,
    *,
    urgency: Urgency,
    label: str,
    contact: str,
    time_limit_minutes: int = 0,
    acknowledged: bool = False,
) -> Escalation:
    """T10: raise an escalation by hand on a report that isn't final.

    What a rule of the protocol asks for is raised by `calls.escalate_rule`, which counts as confirmed only by a call.
    """
    with store.write() as unit:
        act = begin(store, unit, acting, report_id)
        lifecycle.transition(act.report.state, Event.ESCALATE, act.facts(urgency=urgency))
        new = Escalation(
            id=store.new_id(),
            report_id=report_id,
            rule_id="",
            label=label,
            urgency=urgency,
            status=EscalationStatus.OPEN,
            raised_by=acting.person.id,
            raised_at=unit.at,
            contact=contact,
            due_at=unit.at + timedelta(minutes=time_limit_minutes) if time_limit_minutes else None,
            acknowledged_by=acting.person.id if acknowledged else "",
            acknowledged_at=unit.at if acknowledged else None,
        )
        put_escalation(unit, acting.person.id, new)
        act.audit(Act.ESCALATE, act.report, detail=f"{urgency.value} {new.id}")
    return new


def answer_escalation(store: Store, acting: Acting, escalation_id: str, answer: str) -> Escalation:
    """A radiologist answers; only then may a report with a `direct` escalation be authorised (I9)."""
    with store.write() as unit:
        require_role(unit, acting, Role.RADIOLOGIST)
        found = find_escalation(unit, escalation_id)
        act = begin(store, unit, acting, found.report_id)
        if act.report.author_id == acting.person.id:
            raise NotPermitted.because("T5-FOUR-EYES")
        if not answer.strip():
            raise NotPermitted.because("T-REASON")
        if found.status is EscalationStatus.CLOSED:
            raise NotPermitted.because("T10-CLOSED")
        # a radiologist who answers has been reached, however that came about
        known = found.acknowledged_at is not None
        done = replace(
            found,
            acknowledged_by=found.acknowledged_by if known else acting.person.id,
            acknowledged_at=found.acknowledged_at if known else unit.at,
            status=EscalationStatus.ANSWERED,
            answer=answer,
            answered_by=acting.person.id,
            answered_at=unit.at,
        )
        put_escalation(unit, acting.person.id, done)
        act.audit(Act.ESCALATION_STEP, act.report, detail=f"answered {found.id}")
    return done


def find_escalation(unit: Unit, escalation_id: str) -> Escalation:
    """An escalation as it stands now; InputError when there is none."""
    table = tables.escalation
    report_id = unit.connection.execute(select(table.c.report_id).where(table.c.id == escalation_id)).scalar()
    for found in reading.escalations(unit.connection, str(report_id or "")):
        if found.id == escalation_id:
            return found
    raise InputError("There is no escalation with this number.", code="unknown_escalation")


def put_escalation(unit: Unit, by: str, record: Escalation) -> None:
    """Append the next version of an escalation; earlier versions stay."""
    table = tables.escalation
    last = unit.connection.execute(select(func.max(table.c.version)).where(table.c.id == record.id)).scalar()
    unit.insert(
        table,
        id=record.id,
        version=int(last or 0) + 1,
        report_id=record.report_id,
        urgency=record.urgency.value,
        status=record.status.value,
        content=canonical(record.to_json()).decode("utf-8"),
        recorded_at=utc_text(unit.at),
        recorded_by=by,
    )
