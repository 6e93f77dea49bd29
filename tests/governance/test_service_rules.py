"""Each transition through the real store: who may, who may not, and what stays as it was."""

from __future__ import annotations

from dataclasses import replace

import pytest
from department import (
    COMPETENCE,
    ORDER,
    PASSWORD,
    SAME,
    Department,
    content,
    finding,
    person,
    render,
)

from governance import service
from governance.errors import NotPermitted
from governance.guards import IdentityCheck
from governance.people import Meaning, Role
from governance.report import RecallReason, ReturnReason, RevisionKind, Score, SelfDeclaration, State
from governance.service.reading import ConflictError
from governance.verify import verify
from resources.errors import Refused


def refused(call, *ids):
    """The act is refused with these reasons among its refusals, and changed nothing on record but looks."""
    with pytest.raises(NotPermitted) as caught:
        call()
    assert set(ids) <= set(caught.value.ids), caught.value.ids
    for language in ("nl", "en"):
        assert "{" not in caught.value.text(language)


def sound(department: Department) -> None:
    report = verify(department.store.home)
    assert report.faults == ()


def test_radiographer_without_order_gets_the_gates_sentence(department: Department) -> None:
    service.revoke_order(department.store, department.rad, ORDER.id, "niet meer nodig")
    refused(department.created, "G1-09-ORDER-VALID")


def test_suspended_competence_blocks_the_next_save_and_keeps_the_report(department: Department) -> None:
    report = department.created()
    service.suspend_competence(department.store, department.rad, COMPETENCE.id, "herbeoordeling")
    refused(
        lambda: service.save(
            department.store, department.mbb, report.id, content("x"), expected_lock_version=1
        ),
        "G1-23-EXPIRY",
    )
    assert len(service.revisions(department.store, report.id)) == 1


def test_second_open_report_for_a_study_is_refused(department: Department) -> None:
    department.created()
    refused(department.created, "T1-DUPLICATE")


def test_wrong_patient_in_the_content_is_refused(department: Department) -> None:
    wrong = replace(content(), patient=replace(content().patient, birth_date="19500103"))
    refused(
        lambda: service.create(
            department.store,
            department.mbb,
            "study-1",
            wrong,
            declaration=SelfDeclaration.YES,
            identity=IdentityCheck(confirmed=True),
        ),
        "T-MISMATCH",
    )


def test_author_reads_only_after_submitting_and_can_withdraw_until_claimed(department: Department) -> None:
    report = department.submitted()
    refused(
        lambda: service.save(
            department.store,
            department.mbb,
            report.id,
            content("x"),
            expected_lock_version=report.lock_version,
        ),
        "T-STATE",
    )
    back = service.withdraw(
        department.store,
        department.mbb,
        report.id,
        expected_lock_version=report.lock_version,
        reason="nog iets nameten",
    )
    assert back.state is State.DRAFT
    again = service.save(
        department.store,
        department.mbb,
        report.id,
        content("Beter."),
        expected_lock_version=back.lock_version,
    )
    assert again.revision == 3
    sound(department)


def test_late_save_is_kept_as_its_own_revision(department: Department) -> None:
    report = department.created()
    service.save(department.store, department.mbb, report.id, content("Eerst."), expected_lock_version=1)
    with pytest.raises(ConflictError) as caught:
        service.save(
            department.store, department.mbb, report.id, content("Te laat."), expected_lock_version=1
        )
    kept = service.revisions(department.store, report.id)[caught.value.kept - 1]
    assert kept.kind is RevisionKind.CONFLICT
    assert kept.content.text("conclusion") == "Te laat."
    current, revision = service.open_report(department.store, department.mbb, report.id)
    assert revision.content.text("conclusion") == "Eerst."
    later = service.save(
        department.store,
        department.mbb,
        report.id,
        content("Daarna."),
        expected_lock_version=current.lock_version,
    )
    assert later.revision == 4
    sound(department)


