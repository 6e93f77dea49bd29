"""The table of levels and maxima."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from desktop.desk import Desk

#: status of a row: (icon, status token)
LOOKS = {
    "accepted": ("ok", "ok"),
    "reason": ("remove", "neutral"),
    "todo": ("missing", "warn"),
    "warning": ("warn", "warn"),
    "absent": ("remove", "neutral"),
    "now": ("jump", "info"),
}


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a row of the earlier examination: its value and the difference, as words, and why."""

    value: str = ""
    difference: str = ""
    tone: str = ""
    tip: str = ""
    is_grown: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; `value` is a diameter pair or words."""

    key: str
    name: str
    value: str
    status: str
    by_hand: bool = False
    status_word: str = ""
    beside: Beside = Beside()


#: columns: status, name, value, the earlier value, the difference, the hand
MARK, NAME, VALUE, EARLIER, DIFFERENCE, HAND = range(6)


class LevelTable(QTableWidget):
    """Levels with status, diameters and the hand for what was placed by hand."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(0, 6, parent)
        self.desk = desk
        self.setProperty("dense", True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setMinimumSectionSize(16)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column in range(6):
            mode = QHeaderView.ResizeMode.Stretch if column == NAME else QHeaderView.ResizeMode.Fixed
            header.setSectionResizeMode(column, mode)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._compact = False
        self._with_earlier = False
        self.set_compact(compact=False)
        self.show_earlier(shown=False)

    def show_earlier(self, *, shown: bool) -> None:
        """The columns of the earlier examination, only when there is one."""
        self._with_earlier = shown
        self.setColumnHidden(EARLIER, not shown)
        self.setColumnHidden(DIFFERENCE, not shown)
        self.set_compact(compact=self._compact)

    def set_compact(self, *, compact: bool) -> None:
        """Rows of 24 instead of 28, so that all levels and their names fit."""
        self._compact = compact
        self.verticalHeader().setMinimumSectionSize(20)
        self.verticalHeader().setDefaultSectionSize(24 if compact else 28)
        small = compact or self._with_earlier
        self.setColumnWidth(MARK, 26)
        self.setColumnWidth(VALUE, 84 if small else 96)
        self.setColumnWidth(EARLIER, 48)
        self.setColumnWidth(DIFFERENCE, 44)
        self.setColumnWidth(HAND, 20 if self._with_earlier else 22)
        self._names = self.desk.theme.font("caption" if small else "body")
        self._quiet = self.desk.theme.font("caption")
        self._values = self.desk.theme.font("caption" if small else "strong")
        self._values.setWeight(self.desk.theme.font("strong").weight())

    def show_rows(self, rows: Sequence[Row], selected: str) -> None:
        theme = self.desk.theme
        self.blockSignals(True)
        self.setRowCount(len(rows))
        self.clearSelection()
        self.clearSpans()
        for i, row in enumerate(rows):
            icon, token = LOOKS["now" if row.key == selected and row.status == "todo" else row.status]
            mark = QTableWidgetItem()
            mark.setIcon(theme.icon(icon, f"status.{token}.text"))
            mark.setToolTip(row.status_word)
            mark.setData(Qt.ItemDataRole.AccessibleTextRole, row.status_word)
            mark.setData(Qt.ItemDataRole.UserRole, row.key)
            name = QTableWidgetItem(row.name)
            name.setToolTip(row.name)
            value = QTableWidgetItem(row.value)
            value.setToolTip(row.value)
            value.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            hand = QTableWidgetItem()
            if row.by_hand:
                hand.setIcon(theme.icon("pan", "text.muted"))
                hand.setToolTip(self.tr("Placed by hand"))
                hand.setData(Qt.ItemDataRole.AccessibleTextRole, self.tr("Placed by hand"))
            quiet = row.status in ("absent", "reason")
            for item in (name, value):
                item.setForeground(theme.colour("text.muted" if quiet else "text.primary"))
            name.setFont(self._names)
            value.setFont(self._names if quiet else self._values)
            earlier, difference = self._beside(row.beside)
            for column, item in enumerate((mark, name, value, earlier, difference, hand)):
                self.setItem(i, column, item)
            if row.status not in ("accepted", "todo") and not row.beside.value:
                # words have the room of the empty columns
                self.setSpan(i, VALUE, 1, (DIFFERENCE if row.by_hand else HAND) - VALUE + 1)
            if row.key == selected:
                self.selectRow(i)
        self.blockSignals(False)

    def _beside(self, beside: Beside) -> tuple[QTableWidgetItem, QTableWidgetItem]:
        """Cells of the earlier value and of the difference; one beyond the measurement error stands out."""
        theme = self.desk.theme
        earlier, difference = QTableWidgetItem(beside.value), QTableWidgetItem(beside.difference)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for item in (earlier, difference):
            item.setTextAlignment(right)
            item.setToolTip(beside.tip)
            item.setFont(self._quiet)
            item.setForeground(theme.colour("text.secondary"))
        if beside.tone:
            difference.setForeground(theme.colour(f"status.{beside.tone}.text"))
        if beside.is_grown:
            difference.setFont(self._values)
        return earlier, difference

    def key_at(self, row: int) -> str:
        item = self.item(row, 0)
        return str(item.data(Qt.ItemDataRole.UserRole)) if item is not None else ""

    def row_of(self, key: str) -> int:
        return next((i for i in range(self.rowCount()) if self.key_at(i) == key), -1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            event.ignore()  # the workspace takes it: accept and next
        else:
            super().keyPressEvent(event)
