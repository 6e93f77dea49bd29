"""What a person typed is on record or said not to be: pause, undo, failure, recovery, lease, two versions."""

from __future__ import annotations

from pathlib import Path

import pytest
from editor_cases import (
    CHEAP,
    PASSWORD,
    WAIT_MS,
    Make,
    Sitting,
    acting,
    close_desk,
    copy_home,
    draft,
    idle,
    make_home,
    open_case,
    sign_in,
)
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.desk import Desk
from desktop.editor.conflict import BOTH, MINE, THEIRS
from desktop.home import Home
from desktop.recovery import Journal
from desktop.saving import SaveState
from governance import service
from governance.report import RevisionKind, SelfDeclaration
from governance.store import Store
from resources.errors import VoorverslagError

pytestmark = pytest.mark.gui


@pytest.fixture(scope="module")
def base(tmp_path_factory) -> Path:
    return make_home(tmp_path_factory.mktemp("base"))


@pytest.fixture
def desks(qapp, base, tmp_path):
    """Makes desks on one home; all are closed at the end."""
    home = copy_home(base, tmp_path / "home")
    made: list[Desk] = []

    def make() -> Desk:
        desk = Desk(Home(home).prepare(), store=Store.open(home, password_cost=CHEAP))
        made.append(desk)
        return desk

    yield make
    for desk in made:
        close_desk(desk)


@pytest.fixture
def sitting(qtbot, desks) -> Make:
    """Sanne with a draft open."""

    def make(**more: object) -> Sitting:
        desk = desks()
        sign_in(desk, "sanne")
        return open_case(qtbot, desk, draft(desk.store).id, **more)

    return make


@pytest.fixture
def outage():
    """One store refuses every write, as a full disk does, until `over` is called."""
    patch = pytest.MonkeyPatch()

    class Outage:
        def begin(self, store: Store) -> None:
            write = Store.write

            def refuse(self: Store, **keywords: bool):
                if self is not store:
                    return write(self, **keywords)
                raise VoorverslagError(
                    "The disk is full; nothing was saved.",
                    "Make room and try again; keep the window open so that your text stays.",
                    code="disk_full",
                )

            patch.setattr(Store, "write", refuse)

        def over(self) -> None:
            patch.undo()

    yield Outage()
    patch.undo()


def write(sit: Sitting, key: str, words: str) -> None:
    """Type at the end of a section, as a person does."""
    field = sit.editor.field(key)
    cursor = field.textCursor()
    cursor.movePosition(cursor.MoveOperation.End)
    field.setTextCursor(cursor)
    QTest.keyClicks(field, words)


def test_typing_is_a_revision_after_the_pause_and_leaves_no_recovery_entry(qtbot, sitting) -> None:
    sit = sitting()
    before = sit.case.report.revision
    write(sit, "conclusion", " Stabiel.")
    assert sit.case.content.text("conclusion").endswith("Stabiel."), "in memory with the key stroke itself"
    assert sit.case.saving.state is SaveState.SAVING, "the old time of saving isn't shown while typing"
    qtbot.waitUntil(lambda: sit.case.is_saved, timeout=WAIT_MS)
    assert sit.case.report.revision == before + 1
    assert sit.current().text("conclusion").endswith("Stabiel.")
    assert sit.case.journal.flush()
    assert sit.case.journal.find(sit.case.report.id, sit.acting.person.id) is None


def test_what_is_typed_is_in_the_journal_before_the_database_has_it(qtbot, sitting) -> None:
    sit = sitting()
    write(sit, "conclusion", " Nog niet.")
    assert sit.case.journal.flush()
    found = Journal(sit.case.journal.folder).find(sit.case.report.id, sit.acting.person.id)
    assert found is not None
    assert found.content.text("conclusion").endswith("Nog niet.")


