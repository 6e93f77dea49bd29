"""The bar over the general viewer: layout, hanging protocol, keeping the present screen, links, second screen."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QUndoCommand
from PySide6.QtWidgets import QFrame, QInputDialog, QMenu, QToolTip, QWidget

from desktop import parts
from desktop.screen import Translated
from desktop.viewing.hangings import HangingFileError, Hangings
from desktop.viewing.places import Places
from viewers import style
from viewers.hanging import MOST_NAME, MOST_SIDE, Hanging, HangingError, Match

if TYPE_CHECKING:
    from desktop.desk import Desk

CELL, GAP = 26, 3


class GridPicker(QFrame):
    """Rows and columns by pointing: 1 × 1 to 3 × 3, by mouse or arrow keys and Enter."""

    picked = Signal(int, int)

    def __init__(self, rows: int, columns: int, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.rows, self.columns = rows, columns
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedSize(self.sizeHint())
        self._tell()

    def sizeHint(self) -> QSize:
        side = MOST_SIDE * (CELL + GAP) + 2 * 8 - GAP
        return QSize(side, side + 20)

    def cell(self, row: int, column: int) -> QRect:
        return QRect(8 + column * (CELL + GAP), 8 + row * (CELL + GAP), CELL, CELL)

    def _point(self, rows: int, columns: int) -> None:
        rows, columns = min(max(rows, 1), MOST_SIDE), min(max(columns, 1), MOST_SIDE)
        if (rows, columns) != (self.rows, self.columns):
            self.rows, self.columns = rows, columns
            self._tell()
            self.update()

    def _tell(self) -> None:
        self.setAccessibleName(
            self.tr("Layout {rows} by {columns}").format(rows=self.rows, columns=self.columns)
        )

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint() - QPoint(8, 8)
        self._point(at.y() // (CELL + GAP) + 1, at.x() // (CELL + GAP) + 1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            self._take()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
        }
        if event.key() in moves:
            down, right = moves[Qt.Key(event.key())]
            self._point(self.rows + down, self.columns + right)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._take()
        else:
            super().keyPressEvent(event)

    def _take(self) -> None:
        rows, columns = self.rows, self.columns
        self.close()
        self.picked.emit(rows, columns)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.fillRect(self.rect(), style.colour("surface.raised"))
            for row in range(MOST_SIDE):
                for column in range(MOST_SIDE):
                    chosen = row < self.rows and column < self.columns
                    box = self.cell(row, column)
                    painter.fillRect(box, style.colour("accent.fill" if chosen else "surface.panel"))
                    painter.setPen(style.colour("line.strong"))
                    painter.drawRect(box.adjusted(0, 0, -1, -1))
            painter.setPen(style.colour("text.primary"))
            painter.setFont(style.font("caption"))
            words = QRect(0, self.height() - 22, self.width(), 20)
            painter.drawText(words, Qt.AlignmentFlag.AlignCenter, f"{self.rows} × {self.columns}")
        finally:
            painter.end()


class _Deleted(QUndoCommand):
    """A protocol of one's own that was thrown away; undo puts it back."""

    def __init__(self, store: Hangings, hanging: Hanging, text: str) -> None:
        super().__init__(text)
        self._store, self._hanging = store, hanging

    def redo(self) -> None:
        self._store.delete(self._hanging.key)

    def undo(self) -> None:
        self._store.put_back(self._hanging)


