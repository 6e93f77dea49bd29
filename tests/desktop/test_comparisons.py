"""What the draft holds of an earlier examination: figures, differences, and the record that is signed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest

from desktop import comparisons
from desktop.workspaces.aorta import state as st
from desktop.workspaces.aorta.beside import record
from governance.earlier import Acknowledged, EarlierExamination, EarlierSource
from governance.report import Content, Kind, PatientIdentity, Section, StudyIdentity
from governance.tasks import TaskKey
from measurements.finding import Code, Finding, Method, Origin, Source

NOW, THEN = "20261124", "20241113"


@pytest.fixture
def content_of_test() -> Content:
    return Content(
        task=TaskKey.AORTA, kind=Kind.PRIMARY, language="nl", template_id="aorta_ct", template_version="1.0",
        patient=PatientIdentity("1", "", "TEST", "19600101", "M"), study=StudyIdentity("1.2", "A", NOW, "", "CT", ""),
        sections=(Section("findings", "Bevindingen", "", True),),
    )  # fmt: skip


def finding(
    level: str, value: float, *, edge: str = "outer", observer: str = "sanne", name: str = ""
) -> Finding:
    return Finding(
        id=name or f"{level}:{value}",
        task="aorta",
        key="diameter_max_mm",
        group=st.group_of(level),
        concept=Code("81827009", "SCT", "Diameter"),
        value=value,
        unit="mm",
        method=Method("centreline_auto", "1"),
        source=Source("1.2", "1.2.3", "1.2.840.10008.5.1.4.1.1.2", (), "1.2.4"),
        observer=observer,
        at="2026-11-24T10:00:00.000000Z",
        origin=Origin.SEMI_AUTOMATIC,
        level=level,
        conditions=(("edge", edge), ("gating", "none"), ("arc_mm", "200.0")),
    )


def earlier(*found: Finding, **changes: object) -> st.Earlier:
    made = st.Earlier("1.9", "1.9.1", THEN, "report", "R-1", "ab" * 32, tuple(found))
    return replace(made, **changes)


def test_the_difference_is_that_of_the_unrounded_values_and_growth_needs_more_than_the_error() -> None:
    now = [finding("abdominal_max", 46.04), finding("celiac", 25.0)]
    made = record.examination(now, earlier(finding("abdominal_max", 42.96), finding("celiac", 24.9)), NOW)
    assert made is not None
    first, second = made.compared
    assert float(first.difference) == pytest.approx(3.08)
    assert (first.verdict, second.verdict) == ("growth", "no_measurable_growth")
    assert float(first.limit) == 3.0
    days = (date(2026, 11, 24) - date(2024, 11, 13)).days
    assert float(first.rate_per_year) == pytest.approx(3.08 / days * 365.25)
    assert made.limits_mm == ("3.0", "5.0", "5.0")


def test_another_edge_isnt_compared_until_a_person_accepts_it_and_then_says_so() -> None:
    now = [finding("abdominal_max", 50.0)]
    before = earlier(finding("abdominal_max", 44.0, edge="inner"))
    assert record.bars(now, before, NOW) == ("edge",)
    refused = record.examination(now, before, NOW)
    assert refused is not None
    assert (refused.compared[0].verdict, refused.compared[0].difference) == ("not_comparable", "")
    accepted = record.examination(
        now, replace(before, acknowledged=("edge",), by="sanne", at="2026-11-24T10:00:00.000000Z"), NOW
    )
    assert accepted is not None
    assert accepted.acknowledged == Acknowledged(("edge",), "sanne", datetime(2026, 11, 24, 10, tzinfo=UTC))
    row = accepted.compared[0]
    assert (row.verdict, row.limit, row.acknowledged) == ("growth", "5.0", True)
    assert comparisons.reason(row, "nl") == "andere rand, toch vergeleken"


def test_what_was_accepted_doesnt_cover_what_came_to_differ_later() -> None:
    before = earlier(
        finding("abdominal_max", 44.0), acknowledged=("gating",), by="sanne", at="2026-11-24T10:00:00.000000Z"
    )
    made = record.examination([finding("abdominal_max", 50.0, edge="inner")], before, NOW)
    assert made is not None
    assert made.compared[0].verdict == "not_comparable"
    assert made.acknowledged is None


def test_an_examination_of_the_same_day_or_without_a_date_isnt_compared() -> None:
    now, before = [finding("celiac", 25.0)], earlier(finding("celiac", 24.0))
    for day in (NOW, "20270101", "", "zomer"):
        with pytest.raises(ValueError):
            record.examination(now, replace(before, study_date=day), NOW)


def test_the_record_goes_to_json_and_back_and_an_older_content_keeps_its_hash(content_of_test) -> None:
    now = [finding("abdominal_max", 46.0)]
    made = record.examination(now, earlier(finding("abdominal_max", 42.0)), NOW)
    assert made is not None
    assert EarlierExamination.from_json(made.to_json()) == made
    assert made.source is EarlierSource.REPORT
    assert "earlier" not in content_of_test.to_json()
    content = replace(content_of_test, findings=tuple(now), earlier=(made,))
    assert type(content).from_json(content.to_json()) == content
    assert content.digest() != replace(content, earlier=()).digest()
    changed = replace(made.compared[0], difference="9.0")
    other = replace(content, earlier=(replace(made, compared=(changed,)),))
    assert content.digest() != other.digest(), "a difference that was altered is another content"


def test_a_comparison_of_a_figure_that_is_another_by_now_isnt_printed(content_of_test) -> None:
    now = [finding("abdominal_max", 46.0, name="f1")]
    made = record.examination(now, earlier(finding("abdominal_max", 42.0)), NOW)
    assert made is not None
    content = replace(content_of_test, findings=tuple(now), earlier=(made,))
    (shown,) = comparisons.of_content(content)
    assert (shown.prior_value, shown.difference, shown.prior_date) == (42.0, 4.0, "2024-11-13")
    moved = replace(content, findings=(replace(now[0], value=47.0),))
    assert comparisons.of_content(moved) == ()
    assert comparisons.of_content(replace(content, findings=())) == ()


def test_arcs_go_over_by_the_levels_that_both_have() -> None:
    here, there = (
        {"celiac": 100.0, "bifurcation": 200.0, "sinus": 5.0},
        {"celiac": 90.0, "bifurcation": 210.0},
    )
    assert record.mapped([100.0, 150.0, 200.0], here, there).tolist() == [90.0, 150.0, 210.0]
    assert record.mapped([80.0, 230.0], here, there).tolist() == [70.0, 240.0]
    assert np.isnan(record.mapped(10.0, {"sinus": 1.0}, there)).all()
    back = record.mapped(record.mapped([120.0, 180.0], here, there), there, here)
    assert back == pytest.approx([120.0, 180.0])
    crossed = record.mapped([100.0, 150.0], {"a": 100.0, "b": 150.0}, {"a": 90.0, "b": 60.0})
    assert crossed.tolist() == [90.0, 140.0], "levels in another order: the first counts"
