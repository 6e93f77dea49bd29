"""Status as icon + word + colour: chips, and the hatched marker of what isn't authorised.

Painted, so that table rows and widgets draw the same thing. Only *authorised* and *escalation: direct* are solid.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.theme import Theme
from desktop.words import QT_TRANSLATE_NOOP

HEIGHT = 20
PADDING = 8
GAP = 6


@dataclass(frozen=True, slots=True)
class Look:
    """How a status is drawn: icon by meaning, word (English source), tone of `[colour.*.status]`, form."""

    icon: str
    word: str
    tone: str = "neutral"
    form: str = "soft"  # soft, outline or solid


STATUS: dict[str, Look] = {
    "new": Look("todo", QT_TRANSLATE_NOOP("Status", "New"), form="outline"),
    "draft": Look("draft", QT_TRANSLATE_NOOP("Status", "Draft"), form="outline"),
    "submitted": Look("submitted", QT_TRANSLATE_NOOP("Status", "Submitted – preliminary"), "info"),
    "in_review": Look("in_review", QT_TRANSLATE_NOOP("Status", "In review"), "info"),
    "returned": Look("returned", QT_TRANSLATE_NOOP("Status", "Returned"), "warn"),
    "authorised": Look("authorised", QT_TRANSLATE_NOOP("Status", "Authorised"), "ok", "solid"),
    "corrected": Look("corrected", QT_TRANSLATE_NOOP("Status", "Corrected"), "ok"),
    "recalled": Look("recalled", QT_TRANSLATE_NOOP("Status", "Recalled"), "error"),
    "handed_back": Look("handed_back", QT_TRANSLATE_NOOP("Status", "Handed back"), form="outline"),
    "lapsed": Look("lapsed", QT_TRANSLATE_NOOP("Status", "Lapsed"), form="outline"),
    "out_of_protocol": Look("warn", QT_TRANSLATE_NOOP("Status", "outside protocol"), "warn"),
}
URGENCY: dict[str, Look] = {
    "direct": Look("escalate", QT_TRANSLATE_NOOP("Status", "direct"), "error", "solid"),
    "same_day": Look("clock", QT_TRANSLATE_NOOP("Status", "today"), "warn"),
    "routine": Look("", QT_TRANSLATE_NOOP("Status", "routine"), form="outline"),
}
IDENTITY: dict[str, Look] = {
    "confirmed": Look("ok", QT_TRANSLATE_NOOP("Status", "identity confirmed"), "ok"),
    "unconfirmed": Look("warn", QT_TRANSLATE_NOOP("Status", "identity to be confirmed"), "warn"),
    "mismatch": Look("error", QT_TRANSLATE_NOOP("Status", "IDENTITY DIFFERS"), "error", "solid"),
    #: images that are only looked at: there is no order to compare them with
    "images": Look("warn", QT_TRANSLATE_NOOP("Status", "images only, no order"), "warn"),
}


def word(look: Look) -> str:
    return QCoreApplication.translate("Status", look.word)


def chip_width(text: str, theme: Theme, *, icon: bool = True) -> int:
    metrics = QFontMetrics(theme.font("caption"))
    return metrics.horizontalAdvance(text) + 2 * PADDING + (16 + GAP if icon and text else 16 if icon else 0)


def paint_chip(painter: QPainter, at: QRect, look: Look, theme: Theme, *, text: str | None = None) -> None:
    """Draw a chip at the left of `at`, vertically centred."""
    words = word(look) if text is None else text
    box = QRectF(
        at.x(), at.y() + (at.height() - HEIGHT) / 2, chip_width(words, theme, icon=bool(look.icon)), HEIGHT
    )
    fore = theme.colour(f"status.{look.tone}.text")
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    radius = theme.px("radius.small")
    if look.form == "solid":
        fore = QColor(theme.token("text.on_accent"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(f"status.{look.tone}.solid"))
        painter.drawRoundedRect(box, radius, radius)
    elif look.form == "outline":
        painter.setPen(QPen(theme.colour("line.strong"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(f"status.{look.tone}.soft"))
        painter.drawRoundedRect(box, radius, radius)
    left = box.x() + PADDING
    if look.icon:
        draw_icon(painter, QPointF(left, box.center().y() - 7), look.icon, fore, 14)
        left += 14 + GAP
    font = theme.font("caption")
    if look.form == "solid":
        font.setWeight(font.Weight.DemiBold)
    painter.setFont(font)
    painter.setPen(fore)
    painter.drawText(
        QRectF(left, box.y(), box.right() - left + 12, HEIGHT), Qt.AlignmentFlag.AlignVCenter, words
    )
    painter.restore()


def draw_icon(painter: QPainter, at: QPointF, meaning: str, colour: QColor, size: int = 16) -> None:
    """An icon at the device's own resolution."""
    from desktop import icons

    ratio = painter.device().devicePixelRatio()
    painter.drawPixmap(at, icons.pixmap(meaning, colour, size, ratio))


