"""Points that are dragged in slice views: real mouse events, places worked out from the header."""

from __future__ import annotations

import numpy as np
import pytest
from picture_phantom import drag, move, move_held, phantom, press, release
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from viewers.points import DraggablePoints, Handle
from viewers.tools.base import Pointing

pytestmark = pytest.mark.gui

A, B, C = (-8.0, 36.0, -85.0), (0.0, 40.0, -85.0), (6.0, 46.0, -85.0)


class Clicks:
    """The aorta workspace's way of placing points: each press gives one."""

    name = "pick"
    cursor = Qt.CursorShape.CrossCursor

    def __init__(self) -> None:
        self.given: list[object] = []

    def press(self, at: Pointing) -> bool:
        self.given.append(at.point_lps)
        return True

    def move(self, at: Pointing) -> bool:
        return False

    release = hover = double_click = move

    def delete(self) -> bool:
        return False

    def cancel(self) -> None: ...

    def paint(self, painter, context) -> None: ...


@pytest.fixture
def points(qtbot):
    made = DraggablePoints("clicks")
    made.set_points([Handle("a", A, "1"), Handle("b", B, "2"), Handle("c", C, "3")])
    return made


@pytest.fixture
def view(make_view, points):
    made = make_view(phantom(), zoom_px_per_mm=12.0)
    made.model.show_slice(10)  # z = −85 mm
    made.set_points([points])
    return made


def told(points: DraggablePoints) -> list[tuple]:
    log: list[tuple] = []
    points.begun.connect(lambda key, lps: log.append(("begun", key, lps)))
    points.moving.connect(lambda key, lps: log.append(("moving", key, lps)))
    points.moved.connect(lambda key, old, new: log.append(("moved", key, old, new)))
    points.cancelled.connect(lambda key: log.append(("cancelled", key)))
    points.inserted.connect(lambda before, lps: log.append(("inserted", before, lps)))
    points.deleted.connect(lambda key: log.append(("deleted", key)))
    return log


def test_a_point_is_dragged_by_the_millimetres_of_the_drag(view, points):
    log = told(points)
    start = view.to_widget(B)
    drag(view, start, start + QPointF(36, -24))
    assert [entry[0] for entry in log] == ["begun", "moving", "moving", "moving", "moved"]
    _, key, old, new = log[-1]
    assert (key, old) == ("b", B)
    # 12 px a millimetre, right = patient's left (+x), up = to the front (−y); the depth stays
    assert new == pytest.approx((3.0, 38.0, -85.0), abs=1e-6)
    assert points.get("b").lps == new  # shown there until the owner answers
    assert view.state.focus_lps != new  # the crosshair stayed where it was


def test_the_owner_may_refuse_a_move(view, points):
    start = view.to_widget(B)
    drag(view, start, start + QPointF(36, 0))
    points.set_points([Handle("a", A), Handle("b", B), Handle("c", C)])
    assert points.get("b").lps == B


