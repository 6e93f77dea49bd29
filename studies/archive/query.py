"""Questions to an archive and its answers, as plain cleaned text.

Dates are `YYYYMMDD`. A name or description is matched anywhere, whatever the case, unless it holds wildcards
of its own; numbers and UIDs are matched exactly.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from resources.errors import InputError
from studies.archive.words import clean, is_uid

_DATE = re.compile(r"[0-9]{8}")


@dataclass(frozen=True, slots=True)
class StudyQuery:
    """Which studies; what is empty isn't asked. At most `limit` answers are taken."""

    patient_id: str = ""
    patient_name: str = ""
    birth_date: str = ""
    accession_number: str = ""
    study_instance_uid: str = ""
    modality: str = ""
    description: str = ""
    date_from: str = ""
    date_to: str = ""
    limit: int = 200

    @property
    def is_open(self) -> bool:
        """Nothing asked: this would list the whole archive."""
        return not any(
            (
                self.patient_id, self.patient_name, self.birth_date, self.accession_number,
                self.study_instance_uid, self.modality, self.description, self.date_from, self.date_to,
            )
        )  # fmt: skip

    @property
    def dates(self) -> str:
        """The range of study dates as DICOM says it: ``from-to``, open at either side, or one day."""
        if self.date_from and self.date_from == self.date_to:
            return self.date_from
        return f"{self.date_from}-{self.date_to}" if self.date_from or self.date_to else ""

    @property
    def name_pattern(self) -> str:
        """The name with wildcards around it: family name first, spaces for ``^``."""
        return wildcard(self.patient_name)

    @property
    def description_pattern(self) -> str:
        """The description with wildcards around it."""
        return wildcard(self.description)


@dataclass(frozen=True, slots=True)
class StudyAnswer:
    """One study that the archive holds. Counts are None where the archive doesn't say."""

    study_instance_uid: str
    patient_id: str = ""
    issuer: str = ""
    patient_name: str = ""
    birth_date: str = ""
    sex: str = ""
    accession_number: str = ""
    study_date: str = ""
    study_time: str = ""
    description: str = ""
    modalities: tuple[str, ...] = ()
    series_count: int | None = None
    image_count: int | None = None


@dataclass(frozen=True, slots=True)
class SeriesAnswer:
    """One series of a study."""

    series_instance_uid: str
    modality: str = ""
    number: int | None = None
    description: str = ""
    body_part: str = ""
    image_count: int | None = None


@dataclass(frozen=True, slots=True)
class ImageAnswer:
    """One object of a series. The class is "" where the archive doesn't say."""

    sop_instance_uid: str
    sop_class_uid: str = ""
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Studies that were found; `cut` when there were more than asked for."""

    answers: tuple[StudyAnswer, ...]
    cut: bool = False


def wildcard(text: str) -> str:
    """``*text*`` unless it's empty or says its own wildcards; ``^`` between the parts of a name."""
    value = (
        "^".join(part for part in re.split(r"[\^,]", text) if part.strip())
        if "^" in text or "," in text
        else text
    )
    value = "^".join(part.strip() for part in value.split("^")) if "^" in value else value.strip()
    if not value or "*" in value or "?" in value:
        return value
    return f"*{value}*"


def check_query(query: StudyQuery) -> None:
    """Raise `InputError` for the first field that can't be asked; refuses to list a whole archive."""
    if query.is_open:
        raise InputError(
            "Nothing is asked of the archive.",
            "Give a patient number, a name, a date or an accession number.",
            code="query_empty",
        )
    for name in ("birth_date", "date_from", "date_to"):
        value = getattr(query, name)
        if value and not _DATE.fullmatch(value):
            raise InputError(
                "The date {value} can't be asked.",
                "Write dates as a year, month and day: 20260131.",
                code="query_date",
                fields={"value": clean(value, 40)},
            )
    if query.date_from and query.date_to and query.date_from > query.date_to:
        raise InputError("The first date is after the last one.", "Change one of them.", code="query_dates")
    if query.study_instance_uid and not is_uid(query.study_instance_uid):
        raise bad_uid(query.study_instance_uid)
    for name in ("patient_id", "patient_name", "accession_number", "modality", "description"):
        value = getattr(query, name)
        if clean(value, 64) != value or "\\" in value:
            raise InputError(
                "The text {value} can't be asked.",
                "Use at most 64 characters and no backslash.",
                code="query_text",
                fields={"value": clean(value, 40)},
            )
    if not 1 <= query.limit <= 10_000:
        raise InputError(
            "The number of answers can't be used.", "Choose between 1 and 10000.", code="query_limit"
        )


def bad_uid(value: str) -> InputError:
    """The error for a UID that isn't one."""
    return InputError(
        "{value} isn't a UID.",
        "Use digits and dots only.",
        code="bad_uid",
        fields={"value": clean(value, 70)},
    )
