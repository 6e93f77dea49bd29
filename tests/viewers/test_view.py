"""The slice view through its mouse, wheel and keys, against the phantom's known values."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from picture_phantom import ORIGIN, SHAPE, SPACING, drag, move, phantom, wheel
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage

from studies.volume import Label, LabelMap, SeriesInfo
from viewers import facts, painting, style
from viewers.furniture import STRIP_PX
from viewers.habits import Corners
from viewers.keys import COMMANDS, command_for
from viewers.overlays import Contour, ContourOverlay, LabelMapOverlay, Path, PathOverlay
from viewers.plane import Plane
from viewers.state import SyncGroup
from viewers.view import SliceView

pytestmark = pytest.mark.gui

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
RIGHT, MIDDLE = Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton


@pytest.mark.truth
@pytest.mark.parametrize("orientation", ["axial", "coronal", "sagittal"])
def test_the_pointer_reads_the_voxel_under_it(qtbot, make_view, orientation):
    """The place is worked out from the header alone: fitted picture, radiological layout, no flips."""
    volume = phantom()
    view = make_view(volume, orientation)
    index = {"axial": 10, "coronal": 12, "sagittal": 14}[orientation]
    # (array axis, sign, spacing) to the right and downward
    right, down = {
        "axial": ((2, 1, SPACING[0]), (1, 1, SPACING[1])),
        "coronal": ((2, 1, SPACING[0]), (0, -1, SPACING[2])),
        "sagittal": ((1, 1, SPACING[1]), (0, -1, SPACING[2])),
    }[orientation]
    width_mm, height_mm = SHAPE[right[0]] * right[2], SHAPE[down[0]] * down[2]
    scale = min(400 / width_mm, 400 / height_mm)
    for across, downward in itertools.product((1, 7, 15), (2, 9, 16)):
        x = 200 + (across + 0.5) * right[2] * scale - width_mm * scale / 2
        y = STRIP_PX + 200 + (downward + 0.5) * down[2] * scale - height_mm * scale / 2
        expected = [0, 0, 0]
        expected[{"axial": 0, "coronal": 1, "sagittal": 2}[orientation]] = index
        expected[right[0]] = across if right[1] > 0 else SHAPE[right[0]] - 1 - across
        expected[down[0]] = downward if down[1] > 0 else SHAPE[down[0]] - 1 - downward
        with qtbot.waitSignal(view.pointed) as seen:
            move(view, QPointF(x, y))
        pointed = seen.args[0]
        assert pointed.index_vox == tuple(expected)
        assert pointed.value == volume.voxels[tuple(expected)]
        assert pointed.unit == "HU"


@pytest.mark.truth
@pytest.mark.parametrize("orientation", ["axial", "coronal", "sagittal", "oblique"])
@pytest.mark.parametrize(
    ("flip_h", "flip_v", "turns"), [(False, False, 0), (True, False, 1), (False, True, 3), (True, True, 2)]
)
@pytest.mark.parametrize("zoom", [None, 9.5])
def test_what_is_painted_is_what_the_pointer_reads(
    qtbot, make_view, orientation, flip_h, flip_v, turns, zoom
):
    """Grey at a place = grey of the value that the probe gives there, under every zoom, flip and turn."""
    voxels = np.random.default_rng(3).integers(0, 4, SHAPE).astype(np.int16) * 80
    view = make_view(
        phantom(voxels=voxels),
        orientation,
        flip_h=flip_h,
        flip_v=flip_v,
        rotate_quarter=turns,
        zoom_px_per_mm=zoom,
        window=256.0,
        level=128.0,
        lut_shape="linear_exact",
        interpolation="nearest",
        crosshair_visible=False,
        texts="none",
    )
    image = view.grab_image()
    checked = 0
    projection = view.projection()
    for k, j, i in itertools.product(range(0, 20, 2), range(0, 24, 2), range(0, 28, 2)):
        point = view.volume.index_to_patient((k, j, i))
        x, y = projection.to_widget(point)
        inside = 60 < x < 340 and 90 < y < 330
        if abs(float(projection.depth_mm(point))) > 1e-6 or not inside:
            continue
        grey = image.pixelColor(QPoint(int(x), int(y))).red()
        assert grey == pytest.approx(view.pointed_at(QPointF(x, y)).value, abs=2)
        checked += 1
    assert checked >= 4


@pytest.mark.parametrize("ratio", [1.5, 2.0])
def test_a_sharper_screen_shows_the_same_places(make_view, ratio):
    """At another pixel ratio the marked voxel lies at the same logical pixel."""
    voxels = np.zeros(SHAPE, np.int16)
    voxels[10, 5, 20] = 1000
    view = make_view(phantom(voxels=voxels), window=1000.0, level=500.0, crosshair_visible=False)
    at = view.to_widget(view.volume.index_to_patient((10, 5, 20)))
    image = view.grab_image(ratio)
    assert image.devicePixelRatio() == ratio
    assert image.size() == view.size() * ratio
    assert image.pixelColor(int(at.x() * ratio), int(at.y() * ratio)).red() > 200
    assert image.pixelColor(int((at.x() - 40) * ratio), int(at.y() * ratio)).red() < 20


def test_a_free_plane_is_resampled_at_the_screens_own_resolution(make_view):
    view = make_view(phantom(), "oblique")
    view.change(plane=view.state.plane.rotated((1, 0, 0), 0.4, view.state.focus_lps))
    values, grid = view.pictures.values(view.state, view.projection(), view.picture_rect(), 2.0, full=True)
    assert values.shape == (800, 800)
    assert grid.spacing_mm[0] == pytest.approx(1 / view.projection().px_per_mm / 2)


def test_the_wheel_goes_one_slice_a_notch_and_five_with_shift(make_view):
    view = make_view(phantom())
    start = view.model.slice_position()[0]
    wheel(view, -1)
    assert view.model.slice_position()[0] == start + 1
    wheel(view, 1, modifiers=SHIFT)
    assert view.model.slice_position()[0] == start - 4
    wheel(view, 100)
    assert view.model.slice_position()[0] == 0


@pytest.mark.parametrize(
    ("key", "modifiers", "expected"),
    [
        (Qt.Key.Key_Down, None, 11),
        (Qt.Key.Key_Up, None, 9),
        (Qt.Key.Key_PageDown, None, 19),  # 20 of 20: stops at the last
        (Qt.Key.Key_PageUp, None, 0),
        (Qt.Key.Key_Home, None, 0),
        (Qt.Key.Key_End, None, 19),
    ],
)
def test_keys_walk_through_the_slices(qtbot, make_view, key, modifiers, expected):
    view = make_view(phantom())
    qtbot.keyClick(view, key)
    assert view.model.slice_position()[0] == expected


def test_the_focus_goes_along_when_scrolling(make_view):
    view = make_view(phantom())
    wheel(view, -3)
    assert view.state.focus_lps[2] == pytest.approx(ORIGIN[2] + 13 * SPACING[2])


def test_zooming_keeps_what_lies_under_the_pointer(make_view):
    view = make_view(phantom())
    at = QPointF(120, 300)
    before, scale = view.to_lps(at), view.projection().px_per_mm
    wheel(view, 3, at, CTRL)
    assert view.to_lps(at) == pytest.approx(before, abs=1e-6)
    assert view.projection().px_per_mm == pytest.approx(scale * 1.15**3)


@pytest.mark.parametrize("with_space", [False, True])
def test_middle_or_space_drag_pans_by_the_drag(qtbot, make_view, with_space):
    view = make_view(phantom())
    point = view.to_lps(QPointF(150, 200))
    if with_space:
        qtbot.keyPress(view, Qt.Key.Key_Space)
    drag(view, QPointF(150, 200), QPointF(190, 170), Qt.MouseButton.LeftButton if with_space else MIDDLE)
    assert view.to_widget(point).x() == pytest.approx(190)
    assert view.to_widget(point).y() == pytest.approx(170)


def test_tapped_space_is_told_apart_from_held_space(qtbot, make_view):
    view = make_view(phantom())
    with qtbot.waitSignal(view.space_tapped, timeout=10_000):
        qtbot.keyClick(view, Qt.Key.Key_Space)
    with qtbot.assertNotEmitted(view.space_tapped):
        qtbot.keyPress(view, Qt.Key.Key_Space)
        drag(view, QPointF(150, 200), QPointF(190, 170))
        qtbot.keyRelease(view, Qt.Key.Key_Space)


def test_right_drag_sets_width_and_level_at_the_speed_of_the_width(make_view):
    view = make_view(phantom(), window=400.0, level=40.0)
    drag(view, QPointF(200, 200), QPointF(250, 200), RIGHT)
    assert (view.state.window, view.state.level) == (500.0, 40.0)  # 50/400 of the view × 2 × 400
    drag(view, QPointF(200, 200), QPointF(200, 240), RIGHT)
    assert (view.state.window, view.state.level) == (500.0, 140.0)


def test_right_click_asks_for_the_menu_and_changes_nothing(qtbot, make_view):
    view = make_view(phantom())
    view.own_menus = False
    before = view.state
    with qtbot.waitSignal(view.context_requested, timeout=10_000):
        qtbot.mouseClick(view, RIGHT, pos=QPoint(200, 200))
    assert view.state == before


def test_a_rectangle_with_ctrl_gives_the_window_of_what_is_inside(make_view):
    voxels = np.zeros(SHAPE, np.int16)
    voxels[:, :, 14:] = 500
    view = make_view(phantom(voxels=voxels))
    left_half = view.to_widget(view.volume.index_to_patient((10, 8, 16)))
    drag(view, left_half, left_half + QPointF(60, 60), modifiers=CTRL)
    assert (view.state.window, view.state.level) == (10.0, 500.0)


def test_digits_choose_presets_and_0_the_window_of_the_file(qtbot, make_view):
    from studies.volume import SeriesInfo

    view = make_view(phantom(series=SeriesInfo(windows=((50.0, 350.0), (-500.0, 1400.0)))))
    assert (view.state.window, view.state.level) == (350, 50)
    qtbot.keyClick(view, Qt.Key.Key_2)
    assert (view.state.window, view.state.level) == (1500, -600)
    qtbot.keyClick(view, Qt.Key.Key_0)
    assert (view.state.window, view.state.level) == (350, 50)
    qtbot.keyClick(view, Qt.Key.Key_0)
    assert (view.state.window, view.state.level) == (1400, -500)


def test_linked_views_follow_the_crosshair(linked):
    axial, coronal, sagittal = linked["axial"], linked["coronal"], linked["sagittal"]
    target = axial.volume.index_to_patient((10, 4, 22))
    at = axial.to_widget(target)
    drag(axial, at - QPointF(40, 10), at)
    point = np.asarray(axial.to_lps(QPointF(at.toPoint())))
    assert coronal.model.slice_position()[0] == 4
    assert sagittal.model.slice_position()[0] == 22
    for view in linked.values():
        assert view.state.focus_lps == pytest.approx(tuple(point))


def test_scrolling_one_view_moves_the_lines_of_the_others_only(linked):
    planes = {name: v.state.plane for name, v in linked.items()}
    wheel(linked["axial"], -2)
    assert linked["axial"].state.plane != planes["axial"]
    assert linked["coronal"].state.plane == planes["coronal"]
    assert linked["sagittal"].state.plane == planes["sagittal"]
    lines = {line.orientation: line for line in painting.reference_lines(linked["coronal"])}
    assert lines["axial"].number == "13"


def test_views_of_another_frame_of_reference_are_left_alone(qtbot, linked, make_view):
    other = make_view(phantom(frame_of_reference_uid="9.9.9"))
    other.set_group(linked["axial"].group)
    before = other.state
    linked["axial"].move_crosshair((0.0, 35.0, -90.0))
    assert other.state == before
    group = linked["axial"].group
    group.link_by_hand(other.model, (0.0, 0.0, 3.0))
    linked["axial"].move_crosshair((1.0, 36.0, -90.0))
    assert other.state.focus_lps == pytest.approx((1.0, 36.0, -87.0))
    assert group.link_kind(linked["axial"].model, other.model) == "manual"
    assert other.model not in group.linked_to(linked["axial"].model)


def test_a_view_without_a_frame_of_reference_is_linked_to_none(linked, make_view):
    other = make_view(phantom(frame_of_reference_uid=""))
    other.set_group(linked["axial"].group)
    assert linked["axial"].group.linked_to(other.model) == []


def test_dragging_the_arm_turns_the_free_plane(qtbot, linked, make_view):
    free = make_view(linked["axial"].volume, "oblique")
    free.set_group(linked["axial"].group)
    axial = linked["axial"]
    free.change(plane=Plane.of(axial.state.focus_lps, (1, 0, 0), (0, 0, -1)))  # along the axial picture's x
    centre = axial.to_widget(axial.state.focus_lps)
    turn = math.radians(30)
    drag(axial, centre + QPointF(100, 0), centre + 100 * QPointF(math.cos(turn), math.sin(turn)))
    row = free.state.plane.row_direction
    assert math.degrees(math.atan2(row[1], row[0])) == pytest.approx(30, abs=0.5)  # whole pixels
    assert float(free.state.plane.depth_mm(axial.state.focus_lps)) == pytest.approx(0, abs=1e-6)


def test_double_click_and_enter_ask_for_the_full_view(qtbot, make_view):
    view = make_view(phantom())
    with qtbot.waitSignal(view.maximise_requested, timeout=10_000):
        qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=QPoint(200, 200))
    with qtbot.waitSignal(view.maximise_requested, timeout=10_000):
        qtbot.keyClick(view, Qt.Key.Key_Return)


def test_no_two_commands_share_a_key_and_every_key_is_understood():
    keys = [key for command in COMMANDS for key in command.keys]
    assert len(keys) == len(set(keys))
    from PySide6.QtGui import QKeySequence

    for command in COMMANDS:
        for key in command.keys:
            assert command_for(QKeySequence(key).toString()) == command.id
        assert command.text


@pytest.mark.parametrize(
    ("key", "field"),
    [
        (Qt.Key.Key_I, "invert"),
        (Qt.Key.Key_H, "flip_h"),
        (Qt.Key.Key_V, "flip_v"),
        (Qt.Key.Key_Q, "crosshair_visible"),
        (Qt.Key.Key_Y, "overlays_visible"),
        (Qt.Key.Key_N, "annotations_visible"),
    ],
)
def test_switches_switch_and_switch_back(qtbot, make_view, key, field):
    view = make_view(phantom())
    before = getattr(view.state, field)
    qtbot.keyClick(view, key)
    assert getattr(view.state, field) is not before
    qtbot.keyClick(view, key)
    assert getattr(view.state, field) is before


def test_slab_keys(qtbot, make_view):
    view = make_view(phantom())
    qtbot.keyClick(view, Qt.Key.Key_S)
    assert (view.state.slab_mm, view.state.slab_mode) == (10.0, "max")
    qtbot.keyClick(view, Qt.Key.Key_Up, CTRL)
    qtbot.keyClick(view, Qt.Key.Key_M)
    assert (view.state.slab_mm, view.state.slab_mode) == (11.0, "mean")
    qtbot.keyClick(view, Qt.Key.Key_S)
    assert (view.state.slab_mm, view.state.slab_mode) == (0.0, "none")


def test_f_cycles_fit_pixels_true_size(qtbot, make_view):
    view = make_view(phantom())
    zooms = []
    for _ in range(3):
        qtbot.keyClick(view, Qt.Key.Key_F)
        zooms.append(view.state.zoom_px_per_mm)
    assert zooms[0] == pytest.approx(1 / SPACING[0] / view.devicePixelRatioF()), (
        "one voxel, one pixel of the screen"
    )
    assert zooms[2] is None


class _Broken:
    name, cursor = "broken", Qt.CursorShape.ArrowCursor

    def paint(self, painter, context):
        raise RuntimeError("a tool that fails")

    def cancel(self):
        return None


def test_a_tool_that_fails_in_painting_leaves_the_view_usable(qtbot, make_view, capfd):
    """No active painter is left behind (Qt would say so), and without the tool the picture is back."""
    view = make_view(
        phantom(voxels=np.full(SHAPE, 300, np.int16)), window=100.0, level=0.0, crosshair_visible=False
    )
    view.tools.take(_Broken())
    image = view.grab().toImage()
    assert image.pixelColor(200, 120).red() == 0  # the panel, not the picture
    view.grab()
    view.tools.stop()
    assert view.grab().toImage().pixelColor(200, 120).red() == 255
    assert "active painter" not in capfd.readouterr().err


def test_an_empty_view_says_what_it_needs(qtbot, make_view):
    view = make_view(None)
    view.set_volume(None, empty=("Geen serie", "Kies een serie."))
    blank = view.grab().toImage()
    view.set_volume(None, empty=("", ""))
    assert blank != view.grab().toImage()
    move(view, QPointF(100, 100))
    wheel(view, 1)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert view.model.slice_position() is None


def test_grabbed_pictures_carry_no_identity_unless_asked(make_view):
    view = make_view(phantom())
    bare = view.grab_image()
    view.set_identity(["TEST, Voorbeeld", "M", "01-01-1958", "TEST-0001"])
    assert view.grab_image() == bare
    assert view.grab_image(identity=True) != bare


def test_a_label_map_is_outlined_where_it_lies(make_view):
    volume = phantom(voxels=np.zeros(SHAPE, np.int16))
    labels = np.zeros(SHAPE, np.uint8)
    labels[8:13, 6:18, 8:20] = 1
    overlay = LabelMapOverlay("m", LabelMap(labels, volume.grid, (Label(1, "lumen", "#FF0000"),)))
    view = make_view(volume, crosshair_visible=False, window=10.0, level=100.0)
    view.set_overlays([overlay])
    image = view.grab_image()
    edge = view.to_widget(volume.index_to_patient((10, 12, 7.5)))  # half-way to the first voxel
    middle = view.to_widget(volume.index_to_patient((10, 12, 14)))
    reds = [image.pixelColor(int(edge.x()) + d, int(edge.y())).red() for d in (-1, 0, 1)]
    assert max(reds) > 200
    assert image.pixelColor(middle.toPoint()).red() == 0
    assert overlay.label_at(volume.index_to_patient((10, 12, 14))) == "lumen"
    view.set_overlay_state("m", fill=True, outline=False, opacity=0.5)
    assert view.grab_image().pixelColor(middle.toPoint()).red() == pytest.approx(128, abs=2)
    view.model.show_slice(2)
    assert view.grab_image().pixelColor(middle.toPoint()).red() == 0


def _coloured(image: QImage, at: QPointF, reach: int = 4) -> bool:
    """Whether anything not grey is painted near a place."""
    for dx, dy in itertools.product(range(-reach, reach + 1), repeat=2):
        c = image.pixelColor(int(at.x()) + dx, int(at.y()) + dy)
        if max(c.red(), c.green(), c.blue()) - min(c.red(), c.green(), c.blue()) > 60:
            return True
    return False


def test_contours_are_drawn_in_their_plane_and_marked_where_cut(make_view):
    volume = phantom(voxels=np.zeros(SHAPE, np.int16))
    centre = volume.index_to_patient((10, 12, 14))
    t = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    ring = centre + 5 * np.stack([np.cos(t), np.sin(t), 0 * t], axis=-1)
    for orientation in ("axial", "coronal"):
        view = make_view(volume, orientation, crosshair_visible=False)
        view.set_overlays([ContourOverlay("c", [Contour(ring)])])
        image = view.grab_image()
        assert _coloured(image, view.to_widget(centre + np.array([5, 0, 0])))
        top = (
            view.to_widget(centre + np.array([0, -5, 0]))
            if orientation == "axial"
            else view.to_widget(centre + np.array([2.5, 0, 0]))
        )
        assert _coloured(image, top, 2) is (orientation == "axial")


def test_a_path_is_drawn_where_the_picture_holds_it(make_view):
    volume = phantom(voxels=np.zeros(SHAPE, np.int16))
    centre = volume.index_to_patient((10, 12, 14))
    line = centre + np.linspace(-8, 8, 40)[:, None] * np.array([1.0, 0, 0])
    view = make_view(volume, crosshair_visible=False)
    view.set_overlays([PathOverlay("p", [Path(line, colour="picture.lumen")])])
    assert _coloured(view.grab_image(), view.to_widget(centre + np.array([4, 0, 0])), 2)
    view.model.show_slice(3)
    assert not _coloured(view.grab_image(), view.to_widget(centre + np.array([4, 0, 0])), 2)


def test_late_answers_of_a_worker_never_replace_a_newer_picture(make_view):
    view = make_view(phantom(), "oblique")
    view.change(plane=view.state.plane.rotated((1, 0, 0), 0.4, view.state.focus_lps))
    view.grab_image()
    shown, number = view.slice_picture(), view.pictures.request
    view.pictures.accept(number - 1, np.zeros((5, 5), np.int16), shown[1])
    assert view.slice_picture() is shown
    fresh = np.ones_like(shown[0])
    view.pictures.accept(number, fresh, shown[1])
    assert view.slice_picture()[0] is fresh


def test_a_coarse_picture_becomes_full_when_the_plane_rests(qtbot, make_view):
    view = make_view(phantom(), "oblique")
    view.change(plane=view.state.plane.rotated((1, 0, 0), 0.4, view.state.focus_lps))
    view.grab()
    view.pictures._free.times[1].extend([0.2] * 8)  # a machine on which the full picture takes 200 ms
    steps = itertools.cycle((1, -1))

    def is_coarse() -> bool:
        """Scroll and paint: on a slow machine the moment of moving may be over before the paint."""
        view.model.scroll(next(steps))
        view.grab()
        return view.is_preview

    qtbot.waitUntil(is_coarse, timeout=30_000)
    assert view.slice_picture()[0].shape[0] < 300
    qtbot.waitUntil(lambda: not view.is_preview, timeout=30_000)
    full = round(400 * view.devicePixelRatioF())
    assert view.slice_picture()[0].shape == (full, full)


def test_opening_and_closing_twenty_times_leaves_nothing(qtbot):
    import gc
    import threading
    import weakref

    from PySide6.QtWidgets import QApplication
    from vtkmodules.vtkImagingCore import vtkImageReslice

    def live_filters() -> int:
        gc.collect()
        return sum(isinstance(o, vtkImageReslice) for o in gc.get_objects())

    before, threads = live_filters(), threading.active_count()
    volumes = []
    for _ in range(20):
        volume = phantom()
        volumes.append(weakref.ref(volume))
        view = SliceView(volume, "oblique")
        view.change(plane=view.state.plane.rotated((1, 0, 0), 0.4, view.state.focus_lps))
        view.show()
        view.grab()
        view.close()
        view.deleteLater()
        del view, volume
        QApplication.sendPostedEvents(None, 52)  # DeferredDelete
    assert live_filters() <= before
    assert sum(ref() is not None for ref in volumes) == 0
    assert threading.active_count() <= threads + 1


def test_views_of_one_volume_are_linked_even_when_its_file_names_no_frame_of_reference(qtbot):
    """As in anonymised series: the planes cut each other, so the lines and the crosshair belong there."""
    volume = phantom(frame_of_reference_uid="")
    group = SyncGroup()
    views = [SliceView(volume, name) for name in ("axial", "coronal")]
    for view in views:
        qtbot.addWidget(view)
        view.set_group(group)
    point = volume.index_to_patient((4, 5, 6))
    views[0].move_crosshair(point)
    assert views[1].state.focus_lps == pytest.approx(tuple(point))
    assert len(painting.reference_lines(views[1])) == 1
    for view in views:
        view.release()


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_lines_are_as_wide_on_a_sharper_screen(make_view, ratio):
    """A 1.5 px measuring line covers twice as many physical pixels at 200 %."""
    view = make_view(
        phantom(voxels=np.zeros(SHAPE, np.int16)), window=1.0, level=30_000.0, crosshair_visible=False
    )
    view.tools.choose("length")
    drag(view, QPointF(100, 250), QPointF(300, 250))
    view.tools.stop()
    view.annotations.select(None)
    image = view.grab_image(ratio)
    column = [image.pixelColor(int(200 * ratio), y).red() for y in range(int(240 * ratio), int(260 * ratio))]
    assert sum(column) / 255 / ratio == pytest.approx(1.5, abs=0.6)


def test_a_picture_that_cant_be_drawn_isnt_said_to_be_painted(make_view):
    """Whoever counts pictures as seen hears that a message stands there instead."""
    view = make_view(phantom(), window=100.0, level=0.0)
    said, seconds = [], []
    view.drawn.connect(said.append)
    view.painted.connect(seconds.append)
    view.grab()
    assert said == [True]
    assert len(seconds) == 1
    view.tools.take(_Broken())
    said.clear()
    view.grab()
    assert said == [False]
    assert len(seconds) == 1
    view.tools.stop()
    said.clear()
    view.grab()
    assert said == [True]
    assert len(seconds) == 2


def corner_words(view) -> list[str]:
    """What the plates of a view say, as they are painted."""
    said: list[str] = []
    plate = style.plate

    def hear(painter, lines, *rest, **more):
        said.extend(text for text, _ink in lines)
        return plate(painter, lines, *rest, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("viewers.style.plate", hear)
        view.grab()
    return said


def test_the_corners_say_series_acquisition_zoom_and_thickness_as_far_as_they_are_wanted(make_view):
    info = SeriesInfo(
        series_number=2, series_description="Thorax 1,0", study_description="CT thorax", study_date="20261120",
        kvp=120.0, exposure_mas=151.6, slice_thickness_mm=1.25,
    )  # fmt: skip
    view = make_view(phantom(series=info), "axial", (500, 522))
    said = corner_words(view)
    assert "2 · Thorax 1,0" in said
    assert "CT thorax · 2026-11-20" in said
    assert "120 kVp · 152 mAs" in said
    assert any(text.endswith(" ×") for text in said)
    assert any(text.endswith("thickness 1.25 mm") for text in said)
    view.habits.use(corners=Corners(series=False, acquisition=False, zoom=False, thickness=False))
    (only_slice,) = corner_words(view)
    assert only_slice.startswith("slice "), "slice and marks always stand there"
    view.habits.use(corners=Corners())
    view.resize(240, 262)
    assert not any("kVp" in text for text in corner_words(view)), "a small view says its place only"


def test_mr_says_its_times_and_flip_angle_and_nothing_that_isnt_known(make_view):
    info = SeriesInfo(repetition_time_ms=4.2, echo_time_ms=1.81, flip_angle_deg=12.0)
    view = make_view(phantom(series=info, modality="MR"), "axial", (500, 522))
    assert facts.acquisition_text(view) == "TR 4.2 · TE 1.8 ms · 12°"
    bare = make_view(phantom(), "axial", (500, 522))
    assert facts.acquisition_text(bare) == ""
    assert facts.series_lines(bare) == []


def test_a_picture_that_leaves_the_program_says_nothing_of_its_study(make_view):
    view = make_view(phantom(series=SeriesInfo(series_description="Thorax 1,0")), "axial", (500, 522))
    said: list[str] = []
    plate = style.plate
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "viewers.style.plate",
            lambda p, lines, *r, **m: (said.extend(t for t, _ in lines), plate(p, lines, *r, **m))[1],
        )
        view.grab_image(1.0)
    assert said
    assert "Thorax 1,0" not in said
