"""The structured report: valid for dciodvfy, every value read back, status as in the table."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pydicom
import pytest
from highdicom import sr
from pydicom.dataset import Dataset

from measurements.finding import Geometry, GeometryKind, Origin, Source
from report_templates import codes
from report_templates.document import EvidenceSeries, Predecessor, ReportDocument
from report_templates.render.sr import build_sr, tracking_uid
from report_templates.status import StatusRefused
from resources.errors import Refused

Make = Callable[..., ReportDocument]
COMPREHENSIVE, COMPREHENSIVE_3D = "1.2.840.10008.5.1.4.1.1.88.33", "1.2.840.10008.5.1.4.1.1.88.34"


def bytes_of(dataset: Dataset) -> bytes:
    out = io.BytesIO()
    dataset.save_as(out, enforce_file_format=True)
    return out.getvalue()


def written(dataset: Dataset) -> Dataset:
    """The dataset after a trip through a file."""
    return pydicom.dcmread(io.BytesIO(bytes_of(dataset)))


def without_frame(document: ReportDocument, *, geometry: bool) -> ReportDocument:
    """The same report from images without a frame of reference; lines flat in their slices."""
    evidence = document.evidence[0]
    findings = []
    for f in document.findings:
        line = f.geometry
        if line is not None:
            z = line.points_mm[0][2]
            points = tuple((x, y, z) for x, y, _ in line.points_mm)
            line = Geometry(GeometryKind.LINE, points)
        findings.append(replace(f, source=replace(f.source, frame_of_reference_uid=""), geometry=line))
    slices = {
        f.source.sop_instance_uids[0]: (
            (-200.0, -200.0, f.geometry.points_mm[0][2]),
            (1.0, 0.0, 0.0, 0.0, 1.0, 0.0),
            (0.8, 0.8),
        )
        for f in findings
        if f.geometry is not None
    }
    series = replace(
        evidence, frame_of_reference_uid="", geometry=MappingProxyType(slices if geometry else {})
    )
    return replace(document, findings=tuple(findings), evidence=(series,))


CASES = ("draft", "submitted", "authorised", "corrected", "flat", "plain", "manual")


def case(make: Make, name: str) -> ReportDocument:
    if name in ("flat", "plain"):
        return without_frame(make("submitted"), geometry=name == "flat")
    if name == "manual":
        base = make("submitted")
        return replace(base, findings=tuple(replace(f, origin=Origin.MANUAL) for f in base.findings))
    if name in ("authorised", "corrected"):
        before = Predecessor(
            "1.2.3",
            "1.2.3.4",
            "1.2.3.4.5",
            COMPREHENSIVE_3D,
            "preliminary" if name == "authorised" else "replaced",
        )
        return make(name, predecessor=before)
    return make(name)


@pytest.mark.parametrize("name", CASES)
def test_dciodvfy_finds_no_error(
    make_document: Make, name: str, run_tool: Callable[..., str], tmp_path: Path
) -> None:
    path = tmp_path / "report.dcm"
    build_sr(case(make_document, name)).save_as(path, enforce_file_format=True)
    lines = [line for line in run_tool("dciodvfy", path).splitlines() if line.strip()]
    assert lines
    assert lines[0] in ("Comprehensive3DSR", "ComprehensiveSR")
    unknown = [line for line in lines[1:] if f"<{codes.PRIVATE_SCHEME}>" not in line]
    assert not [line for line in lines if line.startswith("Error")], lines
    assert not unknown, unknown


@pytest.mark.parametrize("name", CASES)
def test_every_value_is_read_back(make_document: Make, name: str) -> None:
    document = case(make_document, name)
    report = sr.MeasurementReport.from_sequence([written(build_sr(document))])
    groups = [
        *report.get_planar_roi_measurement_groups(),
        *report.get_image_measurement_groups(),
    ]
    found = [
        (round(m.value, 6), m.unit.value, m.name.value, group.finding_sites[0].value.value)
        for group in groups
        for m in group.get_measurements()
    ]
    expected = [
        (f.value, f.unit, f.concept.value, f.site.value)
        for f in document.findings
        if f.value is not None and f.site
    ]
    assert sorted(found) == sorted(expected)
    assert len(found) == 24


def test_a_diameter_is_a_line_in_the_frame_of_reference_of_its_source(make_document: Make) -> None:
    document = make_document()
    dataset = build_sr(document)
    assert dataset.SOPClassUID == COMPREHENSIVE_3D
    report = sr.MeasurementReport.from_sequence([written(dataset)])
    groups = report.get_planar_roi_measurement_groups()
    assert len(groups) == 22
    by_uid = {}
    for group in groups:
        by_uid[group.tracking_identifier] = group
    for finding in document.findings:
        if finding.key == "diameter_max_mm" and finding.geometry is not None:
            group = by_uid[finding.group]
            assert group.tracking_uid == tracking_uid(document, finding)
            roi = group.roi
            assert roi.frame_of_reference_uid == finding.source.frame_of_reference_uid
            np.testing.assert_allclose(roi.value, finding.geometry.points_mm, atol=1e-4)
            length = float(np.linalg.norm(np.diff(roi.value, axis=0)))
            tilt = float(np.hypot(1, 0.3)) if finding.level in ("arch_mid", "annulus") else 1.0
            assert length == pytest.approx((finding.value or 0) * tilt, abs=1e-3)


def test_tracking_uids_are_unique_and_the_same_on_every_render(make_document: Make) -> None:
    def uids(dataset: Dataset) -> list[str]:
        report = sr.MeasurementReport.from_sequence([written(dataset)])
        groups = [*report.get_planar_roi_measurement_groups(), *report.get_image_measurement_groups()]
        return [g.tracking_uid for g in groups]

    first = uids(build_sr(make_document("submitted")))
    assert len(set(first)) == len(first) == 23
    assert uids(build_sr(make_document("authorised"))) == first


def level_uids(document: ReportDocument) -> dict[str, str]:
    """Tracking UID of each level's first group, as read back."""
    report = sr.MeasurementReport.from_sequence([written(build_sr(document))])
    groups = [*report.get_planar_roi_measurement_groups(), *report.get_image_measurement_groups()]
    return {str(g.tracking_identifier): str(g.tracking_uid) for g in groups}


