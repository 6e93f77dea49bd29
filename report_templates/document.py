"""`ReportDocument`: everything that a rendered report states, as plain values.

The renderers (PDF, structured report) take one `ReportDocument` and nothing else: no database, no clock, no
status argument. Whoever builds one (the desktop, the command line) copies the values from the governance
records; two equal documents give byte-identical output.

Times are UTC and ISO 8601 (``"2026-11-20T10:56:00+00:00"``); `timezone` says in which zone they are printed.
Dates of the images are DICOM text (``YYYYMMDD``, ``HHMMSS``), names DICOM person names (``Family^Given``).
Empty text means: not known, and is printed as such or left out, never invented.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from measurements.finding import Code, Finding
from report_templates.status import ExternalStatus, State, external_status


@dataclass(frozen=True, slots=True)
class Organisation:
    """Header of the report: ``department · name``, and the address below it."""

    name: str
    department: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Patient:
    id: str
    name: str
    birth_date: str = ""
    sex: str = ""
    issuer_of_id: str = ""


@dataclass(frozen=True, slots=True)
class Study:
    """The study that is reported, and the request behind it."""

    study_instance_uid: str
    accession_number: str = ""
    study_id: str = ""
    date: str = ""
    time: str = ""
    description: str = ""
    modality: str = "CT"
    body_part: str = ""
    referring_physician: str = ""
    placer_order_number: str = ""
    filler_order_number: str = ""
    requested_procedure_id: str = ""
    requested_procedure: str = ""
    #: coded requested or performed procedure, when the request carries one
    requested_procedure_code: Code | None = None
    performed_procedure_code: Code | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A person with the role in which they acted. `role_label` is the printed word ("MBB'er", "radioloog")."""

    id: str
    name: str
    role: str
    role_label: str = ""
    big_number: str = ""
    organisation: str = ""
    login: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """The delegator's instruction. `accepted_on` is an ISO date."""

    number: str
    kind: str = "PATIENT"
    delegator: str = ""
    accepted_on: str = ""


@dataclass(frozen=True, slots=True)
class Protocol:
    """Name and version of the departmental protocol; `supervision` is ``"direct"`` or ``"retrospective"``."""

    name: str
    version: str
    supervision: str = ""


@dataclass(frozen=True, slots=True)
class Competence:
    """The author's competence for this task. `valid_until` is an ISO date, empty when open-ended."""

    task: str
    valid_until: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """Facts of the radiologist's signature. `verified` is the result of verifying it now, not a stored flag."""

    meaning: str
    at: str
    verified: bool
    algorithm: str = "Ed25519"
    key_fingerprint: str = ""
    #: the PDF itself will carry a PAdES signature
    pades: bool = False


@dataclass(frozen=True, slots=True)
class AlarmLine:
    """A line of an escalation, which the drafter can't remove. `text` is whole; times are UTC ISO 8601."""

    text: str
    urgency: str = "direct"
    contact: str = ""
    reached_at: str = ""
    confirmed_at: str = ""


