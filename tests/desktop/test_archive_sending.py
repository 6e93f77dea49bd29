"""Sending a final report from its screen: only what governance gives out, and nothing is called sent without proof."""

from __future__ import annotations

import io
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pydicom
import pytest
from archive_cases import NODE, PDF, World, small_files
from PySide6.QtCore import Qt

sys.path.insert(0, str(Path(__file__).parents[1] / "governance"))

import department as governed

from desktop.app import default_setups, make_window
from desktop.archive.book import Entry, node_book
from desktop.archive.sending import pack
from desktop.desk import Desk
from desktop.home import Home
from desktop.session import SignedIn
from governance import audit
from governance.errors import NotPermitted
from report_templates.render.encapsulated import extract_pdf
from studies.archive.errors import ArchiveUnreachable

pytestmark = pytest.mark.gui
LONG = 30_000


@pytest.fixture(scope="module")
def founded(tmp_path_factory):
    home = tmp_path_factory.mktemp("department") / "home"
    governed.found(home)
    return home


class Place:
    """A radiologist before a final report, and an archive in memory."""

    def __init__(self, qtbot, department, desk, window, world) -> None:
        self.qtbot, self.department, self.desk, self.window, self.world = (
            qtbot,
            department,
            desk,
            window,
            world,
        )

    def until(self, holds) -> None:
        self.qtbot.waitUntil(holds, timeout=LONG)

    def idle(self) -> None:
        self.until(lambda: not self.desk.background.jobs())

    def sign_in(self, login: str) -> None:
        acting = self.department.acting[login]
        who = acting.person
        self.desk.session.sign_in(
            SignedIn(who.id, who.display_name, who.login, acting.role.value, "", acting, (acting.role.value,))
        )
        self.idle()

    def nodes(self, *nodes) -> None:
        self.sign_in("beheer")
        for node in nodes:
            run = node_book(self.desk).keep(Entry(node))
            self.until(lambda run=run: run.is_over)

    def final(self):
        """The screen of a report that was signed just now."""
        report = self.department.claimed()
        self.department.view_all(report)
        self.department.authorise(report, render=small_files)
        self.sign_in("rad")
        rows = self.desk.services["worklist"].load(self.desk.session.who, "nl").rows
        self.desk.services["open_row"](next(r for r in rows if r.report_id == report.id))
        screen = self.window.current_screen()
        self.until(lambda: screen._facts is not None)
        self.idle()
        return screen

    def press_send(self, screen) -> None:
        self.until(lambda: not screen.panel.send.reason)
        self.qtbot.mouseClick(screen.panel.send, Qt.MouseButton.LeftButton)
        self.until(lambda: screen.send._sending is None)
        self.until(lambda: screen._facts is not None)
        self.idle()

    def rows(self, kind: str) -> list[int]:
        """Outcomes of the rows of the trail of this kind."""
        with self.department.store.read() as connection:
            return [
                int(r.fields["outcome"]) for r in audit.rows(connection) if r.fields["event_type"] == kind
            ]


@pytest.fixture
def place(founded, tmp_path, qtbot, monkeypatch):
    monkeypatch.setenv("VOORVERSLAG_KEYS", "file")
    plain = governed.content
    monkeypatch.setattr(governed, "content", lambda *a, **k: replace(plain(*a, **k), template_id="aorta_ct"))
    home = Path(shutil.copytree(founded, tmp_path / "home"))
    department = governed.open_department(home)
    desk = Desk(Home(home).prepare(), store=department.store, clock=department.clock)
    world = World()
    world.gate.set()
    desk.services["open_archive"] = world.open
    desk.settings.set("start.statement_acknowledged", "2026-11-01T08:00:00+00:00")
    window = make_window(desk, setups=default_setups())
    qtbot.addWidget(window)
    window.resize(1600, 1000)
    window.show()
    qtbot.waitExposed(window)
    yield Place(qtbot, department, desk, window, world)
    qtbot.waitUntil(lambda: not desk.background.jobs(), timeout=LONG)
    desk.close()
    desk.language.switch("en")


def test_a_final_goes_out_as_structured_report_and_encapsulated_pdf_with_its_proof_on_record(place):
    place.nodes(NODE)
    screen = place.final()
    place.press_send(screen)
    structured, printed = (pydicom.dcmread(io.BytesIO(data)) for data in place.world.sent_bytes)
    assert structured.Modality == "SR"
    assert extract_pdf(printed) == PDF
    assert printed.VerificationFlag == "VERIFIED"
    assert printed.StudyInstanceUID == structured.StudyInstanceUID
    assert place.rows("EXPORT") == [0, 0]
    assert place.rows("ARCHIVE_SEND") == [0]
    assert screen.panel.sending_note.property("note") == "ok"
    assert "PACS Noord" in screen.panel.sending_note.accessibleName()
    assert not any(file.exists() for file in place.world.sent), "nothing stays in the cache"
    # again gives the same object, which is a duplicate and no second report
    place.press_send(screen)
    assert place.world.sent_bytes[1] == place.world.sent_bytes[3]


def test_what_the_archive_does_not_prove_is_not_called_sent(place):
    place.nodes(NODE)
    screen = place.final()
    place.world.stores = False
    place.press_send(screen)
    assert screen.panel.sending_note.property("note") == "error"
    assert place.rows("ARCHIVE_SEND") == [audit.MINOR_FAILURE]
    place.world.problem = ArchiveUnreachable.no_connection("PACS Noord", "127.0.0.1:11112")
    place.press_send(screen)
    assert place.rows("ARCHIVE_SEND") == [audit.MINOR_FAILURE] * 2
    assert screen.panel.sending_note.property("note") == "error"
    place.world.problem, place.world.stores = None, True
    place.press_send(screen)
    assert screen.panel.sending_note.property("note") == "ok"


def test_without_a_node_for_reports_the_button_says_who_can_help(place):
    place.nodes(replace(NODE, roles=frozenset({"query"})))
    screen = place.final()
    assert screen.panel.send.reason
    place.qtbot.mouseClick(screen.panel.send, Qt.MouseButton.LeftButton)
    place.idle()
    assert place.world.sent == []


def test_a_report_that_is_not_final_is_not_packed_whoever_asks(place, tmp_path):
    report = place.department.submitted()
    for login in ("mbb", "rad"):
        with pytest.raises(NotPermitted) as no:
            pack(place.department.store, place.department.acting[login], report.id, tmp_path)
        assert no.value.ids == ("X-NOT-FINAL",)
    assert place.rows("EXPORT") == []
    assert not list(tmp_path.glob("*.dcm"))
