"""The PDF as a DICOM object: valid for dciodvfy, byte for byte the same, its signature still good, status as in the table."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path

import pydicom
import pytest
from pydicom.dataset import Dataset

from report_templates.document import DicomIdentity, ReportDocument
from report_templates.render.certificate import make_institution_key
from report_templates.render.encapsulated import build_encapsulated_pdf, extract_pdf
from report_templates.render.pades import check_signature, sign_pdf
from report_templates.render.pdf import render_pdf
from report_templates.status import StatusRefused
from resources.errors import Refused

Make = Callable[..., ReportDocument]
IDENTITY = DicomIdentity("1.2.826.0.1.3680043.10.1337.7", "1.2.826.0.1.3680043.10.1337.8", 9901)


def bytes_of(dataset: Dataset) -> bytes:
    out = io.BytesIO()
    dataset.save_as(out, enforce_file_format=True)
    return out.getvalue()


def written(document: ReportDocument, pdf: bytes) -> Dataset:
    """The object after a trip through a file."""
    return pydicom.dcmread(io.BytesIO(bytes_of(build_encapsulated_pdf(document, pdf, IDENTITY))))


@pytest.mark.parametrize("state", ["submitted", "authorised", "corrected"])
def test_dciodvfy_finds_no_error(
    make_document: Make, state: str, run_tool: Callable[..., str], tmp_path: Path
) -> None:
    document = make_document(state)
    path = tmp_path / "pdf.dcm"
    path.write_bytes(bytes_of(build_encapsulated_pdf(document, render_pdf(document), IDENTITY)))
    lines = [line for line in run_tool("dciodvfy", path).splitlines() if line.strip()]
    assert lines == ["EncapsulatedPDF"]


def test_an_odd_number_of_bytes_comes_out_as_it_went_in(make_document: Make) -> None:
    for pdf in (b"%PDF-1.7 odd", b"%PDF-1.7 even"):
        made = written(make_document("authorised"), pdf)
        assert len(made.EncapsulatedDocument) % 2 == 0
        assert extract_pdf(made) == pdf


def test_the_signature_still_verifies_after_it_is_taken_out(make_document: Make, tmp_path: Path) -> None:
    document = make_document("authorised")
    key = make_institution_key(tmp_path / "institution", "Voorbeeldziekenhuis", dt.datetime.now(dt.UTC))
    signed = sign_pdf(
        render_pdf(document),
        key,
        name="dr. Ruben Proef",
        reason="AUTORISATIE",
        location="Voorbeeldziekenhuis",
    )
    taken = extract_pdf(written(document, signed))
    assert taken == signed
    assert check_signature(taken, [key.authority_file]).accepted


def test_the_status_is_that_of_the_table_and_a_preliminary_one_says_so(make_document: Make) -> None:
    final = written(make_document("authorised"), b"%PDF-1.7 x")
    assert (final.VerificationFlag, final.SeriesDescription) == ("VERIFIED", "CT aorta")
    preliminary = written(make_document("submitted"), b"%PDF-1.7 x")
    assert preliminary.VerificationFlag == "UNVERIFIED"
    assert preliminary.SeriesDescription.startswith("VOORLOPIG")
    assert preliminary.DocumentTitle.startswith("VOORLOPIG")


def test_the_same_document_gives_the_same_object(make_document: Make) -> None:
    document = make_document("authorised")
    made = [bytes_of(build_encapsulated_pdf(document, b"%PDF-1.7 x", IDENTITY)) for _ in range(2)]
    assert made[0] == made[1]


def test_it_says_whose_it_is_and_from_which_images(make_document: Make) -> None:
    document = make_document("authorised")
    made = written(document, b"%PDF-1.7 x")
    assert made.PatientID == document.patient.id
    assert made.AccessionNumber == document.study.accession_number
    assert made.StudyInstanceUID == document.study.study_instance_uid
    listed = {item.ReferencedSOPInstanceUID for item in made.SourceInstanceSequence}
    assert {uid for finding in document.findings for uid in finding.source.sop_instance_uids} <= listed


def test_a_recalled_report_is_refused(make_document: Make) -> None:
    with pytest.raises(Refused):
        build_encapsulated_pdf(make_document("recalled"), b"%PDF-1.7 x", IDENTITY)


def test_a_final_without_a_verified_signature_is_refused(make_document: Make) -> None:
    with pytest.raises(StatusRefused):
        build_encapsulated_pdf(make_document("authorised", signature=None), b"%PDF-1.7 x", IDENTITY)


def test_what_is_no_pdf_is_refused(make_document: Make) -> None:
    with pytest.raises(Refused, match="PDF"):
        build_encapsulated_pdf(make_document("authorised"), b"<html>", IDENTITY)
