"""People, roles, BIG registrations, groups, signatures on record, and the policy records of specs/governance.md 2.

Rights come from the acting role alone. Only `radiologist` authorises; nothing here can widen that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from governance.canonical import utc_from_text
from governance.record import Record, within
from governance.tasks import TaskKey


class Role(StrEnum):
    RADIOGRAPHER = "radiographer"
    RADIOGRAPHER_AI = "radiographer_ai"
    ADVANCED_PRACTITIONER = "advanced_practitioner"
    PHYSICIAN_ASSISTANT = "physician_assistant"
    TECHNICAL_PHYSICIAN = "technical_physician"
    RADIOLOGIST = "radiologist"
    TRAINER = "trainer"
    COORDINATOR = "coordinator"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    LOG_KEEPER = "log_keeper"


#: roles with clinical rights; the others exist in the software only and never draft, review or authorise
CLINICAL_ROLES = frozenset(
    {
        Role.RADIOGRAPHER,
        Role.RADIOGRAPHER_AI,
        Role.ADVANCED_PRACTITIONER,
        Role.PHYSICIAN_ASSISTANT,
        Role.TECHNICAL_PHYSICIAN,
        Role.RADIOLOGIST,
    }
)
SOFTWARE_ROLES = frozenset(Role) - CLINICAL_ROLES
BIG_REQUIRED = frozenset({Role.PHYSICIAN_ASSISTANT, Role.RADIOLOGIST, Role.TECHNICAL_PHYSICIAN})
BIG_FORBIDDEN = frozenset({Role.RADIOGRAPHER, Role.RADIOGRAPHER_AI, Role.ADVANCED_PRACTITIONER})
#: roles that may act on their own authority when their BIG entry is under article 3
INDEPENDENT_ROLES = BIG_REQUIRED
ADVISORY_ROLES = frozenset({Role.ADVANCED_PRACTITIONER, Role.PHYSICIAN_ASSISTANT, Role.TECHNICAL_PHYSICIAN})


class BigArticle(StrEnum):
    """Article of the Wet BIG under which a profession falls."""

    ARTICLE_3 = "3"
    ARTICLE_34 = "34"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class BigRegistration(Record):
    """An entry in the register of health professionals (11 digits)."""

    number: str
    article: BigArticle
    valid_from: datetime
    valid_until: datetime | None = None
    checked_at: datetime | None = None

    def valid_at(self, at: datetime) -> bool:
        return bool(BIG_NUMBER.fullmatch(self.number)) and within(self.valid_from, self.valid_until, at)


BIG_NUMBER = re.compile(r"[0-9]{11}", re.ASCII)


@dataclass(frozen=True, slots=True)
class RoleAssignment(Record):
    role: Role
    valid_from: datetime
    valid_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Membership(Record):
    """A person's membership of a group. A group shares a worklist and orders; it never carries a competence."""

    group_id: str
    valid_from: datetime
    valid_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Group(Record):
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Person(Record):
    """One person, with roles and group memberships over time."""

    id: str
    name: str
    display_name: str
    login: str
    active: bool
    roles: tuple[RoleAssignment, ...] = ()
    groups: tuple[Membership, ...] = ()
    big: BigRegistration | None = None

    @property
    def big_article(self) -> BigArticle:
        return self.big.article if self.big else BigArticle.NONE

    def has_role(self, role: Role, at: datetime) -> bool:
        return any(r.role is role and within(r.valid_from, r.valid_until, at) for r in self.roles)

    def roles_at(self, at: datetime) -> frozenset[Role]:
        return frozenset(r.role for r in self.roles if within(r.valid_from, r.valid_until, at))

    def in_group(self, group_id: str, at: datetime) -> bool:
        return any(g.group_id == group_id and within(g.valid_from, g.valid_until, at) for g in self.groups)

    def big_valid(self, at: datetime) -> bool:
        return self.big is not None and self.big.valid_at(at)


