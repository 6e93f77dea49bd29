"""Triggers: the second wall around rows that may not change, with their exact text for `verify`.

`triggers(dialect)` gives name and DDL. The migration creates them, start-up and `verify` compare the text in
the database with this list. A trigger is not a defence against the owner of the file (who can drop it); the
hash chain, the signatures and the anchors are.

SQLite: a `REPLACE` deletes rows without firing delete triggers when `recursive_triggers` is off, which is the
default of other tools. Insert triggers therefore look up every unique column themselves and refuse.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, Table, text

from governance.store import tables

#: moves of `report.state` that exist (specs of governance, 6.2); anything else is refused by the database
STATE_MOVES: frozenset[tuple[str, str]] = frozenset(
    {
        ("draft", "submitted"),
        ("returned", "submitted"),
        ("submitted", "draft"),
        ("submitted", "in_review"),
        ("in_review", "submitted"),
        ("in_review", "returned"),
        ("in_review", "authorised"),
        ("draft", "corrected"),
        ("draft", "handed_back"),
        ("submitted", "handed_back"),
        ("returned", "handed_back"),
        ("authorised", "recalled"),
        ("corrected", "recalled"),
        ("draft", "lapsed"),
    }
)
FINAL = ("authorised", "corrected", "recalled")
_REPORT_FIXED = (
    "id",
    "number",
    "study_id",
    "study_instance_uid",
    "patient_id",
    "task",
    "kind",
    "parent_id",
    "author_id",
    "author_role",
    "created_at",
)
#: columns of a report that stay as they are once it is final (the state may still become `recalled`)
_REPORT_FINAL = (
    "responsible_radiologist_id",
    "revision",
    "revision_sha256",
    "submitted_at",
    "submitted_revision",
    "claimed_by",
    "authorised_by",
    "authorised_at",
    "authorised_sha256",
    "order_id",
    "emergency_id",
)
_ACCOUNT_FIXED = ("person_id", "login")


def triggers(dialect: str = "sqlite") -> dict[str, str]:
    """Name and `CREATE TRIGGER` text of every trigger, for one database dialect."""
    if dialect != "sqlite":
        raise NotImplementedError(f"no triggers are written for {dialect} yet")
    made: dict[str, str] = {}
    for table in tables.APPEND_ONLY:
        made |= _append_only(table)
    made |= _fixed(tables.report, _REPORT_FIXED, unique=("id", "number"))
    made |= _fixed(tables.account, _ACCOUNT_FIXED, unique=("person_id", "login"))
    made |= _report_rules()
    made |= _register_rules()
    return made


def create_all(connection: Connection) -> None:
    """Create every trigger of the connection's dialect."""
    for ddl in triggers(connection.dialect.name).values():
        connection.exec_driver_sql(ddl)


def drop_all(connection: Connection) -> None:
    """Drop every trigger, for a migration that rebuilds a table; `create_all` follows in the same step."""
    for name in present(connection):
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')


def present(connection: Connection) -> dict[str, str]:
    """Name and text of the triggers that the database holds now."""
    rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
    return {str(name): str(sql) for name, sql in rows}


def differences(connection: Connection) -> list[str]:
    """Names of triggers that are missing, changed or not ours."""
    expected, found = triggers(connection.dialect.name), present(connection)
    return sorted(name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name))


def _append_only(table: Table) -> dict[str, str]:
    name = table.name
    key = " AND ".join(f'"{c.name}" = NEW."{c.name}"' for c in table.primary_key.columns)
    return dict(
        (
            _trigger(f"{name}_no_update", f'BEFORE UPDATE ON "{name}"', f"{name} is append-only"),
            _trigger(f"{name}_no_delete", f'BEFORE DELETE ON "{name}"', f"{name} is append-only"),
            _trigger(
                f"{name}_no_replace",
                # names of our own tables and columns, never data
                f'BEFORE INSERT ON "{name}" WHEN EXISTS (SELECT 1 FROM "{name}" WHERE {key})',  # noqa: S608
                f"{name} is append-only",
            ),
        )
    )


def _fixed(table: Table, columns: Iterable[str], *, unique: Iterable[str]) -> dict[str, str]:
    name = table.name
    changed = " OR ".join(f'NEW."{c}" IS NOT OLD."{c}"' for c in columns)
    taken = " OR ".join(f'"{c}" = NEW."{c}"' for c in unique)
    return dict(
        (
            _trigger(
                f"{name}_fixed", f'BEFORE UPDATE ON "{name}" WHEN {changed}', f"{name} identity is fixed"
            ),
            _trigger(f"{name}_no_delete", f'BEFORE DELETE ON "{name}"', f"{name} rows stay"),
            _trigger(
                f"{name}_no_replace",
                f'BEFORE INSERT ON "{name}" WHEN EXISTS (SELECT 1 FROM "{name}" WHERE {taken})',  # noqa: S608
                f"{name} exists",
            ),
        )
    )