def at_another_visit(document: ReportDocument) -> ReportDocument:
    """The same patient's levels on another study and series, each finding with other identifiers of its own."""
    findings = tuple(
        replace(
            f,
            id=f"later-{f.id}",
            tracking_uid="1.2.3.9",
            source=replace(f.source, study_instance_uid="1.2.50", series_instance_uid="1.2.50.1"),
        )
        for f in document.findings
    )
    return replace(document, findings=findings, study=replace(document.study, study_instance_uid="1.2.50"))


def test_a_level_of_one_patient_keeps_its_tracking_uid_over_visits(make_document: Make) -> None:
    document = make_document("authorised")
    first = level_uids(document)
    later = level_uids(at_another_visit(document))
    assert first["level:sinus"].startswith("2.25.")
    assert first == later
    assert len(set(first.values())) == len(first)


def test_tracking_uids_of_two_patients_or_two_hospitals_differ(make_document: Make) -> None:
    document = make_document("authorised")
    first = set(level_uids(document).values())
    other = replace(document, patient=replace(document.patient, id="TEST-0002"))
    elsewhere = replace(document, organisation=replace(document.organisation, name="Ander ziekenhuis"))
    assert not first & set(level_uids(other).values())
    assert not first & set(level_uids(elsewhere).values())


def test_what_has_no_named_level_keeps_the_uid_of_its_finding(make_document: Make) -> None:
    document = make_document()
    free = tuple(
        replace(f, level="", group="section:1", tracking_uid="1.2.3.77")
        for f in document.findings
        if f.level == "sinus"
    )
    assert level_uids(replace(document, findings=free))["section:1"] == "1.2.3.77"


def library_of(dataset: Dataset) -> list[Dataset]:
    """Groups of the image library."""
    found = [i for i in dataset.ContentSequence if i.ConceptNameCodeSequence[0].CodeValue == "111028"]
    assert len(found) == 1
    return list(found[0].ContentSequence)


def test_the_image_library_lists_every_referred_image_once(make_document: Make) -> None:
    document = make_document()
    (group,) = library_of(written(build_sr(document)))
    images = [
        i.ReferencedSOPSequence[0].ReferencedSOPInstanceUID
        for i in group.ContentSequence
        if i.ValueType == "IMAGE"
    ]
    assert images == list(document.evidence[0].instances)
    facts = {i.ConceptNameCodeSequence[0].CodeValue: i for i in group.ContentSequence}
    assert facts["121139"].ConceptCodeSequence[0].CodeValue == "CT"
    assert document.evidence[0].frame_of_reference_uid == facts["112227"].UID
    assert facts["110910"].MeasuredValueSequence[0].NumericValue == 512


