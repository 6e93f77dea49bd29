"""Earlier examinations of one patient: which of a list of studies are priors of the present one, and why.

Pure: facts in, ranked answers with reasons out; nothing is opened or fetched. A study is used only when the same
person is certain: number, name and birth date all said and all equal. The same number with another name or birth date
is refused, with the difference; what can't be compared because it isn't said is left to a person. Body regions come
from the table `regions/regions.toml`.
"""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import resources
from studies.identity import normalised

_WORD = re.compile(r"[a-z0-9]+")
#: part of the wished regions that a study must hold to rank as a whole prior, or as a partial one
WHOLE, PARTIAL = 0.75, 0.4
DIFFERENT_MODALITY = 0.7
_DATE = re.compile(r"[0-9]{8}")


@dataclass(frozen=True, slots=True)
class StudyFacts:
    """What is known of a study. Dates are `YYYYMMDD`; what isn't known is empty.

    `descriptions` are those of study, series and protocol, in any order and language; `codes` are SNOMED CT codes
    of anatomic regions, with or without ``SCT:`` before them.
    """

    study_instance_uid: str
    patient_id: str = ""
    issuer: str = ""
    patient_name: str = ""
    birth_date: str = ""
    sex: str = ""
    study_date: str = ""
    study_time: str = ""
    modalities: tuple[str, ...] = ()
    body_parts: tuple[str, ...] = ()
    descriptions: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """What a task likes to compare with: modalities, best first, and regions (none: those of the present study)."""

    modalities: tuple[str, ...] = ("CT", "MR")
    regions: frozenset[str] = frozenset()


class Person(StrEnum):
    """Whether a study is of the same person."""

    SAME = "same"
    #: the number is the same, but name or birth date isn't said somewhere: a person decides
    INCOMPLETE = "incomplete"
    #: the number is the same, but something else says that it's somebody else
    REFUSED = "refused"
    #: another number
    OTHER = "other"


class Verdict(StrEnum):
    """What a study is to the present one."""

    PRIOR = "prior"
    #: of this patient, but not to compare with: other region or modality, no date, not earlier
    UNSUITED = "unsuited"
    #: a prior, if a person says that it's the same patient
    DOUBTFUL = "doubtful"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Reason:
    """One fact behind a verdict: a code that the screen words, and its values.

    Codes: ``birth_date``, ``patient_name``, ``sex``, ``issuer`` (differs: `here`, `there`); ``no_birth_date``,
    ``no_patient_name`` (isn't said, or not here); ``region`` (`shared`, `source`), ``no_region``,
    ``other_region``, ``modality``, ``other_modality``, ``no_date``, ``not_earlier``, ``days_before`` (`days`).
    """

    code: str
    values: tuple[tuple[str, str], ...] = ()

    def value(self, name: str) -> str:
        return dict(self.values).get(name, "")


@dataclass(frozen=True, slots=True)
class Match:
    """One study with its verdict, best first in the list that `match` gives.

    `score` is between 0 and 1; `regions` are those of the study, `source` says what named them: ``words``,
    ``codes``, ``body_part`` or nothing.
    """

    facts: StudyFacts
    verdict: Verdict
    score: float
    regions: frozenset[str]
    source: str
    reasons: tuple[Reason, ...]

    @property
    def is_usable(self) -> bool:
        """May be fetched and shown without asking anybody."""
        return self.verdict is Verdict.PRIOR


# ------------------------------------------------------------------ who
def same_person(present: StudyFacts, other: StudyFacts) -> tuple[Person, tuple[Reason, ...]]:
    """Whether two studies are of one person, and everything that speaks against it."""
    number = normalised(present.patient_id)
    if not number or number != normalised(other.patient_id):
        return Person.OTHER, ()
    against, missing = [], []
    for name, here, there in (
        ("birth_date", normalised(present.birth_date), normalised(other.birth_date)),
        ("patient_name", _name(present.patient_name), _name(other.patient_name)),
    ):
        if not here or not there:
            missing.append(Reason(f"no_{name}", (("where", "here" if not here else "there"),)))
        elif here != there:
            against.append(_differs(name, present, other))
    for name in ("sex", "issuer"):
        here, there = normalised(getattr(present, name)), normalised(getattr(other, name))
        if here and there and here != there and not (name == "sex" and "o" in (here, there)):
            against.append(_differs(name, present, other))
    if against or len(missing) > 1:  # a number alone is nobody
        return Person.REFUSED, (*against, *missing)
    return (Person.INCOMPLETE if missing else Person.SAME), tuple(missing)


