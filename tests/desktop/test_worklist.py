"""The worklist through its widgets: order, views, preview, keys, what may not be opened, reason for access."""

from __future__ import annotations

from datetime import timedelta

import pytest
import worklist_cases as cases
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QDialog

from desktop.days import as_date
from desktop.worklist.governed import as_moment, shown_name
from desktop.worklist.reason import ReasonDialog
from desktop.worklist.rows import arranged, in_view, waiting_text
from desktop.worklist.table import STATUS, WAIT
from resources.errors import Refused

#: the offscreen platform says this of every dialog; it has no window manager to tell
DIALOG = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")


@pytest.fixture
def opened(desk):
    """Rows that were opened."""
    rows = []
    desk.services["open_row"] = rows.append
    return rows


@pytest.fixture
def worklist(qtbot, window, signed_in, opened):
    screen = signed_in()
    qtbot.waitUntil(lambda: screen.preview.primary.isVisible())
    return screen


def choose(qtbot, worklist, number):
    place = next(
        i for i in range(worklist.model.rowCount()) if worklist.model.row_at(i).patient_number == number
    )
    index = worklist.model.index(place, 0)
    qtbot.mouseClick(
        worklist.table.viewport(), Qt.MouseButton.LeftButton, pos=worklist.table.visualRect(index).center()
    )
    qtbot.waitUntil(lambda: worklist.chosen().key in worklist._previews)


def test_urgent_first_then_longest_waiting_and_done_last(worklist):
    rows = [worklist.model.row_at(i) for i in range(worklist.model.rowCount())]
    assert [r.urgency for r in rows[:3]] == ["direct", "same_day", "same_day"]
    routine = [
        r.changed_at
        for r in rows
        if r.urgency == "routine" and r.state in ("draft", "new", "submitted", "in_review")
    ]
    assert routine == sorted(routine)
    states = [r.state for r in rows]
    assert states.index("handed_back") > max(
        i for i, s in enumerate(states) if s in ("draft", "new", "submitted")
    )
    assert all(s == "authorised" for s in states[states.index("authorised") :])
    assert arranged(reversed(cases.ROWS)) == arranged(cases.ROWS)


@pytest.mark.parametrize(
    ("view", "count"),
    [("mine", 4), ("group", 15), ("new", 2), ("returned", 1), ("waiting", 3), ("authorised", 6)],
)
def test_each_view_shows_as_many_rows_as_it_counts(qtbot, worklist, view, count):
    button = worklist.side.views[view]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert button.count == count == worklist.model.rowCount()
    assert button.isChecked()


def test_a_task_narrows_the_view_and_a_second_press_frees_it(qtbot, worklist):
    liver = worklist.side.tasks["liver"]
    qtbot.mouseClick(liver, Qt.MouseButton.LeftButton)
    assert {worklist.model.row_at(i).task for i in range(worklist.model.rowCount())} == {"liver"}
    assert worklist.model.rowCount() == liver.count == 3
    qtbot.mouseClick(liver, Qt.MouseButton.LeftButton)
    assert worklist.model.rowCount() == 15


def test_a_radiologist_starts_with_what_is_to_be_reviewed(qtbot, window, signed_in):
    screen = signed_in("ilse")
    assert {screen.model.row_at(i).state for i in range(screen.model.rowCount())} == {
        "submitted",
        "in_review",
    }
    header = [
        screen.model.headerData(i, Qt.Orientation.Horizontal) for i in range(screen.model.columnCount())
    ]
    assert header == [
        "Patiënt", "Taak", "Onderzoek", "Status", "Opsteller · wijzigingen", "Opschaling", "Urgentie", "Wacht",
    ]  # fmt: skip
    assert screen.side.views["mine"].text() == "Te beoordelen"


def test_search_finds_accents_and_looks_beyond_the_view(qtbot, worklist):
    qtbot.keyClick(worklist.table, Qt.Key.Key_Slash)
    assert worklist.focusWidget() is worklist.search.edit
    qtbot.keyClicks(worklist.search.edit, "sahin orn")
    assert [worklist.model.row_at(i).patient_number for i in range(worklist.model.rowCount())] == [
        "TEST-0006"
    ]
    worklist.search.edit.setText("TEST-0016")
    assert worklist.model.rowCount() == 1  # outside the group: found, and a reason is asked


def test_letters_in_the_search_field_are_letters(qtbot, worklist):
    worklist.search.edit.setFocus()
    qtbot.keyClicks(worklist.search.edit, "tfn /")
    assert worklist.search.edit.text() == "tfn /"
    assert worklist.pages.currentIndex() == 1
    assert worklist._empty_words.text() == "Niets in deze weergave."


@pytest.mark.parametrize(
    ("minutes", "text"),
    [(0, "0 min"), (59, "59 min"), (60, "1 u"), (1439, "23 u"), (1440, "1 d"), (2520, "1 d 18 u")],
)
def test_waiting_time_in_words(minutes, text):
    from dataclasses import replace

    row = replace(cases.ROWS[0], changed_at=cases.NOW - timedelta(minutes=minutes))
    assert waiting_text(row, cases.NOW) == text
    assert waiting_text(replace(row, state="authorised"), cases.NOW) == "–"


