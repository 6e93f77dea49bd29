"""Random walks through the real store: invariants I1 to I9 after each step.

The pure life cycle has its own 10,000 sequences; this walk goes through transactions, triggers and signatures.
"""

from __future__ import annotations

import itertools
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from department import SAME, content, finding, open_department, render
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from governance import service
from governance.audit import rows
from governance.errors import NotPermitted
from governance.people import Role
from governance.protocol import Urgency
from governance.report import FINAL_STATES, Report, ReturnReason, Score, SelfDeclaration, State
from governance.service import reading
from governance.store import registers, tables
from governance.verify import verify
from resources.errors import Refused

PEOPLE = st.sampled_from(["mbb", "rad", "rad2", "beheer", "coord"])
#: mostly the person who may, so that walks get somewhere; the others try as well
AUTHORS = st.sampled_from(["mbb", "mbb", "mbb", "rad", "beheer"])
REVIEWERS = st.sampled_from(["rad", "rad", "rad", "rad2", "mbb", "coord"])


class StoreMachine(RuleBasedStateMachine):
    """Persons of every role try every act on one report at random, at random times."""

    founded: Path
    finals_seen = 0
    steps_done = 0

    @initialize()
    def open(self) -> None:
        memory = Path("/dev/shm")  # no waiting for a disk: what is walked here is logic, not durability
        self.folder = Path(tempfile.mkdtemp(dir=memory if memory.is_dir() else None))
        shutil.copytree(self.founded, self.folder / "home")
        self.made = open_department(self.folder / "home")
        self.finals: dict[str, str] = {}
        self.changes = 0
        self.report = self.made.created()
        self.changes += 1

    def head(self) -> Report:
        with self.made.store.read() as connection:
            return reading.head(connection, self.report.id)

    def attempt(self, call: Any) -> None:
        before = self.head()
        try:
            call()
        except (NotPermitted, Refused):
            assert self.head().state is before.state  # refused: the state stays
            return
        if self.head().state is not before.state:
            self.changes += 1

    @rule(who=AUTHORS, text=st.sampled_from(["Normaal.", "Wijd."]), size=st.sampled_from([40.0, 40.0, 60.0]))
    def save(self, who: str, text: str, size: float) -> None:
        report = self.head()
        self.attempt(
            lambda: service.save(
                self.made.store,
                self.made.acting[who],
                report.id,
                content(text, findings=(finding(size),)),
                expected_lock_version=report.lock_version,
            )
        )

    @rule(who=AUTHORS)
    def submit(self, who: str) -> None:
        report = self.head()
        self.attempt(
            lambda: service.submit(
                self.made.store,
                self.made.acting[who],
                report.id,
                expected_lock_version=report.lock_version,
                declaration=SelfDeclaration.YES,
                identity=SAME,
                reauthentication=self.made.proof(self.made.acting[who]),
            )
        )

    @rule(who=REVIEWERS)
    def claim(self, who: str) -> None:
        report = self.head()
        self.attempt(
            lambda: service.claim(
                self.made.store, self.made.acting[who], report.id, expected_lock_version=report.lock_version
            )
        )

    @rule(who=PEOPLE, back=st.booleans())
    def leave(self, who: str, back: bool) -> None:
        report, store, acting = self.head(), self.made.store, self.made.acting[who]
        if back:
            self.attempt(
                lambda: service.return_for_changes(
                    store,
                    acting,
                    report.id,
                    expected_lock_version=report.lock_version,
                    reason=ReturnReason.TEXT.value,
                    comment="anders",
                )
            )
        else:
            self.attempt(
                lambda: service.release(store, acting, report.id, expected_lock_version=report.lock_version)
            )

    @rule(who=PEOPLE)
    def reopen(self, who: str) -> None:
        report = self.head()
        self.attempt(
            lambda: service.open_for_editing(
                self.made.store, self.made.acting[who], report.id, take_over=True
            )
        )

    @rule(who=PEOPLE)
    def withdraw(self, who: str) -> None:
        report = self.head()
        self.attempt(
            lambda: service.withdraw(
                self.made.store,
                self.made.acting[who],
                report.id,
                expected_lock_version=report.lock_version,
                reason="nog iets",
            )
        )

    @rule(who=PEOPLE)
    def escalate(self, who: str) -> None:
        self.attempt(
            lambda: service.escalate(
                self.made.store,
                self.made.acting[who],
                self.report.id,
                urgency=Urgency.DIRECT,
                label="aorta vanaf 55 mm",
                contact="r",
            )
        )

    @rule(who=PEOPLE, reached=st.booleans(), read_back=st.booleans())
    def call(self, who: str, reached: bool, read_back: bool) -> None:
        self.attempt(
            lambda: service.escalate_rule(
                self.made.store,
                self.made.acting[who],
                self.report.id,
                "aaa",
                person_reached="dr. Oproep",
                reached=reached,
                at=self.made.clock.now,
                read_back=read_back,
            )
        )

    @rule(who=PEOPLE)
    def answer(self, who: str) -> None:
        with self.made.store.read() as connection:
            calls = reading.escalations(connection, self.report.id)
        for call in calls:
            self.attempt(
                lambda call=call: service.answer_escalation(
                    self.made.store, self.made.acting[who], call.id, "gebeld"
                )
            )

    @rule(who=REVIEWERS, view=st.sampled_from([True, True, False]), wait=st.sampled_from([0, 0, 61, -3600]))
    def authorise(self, who: str, view: bool, wait: int) -> None:
        report = self.head()
        if view:
            self.attempt(lambda: self.made.view_all(report, who))  # a trainer may not even look

        def act() -> None:
            proof = self.made.proof(self.made.acting[who])
            self.made.clock.forward(seconds=wait)
            try:
                service.authorise(
                    self.made.store,
                    self.made.acting[who],
                    report.id,
                    expected_lock_version=report.lock_version,
                    hash_shown=report.revision_sha256,
                    identity=SAME,
                    score=Score.CONCURRENCE,
                    reauthentication=proof,
                    render=render,
                )
            finally:
                self.made.clock.forward(seconds=max(-wait, 0))

        self.attempt(act)

    @rule(reviewer=st.sampled_from(["rad", "rad", "rad2"]))
    def next_step(self, reviewer: str) -> None:
        """What usually comes next, so that walks also get to the end."""
        state = self.head().state
        if state in (State.DRAFT, State.RETURNED):
            self.submit("mbb")
        elif state is State.SUBMITTED:
            self.claim(reviewer)
        else:
            self.authorise(reviewer, view=True, wait=0)

    @rule(reviewer=st.sampled_from(["rad", "rad2"]))
    def and_on(self, reviewer: str) -> None:
        self.next_step(reviewer)

    @rule(days=st.sampled_from([1, 30]))
    def time_passes(self, days: int) -> None:
        self.made.clock.forward(days=days)
        for id, acting in self.made.acting.items():
            self.made.acting[id] = self.made.enter(id, acting.role)

    @invariant()
    def invariants_hold(self) -> None:
        if not hasattr(self, "made"):
            return
        type(self).steps_done += 1
        report = self.head()
        with self.made.store.read() as connection:
            kinds = {"CREATE", "SUBMIT", "WITHDRAW", "CLAIM", "RELEASE", "RETURN", "AUTHORISE"}
            told = [
                r
                for r in rows(connection)
                if r.fields["event_type"] in kinds and report.id in r.fields["objects"]
            ]
            calls = reading.escalations(connection, report.id)
            texts = connection.execute(tables.revision.select().order_by(tables.revision.c.number)).all()
        assert len(told) == self.changes  # I7: one row a change of state
        assert all(t.responsible_radiologist_id for t in texts)  # I8
        for before, after in itertools.pairwise(texts):
            assert after.prev_hash == before.hash  # I5
        if report.state in FINAL_STATES:
            type(self).finals_seen += report.id not in self.finals
            document = service.read_final(self.made.store, self.made.rad, report.id)  # I1: verifies now
            assert (
                self.finals.setdefault(report.id, document.revision.digest()) == document.revision.digest()
            )  # I2
            assert report.authorised_by != report.author_id  # I3
            with self.made.store.read() as connection:
                signer = registers.person(connection, report.authorised_by)
            assert signer.has_role(Role.RADIOLOGIST, self.made.clock.now)  # I4
            assert not any(c.blocks_authorising for c in calls)  # I9
        else:
            with pytest.raises(NotPermitted):  # I6: nothing that isn't final goes out as final
                service.read_final(self.made.store, self.made.rad, report.id)

    def teardown(self) -> None:
        if hasattr(self, "made"):
            self.made.store.close()
            assert verify(self.folder / "home").faults == ()
            shutil.rmtree(self.folder)


def test_invariants_hold_over_random_walks(founded: Path) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    StoreMachine.founded = founded
    run_state_machine_as_test(
        StoreMachine,
        settings=settings(
            max_examples=30,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert StoreMachine.finals_seen > 0
    print(f"{StoreMachine.steps_done} steps, {StoreMachine.finals_seen} finals")


def test_purposeful_walk_reaches_a_final_in_the_machine(founded: Path) -> None:
    """The invariants aren't asserted over drafts alone."""
    StoreMachine.founded = founded
    machine = StoreMachine()
    machine.open()
    machine.submit("mbb")
    machine.claim("rad")
    machine.authorise("rad", view=True, wait=0)
    machine.invariants_hold()
    assert len(machine.finals) == 1
    machine.save("mbb", "Wijd.", 40.0)
    machine.authorise("rad2", view=True, wait=0)
    machine.invariants_hold()
    machine.teardown()
