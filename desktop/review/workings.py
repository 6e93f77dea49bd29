"""The list of workings with their viewed marks, where the draft came from, and the author's remark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QGridLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from desktop import parts
from desktop.screen import Translated

if TYPE_CHECKING:
    from desktop.desk import Desk

LIST_WIDTH = 344
VALUE_WIDTH = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One working as the list shows it; `warning` says what asks a second look."""

    title: str
    value: str
    seen: bool
    warning: str = ""


class WorkingList(Translated):
    """Workings, origin, remark."""

    row_chosen = Signal(int)
    #: the mark of a row was pressed
    tick_pressed = Signal(int)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        theme = desk.theme
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "panel")
        self.setFixedWidth(LIST_WIDTH)
        page = parts.column((0, 0, 0, 0), 0, self)
        head = parts.row((12, 10, 12, 8), 8)
        self.title = parts.text(theme, "", "heading", "primary")
        self.count = parts.text(theme, "", "caption", "warn")
        head.addWidget(self.title)
        head.addWidget(self.count, 1)
        page.addLayout(head)
        self.table = QTableWidget(0, 3)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setShowGrid(False)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(26)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Fixed)
        self.table.setColumnWidth(0, 28)
        self.table.setColumnWidth(2, VALUE_WIDTH)
        self.table.itemSelectionChanged.connect(self._selection)
        self.table.cellClicked.connect(self._clicked)
        page.addWidget(self.table, 1)
        self.hint = parts.text(theme, "", "caption", "muted", wrap=True)
        foot = parts.row((12, 6, 12, 6), 0)
        foot.addWidget(self.hint)
        page.addLayout(foot)
        page.addWidget(parts.rule())
        below = parts.column((12, 8, 12, 10), 4)
        self.origin_title = parts.text(theme, "", "heading", "primary")
        below.addWidget(self.origin_title)
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(8)
        self._facts.setVerticalSpacing(2)
        self._facts.setColumnMinimumWidth(0, 88)
        self._facts.setColumnStretch(1, 1)
        below.addLayout(self._facts)
        below.addSpacing(6)
        self.remark_title = parts.text(theme, "", "heading", "primary")
        self.remark = parts.text(theme, "", "body", "secondary", wrap=True)
        below.addWidget(self.remark_title)
        below.addWidget(self.remark)
        page.addLayout(below)
        self.retranslate()

    def retranslate(self) -> None:
        self.title.setText(self.tr("Workings"))
        self.hint.setText(self.tr("Space = viewed and next"))
        self.origin_title.setText(self.tr("Origin"))
        self.remark_title.setText(self.tr("Remark of the author"))
        self.table.setHorizontalHeaderLabels(["", self.tr("Measurement"), self.tr("mm")])
        for column, way in ((1, Qt.AlignmentFlag.AlignLeft), (2, Qt.AlignmentFlag.AlignRight)):
            item = self.table.horizontalHeaderItem(column)
            if item is not None:
                item.setTextAlignment(way | Qt.AlignmentFlag.AlignVCenter)

    # ------------------------------------------------------------------ content
    def show_lines(self, lines: Sequence[Line], current: int) -> None:
        """All workings; `current` is the row that is looked at."""
        theme = self.desk.theme
        self.table.blockSignals(True)
        self.table.setRowCount(len(lines))
        for i, line in enumerate(lines):
            mark = QTableWidgetItem()
            icon, token, words = "missing", "warn", self.tr("not viewed yet")
            if line.seen:
                icon, token, words = "viewed", "ok", self.tr("viewed")
            elif i == current:
                icon, token, words = "jump", "info", self.tr("looking at it now; not viewed yet")
            elif line.warning:
                icon, words = "warn", self.tr("not viewed yet; {warning}").format(warning=line.warning)
            mark.setIcon(theme.icon(icon, f"status.{token}.text"))
            mark.setToolTip(words)
            mark.setData(Qt.ItemDataRole.AccessibleTextRole, words)
            title = QTableWidgetItem(line.title)
            title.setToolTip(f"{line.title}. {line.warning}" if line.warning else line.title)
            # the unit stands in the header; another one stays with its number
            value = QTableWidgetItem(line.value.removesuffix(" mm"))
            value.setToolTip(line.value)
            value.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            for column, item in enumerate((mark, title, value)):
                self.table.setItem(i, column, item)
        if 0 <= current < len(lines):
            self.table.selectRow(current)
            self.table.scrollTo(self.table.model().index(current, 1))
        self.table.blockSignals(False)
        seen = sum(line.seen for line in lines)
        self.count.setText(self.tr("{n} of {m} viewed").format(n=seen, m=len(lines)))
        parts.say(self.count, "ok" if seen == len(lines) else "warn")

    def _clicked(self, row: int, column: int) -> None:
        if column == 0:
            self.tick_pressed.emit(row)

    def _selection(self) -> None:
        rows = self.table.selectionModel().selectedRows()
        if rows:
            self.row_chosen.emit(rows[0].row())

    def show_origin(self, facts: Mapping[str, str | tuple[str, str]], remark: str) -> None:
        """Caption and value a line; a value may be (words, tone)."""
        parts.empty(self._facts)
        theme = self.desk.theme
        for i, (caption, value) in enumerate(facts.items()):
            words, tone = value if isinstance(value, tuple) else (value, "primary")
            shown = parts.Elided(theme, "body", tone)
            shown.setText(words or "–")
            self._facts.addWidget(parts.text(theme, caption, "body", "muted"), i, 0)
            self._facts.addWidget(shown, i, 1)
        self.remark.setText(remark or self.tr("None."))
