"""The recovery journal: text that the database hasn't acknowledged yet, kept on this computer.

Every edit goes here before it goes to the database, so that a crash, a full disk elsewhere, a database that can't be
reached or a lost lease loses nothing: what is found at reopening is offered back to the same person. An entry is
taken away when the database acknowledges its content. It is never read as a report: only a person puts it back.
What an earlier sitting left is never written over: it is set aside until that person took it or doesn't want it.

One folder an entry (a report and a person), readable by its owner only, written by a thread of its own: temporary
file, fsync, rename. The newest content wins; an entry in between may be skipped.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog

from governance.canonical import utc_from_text, utc_text
from governance.report import Content

if TYPE_CHECKING:
    from desktop.desk import Desk

log = structlog.get_logger(__name__)
FORMAT = 1
ENTRY = "content.json"
#: in the name of what an earlier sitting left, and of what can't be read
EARLIER, DAMAGED = ".earlier-", ".damaged-"
#: how long closing waits for the disk
PATIENCE_S = 5.0
#: key strokes of so long are written as one; what is asked to be flushed doesn't wait
TOGETHER_S = 0.4


@dataclass(frozen=True, slots=True)
class Unsaved:
    """What a person wrote that isn't on record. `revision` is the one it was written upon; `files` by sha256."""

    report_id: str
    person_id: str
    revision: int
    at: datetime
    content: Content
    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return entry_key(self.report_id, self.person_id)


@dataclass(frozen=True, slots=True)
class _Wish:
    """What is to be done with an entry: keep `entry`, or take away (None). `fresh`: what lies there is of an earlier
    sitting. `at` names one entry, wherever it lies, that a person is done with.
    """

    key: str
    entry: Unsaved | None = None
    fresh: bool = False
    at: datetime | None = None


def entry_key(report_id: str, person_id: str) -> str:
    """Name of an entry's folder."""
    return hashlib.sha256(f"{report_id}\n{person_id}".encode()).hexdigest()[:32]


