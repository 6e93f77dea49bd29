"""The aorta workspace through its widgets: path, levels, contour, undo, and what the draft then says.

One small generated CT with known truth; real store, real mouse and keys.
"""

from __future__ import annotations

import numpy as np
import pypdfium2
import pytest
from aorta_cases import copied_home, marks_of, measure, pause, seat, until, write_mask
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from desktop import documents
from desktop.workspaces.aorta import state as st
from desktop.workspaces.aorta import storing
from desktop.workspaces.aorta.table import HAND
from desktop.workspaces.aorta.views import STRIP_PX
from governance import service
from measurements.aorta import measure_aorta
from measurements.finding import Origin
from report_templates.render.pdf import render_pdf

pytestmark = [pytest.mark.gui, pytest.mark.qt_no_exception_capture]
#: grid of 1.9 x 1.9 x 3.0 mm: half a voxel in the plane and the slice spread of the Feret diameter
TOLERANCE_MM = 1.5


@pytest.fixture(scope="module")
def at_work(tmp_path_factory, qapp):
    """Signed in, the draft open, the vessel measured from a mask with landmarks in the abdomen."""
    home, phantom, accession = copied_home(tmp_path_factory.mktemp("aorta") / "home")
    mask_file = write_mask(phantom, tmp_path_factory.mktemp("mask"))
    with seat(home) as person:
        person.sign_in()
        person.open(accession)
        measure(person, marks_of(phantom), mask_file)
        yield person, phantom


@pytest.fixture
def person(at_work):
    """Each test begins with nothing judged, and leaves it so."""
    made, _phantom = at_work
    made.idle()
    stack = made.desk.session.undo_stack
    start = stack.index()
    yield made
    made.work.contours.let_go()
    while stack.index() > start:
        stack.undo()
    made.idle()
    until(lambda: made.work.core.is_settled)
    made.idle()
    assert not made.work.state.accepted


def test_both_walls_of_the_widest_place_fit_on_the_curved_picture_as_soon_as_it_is_measured(at_work) -> None:
    views, result = at_work[0].work.views, at_work[0].work.result
    widest = max(s.diameter_max_mm or 0.0 for s in result.profile.sections)
    until(lambda: views.cpr.width() > 0.9 * views.width())
    wanted = min(widest * views.cpr.px_per_mm(), 0.4 * views.height() - 2 * STRIP_PX)
    until(lambda: views.cpr.height() - 2 * STRIP_PX >= wanted)


def test_levels_from_a_mask_agree_with_the_truth_and_with_the_measurement_itself(at_work) -> None:
    person, phantom = at_work
    work = person.work
    truth = phantom.truth.levels["abdominal_max"].outer.diameter_max_mm
    shown = work.core.section_of("abdominal_max")
    assert shown.diameter_max_mm == pytest.approx(truth, abs=TOLERANCE_MM)
    again = measure_aorta(
        volume=work.core.volume,
        mask=work.state.mask,
        start_mm=work.state.clicks[0],
        end_mm=work.state.clicks[-1],
        landmarks_mm=dict(work.state.landmarks),
        edge="outer",
    )
    for level in again.levels:
        mine = work.result.level(level.key).section
        assert (mine is None) == (level.section is None)
        if mine is not None and level.section is not None:
            assert mine.diameter_max_mm == level.section.diameter_max_mm


def test_accepting_is_one_step_and_undo_takes_the_number_out_of_the_draft(person) -> None:
    work, stack = person.work, person.desk.session.undo_stack
    work.select("infrarenal")
    pause(20)
    before = stack.index()
    person.key(Qt.Key.Key_Space)
    assert stack.index() == before + 1
    key = ("level:infrarenal", "diameter_max_mm")
    assert person.draft()[key] == work.core.section_of("infrarenal").diameter_max_mm
    first = next(f.id for f in person.screen.case.findings if (f.group, f.key) == key)
    assert st.is_accepted(work.result, work.state, "infrarenal")
    person.undo()
    assert key not in person.draft()
    assert not st.is_accepted(work.result, work.state, "infrarenal")
    person.redo()
    assert key in person.draft()
    assert first == next(f.id for f in person.screen.case.findings if (f.group, f.key) == key)


