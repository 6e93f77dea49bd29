"""The live preview: the report's PDF made in the background and shown page by page."""

from __future__ import annotations

from collections.abc import Callable

import pypdfium2
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from desktop import parts
from desktop.desk import Desk
from desktop.screen import Translated

DELAY_MS = 900
#: pixels a point at 100 %; the page is scaled down to the width that there is
SCALE = 2.0
#: widest page on screen, logical pixels
PAGE_WIDTH = 760


def page_images(pdf: bytes, scale: float = SCALE) -> list[QImage]:
    """Every page of a PDF as an image (safe on a worker: QImage, no widget)."""
    document = pypdfium2.PdfDocument(pdf)
    images = []
    try:
        for page in document:
            bitmap = page.render(scale=scale, rev_byteorder=True)
            array = bitmap.to_numpy()
            height, width, channels = array.shape
            shape = QImage.Format.Format_RGBA8888 if channels == 4 else QImage.Format.Format_RGB888
            images.append(QImage(array.tobytes(), width, height, width * channels, shape).copy())
            page.close()
    finally:
        document.close()
    return images


class Page(QWidget):
    """One page on the table, scaled to the width that there is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: QImage | None = None
        self._words = ""
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def show_image(self, image: QImage | None, words: str = "") -> None:
        self._image, self._words = image, words
        self._fit()
        self.update()

    def fit_width(self, width: int) -> None:
        self.setFixedWidth(max(width, 100))
        self._fit()

    def _fit(self) -> None:
        if self._image is not None and not self._image.isNull():
            self.setFixedHeight(round(self.width() * self._image.height() / self._image.width()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.fillRect(self.rect(), self.palette().window())
            if self._image is not None:
                painter.drawImage(self.rect(), self._image)
            else:
                painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._words)
        finally:
            painter.end()


class Preview(Translated):
    """Header with page number and arrows, and the page."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        theme = desk.theme
        layout = parts.column((0, 0, 0, 0), 0, self)
        head = parts.row((12, 6, 12, 6), 8)
        self.title = parts.text(theme, "", "heading", "primary")
        self.count = parts.text(theme, "", "caption", "muted")
        self.before = parts.Button(theme, "quiet")
        self.after = parts.Button(theme, "quiet")
        self.before.setText("‹")
        self.after.setText("›")
        self.before.clicked.connect(lambda: self._turn(-1))
        self.after.clicked.connect(lambda: self._turn(1))
        head.addWidget(self.title, 1)
        for part in (self.count, self.before, self.after):
            head.addWidget(part)
        layout.addLayout(head)
        self.page = Page()
        self.area = QScrollArea(self)
        self.area.setWidget(self.page)
        self.area.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.area.setFrameShape(QScrollArea.Shape.NoFrame)
        layout.addWidget(self.area, 1)
        self._images: list[QImage] = []
        self._shown = 0
        self._number = 0
        self._make: Callable[[], bytes] | None = None
        self._delay = QTimer(self)
        self._delay.setSingleShot(True)
        self._delay.setInterval(DELAY_MS)
        self._delay.timeout.connect(self._render)
        self.retranslate()

    def ask(self, make: Callable[[], bytes], *, now: bool = False) -> None:
        """Render anew, shortly; `make` gives the PDF and runs on a worker."""
        self._make = make
        if now:
            self._render()
        else:
            self._delay.start()

    def clear(self) -> None:
        self._number += 1
        self._delay.stop()
        self._make, self._images = None, []
        self.page.show_image(None, "")

    def _render(self) -> None:
        make = self._make
        if make is None:
            return
        self._number += 1
        number = self._number
        self.desk.background.run(
            lambda: page_images(make()),
            title=self.tr("Making the preview"),
            on_done=lambda images: self._show(images) if number == self._number else None,
            on_error=lambda problem: self._failed(number, problem),
            receiver=self,
        )

    def _failed(self, number: int, problem: Exception) -> None:
        if number == self._number:
            self._images = []
            self.page.show_image(None, " ".join(self.desk.in_words(problem)))

    def _show(self, images: list[QImage]) -> None:
        self._images = images
        self._shown = min(self._shown, len(images) - 1)
        self._turn(0)

    def _turn(self, by: int) -> None:
        if not self._images:
            return
        self._shown = max(0, min(self._shown + by, len(self._images) - 1))
        self._fit()
        self.page.show_image(self._images[self._shown])
        self.count.setText(self.tr("{n} of {m}").format(n=self._shown + 1, m=len(self._images)))

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._fit()

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        self._fit()

    def _fit(self) -> None:
        # the scroll area gets its own size after this widget: its width follows from ours
        self.page.fit_width(min(self.width() - 40, PAGE_WIDTH))

    def retranslate(self) -> None:
        self.title.setText(self.tr("Preview"))
        self._turn(0)
