"""Maps and fusion: true values in true places on every plane, thresholds, NaN and the legend."""

from __future__ import annotations

import numpy as np
import pytest
from picture_phantom import SHAPE, SPACING, phantom
from PySide6.QtCore import QPointF

from studies.volume import Grid, Volume
from viewers.colour import colour_table
from viewers.overlays import MapLook, MapOverlay, fits
from viewers.overlays.maps import coloured
from viewers.plane import Plane
from viewers.view import SliceView

pytestmark = pytest.mark.gui
GREY = MapLook(0.0, 255.0, "grey")


def dark(**fields) -> Volume:
    return phantom(voxels=np.full(SHAPE, -1000, np.int16), **fields)


def other(values: np.ndarray, spacing, origin, uid="1.2.3") -> Volume:
    size = values.shape[::-1]
    return Volume(values, Grid(size, np.array(spacing), np.array(origin), np.eye(3)), "MR", "s", uid)


def show(view: SliceView, overlay: MapOverlay) -> SliceView:
    view.change(window=100.0, level=500.0, crosshair_visible=False, texts="none")
    view.set_overlays([overlay])
    view.set_overlay_state(overlay.id, opacity=1.0)
    return view


@pytest.mark.truth
@pytest.mark.parametrize("orientation", ["axial", "coronal", "sagittal", "oblique"])
@pytest.mark.parametrize(("flip", "turns"), [(False, 0), (True, 1)])
def test_a_coarser_second_series_lies_in_its_true_place(make_view, orientation, flip, turns):
    """Fusion: every colour on screen is the value of the other series' own nearest voxel there."""
    first = dark()
    # another grid: 5 mm cubes over the middle of the first one, each with a grey of its own
    values = np.random.default_rng(2).permutation(250)[:27].reshape(3, 3, 3).astype(np.float32)
    middle = first.grid.centre_lps
    second = other(values, (5.0, 5.0, 5.0), middle - 5.0)
    assert fits(first, second)
    view = make_view(first, orientation, flip_h=flip, rotate_quarter=turns, zoom_px_per_mm=14.0)
    if orientation == "oblique":
        view.change(plane=Plane.facing(middle, (0.5, -0.4, 0.77)))
    overlay = MapOverlay("fusion", second, GREY, "PET")
    image = show(view, overlay).grab_image()
    compared = 0
    for x in range(60, 340, 7):
        for y in range(60, 400, 7):
            point = np.asarray(view.to_lps(QPointF(x + 0.5, y + 0.5)))
            place = second.patient_to_index(point)
            edge = np.abs(place - np.floor(place) - 0.5).min() * 5.0  # mm to the nearest border of a voxel
            outside = np.maximum(-0.5 - place, place - (np.array(values.shape) - 0.5)).max() * 5.0
            if edge < 0.9 or overlay.legend_rect(view.picture_rect()).adjusted(-60, -40, 60, 20).contains(
                x, y
            ):
                continue  # a picture's pixel is up to 1.5 mm here
            own = first.patient_to_index(point)
            well_within = bool(np.all(own > 0.5) and np.all(own < np.array(SHAPE) - 1.5))
            if outside > 0.9 and well_within:  # beside the first volume lies the hatch
                assert image.pixelColor(x, y).red() < 5
            elif outside < -0.9 and well_within:
                value = second.value_at(point)
                assert image.pixelColor(x, y).red() == pytest.approx(value, abs=1.0)
                compared += 1
    assert compared >= 30


def test_thresholds_and_what_is_no_number_are_clear():
    look = MapLook(0.0, 10.0, "viridis", below=2.0, above=8.0)
    found = coloured(np.array([[1.9, 2.0, 5.0, 8.0, 8.1, np.nan, np.inf, -np.inf]]), look, 1.0)[0]
    assert [bool(v >> 24) for v in found] == [False, True, True, True, False, False, False, False]
    table = colour_table("viridis")
    assert found[2] == table[round(0.5 * 255)]


def test_opacity_mixes_with_the_picture_below():
    found = coloured(np.array([[255.0]]), GREY, 0.5)[0, 0]
    assert [int(found >> s & 0xFF) for s in (24, 16, 8, 0)] == [128, 128, 128, 128]


def test_a_range_that_ends_below_its_beginning_and_an_unknown_table_are_refused():
    with pytest.raises(ValueError, match="range"):
        MapLook(5.0, 5.0)
    with pytest.raises(KeyError):
        MapLook(0.0, 1.0, "rainbow")


def test_other_frames_of_reference_dont_fit():
    assert not fits(dark(), dark(frame_of_reference_uid="9.9"))
    assert not fits(dark(frame_of_reference_uid=""), dark(frame_of_reference_uid=""))


def test_the_pointer_reads_both_and_the_key_hides_the_map(qtbot, make_view):
    first = phantom()
    values = np.arange(np.prod(SHAPE), dtype=np.float32).reshape(SHAPE)
    second = Volume(values, first.grid, "MR", "s", "1.2.3")
    view = make_view(first)
    view.set_overlays([MapOverlay("map", second, MapLook(0.0, 1e4, decimals=0), "Tmax")])
    index = (view.model.slice_position()[0], 8, 9)
    pointed = view.pointed_at(view.to_widget(first.index_to_patient(index)))
    assert pointed.value == first.voxels[index]
    assert pointed.label == f"Tmax {values[index]:.1f} s"
    with_map = view.grab_image()
    qtbot.keyClicks(view, "y")
    assert view.grab_image() != with_map


def test_the_legend_stands_with_the_map_and_shows_its_table(make_view):
    assert SPACING[0] < SPACING[2]
    view = make_view(dark(), zoom_px_per_mm=5.0)
    second = other(np.full((3, 3, 3), np.nan, np.float32), (1, 1, 1), (900.0, 900.0, 900.0))
    overlay = MapOverlay("map", second, MapLook(0.0, 12.0, "magma", below=6.0), "Tmax")
    image = show(view, overlay).grab_image()
    box = overlay.legend_rect(view.picture_rect())
    top, bottom = (
        image.pixelColor(round(box.center().x()), round(y)) for y in (box.top() + 1, box.bottom() - 1)
    )
    table = colour_table("magma")
    for found, expected in ((top, table[255]), (bottom, table[0])):
        assert [found.red(), found.green(), found.blue()] == pytest.approx(
            [int(expected) >> s & 0xFF for s in (16, 8, 0)], abs=6
        )
    tick = image.pixelColor(round(box.center().x()), round(box.center().y()))
    assert tick.red() > 200
    assert tick.green() > 200
