"""The right-hand panel of the aorta workspace: the step's own block, the table, the selected row, notes, buttons."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QMenu, QVBoxLayout, QWidget

from desktop import parts
from desktop.desk import Desk
from desktop.screen import Translated
from desktop.window import panel_width
from desktop.workspaces.aorta.beside.block import ComparisonBlock
from desktop.workspaces.aorta.blocks import LandmarkBlock, PathBlock, ReasonBlock, SeriesBlock
from desktop.workspaces.aorta.body import BodyBlock
from desktop.workspaces.aorta.evar import NeckBlock
from desktop.workspaces.aorta.table import LevelTable, Row

#: below this width of the window the compact form
COMPACT_BELOW = 1500


class AortaPanel(Translated):
    """Step card on top, table, card of the selected row, notes, buttons."""

    level_chosen = Signal(str)
    reason_wanted = Signal(str, str)
    rule_wanted = Signal(str)
    key_image_wanted = Signal(str)
    edit_wanted = Signal()
    accept_wanted = Signal()
    report_wanted = Signal(bool)
    views_wanted = Signal(str)
    act_wanted = Signal(str)
    compact_changed = Signal(bool)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        theme = desk.theme
        self._read_only = ""
        self._in_vessel = False
        self._compact: bool | None = None
        self._said: tuple[tuple[str, str, str], ...] = ()
        self._all_notes = False
        self._window: QWidget | None = None
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(panel_width(1600))
        layout = parts.column((0, 0, 0, 0), 0, self)
        layout.addLayout(self._make_head())
        layout.addWidget(parts.rule())
        self.table = LevelTable(desk, self)
        self.table.itemSelectionChanged.connect(self._chosen)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._row_menu)
        layout.addWidget(self.table, 1)
        layout.addWidget(parts.rule())
        layout.addLayout(self._make_card())
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
        self.retranslate()
        self.show_step("path")
        self.show_reportable(shown=False)

    def _make_head(self) -> QVBoxLayout:
        theme = self.desk.theme
        head = parts.column((12, 8, 12, 8), 8)
        top = parts.row((0, 0, 0, 0), 8)
        self.title = parts.text(theme, "", "heading", "primary")
        self.count = parts.Elided(theme, "caption", "muted")
        self.toggle = parts.Button(theme, "quiet", "layout")
        self.toggle.clicked.connect(self._toggle)
        self.more = parts.IconButton(theme, "more")
        self.more.clicked.connect(
            lambda: self._popup(self.more_menu(), self.more.rect().bottomLeft(), self.more)
        )
        top.addWidget(self.title)
        top.addWidget(self.count, 1)
        top.addWidget(self.toggle)
        top.addWidget(self.more)
        head.addLayout(top)
        self.hint = parts.text(theme, "", "caption", "secondary", wrap=True)
        head.addWidget(self.hint)
        self.series = SeriesBlock(self.desk)
        self.path = PathBlock(self.desk)
        self.landmarks = LandmarkBlock(self.desk)
        self.comparison = ComparisonBlock(self.desk)
        self.body = BodyBlock(self.desk)
        self.neck = NeckBlock(self.desk)
        self.blocks: dict[str, QWidget] = {
            "series": self.series,
            "path": self.path,
            "landmarks": self.landmarks,
            "comparison": self.comparison,
            "body": self.body,
            "evar": self.neck,
        }
        for block in self.blocks.values():
            head.addWidget(block)
        return head

    def _make_card(self) -> QVBoxLayout:
        theme = self.desk.theme
        card = parts.column((12, 8, 12, 8), 4)
        self.level_name = parts.Elided(theme, "strong", "primary")
        self.place_text = parts.Elided(theme, "caption", "muted")
        card.addWidget(self.level_name)
        card.addWidget(self.place_text)
        self.figure = parts.text(theme, "", "figure", "primary")
        card.addWidget(self.figure)
        self.words = parts.text(theme, "", "caption", "secondary", wrap=True)
        card.addWidget(self.words)
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(8)
        self._facts.setVerticalSpacing(0)
        self.facts: list[tuple[QLabel, QLabel]] = []
        for i in range(6):
            name, value = parts.text(theme, "", "caption", "muted"), parts.text(theme, "", "caption")
            value.setAlignment(Qt.AlignmentFlag.AlignRight)
            row, column = divmod(i, 2)
            self._facts.addWidget(name, row, 2 * column)
            self._facts.addWidget(value, row, 2 * column + 1)
            self._facts.setColumnStretch(2 * column + 1, 1)
            self.facts.append((name, value))
        card.addLayout(self._facts)
        self.report = parts.Button(theme, "secondary", "report")
        self.report.setCheckable(True)
        self.report.clicked.connect(lambda: self.report_wanted.emit(self.report.isChecked()))
        card.addWidget(self.report, 0, Qt.AlignmentFlag.AlignLeft)
        self.move_maximum = parts.Button(theme, "secondary", "jump")
        self.move_maximum.clicked.connect(lambda: self.act_wanted.emit("move_maximum"))
        self.move_maximum.hide()
        card.addWidget(self.move_maximum, 0, Qt.AlignmentFlag.AlignLeft)
        self.reason = ReasonBlock(self.desk)
        card.addWidget(self.reason)
        return card

    # ------------------------------------------------------------------ form
    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.ParentChange, QEvent.Type.Show) and self.window() is not self._window:
            if self._window is not None:
                self._window.removeEventFilter(self)
            self._window = self.window()
            self._window.installEventFilter(self)
            self._fit()
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and event.type() == QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        """Width and row height by the window (screens.md 2.7)."""
        width = self.window().width()
        self.setFixedWidth(panel_width(width))
        compact = width < COMPACT_BELOW
        if compact != self._compact:
            self._compact = compact
            self.table.set_compact(compact=compact)
            self.show_vessel(self._in_vessel)
            self._show_notes()
            self.compact_changed.emit(compact)

    @property
    def is_compact(self) -> bool:
        return bool(self._compact)

    # ------------------------------------------------------------------ shown
    def show_step(self, step: str) -> None:
        """The block of the step, and its sentence of what to do."""
        self._step = step
        for name, block in self.blocks.items():
            block.setVisible(name == step)
        hints = {
            "series": self.tr("Check the conditions. What the images don't say, you state."),
            "path": self.tr(
                "Click 2 to 5 points along the vessel, from the heart on, or import a mask. Then measure."
            ),
            "landmarks": self.tr(
                "Choose a landmark, then click it in a view or on the straightened picture."
            ),
            "comparison": self.tr(
                "Choose an earlier examination. Its report's figures are compared, or measure its images with the same tools."
            ),
            "body": self.tr(
                "Height and weight, for the indices of the thoracic maximum. Weight may be left out."
            ),
            "evar": self.tr("The infrarenal neck below the lowest renal artery."),
            "maxima": self.tr(
                "Accept each maximum where it lies. To move one: go to the section and choose Move the maximum to here."
            ),
        }
        self.hint.setText(hints.get(step, ""))
        self.hint.setVisible(step in hints)

    def show_rows(self, rows: Sequence[Row], selected: str) -> None:
        self.table.show_rows(rows, selected)
        done = sum(r.status in ("accepted", "reason") for r in rows)
        of = sum(r.status != "absent" for r in rows)
        words = self.tr("{done} of {of} accepted").format(done=done, of=of) if rows else ""
        self.count.setToolTip(words)
        self.count.setText(f"{done} / {of}" if rows and self._compact else words)

    def show_card(
        self, name: str, place: str, figure: str, words: str = "", facts: Sequence[tuple[str, str]] = ()
    ) -> None:
        self.level_name.setText(name)
        self.place_text.setText(place)
        self.place_text.setVisible(bool(place))
        self.figure.setText(figure)
        self.words.setText(words)
        self.words.setVisible(bool(words))
        for i, (label, value) in enumerate(self.facts):
            shown = i < len(facts)
            label.setText(facts[i][0] if shown else "")
            value.setText(facts[i][1] if shown else "")
            label.setVisible(shown)
            value.setVisible(shown)

    def show_reportable(self, *, shown: bool, reported: bool = False) -> None:
        """The button "To report" of a loose measurement."""
        self.report.setVisible(shown)
        self.report.setChecked(reported)
        self.report.setText(self.tr("In the report") if reported else self.tr("To report"))
        self.report.block(self._read_only)

    def show_movable(self, *, shown: bool) -> None:
        """The button that puts the maximum at the section in the pictures."""
        self.move_maximum.setVisible(shown)
        self.move_maximum.block(self._read_only)

    def show_notes(self, notes: Sequence[tuple[str, str, str]]) -> None:
        """(tone, bold words, rest) each; at most three, one where there is little room; the others by a press."""
        if tuple(notes) != self._said:
            self._said, self._all_notes = tuple(notes), False
            self._show_notes()

    def _show_notes(self) -> None:
        parts.empty(self.notes)
        most = len(self._said) if self._all_notes else 1 if self._compact else 2
        for tone, bold, rest in self._said[:most]:
            note = parts.Note(self.desk.theme, tone)
            note.show_words(bold, rest)
            self.notes.addWidget(note)
        if len(self._said) > most:
            more = parts.Button(self.desk.theme, "link")
            more.setText(self.tr("{n} more").format(n=len(self._said) - most))
            more.clicked.connect(self._open_notes)
            self.notes.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)

    def _open_notes(self) -> None:
        self._all_notes = True
        self._show_notes()

    def set_read_only(self, reason: str) -> None:
        """Everything that edits is blocked with the reason."""
        self._read_only = reason
        self.series.set_editable(reason)
        self.path.set_editable(reason)
        self.landmarks.set_editable(reason)
        self.report.block(reason)
        self.move_maximum.block(reason)
        if reason:
            self.reason.hide()

    def show_vessel(self, shown: bool) -> None:
        self._in_vessel = shown
        words = self.tr("Planes") if shown else self.tr("Vessel")
        self.toggle.set_tip(words)
        self.toggle.setAccessibleName(words)

    # ------------------------------------------------------------------ menus
    def _toggle(self) -> None:
        self.views_wanted.emit("planes" if self._in_vessel else "vessel")

    def _chosen(self) -> None:
        rows = self.table.selectionModel().selectedRows()
        if rows:
            self.level_chosen.emit(self.table.key_at(rows[0].row()))

    def row_menu(self, key: str) -> QMenu:
        """What can be done with a row; in read-only only what doesn't edit."""
        menu = QMenu(self)
        acts = [
            (self.tr("not imaged"), lambda: self.reason_wanted.emit(key, "not_imaged")),
            (self.tr("not assessable…"), lambda: self.reason_wanted.emit(key, "not_assessable")),
            (self.tr("restore the rule"), lambda: self.rule_wanted.emit(key)),
            (self.tr("make key image"), lambda: self.key_image_wanted.emit(key)),
        ]
        for words, act in acts:
            action = menu.addAction(words)
            action.setEnabled(not self._read_only)
            action.setToolTip(self._read_only)
            action.triggered.connect(lambda _on=False, act=act: act())
        menu.setToolTipsVisible(True)
        return menu

    def more_menu(self) -> QMenu:
        """Jumps, and key images of the views."""
        menu = QMenu(self)
        for words, act, edits in (
            (self.tr("Jump to maximum"), "maximum", False),
            (self.tr("Jump to minimum"), "minimum", False),
            (self.tr("Move the maximum to here…"), "move_maximum", True),
            (self.tr("Section as key image"), "key_section", True),
            (self.tr("Straightened picture as key image"), "key_cpr", True),
        ):
            action = menu.addAction(words)
            action.setEnabled(not (edits and self._read_only))
            action.triggered.connect(lambda _on=False, act=act: self.act_wanted.emit(act))
        return menu

    def _row_menu(self, place: QPoint) -> None:
        row = self.table.rowAt(place.y())
        key = self.table.key_at(row) if row >= 0 else ""
        if key:
            self._popup(self.row_menu(key), place, self.table.viewport())

    def _popup(self, menu: QMenu, place: QPoint, over: QWidget) -> None:
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(over.mapToGlobal(place))

    def retranslate(self) -> None:
        self.title.setText(self.tr("Levels"))
        self.more.set_words(self.tr("More"))
        self.edit.setText(self.tr("Edit"))
        self.accept.setText(self.tr("Accept, next (Space)"))
        self.report.setText(self.tr("To report"))
        self.move_maximum.setText(self.tr("Move the maximum to here"))
        self.table.setHorizontalHeaderLabels(
            ["", self.tr("Level"), self.tr("Ø × ⟂ (mm)"), self.tr("earlier"), "Δ", ""]
        )
        for column in range(self.table.columnCount()):
            head = self.table.horizontalHeaderItem(column)
            if head is not None:
                head.setFont(self.desk.theme.font("caption"))
                side = Qt.AlignmentFlag.AlignRight if column in (2, 3, 4) else Qt.AlignmentFlag.AlignLeft
                head.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        self.show_vessel(self._in_vessel)
        self.show_step(getattr(self, "_step", "path"))


__all__ = ["AortaPanel", "Row"]