def test_the_neck_goes_to_the_report_only_when_asked_and_with_its_accepted_level(person) -> None:
    work = person.work
    person.screen.go_to("evar")
    person.idle()
    block = work.panel.neck
    assert block.isVisible()
    assert work.selected == "infrarenal"
    neck = work.result.neck
    shown = {name.text(): value.text() for name, value in block.rows if name.text()}
    assert len(shown) == 8
    assert f"{neck.diameters_mm[0.0]:.1f}".replace(".", ",") in " ".join(shown.values()).replace(".", ",")
    assert block.report.reason, "not before its level is accepted"
    person.key(Qt.Key.Key_Space)
    assert not [g for g, _ in person.draft() if g.startswith("evar")]
    person.click(block.report)
    draft = person.draft()
    assert draft["evar:neck", "neck_diameter_0_mm"] == neck.diameters_mm[0.0]
    assert draft["evar:neck", "neck_diameter_15_mm"] == neck.diameters_mm[15.0]
    length = "neck_length_at_least_mm" if neck.length_is_open else "neck_length_mm"
    assert draft["evar:neck", length] == neck.length_mm
    found = [f for f in person.screen.case.findings if f.group == "evar:neck"]
    assert all(f.geometry is not None and f.geometry.points_mm for f in found)
    printed = render_pdf_text(person)
    assert "Neklengte" in printed
    # the level is drawn anew: what rests on it goes with it
    index = person.desk.session.undo_stack.index()
    work.core.change(work.state.moved("infrarenal", work.result.neck.start_mm + 5.0), "verplaats")
    until(lambda: work.core.is_current)
    person.idle()
    assert not [g for g, _ in person.draft() if g.startswith("evar")]
    while person.desk.session.undo_stack.index() >= index:
        person.undo()
    until(lambda: work.core.is_current)
    person.idle()
    assert not [g for g, _ in person.draft() if g.startswith("evar")]


def render_pdf_text(person) -> str:
    """The text of the report as it would be printed now."""
    store, report_id = person.store, person.screen.case.report.id
    report, revision = service.open_report(store, person.desk.session.acting, report_id)
    made = documents.build(store, documents.read_records(store, report, revision))
    pages = pypdfium2.PdfDocument(render_pdf(made))
    return " ".join(page.get_textpage().get_text_range() for page in pages)


def test_no_maximum_enters_the_draft_before_it_is_accepted_itself(person) -> None:
    work = person.work
    work.select("infrarenal")
    pause(20)
    person.key(Qt.Key.Key_Space)
    assert {group for group, _ in person.draft()} == {"level:infrarenal"}
    work.go_to("maxima")
    person.idle()
    assert work.selected in st.MAXIMA
    for _ in st.MAXIMA:
        work.go_to("maxima")
        waiting = [k for k in st.open_rows(work.result, work.state) if k in st.MAXIMA]
        work.select(waiting[0])
        pause(20)
        person.key(Qt.Key.Key_Space)
    assert {"maximum:thoracic", "maximum:abdominal"} <= {group for group, _ in person.draft()}
    images = person.screen.case.content.key_images
    assert len(images) == 2, "a key image for each maximum"


def test_brackets_walk_the_rows_and_shift_m_goes_to_the_maximum(person) -> None:
    work = person.work
    work.select("celiac")
    person.key(Qt.Key.Key_BracketRight)
    assert work.selected == "suprarenal"
    person.key(Qt.Key.Key_BracketLeft)
    assert work.selected == "celiac"
    person.key(Qt.Key.Key_M, modifier=Qt.KeyboardModifier.ShiftModifier)
    assert work.selected == ""
    assert work.section is work.result.maximum("overall")
    assert work.panel.edit.reason, "a place that is no level can't be edited as one"


