"""Working in pictures through the desktop: rail, list, keys in the settings, palette and F1, files in and out."""

from __future__ import annotations

import numpy as np
import pytest
from ct_slices import write_series
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QHBoxLayout, QLineEdit
from shiboken6 import isValid

from desktop.screen import Screen
from desktop.screens import SETTINGS_ACTIONS, SettingsScreen
from desktop.viewing import handling_of, mouse_rows, view_actions
from desktop.viewing.key_editor import KeyEditor
from desktop.viewing.measurement_list import MeasurementList
from desktop.viewing.presenting import Presenting
from desktop.viewing.rail import ToolRail
from desktop.viewing.saving import proposed_name, write_picture
from resources.errors import InputError
from studies.load import load_volume
from studies.phantom import Identity
from viewers.slicing import SliceSource
from viewers.tools.annotations import AnnotationModel
from viewers.tools.measure import measurer
from viewers.tools.placing import standard_tools
from viewers.view import SliceView

pytestmark = pytest.mark.gui
LEFT = Qt.MouseButton.LeftButton


def drag(view, start, end):
    QTest.mousePress(view, LEFT, pos=QPointF(*start).toPoint())
    QTest.mouseMove(view, QPointF(*end).toPoint())
    QTest.mouseRelease(view, LEFT, pos=QPointF(*end).toPoint())


class Bench(Screen):
    """A screen with two views of one volume, as a workspace has them."""

    name = "bench"
    context = "aorta"

    def __init__(self, desk, parent=None):
        super().__init__(desk, parent)
        self.workspace = self
        self.annotations = AnnotationModel(parent=self)
        self.tools = standard_tools(self.annotations, self)
        self.views = [SliceView(None, o, tools=self.tools) for o in ("axial", "coronal")]
        self.rail = ToolRail(desk, self.tools, self.views)
        self.listing = MeasurementList(desk, self.annotations, self.views[0], self)
        self.presenting = Presenting(desk, self.annotations, self.views, self)
        across = QHBoxLayout(self)
        for part in (self.rail, *self.views, self.listing):
            across.addWidget(part)
        self.rail.list_wanted.connect(self.listing.setVisible)
        handling_of(desk).adopt(self)

    def show_volume(self, volume):
        self.annotations.set_measure(measurer(volume))
        source = SliceSource.of(volume)
        for view, orientation in zip(self.views, ("axial", "coronal"), strict=True):
            view.set_volume(volume, orientation, source=source)
            view.set_identity(("Geheim^Naam", "12345"))
            view.set_marker("VOORLOPIG")


