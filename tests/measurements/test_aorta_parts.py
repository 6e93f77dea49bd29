"""Figures of a contour, frames, levels, findings, codes and texts of the aorta measurement."""

from __future__ import annotations

import ast
import tomllib
from dataclasses import replace
from itertools import count
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation
from scipy.special import ellipe

import measurements
import resources
from measurements.aorta import (
    BY_KEY,
    LEVELS,
    AortaResult,
    Centreline,
    Conditions,
    codes,
    figures,
    measure_aorta,
    section_from_contour,
)
from measurements.aorta.frames import view_frame
from measurements.aorta.levels import landmark_arcs, place_levels
from measurements.aorta.remark import SENTENCES, Remark
from measurements.finding import Finding, GeometryKind, Origin
from resources.errors import Cancelled, InputError, Refused
from studies.volume import LabelMap, Problem
from tests.phantoms import aorta as phantoms


def ring(a: float, b: float, turn_deg: float = 0.0, points: int = 720) -> np.ndarray:
    t = np.arange(points) * 2.0 * np.pi / points
    turn = np.radians(turn_deg)
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    return np.column_stack([a * np.cos(t), b * np.sin(t)]) @ rotation.T


def test_figures_of_an_ellipse_are_its_axes_area_and_perimeter() -> None:
    found = figures.figures_of(ring(16.0, 12.0, 33.0))
    assert found.diameter_max_mm == pytest.approx(32.0, abs=0.01)
    assert found.diameter_perpendicular_mm == pytest.approx(24.0, abs=0.01)
    assert found.diameter_min_mm == pytest.approx(24.0, abs=0.01)
    assert found.area_mm2 == pytest.approx(np.pi * 16 * 12, rel=1e-4)
    assert found.diameter_area_mm == pytest.approx(2 * np.sqrt(16 * 12), rel=1e-4)
    assert found.perimeter_mm == pytest.approx(4 * 16 * ellipe(1 - (12 / 16) ** 2), rel=1e-4)
    assert found.ellipticity == pytest.approx(0.25, abs=0.001)


def test_perpendicular_of_a_rectangle_is_the_chord_square_to_its_diagonal_not_its_width() -> None:
    """40 by 30: diagonal 50; the longest chord square to it runs through a corner's foot: 30 / cos a = 37.5."""
    corners = np.array([[0.0, 0], [40, 0], [40, 30], [0, 30]])
    found = figures.figures_of(corners)
    assert found.diameter_max_mm == pytest.approx(50.0)
    assert found.diameter_min_mm == pytest.approx(30.0)
    assert found.diameter_perpendicular_mm == pytest.approx(37.5, abs=0.05)
    axis = np.subtract(*found.max_ends)
    chord = np.subtract(*found.perpendicular_ends)
    assert abs(axis @ chord) < 1e-9 * 50 * 37.5


def test_perpendicular_chord_stays_inside_a_hollow_contour() -> None:
    """A U: square to its long axis the plane crosses two limbs; the longest single piece counts."""
    u = np.array([[0.0, 0], [60, 0], [60, 20], [50, 20], [50, 8], [10, 8], [10, 20], [0, 20]])
    found = figures.figures_of(u)
    assert found.diameter_perpendicular_mm < 22.0


@settings(max_examples=60, deadline=None)
@given(
    st.floats(3.0, 40.0),
    st.floats(0.3, 1.0),
    st.floats(0.0, 180.0),
    st.floats(-500.0, 500.0),
    st.floats(-500, 500),
)
def test_figures_dont_depend_on_place_and_turn_of_the_contour(
    a: float, ratio: float, turn: float, x: float, y: float
) -> None:
    plain = figures.figures_of(ring(a, a * ratio))
    moved = figures.figures_of(ring(a, a * ratio, turn) + np.array([x, y]))
    for key in ("diameter_max_mm", "diameter_min_mm", "diameter_area_mm", "perimeter_mm"):
        assert getattr(moved, key) == pytest.approx(getattr(plain, key), abs=0.01)
    if ratio < 0.95:  # a circle's largest diameter has no direction of its own
        assert moved.diameter_perpendicular_mm == pytest.approx(plain.diameter_perpendicular_mm, abs=0.05)
    assert moved.diameter_min_mm <= moved.diameter_area_mm + 1e-6 <= moved.diameter_max_mm + 2e-6


