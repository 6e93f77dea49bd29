"""The contact log of escalations: who was called, when, by whom, and whether the message was read back (T10).

Each call is added to the escalation as a new version; nothing is taken away. An escalation by rule counts as
confirmed (T3) only by a call in which a person was reached and read the message back.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select

from governance import lifecycle
from governance.accounts import Acting, require_role
from governance.audit import Act
from governance.canonical import require_utc
from governance.errors import NotPermitted, Refusal, refusal
from governance.escalation import Triggered, after, chain_of, overdue, triggered
from governance.protocol import EscalationRule, ProtocolVersion, Urgency
from governance.report import (
    OPEN_STATES,
    ContactAttempt,
    Escalation,
    EscalationStatus,
    Event,
)
from governance.service import basis, reading
from governance.service.acts import Act_, begin
from governance.service.escalations import find_escalation, put_escalation
from governance.store import Store, Unit, tables

#: a call may precede its record, but not by more than this
EARLIEST = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class EscalationCall:
    """What must be called, or was: one per rule that fires and per escalation on record.

    `escalation` is None when nothing is on record yet. `call_now` is whom to call now, `call_next` who follows.
    """

    rule_id: str
    label: str
    urgency: Urgency
    chain: tuple[str, ...]
    call_now: str
    call_next: str
    time_limit_minutes: int
    due_at: datetime | None
    overdue: bool
    acknowledged: bool
    escalation: Escalation | None


def log_contact(
    store: Store,
    acting: Acting,
    escalation_id: str,
    *,
    person_reached: str,
    reached: bool,
    at: datetime,
    read_back: bool,
    note: str = "",
    contact: str = "",
) -> Escalation:
    """Add one call to an escalation's contact log (its report's author).

    Parameters
    ----------
    person_reached : str
        Name of the person spoken to; required when `reached`.
    at : datetime
        When the call was, timezone-aware; not in the future.
    contact : str
        Which contact of the chain was called; the one whose turn it is when left out.

    Raises
    ------
    NotPermitted
        With every reason; nothing was recorded.
    """
    with store.write() as unit:
        found = find_escalation(unit, escalation_id)
        act = begin(store, unit, acting, found.report_id)
        call = ContactAttempt(
            person_reached.strip(), at, acting.person.id, reached, read_back, note.strip(), contact.strip()
        )
        return _log(act, found, call)


def escalate_rule(
    store: Store,
    acting: Acting,
    report_id: str,
    rule_id: str,
    *,
    person_reached: str,
    reached: bool,
    at: datetime,
    read_back: bool,
    note: str = "",
    contact: str = "",
) -> Escalation:
    """Raise the escalation that a rule of the protocol asks for, when none is open yet, and log the call, in one act.

    Label, urgency, chain and time limit are the rule's. Raises NotPermitted like `log_contact`, and T10-RULE
    when the rule doesn't fire on the current revision.
    """
    with store.write() as unit:
        act = begin(store, unit, acting, report_id)
        call = ContactAttempt(
            person_reached.strip(), at, acting.person.id, reached, read_back, note.strip(), contact.strip()
        )
        known = [e for e in reading.escalations(unit.connection, report_id) if e.rule_id == rule_id]
        open_ = [e for e in known if e.status is not EscalationStatus.CLOSED]
        if open_:
            return _log(act, open_[-1], call)
        protocol = basis.protocol_for(unit.connection, act.report.task, unit.at)
        fires = {t.rule_id: t for t in triggered(protocol, act.current().content)}
        rule = fires.get(rule_id)
        if rule is None:
            raise NotPermitted.because("T10-RULE")
        lifecycle.transition(act.report.state, Event.ESCALATE, act.facts(urgency=rule.urgency))
        new = _raised(act, rule)
        put_escalation(unit, acting.person.id, new)
        act.audit(Act.ESCALATE, act.report, detail=f"{rule.urgency.value} {new.id}")
        return _log(act, new, call)


def _raised(act: Act_, rule: Triggered) -> Escalation:
    limit = rule.time_limit_minutes
    return Escalation(
        id=act.store.new_id(),
        report_id=act.report.id,
        rule_id=rule.rule_id,
        label=rule.label,
        urgency=rule.urgency,
        status=EscalationStatus.OPEN,
        raised_by=act.person.id,
        raised_at=act.unit.at,
        contact=rule.contact,
        due_at=act.unit.at + timedelta(minutes=limit) if limit else None,
    )


def _log(act: Act_, found: Escalation, call: ContactAttempt) -> Escalation:
    """Check and add one call; the next of the chain follows when nobody confirmed."""
    unit = act.unit
    failed = list(lifecycle.refusals(act.report.state, Event.ESCALATE, act.facts(urgency=found.urgency)))
    failed += contact_refusals(found, call, unit.at)
    if failed:
        raise NotPermitted(failed)
    called = call.contact or found.contact
    done = replace(found, contacts=(*found.contacts, replace(call, contact=called)))
    if call.confirms:
        if found.acknowledged_at is None:
            done = replace(done, acknowledged_by=act.person.id, acknowledged_at=unit.at)
    elif not call.reached or overdue(found, unit.at):
        rule = _rule_of(basis.protocol_for(unit.connection, act.report.task, unit.at), found.rule_id)
        done = replace(done, contact=after(chain_of(rule, found.contact), called))
    put_escalation(unit, act.person.id, done)
    outcome = "confirmed" if call.confirms else "reached" if call.reached else "not reached"
    act.audit(Act.ESCALATION_STEP, act.report, detail=f"contact {outcome} {found.id}")
    return done


def contact_refusals(found: Escalation, call: ContactAttempt, now: datetime) -> list[Refusal]:
    """Why this call can't be recorded as it is; empty when it can. Pure."""
    require_utc(call.at)
    failed = []
    if found.status is EscalationStatus.CLOSED:
        failed.append(refusal("T10-CLOSED"))
    if call.reached and not call.person:
        failed.append(refusal("T10-CONTACT-PERSON"))
    if call.read_back and not call.reached:
        failed.append(refusal("T10-READ-BACK"))
    if not found.raised_at - EARLIEST <= call.at <= now:
        failed.append(refusal("T10-CONTACT-TIME"))
    return failed


