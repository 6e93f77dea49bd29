"""The tool that places points in the images: along the vessel, or a landmark."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter

from viewers.overlays.base import PaintContext
from viewers.tools.base import Pointing


class PickTool:
    """Each click of the left button gives one point (LPS)."""

    name = "pick"
    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, picked: Callable[[tuple[float, float, float]], object]) -> None:
        self._picked = picked

    def press(self, at: Pointing) -> bool:
        x, y, z = at.point_lps
        self._picked((float(x), float(y), float(z)))
        return True

    def move(self, _at: Pointing) -> bool:
        return False

    def release(self, _at: Pointing) -> bool:
        return False

    def hover(self, _at: Pointing) -> bool:
        return False

    def double_click(self, _at: Pointing) -> bool:
        return False

    def delete(self) -> bool:
        return False

    def cancel(self) -> None:
        """Nothing is unfinished between clicks."""

    def paint(self, painter: QPainter, context: PaintContext) -> None:
        """The points themselves are drawn by the views' overlays."""
