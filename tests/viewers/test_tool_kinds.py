"""Two diameters, arrow, text, eraser, copies and the keyboard's pointer: by mouse and keys, with undo and redo."""

from __future__ import annotations

import numpy as np
import pytest
from picture_phantom import drag, move, move_held, phantom, press, release
from PySide6.QtCore import QPointF, Qt

from viewers.tools.annotations import Annotation
from viewers.tools.measure import measurer
from viewers.tools.writing import WordField

pytestmark = pytest.mark.gui
LEFT, NONE, ALT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.AltModifier


def only(view) -> Annotation:
    (annotation,) = view.annotations
    return annotation


def field_of(view) -> WordField:
    (field,) = [f for f in view.findChildren(WordField) if not f.isHidden()]
    return field


def diameters(annotation) -> tuple[float, float, float]:
    """Longest, second, and the cosine of the angle between them."""
    a, b, c, d = np.asarray(annotation.points_lps)
    first, second = np.linalg.norm(b - a), np.linalg.norm(d - c)
    return float(first), float(second), float((b - a) @ (d - c) / first / second)


@pytest.mark.truth
@pytest.mark.parametrize("orientation", ["axial", "coronal", "sagittal"])
@pytest.mark.parametrize(("flip", "turns"), [(False, 0), (True, 1), (False, 3)])
def test_two_diameters_stay_square_and_true_in_every_plane(qtbot, make_view, orientation, flip, turns):
    view = make_view(phantom(), orientation, flip_h=flip, rotate_quarter=turns, zoom_px_per_mm=12.0)
    view.annotations.set_measure(measurer(view.volume))
    qtbot.keyClick(view, Qt.Key.Key_B)
    drag(view, QPointF(100, 180), QPointF(260, 300))
    view.tools.stop()
    first, second, cosine = diameters(only(view))
    assert first == pytest.approx(200 / 12.0, abs=1 / 12.0)
    assert second == pytest.approx(0.6 * first)
    assert cosine == pytest.approx(0, abs=1e-9)
    end = view.to_widget(only(view).points_lps[3])
    away = view.to_widget(only(view).points_lps[2])
    step = (end - away) / np.hypot((end - away).x(), (end - away).y())
    drag(view, end, end + step * 24)
    longer = diameters(only(view))
    assert longer[1] == pytest.approx(second + 2.0, abs=1.5 / 12.0)
    assert longer[2] == pytest.approx(0, abs=1e-9)
    tip = view.to_widget(only(view).points_lps[1])
    drag(view, tip, tip + QPointF(-30, 18))
    turned = diameters(only(view))
    assert turned[1] == pytest.approx(longer[1])
    assert abs(turned[2]) < np.cos(np.radians(89.5))
    figures = [f.value for f in view.annotations.measured(only(view)).figures]
    assert figures == [pytest.approx(turned[0]), pytest.approx(turned[1])]


def test_moving_the_second_diameter_slides_it_and_keeps_it_across_the_first(make_view):
    view = make_view(phantom(), zoom_px_per_mm=12.0)
    view.run("tool.bidirectional")
    drag(view, QPointF(100, 220), QPointF(300, 220))
    view.tools.stop()
    end = view.to_widget(only(view).points_lps[2])
    drag(view, end, end + QPointF(400, 0))  # far beyond the first one's end
    a, b, c, _d = np.asarray(only(view).points_lps)
    share = float((c - a) @ (b - a) / ((b - a) @ (b - a)))
    assert 0.5 < share < 1.0


