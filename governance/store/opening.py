"""Open the store: folder, keys, database with its settings, schema, start-up checks; read and write.

`Store.write()` is the only way to change anything: one `BEGIN IMMEDIATE` transaction in which the change and
its audit row stand or fall together; a transaction without an audit row is refused.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any

from keyring.errors import KeyringError
from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import OperationalError

from governance import audit
from governance.anchors import AnchorFile
from governance.canonical import utc_text
from governance.files import FileStore
from governance.keys import Head, InstallationKeys, Vault, choose_vault
from governance.protocol import SiteSettings
from governance.store import migrate, tables, triggers
from governance.store.disk import require_local_disk
from governance.store.engine import sqlite_engine
from resources.errors import Refused, VoorverslagError

DATABASE = "voorverslag.db"


class Check(Enum):
    """What is checked when the store opens."""

    #: settings, triggers, installation, last-seen head (milliseconds)
    QUICK = "quick"
    #: the same and every row of the audit chain (about 50,000 rows a second)
    CHAIN = "chain"


@dataclass(frozen=True, slots=True)
class PasswordCost:
    """Cost of argon2id; the defaults are those of argon2-cffi (RFC 9106, low memory). Tests pass less."""

    time: int = 3
    memory_kib: int = 65536
    lanes: int = 4


class StoreFault(VoorverslagError):  # noqa: N818 - reads as what happened
    """The database doesn't hold what it should; nothing may be trusted until `verify` has been looked at."""

    exit_status = 3

    @classmethod
    def tampered(cls, code: str, detail: str) -> StoreFault:
        return cls(
            "INTEGRITY FAULT: the database was changed outside the program ({finding}).",
            "Do not use it; let the administrator run 'voorverslag verify' and put back a sound copy.",
            detail=detail,
            code=code,
            fields={"finding": code},
        )


