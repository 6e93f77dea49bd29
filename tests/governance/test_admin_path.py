"""From an empty folder to an authorised report without the demo, through the command line; and what is refused there."""

from __future__ import annotations

import io
import json
import os
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from department import CHEAP, SAME, Department, content, study

from desktop.command_line import main
from desktop.commands import people
from desktop.home import home_folder
from desktop.operations import department_load
from desktop.operations.department_file import read_department
from governance import service
from governance.people import Role
from governance.report import SelfDeclaration, State
from governance.service import basis
from governance.store import Store
from governance.verify import verify
from resources.errors import InputError

FIRST = "beheerder-2026"
WRITTEN = date(2026, 11, 24)
OWN = {who: f"eigen wachtwoord {who}" for who in ("mvoorbeeld", "rproef", "icontrole", "toefening")}

Command = Callable[..., dict[str, Any]]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home; passwords cost little, all else is as in a hospital."""
    root = tmp_path / "home"
    monkeypatch.setenv("VOORVERSLAG_HOME", str(root))
    monkeypatch.setenv("VOORVERSLAG_KEYS", "file")

    def open_cheap(*, new: bool = False) -> Store:
        if not new and not home_folder().database.exists():
            raise InputError("There is no database in {folder}.", fields={"folder": str(root)})
        return Store.open(root, password_cost=CHEAP)

    monkeypatch.setattr(people, "open_store", open_cheap)
    return root


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The example, its days moved so that it was written today."""
    out = tmp_path / "afdeling.toml"
    assert main(["admin", "example", "--out", str(out)]) == 0
    moved = datetime.now(tz=UTC).date() - WRITTEN

    def shifted(match: re.Match[str]) -> str:
        return (date.fromisoformat(match.group(1)) + moved).isoformat()

    text = re.sub(r"(?<== )(\d{4}-\d\d-\d\d)$", shifted, out.read_text(encoding="utf-8"), flags=re.MULTILINE)
    out.write_text(text, encoding="utf-8")
    return out


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """A command with ``--json``; passwords on standard input; returns what it printed."""

    def call(*arguments: str, stdin: tuple[str, ...] = (), status: int = 0) -> dict[str, Any]:
        capsys.readouterr()
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in stdin)))
        secret = ["--password-stdin"] if stdin else []
        found = main(["admin", *arguments, *secret, "--json"])
        out, err = capsys.readouterr()
        assert found == status, err
        if status:
            assert out == ""
            assert len(err.strip().splitlines()) == 1
            assert "Traceback" not in err
            return {"error": err.strip()}
        assert err == ""
        return json.loads(out)

    return call


@pytest.fixture
def begun(home: Path, run: Command) -> Path:
    run("init", "--login", "beheer", "--name", "B. Beheer", stdin=(FIRST,))
    return home


def loaded(run: Command, file: Path) -> dict[str, str]:
    return run("load", str(file), "--login", "beheer", stdin=(FIRST,))["initial_passwords"]


def founded(run: Command, file: Path) -> None:
    """Everybody does his or her part."""
    first = loaded(run, file)
    for who in ("mvoorbeeld", "rproef", "icontrole", "toefening"):
        run("enrol", who, "--witness", "beheer", stdin=(first[who], OWN[who], FIRST))
    for who in ("mvoorbeeld", "toefening", "rproef", "mvoorbeeld"):
        run("confirm", str(file), "--login", who, "--yes", stdin=(OWN[who],))


