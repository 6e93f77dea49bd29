"""The main job through the screens: start, measure, write, submit, review, authorise; acted by clicks and keys.

One small generated CT, a real store, the demo department. The numbers are compared with the phantom's truth.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop import app as program
from desktop.demo import cases, department
from desktop.desk import Desk
from desktop.home import Home
from desktop.session import SignedIn
from desktop.window import MainWindow
from desktop.workspaces.aorta import storing
from governance import service
from governance.report import Score, SelfDeclaration, State
from governance.store import Store
from governance.store.opening import PasswordCost
from governance.verify import verify
from report_templates.render.pades import check_signature

CHEAP = PasswordCost(time=1, memory_kib=64, lanes=1)
PASSWORD = department.recipe()["sign_in"]["password"]
#: a coarse grid of 1.9 x 1.9 x 3.0 mm: half a voxel in the plane and the slice spread of the Feret diameter
TOLERANCE_MM = 1.5


def pause(milliseconds: int) -> None:
    """Let events run. Not `QTest.qWait`: that holds the interpreter lock and starves the workers."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


class Person:
    """Signs in and waits; the hands of the test."""

    def __init__(self, desk: Desk, window: MainWindow) -> None:
        self.desk, self.window = desk, window

    def until(self, holds: Callable[[], bool], seconds: float = 60.0) -> None:
        end = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < end, (
                f"it didn't happen in time: {[j.title for j in self.desk.background.jobs()]}"
            )
            pause(20)

    def idle(self) -> None:
        pause(30)
        self.until(lambda: not self.desk.background.jobs())
        pause(30)

    def sign_in(self, login: str) -> None:
        signed = service.sign_in(self.desk.store, login, PASSWORD, workstation="test")
        acting = service.act_as(self.desk.store, signed, signed.roles[0])
        who = acting.person
        self.desk.session.sign_in(
            SignedIn(who.id, who.display_name, who.login, acting.role.value, "", acting, (acting.role.value,))
        )
        self.idle()

    def open_row(self, accession: str):
        rows = self.window.screen_named("worklist")._data.rows
        self.desk.services["open_row"](next(r for r in rows if r.accession == accession))
        self.idle()
        return self.window.current_screen()

    def key(self, widget, key: Qt.Key) -> None:
        """A key of the screen: Qt hands shortcuts to the active window only."""

        def ready() -> bool:
            self.window.activateWindow()
            widget.setFocus()
            return self.window.isActiveWindow() and widget.hasFocus()

        self.until(ready)
        QTest.keyClick(widget, key)
        self.idle()

    def press(self, button) -> None:
        assert not button.reason, button.reason
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.idle()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Home, object, dict]]:
    home = Home(tmp_path_factory.mktemp("job")).prepare()
    store = Store.open(home.root, password_cost=CHEAP)
    made = department.make(store)
    entry = dict(department.recipe()["studies"][0]) | {"size": "small"}
    _study, phantom = cases.register(made, made.acting("beheer"), entry, size="small")
    store.close()
    return home, phantom, entry


@pytest.mark.gui
@pytest.mark.qt_no_exception_capture
def test_a_study_goes_from_the_worklist_to_a_signed_report(place, qapp: QApplication, tmp_path: Path) -> None:
    home, phantom, entry = place
    store = Store.open(home.root, password_cost=CHEAP)
    desk = Desk(home, store=store)
    window = program.make_window(desk, setups=program.default_setups())
    window.resize(1600, 1000)
    window.show()
    try:
        _job(Person(desk, window), phantom, entry["accession"], tmp_path)
    finally:
        window.close()
        desk.close()
        window.deleteLater()
        desk.deleteLater()
        pause(50)
    report = verify(home.root)
    assert report.ok, report.faults
    assert report.counts["final"] == 1


