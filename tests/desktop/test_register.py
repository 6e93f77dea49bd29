"""From a folder on disk to a draft, through the screens: read, put on the worklist, open, start; and what refuses."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pydicom
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop import app as program
from desktop.demo import department, job
from desktop.demo.department import Department
from desktop.desk import Desk
from desktop.home import Home
from desktop.importing import images, operation, reading
from desktop.importing.facts import as_found, found_in
from desktop.importing.operation import Choice
from desktop.session import SignedIn
from desktop.window import MainWindow
from governance import service
from governance.errors import NotPermitted
from governance.report import SelfDeclaration, State
from governance.store import Store
from governance.store.opening import PasswordCost
from governance.tasks import TaskKey
from governance.verify import verify
from studies.phantom import Identity, load_or_make

pytestmark = [
    pytest.mark.gui,
    pytest.mark.qt_no_exception_capture,
    pytest.mark.filterwarnings("ignore:.*The value length:UserWarning"),
]
CHEAP = PasswordCost(time=1, memory_kib=64, lanes=1)
PASSWORD = department.recipe()["sign_in"]["password"]
LONG = 60_000
IDENTITY = Identity(
    patient_id="TEST-0201", patient_name="TEST^Van Schijf", birth_date="19580120", sex="M", age="068Y",
    study_date="20261120", study_time="101500", accession_number="T26-000201",
    study_description="CTA aorta", uid_entropy="schijf",
)  # fmt: skip


@pytest.fixture(scope="module")
def phantom(tmp_path_factory: pytest.TempPathFactory):
    return load_or_make(tmp_path_factory.mktemp("ct"), "ectatic", size="small", identity=IDENTITY)


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the department and nothing on its worklist; copied for each test."""
    root = tmp_path_factory.mktemp("afdeling") / "home"
    store = Store.open(Home(root).prepare().root, password_cost=CHEAP)
    department.make(store)
    store.close()
    return root


@dataclass
class Room:
    """A window on an own copy of the home, with the hands of the test."""

    qtbot: object
    desk: Desk
    window: MainWindow

    def sign_in(self, login: str) -> None:
        store = self.desk.store
        signed = service.sign_in(store, login, PASSWORD, workstation="test")
        acting = service.act_as(store, signed, signed.roles[0])
        who = acting.person
        self.desk.session.sign_in(
            SignedIn(who.id, who.display_name, who.login, acting.role.value, "", acting, (acting.role.value,))
        )

    def until(self, holds) -> None:
        self.qtbot.waitUntil(holds, timeout=LONG)

    def studies(self, place: Path):
        self.desk.navigator.open("studies", place)
        screen = self.window.current_screen()
        self.until(lambda: screen._reading is not None and screen._job is None)
        return screen

    def press(self, button) -> None:
        self.until(button.isVisible)
        self.until(lambda: not button.reason)
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def type(self, edit, text: str) -> None:
        edit.clear()
        self.qtbot.keyClicks(edit, text)

    def studies_on_record(self):
        return [r.study for r in service.worklist(self.desk.store, self.desk.session.acting)]


@pytest.fixture
def room(qtbot, founded: Path, tmp_path: Path, qapp: QApplication) -> Iterator[Room]:
    root = tmp_path / "home"
    shutil.copytree(founded, root)
    home = Home(root).prepare()
    desk = Desk(home, store=Store.open(home.root, password_cost=CHEAP))
    window = program.make_window(desk, setups=program.default_setups())
    qtbot.addWidget(window)
    window.resize(1600, 1000)
    window.show()
    qtbot.waitExposed(window)
    yield Room(qtbot, desk, window)
    window.close()
    qtbot.waitUntil(lambda: not desk.background.jobs(), timeout=LONG)
    desk.close()
    desk.language.switch("en")


