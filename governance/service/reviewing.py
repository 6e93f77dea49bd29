"""The radiologist's acts: claim, view, edit, return, authorise, correct, recall (T5 to T8, T12, T13)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from governance import lifecycle, signing
from governance.accounts import Acting, Reauthentication, require_role
from governance.anchors import short_code
from governance.audit import Act
from governance.canonical import canonical, utc_text
from governance.discrepancy import compare
from governance.errors import NotPermitted, refusal
from governance.guards import IdentityCheck, SecondPerson
from governance.keys import Head
from governance.people import CLINICAL_ROLES, Attestation, Meaning, Role
from governance.report import (
    Content,
    Event,
    Kind,
    Report,
    Revision,
    RevisionKind,
    Score,
    State,
)
from governance.service import reading
from governance.service.acts import ACTS, Act_, begin, lease_until
from governance.service.conditions import authorise_facts
from governance.service.correcting import correct_facts, corrected_text
from governance.service.drafting import insert_head, next_number
from governance.store import Store, Unit, tables


@dataclass(frozen=True, slots=True)
class FinalFacts:
    """All that a renderer needs to make the final documents."""

    report: Report
    revision: Revision
    signature: Attestation
    submitted: Attestation | None
    #: first ten base32 characters of the audit head that is anchored with this authorisation
    anchor_code: str
    predecessor: Report | None = None


Render = Callable[[FinalFacts], Mapping[str, bytes]]


def claim(store: Store, acting: Acting, report_id: str, *, expected_lock_version: int) -> Report:
    """T5: take a submitted draft into review."""
    with store.write() as unit:
        act = begin(store, unit, acting, report_id)
        facts = act.facts(expected_lock_version=expected_lock_version, changed_by_name=act.last_changed_by())
        state = lifecycle.transition(act.report.state, Event.CLAIM, facts)
        act.report = reading.move(
            unit,
            act.report,
            state=state.value,
            claimed_by=act.person.id,
            claimed_at=unit.at,
            **reading.lease_values(acting, lease_until(store, unit.at)),
        )
        act.audit(Act.CLAIM, act.report)
    return act.report


def release(store: Store, acting: Acting, report_id: str, *, expected_lock_version: int) -> Report:
    """T6: give a claimed draft back to the list. Saved review revisions are kept."""
    return _leave_review(store, acting, report_id, Event.RELEASE, expected_lock_version)


def return_for_changes(
    store: Store, acting: Acting, report_id: str, *, expected_lock_version: int, reason: str, comment: str
) -> Report:
    """T7: send back to the author; `reason` is a `ReturnReason`, `comment` says what to change."""
    return _leave_review(store, acting, report_id, Event.RETURN, expected_lock_version, reason, comment)


def _leave_review(
    store: Store,
    acting: Acting,
    report_id: str,
    event: Event,
    expected_lock_version: int,
    reason: str = "",
    comment: str = "",
) -> Report:
    with store.write() as unit:
        act = begin(store, unit, acting, report_id)
        facts = act.facts(
            expected_lock_version=expected_lock_version,
            changed_by_name=act.last_changed_by(),
            reason=comment,
            reason_code=reason,
        )
        state = lifecycle.transition(act.report.state, event, facts)
        if event is Event.RETURN:
            _review_row(unit, store, act, event.value, reason, comment)
        act.report = reading.move(
            unit, act.report, state=state.value, claimed_by="", claimed_at=None, **reading.NO_LEASE
        )
        act.audit(ACTS[event], act.report, detail=reason)
    return act.report


def _review_row(unit: Unit, store: Store, act: Act_, kind: str, reason: str, comment: str) -> None:
    unit.insert(
        tables.review,
        id=store.new_id(),
        report_id=act.report.id,
        revision=act.report.revision,
        kind=kind,
        reason=reason,
        comment=comment,
        at=utc_text(unit.at),
        by=act.person.id,
    )


def view_working(store: Store, acting: Acting, report_id: str, working_id: str) -> None:
    """Mark one working of the current revision as opened, in exactly this version (A5). Repeating is harmless."""
    with store.write() as unit:
        require_role(unit, acting, *CLINICAL_ROLES)
        act = begin(store, unit, acting, report_id)
        found = [w for w in act.current().content.workings if w.id == working_id]
        if not found:
            raise NotPermitted.because("T8-HASH")
        mark = (working_id, found[0].sha256, act.person.id)
        known = {(v.working_id, v.sha256, v.person_id) for v in reading.views(unit.connection, report_id)}
        if mark not in known:
            unit.insert(
                tables.view_mark,
                report_id=report_id,
                working_id=working_id,
                sha256=found[0].sha256,
                person_id=act.person.id,
                viewed_at=utc_text(unit.at),
            )
        unit.audit(
            Act.WORKING_VIEWED,
            acting.actor,
            objects=[{"type": "working", "id": working_id, "report": report_id, "sha256": found[0].sha256}],
            responsible=act.report.responsible_radiologist_id,
        )


def save_review(
    store: Store,
    acting: Acting,
    report_id: str,
    content: Content,
    *,
    expected_lock_version: int,
    comment: str = "",
) -> Report:
    """The claiming radiologist's own revision; the author's stays as it was (LOCK-4)."""
    return _review_revision(store, acting, report_id, content, expected_lock_version, comment, "")


def take_responsibility(
    store: Store, acting: Acting, report_id: str, *, expected_lock_version: int
) -> Report:
    """The claiming radiologist becomes the responsible one, in a revision that says so; signed by `authorise`."""
    return _review_revision(
        store, acting, report_id, None, expected_lock_version, "takes responsibility", acting.person.id
    )


def _review_revision(
    store: Store,
    acting: Acting,
    report_id: str,
    content: Content | None,
    expected_lock_version: int,
    comment: str,
    responsible_id: str,
) -> Report:
    with store.write() as unit:
        act = begin(store, unit, acting, report_id)
        facts = act.facts(expected_lock_version=expected_lock_version, changed_by_name=act.last_changed_by())
        failed = lifecycle.edit_refusals(act.report.state, facts)
        if act.report.state is not State.IN_REVIEW:
            failed = failed or (refusal("T-STATE", status=act.report.state.value),)
        if failed:
            raise NotPermitted(failed)
        before = act.current()
        text = before.content if content is None else content
        text = replace(text, task=act.report.task, kind=act.report.kind, patient=before.content.patient)
        text = replace(text, study=before.content.study, parent_sha256=before.content.parent_sha256)
        made, digest = act.revise(
            text, RevisionKind.REVIEW, Event.SAVE, comment=comment, responsible_id=responsible_id
        )
        act.report = reading.move(
            unit,
            act.report,
            revision=made.number,
            revision_sha256=digest,
            responsible_radiologist_id=made.responsible_radiologist_id,
            **reading.lease_values(acting, lease_until(store, unit.at)),
        )
        act.audit(Act.SAVE, act.report, detail=RevisionKind.REVIEW.value)
    return act.report


def authorise(
    store: Store,
    acting: Acting,
    report_id: str,
    *,
    expected_lock_version: int,
    hash_shown: str,
    identity: IdentityCheck,
    score: Score | None,
    reauthentication: Reauthentication,
    render: Render,
    comment: str = "",
    emergency_answered: bool = False,
    repeatability: Mapping[str, Decimal] | None = None,
) -> Report:
    """T8: sign the current revision exactly as it was shown, store its documents, anchor.

    Parameters
    ----------
    hash_shown : str
        `revision_sha256` of the head that the radiologist saw.
    render : callable
        Makes the final documents (file name to bytes); called once, within the transaction. Its files are on
        the disk before the row that refers to them commits.

    Raises
    ------
    NotPermitted
        With every guard that fails; nothing was signed.
    """
    with store.write() as unit:
        act = begin(store, unit, acting, report_id)
        current = act.current()
        facts = authorise_facts(
            act,
            current,
            expected_lock_version=expected_lock_version,
            hash_shown=hash_shown,
            identity=identity,
            score=score,
            comment=comment,
            emergency_answered=emergency_answered,
            reauthenticated_at=_proof(acting, reauthentication),
        )
        state = lifecycle.transition(act.report.state, Event.AUTHORISE, facts)
        if score is None:
            raise NotPermitted.because("T8-SCORE")
        head = _sign_final(
            store, act, current, state, reauthentication, render, Act.AUTHORISE, predecessor=None
        )
        begun = reading.revision(unit.connection, report_id, act.report.submitted_revision or current.number)
        _discrepancy(act, begun, current, score, comment, repeatability or {})
    store.anchor_signed(head, f"authorise {report_id}")
    return act.report


def _proof(acting: Acting, proof: Reauthentication) -> datetime | None:
    return proof.at if proof.person_id == acting.person.id else None


def _sign_final(
    store: Store,
    act: Act_,
    signed: Revision,
    state: State,
    reauthentication: Reauthentication,
    render: Render,
    name: Act,
    *,
    predecessor: Report | None,
) -> Head:
    """Sign, move the head, write the audit row, render and store; returns the audit head to anchor."""
    unit, report, digest = act.unit, act.report, signed.digest()
    signature = signing.sign(
        unit,
        store,
        reauthentication.take_key(),
        person_id=act.person.id,
        meaning=reading.FINAL_MEANING[report.kind],
        sha256=digest,
        subject_id=report.id,
        revision=signed.number,
    )
    act.report = reading.move(
        unit,
        report,
        state=state.value,
        authorised_by=act.person.id,
        authorised_at=unit.at,
        authorised_sha256=digest,
        **reading.NO_LEASE,
    )
    act.audit(name, act.report, detail=signature.key_fingerprint)
    head = unit.head
    if head is None:
        raise RuntimeError("the audit row of a signature is missing")
    submitted = [
        a
        for a in signing.attestations(unit.connection, report.id, meaning=Meaning.SUBMISSION)
        if report.submitted_revision is None or a.verified
    ]
    files = render(
        FinalFacts(
            act.report,
            signed,
            signature,
            submitted[-1] if submitted else None,
            short_code(head.hash),
            predecessor,
        )
    )
    _store_files(store, act, signed.number, files)
    return head


def _store_files(store: Store, act: Act_, revision: int, files: Mapping[str, bytes]) -> None:
    unit, stored = act.unit, tables.stored_file
    objects = []
    for name, data in sorted(files.items()):
        sha256 = store.files.put(data)
        known = unit.connection.execute(select(stored.c.sha256).where(stored.c.sha256 == sha256)).first()
        if known is None:
            unit.insert(stored, sha256=sha256, size=len(data), stored_at=utc_text(unit.at))
        unit.insert(tables.report_file, report_id=act.report.id, revision=revision, name=name, sha256=sha256)
        objects.append({"type": "file", "id": name, "report": act.report.id, "sha256": sha256})
    if objects:
        unit.audit(Act.WORKING_STORED, act.acting.actor, objects=objects)


def _discrepancy(
    act: Act_,
    before: Revision,
    final: Revision,
    score: Score,
    comment: str,
    repeatability: Mapping[str, Decimal],
) -> None:
    """Store the score with what differs: from the submitted draft, or from the final that a correction replaces."""
    unit, report = act.unit, act.report
    found = compare(
        before,
        final,
        score=score,
        scored_by=act.person.id,
        scored_at=unit.at,
        repeatability=repeatability,
        comment=comment,
    )
    unit.insert(
        tables.discrepancy,
        report_id=report.id,
        revision=final.number,
        score=score.value,
        content=canonical(found.to_json()).decode("utf-8"),
        at=utc_text(unit.at),
        by=act.person.id,
    )


def start_correction(store: Store, acting: Acting, report_id: str) -> Report:
    """Take the lease of a final to write its correction (radiologist, not its author)."""
    with store.write() as unit:
        act = begin(store, unit, acting, report_id)
        lease = act.report.lease
        if lease is not None and lease.holder_id != acting.person.id and lease.expires_at > unit.at:
            raise NotPermitted.because(
                "T5-CLAIMED", {"naam": reading.display_name(unit.connection, lease.holder_id)}
            )
        until = lease_until(store, unit.at)
        values = reading.lease_values(acting, until) | {"lease_until": utc_text(until)}
        table = tables.report
        unit.connection.execute(table.update().where(table.c.id == report_id).values(**values))
        act.report = reading.head(unit.connection, report_id)
        failed = lifecycle.edit_refusals(
            act.report.state, act.facts(expected_lock_version=act.report.lock_version)
        )
        if failed:
            raise NotPermitted(failed)
        unit.audit(
            Act.LEASE,
            acting.actor,
            objects=[{"type": "report", "id": report_id, "detail": "correction"}],
            responsible=act.report.responsible_radiologist_id,
        )
    return act.report


def correct(
    store: Store,
    acting: Acting,
    report_id: str,
    content: Content,
    *,
    expected_lock_version: int,
    hash_shown: str,
    identity: IdentityCheck,
    score: Score | None,
    reason: str,
    difference_shown: bool,
    reauthentication: Reauthentication,
    render: Render,
    viewed: tuple[str, ...] = (),
) -> Report:
    """T12: a corrected version that replaces a final; the old one is kept and marked superseded.

    Parameters
    ----------
    hash_shown : str
        `governance.canonical.content_hash(content.to_json())` of the corrected text as it was shown.
    viewed : tuple of str
        Ids of the workings of the corrected text that were opened; unchanged ones count from before.
    """
    with store.write() as unit:
        act = begin(store, unit, acting, report_id)
        old = act.report
        fault = reading.final_fault(unit.connection, store.files, old)
        if fault:
            raise NotPermitted.because("X-INTEGRITY")
        before = act.current()
        shown_as = corrected_text(act, before, content)
        for ref in shown_as.workings:
            _mark(unit, act, ref.id, ref.sha256, viewed)
        facts = correct_facts(
            act,
            shown_as,
            content,
            expected_lock_version=expected_lock_version,
            hash_shown=hash_shown,
            identity=identity,
            score=score,
            reason=reason,
            difference_shown=difference_shown,
            reauthenticated_at=_proof(acting, reauthentication),
        )
        state = lifecycle.transition(old.state, Event.CORRECT, facts)
        new = replace(
            old,
            id=store.new_id(),
            number=next_number(unit),
            kind=Kind.CORRECTION,
            parent_id=old.id,
            created_at=unit.at,
            responsible_radiologist_id=act.person.id,
        )
        child = Act_(store, unit, acting, act.person, new, act.study)
        number, predecessor = 1, old.authorised_sha256
        made = replace(
            before,
            report_id=new.id,
            number=number,
            kind=RevisionKind.REVIEW,
            content=shown_as,
            made_by=act.person.id,
            acting_role=acting.role,
            made_at=unit.at,
            responsible_radiologist_id=act.person.id,
            predecessor_sha256=predecessor,
            software_version=store.software_version,
            act=Event.CORRECT,
            comment=reason,
        )
        digest = reading.write_revision(unit, made)
        insert_head(unit, new, act.study.id, number, digest, reading.NO_LEASE)
        child.report = reading.head(unit.connection, new.id)
        head = _sign_final(store, child, made, state, reauthentication, render, Act.CORRECT, predecessor=old)
        if score is not None:  # the guard has refused None
            _discrepancy(child, before, made, score, reason, {})
        act.report = reading.move(unit, old, superseded_by=new.id, **reading.NO_LEASE)
        _review_row(unit, store, act, Event.CORRECT.value, "", reason)
        act.audit(Act.SUPERSEDE, act.report, detail=new.id)
    store.anchor_signed(head, f"correct {new.id}")
    return child.report


def _mark(unit: Unit, act: Act_, working_id: str, sha256: str, viewed: tuple[str, ...]) -> None:
    known = {(v.working_id, v.sha256, v.person_id) for v in reading.views(unit.connection, act.report.id)}
    if working_id in viewed and (working_id, sha256, act.person.id) not in known:
        unit.insert(
            tables.view_mark,
            report_id=act.report.id,
            working_id=working_id,
            sha256=sha256,
            person_id=act.person.id,
            viewed_at=utc_text(unit.at),
        )


def recall(
    store: Store,
    acting: Acting,
    report_id: str,
    *,
    expected_lock_version: int,
    reason: str,
    comment: str,
    reauthentication: Reauthentication,
    second: Acting,
    second_reauthentication: Reauthentication,
) -> Report:
    """T13: withdraw a final, by a radiologist and a second entitled person; it is kept, and an incident is made."""
    with store.write() as unit:
        act = begin(store, unit, acting, report_id)
        other = require_role(unit, second, *Role)
        facts = act.facts(
            expected_lock_version=expected_lock_version,
            changed_by_name=act.last_changed_by(),
            reauthenticated_at=_proof(acting, reauthentication),
            reason_code=reason,
            reason=comment,
            second=SecondPerson(other, second.role, _proof(second, second_reauthentication)),
        )
        state = lifecycle.transition(act.report.state, Event.RECALL, facts)
        second_reauthentication.wipe()
        signing.sign(
            unit,
            store,
            reauthentication.take_key(),
            person_id=act.person.id,
            meaning=Meaning.RECALL,
            sha256=act.report.authorised_sha256,
            subject_id=report_id,
            revision=act.report.revision,
        )
        _review_row(unit, store, act, Event.RECALL.value, reason, comment)
        incident_id = store.new_id()
        unit.insert(
            tables.incident,
            id=incident_id,
            report_id=report_id,
            kind="recall",
            content=canonical({"reason": reason, "second": other.id}).decode("utf-8"),
            at=utc_text(unit.at),
            by=acting.person.id,
        )
        act.report = reading.move(unit, act.report, state=state.value, **reading.NO_LEASE)
        act.audit(Act.RECALL, act.report, detail=f"{reason} {other.id} {incident_id}")
        head = unit.head
    if head is not None:
        store.anchor_signed(head, f"recall {report_id}")
    return act.report
