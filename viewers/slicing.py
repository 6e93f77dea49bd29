"""Pictures cut from a Volume: orthogonal ones as NumPy views, the others by vtkImageReslice on the CPU; no Qt.

Orthogonal means along the volume's own axes, each named after the anatomical plane it lies nearest to, and
laid out radiologically: patient's right on the left of the picture, head up, anterior left on a sagittal
picture. No second copy of the volume is made (specs/viewers.md section 3).

Limitations: a plane counts as orthogonal only with the source's own directions; everything else is resliced.
"""

from __future__ import annotations

import itertools
import threading
from collections import OrderedDict, deque
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkCommonDataModel import vtkImageData
from vtkmodules.vtkCommonMath import vtkMatrix4x4
from vtkmodules.vtkImagingCore import vtkImageReslice

from studies.volume import Grid, Volume
from viewers.plane import FloatArray, PictureGrid, Plane, Projection, Vector, cross, vector

#: which LPS axis each named plane looks along, and where its picture's right and down should point
ORIENTATIONS = {
    "sagittal": (0, (0.0, 1.0, 0.0), (0.0, 0.0, -1.0)),
    "coronal": (1, (1.0, 0.0, 0.0), (0.0, 0.0, -1.0)),
    "axial": (2, (1.0, 0.0, 0.0), (0.0, 1.0, 0.0)),
}
BLOCK = 32  # one cache line of columns: copying it costs hardly more than copying one (section 3)
BLOCKS_KEPT = 4
#: a step farther than this is a jump: one strided slice (2 ms) costs less than a block (9 ms)
NEIGHBOUR = 8
KEPT_ANSWERS = 256
SLAB_MODES = ("none", "max", "mean", "min")


