"""Rows that both faces use: an open point with its act at the right, and the box of a key image."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop import parts
from desktop.chips import MARKER_DRAFT
from desktop.editor.points import Point
from desktop.theme import Theme


class PointRow(QWidget):
    """One open point: icon, sentence, why; the act that mends it at the right."""

    def __init__(self, theme: Theme, point: Point, act: Callable[[Point], object]) -> None:
        super().__init__()
        self.point = point
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("edge", "bottom")
        layout = parts.row((12, 6, 8, 7), 10, self)
        tone = "warn" if point.blocks else "info"
        if point.icon in ("error", "escalate"):
            tone = "error"
        mark = parts.text(theme)
        mark.setFixedSize(16, 20)
        theme.dress(mark, point.icon, f"status.{tone}.text" if point.blocks else "text.muted")
        layout.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        words = parts.column((0, 0, 0, 0), 0)
        self.words = parts.text(
            theme, point.words, "body", "primary" if point.blocks else "secondary", wrap=True
        )
        words.addWidget(self.words)
        if point.why:
            words.addWidget(parts.text(theme, point.why, "caption", "muted", wrap=True))
        layout.addLayout(words, 1)
        self.action = parts.Button(theme, "link")
        self.action.setText(point.action)
        self.action.setVisible(bool(point.action))
        self.action.setAccessibleName(f"{point.action}: {point.words}")
        self.action.clicked.connect(lambda: act(point))
        layout.addWidget(self.action, 0, Qt.AlignmentFlag.AlignTop)
        self.setAccessibleName(f"{point.words} {point.why}".strip())
        self.setToolTip(point.source)


class Thumbnail(QWidget):
    """A key image with the word of what isn't final over its lower edge; a click chooses it."""

    chosen = Signal(str)
    SIZE = QSize(104, 84)

    def __init__(self, theme: Theme, sha256: str, image: QImage, caption: str) -> None:
        super().__init__()
        self._theme = theme
        self.sha256 = sha256
        self._image = image
        self.is_chosen = False
        self.preliminary = True
        self.setFixedSize(self.SIZE)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(caption)
        self.setAccessibleName(caption)

    def mark_words(self) -> str:
        """The first word of the marker, as on every picture of a draft."""
        from desktop.chips import QCoreApplication

        return QCoreApplication.translate("Status", MARKER_DRAFT).split(" ")[0] if self.preliminary else ""

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        area = QRectF(self.rect())
        painter.fillRect(area, self._theme.colour("surface.image"))
        ratio = self.devicePixelRatioF()
        shown = self._image.scaled(
            round(area.width() * ratio),
            round(area.height() * ratio),
            Qt.AspectRatioMode.KeepAspectRatioByExpanding,
            Qt.TransformationMode.SmoothTransformation,
        )
        left, top = (shown.width() / ratio - area.width()) / 2, (shown.height() / ratio - area.height()) / 2
        source = QRectF(left * ratio, top * ratio, area.width() * ratio, area.height() * ratio)
        painter.drawImage(area, shown, source)
        words = self.mark_words()
        if words:
            font = self._theme.font("micro")
            font.setWeight(font.Weight.Bold)
            painter.setFont(font)
            plate = QRectF(3, area.height() - 18, painter.fontMetrics().horizontalAdvance(words) + 10, 15)
            painter.fillRect(plate, QColor(0, 0, 0, 150))
            painter.setPen(QColor(self._theme.token("status.preliminary.solid")))
            painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, words)
        if self.is_chosen or self.hasFocus():
            painter.setPen(QPen(self._theme.colour("line.focus"), 2))
            painter.drawRect(area.adjusted(1, 1, -1, -1))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(self.sha256)

    def focusInEvent(self, event: object) -> None:
        super().focusInEvent(event)  # type: ignore[arg-type]
        self.chosen.emit(self.sha256)
