"""The widgets of S9, without what they do: the text at the left, preview or revisions, the lists at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QMenu,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop import parts
from desktop.editor.preview import Preview
from desktop.editor.returned import ReturnedNote
from desktop.editor.revisions import RevisionsPanel
from desktop.editor.savenote import SaveNote
from desktop.editor.side import SidePanel
from desktop.screen import Translated

if TYPE_CHECKING:
    from desktop.desk import Desk

SIDE_WIDTH = 430


class FacePage(Translated):
    """Layout of the report face; `EditorFace` fills it."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        layout = parts.row((0, 0, 0, 0), 1, self)
        body = parts.column((0, 0, 0, 0), 0)
        self.strip = self._make_strip()
        body.addWidget(self.strip)
        self.columns = parts.row((0, 0, 0, 0), 1)
        body.addLayout(self.columns, 1)
        layout.addLayout(body, 1)
        self.left = self._make_left()
        self.columns.addWidget(self.left)
        self.preview = Preview(desk, self)
        self.revisions = RevisionsPanel(desk, self)
        self.middle = QStackedWidget()
        self.middle.addWidget(self.preview)
        self.middle.addWidget(self.revisions)
        self.columns.addWidget(self.middle, 1)
        self.side = SidePanel(desk, self)
        self.side.setFixedWidth(SIDE_WIDTH)
        layout.addWidget(self.side)

    def _make_strip(self) -> QWidget:
        """Text or preview, when there is no room for both."""
        strip = parts.surface("panel", "bottom")
        line = parts.row((12, 5, 12, 5), 0, strip)
        self.tabs = QFrame()
        self.tabs.setProperty("box", "segments")
        self.tabs.setFixedHeight(28)
        segments = parts.row((1, 1, 1, 1), 0, self.tabs)
        self.tab_buttons: dict[str, QToolButton] = {}
        group = QButtonGroup(self)
        for name in ("text", "preview"):
            button = QToolButton()
            button.setProperty("kind", "segment")
            button.setCheckable(True)
            button.setFixedHeight(26)
            group.addButton(button)
            segments.addWidget(button)
            self.tab_buttons[name] = button
        line.addWidget(self.tabs)
        line.addStretch(1)
        return strip

    def _make_left(self) -> QWidget:
        theme = self.desk.theme
        left = parts.surface("panel")
        page = parts.column((0, 0, 0, 0), 0, left)
        bar = parts.row((12, 6, 12, 6), 4)
        self.template = parts.Elided(theme, "caption", "muted")
        self.undo = parts.IconButton(theme, "undo")
        self.redo = parts.IconButton(theme, "redo")
        self.undo.clicked.connect(self.desk.session.undo_stack.undo)
        self.redo.clicked.connect(self.desk.session.undo_stack.redo)
        self.insert = parts.IconButton(theme, "add")
        self.insert_menu = QMenu(self)
        self.insert.setMenu(self.insert_menu)
        self.insert.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.compose = parts.Button(theme, "secondary", "refine")
        bar.addWidget(self.template, 1)
        for button in (self.undo, self.redo, self.insert):
            bar.addWidget(button)
        bar.addSpacing(6)
        bar.addWidget(self.compose)
        page.addLayout(bar)
        page.addWidget(parts.rule())
        notes = QWidget()
        self.notes: QVBoxLayout = parts.column((12, 6, 12, 0), 6, notes)
        self.save_note = SaveNote(self.desk)
        self.recovery_note = parts.Note(theme, "warn", "clock")
        self.drop_recovery = parts.Button(theme, "link")
        self.recovery_note.layout().addWidget(self.drop_recovery)  # type: ignore[union-attr]
        self.locked = parts.Note(theme, "neutral", "locked")
        self.returned = ReturnedNote(self.desk)
        for note in (self.save_note, self.recovery_note, self.returned, self.locked):
            note.hide()
            self.notes.addWidget(note)
        page.addWidget(notes)
        self._sections = QWidget()
        self._sections_page: QVBoxLayout = parts.column((12, 8, 12, 12), 4, self._sections)
        self.text_area = QScrollArea()
        self.text_area.setWidgetResizable(True)
        self.text_area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.text_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.text_area.setWidget(self._sections)
        page.addWidget(self.text_area, 1)
        page.addWidget(parts.rule())
        foot = parts.column((12, 6, 12, 8), 2)
        head = parts.row((0, 0, 0, 0), 8)
        self.revision_title = parts.Section(theme)
        self.all_revisions = parts.Button(theme, "link")
        head.addWidget(self.revision_title, 1)
        head.addWidget(self.all_revisions)
        foot.addLayout(head)
        self.revision = parts.Elided(theme, "caption", "secondary")
        foot.addWidget(self.revision)
        page.addLayout(foot)
        return left
