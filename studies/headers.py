"""The header of one DICOM file: only the tags that sorting and loading need, up to the pixel data.

Values are decoded here into Python text and numbers, leniently: a value that isn't what the standard asks
for becomes "" or None instead of an error, and nothing is guessed in its place.
"""

from __future__ import annotations

import io
import math
import struct
import warnings
from dataclasses import dataclass, field
from typing import IO, Any

from pydicom import charset
from pydicom.dataset import Dataset
from pydicom.filereader import _read_file_meta_info, read_dataset, read_preamble

from studies import limits
from studies.sources import FileRef, Unreadable, inflate
from studies.walk import PIXEL_TAGS, UNDEFINED, NeedMore, Odd, Walked, walk

DEFLATED = "1.2.840.10008.1.2.1.99"
IMPLICIT_LITTLE = "1.2.840.10008.1.2"
EXPLICIT_LITTLE = "1.2.840.10008.1.2.1"
EXPLICIT_BIG = "1.2.840.10008.1.2.2"
NATIVE = {IMPLICIT_LITTLE, EXPLICIT_LITTLE, EXPLICIT_BIG, DEFLATED}
DICOMDIR_CLASS = "1.2.840.10008.1.3.10"

#: every tag that is read, by the name that the code uses
TAGS = {
    "character_set": 0x00080005,
    "image_type": 0x00080008,
    "sop_class": 0x00080016,
    "sop_instance": 0x00080018,
    "study_date": 0x00080020,
    "series_date": 0x00080021,
    "acquisition_date": 0x00080022,
    "acquisition_datetime": 0x0008002A,
    "study_time": 0x00080030,
    "acquisition_time": 0x00080032,
    "content_time": 0x00080033,
    "accession": 0x00080050,
    "modality": 0x00080060,
    "manufacturer": 0x00080070,
    "referring": 0x00080090,
    "study_description": 0x00081030,
    "series_description": 0x0008103E,
    "model": 0x00081090,
    "complex_component": 0x00089208,
    "patient_name": 0x00100010,
    "patient_id": 0x00100020,
    "issuer": 0x00100021,
    "birth_date": 0x00100030,
    "sex": 0x00100040,
    "age": 0x00101010,
    "contrast_agent": 0x00180010,
    "body_part": 0x00180015,
    "scanning_sequence": 0x00180020,
    "slice_thickness": 0x00180050,
    "kvp": 0x00180060,
    "repetition_time": 0x00180080,
    "echo_time": 0x00180081,
    "inversion_time": 0x00180082,
    "echo_number": 0x00180086,
    "field_strength": 0x00180087,
    "spacing_between": 0x00180088,
    "protocol": 0x00181030,
    "trigger_time": 0x00181060,
    "nominal_interval": 0x00181062,
    "heart_rate": 0x00181088,
    "cardiac_images": 0x00181090,
    "tilt": 0x00181120,
    "exposure": 0x00181152,
    "kernel": 0x00181210,
    "flip_angle": 0x00181314,
    "patient_position": 0x00185100,
    "cardiac_synchronisation": 0x00189037,
    "cardiac_phase": 0x00209241,
    "b_value": 0x00189087,
    "asl_context": 0x00189257,
    "study_uid": 0x0020000D,
    "series_uid": 0x0020000E,
    "series_number": 0x00200011,
    "acquisition_number": 0x00200012,
    "instance_number": 0x00200013,
    "position": 0x00200032,
    "orientation": 0x00200037,
    "frame_of_reference": 0x00200052,
    "temporal_position": 0x00200100,
    "temporal_count": 0x00200105,
    "temporal_resolution": 0x00200110,
    "image_comments": 0x00204000,
    "samples": 0x00280002,
    "photometric": 0x00280004,
    "planar": 0x00280006,
    "frames": 0x00280008,
    "rows": 0x00280010,
    "columns": 0x00280011,
    "pixel_spacing": 0x00280030,
    "bits_allocated": 0x00280100,
    "bits_stored": 0x00280101,
    "high_bit": 0x00280102,
    "pixel_representation": 0x00280103,
    "padding": 0x00280120,
    "burned_in": 0x00280301,
    "window_centre": 0x00281050,
    "window_width": 0x00281051,
    "intercept": 0x00281052,
    "slope": 0x00281053,
    "rescale_type": 0x00281054,
    "modality_lut": 0x00283000,
    "lossy": 0x00282110,
    "lossy_ratio": 0x00282112,
    "padding_limit": 0x00280121,
    "acquisition_type": 0x00180023,
    "real_world": 0x00409096,
    "mosaic_tiles": 0x0019100A,
    "siemens_b": 0x0019100C,
    "csa_image": 0x00291010,
    "ge_complex": 0x0043102F,
    "ge_b": 0x00431039,
    "ge_asl": 0x004310A3,
    "ge_asl_technique": 0x004310A4,
    "uih_b": 0x00651009,
    "uih_slices": 0x00651050,
    "uih_frames": 0x00651051,
    "philips_b": 0x20011003,
    "philips_scale_slope": 0x2005100E,
    "philips_dynamic_time": 0x200510A0,
    "philips_label": 0x20051429,
}
_WANTED_LIST: list[Any] = sorted(TAGS.values())
_WANTED = frozenset(_WANTED_LIST)
#: bytes that are read first: the header of a CT or MR image usually fits
_FIRST_BYTES = 8192


