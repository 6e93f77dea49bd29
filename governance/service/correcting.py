"""What a correction says and what stands between it and its signature: asked by the screen, weighed by the act.

`correct` takes its text and its facts from here, and so does `correction_facts`, a pure read for the screen: what the
screen says and what the act does can't differ.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from governance import lifecycle
from governance.accounts import Acting
from governance.guards import Facts, IdentityCheck
from governance.report import Content, Event, Kind, Revision, Score
from governance.service import reading
from governance.service.acts import Act_, begin, identity_of
from governance.service.conditions import ASKED_AT_SIGNING, ReviewFacts, last_audit_at
from governance.store import Store


def corrected_text(act: Act_, before: Revision, content: Content) -> Content:
    """The corrected content as it is signed: of the same patient, study and task, upon the signed one."""
    return reading.with_measurements(
        replace(
            content,
            task=act.report.task,
            kind=Kind.CORRECTION,
            patient=before.content.patient,
            study=before.content.study,
            parent_sha256=act.report.authorised_sha256,
        )
    )


def correct_facts(
    act: Act_,
    corrected: Content,
    content: Content,
    *,
    expected_lock_version: int,
    hash_shown: str,
    identity: IdentityCheck,
    score: Score | None,
    reason: str,
    difference_shown: bool,
    reauthenticated_at: datetime | None,
) -> Facts:
    """All that T12 asks, gathered in the transaction of `act`; `content` is what was on screen."""
    return act.facts(
        content=corrected,
        expected_lock_version=expected_lock_version,
        changed_by_name=act.last_changed_by(),
        views=reading.views(act.unit.connection, act.report.id),
        identity=identity_of(act.study, corrected, identity),
        hash_shown=hash_shown,
        hash_now=content.digest(),
        reauthenticated_at=reauthenticated_at,
        score=score,
        comment=reason,
        last_audit_at=last_audit_at(act.unit),
        emergency_answered=True,
        reason=reason,
        difference_shown=difference_shown,
        takes_responsibility=True,
    )


def correction_facts(
    store: Store,
    acting: Acting,
    report_id: str,
    content: Content,
    *,
    expected_lock_version: int,
    identity: IdentityCheck,
    score: Score | None,
    reason: str,
    difference_shown: bool,
) -> ReviewFacts:
    """Why `correct` would refuse now, but the password; reads only."""
    with store.look() as unit:
        act = begin(store, unit, acting, report_id)
        current = act.current()
        corrected = corrected_text(act, current, content)
        facts = correct_facts(
            act,
            corrected,
            content,
            expected_lock_version=expected_lock_version,
            hash_shown=content.digest(),
            identity=identity,
            score=score,
            reason=reason,
            difference_shown=difference_shown,
            reauthenticated_at=unit.at,
        )
        failed = lifecycle.refusals(act.report.state, Event.CORRECT, facts)
        mine = frozenset((v.working_id, v.sha256) for v in facts.views if v.person_id == acting.person.id)
        return ReviewFacts(
            refusals=tuple(r for r in failed if r.id not in ASKED_AT_SIGNING),
            workings=corrected.workings,
            unviewed=tuple(w for w in corrected.workings if (w.id, w.sha256) not in mine),
            viewed=mine,
            escalations=(),
            comment_needed=True,
            report=act.report,
            revision=current.number,
            revision_sha256=content.digest(),
        )
