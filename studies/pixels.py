"""Stored pixel values of one file, exactly as encoded: before rescale, after masking the bits that aren't used.

Compressed frames are decoded by imagecodecs (`studies.decoder`); JPEG and JPEG-LS streams that it refuses by GDCM in
SimpleITK. Lengths and sizes are checked against the header before memory is asked for.
"""

from __future__ import annotations

import math
import os
import struct
import tempfile
import threading
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import UID

from studies import decoder, limits
from studies.codestreams import read_stream
from studies.decoder import (
    JPEG,
    JPEG_BASELINE,
    JPEG_EXTENDED,
    JPEG_LS,
    JPEG_LS_NEAR,
    RLE,
)
from studies.headers import DEFLATED, EXPLICIT_BIG, NATIVE, Header
from studies.sources import Unreadable, inflate
from studies.walk import UNDEFINED

PixelArray = NDArray[Any]

#: syntaxes of which GDCM may read a stream that imagecodecs refuses (NEMA WG04 MR1_JLSL is one)
BY_SIMPLEITK = JPEG | {JPEG_LS, JPEG_LS_NEAR}
SUPPORTED = NATIVE | decoder.STREAMS | {RLE}
#: always with loss; JPEG 2000 (.91) may be either and says so in LossyImageCompression
LOSSY = {JPEG_BASELINE, JPEG_EXTENDED, JPEG_LS_NEAR}

#: a compressed frame may be this many times larger than its code, beyond the floor
_MOST_RATIO = 1000
_FLOOR_BYTES = 64 * 2**20


