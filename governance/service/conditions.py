"""What stands in the way of submitting and of authorising: the very facts that the acts themselves weigh.

`submit` and `authorise` take their facts from here, and so do `submit_refusals` and `review_facts`, which are
pure reads for a screen: what a screen says and what an act does can't differ.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from governance import lifecycle
from governance.accounts import Acting
from governance.canonical import utc_from_text
from governance.errors import Refusal, refusal
from governance.guards import COMMENTED_SCORES, Facts, IdentityCheck
from governance.people import Person, Role
from governance.report import (
    Content,
    Escalation,
    Event,
    Report,
    Revision,
    Score,
    SelfDeclaration,
    WorkingRef,
)
from governance.service import reading
from governance.service.acts import Act_, begin, identity_of
from governance.service.basis import Evaluated
from governance.store import Store, Unit, registers, tables

#: so many rows of the trail the clock is compared with (LOCK-10)
CLOCK_ROWS = 1000
#: what a template still lacks in a text: names of sections and fields
Lacking = Callable[[Content], tuple[str, ...]]
#: asked when the password is given, so never a reason to keep the button shut
ASKED_AT_SIGNING = ("T8-REAUTH",)


# --- submitting --------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class SubmitConditions:
    """Facts, gate and refusals of a submission at one moment."""

    facts: Facts
    gate: Evaluated
    current: Revision
    recipient_id: str
    refusals: tuple[Refusal, ...]


def submit_conditions(
    act: Act_,
    *,
    expected_lock_version: int,
    declaration: SelfDeclaration | None,
    identity: IdentityCheck | None,
    missing_fields: tuple[str, ...] = (),
    undecided_ai: int = 0,
    lacking: Lacking | None = None,
    submitted_to: str = "",
) -> SubmitConditions:
    """All that T3 asks, evaluated in the transaction of `act`."""
    current = act.current()
    recipient = submitted_to or act.report.responsible_radiologist_id
    found = act.gate(responsible_id=recipient)
    missing = (*missing_fields, *(lacking(current.content) if lacking else ()))
    facts = act.facts(
        content=current.content,
        protocol=found.protocol,
        gate=found.gate,
        expected_lock_version=expected_lock_version,
        changed_by_name=act.last_changed_by(),
        declaration=declaration,
        identity=identity_of(act.study, current.content, identity) if identity else None,
        missing_fields=tuple(dict.fromkeys(missing)),
        undecided_ai=undecided_ai,
    )
    failed = lifecycle.refusals(act.report.state, Event.SUBMIT, facts)
    if submitted_to and submitted_to not in _named(act, found):
        name = reading.display_name(act.unit.connection, submitted_to)
        failed = (*failed, refusal("T3-RECIPIENT", naam=name))
    return SubmitConditions(facts, found, current, recipient, failed)


def _named(act: Act_, found: Evaluated) -> tuple[str, ...]:
    """Radiologists to whom this draft may go: named by the protocol, registered now, not its author."""
    return tuple(
        p.id for p in _radiologists(act, found) if p.id != act.report.author_id and p.big_valid(act.unit.at)
    )


def _radiologists(act: Act_, found: Evaluated) -> list[Person]:
    named = found.protocol.responsible_radiologists if found.protocol else ()
    ids = dict.fromkeys((act.report.responsible_radiologist_id, *named))
    people = (registers.find(act.unit.connection, "person", i, Person) for i in ids)
    return [p for p in people if p and p.active and p.has_role(Role.RADIOLOGIST, act.unit.at)]


def submit_refusals(
    store: Store,
    acting: Acting,
    report_id: str,
    *,
    expected_lock_version: int,
    declaration: SelfDeclaration | None = None,
    identity: IdentityCheck | None = None,
    lacking: Lacking | None = None,
    undecided_ai: int = 0,
    submitted_to: str = "",
) -> tuple[Refusal, ...]:
    """Why submitting isn't permitted now; empty when it is. Reads only; the password is asked when submitting."""
    with store.look() as unit:
        return submit_conditions(
            begin(store, unit, acting, report_id),
            expected_lock_version=expected_lock_version,
            declaration=declaration,
            identity=identity,
            lacking=lacking,
            undecided_ai=undecided_ai,
            submitted_to=submitted_to,
        ).refusals


@dataclass(frozen=True, slots=True)
class Recipient:
    """A radiologist to whom a draft may be submitted."""

    person_id: str
    name: str
    is_responsible: bool


def recipients(store: Store, acting: Acting, report_id: str) -> tuple[Recipient, ...]:
    """To whom this draft may be submitted, the responsible radiologist first. Reads only."""
    with store.look() as unit:
        act = begin(store, unit, acting, report_id)
        found = act.gate()
        allowed = _named(act, found)
        return tuple(
            Recipient(p.id, p.display_name, p.id == act.report.responsible_radiologist_id)
            for p in _radiologists(act, found)
            if p.id in allowed
        )


