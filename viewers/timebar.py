"""The bar under the views of a time series: play, slider with the true times, where we are, speed, way of playing."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPolygonF,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractButton, QApplication, QHBoxLayout, QSizePolicy, QSlider, QWidget

from viewers import style
from viewers.cine import LOOP, SWING
from viewers.timeline import Timeline

HEIGHT_PX = 44
KNOB_PX = 7.0
MARGIN_PX = 12.0


class TimeSlider(QSlider):
    """A slider whose knob stands where the time point lies in time, with a tick for each."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(0, 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumWidth(120)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._places = np.zeros(1)

    def set_times(self, times: np.ndarray | None, count: int) -> None:
        """Seconds of every point in rising order; None: equal distances."""
        at = np.arange(count, dtype=np.float64) if times is None else np.asarray(times, dtype=np.float64)
        span = float(at[-1] - at[0]) or 1.0
        self._places = (at - at[0]) / span
        self.setRange(0, count - 1)
        self.setPageStep(max(1, count // 10))
        self.update()

    def x_of(self, index: int) -> float:
        """Logical pixel of a time point."""
        return MARGIN_PX + float(self._places[index]) * (self.width() - 2 * MARGIN_PX)

    def index_at(self, x: float) -> int:
        """The time point nearest to a logical pixel."""
        place = (x - MARGIN_PX) / max(self.width() - 2 * MARGIN_PX, 1.0)
        return int(np.abs(self._places - place).argmin())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            middle, left, right = self.height() / 2, MARGIN_PX, self.width() - MARGIN_PX
            x = self.x_of(self.value())
            painter.fillRect(QRectF(left, middle - 1.5, right - left, 3), style.colour("line.strong"))
            painter.fillRect(QRectF(left, middle - 1.5, x - left, 3), style.colour("accent.base"))
            if len(self._places) <= (right - left) / 4:
                painter.setPen(style.pen(style.colour("text.muted"), 1.0))
                for index in range(len(self._places)):
                    tick = self.x_of(index)
                    painter.drawLine(QPointF(tick, middle + 6), QPointF(tick, middle + 10))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(style.colour("text.primary"))
            painter.drawEllipse(QPointF(x, middle), KNOB_PX, KNOB_PX)
            if self.hasFocus():
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(style.pen(style.colour("line.focus"), 2.0))
                painter.drawEllipse(QPointF(x, middle), KNOB_PX + 3, KNOB_PX + 3)
        finally:
            painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.setValue(self.index_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.setValue(self.index_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.setValue(self.value() + (1 if event.angleDelta().y() < 0 else -1))
        event.accept()


class _Knob(QAbstractButton):
    """A small flat button that draws its sign."""

    def __init__(self, sign: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sign = sign
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return QSize(30, 30)

    def show_sign(self, sign: str, name: str) -> None:
        self.sign = sign
        self.setToolTip(name)
        self.setAccessibleName(name)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(style.colour("surface.hover" if self.underMouse() else "surface.raised"))
            painter.drawRoundedRect(box, 4, 4)
            self._draw_sign(painter, box.center())
            if self.hasFocus():
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(style.pen(style.colour("line.focus"), 2.0))
                painter.drawRoundedRect(box, 4, 4)
        finally:
            painter.end()

    def _draw_sign(self, painter: QPainter, c: QPointF) -> None:
        ink = style.colour("text.primary")
        painter.setBrush(ink)
        if self.sign == "play":
            painter.drawPolygon(
                QPolygonF([c + QPointF(-4.5, -6.5), c + QPointF(-4.5, 6.5), c + QPointF(7, 0)])
            )
            return
        if self.sign == "stop":
            painter.drawRect(QRectF(c.x() - 5.5, c.y() - 6, 4, 12))
            painter.drawRect(QRectF(c.x() + 1.5, c.y() - 6, 4, 12))
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(style.pen(ink, 1.6))
        if self.sign in ("slower", "faster"):
            painter.drawLine(c + QPointF(-5, 0), c + QPointF(5, 0))
            if self.sign == "faster":
                painter.drawLine(c + QPointF(0, -5), c + QPointF(0, 5))
            return
        if self.sign == SWING:
            painter.drawLine(c + QPointF(-7, 0), c + QPointF(7, 0))
            for side in (-1, 1):
                painter.drawLine(c + QPointF(side * 7, 0), c + QPointF(side * 3.5, -3.5))
                painter.drawLine(c + QPointF(side * 7, 0), c + QPointF(side * 3.5, 3.5))
            return
        painter.drawArc(QRectF(c.x() - 6, c.y() - 6, 12, 12), 60 * 16, 300 * 16)
        painter.drawLine(c + QPointF(3, -5.2), c + QPointF(6.8, -7.2))
        painter.drawLine(c + QPointF(3, -5.2), c + QPointF(5, -1.2))


class TimeBar(QWidget):
    """Walks and plays a `Timeline`; says the time, and that nobody knows it where that is so."""

    movie_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._timeline: Timeline | None = None
        self._host: QWidget | None = None
        self.setFixedHeight(HEIGHT_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.play = _Knob("play")
        self.slider = TimeSlider()
        self.place = _Words(246)
        self.slower, self.faster = _Knob("slower"), _Knob("faster")
        self.rate = _Words(96)
        self.mode = _Knob(LOOP)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 0, 8, 0)
        layout.setSpacing(6)
        layout.addWidget(self.play)
        layout.addWidget(self.slider, 1)
        for widget in (self.place, self.slower, self.rate, self.faster, self.mode):
            layout.addWidget(widget)
        self.play.clicked.connect(lambda: self._timeline and self._timeline.cine.toggle())
        self.slower.clicked.connect(lambda: self._timeline and self._timeline.cine.slower())
        self.faster.clicked.connect(lambda: self._timeline and self._timeline.cine.faster())
        self.mode.clicked.connect(self._other_mode)
        self.slider.valueChanged.connect(self._slid)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_went)
        self.retranslate()

    # ------------------------------------------------------------ what is shown

    def set_timeline(self, timeline: Timeline | None, host: QWidget | None = None) -> None:
        """Walk this series; `host` holds bar and views: when the focus leaves it, playing stops."""
        if self._timeline is not None:
            self._timeline.cine.stop()
            self._timeline.changed.disconnect(self._show_place)
            self._timeline.cine.changed.disconnect(self._show_playing)
            self._timeline.cine.shown.disconnect(self._show_rate)
        self._timeline, self._host = timeline, host
        self.setEnabled(timeline is not None)
        if timeline is None:
            return
        timeline.changed.connect(self._show_place)
        timeline.cine.changed.connect(self._show_playing)
        timeline.cine.shown.connect(self._show_rate)
        self.slider.blockSignals(True)
        self.slider.set_times(timeline.series.times_s if timeline.has_times else None, timeline.count)
        self.slider.blockSignals(False)
        self._show_place()
        self._show_playing()

    @property
    def timeline(self) -> Timeline | None:
        return self._timeline

    def place_text(self) -> str:
        """``12,4 s · time point 3 of 60``, or that the times are unknown."""
        timeline = self._timeline
        if timeline is None:
            return ""
        words = self.tr("time point {n} of {m}").format(n=timeline.index + 1, m=timeline.count)
        if not timeline.has_times:
            return self.tr("{place}; times unknown").format(place=words)
        seconds = style.number(float(timeline.series.times_s[timeline.index]), 1, self.locale())
        return f"{seconds} s · {words}"

    def rate_text(self) -> str:
        """``10 images/s``; while playing what is really reached."""
        timeline = self._timeline
        if timeline is None:
            return ""
        cine = timeline.cine
        reached = cine.measured_rate if cine.is_playing else 0.0
        rate = reached if reached and reached < 0.9 * cine.rate else cine.rate
        return self.tr("{rate} images/s").format(rate=style.number(rate, 0, self.locale()))

    def _show_place(self, _index: int = 0) -> None:
        timeline = self._timeline
        if timeline is not None:
            self.slider.blockSignals(True)
            self.slider.setValue(timeline.index)
            self.slider.blockSignals(False)
            self.slider.setAccessibleDescription(self.place_text())
            self.place.show_words(self.place_text())

    def _show_playing(self) -> None:
        timeline = self._timeline
        if timeline is None:
            return
        playing, mode = timeline.cine.is_playing, timeline.cine.mode
        self.play.show_sign(
            "stop" if playing else "play", (self.tr("Stop") if playing else self.tr("Play")) + " (C)"
        )
        self.mode.show_sign(mode, self.tr("Round") if mode == LOOP else self.tr("Back and forth"))
        self._show_rate()

    def _show_rate(self) -> None:
        self.rate.show_words(self.rate_text())

    def retranslate(self) -> None:
        self.slider.setAccessibleName(self.tr("Time point"))
        self.slower.show_sign("slower", self.tr("Slower") + " (,)")
        self.faster.show_sign("faster", self.tr("Faster") + " (.)")
        self._show_playing()
        self._show_place()

    # ------------------------------------------------------------ acts

    def _slid(self, value: int) -> None:
        if self._timeline is not None:
            self._timeline.go_to(value)

    def _other_mode(self) -> None:
        if self._timeline is not None:
            cine = self._timeline.cine
            cine.set_mode(SWING if cine.mode == LOOP else LOOP)

    def _focus_went(self, _old: QWidget | None, now: QWidget | None) -> None:
        """Nothing plays behind one's back: it stops when the focus leaves views and bar."""
        timeline, host = self._timeline, self._host
        if timeline is None or host is None or not timeline.cine.is_playing:
            return
        if now is None and QGuiApplication.focusWindow() is not None:
            return  # a widget gave the focus up inside the window
        if now is None or not (host is now or host.isAncestorOf(now)):
            timeline.cine.stop()

    def hideEvent(self, event) -> None:
        if self._timeline is not None:
            self._timeline.cine.stop()
        super().hideEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._timeline is None:
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_C:
            self._timeline.cine.toggle()
        elif event.key() == Qt.Key.Key_Comma:
            self._timeline.cine.slower()
        elif event.key() == Qt.Key.Key_Period:
            self._timeline.cine.faster()
        elif event.key() == Qt.Key.Key_Escape and self._timeline.cine.stop():
            return
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.fillRect(self.rect(), style.colour("surface.panel"))
        finally:
            painter.end()


class _Words(QWidget):
    """A line of words with room for its longest, so that nothing moves while it plays."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self._words = ""
        self._least = width
        self.setFixedWidth(width)

    def show_words(self, words: str) -> None:
        if words == self._words:
            return
        self._words = words
        self.setAccessibleName(words)
        needed = int(QFontMetricsF(style.font("caption")).horizontalAdvance(words)) + 10
        if needed > self.width():
            self.setFixedWidth(needed)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.setFont(style.font("caption"))
            painter.setPen(style.colour("text.primary"))
            painter.drawText(QRectF(self.rect()), int(Qt.AlignmentFlag.AlignCenter), self._words)
        finally:
            painter.end()