@dataclass(slots=True)
class Header:
    """Raw elements of one file and where its pixels lie."""

    file: FileRef
    transfer_syntax: str
    media_class: str
    media_instance: str
    #: raw values by tag; a sequence that is there has the value None
    elements: dict[int, Any]
    encodings: list[str]
    #: offset of the pixel element's value in the (inflated) data set; -1 without pixels
    pixel_offset: int = -1
    pixel_length: int = 0
    pixel_kind: str = ""
    #: whether the fragments of compressed pixels end with their delimiter
    fragments_complete: bool = True
    #: whether a JPEG 2000 code stream uses the wavelet that loses detail, whatever the header says
    is_irreversible: bool = False
    #: bytes in the (inflated) file
    total_bytes: int = 0
    _texts: dict[str, str] = field(default_factory=dict)

    def raw(self, name: str) -> Any:
        """Value as read, mostly bytes; None when absent (and for a sequence: ask `has`)."""
        return self.elements.get(TAGS[name])

    def has(self, name: str) -> bool:
        """Whether the element or sequence is there."""
        return TAGS[name] in self.elements

    def text(self, name: str) -> str:
        """Text of an element, "" when absent or not text."""
        known = self._texts.get(name)
        if known is not None:
            return known
        value = self.raw(name)
        if isinstance(value, bytes):
            value = value.rstrip(b"\0 ").lstrip(b" ")
            if value.isascii() and b"\x1b" not in value:
                text = value.decode("ascii")
            else:
                text = _decode(value, self.encodings)
        else:
            text = str(value) if isinstance(value, (str, int, float)) else ""
        text = text[: limits.MAX_TEXT]
        self._texts[name] = text
        return text

    def texts(self, name: str) -> tuple[str, ...]:
        """Backslash-separated values."""
        text = self.text(name)
        return tuple(part.strip() for part in text.split("\\")) if text else ()

    def numbers(self, name: str) -> tuple[float, ...]:
        """Decimal strings as finite floats; () when any isn't a number."""
        try:
            values = tuple(float(part) for part in self.texts(name))
        except ValueError:
            return ()
        return values if all(math.isfinite(value) for value in values) else ()

    def number(self, name: str) -> float | None:
        """First number of a decimal or integer string."""
        values = self.numbers(name)
        return values[0] if values else None

    def integer(self, name: str) -> int | None:
        """An integer string as a Python int."""
        value = self.number(name)
        return int(value) if value is not None else None

    def unsigned(self, name: str) -> int | None:
        """A binary US (or a misfiled UL, SS) as a Python int."""
        value = self.raw(name)
        if not isinstance(value, bytes):
            return int(value) if isinstance(value, int) else None
        order = "<" if self.transfer_syntax != EXPLICIT_BIG else ">"
        if len(value) >= 4 and len(value) % 4 == 0 and name == "mosaic_tiles":
            return int(struct.unpack(order + "I", value[:4])[0])
        if len(value) < 2:
            return None
        return int(struct.unpack(order + "H", value[:2])[0])

    def double(self, name: str) -> float | None:
        """A binary FD or FL, told apart by their lengths."""
        value = self.raw(name)
        if not isinstance(value, bytes) or len(value) not in (4, 8):
            return None
        order = "<" if self.transfer_syntax != EXPLICIT_BIG else ">"
        number = float(struct.unpack(order + ("d" if len(value) == 8 else "f"), value)[0])
        return number if math.isfinite(number) else None

    @property
    def sop_class(self) -> str:
        return self.text("sop_class") or self.media_class

    @property
    def sop_instance(self) -> str:
        # some anonymisers empty the data set and leave the file meta group
        return self.text("sop_instance") or self.media_instance

    @property
    def rows(self) -> int:
        return self.unsigned("rows") or 0

    @property
    def columns(self) -> int:
        return self.unsigned("columns") or 0

    @property
    def frame_count(self) -> int:
        count = self.integer("frames")
        return 1 if count is None else max(count, 0)

    @property
    def is_compressed(self) -> bool:
        return self.transfer_syntax not in NATIVE

    @property
    def has_pixels(self) -> bool:
        return self.pixel_offset >= 0

    @property
    def declared_pixel_bytes(self) -> int:
        """Bytes that rows, columns, frames, samples and bits ask for (Python ints: no overflow)."""
        bits = self.unsigned("bits_allocated") or 0
        if self.pixel_kind == "float":
            bits = 32
        elif self.pixel_kind == "double":
            bits = 64
        values = self.rows * self.columns * self.frame_count * (self.unsigned("samples") or 1)
        return (values * bits + 7) // 8

    @property
    def is_truncated(self) -> bool:
        """Whether fewer pixel bytes are there than the header declares."""
        if not self.has_pixels:
            return False
        there = self.total_bytes - self.pixel_offset
        if self.pixel_length == UNDEFINED:
            return not self.fragments_complete
        return self.pixel_length > there or (
            not self.is_compressed and self.pixel_length < self.declared_pixel_bytes
        )


