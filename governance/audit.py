"""The audit trail: who did what, when, with what, and under whose responsibility (NEN 7513, PS3.15 A.5).

Rows form a chain: ``hash = HMAC-SHA256(key, prev_hash || seq (8 bytes, big-endian) || canonical row)``. A row
is written in the transaction of the change that it tells of. No clinical text goes in.

The mapping of each act to event codes stands in `Act`. Export is JSON lines, or CSV whose cells can't become
formulas. Looking at the log is itself logged; that is done by the service that reads it.
"""

from __future__ import annotations

import csv
import hmac
import io
import json
import os
import socket
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import Connection, func, select

from governance.canonical import canonical, utc_text
from governance.keys import Head
from governance.store.tables import audit_log

GENESIS = bytes(32)
#: columns that the hash covers: all but the hash itself (and `prev_hash` and `seq`, which enter by themselves)
ROW_COLUMNS = tuple(c.name for c in audit_log.columns if c.name not in ("seq", "prev_hash", "hash"))


class Act(Enum):
    """Every act on record: event id (CID 400), event type (CID 401 or 99ISG), action code."""

    APPLICATION_START = ("110100", "110120", "E")
    APPLICATION_STOP = ("110100", "110121", "E")
    RECORDING_STARTED = ("110100", "110134", "E")
    LOGIN = ("110114", "110122", "E")
    LOGOUT = ("110114", "110123", "E")
    REAUTHENTICATED = ("110114", "REAUTHENTICATE", "E")
    ROLE_CHOSEN = ("110114", "ACT_AS", "E")
    LOG_READ = ("110101", "LOG_READ", "R")
    LOG_EXPORTED = ("110106", "LOG_EXPORT", "R")
    PERSON_RECORDED = ("110113", "110137", "C")
    ROLES_CHANGED = ("110113", "110136", "U")
    ACCOUNT_MADE = ("110113", "ACCOUNT", "C")
    PASSWORD_CHANGED = ("110113", "PASSWORD", "U")
    KEY_ENROLLED = ("110113", "KEY_ENROL", "C")
    KEY_REVOKED = ("110113", "KEY_REVOKE", "U")
    SECURITY_ALERT = ("110113", "INTEGRITY", "E")
    GROUP_RECORDED = ("110113", "GROUP", "C")
    TASK_RECORDED = ("110100", "110131", "C")
    PROTOCOL_RECORDED = ("110100", "PROTOCOL", "C")
    PROTOCOL_APPROVED = ("110100", "PROTOCOL_APPROVE", "U")
    POLICY_RECORDED = ("110113", "POLICY", "C")
    COMPETENCE_RECORDED = ("110113", "COMPETENCE", "C")
    COMPETENCE_DECLARED = ("110113", "COMPETENCE_DECLARE", "U")
    COMPETENCE_ASSESSED = ("110113", "COMPETENCE_ASSESS", "U")
    COMPETENCE_SUSPENDED = ("110113", "COMPETENCE_SUSPEND", "U")
    ORDER_SIGNED = ("110109", "ORDER_SIGN", "C")
    ORDER_VERIFIED = ("110109", "ORDER_VERIFY", "U")
    ORDER_ACCEPTED = ("110109", "ORDER_ACCEPT", "U")
    ORDER_REVOKED = ("110109", "ORDER_REVOKE", "U")
    INSTRUCTIONS_READ = ("110109", "ACKNOWLEDGE", "C")
    EMERGENCY_STARTED = ("110113", "110127", "E")
    EMERGENCY_STOPPED = ("110113", "110138", "E")
    STUDY_RECORDED = ("110107", "STUDY", "C")
    STUDY_OPENED = ("110103", "STUDY_OPEN", "R")
    ACCESS_REASON = ("110113", "110132", "E")
    SEARCHED = ("110112", "WORKLIST", "R")
    NETWORK_CHANGED = ("110113", "110128", "U")
    ARCHIVE_SEARCHED = ("110112", "ARCHIVE", "R")
    ARCHIVE_RETRIEVED = ("110104", "ARCHIVE_RETRIEVE", "C")
    ARCHIVE_SENT = ("110104", "ARCHIVE_SEND", "R")
    REPORT_READ = ("110110", "REPORT_READ", "R")
    WORKING_STORED = ("110111", "WORKING", "C")
    FILES_REMOVED = ("110100", "FILES_REMOVED", "D")
    WORKING_VIEWED = ("110111", "VIEW", "R")
    EXPORTED = ("110106", "EXPORT", "R")
    CREATE = ("110110", "CREATE", "C")
    SAVE = ("110110", "SAVE", "U")
    CONFLICT = ("110110", "SAVE_CONFLICT", "C")
    SUBMIT = ("110110", "SUBMIT", "U")
    WITHDRAW = ("110110", "WITHDRAW", "U")
    CLAIM = ("110110", "CLAIM", "U")
    RELEASE = ("110110", "RELEASE", "U")
    RETURN = ("110110", "RETURN", "U")
    AUTHORISE = ("110110", "AUTHORISE", "U")
    ADDEND = ("110110", "ADDEND", "C")
    CORRECT = ("110110", "CORRECT", "C")
    SUPERSEDE = ("110110", "SUPERSEDE", "U")
    RECALL = ("110110", "RECALL", "U")
    ESCALATE = ("110110", "ESCALATE", "U")
    ESCALATION_STEP = ("110110", "ESCALATION_STEP", "U")
    HAND_BACK = ("110110", "TERUGDELEGEREN", "U")
    LAPSE = ("110110", "LAPSE", "U")
    LEASE = ("110110", "LEASE", "U")

    @property
    def event_id(self) -> str:
        return self.value[0]

    @property
    def event_type(self) -> str:
        return self.value[1]

    @property
    def action(self) -> str:
        return self.value[2]


