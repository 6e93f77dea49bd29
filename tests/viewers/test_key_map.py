"""Keys and mouse buttons that a person changes: no key twice, nothing lost, views follow at once."""

from __future__ import annotations

import pytest
from picture_phantom import drag, phantom, wheel
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QKeyEvent, QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtWidgets import QApplication

from viewers.habits import MOUSE_CHOICES, MouseMap
from viewers.keys import COMMANDS, DoubleKey, KeyMap
from viewers.overlays import ContourOverlay

pytestmark = pytest.mark.gui
MIDDLE, RIGHT = Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton


def test_no_key_has_two_commands_by_default():
    keys = [key for command in COMMANDS for key in KeyMap().keys(command.id)]
    assert len(keys) == len(set(keys))


def test_a_taken_key_is_refused_and_says_by_what():
    keys = KeyMap()
    with pytest.raises(DoubleKey) as refused:
        keys.set("tool.length", ["E"])
    assert refused.value.other == "tool.ellipse"
    assert keys.keys("tool.length") == ("D",)
    with pytest.raises(ValueError, match="not a key"):
        keys.set("tool.length", ["Quux+"])


def test_two_commands_change_keys_and_come_back_from_what_was_written():
    keys = KeyMap()
    keys.set("tool.length", [])
    keys.set("tool.ellipse", ["D"])
    keys.set("tool.length", ["E", "Ctrl+F6"])
    again = KeyMap(keys.changes())
    assert again.dropped == []
    assert again.command_for("E") == again.command_for("Ctrl+F6") == "tool.length"
    assert again.command_for("D") == "tool.ellipse"
    with pytest.raises(DoubleKey):
        again.reset("tool.length")


def test_what_a_settings_file_says_wrong_keeps_the_default():
    keys = KeyMap({"tool.length": ["E"], "no.command": ["Q"], "tool.angle": ["nonsense+"]})
    assert set(keys.dropped) == {"tool.length", "no.command", "tool.angle"}
    assert keys.keys("tool.length") == ("D",)
    assert keys.keys("tool.angle") == ("G",)
    assert keys.command_for("E") == "tool.ellipse"


def test_a_view_and_its_menu_follow_another_key(qtbot, make_view):
    view = make_view(phantom())
    keys = KeyMap({"tool.length": ["F7"]})
    view.habits.use(keys)
    qtbot.keyClick(view, Qt.Key.Key_D)
    assert view.tools.tool is None
    qtbot.keyClick(view, Qt.Key.Key_F7)
    assert view.tools.tool.name == "length"
    measure = next(a.menu() for a in view.context_menu().actions() if a.text() == "Measure")
    assert next(a.text() for a in measure.actions()) == "Measure length\tF7"


@pytest.mark.parametrize("button", [MIDDLE, RIGHT])
@pytest.mark.parametrize("act", ["pan", "zoom", "window", "scroll"])
def test_each_button_does_what_was_chosen(make_view, button, act):
    view = make_view(phantom(), zoom_px_per_mm=5.0)
    view.habits.use(mouse=MouseMap(**{"middle" if button == MIDDLE else "right": act}))
    before, index = view.state, view.model.slice_position()
    drag(view, QPointF(200, 200), QPointF(230, 260), button)
    now = view.state
    changed = {
        "pan": now.pan_px != before.pan_px and now.zoom_px_per_mm == before.zoom_px_per_mm,
        "zoom": now.zoom_px_per_mm != before.zoom_px_per_mm,
        "window": (now.window, now.level) != (before.window, before.level),
        "scroll": view.model.slice_position() != index,
    }
    assert [name for name, is_so in changed.items() if is_so] == [act]


@pytest.mark.parametrize("act", ["scroll", "window", "pan", "zoom"])
def test_the_left_button_without_a_tool_does_what_was_chosen(linked, act):
    view = linked["axial"]
    view.habits.use(mouse=MouseMap(left=act))
    before = view.state
    drag(view, QPointF(150, 200), QPointF(190, 260))
    fields = {"scroll": "plane", "window": "window", "pan": "pan_px", "zoom": "zoom_px_per_mm"}
    assert getattr(view.state, fields[act]) != getattr(before, fields[act])
    if act != "scroll":
        assert view.state.focus_lps == before.focus_lps


