"""The right-hand panel of the aorta workspace: what to do in this step, the level table, the selected level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QMenu,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop import parts
from desktop.desk import Desk
from desktop.screen import Translated
from desktop.window import panel_width
from measurements.aorta import landmark_names

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
    """One line of the level table; `value` is a diameter pair or words."""

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
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(28)
        header = self.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(3, QHeaderView.ResizeMode.Fixed)
        self.setColumnWidth(0, 28)
        self.setColumnWidth(2, 106)
        self.setColumnWidth(3, 26)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_rows(self, rows: Sequence[Row], selected: str) -> None:
        theme = self.desk.theme
        self.setRowCount(len(rows))
        for i, row in enumerate(rows):
            icon, token = LOOKS["now" if row.key == selected and row.status == "todo" else row.status]
            mark = QTableWidgetItem()
            mark.setIcon(theme.icon(icon, f"status.{token}.text"))
            mark.setToolTip(row.status_word)
            mark.setData(Qt.ItemDataRole.AccessibleTextRole, row.status_word)
            mark.setData(Qt.ItemDataRole.UserRole, row.key)
            name = QTableWidgetItem(row.name)
            value = QTableWidgetItem(row.value)
            value.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            hand = QTableWidgetItem()
            if row.by_hand:
                hand.setIcon(theme.icon("pan", "text.muted"))
                hand.setToolTip(self.tr("Placed by hand"))
            quiet = row.status in ("absent", "reason")
            for item in (name, value):
                item.setForeground(theme.colour("text.muted" if quiet else "text.primary"))
            if not quiet:
                font = theme.font("strong")
                value.setFont(font)
            for column, item in enumerate((mark, name, value, hand)):
                self.setItem(i, column, item)
            if row.key == selected:
                self.blockSignals(True)
                self.selectRow(i)
                self.blockSignals(False)

    def key_at(self, row: int) -> str:
        item = self.item(row, 0)
        return str(item.data(Qt.ItemDataRole.UserRole)) if item is not None else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            event.ignore()  # the workspace takes it: accept and next
        else:
            super().keyPressEvent(event)


class AortaPanel(Translated):
    """Step card on top, level table, card of the selected level, notes, buttons."""

    level_chosen = Signal(str)
    reason_chosen = Signal(str, str)
    rule_wanted = Signal(str)
    compute_wanted = Signal()
    pick_wanted = Signal(bool)
    undo_point = Signal()
    mask_wanted = Signal()
    edge_chosen = Signal(str)
    landmark_wanted = Signal(str)
    edit_wanted = Signal()
    accept_wanted = Signal()
    views_wanted = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        theme = desk.theme
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(panel_width(1600))
        layout = parts.column((0, 0, 0, 0), 0, self)
        head = parts.column((12, 10, 12, 10), 8)
        top = parts.row((0, 0, 0, 0), 8)
        self.title = parts.text(theme, "", "heading", "primary")
        self.count = parts.text(theme, "", "caption", "muted")
        top.addWidget(self.title)
        top.addWidget(self.count, 1)
        self.toggle = parts.Button(theme, "quiet", "layout")
        self.toggle.clicked.connect(self._toggle)
        top.addWidget(self.toggle)
        head.addLayout(top)
        self.hint = parts.text(theme, "", "body", "secondary", wrap=True)
        self.hint.setMinimumHeight(40)
        head.addWidget(self.hint)
        path = parts.row((0, 0, 0, 0), 6)
        self.pick = parts.Button(theme, "secondary", "crosshair")
        self.pick.setCheckable(True)
        self.pick.toggled.connect(self.pick_wanted)
        self.back = parts.Button(theme, "secondary", "undo")
        self.back.clicked.connect(self.undo_point)
        self.mask_button = parts.Button(theme, "secondary", "import")
        self.mask_button.clicked.connect(self.mask_wanted)
        for button in (self.pick, self.back, self.mask_button):
            path.addWidget(button)
        path.addStretch(1)
        head.addLayout(path)
        choice = parts.row((0, 0, 0, 0), 6)
        self.edge = QComboBox()
        self.edge.currentIndexChanged.connect(lambda i: self.edge_chosen.emit(("inner", "outer")[i]))
        self.landmark = QComboBox()
        self.place = parts.Button(theme, "secondary", "jump")
        self.place.clicked.connect(lambda: self.landmark_wanted.emit(str(self.landmark.currentData())))
        choice.addWidget(self.edge)
        choice.addWidget(self.landmark, 1)
        choice.addWidget(self.place)
        head.addLayout(choice)
        self.compute = parts.Button(theme, "secondary", "crosshair")
        self.compute.clicked.connect(self.compute_wanted)
        head.addWidget(self.compute)
        layout.addLayout(head)
        layout.addWidget(parts.rule())
        self.table = LevelTable(desk, self)
        self.table.itemSelectionChanged.connect(self._chosen)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._menu)
        layout.addWidget(self.table, 1)
        layout.addWidget(parts.rule())
        card = parts.column((12, 10, 12, 10), 4)
        names = parts.row((0, 0, 0, 0), 8)
        self.level_name = parts.text(theme, "", "strong", "primary")
        self.place_text = parts.text(theme, "", "caption", "muted")
        names.addWidget(self.level_name, 1)
        names.addWidget(self.place_text)
        card.addLayout(names)
        self.figure = parts.text(theme, "", "figure", "primary")
        card.addWidget(self.figure)
        self.facts = parts.text(theme, "", "caption", "secondary", wrap=True)
        card.addWidget(self.facts)
        layout.addLayout(card)
        self.notes: QVBoxLayout = parts.column((12, 0, 12, 8), 6)
        layout.addLayout(self.notes)
        layout.addWidget(parts.rule())
        buttons = parts.row((12, 10, 12, 10), 8)
        self.edit = parts.Button(theme, "secondary", "draft")
        self.edit.clicked.connect(self.edit_wanted)
        self.accept = parts.Button(theme, "primary")
        self.accept.clicked.connect(self.accept_wanted)
        buttons.addWidget(self.edit)
        buttons.addStretch(1)
        buttons.addWidget(self.accept)
        layout.addLayout(buttons)
        self._in_vessel = False
        self.retranslate()

    # ------------------------------------------------------------------ shown
    def show_rows(self, rows: Sequence[Row], selected: str) -> None:
        self.table.show_rows(rows, selected)
        done = sum(r.status in ("accepted", "reason") for r in rows)
        self.count.setText(self.tr("{done} of {of} accepted").format(done=done, of=len(rows)) if rows else "")

    def show_card(self, name: str, place: str, figure: str, facts: str) -> None:
        self.level_name.setText(name)
        self.place_text.setText(place)
        self.figure.setText(figure)
        self.facts.setText(facts)

    def show_notes(self, notes: Sequence[tuple[str, str, str]]) -> None:
        """(tone, bold words, rest) each; at most three."""
        parts.empty(self.notes)
        for tone, bold, rest in notes[:3]:
            note = parts.Note(self.desk.theme, tone)
            note.show_words(bold, rest)
            self.notes.addWidget(note)

    def show_vessel(self, shown: bool) -> None:
        self._in_vessel = shown
        self.toggle.setText(self.tr("Planes") if shown else self.tr("Vessel"))

    def _toggle(self) -> None:
        self.views_wanted.emit("planes" if self._in_vessel else "vessel")

    def _chosen(self) -> None:
        rows = self.table.selectionModel().selectedRows()
        if rows:
            self.level_chosen.emit(self.table.key_at(rows[0].row()))

    def _menu(self, place: object) -> None:
        row = self.table.rowAt(place.y())  # type: ignore[attr-defined]
        key = self.table.key_at(row) if row >= 0 else ""
        if not key:
            return
        menu = QMenu(self)
        for words in (self.tr("not imaged"), self.tr("not assessable")):
            menu.addAction(words).triggered.connect(
                lambda _on=False, w=words: self.reason_chosen.emit(key, w)
            )
        menu.addAction(self.tr("restore the rule")).triggered.connect(lambda: self.rule_wanted.emit(key))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.table.viewport().mapToGlobal(place))  # type: ignore[call-overload]

    def retranslate(self) -> None:
        self.title.setText(self.tr("Levels"))
        self.hint.setText(
            self.tr(
                "Click 2 to 5 points along the vessel, from the heart on, or import a mask. Then measure."
            )
        )
        self.pick.setText(self.tr("Place points"))
        self.back.setText(self.tr("Last point"))
        self.mask_button.setText(self.tr("Mask…"))
        chosen = max(self.edge.currentIndex(), 0)
        self.edge.blockSignals(True)
        self.edge.clear()
        self.edge.addItems([self.tr("Lumen"), self.tr("Outer wall")])
        self.edge.setCurrentIndex(chosen)
        self.edge.blockSignals(False)
        from measurements.aorta.result import landmark_label

        kept = self.landmark.currentData()
        self.landmark.clear()
        for name in landmark_names():
            self.landmark.addItem(landmark_label(name, self.desk.language.code), name)
        self.landmark.setCurrentIndex(max(self.landmark.findData(kept), 0))
        self.place.setText(self.tr("Place"))
        self.compute.setText(self.tr("Measure"))
        self.edit.setText(self.tr("Edit"))
        self.accept.setText(self.tr("Accept, next (Space)"))
        self.table.setHorizontalHeaderLabels(["", self.tr("Level"), self.tr("Ø × ⟂ (mm)"), ""])
        self.show_vessel(self._in_vessel)
