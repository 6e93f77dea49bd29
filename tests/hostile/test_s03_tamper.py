"""S3 (specs/security.md 2 and 3): the twelve tamper recipes, each refused at the statement or found by verify.

Every recipe acts as a person would who has the file and another SQLite tool: its own connection, without our
settings. `test_twelve_of_twelve` runs them all and prints the count.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from department import CHEAP, Clock, chance, open_department

from governance import service
from governance.errors import NotPermitted
from governance.keys import FileVault
from governance.store import Check, Store, triggers
from governance.store.opening import StoreFault
from governance.verify import VerifyReport, verify

pytestmark = pytest.mark.hostile

FINAL_REVISION = "(SELECT report_id FROM signature WHERE meaning = 'AUTORISATIE')"


def attack(home: Path, *statements: str, recursive: bool = False, commit: bool = True) -> None:
    """Run statements from another tool's connection; raises what SQLite raises."""
    with closing(sqlite3.connect(home / "voorverslag.db", isolation_level=None)) as connection:
        connection.execute(f"PRAGMA recursive_triggers={'ON' if recursive else 'OFF'}")
        connection.execute("BEGIN IMMEDIATE")
        for statement in statements:
            connection.execute(statement)
        connection.execute("COMMIT" if commit else "ROLLBACK")


def refused(home: Path, statement: str) -> bool:
    """Whether SQLite refuses the statement with recursive triggers off and on, and nothing changed."""
    before = dump(home)
    for recursive in (False, True):
        with pytest.raises(sqlite3.IntegrityError):
            attack(home, statement, recursive=recursive)
    return dump(home) == before


def dump(home: Path) -> list[str]:
    with closing(sqlite3.connect(home / "voorverslag.db")) as connection:
        return list(connection.iterdump())


def check(home: Path) -> VerifyReport:
    return verify(home, vault=FileVault(home / "keys"))


def start(home: Path) -> None:
    """Open as the program does; closes again."""
    Store.open(
        home,
        clock=Clock(),
        random=chance(9),
        password_cost=CHEAP,
        vault=FileVault(home / "keys"),
        check=Check.CHAIN,
    ).close()


def without_triggers(home: Path, *statements: str) -> None:
    """Drop every trigger, act, put every trigger back with its exact text (recipe 5)."""
    names = [f'DROP TRIGGER "{name}"' for name in triggers.triggers()]
    attack(home, *names, *statements, *triggers.triggers().values())


def recipe_01_update(home: Path) -> set[str]:
    """UPDATE of a final."""
    for table, change in (
        ("revision", "document = replace(document, 'Normale', 'Wijde')"),
        ("report", "state = 'draft'"),
        ("report", "revision_sha256 = 'x'"),
        ("report", "authorised_by = 'rad2'"),
        ("signature", "person_id = 'rad2'"),
        ("report_file", "sha256 = 'x'"),
        ("discrepancy", "score = '3b'"),
    ):
        where = "WHERE state = 'authorised'" if table == "report" else ""
        assert refused(home, f"UPDATE {table} SET {change} {where}")
    return {"refused"}


def recipe_02_delete(home: Path) -> set[str]:
    """DELETE of a final or an audit row."""
    for table in ("revision", "report", "signature", "audit_log", "person_key", "view_mark", "stored_file"):
        assert refused(home, f"DELETE FROM {table}")
    return {"refused"}