def test_mean_and_inscribed_diameter_of_an_ellipse() -> None:
    t = np.linspace(0, np.pi, 100_001)[:-1]
    mean = np.mean(2 * 16 * 12 / np.sqrt((12 * np.cos(t)) ** 2 + (16 * np.sin(t)) ** 2))
    assert figures.mean_diameter(ring(16, 12)) == pytest.approx(mean, abs=0.01)
    assert figures.inscribed_diameter(ring(16, 12)) == pytest.approx(24.0, abs=0.1)


def test_fourier_smoothing_keeps_an_ellipse_and_removes_a_staircase() -> None:
    smooth = figures.figures_of(figures.fourier_smooth(ring(16, 12, 20), 10))
    assert smooth.diameter_max_mm == pytest.approx(32.0, abs=0.05)
    stairs = np.round(ring(15, 15) / 1.5) * 1.5
    _, first = np.unique(stairs, axis=0, return_index=True)
    raw = stairs[np.sort(first)]
    assert abs(figures.figures_of(figures.fourier_smooth(raw, 10)).diameter_max_mm - 30.0) < abs(
        figures.figures_of(raw).diameter_max_mm - 30.0
    )


@pytest.mark.parametrize(
    "points", [np.zeros((2, 2)), np.array([[0, 0], [1, 1], [2, 2.0]]), np.full((4, 2), np.nan)]
)
def test_what_is_no_contour_is_refused(points: np.ndarray) -> None:
    with pytest.raises(ValueError):
        figures.figures_of(points)


def test_a_contour_by_hand_gives_the_figures_of_its_own_points_in_any_plane() -> None:
    turn = Rotation.from_euler("xyz", [31, -52, 77], degrees=True).as_matrix()
    centre = np.array([12.0, -340.0, 77.0])
    points = centre + np.column_stack([ring(16, 12), np.zeros(720)]) @ turn.T
    section = section_from_contour(points, centre, turn[:, 2], line_normal=turn[:, 2], edge="outer")
    assert section.origin is Origin.MANUAL
    assert section.diameter_max_mm == pytest.approx(32.0, abs=0.01)
    assert section.tilt_deg == pytest.approx(0.0, abs=1e-3)
    ends = section.diameter_max_ends_mm
    assert ends is not None
    assert np.linalg.norm(ends[1] - ends[0]) == pytest.approx(32.0, abs=0.01)
    assert np.abs((ends - centre) @ turn[:, 2]).max() < 1e-6
    repeated = section_from_contour(np.vstack([points, points[:1]]), centre, turn[:, 2])
    assert repeated.area_mm2 == pytest.approx(section.area_mm2)


@pytest.mark.parametrize(
    ("normal", "row", "column"),
    [
        ((0, 0, 1), (1, 0, 0), (0, 1, 0)),  # axial, ascending: left to the right, back down
        ((0, 0, -1), (1, 0, 0), (0, 1, 0)),  # axial, descending: the same picture
        ((0, 1, 0), (1, 0, 0), (0, 0, -1)),  # coronal: feet down
        ((0, -1, 0), (1, 0, 0), (0, 0, -1)),
        ((1, 0, 0), (0, 1, 0), (0, 0, -1)),  # sagittal: back to the right
        ((-1, 0, 0), (0, 1, 0), (0, 0, -1)),
    ],
)
def test_sections_are_shown_in_radiological_convention(
    normal: tuple[float, ...], row: tuple[float, ...], column: tuple[float, ...]
) -> None:
    found = view_frame(normal)
    assert found[0] == pytest.approx(row)
    assert found[1] == pytest.approx(column)


def straight_line(length: float = 300.0, radius: float = 12.0) -> Centreline:
    points = np.column_stack([np.zeros(301), np.zeros(301), np.linspace(length / 2, -length / 2, 301)])
    return Centreline(points, np.full(301, radius))


