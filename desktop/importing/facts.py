"""What the images say of a patient and a study, what a person enters beside it, and the `Study` made of both.

No rule is decided here: what is missing or differs is listed as corrections, and `governance.registration` says
whether that may be.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from desktop.importing.images import Stored
from governance.protocol import Urgency
from governance.report import PatientIdentity, StudyIdentity
from governance.scope import StudyFacts
from governance.study import Correction, Registration, Study, comparable
from governance.tasks import TaskKey
from studies.load import series_info
from studies.stacks import SeriesEntry

#: identifiers that a person confirms or enters, by the name that comparisons use
FIELDS = ("patient_name", "birth_date", "sex", "patient_id", "accession_number")
#: may stay empty without a reason; a protocol may want to know it all the same
OPTIONAL = ("description",)
SEXES = ("M", "F", "O", "")
EARLIEST_YEAR = 1850
#: letters that keep their stroke when accents are taken off
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})
_AGE = re.compile(r"(\d{3})([DWMY])")


@dataclass(frozen=True, slots=True)
class Found:
    """What the images say. Dates as DICOM writes them (YYYYMMDD)."""

    patient_name: str
    birth_date: str
    sex: str
    patient_id: str
    accession_number: str
    issuer: str
    study_instance_uid: str
    study_date: str
    description: str
    modality: str
    body_part: str
    referring: str
    series_uids: tuple[str, ...]
    contrast: bool | None = None
    age_years: int | None = None


@dataclass(frozen=True, slots=True)
class Entered:
    """What a person confirms or enters."""

    patient_name: str
    birth_date: str
    sex: str
    patient_id: str
    accession_number: str
    task: TaskKey
    description: str = ""
    indication: str = ""
    requester: str = ""
    urgency: Urgency = Urgency.ROUTINE
    reason: str = ""
    research: bool = False
    order_id: str = ""
    group: str = ""


def found_in(entries: Iterable[SeriesEntry]) -> Found:
    """What the first of `entries` says, and the series of all; the first is the one that is opened."""
    chosen = list(entries)
    info = series_info(chosen[0])
    return Found(
        patient_name=info.patient_name,
        birth_date=info.birth_date,
        sex=info.sex,
        patient_id=info.patient_id,
        accession_number=info.accession_number,
        issuer=info.issuer_of_patient_id,
        study_instance_uid=info.study_instance_uid,
        study_date=info.study_date,
        description=info.study_description,
        modality=info.modality,
        body_part=info.body_part,
        referring=info.referring_physician,
        series_uids=tuple(dict.fromkeys(e.series_instance_uid for e in chosen if e.series_instance_uid)),
        # an agent that isn't named may have been given all the same
        contrast=True if info.contrast_agent else None,
        age_years=_age(chosen[0]),
    )


def _age(entry: SeriesEntry) -> int | None:
    """Patient's Age (0010,1010) in whole years: what anonymised images often keep; None when it isn't there."""
    match = _AGE.fullmatch(entry.header.text("age")) if entry.header is not None else None
    return int(match[1]) // {"Y": 1, "M": 12, "W": 52, "D": 365}[match[2]] if match is not None else None


def as_found(found: Found, task: TaskKey) -> Entered:
    """What stands in the fields at first: what the images say."""
    return Entered(
        patient_name=found.patient_name,
        birth_date=found.birth_date,
        sex=found.sex,
        patient_id=found.patient_id,
        accession_number=found.accession_number,
        description=found.description,
        requester=found.referring,
        task=task,
    )


def corrections(found: Found, entered: Entered) -> tuple[Correction, ...]:
    """Identifiers that differ from the images, or that neither has."""
    made = []
    for name in (*FIELDS, *OPTIONAL):
        said, used = str(getattr(found, name)), str(getattr(entered, name))
        if comparable(said) != comparable(used) or not (used.strip() or name in OPTIONAL):
            made.append(Correction(name, said, used.strip(), entered.reason.strip()))
    return tuple(made)


def age_at(birth_date: str, study_date: str) -> int | None:
    """Whole years between two DICOM dates; None when either can't be read."""
    born, taken = dicom_date(birth_date), dicom_date(study_date)
    if born is None or taken is None:
        return None
    return taken.year - born.year - ((taken.month, taken.day) < (born.month, born.day))


def dicom_date(text: str) -> date | None:
    return _read(text.strip(), "%Y%m%d")


