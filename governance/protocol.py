"""Protocol versions with the guideline's five points, supervision, instructions, and site settings.

A version is immutable once approved; a change is a new version and asks for acknowledgement again (L47).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from governance.people import Person, Role
from governance.record import LATER, Record
from governance.scope import ScopeRule
from governance.tasks import TaskKey


class Supervision(StrEnum):
    DIRECT = "direct"
    REACHABLE = "reachable"
    RETROSPECTIVE = "retrospective"


class Urgency(StrEnum):
    DIRECT = "direct"
    SAME_DAY = "same_day"
    ROUTINE = "routine"


@dataclass(frozen=True, slots=True)
class InstructionVersion(Record):
    """One version of a text of instructions (aanwijzingen); acknowledged per version."""

    id: str
    title: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Norm(Record):
    """An external norm that a protocol cites (A11, L7)."""

    title: str
    version: str
    date: str
    file_sha256: str = ""


class Comparison(StrEnum):
    AT_LEAST = ">="
    ABOVE = ">"
    AT_MOST = "<="
    BELOW = "<"
    FLAGGED = "flagged"
    PRESENT = "present"
    #: growth since an earlier examination: at least so much a year, or at least so much within so many days
    GROWTH_RATE = "growth_rate"
    GROWTH_WITHIN = "growth_within"


@dataclass(frozen=True, slots=True)
class EscalationRule(Record):
    """When to escalate, how fast, to whom (protocol point 5, L29).

    `finding_key` and `levels` select findings (no levels: any level), `sex` the patients (empty: all).
    `threshold` is a decimal in `unit`; with `FLAGGED` it is unused and `flag` names the finding's flag;
    `PRESENT` fires on any such finding. `GROWTH_RATE` and `GROWTH_WITHIN` look at the comparison with an earlier examination:
    growth beyond the measurement error of at least `threshold` a year, or of at least `threshold` when both lie at most
    `within_days` apart; also when the two were measured in different ways and somebody let them be compared. A rule with `phrase` (plain text, no expression) looks at the
    report's text instead. `next_contacts` is the chain after `contact` when the time limit passes.
    """

    id: str
    label: str
    urgency: Urgency
    contact: str
    time_limit_minutes: int
    finding_key: str = ""
    levels: tuple[str, ...] = ()
    sex: str = ""
    comparison: Comparison = Comparison.AT_LEAST
    threshold: Decimal | None = None
    unit: str = ""
    flag: str = ""
    phrase: str = ""
    next_contacts: tuple[str, ...] = ()
    within_days: int = field(default=0, metadata=LATER)


@dataclass(frozen=True, slots=True)
class Approval(Record):
    """Who approved a version, in which role, with which BIG number, and when."""

    person_id: str
    role: Role
    big_number: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AiUse(Record):
    product: str
    version: str


@dataclass(frozen=True, slots=True)
class ProtocolVersion(Record):
    """One version of a departmental protocol.

    `standing_context` is the predicate under which a standing order counts (point 1); without one, the
    protocol's own `in_scope` is the context.
    """

    id: str
    task: TaskKey
    version: str
    title: str
    text: str
    file_sha256: str
    written_by: str
    approval: Approval | None
    effective_from: datetime | None
    review_due: datetime | None
    superseded_at: datetime | None = None
    norms: tuple[Norm, ...] = ()
    standing_acts: tuple[TaskKey, ...] = ()
    standing_context: ScopeRule | None = None
    authorised_roles: tuple[Role, ...] = ()
    required_competence: tuple[str, ...] = ()
    supervision: Supervision | None = None
    supervision_rationale: str = ""
    supervisors: tuple[str, ...] = ()
    responsible_radiologists: tuple[str, ...] = ()
    in_scope: ScopeRule | None = None
    out_of_scope: ScopeRule | None = None
    escalation_rules: tuple[EscalationRule, ...] = ()
    instructions: InstructionVersion | None = None
    ai: tuple[AiUse, ...] = ()
    committee_decision: str = ""

    @property
    def name(self) -> str:
        """Title and version, as refusals name it."""
        return f"{self.title} v{self.version}"


@dataclass(frozen=True, slots=True)
class SupervisionFacts(Record):
    """Who supervises and is responsible now, and what is known of their presence.

    `supervisor_id` is the named supervisor; `review_scheduled_for` is when a retrospective review is planned.
    """

    supervisor_id: str = ""
    supervisor_signed_in: bool = False
    presence_confirmed_at: datetime | None = None
    contact_on_duty: str = ""
    review_scheduled_for: datetime | None = None
    responsible: Person | None = None


#: re-authentication may never be older than this, whatever a site sets
REAUTH_LIMIT_SECONDS = 300


@dataclass(frozen=True, slots=True)
class SiteSettings(Record):
    """A site's own figures, with the defaults of specs/governance.md section 18."""

    competence_validity_months: int = 24
    protocol_grace_days: int = 30
    minimum_volume: int = 0
    minimum_education_hours: int = 0
    presence_minutes: int = 60
    idle_lock_minutes: int = 10
    reauth_seconds: int = 60
    lease_seconds: int = 300
    heartbeat_seconds: int = 60
    autosave_seconds: int = 30
    failed_sign_ins: int = 5
    sign_in_lock_minutes: int = 15
    clock_tolerance_seconds: int = 120
    gatekeeper_sample_percent: int = 10
    kpi_minimum_n: int = 20
    hl7_unreviewed: str = "R"
    audit_retention_years: int = 5
    record_retention_years: int = 20
    recall_second_roles: tuple[Role, ...] = (Role.RADIOLOGIST,)

    def __post_init__(self) -> None:
        if not 0 < self.reauth_seconds <= REAUTH_LIMIT_SECONDS:
            raise ValueError(f"the age of a re-authentication is 1 to {REAUTH_LIMIT_SECONDS} seconds")
        if self.hl7_unreviewed not in ("R", "P"):
            raise ValueError("an unreviewed draft is R or P in HL7")

    @property
    def protocol_grace(self) -> timedelta:
        return timedelta(days=self.protocol_grace_days)
