"""A believable report of a synthetic patient, in every state; pictures drawn with NumPy."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from measurements.finding import Code, Finding, Geometry, GeometryKind, Method, Origin, Source
from report_templates.document import (
    AlarmLine,
    Comparison,
    Competence,
    DicomIdentity,
    EvidenceSeries,
    KeyImage,
    Order,
    Organisation,
    Patient,
    Person,
    Protocol,
    ReportDocument,
    Signature,
    Study,
)

ROOT = "1.2.826.0.1.3680043.10.9999."
STUDY, SERIES, FRAME = ROOT + "1", ROOT + "1.2", ROOT + "1.9"
CT = "1.2.840.10008.5.1.4.1.1.2"
INSTANCES = tuple(f"{SERIES}.{i}" for i in range(1, 61))

#: level, largest, perpendicular, prior, arc
LEVELS = (
    ("annulus", 34.1, 31.4, 33.8, 0, "77583004", "Aortic valve ring"),
    ("sinus", 31.5, 29.0, 31.6, 14, "81128002", "Sinus of Valsalva"),
    ("sinotubular_junction", 31.8, 30.4, 31.5, 26, "443167003", "Aortic Sinotubular Junction"),
    ("ascending_mid", 30.9, 29.5, 31.9, 52, "54247002", "Ascending aorta"),
    ("ascending_distal", 35.2, 27.3, 32.4, 80, "54247002", "Ascending aorta"),
    ("arch_mid", 31.4, 27.2, 31.0, 105, "57034009", "Aortic arch"),
    ("descending_proximal", 30.9, 28.1, 31.9, 130, "88593004", "Aortic isthmus"),
    ("maximum.thoracic", 39.4, 34.0, 36.2, 160, "113262008", "Thoracic aorta"),
    ("descending_mid", 30.6, 28.4, 31.0, 210, "32672002", "Descending aorta"),
    ("diaphragm", 29.4, 28.5, 29.8, 270, "113262008", "Thoracic aorta"),
    ("celiac", 28.4, 27.2, 28.9, 300, "7832008", "Abdominal aorta"),
)


def tool(name: str) -> str:
    """Path of an external tool; skips locally with the reason, fails in CI."""
    found = shutil.which(name)
    if found is None:
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(f"{name} is needed in CI and isn't installed")
        pytest.skip(f"{name} isn't installed")
    return found


@pytest.fixture(scope="session")
def run_tool() -> Callable[..., str]:
    """Run an external tool and give back what it says, whatever its exit status."""

    def run(name: str, *arguments: object) -> str:
        done = subprocess.run(
            [tool(name), *map(str, arguments)], capture_output=True, check=False, timeout=60
        )
        return (done.stdout + done.stderr).decode("utf-8", "replace")

    return run


def section_picture(size: int = 420) -> np.ndarray:
    """A round vessel with a flap, its contour and both diameters, as RGB."""
    y, x = np.mgrid[0:size, 0:size].astype(float)
    noise = np.random.default_rng(1).normal(0, 6, (size, size))
    grey = np.full((size, size), 12.0)
    grey[(x - size * 0.2) ** 2 + (y - size * 0.75) ** 2 < (size * 0.17) ** 2] = 150
    grey[(x - size * 0.75) ** 2 + (y - size * 0.1) ** 2 < (size * 0.22) ** 2] = 235
    rr = ((x - size * 0.5) / 1.0) ** 2 + ((y - size * 0.55) / 1.1) ** 2
    vessel = rr < (size * 0.19) ** 2
    grey[vessel] = np.where(y < size * 0.58 + 12 * np.sin(x / 18), 225, 160)[vessel]
    rgb = np.repeat(np.clip(grey + noise, 0, 255)[:, :, None], 3, axis=2)
    ring = np.abs(np.sqrt(rr) - size * 0.19) < 1.4
    rgb[ring] = (240, 228, 66)
    t = np.linspace(-1, 1, 900)
    for dx, dy, colour in ((0.09, -0.19, (255, 224, 138)), (0.17, 0.09, (255, 224, 138))):
        rows = np.clip((size * 0.55 + dy * size * t).astype(int), 0, size - 1)
        columns = np.clip((size * 0.5 + dx * size * t).astype(int), 0, size - 1)
        rgb[rows, columns] = colour
        rgb[rows, columns - 1] = colour
    rgb[size - 24 : size - 22, size - 110 : size - 20] = 232
    return rgb.astype(np.uint8)


def stretched_picture(width: int = 1000, height: int = 200) -> np.ndarray:
    """A stretched vessel with levels, as RGB."""
    y, x = np.mgrid[0:height, 0:width].astype(float)
    half = 52 + 16 * np.exp(-(((x - 480) / 130) ** 2)) + 3 * np.sin(x / 40)
    grey = np.where(np.abs(y - 105) < half, 215.0, 45.0)
    grey[(y > 105) & (np.abs(y - 105) < half) & (x > 330)] = 150
    grey += np.random.default_rng(2).normal(0, 9, grey.shape)
    rgb = np.repeat(np.clip(grey, 0, 255)[:, :, None], 3, axis=2)
    rgb[np.abs(np.abs(y - 105) - half) < 1.2] = (86, 180, 233)
    for column in (60, 180, 300, 480, 700, 930):
        rgb[::6, column] = 232
    return rgb.astype(np.uint8)


def png(rgb: np.ndarray) -> bytes:
    out = io.BytesIO()
    Image.fromarray(rgb).save(out, format="PNG")
    return out.getvalue()


def findings() -> tuple[Finding, ...]:
    """Eleven levels with both diameters, an annulus area and perimeter, and one level that isn't imaged."""
    result: list[Finding] = []

    def add(
        level: str, key: str, value: float | None, arc: float, site: Code, unit: str = "mm", **more: object
    ) -> None:
        index = min(int(arc / 5), len(INSTANCES) - 1)
        z = 100.0 - arc / 2
        tilt = 0.3 if level in ("arch_mid", "annulus") else 0.0
        radius = (value or 0.0) / 2
        line = ((-radius, 0.0, z - tilt * radius), (radius, 0.0, z + tilt * radius))
        concept = {
            "diameter_max_mm": Code("397414006", "SCT", "Vessel outside diameter"),
            "diameter_perpendicular_mm": Code("131189007", "SCT", "Perpendicular Axis"),
            "area_mm2": Code("42798000", "SCT", "Area"),
            "perimeter_mm": Code("131191004", "SCT", "Perimeter"),
        }[key]
        result.append(
            Finding(
                id=f"{level}-{key}",
                task="aorta",
                key=key,
                group=f"level:{level}",
                concept=concept,
                value=value,
                unit=unit,
                method=Method("section of a centreline", "1.2", (("harmonics", "12"),)),
                source=Source(STUDY, SERIES, CT, (INSTANCES[index],), FRAME, (("slice_distance_mm", "1.5"),)),
                observer="p-1",
                at="2026-11-20T10:10:00+00:00",
                origin=Origin.SEMI_AUTOMATIC,
                level=level,
                site=site,
                derivation=Code("56851009", "SCT", "Maximum") if key == "diameter_max_mm" else None,
                geometry=Geometry(GeometryKind.LINE, line) if value and key.startswith("diameter") else None,
                tracking_uid=f"{ROOT}7.{len(level)}.{int(arc)}",
                conditions=(
                    ("edge", "outer"),
                    ("method", "centreline_auto"),
                    ("gating", "retrospective"),
                    ("rr_percent", "75"),
                    ("phase", "arterial"),
                    ("arc_mm", repr(float(arc))),
                ),
                **more,
            )
        )

    for level, largest, perpendicular, _prior, arc, value, meaning in LEVELS:
        site = Code(value, "SCT", meaning)
        add(level, "diameter_max_mm", largest, arc, site)
        add(level, "diameter_perpendicular_mm", perpendicular, arc, site)
    annulus = Code("77583004", "SCT", "Aortic valve ring")
    add("annulus", "area_mm2", 843.2, 0, annulus, "mm2")
    add("annulus", "perimeter_mm", 104.6, 0, annulus)
    add(
        "infrarenal",
        "diameter_max_mm",
        None,
        299,
        Code("28205006", "SCT", "Infrarenal aorta"),
        withheld="not_imaged",
    )
    return tuple(result)


