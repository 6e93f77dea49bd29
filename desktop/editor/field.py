"""One section of the report as a text field in which linked numbers are inline tokens.

A token is a single object character: it can be removed whole, never typed into. Its words come from the finding
at each drawing, so a changed measurement changes the text on screen; the stored text keeps the token.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QMimeData, QRect, QRectF, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QMouseEvent,
    QPainter,
    QPyTextObject,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFragment,
)
from PySide6.QtWidgets import QTextEdit, QWidget

from desktop.theme import Theme
from measurements.finding import Finding
from report_templates import templates

TOKEN_OBJECT = int(QTextFormat.ObjectTypes.UserObject) + 1
RAW = int(QTextFormat.Property.UserProperty) + 1
WORDS = RAW + 1
OBJECT_CHARACTER = "\ufffc"
#: typing pause after which the text becomes a revision
PAUSE_MS = 700


class _TokenPainter(QPyTextObject):
    """Draws a token: its words on a soft accent ground."""

    def __init__(self, theme: Theme, parent: QTextDocument) -> None:
        super().__init__(parent)
        self._theme = theme

    def intrinsicSize(self, _doc: QTextDocument, _position: int, given: QTextFormat) -> QSizeF:
        metrics = QFontMetricsF(given.toCharFormat().font())
        return QSizeF(metrics.horizontalAdvance(str(given.property(WORDS))) + 8, metrics.height())

    def drawObject(
        self,
        painter: QPainter,
        given_rect: QRectF | QRect,
        _doc: QTextDocument,
        _position: int,
        given: QTextFormat,
    ) -> None:
        rect = QRectF(given_rect)
        painter.save()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("accent.quiet"))
        painter.drawRoundedRect(rect.adjusted(1, 0, -1, 0), 3, 3)
        painter.setFont(given.toCharFormat().font())
        painter.setPen(self._theme.colour("text.link"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(given.property(WORDS)))
        painter.restore()


def _fragments(block: QTextBlock) -> Iterator[QTextFragment]:
    walk = block.begin()
    while not walk.atEnd():
        yield walk.fragment()
        walk += 1


class SectionField(QTextEdit):
    """The text of one section; grows with it."""

    #: the person stopped typing: the whole text, with tokens
    edited = Signal(str)
    #: a linked number was clicked
    jump_wanted = Signal(str)

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._findings: tuple[Finding, ...] = ()
        self._words: Callable[[str], str] = str
        self._shown = ""
        self._filling = False
        self.setAccessibleName(name)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)  # one undo for all: that of the draft
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(8)
        self.setFont(theme.font("report"))
        self.document().documentLayout().registerHandler(TOKEN_OBJECT, _TokenPainter(theme, self.document()))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.flush)
        self.document().contentsChanged.connect(self._typed)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._grow())
        self._grow()

    # ------------------------------------------------------------------ text and tokens
    def show_text(self, text: str, findings: Sequence[Finding], language: str) -> None:
        """Show a text with tokens; keeps the cursor when only words of tokens changed."""
        self._findings = tuple(findings)
        if self._pause.isActive() and text != self.text():
            return  # the person is typing: the newer text wins and is committed at the pause
        place = self.textCursor().position()
        self._filling = True
        try:
            self.clear()
            cursor = self.textCursor()
            plain = QTextCharFormat()
            plain.setFont(self.font())
            for piece in templates.pieces(text, findings, language, diameter_decimals=1):
                if piece.token is None:
                    cursor.insertText(piece.text, plain)
                else:
                    cursor.insertText(
                        OBJECT_CHARACTER, self._format(text[piece.token.start : piece.token.end], piece.text)
                    )
            cursor.setPosition(min(place, self.document().characterCount() - 1))
            self.setTextCursor(cursor)
        finally:
            self._filling = False
        self._shown = text
        self._grow()

    def _format(self, raw: str, words: str) -> QTextCharFormat:
        made = QTextCharFormat()
        made.setObjectType(TOKEN_OBJECT)
        made.setProperty(RAW, raw)
        made.setProperty(WORDS, words)
        made.setFont(self.font())
        made.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignBottom)
        return made

    def text(self) -> str:
        """The text with its tokens."""
        parts: list[str] = []
        block = self.document().begin()
        while block.isValid():
            if parts:
                parts.append("\n")
            for fragment in _fragments(block):
                raw = fragment.charFormat().property(RAW)
                content = fragment.text()
                parts.append(str(raw) * len(content) if raw and OBJECT_CHARACTER in content else content)
            block = block.next()
        return "".join(parts).replace("\u2028", "\n").replace(OBJECT_CHARACTER, "")

    def flush(self) -> None:
        """What was typed becomes an edit now."""
        self._pause.stop()
        now = self.text()
        if now != self._shown:
            self._shown = now
            self.edited.emit(now)

    def _typed(self) -> None:
        if not self._filling and not self.isReadOnly():
            self._pause.start()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Text only, and no object characters: a token can't be pasted from elsewhere."""
        self.insertPlainText(source.text().replace(OBJECT_CHARACTER, ""))

    def insert_link(self, raw: str, words: str) -> None:
        """Insert a linked number at the cursor."""
        self.textCursor().insertText(OBJECT_CHARACTER, self._format(raw, words))

    # ------------------------------------------------------------------ mouse, size
    def _finding_at(self, event: QMouseEvent) -> str:
        cursor = self.cursorForPosition(event.position().toPoint())
        for step in (0, 1):
            probe = QTextCursor(cursor)
            if step:
                probe.movePosition(QTextCursor.MoveOperation.NextCharacter)
            raw = probe.charFormat().property(RAW)
            if raw:
                found = templates.tokens(str(raw))
                return found[0].finding_id if found else ""
        return ""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and not self.textCursor().hasSelection():
            found = self._finding_at(event)
            if found:
                self.jump_wanted.emit(found)

    def _grow(self) -> None:
        height = int(self.document().size().height()) + 6
        self.setFixedHeight(max(44, height))
