"""Layouts of the general viewer by mouse and keys: size, planes, protocols of one's own, other series, second window."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from ct_slices import write_series
from PySide6.QtCore import QByteArray, QMimeData, QPoint, QPointF, QRect, QSettings, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog, QMenu
from time_slices import write_time_series

from desktop.browser.look_panel import series_key
from desktop.browser.looking import LookingWorkspace
from desktop.casework import CaseScreen
from desktop.open_study import Images
from desktop.viewing.hangings import Hangings
from desktop.viewing.places import SERIES_MIME
from desktop.viewing.second import SecondWindow, set_up_of
from studies.phantom import Identity
from studies.scan import scan
from viewers.hanging import Facts, Hanging, Match, Place
from viewers.scene import opengl_available
from viewers.view import SliceView

pytestmark = pytest.mark.gui
LONG = 30_000
IDENTITY = Identity(
    patient_id="TEST-0801", patient_name="TEST^Indeling", birth_date="19610203", sex="F", age="065Y",
    study_date="20261120", study_time="101500", accession_number="T26-000801",
    study_description="CT thorax", uid_entropy="indeling",
)  # fmt: skip


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """Two series of one patient: 24 slices and 12."""
    folder = tmp_path_factory.mktemp("study")
    write_series(folder / "a", IDENTITY, 24, series=1)
    write_series(folder / "b", IDENTITY, 12, series=2)
    return folder


@pytest.fixture
def screen(qtbot, desk):
    made = CaseScreen(desk)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close_case()
    desk.background.close()


@pytest.fixture
def workspace(qtbot, screen, study):
    return opened(qtbot, screen, study)


def opened(qtbot, screen, folder) -> LookingWorkspace:
    entries = scan(folder).all_series()
    entry = max(entries, key=lambda e: e.size[2])
    screen.enter(Images(entry, tuple(e for e in entries if e is not entry)))
    qtbot.waitUntil(lambda: screen.case is not None and screen.case.volume is not None, timeout=LONG)
    return screen.workspace


def shows(workspace) -> list[str]:
    return [hung.show for hung in workspace.views.places]


def entries_of(menu: QMenu) -> dict[str, object]:
    return {action.text(): action for action in menu.actions() if action.text()}


# ---------------------------------------------------------------- layout


def test_a_volume_opens_with_its_protocol_and_every_place_says_whose_it_is(workspace) -> None:
    assert workspace.views.hanging.key == "ct_planes"
    assert shows(workspace) == ["axial", "coronal", "sagittal", "volume"]
    assert all(view.volume is not None for view in workspace.views.planes)
    assert workspace.hangings.protocol_button.text() == "CT: three planes and 3D"


def test_the_picker_gives_every_size_by_mouse_and_by_keys_and_undo_goes_back(qtbot, desk, workspace) -> None:
    views, bar = workspace.views, workspace.hangings
    picker = bar.pick()
    qtbot.waitUntil(picker.isVisible, timeout=LONG)
    QTest.mouseMove(picker, picker.cell(2, 2).center())
    assert (picker.rows, picker.columns) == (3, 3)
    QTest.mouseClick(picker, Qt.MouseButton.LeftButton, pos=picker.cell(2, 2).center())
    assert (views.hanging.rows, views.hanging.columns) == (3, 3)
    assert len(views.grid.views) == 9
    assert shows(workspace)[:4] == ["axial", "coronal", "sagittal", "volume"]
    assert len({id(w) for w in views.grid.views}) == 9
    picker = bar.pick()
    qtbot.waitUntil(picker.isVisible, timeout=LONG)
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Left, Qt.Key.Key_Return):
        QTest.keyClick(picker, key)
    assert (views.hanging.rows, views.hanging.columns) == (1, 2)
    assert shows(workspace) == ["axial", "coronal"]
    desk.session.undo_stack.undo()
    assert len(views.grid.views) == 9
    desk.session.undo_stack.undo()
    assert shows(workspace) == ["axial", "coronal", "sagittal", "volume"]
    desk.session.undo_stack.redo()
    assert len(views.grid.views) == 9
    assert all(view.volume is not None for view in views.planes)


def test_undo_of_a_layout_brings_back_how_each_view_stood(desk, workspace) -> None:
    views = workspace.views
    views.axial.model.show_slice(3)
    views.axial.change(zoom_px_per_mm=7.0, window=222.0)
    before = views.axial.state
    views.set_size(1, 1)
    views.axial.model.show_slice(20)
    desk.session.undo_stack.undo()
    assert views.axial.state == before
    assert shows(workspace) == ["axial", "coronal", "sagittal", "volume"]


def test_the_menu_of_a_view_shows_another_plane_there(qtbot, desk, workspace) -> None:
    views = workspace.views
    menu = QMenu()
    views.planes[1].menu_filling.emit(menu)
    inside = menu.actions()[0].menu()
    entries = entries_of(inside)
    assert entries["Coronal"].isChecked()
    assert "Value over time" not in entries, "no curve of one moment"
    entries["Oblique"].trigger()
    assert shows(workspace) == ["axial", "oblique", "sagittal", "volume"]
    assert views.planes[1].state.orientation == "oblique"
    entries_of(inside)["3D"].trigger()
    assert shows(workspace) == ["axial", "oblique", "sagittal", "volume"], "the 3D view is there already"
    desk.session.undo_stack.undo()
    assert shows(workspace) == ["axial", "coronal", "sagittal", "volume"]
    menu.deleteLater()


def test_a_double_click_shows_one_view_full_and_again_all(qtbot, workspace) -> None:
    views = workspace.views
    beside = QPoint(60, 60)  # not on the crosshair, whose double click squares the planes
    qtbot.mouseDClick(views.coronal, Qt.MouseButton.LeftButton, pos=beside)
    assert views.grid.full is views.coronal
    qtbot.mouseDClick(views.coronal, Qt.MouseButton.LeftButton, pos=beside)
    assert views.grid.full is None


def test_the_views_of_every_place_are_linked_and_the_switch_parts_them(qtbot, workspace) -> None:
    views = workspace.views
    views.set_size(2, 3)
    target = views.main.volume.index_to_patient((4, 20, 30))
    views.axial.move_crosshair(target)
    assert all(v.state.focus_lps == pytest.approx(tuple(target)) for v in views.planes)
    qtbot.mouseClick(workspace.hangings.link_button, Qt.MouseButton.LeftButton)
    views.axial.move_crosshair(views.main.volume.index_to_patient((9, 9, 9)))
    assert views.coronal.state.focus_lps == pytest.approx(tuple(target))


def test_places_with_windows_of_their_own_keep_them_and_others_share_one(workspace) -> None:
    views = workspace.views
    views.hang(workspace.hangings.store.with_key("ct_head"))
    assert [v.shown_window() for v in views.planes] == [(80, 40), (2000, 400), (80, 40), (80, 40)]
    views.planes[0].choose_window(500.0, 50.0)
    assert views.planes[1].shown_window() == (2000, 400)
    views.hang(workspace.hangings.store.with_key("ct_chest"))
    assert (views.planes[2].state.slab_mm, views.planes[2].state.slab_mode) == (8.0, "max")
    views.hang(workspace.hangings.store.with_key("ct_planes"))
    assert all(v.state.slab_mode == "none" for v in views.planes), "nothing of the layout before stays behind"
    views.planes[0].choose_window(500.0, 50.0)
    assert all(v.shown_window() == (500, 50) for v in views.planes)


# ---------------------------------------------------------------- protocols of one's own


def test_the_present_screen_is_kept_and_images_like_these_open_with_it(
    qtbot, screen, study, monkeypatch
) -> None:
    workspace = opened(qtbot, screen, study)
    workspace.views.set_size(1, 2)
    workspace.views.planes[0].choose_window(1500.0, -600.0)
    workspace.views.planes[1].change(slab_mm=10.0, slab_mode="max")
    workspace.views.planes[1].change(flip_h=True)
    monkeypatch.setattr(QInputDialog, "getText", lambda *a, **k: ("Mijn longen", True))
    qtbot.mouseClick(workspace.hangings.save_button, Qt.MouseButton.LeftButton)
    assert workspace.hangings.protocol_button.text() == "Mijn longen"
    again = opened(qtbot, screen, study)
    assert again is not workspace
    assert again.views.hanging.names["en"] == "Mijn longen"
    assert shows(again) == ["axial", "coronal"]
    assert again.views.planes[0].shown_window() == (1500.0, -600.0)
    state = again.views.planes[1].state
    assert (state.slab_mm, state.slab_mode, state.flip_h) == (10.0, "max", True)


def test_a_protocol_is_chosen_from_the_menu_with_its_score_renamed_and_deleted_and_undo_brings_it_back(
    qtbot, desk, workspace
) -> None:
    bar = workspace.hangings
    kept = bar.save("Eigen")
    menu = bar.make_menu()
    entries = entries_of(menu)
    assert next(iter(entries)) == "Eigen (your own)"
    assert "Score" in entries["Eigen (your own)"].toolTip()
    assert "modality: +10 CT" in entries["Eigen (your own)"].toolTip()
    entries["One picture"].trigger()
    assert shows(workspace) == ["axial"]
    entries["MR: three planes beside each other"].trigger()
    assert shows(workspace) == ["axial", "coronal", "sagittal"]
    assert bar.reason.text() == "This layout is meant for other images."
    bar.rename(kept.key, "Anders")
    assert [h.names["en"] for h in bar.store.own] == ["Anders"]
    bar.delete(kept.key)
    assert bar.store.own == ()
    desk.session.undo_stack.undo()
    assert [h.names["en"] for h in Hangings(bar.store.file).own] == ["Anders"]
    menu.deleteLater()


@pytest.mark.hostile
def test_a_damaged_file_of_layouts_is_said_kept_and_the_programs_own_are_used(
    qtbot, desk, screen, study
) -> None:
    file = Hangings.of(desk).file
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"[[hanging]]\nkey = \xff\xfe")
    workspace = opened(qtbot, screen, study)
    assert workspace.views.hanging.key == "ct_planes"
    assert workspace.hangings.reason.text().startswith("Some of your layouts can't be read")
    workspace.hangings.save("Nieuw")
    assert file.with_suffix(".damaged.toml").read_bytes().endswith(b"\xff\xfe")
    assert [h.names["en"] for h in Hangings(file).own] == ["Nieuw"]


@pytest.mark.hostile
def test_a_folder_that_cannot_be_written_is_said_and_nothing_is_lost(desk, workspace) -> None:
    folder = workspace.hangings.store.file.parent
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("a file where the folder should be", encoding="utf-8")
    assert workspace.hangings.save("Nieuw") is None
    assert desk.messages.open_messages()
    assert workspace.hangings.store.own == ()


def test_one_of_the_same_name_is_replaced_and_there_is_an_end_to_how_many(desk) -> None:
    store = Hangings.of(desk)
    one = Hanging("own", {"en": "A", "nl": "A"}, 1, 1, (Place(),), Match(("CT",)))
    first = store.save(one)
    second = store.save(one)
    assert first.key == second.key
    for number in range(49):
        store.save(Hanging("own", {"en": f"B{number}", "nl": "B"}, 1, 1, (Place(),)))
    with pytest.raises(Exception, match="already 50 layouts"):
        store.save(Hanging("own", {"en": "C", "nl": "C"}, 1, 1, (Place(),)))
    assert store.best(Facts("CT", slices=100, time_points=1)).names["en"] == "A", "one's own goes first"


# ---------------------------------------------------------------- other series


def other(qtbot, workspace) -> str:
    qtbot.waitUntil(lambda: workspace.panel.others.count() == 1, timeout=LONG)
    return series_key(workspace._others[0])


def test_a_series_is_dragged_onto_a_view_and_measured_with_its_own_values(qtbot, desk, workspace) -> None:
    views, key = workspace.views, other(qtbot, workspace)
    mime = workspace.panel.others.mimeData([workspace.panel.others.item(0)])
    assert bytes(mime.data(SERIES_MIME).data()).decode() == key
    target = views.planes[1]
    at = QPointF(50, 50)
    enter = QDragEnterEvent(
        at.toPoint(),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(target, enter)
    assert enter.isAccepted()
    drop = QDropEvent(
        at, Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(target, drop)
    qtbot.waitUntil(lambda: len(views.shelves) == 2, timeout=LONG)
    shown = views.places[1]
    assert shown.shelf is views.shelves[1]
    assert shown.widget.volume.grid.size[2] == 12
    assert "Thorax 2,0" in shown.widget.title
    # a tool in hand is in hand for both, and what is drawn on a series belongs to that series
    views.main.tools.choose("length")
    assert shown.shelf.tools.tool.name == "length"
    assert shown.shelf.annotations is not views.main.annotations
    desk.session.undo_stack.undo()
    assert views.places[1].shelf is views.main
    desk.session.undo_stack.redo()
    assert views.places[1].shelf is views.shelves[1]


def test_a_drag_of_something_else_is_not_taken(qtbot, workspace) -> None:
    mime = QMimeData()
    mime.setText("tekst")
    enter = QDragEnterEvent(
        QPoint(5, 5),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    enter.ignore()
    QApplication.sendEvent(workspace.views.planes[0], enter)
    assert not enter.isAccepted()


def test_enter_in_the_list_shows_a_series_in_the_active_view_and_a_layout_remembers_it(
    qtbot, screen, study, workspace
) -> None:
    other(qtbot, workspace)
    workspace.panel.others.setCurrentRow(0)
    QTest.keyClick(workspace.panel.others, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(workspace.views.shelves) == 2, timeout=LONG)
    assert workspace.views.places[0].shelf is workspace.views.shelves[1]
    kept = workspace.hangings.save("Twee reeksen")
    assert kept.places[0].series == "Thorax 2,0"
    again = opened(qtbot, screen, study)
    qtbot.waitUntil(lambda: len(again.views.shelves) == 2, timeout=LONG)
    assert again.views.places[0].shelf is again.views.shelves[1]


def test_a_series_that_isnt_there_is_said(qtbot, workspace) -> None:
    other(qtbot, workspace)
    workspace.show_series_in(0, "PET")
    assert workspace.hangings.reason.text() == "This examination has no series PET."
    workspace.show_series_in(0, "1.2.3#0")
    assert len(workspace.views.shelves) == 1


@pytest.mark.hostile
def test_a_series_of_another_patient_is_never_shown_beside(qtbot, desk, workspace, monkeypatch) -> None:
    """Its files were changed between looking and loading: the identity is read again from what was loaded."""
    from dataclasses import replace

    from desktop.browser import looking
    from studies.load import load_series

    other(qtbot, workspace)

    def changed(entry, **keywords):
        volume = load_series(entry, **keywords)
        return replace(volume, series=replace(volume.series, patient_id="TEST-OTHER"))

    monkeypatch.setattr(looking, "load_series", changed)
    workspace._show_in_active(series_key(workspace._others[0]))
    qtbot.waitUntil(lambda: bool(desk.messages.open_messages()), timeout=LONG)
    assert len(workspace.views.shelves) == 1


# ---------------------------------------------------------------- second window


class FakeScreen(SimpleNamespace):
    def name(self) -> str:
        return self.label

    def geometry(self) -> QRect:
        return self.box


ONE = FakeScreen(label="A", box=QRect(0, 0, 1600, 1000))
TWO = FakeScreen(label="B", box=QRect(1600, 0, 2560, 1440))


def test_a_second_window_shows_the_same_series_linked_and_closes_with_the_case(
    qtbot, screen, workspace
) -> None:
    qtbot.mouseClick(workspace.hangings.second_button, Qt.MouseButton.LeftButton)
    second = workspace.second
    qtbot.waitUntil(second.isVisible, timeout=LONG)
    assert [v.state.orientation for v in second.views()] == ["axial", "coronal"]
    target = workspace.views.main.volume.index_to_patient((4, 20, 30))
    workspace.views.axial.move_crosshair(target)
    assert all(v.state.focus_lps == pytest.approx(tuple(target)) for v in second.views())
    assert second.views()[0].grab_image(1.0, identity=True).width() > 0
    workspace.open_second()
    assert workspace.second is second, "there is one"
    screen.close_case()
    assert workspace.second is None


def test_the_second_window_follows_the_time_of_a_series(qtbot, screen, tmp_path) -> None:
    write_time_series(tmp_path)
    workspace = opened(qtbot, screen, tmp_path)
    workspace.open_second()
    workspace.views.timeline.show(3)
    assert [v.state.time_index for v in workspace.second.views()] == [3, 3]
    workspace.second.close()
    qtbot.waitUntil(lambda: workspace.second is None, timeout=LONG)
    workspace.views.timeline.show(5)
    assert workspace.views.axial.state.time_index == 5


def test_the_second_window_goes_to_the_other_screen_and_remembers_its_place_per_set_of_screens(
    qtbot, desk, workspace, tmp_path
) -> None:
    settings = QSettings(str(tmp_path / "places.ini"), QSettings.Format.IniFormat)
    screens = [ONE, TWO]
    window = SecondWindow(desk, settings, screens=lambda: screens)
    window.show_series(workspace.views.main, ("axial",), 1, 1, "PRELIMINARY")
    window.open()
    assert window.views()[0].marker == "PRELIMINARY"
    window.setGeometry(QRect(1700, 100, 800, 600))
    window.close()
    key = f"second-window/{set_up_of(screens)}"
    assert isinstance(settings.value(key), QByteArray)
    assert set_up_of([ONE]) != set_up_of(screens) == set_up_of([TWO, ONE])


def test_a_screen_that_goes_away_brings_the_window_back(qtbot, desk, workspace, tmp_path) -> None:
    settings = QSettings(str(tmp_path / "places.ini"), QSettings.Format.IniFormat)
    screens = [ONE, TWO]
    window = SecondWindow(desk, settings, screens=lambda: screens)
    qtbot.addWidget(window)
    window.show_series(workspace.views.main, ("axial",), 1, 1, "")
    window.open()
    window.showNormal()
    window.setGeometry(QRect(2000, 100, 800, 600))
    screens.remove(TWO)
    window._screens_changed()
    assert ONE.box.contains(window.geometry().center())
    assert desk.messages.open_messages()
    window.close()


# ---------------------------------------------------------------- truth


@pytest.mark.truth
def test_what_a_place_shows_is_the_value_of_the_series_under_the_pointer(qtbot, workspace) -> None:
    """Every voxel along a line in each plane of a 3 × 3 layout: value and place are those of the volume."""
    views = workspace.views
    views.set_size(3, 3)
    qtbot.waitUntil(lambda: views.planes[0].width() > 150, timeout=LONG)
    volume = views.main.volume
    for view in views.planes:
        rect = view.picture_rect()
        for share in (0.3, 0.5, 0.62):
            at = QPointF(rect.left() + share * rect.width(), rect.center().y())
            pointed = view.pointed_at(at)
            assert pointed is not None
            if pointed.value is None:
                continue
            index = np.rint(volume.patient_to_index(pointed.point_lps)).astype(int)
            assert pointed.value == volume.voxels[tuple(index)]


@pytest.mark.skipif(not opengl_available(), reason="no OpenGL here, not even in software")
def test_the_place_of_the_3d_view_shows_the_volume_of_the_opened_series(qtbot, workspace) -> None:
    views = workspace.views
    qtbot.waitUntil(lambda: views.scene.shows_volume, timeout=LONG)
    assert views.scene.shown_volume.volume is views.main.volume
    views.show_in(3, "oblique")
    assert views.scene.shown_volume.volume is None
    assert isinstance(views.places[3].widget, SliceView)


# ---------------------------------------------------------------- the aorta workspace


def test_the_planes_of_the_aorta_are_arranged_kept_and_opened_so_again(
    qtbot, desk, workspace, screen, study
) -> None:
    screen.measure("aorta")
    aorta = screen.workspace
    grid, arranger = aorta.views.planes, aorta.arranger
    menu = QMenu()
    aorta.views.axial.menu_filling.emit(menu)
    inside = menu.actions()[0].menu()
    entries_of(inside)["Axial and oblique"].trigger()
    assert grid.views == (aorta.views.axial, aorta.views.oblique)
    aorta.views.axial.choose_window(1500.0, -600.0)
    aorta.views.oblique.change(slab_mm=12.0, slab_mode="max")
    kept = arranger.save("Mijn aorta")
    assert kept.workspace == "aorta"
    arranger.arrange("four")
    assert len(grid.views) == 4
    desk.session.undo_stack.undo()
    assert grid.views == (aorta.views.axial, aorta.views.oblique)
    menu.deleteLater()
    again = opened(qtbot, screen, study)
    assert "Mijn aorta" not in {h.names["en"] for h in again.hangings.store.all()}, "it is of the aorta only"
    screen.measure("aorta")
    aorta = screen.workspace
    assert aorta.views.planes.views == (aorta.views.axial, aorta.views.oblique)
    assert aorta.views.axial.shown_window() == (1500.0, -600.0)
    assert aorta.views.oblique.state.slab_mm == 12.0
    aorta.arranger.delete(aorta.arranger.store.own[0].key)
    assert aorta.arranger.store.own == ()


def test_two_workspaces_keep_their_layouts_in_one_file_without_losing_each_others(desk) -> None:
    general, aorta = Hangings.of(desk), Hangings.of(desk, "aorta")
    assert general.own == aorta.own == ()
    general.save(Hanging("own", {"en": "A", "nl": "A"}, 1, 1, (Place(),)))
    aorta.save(Hanging("own", {"en": "B", "nl": "B"}, 1, 1, (Place(),)))
    general.save(Hanging("own", {"en": "C", "nl": "C"}, 1, 1, (Place(),)))
    assert [h.names["en"] for h in Hangings.of(desk).own] == ["A", "C"]
    assert [h.names["en"] for h in Hangings.of(desk, "aorta").own] == ["B"]


# ---------------------------------------------------------------- what comes with the images


def test_overlay_planes_of_the_images_lie_over_every_layout(qtbot, screen, study, monkeypatch) -> None:
    from desktop.browser import looking
    from studies.volume import Label, LabelMap

    def found(entry, volume):
        voxels = np.zeros(volume.shape, np.uint8)
        voxels[:, 5:9, 5:9] = 1
        return LabelMap(voxels, volume.grid, (Label(1, "Overlay 1", "#ffffff"),))

    monkeypatch.setattr(looking, "read_overlays", found)
    workspace = opened(qtbot, screen, study)
    views = workspace.views
    qtbot.waitUntil(lambda: any(o.id == "image-overlays" for o in views.axial.overlays), timeout=LONG)
    views.set_size(3, 3)
    assert all(sum(o.id == "image-overlays" for o in view.overlays) == 1 for view in views.planes)
    QTest.keyClick(views.axial, Qt.Key.Key_Y)
    assert not views.axial.state.overlays_visible


def test_a_key_image_without_a_draft_is_refused_with_what_to_do(qtbot, desk, workspace) -> None:
    QTest.keyClick(workspace.views.axial, Qt.Key.Key_K)
    assert desk.messages.open_messages()


def test_layouts_are_in_the_palette_with_their_keys_and_say_why_they_are_off_elsewhere(
    qtbot, desk, workspace
) -> None:
    from desktop.viewing.layout_actions import ACTIONS

    window = SimpleNamespace(current_screen=lambda: SimpleNamespace(workspace=workspace))
    desk.services["window"] = window
    try:
        by_id = {action.id: action for action in ACTIONS}
        assert by_id["layout.pick"].keys == ("Ctrl+Shift+L",)
        assert all(action.disabled_because(desk) is None for action in ACTIONS)
        by_id["layout.second"].run(desk)
        assert workspace.second is not None
        desk.services["window"] = SimpleNamespace(current_screen=lambda: None)
        assert all(action.disabled_because(desk) for action in ACTIONS)
    finally:
        del desk.services["window"]
