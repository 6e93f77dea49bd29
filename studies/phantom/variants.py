"""Who is scanned: the anatomical variants and the fictitious identities that go with them.

Lengths are patient mm unless said otherwise. Every variant is the same recipe with other figures; `prior`
is the patient of `aneurysm` two years earlier (same anatomy seed, smaller aneurysm, other noise, other
position on the table).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Identity:
    """Patient, study and series identity written into the files; all of it fictitious."""

    patient_id: str = "TEST-0001"
    patient_name: str = "TEST^Voorbeeld Aorta"
    birth_date: str = "19540312"
    sex: str = "M"
    age: str = "072Y"
    size_m: float = 1.78
    weight_kg: float = 84.0
    study_date: str = "20260914"
    study_time: str = "101500"
    accession_number: str = "TEST26091401"
    study_description: str = "CT aorta thorax abdomen"
    series_description: str = "Aorta arterieel 1.5 mm"
    series_number: int = 2
    institution: str = "Voorbeeldziekenhuis"
    referring_physician: str = "TEST^Aanvrager"
    #: text from which the study and frame-of-reference UIDs are derived together with the seed
    uid_entropy: str = ""


@dataclass(frozen=True)
class AortaShape:
    """Diameters in mm: lumen (inner) unless said otherwise."""

    annulus: float = 25.0
    sinus: float = 35.0
    sinotubular: float = 29.5
    ascending: float = 33.0
    arch: float = 28.5
    descending: float = 26.0
    diaphragm: float = 24.5
    celiac: float = 23.0
    renal: float = 21.0
    end: float = 18.5
    #: wall of the healthy vessel
    wall: float = 1.3
    #: largest outer diameter of the infrarenal aneurysm; 0: none
    aneurysm_outer: float = 52.0
    #: lumen diameter and offset of the lumen from the middle at the aneurysm's maximum
    aneurysm_lumen: float = 32.0
    aneurysm_offset: float = 7.5
    #: half length of the aneurysm along the line
    aneurysm_reach: float = 25.0
    #: height of the maximum in the anatomical frame
    aneurysm_height: float = 266.0
    #: plaques (number) of calcium in the wall
    plaques: int = 60


@dataclass(frozen=True)
class Variant:
    """One patient at one time."""

    name: str
    #: seed offset of the anatomy (textures, branches): equal for two scans of one patient
    anatomy: int
    identity: Identity
    aorta: AortaShape = field(default_factory=AortaShape)
    #: patient mm per anatomical mm
    scale: float = 1.0
    #: position of the anatomical origin in the patient frame, mm
    shift: tuple[float, float, float] = (0.0, 0.0, 0.0)
    #: thickness of the subcutaneous fat relative to the recipe
    fat: float = 1.0
    #: factor on the liver tumours' axes; 0: none
    tumours: float = 1.0
    noise_hu: float = 13.0
    aorta_hu: float = 325.0


VARIANTS: dict[str, Variant] = {
    "aneurysm": Variant("aneurysm", anatomy=0, identity=Identity()),
    "prior": Variant(
        "prior",
        anatomy=0,
        identity=replace(
            Identity(),
            age="070Y",
            weight_kg=82.0,
            study_date="20240905",
            study_time="143000",
            accession_number="TEST24090501",
        ),
        aorta=replace(
            AortaShape(), aneurysm_outer=47.0, aneurysm_lumen=30.0, aneurysm_offset=6.0, plaques=52
        ),
        shift=(-4.3, 3.1, 7.4),
        fat=0.95,
        tumours=0.72,
        noise_hu=14.5,
        aorta_hu=305.0,
    ),
    "ectatic": Variant(
        "ectatic",
        anatomy=7,
        identity=replace(
            Identity(),
            patient_id="TEST-0002",
            patient_name="TEST^Voorbeeld Ascendens",
            birth_date="19610725",
            sex="F",
            age="065Y",
            size_m=1.67,
            weight_kg=71.0,
            study_date="20260921",
            study_time="090500",
            accession_number="TEST26092101",
        ),
        aorta=AortaShape(
            annulus=24.0,
            sinus=39.0,
            sinotubular=35.5,
            ascending=43.0,
            arch=31.0,
            descending=26.0,
            diaphragm=23.0,
            celiac=21.0,
            renal=18.0,
            end=15.5,
            aneurysm_outer=0.0,
            plaques=18,
        ),
        scale=0.95,
        shift=(2.0, -2.5, 3.0),
        fat=1.25,
        tumours=0.0,
        noise_hu=12.0,
        aorta_hu=345.0,
    ),
}
