"""What is kept under a view is what would be painted, pixel for pixel; free planes are those of SciPy."""

from __future__ import annotations

import numpy as np
import pytest
from picture_phantom import phantom
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from scipy.ndimage import map_coordinates

from viewers.layer import KeptLayer
from viewers.overlays.lines import Contour, ContourOverlay
from viewers.plane import Plane, rotation
from viewers.slicing import SliceSource
from viewers.state import SyncGroup
from viewers.tools.annotations import Annotation


def pixels(view) -> np.ndarray:
    """The view as Qt paints it on the screen."""
    image = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1).copy()


def tilted(volume) -> Plane:
    turn = rotation((0.3, 1.0, 0.2), 0.6)
    return Plane.of(volume.grid.centre_lps, turn @ (1.0, 0.0, 0.0), turn @ (0.0, 1.0, 0.0))


SHOWN = {
    "axial": {},
    "flipped": {"flip_h": True, "rotate_quarter": 1},
    "zoomed and moved": {"zoom_px_per_mm": 3.3, "pan_px": (17.0, -9.0)},
    "nearest": {"interpolation": "nearest"},
    "free": {"plane": None},
    "free, flipped": {"plane": None, "flip_v": True},
}


@pytest.mark.parametrize("fields", SHOWN.values(), ids=SHOWN)
def test_later_paints_are_the_first_pixel_for_pixel(make_view, volume, fields):
    fields = {k: tilted(volume) if k == "plane" else v for k, v in fields.items()}
    view = make_view(volume, **fields)
    view.pictures.forget()
    with view._at_full_quality():  # a free plane would otherwise come as a preview first
        view.bottom.forget()
        first = pixels(view)
        copies = view.bottom.copies
        second, third = pixels(view), pixels(view)
    assert view.bottom.copies == copies + 2
    assert np.array_equal(second, first)
    assert np.array_equal(third, first)


CHANGES = {
    "slice": lambda view: view.model.show_slice(3),
    "window": lambda view: view.change(window=90.0, level=20.0),
    "inverted": lambda view: view.change(invert=True),
    "flip": lambda view: view.change(flip_h=True),
    "zoom": lambda view: view.change(zoom_px_per_mm=4.0),
    "pan": lambda view: view.change(pan_px=(21.0, 5.0)),
    "slab": lambda view: view.model.set_slab(9.0),
    "nearest": lambda view: view.change(interpolation="nearest"),
    "free": lambda view: view.change(plane=tilted(view.volume)),
    "smaller": lambda view: view.resize(300, 260),
    "another volume": lambda view: view.set_volume(phantom(rotation((1, 0.3, 0.2), 0.4))),
    "contour": lambda view: view.set_overlays([ring(view)]),
    "measurement": lambda view: view.annotations.add(across(view)),
    "crosshair": lambda view: view.change(crosshair_visible=False),
}


def ring(view) -> ContourOverlay:
    state = view.state
    centre, row, column = (np.asarray(v) for v in (state.focus_lps, *view_axes(view)))
    t = np.linspace(0, 2 * np.pi, 40)[:, None]
    return ContourOverlay(
        "ring", [Contour(centre + 9 * (np.cos(t) * row + np.sin(t) * column), "picture.lumen")]
    )


def view_axes(view):
    return view.state.plane.row_direction, view.state.plane.column_direction


def across(view) -> Annotation:
    centre, row = np.asarray(view.state.focus_lps), np.asarray(view.state.plane.row_direction)
    ends = tuple(tuple(float(c) for c in centre + s * row) for s in (-8, 8))
    return Annotation("one", "length", ends, view.state.plane)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_kept_picture_never_outlives_a_change(make_view, volume, change):
    """A view that was painted often, and one that never kept anything, look alike after the same change."""
    kept, fresh = make_view(volume), make_view(volume)
    for _ in range(3):
        pixels(kept)
    assert kept.bottom.copies
    for view in (kept, fresh):
        view.draws_full = True  # no preview of a free plane
        change(view)
    for _ in range(3):
        found = pixels(kept)
        fresh.bottom.forget()
        assert np.array_equal(found, pixels(fresh))


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
def test_a_copy_is_the_painting_at_every_device_pixel_ratio(qapp, ratio):
    source = QImage(37, 29, QImage.Format.Format_RGB32)
    for y in range(29):
        for x in range(37):
            source.setPixel(x, y, 0xFF000000 | (x * 6 << 16) | (y * 8 << 8) | (x * y) % 256)

    def draw(onto: QPainter) -> None:
        onto.fillRect(0, 0, 101, 83, Qt.GlobalColor.black)
        onto.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        onto.scale(2.3, 2.6)
        onto.translate(1.3, 0.4)
        onto.drawImage(0, 0, source)

    layer, found = KeptLayer(), []
    for _ in range(3):
        screen = QImage(round(101 * ratio), round(83 * ratio), QImage.Format.Format_RGB32)
        screen.setDevicePixelRatio(ratio)
        screen.fill(Qt.GlobalColor.white)
        painter = QPainter(screen)
        try:
            layer.paint(painter, "one", QSize(101, 83), ratio, draw)
        finally:
            painter.end()
        found.append(screen)
    assert layer.copies == 2
    assert found[1] == found[0]
    assert found[2] == found[0]


