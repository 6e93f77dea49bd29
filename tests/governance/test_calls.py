"""The contact log of escalations: who was reached, when, by whom, read back; and whom to call next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from department import PROTOCOL, SAME, Department, content, finding, open_department
from sqlalchemy import func, select

from governance import audit, service
from governance.audit import Act
from governance.errors import NotPermitted
from governance.keys import FileVault
from governance.protocol import Urgency
from governance.report import Report, SelfDeclaration
from governance.store import tables
from governance.verify import verify

RULE = "aaa"
CHAIN = ("dienstdoend radioloog", "achterwacht", "hoofd radiologie")


@pytest.fixture
def department(department_home: Path):
    """A department whose escalation rule has three contacts."""
    made = open_department(department_home)
    rule = replace(PROTOCOL.escalation_rules[0], next_contacts=CHAIN[1:])
    record = replace(PROTOCOL, id="prot-2", version="2", escalation_rules=(rule,))
    service.record_protocol(made.store, made.beheer, record)
    service.approve_protocol(made.store, made.rad, record.id, reauthentication=made.proof(made.rad))
    yield made
    made.store.close()


def drafted(department: Department, mm: float = 57.0) -> Report:
    report = department.created()
    big = content(findings=(finding(mm),))
    return service.save(
        department.store, department.mbb, report.id, big, expected_lock_version=report.lock_version
    )


def called(department: Department, report: Report, **other: object):
    facts = {"person_reached": "dr. Oproep", "reached": True, "read_back": True, "note": ""} | other
    at = facts.pop("at", department.clock.now)
    who = facts.pop("by", "mbb")
    return service.escalate_rule(department.store, department.acting[who], report.id, RULE, at=at, **facts)


def submit(department: Department, report: Report) -> Report:
    return service.submit(
        department.store,
        department.mbb,
        report.id,
        expected_lock_version=report.lock_version,
        declaration=SelfDeclaration.YES,
        identity=SAME,
        reauthentication=department.proof(department.mbb),
    )


def refused(act: Callable[[], object], *ids: str) -> None:
    with pytest.raises(NotPermitted) as no:
        act()
    assert no.value.ids == ids


def versions(department: Department, escalation_id: str) -> int:
    table = tables.escalation
    with department.store.read() as connection:
        query = select(func.count()).select_from(table).where(table.c.id == escalation_id)
        return int(connection.execute(query).scalar_one())


def trail(department: Department) -> list[tuple[str, str]]:
    with department.store.read() as connection:
        return [(r.fields["event_type"], r.fields["objects"]) for r in audit.rows(connection)]


def test_one_act_raises_the_rule_and_records_who_was_reached(department: Department) -> None:
    report = drafted(department)
    at = department.clock.now - timedelta(minutes=4)
    call = called(department, report, at=at, note="belt terug na overleg")
    assert (call.rule_id, call.urgency, call.label) == (RULE, Urgency.DIRECT, "aorta vanaf 55 mm")
    (logged,) = call.contacts
    assert (logged.person, logged.at, logged.by) == ("dr. Oproep", at, "mbb")
    assert (logged.reached, logged.read_back, logged.contact) == (True, True, CHAIN[0])
    assert call.acknowledged_by == "mbb"
    kinds = [kind for kind, _ in trail(department)]
    assert kinds[-2:] == [Act.ESCALATE.event_type, Act.ESCALATION_STEP.event_type]
    assert "dr. Oproep" not in "".join(
        objects for _, objects in trail(department)
    )  # no clinical text, no names
    assert submit(department, report).state.value == "submitted"
    assert verify(department.store.home, vault=FileVault(department.store.home / "keys")).ok


@pytest.mark.parametrize(
    "call",
    [
        {"reached": False, "read_back": False, "person_reached": ""},
        {"reached": True, "read_back": False},
    ],
)
def test_a_call_without_a_read_back_does_not_confirm(department: Department, call: dict[str, object]) -> None:
    report = drafted(department)
    made = called(department, report, **call)
    assert made.acknowledged_at is None
    refused(lambda: submit(department, report), "T3-ESCALATION")
    again = called(department, report)
    assert again.id == made.id  # the same escalation, not a second one
    assert len(again.contacts) == 2
    assert again.contacts[0] == made.contacts[0]
    assert submit(department, report).state.value == "submitted"


def test_who_does_not_answer_is_followed_by_the_next_of_the_chain(department: Department) -> None:
    report = drafted(department)
    none = {"reached": False, "read_back": False, "person_reached": ""}
    assert called(department, report, **none).contact == CHAIN[1]
    (row,) = service.escalation_calls(department.store, department.mbb, report.id)
    assert (row.call_now, row.call_next, row.acknowledged) == (CHAIN[1], CHAIN[2], False)
    assert called(department, report, **none).contact == CHAIN[2]
    assert called(department, report, **none).contact == CHAIN[2]  # the last one stays
    called(department, report, contact=CHAIN[0])
    (row,) = service.escalation_calls(department.store, department.mbb, report.id)
    assert row.acknowledged
    assert [c.contact for c in row.escalation.contacts] == [*CHAIN, CHAIN[0]]


def test_past_the_time_limit_the_next_contact_is_called(department: Department) -> None:
    report = drafted(department)
    made = called(department, report, reached=True, read_back=False)
    assert made.contact == CHAIN[0]
    assert service.pass_on_overdue(department.store) == ()
    department.clock.forward(minutes=16)
    (row,) = service.escalation_calls(department.store, department.mbb, report.id)
    assert (row.overdue, row.call_now) == (True, CHAIN[1])
    (passed,) = service.pass_on_overdue(department.store)
    assert passed.contact == CHAIN[1]
    assert passed.due_at > department.clock.now
    assert passed.contacts == made.contacts
    assert "overdue" in trail(department)[-1][1]
    assert service.pass_on_overdue(department.store) == ()
    assert verify(department.store.home, vault=FileVault(department.store.home / "keys")).ok


def test_a_confirmed_escalation_is_not_passed_on(department: Department) -> None:
    report = drafted(department)
    called(department, report)
    department.clock.forward(hours=2)
    assert service.pass_on_overdue(department.store) == ()


@pytest.mark.parametrize(
    ("call", "ids"),
    [
        ({"person_reached": "  "}, ["T10-CONTACT-PERSON"]),
        ({"reached": False, "read_back": True}, ["T10-READ-BACK"]),
        ({"at": timedelta(minutes=5)}, ["T10-CONTACT-TIME"]),
        ({"at": timedelta(hours=-25)}, ["T10-CONTACT-TIME"]),
        ({"by": "rad"}, ["T10-ACTOR"]),
        ({"by": "beheer", "person_reached": ""}, ["T10-ACTOR"]),
    ],
)
def test_a_call_that_cannot_be_true_is_refused_and_nothing_recorded(
    department: Department, call: dict[str, object], ids: list[str]
) -> None:
    report = drafted(department)
    if "at" in call:
        call = call | {"at": department.clock.now + call["at"]}
    refused(lambda: called(department, report, **call), *ids)
    (row,) = service.escalation_calls(department.store, department.mbb, report.id)
    assert row.escalation is None


def test_a_call_is_added_and_none_is_ever_changed(department: Department) -> None:
    report = drafted(department)
    made = called(department, report, reached=True, read_back=False)
    before = versions(department, made.id)
    made = service.log_contact(
        department.store,
        department.mbb,
        made.id,
        person_reached="dr. Achterwacht",
        reached=True,
        at=department.clock.now,
        read_back=True,
    )
    assert versions(department, made.id) == before + 1
    assert [c.person for c in made.contacts] == ["dr. Oproep", "dr. Achterwacht"]


def test_a_rule_that_does_not_fire_is_not_raised(department: Department) -> None:
    report = drafted(department, mm=41.0)
    refused(lambda: called(department, report), "T10-RULE")
    assert service.escalation_calls(department.store, department.mbb, report.id) == ()


def test_an_escalation_by_hand_has_its_own_log(department: Department) -> None:
    report = drafted(department, mm=41.0)
    made = service.escalate(
        department.store,
        department.mbb,
        report.id,
        urgency=Urgency.SAME_DAY,
        label="twijfel over dissectie",
        contact="dr. Proef",
        acknowledged=False,
    )
    made = service.log_contact(
        department.store,
        department.mbb,
        made.id,
        person_reached="",
        reached=False,
        at=department.clock.now,
        read_back=False,
    )
    assert made.contact == "dr. Proef"
    (row,) = service.escalation_calls(department.store, department.mbb, report.id)
    assert (row.rule_id, row.chain, row.acknowledged) == ("", ("dr. Proef",), False)


def test_an_answering_radiologist_has_been_reached(department: Department) -> None:
    report = drafted(department)
    made = called(department, report, reached=False, read_back=False, person_reached="")
    answered = service.answer_escalation(
        department.store, department.rad, made.id, "Gezien, patiënt opgenomen."
    )
    assert answered.acknowledged_by == "rad"
    assert submit(department, report).state.value == "submitted"
