"""The store itself: settings, schema, migrations, refusals at start, transactions, full disk."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from department import CHEAP, Clock, Department, chance, content, open_department
from sqlalchemy.exc import IntegrityError

from governance import service
from governance.audit import Act
from governance.keys import FileVault
from governance.store import Check, Store, migrate, tables, triggers
from governance.store.disk import longest, require_local_disk
from governance.store.engine import PRAGMAS, set_pragmas
from governance.store.opening import StoreFault
from governance.verify import verify
from resources.errors import Refused, VoorverslagError


def opened(home: Path, **options: object) -> Store:
    return Store.open(
        home,
        clock=Clock(),
        random=chance(3),
        password_cost=CHEAP,
        vault=FileVault(home / "keys"),
        **options,  # type: ignore[arg-type]
    )


def test_every_connection_has_the_settings(department: Department) -> None:
    with department.store.read() as connection:
        for name, _, expected in PRAGMAS:
            assert str(connection.exec_driver_sql(f"PRAGMA {name}").scalar()).lower() == expected


def test_setting_that_does_not_stick_refuses_to_start() -> None:
    with closing(sqlite3.connect(":memory:")) as connection, pytest.raises(Refused, match="journal_mode"):
        set_pragmas(connection)


def test_migrated_schema_is_the_schema_of_the_program(department: Department) -> None:
    with department.store.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, tables.metadata) == []
        assert triggers.differences(connection) == []
        assert migrate.present(connection) == migrate.newest()
        strict = connection.exec_driver_sql(
            "SELECT name, wr, strict FROM pragma_table_list WHERE schema='main'"
        )
        kinds = {name: (wr, strict) for name, wr, strict in strict}
    for table in tables.metadata.tables:
        assert kinds[table] == (1, 1), table


def test_every_append_only_table_has_its_three_triggers() -> None:
    names = triggers.triggers()
    for table in tables.APPEND_ONLY:
        assert {f"{table.name}_no_{what}" for what in ("update", "delete", "replace")} <= names.keys()
        assert len({i for i in table.indexes if i.unique}) == 0


def test_newer_database_is_refused_in_one_sentence(department_home: Path) -> None:
    with closing(sqlite3.connect(department_home / "voorverslag.db")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    with pytest.raises(Refused, match="newer version"):
        opened(department_home)


def test_change_without_audit_row_is_not_committed(department: Department) -> None:
    with pytest.raises(RuntimeError, match="audit"), department.store.write() as unit:
        unit.insert(tables.access_reason, id="x", study_id="s", person_id="p", reason="r", at="t")
    with department.store.read() as connection:
        assert connection.execute(tables.access_reason.select()).all() == []


def test_audit_row_falls_with_its_change(department: Department) -> None:
    with department.store.read() as connection:
        before = connection.exec_driver_sql("SELECT count(*) FROM audit_log").scalar()

    def fail_after_the_row() -> None:
        with department.store.write() as unit:
            unit.audit(Act.SEARCHED)
            raise KeyError

    with pytest.raises(KeyError):
        fail_after_the_row()
    with department.store.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM audit_log").scalar() == before


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO order_task VALUES ('order-1', 1, 'VOORSCHRIJVEN_UR')",
        "INSERT INTO task_version SELECT id, 9, 1, 'TAAKHERSCHIKKING', content, recorded_at, recorded_by "
        "FROM task_version",
        "INSERT INTO role_assignment VALUES ('beheer', 1, 'log_keeper', '2026-01-01', NULL)",
        "INSERT INTO person_version VALUES ('p', 1, 'l', '123', '{}', 't', 'b')",
    ],
)
def test_database_refuses_what_the_law_forbids(department: Department, statement: str) -> None:
    with pytest.raises(IntegrityError), department.store.write() as unit:
        unit.connection.exec_driver_sql(statement)


def test_key_that_others_can_read_is_refused(department_home: Path) -> None:
    (department_home / "keys" / "chain.key").chmod(0o640)
    with pytest.raises(Refused, match="Others on this computer"):
        opened(department_home)


def test_missing_keys_refuse_the_database(department_home: Path) -> None:
    for file in (department_home / "keys").iterdir():
        file.unlink()
    with pytest.raises(StoreFault, match="FOREIGN-DATABASE"):
        opened(department_home)


def test_missing_database_beside_its_keys_is_no_new_start(department_home: Path) -> None:
    for file in department_home.glob("voorverslag.db*"):
        file.unlink()
    with pytest.raises(StoreFault, match="DATABASE-MISSING"):
        opened(department_home)
    assert verify(department_home, vault=FileVault(department_home / "keys")).codes == {"DATABASE-MISSING"}


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs", "smb3"])
def test_network_disk_is_refused(tmp_path: Path, kind: str) -> None:
    with pytest.raises(Refused, match="network share"):
        require_local_disk(tmp_path, kind=kind)


def test_unc_path_is_refused_and_unknown_fuse_needs_the_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Refused, match="network share"):
        require_local_disk(Path("//server/share"))
    with pytest.raises(Refused, match="VOORVERSLAG_TRUST_LOCAL_DISK"):
        require_local_disk(tmp_path, kind="fuse.unknown")
    monkeypatch.setenv("VOORVERSLAG_TRUST_LOCAL_DISK", "1")
    require_local_disk(tmp_path, kind="fuse.unknown")


def test_longest_mount_point_decides() -> None:
    mounts = [("/", "ext4"), ("/mnt", "ext4"), ("/mnt/share", "nfs"), ("/mnt/sharedother", "xfs")]
    assert longest(mounts, Path("/mnt/share/x")) == "nfs"
    assert longest(mounts, Path("/mnt/sharex")) == "ext4"


def test_full_disk_keeps_the_store_sound_and_says_so(department_home: Path) -> None:
    made = open_department(department_home)
    report = made.created()
    with made.store.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")
        connection.commit()
    acknowledged, failure = report, ""
    while not failure:
        assert acknowledged.revision < 100
        text = content("x" * 20_000 + str(acknowledged.revision))
        try:
            acknowledged = service.save(
                made.store, made.mbb, report.id, text, expected_lock_version=acknowledged.lock_version
            )
        except VoorverslagError as error:
            failure = error.code
    assert failure == "disk_full"
    with made.store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
        connection.commit()
    again = service.save(
        made.store,
        made.mbb,
        report.id,
        content("Weer ruimte."),
        expected_lock_version=acknowledged.lock_version,
    )
    assert again.revision == acknowledged.revision + 1
    made.store.close()
    assert verify(department_home, vault=FileVault(department_home / "keys")).faults == ()


def test_chain_is_checked_at_start_when_asked(department_home: Path) -> None:
    opened(department_home, check=Check.CHAIN).close()


def test_audit_export_has_no_formulas_and_is_itself_on_record(department: Department) -> None:
    from governance.audit import safe_cell

    lines = service.export_audit(department.store, department.audit).splitlines()
    assert [json.loads(line)["seq"] for line in lines] == list(range(1, len(lines) + 1))
    table = service.export_audit(department.store, department.audit, form="csv")
    assert table.count("\r\n") == len(lines) + 2  # heading, and the first export's own row
    for start in "=+-@\t\r":
        assert safe_cell(f"{start}1+1") == f"'{start}1+1"
    assert safe_cell(-1) == -1
    found = service.read_audit(department.store, department.audit, after=len(lines))
    assert [r.fields["event_type"] for r in found] == ["LOG_EXPORT", "LOG_EXPORT"]


def test_log_holds_no_text_of_the_report_and_no_patient_name(department: Department) -> None:
    department.final()
    text = service.export_audit(department.store, department.audit)
    for planted in ("Fictief", "19500102", "Normale aorta", "900001"):
        assert planted not in text


def test_system_without_key_ring_uses_files(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "h", password_cost=CHEAP)
    store.close()
    assert (tmp_path / "h" / "keys" / "chain.key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "h" / "keys").stat().st_mode & 0o777 == 0o700
    assert verify(tmp_path / "h").ok
