"""Who may read a report and take it out, and what is refused however it is asked."""

from __future__ import annotations

import errno
import hashlib
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest
from department import SAME, Department, content, finding, render
from sqlalchemy import select
from test_finals import break_file, corrected, recalled, refused, sound, trail

from governance import audit, service
from governance.anchors import AnchorFile
from governance.keys import FileVault
from governance.people import Role
from governance.protocol import Urgency
from governance.report import Event, Report, SelfDeclaration
from governance.service import basis, finals, reading
from governance.store import tables
from governance.tasks import TaskKey


def both(facts: service.FinalFacts) -> dict[str, bytes]:
    return {**render(facts), "verslag.dcm": b"SR " + facts.revision.digest().encode()}


def final_with_sr(department: Department, number: int = 1) -> Report:
    report = department.claimed(number)
    department.view_all(report)
    return department.authorise(report, render=both)


# --- reading -----------------------------------------------------------------------------------------------
def test_an_administrator_reads_no_report_by_whatever_function(department: Department) -> None:
    store, admin = department.store, department.beheer
    draft, final = department.created(1), department.final(2)
    asked: list[Callable[[], object]] = [
        lambda: service.open_report(store, admin, draft.id),
        lambda: service.open_report(store, admin, final.id),
        lambda: service.read_final(store, admin, final.id),
        lambda: service.escalation_calls(store, admin, draft.id),
        lambda: service.evidence_bundle(store, admin, final.id),
        lambda: service.evidence_bundle(store, admin, draft.id),
        lambda: service.view_working(store, admin, draft.id, "measurement:level:sinus"),
        lambda: service.give_access_reason(store, admin, "study-1", "controle van de inrichting"),
    ]
    before = len(trail(department, "REPORT_READ"))
    for act in asked:
        refused(act, "T-ACCOUNT")
    assert len(trail(department, "REPORT_READ")) == before
    replaced = corrected(department, department.final(3))
    assert service.last_valid_version(store, admin, replaced.parent_id) is None
    assert service.last_valid_version(store, department.rad, replaced.parent_id) is not None


def test_who_lost_the_role_reads_nothing_any_more(department: Department) -> None:
    report = department.final()
    department.clock.forward(days=365 * 6)  # all roles have run out
    refused(lambda: service.open_report(department.store, department.rad, report.id), "T-ACCOUNT")


def test_an_administrator_secures_the_evidence_of_a_report_that_does_not_verify(
    department: Department,
) -> None:
    report = department.final()
    break_file(department, report)
    assert service.evidence_bundle(department.store, department.beheer, report.id)
    assert trail(department, "EXPORT")[-1]["role"] == Role.ADMINISTRATOR.value


def rewrite(department: Department, report: Report) -> None:
    """Change the text and its hash together with another tool, past the triggers, head included."""
    with closing(sqlite3.connect(department.store.home / "voorverslag.db")) as connection, connection:
        triggers = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ('revision', 'report')"
        ).fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        (document,) = connection.execute(
            "SELECT document FROM revision WHERE report_id = ? AND number = ?", (report.id, report.revision)
        ).fetchone()
        changed = document.replace("aneurysma", "niets").replace("Normale", "Gewone")
        digest = hashlib.sha256(changed.encode()).hexdigest()
        connection.execute(
            "UPDATE revision SET document = ?, hash = ? WHERE report_id = ? AND number = ?",
            (changed, digest, report.id, report.revision),
        )
        if report.authorised_at is not None:
            connection.execute("UPDATE report SET revision_sha256 = ? WHERE id = ?", (digest, report.id))
        for _, sql in triggers:
            connection.execute(sql)


def test_a_recalled_report_that_was_changed_is_not_shown_and_alarms(department: Department) -> None:
    report = recalled(department, department.final())
    assert service.open_report(department.store, department.rad, report.id)
    rewrite(department, report)
    refused(lambda: service.open_report(department.store, department.rad, report.id), "X-INTEGRITY")
    facts = service.integrity_facts(department.store, department.audit, report.id)
    assert [(a.person_id, a.outcome) for a in facts.alerts] == [("rad", 8)]


def test_a_draft_that_was_changed_is_not_shown_and_alarms(department: Department) -> None:
    report = department.created()
    rewrite(department, report)
    refused(lambda: service.open_report(department.store, department.mbb, report.id), "X-INTEGRITY")
    facts = service.integrity_facts(department.store, department.audit, report.id)
    assert [a.person_id for a in facts.alerts] == ["mbb"]


# --- going out ---------------------------------------------------------------------------------------------
def test_the_structured_report_goes_out_as_it_was_stored(department: Department) -> None:
    report = final_with_sr(department)
    out = service.export_final(department.store, department.mbb, report.id, what="sr", target="archive")
    assert (out.name, out.media_type) == ("verslag.dcm", "application/dicom")
    assert out.sha256 == service.stored_files(department.store, report.id)["verslag.dcm"]
    assert out.data == department.store.files.get(out.sha256)
    (row,) = trail(department, "EXPORT")
    assert row["objects"][1]["id"] == "sr"
    assert row["objects"][1]["sha256"] == out.sha256
    assert sound(department)


