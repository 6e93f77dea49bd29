"""The nodes of this workstation, for every screen: read once, changed on record, opened for one piece of work.

Nothing here speaks to a network by itself: `opened` is used inside background work, and `reached` and `missed` are told
by it how that went.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from desktop.operations import Operation, Run
from governance import service
from resources.errors import VoorverslagError
from studies.archive import node as nodes
from studies.archive import secret as secrets
from studies.archive.client import Archive, open_archive
from studies.archive.errors import ArchiveUnreachable
from studies.archive.node import Node, ReceiverSettings

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.desk import Desk

#: what opens an archive; a test puts another in `desk.services["open_archive"]`
Opener = Callable[..., Archive]


@dataclass(frozen=True, slots=True)
class Entry:
    """A node as a person left it. `password` is None when it stays as it is."""

    node: Node
    password: str | None = None


class NodeBook(QObject):
    """Nodes and receiver as they stand in `nodes.toml`."""

    changed = Signal()
    reach_changed = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self.problem: VoorverslagError | None = None
        self.nodes: tuple[Node, ...] = ()
        self.receiver = ReceiverSettings()
        self._missed: dict[str, datetime] = {}
        self.load()

    @property
    def file(self) -> Path:
        return self._desk.home.root / "nodes.toml"

    @property
    def received(self) -> Path:
        """Where fetched and received studies lie."""
        return self._desk.home.root / "received"

    def load(self) -> None:
        """Read the file; what can't be read is kept as `problem` and leaves no nodes."""
        self.problem = None
        try:
            self.nodes, self.receiver = nodes.read_nodes(self.file), nodes.read_receiver(self.file)
        except VoorverslagError as problem:
            self.problem, self.nodes, self.receiver = problem, (), ReceiverSettings()
        self.changed.emit()

    def with_role(self, role: str) -> tuple[Node, ...]:
        """Nodes that are used for this: query, store or worklist."""
        return tuple(node for node in self.nodes if role in node.roles)

    def find(self, node_id: str) -> Node | None:
        return next((node for node in self.nodes if node.id == node_id), None)

    # ------------------------------------------------------------------ speaking (in background work only)
    @contextlib.contextmanager
    def opened(self, node: Node, *, password: str | None = None) -> Iterator[Archive]:
        """The archive at `node`, closed afterwards. The kept password is used unless another is given."""
        word = password if password is not None else self._kept(node)
        opener: Opener = self._desk.services.get("open_archive", open_archive)
        archive = opener(node, secret=word, receiver=self.receiver)
        try:
            yield archive
        finally:
            archive.close()

    def _kept(self, node: Node) -> str | None:
        return secrets.secret(self._desk.home.root, node.id) if node.kind == "dicomweb" else None

    # ------------------------------------------------------------------ whether it can be reached
    def reached(self, node_id: str) -> None:
        """It answered."""
        if self._missed.pop(node_id, None) is not None:
            self.reach_changed.emit(node_id)

    def missed(self, node_id: str, problem: Exception) -> None:
        """It didn't; only a node that can't be reached counts."""
        if isinstance(problem, ArchiveUnreachable) and node_id not in self._missed:
            self._missed[node_id] = self._desk.clock()
            self.reach_changed.emit(node_id)

    def missed_since(self, node_id: str) -> datetime | None:
        return self._missed.get(node_id)

    # ------------------------------------------------------------------ changing
    def fresh_id(self, name: str) -> str:
        """A short name of its own for a new node."""
        plain = "".join(c if c.isascii() and c.isalnum() else "-" for c in name.lower()).strip("-")
        plain = "-".join(part for part in plain.split("-") if part)[:24] or "node"
        taken = {node.id for node in self.nodes}
        number, found = 2, plain
        while found in taken:
            found = f"{plain}-{number}"
            number += 1
        return found

    def keep(self, entry: Entry, *, on_error: Callable[[Exception], object] | None = None) -> Run:
        """Add a node, or put it in the place of the one with its short name."""
        old = self.find(entry.node.id)
        fresh = tuple(entry.node if n.id == entry.node.id else n for n in self.nodes)
        if old is None:
            fresh = (*self.nodes, entry.node)
        detail = "added" if old is None else "changed"
        if entry.password is not None:
            detail += ", password set" if entry.password else ", password removed"
        told = {"id": entry.node.id, "detail": detail, "address": entry.node.address}
        return self._write(fresh, self.receiver, told, on_error, entry)

    def remove(self, node: Node) -> Run:
        """Take a node away, with its password."""
        fresh = tuple(n for n in self.nodes if n.id != node.id)
        told = {"id": node.id, "detail": "removed", "address": node.address}
        return self._write(fresh, self.receiver, told, None, Entry(node, ""))

    def keep_receiver(
        self, receiver: ReceiverSettings, *, on_error: Callable[[Exception], object] | None = None
    ) -> Run:
        """Change our own receiver."""
        peers = ", ".join(f"{p.ae_title}@{p.address}" for p in receiver.peers)
        told = {"id": "receiver", "detail": f"{receiver.ae_title}@{receiver.bind}:{receiver.port}; {peers}"}
        return self._write(self.nodes, receiver, told, on_error, None)

    def _write(
        self,
        fresh: tuple[Node, ...],
        receiver: ReceiverSettings,
        told: dict[str, str],
        on_error: Callable[[Exception], object] | None,
        entry: Entry | None,
    ) -> Run:
        desk, file, home = self._desk, self.file, self._desk.home.root
        before = (self.nodes, self.receiver)

        def put() -> None:
            nodes.write_nodes(file, fresh, receiver)
            if entry is not None and entry.password is not None:
                if entry.password:
                    secrets.keep_secret(home, entry.node.id, entry.password)
                else:
                    secrets.forget_secret(home, entry.node.id)

        def commit() -> None:
            try:
                service.change_nodes(desk.store, desk.session.acting, changed=[told], write=put)
            except Exception:
                # not on record: not in place either
                if nodes.read_nodes(file) != before[0] or nodes.read_receiver(file) != before[1]:
                    nodes.write_nodes(file, *before)
                raise

        return Operation(
            name="change_nodes", label=self.tr("Changing the nodes"), commit=commit, kind="nodes",
            on_done=lambda _result: self.load(), on_error=on_error,
        ).run(desk, initiator=self)  # fmt: skip


def node_book(desk: Desk) -> NodeBook:
    """The one book of this desk."""
    book: Any = desk.services.get("nodes")
    if not isinstance(book, NodeBook):
        book = NodeBook(desk)
        desk.services["nodes"] = book
    return book


def tested(book: NodeBook, node: Node, password: str | None) -> Any:
    """Ask a node whether it is there, within five seconds; for background work."""
    quick = replace(node, timeout_s=min(node.timeout_s, 5))
    with book.opened(quick, password=password) as archive:
        return archive.echo()
