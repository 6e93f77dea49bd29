"""The banner above the pictures: the series changed on disk while it was open; what changed, and reading it again."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop import parts
from desktop.screen import Translated
from resources.errors import InputError
from studies.scan import scan
from studies.watch import ADDED, CHANGED, GONE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.desk import Desk
    from studies.stacks import SeriesEntry
    from studies.watch import Change


def fresh_entry(entry: SeriesEntry, *, cancelled: Any = None) -> SeriesEntry:
    """The same series as it lies on disk now.

    Raises
    ------
    InputError
        When it isn't there any more.
    """
    from pathlib import Path

    if entry.research_file:
        place = Path(entry.research_file.partition("\0")[0])
    else:
        file = entry.frames[0][0].header.file
        place = Path(file.path) if file.member else Path(file.path).parent
    found = [
        e
        for e in scan(place, cancelled=cancelled).all_series()
        if (e.series_instance_uid, e.research_file) == (entry.series_instance_uid, entry.research_file)
    ]
    same = next((e for e in found if e.stack == entry.stack), found[0] if found else None)
    if same is None:
        raise InputError(
            "The images of this series aren't on disk any more.",
            "Open the folder again in Studies.",
            code="gone",
        )
    return same


class ChangedNote(Translated):
    """Hidden until something changed; measurements made before keep the images they were made on."""

    again = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._changes: tuple[Change, ...] = ()
        self.note = parts.Note(desk.theme, "warn")
        self.note.offer("", self.again.emit)
        layout = parts.column((6, 6, 6, 6), 0, self)
        layout.addWidget(self.note)
        self.hide()

    def show_changes(self, changes: Sequence[Change]) -> None:
        """What happened to which number of files."""
        self._changes = tuple(changes)
        self.retranslate()
        self.setVisible(bool(self._changes))

    def retranslate(self) -> None:
        self.note.action.setText(self.tr("Read again"))
        counts = Counter(change.kind for change in self._changes)
        said = {
            CHANGED: self.tr("{n} changed"),
            GONE: self.tr("{n} gone"),
            ADDED: self.tr("{n} added"),
        }
        what = ", ".join(words.format(n=counts[kind]) for kind, words in said.items() if counts[kind])
        self.note.show_words(
            self.tr("Series changed on disk: {what}.").format(what=what),
            self.tr(
                "You see the images as they were read. Measurements made on them stay and keep saying so; "
                "read again to go on with the images as they are now."
            ),
        )
