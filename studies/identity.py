"""Whose images are these: comparing identifiers (specs/governance.md section 7).

Values are normalised for comparison only, never for storage: NFKC, ``^`` as a space, white space collapsed,
case folded.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from studies.volume import SeriesInfo


@dataclass(frozen=True, slots=True)
class Identity:
    """Identifiers that an order, report or worklist entry expects. An empty one isn't compared."""

    patient_id: str = ""
    issuer_of_patient_id: str = ""
    patient_name: str = ""
    birth_date: str = ""
    sex: str = ""
    study_instance_uid: str = ""
    accession_number: str = ""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One identifier that differs: `field` is its name in `Identity`."""

    field: str
    expected: str
    found: str


FIELDS = (
    "patient_id",
    "issuer_of_patient_id",
    "patient_name",
    "birth_date",
    "sex",
    "study_instance_uid",
    "accession_number",
)


def normalised(value: str) -> str:
    """The form in which two identifiers are compared."""
    text = unicodedata.normalize("NFKC", value).replace("^", " ")
    return " ".join(text.split()).casefold()


def mismatches(expected: Identity, series: SeriesInfo, *, fields: tuple[str, ...] = FIELDS) -> list[Mismatch]:
    """Identifiers of `series` that differ from what is expected.

    An identifier that is expected but absent from the images counts as a difference: a reader has to see
    it. One that the expectation leaves empty isn't compared. Priors are compared without
    ``study_instance_uid`` and ``accession_number``: pass `fields`.
    """
    found = []
    for name in fields:
        wanted, have = getattr(expected, name), getattr(series, name)
        if normalised(wanted) and normalised(wanted) != normalised(have):
            found.append(Mismatch(name, wanted, have))
    return found


def person_key(patient_id: str, issuer: str, name: str, birth_date: str, sex: str) -> tuple[str, ...]:
    """What must be equal for two images to be of one patient."""
    return tuple(normalised(value) for value in (patient_id, issuer, name, birth_date, sex))
