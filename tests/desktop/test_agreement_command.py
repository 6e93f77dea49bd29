"""`measure agreement`: figures of two measurements, CSV of the pairs, and one sentence for what can't be compared."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from desktop.command_line import main


def write(path: Path, values: dict[str, float], edge: str = "outer") -> Path:
    levels = [{"level": name, "diameter_max_mm": value} for name, value in values.items()]
    path.write_text(json.dumps({"edge": edge, "levels": levels, "maximum": {}}), encoding="utf-8")
    return path


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    one = write(tmp_path / "a.json", {"sinus": 34.0, "arch_mid": 30.0, "diaphragm": 25.0, "celiac": 24.0})
    other = write(tmp_path / "b.json", {"sinus": 35.0, "arch_mid": 30.5, "diaphragm": 25.2, "annulus": 23.0})
    return one, other


def test_json_holds_the_figures_and_what_one_of_both_lacks(two, capsys) -> None:
    assert main(["measure", "agreement", "--first", str(two[0]), "--second", str(two[1]), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["n"] == 3
    assert found["bias"] == pytest.approx((1.0 + 0.5 + 0.2) / 3)
    assert found["levels"] == ["sinus", "arch_mid", "diaphragm"]
    assert found["missing"] == ["annulus", "celiac"]
    assert found["warnings"] == ["few_pairs"]


def test_several_studies_count_together_and_the_pairs_go_to_a_csv(two, tmp_path, capsys) -> None:
    one, other = (str(p) for p in two)
    table = tmp_path / "paren.csv"
    given = ["--first", one, "--second", other, "--first", one, "--second", other, "--csv", str(table)]
    assert main(["measure", "agreement", *given]) == 0
    said = capsys.readouterr().out
    assert said.startswith("6 paren (diameter_max_mm)")
    assert "minder dan 30 paren" in said
    rows = list(csv.reader(table.read_text(encoding="utf-8").splitlines()))
    assert rows[0] == ["level", "first", "second", "difference"]
    assert len(rows) == 7
    assert float(rows[1][3]) == 1.0


@pytest.mark.hostile
@pytest.mark.parametrize(
    ("make", "said"),
    [
        (
            lambda folder: (write(folder / "a", {"sinus": 1.0}), write(folder / "b", {"sinus": 1.0})),
            "3 pairs",
        ),
        (
            lambda folder: (
                write(folder / "a", {"sinus": 1.0}),
                write(folder / "b", {"sinus": 1.0}, "inner"),
            ),
            "edge",
        ),
        (lambda folder: (write(folder / "a", {}), folder / "none.json"), "measure aorta"),
        (lambda folder: (write(folder / "a", {}), _broken(folder)), "measure aorta"),
    ],
)
def test_what_cannot_be_compared_is_one_sentence(make, said, tmp_path, capsys) -> None:
    one, other = make(tmp_path)
    assert main(["measure", "agreement", "--first", str(one), "--second", str(other)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert len([line for line in err.splitlines() if line.strip()]) == 1
    assert said in err


def _broken(folder: Path) -> Path:
    path = folder / "broken.json"
    path.write_bytes(b"[" * 200_000)
    return path


def test_a_first_without_its_second_is_refused(two, capsys) -> None:
    one, other = (str(p) for p in two)
    assert main(["measure", "agreement", "--first", one, "--first", one, "--second", other]) == 2
    assert capsys.readouterr().err.strip()
