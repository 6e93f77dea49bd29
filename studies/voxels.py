"""Voxels of a series: one array is allocated and every image is read straight into it, from the middle outward.

Values are rescaled per image: int16 where the slope is 1, the intercept whole and the values fit, else float32.
Files are read and decoded by several threads; the decoders let go of Python's lock.
"""

from __future__ import annotations

import math
import os
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from resources.errors import InputError
from studies.frames import Frame, read_dataset_of
from studies.headers import EXPLICIT_LITTLE, IMPLICIT_LITTLE, Header
from studies.pixels import FilePixels, low_bit, mask_bits, native_dtype, stored_bits
from studies.sources import CancelCheck, Progress, Unreadable, check_cancelled

Voxels = NDArray[Any]
#: called with the array and (time, slice) as soon as that slice's voxels are in place
OnSlice = Callable[[Voxels, int, int], None]

_INT16 = (-32768, 32767)
#: images read ahead per thread, and images that one thread takes at once
_AHEAD = 3
_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class _Job:
    """One stored image and the slices that it gives (several for a mosaic)."""

    header: Header
    index: int
    slices: tuple[tuple[int, int, Frame], ...]


def cores() -> int:
    """Processors that this program may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on Windows or macOS
        return os.cpu_count() or 1


def middle_outward(count: int) -> list[int]:
    """Slice numbers from the middle to both ends."""
    middle = count // 2
    return sorted(range(count), key=lambda k: (abs(k - middle), k))


def damaged(header: Header, reason: str) -> InputError:
    """The one sentence for an image that can't be used."""
    name = os.path.basename(header.file.member or header.file.path)
    return InputError(
        "The image {file} can't be used: {reason}.",
        "Ask for the series again; nothing of it was loaded.",
        code="truncated" if header.is_truncated else "damaged_image",
        fields={"file": name, "reason": reason},
    )


def _unchanged(header: Header) -> None:
    """Refuse a file that isn't the one that was listed: its header may say something else by now."""
    if header.file.has_changed():
        raise InputError(
            "The image {file} changed on disk after it was listed.",
            "Open the folder again when the images have all arrived.",
            code="changed_on_disk",
            fields={"file": os.path.basename(header.file.member or header.file.path)},
        )


def _lookup(header: Header) -> tuple[int, NDArray[np.float64]] | None:
    """First value mapped and the table of a modality LUT, or None without one."""
    if not header.has("modality_lut"):
        return None
    try:
        item = read_dataset_of(header, pixels=False).ModalityLUTSequence[0]
        entries, first, bits = (int(value) for value in item.LUTDescriptor)
        data = item.LUTData
    except Exception as error:
        raise Unreadable("its modality lookup table is damaged") from error
    entries = entries or 65_536
    if isinstance(data, bytes):
        order = "<" if header.transfer_syntax != "1.2.840.10008.1.2.2" else ">"
        table = np.frombuffer(data, f"{order}u2" if len(data) >= 2 * entries else "u1").astype(np.float64)
    else:
        table = np.atleast_1d(np.asarray(data, dtype=np.float64))
    if len(table) < entries or not 1 <= bits <= 16:
        raise Unreadable("its modality lookup table is shorter than it says")
    if (header.unsigned("pixel_representation") or 0) == 1 and first > 32_767:
        first -= 65_536
    return first, table[:entries]


def _fits_int16(frames: tuple[tuple[Frame, ...], ...]) -> bool:
    """Whether int16 is worth trying: every slope 1 and every intercept whole."""
    for row in frames:
        for frame in row:
            if frame.header.pixel_kind != "integer" or frame.header.has("modality_lut"):
                return False
            if frame.slope != 1.0 or frame.intercept != int(frame.intercept) or abs(frame.intercept) > 32_768:
                return False
            if (frame.header.unsigned("bits_allocated") or 16) > 16 and stored_bits(frame.header) > 16:
                return False
    return True


def _jobs(frames: tuple[tuple[Frame, ...], ...]) -> list[_Job]:
    """Stored images in the order in which they are wanted: the middle slices of the first time first."""
    found: dict[tuple[int, int], list[tuple[int, int, Frame]]] = {}
    slices = middle_outward(len(frames[0]))
    for t, row in enumerate(frames):
        for k in slices:
            frame = row[k]
            found.setdefault((id(frame.header), frame.index), []).append((t, k, frame))
    return [_Job(group[0][2].header, index, tuple(group)) for (_, index), group in found.items()]


class _Reader:
    """Reads the stored images of one load; used by several threads at once."""

    def __init__(self, jobs: list[_Job], whole: bool) -> None:
        self._whole = whole
        self._open: dict[int, FilePixels] = {}
        counts: dict[int, int] = {}
        for job in jobs:
            counts[id(job.header)] = counts.get(id(job.header), 0) + 1
        self._shared = {key for key, count in counts.items() if count > 1}
        for job in jobs:
            if id(job.header) in self._shared and id(job.header) not in self._open:
                _unchanged(job.header)
                try:
                    self._open[id(job.header)] = FilePixels(job.header)
                except Unreadable as error:
                    raise damaged(job.header, str(error)) from error

    def read(self, job: _Job, voxels: Voxels) -> Voxels | None:
        """Stored values of the image, or None when they are already in `voxels`; raises `InputError`."""
        header = job.header
        source = self._open.get(id(header))
        if source is None:
            _unchanged(header)
        try:
            if self._whole and source is None and len(job.slices) == 1:
                t, k, frame = job.slices[0]
                if _read_straight(frame, voxels[t, k]):
                    return None
            if source is not None:
                return source.frame(job.index)
            with FilePixels(header) as alone:
                return alone.frame(job.index)
        except Unreadable as error:
            raise damaged(header, str(error)) from error
        except OSError as error:
            raise damaged(header, "the file can't be opened any more") from error

    def __enter__(self) -> _Reader:
        return self

    def __exit__(self, *_: object) -> None:
        for source in self._open.values():
            source.close()


