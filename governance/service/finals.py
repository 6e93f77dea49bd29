"""Finals going out and being looked at: export, who read it, the versions of one report.

A final leaves only verified at that moment and on record: what, to what kind of place, with which hash.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from governance import audit
from governance.accounts import Acting, require_role
from governance.audit import Act, AuditRow
from governance.canonical import utc_from_text
from governance.errors import NotPermitted
from governance.people import CLINICAL_ROLES, Role
from governance.report import FINAL_STATES, Kind, Report, State
from governance.service import reading
from governance.service.history import read_on_record
from governance.service.reading import REPORT_READERS, FinalDocument
from governance.store import Store, tables
from resources.errors import InputError

#: what can be exported of a final, with the ending of the stored file and the type of what comes out
EXPORTS: Mapping[str, tuple[str, str]] = {
    "pdf": (".pdf", "application/pdf"),
    "sr": (".dcm", "application/dicom"),
    "audit": (".jsonl", "application/jsonl"),
}
EXPORTERS = (*CLINICAL_ROLES, Role.AUDITOR)
#: a kind of place, never a path: a path may name a patient
_TARGET = re.compile(r"[a-z][a-z_]{0,29}")
_FILE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,199}")


@dataclass(frozen=True, slots=True)
class Exported:
    """What goes out, with its hash as the trail has it."""

    name: str
    data: bytes
    sha256: str
    media_type: str


def export_final(store: Store, acting: Acting, report_id: str, *, what: str, target: str) -> Exported:
    """One output of a final report, verified now; the export is an event of its own on the trail.

    Parameters
    ----------
    what : str
        ``"pdf"``, ``"sr"`` (the stored structured report) or ``"audit"`` (the rows of the trail about this report).
    target : str
        The kind of place: ``"file"``, ``"print"``, ``"clipboard"``, ``"archive"`` …

    Raises
    ------
    NotPermitted
        X-NOT-FINAL, X-RECALLED, T12-SUPERSEDED, X-INTEGRITY, or the role may not export. Nothing goes out.
    """
    if what not in EXPORTS or not _TARGET.fullmatch(target):
        raise InputError("This export doesn't exist.", "Choose pdf, sr or audit.", code="export")
    with store.look() as unit:
        require_role(unit, acting, *EXPORTERS)
        report = reading.head(unit.connection, report_id)
    if report.state is State.RECALLED:
        raise NotPermitted.because("X-RECALLED")
    if report.superseded_by:
        raise NotPermitted.because("T12-SUPERSEDED")
    document = reading.read_final(store, acting, report_id)
    if document.report.superseded_by:  # meanwhile
        raise NotPermitted.because("T12-SUPERSEDED")
    ending, media_type = EXPORTS[what]
    if what == "audit":
        with store.read() as connection:
            rows = [row for row, _ in rows_about(connection, report_id)]
        name, data = f"{report.number}_audit{ending}", audit.export_json_lines(rows).encode("utf-8")
    else:
        name, data = _stored(document, ending)
    sha256 = hashlib.sha256(data).hexdigest()
    put_export_on_record(store, acting, report, what=what, target=target, name=name, sha256=sha256)
    return Exported(name, data, sha256, media_type)


def _stored(document: FinalDocument, ending: str) -> tuple[str, bytes]:
    for name, data in document.files.items():
        if name.endswith(ending):
            if not _FILE_NAME.fullmatch(
                name
            ):  # the name becomes a path: none that the program gives has more in it
                raise NotPermitted.because("X-INTEGRITY")
            return name, data
    raise InputError(
        "No such document was stored when this report was signed.",
        "Choose another kind of document.",
        code="export",
    )


def put_export_on_record(
    store: Store, acting: Acting, report: Report, *, what: str, target: str, name: str, sha256: str
) -> None:
    """The audit row of one export."""
    with store.write() as unit:
        unit.audit(
            Act.EXPORTED,
            acting.actor,
            objects=[
                {"type": "report", "id": report.id, "number": report.number, "state": report.state.value},
                {"type": "export", "id": what, "target": target, "file": name, "sha256": sha256},
            ],
            responsible=report.responsible_radiologist_id,
        )


# --- who read it -------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Access:
    """One row of the trail about a report. `act` is the name of an `audit.Act`, e.g. ``REPORT_READ``."""

    at: datetime
    person_id: str
    name: str
    role: str
    act: str
    detail: str
    workstation: str
    outcome: int

    @property
    def is_reading(self) -> bool:
        """Somebody looked or took a copy; nothing changed."""
        return self.act in ("REPORT_READ", "WORKING_VIEWED", "EXPORTED")


def rows_about(connection: Connection, report_id: str) -> Iterator[tuple[AuditRow, list[Mapping[str, Any]]]]:
    """Rows of the trail that name this report, with the objects in which they do."""
    log = tables.audit_log
    query = select(log).where(log.c.objects.contains(report_id, autoescape=True)).order_by(log.c.seq)
    for row in connection.execute(query).mappings():
        objects = json.loads(row["objects"])
        if not any(report_id in (o.get("id"), o.get("report")) for o in objects):
            continue
        fields = {name: row[name] for name in audit.ROW_COLUMNS}
        yield (
            AuditRow(int(row["seq"]), bytes(row["prev_hash"]), bytes(row["hash"]), fields),
            [o for o in objects if o.get("type") not in ("study",)],
        )


def access_of(row: AuditRow, objects: list[Mapping[str, Any]]) -> Access:
    """A row of the trail as a line of the access list."""
    f = row.fields
    code = (f["event_id"], f["event_type"], f["action"])
    act = next((a.name for a in Act if a.value == code), str(f["event_type"]))
    exported = next((o for o in objects if o.get("type") == "export"), None)
    sent = [o for o in objects if o.get("type") == "sent"]
    detail = (
        f"{exported['id']} {exported['target']}"
        if exported
        else _sending(objects, sent)
        if act == Act.ARCHIVE_SENT.name
        else " ".join(str(o["detail"]) for o in objects if o.get("detail"))
    )
    return Access(
        at=utc_from_text(f["ts_utc"]),
        person_id=f["user_id"],
        name=f["name"],
        role=f["role"],
        act=act,
        detail=detail,
        workstation=f["workstation"],
        outcome=int(f["outcome"]),
    )


def _sending(objects: list[Mapping[str, Any]], sent: list[Mapping[str, Any]]) -> str:
    """A sending in words of its own: how much is proven of how much, by what, and to which node."""
    node = next((str(o["id"]) for o in objects if o.get("type") == "archive"), "")
    proofs = sorted({str(o["proven"]) for o in sent if o.get("proven")})
    return f"{sum(bool(o.get('proven')) for o in sent)} {len(sent)} {'+'.join(proofs) or '-'} {node}"


def accesses(store: Store, acting: Acting, report_id: str) -> tuple[Access, ...]:
    """Everything the trail says of this report, newest first: who, in which role, when, what. Itself on record."""
    with store.write() as unit:
        report = reading.head(unit.connection, report_id)
        found = [access_of(row, objects) for row, objects in rows_about(unit.connection, report_id)]
        read_on_record(unit, acting, report, "access list", act=Act.LOG_READ)
    return tuple(reversed(found))


# --- versions ----------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class FinalVersion:
    """One document of a family: the report itself, an addendum, a correction."""

    report_id: str
    number: str
    kind: Kind
    state: State
    at: datetime | None
    person_id: str
    name: str
    sha256: str
    parent_id: str
    superseded_by: str
    is_this: bool

    @property
    def is_valid(self) -> bool:
        """Final, not recalled, not replaced by a correction."""
        return self.state in FINAL_STATES and not self.superseded_by


def family(connection: Connection, report_id: str) -> list[Report]:
    """The report's whole family, oldest first: from the first report down to every addendum and correction."""
    root = reading.head(connection, report_id)
    while root.parent_id:
        root = reading.head(connection, root.parent_id)
    found, waiting = [root], [root.id]
    table = tables.report
    while waiting:
        rows = connection.execute(select(table).where(table.c.parent_id.in_(waiting))).mappings()
        children = [reading.to_report(row) for row in rows]
        found.extend(children)
        waiting = [c.id for c in children]
    return sorted(found, key=lambda r: (r.created_at, r.number))


