"""Volumes in patient coordinates: what every view, measurement and report stands on.

`voxels` are indexed ``[slice, row, column]``; patient coordinates are DICOM's (LPS, mm). Axis triples that
belong to the grid (`size`, `spacing_mm`, the columns of `direction`) are ordered ``(column, row, slice)``
as in ITK; index triples (``_vox``) are ordered ``[slice, row, column]`` as in the array. Only this module
converts between the two.

Limitations: a Volume is a regular grid. Tilt, uneven spacing and missing slices are stated in `problems`;
the loader decides whether such a stack may become a Volume at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    import SimpleITK
    from vtkmodules.vtkCommonDataModel import vtkImageData

FloatArray = NDArray[np.float64]

#: a direction matrix further than this from orthonormal is refused (PS3.3 C.7.6.2.1.1 asks for unit, orthogonal cosines)
ORTHONORMAL_TOLERANCE = 1e-3


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about the images that a reader must know; `code` as in `voorverslag scan`."""

    code: str
    message: str
    #: what a measurement may do: "note" (say it), "warn" (say it in every finding), "block" (no measurement)
    effect: str = "note"


@dataclass(frozen=True, slots=True)
class SeriesInfo:
    """Identifiers and acquisition facts of the series a Volume came from.

    Empty text or ``None`` means that the source doesn't say; nothing is invented. Dates are DICOM DA text
    (``YYYYMMDD``), times DICOM TM text.
    """

    patient_id: str = ""
    issuer_of_patient_id: str = ""
    patient_name: str = ""
    birth_date: str = ""
    sex: str = ""
    study_instance_uid: str = ""
    study_date: str = ""
    study_time: str = ""
    study_description: str = ""
    accession_number: str = ""
    referring_physician: str = ""
    series_instance_uid: str = ""
    series_number: int | None = None
    series_description: str = ""
    stack: int = 0
    modality: str = ""
    sop_class_uid: str = ""
    #: one per slice, in slice order; empty for files without DICOM identity (NIfTI and the like)
    sop_instance_uids: tuple[str, ...] = ()
    body_part: str = ""
    patient_position: str = ""
    image_type: tuple[str, ...] = ()
    contrast_agent: str = ""
    slice_thickness_mm: float | None = None
    kvp: float | None = None
    exposure_mas: float | None = None
    repetition_time_ms: float | None = None
    echo_time_ms: float | None = None
    flip_angle_deg: float | None = None
    convolution_kernel: str = ""
    manufacturer: str = ""
    model: str = ""
    lossy: bool = False
    lossy_ratio: float | None = None
    #: (centre, width) pairs of the file, in its own unit, in order
    windows: tuple[tuple[float, float], ...] = ()
    transfer_syntaxes: tuple[str, ...] = ()
    #: where it was read from, for the screen only; never printed in a report
    origin: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)


class GeometryError(ValueError):
    """The grid given to a Volume isn't one: wrong shape, spacing or direction."""


def _vector(value: ArrayLike, name: str) -> FloatArray:
    array = np.asarray(value, dtype=np.float64)
    if array.shape != (3,) or not np.all(np.isfinite(array)):
        raise GeometryError(f"{name} must be three finite numbers")
    array.setflags(write=False)
    return array


