"""Sections of masks agree with a second, independent method on random planes.

The second method shares nothing with ours but the mask: a marching-cubes surface (scikit-image), cut by the
plane triangle by triangle, its points ordered round the centre, figures by brute force. No resampled plane,
no Fourier smoothing. Tolerances: specs/aorta.md section 12, case A.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from scipy import ndimage
from scipy.spatial.distance import pdist
from skimage.measure import marching_cubes

from measurements.aorta import PreparedMask, prepare_mask, section_from_field
from tests.phantoms import aorta as phantoms

pytestmark = pytest.mark.truth

#: case A: largest, area and smallest diameter, mm; area, mm2
MAX_MM, AREA_DIAMETER_MM, MIN_MM, AREA_MM2 = 0.7, 0.3, 0.8, 15.0
#: planes per phantom and their largest tilt to the vessel
PLANES, TILT_DEG = 12, 25.0
#: blur of the mask before its surface, voxels: a bare binary surface is a staircase
BLUR_VOXELS = 0.7

SHAPES = {
    "cylinder 30": lambda sp: phantoms.cylinder(30.0, sp, 80.0),
    "ellipse 32x24": lambda sp: phantoms.ellipse(sp, 80.0),
    "cone 30-20": lambda sp: phantoms.cone(sp, 100.0),
}


@cache
def surfaces(shape: str, spacing: float) -> tuple[PreparedMask, np.ndarray]:
    """The prepared mask and the triangles (n, 3, 3) of its surface, LPS mm."""
    phantom = SHAPES[shape]((spacing, spacing, spacing))
    blurred = ndimage.gaussian_filter((phantom.mask.voxels > 0).astype(np.float32), BLUR_VOXELS)
    points, faces, _, _ = marching_cubes(np.pad(blurred, 1), 0.5)
    return prepare_mask(phantom.mask), phantom.mask.grid.index_to_patient(points - 1.0)[faces]


def cut(triangles: np.ndarray, centre: np.ndarray, normal: np.ndarray) -> np.ndarray:
    """Where the edges of the triangles cross a plane, ordered round the centre, (n, 2) mm."""
    u, v = phantoms.axes_across(normal)
    height = (triangles - centre) @ normal
    crossings = []
    for one, other in ((0, 1), (1, 2), (2, 0)):
        h, g = height[:, one], height[:, other]
        hit = (h > 0) != (g > 0)
        share = (h[hit] / (h[hit] - g[hit]))[:, None]
        crossings.append(triangles[hit, one] + share * (triangles[hit, other] - triangles[hit, one]))
    flat = (np.vstack(crossings) - centre) @ np.column_stack([u, v])
    return flat[np.argsort(np.arctan2(flat[:, 1], flat[:, 0]))]


def by_brute_force(ring: np.ndarray) -> tuple[float, float, float]:
    """(largest, smallest diameter, area) of a ring that is star-shaped round the origin."""
    x, y = ring.T
    area = abs(float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))) / 2.0
    angle = np.radians(np.arange(0.0, 180.0, 0.25))
    along = ring @ np.stack([np.cos(angle), np.sin(angle)])
    return float(pdist(ring).max()), float(np.ptp(along, axis=0).min()), area


@pytest.mark.parametrize("spacing", [1.0, 1.5])
@pytest.mark.parametrize("shape", SHAPES)
def test_sections_on_random_planes_agree_with_a_cut_surface(shape: str, spacing: float) -> None:
    prepared, triangles = surfaces(shape, spacing)
    chance = np.random.default_rng(12)
    u, v = phantoms.axes_across(phantoms.OBLIQUE)
    errors = []
    for _ in range(PLANES):
        tilt, turn = np.radians(chance.uniform(0.0, TILT_DEG)), chance.uniform(0.0, 2.0 * np.pi)
        normal = np.cos(tilt) * phantoms.OBLIQUE + np.sin(tilt) * (np.cos(turn) * u + np.sin(turn) * v)
        centre = chance.uniform(-25.0, 25.0) * phantoms.OBLIQUE
        section = section_from_field(prepared.occupancy, centre, normal, half_width_mm=32.0)
        assert section.figures is not None, section.reason
        largest, smallest, area = by_brute_force(cut(triangles, centre, normal))
        f = section.figures
        errors.append(
            (
                f.diameter_max_mm - largest,
                f.diameter_area_mm - 2.0 * np.sqrt(area / np.pi),
                f.diameter_min_mm - smallest,
                f.area_mm2 - area,
            )
        )
    worst = np.abs(errors).max(axis=0)
    print(
        f"SECOND {shape} @ {spacing}: max {worst[0]:.2f}, area {worst[1]:.2f}, min {worst[2]:.2f} mm, {worst[3]:.1f} mm2"
    )
    assert np.all(worst <= (MAX_MM, AREA_DIAMETER_MM, MIN_MM, AREA_MM2))