def test_from_an_empty_folder_to_an_authorised_report(home: Path, file: Path, run: Command) -> None:
    facts = run("init", "--login", "beheer", "--name", "B. Beheer", stdin=(FIRST,))
    assert (facts["keys"], Path(facts["database"])) == (str(home / "keys"), home / "voorverslag.db")
    assert len(facts["head"]) == 10
    first = run("load", str(file), "--login", "beheer", stdin=(FIRST,))
    assert {(s["login"], s["deed"]) for s in first["open"]} >= {
        ("mvoorbeeld", "declare"),
        ("toefening", "assess"),
        ("rproef", "approve"),
        ("rproef", "sign_order"),
        ("mvoorbeeld", "accept"),
    }
    founded_people = first["initial_passwords"]
    for who in OWN:
        run("enrol", who, "--witness", "beheer", stdin=(founded_people[who], OWN[who], FIRST))
    done = run("confirm", str(file), "--login", "mvoorbeeld", "--yes", stdin=(OWN["mvoorbeeld"],))["done"]
    assert [s["deed"] for s in done] == ["declare"]  # the order isn't signed yet
    done = run("confirm", str(file), "--login", "toefening", "--yes", stdin=(OWN["toefening"],))["done"]
    assert [s["deed"] for s in done] == ["assess"]
    done = run("confirm", str(file), "--login", "rproef", "--yes", stdin=(OWN["rproef"],))["done"]
    assert [s["deed"] for s in done] == ["approve", "sign_order", "verify", "activate"]
    last = run("confirm", str(file), "--login", "mvoorbeeld", "--yes", stdin=(OWN["mvoorbeeld"],))
    assert [s["deed"] for s in last["done"]] == ["accept", "acknowledge"]
    assert last["open"] == []
    listed = run("list", "--login", "beheer", stdin=(FIRST,))
    assert listed["tasks"] == [{"key": "aorta", "active": True}]
    assert listed["orders"][0]["accepted"] == ["mvoorbeeld"]
    assert listed["orders"][0]["valid"] is True
    assert {p["login"]: p["key"] for p in listed["people"]} == {
        "beheer": False,
        "icontrole": True,
        "llogboek": False,
        "mvoorbeeld": True,
        "rproef": True,
        "toefening": True,
    }
    assert 'name = "Voorbeeldziekenhuis"' in (home / "organisation.toml").read_text(encoding="utf-8")
    one_report(home)
    assert verify(home).ok


def one_report(home: Path) -> None:
    """The radiographer drafts under the order, the radiologist authorises."""
    store = Store.open(home, password_cost=CHEAP)
    try:
        made = Department(store, store.clock)  # type: ignore[arg-type]
        for who, role in (("mvoorbeeld", Role.RADIOGRAPHER), ("rproef", Role.RADIOLOGIST)):
            made.acting[who] = service.act_as(store, service.sign_in(store, who, OWN[who]), role)
        mbb, rad = made.acting["mvoorbeeld"], made.acting["rproef"]
        entry = study()
        facts = {**entry.facts.to_json(), "age_years": 76, "study_description": "CTA aorta"}
        entry = type(entry).from_json(entry.to_json() | {"facts": facts})
        service.record_study(store, mbb, entry)
        assert service.check_gate(store, mbb, entry.id).gate.failed == ()
        report = service.create(
            store, mbb, entry.id, content(), declaration=SelfDeclaration.YES, identity=SAME
        )
        assert report.order_id == "O-2026-001"
        report = service.submit(
            store,
            mbb,
            report.id,
            expected_lock_version=report.lock_version,
            declaration=SelfDeclaration.YES,
            identity=SAME,
            reauthentication=service.reauthenticate(store, mbb, OWN["mvoorbeeld"]),
            submitted_to="P-rproef",
        )
        report = service.claim(store, rad, report.id, expected_lock_version=report.lock_version)
        made.view_all(report, by="rproef")
        report = made.authorise(
            report, by="rproef", reauthentication=service.reauthenticate(store, rad, OWN["rproef"])
        )
        assert report.state is State.AUTHORISED
        out = service.export_final(store, rad, report.id, what="pdf", target="file")
        assert out.sha256 == service.stored_files(store, report.id)["verslag.pdf"]
    finally:
        store.close()


def test_a_second_first_administrator_is_refused(begun: Path, run: Command) -> None:
    error = run("init", "--login", "x", "--name", "X", stdin=("een ander wachtwoord",), status=3)["error"]
    assert error.startswith("Deze installatie heeft al personen")


def test_a_short_password_makes_no_installation(home: Path, run: Command) -> None:
    run("init", "--login", "beheer", "--name", "B. Beheer", stdin=("kort",), status=2)
    assert not (home / "voorverslag.db").exists()
    run("init", "--login", "beheer", "--name", "B. Beheer", stdin=(FIRST,))