SUCCESS, MINOR_FAILURE, SERIOUS_FAILURE, MAJOR_FAILURE = 0, 4, 8, 12


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: person, login, acting role, workstation. The program itself acts as ``system``."""

    person_id: str
    login: str
    name: str
    role: str
    workstation: str = ""
    is_requestor: bool = True


SYSTEM = Actor("system", "", "Voorverslag", "system", is_requestor=False)


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One row as it stands in the trail; `fields` are the columns that the hash covers."""

    seq: int
    prev_hash: bytes
    hash: bytes
    fields: Mapping[str, Any]


def row_hash(key: bytes, prev_hash: bytes, seq: int, fields: Mapping[str, Any]) -> bytes:
    """Hash of a row in the chain."""
    return hmac.digest(key, prev_hash + seq.to_bytes(8, "big") + canonical(dict(fields)), "sha256")


def read_head(connection: Connection) -> Head:
    """Last row of the trail; seq 0 and zero bytes when it is empty."""
    row = connection.execute(
        select(audit_log.c.seq, audit_log.c.hash).order_by(audit_log.c.seq.desc()).limit(1)
    ).first()
    return Head(int(row.seq), bytes(row.hash)) if row else Head(0, GENESIS)


def append(
    connection: Connection,
    key: bytes,
    *,
    at: datetime,
    act: Act,
    actor: Actor,
    objects: Iterable[Mapping[str, str]] = (),
    responsible: str = "",
    outcome: int = SUCCESS,
    purpose: str = "TREATMENT",
    protocol: str = "",
    order: str = "",
    controls: str = "",
    site: str = "",
) -> Head:
    """Append one row, in the transaction of `connection`; returns the new head.

    Parameters
    ----------
    objects : iterable of mapping
        Participant objects: ``{"type": "report", "id": …, "detail": …}``. Identifiers and hashes only.
    responsible : str
        Person id on whose behalf the actor acts: the delegator or the responsible radiologist.
    """
    head = read_head(connection)
    host = socket.gethostname()
    fields: dict[str, Any] = {
        "ts_utc": utc_text(at),
        "tz": "UTC",
        "event_id": act.event_id,
        "event_type": act.event_type,
        "action": act.action,
        "outcome": outcome,
        "user_id": actor.person_id,
        "alt_id": actor.login,
        "name": actor.name,
        "is_requestor": int(actor.is_requestor),
        "role": actor.role,
        "responsible_user_id": responsible,
        "purpose": purpose,
        "workstation": actor.workstation or host,
        "net_type": "1",  # machine name (NetworkAccessPointTypeCode)
        "net_id": host,
        "source": f"{site or 'voorverslag'}:{os.getpid()}",
        "objects": canonical([dict(o) for o in objects]).decode("utf-8"),
        "authorisation_protocol": protocol,
        "treatment_relation": order,
        "consent_profile": "",
        "controls": controls,
    }
    seq = head.seq + 1
    # canonical form normalises text, so store what was hashed
    fields = json.loads(canonical(fields))
    new = row_hash(key, head.hash, seq, fields)
    connection.execute(audit_log.insert().values(seq=seq, prev_hash=head.hash, hash=new, **fields))
    return Head(seq, new)


