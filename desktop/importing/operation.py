"""Putting a study on the worklist: one function for screen and command line, and the operation of the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop.importing import facts, images
from desktop.importing.facts import Entered, Found
from desktop.importing.images import Stored
from desktop.operations import Operation, Run
from governance import service
from governance.errors import NotPermitted
from governance.study import Study

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.desk import Desk
    from desktop.importing.reading import Reading
    from governance.accounts import Acting
    from governance.store import Store
    from studies.stacks import SeriesEntry

Progress = Callable[[int, int], None] | None
Check = Callable[[], bool] | None


@dataclass(frozen=True, slots=True)
class Choice:
    """The series that were chosen in a place, the one to open first, and what the person entered."""

    reading: Reading
    entries: tuple[SeriesEntry, ...]
    found: Found
    entered: Entered


def companions(main: SeriesEntry, entries: Iterable[SeriesEntry]) -> tuple[SeriesEntry, ...]:
    """The other series of a study that can come along with `main`: one stack of each, nothing that can't be measured."""
    taken, found = {main.series_instance_uid}, []
    for entry in entries:
        blocked = any(problem.effect == "block" for problem in entry.problems)
        if entry.is_loadable and not blocked and entry.series_instance_uid not in taken:
            taken.add(entry.series_instance_uid)
            found.append(entry)
    return tuple(found)


def study_wanted(choice: Choice, now: Any, stored: Stored | None = None) -> Study:
    """The worklist entry of a choice."""
    source = facts.source_words(choice.reading.place, choice.found, choice.entered)
    return facts.study_of(choice.found, choice.entered, now, source=source, stored=stored)


def check(store: Store, acting: Acting, choice: Choice) -> service.StudyCheck:
    """The gate and the refusals before anything is copied."""
    return service.check_study(store, acting, study_wanted(choice, store.clock()))


def copy(choice: Choice, home: Path, *, progress: Progress = None, cancelled: Check = None) -> Stored:
    """The images in the home folder."""
    return images.bring_home(
        choice.entries, home, seen=choice.reading.stamps, progress=progress, cancelled=cancelled
    )


def record(store: Store, acting: Acting, choice: Choice, stored: Stored) -> Study:
    """The study on the worklist; returns it as it stands there."""
    study = study_wanted(choice, store.clock(), stored)
    service.record_study(store, acting, study)
    return study


def put_on_worklist(
    store: Store, acting: Acting, choice: Choice, *, progress: Progress = None, cancelled: Check = None
) -> tuple[Study, Stored]:
    """All of it, without a screen: refused before the copy when it would be refused after it."""
    _require(store, acting, choice)
    stored = copy(choice, store.home, progress=progress, cancelled=cancelled)
    return record(store, acting, choice, stored), stored


def _require(store: Store, acting: Acting, choice: Choice) -> None:
    images.require_sound(choice.entries)
    refusals = check(store, acting, choice).refusals
    if refusals:
        raise NotPermitted(refusals)


def run(desk: Desk, choice: Choice, label: str, *, initiator: object = None) -> Run:
    """The same on the screen's threads: the copy on the pool, the record on the database thread."""
    store, acting, home = desk.store, desk.session.acting, desk.home.root

    def work(progress: Progress = None, cancelled: Check = None) -> Stored:
        return copy(choice, home, progress=progress, cancelled=cancelled)

    def commit(stored: Stored) -> Study:
        return record(store, acting, choice, stored)

    return Operation(name="put_on_worklist", label=label, work=work, commit=commit, kind="study").run(
        desk, initiator=initiator
    )
