"""The check face: points with their ways, calls on record, identity by a person, declaration, submitting, next case."""

from __future__ import annotations

from pathlib import Path

import pytest
from editor_cases import (
    CHEAP,
    PASSWORD,
    WAIT_MS,
    Sitting,
    close_desk,
    copy_home,
    draft,
    idle,
    make_home,
    open_case,
    sign_in,
    volume,
)

from desktop.desk import Desk
from desktop.home import Home
from governance import service
from governance.protocol import Urgency
from governance.report import SelfDeclaration, State
from governance.store import Store

pytestmark = pytest.mark.gui


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
def opened(qtbot, desk):
    """Opens a draft of Sanne as somebody."""

    def make(login: str = "sanne", largest: float = 44.0, **more: object) -> Sitting:
        head = draft(desk.store, largest=largest)
        sign_in(desk, login)
        return open_case(qtbot, desk, head.id, **more)

    return make


def ready(qtbot, sit: Sitting) -> None:
    """Declaration and password given; nothing left in the way."""
    sit.check.answers[SelfDeclaration.YES].setChecked(True)
    sit.check.password.setText(PASSWORD)
    qtbot.waitUntil(lambda: sit.check.submit.reason == "", timeout=WAIT_MS)


def test_submitting_names_the_radiologist_locks_and_can_be_withdrawn(qtbot, opened) -> None:
    sit = opened()
    assert sit.check.submit.text() == "Submit to dr. Ruben Proef"
    assert "Answer the declaration." in sit.check.submit.reason
    ready(qtbot, sit)
    sit.check.submit.click()
    qtbot.waitUntil(lambda: sit.case.report.state is State.SUBMITTED, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: sit.check.done.isVisible(), timeout=WAIT_MS)
    assert not sit.check.submit.isVisible()
    qtbot.waitUntil(lambda: sit.check.withdraw.isVisible(), timeout=WAIT_MS)
    sit.check.withdraw.click()
    assert sit.check.box.isVisible()
    assert sit.check.box.act.reason, "a reason is asked"
    sit.check.box.reason.setPlainText("Nog een niveau vergeten.")
    sit.check.box.act.click()
    qtbot.waitUntil(lambda: sit.case.report.state is State.DRAFT, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: sit.check.submit.isVisible() and not sit.check.box.isVisible(), timeout=WAIT_MS)


def test_another_radiologist_can_be_chosen(qtbot, opened) -> None:
    sit = opened()
    qtbot.waitUntil(lambda: sit.check.recipient.count() == 2, timeout=WAIT_MS)
    sit.check.recipient.setCurrentIndex(1)
    assert sit.check.submit.text() == "Submit to dr. Ilse Controle"
    ready(qtbot, sit)
    sit.check.submit.click()
    qtbot.waitUntil(lambda: sit.case.report.state is State.SUBMITTED, timeout=WAIT_MS)
    assert sit.case.report.responsible_radiologist_id == "demo-ilse"


def test_every_point_can_be_reached_and_acted_on(qtbot, opened) -> None:
    """More points than the page is high: the page scrolls, each row has its reason and its act."""
    sit = opened()
    sit.check.resize(1000, 300)
    for key in ("technique", "findings", "conclusion", "clinical_question"):
        sit.case.set_text(key, "", "x")
    qtbot.waitUntil(lambda: sum(p.blocks for p in sit.check.points()) >= 4, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: sit.check.area.verticalScrollBar().maximum() > 0, timeout=WAIT_MS)
    from desktop.editor.rows import PointRow

    def shown() -> list[PointRow]:
        return [r for r in sit.check.area.findChildren(PointRow) if not r.isHidden()]

    idle(qtbot, sit.desk)
    qtbot.waitUntil(lambda: len(shown()) >= 5, timeout=WAIT_MS)  # rows are shown at the next turn
    rows = shown()
    for row in rows:
        assert row.point.why
        assert row.action.text()
    wanted: list[str] = []
    sit.check.section_wanted.connect(wanted.append)
    next(r for r in rows if "Conclusie" in r.point.words).action.click()
    assert wanted == ["conclusion"]
    assert "points are still open" in sit.check.submit.reason


