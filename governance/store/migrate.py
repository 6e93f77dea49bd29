"""Bring a database to the schema of this program, by Alembic, without a command line.

A database that is newer than the program is refused in one sentence.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from resources.errors import Refused

FOLDER = Path(__file__).parent / "migrations"


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def known_revisions() -> set[str]:
    """Every schema revision that this program knows."""
    return {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def newest() -> str:
    """The schema revision of this program."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    if head is None:
        raise RuntimeError("no migrations are installed")
    return head


def present(connection: Connection) -> str | None:
    """Schema revision of a database; None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def upgrade(engine: Engine) -> bool:
    """Bring the database to the newest schema, in one transaction; returns whether anything changed.

    Raises
    ------
    Refused
        The database was made by a newer program.
    """
    with engine.connect() as connection:
        found = present(connection)
    if found == newest():
        return False
    if found is not None and found not in known_revisions():
        raise Refused(
            "This database was made by a newer version of the program.",
            "Install the newer version; the database was not changed.",
            detail=f"schema {found}",
            code="newer_database",
        )
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        command.upgrade(_config(connection), "head")
    return True
