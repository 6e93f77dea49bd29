"""What is asked of archives on another thread: search, list series, fetch; and which archive a study came from."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from desktop.archive.book import NodeBook
from desktop.importing.reading import Reading, read
from resources.errors import InputError
from studies.archive.client import Retrieved
from studies.archive.node import Node
from studies.archive.query import Found, SeriesAnswer, StudyQuery
from studies.archive.received import ReceivedStudies, ReceivedStudy
from studies.scan import ScanResult

Progress = Callable[[int, int], None] | None
Check = Callable[[], bool] | None
MOST_ORIGINS = 500
NOTES = "study.json"


def search(
    book: NodeBook, node: Node, query: StudyQuery, *, cancelled: Check = None
) -> tuple[Found, dict[str, ReceivedStudy | None]]:
    """The studies that match, and what lies here of each."""
    with book.opened(node) as archive:
        found = archive.studies(query, cancelled=cancelled)
    here = ReceivedStudies(book.received)
    return found, {a.study_instance_uid: here.study(a.study_instance_uid) for a in found.answers}


def list_series(book: NodeBook, node: Node, study_uid: str) -> tuple[SeriesAnswer, ...]:
    """The series of a study."""
    with book.opened(node) as archive:
        return archive.series(study_uid)


def fetch(
    book: NodeBook,
    node: Node,
    study_uid: str,
    series_uids: Sequence[str],
    origins: Origins,
    *,
    progress: Progress = None,
    cancelled: Check = None,
) -> Retrieved:
    """Fetch a study or some of its series into the received studies; what is here already isn't fetched again."""
    origins.note(study_uid, node.id)
    with book.opened(node) as archive:
        return archive.retrieve(
            study_uid, tuple(series_uids), into=book.received, progress=progress, cancelled=cancelled
        )


def standing_of(book: NodeBook, study_uid: str) -> ReceivedStudy | None:
    """What lies here of a study now."""
    return ReceivedStudies(book.received).study(study_uid)


def read_received(
    book: NodeBook,
    place: Path,
    *,
    index: Path | None = None,
    progress: Progress = None,
    cancelled: Check = None,
) -> tuple[Reading, dict[str, ReceivedStudy]]:
    """Read received studies: all of them, or one folder; and how much of each is here.

    The notes that lie beside the images aren't files of an examination and aren't listed as unreadable ones.
    """
    place.mkdir(parents=True, exist_ok=True)
    here = {s.study_instance_uid: s for s in ReceivedStudies(book.received).studies()}
    try:
        reading = read(place, index=index, progress=progress, cancelled=cancelled)
    except InputError as problem:
        if any(place.glob("**/*.dcm")) or problem.code == "too_many_files":
            raise
        return Reading(place, ScanResult(0, 0.0, ()), {}), here
    result = reading.result
    notes = sum(1 for path, _reason in result.unreadable if _is_note(path))
    result = replace(
        result,
        unreadable=tuple(found for found in result.unreadable if not _is_note(found[0])),
        files=max(0, result.files - notes),
    )
    return replace(reading, result=result), here


def _is_note(path: str) -> bool:
    return path.replace("\\", "/").rsplit("/", 1)[-1] == NOTES


class Origins:
    """Which archive a fetched study came from, so that it can be resumed later. In the cache: without it, one searches again."""

    def __init__(self, cache: Path) -> None:
        self._file = cache / "fetched.json"

    def node_of(self, study_uid: str) -> str:
        """Short name of the node; empty when it isn't known."""
        return self._read().get(study_uid, "")

    def note(self, study_uid: str, node_id: str) -> None:
        known = self._read()
        known.pop(study_uid, None)
        known[study_uid] = node_id
        kept = dict(list(known.items())[-MOST_ORIGINS:])
        fresh = self._file.with_suffix(".new")
        with contextlib.suppress(OSError):
            fresh.write_text(json.dumps(kept), encoding="utf-8")
            fresh.chmod(0o600)
            fresh.replace(self._file)

    def _read(self) -> dict[str, str]:
        try:
            found = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}
