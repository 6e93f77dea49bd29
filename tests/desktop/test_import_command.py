"""`voorverslag import`: the same as the Studies screen, one sentence for what can't be."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pydicom
import pytest
from ct_slices import write_series

from desktop.command_line import main
from desktop.demo import department
from desktop.home import Home
from governance import audit, service
from governance.store import Store
from governance.store.opening import PasswordCost
from governance.verify import verify
from studies.phantom import Identity

pytestmark = pytest.mark.filterwarnings("ignore:.*The value length:UserWarning")
CHEAP = PasswordCost(time=1, memory_kib=64, lanes=1)
PASSWORD = department.recipe()["sign_in"]["password"]
IDENTITY = Identity(
    patient_id="TEST-0401", patient_name="TEST^Regel", birth_date="19580120", sex="M", age="068Y",
    study_date="20261120", study_time="101500", accession_number="T26-000401",
    study_description="CTA aorta", uid_entropy="regel",
)  # fmt: skip


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("afdeling") / "home"
    store = Store.open(Home(root).prepare().root, password_cost=CHEAP)
    department.make(store)
    store.close()
    return root


@pytest.fixture
def place(founded: Path, home: Path, tmp_path: Path) -> Path:
    """A folder with images, and VOORVERSLAG_HOME with the department in it."""
    shutil.copytree(founded, home, dirs_exist_ok=True)
    write_series(tmp_path / "beelden", IDENTITY, 10)
    return tmp_path / "beelden"


def command(place: Path, *more: str, login: str = "sanne", password: str = PASSWORD) -> int:
    return main(
        ["import", str(place), "--login", login, "--password", password, "--task", "aorta",
         "--indication", "Diameter?", *more]
    )  # fmt: skip


def on_record(home: Path):
    store = Store.open(home, password_cost=CHEAP)
    try:
        signed = service.sign_in(store, "sanne", PASSWORD)
        acting = service.act_as(store, signed, signed.roles[0])
        return [row.study for row in service.worklist(store, acting)]
    finally:
        store.close()


def one_sentence(capsys: pytest.CaptureFixture[str]) -> str:
    out, err = capsys.readouterr()
    assert out == ""
    lines = [line for line in err.splitlines() if line.strip()]
    assert len(lines) == 1, err
    assert "Traceback" not in err
    return lines[0]


def test_a_folder_comes_on_the_worklist_once(
    place: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(place, "--json") == 0
    first = json.loads(capsys.readouterr().out)
    assert first["files"] == 10
    assert first["already"] is False
    assert first["corrections"] == []
    assert first["gate"] == {"allowed": True, "reasons": []}
    assert command(place, "--json") == 0
    second = json.loads(capsys.readouterr().out)
    assert second["already"] is True
    assert second["study"] == first["study"]
    (study,) = on_record(home)
    assert study.id == first["study"]
    assert len(list((home / first["images"]).rglob("*.dcm"))) == 10
    assert verify(home).ok


def test_who_ran_the_command_is_signed_out_afterwards_also_when_it_was_refused(
    place: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(place) == 0
    assert command(place, "--indication", "iets anders") == 3
    capsys.readouterr()
    store = Store.open(home, password_cost=CHEAP)
    try:
        with store.read() as connection:
            acts = [r.fields["event_type"] for r in audit.rows(connection) if r.fields["user_id"]]
    finally:
        store.close()
    assert acts[-1] == audit.Act.LOGOUT.event_type
    assert acts.count(audit.Act.LOGOUT.event_type) == 2


def test_missing_identifiers_are_given_with_a_reason(
    place: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for file in place.iterdir():
        image = pydicom.dcmread(file)
        image.PatientID = image.PatientBirthDate = ""
        image.save_as(file)
    assert command(place) == 3
    assert "patiëntnummer" in one_sentence(capsys)
    assert on_record(home) == []
    assert command(place, "--patient-id", "OND-7", "--birth-date", "20-01-1958", "--reason", "onderzoek") == 3
    assert "reden" in one_sentence(capsys)
    given = (
        "--patient-id",
        "OND-7",
        "--birth-date",
        "20-01-1958",
        "--reason",
        "onderzoeksdata, eigen nummer",
    )
    assert command(place, *given, "--research", "--json") == 0
    assert json.loads(capsys.readouterr().out)["corrections"] == ["birth_date", "patient_id"]
    (study,) = on_record(home)
    assert study.patient.birth_date == "19580120"
    assert study.registration.research


@pytest.mark.parametrize(
    ("more", "status"),
    [
        (("--task", "hart"), 2), (("--urgency", "snel"), 2), (("--birth-date", "gisteren"), 2), (("--sex", "X"), 2),
        (("--series", "1.2.3"), 2), (("--role", "radiologist"), 3),
    ],
)  # fmt: skip
def test_a_wrong_option_is_one_sentence_and_changes_nothing(
    place: Path, home: Path, capsys: pytest.CaptureFixture[str], more: tuple[str, ...], status: int
) -> None:
    assert command(place, *more) == status
    assert one_sentence(capsys).endswith(".")
    assert on_record(home) == []


def test_a_wrong_password_or_role_changes_nothing(
    place: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(place, password="fout") == 3
    one_sentence(capsys)
    assert command(place, login="log") == 3
    one_sentence(capsys)
    assert on_record(home) == []


def test_a_mask_cannot_come_on_the_worklist(
    home: Path, place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import numpy as np
    import SimpleITK

    picture = np.random.default_rng(1).normal(40, 30, (12, 20, 20)).astype(np.int16)
    SimpleITK.WriteImage(SimpleITK.GetImageFromArray(picture), str(tmp_path / "ct.nii.gz"))
    assert command(tmp_path / "ct.nii.gz") == 2
    assert "DICOM" in one_sentence(capsys)
    assert on_record(home) == []
