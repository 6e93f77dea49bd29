"""Surfaces for the 3D view, made on workers: triangles of a mask in LPS mm, coloured by a figure along a curve.

Limitations: the surface is smoothed for the eye (windowed sinc); nothing is ever measured on it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree
from vtkmodules.util.numpy_support import numpy_to_vtk, vtk_to_numpy
from vtkmodules.vtkCommonCore import vtkPoints
from vtkmodules.vtkCommonDataModel import vtkCellArray, vtkImageData, vtkPolyData
from vtkmodules.vtkFiltersCore import (
    vtkFlyingEdges3D,
    vtkPolyDataNormals,
    vtkQuadricDecimation,
    vtkWindowedSincPolyDataFilter,
)

from studies.volume import Grid

MOST_TRIANGLES = 100_000


def surface(mask: NDArray[Any], grid: Grid, *, most_triangles: int = MOST_TRIANGLES) -> vtkPolyData:
    """The smoothed surface of a mask on a grid, its points in LPS mm; empty for an empty mask."""
    found = np.argwhere(np.asarray(mask) > 0)
    if len(found) == 0:
        return vtkPolyData()
    low, high = found.min(axis=0), found.max(axis=0) + 1
    part = np.pad(np.asarray(mask[tuple(slice(a, b) for a, b in zip(low, high, strict=True))]) > 0, 1)
    image = vtkImageData()
    image.SetDimensions(part.shape[2], part.shape[1], part.shape[0])
    flat = np.ascontiguousarray(part, dtype=np.uint8).reshape(-1)
    image.GetPointData().SetScalars(numpy_to_vtk(flat, deep=True))
    edges = vtkFlyingEdges3D()
    edges.SetInputData(image)
    edges.SetValue(0, 0.5)
    edges.ComputeNormalsOff()
    edges.ComputeGradientsOff()
    edges.ComputeScalarsOff()
    edges.Update()
    mesh = edges.GetOutput()
    triangles = mesh.GetNumberOfCells()
    if triangles > most_triangles:
        decimate = vtkQuadricDecimation()
        decimate.SetInputData(mesh)
        decimate.SetTargetReduction(1.0 - most_triangles / triangles)
        decimate.Update()
        mesh = decimate.GetOutput()
    smooth = vtkWindowedSincPolyDataFilter()
    smooth.SetInputData(mesh)
    smooth.SetNumberOfIterations(20)
    smooth.SetPassBand(0.08)
    smooth.BoundarySmoothingOff()
    smooth.NonManifoldSmoothingOn()
    smooth.NormalizeCoordinatesOn()
    smooth.Update()
    mesh = smooth.GetOutput()
    index_xyz = vtk_to_numpy(mesh.GetPoints().GetData()).astype(np.float64)
    # the picture's x, y, z are column, row, slice; the mask was cut out and padded by one voxel
    lps = grid.index_to_patient(index_xyz[:, ::-1] + low - 1)
    points = vtkPoints()
    points.SetData(numpy_to_vtk(np.ascontiguousarray(lps, dtype=np.float32), deep=True))
    mesh.SetPoints(points)
    normals = vtkPolyDataNormals()
    normals.SetInputData(mesh)
    normals.SplittingOff()
    normals.ConsistencyOn()
    normals.AutoOrientNormalsOn()
    normals.Update()
    result = vtkPolyData()
    result.DeepCopy(normals.GetOutput())
    return result


def colour_along(mesh: vtkPolyData, points_lps: ArrayLike, values: ArrayLike) -> vtkPolyData:
    """A copy of a mesh whose points carry the value of the nearest of the given points (NaN as the gap's own)."""
    coloured = vtkPolyData()
    coloured.DeepCopy(mesh)
    figures = np.asarray(values, dtype=np.float64)
    good = np.isfinite(figures)
    if mesh.GetNumberOfPoints() and good.any():
        places = vtk_to_numpy(mesh.GetPoints().GetData())
        _, nearest = cKDTree(np.asarray(points_lps, dtype=np.float64)[good]).query(places)
        scalars = numpy_to_vtk(np.ascontiguousarray(figures[good][nearest], dtype=np.float32), deep=True)
        scalars.SetName("figure")
        coloured.GetPointData().SetScalars(scalars)
    return coloured


def line(points_lps: ArrayLike, *, closed: bool = False) -> vtkPolyData:
    """A polyline in LPS mm."""
    places = np.ascontiguousarray(points_lps, dtype=np.float32)
    points = vtkPoints()
    points.SetData(numpy_to_vtk(places, deep=True))
    cells = vtkCellArray()
    order = list(range(len(places))) + ([0] if closed and len(places) else [])
    cells.InsertNextCell(len(order))
    for number in order:
        cells.InsertCellPoint(number)
    made = vtkPolyData()
    made.SetPoints(points)
    made.SetLines(cells)
    return made
