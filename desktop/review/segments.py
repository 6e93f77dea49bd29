"""A segmented control: one of a few faces of the same thing; a segment that can't be chosen says why."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QToolButton, QWidget

from desktop import parts
from desktop.theme import Theme


class Segments(QFrame):
    """Buttons side by side of which one is chosen."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, keys: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("box", "segments")
        self.setFixedHeight(28)
        self._group = QButtonGroup(self)
        layout = parts.row((1, 1, 1, 1), 0, self)
        self.buttons: dict[str, QToolButton] = {}
        for key in keys:
            button = QToolButton()
            button.setProperty("kind", "segment")
            button.setCheckable(True)
            button.setFixedHeight(26)
            button.clicked.connect(lambda _on=False, k=key: self.chosen.emit(k))
            self._group.addButton(button)
            layout.addWidget(button)
            self.buttons[key] = button
        self.buttons[keys[0]].setChecked(True)

    @property
    def current(self) -> str:
        return next((k for k, b in self.buttons.items() if b.isChecked()), "")

    def choose(self, key: str) -> None:
        """Choose without a signal."""
        self.buttons[key].setChecked(True)

    def set_words(self, words: dict[str, str]) -> None:
        for key, text in words.items():
            self.buttons[key].setText(text)

    def block(self, key: str, reason: str) -> None:
        """Make one impossible with its reason; an empty one opens it."""
        self.buttons[key].setEnabled(not reason)
        self.buttons[key].setToolTip(reason)
        self.buttons[key].setAccessibleDescription(reason)
