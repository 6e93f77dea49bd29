"""`voorverslag archive …` and `serve-dicom`, as typed: JSON out, one Dutch sentence and 2 or 3 when it can't."""

from __future__ import annotations

import ast
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from dicom_objects import image, uid_of, write
from receiver_at_work import SENDER
from server_programs import Orthanc, free_ports, program
from test_archive_worklist import Worklist, order

from desktop.command_line import main
from desktop.errors_text import dutch
from studies.archive.node import ReceiverSettings, write_nodes
from studies.archive.received import ReceivedStudies

Files = Callable[..., list[Path]]
ROOT = Path(__file__).parents[2]


@pytest.fixture
def known(home: Path, orthanc: Orthanc) -> Orthanc:
    """The archive stands in nodes.toml of the home."""
    write_nodes(home / "nodes.toml", (orthanc.node(id="pacs"),), ReceiverSettings(port=orthanc.receive_port))
    return orthanc


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any, str]:
    """Exit status, the JSON object (None without), and what stands on standard error."""
    status = main(list(words))
    out, err = capsys.readouterr()
    return status, json.loads(out) if out.strip() else None, err.strip()


def test_echo_find_series_get_and_send(
    known: Orthanc, study_files: Files, tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = study_files(series=2, images=2)
    status, sent, _ = said(capsys, "archive", "send", str(tmp_path / "made"), "--json")
    assert (status, sent["complete"], len(sent["objects"])) == (0, True, 4)
    assert {o["proven"] for o in sent["objects"]} == {"read_back"}

    status, echo, _ = said(capsys, "archive", "echo", "--json")
    assert (status, echo["ok"]) == (0, True)

    status, found, _ = said(capsys, "archive", "find", "--name", "voorbeeld", "--from", "20260101", "--json")
    assert status == 0
    assert [(s["study_instance_uid"], s["image_count"]) for s in found["studies"]] == [(uid_of("A"), 4)]

    status, series, _ = said(capsys, "archive", "series", uid_of("A"), "--json")
    assert [s["image_count"] for s in series["series"]] == [2, 2]

    status, got, _ = said(capsys, "archive", "get", uid_of("A"), "--json")
    assert (status, got["complete"], got["received"], got["present"]) == (0, True, 4, 0)
    assert len(list(Path(got["folder"]).glob("*.dcm"))) == len(files)
    assert Path(got["folder"]).is_relative_to(home / "received")
    status, got, _ = said(
        capsys, "archive", "get", uid_of("A"), "--series", uid_of("A", 1), "--move",
        "--into", str(tmp_path / "r"), "--json",
    )  # fmt: skip
    assert (status, got["received"]) == (0, 2)


def test_the_same_in_words(
    known: Orthanc, study_files: Files, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study_files(series=1, images=2)
    for words, expected in (
        (["send", str(tmp_path / "made")], "2 verstuurd en bewezen bewaard."),
        (["echo"], "Orthanc antwoordt"),
        (["find", "--patient-id", "PATA"], "Voorbeeld^Sjoukje  PATA  CT  CT thorax  1 series, 2 beelden"),
        (["series", uid_of("A")], "1  CT  Serie 1  2 beelden"),
        (["get", uid_of("A")], "2 opgehaald, 0 stonden er al"),
    ):
        assert main(["archive", *words]) == 0
        assert expected in capsys.readouterr().out


def test_a_node_may_be_given_by_its_address(orthanc: Orthanc, capsys: pytest.CaptureFixture[str]) -> None:
    where = ["--host", orthanc.host, "--port", str(orthanc.dicom_port), "--ae", orthanc.ae_title]
    assert said(capsys, "archive", "find", "--patient-id", "x", *where, "--json")[:2] == (
        0,
        {"studies": [], "cut": False},
    )


def test_what_cant_be_done_is_one_dutch_sentence(
    known: Orthanc, study_files: Files, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nobody = ["--host", "127.0.0.1", "--port", str(free_ports(1)[0]), "--ae", "X"]
    here = ["--host", known.host, "--port", str(known.dicom_port)]
    other = write(image("A", 1, 1, PatientName="Ander^Mens"), tmp_path / "other.dcm")
    known.upload(*study_files(series=1, images=1))
    for words, status, sentence in (
        (["echo", *nobody], 2, "Geen verbinding met"),
        (["echo", *here, "--ae", "ANDER"], 3, "weigert de verbinding van VOORVERSLAG met ANDER"),
        (["find"], 2, "Er wordt niets aan het archief gevraagd."),
        (["find", "--from", "1 mei"], 2, "De datum 1 mei kan niet worden gevraagd."),
        (["echo", "--node", "oost"], 2, "Er is geen knooppunt oost. Kies uit: pacs."),
        (["series", "x"], 2, "x is geen UID."),
        (["get", uid_of("Z")], 2, "Orthanc heeft dit onderzoek niet."),
        (["get", uid_of("A"), "--series", uid_of("A", 7)], 2, "Het archief kent deze serie niet."),
        (
            ["send", str(other)],
            3,
            "1 van 1 objecten zijn niet bewezen bewaard. Het archief bewaart een ander",
        ),
        (["send", str(tmp_path / "leeg")], 3, "Dit bestand is niet te lezen als DICOM-object."),
        (["worklist"], 2, "Het is niet duidelijk welk knooppunt wordt bedoeld."),
    ):
        found, _, err = said(capsys, "archive", *words)
        assert (found, err.count("\n")) == (status, 0), (words, err)
        assert sentence in err


def test_the_worklist_of_a_day(
    worklist_server: Worklist, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    order(worklist_server.items / "1.wl", 1)
    worklist_server.start()
    write_nodes(home / "nodes.toml", (worklist_server.node(),))
    status, found, _ = said(capsys, "archive", "worklist", "--from", "20260310", "--json")
    assert status == 0
    assert [(s["patient_id"], s["modality"], s["allergies"]) for s in found["steps"]] == [
        ("PAT1", "CT", "JODIUM")
    ]
    assert main(["archive", "worklist", "--from", "20260310"]) == 0
    assert "Voorbeeld^Sjoukje" in capsys.readouterr().out
    assert said(capsys, "archive", "worklist", "--json")[:2] == (0, {"steps": []})  # today: nothing


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_serve_dicom_receives_until_it_is_told_to_stop(
    home: Path, study_files: Files, how: signal.Signals
) -> None:
    files = study_files(series=1, images=2)
    serving = subprocess.Popen(
        [
            sys.executable, "-c", "import sys; from desktop.command_line import main; sys.exit(main())",
            "serve-dicom", "--port", "0", "--peer", f"{SENDER.ae_title}@{SENDER.address}", "--json",
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    try:
        assert serving.stderr is not None
        line = serving.stderr.readline()
        listening = re.search(r"Luistert op 127\.0\.0\.1:(\d+) als VOORVERSLAG\.", line)
        assert listening, line + serving.stderr.read()
        sent = subprocess.run(
            [program("storescu"), "-aet", "STORESCU", "-aec", "VOORVERSLAG", "127.0.0.1", listening[1],
             *map(str, files)],
            capture_output=True, timeout=60, check=False,
        )  # fmt: skip
        assert sent.returncode == 0
        serving.send_signal(how)
        out, _ = serving.communicate(timeout=60)
    finally:
        serving.kill()
        serving.communicate()
    assert serving.returncode == 0
    summary = json.loads(out)
    assert (summary["received"], summary["already"], summary["refused_connections"]) == (2, 0, 0)
    assert ReceivedStudies(home / "received").studies()[0].count == 2


def test_serve_dicom_wants_to_know_who_may_send(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "serve-dicom")[0] == 2
    status, _, err = said(capsys, "serve-dicom", "--peer", "PACS@pacs.example.org")
    assert status == 2
    assert "Het adres van een afzender" in err


def sentences_of(file: Path) -> set[str]:
    """The sentences that a module gives to an error or as a reason."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        values: list[ast.expr] = []
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in ("InputError", "Refused", "cls", "DiskFull"):
                values = node.args[:2]
            elif name == "_wrong":
                values = node.args[1:3]
        elif isinstance(node, ast.Assign):
            values = [node.value]
        for value in values:
            if isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value.endswith("."):
                found.add(value.value)
    return found


def test_every_sentence_about_the_archive_is_there_in_dutch_with_the_same_places() -> None:
    modules = [
        *sorted((ROOT / "studies" / "archive").glob("*.py")),
        ROOT / "desktop" / "commands" / "archive.py",
        ROOT / "desktop" / "commands" / "receiving.py",
    ]
    sentences = set().union(*map(sentences_of, modules))
    assert len(sentences) > 90
    words = dutch()
    assert sorted(s for s in sentences if s not in words) == []
    places = re.compile(r"\{\w+\}")
    assert [s for s in sentences if sorted(places.findall(s)) != sorted(places.findall(words[s]))] == []
