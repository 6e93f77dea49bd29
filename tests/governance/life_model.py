"""A hospital in memory: reports, revisions, signatures and an audit trail, driven by the pure life cycle only.

It keeps what a store keeps and believes nothing but `transition`; `check` asserts the invariants of
specs/governance.md 6.3 that can be said without outputs or a database. The steps are numbers, so that a
property-based search can choose and shrink them.
"""

from __future__ import annotations

import functools
import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from gate_cases import (
    BIG,
    COMPETENCE,
    DAY,
    NOW,
    ORDER,
    PROTOCOL,
    RADIOGRAPHER,
    SITE,
    SUPERVISION,
    drafting,
    person,
)
from life_cases import CONTENT, LEASE, REPORT, SESSION, WORKINGS, escalation, finding

from governance.errors import NotPermitted
from governance.gate import GateResult
from governance.guards import Facts, IdentityCheck, SecondPerson
from governance.lifecycle import TABLE, transition
from governance.people import Meaning, Person, Role, RoleAssignment
from governance.protocol import Urgency
from governance.report import (
    FINAL_STATES,
    OPEN_STATES,
    TERMINAL_STATES,
    Content,
    Escalation,
    EscalationStatus,
    Event,
    Kind,
    Report,
    Score,
    SelfDeclaration,
    State,
    ViewMark,
)

#: the radiologist `rad2` loses the BIG registration after 30 days, `rad3` keeps it
PEOPLE: tuple[tuple[Person, Role], ...] = (
    (RADIOGRAPHER, Role.RADIOGRAPHER),
    (person("mbb9", Role.RADIOGRAPHER), Role.RADIOGRAPHER),
    (person("rad2", Role.RADIOLOGIST, replace(BIG, valid_until=NOW + 30 * DAY)), Role.RADIOLOGIST),
    (person("rad3", Role.RADIOLOGIST, BIG), Role.RADIOLOGIST),
    (person("admin", Role.ADMINISTRATOR, BIG), Role.ADMINISTRATOR),
    (person("pa", Role.PHYSICIAN_ASSISTANT, BIG), Role.PHYSICIAN_ASSISTANT),
    (
        replace(
            person("both", Role.RADIOLOGIST, BIG),
            roles=(
                RoleAssignment(Role.RADIOLOGIST, NOW - DAY, NOW + 15 * DAY),
                RoleAssignment(Role.RADIOGRAPHER, NOW - DAY, NOW + 15 * DAY),
            ),
        ),
        Role.RADIOGRAPHER,
    ),
)
CLOCK_STEPS = tuple(timedelta(seconds=s) for s in (0, 0, 0, 1, 1, 30, 61, 301, -200, 3600, 86400, 12 * 86400))
TEXTS: tuple[Content, ...] = (
    CONTENT,
    replace(CONTENT, findings=(finding(value=48.0),)),
    replace(CONTENT, findings=(finding(value=57.0),)),
    replace(CONTENT, workings=(replace(CONTENT.workings[0], sha256="7" * 64),)),
)

Defect = Callable[[Facts], Facts]
DEFECTS: tuple[Defect, ...] = (
    lambda f: replace(f, expected_lock_version=(f.expected_lock_version or 0) + 1),
    lambda f: replace(f, reauthenticated_at=None),
    lambda f: replace(f, reauthenticated_at=f.at - timedelta(seconds=61)),
    lambda f: replace(f, views=f.views[:1]),
    lambda f: replace(f, hash_shown="0" * 64),
    lambda f: replace(f, score=None),
    lambda f: replace(f, identity=IdentityCheck(confirmed=False)),
    lambda f: replace(f, identity=IdentityCheck(True, ("name",))),
    lambda f: replace(f, declaration=SelfDeclaration.DOUBT),
    lambda f: replace(f, reason=""),
    lambda f: replace(f, second=None),
    lambda f: replace(f, gate=None),
    lambda f: replace(f, takes_responsibility=False),
    lambda f: replace(f, session="other"),
    lambda f: replace(f, difference_shown=False),
    lambda f: replace(f, acting_role=Role.RADIOLOGIST),
    lambda f: replace(f, actor=None, acting_role=None),
    lambda f: replace(f, escalations=None),
)


FORWARD = {
    None: Event.CREATE,
    State.DRAFT: Event.SUBMIT,
    State.RETURNED: Event.SUBMIT,
    State.SUBMITTED: Event.CLAIM,
    State.IN_REVIEW: Event.AUTHORISE,
}


def gate_at(who: int, at: datetime) -> GateResult:
    """The gate of this moment. All records of the cases begin and end on whole hours: one call an hour will do."""
    return replace(_gate_of_hour(who, at.replace(minute=0, second=0)), at=at)


@functools.cache
def _gate_of_hour(who: int, at: datetime) -> GateResult:
    actor, role = PEOPLE[who]
    declared = replace(COMPETENCE.declaration, person_id=actor.id) if COMPETENCE.declaration else None
    competence = replace(COMPETENCE, person_id=actor.id, declaration=declared)
    return drafting(
        person=actor,
        acting_role=role,
        at=at,
        competence=competence if actor.id != "mbb9" else None,
        order=ORDER,
        protocol=PROTOCOL,
        supervision=replace(SUPERVISION, review_scheduled_for=None),
    )


