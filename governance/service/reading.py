"""Reading reports, and the two ways of writing one: a new revision, and a guarded move of its head.

A final is verified at every reading (LOCK-9): the hash of its document, its signature, its files. What doesn't
verify raises `X-INTEGRITY`, writes a security alert and isn't shown.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, update

from governance import signing
from governance.accounts import Acting, require_role
from governance.audit import SERIOUS_FAILURE, Act
from governance.canonical import canonical, content_hash, utc_from_text, utc_text
from governance.errors import NotPermitted, refusal
from governance.files import FileFault, FileStore
from governance.people import CLINICAL_ROLES, Attestation, Meaning, Person, Role
from governance.report import (
    FINAL_STATES,
    Content,
    Escalation,
    Kind,
    Lease,
    Report,
    Revision,
    State,
    ViewMark,
    WorkingKind,
    WorkingRef,
)
from governance.store import Store, Unit, registers, tables
from governance.tasks import TaskKey
from resources.errors import InputError

FINAL_MEANING: Mapping[Kind, Meaning] = {
    Kind.PRIMARY: Meaning.AUTHORISATION,
    Kind.ADDENDUM: Meaning.ADDENDUM,
    Kind.CORRECTION: Meaning.CORRECTION,
}
MEASUREMENT = "measurement:"
#: who may read reports and what was done with them
REPORT_READERS = (*CLINICAL_ROLES, Role.COORDINATOR, Role.AUDITOR, Role.TRAINER)


class ConflictError(NotPermitted):
    """Somebody else changed the report; the text that came too late is kept as revision `kept`."""

    def __init__(self, name: str, kept: int) -> None:
        super().__init__([refusal("T2-CONFLICT", naam=name)])
        self.kept = kept


@dataclass(frozen=True, slots=True)
class FinalDocument:
    """A final report that verified at the moment of reading."""

    report: Report
    revision: Revision
    signature: Attestation
    submitted: Attestation | None
    files: Mapping[str, bytes]


def head(connection: Connection, report_id: str) -> Report:
    """The head of a report; InputError when there is none."""
    row = connection.execute(select(tables.report).where(tables.report.c.id == report_id)).mappings().first()
    if row is None:
        raise InputError("There is no report with this number.", code="unknown_report")
    return to_report(row)


def to_report(row: Mapping[Any, Any]) -> Report:
    """A `Report` of a row of its table."""

    def at(name: str) -> datetime | None:
        return utc_from_text(row[name]) if row[name] else None

    lease = None
    if row["lease_holder"]:
        lease = Lease(
            row["lease_holder"],
            row["lease_workstation"],
            row["lease_session"],
            utc_from_text(row["lease_until"]),
        )
    return Report(
        id=row["id"],
        number=row["number"],
        kind=Kind(row["kind"]),
        task=TaskKey(row["task"]),
        study_instance_uid=row["study_instance_uid"],
        patient_id=row["patient_id"],
        state=State(row["state"]),
        lock_version=row["lock_version"],
        author_id=row["author_id"],
        author_role=Role(row["author_role"]),
        responsible_radiologist_id=row["responsible_radiologist_id"],
        revision=row["revision"],
        revision_sha256=row["revision_sha256"],
        created_at=utc_from_text(row["created_at"]),
        changed_at=utc_from_text(row["changed_at"]),
        order_id=row["order_id"],
        parent_id=row["parent_id"],
        submitted_at=at("submitted_at"),
        submitted_revision=row["submitted_revision"],
        claimed_by=row["claimed_by"],
        claimed_at=at("claimed_at"),
        lease=lease,
        authorised_by=row["authorised_by"],
        authorised_at=at("authorised_at"),
        authorised_sha256=row["authorised_sha256"],
        superseded_by=row["superseded_by"],
        emergency_id=row["emergency_id"],
    )


def head_digest(report: Report, study_id: str) -> str:
    """Hash of everything in a head but lease, lock version and time of change; goes into the trail."""
    fixed = replace(report, lease=None, lock_version=0, changed_at=report.created_at)
    return content_hash({"head": fixed.to_json(), "study": study_id})


def study_of(connection: Connection, report_id: str) -> str:
    """Study number of a report."""
    return str(
        connection.execute(
            select(tables.report.c.study_id).where(tables.report.c.id == report_id)
        ).scalar_one()
    )


def revision(connection: Connection, report_id: str, number: int) -> Revision:
    """One revision, its hash checked; raises X-INTEGRITY when it isn't what was written."""
    table = tables.revision
    row = connection.execute(
        select(table.c.document, table.c.hash).where(table.c.report_id == report_id, table.c.number == number)
    ).first()
    if row is None or hashlib.sha256(row.document.encode("utf-8")).hexdigest() != row.hash:
        raise NotPermitted.because("X-INTEGRITY")
    return Revision.from_json(json.loads(row.document))