def test_frames_of_a_line_are_orthonormal_and_turn_no_more_than_the_line() -> None:
    t = np.linspace(0, np.pi, 200)
    line = Centreline(np.column_stack([5 * t, -40 * np.cos(t), 40 * np.sin(t)]), np.full(200, 12.0))
    rows = []
    for arc in np.linspace(0, line.length_mm, 60):
        row, column, normal = line.frame_at(arc)
        frame = np.array([row, column, normal])
        assert np.allclose(frame @ frame.T, np.eye(3), atol=1e-6)
        rows.append(row)
    steps = np.degrees(np.arccos(np.clip((np.array(rows[1:]) * rows[:-1]).sum(axis=1), -1, 1)))
    assert steps.max() < 4.0


def test_a_point_on_the_line_comes_back_as_its_arc() -> None:
    line = straight_line()
    assert line.length_mm == pytest.approx(300.0)
    assert line.nearest_arc([7.0, 0.0, 150.0 - 42.5]) == pytest.approx(42.5)
    assert line.point_at(42.5) == pytest.approx([0, 0, 107.5])
    assert line.tangent_at(0.0) == pytest.approx([0, 0, -1])


def placed(landmarks: dict[str, float], **more: object) -> dict[str, object]:
    line = straight_line()
    points = {name: np.array([3.0, 0.0, 150.0 - arc]) for name, arc in landmarks.items()}
    return {p.level.key: p for p in place_levels(line, landmark_arcs(line, points), **more)}


def test_levels_follow_their_landmarks_by_the_rules_of_the_table() -> None:
    found = placed(
        {
            "sinotubular_junction": 20,
            "brachiocephalic": 75,
            "left_subclavian": 100,
            "diaphragm": 205,
            "celiac": 215,
            "renal_highest": 235,
            "renal_lowest": 240,
            "aortic_end": 295,
        }
    )
    arcs = {key: p.arc_mm for key, p in found.items()}
    assert arcs["ascending_distal"] == pytest.approx(70.0)
    assert arcs["ascending_mid"] == pytest.approx(45.0)
    assert arcs["descending_proximal"] == pytest.approx(105.0)
    assert arcs["arch_mid"] == pytest.approx(87.5)
    assert arcs["descending_mid"] == pytest.approx(155.0)
    assert arcs["suprarenal"] == pytest.approx(230.0)
    assert arcs["infrarenal"] == pytest.approx(240.0)
    assert arcs["bifurcation"] == pytest.approx(275.0)
    assert found["abdominal_max"].between_mm == pytest.approx((240.0, 275.0))
    assert found["annulus"].reason.code == "hinge_points_missing"
    assert found["external_iliac_left"].reason.code == "landmark_missing"


def test_a_dragged_level_wins_over_its_rule_and_moves_those_that_follow_from_it() -> None:
    found = placed(
        {"sinotubular_junction": 20, "brachiocephalic": 75}, overrides_mm={"ascending_distal": 60.0}
    )
    assert found["ascending_distal"].by_hand
    assert found["ascending_distal"].arc_mm == pytest.approx(60.0)
    assert found["ascending_mid"].arc_mm == pytest.approx(40.0)
    beyond = placed({}, overrides_mm={"arch_mid": 400.0})["arch_mid"]
    assert beyond.arc_mm is None
    assert beyond.reason.code == "beyond_line"


def test_a_landmark_far_from_the_vessel_withholds_its_level() -> None:
    line = straight_line()
    arcs = landmark_arcs(
        line, {"renal_lowest": np.array([37.0, 0, 0]), "renal_highest": np.array([35.0, 0, 0])}
    )
    assert arcs.off_vessel == ("renal_lowest",)
    found = {p.level.key: p for p in place_levels(line, arcs)}
    assert found["infrarenal"].arc_mm is None
    assert found["infrarenal"].reason.code == "landmark_off_vessel"
    assert found["suprarenal"].arc_mm == pytest.approx(145.0)


