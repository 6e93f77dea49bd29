"""A folder of series in, a folder of de-identified series out: all of it, or nothing.

Pixels are decoded and written uncompressed, so that comments of code streams, bits beyond the value, bytes behind the
last pixel and anything else that isn't a pixel stay behind. What can't be made safe here is refused, with its reason.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian

from resources.errors import Cancelled, InputError, Refused
from studies import vendors
from studies.deidentify import dataset as rebuilding
from studies.deidentify.case import Case
from studies.deidentify.tables import terms
from studies.frames import ENHANCED, read_dataset_of, seconds_of
from studies.headers import Header
from studies.pixels import FilePixels, stored_bits
from studies.scan import scan
from studies.sources import CancelCheck, Progress, Unreadable
from studies.stacks import SeriesEntry

_IMPLEMENTATION = UID("1.2.826.0.1.3680043.8.498.92847.1")
#: image classes that are taken
CLASSES = frozenset(ENHANCED) | {
    "1.2.840.10008.5.1.4.1.1.2",  # CT
    "1.2.840.10008.5.1.4.1.1.4",  # MR
    "1.2.840.10008.5.1.4.1.1.128",  # PET
}
SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7"


@dataclass(frozen=True, slots=True)
class Options:
    """What may stay.

    Parameters
    ----------
    shift_dates : bool
        Dates move by the case's days (option 113107); otherwise they are emptied.
    keep_characteristics : bool
        Sex, age (up to 89), length and weight stay (option 113108).
    clean_descriptors : bool
        Known words of descriptions stay (option 113105).
    pixels_reviewed : frozenset of str
        Series Instance UIDs of which a person states to have looked at every image for burned-in text.
    """

    shift_dates: bool = False
    keep_characteristics: bool = False
    clean_descriptors: bool = False
    pixels_reviewed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Refusal:
    """A series that wasn't taken, and why (English source sentence)."""

    series_description: str
    modality: str
    files: int
    reason: str


@dataclass(frozen=True, slots=True)
class Warned:
    """Something a person has to look at before the case is used."""

    code: str
    message: str
    series: int


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a run. Counts are of attributes over all files, by keyword."""

    case: str
    folder: Path
    files: int
    series: int
    kept: dict[str, int] = field(default_factory=dict)
    replaced: dict[str, int] = field(default_factory=dict)
    removed: dict[str, int] = field(default_factory=dict)
    refused: tuple[Refusal, ...] = ()
    to_check: tuple[Warned, ...] = ()


def deidentify(
    source: Path,
    out: Path,
    case: Case,
    options: Options | None = None,
    *,
    progress: Progress | None = None,
    cancelled: CancelCheck | None = None,
) -> Report:
    """De-identify all CT, MR and PET series below `source` into the new folder `out`.

    Raises
    ------
    InputError
        `out` exists, nothing usable is there, or an image can't be read.
    Refused
        The images are of more than one patient.
    Cancelled
        In every case nothing is left at `out`.
    """
    options = options or Options()
    if out.exists():
        raise InputError(
            "The folder {folder} exists already.",
            "Choose a new folder for the case.",
            code="folder_exists",
            fields={"folder": out.name},
        )
    entries = scan(source, cancelled=cancelled).all_series()
    _one_patient(entries)
    taken: list[SeriesEntry] = []
    refused: list[Refusal] = []
    for entry in entries:
        why = _why_not(entry, options)
        if why:
            refused.append(Refusal(entry.description, entry.modality, entry.files, why))
        else:
            taken.append(entry)
    if not taken:
        raise InputError(
            "No series can be de-identified: {reason}",
            "Choose CT, MR or PET images without text in the picture.",
            code="nothing_to_deidentify",
            fields={"reason": refused[0].reason if refused else "there are no images."},
        )
    rules = rebuilding.Rules(
        case, options.shift_dates, options.keep_characteristics, options.clean_descriptors
    )
    out.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(dir=out.parent, prefix=".case-"))
    try:
        files, warned = _write_all(taken, work, rules, options, progress, cancelled)
        os.replace(work, out)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
    counts = rules.counts
    return Report(
        case.name, out, files, len(taken), _sorted(counts.kept), _sorted(counts.replaced), _sorted(counts.removed),
        tuple(refused), tuple(warned),
    )  # fmt: skip


def _sorted(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items()))


def _headers(entry: SeriesEntry) -> list[Header]:
    """The files of an entry, each once, in the order of their frames."""
    found: dict[int, Header] = {}
    for row in entry.frames:
        for frame in row:
            found.setdefault(id(frame.header), frame.header)
    return list(found.values())


def _one_patient(entries: Iterable[SeriesEntry]) -> None:
    patients = {
        (h.text("patient_id"), h.text("patient_name"), h.text("birth_date"))
        for entry in entries
        for h in ([entry.header] if entry.header is not None else [])
    }
    if len(patients) > 1 or any(entry.has_problem("patient_mismatch") for entry in entries):
        raise Refused(
            "The images are of more than one patient.",
            "Make a case of one patient at a time.",
            code="patient_mismatch",
        )


def _why_not(entry: SeriesEntry, options: Options) -> str:
    """Why a series isn't taken; "" when it is."""
    headers = _headers(entry)
    if entry.research_file:
        return "it isn't DICOM."
    if not headers:
        return "it holds no images."
    reviewed = headers[0].text("series_uid") in options.pixels_reviewed
    classes = {header.sop_class for header in headers}
    if not classes <= CLASSES and not (classes <= CLASSES | {SECONDARY_CAPTURE} and reviewed):
        return "only CT, MR and PET images are taken; reports, documents and screens aren't."
    if any((header.unsigned("samples") or 1) != 1 for header in headers):
        return "colour images may hold text and aren't taken."
    if any(header.text("burned_in") not in ("", "NO") for header in headers) and not reviewed:
        return "its header says that text is burned into the picture."
    made = any(
        header.texts("image_type")[:1] != ("ORIGINAL",) for header in headers if not header.text("burned_in")
    )
    if made and not reviewed:
        return "it was made from other images and doesn't say whether text is burned into the picture."
    if "MOSAIC" in headers[0].texts("image_type"):
        return "the places of a mosaic's slices stand in private attributes, which are removed."
    if entry.has_problem("scale_varies"):
        return "its scale stands in private attributes, which are removed."
    return ""


