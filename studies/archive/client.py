"""The one protocol by which the screens and commands speak to an archive, and how one is opened.

`DimseArchive` (C-ECHO, C-FIND, C-GET or C-MOVE, C-STORE, storage commitment) and `WebArchive` (QIDO, WADO,
STOW) both keep it. An `Archive` is used from one thread at a time; open one for each background task.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from resources.errors import VoorverslagError
from studies.archive.node import Node, ReceiverSettings
from studies.archive.query import Found, ImageAnswer, SeriesAnswer, StudyQuery

Progress = Callable[[int, int], None]
CancelCheck = Callable[[], bool]

#: how many objects one series or study may hold before we stop listing
MOST_OBJECTS = 100_000


@dataclass(frozen=True, slots=True)
class Echo:
    """Whether the node answers; `seconds` for the whole exchange, `words` what the peer says it is.

    When it doesn't, `problem` says why and what to do.
    """

    ok: bool
    seconds: float
    words: str = ""
    problem: VoorverslagError | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """One object (or, without a UID, a whole step) that did not come, and why (English source sentence)."""

    sop_instance_uid: str
    reason: str


@dataclass(frozen=True, slots=True)
class Retrieved:
    """What a retrieve brought. `present` were there already, `received` came now.

    `expected` is how many the archive says there are. When the connection broke, `interrupted` says so, and
    the same call again fetches the rest.
    """

    expected: int
    present: int
    received: int
    failed: tuple[Failure, ...] = ()
    interrupted: VoorverslagError | None = None

    @property
    def complete(self) -> bool:
        """Everything that the archive holds of it is here, and nothing failed."""
        return (
            self.interrupted is None and not self.failed and self.present + self.received >= self.expected > 0
        )


@dataclass(frozen=True, slots=True)
class SentItem:
    """One object that was sent. `stored` only when it's `proven`: by commitment, or by reading it back.

    Otherwise `reason` says what is known (English source sentence).
    """

    sop_instance_uid: str
    stored: bool
    proven: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of each file that was sent, in their order."""

    results: tuple[SentItem, ...]

    @property
    def complete(self) -> bool:
        return bool(self.results) and all(item.stored for item in self.results)


class Archive(Protocol):
    """An archive that can be asked. Every call may raise the errors of `studies.archive.errors` and `Cancelled`."""

    @property
    def node(self) -> Node: ...

    def echo(self) -> Echo:
        """Whether the node is there; never raises for a peer that isn't."""
        ...

    def studies(self, query: StudyQuery, *, cancelled: CancelCheck | None = None) -> Found:
        """Studies that match; at most `query.limit`."""
        ...

    def series(self, study_uid: str) -> tuple[SeriesAnswer, ...]:
        """All series of a study, by number."""
        ...

    def images(self, study_uid: str, series_uid: str) -> tuple[ImageAnswer, ...]:
        """All objects of a series, by number."""
        ...

    def retrieve(
        self,
        study_uid: str,
        series_uids: Sequence[str] = (),
        *,
        into: Path,
        progress: Progress | None = None,
        cancelled: CancelCheck | None = None,
    ) -> Retrieved:
        """Fetch a study, or these series of it, into the received studies at `into` (`received.ReceivedStudies`).

        What is whole there already isn't fetched again; that is also how an interrupted one goes on.
        """
        ...

    def send(
        self,
        files: Sequence[Path],
        *,
        progress: Progress | None = None,
        cancelled: CancelCheck | None = None,
    ) -> Sent:
        """Send these files and make sure that the archive holds exactly them."""
        ...

    def close(self) -> None:
        """End what is open."""
        ...


def open_archive(
    node: Node, *, secret: str | None = None, receiver: ReceiverSettings | None = None
) -> Archive:
    """The archive at `node`; nothing is connected yet.

    `secret` is the password or token of a web node. `receiver` is our own receiver (`node.read_receiver`): a
    C-MOVE and storage commitment come in there; without it they use a free port of this computer.
    """
    if node.kind == "dicomweb":
        from studies.archive.web import WebArchive

        return WebArchive(node, secret)
    from studies.archive.dimse import DimseArchive

    return DimseArchive(node, receiver=receiver)
