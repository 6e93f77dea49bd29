"""What the screens ask of governance about reports: thin calls, on the database thread. No rule lives here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from governance import lifecycle, service
from governance.guards import IdentityCheck
from governance.report import Content, Event, Report, Revision
from governance.service import drafting

if TYPE_CHECKING:
    from governance.accounts import Acting
    from governance.errors import Refusal
    from governance.report import SelfDeclaration
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
    missing_fields: tuple[str, ...] = (),
) -> tuple[Refusal, ...]:
    """Why submitting isn't permitted now, by the same guards that `submit` uses. Changes nothing."""
    with store.write(audited=False) as unit:
        act = drafting.begin(store, unit, acting, head.id)
        current, found = act.current(), act.gate()
        facts = act.facts(
            content=current.content,
            protocol=found.protocol,
            gate=found.gate,
            expected_lock_version=head.lock_version,
            changed_by_name=act.last_changed_by(),
            declaration=declaration,
            identity=drafting.identity_of(
                act.study, current.content, identity or IdentityCheck(confirmed=True)
            ),
            missing_fields=missing_fields,
        )
        return lifecycle.refusals(act.report.state, Event.SUBMIT, facts)
