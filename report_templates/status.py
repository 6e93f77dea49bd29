"""What a report's state is called in every format that leaves the house: one table, one function.

No renderer takes a status argument; all of them ask `external_status` with the state that the document
carries (specs of interoperability, section 1). An authorised report whose signature doesn't verify is
refused: it never degrades to a preliminary one, because a forged final must not leave as a draft either.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from resources.errors import Refused


class State(StrEnum):
    """States of a report, equal to those of `governance`; `WORKLIST` is a study without a report."""

    WORKLIST = "worklist"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    AUTHORISED = "authorised"
    CORRECTED = "corrected"
    RECALLED = "recalled"
    HANDED_BACK = "handed_back"
    LAPSED = "lapsed"


class DocumentKind(StrEnum):
    PRIMARY = "primary"
    ADDENDUM = "addendum"
    CORRECTION = "correction"


class StatusRefused(Refused):
    """State, kind and signature don't go together in anything that leaves the house."""


@dataclass(frozen=True, slots=True)
class ExternalStatus:
    """The words of the other systems for one state. An empty text: that system hears nothing.

    `is_final` is true for a signed, valid report only; everything else carries a marker line. `exported`
    says whether an object of this state may go to other systems at all.
    """

    state: State
    kind: DocumentKind
    is_final: bool
    exported: bool
    sr_preliminary: str = ""
    sr_completion: str = ""
    sr_verification: str = ""
    #: OBR-25 and OBX-11 (tables 0123 and 0085)
    hl7_result: str = ""
    hl7_observation: str = ""
    #: TXA-17 and the MDM trigger event: site-configurable, to be confirmed
    mdm_completion: str = ""
    mdm_event: str = ""
    fhir_report: str = ""
    fhir_observation: str = ""
    #: DCM code of the Key Object Selection that takes the exported objects out of use
    removal_code: str = ""

    @property
    def is_recalled(self) -> bool:
        return self.state is State.RECALLED

    @property
    def sr_allowed(self) -> bool:
        """Whether a structured report of this state exists at all."""
        return bool(self.sr_preliminary)


_UNVERIFIED_WORDS = {"sr_preliminary": "PRELIMINARY", "sr_verification": "UNVERIFIED"}
_FINAL_WORDS = {"sr_preliminary": "FINAL", "sr_completion": "COMPLETE", "sr_verification": "VERIFIED"}

_WORDS: dict[State, dict[str, str]] = {
    State.WORKLIST: {"hl7_result": "O", "fhir_report": "registered", "fhir_observation": "registered"},
    State.DRAFT: {
        **_UNVERIFIED_WORDS,
        "sr_completion": "PARTIAL",
        "hl7_result": "R",
        "hl7_observation": "R",
        "mdm_completion": "IP",
        "fhir_report": "partial",
        "fhir_observation": "preliminary",
    },
    State.SUBMITTED: {
        **_UNVERIFIED_WORDS,
        "sr_completion": "COMPLETE",
        "hl7_result": "R",
        "hl7_observation": "R",
        "mdm_completion": "PA",
        "mdm_event": "T02",
        "fhir_report": "preliminary",
        "fhir_observation": "preliminary",
    },
    State.AUTHORISED: {
        **_FINAL_WORDS,
        "hl7_result": "F",
        "hl7_observation": "F",
        "mdm_completion": "LA",
        "mdm_event": "T02",
        "fhir_report": "final",
        "fhir_observation": "final",
    },
    State.CORRECTED: {
        **_FINAL_WORDS,
        "hl7_result": "C",
        "hl7_observation": "C",
        "mdm_completion": "LA",
        "mdm_event": "T10",
        "fhir_report": "corrected",
        "fhir_observation": "corrected",
    },
    State.RECALLED: {
        "hl7_result": "X",
        "hl7_observation": "D",
        "mdm_event": "T11",
        "fhir_report": "entered-in-error",
        "fhir_observation": "entered-in-error",
        "removal_code": "113001",
    },
    State.HANDED_BACK: {},
}
_WORDS[State.IN_REVIEW] = _WORDS[State.RETURNED] = _WORDS[State.SUBMITTED]
_WORDS[State.LAPSED] = _WORDS[State.HANDED_BACK]

_NEVER_EXPORTED = frozenset({State.DRAFT, State.HANDED_BACK, State.LAPSED})
_FINAL_STATES = frozenset({State.AUTHORISED, State.CORRECTED})


def external_status(
    state: str,
    kind: str,
    signature_verified: bool,
    *,
    already_sent: bool = False,
    wrong_patient: bool = False,
    hl7_unreviewed: str = "R",
    hl7_version: str = "2.5.1",
) -> ExternalStatus:
    """The words of DICOM, HL7 v2, MDM and FHIR for a report in `state`.

    Parameters
    ----------
    state, kind : str
        Values of `State` and `DocumentKind`.
    signature_verified : bool
        The result of verifying the radiologist's signature now; never a stored flag.
    already_sent : bool
        A preliminary version went out before: a change of it, or its cancellation, has words of its own.
    wrong_patient : bool
        Reason of a recall.
    hl7_unreviewed : str
        ``"R"``, or ``"P"`` where a site's record system refuses `R` (site setting).
    hl7_version : str
        `B` in OBX-11 (appended) exists from version 2.8.

    Raises
    ------
    StatusRefused
        An unknown state or kind; an authorised or corrected report whose signature doesn't verify; a
        corrected primary document, or an authorised correction.
    """
    try:
        state_, kind_ = State(state), DocumentKind(kind)
    except ValueError as error:
        raise StatusRefused(
            "The state of this report isn't known.",
            "Ask the administrator to check the version of the program.",
            detail=f"state {state!r}, kind {kind!r}",
            code="unknown_state",
        ) from error
    if state_ in _FINAL_STATES and not signature_verified:
        raise StatusRefused(
            "The radiologist's signature on this report can't be verified.",
            "Nothing is exported. Report this to the administrator as an integrity error.",
            detail=f"state {state_.value} with an unverified signature",
            code="signature_unverified",
        )
    if (state_ is State.CORRECTED) != (kind_ is DocumentKind.CORRECTION) and state_ in _FINAL_STATES:
        raise StatusRefused(
            "The state of this report doesn't fit its kind.",
            "Ask the administrator to check this report.",
            detail=f"state {state_.value}, kind {kind_.value}",
            code="state_and_kind",
        )

    status = ExternalStatus(
        state=state_,
        kind=kind_,
        is_final=state_ in _FINAL_STATES,
        exported=state_ not in _NEVER_EXPORTED,
        **_WORDS[state_],
    )
    if kind_ is DocumentKind.ADDENDUM and state_ is State.AUTHORISED:
        appended = "B" if _version(hl7_version) >= (2, 8) else "F"
        status = replace(status, hl7_observation=appended, mdm_event="T06", fhir_report="appended")
    if state_ in (State.SUBMITTED, State.IN_REVIEW, State.RETURNED):
        if hl7_unreviewed == "P":
            status = replace(status, hl7_result="P", hl7_observation="P")
        if already_sent:
            status = replace(status, hl7_result="M", hl7_observation="R", fhir_report="modified")
    if state_ in (State.HANDED_BACK, State.LAPSED) and already_sent:
        status = replace(
            status,
            exported=True,
            hl7_result="X",
            hl7_observation="X",
            fhir_report="cancelled",
            fhir_observation="cancelled",
        )
    if state_ is State.RECALLED and wrong_patient:
        status = replace(status, hl7_observation="W", removal_code="113037")
    return status


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".") if part.isdigit())
