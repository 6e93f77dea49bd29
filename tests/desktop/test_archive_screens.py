"""The screens of the archive through their widgets: nodes, searching, fetching, resuming, what each puts on record."""

from __future__ import annotations

import shutil
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from archive_cases import NODE, World
from ct_slices import write_series
from PySide6.QtCore import Qt

sys.path.insert(0, str(Path(__file__).parents[1] / "governance"))

import department as governed

from desktop.app import default_setups, make_window
from desktop.archive.book import Entry, node_book
from desktop.archive.reception import FAILED, OFF, ON, Reception
from desktop.browser.finding import MESSAGE, RESULTS
from desktop.browser.planned import compared
from desktop.browser.screen import ARCHIVE, TABLE
from desktop.desk import Desk
from desktop.home import Home
from desktop.importing.facts import found_in
from desktop.session import SignedIn
from governance import audit
from studies.archive.errors import ArchiveRefused, ArchiveUnreachable
from studies.archive.node import Peer, ReceiverSettings, read_nodes, read_receiver
from studies.archive.received import ReceivedStudies
from studies.archive.worklist import ScheduledStep
from studies.phantom import Identity

pytestmark = [
    pytest.mark.gui,
    pytest.mark.filterwarnings("ignore:.*The value length:UserWarning"),
]
LONG = 30_000
REASON = "Vergelijking met vandaag"
OTHER = Identity(
    patient_id="TEST-0301", patient_name="TEST^Bladeren", birth_date="19580120", sex="M", age="068Y",
    study_date="20261120", study_time="101500", accession_number="T26-000301",
    study_description="CT thorax", uid_entropy="bladeren",
)  # fmt: skip


@pytest.fixture(scope="session")
def founded(tmp_path_factory):
    home = tmp_path_factory.mktemp("department") / "home"
    governed.found(home)
    return home


@pytest.fixture(scope="module")
def slices(tmp_path_factory):
    return write_series(tmp_path_factory.mktemp("made"), OTHER, 6)


class Place:
    """A window on a department, an archive in memory, and the hands of the test."""

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

    @property
    def book(self):
        return node_book(self.desk)

    def add_node(self, node=NODE) -> None:
        self.sign_in("beheer")
        run = self.book.keep(Entry(node))
        self.until(lambda: run.is_over)
        assert run.error is None

    def archive(self, login: str = "mbb"):
        """Studies turned to the archive, by somebody who may search."""
        self.add_node()
        self.sign_in(login)
        self.desk.navigator.open("studies")
        screen = self.window.current_screen()
        self.idle()
        self.press(screen.sources.archives["pacs"])
        assert screen.pages.currentIndex() == ARCHIVE
        return screen

    def press(self, button) -> None:
        self.until(button.isVisible)
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def search(self, screen, **typed: str) -> None:
        form = screen.finding.form
        for name, words in typed.items():
            form.edits[name].clear()
            self.qtbot.keyClicks(form.edits[name], words)
        self.press(form.search)
        self.idle()

    def found(self, screen):
        """The one study that the archive holds, found and chosen; its reason given."""
        self.search(screen, patient_name="test")
        self.until(lambda: screen.finding.page.pages.currentIndex() == RESULTS)
        self.idle()
        hit, _series = screen.finding.chosen()
        return hit

    def trail(self) -> list[str]:
        with self.department.store.read() as connection:
            return [str(r.fields["event_type"]) for r in audit.rows(connection)]

    def count(self, *kinds: str) -> int:
        return sum(kind in kinds for kind in self.trail())


@pytest.fixture
def place(founded, tmp_path, qtbot, monkeypatch, slices):
    monkeypatch.setenv("VOORVERSLAG_KEYS", "file")
    home = Path(shutil.copytree(founded, tmp_path / "home"))
    department = governed.open_department(home)
    desk = Desk(Home(home).prepare(), store=department.store, clock=department.clock)
    world = World()
    world.gate.set()
    world.hold(slices)
    desk.services["open_archive"] = world.open
    desk.settings.set("start.statement_acknowledged", "2026-11-01T08:00:00+00:00")
    window = make_window(desk, setups=default_setups())
    qtbot.addWidget(window)
    window.resize(1600, 1000)
    window.show()
    qtbot.waitExposed(window)
    yield Place(qtbot, department, desk, window, world)
    world.gate.set()
    qtbot.waitUntil(lambda: not desk.background.jobs(), timeout=LONG)
    desk.close()
    desk.language.switch("en")