def test_the_image_library_says_nothing_that_is_not_known(make_document: Make) -> None:
    document = make_document()
    bare = replace(document.evidence[0], rows=0, columns=0, frame_of_reference_uid="")
    (group,) = library_of(written(build_sr(replace(document, evidence=(bare,)))))
    assert {i.ValueType for i in group.ContentSequence} == {"CODE", "IMAGE"}


def test_the_image_library_gives_position_and_spacing_where_they_are_known(make_document: Make) -> None:
    document = without_frame(make_document("submitted"), geometry=True)
    (group,) = library_of(written(build_sr(document)))
    placed = [i for i in group.ContentSequence if i.ValueType == "IMAGE" and "ContentSequence" in i]
    assert len(placed) == len(document.evidence[0].geometry)
    uid = placed[0].ReferencedSOPSequence[0].ReferencedSOPInstanceUID
    position = document.evidence[0].geometry[uid][0]
    values = {
        i.ConceptNameCodeSequence[0].CodeMeaning: float(i.MeasuredValueSequence[0].NumericValue)
        for i in placed[0].ContentSequence
    }
    assert values["Image Position (Patient) Z"] == pytest.approx(position[2])
    assert values["Horizontal Pixel Spacing"] == pytest.approx(0.8)


def test_a_flat_line_without_a_frame_of_reference_lies_on_its_slice(make_document: Make) -> None:
    document = without_frame(make_document("submitted"), geometry=True)
    dataset = build_sr(document)
    assert dataset.SOPClassUID == COMPREHENSIVE
    report = sr.MeasurementReport.from_sequence([written(dataset)])
    group = next(
        g for g in report.get_planar_roi_measurement_groups() if g.tracking_identifier == "level:sinus"
    )
    finding = document.finding("sinus-diameter_max_mm")
    assert finding is not None
    # half of 31.5 mm left and right of x = 0, from -200 mm at the centre (0.5) of the first pixel of 0.8 mm
    np.testing.assert_allclose(
        group.roi.value, [[(200 - 15.75) / 0.8 + 0.5, 250.5], [(200 + 15.75) / 0.8 + 0.5, 250.5]], atol=1e-3
    )


def test_an_oblique_line_is_never_pressed_flat_onto_a_slice(make_document: Make) -> None:
    document = without_frame(make_document("submitted"), geometry=True)
    tilted = tuple(
        replace(f, geometry=Geometry(GeometryKind.LINE, ((-15.0, 0.0, 0.0), (15.0, 0.0, 5.0))))
        if f.geometry is not None
        else f
        for f in document.findings
    )
    report = sr.MeasurementReport.from_sequence([written(build_sr(replace(document, findings=tilted)))])
    assert not report.get_planar_roi_measurement_groups()
    assert sum(len(g.get_measurements()) for g in report.get_image_measurement_groups()) == 24


def test_a_level_that_is_not_imaged_has_words_and_no_number(make_document: Make) -> None:
    report = sr.MeasurementReport.from_sequence([written(build_sr(make_document()))])
    group = next(
        g for g in report.get_image_measurement_groups() if g.tracking_identifier == "level:infrarenal"
    )
    assert not group.get_measurements()
    assert [q.value.meaning for q in group.get_qualitative_evaluations()] == ["Not imaged"]


def test_a_preliminary_report_says_so_and_names_who_is_responsible(make_document: Make) -> None:
    for state, completion in (("draft", "PARTIAL"), ("submitted", "COMPLETE"), ("returned", "COMPLETE")):
        dataset = written(build_sr(make_document(state)))
        assert dataset.PreliminaryFlag == "PRELIMINARY"
        assert dataset.CompletionFlag == completion
        assert dataset.VerificationFlag == "UNVERIFIED"
        assert "VerifyingObserverSequence" not in dataset
        assert dataset.SeriesDescription.startswith("VOORLOPIG")
        text = next(
            str(i.TextValue)
            for i in dataset.ContentSequence
            if i.ValueType == "TEXT" and "VOORLOPIG" in i.TextValue
        )
        assert "NIET GEAUTORISEERD" in text
        assert "onder verantwoordelijkheid van dr. Ruben Proef" in text


