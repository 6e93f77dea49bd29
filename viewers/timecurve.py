"""The curve of a voxel over time: the point under the crosshair, and the one under the pointer, with the shown time.

Reads the series' own voxels, never the picture. Unknown times: the time points stand at equal distances, and the axis
says so.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QAccessible, QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

import resources
from viewers import style
from viewers.framed import PictureWidget
from viewers.overlays.base import polygon_of
from viewers.plane import one_two_five
from viewers.timeline import Timeline

LEFT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX = 56.0, 16.0, 26.0, 30.0
#: place in the plot palette, dash
MAIN, SECOND = (0, ()), (5, (5.0, 3.0))


@dataclass(frozen=True, eq=False)
class VoxelCurve:
    """Values of one voxel at every time point; `name` says which."""

    name: str
    values: NDArray[np.float64]


class TimeCurve(PictureWidget):
    """Value against time, with a line at the time point that is shown; a click or drag goes to a time point."""

    failure_event = "time_curve_not_drawn"
    accessible_role = QAccessible.Role.Chart

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumSize(160, 100)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._timeline: Timeline | None = None
        self._main: VoxelCurve | None = None
        self._second: VoxelCurve | None = None
        self._unit = ""

    # ------------------------------------------------------------ what is shown

    def set_timeline(self, timeline: Timeline | None, unit: str = "") -> None:
        """The series whose time points are walked through; None empties the plot."""
        if self._timeline is not None:
            self._timeline.changed.disconnect(self._moved)
        self._timeline, self._main, self._second = timeline, None, None
        self._unit = "" if unit in ("", "1") else unit
        if timeline is not None:
            timeline.changed.connect(self._moved)
        self.update()

    def show_voxel(self, index_vox: tuple[int, int, int] | None) -> None:
        """The curve of the voxel under the crosshair ``[slice, row, column]``."""
        self._main = self._curve(index_vox, self.tr("crosshair"))
        self._describe()
        self.update()

    def show_pointed(self, index_vox: tuple[int, int, int] | None) -> None:
        """The curve of the voxel under the pointer, beside the other one."""
        self._second = self._curve(index_vox, self.tr("pointer"))
        self.update()

    def _curve(self, index_vox: tuple[int, int, int] | None, name: str) -> VoxelCurve | None:
        if index_vox is None or self._timeline is None:
            return None
        values = self._timeline.values_at(index_vox)
        return None if values is None else VoxelCurve(name, values)

    @property
    def curves(self) -> tuple[VoxelCurve, ...]:
        """What is drawn: crosshair, then pointer."""
        return tuple(c for c in (self._main, self._second) if c is not None)

    def _moved(self, _index: int) -> None:
        self._describe()
        self.update()

    def _describe(self) -> None:
        timeline = self._timeline
        if timeline is not None and self._main is not None:
            value = style.number(float(self._main.values[timeline.index]), 1, self.locale())
            self.setAccessibleDescription(f"{value} {self._unit}".strip())

    # ------------------------------------------------------------ geometry

    def plot_rect(self) -> QRectF:
        return self.picture_rect().adjusted(LEFT_PX, TOP_PX, -RIGHT_PX, -BOTTOM_PX)

    def _at(self) -> NDArray[np.float64]:
        """Where the time points stand on the axis: seconds, or numbers from 1."""
        timeline = self._timeline
        if timeline is None:
            return np.zeros(0)
        if timeline.has_times:
            return np.asarray(timeline.series.times_s)
        return np.arange(1, timeline.count + 1, dtype=np.float64)

    def x_of(self, index: int) -> float:
        """Logical pixel of a time point."""
        at, box = self._at(), self.plot_rect()
        span = float(at[-1] - at[0]) or 1.0
        return box.left() + float(at[index] - at[0]) / span * box.width()

    def index_at(self, x: float) -> int:
        """The time point nearest to a logical pixel."""
        at, box = self._at(), self.plot_rect()
        span = float(at[-1] - at[0]) or 1.0
        return int(np.abs(at - (at[0] + (x - box.left()) / max(box.width(), 1.0) * span)).argmin())

    # ------------------------------------------------------------ painting

    def _draw(self, painter: QPainter, _dpr: float) -> None:
        box = self.plot_rect()
        painter.fillRect(self.picture_rect(), style.colour("surface.image"))
        timeline, curves = self._timeline, self.curves
        if timeline is None or not curves:
            painter.setFont(style.font("caption"))
            painter.setPen(style.colour("text.secondary"))
            words = self.tr("Click in a picture: here comes the curve of that voxel over time.")
            flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
            painter.drawText(self.picture_rect().adjusted(24, 0, -24, 0), flags, words)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        low, high = self._paint_axes(painter, box, curves)
        xs = [self.x_of(t) for t in range(timeline.count)]

        def y_of(value: float) -> float:
            return box.bottom() - (value - low) / (high - low) * box.height()

        line_x = xs[timeline.index]
        painter.setPen(style.pen(style.colour("text.on_image"), 1.0))
        painter.drawLine(QLineF(line_x, box.top(), line_x, box.bottom()))
        palette = resources.tokens()["palette"]["plots"]
        legend_x = box.left()
        for curve, (place, dash) in zip(curves, (MAIN, SECOND), strict=False):
            ink = QColor(palette[place])
            painter.setPen(style.pen(ink, 1.6, dash))
            whole = np.flatnonzero(np.isfinite(curve.values))
            for part in np.split(whole, np.flatnonzero(np.diff(whole) > 1) + 1):
                if len(part):
                    painter.drawPolyline(polygon_of([(xs[t], y_of(curve.values[t])) for t in part]))
            value = float(curve.values[timeline.index])
            if np.isfinite(value):
                painter.setBrush(ink)
                painter.drawEllipse(QPointF(line_x, y_of(value)), 3.0, 3.0)
                painter.setBrush(Qt.BrushStyle.NoBrush)
            text = f"{curve.name}: {self._number(value, high - low)} {self._unit}".strip()
            legend_x = self._paint_legend(painter, legend_x, text, dash)

    def _paint_legend(self, painter: QPainter, x: float, text: str, _dash: tuple[float, ...]) -> float:
        """A stroke in the line's own pen and its words; returns where the next one begins."""
        y = self.picture_rect().top() + 13
        painter.drawLine(QLineF(x, y, x + 18, y))
        painter.setFont(style.font("caption"))
        painter.setPen(style.colour("text.on_image"))
        metrics = QFontMetricsF(style.font("caption"))
        painter.drawText(QPointF(x + 23, y + metrics.capHeight() / 2), text)
        return x + 23 + metrics.horizontalAdvance(text) + 18

    def _number(self, value: float, span: float) -> str:
        return style.number(value, 0 if span >= 20 else 1 if span >= 2 else 3, self.locale())

    def _paint_axes(
        self, painter: QPainter, box: QRectF, curves: tuple[VoxelCurve, ...]
    ) -> tuple[float, float]:
        """Axes with their numbers; returns the values at the bottom and the top."""
        found = np.concatenate([c.values for c in curves])
        found = found[np.isfinite(found)]
        low, high = (float(found.min()), float(found.max())) if found.size else (0.0, 1.0)
        room = (high - low) * 0.08 or max(abs(high) * 0.05, 1.0)
        low, high = low - room, high + room
        tiny = style.font("micro")
        metrics = QFontMetricsF(tiny)
        painter.setFont(tiny)
        grid, ink = style.colour("text.on_image", 0.14), style.colour("text.secondary")
        step = one_two_five(2.5 * (high - low) / max(box.height() / 34.0, 1.0))  # at least 34 px apart
        for n in range(int(np.ceil(low / step)), int(np.floor(high / step)) + 1):
            y = box.bottom() - (n * step - low) / (high - low) * box.height()
            painter.setPen(style.pen(grid, 1.0))
            painter.drawLine(QLineF(box.left(), y, box.right(), y))
            text = self._number(n * step, high - low)
            painter.setPen(ink)
            painter.drawText(
                QPointF(box.left() - 6 - metrics.horizontalAdvance(text), y + metrics.capHeight() / 2), text
            )
        at = self._at()
        span = float(at[-1] - at[0]) or 1.0
        step = max(one_two_five(span / max(box.width() / 60.0, 1.0)), 1e-3)
        timeline = self._timeline
        known = timeline is not None and timeline.has_times
        if not known:
            step = max(1.0, step)
        for n in range(int(np.ceil(at[0] / step)), int(np.floor(at[-1] / step)) + 1):
            x = box.left() + (n * step - float(at[0])) / span * box.width()
            painter.setPen(style.pen(grid, 1.0))
            painter.drawLine(QLineF(x, box.top(), x, box.bottom()))
            text = style.number(n * step, 0 if step >= 1 else 1, self.locale())
            painter.setPen(ink)
            painter.drawText(QPointF(x - metrics.horizontalAdvance(text) / 2, box.bottom() + 12), text)
        name = self.tr("time (s)") if known else self.tr("time point (times unknown)")
        painter.drawText(QPointF(box.right() - metrics.horizontalAdvance(name), box.bottom() + 24), name)
        painter.setPen(style.pen(style.colour("text.on_image", 0.5), 1.0))
        painter.drawLine(QLineF(box.left(), box.top(), box.left(), box.bottom()))
        painter.drawLine(QLineF(box.left(), box.bottom(), box.right(), box.bottom()))
        return low, high

    # ------------------------------------------------------------ mouse and keys

    def _go(self, event: QMouseEvent) -> None:
        if self._timeline is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self._timeline.go_to(self.index_at(event.position().x()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._go(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._go(event)

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self.maximise_requested.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if self._timeline is None:
            super().keyPressEvent(event)
        elif event.key() in steps:
            self._timeline.step(steps[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_C and not event.modifiers():
            self._timeline.cine.toggle()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.maximise_requested.emit()
        else:
            super().keyPressEvent(event)
