"""Lengths, angles and region statistics on a plane of a volume (specs/viewers.md 7.9).

A voxel counts in a region when its centre lies inside the shape. On a plane of the grid itself the stored
voxels are counted; on any other plane the volume is resampled linearly at its own spacing first, and the
result says so. Every finding carries the marks of the images (resampled grid, tilt, loss of detail), and images that
bar measuring give none.

Limitations: a region lies in one plane; slabs and volumes over slices aren't measured here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import ndimage

from measurements import images
from measurements.finding import Code, Finding, Geometry, GeometryKind, Method, Origin, Point, Source
from measurements.regions import RegionVolume
from resources.errors import Refused
from studies.volume import Volume

FloatArray = NDArray[np.float64]
METHOD_VERSION = "1.0"
#: fewer voxels than this: the values carry a warning
FEW_VOXELS = 10
#: two diameters count as square to each other within this (specs/viewers.md 7.9)
SQUARE_DEG = 0.5
#: a plane is the grid's own when its normal is this close to a grid axis
ALIGNED_COSINE = 1.0 - 1e-6

LENGTH = Code("410668003", "SCT", "Length")
LONG_AXIS = Code("103339001", "SCT", "Long Axis")
SHORT_AXIS = Code("103340004", "SCT", "Short Axis")
ANGLE = Code("1483009", "SCT", "Angle")
COBB = Code("285285000", "SCT", "Cobb angle")
VOLUME = Code("118565006", "SCT", "Volume")
AREA = Code("42798000", "SCT", "Area")
MEAN = Code("373098007", "SCT", "Mean")
SD = Code("386136009", "SCT", "Standard Deviation")
MEDIAN = Code("373099004", "SCT", "Median")
MINIMUM = Code("255605001", "SCT", "Minimum")
MAXIMUM = Code("56851009", "SCT", "Maximum")
P10 = Code("371890005", "SCT", "10th Percentile Value of population")
P90 = Code("371887004", "SCT", "90th Percentile Value of population")
#: the value of the voxels themselves, whatever their unit
VALUE = Code("112031", "DCM", "Attenuation Coefficient")


def _vector(point: ArrayLike) -> FloatArray:
    array = np.asarray(point, dtype=np.float64)
    if array.shape != (3,) or not np.all(np.isfinite(array)):
        raise ValueError("a point is three finite numbers (LPS, mm)")
    return array


def length_mm(one: ArrayLike, other: ArrayLike) -> float:
    """Distance between two points, mm."""
    return float(np.linalg.norm(_vector(other) - _vector(one)))


def angle_deg(one: ArrayLike, apex: ArrayLike, other: ArrayLike) -> float:
    """Angle at `apex` between the arms to `one` and `other`, 0 to 180 degrees."""
    a, b = _vector(one) - _vector(apex), _vector(other) - _vector(apex)
    if min(float(np.linalg.norm(a)), float(np.linalg.norm(b))) < 1e-9:
        raise ValueError("an arm of the angle has no length")
    return float(np.degrees(np.arctan2(np.linalg.norm(np.cross(a, b)), float(a @ b))))


def cobb_deg(first: tuple[ArrayLike, ArrayLike], second: tuple[ArrayLike, ArrayLike]) -> float:
    """Angle between two lines, 0 to 90 degrees, whichever way each was drawn."""
    a = _vector(first[1]) - _vector(first[0])
    b = _vector(second[1]) - _vector(second[0])
    if min(float(np.linalg.norm(a)), float(np.linalg.norm(b))) < 1e-9:
        raise ValueError("a line of the angle has no length")
    return float(np.degrees(np.arctan2(np.linalg.norm(np.cross(a, b)), abs(float(a @ b)))))


@dataclass(frozen=True, eq=False)
class RegionStatistics:
    """Statistics of the voxels inside a region.

    `sd` has n - 1 in its denominator, None below two voxels. `area_mm2` and `perimeter_mm` are the shape's
    own, not counted voxels. Voxels of the padding range (no image) aren't counted. `warnings` holds ``few_voxels``,
    ``outside_images``, ``padding_left_out``, ``resampled``, ``lossy``.
    """

    n: int
    mean: float | None
    sd: float | None
    median: float | None
    minimum: float | None
    maximum: float | None
    p10: float | None
    p90: float | None
    area_mm2: float
    perimeter_mm: float
    unit: str
    resampled: bool
    contour_mm: FloatArray
    normal: FloatArray
    row_direction: FloatArray
    warnings: tuple[str, ...] = ()


def ellipse_statistics(
    volume: Volume,
    centre_mm: ArrayLike,
    row_direction: ArrayLike,
    column_direction: ArrayLike,
    half_row_mm: float,
    half_column_mm: float,
) -> RegionStatistics:
    """Statistics inside an ellipse with half axes along two in-plane directions."""
    if min(half_row_mm, half_column_mm) <= 0:
        raise ValueError("an ellipse needs positive half axes")
    centre, row, column = _vector(centre_mm), _vector(row_direction), _vector(column_direction)
    angle = np.arange(180) * 2.0 * np.pi / 180
    ring = (
        centre + half_row_mm * np.cos(angle)[:, None] * row + half_column_mm * np.sin(angle)[:, None] * column
    )

    def inside(u: FloatArray, v: FloatArray) -> NDArray[np.bool_]:
        return np.asarray((u / half_row_mm) ** 2 + (v / half_column_mm) ** 2 <= 1.0 + 1e-9)

    # Ramanujan's second approximation of the perimeter: exact to 1e-5 for the ratios drawn here
    h = ((half_row_mm - half_column_mm) / (half_row_mm + half_column_mm)) ** 2
    perimeter = np.pi * (half_row_mm + half_column_mm) * (1 + 3 * h / (10 + np.sqrt(4 - 3 * h)))
    area = np.pi * half_row_mm * half_column_mm
    return _statistics(volume, centre, row, column, ring, inside, float(area), float(perimeter))


def rectangle_statistics(
    volume: Volume,
    centre_mm: ArrayLike,
    row_direction: ArrayLike,
    column_direction: ArrayLike,
    half_row_mm: float,
    half_column_mm: float,
) -> RegionStatistics:
    """Statistics inside a rectangle with half sides along two in-plane directions."""
    if min(half_row_mm, half_column_mm) <= 0:
        raise ValueError("a rectangle needs positive sides")
    centre, row, column = _vector(centre_mm), _vector(row_direction), _vector(column_direction)
    signs = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]], dtype=np.float64)
    ring = centre + signs[:, :1] * half_row_mm * row + signs[:, 1:] * half_column_mm * column

    def inside(u: FloatArray, v: FloatArray) -> NDArray[np.bool_]:
        return np.asarray((np.abs(u) <= half_row_mm + 1e-9) & (np.abs(v) <= half_column_mm + 1e-9))

    area, perimeter = 4.0 * half_row_mm * half_column_mm, 4.0 * (half_row_mm + half_column_mm)
    return _statistics(volume, centre, row, column, ring, inside, area, perimeter)


def polygon_statistics(
    volume: Volume, points_mm: ArrayLike, row_direction: ArrayLike, column_direction: ArrayLike
) -> RegionStatistics:
    """Statistics inside a closed polygon or freehand line (first point not repeated)."""
    ring = np.asarray(points_mm, dtype=np.float64)
    if ring.ndim != 2 or ring.shape[1] != 3 or len(ring) < 3 or not np.all(np.isfinite(ring)):
        raise ValueError("a polygon needs three or more points (n, 3)")
    row, column = _vector(row_direction), _vector(column_direction)
    centre = ring.mean(axis=0)
    flat = np.column_stack([(ring - centre) @ row, (ring - centre) @ column])
    following = np.roll(flat, -1, axis=0)
    area = abs(float((flat[:, 0] * following[:, 1] - flat[:, 1] * following[:, 0]).sum()) / 2.0)
    perimeter = float(np.linalg.norm(following - flat, axis=1).sum())

    def inside(u: FloatArray, v: FloatArray) -> NDArray[np.bool_]:
        hit = np.zeros(u.shape, dtype=bool)
        for (x0, y0), (x1, y1) in zip(flat, following, strict=True):
            if y0 == y1:
                continue
            crosses = (y0 > v) != (y1 > v)
            hit ^= crosses & (u < x0 + (v - y0) * (x1 - x0) / (y1 - y0))
        return hit

    return _statistics(volume, centre, row, column, ring, inside, area, perimeter)


Inside = Callable[[FloatArray, FloatArray], NDArray[np.bool_]]


def _statistics(
    volume: Volume,
    centre: FloatArray,
    row: FloatArray,
    column: FloatArray,
    ring: FloatArray,
    inside: Inside,
    area_mm2: float,
    perimeter_mm: float,
) -> RegionStatistics:
    for direction in (row, column):
        if abs(float(np.linalg.norm(direction)) - 1.0) > 1e-3:
            raise ValueError("in-plane directions must be unit vectors")
    if abs(float(row @ column)) > 1e-3:
        raise ValueError("in-plane directions must be at right angles")
    normal = np.cross(row, column)
    aligned = _aligned_axis(volume, normal)
    if aligned is not None:
        values, outside = _own_voxels(volume, centre, row, column, ring, inside, aligned)
        values, padded = _without_padding(volume, values)
    else:
        values, outside, padded = _resampled(volume, centre, row, column, ring, inside)
    warnings = []
    if len(values) < FEW_VOXELS:
        warnings.append("few_voxels")
    if outside:
        warnings.append("outside_images")
    if padded:
        warnings.append(images.PADDING)
    if aligned is None:
        warnings.append("resampled")
    if volume.series.lossy:
        warnings.append("lossy")
    has = len(values) > 0
    quantiles = np.percentile(values, [10, 50, 90]) if has else None
    return RegionStatistics(
        n=len(values),
        mean=float(values.mean()) if has else None,
        sd=float(values.std(ddof=1)) if len(values) > 1 else None,
        median=None if quantiles is None else float(quantiles[1]),
        minimum=float(values.min()) if has else None,
        maximum=float(values.max()) if has else None,
        p10=None if quantiles is None else float(quantiles[0]),
        p90=None if quantiles is None else float(quantiles[2]),
        area_mm2=area_mm2,
        perimeter_mm=perimeter_mm,
        unit=volume.unit,
        resampled=aligned is None,
        contour_mm=ring,
        normal=normal,
        row_direction=row,
        warnings=tuple(warnings),
    )


def _aligned_axis(volume: Volume, normal: FloatArray) -> int | None:
    """Array axis that the plane is square to, or None for an oblique plane."""
    cosines = np.abs(volume.direction.T @ normal)
    grid_axis = int(cosines.argmax())
    return 2 - grid_axis if float(cosines[grid_axis]) >= ALIGNED_COSINE else None


def _own_voxels(
    volume: Volume,
    centre: FloatArray,
    row: FloatArray,
    column: FloatArray,
    ring: FloatArray,
    inside: Inside,
    axis: int,
) -> tuple[FloatArray, bool]:
    """Stored values of the slice nearest to the plane whose voxel centres lie inside the shape."""
    shape = np.asarray(volume.shape)
    index = volume.patient_to_index(ring)
    layer = int(np.rint(volume.patient_to_index(centre)[axis]))
    low = np.floor(index.min(axis=0)).astype(int)
    high = np.ceil(index.max(axis=0)).astype(int)
    low[axis] = high[axis] = layer
    outside = bool(np.any(index < -0.5) or np.any(index > shape - 0.5)) or not 0 <= layer < shape[axis]
    low, high = np.maximum(low, 0), np.minimum(high, shape - 1)
    if np.any(low > high):
        return np.empty(0), True
    part = tuple(slice(a, b + 1) for a, b in zip(low, high, strict=True))
    spots = np.stack(
        np.meshgrid(*[np.arange(a, b + 1) for a, b in zip(low, high, strict=True)], indexing="ij"), axis=-1
    )
    offset = volume.index_to_patient(spots) - centre
    chosen = inside(offset @ row, offset @ column)
    return np.asarray(volume.voxels[part][chosen], dtype=np.float64), outside


def _without_padding(volume: Volume, values: FloatArray) -> tuple[FloatArray, bool]:
    """Stored values without those that mean that there is no image, and whether there were any."""
    ends = images.padding(volume.series)
    if ends is None:
        return values, False
    kept = (values < ends[0]) | (values > ends[1])
    return values[kept], not bool(kept.all())


def _resampled(
    volume: Volume, centre: FloatArray, row: FloatArray, column: FloatArray, ring: FloatArray, inside: Inside
) -> tuple[FloatArray, bool, bool]:
    """Linear values on an in-plane grid at the volume's own (smallest) spacing; whether any lay outside, or was padding.

    A value of which any part is padding isn't counted.
    """
    step = float(volume.spacing_mm.min())
    reach = np.array([np.abs((ring - centre) @ row).max(), np.abs((ring - centre) @ column).max()])
    counts = np.ceil(reach / step).astype(int)
    u = np.arange(-counts[0], counts[0] + 1, dtype=np.float64) * step
    v = np.arange(-counts[1], counts[1] + 1, dtype=np.float64) * step
    grid_u, grid_v = np.meshgrid(u, v)
    chosen = inside(grid_u, grid_v)
    points = centre + grid_u[chosen][:, None] * row + grid_v[chosen][:, None] * column
    index = volume.patient_to_index(points)
    within = np.all((index >= -0.5) & (index <= np.asarray(volume.shape) - 0.5), axis=1)
    at = index[within]
    values = np.asarray(
        ndimage.map_coordinates(
            volume.voxels, at.T, output=np.float64, order=1, mode="nearest", prefilter=False
        )
    )
    ends = images.padding(volume.series)
    if ends is None or not len(at):
        return values, not bool(within.all()), False
    low = np.maximum(np.floor(at.min(axis=0)).astype(int), 0)
    high = np.minimum(np.ceil(at.max(axis=0)).astype(int), np.asarray(volume.shape) - 1)
    low = np.minimum(low, high)
    part = volume.voxels[tuple(slice(a, b + 1) for a, b in zip(low, high, strict=True))]
    absent = ((part >= ends[0]) & (part <= ends[1])).astype(np.float32)
    share = ndimage.map_coordinates(absent, (at - low).T, order=1, mode="nearest", prefilter=False)
    kept = share < 1e-6
    return values[kept], not bool(within.all()), not bool(kept.all())


# -- findings ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Act:
    """Who measured, when, how ids are made, and for which task."""

    observer: str
    at: str
    new_id: Callable[[], str]
    task: str = "general"
    group: str = ""
    label: str = ""


def length_finding(volume: Volume, one: ArrayLike, other: ArrayLike, normal: ArrayLike, act: Act) -> Finding:
    """A length as a finding; its uncertainty is the coarsest voxel spacing along the line."""
    return _line_finding(volume, "length_mm", LENGTH, one, other, normal, act)


def bidirectional_findings(
    volume: Volume,
    longest: tuple[ArrayLike, ArrayLike],
    perpendicular: tuple[ArrayLike, ArrayLike],
    normal: ArrayLike,
    act: Act,
) -> list[Finding]:
    """Two diameters as two findings of one group; ValueError when they aren't square to within 0.5 degrees."""
    if abs(cobb_deg(longest, perpendicular) - 90.0) > SQUARE_DEG:
        raise ValueError("the second diameter isn't square to the first")
    return [
        _line_finding(volume, "long_axis_mm", LONG_AXIS, *longest, normal, act),
        _line_finding(volume, "short_axis_mm", SHORT_AXIS, *perpendicular, normal, act),
    ]