def test_a_knot_dragged_with_the_mouse_changes_the_figure_and_undo_brings_it_back(person) -> None:
    work, view, stack = person.work, person.work.views.section, person.desk.session.undo_stack
    work.select("abdominal_max")
    until(lambda: work.section is work.core.section_of("abdominal_max"))
    before = work.section.diameter_max_mm
    started = work.core.measurer.started
    person.key(Qt.Key.Key_J)
    assert work.contours.is_busy
    tool = view.tools.tool
    centre = np.asarray(work.section.centre_mm)
    knot = max(tool.knots_lps, key=lambda k: float(np.linalg.norm(k - centre)))
    outside = centre + (knot - centre) * 1.25
    index = stack.index()
    person.drag(view, view.to_widget(knot), view.to_widget(outside))
    until(lambda: work.core.is_current)
    after = work.core.section_of("abdominal_max").diameter_max_mm
    assert after > before + 2.0
    assert stack.index() == index + 1, "one drag is one step"
    assert work.core.measurer.started == started + 1, "one act measures once"
    assert "abdominal_max" in work.state.drawn
    person.undo()
    until(lambda: work.core.is_current)
    assert work.core.section_of("abdominal_max").diameter_max_mm == before
    assert work.contours.is_busy
    shown = view.tools.tool.contour_lps
    assert np.allclose(shown, work.core.section_of("abdominal_max").contour_mm)
    person.redo()
    until(lambda: work.core.is_current)
    assert work.core.section_of("abdominal_max").diameter_max_mm == after
    person.key(Qt.Key.Key_J)
    assert not work.contours.is_busy
    person.key(Qt.Key.Key_Space)
    finding = next(
        f
        for f in person.screen.case.findings
        if (f.group, f.key) == ("level:abdominal_max", "diameter_max_mm")
    )
    assert finding.value == after
    assert finding.method.name == "double_oblique_manual"
    assert finding.origin.value == "manual"


@pytest.mark.parametrize("which", ["cpr", "profile"])
def test_a_level_dragged_along_the_vessel_is_measured_where_it_was_dropped(person, which) -> None:
    work = person.work
    work.go_to("sections")
    work.select("suprarenal")
    plot = getattr(work.views, which)
    until(plot.isVisible)
    arc = float(work.core.section_of("suprarenal").arc_mm)
    y = plot.picture_rect().top() + 14 if which == "cpr" else plot.plot_rect().center().y()
    start, end = QPointF(plot.x_of(arc), y), QPointF(plot.x_of(arc - 20.0), y)
    index = person.desk.session.undo_stack.index()
    person.drag(plot, start, end)
    until(lambda: work.core.is_current)
    assert person.desk.session.undo_stack.index() == index + 1
    moved = float(work.core.section_of("suprarenal").arc_mm)
    assert moved == pytest.approx(arc - 20.0, abs=1.5)
    assert work.result.level("suprarenal").placement.by_hand
    assert work.panel.table.item(work.panel.table.row_of("suprarenal"), HAND).toolTip()
    person.undo()
    until(lambda: work.core.is_current)
    assert float(work.core.section_of("suprarenal").arc_mm) == pytest.approx(arc, abs=1e-6)


def test_an_accepted_level_that_is_moved_must_be_judged_again(person) -> None:
    work = person.work
    work.select("celiac")
    pause(20)
    person.key(Qt.Key.Key_Space)
    assert ("level:celiac", "diameter_max_mm") in person.draft()
    arc = float(work.core.section_of("celiac").arc_mm)
    work.views.cpr.level_moved.emit("celiac", arc - 15.0)
    until(lambda: work.core.is_current)
    person.idle()
    assert ("level:celiac", "diameter_max_mm") not in person.draft()
    person.undo()
    until(lambda: work.core.is_current)
    person.idle()
    assert ("level:celiac", "diameter_max_mm") in person.draft()


def test_a_landmark_clicked_on_the_straightened_picture_is_placed_there(person) -> None:
    work = person.work
    work.go_to("landmarks")
    marks = work.panel.landmarks
    marks.choice.setCurrentIndex(marks.choice.findData("diaphragm"))
    person.click(marks.place)
    work.views.show_vessel()
    until(work.views.cpr.isVisible)
    cpr = work.views.cpr
    arc = float(work.core.section_of("celiac").arc_mm) - 60.0
    place = QPoint(round(cpr.x_of(arc)), round(cpr.picture_rect().center().y()))
    QTest.mouseClick(cpr, Qt.MouseButton.LeftButton, pos=place)
    person.idle()
    until(lambda: work.core.is_current)
    assert work.result.landmarks.arc_mm["diaphragm"] == pytest.approx(arc, abs=2.0)
    assert work.core.section_of("diaphragm") is not None


