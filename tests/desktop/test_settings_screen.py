"""S20 through its widgets: what a person changes holds at once; what isn't theirs stays, with the reason."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QSpinBox

from desktop.app import scale_screen
from desktop.settings_screen import ACTIONS, SettingsScreen
from resources.errors import Refused


@pytest.fixture
def screen(qtbot, desk, window, signed_in):
    signed_in()
    window.add_screen("settings", SettingsScreen)
    if "settings.open" not in desk.actions:
        desk.actions.register(*ACTIONS)
    desk.actions.trigger("settings.open")
    shown = window.screen_named("settings")
    qtbot.waitUntil(shown.isVisible)
    return shown


def test_the_theme_changes_at_once_and_can_be_put_back(qtbot, desk, screen):
    box = screen.controls["appearance.theme"]
    assert isinstance(box, QComboBox)
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Down)
    box.activated.emit(box.currentIndex())
    assert desk.settings.get("appearance.theme") == "light"
    desk.settings.set("appearance.theme", "dark")


def test_a_radiographer_sees_who_may_change_the_lock_time_and_cannot(qtbot, desk, screen):
    qtbot.mouseClick(screen.groups["security"], Qt.MouseButton.LeftButton)
    box = screen.controls["security.idle_lock_s"]
    assert not box.isEnabled()
    assert box.accessibleDescription() == "Alleen een beheerder wijzigt dit."
    with pytest.raises(Refused, match=r"security\.idle_lock_s"):
        desk.settings.set("security.idle_lock_s", 3600, role="radiographer")
    assert desk.settings.get("security.idle_lock_s") == 600


def test_an_administrator_changes_the_lock_time(desk):
    desk.settings.set("security.idle_lock_s", 300, role="administrator")
    assert desk.settings.get("security.idle_lock_s") == 300


def test_search_looks_through_all_groups_in_both_languages(screen):
    screen.search.edit.setText("vergrendel")
    assert [s.key for s in screen.shown()] == ["security.idle_lock_s", "security.lock_warning_s"]
    screen.search.edit.setText("threads")
    assert [s.key for s in screen.shown()] == ["work.threads"]
    screen.search.edit.setText("zzz")
    assert screen.shown() == []


def test_a_typed_number_holds_when_the_field_is_left(qtbot, desk, screen):
    qtbot.mouseClick(screen.groups["work"], Qt.MouseButton.LeftButton)
    box = screen.controls["work.threads"]
    assert isinstance(box, QSpinBox)
    box.selectAll()
    qtbot.keyClicks(box, "3")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert desk.settings.get("work.threads") == 3


def test_the_number_in_a_field_has_room_to_be_read(qtbot, screen):
    for box in screen.findChildren(QAbstractSpinBox):
        qtbot.waitUntil(lambda b=box: not b.isVisible() or b.lineEdit().width() > 100)
    (scale,) = [b for b in screen.findChildren(QAbstractSpinBox) if b.isVisible()]
    assert scale.text() == "100"
    shown = scale.grab().toImage()
    middle = [shown.pixelColor(x, shown.height() // 2).lightness() for x in range(3, shown.width() // 2)]
    assert max(middle) > 120, "the number is painted"


def test_the_scale_goes_to_qt_unless_the_environment_says_how_much(monkeypatch):
    monkeypatch.delenv("QT_SCALE_FACTOR", raising=False)
    monkeypatch.setenv("QT_SCALE_FACTOR", "1.25")
    scale_screen(200)
    import os

    assert os.environ["QT_SCALE_FACTOR"] == "1.25"
    monkeypatch.delenv("QT_SCALE_FACTOR")
    scale_screen(100)
    assert "QT_SCALE_FACTOR" not in os.environ
    scale_screen(150)
    assert os.environ.pop("QT_SCALE_FACTOR") == "1.5"