def comparisons() -> tuple[Comparison, ...]:
    return tuple(
        Comparison(
            f"{level}-diameter_max_mm",
            prior,
            "2026-05-20",
            largest - prior,
            3.0,
            "growth" if abs(largest - prior) > 3.0 else "no_measurable_growth",
        )
        for level, largest, _p, prior, *_rest in LEVELS
    )


SECTIONS = {
    "clinical_question": "Controle na TEVAR bij type B-dissectie. Toename?",
    "technique": "CT-aorta, ECG-getriggerd (75 % RR), arterieel, coupeafstand 1,5 mm. Metingen loodrecht op de"
    " centerline, grootste × loodrechte diameter, buitenwand tot buitenwand. Vergeleken met 20-05-2026, zelfde"
    " methode en rand.",
    "findings": "Stentgraft in de proximale descendens. Grootste thoracale diameter"
    " {{finding:maximum.thoracic-diameter_max_mm:pair}}. Contrast in het valse lumen distaal van de stentgraft."
    " Infrarenale aorta niet afgebeeld.",
    "comparison": "Met 20-05-2026 (zelfde methode): maximaal thoracaal van"
    " {{finding:maximum.thoracic-diameter_max_mm:prior}} naar {{finding:maximum.thoracic-diameter_max_mm:value}}"
    " (Δ {{finding:maximum.thoracic-diameter_max_mm:difference}}, meetfout ±"
    " {{finding:maximum.thoracic-diameter_max_mm:limit}}): {{finding:maximum.thoracic-diameter_max_mm:verdict}}.",
    "conclusion": "Status na TEVAR. Grootste thoracale diameter {{finding:maximum.thoracic-diameter_max_mm:value}},"
    " met groei juist boven de meetfout. Contrast in het valse lumen.",
    "remark": "GEHEIME OPMERKING voor de radioloog.",
}


