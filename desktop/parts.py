"""Small parts that every screen uses: captions, elided words, notes, buttons that say why they can't be pressed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.theme import Theme


def say(label: QWidget, tone: str) -> None:
    """Set the tone (colour by token) of a label; restyles only when it changes."""
    if label.property("tone") != tone:
        label.setProperty("tone", tone)
        restyle(label)


def restyle(widget: QWidget) -> None:
    """Apply the stylesheet again after a property that it looks at was changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def text(
    theme: Theme, words: str = "", style: str = "body", tone: str = "primary", *, wrap: bool = False
) -> QLabel:
    """A label of plain text in a type style and a tone."""
    label = QLabel(words)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setFont(theme.font(style))
    label.setProperty("tone", tone)
    label.setWordWrap(wrap)
    if wrap:
        label.setMinimumWidth(1)
    return label


def rule(way: str = "h") -> QFrame:
    """A hairline."""
    line = QFrame()
    line.setProperty("line", way)
    return line


def surface(name: str = "panel", edge: str = "", parent: QWidget | None = None) -> QWidget:
    """A plain widget with a surface colour and perhaps one edge."""
    made = QWidget(parent)
    made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    made.setProperty("surface", name)
    if edge:
        made.setProperty("edge", edge)
    return made


def column(
    margins: tuple[int, int, int, int] = (0, 0, 0, 0), spacing: int = 0, parent: QWidget | None = None
) -> QVBoxLayout:
    made = QVBoxLayout() if parent is None else QVBoxLayout(parent)
    made.setContentsMargins(*margins)
    made.setSpacing(spacing)
    return made


def row(
    margins: tuple[int, int, int, int] = (0, 0, 0, 0), spacing: int = 0, parent: QWidget | None = None
) -> QHBoxLayout:
    made = QHBoxLayout() if parent is None else QHBoxLayout(parent)
    made.setContentsMargins(*margins)
    made.setSpacing(spacing)
    return made


def empty(layout: QLayout) -> None:
    """Take everything out of a layout and delete it."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            empty(inner)
            inner.deleteLater()


class Elided(QLabel):
    """Words that are shortened when there is no room; whole in the tooltip and for a screen reader."""

    def __init__(
        self,
        theme: Theme,
        style: str = "body",
        tone: str = "primary",
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(theme.font(style))
        self.setProperty("tone", tone)
        self._mode = mode
        self._whole = ""
        self.setMinimumWidth(24)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def setText(self, words: str) -> None:
        self._whole = words
        self.setAccessibleName(words)
        super().setText(words)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        wanted = metrics.horizontalAdvance(self._whole) + 2
        return QSize(min(wanted, self.maximumWidth()), metrics.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.minimumWidth(), self.sizeHint().width()), QFontMetrics(self.font()).height())

    def is_elided(self) -> bool:
        return QFontMetrics(self.font()).horizontalAdvance(self._whole) > self.width()

    def paintEvent(self, _event: QPaintEvent) -> None:
        metrics = QFontMetrics(self.font())
        shown = metrics.elidedText(self._whole, self._mode, self.width())
        self.setToolTip(self._whole if shown != self._whole else "")
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), shown)
        painter.end()


class Button(QPushButton):
    """A button that can be blocked with a reason: it stays, dashed, with a lock, and says why on press and hover.

    `kind`: `secondary`, `primary`, `quiet`, `danger` or `link`.
    """

    #: pressed while blocked; carries the reason
    refused = Signal(str)

    def __init__(
        self, theme: Theme, kind: str = "secondary", icon: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._kind = kind
        self._icon = icon
        self._reason = ""
        self._tip = ""
        self.setProperty("kind", kind)
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._dress()

    @property
    def reason(self) -> str:
        """Why it can't be pressed; empty when it can."""
        return self._reason

    def set_icon(self, icon: str) -> None:
        self._icon = icon
        self._dress()

    def set_tip(self, tip: str) -> None:
        self._tip = tip
        self._dress()

    def block(self, reason: str) -> None:
        """Block with a translated sentence (several reasons on lines of their own); empty unblocks."""
        if reason == self._reason:
            return
        self._reason = reason
        self.setProperty("blocked", bool(reason))
        self._dress()
        restyle(self)

    def _dress(self) -> None:
        self.setToolTip(self._reason or self._tip)
        self.setAccessibleDescription(self._reason or self._tip)
        if self._reason:
            self._theme.dress(self, "not_permitted", "text.muted")
        elif self._icon:
            self._theme.dress(
                self, self._icon, "text.on_accent" if self._kind == "primary" else "text.secondary"
            )
        else:
            self.setProperty("icon_token", "")
            self.setIcon(self.icon().__class__())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._reason and self.rect().contains(event.position().toPoint()):
            self.setDown(False)
            self.refused.emit(self._reason)
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.press()
            return
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if self._reason and event.key() == Qt.Key.Key_Space:
            self.setDown(False)
            self.refused.emit(self._reason)
            return
        super().keyReleaseEvent(event)

    def press(self) -> None:
        """What Enter and Ctrl+Enter do: the same as the mouse."""
        if self._reason:
            self.refused.emit(self._reason)
        else:
            self.click()


