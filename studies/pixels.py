"""Stored pixel values of one file, exactly as encoded: before rescale, after masking the bits that aren't used.

RLE, JPEG-LS and JPEG 2000 are decoded by pylibjpeg-rle, pyjpegls and pylibjpeg-openjpeg, called directly:
pydicom would fall back to its own slow RLE decoder and to Pillow. Baseline, extended and lossless JPEG, for which
pydicom has no decoder here, go through SimpleITK. Lengths and sizes are checked against the header before memory is asked for.
"""

from __future__ import annotations

import os
import struct
import tempfile
from typing import Any

import jpeg_ls
import numpy as np
import openjpeg
from numpy.typing import NDArray
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate, get_frame
from pydicom.uid import UID
from rle.utils import decode_pixel_data as rle_decode

from studies.headers import DEFLATED, EXPLICIT_BIG, NATIVE, Header
from studies.sources import Unreadable, inflate
from studies.walk import UNDEFINED

PixelArray = NDArray[Any]

JPEG_BASELINE, JPEG_EXTENDED = "1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51"
JPEG_LOSSLESS, JPEG_LOSSLESS_SV1 = "1.2.840.10008.1.2.4.57", "1.2.840.10008.1.2.4.70"
JPEG_LS, JPEG_LS_NEAR = "1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.81"
JPEG_2000_LOSSLESS, JPEG_2000 = "1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.4.91"
HTJ2K = ("1.2.840.10008.1.2.4.201", "1.2.840.10008.1.2.4.202", "1.2.840.10008.1.2.4.203")
RLE = "1.2.840.10008.1.2.5"

BY_SIMPLEITK = {JPEG_BASELINE, JPEG_EXTENDED, JPEG_LOSSLESS, JPEG_LOSSLESS_SV1}
BY_LIBRARIES = {JPEG_LS, JPEG_LS_NEAR, JPEG_2000_LOSSLESS, JPEG_2000, RLE, *HTJ2K}
SUPPORTED = NATIVE | BY_SIMPLEITK | BY_LIBRARIES
#: always with loss; JPEG 2000 (.91) may be either and says so in LossyImageCompression
LOSSY = {JPEG_BASELINE, JPEG_EXTENDED, JPEG_LS_NEAR}

#: a compressed frame may be this many times larger than its code, beyond the floor
_MOST_RATIO = 1000
_FLOOR_BYTES = 64 * 2**20


class FilePixels:
    """The pixel data of one file, read once; `frame(k)` decodes one image."""

    def __init__(self, header: Header) -> None:
        self.header = header
        check_described(header)
        data = header.file.read()
        if header.transfer_syntax == DEFLATED:
            # the deflated part begins after the file meta group
            data = inflate(data[_meta_end(data) :])
        self._data = data

    def frame(self, index: int) -> PixelArray:
        """(rows, columns) stored values of frame `index`; raises `Unreadable`."""
        header = self.header
        if not header.is_compressed:
            return self._native(index)
        code = self._code(index)
        if header.transfer_syntax in BY_SIMPLEITK:
            return mask_bits(_by_simpleitk(header, code), header)
        try:
            return mask_bits(_decode(header, code), header)
        except Unreadable:
            if header.transfer_syntax not in (JPEG_LS, JPEG_LS_NEAR):
                raise
            # CharLS through GDCM reads streams that pyjpegls refuses (NEMA WG04 MR1_JLSL)
            return mask_bits(_by_simpleitk(header, code), header)

    def _native(self, index: int) -> PixelArray:
        header = self.header
        dtype = native_dtype(header)
        count = header.rows * header.columns
        start = header.pixel_offset + index * count * dtype.itemsize
        if start + count * dtype.itemsize > len(self._data):
            raise Unreadable("the pixel data are shorter than the header says")
        values = np.frombuffer(self._data, dtype, count, start).reshape(header.rows, header.columns)
        return mask_bits(values.astype(dtype.newbyteorder("=")), header)

    def _value(self) -> memoryview:
        header = self.header
        end = len(self._data)
        if header.pixel_length != UNDEFINED:
            end = min(end, header.pixel_offset + header.pixel_length)
        return memoryview(self._data)[header.pixel_offset : end]

    def _code(self, index: int) -> bytes:
        """Code stream of one frame, checked for completeness and for a size that fits the header."""
        header = self.header
        try:
            code = bytes(get_frame(bytes(self._value()), index, number_of_frames=header.frame_count))
        except (ValueError, EOFError, struct.error, IndexError) as error:
            raise Unreadable("the compressed pixel data are incomplete") from error
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
            stated = _code_size(code)
            if stated is not None and stated != (header.rows, header.columns):
                raise Unreadable("the compressed image has another size than the header says")
        return code


