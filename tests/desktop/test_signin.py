"""Sign in, choose a role, lock and unlock: through keys and mouse, and against the real accounts of governance."""

from __future__ import annotations

from datetime import date

import pytest
import worklist_cases as cases
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit

from desktop.app import make_window
from desktop.desk import Desk
from desktop.home import Home
from desktop.lock import IdleWatch
from desktop.parts import clipped
from desktop.screens import SETUPS
from desktop.session import OpenDraft, OpenStudy
from desktop.worklist.reason import ReasonDialog
from governance import service
from governance.people import Person, Role, RoleAssignment
from governance.store import Store
from governance.store.opening import PasswordCost

STUDY = OpenStudy("1.2", "TEST, Geheim", "M", date(1958, 1, 1), "TEST-0001")


def test_enter_goes_from_name_to_password_to_signed_in(qtbot, window, desk):
    page = window.signin
    qtbot.keyClicks(page.login, "ilse")
    qtbot.keyClick(page.login, Qt.Key.Key_Return)
    assert page.focusWidget() is page.password
    qtbot.keyClicks(page.password, cases.CaseAccounts.PASSWORD)
    qtbot.keyClick(page.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.session.who is not None)
    assert desk.session.who.role == "radiologist"  # one role: not asked
    assert window.title_bar.isVisible()
    assert page.password.text() == ""


def test_wrong_password_says_how_many_tries_are_left(qtbot, window, desk):
    page = window.signin
    page.login.setText("sanne")
    page.password.setText("fout")
    page.sign_in_button.press()
    qtbot.waitUntil(page.problem.isVisible)
    assert page.problem.accessibleName() == "Naam of wachtwoord klopt niet. Nog 4 pogingen."
    assert desk.session.who is None
    assert page.password.text() == ""


def test_first_start_asks_to_read_the_statement(qtbot, desk, source, accounts):
    window = make_window(desk, accounts=accounts)
    qtbot.addWidget(window)
    window.show()
    page = window.signin
    page.login.setText("ilse")
    page.password.setText(cases.CaseAccounts.PASSWORD)
    qtbot.mouseClick(page.sign_in_button, Qt.MouseButton.LeftButton)
    assert "Lees de verklaring" in page.problem.accessibleName()
    assert desk.session.who is None
    statement = [
        label.text() for label in page.findChildren(QLabel) if "Geen medisch hulpmiddel" in label.text()
    ]
    assert statement == [
        "Onderzoeks- en onderwijssoftware. Geen medisch hulpmiddel, geen CE-markering. Niet bestemd voor diagnostiek of "
        "behandeling. Een voorlopig verslag is pas een verslag na autorisatie door een radioloog."
    ]
    page.acknowledge.setChecked(True)
    qtbot.mouseClick(page.sign_in_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: desk.session.who is not None)
    assert desk.settings.get("start.statement_acknowledged").startswith("2026-11-20")
    desk.session.sign_out()
    assert not page.acknowledge.isVisible()
    desk.language.switch("en")


def test_role_is_chosen_by_arrows_and_enter(qtbot, window, desk, accounts):
    page = window.signin
    page.login.setText("sanne")
    page.password.setText(cases.CaseAccounts.PASSWORD)
    page.sign_in_button.press()
    qtbot.waitUntil(lambda: bool(page.rows) and page.rows[0].isVisible())
    qtbot.keyClick(page.rows[0], Qt.Key.Key_Down)
    assert page.go_button.text() == "Verder als Praktijkopleider"
    qtbot.keyClick(page.rows[1], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.session.who is not None)
    assert accounts.log == ["as trainer"]


def test_a_person_without_a_valid_role_gets_no_further(qtbot, window, desk):
    page = window.signin
    page.login.setText("leeg")
    page.password.setText(cases.CaseAccounts.PASSWORD)
    page.sign_in_button.press()
    qtbot.waitUntil(page.problem.isVisible)
    assert "U hebt vandaag geen geldige rol." in page.problem.accessibleName()
    assert desk.session.who is None


def test_switching_role_closes_what_was_open(qtbot, window, desk, signed_in, accounts):
    signed_in()
    desk.session.open_study(STUDY)
    desk.session.open_draft(OpenDraft("r1", "1"))
    assert desk.actions.trigger("session.switch_role")
    page = window.signin
    assert page.isVisible()
    page.choose(page.rows[1])
    page.go_button.press()
    qtbot.waitUntil(lambda: desk.session.who.role == "trainer")
    assert desk.session.study is None
    assert desk.session.draft is None
    assert window.title_bar.isVisible()


def test_signing_out_forgets_everything_of_the_person(qtbot, window, desk, signed_in, accounts):
    signed_in()
    desk.messages.error("TEST, Geheim.")
    desk.actions.trigger("session.sign_out")
    assert window.signin.isVisible()
    assert desk.messages.of_today() == ()
    assert window.current_screen() is None
    qtbot.waitUntil(lambda: accounts.log[-1] == "out")


# ---------------------------------------------------------------------- lock
def visible_words(window) -> str:
    labels = [w.text() for w in window.findChildren(QLabel) if w.isVisible()]
    names = [w.accessibleName() for w in window.findChildren(QLabel) if w.isVisible()]
    return " ".join([window.windowTitle(), *labels, *names])