@pytest.fixture(scope="module")
def ct(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ct")
    write_series(folder, Identity())
    return load_volume(folder)


@pytest.fixture
def bench(qtbot, desk, window, signed_in, ct):
    signed_in()
    window.add_screen("bench", Bench)
    desk.actions.register(*view_actions(handling_of(desk).habits.keys))
    desk.navigator.open("bench")
    shown = window.screen_named("bench")
    qtbot.waitUntil(shown.isVisible, timeout=30_000)
    shown.show_volume(ct)
    yield shown
    for view in shown.views:
        if isValid(view):  # the window may have gone first
            view.release()


def test_a_button_of_the_rail_takes_a_tool_and_a_second_press_puts_it_away(qtbot, bench):
    qtbot.mouseClick(bench.rail.buttons["tool.bidirectional"], LEFT)
    assert bench.tools.tool.name == "bidirectional"
    drag(bench.views[0], (120, 200), (220, 260))
    assert [a.kind for a in bench.annotations] == ["bidirectional"]
    qtbot.mouseClick(bench.rail.buttons["tool.bidirectional"], LEFT)
    assert bench.tools.tool is None
    assert bench.rail.buttons["tool.stop"].isChecked()
    qtbot.keyClick(bench.views[0], Qt.Key.Key_D)
    assert bench.rail.buttons["tool.length"].isChecked()
    assert not bench.rail.buttons["tool.stop"].isChecked()


def test_a_locked_rail_keeps_looking_and_says_why_the_rest_is_off(bench):
    bench.rail.set_locked("Ingediend.")
    assert not bench.rail.buttons["tool.length"].isEnabled()
    assert "Ingediend." in bench.rail.buttons["tool.eraser"].toolTip()
    assert bench.rail.buttons["tool.zoom"].isEnabled()
    bench.rail.set_locked("")
    assert bench.rail.buttons["tool.length"].isEnabled()


def test_the_overlay_button_switches_all_views_and_follows_the_key(qtbot, bench):
    button = bench.rail.buttons["show.overlays"]
    qtbot.mouseClick(button, LEFT)
    assert [v.state.overlays_visible for v in bench.views] == [False, False]
    for view in bench.views:
        qtbot.keyClick(view, Qt.Key.Key_Y)
    assert button.isChecked()


def test_a_row_of_the_list_jumps_is_renamed_and_deleted_with_undo(qtbot, bench):
    axial = bench.views[0]
    for index in (3, 15):
        axial.model.show_slice(index)
        axial.run("tool.length")
        drag(axial, (120, 200), (220, 200))
    bench.tools.stop()
    bench.rail.list_button.click()
    qtbot.waitUntil(lambda: bench.listing.table.isVisible(), timeout=30_000)
    table, model = bench.listing.table, bench.listing.model
    assert model.rowCount() == 2
    place = table.visualRect(model.index(0, 1)).center()
    qtbot.mouseClick(table.viewport(), LEFT, pos=place)
    assert axial.model.slice_position()[0] == 3
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_F2)
    qtbot.waitUntil(lambda: bool(table.findChildren(QLineEdit)), timeout=30_000)
    editor = table.findChildren(QLineEdit)[0]
    editor.selectAll()
    qtbot.keyClicks(editor, "Wortel")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: next(iter(bench.annotations)).name == "Wortel", timeout=30_000)
    table.setCurrentIndex(model.index(0, 0))
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    assert model.rowCount() == 1
    bench.annotations.undo_stack.undo()
    assert {a.name for a in bench.annotations} == {"Wortel", ""}


def test_the_palette_and_f1_know_the_views_keys_and_the_palette_acts_on_the_view_at_hand(
    qtbot, desk, window, bench
):
    window.key_list.context = window.palette_box.context = "aorta"
    rows = dict(window.key_list.rows())
    assert rows["Meet lengte"] == "D"
    window.key_list.more.append(lambda context: mouse_rows(desk, context))
    assert len(window.key_list.rows()) > len(rows)
    assert mouse_rows(desk, "worklist") == []
    window.key_list.open("aorta")  # no words are cut: each row is as high as its words
    qtbot.waitUntil(
        lambda: window.key_list._inside.height() >= window.key_list._inside.minimumHeight(), timeout=30_000
    )
    window.key_list.open("worklist")
    window.key_list.close_over()
    bench.views[1].setFocus()
    desk.actions.trigger("view:tool.length")
    assert bench.tools.tool.name == "length"
    assert window.focusWidget() is bench.views[1]
    before = [view.state.flip_h for view in bench.views]
    desk.actions.trigger("view:view.flip_horizontal")
    assert [view.state.flip_h for view in bench.views] == [before[0], not before[1]]


@pytest.fixture
def editor(qtbot, desk, window, bench):
    window.add_screen("settings", SettingsScreen)
    desk.actions.register(*SETTINGS_ACTIONS)
    desk.navigator.open("settings", "viewing")
    shown = window.screen_named("settings")
    qtbot.waitUntil(shown.isVisible, timeout=30_000)
    return shown


def rows_of(screen):
    """The editor that is shown now: earlier ones may still wait to be deleted."""
    return next(e for e in reversed(screen.findChildren(KeyEditor)) if not e.isHidden()).rows


