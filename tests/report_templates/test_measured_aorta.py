"""From a measured phantom to text, PDF and structured report: what `measurements` gives is what is reported."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from highdicom import sr

from measurements.aorta import Conditions, measure_aorta
from measurements.finding import Finding
from report_templates.document import ReportDocument
from report_templates.render.pdf import render_pdf
from report_templates.render.sr import build_sr
from report_templates.templates import Facts, compose, load, render_text, required_missing
from studies.volume import Problem, SeriesInfo, Volume
from tests.phantoms import aorta as phantoms

Make = Callable[..., ReportDocument]
ROOT = "1.2.826.0.1.3680043.10.9999.3"


@pytest.fixture(scope="module")
def measured() -> tuple[Finding, ...]:
    """Findings of a small tube of 24 mm, with two levels, one level marked by a person, and no others."""
    phantom = phantoms.cylinder(24.0, (2.0, 2.0, 2.0), 80.0)
    grid = phantom.mask.grid
    slices = grid.size[2]
    volume = Volume(
        voxels=np.zeros(grid.shape, np.int16),
        grid=grid,
        modality="CT",
        frame_of_reference_uid=f"{ROOT}.9",
        series=SeriesInfo(
            study_instance_uid=ROOT,
            series_instance_uid=f"{ROOT}.1",
            sop_class_uid="1.2.840.10008.5.1.4.1.1.2",
            sop_instance_uids=tuple(f"{ROOT}.1.{i + 1}" for i in range(slices)),
            slice_thickness_mm=2.0,
        ),
    )
    middle = (phantom.start + phantom.end) / 2
    result = measure_aorta(
        volume=volume,
        mask=phantom.mask,
        start_mm=phantom.start,
        end_mm=phantom.end,
        landmarks_mm={"sinus": phantom.start * 0.7 + phantom.end * 0.3, "diaphragm": middle},
        not_assessed={"infrarenal": "niet afgebeeld", "celiac": "bewegingsartefact"},
        edge="outer",
        conditions=Conditions(gating="none", phase="arterial"),
    )
    ids = (str(uuid.UUID(int=i)) for i in range(1, 10_000))
    return tuple(result.findings(observer="p-1", at="2026-11-20T10:00:00+00:00", new_id=lambda: next(ids)))


def test_the_text_says_what_was_measured_and_what_was_not(measured: tuple[Finding, ...]) -> None:
    template = load("aorta_ct")
    composed = compose(template, measured, Facts(clinical_question="?"), "nl")
    text = {k: render_text(v, measured, "nl") for k, v in composed.items()}
    assert "niet ECG-getriggerd" in text["technique"]
    assert "loodrecht op de centerline" in text["technique"]
    assert "buitenwand tot buitenwand" in text["technique"]
    assert re.search(r"Sinus Valsalvae \d\d × \d\d mm\.", text["findings"])
    assert "Niet afgebeeld: infrarenaal." in text["findings"]
    assert "Niet beoordeelbaar: truncus coeliacus (bewegingsartefact)." in text["findings"]
    assert "Niet afgebeeld / niet beoordeelbaar: annulus" in text["findings"]
    missing = {m.detail for m in required_missing(template, composed, measured) if m.code == "level"}
    assert "annulus" in missing
    assert not missing & {"sinus", "diaphragm", "infrarenal", "celiac"}


def test_no_english_sentence_of_the_measurement_reaches_the_dutch_report(
    measured: tuple[Finding, ...], make_document: Make, text_of_pages: Callable[[bytes], list[str]]
) -> None:
    sections = compose(load("aorta_ct"), measured, Facts(clinical_question="?"), "nl")
    document = make_document(
        "authorised", findings=measured, comparisons=(), sections=sections, key_images=()
    )
    text = "\n".join(text_of_pages(render_pdf(document)))
    assert "Lengte langs de centerline" in text
    assert "bewegingsartefact" in text
    for english in (" the ", "length", "section", "landmark", "centreline"):
        assert english not in text.replace("Landmark", "").lower(), english


def test_the_structured_report_of_the_measurement_is_valid_and_complete(
    measured: tuple[Finding, ...], make_document: Make, run_tool: Callable[..., str], tmp_path: Path
) -> None:
    document = make_document("submitted", findings=measured, comparisons=(), evidence=())
    document = replace(document, study=replace(document.study, study_instance_uid=ROOT))
    dataset = build_sr(document)
    path = tmp_path / "sr.dcm"
    dataset.save_as(path, enforce_file_format=True)
    lines = run_tool("dciodvfy", path).splitlines()
    assert not [line for line in lines if line.startswith("Error")], lines
    report = sr.MeasurementReport.from_sequence([dataset])
    groups = [*report.get_planar_roi_measurement_groups(), *report.get_image_measurement_groups()]
    values = sorted(round(m.value, 6) for g in groups for m in g.get_measurements())
    assert values == sorted(round(f.value, 6) for f in measured if f.value is not None)
    assert len({g.tracking_uid for g in groups}) == len(groups)


def test_an_aorta_on_resampled_lossy_images_says_so_in_every_number_and_in_the_report() -> None:
    phantom = phantoms.cylinder(24.0, (2.0, 2.0, 2.0), 80.0)
    volume = Volume(
        voxels=np.zeros(phantom.mask.grid.shape, np.int16),
        grid=phantom.mask.grid,
        modality="CT",
        frame_of_reference_uid=f"{ROOT}.9",
        series=SeriesInfo(
            series_instance_uid=f"{ROOT}.1",
            lossy=True,
            lossy_ratio=8.0,
            extra={"resampled": "in plane, linear"},
        ),
        problems=(
            Problem("gantry_tilt", "The slices are tilted.", "warn"),
            Problem("scale_varies", "Brought to one scale.", "note"),
            Problem("mixed_size", "Two sizes.", "note"),
        ),
    )
    result = measure_aorta(
        volume=volume, mask=phantom.mask, start_mm=phantom.start, end_mm=phantom.end,
        landmarks_mm={"diaphragm": (phantom.start + phantom.end) / 2}, edge="outer",
    )  # fmt: skip
    ids = (str(uuid.UUID(int=i)) for i in range(1, 10_000))
    found = result.findings(observer="p-1", at="2026-11-20T10:00:00+00:00", new_id=lambda: next(ids))
    assert all({"resampled", "lossy", "gantry_tilt", "scale_varies"} <= set(f.flags) for f in found)
    assert not any("mixed_size" in f.flags for f in found)
    assert {f.source.facts for f in found} == {(("resampled", "in plane, linear"), ("lossy_ratio", "8"))}
    text = compose(load("aorta_ct"), found, Facts(), "nl")["technique"]
    assert "omgerekende beelden" in text
    assert "detailverlies" in text
