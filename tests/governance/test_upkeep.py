"""What the program does by itself while it is open, on a real store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from department import Department, content, finding
from pytestqt.qtbot import QtBot

from desktop.desk import Desk
from desktop.home import Home
from desktop.operations.upkeep import Upkeep
from governance import service

WAIT_MS = 30_000


@pytest.fixture
def desk(qtbot: QtBot, department: Department, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(
        Home(tmp_path / "screen").prepare(), store=department.store, clock=lambda: department.clock.now
    )
    yield made
    made.background.close()
    made.deleteLater()


def anchors(department: Department) -> list[str]:
    key = department.store.keys.chain_key
    return [a.reason for a in department.store.anchors.read(key)]


def test_a_day_is_anchored_once_and_overdue_calls_go_on(
    qtbot: QtBot, desk: Desk, department: Department
) -> None:
    report = department.created()
    report = service.save(
        department.store,
        department.mbb,
        report.id,
        content(findings=(finding(57.0),)),
        expected_lock_version=report.lock_version,
    )
    service.escalate_rule(
        department.store,
        department.mbb,
        report.id,
        "aaa",
        person_reached="",
        reached=False,
        at=department.clock.now,
        read_back=False,
    )
    department.clock.forward(minutes=20)
    before = len(anchors(department))
    upkeep = Upkeep(desk)
    upkeep.tick()
    qtbot.waitUntil(lambda: not upkeep.is_busy, timeout=WAIT_MS)
    assert anchors(department)[before:] == ["daily"]
    (call,) = service.escalation_calls(department.store, department.mbb, report.id)
    assert call.overdue is False  # passed on, with a new limit
    upkeep.tick()
    qtbot.waitUntil(lambda: not upkeep.is_busy, timeout=WAIT_MS)
    assert len(anchors(department)) == before + 1
    department.clock.forward(days=1)
    upkeep.tick()
    qtbot.waitUntil(lambda: len(anchors(department)) == before + 2, timeout=WAIT_MS)


def test_it_starts_and_stops(desk: Desk) -> None:
    upkeep = Upkeep(desk)
    assert not upkeep.is_running
    upkeep.start()
    assert upkeep.is_running
    upkeep.stop()
    assert not upkeep.is_running


def test_without_a_store_there_is_nothing_to_do(qtbot: QtBot, tmp_path: Path) -> None:
    bare = Desk(Home(tmp_path / "bare").prepare())
    try:
        upkeep = Upkeep(bare)
        upkeep.tick()
        assert not upkeep.is_busy
    finally:
        bare.close()
        bare.deleteLater()
