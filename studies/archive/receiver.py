"""Our receiver: a storage and verification SCP in a child process, for senders, C-MOVE and storage commitment.

`serve-dicom` runs one as long as the person wants; a C-MOVE or a commitment runs one as long as it takes. What
comes in is put in the received studies (`studies.archive.received`). How a hostile peer is kept at bay is told
in `studies.archive.receiving`.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from studies.archive import errors
from studies.archive.node import Limits, Peer, ReceiverSettings, Tls, check_receiver
from studies.archive.sockets import server_context
from studies.archive.words import clean

__all__ = ["Event", "Limits", "Peer", "Receiver", "ReceiverSettings", "Tls"]

#: exit status of a child that is of no use any more: another takes its place
OVERRUN = 3
_START_S = 60.0
_STOP_S = 5.0
#: a child that ran out of memory is followed by another, at most so often in so many seconds
_MOST_RESTARTS, _RESTARTS_S = 5, 60.0
#: says in the folder of received studies that a receiver is at work there
_NOTICE = ".receiver.json"


@dataclass(frozen=True, slots=True)
class Event:
    """What happened at the receiver. `kind` is ``stored``, ``refused``, ``committed`` or ``ended``.

    ``stored``: `outcome` is ``new``, ``same``, ``other`` (another object of that UID is here; refused),
    ``mismatch``, ``damaged``, ``no_room`` or ``disk``. ``refused``: `why` is ``address``, ``peer``, ``called``,
    ``busy``, ``silent``, ``too_long``, ``too_slow``, ``tls`` or ``closed``. ``committed``: the transaction, what
    the archive has taken charge of, and what not with its reason.
    """

    kind: str
    study_uid: str = ""
    sop_uid: str = ""
    outcome: str = ""
    peer: str = ""
    address: str = ""
    why: str = ""
    transaction_uid: str = ""
    stored: tuple[str, ...] = ()
    failed: tuple[tuple[str, int], ...] = ()


class Receiver:
    """One receiver. `on_event` is called on a thread of the receiver; it must be quick and must not raise."""

    def __init__(
        self, settings: ReceiverSettings, into: Path, on_event: Callable[[Event], None] | None = None
    ) -> None:
        check_receiver(settings)
        if settings.tls is not None:
            server_context(settings.tls)  # says here what can't be used
        self.settings = settings
        self.into = into
        self._on_event = on_event
        self._process: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None
        self._port = 0
        self._why = ""
        self._ready = threading.Event()
        self._lock = threading.Lock()
        self._restarts: list[float] = []

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return self._port

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start listening; raises `ArchiveRefused` when the port can't be had."""
        if self.is_running:
            return
        self.into.mkdir(parents=True, exist_ok=True)
        self._ready.clear()
        self._port = 0
        self._why = ""
        self._restarts.clear()
        with self._lock:
            self._launch(self.settings)
        self._ready.wait(_START_S)
        if not self._port:
            self.stop()
            raise errors.ArchiveRefused.port_taken(self.settings.port, self._why)
        notice = {"port": self._port, "ae_title": self.settings.ae_title}
        with contextlib.suppress(OSError):
            (self.into / _NOTICE).write_text(json.dumps(notice), encoding="utf-8")

    def _launch(self, settings: ReceiverSettings) -> None:
        """Start a child and the thread that hears it."""
        root = str(Path(__file__).resolve().parents[2])
        path = os.pathsep.join(part for part in (root, os.environ.get("PYTHONPATH", "")) if part)
        process = subprocess.Popen(
            [sys.executable, "-m", "studies.archive.receiving"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            # few memory arenas: each reserves address space, which is what the child is limited in
            env={**os.environ, "PYTHONPATH": path, "MALLOC_ARENA_MAX": "2", "PYTHONUTF8": "1"},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._process = process
        self._reader = threading.Thread(
            target=self._read, args=(process,), name="archive-receiver", daemon=True
        )
        self._reader.start()
        line = json.dumps({"settings": asdict(settings), "into": str(self.into.resolve())})
        try:
            if process.stdin is not None:
                process.stdin.write(line + "\n")
                process.stdin.flush()
        except OSError:
            self._why = "ended"

    def _again(self, process: subprocess.Popen[str]) -> bool:
        """Start another child in the place of one that ran out of memory; False when that isn't to be."""
        if process.wait() != OVERRUN:
            return False
        with self._lock:
            now = time.monotonic()
            self._restarts = [at for at in self._restarts if now - at < _RESTARTS_S]
            if self._process is not process or len(self._restarts) >= _MOST_RESTARTS:
                return False
            self._restarts.append(now)
            try:
                # the same port, also where any would do at first: peers know it by now
                self._launch(replace(self.settings, port=self._port))
            except OSError:
                return False
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        return True

    def stop(self) -> None:
        """Stop listening; what is half received is dropped."""
        with self._lock:
            process, self._process = self._process, None
            reader = self._reader
        if process is None:
            return
        if self._port and is_served(self.into, self._port, self.settings.ae_title):
            with contextlib.suppress(OSError):
                (self.into / _NOTICE).unlink()
        try:
            if process.stdin is not None:
                process.stdin.close()
            process.wait(_STOP_S)
        except (OSError, subprocess.TimeoutExpired):
            process.kill()
            process.wait()
        if reader is not None and reader is not threading.current_thread():
            reader.join()
        if process.stdout is not None:
            process.stdout.close()

    def __enter__(self) -> Receiver:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _read(self, process: subprocess.Popen[str]) -> None:
        """Turn the lines of the child into events, until it ends."""
        if process.stdout is None:
            return
        for line in process.stdout:
            try:
                data = json.loads(line)
                kind = str(data["event"])
            except (ValueError, KeyError, TypeError):
                continue
            if kind == "listening":
                self._port = int(data["port"])
                self._ready.set()
            elif kind == "failed":
                self._why = clean(data.get("why"), 100)
            elif self._on_event is not None:
                self._on_event(_event(kind, data))
        if self._port and self._again(process):
            return
        self._ready.set()
        if self._on_event is not None:
            self._on_event(Event("ended"))


def is_served(into: Path, port: int, ae_title: str) -> bool:
    """Whether a receiver of ours said that it puts in `into` what comes to this port and AE title.

    One that was killed leaves its word behind: ask only when the port is taken.
    """
    try:
        notice = json.loads((into / _NOTICE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(notice, dict) and (notice.get("port"), notice.get("ae_title")) == (port, ae_title)


def _event(kind: str, data: dict[str, Any]) -> Event:
    return Event(
        kind=kind,
        study_uid=str(data.get("study", "")),
        sop_uid=str(data.get("sop", "")),
        outcome=str(data.get("outcome", "")),
        peer=str(data.get("peer", "")),
        address=str(data.get("address", "")),
        why=str(data.get("why", "")),
        transaction_uid=str(data.get("transaction", "")),
        stored=tuple(str(sop) for sop in data.get("stored", ())),
        failed=tuple((str(sop), int(reason)) for sop, reason in data.get("failed", ())),
    )
