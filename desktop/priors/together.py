"""Several series chosen in Studies that are opened together: whether they may be, and which one is the present one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.priors.finding import facts_of_entries
from studies.identity import normalised
from studies.priors import Person, same_person
from studies.stacks import SeriesEntry

MOST = 6
TWO_PATIENTS, NO_PATIENT, TOO_MANY, NOT_LOADABLE = "two_patients", "no_patient", "too_many", "not_loadable"


@dataclass(frozen=True)
class Together:
    """Opened together: the present series, and what stands beside it."""

    present: SeriesEntry
    others: tuple[SeriesEntry, ...]


def refusal(entries: Sequence[SeriesEntry]) -> str:
    """Why these can't be opened together, as a code; empty when they can."""
    if any(entry.header is None for entry in entries):
        return NO_PATIENT
    facts = [found for entry in entries if (found := facts_of_entries([entry])) is not None]
    first = facts[0]
    for other in facts[1:]:
        person, _ = same_person(first, other)
        if person in (Person.OTHER, Person.REFUSED):
            nobody = not normalised(first.patient_id) and not normalised(other.patient_id)
            return NO_PATIENT if nobody else TWO_PATIENTS
    if any(not e.is_loadable or any(p.effect == "block" for p in e.problems) for e in entries):
        return NOT_LOADABLE
    return TOO_MANY if len(entries) > MOST else ""


def together(entries: Sequence[SeriesEntry]) -> Together:
    """The newest study is the present one; of series of one study, the first that was chosen."""

    def taken(entry: SeriesEntry) -> tuple[str, str]:
        header = entry.header
        return (header.text("study_date"), header.text("study_time")) if header is not None else ("", "")

    present = max(entries, key=taken)
    return Together(present, tuple(e for e in entries if e is not present))
