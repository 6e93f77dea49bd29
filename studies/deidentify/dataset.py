"""One file's data set, rebuilt: what the keep-list names in rewritten form, what the profile empties or replaces."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from pydicom.datadict import dictionary_has_tag, dictionary_VR, keyword_for_tag
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.tag import Tag
from pydicom.uid import UID, UID_dictionary

from studies.deidentify import tables, values
from studies.deidentify.case import Case
from studies.deidentify.tables import actions, kept
from studies.frames import ENHANCED, seconds_of
from studies.headers import Header

#: a sequence deeper than this isn't followed
MOST_DEPTH = 8
_UNKNOWN_DAY = "19000101"
_TEXT_DUMMY = "ANONYMOUS"
#: attributes of the patient, study and series that must be there and may be empty (PS3.3 C.7.1 to C.7.3)
_MAY_BE_EMPTY = (
    "PatientSex", "StudyDate", "StudyTime", "StudyID", "AccessionNumber", "ReferringPhysicianName", "SeriesNumber",
)  # fmt: skip
#: what an enhanced file must say of its device and its making (PS3.3 C.7.5.2, C.8.13.1)
_OF_ENHANCED = {
    "ManufacturerModelName": _TEXT_DUMMY, "DeviceSerialNumber": _TEXT_DUMMY, "SoftwareVersions": _TEXT_DUMMY,
    "Manufacturer": _TEXT_DUMMY, "ContentDate": _UNKNOWN_DAY, "ContentTime": "000000",
    "AcquisitionDateTime": _UNKNOWN_DAY + "000000",
}  # fmt: skip


@dataclass(slots=True)
class Counts:
    """What was done, by keyword (private attributes by "private")."""

    kept: Counter[str] = field(default_factory=Counter)
    replaced: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Rules:
    """The options of one run, and what it remembers."""

    case: Case
    shift_dates: bool = False
    keep_characteristics: bool = False
    clean_descriptors: bool = False
    words: values.NewWords = field(default_factory=values.NewWords)
    counts: Counts = field(default_factory=Counts)


def is_registered(uid: str) -> bool:
    """Whether a UID is one of the standard's own: a class, a transfer syntax, a well-known frame of reference."""
    return uid in UID_dictionary


def rebuilt(source: Dataset, rules: Rules, start_s: float, depth: int = 0) -> Dataset:
    """The data set that may be written, without pixels.

    Parameters
    ----------
    start_s : float
        Seconds since midnight of the study's first image: times of day are told from there.
    """
    made = Dataset()
    for tag in list(source.keys()):
        name = "private" if tag.is_private else keyword_for_tag(tag) or str(tag)
        rule = kept().get(int(tag), "")
        action = actions().get(int(tag), "")
        element: DataElement | None = None
        if not tag.is_private and dictionary_has_tag(tag) and (rule or action):
            try:
                element = _element(source[tag], rule, action, rules, start_s, depth)
            except Exception:  # noqa: BLE001 - a value that isn't what its kind says isn't carried over
                element = None
        if element is None:
            rules.counts.removed[name] += 1
            continue
        made.add(element)
        if rule in (tables.PLAIN, tables.SEQUENCE, tables.POINTER, tables.CHARACTERISTIC):
            rules.counts.kept[name] += 1
        else:
            rules.counts.replaced[name] += 1
    return made


def _element(
    source: DataElement, rule: str, action: str, rules: Rules, start_s: float, depth: int
) -> DataElement | None:
    # the standard's own kind: what the file says of it isn't believed
    vr = dictionary_VR(source.tag)
    if rule == tables.SEQUENCE:
        if depth >= MOST_DEPTH or source.VR != "SQ":
            return None
        items = [rebuilt(item, rules, start_s, depth + 1) for item in source.value]
        return DataElement(source.tag, "SQ", Sequence(items))
    if rule:
        value = _value(source, vr, rule, rules, start_s, depth)
        if value is not None:
            return DataElement(source.tag, source.VR if " or " in vr else vr, value)
        if rule not in (tables.DATE, tables.TIME, tables.DESCRIPTOR, tables.CHARACTERISTIC):
            return None
    return _by_profile(source, vr, action, rules)


def _by_profile(source: DataElement, vr: str, action: str, rules: Rules) -> DataElement | None:
    """What the Basic Profile asks for; of several letters the emptiest that leaves a valid object."""
    if action == "U" and vr == "UI":
        found = [rules.case.uid(str(uid)) for uid in values.as_list(source.value) if str(uid).strip()]
        return DataElement(source.tag, "UI", found if len(found) > 1 else (found[0] if found else ""))
    if action in ("Z", "X/Z", "X/Z/D", "Z/D") and vr != "SQ":
        return DataElement(source.tag, vr, None if vr in ("DS", "IS") else "")
    if action in ("D", "X/D") and vr in ("LO", "SH", "LT", "ST", "UT", "PN", "CS", "UC"):
        return DataElement(source.tag, vr, _TEXT_DUMMY)
    return None