def _decode(header: Header, code: bytes) -> PixelArray:
    """Decode one RLE, JPEG-LS or JPEG 2000 frame; raises `Unreadable`."""
    try:
        if header.transfer_syntax == RLE:
            values = _decode_rle(header, code)
        elif header.transfer_syntax in (JPEG_LS, JPEG_LS_NEAR):
            values = _decode_jpeg_ls(code)
        else:
            values = openjpeg.decode(code)
    except MemoryError as error:
        raise Unreadable("the image asks for more memory than there is") from error
    except Exception as error:
        raise Unreadable(f"the compressed pixel data can't be decoded ({type(error).__name__})") from error
    except BaseException as error:
        # the RLE decoder is written in Rust and panics on runs beyond the image; that isn't an Exception
        if type(error).__name__ != "PanicException":
            raise
        raise Unreadable("the compressed pixel data can't be decoded") from error
    if values.size != header.rows * header.columns or values.dtype.kind not in "iu":
        raise Unreadable("the compressed image has another size than the header says")
    # the header's type, not the code stream's: JPEG 2000 may be unsigned where the header says signed
    wanted = native_dtype(header).newbyteorder("=")
    return np.array(values.reshape(header.rows, header.columns)).astype(wanted)


def _decode_rle(header: Header, code: bytes) -> PixelArray:
    bits = header.unsigned("bits_allocated")
    data = rle_decode(code, version=2, rows=header.rows, columns=header.columns, bits_allocated=bits)
    return np.frombuffer(data, native_dtype(header))


def _decode_jpeg_ls(code: bytes) -> PixelArray:
    data, facts = jpeg_ls.decode_buffer(code)
    if facts["components"] != 1:
        raise Unreadable("colour images can't be used as a volume")
    return np.frombuffer(data, "u1" if facts["bits_per_sample"] <= 8 else "<u2")


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
        raise Unreadable(f"pixels of {bits} bits aren't supported")
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


def mask_bits(values: PixelArray, header: Header) -> PixelArray:
    """Clear (unsigned) or sign-extend (signed) the bits above BitsStored; in place where it can be."""
    if values.dtype.kind not in "iu":
        return values
    spare = values.dtype.itemsize * 8 - stored_bits(header)
    if spare <= 0:
        return values
    if values.dtype.kind == "u":
        np.bitwise_and(values, values.dtype.type((1 << stored_bits(header)) - 1), out=values)
    else:
        np.left_shift(values, spare, out=values)
        np.right_shift(values, spare, out=values)
    return values


def _code_size(code: bytes) -> tuple[int, int] | None:
    """(rows, columns) that a JPEG, JPEG-LS or JPEG 2000 code stream gives, or None when it isn't found."""
    if code[:4] == b"\xff\x4f\xff\x51":
        if len(code) < 24:
            return None
        x, y, x0, y0 = struct.unpack(">IIII", code[8:24])
        return int(y) - int(y0), int(x) - int(x0)
    if code[:2] != b"\xff\xd8":
        return None
    at = 2
    while at + 9 <= len(code):
        if code[at] != 0xFF:
            return None
        marker = code[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        # start-of-frame markers of JPEG, and SOF55 of JPEG-LS
        if marker in (0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF, 0xF7):
            rows, columns = struct.unpack(">HH", code[at + 5 : at + 9])
            return int(rows), int(columns)
        at += 2 + int.from_bytes(code[at + 2 : at + 4], "big")
    return None


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
