"""Icons: Lucide SVG of `resources/icons`, recoloured, drawn per pixel ratio so that they stay crisp."""

from __future__ import annotations

import functools

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

import resources

#: the scalings of tokens.toml [meta]
RATIOS = (1.0, 1.25, 1.5, 1.75, 2.0)


@functools.cache
def svg_of(meaning: str) -> str:
    """SVG text of an icon by its meaning (`[icons]` of tokens.toml) or by its own file name."""
    name = resources.tokens()["icons"].get(meaning, meaning)
    return resources.path("icons", f"{name}.svg").read_text(encoding="utf-8")


@functools.lru_cache(maxsize=2048)
def _pixmap(meaning: str, rgb: str, size: int, ratio: float) -> QPixmap:
    pixels = round(size * ratio)
    pixmap = QPixmap(pixels, pixels)
    pixmap.fill(Qt.GlobalColor.transparent)
    svg = svg_of(meaning).replace("currentColor", rgb)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    pixmap.setDevicePixelRatio(pixels / size)
    return pixmap


def pixmap(meaning: str, colour: QColor, size: int = 16, ratio: float = 1.0) -> QPixmap:
    """One icon at `size` logical pixels for a screen of `ratio` device pixels to one."""
    return QPixmap(_pixmap(meaning, colour.name(), size, ratio))


def icon(meaning: str, colour: QColor, size: int = 16, pad: int = 0) -> QIcon:
    """The icon with a drawing for each scaling of 100–200 %; disabled looks the same (form says it).

    `pad` logical pixels of air stand at each side: a stylesheet has no distance between icon and words.
    """
    made = QIcon()
    for ratio in RATIOS:
        drawing = pixmap(meaning, colour, size, ratio)
        if pad:
            air = round(pad * ratio)
            wide = QPixmap(drawing.width() + 2 * air, drawing.height())
            wide.fill(Qt.GlobalColor.transparent)
            drawing.setDevicePixelRatio(1.0)
            painter = QPainter(wide)
            painter.drawPixmap(air, 0, drawing)
            painter.end()
            drawing = wide
            drawing.setDevicePixelRatio(ratio)
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled, QIcon.Mode.Active, QIcon.Mode.Selected):
            made.addPixmap(drawing, mode)
    return made


def forget() -> None:
    """Drop the drawings (before the application object goes)."""
    _pixmap.cache_clear()
