"""The curved view: a picture along the vessel with its levels, edges and a cursor, on the profile's x axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import structlog
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPolygonF,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from viewers import furniture, style
from viewers.colour import Look, first_window, paint_values
from viewers.curved import CurvedSource, arc_axis, edges_across
from viewers.overlays.base import polygon_of

log = structlog.get_logger(__name__)

LABELS_PX = 20
GRIP_PX = 8
DEGREES_A_PX = 0.5


@dataclass(frozen=True, slots=True)
class Level:
    """A named place along the curve; `value` such as ``39,4 mm`` stands beside the selected one."""

    key: str
    name: str
    arc_mm: float
    value: str = ""


@dataclass(frozen=True, eq=False)
class EdgeSeries:
    """Closed section contours along the curve, drawn as two edges: arcs (n,), one LPS ring each."""

    arcs_mm: NDArray[np.float64]
    contours_lps: list[NDArray[np.float64]]
    colour: str = "picture.outer_wall"
    pattern: tuple[float, ...] = ()


class CurvedView(QWidget):
    """Straightened or stretched picture. Right drag or R turns it; a level's triangle is dragged along the arc."""

    arc_changed = Signal(float)  # the cursor, mm
    rotation_changed = Signal(float)
    level_moved = Signal(str, float)  # key, arc mm; once, when the drag ends
    level_selected = Signal(str)
    activated = Signal()
    maximise_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(200, 100)
        self._source: CurvedSource | None = None
        self._look = Look(600.0, 300.0)
        self._rotation = 0.0
        self._stretched = False
        self._arc = 0.0
        self._levels: tuple[Level, ...] = ()
        self._selected = ""
        self._edges: tuple[EdgeSeries, ...] = ()
        self._title, self._marker = "", ""
        self._identity: tuple[str, ...] = ()
        self._is_active = False
        self._empty = ""
        self._buffer: NDArray[np.uint32] | None = None
        self._drag: tuple[str, QPointF, float, str] | None = None
        self._dragged_level: Level | None = None
        self._failed = False
        self.setAccessibleName(self.tr("Curved view"))

    # ------------------------------------------------------------ what is shown

    def set_source(self, source: CurvedSource | None, empty: str = "") -> None:
        self._source, self._empty = source, empty
        self._arc = 0.0
        if source is not None:
            window, level = first_window(source.volume)
            self._look = Look(window, level)
        self.update()

    def set_window(self, window: float, level: float) -> None:
        self._look = Look(max(window, 1.0), level, self._look.invert)
        self.update()

    def set_levels(self, levels: Sequence[Level], selected: str = "") -> None:
        self._levels, self._selected = tuple(levels), selected
        self.update()

    def set_edges(self, edges: Sequence[EdgeSeries]) -> None:
        self._edges = tuple(edges)
        self.update()

    def set_title(self, title: str) -> None:
        self._title = title
        self.setAccessibleName(title)
        self.update()

    def set_identity(self, parts: Sequence[str]) -> None:
        self._identity = tuple(parts)
        self.update()

    def set_marker(self, marker: str) -> None:
        self._marker = marker
        self.update()

    def set_active(self, active: bool) -> None:
        self._is_active = active
        self.update()

    def set_arc(self, arc_mm: float) -> None:
        """Put the cursor here; says so when it moved."""
        kept = min(max(float(arc_mm), 0.0), self.length_mm)
        if kept != self._arc:
            self._arc = kept
            self.arc_changed.emit(kept)
            self.update()

    def set_rotation(self, degrees: float) -> None:
        kept = float(degrees) % 360.0
        if kept != self._rotation:
            self._rotation = kept
            self.rotation_changed.emit(kept)
            self.update()

    def set_stretched(self, stretched: bool) -> None:
        self._stretched = stretched
        self.update()

    @property
    def arc_mm(self) -> float:
        return self._arc

    @property
    def rotation_deg(self) -> float:
        return self._rotation

    @property
    def length_mm(self) -> float:
        return self._source.curve.length_mm if self._source else 0.0

    @property
    def lengths_are_true(self) -> str:
        """``both`` or ``along``: in which direction a length may be measured here."""
        return "along" if self._stretched else "both"

    # ------------------------------------------------------------ geometry

    def picture_rect(self) -> QRectF:
        left, scale = arc_axis(self.width(), self.length_mm)
        top = furniture.STRIP_PX
        return QRectF(left, top, self.length_mm * scale, max(1.0, self.height() - top))

    def x_of(self, arc_mm: float) -> float:
        left, scale = arc_axis(self.width(), self.length_mm)
        return left + arc_mm * scale

    def arc_of(self, x_px: float) -> float:
        left, scale = arc_axis(self.width(), self.length_mm)
        return min(max((x_px - left) / scale, 0.0), self.length_mm)

    def _scale(self) -> float:
        return arc_axis(self.width(), self.length_mm)[1]

    # ------------------------------------------------------------ painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            self._paint(painter)
            self._failed = False
        except Exception as error:  # noqa: BLE001 - an exception here would leave the painter active
            painter.setClipping(False)
            if not self._failed:
                style.log_paint_failure(log, "curved_view_not_drawn", error)
                self._failed = True
            furniture.paint_message(
                painter,
                QRectF(self.rect()),
                self.tr("The picture can't be drawn."),
                self.tr("Close the tool or open the series again. The log has the details."),
            )
        finally:
            painter.end()

    def grab_image(self, scale: float = 1.0, *, identity: bool = False) -> QImage:
        """The view as a picture, without identity unless asked for."""
        image = QImage(round(self.width() * scale), round(self.height() * scale), QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(scale)
        kept, self._identity = self._identity, self._identity if identity else ()
        painter = QPainter(image)
        try:
            self._paint(painter)
        finally:
            painter.end()
            self._identity = kept
        return image

    def _paint(self, painter: QPainter) -> None:
        painter.fillRect(self.rect(), style.colour("surface.image"))
        if self._source is None:
            furniture.paint_message(painter, QRectF(self.rect()), self.tr("No vessel path"), self._empty)
        else:
            box = self.picture_rect()
            self._paint_picture(painter, box)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setClipRect(box)
            if not self._stretched:
                self._paint_edges(painter, box)
            painter.setClipping(False)
            self._paint_levels(painter, box)
            self._paint_words(painter, box)
        window = self.tr("W {width} / L {level}").format(
            width=style.number(self._look.window, 0, self.locale()),
            level=style.number(self._look.level, 0, self.locale()),
        )
        shown = window if self._source else ""
        furniture.paint_strip(painter, self.width(), self._title, self._identity, shown, self._is_active)
        if self._is_active:
            furniture.paint_frame(painter, self.width(), self.height())

    def _paint_picture(self, painter: QPainter, box: QRectF) -> None:
        source = self._source
        if source is None:
            return
        width_mm = float(np.ceil(box.height() / self._scale() / 2)) * 2
        across = max(0.5, width_mm / 400)  # a wide picture needs no finer steps than the screen shows
        picture = source.picture(self._rotation, width_mm, across, stretched=self._stretched)
        rows, columns = picture.values.shape
        if self._buffer is None or self._buffer.shape != (rows, columns):
            self._buffer = np.empty((rows, columns), np.uint32)
        paint_values(picture.values, self._look, source.volume.value_range, self._buffer)
        image = QImage(self._buffer.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32)
        scale = self._scale()
        height = rows * picture.across_mm * scale
        half = picture.along_mm * scale / 2
        painter.save()
        painter.setClipRect(box)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        # the first and last column's middles lie at arc 0 and at the end
        target = QRectF(box.left() - half, box.center().y() - height / 2, box.width() + 2 * half, height)
        painter.drawImage(target, image, QRectF(0, 0, columns, rows))
        painter.restore()

    def _paint_edges(self, painter: QPainter, box: QRectF) -> None:
        if self._source is None:
            return
        scale = self._scale()
        for series in self._edges:
            heights = edges_across(self._source.curve, series.arcs_mm, series.contours_lps, self._rotation)
            x = np.array([self.x_of(a) for a in series.arcs_mm])
            for side in (0, 1):
                y = box.center().y() - heights[:, side] * scale
                good = np.isfinite(y)
                for pen_width, ink in ((3.0, QColor(0, 0, 0, 150)), (1.5, style.colour(series.colour))):
                    painter.setPen(style.pen(ink, pen_width, series.pattern if pen_width < 2 else ()))
                    painter.drawPolyline(polygon_of(np.stack([x[good], y[good]], axis=-1)))

    def _paint_levels(self, painter: QPainter, box: QRectF) -> None:
        small, bold = style.font("micro"), style.font("caption", 600)
        taken: list[tuple[float, float]] = []
        # the selected one is placed first, so that its name and value are never the ones left out
        for level in sorted(self._shown_levels(), key=lambda each: each.key != self._selected):
            is_selected = level.key == self._selected
            x = self.x_of(level.arc_mm)
            ink = style.colour("picture.measure_selected" if is_selected else "text.secondary")
            painter.setPen(style.pen(ink, 1.5 if is_selected else 1.0, () if is_selected else (3, 3)))
            painter.drawLine(QLineF(x, box.top() + LABELS_PX, x, box.bottom()))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink)
            top = box.top() + LABELS_PX - 1
            painter.drawPolygon(
                QPolygonF([QPointF(x - 4.5, top), QPointF(x + 4.5, top), QPointF(x, top + 6)])
            )
            text = f"{level.name} {level.value}".strip() if is_selected else level.name
            metrics = QFontMetricsF(bold if is_selected else small)
            width = metrics.horizontalAdvance(text)
            left = min(max(x - width / 2, 6), self.width() - width - 6)
            if any(left < b + 4 and a < left + width + 4 for a, b in taken):
                continue
            taken.append((left, left + width))
            baseline = box.top() + 13
            if is_selected:
                painter.setBrush(style.colour("accent.fill"))
                painter.drawRoundedRect(QRectF(left - 5, box.top() + 1, width + 10, 17), 2, 2)
                painter.setPen(style.colour("text.on_accent"))
                painter.setFont(bold)
                painter.drawText(QPointF(left, baseline), text)
            else:
                style.outlined_text(
                    painter, QPointF(left, baseline), text, style.colour("text.on_image"), small
                )
        x = self.x_of(self._arc)
        painter.setPen(style.pen(style.colour("picture.measure_selected"), 1.5))
        painter.drawLine(QLineF(x, box.top() + LABELS_PX, x, box.bottom()))

    def _paint_words(self, painter: QPainter, box: QRectF) -> None:
        ink, small = style.colour("text.on_image"), style.font("micro")
        metrics = QFontMetricsF(small)
        for row, text in enumerate(
            (
                self.tr("stretched") if self._stretched else self.tr("straightened"),
                f"{style.number(self._rotation, 0, self.locale())}°",
            )
        ):
            at = QPointF(4, box.top() + LABELS_PX + 12 + row * metrics.height())
            style.outlined_text(
                painter, at, metrics.elidedText(text, Qt.TextElideMode.ElideRight, 120), ink, small
            )
        truth = (
            self.tr("lengths true along the curve only")
            if self._stretched
            else self.tr("lengths true in both directions")
        )
        lines = [(self.tr("proximal left · {truth}").format(truth=truth), ink)]
        if self._marker:
            lines.append((self._marker, style.colour("status.preliminary.text")))
        style.plate(painter, lines, box)
        furniture.paint_scale_bar(painter, box, self._scale(), self.locale())
        path = QPainterPath(QPointF(box.left(), box.bottom() - 2))
        path.lineTo(box.left() + 26, box.bottom() - 2)
        painter.strokePath(path, style.pen(ink, 1.0))

    def _shown_levels(self) -> list[Level]:
        live = self._dragged_level
        return [live if live is not None and live.key == each.key else each for each in self._levels]

    # ------------------------------------------------------------ events

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if self._source is None:
            return
        at = event.position()
        if event.button() == Qt.MouseButton.RightButton:
            self._drag = ("turn", at, self._rotation, "")
        elif event.button() == Qt.MouseButton.LeftButton:
            level = self._level_at(at)
            if level is not None:
                self._drag = ("level", at, level.arc_mm, level.key)
                self.level_selected.emit(level.key)
            else:
                self._drag = ("cursor", at, 0.0, "")
                self.set_arc(self.arc_of(at.x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._drag is None:
            shape = Qt.CursorShape.SizeHorCursor if self._level_at(at) else Qt.CursorShape.ArrowCursor
            if self.cursor().shape() != shape:
                self.setCursor(shape)
            return
        kind, start, value, key = self._drag
        if kind == "turn":
            self.set_rotation(value + (at.x() - start.x()) * DEGREES_A_PX)
        elif kind == "cursor":
            self.set_arc(self.arc_of(at.x()))
        elif kind == "level":
            arc = min(max(value + (at.x() - start.x()) / self._scale(), 0.0), self.length_mm)
            old = next(each for each in self._levels if each.key == key)
            self._dragged_level = Level(old.key, old.name, arc)  # its value isn't measured there yet
            self.set_arc(arc)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._drag = None
        live, self._dragged_level = self._dragged_level, None
        if live is not None:
            self.level_moved.emit(live.key, live.arc_mm)
            self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._level_at(event.position()) is None:
            self.maximise_requested.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.set_arc(self._arc - np.sign(event.angleDelta().y()))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: -1.0,
            Qt.Key.Key_Right: 1.0,
            Qt.Key.Key_PageUp: -10.0,
            Qt.Key.Key_PageDown: 10.0,
        }
        if event.key() in steps and self._source is not None:
            self.set_arc(self._arc + steps[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_R:
            self.set_rotation(self._rotation + 15.0)
        elif event.key() == Qt.Key.Key_Home:
            self.set_arc(0.0)
        elif event.key() == Qt.Key.Key_End:
            self.set_arc(self.length_mm)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event) -> None:
        self.activated.emit()
        super().focusInEvent(event)

    def _level_at(self, at: QPointF) -> Level | None:
        """The level whose triangle or name lies under the pointer."""
        if self._source is None or not 0 <= at.y() - self.picture_rect().top() <= LABELS_PX + 8:
            return None
        near = [each for each in self._levels if abs(self.x_of(each.arc_mm) - at.x()) <= GRIP_PX]
        return min(near, key=lambda each: abs(self.x_of(each.arc_mm) - at.x()), default=None)
