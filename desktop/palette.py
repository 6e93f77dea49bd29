"""The command palette (Ctrl+K) and the list of keys (F1): both made from the registry of actions."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.actions import CONTEXTS, native
from desktop.desk import Desk
from desktop.parts import Field, column, empty, row, rule, text
from desktop.screen import Translated
from desktop.words import QT_TRANSLATE_NOOP

WIDTH = 640
ROLE_ENTRY = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the palette: an action, or something that a screen offers to find (a patient, a setting)."""

    words: str
    place: str
    run: Callable[[], object]
    key: str = ""
    icon: str = ""
    reason: str = ""


Finder = Callable[[str], Iterable[Entry]]


def folded(words: str) -> str:
    """For searching: no case, no accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", words.casefold()) if not unicodedata.combining(c))


def matches(words: str, typed: str) -> bool:
    """Every typed word occurs."""
    text_of = folded(words)
    return all(part in text_of for part in folded(typed).split())


class _RowDelegate(QStyledItemDelegate):
    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk

    def sizeHint(self, _option: QStyleOptionViewItem, index: object) -> QSize:
        entry: Entry = index.data(ROLE_ENTRY)  # type: ignore[attr-defined]
        return QSize(WIDTH - 4, 46 if entry.reason else 32)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: object) -> None:
        theme = self._desk.theme
        entry: Entry = index.data(ROLE_ENTRY)  # type: ignore[attr-defined]
        area: QRect = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, theme.colour("surface.selected"))
            painter.fillRect(QRect(area.x(), area.y(), 3, area.height()), theme.colour("accent.base"))
        line = QRect(area.x() + 44, area.y(), area.width() - 60, 32)
        icon = "not_permitted" if entry.reason else entry.icon
        if icon:
            painter.drawPixmap(
                area.x() + 16,
                area.y() + 8,
                theme.pixmap(icon, "text.secondary", 16, painter.device().devicePixelRatio()),
            )
        painter.setFont(theme.font("body"))
        painter.setPen(theme.colour("text.muted" if entry.reason else "text.primary"))
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, entry.words)
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.colour("text.muted"))
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(line, int(right), f"{entry.place}    {entry.key}" if entry.key else entry.place)
        if entry.reason:
            painter.drawText(
                QRect(line.x(), area.y() + 26, line.width(), 18), Qt.AlignmentFlag.AlignVCenter, entry.reason
            )


class Overlay(Translated):
    """A panel over the window that Esc or a press beside it closes; not a dialog, nothing is modal."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self.desk = desk
        self.box = QFrame(self)
        self.box.setProperty("box", "overlay")
        self._back: QWidget | None = None
        self._window = window
        window.installEventFilter(self)
        self.hide()

    def show_over(self) -> None:
        self._back = self.window().focusWidget()
        self.setGeometry(self._window.rect())
        self.show()
        self.raise_()

    def close_over(self) -> None:
        self.hide()
        if self._back is not None:
            self._back.setFocus()
        self._back = None

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self._window.rect())
        return False

    def mousePressEvent(self, event: object) -> None:
        if not self.box.geometry().contains(event.position().toPoint()):  # type: ignore[attr-defined]
            self.close_over()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_over()
        else:
            super().keyPressEvent(event)


