"""Painting a curved view: picture, edges, levels, marks, cursor and words, from what the view says of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike
from PySide6.QtCore import QCoreApplication, QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPainterPath, QPolygonF

from viewers import furniture, style
from viewers.levels import Level
from viewers.overlays.base import polygon_of

if TYPE_CHECKING:
    from viewers.arcs import CurvedView

LABELS_PX = 20
#: farther from the picture than this a mark is drawn hollow
ON_PICTURE_MM = 3.0


def paint_curved(view: CurvedView, painter: QPainter, dpr: float) -> None:
    """All that lies below the strip; the view has a source."""
    box = view.picture_rect()

    def bottom(onto: QPainter) -> None:
        onto.fillRect(view.rect(), style.colour("surface.image"))
        _paint_picture(view, onto, box)
        onto.setRenderHint(QPainter.RenderHint.Antialiasing)
        onto.setClipRect(box)
        if not view.is_stretched:
            _paint_edges(view, onto, box)

    if view.is_grabbed:
        bottom(painter)
    else:
        key = (view.picture(), view.state.look, view.rotation_deg, view.is_stretched, view.edges, view.curve)
        view.bottom.paint(painter, key, view.size(), dpr, bottom)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipRect(box)
    _paint_marks(view, painter)
    painter.setClipping(False)
    _paint_levels(view, painter, box)
    _paint_words(view, painter, box)


def _paint_picture(view: CurvedView, painter: QPainter, box: QRectF) -> None:
    found = view.coloured()
    if found is None:
        return
    buffer, along_mm, across_mm = found
    rows, columns = buffer.shape
    image = QImage(buffer.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32)
    scale = view.px_per_mm()
    height = rows * across_mm * scale
    half = along_mm * scale / 2
    painter.save()
    painter.setClipRect(box)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    # the first and last column's middles lie at arc 0 and at the end
    target = QRectF(box.left() - half, box.center().y() - height / 2, box.width() + 2 * half, height)
    painter.drawImage(target, image, QRectF(0, 0, columns, rows))
    painter.restore()


def _paint_edges(view: CurvedView, painter: QPainter, box: QRectF) -> None:
    if view.curve is None:
        return
    scale = view.px_per_mm()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for series, rings in view.rings():
        heights = rings.heights(view.rotation_deg)
        x = view.x_of(0.0) + np.asarray(series.arcs_mm, dtype=np.float64) * scale
        for side in (0, 1):
            y = box.center().y() - heights[:, side] * scale
            pieces = [polygon_of(np.stack([x[run], y[run]], axis=-1)) for run in unbroken(series.arcs_mm, y)]
            for pen_width, ink in ((3.0, QColor(0, 0, 0, 150)), (1.5, style.colour(series.colour))):
                painter.setPen(style.pen(ink, pen_width, series.pattern if pen_width < 2 else ()))
                for piece in pieces:
                    painter.drawPolyline(piece)


def unbroken(arcs_mm: ArrayLike, heights: ArrayLike) -> list[slice]:
    """Runs of neighbouring places that have an edge: where sections have no contour, no edge is drawn across."""
    arcs, known = np.asarray(arcs_mm, dtype=np.float64), np.isfinite(np.asarray(heights, dtype=np.float64))
    if len(arcs) < 2:
        return []
    gaps = np.diff(arcs)
    joined = (gaps < 1.9 * float(np.median(gaps))) & known[1:] & known[:-1]
    runs, first = [], 0
    for i, holds in enumerate([*joined, False]):
        if not holds:
            if i > first:
                runs.append(slice(first, i + 1))
            first = i + 1
    return runs


def _paint_marks(view: CurvedView, painter: QPainter) -> None:
    """Landmarks: a cross where they lie on the picture, hollow where they lie before or behind it.

    Names only while one is placed, and of the one under the pointer: all at once they hide each other and the vessel.
    """
    small = style.font("micro", 600)
    taken: list[QRectF] = []
    for mark in view.marks:
        at, off_mm = view.place_of(mark.lps)
        ink = style.colour(mark.colour)
        for width, colour in ((3.4, QColor(0, 0, 0, 200)), (1.5, ink)):
            painter.setPen(style.pen(colour, width))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            if off_mm <= ON_PICTURE_MM:
                painter.drawLine(QLineF(at.x() - 5, at.y(), at.x() + 5, at.y()))
                painter.drawLine(QLineF(at.x(), at.y() - 5, at.x(), at.y() + 5))
            else:
                painter.drawEllipse(at, 4, 4)
        if mark.name and (view.prompt or mark.key == view.hovered_mark):
            metrics = QFontMetricsF(small)
            room = metrics.horizontalAdvance(mark.name)
            left = at.x() + 8 if at.x() + 8 + room < view.width() - 4 else at.x() - 8 - room
            area = QRectF(left, at.y() - 5 - metrics.ascent(), room, metrics.height())
            if any(area.intersects(other) for other in taken):
                continue
            taken.append(area)
            style.outlined_text(painter, QPointF(left, at.y() - 5), mark.name, ink, small)


def _paint_levels(view: CurvedView, painter: QPainter, box: QRectF) -> None:
    small, bold = style.font("micro"), style.font("caption", 600)
    selected, live = view.levels.selected, view.levels.live
    taken: list[tuple[float, float]] = []

    def is_lit(level: Level) -> bool:
        return level.key == selected or (live is not None and level.key == live.key)

    # what is dragged or selected is placed first, so that its name and value are never the ones left out
    order = sorted(view.levels.shown(), key=lambda e: (live is None or e.key != live.key, e.key != selected))
    for level in order:
        lit = is_lit(level)
        x = view.x_of(level.arc_mm)
        ink = style.colour("picture.measure_selected" if lit else "text.secondary")
        painter.setPen(style.pen(ink, 1.5 if lit else 1.0, () if lit else (3, 3)))
        painter.drawLine(QLineF(x, box.top() + LABELS_PX, x, box.bottom()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        top = box.top() + LABELS_PX - 1
        half = 6.0 if level.key == view.hovered_level else 4.5
        painter.drawPolygon(
            QPolygonF([QPointF(x - half, top), QPointF(x + half, top), QPointF(x, top + half + 1.5)])
        )
        text = level.name
        if live is not None and level.key == live.key:
            text = f"{level.name} · {style.number(level.arc_mm, 0, view.locale())} mm"
        elif lit:
            text = f"{level.name} {level.value}".strip()
        metrics = QFontMetricsF(bold if lit else small)
        width = metrics.horizontalAdvance(text)
        left = min(max(x - width / 2, 6), view.width() - width - 6)
        if any(left < b + 4 and a < left + width + 4 for a, b in taken):
            continue
        taken.append((left, left + width))
        baseline = box.top() + 13
        if lit:
            painter.setBrush(style.colour("accent.fill"))
            painter.drawRoundedRect(QRectF(left - 5, box.top() + 1, width + 10, 17), 2, 2)
            painter.setPen(style.colour("text.on_accent"))
            painter.setFont(bold)
            painter.drawText(QPointF(left, baseline), text)
        else:
            style.outlined_text(painter, QPointF(left, baseline), text, style.colour("text.on_image"), small)
    x = view.x_of(view.arc_mm)
    painter.setPen(style.pen(style.colour("picture.measure_selected"), 1.5))
    painter.drawLine(QLineF(x, box.top() + LABELS_PX, x, box.bottom()))


def _paint_words(view: CurvedView, painter: QPainter, box: QRectF) -> None:
    ink, small = style.colour("text.on_image"), style.font("micro")
    metrics = QFontMetricsF(small)
    kind = (
        QCoreApplication.translate("CurvedView", "stretched")
        if view.is_stretched
        else QCoreApplication.translate("CurvedView", "straightened")
    )
    for row, text in enumerate((kind, f"{style.number(view.rotation_deg, 0, view.locale())}°")):
        at = QPointF(4, box.top() + LABELS_PX + 12 + row * metrics.height())
        style.outlined_text(
            painter, at, metrics.elidedText(text, Qt.TextElideMode.ElideRight, 120), ink, small
        )
    truth = (
        QCoreApplication.translate("CurvedView", "lengths true along the curve only")
        if view.is_stretched
        else QCoreApplication.translate("CurvedView", "lengths true in both directions")
    )
    start = QCoreApplication.translate("CurvedView", "proximal left · {truth}").format(truth=truth)
    lines = [(start, ink)]
    if view.prompt:
        lines.insert(0, (view.prompt, style.colour("picture.key_slice")))
    if view.marker:
        lines.append((view.marker, style.colour("status.preliminary.text")))
    style.plate(painter, lines, box)
    furniture.paint_scale_bar(painter, box, view.px_per_mm(), view.locale())
    path = QPainterPath(QPointF(box.left(), box.bottom() - 2))
    path.lineTo(box.left() + 26, box.bottom() - 2)
    painter.strokePath(path, style.pen(ink, 1.0))
