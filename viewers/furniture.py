"""What stands on and around a picture: strip, letters, scale bar, plates, crosshair, frame, hatch.

Functions that paint; none knows a widget or a patient. Words come ready from the caller.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QLineF, QLocale, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QImage, QPainter, QPainterPath, QPolygonF, QTransform

from viewers import style
from viewers.plane import Plane, Projection, intersection, letters, one_two_five

STRIP_PX = 22
#: along the edges the orientation letters stand
LETTER_ROOM_PX = 27
#: below this width a view shows number and letters only (specs/viewers.md 7.10)
SMALL_PX = 260


@dataclass(frozen=True, slots=True)
class ReferenceLine:
    """Another view's plane where it cuts this one."""

    plane: Plane
    orientation: str
    number: str = ""
    slab_mm: float = 0.0


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A line of the legend in the lower corner: text, colour token, dashed or not."""

    text: str
    colour: str
    dashed: bool = False


def elide_identity(parts: Sequence[str], room: float, metrics: QFontMetricsF) -> str:
    """Identity in the room there is: the name (first) is shortened first, the number (last) never."""
    kept = [p for p in parts if p]
    separator = " · "

    def width(texts: Sequence[str]) -> float:
        return metrics.horizontalAdvance(separator.join(texts))

    if not kept or width(kept) <= room:
        return separator.join(kept)
    if len(kept) == 1:
        return kept[0]
    name, rest = kept[0], kept[1:]
    left = room - width(rest) - metrics.horizontalAdvance(separator)
    if left >= metrics.horizontalAdvance("MMMM"):
        short = metrics.elidedText(name, Qt.TextElideMode.ElideRight, left)
        return separator.join([short, *rest])
    while len(rest) > 1 and width(rest) > room:
        rest = rest[1:]
    return separator.join(rest)


def paint_strip(
    painter: QPainter, width: float, title: str, identity: Sequence[str], right_text: str, active: bool
) -> QRectF:
    """The 22 px strip above the picture: name, identity, window and level; returns where the last one lies."""
    painter.fillRect(QRectF(0, 0, width, STRIP_PX), style.colour("surface.app"))
    bold, small = style.font("caption", 600), style.font("caption")
    metrics, bold_metrics = QFontMetricsF(small), QFontMetricsF(bold)
    baseline = (STRIP_PX + metrics.ascent() - metrics.descent()) / 2
    x, end = 14.0 if active else 8.0, width - 8
    narrow = width < SMALL_PX
    right_box = QRectF()
    if right_text and not narrow:
        needed = metrics.horizontalAdvance(right_text)
        right_box = QRectF(end - needed - 4, 0, needed + 8, STRIP_PX)
        painter.setFont(small)
        painter.setPen(style.colour("text.secondary"))
        painter.drawText(QPointF(end - needed, baseline), right_text)
        end -= needed + 14
    painter.setFont(bold)
    painter.setPen(style.colour("text.primary"))
    shown = bold_metrics.elidedText(title, Qt.TextElideMode.ElideRight, max(0.0, end - x))
    painter.drawText(QPointF(x, baseline), shown)
    x += bold_metrics.horizontalAdvance(shown) + 12
    if identity:
        painter.setFont(small)
        painter.setPen(style.colour("text.secondary"))
        parts = [identity[-1]] if narrow else list(identity)
        text = elide_identity(parts, end - x, metrics)
        if metrics.horizontalAdvance(text) <= end - x:
            painter.drawText(QPointF(x, baseline), text)
    return right_box


def paint_letters(painter: QPainter, picture: QRectF, right: np.ndarray, down: np.ndarray) -> None:
    """Orientation letters in the middle of the four sides, up to three in falling size."""
    small, ratio = picture.width() < SMALL_PX, painter.device().devicePixelRatio()
    centre = picture.center()
    for direction, side in ((-right, "left"), (right, "right"), (-down, "top"), (down, "bottom")):
        text = letters(direction)
        if not text:
            continue
        image, width, ascent = _letters(text, small, ratio)
        x, y = centre.x() - width / 2, centre.y() + ascent / 2
        if side == "left":
            x = picture.left() + 8
        elif side == "right":
            x = picture.right() - 8 - width
        elif side == "top":
            y = picture.top() + 7 + ascent
        else:
            y = picture.bottom() - 8
        painter.drawImage(QPointF(round(x) - LETTER_RIM_PX, round(y) - LETTER_BOX_PX), image)


LETTER_RIM_PX, LETTER_BOX_PX = 4, 24


@functools.lru_cache(maxsize=128)
def _letters(text: str, small: bool, ratio: float) -> tuple[QImage, float, float]:
    """(picture, width, height of the first letter) of up to three letters; baseline 24 px below the top."""
    sizes = ("caption", "micro", "micro") if small else ("heading", "micro", "micro")
    fonts = [
        style.font(name, 600 if place < 2 else None)
        for place, name in zip(range(len(text)), sizes, strict=False)
    ]
    widths = [QFontMetricsF(f).horizontalAdvance(c) for f, c in zip(fonts, text, strict=True)]
    total = sum(widths)
    size = (round((total + 2 * LETTER_RIM_PX + 4) * ratio), round((LETTER_BOX_PX + 8) * ratio))
    image = QImage(*size, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(0)
    painter = QPainter(image)
    try:
        x = float(LETTER_RIM_PX)
        for character, type_font, width in zip(text, fonts, widths, strict=True):
            at = QPointF(x, LETTER_BOX_PX)
            style.outlined_text(painter, at, character, style.colour("picture.measure"), type_font)
            x += width
    finally:
        painter.end()
    return image, total, QFontMetricsF(fonts[0]).capHeight()


def scale_bar_mm(picture_width_px: float, px_per_mm: float) -> float:
    """Length of the scale bar: 1-2-5, at most a fifth of the picture and 120 px."""
    return one_two_five(min(picture_width_px / 5, 120.0) / px_per_mm)


def length_text(length_mm: float, locale: QLocale) -> str:
    """``3 cm``, ``5 mm``, ``0,5 mm``."""
    if length_mm >= 10:
        return f"{style.number(length_mm / 10, 0, locale)} cm"
    return f"{style.number(length_mm, 0 if length_mm >= 1 else 1, locale)} mm"


def paint_scale_bar(painter: QPainter, picture: QRectF, px_per_mm: float, locale: QLocale) -> None:
    """Scale bar at the bottom right, on a plate, so that it can be read on bone."""
    length_mm = scale_bar_mm(picture.width(), px_per_mm)
    ratio = painter.device().devicePixelRatio()
    image, width, height = _scale_bar(length_mm * px_per_mm, length_text(length_mm, locale), ratio)
    at = QPointF(round(picture.right() - width - 4), round(picture.bottom() - height - 4))
    painter.drawImage(at, image)


@functools.lru_cache(maxsize=64)
def _scale_bar(length: float, text: str, ratio: float) -> tuple[QImage, float, float]:
    """(picture, width, height) of a bar of this many logical pixels on its plate."""
    small = style.font("caption")
    metrics = QFontMetricsF(small)
    width, height = max(length, metrics.horizontalAdvance(text)) + 12, metrics.height() + 10
    image = QImage(
        math.ceil(width * ratio), math.ceil(height * ratio), QImage.Format.Format_ARGB32_Premultiplied
    )
    image.setDevicePixelRatio(ratio)
    image.fill(QColor(0, 0, 0, 150))
    painter = QPainter(image)
    try:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, y = width / 2, height - 5
        left, right = middle - length / 2, middle + length / 2
        painter.setPen(style.pen(style.colour("text.on_image"), 1.5))
        painter.drawLine(QLineF(left, y, right, y))
        painter.drawLine(QLineF(left, y - 4, left, y + 1))
        painter.drawLine(QLineF(right, y - 4, right, y + 1))
        painter.setFont(small)
        painter.drawText(QPointF(middle - metrics.horizontalAdvance(text) / 2, y - 6), text)
    finally:
        painter.end()
    return image, width, height


def paint_frame(painter: QPainter, width: float, height: float) -> None:
    """The active view: a 2 px frame and a filled corner (not by colour alone)."""
    ink = style.colour("picture.active_view")
    painter.setPen(style.pen(ink, 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(1, 1, width - 2, height - 2))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    painter.drawPolygon(QPolygonF([QPointF(0, 0), QPointF(11, 0), QPointF(0, 11)]))


def paint_outside(painter: QPainter, picture: QRectF, inside: QPolygonF) -> None:
    """Hatch where a free plane leaves the volume: there are no data.

    One aliased fill with an opaque tile: five times as fast as black and a hatch over it along a cut-out path.
    """
    path = QPainterPath()
    path.addRect(picture)
    if not inside.isEmpty():
        # odd-even: what lies in the rectangle and in the polygon stays free; the painter is clipped to the picture
        path.addPolygon(inside)
        path.closeSubpath()
    _fill_with_hatch(painter, picture, path)


def paint_hatch(painter: QPainter, picture: QRectF, areas: Sequence[QPolygonF]) -> None:
    """Hatch over areas of the picture that have no data."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)  # areas may touch
    for area in areas:
        path.addPolygon(area)
        path.closeSubpath()
    _fill_with_hatch(painter, picture, path)


