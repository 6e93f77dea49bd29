"""The review desk and the final report on a real store: what counts as viewed, refusals, returning, correcting."""

from __future__ import annotations

import shutil
import sys
import threading
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from sqlalchemy import select

sys.path.insert(0, str(Path(__file__).parents[1] / "governance"))

import department as governed

from desktop import documents, pictures
from desktop.app import default_setups, make_window
from desktop.desk import Desk
from desktop.home import Home
from desktop.session import SignedIn
from governance import service
from governance.report import Kind, ReturnReason, Score, State
from governance.store import tables
from measurements.finding import Geometry, GeometryKind
from studies.volume import Grid, SeriesInfo, Volume

#: generous: two slow cores, other tests beside it
WAIT_MS = 30_000
LEVELS = ("sinus", "ascending_mid", "arch_mid", "diaphragm")


def volume() -> Volume:
    """A bright tube along z in a small volume, of the department's patient and study."""
    _z, y, x = np.mgrid[0:40, 0:48, 0:48]
    voxels = np.where((x - 24) ** 2 + (y - 24) ** 2 < 100, 300, -50).astype(np.int16)
    patient, study = governed.PATIENT, governed.IDENTITY
    info = SeriesInfo(
        patient_id=patient.patient_id,
        patient_name=patient.name,
        birth_date=patient.birth_date,
        sex=patient.sex,
        study_instance_uid="1.2.3.1",
        accession_number=study.accession_number,
    )
    grid = Grid((48, 48, 40), np.array([1.5, 1.5, 3.0]), np.array([-36.0, -36.0, 0.0]), np.eye(3))
    return Volume(voxels, grid, "CT", "HU", "1.2.9", info)


def findings():
    """Four levels along the tube with both diameters, and one that has no place in the images."""
    made = []
    for i, level in enumerate(LEVELS):
        plain = governed.finding(30.0 + i, f"level:{level}")
        z = 20.0 + 25.0 * i
        for key, way in (("diameter_max_mm", 0), ("diameter_perpendicular_mm", 1)):
            half = np.eye(3)[way] * 15.0
            centre = np.array([0.0, 0.0, z])
            geometry = Geometry(
                GeometryKind.LINE,
                (tuple(centre - half), tuple(centre + half)),
                centre_mm=tuple(centre),
                normal=(0.0, 0.0, 1.0),
                row_direction=(1.0, 0.0, 0.0),
            )
            made.append(
                replace(
                    plain,
                    id=f"f-{level}-{way}",
                    key=key,
                    geometry=geometry,
                    conditions=(("arc_mm", f"{25.0 * i:.1f}"),),
                )
            )
    nowhere = replace(
        governed.finding(0.0, "level:bifurcation"),
        value=None,
        flags=("landmark_off_vessel",),
        withheld="The landmark lies too far from the vessel.",
    )
    return (*made, nowhere)


@pytest.fixture(scope="module")
def founded(tmp_path_factory):
    home = tmp_path_factory.mktemp("review") / "home"
    governed.found(home)
    return home


class Place:
    """Department, desk and window, and what a person does there."""

    def __init__(self, qtbot, department, desk, window, gate) -> None:
        self.qtbot, self.department, self.desk, self.window, self.gate = qtbot, department, desk, window, gate

    def until(self, holds) -> None:
        self.qtbot.waitUntil(holds, timeout=WAIT_MS)

    def idle(self) -> None:
        self.until(lambda: not self.desk.background.jobs())

    def sign_in(self, login: str = "rad") -> None:
        acting = self.department.acting[login]
        who = acting.person
        self.desk.session.sign_in(
            SignedIn(who.id, who.display_name, who.login, acting.role.value, "", acting, (acting.role.value,))
        )
        self.idle()

    def open_row(self, login: str = "rad"):
        self.sign_in(login)
        worklist = self.window.screen_named("worklist")
        self.until(lambda: any(r.report_id for r in worklist._data.rows))
        self.desk.services["open_row"](next(r for r in worklist._data.rows if r.report_id))
        return self.window.current_screen()

    def review(self, login: str = "rad"):
        """The desk with report and images, conditions asked."""
        self.gate.set()
        screen = self.open_row(login)
        assert screen.name == "review"
        self.until(lambda: screen.case.volume is not None and screen._facts is not None)
        self.idle()
        return screen

    def see_all(self, screen) -> None:
        """Look at every working for long enough and press Space."""
        for row in range(len(screen._workings)):
            screen.table.selectRow(row)
            self.until(lambda r=row: screen._current == r and screen.seeing.is_seen)
            screen.seen_and_next()
            working = screen._workings[row]
            self.until(lambda w=working: (w.id, w.sha256) in screen._viewed)
        self.idle()

    def final(self, screen_login: str = "rad"):
        """The final report's screen, verified."""
        screen = self.open_row(screen_login)
        assert screen.name == "report"
        self.until(lambda: screen._facts is not None)
        self.idle()
        return screen


