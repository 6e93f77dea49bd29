"""Anchors: heads of the audit trail written down in a second place, so that a cut tail is noticed.

One JSON line an anchor: ``{seq, hash, time, database_id, reason, mac}``, appended and fsynced after the commit
that it tells of. The file belongs outside the backup set of the database, best on another disk or machine.
The first ten base32 characters of the hash are the short code that an authorised PDF prints.
"""

from __future__ import annotations

import base64
import hmac
import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from governance.canonical import canonical, utc_text
from governance.files import sync_folder
from governance.keys import Head

CODE_LENGTH = 10


@dataclass(frozen=True, slots=True)
class Anchor:
    """A head of the trail as it was written down; `sound` says whether its own seal holds."""

    seq: int
    hash: str
    time: str
    database_id: str
    reason: str
    sound: bool


def short_code(digest: bytes | str) -> str:
    """First ten base32 characters of a hash (bytes, or hexadecimal text), for people to compare."""
    raw = bytes.fromhex(digest) if isinstance(digest, str) else digest
    return base64.b32encode(raw).decode("ascii")[:CODE_LENGTH]


class AnchorFile:
    """Append-only file of anchors."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def append(self, key: bytes, head: Head, *, database_id: str, at: datetime, reason: str) -> str:
        """Write one anchor durably; returns its short code."""
        body = {
            "seq": head.seq,
            "hash": head.hash.hex(),
            "time": utc_text(at),
            "database_id": database_id,
            "reason": reason,
        }
        line = json.dumps(body | {"mac": _mac(key, body)}, sort_keys=True) + "\n"
        new = not self.path.exists()
        if new:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, self._newline_if_cut(handle) + line.encode("ascii"))
            os.fsync(handle)
        finally:
            os.close(handle)
        if new:
            sync_folder(self.path.parent)
        return short_code(head.hash)

    def _newline_if_cut(self, handle: int) -> bytes:
        """A crash can leave half a line; the next anchor must not be glued to it."""
        size = os.fstat(handle).st_size
        if size == 0:
            return b""
        with self.path.open("rb") as file:
            file.seek(size - 1)
            return b"" if file.read(1) == b"\n" else b"\n"

    def read(self, key: bytes) -> list[Anchor]:
        """All anchors, in the order written; a line that isn't one counts as unsound."""
        if not self.path.exists():
            return []
        found = []
        for line in self.path.read_text(encoding="ascii", errors="replace").splitlines():
            try:
                data = json.loads(line)
                body = {k: data[k] for k in ("seq", "hash", "time", "database_id", "reason")}
                sound = hmac.compare_digest(str(data["mac"]), _mac(key, body))
                anchor = Anchor(
                    int(body["seq"]),
                    str(body["hash"]),
                    str(body["time"]),
                    str(body["database_id"]),
                    str(body["reason"]),
                    sound,
                )
            except (ValueError, KeyError, TypeError):
                anchor = Anchor(0, "", "", "", "unreadable", sound=False)
            found.append(anchor)
        return found


def _mac(key: bytes, body: dict[str, object]) -> str:
    return hmac.digest(key, b"anchor" + canonical(body), "sha256").hex()
