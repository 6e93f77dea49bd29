"""Tools through real mouse events: geometry in patient millimetres, undo, redo, editing of contours."""

from __future__ import annotations

import itertools
import math
import random
from dataclasses import replace

import numpy as np
import pytest
from picture_phantom import SHAPE, SPACING, drag, move, move_held, phantom, press, release
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QUndoStack

from studies.volume import Problem
from viewers.plane import Plane
from viewers.tools import Annotation, AnnotationModel, Figure, Measured
from viewers.tools.contour import ContourTool, knots_of, spline_ring
from viewers.tools.labels import figure_text
from viewers.tools.measure import measurer
from viewers.tools.shapes import corners, outline

pytestmark = pytest.mark.gui


def length_mm(annotation: Annotation) -> float:
    a, b = np.asarray(annotation.points_lps)
    return float(np.linalg.norm(b - a))


def only(view) -> Annotation:
    (annotation,) = view.annotations
    return annotation


@pytest.mark.truth
@pytest.mark.parametrize("orientation", ["axial", "coronal", "sagittal"])
@pytest.mark.parametrize(("flip", "turns", "zoom"), [(False, 0, None), (True, 1, 12.0), (False, 3, 25.0)])
def test_a_dragged_length_is_that_between_the_voxels(make_view, orientation, flip, turns, zoom):
    """Truth: index steps × spacing; tolerance 0.1 mm + half a screen pixel at each end (viewers.md 14.1)."""
    view = make_view(phantom(), orientation, flip_h=flip, rotate_quarter=turns, zoom_px_per_mm=zoom)
    axes = {"axial": (1, 2), "coronal": (0, 2), "sagittal": (0, 1)}[orientation]
    start, end = np.array([10, 12, 14]), np.array([10, 12, 14])
    start[axes[0]] -= 2
    end[axes[1]] += 3
    step = dict(zip((2, 1, 0), SPACING, strict=True))
    truth = float(np.hypot(2 * step[axes[0]], 3 * step[axes[1]]))
    view.run("tool.length")
    drag(
        view,
        view.to_widget(view.volume.index_to_patient(start)),
        view.to_widget(view.volume.index_to_patient(end)),
    )
    pixel_mm = 1 / view.projection().px_per_mm
    assert length_mm(only(view)) == pytest.approx(truth, abs=0.1 + pixel_mm)


def test_two_clicks_do_as_a_drag_does(qtbot, make_view):
    view = make_view(phantom())
    view.run("tool.length")
    for at in (QPointF(100, 150), QPointF(220, 150)):
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=at.toPoint())
    assert length_mm(only(view)) == pytest.approx(120 / view.projection().px_per_mm)


def test_an_angle_takes_three_clicks(qtbot, make_view):
    view = make_view(phantom())
    qtbot.keyClick(view, Qt.Key.Key_G)
    for at in (QPointF(250, 200), QPointF(150, 200), QPointF(150, 300)):
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=at.toPoint())
    a, b, c = np.asarray(only(view).points_lps)
    cosine = (a - b) @ (c - b) / np.linalg.norm(a - b) / np.linalg.norm(c - b)
    assert np.degrees(np.arccos(cosine)) == pytest.approx(90, abs=1e-6)


@pytest.mark.truth
@pytest.mark.parametrize("orientation", ["axial", "coronal", "sagittal"])
def test_a_rectangle_holds_the_voxels_whose_centres_lie_inside(make_view, orientation):
    """Ground truth: the voxel block that was framed on the screen half-way between voxel centres."""
    volume = phantom()
    view = make_view(volume, orientation)
    own = {"axial": 0, "coronal": 1, "sagittal": 2}[orientation]
    low, high = np.array([6.0, 7.0, 8.0]) - 0.5, np.array([10.0, 13.0, 15.0]) + 0.5
    low[own] = high[own] = view.model.slice_position()[0]
    view.run("tool.rectangle")
    drag(view, view.to_widget(volume.index_to_patient(low)), view.to_widget(volume.index_to_patient(high)))
    index = volume.patient_to_index(corners(only(view)))
    inside = [
        (k, j, i)
        for k, j, i in itertools.product(*(range(n) for n in SHAPE))
        if all(
            abs((k, j, i)[a] - low[a]) < 0.5
            if a == own
            else index[:, a].min() < (k, j, i)[a] < index[:, a].max()
            for a in range(3)
        )
    ]
    expected = [range(6, 11), range(7, 14), range(8, 16)]
    expected[own] = [view.model.slice_position()[0]]
    assert inside == list(itertools.product(*expected))


