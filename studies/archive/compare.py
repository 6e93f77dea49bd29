"""Whether two files hold the same object: every element, and the pixels as they are stored.

File meta data isn't compared: an archive rewrites it. Nor is the encoding: an archive may pack or unpack images
without loss. What an archive may add (its own administration, private elements) isn't a difference; what it
changed or left out is.
"""

from __future__ import annotations

import hashlib
import warnings
from pathlib import Path
from typing import Any

from pydicom.datadict import keyword_for_tag
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.tag import BaseTag, Tag

from studies import limits
from studies.frames import read_dataset_of
from studies.headers import Header, read_header
from studies.pixels import FilePixels
from studies.sources import Unreadable, file_at

#: what an archive adds of itself: retrieve AE title, availability, retrieve URL, what it coerced
_ADDED = {0x00080054, 0x00080056, 0x00081190, 0x04000561, 0x00081195, 0xFFFCFFFC}
#: says how the pixels are packed, which may differ
_PACKING = {0x00280004, 0x00280006, 0x00082111, 0x00082112}
_PIXELS = {0x7FE00010, 0x7FE00008, 0x7FE00009, 0x7FE00001, 0x7FE00002, 0x7FE00003}
PIXELS = "PixelData"
_READ_BYTES = 2**20


def same_object(one: Path, other: Path) -> bool:
    """Whether two files hold the same object. A file that can't be read is the same as nothing but its own bytes."""
    try:
        return not differences(one, other)
    except Unreadable:
        return _hash_from(one, 0) == _hash_from(other, 0)


def differences(ours: Path, theirs: Path) -> tuple[str, ...]:
    """Keywords of the elements that differ, `PixelData` for the pixels; raises `Unreadable`."""
    first, second = read_header(file_at(ours)), read_header(file_at(theirs))
    if first.transfer_syntax == second.transfer_syntax:
        starts = _body_start(ours), _body_start(theirs)
        if _hash_from(ours, starts[0]) == _hash_from(theirs, starts[1]):
            return ()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found = _differences(
                read_dataset_of(first, pixels=False), read_dataset_of(second, pixels=False), depth=0
            )
        except Unreadable:
            raise
        except Exception as error:
            raise Unreadable(f"the file is damaged ({type(error).__name__})") from error
    if first.transfer_syntax != second.transfer_syntax:
        found -= {keyword_for_tag(tag) for tag in _PACKING}
    if pixel_hash(first) != pixel_hash(second):
        found.add(PIXELS)
    return tuple(sorted(found))


def pixel_hash(header: Header) -> str:
    """SHA-256 of the pixels: of their values where they can be decoded, else of their code; "" without pixels."""
    if not header.has_pixels:
        return ""
    total = hashlib.sha256()
    if header.pixel_kind not in ("", "integer", "pixel") or (header.unsigned("samples") or 1) != 1:
        return _hash_from(Path(header.file.path), header.pixel_offset)
    try:
        with FilePixels(header) as pixels:
            for index in range(header.frame_count):
                values = pixels.frame(index)
                total.update(f"{values.shape}{values.dtype.str}".encode())
                total.update(values.tobytes())
    except Unreadable:
        return _hash_from(Path(header.file.path), header.pixel_offset)
    return total.hexdigest()


def _body_start(file: Path) -> int:
    """Where the data set begins: after the file meta group, when its length is told."""
    with file.open("rb") as stream:
        start = stream.read(144)
    if start[128:132] != b"DICM" or start[132:136] != b"\x02\0\0\0":
        return 0
    return 144 + int.from_bytes(start[140:144], "little")


def _hash_from(file: Path, start: int) -> str:
    total = hashlib.sha256()
    with file.open("rb") as stream:
        stream.seek(start)
        while piece := stream.read(_READ_BYTES):
            total.update(piece)
    return total.hexdigest()


def _differences(ours: Dataset, theirs: Dataset, depth: int) -> set[str]:
    if depth > limits.MAX_SEQUENCE_DEPTH:
        raise Unreadable("sequences are nested too deeply")
    found: set[str] = set()
    mine, yours = _tags(ours), _tags(theirs)
    for tag in mine | yours:
        if tag not in mine:
            if not (tag.is_private or tag in _ADDED or _is_empty(theirs, tag)):
                found.add(_name(tag))
        elif tag not in yours:
            if not _is_empty(ours, tag):
                found.add(_name(tag))
        elif not _same(ours, theirs, tag, depth):
            found.add(_name(tag))
    return found


def _tags(dataset: Dataset) -> set[BaseTag]:
    return {
        Tag(tag)
        for tag in dataset.keys()  # noqa: SIM118 - a Dataset iterates over values
        if Tag(tag).element != 0 and tag not in _PIXELS and tag not in (0x00080005, 0xFFFCFFFC)
    }


def _name(tag: BaseTag) -> str:
    return keyword_for_tag(tag) or str(tag)


def _is_empty(dataset: Dataset, tag: BaseTag) -> bool:
    return not dataset.get_item(tag).value


def _same(ours: Dataset, theirs: Dataset, tag: BaseTag, depth: int) -> bool:
    one, other = ours.get_item(tag), theirs.get_item(tag)
    plain = isinstance(one, RawDataElement) and isinstance(other, RawDataElement)
    if plain and _trimmed(one.value) == _trimmed(other.value) and _is_ascii(one.value):
        return True
    mine, yours = ours[tag].value, theirs[tag].value
    if isinstance(mine, Sequence) and isinstance(yours, Sequence):
        return len(mine) == len(yours) and not any(
            _differences(a, b, depth + 1) for a, b in zip(mine, yours, strict=True)
        )
    if isinstance(mine, bytes) or isinstance(yours, bytes):
        # one side doesn't know what it is (UN): its bytes must be the same
        return plain and _trimmed(one.value) == _trimmed(other.value)
    return bool(mine == yours) or str(mine).rstrip(" \0") == str(yours).rstrip(" \0")


def _trimmed(value: Any) -> Any:
    return value.rstrip(b" \0") if isinstance(value, bytes) else value


def _is_ascii(value: Any) -> bool:
    """Bytes that mean the same in every character set."""
    return value is None or (isinstance(value, bytes) and value.isascii() and b"\x1b" not in value)
