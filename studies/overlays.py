"""DICOM overlay planes (groups 6000 to 601E): one bit a pixel over each image, as labels on the volume's grid.

Limitations: only for volumes whose slices are the images themselves (not resampled ones). Planes embedded in unused bits
of the pixels (retired in 2004) aren't read.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset

from studies.frames import Frame, read_dataset_of
from studies.sources import CancelCheck, Unreadable
from studies.stacks import SeriesEntry
from studies.volume import Label, LabelMap, Volume

GROUPS = range(0x6000, 0x6020, 2)
#: the tag of overlay data in any of the groups, little endian: no parsing of files that have none
_DATA_TAG = re.compile(rb"[\x00\x02\x04\x06\x08\x0a\x0c\x0e\x10\x12\x14\x16\x18\x1a\x1c\x1e]\x60\x00\x30")
COLOURS = ("#F0E442", "#56B4E9", "#E69F00", "#009E73", "#CC79A7", "#D55E00", "#0072B2", "#FFFFFF")


def read_overlays(
    entry: SeriesEntry, volume: Volume, *, cancelled: CancelCheck | None = None
) -> LabelMap | None:
    """The overlay planes of a series as one label a group, on the grid of its volume; None when it has none.

    Where two groups meet the lower one stays. A damaged plane is left out.
    """
    frames = entry.frames[0] if entry.frames else ()
    rows, columns = volume.shape[1:]
    if len(frames) != volume.shape[0] or any((f.rows, f.columns) != (rows, columns) for f in frames):
        return None
    found: NDArray[np.uint8] | None = None
    names: dict[int, str] = {}
    known: tuple[object, Dataset | None] = (None, None)
    for k, frame in enumerate(frames):
        if cancelled is not None and cancelled():
            return None
        if known[0] is not frame.header:
            known = (frame.header, _with_planes(frame))
        dataset = known[1]
        if dataset is None:
            continue
        for value, group in enumerate(GROUPS, 1):
            bits = _plane(dataset, group, frame, rows, columns)
            if bits is None:
                continue
            if found is None:
                found = np.zeros(volume.shape, dtype=np.uint8)
            part = found[k]
            part[bits & (part == 0)] = value
            names.setdefault(value, _name(dataset, group, value))
    if found is None:
        return None
    labels = tuple(
        Label(value, name, COLOURS[(value - 1) % len(COLOURS)]) for value, name in sorted(names.items())
    )
    return LabelMap(found, volume.grid, labels, volume.frame_of_reference_uid, "overlay")


def _with_planes(frame: Frame) -> Dataset | None:
    header = frame.header
    try:
        upto = header.pixel_offset if header.pixel_offset > 0 else None
        if not _DATA_TAG.search(header.file.read(upto)):
            return None
        return read_dataset_of(header, pixels=False)
    except (OSError, Unreadable, ValueError):
        return None


def _plane(dataset: Dataset, group: int, frame: Frame, rows: int, columns: int) -> NDArray[np.bool_] | None:
    """The bits of one group on one image, placed by its origin (1, 1 is the first pixel)."""
    if (group, 0x3000) not in dataset:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            high, wide = int(dataset[group, 0x0010].value), int(dataset[group, 0x0011].value)
            count = int(dataset[group, 0x0015].value) if (group, 0x0015) in dataset else 1
            if not (0 < high <= 65535 and 0 < wide <= 65535 and 0 < count <= 65535):
                return None
            first = int(dataset[group, 0x0051].value) - 1 if (group, 0x0051) in dataset else 0
            number = frame.index - first if count > 1 else 0
            if not 0 <= number < count:
                return None
            data = bytes(dataset[group, 0x3000].value)
            if len(data) * 8 < count * high * wide:
                return None
            origin = [int(v) for v in dataset[group, 0x0050].value] if (group, 0x0050) in dataset else [1, 1]
            packed = np.frombuffer(data, np.uint8)
            start = number * high * wide
            bits = np.unpackbits(packed[start // 8 : (start + high * wide + 7) // 8], bitorder="little")
            plane = bits[start % 8 : start % 8 + high * wide].reshape(high, wide).astype(bool)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError):
        return None
    return _placed(plane, origin, rows, columns)


def _placed(plane: NDArray[np.bool_], origin: Sequence[int], rows: int, columns: int) -> NDArray[np.bool_]:
    made = np.zeros((rows, columns), dtype=bool)
    top, left = origin[0] - 1, origin[1] - 1
    low = (max(top, 0), max(left, 0))
    high = (min(top + plane.shape[0], rows), min(left + plane.shape[1], columns))
    if low[0] < high[0] and low[1] < high[1]:
        made[low[0] : high[0], low[1] : high[1]] = plane[
            low[0] - top : high[0] - top, low[1] - left : high[1] - left
        ]
    return made


def _name(dataset: Dataset, group: int, value: int) -> str:
    """Its own label or description, plain and short; else its number."""
    for element in (0x1500, 0x0022):
        if (group, element) in dataset:
            text = " ".join(str(dataset[group, element].value).split())
            if text:
                return text[:64]
    return f"overlay {value}"
