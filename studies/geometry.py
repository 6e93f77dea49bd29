"""Where slices lie: order, spacing, tilt and gaps, from ImagePositionPatient and ImageOrientationPatient only.

SliceThickness is never a distance (PS3.3 C.7.6.2.1.1): overlapping reconstructions are thicker than their
spacing. Slices are ordered along the normal (row direction x column direction), so a grid is always
right-handed, whichever way the table moved.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studies.volume import ORTHONORMAL_TOLERANCE, Grid, Problem

FloatArray = NDArray[np.float64]
Vector = tuple[float, float, float]

#: slices nearer than this along the normal are at one position, mm (headers carry 3 to 6 decimals)
SAME_POSITION_MM = 0.01
#: how far a slice may lie from its place on an even grid: a part of the spacing, and at least this, mm
EVEN_PART = 0.05
EVEN_MM = 0.02
#: shear of the stack that counts as tilt: degrees, and drift over the whole stack, mm
TILT_DEG = 0.2
TILT_DRIFT_MM = 0.3
#: a slice further than this beside the straight line of the others doesn't belong to the same stack, mm
ASIDE_MM = 0.3
#: uneven slices are resampled when the largest distance is at most this many times the smallest, and this, mm
MOST_RATIO = 2.6
MOST_GAP_MM = 10.5


@dataclass(frozen=True, slots=True)
class StackGeometry:
    """What the positions of one stack say. `order` sorts the given slices along the normal."""

    order: tuple[int, ...]
    spacing_mm: float
    regular: bool
    tilt_deg: float
    #: numbers of slices that are absent where the others are evenly spaced
    missing: int
    #: smallest and largest distance between neighbours, mm
    least_mm: float
    most_mm: float
    #: how far a slice lies beside the straight line through the stack, mm
    aside_mm: float = 0.0


def normal_of(orientation: tuple[float, ...]) -> FloatArray | None:
    """Unit normal of six direction cosines, or None when they aren't two perpendicular unit vectors."""
    if not is_orientation(orientation):
        return None
    return np.asarray(direction_of(orientation)[:, 2])


def is_orientation(orientation: tuple[float, ...]) -> bool:
    """Whether six direction cosines are two perpendicular unit vectors, within the tolerance."""
    if len(orientation) != 6:
        return False
    a, b, c, d, e, f = orientation
    wrong = max(abs(a * a + b * b + c * c - 1), abs(d * d + e * e + f * f - 1), abs(a * d + b * e + c * f))
    return wrong <= ORTHONORMAL_TOLERANCE * 2


def direction_of(orientation: tuple[float, ...]) -> FloatArray:
    """(3, 3) matrix with columns row direction, column direction, normal; exactly orthonormal."""
    row = np.asarray(orientation[:3], dtype=np.float64)
    row = row / np.linalg.norm(row)
    column = np.asarray(orientation[3:], dtype=np.float64)
    column = column - row * float(row @ column)
    column = column / np.linalg.norm(column)
    return np.stack([row, column, np.cross(row, column)], axis=1)


def plane_name(orientation: tuple[float, ...]) -> str:
    """``axial``, ``coronal``, ``sagittal``, or ``oblique`` beyond 25 degrees from each."""
    normal = normal_of(orientation)
    if normal is None:
        return "oblique"
    axis = int(np.argmax(np.abs(normal)))
    if abs(float(normal[axis])) < math.cos(math.radians(25)):
        return "oblique"
    return ("sagittal", "coronal", "axial")[axis]


