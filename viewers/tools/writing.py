"""Words of a measurement, typed on the picture: a field beside the shape; Enter keeps them, Esc leaves them as they were."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit

from viewers import style
from viewers.tools.annotations import LONGEST_TEXT, Annotation

if TYPE_CHECKING:
    from viewers.view import SliceView

WIDTH, HEIGHT, AWAY = 200, 26, 12


class WordField(QLineEdit):
    """A line of plain text over a view for one annotation; goes away by itself."""

    done = Signal(str)
    left = Signal()

    def __init__(self, view: SliceView, annotation: Annotation) -> None:
        super().__init__(annotation.name, view)
        self.setMaxLength(LONGEST_TEXT)
        self.setAccessibleName(self.tr("Words at the measurement"))
        self.setFont(style.font("caption"))
        at, box = view.to_widget(annotation.points_lps[-1]), view.picture_rect()
        x = min(max(at.x() + AWAY, box.left() + 4), box.right() - WIDTH - 4)
        y = min(max(at.y() - HEIGHT / 2, box.top() + 4), box.bottom() - HEIGHT - 4)
        self.setGeometry(round(x), round(y), WIDTH, HEIGHT)
        self.selectAll()
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._end(keep=False)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._end(keep=True)
        else:
            super().keyPressEvent(event)
            event.accept()  # no letter goes on to the view, where it would be a tool

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (
            Qt.FocusReason.PopupFocusReason,
            Qt.FocusReason.MenuBarFocusReason,
            Qt.FocusReason.ActiveWindowFocusReason,
        ):
            self._end(keep=True)

    def _end(self, *, keep: bool) -> None:
        if self.isHidden():
            return
        view = self.parentWidget()
        had = self.hasFocus()
        self.hide()
        if keep:
            self.done.emit(self.text())
        self.left.emit()
        if had and view is not None:
            view.setFocus(Qt.FocusReason.OtherFocusReason)
        self.deleteLater()


def write(view: SliceView, annotation: Annotation) -> WordField:
    """Ask for the words of an annotation on this view."""
    field = WordField(view, annotation)

    def keep(words: str) -> None:
        now = view.annotations.get(annotation.id)
        if now is not None:
            view.annotations.rename(now, words)

    def leave() -> None:
        now = view.annotations.get(annotation.id)
        if now is not None and now.kind == "text" and not now.name:
            view.annotations.remove(now)  # a text without words is nothing

    field.done.connect(keep)
    field.left.connect(leave)
    return field
