"""Opening a report for the review desk, on the database thread: claim a draft, or take a final in correction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from governance import service
from governance.errors import NotPermitted
from governance.report import Content, Report, Revision, State

if TYPE_CHECKING:
    from governance.accounts import Acting
    from governance.store import Store


@dataclass(frozen=True, slots=True)
class Opened:
    """What was opened, the text to compare one's changes with, and why it can't be reviewed (own draft, claimed)."""

    report: Report
    revision: Revision
    submitted: Content
    refused: NotPermitted | None = None


def for_review(store: Store, acting: Acting, report_id: str) -> Opened:
    """Claim a submitted draft, as far as governance permits; it is shown in any case."""
    report, _revision = service.open_report(store, acting, report_id)
    refused = None
    if report.state is State.SUBMITTED:
        try:
            service.claim(store, acting, report_id, expected_lock_version=report.lock_version)
        except NotPermitted as problem:  # one's own draft, for instance: to be read, not reviewed
            refused = problem
    report, revision = service.open_report(store, acting, report_id)
    every = service.revisions(store, report_id)
    submitted = next((r for r in every if r.number == report.submitted_revision), revision)
    return Opened(report, revision, submitted.content, refused)


def for_correction(store: Store, acting: Acting, report_id: str) -> Opened:
    """Take a final in correction; it is verified first."""
    document = service.read_final(store, acting, report_id)
    report = service.start_correction(store, acting, report_id)
    return Opened(report, document.revision, document.revision.content)
