"""Undo of what a person states about the aorta."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtGui import QUndoCommand

from desktop.workspaces.aorta.state import AortaState


class Owner(Protocol):
    """Who holds the state."""

    def take(self, state: AortaState) -> None: ...


class StateStep(QUndoCommand):
    """One act on the aorta: the state before and after."""

    def __init__(self, workspace: Owner, before: AortaState, after: AortaState, text: str) -> None:
        super().__init__(text)
        self._workspace, self._before, self._after = workspace, before, after

    def redo(self) -> None:
        self._workspace.take(self._after)

    def undo(self) -> None:
        self._workspace.take(self._before)