def test_a_landmark_beyond_the_end_of_the_line_gives_no_level_at_that_end() -> None:
    line = straight_line()
    arcs = landmark_arcs(line, {"annulus": np.array([0.0, 0, 161.0]), "aortic_end": np.array([0, 0, -153.0])})
    assert arcs.beyond == ("annulus",)
    assert arcs.arc_mm["aortic_end"] == pytest.approx(300.0)
    found = {p.level.key: p for p in place_levels(line, arcs)}
    assert found["annulus"].arc_mm is None
    assert found["annulus"].reason.code == "beyond_line"


def test_the_annulus_has_the_plane_of_its_three_hinge_points() -> None:
    line = straight_line()
    tilt = Rotation.from_euler("x", 25, degrees=True).as_matrix()
    angle = np.radians([0, 120, 240])
    points = np.column_stack([11 * np.cos(angle), 11 * np.sin(angle), np.zeros(3)]) @ tilt.T + [0, 0, 130]
    arcs = landmark_arcs(line, {f"hinge_{k + 1}": p for k, p in enumerate(points)})
    annulus = place_levels(line, arcs)[0]
    assert annulus.normal is not None
    assert abs(annulus.normal @ tilt[:, 2]) == pytest.approx(1.0)
    assert annulus.normal @ line.tangent_at(20.0) > 0
    assert annulus.arc_mm == pytest.approx(20.0, abs=0.01)


def test_the_table_has_eighteen_levels_in_order_with_a_site_each() -> None:
    assert [level.number for level in LEVELS] == list(range(1, 19))
    assert set(codes.SITES) == set(BY_KEY)
    assert all(level.nl and level.en and level.zone for level in LEVELS)


def test_every_code_stands_in_the_dictionaries_with_its_meaning() -> None:
    from pydicom.sr._concepts_dict import concepts

    known: dict[tuple[str, str], list[str]] = {}
    for scheme, words in concepts.items():
        for entries in words.values():
            for value, (meaning, _) in entries.items():
                known.setdefault((scheme, value), []).append(meaning)
    from measurements import planar

    found = [*codes.all_codes(), *(v for v in vars(planar).values() if isinstance(v, codes.Code))]
    assert len(found) > 40
    for code in found:
        meanings = [m.lower() for m in known.get((code.scheme, code.value), [])]
        assert meanings, code
        if code.value in ALLOWED_MEANINGS:
            assert ALLOWED_MEANINGS[code.value] in meanings, (code, meanings)
        else:
            words = code.meaning.lower().split()
            assert any(all(w[:5] in m for w in words) for m in meanings), (code, meanings)


#: codes whose dictionary entry is SNOMED's structural name for what we call shorter; the entry as found
ALLOWED_MEANINGS = {
    "77583004": "structure of anulus fibrosus of aorta (body structure)",
    "81128002": "structure sinus of valsalva",
    "1918003": "supra-renal aorta",
}


@pytest.fixture(scope="module")
def result() -> AortaResult:
    volume = phantoms.ct_vessel(uids=True, length_mm=70.0, spacing=(0.8, 0.8, 1.2))
    clicks = [phantoms.OBLIQUE * s for s in (30.0, 0.0, -30.0)]
    return measure_aorta(
        volume=volume,
        clicks_mm=clicks,
        landmarks_mm={"renal_lowest": phantoms.OBLIQUE * 12, "bifurcation": phantoms.OBLIQUE * -12},
        at_mm=[np.zeros(3)],
        conditions=Conditions(gating="none", phase="arterial"),
        not_assessed={"sinus": "niet afgebeeld"},
        overrides_mm={"descending_mid": 20.0},
    )


def findings_of(result: AortaResult) -> list[Finding]:
    numbers = count()
    return result.findings(observer="person-1", at="2026-01-05T10:00:00Z", new_id=lambda: f"f{next(numbers)}")