def test_a_final_that_is_replaced_while_it_is_read_does_not_go_out(
    department: Department, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = department.final()
    real = reading.read_final

    def meanwhile(*given: object) -> object:
        monkeypatch.setattr(finals.reading, "read_final", real)
        corrected(department, report)
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(finals.reading, "read_final", meanwhile)
    refused(
        lambda: service.export_final(department.store, department.rad, report.id, what="pdf", target="file"),
        "T12-SUPERSEDED",
    )
    assert trail(department, "EXPORT") == []


@pytest.mark.parametrize("name", ["../../weg.pdf", "/tmp/weg.pdf", "map\\weg.pdf", ".pdf"])
def test_a_stored_name_with_a_path_in_it_never_becomes_a_file_name(department: Department, name: str) -> None:
    report = department.claimed()
    department.view_all(report)
    report = department.authorise(report, render=lambda facts: {name: b"%PDF"})
    refused(
        lambda: service.export_final(department.store, department.rad, report.id, what="pdf", target="file"),
        "X-INTEGRITY",
    )


# --- an addendum to what doesn't stand any more ------------------------------------------------------------
def addendum_in_review(department: Department, parent: Report) -> Report:
    store, mbb = department.store, department.mbb
    child = service.addend(
        store, mbb, parent.id, content("Aanvulling."), declaration=SelfDeclaration.YES, identity=SAME
    )
    child = service.submit(
        store,
        mbb,
        child.id,
        expected_lock_version=child.lock_version,
        declaration=SelfDeclaration.YES,
        identity=SAME,
        reauthentication=department.proof(mbb),
    )
    child = service.claim(store, department.rad, child.id, expected_lock_version=child.lock_version)
    department.view_all(child)
    return child


@pytest.mark.parametrize(
    ("ends", "why"), [(recalled, "X-RECALLED"), (corrected, "T12-SUPERSEDED")], ids=["recalled", "replaced"]
)
def test_an_addendum_is_not_signed_once_its_report_does_not_stand(
    department: Department, ends: Callable[[Department, Report], Report], why: str
) -> None:
    parent = department.final()
    child = addendum_in_review(department, parent)
    ends(department, parent)
    facts = service.review_facts(
        department.store,
        department.rad,
        child.id,
        expected_lock_version=child.lock_version,
        hash_shown=child.revision_sha256,
        identity=SAME,
        score=None,
    )
    assert why in {r.id for r in facts.refusals}
    refused(lambda: department.authorise(child), why)
    assert sound(department)


def test_an_addendum_to_a_standing_final_is_signed(department: Department) -> None:
    child = addendum_in_review(department, department.final())
    assert department.authorise(child).state.value == "authorised"


# --- escalation --------------------------------------------------------------------------------------------
def test_an_escalation_by_hand_keeps_its_time_limit_each_time_it_is_passed_on(department: Department) -> None:
    report = department.created()
    report = service.save(
        department.store,
        department.mbb,
        report.id,
        content(findings=(finding(41.0),)),
        expected_lock_version=report.lock_version,
    )
    service.escalate(
        department.store,
        department.mbb,
        report.id,
        urgency=Urgency.DIRECT,
        label="twijfel",
        contact="dr. Proef",
        time_limit_minutes=10,
    )
    waits = []
    for _ in range(4):
        department.clock.forward(minutes=11)
        passed = service.pass_on_overdue(department.store)
        waits.append([round((e.due_at - department.clock.now).total_seconds() / 60) for e in passed])
    assert waits == [[10], [10], [10], [10]]


# --- a correction ------------------------------------------------------------------------------------------
def test_the_score_of_a_correction_is_kept_with_what_it_changed(department: Department) -> None:
    new = corrected(department, department.final())
    (said,) = service.report_history(department.store, department.rad, new.id).said
    assert (said.event, said.score, said.comment) == (Event.CORRECT, "1", "verkeerde conclusie")
    with department.store.read() as connection:
        table = tables.discrepancy
        (text,) = connection.execute(select(table.c.content).where(table.c.report_id == new.id)).scalars()
    assert json.loads(text)["conclusion_changed"] is True
    assert sound(department)


def test_a_corrected_report_counts_once_for_its_authors_volume(department: Department) -> None:
    corrected(department, department.final(1))
    department.final(2)
    with department.store.read() as connection:
        found = basis.competence(connection, department.store, "mbb", TaskKey.AORTA, department.clock.now)
    assert found is not None
    assert found.authorised_last_year == 2


# --- a disk that refuses after the commit ------------------------------------------------------------------
def test_a_signature_whose_anchor_cannot_be_written_is_no_failed_signature(
    department: Department, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = department.claimed()
    department.view_all(report)

    def full(*_given: object, **_named: object) -> str:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        patch.setattr(AnchorFile, "append", full)
        report = department.authorise(report)
    assert report.state.value == "authorised"
    assert service.read_final(department.store, department.rad, report.id).report == report
    with department.store.read() as connection:
        alerts = [r.fields for r in audit.rows(connection) if "anchor" in r.fields["objects"]]
    assert [(a["event_id"], a["outcome"]) for a in alerts] == [(audit.Act.SECURITY_ALERT.event_id, 4)]
    department.store.anchor_now()
    assert sound(department)


def test_a_save_whose_head_cannot_be_remembered_is_a_save(
    department: Department, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the screen would try again and be in conflict with itself."""
    report = department.created()
    real = FileVault.write

    def full(vault: FileVault, name: str, value: str) -> None:
        if name == "last.head":
            raise OSError(errno.ENOSPC, "full")
        real(vault, name, value)

    def save(report: Report, text: str) -> Report:
        version = report.lock_version
        return service.save(
            department.store, department.mbb, report.id, content(text), expected_lock_version=version
        )

    with monkeypatch.context() as patch:
        patch.setattr(FileVault, "write", full)
        report = save(report, "Op een volle schijf.")
    report = save(report, "Daarna.")
    texts = [r.content.text("conclusion") for r in service.revisions(department.store, report.id)]
    assert texts[-2:] == ["Op een volle schijf.", "Daarna."]
    assert sound(department)
