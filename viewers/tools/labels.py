"""Where the words of the shapes stand: room that they find by themselves, or the place where a person put them.

One answer for painting and for the mouse. Words that were dragged away keep a leader line to their shape.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLocale, QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from viewers import style
from viewers.plane import Projection
from viewers.tools import shapes
from viewers.tools.annotations import Annotation, AnnotationModel, Figure, Measured

PAIRS_FROM = 4
GAP_PX, EDGE_PX = 10.0, 6.0
#: words nearer to their shape than this need no line to it
LEADER_PX = 16.0


@dataclass(frozen=True)
class Label:
    """Words of one shape and where they stand."""

    annotation: Annotation
    lines: tuple[str, ...]
    box: QRectF
    font: QFont
    #: end of the leader line on the shape; None without one
    leader: QPointF | None


def figure_text(figure: Figure, locale: QLocale) -> str:
    """``Ø 39,4 mm``: name, number, unit; a degree sign stands close to its number."""
    value = style.number(figure.value, figure.decimals, locale)
    value = f"{value}{figure.unit}" if figure.unit == "°" else f"{value} {figure.unit}".strip()
    return f"{figure.name} {value}".strip()


def lines_of(annotation: Annotation, measured: Measured, locale: QLocale) -> tuple[str, ...]:
    """Name, figures and note, a line each; many figures stand two on a line, so that they cover less."""
    lines = [annotation.name] if annotation.name else []
    texts = [figure_text(f, locale) for f in measured.figures]
    if len(texts) >= PAIRS_FROM:
        texts = [" · ".join(texts[n : n + 2]) for n in range(0, len(texts), 2)]
    lines += texts
    if measured.note:
        lines.append(measured.note)
    return tuple(lines)


def labels(
    model: AnnotationModel,
    projection: Projection,
    half_depth_mm: float,
    picture: QRectF,
    locale: QLocale,
    live: Annotation | None = None,
) -> Iterator[Label]:
    """The words of every shape that lies in the picture, in the order of the model; `live` replaces its own."""
    taken: list[QRectF] = []
    selected = model.selected
    for annotation in model:
        shown = live if live is not None and live.id == annotation.id else annotation
        line, _closed = shapes.outline(shown)
        if float(np.abs(projection.depth_mm(line)).max()) > half_depth_mm:
            continue
        measured = model.measured(shown)
        if selected is None or selected.id != annotation.id:
            measured = replace(measured, figures=tuple(f for f in measured.figures if not f.detail))
        lines = lines_of(shown, measured, locale)
        if lines:
            made = _placed(shown, lines, projection.to_widget(line), projection, picture, taken)
            taken.append(made.box)
            yield made


def _placed(
    annotation: Annotation,
    lines: tuple[str, ...],
    screen: NDArray[np.float64],
    projection: Projection,
    picture: QRectF,
    taken: list[QRectF],
) -> Label:
    font = style.font("strong" if len(lines) == 1 else "caption", 600)
    metrics = QFontMetricsF(font)
    width = max(metrics.horizontalAdvance(text) for text in lines)
    height = metrics.height() * len(lines)
    if annotation.label_mm is not None:
        corner = projection.to_widget(_label_point(annotation))[0]
        box = _inside(QRectF(corner[0], corner[1], width, height), picture)
        return Label(annotation, lines, box, font, _leader(box, screen))
    shape = screen[1:] if annotation.kind == "arrow" else screen  # the words of an arrow stand at its tail
    right = shape[int(np.argmax(shape[:, 0]))]
    left, top, bottom = float(shape[:, 0].min()), float(shape[:, 1].min()), float(shape[:, 1].max())
    middle = right[1] - metrics.height() * (len(lines) - 1) / 2 + metrics.ascent() / 2 - metrics.ascent()
    across = (float(shape[:, 0].max()) + left - width) / 2
    wanted = (
        (right[0] + GAP_PX, middle),
        (left - GAP_PX - width, middle),
        (across, top - GAP_PX - height),
        (across, bottom + GAP_PX),
    )
    for x, y in wanted:
        box = QRectF(x, y, width, height)
        if _fits(box, picture) and not any(box.intersects(other) for other in taken):
            return Label(annotation, lines, box, font, None)
    x = wanted[0][0]
    if x + width > picture.right() - EDGE_PX:  # no room at the right: to the left of the shape
        x = max(picture.left() + EDGE_PX, wanted[1][0])
    return Label(annotation, lines, _inside(QRectF(x, middle, width, height), picture), font, None)


def _fits(box: QRectF, picture: QRectF) -> bool:
    return picture.adjusted(EDGE_PX, 4, -EDGE_PX, -EDGE_PX).contains(box)


def _inside(box: QRectF, picture: QRectF) -> QRectF:
    """Moved into the picture, if it isn't."""
    x = min(max(box.left(), picture.left() + EDGE_PX), picture.right() - EDGE_PX - box.width())
    y = min(max(box.top(), picture.top() + 4), picture.bottom() - EDGE_PX - box.height())
    return QRectF(x, y, box.width(), box.height())


def _label_point(annotation: Annotation) -> NDArray[np.float64]:
    """(1, 3) LPS of the upper left corner of words that a person placed."""
    plane, (along, down) = annotation.plane, annotation.label_mm or (0.0, 0.0)
    middle = shapes.outline(annotation)[0].mean(axis=0)
    return np.asarray(
        middle + along * np.asarray(plane.row_direction) + down * np.asarray(plane.column_direction)
    )[None]


def moved(annotation: Annotation, corner_lps: NDArray[np.float64]) -> Annotation:
    """The same shape with the upper left corner of its words at a point of its plane."""
    middle = shapes.outline(annotation)[0].mean(axis=0)
    offset = np.asarray(corner_lps, dtype=np.float64) - middle
    plane = annotation.plane
    return replace(
        annotation, label_mm=(float(offset @ plane.row_direction), float(offset @ plane.column_direction))
    )


def _leader(box: QRectF, screen: NDArray[np.float64]) -> QPointF | None:
    """The nearest point of the shape, when the words stand away from it."""
    x = np.clip(screen[:, 0], box.left(), box.right())
    y = np.clip(screen[:, 1], box.top(), box.bottom())
    away = np.hypot(screen[:, 0] - x, screen[:, 1] - y)
    nearest = int(np.argmin(away))
    return QPointF(*screen[nearest]) if away[nearest] > LEADER_PX else None


def paint(painter: QPainter, label: Label, ink: QColor) -> None:
    """The words, and their leader line below them."""
    if label.leader is not None:
        box = label.box
        near = QPointF(
            min(max(label.leader.x(), box.left()), box.right()),
            min(max(label.leader.y(), box.top()), box.bottom()),
        )
        for width, colour in ((3.0, QColor(0, 0, 0, 150)), (1.0, ink)):
            painter.setPen(style.pen(colour, width, (3, 3) if width < 2 else ()))
            painter.drawLine(near, label.leader)
    metrics = QFontMetricsF(label.font)
    for row, text in enumerate(label.lines):
        at = QPointF(label.box.left(), label.box.top() + metrics.ascent() + row * metrics.height())
        style.outlined_text(painter, at, text, ink, label.font)
