"""Task types: exactly four clinical ones, AI validation, and the one act that is never delegated."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from governance.record import Record


class TaskKey(StrEnum):
    AORTA = "aorta"
    LIVER = "liver"
    PERFUSION = "perfusion"
    ONCOLOGY = "oncology"
    AI_VALIDATION = "ai_validation"
    #: prescribing medicines, contrast media, radiopharmaceuticals: fixed, never delegable (L51)
    PRESCRIBE = "VOORSCHRIJVEN_UR"


CLINICAL_TASKS = (TaskKey.AORTA, TaskKey.LIVER, TaskKey.PERFUSION, TaskKey.ONCOLOGY)


class RiskClass(StrEnum):
    ROUTINE = "routine"
    RISKY = "risky"
    RESERVED = "reserved"


class DelegationMode(StrEnum):
    """`TAAKHERSCHIKKING` is reserved: no screen offers it, the database refuses it (A10)."""

    DELEGATION = "TAAKDELEGATIE"
    REALLOCATION = "TAAKHERSCHIKKING"


#: number of lines of the readiness panel (L37)
READINESS_POINTS = 5


@dataclass(frozen=True, slots=True)
class TaskType(Record):
    """A kind of work with its own protocol, competence and template.

    `readiness_missing` is the number of red lines of the readiness panel at the last evaluation.
    """

    key: TaskKey
    name_nl: str
    name_en: str
    risk: RiskClass
    risk_text: str
    reserved: bool
    delegable: bool
    active: bool = False
    readiness_missing: int = READINESS_POINTS
    mode: DelegationMode = DelegationMode.DELEGATION
    committee_decision: str = ""