class Journal:
    """The entries of one installation. Safe to call from any thread; no call but `flush` waits for the disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._waiting: dict[str, _Wish] = {}
        self._mine: set[str] = set()  # entries of this sitting: only these are written over or forgotten
        self._disk = threading.Lock()
        self._busy = False
        self._hurry = False
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        #: what the disk refused last; empty when all is kept
        self.trouble = ""

    # ------------------------------------------------------------------ writing
    def begin(self, report_id: str, person_id: str) -> None:
        """A report is opened: what lies there from now on is of an earlier sitting."""
        with self._changed:
            self._mine.discard(entry_key(report_id, person_id))

    def keep(self, entry: Unsaved) -> None:
        """Keep this instead of what was kept in this sitting for the same report and person."""
        self._ask(entry.key, entry)

    def forget(self, report_id: str, person_id: str) -> None:
        """The database has it: take the entry of this sitting away."""
        self._ask(entry_key(report_id, person_id), None)

    def drop(self, entry: Unsaved) -> None:
        """The person took this entry or doesn't want it: take it away, and no other."""
        with self._changed:
            self._put_in_line(f"{entry.key} {utc_text(entry.at)}", _Wish(entry.key, at=entry.at))

    def _ask(self, key: str, what: Unsaved | None) -> None:
        with self._changed:
            before = self._waiting.get(key)
            fresh = before.fresh if before is not None else key not in self._mine
            if what is not None:
                self._mine.add(key)
            self._put_in_line(key, _Wish(key, what, fresh))

    def _put_in_line(self, name: str, wish: _Wish) -> None:
        self._waiting[name] = wish
        if self._thread is None or not self._thread.is_alive():
            # a daemon: a disk that hangs must not keep the program from ending; `flush` waits for it
            self._thread = threading.Thread(target=self._write_all, name="recovery", daemon=True)
            self._thread.start()
        self._changed.notify_all()

    def flush(self, patience_s: float = PATIENCE_S) -> bool:
        """Wait until everything is on disk; False when that takes too long or the disk refused."""
        end = time.monotonic() + patience_s
        with self._changed:
            self._hurry = True
            self._changed.notify_all()
            try:
                while self._waiting or self._busy:
                    left = end - time.monotonic()
                    if left <= 0:
                        return False
                    self._changed.wait(left)
            finally:
                self._hurry = False
        return not self.trouble

    def _write_all(self) -> None:
        while True:
            with self._changed:
                while not self._waiting:
                    if not self._changed.wait(2.0) and not self._waiting:
                        self._thread = None
                        return
                until = time.monotonic() + TOGETHER_S
                while not self._hurry and (left := until - time.monotonic()) > 0:
                    self._changed.wait(left)
                name, wish = next(iter(self._waiting.items()))
                del self._waiting[name]
                self._busy = True
            try:
                with self._disk:
                    self._write(wish)
                self.trouble = ""
            except Exception as problem:  # noqa: BLE001 - whatever it is, the text isn't kept, and that is said
                self.trouble = type(problem).__name__
                self._not_written(wish)
                log.warning("recovery_not_written", kind=type(problem).__name__)
            finally:
                with self._changed:
                    self._busy = False
                    self._changed.notify_all()

    def _not_written(self, wish: _Wish) -> None:
        """What lies there is still of an earlier sitting."""
        with self._changed:
            later = self._waiting.get(wish.key)
            if wish.fresh and later is not None:
                self._waiting[wish.key] = replace(later, fresh=True)
            elif wish.fresh:
                self._mine.discard(wish.key)

    def _write(self, wish: _Wish) -> None:
        if wish.at is not None:
            for place in self._places(wish.key):
                if _at(place) == utc_text(wish.at):
                    _remove(place)
            return
        place, what = self.folder / wish.key, wish.entry
        if wish.fresh and (place / ENTRY).exists():
            if what is None:
                return
            place.rename(place.with_name(f"{place.name}{EARLIER}{time.time_ns()}"))
        if what is None:
            _remove(place)
            return
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name, data in what.files.items():
            if not (place / f"{name}.bin").exists():
                _put(place / f"{name}.bin", data)
        document = {
            "format": FORMAT,
            "report_id": what.report_id,
            "person_id": what.person_id,
            "revision": what.revision,
            "at": utc_text(what.at),
            "content": what.content.to_json(),
        }
        _put(place / ENTRY, json.dumps(document).encode("ascii"))

    # ------------------------------------------------------------------ reading
    def find(self, report_id: str, person_id: str) -> Unsaved | None:
        """The newest of what was kept for this report and person; a damaged entry is set aside, never deleted."""
        with self._disk:
            for place in self._places(entry_key(report_id, person_id)):
                found = _read(place, report_id, person_id)
                if found is not None:
                    return found
        return None

    def _places(self, key: str) -> list[Path]:
        """Folders of the entries of one report and person, newest first."""
        aside = sorted(self.folder.glob(f"{key}{EARLIER}*"), key=lambda p: p.name, reverse=True)
        return [self.folder / key, *(p for p in aside if DAMAGED not in p.name)]


def _read(place: Path, report_id: str, person_id: str) -> Unsaved | None:
    try:
        data: dict[str, Any] = json.loads((place / ENTRY).read_text(encoding="utf-8"))
        if data["format"] != FORMAT or (data["report_id"], data["person_id"]) != (report_id, person_id):
            raise ValueError("another entry")  # noqa: TRY301 - the same way out as for a damaged one
        return Unsaved(
            report_id,
            person_id,
            int(data["revision"]),
            utc_from_text(data["at"]),
            Content.from_json(data["content"]),
            {f.stem: f.read_bytes() for f in sorted(place.glob("*.bin"))},
        )
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as problem:
        log.warning("recovery_unreadable", kind=type(problem).__name__)
        with contextlib.suppress(OSError):
            place.rename(place.with_name(f"{place.name}{DAMAGED}{time.time_ns()}"))
        return None


def _at(place: Path) -> str:
    """When the entry was written; empty when there is none that can be read."""
    try:
        return str(json.loads((place / ENTRY).read_text(encoding="utf-8"))["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _remove(place: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        (place / ENTRY).unlink()
    shutil.rmtree(place, ignore_errors=True)


def _put(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, on the disk before it has its name."""
    made = path.with_suffix(".part")
    handle = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    made.replace(path)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def journal_of(desk: Desk) -> Journal:
    """The journal of the desk's home; one for all its screens."""
    found = desk.services.get("recovery")
    if not isinstance(found, Journal):
        found = Journal(desk.home.root / "recovery")
        desk.services["recovery"] = found
    return found