class CommandPalette(Overlay):
    """Typed words, rows of action · place · key; what can't be done now stands below a line with its reason."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(desk, window)
        self.context = "global"
        self.finders: list[Finder] = []
        self.field = Field(desk.theme, "palette")
        self.field.edit.textChanged.connect(self._fill)
        self.field.edit.installEventFilter(self)
        self.list = QListWidget()
        self.list.setItemDelegate(_RowDelegate(desk, self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.itemClicked.connect(lambda _item: self._run())
        layout = column((2, 10, 2, 10), 8, self.box)
        top = row((12, 0, 12, 0), 0)
        top.addWidget(self.field)
        layout.addLayout(top)
        layout.addWidget(self.list)
        self.retranslate()

    def retranslate(self) -> None:
        self.field.set_prompt(self.tr("Search patient, action or setting"))
        self.list.setAccessibleName(self.tr("What was found"))

    def open(self, context: str, typed: str = "") -> None:
        self.context = context
        self.show_over()
        self.field.edit.setText(typed)
        self._fill()
        self.field.edit.setFocus()

    def entries(self, typed: str) -> list[Entry]:
        """What matches, what can be done first."""
        found: list[Entry] = []
        for action in self.desk.actions.reachable(self.context):
            if not action.in_palette or action.id == "palette.open" or not matches(action.words(), typed):
                continue
            key = native(action.keys[0]) if action.keys else ""
            reason = self.desk.actions.reason(action.id) or ""
            run = lambda wanted=action.id: self.desk.actions.trigger(wanted)  # noqa: E731 - one per row
            found.append(Entry(action.words(), place_word(action.context), run, key, action.icon, reason))
        if typed.strip():
            for finder in self.finders:
                found.extend(finder(typed))
        return sorted(found, key=lambda entry: bool(entry.reason))

    def _fill(self, _typed: str = "") -> None:
        self.list.clear()
        for entry in self.entries(self.field.edit.text()):
            item = QListWidgetItem(entry.words)
            item.setData(ROLE_ENTRY, entry)
            item.setData(
                Qt.ItemDataRole.AccessibleTextRole, f"{entry.words} {entry.key} {entry.reason}".strip()
            )
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self._place()

    def _run(self) -> None:
        item = self.list.currentItem()
        if item is None:
            return
        entry: Entry = item.data(ROLE_ENTRY)
        if entry.reason:
            return
        self.close_over()
        entry.run()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            watched is self.field.edit
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
        ):
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None:
                self.list.setCurrentRow(min(max(self.list.currentRow() + step, 0), self.list.count() - 1))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._run()
                return True
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        width = min(WIDTH, self.width() - 32)
        rows = sum(self.list.sizeHintForRow(i) for i in range(self.list.count()))
        height = min(64 + rows + 8, self.height() - 160)
        self.box.setGeometry((self.width() - width) // 2, 96, width, max(height, 100))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()


class KeyList(Overlay):
    """F1: all keys of this screen in three columns, searchable."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(desk, window)
        self.context = "global"
        #: what else is listed for a context, such as the mouse: rows of words and input
        self.more: list[Callable[[str], Iterable[tuple[str, str]]]] = []
        self._title = text(desk.theme, "", "title")
        self.field = Field(desk.theme)
        self.field.edit.textChanged.connect(self._fill)
        self._inside = QWidget()
        self._grid = QGridLayout(self._inside)
        self._grid.setHorizontalSpacing(32)
        self._grid.setVerticalSpacing(6)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(self._inside)
        layout = column((24, 20, 24, 20), 12, self.box)
        layout.addWidget(self._title)
        layout.addWidget(self.field)
        layout.addWidget(rule())
        layout.addWidget(self._scroll, 1)
        self.retranslate()

    def retranslate(self) -> None:
        self._title.setText(self.tr("Keys of this screen"))
        self.field.set_prompt(self.tr("Search a key or an action"))

    def open(self, context: str) -> None:
        self.context = context
        self.show_over()
        self.field.edit.clear()
        self._fill()
        self.field.edit.setFocus()

    def rows(self, typed: str = "") -> list[tuple[str, str]]:
        """Words and keys of every action with a key that can be reached here."""
        return [
            (action.words(), ", ".join(native(key) for key in action.keys))
            for action in self.desk.actions.reachable(self.context)
            if action.keys and matches(f"{action.words()} {' '.join(action.keys)}", typed)
        ] + [row for more in self.more for row in more(self.context) if matches(" ".join(row), typed)]

    def _fill(self, _typed: str = "") -> None:
        empty(self._grid)
        found = self.rows(self.field.edit.text())
        high = -(-len(found) // 3) or 1
        for place, (words, keys) in enumerate(found):
            line, col = place % high, 2 * (place // high)
            self._grid.addWidget(text(self.desk.theme, keys, "strong", "secondary", wrap=True), line, col)
            self._grid.addWidget(text(self.desk.theme, words, "body", "primary", wrap=True), line, col + 1)
        for col in range(6):
            self._grid.setColumnStretch(col, 5 if col % 2 else 3)
        self._grid.setRowStretch(high, 1)
        self._fit_rows()

    def _fit_rows(self) -> None:
        """Words on two lines need their height: a scroll area gives its inside only the least."""
        width = self.box.width() - 2 * 24 - self._scroll.verticalScrollBar().sizeHint().width()
        self._inside.setMinimumHeight(max(0, self._grid.heightForWidth(max(width, 1))))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width, height = min(960, self.width() - 48), min(640, self.height() - 96)
        self.box.setGeometry((self.width() - width) // 2, (self.height() - height) // 2, width, height)
        self._fit_rows()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Nothing behind the box: what is underneath stays readable."""


def place_word(context: str) -> str:
    """Where an action belongs, in words."""

    words = {
        "global": QT_TRANSLATE_NOOP("Places", "everywhere"),
        "view": QT_TRANSLATE_NOOP("Places", "views"),
        "worklist": QT_TRANSLATE_NOOP("Places", "worklist"),
        "editor": QT_TRANSLATE_NOOP("Places", "report"),
        "review": QT_TRANSLATE_NOOP("Places", "review"),
        "aorta": QT_TRANSLATE_NOOP("Places", "aorta"),
        "liver": QT_TRANSLATE_NOOP("Places", "liver"),
        "perfusion": QT_TRANSLATE_NOOP("Places", "perfusion"),
        "oncology": QT_TRANSLATE_NOOP("Places", "oncology"),
    }
    if context not in CONTEXTS:
        raise KeyError(context)
    return QCoreApplication.translate("Places", words[context])
