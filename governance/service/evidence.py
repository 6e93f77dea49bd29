"""What is known of a final that doesn't verify, and all of it in one file, exactly as it lies there (S23).

Nothing here repairs, replaces or leaves out: each part is given with the hash that is expected and the hash
that is found. A part that can't be read is named as such.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import Connection, Table, select

from governance import audit, signing
from governance.accounts import Acting, require_role
from governance.audit import SUCCESS, Act
from governance.canonical import utc_text
from governance.errors import NotPermitted
from governance.files import FileFault
from governance.people import Role
from governance.report import FINAL_STATES, State
from governance.service import reading
from governance.service.finals import Access, access_of, rows_about
from governance.service.reading import REPORT_READERS
from governance.store import Store, tables
from resources.errors import InputError

#: at an integrity fault the administrator and the log keeper may secure the evidence too (S23)
SECURERS = (*REPORT_READERS, Role.ADMINISTRATOR, Role.LOG_KEEPER)

README = """\
Bewijsbundel van één verslag, zoals het er ligt; er is niets hersteld of weggelaten.
manifest.json noemt van elk onderdeel de verwachte en de gevonden SHA-256. verify.json is de controle van de
hele database op dat moment. audit.jsonl zijn de regels van de audittrail over dit verslag, anchors.jsonl alle
ankers. Deze bundel bevat patiëntgegevens.

Evidence bundle of one report, exactly as it lies there; nothing was repaired or left out.
manifest.json gives the expected and the found SHA-256 of each part. verify.json is the check of the whole
database at that moment. audit.jsonl holds the rows of the audit trail about this report, anchors.jsonl all
anchors. This bundle contains patient data.
"""


@dataclass(frozen=True, slots=True)
class PartCheck:
    """One stored part: the hash that it should have and the hash that it has; `found` is empty when it is missing."""

    name: str
    expected: str
    found: str

    @property
    def ok(self) -> bool:
        return bool(self.expected) and self.expected == self.found


@dataclass(frozen=True, slots=True)
class IntegrityFacts:
    """What was expected and found of a final, since when, and who has been told.

    `fault` is empty when it verifies; `expected` and `found` are the hashes of its document.
    """

    fault: str
    expected: str
    found: str
    files: tuple[PartCheck, ...]
    last_sound_at: datetime | None
    alerts: tuple[Access, ...]


def integrity_facts(store: Store, acting: Acting, report_id: str) -> IntegrityFacts:
    """The facts of a final that may not be shown. The look is on record."""
    with store.write() as unit:
        require_role(unit, acting, *SECURERS)
        row = _head(unit.connection, report_id)
        seen = [access_of(r, o) for r, o in rows_about(unit.connection, report_id)]
        sound = [a.at for a in seen if _was_sound(a)]
        facts = IntegrityFacts(
            fault=_fault(store, unit.connection, row),
            expected=str(row["authorised_sha256"]),
            found=_document(unit.connection, row)[0].found,
            files=tuple(check for check, _ in _files(store, unit.connection, row)),
            last_sound_at=max(sound, default=None),
            alerts=tuple(a for a in seen if a.act == Act.SECURITY_ALERT.name),
        )
        unit.audit(
            Act.LOG_READ,
            acting.actor,
            objects=[{"type": "report", "id": report_id, "detail": "integrity"}],
            responsible=str(row["responsible_radiologist_id"]),
        )
    return facts


def _was_sound(seen: Access) -> bool:
    signed = seen.act in (Act.AUTHORISE.name, Act.CORRECT.name)
    read = seen.act == Act.REPORT_READ.name and not seen.detail
    return seen.outcome == SUCCESS and (signed or read or seen.act == Act.EXPORTED.name)


def _head(connection: Connection, report_id: str) -> Mapping[Any, Any]:
    """The head as it lies there, whatever stands in it."""
    row = connection.execute(select(tables.report).where(tables.report.c.id == report_id)).mappings().first()
    if row is None:
        raise InputError("There is no report with this number.", code="unknown_report")
    return row


def _fault(store: Store, connection: Connection, row: Mapping[Any, Any]) -> str:
    try:
        report = reading.to_report(row)
    except ValueError:
        return "the head can't be read"
    if report.state not in (*FINAL_STATES, State.RECALLED):
        return ""
    return reading.final_fault(connection, store.files, report) or ""


def _revisions(connection: Connection, report_id: str) -> list[tuple[int, str, str]]:
    """Number, document and hash of each revision as they lie there."""
    table = tables.revision
    query = select(table.c.number, table.c.document, table.c.hash).where(table.c.report_id == report_id)
    return [(int(n), str(d), str(h)) for n, d, h in connection.execute(query.order_by(table.c.number))]


def _document(connection: Connection, row: Mapping[Any, Any]) -> tuple[PartCheck, bytes]:
    """The document that was signed, against the hash of the signature's head."""
    expected = str(row["authorised_sha256"] or row["revision_sha256"])
    for number, document, _ in _revisions(connection, str(row["id"])):
        if number == row["revision"]:
            data = document.encode("utf-8")
            return PartCheck("document.json", expected, hashlib.sha256(data).hexdigest()), data
    return PartCheck("document.json", expected, ""), b""


