"""What a report is: its content, append-only revisions, the head that may change, workings, views, escalations.

The head holds only what may change (state, lock version, lease, pointers); content lives in revisions, each
of which carries its predecessor's hash and the snapshots and gate result under which it was made.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from governance.earlier import EarlierExamination
from governance.gate import GateResult
from governance.people import Role
from governance.protocol import Urgency
from governance.record import LATER, Record
from governance.tasks import TaskKey
from measurements.finding import Finding


class State(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    AUTHORISED = "authorised"
    CORRECTED = "corrected"
    RECALLED = "recalled"
    HANDED_BACK = "handed_back"
    LAPSED = "lapsed"


FINAL_STATES = frozenset({State.AUTHORISED, State.CORRECTED})
TERMINAL_STATES = frozenset({State.RECALLED, State.HANDED_BACK, State.LAPSED})
#: states in which a primary report is "open" for T1's duplicate guard
OPEN_STATES = frozenset({State.DRAFT, State.SUBMITTED, State.IN_REVIEW, State.RETURNED})


class Event(StrEnum):
    """The fourteen events of the life cycle, T1 to T14 in this order."""

    CREATE = "create"
    SAVE = "save"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    CLAIM = "claim"
    RELEASE = "release"
    RETURN = "return_for_changes"
    AUTHORISE = "authorise"
    HAND_BACK = "hand_back"
    ESCALATE = "escalate"
    ADDEND = "addend"
    CORRECT = "correct"
    RECALL = "recall"
    LAPSE = "lapse"


class Kind(StrEnum):
    PRIMARY = "primary"
    ADDENDUM = "addendum"
    CORRECTION = "correction"


class RevisionKind(StrEnum):
    """Whose text it is. A conflict revision keeps the loser's text; a review revision is the radiologist's."""

    AUTHOR = "author"
    AUTOSAVE = "autosave"
    CONFLICT = "conflict"
    REVIEW = "review"
    CORRECTION = "correction"


class SelfDeclaration(StrEnum):
    """Answer to "Ik ben bevoegd en bekwaam voor deze casus."."""

    YES = "ja"
    NO = "nee"
    DOUBT = "twijfel"


@dataclass(frozen=True, slots=True)
class PatientIdentity(Record):
    patient_id: str
    issuer: str
    name: str
    birth_date: str
    sex: str


@dataclass(frozen=True, slots=True)
class StudyIdentity(Record):
    study_instance_uid: str
    accession_number: str
    study_date: str
    description: str
    modality: str
    body_part: str
    series_instance_uids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section(Record):
    """One text section of a template, in the template's order."""

    key: str
    title: str
    text: str
    required: bool = False


class WorkingKind(StrEnum):
    MEASUREMENT = "measurement"
    SEGMENTATION = "segmentation"
    CURVE = "curve"
    IMAGE = "image"


@dataclass(frozen=True, slots=True)
class WorkingRef(Record):
    """A working as the content refers to it: by the hash of its stored file."""

    id: str
    kind: WorkingKind
    sha256: str
    title: str


@dataclass(frozen=True, slots=True)
class KeyImage(Record):
    sha256: str
    caption: str
    finding_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredState(Record):
    """How the measurements were made (path, mask, levels, decisions), so that a workspace draws them again.

    By the hash of its stored file and of the `files` that it names. Nothing of it is printed: the report rests on
    the findings; `images_sha256` says on which images it was made.
    """

    task: TaskKey
    sha256: str
    files: tuple[str, ...]
    images_sha256: str


@dataclass(frozen=True, slots=True)
class Snapshot(Record):
    """A governance record as it was at that moment: id, version, and hash of its whole content."""

    id: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Basis(Record):
    """Under which order, protocol and competence the text was made (frozen with the revision)."""

    order: Snapshot | None
    protocol: Snapshot | None
    competence: Snapshot | None
    emergency: Snapshot | None = None


@dataclass(frozen=True, slots=True)
class LintAnswer(Record):
    """What a person answered to the warning that a phrase looks like a prescription (L53)."""

    phrase: str
    section: str
    answer: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Content(Record):
    """Everything that the report says and rests on. `remark` is for the radiologist and isn't printed."""

    task: TaskKey
    kind: Kind
    language: str
    template_id: str
    template_version: str
    patient: PatientIdentity
    study: StudyIdentity
    sections: tuple[Section, ...] = ()
    findings: tuple[Finding, ...] = ()
    remark: str = ""
    key_images: tuple[KeyImage, ...] = ()
    workings: tuple[WorkingRef, ...] = ()
    references: tuple[str, ...] = ()
    complex_case: bool = False
    lint_answers: tuple[LintAnswer, ...] = ()
    #: hash of the report that an addendum or correction belongs to
    parent_sha256: str = ""
    state: StoredState | None = field(default=None, metadata=LATER)
    #: earlier examinations that the figures are compared with, the youngest first
    earlier: tuple[EarlierExamination, ...] = field(default=(), metadata=LATER)

    def text(self, key: str) -> str:
        """Text of a section; empty when the template has no such section."""
        return next((s.text for s in self.sections if s.key == key), "")