def test_findings_lead_back_to_pixels_method_and_person(result: AortaResult) -> None:
    found = findings_of(result)
    assert len({f.id for f in found}) == len(found)
    level = {f.key: f for f in found if f.group == "level:infrarenal"}
    assert set(level) == {
        "diameter_max_mm",
        "diameter_perpendicular_mm",
        "diameter_min_mm",
        "diameter_area_mm",
        "area_mm2",
        "perimeter_mm",
    }
    largest = level["diameter_max_mm"]
    assert largest.value == pytest.approx(24.0, abs=0.7)
    assert largest.concept == codes.INNER_DIAMETER
    assert largest.level == "infrarenal"
    assert largest.origin is Origin.SEMI_AUTOMATIC
    assert dict(largest.conditions)["edge"] == "inner"
    assert dict(largest.conditions)["gating"] == "none"
    assert largest.geometry is not None
    assert largest.geometry.kind is GeometryKind.LINE
    ends = np.array(largest.geometry.points_mm)
    assert np.linalg.norm(ends[1] - ends[0]) == pytest.approx(largest.value)
    contour = level["area_mm2"].geometry
    assert contour is not None
    assert contour.kind is GeometryKind.CONTOUR
    assert largest.source.series_instance_uid == "2.25.2"
    assert largest.source.frame_of_reference_uid == "2.25.4"
    grid = result.volume_grid
    nearest = round(float(grid.patient_to_index(np.array(largest.geometry.centre_mm))[0]))
    assert largest.source.sop_instance_uids[0] == f"2.25.3.{nearest}"
    assert len({f.tracking_uid for f in level.values()}) == 1
    assert len(largest.tracking_uid) <= 64
    assert largest.method.name == "centreline_auto"
    assert dict(largest.method.parameters)["contour"] == "image_half_maximum"


def test_findings_survive_json_and_the_same_measurement_keeps_its_tracking(result: AortaResult) -> None:
    found = findings_of(result)
    assert [Finding.from_json(f.to_json()) for f in found] == found
    assert [f.tracking_uid for f in findings_of(result)] == [f.tracking_uid for f in found]


def test_a_level_without_a_number_is_a_finding_with_its_reason(result: AortaResult) -> None:
    by_group = {f.group: f for f in findings_of(result) if f.key == "diameter_max_mm"}
    assert by_group["level:sinus"].value is None
    assert by_group["level:sinus"].withheld == "niet afgebeeld"
    assert by_group["level:celiac"].withheld == "The landmark celiac isn't given."


def test_levels_of_root_and_ascending_aorta_without_gating_carry_the_warning() -> None:
    phantom = phantoms.cylinder(20.0, (1.5, 1.5, 1.5), 60.0)
    for gating, warned in (("none", True), ("retrospective", False)):
        found = measure_aorta(
            mask=phantom.mask, overrides_mm={"ascending_mid": 40.0}, conditions=Conditions(gating=gating)
        )
        section = found.level("ascending_mid").section
        assert section is not None
        assert ("not_gated" in {r.code for r in section.remarks}) == warned


def test_a_contour_by_hand_replaces_the_level_and_is_marked_manual() -> None:
    phantom = phantoms.cylinder(20.0, (1.5, 1.5, 1.5), 60.0)
    first = measure_aorta(mask=phantom.mask, overrides_mm={"celiac": 40.0}, edge="outer")
    own = first.level("celiac").section
    assert own is not None
    assert own.contour_mm is not None
    wider = own.centre_mm + 1.2 * (own.contour_mm - own.centre_mm)
    drawn = section_from_contour(wider, own.centre_mm, own.normal, arc_mm=own.arc_mm, edge="outer")
    again = measure_aorta(
        mask=phantom.mask,
        line=first.line,
        overrides_mm={"celiac": 40.0},
        edge="outer",
        drawn={"celiac": drawn},
    )
    section = again.level("celiac").section
    assert section is not None
    assert section.diameter_max_mm == pytest.approx(1.2 * own.diameter_max_mm, rel=1e-6)
    finding = next(f for f in findings_of(again) if f.group == "level:celiac")
    assert finding.origin is Origin.MANUAL
    assert finding.method.name == "double_oblique_manual"
    assert finding.concept == codes.OUTER_DIAMETER