@pytest.mark.truth
@pytest.mark.parametrize("orientation", ["axial", "coronal", "sagittal"])
@pytest.mark.parametrize(("flip", "turns"), [(False, 0), (True, 1), (False, 2)])
def test_statistics_of_a_drawn_rectangle_are_numpys_on_the_voxels(make_view, orientation, flip, turns):
    """Truth: the block of voxels framed half-way between their centres, whatever flips and turns are shown."""
    volume = phantom()
    view = make_view(volume, orientation, flip_h=flip, rotate_quarter=turns)
    view.annotations.set_measure(measurer(volume))
    own = {"axial": 0, "coronal": 1, "sagittal": 2}[orientation]
    low, high = np.array([6.0, 7.0, 8.0]) - 0.5, np.array([10.0, 13.0, 15.0]) + 0.5
    at = low[own] = high[own] = view.model.slice_position()[0]
    view.run("tool.rectangle")
    drag(view, view.to_widget(volume.index_to_patient(low)), view.to_widget(volume.index_to_patient(high)))
    block = [slice(6, 11), slice(7, 14), slice(8, 16)]
    block[own] = slice(int(at), int(at) + 1)
    values = volume.voxels[tuple(block)].astype(np.float64)
    found = {f.name: f.value for f in view.annotations.measured(only(view)).figures}
    assert found["n"] == values.size
    assert found["x̄"] == pytest.approx(values.mean())
    assert found["SD"] == pytest.approx(values.std(ddof=1))


def test_length_angle_and_probe_say_their_figures(make_view):
    volume = phantom()
    measure, plane = measurer(volume), make_view(volume).state.plane
    origin = volume.index_to_patient((10, 5, 9))
    there, up = origin + np.array([30.0, 0, 0]), origin + np.array([0, 40.0, 0])

    def figures(kind, *points):
        found = measure(Annotation("1", kind, tuple(tuple(map(float, p)) for p in points), plane))
        return [(f.value, f.unit) for f in found.figures]

    assert figures("length", there, up) == [(pytest.approx(50.0), "mm")]
    assert figures("angle", there, origin, up) == [(pytest.approx(90.0), "°")]
    assert figures("probe", origin) == [(float(volume.voxels[10, 5, 9]), "HU")]
    assert measure(Annotation("1", "ellipse", (plane.origin, plane.origin), plane)).note


def test_an_ellipse_has_the_area_of_its_half_axes(make_view):
    view = make_view(phantom())
    view.run("tool.ellipse")
    drag(view, QPointF(100, 120), QPointF(260, 220))
    ring, closed = outline(only(view))
    area = float(abs(np.linalg.norm(np.cross(ring, np.roll(ring, -1, axis=0)).sum(axis=0))) / 2)
    scale = view.projection().px_per_mm
    assert closed
    # through the origin-independent shoelace: relative to the centre
    centred = ring - ring.mean(axis=0)
    area = float(np.linalg.norm(np.cross(centred, np.roll(centred, -1, axis=0)).sum(axis=0)) / 2)
    assert area == pytest.approx(np.pi * 80 * 50 / scale**2, rel=0.002)  # 72 corners


def test_a_polygon_is_closed_by_a_double_click_or_its_first_corner(qtbot, make_view):
    view = make_view(phantom())
    view.run("tool.polygon")
    places = [QPointF(100, 120), QPointF(250, 130), QPointF(180, 260)]
    for at in places:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=at.toPoint())
    assert len(view.annotations) == 0
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=places[0].toPoint())
    assert len(only(view).points_lps) == 3
    for at in (QPointF(60, 300), QPointF(90, 330), QPointF(40, 380)):
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=at.toPoint())
    qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=QPointF(40, 380).toPoint())
    assert [len(a.points_lps) for a in view.annotations] == [3, 3]


def test_a_probe_takes_the_place_of_the_click(qtbot, make_view):
    view = make_view(phantom())
    view.run("tool.probe")
    at = view.to_widget(view.volume.index_to_patient((10, 5, 9)))
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=at.toPoint())
    assert view.volume.value_at(only(view).points_lps[0]) == view.volume.voxels[10, 5, 9]


