"""Key images: marker, letters and scale bar always, identity never; and the way back to the live view."""

from __future__ import annotations

import numpy as np
import pytest
from picture_phantom import SHAPE, drag, phantom
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QImage
from test_curved import Arc
from test_curved import vessel as vessel

from viewers.arcs import CurvedView
from viewers.capture import key_image, png_bytes, restore
from viewers.curved import CurvedSource
from viewers.curves import ProfilePlot, Series
from viewers.overlays import Path, PathOverlay
from viewers.scene import SceneView

pytestmark = pytest.mark.gui

MARKER = "VOORLOPIG"


def part(image: QImage, left: float, top: float, width: float, height: float) -> QImage:
    """A part of a picture, in shares of its size."""
    return image.copy(
        QRect(
            round(left * image.width()),
            round(top * image.height()),
            round(width * image.width()),
            round(height * image.height()),
        )
    )


def brightest(image: QImage) -> int:
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(grey.constBits(), np.uint8).reshape(grey.height(), grey.bytesPerLine())
    return int(rows[:, : grey.width()].max())


@pytest.fixture
def dark(make_view):
    """A black picture with a person's name in the strip, everything on it switched off."""
    view = make_view(phantom(voxels=np.zeros(SHAPE, np.int16)), window=1.0, level=30_000.0, texts="none")
    view.set_identity(["JANSEN, Test", "12345"])
    view.set_active(True)
    return view


def test_a_key_image_of_a_slice_carries_marker_letters_and_scale_bar(dark):
    dark.set_marker("")
    shot = key_image(dark, marker=MARKER)
    image = shot.image
    assert shot.kind == "slice"
    assert max(image.width(), image.height()) >= 1000
    assert brightest(part(image, 0.0, 0.85, 0.3, 0.15)) > 180  # the marker, lower left
    assert brightest(part(image, 0.7, 0.9, 0.3, 0.1)) > 180  # the scale bar, lower right
    for side in ((0.0, 0.45, 0.08, 0.15), (0.92, 0.45, 0.08, 0.15), (0.45, 0.06, 0.1, 0.08)):
        assert brightest(part(image, *side)) > 180  # letters
    without = key_image(dark, marker="").image
    assert brightest(part(without, 0.0, 0.85, 0.3, 0.15)) < brightest(part(image, 0.0, 0.85, 0.3, 0.15))
    assert dark.marker == ""
    assert dark.is_active


def test_a_key_image_carries_no_identity(dark):
    with_name = key_image(dark, marker=MARKER).image
    dark.set_identity([])
    assert key_image(dark, marker=MARKER).image == with_name


def test_the_measured_line_is_on_it_even_when_measurements_are_switched_off(dark):
    dark.tools.choose("length")
    drag(dark, QPointF(120, 200), QPointF(260, 260))
    dark.tools.stop()
    on = key_image(dark, marker=MARKER).image
    dark.run("show.annotations")
    assert key_image(dark, marker=MARKER).image == on
    assert not dark.state.annotations_visible  # the screen stays as it was
    dark.annotations.remove(next(iter(dark.annotations)))
    assert key_image(dark, marker=MARKER).image != on


def test_the_centreline_is_left_out_unless_asked_for(dark):
    plain = key_image(dark, marker=MARKER).image
    middle = dark.volume.index_to_patient((10, 12, 4)), dark.volume.index_to_patient((10, 12, 24))
    dark.set_overlays([PathOverlay("centreline", [Path(np.array(middle))])])
    assert key_image(dark, marker=MARKER).image == plain
    assert key_image(dark, marker=MARKER, hide=()).image != plain


def test_a_slice_is_shown_again_as_it_was(make_view):
    view = make_view(phantom())
    view.model.show_slice(7)
    view.change(window=321.0, level=45.0, zoom_px_per_mm=9.0, flip_v=True)
    shot = key_image(view)
    view.model.show_slice(15)
    view.run("view.reset")
    view.run("window.auto")
    assert restore(view, shot.state)
    assert key_image(view).image == shot.image


def test_a_key_image_is_drawn_in_full_while_the_screen_shows_a_preview(qtbot, make_view):
    view = make_view(phantom(), "oblique")
    view.change(plane=view.state.plane.rotated((1, 0, 0), 0.4, view.state.focus_lps))
    full = key_image(view).image
    source = view.pictures._free
    for _ in range(8):
        source.times[1].append(1.0)
        source.times[2].append(1.0)
    turned = view.state.plane

    def is_coarse() -> bool:
        """Move a little and paint: on a slow machine the moment of moving may be over before the paint."""
        view.change(plane=turned.rotated((1, 0, 0), 0.001, view.state.focus_lps))
        view.change(plane=turned)
        view.grab()
        return view.is_preview

    qtbot.waitUntil(is_coarse, timeout=30_000)
    again = key_image(view).image
    assert again.size() == full.size()
    assert not view.is_preview


def test_curved_view_profile_and_scene_give_key_images_too(qtbot, vessel):
    curved, plot, scene = CurvedView(), ProfilePlot(), SceneView()
    for widget in (curved, plot, scene):
        qtbot.addWidget(widget)
        widget.resize(600, 200)
        widget.set_identity(["JANSEN, Test", "12345"])
    curved.set_source(CurvedSource(vessel, Arc()))
    curved.set_rotation(30.0)
    plot.set_profile([Series("Ø", np.array([0.0, 40.0]), np.array([20.0, 40.0]))], Arc.length_mm)
    shots = [key_image(widget, marker=MARKER) for widget in (curved, plot, scene)]
    assert [shot.kind for shot in shots] == ["curved", "profile", "scene"]
    for widget, shot in zip((curved, plot, scene), shots, strict=True):
        assert shot.image.width() >= 1000
        if widget is not scene:
            assert key_image(widget, marker="").image != shot.image
    curved.set_rotation(200.0)
    assert restore(curved, shots[0].state)
    assert curved.rotation_deg == 30.0
    assert png_bytes(shots[0].image).startswith(b"\x89PNG")


@pytest.mark.parametrize("kind", ["slice", "curved", "profile"])
def test_k_asks_for_a_key_image(qtbot, make_view, vessel, kind):
    if kind == "slice":
        view = make_view(phantom())
    else:
        view = CurvedView() if kind == "curved" else ProfilePlot()
        qtbot.addWidget(view)
        view.resize(500, 200)
        if kind == "curved":
            view.set_source(CurvedSource(vessel, Arc()))
        else:
            view.set_profile([Series("Ø", np.array([0.0, 40.0]), np.array([20.0, 40.0]))], 40.0)
        view.show()
    with qtbot.waitSignal(view.key_image_requested, timeout=10_000):
        qtbot.keyClick(view, Qt.Key.Key_K)
