"""A whole volume in 3D without a GPU: rays cast on the CPU through at most 256³ voxels (specs/viewers.md V3).

`reduce` makes the smaller volume on a worker, by block means; `VolumeActor` shows it. While the scene moves, rays are
cast for every second or third pixel; at rest the picture is made tile by tile, so that no piece of it keeps the UI thread.

Limitations: for orientation only; what is shown is reduced and nothing is ever measured on it. Colours and opacities
stand in volume_looks.toml.
"""

from __future__ import annotations

import functools
import math
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from vtkmodules import vtkRenderingVolumeOpenGL2  # noqa: F401 - registers the ray caster's display with VTK
from vtkmodules.util.numpy_support import numpy_to_vtk
from vtkmodules.vtkCommonDataModel import vtkImageData, vtkPiecewiseFunction
from vtkmodules.vtkCommonMath import vtkMatrix4x4
from vtkmodules.vtkRenderingCore import (
    vtkCamera,
    vtkColorTransferFunction,
    vtkVolume,
    vtkVolumeProperty,
)
from vtkmodules.vtkRenderingVolume import vtkFixedPointVolumeRayCastMapper

from studies.volume import Volume
from viewers.colour import body_sample

HERE = Path(__file__).resolve().parent
#: voxels along an axis of what is rendered
MOST_VOXELS = 256
#: physical pixels along the side of a tile of the picture at rest, and those around it that are cut off again
TILE_PX, MARGIN_PX = 256, 4
#: percentile that is 100 % of a series without a unit
FULL_PERCENTILE = 99.5
#: pieces in which a volume is reduced, by two threads; a piece stays in the processor's cache
SLABS = 32
#: an angle of view may not vanish
LEAST_ANGLE_DEG = 1e-3


@dataclass(frozen=True, slots=True)
class VolumeLook:
    """Colour and opacity by value; `points` are (value, red, green, blue, opacity a millimetre)."""

    key: str
    names: dict[str, str]
    points: tuple[tuple[float, float, float, float, float], ...]
    blend: str = "composite"
    of: str = "unit"

    def name(self, language: str) -> str:
        return self.names.get(language, self.names["en"])

    def __post_init__(self) -> None:
        values = [p[0] for p in self.points]
        if len(values) < 2 or values != sorted(set(values)):
            raise ValueError(f"look {self.key}: at least two points, by rising value")
        if any(not 0 <= share <= 1 for p in self.points for share in p[1:]):
            raise ValueError(f"look {self.key}: colours and opacities lie between 0 and 1")
        if self.blend not in ("composite", "max") or self.of not in ("unit", "percent"):
            raise ValueError(f"look {self.key}: an unknown blend or scale")


@functools.cache
def looks(modality: str) -> tuple[VolumeLook, ...]:
    """Looks of a modality in menu order; any but CT is seen as MR, in percent of its own values."""
    tables = tomllib.loads((HERE / "volume_looks.toml").read_text(encoding="utf-8"))
    rows = tables["CT" if modality == "CT" else "MR"]
    found = []
    for row in rows:
        given = dict(row)
        points = tuple(tuple(float(v) for v in point) for point in given.pop("points"))
        found.append(VolumeLook(names=given.pop("name"), points=points, **given))  # type: ignore[arg-type]
    return tuple(found)


@dataclass(frozen=True, eq=False)
class ReducedVolume:
    """What is rendered: block means of a volume, at most `MOST_VOXELS` along an axis.

    `factors` are how many voxels (slices, rows, columns) became one; `full` is the value that counts as 100 %.
    """

    values: NDArray[np.int16]
    factors: tuple[int, int, int]
    spacing_mm: tuple[float, float, float]
    to_patient: NDArray[np.float64]
    full: float

    @property
    def is_reduced(self) -> bool:
        return max(self.factors) > 1