def test_a_key_is_changed_in_the_settings_and_holds_in_views_menus_palette_and_the_next_start(
    qtbot, desk, editor, bench
):
    row = rows_of(editor)["tool.length"]
    qtbot.mouseClick(row.button, LEFT)
    qtbot.keyClick(row.button, Qt.Key.Key_F7)
    qtbot.waitUntil(lambda: row.button.text() == "F7", timeout=30_000)
    qtbot.keyClick(bench.views[0], Qt.Key.Key_D)
    assert bench.tools.tool is None
    qtbot.keyClick(bench.views[0], Qt.Key.Key_F7)
    assert bench.tools.tool.name == "length"
    assert desk.actions.get("view:tool.length").keys == ("F7",)
    assert "F7" in bench.rail.buttons["tool.length"].toolTip()
    again = type(desk.settings)(desk.home.settings).load()
    assert "F7" in again.get("viewing.keys")
    qtbot.mouseClick(row.reset, LEFT)
    assert row.button.text() == "D"
    assert desk.settings.get("viewing.keys") == ""


@pytest.mark.parametrize(
    ("key", "modifiers"),
    [
        (Qt.Key.Key_E, Qt.KeyboardModifier.NoModifier),  # the ellipse
        (Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier),  # the palette
        (Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier),  # the keyboard's own
        (Qt.Key.Key_J, Qt.KeyboardModifier.NoModifier),  # the aorta workspace's contour
    ],
)
def test_a_key_with_another_use_is_refused_in_place(qtbot, editor, key, modifiers):
    row = rows_of(editor)["tool.length"]
    qtbot.mouseClick(row.button, LEFT)
    qtbot.keyClick(row.button, key, modifiers)
    qtbot.waitUntil(lambda: not row.refusal.isHidden(), timeout=30_000)
    assert row.refusal.text()
    assert row.button.text() == "D"
    qtbot.mouseClick(row.button, LEFT)
    qtbot.keyClick(row.button, Qt.Key.Key_Escape)
    assert row.button.text() == "D"


def test_a_damaged_setting_leaves_the_default_keys(desk):
    desk.settings.set("viewing.keys", '{"tool.length": 3, "x": ["')
    assert handling_of(desk).habits.keys.keys("tool.length") == ("D",)
    desk.settings.set("viewing.keys", '{"tool.length": ["E"]}')
    assert handling_of(desk).habits.keys.keys("tool.length") == ("D",)


def test_the_mouse_follows_its_setting(desk, bench):
    desk.settings.set("viewing.mouse_left", "pan")
    before = bench.views[0].state.pan_px
    drag(bench.views[0], (120, 200), (150, 220))
    assert bench.views[0].state.pan_px != before