# ------------------------------------------------------------------ nodes
def settings(place, login: str):
    place.sign_in(login)
    place.desk.navigator.open("settings", "archive")
    screen = place.window.current_screen()
    place.until(screen.nodes.isVisible)
    return screen.nodes


def type_node(place, form, **typed: str) -> None:
    for name, words in typed.items():
        form.edits[name].clear()
        place.qtbot.keyClicks(form.edits[name], words)


def test_an_administrator_adds_a_node_on_record_and_its_password_is_in_no_file_but_its_own(place):
    panel = settings(place, "beheer")
    place.press(panel.add)
    form = panel.form
    form.kind.setCurrentIndex(form.kind.findData("dicomweb"))
    form.kind.activated.emit(1)
    assert form.keep.reason
    type_node(
        place, form, name="PACS web", base_url="https://pacs.example.org/dicom-web", username="voorverslag"
    )
    type_node(place, form, password="zeer-geheim-woord")
    assert form.edits["password"].echoMode() == form.edits["password"].EchoMode.Password
    before = place.count("110128")
    place.press(form.keep)
    place.until(lambda: len(place.book.nodes) == 1)
    place.idle()
    assert place.count("110128") == before + 1
    (node,) = read_nodes(place.book.file)
    assert (node.id, node.base_url) == ("pacs-web", "https://pacs.example.org/dicom-web")
    place.until(form.isHidden)
    root = place.desk.home.root
    holding = [f for f in root.rglob("*") if f.is_file() and b"zeer-geheim-woord" in f.read_bytes()]
    assert [f.parent.name for f in holding] == ["keys"]
    # it's used for the test, and goes with the node
    place.press(panel.tests["pacs-web"])
    place.until(lambda: "12 ms" in panel.answers["pacs-web"].text())
    assert place.world.secrets == ["zeer-geheim-woord"]
    place.press(panel.removes["pacs-web"])
    place.press(panel.removes["pacs-web"])
    place.until(lambda: not place.book.nodes)
    place.idle()
    assert not [f for f in root.rglob("*") if f.is_file() and b"zeer-geheim-woord" in f.read_bytes()]


def test_each_field_says_what_is_wrong_with_it_where_it_stands(place):
    panel = settings(place, "beheer")
    place.press(panel.add)
    form = panel.form
    type_node(place, form, name="PACS", host="a b", ae_title="FAR-TOO-LONG-A-TITLE")
    for name, label in form.faults.items():
        assert bool(label.text()) == (name in ("host", "ae_title")), name
    assert form.keep.reason
    assert form.test.reason
    type_node(place, form, host="pacs.example.org", ae_title="PACS")
    assert not form.keep.reason
    assert not any(label.text() for label in form.faults.values())


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (ArchiveUnreachable.no_connection("PACS Noord", "127.0.0.1:11112"), "Niet bereikbaar|Not reachable"),
        (ArchiveRefused.association("PACS Noord", "VOORVERSLAG", "PACS", "rejected 7"), "AE.* PACS"),
        (ArchiveRefused.association("PACS Noord", "VOORVERSLAG", "PACS", "rejected 3"), "AE.* VOORVERSLAG"),
        (ArchiveRefused.association("PACS Noord", "VOORVERSLAG", "PACS", "rejected 1"), "Refused|Geweigerd"),
        (ArchiveUnreachable.no_secure_connection("PACS Noord", "127.0.0.1:11112"), "TLS"),
    ],
)
def test_the_test_button_gives_the_plain_answer(place, problem, said):
    import re

    place.add_node()
    place.world.problem = problem
    panel = settings(place, "mbb")
    place.press(panel.tests["pacs"])
    place.until(lambda: re.search(said, panel.answers["pacs"].text()) is not None)
    place.idle()
    assert "MainThread" not in place.world.threads


def test_others_see_the_nodes_locked_with_the_reason(place):
    place.add_node()
    for login in ("mbb", "rad"):
        panel = settings(place, login)
        assert panel.lock.isVisible()
        for button in (panel.add, panel.changes["pacs"], panel.removes["pacs"], panel.keep_receiver):
            assert button.reason == panel.refusal()
        assert not panel.peers.isEnabled()
        assert not panel.tests["pacs"].reason, "a test changes nothing"
        place.press(panel.add)
        assert panel.form.isHidden()


def test_a_change_that_governance_refuses_is_not_in_the_file(place):
    place.add_node()
    before = place.book.file.read_bytes()
    place.sign_in("mbb")
    run = place.book.keep(Entry(replace(NODE, host="10.0.0.9")))
    place.until(lambda: run.is_over)
    assert run.error is not None
    assert place.book.file.read_bytes() == before
    assert place.book.nodes == (NODE,)


