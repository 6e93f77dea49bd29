"""Undo of what a person states about the aorta: one act, one step."""

from __future__ import annotations

from typing import Protocol

import shiboken6
from PySide6.QtGui import QUndoCommand

from desktop.workspaces.aorta.state import AortaState


class Owner(Protocol):
    """Who holds the state."""

    def take(self, state: AortaState) -> None: ...


class StateStep(QUndoCommand):
    """One act on the aorta: the state before and after. Nothing when its study was closed meanwhile."""

    def __init__(self, owner: Owner, before: AortaState, after: AortaState, text: str) -> None:
        super().__init__(text)
        self._owner, self.before, self.after = owner, before, after

    def redo(self) -> None:
        self._take(self.after)

    def undo(self) -> None:
        self._take(self.before)

    def _take(self, state: AortaState) -> None:
        if shiboken6.isValid(self._owner):
            self._owner.take(state)
