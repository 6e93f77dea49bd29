"""Fixtures of the shell: a desk on an own home, its window, and the worklist of fictitious patients."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from desktop.app import make_window
from desktop.desk import Desk
from desktop.home import Home

sys.path.insert(0, str(Path(__file__).parent))

import worklist_cases as cases


@pytest.fixture
def desk(qtbot, home):
    """Session and services without a window; the clock stands still."""
    made = Desk(Home(home).prepare(), clock=lambda: cases.NOW)
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def source():
    return cases.CaseSource()


@pytest.fixture
def accounts():
    return cases.CaseAccounts()


@pytest.fixture
def window(qtbot, desk, source, accounts):
    """The window in Dutch and dark, 1600×1000, with nobody signed in."""
    desk.services["worklist"] = source
    desk.settings.set("start.statement_acknowledged", "2026-11-01T08:00:00+00:00")
    made = make_window(desk, accounts=accounts)
    qtbot.addWidget(made)
    made.resize(1600, 1000)
    made.show()
    qtbot.waitExposed(made)
    yield made
    desk.background.close()
    desk.language.switch("en")
    desk.theme.switch("dark")
    app = QApplication.instance()
    assert isinstance(app, QGuiApplication)


@pytest.fixture
def signed_in(qtbot, window, desk):
    """Somebody signed in through the page; gives a function of login and role row."""

    def sign_in(login: str = "sanne", row: int = 0):
        page = window.signin
        page.login.setText(login)
        page.password.setText(cases.CaseAccounts.PASSWORD)
        page.sign_in_button.press()
        if len(cases.CaseAccounts.PEOPLE[login][2]) > 1:
            qtbot.waitUntil(lambda: len(page.rows) > 1 and page.rows[0].isVisible())
            page.choose(page.rows[row])
            page.go_button.press()
        qtbot.waitUntil(lambda: desk.session.who is not None)
        screen = window.current_screen()
        qtbot.waitUntil(lambda: screen.model.rowCount() > 0 or screen.pages.currentIndex() == 1)
        return screen

    return sign_in
