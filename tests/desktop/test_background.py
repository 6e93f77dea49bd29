"""Background jobs: results in the UI thread, progress, cancel, order on the database thread, dead receivers."""

from __future__ import annotations

import threading
import time

import pytest
from PySide6.QtCore import QObject

from desktop.background import Background, JobState
from resources.errors import Cancelled, InputError


@pytest.fixture
def background(qtbot):
    made = Background(2)
    yield made
    made.close()


def test_work_is_done_elsewhere_and_its_result_comes_here(qtbot, background):
    seen = []
    background.run(
        lambda: threading.get_ident(), title="t", on_done=lambda r: seen.append((r, threading.get_ident()))
    )
    qtbot.waitUntil(lambda: bool(seen))
    assert seen[0][0] != threading.get_ident()
    assert seen[0][1] == threading.get_ident()


def test_error_comes_here_and_result_does_not(qtbot, background):
    errors, results = [], []

    def fail():
        raise InputError("No.")

    background.run(fail, title="t", on_done=results.append, on_error=errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    assert isinstance(errors[0], InputError)
    assert not results


def test_progress_is_told_and_the_last_step_always(qtbot, background):
    def work(progress):
        for i in range(1000):
            progress(i + 1, 1000)

    job = background.run(work, title="t")
    steps = []
    job.progressed.connect(lambda done, of: steps.append((done, of)))
    with qtbot.waitSignal(job.ended):
        pass
    assert steps[-1] == (1000, 1000)
    assert len(steps) < 100


def test_cancelled_work_stops_and_gives_nothing(qtbot, background):
    begun, results = threading.Event(), []

    def work(cancelled):
        begun.set()
        while not cancelled():
            time.sleep(0.005)
        raise Cancelled

    job = background.run(work, title="t", on_done=results.append, on_error=results.append)
    qtbot.waitUntil(begun.is_set)
    with qtbot.waitSignal(job.ended):
        job.cancel()
    assert job.state is JobState.CANCELLED
    assert not results


def test_database_work_runs_one_by_one_in_order(qtbot, background):
    order = []
    for number in range(20):
        background.run(
            lambda n=number: (time.sleep(0.002 if n % 2 else 0), order.append(n)), title="t", serial=True
        )
    with qtbot.waitSignal(background.emptied):
        pass
    assert order == list(range(20))


def test_a_commit_that_was_done_counts_although_it_was_cancelled(qtbot, background):
    """What the database took did happen; the screen must hear of it."""
    begun, go, results = threading.Event(), threading.Event(), []
    job = background.run(
        lambda: (begun.set(), go.wait(5), "done")[2], title="t", serial=True, on_done=results.append
    )
    qtbot.waitUntil(begun.is_set)
    job.cancel()
    go.set()
    qtbot.waitUntil(lambda: results == ["done"])


def test_result_for_a_widget_that_is_gone_is_dropped(qtbot, background):
    import shiboken6

    class Receiver(QObject):
        def take(self, result):
            results.append(result)

    results, go = [], threading.Event()
    receiver = Receiver()
    job = background.run(lambda: go.wait(5), title="t", on_done=receiver.take)
    shiboken6.delete(receiver)
    with qtbot.waitSignal(job.ended):
        go.set()
    assert not results


def test_closing_waits_for_commits_and_can_be_done_twice(qtbot):
    background, done = Background(2), []
    background.run(lambda: (time.sleep(0.05), done.append(1)), title="t", serial=True)
    background.run(lambda: (time.sleep(0.01), done.append(2)), title="t", serial=True)
    background.close()
    background.close()
    assert done == [1, 2]


def test_after_closing_nothing_starts_and_nothing_breaks(qapp):
    background = Background(1)
    background.close()
    done = []
    job = background.run(lambda: 1, title="too late", on_done=done.append)
    assert job.state is JobState.CANCELLED
    assert background.jobs() == ()
    assert done == []
