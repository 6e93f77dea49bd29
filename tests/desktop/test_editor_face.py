"""The report face: what came back and why, revisions, preview of the present, points, measurements, key images."""

from __future__ import annotations

from pathlib import Path

import pytest
from editor_cases import (
    CHEAP,
    WAIT_MS,
    Sitting,
    acting,
    close_desk,
    copy_home,
    draft,
    idle,
    make_home,
    open_case,
    picture,
    sign_in,
)
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox

from desktop import content as edits
from desktop.demo.job import CONFIRMED
from desktop.desk import Desk
from desktop.editor import compared
from desktop.editor.returned import places_in, points_of
from desktop.editor.side import NAME, SOURCE, UNIT, VALUE
from desktop.editor.words import act_words
from desktop.home import Home
from desktop.operations import reports
from governance import service
from governance.report import ReturnReason, SelfDeclaration
from governance.store import Store

pytestmark = pytest.mark.gui
COMMENT = "Conclusie: noem de toename.\n- Infrarenaal opnieuw meten, contour ligt te ruim."


@pytest.fixture(scope="module")
def base(tmp_path_factory) -> Path:
    return make_home(tmp_path_factory.mktemp("base"))


@pytest.fixture
def desk(qapp, base, tmp_path):
    home = copy_home(base, tmp_path / "home")
    made = Desk(Home(home).prepare(), store=Store.open(home, password_cost=CHEAP))
    yield made
    close_desk(made)


@pytest.fixture
def sit(qtbot, desk) -> Sitting:
    sign_in(desk, "sanne")
    return open_case(qtbot, desk, draft(desk.store).id)


@pytest.fixture
def returned(qtbot, desk) -> Sitting:
    """Submitted by Sanne, sent back by Ruben, opened again by Sanne."""
    from editor_cases import PASSWORD

    store, head = desk.store, draft(desk.store)
    sanne, ruben = acting(store, "sanne"), acting(store, "ruben")
    head = reports.submit(
        store, sanne, head, declaration=SelfDeclaration.YES, identity=CONFIRMED,
        reauthentication=service.reauthenticate(store, sanne, PASSWORD),
    )  # fmt: skip
    head = service.claim(store, ruben, head.id, expected_lock_version=head.lock_version)
    service.return_for_changes(
        store, ruben, head.id, expected_lock_version=head.lock_version,
        reason=ReturnReason.MEASUREMENT, comment=COMMENT,
    )  # fmt: skip
    sign_in(desk, "sanne")
    return open_case(qtbot, desk, head.id)


# ------------------------------------------------------------------ returned
def test_a_returned_draft_says_who_when_and_why_on_both_faces(qtbot, returned) -> None:
    for face in (returned.editor, returned.check):
        qtbot.waitUntil(lambda f=face: f.returned.isVisible(), timeout=WAIT_MS)
        assert face.returned.words().startswith("Returned by dr. Ruben Proef on ")
        assert face.returned.words().endswith("a measurement")
        assert "noem de toename" in face.returned.accessibleName()


def test_the_comment_leads_to_its_places_and_its_points_are_ticked(qtbot, returned) -> None:
    note = returned.editor.returned
    qtbot.waitUntil(lambda: len(note.ticks) == 2, timeout=WAIT_MS)
    assert [b.text() for b in note.links()] == ["Conclusie", "Infrarenaal"]
    with qtbot.waitSignal(returned.editor.jump_wanted, timeout=WAIT_MS) as jumped:
        note.links()[1].click()
    assert jumped.args == ["f-inf"]
    note.links()[0].click()
    qtbot.waitUntil(
        lambda: returned.editor.focusWidget() is returned.editor.field("conclusion"), timeout=WAIT_MS
    )
    assert any("Comments of the radiologist: 2" in p.words for p in returned.editor.open_points())
    for tick in note.ticks:
        QTest.mouseClick(tick, Qt.MouseButton.LeftButton, pos=tick.rect().center())
        tick.setChecked(True)
    assert note.open_points() == 0
    assert not any("Comments" in p.words for p in returned.editor.open_points())
    assert note.isVisible(), "it stays until the draft is submitted anew"
    returned.check.refresh()
    qtbot.waitUntil(
        lambda: [t.isChecked() for t in returned.check.returned.findChildren(QCheckBox)] == [True, True],
        timeout=WAIT_MS,
    )


def test_points_and_places_of_a_comment(sit) -> None:
    assert points_of(" 1. Een\n\n* Twee \nDrie") == ("Een", "Twee", "Drie")
    assert [p[1] for p in places_in("Zie conclusie en INFRARENAAL.", sit.case.content)] == [
        "conclusion",
        "f-inf",
    ]
    assert places_in("Infrarenale zak", sit.case.content) == []


