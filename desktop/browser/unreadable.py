"""The files that couldn't be read, each with its reason, in a list of their own below the table."""

from __future__ import annotations

import os

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem

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
        self.list = QTreeWidget()
        self.list.setColumnCount(2)
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setFixedHeight(HEIGHT)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        header = self.list.header()
        header.setFont(desk.theme.font("caption"))
        header.setStretchLastSection(True)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        header.resizeSection(0, 320)
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
        self.list.setHeaderLabels([self.tr("File"), self.tr("Reason")])
        self.list.setAccessibleName(self.title.text())
        self.list.clear()
        language = self._desk.language.code
        for path, reason in self._items:
            said = words.reason(reason, language)
            item = QTreeWidgetItem(self.list, [self._below(path), said[:1].upper() + said[1:]])
            item.setToolTip(0, path)
            item.setToolTip(1, item.text(1))

    def _below(self, path: str) -> str:
        root = self._root
        return (
            path[len(root) :].lstrip(os.sep + ":")
            if root and path.startswith(root) and path != root
            else path
        )