def with_measurements(content: Content) -> Content:
    """Content whose workings name every group of findings by the hash of its findings (A5).

    So that what must be viewed before signing can't be left out; other workings stay as they are.
    """
    groups: dict[str, list[Any]] = {}
    for finding in content.findings:
        groups.setdefault(finding.group or finding.id, []).append(finding)
    own = tuple(w for w in content.workings if not w.id.startswith(MEASUREMENT))
    made = tuple(
        WorkingRef(
            f"{MEASUREMENT}{group}",
            WorkingKind.MEASUREMENT,
            _group_hash(found),
            found[0].label or found[0].level or group,
        )
        for group, found in groups.items()
    )
    return replace(content, workings=(*made, *own))


#: hashes of groups of findings by the identity of their (immutable) members, which are kept with them so that an
#: identity isn't given to another; every edit asks for all groups of a draft, and changes one
_GROUP_HASHES: OrderedDict[tuple[int, ...], tuple[tuple[Any, ...], str]] = OrderedDict()
_GROUP_LOCK = threading.Lock()
_MOST_GROUPS = 128


def _group_hash(found: Sequence[Any]) -> str:
    """Hash of a group of findings, worked out once for the same objects."""
    key = tuple(id(f) for f in found)
    with _GROUP_LOCK:
        known = _GROUP_HASHES.get(key)
        if known is not None:
            _GROUP_HASHES.move_to_end(key)
            return known[1]
    made = (tuple(found), content_hash([f.to_json() for f in found]))
    with _GROUP_LOCK:
        _GROUP_HASHES[key] = made
        while len(_GROUP_HASHES) > _MOST_GROUPS:
            _GROUP_HASHES.popitem(last=False)  # the one longest unused
    return made[1]


def write_revision(unit: Unit, new: Revision) -> str:
    """Append a revision; returns its hash. Its number and predecessor must continue the report's row."""
    document = canonical(new.to_json())
    digest = hashlib.sha256(document).hexdigest()
    unit.insert(
        tables.revision,
        report_id=new.report_id,
        number=new.number,
        kind=new.kind.value,
        act=new.act.value,
        document=document.decode("utf-8"),
        hash=digest,
        prev_hash=new.predecessor_sha256,
        made_by=new.made_by,
        made_at=utc_text(new.made_at),
        responsible_radiologist_id=new.responsible_radiologist_id,
    )
    return digest


def following(connection: Connection, report_id: str) -> tuple[int, str]:
    """Number of the next revision and hash of the last one."""
    table = tables.revision
    row = connection.execute(
        select(table.c.number, table.c.hash)
        .where(table.c.report_id == report_id)
        .order_by(table.c.number.desc())
        .limit(1)
    ).first()
    return (int(row.number) + 1, str(row.hash)) if row else (1, "")


def move(unit: Unit, before: Report, **values: object) -> Report:
    """Change the head by compare-and-set; raises T2-CONFLICT when it isn't as it was read."""
    table = tables.report
    plain = {k: utc_text(v) if isinstance(v, datetime) else v for k, v in values.items()}
    done = unit.connection.execute(
        update(table)
        .where(table.c.id == before.id, table.c.lock_version == before.lock_version)
        .values(lock_version=before.lock_version + 1, changed_at=utc_text(unit.at), **plain)
    )
    if done.rowcount != 1:
        raise NotPermitted.because("T2-CONFLICT", {"naam": ""})
    return head(unit.connection, before.id)


def lease_values(acting: Acting, until: datetime) -> dict[str, object]:
    """Columns of a lease held by the acting person."""
    return {
        "lease_holder": acting.person.id,
        "lease_workstation": acting.workstation,
        "lease_session": acting.session,
        "lease_until": until,
    }


NO_LEASE: dict[str, object] = dict.fromkeys(
    ("lease_holder", "lease_workstation", "lease_session", "lease_until")
)


def display_name(connection: Connection, person_id: str) -> str:
    """Name to show; empty for nobody."""
    found = registers.find(connection, "person", person_id, Person) if person_id else None
    return found.display_name if found else ""


def escalations(connection: Connection, report_id: str) -> tuple[Escalation, ...]:
    """Escalations of a report as they stand now, oldest first."""
    table = tables.escalation
    newest = (
        select(table.c.id, func.max(table.c.version).label("version"))
        .where(table.c.report_id == report_id)
        .group_by(table.c.id)
        .subquery()
    )
    rows = connection.execute(
        select(table.c.content).join(
            newest, (newest.c.id == table.c.id) & (newest.c.version == table.c.version)
        )
    ).scalars()
    found = (Escalation.from_json(json.loads(text)) for text in rows)
    return tuple(sorted(found, key=lambda e: (e.raised_at, e.id)))


def views(connection: Connection, report_id: str) -> tuple[ViewMark, ...]:
    """Which workings were opened, by whom, in which version."""
    rows = connection.execute(select(tables.view_mark).where(tables.view_mark.c.report_id == report_id))
    return tuple(
        ViewMark(r.report_id, r.working_id, r.sha256, r.person_id, utc_from_text(r.viewed_at)) for r in rows
    )


