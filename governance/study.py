"""A study on the worklist: whose images, what is asked, for whom, how urgent, and where the images are.

A study that a person brought in from files carries its `Registration`: where it came from, the hash of its images,
and what the person entered instead of what the images say, with the reason.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from governance.protocol import Urgency
from governance.record import Record
from governance.report import PatientIdentity, StudyIdentity
from governance.scope import StudyFacts
from governance.tasks import TaskKey


@dataclass(frozen=True, slots=True)
class Correction(Record):
    """One identifier that differs from the images, or that neither has: `used` stands in the report.

    `field` is the name that the comparison of images uses (`studies.identity.FIELDS`).
    """

    field: str
    found: str
    used: str
    reason: str


@dataclass(frozen=True, slots=True)
class Registration(Record):
    """How a study came in. `source` names a folder or archive without patient data.

    `images_sha256` is the hash of the list of instances and their hashes; `order_id` the order that the person
    chose, empty to let the gate seek the best.
    """

    source: str
    files: int
    images_sha256: str
    corrections: tuple[Correction, ...] = ()
    research: bool = False
    order_id: str = ""


@dataclass(frozen=True, slots=True)
class Study(Record):
    """One study with the task wanted. `images` is a folder or archive reference, never a patient's detail."""

    id: str
    patient: PatientIdentity
    identity: StudyIdentity
    facts: StudyFacts
    task: TaskKey
    indication: str
    requester: str
    urgency: Urgency
    images: str
    registered_at: datetime
    assigned_group: str = ""
    complex_case: bool = False
    registration: Registration | None = None

    def to_json(self) -> dict[str, Any]:
        """As any record; without the key `registration` when there is none, as entries were before it existed."""
        # not super(): a slots dataclass is a new class, which the zero-argument form doesn't know
        data = Record.to_json(self)
        if self.registration is None:
            del data["registration"]
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Inverse of `to_json`."""
        found: Self = Record.from_json.__func__(cls, {"registration": None, **data})  # type: ignore[attr-defined]
        return found

    def explains(self, field: str, found: str) -> bool:
        """Whether a person accepted, with a reason on record, that the images say `found` here."""
        corrections = self.registration.corrections if self.registration else ()
        return any(c.field == field and comparable(c.found) == comparable(found) for c in corrections)


def comparable(text: str) -> str:
    """An identifier as it is compared (section 7): NFKC, ``^`` as a space, white space collapsed, case folded."""
    return " ".join(unicodedata.normalize("NFKC", text).replace("^", " ").split()).casefold()
