"""Masks of analytic phantoms give the phantom's own diameters, line and length.

Tolerances: specs/aorta.md section 12, cases F, F' and H. The truth is each phantom's formula.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from scipy.spatial import cKDTree

from measurements.aorta import Centreline, centreline_from_mask, prepare_mask, section_from_field
from tests.phantoms import aorta as phantoms

pytestmark = pytest.mark.truth

SPACINGS = {"1": (1.0, 1.0, 1.0), "1.5": (1.5, 1.5, 1.5), "0.7x0.7x3": (0.7, 0.7, 3.0)}
#: area diameter, largest diameter, line (mm), tangent p95 (degrees), length (share)
TOLERANCE = {
    "1": (0.25, 0.7, 0.4, 2.5, 0.01),
    "1.5": (0.45, 1.0, 0.7, 4.0, 0.015),
    "0.7x0.7x3": (0.65, 1.0, 0.7, 4.0, 0.015),
}
#: case F': smallest and perpendicular diameter
NARROW = {"1": 1.1, "1.5": 1.6, "0.7x0.7x3": 1.6}

SHAPES = {
    "cylinder 30": lambda sp: phantoms.cylinder(30.0, sp, 80.0),
    "ellipse 32x24": lambda sp: phantoms.ellipse(sp, 80.0),
    "cone 30-20": lambda sp: phantoms.cone(sp, 100.0),
    "aneurysm 20-55": phantoms.aneurysm,
    "arch 40/28": lambda sp: phantoms.arch(40.0, 28.0, sp, 40.0),
    "arch 28/30": lambda sp: phantoms.arch(28.0, 30.0, sp, 40.0),
}


def truth(shape: str, arc: float, length: float) -> tuple[float, float, float]:
    """(area, largest, smallest) diameter at an arc length."""
    if shape == "ellipse 32x24":
        return 2.0 * np.sqrt(16.0 * 12.0), 32.0, 24.0
    if shape == "cone 30-20":
        d = 30.0 - 10.0 * arc / length
    elif shape == "aneurysm 20-55":
        d = 2.0 * float(phantoms.aneurysm_radius(length / 2.0 - arc))
    else:
        d = {"cylinder 30": 30.0, "arch 40/28": 28.0, "arch 28/30": 30.0}[shape]
    return d, d, d


@cache
def measured(shape: str, spacing: str) -> tuple[phantoms.Phantom, Centreline, list[tuple[float, object]]]:
    phantom = SHAPES[shape](SPACINGS[spacing])
    prepared = prepare_mask(phantom.mask)
    line = centreline_from_mask(prepared, start_mm=phantom.start, end_mm=phantom.end)
    sections = []
    for arc in np.arange(4.0, line.length_mm - 4.0, 4.0):
        half = 1.8 * line.radius_at(arc) + 6.0
        section = section_from_field(
            prepared.occupancy, line.point_at(arc), line.tangent_at(arc), half_width_mm=half
        )
        sections.append((float(arc), section))
    return phantom, line, sections


CASES = [(shape, spacing) for shape in SHAPES for spacing in SPACINGS]


@pytest.mark.parametrize(("shape", "spacing"), CASES)
def test_line_runs_through_the_middle(shape: str, spacing: str) -> None:
    phantom, line, _ = measured(shape, spacing)
    _, _, line_mm, tangent_deg, share = TOLERANCE[spacing]
    distance, nearest = cKDTree(phantom.line).query(line.points_mm)
    true = np.gradient(phantom.line, axis=0)
    true /= np.linalg.norm(true, axis=1, keepdims=True)
    angle = np.degrees(np.arccos(np.clip((line.tangents * true[nearest]).sum(axis=1), -1, 1)))
    print(
        f"LINE {shape} @ {spacing}: mean {distance.mean():.2f} max {distance.max():.2f} mm, "
        f"tangent p95 {np.percentile(angle, 95):.1f} deg, length {100 * (line.length_mm / phantom.length_mm - 1):+.2f} %"
    )
    assert distance.max() <= line_mm
    assert np.percentile(angle, 95) <= tangent_deg
    assert line.length_mm == pytest.approx(phantom.length_mm, rel=share)


@pytest.mark.parametrize(("shape", "spacing"), CASES)
def test_diameters_are_those_of_the_phantom(shape: str, spacing: str) -> None:
    phantom, _, sections = measured(shape, spacing)
    area_mm, max_mm, *_ = TOLERANCE[spacing]
    errors = []
    for arc, section in sections:
        assert section.figures is not None, f"{arc}: {section.reason}"
        # place along the phantom, not along the measured line: a length error is no diameter error
        _, k = cKDTree(phantom.line).query(section.centre_mm)
        at = k / (len(phantom.line) - 1) * phantom.length_mm
        area, largest, smallest = truth(shape, at, phantom.length_mm)
        f = section.figures
        errors.append(
            (
                f.diameter_area_mm - area,
                f.diameter_max_mm - largest,
                f.diameter_min_mm - smallest,
                f.diameter_perpendicular_mm - smallest,
            )
        )
    found = np.array(errors)
    print(
        f"SECT {shape} @ {spacing}: area {found[:, 0].mean():+.2f} ({np.abs(found[:, 0]).max():.2f}), "
        f"max {found[:, 1].mean():+.2f} ({np.abs(found[:, 1]).max():.2f}), "
        f"min {found[:, 2].mean():+.2f} ({np.abs(found[:, 2]).max():.2f}), "
        f"perp {found[:, 3].mean():+.2f} ({np.abs(found[:, 3]).max():.2f})"
    )
    assert np.abs(found[:, 0]).max() <= area_mm
    assert np.abs(found[:, 1]).max() <= max_mm
    assert np.abs(found[:, 2]).max() <= NARROW[spacing]
    assert np.abs(found[:, 3]).max() <= NARROW[spacing]
