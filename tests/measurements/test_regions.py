"""A region over several slices: its voxels are those that NumPy finds, its volume that of the body it was drawn on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from measurements.regions import region_volume
from studies.volume import Grid, SeriesInfo, Volume

TURN = np.array([[0.0, -1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])


def volume(direction: np.ndarray | None = None, spacing=(0.8, 0.8, 2.0), **info) -> Volume:
    rng = np.random.default_rng(3)
    voxels = rng.integers(-200, 800, (40, 80, 90)).astype(np.int16)
    grid = Grid(
        (90, 80, 40),
        np.array(spacing),
        np.array([-20.0, 5.0, 100.0]),
        np.eye(3) if direction is None else direction,
    )
    return Volume(voxels, grid, "CT", "HU", "1.2.3", SeriesInfo(**info))


def circle(
    images: Volume, layer: float, centre: tuple[float, float], radius_mm: float, count: int = 360
) -> np.ndarray:
    """On an axial slice, about (row, column)."""
    t = np.linspace(0, 2 * np.pi, count, endpoint=False)
    x, y, _ = images.spacing_mm
    rows, columns = centre[0] + radius_mm / y * np.sin(t), centre[1] + radius_mm / x * np.cos(t)
    return images.index_to_patient(np.stack([np.full(count, layer), rows, columns], axis=-1))


@pytest.mark.truth
@pytest.mark.parametrize("direction", [None, TURN])
def test_its_voxels_are_those_whose_centres_lie_inside_and_their_statistics_are_numpys(direction) -> None:
    images = volume(direction)
    found = region_volume(images, [circle(images, k, (40, 45), 12.1) for k in (10, 11, 12)])
    k, j, i = np.meshgrid(*(np.arange(n) for n in images.shape), indexing="ij")
    inside = (np.hypot((j - 40) * 0.8, (i - 45) * 0.8) < 12.1) & (k >= 10) & (k <= 12)
    values = images.voxels[inside].astype(float)
    assert found.n == inside.sum()
    assert found.volume_ml == pytest.approx(inside.sum() * 0.8 * 0.8 * 2.0 / 1000)
    assert (found.mean, found.sd) == pytest.approx((values.mean(), values.std(ddof=1)))
    assert (found.median, found.minimum, found.maximum) == (np.median(values), values.min(), values.max())
    assert (found.drawn, found.slices, found.warnings) == (3, 3, ())
    a, b, c = found.first
    placed = np.zeros(images.shape, bool)
    placed[a : a + found.mask.shape[0], b : b + found.mask.shape[1], c : c + found.mask.shape[2]] = found.mask
    assert np.array_equal(placed, inside)


@pytest.mark.truth
@pytest.mark.parametrize("every", [1, 2, 4])
def test_a_ball_drawn_on_every_nth_slice_has_its_volume(every) -> None:
    """4/3 π r³ of 18 mm: 24.4 mL; 4 % off at most, as the caps beyond the last drawn slice are left out."""
    images = volume(spacing=(0.8, 0.8, 1.0))
    radius, middle = 18.0, 20
    layers = [k for k in range(middle - 17, middle + 18, every)]
    rings = [circle(images, k, (40, 45), float(np.sqrt(radius**2 - (k - middle) ** 2))) for k in layers]
    found = region_volume(images, rings)
    assert found.volume_ml == pytest.approx(4 / 3 * np.pi * radius**3 / 1000, rel=0.04)
    assert (found.drawn, found.slices) == (len(layers), layers[-1] - layers[0] + 1)


@pytest.mark.truth
def test_between_two_circles_lies_the_circle_in_between() -> None:
    """Signed distances of concentric circles interpolate to the mean radius: half a pixel at most."""
    images = volume(spacing=(0.5, 0.5, 2.0))
    found = region_volume(images, [circle(images, 10, (40, 45), 6.0), circle(images, 14, (40, 45), 14.0)])
    areas = found.mask.sum(axis=(1, 2)) * 0.25
    assert np.sqrt(areas / np.pi) == pytest.approx([6, 8, 10, 12, 14], abs=0.25)


def test_two_rings_on_one_slice_are_taken_together() -> None:
    images = volume()
    one, other = circle(images, 10, (20, 20), 6.0), circle(images, 10, (50, 60), 6.0)
    both = region_volume(images, [one, other])
    assert both.n == region_volume(images, [one]).n + region_volume(images, [other]).n
    assert both.drawn == 1


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_coronal_and_sagittal_slices_serve_too(axis) -> None:
    images = volume()
    ring = np.full((4, 3), 12.0)
    flat = [a for a in range(3) if a != axis]
    for corner, (a, b) in enumerate(((4.5, 4.5), (4.5, 9.5), (9.5, 9.5), (9.5, 4.5))):
        ring[corner, flat[0]], ring[corner, flat[1]] = a, b
    other = ring.copy()
    other[:, axis] = 15.0
    found = region_volume(images, [images.index_to_patient(ring), images.index_to_patient(other)])
    assert found.n == 4 * 5 * 5


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda im: [], "needs rings"),
        (lambda im: [circle(im, 10, (40, 45), 5.0)[:2]], "needs rings"),
        (lambda im: [np.full((5, 3), np.nan)], "needs rings"),
        (lambda im: [circle(im, 10.5, (40, 45), 5.0)], "one direction"),
        (lambda im: [circle(im, 10, (40, 45), 5.0), im.index_to_patient(
            np.array([[5.0, 12, 5], [9, 12, 5], [9, 12, 9]]))], "one direction"),
    ],
)  # fmt: skip
def test_what_is_no_region_of_slices_is_refused(make, said) -> None:
    images = volume()
    with pytest.raises(ValueError, match=said):
        region_volume(images, make(images))


def test_what_lies_outside_or_is_padding_is_said_and_not_counted() -> None:
    images = volume()
    found = region_volume(images, [circle(images, 2, (0, 0), 6.0)])
    assert "outside_images" in found.warnings
    small = region_volume(images, [circle(images, 2, (40, 40), 1.0)])
    assert "few_voxels" in small.warnings
    lossy = replace(images, series=SeriesInfo(lossy=True))
    assert "lossy" in region_volume(lossy, [circle(images, 2, (40, 40), 6.0)]).warnings


@given(st.integers(2, 37), st.integers(20, 60), st.integers(20, 60), st.floats(3.0, 14.0))
def test_one_slice_alone_is_that_slice(layer, row, column, radius) -> None:
    images = volume()
    found = region_volume(images, [circle(images, layer, (row, column), radius)])
    assert found.slices == found.drawn == 1
    assert found.volume_ml == pytest.approx(np.pi * radius**2 * 2.0 / 1000, rel=0.25)
