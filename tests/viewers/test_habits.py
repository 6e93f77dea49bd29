"""Menus, window by rectangle, previous view, reset, turning the crosshair, going to a measurement."""

from __future__ import annotations

import math

import numpy as np
import pytest
from picture_phantom import SHAPE, drag, move, move_held, phantom, press, release
from PySide6.QtCore import QCoreApplication, QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from viewers import menus, turning
from viewers.colour import presets
from viewers.plane import Plane, letters
from viewers.points import DraggablePoints, Handle
from viewers.slicing import SliceSource
from viewers.state import SyncGroup
from viewers.tools.listing import AnnotationTable
from viewers.tools.measure import measurer
from viewers.view import SliceView

pytestmark = pytest.mark.gui

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
no_window_manager = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def entry(menu: QMenu, words: str):
    found = [a for a in menu.actions() if words in a.text()]
    assert len(found) == 1, [a.text() for a in menu.actions()]
    return found[0]


# ---------------------------------------------------------------- window and level


def test_the_window_menu_offers_every_preset_with_its_key(make_view):
    view = make_view(phantom())
    menu = view.window_menu()
    texts = [a.text() for a in menu.actions()]
    for preset in presets("CT"):
        (text,) = [t for t in texts if t.startswith(preset.name("en")) or t.startswith(preset.name("nl"))]
        if preset.key:
            assert text.endswith(f"\t{preset.key}")
    entry(menu, "600 / 300").trigger()
    assert (view.state.window, view.state.level) == (600.0, 300.0)
    checked = [a.text() for a in view.window_menu().actions() if a.isChecked()]
    assert len(checked) == 1
    assert "600 / 300" in checked[0]


def test_the_window_menu_of_an_mr_works_on_the_data(make_view):
    voxels = np.random.default_rng(5).integers(0, 800, SHAPE).astype(np.int16)
    view = make_view(phantom(voxels=voxels, modality="MR", unit=""))
    menu = view.window_menu()
    assert len([a for a in menu.actions() if "\t" in a.text()]) >= len(presets("MR"))
    full = [a for a in menu.actions() if a.text().endswith("\t9")]
    full[0].trigger()
    low, high = voxels.min(), voxels.max()
    assert view.state.level - view.state.window / 2 == pytest.approx(low)
    assert view.state.level + view.state.window / 2 == pytest.approx(high)


@no_window_manager
def test_a_click_on_the_window_in_the_strip_opens_its_menu(qtbot, make_view):
    view = make_view(phantom())
    view.grab()
    seen: list[QMenu] = []
    view.menu_filling.connect(seen.append)
    QTest.mouseClick(view, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(view.width() - 30, 11))
    assert len(seen) == 1
    qtbot.waitUntil(seen[0].isVisible, timeout=10_000)
    seen[0].close()
    QTest.mouseClick(view, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(20, 11))
    assert len(seen) == 1  # the title opens nothing


@no_window_manager
def test_a_right_click_opens_a_menu_to_which_the_owner_adds(qtbot, make_view):
    view = make_view(phantom())
    seen: list[QMenu] = []

    def fill(menu: QMenu) -> None:
        menu.addAction("naar verslag")
        seen.append(menu)

    view.menu_filling.connect(fill)
    QTest.mouseClick(view, RIGHT, Qt.KeyboardModifier.NoModifier, QPoint(200, 200))
    assert len(seen) == 1
    menu = seen[0]
    assert entry(menu, "naar verslag")
    submenus = [a.menu() for a in menu.actions() if a.menu()]
    assert len(submenus) >= 5
    for sub in submenus:
        assert sub.actions()
    menu.close()