def test_lock_hides_all_patient_data_and_its_keys(qtbot, window, desk, signed_in):
    signed_in()
    desk.session.open_study(STUDY)
    qtbot.keyClick(window.current_screen().table, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert desk.session.state.locked
    assert window.lock_page.isVisible()
    words = visible_words(window)
    assert "TEST" not in words
    assert "Sanne Voorbeeld · MBB'er" in words
    assert not window.banner.isVisible()
    qtbot.keyClick(window.lock_page.password, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert not window.palette_box.isVisible()


def test_lock_is_opaque(qtbot, window, desk, signed_in):
    """The pixels under the lock are those of the surface, whatever was open."""
    signed_in()
    desk.session.open_study(STUDY)
    desk.actions.trigger("session.lock")
    image = window.grab().toImage()
    surface = desk.theme.colour("surface.app")
    assert all(image.pixelColor(x, y) == surface for x in (100, 700, 1500) for y in (60, 200, 900, 990))


def test_password_unlocks_and_a_wrong_one_says_so(qtbot, window, desk, signed_in):
    signed_in()
    desk.session.open_study(STUDY)
    desk.actions.trigger("session.lock")
    qtbot.keyClicks(window.lock_page.password, "fout")
    qtbot.keyClick(window.lock_page.password, Qt.Key.Key_Return)
    qtbot.waitUntil(window.lock_page.problem.isVisible)
    assert desk.session.state.locked
    qtbot.keyClicks(window.lock_page.password, cases.CaseAccounts.PASSWORD)
    qtbot.keyClick(window.lock_page.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not desk.session.state.locked)
    assert window.banner.isVisible()
    assert desk.session.study == STUDY  # what was open is open again


@pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")
def test_locking_saves_first_and_closes_dialogs(qtbot, window, desk, signed_in):
    screen = signed_in()
    saved = []
    desk.about_to_lock.connect(lambda: saved.append(desk.session.state.locked))
    dialog = ReasonDialog(desk, cases.ROWS[0], "M · 01-01-1958 · TEST-0001", screen)
    dialog.open()
    assert dialog.isVisible()
    desk.actions.trigger("session.lock")
    assert saved == [False]
    assert dialog.result() == QDialog.DialogCode.Rejected
    assert not dialog.isVisible()


def test_other_user_goes_to_an_empty_sign_in(qtbot, window, desk, signed_in):
    signed_in()
    desk.actions.trigger("session.lock")
    qtbot.mouseClick(window.lock_page.other, Qt.MouseButton.LeftButton)
    assert desk.session.who is None
    assert [e.text() for e in window.signin.findChildren(QLineEdit)] == ["", ""]


@pytest.mark.parametrize(
    ("idle_s", "warned", "locked"), [(569, False, False), (571, True, False), (601, False, True)]
)
def test_idle_time_warns_then_locks(window, desk, signed_in, idle_s, warned, locked):
    signed_in()
    now = [1000.0]
    watch = IdleWatch(desk, seconds=lambda: now[0])
    watch.touch()
    now[0] += idle_s
    watch.look()
    assert any("Vergrendelt over" in m.text for m in desk.messages.open_messages()) is warned
    assert desk.session.state.locked is locked


def test_any_key_stops_the_countdown(qtbot, window, desk, signed_in):
    screen = signed_in()
    now = [1000.0]
    watch = IdleWatch(desk, seconds=lambda: now[0])
    now[0] += 580
    watch.look()
    qtbot.keyClick(screen.table, Qt.Key.Key_Down)
    now[0] += 30
    watch.look()
    assert not desk.session.state.locked
    assert not desk.messages.open_messages()


# ---------------------------------------------------------------------- the first start
def the_first(store):
    return Person(
        id="P-eerste", name="E. Eerste", display_name="E. Eerste", login="eerste", active=True,
        roles=(RoleAssignment(Role.ADMINISTRATOR, store.clock()),),
    )  # fmt: skip


@pytest.fixture
def empty_store(home):
    store = Store.open(home, password_cost=PasswordCost(time=1, memory_kib=64, lanes=1))
    yield store
    store.close()


def test_a_home_without_people_says_how_to_make_the_first_account(qtbot, home, empty_store):
    desk = Desk(Home(home).prepare(), store=empty_store)
    window = make_window(desk, setups=SETUPS)
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    qtbot.waitUntil(window.signin.hint.isVisible)
    assert "voorverslag admin init" in window.signin.hint.text()
    assert window.signin.hint not in clipped(window.signin)
    service.bootstrap(empty_store, the_first(empty_store), "eerste-wachtwoord")
    window.signin.reset()
    assert window.signin.hint.isHidden()
    assert window.signin.hint.text() == ""
    desk.close()


def test_a_home_with_people_says_nothing_of_it(qtbot, home, empty_store):
    service.bootstrap(empty_store, the_first(empty_store), "eerste-wachtwoord")
    desk = Desk(Home(home).prepare(), store=empty_store)
    window = make_window(desk, setups=SETUPS)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(window.signin.login.isVisible)
    assert window.signin.hint.isHidden()
    assert "signin_hint" not in desk.services
    desk.close()
