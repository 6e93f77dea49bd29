"""The volume in 3D: reduced truly, shown where it lies, coarse while it moves, whole at rest, and let go."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace

import numpy as np
import pytest
from picture_phantom import phantom, wheel
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from studies.volume import Grid, Volume
from viewers import menus
from viewers.rendered import ReducedVolume, VolumeLook, looks, reduce, tiles
from viewers.scene import DIRECTIONS, SceneView, opengl_available

pytestmark = pytest.mark.gui
needs_opengl = pytest.mark.skipif(not opengl_available(), reason="no OpenGL here, not even in software")
LONG = 30_000


def turned(degrees: float) -> np.ndarray:
    """A direction matrix that is no unit matrix: columns, rows and slices in other patient directions."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[c, 0.0, s], [0.0, 1.0, 0.0], [-s, 0.0, c]]) @ np.array(
        [[0, 1, 0], [1, 0, 0], [0, 0, -1.0]]
    )


def ball_at(point_lps: np.ndarray, direction: np.ndarray | None = None, size=(60, 50, 40)) -> Volume:
    """Air with a ball of bone of 6 mm about a point."""
    spacing = np.array([1.5, 2.0, 2.5])
    grid = Grid(size, spacing, np.array([10.0, -20.0, 30.0]), np.eye(3) if direction is None else direction)
    k, j, i = np.meshgrid(*(np.arange(n) for n in grid.shape), indexing="ij")
    places = grid.index_to_patient(np.stack([k, j, i], axis=-1).reshape(-1, 3)).reshape((*grid.shape, 3))
    voxels = np.where(np.linalg.norm(places - point_lps, axis=-1) < 6.0, 1500, -1000).astype(np.int16)
    return Volume(voxels, grid, "CT", "HU", "1.2.3")