def test_loading_again_changes_nothing(begun: Path, file: Path, run: Command) -> None:
    founded(run, file)
    again = run("load", str(file), "--login", "beheer", stdin=(FIRST,))
    assert again["recorded"] == []
    assert again["initial_passwords"] == {}
    assert again["open"] == []
    assert run("confirm", str(file), "--login", "rproef", "--yes", stdin=(OWN["rproef"],))["done"] == []
    assert verify(begun).ok


def test_nobody_does_anothers_part(begun: Path, file: Path, run: Command) -> None:
    first = loaded(run, file)
    done = run("confirm", str(file), "--login", "beheer", "--yes", stdin=(FIRST,))
    assert done["done"] == []
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('assessor = "toefening"', 'assessor = "mvoorbeeld"'), encoding="utf-8")
    run("enrol", "mvoorbeeld", "--witness", "beheer", stdin=(first["mvoorbeeld"], OWN["mvoorbeeld"], FIRST))
    confirm = ("confirm", str(file), "--yes", "--login")
    error = run(*confirm, "mvoorbeeld", stdin=(OWN["mvoorbeeld"],), status=3)["error"]
    assert error.startswith("Niemand toetst zichzelf.")
    file.write_text(text.replace('approved_by = "rproef"', 'approved_by = "toefening"'), encoding="utf-8")
    error = run(*confirm, "toefening", stdin=(first["toefening"],), status=3)["error"]
    assert error == "Alleen een radioloog mag deze stap uitvoeren."  # the trainer isn't one


def test_a_key_takes_two_persons(begun: Path, file: Path, run: Command) -> None:
    first = loaded(run, file)
    error = run(
        "enrol",
        "rproef",
        "--witness",
        "rproef",
        stdin=(first["rproef"], OWN["rproef"], first["rproef"]),
        status=3,
    )["error"]
    assert "twee personen" in error
    run(
        "enrol",
        "rproef",
        "--witness",
        "toefening",
        stdin=(first["rproef"], OWN["rproef"], first["toefening"]),
        status=3,
    )
    run("enrol", "rproef", "--witness", "beheer", stdin=(first["rproef"], OWN["rproef"], FIRST))


@pytest.mark.parametrize(
    ("who", "old", "new", "what"),
    [
        ("rproef", "Meet loodrecht op de centerline.", "Meet zoals het uitkomt.", "AORTA-1.0"),
        ("rproef", 'text = "acute dissectie of ruptuur"', 'text = "niets"', "AORTA-1.0"),
        ("mvoorbeeld", 'provider = "', 'provider = "Andere ', "B-mvoorbeeld-aorta"),
        ("mvoorbeeld", "Leg elk voorverslag ter beoordeling voor.", "Zie maar.", "O-2026-001"),
    ],
)
def test_what_is_signed_is_what_the_file_of_the_signer_shows(
    begun: Path, file: Path, run: Command, who: str, old: str, new: str, what: str
) -> None:
    """Somebody hands a signer another file than the administrator loaded."""
    first, shown = loaded(run, file), file.with_name("ander.toml")
    text = file.read_text(encoding="utf-8")
    assert old in text
    shown.write_text(text.replace(old, new), encoding="utf-8")
    for each in OWN:
        run("enrol", each, "--witness", "beheer", stdin=(first[each], OWN[each], FIRST))
    if what.startswith("O-"):
        for each in ("mvoorbeeld", "toefening", "rproef"):
            run("confirm", str(file), "--login", each, "--yes", stdin=(OWN[each],))
    before = run("list", "--login", "beheer", stdin=(FIRST,))
    error = run("confirm", str(shown), "--login", who, "--yes", stdin=(OWN[who],), status=3)["error"]
    assert what in error
    assert "vastgelegd" in error
    assert run("list", "--login", "beheer", stdin=(FIRST,)) == before


