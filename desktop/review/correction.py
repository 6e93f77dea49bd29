"""A correction of a final at the review desk (T12): written in memory, signed as a whole, never saved halfway.

The old version stays as it was signed. The conditions are those of `governance.service.correct`, asked with the same
facts; the difference must have been on screen in exactly the wording that is signed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop import content as edits
from desktop.case import Case
from governance import lifecycle, service
from governance.report import Content, Event, Kind, Report, Revision
from governance.service import conditions, reading
from governance.service.drafting import begin

if TYPE_CHECKING:
    from desktop.worklist.rows import WorkRow
    from governance.accounts import Acting
    from governance.guards import IdentityCheck
    from governance.report import Score
    from governance.service import ReviewFacts
    from governance.store import Store


@dataclass(frozen=True, slots=True)
class Correction:
    """What the review desk is asked to open: a final of this row, to be corrected."""

    row: WorkRow
    report_id: str


class CorrectionCase(Case):
    """A final's content under correction: an edit stays in memory until the whole is signed."""

    def edit(
        self,
        name: str,
        label: str,
        change: Callable[[Content], Content | edits.Edited],
        *,
        undoable: bool = True,
    ) -> None:
        """Change the content in memory; nothing is written."""
        if self._content is None or self.read_only_because:
            return
        made = change(self._content)
        after = made.content if isinstance(made, edits.Edited) else made
        if after != self._content:
            self._content = after
            self.content_changed.emit()

    def save_now(self) -> None:
        """There is nothing to save before the signature."""


def start(store: Store, acting: Acting, report_id: str) -> tuple[Report, Revision]:
    """Take the final in correction; it is verified first."""
    document = service.read_final(store, acting, report_id)
    return service.start_correction(store, acting, report_id), document.revision


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
        return service.ReviewFacts(
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
