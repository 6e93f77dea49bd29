"""Cutting branches off an outline, as properties; the error and the landmark of a section."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measurements.aorta import Conditions, figures, measure_aorta, section_from_contour
from measurements.aorta.branches import judged_near_branch, withheld_near_branch
from measurements.aorta.error import diameter_error_mm, figure_error
from measurements.aorta.ostium import without_ostia, without_sector
from tests.phantoms.branches import Branch, tube, vessel

T = np.arange(360) * 2.0 * np.pi / 360


def outline(radius: float, oval: float, turn: float) -> np.ndarray:
    a, b = radius, radius * oval
    x, y = a * np.cos(T), b * np.sin(T)
    return np.column_stack([x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)])


def with_bulge(ring: np.ndarray, at: float, high: float, half_deg: float) -> np.ndarray:
    far = np.linalg.norm(ring, axis=1)
    angle = np.arctan2(ring[:, 1], ring[:, 0])
    off = np.degrees(np.abs(np.angle(np.exp(1j * (angle - at))))) / half_deg
    more = high * np.clip(1.0 - off**2, 0.0, 1.0)
    return ring * (1.0 + more / far)[:, None]


def lumen(radius: float, at: float, width: float, length: float) -> Callable[[np.ndarray], np.ndarray]:
    """Brightness of a round vessel with a tube of a width and length at an angle, in the plane."""
    way = np.array([np.cos(at), np.sin(at), 0.0])

    def inside(p: np.ndarray) -> np.ndarray:
        along = p @ way
        off = np.linalg.norm(p - along[..., None] * way, axis=-1)
        tube_ = (off < width / 2.0) & (along > 0) & (along < radius + length)
        return ((np.hypot(p[..., 0], p[..., 1]) < radius) | tube_).astype(float)

    return inside


@settings(max_examples=40, deadline=None)
@given(st.floats(8.0, 22.0), st.floats(0.7, 1.0), st.floats(0.0, 3.1))
def test_a_smooth_outline_is_never_touched(radius: float, oval: float, turn: float) -> None:
    ring = outline(radius, oval, turn)
    cut = without_ostia(ring, lambda p: np.ones(p.shape[:-1]))
    assert cut.ring is ring
    assert cut.cut_deg == cut.bulge_deg == 0.0


@settings(max_examples=40, deadline=None)
@given(st.floats(9.0, 18.0), st.floats(0.0, 6.2), st.floats(2.0, 6.0), st.floats(12.0, 26.0))
def test_a_bulge_is_cut_only_where_the_lumen_goes_on(
    radius: float, at: float, high: float, half_deg: float
) -> None:
    ring = with_bulge(outline(radius, 1.0, 0.0), at, high, half_deg)
    width = 2.0 * radius * np.sin(np.radians(half_deg)) * 0.8
    branch = without_ostia(ring, lumen(radius, at, width, 45.0))
    sac = without_ostia(ring, lumen(radius, at, width, high))
    assert len(branch.ostia) == 1
    assert branch.ostia[0].direction @ [np.cos(at), np.sin(at)] > 0.97
    assert figures.figures_of(branch.ring).diameter_max_mm == pytest.approx(2.0 * radius, abs=0.7)
    assert sac.ring is ring
    assert sac.bulge_deg > 0.0
    assert sac.closed


@settings(max_examples=30, deadline=None)
@given(st.floats(9.0, 18.0), st.floats(0.0, 6.2), st.floats(1.0, 4.0))
def test_bridging_a_sector_never_enlarges_and_leaves_the_rest_as_it_is(
    radius: float, at: float, high: float
) -> None:
    ring = with_bulge(outline(radius, 0.9, 0.3), at, high, 18.0)
    direction = np.array([np.cos(at), np.sin(at)])
    cut = without_sector(ring, direction, 0.6 * radius)
    before, after = figures.figures_of(ring), figures.figures_of(cut.ring)
    assert after.area_mm2 <= before.area_mm2 * 1.002
    away = without_sector(ring, -direction, 0.6 * radius)
    assert figures.figures_of(away.ring).area_mm2 == pytest.approx(before.area_mm2, rel=0.01)


def section(**more: object) -> object:
    ring = np.column_stack([outline(12.0, 1.0, 0.0), np.zeros(360)])
    made = section_from_contour(ring, np.zeros(3), [0.0, 0.0, 1.0])
    return replace(made, **more)


def test_the_error_grows_with_what_makes_a_section_less_certain() -> None:
    plain = diameter_error_mm(section(), 1.0, not_gated=False)
    assert plain == pytest.approx(3.0)
    assert diameter_error_mm(section(), 1.0, not_gated=True) == pytest.approx(5.0)
    assert diameter_error_mm(section(flags=("near_branch",)), 1.0, not_gated=False) == pytest.approx(4.0)
    assert diameter_error_mm(section(bulge_deg=30.0), 1.0, not_gated=False) == pytest.approx(4.0)
    assert diameter_error_mm(section(), 3.0, not_gated=False) == pytest.approx(4.0)
    assert diameter_error_mm(section(figures=None), 1.0, not_gated=False) is None


def test_errors_of_area_and_perimeter_follow_from_that_of_the_diameter() -> None:
    made = section(uncertainty_mm=3.0)
    assert figure_error("diameter_max_mm", made) == pytest.approx(3.0)
    assert figure_error("perimeter_mm", made) == pytest.approx(3.0 * np.pi)
    assert figure_error("area_mm2", made) == pytest.approx(np.pi * 24.0 / 2.0 * 3.0, rel=1e-3)


def test_a_contour_drawn_by_hand_keeps_its_figures_near_a_branch() -> None:
    made = section(flags=("near_branch",), arc_mm=10.0)
    assert withheld_near_branch(made) is made
    assert judged_near_branch(made, []) is made


def test_every_measured_number_has_its_error_and_the_distance_to_a_named_landmark() -> None:
    built = vessel(tube(12.0), branches=(Branch(6.0),))
    result = measure_aorta(
        mask=built.mask,
        line=built.line,
        landmarks_mm={"renal_lowest": built.line.point_at(40.0), "diaphragm": built.line.point_at(15.0)},
        at_mm=[built.line.point_at(65.0)],
        overrides_mm={"ascending_mid": 60.0},
        conditions=Conditions(gating="none"),
    )
    free = result.sections[0]
    assert (free.landmark, free.landmark_distance_mm) == ("renal_lowest", pytest.approx(25.0, abs=0.1))
    assert free.uncertainty_mm == pytest.approx(3.0)
    assert result.level("ascending_mid").section.uncertainty_mm == pytest.approx(5.0)
    best = result.maximum("overall")
    assert best.uncertainty_mm is not None
    data = result.to_json()
    assert data["sections"][0]["uncertainty_mm"] == pytest.approx(3.0)
    assert data["sections"][0]["landmark"]["name"] == "renal_lowest"
    assert data["maximum"]["overall"]["landmark"]["name"] == best.landmark
    found = result.findings(
        observer="p", at="2026-01-05T10:00:00Z", new_id=iter(map(str, range(999))).__next__
    )
    measured = [f for f in found if f.value is not None and f.key != "length_mm"]
    assert measured
    for finding in measured:
        assert finding.uncertainty is not None
        assert dict(finding.conditions)["landmark"] in {"renal_lowest", "diaphragm"}
        assert "landmark_distance_mm" in dict(finding.conditions)
