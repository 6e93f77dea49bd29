"""The screens on a real Orthanc: an archive is tested, searched, fetched from, opened, and gets a final report."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pydicom
import pytest
from PySide6.QtCore import Qt
from server_programs import Orthanc

sys.path.insert(0, str(Path(__file__).parents[1] / "governance"))
sys.path.insert(0, str(Path(__file__).parents[1] / "desktop"))

import department as governed
from archive_cases import PDF, small_files

from desktop.app import default_setups, make_window
from desktop.archive.book import Entry, node_book
from desktop.archive.sending import Sending
from desktop.desk import Desk
from desktop.home import Home
from desktop.session import SignedIn
from governance import audit
from report_templates.render.encapsulated import extract_pdf
from studies.archive.received import ReceivedStudies

pytestmark = pytest.mark.gui
LONG = 60_000


class Place:
    """A window on a department, and the hands of the test."""

    def __init__(self, qtbot: Any, department: Any, desk: Desk, window: Any) -> None:
        self.qtbot, self.department, self.desk, self.window = qtbot, department, desk, window

    def until(self, holds: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(holds, timeout=LONG)

    def idle(self) -> None:
        self.until(lambda: not self.desk.background.jobs())

    def press(self, button: Any) -> None:
        self.until(lambda: button.isVisible() and not getattr(button, "reason", ""))
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def sign_in(self, login: str) -> None:
        acting = self.department.acting[login]
        who = acting.person
        self.desk.session.sign_in(
            SignedIn(who.id, who.display_name, who.login, acting.role.value, "", acting, (acting.role.value,))
        )
        self.idle()

    def trail(self) -> list[tuple[str, int]]:
        with self.department.store.read() as connection:
            return [(r.fields["event_type"], int(r.fields["outcome"])) for r in audit.rows(connection)]


@pytest.fixture
def place(tmp_path: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    monkeypatch.setenv("VOORVERSLAG_KEYS", "file")
    home = tmp_path / "home"
    governed.found(home)
    department = governed.open_department(home)
    desk = Desk(Home(home).prepare(), store=department.store, clock=department.clock)
    desk.settings.set("start.statement_acknowledged", "2026-11-01T08:00:00+00:00")
    window = make_window(desk, setups=default_setups())
    qtbot.addWidget(window)
    window.resize(1600, 1000)
    window.show()
    qtbot.waitExposed(window)
    yield Place(qtbot, department, desk, window)
    qtbot.waitUntil(lambda: not desk.background.jobs(), timeout=LONG)
    desk.close()
    desk.language.switch("en")


def test_a_study_is_found_fetched_and_opened_and_a_report_sent_back(
    place: Place, orthanc: Orthanc, study_files: Callable[..., list[Path]]
) -> None:
    files = study_files(
        study="A", series=2, images=8, size=32, PatientName="TEST^Noord", PatientID="TEST-0401"
    )
    orthanc.upload(*files)
    # an administrator adds the node and tests it
    place.sign_in("beheer")
    book = node_book(place.desk)
    run = book.keep(Entry(orthanc.node(name="PACS Noord")))
    place.until(lambda: run.is_over)
    place.desk.navigator.open("settings", "archive")
    panel = place.window.current_screen().nodes
    place.press(panel.tests["orthanc"])
    place.until(lambda: " ms" in panel.answers["orthanc"].text())
    # a radiographer searches
    place.sign_in("mbb")
    place.desk.navigator.open("studies")
    screen = place.window.current_screen()
    place.idle()
    place.press(screen.sources.archives["orthanc"])
    finding = screen.finding
    place.qtbot.keyClicks(finding.form.edits["patient_name"], "test")
    place.press(finding.form.search)
    place.until(lambda: finding.chosen() is not None)
    tree = finding.page.tree
    tree.rows("study")[0].setExpanded(True)
    place.until(lambda: len(tree.rows("series")) == 2)
    hit, _series = finding.chosen()
    assert (hit.answer.patient_id, hit.answer.image_count) == ("TEST-0401", 16)
    # one series, then the rest
    tree.setCurrentItem(tree.rows("series")[1])
    place.until(finding.panel.reason.isVisible)
    place.qtbot.keyClicks(finding.panel.reason, "Vergelijking met vandaag")
    place.press(finding.panel.primary)
    place.until(lambda: hit.busy is None and hit.here is not None and hit.here.count == 8)
    place.idle()
    tree.setCurrentItem(tree.rows("study")[0])
    assert finding.panel.act == "fetch"
    place.press(finding.panel.primary)
    place.until(lambda: hit.busy is None and hit.here.count == 16)
    place.idle()
    assert hit.here.is_complete
    # what came is what was there
    received = ReceivedStudies(book.received)
    for file in files:
        there = pydicom.dcmread(file)
        here = pydicom.dcmread(received.path(str(there.StudyInstanceUID), str(there.SOPInstanceUID)))
        assert here.PixelData == there.PixelData
    assert finding.panel.act == "open"
    place.press(finding.panel.primary)
    place.until(lambda: screen._reading is not None and screen._job is None)
    assert len(screen.tree.rows("series")) == 2
    place.idle()
    kinds = [kind for kind, _outcome in place.trail()]
    counted = {kind: kinds.count(kind) for kind in ("ARCHIVE", "ARCHIVE_RETRIEVE", "STUDY_OPEN")}
    assert counted == {"ARCHIVE": 1, "ARCHIVE_RETRIEVE": 2, "STUDY_OPEN": 1}
    # a final report goes to the archive, and is proven to be there
    report = place.department.claimed()
    place.department.view_all(report)
    place.department.authorise(report, render=small_files)
    place.sign_in("rad")
    made: list[Any] = []
    sending = Sending(place.desk, book, report.id, book.nodes[0], place.window)
    sending.ended.connect(lambda deliveries, problem: made.extend((deliveries, problem)))
    sending.start()
    place.until(lambda: len(made) == 2)
    deliveries, problem = made
    assert problem is None
    assert [(d.what, d.proven) for d in deliveries] == [("sr", "read_back"), ("pdf", "read_back")]
    assert ("ARCHIVE_SEND", 0) in place.trail()
    (stored,) = orthanc.rest("/tools/lookup", method="POST", body=deliveries[1].sop_instance_uid.encode())
    shutil.rmtree(book.received)
    taken = orthanc.rest(f"/instances/{stored['ID']}/file")
    copy = place.desk.home.cache / "taken.dcm"
    copy.write_bytes(taken)
    assert extract_pdf(pydicom.dcmread(copy)) == PDF
