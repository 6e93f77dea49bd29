"""The one way to change something: permission, work, commit, undo as a new commit, one bus for what goes wrong."""

from __future__ import annotations

import threading

import pytest

from desktop.operations import Operation
from desktop.session import OpenDraft
from resources.errors import Refused


class Ledger:
    """Stands for the revisions of a draft: append-only, on the database thread."""

    def __init__(self) -> None:
        self.revisions: list[str] = []
        self.threads: set[int] = set()
        self.refuse = False

    def revise(self, what: str) -> int:
        self.threads.add(threading.get_ident())
        if self.refuse:
            raise Refused("This draft was submitted meanwhile.")
        self.revisions.append(what)
        return len(self.revisions)


@pytest.fixture
def ledger():
    return Ledger()


@pytest.fixture
def opened(desk):
    desk.session.open_draft(OpenDraft("r1", "2026-1"))
    return desk


def add(ledger, value="a", **more):
    return Operation(
        name="add", label="Add a", work=lambda: value.upper(), commit=lambda result: ledger.revise(f"+{result}"),
        undo=lambda number: ledger.revise(f"-{number}"), **more,
    )  # fmt: skip


def test_an_operation_works_commits_and_tells(qtbot, opened, ledger):
    changes = []
    opened.session.committed.connect(changes.append)
    run = add(ledger).run(opened, initiator="me")
    with qtbot.waitSignal(run.done):
        pass
    assert ledger.revisions == ["+A"]
    assert [(c.operation, c.result, c.initiator) for c in changes] == [("add", 1, "me")]
    assert threading.get_ident() not in ledger.threads


def test_undo_and_redo_are_new_revisions(qtbot, opened, ledger):
    run = add(ledger).run(opened)
    with qtbot.waitSignal(run.done):
        pass
    assert opened.session.undo_stack.undoText() == "Add a"
    opened.session.undo_stack.undo()
    qtbot.waitUntil(lambda: ledger.revisions == ["+A", "-1"])
    opened.session.undo_stack.redo()
    qtbot.waitUntil(lambda: ledger.revisions == ["+A", "-1", "+A"])
    opened.session.undo_stack.undo()
    qtbot.waitUntil(lambda: ledger.revisions == ["+A", "-1", "+A", "-3"])


def test_refused_permission_changes_nothing_and_is_said(qtbot, opened, ledger):
    def refuse():
        raise Refused("You may not edit this.", "Ask the author.")

    run = add(ledger, allowed=refuse).run(opened)
    with qtbot.waitSignal(run.refused):
        pass
    assert ledger.revisions == []
    assert [m.sentence() for m in opened.messages.open_messages()] == [
        "You may not edit this. Ask the author."
    ]
    assert not opened.session.undo_stack.canUndo()


def test_a_commit_that_is_refused_says_not_saved(qtbot, opened, ledger):
    ledger.refuse = True
    run = add(ledger).run(opened)
    with qtbot.waitSignal(run.refused):
        pass
    assert "submitted meanwhile" in opened.session.state.save_failed
    assert not opened.session.undo_stack.canUndo()


def test_an_undo_that_is_refused_leaves_the_step_to_be_undone(qtbot, opened, ledger):
    run = add(ledger).run(opened)
    with qtbot.waitSignal(run.done):
        pass
    ledger.refuse = True
    with qtbot.waitSignal(opened.messages.posted):
        opened.session.undo_stack.undo()
    assert opened.session.undo_stack.canUndo()
    assert ledger.revisions == ["+A"]


def test_cancelled_work_commits_nothing(qtbot, opened, ledger):
    begun = threading.Event()

    def work(cancelled):
        begun.set()
        while not cancelled():
            pass

    run = Operation("measure", "Measure", commit=ledger.revise, work=work).run(opened)
    qtbot.waitUntil(begun.is_set)
    with qtbot.waitSignal(run.cancelled):
        run.cancel()
    assert ledger.revisions == []


def test_another_draft_starts_with_an_empty_undo_list(qtbot, opened, ledger):
    run = add(ledger).run(opened)
    with qtbot.waitSignal(run.done):
        pass
    opened.session.open_draft(OpenDraft("r2", "2026-2"))
    assert not opened.session.undo_stack.canUndo()
