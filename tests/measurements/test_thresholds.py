"""Thresholds: half-open ranges, unverified rows never given, a table that contradicts itself refused."""

from __future__ import annotations

import pytest

import resources
from measurements.thresholds import confirmed, matching, parse

TEXT = resources.path("thresholds", "aorta.toml").read_text(encoding="utf-8")
ROWS = parse(TEXT)
TAKEN = confirmed(ROWS, {row.id: "R. Radioloog, 2026-11-20" for row in ROWS})


def test_nothing_ships_as_verified_and_so_nothing_is_given() -> None:
    assert ROWS
    assert not any(row.verified_by for row in ROWS)
    assert not any(matching(ROWS, "abdominal", sex, mm / 2) for sex in ("M", "F", "") for mm in range(200))


@pytest.mark.parametrize(
    ("sex", "mm", "ids"),
    [
        ("M", 29.9, []),
        ("M", 30.0, ["svs-30"]),
        ("M", 39.9, ["svs-30"]),
        ("M", 40.0, ["svs-40"]),
        ("M", 49.9, ["svs-40"]),
        ("M", 50.0, ["svs-50"]),
        ("F", 49.9, ["svs-40"]),
        ("F", 50.0, ["nvvh-elective-f", "svs-50"]),
        ("M", 54.9, ["svs-50"]),
        ("M", 55.0, ["nvvh-elective-m"]),
        ("", 55.0, []),
    ],
)
def test_each_boundary_belongs_to_the_range_above_it(sex: str, mm: float, ids: list[str]) -> None:
    assert [row.id for row in matching(TAKEN, "abdominal", sex, mm)] == ids
    assert matching(TAKEN, "thoracic", sex, mm) == ()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("hi_mm = 40.0", "hi_mm = 40.1", "overlap"),
        ("hi_mm = 40.0", "hi_mm = 30.0", "range"),
        ('sex = "M"', 'sex = "X"', "unknown sex"),
        ('id = "svs-40"', 'id = "svs-30"', "twice"),
        ('source = "SVS 2018, AAA surveillance"', 'source = ""', "needs the text source"),
    ],
)
def test_a_table_that_contradicts_itself_is_refused(old: str, new: str, message: str) -> None:
    assert old in TEXT
    with pytest.raises(ValueError, match=message):
        parse(TEXT.replace(old, new))


def test_a_site_confirms_rows_that_are_there_by_name() -> None:
    one = confirmed(ROWS, {"svs-30": "R. Radioloog, 2026-11-20"})
    assert [row.id for row in matching(one, "abdominal", "M", 35.0)] == ["svs-30"]
    assert matching(one, "abdominal", "M", 45.0) == ()
    with pytest.raises(ValueError, match="no threshold"):
        confirmed(ROWS, {"elsewhere": "R. Radioloog"})
    with pytest.raises(ValueError, match="name of who"):
        confirmed(ROWS, {"svs-30": " "})