def test_blocked_images_are_refused_and_warned_ones_say_so() -> None:
    volume = phantoms.ct_vessel(length_mm=20.0, spacing=(1.0, 1.0, 1.0))
    clicks = [phantoms.OBLIQUE * s for s in (8.0, -8.0)]
    blocked = replace(
        volume, problems=(Problem("irregular_spacing", "Slices at unequal distances.", "block"),)
    )
    with pytest.raises(Refused) as told:
        measure_aorta(volume=blocked, clicks_mm=clicks)
    assert told.value.code == "irregular_spacing"
    warned = replace(volume, problems=(Problem("lossy_compressed", "Lossy compression.", "warn"),))
    codes_found = {r.code for r in measure_aorta(volume=warned, clicks_mm=clicks).warnings()}
    assert "lossy_compressed" in codes_found


def test_a_mask_in_other_coordinates_than_the_images_is_refused() -> None:
    volume = replace(
        phantoms.ct_vessel(length_mm=60.0, spacing=(1.0, 1.0, 1.0)), frame_of_reference_uid="1.2.3"
    )
    inside = LabelMap((volume.voxels > 200).astype(np.uint8), volume.grid, frame_of_reference_uid="9.8.7")
    with pytest.raises(Refused) as told:
        measure_aorta(volume=volume, mask=inside)
    assert told.value.code == "frame_of_reference"
    unstated = replace(inside, frame_of_reference_uid="")
    assert measure_aorta(volume=volume, mask=unstated).line.length_mm > 40.0


def test_what_the_images_say_against_a_number_stands_in_every_finding() -> None:
    """Resampled, tilted, lossy, thick slices: in each finding, and never taken for why a value is withheld."""
    volume = phantoms.ct_vessel(length_mm=60.0, spacing=(1.0, 1.0, 2.0))
    said = (
        Problem("gantry_tilt", "The slices are tilted.", "warn"),
        Problem("resampled", "Resampled to a regular grid (linear).", "warn"),
        Problem("lossy_compressed", "Lossy compression.", "warn"),
        Problem("single_time", "One time point.", "note"),
    )
    volume = replace(volume, problems=said)
    clicks = [phantoms.OBLIQUE * s for s in (25.0, -25.0)]
    measured = measure_aorta(
        volume=volume,
        clicks_mm=clicks,
        landmarks_mm={"celiac": np.zeros(3)},
        not_assessed={"sinus": "artefact"},
    )
    found = findings_of(measured)
    expected = {"gantry_tilt", "resampled", "lossy", "thick_slices"}
    assert found
    for finding in found:
        assert expected <= set(finding.flags), finding.group
    withheld = next(f for f in found if f.group == "level:sinus")
    assert withheld.flags[-1] == "marked"


def test_every_warning_of_a_section_goes_with_its_finding() -> None:
    volume = phantoms.ct_vessel(length_mm=60.0, spacing=(1.0, 1.0, 1.0))
    clicks = [phantoms.OBLIQUE * s for s in (25.0, -25.0)]
    measured = measure_aorta(volume=volume, clicks_mm=clicks)
    section = replace(measured.profile.sections[20], remarks=(Remark("not_gated"), Remark("marked")))
    found = findings_of(replace(measured, sections=(section,)))
    warned = dict(next(f for f in found if f.group == "section:1").conditions)["warning"]
    assert warned == "not_gated, marked"