def _decode(value: bytes, encodings: list[str]) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return str(charset.decode_bytes(value, encodings, {"\\", "^", "="}))
        except (LookupError, UnicodeError, ValueError, TypeError):
            return value.decode("latin-1")


def _encodings(elements: dict[int, Any]) -> list[str]:
    value = elements.get(0x00080005)
    if not value or value in (b"ISO_IR 100", b"ISO_IR 6", b"ISO_IR 100 "):
        return ["iso8859"]
    parts = value.decode("ascii", "replace").split("\\") if isinstance(value, bytes) else [str(value or "")]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return list(charset.convert_encodings([part.strip() for part in parts]))
        except (LookupError, ValueError, TypeError, IndexError):
            return ["iso8859"]


def _sniff(stream: IO[bytes]) -> str:
    """Transfer syntax of a file without preamble that begins like a data set; raises `Unreadable`."""
    stream.seek(0)
    start = stream.read(8)
    stream.seek(0)
    if len(start) < 8:
        raise Unreadable("the file is empty" if not start else "not a DICOM file")
    group, element = struct.unpack("<HH", start[:4])
    if group == 0x0008 and element <= 0x0070:
        if start[4:6].isalpha() and start[4:6].isupper():
            return EXPLICIT_LITTLE
        if struct.unpack("<I", start[4:8])[0] <= 1024:
            return IMPLICIT_LITTLE
    raise Unreadable("not a DICOM file")