def test_returned_draft_goes_back_to_its_author_and_round_again(department: Department) -> None:
    report = department.claimed()
    report = service.return_for_changes(
        department.store,
        department.rad,
        report.id,
        expected_lock_version=report.lock_version,
        reason=ReturnReason.TEXT.value,
        comment="Beschrijf de boog.",
    )
    assert report.state is State.RETURNED
    assert report.claimed_by == ""
    service.open_for_editing(department.store, department.mbb, report.id)
    report = service.save(
        department.store,
        department.mbb,
        report.id,
        content("Boog normaal."),
        expected_lock_version=report.lock_version,
    )
    report = service.submit(
        department.store,
        department.mbb,
        report.id,
        expected_lock_version=report.lock_version,
        declaration=SelfDeclaration.YES,
        identity=SAME,
        reauthentication=department.proof(department.mbb),
    )
    report = service.claim(
        department.store, department.rad2, report.id, expected_lock_version=report.lock_version
    )
    department.view_all(report, "rad2")
    refused(lambda: department.authorise(report, by="rad2"), "T8-RESPONSIBLE")
    report = service.take_responsibility(
        department.store, department.rad2, report.id, expected_lock_version=report.lock_version
    )
    report = department.authorise(report, by="rad2")
    assert report.responsible_radiologist_id == "rad2"
    sound(department)


def test_unseen_working_old_password_wrong_hash_and_no_score_each_block_signing(
    department: Department,
) -> None:
    report = department.claimed()
    refused(lambda: department.authorise(report), "T8-VIEWED")
    department.view_all(report)
    refused(lambda: department.authorise(report, hash_shown="0" * 64), "T8-HASH")
    refused(lambda: department.authorise(report, score=None), "T8-SCORE")
    refused(lambda: department.authorise(report, identity=IdentityCheck(confirmed=False)), "T8-PATIENT")
    old = department.proof(department.rad)
    department.clock.forward(seconds=61)
    refused(lambda: department.authorise(report, reauthentication=old), "T8-REAUTH")
    department.clock.forward(hours=-1)
    refused(lambda: department.authorise(report), "T8-CLOCK")
    assert service.stored_files(department.store, report.id) == {}


def test_proof_of_another_person_does_not_sign(department: Department) -> None:
    report = department.claimed()
    department.view_all(report)
    other = department.proof(department.rad2)
    refused(lambda: department.authorise(report, reauthentication=other), "T8-REAUTH")


def test_expired_big_registration_blocks_claim(department: Department) -> None:
    report = department.submitted()
    department.clock.forward(days=4 * 365)
    refused(
        lambda: service.claim(
            department.store, department.rad, report.id, expected_lock_version=report.lock_version
        ),
        "T8-BIG",
    )


def test_claim_of_one_radiologist_keeps_the_other_out(department: Department) -> None:
    report = department.claimed()
    refused(
        lambda: service.claim(
            department.store, department.rad2, report.id, expected_lock_version=report.lock_version
        ),
        "T5-CLAIMED",
    )
    department.view_all(report, "rad2")
    refused(lambda: department.authorise(report, by="rad2"), "T5-CLAIMED")
    free = service.release(
        department.store, department.rad, report.id, expected_lock_version=report.lock_version
    )
    assert free.state is State.SUBMITTED


def test_review_revision_changes_what_is_signed_and_is_scored(department: Department) -> None:
    report = department.claimed()
    report = service.save_review(
        department.store,
        department.rad,
        report.id,
        content("Aneurysma.", findings=(finding(43.0),)),
        expected_lock_version=report.lock_version,
    )
    department.view_all(report)
    report = department.authorise(report, score=Score.MISS_LIKELY, comment="let op de boog")
    document = service.read_final(department.store, department.rad, report.id)
    assert document.revision.content.text("conclusion") == "Aneurysma."
    assert document.revision.author_id == "mbb"
    sound(department)


def test_direct_escalation_blocks_signing_until_answered(department: Department) -> None:
    report = department.created()
    big = content(findings=(finding(57.0),))
    report = service.save(department.store, department.mbb, report.id, big, expected_lock_version=1)

    def submit():
        return service.submit(
            department.store,
            department.mbb,
            report.id,
            expected_lock_version=report.lock_version,
            declaration=SelfDeclaration.YES,
            identity=SAME,
            reauthentication=department.proof(department.mbb),
        )

    refused(submit, "T3-ESCALATION")
    call = service.escalate_rule(
        department.store,
        department.mbb,
        report.id,
        "aaa",
        person_reached="dr. Oproep",
        reached=True,
        at=department.clock.now,
        read_back=True,
    )
    report = submit()
    report = service.claim(
        department.store, department.rad, report.id, expected_lock_version=report.lock_version
    )
    department.view_all(report)
    refused(lambda: department.authorise(report), "T8-ESCALATION")
    service.answer_escalation(department.store, department.rad, call.id, "gebeld met vaatchirurg")
    assert department.authorise(report).state is State.AUTHORISED
    sound(department)


def test_final_is_not_final_before_it_is_signed(department: Department) -> None:
    report = department.claimed()
    refused(lambda: service.read_final(department.store, department.rad, report.id), "X-NOT-FINAL")