def test_a_view_that_begins_between_two_pixels_is_painted_not_copied(qapp):
    layer, drawn = KeptLayer(), []
    screen = QImage(40, 40, QImage.Format.Format_RGB32)
    painter = QPainter(screen)
    try:
        painter.translate(0.5, 0.0)
        for _ in range(3):
            layer.paint(painter, "one", QSize(30, 30), 1.0, drawn.append)
    finally:
        painter.end()
    assert len(drawn) == 3
    assert layer.copies == 0


FLIPS = [{}, {"flip_h": True}, {"flip_v": True, "rotate_quarter": 3}, {"flip_h": True, "rotate_quarter": 2}]


@pytest.mark.truth
@pytest.mark.parametrize("fields", FLIPS)
@pytest.mark.parametrize("mode", ["none", "max", "min", "mean"])
def test_a_free_picture_on_the_screen_is_that_of_scipy(make_view, mode, fields):
    """The plane, slab and flips of the view itself, at its own resolution, against `map_coordinates`."""
    volume = phantom(rotation((1, 0.3, 0.2), np.radians(25)))
    slab = {"slab_mm": 6.0, "slab_mode": mode} if mode != "none" else {}
    view = make_view(volume, size=(160, 142), plane=tilted(volume), **fields, **slab)
    values, grid = view.pictures.values(
        view.state, view.projection(), view.picture_rect(), view.devicePixelRatioF(), full=True
    )
    columns, rows = np.meshgrid(np.arange(grid.columns), np.arange(grid.rows))
    places = grid.to_lps(np.stack([columns, rows], axis=-1))
    # each picture point lies under the middle of its pixel on the screen
    middles = view.projection().to_widget(places)
    ratio, top = view.devicePixelRatioF(), view.picture_rect().top()
    assert np.allclose(middles[..., 0], (columns + 0.5) / ratio, atol=1e-6)
    assert np.allclose(middles[..., 1], (rows + 0.5) / ratio + top, atol=1e-6)
    normal = np.asarray(view.projection().normal)
    layers = [0.0]
    if mode != "none":
        count = max(2, round(6.0 / float(volume.grid.spacing_mm.min())) + 1)
        layers = list((np.arange(count) - (count - 1) / 2) * (6.0 / (count - 1)))
    index = np.stack([volume.patient_to_index(places + normal * d) for d in layers])
    shape = np.asarray(volume.shape)
    inside = ((index >= 0) & (index <= shape - 1)).all(axis=(0, -1))
    voxels = volume.voxels.astype(np.float64)
    each = map_coordinates(voxels, np.moveaxis(index, -1, 0), order=1, mode="nearest")
    reduced = {"none": each[0], "max": each.max(0), "min": each.min(0), "mean": each.mean(0)}[mode]
    assert inside.mean() > 0.1
    assert np.abs(values[inside] - reduced[inside]).max() <= 1.0


def test_the_release_of_a_drag_asks_every_linked_view_for_its_full_picture_at_once(qtbot, make_view, volume):
    """Not after the rest of 120 ms: the timer is stopped, the worker has its work."""
    group = SyncGroup()
    views = [make_view(volume, plane=tilted(volume)) for _ in range(2)]
    for view in views:
        view.set_group(group)
        view.pictures._free = SliceSource.of(volume)
        for times in view.pictures._free.times.values():
            times.append(9.0)  # as on a machine where every step is slow: the coarsest one is drawn
        view.change(plane=tilted(volume).moved((0.0, 0.0, 1.0)))
        pixels(view)
        assert view.is_preview
        assert view.pictures._rest.isActive()
    # no drag is going on: the release as such, as it comes at the end of any
    QTest.mouseRelease(views[0], Qt.MouseButton.LeftButton, pos=views[0].rect().center())
    assert not any(view.pictures._rest.isActive() for view in views)
    qtbot.waitUntil(lambda: not any(view.is_preview for view in views), timeout=30_000)