def test_a_reason_is_asked_in_words_and_printed(person) -> None:
    work, panel = person.work, person.panel
    menu = panel.row_menu("bifurcation")
    words = [a.text() for a in menu.actions()]
    menu.actions()[1].trigger()
    menu.deleteLater()
    until(panel.reason.isVisible)
    assert panel.reason.keep.reason, f"words first: {words}"
    QTest.keyClicks(panel.reason.text, "bewegingsartefact")
    person.click(panel.reason.keep)
    until(lambda: work.core.is_current)
    person.idle()
    finding = next(f for f in person.screen.case.findings if f.group == "level:bifurcation")
    assert finding.value is None
    assert finding.withheld == "niet beoordeelbaar: bewegingsartefact"
    person.undo()
    until(lambda: work.core.is_current)
    assert "level:bifurcation" not in {g for g, _ in person.draft()}


def move_maximum(person, by_mm: float = 12.0) -> tuple[float, float]:
    """Go along the vessel from the abdominal maximum and put it there, for a reason: arcs of before and after."""
    work, panel = person.work, person.panel
    work.go_to("maxima")
    work.select("maximum.abdominal")
    person.idle()
    assert not panel.move_maximum.isVisible(), "the maximum lies here already"
    before = float(work.section.arc_mm)
    work.views.profile.set_arc(before - by_mm)
    person.idle()
    assert work.selected == ""
    person.click(panel.move_maximum)
    until(panel.reason.isVisible)
    assert panel.reason.keep.reason, "words first"
    place = float(work.section.arc_mm)
    QTest.keyClicks(panel.reason.text, "kalkplaque meegeteld")
    person.click(panel.reason.keep)
    until(lambda: work.core.is_current)
    person.idle()
    return before, place


def test_a_maximum_is_moved_with_a_reason_and_stands_as_such_on_the_finding(person) -> None:
    work = person.work
    work.go_to("maxima")
    work.select("maximum.abdominal")
    pause(20)
    person.key(Qt.Key.Key_Space)
    largest = person.draft()["maximum:abdominal", "diameter_max_mm"]
    before, place = move_maximum(person)
    assert place != before
    assert work.selected == "maximum.abdominal"
    shown = work.section
    assert shown is work.result.maximum("abdominal")
    assert float(shown.arc_mm) == place
    assert shown.diameter_max_mm < largest
    assert "kalkplaque meegeteld" in work.panel.words.text()
    row = next(r for r in work.display.rows() if r.key == "maximum.abdominal")
    assert row.by_hand
    # it must be judged anew: the number of the former place is gone from the draft
    assert row.status == "todo"
    assert ("maximum:abdominal", "diameter_max_mm") not in person.draft()
    work.select("maximum.abdominal")
    pause(20)
    person.key(Qt.Key.Key_Space)
    found = next(
        f for f in person.screen.case.findings if (f.group, f.key) == ("maximum:abdominal", "diameter_max_mm")
    )
    assert found.value == shown.diameter_max_mm
    assert found.origin is Origin.MANUAL
    conditions = dict(found.conditions)
    assert conditions["placed_reason"] == "kalkplaque meegeteld"
    assert float(conditions["proposed_arc_mm"]) == pytest.approx(before, abs=0.05)
    assert float(conditions["proposed_diameter_max_mm"]) == pytest.approx(largest, abs=0.05)
    person.undo()
    person.undo()
    until(lambda: work.core.is_current)
    person.idle()
    assert work.result.maximum("abdominal").arc_mm == before
    assert person.draft()["maximum:abdominal", "diameter_max_mm"] == largest
    person.redo()
    until(lambda: work.core.is_current)
    assert float(work.result.maximum("abdominal").arc_mm) == place


def test_a_moved_maximum_goes_back_by_its_rule_and_not_to_another_part_of_the_vessel(person) -> None:
    work = person.work
    before, _place = move_maximum(person)
    menu = person.panel.row_menu("maximum.abdominal")
    menu.actions()[2].trigger()
    menu.deleteLater()
    until(lambda: work.core.is_current)
    assert work.result.maximum("abdominal").arc_mm == before
    assert not work.state.maxima
    # above the border a place belongs to the thoracic maximum
    border = work.result.boundary_arc_mm()
    work.views.profile.set_arc(border - 20.0)
    person.idle()
    assert work.maxima.row_here() == "maximum.thoracic"


