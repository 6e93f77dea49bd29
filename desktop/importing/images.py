"""The copy of chosen images in the home folder: whole, verified, read-only, or not there at all.

A copy is made in a folder of its own beside the others, each file named by the hash of its SOP Instance UID, read
back and compared with what was read; then the folder is renamed to the hash of its list of contents. A kill or an
error half-way leaves nothing that looks like a case, and the same images brought in twice are one folder.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from desktop.importing.reading import files_of
from governance.files import sync_folder
from resources.errors import InputError, Refused
from studies.headers import Header, read_header
from studies.identity import person_key
from studies.scan import scan
from studies.sources import FileRef, Unreadable, check_cancelled
from studies.stacks import SeriesEntry

Progress = Callable[[int, int], None] | None
Check = Callable[[], bool] | None

FOLDER = "imported"
#: what a copy in progress is called; names the process, so that the leftovers of a dead one can go
UNFINISHED = ".incoming-"
DAMAGED = ".damaged-"
READ_ONLY = 0o440
_FOLDER_NAME = re.compile(r"[0-9a-f]{40}")
CHUNK = 1 << 20
#: room that must be left for the database beside the images
SPARE_BYTES = 64 * 2**20
#: without process numbers to ask, an unfinished copy this old is nobody's
ABANDONED_S = 86_400.0
FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}


@dataclass(frozen=True, slots=True)
class Stored:
    """Images in the home folder. `folder` is relative to it; `already` says that they were there before."""

    folder: str
    files: int
    bytes: int
    sha256: str
    already: bool


def bring_home(
    entries: Iterable[SeriesEntry],
    home: Path,
    *,
    seen: Mapping[str, tuple[int, int]] | None = None,
    progress: Progress = None,
    cancelled: Check = None,
) -> Stored:
    """Copy the files of `entries` below `home`/images.

    Parameters
    ----------
    seen : mapping, optional
        Size and time of change of each file when it was read (`reading.Reading.stamps`); a file that differs now
        refuses the copy.

    Raises
    ------
    Refused
        When the images changed since they were read, mix patients, or share an instance UID.
    InputError
        When a file can't be read any more, identifiers are missing, or the disk is full.
    """
    chosen = list(entries)
    headers = require_sound(chosen)
    files = files_of(chosen)
    root = home / "images" / FOLDER
    root.mkdir(parents=True, exist_ok=True)
    clear_unfinished(root)
    _require_room(root, sum(ref.size for ref in files))
    staging = Path(tempfile.mkdtemp(prefix=f"{UNFINISHED}{os.getpid()}-", dir=root))
    try:
        made = _copy(files, headers, staging, dict(seen or {}), progress, cancelled)
        _require_same(staging, chosen[0], cancelled)
        final = root / made.sha256[:40]
        already = _keep(staging, final)
        return replace(made, folder=final.relative_to(home).as_posix(), already=already)
    except OSError as error:
        raise _disk_error(error) from error
    finally:
        remove(staging)


def _copy(
    files: list[FileRef],
    headers: Mapping[tuple[str, str], Header],
    staging: Path,
    seen: dict[str, tuple[int, int]],
    progress: Progress,
    cancelled: Check,
) -> Stored:
    lines: list[str] = []
    made: list[tuple[Path, str, Header]] = []
    steps, total_bytes = 2 * len(files), 0
    for done, ref in enumerate(files):
        check_cancelled(cancelled)
        header = headers[ref.path, ref.member]
        _require_unchanged(ref, seen)
        target = staging / _name(header.text("series_uid")) / f"{_name(header.sop_instance)}.dcm"
        if target.exists():
            raise _same_uid()
        target.parent.mkdir(exist_ok=True)
        sha256, length = _write(ref, target)
        total_bytes += length
        lines.append(f"{header.text('series_uid')} {header.sop_instance} {sha256}")
        made.append((target, sha256, header))
        _tell(progress, done + 1, steps)
    for done, (target, sha256, header) in enumerate(made):
        check_cancelled(cancelled)
        _verify(target, sha256, header)
        target.chmod(READ_ONLY)
        _tell(progress, len(files) + done + 1, steps)
    for folder in {target.parent for target, _, _ in made}:
        sync_folder(folder)
    whole = hashlib.sha256("\n".join(sorted(lines)).encode("ascii", "replace")).hexdigest()
    return Stored("", len(files), total_bytes, whole, False)


def _require_same(staging: Path, main: SeriesEntry, cancelled: Check) -> None:
    """What will be opened from the copy is what was chosen: the same grid, one stack, as many time points."""
    try:
        found = scan(staging, cancelled=cancelled).choose(main.series_instance_uid)
    except InputError as error:
        raise _not_alone() from error
    if (found.size, found.timepoints, found.is_loadable) != (main.size, main.timepoints, True):
        raise _not_alone()


def _tell(progress: Progress, done: int, of: int) -> None:
    if progress is not None:
        progress(done, of)


# ------------------------------------------------------------------ what may be brought in
def _headers(entries: Sequence[SeriesEntry]) -> dict[tuple[str, str], Header]:
    found: dict[tuple[str, str], Header] = {}
    for entry in entries:
        for row in entry.frames:
            for frame in row:
                found.setdefault((frame.header.file.path, frame.header.file.member), frame.header)
    return found


def require_sound(entries: Sequence[SeriesEntry]) -> dict[tuple[str, str], Header]:
    """Raise when `entries` can't come on the worklist whatever a person enters; returns the headers by file."""
    headers = _headers(entries)
    if not entries or any(not entry.is_loadable or entry.header is None for entry in entries):
        raise InputError(
            "Only CT and MR series in DICOM can be put on the worklist.",
            "Choose a series with images; a mask or a research file can be viewed and measured only.",
            code="not_a_series",
        )
    people = {
        person_key(*(h.text(n) for n in ("patient_id", "issuer", "patient_name", "birth_date", "sex")))
        for h in headers.values()
    }
    if len(people) > 1 or any(entry.has_problem("patient_mismatch") for entry in entries):
        raise Refused(
            "The images of this series are of different patients.",
            "Ask the archive for the images again, one patient at a time.",
            code="patient_mismatch",
        )
    if len({h.text("study_uid") for h in headers.values()}) > 1:
        raise Refused(
            "The chosen series are of different studies.",
            "Choose series of one study.",
            code="several_studies",
        )
    if any(not (h.text("study_uid") and h.text("series_uid") and h.sop_instance) for h in headers.values()):
        raise InputError(
            "These images lack the numbers (UIDs) by which a report refers to them.",
            "Ask the archive for the original images; these can be viewed and measured only.",
            code="missing_uid",
        )
    for entry in entries:
        blocking = [p for p in entry.problems if p.effect == "block"]
        if blocking:
            raise InputError(
                "Something is wrong with the images of this series; it can't be measured ({code}).",
                "Ask for the series again, or choose another reconstruction.",
                code=blocking[0].code,
                fields={"code": blocking[0].code},
            )
    return headers


