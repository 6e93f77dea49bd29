"""The live preview: the report's PDF made in the background and shown page by page."""

from __future__ import annotations

from collections.abc import Callable

import pypdfium2
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QIcon, QImage, QPainter, QPaintEvent, QTransform
from PySide6.QtWidgets import QScrollArea, QWidget

from desktop import parts
from desktop.desk import Desk
from desktop.screen import Translated
from desktop.theme import Theme

DELAY_MS = 900
#: pixels a point at 100 %; the page is scaled down to the width that there is
SCALE = 2.0
#: how much the enlarged page is wider than the widest fitting one
ZOOMED = 1.4
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


def _mirrored(theme: Theme) -> QIcon:
    """The chevron to the left."""
    return QIcon(theme.pixmap("chevron", size=32).transformed(QTransform().scale(-1, 1)))


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
        self.about = parts.text(theme, "", "caption", "muted")
        self.count = parts.text(theme, "", "caption", "muted")
        self.before = parts.IconButton(theme, "chevron")
        self.after = parts.IconButton(theme, "chevron")
        self.before.setIcon(_mirrored(theme))
        theme.changed.connect(lambda: self.before.setIcon(_mirrored(theme)))
        self.zoom = parts.IconButton(theme, "zoom")
        self.zoom.setCheckable(True)
        self.zoom.toggled.connect(lambda _on: self._fit())
        self.before.clicked.connect(lambda: self._turn(-1))
        self.after.clicked.connect(lambda: self._turn(1))
        head.addWidget(self.title)
        head.addWidget(self.about, 1)
        for part in (self.count, self.before, self.after, self.zoom):
            head.addWidget(part)
        layout.addLayout(head)
        layout.addWidget(parts.rule())
        self.page = Page()
        self.area = QScrollArea(self)
        self.area.setWidget(self.page)
        self.area.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.area.setFrameShape(QScrollArea.Shape.NoFrame)
        layout.addWidget(self.area, 1)
        self._images: list[QImage] = []
        self._shown = 0
        self._number = 0
        self._prepare: Callable[[], Callable[[], bytes] | None] | None = None
        self._delay = QTimer(self)
        self._delay.setSingleShot(True)
        self._delay.setInterval(DELAY_MS)
        self._delay.timeout.connect(self._render)
        self.retranslate()

    def ask(self, make: Callable[[], bytes], *, now: bool = False) -> None:
        """Render anew, shortly; `make` gives the PDF and runs on a worker."""
        self.ask_prepared(lambda: make, now=now)

    def ask_prepared(self, prepare: Callable[[], Callable[[], bytes] | None], *, now: bool = False) -> None:
        """Render anew, shortly. `prepare` is called when it begins and gives what makes the PDF, on a worker."""
        self._prepare = prepare
        if now:
            self._render()
        else:
            self._delay.start()

    def clear(self) -> None:
        self._number += 1
        self._delay.stop()
        self._prepare, self._images = None, []
        self.page.show_image(None, "")

    def _render(self) -> None:
        make = self._prepare() if self._prepare is not None else None
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
        fitting = min(self.width() - 40, PAGE_WIDTH)
        self.page.fit_width(round(ZOOMED * PAGE_WIDTH) if self.zoom.isChecked() else fitting)

    def retranslate(self) -> None:
        self.title.setText(self.tr("Preview"))
        self.before.set_words(self.tr("Previous page"))
        self.after.set_words(self.tr("Next page"))
        self.zoom.set_words(self.tr("Enlarge the page"))
        self._turn(0)
