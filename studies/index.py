"""A second scan of a folder that didn't change: its result from a file, keyed by path, size and time of every file.

What is kept is plain JSON: the table that a person sees, and for each stack the files that it is made of. Headers are
read again, for one series only, when it is opened: nothing that a measurement stands on comes from the index. One
changed, new or missing file makes the whole folder be read again.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, overload

from studies.frames import Frame, frames_of
from studies.headers import read_header
from studies.sources import FileRef, Unreadable
from studies.stacks import SeriesEntry, stacks_of
from studies.volume import Problem

_KEPT = (
    "series_instance_uid",
    "stack",
    "number",
    "modality",
    "description",
    "kind",
    "files",
    "timepoints",
    "slice_spacing_regular",
    "gantry_tilt_deg",
    "orientation",
    "frame_of_reference_uid",
    "patient_id",
    "patient_name",
    "study_instance_uid",
    "research_file",
    "research_size",
    "research_ns",
    "times_source",
)


class LateFrames(Sequence[tuple[Frame, ...]]):
    """Frames ``[time][slice]`` of a stack, whose headers are read when somebody asks for them.

    When the files aren't any more what they were, there are no frames, and loading says so.
    """

    def __init__(
        self, files: Sequence[FileRef], make: Callable[[Sequence[FileRef]], tuple[tuple[Frame, ...], ...]]
    ):
        self.files = files
        self._make = make
        self._found: tuple[tuple[Frame, ...], ...] | None = None

    def _all(self) -> tuple[tuple[Frame, ...], ...]:
        if self._found is None:
            self._found = self._make(self.files)
        return self._found

    @overload
    def __getitem__(self, index: int) -> tuple[Frame, ...]: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[tuple[Frame, ...], ...]: ...
    def __getitem__(self, index: int | slice) -> tuple[Frame, ...] | tuple[tuple[Frame, ...], ...]:
        return self._all()[index]

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> Iterator[tuple[Frame, ...]]:
        return iter(self._all())


@functools.cache
def _program() -> bytes:
    """Digest of the modules that sort series: what another version kept isn't used."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py*")):
        digest.update(path.read_bytes())
    return digest.digest()


def fingerprint(files: Sequence[FileRef]) -> str:
    """One digest of path, size and time of every file, and of the program."""
    digest = hashlib.sha256(_program())
    for file in files:
        digest.update(f"{file.path}\0{file.size}\0{file.changed_ns}\n".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _place(folder: Path, root: str) -> Path:
    return folder / (hashlib.sha256(root.encode("utf-8", "surrogateescape")).hexdigest()[:32] + ".json")


def recall(folder: Path, root: str, files: Sequence[FileRef]) -> dict[str, Any] | None:
    """What was kept of `root` when it held exactly `files`; None otherwise."""
    try:
        kept = json.loads(_place(folder, root).read_text(encoding="utf-8"))
        if kept["fingerprint"] != fingerprint(files):
            return None
        return dict(kept["result"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep(folder: Path, root: str, files: Sequence[FileRef], result: dict[str, Any]) -> None:
    """Keep `result` for `root`; without a place to write, nothing is kept."""
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        handle, waiting = tempfile.mkstemp(prefix=".part-", dir=folder)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                json.dump({"fingerprint": fingerprint(files), "result": result}, stream)
            os.replace(waiting, _place(folder, root))
        except OSError:
            Path(waiting).unlink(missing_ok=True)
            raise


def entry_to_plain(entry: SeriesEntry, numbers: dict[str, int]) -> dict[str, Any]:
    """A series entry as JSON; its files, in the order of the scan, by their numbers in it."""
    plain: dict[str, Any] = {name: getattr(entry, name) for name in _KEPT}
    plain["size"], plain["spacing_mm"] = list(entry.size), list(entry.spacing_mm)
    plain["times_s"] = None if entry.times_s is None else list(entry.times_s)
    plain["transfer_syntaxes"] = list(entry.transfer_syntaxes)
    plain["problems"] = [[p.code, p.message, p.effect] for p in entry.problems]
    plain["all_files"] = sorted(numbers[path] for path in entry.group_paths)
    return plain


def entry_from_plain(plain: dict[str, Any], files: Sequence[FileRef], known: frozenset[str]) -> SeriesEntry:
    """The entry that was kept; its headers are read when they are asked for."""
    group = [files[k] for k in plain["all_files"]]
    stack = int(plain["stack"])

    def make(wanted: Sequence[FileRef]) -> tuple[tuple[Frame, ...], ...]:
        return _frames_again(wanted, stack, plain["series_instance_uid"])

    return SeriesEntry(
        **{name: plain[name] for name in _KEPT},
        size=tuple(plain["size"]),
        spacing_mm=tuple(plain["spacing_mm"]),
        times_s=None if plain["times_s"] is None else tuple(plain["times_s"]),
        transfer_syntaxes=tuple(plain["transfer_syntaxes"]),
        problems=tuple(Problem(*p) for p in plain["problems"]),
        frames=() if plain["research_file"] else LateFrames(group, make),
        known_paths=known,
        group_paths=tuple(file.path for file in group),
    )


def _frames_again(files: Sequence[FileRef], stack: int, series_uid: str) -> tuple[tuple[Frame, ...], ...]:
    frames: list[Frame] = []
    for file in files:
        if file.has_changed():
            return ()
        try:
            frames.extend(frames_of(read_header(file)))
        except Unreadable:
            return ()
    entries = stacks_of(frames) if frames else []
    if stack >= len(entries) or entries[stack].series_instance_uid != series_uid:
        return ()
    return tuple(entries[stack].frames)
