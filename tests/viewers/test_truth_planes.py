"""Left is left, a centimetre is a centimetre and a mean is a mean: read from the painted picture itself."""

from __future__ import annotations

import numpy as np
import pytest
from picture_phantom import ORIGIN, SHAPE, SPACING, drag, phantom
from PySide6.QtCore import QPointF
from test_slicing import directions

from studies.volume import Grid, Volume
from viewers.furniture import STRIP_PX, scale_bar_mm
from viewers.plane import Plane, letters, screen_directions
from viewers.tools.measure import measurer

pytestmark = [pytest.mark.gui, pytest.mark.truth]

#: (LPS axis, letter of its rising side, of its falling side)
AXES = ((0, "L", "R"), (1, "P", "A"), (2, "H", "F"))


def ramp(direction: np.ndarray, towards: np.ndarray) -> Volume:
    """Values rise by 20 a millimetre along one LPS direction, 0 in the middle; from the header's own numbers."""
    grid = Grid((SHAPE[2], SHAPE[1], SHAPE[0]), np.array(SPACING), np.array(ORIGIN), direction)
    k, j, i = np.mgrid[0 : SHAPE[0], 0 : SHAPE[1], 0 : SHAPE[2]].astype(float)
    # DICOM PS3.3 C.7.6.2.1.1: position = origin + column index × spacing × row cosines + …
    along = (
        i * SPACING[0] * (direction[:, 0] @ towards)
        + j * SPACING[1] * (direction[:, 1] @ towards)
        + k * SPACING[2] * (direction[:, 2] @ towards)
    )
    along -= along.mean()
    return Volume(np.rint(20 * along).astype(np.int16), grid, "CT", "HU", "1.2.3")


def side_letters(view) -> dict[str, str]:
    """The letters as the view paints them."""
    projection = view.projection()
    right, down = np.asarray(projection.right), np.asarray(projection.down)
    return {"right": letters(right), "left": letters(-right), "bottom": letters(down), "top": letters(-down)}


@pytest.mark.parametrize("direction", list(directions()))
@pytest.mark.parametrize("orientation", ["axial", "coronal", "sagittal", "oblique"])
def test_the_brighter_side_of_a_ramp_carries_its_letter(make_view, direction, orientation):
    """For all patient positions, table directions, flips and turns: what rises to the left is bright at the L."""
    for axis, rising, falling in AXES:
        towards = np.eye(3)[axis]
        view = make_view(
            ramp(direction, towards), orientation, window=1200.0, level=0.0, crosshair_visible=False
        )
        if orientation == "oblique":
            middle = view.volume.grid.centre_lps
            view.change(plane=Plane.facing(middle, (0.5, -0.4, 0.77)))
        for flip_h, flip_v, turns in ((False, False, 0), (True, False, 1), (False, True, 3)):
            view.change(flip_h=flip_h, flip_v=flip_v, rotate_quarter=turns)
            image = view.grab_image()
            middle_y = STRIP_PX + 200
            grey = {
                "right": image.pixelColor(235, middle_y).red(),
                "left": image.pixelColor(165, middle_y).red(),
                "bottom": image.pixelColor(200, middle_y + 35).red(),
                "top": image.pixelColor(200, middle_y - 35).red(),
            }
            found = side_letters(view)
            for one, other in (("right", "left"), ("bottom", "top")):
                difference = grey[one] - grey[other]
                if rising in found[one]:
                    assert difference > 5, (axis, one, found, grey)
                elif falling in found[one]:
                    assert difference < -5, (axis, one, found, grey)
                else:  # within 15 degrees of the plane: hardly any slope along this side
                    full = 70 / view.projection().px_per_mm * 20 / 1200 * 255
                    assert abs(difference) <= 0.2588 * full + 3


def test_an_oblique_picture_carries_two_letters_the_stronger_first(make_view):
    """By hand: 30° about the patient's long axis, the picture's right lies between left and back."""
    view = make_view(phantom(), "oblique")
    turn = np.radians(30)
    row, column = (np.cos(turn), np.sin(turn), 0.0), (0.0, 0.0, -1.0)
    view.change(plane=Plane.of(view.volume.grid.centre_lps, row, column))
    assert side_letters(view) == {"right": "LP", "left": "RA", "bottom": "F", "top": "H"}
    view.change(flip_h=True)
    assert side_letters(view) == {"right": "RA", "left": "LP", "bottom": "F", "top": "H"}
    turn = np.radians(60)
    view.change(
        flip_h=False, plane=Plane.of(view.volume.grid.centre_lps, (np.cos(turn), np.sin(turn), 0), column)
    )
    assert side_letters(view)["right"] == "PL"