def reduce(volume: Volume, most: int = MOST_VOXELS) -> ReducedVolume:
    """Block means of a volume on whole voxels; what is left over at an edge is less than a block and left out.

    Returns
    -------
    ReducedVolume
        int16; a series of other numbers is scaled so that its 99.5th percentile above air becomes 10,000.
    """
    factors = tuple(max(1, -(-n // most)) for n in volume.shape)
    kept = tuple(n // f for n, f in zip(volume.shape, factors, strict=True))
    total = np.zeros(kept, np.float32)

    def add(first: int, after: int) -> None:
        """Some slices of the smaller volume; NumPy adds outside the interpreter's lock."""
        out = total[first:after]
        for part in np.ndindex(*factors):
            p, q, r = part
            f, g, h = factors
            block = volume.voxels[p + first * f : after * f : f, q : kept[1] * g : g, r : kept[2] * h : h]
            out += np.nan_to_num(block) if block.dtype.kind == "f" else block

    edges = np.linspace(0, kept[0], SLABS + 1).round().astype(int)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(add, edges[:-1].tolist(), edges[1:].tolist()))
    total /= math.prod(factors)
    sample = body_sample(volume)
    full = float(np.percentile(sample, FULL_PERCENTILE)) if sample.size else 1.0
    if volume.voxels.dtype != np.int16:
        scale = 10_000.0 / full if full > 0 else 1.0
        total, full = total * scale, full * scale
    values = np.clip(np.rint(total), -32768, 32767).astype(np.int16)
    steps = np.array([factors[2], factors[1], factors[0]], float)
    spacing = volume.spacing_mm * steps
    # the middle of the first block, in patient millimetres; the image itself lies at zero with its own spacing
    origin = volume.index_to_patient((np.array(factors) - 1) / 2)
    to_patient = np.eye(4)
    to_patient[:3, :3], to_patient[:3, 3] = volume.direction, origin
    return ReducedVolume(values, factors, tuple(float(s) for s in spacing), to_patient, full)  # type: ignore[arg-type]


class VolumeActor:
    """The reduced volume as VTK shows it; `prop` goes into a renderer."""

    def __init__(self, reduced: ReducedVolume) -> None:
        self.reduced = reduced
        image = vtkImageData()
        image.SetDimensions(*reduced.values.shape[::-1])
        image.SetSpacing(*reduced.spacing_mm)
        self._values = reduced.values  # VTK doesn't own the memory
        image.GetPointData().SetScalars(numpy_to_vtk(reduced.values.reshape(-1), deep=False))
        self._mapper = vtkFixedPointVolumeRayCastMapper()
        self._mapper.SetInputData(image)
        self._mapper.SetAutoAdjustSampleDistances(False)
        self._mapper.SetSampleDistance(float(min(reduced.spacing_mm)))
        self._property = vtkVolumeProperty()
        self._property.SetInterpolationTypeToLinear()
        self._property.SetAmbient(0.25)
        self._property.SetDiffuse(0.8)
        self._property.SetSpecular(0.1)
        self._property.SetScalarOpacityUnitDistance(1.0)
        self.prop = vtkVolume()
        self.prop.SetMapper(self._mapper)
        self.prop.SetProperty(self._property)
        matrix = vtkMatrix4x4()
        matrix.DeepCopy([float(v) for v in reduced.to_patient.ravel()])
        self.prop.SetUserMatrix(matrix)

    def show(self, look: VolumeLook, shift: float = 0.0) -> None:
        """Take a look; `shift` moves all its values up or down (in its own unit: HU or percent)."""
        scale = self.reduced.full / 100.0 if look.of == "percent" else 1.0
        colours, opacity = vtkColorTransferFunction(), vtkPiecewiseFunction()
        for value, red, green, blue, alpha in look.points:
            at = (value + shift) * scale
            colours.AddRGBPoint(at, red, green, blue)
            opacity.AddPoint(at, alpha)
        self._property.SetColor(colours)
        self._property.SetScalarOpacity(opacity)
        if look.blend == "max":
            self._mapper.SetBlendModeToMaximumIntensity()
            self._property.ShadeOff()
        else:
            self._mapper.SetBlendModeToComposite()
            self._property.ShadeOn()

    def cast_every(self, pixels: float) -> None:
        """One ray for so many pixels along a side: 1 is full quality."""
        self._mapper.SetImageSampleDistance(pixels)


@dataclass(frozen=True, slots=True)
class Tile:
    """A part of a picture: left, top, width and height in physical pixels."""

    left: int
    top: int
    width: int
    height: int


def tiles(width: int, height: int, side: int = TILE_PX) -> Iterator[Tile]:
    """The picture in tiles, from its middle outward, so that what is looked at comes first."""
    found = [
        Tile(x, y, min(side, width - x), min(side, height - y))
        for y in range(0, height, side)
        for x in range(0, width, side)
    ]
    middle = (width / 2, height / 2)
    return iter(
        sorted(
            found,
            key=lambda t: math.hypot(t.left + t.width / 2 - middle[0], t.top + t.height / 2 - middle[1]),
        )
    )


def aim(camera: vtkCamera, tile: Tile, width: int, height: int, angle_deg: float) -> tuple[int, int]:
    """Turn a camera that sees a whole picture to one tile and its margin; gives the size to render.

    A tile is a part of the same projection: the angle of view narrows by the tangent, the window's centre moves
    (`vtkCamera.SetWindowCenter`, in halves of the tile). The vertical angle is VTK's.
    """
    wide, tall = tile.width + 2 * MARGIN_PX, tile.height + 2 * MARGIN_PX
    tangent = math.tan(math.radians(angle_deg / 2)) * tall / height
    camera.SetViewAngle(max(LEAST_ANGLE_DEG, 2 * math.degrees(math.atan(tangent))))
    right = tile.left + tile.width / 2 - width / 2
    up = height / 2 - (tile.top + tile.height / 2)
    camera.SetWindowCenter(right / (wide / 2), up / (tall / 2))
    return wide, tall
