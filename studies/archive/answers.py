"""Values out of the answer of a peer: plain text and numbers, whatever it sent.

Read straight from the raw elements, so that a value of the wrong kind is "" or None and never an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pydicom import charset
from pydicom.datadict import tag_for_keyword
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset

from studies.archive.words import clean, whole

#: what a peer's text can be when it doesn't say so: nearly every archive in the Netherlands means Latin-1
_UNSAID = ["iso8859"]


class Answer:
    """One data set of a peer, read by keyword."""

    def __init__(self, dataset: Dataset, encodings: Sequence[str] | None = None) -> None:
        self._dataset = dataset
        self._encodings = self._own_encodings() or list(encodings or _UNSAID)

    def _own_encodings(self) -> list[str] | None:
        names = [part.strip() for part in self._plain("SpecificCharacterSet").split("\\")]
        if not any(names):
            return None
        try:
            return list(charset.convert_encodings(names))
        except (LookupError, ValueError, TypeError, Warning):
            return ["utf-8"]

    def _value(self, keyword: str) -> Any:
        tag = tag_for_keyword(keyword)
        if tag is None or tag not in self._dataset:
            return None
        return self._dataset.get_item(tag).value

    def _plain(self, keyword: str) -> str:
        value = self._value(keyword)
        if isinstance(value, bytes):
            return value.decode("latin-1")
        if isinstance(value, (list, tuple)) or type(value).__name__ == "MultiValue":
            return "\\".join(str(part) for part in value)
        return "" if value is None else str(value)

    def _text(self, keyword: str) -> str:
        value = self._value(keyword)
        if not isinstance(value, bytes):
            return self._plain(keyword)
        value = value.rstrip(b"\0 ")
        if len(self._encodings) > 1 and b"\x1b" in value:
            try:
                return str(charset.decode_bytes(value, self._encodings, {"=", "^", "\\"}))
            except (LookupError, ValueError, Warning):
                return value.decode("latin-1")
        for encoding in (self._encodings[0], "utf-8", "latin-1"):
            try:
                return value.decode(encoding)
            except (LookupError, ValueError):
                continue
        return ""

    def text(self, keyword: str) -> str:
        """One line of clean text; "" when absent."""
        return clean(self._text(keyword))

    def texts(self, keyword: str) -> tuple[str, ...]:
        """The values of an element, cleaned; empty ones left out."""
        parts = (clean(part, 64) for part in self._text(keyword).split("\\")[:100])
        return tuple(part for part in parts if part)

    def name(self, keyword: str) -> str:
        """The alphabetic part of a person's name, as DICOM writes it."""
        return clean(self._text(keyword).split("=", 1)[0])

    def number(self, keyword: str) -> int | None:
        """A whole number from an integer string or binary element, or None."""
        value = self._value(keyword)
        if isinstance(value, bytes):
            element = self._dataset.get_item(tag_for_keyword(keyword) or 0)
            if isinstance(element, RawDataElement) and element.VR in ("US", "UL", "SS", "SL"):
                order = "little" if element.is_little_endian else "big"
                return int.from_bytes(value[:4], "little" if order == "little" else "big")
            return whole(value.decode("latin-1").strip(" \0"))
        return whole(value)

    def items(self, keyword: str) -> Iterator[Answer]:
        """The items of a sequence."""
        tag = tag_for_keyword(keyword)
        if tag is None or tag not in self._dataset:
            return
        try:
            value = self._dataset[tag].value
        except Exception:  # noqa: BLE001 - whatever a peer sent as a sequence
            return
        if isinstance(value, (bytes, str)):
            return
        for item in value or ():
            if isinstance(item, Dataset):
                yield Answer(item, self._encodings)
