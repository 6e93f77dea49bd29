"""What a JPEG, JPEG-LS or JPEG 2000 code stream says of itself, read before a decoder is let loose on it.

The decoders run in threads of this process, so a stream that would keep one busy for minutes, or make it ask for
far more memory than its picture, must be refused beforehand. The limits are far above what scanners and archives
write (one tile or tiles of 256 and more, at most 32 quality layers), and every syntax is fuzzed within them.

Sources: ITU-T T.81 (JPEG) annex B, T.87 (JPEG-LS) annex C, T.800 (JPEG 2000) annex A, T.814 (HTJ2K).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

#: tiles of one image, and quality layers, beyond which a stream is refused
MOST_TILES, MOST_LAYERS = 512, 256
#: smallest code block side and largest number of samples in one (T.800 table A.18)
_MOST_BLOCK = 4096
_MOST_LEVELS = 32
_START_OF_FRAME = frozenset((0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF))
_SOF55 = 0xF7


@dataclass(frozen=True, slots=True)
class Stream:
    """Size, depth and components of a code stream; `problem` says why it may not be decoded ("" when it may)."""

    rows: int
    columns: int
    bits: int
    components: int
    is_signed: bool = False
    problem: str = ""


def read_stream(code: bytes) -> Stream | None:
    """The facts of a code stream, or None when it is none that is known."""
    if code[:4] == b"\xff\x4f\xff\x51":
        return _jpeg_2000(code)
    if code[:2] == b"\xff\xd8":
        return _jpeg(code)
    return None


def _jpeg(code: bytes) -> Stream | None:
    """JPEG and JPEG-LS: the first start-of-frame marker."""
    at = 2
    while at + 10 <= len(code):
        if code[at] != 0xFF:
            return None
        marker = code[at + 1]
        if marker == 0xFF:  # fill bytes may stand before a marker
            at += 1
            continue
        if marker in _START_OF_FRAME or marker == _SOF55:
            bits, rows, columns, components = struct.unpack(">BHHB", code[at + 4 : at + 10])
            return Stream(rows, columns, bits, components)
        at += 2 + int.from_bytes(code[at + 2 : at + 4], "big")
    return None


def _jpeg_2000(code: bytes) -> Stream | None:
    """JPEG 2000: the SIZ segment, and the coding style that follows in the main header."""
    if len(code) < 43:
        return None
    x1, y1, x0, y0, tile_x, tile_y, tile_x0, tile_y0, components = struct.unpack(">8IH", code[8:42])
    length = int.from_bytes(code[4:6], "big")
    if len(code) < 4 + length or length != 38 + 3 * components or not components:
        return Stream(y1 - y0, x1 - x0, 0, components, problem="its header is damaged")
    depth, step_x, step_y = code[42], code[43], code[44]
    rows, columns = y1 - y0, x1 - x0
    problem = ""
    if x0 or y0 or tile_x0 or tile_y0 or step_x != 1 or step_y != 1:
        problem = "its image doesn't begin at its corner"
    elif not tile_x or not tile_y or -(-columns // tile_x) * -(-rows // tile_y) > MOST_TILES:
        problem = "it has too many tiles"
    else:
        problem = _coding_style(code, 4 + length)
    return Stream(rows, columns, (depth & 0x7F) + 1, components, bool(depth & 0x80), problem)


def _coding_style(code: bytes, at: int) -> str:
    """Why the markers between SIZ and the first tile part may not be followed; "" when they may."""
    styles = 0
    while at + 4 <= len(code):
        marker, length = struct.unpack(">HH", code[at : at + 4])
        if marker == 0xFF90:  # the first tile part
            return "" if styles else "its header is damaged"
        if marker >> 8 != 0xFF or length < 2 or at + 2 + length > len(code):
            return "its header is damaged"
        if marker == 0xFF52:
            styles += 1
            if length < 12:
                return "its header is damaged"
            layers = int.from_bytes(code[at + 6 : at + 8], "big")
            levels, wide, high = code[at + 9], code[at + 10] + 2, code[at + 11] + 2
            if not 1 <= layers <= MOST_LAYERS:
                return "it has too many layers"
            if levels > _MOST_LEVELS or wide > 10 or high > 10 or 1 << (wide + high) > _MOST_BLOCK:
                return "its header is damaged"
        at += 2 + length
    return "its header is damaged"