@dataclass(frozen=True, slots=True)
class Revision(Record):
    """One version of a report's content. Never changed, never removed. `digest()` is what is signed."""

    report_id: str
    number: int
    kind: RevisionKind
    content: Content
    made_by: str
    acting_role: Role
    made_at: datetime
    author_id: str
    responsible_radiologist_id: str
    basis: Basis
    gate: GateResult | None
    software_version: str
    predecessor_sha256: str
    act: Event = Event.SAVE
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Lease(Record):
    """A convenience, never the ground of correctness (LOCK-7)."""

    holder_id: str
    workstation: str
    session: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Report(Record):
    """The head of a report: only what may change."""

    id: str
    number: str
    kind: Kind
    task: TaskKey
    study_instance_uid: str
    patient_id: str
    state: State
    lock_version: int
    author_id: str
    author_role: Role
    responsible_radiologist_id: str
    revision: int
    revision_sha256: str
    created_at: datetime
    changed_at: datetime
    order_id: str = ""
    parent_id: str = ""
    submitted_at: datetime | None = None
    submitted_revision: int | None = None
    claimed_by: str = ""
    claimed_at: datetime | None = None
    lease: Lease | None = None
    authorised_by: str = ""
    authorised_at: datetime | None = None
    authorised_sha256: str = ""
    superseded_by: str = ""
    emergency_id: str = ""


@dataclass(frozen=True, slots=True)
class Working(Record):
    """One stored working of a report; its file is named by its sha256."""

    id: str
    report_id: str
    kind: WorkingKind
    sha256: str
    title: str
    media_type: str
    made_by: str
    made_at: datetime
    finding_ids: tuple[str, ...] = ()

    def ref(self) -> WorkingRef:
        return WorkingRef(self.id, self.kind, self.sha256, self.title)


@dataclass(frozen=True, slots=True)
class ViewMark(Record):
    """A reviewer opened this working, in exactly this version."""

    report_id: str
    working_id: str
    sha256: str
    person_id: str
    at: datetime


class EscalationStatus(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class ContactAttempt(Record):
    """Who was tried or reached, when, by whom, whether the message was read back, and which contact was called."""

    person: str
    at: datetime
    by: str
    reached: bool
    read_back: bool
    note: str = ""
    contact: str = ""

    @property
    def confirms(self) -> bool:
        """Somebody was reached and read the message back."""
        return self.reached and self.read_back


@dataclass(frozen=True, slots=True)
class Escalation(Record):
    """An overlay on a report: a rule's or a person's call for the radiologist."""

    id: str
    report_id: str
    rule_id: str
    label: str
    urgency: Urgency
    status: EscalationStatus
    raised_by: str
    raised_at: datetime
    contact: str
    due_at: datetime | None
    acknowledged_by: str = ""
    acknowledged_at: datetime | None = None
    contacts: tuple[ContactAttempt, ...] = ()
    answer: str = ""
    answered_by: str = ""
    answered_at: datetime | None = None
    closed_by: str = ""
    closed_at: datetime | None = None

    @property
    def blocks_authorising(self) -> bool:
        """`direct` and not yet answered."""
        return self.urgency is Urgency.DIRECT and self.status is EscalationStatus.OPEN


class Score(StrEnum):
    """The radiologist's judgement of the submitted draft (RADPEER 2016)."""

    CONCURRENCE = "1"
    MISS_UNLIKELY = "2a"
    MISS_LIKELY = "2b"
    CLEAR_MISS_UNLIKELY = "3a"
    CLEAR_MISS_LIKELY = "3b"


class ReturnReason(StrEnum):
    """Why a draft goes back to its author."""

    MEASUREMENT = "measurement"
    TEXT = "text"
    MISSING = "missing"
    IMAGE_QUALITY = "image_quality"
    OTHER = "other"


class RecallReason(StrEnum):
    WRONG_PATIENT = "wrong_patient"
    WRONG_STUDY = "wrong_study"
    CONTENT = "content"
    OTHER = "other"
