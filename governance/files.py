"""Content-addressed files: each is named by its SHA-256, written once, never changed.

A file is on the disk (temporary name, fsync, rename, fsync of the folder) *before* the row that refers to it
commits. A reference without its file is an integrity fault; a file without a reference is garbage.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import time
from collections.abc import Collection
from pathlib import Path

from resources.errors import VoorverslagError

_NAME = re.compile(r"[0-9a-f]{64}")


class FileFault(VoorverslagError):  # noqa: N818 - reads as what happened
    """A stored file is missing or isn't what it was."""

    exit_status = 3

    @classmethod
    def of(cls, sha256: str, what: str) -> FileFault:
        return cls(
            "INTEGRITY FAULT: a stored file is missing or has changed.",
            "Do not use this report; tell the administrator.",
            detail=f"{sha256[:12]} {what}",
            code="X-INTEGRITY",
        )


class FileStore:
    """Files under one folder, two levels deep by the first two digits of their hash."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Where the file of this hash lies; the hash is checked, so no text can name another place."""
        if not _NAME.fullmatch(sha256):
            raise FileFault.of("?", "is not a SHA-256")
        return self.folder / sha256[:2] / sha256

    def put(self, data: bytes) -> str:
        """Store `data`; returns its SHA-256. Durable when this returns. Storing twice is harmless."""
        sha256 = hashlib.sha256(data).hexdigest()
        target = self.path(sha256)
        if target.exists() and hashlib.sha256(target.read_bytes()).hexdigest() == sha256:
            os.utime(target)  # young again: whoever stores it is about to refer to it
            return sha256
        target.parent.mkdir(parents=True, exist_ok=True)
        write_durably(target, data, mode=0o440)
        sync_folder(self.folder)
        return sha256

    def get(self, sha256: str) -> bytes:
        """Bytes of the file, after checking its hash; raises `FileFault`."""
        target = self.path(sha256)
        try:
            data = target.read_bytes()
        except OSError as error:
            raise FileFault.of(sha256, "is missing") from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise FileFault.of(sha256, "has changed")
        return data

    def names(self) -> set[str]:
        """Hashes by which the files that lie here are named."""
        return {f.name for f in self.folder.glob("??/*") if _NAME.fullmatch(f.name)}

    def collect_garbage(self, referred: Collection[str], *, older_than_s: float = 86_400.0) -> int:
        """Remove files that aren't in `referred` and are older than a day; returns how many.

        `referred` must name the files of *all* revisions: `governance.service.collect_garbage` finds them.
        """
        removed, limit = 0, time.time() - older_than_s
        for file in self.folder.glob("??/*"):
            if file.name not in referred and file.stat().st_mtime < limit:
                file.unlink()
                removed += 1
        return removed


def write_durably(target: Path, data: bytes, *, mode: int = 0o600) -> None:
    """Write to a temporary name in the same folder, fsync, rename, fsync the folder."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` durable, where the system has such a thing (not on Windows)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
