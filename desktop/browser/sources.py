"""The left part of Studies: where images can come from, and the places that were read before."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QScrollArea, QSizePolicy, QWidget

from desktop.archive.book import node_book
from desktop.chips import draw_icon
from desktop.desk import Desk
from desktop.parts import Button, Section, column, empty, text
from desktop.screen import Translated
from desktop.title_bar import paint_focus
from desktop.worklist.sidebar import SideRow

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
    """Asks for a folder, a file, an archive, what was received, or a place of before."""

    folder_wanted = Signal()
    file_wanted = Signal()
    place_wanted = Signal(object)
    archive_wanted = Signal(object)
    received_wanted = Signal()

    def __init__(self, desk: Desk, form: QWidget) -> None:
        super().__init__()
        self._desk = desk
        self._book = node_book(desk)
        self._form = form
        self.archives: dict[str, SideRow] = {}
        self._shown: list[Path] = []
        self.setProperty("surface", "panel")
        self.setProperty("edge", "right")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(WIDTH)
        theme = desk.theme
        inside = QWidget()
        layout = column((12, 14, 12, 12), 8, inside)
        self._open, self._recent, self._archive = Section(theme), Section(theme), Section(theme)
        self.folder = Button(theme, "secondary", "import")
        self.file = Button(theme, "secondary", "archive_search")
        self._rows = column((0, 0, 0, 0), 1)
        self.received = SideRow(desk, "received", "lapsed")
        self.received.clicked.connect(self.received_wanted)
        self._places = column((0, 0, 0, 0), 2)
        self._none = text(theme, "", "body", "muted", wrap=True)
        self._hint = text(theme, "", "caption", "muted", wrap=True)
        layout.addWidget(self._open)
        layout.addWidget(self.folder)
        layout.addWidget(self.file)
        layout.addSpacing(6)
        layout.addWidget(self._archive)
        layout.addLayout(self._rows)
        layout.addWidget(self.received)
        layout.addWidget(form)
        layout.addSpacing(6)
        layout.addWidget(self._recent)
        layout.addWidget(self._none)
        layout.addLayout(self._places)
        layout.addStretch(1)
        layout.addWidget(self._hint)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        column((0, 0, 1, 0), 0, self).addWidget(scroll)
        form.hide()
        self._book.changed.connect(self._show_archives)
        self.folder.clicked.connect(self.folder_wanted)
        self.file.clicked.connect(self.file_wanted)
        self.retranslate()

    def show_places(self, places: list[Path]) -> None:
        self._shown = places
        empty(self._places)
        self._none.setVisible(not places and self._form.isHidden())
        for place in places:
            row = Place(self._desk, place)
            row.clicked.connect(lambda _checked=False, p=place: self.place_wanted.emit(p))
            self._places.addWidget(row)
            row.setVisible(self._form.isHidden())

    # ------------------------------------------------------------------ archives
    def _show_archives(self) -> None:
        chosen = next((name for name, shown in self.archives.items() if shown.isChecked()), "")
        empty(self._rows)
        self.archives.clear()
        for node in self._book.with_role("query"):
            shown = SideRow(self._desk, node.id, "archive_search")
            shown.show_words(self.tr("Archive {name}").format(name=node.name))
            shown.clicked.connect(lambda _on=False, wanted=node: self.archive_wanted.emit(wanted))
            self.archives[node.id] = shown
            self._rows.addWidget(shown)
        self.show_chosen(chosen if chosen in self.archives or chosen == "received" else "")

    def show_chosen(self, name: str) -> None:
        """Mark an archive by its short name, ``received``, or neither; its form takes the place of the recent list."""
        for short, shown in self.archives.items():
            shown.setChecked(short == name)
        self.received.setChecked(name == "received")
        asks = name in self.archives
        self._form.setVisible(asks)
        self._recent.setVisible(not asks)
        self._none.setVisible(not asks and not self._shown)
        self._hint.setVisible(not asks)
        for place in range(self._places.count()):
            item = self._places.itemAt(place)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.setVisible(not asks)

    def places(self) -> list[Path]:
        return list(self._shown)

    def retranslate(self) -> None:
        self._open.setText(self.tr("Open"))
        self._recent.setText(self.tr("Recent"))
        self._archive.setText(self.tr("Archive"))
        self.received.show_words(self.tr("Received"))
        self._show_archives()
        self.folder.setText(self.tr("Open folder"))
        self.file.setText(self.tr("Open ZIP or file"))
        self.folder.set_tip(self.tr("Open folder") + " (Ctrl+O)")
        self.file.set_tip(self.tr("ZIP archive, DICOMDIR or one file") + " (Ctrl+Shift+O)")
        self._none.setText(self.tr("Nothing read yet."))
        self._hint.setText(self.tr("Or drag a folder, ZIP archive or file onto this window."))
        self.show_places(self._shown)
