"""Check a whole store: chain, anchors, revisions, signatures, files, triggers, keys, and states against the trail.

`verify(home)` opens the database read-only in effect: it changes nothing. Each finding has a code; the report
is sound when there is none. What it can't tell: a store that was replaced together with its keys and its
anchors, which only anchors kept elsewhere (syslog, the code printed on the PDF) show.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.exc import DatabaseError

from governance import anchors, audit, signing
from governance.audit import Act
from governance.canonical import canonical
from governance.files import FileFault, FileStore
from governance.keys import InstallationKeys, Vault, choose_vault
from governance.report import FINAL_STATES, State
from governance.service import reading
from governance.store import migrate, tables, triggers
from governance.store.engine import sqlite_engine
from governance.store.opening import DATABASE
from resources.errors import Refused

#: acts that set a state, and the states in which a report may then stand
_STATE_ACTS = frozenset(
    {
        Act.CREATE,
        Act.SAVE,
        Act.SUBMIT,
        Act.WITHDRAW,
        Act.CLAIM,
        Act.RELEASE,
        Act.RETURN,
        Act.AUTHORISE,
        Act.ADDEND,
        Act.CORRECT,
        Act.SUPERSEDE,
        Act.RECALL,
        Act.ESCALATE,
        Act.ESCALATION_STEP,
        Act.HAND_BACK,
        Act.LAPSE,
    }
)
_STATE_TYPES = frozenset(a.event_type for a in _STATE_ACTS)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that doesn't hold: a code for programs, where, and what (no patient data)."""

    code: str
    where: str
    what: str

    def to_json(self) -> dict[str, str]:
        return {"code": self.code, "where": self.where, "what": self.what}


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """Outcome of `verify`: what was counted, and every fault."""

    faults: tuple[Fault, ...]
    counts: Mapping[str, int]
    head_code: str = ""

    @property
    def ok(self) -> bool:
        """Sound; the command line then exits with 0."""
        return not self.faults

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(f.code for f in self.faults)

    def to_json(self) -> dict[str, Any]:
        return {
            "ok": self.ok,
            "counts": dict(self.counts),
            "head": self.head_code,
            "findings": [f.to_json() for f in self.faults],
        }


def verify(home: Path, *, anchor_file: Path | None = None, vault: Vault | None = None) -> VerifyReport:
    """Check the store in `home`.

    Parameters
    ----------
    anchor_file : Path or None
        Where the anchors are; default as for `Store.open`.
    """
    home = Path(home)
    database = home / DATABASE
    if not database.exists():
        return VerifyReport((Fault("DATABASE-MISSING", DATABASE, "there is no database"),), {})
    keys = InstallationKeys(vault or choose_vault(home))
    place = anchor_file or Path(os.environ.get("VOORVERSLAG_ANCHORS", home / "anchors" / "anchors.jsonl"))
    engine = sqlite_engine(database)
    try:
        with engine.connect() as connection, connection.begin():
            return _Walk(connection, keys, anchors.AnchorFile(place), FileStore(home / "files")).run()
    except (DatabaseError, sqlite3.DatabaseError) as error:
        return VerifyReport((Fault("DATABASE-DAMAGED", DATABASE, type(error).__name__),), {})
    finally:
        engine.dispose()