@dataclass(frozen=True, eq=False)
class Grid:
    """A regular grid in patient space.

    Parameters
    ----------
    size : (columns, rows, slices)
    spacing_mm : (column, row, slice) distance between voxel centres, mm, > 0
    origin_mm : LPS position of the centre of voxel ``[0, 0, 0]``, mm
    direction : (3, 3) matrix; its columns are the LPS unit vectors of rising column, row and slice index

    Raises
    ------
    GeometryError
        For a size below 1, a spacing that isn't positive, or a direction that isn't orthonormal.
    """

    size: tuple[int, int, int]
    spacing_mm: FloatArray
    origin_mm: FloatArray
    direction: FloatArray

    def __post_init__(self) -> None:
        size = tuple(int(n) for n in self.size)
        if len(size) != 3 or min(size) < 1:
            raise GeometryError(f"size must be three positive numbers, not {self.size}")
        spacing = _vector(self.spacing_mm, "spacing_mm")
        if float(spacing.min()) <= 0:
            raise GeometryError("spacing_mm must be positive")
        direction = np.asarray(self.direction, dtype=np.float64)
        if direction.shape != (3, 3) or not np.all(np.isfinite(direction)):
            raise GeometryError("direction must be a 3 by 3 matrix of finite numbers")
        if float(np.abs(direction.T @ direction - np.eye(3)).max()) > ORTHONORMAL_TOLERANCE:
            raise GeometryError("direction must be orthonormal")
        direction = direction.copy()
        direction.setflags(write=False)
        object.__setattr__(self, "size", size)
        object.__setattr__(self, "spacing_mm", spacing)
        object.__setattr__(self, "origin_mm", _vector(self.origin_mm, "origin_mm"))
        object.__setattr__(self, "direction", direction)
        # the inverse, not the transpose: a direction within tolerance isn't exactly orthonormal; kept, as every
        # paint of a view asks for it a few times
        object.__setattr__(self, "_to_axes", np.linalg.inv(direction).T)

    @property
    def shape(self) -> tuple[int, int, int]:
        """Array shape ``(slices, rows, columns)``."""
        return (self.size[2], self.size[1], self.size[0])

    @property
    def voxel_ml(self) -> float:
        """Volume of one voxel, ml."""
        return float(np.prod(self.spacing_mm)) / 1000.0

    def index_to_patient(self, index_vox: ArrayLike) -> FloatArray:
        """LPS mm of (possibly fractional) indices ``[slice, row, column]``; shape (..., 3) in and out."""
        ijk = np.asarray(index_vox, dtype=np.float64)[..., ::-1]
        return np.asarray((ijk * self.spacing_mm) @ self.direction.T + self.origin_mm)

    def patient_to_index(self, point_lps: ArrayLike) -> FloatArray:
        """Fractional indices ``[slice, row, column]`` of LPS mm; shape (..., 3) in and out."""
        offset = np.asarray(point_lps, dtype=np.float64) - self.origin_mm
        ijk = (offset @ self._to_axes) / self.spacing_mm  # type: ignore[attr-defined]
        return np.asarray(ijk[..., ::-1])

    def contains(self, point_lps: ArrayLike) -> bool:
        """Whether the point lies within the voxels' extent (half a voxel beyond the outer centres)."""
        index = self.patient_to_index(point_lps)
        return bool(np.all(index >= -0.5) and np.all(index <= np.asarray(self.shape) - 0.5))

    @property
    def centre_lps(self) -> FloatArray:
        """LPS mm of the middle of the grid."""
        return self.index_to_patient((np.asarray(self.shape) - 1) / 2.0)

    def same_as(self, other: Grid, tolerance_mm: float = 1e-3) -> bool:
        """Whether both grids put every voxel at the same place."""
        if self.size != other.size:
            return False
        corners = np.array([[k, j, i] for k in (0, 1) for j in (0, 1) for i in (0, 1)]) * (
            np.asarray(self.shape) - 1
        )
        difference = self.index_to_patient(corners) - other.index_to_patient(corners)
        return float(np.abs(difference).max()) <= tolerance_mm


@dataclass(frozen=True, eq=False)
class Volume:
    """One immutable 3D image.

    Parameters
    ----------
    voxels : (slices, rows, columns) int16, uint16 or float32, C-contiguous
        Real-world values (rescale applied): HU for CT. Made read-only.
    grid : Grid
    modality, unit : str
        DICOM modality; unit of the values (``"HU"``, ``"1"``, a UCUM code).
    """

    voxels: NDArray[Any]
    grid: Grid
    modality: str = ""
    unit: str = ""
    frame_of_reference_uid: str = ""
    series: SeriesInfo = field(default_factory=SeriesInfo)
    problems: tuple[Problem, ...] = ()

    def __post_init__(self) -> None:
        if self.voxels.shape != self.grid.shape:
            raise GeometryError(f"voxels {self.voxels.shape} don't fit the grid {self.grid.shape}")
        if self.voxels.dtype not in (np.int16, np.uint16, np.float32, np.uint8):
            raise GeometryError(f"voxels of type {self.voxels.dtype} aren't supported")
        voxels = np.ascontiguousarray(self.voxels)
        if voxels is self.voxels:
            voxels = voxels.view()  # the caller's array keeps its own flag; ours is read-only
        voxels.setflags(write=False)
        object.__setattr__(self, "voxels", voxels)

    @property
    def shape(self) -> tuple[int, int, int]:
        return self.grid.shape

    @property
    def spacing_mm(self) -> FloatArray:
        return self.grid.spacing_mm

    @property
    def origin_mm(self) -> FloatArray:
        return self.grid.origin_mm

    @property
    def direction(self) -> FloatArray:
        return self.grid.direction

    def index_to_patient(self, index_vox: ArrayLike) -> FloatArray:
        return self.grid.index_to_patient(index_vox)

    def patient_to_index(self, point_lps: ArrayLike) -> FloatArray:
        return self.grid.patient_to_index(point_lps)

    @cached_property
    def value_range(self) -> tuple[float, float]:
        """Smallest and largest finite value."""
        if self.voxels.dtype == np.float32:
            return float(np.nanmin(self.voxels)), float(np.nanmax(self.voxels))
        return float(self.voxels.min()), float(self.voxels.max())

    def value_at(self, point_lps: ArrayLike) -> float | None:
        """Value of the nearest voxel, or None outside the grid."""
        index = np.rint(self.patient_to_index(point_lps)).astype(int)
        if np.any(index < 0) or np.any(index >= np.asarray(self.shape)):
            return None
        return float(self.voxels[tuple(index)])

    @cached_property
    def vtk_image(self) -> vtkImageData:
        """The same memory as vtkImageData (no copy), with origin, spacing and direction set."""
        from vtkmodules.util.numpy_support import numpy_to_vtk
        from vtkmodules.vtkCommonDataModel import vtkImageData

        image = vtkImageData()
        image.SetDimensions(*self.grid.size)
        image.SetSpacing(*self.spacing_mm)
        image.SetOrigin(*self.origin_mm)
        image.SetDirectionMatrix(*self.direction.ravel())
        flat = self.voxels.reshape(-1)
        image.GetPointData().SetScalars(numpy_to_vtk(flat, deep=False))
        return image

    def to_sitk(self) -> SimpleITK.Image:
        """A SimpleITK image of the same grid (a copy: SimpleITK can't share NumPy's memory)."""
        import SimpleITK

        image = SimpleITK.GetImageFromArray(self.voxels)
        image.SetSpacing([float(s) for s in self.spacing_mm])
        image.SetOrigin([float(o) for o in self.origin_mm])
        image.SetDirection([float(d) for d in self.direction.ravel()])
        return image