class IconButton(QToolButton):
    """A bare icon; its words are tooltip and accessible name."""

    def __init__(
        self, theme: Theme, icon: str, size: int = 16, box: int = 28, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        theme.dress(self, icon, "text.secondary", size)
        self.setFixedSize(box, box)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def set_words(self, words: str) -> None:
        self.setToolTip(words)
        self.setAccessibleName(words)


class Note(QFrame):
    """A soft coloured box: icon, bold first words, the rest; perhaps one action."""

    def __init__(
        self, theme: Theme, tone: str = "info", icon: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("note", tone)
        self._icon = QLabel()
        self._icon.setFixedSize(16, 20)
        self._icon.setAlignment(Qt.AlignmentFlag.AlignTop)
        theme.dress(self._icon, icon or tone, f"status.{tone}.text")
        self._bold = text(theme, "", "strong", "primary", wrap=True)
        self._rest = text(theme, "", "body", "primary", wrap=True)
        self.action = Button(theme, "link")
        self.action.hide()
        layout = row((10, 8, 10, 8), 8, self)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        words = column((0, 0, 0, 0), 0)
        words.addWidget(self._bold)
        words.addWidget(self._rest)
        words.addWidget(self.action, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addLayout(words, 1)

    def show_words(self, bold: str, rest: str = "") -> None:
        self._bold.setText(bold)
        self._bold.setVisible(bool(bold))
        self._rest.setText(rest)
        self._rest.setVisible(bool(rest))
        self.setAccessibleName(f"{bold} {rest}".strip())

    def show_tone(self, tone: str, icon: str = "") -> None:
        self.setProperty("note", tone)
        self._theme.dress(self._icon, icon or tone, f"status.{tone}.text")
        restyle(self)

    def offer(self, words: str, run: Callable[[], object]) -> None:
        """Show the action that solves it."""
        self.action.setText(words)
        self.action.clicked.connect(run)
        self.action.show()


class Check(QWidget):
    """One line of a list of conditions: icon, sentence; the tone says how it stands."""

    def __init__(
        self, theme: Theme, words: str, *, icon: str = "ok", tone: str = "ok", quiet: bool = True
    ) -> None:
        super().__init__()
        layout = row((0, 2, 0, 2), 8, self)
        mark = QLabel()
        mark.setFixedSize(16, 20)
        theme.dress(mark, icon, f"status.{tone}.text")
        line = text(theme, words, "body", "primary" if quiet else tone, wrap=True)
        layout.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(line, 1)
        self.setAccessibleName(words)


class Section(QLabel):
    """A small heading above a group of lines, in capitals as the mock-ups have it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        font = theme.font("caption")
        font.setWeight(font.Weight.DemiBold)
        font.setPointSizeF(font.pointSizeF() - 0.5)
        self.setFont(font)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("tone", "muted")

    def setText(self, words: str) -> None:
        self.setAccessibleName(words)
        super().setText(words.upper())


class Field(QFrame):
    """A search field: icon, line edit and perhaps a key hint in one box."""

    def __init__(self, theme: Theme, icon: str = "search", parent: QWidget | None = None) -> None:
        from PySide6.QtWidgets import QLineEdit

        super().__init__(parent)
        self.setProperty("box", "input")
        self.setFixedHeight(theme.px("size.control"))
        mark = QLabel()
        theme.dress(mark, icon, "text.muted")
        self.edit = QLineEdit()
        self.edit.setProperty("kind", "bare")
        self.edit.installEventFilter(self)
        self.hint = text(theme, "", "micro", "muted")
        self.hint.hide()
        layout = row((8, 0, 6, 0), 6, self)
        layout.addWidget(mark)
        layout.addWidget(self.edit, 1)
        layout.addWidget(self.hint)
        self.setFocusProxy(self.edit)

    def set_prompt(self, words: str) -> None:
        """What can be typed here: grey in the empty field, and its name for a screen reader."""
        self.edit.setPlaceholderText(words)
        self.edit.setAccessibleName(words)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if watched is self.edit and isinstance(event, QFocusEvent):
            self.setProperty("focused", event.gotFocus())
            restyle(self)
        return False


def clipped(widget: QWidget) -> list[QLabel]:
    """Labels below `widget` whose words don't fit (for the tests of every screen)."""
    found = []
    for label in widget.findChildren(QLabel):
        if not label.isVisible() or not label.text() or isinstance(label, Elided):
            continue
        metrics = QFontMetrics(label.font())
        room: QRect = label.contentsRect()
        if label.wordWrap():
            needed = metrics.boundingRect(
                QRect(0, 0, room.width(), 10_000), int(Qt.TextFlag.TextWordWrap), label.text()
            )
            if needed.height() > room.height() + metrics.descent() or needed.width() > room.width() + 1:
                found.append(label)
        elif (
            metrics.horizontalAdvance(label.text()) > room.width() + 1
            or metrics.height() > label.height() + 1
        ):
            found.append(label)
    return found