def _line_finding(
    volume: Volume, key: str, concept: Code, one: ArrayLike, other: ArrayLike, normal: ArrayLike, act: Act
) -> Finding:
    a, b = _vector(one), _vector(other)
    direction = (b - a) / max(length_mm(a, b), 1e-9)
    error = float(np.abs(volume.direction.T @ direction) @ volume.spacing_mm)
    geometry = Geometry(
        GeometryKind.LINE, (_point(a), _point(b)), _point((a + b) / 2), _point(_vector(normal))
    )
    return _finding(volume, key, concept, length_mm(a, b), "mm", geometry, act, uncertainty=error)


def angle_finding(
    volume: Volume, one: ArrayLike, apex: ArrayLike, other: ArrayLike, normal: ArrayLike, act: Act
) -> Finding:
    """An angle of three points as a finding."""
    points = tuple(_point(_vector(p)) for p in (one, apex, other))
    geometry = Geometry(GeometryKind.POLYLINE, points, points[1], _point(_vector(normal)))
    return _finding(volume, "angle_deg", ANGLE, angle_deg(one, apex, other), "deg", geometry, act)


def cobb_finding(
    volume: Volume,
    first: tuple[ArrayLike, ArrayLike],
    second: tuple[ArrayLike, ArrayLike],
    normal: ArrayLike,
    act: Act,
) -> Finding:
    """A Cobb angle as a finding."""
    points = tuple(_point(_vector(p)) for p in (*first, *second))
    geometry = Geometry(GeometryKind.POLYLINE, points, points[0], _point(_vector(normal)))
    return _finding(volume, "cobb_deg", COBB, cobb_deg(first, second), "deg", geometry, act)