def test_the_wheel_zooms_when_that_was_chosen_and_ctrl_scrolls_then(make_view):
    view = make_view(phantom(), zoom_px_per_mm=5.0)
    view.habits.use(mouse=MouseMap(wheel="zoom"))
    index = view.model.slice_position()
    wheel(view, 1)
    assert view.state.zoom_px_per_mm > 5.0
    assert view.model.slice_position() == index
    wheel(view, 1, modifiers=Qt.KeyboardModifier.ControlModifier)
    assert view.model.slice_position() != index


def test_a_mouse_part_takes_only_what_it_can_do():
    with pytest.raises(ValueError, match="wheel"):
        MouseMap(wheel="window")
    assert all(getattr(MouseMap(), part) == choices[0] for part, choices in MOUSE_CHOICES.items())


def pinch(view, kind, value, at) -> None:
    device = QPointingDevice.primaryPointingDevice()
    where = QPointF(view.mapToGlobal(at))
    event = QNativeGestureEvent(kind, device, 2, at, at, where, value, QPointF(7, -4))
    QApplication.sendEvent(view, event)


def test_a_pinch_zooms_about_the_pointer_and_two_fingers_pan(make_view):
    assert QInputDevice.primaryKeyboard() is not None
    view = make_view(phantom(), zoom_px_per_mm=5.0)
    at = QPointF(260, 180)
    there = view.to_lps(at)
    pinch(view, Qt.NativeGestureType.ZoomNativeGesture, 0.25, at)
    assert view.state.zoom_px_per_mm == pytest.approx(6.25)
    assert view.to_lps(at) == pytest.approx(there, abs=1e-6)
    pan = view.state.pan_px
    pinch(view, Qt.NativeGestureType.PanNativeGesture, 0.0, at)
    assert view.state.pan_px == pytest.approx((pan[0] + 7, pan[1] - 4))


def test_space_and_two_fingers_pan_the_picture(qtbot, make_view):
    view = make_view(phantom(), zoom_px_per_mm=5.0)
    tapped = []
    view.space_tapped.connect(lambda: tapped.append(True))
    at = QPointF(200, 200)
    index = view.model.slice_position()
    qtbot.keyPress(view, Qt.Key.Key_Space)
    event = QWheelEvent(
        at,
        QPointF(view.mapToGlobal(at)),
        QPoint(12, -30),
        QPoint(),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.ScrollUpdate,
        False,
    )
    QApplication.sendEvent(view, event)
    qtbot.keyRelease(view, Qt.Key.Key_Space)
    assert view.state.pan_px == (12.0, -30.0)
    assert view.model.slice_position() == index
    assert tapped == []


def test_overlays_are_hidden_while_the_key_is_held(make_view):
    view = make_view(phantom())

    def key(kind, repeats=False):
        event = QKeyEvent(kind, Qt.Key.Key_Y, Qt.KeyboardModifier.NoModifier, "y", repeats)
        QApplication.sendEvent(view, event)

    key(QEvent.Type.KeyPress)
    key(QEvent.Type.KeyRelease)
    assert view.state.overlays_visible is False
    key(QEvent.Type.KeyPress)
    assert view.state.overlays_visible is True
    key(QEvent.Type.KeyRelease)
    key(QEvent.Type.KeyPress)
    for _ in range(3):
        key(QEvent.Type.KeyPress, repeats=True)
    assert view.state.overlays_visible is False
    key(QEvent.Type.KeyRelease)
    assert view.state.overlays_visible is True


def test_overlays_become_stronger_and_weaker_by_key(qtbot, make_view):
    view = make_view(phantom())
    view.set_overlays([ContourOverlay("a"), ContourOverlay("b")])
    qtbot.keyClick(view, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert [view.state.overlay(o).opacity for o in "ab"] == [0.45, 0.45]
    for _ in range(9):
        qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert view.state.overlay("a").opacity == 0.1
