"""The report's PDF as a DICOM object (Encapsulated PDF), so that an archive can keep it beside the images.

The PDF goes in byte for byte: a PAdES signature still verifies after it is taken out. Everything else follows from the
document, so the same revision gives the same object whenever it is made.
"""

from __future__ import annotations

from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence as DicomSequence
from pydicom.uid import PYDICOM_IMPLEMENTATION_UID, EncapsulatedPDFStorage, ExplicitVRLittleEndian

from report_templates import codes, numbers
from report_templates.document import DicomIdentity, ReportDocument
from report_templates.render.evidence import clean, evidence_series, person_name
from report_templates.render.words import WATERMARK
from resources.errors import Refused

MIME_TYPE = "application/pdf"


def build_encapsulated_pdf(document: ReportDocument, pdf: bytes, identity: DicomIdentity) -> Dataset:
    """`pdf`, the rendered document, as a DICOM object that can be saved or sent.

    Parameters
    ----------
    pdf : bytes
        The PDF of this document, signed when it is final.
    identity : DicomIdentity
        UIDs and numbers of this object; its own, not those of the structured report.

    Raises
    ------
    StatusRefused
        The document says it is final and its signature doesn't verify.
    Refused
        There is no document to export in this state, or `pdf` isn't one.
    """
    status = document.status
    if not status.sr_allowed:
        raise Refused(
            "A report in this state isn't put in the archive.",
            "Export it when it is submitted or authorised.",
            detail=f"state {document.state}",
            code="no_pdf_in_state",
        )
    if not pdf.startswith(b"%PDF-"):
        raise Refused("This isn't a PDF document.", "Render the report again.", code="not_a_pdf")
    final = status.is_final
    patient, study = document.patient, document.study
    moment = numbers.local(
        document.authorised_at if final else document.submitted_at or document.created_at, document.timezone
    )
    ds = Dataset()
    ds.file_meta = FileMetaDataset()
    ds.file_meta.MediaStorageSOPClassUID = EncapsulatedPDFStorage
    ds.file_meta.MediaStorageSOPInstanceUID = identity.sop_instance_uid
    ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    ds.file_meta.ImplementationClassUID = PYDICOM_IMPLEMENTATION_UID
    ds.SpecificCharacterSet = "ISO_IR 192"
    ds.SOPClassUID = EncapsulatedPDFStorage
    ds.SOPInstanceUID = identity.sop_instance_uid
    ds.InstanceCreationDate = ds.ContentDate = moment.strftime("%Y%m%d")
    ds.InstanceCreationTime = ds.ContentTime = moment.strftime("%H%M%S")
    ds.TimezoneOffsetFromUTC = moment.strftime("%z")
    ds.AcquisitionDateTime = ""
    # patient and study, as in the images
    ds.PatientName = person_name(patient.name)
    ds.PatientID = clean(patient.id, 64)
    if patient.issuer_of_id:
        ds.IssuerOfPatientID = clean(patient.issuer_of_id, 64)
    ds.PatientBirthDate, ds.PatientSex = patient.birth_date, patient.sex
    ds.StudyInstanceUID = study.study_instance_uid
    ds.StudyDate, ds.StudyTime = study.date, study.time
    ds.StudyID = clean(study.study_id, 16)
    ds.StudyDescription = clean(study.description, 64)
    ds.AccessionNumber = clean(study.accession_number, 16)
    ds.ReferringPhysicianName = person_name(study.referring_physician)
    # the series of documents
    title = _title(document)
    ds.Modality = "DOC"
    ds.SeriesInstanceUID = identity.series_instance_uid
    ds.SeriesNumber, ds.InstanceNumber = identity.series_number, identity.instance_number
    ds.SeriesDescription = clean(title if final else f"{WATERMARK} {title}", 64)
    ds.Manufacturer = clean(document.manufacturer, 64)
    ds.ManufacturerModelName = clean(document.software_name, 64)
    ds.SoftwareVersions = clean(document.software_version, 64)
    ds.DeviceSerialNumber = clean(document.software_version or "0", 64)
    ds.InstitutionName = clean(document.organisation.name, 64)
    ds.ConversionType = "WSD"
    # the document
    ds.BurnedInAnnotation = "YES"
    ds.RecognizableVisualFeatures = "NO"
    ds.SourceInstanceSequence = DicomSequence(
        _reference(series.sop_class_uid, uid)
        for series in evidence_series(document)
        for uid in series.instances
    )
    ds.DocumentTitle = ds.SeriesDescription
    ds.ConceptNameCodeSequence = DicomSequence([_report_type()])
    ds.VerificationFlag = status.sr_verification
    ds.MIMETypeOfEncapsulatedDocument = MIME_TYPE
    ds.EncapsulatedDocumentLength = len(pdf)
    ds.EncapsulatedDocument = pdf + b"\0" * (len(pdf) % 2)
    return ds


def extract_pdf(dataset: Dataset) -> bytes:
    """The PDF of such an object, without the padding."""
    return bytes(dataset.EncapsulatedDocument)[: int(dataset.EncapsulatedDocumentLength)]


def _title(document: ReportDocument) -> str:
    return "CT aorta" if document.template_id == "aorta_ct" else document.template_id


def _reference(sop_class_uid: str, sop_instance_uid: str) -> Dataset:
    item = Dataset()
    item.ReferencedSOPClassUID = sop_class_uid
    item.ReferencedSOPInstanceUID = sop_instance_uid
    return item


def _report_type() -> Dataset:
    item = Dataset()
    item.CodeValue = codes.REPORT_TYPE.value
    item.CodingSchemeDesignator = codes.REPORT_TYPE.scheme
    item.CodeMeaning = codes.REPORT_TYPE.meaning
    return item