def test_waiting_longer_than_the_norm_is_said_in_words(worklist):
    tips = {
        worklist.model.row_at(i).patient_number: worklist.model.index(i, WAIT).data(
            Qt.ItemDataRole.ToolTipRole
        )
        for i in range(worklist.model.rowCount())
    }
    assert tips["TEST-0004"] == "1 d 2 u – langer dan norm"
    assert tips["TEST-0002"] == "22 u"


def test_a_cell_reads_out_its_status_in_words(worklist):
    assert worklist.model.index(0, STATUS).data(Qt.ItemDataRole.AccessibleTextRole) == "Concept"


def test_header_sorts_reverses_and_gives_the_order_back(qtbot, worklist):
    header = worklist.table.horizontalHeader()
    before = [worklist.model.row_at(i).key for i in range(15)]
    place = QPoint(header.sectionViewportPosition(0) + 40, header.height() // 2)
    names = []
    for _ in range(3):
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
        names.append([worklist.model.row_at(i).patient_name for i in range(15)])
    assert names[0] == sorted(names[0], key=str.casefold)
    assert names[1] == names[0][::-1]
    assert [worklist.model.row_at(i).key for i in range(15)] == before


def test_preview_shows_gate_what_is_missing_and_the_marker(qtbot, worklist):
    choose(qtbot, worklist, "TEST-0001")
    assert worklist.preview.escalation.isVisible()
    assert worklist.preview.primary.text() == "Verder met Secties"
    assert worklist.preview.name.text() == "TEST, Voorbeeld Aorta"
    assert worklist.preview.identity.text() == "M · 01-01-1958 · TEST-0001"
    from desktop.parts import Check

    def shown():
        return [c.accessibleName() for c in worklist.preview.findChildren(Check) if c.isVisible()]

    qtbot.waitUntil(lambda: len(shown()) >= 8)  # Qt shows what joins a shown layout at the next turn
    lines = shown()
    assert lines[:5] == [c.text for c in cases.GATE]
    assert lines[5:] == [
        "4 niveaus beoordelen",
        "Opschaling: terugbevestiging vastleggen",
        "Conclusie invullen",
    ]


def test_enter_opens_the_chosen_row(qtbot, worklist, opened):
    choose(qtbot, worklist, "TEST-0002")
    qtbot.keyClick(worklist.table, Qt.Key.Key_Return)
    assert [r.patient_number for r in opened] == ["TEST-0002"]


def test_a_double_click_opens_a_row_whose_preview_is_still_to_come(qtbot, worklist, opened):
    place = next(
        i for i in range(worklist.model.rowCount()) if worklist.model.row_at(i).patient_number == "TEST-0002"
    )
    at = worklist.table.visualRect(worklist.model.index(place, 0)).center()
    assert worklist.model.row_at(place).key not in worklist._previews
    qtbot.mouseClick(worklist.table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    qtbot.mouseDClick(worklist.table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    qtbot.waitUntil(lambda: [r.patient_number for r in opened] == ["TEST-0002"])


@pytest.mark.parametrize("way", ["enter", "button", "double click", "ctrl enter", "n"])
def test_what_the_gate_refuses_is_never_opened_and_all_reasons_are_said(qtbot, worklist, desk, opened, way):
    choose(qtbot, worklist, "TEST-0006")
    button = worklist.preview.primary
    assert button.property("blocked") is True
    assert button.toolTip() == cases.OUTSIDE == button.accessibleDescription()
    if way == "enter":
        qtbot.keyClick(worklist.table, Qt.Key.Key_Return)
    elif way == "button":
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    elif way == "ctrl enter":
        qtbot.keyClick(worklist.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    elif way == "n":
        qtbot.keyClick(worklist.table, Qt.Key.Key_N)
    else:
        spot = worklist.table.visualRect(worklist.table.currentIndex()).center()
        qtbot.mouseDClick(worklist.table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert opened == []
    assert [m.text for m in desk.messages.open_messages()] == [cases.OUTSIDE]


@DIALOG
def test_a_patient_outside_the_worklist_opens_only_after_a_reason(qtbot, worklist, source, opened):
    worklist.search.edit.setText("TEST-0016")
    qtbot.waitUntil(lambda: worklist.chosen() is not None and worklist.chosen().key in worklist._previews)
    worklist.open_chosen()
    (dialog,) = worklist.findChildren(ReasonDialog)
    qtbot.keyClicks(dialog.reason, "te   kort")
    qtbot.mouseClick(dialog.open_button, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    assert opened == []
    assert source.reasons == []
    dialog.reason.setPlainText("Vergelijking voor overleg van vandaag")
    qtbot.mouseClick(dialog.open_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(opened) == 1)
    assert source.reasons == [("s16", "Vergelijking voor overleg van vandaag")]


@DIALOG
def test_a_cancelled_reason_opens_nothing(qtbot, worklist, source, opened):
    worklist.search.edit.setText("TEST-0016")
    qtbot.waitUntil(lambda: worklist.chosen() is not None and worklist.chosen().key in worklist._previews)
    worklist.open_chosen()
    (dialog,) = worklist.findChildren(ReasonDialog)
    qtbot.mouseClick(dialog.cancel, Qt.MouseButton.LeftButton)
    assert dialog.result() == QDialog.DialogCode.Rejected
    assert opened == []
    assert source.reasons == []


def test_space_shows_and_hides_the_preview_but_presses_a_button_that_has_the_focus(qtbot, worklist):
    worklist.table.setFocus()
    qtbot.keyClick(worklist.table, Qt.Key.Key_Space)
    assert not worklist.preview.isVisible()
    qtbot.keyClick(worklist.table, Qt.Key.Key_Space)
    assert worklist.preview.isVisible()
    waiting = worklist.side.views["waiting"]
    waiting.setFocus()
    qtbot.keyClick(waiting, Qt.Key.Key_Space)
    assert waiting.isChecked()
    assert worklist.preview.isVisible()


def test_below_1500_px_the_preview_lies_over_the_table_until_esc(qtbot, window, worklist):
    window.resize(1366, 768)
    qtbot.waitUntil(lambda: not worklist.preview.isVisible())
    qtbot.waitUntil(lambda: worklist.table.width() == 1366 - worklist.side.width())
    width = worklist.table.width()
    worklist.table.setFocus()
    qtbot.keyClick(worklist.table, Qt.Key.Key_Space)
    assert worklist.preview.isVisible()
    assert worklist.table.width() == width
    assert worklist.preview.geometry().right() == worklist.width() - 1
    qtbot.keyClick(worklist.table, Qt.Key.Key_Escape)
    assert not worklist.preview.isVisible()


def test_filter_keeps_the_ticked_statuses(qtbot, worklist):
    menu = worklist.filter_menu()
    next(a for a in menu.actions() if a.text() == "Nieuw").trigger()
    assert worklist.model.rowCount() == 2
    assert "gefilterd" in worklist.count.text()
    worklist.filter_menu().actions()[0].trigger()
    assert worklist.model.rowCount() == 15


def test_a_list_that_cant_be_read_says_so_and_retries(qtbot, window, desk, source, signed_in):
    screen = signed_in()
    source.problem = Refused("The database can't be reached.", "Try again.")
    screen.reload()
    qtbot.waitUntil(screen.failure.isVisible)
    assert screen.model.rowCount() == 15  # the old list stays
    source.problem = None
    qtbot.mouseClick(screen.failure.action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not screen.failure.isVisible())


def test_choice_stays_when_the_list_is_refreshed(qtbot, worklist, source):
    choose(qtbot, worklist, "TEST-0003")
    loads = source.loads
    qtbot.keyClick(worklist.table, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: source.loads > loads and not worklist._loading)
    assert worklist.chosen().patient_number == "TEST-0003"


def test_hand_back_of_a_final_report_is_refused_with_its_reason(qtbot, worklist, desk):
    choose(qtbot, worklist, "TEST-0011")
    handed = []
    desk.services["hand_back"] = handed.append
    qtbot.keyClick(worklist.table, Qt.Key.Key_T)
    assert handed == []
    assert [m.text for m in desk.messages.open_messages()] == ["Dit verslag is definitief."]


def test_every_row_belongs_to_a_view_of_someone(desk):
    from desktop.session import SignedIn

    radiologist = SignedIn("p9", "dr. Ilse Controle", "ilse", "radiologist")
    assert {r.state for r in cases.ROWS if in_view(r, "mine", radiologist, cases.NOW)} == {
        "submitted",
        "in_review",
    }


@pytest.mark.parametrize(
    ("dicom", "shown"),
    [
        ("TEST^Voorbeeld Aorta", "TEST, Voorbeeld Aorta"),
        ("TEST", "TEST"),
        ("A^B^C^dr", "A, B C"),
        ("Yamada^T=山田", "Yamada, T"),
        ("", ""),
    ],
)
def test_a_dicom_name_is_written_as_people_do(dicom, shown):
    assert shown_name(dicom) == shown


def test_dates_of_dicom_and_iso_are_read_and_nonsense_is_nothing():
    assert as_date("19580101") == as_date("1958-01-01")
    assert as_date("1958") is None
    assert as_moment("20261118084200").hour == 8
    assert as_moment("") is None


@pytest.mark.parametrize("code", ["nl", "en"])
@pytest.mark.parametrize("back", ["", "Alleen de opsteller kan terugdelegeren."])
def test_the_next_step_is_never_clipped(qtbot, worklist, code, back):
    from desktop.worklist.governed import WORDS
    from desktop.worklist.rows import Preview

    panel = worklist.preview
    for words in (w for key, w in WORDS[code].items() if key.startswith("b_") and w):
        panel.show_preview(Preview(primary=words, hand_back_blocked=back))
        qtbot.waitUntil(lambda: panel.primary.width() >= panel.primary.sizeHint().width())
        qtbot.waitUntil(lambda: panel.hand_back.width() >= panel.hand_back.sizeHint().width())
        assert panel.hand_back.accessibleName() == "Terugdelegeren"
