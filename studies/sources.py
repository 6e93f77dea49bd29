"""Where files come from: folders, ZIP archives, DICOMDIR, single files.

A `FileRef` names one file on disk or one entry of a ZIP archive and reads it within the limits. Symbolic
links aren't followed, archives within archives aren't opened, and no name from a file leaves its folder.
"""

from __future__ import annotations

import os
import threading
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from resources.errors import Cancelled, InputError
from studies import limits

Progress = Callable[[int, int], None]
CancelCheck = Callable[[], bool]


class Unreadable(Exception):  # noqa: N818 - read as a statement about one file
    """One file can't be read; the text is the reason that `scan` lists."""


class _Archives:
    """ZIP archives that are open, so that their list of entries is read once; closed when nobody reads any more."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: dict[tuple[str, int, int], zipfile.ZipFile] = {}
        self._users = 0

    def get(self, path: str) -> zipfile.ZipFile:
        status = os.stat(path)
        key = (path, status.st_size, status.st_mtime_ns)
        with self._lock:
            archive = self._open.get(key)
            if archive is None:
                archive = self._open[key] = zipfile.ZipFile(path)
            return archive

    def __enter__(self) -> None:
        with self._lock:
            self._users += 1

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._users -= 1
            if self._users:
                return
            for archive in self._open.values():
                archive.close()
            self._open.clear()


#: open archives; ``with archives:`` around reading several files of one
archives = _Archives()


_ARCHIVE_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    KeyError,
    ValueError,
)
_BAD_ENTRY = "the archive's entry is damaged, locked or packed in an unknown way"


class _Entry:
    """One entry of an archive read from its start, with its own errors and no more bytes than it declares."""

    def __init__(self, stream: IO[bytes], size: int) -> None:
        self._stream, self._left = stream, size + 1

    def read(self, count: int) -> bytes:
        try:
            data = self._stream.read(min(count, self._left))
        except _ARCHIVE_ERRORS as error:
            raise Unreadable(_BAD_ENTRY) from error
        self._left -= len(data)
        if self._left <= 0:
            raise Unreadable("the archive's entry is larger than it says")
        return data

    def __enter__(self) -> _Entry:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file on disk, or the entry `member` of the ZIP archive `path`."""

    path: str
    member: str = ""
    size: int = 0
    #: time of the last change of the file (of the archive), ns; 0 when it wasn't asked
    changed_ns: int = field(default=0, compare=False)

    @property
    def shown(self) -> str:
        """Text that names the file to a person."""
        return f"{self.path}:{self.member}" if self.member else self.path

    @property
    def folder(self) -> str:
        """Folder (in the archive) that holds the file."""
        return os.path.dirname(self.member or self.path)

    def open(self) -> Any:
        """Open for reading from the start; an archive's entry is unpacked as far as it is read."""
        if self.member:
            try:
                return _Entry(archives.get(self.path).open(self.member), self.size)
            except _ARCHIVE_ERRORS as error:
                raise Unreadable(_BAD_ENTRY) from error
        # unbuffered: whoever reads asks for large pieces
        return open(self.path, "rb", buffering=0)

    def read(self, upto: int | None = None) -> bytes:
        """All bytes, or the first `upto`; raises `Unreadable` above the limits."""
        wanted = self.size if upto is None else min(upto, self.size)
        if wanted > limits.MAX_FILE_BYTES:
            raise Unreadable("the file is too large to open safely")
        if not self.member:
            with open(self.path, "rb") as stream:
                return stream.read() if upto is None else stream.read(wanted)
        pieces: list[bytes] = []
        with self.open() as entry:
            left = wanted + (1 if upto is None else 0)
            while left > 0:
                piece = entry.read(left)
                if not piece:
                    break
                pieces.append(piece)
                left -= len(piece)
        return b"".join(pieces)

    def has_changed(self) -> bool:
        """Whether the file is gone, or has another size or time than when it was listed."""
        try:
            status = os.stat(self.path)
        except OSError:
            return True
        if self.changed_ns and status.st_mtime_ns != self.changed_ns:
            return True
        return not self.member and status.st_size != self.size


def file_at(path: Path) -> FileRef:
    """The file at `path` with its present size and time."""
    status = path.stat()
    return FileRef(str(path), "", status.st_size, status.st_mtime_ns)


def check_cancelled(cancelled: CancelCheck | None) -> None:
    """Raise `Cancelled` when the person asked for it."""
    if cancelled is not None and cancelled():
        raise Cancelled


#: folder beside received studies (`studies.archive.received`) for objects that aren't whole yet
INCOMING = ".incoming"