def _starts(entries: Iterable[SeriesEntry]) -> dict[str, float]:
    """Study Instance UID → seconds since midnight of its first image."""
    found: dict[str, float] = {}
    for entry in entries:
        for header in _headers(entry):
            for name in ("acquisition_time", "acquisition_datetime", "content_time"):
                seconds = seconds_of(header.text(name))
                if seconds is not None:
                    study = header.text("study_uid")
                    found[study] = min(found.get(study, seconds), seconds)
                    break
    return found


def _write_all(
    entries: list[SeriesEntry],
    folder: Path,
    rules: rebuilding.Rules,
    options: Options,
    progress: Progress | None,
    cancelled: CancelCheck | None,
) -> tuple[int, list[Warned]]:
    starts = _starts(entries)
    total = len({id(header) for entry in entries for header in _headers(entry)})
    done, warned = 0, []
    written: set[int] = set()
    for number, entry in enumerate(entries, start=1):
        place = folder / f"{number:03d}"
        place.mkdir()
        headers = _headers(entry)
        labels = {id(frame.header): frame for row in entry.frames for frame in row}
        shown: set[str] = set()
        for k, header in enumerate(headers, start=1):
            if id(header) in written:  # an enhanced file may hold several stacks
                continue
            written.add(id(header))
            if cancelled is not None and cancelled():
                raise Cancelled
            try:
                source = read_dataset_of(header, pixels=False)
                made = rebuilding.rebuilt(source, rules, starts.get(header.text("study_uid"), 0.0))
                rebuilding.identity(made, source, header, rules)
                _public_facts(made, header, labels[id(header)])
                shown |= rebuilding.words_of(source)
                _write(made, header, place / f"{k:05d}.dcm")
            except Exception as error:
                why = (
                    str(error) if isinstance(error, Unreadable) else f"it is damaged ({type(error).__name__})"
                )
                raise InputError(
                    "An image of series {series} can't be de-identified: {reason}.",
                    "Ask for the series again; nothing was written.",
                    code="damaged_image",
                    fields={
                        "series": entry.number if entry.number is not None else number,
                        "reason": why,
                    },
                ) from error
            done += 1
            if progress is not None:
                progress(done, total)
        if shown & terms().faces:
            warned.append(
                Warned(
                    "face", "The head may be recognised in 3D: cut the face away, or don't use it.", number
                )
            )
        if headers[0].text("burned_in") != "NO":
            warned.append(Warned("look_for_text", "Look through all images for text in the picture.", number))
    return done, warned


def _public_facts(made: Dataset, header: Header, frame: object) -> None:
    """What the vendor says in private attributes and the loader needs, in the standard's own."""
    from studies.frames import Frame

    if not isinstance(frame, Frame) or header.sop_class in ENHANCED:
        return
    if frame.b_value is not None:
        made.DiffusionBValue = float(f"{frame.b_value:.12g}")
    if frame.label:
        made.ASLContext = frame.label
    if frame.component:
        made.ComplexImageComponent = frame.component
    dynamic = vendors.dynamic_time(header, vendors.maker_of(header))
    if dynamic is not None:
        from studies.deidentify.values import time_of

        made.AcquisitionTime = time_of(dynamic)


def _write(made: Dataset, header: Header, path: Path) -> None:
    """Pixels and file meta group; raises `Unreadable` when the pixels can't be decoded."""
    with FilePixels(header) as pixels:
        frames = [pixels.frame(k) for k in range(header.frame_count)]
    values = np.stack(frames)
    data = values.astype(values.dtype.newbyteorder("<")).tobytes()
    keyword, vr = {"float": (0x7FE00008, "OF"), "double": (0x7FE00009, "OD")}.get(
        header.pixel_kind, (0x7FE00010, "OW" if values.dtype.itemsize == 2 else "OB")
    )
    if header.pixel_kind == "integer":
        bits = stored_bits(header)
        made.BitsAllocated, made.BitsStored, made.HighBit = values.dtype.itemsize * 8, bits, bits - 1
        if values.dtype.itemsize == 4:
            vr = "OW"
    made.add(DataElement(keyword, vr, data + b"\0" * (len(data) % 2)))
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = made.SOPClassUID, made.SOPInstanceUID
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.ImplementationClassUID = _IMPLEMENTATION
    made.SpecificCharacterSet = "ISO_IR 192"
    file = FileDataset(None, made, file_meta=meta, preamble=bytes(128))
    with path.open("xb") as stream:
        file.save_as(stream, enforce_file_format=True)
        stream.flush()
        os.fsync(stream.fileno())
