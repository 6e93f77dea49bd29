"""How what is on screen stands to what is on record: saved, being saved, not saved with the reason, two versions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtGui import QUndoCommand

from governance.errors import NotPermitted
from governance.service import ConflictError

if TYPE_CHECKING:
    from governance.report import Content, Report, Revision

LEASE, CONFLICT = "T2-LEASE", "T2-CONFLICT"


class SaveState(StrEnum):
    """What a person must know about the text on screen."""

    SAVED = "saved"
    SAVING = "saving"
    FAILED = "failed"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Saving:
    """The save state. `at` is when the newest acknowledged revision was made, `since` when the first lost edit was made."""

    state: SaveState = SaveState.SAVED
    at: datetime | None = None
    since: datetime | None = None
    reason: str = ""
    remedy: str = ""
    #: tried again by itself
    retries: bool = False
    #: another session holds the draft; `retry` takes it back
    lease_lost: bool = False

    @property
    def is_lost(self) -> bool:
        """What is on screen isn't on record and nothing is under way that will change that."""
        return self.state in (SaveState.FAILED, SaveState.CONFLICT)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two versions of one draft: what both started from, what is on record now, and what is on screen here.

    `kept` is the revision in which governance kept this side's text, 0 when it is in the recovery journal only.
    """

    name: str
    at: datetime
    kept: int
    base: Content
    head: Report
    theirs: Revision
    mine: Content


def is_conflict(problem: Exception) -> bool:
    return isinstance(problem, ConflictError) or (
        isinstance(problem, NotPermitted) and CONFLICT in problem.ids
    )


def is_lease(problem: Exception) -> bool:
    return isinstance(problem, NotPermitted) and LEASE in problem.ids


def retries_by_itself(problem: Exception) -> bool:
    """A full disk or a busy database may pass; a refusal of governance doesn't by waiting."""
    return not isinstance(problem, NotPermitted)


class EditStep(QUndoCommand):
    """One edit of the content; undo and redo are new edits, so that nothing on record is taken back.

    Typing changes `after` while it lasts: a burst of typing is one step.
    """

    def __init__(
        self,
        label: str,
        name: str,
        before: Content,
        after: Content,
        restore: Callable[[Content, Content, str], object],
    ) -> None:
        super().__init__(label)
        self.name = name
        self.before = before
        self.after = after
        self._restore = restore
        self._done = True  # the edit was made before the step was pushed

    def redo(self) -> None:
        if self._done:
            self._done = False
        else:
            self._restore(self.before, self.after, f"redo {self.name}")

    def undo(self) -> None:
        self._done = False
        self._restore(self.after, self.before, f"undo {self.name}")
