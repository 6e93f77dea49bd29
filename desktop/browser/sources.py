"""The left part of Studies: where images can come from, and the places that were read before."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from desktop.chips import draw_icon
from desktop.desk import Desk
from desktop.parts import Button, Section, column, empty, text
from desktop.screen import Translated
from desktop.title_bar import paint_focus

WIDTH, COMPACT_WIDTH = 248, 212


class Place(QAbstractButton):
    """A place in two lines: its name and where it is; one that is gone says so."""

    def __init__(self, desk: Desk, place: Path) -> None:
        super().__init__()
        self._desk = desk
        self.place = place
        self.gone = not place.exists()
        self.setText(place.name or str(place))
        self.setToolTip(str(place))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(str(place))

    def sizeHint(self) -> QSize:
        return QSize(160, 40)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._desk.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("surface.hover"))
            painter.drawRoundedRect(QRectF(self.rect()), 3, 3)
        icon = "archive_search" if self.place.suffix.lower() == ".zip" else "studies"
        draw_icon(painter, QRectF(8, 12, 16, 16).topLeft(), icon, theme.colour("text.secondary"))
        room = self.width() - 40
        below = self.tr("not found") if self.gone else str(self.place.parent)
        for top, words, style, tone, mode in (
            (
                3.0,
                self.text(),
                "body",
                "text.muted" if self.gone else "text.primary",
                Qt.TextElideMode.ElideMiddle,
            ),
            (20.0, below, "caption", "text.muted", Qt.TextElideMode.ElideLeft),
        ):
            font = theme.font(style)
            painter.setFont(font)
            painter.setPen(theme.colour(tone))
            shown = QFontMetrics(font).elidedText(words, mode, room)
            painter.drawText(QRectF(32, top, room, 17), Qt.AlignmentFlag.AlignVCenter, shown)
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()), self._desk)
        painter.end()


class Sources(Translated):
    """Asks for a folder, a file, or a place of before."""

    folder_wanted = Signal()
    file_wanted = Signal()
    place_wanted = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._shown: list[Path] = []
        self.setProperty("surface", "panel")
        self.setProperty("edge", "right")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(WIDTH)
        theme = desk.theme
        layout = column((12, 14, 12, 12), 8, self)
        self._open, self._recent = Section(theme), Section(theme)
        self.folder = Button(theme, "secondary", "import")
        self.file = Button(theme, "secondary", "archive_search")
        self._places = column((0, 0, 0, 0), 2)
        self._none = text(theme, "", "body", "muted", wrap=True)
        self._hint = text(theme, "", "caption", "muted", wrap=True)
        layout.addWidget(self._open)
        layout.addWidget(self.folder)
        layout.addWidget(self.file)
        layout.addSpacing(8)
        layout.addWidget(self._recent)
        layout.addWidget(self._none)
        layout.addLayout(self._places)
        layout.addStretch(1)
        layout.addWidget(self._hint)
        self.folder.clicked.connect(self.folder_wanted)
        self.file.clicked.connect(self.file_wanted)
        self.retranslate()

    def show_places(self, places: list[Path]) -> None:
        self._shown = places
        empty(self._places)
        self._none.setVisible(not places)
        for place in places:
            row = Place(self._desk, place)
            row.clicked.connect(lambda _checked=False, p=place: self.place_wanted.emit(p))
            self._places.addWidget(row)

    def places(self) -> list[Path]:
        return list(self._shown)

    def retranslate(self) -> None:
        self._open.setText(self.tr("Open"))
        self._recent.setText(self.tr("Recent"))
        self.folder.setText(self.tr("Open folder"))
        self.file.setText(self.tr("Open ZIP or file"))
        self.folder.set_tip(self.tr("Open folder") + " (Ctrl+O)")
        self.file.set_tip(self.tr("ZIP archive, DICOMDIR or one file") + " (Ctrl+Shift+O)")
        self._none.setText(self.tr("Nothing read yet."))
        self._hint.setText(self.tr("Or drag a folder, ZIP archive or file onto this window."))
        self.show_places(self._shown)
