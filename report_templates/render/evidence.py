"""The images behind a report as the small datasets that highdicom asks for: identifiers, no pixels."""

from __future__ import annotations

from pydicom.dataset import Dataset

from report_templates.document import EvidenceSeries, ReportDocument


def evidence_series(document: ReportDocument) -> tuple[EvidenceSeries, ...]:
    """The series of `document.evidence`, completed with what the findings themselves refer to."""
    found: dict[str, EvidenceSeries] = {e.series_instance_uid: e for e in document.evidence}
    for finding in document.findings:
        source = finding.source
        if not (source.series_instance_uid and source.sop_instance_uids and source.sop_class_uid):
            continue
        known = found.get(source.series_instance_uid)
        listed = known.instances if known else ()
        more = tuple(u for u in source.sop_instance_uids if u not in listed)
        if known is None or more:
            base = known or EvidenceSeries(
                source.study_instance_uid,
                source.series_instance_uid,
                source.sop_class_uid,
                (),
                source.frame_of_reference_uid,
                document.study.modality,
            )
            found[source.series_instance_uid] = EvidenceSeries(
                base.study_instance_uid,
                base.series_instance_uid,
                base.sop_class_uid,
                (*listed, *more),
                base.frame_of_reference_uid,
                base.modality,
                base.rows,
                base.columns,
                base.geometry,
            )
    return tuple(found.values())


def evidence_datasets(document: ReportDocument) -> list[Dataset]:
    """One dataset per referred image, with the patient and study attributes that a report copies."""
    patient, study = document.patient, document.study
    result: list[Dataset] = []
    for series in evidence_series(document):
        for uid in series.instances:
            image = Dataset()
            image.SpecificCharacterSet = "ISO_IR 192"
            image.SOPClassUID = series.sop_class_uid
            image.SOPInstanceUID = uid
            image.StudyInstanceUID = series.study_instance_uid
            image.SeriesInstanceUID = series.series_instance_uid
            if series.frame_of_reference_uid:
                image.FrameOfReferenceUID = series.frame_of_reference_uid
            image.Modality = series.modality
            image.PatientID = clean(patient.id, 64)
            image.IssuerOfPatientID = clean(patient.issuer_of_id, 64)
            image.PatientName = person_name(patient.name)
            image.PatientBirthDate = patient.birth_date
            image.PatientSex = patient.sex
            image.StudyDate = study.date
            image.StudyTime = study.time
            image.StudyID = clean(study.study_id, 16)
            image.StudyDescription = clean(study.description, 64)
            image.AccessionNumber = clean(study.accession_number, 16)
            image.ReferringPhysicianName = person_name(study.referring_physician)
            if series.rows and series.columns:
                image.Rows, image.Columns = series.rows, series.columns
            result.append(image)
    return result


def clean(text: str, limit: int) -> str:
    """`text` for a DICOM value: no control characters, no backslash (which would make two values)."""
    kept = "".join(" " if ord(c) < 32 or c == "\x7f" or 0xD800 <= ord(c) < 0xE000 else c for c in text)
    return " ".join(kept.replace("\\", "/").split())[:limit]


def person_name(text: str) -> str:
    """`text` as DICOM person name; a name without ``^`` stands whole in the family component."""
    # PS3.5 6.2: 64 characters for the whole name, carets included
    name = clean(text.split("=")[0], 64)
    if not name or "^" in name:
        return "^".join(name.split("^")[:5])
    return f"{name[:63]}^"