def _report_rules() -> dict[str, str]:
    moves = " OR ".join(f"(OLD.state = '{a}' AND NEW.state = '{b}')" for a, b in sorted(STATE_MOVES))
    final = ", ".join(f"'{s}'" for s in FINAL)
    frozen = " OR ".join(f"NEW.{c} IS NOT OLD.{c}" for c in _REPORT_FINAL)
    frozen += " OR (OLD.superseded_by <> '' AND NEW.superseded_by IS NOT OLD.superseded_by)"
    signed = (
        "SELECT 1 FROM signature s JOIN revision r ON r.report_id = s.subject_id AND r.number = s.revision "
        "WHERE s.subject_id = NEW.id AND s.revision = NEW.revision AND s.hash = r.hash AND r.hash = NEW.authorised_sha256 "
        "AND s.meaning IN ('AUTORISATIE', 'AANVULLING', 'CORRECTIE') AND s.person_id = NEW.authorised_by AND s.person_id <> NEW.author_id"
    )
    open_primary = (
        "SELECT 1 FROM report WHERE study_id = NEW.study_id AND task = NEW.task AND kind = 'primary' "
        "AND state IN ('draft', 'submitted', 'in_review', 'returned')"
    )
    return dict(
        (
            _trigger(
                "report_starts_as_draft",
                "BEFORE INSERT ON \"report\" WHEN NEW.state <> 'draft' OR NEW.lock_version <> 1",
                "a report starts as a draft",
            ),
            _trigger(
                "report_one_open",
                f"BEFORE INSERT ON \"report\" WHEN NEW.kind = 'primary' AND EXISTS ({open_primary})",
                "an open report exists for this study and task",
            ),
            _trigger(
                "report_moves",
                f'BEFORE UPDATE ON "report" WHEN NEW.state <> OLD.state AND NOT ({moves})',
                "no such transition",
            ),
            _trigger(
                "report_corrected_is_correction",
                "BEFORE UPDATE ON \"report\" WHEN NEW.state = 'corrected' AND NEW.state <> OLD.state "
                "AND NEW.kind <> 'correction'",
                "no such transition",
            ),
            _trigger(
                "report_lock_version",
                'BEFORE UPDATE ON "report" WHEN (NEW.state <> OLD.state OR NEW.revision <> '
                "OLD.revision OR NEW.superseded_by IS NOT OLD.superseded_by) "
                "AND NEW.lock_version <> OLD.lock_version + 1",
                "the lock version goes up by one with every change",
            ),
            _trigger(
                "report_final_is_signed",
                "BEFORE UPDATE ON \"report\" WHEN NEW.state IN ('authorised', 'corrected') "
                f"AND NEW.state <> OLD.state AND NOT EXISTS ({signed})",
                "a final report needs a signature over its revision",
            ),
            _trigger(
                "report_final_is_frozen",
                f'BEFORE UPDATE ON "report" WHEN OLD.state IN ({final}) AND ({frozen})',
                "a final report is fixed",
            ),
        )
    )


def _register_rules() -> dict[str, str]:
    clash = (
        "SELECT 1 FROM role_assignment WHERE person_id = NEW.person_id AND person_version = NEW.person_version "
        "AND role <> NEW.role AND role IN ('administrator', 'log_keeper') "
        "AND (valid_until IS NULL OR valid_until > NEW.valid_from) "
        "AND (NEW.valid_until IS NULL OR NEW.valid_until > valid_from)"
    )
    not_delegable = (
        "SELECT 1 FROM task_version t WHERE t.id = NEW.task AND t.delegable = 0 "
        "AND t.version = (SELECT max(version) FROM task_version WHERE id = NEW.task)"
    )
    return dict(
        (
            _trigger(
                "role_assignment_log_keeper",
                "BEFORE INSERT ON \"role_assignment\" WHEN NEW.role IN ('administrator', 'log_keeper') "
                f"AND EXISTS ({clash})",
                "an administrator cannot be log keeper",
            ),
            _trigger(
                "order_task_delegable",
                f'BEFORE INSERT ON "order_task" WHEN EXISTS ({not_delegable})',
                "this task cannot be delegated",
            ),
            _trigger(
                "order_task_of_new_order",
                'BEFORE INSERT ON "order_task" WHEN NOT EXISTS (SELECT 1 FROM order_version WHERE '
                "id = NEW.order_id AND version = NEW.order_version)",
                "no such order version",
            ),
        )
    )


def _trigger(name: str, when: str, message: str) -> tuple[str, str]:
    return name, f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, '{message}'); END"
