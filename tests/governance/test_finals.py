"""Finals going out and being looked at: exports on record, who read it, versions, evidence of a fault."""

from __future__ import annotations

import hashlib
import io
import json
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from itertools import pairwise

import pytest
from department import SAME, Department, content, render

from governance import audit, service
from governance.errors import NotPermitted
from governance.keys import FileVault
from governance.report import Kind, Report, Score, SelfDeclaration, State
from governance.verify import verify
from resources.errors import InputError


def refused(act: Callable[[], object], *ids: str) -> None:
    with pytest.raises(NotPermitted) as no:
        act()
    assert no.value.ids == ids


def corrected(department: Department, report: Report) -> Report:
    report = service.start_correction(department.store, department.rad, report.id)
    text = content("Toch een aneurysma.")
    return service.correct(
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


def recalled(department: Department, report: Report) -> Report:
    return service.recall(
        department.store,
        department.rad,
        report.id,
        expected_lock_version=report.lock_version,
        reason="content",
        comment="fout",
        reauthentication=department.proof(department.rad),
        second=department.rad2,
        second_reauthentication=department.proof(department.rad2),
    )


def trail(department: Department, kind: str) -> list[dict[str, object]]:
    with department.store.read() as connection:
        found = [r.fields for r in audit.rows(connection) if r.fields["event_type"] == kind]
    return [dict(f) | {"objects": json.loads(f["objects"])} for f in found]


def sound(department: Department) -> bool:
    return verify(department.store.home, vault=FileVault(department.store.home / "keys")).ok


def break_file(department: Department, report: Report) -> str:
    """Change a byte of the stored PDF; returns its hash as it was."""
    (sha256,) = service.stored_files(department.store, report.id).values()
    file = department.store.files.path(sha256)
    file.chmod(0o640)
    file.write_bytes(b"X" + file.read_bytes()[1:])
    return sha256


def rewrite_document(department: Department, report: Report) -> None:
    """Change the signed text with another tool, past the triggers."""
    with closing(sqlite3.connect(department.store.home / "voorverslag.db")) as connection, connection:
        kept = connection.execute(
            "SELECT sql FROM sqlite_master WHERE name = 'revision_no_update'"
        ).fetchone()[0]
        connection.execute("DROP TRIGGER revision_no_update")
        connection.execute(
            "UPDATE revision SET document = replace(document, 'Normale', 'Gewone') WHERE report_id = ?",
            (report.id,),
        )
        connection.execute(kept)


# --- export ------------------------------------------------------------------------------------------------
def test_an_export_is_the_stored_file_and_an_event_of_its_own(department: Department) -> None:
    report = department.final()
    out = service.export_final(department.store, department.rad, report.id, what="pdf", target="file")
    (stored,) = service.stored_files(department.store, report.id).values()
    assert out.sha256 == stored == hashlib.sha256(out.data).hexdigest()
    assert (out.name, out.media_type) == ("verslag.pdf", "application/pdf")
    (row,) = trail(department, "EXPORT")
    assert (row["user_id"], row["role"], row["responsible_user_id"]) == ("rad", "radiologist", "rad")
    assert row["objects"][1] == {
        "type": "export",
        "id": "pdf",
        "target": "file",
        "file": "verslag.pdf",
        "sha256": stored,
    }
    assert sound(department)


def test_the_trail_of_one_report_names_that_report_in_every_row(department: Department) -> None:
    other, report = department.final(1), department.final(2)
    out = service.export_final(department.store, department.audit, report.id, what="audit", target="file")
    lines = [json.loads(line) for line in out.data.decode("utf-8").splitlines()]
    kinds = [line["event_type"] for line in lines]
    assert kinds[0] == "CREATE"
    assert {"SUBMIT", "CLAIM", "VIEW", "AUTHORISE"} <= set(kinds)
    assert all(report.id in json.dumps(line["objects"]) for line in lines)
    assert other.id not in out.data.decode("utf-8")


def test_only_a_valid_final_goes_out(department: Department) -> None:
    def export(report: Report) -> Callable[[], object]:
        return lambda: service.export_final(
            department.store, department.rad, report.id, what="pdf", target="file"
        )

    refused(export(department.claimed(1)), "X-NOT-FINAL")
    old = department.final(2)
    new = corrected(department, old)
    refused(export(old), "T12-SUPERSEDED")
    assert export(new)()
    refused(export(recalled(department, new)), "X-RECALLED")
    broken = department.final(3)
    break_file(department, broken)
    refused(export(broken), "X-INTEGRITY")
    assert len(trail(department, "EXPORT")) == 1
    assert trail(department, "INTEGRITY")


def test_an_administrator_exports_no_report_and_a_path_is_no_target(department: Department) -> None:
    report = department.final()
    store = department.store
    refused(
        lambda: service.export_final(store, department.beheer, report.id, what="pdf", target="file"),
        "T-ACCOUNT",
    )
    for what, target in (("docx", "file"), ("pdf", "map/Test.pdf"), ("pdf", ""), ("sr", "file")):
        with pytest.raises(InputError):
            service.export_final(store, department.rad, report.id, what=what, target=target)
    assert trail(department, "EXPORT") == []


# --- who read it -------------------------------------------------------------------------------------------
def test_the_access_list_tells_who_read_in_which_role(department: Department) -> None:
    report = department.final()
    service.read_final(department.store, department.rad2, report.id)
    service.export_final(department.store, department.audit, report.id, what="pdf", target="print")
    found = service.accesses(department.store, department.mbb, report.id)
    assert all(a.at >= b.at for a, b in pairwise(found))
    assert (found[0].act, found[0].person_id, found[0].role, found[0].detail) == (
        "EXPORTED",
        "audit",
        "auditor",
        "pdf print",
    )
    assert [a.person_id for a in found if a.act == "REPORT_READ" and a.is_reading] == ["audit", "rad2"]
    assert found[-1].act == "CREATE"
    assert found[-1].name == "Mbb Test"
    assert {a.act for a in found} >= {"CREATE", "SUBMIT", "CLAIM", "WORKING_VIEWED", "AUTHORISE"}
    assert trail(department, "LOG_READ")[-1]["user_id"] == "mbb"  # looking at it is itself on record
    refused(lambda: service.accesses(department.store, department.beheer, report.id), "T-ACCOUNT")


# --- versions ----------------------------------------------------------------------------------------------
def test_versions_are_original_addendum_correction_and_recall(department: Department) -> None:
    first = department.final()
    child = service.addend(
        department.store,
        department.mbb,
        first.id,
        content("Aanvulling."),
        declaration=SelfDeclaration.YES,
        identity=SAME,
    )
    second = corrected(department, first)
    third = corrected(department, second)
    recalled(department, third)
    for asked in (first, child, second, third):
        found = service.versions(department.store, department.rad, asked.id)
        assert [(v.report_id, v.kind, v.state, v.superseded_by) for v in found] == [
            (first.id, Kind.PRIMARY, State.AUTHORISED, second.id),
            (child.id, Kind.ADDENDUM, State.DRAFT, ""),
            (second.id, Kind.CORRECTION, State.CORRECTED, third.id),
            (third.id, Kind.CORRECTION, State.RECALLED, ""),
        ]
        assert [v.report_id for v in found if v.is_this] == [asked.id]
        assert [v for v in found if v.is_valid] == []
    assert found[0].name == "Rad Test"
    assert found[0].sha256 == first.authorised_sha256
    other = department.final(2)
    (alone,) = service.versions(department.store, department.rad, other.id)
    assert alone.is_valid
    assert alone.is_this


# --- S23 ---------------------------------------------------------------------------------------------------
def test_a_sound_final_has_no_fault(department: Department) -> None:
    report = department.final()
    facts = service.integrity_facts(department.store, department.rad, report.id)
    assert (facts.fault, facts.alerts) == ("", ())
    assert facts.expected == facts.found == report.authorised_sha256
    assert [f.ok for f in facts.files] == [True]
    assert facts.last_sound_at == report.authorised_at


def test_a_fault_tells_what_was_expected_and_found_since_when_and_who_was_told(
    department: Department,
) -> None:
    report = department.final()
    service.read_final(department.store, department.rad2, report.id)
    seen = department.clock.now
    expected = break_file(department, report)
    department.clock.forward(hours=1)
    refused(lambda: service.read_final(department.store, department.rad, report.id), "X-INTEGRITY")
    facts = service.integrity_facts(department.store, department.rad, report.id)
    assert "a stored file" in facts.fault
    (file,) = facts.files
    assert file.expected == expected
    assert file.found == hashlib.sha256(department.store.files.path(expected).read_bytes()).hexdigest()
    assert not file.ok
    assert facts.last_sound_at <= seen
    assert [(a.person_id, a.outcome) for a in facts.alerts] == [("rad", 8)]
    department.store.files.path(expected).unlink()
    (file,) = service.integrity_facts(department.store, department.beheer, report.id).files
    assert file.found == ""


def unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert file.testzip() is None
        return {name: file.read(name) for name in file.namelist()}


def test_the_bundle_holds_what_lies_there_and_says_what_should(department: Department) -> None:
    report = department.final()
    expected = break_file(department, report)
    rewrite_document(department, report)
    data = service.evidence_bundle(department.store, department.rad, report.id)
    parts = unzipped(data)
    manifest = json.loads(parts["manifest.json"])
    assert manifest["fault"] == "the document has changed"
    assert manifest["database_sound"] is False
    told = {e["name"]: e for e in manifest["expected"]}
    assert told["document.json"]["expected_sha256"] == report.authorised_sha256
    assert told["document.json"]["found_sha256"] == hashlib.sha256(parts["document.json"]).hexdigest()
    assert b"Gewone aorta." in parts["document.json"]  # as it lies there, not repaired
    assert told["files/verslag.pdf"]["expected_sha256"] == expected
    assert parts["files/verslag.pdf"] == department.store.files.path(expected).read_bytes()
    assert not any(e["ok"] for e in manifest["expected"])
    for name, digest in manifest["parts"].items():
        assert hashlib.sha256(parts[name]).hexdigest() == digest
    signatures = json.loads(parts["signatures.json"])
    assert {s["meaning"] for s in signatures} == {"INDIENING", "AUTORISATIE"}
    assert all(s["public_key"] for s in signatures)
    assert any(f["code"] == "FINAL" for f in json.loads(parts["verify.json"])["findings"])
    kinds = [json.loads(line)["event_type"] for line in parts["audit.jsonl"].decode().splitlines()]
    assert "AUTHORISE" in kinds
    assert parts["anchors.jsonl"] == department.store.anchors.path.read_bytes()
    row = trail(department, "EXPORT")[-1]["objects"][1]
    assert (row["id"], row["sha256"]) == ("evidence", hashlib.sha256(data).hexdigest())


def test_the_bundle_of_a_report_whose_head_and_file_are_gone_still_comes(department: Department) -> None:
    report = department.final()
    (sha256,) = service.stored_files(department.store, report.id).values()
    department.store.files.path(sha256).unlink()
    with closing(sqlite3.connect(department.store.home / "voorverslag.db")) as connection, connection:
        kept = [
            r[0]
            for r in connection.execute(
                "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'report'"
            )
        ]
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'report'"
        ).fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE report SET changed_at = 'gisteren' WHERE id = ?", (report.id,))
        for sql in kept:
            connection.execute(sql)
    parts = unzipped(service.evidence_bundle(department.store, department.audit, report.id))
    manifest = json.loads(parts["manifest.json"])
    assert manifest["fault"] == "the head can't be read"
    assert "files/verslag.pdf" not in parts
    assert next(e for e in manifest["expected"] if e["name"] == "files/verslag.pdf")["found_sha256"] == ""
    assert json.loads(parts["head.json"])["changed_at"] == "gisteren"


def test_the_last_valid_version_is_the_newest_other_one_that_verifies(department: Department) -> None:
    first = department.final()
    assert service.last_valid_version(department.store, department.rad, first.id) is None
    second = corrected(department, first)
    third = corrected(department, second)
    rewrite_document(department, third)
    found = service.last_valid_version(department.store, department.rad, third.id)
    assert found.report.id == second.id
    assert found.revision.content.text("conclusion") == "Toch een aneurysma."
    break_file(department, second)
    # the same bytes are stored once by hash: first and second have different ones
    found = service.last_valid_version(department.store, department.rad, third.id)
    assert found.report.id == first.id
    assert found.files