def final_fault(connection: Connection, files: FileStore, report: Report) -> str | None:
    """Why a final report can't be trusted; None when hash, signature and files verify."""
    try:
        document = revision(connection, report.id, report.revision)
    except (NotPermitted, ValueError, KeyError):
        return "the document has changed"
    digest = document.digest()
    if digest != report.authorised_sha256 or digest != report.revision_sha256:
        return "the document isn't the one that was signed"
    found = [
        a
        for a in signing.attestations(
            connection, report.id, revision=report.revision, meaning=FINAL_MEANING[report.kind]
        )
        if a.person_id == report.authorised_by and a.signed_sha256 == digest
    ]
    if not any(a.verified for a in found):
        return "no valid signature of the authorising radiologist"
    told = (
        document.report_id,
        document.content.kind,
        document.content.task,
        document.content.patient.patient_id,
        document.content.study.study_instance_uid,
        document.responsible_radiologist_id,
    )
    if told != (
        report.id,
        report.kind,
        report.task,
        report.patient_id,
        report.study_instance_uid,
        report.responsible_radiologist_id,
    ):
        return "head and document tell of different reports"
    if report.authorised_by == document.author_id or document.author_id != report.author_id:
        return "author and authoriser are the same"
    for sha256 in _files(connection, report).values():
        try:
            files.get(sha256)
        except FileFault as error:
            return f"a stored file: {error.detail}"
    return None


def _files(connection: Connection, report: Report) -> dict[str, str]:
    table = tables.report_file
    rows = connection.execute(
        select(table.c.name, table.c.sha256)
        .where(table.c.report_id == report.id, table.c.revision == report.revision)
        .order_by(table.c.name)
    )
    return {str(name): str(sha256) for name, sha256 in rows}


def read_final(store: Store, acting: Acting, report_id: str) -> FinalDocument:
    """A final report, verified now, with its stored files; for showing and for every export of finals.

    Raises
    ------
    NotPermitted
        ``X-NOT-FINAL`` for a report that isn't final, ``X-INTEGRITY`` for one that doesn't verify (also
        written to the audit trail as a security alert), or the role may not read reports.
    """
    with store.read() as connection:
        report = head(connection, report_id)
        if report.state not in FINAL_STATES:
            raise NotPermitted.because("X-NOT-FINAL")
        fault = final_fault(connection, store.files, report)
        if fault is None:
            signed = signing.attestations(connection, report_id)
            document = FinalDocument(
                report,
                revision(connection, report_id, report.revision),
                next(a for a in signed if a.meaning is FINAL_MEANING[report.kind] and a.verified),
                next((a for a in reversed(signed) if a.meaning is Meaning.SUBMISSION), None),
                {name: store.files.get(sha) for name, sha in _files(connection, report).items()},
            )
    _put_reading_on_record(store, acting, report, fault)
    return document


def open_report(store: Store, acting: Acting, report_id: str) -> tuple[Report, Revision]:
    """Head and current revision of a report, on record as a reading.

    What was ever signed is verified first, also when it was recalled; of a draft the hash is checked. Raises
    NotPermitted like `read_final`.
    """
    with store.read() as connection:
        report = head(connection, report_id)
        if report.state not in FINAL_STATES:
            fault = _draft_fault(connection, store.files, report)
            current = revision(connection, report_id, report.revision) if fault is None else None
    if report.state in FINAL_STATES:
        document = read_final(store, acting, report_id)
        return document.report, document.revision
    _put_reading_on_record(store, acting, report, fault, revision=str(report.revision))
    if current is None:  # a fault has raised already
        raise NotPermitted.because("X-INTEGRITY")
    return report, current


def _draft_fault(connection: Connection, files: FileStore, report: Report) -> str | None:
    """Why a report that isn't final can't be trusted; None when it can. A recalled one was signed once."""
    if report.state is State.RECALLED:
        return final_fault(connection, files, report)
    try:
        digest = revision(connection, report.id, report.revision).digest()
    except (NotPermitted, ValueError, KeyError):
        return "the document has changed"
    return None if digest == report.revision_sha256 else "the document isn't the one that the head names"


def _put_reading_on_record(
    store: Store, acting: Acting, report: Report, fault: str | None, **more: str
) -> None:
    """A reading by somebody who may read; a fault is a security alert instead, and refuses."""
    with store.write() as unit:
        if fault is None:
            require_role(unit, acting, *REPORT_READERS)
        unit.audit(
            Act.SECURITY_ALERT if fault else Act.REPORT_READ,
            acting.actor,
            objects=[{"type": "report", "id": report.id, "detail": fault or "", **more}],
            outcome=SERIOUS_FAILURE if fault else 0,
            responsible=report.responsible_radiologist_id,
        )
    if fault is not None:
        raise NotPermitted.because("X-INTEGRITY")


def revisions(store: Store, report_id: str) -> list[Revision]:
    """All revisions of a report, oldest first, each with its hash checked."""
    with store.read() as connection:
        last, _ = following(connection, report_id)
        return [revision(connection, report_id, n) for n in range(1, last)]


def history(store: Store, report_id: str) -> list[Attestation]:
    """Signatures on a report, each verified now, oldest first."""
    with store.read() as connection:
        return signing.attestations(connection, report_id)


def stored_files(store: Store, report_id: str) -> dict[str, str]:
    """Name and SHA-256 of the files stored with the current revision."""
    with store.read() as connection:
        return _files(connection, head(connection, report_id))