def test_a_final_report_is_verified_by_the_radiologist(make_document: Make) -> None:
    dataset = written(build_sr(case(make_document, "authorised")))
    assert (dataset.PreliminaryFlag, dataset.CompletionFlag, dataset.VerificationFlag) == (
        "FINAL",
        "COMPLETE",
        "VERIFIED",
    )
    verifier = dataset.VerifyingObserverSequence[0]
    assert str(verifier.VerifyingObserverName) == "dr. Ruben Proef^"
    assert verifier.VerifyingOrganization == "Voorbeeldziekenhuis"
    assert verifier.VerificationDateTime == "20261120115600+0100"
    assert b"VOORLOPIG" not in bytes_of(dataset)
    before = dataset.PredecessorDocumentsSequence[0].ReferencedSeriesSequence[0].ReferencedSOPSequence[0]
    assert before.ReferencedSOPInstanceUID == "1.2.3.4.5"
    assert before.PurposeOfReferenceCodeSequence[0].CodeValue == "121362"


def test_request_author_and_identifiers_survive(make_document: Make) -> None:
    dataset = written(build_sr(make_document()))
    request = dataset.ReferencedRequestSequence[0]
    assert request.AccessionNumber == "T26-004417"
    assert request.RequestedProcedureID == "RP-1"
    assert request.PlacerOrderNumberImagingServiceRequest == "PL-1"
    author = dataset.AuthorObserverSequence[0]
    assert (author.ObserverType, str(author.PersonName), author.InstitutionName) == (
        "PSN",
        "Sanne Voorbeeld^",
        "Voorbeeldziekenhuis",
    )
    assert (dataset.PatientID, str(dataset.PatientName)) == ("TEST-0001", "TEST^Voorbeeld Aorta")
    assert dataset.AccessionNumber == "T26-004417"
    assert dataset.SOPInstanceUID == make_document().dicom.sop_instance_uid
    schemes = [s.CodingSchemeDesignator for s in dataset.CodingSchemeIdentificationSequence]
    assert codes.PRIVATE_SCHEME in schemes
    text = str(dataset)
    assert "159016003" in text
    assert "svoorbeeld" in text


def test_all_referred_images_are_in_the_evidence(make_document: Make) -> None:
    document = replace(make_document(), evidence=())
    dataset = written(build_sr(document))
    listed = {
        image.ReferencedSOPInstanceUID
        for study in dataset.CurrentRequestedProcedureEvidenceSequence
        for series in study.ReferencedSeriesSequence
        for image in series.ReferencedSOPSequence
    }
    assert listed == {u for f in document.findings for u in f.source.sop_instance_uids}


def test_two_builds_are_byte_equal(make_document: Make) -> None:
    for state in ("submitted", "authorised"):
        first = bytes_of(build_sr(make_document(state)))
        time.sleep(1.1)
        assert bytes_of(build_sr(make_document(state))) == first


@pytest.mark.hostile
def test_hostile_text_makes_no_second_value(make_document: Make) -> None:
    base = make_document()
    document = replace(
        base,
        patient=replace(base.patient, name="A\\B\r\nC", id="1\\2\x00"),
        study=replace(base.study, accession_number="9" * 80, description="x\\y\ud800"),
        author=replace(base.author, name="N" * 70_000),
    )
    dataset = written(build_sr(document))
    assert dataset.PatientID == "1/2"
    assert str(dataset.PatientName) == "A/B C^"
    assert len(dataset.AccessionNumber) == 16


def test_a_state_without_a_structured_report_is_refused(make_document: Make) -> None:
    for state in ("handed_back", "lapsed", "recalled"):
        with pytest.raises(Refused):
            build_sr(make_document(state))
    good = make_document("authorised")
    assert good.signature is not None
    with pytest.raises(StatusRefused):
        build_sr(replace(good, signature=replace(good.signature, verified=False)))


def test_files_without_dicom_identity_are_refused(make_document: Make) -> None:
    base = make_document()
    bare = tuple(replace(f, source=Source()) for f in base.findings)
    for document in (replace(base, dicom=None), replace(base, findings=bare, evidence=())):
        with pytest.raises(Refused) as caught:
            build_sr(document)
        assert caught.value.code == "no_dicom_source"


def test_evidence_of_one_more_series_is_kept(make_document: Make) -> None:
    base = make_document()
    more = EvidenceSeries(
        base.study.study_instance_uid, "1.2.77", base.evidence[0].sop_class_uid, ("1.2.77.1",)
    )
    dataset = build_sr(replace(base, evidence=(*base.evidence, more)))
    assert "1.2.77.1" in str(dataset.CurrentRequestedProcedureEvidenceSequence)
