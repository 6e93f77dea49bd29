"""One section of the report as a text field in which linked numbers are inline tokens.

A token is a single object character: it can be removed whole, never typed into. Its words come from the finding
at each drawing, so a changed measurement changes the text on screen; the stored text keeps the token.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QMimeData, QRect, QRectF, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPyTextObject,
    QTextBlock,
    QTextBlockFormat,
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
from report_templates.document import Comparison

TOKEN_OBJECT = int(QTextFormat.ObjectTypes.UserObject) + 1
RAW = int(QTextFormat.Property.UserProperty) + 1
WORDS = RAW + 1
CHANGED = RAW + 2
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
        if given.property(CHANGED):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("status.warn.text"))
            painter.drawEllipse(QRectF(rect.right() - 6, rect.top(), 5, 5))
        painter.restore()


def _fragments(block: QTextBlock) -> Iterator[QTextFragment]:
    walk = block.begin()
    while not walk.atEnd():
        yield walk.fragment()
        walk += 1


class SectionField(QTextEdit):
    """The text of one section; grows with it.

    A `live` field gives every key stroke at once (`typed`): who owns the text holds it, and shows it again here.
    Otherwise the text is the field's until the pause (`edited`).
    """

    #: a key stroke: the whole text, with tokens
    typed = Signal(str)
    #: the person stopped typing: the whole text, with tokens
    edited = Signal(str)
    #: Ctrl+Z and Ctrl+Shift+Z: one undo for all, that of the draft
    undo_wanted = Signal()
    redo_wanted = Signal()
    #: a linked number was clicked
    jump_wanted = Signal(str)

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None, *, live: bool = False) -> None:
        super().__init__(parent)
        self._theme = theme
        self._live = live
        self._drawn: tuple[tuple[str, str], ...] = ()
        self._changed: set[str] = set()
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
    def show_text(
        self,
        text: str,
        findings: Sequence[Finding],
        language: str,
        comparisons: Sequence[Comparison] = (),
    ) -> bool:
        """Show a text with tokens; keeps the cursor. True when a linked number has become another one."""
        self._findings = tuple(findings)
        if not self._live and self._pause.isActive() and text != self.text():
            return False  # the person is typing: the newer text wins and is committed at the pause
        pieces = templates.pieces(text, findings, language, comparisons=comparisons, diameter_decimals=1)
        drawn = tuple((text[p.token.start : p.token.end], p.text) for p in pieces if p.token is not None)
        before = dict(self._drawn)
        self._changed = {r for r in self._changed if r in dict(drawn)}
        self._changed |= {raw for raw, words in drawn if raw in before and before[raw] != words}
        if drawn == self._drawn and text == self.text():
            self._shown = text
            return bool(self._changed)
        self._drawn = drawn
        place = self.textCursor().position()
        self._filling = True
        try:
            self.clear()
            cursor = self.textCursor()
            plain = QTextCharFormat()
            plain.setFont(self.font())
            for piece in pieces:
                if piece.token is None:
                    cursor.insertText(piece.text, plain)
                else:
                    raw = text[piece.token.start : piece.token.end]
                    cursor.insertText(OBJECT_CHARACTER, self._format(raw, piece.text))
            cursor.select(QTextCursor.SelectionType.Document)
            lines = QTextBlockFormat()
            lines.setLineHeight(
                self._theme.px("type.report.line"), QTextBlockFormat.LineHeightTypes.FixedHeight.value
            )
            cursor.mergeBlockFormat(lines)
            cursor.clearSelection()
            cursor.setPosition(min(place, self.document().characterCount() - 1))
            self.setTextCursor(cursor)
            self.setCurrentCharFormat(plain)
        finally:
            self._filling = False
        self._shown = text
        self._grow()
        return bool(self._changed)

    def forget_changes(self) -> None:
        """The person has seen the changed numbers."""
        self._changed = set()

    def _format(self, raw: str, words: str) -> QTextCharFormat:
        made = QTextCharFormat()
        made.setObjectType(TOKEN_OBJECT)
        made.setProperty(RAW, raw)
        made.setProperty(WORDS, words)
        made.setProperty(CHANGED, raw in self._changed)
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
        if self._filling or self.isReadOnly():
            return
        self._pause.start()
        if self._live:
            self._note_tokens()
            self.typed.emit(self.text())

    def _note_tokens(self) -> None:
        """The tokens that typing left, so that the same text isn't drawn anew."""
        found = []
        block = self.document().begin()
        while block.isValid():
            for fragment in _fragments(block):
                made = fragment.charFormat()
                if made.property(RAW) and OBJECT_CHARACTER in fragment.text():
                    found += [(str(made.property(RAW)), str(made.property(WORDS)))] * len(fragment.text())
            block = block.next()
        self._drawn = tuple(found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._live and event.matches(QKeySequence.StandardKey.Undo):
            self.undo_wanted.emit()
        elif self._live and event.matches(QKeySequence.StandardKey.Redo):
            self.redo_wanted.emit()
        else:
            super().keyPressEvent(event)

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
