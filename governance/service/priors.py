"""Earlier examinations beside the present one: who looked at which, on record."""

from __future__ import annotations

from governance.accounts import Acting, require_role
from governance.audit import Act
from governance.report import FINAL_STATES, Report, Revision
from governance.service import reading
from governance.service.worklist import WorklistRow, worklist
from governance.store import Store
from governance.study import comparable

#: where the images of a prior lay, as the trail says it
SOURCES = ("worklist", "received", "files")


def open_prior(
    store: Store, acting: Acting, *, study_uid: str, patient_id: str, beside: str, source: str
) -> None:
    """Images of an earlier examination are shown beside those of `beside` (both study UIDs): one row.

    Raises
    ------
    NotPermitted
        When the role may not read reports and images of patients.
    """
    with store.write() as unit:
        require_role(unit, acting, *reading.REPORT_READERS)
        objects = [
            {"type": "110180", "id": study_uid, "detail": f"prior, {source if source in SOURCES else ''}"},
            {"type": "110180", "id": beside, "detail": "present"},
        ]
        if patient_id:
            objects.append({"type": "patient", "id": patient_id})
        unit.audit(Act.STUDY_OPENED, acting.actor, objects=objects)


def same_number(store: Store, acting: Acting, patient_id: str, present_uid: str) -> list[WorklistRow]:
    """Rows of the worklist with this patient number, but of another study; looking is on record."""
    return [
        row
        for row in worklist(store, acting)
        if comparable(row.study.patient.patient_id) == comparable(patient_id)
        and row.study.identity.study_instance_uid != present_uid
    ]


def authorised_report(store: Store, acting: Acting, row: WorklistRow) -> tuple[Report, Revision] | None:
    """The final report of an earlier study, verified and on record as read; None when there is none."""
    if row.report is None or row.report.state not in FINAL_STATES:
        return None
    found = reading.read_final(store, acting, row.report.id)
    return found.report, found.revision