def test_a_folder_becomes_a_draft_and_the_draft_an_authorised_report(room: Room, phantom) -> None:
    """The whole way; the second half by the same functions as the demo's, on the images that came in."""
    room.sign_in("sanne")
    screen = room.studies(phantom.dicom_folder)
    room.press(screen.panel.primary)
    panel = screen.register
    room.until(panel.isVisible)
    assert panel.edits["patient_name"].text() == "TEST, Van Schijf"
    assert panel.edits["birth_date"].text() == "20-01-1958"
    room.type(panel.edits["indication"], "Diameter van de aorta?")
    room.until(lambda: panel._answer is not None)
    assert panel._answer.allowed
    assert panel.primary.reason, "not compared with the request yet"
    room.qtbot.mouseClick(panel.compared, Qt.MouseButton.LeftButton, pos=panel.compared.rect().center())
    panel.compared.setChecked(True)
    room.press(panel.primary)
    room.until(lambda: screen.progress._outcome == "done")
    (study,) = room.studies_on_record()
    assert study.registration is not None
    assert study.registration.corrections == ()
    assert study.assigned_group == "imaging-services"
    assert study.facts.age_years == 68
    assert "TEST" not in study.images
    # open it from here: the gate, the images and their identity
    room.press(screen.progress.primary)
    room.until(lambda: room.window.current_screen().name == "case")
    case_screen = room.window.current_screen()
    room.until(lambda: case_screen.case is not None and case_screen.case.volume is not None)
    assert room.desk.session.study.identity == "confirmed"
    case_screen.start.answers[SelfDeclaration.YES].setChecked(True)
    room.press(case_screen.start.start)
    room.until(lambda: case_screen.case.report is not None)
    assert case_screen.case.report.state is State.DRAFT
    assert case_screen.case.content.text("clinical_question") == "Diameter van de aorta?"
    report = case_screen.case.report
    room.until(lambda: not room.desk.background.jobs())
    # the browser knows it again, and its button opens the draft
    screen = room.studies(phantom.dicom_folder)
    room.until(lambda: bool(screen._rows_of(screen.tree.chosen())))
    assert screen.tree.currentItem().line.badges[0][0].icon == "worklist"
    room.press(screen.panel.primary)
    room.until(lambda: room.window.current_screen().name == "case")
    room.until(lambda: case_screen.case is not None and case_screen.case.report is not None)
    assert case_screen.case.report.id == report.id
    room.until(lambda: not room.desk.background.jobs())
    # the rest of the way, on what came in
    made = Department(room.desk.store, PASSWORD)
    content = _measured(room, made, study, phantom)
    assert verify(room.desk.home.root).ok
    assert content.state is State.AUTHORISED


def _measured(room: Room, made: Department, study, phantom):
    from governance.canonical import utc_text
    from studies.load import load_volume

    store, acting = room.desk.store, made.acting("sanne")
    volume = load_volume(store.home / study.images, series=study.identity.series_instance_uids[0])
    result = job.measure(volume, phantom)
    head = next(r.report for r in service.worklist(store, acting) if r.study.id == study.id)
    head = service.open_for_editing(store, acting, head.id, take_over=True)
    whole = job.content_of(
        study, volume, result, acting.person.id, utc_text(store.clock()), store.new_id, "ectasie", phantom
    )
    for data in whole.files.values():
        store.files.put(data)
    head = service.save(store, acting, head.id, whole.content, expected_lock_version=head.lock_version)
    head = job.review(made, job.submit(made, head))
    return job.authorise(made, head)[0]


def test_what_the_images_lack_is_entered_with_a_reason_and_is_then_no_difference(
    room: Room, phantom, tmp_path: Path
) -> None:
    folder = tmp_path / "anoniem"
    folder.mkdir()
    for file in phantom.files:
        image = pydicom.dcmread(file)
        image.PatientID, image.PatientBirthDate, image.PatientSex = "", "", ""
        image.save_as(folder / file.name)
    room.sign_in("sanne")
    screen = room.studies(folder)
    room.press(screen.panel.primary)
    panel = screen.register
    room.type(panel.edits["indication"], "Vervolg")
    panel.compared.setChecked(True)
    room.until(lambda: panel._answer is not None and bool(panel._answer.to_do))
    assert panel.primary.reason
    room.until(panel.edits["reason"].isVisible)
    room.type(panel.edits["patient_id"], "ONDERZOEK-7")
    room.type(panel.edits["birth_date"], "20011958")
    panel.sex.setCurrentIndex(panel.sex.findData("M"))
    panel.sex.activated.emit(panel.sex.currentIndex())
    panel.research.setChecked(True)
    room.type(panel.edits["reason"], "te kort")
    room.until(lambda: panel._answer is not None)
    assert panel._answer.to_do
    room.type(panel.edits["reason"], "Geanonimiseerde onderzoeksdata, eigen nummer")
    room.press(panel.primary)
    room.until(lambda: screen.progress._outcome == "done")
    (study,) = room.studies_on_record()
    assert study.patient.patient_id == "ONDERZOEK-7"
    assert study.registration.research
    assert {c.field for c in study.registration.corrections} == {"patient_id", "birth_date", "sex"}
    room.press(screen.progress.primary)
    room.until(lambda: room.window.current_screen().name == "case")
    case = room.window.current_screen()
    room.until(lambda: case.case is not None and case.case.volume is not None)
    assert case.case.mismatches == ()
    assert "ONDERZOEK-7" in case.start.identity.accessibleName(), "said where the draft starts"
    assert "eigen nummer" in case.start.identity.accessibleName()
    room.until(lambda: not room.desk.background.jobs())