@dataclass(frozen=True, eq=False)
class TimeSeries:
    """Volumes on one grid at several times.

    Parameters
    ----------
    voxels : (times, slices, rows, columns), C-contiguous, read-only
    times_s : (times,) seconds from the first time point; NaN where the source doesn't say
    """

    voxels: NDArray[Any]
    times_s: FloatArray
    grid: Grid
    modality: str = ""
    unit: str = ""
    frame_of_reference_uid: str = ""
    series: SeriesInfo = field(default_factory=SeriesInfo)
    problems: tuple[Problem, ...] = ()

    def __post_init__(self) -> None:
        times = np.asarray(self.times_s, dtype=np.float64)
        if self.voxels.ndim != 4 or self.voxels.shape[1:] != self.grid.shape:
            raise GeometryError(f"voxels {self.voxels.shape} don't fit the grid {self.grid.shape}")
        if times.shape != (self.voxels.shape[0],):
            raise GeometryError(f"{times.shape} times for {self.voxels.shape[0]} volumes")
        voxels = np.ascontiguousarray(self.voxels)
        if voxels is self.voxels:
            voxels = voxels.view()
        voxels.setflags(write=False)
        times.setflags(write=False)
        object.__setattr__(self, "voxels", voxels)
        object.__setattr__(self, "times_s", times)

    @cached_property
    def value_range(self) -> tuple[float, float]:
        """Smallest and largest finite value of all time points."""
        return (
            min(float(np.fmin.reduce(voxels, axis=None)) for voxels in self.voxels),
            max(float(np.fmax.reduce(voxels, axis=None)) for voxels in self.voxels),
        )

    def at(self, time_index: int) -> Volume:
        """The Volume at one time point (shares memory)."""
        return Volume(
            self.voxels[time_index],
            self.grid,
            self.modality,
            self.unit,
            self.frame_of_reference_uid,
            self.series,
            self.problems,
        )


@dataclass(frozen=True, slots=True)
class Label:
    """One label of a LabelMap: value 1…255, name, colour ``#RRGGBB``."""

    value: int
    name: str
    colour: str = "#56B4E9"


@dataclass(frozen=True, eq=False)
class LabelMap:
    """Labels on a Volume's grid; 0 is background. A mask is a LabelMap with one label.

    Parameters
    ----------
    voxels : (slices, rows, columns) uint8, read-only
    """

    voxels: NDArray[np.uint8]
    grid: Grid
    labels: tuple[Label, ...] = ()
    frame_of_reference_uid: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        if self.voxels.shape != self.grid.shape:
            raise GeometryError(f"labels {self.voxels.shape} don't fit the grid {self.grid.shape}")
        voxels = np.ascontiguousarray(self.voxels, dtype=np.uint8)
        if voxels is self.voxels:
            voxels = voxels.view()
        voxels.setflags(write=False)
        object.__setattr__(self, "voxels", voxels)

    def mask(self, value: int | None = None) -> NDArray[np.bool_]:
        """Boolean array of one label, or of all when `value` is None."""
        return np.asarray(self.voxels > 0 if value is None else self.voxels == value)