def region_findings(volume: Volume, statistics: RegionStatistics, act: Act) -> list[Finding]:
    """Mean, SD, median, minimum, maximum, P10, P90 and area of a region, as findings of one group."""
    s = statistics
    centre = s.contour_mm.mean(axis=0)
    geometry = Geometry(
        GeometryKind.CONTOUR,
        tuple(_point(p) for p in s.contour_mm),
        _point(centre),
        _point(s.normal),
        _point(s.row_direction),
    )
    unit = {"HU": "[hnsf'U]", "": "1"}.get(s.unit, s.unit)
    rows: tuple[tuple[str, Code | None, float | None], ...] = (
        ("mean", MEAN, s.mean),
        ("sd", SD, s.sd),
        ("median", MEDIAN, s.median),
        ("minimum", MINIMUM, s.minimum),
        ("maximum", MAXIMUM, s.maximum),
        ("p10", P10, s.p10),
        ("p90", P90, s.p90),
    )
    found = []
    for key, derivation, value in rows:
        withheld = "" if value is not None else "There are too few voxels in the region."
        finding = _finding(
            volume,
            key,
            VALUE if s.unit == "HU" else derivation or MEAN,
            value,
            unit,
            geometry,
            act,
            derivation=derivation,
            withheld=withheld,
            flags=s.warnings,
            extra=(("voxels", str(s.n)),),
        )
        found.append(finding)
    found.append(_finding(volume, "area_mm2", AREA, s.area_mm2, "mm2", geometry, act, flags=s.warnings))
    return found