def test_correction_replaces_and_keeps_the_earlier_version(department: Department) -> None:
    report = department.final()
    report = service.start_correction(department.store, department.rad, report.id)
    text = content("Toch een aneurysma.")
    new = service.correct(
        department.store,
        department.rad,
        report.id,
        text,
        expected_lock_version=report.lock_version,
        hash_shown=text.digest(),
        identity=SAME,
        score=Score.CONCURRENCE,
        reason="verkeerde conclusie",
        difference_shown=True,
        reauthentication=department.proof(department.rad),
        render=render,
        viewed=("measurement:level:sinus",),
    )
    assert new.state is State.CORRECTED
    old = service.read_final(department.store, department.rad, report.id)
    assert old.report.superseded_by == new.id
    assert old.revision.content.text("conclusion") == "Normale aorta."
    made = service.read_final(department.store, department.rad, new.id)
    assert made.signature.meaning is Meaning.CORRECTION
    assert made.revision.content.parent_sha256 == report.authorised_sha256
    sound(department)


def test_addendum_runs_through_the_same_states(department: Department) -> None:
    parent = department.final()
    child = service.addend(
        department.store,
        department.mbb,
        parent.id,
        content("Aanvulling."),
        declaration=SelfDeclaration.YES,
        identity=SAME,
    )
    child = service.submit(
        department.store,
        department.mbb,
        child.id,
        expected_lock_version=child.lock_version,
        declaration=SelfDeclaration.YES,
        identity=SAME,
        reauthentication=department.proof(department.mbb),
    )
    child = service.claim(
        department.store, department.rad, child.id, expected_lock_version=child.lock_version
    )
    department.view_all(child)
    child = department.authorise(child)
    document = service.read_final(department.store, department.rad, child.id)
    assert document.signature.meaning is Meaning.ADDENDUM
    assert service.read_final(department.store, department.rad, parent.id).report.superseded_by == ""
    sound(department)


def test_recall_needs_a_second_radiologist_and_keeps_the_report(department: Department) -> None:
    report = department.final()

    def recall(second: str):
        return service.recall(
            department.store,
            department.rad,
            report.id,
            expected_lock_version=report.lock_version,
            reason=RecallReason.WRONG_PATIENT.value,
            comment="beelden van een ander",
            reauthentication=department.proof(department.rad),
            second=department.acting[second],
            second_reauthentication=department.proof(department.acting[second]),
        )

    refused(lambda: recall("rad"), "T13-SECOND")
    refused(lambda: recall("beheer"), "T13-SECOND")
    assert recall("rad2").state is State.RECALLED
    refused(lambda: service.read_final(department.store, department.rad, report.id), "X-NOT-FINAL")
    sound(department)


def test_handed_back_study_can_be_started_anew(department: Department) -> None:
    report = department.created()
    service.hand_back(
        department.store, department.mbb, report.id, expected_lock_version=1, reason="buiten protocol"
    )
    assert department.created().number != report.number
    rows = service.worklist(department.store, department.rad)
    assert [r.next_step for r in rows if r.study.id == "study-1"] == ["read"]
    sound(department)


def test_lease_of_another_session_is_respected_and_can_be_taken_over(department: Department) -> None:
    report = department.created()
    elsewhere = department.enter("mbb", Role.RADIOGRAPHER, "ws2")
    refused(lambda: service.open_for_editing(department.store, elsewhere, report.id), "T2-LEASE")
    taken = service.open_for_editing(department.store, elsewhere, report.id, take_over=True)
    assert taken.lease is not None
    assert taken.lease.workstation == "ws2"
    assert service.heartbeat(department.store, department.mbb, report.id) is False
    assert service.heartbeat(department.store, elsewhere, report.id) is True
    refused(
        lambda: service.save(
            department.store, department.mbb, report.id, content("x"), expected_lock_version=1
        ),
        "T2-LEASE",
    )


def test_worklist_tells_the_next_step_of_each_person(department: Department) -> None:
    report = department.submitted()
    row = next(r for r in service.worklist(department.store, department.rad) if r.report is not None)
    assert (row.report.id, row.next_step, row.author, row.state) == (
        report.id,
        "review",
        "Mbb Test",
        State.SUBMITTED,
    )
    own = next(r for r in service.worklist(department.store, department.mbb) if r.report is not None)
    assert own.next_step == "wait_review"
    with pytest.raises(NotPermitted):
        service.worklist(department.store, department.beheer)


