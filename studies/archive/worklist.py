"""The modality worklist of the hospital: which steps are planned (C-FIND of the worklist model)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pydicom.dataset import Dataset
from pynetdicom import build_context
from pynetdicom.sop_class import ModalityWorklistInformationFind  # type: ignore[attr-defined]

from studies.archive import errors
from studies.archive.answers import Answer
from studies.archive.association import connect
from studies.archive.client import CancelCheck
from studies.archive.dimse import find
from studies.archive.node import Node, check_node
from studies.archive.query import StudyQuery, check_query
from studies.archive.words import uid

MOST_STEPS = 1_000


@dataclass(frozen=True, slots=True)
class ScheduledStep:
    """One planned step of one order. Dates are `YYYYMMDD`, times `HHMMSS`."""

    patient_id: str
    issuer: str = ""
    patient_name: str = ""
    birth_date: str = ""
    sex: str = ""
    accession_number: str = ""
    study_instance_uid: str = ""
    requested_procedure_id: str = ""
    requested_procedure: str = ""
    priority: str = ""
    referring_physician: str = ""
    requesting_physician: str = ""
    allergies: str = ""
    medical_alerts: str = ""
    step_id: str = ""
    description: str = ""
    modality: str = ""
    station: str = ""
    station_name: str = ""
    date: str = ""
    time: str = ""
    performing_physician: str = ""
    status: str = ""


def scheduled(
    node: Node,
    *,
    date_from: str = "",
    date_to: str = "",
    modality: str = "",
    station: str = "",
    patient_id: str = "",
    cancelled: CancelCheck | None = None,
) -> tuple[ScheduledStep, ...]:
    """Planned steps that match, by date and time; what is empty isn't asked. `station` is an AE title."""
    check_node(node)
    if "worklist" not in node.roles:
        raise errors.ArchiveRefused.role(node.name, "worklist")
    asked = StudyQuery(
        patient_id=patient_id, modality=modality, description=station, date_from=date_from, date_to=date_to
    )
    check_query(asked)
    with connect(node, [build_context(ModalityWorklistInformationFind)], cancelled=cancelled) as connection:
        if not connection.accepts(ModalityWorklistInformationFind):
            raise errors.ArchiveRefused.service(node.name, "Modality Worklist")
        found, cut = find(
            connection,
            ModalityWorklistInformationFind,
            _question(asked, station),
            "Modality Worklist",
            limit=MOST_STEPS,
            cancelled=cancelled,
        )
    if cut:
        raise errors.ArchiveAnswer.too_much(node.name, MOST_STEPS)
    steps = [step for answer in map(Answer, found) for step in _steps(answer)]
    return tuple(sorted(steps, key=lambda s: (s.date, s.time, s.patient_name)))


def _question(asked: StudyQuery, station: str) -> Dataset:
    step = Dataset()
    step.ScheduledStationAETitle = station
    step.ScheduledProcedureStepStartDate = asked.dates
    step.ScheduledProcedureStepStartTime = ""
    step.Modality = asked.modality
    step.ScheduledPerformingPhysicianName = ""
    step.ScheduledProcedureStepDescription = ""
    step.ScheduledStationName = ""
    step.ScheduledProcedureStepLocation = ""
    step.ScheduledProcedureStepID = ""
    step.ScheduledProcedureStepStatus = ""
    step.PreMedication = ""
    step.ScheduledProtocolCodeSequence = [_code()]
    question = Dataset()
    question.SpecificCharacterSet = "ISO_IR 192"
    question.AccessionNumber = ""
    question.ReferringPhysicianName = ""
    question.PatientName = ""
    question.PatientID = asked.patient_id
    question.IssuerOfPatientID = ""
    question.PatientBirthDate = ""
    question.PatientSex = ""
    question.PatientWeight = None
    question.MedicalAlerts = ""
    question.Allergies = ""
    question.PregnancyStatus = None
    question.StudyInstanceUID = ""
    question.RequestingPhysician = ""
    question.RequestedProcedureDescription = ""
    question.RequestedProcedureCodeSequence = [_code()]
    question.AdmissionID = ""
    question.ScheduledProcedureStepSequence = [step]
    question.RequestedProcedureID = ""
    question.RequestedProcedurePriority = ""
    return question


def _code() -> Dataset:
    code = Dataset()
    code.CodeValue = ""
    code.CodingSchemeDesignator = ""
    code.CodeMeaning = ""
    return code


def _steps(answer: Answer) -> Sequence[ScheduledStep]:
    return [
        ScheduledStep(
            patient_id=answer.text("PatientID"),
            issuer=answer.text("IssuerOfPatientID"),
            patient_name=answer.name("PatientName"),
            birth_date=answer.text("PatientBirthDate"),
            sex=answer.text("PatientSex"),
            accession_number=answer.text("AccessionNumber"),
            study_instance_uid=uid(answer.text("StudyInstanceUID")),
            requested_procedure_id=answer.text("RequestedProcedureID"),
            requested_procedure=answer.text("RequestedProcedureDescription"),
            priority=answer.text("RequestedProcedurePriority"),
            referring_physician=answer.name("ReferringPhysicianName"),
            requesting_physician=answer.name("RequestingPhysician"),
            allergies=answer.text("Allergies"),
            medical_alerts=answer.text("MedicalAlerts"),
            step_id=step.text("ScheduledProcedureStepID"),
            description=step.text("ScheduledProcedureStepDescription"),
            modality=step.text("Modality"),
            station=step.text("ScheduledStationAETitle"),
            station_name=step.text("ScheduledStationName"),
            date=step.text("ScheduledProcedureStepStartDate"),
            time=step.text("ScheduledProcedureStepStartTime"),
            performing_physician=step.name("ScheduledPerformingPhysicianName"),
            status=step.text("ScheduledProcedureStepStatus"),
        )
        for step in answer.items("ScheduledProcedureStepSequence")
    ]