def recipe_03_replace(home: Path) -> set[str]:
    """INSERT OR REPLACE by key and by other unique columns, UPDATE OR REPLACE of a second row onto it."""
    columns = "SELECT * FROM"
    for table in ("revision", "audit_log", "signature", "person_key", "report", "account", "person_version"):
        assert refused(home, f"INSERT OR REPLACE INTO {table} {columns} {table} LIMIT 1")
        assert refused(home, f"REPLACE INTO {table} {columns} {table} LIMIT 1")
    with closing(sqlite3.connect(home / "voorverslag.db")) as connection:
        names = [r[1] for r in connection.execute("PRAGMA table_info(report)")]
    other_id = ", ".join("'other'" if n == "id" else n for n in names)
    assert refused(
        home, f"INSERT OR REPLACE INTO report SELECT {other_id} FROM report WHERE state = 'authorised'"
    )
    number = "(SELECT number FROM report WHERE state = 'authorised')"
    assert refused(home, f"UPDATE OR REPLACE report SET number = {number} WHERE state = 'draft'")
    key = "(SELECT id FROM report WHERE state = 'authorised')"
    assert refused(home, f"UPDATE OR REPLACE report SET id = {key} WHERE state = 'draft'")
    assert refused(home, "UPDATE OR REPLACE audit_log SET seq = 1 WHERE seq = 2")
    with pytest.raises(sqlite3.OperationalError):  # no rowid to collide on
        attack(home, "INSERT OR REPLACE INTO revision (rowid) VALUES (1)")
    return {"refused"}


def recipe_04_upsert(home: Path) -> set[str]:
    """INSERT … ON CONFLICT DO UPDATE."""
    assert refused(
        home,
        "INSERT INTO revision SELECT * FROM revision WHERE true "
        "ON CONFLICT (report_id, number) DO UPDATE SET document = 'x'",
    )
    assert refused(
        home,
        "INSERT INTO report SELECT * FROM report WHERE true ON CONFLICT (id) DO UPDATE SET state = 'draft'",
    )
    assert refused(
        home,
        "INSERT INTO audit_log SELECT * FROM audit_log WHERE true ON CONFLICT (seq) DO UPDATE SET role = 'x'",
    )
    return {"refused"}


def recipe_05_drop_trigger(home: Path) -> set[str]:
    """Drop a trigger, edit, re-create it; and leave one out."""
    without_triggers(
        home,
        f"UPDATE revision SET document = replace(document, 'Normale', 'Wijde') WHERE report_id = {FINAL_REVISION}",
    )
    codes = set(check(home).codes)
    assert {"REVISION", "FINAL"} <= codes
    made = open_department(home)
    with made.store.read() as connection:
        report_id = connection.exec_driver_sql("SELECT id FROM report WHERE state = 'authorised'").scalar()
    with pytest.raises(NotPermitted) as caught:
        service.read_final(made.store, made.rad, str(report_id))
    made.store.close()
    assert caught.value.ids == ("X-INTEGRITY",)
    attack(home, "DROP TRIGGER revision_no_update")
    with pytest.raises(StoreFault, match="TRIGGERS"):
        start(home)
    return codes | check(home).codes


def recipe_06_swap(home: Path) -> set[str]:
    """Swap two audit rows."""
    without_triggers(
        home,
        "UPDATE audit_log SET seq = 100000 WHERE seq = 5",
        "UPDATE audit_log SET seq = 5 WHERE seq = 6",
        "UPDATE audit_log SET seq = 6 WHERE seq = 100000",
    )
    with pytest.raises(StoreFault, match="CHAIN"):
        start(home)
    return set(check(home).codes)


def recipe_07_cut_tail(home: Path) -> set[str]:
    """Cut the tail of the trail."""
    without_triggers(home, "DELETE FROM audit_log WHERE seq > (SELECT max(seq) - 10 FROM audit_log)")
    with pytest.raises(StoreFault, match="ROLLED-BACK"):
        start(home)
    found = set(check(home).codes)
    (home / "keys" / "last.head").unlink()  # even without the last-seen head the anchors tell
    assert "TAIL-CUT" in check(home).codes
    return found


def recipe_08_older_copy(home: Path) -> set[str]:
    """Put back an older copy of the file."""
    older = home.parent / "older.db"
    shutil.copy(home / "voorverslag.db", older)
    made = open_department(home)
    made.final(3)
    made.store.close()
    for extra in home.glob("voorverslag.db-*"):
        extra.unlink()
    shutil.copy(older, home / "voorverslag.db")
    with pytest.raises(StoreFault, match="ROLLED-BACK"):
        start(home)
    return set(check(home).codes)


