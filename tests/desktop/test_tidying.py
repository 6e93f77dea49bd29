"""What was made at the start is left out of later collections; what is made afterwards is still collected."""

from __future__ import annotations

import gc
import weakref

import pytest
from PySide6.QtCore import QObject

from desktop import tidying


class Loop:
    """An object that holds itself: only the collector can free it."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture
def thawed():
    yield
    gc.unfreeze()


def test_set_apart_throws_garbage_away_and_leaves_the_rest_out_of_collections(thawed) -> None:
    garbage = weakref.ref(Loop())
    tidying.set_apart()
    assert garbage() is None
    assert gc.get_freeze_count() > 10_000
    later = weakref.ref(Loop())
    gc.collect()
    assert later() is None


def test_it_is_done_once_after_the_start(qtbot, thawed, monkeypatch) -> None:
    monkeypatch.setattr(tidying, "AFTER_START_MS", 1)
    owner = QObject()
    timer = tidying.after_start(owner)
    before = gc.get_freeze_count()
    qtbot.waitUntil(lambda: gc.get_freeze_count() > before)
    assert not timer.isActive()
    assert timer.parent() is owner