def _files(
    store: Store, connection: Connection, row: Mapping[Any, Any]
) -> list[tuple[PartCheck, bytes | None]]:
    """Each file that was stored with the revision, as it lies there; None where it is missing."""
    table = tables.report_file
    query = select(table.c.name, table.c.sha256).where(
        table.c.report_id == row["id"], table.c.revision == row["revision"]
    )
    found: list[tuple[PartCheck, bytes | None]] = []
    for name, sha256 in connection.execute(query.order_by(table.c.name)):
        try:
            data: bytes | None = store.files.path(str(sha256)).read_bytes()
        except (OSError, FileFault):
            data = None
        digest = hashlib.sha256(data).hexdigest() if data is not None else ""
        found.append((PartCheck(f"files/{PurePosixPath(str(name)).name}", str(sha256), digest), data))
    return found


def evidence_bundle(store: Store, acting: Acting, report_id: str) -> bytes:
    """Everything about one report as a ZIP file; its making is an export on the trail, with its hash.

    Raises
    ------
    NotPermitted
        The role may not secure evidence: the administrator and the log keeper only of a report that doesn't verify.
    """
    from governance.verify import verify

    checked = verify(store.home, anchor_file=store.anchors.path, vault=store.keys.vault)
    with store.write() as unit:
        connection = unit.connection
        require_role(unit, acting, *SECURERS)
        row = _head(connection, report_id)
        fault = _fault(store, connection, row)
        if acting.role not in REPORT_READERS and not fault:
            raise NotPermitted.because("T-ACCOUNT", {"rol": acting.role.value})
        signed, document = _document(connection, row)
        parts: dict[str, bytes] = {"LEESMIJ.txt": README.encode("utf-8"), "document.json": document}
        checks = [signed]
        for number, text, expected in _revisions(connection, report_id):
            name, data = f"revisions/{number:04d}.json", text.encode("utf-8")
            parts[name] = data
            checks.append(PartCheck(name, expected, hashlib.sha256(data).hexdigest()))
        for check, stored in _files(store, connection, row):
            checks.append(check)
            if stored is not None:
                parts[check.name] = stored
        parts["head.json"] = _json(dict(row))
        parts["signatures.json"] = _json(_signatures(connection, report_id))
        for name, table, column in (
            ("escalations.json", tables.escalation, "report_id"),
            ("reviews.json", tables.review, "report_id"),
            ("discrepancies.json", tables.discrepancy, "report_id"),
            ("views.json", tables.view_mark, "report_id"),
        ):
            parts[name] = _json(_rows(connection, table, column, report_id))
        about = [r for r, _ in rows_about(connection, report_id)]
        parts["audit.jsonl"] = audit.export_json_lines(about).encode("utf-8")
        anchors = store.anchors.path
        parts["anchors.jsonl"] = anchors.read_bytes() if anchors.exists() else b""
        parts["verify.json"] = _json(checked.to_json())
        parts["manifest.json"] = _json(
            {
                "report": report_id,
                "number": row["number"],
                "made_at": utc_text(unit.at),
                "made_by": acting.person.id,
                "database": store.database_id,
                "software": store.software_version,
                "fault": fault,
                "database_sound": checked.ok,
                "expected": [
                    {"name": c.name, "expected_sha256": c.expected, "found_sha256": c.found, "ok": c.ok}
                    for c in checks
                ],
                "parts": {name: hashlib.sha256(data).hexdigest() for name, data in sorted(parts.items())},
            }
        )
        bundle = _zip(parts, unit.at)
        unit.audit(
            Act.EXPORTED,
            acting.actor,
            objects=[
                {"type": "report", "id": report_id, "number": str(row["number"]), "state": str(row["state"])},
                {
                    "type": "export",
                    "id": "evidence",
                    "target": "file",
                    "sha256": hashlib.sha256(bundle).hexdigest(),
                },
            ],
            responsible=str(row["responsible_radiologist_id"]),
        )
    return bundle


def _signatures(connection: Connection, report_id: str) -> list[dict[str, Any]]:
    table, keys = tables.signature, tables.person_key
    rows = connection.execute(
        select(table).where(table.c.subject_id == report_id).order_by(table.c.signed_at)
    ).all()
    found = []
    for row in rows:
        public = connection.execute(
            select(keys.c.public_key).where(keys.c.fingerprint == row.fingerprint)
        ).scalar()
        found.append(
            {name: _plain(value) for name, value in row._mapping.items()}
            | {
                "public_key": bytes(public).hex() if public else "",
                "fault": _signature_fault(connection, row),
            }
        )
    return found


def _signature_fault(connection: Connection, row: Any) -> str:
    try:
        return signing.signature_fault(connection, row) or ""
    except (ValueError, KeyError, TypeError) as error:
        return f"unreadable ({type(error).__name__})"


def _rows(connection: Connection, table: Table, column: str, value: str) -> list[dict[str, Any]]:
    rows = connection.execute(select(table).where(table.c[column] == value)).mappings()
    return [{str(name): _plain(v) for name, v in row.items()} for row in rows]


def _plain(value: object) -> object:
    return value.hex() if isinstance(value, bytes) else value


def _json(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True).encode("utf-8")


def _zip(parts: Mapping[str, bytes], at: datetime) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in sorted(parts.items()):
            entry = zipfile.ZipInfo(name, at.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(entry, data)
    return out.getvalue()