def versions(store: Store, acting: Acting, report_id: str) -> tuple[FinalVersion, ...]:
    """Original, addenda, corrections and recall of one report, oldest first. Reads only."""
    with store.look() as unit:
        require_role(unit, acting, *REPORT_READERS)
        return tuple(
            FinalVersion(
                report_id=r.id,
                number=r.number,
                kind=r.kind,
                state=r.state,
                at=r.authorised_at,
                person_id=r.authorised_by,
                name=reading.display_name(unit.connection, r.authorised_by),
                sha256=r.authorised_sha256,
                parent_id=r.parent_id,
                superseded_by=r.superseded_by,
                is_this=r.id == report_id,
            )
            for r in family(unit.connection, report_id)
        )


def last_valid_version(store: Store, acting: Acting, report_id: str) -> FinalDocument | None:
    """The newest other version of this report that verifies now; None when there is none. On record as a reading.

    Addenda don't count: they say nothing without what they add to. There is none for a role that may not read reports.
    """
    if acting.role not in REPORT_READERS:
        return None
    with store.read() as connection:
        others = [
            r
            for r in family(connection, report_id)
            if r.id != report_id and r.state in FINAL_STATES and r.kind is not Kind.ADDENDUM
        ]
        sound = [r for r in others if reading.final_fault(connection, store.files, r) is None]
    newest = max(sound, key=lambda r: r.authorised_at or r.created_at, default=None)
    return reading.read_final(store, acting, newest.id) if newest else None