def test_the_receiver_is_set_with_its_senders(place):
    panel = settings(place, "beheer")
    assert panel.keep_receiver.reason, "nothing was changed"
    panel.peers.setPlainText("CT ZAAL 1 10.1.2.3\nPACS 10.1.0.0/16")
    panel.title.clear()
    place.qtbot.keyClicks(panel.title, "VOORVERSLAG2")
    assert not panel.keep_receiver.reason
    panel.peers.setPlainText("PACS nergens")
    assert panel.receiver_fault.text()
    assert panel.keep_receiver.reason
    panel.peers.setPlainText("CT ZAAL 1 10.1.2.3\nPACS 10.1.0.0/16")
    panel.keep_receiver.click()
    place.until(lambda: place.book.receiver.ae_title == "VOORVERSLAG2")
    place.idle()
    assert read_receiver(place.book.file).peers == (
        Peer("CT ZAAL 1", "10.1.2.3"),
        Peer("PACS", "10.1.0.0/16"),
    )


# ------------------------------------------------------------------ searching
def test_a_search_is_one_row_on_record_and_shows_patients_studies_and_series(place):
    screen = place.archive()
    before = place.count("ARCHIVE")
    hit = place.found(screen)
    assert place.count("ARCHIVE") == before + 1
    tree = screen.finding.page.tree
    assert [i.line.first for i in tree.rows("patient")] == ["TEST, Bladeren"]
    (study,) = tree.rows("study")
    assert "CT thorax" in study.line.first
    assert hit.answer.accession_number == "T26-000301"
    study.setExpanded(True)
    place.until(lambda: len(tree.rows("series")) == 1)
    assert tree.rows("series")[0].line.images[0] == "6"
    assert place.count("ARCHIVE") == before + 1
    assert "MainThread" not in place.world.threads


def test_nothing_found_a_cut_answer_and_an_empty_question_are_said(place):
    screen = place.archive()
    place.search(screen)
    assert screen.finding.form.fault.text()
    assert place.world.asked == []
    place.search(screen, birth_date="31-31-2026")
    assert "31-31-2026" in screen.finding.form.fault.text()
    screen.finding.form.wipe()
    place.search(screen, patient_name="niemand")
    assert screen.finding.page.pages.currentIndex() == MESSAGE
    assert "PACS Noord" in screen.finding.page.first.text()
    place.world.is_cut = True
    place.found(screen)
    place.until(screen.note.isVisible)
    assert "200" in screen.note.accessibleName()
    place.search(screen, birth_date="20-01-1958")
    assert place.world.asked[-1].birth_date == "19580120"


def test_an_archive_that_cannot_be_reached_is_a_line_with_the_time_until_it_answers(place):
    screen = place.archive()
    place.world.problem = ArchiveUnreachable.no_connection("PACS Noord", "127.0.0.1:11112")
    place.search(screen, patient_name="test")
    place.until(screen.note.isVisible)
    since = place.desk.time_text(place.desk.clock())
    assert since in screen.note.accessibleName()
    assert "PACS Noord" in screen.note.accessibleName()
    place.world.problem = None
    place.found(screen)
    place.until(screen.note.isHidden)


@pytest.mark.parametrize("login", ["beheer", "audit"])
def test_a_role_that_does_not_treat_patients_cannot_search(place, login):
    screen = place.archive(login)
    assert screen.finding.form.search.reason
    place.search(screen, patient_name="test")
    assert place.world.asked == []
    assert place.count("ARCHIVE") == 0


def test_signing_out_takes_the_answers_away(place):
    screen = place.archive()
    place.found(screen)
    place.desk.session.sign_out()
    place.idle()
    assert screen.finding.page.tree.rows() == []
    assert all(not edit.text() for edit in screen.finding.form.edits.values())


# ------------------------------------------------------------------ fetching
def give_reason(place, screen) -> None:
    panel = screen.finding.panel
    place.until(panel.reason.isVisible)
    assert panel.primary.reason
    place.qtbot.keyClicks(panel.reason, REASON)
    place.until(lambda: not panel.primary.reason)