def test_the_menu_deletes_what_lies_under_the_pointer(make_view):
    view = make_view(phantom(), zoom_px_per_mm=10.0)
    view.own_menus = False
    view.tools.choose("length")
    drag(view, QPointF(100, 140), QPointF(220, 140))
    drag(view, QPointF(100, 300), QPointF(220, 300))
    view.tools.stop()
    first, second = list(view.annotations)
    QTest.mouseClick(view, RIGHT, Qt.KeyboardModifier.NoModifier, QPoint(160, 140))
    words = menus.words("annotation.delete")  # in whatever language the program speaks now
    entry(view.context_menu(), words).trigger()
    assert list(view.annotations) == [second]
    QTest.mouseClick(view, RIGHT, Qt.KeyboardModifier.NoModifier, QPoint(60, 220))
    assert not [a for a in view.context_menu().actions() if words in a.text()]
    points = DraggablePoints("clicks")
    points.set_points([Handle("a", view.to_lps(QPointF(300, 200)), "1")])
    view.set_points([points])
    told: list[str] = []
    points.deleted.connect(told.append)
    move(view, QPointF(300, 200))
    entry(view.context_menu(), QCoreApplication.translate("ViewMenu", "Delete this point")).trigger()
    assert told == ["a"]
    assert first not in view.annotations


def test_the_window_tool_by_rectangle_does_as_ctrl_drag_does(make_view):
    voxels = np.full(SHAPE, -1000, np.int16)
    voxels[:, 6:18, 8:20] = np.random.default_rng(1).integers(0, 200, (SHAPE[0], 12, 12))
    view = make_view(phantom(voxels=voxels))
    box = [view.to_widget(view.volume.index_to_patient((10, j, i))) for j, i in ((7, 9), (16, 18))]
    drag(view, box[0], box[1], modifiers=CTRL)
    by_ctrl = (view.state.window, view.state.level)
    view.change(window=1.0, level=0.0)
    assert view.run("tool.region_window")
    drag(view, box[0], box[1])
    assert (view.state.window, view.state.level) == by_ctrl
    assert by_ctrl[0] < 260
    assert 50 < by_ctrl[1] < 150


# ---------------------------------------------------------------- previous view, reset


def test_backspace_brings_the_views_before_back_one_by_one(qtbot, make_view):
    view = make_view(phantom())
    assert not view.run("view.previous")  # nothing was shown before the volume
    first = view.state
    qtbot.keyClick(view, Qt.Key.Key_I)
    view.history._last = float("-inf")  # the hand rested
    qtbot.keyClick(view, Qt.Key.Key_4)
    assert view.state.invert
    qtbot.keyClick(view, Qt.Key.Key_Backspace)
    assert (view.state.window, view.state.invert) == (first.window, True)
    qtbot.keyClick(view, Qt.Key.Key_Backspace)
    assert not view.state.invert
    assert not view.run("view.previous")


def test_backspace_leaves_the_plane_of_a_section_to_its_owner(qtbot, make_view):
    """A section of a vessel is chosen by its level: another plane under the same words would be wrong."""
    view = make_view(phantom(), "oblique", follows_focus=False)
    view.change(window=150.0)
    view.history._last = float("-inf")  # the hand rested
    other = view.state.plane.moved((0.0, 0.0, 3.0))
    view.change(plane=other)
    qtbot.keyClick(view, Qt.Key.Key_Backspace)
    assert view.state.plane == other
    assert view.state.window != 150.0


def test_shift_f_resets_planes_zoom_flips_and_slab_of_the_linked_views(qtbot, linked):
    axial, coronal = linked["axial"], linked["coronal"]
    point = axial.volume.index_to_patient((5, 6, 7))
    axial.move_crosshair(point)
    axial.change(zoom_px_per_mm=20.0, pan_px=(30.0, -10.0), flip_h=True, rotate_quarter=1)
    coronal.model.set_slab(10.0)
    coronal.change(plane=coronal.state.plane.rotated((0, 0, 1), 0.3, point))
    assert coronal.is_turned
    qtbot.keyClick(axial, Qt.Key.Key_F, SHIFT)
    assert axial.state.zoom_px_per_mm is None
    assert not axial.state.flip_h
    assert axial.state.rotate_quarter == 0
    assert coronal.state.slab_mode == "none"
    assert not coronal.is_turned
    assert [v.model.slice_position()[0] for v in linked.values()] == [5, 6, 7]


