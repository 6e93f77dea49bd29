"""The demo's studies: generated CT series with known truth, on the worklist of the demo department."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from desktop.demo.department import Department
from governance import service
from governance.accounts import Acting
from governance.protocol import Urgency
from governance.report import PatientIdentity, StudyIdentity
from governance.scope import StudyFacts
from governance.study import Study
from governance.tasks import TaskKey
from studies.archive.received import ReceivedStudies
from studies.headers import read_header
from studies.load import load_series
from studies.phantom import CachedPhantom, Identity, load_or_make
from studies.phantom.uids import Uids
from studies.scan import scan
from studies.sources import file_at

Progress = Callable[[int, int], None] | None
Check = Callable[[], bool] | None
IMAGES = "images"
RECEIVED = "received"
SEED = 2026


def identity_of(entry: dict[str, Any], today: date) -> Identity:
    """Identity that the generator writes into the files."""
    taken = today - timedelta(days=-int(entry["days"]))
    born = datetime.strptime(str(entry["birth_date"]), "%Y%m%d").date()  # noqa: DTZ007 - a date has no zone
    years = taken.year - born.year - ((taken.month, taken.day) < (born.month, born.day))
    return Identity(
        patient_id=str(entry["patient_id"]),
        patient_name=str(entry["patient_name"]),
        birth_date=str(entry["birth_date"]),
        sex=str(entry["sex"]),
        age=f"{years:03d}Y",
        study_date=taken.strftime("%Y%m%d"),
        study_time=str(entry["time"]),
        accession_number=str(entry["accession"]),
        study_description=str(entry["description"]),
        uid_entropy=str(entry["accession"]),
    )


def make_images(
    department: Department,
    entry: dict[str, Any],
    today: date,
    size: str,
    progress: Progress = None,
    cancelled: Check = None,
) -> CachedPhantom:
    """The series of a study, generated at first use."""
    return load_or_make(
        department.store.home / IMAGES,
        str(entry["variant"]),
        size=size,
        identity=identity_of(entry, today),
        progress=progress,
        cancelled=cancelled,
    )


def study_of(entry: dict[str, Any], phantom: CachedPhantom, now: datetime, images: str) -> Study:
    """The worklist entry of a generated series; identifiers as the files say."""
    series = scan(phantom.dicom_folder).choose()
    info = load_series(series).series
    identity = identity_of(entry, now.date())
    return Study(
        id=f"S-{entry['accession']}",
        patient=PatientIdentity(
            info.patient_id, info.issuer_of_patient_id, info.patient_name, info.birth_date, info.sex
        ),
        identity=StudyIdentity(
            study_instance_uid=info.study_instance_uid,
            accession_number=info.accession_number,
            study_date=info.study_date,
            description=info.study_description,
            modality=info.modality,
            body_part=info.body_part,
            series_instance_uids=(info.series_instance_uid,),
        ),
        facts=StudyFacts(
            study_instance_uid=info.study_instance_uid,
            patient_id=info.patient_id,
            patient_id_issuer=info.issuer_of_patient_id,
            accession_number=info.accession_number,
            modality=info.modality,
            body_part=info.body_part,
            age_years=int(identity.age[:3]),
            contrast=bool(info.contrast_agent),
            study_description=info.study_description,
        ),
        task=TaskKey.AORTA,
        indication=str(entry["question"]),
        requester=str(entry["requester"]),
        urgency=Urgency(entry["urgency"]),
        images=images,
        registered_at=now,
        assigned_group="imaging-services",
    )


def register(
    department: Department,
    acting: Acting,
    entry: dict[str, Any],
    *,
    size: str = "full",
    progress: Progress = None,
    cancelled: Check = None,
) -> tuple[Study, CachedPhantom]:
    """Make the images of an entry and put its study on the worklist."""
    store = department.store
    now = store.clock()
    phantom = make_images(department, entry, now.date(), size, progress, cancelled)
    images = phantom.dicom_folder.relative_to(store.home).as_posix()
    study = study_of(entry, phantom, now, images)
    service.record_study(store, acting, study)
    return study, phantom


def receive(
    department: Department, entry: dict[str, Any], *, progress: Progress = None, cancelled: Check = None
) -> bool:
    """Put a generated examination among the received studies, as if an archive had sent it; False when it is there."""
    home, variant, size = department.store.home, str(entry["variant"]), str(entry["size"])
    identity = identity_of(entry, department.store.clock().date())
    received = ReceivedStudies(home / RECEIVED)
    study_uid = Uids(SEED, variant, size, identity).study
    if received.study(study_uid) is not None:
        return False
    with tempfile.TemporaryDirectory(prefix=".making-", dir=home) as folder:
        phantom = load_or_make(
            Path(folder),
            variant,
            seed=SEED,
            size=size,
            identity=identity,
            progress=progress,
            cancelled=cancelled,
        )
        for file in sorted(phantom.dicom_folder.glob("*.dcm")):
            header = read_header(file_at(file))
            received.keep(received.write([file.read_bytes()]), study_uid, header.sop_instance, source="demo")
    return True


def renumbered(entry: dict[str, Any], number: int) -> dict[str, Any]:
    """The same patient scanned again under another accession number, so that a demo can be repeated."""
    return entry | {"accession": f"{str(entry['accession'])[:-3]}{number:03d}"}