def read_voxels(
    frames: tuple[tuple[Frame, ...], ...],
    shape: tuple[int, ...],
    progress: Progress | None,
    cancelled: CancelCheck | None,
    on_slice: OnSlice | None,
) -> Voxels:
    """Voxels ``[time, slice, row, column]`` of `frames`; raises `InputError`, `Cancelled`."""
    whole = _fits_int16(frames)
    voxels: Voxels = np.empty(shape, dtype=np.int16 if whole else np.float32)
    jobs = _jobs(frames)
    # the first image alone, so that it can be shown at once
    parts = [jobs[:1], *(jobs[k : k + _AT_ONCE] for k in range(1, len(jobs), _AT_ONCE))]
    done, total = 0, math.prod(shape[:2])
    lookups: dict[int, tuple[int, NDArray[np.float64]] | None] = {}
    threads = max(2, min(cores(), 8)) + (1 if whole else 0)
    waiting: deque[tuple[list[_Job], Future[list[Voxels | None]]]] = deque()
    with _Reader(jobs, whole) as reader, ThreadPoolExecutor(threads) as pool:

        def read_part(part: list[_Job], into: Voxels) -> list[Voxels | None]:
            return [reader.read(job, into) for job in part]

        ahead = iter(parts)
        try:
            while True:
                while len(waiting) < threads * _AHEAD and (part := next(ahead, None)) is not None:
                    waiting.append((part, pool.submit(read_part, part, voxels)))
                if not waiting:
                    break
                check_cancelled(cancelled)
                part, future = waiting.popleft()
                for job, stored in zip(part, future.result(), strict=True):
                    if stored is not None:
                        if voxels.dtype == np.int16 and not _fits(job, stored):
                            # those under way still write into the old array
                            for _, other in waiting:
                                other.exception()
                            voxels = voxels.astype(np.float32)
                        _place(job, stored, voxels, lookups)
                    if on_slice is not None:
                        for t, k, _ in job.slices:
                            on_slice(voxels, t, k)
                    done += len(job.slices)
                if progress is not None:
                    progress(done, total)
        finally:
            for _, future in waiting:
                future.cancel()
    return voxels


def _fits(job: _Job, stored: Voxels) -> bool:
    """Whether the rescaled values of an image with slope 1 fit int16."""
    bits = stored_bits(job.header)
    signed = stored.dtype.kind == "i"
    low, high = (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) if signed else (0, (1 << bits) - 1)
    shifts = [int(frame.intercept) for _, _, frame in job.slices]
    if _INT16[0] <= low + min(shifts) and high + max(shifts) <= _INT16[1]:
        return True  # whatever the pixels are
    low, high = int(stored.min()), int(stored.max())
    return _INT16[0] <= low + min(shifts) and high + max(shifts) <= _INT16[1]


def _place(
    job: _Job,
    stored: Voxels,
    voxels: Voxels,
    lookups: dict[int, tuple[int, NDArray[np.float64]] | None],
) -> None:
    """Rescale one stored image into its slices."""
    header = job.header
    if id(header) not in lookups:
        try:
            lookups[id(header)] = _lookup(header)
        except Unreadable as error:
            raise damaged(header, str(error)) from error
    lookup = lookups[id(header)]
    for t, k, frame in job.slices:
        part = stored
        if frame.tile is not None:
            row, column = frame.tile
            part = stored[row : row + frame.rows, column : column + frame.columns]
        if voxels.dtype == np.int16 and part.dtype.itemsize == 2:
            # the sum is known to fit: 16 bits wrap around to it
            shift = np.array(int(frame.intercept)).astype(np.int16)
            np.add(part.view(np.int16), shift, out=voxels[t, k])
        elif voxels.dtype == np.int16:
            np.add(part, int(frame.intercept), out=voxels[t, k], dtype=np.int64, casting="unsafe")
        elif lookup is not None:
            first, table = lookup
            voxels[t, k] = table[np.clip(part.astype(np.int64) - first, 0, len(table) - 1)]
        else:
            voxels[t, k] = part.astype(np.float64) * frame.slope + frame.intercept


def _read_straight(frame: Frame, out: Voxels) -> bool:
    """Read an uncompressed 16-bit little-endian slice from the file into `out`; False where that can't be.

    No copy: the bytes land in the volume and are masked and shifted in place. Unsigned 16-bit values may not
    fit and take the other way.
    """
    header = frame.header
    if header.transfer_syntax not in (EXPLICIT_LITTLE, IMPLICIT_LITTLE) or header.file.member or frame.tile:
        return False
    dtype = native_dtype(header)
    bits = stored_bits(header)
    if low_bit(header):
        return False
    signed = dtype.kind == "i"
    if dtype.itemsize != 2 or frame.index or (not signed and bits > 15) or np.little_endian is False:
        return False
    low, high = (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) if signed else (0, (1 << bits) - 1)
    shift = int(frame.intercept)
    if low + shift < _INT16[0] or high + shift > _INT16[1]:
        return False
    # unbuffered: one seek and one read
    with open(header.file.path, "rb", buffering=0) as stream:
        stream.seek(header.pixel_offset)
        view = memoryview(out.view(np.uint8).reshape(-1))  # type: ignore[arg-type]
        got = 0
        while got < len(view):
            count = stream.readinto(view[got:])
            if not count:
                raise Unreadable("the pixel data are shorter than the header says")
            got += count
    mask_bits(out if signed else out.view(np.uint16), header)
    if shift:
        np.add(out, np.int16(shift), out=out)
    return True
