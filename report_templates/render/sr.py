"""The measurements as DICOM structured report (TID 1500), made with highdicom.

One measurement group per object (level): tracking identifier and UID kept over visits, finding site, and
each figure with value, unit, derivation, algorithm and source image. A diameter in an oblique plane is a
SCOORD3D line in the frame of reference of its source (Comprehensive 3D SR); without a frame of reference it
is an SCOORD on the slice in which it lies, where the slice's geometry is known, else the group refers to its
images only. A withheld level has a group that says so instead of a number.

What highdicom leaves out is added by hand: the request (so that the accession number survives), the author,
the performed procedure, and why a predecessor is referred to. UIDs and times come from the caller; two equal
documents give equal datasets.

The images stand in an image library (TID 1600, `render.library`) and are referred to by each measurement. The
tracking UID of a level follows from patient and level, so that the same level of one patient keeps it over visits.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import highdicom as hd
import numpy as np
from highdicom import sr
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence as DicomSequence
from pydicom.sr.coding import Code as DicomCode

from measurements.finding import Code, Finding, Geometry, GeometryKind, Origin
from report_templates import codes, numbers
from report_templates.document import DicomIdentity, EvidenceSeries, Person, ReportDocument
from report_templates.render.evidence import clean, evidence_datasets, evidence_series, person_name
from report_templates.render.library import image_library
from report_templates.render.words import WATERMARK, WORDS
from report_templates.rows import absence
from resources.errors import Refused

#: a line further than this from a slice's plane doesn't lie in it, mm
IN_PLANE_MM = 0.1
_UNIT_NAMES = {
    "mm": "millimeter",
    "mm2": "square millimeter",
    "ml": "ml",
    "{ratio}": "ratio",
    "1": "no units",
}
_POSITION_3D = {
    GeometryKind.LINE: "POLYLINE",
    GeometryKind.CONTOUR: "POLYGON",
    GeometryKind.POINT: "POINT",
}


def build_sr(document: ReportDocument) -> Dataset:
    """The structured report as dataset with file meta information, ready to be saved or sent.

    Raises
    ------
    StatusRefused
        The document says it is final and its signature doesn't verify.
    Refused
        There is no structured report of this state; or identifiers or images are missing.
    """
    status = document.status
    if not status.sr_allowed:
        raise Refused(
            "A report in this state has no structured report.",
            "Export it when it is submitted or authorised.",
            detail=f"state {document.state}",
            code="no_sr_in_state",
        )
    identity = document.dicom
    images = evidence_datasets(document)
    if identity is None or not images:
        raise Refused(
            "The identifiers of the structured report or of its images are missing.",
            "Measure on DICOM images; other files can't be exported as a structured report.",
            detail=f"identity {identity is not None}, images {len(images)}",
            code="no_dicom_source",
        )
    spatial = any(f.source.frame_of_reference_uid for f in document.findings)
    kind = sr.Comprehensive3DSR if spatial else sr.ComprehensiveSR
    final = status.is_final
    more: dict[str, Any] = {}
    if final and document.authoriser is not None:
        more = {
            "verifying_observer_name": person_name(document.authoriser.name),
            "verifying_organization": clean(
                document.authoriser.organisation or document.organisation.name, 64
            ),
        }
    report = _content(document, identity)
    dataset = kind(
        evidence=images,
        content=report[0],
        series_instance_uid=identity.series_instance_uid,
        series_number=identity.series_number,
        sop_instance_uid=identity.sop_instance_uid,
        instance_number=identity.instance_number,
        manufacturer=clean(document.manufacturer, 64),
        is_complete=status.sr_completion == "COMPLETE",
        is_final=final,
        is_verified=status.sr_verification == "VERIFIED",
        institution_name=clean(document.organisation.name, 64),
        institutional_department_name=clean(document.organisation.department, 64),
        **more,
    )
    _complete(dataset, document, identity)
    return dataset


# -- content


def _content(document: ReportDocument, identity: DicomIdentity) -> sr.MeasurementReport:
    procedure = document.study.requested_procedure_code or (
        codes.MR_PROCEDURE if document.study.modality == "MR" else codes.CT_PROCEDURE
    )
    report = sr.MeasurementReport(
        observation_context=_observers(document, identity),
        procedure_reported=_code(procedure),
        imaging_measurements=_groups(document),
        title=_code(codes.IMAGING_MEASUREMENT_REPORT),
        language_of_content_item_and_descendants=sr.LanguageOfContentItemAndDescendants(
            _code(codes.LANGUAGES[document.language])
        ),
    )
    report[0].ContentSequence.append(image_library(evidence_series(document))[0])
    if not document.is_final:
        words = WORDS[document.language]
        text = f"{words['marker']}. {words['responsibility'].format(name=document.responsible.name)}."
        report[0].ContentSequence.append(
            sr.TextContentItem(
                name=_code(codes.COMMENT),
                value=clean(text, 1024),
                relationship_type=sr.RelationshipTypeValues.CONTAINS,
            )
        )
    return report


def _observers(document: ReportDocument, identity: DicomIdentity) -> sr.ObservationContext:
    author = document.author
    role = _code(codes.RADIOGRAPHER) if author.role in ("radiographer", "radiographer_ai") else None
    person = sr.ObserverContext(
        observer_type=DicomCode("121006", "DCM", "Person"),
        observer_identifying_attributes=sr.PersonObserverIdentifyingAttributes(
            name=person_name(author.name),
            login_name=clean(author.login or author.id, 64),
            organization_name=clean(author.organisation or document.organisation.name, 64),
            role_in_organization=role,
            role_in_procedure=_code(codes.PERFORMING),
        ),
    )
    device = sr.ObserverContext(
        observer_type=DicomCode("121007", "DCM", "Device"),
        observer_identifying_attributes=sr.DeviceObserverIdentifyingAttributes(
            uid=identity.device_uid or _uid("device", document.software_name),
            name=clean(document.software_name, 64),
            manufacturer_name=clean(document.manufacturer, 64),
            model_name=clean(f"{document.software_name} {document.software_version}", 64),
            serial_number=clean(identity.device_serial_number or "0", 64),
        ),
    )
    return sr.ObservationContext(observer_person_context=person, observer_device_context=device)


def _groups(document: ReportDocument) -> list[Any]:
    series = {e.series_instance_uid: e for e in evidence_series(document)}
    objects: dict[str, list[Finding]] = {}
    for finding in document.findings:
        objects.setdefault(finding.group or finding.id, []).append(finding)
    used: set[str] = set()
    return [
        _group(document, f"{name}{suffix}", members, series, used)
        for name, findings in objects.items()
        for suffix, members in _by_region(findings)
    ]


def _by_region(findings: Sequence[Finding]) -> list[tuple[str, list[Finding]]]:
    """A planar ROI group has one region (TID 1410): each further line or contour gets a group of its own.

    Figures without a geometry, or with the geometry of the first, stand with the first.
    """
    first: list[Finding] = []
    others: list[tuple[str, list[Finding]]] = []
    geometry: Geometry | None = None
    for finding in findings:
        if finding.geometry is None or finding.value is None or geometry in (None, finding.geometry):
            geometry = geometry or finding.geometry
            first.append(finding)
        else:
            same = next((m for _, m in others if m[0].geometry == finding.geometry), None)
            if same is not None:
                same.append(finding)
            else:
                others.append((f"/{finding.key}", [finding]))
    return [("", first), *others]


def tracking_uid(document: ReportDocument, finding: Finding) -> str:
    """UID of what was measured, kept over visits.

    A named level of one patient has the same UID in every study and report (specs of interop, 5.1): it follows
    from who numbers the patient, the patient, the task and the level. What has no name in every patient (a free
    section, a lesion) keeps the UID that its finding was given; without any it follows from study and group.
    """
    patient = document.patient
    if finding.level and patient.id:
        issuer = patient.issuer_of_id or document.organisation.name
        return _uid("tracking", issuer, patient.id, finding.task, finding.level)
    return finding.tracking_uid or _uid(
        finding.task, finding.source.study_instance_uid, finding.group or finding.id
    )


def _group(
    document: ReportDocument,
    name: str,
    members: Sequence[Finding],
    series: dict[str, EvidenceSeries],
    used: set[str],
) -> Any:
    first = members[0]
    sites = _sites(first)
    known = tracking_uid(document, first)
    # findings of one object share its UID; the second region of the object gets one that follows from it
    tracking = _uid(known, name) if known in used else known
    used.add(tracking)
    shared: dict[str, Any] = {
        "tracking_identifier": sr.TrackingIdentifier(
            uid=tracking,
            identifier=clean(name, 1024),
        ),
        "finding_type": _code(codes.MEASURED_SEGMENT) if first.task == "aorta" else None,
        "finding_sites": sites or None,
        "measurements": [_measurement(f) for f in members if f.value is not None] or None,
        "qualitative_evaluations": _qualities(members),
    }
    region = _region(members, series)
    if region is not None and shared["measurements"]:
        return sr.PlanarROIMeasurementsAndQualitativeEvaluations(referenced_region=region, **shared)
    images = [
        sr.SourceImageForMeasurementGroup(first.source.sop_class_uid, uid)
        for uid in first.source.sop_instance_uids
    ]
    return sr.MeasurementsAndQualitativeEvaluations(source_images=images or None, **shared)


def _measurement(finding: Finding) -> sr.Measurement:
    source = finding.source
    algorithm = None
    if finding.origin is not Origin.MANUAL:
        algorithm = sr.AlgorithmIdentification(
            name=clean(finding.method.name, 1024) or "unknown",
            version=clean(finding.method.version, 1024) or "unknown",
            parameters=[clean(f"{k}={v}", 1024) for k, v in finding.method.parameters] or None,
        )
    return sr.Measurement(
        name=_code(finding.concept),
        value=float(finding.value or 0.0),
        unit=DicomCode(finding.unit, "UCUM", _UNIT_NAMES.get(finding.unit, finding.unit)),
        derivation=_code(finding.derivation) if finding.derivation else None,
        algorithm_id=algorithm,
        referenced_images=[
            sr.SourceImageForMeasurement(source.sop_class_uid, uid) for uid in source.sop_instance_uids[:1]
        ]
        or None,
    )


def _qualities(members: Sequence[Finding]) -> list[sr.QualitativeEvaluation]:
    origins = dict.fromkeys(f.origin.value for f in members if f.value is not None)
    result = [
        sr.QualitativeEvaluation(name=_code(codes.ORIGIN), value=_code(codes.ORIGINS[origin]))
        for origin in origins
    ]
    if all(f.value is None for f in members):
        absent = "not_imaged" if absence(members[0])[0] == "not_imaged" else "not_assessable"
        result.append(
            sr.QualitativeEvaluation(name=_code(codes.CONDITION), value=_code(codes.ABSENT[absent]))
        )
    return result


def _sites(finding: Finding) -> list[sr.FindingSite]:
    if finding.site is None:
        return []
    return [
        sr.FindingSite(
            anatomic_location=_code(finding.site),
            laterality=_code(finding.laterality) if finding.laterality else None,
        )
    ]


def _region(members: Sequence[Finding], series: dict[str, EvidenceSeries]) -> Any:
    """The region of a group: its contour, else its first line; in space, else on a slice; or None."""
    drawn = [f for f in members if f.geometry is not None and f.value is not None]
    drawn.sort(key=lambda f: f.geometry is None or f.geometry.kind is not GeometryKind.CONTOUR)
    for finding in drawn:
        geometry = finding.geometry
        shape = _shape_3d(geometry) if geometry is not None else None
        if geometry is None or shape is None or shape[0] == "POINT":
            continue
        if finding.source.frame_of_reference_uid:
            return sr.ImageRegion3D(shape[0], shape[1], finding.source.frame_of_reference_uid)
        flat = _on_slice(shape[1], finding, series.get(finding.source.series_instance_uid))
        if flat is not None:
            return flat
    return None


def _shape_3d(geometry: Geometry) -> tuple[str, np.ndarray[Any, Any]] | None:
    kind = _POSITION_3D.get(geometry.kind)
    if kind is None or not geometry.points_mm:
        return None
    points = np.asarray(geometry.points_mm, dtype=np.float64)
    if kind == "POLYGON":
        # DICOM repeats the first point of a closed polygon (PS3.3 C.18.9.1.2)
        points = np.vstack([points, points[:1]])
    return kind, points


def _on_slice(
    points: np.ndarray[Any, Any], finding: Finding, series: EvidenceSeries | None
) -> sr.ImageRegion | None:
    """The points as (column, row) of the first slice in whose plane they all lie."""
    if series is None:
        return None
    for uid in finding.source.sop_instance_uids:
        if uid not in series.geometry:
            continue
        position, orientation, (row_spacing, column_spacing) = series.geometry[uid]
        along_row, along_column = np.asarray(orientation[:3]), np.asarray(orientation[3:6])
        offset = points - np.asarray(position)
        if float(np.abs(offset @ np.cross(along_row, along_column)).max()) > IN_PLANE_MM:
            continue
        # SCOORD counts from the upper left corner of the upper left pixel, whose centre is (0.5, 0.5)
        flat = np.column_stack(
            [offset @ along_row / column_spacing + 0.5, offset @ along_column / row_spacing + 0.5]
        )
        known = series.rows and series.columns
        if (flat < 0).any() or (known and (flat > (series.columns, series.rows)).any()):
            continue
        return sr.ImageRegion("POLYLINE", flat, sr.SourceImageForRegion(finding.source.sop_class_uid, uid))
    return None


# -- what highdicom leaves out


def _complete(dataset: Dataset, document: ReportDocument, identity: DicomIdentity) -> None:
    study, final = document.study, document.is_final
    moment = numbers.local(
        document.authorised_at if final else document.submitted_at or document.created_at,
        document.timezone,
    )
    dataset.ContentDate = identity.content_date or moment.strftime("%Y%m%d")
    dataset.ContentTime = identity.content_time or moment.strftime("%H%M%S")
    dataset.InstanceCreationDate, dataset.InstanceCreationTime = dataset.ContentDate, dataset.ContentTime
    dataset.SeriesDate, dataset.SeriesTime = dataset.ContentDate, dataset.ContentTime
    for equipment in dataset.get("ContributingEquipmentSequence", []):
        # highdicom writes its own clock here
        equipment.ContributionDateTime = moment.strftime("%Y%m%d%H%M%S%z")
    dataset.TimezoneOffsetFromUTC = moment.strftime("%z")
    dataset.ManufacturerModelName = clean(document.software_name, 64)
    dataset.SoftwareVersions = clean(document.software_version, 64)
    dataset.DeviceSerialNumber = clean(identity.device_serial_number or "0", 64)
    title = "CT aorta" if document.template_id == "aorta_ct" else document.template_id
    dataset.SeriesDescription = clean(title if final else f"{WATERMARK} {title}", 64)
    if document.patient.issuer_of_id:
        dataset.IssuerOfPatientID = clean(document.patient.issuer_of_id, 64)
    dataset.StudyDescription = clean(study.description, 64)

    request = Dataset()
    request.StudyInstanceUID = study.study_instance_uid
    request.ReferencedStudySequence = DicomSequence([])
    request.AccessionNumber = clean(study.accession_number, 16)
    request.PlacerOrderNumberImagingServiceRequest = clean(study.placer_order_number, 64)
    request.FillerOrderNumberImagingServiceRequest = clean(study.filler_order_number, 64)
    request.RequestedProcedureID = clean(study.requested_procedure_id, 16)
    request.RequestedProcedureDescription = clean(study.requested_procedure, 64)
    request.RequestedProcedureCodeSequence = _code_sequence(study.requested_procedure_code)
    dataset.ReferencedRequestSequence = DicomSequence([request])

    dataset.AuthorObserverSequence = DicomSequence([_author(document.author, document)])
    dataset.PerformedProcedureCodeSequence = _code_sequence(study.performed_procedure_code)
    if final and dataset.VerifyingObserverSequence:
        verifier = dataset.VerifyingObserverSequence[0]
        verifier.VerificationDateTime = moment.strftime("%Y%m%d%H%M%S%z")
    if document.predecessor is not None:
        dataset.PredecessorDocumentsSequence = DicomSequence([_predecessor(document)])
    scheme = Dataset()
    scheme.CodingSchemeDesignator = codes.PRIVATE_SCHEME
    scheme.CodingSchemeName = codes.PRIVATE_SCHEME_NAME
    scheme.CodingSchemeResponsibleOrganization = clean(document.manufacturer, 64)
    listed = [
        item
        for item in dataset.get("CodingSchemeIdentificationSequence", [])
        if item.CodingSchemeDesignator != codes.PRIVATE_SCHEME
    ]
    dataset.CodingSchemeIdentificationSequence = DicomSequence([*listed, scheme])


def _author(person: Person, document: ReportDocument) -> Dataset:
    item = Dataset()
    item.ObserverType = "PSN"
    item.PersonName = person_name(person.name)
    item.PersonIdentificationCodeSequence = DicomSequence([])
    item.InstitutionName = clean(person.organisation or document.organisation.name, 64)
    item.InstitutionCodeSequence = DicomSequence([])
    return item


def _predecessor(document: ReportDocument) -> Dataset:
    before = document.predecessor
    if before is None:
        raise ValueError("no predecessor")
    instance = Dataset()
    instance.ReferencedSOPClassUID = before.sop_class_uid
    instance.ReferencedSOPInstanceUID = before.sop_instance_uid
    instance.PurposeOfReferenceCodeSequence = _code_sequence(codes.PREDECESSOR_PURPOSES[before.purpose])
    series = Dataset()
    series.SeriesInstanceUID = before.series_instance_uid
    series.ReferencedSOPSequence = DicomSequence([instance])
    study = Dataset()
    study.StudyInstanceUID = before.study_instance_uid
    study.ReferencedSeriesSequence = DicomSequence([series])
    return study


def _code(code: Code) -> DicomCode:
    return DicomCode(code.value, code.scheme, clean(code.meaning, 64))


def _code_sequence(code: Code | None) -> DicomSequence:
    if code is None:
        return DicomSequence([])
    return DicomSequence([hd.sr.CodedConcept(code.value, code.scheme, clean(code.meaning, 64))])


def _uid(*parts: str) -> str:
    """A UID that follows from the parts (PS3.5 B.2), so that it stays the same."""
    return f"2.25.{uuid.uuid5(uuid.NAMESPACE_OID, '/'.join(parts)).int}"