def test_a_free_plane_goes_home_at_a_reset(make_view):
    view = make_view(phantom(), "oblique")
    home = Plane.perpendicular_to(view.state.plane.origin, (0.3, -0.2, 0.9), (1.0, 0.0, 0.0))
    view.set_home(home)
    view.change(plane=home.rotated((1, 0, 0), 0.7, home.origin))
    view.run("view.reset")
    assert view.state.plane.parallel_to(home)


# ---------------------------------------------------------------- turning the crosshair


@pytest.fixture
def four(qtbot, volume):
    """Three linked orthogonal views and a free one."""
    source, group = SliceSource.of(volume), SyncGroup()
    views, tools = {}, None
    for name in ("axial", "coronal", "sagittal", "oblique"):
        view = SliceView(volume, name, source=source, tools=tools)
        tools = view.tools
        qtbot.addWidget(view)
        view.resize(400, 422)
        view.set_group(group)
        view.show()
        views[name] = view
    free = Plane.perpendicular_to(volume.grid.centre_lps, (0.6, 0.0, 0.8), (0.0, 1.0, 0.0))
    views["oblique"].set_home(free)
    views["axial"].move_crosshair(volume.index_to_patient((10, 12, 14)))
    yield views
    for view in views.values():
        view.release()


def test_a_handle_of_an_orthogonal_arm_turns_both_other_planes_and_keeps_them_square(four):
    """By hand: from the handle on the horizontal arm 20° clockwise about the crosshair."""
    axial = four["axial"]
    focus = axial.to_widget(axial.state.focus_lps)
    reach = 0.3 * 400
    start = focus + QPointF(reach, 0)
    move(axial, start)
    angle = math.radians(20)
    end = focus + QPointF(reach * math.cos(angle), reach * math.sin(angle))
    before = {name: view.state.plane for name, view in four.items()}
    drag(axial, start, end)
    assert axial.state.plane == before["axial"]
    assert four["oblique"].state.plane == before["oblique"]
    for name in ("coronal", "sagittal"):
        turned = math.acos(float(np.clip(four[name].state.plane.normal @ before[name].normal, -1, 1)))
        assert math.degrees(turned) == pytest.approx(20, abs=0.6)  # whole pixels at 120 px: 0.5°
        assert four[name].is_turned
        depth = four[name].state.plane.depth_mm(axial.state.focus_lps)
        assert abs(float(depth)) < 0.5  # still through the crosshair
    assert four["coronal"].state.plane.normal @ four["sagittal"].state.plane.normal == pytest.approx(
        0, abs=1e-9
    )
    # clockwise on an axial picture turns the patient's left towards the back
    right = np.asarray(four["coronal"].projection().right)
    assert right[1] > 0.25
    assert letters(right) == "LP"


def test_the_handles_show_only_near_an_arm(four):
    axial = four["axial"]
    focus = axial.to_widget(axial.state.focus_lps)
    assert len(turning.lit_handles(axial, focus + QPointF(60, 3))) == 2
    assert turning.lit_handles(axial, focus + QPointF(60, 70)) == []


def test_escape_while_turning_puts_the_planes_back(qtbot, four):
    axial = four["axial"]
    before = [view.state.plane for view in four.values()]
    focus = axial.to_widget(axial.state.focus_lps)
    press(axial, focus + QPointF(120, 0))
    move_held(axial, focus + QPointF(100, 60))
    assert [view.state.plane for view in four.values()] != before
    qtbot.keyClick(axial, Qt.Key.Key_Escape)
    release(axial, focus + QPointF(100, 60))
    assert [view.state.plane for view in four.values()] == before


def test_a_double_click_on_the_centre_makes_the_planes_orthogonal_again(four):
    axial = four["axial"]
    focus = axial.to_widget(axial.state.focus_lps)
    drag(axial, focus + QPointF(120, 0), focus + QPointF(100, 60))
    assert four["coronal"].is_turned
    QTest.mouseDClick(axial, LEFT, Qt.KeyboardModifier.NoModifier, focus.toPoint())
    assert not any(view.is_turned for view in four.values())
    assert four["oblique"].state.plane.parallel_to(four["oblique"].model.home)


