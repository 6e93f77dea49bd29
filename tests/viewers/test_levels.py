"""Levels dragged on the profile and the curved view, landmarks placed on it, its window: through mouse and keys."""

from __future__ import annotations

import numpy as np
import pytest
from picture_phantom import drag, move, move_held, press, release
from PySide6.QtCore import QPointF, Qt
from test_curved import Arc
from test_curved import vessel as vessel

from viewers.arcs import CurvedView, Level, Mark
from viewers.curved import CurvedSource
from viewers.curves import ProfilePlot, Series

pytestmark = pytest.mark.gui

CTRL = Qt.KeyboardModifier.ControlModifier
LEVELS = [
    Level("a", "Asc", 10.0, "16,0 mm"),
    Level("b", "Desc", 30.0),
    Level("c", "Vast", 40.0, movable=False),
]


@pytest.fixture
def curved(qtbot, vessel) -> CurvedView:
    view = CurvedView()
    qtbot.addWidget(view)
    view.resize(600, 200)
    view.set_source(CurvedSource(vessel, Arc()))
    view.set_levels(LEVELS, "a")
    view.show()
    return view


@pytest.fixture
def profile(qtbot) -> ProfilePlot:
    plot = ProfilePlot()
    qtbot.addWidget(plot)
    plot.resize(600, 160)
    arcs = np.linspace(0, Arc.length_mm, 48)
    plot.set_profile([Series("grootste", arcs, 20 + arcs / 2)], Arc.length_mm)
    plot.set_levels(LEVELS, "a")
    plot.show()
    return plot


@pytest.fixture(params=["curved", "profile"])
def widget(request):
    return request.getfixturevalue(request.param)


def grip(widget, arc: float) -> QPointF:
    """Where a level is gripped: its triangle in the curved view, its line in the profile."""
    return QPointF(widget.x_of(arc), 22 + 20 if isinstance(widget, CurvedView) else 90)


def told(widget) -> list[tuple]:
    log: list[tuple] = []
    widget.level_begun.connect(lambda key: log.append(("begun", key)))
    widget.level_moving.connect(lambda key, arc: log.append(("moving", key, arc)))
    widget.level_moved.connect(lambda key, arc: log.append(("moved", key, arc)))
    widget.level_cancelled.connect(lambda key: log.append(("cancelled", key)))
    widget.level_selected.connect(lambda key: log.append(("selected", key)))
    return log


def test_a_level_tells_where_it_is_while_it_is_dragged_and_once_when_dropped(widget):
    log = told(widget)
    start = grip(widget, 30.0)
    drag(widget, start, start + QPointF(54, 0))
    assert [entry[:2] for entry in log] == [
        ("selected", "b"),
        ("begun", "b"),
        *[("moving", "b")] * 3,
        ("moved", "b"),
    ]
    expected = 30.0 + 54 / ((600 - 92) / Arc.length_mm)
    assert log[-1][2] == pytest.approx(expected, abs=0.1)  # the press is rounded to a whole pixel
    assert widget.arc_mm == log[-1][2]  # the cursor went along
    assert widget.levels.get("b").arc_mm == log[-1][2]  # shown there until the owner gives new levels


def test_a_click_on_a_level_selects_it_without_moving_it(widget):
    log = told(widget)
    press(widget, grip(widget, 30.0))
    release(widget, grip(widget, 30.0))
    assert log == [("selected", "b"), ("begun", "b")]


def test_a_level_that_may_not_move_is_only_selected(widget):
    log = told(widget)
    start = grip(widget, 40.0)
    drag(widget, start, start - QPointF(60, 0))
    assert log == [("selected", "c")]
    assert widget.levels.get("c").arc_mm == 40.0


def test_escape_lets_a_dragged_level_go_back(qtbot, widget):
    log = told(widget)
    start = grip(widget, 30.0)
    press(widget, start)
    move_held(widget, start - QPointF(50, 0))
    assert widget.levels.live.arc_mm < 28
    qtbot.keyClick(widget, Qt.Key.Key_Escape)
    release(widget, start - QPointF(50, 0))
    assert log[-1] == ("cancelled", "b")
    assert widget.levels.get("b").arc_mm == 30.0
    assert widget.levels.live is None


def test_one_widget_shows_the_drag_of_the_other(curved, profile):
    curved.level_moving.connect(profile.show_live_level)
    curved.level_moved.connect(lambda key, _arc: profile.show_live_level(key, None))
    log = told(profile)
    start = grip(curved, 30.0)
    press(curved, start)
    move_held(curved, start + QPointF(40, 0))
    assert profile.levels.live.arc_mm == curved.levels.live.arc_mm
    assert profile.levels.live.arc_mm > 32
    release(curved, start + QPointF(40, 0))
    assert profile.levels.live is None
    assert log == []  # following is no act


def test_new_levels_while_dragging_dont_break_the_drag(widget):
    start = grip(widget, 30.0)
    press(widget, start)
    move_held(widget, start + QPointF(20, 0))
    widget.set_levels(LEVELS, "b")
    log = told(widget)
    move_held(widget, start + QPointF(40, 0))
    release(widget, start + QPointF(40, 0))
    assert [entry[0] for entry in log] == ["moving", "moved"]


