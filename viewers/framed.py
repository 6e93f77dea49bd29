"""What every picture widget has: the strip above it, the active frame, safe painting, a picture of itself.

A slice, curved or 3D view derives from `PictureWidget` and only says what lies below the strip (`_draw`) and what
stands at the strip's right end (`_strip_text`). Identity, title and marker are words that the caller gives.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence

import structlog
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QAccessible, QFocusEvent, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QWidget

from viewers import furniture, style
from viewers.habits import Habits

log = structlog.get_logger(__name__)


class PictureWidget(QWidget):
    """A black picture with a strip above it; one exception while painting never leaves a painter active."""

    activated = Signal()
    maximise_requested = Signal()
    key_image_requested = Signal()
    screenshot_requested = Signal()
    menu_filling = Signal(object)  # QMenu, before it opens: the owner adds its own entries
    copied = Signal()
    #: the widget was painted; False: the picture couldn't be drawn and a message stands in its place
    drawn = Signal(bool)

    #: what the widget is to a screen reader; `accessible_value` says what it shows
    accessible_role = QAccessible.Role.Canvas

    #: name of the log event when a paint fails
    failure_event = "picture_not_drawn"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        #: keys and mouse buttons; the owner gives its own, shared by its views
        self.habits = Habits(self)
        self._title, self._marker = "", ""
        self._identity: tuple[str, ...] = ()
        self._is_active = False
        self._failure_logged = False
        self._strip_text_rect = QRectF()
        self._is_grabbed = False
        self._strip_key: object = None
        self._strip = QImage()

    # ------------------------------------------------------------ what is shown

    @property
    def title(self) -> str:
        return self._title

    def set_title(self, title: str) -> None:
        self._title = title
        self.setAccessibleName(title)
        self.update()

    def set_identity(self, parts: Sequence[str]) -> None:
        """Identity for the strip: name first, number last; the number is never shortened."""
        self._identity = tuple(parts)
        self.update()

    @property
    def marker(self) -> str:
        return self._marker

    def set_marker(self, marker: str) -> None:
        """The word that stands on every picture of an unfinished draft, such as VOORLOPIG."""
        self._marker = marker
        self.update()

    def set_active(self, active: bool) -> None:
        self._is_active = active
        self.update()

    @property
    def is_active(self) -> bool:
        return self._is_active

    @property
    def has_failed(self) -> bool:
        """Whether the last paint failed, so that a message stands instead of the picture."""
        return self._failure_logged

    @property
    def is_grabbed(self) -> bool:
        """Whether a picture of the view is being made just now, rather than the screen painted."""
        return self._is_grabbed

    def picture_rect(self) -> QRectF:
        """Where the picture lies: below the strip."""
        top = furniture.STRIP_PX
        return QRectF(0, top, self.width(), max(1, self.height() - top))

    def strip_text_at(self, position: QPointF) -> bool:
        """Whether the words at the strip's right end (window and level) lie here."""
        return self._strip_text_rect.contains(position)

    def accessible_value(self) -> str:
        """What it shows now, in words."""
        return self.accessibleDescription()

    # ------------------------------------------------------------ for the widgets that derive from this

    def _draw(self, painter: QPainter, dpr: float) -> None:
        """Paint the picture and all that lies on it, at this many physical pixels a logical one."""
        raise NotImplementedError

    def _strip_text(self) -> str:
        """The words at the right end of the strip."""
        return ""

    @contextlib.contextmanager
    def _at_full_quality(self) -> Iterator[None]:
        """Around a grab: whatever is coarser on screen is drawn in full."""
        yield

    # ------------------------------------------------------------ painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            self._paint(painter, self.devicePixelRatioF(), self._identity)
            self._failure_logged = False
        except Exception as error:  # noqa: BLE001 - an exception here would leave the painter active
            painter.resetTransform()
            painter.setClipping(False)
            if not self._failure_logged:
                style.log_paint_failure(log, self.failure_event, error)
                self._failure_logged = True
            furniture.paint_message(
                painter,
                QRectF(self.rect()),
                self.tr("The picture can't be drawn."),
                self.tr("Close the tool or open the series again. The log has the details."),
            )
        finally:
            painter.end()
        self.drawn.emit(not self._failure_logged)

    def _paint(self, painter: QPainter, dpr: float, identity: Sequence[str]) -> None:
        self._draw(painter, dpr)
        painter.setClipping(False)
        self._paint_strip(painter, dpr, identity)
        if self._is_active:
            furniture.paint_frame(painter, self.width(), self.height())

    def _paint_strip(self, painter: QPainter, dpr: float, identity: Sequence[str]) -> None:
        """The strip; drawn anew only when its words or width changed, as scrolling changes none of them."""
        width = self.width()
        key = (width, dpr, self._title, tuple(identity), self._strip_text(), self._is_active)
        if key != self._strip_key:
            image = QImage(
                max(1, round(width * dpr)), round(furniture.STRIP_PX * dpr), QImage.Format.Format_RGB32
            )
            image.setDevicePixelRatio(dpr)
            inner = QPainter(image)
            try:
                self._strip_text_rect = furniture.paint_strip(
                    inner, width, self._title, identity, self._strip_text(), self._is_active
                )
            finally:
                inner.end()
            self._strip_key, self._strip = key, image
        painter.drawImage(0, 0, self._strip)

    def grab_image(self, scale: float = 1.0, *, identity: bool = False) -> QImage:
        """The view at full quality; without identity unless asked for (a copy leaves the program).

        Parameters
        ----------
        scale : physical pixels a logical pixel
        """
        image = QImage(round(self.width() * scale), round(self.height() * scale), QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(scale)
        image.fill(style.colour("surface.image"))
        painter = QPainter(image)
        self._is_grabbed = True
        try:
            with self._at_full_quality():
                self._paint(painter, scale, self._identity if identity else ())
        finally:
            self._is_grabbed = False
            painter.end()
        self.update()
        return image

    # ------------------------------------------------------------ menus and focus

    def open_menu(self, menu: QMenu, at: QPoint) -> None:
        """Let the owner add to a menu, then show it; it deletes itself when closed."""
        self.menu_filling.emit(menu)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.activated.emit()
        super().focusInEvent(event)
