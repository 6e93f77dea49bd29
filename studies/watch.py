"""Whether the files of a series are still those that were listed: changed, gone, or joined by more."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from studies.headers import read_header
from studies.sources import FileRef, Unreadable, file_at

if TYPE_CHECKING:
    from studies.stacks import SeriesEntry

CHANGED, GONE, ADDED = "changed", "gone", "added"


@dataclass(frozen=True, slots=True)
class Change:
    """One file: ``changed`` (size or time), ``gone``, or ``added`` (a new image of the series)."""

    kind: str
    path: str


def changes(entry: SeriesEntry) -> tuple[Change, ...]:
    """What happened on disk since `entry` was listed.

    New files are read as far as their header, and only those that the scan didn't see; one that is still being
    written can't be read yet and is found by the next call.
    """
    found = []
    # a stack that came from the index knows its files without reading them
    listed = getattr(entry.frames, "files", None)
    if listed is None:
        listed = [frame.header.file for row in entry.frames for frame in row]
    files: dict[str, FileRef] = {file.path: file for file in listed}
    if entry.research_file:
        path = entry.research_file.partition("\0")[0]
        files[path] = FileRef(
            path, entry.research_file.partition("\0")[2], entry.research_size, entry.research_ns
        )
    for path, file in files.items():
        if not os.path.exists(path):
            found.append(Change(GONE, path))
        elif file.has_changed():
            found.append(Change(CHANGED, path))
    if entry.known_paths and entry.series_instance_uid:
        folders = {os.path.dirname(path) for path, file in files.items() if not file.member}
        found.extend(Change(ADDED, path) for folder in sorted(folders) for path in _new(folder, entry))
    return tuple(found)


def _new(folder: str, entry: SeriesEntry) -> Iterator[str]:
    """Images of the series in `folder` that the scan didn't see."""
    try:
        with os.scandir(folder) as listed:
            paths = sorted(e.path for e in listed if e.is_file(follow_symlinks=False))
    except OSError:
        return
    for path in paths:
        if path in entry.known_paths:
            continue
        try:
            if read_header(file_at(Path(path))).text("series_uid") == entry.series_instance_uid:
                yield path
        except (Unreadable, OSError):
            continue