def _rule_of(protocol: ProtocolVersion | None, rule_id: str) -> EscalationRule | None:
    rules = protocol.escalation_rules if protocol else ()
    return next((r for r in rules if r.id == rule_id), None)


def escalation_calls(store: Store, acting: Acting, report_id: str) -> tuple[EscalationCall, ...]:
    """Rules that fire on the saved report, and escalations on record, in the protocol's order. Changes nothing.

    An escalation that is closed is left out once its rule fires no more.
    """
    with store.look() as unit:  # who reads the report itself is on record already
        require_role(unit, acting, *reading.REPORT_READERS)
        connection, now = unit.connection, unit.at
        report = reading.head(connection, report_id)
        content = reading.revision(connection, report_id, report.revision).content
        protocol = basis.protocol_for(connection, report.task, now)
        known = reading.escalations(connection, report_id)
    by_rule = {e.rule_id: e for e in known if e.rule_id and e.status is not EscalationStatus.CLOSED}
    made = [
        _call(t, _rule_of(protocol, t.rule_id), by_rule.pop(t.rule_id, None), now)
        for t in triggered(protocol, content)
    ]
    rest: Sequence[Escalation] = [
        e
        for e in known
        if e.status is not EscalationStatus.CLOSED and (not e.rule_id or e.rule_id in by_rule)
    ]
    made.extend(_call(None, _rule_of(protocol, e.rule_id), e, now) for e in rest)
    return tuple(made)


def _call(
    fired: Triggered | None, rule: EscalationRule | None, known: Escalation | None, now: datetime
) -> EscalationCall:
    contact = known.contact if known else fired.contact if fired else ""
    chain = chain_of(rule, contact)
    late = known is not None and known.acknowledged_at is None and overdue(known, now)
    call_now = after(chain, contact) if late else contact
    return EscalationCall(
        rule_id=known.rule_id if known else fired.rule_id if fired else "",
        label=known.label if known else fired.label if fired else "",
        urgency=known.urgency if known else fired.urgency if fired else Urgency.ROUTINE,
        chain=chain,
        call_now=call_now,
        call_next=after(chain, call_now),
        time_limit_minutes=rule.time_limit_minutes if rule else 0,
        due_at=known.due_at if known else None,
        overdue=late,
        acknowledged=known is not None and known.acknowledged_at is not None,
        escalation=known,
    )


def pass_on_overdue(store: Store) -> tuple[Escalation, ...]:
    """What the program does by itself: an escalation that nobody confirmed in time goes to the next contact.

    Each gets a new time limit of the same length and an audit row; call it every minute. Writes nothing when
    nothing is overdue.
    """
    table = tables.escalation
    with store.read() as connection:
        now = store.clock()
        ids = connection.execute(
            select(table.c.report_id).where(table.c.status == EscalationStatus.OPEN.value).distinct()
        ).scalars()
        late = [e for i in ids for e in reading.escalations(connection, str(i)) if _unconfirmed(e, now)]
    return tuple(done for e in late if (done := _pass_on(store, e.id)) is not None)


def _unconfirmed(e: Escalation, now: datetime) -> bool:
    return e.acknowledged_at is None and overdue(e, now)


def _first_limit(unit: Unit, found: Escalation) -> timedelta:
    """The time limit with which it was raised: `due_at` moves on each time it is passed on."""
    table = tables.escalation
    text = unit.connection.execute(
        select(table.c.content).where(table.c.id == found.id).order_by(table.c.version).limit(1)
    ).scalar_one()
    first = Escalation.from_json(json.loads(text))
    return (first.due_at or first.raised_at) - first.raised_at


def _pass_on(store: Store, escalation_id: str) -> Escalation | None:
    with store.write(audited=False) as unit:
        found = find_escalation(unit, escalation_id)
        report = reading.head(unit.connection, found.report_id)
        if not _unconfirmed(found, unit.at) or report.state not in OPEN_STATES or found.due_at is None:
            return None
        rule = _rule_of(basis.protocol_for(unit.connection, report.task, unit.at), found.rule_id)
        limit = _first_limit(unit, found)
        if rule is not None and rule.time_limit_minutes:
            limit = timedelta(minutes=rule.time_limit_minutes)
        done = replace(
            found, contact=after(chain_of(rule, found.contact), found.contact), due_at=unit.at + limit
        )
        put_escalation(unit, "system", done)
        unit.audit(
            Act.ESCALATION_STEP,
            responsible=report.responsible_radiologist_id,
            objects=[
                {"type": "escalation", "id": found.id, "report": report.id, "detail": "overdue, passed on"}
            ],
        )
    return done