def _fill_with_hatch(painter: QPainter, picture: QRectF, path: QPainterPath) -> None:
    ratio = painter.device().devicePixelRatio()
    brush = QBrush(_hatch())
    brush.setTransform(QTransform.fromScale(1 / ratio, 1 / ratio))
    painter.save()
    painter.setClipRect(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.fillPath(path, brush)
    painter.restore()


@functools.cache
def _hatch() -> QImage:
    tile = QImage(32, 32, QImage.Format.Format_RGB32)
    tile.fill(QColor(0, 0, 0))
    painter = QPainter(tile)
    try:
        painter.fillRect(tile.rect(), QBrush(style.colour("picture.outside"), Qt.BrushStyle.BDiagPattern))
    finally:
        painter.end()
    return tile


def line_across(projection: Projection, plane: Plane, picture: QRectF) -> QLineF | None:
    """Where another plane cuts the shown one, as a line over the picture; None when it passes beside it."""
    cut = intersection(projection.plane(), plane)
    if cut is None:
        return None
    point, direction = cut
    a, b = projection.to_widget([point, point + direction]).tolist()
    return clip_line(a, (b[0] - a[0], b[1] - a[1]), picture)


def clip_line(point: Sequence[float], direction: Sequence[float], box: QRectF) -> QLineF | None:
    """The part of an endless line inside a box (Liang and Barsky)."""
    first, last = -math.inf, math.inf
    for axis, (low, high) in enumerate(((box.left(), box.right()), (box.top(), box.bottom()))):
        if abs(direction[axis]) < 1e-12:
            if not low <= point[axis] <= high:
                return None
            continue
        t0, t1 = sorted(((low - point[axis]) / direction[axis], (high - point[axis]) / direction[axis]))
        first, last = max(first, t0), min(last, t1)
    if first >= last:
        return None
    (x, y), (across, down) = point, direction
    return QLineF(x + first * across, y + first * down, x + last * across, y + last * down)


def paint_references(
    painter: QPainter,
    projection: Projection,
    picture: QRectF,
    lines: Sequence[ReferenceLine],
    focus_px: QPointF,
) -> None:
    """Crosshair and reference lines in the colour and dash of each plane, open around the crosshair's centre.

    They end before the picture's edge, so that no line runs through an orientation letter.
    """
    gap = 12.0
    if picture.width() > 4 * LETTER_ROOM_PX and picture.height() > 4 * LETTER_ROOM_PX:
        room = LETTER_ROOM_PX
        picture = picture.adjusted(room, room, -room, -room)
    for reference in lines:
        ink = style.colour(f"picture.crosshair_{reference.orientation}", 0.75)
        pattern = style.dash(reference.orientation)
        line = line_across(projection, reference.plane, picture)
        if line is None:
            continue
        painter.setPen(style.pen(ink, 1.0, pattern))
        for part in _open_line(line, focus_px, gap):
            painter.drawLine(part)
        if reference.slab_mm > 0:
            painter.setPen(style.pen(style.colour(f"picture.crosshair_{reference.orientation}", 0.4), 1.0))
            for side in (-0.5, 0.5):
                edge = reference.plane.moved(reference.plane.normal * reference.slab_mm * side)
                edge_line = line_across(projection, edge, picture)
                if edge_line is not None:
                    painter.drawLine(edge_line)
        if reference.number:
            _number_at_end(painter, line, picture, reference.number, ink)
    if not lines and picture.contains(focus_px):
        painter.setPen(style.pen(style.colour("picture.crosshair_oblique", 0.8), 1.0))
        x, y = focus_px.x(), focus_px.y()
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            painter.drawLine(QLineF(x + dx * 4, y + dy * 4, x + dx * gap, y + dy * gap))


def _open_line(line: QLineF, focus: QPointF, gap: float) -> list[QLineF]:
    length = line.length()
    if length <= 0:
        return []
    along = ((focus.x() - line.x1()) * line.dx() + (focus.y() - line.y1()) * line.dy()) / length
    foot = line.pointAt(along / length)
    if QLineF(foot, focus).length() > gap:
        return [line]
    parts = []
    if along - gap > 0:
        parts.append(QLineF(line.p1(), line.pointAt((along - gap) / length)))
    if along + gap < length:
        parts.append(QLineF(line.pointAt((along + gap) / length), line.p2()))
    return parts


def _number_at_end(painter: QPainter, line: QLineF, picture: QRectF, text: str, ink: QColor) -> None:
    tiny = style.font("micro")
    metrics = QFontMetricsF(tiny)
    # the end that lies higher, or further right: away from the plates at the bottom
    end = min((line.p1(), line.p2()), key=lambda p: (round(p.y()), -p.x()))
    width = metrics.horizontalAdvance(text)
    x = min(max(end.x() + 4, picture.left() + 4), picture.right() - width - 4)
    y = min(max(end.y() - 4, picture.top() + 10), picture.bottom() - 4)
    style.outlined_text(painter, QPointF(x, y), text, ink, tiny)


def paint_message(painter: QPainter, box: QRectF, title: str, remedy: str) -> None:
    """An empty or failed view: what it is and what to do."""
    painter.fillRect(box, QColor(0, 0, 0))
    painter.setFont(style.font("strong"))
    painter.setPen(style.colour("text.primary"))
    inner = box.adjusted(24, 0, -24, 0)
    flags = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
    painter.drawText(
        QRectF(inner.left(), box.center().y() - 44, inner.width(), 42),
        int(flags | Qt.AlignmentFlag.AlignBottom),
        title,
    )
    painter.setFont(style.font("caption"))
    painter.setPen(style.colour("text.secondary"))
    painter.drawText(
        QRectF(inner.left(), box.center().y() + 4, inner.width(), 60),
        int(flags | Qt.AlignmentFlag.AlignTop),
        remedy,
    )


def paint_legend(painter: QPainter, picture: QRectF, entries: Sequence[LegendEntry], above: int) -> None:
    """What the lines on the picture are, in the lower left corner above the plate: a stroke and a word each."""
    if not entries:
        return
    small = style.font("caption")
    metrics = QFontMetricsF(small)
    line = metrics.height() + 1
    stroke = 16.0
    width = sum(metrics.horizontalAdvance(e.text) + stroke + 18 for e in entries)
    plate = line * above + 4 if above else 0
    box = QRectF(
        picture.left() + 4, picture.bottom() - plate - line - 8, min(width, picture.width() - 8), line + 2
    )
    painter.fillRect(box, QColor(0, 0, 0, 150))
    painter.setFont(small)
    x, baseline = box.left() + 5, box.top() + metrics.ascent() + 1
    for entry in entries:
        ink = style.colour(entry.colour)
        painter.setPen(style.pen(ink, 1.5, (3, 2) if entry.dashed else ()))
        painter.drawLine(
            QLineF(x, baseline - metrics.ascent() * 0.35, x + stroke, baseline - metrics.ascent() * 0.35)
        )
        painter.setPen(ink)
        painter.drawText(QPointF(x + stroke + 4, baseline), entry.text)
        x += stroke + metrics.horizontalAdvance(entry.text) + 14