def rows(connection: Connection, *, after: int = 0, until: int | None = None) -> Iterator[AuditRow]:
    """Rows in order, in batches."""
    query = select(audit_log).where(audit_log.c.seq > after).order_by(audit_log.c.seq)
    if until is not None:
        query = query.where(audit_log.c.seq <= until)
    for row in connection.execute(query).mappings():
        yield AuditRow(
            int(row["seq"]), bytes(row["prev_hash"]), bytes(row["hash"]), {n: row[n] for n in ROW_COLUMNS}
        )


def count(connection: Connection) -> int:
    """Number of rows."""
    return int(connection.execute(select(func.count()).select_from(audit_log)).scalar_one())


@dataclass(frozen=True, slots=True)
class ChainFault:
    """First place where the chain doesn't hold."""

    seq: int
    what: str


def check_chain(connection: Connection, key: bytes) -> ChainFault | None:
    """Walk the whole chain; None when every row follows from the one before it."""
    prev, seq = GENESIS, 0
    for row in rows(connection):
        if row.seq != seq + 1:
            return ChainFault(row.seq, f"row {seq + 1} is missing")
        if not hmac.compare_digest(row.prev_hash, prev):
            return ChainFault(row.seq, "does not follow the row before it")
        if not hmac.compare_digest(row.hash, row_hash(key, prev, row.seq, row.fields)):
            return ChainFault(row.seq, "was changed")
        prev, seq = row.hash, row.seq
    return None


def export_json_lines(trail: Iterable[AuditRow]) -> str:
    """One JSON object a line, hashes in hexadecimal, the objects as data."""
    lines = []
    for row in trail:
        fields = dict(row.fields) | {"objects": json.loads(row.fields["objects"])}
        head = {"seq": row.seq, "prev_hash": row.prev_hash.hex(), "hash": row.hash.hex()}
        lines.append(json.dumps(head | fields, ensure_ascii=False, sort_keys=True))
    return "".join(f"{line}\n" for line in lines)


def export_csv(trail: Iterable[AuditRow]) -> str:
    """CSV for a spreadsheet: every cell quoted, none can become a formula. Write as UTF-8 with BOM."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(("seq", *ROW_COLUMNS, "hash"))
    for row in trail:
        cells = [row.fields[name] for name in ROW_COLUMNS]
        writer.writerow((row.seq, *(safe_cell(c) for c in cells), row.hash.hex()))
    return out.getvalue()


def safe_cell(value: object) -> object:
    """A text that a spreadsheet would run gets an apostrophe before it; numbers stay numbers."""
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return f"'{value}"
    return value
