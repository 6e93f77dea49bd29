"""The session lock: an idle watch that warns, and a page without any patient data that asks for the password."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QWidget

from desktop.desk import Desk
from desktop.parts import Button, Note, column, row, text
from desktop.screen import Translated
from desktop.title_bar import role_word

_INPUT = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    }
)


class IdleWatch(QObject):
    """Locks the session after a time without input; warns before. Time comes from `seconds`."""

    def __init__(
        self, desk: Desk, *, seconds: Callable[[], float] = time.monotonic, parent: QObject | None = None
    ) -> None:
        super().__init__(parent or desk)
        self._desk = desk
        self._seconds = seconds
        self._last = seconds()
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.look)
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)
        self._timer.start()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _INPUT:
            self.touch()
        return False

    def touch(self) -> None:
        """There was input: start counting again."""
        self._last = self._seconds()
        self._desk.messages.solve("idle-lock")

    def look(self) -> None:
        """Warn or lock when it is time."""
        session = self._desk.session
        if session.who is None or session.state.locked:
            self._last = self._seconds()
            return
        limit = float(self._desk.settings.get("security.idle_lock_s"))
        left = limit - (self._seconds() - self._last)
        if left <= 0:
            self._desk.messages.solve("idle-lock")
            lock_now(self._desk)
        elif left <= float(self._desk.settings.get("security.lock_warning_s")):
            words = self.tr("Locks in {n} s").format(n=round(left))
            self._desk.messages.warning(words, self.tr("Press any key to go on."), key="idle-lock")


def lock_now(desk: Desk) -> None:
    """Save, then close over everything."""
    if desk.session.who is not None and not desk.session.state.locked:
        desk.about_to_lock.emit()
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, QDialog) and widget.isVisible():
                widget.reject()
        desk.session.set_locked(True)


class LockPage(Translated):
    """S24: mark, who is locked, password. Nothing of a patient."""

    #: the password as typed; the window asks the identity service
    unlock_wanted = Signal(str)
    other_person = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setProperty("surface", "app")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._mark = QLabel()
        desk.theme.dress(self._mark, "lock_session", "accent.base", 32)
        self._title = text(desk.theme, "", "title")
        self._who = text(desk.theme, "", "body", "secondary")
        self._since = text(desk.theme, "", "caption", "muted")
        self._label = text(desk.theme, "", "caption", "secondary")
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.returnPressed.connect(self._ask)
        self.problem = Note(desk.theme, "error")
        self.problem.hide()
        self.unlock = Button(desk.theme, "primary", "lock_session")
        self.unlock.clicked.connect(self._ask)
        self.other = Button(desk.theme, "quiet", "switch_role")
        self.other.clicked.connect(self.other_person)
        box = QWidget()
        box.setFixedWidth(desk.theme.token("size.dialog_width")[0])
        form = column((32, 0, 32, 0), 4, box)
        form.addWidget(self._mark)
        form.addSpacing(8)
        form.addWidget(self._title)
        form.addWidget(self._who)
        form.addWidget(self._since)
        form.addSpacing(16)
        form.addWidget(self._label)
        form.addWidget(self.password)
        form.addSpacing(4)
        form.addWidget(self.problem)
        form.addSpacing(8)
        buttons = row((0, 0, 0, 0), 8)
        buttons.addWidget(self.other)
        buttons.addStretch(1)
        buttons.addWidget(self.unlock)
        form.addLayout(buttons)
        page = column((0, 0, 0, 0), 0, self)
        page.addStretch(2)
        middle = row()
        middle.addStretch(1)
        middle.addWidget(box)
        middle.addStretch(1)
        page.addLayout(middle)
        page.addStretch(3)
        self._label.setBuddy(self.password)
        self.retranslate()

    def show_locked(self) -> None:
        """Called when the session locks: who, since when, an empty password."""
        self.password.clear()
        self.problem.hide()
        self._locked_at = self._desk.time_text(self._desk.clock())
        self.retranslate()
        self.password.setFocus()

    def refuse(self, words: str, rest: str = "") -> None:
        self.problem.show_words(words, rest)
        self.problem.show()
        self.password.selectAll()
        self.password.setFocus()

    def _ask(self) -> None:
        if self.password.text():
            self.problem.hide()
            self.unlock_wanted.emit(self.password.text())
            self.password.clear()

    def retranslate(self) -> None:
        self._title.setText(self.tr("Locked"))
        who = self._desk.session.who
        self._who.setText(f"{who.display_name} · {role_word(who.role)}" if who else "")
        since = getattr(self, "_locked_at", "")
        self._since.setText(self.tr("Locked at {time}. Work that was running goes on.").format(time=since))
        self._label.setText(self.tr("Password"))
        self.password.setAccessibleName(self.tr("Password"))
        self.unlock.setText(self.tr("Unlock"))
        self.other.setText(self.tr("Other user"))
