"""Every record goes to JSON and back without loss and without a float; half a record is refused."""

from __future__ import annotations

import dataclasses
import importlib
import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import gate_cases
import life_cases
import pytest
from gate_cases import DAY, EMERGENCY, NOW, ORDER, POLICY_AP, PROTOCOL, RADIOLOGIST, SITE, drafting, signed
from life_cases import CONTENT, HASH, REPORT, VIEWS, WORKINGS, escalation

from governance.canonical import canonical
from governance.discrepancy import compare
from governance.earlier import Acknowledged, Compared, EarlierExamination, EarlierSource
from governance.errors import Refusal
from governance.escalation import triggered
from governance.people import Attestation, Group, Meaning, Role
from governance.protocol import Norm
from governance.record import Record, listed, within
from governance.report import (
    Basis,
    ContactAttempt,
    Content,
    Event,
    LintAnswer,
    Revision,
    RevisionKind,
    Score,
    Snapshot,
    StoredState,
)

SNAPSHOT = Snapshot("O-1", "1", HASH)
REVISION = Revision(
    report_id="r1",
    number=1,
    kind=RevisionKind.AUTHOR,
    content=replace(CONTENT, lint_answers=(LintAnswer("geef 10 ml", "advice", "citaat", "mbb", NOW),)),
    made_by="mbb",
    acting_role=Role.RADIOGRAPHER,
    made_at=NOW,
    author_id="mbb",
    responsible_radiologist_id="rad",
    basis=Basis(SNAPSHOT, SNAPSHOT, None),
    gate=drafting(competence=None),
    software_version="0.1.0",
    predecessor_sha256="",
    act=Event.CREATE,
)
EARLIER = EarlierExamination(
    "1.9",
    "1.9.1",
    "20241124",
    EarlierSource.REPORT,
    "r0",
    "a" * 64,
    CONTENT.findings,
    (Compared("f1", "50.0", "f0", "46.0", "4.0", "3.0", "2.0", "growth", ("reader",), acknowledged=False),),
    ("3.0", "5.0", "5.0"),
    Acknowledged(("edge",), "mbb", NOW),
)
OTHERS = (
    REVISION,
    replace(CONTENT, earlier=(EARLIER,)),
    replace(REVISION, gate=None),
    Group("isg", "Imaging Services Group"),
    escalation("aaa", contacts=(ContactAttempt("rad", NOW, "mbb", True, True),)),
    Refusal("T-STATE", (("status", "draft"),), ("A1",)),
    replace(PROTOCOL, norms=(Norm("Leidraad", "2", "2025-12"),)),
    compare(REVISION, REVISION, score=Score.CONCURRENCE, scored_by="rad", scored_at=NOW, repeatability={}),
    *triggered(PROTOCOL, replace(CONTENT, findings=(life_cases.finding(value=60.0),))),
    replace(CONTENT, state=StoredState(CONTENT.task, "a" * 64, ("b" * 64,), "c" * 64)),
)
RECORDS = [
    value
    for module in (gate_cases, life_cases)
    for value in vars(module).values()
    if isinstance(value, Record)
]


def stripped(record):
    """As it comes back: no signature counts as verified until it verifies again."""
    if isinstance(record, Attestation):
        return replace(record, verified=False)
    if isinstance(record, tuple):
        return tuple(stripped(r) for r in record)
    if isinstance(record, Record) and dataclasses.is_dataclass(record):
        return replace(
            record, **{f.name: stripped(getattr(record, f.name)) for f in dataclasses.fields(record)}
        )
    return record


@pytest.mark.parametrize("record", [*RECORDS, *OTHERS, *WORKINGS, *VIEWS], ids=lambda r: type(r).__name__)
def test_a_record_goes_to_json_and_back(record):
    data = json.loads(json.dumps(record.to_json()))
    back = type(record).from_json(data)
    assert back == stripped(record)
    assert back.digest() == record.digest()
    assert canonical(data) == canonical(record.to_json())