def analyse(positions: FloatArray, orientation: tuple[float, ...], tilt_sign: float = 0.0) -> StackGeometry:
    """Order and spacing of slices at `positions` (n, 3) that share one `orientation`.

    `tilt_sign`: the sign that the header's GantryDetectorTilt gives; the size always comes from the positions.
    """
    direction = direction_of(orientation)
    depth = positions @ direction[:, 2]
    order = np.argsort(depth, kind="stable")
    count = len(order)
    if count < 2:
        return StackGeometry(tuple(int(i) for i in order), 0.0, True, 0.0, 0, 0.0, 0.0)
    depth = depth[order]
    gaps = np.diff(depth)
    mean = float(depth[-1] - depth[0]) / (count - 1)
    usual = float(np.median(gaps))
    even = depth[0] + mean * np.arange(count)
    allowed = max(EVEN_MM, EVEN_PART * mean)
    regular = bool(np.abs(depth - even).max() <= allowed)
    missing = 0
    if not regular:
        steps = np.rint(gaps / usual)
        if np.all(steps >= 1) and np.all(
            np.abs(gaps - steps * usual) <= max(EVEN_MM, EVEN_PART * usual) * steps
        ):
            missing = int(steps.sum()) - (count - 1)

    sideways = (positions[order] - positions[order[0]]) @ direction[:, :2]
    drift = sideways[-1]
    part = (depth - depth[0]) / max(float(depth[-1] - depth[0]), 1e-9)
    aside = float(np.linalg.norm(sideways - part[:, None] * drift, axis=1).max())
    size = float(np.linalg.norm(drift))
    angle = math.degrees(math.atan2(size, float(depth[-1] - depth[0])))
    tilt = 0.0
    if angle > TILT_DEG and size > TILT_DRIFT_MM:
        sign = tilt_sign or (1.0 if drift[int(np.argmax(np.abs(drift)))] > 0 else -1.0)
        tilt = math.copysign(angle, sign)
    return StackGeometry(
        tuple(int(i) for i in order),
        mean if regular or not missing else usual,
        regular,
        tilt,
        missing,
        float(gaps.min()),
        float(gaps.max()),
        aside,
    )


def can_be_resampled(geometry: StackGeometry) -> bool:
    """Whether a stack that is no regular grid may become one: no slice missing, distances not too unequal."""
    if geometry.missing:
        return False
    return geometry.regular or (
        geometry.most_mm <= MOST_GAP_MM and geometry.most_mm <= MOST_RATIO * geometry.least_mm
    )


def problems_of(geometry: StackGeometry, thickness_mm: float | None) -> list[Problem]:
    """What the geometry of a stack of two slices or more asks a reader to know."""
    problems = []
    effect = "warn" if can_be_resampled(geometry) else "block"
    if geometry.missing:
        problems.append(
            Problem(
                "missing_slices",
                f"{geometry.missing} slices are missing between the first and the last "
                f"(distances {geometry.least_mm:.3f} to {geometry.most_mm:.3f} mm).",
                "block",
            )
        )
    elif not geometry.regular:
        problems.append(
            Problem(
                "irregular_spacing",
                f"The distance between slices varies from {geometry.least_mm:.3f} to {geometry.most_mm:.3f} mm.",
                effect,
            )
        )
    elif geometry.aside_mm > ASIDE_MM:
        problems.append(
            Problem(
                "irregular_spacing",
                f"The slices are shifted sideways against each other by up to {geometry.aside_mm:.1f} mm.",
                effect,
            )
        )
    if geometry.tilt_deg:
        problems.append(
            Problem(
                "gantry_tilt",
                f"The slices are tilted by {geometry.tilt_deg:.1f} degrees against their stacking.",
                effect,
            )
        )
    if (
        thickness_mm
        and geometry.regular
        and geometry.spacing_mm > 0
        and abs(thickness_mm - geometry.spacing_mm) > max(0.01, 0.02 * geometry.spacing_mm)
    ):
        problems.append(
            Problem(
                "thickness_differs_from_spacing",
                f"Slices are {thickness_mm:g} mm thick and {geometry.spacing_mm:.4g} mm apart; "
                "volumes and distances use the distance.",
            )
        )
    return problems


def grid_of(
    first_position: Vector,
    orientation: tuple[float, ...],
    pixel_spacing: tuple[float, float],
    slice_spacing_mm: float,
    size: tuple[int, int, int],
) -> Grid:
    """Grid of a stack; `pixel_spacing` is DICOM's (row distance, column distance)."""
    return Grid(
        size=size,
        spacing_mm=np.array([pixel_spacing[1], pixel_spacing[0], slice_spacing_mm]),
        origin_mm=np.array(first_position),
        direction=direction_of(orientation),
    )