# ------------------------------------------------------------------ escalation
def test_a_call_is_recorded_with_who_when_and_read_back_and_frees_submitting(qtbot, opened) -> None:
    sit = opened(largest=56.0)
    qtbot.waitUntil(lambda: len(sit.check.blocks()) == 1, timeout=WAIT_MS)
    block = sit.check.blocks()[0]
    assert "dienstdoend radioloog, sein 1234" in block.chain.text()
    assert "60 min" in block.limit.text()
    assert any("Escalation" in p.words for p in sit.check.points())
    assert block.record.reason == "Say who was reached."
    block.person.setText("dr. Ilse Controle")
    block.read_back.setChecked(True)
    block.record.click()
    qtbot.waitUntil(lambda: sit.check.blocks() and sit.check.blocks()[0].call.acknowledged, timeout=WAIT_MS)
    call = service.escalation_calls(sit.store, sit.acting, sit.case.report.id)[0]
    attempt = call.escalation.contacts[0]
    assert (attempt.person, attempt.reached, attempt.read_back) == ("dr. Ilse Controle", True, True)
    assert not sit.check.blocks()[0].form.isVisible()
    ready(qtbot, sit)


def test_reached_without_read_back_stays_open_and_not_reached_is_logged(qtbot, opened) -> None:
    sit = opened(largest=56.0)
    qtbot.waitUntil(lambda: len(sit.check.blocks()) == 1, timeout=WAIT_MS)
    sit.check.blocks()[0].not_reached.click()

    def calls():
        return service.escalation_calls(sit.store, sit.acting, sit.case.report.id)[0]

    qtbot.waitUntil(
        lambda: (
            sit.check.blocks()[0].call.escalation is not None
            and len(sit.check.blocks()[0].call.escalation.contacts) == 1
        ),
        timeout=WAIT_MS,
    )
    assert not calls().acknowledged
    block = sit.check.blocks()[0]
    assert "min left" in block.limit.text()
    block.person.setText("dr. Ilse Controle")
    block.record.click()
    qtbot.waitUntil(lambda: len(calls().escalation.contacts) == 2, timeout=WAIT_MS)
    assert not calls().acknowledged
    qtbot.waitUntil(lambda: len(sit.check.blocks()[0].call.escalation.contacts) == 2, timeout=WAIT_MS)
    assert any("Escalation" in p.words for p in sit.check.points())


# ------------------------------------------------------------------ identity
def test_a_differing_identity_needs_a_person_and_a_reason(qtbot, opened) -> None:
    sit = opened(images=volume(birth_date=""))
    sit.case.show_volume(volume(birth_date=""), [("birth_date", "19580101", "")])
    qtbot.waitUntil(lambda: sit.check.identity.isVisible(), timeout=WAIT_MS)
    assert not sit.case.identity_check().confirmed
    assert "Birth date: order 19580101, image missing" in sit.check.identity.comparison()
    assert any("Confirm whose images" in p.words for p in sit.check.points())
    assert sit.check.identity.confirm.reason
    sit.check.identity.reason.setText("Met de laborant en het pasje vergeleken.")
    sit.check.identity.confirm.click()
    given = sit.case.identity_check()
    assert given.confirmed
    assert given.reason == "Met de laborant en het pasje vergeleken."
    ready(qtbot, sit)


def test_an_identifier_that_the_order_lacks_too_is_no_agreement(qtbot, opened) -> None:
    sit = opened()
    assert sit.case.identity_check().confirmed
    sit.case.show_volume(volume(sex=""))
    assert not sit.case.identity_check().confirmed
    assert sit.case.identity_gaps() == ("sex",)
    sit.case.volume = None
    assert not sit.case.identity_check().confirmed


