"""What is in a place, for the browser and for bringing images home: the scan, and what it needs beside it.

Adds to `studies.scan` how each file stood on disk when it was read (to notice a change before the copy), which
folders couldn't be entered, and which NIfTI, NRRD and MetaImage files are masks: whole numbers, few of them, most
of the picture background.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from resources.errors import InputError, VoorverslagError
from studies import research
from studies.scan import Patient, ScanResult, Study, scan
from studies.sources import FileRef, check_cancelled
from studies.stacks import VOLUME, SeriesEntry

Progress = Callable[[int, int], None] | None
Check = Callable[[], bool] | None
#: a path on disk, with its size and time of change
Stamps = dict[str, tuple[int, int]]

#: a file with more voxels isn't opened to tell a mask from an image
MOST_VOXELS = 300_000_000
MOST_LABELS = 128
CLOSED_FOLDER = "the folder can't be opened"
SEGMENTATION = "segmentation"


@dataclass(frozen=True, slots=True)
class Reading:
    """What `read` found in `place`."""

    place: Path
    result: ScanResult
    stamps: Stamps


def read(
    place: str | os.PathLike[str],
    *,
    index: Path | None = None,
    progress: Progress = None,
    cancelled: Check = None,
) -> Reading:
    """Read a folder, ZIP archive, DICOMDIR or file; what `index` remembers of an unchanged folder isn't read again.

    Raises
    ------
    InputError
        In one sentence, when the place can't be opened or holds nothing readable.
    Cancelled
        When `cancelled` says so.
    """
    root = Path(place)
    closed = _closed_folders(root, cancelled) if root.is_dir() else []
    try:
        result = scan(root, progress=progress, cancelled=cancelled, index=index)
    except InputError as error:
        if not root.exists():
            raise _gone(root) from error
        if closed and error.code == "empty_folder":
            raise _closed(closed[0]) from error
        raise
    except OSError as error:
        raise (_closed(str(root)) if root.exists() else _gone(root)) from error
    if not root.exists():
        raise _gone(root)
    result = replace(
        result,
        patients=tuple(_with_masks(patient, cancelled) for patient in result.patients),
        unreadable=(*result.unreadable, *((folder, CLOSED_FOLDER) for folder in closed)),
    )
    return Reading(root, result, stamps_of(result.all_series()))


def _closed_folders(root: Path, cancelled: Check) -> list[str]:
    closed: list[str] = []
    for number, _found in enumerate(os.walk(root, onerror=lambda e: closed.append(str(e.filename)))):
        if number % 64 == 0:
            check_cancelled(cancelled)
    if str(root) in closed:
        raise _closed(str(root)) if root.exists() else _gone(root)
    return closed


def _closed(folder: str) -> InputError:
    return InputError(
        "The folder {path} can't be opened.",
        "Ask who manages the folder for access, or choose another.",
        code="closed_folder",
        fields={"path": folder},
    )


def _gone(place: Path) -> InputError:
    return InputError(
        "The folder or file {path} can't be reached any more.",
        "Check the disc or the connection and read it again.",
        code="gone",
        fields={"path": str(place)},
    )


# ------------------------------------------------------------------ how the files stood
def files_of(entries: Iterable[SeriesEntry]) -> list[FileRef]:
    """Every file of the entries, once, in a stable order."""
    found: dict[tuple[str, str], FileRef] = {}
    for entry in entries:
        for ref in _refs(entry):
            found.setdefault((ref.path, ref.member), ref)
    return list(found.values())


def _refs(entry: SeriesEntry) -> Iterator[FileRef]:
    if entry.research_file:
        path, _, member = entry.research_file.partition("\0")
        yield FileRef(path, member)
    listed = getattr(entry.frames, "files", None)
    if listed is not None:  # a stack that came from the index: its files are known without reading them
        yield from listed
        return
    for row in entry.frames:
        for frame in row:
            yield frame.header.file


def stamps_of(entries: Iterable[SeriesEntry]) -> Stamps:
    """Size and time of change of every file (or archive) that the entries come from."""
    found: Stamps = {}
    for ref in files_of(entries):
        if ref.path not in found:
            try:
                status = os.stat(ref.path)
            except OSError:
                continue
            found[ref.path] = (status.st_size, status.st_mtime_ns)
    return found


# ------------------------------------------------------------------ masks
def _with_masks(patient: Patient, cancelled: Check) -> Patient:
    return replace(patient, studies=tuple(_study_with_masks(s, cancelled) for s in patient.studies))


def _study_with_masks(study: Study, cancelled: Check) -> Study:
    if not any(entry.research_file for entry in study.series):
        return study
    entries = []
    for entry in study.series:
        check_cancelled(cancelled)
        mask = bool(entry.research_file) and entry.kind == VOLUME and looks_like_mask(entry)
        entries.append(replace(entry, kind=SEGMENTATION) if mask else entry)
    return replace(study, series=tuple(entries))


def looks_like_mask(entry: SeriesEntry) -> bool:
    """Whether a research image holds labels: whole numbers from 0 to 255, few of them, background the commonest."""
    if int(np.prod([int(n) for n in entry.size])) > MOST_VOXELS:
        return False
    try:
        image = research.read_image(research.file_of(entry))
    except (VoorverslagError, OSError):
        return False
    values = image.voxels
    if values.size == 0 or not np.all(np.isfinite(values)):
        return False
    low, high = float(values.min()), float(values.max())
    if low < 0 or high > 255:
        return False
    whole = values.astype(np.uint8)
    if values.dtype.kind == "f" and not np.array_equal(whole, values):
        return False
    counts = np.bincount(whole.reshape(-1), minlength=256)
    return (
        int((counts > 0).sum()) <= MOST_LABELS and int(counts.argmax()) == 0 and counts[0] * 2 > values.size
    )