@pytest.mark.parametrize("by", ["escape", "right button"])
def test_a_drag_that_is_broken_off_puts_the_point_back(qtbot, view, points, by):
    log = told(points)
    start = view.to_widget(B)
    press(view, start)
    move_held(view, start + QPointF(30, 0))
    if by == "escape":
        qtbot.keyClick(view, Qt.Key.Key_Escape)
    else:
        both = Qt.MouseButton.LeftButton | Qt.MouseButton.RightButton
        at = start + QPointF(30, 0)
        event = QMouseEvent(
            QEvent.Type.MouseButtonPress,
            at,
            view.mapToGlobal(at),
            Qt.MouseButton.RightButton,
            both,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(view, event)
    release(view, start + QPointF(30, 0))
    assert [entry[0] for entry in log] == ["begun", "moving", "cancelled"]
    assert points.get("b").lps == B


def test_a_click_on_a_point_selects_it_and_moves_nothing(view, points):
    log = told(points)
    at = view.to_widget(C)
    press(view, at)
    release(view, at)
    assert points.selected == "c"
    assert [entry[0] for entry in log] == ["begun"]


def test_hovering_lights_up_the_point_and_shows_that_it_can_be_moved(view, points):
    move(view, view.to_widget(A))
    assert points.hovered == "a"
    assert view.cursor().shape() == Qt.CursorShape.SizeAllCursor
    move(view, view.to_widget(A) + QPointF(60, 90))
    assert points.hovered is None


def test_a_double_click_between_two_points_asks_for_one_there(view, points):
    log = told(points)
    middle = (np.array(B) + np.array(C)) / 2
    QTest.mouseDClick(
        view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, view.to_widget(middle).toPoint()
    )
    (entry,) = log
    assert entry[:2] == ("inserted", 2)
    assert entry[2] == pytest.approx(middle, abs=0.15)  # half a pixel is 0.04 mm; the pixel was rounded


def test_the_new_point_lies_on_the_given_line(view, points):
    t = np.linspace(0, 1, 200)[:, None]
    bulge = np.sin(np.pi * t) * np.array([0.0, -4.0, 0.0])
    line = np.vstack([np.array(A) + t * (np.array(B) - A) + bulge, np.array(B) + t * (np.array(C) - B)])
    points.set_points(points.points, line)
    log = told(points)
    top = np.array([(A[0] + B[0]) / 2, (A[1] + B[1]) / 2 - 4.0, -85.0])
    at = view.to_widget(top).toPoint()
    QTest.mouseDClick(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    assert log[0][:2] == ("inserted", 1)
    assert log[0][2] == pytest.approx(top, abs=0.15)


def test_delete_asks_for_the_point_under_the_pointer_before_the_selected_one(qtbot, view, points):
    log = told(points)
    points.select("c")
    move(view, view.to_widget(A))
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert log == [("deleted", "a")]
    move(view, view.to_widget(A) + QPointF(60, 90))
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert log[-1] == ("deleted", "c")


def test_a_point_beside_the_picture_is_out_of_reach(view, points):
    log = told(points)
    view.model.show_slice(2)  # 12 mm away; the reach is 6 mm
    start = view.to_widget(B)
    drag(view, start, start + QPointF(30, 0))
    assert log == []


def test_points_that_may_not_be_edited_leave_the_mouse_alone(view, points):
    log = told(points)
    points.set_editable(False)
    start = view.to_widget(B)
    drag(view, start, start + QPointF(30, 0))
    assert log == []


def test_the_tool_that_places_points_leaves_points_and_their_line_alone(view, points):
    clicks = Clicks()
    view.tools.take(clicks)
    log = told(points)
    start = view.to_widget(B)
    drag(view, start, start + QPointF(36, 0))
    assert [entry[0] for entry in log][-1] == "moved"
    press(view, view.to_widget((np.array(A) + np.array(points.get("b").lps)) / 2))
    release(view, view.to_widget(A))
    assert clicks.given == []
    press(view, view.to_widget((10.0, 34.0, -85.0)))
    release(view, view.to_widget((10.0, 34.0, -85.0)))
    assert len(clicks.given) == 1


def test_another_tool_keeps_the_mouse_over_a_point(view, points):
    log = told(points)
    view.tools.choose("length")
    start = view.to_widget(B)
    drag(view, start, start + QPointF(36, 0))
    assert log == []
    assert len(view.annotations) == 1


def test_all_views_show_a_drag_at_once(linked, points):
    for view in linked.values():
        view.set_points([points])
    axial, coronal = linked["axial"], linked["coronal"]
    point = axial.state.focus_lps
    points.set_points([Handle("p", tuple(point), "1")])
    before = coronal.grab_image()
    start = axial.to_widget(point)
    press(axial, start)
    move_held(axial, start + QPointF(40, 0))
    assert coronal.grab_image() != before
    release(axial, start + QPointF(40, 0))


def test_points_are_drawn_where_they_lie_and_hollow_when_off_the_picture(view, points):
    view.change(window=1.0, level=30_000.0, crosshair_visible=False)  # a black picture
    image = view.grab_image()
    at = view.to_widget(B)
    assert image.pixelColor(at.toPoint()).red() > 200
    view.model.show_slice(4)  # 9 mm away: beyond the reach, still shown
    image = view.grab_image()
    assert image.pixelColor(at.toPoint()).red() < 60
    ring = [image.pixelColor(int(at.x()) + 5 + d, int(at.y())).red() for d in (-1, 0, 1)]
    assert max(ring) > 80