def test_an_order_signed_days_after_loading_has_its_instructions(
    begun: Path, file: Path, run: Command
) -> None:
    """Nothing on record names them before it is signed, so they count as garbage until then."""
    own = '\n[order.instructions]\nid = "eigen"\ntitle = "Eigen"\nversion = "1"\ntext = "Meet tweemaal."\n'
    file.write_text(file.read_text(encoding="utf-8") + own, encoding="utf-8")
    first = loaded(run, file)
    store = people.open_store()
    for name in store.files.names():
        os.utime(store.files.path(name), (0, 0))
    assert service.collect_garbage(store) > 0
    store.close()
    for each in OWN:
        run("enrol", each, "--witness", "beheer", stdin=(first[each], OWN[each], FIRST))
    for each in ("mvoorbeeld", "toefening", "rproef"):
        run("confirm", str(file), "--login", each, "--yes", stdin=(OWN[each],))
    store = people.open_store()
    with store.read() as connection:
        order = basis.order(connection, "O-2026-001")
    assert store.files.get(order.instructions.sha256) == b"Meet tweemaal."
    store.close()


def test_confirming_unread_is_refused(begun: Path, file: Path, run: Command) -> None:
    loaded(run, file)
    run("confirm", str(file), "--login", "rproef", stdin=("x",), status=2)


def test_only_an_administrator_loads(begun: Path, file: Path, run: Command) -> None:
    first = loaded(run, file)
    other = file.read_text(encoding="utf-8").replace('login = "llogboek"', 'login = "nieuw"')
    file.write_text(other, encoding="utf-8")
    run("load", str(file), "--login", "rproef", stdin=(first["rproef"],), status=3)
    run("load", str(file), "--login", "beheer", stdin=("verkeerd wachtwoord",), status=3)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('risk = "risky"', 'risk = "hoog"', "task"),
        ("reserved = false\n", "reserved = false\nreservd = true\n", "reservd"),
        ('groups = ["imaging-services"]', 'groups = ["onbekend"]', "onbekend"),
        ('title = "AORTA"\n', "", "title"),
        ('assessor = "toefening"\n', "", "assessor"),
        ('operator = "=="', 'operator = "regex"', "predicate"),
        ('kind = "STANDING"', 'kind = "ALTIJD"', "ALTIJD"),
        ("hours = 40", 'hours = "veel"', "hours"),
        ("anatomie = 4\n", "", "anatomie"),
        ('login = "icontrole"', 'login = "rproef"', "rproef"),
        ('diploma_sha256 = "0', 'diploma_sha256 = "x', "diploma_sha256"),
        ("[task]", "[task", "TOML"),
    ],
)
def test_a_mistake_in_the_file_is_named_and_nothing_is_put_on_record(
    begun: Path, file: Path, run: Command, old: str, new: str, place: str
) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    error = run("load", str(file), "--login", "beheer", stdin=(FIRST,), status=2)["error"]
    assert place in error
    assert "afdelingsbestand" in error.lower()
    assert len(run("list", "--login", "beheer", stdin=(FIRST,))["people"]) == 1


def test_a_radiologist_without_a_registration_is_refused(begun: Path, file: Path, run: Command) -> None:
    text = re.sub(r"big.* = .*\n", "", file.read_text(encoding="utf-8"))
    file.write_text(text, encoding="utf-8")
    error = run("load", str(file), "--login", "beheer", stdin=(FIRST,), status=3)["error"]
    assert "BIG-nummer verplicht" in error


def test_evidence_beside_the_file_is_kept_by_its_hash(begun: Path, file: Path, run: Command) -> None:
    (file.parent / "diploma.pdf").write_bytes(b"%PDF diploma")
    text = re.sub(r'diploma_sha256 = "\d+"', 'diploma_file = "diploma.pdf"', file.read_text(encoding="utf-8"))
    file.write_text(text, encoding="utf-8")
    loaded(run, file)
    store = people.open_store()
    with store.read() as connection:
        found = basis.competence(
            connection,
            store,
            "P-mvoorbeeld",
            read_department(file, store.clock()).tasks[0].key,
            store.clock(),
        )
    assert store.files.get(found.diploma.file_sha256) == b"%PDF diploma"
    store.close()


