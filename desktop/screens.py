"""Which screens this program adds to its window, and what opening a row of the worklist means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop.browser import ACTIONS as STUDY_ACTIONS
from desktop.browser import StudiesScreen, take_drops
from desktop.casework import CaseScreen
from desktop.demo.department import recipe
from desktop.demo.home import is_demo
from desktop.open_study import Images
from desktop.priors.actions import ACTIONS as PRIOR_ACTIONS
from desktop.review import ReportScreen, ReviewScreen
from desktop.settings_screen import ACTIONS as SETTINGS_ACTIONS
from desktop.settings_screen import SettingsScreen
from desktop.signin import SignInPage
from desktop.viewing import handling_of, mouse_rows, view_actions
from desktop.viewing.layout_actions import ACTIONS as LAYOUT_ACTIONS
from governance.report import FINAL_STATES, State
from governance.service import has_people

if TYPE_CHECKING:
    from desktop.desk import Desk
    from desktop.window import MainWindow
    from desktop.worklist.rows import WorkRow
    from governance.store import Store

REVIEW_STEPS = ("review", "continue_review")


def add_screens(desk: Desk, window: MainWindow) -> None:
    """Register the screens and what opens them."""
    window.add_screen("case", CaseScreen)
    desk.actions.register(*STUDY_ACTIONS)
    for action in STUDY_ACTIONS:
        window.bind_late(action.id)
    desk.actions.register(*PRIOR_ACTIONS, *LAYOUT_ACTIONS)
    for action in (*PRIOR_ACTIONS, *LAYOUT_ACTIONS):
        window.bind_late(action.id)
    take_drops(desk, window)
    window.add_screen("studies", StudiesScreen)
    window.add_screen("review", ReviewScreen)
    window.add_screen("report", ReportScreen)
    window.add_screen("settings", SettingsScreen)
    desk.actions.register(*SETTINGS_ACTIONS)
    desk.actions.register(*view_actions(handling_of(desk).habits.keys))
    window.key_list.more.append(lambda context: mouse_rows(desk, context))
    desk.services["open_row"] = lambda row: open_row(desk, row)
    desk.services["open_images"] = lambda entry, others=(): desk.navigator.open(
        "case", Images(entry, tuple(others))
    )
    desk.services["open_together"] = lambda chosen: desk.navigator.open("case", chosen)
    if is_demo(desk.home.root):
        desk.services["signin_hint"] = demo_hint
    elif desk.store is not None and not has_people(desk.store):
        desk.services["signin_hint"] = lambda: empty_hint(desk.store)
    if isinstance(window.signin, SignInPage):
        window.signin.show_hint()
    desk.services["hand_back"] = lambda row: desk.navigator.open("case", row)


def demo_hint() -> str:
    """Who can sign in on a demo home, in the language of the screen."""
    return QCoreApplication.translate(
        "SignIn", "Demo: sign in as sanne (radiographer), ruben or ilse (radiologists); password {password}."
    ).format(password=recipe()["sign_in"]["password"])


def empty_hint(store: Store) -> str:
    """How the first person gets on record, as long as there is nobody who could sign in."""
    if has_people(store):
        return ""
    return QCoreApplication.translate(
        "SignIn",
        "Nobody is on record here yet. In a terminal, “{command}” makes the first administrator; "
        "the manual for administrators (docs/beheer.md) says how to go on.",
    ).format(command="voorverslag admin init")


def open_row(desk: Desk, row: WorkRow) -> None:
    """Review, final report or case, as the row stands."""
    report = row.record.report
    if report is not None and (report.state in FINAL_STATES or report.state is State.RECALLED):
        desk.navigator.open("report", row)
    elif row.record.next_step in REVIEW_STEPS:
        desk.navigator.open("review", row)
    else:
        desk.navigator.open("case", row)


SETUPS = (add_screens,)