def test_without_a_reason_no_maximum_is_moved(person) -> None:
    work, panel = person.work, person.panel
    work.go_to("maxima")
    work.select("maximum.abdominal")
    index = person.desk.session.undo_stack.index()
    work.views.profile.set_arc(float(work.section.arc_mm) - 12.0)
    person.idle()
    person.click(panel.move_maximum)
    until(panel.reason.isVisible)
    person.click(panel.reason.leave)
    assert not panel.reason.isVisible()
    assert person.desk.session.undo_stack.index() == index
    assert not work.state.maxima


def test_a_condition_that_a_person_states_stands_on_the_findings_with_who_said_so(person) -> None:
    work = person.work
    work.go_to("series")
    box = work.panel.series.fields["gating"]
    until(box.isVisible)
    box.setFocus()
    box.setCurrentIndex(box.findData("prospective"))
    box.activated.emit(box.currentIndex())
    until(lambda: work.core.is_current)
    work.select("infrarenal")
    pause(20)
    person.key(Qt.Key.Key_Space, work.panel)
    finding = next(f for f in person.screen.case.findings if f.group == "level:infrarenal")
    said = dict(finding.conditions)
    assert said["gating"] == "prospective"
    assert said["gating_stated_by"].startswith(person.desk.session.acting.person.id)
    assert said["contrast_stated_by"] == "header"


def test_a_length_goes_to_the_report_with_its_provenance_and_out_again(person) -> None:
    work = person.work
    work.go_to("path")
    view = work.views.axial
    until(view.isVisible)
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_D)
    middle = view.picture_rect().center()
    person.drag(view, middle - QPointF(60, 40), middle + QPointF(60, -40))
    view.tools.choose("")
    annotation = next(iter(work.views.annotations))
    until(work.panel.report.isVisible)
    person.click(work.panel.report)
    finding = next(f for f in person.screen.case.findings if f.group == f"tool:{annotation.id}")
    a, b = (np.array(p) for p in annotation.points_lps)
    assert finding.value == pytest.approx(float(np.linalg.norm(a - b)), abs=1e-9)
    assert finding.label == "Lengte 1"
    assert finding.source.sop_instance_uids
    assert finding.observer == person.desk.session.acting.person.id
    person.undo()
    assert not [g for g, _ in person.draft() if g.startswith("tool:")]


def test_a_click_of_the_path_is_dragged_and_measured_anew(person) -> None:
    work = person.work
    work.go_to("path")
    view = work.views.axial
    until(view.isVisible)
    number = 0  # the other end lies under a landmark
    point = np.array(work.state.clicks[number])
    view.move_crosshair(point)
    person.idle()
    index = person.desk.session.undo_stack.index()
    person.drag(view, view.to_widget(point), view.to_widget(point + np.array([0.0, 4.0, 0.0])))
    until(lambda: work.core.is_current)
    assert person.desk.session.undo_stack.index() == index + 1
    assert work.state.clicks[number][1] == pytest.approx(point[1] + 4.0, abs=1.5)
    person.undo()
    assert work.core.is_current, "a former measurement is shown at once"


def test_measuring_itself_is_undone_without_losing_what_can_be_redone(person) -> None:
    work, stack = person.work, person.desk.session.undo_stack
    work.select("infrarenal")
    pause(20)
    person.key(Qt.Key.Key_Space)
    person.undo()
    until(lambda: work.core.is_settled)
    assert stack.canRedo(), "measuring or showing anew pushes nothing"
    person.redo()
    assert ("level:infrarenal", "diameter_max_mm") in person.draft()


def test_a_later_act_cancels_the_measurement_that_runs(person) -> None:
    work = person.work
    arc = float(work.core.section_of("suprarenal").arc_mm)
    started = work.core.measurer.started
    work.views.cpr.level_moved.emit("suprarenal", arc - 5.0)
    work.views.cpr.level_moved.emit("suprarenal", arc - 9.0)
    assert len([j for j in person.desk.background.jobs() if not j.cancelled()]) <= 2
    until(lambda: work.core.is_current)
    person.idle()
    assert work.core.measurer.started == started + 2
    assert float(work.core.section_of("suprarenal").arc_mm) == pytest.approx(arc - 9.0, abs=1.0)


