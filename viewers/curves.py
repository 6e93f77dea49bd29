"""The profile along a vessel: diameter against arc length, on the same x axis as the curved view above it.

Series differ by dash and width as well as by colour; thresholds carry their words on the line; the linked
cursor is white in the dark theme and black in the light one; the value under the pointer stands upper right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QAccessible, QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

import resources
from viewers import style
from viewers.arc_widget import ArcWidget
from viewers.curved import arc_axis
from viewers.levels import Level
from viewers.overlays.base import polygon_of
from viewers.plane import one_two_five

TITLE_PX, AXIS_PX = 24, 22
GRIP_PX = 6.0
#: kind of series: (index of the plot palette, width px, dash)
KINDS: dict[str, tuple[int, float, tuple[float, ...]]] = {
    "main": (0, 2.0, ()),
    "second": (0, 1.0, ()),
    "prior": (5, 1.2, (6, 3)),
}


@dataclass(frozen=True, eq=False)
class Series:
    """One line: name for the legend, arcs (n,) and values (n,), NaN = gap; kind ``main``, ``second`` or ``prior``."""

    name: str
    arcs_mm: NDArray[np.float64]
    values: NDArray[np.float64]
    kind: str = "main"


@dataclass(frozen=True, slots=True)
class Threshold:
    """A level line with its words, drawn in a status colour (``error`` or ``warn``)."""

    value: float
    text: str
    status: str = "warn"


class ProfilePlot(ArcWidget):
    """Lines, thresholds, levels and the linked cursor over arc length; a level's line or dot is dragged along it."""

    failure_event = "profile_not_drawn"
    accessible_role = QAccessible.Role.Chart

    def __init__(self, parent: QWidget | None = None, *, theme: str = "dark") -> None:
        super().__init__(parent)
        self.setMinimumSize(200, 100)
        self._theme = theme
        self._unit, self._empty = "mm", ""
        self._length = 0.0
        self._series: tuple[Series, ...] = ()
        self._thresholds: tuple[Threshold, ...] = ()
        self._values = (0.0, 10.0)
        self._pointer: float | None = None
        self._hovered = ""
        self._cursor_dragged = False
        self.setAccessibleName(self.tr("Profile"))

    # ------------------------------------------------------------ what is shown

    def set_title(self, title: str, unit: str = "mm") -> None:
        self._unit = unit
        super().set_title(title)

    def set_theme(self, theme: str) -> None:
        self._theme = theme
        self.update()

    def set_profile(
        self,
        series: Sequence[Series],
        length_mm: float,
        thresholds: Sequence[Threshold] = (),
        empty: str = "",
    ) -> None:
        """Lines over 0…`length_mm`; without lines `empty` says what is needed."""
        self._series, self._thresholds = tuple(series), tuple(thresholds)
        self._length, self._empty = float(length_mm), empty
        self._values = self._range_of_values()
        self.update()

    @property
    def length_mm(self) -> float:
        return self._length

    # ------------------------------------------------------------ geometry

    def plot_rect(self) -> QRectF:
        left, scale = arc_axis(self.width(), self._length)
        return QRectF(left, TITLE_PX, self._length * scale, max(10.0, self.height() - TITLE_PX - AXIS_PX))

    def value_range(self) -> tuple[float, float]:
        """Whole tens around lines and thresholds."""
        return self._values

    def _range_of_values(self) -> tuple[float, float]:
        found = [s.values[np.isfinite(s.values)] for s in self._series]
        values = np.concatenate([*found, [t.value for t in self._thresholds]]) if found else np.array([])
        if values.size == 0:
            return 0.0, 10.0
        low, high = np.floor(values.min() / 10) * 10, np.ceil((values.max() + 1) / 10) * 10
        return float(low), float(max(high, low + 10))

    def y_of(self, value: float) -> float:
        low, high = self.value_range()
        box = self.plot_rect()
        return box.bottom() - (value - low) / (high - low) * box.height()

    def value_at(self, series: Series, arc_mm: float) -> float:
        """The line's value at a place, NaN outside it or in a gap."""
        arcs = series.arcs_mm
        if len(arcs) == 0 or not arcs[0] <= arc_mm <= arcs[-1]:
            return float("nan")
        after = min(int(np.searchsorted(arcs, arc_mm)), len(arcs) - 1)
        before = max(after - 1, 0) if arcs[after] != arc_mm else after
        a, b = series.values[before], series.values[after]
        if before == after:
            return float(a)
        t = (arc_mm - arcs[before]) / (arcs[after] - arcs[before])
        return float(a + t * (b - a))

    # ------------------------------------------------------------ painting

    def _ink(self, name: str) -> QColor:
        return style.colour(name, theme=self._theme)

    def _series_ink(self, series: Series) -> tuple[QColor, float, tuple[float, ...]]:
        palette = resources.tokens()["palette"]["plots_light" if self._theme == "light" else "plots"]
        place, width, pattern = KINDS[series.kind]
        return QColor(palette[place]), width, pattern

    def _paint(self, painter: QPainter, dpr: float, identity: Sequence[str]) -> None:
        # no strip: title, legend and reading stand in the plot's own first line
        painter.fillRect(self.rect(), self._ink("surface.panel"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = self.plot_rect()
        if not self._series or self._length <= 0:
            painter.setFont(style.font("caption"))
            painter.setPen(self._ink("text.muted"))
            painter.drawText(
                self.rect(), int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), self._empty
            )
        else:
            self._paint_axes(painter, box)
            self._paint_levels(painter, box)
            self._paint_lines(painter, box)
            self._paint_cursor(painter, box)
            self._paint_live(painter, box)
        self._paint_title(painter, box)
        if self.marker and self.is_grabbed:
            self._paint_marker(painter, box)

    def _paint_title(self, painter: QPainter, box: QRectF) -> None:
        bold, small = style.font("caption", 600), style.font("caption")
        metrics = QFontMetricsF(small)
        painter.setFont(bold)
        painter.setPen(self._ink("text.primary"))
        painter.drawText(QPointF(box.left(), 15), self._title)
        x = box.left() + QFontMetricsF(bold).horizontalAdvance(self._title) + 28
        reading = self._reading()
        end = self.width() - 12 - (metrics.horizontalAdvance(reading) + 16 if reading else 0)
        painter.setFont(small)
        for series in self._series:
            if x + 30 + metrics.horizontalAdvance(series.name) > end:
                break
            ink, width, pattern = self._series_ink(series)
            painter.setPen(style.pen(ink, width, pattern))
            painter.drawLine(QLineF(x, 11, x + 24, 11))
            painter.setPen(self._ink("text.secondary"))
            painter.drawText(QPointF(x + 30, 15), series.name)
            x += 30 + metrics.horizontalAdvance(series.name) + 22
        if reading:
            painter.setPen(self._ink("text.primary"))
            painter.drawText(QPointF(self.width() - 12 - metrics.horizontalAdvance(reading), 15), reading)

    def _reading(self) -> str:
        """The values under the pointer: place, then each line's."""
        if self._pointer is None or not self._series:
            return ""
        values = [self.value_at(s, self._pointer) for s in self._series if s.kind != "prior"]
        texts = [style.number(v, 1, self.locale()) for v in values]
        place = style.number(self._pointer, 0, self.locale())
        return f"{place} mm: {' × '.join(texts)} {self._unit}"

    def _paint_axes(self, painter: QPainter, box: QRectF) -> None:
        tick = style.font("micro")
        metrics = QFontMetricsF(tick)
        painter.setFont(tick)
        low, high = self.value_range()
        step = 10.0 if (high - low) * 18 <= box.height() * 10 else one_two_five((high - low) / 2)
        for value in np.arange(low, high + step / 2, step):
            y = self.y_of(float(value))
            painter.setPen(style.pen(self._ink("line.subtle"), 1))
            painter.drawLine(QLineF(box.left(), y, box.right(), y))
            text = style.number(float(value), 0, self.locale())
            painter.setPen(self._ink("text.muted"))
            painter.drawText(
                QPointF(box.left() - 8 - metrics.horizontalAdvance(text), y + metrics.capHeight() / 2), text
            )
        spacing = one_two_five(max(self._length / max(box.width() / 90, 1), 1.0))
        for arc in np.arange(0, self._length + 1e-6, spacing):
            x = self.x_of(float(arc))
            painter.setPen(style.pen(self._ink("line.strong"), 1))
            painter.drawLine(QLineF(x, box.bottom(), x, box.bottom() + 3))
            text = style.number(float(arc), 0, self.locale())
            painter.setPen(self._ink("text.muted"))
            painter.drawText(QPointF(x - metrics.horizontalAdvance(text) / 2, box.bottom() + 15), text)

    def _paint_levels(self, painter: QPainter, box: QRectF) -> None:
        for level in self.levels.shown():
            is_lit = self._hovered == level.key
            painter.setPen(
                style.pen(
                    self._ink("text.secondary" if is_lit else "line.strong"), 1.5 if is_lit else 1, (3, 3)
                )
            )
            x = self.x_of(level.arc_mm)
            painter.drawLine(QLineF(x, box.top(), x, box.bottom()))

    def _paint_lines(self, painter: QPainter, box: QRectF) -> None:
        small = style.font("caption")
        metrics = QFontMetricsF(small)
        painter.setFont(small)
        for threshold in self._thresholds:
            ink, y = self._ink(f"status.{threshold.status}.text"), self.y_of(threshold.value)
            painter.setPen(style.pen(ink, 1.2, (6, 4) if threshold.status == "error" else (2, 3)))
            painter.drawLine(QLineF(box.left(), y, box.right(), y))
            painter.setPen(ink)
            painter.drawText(
                QPointF(box.right() - metrics.horizontalAdvance(threshold.text) - 4, y - 4), threshold.text
            )
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for series in reversed(self._series):
            ink, width, pattern = self._series_ink(series)
            painter.setPen(style.pen(ink, width, pattern))
            low, high = self.value_range()
            across = self.x_of(0.0) + np.asarray(series.arcs_mm, dtype=np.float64) * self.px_per_mm()
            share = (np.asarray(series.values, dtype=np.float64) - low) / (high - low)
            places = np.stack([across, box.bottom() - share * box.height()], axis=-1)
            good = np.concatenate([[False], np.isfinite(series.values), [False]]).astype(np.int8)
            starts, ends = np.flatnonzero(np.diff(good) == 1), np.flatnonzero(np.diff(good) == -1)
            for start, end in zip(starts, ends, strict=True):
                painter.drawPolyline(polygon_of(places[start:end]))
        main = next((s for s in self._series if s.kind == "main"), None)
        if main is None:
            return
        for level in self.levels.shown():
            value = self.value_at(main, level.arc_mm)
            if np.isfinite(value):
                selected = level.key in (self.levels.selected, self._hovered)
                ink = self._ink("text.primary") if selected else self._series_ink(main)[0]
                painter.setPen(style.pen(ink, 1.5))
                painter.setBrush(ink if selected else self._ink("surface.panel"))
                radius = 5.0 if selected else 3.5
                painter.drawEllipse(QPointF(self.x_of(level.arc_mm), self.y_of(value)), radius, radius)

    def _paint_cursor(self, painter: QPainter, box: QRectF) -> None:
        ink = QColor("#000000" if self._theme == "light" else "#FFFFFF")
        x = self.x_of(self._arc)
        painter.setPen(style.pen(ink, 1.5))
        painter.drawLine(QLineF(x, box.top(), x, box.bottom()))

    def _paint_live(self, painter: QPainter, box: QRectF) -> None:
        """The level that is being dragged: its name, place and the line's values there."""
        live = self.levels.live
        if live is None:
            return
        place = f"{style.number(live.arc_mm, 0, self.locale())} mm"
        values = [self.value_at(s, live.arc_mm) for s in self._series if s.kind != "prior"]
        known = [style.number(v, 1, self.locale()) for v in values if np.isfinite(v)]
        text = f"{live.name} · {place}" + (f": {' × '.join(known)} {self._unit}" if known else "")
        bold = style.font("caption", 600)
        metrics = QFontMetricsF(bold)
        width, height = metrics.horizontalAdvance(text) + 12, metrics.height() + 4
        x = self.x_of(live.arc_mm)
        left = x + 8 if x + 8 + width <= box.right() else x - 8 - width
        plate = QRectF(left, box.bottom() - height - 4, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._ink("accent.fill"))
        painter.drawRoundedRect(plate, 2, 2)
        painter.setFont(bold)
        painter.setPen(self._ink("text.on_accent"))
        painter.drawText(QPointF(left + 6, plate.top() + 2 + metrics.ascent()), text)

    def _paint_marker(self, painter: QPainter, box: QRectF) -> None:
        bold = style.font("caption", 600)
        painter.setFont(bold)
        painter.setPen(self._ink("status.preliminary.text"))
        painter.drawText(QPointF(box.left() + 6, box.bottom() - 6), self.marker)

    # ------------------------------------------------------------ events

    def _level_at(self, at: QPointF) -> Level | None:
        """The level whose line or dot lies under the pointer."""
        box = self.plot_rect()
        if not self._series or not box.top() - 6 <= at.y() <= box.bottom() + 6:
            return None
        return self.levels.nearest((at.x() - self.x_of(0.0)) / self.px_per_mm(), GRIP_PX / self.px_per_mm())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.button() == Qt.MouseButton.RightButton and self.cancel_level():
            return
        if event.button() != Qt.MouseButton.LeftButton or not self._series:
            return
        level = self._level_at(event.position())
        if level is not None:
            self.set_arc(level.arc_mm)
            self.grip_level(level, event.position().x())
        else:
            self._cursor_dragged = True
            self.set_arc(self.arc_of(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        inside = self.plot_rect().contains(at)
        self._pointer = self.arc_of(at.x()) if inside else None
        if self.levels.is_dragged:
            self.drag_level(at.x())
        elif self._cursor_dragged and self._series:
            self.set_arc(self.arc_of(at.x()))
        else:
            level = self._level_at(at)
            self._hovered = level.key if level is not None else ""
            can_move = level is not None and level.movable
            shape = Qt.CursorShape.SizeHorCursor if can_move else Qt.CursorShape.ArrowCursor
            if self.cursor().shape() != shape:
                self.setCursor(shape)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._cursor_dragged = False
            self.drop_level()

    def leaveEvent(self, event) -> None:
        self._pointer, self._hovered = None, ""
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.arc_key(event):
            super().keyPressEvent(event)
