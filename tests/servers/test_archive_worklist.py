"""The modality worklist against DCMTK's wlmscpfs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from dicom_objects import ROOT
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian
from server_programs import Worklist, free_ports

from resources.errors import InputError
from studies.archive.errors import ArchiveRefused, ArchiveUnreachable
from studies.archive.worklist import ScheduledStep, scheduled


def order(file: Path, number: int, **changes: Any) -> None:
    """One worklist file; `changes` may say modality, date, station, name."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = "1.2.276.0.7230010.3.1.0.1"
    meta.MediaStorageSOPInstanceUID = f"{ROOT}.9.{number}"
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    ds = FileDataset(str(file), {}, file_meta=meta, preamble=b"\0" * 128)
    ds.SpecificCharacterSet = "ISO_IR 100"
    ds.AccessionNumber = f"ACC{number}"
    ds.PatientName = changes.get("name", "Voorbeeld^Sjoukje")
    ds.PatientID = f"PAT{number}"
    ds.PatientBirthDate, ds.PatientSex = "19500401", "F"
    ds.PatientWeight = None
    ds.MedicalAlerts, ds.Allergies = "CONTRAST", "JODIUM"
    ds.PregnancyStatus = None
    ds.ReferringPhysicianName, ds.RequestingPhysician = "Arts^A", "Arts^B"
    ds.StudyInstanceUID = f"{ROOT}.8.{number}"
    ds.RequestedProcedureDescription = "CT aorta"
    ds.AdmissionID = ""
    ds.RequestedProcedureID, ds.RequestedProcedurePriority = f"RP{number}", "ROUTINE"
    step = Dataset()
    step.Modality = changes.get("modality", "CT")
    step.PreMedication = ""
    step.ScheduledStationAETitle = changes.get("station", "CT1")
    step.ScheduledProcedureStepStartDate = changes.get("date", "20260310")
    step.ScheduledProcedureStepStartTime = changes.get("time", "091500")
    step.ScheduledPerformingPhysicianName = "Laborant^L"
    step.ScheduledProcedureStepDescription = "CT thorax met contrast"
    step.ScheduledStationName = "Zaal 1"
    step.ScheduledProcedureStepLocation = ""
    step.ScheduledProcedureStepID = f"S{number}"
    step.ScheduledProcedureStepStatus = "SCHEDULED"
    ds.ScheduledProcedureStepSequence = [step]
    ds.save_as(file, enforce_file_format=True)


@pytest.fixture
def worklist(worklist_server: Worklist) -> Worklist:
    order(worklist_server.items / "1.wl", 1)
    order(
        worklist_server.items / "2.wl", 2, modality="MR", station="MR1", date="20260311", name="Dïjkstra^Åke"
    )
    order(worklist_server.items / "3.wl", 3, date="20260312", time="080000")
    worklist_server.start()
    return worklist_server


def test_a_planned_step_comes_with_all_its_facts(worklist: Worklist) -> None:
    (step,) = scheduled(worklist.node(), date_from="20260310", date_to="20260310")
    assert step == ScheduledStep(
        patient_id="PAT1", patient_name="Voorbeeld^Sjoukje", birth_date="19500401", sex="F",
        accession_number="ACC1", study_instance_uid=f"{ROOT}.8.1", requested_procedure_id="RP1",
        requested_procedure="CT aorta", priority="ROUTINE", referring_physician="Arts^A",
        requesting_physician="Arts^B", allergies="JODIUM", medical_alerts="CONTRAST", step_id="S1",
        description="CT thorax met contrast", modality="CT", station="CT1", station_name="Zaal 1",
        date="20260310", time="091500", performing_physician="Laborant^L", status="SCHEDULED",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "patients"),
    [
        ({"date_from": "20260310"}, ["PAT1", "PAT2", "PAT3"]),
        ({"date_from": "20260311", "date_to": "20260312"}, ["PAT2", "PAT3"]),
        ({"modality": "MR"}, ["PAT2"]),
        ({"station": "CT1"}, ["PAT1", "PAT3"]),
        ({"patient_id": "PAT3"}, ["PAT3"]),
        ({"date_from": "20270101"}, []),
    ],
)
def test_steps_are_found_by_each_field_in_order_of_time(
    worklist: Worklist, asked: dict[str, str], patients: list[str]
) -> None:
    assert [s.patient_id for s in scheduled(worklist.node(), **asked)] == patients


def test_a_name_in_latin_letters_is_read(worklist: Worklist) -> None:
    (step,) = scheduled(worklist.node(), modality="MR")
    assert step.patient_name == "Dïjkstra^Åke"


def test_a_worklist_that_isnt_there_or_isnt_one_is_said(worklist: Worklist) -> None:
    with pytest.raises(ArchiveUnreachable):
        scheduled(worklist.node(port=free_ports(1)[0]), modality="CT")
    with pytest.raises(ArchiveRefused):
        scheduled(worklist.node(ae_title="ANDER"), modality="CT")
    with pytest.raises(ArchiveRefused):
        scheduled(worklist.node(roles=frozenset({"query"})), modality="CT")
    with pytest.raises(InputError):
        scheduled(worklist.node())
