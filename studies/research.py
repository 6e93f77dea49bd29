"""NIfTI, NRRD and MetaImage files, for research images and masks, through SimpleITK.

They carry no patient and no modality, and nothing is invented: such a Volume has geometry and values only.
"""

from __future__ import annotations

import math
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from resources.errors import InputError
from studies import limits
from studies.geometry import plane_name
from studies.sources import FileRef, Unreadable
from studies.stacks import TIME_SERIES, VOLUME, SeriesEntry
from studies.volume import GeometryError, Grid, SeriesInfo, TimeSeries, Volume

if TYPE_CHECKING:
    import SimpleITK

SUFFIXES = (".nii", ".nii.gz", ".nrrd", ".nhdr", ".mha", ".mhd")
#: pixel files that belong to a header file of the list above
COMPANIONS = (".raw", ".zraw", ".raw.gz")


def is_research_file(name: str) -> bool:
    """Whether the name ends like a NIfTI, NRRD or MetaImage file."""
    return name.lower().endswith(SUFFIXES)


def is_companion(name: str) -> bool:
    """Whether the name ends like the pixel file of such a header file."""
    return name.lower().endswith(COMPANIONS)


@contextmanager
def _on_disk(file: FileRef) -> Iterator[str]:
    """A path for SimpleITK: the file itself, or a temporary copy of an archive's entry."""
    if not file.member:
        yield file.path
        return
    name = file.member.lower()
    suffix = next(s for s in sorted(SUFFIXES, key=len, reverse=True) if name.endswith(s))
    if suffix in (".nhdr", ".mhd"):
        raise Unreadable("a header with a separate pixel file can't be read from an archive")
    handle, path = tempfile.mkstemp(suffix=suffix, prefix="voorverslag-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(file.read())
        yield path
    finally:
        os.unlink(path)


def _reader(path: str) -> SimpleITK.ImageFileReader:
    import SimpleITK

    # its warnings about odd files go to standard error, which is for our one sentence
    SimpleITK.ProcessObject.GlobalWarningDisplayOff()
    reader = SimpleITK.ImageFileReader()
    reader.SetFileName(path)
    try:
        reader.ReadImageInformation()
    except RuntimeError as error:
        raise Unreadable(_reason(error)) from error
    size = [int(n) for n in reader.GetSize()]
    if not 2 <= len(size) <= 4 or min(size) < 1:
        raise Unreadable("the file isn't a 2D, 3D or 4D image")
    if math.prod(size) * reader.GetNumberOfComponents() * 4 > limits.MAX_SERIES_BYTES:
        raise Unreadable("the image is too large to open safely")
    return reader


def _reason(error: RuntimeError) -> str:
    if "orthonormal" in str(error) or "direction cosines" in str(error).lower():
        return "its axes aren't perpendicular"
    return "the file is damaged or not what its name says"


def _frame_times(reader: SimpleITK.ImageFileReader, count: int, spacing: float) -> tuple[float, ...] | None:
    """Seconds of the time points from an NRRD multivolume's labels or a NIfTI time step; None when unknown."""
    keys = reader.GetMetaDataKeys()
    if "MultiVolume.FrameLabels" in keys:
        try:
            values = [float(part) for part in reader.GetMetaData("MultiVolume.FrameLabels").split(",")]
        except ValueError:
            return None
        in_ms = reader.GetMetaData("MultiVolume.FrameIdentifyingDICOMTagUnits") == "ms" if (
            "MultiVolume.FrameIdentifyingDICOMTagUnits" in keys
        ) else True  # fmt: skip
        if len(values) != count:
            return None
        return tuple((value - values[0]) * (1e-3 if in_ms else 1.0) for value in values)
    if "xyzt_units" in keys:
        try:
            unit = int(reader.GetMetaData("xyzt_units")) & 0x38
        except ValueError:
            return None
        # NIFTI_UNITS_SEC, _MSEC, _USEC; ITK hands the step over in seconds
        if unit in (8, 16, 24) and spacing > 0:
            return tuple(k * spacing for k in range(count))
    return None


def describe(file: FileRef) -> SeriesEntry:
    """The entry of one file in the list of series; raises `Unreadable`."""
    with _on_disk(file) as path:
        reader = _reader(path)
        size, spacing, direction = _three(reader)
        components = int(reader.GetNumberOfComponents())
        fourth = int(reader.GetSize()[3]) if reader.GetDimension() == 4 else 1
        times_count = fourth if fourth > 1 else components
        step = float(reader.GetSpacing()[3]) if reader.GetDimension() == 4 else 0.0
        times = _frame_times(reader, times_count, step) if times_count > 1 else None
    row, column = direction[:, 0], direction[:, 1]
    return SeriesEntry(
        series_instance_uid="",
        stack=0,
        number=None,
        modality="",
        description=os.path.basename(file.member or file.path),
        kind=TIME_SERIES if times_count > 1 else VOLUME,
        files=1,
        size=size,
        timepoints=times_count,
        times_s=times,
        spacing_mm=spacing,
        orientation=plane_name(tuple(float(v) for v in (*row, *column))),
        slice_spacing_regular=True,
        gantry_tilt_deg=0.0,
        transfer_syntaxes=(),
        frame_of_reference_uid="",
        research_file=file.shown if not file.member else f"{file.path}\0{file.member}",
        research_size=file.size,
        research_ns=file.changed_ns,
    )


def _three(
    reader: SimpleITK.ImageFileReader | SimpleITK.Image,
) -> tuple[tuple[int, int, int], tuple[float, float, float], NDArray[np.float64]]:
    """Size, spacing and direction of the three axes of space."""
    dimension = int(reader.GetDimension())
    size = [int(n) for n in reader.GetSize()][:3] + [1] * (3 - min(dimension, 3))
    spacing = [float(s) for s in reader.GetSpacing()][:3] + [1.0] * (3 - min(dimension, 3))
    full = np.asarray(reader.GetDirection(), dtype=np.float64).reshape(dimension, dimension)
    direction = np.eye(3)
    kept = min(dimension, 3)
    direction[:kept, :kept] = full[:kept, :kept]
    if dimension == 2 and float(np.linalg.det(direction)) < 0:
        direction[2, 2] = -1.0
    return (size[0], size[1], size[2]), (spacing[0], spacing[1], spacing[2]), direction


def file_of(entry: SeriesEntry) -> FileRef:
    """The file that an entry was described from."""
    path, _, member = entry.research_file.partition("\0")
    size = 0 if member else os.path.getsize(path)
    if member:
        import zipfile

        with zipfile.ZipFile(path) as archive:
            size = archive.getinfo(member).file_size
    return FileRef(path, member, size)


def read_image(file: FileRef) -> Volume | TimeSeries:
    """Load one file; raises `InputError`."""
    import SimpleITK

    try:
        with _on_disk(file) as path:
            reader = _reader(path)
            try:
                image = reader.Execute()
            except RuntimeError as error:
                raise Unreadable(_reason(error)) from error
        size, spacing, direction = _three(image)
        origin = np.zeros(3)
        kept = min(int(image.GetDimension()), 3)
        origin[:kept] = np.asarray(image.GetOrigin(), dtype=np.float64)[:kept]
        grid = Grid(size, np.array(spacing), origin, direction)
        array = SimpleITK.GetArrayFromImage(image)
        components = int(image.GetNumberOfComponentsPerPixel())
        if components > 1:
            array = np.ascontiguousarray(np.moveaxis(array, -1, 0))
        elif image.GetDimension() == 4 and array.shape[0] == 1:
            array = array[0]
        elif image.GetDimension() == 2:
            array = array[np.newaxis]
        if array.ndim > 4 or (components > 1 and image.GetDimension() == 4):
            raise Unreadable("the image has more axes than space and time")  # noqa: TRY301
    except Unreadable as error:
        raise cannot_read(file.shown, str(error)) from error
    except GeometryError as error:
        raise cannot_read(file.shown, "its axes aren't a regular grid in space") from error
    voxels = as_supported(np.asarray(array))
    info = SeriesInfo(series_description=os.path.basename(file.member or file.path), origin=file.shown)
    if voxels.ndim == 3:
        return Volume(voxels, grid, series=info)
    step = float(image.GetSpacing()[3]) if image.GetDimension() == 4 else 0.0
    times = _frame_times(reader, len(voxels), step)
    seconds = np.full(len(voxels), np.nan) if times is None else np.asarray(times)
    return TimeSeries(voxels, seconds, grid, series=info)


def as_supported(array: NDArray[Any]) -> NDArray[Any]:
    """int16 or uint8 where the values allow, else float32, without changing a value that fits."""
    if array.dtype in (np.int16, np.uint8, np.float32):
        return array
    if array.dtype.kind in "iu":
        low, high = int(array.min()), int(array.max())
        if low >= -32768 and high <= 32767:
            return array.astype(np.int16)
        if array.dtype == np.uint16:
            return array
    return array.astype(np.float32)


def cannot_read(path: str, reason: str) -> InputError:
    """The one sentence for a file that can't be read."""
    return InputError(
        "{path} can't be read: {reason}.",
        "Ask for the file again, or choose another.",
        code="unreadable",
        fields={"path": path, "reason": reason},
    )