class Chip(QWidget):
    """A chip as a widget; its words are its accessible name."""

    def __init__(self, theme: Theme, look: Look | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._look = look
        self._text: str | None = None
        self._icon_only = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)
        self._name()

    def show_status(self, look: Look | None, text: str | None = None) -> None:
        """Show another status, with its own words when given."""
        self._look, self._text = look, text
        self._name()
        self.updateGeometry()
        self.update()

    def set_icon_only(self, only: bool) -> None:
        if only != self._icon_only:
            self._icon_only = only
            self.updateGeometry()
            self.update()

    def words(self) -> str:
        if self._look is None:
            return ""
        return word(self._look) if self._text is None else self._text

    def _name(self) -> None:
        self.setAccessibleName(self.words())
        self.setToolTip(self.words())

    def sizeHint(self) -> QSize:
        if self._look is None:
            return QSize(0, HEIGHT)
        shown = "" if self._icon_only else self.words()
        return QSize(chip_width(shown, self._theme, icon=bool(self._look.icon)), HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._look is not None:
            painter = QPainter(self)
            paint_chip(
                painter, self.rect(), self._look, self._theme, text="" if self._icon_only else self.words()
            )
            painter.end()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._name()
            self.updateGeometry()
        super().changeEvent(event)


def paint_hatch(painter: QPainter, area: QRectF, one: QColor, other: QColor, *, band: float = 6.0) -> None:
    """Bands of 45 degrees: what isn't final, also to be seen in grey."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipRect(area)
    painter.fillRect(area, other)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(one)
    x = area.left() - area.height()
    while x < area.right() + band:
        painter.drawPolygon(
            QPolygonF(
                [
                    QPointF(x, area.bottom()),
                    QPointF(x + band, area.bottom()),
                    QPointF(x + band + area.height(), area.top()),
                    QPointF(x + area.height(), area.top()),
                ]
            )
        )
        x += 2 * band
    painter.restore()


MARKER_DRAFT = QT_TRANSLATE_NOOP("Status", "PRELIMINARY – NOT AUTHORISED")
MARKER_FINAL = QT_TRANSLATE_NOOP("Status", "AUTHORISED")
MARKER_RECALLED = QT_TRANSLATE_NOOP("Status", "RECALLED")
MARKER_SUPERSEDED = QT_TRANSLATE_NOOP("Status", "CORRECTED – replaced by {number}")
MARKER_EMERGENCY = QT_TRANSLATE_NOOP("Status", "EMERGENCY PROCEDURE")
MARKER_TRAINING = QT_TRANSLATE_NOOP("Status", "TRAINING")


class Marker(QWidget):
    """The words at the right end of the banner that nobody can switch off, with a hatch when not final."""

    HATCH = 14

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = ""
        self._tone = "preliminary"
        self._icon = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.update)

    def show_words(self, words: str, tone: str = "preliminary", icon: str = "") -> None:
        self._words, self._tone, self._icon = words, tone, icon
        self.setAccessibleName(words)
        self.setVisible(bool(words))
        self.updateGeometry()
        self.update()

    def words(self) -> str:
        return self._words

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._theme.font("strong"))
        return QSize(
            self._lead() + metrics.horizontalAdvance(self._words) + 24, self._theme.px("size.patient_banner")
        )

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _lead(self) -> int:
        return self.HATCH + 10 if self._tone in ("preliminary", "emergency", "training") else 12 + 26

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        area = QRectF(self.rect())
        painter.fillRect(area, self._theme.colour(f"status.{self._tone}.soft"))
        fore = self._theme.colour(f"status.{self._tone}.text")
        if self._tone in ("preliminary", "emergency", "training"):
            solid = self._theme.colour(f"status.{self._tone}.solid")
            dark = QColor(self._theme.token("status.preliminary.on_solid"))
            paint_hatch(painter, QRectF(0, 0, self.HATCH, area.height()), solid, dark)
        elif self._icon:
            draw_icon(painter, QPointF(12, area.center().y() - 10), self._icon, fore, 20)
        painter.setFont(self._theme.font("strong"))
        painter.setPen(fore)
        painter.drawText(area.adjusted(self._lead(), 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self._words)
        painter.end()