class _Walk:
    """One pass over everything, collecting faults."""

    def __init__(
        self,
        connection: Connection,
        keys: InstallationKeys,
        anchor_file: anchors.AnchorFile,
        files: FileStore,
    ) -> None:
        self.connection, self.keys, self.anchor_file, self.files = connection, keys, anchor_file, files
        self.trail: dict[int, bytes] = {}
        self.enrolled: dict[str, str] = {}
        self.revoked: set[str] = set()
        self.states: dict[str, tuple[str, str, str]] = {}
        self.records: set[tuple[str, str, str, str]] = set()

    def run(self) -> VerifyReport:
        try:
            faults = list(self._faults())
        except Refused as error:
            faults = [Fault(error.code.upper().replace("_", "-"), "keys", error.message)]
        head = audit.read_head(self.connection)
        return VerifyReport(tuple(faults), self._counts(), anchors.short_code(head.hash))

    def _counts(self) -> dict[str, int]:
        wanted = (tables.audit_log, tables.revision, tables.signature, tables.report, tables.stored_file)
        counts = {t.name: len(self.connection.execute(select(*t.primary_key.columns)).all()) for t in wanted}
        final = [s.value for s in (*FINAL_STATES, State.RECALLED)]
        query = select(tables.report.c.id).where(tables.report.c.state.in_(final))
        return counts | {"final": len(self.connection.execute(query).all())}

    def _faults(self) -> Iterator[Fault]:
        check = self.connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
        if check != ["ok"]:
            yield Fault("DATABASE-DAMAGED", DATABASE, str(check[0])[:200])
        if migrate.present(self.connection) != migrate.newest():
            yield Fault("SCHEMA", DATABASE, "not the schema of this program")
            return
        for name in triggers.differences(self.connection):
            yield Fault("TRIGGER", name, "missing, changed or not ours")
        if not self.keys.exists:
            yield Fault("CHAIN-KEY-MISSING", "keys", "the key of the audit trail isn't there")
            return
        parts = (
            self._installation,
            self._chain,
            self._anchors,
            self._keys,
            self._revisions,
            self._signatures,
            self._reports,
            self._registers,
            self._files,
        )
        for part in parts:
            try:
                yield from part()
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                # a row that no longer has the form that the program writes
                yield Fault("UNREADABLE", part.__name__.strip("_"), type(error).__name__)

    def _installation(self) -> Iterator[Fault]:
        row = self.connection.execute(select(tables.installation)).first()
        if row is None:
            yield Fault("FOREIGN-DATABASE", "installation", "the database names no installation")
        elif self.keys.database_id != row.database_id or self.keys.binding(row.database_id) != row.binding:
            yield Fault("FOREIGN-DATABASE", "installation", "the database belongs to another installation")

    def _chain(self) -> Iterator[Fault]:
        prev, expected, broken = audit.GENESIS, 1, False
        for row in audit.rows(self.connection):
            where = f"audit {row.seq}"
            if row.seq != expected and not broken:
                yield Fault("CHAIN-GAP", where, f"row {expected} is missing")
                broken = True
            elif not broken and row.prev_hash != prev:
                yield Fault("CHAIN", where, "does not follow the row before it")
                broken = True
            if row.hash != audit.row_hash(self.keys.chain_key, row.prev_hash, row.seq, row.fields):
                yield Fault("CHAIN", where, "was changed")
                broken = True
            prev, expected = row.hash, row.seq + 1
            self.trail[row.seq] = row.hash
            self._remember(row)

    def _remember(self, row: audit.AuditRow) -> None:
        """What the trail says of keys, states and records, to compare with the tables."""
        kind = row.fields["event_type"]
        for item in json.loads(row.fields["objects"]):
            if item.get("type") == "key" and kind == Act.KEY_ENROLLED.event_type:
                self.enrolled[item["id"]] = row.fields["ts_utc"]
            if item.get("type") == "key" and kind == Act.KEY_REVOKED.event_type:
                self.revoked.add(item["id"])
            if item.get("type") == "report" and kind in _STATE_TYPES and "sha256" in item:
                self.states[item["id"]] = (item["state"], item["sha256"], item["head"])
            if item.get("version") and item.get("sha256"):
                self.records.add((item["type"], item["id"], item["version"], item["sha256"]))

    def _anchors(self) -> Iterator[Fault]:
        head = audit.read_head(self.connection)
        seen = self.keys.last_seen()
        if seen is None:
            yield Fault("LAST-HEAD-MISSING", "keys", "no last-seen head beside the key")
        elif seen.seq > head.seq:
            yield Fault("ROLLED-BACK", "keys", f"the trail ends at {head.seq}, {seen.seq} was seen")
        elif self.trail.get(seen.seq) != seen.hash:
            yield Fault("CHAIN-HEAD", f"audit {seen.seq}", "not the row that was last seen")
        found = self.anchor_file.read(self.keys.chain_key)
        if not found:
            yield Fault("ANCHORS-MISSING", "anchors", "there is no anchor, not even the first")
        database = self.connection.execute(select(tables.installation.c.database_id)).scalar()
        for number, anchor in enumerate(found, 1):
            where = f"anchor {number}"
            if not anchor.sound:
                yield Fault("ANCHOR", where, "was changed or can't be read")
            elif anchor.database_id != database:
                yield Fault("ANCHOR", where, "belongs to another database")
            elif anchor.seq > head.seq:
                yield Fault(
                    "TAIL-CUT", where, f"row {anchor.seq} was anchored and isn't there: {anchor.reason}"
                )
            elif self.trail.get(anchor.seq) != bytes.fromhex(anchor.hash):
                yield Fault("ANCHOR", where, f"row {anchor.seq} isn't the one that was anchored")

    def _keys(self) -> Iterator[Fault]:
        present = set()
        for row in self.connection.execute(select(tables.person_key)):
            present.add(row.fingerprint)
            where = f"key {row.fingerprint[:12]}"
            if signing.fingerprint_of(bytes(row.public_key)) != row.fingerprint:
                yield Fault("KEY-REPLACED", where, "the public key isn't the one of its fingerprint")
            if self.enrolled.get(row.fingerprint) != row.valid_from:
                yield Fault("KEY-NOT-ENROLLED", where, "no enrolment of this key in the trail at its start")
        for fingerprint in sorted(self.enrolled.keys() - present):
            yield Fault("KEY-MISSING", f"key {fingerprint[:12]}", "was enrolled and isn't there")
        gone = set(self.connection.execute(select(tables.key_revocation.c.fingerprint)).scalars())
        for fingerprint in sorted(self.revoked ^ gone):
            yield Fault("KEY-REVOCATION", f"key {fingerprint[:12]}", "revocation and trail differ")

    def _revisions(self) -> Iterator[Fault]:
        table, previous = tables.revision, ("", 0, "")
        for row in self.connection.execute(select(table).order_by(table.c.report_id, table.c.number)):
            where = f"report {row.report_id} revision {row.number}"
            if hashlib.sha256(row.document.encode("utf-8")).hexdigest() != row.hash:
                yield Fault("REVISION", where, "the document isn't the one of its hash")
            else:
                document = json.loads(row.document)
                columns = {
                    "report_id": row.report_id,
                    "number": row.number,
                    "kind": row.kind,
                    "act": row.act,
                    "made_by": row.made_by,
                    "made_at": row.made_at,
                    "responsible_radiologist_id": row.responsible_radiologist_id,
                    "predecessor_sha256": row.prev_hash,
                }
                wrong = [name for name, value in columns.items() if document.get(name) != value]
                if wrong:
                    yield Fault("REVISION", where, f"columns and document differ: {', '.join(wrong)}")
            first = row.report_id != previous[0]
            if not first and (row.number != previous[1] + 1 or row.prev_hash != previous[2]):
                yield Fault("REVISION-CHAIN", where, "does not follow the revision before it")
            if first and row.number != 1:
                yield Fault("REVISION-CHAIN", where, "the first revision is missing")
            previous = (row.report_id, row.number, row.hash)

    def _signatures(self) -> Iterator[Fault]:
        for row in self.connection.execute(select(tables.signature)):
            fault = signing.signature_fault(self.connection, row)
            if fault:
                yield Fault("SIGNATURE", f"{row.meaning} on {row.subject_id}", fault)

    def _reports(self) -> Iterator[Fault]:
        revisions = tables.revision
        present = set()
        for row in self.connection.execute(select(tables.report)).mappings():
            present.add(row["id"])
            where = f"report {row['id']}"
            try:
                report = reading.to_report(row)
            except ValueError:
                yield Fault("STATE", where, "its row can't be read")
                continue
            state, sha256, head = self.states.get(report.id, ("", "", ""))
            if state != report.state.value:
                yield Fault(
                    "STATE", where, f"stands as {report.state.value}, the trail says {state or 'nothing'}"
                )
            if sha256 != report.revision_sha256:
                yield Fault("STATE", where, "the current revision isn't the one of the trail")
            if head != reading.head_digest(report, row["study_id"]):
                yield Fault("HEAD", where, "the head of the report isn't the one of the trail")
            found = self.connection.execute(
                select(revisions.c.hash).where(
                    revisions.c.report_id == report.id, revisions.c.number == report.revision
                )
            ).scalar()
            if found != report.revision_sha256:
                yield Fault("REVISION", where, "the current revision is missing or another one")
            if report.state in FINAL_STATES or report.state is State.RECALLED:
                fault = reading.final_fault(self.connection, self.files, report)
                if fault:
                    yield Fault("FINAL", where, fault)
        for report_id in sorted(self.states.keys() - present):
            yield Fault("REPORT-MISSING", f"report {report_id}", "is in the trail and isn't there")

    def _registers(self) -> Iterator[Fault]:
        """Every version of a register is the one that the trail tells of."""
        from governance.store.registers import REGISTERS

        for name, (table, _) in REGISTERS.items():
            for row in self.connection.execute(select(table.c.id, table.c.version, table.c.content)):
                digest = hashlib.sha256(canonical(json.loads(row.content))).hexdigest()
                where = f"{name} {row.id} version {row.version}"
                if (name, row.id, str(row.version), digest) not in self.records:
                    yield Fault("REGISTER", where, "isn't the record that the trail tells of")

    def _files(self) -> Iterator[Fault]:
        """What reports and revisions refer to is there and is what it was; so is whatever else lies there."""
        wanted = {str(s) for s in self.connection.execute(select(tables.stored_file.c.sha256)).scalars()}
        for document in self.connection.execute(select(tables.revision.c.document)).scalars():
            wanted |= _files_of(document)
        for sha256 in sorted(wanted | self.files.names()):
            try:
                self.files.get(sha256)
            except FileFault as error:
                yield Fault("FILE", str(sha256)[:12], error.detail)


def _files_of(document: str) -> set[str]:
    """Hashes of the files of a revision; none of one that can't be read, which is a fault told elsewhere."""
    try:
        content = json.loads(document)["content"]
        found = {str(image["sha256"]) for image in content["key_images"]}
        if content.get("state"):
            found |= {str(content["state"]["sha256"]), *map(str, content["state"]["files"])}
    except (ValueError, KeyError, TypeError):
        return set()
    return found