# ------------------------------------------------------------------ revisions
def test_the_revisions_say_who_when_what_and_one_is_restored_as_a_new_one(qtbot, sit) -> None:
    sit.case.set_text("conclusion", "Toch een aneurysma.", "x")
    qtbot.waitUntil(lambda: sit.case.is_saved, timeout=WAIT_MS)
    panel, number = sit.editor.revisions, sit.case.report.revision
    sit.editor.all_revisions.click()
    qtbot.waitUntil(lambda: panel.table.rowCount() == number, timeout=WAIT_MS)
    line = panel.lines()[0]
    assert (line.name, line.current, line.sections) == ("Sanne Voorbeeld", True, ("Conclusie",))
    assert "Conclusie" in panel.table.item(0, 3).text()
    panel.table.selectRow(1)
    qtbot.waitUntil(lambda: panel.shown_number() == number - 1, timeout=WAIT_MS)
    assert "1 differences" in panel.about.text()
    assert panel.restore.reason == ""
    panel.restore.click()
    qtbot.waitUntil(lambda: sit.case.is_saved and sit.case.report.revision == number + 1, timeout=WAIT_MS)
    assert sit.current().text("conclusion") == "Geen aneurysma."
    qtbot.waitUntil(lambda: panel.table.rowCount() == number + 1, timeout=WAIT_MS)
    assert "restored from revision" in panel.table.item(0, 3).text()
    assert len(service.revisions(sit.store, sit.case.report.id)) == number + 1


def test_the_words_of_acts_follow_undo_and_restore() -> None:
    assert act_words("save", "undo edit_text") == "undone: text"
    assert act_words("save", "restores revision 3") == "restored from revision 3"
    assert act_words("create", "") == "started"


def test_differences_are_found_word_by_word() -> None:
    kinds = [(r.kind, r.text) for r in compared.runs("een oud woord", "een nieuw woord")]
    assert ("-", "oud") in kinds
    assert ("+", "nieuw") in kinds


def test_measurements_of_two_versions_are_taken_whole(sit) -> None:
    now = sit.case.content
    fewer = edits.set_groups(now, [], remove=["level:infrarenal"])
    rows = compared.rows(now, fewer, remark="r", images="i")
    row = next(r for r in rows if r.kind == "findings")
    assert row.texts[0].startswith("44,0")
    assert row.texts[1] == ""
    assert {f.group for f in compared.take(fewer, now, row).findings} == {f.group for f in now.findings}
    assert {f.group for f in compared.take(now, fewer, row).findings} == {"level:ascending_mid"}


# ------------------------------------------------------------------ preview
def test_the_preview_is_of_the_present_revision_and_says_what_is_not_saved(qtbot, sit) -> None:
    import pypdfium2

    def words() -> str:
        made = pypdfium2.PdfDocument(sit.editor.prepare_pdf()())
        try:
            return " ".join(page.get_textpage().get_text_range() for page in made)
        finally:
            made.close()

    first = sit.case.report.revision
    assert f"revisie {first}" in words()
    sit.case.set_text("conclusion", "Nieuwe slotzin.", "x")
    assert "Nieuwe slotzin." in words(), "what is on screen, saved or not"
    qtbot.waitUntil(lambda: sit.case.is_saved, timeout=WAIT_MS)
    assert f"revisie {first + 1}" in words()
    assert "Nieuwe slotzin." in words()
    qtbot.waitUntil(lambda: f"revision {first + 1}" in sit.editor.preview.about.text(), timeout=WAIT_MS)


# ------------------------------------------------------------------ points
def test_an_empty_required_section_is_a_point_with_its_way(qtbot, sit) -> None:
    sit.case.set_text("conclusion", "", "x")
    qtbot.waitUntil(
        lambda: any("Conclusie" in r.point.words for r in sit.editor.side.point_rows()), timeout=WAIT_MS
    )
    row = next(r for r in sit.editor.side.point_rows() if "Conclusie" in r.point.words)
    assert row.point.blocks
    assert "required field" in row.point.why
    row.action.click()
    qtbot.waitUntil(lambda: sit.editor.focusWidget() is sit.editor.field("conclusion"), timeout=WAIT_MS)
    QTest.keyClicks(sit.editor.field("conclusion"), "Ja.")
    qtbot.waitUntil(
        lambda: not any("Conclusie" in r.point.words for r in sit.editor.side.point_rows()), timeout=WAIT_MS
    )


