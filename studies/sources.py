"""Where files come from: folders, ZIP archives, DICOMDIR, single files.

A `FileRef` names one file on disk or one entry of a ZIP archive and reads it within the limits. Symbolic
links aren't followed, archives within archives aren't opened, and no name from a file leaves its folder.
"""

from __future__ import annotations

import io
import os
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from resources.errors import Cancelled, InputError
from studies import limits

Progress = Callable[[int, int], None]
CancelCheck = Callable[[], bool]


class Unreadable(Exception):  # noqa: N818 - read as a statement about one file
    """One file can't be read; the text is the reason that `scan` lists."""


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file on disk, or the entry `member` of the ZIP archive `path`."""

    path: str
    member: str = ""
    size: int = 0

    @property
    def shown(self) -> str:
        """Text that names the file to a person."""
        return f"{self.path}:{self.member}" if self.member else self.path

    @property
    def folder(self) -> str:
        """Folder (in the archive) that holds the file."""
        return os.path.dirname(self.member or self.path)

    def open(self) -> IO[bytes]:
        """Open for reading; a ZIP entry is unpacked into memory within its limits."""
        if self.member:
            return io.BytesIO(self.read())
        # 8 kB: a CT header fits in one or two reads
        return open(self.path, "rb", buffering=8192)

    def read(self) -> bytes:
        """All bytes; raises `Unreadable` above the limits."""
        if self.size > limits.MAX_FILE_BYTES:
            raise Unreadable("the file is too large to open safely")
        if not self.member:
            with open(self.path, "rb") as stream:
                return stream.read()
        try:
            with zipfile.ZipFile(self.path) as archive, archive.open(self.member) as stream:
                data = stream.read(self.size + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,
            RuntimeError,
            KeyError,
        ) as error:
            raise Unreadable("the archive's entry is damaged, locked or packed in an unknown way") from error
        if len(data) > self.size:
            raise Unreadable("the archive's entry is larger than it says")
        return data


def check_cancelled(cancelled: CancelCheck | None) -> None:
    """Raise `Cancelled` when the person asked for it."""
    if cancelled is not None and cancelled():
        raise Cancelled


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
                    yield FileRef(entry.path, "", entry.stat(follow_symlinks=False).st_size)
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
            good.append(FileRef(str(path), entry.filename, entry.file_size))
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
