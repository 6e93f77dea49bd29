"""Orders (opdrachten): what a delegator asks of a delegate, verified and accepted by both; and the emergency override."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from governance.people import Attestation
from governance.protocol import InstructionVersion
from governance.record import Record, within
from governance.tasks import TaskKey


class OrderKind(StrEnum):
    STANDING = "STANDING"
    PATIENT = "PATIENT"


@dataclass(frozen=True, slots=True)
class Verification(Record):
    """The delegator's tick on one delegate's competence, with the snapshot that was shown (L6)."""

    person_id: str
    at: datetime
    competence_id: str
    competence_sha256: str


@dataclass(frozen=True, slots=True)
class Acceptance(Record):
    """The delegate's acceptance of the order (L50)."""

    person_id: str
    at: datetime
    attestation: Attestation | None = None


@dataclass(frozen=True, slots=True)
class Revocation(Record):
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Order(Record):
    """A delegator's order. Exactly one of `delegate_person` and `delegate_group` is filled."""

    id: str
    kind: OrderKind
    delegator_id: str
    delegate_person: str
    delegate_group: str
    tasks: tuple[TaskKey, ...]
    given_at: datetime
    valid_from: datetime | None
    valid_until: datetime | None
    indication: str
    requester: str
    consulted_specialist: str
    consulted_on: str
    instructions_text: str
    instructions: InstructionVersion | None
    contact: str
    patient_id: str = ""
    patient_id_issuer: str = ""
    study_instance_uid: str = ""
    verifications: tuple[Verification, ...] = ()
    signature: Attestation | None = None
    acceptances: tuple[Acceptance, ...] = ()
    revocation: Revocation | None = None

    def missing_content(self) -> tuple[str, ...]:
        """Names of the fields of L4 and L49 that are empty, in a fixed order."""
        filled = {
            "indication": self.indication,
            "instructions": self.instructions_text,
            "contact": self.contact,
            "requester": self.requester,
            "consulted_specialist": self.consulted_specialist,
            "consulted_on": self.consulted_on,
        }
        return tuple(name for name, text in filled.items() if not text.strip())

    def valid_at(self, at: datetime) -> bool:
        """In its interval and not revoked."""
        revoked = self.revocation is not None and self.revocation.at <= at
        return not revoked and within(self.valid_from, self.valid_until, at)


def order_problems(order: Order) -> tuple[str, ...]:
    """Rules that keep an order from being signed at all; ids of sentences, empty when sound.

    ``ORDER-PRESCRIBE`` (L51), ``ORDER-DELEGATE`` (one person or one group), ``ORDER-SELF`` (L5),
    ``ORDER-PATIENT`` (kind PATIENT names patient and study), ``ORDER-TASKS``, ``ORDER-CONTENT`` (L4, L49),
    ``ORDER-INTERVAL``.
    """
    problems = []
    if TaskKey.PRESCRIBE in order.tasks:
        problems.append("ORDER-PRESCRIBE")
    if bool(order.delegate_person) == bool(order.delegate_group):
        problems.append("ORDER-DELEGATE")
    if order.delegate_person == order.delegator_id:
        problems.append("ORDER-SELF")
    if order.kind is OrderKind.PATIENT and not (order.patient_id and order.study_instance_uid):
        problems.append("ORDER-PATIENT")
    if not order.tasks:
        problems.append("ORDER-TASKS")
    if order.missing_content():
        problems.append("ORDER-CONTENT")
    if order.valid_from is None or (order.valid_until is not None and order.valid_until <= order.valid_from):
        problems.append("ORDER-INTERVAL")
    return tuple(problems)


#: shortest reason of an emergency override, in characters without outer spaces (5.5)
EMERGENCY_REASON_LENGTH = 20


@dataclass(frozen=True, slots=True)
class EmergencyOverride(Record):
    """A person's declared emergency: opens drafting only, never authorising (L46)."""

    id: str
    person_id: str
    reason: str
    started_at: datetime
    confirmed_at: datetime | None
    ended_at: datetime | None = None

    def holds(self, person_id: str, at: datetime) -> bool:
        """Declared by this person with a reason, confirmed by re-authentication, and not ended."""
        return (
            self.person_id == person_id
            and len(self.reason.strip()) >= EMERGENCY_REASON_LENGTH
            and self.confirmed_at is not None
            and self.confirmed_at <= at
            and within(self.started_at, self.ended_at, at)
        )