class HangingBar(Translated):
    """Chooses and keeps what `Places` shows."""

    second_wanted = Signal()
    aorta_wanted = Signal()

    def __init__(self, desk: Desk, places: Places, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._places = desk, places
        self.store = Hangings.of(desk)
        self.setProperty("surface", "panel")
        self.setProperty("edge", "bottom")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(38)
        theme = desk.theme
        line = parts.row((8, 4, 8, 4), 6, self)
        self.layout_button = parts.Button(theme, "secondary", "layout")
        self.protocol_button = parts.Button(theme, "secondary", "rows-3")
        self.save_button = parts.Button(theme, "secondary", "save")
        self.link_button = parts.IconButton(theme, "link_views", parent=self)
        self.link_button.setCheckable(True)
        self.second_button = parts.IconButton(theme, "panel-right", parent=self)
        self.reason = parts.Elided(theme, "caption", "secondary")
        for button in (self.layout_button, self.protocol_button, self.save_button):
            line.addWidget(button)
        line.addWidget(self.link_button)
        line.addWidget(self.second_button)
        line.addWidget(self.reason, 1)
        self.layout_button.clicked.connect(self.pick)
        self.protocol_button.clicked.connect(self.open_menu)
        self.save_button.clicked.connect(self.ask_save)
        self.link_button.clicked.connect(self._switch_links)
        self.second_button.clicked.connect(self.second_wanted)
        places.hung.connect(self._show)
        self.retranslate()

    # ------------------------------------------------------------ words
    def retranslate(self) -> None:
        self.layout_button.setText(self.tr("Layout"))
        self.save_button.setText(self.tr("Save as layout…"))
        self.link_button.set_words(self.tr("Views move together (L)"))
        self.second_button.set_words(self.tr("Window on a second screen"))
        self._show()

    def _show(self) -> None:
        hanging, language = self._places.hanging, self._desk.language.code
        self.protocol_button.setText(
            hanging.name(language) if hanging is not None else self.tr("Hanging protocol")
        )
        self.link_button.setChecked(self._places.group.enabled)

    def say(self, words: str) -> None:
        """A line beside the buttons, such as why another protocol was taken."""
        self.reason.setText(words)

    # ------------------------------------------------------------ acts
    def pick(self) -> GridPicker:
        """Open the picker of rows and columns."""
        hanging = self._places.hanging
        picker = GridPicker(
            hanging.rows if hanging is not None else 1, hanging.columns if hanging is not None else 1, self
        )
        picker.picked.connect(self._places.set_size)
        picker.move(self.layout_button.mapToGlobal(QPoint(0, self.layout_button.height() + 2)))
        picker.show()
        picker.setFocus()
        return picker

    def open_menu(self) -> QMenu:
        """Protocols that fit, the best first; the others below; one's own can be renamed and deleted."""
        menu = self.make_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.protocol_button.mapToGlobal(QPoint(0, self.protocol_button.height() + 2)))
        return menu

    def make_menu(self) -> QMenu:
        menu, language = QMenu(self), self._desk.language.code
        menu.setToolTipsVisible(True)
        facts = self._places.main.facts()
        fitting = self.store.ranked(facts)
        now = self._places.hanging.key if self._places.hanging is not None else ""

        def offer(hanging: Hanging, tip: str) -> None:
            name = hanging.name(language)
            words = self.tr("{name} (your own)").format(name=name) if hanging.is_own else name
            action = menu.addAction(words)
            action.setCheckable(True)
            action.setChecked(hanging.key == now)
            action.setToolTip(tip)
            action.triggered.connect(functools.partial(self.choose, hanging.key))

        for hanging, score in fitting:
            offer(hanging, self._why(score.points, score.reasons))
        others = [h for h in self.store.all() if h.key not in {f.key for f, _ in fitting}]
        if others:
            menu.addSection(self.tr("Meant for other images"))
            for hanging in others:
                offer(hanging, "")
        own = self.store.own
        if own:
            menu.addSeparator()
            rename, delete = menu.addMenu(self.tr("Rename")), menu.addMenu(self.tr("Delete"))
            for hanging in own:
                rename.addAction(hanging.name(language)).triggered.connect(
                    functools.partial(self._ask_rename, hanging.key)
                )
                delete.addAction(hanging.name(language)).triggered.connect(
                    functools.partial(self.delete, hanging.key)
                )
        return menu

    def _why(self, points: int | None, reasons: tuple[tuple[str, str], ...]) -> str:
        """The score and what it is made of."""
        names = {
            "modality": self.tr("modality"),
            "body_part": self.tr("body part"),
            "description": self.tr("description"),
            "orientation": self.tr("orientation"),
            "time_points": self.tr("time points"),
            "slices": self.tr("slices"),
        }
        lines = [self.tr("Score {points}").format(points=points)]
        lines += [f"{names[what]}: {found}" for what, found in reasons]
        return "\n".join(lines)

    def choose(self, key: str, _on: bool = False) -> None:
        """Hang by a protocol (one step to undo)."""
        hanging = self.store.with_key(key)
        if hanging is None:
            return
        self._places.hang(hanging)
        fits = key in {h.key for h, _ in self.store.ranked(self._places.main.facts())}
        self.say("" if fits else self.tr("This layout is meant for other images."))

    def ask_save(self) -> None:
        """Ask a name, then keep the present screen under it."""
        hanging = self._places.hanging
        given = hanging.name(self._desk.language.code) if hanging is not None and hanging.is_own else ""
        name, sure = QInputDialog.getText(
            self, self.tr("Save as layout"), self.tr("Name of the layout"), text=given
        )
        if sure and name.strip():
            self.save(name.strip())

    def save(self, name: str) -> Hanging | None:
        """Keep the present screen as a layout of one's own, for images like these."""
        facts = self._places.main.facts()
        match = Match(
            modality=(facts.modality,) if facts.modality else (),
            body_part=(facts.body_part,) if facts.body_part else (),
            time_points="several" if facts.time_points > 1 else "one",
        )
        try:
            made = self._places.captured("own", name[:MOST_NAME], match)
            if made is None:
                return None
            kept = self.store.save(made)
        except (HangingFileError, HangingError) as problem:
            self._desk.messages.show(problem)
            return None
        self._places.hanging = kept
        self._show()
        self._desk.messages.info(
            self.tr("Layout {name} is kept; images like these open with it.").format(name=kept.names["en"]),
            key="hanging-kept",
        )
        return kept

    def _ask_rename(self, key: str, _on: bool = False) -> None:
        hanging = self.store.with_key(key)
        if hanging is None:
            return
        name, sure = QInputDialog.getText(
            self, self.tr("Rename"), self.tr("Name of the layout"), text=hanging.names["en"]
        )
        if sure and name.strip():
            self.rename(key, name.strip())

    def rename(self, key: str, name: str) -> None:
        try:
            self.store.rename(key, name[:MOST_NAME])
        except HangingFileError as problem:
            self._desk.messages.show(problem)
        now = self._places.hanging
        if now is not None and now.key == key:
            self._places.hanging = self.store.with_key(key)
        self._show()

    def delete(self, key: str, _on: bool = False) -> None:
        """Throw one of one's own away; undo puts it back."""
        hanging = next((h for h in self.store.own if h.key == key), None)
        if hanging is None:
            return
        text = self.tr("Delete layout {name}").format(name=hanging.names["en"])
        try:
            self._desk.session.undo_stack.push(_Deleted(self.store, hanging, text))
        except HangingFileError as problem:
            self._desk.messages.show(problem)

    def _switch_links(self, on: bool) -> None:
        self._places.group.enabled = on
        words = self.tr("Views move together") if on else self.tr("Each view moves by itself")
        QToolTip.showText(self.link_button.mapToGlobal(QPoint(0, self.link_button.height())), words, self)
