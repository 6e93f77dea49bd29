"""What was said about one report, its revisions, and bringing back an earlier text as a new revision."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from governance import lifecycle
from governance.accounts import Acting, require_role
from governance.audit import Act
from governance.canonical import utc_from_text
from governance.errors import NotPermitted
from governance.people import Meaning, Person, Role
from governance.report import Content, Event, Report, Revision, RevisionKind, State
from governance.service import reading, reviewing
from governance.service.acts import begin, lease_until
from governance.service.reading import REPORT_READERS
from governance.store import Store, Unit, tables
from resources.errors import InputError

_FINAL_EVENTS = {
    Meaning.AUTHORISATION.value: Event.AUTHORISE,
    Meaning.ADDENDUM.value: Event.AUTHORISE,
    Meaning.CORRECTION.value: Event.CORRECT,
}


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that a person did with a report and said about it.

    `reason` is the code of a `ReturnReason` or `RecallReason`, `score` that of a `Score`; both are empty where
    there is none. `revision` is the one that the person had before him or her.
    """

    event: Event
    at: datetime
    person_id: str
    name: str
    reason: str
    comment: str
    revision: int
    score: str = ""


@dataclass(frozen=True, slots=True)
class RevisionLine:
    """One revision in a list: whose, when, and in brief what differs from the one before it."""

    number: int
    kind: RevisionKind
    act: str
    person_id: str
    name: str
    role: Role
    made_at: datetime
    sha256: str
    comment: str
    current: bool
    submitted: bool
    sections: tuple[str, ...]
    measurements_added: int
    measurements_changed: int
    measurements_removed: int
    images_changed: bool
    remark_changed: bool


@dataclass(frozen=True, slots=True)
class ReportHistory:
    """What was said, oldest first, and all revisions, newest last."""

    said: tuple[Said, ...]
    revisions: tuple[RevisionLine, ...]


def read_on_record(
    unit: Unit, acting: Acting, report: Report, detail: str, *, act: Act = Act.REPORT_READ
) -> Person:
    """The acting person, who may read reports; the reading is put on record."""
    person = require_role(unit, acting, *REPORT_READERS)
    unit.audit(
        act,
        acting.actor,
        objects=[{"type": "report", "id": report.id, "revision": str(report.revision), "detail": detail}],
        responsible=report.responsible_radiologist_id,
    )
    return person


def report_history(store: Store, acting: Acting, report_id: str) -> ReportHistory:
    """Every return, withdrawal, hand-back, submission, authorisation, correction and recall, and all revisions.

    Raises
    ------
    NotPermitted
        The role may not read reports, or a revision isn't what was written (X-INTEGRITY).
    """
    with store.write() as unit:
        report = reading.head(unit.connection, report_id)
        read_on_record(unit, acting, report, "history")
        return ReportHistory(_said(unit.connection, report), _lines(unit.connection, report))


def last_return(store: Store, report_id: str) -> Said | None:
    """The latest return of a report to its author; None when it never was returned. Reads only."""
    with store.read() as connection:
        said = _said(connection, reading.head(connection, report_id))
    return next((s for s in reversed(said) if s.event is Event.RETURN), None)


def _said(connection: Connection, report: Report) -> tuple[Said, ...]:
    review, signature, discrepancy = tables.review, tables.signature, tables.discrepancy
    scores = {
        r.revision: (str(r.score), str(json.loads(r.content).get("comment", "")))
        for r in connection.execute(select(discrepancy).where(discrepancy.c.report_id == report.id))
    }
    found = [
        Said(
            Event(r.kind),
            utc_from_text(r.at),
            r.by,
            reading.display_name(connection, r.by),
            r.reason,
            r.comment,
            int(r.revision),
        )
        for r in connection.execute(select(review).where(review.c.report_id == report.id))
        if r.kind in list(Event)
    ]
    signed = select(signature).where(
        signature.c.subject_id == report.id,
        signature.c.meaning.in_((Meaning.SUBMISSION.value, *_FINAL_EVENTS)),
    )
    for r in connection.execute(signed):
        score, comment = scores.get(r.revision, ("", "")) if r.meaning in _FINAL_EVENTS else ("", "")
        event = _FINAL_EVENTS.get(r.meaning, Event.SUBMIT)
        if event is Event.CORRECT:
            comment = reading.revision(connection, report.id, int(r.revision)).comment
        name = reading.display_name(connection, r.person_id)
        at = utc_from_text(r.signed_at)
        found.append(Said(event, at, r.person_id, name, "", comment, int(r.revision), score))
    return tuple(sorted(found, key=lambda s: (s.at, s.revision)))


