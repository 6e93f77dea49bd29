"""The protocol of an overlay and what it is told when it paints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPolygonF

from viewers.plane import PictureGrid, Plane, Projection
from viewers.state import OverlayState


@dataclass(frozen=True, slots=True)
class PaintContext:
    """What is being painted, and where.

    Attributes
    ----------
    half_depth_mm : a point counts as lying in the picture within this distance (half a slice or half the slab)
    near_depth_mm : within this distance it is drawn faint and dashed (two slices)
    """

    projection: Projection
    plane: Plane
    grid: PictureGrid
    picture: QRectF
    orientation: str | None
    index: int
    half_depth_mm: float
    near_depth_mm: float
    opacity: float = 1.0


class Overlay(Protocol):
    @property
    def id(self) -> str: ...

    def paint(self, painter: QPainter, context: PaintContext, state: OverlayState) -> None: ...


def polygon_of(points_px: ArrayLike) -> QPolygonF:
    """A QPolygonF of (n, 2) widget points."""
    return QPolygonF([QPointF(x, y) for x, y in np.asarray(points_px, dtype=np.float64).tolist()])
