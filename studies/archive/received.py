"""Objects that came from an archive, before they are put on the worklist.

``<root>/<hash of the study UID>/<hash of the object UID>.dcm``; names come from hashes only. Each is written
under a temporary name, made durable and then renamed. An object is never replaced: another one with the same
UID is refused and listed. Beside the objects, `study.json` says which ones the archive holds, so that an
interrupted study can be seen as such and go on.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studies.archive.compare import same_object
from studies.archive.words import clean, uid
from studies.sources import INCOMING

_STUDY_FILE = "study.json"
_DAY_S = 86_400.0
_MOST_CONFLICTS = 1_000


@dataclass(frozen=True, slots=True)
class Conflict:
    """An object that came with the UID of another one; it wasn't kept."""

    sop_instance_uid: str
    at: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class ReceivedStudy:
    """What lies here of one study. `expected` is None when nobody asked the archive (it was sent to us)."""

    study_instance_uid: str
    folder: Path
    count: int
    expected: int | None = None
    #: for each series that was asked for: how many of it are here, and how many the archive holds
    series: tuple[tuple[str, int, int], ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    changed_s: float = 0.0

    @property
    def is_complete(self) -> bool:
        """Nothing that the archive holds is missing."""
        return self.expected is None or all(here >= there for _, here, there in self.series)

    @property
    def missing(self) -> int:
        return sum(max(there - here, 0) for _, here, there in self.series)


class ReceivedStudies:
    """The received objects under one root."""

    _lock = threading.Lock()

    def __init__(self, root: Path) -> None:
        self.root = root

    def folder(self, study_uid: str) -> Path:
        """Where the objects of a study lie (it needn't exist yet)."""
        return self.root / hashlib.sha256(study_uid.encode("utf-8", "replace")).hexdigest()[:32]

    def path(self, study_uid: str, sop_uid: str) -> Path:
        """Where an object lies (it needn't exist yet)."""
        name = hashlib.sha256(sop_uid.encode("utf-8", "replace")).hexdigest()
        return self.folder(study_uid) / f"{name}.dcm"

    def has(self, study_uid: str, sop_uid: str) -> bool:
        """Whether the object is here, whole."""
        return self.path(study_uid, sop_uid).is_file()

    def incoming(self) -> Path:
        """Folder for objects that are being received, on the same disk; what broke off long ago is removed."""
        folder = self.root / INCOMING
        if not folder.exists():
            folder.mkdir(parents=True, exist_ok=True)
            if os.name == "posix":
                self.root.chmod(0o700)
        return folder

    def tidy(self) -> None:
        """Remove what broke off more than a day ago."""
        limit = time.time() - _DAY_S
        for file in self.incoming().iterdir():
            with contextlib.suppress(OSError):
                if file.stat().st_mtime < limit:
                    file.unlink()

    def write(self, parts: Sequence[bytes | memoryview]) -> Path:
        """Write an object under a temporary name, durably; the caller gives it to `keep`. Raises OSError."""
        handle, name = tempfile.mkstemp(dir=self.incoming(), prefix="in-", suffix=".part")
        try:
            with os.fdopen(handle, "wb", buffering=0) as file:
                for part in parts:
                    _write_all(file, part)
                os.fsync(file.fileno())
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        return Path(name)

    def keep(self, file: Path, study_uid: str, sop_uid: str, *, source: str = "") -> str:
        """Give a durable temporary file its place; gone afterwards. Raises OSError when the disk is full.

        Returns ``"new"``; ``"same"`` when the same object is here already; ``"other"`` when another object of
        this UID is here, which stays.
        """
        target = self.path(study_uid, sop_uid)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            if not _put(file, target):
                if same_object(file, target):
                    return "same"
                self._add_conflict(study_uid, sop_uid, source)
                return "other"
            _sync_folder(target.parent)
            return "new"
        finally:
            file.unlink(missing_ok=True)

    def expect(self, study_uid: str, series: Mapping[str, Sequence[str]]) -> None:
        """Note which objects the archive holds of these series; other series that were noted stay."""
        with self._lock:
            noted = self._read(study_uid)
            noted["study_instance_uid"] = study_uid
            noted["series"] = {**noted["series"], **{uid: sorted(sops) for uid, sops in series.items()}}
            self._write(study_uid, noted)

    def study(self, study_uid: str) -> ReceivedStudy | None:
        """What is here of a study; None when nothing is here and nothing is expected."""
        folder = self.folder(study_uid)
        return self._at(folder) if folder.is_dir() else None

    def studies(self) -> tuple[ReceivedStudy, ...]:
        """All studies that are here or expected, the latest first."""
        if not self.root.is_dir():
            return ()
        found = [self._at(f) for f in self.root.iterdir() if f.is_dir() and len(f.name) == 32]
        return tuple(sorted((s for s in found if s), key=lambda s: -s.changed_s))

    def remove(self, study_uid: str) -> None:
        """Throw away what is here of a study (it is on the worklist now, or not wanted)."""
        folder = self.folder(study_uid)
        if folder.is_dir():
            shutil.rmtree(folder)

    def _at(self, folder: Path) -> ReceivedStudy | None:
        files = {f.name: f for f in folder.glob("*.dcm")}
        noted = self._read_file(folder / _STUDY_FILE)
        study_uid = noted["study_instance_uid"]
        if not study_uid and files:
            study_uid = _study_uid_of(next(iter(files.values())))
        if self.folder(study_uid) != folder:  # a foreign folder, or a file that was tampered with
            return None
        series = tuple(
            (
                series_uid,
                sum(1 for sop in sops if self.path(study_uid, sop).name in files),
                len(sops),
            )
            for series_uid, sops in noted["series"].items()
        )
        return ReceivedStudy(
            study_instance_uid=study_uid,
            folder=folder,
            count=len(files),
            expected=sum(there for _, _, there in series) if series else None,
            series=series,
            conflicts=tuple(Conflict(**c) for c in noted["conflicts"]),
            changed_s=folder.stat().st_mtime,
        )

    def _add_conflict(self, study_uid: str, sop_uid: str, source: str) -> None:
        with self._lock:
            noted = self._read(study_uid)
            noted["study_instance_uid"] = study_uid
            now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
            noted["conflicts"].append(
                {"sop_instance_uid": clean(sop_uid, 64), "at": now, "source": clean(source, 64)}
            )
            del noted["conflicts"][:-_MOST_CONFLICTS]
            self._write(study_uid, noted)

    def _read(self, study_uid: str) -> dict[str, Any]:
        return self._read_file(self.folder(study_uid) / _STUDY_FILE)

    @staticmethod
    def _read_file(file: Path) -> dict[str, Any]:
        """What was noted; a file that is damaged says nothing."""
        empty: dict[str, Any] = {"study_instance_uid": "", "series": {}, "conflicts": []}
        try:
            data = json.loads(file.read_text(encoding="utf-8"))
            noted = {
                "study_instance_uid": str(data["study_instance_uid"]),
                "series": {str(k): [str(s) for s in v] for k, v in dict(data["series"]).items()},
                "conflicts": [
                    {name: str(c.get(name, "")) for name in ("sop_instance_uid", "at", "source")}
                    for c in data["conflicts"]
                ],
            }
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return empty
        return noted

    def _write(self, study_uid: str, noted: dict[str, Any]) -> None:
        folder = self.folder(study_uid)
        folder.mkdir(parents=True, exist_ok=True)
        temporary = self.write([json.dumps(noted).encode("utf-8")])
        os.replace(temporary, folder / _STUDY_FILE)
        _sync_folder(folder)


def _put(file: Path, target: Path) -> bool:
    """Give `file` the name `target` unless something is there; False then. Two at once can't both succeed."""
    try:
        os.link(file, target)
    except FileExistsError:
        return False
    except OSError:
        # a disk without hard links; on Windows a rename refuses to replace by itself
        if target.exists():
            return False
        os.rename(file, target)
    return True


def _write_all(file: Any, part: bytes | memoryview) -> None:
    view = memoryview(part)
    while view:
        view = view[file.write(view) :]


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _study_uid_of(file: Path) -> str:
    from studies.headers import read_header
    from studies.sources import Unreadable, file_at

    try:
        header = read_header(file_at(file))
    except Unreadable:
        return ""
    raw = header.text("study_uid")
    return uid(raw) or raw
