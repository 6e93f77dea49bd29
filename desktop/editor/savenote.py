"""The note that stays while what is on screen isn't on record, with the reason and the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop import parts
from desktop.saving import SaveState, Saving
from desktop.screen import Translated

if TYPE_CHECKING:
    from desktop.desk import Desk


class SaveNote(Translated):
    """NOT SAVED, since when and why; Retry, Take over or Compare. Hidden when all is on record."""

    retry_wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._saving = Saving()
        self.note = parts.Note(desk.theme, "error", "error")
        self.note.offer("", self.retry_wanted.emit)
        parts.column((0, 6, 0, 6), 0, self).addWidget(self.note)
        self.hide()

    def show_saving(self, saving: Saving) -> None:
        """Show or hide."""
        self._saving = saving
        self.retranslate()

    def words(self) -> str:
        """What the note says; empty while hidden."""
        return self.note.accessibleName() if not self.isHidden() else ""

    def retranslate(self) -> None:
        saving = self._saving
        self.setVisible(saving.is_lost)
        if not saving.is_lost:
            return
        last = (
            self.tr("Last saved at {time}.").format(time=self.desk.time_text(saving.at, seconds=True))
            if saving.at is not None
            else self.tr("Nothing of this sitting was saved yet.")
        )
        kept = self.tr("Your text is kept on this workstation.")
        if saving.state is SaveState.CONFLICT:
            bold, action = self.tr("TWO VERSIONS"), self.tr("Compare")
        else:
            bold = self.tr("NOT SAVED since {time}").format(
                time=self.desk.time_text(saving.since, seconds=True)
            )
            action = self.tr("Take over") if saving.lease_lost else self.tr("Retry")
        again = self.tr("It is tried again by itself.") if saving.retries else ""
        self.note.show_words(
            bold, " ".join(p for p in (saving.reason, saving.remedy, kept, again, last) if p)
        )
        self.note.action.setText(action)
        self.setAccessibleName(self.note.accessibleName())