def recipe_09_public_key(home: Path) -> set[str]:
    """Replace a public key; or put a key of one's own in."""
    without_triggers(home, "UPDATE person_key SET public_key = zeroblob(32) WHERE person_id = 'rad'")
    codes = set(check(home).codes)
    assert {"KEY-REPLACED", "SIGNATURE", "FINAL"} <= codes
    attack(
        home,
        "INSERT INTO person_key (fingerprint, person_id, public_key, purpose, valid_from, enrolled_by, enrolled_seq) "
        "VALUES ('x', 'rad', zeroblob(32), 'clinical', '2020-01-01T00:00:00.000000Z', 'beheer', 1)",
    )
    assert "KEY-NOT-ENROLLED" in check(home).codes
    return codes


def recipe_10_audit_time(home: Path) -> set[str]:
    """Change an audit time."""
    without_triggers(home, "UPDATE audit_log SET ts_utc = '2020-01-01T00:00:00.000000Z' WHERE seq = 7")
    with pytest.raises(StoreFault, match="CHAIN"):
        start(home)
    return set(check(home).codes)


def recipe_11_clone(home: Path) -> set[str]:
    """Clone the database to another installation, with keys of its own, and without any."""
    other = home.parent / "other"
    Store.open(
        other, clock=Clock(), random=chance(7), password_cost=CHEAP, vault=FileVault(other / "keys")
    ).close()
    for extra in other.glob("voorverslag.db*"):
        extra.unlink()
    shutil.copy(home / "voorverslag.db", other / "voorverslag.db")
    with pytest.raises(StoreFault, match="FOREIGN-DATABASE"):
        start(other)
    bare = home.parent / "bare"
    bare.mkdir()
    shutil.copy(home / "voorverslag.db", bare / "voorverslag.db")
    with pytest.raises(StoreFault, match="FOREIGN-DATABASE"):
        start(bare)
    assert "CHAIN-KEY-MISSING" in check(bare).codes
    return set(check(other).codes)


