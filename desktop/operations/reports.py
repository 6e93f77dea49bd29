"""What the screens ask of governance about reports: thin calls, on the database thread. No rule lives here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from desktop import drafts
from governance import service
from governance.guards import IdentityCheck
from governance.report import Content, Report, Revision

if TYPE_CHECKING:
    from governance.accounts import Acting, Reauthentication
    from governance.errors import Refusal
    from governance.report import Score, SelfDeclaration
    from governance.store import Store


def stored_file(store: Store, sha256: str) -> bytes:
    """Bytes of a stored file, checked against its hash."""
    return store.files.get(sha256)


def open_for_reading(store: Store, acting: Acting, report_id: str) -> tuple[Report, Revision]:
    return service.open_report(store, acting, report_id)


def save(
    store: Store, acting: Acting, head: Report, content: Content, files: Mapping[str, bytes], *, comment: str
) -> Report:
    """Store the files, then the revision (the author's, or the reviewer's own while in review)."""
    for data in files.values():
        store.files.put(data)
    write = service.save_review if head.state.value == "in_review" else service.save
    return write(store, acting, head.id, content, expected_lock_version=head.lock_version, comment=comment)


def submit_refusals(
    store: Store,
    acting: Acting,
    head: Report,
    *,
    declaration: SelfDeclaration | None = None,
    identity: IdentityCheck | None = None,
    submitted_to: str = "",
) -> tuple[Refusal, ...]:
    """Why submitting isn't permitted now, by the same guards and the same template that `submit` uses. Reads only."""
    return service.submit_refusals(
        store,
        acting,
        head.id,
        expected_lock_version=head.lock_version,
        declaration=declaration,
        identity=identity or IdentityCheck(confirmed=True),
        lacking=drafts.missing_fields,
        submitted_to=submitted_to,
    )


def submit(
    store: Store,
    acting: Acting,
    head: Report,
    *,
    declaration: SelfDeclaration,
    identity: IdentityCheck,
    reauthentication: Reauthentication,
    submitted_to: str = "",
) -> Report:
    """Submit; what the template lacks is found on the text that is frozen."""
    return service.submit(
        store,
        acting,
        head.id,
        expected_lock_version=head.lock_version,
        declaration=declaration,
        identity=identity,
        reauthentication=reauthentication,
        lacking=drafts.missing_fields,
        submitted_to=submitted_to,
    )


def review_facts(
    store: Store,
    acting: Acting,
    head: Report,
    *,
    hash_shown: str,
    identity: IdentityCheck,
    score: Score | None,
    comment: str = "",
) -> service.ReviewFacts:
    """What stands in the way of authorising now, by the facts and guards of `authorise`. Reads only."""
    return service.review_facts(
        store,
        acting,
        head.id,
        expected_lock_version=head.lock_version,
        hash_shown=hash_shown,
        identity=identity,
        score=score,
        comment=comment,
    )
