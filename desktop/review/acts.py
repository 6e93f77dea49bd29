"""What the radiologist does with a draft under review: answer, take over, return, release, authorise, correct.

Each act is one transition of `governance`, run as an operation on the newest head; refusals are shown by it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop import documents
from desktop.operations import reports
from governance import service
from governance.guards import IdentityCheck
from governance.report import Report, ReturnReason, Score

if TYPE_CHECKING:
    from desktop.case import Case
    from desktop.desk import Desk

translate = QCoreApplication.translate

Then = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is signed with: what was seen, how it was judged, and the password of this moment."""

    hash_shown: str
    identity: IdentityCheck
    score: Score | None
    comment: str
    password: str
    emergency_answered: bool = False


def answer(desk: Desk, case: Case, escalation_id: str, words: str, then: Then) -> None:
    """The radiologist's answer to an escalation."""
    store, acting = desk.store, desk.session.acting

    def act(head: Report) -> Report:
        service.answer_escalation(store, acting, escalation_id, words)
        return reports.open_for_reading(store, acting, head.id)[0]

    case.transition("answer_escalation", translate("ReviewActs", "Answer the escalation"), act, then)


def take_responsibility(desk: Desk, case: Case, then: Then) -> None:
    """Become the responsible radiologist, in a review revision that says so."""
    store, acting = desk.store, desk.session.acting
    case.transition(
        "take_responsibility",
        translate("ReviewActs", "Take over as responsible"),
        lambda head: service.take_responsibility(
            store, acting, head.id, expected_lock_version=head.lock_version
        ),
        then,
    )


def send_back(desk: Desk, case: Case, reason: ReturnReason, comment: str, then: Then) -> None:
    """T7: the author must change something."""
    store, acting = desk.store, desk.session.acting
    case.transition(
        "return",
        translate("ReviewActs", "Return"),
        lambda head: service.return_for_changes(
            store,
            acting,
            head.id,
            expected_lock_version=head.lock_version,
            reason=reason.value,
            comment=comment,
        ),
        then,
    )


def release(desk: Desk, case: Case, then: Then) -> None:
    """T6: back to the list; a review revision is kept."""
    store, acting = desk.store, desk.session.acting
    case.transition(
        "release",
        translate("ReviewActs", "Release"),
        lambda head: service.release(store, acting, head.id, expected_lock_version=head.lock_version),
        then,
    )


def authorise(desk: Desk, case: Case, judged: Judgement, then: Then) -> None:
    """T8: sign exactly what was shown."""
    store, acting = desk.store, desk.session.acting

    def act(head: Report) -> Report:
        return service.authorise(
            store,
            acting,
            head.id,
            expected_lock_version=head.lock_version,
            hash_shown=judged.hash_shown,
            identity=judged.identity,
            score=judged.score,
            reauthentication=service.reauthenticate(store, acting, judged.password),
            render=lambda found: documents.final_files(store, found),
            comment=judged.comment,
            emergency_answered=judged.emergency_answered,
        )

    case.transition("authorise", translate("ReviewActs", "Authorise"), act, then)


def correct(desk: Desk, case: Case, judged: Judgement, *, difference_shown: bool, then: Then) -> None:
    """T12: sign the corrected text; the comment is the reason. The old version stays and is marked replaced."""
    store, acting, content = desk.store, desk.session.acting, case.content
    if content is None:
        return

    def act(head: Report) -> Report:
        return service.correct(
            store,
            acting,
            head.id,
            content,
            expected_lock_version=head.lock_version,
            hash_shown=judged.hash_shown,
            identity=judged.identity,
            score=judged.score,
            reason=judged.comment,
            difference_shown=difference_shown,
            reauthentication=service.reauthenticate(store, acting, judged.password),
            render=lambda found: documents.final_files(store, found),
        )

    case.transition("correct", translate("ReviewActs", "Correct"), act, then)
