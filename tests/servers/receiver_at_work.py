"""Our receiver as the tests use it: started, its events kept, and waited for."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from server_programs import program

from studies.archive.node import Peer, ReceiverSettings
from studies.archive.received import ReceivedStudies
from studies.archive.receiver import Event, Receiver

SENDER = Peer("STORESCU", "127.0.0.1")


class ReceiverAtWork:
    """A started receiver for the AE title STORESCU of this machine."""

    def __init__(self, into: Path, **settings: Any) -> None:
        self.into = into
        self.events: list[Event] = []
        self._changed = threading.Condition()
        values: dict[str, Any] = {"port": 0, "peers": (SENDER,), **settings}
        self.receiver = Receiver(ReceiverSettings(**values), into, self._on_event)
        self.receiver.start()

    @property
    def port(self) -> int:
        return self.receiver.port

    @property
    def received(self) -> ReceivedStudies:
        return ReceivedStudies(self.into)

    def _on_event(self, event: Event) -> None:
        with self._changed:
            self.events.append(event)
            self._changed.notify_all()

    def wait_for(self, what: Callable[[Event], bool], count: int = 1, seconds: float = 30) -> list[Event]:
        """The events that `what` says yes to, as soon as there are `count` of them."""
        until = time.monotonic() + seconds
        with self._changed:
            while len(found := [e for e in self.events if what(e)]) < count:
                left = until - time.monotonic()
                assert left > 0, f"{count} events asked, came: {self.events}"
                self._changed.wait(left)
        return found

    def store(self, *files: Path, options: tuple[str, ...] = (), calling: str = "STORESCU") -> int:
        """Send files by DCMTK's storescu; its exit status."""
        return subprocess.run(
            [
                program("storescu"), *options, "-aet", calling, "-aec", "VOORVERSLAG", "127.0.0.1",
                str(self.port), *map(str, files),
            ],
            capture_output=True,
            timeout=60,
            check=False,
        ).returncode  # fmt: skip

    def echo(self, *, calling: str = "STORESCU", called: str = "VOORVERSLAG") -> int:
        """DCMTK's echoscu; its exit status."""
        return subprocess.run(
            [program("echoscu"), "-aet", calling, "-aec", called, "127.0.0.1", str(self.port)],
            capture_output=True,
            timeout=60,
            check=False,
        ).returncode

    def stop(self) -> None:
        self.receiver.stop()