def test_a_click_without_extent_leaves_no_shape(make_view):
    view = make_view(phantom())
    view.run("tool.ellipse")
    drag(view, QPointF(100, 120), QPointF(100, 120))
    view.run("tool.stop")
    assert len(view.annotations) == 0


def test_escape_drops_the_unfinished_shape_then_nothing(qtbot, make_view):
    view = make_view(phantom())
    view.run("tool.angle")
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPointF(100, 100).toPoint())
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert view.tools.tool is None
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPointF(150, 100).toPoint())
    assert len(view.annotations) == 0


def test_a_handle_is_dragged_by_what_was_gripped_and_undone_in_one_step(make_view):
    view = make_view(phantom())
    view.run("tool.length")
    drag(view, QPointF(100, 150), QPointF(220, 150))
    view.run("tool.stop")
    before = only(view)
    drag(view, QPointF(223, 152), QPointF(263, 182))  # 3 and 2 px beside the handle
    after = only(view)
    assert after.id == before.id
    assert after.points_lps[0] == before.points_lps[0]
    moved = np.asarray(after.points_lps[1]) - before.points_lps[1]
    assert moved == pytest.approx(np.array([40, 30, 0]) / view.projection().px_per_mm)
    view.run("edit.undo")
    assert only(view) == before
    view.run("edit.redo")
    assert only(view) == after


def test_the_line_moves_the_whole_shape(make_view):
    view = make_view(phantom())
    view.run("tool.length")
    drag(view, QPointF(100, 150), QPointF(220, 150))
    view.run("tool.stop")
    before = only(view)
    drag(view, QPointF(160, 151), QPointF(160, 201))
    shift = np.asarray(only(view).points_lps) - np.asarray(before.points_lps)
    assert shift == pytest.approx(np.tile([0, 50 / view.projection().px_per_mm, 0], (2, 1)))


