"""The competence register: what a person has shown to be able to do, for one task, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from governance.people import Attestation, Role
from governance.record import Record, within
from governance.tasks import TaskKey


class EvidenceKind(StrEnum):
    EDUCATION = "opleiding"
    CONTINUING = "nascholing"
    SKILLS = "vaardigheidstraining"
    PRACTICE = "praktijk"


class CompetenceKind(StrEnum):
    TASK = "task"
    AI = "ai"


@dataclass(frozen=True, slots=True)
class Evidence(Record):
    kind: EvidenceKind
    date: str
    hours: Decimal
    provider: str
    file_sha256: str


@dataclass(frozen=True, slots=True)
class Diploma(Record):
    title: str
    institution: str
    date: str
    file_sha256: str

    def complete(self) -> bool:
        return all(v.strip() for v in (self.title, self.institution, self.date, self.file_sha256))


#: the assessment form (10.3): eight knowledge items, four skills, the trainer's rubric, the AI domains
KNOWLEDGE_ITEMS = (
    "handeling",
    "technieken",
    "doel",
    "anatomie",
    "risico's en contra-indicaties",
    "voorzorg",
    "nazorg",
    "complicaties",
)
SKILL_ITEMS = ("uitvoering", "besluitvorming", "interpretatie", "communicatie")
RUBRIC_HEADINGS = ("klinisch redeneren", "communicatie", "afbakening van verantwoordelijkheid")
AI_DOMAINS = (
    "interpretatie van AI-resultaten",
    "inschatten van risico's",
    "effectief functioneren in een veranderende context",
)


@dataclass(frozen=True, slots=True)
class ItemScore(Record):
    item: str
    score: int


@dataclass(frozen=True, slots=True)
class Assessment(Record):
    """One assessment. The assessor's role, and whether it was held and named, are facts of that date."""

    id: str
    form_version: str
    at: datetime
    assessor_id: str
    assessor_role: Role
    assessor_held_role: bool
    assessor_named: bool
    passed: bool
    items: tuple[ItemScore, ...] = ()
    score: int = 0
    observation: str = ""

    def assessor_entitled(self, kind: CompetenceKind) -> bool:
        """Whether the assessor could assess at that date (2.1, 2.2)."""
        if not self.assessor_held_role:
            return False
        if self.assessor_role in ASSESSORS:
            return True
        if self.assessor_role is Role.RADIOGRAPHER:
            return self.assessor_named
        ai_only = (Role.RADIOGRAPHER_AI, Role.TECHNICAL_PHYSICIAN)
        return self.assessor_role in ai_only and kind is CompetenceKind.AI and self.assessor_named


ASSESSORS = frozenset(
    {Role.RADIOLOGIST, Role.ADVANCED_PRACTITIONER, Role.PHYSICIAN_ASSISTANT, Role.TRAINER},
)


@dataclass(frozen=True, slots=True)
class Suspension(Record):
    since: datetime
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class AiAnnotation(Record):
    """AI-aantekening: for one product and version, with its own validity (A12)."""

    product: str
    version: str
    valid_from: datetime
    expires: datetime
    suspended_at: datetime | None = None

    def valid_for(self, product: str, version: str, at: datetime) -> bool:
        return (
            self.product == product
            and self.version == version
            and within(self.valid_from, self.expires, at)
            and (self.suspended_at is None or at < self.suspended_at)
        )


@dataclass(frozen=True, slots=True)
class Competence(Record):
    """A person's competence for one task.

    `authorised_last_year` and `education_hours` are counted by the store for the moment of the check;
    `ai` holds the person's own AI annotations.
    """

    id: str
    person_id: str
    task: TaskKey
    kind: CompetenceKind
    valid_from: datetime | None
    expires: datetime | None
    diploma: Diploma | None = None
    declaration_text: str = ""
    declaration: Attestation | None = None
    evidence: tuple[Evidence, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    suspension: Suspension | None = None
    ai: tuple[AiAnnotation, ...] = ()
    authorised_last_year: int = 0
    education_hours: Decimal = Decimal(0)
    superseded_by: str = ""

    def last_assessment(self, at: datetime) -> Assessment | None:
        """The latest one not after `at`."""
        done = [a for a in self.assessments if a.at <= at]
        return max(done, key=lambda a: (a.at, a.id)) if done else None

    def invalid_since(self, at: datetime) -> datetime | None:
        """When it expired or was suspended, if it isn't current at `at`; None when current."""
        ends = []
        if self.expires is not None and self.expires <= at:
            ends.append(self.expires)
        if self.suspension is not None and self.suspension.since <= at:
            ends.append(self.suspension.since)
        return min(ends) if ends else None

    def current(self, at: datetime) -> bool:
        """Not expired, not suspended. An absent expiry is not open: the required value is missing."""
        started = self.valid_from is not None and self.valid_from <= at
        return started and self.expires is not None and self.invalid_since(at) is None
