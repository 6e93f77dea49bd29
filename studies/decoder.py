"""Decoding JPEG-LS and JPEG 2000 code streams, here or in a process of its own (``python -m studies.decoder``).

The decoders hold Python's lock, so that threads don't help; a child process decodes beside the program, and one that
crashes or eats memory on a hostile stream takes nothing with it. This module imports no more than it needs, so that
a child starts quickly.

Request: kind (1 byte), length (4 bytes, little endian), code stream. Answer: status (1 byte), type (2 bytes), length
(4 bytes), values or the name of the error. A kind of 0 ends the process.
"""

from __future__ import annotations

import struct
import sys
from typing import IO, Any

import jpeg_ls
import numpy as np
import openjpeg
from numpy.typing import NDArray

JPEG_LS, JPEG_2000 = 1, 2
REQUEST, ANSWER = struct.Struct("<BI"), struct.Struct("<B2sI")
GOOD, BAD, COLOUR = 0, 1, 2
#: bytes of memory that a decoding process may use
MOST_MEMORY = 4 * 2**30


class ColourError(ValueError):
    """The code stream holds more than one component."""


def decode(kind: int, code: bytes) -> NDArray[Any]:
    """Values of one code stream; raises whatever the decoder raises."""
    if kind == JPEG_LS:
        data, facts = jpeg_ls.decode_buffer(code)
        if facts["components"] != 1:
            raise ColourError
        return np.frombuffer(data, "u1" if facts["bits_per_sample"] <= 8 else "<u2")
    return np.asarray(openjpeg.decode(code))


def read_exactly(stream: IO[bytes], count: int) -> bytes:
    """`count` bytes; raises EOFError when the stream ends before."""
    data = stream.read(count)
    if data is None or len(data) < count:
        raise EOFError
    return data


def _serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    answers.write(b"\x01")
    answers.flush()
    while True:
        try:
            kind, length = REQUEST.unpack(read_exactly(requests, REQUEST.size))
        except EOFError:
            return
        if not kind:
            return
        code = read_exactly(requests, length)
        try:
            values = np.ascontiguousarray(decode(kind, code))
            answers.write(ANSWER.pack(GOOD, values.dtype.str[1:3].encode(), values.nbytes))
            answers.write(values.reshape(-1).view(np.uint8).data)
        except ColourError:
            answers.write(ANSWER.pack(COLOUR, b"  ", 0))
        except Exception as error:  # noqa: BLE001 - the answer names it
            name = type(error).__name__.encode()
            answers.write(ANSWER.pack(BAD, b"  ", len(name)) + name)
        answers.flush()


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


if __name__ == "__main__":
    _limit_memory()
    _serve(sys.stdin.buffer, sys.stdout.buffer)
