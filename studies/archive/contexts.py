"""What we offer to receive or to send: classes of objects and their encodings, at most 128 pairs.

A peer picks one encoding of each offer. Offered together, compressed images would be taken apart by the archive
on the way; so each encoding is offered by itself, for the classes that are really coming.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pynetdicom import build_context
from pynetdicom.presentation import PresentationContext
from pynetdicom.sop_class import _STORAGE_CLASSES

MOST_CONTEXTS = 128
EXPLICIT, IMPLICIT, BIG_ENDIAN = "1.2.840.10008.1.2.1", "1.2.840.10008.1.2", "1.2.840.10008.1.2.2"
#: as written by the sender, not taken apart in passing; the first are met most. Deflated isn't offered: what it
#: becomes when inflated can't be known beforehand (specs/security.md S11)
COMPRESSED = (
    "1.2.840.10008.1.2.4.90",  # JPEG 2000 lossless
    "1.2.840.10008.1.2.4.70",  # JPEG lossless, first-order prediction
    "1.2.840.10008.1.2.4.80",  # JPEG-LS lossless
    "1.2.840.10008.1.2.5",  # RLE
    "1.2.840.10008.1.2.4.50",  # JPEG baseline
    "1.2.840.10008.1.2.4.51",  # JPEG extended, 12 bit
    "1.2.840.10008.1.2.4.91",  # JPEG 2000
    "1.2.840.10008.1.2.4.81",  # JPEG-LS near-lossless
    "1.2.840.10008.1.2.4.57",  # JPEG lossless
    "1.2.840.10008.1.2.4.201",  # HTJ2K lossless
    "1.2.840.10008.1.2.4.202",  # HTJ2K lossless, by resolution
    "1.2.840.10008.1.2.4.203",  # HTJ2K
)
PLAIN = (EXPLICIT, IMPLICIT, BIG_ENDIAN)
ENCODINGS = (*PLAIN, *COMPRESSED)

#: every class of stored object
ALL_CLASSES: tuple[str, ...] = tuple(sorted({str(uid) for uid in _STORAGE_CLASSES.values()}))
#: what a CT or MR study is made of, when the archive doesn't tell what is coming; the first four in every encoding
_LIKELY = (
    "1.2.840.10008.5.1.4.1.1.2",  # CT
    "1.2.840.10008.5.1.4.1.1.4",  # MR
    "1.2.840.10008.5.1.4.1.1.2.1",  # Enhanced CT
    "1.2.840.10008.5.1.4.1.1.4.1",  # Enhanced MR
    "1.2.840.10008.5.1.4.1.1.7",  # Secondary capture
    "1.2.840.10008.5.1.4.1.1.128",  # PET
    "1.2.840.10008.5.1.4.1.1.66.4",  # Segmentation
    "1.2.840.10008.5.1.4.1.1.30",  # Parametric map
    "1.2.840.10008.5.1.4.1.1.11.1",  # Grayscale presentation state
    "1.2.840.10008.5.1.4.1.1.88.11",  # Basic text SR
    "1.2.840.10008.5.1.4.1.1.88.22",  # Enhanced SR
    "1.2.840.10008.5.1.4.1.1.88.33",  # Comprehensive SR
    "1.2.840.10008.5.1.4.1.1.88.34",  # Comprehensive 3D SR
    "1.2.840.10008.5.1.4.1.1.88.59",  # Key object selection
    "1.2.840.10008.5.1.4.1.1.88.67",  # Radiation dose SR
    "1.2.840.10008.5.1.4.1.1.104.1",  # Encapsulated PDF
    "1.2.840.10008.5.1.4.1.1.66",  # Raw data
    "1.2.840.10008.5.1.4.1.1.7.2",  # Multi-frame secondary capture, byte
    "1.2.840.10008.5.1.4.1.1.7.3",  # Multi-frame secondary capture, word
    "1.2.840.10008.5.1.4.1.1.7.4",  # Multi-frame secondary capture, colour
    "1.2.840.10008.5.1.4.1.1.4.2",  # MR spectroscopy
    "1.2.840.10008.5.1.4.1.1.4.4",  # Legacy converted enhanced MR
    "1.2.840.10008.5.1.4.1.1.2.2",  # Legacy converted enhanced CT
)


def to_fetch(classes: Iterable[str], room: int = MOST_CONTEXTS - 1) -> list[PresentationContext]:
    """Offers for objects of these classes ("" stands for unknown ones); at most `room` of them.

    Each class comes uncompressed; then, as far as there is room, each compressed encoding by itself. What
    doesn't fit by itself is offered together, so that nothing is refused.
    """
    known = [c for c in dict.fromkeys(classes) if c]
    if not known or "" in set(classes):
        known = list(dict.fromkeys([*known, *_LIKELY]))
    known = known[:room]
    offers = [build_context(uid, list(PLAIN)) for uid in known]
    left = room - len(offers)
    for uid in known:
        if left >= len(COMPRESSED):
            offers += [build_context(uid, encoding) for encoding in COMPRESSED]
            left -= len(COMPRESSED)
        elif left > 0:
            offers.append(build_context(uid, list(COMPRESSED)))
            left -= 1
    return offers


def to_receive() -> list[PresentationContext]:
    """What our receiver accepts: every class, each encoding but deflated."""
    return [build_context(uid, list(ENCODINGS)) for uid in ALL_CLASSES]


def to_send(kinds: Sequence[tuple[str, str]]) -> list[PresentationContext]:
    """Offers for files of these (class, encoding) pairs, each by itself: a file is sent as it lies there."""
    return [build_context(uid, encoding) for uid, encoding in list(dict.fromkeys(kinds))[:MOST_CONTEXTS]]
