"""The protocol of a tool and the box that holds the one in hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QPainter

from viewers.overlays.base import PaintContext
from viewers.plane import Plane, Vector
from viewers.tools.annotations import AnnotationModel


@dataclass(frozen=True, slots=True)
class Pointing:
    """A mouse event in patient terms: where, on which plane, how many pixels a millimetre, at which window."""

    point_lps: Vector
    plane: Plane
    px_per_mm: float
    at_px: QPointF
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    window: tuple[float, float] | None = None


class Tool(Protocol):
    """Takes the left button while it is in hand. `press`, `move`, `release` return whether to repaint."""

    name: str
    cursor: Qt.CursorShape

    def press(self, at: Pointing) -> bool: ...

    def move(self, at: Pointing) -> bool: ...

    def release(self, at: Pointing) -> bool: ...

    def hover(self, at: Pointing) -> bool: ...

    def double_click(self, at: Pointing) -> bool: ...

    def delete(self) -> bool: ...

    def cancel(self) -> None: ...

    def paint(self, painter: QPainter, context: PaintContext) -> None: ...


class ToolBox(QObject):
    """The tool in hand, shared by linked views, and the annotations it writes to."""

    chosen = Signal(str)
    altered = Signal()  # the unfinished shape of the tool changed

    def __init__(self, annotations: AnnotationModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.annotations = annotations
        self._makers: dict[str, Callable[[], Tool]] = {}
        self._tool: Tool | None = None
        annotations.altered.connect(self.altered)

    def offer(self, name: str, maker: Callable[[], Tool]) -> None:
        """Make a tool available under a name."""
        self._makers[name] = maker

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._makers)

    @property
    def tool(self) -> Tool | None:
        return self._tool

    def choose(self, name: str) -> None:
        """Take a tool in hand (empty: none); an unfinished shape is dropped. KeyError for an unknown name."""
        if self._tool is not None:
            self._tool.cancel()
        self._tool = self._makers[name]() if name else None
        self.chosen.emit(name)
        self.altered.emit()

    def take(self, tool: Tool) -> None:
        """Take a ready-made tool in hand, such as one that edits a given contour."""
        if self._tool is not None:
            self._tool.cancel()
        self._tool = tool
        self.chosen.emit(tool.name)
        self.altered.emit()

    def stop(self) -> bool:
        """Put the tool away; False when there was none."""
        if self._tool is None:
            return False
        self.choose("")
        return True