def _differs(name: str, present: StudyFacts, other: StudyFacts) -> Reason:
    return Reason(name, (("here", getattr(present, name)), ("there", getattr(other, name))))


def _name(text: str) -> str:
    """The alphabetic form of a DICOM name as it is compared."""
    return normalised(text.split("=", 1)[0])


# ------------------------------------------------------------------ where
@dataclass(frozen=True, slots=True)
class _Table:
    body_parts: Mapping[str, frozenset[str]]
    codes: Mapping[str, frozenset[str]]
    #: phrases of at least one word, the longest first; a star at the end of a word stands for any rest
    phrases: tuple[tuple[tuple[str, ...], frozenset[str]], ...]
    wishes: Mapping[str, Wish]
    all_regions: frozenset[str]


@functools.cache
def _table() -> _Table:
    data = tomllib.loads(resources.path("regions", "regions.toml").read_text(encoding="utf-8"))
    parts: dict[str, frozenset[str]] = {}
    codes: dict[str, frozenset[str]] = {}
    phrases: dict[tuple[str, ...], frozenset[str]] = {}
    every: set[str] = set()
    for part in data["part"]:
        regions = frozenset(part["regions"])
        every |= regions
        parts.update((term, regions) for term in part["dicom"])
        codes.update((code, regions) for code in (*part["snomed"], *part.get("retired", ())))
        for words in part["words"]:
            key = tuple(words.split())
            phrases[key] = phrases.get(key, frozenset()) | regions
    return _Table(
        parts,
        codes,
        tuple(sorted(phrases.items(), key=lambda p: (-len(p[0]), -len(" ".join(p[0])), p[0]))),
        {task: Wish(tuple(w["modalities"]), frozenset(w["regions"])) for task, w in data["wish"].items()},
        frozenset(every),
    )


def all_regions() -> frozenset[str]:
    """Every basic region of the table."""
    return _table().all_regions


def wish_of(task: str) -> Wish:
    """What a task (``aorta``, ``liver``…) likes to compare with."""
    return _table().wishes.get(task, Wish())


def plain_words(text: str) -> list[str]:
    """A description in lower-case words without accents."""
    apart = unicodedata.normalize("NFKD", text)
    return _WORD.findall("".join(c for c in apart if not unicodedata.combining(c)).casefold())


def regions_of_text(text: str) -> frozenset[str]:
    """Body regions that a description names."""
    words, found = plain_words(text), frozenset[str]()
    for phrase, regions in _table().phrases:
        start = 0
        while start + len(phrase) <= len(words):
            if all(_fits(w, p) for w, p in zip(words[start : start + len(phrase)], phrase, strict=True)):
                found |= regions
                words[start : start + len(phrase)] = [""]  # used up, and keeps its neighbours apart
            start += 1
    return found


def _fits(word: str, pattern: str) -> bool:
    return word.startswith(pattern[:-1]) if pattern.endswith("*") else word == pattern


def regions_of(facts: StudyFacts) -> tuple[frozenset[str], str]:
    """Body regions of a study and what named them.

    Codes and words come first: Body Part Examined is often a default of the device, and is believed only when nothing
    else speaks.
    """
    table = _table()
    coded = frozenset[str]().union(
        *(table.codes.get(code.rpartition(":")[2].strip(), frozenset()) for code in facts.codes)
    )
    worded = frozenset[str]().union(*(regions_of_text(text) for text in facts.descriptions))
    if coded or worded:
        return coded | worded, "codes" if coded else "words"
    parts = frozenset[str]()
    for part in facts.body_parts:
        term = "".join(plain_words(part)).upper()
        parts |= table.body_parts.get(term) or regions_of_text(part)
    return parts, "body_part" if parts else ""


