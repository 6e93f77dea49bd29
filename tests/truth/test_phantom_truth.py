"""The phantom's truth against its own geometry, sampled independently of the code that states it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from studies.phantom import VARIANTS, PhantomCase, PhantomTruth, generate, truth_of
from studies.phantom.aorta import Aorta
from studies.phantom.truth import section_of

pytestmark = pytest.mark.truth

#: keys of specs/aorta.md 4.2 that the phantom has
LANDMARKS = {
    "annulus", "hinge_1", "hinge_2", "hinge_3", "sinus", "sinotubular_junction", "brachiocephalic", "left_carotid",
    "left_subclavian", "diaphragm", "celiac", "superior_mesenteric", "renal_highest", "renal_lowest", "aortic_end",
    "common_iliac_right", "common_iliac_left", "external_iliac_right", "external_iliac_left",
    "internal_iliac_right", "internal_iliac_left",
}  # fmt: skip
LEVELS = (
    "annulus", "sinus", "sinotubular_junction", "ascending_mid", "ascending_distal", "arch_mid", "descending_proximal",
    "descending_mid", "diaphragm", "celiac", "suprarenal", "infrarenal", "abdominal_max", "bifurcation",
)  # fmt: skip


@pytest.fixture(scope="module")
def truth() -> PhantomTruth:
    return truth_of("aneurysm")


@pytest.fixture(scope="module")
def small() -> PhantomCase:
    return generate(size="small")


def cast(aorta: Aorta, truth: PhantomTruth, level: str, edge: int) -> np.ndarray:
    """Outline found by casting rays in the plane (truth's own point and normal) until the field is zero."""
    entry = truth.levels[level]
    normal = np.asarray(entry.normal)
    u = np.cross(normal, [0.0, 0.0, 1.0] if abs(normal[2]) < 0.9 else [1.0, 0.0, 0.0])
    u /= np.linalg.norm(u)
    v = np.cross(normal, u)
    variant = VARIANTS[truth.variant]
    centre = (np.asarray(entry.point) - np.asarray(variant.shift)) / variant.scale

    angles = np.linspace(0.0, 2 * np.pi, 180, endpoint=False)
    flat = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    ways = flat @ np.stack([u, v])
    low, high = np.zeros(len(angles)), np.full(len(angles), 33.0)
    for _ in range(30):  # bisection on every ray at once
        middle = (low + high) / 2
        value = np.full(len(angles), 10.0)
        found, *fields = aorta.distances(centre + middle[:, None] * ways)
        value[found] = fields[edge]
        low, high = np.where(value < 0, middle, low), np.where(value < 0, high, middle)
    ring = low[:, None] * flat
    return np.asarray(ring) * variant.scale


@pytest.mark.parametrize("variant", ["aneurysm", "ectatic"])
def test_sections_of_the_field_have_the_stated_diameters(variant: str) -> None:
    """180 rays: a polygon inscribed in a circle loses r(1 - cos 1 deg) = 0.004 mm; tolerance 0.02 mm."""
    told = truth_of(variant)
    aorta = Aorta(VARIANTS[variant])
    for level in LEVELS:
        for edge, stated in ((1, told.levels[level].lumen), (2, told.levels[level].outer)):
            seen = section_of(cast(aorta, told, level, edge))
            assert seen.diameter_max_mm == pytest.approx(stated.diameter_max_mm, abs=0.02), level
            assert seen.diameter_min_mm == pytest.approx(stated.diameter_min_mm, abs=0.02), level
            assert seen.diameter_perpendicular_mm == pytest.approx(
                stated.diameter_perpendicular_mm, abs=0.02
            ), level
            assert seen.diameter_area_mm == pytest.approx(stated.diameter_area_mm, abs=0.02), level
            assert seen.perimeter_mm == pytest.approx(stated.perimeter_mm, abs=0.06), level


def test_figures_of_known_outlines() -> None:
    """Circle and ellipse against their formulas (720 points: error below 1e-3 of a mm)."""
    t = np.linspace(0, 2 * np.pi, 720, endpoint=False)
    circle = section_of(15.0 * np.stack([np.cos(t), np.sin(t)], axis=1))
    assert circle.diameter_max_mm == pytest.approx(30.0, abs=1e-3)
    assert circle.area_mm2 == pytest.approx(np.pi * 225.0, rel=1e-4)
    assert circle.perimeter_mm == pytest.approx(np.pi * 30.0, rel=1e-4)
    ellipse = section_of(np.stack([16.0 * np.cos(t), 12.0 * np.sin(t)], axis=1))
    assert ellipse.diameter_max_mm == pytest.approx(32.0, abs=1e-3)
    assert ellipse.diameter_perpendicular_mm == pytest.approx(24.0, abs=1e-2)
    assert ellipse.diameter_min_mm == pytest.approx(24.0, abs=1e-2)


def test_centreline_is_by_arc_length(truth: PhantomTruth) -> None:
    points, arcs = np.asarray(truth.centreline), np.asarray(truth.arc_mm)
    assert truth.length_mm == pytest.approx(arcs[-1], abs=1e-6)
    steps = np.linalg.norm(np.diff(points, axis=0), axis=1)
    assert np.allclose(steps, np.diff(arcs), atol=2e-3)  # chords of curves of radius >= 25 mm
    assert steps.sum() == pytest.approx(truth.length_mm, abs=0.2)


def test_every_landmark_and_level_of_the_specification_is_there(truth: PhantomTruth) -> None:
    assert set(truth.landmarks) >= LANDMARKS
    assert set(LEVELS) == set(truth.levels)
    points = np.asarray(truth.centreline)
    for name, point in truth.landmarks.items():
        if "iliac" in name:
            continue
        near = int(np.argmin(np.linalg.norm(points - np.asarray(point), axis=1)))
        gap = float(np.linalg.norm(points[near] - np.asarray(point)))
        assert gap < 1.5 * 2.0 * truth.outer_radius_mm[near], name
        if name in truth.landmark_arcs_mm:
            assert truth.arc_mm[near] == pytest.approx(truth.landmark_arcs_mm[name], abs=3.0), name
    arcs = [truth.levels[name].arc_mm for name in LEVELS[:12]]
    assert arcs == sorted(arcs)


def test_hinge_points_lie_on_the_annulus(truth: PhantomTruth) -> None:
    centre, normal = np.asarray(truth.levels["annulus"].point), np.asarray(truth.levels["annulus"].normal)
    for number in (1, 2, 3):
        offset = np.asarray(truth.landmarks[f"hinge_{number}"]) - centre
        assert abs(float(offset @ normal)) < 1e-6
        assert float(np.linalg.norm(offset)) == pytest.approx(
            truth.levels["annulus"].lumen.diameter_area_mm / 2, rel=0.05
        )


def test_the_aneurysm_is_the_abdominal_maximum(truth: PhantomTruth) -> None:
    assert truth.aneurysm is not None
    assert truth.levels["abdominal_max"].arc_mm == pytest.approx(truth.aneurysm.arc_mm, abs=1.0)
    assert truth.levels["abdominal_max"].outer.diameter_max_mm == pytest.approx(52.0, abs=0.05)
    assert truth.aneurysm.lumen.diameter_max_mm == pytest.approx(32.0, abs=0.05)
    assert truth_of("ectatic").levels["ascending_mid"].lumen.diameter_max_mm == pytest.approx(43.0, abs=0.3)


def test_masks_on_the_grid_agree_with_the_truth(small: PhantomCase) -> None:
    """Voxel counting on 1.9 x 1.9 x 3 mm: volumes within 1.5 %, tumours within 5 %."""
    case = small
    ml = case.volume.grid.voxel_ml
    told = case.truth.volumes_ml
    assert case.masks["liver"].mask().sum() * ml == pytest.approx(told["liver"], rel=0.015)
    assert case.masks["spleen"].mask().sum() * ml == pytest.approx(told["spleen"], rel=0.015)
    assert case.masks["tumours"].mask().sum() * ml == pytest.approx(
        told["tumour_1"] + told["tumour_2"], rel=0.05
    )
    arcs = np.asarray(case.truth.arc_mm)
    for name in ("aorta_lumen", "aorta_outer"):
        aorta = Aorta(VARIANTS["aneurysm"])
        edge = name.removeprefix("aorta_")
        areas = [section_of(aorta.outline(s, edge)).area_mm2 for s in arcs[::5]]
        # a tube around a curve: area x arc; the lumen's shift in the aneurysm moves its own middle by < 1 %
        expected = float(np.trapezoid(areas, arcs[::5])) / 1000.0
        assert case.masks[name].mask().sum() * ml == pytest.approx(expected, rel=0.02), name
        _, pieces = ndimage.label(case.masks[name].mask(), structure=np.ones((3, 3, 3)))
        assert pieces == 1


def shell(case: PhantomCase, inner_mm: float) -> np.ndarray:
    """Voxels of the lumen at least some mm from its edge."""
    lumen = case.masks["aorta_lumen"].mask()
    depth = ndimage.distance_transform_edt(lumen, sampling=case.volume.spacing_mm[::-1])
    return np.asarray(depth > inner_mm)


def test_tissues_have_plausible_hu(small: PhantomCase) -> None:
    hu = small.volume.voxels

    def inside(name: str) -> np.ndarray:
        return ndimage.binary_erosion(small.masks[name].mask(), iterations=2)

    assert 300 < float(np.median(hu[shell(small, 5.0)])) < 350
    liver = inside("liver") & ~ndimage.binary_dilation(small.masks["tumours"].mask(), iterations=2)
    assert 100 < float(np.median(hu[liver])) < 125
    assert 115 < float(np.median(hu[inside("spleen")])) < 140
    assert float(np.median(hu[inside("tumours")])) < 90
    assert int(hu.min()) >= -1024
    assert int(hu.max()) > 800  # cortical bone and calcium
    air, lung, fat, soft = ((-1024, -950), (-920, -780), (-130, -80), (30, 140))
    shares = [float(np.mean((hu >= low) & (hu <= high))) for low, high in (air, lung, fat, soft)]
    assert min(shares) > 0.03, shares


def test_noise_has_a_grain_and_not_the_spectrum_of_white_noise(small: PhantomCase) -> None:
    hu = small.volume.voxels.astype(float)
    deep = shell(small, 6.0)
    noise = hu - np.median(hu[deep])
    both = deep[:, :, 1:] & deep[:, :, :-1]
    neighbours = float(np.mean((noise[:, :, 1:] * noise[:, :, :-1])[both]) / np.mean(noise[deep] ** 2))
    assert 6.0 < float(noise[deep].std()) < 30.0
    assert abs(neighbours) > 0.02


def test_thrombus_lies_between_lumen_and_outer_wall(small: PhantomCase) -> None:
    assert small.truth.aneurysm is not None
    index = np.rint(small.volume.patient_to_index(small.truth.aneurysm.point)).astype(int)
    outer = small.masks["aorta_outer"].mask()[index[0]]
    lumen = small.masks["aorta_lumen"].mask()[index[0]]
    thrombus = ndimage.binary_erosion(outer, iterations=2) & ~ndimage.binary_dilation(lumen, iterations=2)
    assert thrombus.sum() > 50
    assert 25 < float(np.median(small.volume.voxels[index[0]][thrombus])) < 70
    assert not (small.masks["aorta_lumen"].mask() & ~small.masks["aorta_outer"].mask()).any()


def test_the_painted_edge_of_the_lumen_is_unbiased(small: PhantomCase) -> None:
    """Half-maximum area diameter on the axial slice of the straightest part, against the truth there.

    The slice is not quite perpendicular (area grows by 1/cos); tolerance 0.35 mm on 1.9 mm pixels.
    """
    case = small
    truth = case.truth
    entry = truth.levels["descending_mid"]
    index = round(float(case.volume.patient_to_index(entry.point)[0]))
    centre = case.volume.patient_to_index(entry.point)
    hu = case.volume.voxels[index].astype(float)
    rows, columns = np.indices(hu.shape)
    distance = np.hypot(rows - centre[1], columns - centre[2]) * case.volume.spacing_mm[0]
    inside = float(np.median(hu[distance < 0.6 * entry.lumen.diameter_max_mm / 2]))
    radii = []
    for angle in np.linspace(np.radians(-160), np.radians(-20), 60):  # towards the front: lung and fat only
        r = np.arange(0.0, 24.0, 0.1) / case.volume.spacing_mm[0]
        line = ndimage.map_coordinates(
            hu, [centre[1] + r * np.sin(angle), centre[2] + r * np.cos(angle)], order=1
        )
        wall = 50.0
        level = (inside + wall) / 2
        radii.append(float(np.argmax(line < level)) * 0.1)
    tilt = abs(entry.normal[2])
    stretched = entry.lumen.diameter_area_mm / 2 / np.sqrt(tilt)
    assert float(np.median(radii)) == pytest.approx(stretched, abs=0.35)