def test_the_line_of_the_free_plane_turns_it_alone(four):
    """The free plane stands upright on the coronal picture; its line is dragged by 15°."""
    coronal, oblique = four["coronal"], four["oblique"]
    normal = oblique.state.plane.normal
    focus = coronal.to_widget(coronal.state.focus_lps)
    projection = coronal.projection()
    along = np.cross(normal, projection.normal)
    step = np.array([along @ projection.right, along @ projection.down])
    step = step / np.linalg.norm(step) * 90
    angle = math.radians(15)
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    end = turn @ step
    before = [four[n].state.plane for n in ("axial", "coronal", "sagittal")]
    drag(coronal, focus + QPointF(*step), focus + QPointF(*end))
    assert [four[n].state.plane for n in ("axial", "coronal", "sagittal")] == before
    turned = math.degrees(math.acos(abs(float(np.clip(oblique.state.plane.normal @ normal, -1, 1)))))
    assert turned == pytest.approx(15, abs=1.2)


def test_a_reset_undoes_the_first_turn_of_a_free_plane_without_a_home(four):
    coronal, oblique = four["coronal"], four["oblique"]
    oblique.model.set_home(None)
    before = oblique.state.plane
    line = turning.line_across(coronal.projection(), before, coronal.picture_rect())
    focus = coronal.to_widget(coronal.state.focus_lps)
    step = QPointF(line.dx(), line.dy()) / line.length() * 90
    for _ in range(2):
        drag(coronal, focus + step, focus + step + QPointF(12, 24))
    assert not oblique.state.plane.parallel_to(before)
    coronal.run("view.reset")
    assert oblique.state.plane.parallel_to(before)


def test_x_shows_the_point_under_the_pointer_in_every_view_also_in_a_zoomed_one(qtbot, four):
    axial, sagittal = four["axial"], four["sagittal"]
    sagittal.change(zoom_px_per_mm=60.0, pan_px=(0.0, 0.0))
    target = axial.volume.index_to_patient((10, 3, 22))
    move(axial, axial.to_widget(target))
    qtbot.keyClick(axial, Qt.Key.Key_X)
    half_px = 0.75 / axial.projection().px_per_mm
    for view in four.values():
        assert view.state.focus_lps == pytest.approx(target, abs=half_px)
        assert view.picture_rect().contains(view.to_widget(target))


def test_zoom_is_linked_when_asked(linked):
    axial, coronal = linked["axial"], linked["coronal"]
    axial.run("view.zoom_in")
    assert coronal.state.zoom_px_per_mm is None
    assert axial.run("link.zoom")
    axial.run("view.zoom_in")
    assert coronal.state.zoom_px_per_mm == axial.state.zoom_px_per_mm
    axial.change(window=777.0, level=55.0)
    assert coronal.state.window == 777.0
    axial.run("link.window")
    axial.change(window=300.0)
    assert coronal.state.window == 777.0


# ---------------------------------------------------------------- the list of measurements


@pytest.fixture
def measured(linked):
    """A length made on slice 10 at W 500 / L 20, and the table of measurements."""
    axial = linked["axial"]
    axial.annotations.set_measure(measurer(axial.volume))
    axial.model.show_slice(10)
    axial.change(window=500.0, level=20.0)
    axial.tools.choose("length")
    drag(axial, QPointF(120, 200), QPointF(240, 200))
    axial.tools.stop()
    return axial, AnnotationTable(axial.annotations, parent=axial)


