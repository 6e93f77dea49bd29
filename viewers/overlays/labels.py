"""A LabelMap over a picture: filled, outlined along the labels' edges, or both.

On orthogonal pictures of the same grid the labels are taken as they are; elsewhere by nearest neighbour.

Limitations: outlines run half-way between voxels (marching squares), so a label one voxel wide is drawn as a
diamond of one voxel.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QTransform
from skimage.measure import find_contours

from studies.volume import LabelMap
from viewers import style
from viewers.overlays.base import PaintContext, polygon_of
from viewers.plane import PictureGrid, Projection
from viewers.slicing import SliceSource
from viewers.state import OverlayState

KEPT = 8
OUTLINE_PX = 1.5


class LabelMapOverlay:
    """Draws a LabelMap; `dashes` gives labels a dash pattern (px) so that they differ without colour."""

    def __init__(
        self, overlay_id: str, labels: LabelMap, dashes: dict[int, tuple[float, ...]] | None = None
    ) -> None:
        self.id = overlay_id
        self.labels = labels
        self._source = SliceSource(labels.voxels, labels.grid, labels=True)
        self._colours = {label.value: QColor(label.colour) for label in labels.labels}
        self._dashes = dashes or {}
        self._kept: OrderedDict[object, tuple[NDArray[Any], PictureGrid]] = OrderedDict()
        self._outlines: OrderedDict[object, list[tuple[int, NDArray[np.float64]]]] = OrderedDict()

    def label_at(self, point_lps: object) -> str:
        """Name of the label at a point, or empty."""
        index = np.rint(self.labels.grid.patient_to_index(point_lps)).astype(int)  # type: ignore[arg-type]
        if np.any(index < 0) or np.any(index >= np.asarray(self.labels.grid.shape)):
            return ""
        value = int(self.labels.voxels[tuple(index)])
        return next((label.name for label in self.labels.labels if label.value == value), "")

    def paint(self, painter: QPainter, context: PaintContext, state: OverlayState) -> None:
        key, values, grid = self._values(context)
        if not values.any():
            return
        if state.fill:
            self._paint_fill(painter, context.projection, values, grid, state.opacity)
        if state.outline:
            self._paint_outline(painter, context.projection, key, values, grid)

    def _values(self, context: PaintContext) -> tuple[object, NDArray[Any], PictureGrid]:
        orientation = self._source.orientation_of(context.plane)
        if orientation is not None:
            depth = abs(float(context.plane.depth_mm(self._source.plane(orientation, 0).origin)))
            extent = self._source.step_mm(orientation) * (self._source.count(orientation) - 0.5)
            index = self._source.index(orientation, context.plane.origin)
            offset = float(context.plane.depth_mm(self._source.plane(orientation, index).origin))
            if depth <= extent and abs(offset) < 1e-3:
                key: object = (orientation, index)
                if key not in self._kept:
                    self._keep(key, self._source.picture(orientation, index))
                return (key, *self._kept[key])
        key = (context.plane, context.grid)
        if key not in self._kept:
            self._keep(key, self._source.free_picture(context.grid, background=0.0))
        return (key, *self._kept[key])

    def _keep(self, key: object, found: tuple[NDArray[Any], PictureGrid]) -> None:
        self._kept[key] = found
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)

    def _colour(self, value: int) -> QColor:
        if value not in self._colours:
            names = style.label_colours()
            self._colours[value] = QColor(names[(value - 1) % len(names)])
        return self._colours[value]

    def _paint_fill(
        self,
        painter: QPainter,
        projection: Projection,
        values: NDArray[Any],
        grid: PictureGrid,
        opacity: float,
    ) -> None:
        table = np.zeros(256, dtype=np.uint32)
        for value in np.unique(values):
            if value:
                ink = self._colour(int(value))
                # premultiplied by the opacity, as Format_ARGB32_Premultiplied wants it
                parts = [round(c * opacity) for c in (255, ink.red(), ink.green(), ink.blue())]
                table[value] = parts[0] << 24 | parts[1] << 16 | parts[2] << 8 | parts[3]
        buffer = np.ascontiguousarray(table[values])
        image = QImage(
            buffer.data, grid.columns, grid.rows, 4 * grid.columns, QImage.Format.Format_ARGB32_Premultiplied
        )
        painter.save()
        painter.setTransform(picture_transform(projection, grid), True)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(QRectF(0, 0, grid.columns, grid.rows), image)
        painter.restore()

    def _paint_outline(
        self, painter: QPainter, projection: Projection, key: object, values: NDArray[Any], grid: PictureGrid
    ) -> None:
        if key not in self._outlines:
            self._outlines[key] = outlines(values, grid)
            while len(self._outlines) > KEPT:
                self._outlines.popitem(last=False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for value, ring in self._outlines[key]:
            path = QPainterPath()
            path.addPolygon(polygon_of(projection.to_widget(ring)))
            painter.setPen(style.pen(QColor(0, 0, 0, 150), OUTLINE_PX + 1.5))
            painter.drawPath(path)
            painter.setPen(style.pen(self._colour(value), OUTLINE_PX, self._dashes.get(value, ())))
            painter.drawPath(path)


def outlines(values: NDArray[Any], grid: PictureGrid) -> list[tuple[int, NDArray[np.float64]]]:
    """(label, closed ring in LPS) of every label's edges, found on the label's bounding box."""
    found = []
    for value in np.unique(values):
        if value == 0:
            continue
        mask = values == value
        rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
        top, left = int(rows[0]), int(columns[0])
        part = np.pad(mask[top : rows[-1] + 1, left : columns[-1] + 1], 1).astype(np.float32)
        for ring in find_contours(part, 0.5):
            picture = np.stack([ring[:, 1] + left - 1, ring[:, 0] + top - 1], axis=-1)
            found.append((int(value), grid.to_lps(picture)))
    return found


def picture_transform(projection: Projection, grid: PictureGrid) -> QTransform:
    """From picture pixels (their top left corner at whole numbers) to widget pixels."""
    corner, right, down = projection.to_widget(grid.to_lps([(-0.5, -0.5), (0.5, -0.5), (-0.5, 0.5)]))
    across, downward = right - corner, down - corner
    return QTransform(across[0], across[1], downward[0], downward[1], corner[0], corner[1])
