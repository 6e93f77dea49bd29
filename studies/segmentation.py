"""DICOM Segmentation objects (binary, fractional, label map) to labels on their own grid, by patient coordinates.

A SEG may leave out empty slices: its grid runs from the first to the last plane it has, and the planes that
aren't there are empty. A frame is placed by its own position, never by its number.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset

from studies import limits
from studies.frames import read_dataset_of
from studies.geometry import SAME_POSITION_MM, direction_of, grid_of, normal_of
from studies.headers import Header
from studies.pixels import FilePixels
from studies.sources import Unreadable
from studies.volume import GeometryError, Label, LabelMap

#: colours of labels that bring none of their own (Okabe and Ito 2008)
PALETTE = ("#56B4E9", "#E69F00", "#009E73", "#F0E442", "#CC79A7", "#D55E00", "#0072B2", "#999999")


def read_segmentation(header: Header, only: int | None = None) -> LabelMap:
    """The segments of one SEG file as a LabelMap; where segments overlap the lowest number stays.

    `only` reads one segment, whole even where others overlap it.

    Raises
    ------
    Unreadable
        With the reason, when the object is damaged or has no regular grid.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _read(header, only)
    except (Unreadable, OSError):
        raise
    except GeometryError as error:
        raise Unreadable("its planes don't form a grid") from error
    except RecursionError as error:
        raise Unreadable("sequences are nested too deeply") from error
    except MemoryError as error:
        raise Unreadable("the segmentation asks for more memory than there is") from error
    except Exception as error:
        raise Unreadable(f"the segmentation is damaged ({type(error).__name__})") from error


def _item(group: Dataset, sequence: str) -> Dataset | None:
    items = group.get(sequence)
    return items[0] if items else None


def _labels(dataset: Dataset) -> tuple[Label, ...]:
    found = []
    for k, segment in enumerate(dataset.get("SegmentSequence") or []):
        number = int(segment.SegmentNumber)
        if not 0 <= number <= 255:
            raise Unreadable("it has segment numbers above 255")
        if number:
            name = str(segment.get("SegmentLabel") or f"Segment {number}")[: limits.MAX_TEXT]
            found.append(Label(number, name, PALETTE[k % len(PALETTE)]))
    return tuple(found)


def _pixels(header: Header, dataset: Dataset, kind: str) -> NDArray[Any]:
    rows, columns, count = int(dataset.Rows), int(dataset.Columns), int(dataset.get("NumberOfFrames") or 1)
    if count > limits.MAX_FRAMES or rows * columns * count > limits.MAX_SERIES_BYTES:
        raise Unreadable("it is too large to open safely")
    if not dataset.file_meta.TransferSyntaxUID.is_compressed and int(dataset.BitsAllocated) == 1:
        bits = np.frombuffer(dataset.PixelData, np.uint8)
        if bits.size * 8 < rows * columns * count:
            raise Unreadable("its pixel data are shorter than the header says")
        return np.unpackbits(bits, bitorder="little")[: rows * columns * count].reshape(count, rows, columns)
    if header.is_compressed:
        with FilePixels(header) as file:
            array = np.stack([file.frame(k) for k in range(count)])
    else:
        array = np.asarray(dataset.pixel_array).reshape(count, rows, columns)
    if kind == "FRACTIONAL":
        # at least half of the largest value counts as inside; twice 255 doesn't fit the array's own type
        return (array.astype(np.int32) * 2 >= int(dataset.get("MaximumFractionalValue") or 255)).astype(
            np.uint8
        )
    return array


def _position(plane: Dataset | None) -> tuple[float, ...]:
    values = tuple(float(v) for v in plane.ImagePositionPatient) if plane is not None else ()
    if len(values) != 3:
        raise Unreadable("it doesn't say where its planes lie")
    return values


def _read(header: Header, only: int | None) -> LabelMap:
    dataset = read_dataset_of(header, pixels=True)
    kind = str(dataset.get("SegmentationType") or "BINARY").upper()
    frames = list(dataset.PerFrameFunctionalGroupsSequence)
    shared = _item(dataset, "SharedFunctionalGroupsSequence") or Dataset()
    array = _pixels(header, dataset, kind)
    if len(frames) != len(array):
        raise Unreadable("it describes another number of frames than it holds")

    def find(frame: Dataset, sequence: str) -> Dataset | None:
        return _item(frame, sequence) or _item(shared, sequence)

    plane = find(frames[0], "PlaneOrientationSequence")
    measures = find(frames[0], "PixelMeasuresSequence")
    if plane is None or measures is None:
        raise Unreadable("it doesn't say where its planes lie")
    orientation = tuple(float(v) for v in plane.ImageOrientationPatient)
    if normal_of(orientation) is None:
        raise Unreadable("its planes have no usable orientation")
    row_mm, column_mm = (float(v) for v in measures.PixelSpacing)
    positions = np.array(
        [_position(find(frame, "PlanePositionSequence")) for frame in frames], dtype=np.float64
    )
    direction = direction_of(orientation)
    depth = positions @ direction[:, 2]
    levels = np.unique(np.round(depth / SAME_POSITION_MM)) * SAME_POSITION_MM
    stated = float(measures.get("SpacingBetweenSlices") or 0) or float(measures.get("SliceThickness") or 0)
    spacing = stated
    if len(levels) > 1:
        gaps = np.diff(levels)
        # sparse objects leave out empty planes: the smallest distance is the spacing, unless the header's fits
        fits = stated > 0 and np.all(np.abs(gaps / stated - np.rint(gaps / stated)) < 0.05)
        spacing = stated if fits and float(gaps.min()) >= stated * 0.95 else float(gaps.min())
    if spacing <= 0:
        spacing = 1.0
    first = int(np.argmin(depth))
    index = np.rint((depth - depth[first]) / spacing).astype(int)
    off_grid = float(np.abs(depth - depth[first] - index * spacing).max())
    sideways = float(np.abs((positions - positions[first]) @ direction[:, :2]).max())
    if off_grid > max(0.05, 0.1 * spacing) or sideways > 0.05 * max(row_mm, column_mm) + 0.05:
        raise Unreadable("its planes don't form a grid")
    if int(index.max()) >= limits.MAX_FRAMES:
        raise Unreadable("its planes lie too far apart")

    count, rows, columns = int(index.max()) + 1, array.shape[1], array.shape[2]
    grid = grid_of(
        (float(positions[first][0]), float(positions[first][1]), float(positions[first][2])),
        orientation,
        (row_mm, column_mm),
        spacing,
        (columns, rows, count),
    )
    voxels = np.zeros((count, rows, columns), dtype=np.uint8)
    for k, frame in enumerate(frames):
        layer = voxels[index[k]]
        if kind == "LABELMAP":
            if int(array[k].max(initial=0)) > 255:
                raise Unreadable("it has labels above 255")
            layer[...] = array[k]
            continue
        segment = find(frame, "SegmentIdentificationSequence")
        number = int(segment.ReferencedSegmentNumber) if segment is not None else 1
        if not 1 <= number <= 255:
            raise Unreadable("it has segment numbers above 255")
        if only is not None and number != only:
            continue
        free = (layer == 0) | (layer > number)
        layer[(array[k] != 0) & free] = number
    return LabelMap(
        voxels, grid, _labels(dataset), str(dataset.get("FrameOfReferenceUID") or ""), header.file.shown
    )