def test_delete_removes_the_selected_shape_and_undo_brings_it_back(qtbot, make_view):
    view = make_view(phantom())
    view.run("tool.length")
    drag(view, QPointF(100, 150), QPointF(220, 150))
    placed = only(view)
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert len(view.annotations) == 0
    qtbot.keyClick(view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert only(view) == placed


def test_a_shape_shows_in_every_view_in_which_it_lies(linked):
    axial, sagittal = linked["axial"], linked["sagittal"]
    axial.run("tool.length")
    x = axial.to_widget(axial.volume.index_to_patient((10, 12, 14))).x()
    drag(axial, QPointF(x, 150), QPointF(x, 300))
    axial.run("tool.stop")
    drag_at = sagittal.to_widget(only(axial).points_lps[0])
    move(sagittal, drag_at)
    assert sagittal.mouse.hovered is not None
    sagittal.model.show_slice(20)
    move(sagittal, drag_at + QPointF(1, 0))
    assert sagittal.mouse.hovered is None


def test_figures_come_from_the_given_function_and_only_once_a_shape(make_view):
    calls = []

    def measure(annotation: Annotation) -> Measured:
        calls.append(annotation)
        return Measured((Figure("", length_mm(annotation), 1, "mm"),))

    view = make_view(phantom())
    view.annotations.set_measure(measure)
    view.run("tool.length")
    drag(view, QPointF(100, 150), QPointF(220, 150))
    for _ in range(3):
        view.grab()
    assert calls == [only(view)]


def test_figures_are_written_the_dutch_way():
    from PySide6.QtCore import QLocale

    dutch = QLocale("nl_NL")
    assert figure_text(Figure("Ø", 39.44, 1, "mm"), dutch) == "Ø 39,4 mm"
    assert figure_text(Figure("", -612.0, 0, "HU"), dutch) == "−612 HU"
    assert figure_text(Figure("", -0.04, 1, "mm"), dutch) == "0,0 mm"


def test_two_hundred_random_acts_can_all_be_undone_and_redone(qtbot):
    """Property of section 14.8: back to the start, forward to the end, every state on the way the same."""
    rng = random.Random(20)
    model = AnnotationModel(make_id=iter(map(str, itertools.count())).__next__)
    plane = Plane((0, 0, 0), (1, 0, 0), (0, 1, 0))

    def point():
        return (rng.uniform(-9, 9), rng.uniform(-9, 9), 0.0)

    states = [()]
    while len(states) <= 200:
        items, act = list(model), rng.choice(["add", "add", "move", "remove", "rename"])
        if act == "add":
            kind = rng.choice(["length", "angle", "ellipse", "rectangle", "polygon", "probe"])
            model.add(Annotation(model.make_id(), kind, (point(), point(), point()), plane))
        elif not items:
            continue
        elif act == "move":
            old = rng.choice(items)
            model.change(old, Annotation(old.id, old.kind, (point(), point()), plane, old.name))
        elif act == "remove":
            model.remove(rng.choice(items))
        else:
            model.rename(rng.choice(items), f"naam {len(states)}")
        states.append(tuple(sorted(model, key=lambda a: a.id)))
    for state in reversed(states[:-1]):
        model.undo_stack.undo()
        assert tuple(sorted(model, key=lambda a: a.id)) == state
    assert not model.undo_stack.canUndo()
    for state in states[1:]:
        model.undo_stack.redo()
        assert tuple(sorted(model, key=lambda a: a.id)) == state


# ---------------------------------------------------------------- contour


@pytest.fixture
def circle_tool(make_view):
    volume = phantom(voxels=np.zeros(SHAPE, np.int16))
    view = make_view(volume)
    t = np.linspace(0, 2 * np.pi, 100, endpoint=False)
    centre = volume.index_to_patient((10, 12, 14))
    ring = centre + 6 * np.stack([np.cos(t), np.sin(t), 0 * t], axis=-1)
    tool = ContourTool(ring, view.state.plane, QUndoStack(view), parent=view)
    view.tools.take(tool)
    return view, tool, centre, ring


@pytest.mark.truth
def test_a_circle_keeps_its_radius_through_its_knots():
    t = np.linspace(0, 2 * np.pi, 200, endpoint=False)
    ring = np.stack([15 * np.cos(t), 15 * np.sin(t), 0 * t], axis=-1)
    knots = knots_of(ring)
    radius = np.linalg.norm(spline_ring(knots), axis=1)
    assert len(knots) <= 12
    assert np.abs(radius - 15).max() < 0.15


def test_an_untouched_contour_stays_the_one_given(circle_tool):
    _, tool, _, ring = circle_tool
    assert tool.contour_lps is not None
    assert np.array_equal(tool.contour_lps, ring)


def test_a_knot_is_dragged_and_the_new_ring_is_told(qtbot, circle_tool):
    view, tool, centre, _ = circle_tool
    knot = tool.knots_lps[0]
    start = view.to_widget(knot)
    with qtbot.waitSignal(tool.edited, timeout=10_000) as told:
        drag(view, start, start + QPointF(24, 0))
    ring = told.args[0]
    scale = view.projection().px_per_mm
    assert np.abs(ring[:, 2] - centre[2]).max() < 1e-9
    assert ring[:, 0].max() == pytest.approx(knot[0] + 24 / scale, abs=1 / scale + 0.1)
    view.tools.annotations  # noqa: B018 - the annotations are another model
    assert tool._stack.undoText()
    with qtbot.waitSignal(tool.edited, timeout=10_000) as told:
        tool._stack.undo()
    assert np.linalg.norm(told.args[0] - centre, axis=1) == pytest.approx(np.full(180, 6.0), abs=0.15)


def test_double_click_adds_a_knot_and_delete_removes_it(qtbot, circle_tool):
    view, tool, centre, _ = circle_tool
    count = len(tool.knots_lps)
    angle = np.pi / count  # half-way between the first two knots
    between = view.to_widget(centre + 6 * np.array([np.cos(angle), np.sin(angle), 0]))
    qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=between.toPoint())
    assert len(tool.knots_lps) == count + 1
    assert np.linalg.norm(tool.knots_lps[1] - view.to_lps(QPointF(between.toPoint()))) < 1e-6
    move(view, between)
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert len(tool.knots_lps) == count
    qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=view.to_widget(centre).toPoint())
    assert len(tool.knots_lps) == count


def test_a_contour_keeps_at_least_four_knots(qtbot, circle_tool):
    view, tool, _, _ = circle_tool
    while True:
        count = len(tool.knots_lps)
        move(view, view.to_widget(tool.knots_lps[0]))
        qtbot.keyClick(view, Qt.Key.Key_Delete)
        if len(tool.knots_lps) == count:
            break
    assert len(tool.knots_lps) == 4


