"""Earlier examinations of the same patient for the same task, newest first."""

from __future__ import annotations

from dataclasses import replace

from department import Department

from governance import service
from governance.tasks import TaskKey


def test_only_the_same_patients_earlier_examinations_of_the_task_count(department: Department) -> None:
    store, acting = department.store, department.rad
    first = service.worklist(store, department.rad)[0].study

    def entry(id: str, day: str, **other: object) -> None:
        identity = replace(
            first.identity, study_instance_uid=f"2.25.{id}", accession_number=f"A{id}", study_date=day
        )
        facts = replace(first.facts, study_instance_uid=f"2.25.{id}", accession_number=f"A{id}")
        study = replace(first, id=f"S-{id}", identity=identity, facts=facts)
        service.record_study(store, acting, replace(study, **other))

    entry("1", "20240101")
    entry("2", "20250101")
    entry("3", "20990101")
    entry("4", "20250601", task=TaskKey.LIVER)
    other = replace(first.patient, patient_id="ANDER")
    entry("5", "20250601", patient=other, facts=replace(first.facts, patient_id="ANDER"))
    rows = service.worklist(store, department.rad)
    assert [r.study.id for r in service.earlier(rows, first)] == ["S-2", "S-1"]
    oldest = next(r.study for r in rows if r.study.id == "S-1")
    assert service.earlier(rows, oldest) == []