def render(facts):
    """Small final files; the real ones are tested elsewhere."""
    return {"verslag.pdf": b"%PDF-1.4 small", "verslag.dcm": facts.revision.digest().encode()}


@pytest.fixture
def place(founded, tmp_path, qtbot, monkeypatch):
    """Drafts are of the installed template and have places; images come when `gate` is set."""
    plain, gate = governed.content, threading.Event()
    monkeypatch.setattr(
        governed,
        "content",
        lambda *a, **k: replace(plain(*a, **k), template_id="aorta_ct", findings=findings()),
    )

    def load(_home, _study, **_more):
        assert gate.wait(WAIT_MS / 1000)
        return volume(), []

    monkeypatch.setattr("desktop.review.desk.load_images", load)
    monkeypatch.setattr(documents, "final_files", lambda _store, facts: render(facts))
    department = governed.open_department(Path(shutil.copytree(founded, tmp_path / "home")))
    desk = Desk(Home(tmp_path / "home").prepare(), store=department.store, clock=department.clock)
    desk.settings.set("start.statement_acknowledged", "2026-11-01T08:00:00+00:00")
    window = make_window(desk, setups=default_setups())
    qtbot.addWidget(window)
    window.resize(1600, 1000)
    window.show()
    qtbot.waitExposed(window)
    yield Place(qtbot, department, desk, window, gate)
    gate.set()
    qtbot.waitUntil(lambda: not desk.background.jobs(), timeout=WAIT_MS)
    desk.close()
    desk.language.switch("en")


def marks(place) -> set[str]:
    with place.department.store.read() as connection:
        return set(connection.execute(select(tables.view_mark.c.working_id)).scalars())


def refused(screen) -> set[str]:
    return {r.id for r in screen._refusals}


def test_nothing_counts_as_viewed_while_the_images_are_still_read(place):
    place.department.submitted()
    screen = place.open_row()
    place.until(lambda: screen._facts is not None)
    assert screen.case.volume is None
    screen.seen_and_next()
    screen.tick(0)
    screen.tick(0)
    assert not screen.seeing.is_shown
    assert marks(place) == set()
    place.gate.set()
    place.until(lambda: screen.case.volume is not None and screen.seeing.is_seen)
    screen.seen_and_next()
    first = screen._workings[0]
    place.until(lambda: (first.id, first.sha256) in screen._viewed)
    place.idle()
    assert marks(place) == {first.id}


def test_a_tick_of_another_row_only_shows_it(place):
    place.department.submitted()
    screen = place.review()
    screen.tick(2)
    assert screen._current == 2
    place.idle()
    assert marks(place) == set()


def test_a_finding_in_the_text_leads_to_its_section_with_contour_line_number_and_level(place):
    place.department.submitted()
    screen = place.review()
    screen.text.jump_wanted.emit("f-arch_mid-0")
    place.until(lambda: screen._workings[screen._current].id == "measurement:level:arch_mid")
    place.until(lambda: screen.seeing.is_shown)
    drawn = next(o for o in screen.pane.section.overlays if isinstance(o, pictures.DiameterOverlay))
    assert drawn.figures.largest[1] == 32.0
    np.testing.assert_allclose(screen.pane.section.state.focus_lps, (0.0, 0.0, 70.0))
    np.testing.assert_allclose(screen.pane.axial.state.focus_lps[2], 70.0)
    # the vessel stretched, its cursor at the level
    place.until(lambda: screen.pane.cpr.length_mm > 0)
    assert screen.pane.cpr.arc_mm == pytest.approx(50.0, abs=1.0)


def test_a_working_without_a_place_says_why_and_counts_by_its_slice(place):
    place.department.submitted()
    screen = place.review()
    row = next(i for i, w in enumerate(screen._workings) if w.id.endswith("bifurcation"))
    screen.table.selectRow(row)
    place.until(lambda: screen._current == row and screen.seeing.is_seen)
    assert screen.pane.section.volume is None
    screen.seen_and_next()
    place.until(lambda: marks(place) == {"measurement:level:bifurcation"})