def test_a_study_is_fetched_with_a_reason_and_opens_as_a_folder_does(place):
    screen = place.archive()
    hit = place.found(screen)
    give_reason(place, screen)
    place.press(screen.finding.panel.primary)
    place.until(lambda: hit.busy is None and hit.here is not None)
    place.idle()
    assert hit.here.is_complete
    assert screen.finding.panel.act == "open"
    assert place.count("ARCHIVE_RETRIEVE") == 1
    assert place.count("STUDY_OPEN") == 0
    place.press(screen.finding.panel.primary)
    place.until(lambda: screen._reading is not None and screen._job is None)
    assert screen.pages.currentIndex() == TABLE
    assert place.count("STUDY_OPEN") == 1
    (series,) = screen.tree.rows("series")
    assert series.line.images[0].endswith("× 6")
    assert screen.unreadable.isHidden(), "the note beside the images isn't an unreadable image"
    assert screen.sources.received.isChecked()
    place.until(lambda: not screen.panel.primary.reason)
    place.idle()


def test_an_interrupted_fetch_says_how_far_it_came_and_resumes_with_what_is_missing(place):
    screen = place.archive()
    hit = place.found(screen)
    give_reason(place, screen)
    place.world.breaks_after = 2
    place.press(screen.finding.panel.primary)
    place.until(lambda: hit.busy is None and hit.here is not None)
    place.idle()
    item = screen.finding.page.tree.rows("study")[0]
    assert "2" in item.line.badges[0][1]
    assert "6" in item.line.badges[0][1]
    assert screen.finding.panel.act == "resume"
    # from the list of what came in as well
    place.press(screen.sources.received)
    place.until(lambda: screen._reading is not None and screen._job is None)
    screen.tree.setCurrentItem(screen.tree.rows("study")[0])
    place.until(screen.panel.resume_button.isVisible)
    for kind in ("study", "series"):
        screen.tree.setCurrentItem(screen.tree.rows(kind)[0])
        assert "2" in screen.panel.primary.reason, "a part of a study isn't put on the worklist"
        assert "6" in screen.panel.primary.reason
    place.world.breaks_after = None
    place.press(screen.panel.resume_button)
    assert screen.pages.currentIndex() == ARCHIVE
    place.idle()
    assert screen.finding.panel.given_reason() == REASON, "said once, it holds for this session"
    resumed, _series = screen.finding.chosen()
    place.press(screen.finding.panel.primary)
    place.until(lambda: resumed.here is not None and resumed.here.is_complete)
    place.idle()
    assert place.count("ARCHIVE_RETRIEVE") == 2
    assert ReceivedStudies(place.book.received).study(resumed.uid).count == 6


def test_a_fetch_is_stopped_and_what_came_is_kept(place):
    screen = place.archive()
    hit = place.found(screen)
    give_reason(place, screen)
    place.world.gate.clear()
    place.press(screen.finding.panel.primary)
    place.until(lambda: hit.busy is not None and hit.busy[0] >= 1)
    place.press(screen.finding.panel.stop)
    place.until(lambda: hit.busy is None and hit.here is not None)
    assert hit.here.count == 1
    assert not hit.here.is_complete
    assert screen.finding.panel.act == "resume"


def test_signing_out_stops_a_fetch(place):
    screen = place.archive()
    hit = place.found(screen)
    give_reason(place, screen)
    place.world.gate.clear()
    place.press(screen.finding.panel.primary)
    place.until(lambda: hit.busy is not None and hit.busy[0] >= 1)
    place.desk.session.sign_out()
    place.until(lambda: not screen.finding.fetching())
    place.idle()
    assert ReceivedStudies(place.book.received).study(hit.uid).count == 1


def test_looking_at_what_came_in_is_one_row_and_says_when_there_is_nothing(place):
    screen = place.archive()
    before = place.count("ARCHIVE")
    place.press(screen.sources.received)
    place.until(lambda: screen._reading is not None and screen._job is None)
    place.idle()
    assert place.count("ARCHIVE") == before + 1
    place.until(screen.note.isVisible)


# ------------------------------------------------------------------ the planning
STEP = ScheduledStep(
    patient_id="TEST-0301", patient_name="TEST^Bladeren", birth_date="19580120", sex="M",
    accession_number="T26-000301", requested_procedure="CT thorax: follow-up", requesting_physician="Arts^Anna",
    modality="CT", date="20261120", time="101500",
)  # fmt: skip


