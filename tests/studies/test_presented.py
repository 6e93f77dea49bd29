"""Turn, flip and the part that is shown: as PS3.3 C.10.4 and C.10.6 say, out and in."""

from __future__ import annotations

import shutil
import subprocess

import numpy as np
import pytest
from pydicom import dcmread
from test_presentation import AT, COLUMN, ROW, WHO, series, shapes_on  # noqa: F401 - a fixture

from studies import presentation, presented
from studies.presented import Display, directions, transform_of

SPACING, ORIGIN = (0.8, 0.7), np.array([-10.0, -20.0, 100.0])


@pytest.mark.parametrize(
    ("turn", "flipped", "right", "down"),
    [
        (0, False, ROW, COLUMN),
        (90, False, -COLUMN, ROW),  # turned clockwise, what pointed right points down
        (180, False, -ROW, -COLUMN),
        (270, False, COLUMN, -ROW),
        (0, True, -ROW, COLUMN),
        (90, True, COLUMN, ROW),  # turned first, then flipped
        (180, True, ROW, -COLUMN),
        (270, True, -COLUMN, -ROW),
    ],
)
def test_each_of_the_eight_ways_is_told_from_the_others(turn, flipped, right, down) -> None:
    found = directions(ROW, COLUMN, turn, flipped=flipped)
    assert found[0] == pytest.approx(right)
    assert found[1] == pytest.approx(down)
    assert transform_of(Display(right, down), ROW, COLUMN) == (turn, flipped)


def test_a_screen_that_lies_askew_or_in_another_plane_has_no_such_transform() -> None:
    askew = (ROW + COLUMN) / np.sqrt(2.0)
    assert transform_of(Display(askew, np.cross(np.cross(ROW, COLUMN), askew)), ROW, COLUMN) is None
    assert transform_of(Display(ROW, np.cross(ROW, COLUMN)), ROW, COLUMN) is None


def made_with(series, display):  # noqa: F811
    entry, volume = series
    found, _left = presentation.build(entry, shapes_on(volume, 2), (400.0, 40.0), WHO, at=AT, display=display)
    return found


@pytest.mark.truth
def test_the_corners_are_the_pixels_at_the_screens_corners_counted_from_one(series) -> None:  # noqa: F811
    """By hand: columns 10 to 29 and rows 5 to 24, counted from 0; upright, then turned by 90 degrees."""
    centre = ORIGIN + 19.5 * 0.7 * ROW + 14.5 * 0.8 * COLUMN
    upright = made_with(series, Display(ROW, COLUMN, centre, 20 * 0.7, 20 * 0.8))
    (area,) = upright.DisplayedAreaSelectionSequence
    assert list(area.DisplayedAreaTopLeftHandCorner) == [11, 6]
    assert list(area.DisplayedAreaBottomRightHandCorner) == [30, 25]
    assert (upright.ImageRotation, upright.ImageHorizontalFlip) == (0, "N")
    turned = made_with(series, Display(-COLUMN, ROW, centre, 20 * 0.8, 20 * 0.7))
    (area,) = turned.DisplayedAreaSelectionSequence
    # turned clockwise, the lower left pixel comes to lie at the upper left
    assert list(area.DisplayedAreaTopLeftHandCorner) == [11, 25]
    assert list(area.DisplayedAreaBottomRightHandCorner) == [30, 6]
    assert (turned.ImageRotation, turned.ImageHorizontalFlip) == (90, "N")


@pytest.mark.parametrize("turn", presented.TURNS)
@pytest.mark.parametrize("flipped", [False, True])
def test_what_was_written_is_read_back(tmp_path, series, turn, flipped) -> None:  # noqa: F811
    right, down = directions(ROW, COLUMN, turn, flipped=flipped)
    centre = ORIGIN + 19.5 * 0.7 * ROW + 14.5 * 0.8 * COLUMN
    wide = (20 * 0.7, 10 * 0.8) if turn % 180 == 0 else (10 * 0.8, 20 * 0.7)
    asked = Display(right, down, centre, *wide)
    file = tmp_path / "pr.dcm"
    presentation.write(made_with(series, asked), file)
    found = presentation.read_file(file, series[0]).display
    assert found is not None
    assert found.right == pytest.approx(right)
    assert found.down == pytest.approx(down)
    assert found.centre_lps == pytest.approx(centre, abs=1.0)
    assert (found.width_mm, found.height_mm) == pytest.approx(wide, abs=0.8)


def test_the_whole_image_is_the_whole_image(tmp_path, series) -> None:  # noqa: F811
    file = tmp_path / "pr.dcm"
    presentation.write(made_with(series, Display(-ROW, COLUMN)), file)
    found = presentation.read_file(file, series[0]).display
    assert found is not None
    assert found.centre_lps is None
    assert found.right == pytest.approx(-ROW)


@pytest.mark.parametrize(
    "damage",
    [
        {"ImageRotation": 45},
        {"ImageHorizontalFlip": "X"},
    ],
)
def test_a_turn_that_cant_be_is_not_followed(tmp_path, series, damage) -> None:  # noqa: F811
    found = made_with(series, Display(ROW, COLUMN))
    for name, value in damage.items():
        found[name].value = value
    assert presentation.read(found, series[0]).display is None
    assert presentation.read(found, series[0]).shapes, "what is drawn still comes in"


@pytest.mark.skipif(shutil.which("dciodvfy") is None, reason="dicom3tools isn't installed")
def test_dciodvfy_finds_no_error_in_a_turned_part(tmp_path, series) -> None:  # noqa: F811
    centre = ORIGIN + 19.5 * 0.7 * ROW + 14.5 * 0.8 * COLUMN
    file = tmp_path / "pr.dcm"
    presentation.write(made_with(series, Display(COLUMN, ROW, centre, 16.0, 14.0)), file)
    assert dcmread(file).ImageRotation == 90
    said = subprocess.run(["dciodvfy", str(file)], capture_output=True, check=False)
    lines = (said.stdout + said.stderr).decode("utf-8").splitlines()
    assert not [line for line in lines if line.startswith("Error")]