@pytest.mark.parametrize("key", [True, False])
def test_a_saved_picture_holds_the_marker_and_no_patient(tmp_path, monkeypatch, qtbot, desk, bench, key):
    view = bench.views[0]
    file = tmp_path / "beeld"
    chosen = "desktop.viewing.saving.QFileDialog.getSaveFileName"
    monkeypatch.setattr(chosen, lambda *_given: (str(file), "") if key else ("", ""))
    qtbot.keyClick(
        view, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    saved = file.with_name("beeld.png")
    assert saved.exists() == key
    if not key:
        return
    data = saved.read_bytes()
    assert b"tEXt" not in data
    assert b"Geheim" not in data
    image = QImage(str(saved))

    def strip(picture):
        """Bright pixels of the strip's middle, where the identity stands on screen."""
        scale = picture.width() / view.width()
        return sum(
            picture.pixelColor(round(x * scale), round(y * scale)).red() > 90
            for x in range(60, round(view.width() * 0.6))
            for y in range(4, 18)
        )

    assert strip(image) == 0
    assert strip(view.grab_image(image.width() / view.width(), identity=True)) > 0
    view.set_marker("")
    assert view.grab_image(image.width() / view.width()) != image  # the marker was on it
    with pytest.raises(InputError):
        write_picture(view, tmp_path / "absent" / "x.png")
    assert "Geheim" not in proposed_name(desk)


def test_measurements_go_out_as_a_presentation_state_and_come_back_in_one_step(tmp_path, qtbot, desk, bench):
    axial = bench.views[0]
    axial.model.show_slice(7)
    places = {
        "length": ((100, 150), (160, 160)),
        "bidirectional": ((200, 170), (260, 200)),
        "ellipse": ((110, 220), (150, 280)),
        "rectangle": ((200, 260), (250, 300)),
    }
    for kind, (start, end) in places.items():
        bench.tools.choose(kind)
        drag(axial, start, end)
    bench.tools.stop()
    first = next(iter(bench.annotations))
    bench.annotations.rename(first, "Wortel")
    coronal = bench.views[1]
    bench.tools.choose("length")
    drag(coronal, (100, 150), (160, 220))
    bench.tools.stop()
    axial.change(
        window=321.0, level=45.0, flip_h=True, rotate_quarter=1, zoom_px_per_mm=3.0, pan_px=(20.0, -10.0)
    )
    box = axial.picture_rect()
    middle, shown = axial.projection().to_lps([box.center().x(), box.center().y()]), axial.projection()
    file = tmp_path / "pr.dcm"
    bench.presenting.save(file)
    qtbot.waitUntil(lambda: file.exists() and not desk.background.jobs(), timeout=30_000)
    drawn = {a.kind: a for a in bench.annotations if a.id != list(bench.annotations)[-1].id}
    for each in list(bench.annotations):
        bench.annotations.remove(each)
    axial.change(
        window=100.0, level=0.0, flip_h=False, rotate_quarter=0, zoom_px_per_mm=None, pan_px=(0.0, 0.0)
    )
    steps = bench.annotations.undo_stack.count()
    bench.presenting.open(file)
    qtbot.waitUntil(lambda: not desk.background.jobs() and len(bench.annotations) == 4, timeout=30_000)
    assert axial.shown_window() == (321.0, 45.0)
    again = axial.projection()
    assert (again.right, again.down) == (pytest.approx(shown.right), pytest.approx(shown.down))
    assert again.px_per_mm == pytest.approx(3.0, rel=0.05), "whole pixels of the image at its borders"
    assert again.to_lps([box.center().x(), box.center().y()]) == pytest.approx(middle, abs=3.0)
    assert coronal.state.rotate_quarter == 0, "a view of another plane stays as it is"
    assert bench.annotations.undo_stack.count() == steps + 1
    back = {a.kind: a for a in bench.annotations}
    assert set(back) == set(drawn)
    for kind, was in drawn.items():
        found = [np.sort(np.asarray(a.points_lps), axis=0) for a in (back[kind], was)]
        assert found[0] == pytest.approx(found[1], abs=1e-3)
        assert bench.annotations.measured(back[kind]).figures[0].value == pytest.approx(
            bench.annotations.measured(was).figures[0].value, abs=1e-3
        )
    assert back["length"].name == "Wortel"
    bench.annotations.undo_stack.undo()
    assert len(bench.annotations) == 0


def test_a_view_that_comes_later_has_the_persons_keys_from_its_first_press(qtbot, desk, window, bench, ct):
    desk.settings.set("viewing.mouse_left", "pan")
    late = SliceView(ct, "sagittal")
    bench.layout().addWidget(late)
    qtbot.waitUntil(lambda: late.isVisible() and late.width() > 60, timeout=30_000)

    def active() -> bool:
        window.activateWindow()
        return window.isActiveWindow()

    qtbot.waitUntil(active, timeout=30_000)
    before = late.state.pan_px
    drag(late, (40, 100), (60, 140))
    assert late.habits is handling_of(desk).habits
    assert late.state.pan_px != before
    late.release()


def test_nothing_of_the_rail_is_left_without_a_name(bench):
    every = [*bench.rail.buttons.values(), bench.listing.rename, bench.listing.remove, bench.listing.save]
    assert all(button.accessibleName() and button.focusPolicy() & Qt.FocusPolicy.TabFocus for button in every)
