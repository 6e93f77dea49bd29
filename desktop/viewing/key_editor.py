"""The keys of the views in the settings: press a button, then the key; one that has another use is refused on the spot."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from desktop import parts
from desktop.palette import matches
from desktop.screen import Translated
from desktop.viewing.actions import SHELLS, command_words
from desktop.viewing.handling import handling_of
from resources.errors import VoorverslagError
from viewers.commands import sequence_text
from viewers.keys import COMMANDS

if TYPE_CHECKING:
    from desktop.desk import Desk

KEY_WIDTH = 190
ALONE = (
    Qt.Key.Key_Shift,
    Qt.Key.Key_Control,
    Qt.Key.Key_Alt,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_Meta,
    Qt.Key.Key_unknown,
)


def native(keys: tuple[str, ...]) -> str:
    """Keys as this desktop writes them."""
    return ", ".join(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in keys)


class KeyButton(QPushButton):
    """Shows the keys of a command; pressed, it takes the next key. Esc or going elsewhere leaves it as it was."""

    given = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.is_listening = False
        self._words = ""
        self.setFixedWidth(KEY_WIDTH)
        self.clicked.connect(self._listen)

    def show_keys(self, words: str) -> None:
        self._words = words
        self.is_listening = False
        self.setText(words or "–")

    def _listen(self) -> None:
        self.is_listening = True
        self.setText(self.tr("Press a key…"))

    def event(self, event: QEvent) -> bool:
        # before Qt's own use of Tab, and before any shortcut of the program
        if self.is_listening and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if self.is_listening and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            self._take(event)
            return True
        return super().event(event)

    def _take(self, event: QKeyEvent) -> None:
        if event.key() in ALONE:
            return
        if event.key() == Qt.Key.Key_Escape:
            self.show_keys(self._words)
            return
        self.show_keys(self._words)
        self.given.emit(sequence_text(event))

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not self.is_listening:
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.show_keys(self._words)
        super().focusOutEvent(event)


class _Row(QWidget):
    def __init__(self, editor: KeyEditor, command_id: str) -> None:
        super().__init__()
        desk = editor.desk
        self.command_id = command_id
        self._editor = editor
        self._handling = handling_of(desk)
        self.setMinimumHeight(36)
        across = parts.row((0, 3, 0, 3), 8, self)
        names = parts.column((0, 0, 0, 0), 0)
        words = command_words(command_id)
        names.addWidget(parts.text(desk.theme, words, "body"))
        self.refusal: QLabel = parts.text(desk.theme, "", "caption", "error", wrap=True)
        self.refusal.hide()
        names.addWidget(self.refusal)
        across.addLayout(names, 1)
        self.button = KeyButton()
        self.button.setAccessibleName(editor.tr_key(words))
        self.button.given.connect(lambda key: self._set((key,)))
        self.clear = parts.IconButton(desk.theme, "close")
        self.clear.clicked.connect(lambda: self._set(()))
        self.reset = parts.IconButton(desk.theme, "undo")
        self.reset.clicked.connect(self._reset)
        for part in (self.button, self.clear, self.reset):
            policy = part.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            part.setSizePolicy(policy)
            across.addWidget(part)
        self.show_keys()

    def show_keys(self) -> None:
        keys = self._handling.habits.keys.keys(self.command_id)
        self.button.show_keys(native(keys))
        self.clear.setVisible(bool(keys))
        default = next(c.keys for c in COMMANDS if c.id == self.command_id)
        self.reset.setVisible([QKeySequence(k) for k in keys] != [QKeySequence(k) for k in default])

    def _set(self, keys: tuple[str, ...]) -> None:
        self._try(lambda: self._handling.set_keys(self.command_id, keys))

    def _reset(self) -> None:
        self._try(lambda: self._handling.reset_keys(self.command_id))

    def _try(self, act: Callable[[], object]) -> None:
        try:
            act()
        except VoorverslagError as refused:
            self.refusal.setText(" ".join(self._editor.desk.in_words(refused)).strip())
        except ValueError:
            self.refusal.setText(self._editor.not_a_key())
        else:
            self.refusal.clear()
        self.refusal.setVisible(bool(self.refusal.text()))
        self.button.setAccessibleDescription(self.refusal.text())
        self.show_keys()


class KeyEditor(Translated):
    """One row a command whose words or keys hold what was typed; empty: all."""

    def __init__(self, desk: Desk, typed: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        layout = parts.column((0, 0, 0, 0), 0, self)
        head = parts.row((0, 0, 0, 6), 8)
        title = parts.Section(desk.theme)
        title.setText(self.tr("Keys in the pictures"))
        self.all_back = parts.Button(desk.theme, "quiet", "undo")
        self.all_back.setText(self.tr("All keys back to the default"))
        self.all_back.clicked.connect(handling_of(desk).reset_all)
        head.addWidget(title)
        head.addStretch(1)
        head.addWidget(self.all_back)
        layout.addLayout(head)
        keys = handling_of(desk).habits.keys
        self.rows: dict[str, _Row] = {}
        for command in COMMANDS:
            known = " ".join(keys.keys(command.id))
            if command.id in SHELLS or (typed and not matches(f"{command_words(command.id)} {known}", typed)):
                continue
            self.rows[command.id] = line = _Row(self, command.id)
            line.clear.set_words(self.tr("No key"))
            line.reset.set_words(self.tr("Back to the default"))
            layout.addWidget(line)
            layout.addWidget(parts.rule())
        handling_of(desk).habits.changed.connect(self._show)

    def tr_key(self, words: str) -> str:
        return self.tr("Key of: {action}").format(action=words)

    def not_a_key(self) -> str:
        return self.tr("That isn't a key that can be used.")

    def _show(self) -> None:
        for line in self.rows.values():
            line.show_keys()