@dataclass(frozen=True, slots=True)
class KeyImage:
    """A picture of the report: PNG bytes, or 8-bit RGB rows (`rgb`, `width`, `height`); never a path.

    The screen burns orientation letters, scale bar and the measurement into it. `caption` is one whole
    sentence; `alternative_text` describes it for a person who can't see it.
    """

    caption: str
    png: bytes = b""
    rgb: bytes = b""
    width: int = 0
    height: int = 0
    finding_ids: tuple[str, ...] = ()
    alternative_text: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One figure against an earlier study; all numbers come from `measurements` (unrounded).

    Parameters
    ----------
    finding_id : str
        The finding of now.
    prior_value, difference : float or None
        In the finding's unit; None when the earlier study doesn't show it or comparison is refused.
    prior_date : str
        ISO date of the earlier study.
    limit : float or None
        Smallest detectable change, in the same unit.
    verdict : str
        ``"growth"``, ``"decrease"``, ``"no_measurable_growth"``, ``"not_comparable"``, ``"prior_missing"``.
    rate_per_year : float or None
        Unit per year; None when the interval is too short for a rate.
    same_method : bool
        Same edge, method, gating and software.
    reason : str
        Why it isn't comparable, or what differs; whole words.
    """

    finding_id: str
    prior_value: float | None
    prior_date: str
    difference: float | None
    limit: float | None
    verdict: str
    rate_per_year: float | None = None
    same_method: bool = True
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Predecessor:
    """An earlier version of this report as DICOM object, for PredecessorDocumentsSequence.

    `purpose` is ``"preliminary"``, ``"replaced"`` or ``"addended"``.
    """

    study_instance_uid: str
    series_instance_uid: str
    sop_instance_uid: str
    sop_class_uid: str
    purpose: str = "preliminary"


@dataclass(frozen=True, slots=True)
class EvidenceSeries:
    """Identifiers of the images behind the findings, and the attributes a report copies from them.

    `instances` are the SOP Instance UIDs that the report refers to. `rows` and `columns` are 0 where nobody
    looked. Positions are needed only for 2D regions: `geometry` gives, for an instance, (image position, image
    orientation, pixel spacing) of that slice.
    """

    study_instance_uid: str
    series_instance_uid: str
    sop_class_uid: str
    instances: tuple[str, ...]
    frame_of_reference_uid: str = ""
    modality: str = "CT"
    rows: int = 0
    columns: int = 0
    geometry: Mapping[str, tuple[tuple[float, ...], tuple[float, ...], tuple[float, float]]] = field(
        default_factory=lambda: MappingProxyType({})
    )


@dataclass(frozen=True, slots=True)
class DicomIdentity:
    """UIDs and numbers of the structured report, given by the caller (stored with the revision)."""

    sop_instance_uid: str
    series_instance_uid: str
    series_number: int = 9900
    instance_number: int = 1
    device_uid: str = ""
    device_serial_number: str = ""
    content_date: str = ""
    content_time: str = ""


@dataclass(frozen=True, slots=True)
class ReportDocument:
    """Everything that a rendered report states.

    `sections` maps the section ids of the template to their text, with tokens (`report_templates.templates`);
    `sections` that aren't in the report (the remark to the radiologist) are never printed. `signature` is
    None while nobody signed; `content_hash` is the sha256 in hex of the revision's canonical content.
    """

    report_id: str
    revision: int
    state: str
    kind: str
    template_id: str
    template_version: str
    patient: Patient
    study: Study
    author: Person
    responsible: Person
    order: Order | None
    protocol: Protocol | None
    competence: Competence | None
    organisation: Organisation
    software_version: str
    created_at: str
    findings: tuple[Finding, ...] = ()
    sections: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    comparisons: tuple[Comparison, ...] = ()
    key_images: tuple[KeyImage, ...] = ()
    alarms: tuple[AlarmLine, ...] = ()
    submitted_at: str = ""
    authoriser: Person | None = None
    authorised_at: str = ""
    signature: Signature | None = None
    content_hash: str = ""
    anchor_code: str = ""
    language: str = "nl"
    timezone: str = "Europe/Amsterdam"
    #: number of the valid version when this one was replaced
    superseded_by: str = ""
    wrong_patient: bool = False
    already_sent: bool = False
    #: True for documents of the training store: their outputs say so and never become clinical objects
    training: bool = False
    evidence: tuple[EvidenceSeries, ...] = ()
    predecessor: Predecessor | None = None
    dicom: DicomIdentity | None = None
    software_name: str = "Voorverslag"
    manufacturer: str = "Voorverslag"

    @property
    def status(self) -> ExternalStatus:
        """Status in the words of the other systems; raises `StatusRefused` for an unverifiable final."""
        verified = self.signature is not None and self.signature.verified
        return external_status(
            self.state,
            self.kind,
            verified,
            already_sent=self.already_sent,
            wrong_patient=self.wrong_patient,
        )

    @property
    def is_final(self) -> bool:
        """Whether the state is authorised or corrected, with a signature that verifies."""
        return self.status.is_final

    @property
    def is_recalled(self) -> bool:
        return self.state == State.RECALLED

    def finding(self, finding_id: str) -> Finding | None:
        """The finding with this id, or None."""
        return next((f for f in self.findings if f.id == finding_id), None)
