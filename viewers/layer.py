"""The bottom of a view, kept as it lies on the screen: scaling a picture anew costs four times as much as a copy.

A picture that changes with every paint (scrolling, turning) is painted straight onto the screen; the second paint of
the same one (a hover, a moved line, a point that is dragged) keeps it at the screen's resolution, every later one copies.

Limitations: where the widget doesn't begin on a whole device pixel nothing is kept, as a copy would lie beside it.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QPainter

WHOLE = 1e-3


class KeptLayer:
    """What `draw` paints, by a key that names all that it depends on."""

    def __init__(self) -> None:
        self._key: object = None
        self._layer: QImage | None = None
        #: copies made so far instead of a painting
        self.copies = 0

    def forget(self) -> None:
        self._key, self._layer = None, None

    def paint(
        self, painter: QPainter, key: object, size: QSize, dpr: float, draw: Callable[[QPainter], None]
    ) -> None:
        """Paint by `draw`, or copy what it painted for the same key.

        Parameters
        ----------
        key : everything that the painting depends on; compared by value
        size : of the widget, logical pixels
        dpr : physical pixels a logical one
        """
        whole = (key, size.width(), size.height(), dpr)
        if whole != self._key:
            self._key, self._layer = whole, None
            draw(painter)
            return
        if not _begins_on_a_pixel(painter):
            draw(painter)
            return
        if self._layer is None:
            layer = QImage(round(size.width() * dpr), round(size.height() * dpr), QImage.Format.Format_RGB32)
            layer.setDevicePixelRatio(dpr)
            inner = QPainter(layer)
            try:
                draw(inner)
            finally:
                inner.end()
            self._layer = layer
        painter.drawImage(0, 0, self._layer)
        self.copies += 1


def _begins_on_a_pixel(painter: QPainter) -> bool:
    at = painter.deviceTransform()
    return abs(at.dx() - round(at.dx())) < WHOLE and abs(at.dy() - round(at.dy())) < WHOLE