class _Broken:
    id = "broken"

    def paint(self, painter, context, state):
        raise RuntimeError("an overlay that fails")


def test_a_picture_that_fails_to_paint_isnt_seen_however_long_it_stands_there(place):
    place.department.submitted()
    screen = place.review()
    place.until(lambda: screen.seeing.is_shown)
    view = screen.pane.section
    whole = view.overlays
    view.set_overlays([*whole, _Broken()])
    place.until(lambda: view.has_failed)
    assert not screen.seeing.is_shown
    screen.seen_and_next()
    place.idle()
    assert marks(place) == set()
    # drawn again, it counts from then on
    view.set_overlays(whole)
    place.until(lambda: screen.seeing.is_seen)
    screen.seen_and_next()
    place.until(lambda: marks(place) == {screen._workings[0].id})


def test_findings_of_other_images_are_not_drawn_on_these(place):
    place.department.submitted()
    screen = place.review()
    pane = screen.pane
    place.until(lambda: screen.seeing.is_shown)
    here = pane._volume
    pane._volume = replace(here, series=replace(here.series, series_instance_uid="1.2.3.4"))
    members = screen._members(screen._workings[0])
    foreign = [
        replace(f, source=replace(f.source, series_instance_uid="9.9", frame_of_reference_uid="9.8"))
        for f in members
    ]
    pane.show_findings("Boog", "32,0 mm", foreign, screen.case.content)
    assert pane.section.volume is None
    pane.update_all()
    place.until(lambda: not screen.seeing.is_shown)
    # another series in the same coordinates is the same place in the patient
    near = [
        replace(f, source=replace(f.source, series_instance_uid="9.9", frame_of_reference_uid="1.2.9"))
        for f in members
    ]
    pane.show_findings("Boog", "32,0 mm", near, screen.case.content)
    assert pane.section.volume is not None


def test_changing_screens_stops_the_second(place):
    place.department.submitted()
    screen = place.review()
    place.until(lambda: screen.seeing.is_shown)
    screen.faces.buttons["pdf"].click()
    assert not screen.seeing.is_shown
    screen.seen_and_next()
    place.idle()
    assert marks(place) == set()


def test_all_seen_and_judged_the_draft_is_signed_and_the_conditions_show_their_facts(place):
    report = place.department.submitted()
    screen = place.review()
    assert not screen.password.isEnabled()
    place.see_all(screen)
    screen.scores[Score.CONCURRENCE].click()
    place.until(lambda: not screen._refusals)
    lines = {
        w.objectName(): w.accessibleName()
        for w in screen.judge.findChildren(QWidget)
        if w.objectName().startswith("condition-")
    }
    assert "5 van 5" in lines["condition-T8-VIEWED"]
    assert "Mbb Test" in lines["condition-T5-FOUR-EYES"]
    assert lines["condition-T8-SCORE"].endswith("1")
    place.until(screen.password.isEnabled)
    screen.password.setText("verkeerd")
    screen.authorise.press()
    place.idle()
    assert screen.case.report.state is State.IN_REVIEW
    screen.password.setText(governed.PASSWORD)
    screen.authorise.press()
    place.until(lambda: place.window.current_screen().name == "report")
    place.idle()
    assert service.open_report(place.department.store, place.department.rad, report.id)[0].state is (
        State.AUTHORISED
    )


def test_a_judgement_from_2b_asks_for_a_comment(place):
    place.department.submitted()
    screen = place.review()
    screen.scores[Score.MISS_LIKELY].click()
    place.until(lambda: "T8-COMMENT" in refused(screen))
    screen.comment.setPlainText("Groei altijd tegen de meetfout zetten.")
    place.until(lambda: "T8-COMMENT" not in refused(screen))
    screen.comment.setPlainText("")
    screen.scores[Score.MISS_UNLIKELY].click()
    place.until(lambda: refused(screen) == {"T8-VIEWED"})


def test_another_radiologist_takes_the_responsibility_over(place):
    report = place.department.submitted()
    screen = place.review("rad2")
    place.until(lambda: "T8-RESPONSIBLE" in refused(screen))
    place.until(screen.judge.take.isVisible)
    screen.judge.take.press()
    place.until(lambda: "T8-RESPONSIBLE" not in refused(screen))
    head = service.open_report(place.department.store, place.department.acting["rad2"], report.id)[0]
    assert head.responsible_radiologist_id == "rad2"
    assert place.desk.session.study.responsible == "Rad2 Test"


