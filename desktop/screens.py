"""Which screens this program adds to its window, and what opening a row of the worklist means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.browser import StudiesScreen
from desktop.casework import CaseScreen
from desktop.review import ReportScreen, ReviewScreen
from governance.report import FINAL_STATES, State

if TYPE_CHECKING:
    from desktop.desk import Desk
    from desktop.window import MainWindow
    from desktop.worklist.rows import WorkRow

REVIEW_STEPS = ("review", "continue_review")


def add_screens(desk: Desk, window: MainWindow) -> None:
    """Register the screens and what opens them."""
    window.add_screen("case", CaseScreen)
    window.add_screen("studies", StudiesScreen)
    window.add_screen("review", ReviewScreen)
    window.add_screen("report", ReportScreen)
    desk.services["open_row"] = lambda row: open_row(desk, row)
    desk.services["open_images"] = lambda entry: desk.navigator.open("case", entry)
    desk.services["hand_back"] = lambda row: desk.navigator.open("case", row)


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