@pytest.mark.parametrize("zoom", [3.0, 7.3, 21.0])
@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_the_scale_bar_is_as_long_as_it_says(make_view, zoom, ratio):
    """The drawn bar is measured in the picture and divided by the zoom."""
    view = make_view(
        phantom(voxels=np.zeros(SHAPE, np.int16)),
        zoom_px_per_mm=zoom,
        window=1.0,
        level=30_000.0,
        crosshair_visible=False,
    )
    image = view.grab_image(ratio)
    said_mm = scale_bar_mm(view.width(), zoom)
    longest = 0
    for y in range(round((view.height() - 30) * ratio), image.height()):
        run = 0
        for x in range(round(view.width() * 0.5 * ratio), image.width()):
            run = run + 1 if image.pixelColor(x, y).red() > 130 else 0
            longest = max(longest, run)
    # the end marks are 1.5 px wide, half of it on either side
    assert longest / ratio / zoom == pytest.approx(said_mm, abs=2.5 / zoom)


@pytest.mark.parametrize("normal", [(0.3, -0.4, 0.86), (0.7, 0.1, 0.7)])
@pytest.mark.parametrize("kind", ["ellipse", "rectangle"])
def test_region_statistics_on_a_free_plane_are_those_of_the_ramp(make_view, normal, kind):
    """On a linear ramp linear resampling is exact: the mean is the value in the region's middle, and it says so."""
    towards = np.array([0.6, 0.64, 0.48])
    volume = ramp(np.eye(3), towards)
    view = make_view(volume, "oblique")
    view.change(plane=Plane.facing(volume.grid.centre_lps, normal), zoom_px_per_mm=14.0)
    view.annotations.set_measure(measurer(volume))
    view.tools.choose(kind)
    start, end = QPointF(140, 160), QPointF(250, 240)
    drag(view, start, end)
    middle = view.to_lps((start + end) / 2)
    shown = view.annotations.measured(next(iter(view.annotations)))
    figures = {f.name: f.value for f in shown.figures}
    expected = 20 * float((np.asarray(middle) - volume.grid.centre_lps) @ towards)
    # stored values are whole HU, and the counted grid points lie symmetric within half a 0.8 mm step
    assert figures["x̄"] == pytest.approx(expected, abs=20 * 0.4)
    width, height = 110 / 14.0, 80 / 14.0
    area = width * height * (np.pi / 4 if kind == "ellipse" else 1.0)
    assert figures[""] == pytest.approx(area, rel=0.01)
    # a uniform rectangle has variance (w² g² + h² h²)/12 along its sides, an ellipse over 16
    right, down = screen_directions(view.state.plane)
    share = 12 if kind == "rectangle" else 16
    slope = [20 * float(towards @ d) for d in (right, down)]
    spread = np.sqrt((slope[0] * width) ** 2 / share + (slope[1] * height) ** 2 / share)
    assert figures["SD"] == pytest.approx(spread, rel=0.12)
    assert shown.note


def test_the_picture_fills_its_place_and_no_more(make_view):
    """White picture: every pixel inside its rectangle is white, every one beside it black."""
    view = make_view(
        phantom(voxels=np.full(SHAPE, 1000, np.int16)),
        window=10.0,
        level=0.0,
        crosshair_visible=False,
        texts="none",
    )
    view.change(zoom_px_per_mm=9.0)
    image = view.grab_image()
    width, height = SHAPE[2] * SPACING[0] * 9, SHAPE[1] * SPACING[1] * 9
    left, top = 200 - width / 2, STRIP_PX + 200 - height / 2
    for x in range(0, 400, 3):
        for y in (STRIP_PX + 60, STRIP_PX + 130, STRIP_PX + 330):
            inside = left + 1 < x < left + width - 2 and top + 1 < y < top + height - 2
            outside = x < left - 2 or x > left + width + 1 or y < top - 2 or y > top + height + 1
            red = image.pixelColor(x, y).red()
            if inside:
                assert red == 255
            elif outside:
                assert red == 0
