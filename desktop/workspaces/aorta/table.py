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
class Row:
    """One line of the table; `value` is a diameter pair or words."""

    key: str
    name: str
    value: str
    status: str
    by_hand: bool = False
    status_word: str = ""


class LevelTable(QTableWidget):
    """Levels with status, diameters and the hand for what was placed by hand."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(0, 4, parent)
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
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(3, QHeaderView.ResizeMode.Fixed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.set_compact(compact=False)

    def set_compact(self, *, compact: bool) -> None:
        """Rows of 24 instead of 28, so that all levels and their names fit."""
        self.verticalHeader().setMinimumSectionSize(20)
        self.verticalHeader().setDefaultSectionSize(24 if compact else 28)
        self.setColumnWidth(0, 26)
        self.setColumnWidth(2, 88 if compact else 96)
        self.setColumnWidth(3, 22)
        self._names = self.desk.theme.font("caption" if compact else "body")
        self._values = self.desk.theme.font("caption" if compact else "strong")
        self._values.setWeight(self.desk.theme.font("strong").weight())

    def show_rows(self, rows: Sequence[Row], selected: str) -> None:
        theme = self.desk.theme
        self.blockSignals(True)
        self.setRowCount(len(rows))
        self.clearSelection()
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
            for column, item in enumerate((mark, name, value, hand)):
                self.setItem(i, column, item)
            if row.key == selected:
                self.selectRow(i)
        self.blockSignals(False)

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
