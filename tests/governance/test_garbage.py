"""Only a stored file that nothing on record ever named is removed."""

from __future__ import annotations

import os
import time
from dataclasses import replace

import pytest
from department import COMPETENCE, Department, content, study

from governance import audit, service
from governance.keys import FileVault
from governance.report import KeyImage
from governance.verify import verify

TWO_DAYS = 2 * 86_400.0


def put(department: Department, data: bytes, *, age_s: float = TWO_DAYS) -> str:
    sha256 = department.store.files.put(data)
    aged(department, sha256, age_s)
    return sha256


def aged(department: Department, sha256: str, age_s: float = TWO_DAYS) -> None:
    then = time.time() - age_s
    os.utime(department.store.files.path(sha256), (then, then))


def there(department: Department, sha256: str) -> bool:
    return department.store.files.path(sha256).exists()


def removals(department: Department) -> list[str]:
    with department.store.read() as connection:
        rows = list(audit.rows(connection))
    return [r.fields["objects"] for r in rows if r.fields["event_type"] == "FILES_REMOVED"]


def test_pictures_of_every_revision_are_kept_and_can_be_brought_back(department: Department) -> None:
    store, mbb = department.store, department.mbb
    first, second = put(department, b"beeld 1"), put(department, b"beeld 2")
    nobodys = put(department, b"van niemand")
    report = department.created()
    for images in ((KeyImage(first, "boog"),), (KeyImage(second, "buik"),), ()):
        report = service.save(
            store,
            mbb,
            report.id,
            replace(content(), key_images=images),
            expected_lock_version=report.lock_version,
        )
    assert service.collect_garbage(store) == 1
    assert there(department, first)
    assert there(department, second)
    assert not there(department, nobodys)
    report = service.restore_revision(store, mbb, report.id, 2, expected_lock_version=report.lock_version)
    _, now = service.open_report(store, mbb, report.id)
    assert store.files.get(now.content.key_images[0].sha256) == b"beeld 1"


def test_pictures_of_a_text_that_came_too_late_are_kept(department: Department) -> None:
    picture = put(department, b"te laat")
    report = department.created()
    service.save(department.store, department.mbb, report.id, content("x"), expected_lock_version=1)
    with pytest.raises(service.ConflictError):
        service.save(
            department.store,
            department.mbb,
            report.id,
            replace(content(), key_images=(KeyImage(picture, "boog"),)),
            expected_lock_version=1,
        )
    assert service.collect_garbage(department.store) == 0
    assert there(department, picture)


def test_documents_of_a_final_and_evidence_of_a_competence_are_kept(department: Department) -> None:
    report = department.final()
    stored = list(service.stored_files(department.store, report.id).values())
    diploma = put(department, b"diploma")
    record = replace(COMPETENCE, diploma=replace(COMPETENCE.diploma, file_sha256=diploma))
    service.record_competence(department.store, department.coord, record)
    service.record_competence(department.store, department.coord, COMPETENCE)  # an earlier version names it
    for sha256 in stored:
        aged(department, sha256)
    assert service.collect_garbage(department.store) == 0
    assert all(there(department, s) for s in (*stored, diploma))
    assert verify(department.store.home, vault=FileVault(department.store.home / "keys")).ok


def test_a_file_that_is_being_stored_is_not_garbage_yet(department: Department) -> None:
    young = put(department, b"net gemaakt", age_s=3600)
    old = put(department, b"oud en weer nodig")
    assert department.store.files.put(b"oud en weer nodig") == old  # stored again, about to be referred to
    assert service.collect_garbage(department.store) == 0
    assert there(department, young)
    assert there(department, old)
    assert removals(department) == []  # nothing removed, nothing to tell
    aged(department, old)
    assert service.collect_garbage(department.store) == 1
    assert removals(department) == ['[{"rows":"1","type":"files"}]']
    assert verify(department.store.home, vault=FileVault(department.store.home / "keys")).ok


def test_images_of_every_version_of_an_entry_are_referred_to(department: Department) -> None:
    store = department.store
    known = study(1)
    service.record_study(store, department.mbb, replace(known, images="images/imported/nieuw"))
    asked: list[frozenset[str]] = []

    def remove(referred: frozenset[str]) -> int:
        asked.append(referred)
        return 2

    assert service.collect_images(store, remove) == 2
    assert asked == [frozenset({"demo", "images/imported/nieuw"})]
    assert '"images"' in removals(department)[-1]
