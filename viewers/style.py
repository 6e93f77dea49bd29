"""Colours, dashes, type and numbers of the views, read from the design tokens.

Views keep black pictures in both themes; what lies beside the pictures (a plot) follows the theme it is told.
"""

from __future__ import annotations

import functools
import math
import traceback
from typing import Any

from PySide6.QtCore import QLocale, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QImage, QPainter, QPainterPath, QPen

import resources

MINUS = "−"


@functools.cache
def _hex(name: str, theme: str) -> str:
    tokens = resources.tokens()
    group, _, key = name.partition(".")
    if group == "picture":
        return str(tokens["colour"]["picture"][key])
    node = tokens["colour"][theme][group]
    for part in key.split("."):
        node = node[part]
    return str(node)


def colour(name: str, alpha: float = 1.0, theme: str = "dark") -> QColor:
    """A token's colour: ``picture.measure``, ``text.muted``, ``status.preliminary.text``; KeyError for another."""
    value = QColor(_hex(name, theme))
    value.setAlphaF(alpha)
    return value


@functools.cache
def dash(name: str) -> tuple[float, ...]:
    """The dash pattern of an orientation in pixels (``axial`` …), empty for solid."""
    text = str(resources.tokens()["colour"]["picture"].get(f"dash_{name}", "solid"))
    return () if text == "solid" else tuple(float(part) for part in text.split())


def pen(value: QColor, width: float = 1.0, pattern: tuple[float, ...] = ()) -> QPen:
    """A pen in logical pixels, as wide at 200 % as at 100 %; `pattern` in pixels whatever the width."""
    made = QPen(value, width)
    made.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    made.setCapStyle(Qt.PenCapStyle.FlatCap)
    if pattern:
        made.setDashPattern([part / max(width, 0.1) for part in pattern])
    return made


@functools.cache
def _family() -> str:
    family = str(resources.tokens()["type"]["family"])
    if family not in QFontDatabase.families():
        for file in sorted(resources.path("fonts").glob("Inter-*.otf")):
            QFontDatabase.addApplicationFont(str(file))
    return family


@functools.cache
def font(size: str = "caption", weight: int | None = None) -> QFont:
    """A font of the tokens' [type] table, with tabular figures."""
    entry = resources.tokens()["type"][size]
    made = QFont(_family())
    made.setFamilies([_family(), *resources.tokens()["type"]["fallback"]])
    made.setPointSizeF(float(entry["pt"]))
    made.setWeight(QFont.Weight(weight or int(entry["weight"])))
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def number(value: float, decimals: int, locale: QLocale) -> str:
    """A number for people: the locale's decimal sign and a true minus; never −0,0."""
    if not math.isfinite(value):
        return "–"
    rounded = round(float(value), decimals)
    text = locale.toString(abs(rounded) if rounded == 0 else rounded, "f", decimals)
    return text.replace("-", MINUS)


def outlined_text(painter: QPainter, at: QPointF, text: str, ink: QColor, type_font: QFont) -> None:
    """Text with a dark outline, so that it can be read on white; `at` is the left end of the baseline."""
    ratio = painter.device().devicePixelRatio()
    image, ascent = _outlined(text, ink.rgba(), type_font.key(), ratio)
    painter.drawImage(QPointF(round(at.x()) - RIM_PX, round(at.y()) - ascent - RIM_PX), image)


RIM_PX = 3


@functools.lru_cache(maxsize=2048)  # the slice numbers of a long stack, in three colours: 4 MB at most
def _outlined(text: str, rgba: int, font_key: str, ratio: float) -> tuple[QImage, int]:
    """The picture of an outlined text; stroking the outline anew would cost a third of a paint."""
    type_font = QFont()
    type_font.fromString(font_key)
    type_font.setFeature(QFont.Tag("tnum"), 1)
    metrics = QFontMetricsF(type_font)
    ascent = math.ceil(metrics.ascent())
    width = math.ceil(metrics.horizontalAdvance(text)) + 2 * RIM_PX
    height = ascent + math.ceil(metrics.descent()) + 2 * RIM_PX
    image = QImage(
        math.ceil(width * ratio), math.ceil(height * ratio), QImage.Format.Format_ARGB32_Premultiplied
    )
    image.setDevicePixelRatio(ratio)
    image.fill(0)
    painter = QPainter(image)
    try:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        path = QPainterPath()
        path.addText(QPointF(RIM_PX, RIM_PX + ascent), type_font, text)
        rim = QPen(QColor(0, 0, 0, 220), 2.4)
        rim.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.strokePath(path, rim)
        painter.fillPath(path, QColor.fromRgba(rgba))
    finally:
        painter.end()
    return image, ascent


def plate(
    painter: QPainter, lines: list[tuple[str, QColor]], corner: QRectF, right: bool = False, top: bool = False
) -> QRectF:
    """Lines of text on a half black plate in a lower (or upper) corner of `corner`; returns the plate."""
    if not lines:
        return QRectF()
    written = tuple((text, ink.rgba()) for text, ink in lines)
    image, width, height = _plate(written, painter.device().devicePixelRatio())
    box = QRectF(
        corner.right() - width - 4 if right else corner.left() + 4,
        corner.top() + 4 if top else corner.bottom() - height - 4,
        width,
        height,
    )
    painter.drawImage(QPointF(round(box.left()), round(box.top())), image)
    return box


@functools.lru_cache(maxsize=128)
def _plate(lines: tuple[tuple[str, int], ...], ratio: float) -> tuple[QImage, float, float]:
    """(picture, width, height) of lines on a plate; most paints of a view write the same words again."""
    small = font("caption")
    metrics = QFontMetricsF(small)
    width = max(metrics.horizontalAdvance(text) for text, _ in lines) + 10
    line = metrics.height() + 1
    height = line * len(lines) + 4
    image = QImage(
        math.ceil(width * ratio), math.ceil(height * ratio), QImage.Format.Format_ARGB32_Premultiplied
    )
    image.setDevicePixelRatio(ratio)
    image.fill(QColor(0, 0, 0, 150))
    painter = QPainter(image)
    try:
        painter.setFont(small)
        for row, (text, rgba) in enumerate(lines):
            painter.setPen(QColor.fromRgba(rgba))
            painter.drawText(QPointF(5, 2 + line * row + metrics.ascent()), text)
    finally:
        painter.end()
    return image, width, height


def log_paint_failure(log: Any, event: str, error: Exception) -> None:
    """Where a paint failed: the lines only, as a full traceback may carry values of the patient."""
    where = [f"{frame.name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
    log.error(event, error=type(error).__name__, where=where)


@functools.cache
def label_colours() -> tuple[str, ...]:
    """Colours of labels that bring none of their own, in order."""
    return tuple(resources.tokens()["palette"]["labels"])
