"""The shell on a real store of governance: accounts, worklist, gate, reasons, audit trail."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import select

sys.path.insert(0, str(Path(__file__).parents[1] / "governance"))

import department as governed

from desktop.app import make_window
from desktop.desk import Desk
from desktop.home import Home
from desktop.parts import Check
from governance import service
from governance.audit import Act
from governance.store import tables


@pytest.fixture(scope="module")
def founded(tmp_path_factory):
    home = tmp_path_factory.mktemp("records") / "home"
    governed.found(home)
    return home


@pytest.fixture
def place(founded, tmp_path, qtbot):
    """Department, desk and window on an own copy of the store."""
    import shutil

    department = governed.open_department(Path(shutil.copytree(founded, tmp_path / "home")))
    desk = Desk(Home(tmp_path / "desk").prepare(), store=department.store, clock=department.clock)
    desk.settings.set("start.statement_acknowledged", "2026-11-01T08:00:00+00:00")
    window = make_window(desk)
    qtbot.addWidget(window)
    window.resize(1600, 1000)
    window.show()
    yield department, desk, window
    desk.close()
    desk.language.switch("en")


def sign_in(qtbot, desk, window, login):
    page = window.signin
    page.login.setText(login)
    page.password.setText(governed.PASSWORD)
    page.sign_in_button.press()
    qtbot.waitUntil(lambda: desk.session.who is not None)
    screen = window.current_screen()
    qtbot.waitUntil(lambda: screen.pages.currentIndex() != 2)
    if screen.model.rowCount():
        qtbot.waitUntil(lambda: screen.chosen() is not None and screen.chosen().key in screen._previews)
    return screen


def lines(screen):
    return [line.accessibleName() for line in screen.preview.findChildren(Check) if line.isVisible()]


def test_a_radiographer_sees_the_gate_open_and_starts(qtbot, place):
    _, desk, window = place
    opened = []
    desk.services["open_row"] = opened.append
    screen = sign_in(qtbot, desk, window, "mbb")
    assert screen.model.rowCount() >= 1
    row = screen.chosen()
    assert (row.patient_name, row.state, row.task) == ("Fictief, Petra", "new", "aorta")
    qtbot.waitUntil(lambda: len(lines(screen)) == 5)
    assert lines(screen)[0].startswith("Opdracht order-1, ")
    assert lines(screen)[1:3] == ["Protocol Aorta CT v1, binnen bereik", "Bekwaam tot 24-11-2027"]
    assert lines(screen)[3].startswith("Toezicht geregeld: achteraf, ")
    assert lines(screen)[4].startswith("Aanwijzingen versie ")
    assert screen.preview.primary.text() == "Start voorverslag"
    assert screen.preview.primary.reason == ""
    qtbot.keyClick(screen.table, Qt.Key.Key_Return)
    assert [r.study_id for r in opened] == [row.study_id]


def test_a_suspended_competence_closes_the_gate_with_its_sentence(qtbot, place):
    department, desk, window = place
    service.suspend_competence(department.store, department.coord, governed.COMPETENCE.id, "proef")
    opened = []
    desk.services["open_row"] = opened.append
    screen = sign_in(qtbot, desk, window, "mbb")
    reason = screen.preview.primary.reason
    assert reason.startswith("Uw bekwaamheid voor aortameting is verlopen of geschorst sinds 24-11-2026.")
    qtbot.keyClick(screen.table, Qt.Key.Key_Return)
    assert opened == []
    assert screen.side._competences[0].valid is False


def test_a_submitted_report_is_the_radiologists_to_review(qtbot, place):
    department, desk, window = place
    department.submitted(1)
    screen = sign_in(qtbot, desk, window, "rad")
    assert [screen.model.row_at(i).state for i in range(screen.model.rowCount())] == ["submitted"]
    assert screen.preview.primary.text() == "Beoordeel"
    assert lines(screen) == []


def test_an_own_draft_says_what_is_missing_before_submitting(qtbot, place):
    department, desk, window = place
    department.created(1)
    screen = sign_in(qtbot, desk, window, "mbb")
    screen.show_row(("study-1", "aorta"))
    qtbot.waitUntil(lambda: screen.chosen() is not None and screen.chosen().state == "draft")
    qtbot.waitUntil(lambda: screen.preview.primary.text() == "Verder met verslag")
    assert not [line for line in lines(screen) if "{" in line]


def test_an_authorised_report_is_final_in_the_preview(qtbot, place):
    department, desk, window = place
    department.final(1)
    screen = sign_in(qtbot, desk, window, "mbb")
    qtbot.mouseClick(screen.side.views["authorised"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: screen.chosen() is not None and screen.chosen().state == "authorised")
    qtbot.waitUntil(lambda: screen.preview.primary.text() == "Open verslag")
    assert screen.chosen().next_step.startswith("getekend ")
    assert screen.preview.hand_back.isVisible()


def test_five_wrong_passwords_lock_the_account_and_the_page_says_until_when(qtbot, place):
    _, _desk, window = place
    page = window.signin
    said = []
    for _ in range(5):
        page.problem.hide()
        page.login.setText("mbb")
        page.password.setText("een fout wachtwoord")
        page.sign_in_button.press()
        qtbot.waitUntil(page.problem.isVisible)
        said.append(page.problem.accessibleName())
    assert said[:4] == [f"Naam of wachtwoord klopt niet. Nog {n} pogingen." for n in (4, 3, 2, 1)]
    assert re.fullmatch(r"Vergrendeld tot \d\d:\d\d na 5 mislukte pogingen\.", said[4])


def test_role_lock_and_sign_out_are_on_the_audit_trail(qtbot, place):
    department, desk, window = place
    sign_in(qtbot, desk, window, "mbb")

    def events():
        with department.store.read() as connection:
            log = tables.audit_log
            return [
                r.event_type
                for r in connection.execute(select(log.c.event_type).where(log.c.user_id == "mbb"))
            ]

    before = len(events())
    desk.actions.trigger("session.lock")
    window.lock_page.password.setText(governed.PASSWORD)
    window.lock_page.unlock.press()
    qtbot.waitUntil(lambda: not desk.session.state.locked)
    assert len(events()) == before + 1
    desk.actions.trigger("session.sign_out")
    qtbot.waitUntil(lambda: len(events()) == before + 2)
    assert events()[-1] == Act.LOGOUT.event_type


@pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")
def test_a_damaged_database_is_one_window_and_exit_status_3(qtbot, tmp_path, capsys, monkeypatch):
    """Nothing is opened, nothing is overwritten, and the words are there."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from desktop import app
    from desktop.start_failure import StartFailure

    broken = tmp_path / "voorverslag.db"
    broken.write_bytes(b"this is no database" * 400)
    monkeypatch.setattr(app, "set_up_logging", lambda home: None)
    seen = []

    def look():
        (window,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, StartFailure)]
        seen.append(window.note.accessibleName())
        qtbot.mouseClick(window.close_button, Qt.MouseButton.LeftButton)

    QTimer.singleShot(300, look)
    assert app.run(tmp_path) == 3
    words = "De database is niet leesbaar: het bestand is beschadigd of is geen database."
    assert seen[0].startswith(words)
    assert capsys.readouterr().err.startswith(words)
    assert broken.read_bytes() == b"this is no database" * 400