class SliceSource:
    """Orthogonal and free pictures of one Volume (or LabelMap, whose values are never interpolated)."""

    def __init__(self, voxels: NDArray[Any], grid: Grid, *, labels: bool = False) -> None:
        self.voxels = voxels
        self.grid = grid
        self.labels = labels
        self._axis_of = _nearest_axes(grid)
        self._axes = {name: self._signed_axes(name) for name in ORIENTATIONS}
        self._directions = {
            name: (
                vector(grid.direction[:, 2 - right] * right_sign),
                vector(grid.direction[:, 2 - down] * down_sign),
            )
            for name, ((right, right_sign), (down, down_sign)) in self._axes.items()
        }
        self._corners = grid.index_to_patient(list(itertools.product(*((-0.5, n - 0.5) for n in grid.shape))))
        self._last_strided = -1
        self._centre = self._corners.mean(axis=0)
        self._extents: dict[Vector, float] = {}
        #: what every paint asks for again: orientations by a plane's directions, slices by a point
        self._named: dict[tuple[Vector, Vector], str | None] = {}
        self._nearest: dict[tuple[str, Vector], int] = {}
        self._blocks: OrderedDict[int, NDArray[Any]] = OrderedDict()
        self._lock = threading.Lock()
        self._reslice: vtkImageReslice | None = None
        #: running times (s) of free pictures, by step of the resolution ladder
        self.times: dict[int, deque[float]] = {1: deque(maxlen=8), 2: deque(maxlen=8), 4: deque(maxlen=8)}

    @classmethod
    def of(cls, volume: Volume) -> SliceSource:
        return cls(volume.voxels, volume.grid)

    # ------------------------------------------------------------ orthogonal planes

    def axis(self, orientation: str) -> int:
        """Array axis (0 slice, 1 row, 2 column) that an orientation steps along."""
        return 2 - self._axis_of[orientation]

    def count(self, orientation: str) -> int:
        return self.voxels.shape[self.axis(orientation)]

    def step_mm(self, orientation: str) -> float:
        """Distance between neighbouring slices, mm."""
        return float(self.grid.spacing_mm[self._axis_of[orientation]])

    def _signed_axes(self, orientation: str) -> tuple[tuple[int, int], tuple[int, int]]:
        """((array axis, sign) of the picture's right, the same of its down)."""
        _, right, down = ORIENTATIONS[orientation]
        own = self._axis_of[orientation]
        across = [a for a in range(3) if a != own]
        direction = self.grid.direction
        right_axis = max(across, key=lambda a: abs(float(direction[:, a] @ right)))
        down_axis = next(a for a in across if a != right_axis)
        right_sign = 1 if float(direction[:, right_axis] @ right) >= 0 else -1
        down_sign = 1 if float(direction[:, down_axis] @ down) >= 0 else -1
        return (2 - right_axis, right_sign), (2 - down_axis, down_sign)

    def plane(self, orientation: str, index: int | None = None) -> Plane:
        """The plane through a slice's voxel centres, its origin in the slice's middle (default: middle slice)."""
        axis = self.axis(orientation)
        at = (np.asarray(self.voxels.shape) - 1) / 2.0
        at[axis] = self.count(orientation) // 2 if index is None else index
        return Plane(vector(self.grid.index_to_patient(at)), *self._directions[orientation])

    def index(self, orientation: str, point_lps: ArrayLike) -> int:
        """The slice nearest to a point, kept inside the volume."""
        if not isinstance(point_lps, tuple):
            return self._index(orientation, point_lps)
        key = (orientation, point_lps)
        found = self._nearest.get(key)
        if found is None:
            if len(self._nearest) >= KEPT_ANSWERS:
                self._nearest.clear()
            found = self._nearest[key] = self._index(orientation, point_lps)
        return found

    def _index(self, orientation: str, point_lps: ArrayLike) -> int:
        axis = self.axis(orientation)
        nearest = round(float(self.grid.patient_to_index(point_lps)[axis]))
        return min(max(nearest, 0), self.count(orientation) - 1)

    def number(self, orientation: str, index: int) -> int:
        """The slice's number for people, from 1, as the stack is ordered."""
        return index + 1

    def orientation_of(self, plane: Plane) -> str | None:
        """Which orthogonal orientation has exactly these directions, or None."""
        key = (plane.row_direction, plane.column_direction)
        if key not in self._named:
            if len(self._named) >= KEPT_ANSWERS:
                self._named.clear()
            self._named[key] = self._orientation_of(plane)
        return self._named[key]

    def _orientation_of(self, plane: Plane) -> str | None:
        for orientation, (row, column) in self._directions.items():
            if _same(row, plane.row_direction) and _same(column, plane.column_direction):
                return orientation
        return None

    def step_along(self, plane: Plane) -> float:
        """How far one scroll step goes: the slice distance, or for a free plane the smallest spacing."""
        orientation = self.orientation_of(plane)
        return self.step_mm(orientation) if orientation else float(self.grid.spacing_mm.min())

    def picture(
        self, orientation: str, index: int, slab_mm: float = 0.0, slab_mode: str = "none"
    ) -> tuple[NDArray[Any], PictureGrid]:
        """One orthogonal picture and where it lies; the values are a view wherever that is possible."""
        axis = self.axis(orientation)
        (right_axis, right_sign), (down_axis, down_sign) = self._axes[orientation]
        first, last = self.slab_range(orientation, index, slab_mm if slab_mode != "none" else 0.0)
        if last > first:
            values = _project(self._slab(axis, first, last), axis, slab_mode)
        else:
            values = self._slice(axis, index)
        # `values` has the two remaining axes in array order; lay them out as (down, right)
        remaining = [a for a in range(3) if a != axis]
        if remaining[0] != down_axis:
            values = values.T
        values = values[::down_sign, ::right_sign]

        corner = np.zeros(3)
        corner[axis] = index
        corner[right_axis] = 0 if right_sign > 0 else self.voxels.shape[right_axis] - 1
        corner[down_axis] = 0 if down_sign > 0 else self.voxels.shape[down_axis] - 1
        right, down = corner.copy(), corner.copy()
        right[right_axis] += right_sign
        down[down_axis] += down_sign
        origin, to_right, to_down = self.grid.index_to_patient([corner, right, down])
        grid = PictureGrid(
            vector(origin),
            vector(to_right - origin),
            vector(to_down - origin),
            columns=values.shape[1],
            rows=values.shape[0],
        )
        return values, grid

    def slab_range(self, orientation: str, index: int, slab_mm: float) -> tuple[int, int]:
        """First and last slice of a slab of this thickness around a slice, kept inside the volume."""
        count = max(1, round(slab_mm / self.step_mm(orientation)))
        first = index - (count - 1) // 2
        return max(first, 0), min(first + count - 1, self.count(orientation) - 1)

    def _slab(self, axis: int, first: int, last: int) -> NDArray[Any]:
        chosen: list[slice] = [slice(None)] * 3
        chosen[axis] = slice(first, last + 1)
        return self.voxels[tuple(chosen)]

    def _slice(self, axis: int, index: int) -> NDArray[Any]:
        if axis == 0:
            return self.voxels[index]
        if axis == 1:
            return self.voxels[:, index]
        jumped = abs(index - self._last_strided) > NEIGHBOUR
        self._last_strided = index
        if jumped and self.needs_fetch("", index, axis=2):
            return np.ascontiguousarray(self.voxels[:, :, index])
        return self._block(index // BLOCK)[:, :, index % BLOCK]

    def _block(self, number: int) -> NDArray[Any]:
        """A copied block of 32 neighbouring columns, not transposed; the last four are kept."""
        with self._lock:
            block = self._blocks.get(number)
            if block is not None:
                self._blocks.move_to_end(number)
                return block
        block = np.ascontiguousarray(self.voxels[:, :, number * BLOCK : (number + 1) * BLOCK])
        with self._lock:
            self._blocks[number] = block
            while len(self._blocks) > BLOCKS_KEPT:
                self._blocks.popitem(last=False)
        return block

    def prefetch(self, orientation: str, index: int) -> None:
        """Copy the block that a strided slice needs; safe to call from a worker."""
        if self.axis(orientation) == 2 and 0 <= index < self.voxels.shape[2]:
            self._block(index // BLOCK)

    def needs_fetch(self, orientation: str, index: int, *, axis: int | None = None) -> bool:
        """Whether showing this slice would first have to copy a block."""
        strided = (self.axis(orientation) if axis is None else axis) == 2
        if not strided or not 0 <= index < self.voxels.shape[2]:
            return False
        with self._lock:
            return index // BLOCK not in self._blocks

    # ------------------------------------------------------------ free planes

    def free_picture(
        self,
        grid: PictureGrid,
        *,
        interpolation: str = "linear",
        slab_mm: float = 0.0,
        slab_mode: str = "none",
        background: float | None = None,
        layer_steps: float = 1.0,
    ) -> tuple[NDArray[Any], PictureGrid]:
        """Values resampled on any picture grid; outside the volume lies `background` (default: its minimum).

        Parameters
        ----------
        interpolation : ``linear``, ``nearest`` or ``cubic``
        slab_mm, slab_mode : thickness along the normal, and ``max``, ``min`` or ``mean`` over it
        layer_steps : layers of a slab lie this many smallest spacings apart; above 1 for previews only
        """
        with self._lock:
            values = self._run(grid, interpolation, slab_mm, slab_mode, background, layer_steps)
        return values, grid

    def _run(
        self,
        grid: PictureGrid,
        interpolation: str,
        slab_mm: float,
        slab_mode: str,
        background: float | None,
        layer_steps: float,
    ) -> NDArray[Any]:
        reslice = self._filter()
        # In index space the Volume alone knows direction and spacing; the reslice axes are index steps a pixel.
        normal = cross(grid.column_step, grid.row_step)
        normal /= np.linalg.norm(normal)
        step_mm = float(self.grid.spacing_mm.min()) * layer_steps
        layers = 1
        if slab_mode != "none" and slab_mm > step_mm:
            layers = max(2, round(slab_mm / step_mm) + 1)
            step_mm = slab_mm / (layers - 1)
        origin = np.asarray(grid.origin)  # the filter lays the slab's layers around it
        at, right, down, deep = self.grid.patient_to_index(
            [origin, origin + grid.column_step, origin + grid.row_step, origin + normal * step_mm]
        )[:, ::-1]
        axes = vtkMatrix4x4()
        for row in range(3):
            for column, values in enumerate((right - at, down - at, deep - at, at)):
                axes.SetElement(row, column, float(values[row]))
        reslice.SetResliceAxes(axes)
        reslice.SetOutputSpacing(1, 1, 1)
        reslice.SetOutputOrigin(0, 0, 0)
        reslice.SetOutputExtent(0, grid.columns - 1, 0, grid.rows - 1, 0, 0)
        reslice.SetSlabNumberOfSlices(layers)
        if layers > 1:
            {
                "max": reslice.SetSlabModeToMax,
                "min": reslice.SetSlabModeToMin,
                "mean": reslice.SetSlabModeToMean,
            }[slab_mode]()
        if self.labels or interpolation == "nearest":
            reslice.SetInterpolationModeToNearestNeighbor()
        elif interpolation == "cubic":
            reslice.SetInterpolationModeToCubic()
        else:
            reslice.SetInterpolationModeToLinear()
        reslice.SetBackgroundLevel(self._minimum() if background is None else background)
        reslice.Update()
        output = reslice.GetOutput()
        # copied: the filter writes its next picture into the same memory
        return vtk_to_numpy(output.GetPointData().GetScalars()).reshape(grid.rows, grid.columns).copy()

    def _minimum(self) -> float:
        if self.labels:
            return 0.0
        if not hasattr(self, "_least"):
            sample = self.voxels[:: max(1, self.voxels.shape[0] // 32)]
            self._least = float(np.nanmin(sample)) if np.isfinite(sample).any() else 0.0
        return self._least

    def _filter(self) -> vtkImageReslice:
        if self._reslice is None:
            from vtkmodules.util.numpy_support import numpy_to_vtk

            image = vtkImageData()
            image.SetDimensions(*self.grid.size)
            image.GetPointData().SetScalars(numpy_to_vtk(self.voxels.reshape(-1), deep=False))
            reslice = vtkImageReslice()
            reslice.SetInputData(image)
            reslice.SetOutputDimensionality(2)
            reslice.SetBorder(True)
            reslice.SetSlabTrapezoidIntegration(False)
            reslice.SetEnableSMP(
                False
            )  # with the wheel's Sequential backend SMP means one thread (section 6)
            reslice.SetNumberOfThreads(min(4, reslice.GetNumberOfThreads()))
            self._reslice = reslice
        return self._reslice

    # ------------------------------------------------------------ extent

    def corners_lps(self) -> FloatArray:
        """The eight corners of the voxels' extent, half a voxel beyond the outer centres; binary order."""
        return self._corners

    @property
    def centre_lps(self) -> FloatArray:
        """The middle of the voxels' extent."""
        return self._centre

    def extent_mm(self, direction: Vector) -> float:
        """How far the voxels reach along a direction; kept, as every paint asks for the same two."""
        if direction not in self._extents:
            if len(self._extents) > 64:
                self._extents.clear()
            self._extents[direction] = float(np.ptp(self._corners @ direction))
        return self._extents[direction]


def _same(a: Vector, b: Vector) -> bool:
    return all(abs(p - q) < 1e-9 for p, q in zip(a, b, strict=True))


def _nearest_axes(grid: Grid) -> dict[str, int]:
    """Which grid axis (0 column, 1 row, 2 slice) each orientation looks along: the best of the six pairings."""
    cosines = np.abs(grid.direction)
    best = max(
        itertools.permutations(range(3)),
        key=lambda p: sum(float(cosines[axis, p[axis]]) for axis in range(3)),
    )
    return {name: best[axis] for name, (axis, _, _) in ORIENTATIONS.items()}


def _project(slab: NDArray[Any], axis: int, mode: str) -> NDArray[Any]:
    if mode == "max":
        return np.asarray(slab.max(axis=axis))
    if mode == "min":
        return np.asarray(slab.min(axis=axis))
    mean = slab.mean(axis=axis, dtype=np.float32)
    return mean if slab.dtype == np.float32 else np.rint(mean).astype(slab.dtype)


def screen_grid(
    projection: Projection,
    left_px: float,
    top_px: float,
    width_px: float,
    height_px: float,
    pixels_per_px: float,
) -> PictureGrid:
    """A grid of picture points over a rectangle of the widget, `pixels_per_px` of them a logical pixel."""
    columns = max(1, round(width_px * pixels_per_px))
    rows = max(1, round(height_px * pixels_per_px))
    across, downward = width_px / columns, height_px / rows
    first, right, down = projection.to_lps(
        [
            (left_px + across / 2, top_px + downward / 2),
            (left_px + across * 1.5, top_px + downward / 2),
            (left_px + across / 2, top_px + downward * 1.5),
        ]
    )
    return PictureGrid(vector(first), vector(right - first), vector(down - first), columns, rows)


def ladder_step(times: dict[int, deque[float]], budget_s: float) -> int:
    """The finest of the steps 1, 2, 4 whose running median stays under the budget (section 4).

    A step that was never timed is judged by its neighbour: half the linear size costs about a quarter.
    """
    for step in (1, 2, 4):
        known = times[step]
        if known:
            estimate = float(np.median(known))
        else:
            guesses = [float(np.median(times[s])) * (s / step) ** 2 for s in (1, 2, 4) if times[s]]
            estimate = min(guesses) if guesses else 0.0
        if estimate <= budget_s:
            return step
    return 4
