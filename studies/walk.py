"""A fast walk over the elements of a DICOM header that lies in memory.

It only follows what is written as the standard asks: anything odd (an unknown VR, a tag that runs backwards, an
undefined length where none may be) raises `Odd`, and the caller turns to pydicom's lenient reader instead.
"""

from __future__ import annotations

import struct
from collections.abc import Container
from dataclasses import dataclass, field

from studies import limits

UNDEFINED = 0xFFFFFFFF
PIXEL_TAGS = {0x7FE00008: "float", 0x7FE00009: "double", 0x7FE00010: "integer"}

_ITEM, _ITEM_END, _SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD
_LONG = frozenset((b"OB", b"OD", b"OF", b"OL", b"OV", b"OW", b"SQ", b"SV", b"UC", b"UN", b"UR", b"UT", b"UV"))
_SHORT = frozenset(
    (
        b"AE", b"AS", b"AT", b"CS", b"DA", b"DS", b"DT", b"FD", b"FL", b"IS", b"LO", b"LT", b"PN", b"SH", b"SL",
        b"SS", b"ST", b"TM", b"UI", b"UL", b"US",
    )
)  # fmt: skip


class Odd(Exception):  # noqa: N818 - a statement about the header
    """The header isn't written as the standard asks."""


class NeedMore(Exception):  # noqa: N818 - a request
    """The header goes on beyond the bytes given: at least `bytes_needed` from its start are needed."""

    def __init__(self, bytes_needed: int) -> None:
        super().__init__(bytes_needed)
        self.bytes_needed = bytes_needed


@dataclass(slots=True)
class Walked:
    """Raw values of the wanted elements; a sequence that is present has the value ``b""`` and is in `sequences`."""

    values: dict[int, bytes] = field(default_factory=dict)
    sequences: set[int] = field(default_factory=set)
    pixel_tag: int = 0
    pixel_offset: int = -1
    pixel_length: int = 0


class _Encoding:
    """How tags and lengths are written."""

    def __init__(self, *, explicit: bool, big: bool) -> None:
        order = ">" if big else "<"
        self.explicit = explicit
        self.tag = struct.Struct(order + "HH").unpack_from
        self.short = struct.Struct(order + "H").unpack_from
        self.long = struct.Struct(order + "I").unpack_from
        self.tag_long = struct.Struct(order + "HHI").unpack_from


def walk(data: bytes, at: int, total: int, wanted: Container[int], *, explicit: bool, big: bool) -> Walked:
    """Elements of the top level of a data set that begins at `at` of `data`, up to the pixels.

    Parameters
    ----------
    data : the first bytes of a file of `total` bytes

    Raises
    ------
    NeedMore
        `data` ends before the header does.
    Odd
        The header isn't as the standard asks.
    """
    found = Walked()
    code = _Encoding(explicit=explicit, big=big)
    end, last = len(data), 0
    values = found.values
    tag_of, short, long_ = code.tag, code.short, code.long
    if not explicit and data[at + 4 : at + 6] in _SHORT:
        raise Odd  # says implicit, is explicit
    while True:
        if at + 12 > end:
            if end >= total:
                if at == total:
                    return found
                raise Odd
            raise NeedMore(at + 4096)
        group, element = tag_of(data, at)
        tag = group << 16 | element
        if tag <= last:
            raise Odd
        last = tag
        vr = b""
        if explicit:
            vr = data[at + 4 : at + 6]
            if vr in _SHORT:
                (length,) = short(data, at + 6)
                at += 8
            elif vr in _LONG:
                (length,) = long_(data, at + 8)
                at += 12
            else:
                raise Odd
        else:
            (length,) = long_(data, at + 4)
            at += 8
        if tag >= 0x7FE00008 and tag in PIXEL_TAGS:
            found.pixel_tag, found.pixel_offset, found.pixel_length = tag, at, length
            return found
        if length == UNDEFINED:
            if explicit and vr != b"SQ":
                raise Odd
            at = _skip_sequence(data, at, total, code, 1)
            found.sequences.add(tag)
            if tag in wanted:
                values[tag] = b""
            continue
        if length > limits.MAX_HEADER_BYTES:
            raise Odd
        if tag in wanted:
            if at + length > end:
                if at + length > total:
                    raise Odd
                raise NeedMore(at + length + 4096)
            if vr == b"SQ":
                found.sequences.add(tag)
                values[tag] = b""
            else:
                values[tag] = data[at : at + length]
        at += length


def _skip_sequence(data: bytes, at: int, total: int, code: _Encoding, depth: int) -> int:
    """Offset behind the delimiter of a sequence of undefined length whose first item is at `at`."""
    if depth > limits.MAX_SEQUENCE_DEPTH:
        raise Odd
    while True:
        _need(data, at + 8, total)
        group, element, length = code.tag_long(data, at)
        tag = group << 16 | element
        at += 8
        if tag == _SEQUENCE_END:
            return at
        if tag != _ITEM:
            raise Odd
        if length != UNDEFINED:
            at += length
            continue
        at = _skip_item(data, at, total, code, depth)


def _skip_item(data: bytes, at: int, total: int, code: _Encoding, depth: int) -> int:
    """Offset behind the delimiter of an item of undefined length whose first element is at `at`."""
    while True:
        _need(data, at + 8, total)
        group, element, length = code.tag_long(data, at)
        if group == 0xFFFE:
            if element != 0xE00D:
                raise Odd
            return at + 8
        if code.explicit:
            vr = data[at + 4 : at + 6]
            if vr in _SHORT:
                (length,) = code.short(data, at + 6)
                at += 8
            elif vr in _LONG:
                _need(data, at + 12, total)
                (length,) = code.long(data, at + 8)
                at += 12
            else:
                raise Odd
            if length == UNDEFINED and vr != b"SQ":
                raise Odd
        else:
            at += 8
        at = _skip_sequence(data, at, total, code, depth + 1) if length == UNDEFINED else at + length


def _need(data: bytes, upto: int, total: int) -> None:
    if upto > len(data):
        if upto > total:
            raise Odd
        raise NeedMore(upto + 4096)