def test_administrator_cannot_be_log_keeper_or_change_own_record(department: Department) -> None:
    both = person("x", Role.ADMINISTRATOR, Role.LOG_KEEPER)
    refused(lambda: service.record_person(department.store, department.beheer, both), "ROLE-SEPARATION")
    with pytest.raises(Refused):
        service.record_person(department.store, department.beheer, person("beheer", Role.ADMINISTRATOR))
    refused(
        lambda: service.record_person(department.store, department.rad, person("y", Role.RADIOGRAPHER)),
        "T-ACCOUNT",
    )


def test_order_of_a_person_who_is_no_radiologist_is_refused(department: Department) -> None:
    own = replace(ORDER, id="order-2", delegator_id="mbb", delegate_person="rad")
    refused(
        lambda: service.sign_order(
            department.store, department.mbb, own, reauthentication=department.proof(department.mbb)
        ),
        "T-ACCOUNT",
    )


def test_changed_order_no_longer_carries_its_signature(department: Department) -> None:
    """The signature is over the order's content: other content, no signature."""
    from governance.service import basis
    from governance.store import registers

    changed = replace(service.order(department.store, ORDER.id), indication="iets anders", signature=None)
    with department.store.write() as unit:
        registers.add_version(unit, "order", ORDER.id, replace(changed, acceptances=()), by="x")
        unit.audit(service_act())
    assert basis is not None
    found = service.order(department.store, ORDER.id)
    assert found.signature is not None
    assert found.signature.verified is False
    refused(department.created, "G1-08-ORDER-SIGNED")


def service_act():
    from governance.audit import Act

    return Act.SECURITY_ALERT


def test_key_revoked_before_signing_does_not_sign(department: Department) -> None:
    report = department.claimed()
    department.view_all(report)
    service.revoke_key(department.store, department.rad, "rad", "verloren")
    with pytest.raises(Refused, match="signing key"):
        department.authorise(report)
    assert service.open_report(department.store, department.rad, report.id)[0].state is State.IN_REVIEW


def test_signature_made_before_revocation_stays_valid(department: Department) -> None:
    report = department.final()
    service.revoke_key(department.store, department.rad, "rad", "nieuwe kaart")
    assert service.read_final(department.store, department.rad, report.id).signature.verified
    sound(department)


def test_changed_password_opens_the_same_key(department: Department) -> None:
    service.change_password(department.store, department.rad, PASSWORD, "een ander wachtwoord")
    report = department.claimed()
    department.view_all(report)
    with pytest.raises(service.SignInRefused):
        department.proof(department.rad)
    proof = service.reauthenticate(department.store, department.rad, "een ander wachtwoord")
    assert department.authorise(report, reauthentication=proof).state is State.AUTHORISED
    sound(department)


def test_five_wrong_passwords_lock_for_a_quarter_of_an_hour(department: Department) -> None:
    for left in (4, 3, 2, 1):
        with pytest.raises(service.SignInRefused, match=f"{left} tries left"):
            service.sign_in(department.store, "mbb", "verkeerd wachtwoord")
    with pytest.raises(service.SignInRefused, match="Locked"):
        service.sign_in(department.store, "mbb", "verkeerd wachtwoord")
    with pytest.raises(service.SignInRefused, match="Locked"):
        service.sign_in(department.store, "mbb", PASSWORD)
    department.clock.forward(minutes=15, seconds=1)
    assert service.sign_in(department.store, "mbb", PASSWORD).person.id == "mbb"


def test_unknown_name_answers_like_a_known_one(department: Department) -> None:
    for left in (4, 3, 2, 1):
        with pytest.raises(service.SignInRefused, match=f"{left} tries left"):
            service.sign_in(department.store, "niemand", PASSWORD)
    with pytest.raises(service.SignInRefused, match="Locked"):
        service.sign_in(department.store, "niemand", PASSWORD)


def test_nobody_enrols_a_key_alone(department: Department) -> None:
    signed = service.sign_in(department.store, "rad", PASSWORD)
    with pytest.raises(Refused, match="two persons"):
        service.enrol_key(department.store, signed, PASSWORD, department.rad)
    refused(lambda: service.enrol_key(department.store, signed, PASSWORD, department.mbb), "T-ACCOUNT")


def test_wrong_render_signs_nothing(department: Department) -> None:
    report = department.claimed()
    department.view_all(report)

    def broken(_facts):
        raise OSError("font missing")

    with pytest.raises(OSError, match="font missing"):
        department.authorise(report, render=broken)
    current, _ = service.open_report(department.store, department.rad, report.id)
    assert current.state is State.IN_REVIEW
    sound(department)
