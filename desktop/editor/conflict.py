"""S22: two versions of one draft beside what both began with; a person chooses row by row, nothing is merged silently.

Also used for text that was found in the recovery journal. Closing without choosing keeps both.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QDialog, QFrame, QGridLayout, QRadioButton, QScrollArea, QWidget

from desktop import parts
from desktop.editor import compared
from desktop.editor.compared import Row

if TYPE_CHECKING:
    from desktop.desk import Desk
    from governance.report import Content

THEIRS, MINE, BOTH = "theirs", "mine", "both"


class ConflictDialog(QDialog):
    """Three columns: what both began with, theirs, mine. `chosen` gives the content that the person put together."""

    chosen = Signal(object)
    #: both are kept as they are; nothing was chosen
    postponed = Signal()

    def __init__(
        self,
        desk: Desk,
        parent: QWidget,
        *,
        title: str,
        explanation: str,
        headings: tuple[str, str, str],
        versions: tuple[Content, Content, Content],
        identity: str,
        save_words: str,
        later_words: str,
        blocked: str = "",
    ) -> None:
        super().__init__(parent)
        self.desk = desk
        theme = desk.theme
        self._versions = versions
        self._blocked = blocked
        self.setModal(True)
        self.setWindowTitle(title)
        self.setFixedWidth(theme.token("size.dialog_width")[2])
        page = parts.column((24, 20, 24, 20), 8, self)
        page.addWidget(parts.text(theme, title, "title"))
        page.addWidget(parts.text(theme, identity, "strong", wrap=True))
        page.addWidget(parts.text(theme, explanation, "body", "secondary", wrap=True))
        self.rows: list[Row] = compared.rows(
            *versions, remark=self.tr("Remark for the radiologist"), images=self.tr("Key images")
        )
        self._choices: dict[int, QButtonGroup] = {}
        self.options: dict[tuple[int, str], QRadioButton] = {}
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        for column, words in enumerate(headings):
            heading = parts.text(theme, words, "caption", "muted", wrap=True)
            grid.addWidget(heading, 0, column)
            grid.setColumnStretch(column, 1)
        line = 1
        for number, row in enumerate(self.rows):
            line = self._add(grid, line, number, row)
        grid.setRowStretch(line, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(box)
        area.setMinimumHeight(280)
        page.addWidget(area, 1)
        self.left = parts.text(theme, "", "caption", "muted")
        page.addWidget(self.left)
        buttons = parts.row((0, 4, 0, 0), 8)
        self.later = parts.Button(theme)
        self.later.setText(later_words)
        self.later.clicked.connect(self.reject)
        self.save = parts.Button(theme, "primary")
        self.save.setText(save_words)
        self.save.clicked.connect(self._save)
        buttons.addStretch(1)
        buttons.addWidget(self.later)
        buttons.addWidget(self.save)
        page.addLayout(buttons)
        self.rejected.connect(self.postponed)
        room = parent.height() - 80 if parent is not None else 700
        self.setMaximumHeight(max(420, room))
        self._look()

    def _add(self, grid: QGridLayout, line: int, number: int, row: Row) -> int:
        theme = self.desk.theme
        grid.addWidget(parts.rule(), line, 0, 1, 3)
        grid.addWidget(parts.text(theme, row.label, "strong"), line + 1, 0, 1, 3)
        group = QButtonGroup(self)
        self._choices[number] = group
        for column, words in enumerate(row.texts):
            cell = parts.column((0, 0, 0, 6), 4)
            shown = parts.text(
                theme, words or self.tr("(empty)"), "body", "primary" if words else "muted", wrap=True
            )
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            cell.addWidget(shown)
            cell.addStretch(1)
            if column == 0:
                shown.setProperty("tone", "muted")
                if row.kind in ("section", "remark"):
                    cell.addWidget(self._option(group, number, BOTH, self.tr("Both texts")))
            else:
                which = THEIRS if column == 1 else MINE
                words_of = self.tr("Take this") if column == 1 else self.tr("Take mine")
                cell.addWidget(self._option(group, number, which, words_of))
            grid.addLayout(cell, line + 2, column)
        # what only one side changed needs no choice: that side's is proposed
        base, theirs, mine = row.texts
        if theirs == base:
            self.options[number, MINE].setChecked(True)
        elif mine == base:
            self.options[number, THEIRS].setChecked(True)
        return line + 3

    def _option(self, group: QButtonGroup, number: int, which: str, words: str) -> QRadioButton:
        made = QRadioButton(words)
        made.setAccessibleName(f"{self.rows[number].label}: {words}")
        made.toggled.connect(functools.partial(self._toggled))
        group.addButton(made)
        self.options[number, which] = made
        return made

    def _toggled(self, _on: bool) -> None:
        if hasattr(self, "save"):
            self._look()

    def choice(self, number: int) -> str:
        """Which side was chosen in a row; empty while none."""
        return next((w for (n, w), option in self.options.items() if n == number and option.isChecked()), "")

    def _look(self) -> None:
        left = sum(not self.choice(n) for n in range(len(self.rows)))
        words = ""
        if left:
            words = (
                self.tr("Still {n} to choose.").format(n=left) if left > 1 else self.tr("Still 1 to choose.")
            )
        self.left.setText(words)
        self.save.block(self._blocked or words)

    def result_content(self) -> Content:
        """Their version with what was chosen of mine."""
        _base, theirs, mine = self._versions
        content = theirs
        for number, row in enumerate(self.rows):
            which = self.choice(number)
            if which == MINE:
                content = compared.take(content, mine, row)
            elif which == BOTH:
                content = compared.both(content, mine, row)
        return content

    def _save(self) -> None:
        made = self.result_content()
        self.rejected.disconnect(self.postponed)
        self.accept()
        self.chosen.emit(made)
