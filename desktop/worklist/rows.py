"""What the worklist shows, as plain values, and the seam to where it comes from.

Rules aren't here: the lines of the gate and what is still needed come from `governance` through the source.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Protocol

from desktop.session import SignedIn
from desktop.words import QT_TRANSLATE_NOOP

TASKS = ("aorta", "liver", "perfusion", "oncology")
TASK_WORDS = {
    "aorta": QT_TRANSLATE_NOOP("Worklist", "Aorta"),
    "liver": QT_TRANSLATE_NOOP("Worklist", "Liver"),
    "perfusion": QT_TRANSLATE_NOOP("Worklist", "Perfusion"),
    "oncology": QT_TRANSLATE_NOOP("Worklist", "Oncology"),
}
VIEWS = ("mine", "group", "new", "returned", "waiting", "authorised")
OPEN = frozenset({"new", "draft", "submitted", "in_review", "returned"})
FINAL = frozenset({"authorised", "corrected"})
WAITING_STATES = OPEN | {"handed_back"}
_URGENCY_ORDER = {"direct": 0, "same_day": 1, "routine": 2}
RECENT_DAYS = 7


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One study with one task. `next_step` is a translated sentence; `changed_at` is the last change of state."""

    study_id: str
    patient_name: str
    sex: str
    birth_date: date | None
    patient_number: str
    task: str
    study: str
    study_at: datetime | None
    state: str
    next_step: str = ""
    author: str = ""
    author_id: str = ""
    urgency: str = "routine"
    changed_at: datetime | None = None
    claimed_by: str = ""
    out_of_protocol: bool = False
    own_worklist: bool = True
    accession: str = ""
    report_id: str = ""
    #: what is escalated and open; how often the draft came back, in words
    escalation: str = ""
    changes: str = ""
    record: Any = None

    @property
    def key(self) -> tuple[str, str]:
        return self.study_id, self.task

    @property
    def waits(self) -> bool:
        return self.state in WAITING_STATES

    def matches(self, typed: str) -> bool:
        """Every typed word occurs in name, number, accession or study."""
        from desktop.palette import matches

        return matches(f"{self.patient_name} {self.patient_number} {self.accession} {self.study}", typed)


@dataclass(frozen=True, slots=True)
class CompetenceLine:
    """A task and until when the person is competent; `days_left` below the warning time asks attention."""

    task: str
    until: date | None
    days_left: int | None = None
    valid: bool = True


@dataclass(frozen=True, slots=True)
class WorklistData:
    """One look at the list."""

    rows: tuple[WorkRow, ...]
    at: datetime
    competences: tuple[CompetenceLine, ...] = ()
    #: when the database's integrity was last checked and found sound
    checked_at: datetime | None = None
    archive_down_since: datetime | None = None
    feedback_waiting: int = 0


@dataclass(frozen=True, slots=True)
class Condition:
    """A line of "may I do this?": a translated sentence and whether it holds."""

    holds: bool
    text: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What stands beside the list for the chosen row. Sentences are translated; pictures are PNG bytes."""

    facts: tuple[tuple[str, str], ...] = ()
    conditions: tuple[Condition, ...] = ()
    missing: tuple[str, ...] = ()
    escalation: tuple[str, str] | None = None
    pictures: tuple[bytes, ...] = ()
    final: bool = False
    #: words of the primary button, and why it can't be pressed (all reasons, a line each)
    primary: str = ""
    blocked: str = ""
    #: why the order can't be handed back; empty when it can
    hand_back_blocked: str = ""


class WorklistSource(Protocol):
    """Where the list comes from. Called on the database thread; languages are `nl` and `en`."""

    def load(self, who: SignedIn, language: str) -> WorklistData:
        """The rows that this person may see."""
        ...

    def preview(self, who: SignedIn, row: WorkRow, language: str) -> Preview:
        """Gate, facts and what is missing of one row."""
        ...

    def give_reason(self, who: SignedIn, row: WorkRow, reason: str) -> None:
        """Record why a patient outside one's worklist is opened; raises when it isn't enough."""
        ...


def in_view(row: WorkRow, view: str, who: SignedIn, now: datetime) -> bool:
    """Does a row belong to a saved view?"""
    if view == "group":
        return row.own_worklist
    if view == "mine":
        own = row.author_id == who.person_id and row.state in ("draft", "returned")
        if who.role == "radiologist":
            return (
                own
                or row.state == "submitted"
                or (row.state == "in_review" and row.claimed_by == who.display_name)
            )
        return own
    if view == "new":
        return row.state == "new" and not row.author_id
    if view == "returned":
        return row.state == "returned"
    if view == "waiting":
        return row.state in ("submitted", "in_review")
    recent = row.changed_at is not None and (now - row.changed_at).days < RECENT_DAYS
    return row.state in FINAL and recent


def sort_key(row: WorkRow) -> tuple[int, int, datetime]:
    """Urgency, then the longest waiting; what is done comes last, newest first."""
    changed = row.changed_at or datetime.max.replace(tzinfo=UTC)
    if not row.waits:
        return 2, 0, datetime.min.replace(tzinfo=UTC) + (datetime.max.replace(tzinfo=UTC) - changed)
    return (0 if row.state in OPEN else 1), _URGENCY_ORDER.get(row.urgency, 2), changed


def arranged(rows: Iterable[WorkRow]) -> list[WorkRow]:
    return sorted(rows, key=sort_key)


def waiting_text(row: WorkRow, now: datetime, hour: str = "u", day: str = "d") -> str:
    """Time since the last change of state: "45 min", "3 u", "1 d 2 u"; a dash when nothing waits."""
    if not row.waits or row.changed_at is None:
        return "–"
    minutes = max(0, int((now - row.changed_at).total_seconds() // 60))
    hours = minutes // 60
    if hours == 0:
        return f"{minutes} min"
    if hours < 24:
        return f"{hours} {hour}"
    rest = hours % 24
    return f"{hours // 24} {day}" + (f" {rest} {hour}" if rest else "")