def volume_finding(volume: Volume, whole: RegionVolume, own: RegionStatistics, act: Act) -> Finding:
    """The volume of a region drawn on several slices, as a finding of the group of one of its slices (`own`)."""
    geometry = Geometry(
        GeometryKind.CONTOUR,
        tuple(_point(p) for p in own.contour_mm),
        _point(own.contour_mm.mean(axis=0)),
        _point(own.normal),
        _point(own.row_direction),
    )
    extra = (("drawn_slices", str(whole.drawn)), ("slices", str(whole.slices)), ("voxels", str(whole.n)))
    return _finding(
        volume, "volume_ml", VOLUME, whole.volume_ml, "mL", geometry, act, flags=whole.warnings, extra=extra
    )


def _finding(
    volume: Volume,
    key: str,
    concept: Code,
    value: float | None,
    unit: str,
    geometry: Geometry,
    act: Act,
    **more: Any,
) -> Finding:
    barring = images.barring(volume)
    if barring is not None:
        raise Refused(
            "These images can't be measured: {problem}",
            "Choose another series, or resample it with the warning that goes with it.",
            code=barring.code,
            fields={"problem": barring.message},
        )
    extra = more.pop("extra", ())
    own = tuple(more.pop("flags", ()))
    sampling = "linear, native spacing" if "resampled" in own else "stored voxels"
    flags = tuple(dict.fromkeys((*images.marks(volume.problems, volume.series), *own)))
    info = volume.series
    return Finding(
        id=act.new_id(),
        task=act.task,
        key=key,
        group=act.group,
        concept=concept,
        value=value,
        unit=unit,
        method=Method("planar", METHOD_VERSION, (("sampling", sampling),)),
        source=Source(
            info.study_instance_uid,
            info.series_instance_uid,
            info.sop_class_uid,
            _instances(volume, geometry),
            volume.frame_of_reference_uid,
            images.facts(info),
        ),
        observer=act.observer,
        at=act.at,
        origin=Origin.MANUAL,
        label=act.label,
        flags=flags,
        geometry=geometry,
        conditions=tuple(extra),
        **more,
    )


def _instances(volume: Volume, geometry: Geometry) -> tuple[str, ...]:
    """SOP instances that the shape passes through, nearest to its centre first."""
    uids = volume.series.sop_instance_uids
    if len(uids) != volume.shape[0]:
        return ()
    slices = volume.patient_to_index(np.array(geometry.points_mm))[:, 0]
    middle = float(slices.mean())
    low, high = max(int(np.rint(slices.min())), 0), min(int(np.rint(slices.max())), len(uids) - 1)
    order = sorted(range(low, high + 1), key=lambda k: (abs(k - middle), k))
    # slices made by resampling may stand for the same image
    return tuple(dict.fromkeys(uids[k] for k in order))


def _point(point: FloatArray) -> Point:
    return (float(point[0]), float(point[1]), float(point[2]))
