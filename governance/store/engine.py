"""The database engine: SQLite with settings that are read back, one writer at a time.

A connect hook sets the pragmas of specs/governance.md 15.2 and refuses the connection when one doesn't
stick. Writes begin with `BEGIN IMMEDIATE`, so that two writers queue instead of failing halfway.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

from resources.errors import Refused

#: pragma, what is set, what must read back
PRAGMAS: tuple[tuple[str, str, str], ...] = (
    ("journal_mode", "WAL", "wal"),
    ("synchronous", "FULL", "2"),
    ("foreign_keys", "ON", "1"),
    ("recursive_triggers", "ON", "1"),
    ("busy_timeout", "10000", "10000"),
    ("trusted_schema", "OFF", "0"),
)


def sqlite_engine(database: Path) -> Engine:
    """Engine on one local SQLite file. Use `reading` and `writing` for its transactions."""
    engine = create_engine(f"sqlite:///{database}", connect_args={"timeout": 10.0})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # SQLAlchemy's `begin` event decides how a transaction starts
    set_pragmas(connection)


def set_pragmas(connection: sqlite3.Connection, pragmas: tuple[tuple[str, str, str], ...] = PRAGMAS) -> None:
    """Set every pragma and read it back; raises `Refused` for one that doesn't stick."""
    cursor = connection.cursor()
    try:
        for name, value, expected in pragmas:
            cursor.execute(f"PRAGMA {name}={value}")
            cursor.execute(f"PRAGMA {name}")
            found = cursor.fetchone()
            if found is None or str(found[0]).lower() != expected:
                raise Refused(
                    "The database doesn't accept the setting {setting}, which its safety depends on.",
                    "Ask the administrator to put the database on a local disk of this computer.",
                    detail=f"{name} is {found!r}, expected {expected}",
                    code="pragma",
                    fields={"setting": name},
                )
    finally:
        cursor.close()


def _begin(connection: Connection) -> None:
    options: Any = connection.get_execution_options()
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes") else "BEGIN")