class FilePixels:
    """The pixel data of one file; `frame(k)` reads and decodes one image. Safe to use from several threads.

    Of a file on disk only the bytes of the asked frame are read; an archive's entry and a deflated data set are
    held in memory. Use as a context manager, or call `close`; the last reference that goes closes it too.
    """

    def __init__(self, header: Header) -> None:
        self.header = header
        check_described(header)
        self._lock = threading.Lock()
        self._fragments: list[tuple[int, int]] | None = None
        self._offsets: tuple[int, ...] = ()
        self._data = b""
        self._stream: IO[bytes] | None = None
        if header.transfer_syntax == DEFLATED:
            data = header.file.read()
            # the deflated part begins after the file meta group
            self._data = inflate(data[_meta_end(data) :])
        elif header.file.member:
            self._data = header.file.read()
        else:
            self._stream = open(header.file.path, "rb", buffering=0)  # noqa: SIM115 - closed by `close`

    def close(self) -> None:
        """Close the file."""
        if self._stream is not None:
            self._stream.close()

    def __del__(self) -> None:
        if getattr(self, "_stream", None) is not None:
            self.close()

    def __enter__(self) -> FilePixels:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _read(self, offset: int, count: int) -> bytes:
        """`count` bytes at `offset`; raises `Unreadable` when the file ends before."""
        if self._stream is None:
            found = self._data[offset : offset + count]
        else:
            with self._lock:
                self._stream.seek(offset)
                found = self._stream.read(count)
                while found and len(found) < count:
                    more = self._stream.read(count - len(found))
                    if not more:
                        break
                    found += more
        if len(found) < count:
            raise Unreadable("the pixel data are shorter than the header says")
        return found

    def frame(self, index: int) -> PixelArray:
        """(rows, columns) stored values of frame `index`; raises `Unreadable`."""
        if not self.header.is_compressed:
            return self._native(index)
        return decode(self.header, self.code(index))

    def _native(self, index: int) -> PixelArray:
        header = self.header
        dtype = native_dtype(header)
        count = header.rows * header.columns
        data = self._read(header.pixel_offset + index * count * dtype.itemsize, count * dtype.itemsize)
        values = np.frombuffer(data, dtype, count).reshape(header.rows, header.columns)
        return mask_bits(values.astype(dtype.newbyteorder("=")), header)

    def _items(self) -> list[tuple[int, int]]:
        """(offset, length) of the fragments; sets the basic offset table. Raises `Unreadable`."""
        with self._lock:
            if self._fragments is not None:
                return self._fragments
        fragments: list[tuple[int, int]] = []
        table: tuple[int, ...] | None = None
        at = self.header.pixel_offset
        while True:
            try:
                group, element, length = struct.unpack("<HHI", self._read(at, 8))
            except Unreadable as error:
                raise Unreadable("the compressed pixel data are incomplete") from error
            if (group, element) == (0xFFFE, 0xE0DD):
                break
            if (
                (group, element) != (0xFFFE, 0xE000)
                or length == UNDEFINED
                or len(fragments) > 2 * limits.MAX_FRAMES
            ):
                raise Unreadable("the compressed pixel data are incomplete")
            if table is None:
                data = self._read(at + 8, length) if length else b""
                table = struct.unpack(f"<{length // 4}I", data[: length // 4 * 4])
            else:
                fragments.append((at + 8, length))
            at += 8 + length
        with self._lock:
            self._fragments, self._offsets = fragments, table or ()
        return fragments

    def _fragments_of(self, index: int) -> list[tuple[int, int]]:
        """Fragments of frame `index`: one each, all of a single frame, or as the basic offset table says."""
        fragments = self._items()
        count = self.header.frame_count
        if count == 1:
            return fragments
        if len(fragments) == count:
            return fragments[index : index + 1]
        table = self._offsets
        if len(table) == count and fragments:
            base = fragments[0][0] - 8
            end = table[index + 1] if index + 1 < count else math.inf
            return [f for f in fragments if table[index] <= f[0] - 8 - base < end]
        return self._by_ends(index)

    def _by_ends(self, index: int) -> list[tuple[int, int]]:
        """Fragments of frame `index` where nothing says which are whose: a frame ends with an end-of-image marker."""
        frames: list[list[tuple[int, int]]] = [[]]
        for offset, length in self._items():
            frames[-1].append((offset, length))
            tail = self._read(offset + max(length - 8, 0), min(length, 8))
            if b"\xff\xd9" in tail:
                frames.append([])
        if len(frames) - 1 != self.header.frame_count:
            raise Unreadable("the compressed pixel data are incomplete")
        return frames[index]

    def code(self, index: int) -> bytes:
        """Code stream of one frame, checked for completeness and for a size that fits the header."""
        header = self.header
        code = b"".join(self._read(offset, length) for offset, length in self._fragments_of(index))
        if not code:
            raise Unreadable("the compressed pixel data are incomplete")
        bits = header.unsigned("bits_allocated") or 0
        size = header.rows * header.columns * (bits // 8)
        if size > max(_FLOOR_BYTES, _MOST_RATIO * len(code)):
            raise Unreadable("the image claims to be far larger than its compressed data can hold")
        if header.transfer_syntax == RLE:
            if size > 64 * len(code) + 64:
                raise Unreadable("the compressed pixel data are incomplete")
        else:
            if b"\xff\xd9" not in code[-8:]:
                raise Unreadable("the compressed pixel data are incomplete")
        return code


def decode(header: Header, code: bytes) -> PixelArray:
    """(rows, columns) stored values of one code stream; raises `Unreadable`."""
    syntax = header.transfer_syntax
    bits = header.unsigned("bits_allocated") or 0
    try:
        values = decoder.decode(syntax, code, header.rows, header.columns, bits)
    except MemoryError as error:
        raise Unreadable("the image asks for more memory than there is") from error
    except decoder.ColourError as error:
        raise Unreadable("colour images can't be used as a volume") from error
    except decoder.StreamError as error:
        raise Unreadable(str(error)) from error
    except Exception as error:
        if syntax not in BY_SIMPLEITK:
            raise Unreadable(
                f"the compressed pixel data can't be decoded ({type(error).__name__})"
            ) from error
        values = _by_simpleitk(header, code)
    values = as_described(header, values)
    return values if _is_clean(header, code, values) else mask_bits(values, header)


def _is_clean(header: Header, code: bytes, values: PixelArray) -> bool:
    """Whether a code stream can't hold more bits than the value has: then there is nothing to mask."""
    if header.transfer_syntax == RLE or values.dtype.kind != "u":
        return False
    stream = read_stream(code)
    return stream is not None and not stream.is_signed and stream.bits <= stored_bits(header)


def as_described(header: Header, values: PixelArray) -> PixelArray:
    """Decoded values in the type and size that the header gives; raises `Unreadable`."""
    if values.size != header.rows * header.columns or values.dtype.kind not in "iu":
        raise Unreadable("the compressed image has another size than the header says")
    # the header's type, not the code stream's: JPEG 2000 may be unsigned where the header says signed
    wanted = native_dtype(header).newbyteorder("=")
    return values.reshape(header.rows, header.columns).astype(wanted, copy=False)


def _meta_end(data: bytes) -> int:
    """Offset behind the file meta group of a file with a preamble, by its group length."""
    if data[132:136] != b"\x02\0\0\0":
        raise Unreadable("the file meta group has no length")
    (length,) = struct.unpack("<I", data[140:144])
    return 144 + int(length)


def check_described(header: Header) -> None:
    """Refuse pixel descriptions that can't be a grey image of the declared size; raises `Unreadable`."""
    if not header.has_pixels:
        raise Unreadable("the file holds no pixels")
    if header.transfer_syntax not in SUPPORTED:
        raise Unreadable("the images are encoded in a way that can't be read")
    if header.rows < 1 or header.columns < 1 or header.frame_count < 1:
        raise Unreadable("the header gives no image size")
    if (header.unsigned("samples") or 1) != 1:
        raise Unreadable("colour images can't be used as a volume")
    bits = header.unsigned("bits_allocated") or 0
    if header.pixel_kind == "integer" and bits not in (8, 16, 32):
        raise Unreadable(f"pixels of this depth aren't supported ({bits} bits)")
    if header.is_truncated:
        raise Unreadable("the pixel data are shorter than the header says")


def native_dtype(header: Header) -> np.dtype[Any]:
    """NumPy type of uncompressed values in the file's byte order."""
    order = ">" if header.transfer_syntax == EXPLICIT_BIG else "<"
    if header.pixel_kind == "float":
        return np.dtype(order + "f4")
    if header.pixel_kind == "double":
        return np.dtype(order + "f8")
    letter = "i" if header.unsigned("pixel_representation") == 1 else "u"
    return np.dtype(f"{order}{letter}{(header.unsigned('bits_allocated') or 16) // 8}")


def stored_bits(header: Header) -> int:
    """BitsStored, or BitsAllocated where it is absent or impossible."""
    allocated = header.unsigned("bits_allocated") or 16
    stored = header.unsigned("bits_stored") or allocated
    return stored if 1 <= stored <= allocated else allocated


def low_bit(header: Header) -> int:
    """Number of bits below the value: HighBit + 1 - BitsStored; 0 where that is impossible."""
    high = header.unsigned("high_bit")
    allocated = header.unsigned("bits_allocated") or 16
    low = (high + 1 - stored_bits(header)) if high is not None else 0
    return low if 0 <= low <= allocated - stored_bits(header) else 0


def mask_bits(values: PixelArray, header: Header) -> PixelArray:
    """The stored value from its cell: bits above HighBit cleared or sign-extended, those below it shifted out.

    In place where it can be. JPEG, JPEG-LS and JPEG 2000 hold the value alone, in the low bits; RLE the whole cell.
    """
    if values.dtype.kind not in "iu":
        return values
    low = 0 if header.is_compressed and header.transfer_syntax != RLE else low_bit(header)
    spare = values.dtype.itemsize * 8 - stored_bits(header) - low
    if values.dtype.kind == "u":
        if low:
            np.right_shift(values, low, out=values)
        if spare > 0:
            np.bitwise_and(values, values.dtype.type((1 << stored_bits(header)) - 1), out=values)
    elif spare > 0 or low:
        np.left_shift(values, spare, out=values)
        np.right_shift(values, spare + low, out=values)
    return values


def _by_simpleitk(header: Header, code: bytes) -> PixelArray:
    """Decode one JPEG frame through GDCM, in a file without rescale so that stored values come back."""
    import SimpleITK

    dataset = Dataset()
    dataset.SOPClassUID = UID("1.2.840.10008.5.1.4.1.1.7")
    dataset.SOPInstanceUID = UID("1.2.826.0.1.3680043.8.498.1")
    dataset.Modality = "OT"
    dataset.Rows, dataset.Columns = header.rows, header.columns
    dataset.SamplesPerPixel = 1
    dataset.PhotometricInterpretation = "MONOCHROME2"
    dataset.BitsAllocated = header.unsigned("bits_allocated")
    dataset.BitsStored = stored_bits(header)
    dataset.HighBit = stored_bits(header) - 1
    dataset.PixelRepresentation = header.unsigned("pixel_representation") or 0
    dataset.PixelData = encapsulate([code])
    dataset["PixelData"].VR = "OB"
    dataset["PixelData"].is_undefined_length = True
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = UID(header.transfer_syntax)
    handle, path = tempfile.mkstemp(suffix=".dcm", prefix="voorverslag-")
    os.close(handle)
    try:
        dataset.save_as(path, enforce_file_format=True)
        reader = SimpleITK.ImageFileReader()
        reader.SetImageIO("GDCMImageIO")
        reader.SetFileName(path)
        image = reader.Execute()
        # a copy: a view would look into the image's memory after it is gone
        values = SimpleITK.GetArrayFromImage(image)
    except RuntimeError as error:
        raise Unreadable("the compressed pixel data can't be decoded (JPEG)") from error
    finally:
        os.unlink(path)
    if values.size != header.rows * header.columns:
        raise Unreadable("the compressed image has another size than the header says")
    return np.asarray(values).reshape(header.rows, header.columns)
