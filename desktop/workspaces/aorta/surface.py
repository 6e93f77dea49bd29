"""The vessel's surface for the 3D view, from the contours of its sections."""

from __future__ import annotations

import numpy as np
from vtkmodules.util.numpy_support import numpy_to_vtk
from vtkmodules.vtkCommonCore import vtkPoints
from vtkmodules.vtkCommonDataModel import vtkCellArray, vtkPolyData

from measurements.aorta import AortaResult


def surface_of(result: AortaResult) -> vtkPolyData:
    """The vessel's surface coloured by its largest diameter, from the section contours (on a worker).

    A tube of the measured rings: each point's colour is the figure of its own section.
    """
    count = 48
    rings: list[np.ndarray] = []
    figures: list[float] = []
    for section in result.profile.sections:
        if section.contour_mm is None or section.figures is None:
            continue
        ring = np.asarray(section.contour_mm)
        row = result.line.frame_at(float(section.arc_mm or 0.0))[0]
        offsets = ring - section.centre_mm
        up = np.cross(section.normal, row)
        angle = np.arctan2(offsets @ up, offsets @ row)
        order = np.argsort(angle)
        wanted = np.linspace(-np.pi, np.pi, count, endpoint=False)
        rings.append(
            np.stack(
                [np.interp(wanted, angle[order], ring[order, i], period=2 * np.pi) for i in range(3)], axis=1
            )
        )
        figures.append(float(section.diameter_max_mm or np.nan))
    mesh = vtkPolyData()
    if len(rings) < 2:
        return mesh
    points = np.concatenate(rings).astype(np.float32)
    places = vtkPoints()
    places.SetData(numpy_to_vtk(np.ascontiguousarray(points), deep=True))
    cells = vtkCellArray()
    for i in range(len(rings) - 1):
        for j in range(count):
            a, b = i * count + j, i * count + (j + 1) % count
            cells.InsertNextCell(4)
            for k in (a, b, b + count, a + count):
                cells.InsertCellPoint(k)
    mesh.SetPoints(places)
    mesh.SetPolys(cells)
    scalars = numpy_to_vtk(np.repeat(np.array(figures, dtype=np.float32), count), deep=True)
    scalars.SetName("figure")
    mesh.GetPointData().SetScalars(scalars)
    return mesh
