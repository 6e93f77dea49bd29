"""Pictures cut from a volume: every pixel is the voxel that lies there."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from picture_phantom import ORIGIN, SHAPE, SPACING, phantom
from scipy.ndimage import map_coordinates

from viewers.plane import PictureGrid, Plane, letters, rotation, vector
from viewers.slicing import BLOCKS_KEPT, SliceSource, ladder_step

ORIENTATIONS = ("axial", "coronal", "sagittal")
LAYOUT = {"axial": ("R", "A"), "coronal": ("R", "H"), "sagittal": ("A", "H")}  # left, top

#: row and column cosines of a supine, prone and decubitus patient, head first and feet first (PS3.3 C.7.6.2)
POSITIONS = {
    "HFS": ((1, 0, 0), (0, 1, 0)),
    "HFP": ((-1, 0, 0), (0, -1, 0)),
    "HFDR": ((0, -1, 0), (1, 0, 0)),
    "HFDL": ((0, 1, 0), (-1, 0, 0)),
    "FFS": ((-1, 0, 0), (0, 1, 0)),
    "FFP": ((1, 0, 0), (0, -1, 0)),
    "FFDR": ((0, 1, 0), (1, 0, 0)),
    "FFDL": ((0, -1, 0), (-1, 0, 0)),
}


def directions():
    for name, (row, column) in POSITIONS.items():
        for order in (1, -1):
            normal = np.cross(row, column) * order
            yield pytest.param(
                np.array([row, column, normal], float).T, id=f"{name}{'+' if order > 0 else '-'}"
            )
    # sagittal and coronal stacks, and one tilted 25 degrees
    yield pytest.param(np.array([(0, 1, 0), (0, 0, -1), (1, 0, 0)], float).T, id="sagittal stack")
    yield pytest.param(np.array([(1, 0, 0), (0, 0, -1), (0, 1, 0)], float).T, id="coronal stack")
    yield pytest.param(rotation((1, 0.3, 0.2), np.radians(25)), id="tilted")


@pytest.mark.parametrize("direction", list(directions()))
@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_pictures_lie_radiologically_for_every_patient_position(direction, orientation):
    """Right on the left, head up, anterior left on sagittal; the strongest letter of each side says so."""
    source = SliceSource.of(phantom(direction))
    plane = source.plane(orientation)
    left, top = LAYOUT[orientation]
    assert letters(-np.asarray(plane.row_direction))[0] == left
    assert letters(-np.asarray(plane.column_direction))[0] == top


@pytest.mark.parametrize("direction", list(directions()))
@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_every_pixel_is_the_voxel_at_its_place(direction, orientation):
    volume = phantom(direction)
    source = SliceSource.of(volume)
    for index in (0, 5, source.count(orientation) - 1):
        values, grid = source.picture(orientation, index)
        assert values.shape == (grid.rows, grid.columns)
        for row, column in itertools.product((0, 3, grid.rows - 1), (0, 2, grid.columns - 1)):
            assert values[row, column] == volume.value_at(grid.to_lps((column, row)))
        plane = source.plane(orientation, index)
        assert plane.depth_mm(grid.to_lps((0, 0))) == pytest.approx(0, abs=1e-9)
        assert source.index(orientation, plane.origin) == index


def test_the_middle_of_the_first_axial_pixel_is_where_the_header_says():
    _, grid = SliceSource.of(phantom()).picture("axial", 4)
    assert grid.origin == pytest.approx((ORIGIN[0], ORIGIN[1], ORIGIN[2] + 4 * SPACING[2]))


@pytest.mark.parametrize("mode", ["max", "min", "mean"])
@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_slabs_are_those_of_numpy(mode, orientation):
    rng = np.random.default_rng(5)
    voxels = rng.integers(-1000, 2000, SHAPE).astype(np.int16)
    source = SliceSource.of(phantom(voxels=voxels))
    axis, count = source.axis(orientation), 4
    index, thickness = 8, count * source.step_mm(orientation)
    first, last = source.slab_range(orientation, index, thickness)
    assert (last - first + 1, first <= index <= last) == (count, True)
    values, _ = source.picture(orientation, index, thickness, mode)
    slab = voxels.take(range(first, last + 1), axis=axis).astype(np.float64)
    expected = {"max": slab.max, "min": slab.min, "mean": slab.mean}[mode](axis=axis)
    flat = np.sort(expected.ravel()) if mode != "mean" else np.sort(np.rint(expected).ravel())
    assert np.abs(np.sort(values.ravel().astype(np.float64)) - flat).max() <= (1 if mode == "mean" else 0)


def test_strided_slices_keep_at_most_four_blocks():
    voxels = np.zeros((2, 3, 320), np.int16)
    voxels[:] = np.arange(320)
    source = SliceSource.of(phantom(voxels=voxels))
    for index in range(319, -1, -3):  # scrolling
        values, _ = source.picture("sagittal", index)
        assert (values == index).all()
    assert len(source._blocks) == BLOCKS_KEPT
    kept = list(source._blocks)
    for index in (280, 200, 250, 300):  # jumps copy one slice and no block
        values, _ = source.picture("sagittal", index)
        assert (values == index).all()
    assert list(source._blocks) == kept
    assert source.needs_fetch("sagittal", 210)
    source.prefetch("sagittal", 210)
    assert not source.needs_fetch("sagittal", 210)


def _oblique_grid(columns=40, rows=30, spacing=0.7, about=None, angle=0.7):
    plane = Plane((0, 0, 0), (1, 0, 0), (0, 1, 0)).rotated((0.4, 1, 0.3), angle, (0, 0, 0))
    row, column = np.asarray(plane.row_direction) * spacing, np.asarray(plane.column_direction) * spacing
    origin = np.asarray(about) - row * (columns - 1) / 2 - column * (rows - 1) / 2
    return PictureGrid(vector(origin), vector(row), vector(column), columns, rows)


def _lps(grid):
    c, r = np.meshgrid(np.arange(grid.columns), np.arange(grid.rows))
    return grid.to_lps(np.stack([c, r], axis=-1))


@pytest.mark.truth
@pytest.mark.parametrize(
    "direction",
    [np.eye(3), np.diag([1, -1, -1.0]), rotation((1, 2, 3), 0.5)],
    ids=["eye", "flipped", "tilted"],
)
def test_oblique_picture_of_a_ramp_is_the_ramp(direction):
    """Linear interpolation is exact on a linear function; tolerance: float32 rounding."""
    slope = np.array([2.0, -3.0, 1.5])
    base = phantom(direction)
    k, j, i = np.meshgrid(*(np.arange(n) for n in SHAPE), indexing="ij")
    ramp = (base.index_to_patient(np.stack([k, j, i], axis=-1)) @ slope).astype(np.float32)
    volume = phantom(direction, ramp)
    grid = _oblique_grid(about=volume.grid.centre_lps, spacing=0.4, columns=20, rows=16)
    values, _ = SliceSource.of(volume).free_picture(grid)
    assert np.abs(values - _lps(grid) @ slope).max() < 2e-3


@pytest.mark.truth
def test_oblique_picture_equals_map_coordinates():
    rng = np.random.default_rng(1)
    voxels = rng.normal(0, 300, SHAPE).astype(np.float32)
    volume = phantom(rotation((1, 2, 3), 0.5), voxels)
    grid = _oblique_grid(about=volume.grid.centre_lps)
    values, _ = SliceSource.of(volume).free_picture(grid, background=-5000.0)
    index = volume.patient_to_index(_lps(grid))
    expected = map_coordinates(voxels, np.moveaxis(index, -1, 0), order=1, mode="nearest")
    inside = np.all((index >= 0) & (index <= np.array(SHAPE) - 1), axis=-1)
    assert inside.sum() > 300
    assert np.abs(values - expected)[inside].max() < 0.05
    far_out = np.any((index < -1) | (index > np.array(SHAPE)), axis=-1)
    assert (values[far_out] == -5000.0).all()


@pytest.mark.parametrize("mode", ["max", "min", "mean"])
def test_oblique_slab_equals_its_layers(mode):
    rng = np.random.default_rng(2)
    volume = phantom(voxels=rng.normal(0, 300, SHAPE).astype(np.float32))
    source = SliceSource.of(volume)
    grid = _oblique_grid(about=volume.grid.centre_lps, columns=12, rows=10)
    thickness = 4 * float(volume.spacing_mm.min())
    values, _ = source.free_picture(grid, slab_mm=thickness, slab_mode=mode)
    normal = np.cross(grid.column_step, grid.row_step)
    normal /= np.linalg.norm(normal)
    layers = []
    for offset in np.linspace(-thickness / 2, thickness / 2, 5):
        moved = PictureGrid(vector(grid.origin + normal * offset), grid.column_step, grid.row_step, 12, 10)
        layers.append(source.free_picture(moved)[0])
    expected = getattr(np, mode)(layers, axis=0)
    assert values == pytest.approx(expected, abs=0.05)


def test_labels_are_never_interpolated():
    labels = np.zeros(SHAPE, np.uint8)
    labels[:, :, 10:] = 7
    source = SliceSource(labels, phantom().grid, labels=True)
    values, _ = source.free_picture(_oblique_grid(about=phantom().grid.centre_lps), background=0)
    assert set(np.unique(values)) == {0, 7}


def test_the_ladder_takes_the_finest_step_within_the_budget():
    times = SliceSource.of(phantom()).times
    assert ladder_step(times, 0.016) == 1  # nothing known yet: try the finest
    times[1].append(0.040)
    assert ladder_step(times, 0.016) == 2  # a quarter of 40 ms
    times[2].append(0.030)
    assert ladder_step(times, 0.016) == 4
    times[1].extend([0.001] * 8)
    assert ladder_step(times, 0.016) == 1