def test_changes_of_the_reviewer_are_marked_and_said(place):
    place.department.submitted()
    screen = place.review()
    field = screen.text.fields["conclusion"]
    field.setPlainText("Verwijde aorta.")
    place.until(lambda: screen.case.content.text("conclusion") == "Verwijde aorta.")
    screen.text.mode.buttons["mine"].click()
    spoken = [w.accessibleName() for w in screen.text.findChildren(QWidget)]
    assert "verwijderd: Normale; toegevoegd: Verwijde" in spoken
    assert "50 %" in screen.text.count.text()
    assert "conclusie gewijzigd" in screen.judge.own.text()
    assert not screen.text.mode.buttons["prior"].isEnabled()
    place.idle()


def test_the_own_list_is_walked_with_previous_and_next(place):
    place.department.submitted(1)
    place.department.submitted(2)
    screen = place.review()
    place.until(lambda: " van 2 " in screen.place.text())
    first, is_first = screen.case.report.id, screen.place.text().startswith("1 ")
    on, back = (screen.after, screen.before) if is_first else (screen.before, screen.after)
    assert back.reason
    assert not on.reason
    on.press()
    place.until(lambda: screen.case.report is not None and screen.case.report.id != first)
    place.until(lambda: screen.place.text().startswith("2 " if is_first else "1 "))
    place.idle()


def test_a_draft_is_returned_with_its_reason(place):
    report = place.department.submitted()
    screen = place.review()
    screen.give_back.press()
    assert screen.case.report.state is State.IN_REVIEW, "a comment is asked first"
    screen.comment.setPlainText("Sinus opnieuw meten.")
    screen.return_reasons[ReturnReason.MEASUREMENT].trigger()
    place.until(lambda: place.window.current_screen().name == "worklist")
    place.idle()
    with place.department.store.read() as connection:
        row = connection.execute(
            select(tables.review.c.reason, tables.review.c.comment).where(
                tables.review.c.report_id == report.id
            )
        ).one()
    assert tuple(row) == ("measurement", "Sinus opnieuw meten.")


def test_a_key_reaches_the_list_and_marks(place):
    place.department.submitted()
    screen = place.review()
    place.until(lambda: screen.seeing.is_seen)
    screen.table.setFocus()
    QTest.keyClick(screen.table, Qt.Key.Key_Space)
    place.until(lambda: len(marks(place)) == 1)
    place.idle()


# -- the final report


@pytest.fixture
def final(place, monkeypatch):
    monkeypatch.setattr(governed, "render", render)
    monkeypatch.setattr(
        "desktop.review.final_facts.certificates.check_pdf",
        lambda _store, _pdf: type("Check", (), {"accepted": True, "reason": ""})(),
    )
    monkeypatch.setattr("desktop.editor.preview.page_images", lambda _pdf, *_a: [])
    department = place.department
    report = department.claimed()
    department.view_all(report)
    return department.authorise(report, render=render)


def words(widget) -> str:
    return "\n".join(w.text() for w in widget.findChildren(QWidget) if callable(getattr(w, "text", None)))


def test_the_final_states_who_with_which_number_meaning_anchor_versions_and_readings(place, final):
    screen = place.final()
    shown = words(screen.panel)
    assert "19012345601" in shown
    assert "Heeft de uitwerkingen en het verslag beoordeeld" in shown
    assert screen._facts.anchor
    assert screen._facts.anchor in shown
    assert final.number in shown
    assert screen._facts.accesses
    screen.panel.copy.press()
    assert QGuiApplication.clipboard().text() == final.authorised_sha256


def test_saving_the_final_is_on_record_as_an_export(place, final, tmp_path):
    screen = place.final()
    folder = tmp_path / "out"
    folder.mkdir()
    screen.export_to(folder)
    place.until(lambda: len(list(folder.iterdir())) == 2)
    place.until(lambda: screen._facts is not None)
    place.idle()
    details = {a.detail for a in screen._facts.accesses if a.act == "EXPORTED"}
    assert details == {"pdf file", "sr file"}


