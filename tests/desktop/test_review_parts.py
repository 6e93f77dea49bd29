"""Pure parts of the review desk: when a working counts as seen, differences of texts, the line of the vessel."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from desktop.review import changes
from desktop.review.final_panel import together
from desktop.review.pane import moved_words
from desktop.review.seeing import SEEN_AFTER_S, Seeing
from desktop.review.vessel import vessel_of
from governance.service import Access
from measurements.finding import Code, Finding, Geometry, GeometryKind, Method, Origin, Source


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seeing():
    clock = Clock()
    made = Seeing(clock)
    made.clock = clock
    made.look_at("a")
    return made


def test_a_working_counts_a_second_after_its_full_picture_not_after_it_was_chosen(seeing):
    seeing.clock.now += 60
    assert not seeing.is_seen
    seeing.painted(full=True)
    assert seeing.is_shown
    assert not seeing.is_seen
    seeing.clock.now += SEEN_AFTER_S - 0.01
    assert not seeing.is_seen
    seeing.clock.now += 0.02
    assert seeing.is_seen


def test_a_coarse_picture_never_counts_and_starts_the_second_anew(seeing):
    seeing.painted(full=False)
    seeing.clock.now += 60
    assert not seeing.is_seen
    seeing.painted(full=True)
    seeing.clock.now += 0.9
    seeing.painted(full=False)
    seeing.painted(full=True)
    seeing.clock.now += 0.9
    assert not seeing.is_seen


def test_further_paints_do_not_start_the_second_anew(seeing):
    seeing.painted(full=True)
    seeing.clock.now += 0.6
    seeing.painted(full=True)
    seeing.clock.now += 0.6
    assert seeing.is_seen


@pytest.mark.parametrize("away", [lambda s: s.look_at("b"), lambda s: s.look_at("a"), lambda s: s.hidden()])
def test_going_away_or_choosing_anew_forgets_what_was_shown(seeing, away):
    seeing.painted(full=True)
    seeing.clock.now += 5
    away(seeing)
    assert not seeing.is_shown
    assert not seeing.is_seen


def test_differences_say_what_went_before_what_came():
    found = [(p.kind, p.words) for p in changes.pieces("aorta met groei nu", "aorta met forse groei")]
    assert found == [("same", "aorta met"), ("new", "forse"), ("same", "groei"), ("gone", "nu")]
    replaced = [(p.kind, p.words) for p in changes.pieces("geen aneurysma", "wel aneurysma")]
    assert replaced == [("gone", "geen"), ("new", "wel"), ("same", "aneurysma")]
    assert [p.kind for p in changes.pieces("zelfde", "zelfde")] == ["same"]
    assert not list(changes.pieces("", ""))


def section(group: str, arc: float, centre: np.ndarray, normal: np.ndarray) -> Finding:
    return Finding(
        id=group,
        task="aorta",
        key="diameter_max_mm",
        group=group,
        concept=Code("1", "99TEST", "diameter"),
        value=30.0,
        unit="mm",
        method=Method("test", "1"),
        source=Source(),
        observer="mbb",
        at="2026-11-24T08:00:00Z",
        origin=Origin.MANUAL,
        geometry=Geometry(
            GeometryKind.PLANE,
            (tuple(centre),),
            centre_mm=tuple(centre),
            normal=tuple(normal),
        ),
        conditions=(("arc_mm", f"{arc:.1f}"),),
    )


def arch(count: int = 9, radius: float = 40.0) -> dict[str, list[Finding]]:
    """Sections on half a circle of 40 mm, as an arch has them."""
    groups = {}
    for i, angle in enumerate(np.linspace(0, np.pi, count)):
        centre = radius * np.array([np.cos(angle), 0.0, np.sin(angle)])
        normal = np.array([-np.sin(angle), 0.0, np.cos(angle)])
        groups[f"level:{i}"] = [section(f"level:{i}", radius * angle, centre, normal)]
    return groups


def test_the_line_through_the_sections_of_an_arch_follows_it_within_a_voxel():
    vessel = vessel_of(arch())
    distance = np.linalg.norm(vessel.line.points_mm[:, [0, 2]], axis=1)
    # cubic Hermite over 22.5 degrees: the radius is off by less than 1e-4 of itself
    assert np.abs(distance - 40.0).max() < 0.05
    assert vessel.line.length_mm == pytest.approx(40 * np.pi, abs=0.2)
    assert vessel.arcs["level:4"] == pytest.approx(20 * np.pi, abs=0.2)


def test_two_sections_make_no_vessel_and_branches_are_left_out():
    few = dict(list(arch().items())[:2])
    assert vessel_of(few) is None
    iliac = section("level:common_iliac_right", 200.0, np.array([0.0, 0.0, 300.0]), np.array([0.0, 0.0, 1.0]))
    vessel = vessel_of(arch() | {"level:common_iliac_right": [iliac]})
    assert "level:common_iliac_right" not in vessel.arcs
    assert vessel.line.length_mm < 130


def test_a_recorded_centreline_is_used_as_it_is():
    points = tuple((0.0, 0.0, float(z)) for z in range(50))
    line = replace(
        section("centreline", 0.0, np.zeros(3), np.zeros(3)),
        geometry=Geometry(GeometryKind.POLYLINE, points),
        conditions=(),
    )
    vessel = vessel_of({"centreline": [line]})
    np.testing.assert_allclose(vessel.line.points_mm, points)


def test_readings_of_one_person_in_one_minute_stand_on_one_line():
    at = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
    one = Access(at, "p", "P", "radiologist", "WORKING_VIEWED", "", "ws", 0)
    later = replace(one, at=at.replace(minute=1))
    other = replace(one, act="REPORT_READ")
    assert [(a.act, n) for a, n in together([one, one, other, one, later])] == [
        ("WORKING_VIEWED", 2),
        ("REPORT_READ", 1),
        ("WORKING_VIEWED", 1),
        ("WORKING_VIEWED", 1),
    ]


def test_a_moved_maximum_says_so_with_the_reason_and_the_profiles_own():
    conditions = (
        ("placed", "by hand"),
        ("placed_reason", "kalkplaque"),
        ("proposed_arc_mm", "111.4"),
        ("proposed_diameter_max_mm", "60.1"),
    )
    made = Finding(
        id="a",
        task="aorta",
        key="diameter_max_mm",
        group="maximum:abdominal",
        concept=Code("81827009", "SCT", "Diameter"),
        value=50.0,
        unit="mm",
        method=Method("m", "1"),
        source=Source(),
        observer="p",
        at="2026-11-24T10:00:00Z",
        origin=Origin.MANUAL,
        conditions=conditions,
    )
    said = moved_words([made], "nl")
    assert said == [
        "maximum met de hand verplaatst: kalkplaque",
        "maximum van het profiel: 60,1 mm op booglengte 111 mm",
    ]
    assert moved_words([replace(made, conditions=())], "nl") == []