# --- persons -----------------------------------------------------------------------------------------------
def test_a_person_is_added_signs_in_and_is_disabled(begun: Path, run: Command) -> None:
    end = (datetime.now(tz=UTC).date() + timedelta(days=300)).isoformat()
    made = run(
        "person", "add", "--login", "nieuw", "--name", "N. Nieuw", "--role", "radiologist",
        "--big", "00000000009", "--big-valid-from", "2020-01-01", "--big-valid-until", end,
        "--as", "beheer", stdin=(FIRST,),
    )  # fmt: skip
    run(
        "enrol",
        "nieuw",
        "--witness",
        "beheer",
        stdin=(made["initial_password"], "eigen wachtwoord", FIRST),
    )
    listed = run("list", "--login", "nieuw", stdin=("eigen wachtwoord",))
    entry = next(p for p in listed["people"] if p["login"] == "nieuw")
    assert (entry["big"], entry["key"], entry["active"]) == ("00000000009", True, True)
    run("list", "--login", "nieuw", stdin=(made["initial_password"],), status=3)
    assert run("person", "disable", "nieuw", "--as", "beheer", stdin=(FIRST,))["key_revoked"] is True
    run("list", "--login", "nieuw", stdin=("eigen wachtwoord",), status=3)
    run("person", "disable", "beheer", "--as", "beheer", stdin=(FIRST,), status=3)
    assert verify(begun).ok


def test_a_lost_password_means_a_new_key(begun: Path, file: Path, run: Command) -> None:
    founded(run, file)
    new = run("person", "password", "rproef", "--as", "beheer", stdin=(FIRST,))["initial_password"]
    run("list", "--login", "rproef", stdin=(OWN["rproef"],), status=3)
    listed = run("list", "--login", "rproef", stdin=(new,))
    assert next(p for p in listed["people"] if p["login"] == "rproef")["key"] is False
    run("enrol", "rproef", "--witness", "beheer", stdin=(new, "weer een eigen wachtwoord", FIRST))
    listed = run("list", "--login", "rproef", stdin=("weer een eigen wachtwoord",))
    assert next(p for p in listed["people"] if p["login"] == "rproef")["key"] is True
    assert listed["orders"][0]["valid"] is True  # what was signed before stays signed
    run("person", "password", "beheer", "--as", "beheer", stdin=(FIRST,), status=3)
    run("person", "password", "niemand", "--as", "beheer", stdin=(FIRST,), status=2)
    assert verify(begun).ok


@pytest.mark.parametrize(
    "wrong",
    [
        ["--role", "chef"],
        ["--role", "radiologist"],
        ["--role", "radiographer", "--group", "onbekend"],
        ["--role", "radiologist", "--big", "123", "--big-valid-from", "2020-01-01", "--big-valid-until", "2040-01-01"],
        ["--role", "radiologist", "--big", "00000000009"],
        ["--role", "radiographer", "--valid-until", "volgend jaar"],
        ["--role", "administrator", "--role", "log_keeper"],
    ],
)  # fmt: skip
def test_a_person_who_cannot_be_is_not_recorded(begun: Path, run: Command, wrong: list[str]) -> None:
    arguments = ["person", "add", "--login", "nieuw", "--name", "N. Nieuw", *wrong, "--as", "beheer"]
    status = 3 if (wrong[1] == "radiologist" and len(wrong) in (2, 8)) or "log_keeper" in wrong else 2
    run(*arguments, stdin=(FIRST,), status=status)
    assert len(run("list", "--login", "beheer", stdin=(FIRST,))["people"]) == 1


def test_without_an_installation_every_command_says_so(home: Path, file: Path, run: Command) -> None:
    run("list", "--login", "beheer", stdin=(FIRST,), status=2)
    run("load", str(file), "--login", "beheer", stdin=(FIRST,), status=2)
    assert not (home / "voorverslag.db").exists()


def test_first_passwords_differ_and_are_long() -> None:
    made = {department_load.one_time_password() for _ in range(200)}
    assert len(made) == 200
    assert all(re.fullmatch(r"([a-z2-9]{4}-){3}[a-z2-9]{4}", p) for p in made)