def test_a_maximum_is_moved_within_its_part_of_the_vessel_only() -> None:
    phantom = phantoms.ct_vessel(length_mm=120.0, spacing=(1.0, 1.0, 1.0))
    clicks = [phantoms.OBLIQUE * s for s in (50.0, -50.0)]
    asked = {"thoracic": (20.0, "adem"), "abdominal": (20.0, "verkeerde kant")}
    measured = measure_aorta(
        volume=phantom, clicks_mm=clicks, landmarks_mm={"diaphragm": np.zeros(3)}, maxima_mm=asked
    )
    assert set(measured.moved) == {"thoracic"}
    moved = measured.maximum("thoracic")
    assert moved is not None
    assert moved.arc_mm == pytest.approx(20.0)
    assert measured.maximum("abdominal") is measured.proposed_maximum("abdominal")
    refused = [r for r in measured.warnings() if r.code == "maximum_not_moved"]
    assert len(refused) == 1
    found = [f for f in findings_of(measured) if f.group == "maximum:thoracic"]
    assert {f.origin for f in found} == {Origin.MANUAL}
    assert {dict(f.conditions)["placed_reason"] for f in found} == {"adem"}
    # the profile's own stays on record, and overall is the larger of what is reported
    assert float(dict(found[0].conditions)["proposed_arc_mm"]) == measured.proposed_maximum("thoracic").arc_mm
    overall = measured.maximum("overall")
    assert overall in (moved, measured.maximum("abdominal"))
    assert measured.to_json()["maximum"]["thoracic"]["reason"] == "adem"


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"clicks_mm": [[0, 0, 0]]},
        {"clicks_mm": [[0, 0, 0], [0, 0, 900.0]]},
        {"clicks_mm": [[0, 0, 5], [0, 0, -5]], "edge": "middle"},
        {"clicks_mm": [[0, 0, 5], [0, 0, -5]], "landmarks_mm": {"knee": [0, 0, 0]}},
    ],
)
def test_bad_input_is_one_sentence_with_a_remedy(wrong: dict[str, object]) -> None:
    volume = phantoms.ct_vessel(length_mm=20.0, spacing=(1.5, 1.5, 1.5))
    with pytest.raises(InputError) as told:
        measure_aorta(volume=volume, **wrong)
    assert told.value.remedy
    assert "{" not in told.value.sentence()


def test_cancelling_stops_the_work_and_progress_runs_up_to_the_end() -> None:
    phantom = phantoms.cylinder(20.0, (2.0, 2.0, 2.0), 60.0)
    seen: list[tuple[int, int]] = []
    measure_aorta(mask=phantom.mask, progress=lambda done, of: seen.append((done, of)))
    shares = [done / of for done, of in seen]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    asked = count()
    with pytest.raises(Cancelled):
        measure_aorta(mask=phantom.mask, cancelled=lambda: next(asked) >= 3)


def test_every_sentence_of_the_measurements_has_its_dutch_with_the_same_placeholders() -> None:
    dutch = tomllib.loads(resources.path("texts", "measurements.nl.toml").read_text(encoding="utf-8"))
    sources = set(SENTENCES.values())
    for path in Path(measurements.__file__).parent.joinpath("aorta").glob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in ("InputError", "Refused"):
                sources.update(a.value for a in call.args if isinstance(a, ast.Constant))
    missing = sorted(s for s in sources if s not in dutch)
    assert not missing
    for english, words in dutch.items():
        fields = sorted(f for f in english.split("{")[1:] if "}" in f)
        assert sorted(f.split("}")[0] for f in fields) == sorted(
            f.split("}")[0] for f in words.split("{")[1:]
        )
        assert "!" not in words


def test_an_iliac_landmark_counts_only_in_the_artery_that_the_line_follows():
    points = np.column_stack([np.zeros(61), np.zeros(61), np.linspace(0.0, 120.0, 61)])
    line = Centreline(points, np.full(61, 6.0))
    found = landmark_arcs(
        line,
        {
            "common_iliac_right": np.array([2.0, 0.0, 100.0]),
            "common_iliac_left": np.array([14.0, 0.0, 100.0]),
            "external_iliac_right": np.array([1.0, 0.0, 121.0]),
            "celiac": np.array([8.0, 0.0, 50.0]),
        },
    )
    assert set(found.arc_mm) == {"common_iliac_right", "celiac"}
    assert found.off_vessel == ("common_iliac_left",)
    assert found.beyond == ("external_iliac_right",)
    near_the_fork = landmark_arcs(
        line,
        {"aortic_end": np.array([0.0, 0.0, 96.0]), "common_iliac_right": np.array([2.0, 0.0, 100.0])},
    )
    assert near_the_fork.beyond == ("common_iliac_right",), "within a radius of the bifurcation"
