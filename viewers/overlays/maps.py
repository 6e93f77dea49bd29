"""A second volume in colour over the picture: a parameter map with thresholds, or the other series of a fusion.

Its values are taken in patient millimetres on the picture's own grid, by nearest neighbour: its resolution is shown as it
is. What is no number, lies beyond a threshold or outside its volume is clear. The legend always stands with it.

Limitations: slabs of the picture below don't thicken the map; no registration is applied.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLocale, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPainterPath

from studies.volume import Volume
from viewers import style
from viewers.colour import colour_table
from viewers.overlays.base import PaintContext, polygon_of
from viewers.overlays.labels import picture_transform
from viewers.plane import PictureGrid, clip_to_box
from viewers.slicing import SliceSource
from viewers.state import OverlayState

KEPT = 4
BAR_WIDTH, BAR_HEIGHT, EDGE = 10, 150, 48
CODES = 256
#: room above a legend for its name
TOP = 36
#: from one legend to the next
SLOT = 92


@dataclass(frozen=True, slots=True)
class MapLook:
    """Colours of a map: the range that the table spans, and what is left out below and above."""

    low: float
    high: float
    table: str = "viridis"
    below: float | None = None
    above: float | None = None
    decimals: int = 0

    def __post_init__(self) -> None:
        if not self.high > self.low:
            raise ValueError("a map's range ends above where it begins")
        colour_table(self.table)  # KeyError for one that doesn't exist


def fits(one: Volume, other: Volume) -> bool:
    """Whether two volumes may lie over each other: one known frame of reference, or one grid."""
    same = bool(one.frame_of_reference_uid) and one.frame_of_reference_uid == other.frame_of_reference_uid
    return same or one.grid is other.grid


def coloured(values: NDArray[Any], look: MapLook, opacity: float) -> NDArray[np.uint32]:
    """Premultiplied colours 0xAArrggbb of values; clear where there is nothing to show."""
    numbers = values.astype(np.float64)
    shown = np.isfinite(numbers)
    if look.below is not None:
        shown &= np.nan_to_num(numbers, nan=-np.inf) >= look.below
    if look.above is not None:
        shown &= np.nan_to_num(numbers, nan=np.inf) <= look.above
    share = np.clip((np.nan_to_num(numbers) - look.low) / (look.high - look.low), 0.0, 1.0)
    table = colour_table(look.table).astype(np.int64)
    parts = [np.rint((table >> shift & 0xFF) * opacity).astype(np.uint32) for shift in (16, 8, 0)]
    alpha = np.uint32(round(255 * opacity))
    premultiplied = alpha << np.uint32(24) | parts[0] << np.uint32(16) | parts[1] << np.uint32(8) | parts[2]
    index = np.rint(share * (CODES - 1)).astype(np.intp)
    return np.where(shown, premultiplied[index], np.uint32(0)).astype(np.uint32)


class MapOverlay:
    """Draws a Volume over another one's pictures; `title` and the volume's unit stand over the legend."""

    def __init__(self, overlay_id: str, volume: Volume, look: MapLook, title: str) -> None:
        self.id = overlay_id
        self.volume, self.look, self.title = volume, look, title
        #: which of the maps over a picture this is, so that their legends stand beside each other
        self.slot = 0
        self._source = SliceSource.of(volume)
        self._kept: OrderedDict[object, NDArray[Any]] = OrderedDict()

    def set_look(self, look: MapLook) -> None:
        """Other colours, range or thresholds; the owner lets the views paint."""
        self.look = look

    def value_at(self, point_lps: object) -> float | None:
        """Value of the nearest voxel; None outside."""
        return self.volume.value_at(point_lps)  # type: ignore[arg-type]

    def label_at(self, point_lps: object) -> str:
        """``CBF 45 mL/100 g/min`` for the line under the pointer; empty outside."""
        value = self.value_at(point_lps)
        if value is None or not np.isfinite(value):
            return ""
        return f"{self.title} {value:.{max(self.look.decimals, 1)}f} {self.volume.unit}".strip()

    def paint(self, painter: QPainter, context: PaintContext, state: OverlayState) -> None:
        values = self._values(context.grid)
        buffer = np.ascontiguousarray(coloured(values, self.look, state.opacity))
        grid = context.grid
        image = QImage(
            buffer.data, grid.columns, grid.rows, 4 * grid.columns, QImage.Format.Format_ARGB32_Premultiplied
        )
        cut = clip_to_box(self._source.corners_lps(), context.projection.plane())
        if len(cut):
            painter.save()
            inside = QPainterPath()
            inside.addPolygon(polygon_of(context.projection.to_widget(cut)))
            painter.setClipPath(inside, Qt.ClipOperation.IntersectClip)
            painter.setTransform(picture_transform(context.projection, grid), True)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
            painter.drawImage(QRectF(0, 0, grid.columns, grid.rows), image)
            painter.restore()
        self._paint_legend(painter, context.picture)

    def _values(self, grid: PictureGrid) -> NDArray[Any]:
        if grid not in self._kept:
            values, _grid = self._source.free_picture(grid, interpolation="nearest")
            self._kept[grid] = values.copy()
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return self._kept[grid]

    def legend_rect(self, picture: QRectF) -> QRectF:
        """Where the bar stands: at the right edge, in the upper half, clear of the scale bar; smaller in a small view."""
        height = min(BAR_HEIGHT, picture.height() * 0.45)
        right = picture.right() - EDGE - BAR_WIDTH - self.slot * SLOT
        return QRectF(right, picture.top() + TOP, BAR_WIDTH, height - 16)

    def _paint_legend(self, painter: QPainter, picture: QRectF) -> None:
        box, look = self.legend_rect(picture), self.look
        steps = max(int(box.height()), 2)
        rows = np.linspace(CODES - 1, 0, steps).round().astype(int)
        bar = np.repeat(colour_table(look.table)[rows][:, None], BAR_WIDTH, axis=1).astype(np.uint32)
        bar = np.ascontiguousarray(bar)
        image = QImage(bar.data, BAR_WIDTH, steps, 4 * BAR_WIDTH, QImage.Format.Format_RGB32)
        painter.save()
        painter.fillRect(box.adjusted(-1, -1, 1, 1), QColor(0, 0, 0, 200))
        painter.drawImage(box, image)
        small = style.font("caption")
        metrics = QFontMetricsF(small)
        ink = style.colour("text.on_image")

        def right(text: str, baseline: float, end: float) -> None:
            style.outlined_text(
                painter, QPointF(end - metrics.horizontalAdvance(text), baseline), text, ink, small
            )

        locale = QLocale()
        for value, y in (
            (look.high, box.top()),
            ((look.high + look.low) / 2, box.center().y()),
            (look.low, box.bottom()),
        ):
            right(style.number(value, look.decimals, locale), y + metrics.ascent() / 2 - 1, box.left() - 4)
        for limit in (look.below, look.above):
            if limit is not None and look.low <= limit <= look.high:
                y = box.bottom() - (limit - look.low) / (look.high - look.low) * box.height()
                painter.setPen(style.pen(QColor(255, 255, 255), 2))
                painter.drawLine(QPointF(box.left() - 2, y), QPointF(box.right() + 5, y))
                text = style.number(limit, look.decimals, locale)
                style.outlined_text(
                    painter, QPointF(box.right() + 6, y + metrics.ascent() / 2 - 1), text, ink, small
                )
        right(
            f"{self.title} {self.volume.unit}".strip(), box.top() - metrics.height() / 2 - 2, box.right() + 4
        )
        painter.restore()