def document(state: str = "submitted", **changes: object) -> ReportDocument:
    """The report in a state; final states carry a verified signature."""
    author = Person(
        "p-1", "Sanne Voorbeeld", "radiographer", "MBB'er", "", "Voorbeeldziekenhuis", "svoorbeeld"
    )
    radiologist = Person(
        "p-2", "dr. Ruben Proef", "radiologist", "radioloog", "00000000000", "Voorbeeldziekenhuis", "rproef"
    )
    base = ReportDocument(
        report_id="r-1",
        revision=14,
        state=state,
        kind="correction" if state == "corrected" else "primary",
        template_id="aorta_ct",
        template_version="1.0",
        patient=Patient("TEST-0001", "TEST^Voorbeeld Aorta", "19580101", "M"),
        study=Study(
            STUDY,
            accession_number="T26-004417",
            study_id="4417",
            date="20261118",
            time="094200",
            description="CTA aorta thoracalis",
            modality="CT",
            body_part="CHEST",
            referring_physician="Proef^Arts",
            placer_order_number="PL-1",
            filler_order_number="FI-1",
            requested_procedure_id="RP-1",
            requested_procedure="CTA aorta",
        ),
        author=author,
        responsible=radiologist,
        order=Order("O-2026-031", "PATIENT", "dr. Ruben Proef", "2026-11-02"),
        protocol=Protocol("AORTA", "3.2", "retrospective"),
        competence=Competence("aorta", "2028-03-14"),
        organisation=Organisation("Voorbeeldziekenhuis", "Radiologie", "Testlaan 1, 0000 AA Voorbeeldstad"),
        software_version="0.1.0",
        created_at="2026-11-20T09:40:00+00:00",
        submitted_at="2026-11-20T10:18:00+00:00",
        findings=findings(),
        sections=dict(SECTIONS),
        comparisons=comparisons(),
        key_images=(
            KeyImage(
                "Doorsnede loodrecht op de centerline, 35 mm distaal van de a. subclavia sinistra.",
                png(section_picture()),
            ),
            KeyImage("Gestrekte CPR, 309 mm vanaf annulus. Blauw: lumen.", png(stretched_picture())),
        ),
        alarms=(
            AlarmLine(
                "Vals lumen open na TEVAR",
                "direct",
                "dr. Ruben Proef",
                "2026-11-20T09:31:00+00:00",
                "2026-11-20T09:58:00+00:00",
            ),
        ),
        content_hash="7f3a" + "0" * 56 + "c21e",
        evidence=(EvidenceSeries(STUDY, SERIES, CT, INSTANCES, FRAME, "CT", 512, 512),),
        dicom=DicomIdentity(
            f"{ROOT}5.1",
            f"{ROOT}5",
            device_uid=f"{ROOT}8",
            device_serial_number="1",
            content_date="20261120",
            content_time="111800",
        ),
    )
    if state in ("authorised", "corrected", "recalled"):
        base = replace(
            base,
            authoriser=radiologist,
            authorised_at="2026-11-20T10:56:00+00:00",
            anchor_code="K7QX-2M9P-4D",
            signature=Signature(
                "AUTORISATIE", "2026-11-20T10:56:00+00:00", True, "Ed25519", "5C1E 90AB 77D2", True
            ),
        )
    return replace(base, **changes)


@pytest.fixture(scope="session")
def make_document() -> Callable[..., ReportDocument]:
    """Builds the example report: ``make_document("authorised", patient=…)``."""
    return document


@pytest.fixture
def text_of_pages(run_tool: Callable[..., str], tmp_path: Path) -> Callable[[bytes], list[str]]:
    """The text of each page as pdftotext reads it."""

    def read(data: bytes) -> list[str]:
        path = tmp_path / "report.pdf"
        path.write_bytes(data)
        return run_tool("pdftotext", "-layout", "-enc", "UTF-8", path, "-").split("\f")[:-1]

    return read