def test_levels_without_a_value_lead_to_the_images_and_only_advise(qtbot, sit) -> None:
    qtbot.waitUntil(
        lambda: any("levels without" in r.point.words for r in sit.editor.side.point_rows()), timeout=WAIT_MS
    )
    row = next(r for r in sit.editor.side.point_rows() if "levels without" in r.point.words)
    assert not row.point.blocks
    with qtbot.waitSignal(sit.editor.face_wanted, timeout=WAIT_MS) as wanted:
        row.action.click()
    assert wanted.args == ["images"]


# ------------------------------------------------------------------ measurements and linked numbers
def test_the_measurements_have_unit_and_source_and_jump(qtbot, sit) -> None:
    table = sit.editor.side.table
    assert table.rowCount() == 2
    row = next(r for r in range(2) if table.item(r, NAME).text() == "Infrarenaal")
    assert (table.item(row, VALUE).text(), table.item(row, UNIT).text()) == ("44,0", "mm")
    assert table.item(row, SOURCE).text() == "slice 2"
    assert "all with unit and source" in sit.editor.side.measure_note.text()
    with qtbot.waitSignal(sit.editor.jump_wanted, timeout=WAIT_MS) as jumped:
        QTest.mouseClick(
            table.viewport(),
            Qt.MouseButton.LeftButton,
            pos=table.visualItemRect(table.item(row, NAME)).center(),
        )
    assert jumped.args == ["f-inf"]


def test_a_changed_measurement_changes_its_number_in_the_text_and_is_marked(qtbot, sit) -> None:
    from editor_cases import finding

    sit.case.replace_findings([finding("infrarenal", 47.0, "new", "Infrarenaal")], "x")
    field = sit.editor.field("findings")
    assert field._drawn[0][1].startswith("47,0")
    assert sit.editor._states["findings"][1].text() == "number changed"
    assert "{{finding:f-inf" in field.text()


def test_a_number_is_inserted_as_a_link(qtbot, sit) -> None:
    field = sit.editor.field("conclusion")
    field.setFocus()
    qtbot.waitUntil(lambda: sit.editor.focusWidget() is field, timeout=WAIT_MS)
    cursor = field.textCursor()
    cursor.movePosition(cursor.MoveOperation.End)
    field.setTextCursor(cursor)
    sit.editor.insert_number("f-asc", "value")
    qtbot.waitUntil(lambda: sit.case.is_saved, timeout=WAIT_MS)
    assert sit.current().text("conclusion").endswith("{{finding:f-asc:value}}")


# ------------------------------------------------------------------ key images
def test_all_key_images_are_shown_with_the_marker_and_can_be_named_moved_and_removed(qtbot, sit) -> None:
    for shade in (30, 60, 120, 150):
        sit.case.add_key_image(picture(shade), f"Beeld {shade}.", [], "x")
    side = sit.editor.side
    qtbot.waitUntil(lambda: len(side.thumbnails()) == 5, timeout=WAIT_MS)
    assert {t.mark_words() for t in side.thumbnails()} == {"PRELIMINARY"}
    thumb = next(t for t in side.thumbnails() if t.accessibleName() == "Beeld 60.")
    QTest.mouseClick(thumb, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: side.caption.text() == "Beeld 60.", timeout=WAIT_MS)
    side.caption.setFocus()
    side.caption.selectAll()
    QTest.keyClicks(side.caption, "Boog.")
    QTest.keyClick(side.caption, Qt.Key.Key_Return)
    assert [i.caption for i in sit.case.content.key_images][2] == "Boog."
    side.earlier.click()
    assert [i.caption for i in sit.case.content.key_images][1] == "Boog."
    qtbot.waitUntil(lambda: len(side.thumbnails()) == 5, timeout=WAIT_MS)
    side.remove.click()
    assert "Boog." not in [i.caption for i in sit.case.content.key_images]
    qtbot.waitUntil(lambda: sit.case.is_saved, timeout=WAIT_MS)
    assert len(sit.current().key_images) == 4
    sit.desk.session.undo_stack.undo()
    qtbot.waitUntil(lambda: sit.case.is_saved and len(sit.current().key_images) == 5, timeout=WAIT_MS)
    idle(qtbot, sit.desk)


def test_what_is_read_only_says_why_and_takes_no_typing(qtbot, sit) -> None:
    before = sit.case.content
    sit.case.read_only_because = "Ingediend. Alleen lezen."
    sit.case.report_changed.emit()
    qtbot.waitUntil(lambda: sit.editor.locked.isVisible(), timeout=WAIT_MS)
    QTest.keyClicks(sit.editor.field("conclusion"), "niet")
    assert sit.case.content == before
    qtbot.waitUntil(lambda: sit.editor.side.submit.reason == "Ingediend. Alleen lezen.", timeout=WAIT_MS)