def test_a_contour_of_another_plane_is_out_of_reach(circle_tool):
    view, tool, _, _ = circle_tool
    start = view.to_widget(tool.knots_lps[0])
    view.model.show_slice(2)
    before = tool.knots_lps
    drag(view, start, start + QPointF(24, 0))
    assert np.array_equal(tool.knots_lps, before)


@pytest.mark.truth
@pytest.mark.parametrize("by_drag", [True, False])
def test_cobbs_angle_is_that_between_two_lines_drawn_or_clicked(make_view, by_drag):
    """By hand: one line lies flat, the other rises 30°; the second is drawn towards the first's start."""
    view = make_view(phantom(), zoom_px_per_mm=10.0)
    view.annotations.set_measure(measurer(view.volume))
    view.run("tool.cobb")
    length = 160
    ends = [
        QPointF(100, 140),
        QPointF(100 + length, 140),
        QPointF(100 + length * math.cos(math.radians(30)), 300 - length * math.sin(math.radians(30))),
        QPointF(100, 300),
    ]
    if by_drag:
        drag(view, ends[0], ends[1])
        drag(view, ends[2], ends[3])
    else:
        for at in ends:
            press(view, at)
            release(view, at)
    (figure,) = view.annotations.measured(only(view)).figures
    assert (figure.unit, figure.value) == ("°", pytest.approx(30.0, abs=0.4))  # whole pixels on 160


def test_a_line_between_cobbs_two_lines_isnt_drawn_and_cant_be_gripped(make_view):
    view = make_view(phantom(voxels=np.zeros(SHAPE, np.int16)), zoom_px_per_mm=10.0, crosshair_visible=False)
    view.run("tool.cobb")
    drag(view, QPointF(100, 140), QPointF(260, 140))
    drag(view, QPointF(100, 300), QPointF(260, 300))
    view.tools.stop()
    before = only(view)
    # the middle of the way from the first line's end to the second one's start
    move(view, QPointF(180, 220))
    assert view.mouse.hovered is None
    drag(view, QPointF(150, 140), QPointF(150, 160))
    assert only(view) != before


@pytest.mark.truth
def test_a_freehand_shape_has_the_area_of_the_circle_that_was_drawn(make_view):
    view = make_view(phantom(), zoom_px_per_mm=12.0)
    view.annotations.set_measure(measurer(view.volume))
    view.run("tool.freehand")
    t = np.linspace(0, 2 * np.pi, 90)
    ring = [QPointF(200 + 90 * math.cos(a), 210 + 90 * math.sin(a)) for a in t]
    press(view, ring[0])
    for at in ring:
        move_held(view, at)
    release(view, ring[-1])
    annotation = only(view)
    area = next(f.value for f in view.annotations.measured(annotation).figures if f.unit == "mm²")
    assert area == pytest.approx(np.pi * (90 / 12.0) ** 2, rel=0.02)
    view.tools.stop()
    start = view.to_widget(annotation.points_lps[20])
    drag(view, start, start + QPointF(24, 12))
    shift = np.asarray(only(view).points_lps) - np.asarray(annotation.points_lps)
    assert shift == pytest.approx(np.broadcast_to([2.0, 1.0, 0.0], shift.shape), abs=0.1)


def test_a_freehand_click_leaves_nothing(make_view):
    view = make_view(phantom())
    view.run("tool.freehand")
    press(view, QPointF(150, 150))
    release(view, QPointF(150, 150))
    assert len(view.annotations) == 0


def test_a_length_on_resampled_images_says_so_and_on_barred_images_has_no_number():
    plane = Plane((0.0, 0.0, 0.0), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0))
    length = Annotation("a", "length", ((0.0, 0.0, 0.0), (10.0, 0.0, 0.0)), plane)
    plain = measurer(phantom())(length)
    assert [f.value for f in plain.figures] == [10.0]
    assert plain.note == ""
    resampled = replace(phantom(), problems=(Problem("resampled", "Resampled.", "warn"),))
    assert measurer(resampled)(length).note
    assert [f.value for f in measurer(resampled)(length).figures] == [10.0]
    barred = replace(phantom(), problems=(Problem("missing_geometry", "No places.", "block"),))
    assert measurer(barred)(length).figures == ()
    assert measurer(barred)(length).note
