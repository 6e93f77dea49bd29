"""Height and weight in the aorta workspace: typed, undoable, in the report as indices of what was accepted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from aorta_cases import copied_home, marks_of, measure, pause, seat, until, write_mask
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.review import changes
from desktop.workspaces.aorta.body import number_of, typed_day
from measurements.body_size import bsa_dubois_m2

pytestmark = [pytest.mark.gui, pytest.mark.qt_no_exception_capture]


@pytest.fixture(scope="module")
def person(tmp_path_factory, qapp):
    folder = tmp_path_factory.mktemp("body")
    home, phantom, accession = copied_home(folder / "home")
    with seat(home) as made:
        made.sign_in()
        made.open(accession)
        measure(made, marks_of(phantom), write_mask(phantom, folder))
        made.work.select("maximum.thoracic")
        pause(30)
        made.key(Qt.Key.Key_Space)
        made.screen.go_to("body")
        made.idle()
        yield made


def type_in(person, height: str, weight: str, day: str) -> None:
    for key, text in (("height", height), ("weight", weight), ("day", day)):
        field = person.work.panel.body.fields[key]
        field.setFocus()
        field.selectAll()
        QTest.keyClick(field, Qt.Key.Key_Delete)
        QTest.keyClicks(field, text)
    pause(20)


def test_numbers_and_days_are_read_as_people_type_them() -> None:
    assert (number_of("1,5"), number_of(" 80.5 "), number_of("tachtig")) == (1.5, 80.5, None)
    for text in ("20-11-2026", "20112026", "20-11-26", "2026-11-20"):
        assert typed_day(text) == date(2026, 11, 20)
    assert typed_day("30-02-2026") is None


def test_what_cant_be_right_is_refused_in_place(person) -> None:
    block = person.work.panel.body
    assert block.isVisible()
    for texts in (
        ("", "", ""),
        ("1,80", "80", "20-11-2026"),
        ("180", "999", "20-11-2026"),
        ("180", "80", "gisteren"),
        ("180", "80", "01-01-2999"),
    ):
        type_in(person, *texts)
        assert block.keep.reason
    before = person.work.state
    QTest.keyClick(block.fields["day"], Qt.Key.Key_Return)
    assert person.work.state is before


def test_the_indices_go_to_the_draft_with_the_accepted_maximum_and_undo_takes_them_out(person) -> None:
    work = person.work
    today = person.desk.today()
    type_in(person, "180", "80", (today - timedelta(days=30)).strftime("%d-%m-%Y"))
    person.click(work.panel.body.keep)
    draft = person.draft()
    diameter = draft["maximum:thoracic", "diameter_max_mm"]
    assert draft["index:thoracic", "aortic_height_index"] == pytest.approx(diameter / 10 / 1.8, abs=1e-9)
    assert draft["index:thoracic", "aortic_size_index"] == pytest.approx(
        diameter / 10 / bsa_dubois_m2(180.0, 80.0), abs=1e-9
    )
    assert "ASI (DuBois)" in work.panel.body.indices.text()
    person.screen.choose_face("report")
    person.idle()
    person.screen.editor.compose_text()
    person.idle()
    said = changes.printed(person.screen.case.content, "findings")
    assert "ASI (DuBois)" in said
    assert "cm/m²" in said
    person.screen.choose_face("images")
    person.idle()
    person.undo()
    person.undo()
    assert not [group for group, _key in person.draft() if group.startswith("index")]
    person.redo()
    assert ("index:thoracic", "aortic_size_index") in person.draft()


def test_they_are_there_again_when_the_draft_is_opened_again(person) -> None:
    before = person.draft()
    person.desk.navigator.open("worklist")
    person.idle()
    accession = person.window.screen_named("worklist")._data.rows[0].accession
    person.open(accession, start=False)
    until(lambda: person.work.result is not None)
    person.idle()
    assert person.work.state.body.height_cm == 180.0
    assert person.draft() == before