# ------------------------------------------------------------------ no and doubt
def test_no_leads_to_handing_back_without_blame(qtbot, opened) -> None:
    sit = opened()
    sit.check.answers[SelfDeclaration.NO].setChecked(True)
    qtbot.waitUntil(lambda: sit.check.give_back.isVisible(), timeout=WAIT_MS)
    assert not sit.check.ask_radiologist.isVisible()
    assert "doesn't count against you" in sit.check.follow.text()
    sit.check.give_back.click()
    assert sit.check.box.act.text() == "Hand back to dr. Ruben Proef"
    sit.check.box.reason.setPlainText("Buiten mijn ervaring.")
    sit.check.box.act.click()
    qtbot.waitUntil(lambda: sit.case.report.state is State.HANDED_BACK, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: not sit.check.hand_back.isVisible(), timeout=WAIT_MS)
    assert sit.current().findings, "the workings stay"


def test_doubt_leads_to_the_radiologist_a_remark_or_handing_back(qtbot, opened) -> None:
    sit = opened()
    sit.check.answers[SelfDeclaration.DOUBT].setChecked(True)
    qtbot.waitUntil(lambda: sit.check.ask_radiologist.isVisible(), timeout=WAIT_MS)
    assert sit.check.give_back.isVisible()
    wanted: list[str] = []
    sit.check.section_wanted.connect(wanted.append)
    sit.check.note_for_radiologist.click()
    assert wanted == ["remark"]
    sit.check.ask_radiologist.click()
    box = sit.check.box
    assert len(box.act.reason.splitlines()) == 3
    box.urgencies[Urgency.SAME_DAY].setChecked(True)
    box.contact.setText("dr. Ruben Proef")
    box.reason.setPlainText("Is dit een dissectie?")
    box.act.click()
    qtbot.waitUntil(lambda: len(sit.check.blocks()) == 1, timeout=WAIT_MS)
    call = sit.check.blocks()[0].call
    assert (call.label, call.urgency, call.call_now) == (
        "Is dit een dissectie?",
        Urgency.SAME_DAY,
        "dr. Ruben Proef",
    )
    assert sit.case.report.state is State.DRAFT
    ready(qtbot, sit)


# ------------------------------------------------------------------ who may
def test_who_is_not_the_author_sees_no_acts_but_why(qtbot, opened) -> None:
    sit = opened(login="milan")
    idle(qtbot, sit.desk)
    for button in (sit.check.submit, sit.check.hand_back, sit.check.withdraw):
        assert not button.isVisible()
    assert sit.check.why_not.isVisible()
    assert "Only the author" in sit.check.why_not.text()
    hand_back = sit.editor.side.hand_back
    qtbot.waitUntil(lambda: hand_back.reason == "Only the author can hand back.", timeout=WAIT_MS)


def test_what_is_in_order_is_listed_and_folded(qtbot, opened) -> None:
    sit = opened()
    qtbot.waitUntil(lambda: any("conditions" in w for w in sit.check.in_order()), timeout=WAIT_MS)
    lines = sit.check.in_order()
    assert "Gate open: 29 of 29 conditions" in lines
    assert "Identity of order and images agrees" in lines
    assert not sit.check.fine_box.isVisible()
    sit.check.fine_button.click()
    qtbot.waitUntil(lambda: sit.check.fine_box.isVisible(), timeout=WAIT_MS)


def test_after_submitting_the_next_case_is_one_press_away(qtbot, opened) -> None:
    from dataclasses import replace

    from desktop.worklist.governed import GovernanceWorklist
    from governance.store import registers

    sit = opened()
    with sit.store.read() as connection:
        study = registers.study(connection, "S-1")
    from editor_cases import acting

    again = replace(
        study,
        id="S-2",
        identity=replace(study.identity, accession_number="T26-000002", study_instance_uid="1.2.3"),
    )
    service.record_study(sit.store, acting(sit.store, "beheer"), again)
    sit.desk.services["worklist"] = GovernanceWorklist(sit.store)
    rows: list[object] = []
    sit.desk.services["open_row"] = rows.append
    ready(qtbot, sit)
    sit.check.submit.click()
    qtbot.waitUntil(lambda: sit.check.next_case.text().startswith("Next case: TEST"), timeout=WAIT_MS)
    sit.check.next_case.click()
    assert [r.study_id for r in rows] == ["S-2"]