@functools.cache
def text_hash(text: int) -> str:
    return TEXTS[text].digest()


@dataclass(frozen=True)
class Rev:
    number: int
    text: int
    by: str
    responsible: str
    predecessor: str

    def hash(self) -> str:
        parts = (self.number, text_hash(self.text), self.by, self.responsible, self.predecessor)
        return hashlib.sha256(repr(parts).encode()).hexdigest()


@dataclass
class Case:
    """One report with all that belongs to it."""

    head: Report
    revisions: list[Rev]
    escalations: tuple[Escalation, ...] = ()
    signatures: list[tuple[str, Role, Meaning, str, datetime]] = field(default_factory=list)
    frozen: str = ""
    parent: Case | None = None
    text: int = 0


@dataclass
class World:
    """What the walk has so far. `audit` has one row per accepted event: report, event, from, to, who, when."""

    at: datetime = NOW
    cases: list[Case] = field(default_factory=list)
    audit: list[tuple[str, Event, State | None, State, str, datetime]] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    seen: Counter[State] = field(default_factory=Counter)
    changes: int = 0

    def step(self, event_byte: int, actor_byte: int, defect_byte: int, clock_byte: int) -> None:
        """One act: mostly a sensible one, sometimes any event, by anybody, with a defect, at any time."""
        self.at += CLOCK_STEPS[clock_byte % len(CLOCK_STEPS)]
        case = (
            self.cases[-1 - actor_byte % 2]
            if len(self.cases) > 1
            else (self.cases[-1] if self.cases else None)
        )
        state = case.head.state if case else None
        possible = [e for s, e in TABLE if s is state] or [Event.CREATE]
        event = possible[event_byte % len(possible)]
        if event_byte < 110:
            event = FORWARD.get(state, event)
        if event_byte >= 225:
            event = list(Event)[event_byte % len(Event)]
        elif state in TERMINAL_STATES or (state in FINAL_STATES and event_byte < 20):
            event, case, state = Event.CREATE, None, None
        who = self._natural(event, case) if actor_byte < 200 else actor_byte % len(PEOPLE)
        facts = self._facts(event, case, who, text=defect_byte % len(TEXTS))
        if defect_byte >= 200:
            facts = DEFECTS[defect_byte % len(DEFECTS)](facts)
        try:
            after = transition(state, event, facts)
        except NotPermitted as no:
            self.refused.update(no.ids)
            return
        self._commit(event, case, state, after, facts, who, defect_byte % len(TEXTS))

    def _natural(self, event: Event, case: Case | None) -> int:
        if event in (Event.CLAIM, Event.RELEASE, Event.RETURN, Event.AUTHORISE, Event.CORRECT, Event.RECALL):
            return 2 if self.at < NOW + 30 * DAY else 3
        return 0

    def _facts(self, event: Event, case: Case | None, who: int, text: int) -> Facts:
        actor, role = PEOPLE[who]
        content = TEXTS[case.text if case and event is not Event.SAVE else text]
        now = case.revisions[-1].hash() if case else ""
        parent = case.head.authorised_sha256 if case and event is Event.ADDEND else ""
        return Facts(
            at=self.at,
            site=SITE,
            actor=actor,
            acting_role=role,
            report=case.head if case else None,
            content=replace(content, parent_sha256=parent) if parent else content,
            protocol=PROTOCOL,
            gate=gate_at(who, self.at),
            declaration=SelfDeclaration.YES,
            identity=IdentityCheck(confirmed=True),
            open_report_number=next(
                (
                    c.head.number
                    for c in self.cases
                    if c.head.state in OPEN_STATES and c.head.kind is Kind.PRIMARY
                ),
                "",
            ),
            expected_lock_version=case.head.lock_version if case else None,
            session=SESSION,
            reason="reden",
            reason_code={Event.RETURN: "text", Event.RECALL: "content"}.get(event, ""),
            views=tuple(
                ViewMark(case.head.id if case else "", w.id, w.sha256, actor.id, self.at)
                for w in content.workings
            ),
            reauthenticated_at=self.at - timedelta(seconds=5),
            hash_shown=now,
            hash_now=now,
            escalations=case.escalations if case else (),
            urgency=Urgency.DIRECT,
            score=Score.CONCURRENCE,
            last_audit_at=self.audit[-1][-1] if self.audit else self.at,
            takes_responsibility=True,
            difference_shown=True,
            parent=case.parent.head if case and case.parent else None,
            second=SecondPerson(PEOPLE[3][0], Role.RADIOLOGIST, self.at) if who != 3 else None,
        )

    def _commit(
        self,
        event: Event,
        case: Case | None,
        before: State | None,
        after: State,
        f: Facts,
        who: int,
        text: int,
    ) -> None:
        """What the store does after the life cycle has said yes."""
        actor = f.actor_id
        if event in (Event.CREATE, Event.ADDEND):
            kind = Kind.PRIMARY if event is Event.CREATE else Kind.ADDENDUM
            id = f"r{len(self.cases)}"
            head = replace(
                REPORT,
                id=id,
                number=id,
                kind=kind,
                parent_id=case.head.id if case and event is Event.ADDEND else "",
                lock_version=0,
                author_id=actor,
                lease=replace(LEASE, holder_id=actor),
            )
            first = Rev(1, 0, actor, "rad2", "")
            self.cases.append(Case(head, [first], parent=case if event is Event.ADDEND else None))
            self._audit(self.cases[-1], event, before, after, f)
            return
        assert case is not None
        head = replace(case.head, lock_version=case.head.lock_version + 1)
        if event is Event.CORRECT:
            self._correct(case, head, after, f, text)
            return
        if event is Event.SAVE:
            self._revise(case, text, actor)
        if event is Event.SUBMIT:
            head = replace(head, submitted_at=f.at, lease=None)
        if event is Event.CLAIM:
            lease = replace(LEASE, holder_id=actor, expires_at=f.at + timedelta(minutes=5))
            head = replace(head, claimed_by=actor, lease=lease)
        if event in (Event.RELEASE, Event.RETURN, Event.WITHDRAW):
            holder = None if event is Event.RELEASE else replace(LEASE, holder_id=head.author_id)
            head = replace(head, claimed_by="", lease=holder)
        if event is Event.ESCALATE:
            case.escalations += (
                escalation("aaa", id=f"e{len(case.escalations)}", raised_at=f.at, acknowledged_at=f.at),
            )
        if event is Event.CLAIM and len(case.escalations) % 2 == 0:
            case.escalations = tuple(replace(e, status=EscalationStatus.ANSWERED) for e in case.escalations)
        if event is Event.AUTHORISE:
            head = replace(head, responsible_radiologist_id=actor, authorised_by=actor, authorised_at=f.at)
            self._sign(case, head, f, Meaning.AUTHORISATION)
            head = replace(head, authorised_sha256=case.frozen)
        case.head = replace(head, state=after)
        self._audit(case, event, before, after, f)

    def _revise(self, case: Case, text: int, by: str) -> None:
        last = case.revisions[-1]
        case.text = text
        case.revisions.append(
            Rev(last.number + 1, text, by, case.head.responsible_radiologist_id, last.hash())
        )

    def _sign(self, case: Case, head: Report, f: Facts, meaning: Meaning) -> None:
        assert f.acting_role is not None
        case.frozen = case.revisions[-1].hash()
        case.signatures.append((f.actor_id, f.acting_role, meaning, f.hash_now, f.at))

    def _correct(self, case: Case, head: Report, after: State, f: Facts, text: int) -> None:
        """A new version of its own; the old one only gets its pointer."""
        id = f"r{len(self.cases)}"
        last = case.revisions[-1]
        version = Case(
            replace(head, id=id, number=id, kind=Kind.CORRECTION, state=after, authorised_by=f.actor_id),
            [*case.revisions, Rev(last.number + 1, text, f.actor_id, f.actor_id, last.hash())],
            escalations=case.escalations,
            text=text,
        )
        self._sign(
            version, version.head, replace(f, hash_now=version.revisions[-1].hash()), Meaning.CORRECTION
        )
        version.head = replace(version.head, authorised_sha256=version.frozen)
        case.head = replace(head, superseded_by=id)
        self.cases.append(version)
        self._audit(version, Event.CORRECT, case.head.state, after, f)

    def _audit(self, case: Case, event: Event, before: State | None, after: State, f: Facts) -> None:
        self.audit.append((case.head.id, event, before, after, f.actor_id, f.at))
        self.seen[after] += 1
        self.changes += 1

    def check(self) -> None:
        """I1 to I5 and I7 to I9 over everything there is."""
        assert len(self.audit) == self.changes, "I7"
        for case in self.cases:
            for one, next_ in zip(case.revisions, case.revisions[1:], strict=False):
                assert next_.predecessor == one.hash(), "I5"
                assert next_.number == one.number + 1, "I5"
            assert all(r.responsible for r in case.revisions), "I8"
            assert case.head.responsible_radiologist_id, "I8"
            last = next(row for row in reversed(self.audit) if row[0] == case.head.id)
            assert last[3] is case.head.state, "I7"
            if case.head.state in FINAL_STATES:
                self._check_final(case)
            else:
                assert case.head.state is State.RECALLED or not case.signatures, "I1"

    def _check_final(self, case: Case) -> None:
        signer, role, _, signed, at = case.signatures[-1]
        assert signed == case.frozen == case.revisions[-1].hash() == case.head.authorised_sha256, "I1 I2"
        assert role is Role.RADIOLOGIST, "I4"
        who = next(p for p, _ in PEOPLE if p.id == signer)
        assert who.has_role(Role.RADIOLOGIST, at), "I4"
        assert who.big_valid(at), "I1"
        assert signer != case.head.author_id, "I3"
        assert case.head.authorised_by == signer, "I3"
        assert not any(e.blocks_authorising for e in case.escalations), "I9"
        if case.parent is not None:
            assert case.parent.frozen, "T11"


assert len(WORKINGS) == 2
