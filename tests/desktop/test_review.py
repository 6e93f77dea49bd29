"""The review desk and the final report on a real store: returning with a reason, refusals, a damaged final."""

from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

sys.path.insert(0, str(Path(__file__).parents[1] / "governance"))

import department as governed

from desktop.app import default_setups, make_window
from desktop.desk import Desk
from desktop.home import Home
from desktop.session import SignedIn
from governance import service
from governance.report import ReturnReason, Score, State
from governance.store import tables


@pytest.fixture(scope="module")
def founded(tmp_path_factory):
    home = tmp_path_factory.mktemp("review") / "home"
    governed.found(home)
    return home


@pytest.fixture
def place(founded, tmp_path, qtbot, monkeypatch):
    """Department, desk and window; drafts are of the installed template."""
    plain = governed.content
    monkeypatch.setattr(governed, "content", lambda *a, **k: replace(plain(*a, **k), template_id="aorta_ct"))
    department = governed.open_department(Path(shutil.copytree(founded, tmp_path / "home")))
    desk = Desk(Home(tmp_path / "home").prepare(), store=department.store, clock=department.clock)
    desk.settings.set("start.statement_acknowledged", "2026-11-01T08:00:00+00:00")
    window = make_window(desk, setups=default_setups())
    qtbot.addWidget(window)
    window.resize(1600, 1000)
    window.show()
    yield department, desk, window
    desk.close()
    desk.language.switch("en")


def open_row(qtbot, place):
    department, desk, window = place
    acting = department.acting["rad"]
    who = acting.person
    desk.session.sign_in(
        SignedIn(who.id, who.display_name, who.login, acting.role.value, "", acting, (acting.role.value,))
    )
    qtbot.waitUntil(lambda: not desk.background.jobs(), timeout=10000)
    worklist = window.screen_named("worklist")
    row = next(r for r in worklist._data.rows if r.report_id)
    desk.services["open_row"](row)
    qtbot.waitUntil(lambda: not desk.background.jobs(), timeout=10000)
    return window.current_screen()


def test_a_review_without_images_cannot_be_authorised_and_is_returned_with_its_reason(qtbot, place):
    department, desk, _window = place
    report = department.submitted()
    screen = open_row(qtbot, place)
    assert screen.name == "review"
    assert screen.case.report.state is State.IN_REVIEW
    screen.scores[Score.CONCURRENCE].setChecked(True)
    screen.password.setText(governed.PASSWORD)
    qtbot.waitUntil(lambda: not desk.background.jobs(), timeout=10000)
    assert {"T8-PATIENT", "T8-VIEWED"} <= {r.id for r in screen._refusals}
    screen.authorise.click()
    qtbot.wait(50)
    assert screen.case.report.state is State.IN_REVIEW
    screen.comment.setPlainText("Sinus opnieuw meten.")
    screen.return_reasons[ReturnReason.MEASUREMENT].trigger()
    qtbot.waitUntil(lambda: not desk.background.jobs(), timeout=10000)
    with department.store.read() as connection:
        row = connection.execute(
            select(tables.review.c.reason, tables.review.c.comment).where(
                tables.review.c.report_id == report.id
            )
        ).one()
    assert tuple(row) == ("measurement", "Sinus opnieuw meten.")
    assert service.open_report(department.store, department.acting["rad"], report.id)[0].state is (
        State.RETURNED
    )


def test_a_final_whose_stored_file_is_damaged_is_not_shown_nor_exported(qtbot, place, tmp_path):
    department, _desk, _window = place
    report = department.final()
    for sha256 in service.stored_files(department.store, report.id).values():
        for file in (tmp_path / "home").rglob(f"*{sha256[4:]}*"):
            file.chmod(0o600)
            file.write_bytes(b"damaged")
    screen = open_row(qtbot, place)
    assert screen.name == "report"
    assert screen.stack.currentWidget() is screen.broken
    assert screen._document is None
    assert screen.export.reason