def _lines(connection: Connection, report: Report) -> tuple[RevisionLine, ...]:
    table = tables.revision
    rows = connection.execute(select(table).where(table.c.report_id == report.id).order_by(table.c.number))
    names: dict[str, str] = {}
    before: Mapping[str, Any] = {}
    lines = []
    for row in rows:
        if hashlib.sha256(row.document.encode("utf-8")).hexdigest() != row.hash:
            raise NotPermitted.because("X-INTEGRITY")
        document = json.loads(row.document)
        content = document["content"]
        who = str(row.made_by)
        if who not in names:
            names[who] = reading.display_name(connection, who)
        added, changed, removed = _measurements(before.get("findings", ()), content["findings"])
        lines.append(
            RevisionLine(
                number=int(row.number),
                kind=RevisionKind(row.kind),
                act=str(row.act),
                person_id=who,
                name=names[who],
                role=Role(document["acting_role"]),
                made_at=utc_from_text(row.made_at),
                sha256=str(row.hash),
                comment=str(document["comment"]),
                current=int(row.number) == report.revision,
                submitted=int(row.number) == report.submitted_revision,
                sections=_sections(before.get("sections", ()), content["sections"]),
                measurements_added=added,
                measurements_changed=changed,
                measurements_removed=removed,
                images_changed=bool(before) and before["key_images"] != content["key_images"],
                remark_changed=bool(before) and before["remark"] != content["remark"],
            )
        )
        if row.kind != RevisionKind.CONFLICT.value:  # a text that came too late is nobody's predecessor
            before = content
    return tuple(lines)


def _sections(old: Iterable[Mapping[str, Any]], new: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """Titles of the sections whose text differs."""
    before, after = {s["key"]: s for s in old}, {s["key"]: s for s in new}
    return tuple(
        (after.get(key) or before[key])["title"] or key
        for key in dict.fromkeys((*after, *before))
        if before.get(key, {}).get("text", "") != after.get(key, {}).get("text", "")
    )


def _measurements(old: Iterable[Mapping[str, Any]], new: Iterable[Mapping[str, Any]]) -> tuple[int, int, int]:
    """How many findings came, changed in any respect, and went."""
    before, after = {f["id"]: f for f in old}, {f["id"]: f for f in new}
    changed = sum(before[i] != after[i] for i in before.keys() & after.keys())
    return len(after.keys() - before.keys()), changed, len(before.keys() - after.keys())


def revision_content(store: Store, acting: Acting, report_id: str, number: int) -> Revision:
    """One revision, to show or to compare; on record as a reading."""
    with store.write() as unit:
        report = reading.head(unit.connection, report_id)
        found = _revision(unit.connection, report_id, number)
        read_on_record(unit, acting, report, f"revision {number}")
    return found


def _revision(connection: Connection, report_id: str, number: int) -> Revision:
    last, _ = reading.following(connection, report_id)
    if not 1 <= number < last:
        raise InputError(
            "There is no revision {number} of this report.",
            "Choose one from the list of revisions.",
            code="unknown_revision",
            fields={"number": number},
        )
    return reading.revision(connection, report_id, number)


def restore_revision(
    store: Store, acting: Acting, report_id: str, number: int, *, expected_lock_version: int
) -> Report:
    """Write a new revision with the content of an earlier one; nothing is taken away.

    The author does so in a draft or a returned draft, under the gate and the lease, as with any save; the
    radiologist who has claimed it, as a revision of the review. Patient and study stay those of now.

    Raises
    ------
    NotPermitted
        With every reason. A change in between (T2-CONFLICT) keeps nothing aside: the earlier text is on record.
    FileFault
        A picture of the earlier text is missing or has changed; nothing was written.
    """
    comment = f"restores revision {number}"
    with store.read() as connection:
        report = reading.head(connection, report_id)
        old = _revision(connection, report_id, number).content
    for image in old.key_images:
        store.files.get(image.sha256)
    if report.state is State.IN_REVIEW:
        return reviewing.save_review(
            store,
            acting,
            report_id,
            old,
            expected_lock_version=expected_lock_version,
            comment=comment,
        )
    with store.write() as unit:
        act = begin(store, unit, acting, report_id)
        found, now = act.gate(), act.current().content
        content: Content = replace(
            old,
            task=act.report.task,
            kind=act.report.kind,
            patient=now.patient,
            study=now.study,
            parent_sha256=now.parent_sha256,
        )
        facts = act.facts(
            content=content,
            protocol=found.protocol,
            gate=found.gate,
            expected_lock_version=expected_lock_version,
            changed_by_name=act.last_changed_by(),
        )
        lifecycle.transition(act.report.state, Event.SAVE, facts)
        made, digest = act.revise(content, RevisionKind.AUTHOR, Event.SAVE, evaluated=found, comment=comment)
        lease = reading.lease_values(acting, lease_until(store, unit.at))
        act.report = reading.move(unit, act.report, revision=made.number, revision_sha256=digest, **lease)
        act.audit(Act.SAVE, act.report, detail=comment, controls="G1 allowed")
    return act.report
