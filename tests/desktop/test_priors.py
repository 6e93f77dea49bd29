"""Earlier examinations: found, refused, fetched, shown side by side; by mouse and keys, and on record."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import prior_cases as cases
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from desktop import app as program
from desktop.desk import Desk
from desktop.home import Home
from desktop.priors import finding, words
from desktop.priors.panel import measured_then
from desktop.priors.together import refusal, together
from desktop.session import SignedIn
from desktop.window import MainWindow
from governance import service
from governance.report import SelfDeclaration
from governance.store import Store, tables
from resources.errors import Refused
from studies.archive.errors import ArchiveUnreachable
from studies.priors import Verdict
from studies.scan import scan

pytestmark = [
    pytest.mark.gui,
    pytest.mark.qt_no_exception_capture,
    pytest.mark.filterwarnings("ignore:.*The value length:UserWarning"),
]
LONG = 60_000


class Room:
    """A window on an own copy of the home, with the hands of the test."""

    def __init__(self, qtbot, desk: Desk, window: MainWindow) -> None:
        self.qtbot, self.desk, self.window = qtbot, desk, window

    def until(self, holds) -> None:
        self.qtbot.waitUntil(holds, timeout=LONG)

    def quiet(self) -> None:
        self.until(lambda: not self.desk.background.jobs())

    def sign_in(self, login: str = "sanne") -> None:
        store = self.desk.store
        signed = service.sign_in(store, login, cases.PASSWORD, workstation="test")
        acting = service.act_as(store, signed, signed.roles[0])
        who = acting.person
        self.desk.session.sign_in(
            SignedIn(who.id, who.display_name, who.login, acting.role.value, "", acting, (acting.role.value,))
        )
        worklist = self.window.screen_named("worklist")
        self.until(lambda: worklist._data is not None and len(worklist._data.rows) > 0)
        self.quiet()

    def open(self, accession: str = "T26-000301") -> None:
        """Open the study and begin its draft."""
        rows = self.window.screen_named("worklist")._data.rows
        self.desk.services["open_row"](next(r for r in rows if r.accession == accession))
        self.until(lambda: self.screen.name == "case" and self.screen.case is not None)
        self.until(lambda: self.screen.case.volume is not None)
        start = self.screen.start
        self.until(lambda: start.answers[SelfDeclaration.YES].isVisible())
        start.answers[SelfDeclaration.YES].setChecked(True)
        self.until(lambda: not start.start.reason)
        self.press(start.start)
        self.until(lambda: self.screen.case.report is not None)
        self.until(self.face.button.isVisible)
        self.until(lambda: not self.face.hand.is_looking)

    @property
    def screen(self):
        return self.window.current_screen()

    @property
    def face(self):
        return self.screen.priors

    @property
    def panel(self):
        return self.face.panel

    def press(self, button) -> None:
        self.until(button.isVisible)
        assert not getattr(button, "reason", ""), button.reason
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def row(self, date: str):
        return next(r for r in self.panel.rows if words.date(self.desk, r.prior) == date)

    def key(self, widget, key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
        def ready() -> bool:
            self.window.activateWindow()
            widget.setFocus()
            return self.window.isActiveWindow() and widget.hasFocus()

        self.until(ready)
        QTest.keyClick(widget, key, modifier)

    def trail(self, act: str) -> list[list[dict[str, str]]]:
        log = tables.audit_log
        with self.desk.store.read() as connection:
            found = connection.execute(
                select(log.c.objects).where(log.c.event_type == act).order_by(log.c.seq)
            ).scalars()
            return [json.loads(text) for text in found]


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return cases.make_home(tmp_path_factory.mktemp("priors") / "home")


@pytest.fixture
def home(founded: Path, tmp_path: Path) -> Path:
    shutil.copytree(founded, tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def opened_room(qtbot, home: Path, qapp: QApplication) -> Iterator[list[Room]]:
    """Makes the room when the test has put everything in its place."""
    made: list[Room] = []

    def make(opener=None) -> Room:
        desk = Desk(Home(home).prepare(), store=Store.open(home, password_cost=cases.CHEAP))
        desk.settings.set("appearance.language", "en")
        if opener is not None:
            desk.services["open_archive"] = opener
        window = program.make_window(desk, setups=program.default_setups())
        qtbot.addWidget(window)
        window.resize(1600, 1000)
        window.show()
        qtbot.waitExposed(window)
        made.append(Room(qtbot, desk, window))
        return made[0]

    yield make
    for room in made:
        room.window.close()
        qtbot.waitUntil(lambda room=room: not room.desk.background.jobs(), timeout=LONG)
        room.desk.close()
        room.desk.language.switch("en")


def day(room: Room, days: int) -> str:
    from datetime import timedelta

    return room.desk.date_text(room.desk.store.clock().date() - timedelta(days=days))


def test_an_earlier_study_stands_beside_the_present_one_marked_dated_and_on_record(opened_room) -> None:
    room = opened_room()
    room.sign_in()
    room.open()
    face, panel = room.face, room.panel
    assert face.button.text() == "Earlier examination · 1"
    room.press(face.button)
    room.until(lambda: face.isVisible() and len(panel.rows) == 2)
    # somebody else's images under the same number: listed, refused, never opened
    refused = room.row(day(room, 1000))
    assert refused.prior.match.verdict is Verdict.REFUSED
    assert "other birth date" in refused.why()
    QTest.mouseClick(refused, Qt.MouseButton.LeftButton)
    assert "other birth date" in panel.primary.reason
    QTest.mouseClick(panel.primary, Qt.MouseButton.LeftButton)
    assert face.views.prior.view.volume is None
    # the real one
    good = room.row(day(room, 750))
    QTest.mouseClick(good, Qt.MouseButton.LeftButton)
    room.press(panel.primary)
    earlier, now = face.views.views()
    room.until(lambda: earlier.volume is not None and earlier.isVisible())
    assert earlier.width() == now.width()
    assert face.views.prior.banner.tag.word == "EARLIER"
    assert face.views.prior.banner.tag.date == day(room, 750)
    assert face.views.present.banner.tag == replace(
        face.views.present.banner.tag, word="PRESENT", date=day(room, 1)
    )
    assert earlier._identity[-1] == now._identity[-1] == "TEST-0301"
    assert [v.marker for v in (earlier, now)] == ["PRELIMINARY", "PRELIMINARY"]
    assert (face.views.kind(), face.views.chip.text()) == ("none", "not linked")
    # looked at: one row in the trail, with both studies
    (looked,) = room.trail("STUDY_OPEN")
    assert [o["id"] for o in looked[:2]] == [good.prior.study_uid, now.volume.series.study_instance_uid]
    assert looked[0]["detail"] == "prior, worklist"
    # linked by hand: the difference of the levels is kept
    earlier.model.scroll(-3)
    apart = earlier.state.focus_lps[2] - now.state.focus_lps[2]
    room.press(panel.link)
    assert face.views.chip.text() == "linked by hand"
    room.key(now, Qt.Key.Key_Up)
    assert earlier.state.focus_lps[2] - now.state.focus_lps[2] == pytest.approx(apart)
    room.press(panel.plane_buttons["coronal"])
    assert earlier.source_orientation() == now.source_orientation() == "coronal"
    # Esc goes back to measuring; the key comes again, with both still there
    room.key(now, Qt.Key.Key_Escape)
    room.until(lambda: room.screen.pages.currentWidget() is room.screen.images)
    assert not face.button.isChecked()
    room.key(room.screen.workspace.views.axial, Qt.Key.Key_V,
             Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)  # fmt: skip
    room.until(lambda: room.screen.pages.currentWidget() is face)
    assert earlier.volume is not None
    # nothing of it got into the report
    assert room.screen.case.findings == () or list(room.screen.case.findings) == []


def test_the_best_priors_come_from_the_archive_by_themselves_and_are_on_record(
    opened_room, home, tmp_path
) -> None:
    world = cases.fill_archive(home, tmp_path / "pacs")
    cases.add_to(world, accession="T20-000001", days=-2000, birth_date="19770707")
    cases.add_to(world, accession="T21-000001", days=-1800, description="MRI knie")
    room = opened_room(world.open)
    room.sign_in()
    room.open()
    face, panel = room.face, room.panel
    room.until(lambda: len(world.retrieved) == 1 and face.hand.fetching() is None)
    assert [q.patient_id for q in world.asked] == ["TEST-0301"]
    assert world.retrieved == [world.answers[0].study_instance_uid]
    assert room.trail("ARCHIVE")[-1][0]["id"] == "huis"
    assert room.trail("ARCHIVE_RETRIEVE")[-1][1]["id"] == world.answers[0].study_instance_uid
    room.press(face.button)
    room.until(lambda: len(panel.rows) == 5)
    fetched = room.row(day(room, 1500))
    assert fetched.prior.place == finding.RECEIVED
    assert "here, received" in fetched.accessibleName()
    assert room.row(day(room, 2000)).prior.match.verdict is Verdict.REFUSED
    knee = room.row(day(room, 1800))
    assert knee.prior.place == finding.ARCHIVE
    assert "archive PACS huis" in knee.accessibleName()
    # by keys: choose and open
    fetched.setFocus()
    room.key(fetched, Qt.Key.Key_Return)
    room.until(lambda: face.views.prior.view.volume is not None)
    assert face.views.prior.banner.tag.date == day(room, 1500)
    assert room.trail("STUDY_OPEN")[-1][0]["detail"] == "prior, received"
    assert not room.desk.messages.open_messages()


def test_an_archive_that_does_not_answer_is_one_quiet_line(opened_room, home, tmp_path) -> None:
    world = cases.fill_archive(home, tmp_path / "pacs")
    world.problem = ArchiveUnreachable.no_connection("PACS huis", "127.0.0.1:11112")
    room = opened_room(world.open)
    room.sign_in()
    room.open()
    assert len(room.face.hand.missed) == 1
    assert not room.desk.messages.open_messages()
    assert room.face.button.text() == "Earlier examination · 1"
    room.press(room.face.button)
    room.until(lambda: room.panel._notes.count() == 1)
    note = room.panel._notes.itemAt(0).widget()
    assert note.accessibleName().startswith("PACS huis")


def test_fetching_can_be_stopped_and_asked_for_again(opened_room, home, tmp_path) -> None:
    world = cases.fill_archive(home, tmp_path / "pacs")
    world.gate = threading.Event()
    room = opened_room(world.open)
    try:
        room.sign_in()
        room.open()
        face, panel = room.face, room.panel
        room.press(face.button)
        room.until(lambda: face.hand.fetching() is not None and panel.stop.isVisible())
        room.press(panel.stop)
        room.until(lambda: not panel.stop.isVisible() and not room.desk.background.jobs())
        assert world.retrieved == []
    finally:
        world.gate.set()
    waiting = room.row(day(room, 1500))
    assert waiting.prior.place == finding.ARCHIVE
    QTest.mouseClick(waiting, Qt.MouseButton.LeftButton)
    assert panel.primary.text() == "Fetch, side by side"
    room.press(panel.primary)
    room.until(lambda: face.views.prior.view.volume is not None)
    assert world.retrieved == [waiting.prior.study_uid]


def test_switched_off_no_archive_is_asked_until_a_person_does(opened_room, home, tmp_path) -> None:
    world = cases.fill_archive(home, tmp_path / "pacs")
    room = opened_room(world.open)
    room.desk.settings.set("priors.fetch", value=False)
    room.sign_in()
    room.open()
    assert world.asked == []
    room.press(room.face.button)
    room.press(room.panel.search)
    room.until(lambda: len(room.panel.rows) == 3)
    assert len(world.asked) == 1
    room.quiet()
    assert world.retrieved == [], "found, not fetched"


def test_images_of_somebody_else_than_the_list_said_are_not_shown(home, tmp_path) -> None:
    folder = tmp_path / "wissel"
    day_of = Store.open(home, password_cost=cases.CHEAP)
    today = day_of.clock().date()
    day_of.close()
    mine = cases.identity(today, accession="T22-1", days=-900)
    cases.write_series(folder, mine, 4)
    (entry,) = scan(folder).all_series()
    facts = finding.facts_of_entries([entry])
    present = replace(facts, study_instance_uid="1.2.3", study_date=today.strftime("%Y%m%d"))
    like = SimpleNamespace(modality="CT", series=SimpleNamespace(contrast_agent=""))
    (found,) = finding.match(present, [facts])
    prior = finding.Prior(found, finding.RECEIVED, folder)
    assert finding.read_images(prior, present, like).series.patient_id == "TEST-0301"
    shutil.rmtree(folder)
    cases.write_series(folder, replace(mine, birth_date="19990101"), 4)
    with pytest.raises(Refused) as refused:
        finding.read_images(prior, present, like)
    assert refused.value.code == "prior_identity"


def test_what_was_measured_then_is_one_line_a_level() -> None:
    desk = SimpleNamespace(language=SimpleNamespace(code="nl"))

    def one(key: str, value: float, group: str = "level:infrarenal"):
        return SimpleNamespace(
            id=key,
            key=key,
            group=group,
            value=value,
            unit="mm",
            label="Infrarenaal",
            level="infrarenal",
            geometry=object(),
        )

    findings = (one("diameter_max_mm", 41.26), one("diameter_min_mm", 38.0), one("length", 12.0, "tool:1"))
    opened = SimpleNamespace(revision=SimpleNamespace(content=SimpleNamespace(findings=findings)))
    assert [(label, value) for label, value, _f in measured_then(desk, opened)] == [
        ("Infrarenaal", "41,3 mm"),
        ("Infrarenaal", "12,0 mm"),
    ]


# ------------------------------------------------------------------ several from Studies
@pytest.fixture
def folder(tmp_path: Path, home: Path) -> Path:
    store = Store.open(home, password_cost=cases.CHEAP)
    today = store.clock().date()
    store.close()
    place = tmp_path / "cd"
    cases.write_series(place / "nu", cases.identity(today, accession="A"), 8)
    cases.write_series(place / "toen", cases.identity(today, accession="B", days=-400), 8)
    other = cases.identity(today, accession="C", patient_id="TEST-0999", patient_name="TEST^Ander")
    cases.write_series(place / "ander", other, 8)
    return place


def test_two_studies_of_one_patient_open_together_and_of_two_patients_do_not(opened_room, folder) -> None:
    room = opened_room()
    room.sign_in()
    room.desk.navigator.open("studies", folder)
    room.until(lambda: room.screen.name == "studies" and len(room.screen.tree.rows("series")) == 3)
    room.quiet()
    studies = room.screen
    tree, bar = studies.tree, studies.together
    mine = [r for r in tree.rows("series") if r.line.entries[0].patient_id == "TEST-0301"]
    other = next(r for r in tree.rows("series") if r.line.entries[0].patient_id == "TEST-0999")

    def click(item, modifier=Qt.KeyboardModifier.NoModifier) -> None:
        tree.scrollToItem(item)
        area = tree.visualItemRect(item)
        QTest.mouseClick(
            tree.viewport(), Qt.MouseButton.LeftButton, modifier, QPoint(area.left() + 120, area.center().y())
        )

    click(mine[0])
    assert bar.isHidden()
    click(other, Qt.KeyboardModifier.ControlModifier)
    room.until(bar.isVisible)
    assert bar.button.reason == "This selection holds two patients. Choose one."
    assert bar.words.text() == "2 series chosen. This selection holds two patients. Choose one."
    QTest.mouseClick(bar.button, Qt.MouseButton.LeftButton)
    assert room.screen is studies
    click(other, Qt.KeyboardModifier.ControlModifier)
    click(mine[1], Qt.KeyboardModifier.ControlModifier)
    room.until(lambda: bar.isVisible() and not bar.button.reason)
    room.press(bar.button)
    room.until(lambda: room.screen.name == "case" and room.face.views.prior.view.volume is not None)
    face = room.face
    assert face.views.present.banner.tag.date == day(room, 1)
    assert face.views.prior.banner.tag.word == "EARLIER"
    assert face.views.prior.banner.tag.date == day(room, 400)
    assert room.trail("STUDY_OPEN")[-1][0]["detail"] == "prior, files"
    assert room.screen.pages.currentWidget() is face


def test_series_of_one_study_are_shown_as_such_and_the_newest_study_is_the_present_one(folder) -> None:
    entries = scan(folder).all_series()
    mine = [e for e in entries if e.patient_id == "TEST-0301"]
    chosen = together(mine)
    assert chosen.present.header.text("accession") == "A"
    assert [e.header.text("accession") for e in chosen.others] == ["B"]
    assert refusal(mine) == ""
    assert refusal(entries) == "two_patients"
    assert refusal([mine[0]] * 7) == "too_many"
