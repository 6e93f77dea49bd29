"""A study on the worklist: whose images, what is asked, for whom, how urgent, and where the images are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from governance.protocol import Urgency
from governance.record import Record
from governance.report import PatientIdentity, StudyIdentity
from governance.scope import StudyFacts
from governance.tasks import TaskKey


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