def read_header(file: FileRef) -> Header:
    """Header of one DICOM file.

    Raises
    ------
    Unreadable
        With the reason, for anything that isn't a readable DICOM file.
    """
    try:
        with file.open() as stream:
            header = _read_fast(file, stream)
            if header is None:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    header = _read(file, _seekable(file, stream))
            return header
    except Unreadable:
        raise
    except OSError as error:
        raise Unreadable(f"the file can't be opened ({error.strerror or type(error).__name__})") from error
    except RecursionError as error:
        raise Unreadable("sequences are nested too deeply") from error
    except MemoryError as error:
        raise Unreadable("the file asks for more memory than there is") from error
    except Exception as error:
        raise Unreadable(f"the file is damaged ({type(error).__name__})") from error


def _seekable(file: FileRef, stream: IO[bytes]) -> IO[bytes]:
    """The stream at its start; of an archive's entry the whole, in memory and within the limits."""
    if file.member:
        return io.BytesIO(file.read())
    stream.seek(0)
    return stream


def _read_fast(file: FileRef, stream: IO[bytes]) -> Header | None:
    """Header of a file that is written as the standard asks, from its first bytes; None for any other.

    An archive's entry is unpacked no further than its pixels.
    """
    data = stream.read(_FIRST_BYTES)
    if data[128:136] != b"DICM\x02\0\0\0" or data[136:140] != b"UL\x04\0" or len(data) < 144:
        return None
    (length,) = struct.unpack_from("<I", data, 140)
    begin = 144 + int(length)
    if begin > len(data):
        return None
    try:
        meta = walk(data[:begin], 144, begin, _META, explicit=True, big=False).values
        syntax = meta.get(0x00020010, b"").rstrip(b"\0 ").decode("ascii")
        if not syntax or syntax == DEFLATED:
            return None
        found = _walk_on(data, begin, file, stream, syntax)
    except (Odd, UnicodeDecodeError):
        return None
    return _finish(
        file,
        stream,
        syntax,
        (_ascii(meta.get(0x00020002, b"")), _ascii(meta.get(0x00020003, b""))),
        {tag: None if tag in found.sequences else value for tag, value in found.values.items()},
        (found.pixel_tag, found.pixel_offset, found.pixel_length),
        file.size,
    )


_META = frozenset((0x00020002, 0x00020003, 0x00020010))


def _ascii(value: bytes) -> str:
    return value.rstrip(b"\0 ").decode("ascii", "replace")


def _walk_on(data: bytes, begin: int, file: FileRef, stream: IO[bytes], syntax: str) -> Walked:
    """Walk the header, reading on where the first bytes aren't enough."""
    while True:
        try:
            return walk(
                data,
                begin,
                file.size,
                _WANTED,
                explicit=syntax != IMPLICIT_LITTLE,
                big=syntax == EXPLICIT_BIG,
            )
        except NeedMore as more:
            if more.bytes_needed > limits.MAX_HEADER_BYTES:
                raise Odd from more
            piece = stream.read(max(more.bytes_needed, 4 * len(data)) - len(data))
            if not piece:
                raise Odd from more
            data += piece


def _finish(
    file: FileRef,
    stream: IO[bytes],
    syntax: str,
    media: tuple[str, str],
    elements: dict[int, Any],
    pixels: tuple[int, int, int],
    total: int,
) -> Header:
    """The header of what was read; raises `Unreadable` when there is nothing to it."""
    header = Header(
        file=file,
        transfer_syntax=syntax,
        media_class=media[0],
        media_instance=media[1],
        elements=elements,
        encodings=_encodings(elements),
        total_bytes=total,
    )
    tag, offset, length = pixels
    if tag:
        header.pixel_offset, header.pixel_length = offset, length
        header.pixel_kind = PIXEL_TAGS[tag]
        # in an archive the fragments are counted when they are read
        if length == UNDEFINED and not file.member:
            header.fragments_complete = _fragments_end(stream, offset, total)
        if length == UNDEFINED and syntax in _MAY_LOSE:
            header.is_irreversible = _is_irreversible(file.read(offset + 4096)[offset:])
    if not header.sop_class and not header.has_pixels and not header.text("modality"):
        raise Unreadable("the file holds no image or report")
    return header