# ------------------------------------------------------------------ which
def match(present: StudyFacts, others: Iterable[StudyFacts], wish: Wish | None = None) -> list[Match]:
    """Every other study of this patient number, with its verdict; best first.

    Usable priors come first, then doubtful ones, then what doesn't suit, then what is refused. Among priors what holds
    more of the wished region goes before what holds less, and then the newer before the older. A study with another
    patient number isn't in the list, nor is the present study itself.
    """
    wanted = wish or Wish()
    seen: dict[str, Match] = {}
    for other in others:
        if not other.study_instance_uid or other.study_instance_uid == present.study_instance_uid:
            continue
        found = _judge(present, other, wanted)
        if found is None:
            continue
        known = seen.get(other.study_instance_uid)
        if known is None or _order(found) < _order(known):
            seen[other.study_instance_uid] = found
    return sorted(seen.values(), key=_order)


_PLACES = (Verdict.PRIOR, Verdict.DOUBTFUL, Verdict.UNSUITED, Verdict.REFUSED)


def _order(found: Match) -> tuple[object, ...]:
    facts = found.facts
    grade = 0 if found.score >= WHOLE else 1 if found.score >= PARTIAL else 2
    taken = "".join(chr(0x10FFFF - ord(c)) for c in f"{facts.study_date:0<8}{facts.study_time}")
    return (
        _PLACES.index(found.verdict),
        grade if found.verdict in (Verdict.PRIOR, Verdict.DOUBTFUL) else 0,
        taken,
        -found.score,
        facts.study_instance_uid,
        repr(facts),
    )


def _judge(present: StudyFacts, other: StudyFacts, wish: Wish) -> Match | None:
    person, told = same_person(present, other)
    if person is Person.OTHER:
        return None
    regions, source = regions_of(other)
    if person is Person.REFUSED:
        return Match(other, Verdict.REFUSED, 0.0, regions, source, told)
    when, is_earlier = _when(present, other)
    shared, share, where = _where(present, regions, source, wish)
    which, weight = _modality(present, other, wish)
    reasons = (*told, where, which, when)
    suits = is_earlier and shared and weight > 0
    verdict = Verdict.UNSUITED
    if suits:
        verdict = Verdict.PRIOR if person is Person.SAME else Verdict.DOUBTFUL
    return Match(other, verdict, round(share * weight, 4) if suits else 0.0, regions, source, reasons)


def _when(present: StudyFacts, other: StudyFacts) -> tuple[Reason, bool]:
    here, there = _day(present.study_date), _day(other.study_date)
    if there is None or here is None:
        return Reason("no_date", (("where", "here" if here is None else "there"),)), False
    days = (here - there).days
    same_day_earlier = days == 0 and bool(other.study_time) and other.study_time < present.study_time
    if days > 0 or same_day_earlier:
        return Reason("days_before", (("days", str(days)),)), True
    return Reason("not_earlier"), False


def _day(text: str) -> date | None:
    if not _DATE.fullmatch(text):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def _where(
    present: StudyFacts, regions: frozenset[str], source: str, wish: Wish
) -> tuple[bool, float, Reason]:
    """Whether the regions meet, how much of what is wished is there, and why."""
    own, _ = regions_of(present)
    needed = (own & wish.regions) or own or wish.regions
    if not regions:
        return False, 0.0, Reason("no_region")
    if not needed:
        return False, 0.0, Reason("no_region", (("where", "here"),))
    shared = regions & needed
    if not shared:
        return False, 0.0, Reason("other_region", (("regions", " ".join(sorted(regions))),))
    values = (("shared", " ".join(sorted(shared))), ("source", source))
    return True, len(shared) / len(needed), Reason("region", values)


def _modality(present: StudyFacts, other: StudyFacts, wish: Wish) -> tuple[Reason, float]:
    """The best modality of the study for the task: that of the present one counts whole."""
    own = set(present.modalities)
    for modality in (*sorted(own & set(wish.modalities)), *wish.modalities):
        if modality in other.modalities:
            weight = 1.0 if modality in own or not own else DIFFERENT_MODALITY
            return Reason("modality", (("modality", modality),)), weight
    return Reason("other_modality", (("modality", " ".join(sorted(other.modalities))),)), 0.0


def to_fetch(found: Sequence[Match], most: int = 2) -> list[Match]:
    """The priors that are worth fetching without being asked: the best few usable ones."""
    return [one for one in found if one.is_usable][:most]
