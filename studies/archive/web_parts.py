"""Bodies of DICOMweb: one object out of a multipart answer, one file as a multipart message, values out of JSON."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping
from email.message import Message
from pathlib import Path
from typing import Any

from pydicom.datadict import tag_for_keyword

from resources.errors import Cancelled
from studies.archive.client import CancelCheck
from studies.archive.words import clean, whole

#: bytes of the headers of one part
_MOST_HEADER = 16 * 2**10
_MOST_VALUES = 100
_BOUNDARY = re.compile(r"[\x20-\x7e]{1,70}")


class Truncated(ValueError):  # noqa: N818 - reads as what happened
    """The multipart message ends before its last boundary."""


class NotMultipart(ValueError):  # noqa: N818 - reads as what happened
    """The message isn't one object in a multipart message."""


def one_object(content_type: str, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The bytes of the only part of an answer, as they come; raises `Truncated` or `NotMultipart`."""
    kind = Message()
    kind["Content-Type"] = clean(content_type, 500)
    if kind.get_content_type() == "application/dicom":  # against the standard, but done
        yield from pieces
        return
    boundary = str(kind.get_param("boundary", ""))
    if kind.get_content_type() != "multipart/related" or not _BOUNDARY.fullmatch(boundary):
        raise NotMultipart("no multipart message")
    end = b"\r\n--" + boundary.encode("ascii")
    # a line break before makes the first boundary like the others
    data = bytearray(b"\r\n")
    while (start := data.find(end)) < 0 or (head := data.find(b"\r\n\r\n", start + len(end))) < 0:
        if data[start + len(end) :].startswith(b"--") and start >= 0:
            raise NotMultipart("no part")
        if len(data) > _MOST_HEADER:
            raise NotMultipart("no header of a part")
        piece = next(pieces, b"")
        if not piece:
            raise Truncated("no part")
        data += piece
    del data[: head + 4]
    while (stop := data.find(end)) < 0:
        certain = len(data) - len(end)
        if certain > 0:
            yield bytes(data[:certain])
            del data[:certain]
        piece = next(pieces, b"")
        if not piece:
            raise Truncated("no last boundary")
        data += piece
    yield bytes(data[:stop])
    del data[: stop + len(end)]
    for piece in pieces:
        data += piece
        if len(data) > _MOST_HEADER:
            break
    if not data.lstrip(b" \t").startswith(b"--"):
        raise Truncated("no last boundary") if len(data) < 2 else NotMultipart("more than one part")


class FileMessage:
    """One file as a multipart message, read from disk while it's sent; looks for a cancel meanwhile."""

    def __init__(self, file: Path, cancelled: CancelCheck | None) -> None:
        boundary = secrets.token_hex(24)
        self.content_type = f'multipart/related; type="application/dicom"; boundary={boundary}'
        self._cancelled = cancelled
        self._start = f"--{boundary}\r\nContent-Type: application/dicom\r\n\r\n".encode("ascii")
        self._stop = f"\r\n--{boundary}--\r\n".encode("ascii")
        self._size = file.stat().st_size
        self._file = file.open("rb")
        self._left = self._size

    def __len__(self) -> int:
        return len(self._start) + self._size + len(self._stop)

    def __iter__(self) -> Iterator[bytes]:
        while piece := self.read(2**16):
            yield piece

    def read(self, most: int = -1) -> bytes:
        """The next piece; "" at the end. A file that shrank meanwhile raises OSError."""
        if self._cancelled is not None and self._cancelled():
            raise Cancelled
        if self._start:
            piece, self._start = self._start, b""
            return piece
        if self._left:
            piece = self._file.read(min(most if most > 0 else self._left, self._left))
            if not piece:
                raise OSError("the file changed while it was sent")
            self._left -= len(piece)
            return piece
        piece, self._stop = self._stop, b""
        return piece

    def close(self) -> None:
        self._file.close()


class WebAnswer:
    """One data set in DICOM JSON, read by keyword: plain text and numbers, whatever was sent."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def _all(self, keyword: str) -> list[Any]:
        element = self._values.get(f"{tag_for_keyword(keyword) or 0:08X}")
        found = element.get("Value") if isinstance(element, Mapping) else None
        return found[:_MOST_VALUES] if isinstance(found, list) else []

    def texts(self, keyword: str) -> tuple[str, ...]:
        """The values of an element, cleaned; empty ones and structures left out."""
        parts = (clean(part, 64) for part in self._all(keyword) if isinstance(part, str | int | float))
        return tuple(part for part in parts if part)

    def text(self, keyword: str) -> str:
        """One line of clean text; "" when absent."""
        return clean("\\".join(str(p) for p in self._all(keyword) if isinstance(p, str | int | float)))

    def name(self, keyword: str) -> str:
        """The alphabetic part of a person's name, as DICOM writes it."""
        for part in self._all(keyword):
            if isinstance(part, Mapping):
                part = part.get("Alphabetic", "")
            if isinstance(part, str):
                return clean(part.split("=", 1)[0])
        return ""

    def number(self, keyword: str) -> int | None:
        """A whole number, or None."""
        for part in self._all(keyword):
            if isinstance(part, float) and part.is_integer():
                part = int(part)
            return whole(part) if isinstance(part, str | int) else None
        return None

    def items(self, keyword: str) -> Iterator[WebAnswer]:
        """The items of a sequence."""
        element = self._values.get(f"{tag_for_keyword(keyword) or 0:08X}")
        found = element.get("Value") if isinstance(element, Mapping) else None
        for item in found if isinstance(found, list) else []:
            if isinstance(item, Mapping):
                yield WebAnswer(item)
