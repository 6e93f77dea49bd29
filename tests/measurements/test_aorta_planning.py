"""The infrarenal neck and lengths for endografts, against vessels whose truth is a formula."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from measurements.aorta.figures import figures_of
from measurements.aorta.line import Centreline
from measurements.aorta.planning import (
    NeckSettings,
    curvature,
    lengths,
    mean_diameter_mm,
    neck,
    supplement,
)
from measurements.aorta.profile import Profile
from measurements.aorta.remark import Remark
from measurements.aorta.section import Section

RENAL = 60.0


def vessel(
    diameter, length: float = 160.0, turn_at: float | None = None, degrees: float = 0.0, second: float = 0.0
):
    """A line of straight pieces, with circular sections every millimetre; `diameter` of the arc length."""
    arcs = np.arange(0.0, length + 0.5, 1.0)
    direction = np.array([0.0, 0.0, -1.0])
    points = [np.array([10.0, -20.0, 300.0])]
    for arc in arcs[1:]:
        if turn_at is not None and arc > turn_at:
            angle = np.radians(degrees)
            step = np.array([np.sin(angle), 0.0, -np.cos(angle)])
            if second and arc > turn_at + 30.0:
                tilt = np.radians(second)
                # turned further out of the first plane, by exactly `second` degrees
                step = np.cos(tilt) * step + np.sin(tilt) * np.array([0.0, 1.0, 0.0])
        else:
            step = direction
        points.append(points[-1] + step)
    line = Centreline(np.array(points), np.array([diameter(a) / 2 for a in arcs]))
    sections = [circle(line, float(a), diameter(a)) for a in arcs]
    return line, Profile(tuple(sections))


def circle(line: Centreline, arc: float, diameter: float) -> Section:
    row, column, normal = line.frame_at(arc)
    centre = line.point_at(arc)
    t = np.linspace(0, 2 * np.pi, 120, endpoint=False)
    ring = diameter / 2 * np.stack([np.cos(t), np.sin(t)], -1)
    contour = centre + ring[:, :1] * row + ring[:, 1:] * column
    return Section(centre, normal, row, column, arc_mm=arc, contour_mm=contour, figures=figures_of(ring))


def sac(start: float):
    """22 mm down to `start`, then 1 mm wider every 2 mm."""
    return lambda arc: 22.0 if arc <= start else 22.0 + (arc - start) / 2.0


@pytest.mark.truth
def test_the_neck_ends_where_the_mean_diameter_is_a_tenth_larger() -> None:
    """22 mm for 20 mm, then 0.5 mm a mm: 24.2 mm is reached 4.4 mm further."""
    line, profile = vessel(sac(RENAL + 20.0))
    found = neck(line, profile, RENAL)
    assert found.length_mm == pytest.approx(24.4, abs=0.05)
    assert not found.length_is_open
    assert found.end_mm == pytest.approx(RENAL + 24.4, abs=0.05)
    assert found.diameters_mm == pytest.approx({0.0: 22.0, 5.0: 22.0, 10.0: 22.0, 15.0: 22.0}, abs=0.01)
    assert found.conicity_mm_per_mm == pytest.approx(0.0, abs=1e-4)
    assert found.reasons == {}


@pytest.mark.truth
def test_a_conical_neck_is_given_per_millimetre_and_in_per_cent() -> None:
    """20 mm at the renal artery, 0.1 mm wider each mm: 21.5 mm at 15 mm, 7.5 %; a tenth more after 20 mm."""
    line, profile = vessel(lambda arc: 20.0 + max(0.0, arc - RENAL) / 10.0)
    found = neck(line, profile, RENAL)
    assert found.diameters_mm[15.0] == pytest.approx(21.5, abs=0.01)
    assert found.conicity_mm_per_mm == pytest.approx(0.1, abs=0.001)
    assert found.conicity_percent == pytest.approx(7.5, abs=0.05)
    assert found.length_mm == pytest.approx(20.0, abs=0.1)


@pytest.mark.truth
@pytest.mark.parametrize("degrees", [0.0, 15.0, 40.0, 75.0])
def test_the_angle_between_suprarenal_and_neck_axis_is_that_of_the_line(degrees: float) -> None:
    line, profile = vessel(sac(RENAL + 30.0), turn_at=RENAL, degrees=degrees)
    found = neck(line, profile, RENAL)
    assert found.alpha_deg == pytest.approx(degrees, abs=0.5)
    assert found.beta_deg == pytest.approx(0.0, abs=1.0)
    assert supplement(found.alpha_deg) == pytest.approx(180.0 - degrees, abs=0.5)


@pytest.mark.truth
@pytest.mark.parametrize("second", [20.0, 60.0])
def test_the_angle_to_the_sac_is_measured_in_three_dimensions(second: float) -> None:
    """The second bend lies out of the plane of the first; the sac begins with it."""
    line, profile = vessel(sac(RENAL + 30.0 - 4.4), turn_at=RENAL, degrees=35.0, second=second)
    found = neck(line, profile, RENAL)
    assert found.alpha_deg == pytest.approx(35.0, abs=0.5)
    assert found.beta_deg == pytest.approx(second, abs=1.0)


def test_a_neck_that_never_ends_is_at_least_so_long() -> None:
    line, profile = vessel(lambda arc: 22.0)
    found = neck(line, profile, RENAL)
    assert found.length_is_open
    assert found.length_mm == pytest.approx(100.0, abs=0.01)
    assert found.beta_deg is None
    assert found.reasons["beta"] == "line_too_short"


def test_without_landmark_outside_the_line_or_without_sections_there_is_a_reason_and_no_number() -> None:
    line, profile = vessel(sac(RENAL + 20.0))
    assert neck(line, profile, None).reasons == {"neck": "landmark_missing"}
    assert neck(line, profile, 500.0).reasons == {"neck": "landmark_off_vessel"}
    bare = Profile(tuple(
        Section(s.centre_mm, s.normal, s.row_direction, s.column_direction, arc_mm=s.arc_mm,
                reason=Remark("no_closed_contour")) if s.arc_mm < RENAL + 3 else s for s in profile.sections
    ))  # fmt: skip
    found = neck(line, bare, RENAL)
    assert found.diameters_mm[0.0] is None
    assert found.length_mm is None
    assert {"diameter_0", "length", "conicity", "alpha", "beta"} <= set(found.reasons)
    assert found.to_json()["diameters_mm"]["5"] == pytest.approx(22.0, abs=0.01)


def test_a_short_line_above_gives_no_suprarenal_angle() -> None:
    line, profile = vessel(sac(25.0))
    assert neck(line, profile, 5.0).reasons["alpha"] == "line_too_short"


def test_settings_that_make_no_sense_are_refused() -> None:
    for wrong in ({"growth": 1.0}, {"chord_mm": 5.0}, {"places_mm": ()}):
        with pytest.raises(ValueError, match="the neck ends"):
            NeckSettings(**wrong)


def arch(radius: float, diameter: float, degrees: float = 180.0) -> Centreline:
    t = np.radians(np.linspace(0, degrees, round(np.radians(degrees) * radius) + 1))
    points = np.stack([radius * np.cos(t), np.zeros_like(t), radius * np.sin(t)], -1)
    return Centreline(points, np.full(len(t), diameter / 2))


@pytest.mark.truth
@pytest.mark.parametrize(("radius", "diameter"), [(40.0, 28.0), (28.0, 30.0), (60.0, 20.0)])
def test_inner_and_outer_curve_of_an_arch_are_those_of_its_circles(radius: float, diameter: float) -> None:
    """π(R ± r): 1 % for the chords of a line of 1 mm and its ends."""
    line = arch(radius, diameter)
    found = lengths(line, 0.0, line.length_mm)
    assert found.centre_mm == pytest.approx(np.pi * radius, rel=0.001)
    assert found.inner_mm == pytest.approx(np.pi * (radius - diameter / 2), rel=0.01)
    assert found.outer_mm == pytest.approx(np.pi * (radius + diameter / 2), rel=0.01)
    assert found.chord_mm == pytest.approx(2 * radius, rel=0.001)
    assert found.tortuosity == pytest.approx(np.pi / 2, rel=0.002)


@pytest.mark.truth
def test_a_straight_vessel_has_one_length() -> None:
    line, _ = vessel(lambda arc: 22.0)
    found = lengths(line, 20.0, 90.0)
    assert (found.centre_mm, found.inner_mm, found.outer_mm, found.chord_mm) == pytest.approx((70.0,) * 4)
    assert found.tortuosity == pytest.approx(1.0)


def test_a_bend_tighter_than_the_vessel_has_no_negative_inner_curve() -> None:
    line = arch(10.0, 30.0)
    assert lengths(line, 0.0, line.length_mm).inner_mm >= 0.0


@pytest.mark.parametrize(("low", "high"), [(-1.0, 5.0), (5.0, 5.0), (9.0, 3.0), (0.0, 1e4)])
def test_a_stretch_outside_the_line_is_refused(low: float, high: float) -> None:
    with pytest.raises(ValueError, match="within the line"):
        lengths(arch(40.0, 28.0), low, high)


@given(st.floats(20.0, 200.0))
def test_curvature_is_one_over_the_radius(radius: float) -> None:
    line = arch(radius, 20.0)
    middle = np.linspace(0.2, 0.8, 9) * line.length_mm
    assert curvature(line, middle) == pytest.approx(np.full(9, 1 / radius), rel=0.01)


def test_the_mean_diameter_of_an_ellipse_is_that_of_its_chords() -> None:
    """36 chords every 5 degrees through the middle of 32 × 24 mm, by the polar form of the ellipse."""
    t = np.linspace(0, 2 * np.pi, 720, endpoint=False)
    ring = np.stack([16 * np.cos(t), 12 * np.sin(t)], -1)
    row, column, normal = np.eye(3)
    contour = np.array([1.0, 2.0, 3.0]) + ring[:, :1] * row + ring[:, 1:] * column
    section = Section(
        np.array([1.0, 2.0, 3.0]), normal, row, column, contour_mm=contour, figures=figures_of(ring)
    )
    angles = np.arange(36) * np.pi / 36
    chords = 2 * 16 * 12 / np.hypot(12 * np.cos(angles), 16 * np.sin(angles))
    assert mean_diameter_mm(section) == pytest.approx(chords.mean(), abs=0.01)


def test_measure_aorta_says_the_neck_when_the_lowest_renal_artery_was_given() -> None:
    from measurements.aorta import measure_aorta
    from tests.phantoms import aorta as phantoms

    phantom = phantoms.aneurysm((1.5, 1.5, 1.5))
    ends = {"start_mm": phantom.start, "end_mm": phantom.end}
    found = measure_aorta(
        mask=phantom.mask, landmarks_mm={"renal_lowest": phantom.line[len(phantom.line) // 5]}, **ends
    ).to_json()
    evar = found["evar"]
    assert evar["neck"]["diameters_mm"]["0"] == pytest.approx(20.0, abs=0.7)
    assert evar["neck"]["length_mm"] > 10.0
    assert "evar" not in measure_aorta(mask=phantom.mask, **ends).to_json()
