"""The headless commands: one sentence for bad input, the whole job in one command, verify says whether it holds."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pydicom
import pytest

from desktop.command_line import main
from governance.verify import verify
from studies.phantom import generate, write_dicom

pytestmark = pytest.mark.filterwarnings("ignore:.*The value length:UserWarning")


@pytest.fixture(scope="module")
def series(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Eight slices of a generated CT."""
    folder = tmp_path_factory.mktemp("series")
    return sorted(write_dicom(generate(size="small"), folder))[100:108]


def copied(files: list[Path], folder: Path) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for file in files:
        target = folder / file.name
        target.write_bytes(file.read_bytes())
        made.append(target)
    return made


def one_sentence(capsys: pytest.CaptureFixture[str]) -> str:
    out, err = capsys.readouterr()
    assert out == ""
    lines = [line for line in err.splitlines() if line.strip()]
    assert len(lines) == 1, err
    assert "Traceback" not in err
    return lines[0]


def test_an_empty_folder_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export-nifti", str(tmp_path), "--out", str(tmp_path / "x.nii.gz")]) in (2, 3)
    assert one_sentence(capsys).endswith(".")


def test_a_text_file_named_dcm_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "brief.dcm"
    file.write_text("Geachte collega,\n" * 50)
    assert main(["export-nifti", str(file), "--out", str(tmp_path / "x.nii.gz")]) in (2, 3)
    one_sentence(capsys)
    assert file.read_text().startswith("Geachte")


def test_a_truncated_slice_is_one_sentence_and_writes_nothing(
    series: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = copied(series, tmp_path / "s")
    data = files[3].read_bytes()
    files[3].write_bytes(data[: len(data) // 2])
    out = tmp_path / "x.nii.gz"
    assert main(["export-nifti", str(tmp_path / "s"), "--out", str(out)]) in (2, 3)
    one_sentence(capsys)
    assert not out.exists()


def test_two_patients_are_refused(
    series: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for file in copied(series, tmp_path / "s")[::2]:
        dataset = pydicom.dcmread(file)
        dataset.PatientID, dataset.PatientName = "TEST-9999", "TEST^Ander"
        dataset.save_as(file)
    assert main(["export-nifti", str(tmp_path / "s"), "--out", str(tmp_path / "x.nii.gz")]) == 3
    one_sentence(capsys)


@pytest.mark.parametrize(
    "arguments",
    [
        ["measure", "aorta"],
        ["measure", "aorta", "--click", "1,2"],
        ["nonsense"],
        ["scan"],
        ["demo", "--headless"],
    ],
)
def test_wrong_usage_is_exit_2_with_one_sentence(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert "Onverwachte fout" not in one_sentence(capsys)


def test_a_group_without_a_command_says_its_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["admin"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "enrol" in said.err
    assert "Onverwachte fout" not in said.err


def test_scan_prints_one_json_object(
    series: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copied(series, tmp_path)
    assert main(["scan", str(tmp_path), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    (one,) = found["patients"][0]["studies"][0]["series"]
    assert one["size"] == [192, 192, 8]
    assert one["spacing_mm"] == pytest.approx([1.9, 1.9, 3.0])
    assert one["kind"] == "volume"


def test_a_mask_alone_is_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A tube of 30 mm along the slices, as NIfTI; tolerance of specs/aorta.md 12 F at 1 mm."""
    import SimpleITK as sitk

    z, y, x = np.mgrid[0:120, 0:60, 0:60]
    tube = ((x - 30) ** 2 + (y - 30) ** 2 <= 15.0**2).astype(np.uint8)
    del z
    file = tmp_path / "tube.nii.gz"
    sitk.WriteImage(sitk.GetImageFromArray(tube), str(file))
    assert (
        main(["measure", "aorta", "--mask", str(file), "--at", "30,30,60", "--edge", "outer", "--json"]) == 0
    )
    result = json.loads(capsys.readouterr().out)
    (section,) = result["sections"]
    assert section["diameter_area_mm"] == pytest.approx(30.0, abs=0.25)
    assert section["diameter_max_mm"] == pytest.approx(30.0, abs=0.7)
    assert result["edge"] == "outer"


def test_verify_without_a_database_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify"]) == 2
    one_sentence(capsys)


@pytest.mark.gui
def test_the_headless_demo_does_the_whole_job(
    qapp: object, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo", "--headless", "--out", str(tmp_path / "out"), "--size", "small", "--json"]) == 0
    summary = json.loads(capsys.readouterr().out)
    assert json.loads((tmp_path / "out" / "summary.json").read_text()) == summary
    assert summary["reports"][0]["states"] == ["draft", "submitted", "in_review", "authorised"]
    kinds = {(o["kind"], o["state"]) for o in summary["outputs"]}
    assert kinds >= {("pdf", "preliminary"), ("pdf", "final"), ("sr", "preliminary"), ("sr", "final")}
    for output in summary["outputs"]:
        name = Path(output["path"]).name
        assert name.startswith("VOORLOPIG_") == (output["state"] == "preliminary")
        assert Path(output["path"]).stat().st_size > 0
    assert main(["verify", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["counts"]["final"] == 1
    # a flipped byte in a stored file is found
    stored = max((home / "files").rglob("*"), key=lambda p: p.stat().st_size if p.is_file() else 0)
    stored.chmod(0o600)
    data = bytearray(stored.read_bytes())
    data[len(data) // 2] ^= 1
    stored.write_bytes(bytes(data))
    assert not verify(home).ok
    assert main(["verify"]) == 3


def test_deidentify_makes_a_case_and_keeps_its_secret_apart(
    series: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VOORVERSLAG_HOME", str(tmp_path / "home"))
    source = series[0].parent
    for name in ("een", "twee"):
        arguments = ["deidentify", str(source), "--out", str(tmp_path / name), "--case", "casus-1", "--json"]
        assert main(arguments) == 0
        found = json.loads(capsys.readouterr().out)
        assert found["files"] == len(list((tmp_path / name).rglob("*.dcm"))) > 0
        assert found["removed"]
    uids = [
        {pydicom.dcmread(f).SOPInstanceUID for f in (tmp_path / name).rglob("*.dcm")}
        for name in ("een", "twee")
    ]
    assert uids[0] == uids[1]
    secret = tmp_path / "home" / "cases" / "casus-1.secret"
    assert secret.stat().st_mode & 0o077 == 0
    assert main(["deidentify", str(source), "--out", str(tmp_path / "een"), "--case", "casus-1"]) == 2
    assert "bestaat al" in one_sentence(capsys)
    assert main(["deidentify", str(source), "--out", str(tmp_path / "drie"), "--case", "../x"]) == 2
    assert "casus" in one_sentence(capsys)
    assert not (tmp_path / "x.secret").exists()
    (tmp_path / "leeg").mkdir()
    assert (
        main(["deidentify", str(tmp_path / "leeg"), "--out", str(tmp_path / "vier"), "--case", "casus-2"])
        == 2
    )
    assert not secret.with_name("casus-2.secret").exists(), "no case, no secret"
    one_sentence(capsys)
    secret.chmod(0o644)
    assert main(["deidentify", str(source), "--out", str(tmp_path / "vijf"), "--case", "casus-1"]) == 3
    assert "geheim" in one_sentence(capsys)
