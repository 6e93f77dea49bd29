"""What is laid over the pictures: masks, maps and other series, shown truly, by mouse and keys, and undone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from ct_slices import write_series
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.casework import CaseScreen
from desktop.open_study import Images
from desktop.viewing.layers import OverlayError, first_look, link_of, moved
from studies.nifti import write_nifti
from studies.phantom import Identity
from studies.scan import scan
from studies.volume import Grid, SeriesInfo, Volume
from viewers.colour import colour_table, maps_range
from viewers.overlays import LabelMapOverlay
from viewers.overlays.maps import MapOverlay

pytestmark = pytest.mark.gui
LONG = 30_000
IDENTITY = Identity(
    patient_id="TEST-0851", patient_name="TEST^Lagen", birth_date="19610203", sex="F", age="065Y",
    study_date="20261120", study_time="101500", accession_number="T26-000851",
    study_description="CT thorax", uid_entropy="lagen",
)  # fmt: skip


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    folder = tmp_path_factory.mktemp("study")
    write_series(folder / "a", IDENTITY, 24, series=1)
    write_series(folder / "b", IDENTITY, 12, series=2)
    return folder


@pytest.fixture
def workspace(qtbot, desk, study):
    screen = CaseScreen(desk)
    qtbot.addWidget(screen)
    screen.resize(1366, 768)
    screen.show()
    qtbot.waitExposed(screen)
    entries = scan(study).all_series()
    entry = max(entries, key=lambda e: e.size[2])
    screen.enter(Images(entry, tuple(e for e in entries if e is not entry)))
    qtbot.waitUntil(lambda: screen.case is not None and screen.case.volume is not None, timeout=LONG)
    yield screen.workspace
    screen.close_case()
    desk.background.close()


def volume_of(workspace) -> Volume:
    return workspace.views.main.volume


def ramp(volume: Volume, step: int = 2) -> Volume:
    """Another series on a coarser grid: its value is the patient's x in tenths of a millimetre."""
    grid = volume.grid
    size = tuple(max(2, n // step) for n in grid.size)
    made = Grid(size, grid.spacing_mm * step, grid.origin_mm, grid.direction)
    k, j, i = np.meshgrid(*(np.arange(n) for n in made.shape), indexing="ij")
    x = made.index_to_patient(np.stack([k, j, i], -1).reshape(-1, 3).astype(float))[:, 0]
    voxels = np.rint(x * 10).astype(np.int16).reshape(made.shape)
    info = SeriesInfo(series_description="PET", modality="PT", windows=((300.0, 900.0),))
    return Volume(voxels, made, "PT", "1", volume.frame_of_reference_uid, info)


# ---------------------------------------------------------------- masks


@pytest.mark.truth
def test_a_mask_in_a_file_lies_over_every_view_and_its_name_stands_under_the_pointer(
    qtbot, workspace, tmp_path
) -> None:
    volume = volume_of(workspace)
    voxels = np.zeros(volume.shape, np.uint8)
    voxels[8:16, 20:40, 20:40] = 1
    write_nifti(replace(volume, voxels=voxels.astype(np.int16)), tmp_path / "masker.nii.gz")
    workspace.layers.load_mask_file(tmp_path / "masker.nii.gz")
    qtbot.waitUntil(lambda: len(workspace.layers.layers) == 1, timeout=LONG)
    (layer,) = workspace.layers.layers
    assert isinstance(layer.overlay, LabelMapOverlay)
    assert np.array_equal(layer.overlay.labels.voxels > 0, voxels > 0)
    for view in workspace.views.planes:
        assert layer.overlay in view.overlays
        inside = view.pointed_at(view.to_widget(volume.index_to_patient((12, 30, 30))))
        assert inside.label
    (row,) = workspace.over.rows
    assert row.layer.name == "masker.nii.gz"
    qtbot.mouseClick(row.shown, Qt.MouseButton.LeftButton)
    assert all(not v.state.overlay(layer.id).visible for v in workspace.views.planes)
    inside = workspace.views.axial.pointed_at(
        workspace.views.axial.to_widget(volume.index_to_patient((12, 30, 30)))
    )
    assert inside.label == "", "what is hidden has no name under the pointer"


def test_an_empty_mask_and_a_file_that_is_none_are_said(qtbot, desk, workspace, tmp_path) -> None:
    volume = volume_of(workspace)
    write_nifti(replace(volume, voxels=np.zeros(volume.shape, np.int16)), tmp_path / "leeg.nii.gz")
    workspace.layers.load_mask_file(tmp_path / "leeg.nii.gz")
    qtbot.waitUntil(lambda: len(desk.messages.open_messages()) == 1, timeout=LONG)
    (tmp_path / "tekst.nii.gz").write_bytes(b"geen masker")
    workspace.layers.load_mask_file(tmp_path / "tekst.nii.gz")
    qtbot.waitUntil(lambda: len(desk.messages.open_messages()) == 2, timeout=LONG)
    assert workspace.layers.layers == ()


# ---------------------------------------------------------------- fusion


@pytest.mark.truth
def test_a_fused_series_shows_its_own_value_at_the_place_in_the_patient(qtbot, workspace) -> None:
    volume = volume_of(workspace)
    workspace.layers.lay_over(ramp(volume), "PET")
    (layer,) = workspace.layers.layers
    assert layer.link == "frame"
    for index in ((4, 10, 12), (12, 30, 40), (20, 50, 22)):
        point = volume.index_to_patient(index)
        value = layer.overlay.value_at(point)
        assert value == pytest.approx(point[0] * 10, abs=15.1), "half a coarse voxel is 1.5 mm"
    pointed = workspace.views.axial.pointed_at(
        workspace.views.axial.to_widget(volume.index_to_patient((12, 30, 40)))
    )
    assert pointed.value == volume.voxels[12, 30, 40]
    assert pointed.label.startswith("PET ")


def test_another_series_of_the_study_is_laid_over_from_the_menu(qtbot, workspace) -> None:
    qtbot.waitUntil(lambda: workspace.panel.others.count() == 1, timeout=LONG)
    menu = workspace.over.make_menu()
    (over,) = [
        a.menu() for a in menu.actions() if a.menu() and a.text() == "Another series of this examination"
    ]
    over.actions()[0].trigger()
    qtbot.waitUntil(lambda: len(workspace.layers.layers) == 1, timeout=LONG)
    (layer,) = workspace.layers.layers
    assert (layer.kind, layer.link, layer.name) == ("fusion", "frame", "Thorax 2,0")
    menu.deleteLater()


def test_opacity_table_range_threshold_and_order_are_changed_by_hand_and_undone(
    qtbot, desk, workspace
) -> None:
    model, volume, stack = workspace.layers, volume_of(workspace), desk.session.undo_stack
    model.lay_over(ramp(volume), "een")
    model.lay_over(ramp(volume, 3), "twee")
    top, bottom = workspace.over.rows
    assert (top.layer.name, bottom.layer.name) == ("twee", "een")
    at_first = model.layers
    top.opacity.setFocus()
    for _ in range(3):
        QTest.keyClick(top.opacity, Qt.Key.Key_Right)
    assert model.layers[1].state.opacity == pytest.approx(0.53)
    stack.undo()
    assert model.layers == at_first, "one move of the slider is one step"
    stack.redo()
    assert top.opacity.value() == 53
    top.table.setCurrentIndex(top.table.findData("cividis"))
    assert model.layers[1].look.table == "cividis"
    top.fields["below"].setValue(500.0)
    assert model.layers[1].look.below == 500.0
    before = model.layers[1].look
    top.fields["low"].setValue(before.high + 5)
    assert model.layers[1].look == before
    assert top.fields["low"].value() == pytest.approx(before.low), "a range the wrong way round isn't taken"
    qtbot.mouseClick(bottom.up, Qt.MouseButton.LeftButton)
    assert [layer.name for layer in model.layers] == ["twee", "een"]
    qtbot.mouseClick(workspace.over.rows[0].remove, Qt.MouseButton.LeftButton)
    assert [layer.name for layer in model.layers] == ["twee"]
    for _ in range(20):
        stack.undo()
    assert model.layers == ()
    assert all(not v.overlays for v in workspace.views.planes)


def test_the_flicker_shows_and_hides_while_it_is_held_and_leaves_nothing_to_undo(
    qtbot, desk, workspace
) -> None:
    workspace.layers.lay_over(ramp(volume_of(workspace)), "PET")
    (row,) = workspace.over.rows
    count = desk.session.undo_stack.count()
    view = workspace.views.axial
    QTest.mousePress(row.flicker, Qt.MouseButton.LeftButton)
    assert not view.state.overlay(row.layer.id).visible
    qtbot.waitUntil(lambda: view.state.overlay(row.layer.id).visible, timeout=LONG)
    QTest.mouseRelease(row.flicker, Qt.MouseButton.LeftButton)
    assert view.state.overlay(row.layer.id).visible
    assert desk.session.undo_stack.count() == count


def test_a_layer_comes_along_to_every_layout(qtbot, workspace) -> None:
    workspace.layers.lay_over(ramp(volume_of(workspace)), "PET")
    workspace.views.set_size(3, 3)
    (layer,) = workspace.layers.layers
    assert all(layer.overlay in view.overlays for view in workspace.views.planes)
    assert len(workspace.views.planes) == 8


def test_legends_of_two_maps_stand_beside_each_other(qtbot, workspace) -> None:
    model, volume = workspace.layers, volume_of(workspace)
    model.lay_over(ramp(volume), "een")
    model.lay_over(ramp(volume, 3), "twee")
    box = workspace.views.axial.picture_rect()
    one, other = (layer.overlay.legend_rect(box) for layer in model.layers)
    assert not one.intersects(other)
    assert box.contains(one)
    assert box.contains(other)


# ---------------------------------------------------------------- where things lie


def test_what_has_another_frame_or_lies_elsewhere_is_refused_with_what_to_do(desk, workspace) -> None:
    volume = volume_of(workspace)
    other = replace(ramp(volume), frame_of_reference_uid="1.2.9")
    with pytest.raises(OverlayError, match="another frame of reference"):
        link_of(volume, other)
    far = ramp(volume)
    far = replace(
        far, grid=Grid(far.grid.size, far.grid.spacing_mm, far.grid.origin_mm + 9000.0, far.grid.direction)
    )
    with pytest.raises(OverlayError, match="beside each other"):
        link_of(volume, far)
    assert link_of(volume, replace(ramp(volume), frame_of_reference_uid="")) == "file"
    workspace.layers.lay_over(other, "PET")
    assert workspace.layers.layers == ()
    assert desk.messages.open_messages()


@pytest.mark.truth
def test_a_registered_series_lies_where_the_registration_says(workspace) -> None:
    """moved(): the voxel at p of the other scan stands at M⁻¹·p of the first, for a turn and a shift."""
    other = ramp(volume_of(workspace))
    angle = np.radians(20.0)
    matrix = np.eye(4)
    matrix[:3, :3] = [[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]]
    matrix[:3, 3] = (4.0, -7.0, 11.0)
    placed = moved(other, matrix)
    for index in ((0, 0, 0), (3, 9, 17), (11, 30, 31)):
        there = other.index_to_patient(index)
        here = placed.index_to_patient(index)
        assert matrix[:3, :3] @ here + matrix[:3, 3] == pytest.approx(there, abs=1e-9)
        assert placed.value_at(here) == other.voxels[index]


def test_a_series_aligned_on_the_persons_wish_says_so(qtbot, workspace, monkeypatch) -> None:
    from desktop.viewing import layers
    from measurements.registration import Rigid

    volume = volume_of(workspace)
    other = replace(ramp(volume), frame_of_reference_uid="1.2.9")
    shift = np.eye(4)
    shift[:3, 3] = (3.0, 0.0, 0.0)
    monkeypatch.setattr(layers, "register", lambda fixed, moving, **_: Rigid(shift, 0.1, 0.9, 1.0, 3.0, 0.0))
    workspace.layers.align(other, "MR")
    qtbot.waitUntil(lambda: len(workspace.layers.layers) == 1, timeout=LONG)
    (layer,) = workspace.layers.layers
    assert layer.link == "registration"
    assert "never for a measurement" in workspace.over.rows[0].link.text()
    assert isinstance(layer.overlay, MapOverlay)
    point = volume.index_to_patient((12, 30, 30))
    assert layer.overlay.value_at(point) == pytest.approx((point[0] + 3.0) * 10, abs=15.1)


# ---------------------------------------------------------------- colours


def test_a_known_map_opens_with_its_fixed_range_and_another_unit_does_not() -> None:
    assert maps_range("rCBF", "") is None, "a word within a word is another word"
    found = maps_range("DSC CBF kaart", "ml/100 ml/min")
    assert (found.table, found.low, found.high) == ("magma", 0.0, 100.0)
    assert maps_range("Ktrans", "1/min").decimals == 2
    assert maps_range("CBF", "a.u.") is None
    assert maps_range("TTP", "s") is None, "its range comes from the data"
    volume = Volume(np.zeros((3, 4, 5), np.int16), Grid((5, 4, 3), np.ones(3), np.zeros(3), np.eye(3)), "MR",
                    "ms", "", SeriesInfo(series_description="T1 map"))  # fmt: skip
    assert (first_look(volume, "map").low, first_look(volume, "map").high) == (0.0, 3000.0)


def lightness(table: np.ndarray) -> np.ndarray:
    """CIE L* of 0xFFrrggbb colours (sRGB, D65)."""
    rgb = np.stack([table >> s & 0xFF for s in (16, 8, 0)], -1) / 255.0
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    y = linear @ np.array([0.2126, 0.7152, 0.0722])
    return np.where(y > 0.008856, 116 * np.cbrt(y) - 16, 903.3 * y)


@pytest.mark.parametrize("name", ["grey", "viridis", "magma", "cividis", "hot_iron"])
def test_sequential_tables_grow_lighter_all_along_so_that_they_hold_without_colour(name: str) -> None:
    steps = np.diff(lightness(colour_table(name)))
    assert steps.min() > -0.35, "rounding to 8 bits; never darker again"
    assert lightness(colour_table(name))[-1] - lightness(colour_table(name))[0] > 60


def test_the_table_for_changes_is_dark_in_the_middle_and_alike_on_both_sides() -> None:
    found = lightness(colour_table("diverging"))
    middle = len(found) // 2
    assert found[middle] < 15
    assert np.all(np.diff(found[:middle]) < 0.35)
    assert np.all(np.diff(found[middle:]) > -0.35)
    assert abs(found[0] - found[-1]) < 10