def test_a_level_is_moved_and_chosen_by_keys(qtbot, widget):
    log = told(widget)
    qtbot.keyClick(widget, Qt.Key.Key_Right, CTRL)
    assert log == [("moved", "a", 11.0)]
    qtbot.keyClick(widget, Qt.Key.Key_BracketRight)
    assert log[-1] == ("selected", "b")
    widget.set_levels(LEVELS, "a")
    qtbot.keyClick(widget, Qt.Key.Key_BracketLeft)  # there is none before the first
    assert log[-1] == ("selected", "b")


def test_the_live_place_is_written_beside_a_dragged_level(widget):
    still = widget.grab_image()
    widget.show_live_level("b", 30.0)
    assert widget.grab_image() != still
    assert not widget.has_failed


# ---------------------------------------------------------------- places on the curved picture


@pytest.mark.truth
@pytest.mark.parametrize("rotation", [0.0, 37.0, 90.0])
@pytest.mark.parametrize(("arc", "across"), [(12.0, 0.0), (20.0, 5.0), (33.0, -4.0)])
def test_a_click_places_a_landmark_at_its_millimetres(qtbot, curved, rotation, arc, across):
    """The place comes from the curve itself: point + across × direction, by the widget's documented axis."""
    curved.set_rotation(rotation)
    curved.start_placing("celiac", "Klik op het ostium")
    scale = (600 - 92) / Arc.length_mm
    at = QPointF(round(52 + arc * scale), round(22 + 178 / 2 - across * scale))
    with qtbot.waitSignal(curved.placed, timeout=10_000) as placed:
        press(curved, at)
        release(curved, at)
    key, lps, told_arc = placed.args
    assert key == "celiac"
    assert told_arc == pytest.approx(arc, abs=0.6 / scale)
    row, column, _ = Arc().frame_at(arc)
    turn = np.deg2rad(rotation)
    expected = Arc().point_at(arc) + across * (np.cos(turn) * row + np.sin(turn) * np.asarray(column))
    assert lps == pytest.approx(expected, abs=1.0 / scale)  # half a pixel either way
    spot = curved.position_of(lps)
    assert (spot.x(), spot.y()) == pytest.approx((at.x(), at.y()), abs=1.0)


def test_escape_ends_placing_and_a_click_moves_the_cursor_again(qtbot, curved):
    curved.start_placing("celiac", "Klik op het ostium")
    assert curved.prompt == "Klik op het ostium"
    with qtbot.waitSignal(curved.placing_cancelled, timeout=10_000) as told_key:
        qtbot.keyClick(curved, Qt.Key.Key_Escape)
    assert told_key.args == ["celiac"]
    places = []
    curved.placed.connect(lambda *given: places.append(given))
    press(curved, QPointF(300, 120))
    release(curved, QPointF(300, 120))
    assert places == []
    assert curved.arc_mm == pytest.approx((300 - 52) / (600 - 92) * Arc.length_mm)


def test_marks_are_crosses_on_the_picture_and_rings_beside_it(curved):
    row, column, _ = Arc().frame_at(20.0)
    middle = Arc().point_at(20.0)
    curved.set_levels([], "")
    bare = curved.grab_image()
    curved.set_marks([Mark("m", "", tuple(middle + 4.0 * row))])
    on = curved.grab_image()
    curved.set_marks([Mark("m", "", tuple(middle + 8.0 * np.asarray(column)))])
    off = curved.grab_image()
    assert on != bare
    assert off != bare
    spot, beside = curved.place_of(middle + 8.0 * np.asarray(column))
    assert beside == pytest.approx(8.0, abs=0.2)
    assert spot.x() == pytest.approx(curved.x_of(20.0), abs=1.5)


def test_the_curved_view_reads_the_value_under_the_pointer(qtbot, curved, vessel):
    with qtbot.waitSignal(curved.pointed, timeout=10_000) as seen:
        move(curved, QPointF(curved.x_of(20.0), 22 + 89))
    found = seen.args[0]
    assert found.value == vessel.value_at(found.point_lps)
    assert found.point_lps == pytest.approx(Arc().point_at(20.0), abs=0.5)


def test_window_keys_and_drags_work_on_the_curved_view(qtbot, curved):
    with qtbot.waitSignal(curved.window_changed, timeout=10_000) as told_window:
        qtbot.keyClick(curved, Qt.Key.Key_4)
    assert told_window.args == [600.0, 300.0]
    drag(curved, QPointF(200, 100), QPointF(260, 100), Qt.MouseButton.RightButton, CTRL)
    assert curved.shown_window() == (600 + 60 / 600 * 2 * 600, 300.0)
    assert curved.rotation_deg == 0.0
    before = curved.grab_image()
    qtbot.keyClick(curved, Qt.Key.Key_I)
    assert curved.grab_image() != before
    drag(curved, QPointF(200, 60), QPointF(300, 180), modifiers=CTRL)
    values = curved.slice_values()
    width, level = curved.shown_window()
    assert values.min() <= level <= values.max()
    assert 10 <= width <= values.max() - values.min()


def test_a_new_curve_of_the_same_volume_keeps_the_window(curved, vessel):
    curved.set_window(900.0, 250.0)
    curved.set_source(CurvedSource(vessel, Arc()))
    assert curved.shown_window() == (900.0, 250.0)