def test_an_arrow_takes_its_words_and_is_one_step_to_undo(qtbot, make_view):
    view = make_view(phantom())
    qtbot.keyClick(view, Qt.Key.Key_T)
    drag(view, QPointF(120, 160), QPointF(200, 220))
    field = field_of(view)
    qtbot.keyClicks(field, "Dissectie d")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    placed = only(view)
    assert (placed.kind, placed.name) == ("arrow", "Dissectie d")
    assert view.tools.tool.name == "arrow"  # the d of the words was no command
    qtbot.keyClick(view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(view.annotations) == 0
    qtbot.keyClick(view, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert only(view) == placed


def test_a_text_without_words_is_nothing_and_leaves_no_step(qtbot, make_view):
    view = make_view(phantom())
    qtbot.keyClick(view, Qt.Key.Key_T, Qt.KeyboardModifier.ShiftModifier)
    qtbot.mouseClick(view, LEFT, pos=QPointF(150, 150).toPoint())
    qtbot.keyClick(field_of(view), Qt.Key.Key_Escape)
    assert len(view.annotations) == 0
    assert view.annotations.undo_stack.count() == 0


def test_a_double_click_or_f2_edits_the_words(qtbot, make_view):
    view = make_view(phantom())
    view.run("tool.length")
    drag(view, QPointF(100, 150), QPointF(220, 150))
    view.tools.stop()
    qtbot.mouseDClick(view, LEFT, pos=QPointF(160, 150).toPoint())
    qtbot.keyClicks(field_of(view), "Wortel")
    qtbot.keyClick(field_of(view), Qt.Key.Key_Return)
    assert only(view).name == "Wortel"
    qtbot.keyClick(view, Qt.Key.Key_F2)
    qtbot.keyClicks(field_of(view), "Annulus")
    qtbot.keyClick(field_of(view), Qt.Key.Key_Escape)
    assert only(view).name == "Wortel"
    view.run("edit.undo")
    assert only(view).name == ""


def test_the_eraser_takes_what_lies_under_it_and_undo_brings_each_back(qtbot, make_view):
    view = make_view(phantom())
    view.run("tool.length")
    for y in (120, 200, 300):
        drag(view, QPointF(100, y), QPointF(220, y))
    before = list(view.annotations)
    qtbot.keyClick(view, Qt.Key.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
    press(view, QPointF(150, 120))
    for y in (160, 200):
        move_held(view, QPointF(150, y))
    release(view, QPointF(150, 200))
    assert list(view.annotations) == before[2:]
    view.run("edit.undo")
    view.run("edit.undo")
    assert {a.id for a in view.annotations} == {a.id for a in before}
    view.run("edit.redo")
    assert len(view.annotations) == 2


def test_alt_and_a_drag_leaves_a_copy(make_view):
    view = make_view(phantom())
    view.run("tool.ellipse")
    drag(view, QPointF(100, 120), QPointF(160, 180))
    view.tools.stop()
    first = only(view)
    drag(view, QPointF(130, 120), QPointF(230, 220), modifiers=ALT)
    old, new = view.annotations
    assert old == first
    shift = np.asarray(new.points_lps) - np.asarray(first.points_lps)
    assert shift == pytest.approx(np.tile(np.array([100, 100, 0]) / view.projection().px_per_mm, (2, 1)))
    assert view.annotations.selected == new
    view.run("edit.undo")
    assert only(view) == first


def test_a_length_is_placed_and_moved_by_the_keyboard_alone(qtbot, make_view):
    view = make_view(phantom(), zoom_px_per_mm=10.0)
    qtbot.keyClick(view, Qt.Key.Key_D)
    qtbot.keyClick(view, Qt.Key.Key_Insert)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    for _ in range(5):
        qtbot.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    ends = np.asarray(only(view).points_lps)
    assert np.linalg.norm(ends[1] - ends[0]) == pytest.approx(5.0)
    index = view.model.slice_position()
    view.tools.stop()
    qtbot.keyClick(view, Qt.Key.Key_Insert)  # hold the end on which the pointer stands
    for _ in range(20):
        qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_Insert)  # and let go
    ends = np.asarray(only(view).points_lps)
    assert np.linalg.norm(ends[1] - ends[0]) == pytest.approx(7.0)
    assert view.model.slice_position() == index
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert view.key_pointer.at is None
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert view.model.slice_position() != index


def test_escape_breaks_off_a_drag_by_the_keyboard(qtbot, make_view):
    view = make_view(phantom())
    view.run("tool.length")
    drag(view, QPointF(200, 222), QPointF(300, 222))
    view.tools.stop()
    before = only(view)
    view.key_pointer.start()
    view.key_pointer.at = QPointF(300, 222)
    qtbot.keyClick(view, Qt.Key.Key_Insert)
    qtbot.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert only(view) == before
    move(view, QPointF(10, 60))
    assert only(view) == before


def test_the_next_measurement_is_gone_to_with_its_slice_and_window(qtbot, make_view):
    view = make_view(phantom())
    view.run("tool.length")
    for index, width in ((3, 400.0), (12, 900.0)):
        view.model.show_slice(index)
        view.change(window=width)
        drag(view, QPointF(100, 150), QPointF(220, 150))
    view.tools.stop()
    view.annotations.select(None)
    for index, width in ((3, 400.0), (12, 900.0), (3, 400.0)):
        qtbot.keyClick(view, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
        assert view.model.slice_position()[0] == index
        assert view.state.window == width


@pytest.mark.truth
@pytest.mark.parametrize("orientation", ["axial", "coronal", "sagittal"])
@pytest.mark.parametrize("kind", ["rectangle", "ellipse", "polygon"])
def test_every_figure_of_a_region_is_numpys_on_the_voxels_inside(make_view, orientation, kind):
    """Truth: voxels whose centres lie inside, by an own point-in-shape test in millimetres; spacing 0.8 x 0.9 x 1.5."""
    volume = phantom()
    view = make_view(volume, orientation, zoom_px_per_mm=11.0)
    view.annotations.set_measure(measurer(volume))
    view.tools.choose(kind)
    corners = [QPointF(131, 151), QPointF(263, 171), QPointF(211, 287)]
    if kind == "polygon":
        for at in (*corners, corners[0]):
            press(view, at)
            release(view, at)
    else:
        drag(view, corners[0], corners[2])
    own = {"axial": 0, "coronal": 1, "sagittal": 2}[orientation]
    at = view.model.slice_position()[0]
    spots = np.stack(np.meshgrid(*(np.arange(n) for n in volume.shape), indexing="ij"), axis=-1)
    spots = np.take(spots, [at], axis=own).reshape(-1, 3)
    screen = np.array([[p.x(), p.y()] for p in map(view.to_widget, volume.index_to_patient(spots))])
    if kind == "polygon":
        ring = np.array([[p.x(), p.y()] for p in corners])
        sides = [
            (b[0] - a[0]) * (screen[:, 1] - a[1]) - (b[1] - a[1]) * (screen[:, 0] - a[0])
            for a, b in zip(ring, np.roll(ring, -1, axis=0), strict=True)
        ]
        inside = np.all(np.array(sides) > 0, axis=0)
    else:
        middle, half = np.array([171, 219]), np.array([40, 68])
        off = np.abs(screen - middle) / half
        inside = off.max(axis=1) <= 1 if kind == "rectangle" else (off**2).sum(axis=1) <= 1
    values = volume.voxels[tuple(spots[inside].T)].astype(np.float64)
    figures = {f.name: f.value for f in view.annotations.measured(only(view)).figures}
    assert figures["n"] == values.size > 20
    assert figures["x̄"] == pytest.approx(values.mean())
    assert figures["SD"] == pytest.approx(values.std(ddof=1))
    assert (figures["min"], figures["max"]) == (values.min(), values.max())
    assert figures["median"] == pytest.approx(np.median(values))
    assert [figures["P10"], figures["P90"]] == pytest.approx(list(np.percentile(values, [10, 90])))


def test_details_stand_beside_the_shape_in_hand_only(make_view):
    view = make_view(phantom(voxels=np.zeros((20, 24, 28), np.int16)), crosshair_visible=False)
    view.annotations.set_measure(measurer(view.volume))
    view.run("tool.rectangle")
    drag(view, QPointF(60, 80), QPointF(160, 180))
    view.tools.stop()
    move(view, QPointF(5, 400))

    def words(image) -> int:
        return sum(image.pixelColor(x, y).red() > 150 for x in range(165, 260, 2) for y in range(60, 240, 2))

    all_figures = words(view.grab_image())
    view.annotations.select(None)
    assert words(view.grab_image()) < 0.8 * all_figures
