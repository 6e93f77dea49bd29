"""Where messages are seen: at most three lines, newest on top, then how many more; and today's list of the bell."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QWidget

from desktop.desk import Desk
from desktop.messages import Message, Severity
from desktop.parts import Button, IconButton, column, row, text
from desktop.screen import Translated

SHOWN = 3
WIDTH = 360


class MessageLine(QFrame):
    """One message: icon, words, perhaps an action, and a cross for what stays."""

    def __init__(self, desk: Desk, message: Message) -> None:
        super().__init__()
        self.message = message
        self.setProperty("note", message.severity.value)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        icon = QLabel()
        icon.setFixedSize(16, 20)
        desk.theme.dress(icon, message.severity.value, f"status.{message.severity.value}.text")
        words = text(desk.theme, message.text, "strong" if message.remedy else "body", "primary", wrap=True)
        layout = row((10, 8, 6, 8), 8, self)
        layout.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        lines = column((0, 0, 0, 0), 0)
        lines.addWidget(words)
        if message.remedy:
            lines.addWidget(text(desk.theme, message.remedy, "body", "primary", wrap=True))
        if message.action and message.run is not None:
            button = Button(desk.theme, "link")
            button.setText(message.action)
            button.clicked.connect(self._act)
            lines.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addLayout(lines, 1)
        close = IconButton(desk.theme, "close", 14, 24)
        close.set_words(self.tr("Dismiss"))
        close.clicked.connect(lambda: desk.messages.dismiss(message))
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self.setAccessibleName(message.sentence())
        self._desk = desk

    def _act(self) -> None:
        run = self.message.run
        self._desk.messages.dismiss(self.message)
        if run is not None:
            run()


class MessageList(Translated):
    """Lies over the lower right corner of the window, above the status line; never over the banner."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._window = parent
        self._lines: list[MessageLine] = []
        self._more = text(desk.theme, "", "caption", "secondary")
        self._layout = column((0, 0, 0, 0), 8, self)
        self._layout.addStretch(1)
        self._layout.addWidget(self._more, 0, Qt.AlignmentFlag.AlignRight)
        self._above = 0
        desk.messages.posted.connect(self._posted)
        desk.messages.dismissed.connect(lambda _m: self._show())
        parent.installEventFilter(self)
        self.hide()

    def _posted(self, message: Message) -> None:
        self._show()
        if message.severity is Severity.INFO:
            QTimer.singleShot(
                self._desk.theme.px("motion.toast_ms"), self, lambda: self._desk.messages.dismiss(message)
            )

    def lines(self) -> list[MessageLine]:
        return list(self._lines)

    def _show(self) -> None:
        waiting = self._desk.messages.open_messages()
        for line in self._lines:
            line.hide()
            line.deleteLater()
        self._lines = [MessageLine(self._desk, message) for message in waiting[:SHOWN]]
        for place, line in enumerate(self._lines):
            self._layout.insertWidget(1 + place, line)
        more = len(waiting) - SHOWN
        self._more.setVisible(more > 0)
        self._more.setText(self.tr("{n} more").format(n=more) if more > 0 else "")
        self.setVisible(bool(waiting))
        if waiting:
            self.place()
            self.raise_()

    def keep_above(self, height: int) -> None:
        """How much room below is taken (status line, primary button)."""
        self._above = height
        self.place()

    def place(self) -> None:
        window = self._window
        self._layout.activate()
        width = min(WIDTH, window.width() - 24)
        height = max(
            self._layout.heightForWidth(width) if self._layout.hasHeightForWidth() else 0,
            self.sizeHint().height(),
        )
        height = min(height, window.height() - 200)
        self.setGeometry(
            window.width() - width - 12, window.height() - height - self._above - 8, width, height
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.place()
        return False


class MessagesOfToday(QFrame):
    """The bell's list: every message since midnight, newest on top."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("box", "overlay")
        self.setFixedWidth(WIDTH + 40)
        layout = column((16, 12, 16, 12), 8, self)
        layout.addWidget(text(desk.theme, self.tr("Messages of today"), "heading"))
        messages = desk.messages.of_today()
        if not messages:
            layout.addWidget(text(desk.theme, self.tr("No messages today."), "body", "muted"))
            return
        inside = QWidget()
        lines = column((0, 0, 0, 0), 8, inside)
        for message in messages:
            line = row((0, 0, 0, 0), 8)
            icon = QLabel()
            icon.setFixedSize(16, 20)
            desk.theme.dress(icon, message.severity.value, f"status.{message.severity.value}.text")
            line.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(text(desk.theme, message.sentence(), "body", "primary", wrap=True), 1)
            line.addWidget(
                text(desk.theme, desk.time_text(message.at), "caption", "muted"), 0, Qt.AlignmentFlag.AlignTop
            )
            lines.addLayout(line)
        lines.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        scroll.setMinimumHeight(min(420, 48 * len(messages) + 8))
        layout.addWidget(scroll)