def test_a_damaged_final_is_not_shown_but_its_evidence_is_saved(place, final, tmp_path):
    for sha256 in service.stored_files(place.department.store, final.id).values():
        for file in (tmp_path / "home").rglob(f"*{sha256[4:]}*"):
            file.chmod(0o600)
            file.write_bytes(b"damaged")
    screen = place.open_row()
    place.until(lambda: screen.stack.currentWidget() is screen.broken)
    place.until(lambda: not screen.broken.bundle.reason)
    assert screen._facts is None
    assert screen.export.reason
    assert screen.panel.isHidden()
    assert screen.broken.earlier.reason
    shown = words(screen.broken)
    assert "wijkt af" in shown
    assert "beveiligingsmelding" in shown
    assert place.window.status_line.left.text() == "INTEGRITEITSFOUT in dit verslag"
    bundle = tmp_path / "bundle.zip"
    screen.bundle_to(bundle)
    place.until(bundle.exists)
    place.idle()
    assert zipfile.ZipFile(bundle).namelist()
    assert place.desk.session.draft is None, "the banner doesn't call it authorised"


def test_a_recall_is_signed_by_two_and_shown_as_recalled(place, final):
    screen = place.final()
    screen.panel.recall.press()
    form = screen._form
    assert form.act.reason
    form.reason.setPlainText("Verkeerde patiënt gemeten.")
    form.password.setText(governed.PASSWORD)
    form.second_login.setText("rad2")
    form.second_password.setText(governed.PASSWORD)
    assert not form.act.reason
    form.act.press()
    place.until(lambda: screen._facts is not None and screen._facts.is_recalled)
    place.idle()
    assert screen.export.reason
    assert not screen._facts.files


def test_a_recall_by_one_person_twice_is_refused(place, final):
    screen = place.final()
    screen.panel.recall.press()
    form = screen._form
    form.reason.setPlainText("Verkeerde patiënt gemeten.")
    form.password.setText(governed.PASSWORD)
    form.second_login.setText("rad")
    form.second_password.setText(governed.PASSWORD)
    form.act.press()
    place.idle()
    assert service.open_report(place.department.store, place.department.rad, final.id)[0].state is (
        State.AUTHORISED
    )


def test_an_addendum_starts_as_a_draft_that_holds_its_reason(place, final):
    screen = place.final("mbb")
    screen.panel.addend.press()
    form = screen._form
    form.reason.setPlainText("Vergelijking met 2024 toegevoegd.")
    form.declared.setChecked(True)
    form.act.press()
    place.until(lambda: len(service.versions(place.department.store, place.department.mbb, final.id)) == 2)
    place.idle()
    child = service.versions(place.department.store, place.department.mbb, final.id)[1]
    assert child.kind is Kind.ADDENDUM
    head, revision = service.open_report(place.department.store, place.department.mbb, child.report_id)
    assert head.state is State.DRAFT
    assert revision.content.remark == "Vergelijking met 2024 toegevoegd."
    assert screen.panel.correct.reason, "only a radiologist corrects"


def test_a_correction_needs_the_difference_on_screen_and_replaces_the_final(place, final):
    screen = place.final()
    place.gate.set()
    screen.panel.correct.press()
    review = place.window.current_screen()
    assert review.name == "review"
    place.until(lambda: review.case.volume is not None and review._facts is not None)
    place.until(lambda: {"T8-SCORE", "T-REASON", "T12-DIFFERENCE"} <= refused(review))
    review.text.fields["conclusion"].setPlainText("Gecorrigeerde conclusie.")
    place.until(lambda: review.case.content.text("conclusion") == "Gecorrigeerde conclusie.")
    review.scores[Score.CONCURRENCE].click()
    review.comment.setPlainText("Zijde verwisseld.")
    place.until(lambda: refused(review) == {"T12-DIFFERENCE"})
    assert review.leave() is False, "unsigned words aren't lost by one press"
    review.text.mode.buttons["mine"].click()
    place.until(lambda: not review._refusals)
    place.until(review.password.isEnabled)
    review.password.setText(governed.PASSWORD)
    review.authorise.press()
    place.until(lambda: place.window.current_screen().name == "worklist")
    place.idle()
    old, new = service.versions(place.department.store, place.department.rad, final.id)
    assert old.superseded_by == new.report_id
    assert new.is_valid
    document = service.read_final(place.department.store, place.department.rad, new.report_id)
    assert document.revision.content.text("conclusion") == "Gecorrigeerde conclusie."


def test_conditions_that_arrive_after_signing_out_are_dropped(place):
    """The answer of the database may come when nobody is signed in any more."""
    place.department.submitted()
    screen = place.review()
    screen.refresh()
    place.desk.session.sign_out()
    place.until(lambda: not place.desk.background.jobs())
    place.idle()
