"""What a screen is told and what an act does are the same: refusals of submitting and of authorising as reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from department import PROTOCOL, SAME, Department, content, finding, render
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from governance import service
from governance.errors import NotPermitted
from governance.guards import IdentityCheck
from governance.protocol import Urgency
from governance.report import Report, Score, SelfDeclaration, State
from governance.store import tables


def ids_of(act: Callable[[], object]) -> tuple[str, ...]:
    with pytest.raises(NotPermitted) as no:
        act()
    return no.value.ids


def rows(department: Department) -> int:
    with department.store.read() as connection:
        return int(connection.execute(select(func.count()).select_from(tables.audit_log)).scalar_one())


def asked(department: Department, report: Report, by: str = "rad", **other: Any) -> service.ReviewFacts:
    options: dict[str, Any] = {
        "expected_lock_version": report.lock_version,
        "hash_shown": report.revision_sha256,
        "identity": SAME,
        "score": Score.CONCURRENCE,
    } | other
    return service.review_facts(department.store, department.acting[by], report.id, **options)


CASES: dict[str, dict[str, Any]] = {
    "unviewed": {},
    "no score": {"score": None},
    "2b without a comment": {"score": Score.MISS_LIKELY},
    "2b with a comment": {"score": Score.MISS_LIKELY, "comment": "let op de boog"},
    "other text on screen": {"hash_shown": "0" * 64},
    "changed since": {"expected_lock_version": 99},
    "patient not confirmed": {"identity": IdentityCheck(confirmed=False)},
    "images of another patient": {"identity": IdentityCheck(True, ("name", "patient_id"))},
    "another radiologist": {"by": "rad2"},
    "the author": {"by": "mbb"},
    "everything at once": {"score": None, "hash_shown": "", "by": "rad2"},
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("viewed", [False, True])
def test_authorise_refuses_with_exactly_what_was_shown(
    department: Department, case: str, viewed: bool
) -> None:
    report = department.claimed()
    options = dict(CASES[case])
    by = options.pop("by", "rad")
    if viewed:
        department.view_all(report, by=by)
    before = rows(department)
    told = asked(department, report, by=by, **options)
    assert rows(department) == before  # a look leaves no trace and changes nothing
    if told.ready:
        assert department.authorise(report, by=by, **options).state is State.AUTHORISED
    else:
        assert ids_of(lambda: department.authorise(report, by=by, **options)) == tuple(
            r.id for r in told.refusals
        )
        alone = service.review_refusals(
            department.store,
            department.acting[by],
            report.id,
            expected_lock_version=options.get("expected_lock_version", report.lock_version),
            hash_shown=options.get("hash_shown", report.revision_sha256),
            identity=options.get("identity", SAME),
            score=options.get("score", Score.CONCURRENCE),
            comment=options.get("comment", ""),
        )
        assert [r.id for r in alone] == [r.id for r in told.refusals]


def test_the_facts_name_what_was_not_viewed_and_what_is_open(department: Department) -> None:
    report = department.created()
    two = content(findings=(finding(57.0), finding(40.0, group="level:arch_mid")))
    report = service.save(
        department.store, department.mbb, report.id, two, expected_lock_version=report.lock_version
    )
    service.escalate_rule(
        department.store,
        department.mbb,
        report.id,
        "aaa",
        person_reached="dr. Oproep",
        reached=True,
        at=department.clock.now,
        read_back=True,
    )
    report = service.submit(
        department.store,
        department.mbb,
        report.id,
        expected_lock_version=report.lock_version,
        declaration=SelfDeclaration.YES,
        identity=SAME,
        reauthentication=department.proof(department.mbb),
    )
    report = service.claim(
        department.store, department.rad, report.id, expected_lock_version=report.lock_version
    )
    told = asked(department, report, score=Score.CLEAR_MISS_LIKELY)
    assert [w.id for w in told.unviewed] == ["measurement:level:sinus", "measurement:level:arch_mid"]
    service.view_working(department.store, department.rad, report.id, told.workings[1].id)
    told = asked(department, report, score=Score.CLEAR_MISS_LIKELY)
    assert [w.id for w in told.unviewed] == ["measurement:level:sinus"]
    assert told.viewed == {(told.workings[1].id, told.workings[1].sha256)}
    assert told.comment_needed
    assert [e.urgency for e in told.escalations] == [Urgency.DIRECT]
    assert {r.id for r in told.refusals} == {"T8-VIEWED", "T8-ESCALATION", "T8-COMMENT"}
    assert told.revision_sha256 == report.revision_sha256


def test_a_clock_that_runs_back_is_told_before_signing(department: Department) -> None:
    report = department.claimed()
    department.view_all(report)
    department.clock.forward(minutes=-10)
    assert [r.id for r in asked(department, report).refusals] == ["T8-CLOCK"]


def test_submit_refuses_with_exactly_what_was_shown(department: Department) -> None:
    report = department.created()
    text = replace(content(""), findings=(replace(finding(57.0), unit=""),))
    report = service.save(
        department.store, department.mbb, report.id, text, expected_lock_version=report.lock_version
    )

    def lacking(found: object) -> tuple[str, ...]:
        assert found.sections[0].text == ""  # the text that is frozen is the one that is judged
        return ("Techniek", "Conclusie")

    before = rows(department)
    told = service.submit_refusals(
        department.store,
        department.mbb,
        report.id,
        expected_lock_version=report.lock_version,
        declaration=SelfDeclaration.DOUBT,
        identity=IdentityCheck(True, ("sex",)),
        lacking=lacking,
    )
    assert rows(department) == before
    assert [r.id for r in told] == [
        "T-MISMATCH",
        "T1-SELF",
        "T3-REQUIRED",
        "T3-MEASUREMENT",
        "T3-ESCALATION",
    ]
    required = next(r for r in told if r.id == "T3-REQUIRED")
    assert required.text("nl") == "Nog in te vullen: Conclusie, Techniek."
    with pytest.raises(NotPermitted) as no:
        service.submit(
            department.store,
            department.mbb,
            report.id,
            expected_lock_version=report.lock_version,
            declaration=SelfDeclaration.DOUBT,
            identity=IdentityCheck(True, ("sex",)),
            reauthentication=department.proof(department.mbb),
            lacking=lacking,
        )
    assert no.value.refusals == told


def test_a_look_cannot_write(department: Department) -> None:
    with department.store.look() as unit, pytest.raises(OperationalError, match="readonly"):
        unit.insert(
            tables.access_reason, id="x", study_id="s", person_id="p", reason="r", at="2026-01-01T00:00:00Z"
        )
    department.created()  # and the same connection writes again afterwards


# --- to whom -----------------------------------------------------------------------------------------------
@pytest.fixture
def two_radiologists(department: Department) -> Department:
    record = replace(PROTOCOL, id="prot-2", version="2", responsible_radiologists=("rad", "rad2", "mbb"))
    service.record_protocol(department.store, department.beheer, record)
    service.approve_protocol(
        department.store, department.rad, record.id, reauthentication=department.proof(department.rad)
    )
    return department


def submitted_to(department: Department, report: Report, who: str) -> Report:
    return service.submit(
        department.store,
        department.mbb,
        report.id,
        expected_lock_version=report.lock_version,
        declaration=SelfDeclaration.YES,
        identity=SAME,
        reauthentication=department.proof(department.mbb),
        submitted_to=who,
    )


def test_a_draft_goes_to_the_radiologist_that_is_named(two_radiologists: Department) -> None:
    department = two_radiologists
    report = department.created()
    found = service.recipients(department.store, department.mbb, report.id)
    assert [(r.person_id, r.name, r.is_responsible) for r in found] == [
        ("rad", "Rad Test", True),
        ("rad2", "Rad2 Test", False),
    ]
    report = submitted_to(department, report, "rad2")
    assert report.responsible_radiologist_id == "rad2"
    report = service.claim(
        department.store, department.rad2, report.id, expected_lock_version=report.lock_version
    )
    department.view_all(report, by="rad2")
    assert department.authorise(report, by="rad2").authorised_by == "rad2"
    final = service.read_final(department.store, department.rad2, report.id)
    assert final.revision.responsible_radiologist_id == "rad2"


@pytest.mark.parametrize("who", ["mbb", "coord", "nobody"])
def test_a_draft_goes_to_no_one_who_cannot_be_responsible(two_radiologists: Department, who: str) -> None:
    department = two_radiologists
    report = department.created()
    assert "T3-RECIPIENT" in ids_of(lambda: submitted_to(department, report, who))
    told = service.submit_refusals(
        department.store,
        department.mbb,
        report.id,
        expected_lock_version=report.lock_version,
        declaration=SelfDeclaration.YES,
        identity=SAME,
        submitted_to=who,
    )
    assert "T3-RECIPIENT" in [r.id for r in told]


def test_without_a_choice_the_responsible_radiologist_gets_it(department: Department) -> None:
    report = department.created()
    assert submitted_to(department, report, "").responsible_radiologist_id == "rad"


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"difference_shown": False},
        {"reason": " "},
        {"score": None},
        {"expected_lock_version": 99},
        {"identity": IdentityCheck(confirmed=False)},
    ],
)
def test_a_correction_is_refused_for_what_the_screen_was_told_and_for_nothing_else(
    department: Department, wrong: dict[str, Any]
) -> None:
    report = service.start_correction(department.store, department.rad, department.final().id)
    text = content("Toch een aneurysma.")
    given: dict[str, Any] = {
        "expected_lock_version": report.lock_version,
        "identity": SAME,
        "score": Score.CONCURRENCE,
        "reason": "verkeerde conclusie",
        "difference_shown": True,
    } | wrong
    before = rows(department)
    told = service.correction_facts(department.store, department.rad, report.id, text, **given)
    assert rows(department) == before

    def correct() -> Report:
        return service.correct(
            department.store,
            department.rad,
            report.id,
            text,
            **given,
            hash_shown=text.digest(),
            reauthentication=department.proof(department.rad),
            render=render,
        )

    if told.refusals:
        assert ids_of(correct) == tuple(r.id for r in told.refusals)
    else:
        assert correct().state is State.CORRECTED
    assert bool(told.refusals) == bool(wrong)
