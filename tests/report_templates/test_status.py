"""One table of external states: every state and kind against the specification."""

from __future__ import annotations

import pytest

from report_templates.status import State, StatusRefused, external_status

#: state, kind, verified: SR flags, OBR-25/OBX-11, TXA-17/event, FHIR report/observation
TABLE = [
    ("worklist", "primary", False, "", "", "", "O", "", "", "", "registered", "registered"),
    (
        "draft",
        "primary",
        False,
        "PRELIMINARY",
        "PARTIAL",
        "UNVERIFIED",
        "R",
        "R",
        "IP",
        "",
        "partial",
        "preliminary",
    ),
    (
        "submitted",
        "primary",
        False,
        "PRELIMINARY",
        "COMPLETE",
        "UNVERIFIED",
        "R",
        "R",
        "PA",
        "T02",
        "preliminary",
        "preliminary",
    ),
    (
        "in_review",
        "primary",
        False,
        "PRELIMINARY",
        "COMPLETE",
        "UNVERIFIED",
        "R",
        "R",
        "PA",
        "T02",
        "preliminary",
        "preliminary",
    ),
    (
        "returned",
        "primary",
        False,
        "PRELIMINARY",
        "COMPLETE",
        "UNVERIFIED",
        "R",
        "R",
        "PA",
        "T02",
        "preliminary",
        "preliminary",
    ),
    (
        "submitted",
        "addendum",
        False,
        "PRELIMINARY",
        "COMPLETE",
        "UNVERIFIED",
        "R",
        "R",
        "PA",
        "T02",
        "preliminary",
        "preliminary",
    ),
    ("authorised", "primary", True, "FINAL", "COMPLETE", "VERIFIED", "F", "F", "LA", "T02", "final", "final"),
    (
        "authorised",
        "addendum",
        True,
        "FINAL",
        "COMPLETE",
        "VERIFIED",
        "F",
        "F",
        "LA",
        "T06",
        "appended",
        "final",
    ),
    (
        "corrected",
        "correction",
        True,
        "FINAL",
        "COMPLETE",
        "VERIFIED",
        "C",
        "C",
        "LA",
        "T10",
        "corrected",
        "corrected",
    ),
    ("recalled", "primary", True, "", "", "", "X", "D", "", "T11", "entered-in-error", "entered-in-error"),
    ("handed_back", "primary", False, "", "", "", "", "", "", "", "", ""),
    ("lapsed", "primary", False, "", "", "", "", "", "", "", "", ""),
]


@pytest.mark.parametrize("row", TABLE, ids=lambda r: f"{r[0]}-{r[1]}")
def test_every_state_has_the_words_of_the_table(row: tuple[object, ...]) -> None:
    status = external_status(str(row[0]), str(row[1]), bool(row[2]))
    assert (
        status.sr_preliminary,
        status.sr_completion,
        status.sr_verification,
        status.hl7_result,
        status.hl7_observation,
        status.mdm_completion,
        status.mdm_event,
        status.fhir_report,
        status.fhir_observation,
    ) == row[3:]


def test_the_table_holds_every_state() -> None:
    assert {row[0] for row in TABLE} == {s.value for s in State}


@pytest.mark.parametrize("state", [s.value for s in State if s not in ("authorised", "corrected")])
@pytest.mark.parametrize("kind", ["primary", "addendum", "correction"])
@pytest.mark.parametrize("verified", [True, False])
def test_no_other_state_is_ever_final(state: str, kind: str, verified: bool) -> None:
    status = external_status(state, kind, verified)
    assert not status.is_final
    assert status.sr_preliminary != "FINAL"
    assert status.sr_verification != "VERIFIED"
    assert status.fhir_report not in ("final", "corrected", "appended")
    assert status.hl7_result not in ("F", "C")


@pytest.mark.parametrize(
    ("state", "kind"), [("authorised", "primary"), ("authorised", "addendum"), ("corrected", "correction")]
)
def test_a_final_without_a_verified_signature_is_refused(state: str, kind: str) -> None:
    with pytest.raises(StatusRefused) as caught:
        external_status(state, kind, False)
    assert caught.value.code == "signature_unverified"


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        ("corrected", "primary"),
        ("authorised", "correction"),
        ("final", "primary"),
        ("draft", "letter"),
        ("", ""),
    ],
)
def test_what_does_not_go_together_is_refused(state: str, kind: str) -> None:
    with pytest.raises(StatusRefused):
        external_status(state, kind, True)


def test_verification_goes_with_complete_only() -> None:
    for row in TABLE:
        status = external_status(str(row[0]), str(row[1]), bool(row[2]))
        assert status.sr_verification != "VERIFIED" or status.sr_completion == "COMPLETE"


def test_drafts_and_closed_reports_are_not_exported_unless_to_cancel() -> None:
    for state in ("draft", "handed_back", "lapsed"):
        assert not external_status(state, "primary", False).exported
    cancelled = external_status("handed_back", "primary", False, already_sent=True)
    assert (cancelled.exported, cancelled.hl7_result, cancelled.fhir_report) == (True, "X", "cancelled")


def test_a_change_of_a_sent_preliminary_is_modified() -> None:
    status = external_status("returned", "primary", False, already_sent=True)
    assert (status.hl7_result, status.hl7_observation, status.fhir_report) == ("M", "R", "modified")


def test_a_recall_says_why() -> None:
    wrong = external_status("recalled", "primary", True, wrong_patient=True)
    assert (wrong.hl7_observation, wrong.removal_code) == ("W", "113037")
    assert external_status("recalled", "primary", True).removal_code == "113001"


def test_site_settings_of_hl7() -> None:
    assert external_status("submitted", "primary", False, hl7_unreviewed="P").hl7_result == "P"
    assert external_status("authorised", "addendum", True, hl7_version="2.8").hl7_observation == "B"
