"""Looking at earlier examinations: who may, what stands in the trail, and which report may be read."""

from __future__ import annotations

import json

import pytest
from department import Department
from sqlalchemy import select

from governance.audit import Act
from governance.errors import NotPermitted
from governance.service import priors
from governance.store import tables


def trail(department: Department, act: Act) -> list[list[dict[str, str]]]:
    log = tables.audit_log
    with department.store.read() as connection:
        found = connection.execute(
            select(log.c.objects).where(log.c.event_type == act.event_type).order_by(log.c.seq)
        ).scalars()
        return [json.loads(text) for text in found]


def test_opening_a_prior_is_one_row_with_both_studies_and_the_patient(department: Department) -> None:
    priors.open_prior(
        department.store,
        department.acting["mbb"],
        study_uid="1.2.1",
        patient_id="P-1",
        beside="1.2.9",
        source="received",
    )
    (row,) = trail(department, Act.STUDY_OPENED)
    assert [(o["type"], o["id"]) for o in row] == [
        ("110180", "1.2.1"),
        ("110180", "1.2.9"),
        ("patient", "P-1"),
    ]
    assert row[0]["detail"] == "prior, received"


def test_who_reads_no_patients_opens_no_prior(department: Department) -> None:
    with pytest.raises(NotPermitted):
        priors.open_prior(
            department.store,
            department.acting["beheer"],
            study_uid="1.2.1",
            patient_id="P",
            beside="1.2.9",
            source="x",
        )
    assert trail(department, Act.STUDY_OPENED) == []


def test_rows_of_the_same_number_are_listed_without_the_present_study(department: Department) -> None:
    from governance.service.worklist import worklist

    who = department.acting["mbb"]
    rows = worklist(department.store, who)
    present = rows[0].study
    found = priors.same_number(
        department.store, who, f" {present.patient.patient_id.lower()} ", present.identity.study_instance_uid
    )
    expected = {r.study.id for r in rows if r.study.identity != present.identity}
    assert {r.study.id for r in found} == expected
    assert priors.same_number(department.store, who, "ANDER", "") == []


def test_only_a_final_report_is_read_with_a_prior_and_that_is_on_record(department: Department) -> None:
    from governance.service.worklist import worklist

    who = department.acting["mbb"]
    report = department.claimed()

    def row():
        return next(r for r in worklist(department.store, who) if r.study.id == "study-1")

    assert priors.authorised_report(department.store, who, row()) is None
    assert trail(department, Act.REPORT_READ) == []
    department.view_all(report)
    department.authorise(report)
    found = priors.authorised_report(department.store, who, row())
    assert found is not None
    assert found[0].id == report.id
    assert len(found[1].content.findings) > 0
    (read,) = trail(department, Act.REPORT_READ)
    assert read[0]["id"] == report.id