def typed_date(text: str, today: date) -> str:
    """A date as a person types it (20-11-1958, 20111958, 20-11-58, 1958-11-20) as YYYYMMDD; "" when it isn't one.

    Two digits of a year mean the latest such year that isn't after `today`.
    """
    parts = [p for p in re.split(r"[-./ ]+", text.strip()) if p]
    if not parts or not all(p.isascii() and p.isdigit() for p in parts):
        return ""
    if len(parts) == 3 and len(parts[0]) == 4:
        found = [_read("-".join(parts), "%Y-%m-%d")]
    elif len(parts) == 3:
        found = [_short("-".join(parts), today) if len(parts[2]) == 2 else _read("-".join(parts), "%d-%m-%Y")]
    elif len(parts) == 1 and len(parts[0]) == 6:
        found = [_short("-".join((parts[0][:2], parts[0][2:4], parts[0][4:])), today)]
    elif len(parts) == 1 and len(parts[0]) == 8:
        # 8 figures in a row read either way: only one of the two is a year of somebody's birth
        found = [_read(parts[0], form) for form in ("%d%m%Y", "%Y%m%d")]
    else:
        return ""
    for day in found:
        if day is not None and day.year >= EARLIEST_YEAR and day <= today:
            return day.strftime("%Y%m%d")
    return ""


def _short(text: str, today: date) -> date | None:
    """A date with two digits of the year: the latest such year that isn't after `today`."""
    for century in (today.year // 100, today.year // 100 - 1):
        day = _read(f"{text[:-2]}{century}{text[-2:]}", "%d-%m-%Y")
        if day is not None and day <= today:
            return day
    return None


def _read(text: str, form: str) -> date | None:
    try:
        return datetime.strptime(text, form).date()  # noqa: DTZ007 - a date has no zone
    except ValueError:
        return None


def dicom_name(shown: str, original: str) -> str:
    """A typed name ("Jansen, Piet") as DICOM writes it; the original when it means the same."""
    family, _, given = shown.strip().partition(",")
    made = "^".join(part.strip() for part in (family, given) if part.strip())
    flat = " ".join(original.split("=")[0].replace("^", " ").split())
    return original if comparable(" ".join((family.strip(), given.strip()))) == comparable(flat) else made


def source_words(place: Path, found: Found, entered: Entered) -> str:
    """Name of the folder or archive for the audit trail; left out when it says anything of the patient.

    Compared without accents, case and punctuation: a disc is seldom written as the worklist is.
    """
    kind = "folder" if place.is_dir() else "archive" if place.suffix.lower() == ".zip" else "file"
    words = _words(place.name)
    flat = "".join(words)
    for name in (found.patient_name, entered.patient_name):
        for word in _words(name):
            if word in words or (len(word) > 2 and word in flat):
                return kind
    numbers = (found.patient_id, entered.patient_id, found.accession_number, entered.accession_number)
    telling = {"".join(_words(text)) for text in numbers}
    telling |= {t.lstrip("0") for t in telling}
    for day in (dicom_date(found.birth_date), dicom_date(entered.birth_date)):
        if day is not None:
            telling |= {day.strftime(form) for form in ("%d%m%Y", "%Y%m%d", "%d%m%y", "%y%m%d")}
            telling.add(f"{day.day}{day.month}{day.year}")
    if any(len(text) > 2 and text in flat for text in telling):
        return kind
    return f"{kind}: {place.name}"


def _words(text: str) -> list[str]:
    """The words of a text in plain small letters and digits: "Müller^Jörg" is muller, jorg."""
    bare = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return re.findall(r"[^\W_]+", "".join(c for c in bare if not unicodedata.combining(c)))


def study_id(study_uid: str, task: TaskKey) -> str:
    """The same for the same study and task each time."""
    return "I-" + hashlib.sha256(f"{study_uid} {task.value}".encode()).hexdigest()[:16]


def study_of(
    found: Found, entered: Entered, now: datetime, *, source: str = "", stored: Stored | None = None
) -> Study:
    """The worklist entry; without `stored` it only serves to ask what would stand in its way."""
    age = age_at(entered.birth_date, found.study_date)
    return Study(
        id=study_id(found.study_instance_uid, entered.task),
        patient=PatientIdentity(
            entered.patient_id.strip(),
            found.issuer,
            entered.patient_name.strip(),
            entered.birth_date,
            entered.sex,
        ),
        identity=StudyIdentity(
            study_instance_uid=found.study_instance_uid,
            accession_number=entered.accession_number.strip(),
            study_date=found.study_date,
            description=entered.description.strip(),
            modality=found.modality,
            body_part=found.body_part,
            series_instance_uids=found.series_uids,
        ),
        facts=StudyFacts(
            study_instance_uid=found.study_instance_uid,
            patient_id=entered.patient_id.strip(),
            patient_id_issuer=found.issuer,
            accession_number=entered.accession_number.strip(),
            modality=found.modality,
            body_part=found.body_part,
            age_years=age if age is not None else found.age_years,
            contrast=found.contrast,
            study_description=entered.description.strip(),
        ),
        task=entered.task,
        indication=entered.indication.strip(),
        requester=entered.requester.strip(),
        urgency=entered.urgency,
        images=stored.folder if stored is not None else "",
        registered_at=now,
        assigned_group=entered.group,
        registration=Registration(
            source=source,
            files=stored.files if stored is not None else 0,
            images_sha256=stored.sha256 if stored is not None else "",
            corrections=corrections(found, entered),
            research=entered.research,
            order_id=entered.order_id,
        ),
    )