def utc_now() -> datetime:
    """Time of this computer, in UTC."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Unit:
    """One write transaction: its connection, its one moment in time, and its audit rows."""

    connection: Connection
    at: datetime
    key: bytes
    head: Head | None = None
    #: number of audit rows written in this transaction
    written: int = 0

    def audit(self, act: audit.Act, actor: audit.Actor | None = None, **facts: Any) -> Head:
        """Append an audit row to this transaction; see `governance.audit.append`."""
        self.head = audit.append(
            self.connection, self.key, at=self.at, act=act, actor=actor or audit.SYSTEM, **facts
        )
        self.written += 1
        return self.head

    def insert(self, table: Any, **values: object) -> None:
        """Insert one row."""
        self.connection.execute(table.insert().values(**values))


@dataclass(slots=True)
class Store:
    """An open store. Safe to use from several threads; close it when done."""

    home: Path
    engine: Engine
    keys: InstallationKeys
    anchors: AnchorFile
    files: FileStore
    database_id: str
    clock: Callable[[], datetime]
    random: Callable[[int], bytes]
    password_cost: PasswordCost
    settings: SiteSettings
    software_version: str
    #: failed tries on names that don't exist, so that they answer like those that do
    unknown_tries: dict[str, int] = field(default_factory=dict)

    @classmethod
    def open(
        cls,
        home: Path,
        *,
        clock: Callable[[], datetime] = utc_now,
        random: Callable[[int], bytes] = os.urandom,
        password_cost: PasswordCost | None = None,
        settings: SiteSettings | None = None,
        anchors: Path | None = None,
        vault: Vault | None = None,
        software_version: str = "0.1.0",
        check: Check = Check.QUICK,
    ) -> Store:
        """Open the store in `home`; makes it on first use.

        Parameters
        ----------
        home : Path
            Folder of database, files and keys (`VOORVERSLAG_HOME`); must be on a local disk.
        clock : callable
            Gives the time, timezone-aware UTC.
        random : callable
            Gives so many random bytes; `os.urandom` outside tests.
        anchors : Path or None
            The anchor file; default `anchors/anchors.jsonl` in `home`, `VOORVERSLAG_ANCHORS` overrides. A
            hospital puts it on another disk.

        Raises
        ------
        Refused
            Network disk, a setting that doesn't stick, a key that others can read, a newer database.
        StoreFault
            The database was changed outside the program.
        """
        home = Path(home)
        require_local_disk(home)
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        database, new = home / DATABASE, not (home / DATABASE).exists()
        keys = InstallationKeys(vault or choose_vault(home))
        if new and keys.exists and keys.last_seen() is not None:
            raise StoreFault.tampered("DATABASE-MISSING", "keys of an installation without their database")
        place = anchors or Path(os.environ.get("VOORVERSLAG_ANCHORS", home / "anchors" / "anchors.jsonl"))
        engine = sqlite_engine(database)
        try:
            migrate.upgrade(engine)
            files = home / "files"
            files.mkdir(exist_ok=True, mode=0o700)
            store = cls(
                home=home,
                engine=engine,
                keys=keys,
                anchors=AnchorFile(place),
                files=FileStore(files),
                database_id="",
                clock=clock,
                random=random,
                password_cost=password_cost or PasswordCost(),
                settings=settings or SiteSettings(),
                software_version=software_version,
            )
            store._install_or_check(new, check)
        except BaseException:
            engine.dispose()
            raise
        return store

    def _install_or_check(self, new: bool, check: Check) -> None:
        with self.read() as connection:
            row = connection.execute(select(tables.installation)).first()
        if row is None:
            # a crash in the very first moments leaves an empty database, which may be begun again
            if not new and self.keys.last_seen() is not None:
                raise StoreFault.tampered("FOREIGN-DATABASE", "the database names no installation")
            self._install()
            return
        if not self.keys.exists:
            raise StoreFault.tampered("FOREIGN-DATABASE", "a database without the keys of its installation")
        self.database_id = str(row.database_id)
        finding = self.start_finding(check)
        if finding:
            raise StoreFault.tampered(*finding)
        self._anchor_what_a_crash_left()

    def _anchor_what_a_crash_left(self) -> None:
        """Anchor a signature whose anchor was cut off by a crash between its commit and its anchor."""
        last = max((a.seq for a in self.anchors.read(self.keys.chain_key) if a.sound), default=0)
        log = tables.audit_log
        signed = [a.event_type for a in (audit.Act.AUTHORISE, audit.Act.CORRECT, audit.Act.RECALL)]
        query = select(log.c.seq, log.c.hash).where(log.c.seq > last, log.c.event_type.in_(signed))
        with self.read() as connection:
            rows = connection.execute(query.order_by(log.c.seq)).all()
        for row in rows:
            self.anchor(Head(int(row.seq), bytes(row.hash)), "after a crash")

    def _install(self) -> None:
        self.database_id = self.new_id()
        self.keys.create(self.database_id, self.random)
        with self.write() as unit:
            unit.insert(
                tables.installation,
                id=1,
                database_id=self.database_id,
                created_at=utc_text(unit.at),
                binding=self.keys.binding(self.database_id),
            )
            head = unit.audit(
                audit.Act.RECORDING_STARTED, objects=[{"type": "database", "id": self.database_id}]
            )
        self.anchor(head, "installation")

    def start_finding(self, check: Check) -> tuple[str, str] | None:
        """First thing that is wrong at start: finding code and detail; None when sound."""
        with self.read() as connection:
            row = connection.execute(select(tables.installation)).one()
            if self.keys.database_id != row.database_id or self.keys.binding(row.database_id) != row.binding:
                return "FOREIGN-DATABASE", "the database belongs to another installation"
            wrong = triggers.differences(connection)
            if wrong:
                return "TRIGGERS", ", ".join(wrong)
            head, seen = audit.read_head(connection), self.keys.last_seen()
            if seen is None:
                return "LAST-HEAD-MISSING", "no last-seen head beside the key"
            if head.seq < seen.seq:
                return "ROLLED-BACK", f"the trail ends at {head.seq}, {seen.seq} was seen"
            found = connection.execute(
                select(tables.audit_log.c.hash).where(tables.audit_log.c.seq == seen.seq)
            ).scalar()
            if found is None or bytes(found) != seen.hash:
                return "CHAIN", f"row {seen.seq} is not the one last seen"
            if check is Check.CHAIN:
                fault = audit.check_chain(connection, self.keys.chain_key)
                if fault:
                    return "CHAIN", f"row {fault.seq} {fault.what}"
        return None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A consistent look at the database."""
        with self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def look(self) -> Iterator[Unit]:
        """A unit for the same functions that acts use, in which nothing can be written."""
        with self.read() as connection:
            connection.exec_driver_sql("PRAGMA query_only=ON")
            try:
                yield Unit(connection, self.clock(), b"")
            finally:
                connection.exec_driver_sql("PRAGMA query_only=OFF")

    @contextmanager
    def write(self, *, audited: bool = True) -> Iterator[Unit]:
        """One write transaction; commits at the end, rolls back on any error.

        `audited=False` is for leases alone, which are a convenience and no record (LOCK-7).

        Raises
        ------
        VoorverslagError
            The disk is full, or another process held the database for more than 10 s. Nothing was changed.
        """
        try:
            with self.engine.connect().execution_options(writes=True) as connection, connection.begin():
                unit = Unit(connection, self.clock(), self.keys.chain_key)
                yield unit
                if unit.head is None and audited:
                    raise RuntimeError("a change without an audit row is not committed")
        except OperationalError as error:
            raise _translated(error) from error
        if unit.head is not None:
            # committed: a disk or key ring that refuses now must not make it look undone; the next head is newer
            with suppress(OSError, KeyringError):
                self.keys.remember(unit.head)

    def anchor(self, head: Head, reason: str) -> str:
        """Write `head` to the anchor file; returns its short code."""
        return self.anchors.append(
            self.keys.chain_key, head, database_id=self.database_id, at=self.clock(), reason=reason
        )

    def anchor_signed(self, head: Head, reason: str) -> None:
        """Anchor a signature that is committed already.

        A disk that refuses doesn't undo it, so nothing is raised: it is an alert on the trail, and the daily anchor
        covers the row.
        """
        try:
            self.anchor(head, reason)
        except OSError as error:
            told = [{"type": "anchor", "id": reason, "detail": type(error).__name__}]
            with suppress(VoorverslagError), self.write() as unit:
                unit.audit(audit.Act.SECURITY_ALERT, objects=told, outcome=audit.MINOR_FAILURE)

    def anchor_now(self, reason: str = "daily") -> str:
        """Anchor the present head, as is done daily and at closing."""
        with self.read() as connection:
            head = audit.read_head(connection)
        return self.anchor(head, reason)

    def new_id(self) -> str:
        """A random identifier (UUID version 4) from the store's generator."""
        return str(uuid.UUID(bytes=self.random(16), version=4))

    def log(self, act: audit.Act, actor: audit.Actor, objects: Iterable[Mapping[str, str]] = ()) -> None:
        """Write an audit row for something that changes nothing else (a look, an export)."""
        with self.write() as unit:
            unit.audit(act, actor, objects=objects)

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def _translated(error: OperationalError) -> VoorverslagError:
    text = str(error.orig)
    if "full" in text or "disk I/O" in text:
        return VoorverslagError(
            "The disk is full; nothing was saved.",
            "Make room and try again; keep the window open so that your text stays.",
            detail=text,
            code="disk_full",
        )
    if "locked" in text or "busy" in text:
        return VoorverslagError(
            "The database is held by another program.",
            "Wait a moment and try again; nothing was changed.",
            detail=text,
            code="database_busy",
        )
    return Refused(
        "The database can't be used.",
        "Let the administrator run 'voorverslag verify'.",
        detail=text,
        code="database",
    )