# --- authorising -------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class ReviewFacts:
    """What a reviewing radiologist must know at this moment about authorising one report.

    Parameters
    ----------
    refusals : tuple of Refusal
        Every reason why `authorise` would refuse now, but the password, which is asked at signing.
    unviewed : tuple of WorkingRef
        Workings of the current revision that this person hasn't opened in exactly this version.
    viewed : frozenset of (working id, sha256)
        What this person has opened.
    comment_needed : bool
        The score asks for a comment to the author (from 2b).
    """

    refusals: tuple[Refusal, ...]
    workings: tuple[WorkingRef, ...]
    unviewed: tuple[WorkingRef, ...]
    viewed: frozenset[tuple[str, str]]
    escalations: tuple[Escalation, ...]
    comment_needed: bool
    report: Report
    revision: int
    revision_sha256: str

    @property
    def ready(self) -> bool:
        """Nothing but the password is missing."""
        return not self.refusals


def authorise_facts(
    act: Act_,
    current: Revision,
    *,
    expected_lock_version: int,
    hash_shown: str,
    identity: IdentityCheck,
    score: Score | None,
    comment: str,
    emergency_answered: bool,
    reauthenticated_at: datetime | None,
) -> Facts:
    """All that T8 asks, gathered in the transaction of `act`."""
    parent_id = act.report.parent_id
    return act.facts(
        content=current.content,
        expected_lock_version=expected_lock_version,
        changed_by_name=act.last_changed_by(),
        views=reading.views(act.unit.connection, act.report.id),
        identity=identity_of(act.study, current.content, identity),
        hash_shown=hash_shown,
        hash_now=current.digest(),
        reauthenticated_at=reauthenticated_at,
        score=score,
        comment=comment,
        last_audit_at=last_audit_at(act.unit),
        emergency_answered=emergency_answered,
        parent=reading.head(act.unit.connection, parent_id) if parent_id else None,
    )


def review_facts(
    store: Store,
    acting: Acting,
    report_id: str,
    *,
    expected_lock_version: int,
    hash_shown: str,
    identity: IdentityCheck,
    score: Score | None,
    comment: str = "",
    emergency_answered: bool = False,
) -> ReviewFacts:
    """May this radiologist authorise this report now, and if not, why not? Reads only.

    The same facts and guards as `authorise`; arguments as there.
    """
    with store.look() as unit:
        act = begin(store, unit, acting, report_id)
        current = act.current()
        facts = authorise_facts(
            act,
            current,
            expected_lock_version=expected_lock_version,
            hash_shown=hash_shown,
            identity=identity,
            score=score,
            comment=comment,
            emergency_answered=emergency_answered,
            reauthenticated_at=unit.at,
        )
        failed = lifecycle.refusals(act.report.state, Event.AUTHORISE, facts)
        mine = frozenset((v.working_id, v.sha256) for v in facts.views if v.person_id == act.person.id)
        workings = current.content.workings
        return ReviewFacts(
            refusals=tuple(r for r in failed if r.id not in ASKED_AT_SIGNING),
            workings=workings,
            unviewed=tuple(w for w in workings if (w.id, w.sha256) not in mine),
            viewed=mine,
            escalations=facts.escalations or (),
            comment_needed=score in COMMENTED_SCORES,
            report=act.report,
            revision=current.number,
            revision_sha256=act.report.revision_sha256,
        )


def review_refusals(
    store: Store,
    acting: Acting,
    report_id: str,
    *,
    expected_lock_version: int,
    hash_shown: str,
    identity: IdentityCheck,
    score: Score | None,
    comment: str = "",
    emergency_answered: bool = False,
) -> tuple[Refusal, ...]:
    """The refusals of `review_facts` alone."""
    return review_facts(
        store,
        acting,
        report_id,
        expected_lock_version=expected_lock_version,
        hash_shown=hash_shown,
        identity=identity,
        score=score,
        comment=comment,
        emergency_answered=emergency_answered,
    ).refusals


def last_audit_at(unit: Unit) -> datetime | None:
    """Latest time among the last rows of the trail.

    Not the last row's alone: the proof that precedes a signature is itself a row, written by the same wrong
    clock. Not the whole trail's: one clock that once ran ahead must not block signing for good.
    """
    log = tables.audit_log
    recent = select(log.c.ts_utc).order_by(log.c.seq.desc()).limit(CLOCK_ROWS).subquery()
    text = unit.connection.execute(select(func.max(recent.c.ts_utc))).scalar()
    return utc_from_text(text) if text else None
