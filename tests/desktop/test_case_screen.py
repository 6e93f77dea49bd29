"""Leaving, closing and the heartbeat of the case screen: nothing unsaved goes unsaid."""

from __future__ import annotations

from pathlib import Path

import pytest
from editor_cases import CHEAP, WAIT_MS, acting, close_desk, copy_home, draft, idle, make_home, sign_in

from desktop import content as edits
from desktop.casework import CaseScreen
from desktop.desk import Desk
from desktop.home import Home
from desktop.saving import SaveState
from desktop.worklist.governed import GovernanceWorklist
from governance import service
from governance.store import Store
from resources.errors import VoorverslagError

pytestmark = pytest.mark.gui


@pytest.fixture(scope="module")
def base(tmp_path_factory) -> Path:
    return make_home(tmp_path_factory.mktemp("base"))


@pytest.fixture
def screen(qtbot, base, tmp_path):
    """The case screen with Sanne's draft; its images are missing, which doesn't keep the text from being edited."""
    home = copy_home(base, tmp_path / "home")
    desk = Desk(Home(home).prepare(), store=Store.open(home, password_cost=CHEAP))
    draft(desk.store)
    sign_in(desk, "sanne")
    row = GovernanceWorklist(desk.store).load(desk.session.who, "nl").rows[0]
    made = CaseScreen(desk)
    qtbot.addWidget(made)
    made.resize(1600, 850)
    made.show()
    made.enter(row)
    qtbot.waitUntil(lambda: made.case is not None and made.case.content is not None, timeout=WAIT_MS)
    idle(qtbot, desk)
    yield made
    made.close_case()
    close_desk(desk)


def refuse_writes(store: Store, patch: pytest.MonkeyPatch) -> None:
    def refuse(_self: Store, **_keywords: bool):
        raise VoorverslagError("The database is held by another program.", "Wait.", code="database_busy")

    del store
    patch.setattr(Store, "write", refuse)


def test_leaving_with_unsaved_text_is_asked_first_and_the_text_is_kept(qtbot, screen) -> None:
    case, patch = screen.case, pytest.MonkeyPatch()
    refuse_writes(screen.desk.store, patch)
    try:
        case.type_text("conclusion", "Nog niet bewaard.", "x")
        case.commit_typing()
        qtbot.waitUntil(lambda: case.saving.state is SaveState.FAILED, timeout=WAIT_MS)
        assert screen.leave() is False
        asked = [m for m in screen.desk.messages.open_messages() if m.key == "leaving-unsaved"]
        assert len(asked) == 1
        assert asked[0].action == "Retry"
        assert screen.leave() is True, "the second time the person knows"
        kept = case.journal.find(case.report.id, screen.desk.session.who.person_id)
        assert kept.content.text("conclusion") == "Nog niet bewaard."
    finally:
        patch.undo()
    case.retry()
    qtbot.waitUntil(lambda: case.is_saved, timeout=WAIT_MS)
    assert screen.leave() is True


def test_saved_text_is_left_without_a_question_also_while_it_is_under_way(qtbot, screen) -> None:
    case = screen.case
    case.type_text("conclusion", "Onderweg.", "x")
    assert screen.leave() is True
    report_id, who = case.report.id, screen.desk.session.acting
    screen.close_case()
    idle(qtbot, screen.desk)
    assert service.open_report(screen.desk.store, who, report_id)[1].content.text("conclusion") == "Onderweg."
    assert case.journal.flush()
    assert case.journal.find(report_id, who.person.id) is None


def test_a_heartbeat_that_finds_the_lease_gone_says_who_has_it(qtbot, screen) -> None:
    case, store = screen.case, screen.desk.store
    service.open_for_editing(store, acting(store, "sanne", "kamer 4"), case.report.id, take_over=True)
    screen._heart.timeout.emit()
    qtbot.waitUntil(lambda: case.saving.lease_lost, timeout=WAIT_MS)
    assert case.saving.reason == "Sanne Voorbeeld works on this draft at kamer 4."
    screen.editor.save_note.note.action.click()
    qtbot.waitUntil(lambda: case.is_saved and not case.saving.lease_lost, timeout=WAIT_MS)


def test_a_point_of_the_check_leads_to_its_section(qtbot, screen) -> None:
    screen.choose_face("check")
    screen.check.section_wanted.emit("conclusion")
    assert screen.pages.currentWidget() is screen.editor
    qtbot.waitUntil(lambda: screen.editor.focusWidget() is screen.editor.field("conclusion"), timeout=WAIT_MS)


def test_what_another_session_saves_while_the_report_is_opened_is_not_overwritten(
    qtbot, screen, monkeypatch
) -> None:
    store, desk, report_id = screen.desk.store, screen.desk, screen.case.report.id
    screen.close_case()
    row = GovernanceWorklist(store).load(desk.session.who, "nl").rows[0]
    real, done = service.open_report, []

    def meanwhile(*given):
        found = real(*given)
        if not done:
            done.append(1)
            sanne = acting(store, "sanne", "kamer 4")
            head = service.open_for_editing(store, sanne, report_id, take_over=True)
            text = edits.set_section(found[1].content, "conclusion", "Elders geschreven.")
            service.save(store, sanne, report_id, text, expected_lock_version=head.lock_version)
        return found

    monkeypatch.setattr(service, "open_report", meanwhile)
    screen.enter(row)
    qtbot.waitUntil(lambda: screen.case is not None and screen.case.content is not None, timeout=WAIT_MS)
    case = screen.case
    assert case.content.text("conclusion") == "Elders geschreven."
    case.set_remark("Nagekeken.", "x")
    qtbot.waitUntil(lambda: case.is_saved, timeout=WAIT_MS)
    kept = real(store, desk.session.acting, report_id)[1].content
    assert (kept.text("conclusion"), kept.remark) == ("Elders geschreven.", "Nagekeken.")
