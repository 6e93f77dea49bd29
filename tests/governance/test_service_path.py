"""The way of a report through a real store: sign in, draft, submit, claim, view, authorise, read."""

from __future__ import annotations

from department import SAME, Department, content

from governance import service
from governance.report import SelfDeclaration, State


def test_report_goes_from_draft_to_authorised_and_verifies(department: Department) -> None:
    report = department.created()
    report = service.save(
        department.store,
        department.mbb,
        report.id,
        content("Gewijzigd."),
        expected_lock_version=report.lock_version,
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
    assert report.state is State.SUBMITTED
    report = service.claim(
        department.store, department.rad, report.id, expected_lock_version=report.lock_version
    )
    department.view_all(report)
    report = department.authorise(report)
    assert report.state is State.AUTHORISED
    document = service.read_final(department.store, department.rad, report.id)
    assert document.revision.content.text("conclusion") == "Gewijzigd."
    assert document.signature.person_id == "rad"
    assert document.submitted is not None
    assert document.submitted.person_id == "mbb"
    anchored = department.store.anchors.read(department.store.keys.chain_key)[-1]
    assert anchored.sound
    code = document.files["verslag.pdf"].decode().split()[1]
    from governance.anchors import short_code

    assert code == short_code(anchored.hash)