def brightest(image: QImage) -> tuple[float, float]:
    """Middle of what is bright in a picture, as shares of its width and height."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    grey = (
        np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)[..., :3].mean(-1)
    )
    rows, columns = np.nonzero(grey > 90)
    return columns.mean() / image.width(), rows.mean() / image.height()


@pytest.fixture
def scene(qtbot):
    view = SceneView()
    qtbot.addWidget(view)
    view.resize(400, 422)
    view.show()
    yield view
    view.release()


def shown(qtbot, view: SceneView, volume: Volume) -> None:
    view.set_volume(volume, shown=True)
    view.repaint()
    qtbot.waitUntil(lambda: view.shows_volume, timeout=LONG)
    whole(qtbot, view)


def whole(qtbot, view: SceneView) -> None:
    view.repaint()
    qtbot.waitUntil(lambda: not view.is_preview, timeout=LONG)


@pytest.mark.truth
@pytest.mark.parametrize("dtype", [np.int16, np.uint16, np.float32])
def test_a_reduced_voxel_is_the_mean_of_its_block_and_lies_in_its_middle(dtype) -> None:
    rng = np.random.default_rng(5)
    voxels = rng.integers(0, 2000, (7, 20, 30)).astype(dtype)
    volume = phantom(turned(20.0), voxels)
    made = reduce(volume, most=10)
    assert made.factors == (1, 2, 3)
    assert made.values.shape == (7, 10, 10)
    block = voxels[3, 4:6, 6:9].astype(float).mean()
    scale = 1.0 if dtype == np.int16 else made.full / np.percentile(_body(volume), 99.5)
    assert made.values[3, 2, 2] == pytest.approx(block * scale, abs=0.51)
    inside = made.to_patient @ np.array(
        [2 * made.spacing_mm[0], 2 * made.spacing_mm[1], 3 * made.spacing_mm[2], 1.0]
    )
    assert inside[:3] == pytest.approx(volume.index_to_patient((3.0, 4.5, 7.0)), abs=1e-9)


def _body(volume: Volume) -> np.ndarray:
    from viewers.colour import body_sample

    return body_sample(volume)


def test_values_that_are_no_number_and_a_series_of_nothing_are_reduced_too() -> None:
    voxels = np.full((4, 6, 8), np.nan, np.float32)
    voxels[2, 3, 4] = 5.0
    assert reduce(phantom(voxels=voxels)).values.max() > 0
    assert not reduce(phantom(voxels=np.zeros((4, 6, 8), np.int16))).values.any()


@needs_opengl
@pytest.mark.truth
@pytest.mark.parametrize("direction", ["front", "back", "left", "right", "head", "feet"])
@pytest.mark.parametrize("angle", [None, 25.0])
def test_a_thing_in_the_volume_is_seen_where_it_lies_in_the_patient(qtbot, scene, direction, angle) -> None:
    """A ball 18 mm to the left, 12 behind, 15 above the middle of the volume: right side, right height, each way."""
    matrix = np.eye(3) if angle is None else turned(angle)
    centre = ball_at(np.zeros(3), matrix).grid.centre_lps
    shown(qtbot, scene, ball_at(centre + np.array([18.0, 12.0, 15.0]), matrix))
    scene.look_from(direction)
    whole(qtbot, scene)
    x, y = brightest(scene.render_image(300, 300))
    away, up = (np.array(v) for v in DIRECTIONS[direction])
    right = np.cross(up, away)
    offset = np.array([18.0, 12.0, 15.0])
    assert np.sign(x - 0.5) == np.sign(right @ offset)
    assert np.sign(0.5 - y) == np.sign(up @ offset)
    # the same through VTK's own projection, in parts of the picture
    scene._renderer.SetWorldPoint(*(centre + offset), 1.0)
    scene._renderer.WorldToDisplay()
    px, py, _ = scene._renderer.GetDisplayPoint()
    assert (x, y) == pytest.approx((px / 300, 1 - py / 300), abs=0.01)


@needs_opengl
def test_the_tiles_of_the_picture_at_rest_make_the_whole_picture(qtbot, scene) -> None:
    shown(qtbot, scene, ball_at(np.array([50.0, 25.0, 80.0])))
    scene.resize(700, 622)  # three by three tiles
    whole(qtbot, scene)
    tiled = scene._image.copy()
    at_once = scene.render_image(tiled.width(), tiled.height())
    assert (
        sum(t.width * t.height for t in tiles(tiled.width(), tiled.height()))
        == tiled.width() * tiled.height()
    )
    one, other = (
        np.frombuffer(i.convertToFormat(QImage.Format.Format_RGB32).constBits(), np.uint8).astype(int)
        for i in (tiled, at_once)
    )
    assert np.abs(one - other).mean() < 0.2
    assert brightest(tiled) == pytest.approx(brightest(at_once), abs=0.003)


@needs_opengl
def test_a_moving_volume_is_coarse_and_says_so_and_a_copy_never_is(qtbot, scene) -> None:
    shown(qtbot, scene, ball_at(np.array([50.0, 25.0, 80.0])))
    QTest.mousePress(scene, Qt.MouseButton.LeftButton, pos=QPointF(200, 200).toPoint())
    scene.turn(10.0, 0.0)
    scene.repaint()
    assert scene.is_preview
    grabbed = scene.grab_image(1.0)
    assert scene.is_preview, "a copy doesn't end the drag"
    QTest.mouseRelease(scene, Qt.MouseButton.LeftButton, pos=QPointF(200, 200).toPoint())
    whole(qtbot, scene)
    assert _grey(scene.grab_image(1.0)) == pytest.approx(_grey(grabbed), abs=0.5)


def _grey(image: QImage) -> float:
    pixels = np.frombuffer(image.convertToFormat(QImage.Format.Format_RGB32).constBits(), np.uint8)
    return float(pixels.astype(float).mean())


@needs_opengl
def test_keys_and_wheel_show_the_volume_choose_its_look_and_move_its_threshold(qtbot, scene) -> None:
    volume = ball_at(np.array([50.0, 25.0, 80.0]))
    scene.set_volume(volume)
    assert not scene.shown_volume.is_wanted
    scene.setFocus()
    QTest.keyClick(scene, Qt.Key.Key_V)
    qtbot.waitUntil(lambda: scene.shows_volume, timeout=LONG)
    QTest.keyClick(scene, Qt.Key.Key_2)
    assert scene.shown_volume.look.key == looks("CT")[1].key
    QTest.keyClick(scene, Qt.Key.Key_BracketRight)
    wheel(scene, 2, modifiers=Qt.KeyboardModifier.ControlModifier)
    assert scene.shown_volume.shift == 30.0
    QTest.keyClick(scene, Qt.Key.Key_1)
    assert scene.shown_volume.shift == 0.0, "each look has its own threshold"
    QTest.keyClick(scene, Qt.Key.Key_9)  # no such look: nothing happens
    assert scene.shown_volume.look.key == looks("CT")[0].key
    QTest.keyClick(scene, Qt.Key.Key_V)
    assert not scene.shows_volume


@needs_opengl
def test_the_threshold_hides_what_lies_below_it(qtbot, scene) -> None:
    shown(qtbot, scene, ball_at(np.array([50.0, 25.0, 80.0])))
    before = _grey(scene.render_image(200, 200))
    scene.shown_volume.shift_by(200.0)  # 2,000 HU: above the ball
    whole(qtbot, scene)
    assert _grey(scene.render_image(200, 200)) < before - 0.3


@needs_opengl
def test_the_menu_offers_looks_and_directions_and_they_work(qtbot, scene) -> None:
    shown(qtbot, scene, ball_at(np.array([50.0, 25.0, 80.0])))
    menu = menus.scene_menu(scene)
    entries = {action.text().split("\t")[0]: action for action in menu.actions() if action.text()}
    assert entries["Show the volume"].isChecked()
    entries["Bone"].trigger()
    assert scene.shown_volume.look.key == "bone"
    entries["From the patient's left"].trigger()
    assert scene.direction_text().startswith("LAO 90°")
    entries["Show the volume"].trigger()
    assert not scene.shows_volume
    menu.deleteLater()


@needs_opengl
def test_another_volume_makes_a_late_answer_void(qtbot, scene) -> None:
    first, second = ball_at(np.array([50.0, 25.0, 80.0])), ball_at(np.array([60.0, 25.0, 80.0]))
    scene.set_volume(first, shown=True)
    scene.repaint()
    number = scene.shown_volume._number
    scene.set_volume(second, shown=True)
    scene.shown_volume._take(number, reduce(first))
    assert not scene.shows_volume
    scene.repaint()
    qtbot.waitUntil(lambda: scene.shows_volume, timeout=LONG)


@needs_opengl
def test_a_volume_that_cannot_be_reduced_is_said_and_everything_else_goes_on(
    qtbot, scene, monkeypatch
) -> None:
    def fails(volume: Volume) -> ReducedVolume:
        raise MemoryError

    monkeypatch.setattr("viewers.volume_show.reduce", fails)
    scene.set_volume(ball_at(np.array([50.0, 25.0, 80.0])), shown=True)
    scene.repaint()
    qtbot.waitUntil(lambda: scene.shown_volume.has_failed, timeout=LONG)
    scene.repaint()
    assert not scene.has_failed
    assert not scene.shows_volume


@needs_opengl
def test_a_closed_scene_holds_no_volume(qtbot) -> None:
    view = SceneView()
    qtbot.addWidget(view)
    view.resize(200, 222)
    view.show()
    volume = ball_at(np.array([50.0, 25.0, 80.0]))
    held = weakref.ref(volume)
    shown(qtbot, view, volume)
    view.release()
    del volume
    gc.collect()
    assert held() is None


def test_looks_are_sound_and_a_wrong_one_is_refused() -> None:
    for modality in ("CT", "MR", "PT"):
        found = looks(modality)
        assert found
        assert len({each.key for each in found}) == len(found)
        assert all(set(each.names) == {"en", "nl"} for each in found)
    look = looks("CT")[0]
    for wrong in (
        {"points": look.points[:1]},
        {"points": look.points[::-1]},
        {"blend": "add"},
        {"of": "share"},
    ):
        with pytest.raises(ValueError, match="look angio"):
            replace(look, **wrong)
    with pytest.raises(ValueError, match="between 0 and 1"):
        VolumeLook("x", {"en": "x"}, ((0.0, 0, 0, 0, 0), (1.0, 2.0, 0, 0, 0)))