def test_undo_within_the_typing_pause_takes_the_typing_back(qtbot, sitting) -> None:
    sit = sitting()
    before, revision = sit.case.content.text("conclusion"), sit.case.report.revision
    write(sit, "conclusion", " Fout")
    QTest.keyClick(sit.editor.field("conclusion"), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert sit.case.content.text("conclusion") == before
    assert sit.editor.field("conclusion").text() == before
    qtbot.waitUntil(lambda: sit.case.is_saved, timeout=WAIT_MS)
    assert sit.case.report.revision == revision, (
        "nothing was on record, so nothing had to be taken back there"
    )
    QTest.keyClick(
        sit.editor.field("conclusion"),
        Qt.Key.Key_Z,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    qtbot.waitUntil(lambda: sit.case.is_saved and sit.case.report.revision == revision + 1, timeout=WAIT_MS)
    assert sit.current().text("conclusion").endswith(" Fout")


def test_undo_of_saved_typing_is_a_new_revision(qtbot, sitting) -> None:
    sit = sitting()
    before = sit.case.content.text("conclusion")
    write(sit, "conclusion", " Anders.")
    qtbot.waitUntil(lambda: sit.case.is_saved, timeout=WAIT_MS)
    revision = sit.case.report.revision
    qtbot.waitUntil(lambda: sit.editor.undo.isEnabled(), timeout=WAIT_MS)
    sit.editor.undo.click()
    qtbot.waitUntil(lambda: sit.case.is_saved and sit.case.report.revision == revision + 1, timeout=WAIT_MS)
    assert sit.current().text("conclusion") == before


def test_a_failed_save_says_not_saved_until_it_is(qtbot, sitting, outage) -> None:
    """The old time isn't passed off as the present; the note, the status and the message stay; Retry saves all."""
    sit = sitting()
    outage.begin(sit.store)
    write(sit, "conclusion", " Eerste.")
    qtbot.waitUntil(lambda: sit.case.saving.state is SaveState.FAILED, timeout=WAIT_MS)
    assert "disk is full" in sit.editor.save_note.words()
    assert "NOT SAVED" in sit.editor.save_note.words()
    assert "NOT SAVED" in sit.check.save_note.words()
    assert "disk is full" in sit.desk.session.state.save_failed
    write(sit, "conclusion", " Tweede.")
    qtbot.waitUntil(lambda: not sit.desk.background.jobs(), timeout=WAIT_MS)
    assert sit.case.saving.state is SaveState.FAILED
    assert len([m for m in sit.desk.messages.open_messages() if m.key == "not-saved"]) == 1
    assert any("isn't saved" in p.words for p in sit.check.points())
    outage.over()
    sit.editor.save_note.note.action.click()
    qtbot.waitUntil(lambda: sit.case.is_saved, timeout=WAIT_MS)
    assert sit.current().text("conclusion").endswith("Eerste. Tweede.")
    assert sit.editor.save_note.words() == ""
    assert sit.desk.session.state.save_failed == ""
    assert not [m for m in sit.desk.messages.open_messages() if m.key == "not-saved"]


def test_nothing_is_submitted_while_the_text_on_screen_is_not_saved(qtbot, sitting, outage) -> None:
    sit = sitting()
    sit.check.answers[SelfDeclaration.YES].setChecked(True)
    sit.check.password.setText(PASSWORD)
    qtbot.waitUntil(lambda: sit.check.submit.reason == "", timeout=WAIT_MS)
    outage.begin(sit.store)
    write(sit, "conclusion", " Niet bewaard.")
    qtbot.waitUntil(lambda: sit.case.saving.state is SaveState.FAILED, timeout=WAIT_MS)
    assert sit.check.submit.reason
    outage.over()
    run = sit.case.transition("submit", "Submit", lambda head: pytest.fail("the act was run"))
    qtbot.waitUntil(lambda: run.is_over, timeout=WAIT_MS)
    assert getattr(run.error, "code", "") == "unsaved"


def test_unsaved_text_is_offered_back_at_reopening_and_becomes_a_revision(
    qtbot, sitting, desks, outage
) -> None:
    """The first desk dies with the database out of reach; the second one finds the text."""
    sit = sitting()
    report_id = sit.case.report.id
    outage.begin(sit.store)
    write(sit, "conclusion", " Gered.")
    qtbot.waitUntil(lambda: sit.case.saving.state is SaveState.FAILED, timeout=WAIT_MS)
    assert sit.case.journal.flush()
    outage.over()
    sit.case._again.stop()  # a process that was killed doesn't try again
    desk = desks()
    sign_in(desk, "sanne")
    again = open_case(qtbot, desk, report_id)
    qtbot.waitUntil(lambda: again.case.recovery is not None, timeout=WAIT_MS)
    assert not again.case.content.text("conclusion").endswith("Gered.")
    qtbot.waitUntil(lambda: again.editor.recovery_note.isVisible(), timeout=WAIT_MS)
    again.editor.recovery_note.action.click()
    dialog = again.editor.versions.dialog
    assert dialog is not None
    assert [r.key for r in dialog.rows] == ["conclusion"]
    assert dialog.choice(0) == MINE, "what only the found text changed is proposed"
    dialog.save.click()
    qtbot.waitUntil(lambda: again.case.is_saved and again.case.recovery is None, timeout=WAIT_MS)
    assert again.current().text("conclusion").endswith("Gered.")
    assert again.case.journal.flush()
    assert again.case.journal.find(report_id, again.acting.person.id) is None


def test_text_that_was_found_is_still_offered_after_typing_on_without_choosing(
    qtbot, sitting, desks, outage
) -> None:
    sit = sitting()
    report_id = sit.case.report.id
    outage.begin(sit.store)
    write(sit, "conclusion", " Gered.")
    qtbot.waitUntil(lambda: sit.case.saving.state is SaveState.FAILED, timeout=WAIT_MS)
    assert sit.case.journal.flush()
    outage.over()
    sit.case._again.stop()
    desk = desks()
    sign_in(desk, "sanne")
    again = open_case(qtbot, desk, report_id)
    qtbot.waitUntil(lambda: again.case.recovery is not None, timeout=WAIT_MS)
    write(again, "conclusion", " Verder.")
    qtbot.waitUntil(lambda: again.current().text("conclusion").endswith("Verder."), timeout=WAIT_MS)
    qtbot.waitUntil(lambda: again.case.is_saved, timeout=WAIT_MS)
    assert again.case.journal.flush()
    kept = Journal(again.case.journal.folder).find(report_id, again.acting.person.id)
    assert kept is not None, "the person hasn't said yet that it isn't wanted"
    assert kept.content.text("conclusion").endswith("Gered.")
    again.case.drop_recovery()
    assert again.case.journal.flush()
    assert again.case.journal.find(report_id, again.acting.person.id) is None


def test_unsaved_text_of_one_person_is_not_offered_to_another(qtbot, sitting, desks, outage) -> None:
    sit = sitting()
    outage.begin(sit.store)
    write(sit, "conclusion", " Van Sanne.")
    qtbot.waitUntil(lambda: sit.case.saving.state is SaveState.FAILED, timeout=WAIT_MS)
    assert sit.case.journal.flush()
    outage.over()
    sit.case._again.stop()
    desk = desks()
    sign_in(desk, "milan")
    other = open_case(qtbot, desk, sit.case.report.id)
    idle(qtbot, desk)
    assert other.case.recovery is None
    assert not other.editor.recovery_note.isVisible()


def other_version(sit: Sitting, text: str) -> None:
    """The same person saves from another workstation."""
    from desktop import content as edits

    sanne = acting(sit.store, "sanne", "elders")
    head = service.open_for_editing(sit.store, sanne, sit.case.report.id, take_over=True)
    content = service.open_report(sit.store, sanne, head.id)[1].content
    service.save(
        sit.store, sanne, head.id, edits.set_section(content, "conclusion", text),
        expected_lock_version=head.lock_version,
    )  # fmt: skip


def test_two_versions_are_compared_and_nothing_is_lost(qtbot, sitting) -> None:
    sit = sitting()
    other_version(sit, "Andere conclusie.")
    write(sit, "conclusion", " Mijn eind.")
    qtbot.waitUntil(lambda: sit.editor.versions.dialog is not None, timeout=WAIT_MS)
    dialog = sit.editor.versions.dialog
    assert sit.case.saving.state is SaveState.CONFLICT
    row = dialog.rows[0]
    assert row.texts == ("Geen aneurysma.", "Andere conclusie.", "Geen aneurysma. Mijn eind.")
    assert dialog.save.reason, "both sides changed it: a person must choose"
    dialog.options[0, BOTH].setChecked(True)
    dialog.save.click()
    qtbot.waitUntil(lambda: sit.case.is_saved, timeout=WAIT_MS)
    assert sit.current().text("conclusion") == "Andere conclusie.\nGeen aneurysma. Mijn eind."
    kinds = [(r.kind, r.content.text("conclusion")) for r in service.revisions(sit.store, sit.case.report.id)]
    assert (RevisionKind.CONFLICT, "Geen aneurysma. Mijn eind.") in kinds
    assert (RevisionKind.AUTHOR, "Andere conclusie.") in kinds
    write(sit, "conclusion", " Verder.")
    qtbot.waitUntil(lambda: sit.case.is_saved, timeout=WAIT_MS)
    assert sit.current().text("conclusion").endswith("Verder.")


def test_choosing_the_other_version_keeps_mine_as_a_revision(qtbot, sitting) -> None:
    sit = sitting()
    other_version(sit, "Andere conclusie.")
    write(sit, "conclusion", " Mijn eind.")
    qtbot.waitUntil(lambda: sit.editor.versions.dialog is not None, timeout=WAIT_MS)
    dialog = sit.editor.versions.dialog
    dialog.options[0, THEIRS].setChecked(True)
    dialog.save.click()
    qtbot.waitUntil(lambda: sit.case.is_saved, timeout=WAIT_MS)
    assert sit.current().text("conclusion") == "Andere conclusie."
    texts = [r.content.text("conclusion") for r in service.revisions(sit.store, sit.case.report.id)]
    assert "Geen aneurysma. Mijn eind." in texts


def test_a_comparison_that_is_put_off_can_be_opened_again_and_edits_stay(qtbot, sitting) -> None:
    sit = sitting()
    other_version(sit, "Andere conclusie.")
    write(sit, "conclusion", " Mijn eind.")
    qtbot.waitUntil(lambda: sit.editor.versions.dialog is not None, timeout=WAIT_MS)
    QTest.keyClick(sit.editor.versions.dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: sit.editor.versions.dialog is None, timeout=WAIT_MS)
    count = len(service.revisions(sit.store, sit.case.report.id))
    write(sit, "conclusion", " Nog meer.")
    idle(qtbot, sit.desk)
    assert sit.case.saving.state is SaveState.CONFLICT
    assert len(service.revisions(sit.store, sit.case.report.id)) == count, "no pile of conflict revisions"
    assert sit.case.journal.flush()
    kept = sit.case.journal.find(sit.case.report.id, sit.acting.person.id)
    assert kept.content.text("conclusion").endswith("Nog meer.")
    sit.editor.save_note.note.action.click()
    qtbot.waitUntil(lambda: sit.editor.versions.dialog is not None, timeout=WAIT_MS)
    dialog = sit.editor.versions.dialog
    assert dialog.rows[0].texts[2].endswith("Nog meer.")
    dialog.options[0, MINE].setChecked(True)
    dialog.save.click()
    qtbot.waitUntil(lambda: sit.case.is_saved, timeout=WAIT_MS)
    assert sit.current().text("conclusion").endswith("Nog meer.")


def test_another_version_that_could_not_be_read_is_read_when_compare_is_chosen_again(
    qtbot, sitting, monkeypatch
) -> None:
    sit = sitting()
    other_version(sit, "Andere conclusie.")
    real, tried = Store.read, []

    def unreachable(store: Store):
        if sit.case.saving.state is not SaveState.CONFLICT:
            return real(store)
        tried.append(1)
        raise VoorverslagError("The database can't be reached.")

    monkeypatch.setattr(Store, "read", unreachable)
    write(sit, "conclusion", " Mijn eind.")
    qtbot.waitUntil(lambda: sit.case.saving.state is SaveState.CONFLICT and bool(tried), timeout=WAIT_MS)
    idle(qtbot, sit.desk)
    assert sit.editor.versions.dialog is None
    monkeypatch.undo()
    sit.case.retry()
    qtbot.waitUntil(lambda: sit.editor.versions.dialog is not None, timeout=WAIT_MS)
    dialog = sit.editor.versions.dialog
    assert dialog.rows[0].texts == ("Geen aneurysma.", "Andere conclusie.", "Geen aneurysma. Mijn eind.")
    dialog.options[0, BOTH].setChecked(True)
    dialog.save.click()
    qtbot.waitUntil(lambda: sit.case.is_saved, timeout=WAIT_MS)
    assert sit.current().text("conclusion") == "Andere conclusie.\nGeen aneurysma. Mijn eind."


def test_a_lost_lease_is_said_and_taken_back_without_overwriting(qtbot, sitting) -> None:
    sit = sitting()
    sanne = acting(sit.store, "sanne", "elders")
    service.open_for_editing(sit.store, sanne, sit.case.report.id, take_over=True)
    write(sit, "conclusion", " Hier.")
    qtbot.waitUntil(lambda: sit.case.saving.lease_lost, timeout=WAIT_MS)
    assert sit.editor.save_note.note.action.text() == "Take over"
    write(sit, "conclusion", " Verder.")
    sit.case.commit_typing()
    idle(qtbot, sit.desk)
    assert sit.case.saving.lease_lost, "typing alone doesn't take it back from the other"
    sit.editor.save_note.note.action.click()
    qtbot.waitUntil(lambda: sit.case.is_saved, timeout=WAIT_MS)
    assert sit.current().text("conclusion").endswith("Hier. Verder.")


def test_found_text_of_a_draft_that_is_read_only_by_now_can_be_read_but_not_put_back(
    qtbot, sitting, desks, outage
) -> None:
    sit = sitting()
    outage.begin(sit.store)
    write(sit, "conclusion", " Te laat.")
    qtbot.waitUntil(lambda: sit.case.saving.state is SaveState.FAILED, timeout=WAIT_MS)
    assert sit.case.journal.flush()
    outage.over()
    sit.case._again.stop()
    desk = desks()
    sign_in(desk, "sanne")
    again = open_case(qtbot, desk, sit.case.report.id)
    qtbot.waitUntil(lambda: again.case.recovery is not None, timeout=WAIT_MS)
    again.case.read_only_because = "Ingediend. Alleen lezen."
    again.editor.recovery_note.action.click()
    dialog = again.editor.versions.dialog
    assert dialog.rows[0].texts[2].endswith("Te laat.")
    assert dialog.save.reason == "Ingediend. Alleen lezen."
    dialog.reject()
    assert again.case.journal.find(sit.case.report.id, again.acting.person.id) is not None
