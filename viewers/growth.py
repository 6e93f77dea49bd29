"""Images that are still being read: which slices are here, so that a view hatches the others.

The array of the images grows in place; a view may draw what is present and nothing else, and nothing may be measured
on it (specs/viewers.md 7.11).
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QPointF, QRectF
from PySide6.QtGui import QPainter, QPolygonF

from studies.volume import Grid
from viewers import furniture, style
from viewers.overlays.base import polygon_of
from viewers.plane import Projection, clip_to_box


@dataclass(frozen=True, eq=False)
class Growth:
    """How far the reading is: `present` (times, slices) of bool, `done` of `total` images."""

    present: NDArray[np.bool_]
    done: int
    total: int

    def missing_runs(self, time_index: int) -> list[tuple[int, int]]:
        """Runs of slices [first, after the last) of a time point that aren't here yet."""
        absent = np.concatenate(([False], ~self.present[min(time_index, len(self.present) - 1)], [False]))
        edges = np.flatnonzero(absent[1:] != absent[:-1])
        return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))

    def words(self) -> str:
        """``LOADING 212/600``."""
        return QCoreApplication.translate("SliceView", "LOADING {done}/{total}").format(
            done=self.done, total=self.total
        )


def paint_missing(
    painter: QPainter,
    box: QRectF,
    projection: Projection,
    grid: Grid,
    runs: list[tuple[int, int]],
    slab: bool,
) -> None:
    """Hatch over the slices that aren't here yet; over everything for a slab, which would mix them in."""
    if not runs:
        return
    if slab:
        furniture.paint_hatch(painter, box, [QPolygonF(box)])
        return
    _, rows, columns = grid.shape
    areas = []
    for first, after in runs:
        ends = ((first - 0.5, after - 0.5), (-0.5, rows - 0.5), (-0.5, columns - 0.5))
        cut = clip_to_box(grid.index_to_patient(list(itertools.product(*ends))), projection.plane())
        if len(cut):
            areas.append(polygon_of(projection.to_widget(cut)))
    furniture.paint_hatch(painter, box, areas)


def paint_waiting(painter: QPainter, box: QRectF, text: str) -> None:
    """In the middle of a slice that isn't here: its number."""
    small = style.font("strong")
    painter.setFont(small)
    width = painter.fontMetrics().horizontalAdvance(text)
    style.outlined_text(
        painter,
        QPointF(box.center().x() - width / 2, box.center().y()),
        text,
        style.colour("text.on_image"),
        small,
    )