def test_the_limits_on_the_profile_are_those_of_the_protocol(at_work) -> None:
    person, _phantom = at_work
    until(lambda: person.work.views._thresholds)
    assert [t.value for t in person.work.views._thresholds] == [55.0]


def test_a_mask_is_kept_by_its_names_only(at_work) -> None:
    person, _phantom = at_work
    assert person.work.state.mask.source == "wall.nii.gz"
    assert np.array_equal(
        storing.mask_of(storing.mask_bytes(person.work.state.mask)).voxels, person.work.state.mask.voxels
    )


def test_in_read_only_nothing_edits_and_the_reason_is_shown(person) -> None:
    work, panel = person.work, person.panel
    stack = person.desk.session.undo_stack
    work.select("infrarenal")
    before, index = work.state, stack.index()
    work.set_read_only("Ingediend. Alleen lezen.")
    try:
        for button in (
            panel.path.pick, panel.path.back, panel.path.mask_button, panel.path.compute,
            panel.landmarks.place, panel.accept, panel.edit,
        ):  # fmt: skip
            assert button.reason == "Ingediend. Alleen lezen."
        assert not panel.path.edge.isEnabled()
        assert not any(box.isEnabled() for box in panel.series.fields.values())
        menu = panel.row_menu("infrarenal")
        assert not any(action.isEnabled() for action in menu.actions())
        menu.deleteLater()
        for key in (Qt.Key.Key_Space, Qt.Key.Key_J):
            person.key(key)
        work.views.cpr.level_moved.emit("infrarenal", 5.0)
        work.go_to("path")
        view = work.views.axial
        until(view.isVisible)
        view.setFocus()
        QTest.keyClick(view, Qt.Key.Key_D)
        middle = view.picture_rect().center()
        person.drag(view, middle, middle + QPointF(50, 0))
        view.tools.choose("")
        assert work.state is before
        assert stack.index() == index
        assert not len(work.views.annotations)
    finally:
        work.set_read_only("")
    assert not panel.accept.reason


@pytest.mark.parametrize("size", [(1600, 1000), (1366, 768)])
def test_no_level_name_is_cut_off(person, size) -> None:
    person.window.resize(*size)
    work = person.work
    work.go_to("sections")
    person.idle()
    table = work.panel.table
    until(lambda: table.isVisible() and table.columnWidth(1) > 60)
    for row in range(table.rowCount()):
        if table.key_at(row).endswith(("iliac_right", "iliac_left")):
            continue
        for column in (1, 2):
            item = table.item(row, column)
            width = table.fontMetrics().horizontalAdvance(item.text()) * item.font().pointSizeF()
            width /= table.font().pointSizeF()
            assert width <= table.columnWidth(column) - 8, item.text()
    person.window.resize(1600, 1000)
    person.idle()


def test_two_diameters_drawn_with_the_mouse_become_two_findings_and_undo_takes_them_away(person) -> None:
    work, stack = person.work, person.desk.session.undo_stack
    work.views.show_planes()
    view = work.views.coronal
    until(view.isVisible)
    before = stack.index()
    person.click(work.rail.buttons["tool.bidirectional"])
    middle = view.picture_rect().center()
    person.drag(view, middle - QPointF(40, 30), middle + QPointF(30, 20))
    person.click(work.rail.buttons["tool.stop"])
    assert stack.index() == before + 1
    (annotation,) = work.views.annotations
    until(work.panel.report.isVisible)
    person.click(work.panel.report)
    person.idle()
    group = f"tool:{annotation.id}"
    found = {key: value for (g, key), value in person.draft().items() if g == group}
    shown = [f.value for f in work.views.annotations.measured(annotation).figures]
    assert found == {"long_axis_mm": pytest.approx(shown[0]), "short_axis_mm": pytest.approx(shown[1])}
    person.undo()
    assert not [key for g, key in person.draft() if g == group]
