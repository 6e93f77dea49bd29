"""Words of the shapes that find room and can be dragged; regions drawn on several slices and their volume, by mouse and keys."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from picture_phantom import SHAPE, drag, phantom
from PySide6.QtCore import QLocale, QPointF, QRectF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from measurements.regions import region_volume
from viewers import menus
from viewers.plane import Plane
from viewers.tools import Annotation, AnnotationModel
from viewers.tools.labels import labels, moved
from viewers.tools.measure import measurer, ring_of

pytestmark = pytest.mark.gui
ENGLISH = QLocale(QLocale.Language.English)


@pytest.fixture
def view(make_view):
    made = make_view(phantom(), "axial", (500, 522))
    made.annotations.set_measure(measurer(made.volume))
    made.setLocale(ENGLISH)
    return made


def words(view) -> list:
    return list(
        labels(view.annotations, view.projection(), view.half_depth_mm(), view.picture_rect(), view.locale())
    )


def line(view, start: QPointF, end: QPointF) -> Annotation:
    view.run("tool.length")
    drag(view, start, end)
    view.tools.stop()
    view.annotations.select(None)
    return list(view.annotations)[-1]


def region(view, layer: int, box: QRectF = QRectF(150, 170, 120, 100), tool: str = "rectangle") -> Annotation:
    view.model.show_slice(layer)
    view.run(f"tool.{tool}")
    drag(view, box.topLeft(), box.bottomRight())
    view.tools.stop()
    return list(view.annotations)[-1]


# ---------------------------------------------------------------- words


def test_words_stand_right_of_the_shape_and_others_find_room_beside_them(view) -> None:
    line(view, QPointF(100, 200), QPointF(200, 200))
    line(view, QPointF(100, 206), QPointF(200, 206))
    line(view, QPointF(100, 212), QPointF(200, 212))
    boxes = [label.box for label in words(view)]
    assert boxes[0].left() > 200
    assert not any(a.intersects(b) for n, a in enumerate(boxes) for b in boxes[n + 1 :])
    assert all(view.picture_rect().contains(box) for box in boxes)
    assert all(label.leader is None for label in words(view))


def test_words_are_dragged_get_a_line_to_their_shape_stay_with_it_and_undo_goes_back(view) -> None:
    made = line(view, QPointF(100, 300), QPointF(200, 300))
    before = words(view)[0]
    start = before.box.center()
    drag(view, start, start + QPointF(60, -150))
    after = words(view)[0]
    assert after.box.topLeft().x() == pytest.approx(before.box.left() + 60, abs=1.0)
    assert after.box.topLeft().y() == pytest.approx(before.box.top() - 150, abs=1.0)
    assert after.leader is not None
    assert view.annotations.get(made.id).points_lps == made.points_lps, "the shape stays where it is"
    assert view.annotations.undo_stack.undoText() == "words of length moved"
    view.change(flip_h=True, rotate_quarter=1, zoom_px_per_mm=9.0)
    turned = words(view)[0]
    view.change(flip_h=False, rotate_quarter=0, zoom_px_per_mm=None)
    assert words(view)[0].box.topLeft() == after.box.topLeft()
    assert turned.box.topLeft() != after.box.topLeft()
    view.annotations.undo_stack.undo()
    assert words(view)[0].box == before.box
    view.annotations.undo_stack.redo()
    assert words(view)[0].box.topLeft() == after.box.topLeft()


def test_the_menu_and_the_command_bring_words_back_beside_their_shape(view) -> None:
    made = line(view, QPointF(100, 300), QPointF(200, 300))
    start = words(view)[0].box.center()
    drag(view, start, start + QPointF(0, -120))
    view.annotations.select(made.id)
    menu = menus.context_menu(view)
    assert any(a.text().startswith("Words back beside the shape") for a in menu.actions())
    assert view.run("annotation.label")
    assert view.annotations.get(made.id).label_mm is None
    assert not view.run("annotation.label")
    menu.deleteLater()


def test_escape_breaks_a_drag_of_words_off(view) -> None:
    line(view, QPointF(100, 300), QPointF(200, 300))
    before = words(view)[0].box
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=before.center().toPoint())
    QTest.mouseMove(view, (before.center() + QPointF(40, 40)).toPoint())
    view.mouse.cancel()
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=(before.center() + QPointF(40, 40)).toPoint())
    assert words(view)[0].box == before
    assert view.annotations.undo_stack.count() == 1


def test_a_dragged_label_and_its_leader_are_drawn(view) -> None:
    line(view, QPointF(100, 400), QPointF(140, 400))
    view.change(window=1.0, level=30_000.0, crosshair_visible=False)
    start = words(view)[0].box.center()
    drag(view, start, start + QPointF(150, -250))
    label = words(view)[0]
    box = label.box
    near = QPointF(
        min(max(label.leader.x(), box.left()), box.right()),
        min(max(label.leader.y(), box.top()), box.bottom()),
    )
    half_way = (label.leader + near) / 2

    def lit(around: QPointF) -> int:
        image = view.grab_image(1.0).convertToFormat(QImage.Format.Format_RGB32)
        x, y = round(around.x()), round(around.y())
        return sum(image.pixelColor(x + i, y + j).red() > 60 for i in range(-6, 7) for j in range(-6, 7))

    assert lit(label.box.center()) > 0
    assert lit(half_way) > 0


@given(st.floats(-80, 80), st.floats(-80, 80))
def test_the_place_of_words_is_kept_in_millimetres_of_their_plane(along: float, down: float) -> None:
    plane = Plane((5.0, 6.0, 7.0), (0.0, 1.0, 0.0), (0.0, 0.0, -1.0))
    shape = Annotation("a", "length", ((5.0, 0.0, 7.0), (5.0, 10.0, 7.0)), plane)
    corner = np.array([5.0, 5.0 + along, 7.0 - down])
    assert moved(shape, corner).label_mm == pytest.approx((along, down))


# ---------------------------------------------------------------- regions over slices


@pytest.mark.truth
@pytest.mark.parametrize("tool", ["rectangle", "ellipse"])
def test_regions_on_several_slices_are_one_by_a_key_and_their_volume_is_numpys(view, tool) -> None:
    first = region(view, 3, tool=tool)
    last = region(view, 6, QRectF(160, 180, 90, 70), tool)
    view.annotations.select(last.id)
    QTest.keyClick(view, Qt.Key.Key_J, Qt.KeyboardModifier.ShiftModifier)
    joined = [view.annotations.get(a.id) for a in (first, last)]
    assert joined[0].region
    assert joined[0].region == joined[1].region
    whole = region_volume(view.volume, [ring_of(a) for a in joined])
    assert whole.slices == 4
    a, b, c = whole.first
    block = view.volume.voxels[
        tuple(slice(n, n + m) for n, m in zip((a, b, c), whole.mask.shape, strict=True))
    ]
    figures = {f.name: f for f in view.annotations.measured(joined[1]).figures}
    assert figures["V"].value == pytest.approx(
        whole.mask.sum() * float(np.prod(view.volume.spacing_mm)) / 1000.0
    )
    assert figures["V x̄"].value == pytest.approx(block[whole.mask].astype(float).mean())
    assert figures["V n"].value == whole.mask.sum()
    assert {f.name for f in view.annotations.measured(joined[0]).figures} == set(figures)


def test_moving_one_slice_of_a_region_changes_the_volume_everywhere(view) -> None:
    first, last = region(view, 3), region(view, 5)
    assert view.annotations.join(last)

    def volume_of(annotation: Annotation) -> float:
        measured = view.annotations.measured(view.annotations.get(annotation.id))
        return next(f.value for f in measured.figures if f.name == "V")

    before = volume_of(first)
    now = view.annotations.get(last.id)
    wider = replace(now, points_lps=(now.points_lps[0], tuple(np.add(now.points_lps[1], (6.0, 6.0, 0.0)))))
    view.annotations.change(now, wider)
    assert volume_of(first) == volume_of(last) > before
    view.annotations.undo_stack.undo()
    assert volume_of(first) == before


def test_a_third_slice_joins_parting_and_undo_are_one_step_each(view) -> None:
    one, two, three = (region(view, k) for k in (2, 4, 6))
    model = view.annotations
    assert model.join(two)
    assert model.join(three)
    assert len({model.get(a.id).region for a in (one, two, three)}) == 1
    assert model.part(model.get(three.id))
    assert model.get(three.id).region == ""
    assert model.get(one.id).region
    assert model.part(model.get(one.id))
    assert model.get(two.id).region == "", "one slice alone is no region of several"
    for _ in range(4):
        model.undo_stack.undo()
    assert all(not model.get(a.id).region for a in (one, two, three))
    model.undo_stack.redo()
    assert model.get(one.id).region == model.get(two.id).region != ""


def test_what_cannot_be_one_region_is_not_joined(view, make_view) -> None:
    only = region(view, 3)
    assert not view.annotations.join(only), "nothing was drawn before it"
    same = region(view, 3, QRectF(300, 300, 60, 60))
    assert not view.annotations.join(same), "two on one slice are two regions"
    a_line = line(view, QPointF(100, 100), QPointF(200, 100))
    assert not view.annotations.join(a_line)
    coronal = make_view(view.volume, "coronal", (400, 422))
    square = Annotation("c", "rectangle", ((0.0, 0.0, 0.0), (5.0, 0.0, 5.0)), coronal.state.plane)
    assert view.annotations.can_join(square) is None


def test_a_region_on_free_planes_says_that_it_has_no_volume() -> None:
    volume = phantom()
    model = AnnotationModel(measure=measurer(volume))
    tilted = Plane.perpendicular_to(volume.grid.centre_lps, (0.3, 0.2, 0.9), (1.0, 0.0, 0.0))
    for depth in (0.0, 5.0):
        middle = np.asarray(tilted.origin) + depth * np.asarray(tilted.normal)
        plane = Plane(tuple(middle), tilted.row_direction, tilted.column_direction)
        corner = middle + 6 * np.asarray(plane.row_direction) + 6 * np.asarray(plane.column_direction)
        model.add(Annotation(f"r{depth}", "rectangle", (tuple(middle), tuple(corner)), plane))
    assert model.join(model.get("r5.0"))
    found = model.measured(model.get("r5.0"))
    assert "no volume: not on slices of one direction" in found.note
    assert "V" not in {f.name for f in found.figures}


def test_a_copy_of_a_slice_of_a_region_stands_alone(view) -> None:
    first, last = region(view, 3), region(view, 5)
    view.annotations.join(last)
    copied = view.annotations.copy(view.annotations.get(first.id), view.annotations.get(first.id))
    assert copied.region == ""
    assert SHAPE[0] > 6
