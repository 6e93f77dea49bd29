"""What was said about a report, its revisions, and bringing an earlier text back without losing any."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from department import SAME, Department, content, finding, render
from sqlalchemy import func, select

from governance import audit, service
from governance.errors import NotPermitted
from governance.files import FileFault
from governance.keys import FileVault
from governance.report import Event, KeyImage, Report, RevisionKind, Score, SelfDeclaration
from governance.store import tables
from governance.verify import verify
from resources.errors import InputError


def refused(act: Callable[[], object], *ids: str) -> None:
    with pytest.raises(NotPermitted) as no:
        act()
    assert no.value.ids == ids


def save(department: Department, report: Report, text: object) -> Report:
    return service.save(
        department.store, department.mbb, report.id, text, expected_lock_version=report.lock_version
    )


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


def claim(department: Department, report: Report) -> Report:
    return service.claim(
        department.store, department.rad, report.id, expected_lock_version=report.lock_version
    )


def returned(department: Department, report: Report, reason: str, comment: str) -> Report:
    report = claim(department, submit(department, report))
    report = service.return_for_changes(
        department.store,
        department.rad,
        report.id,
        expected_lock_version=report.lock_version,
        reason=reason,
        comment=comment,
    )
    return service.open_for_editing(department.store, department.mbb, report.id)


def restore(department: Department, report: Report, number: int, by: str = "mbb") -> Report:
    return service.restore_revision(
        department.store,
        department.acting[by],
        report.id,
        number,
        expected_lock_version=report.lock_version,
    )


def revisions(department: Department, report: Report) -> list[str]:
    return [r.digest() for r in service.revisions(department.store, report.id)]


def sound(department: Department) -> bool:
    return verify(department.store.home, vault=FileVault(department.store.home / "keys")).ok


def test_the_history_tells_every_step_with_its_reason_and_words(department: Department) -> None:
    report = department.created()
    report = submit(department, report)
    report = service.withdraw(
        department.store,
        department.mbb,
        report.id,
        expected_lock_version=report.lock_version,
        reason="nog een niveau vergeten",
    )
    assert service.last_return(department.store, report.id) is None
    report = returned(department, report, "measurement", "boog opnieuw meten")
    report = returned(department, report, "text", "conclusie korter")
    report = claim(department, submit(department, report))
    department.view_all(report)
    report = department.authorise(report, score=Score.MISS_LIKELY, comment="let op de boog")
    found = service.report_history(department.store, department.mbb, report.id)
    told = [(s.event, s.person_id, s.reason, s.comment, s.score) for s in found.said]
    assert told == [
        (Event.SUBMIT, "mbb", "", "", ""),
        (Event.WITHDRAW, "mbb", "", "nog een niveau vergeten", ""),
        (Event.SUBMIT, "mbb", "", "", ""),
        (Event.RETURN, "rad", "measurement", "boog opnieuw meten", ""),
        (Event.SUBMIT, "mbb", "", "", ""),
        (Event.RETURN, "rad", "text", "conclusie korter", ""),
        (Event.SUBMIT, "mbb", "", "", ""),
        (Event.AUTHORISE, "rad", "", "let op de boog", "2b"),
    ]
    assert [s.name for s in found.said[:4]] == ["Mbb Test", "Mbb Test", "Mbb Test", "Rad Test"]
    assert all(a.at <= b.at for a, b in zip(found.said, found.said[1:], strict=False))
    last = service.last_return(department.store, report.id)
    assert (last.reason, last.comment, last.revision) == ("text", "conclusie korter", found.said[4].revision)


def test_a_hand_back_and_a_recall_are_told(department: Department) -> None:
    report = department.created(1)
    service.hand_back(
        department.store,
        department.mbb,
        report.id,
        expected_lock_version=report.lock_version,
        reason="dissectie in beeld",
    )
    (said,) = service.report_history(department.store, department.rad, report.id).said
    assert (said.event, said.comment) == (Event.HAND_BACK, "dissectie in beeld")
    final = department.final(2)
    service.recall(
        department.store,
        department.rad,
        final.id,
        expected_lock_version=final.lock_version,
        reason="wrong_patient",
        comment="verwisseld",
        reauthentication=department.proof(department.rad),
        second=department.rad2,
        second_reauthentication=department.proof(department.rad2),
    )
    said = service.report_history(department.store, department.rad, final.id).said[-1]
    assert (said.event, said.reason, said.comment) == (Event.RECALL, "wrong_patient", "verwisseld")


def test_each_revision_says_whose_it_is_and_what_changed_in_brief(department: Department) -> None:
    report = department.created()
    picture = department.store.files.put(b"png")
    two = content("Verwijde aorta.", findings=(finding(48.0), finding(40.0, group="level:arch_mid")))
    report = save(department, report, two)
    with_image = replace(two, key_images=(KeyImage(picture, "boog"),), remark="graag kijken")
    report = save(department, report, with_image)
    with pytest.raises(service.ConflictError):
        service.save(
            department.store,
            department.mbb,
            report.id,
            content("te laat"),
            expected_lock_version=report.lock_version - 1,
        )
    report = save(department, report, replace(with_image, findings=with_image.findings[:1]))
    report = submit(department, report)
    lines = service.report_history(department.store, department.rad, report.id).revisions
    brief = [
        (
            r.number,
            r.kind,
            r.sections,
            (r.measurements_added, r.measurements_changed, r.measurements_removed),
            r.images_changed,
            r.remark_changed,
        )
        for r in lines
    ]
    assert brief == [
        (1, RevisionKind.AUTHOR, ("Conclusie",), (1, 0, 0), False, False),
        (2, RevisionKind.AUTHOR, ("Conclusie",), (1, 1, 0), False, False),
        (3, RevisionKind.AUTHOR, (), (0, 0, 0), True, True),
        (4, RevisionKind.CONFLICT, ("Conclusie",), (0, 1, 1), True, True),
        (5, RevisionKind.AUTHOR, (), (0, 0, 1), False, False),
        (6, RevisionKind.AUTHOR, (), (0, 0, 0), False, False),
    ]
    assert [r.current for r in lines] == [False] * 5 + [True]
    assert [r.submitted for r in lines] == [False] * 5 + [True]
    assert {(r.person_id, r.name) for r in lines} == {("mbb", "Mbb Test")}
    assert [r.sha256 for r in lines] == revisions(department, report)


def test_restoring_writes_a_new_revision_and_takes_nothing_away(department: Department) -> None:
    report = department.created()
    report = save(department, report, content("Tweede tekst.", findings=(finding(50.0),)))
    report = save(department, report, content("Derde tekst."))
    before = revisions(department, report)
    report = restore(department, report, 2)
    assert revisions(department, report)[:3] == before
    now = service.revision_content(department.store, department.mbb, report.id, report.revision)
    assert (now.number, now.content.text("conclusion")) == (4, "Tweede tekst.")
    assert now.content.findings[0].value == 50.0
    assert now.comment == "restores revision 2"
    assert now.gate.allowed
    with department.store.read() as connection:
        saved = [r for r in audit.rows(connection) if r.fields["event_type"] == "SAVE"]
    assert "restores revision 2" in saved[-1].fields["objects"]
    report = restore(department, report, 3)  # and back again
    assert revisions(department, report)[:4] == [*before, now.digest()]
    assert submit(department, report).revision == 6
    assert sound(department)


def test_a_text_that_came_too_late_can_be_brought_back(department: Department) -> None:
    report = department.created()
    report = save(department, report, content("Eerste."))
    with pytest.raises(service.ConflictError) as lost:
        service.save(
            department.store, department.mbb, report.id, content("Verloren tekst."), expected_lock_version=1
        )
    report = restore(department, report, lost.value.kept)
    _, now = service.open_report(department.store, department.mbb, report.id)
    assert now.content.text("conclusion") == "Verloren tekst."


def test_restoring_asks_what_saving_asks(department: Department) -> None:
    report = department.created()
    report = save(department, report, content("Tweede tekst."))
    stale = replace(report, lock_version=1)
    refused(lambda: restore(department, stale, 1), "T2-CONFLICT")
    assert len(revisions(department, report)) == 2  # nothing was kept aside
    with pytest.raises(NotPermitted) as no:
        restore(department, report, 1, by="rad")
    assert "T-AUTHOR" in no.value.ids
    report = submit(department, report)
    refused(lambda: restore(department, report, 1), "T-STATE")
    service.suspend_competence(department.store, department.rad, "comp-1", "toets verlopen")
    report = service.withdraw(
        department.store,
        department.mbb,
        report.id,
        expected_lock_version=report.lock_version,
        reason="nog iets",
    )
    refused(lambda: restore(department, report, 1), "G1-23-EXPIRY")


def test_the_reviewer_brings_the_authors_text_back_as_a_review_revision(department: Department) -> None:
    report = claim(department, submit(department, department.created()))
    submitted = report.revision
    report = service.save_review(
        department.store,
        department.rad,
        report.id,
        content("Van de radioloog."),
        expected_lock_version=report.lock_version,
    )
    refused(
        lambda: restore(department, report, submitted, by="mbb"),
        "T-ROLE",
        "T8-BIG",
        "T5-FOUR-EYES",
        "T5-CLAIMED",
    )
    report = restore(department, report, submitted, by="rad")
    now = service.revision_content(department.store, department.rad, report.id, report.revision)
    assert now.kind is RevisionKind.REVIEW
    assert now.content.text("conclusion") == "Normale aorta."
    department.view_all(report)
    assert department.authorise(report).state.value == "authorised"
    assert sound(department)


def test_a_final_is_never_restored(department: Department) -> None:
    report = department.final()
    refused(lambda: restore(department, report, 1), "T-STATE")


def test_an_unknown_revision_and_a_missing_picture_are_said(department: Department) -> None:
    report = department.created()
    for number in (0, 2, -1, 99):
        with pytest.raises(InputError, match="no revision"):
            restore(department, report, number)
    picture = department.store.files.put(b"png")
    report = save(department, report, replace(content(), key_images=(KeyImage(picture, "boog"),)))
    report = save(department, report, content("zonder beeld"))
    department.store.files.path(picture).unlink()
    with pytest.raises(FileFault):
        restore(department, report, 2)
    assert len(revisions(department, report)) == 3


def test_reading_the_history_is_on_record_and_not_for_an_administrator(department: Department) -> None:
    report = department.created()
    refused(lambda: service.report_history(department.store, department.beheer, report.id), "T-ACCOUNT")
    log = tables.audit_log
    query = select(func.count()).select_from(log).where(log.c.event_type == "REPORT_READ")
    with department.store.read() as connection:
        before = connection.execute(query).scalar_one()
    service.report_history(department.store, department.rad, report.id)
    service.revision_content(department.store, department.audit, report.id, 1)
    with department.store.read() as connection:
        assert connection.execute(query).scalar_one() == before + 2


def test_a_correction_says_why_on_both_versions(department: Department) -> None:
    report = department.final()
    report = service.start_correction(department.store, department.rad, report.id)
    text = content("Toch een aneurysma.")
    new = service.correct(
        department.store,
        department.rad,
        report.id,
        text,
        expected_lock_version=report.lock_version,
        hash_shown=text.digest(),
        identity=SAME,
        score=Score.CONCURRENCE,
        reason="verkeerde conclusie",
        difference_shown=True,
        reauthentication=department.proof(department.rad),
        render=render,
        viewed=("measurement:level:sinus",),
    )
    for report_id in (report.id, new.id):
        said = service.report_history(department.store, department.rad, report_id).said[-1]
        assert (said.event, said.comment) == (Event.CORRECT, "verkeerde conclusie")