def _read(file: FileRef, stream: IO[bytes]) -> Header:
    """Header by pydicom's reader, for files that aren't as the standard asks."""
    start = stream.read(132)
    media_class = media_instance = ""
    if start[128:] == b"DICM":
        stream.seek(0)
        read_preamble(stream, force=False)
        meta = _read_file_meta_info(stream)
        syntax = _meta_text(meta, 0x00020010)
        media_class, media_instance = _meta_text(meta, 0x00020002), _meta_text(meta, 0x00020003)
        if not syntax:
            here = stream.tell()
            probe = stream.read(6)
            stream.seek(here)
            syntax = EXPLICIT_LITTLE if probe[4:6].isalpha() and probe[4:6].isupper() else IMPLICIT_LITTLE
    else:
        syntax = _sniff(stream)

    total = file.size
    if syntax == DEFLATED:
        if total > limits.MAX_INFLATED_BYTES:
            raise Unreadable("the file is too large to open safely")
        data = inflate(stream.read())
        stream, total = io.BytesIO(data), len(data)
    found: dict[str, int] = {}

    def at_pixels(tag: int, vr: str | None, length: int) -> bool:
        # called for the top level only: an icon image within a sequence doesn't stop the reading
        if tag in PIXEL_TAGS:
            found["tag"], found["length"], found["offset"] = int(tag), int(length), stream.tell()
            return True
        if length != UNDEFINED and length > limits.MAX_HEADER_BYTES:
            raise Unreadable("an element of the header is too large")
        return False

    elements = read_dataset(
        stream,
        is_implicit_VR=syntax == IMPLICIT_LITTLE,
        is_little_endian=syntax != EXPLICIT_BIG,
        stop_when=at_pixels,
        specific_tags=_WANTED_LIST,
    )
    raw: dict[int, Any] = {}
    for key in elements.keys():  # noqa: SIM118 - a Dataset iterates over values
        value = elements.get_item(key).value
        raw[int(key)] = value if isinstance(value, (bytes, str, int, float)) else None
    return _finish(
        file,
        stream,
        syntax,
        (media_class, media_instance),
        raw,
        (found.get("tag", 0), found.get("offset", -1), found.get("length", 0)),
        total,
    )


#: JPEG 2000 and HTJ2K that may or may not lose detail
_MAY_LOSE = ("1.2.840.10008.1.2.4.91", "1.2.840.10008.1.2.4.203")


def _is_irreversible(start: bytes) -> bool:
    """Whether the first JPEG 2000 code stream in `start` says that it uses the 9-7 wavelet (its COD marker)."""
    at = start.find(b"\xff\x4f\xff\x51")
    if at < 0:
        return False
    at += 2
    while at + 14 <= len(start) and start[at] == 0xFF:
        if start[at + 1] == 0x52:
            return start[at + 13] == 0
        at += 2 + int.from_bytes(start[at + 2 : at + 4], "big")
    return False


def _fragments_end(stream: IO[bytes], at: int, total: int) -> bool:
    """Whether the items from `at` on end with a sequence delimiter within the file."""
    for _ in range(limits.MAX_FRAMES * 2):
        stream.seek(at)
        item = stream.read(8)
        if len(item) < 8:
            return False
        group, element, length = struct.unpack("<HHI", item)
        if (group, element) == (0xFFFE, 0xE0DD):
            return True
        at += 8 + length
        if (group, element) != (0xFFFE, 0xE000) or at > total:
            return False
    return False


def _meta_text(meta: Dataset, tag: int) -> str:
    if tag not in meta:
        return ""
    value = meta.get_item(tag).value
    if isinstance(value, bytes):
        return value.rstrip(b"\0 ").decode("ascii", "replace")
    return str(value or "")