def test_the_list_follows_adding_renaming_deleting_and_undo(measured):
    axial, table = measured
    assert table.rowCount() == 1
    length = 120 / axial.projection().px_per_mm
    value = table.data(table.index(0, 2))
    assert float(value.split()[0].replace(",", ".")) == pytest.approx(length, abs=0.06)
    assert table.setData(table.index(0, 0), "aneurysma")
    assert table.data(table.index(0, 0)) == "aneurysma"
    axial.annotations.undo_stack.undo()
    assert table.data(table.index(0, 0)) != "aneurysma"
    axial.annotations.remove(next(iter(axial.annotations)))
    assert table.rowCount() == 0
    axial.annotations.undo_stack.undo()
    assert table.rowCount() == 1


def test_a_row_jumps_to_the_slice_and_window_where_it_was_made(measured):
    axial, table = measured
    axial.model.show_slice(2)
    axial.change(window=80.0, level=40.0, zoom_px_per_mm=40.0, pan_px=(500.0, 500.0))
    assert table.jump(table.index(0, 0))
    assert axial.model.slice_position()[0] == 10
    assert (axial.state.window, axial.state.level) == (500.0, 20.0)
    annotation = next(iter(axial.annotations))
    assert axial.annotations.selected == annotation
    middle = np.mean(annotation.points_lps, axis=0)
    assert axial.picture_rect().contains(axial.to_widget(middle))


def test_undo_goes_to_where_it_happens_and_says_what(qtbot, measured):
    axial, _ = measured
    axial.model.show_slice(3)
    axial.change(window=80.0)
    with qtbot.waitSignal(axial.annotations.undone, timeout=10_000) as told:
        qtbot.keyClick(axial, Qt.Key.Key_Z, CTRL)
    assert len(axial.annotations) == 0
    assert told.args[0]
    assert axial.model.slice_position()[0] == 10
    assert axial.state.window == 80.0  # an undo changes no window
    with qtbot.waitSignal(axial.annotations.redone, timeout=10_000):
        qtbot.keyClick(axial, Qt.Key.Key_Y, CTRL)
    assert len(axial.annotations) == 1


@pytest.mark.parametrize("kind", ["length", "angle", "ellipse", "rectangle", "polygon"])
def test_every_handle_of_every_shape_is_dragged_by_what_the_mouse_moves(make_view, kind):
    """One drag is one step; at 10 px a millimetre 40 px are 4 mm in the plane."""
    view = make_view(phantom(), zoom_px_per_mm=10.0)
    corners = [QPointF(120, 140), QPointF(230, 150), QPointF(240, 260), QPointF(130, 250)]
    view.tools.choose(kind)
    if kind in ("angle", "polygon"):
        for at in corners[: 3 if kind == "angle" else 4]:
            press(view, at)
            release(view, at)
        if kind == "polygon":
            QTest.mouseDClick(view, LEFT, Qt.KeyboardModifier.NoModifier, corners[0].toPoint())
    else:
        drag(view, corners[0], corners[2])
    view.tools.stop()
    from viewers.tools import shapes

    for number in range(len(shapes.handles(next(iter(view.annotations))))):
        annotation = next(iter(view.annotations))
        steps = view.annotations.undo_stack.index()
        before = shapes.handles(annotation)[number]
        start = view.to_widget(before)
        drag(view, start, start + QPointF(-20, 30))
        after = shapes.handles(next(iter(view.annotations)))
        gap = np.linalg.norm(after - (before + np.array([-2.0, 3.0, 0.0])), axis=1).min()
        assert gap < 0.11  # whole pixels
        assert view.annotations.undo_stack.index() == steps + 1
        view.annotations.undo_stack.undo()
        assert next(iter(view.annotations)) == annotation


def test_escape_while_dragging_a_handle_changes_nothing(qtbot, make_view):
    view = make_view(phantom(), zoom_px_per_mm=10.0)
    view.tools.choose("length")
    drag(view, QPointF(120, 140), QPointF(240, 150))
    view.tools.stop()
    annotation = next(iter(view.annotations))
    press(view, QPointF(240, 150))
    move_held(view, QPointF(280, 200))
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    release(view, QPointF(280, 200))
    assert next(iter(view.annotations)) == annotation
    assert view.annotations.undo_stack.count() == 1