def choice_of(place: Path, **entered: object) -> Choice:
    from dataclasses import replace

    found_reading = reading.read(place)
    entries = (found_reading.result.choose(),)
    found = found_in(entries)
    given = replace(as_found(found, TaskKey.AORTA), indication="Vraag", **entered)
    return Choice(found_reading, entries, found, given)


def test_bringing_in_twice_is_one_entry_and_other_answers_are_refused(room: Room, phantom) -> None:
    store = room.desk.store
    acting = Department(store, PASSWORD).acting("sanne")
    first = operation.put_on_worklist(store, acting, choice_of(phantom.dicom_folder))[0]
    again, stored = operation.put_on_worklist(store, acting, choice_of(phantom.dicom_folder))
    assert stored.already
    assert again.id == first.id
    assert len(service.worklist(store, acting)) == 1
    trail = service.read_audit(store, Department(store, PASSWORD).acting("log"))
    rows = [r for r in trail if r.fields["event_type"] == "STUDY"]
    assert len(rows) == 2
    assert "on record already" in str(rows[1].fields)
    told = str(rows[0].fields)
    assert "as the images say" in told
    assert "folder: dicom" in told
    assert "Van Schijf" not in told
    with pytest.raises(NotPermitted) as refused:
        operation.put_on_worklist(
            store,
            acting,
            choice_of(phantom.dicom_folder, patient_name="TEST^Anders", reason="verkeerd ingevoerd"),
        )
    assert refused.value.ids == ("REG-ALREADY",)


def test_the_same_number_with_another_birth_date_is_refused_before_anything_is_copied(
    room: Room, phantom, tmp_path: Path
) -> None:
    room.sign_in("sanne")
    store, acting = room.desk.store, room.desk.session.acting
    operation.put_on_worklist(store, acting, choice_of(phantom.dicom_folder))
    other = tmp_path / "andere"
    other.mkdir()
    for file in phantom.files[60:80]:
        image = pydicom.dcmread(file)
        image.PatientBirthDate = "19600303"
        for name in ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID"):
            setattr(image, name, f"{getattr(image, name)}.4")
        image.save_as(other / file.name)
    screen = room.studies(other)
    room.press(screen.panel.primary)
    panel = screen.register
    room.type(panel.edits["indication"], "Vraag")
    panel.compared.setChecked(True)
    room.until(lambda: panel._answer is not None and bool(panel._answer.refusals))
    (sentence,) = panel._answer.refusals
    assert "TEST-0201" in sentence
    assert "20-01-1958" in sentence
    assert "03-03-1960" in sentence
    assert sentence in panel.primary.reason
    folders = list((room.desk.home.images / images.FOLDER).iterdir())
    assert len(folders) == 1
    with pytest.raises(NotPermitted) as refused:
        operation.put_on_worklist(store, acting, choice_of(other))
    assert refused.value.ids == ("REG-PATIENT",)


def test_a_copy_that_fails_is_said_in_the_panel_and_nothing_is_on_the_worklist(
    room: Room, phantom, tmp_path: Path
) -> None:
    folder = tmp_path / "schijf"
    shutil.copytree(phantom.dicom_folder, folder)
    room.sign_in("sanne")
    screen = room.studies(folder)
    room.press(screen.panel.primary)
    panel = screen.register
    room.type(panel.edits["indication"], "Vraag")
    panel.compared.setChecked(True)
    room.until(lambda: not panel.primary.reason)
    shutil.rmtree(folder)
    room.press(panel.primary)
    room.until(lambda: screen.progress._outcome == "refused")
    room.until(screen.progress.note.isVisible)
    assert screen.progress.note.accessibleName()
    assert room.studies_on_record() == []
    room.press(screen.progress.back)
    assert screen.faces.currentWidget() is screen.panel


def test_a_role_that_may_not_register_is_told_so(room: Room, phantom) -> None:
    room.sign_in("log")
    screen = room.studies(phantom.dicom_folder)
    assert screen.panel.primary.reason
    acting = room.desk.session.acting
    with pytest.raises(NotPermitted):
        operation.put_on_worklist(room.desk.store, acting, choice_of(phantom.dicom_folder))
