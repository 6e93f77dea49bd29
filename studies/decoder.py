"""Decoding one compressed frame by imagecodecs, in any thread: its decoders let go of Python's lock.

A stream is read beforehand (`studies.codestreams`): one whose size, tiles or layers aren't those of an image of this
header never reaches a decoder. JPEG 2000 is told to use one thread, since images are decoded beside each other.
"""

from __future__ import annotations

from typing import Any

import imagecodecs
import numpy as np
from numpy.typing import NDArray

from studies.codestreams import read_stream

RLE = "1.2.840.10008.1.2.5"
JPEG_BASELINE, JPEG_EXTENDED = "1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51"
JPEG_LOSSLESS, JPEG_LOSSLESS_SV1 = "1.2.840.10008.1.2.4.57", "1.2.840.10008.1.2.4.70"
JPEG_LS, JPEG_LS_NEAR = "1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.81"
JPEG_2000_LOSSLESS, JPEG_2000 = "1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.4.91"
HTJ2K = ("1.2.840.10008.1.2.4.201", "1.2.840.10008.1.2.4.202", "1.2.840.10008.1.2.4.203")

JPEG = frozenset((JPEG_BASELINE, JPEG_EXTENDED, JPEG_LOSSLESS, JPEG_LOSSLESS_SV1))
_END_OF_IMAGE = b"\xff\xd9"
#: syntaxes whose frames are code streams that say their own size
STREAMS = JPEG | {JPEG_LS, JPEG_LS_NEAR, JPEG_2000_LOSSLESS, JPEG_2000, *HTJ2K}


class ColourError(ValueError):
    """The code stream holds more than one component."""


class StreamError(ValueError):
    """The code stream isn't one that this header describes, or may not be decoded; the text says why."""


def check_stream(code: bytes, rows: int, columns: int) -> None:
    """Refuse a code stream of another size, of several components or beyond the limits.

    Raises
    ------
    StreamError, ColourError
    """
    stream = read_stream(code)
    if stream is None:
        raise StreamError("its header is damaged")
    if (stream.rows, stream.columns) != (rows, columns):
        raise StreamError("the compressed image has another size than the header says")
    if stream.components != 1:
        raise ColourError
    if stream.problem:
        raise StreamError(stream.problem)


def decode(syntax: str, code: bytes, rows: int, columns: int, bits_allocated: int) -> NDArray[Any]:
    """(rows, columns) values of one frame as its own stream has them; raises whatever the decoder raises.

    Parameters
    ----------
    bits_allocated : int
        8, 16 or 32; only RLE needs it.
    """
    if syntax == RLE:
        # into an array of the frame's own size: a run beyond the image has nowhere to go
        values = np.empty((rows, columns), f"<u{bits_allocated // 8}")
        cells: Any = values.reshape(-1).view(np.uint8)  # the stubs don't know that an array will do
        found = imagecodecs.dicomrle_decode(code, values.dtype, out=cells)
        if len(found) != values.nbytes:
            raise StreamError("the compressed pixel data are incomplete")
        return values
    check_stream(code, rows, columns)
    if syntax in JPEG:
        return np.asarray(imagecodecs.jpeg8_decode(code))
    if syntax in (JPEG_LS, JPEG_LS_NEAR):
        # CharLS 2.4 takes seconds over bits that no marker ends
        return np.asarray(imagecodecs.jpegls_decode(code + _END_OF_IMAGE))
    return np.asarray(imagecodecs.jpeg2k_decode(code, numthreads=1))
