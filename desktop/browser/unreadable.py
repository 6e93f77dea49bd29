"""The files that couldn't be read, each with its reason, in a list of their own below the table."""

from __future__ import annotations

import os

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from desktop.browser import words
from desktop.desk import Desk
from desktop.parts import Button, column, row, surface, text
from desktop.screen import Translated

HEIGHT = 132


class UnreadableList(Translated):
    """Folded: a line with the count; unfolded: file and reason. Not there when everything could be read."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._items: tuple[tuple[str, str], ...] = ()
        self._root = ""
        head = surface("panel", "top")
        head.setFixedHeight(36)
        line = row((14, 0, 12, 0), 8, head)
        icon = text(desk.theme)
        desk.theme.dress(icon, "warn", "status.warn.text")
        self.title = text(desk.theme, "", "strong", "primary")
        self.fold = Button(desk.theme, "link")
        line.addWidget(icon)
        line.addWidget(self.title)
        line.addStretch(1)
        line.addWidget(self.fold)
        self.list = QTableWidget(0, 2)
        self.list.setShowGrid(False)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.list.setTabKeyNavigation(False)
        self.list.setFixedHeight(HEIGHT)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.verticalHeader().hide()
        self.list.verticalHeader().setDefaultSectionSize(24)
        header = self.list.horizontalHeader()
        header.setFont(desk.theme.font("caption"))
        header.setFixedHeight(desk.theme.px("size.table_header"))
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        page = column((0, 0, 0, 0), 0, self)
        page.addWidget(head)
        page.addWidget(self.list)
        self.fold.clicked.connect(self._toggle)
        self.list.hide()
        self.hide()
        self.retranslate()

    def show_items(self, items: tuple[tuple[str, str], ...], root: str) -> None:
        """Show (path, reason) pairs; paths are shown below `root`."""
        self._items, self._root = items, root
        self.setVisible(bool(items))
        self.list.hide()
        self.retranslate()

    def _toggle(self) -> None:
        self.list.setVisible(self.list.isHidden())
        self.retranslate()

    def retranslate(self) -> None:
        count = len(self._items)
        one = count == 1
        self.title.setText(
            self.tr("1 file isn't readable") if one else self.tr("{n} files aren't readable").format(n=count)
        )
        self.fold.setText(self.tr("Show") if self.list.isHidden() else self.tr("Hide"))
        self.list.setHorizontalHeaderLabels([self.tr("File"), self.tr("Reason")])
        self.list.setAccessibleName(self.title.text())
        self.list.setRowCount(count)
        language = self._desk.language.code
        for row_number, (path, reason) in enumerate(self._items):
            said = words.reason(reason, language)
            said = said[:1].upper() + said[1:]
            for place, (shown, tip) in enumerate(((self._below(path), path), (said, said))):
                item = QTableWidgetItem(shown)
                item.setToolTip(tip)
                self.list.setItem(row_number, place, item)

    def _below(self, path: str) -> str:
        root = self._root
        return (
            path[len(root) :].lstrip(os.sep + ":")
            if root and path.startswith(root) and path != root
            else path
        )
