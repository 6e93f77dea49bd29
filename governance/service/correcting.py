"""What stands between a corrected final and its signature, before anybody is asked for a password."""

from __future__ import annotations

from dataclasses import replace

from governance import lifecycle
from governance.accounts import Acting
from governance.guards import IdentityCheck
from governance.report import Content, Event, Kind, Score
from governance.service import conditions, reading
from governance.service.acts import begin
from governance.service.conditions import ReviewFacts
from governance.store import Store


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
    """Why `governance.service.correct` would refuse now, but the password; reads only."""
    with store.look() as unit:
        act = begin(store, unit, acting, report_id)
        current = act.current()
        shown = reading.with_measurements(
            replace(content, kind=Kind.CORRECTION, parent_sha256=act.report.authorised_sha256)
        )
        asked = conditions.authorise_facts(
            act,
            current,
            expected_lock_version=expected_lock_version,
            hash_shown=content.digest(),
            identity=identity,
            score=score,
            comment=reason,
            emergency_answered=True,
            reauthenticated_at=unit.at,
        )
        facts = replace(
            asked,
            content=shown,
            hash_now=content.digest(),
            reason=reason,
            difference_shown=difference_shown,
            takes_responsibility=True,
        )
        failed = lifecycle.refusals(act.report.state, Event.CORRECT, facts)
        mine = frozenset((v.working_id, v.sha256) for v in facts.views if v.person_id == acting.person.id)
        return ReviewFacts(
            refusals=tuple(r for r in failed if r.id not in conditions.ASKED_AT_SIGNING),
            workings=shown.workings,
            unviewed=tuple(w for w in shown.workings if (w.id, w.sha256) not in mine),
            viewed=mine,
            escalations=(),
            comment_needed=True,
            report=act.report,
            revision=current.number,
            revision_sha256=content.digest(),
        )
