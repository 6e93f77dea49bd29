"""The earlier examination beside the present one: found, measured with the same tools or taken from its report, and signed."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace

import pytest
from aorta_cases import pause, seat, until
from earlier_cases import ACCESSION, PHASE, accept, copied_home, measure_present
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop import documents
from desktop.review import changes
from desktop.workspaces.aorta import state as st
from governance import service
from measurements.aorta import measure_aorta
from report_templates.render.pdf import render_pdf

pytestmark = [pytest.mark.gui, pytest.mark.qt_no_exception_capture]
ROWS = ("celiac", "suprarenal", "maximum.abdominal")


def shown(work, row: str) -> tuple[str, str]:
    """Columns "earlier" and Δ of a row, as they stand in the table."""
    table = work.panel.table
    at = table.row_of(row)
    return table.item(at, 3).text(), table.item(at, 4).text()


def day(person) -> str:
    """The day of the earlier examination, as it is printed."""
    text = person.work.compare.side.candidates[0].match.facts.study_date
    return f"{text[6:8]}-{text[4:6]}-{text[:4]}"


def stored(person):
    report = person.screen.case.report
    return service.open_report(person.store, person.desk.session.acting, report.id)[1].content


@pytest.fixture(scope="module")
def images_only(tmp_path_factory, qapp):
    """The present study measured; the earlier one is there as images."""
    home, phantom, _none = copied_home(tmp_path_factory.mktemp("images") / "home", reported=False)
    with seat(home) as person:
        person.sign_in()
        person.open(ACCESSION)
        until(lambda: person.work.compare.side.candidates)
        measure_present(person, phantom)
        accept(person, person.work, *ROWS)
        yield person


def test_an_earlier_examination_that_is_there_is_asked_for_before_the_report(images_only) -> None:
    points = images_only.work.open_points()
    assert any(day(images_only) in p for p in points)
    step = next(s for s in images_only.work.steps() if s.key == "comparison")
    assert not step.optional
    assert images_only.work.panel.table.isColumnHidden(3)


def test_its_images_are_measured_with_the_same_tools_and_stand_beside_the_present_ones(images_only) -> None:
    person, work = images_only, images_only.work
    compare = work.compare
    person.screen.go_to("comparison")
    person.idle()
    until(lambda: compare.side.work is not None and not compare.side.is_busy)
    person.idle()
    earlier = compare.side.work
    assert compare.is_measuring
    assert earlier.panel.isVisible()
    assert not work.panel.isVisible()
    assert earlier.core.volume.series.study_date < work.core.volume.series.study_date
    assert len(earlier.state.clicks) == 2, "the points of the present examination are proposed"
    assert not earlier.state.measured, "and nothing is measured before a person has seen them"
    assert compare.side.points_from, (
        "another frame of reference: laid on by registration, and that is on record"
    )

    earlier.core.change(earlier.state.with_condition("phase", PHASE), "fase")
    person.click(earlier.panel.path.compute)
    until(lambda: earlier.core.is_current)
    person.idle()
    assert not stored(person).earlier, "nothing is compared before it is accepted"
    accept(person, earlier, *ROWS)

    # the same numbers as the measurement itself gives on the earlier images
    again = measure_aorta(
        volume=earlier.core.volume,
        clicks_mm=earlier.state.clicks,
        landmarks_mm=dict(earlier.state.landmarks),
        edge="inner",
    )
    (kept,) = stored(person).earlier
    there = {f.level: f for f in kept.findings if f.key == "diameter_max_mm"}
    assert set(there) == set(ROWS)
    assert there["celiac"].value == again.level("celiac").section.diameter_max_mm
    assert there["maximum.abdominal"].value == again.maximum("abdominal").diameter_max_mm
    assert kept.source.value == "measured"
    assert all(dict(f.conditions)["points_from"].startswith("registration") for f in there.values())
    assert all(f.source.study_instance_uid == kept.study_instance_uid for f in there.values())
    now = {f.id: f for f in stored(person).findings}
    for row in kept.compared:
        finding = now[row.finding_id]
        assert float(row.difference) == finding.value - there[finding.level].value


def test_the_table_the_profile_and_the_card_show_it(images_only) -> None:
    person, work = images_only, images_only.work
    person.click(work.compare.stage.back)
    assert work.compare.is_beside
    (kept,) = stored(person).earlier
    row = next(c for c in kept.compared if c.earlier_value)
    finding = next(f for f in stored(person).findings if f.id == row.finding_id)
    value, difference = shown(work, finding.level)
    assert value == f"{float(row.earlier_value):.1f}".replace(".", ",")
    assert float(difference.replace(",", ".").replace("−", "-")) == pytest.approx(
        float(row.difference), abs=0.05
    )
    work.select(finding.level)
    pause(30)
    assert day(person) in work.panel.words.text()
    assert work.compare.page.earlier.section.volume is work.compare.side.volume
    line = work.compare.series()
    assert line is not None
    assert line.arcs_mm.min() >= 0.0
    assert line.arcs_mm.max() <= work.result.line.length_mm


def test_the_cursors_go_together_along_both_vessels(images_only) -> None:
    person, work = images_only, images_only.work
    person.screen.go_to("comparison")
    person.idle()
    page = work.compare.page
    here = st.section_of(work.result, "celiac").arc_mm
    there = st.section_of(work.compare.side.work.result, "celiac").arc_mm
    page.earlier.cpr.arc_changed.emit(there)
    pause(30)
    assert work.section.arc_mm == pytest.approx(here, abs=1.0)
    assert page.earlier.cpr.arc_mm == pytest.approx(there, abs=1.5)
    page.present.cpr.arc_changed.emit(here + 30.0)
    pause(30)
    assert page.present.cpr.arc_mm == pytest.approx(here + 30.0, abs=1.0)
    assert page.earlier.cpr.arc_mm > there


def test_the_report_says_it_and_prints_it(images_only) -> None:
    person = images_only
    person.screen.choose_face("report")
    person.idle()
    person.screen.editor.compose_text()
    person.idle()
    content = stored(person)
    said = changes.printed(content, "comparison")
    assert said.startswith(f"Vergelijking met {day(person)}")
    assert "meetfout ±" in said
    store = person.store
    report, revision = service.open_report(store, person.desk.session.acting, person.screen.case.report.id)
    made = documents.build(store, documents.read_records(store, report, revision))
    assert len(made.comparisons) == len(content.earlier[0].compared)
    assert render_pdf(made).startswith(b"%PDF")
    person.screen.choose_face("images")
    person.idle()


def test_an_edit_on_the_earlier_images_changes_the_comparison_and_undo_brings_it_back(images_only) -> None:
    person, work = images_only, images_only.work
    earlier = work.compare.side.work
    before = {c.finding_id: c.difference for c in stored(person).earlier[0].compared}
    arc = earlier.core.section_of("celiac").arc_mm
    earlier.core.change(earlier.state.moved("celiac", arc + 8.0), "verplaats")
    until(lambda: earlier.core.is_current)
    person.idle()
    levels = {f.level for f in stored(person).earlier[0].findings}
    assert "celiac" not in levels, "a level that was moved must be judged again"
    person.undo()
    until(lambda: earlier.core.is_current)
    person.idle()
    assert {c.finding_id: c.difference for c in stored(person).earlier[0].compared} == before


def test_a_draft_opened_again_has_its_comparison_and_goes_on_with_it(images_only) -> None:
    person = images_only
    before = stored(person).earlier
    person.desk.navigator.open("worklist")
    person.idle()
    person.open(ACCESSION, start=False)
    work = person.work
    until(lambda: work.result is not None)
    until(lambda: work.compare.side.candidates)
    person.idle()
    assert stored(person).earlier == before, "opening writes nothing"
    assert shown(work, "celiac")[0], "and its figures stand in the table without its images"
    person.screen.go_to("comparison")
    person.idle()
    until(lambda: work.compare.side.work is not None and not work.compare.side.is_busy)
    until(lambda: work.compare.side.work.core.is_current)
    person.idle()
    assert len(work.compare.side.work.state.accepted) == len(ROWS)
    assert stored(person).earlier == before, (
        "measured again from the same points: the same figures under the same ids"
    )


def test_choosing_none_takes_it_out_and_undo_brings_it_back(images_only) -> None:
    person, work = images_only, images_only.work
    before = stored(person).earlier
    box = work.panel.comparison.choice
    box.setCurrentIndex(0)
    box.activated.emit(0)
    person.idle()
    assert stored(person).earlier == ()
    assert work.panel.table.isColumnHidden(3)
    person.undo()
    assert stored(person).earlier == before
    assert not work.panel.table.isColumnHidden(3)


def test_a_condition_that_nobody_stated_withholds_the_comparison(images_only) -> None:
    person, work = images_only, images_only.work
    work.core.change(replace(work.state, conditions={}), "niets vermeld")
    until(lambda: work.core.is_current)
    person.idle()
    assert stored(person).earlier == ()
    assert any("fase" in rest or "phase" in rest for _tone, _bold, rest in work.compare.notes())
    person.undo()
    until(lambda: work.core.is_current)
    person.idle()
    assert len(stored(person).earlier) == 1


def test_a_closed_case_is_let_go_of_though_its_finder_lives_on(images_only) -> None:
    person = images_only
    hand = person.screen.priors.hand
    gone = [weakref.ref(person.work.compare.side), weakref.ref(person.work.core)]
    person.desk.navigator.open("worklist")
    person.idle()
    person.open(ACCESSION, start=False)
    until(lambda: person.work.result is not None)
    person.idle()
    assert person.screen.priors.hand is hand
    gc.unfreeze()
    gc.collect()
    pause(50)
    assert [ref() for ref in gone] == [None, None]


@pytest.fixture(scope="module")
def reported(tmp_path_factory, qapp):
    """The present study measured at the lumen; the earlier one has an authorised report, of the outer wall."""
    home, phantom, earlier = copied_home(tmp_path_factory.mktemp("reported") / "home", reported=True)
    with seat(home) as person:
        person.sign_in()
        person.open(ACCESSION)
        until(lambda: person.work.compare.side.candidates)
        measure_present(person, phantom)
        accept(person, person.work, *ROWS)
        person.screen.go_to("comparison")
        person.idle()
        until(lambda: not person.work.compare.side.is_busy)
        person.idle()
        yield person, earlier


def test_the_figures_of_an_authorised_report_are_taken_as_they_were_signed(reported) -> None:
    person, phantom = reported
    work = person.work
    assert work.state.earlier.source == "report"
    (kept,) = stored(person).earlier
    assert kept.report_id == work.state.earlier.report_id != ""
    there = {f.level: f.value for f in kept.findings if f.key == "diameter_max_mm"}
    truth = phantom.truth.levels["abdominal_max"].outer.diameter_max_mm
    assert there["maximum.abdominal"] == pytest.approx(truth, abs=1.5)


def test_another_edge_is_refused_until_a_person_accepts_it_and_that_is_printed(reported) -> None:
    person, _phantom = reported
    work, block = person.work, person.work.panel.comparison
    assert {c.verdict for c in stored(person).earlier[0].compared if c.earlier_value} == {"not_comparable"}
    assert shown(work, "maximum.abdominal")[1] == "≠"
    assert block.accept.isVisible()
    person.click(block.accept)
    (kept,) = stored(person).earlier
    assert kept.acknowledged.differs == ("edge",)
    assert kept.acknowledged.by == person.desk.session.acting.person.id
    assert all(c.limit and float(c.limit) >= 5.0 for c in kept.compared if c.earlier_value)
    assert not block.accept.isVisible()
    assert [tone for tone, _bold, rest in work.compare.notes()] == ["warn"]
    person.undo()
    assert stored(person).earlier[0].acknowledged is None
    assert block.accept.isVisible()


def test_the_sections_of_the_report_are_drawn_beside_the_present_ones(reported) -> None:
    person, _phantom = reported
    work = person.work
    work.select("maximum.abdominal")
    pause(30)
    side = work.compare.page.earlier
    assert side.section.volume is work.compare.side.volume
    finding = next(
        f
        for f in work.state.earlier.findings
        if f.level == "maximum.abdominal" and f.key == "diameter_max_mm"
    )
    assert side.section.state.focus_lps == pytest.approx(finding.geometry.centre_mm, abs=1e-6)
    assert side.section.overlays


def test_submitted_it_is_read_only(reported) -> None:
    person, _phantom = reported
    work = person.work
    person.screen.case.read_only_because = "Ingediend."
    work.set_read_only("Ingediend.")
    pause(30)
    block = work.panel.comparison
    assert block.measure.reason == "Ingediend."
    assert not block.choice.isEnabled()
    before = work.state
    QTest.mouseClick(block.measure, Qt.MouseButton.LeftButton)
    person.idle()
    assert work.state is before
