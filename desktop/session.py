"""The session: who is signed in, acting as what, which study and draft are open.

A plain frozen state with signals around it. It carries no rule: whether something may be done is asked of
`governance` at each act.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

FINAL_STATES = frozenset({"authorised", "corrected", "recalled"})


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who works here. `acting` is what the governance services take; the rest is for showing."""

    person_id: str
    display_name: str
    login: str
    role: str
    group: str = ""
    acting: Any = None
    roles: tuple[str, ...] = ()
    #: what the sign-in gave, so that another role can be chosen without the password
    known: Any = None

    def initials(self) -> str:
        """Two letters of the name, titles apart: "dr. Ilse Controle" gives IC."""
        words = [w for w in self.display_name.split() if not w.endswith(".")] or [self.login]
        return (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper()


@dataclass(frozen=True, slots=True)
class OpenStudy:
    """The study on screen and the facts of its patient that stay in sight.

    `identity` is `confirmed`, `unconfirmed`, `mismatch`, or `images` (no order); `mismatches` holds (field, order's, image's).
    """

    study_uid: str
    patient_name: str
    sex: str
    birth_date: date | None
    patient_number: str
    study: str = ""
    study_at: datetime | None = None
    order: str = ""
    protocol: str = ""
    author: str = ""
    responsible: str = ""
    identity: str = "unconfirmed"
    mismatches: tuple[tuple[str, str, str], ...] = ()
    study_id: str = ""
    series: Any = None

    def age_at(self, day: date) -> int | None:
        if self.birth_date is None:
            return None
        born = self.birth_date
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """The report on screen: its number, state and last revision. `record` is the governance record."""

    report_id: str
    number: str
    state: str = "draft"
    task: str = ""
    revision: int = 0
    saved_at: datetime | None = None
    authorised_at: datetime | None = None
    superseded_by: str = ""
    emergency: bool = False
    record: Any = None

    @property
    def is_final(self) -> bool:
        return self.state in FINAL_STATES


@dataclass(frozen=True, slots=True)
class SessionState:
    """What the session holds."""

    who: SignedIn | None = None
    study: OpenStudy | None = None
    draft: OpenDraft | None = None
    locked: bool = False
    training: bool = False
    saving: bool = False
    save_failed: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """Something was changed and committed: what, by which operation, with which result, started by whom."""

    kind: str
    operation: str
    result: Any = None
    initiator: Any = None


class Session(QObject):
    """One session of one person on one window."""

    who_changed = Signal(object)
    study_changed = Signal(object)
    draft_changed = Signal(object)
    locked_changed = Signal(bool)
    saving_changed = Signal()
    #: after each committed operation; carries a `Change`
    committed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = SessionState()
        #: of the open draft; emptied when another one opens
        self.undo_stack = QUndoStack(self)

    @property
    def state(self) -> SessionState:
        return self._state

    @property
    def who(self) -> SignedIn | None:
        return self._state.who

    @property
    def acting(self) -> Any:
        """The acting person as the governance services take it; `None` when nobody is signed in."""
        return self._state.who.acting if self._state.who else None

    @property
    def study(self) -> OpenStudy | None:
        return self._state.study

    @property
    def draft(self) -> OpenDraft | None:
        return self._state.draft

    def sign_in(self, who: SignedIn) -> None:
        """Another person or role: nothing of the former stays open."""
        self._change(who=who, study=None, draft=None, locked=False)

    def sign_out(self) -> None:
        self._change(who=None, study=None, draft=None, locked=False)

    def open_study(self, study: OpenStudy | None) -> None:
        """Open a study; a draft of another study is closed with it."""
        same = study is not None and self.study is not None and study.study_uid == self.study.study_uid
        self._change(study=study, draft=self.draft if same else None)

    def open_draft(self, draft: OpenDraft | None) -> None:
        self._change(draft=draft)

    def set_locked(self, locked: bool) -> None:
        self._change(locked=locked)

    def set_saving(self, saving: bool, failed: str = "") -> None:
        self._change(saving=saving, save_failed=failed)

    def _change(self, **fields: Any) -> None:
        old, new = self._state, replace(self._state, **fields)
        if new == old:
            return
        self._state = new
        if (old.draft.report_id if old.draft else None) != (new.draft.report_id if new.draft else None):
            self.undo_stack.clear()
        if old.who != new.who:
            self.who_changed.emit(new.who)
        if old.study != new.study:
            self.study_changed.emit(new.study)
        if old.draft != new.draft:
            self.draft_changed.emit(new.draft)
        if old.locked != new.locked:
            self.locked_changed.emit(new.locked)
        if (old.saving, old.save_failed) != (new.saving, new.save_failed):
            self.saving_changed.emit()