def _require_room(root: Path, needed: int) -> None:
    free = shutil.disk_usage(root).free
    if free < needed + SPARE_BYTES:
        raise _full(needed, free)


def _require_unchanged(ref: FileRef, seen: Mapping[str, tuple[int, int]]) -> None:
    before = seen.get(ref.path)
    if before is None:
        return
    try:
        status = os.stat(ref.path)
    except OSError as error:
        raise _gone() from error
    if (status.st_size, status.st_mtime_ns) != before:
        raise _changed()


# ------------------------------------------------------------------ one file
def _name(uid: str) -> str:
    """Name on disk of something with a UID: says nothing, and is the same each time."""
    return hashlib.sha256(uid.encode("utf-8")).hexdigest()[:32]


def _write(ref: FileRef, target: Path) -> tuple[str, int]:
    """Copy one file durably; returns the hash and length of what was read."""
    digest, length = hashlib.sha256(), 0
    try:
        source = ref.open()
    except (OSError, Unreadable) as error:
        raise _gone() from error
    with source, open(target, "xb") as out:
        while True:
            try:
                chunk = source.read(CHUNK)
            except (OSError, Unreadable) as error:
                raise _gone() from error
            if not chunk:
                break
            digest.update(chunk)
            length += len(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest(), length


def _verify(target: Path, sha256: str, header: Header) -> None:
    """The copy holds what was read, and is of the patient and the image that the scan saw."""
    if file_hash(target) != sha256:
        raise InputError(
            "A copied image isn't equal to its original.",
            "Try again; if it happens again, have the disk checked.",
            code="copy_differs",
        )
    try:
        copy = read_header(FileRef(str(target), "", target.stat().st_size))
    except Unreadable as error:
        raise _changed() from error
    names = ("patient_id", "issuer", "patient_name", "birth_date", "sex", "study_uid", "series_uid")
    if copy.sop_instance != header.sop_instance or any(copy.text(n) != header.text(n) for n in names):
        raise _changed()


def file_hash(path: Path) -> str:
    """SHA-256 of a file."""
    digest = hashlib.sha256()
    with open(path, "rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


# ------------------------------------------------------------------ the folder
def _keep(staging: Path, final: Path) -> bool:
    """Give a finished copy its name; True when the same images were there already, whole."""
    if final.exists():
        if _same(staging, final):
            os.utime(final)  # young again: whoever brings it in is about to refer to it
            return True
        # what is there isn't what its name says: put aside, never overwritten
        final.replace(final.with_name(f"{DAMAGED}{final.name}-{time.time_ns()}"))
    staging.replace(final)
    sync_folder(final.parent)
    return False


def _same(one: Path, other: Path) -> bool:
    here = {p.relative_to(one): file_hash(p) for p in one.rglob("*.dcm")}
    there = {p.relative_to(other): file_hash(p) for p in other.rglob("*") if p.is_file()}
    return here == there


def clear_unfinished(root: Path) -> int:
    """Remove copies that a process which is gone left half-way; returns how many."""
    removed = 0
    for folder in root.glob(f"{UNFINISHED}*"):
        owner = folder.name.removeprefix(UNFINISHED).partition("-")[0]
        if _is_nobodys(folder, owner):
            remove(folder)
            removed += 1
    return removed


def remove_unreferred(home: Path, referred: Collection[str], *, older_than_s: float = ABANDONED_S) -> int:
    """Remove whole copies that no entry of the worklist refers to and that are older than a day; returns how many.

    What was copied and then refused, or never recorded because the program ended, doesn't lie there for ever.
    """
    root = home / "images" / FOLDER
    if not root.is_dir():
        return 0
    removed, limit = clear_unfinished(root), time.time() - older_than_s
    for folder in sorted(root.iterdir()):
        named = (
            _FOLDER_NAME.fullmatch(folder.name) is not None and folder.is_dir() and not folder.is_symlink()
        )
        if named and folder.relative_to(home).as_posix() not in referred and folder.stat().st_mtime < limit:
            # renamed first: what a kill leaves half removed isn't taken for a case
            going = folder.replace(folder.with_name(f"{UNFINISHED}{os.getpid()}-{folder.name}"))
            remove(going)
            removed += 1
    return removed


def _is_nobodys(folder: Path, owner: str) -> bool:
    if os.name == "nt" or not owner.isdigit():
        try:
            return time.time() - folder.stat().st_mtime > ABANDONED_S
        except OSError:
            return False
    try:
        os.kill(int(owner), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def remove(folder: Path) -> None:
    """Take an unfinished copy away, read-only files included."""
    if not folder.exists():
        return
    for file in folder.rglob("*.dcm"):
        file.chmod(0o600)
    shutil.rmtree(folder, ignore_errors=True)


# ------------------------------------------------------------------ what can go wrong
def _changed() -> Refused:
    return Refused(
        "The images changed since they were read; nothing was put on the worklist.",
        "Read the folder again and look at what it holds now.",
        code="changed_on_disk",
    )


def _gone() -> InputError:
    return InputError(
        "An image of this series can't be read any more; nothing was put on the worklist.",
        "Check the disc or the connection and read the folder again.",
        code="gone",
    )


def _not_alone() -> InputError:
    return InputError(
        "This series can't be told apart from the other images in the same files.",
        "Choose another reconstruction; this one can be viewed and measured only.",
        code="several_stacks",
    )


def _same_uid() -> Refused:
    return Refused(
        "Different images carry the same SOP Instance UID; a report couldn't say which one it means.",
        "Ask the archive for the images again.",
        code="duplicate_instance_uid",
    )


def _full(needed: int, free: int) -> InputError:
    return InputError(
        "There isn't enough room on the disk: {needed} MB needed, {free} MB free. Nothing was put on the worklist.",
        "Make room on the disk of the program, or ask the administrator.",
        code="disk_full",
        fields={"needed": -(-(needed + SPARE_BYTES) // 2**20), "free": free // 2**20},
    )


def _disk_error(error: OSError) -> InputError:
    if error.errno in FULL:
        return InputError(
            "The disk became full while the images were copied. Nothing was put on the worklist.",
            "Make room on the disk of the program, or ask the administrator.",
            code="disk_full",
        )
    return InputError(
        "The images can't be written to the folder of the program. Nothing was put on the worklist.",
        "Ask the administrator to check the disk and the rights on the folder.",
        code="cannot_write",
        detail=f"{type(error).__name__} {error.errno}",
    )