def _job(person: Person, phantom, accession: str, folder: Path) -> None:
    desk = person.desk
    person.sign_in("sanne")
    screen = person.open_row(accession)
    assert screen.case.volume is not None
    assert desk.session.study.identity == "confirmed"
    # the declaration comes first
    assert screen.start.start.reason
    QTest.mouseClick(screen.start.answers[SelfDeclaration.YES], Qt.MouseButton.LeftButton)
    screen.start.answers[SelfDeclaration.YES].setChecked(True)
    person.press(screen.start.start)
    case = screen.case
    assert case.report is not None
    assert case.report.state is State.DRAFT
    # the vessel from a mask, landmarks from the truth
    workspace, truth = screen.workspace, phantom.truth
    from dataclasses import replace

    marks = {
        k: p
        for k, p in truth.landmarks.items()
        if k in ("celiac", "renal_highest", "renal_lowest", "aortic_end")
    }
    mask = phantom.masks()["aorta_outer"]
    data = storing.mask_bytes(mask)
    workspace.core.mask_data[storing.sha256(data)] = data
    stated = workspace.state.with_mask(mask, storing.sha256(data)).with_edge("outer")
    stated = stated.with_clicks((truth.landmarks["annulus"], truth.landmarks["aortic_end"]))
    workspace.core.change(replace(stated, landmarks=marks), "path")
    workspace.measure()
    person.until(lambda: workspace.core.is_current)
    person.idle()
    largest = workspace.result.level("abdominal_max").section
    assert largest.diameter_max_mm == pytest.approx(
        truth.levels["abdominal_max"].outer.diameter_max_mm, abs=TOLERANCE_MM
    )
    workspace.select("abdominal_max")
    person.press(workspace.panel.accept)
    found = {(f.group, f.key): f.value for f in case.findings}
    assert found["level:abdominal_max", "diameter_max_mm"] == largest.diameter_max_mm
    assert case.report.revision >= 2
    # another level accepted: what was there before stays, under the same id
    kept = next(f.id for f in case.findings if f.group == "level:abdominal_max")
    workspace.select("infrarenal")
    person.press(workspace.panel.accept)
    assert kept in {f.id for f in case.findings}
    assert "level:infrarenal" in {f.group for f in case.findings}
    # the text, with linked numbers
    screen.choose_face("report")
    person.idle()
    person.press(screen.editor.compose)
    field = screen.editor._fields["conclusion"]
    field.setPlainText("Aneurysma van de abdominale aorta.")
    person.until(lambda: case.content.text("conclusion") == "Aneurysma van de abdominale aorta.")
    person.idle()
    assert "{{finding:" in case.content.text("findings")
    # what was acknowledged is on disk: another reader sees it
    saved = service.open_report(desk.store, desk.session.acting, case.report.id)[1]
    assert saved.content.text("conclusion") == "Aneurysma van de abdominale aorta."
    # submit: locked for the author
    screen.choose_face("check")
    person.idle()
    person.until(lambda: not screen.check._refusals)  # governance is asked shortly after the save
    screen.check.answers[SelfDeclaration.YES].setChecked(True)
    assert screen.check.submit.reason, "the password is still missing"
    screen.check.password.setText(PASSWORD)
    person.press(screen.check.submit)
    assert case.report.state is State.SUBMITTED
    assert case.read_only_because
    assert case.set_text("conclusion", "stil gewijzigd", "x") is None
    # the radiologist
    person.sign_in("ruben")
    review = person.open_row(accession)
    assert review.case.report.state is State.IN_REVIEW
    person.until(lambda: "T8-VIEWED" in {r.id for r in review._refusals})
    assert review.authorise.reason
    for row in range(len(review._workings)):
        review._select(row)
        person.until(lambda: review.seeing.is_seen)
        person.key(review.table, Qt.Key.Key_Space)
    review.scores[Score.CONCURRENCE].setChecked(True)
    person.until(lambda: not review._refusals)
    person.idle()
    review.password.setText("verkeerd wachtwoord")
    person.press(review.authorise)
    assert review.case.report.state is State.IN_REVIEW
    review.password.setText(PASSWORD)
    person.press(review.authorise)
    person.idle()
    person.until(lambda: person.window.current_screen().name == "report")
    assert review.case.report.state is State.AUTHORISED
    # the final report, verified now, its files out
    final = person.window.current_screen()
    assert final.name == "report"
    person.until(lambda: final._facts is not None)
    final.export_to(folder)
    person.idle()
    pdf = next(folder.glob("*.pdf"))
    assert not pdf.name.startswith("VOORLOPIG")
    assert check_signature(pdf.read_bytes(), [desk.home.root / "certificate" / "authority.pem"]).accepted
    assert next(folder.glob("*.dcm")).stat().st_size > 0


@pytest.mark.gui
def test_a_draft_left_by_a_killed_session_opens_again_at_once(place, qapp: QApplication) -> None:
    """The lease of the session that died isn't in the way of the same person; the marker is on screen."""
    from dataclasses import replace

    from desktop import drafts
    from desktop.demo.department import Department
    from desktop.demo.job import CONFIRMED
    from governance.service.worklist import worklist

    home, _phantom, _entry = place
    store = Store.open(home.root, password_cost=CHEAP)
    made = Department(store, PASSWORD)
    first = next(r.study for r in worklist(store, made.acting("sanne")))
    study = replace(first, id="S-second", identity=replace(first.identity, accession_number="T26-000002"))
    service.record_study(store, made.acting("beheer"), study)
    service.create(
        store, made.acting("sanne"), study.id, drafts.new_content(study),
        declaration=SelfDeclaration.YES, identity=CONFIRMED,
    )  # fmt: skip
    desk = Desk(home, store=store)
    window = program.make_window(desk, setups=program.default_setups())
    window.resize(1366, 768)
    window.show()
    try:
        person = Person(desk, window)
        person.sign_in("sanne")
        screen = person.open_row("T26-000002")
        assert screen.case.report.state is State.DRAFT
        assert screen.case.read_only_because == ""
        assert desk.session.draft is not None
        assert not desk.session.draft.is_final
        assert screen.case.set_text("conclusion", "Na de onderbreking.", "x") is not None
        person.idle()
        assert service.open_report(store, desk.session.acting, screen.case.report.id)[1].content.text(
            "conclusion"
        ) == ("Na de onderbreking.")
        # the images carry another accession number than this order: said, and in the way of submitting
        assert desk.session.study.identity == "mismatch"
    finally:
        window.close()
        desk.close()
        window.deleteLater()
        desk.deleteLater()
        pause(50)