def _value(source: DataElement, vr: str, rule: str, rules: Rules, start_s: float, depth: int) -> Any:
    """The rewritten value, None where it can't stay."""
    listed = values.as_list(source.value)
    if rule == tables.DATE:
        moved = rules.case.shifted(str(source.value)) if rules.shift_dates else ""
        return moved or None
    if rule in (tables.TIME, tables.DATETIME):
        return _moment(str(source.value), rule, rules, start_s)
    if rule == tables.DESCRIPTOR:
        return (values.description(source.value) or None) if rules.clean_descriptors else None
    if rule == tables.CODE:
        return _code(source)
    if rule == tables.DUMMY:
        return _TEXT_DUMMY
    if rule == tables.POINTER:
        pointers = [Tag(v) for v in listed]
        return [int(v) for v in pointers] if all(dictionary_has_tag(v) for v in pointers) else None
    if rule == tables.CHARACTERISTIC:
        if not rules.keep_characteristics:
            return None
        if source.keyword == "PatientAge":
            return values.age(source.value) or None
        if source.keyword == "PatientSex":
            return str(source.value) if str(source.value) in ("M", "F", "O") else None
    return _plain(source.keyword, vr, source, listed, rules, in_sequence=depth > 0)


def _plain(
    keyword: str, vr: str, source: DataElement, listed: list[Any], rules: Rules, *, in_sequence: bool
) -> Any:
    if keyword in ("LUTData", "LUTDescriptor"):
        # a modality lookup table is part of the pixels' values; anywhere else there is none
        return source.value if in_sequence else None
    if vr in ("CS", "SH", "LO"):
        words = [values.code_string(keyword, v, rules.words) for v in listed]
        return "\\".join(words) if any(words) else None
    if vr in ("DS", "IS"):
        found = [(values.decimal_string if vr == "DS" else values.integer_string)(v) for v in listed]
        return None if not found or None in found else "\\".join(str(v) for v in found)
    kind = source.VR if " or " in vr else vr
    if kind in ("US", "SS", "UL", "SL", "FL", "FD"):
        numbers = [values.binary_number(kind, v, several=len(listed) > 1) for v in listed]
        if not numbers or None in numbers:
            return None
        return numbers if len(numbers) > 1 else numbers[0]
    return None


def _moment(text: str, rule: str, rules: Rules, start_s: float) -> str | None:
    """A time of day as time since the study's first image; a date and time on a dummy or moved day."""
    seconds = seconds_of(text.strip())
    if seconds is None:
        return None
    since = seconds - start_s
    if since < -43_200:  # past midnight
        since += 86_400
    time = values.time_of(since)
    if rule == tables.TIME:
        return time
    day = rules.case.shifted(text[:8]) if rules.shift_dates else ""
    return (day or _UNKNOWN_DAY) + time


def _code(source: DataElement) -> str | None:
    """A part of a UCUM code."""
    text = str(source.value).strip()
    if source.keyword == "CodingSchemeDesignator":
        return "UCUM" if text == "UCUM" else None
    return text if text in tables.terms().units else None


def words_of(source: Dataset) -> set[str]:
    """The words by which a series says what it shows, upper case."""
    found: set[str] = set()
    for keyword in ("BodyPartExamined", "StudyDescription", "SeriesDescription", "ProtocolName"):
        found.update(re.findall(r"[A-Z]+", str(source.get(keyword, "")).upper()))
    return found


def identity(made: Dataset, source: Dataset, header: Header, rules: Rules) -> None:
    """Who the patient is now, which class and instance this is, and how it was made."""
    case = rules.case
    made.PatientName = f"OEFENING^{case.name}"
    made.PatientID = f"OEF-{case.name}"
    made.PatientBirthDate = ""
    for keyword in _MAY_BE_EMPTY:
        if keyword not in made:
            setattr(made, keyword, None if keyword == "SeriesNumber" else "")
    if not made.get("BodyPartExamined"):
        made.Laterality = ""
    # the file meta group says it where the data set doesn't
    made.SOPClassUID = UID(header.sop_class)
    made.SOPInstanceUID = case.uid(header.sop_instance)
    # images without a study or series of their own are kept in one
    made.StudyInstanceUID = case.uid(header.text("study_uid") or "study")
    made.SeriesInstanceUID = case.uid(header.text("series_uid") or "series")
    if source.get("FrameOfReferenceUID"):
        original = str(source.FrameOfReferenceUID)
        made.FrameOfReferenceUID = original if is_registered(original) else case.uid(original)
        made.PositionReferenceIndicator = ""
    made.Manufacturer = values.maker(source.get("Manufacturer", ""))
    if header.sop_class in ENHANCED:
        for keyword, dummy in _OF_ENHANCED.items():
            if not made.get(keyword):
                setattr(made, keyword, dummy)
        made.AcquisitionContextSequence = Sequence([])
    agent = source.get("ContrastBolusAgent")
    if agent:
        # that contrast was given matters to who reads the images; which product doesn't
        made.ContrastBolusAgent = "CONTRAST"
    made.PatientIdentityRemoved = "YES"
    made.DeidentificationMethod = "Voorverslag profile 1"
    made.LongitudinalTemporalInformationModified = "MODIFIED" if rules.shift_dates else "REMOVED"
    codes = [("113100", "Basic Application Confidentiality Profile")]
    if rules.clean_descriptors:
        codes.append(("113105", "Clean Descriptors Option"))
    if rules.shift_dates:
        codes.append(("113107", "Retain Longitudinal Temporal Information Modified Dates Option"))
    if rules.keep_characteristics:
        codes.append(("113108", "Retain Patient Characteristics Option"))
    items = []
    for value, meaning in codes:
        item = Dataset()
        item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = value, "DCM", meaning
        items.append(item)
    made.DeidentificationMethodCodeSequence = Sequence(items)
