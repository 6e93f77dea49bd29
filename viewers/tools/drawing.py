"""Drawing and gripping annotations on a picture: in full where they lie, faint within two slices."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLocale, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath

from viewers import style
from viewers.overlays.base import PaintContext, polygon_of
from viewers.plane import Projection
from viewers.tools import labels, shapes
from viewers.tools.annotations import Annotation, AnnotationModel

GRIP_PX = 8.0  # a handle is hit within this distance, whatever the zoom
LINE_PX = 4.0


@dataclass(frozen=True, slots=True)
class Hit:
    """What lies under the pointer: a handle of an annotation, or its line (handle None)."""

    annotation: Annotation
    handle: int | None


def hit_annotation(
    annotations: Iterable[Annotation], projection: Projection, half_depth_mm: float, at: QPointF
) -> Hit | None:
    """The handle or line nearest to the pointer among the annotations that lie in the picture."""
    point = np.array([at.x(), at.y()])
    best: tuple[float, Hit] | None = None
    for annotation in annotations:
        line, _closed = shapes.outline(annotation)
        if float(np.abs(projection.depth_mm(line)).max()) > half_depth_mm:
            continue
        grips = projection.to_widget(shapes.handles(annotation))
        distance = np.hypot(*(grips - point).T)
        nearest = int(np.argmin(distance)) if len(distance) else -1
        if nearest >= 0 and distance[nearest] <= GRIP_PX and (best is None or distance[nearest] < best[0]):
            best = (float(distance[nearest]), Hit(annotation, nearest))
        elif best is None and _strokes_distance(annotation, projection, point) <= LINE_PX:
            best = (GRIP_PX, Hit(annotation, None))
    return best[1] if best else None


def _strokes_distance(annotation: Annotation, projection: Projection, point: NDArray[np.float64]) -> float:
    return min(
        _line_distance(projection.to_widget(line), closed, point)
        for line, closed in shapes.strokes(annotation)
    )


def _line_distance(line_px: NDArray[np.float64], closed: bool, point: NDArray[np.float64]) -> float:
    if len(line_px) < 2:
        return float("inf")
    a = line_px if closed else line_px[:-1]
    b = np.roll(line_px, -1, axis=0) if closed else line_px[1:]
    along = b - a
    squared = np.maximum((along**2).sum(axis=1), 1e-12)
    t = np.clip(((point - a) * along).sum(axis=1) / squared, 0, 1)
    return float(np.hypot(*(a + t[:, None] * along - point).T).min())


def moved_handle(annotation: Annotation, hit: Hit, offset_lps: NDArray[np.float64]) -> Annotation:
    return shapes.move_handle(annotation, hit.handle, offset_lps)


def paint_annotations(
    painter: QPainter,
    context: PaintContext,
    model: AnnotationModel,
    live: Annotation | None,
    hovered: Hit | None,
    locale: QLocale,
) -> None:
    """All annotations of the model; `live` replaces the one that is being dragged."""
    selected = model.selected
    if live is not None and model.get(live.id) is None:  # a copy that is being dragged away
        paint_shape(painter, context, live, style.colour("picture.measure_draft"), draft=True)
    for annotation in model:
        shown = live if live is not None and live.id == annotation.id else annotation
        line, _closed = shapes.outline(shown)
        depth = float(np.abs(context.projection.depth_mm(line)).max())
        if depth > context.near_depth_mm:
            continue
        within = depth <= context.half_depth_mm
        is_selected = selected is not None and selected.id == annotation.id
        ink = style.colour("picture.measure_selected" if is_selected else "picture.measure")
        paint_shape(painter, context, shown, ink, faint=not within)
        if within and (is_selected or (hovered is not None and hovered.annotation.id == annotation.id)):
            paint_handles(painter, context.projection.to_widget(shapes.handles(shown)), ink)
    for label in labels.labels(
        model, context.projection, context.half_depth_mm, context.picture, locale, live
    ):
        is_selected = selected is not None and selected.id == label.annotation.id
        labels.paint(
            painter, label, style.colour("picture.measure_selected" if is_selected else "picture.measure")
        )


def paint_shape(
    painter: QPainter,
    context: PaintContext,
    annotation: Annotation,
    ink: QColor,
    *,
    faint: bool = False,
    draft: bool = False,
) -> None:
    ink = QColor(ink)
    if faint:
        ink.setAlphaF(0.4)
    path = QPainterPath()
    if annotation.kind == "arrow":
        _add_head(path, context.projection.to_widget(annotation.points_lps))
    for line, closed in shapes.strokes(annotation):
        screen = context.projection.to_widget(line)
        if annotation.kind == "text":
            path.addEllipse(QPointF(*screen[0]), 1.5, 1.5)
        elif len(screen) == 1:
            x, y = screen[0]
            for dx, dy in ((6, 0), (0, 6)):
                path.moveTo(x - dx, y - dy)
                path.lineTo(x + dx, y + dy)
        else:
            path.addPolygon(polygon_of(screen))
            if closed:
                path.closeSubpath()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(style.pen(QColor(0, 0, 0, 60 if faint else 170), 3.2))
    painter.drawPath(path)
    painter.setPen(style.pen(ink, 1.5, (5, 3) if draft else (2, 3) if faint else ()))
    painter.drawPath(path)


HEAD_PX, HEAD_HALF = 11.0, np.radians(24)


def _add_head(path: QPainterPath, ends_px: NDArray[np.float64]) -> None:
    """The two barbs at the first of the points, when there are two apart."""
    if len(ends_px) < 2 or float(np.hypot(*(ends_px[1] - ends_px[0]))) < 1.0:
        return
    tip, back = ends_px[0], ends_px[1] - ends_px[0]
    angle = float(np.arctan2(back[1], back[0]))
    for turn in (-HEAD_HALF, HEAD_HALF):
        path.moveTo(QPointF(*tip))
        path.lineTo(tip[0] + HEAD_PX * np.cos(angle + turn), tip[1] + HEAD_PX * np.sin(angle + turn))


def paint_handles(painter: QPainter, grips_px: NDArray[np.float64], ink: QColor) -> None:
    """Small open squares, as on the aorta's calipers."""
    painter.setPen(style.pen(ink, 1.5))
    painter.setBrush(QColor(0, 0, 0, 200))
    for x, y in grips_px:
        painter.drawRect(QRectF(x - 3.5, y - 3.5, 7, 7))
