"""Voxel and patient coordinates agree with SimpleITK and VTK for any orthonormal direction."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from studies.volume import GeometryError, Grid, LabelMap, Volume

ANGLES = st.tuples(*[st.floats(-180, 180)] * 3)


def volume(angles_deg: tuple[float, float, float] = (0, 0, 0)) -> Volume:
    rng = np.random.default_rng(1)
    grid = Grid(
        (5, 4, 3),
        np.array([0.7, 0.8, 2.5]),
        np.array([-10.0, 20.0, -30.0]),
        Rotation.from_euler("xyz", angles_deg, degrees=True).as_matrix(),
    )
    return Volume(rng.integers(-1000, 1000, grid.shape).astype(np.int16), grid, "CT", "HU")


@given(ANGLES)
@settings(deadline=None, max_examples=60)
def test_points_agree_with_simpleitk_and_vtk(angles: tuple[float, float, float]) -> None:
    v = volume(angles)
    itk, vtk = v.to_sitk(), v.vtk_image
    for k, j, i in [(0, 0, 0), (2, 3, 4), (1, 0, 3)]:
        point = v.index_to_patient([k, j, i])
        assert point == pytest.approx(itk.TransformIndexToPhysicalPoint((i, j, k)), abs=1e-9)
        out = [0.0, 0.0, 0.0]
        vtk.TransformIndexToPhysicalPoint((i, j, k), out)
        assert point == pytest.approx(out, abs=1e-9)
        assert v.patient_to_index(point) == pytest.approx([k, j, i], abs=1e-9)
        assert v.value_at(point) == v.voxels[k, j, i] == itk.GetPixel(i, j, k)
        assert vtk.GetScalarComponentAsDouble(i, j, k, 0) == v.voxels[k, j, i]


def test_vtk_shares_the_memory() -> None:
    from vtkmodules.util.numpy_support import vtk_to_numpy

    v = volume()
    assert np.shares_memory(vtk_to_numpy(v.vtk_image.GetPointData().GetScalars()), v.voxels)


def test_voxels_are_read_only() -> None:
    with pytest.raises(ValueError, match="read-only"):
        volume().voxels[0, 0, 0] = 1


@pytest.mark.parametrize(
    ("size", "spacing", "direction"),
    [
        ((0, 1, 1), (1, 1, 1), np.eye(3)),
        ((1, 1, 1), (1, 0, 1), np.eye(3)),
        ((1, 1, 1), (1, np.nan, 1), np.eye(3)),
        ((1, 1, 1), (1, 1, 1), np.diag([1, 1, 1.1])),
        ((1, 1, 1), (1, 1, 1), np.ones((3, 3))),
    ],
)
def test_what_is_no_grid_is_refused(size, spacing, direction) -> None:
    with pytest.raises(GeometryError):
        Grid(size, np.array(spacing, float), np.zeros(3), direction)


def test_voxels_must_fit_the_grid() -> None:
    with pytest.raises(GeometryError, match="fit"):
        Volume(np.zeros((3, 4, 6), np.int16), volume().grid)
    with pytest.raises(GeometryError, match="fit"):
        LabelMap(np.zeros((3, 4, 6), np.uint8), volume().grid)


def test_grids_compare_by_where_voxels_lie() -> None:
    one, other = volume().grid, volume((0, 0, 1)).grid
    assert one.same_as(volume().grid)
    assert not one.same_as(other)
    assert one.contains(one.centre_lps)
    assert not one.contains(one.index_to_patient([3, 0, 0]))