def recipe_12_wal(home: Path) -> set[str]:
    """Edit the WAL file: an acknowledged row is lost or damaged, and that is noticed."""
    made = open_department(home)
    report = made.created(3)
    wal = home / "voorverslag.db-wal"
    copy = home.parent / "copy"
    shutil.copytree(home, copy)  # as after a crash: the WAL not yet written back
    made.store.close()
    assert report.lock_version == 1
    assert wal.name in {p.name for p in copy.iterdir()}
    data = bytearray((copy / wal.name).read_bytes())
    data[len(data) // 2] ^= 0xFF
    (copy / wal.name).write_bytes(bytes(data))
    found = set(check(copy).codes)
    with pytest.raises(StoreFault):
        start(copy)
    return found


RECIPES: dict[Callable[[Path], set[str]], set[str]] = {
    recipe_01_update: {"refused"},
    recipe_02_delete: {"refused"},
    recipe_03_replace: {"refused"},
    recipe_04_upsert: {"refused"},
    recipe_05_drop_trigger: {"REVISION", "TRIGGER"},
    recipe_06_swap: {"CHAIN"},
    recipe_07_cut_tail: {"TAIL-CUT", "ROLLED-BACK"},
    recipe_08_older_copy: {"TAIL-CUT", "ROLLED-BACK"},
    recipe_09_public_key: {"KEY-REPLACED"},
    recipe_10_audit_time: {"CHAIN"},
    recipe_11_clone: {"FOREIGN-DATABASE", "CHAIN"},
    recipe_12_wal: {"ROLLED-BACK"},
}


def test_twelve_of_twelve_recipes_are_refused_or_detected(authorised_home: Path, tmp_path: Path) -> None:
    """Each recipe on its own fresh copy; the untouched store verifies as sound."""
    assert check(authorised_home).faults == ()
    caught = 0
    for number, (recipe, codes) in enumerate(RECIPES.items(), 1):
        folder = tmp_path / str(number)
        folder.mkdir()
        home = Path(shutil.copytree(authorised_home, folder / "home"))
        found = recipe(home)
        assert codes <= found, f"{recipe.__name__}: {found}"
        caught += 1
        print(f"{recipe.__name__}: {', '.join(sorted(found))}")
    print(f"tamper recipes refused or detected: {caught}/{len(RECIPES)}")
    assert caught == 12


def test_state_set_by_hand_without_signature_is_refused(hostile_home: Path) -> None:
    assert refused(
        hostile_home, "UPDATE report SET state = 'authorised', lock_version = 2 WHERE state = 'draft'"
    )
    attack(
        hostile_home,
        "INSERT INTO signature SELECT 'forged', id, revision, 'AUTORISATIE', revision_sha256, created_at, 'rad', "
        "(SELECT fingerprint FROM person_key WHERE person_id = 'rad'), zeroblob(64) "
        "FROM report WHERE state = 'draft'",
    )
    assert "SIGNATURE" in check(hostile_home).codes


def test_person_with_more_rights_put_in_by_hand_is_found(hostile_home: Path) -> None:
    attack(
        hostile_home,
        "INSERT INTO person_version SELECT id, version + 1, login, '19012345699', "
        "replace(content, 'radiographer', 'radiologist'), recorded_at, recorded_by FROM person_version "
        "WHERE id = 'mbb'",
    )
    assert "REGISTER" in check(hostile_home).codes


def test_file_changed_on_disk_is_found_and_not_shown(hostile_home: Path) -> None:
    stored = next((hostile_home / "files").glob("??/*"))
    stored.chmod(0o600)
    stored.write_bytes(b"another report")
    assert {"FILE", "FINAL"} <= check(hostile_home).codes


def test_every_flipped_field_of_a_final_is_found(authorised_home: Path, tmp_path: Path) -> None:
    """S2: any field of a final row or its revision, changed by hand, is found: all of them."""
    home = Path(shutil.copytree(authorised_home, tmp_path / "home"))
    missed, tried = [], 0
    with closing(sqlite3.connect(home / "voorverslag.db", isolation_level=None)) as connection:
        for name in triggers.triggers():
            connection.execute(f'DROP TRIGGER "{name}"')
        connection.execute("PRAGMA ignore_check_constraints=ON")
        row = connection.execute("SELECT id FROM report WHERE state = 'authorised'").fetchone()[0]
    free = {"lease_holder", "lease_workstation", "lease_session", "lease_until", "changed_at", "lock_version"}
    for table, key in (("report", "id"), ("revision", "report_id"), ("signature", "subject_id")):
        with closing(sqlite3.connect(home / "voorverslag.db")) as connection:
            columns = [(r[1], r[2]) for r in connection.execute(f"PRAGMA table_info({table})")]
        for column, kind in columns:
            if column in free or (table == "signature" and column == "id"):
                continue
            value = {"INTEGER": 77, "BLOB": b"x" * 32}.get(kind, "2020-01-01T00:00:00.000000Z")
            last = " AND number = 2" if table == "revision" else ""
            copy = Path(shutil.copytree(home, tmp_path / f"{table}-{column}"))
            with closing(sqlite3.connect(copy / "voorverslag.db", isolation_level=None)) as connection:
                connection.execute("PRAGMA ignore_check_constraints=ON")
                connection.execute(f"UPDATE {table} SET {column} = ? WHERE {key} = ?{last}", (value, row))
                for ddl in triggers.triggers().values():
                    connection.execute(ddl)
            tried += 1
            if check(copy).ok:
                missed.append(f"{table}.{column}")
            shutil.rmtree(copy)
    print(f"flipped fields found: {tried - len(missed)}/{tried}")
    assert missed == []


def test_signing_role_of_the_attacker_stays_out(hostile_home: Path) -> None:
    """After all: nobody but a radiologist reaches `authorise` through the front door."""
    made = open_department(hostile_home)
    report = made.claimed(3)
    made.view_all(report)
    with pytest.raises(NotPermitted) as caught:
        made.authorise(report, by="mbb")
    made.store.close()
    assert "T-ROLE" in caught.value.ids
