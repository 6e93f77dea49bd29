"""In-plane axes: rotation-minimising frames along a line, and the radiological view of one plane.

Two kinds, for two uses. The frames of a line (`transported_rows`) turn as little as possible, so that a
curved view doesn't twist; the view of one section (`view_frame`) shows the patient's right on the left,
seen from the feet, from the front, or from the left side, whichever the plane is nearest to.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]

#: patient left, the direction of rising x in LPS: the picture's right in radiological convention
LEFT = np.array([1.0, 0.0, 0.0])
POSTERIOR = np.array([0.0, 1.0, 0.0])
#: a plane whose normal is within about 25 degrees of the left-right axis is shown as a sagittal one
SAGITTAL_COSINE = 0.9


def unit(vector: ArrayLike) -> FloatArray:
    """The vector at length 1; raises ValueError for a null vector."""
    array = np.asarray(vector, dtype=np.float64)
    length = float(np.linalg.norm(array))
    if not np.isfinite(length) or length < 1e-12:
        raise ValueError("a direction can't be a null vector")
    return np.asarray(array / length)


def view_frame(normal: ArrayLike) -> tuple[FloatArray, FloatArray, FloatArray]:
    """(row_direction, column_direction, normal) of the radiological picture of a plane.

    `row_direction` runs to the right of the picture, `column_direction` down. Their cross product is the
    viewing direction: towards the head or the back, so plus or minus `normal`.
    """
    n = unit(normal)
    sagittal = abs(float(n @ LEFT)) > SAGITTAL_COSINE
    axis = POSTERIOR if sagittal else LEFT
    row = unit(axis - n * float(axis @ n))
    # sagittal: seen from the left, anterior on the left, feet down; else from the feet or the front
    onwards = n[0] < 0 if sagittal else n[1] + n[2] >= 0
    looking = n if onwards else -n
    return row, np.cross(looking, row), n


def transported_rows(tangents: FloatArray, points_mm: FloatArray) -> FloatArray:
    """First axis of a rotation-minimising frame at each point of a line (double reflection, Wang 2008).

    Parameters
    ----------
    tangents : (n, 3) unit vectors
    points_mm : (n, 3)

    Returns
    -------
    (n, 3) unit vectors; the first is that of the radiological view at the start.
    """
    rows = np.empty_like(tangents)
    rows[0] = view_frame(tangents[0])[0]
    for k in range(len(tangents) - 1):
        step = points_mm[k + 1] - points_mm[k]
        size = float(step @ step)
        row, tangent = rows[k], tangents[k]
        if size > 1e-18:
            row = row - step * (2.0 * float(step @ row) / size)
            tangent = tangent - step * (2.0 * float(step @ tangent) / size)
        turn = tangents[k + 1] - tangent
        size = float(turn @ turn)
        if size > 1e-18:
            row = row - turn * (2.0 * float(turn @ row) / size)
        rows[k + 1] = unit(row - tangents[k + 1] * float(row @ tangents[k + 1]))
    return rows