def test_a_step_of_the_planning_fills_the_request_when_a_person_takes_it_over(place, slices):
    place.add_node(replace(NODE, roles=frozenset({"query", "worklist"})))
    other = replace(STEP, patient_name="TEST^Ander", accession_number="T26-000999")
    place.desk.services["scheduled"] = lambda node, *, cancelled=None, **asked: (other, STEP)
    place.sign_in("mbb")
    place.desk.navigator.open("studies", slices[0].parent)
    screen = place.window.current_screen()
    place.until(lambda: screen._reading is not None and screen._job is None)
    place.idle()
    place.press(screen.panel.primary)
    panel = screen.register
    place.until(panel.planned.ask.isVisible)
    before = place.count("ARCHIVE")
    place.press(panel.planned.ask)
    place.until(lambda: len(panel.planned.takes) == 2)
    assert place.count("ARCHIVE") == before + 1
    fits, differs = panel.planned.takes
    assert differs.reason, "another patient isn't taken over"
    assert not panel.edits["indication"].text(), "nothing is filled in by itself"
    place.press(fits)
    assert panel.edits["indication"].text() == "CT thorax: follow-up"
    assert panel.edits["requester"].text() == "Arts, Anna"
    assert panel.edits["accession_number"].text() == "T26-000301"
    place.idle()


def test_without_a_patient_number_only_steps_with_the_accession_of_the_images_count(place, slices):
    from desktop.importing.reading import read

    found = found_in(read(slices[0].parent).result.all_series())
    nameless = replace(found, patient_id="")
    assert [p.step for p in compared((STEP, replace(STEP, accession_number="X")), nameless)] == [STEP]
    (planned,) = compared((replace(STEP, birth_date="19580121"),), found)
    assert planned.differs == ("birth_date",)


# ------------------------------------------------------------------ receiving while the program runs
class StillReceiver:
    """A receiver that a test speaks for."""

    made: list[StillReceiver] = []

    def __init__(self, settings, into, on_event) -> None:
        self.settings, self.into, self.tell, self.port, self.is_stopped = (
            settings,
            into,
            on_event,
            4711,
            False,
        )
        self.made.append(self)

    def start(self) -> None:
        pass

    def stop(self) -> None:
        self.is_stopped = True


def test_the_receiver_runs_when_the_setting_says_so_and_tells_once_what_came(place, monkeypatch):
    from studies.archive.receiver import Event

    StillReceiver.made.clear()
    monkeypatch.setattr("desktop.archive.reception.Receiver", StillReceiver)
    place.sign_in("mbb")
    reception = Reception(place.desk)
    reception.start()
    assert reception.state == OFF
    place.desk.settings.set("archive.receive", "on", role="administrator")
    place.until(lambda: reception.state == ON)
    (receiver,) = StillReceiver.made
    line = place.window.status_line.receiver
    assert line.text()
    assert "4711" in line.toolTip()
    arrived: list[tuple[int, int]] = []
    reception.arrived.connect(lambda studies, images: arrived.append((studies, images)))

    def send() -> None:  # as the receiver does: on a thread of its own
        for number in range(3):
            receiver.tell(Event("stored", "1.2.3", f"1.2.3.{number}", "new", "PACS", "127.0.0.1"))
        receiver.tell(Event("stored", "1.2.3", "1.2.3.0", "same", "PACS", "127.0.0.1"))

    thread = threading.Thread(target=send)
    thread.start()
    thread.join()
    place.until(lambda: arrived == [(1, 3)])
    message = next(m for m in place.desk.messages.open_messages() if m.key == "received")
    message.run()
    screen = place.window.current_screen()
    place.until(lambda: screen.name == "studies" and screen.sources.received.isChecked())
    # another address: it starts again
    place.sign_in("beheer")
    run = place.book.keep_receiver(ReceiverSettings("VOORVERSLAG", "127.0.0.1", 11199))
    place.until(lambda: run.is_over and len(StillReceiver.made) == 2 and reception.state == ON)
    assert receiver.is_stopped
    StillReceiver.made[1].tell(Event("ended"))
    place.until(lambda: reception.state == FAILED)
    assert place.window.status_line.receiver.property("tone") == "error"
    reception.stop()
    place.idle()


def test_a_port_that_is_taken_is_said_and_the_program_goes_on(place, monkeypatch):
    def taken(self) -> None:
        raise ArchiveRefused.port_taken(11112)

    monkeypatch.setattr("desktop.archive.reception.Receiver", StillReceiver)
    monkeypatch.setattr(StillReceiver, "start", taken)
    place.desk.settings.set("archive.receive", "on", role="administrator")
    reception = Reception(place.desk)
    reception.start()
    place.until(lambda: reception.state == FAILED)
    assert any("11112" in m.text for m in place.desk.messages.open_messages())
    reception.stop()