def test_all_kinds_of_records_are_tried():
    names = ("people", "tasks", "protocol", "order", "competence", "earlier", "report", "gate")
    modules = [importlib.import_module(f"governance.{n}") for n in names]
    own = {v for m in modules for v in vars(m).values() if isinstance(v, type) and issubclass(v, Record)}
    tried: set[type] = set()

    def visit(value):
        if isinstance(value, Record):
            tried.add(type(value))
            for f in dataclasses.fields(value):
                visit(getattr(value, f.name))
        elif isinstance(value, tuple | frozenset):
            for v in value:
                visit(v)

    for record in (*RECORDS, *OTHERS, *WORKINGS, *VIEWS):
        visit(record)
    from governance.competence import ItemScore
    from governance.gate import ReadinessLine

    assert own - tried - {Record, ItemScore, ReadinessLine} == set()


@pytest.mark.parametrize("record", [RADIOLOGIST, ORDER, SITE, REPORT])
def test_a_half_record_or_one_with_more_is_refused(record):
    data = record.to_json()
    first = next(iter(data))
    for wrong in ({k: v for k, v in data.items() if k != first}, {**data, "more": 1}):
        with pytest.raises(ValueError, match="unknown or missing"):
            type(record).from_json(wrong)


@pytest.mark.parametrize(("field", "value"), [("active", 1), ("name", None), ("name", 1)])
def test_a_value_of_another_type_is_refused(field, value):
    with pytest.raises(ValueError, match="expected"):
        type(RADIOLOGIST).from_json({**RADIOLOGIST.to_json(), field: value})


def test_a_stored_flag_never_makes_a_signature_valid():
    made = signed("rad", Meaning.ORDER)
    data = made.to_json()
    assert "verified" not in data
    assert not Attestation.from_json({**data, "verified": True}).verified


def test_a_field_of_a_later_version_leaves_older_records_their_hash():
    """Content without a stored state is written as before there were any, and read from such a record."""
    data = CONTENT.to_json()
    assert "state" not in data
    assert Content.from_json(data) == CONTENT
    with_state = replace(CONTENT, state=StoredState(CONTENT.task, "a" * 64, (), "c" * 64))
    assert with_state.digest() != CONTENT.digest()
    with pytest.raises(ValueError, match="unknown or missing"):
        Content.from_json({**data, "states": None})


def test_records_are_immutable():
    for record in (ORDER, REPORT, EMERGENCY, POLICY_AP):
        with pytest.raises(dataclasses.FrozenInstanceError):
            record.id = "other"


@pytest.mark.parametrize("value", [1.5, b"x", {1: 2}])
def test_a_record_holds_no_float_or_other_type(value):
    with pytest.raises(TypeError):
        replace(RADIOLOGIST, name=value).to_json()


@dataclasses.dataclass(frozen=True, slots=True)
class Odd(Record):
    """Kinds of fields that no record has today."""

    day: date
    roles: frozenset[Role]
    pair: tuple[str, int]
    hours: Decimal | None


def test_dates_sets_and_pairs_go_to_json_and_back():
    odd = Odd(date(2026, 1, 2), frozenset({Role.TRAINER, Role.AUDITOR}), ("a", 1), None)
    plain = {"day": "2026-01-02", "roles": ["auditor", "trainer"], "pair": ["a", 1], "hours": None}
    assert odd.to_json() == plain
    assert Odd.from_json(plain) == odd


def test_an_interval_is_half_open():
    assert within(NOW, NOW + DAY, NOW)
    assert not within(NOW, NOW + DAY, NOW + DAY)
    assert not within(NOW, None, NOW - timedelta(microseconds=1))
    assert within(NOW, None, NOW + 1000 * DAY)
    assert not within(None, None, NOW)
    assert listed(["a", "b"]) == "a\nb"


def test_a_revision_carries_its_predecessors_hash_in_its_own():
    """I5: changing any field, the predecessor included, changes the digest that is signed."""
    digest = REVISION.digest()
    for changed in (
        replace(REVISION, predecessor_sha256=HASH),
        replace(REVISION, software_version="0.1.1"),
        replace(REVISION, responsible_radiologist_id="rad2"),
        replace(REVISION, gate=None),
        replace(REVISION, basis=replace(REVISION.basis, order=None)),
        replace(REVISION, content=replace(REVISION.content, workings=())),
        replace(REVISION, content=replace(REVISION.content, template_version="2")),
    ):
        assert changed.digest() != digest