def walk_folder(
    folder: Path, *, deep: bool = True, cancelled: CancelCheck | None = None
) -> Iterator[FileRef]:
    """Regular files below `folder` in a stable order; symbolic links are left alone."""
    count = 0
    waiting = [(str(folder), 0)]
    while waiting:
        here, depth = waiting.pop()
        try:
            with os.scandir(here) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError:
            continue
        folders = []
        for entry in found:
            try:
                if entry.is_symlink():
                    continue
                if entry.is_dir(follow_symlinks=False):
                    if entry.name == INCOMING:
                        continue
                    folders.append((entry.path, depth + 1))
                elif entry.is_file(follow_symlinks=False):
                    count += 1
                    if count % 256 == 1:
                        check_cancelled(cancelled)
                    if count > limits.MAX_FILES:
                        raise InputError(
                            "The folder holds more than {limit} files.",
                            "Choose a folder that holds one patient or one study.",
                            code="too_many_files",
                            fields={"limit": limits.MAX_FILES},
                        )
                    status = entry.stat(follow_symlinks=False)
                    yield FileRef(entry.path, "", status.st_size, status.st_mtime_ns)
            except OSError:
                continue
        if deep and depth + 1 <= limits.MAX_FOLDER_DEPTH:
            waiting.extend(reversed(folders))


def list_zip(path: Path, cancelled: CancelCheck | None = None) -> tuple[list[FileRef], list[tuple[str, str]]]:
    """Entries of a ZIP archive that may be read, and those that may not with the reason.

    The names in an archive only serve to find the entry again: nothing is unpacked to disk.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, ValueError) as error:
        raise InputError(
            "The ZIP archive can't be read.",
            "Ask for the images again; the archive is damaged or incomplete.",
            code="bad_zip",
            detail=type(error).__name__,
        ) from error
    packed = sum(entry.compress_size for entry in entries)
    unpacked = sum(entry.file_size for entry in entries)
    too_much = unpacked > limits.MAX_FILE_BYTES * 4 or (
        unpacked > limits.MAX_INFLATED_BYTES and unpacked > limits.MAX_INFLATE_RATIO * max(packed, 1)
    )
    if len(entries) > limits.MAX_ZIP_ENTRIES or too_much:
        raise InputError(
            "The ZIP archive unpacks to more than can be opened safely.",
            "Unpack it yourself if you trust its source, and open the folder.",
            code="zip_bomb",
            detail=f"{len(entries)} entries, {unpacked} bytes from {packed}",
        )
    changed = path.stat().st_mtime_ns
    good: list[FileRef] = []
    bad: list[tuple[str, str]] = []
    for entry in entries:
        check_cancelled(cancelled)
        if entry.is_dir():
            continue
        shown = f"{path}:{entry.filename}"
        unpacks_to_much = entry.file_size > 2**20 and entry.file_size > limits.MAX_INFLATE_RATIO * max(
            entry.compress_size, 1
        )
        if entry.filename.lower().endswith(".zip"):
            bad.append((shown, "archives within an archive aren't opened"))
        elif entry.file_size > limits.MAX_INFLATED_BYTES or unpacks_to_much:
            bad.append((shown, "the entry unpacks to more than can be opened safely"))
        else:
            good.append(FileRef(str(path), entry.filename, entry.file_size, changed))
    return good, bad


def inside(root: Path, parts: list[str]) -> Path | None:
    """The file that a DICOMDIR names, or None when it would leave `root` or is a symbolic link."""
    if not parts or any(
        part in ("", ".", "..") or "/" in part or "\\" in part or "\0" in part for part in parts
    ):
        return None
    found = root.joinpath(*parts)
    try:
        if found.is_symlink() or not found.resolve().is_relative_to(root.resolve()):
            return None
    except OSError:
        return None
    return found


def inflate(data: bytes) -> bytes:
    """Raw deflate within the limits; raises `Unreadable` for a bomb or damaged data."""
    limit = min(limits.MAX_INFLATED_BYTES, max(2**20, limits.MAX_INFLATE_RATIO * len(data)))
    # counted first and thrown away, so that a bomb costs no memory
    total = sum(len(piece) for piece in _inflated(data, limit))
    whole = bytearray(total)
    at = 0
    for piece in _inflated(data, limit):
        whole[at : at + len(piece)] = piece
        at += len(piece)
    return bytes(whole)


def _inflated(data: bytes, limit: int) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(-15)
    total = 0
    waiting = data
    try:
        while waiting and not unpacker.eof:
            piece = unpacker.decompress(waiting, 2**20)
            total += len(piece)
            if total > limit:
                raise Unreadable("the deflated data unpack to more than can be opened safely")
            yield piece
            waiting = unpacker.unconsumed_tail
        yield unpacker.flush(2**16)
    except zlib.error as error:
        raise Unreadable("the deflated data are damaged") from error