def person_problems(person: Person, at: datetime) -> tuple[str, ...]:
    """Rules on a person's record that the database enforces too; empty when sound.

    Ids: ``BIG-FORMAT``, ``BIG-REQUIRED``, ``BIG-FORBIDDEN`` (2.4) and ``ROLE-SEPARATION`` (an administrator
    is never log keeper at the same time, 2.2).
    """
    held = person.roles_at(at)
    problems = []
    if person.big is not None and not BIG_NUMBER.fullmatch(person.big.number):
        problems.append("BIG-FORMAT")
    if person.big is None and held & BIG_REQUIRED:
        problems.append("BIG-REQUIRED")
    if person.big is not None and held & BIG_FORBIDDEN:
        problems.append("BIG-FORBIDDEN")
    if {Role.ADMINISTRATOR, Role.LOG_KEEPER} <= held:
        problems.append("ROLE-SEPARATION")
    return tuple(problems)


class Meaning(StrEnum):
    """What a signature means; part of what is signed, so that one can't stand in for another."""

    SUBMISSION = "INDIENING"
    AUTHORISATION = "AUTORISATIE"
    ADDENDUM = "AANVULLING"
    CORRECTION = "CORRECTIE"
    RECALL = "INTREKKING"
    ORDER = "OPDRACHT"
    ACCEPTANCE = "AANVAARDING"
    DECLARATION = "BEKWAAMHEIDSVERKLARING"
    TRAINING = "OEFENING"


@dataclass(frozen=True, slots=True)
class Attestation(Record):
    """A signature on a record, as last verified by the store.

    `verified` is a fact of the moment of reading: the store recomputes it each time from the key and the
    signed bytes; it is never read from a stored flag.
    """

    person_id: str
    at: datetime
    meaning: Meaning
    verified: bool
    signed_sha256: str = ""
    key_fingerprint: str = ""
    signature: str = ""

    def to_json(self) -> dict[str, Any]:
        """Without `verified`: a stored flag must never be believed."""
        out = Record.to_json(self)
        del out["verified"]
        return out

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Not verified, whatever the data says; `dataclasses.replace` it once the signature verifies."""
        return cls(
            str(data["person_id"]),
            utc_from_text(data["at"]),
            Meaning(data["meaning"]),
            False,
            str(data["signed_sha256"]),
            str(data["key_fingerprint"]),
            str(data["signature"]),
        )

    def holds(self, person_id: str, meaning: Meaning, at: datetime) -> bool:
        """Made by `person_id` with this meaning, not later than `at`, and verifying."""
        return self.verified and self.person_id == person_id and self.meaning is meaning and self.at <= at


class PolicyCode(StrEnum):
    AP = "P-AP"
    PA = "P-PA"
    TG = "P-TG"


POLICY_ROLES = {
    PolicyCode.AP: Role.ADVANCED_PRACTITIONER,
    PolicyCode.PA: Role.PHYSICIAN_ASSISTANT,
    PolicyCode.TG: Role.TECHNICAL_PHYSICIAN,
}


class PolicyRight(StrEnum):
    """What a policy's text may open. Authorising is not among them and can't be."""

    STANDING_ORDER = "standing_order"
    ADVISORY_READ = "advisory_read"
    DELEGATOR = "delegator"


#: rights that each policy can open at most (2.3)
POLICY_RIGHTS = {
    PolicyCode.AP: frozenset({PolicyRight.STANDING_ORDER, PolicyRight.ADVISORY_READ}),
    PolicyCode.PA: frozenset({PolicyRight.ADVISORY_READ, PolicyRight.DELEGATOR}),
    PolicyCode.TG: frozenset({PolicyRight.ADVISORY_READ, PolicyRight.DELEGATOR}),
}


@dataclass(frozen=True, slots=True)
class Policy(Record):
    """A site's recorded decision by a radiologist; off until one exists (2.3)."""

    id: str
    code: PolicyCode
    text: str
    decided_by: str
    decided_by_big_number: str
    decided_at: datetime
    tasks: tuple[TaskKey, ...]
    rights: tuple[PolicyRight, ...]
    expires: datetime
    revoked_at: datetime | None = None

    def opens(self, right: PolicyRight, role: Role, task: TaskKey, at: datetime) -> bool:
        """Whether this policy gives `right` to `role` for `task` at `at`."""
        return (
            right in self.rights
            and right in POLICY_RIGHTS[self.code]
            and POLICY_ROLES[self.code] is role
            and task in self.tasks
            and bool(self.text.strip())
            and bool(BIG_NUMBER.fullmatch(self.decided_by_big_number))
            and within(self.decided_at, self.expires, at)
            and (self.revoked_at is None or at < self.revoked_at)
        )
