"""The review desk's widgets and words; what they do is `desktop.review.desk`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QRadioButton,
    QScrollArea,
    QStackedWidget,
    QTableWidget,
    QVBoxLayout,
    QWidget,
)

from desktop import parts
from desktop.editor.field import SectionField
from desktop.screen import Screen
from governance.report import ReturnReason, Score
from viewers.grid import ViewGrid
from viewers.view import SliceView

if TYPE_CHECKING:
    from desktop.desk import Desk

LIST_WIDTH = 352
PANEL_WIDTH = 424
VALUE_WIDTH = 132


class ReviewPage(Screen):
    """List of workings, pictures and text, panel of judgement and signing."""

    name = "review"
    context = "review"
    navigation = "worklist"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        layout = parts.row((0, 0, 0, 0), 1, self)
        layout.addWidget(self._make_list())
        middle = QWidget(self)
        page = parts.column((0, 0, 0, 0), 1, middle)
        self.section = SliceView(None, "oblique", parent=middle)
        self.axial = SliceView(None, "axial", parent=middle)
        self.grid = ViewGrid(parent=middle)
        self.grid.set_views([self.section, self.axial], 1, 2)
        self.picture = QLabel()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setProperty("surface", "image")
        self.stack = QStackedWidget()
        self.stack.addWidget(self.grid)
        self.stack.addWidget(self.picture)
        page.addWidget(self.stack, 58)
        page.addWidget(self._make_text(), 42)
        layout.addWidget(middle, 1)
        layout.addWidget(self._make_panel())

    # ------------------------------------------------------------------ parts
    def _make_list(self) -> QWidget:
        theme = self.desk.theme
        side = parts.surface("panel")
        side.setFixedWidth(LIST_WIDTH)
        page = parts.column((0, 0, 0, 0), 0, side)
        head = parts.row((12, 10, 12, 8), 8)
        self.list_title = parts.text(theme, "", "heading", "primary")
        self.list_count = parts.text(theme, "", "caption", "warn")
        head.addWidget(self.list_title)
        head.addWidget(self.list_count, 1)
        page.addLayout(head)
        self.table = QTableWidget(0, 3)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setShowGrid(False)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(28)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Fixed)
        self.table.setColumnWidth(0, 28)
        self.table.setColumnWidth(2, VALUE_WIDTH)
        page.addWidget(self.table, 1)
        self.list_hint = parts.text(theme, "", "caption", "muted")
        foot = parts.row((12, 6, 12, 6), 0)
        foot.addWidget(self.list_hint)
        page.addLayout(foot)
        page.addWidget(parts.rule())
        self.origin_title = parts.text(theme, "", "heading", "primary")
        origin = parts.column((12, 8, 12, 10), 3)
        origin.addWidget(self.origin_title)
        self.origin = parts.text(theme, "", "body", "secondary", wrap=True)
        origin.addWidget(self.origin)
        self.remark_title = parts.text(theme, "", "heading", "primary")
        self.remark = parts.text(theme, "", "body", "secondary", wrap=True)
        origin.addWidget(self.remark_title)
        origin.addWidget(self.remark)
        page.addLayout(origin)
        return side

    def _make_text(self) -> QWidget:
        theme = self.desk.theme
        box = parts.surface("panel")
        page = parts.column((0, 0, 0, 0), 0, box)
        head = parts.row((12, 8, 12, 8), 8)
        self.text_title = parts.text(theme, "", "heading", "primary")
        self.text_mode = QComboBox()
        self.text_count = parts.text(theme, "", "caption", "muted")
        head.addWidget(self.text_title)
        head.addWidget(self.text_mode)
        head.addStretch(1)
        head.addWidget(self.text_count)
        page.addLayout(head)
        page.addWidget(parts.rule())
        self._fields: dict[str, SectionField] = {}
        self._sections = QWidget()
        self._sections_page: QVBoxLayout = parts.column((12, 6, 12, 12), 4, self._sections)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self._sections)
        page.addWidget(scroll, 1)
        return box

    def _make_panel(self) -> QWidget:
        theme = self.desk.theme
        panel = parts.surface("panel")
        panel.setFixedWidth(PANEL_WIDTH)
        page = parts.column((12, 10, 12, 10), 8, panel)
        head = parts.row((0, 0, 0, 0), 8)
        self.panel_title = parts.text(theme, "", "heading", "primary")
        self.panel_state = parts.text(theme, "", "caption", "info")
        head.addWidget(self.panel_title, 1)
        head.addWidget(self.panel_state)
        page.addLayout(head)
        self.escalations: QVBoxLayout = parts.column((0, 0, 0, 0), 6)
        page.addLayout(self.escalations)
        self.score_title = parts.Section(theme)
        page.addWidget(self.score_title)
        self._scores = QButtonGroup(self)
        self.scores: dict[Score, QRadioButton] = {}
        for score in Score:
            radio = QRadioButton()
            self._scores.addButton(radio)
            self.scores[score] = radio
            page.addWidget(radio)
        self.comment = QPlainTextEdit()
        self.comment.setFixedHeight(52)
        page.addWidget(self.comment)
        self.condition_title = parts.Section(theme)
        page.addWidget(self.condition_title)
        self.conditions: QVBoxLayout = parts.column((0, 0, 0, 0), 0)
        page.addLayout(self.conditions)
        page.addStretch(1)
        page.addWidget(parts.rule())
        self.sign_title = parts.text(theme, "", "strong", "primary")
        self.meaning = parts.text(theme, "", "caption", "secondary", wrap=True)
        page.addWidget(self.sign_title)
        page.addWidget(self.meaning)
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        page.addWidget(self.password)
        buttons = parts.row((0, 4, 0, 0), 8)
        self.give_back = parts.Button(theme, "secondary", "returned")
        self.return_menu = QMenu(self.give_back)
        self.return_reasons = {reason: self.return_menu.addAction("") for reason in ReturnReason}
        for reason, action in self.return_reasons.items():
            action.setData(reason)
        self.release = parts.Button(theme, "quiet")
        self.authorise = parts.Button(theme, "primary", "authorised")
        buttons.addWidget(self.give_back)
        buttons.addWidget(self.release)
        buttons.addStretch(1)
        buttons.addWidget(self.authorise)
        page.addLayout(buttons)
        return panel

    # ------------------------------------------------------------------ form
    def retranslate(self) -> None:
        self.list_title.setText(self.tr("Workings"))
        self.list_hint.setText(self.tr("Space = viewed and next"))
        self.origin_title.setText(self.tr("Origin"))
        self.remark_title.setText(self.tr("Remark of the author"))
        self.text_title.setText(self.tr("Report text"))
        chosen = max(self.text_mode.currentIndex(), 0)
        self.text_mode.blockSignals(True)
        self.text_mode.clear()
        self.text_mode.addItems([self.tr("Text"), self.tr("My changes")])
        self.text_mode.setCurrentIndex(chosen)
        self.text_mode.blockSignals(False)
        self.panel_title.setText(self.tr("Review"))
        self.score_title.setText(self.tr("Judgement of the draft"))
        words = {
            Score.CONCURRENCE: self.tr("1   agree (spelling and style too)"),
            Score.MISS_UNLIKELY: self.tr("2a  discrepancy, understandable, probably unimportant"),
            Score.MISS_LIKELY: self.tr("2b  discrepancy, understandable, probably important"),
            Score.CLEAR_MISS_UNLIKELY: self.tr("3a  should have been seen, unimportant"),
            Score.CLEAR_MISS_LIKELY: self.tr("3b  should have been seen, important"),
        }
        for score, radio in self.scores.items():
            radio.setText(words[score])
        self.comment.setPlaceholderText(self.tr("To the author (meant to learn from)"))
        self.condition_title.setText(self.tr("Conditions for authorising"))
        self.sign_title.setText(self.tr("Authorise"))
        self.meaning.setText(
            self.tr(
                "“I have reviewed the workings and the report and authorise this report as responsible radiologist.”"
            )
        )
        self.password.setPlaceholderText(self.tr("Your password"))
        self.password.setAccessibleName(self.tr("Your password"))
        self.give_back.setText(self.tr("Return…"))
        reasons = {
            ReturnReason.MEASUREMENT: self.tr("Measurement must be changed"),
            ReturnReason.TEXT: self.tr("Text must be changed"),
            ReturnReason.MISSING: self.tr("Something is missing"),
            ReturnReason.IMAGE_QUALITY: self.tr("Image quality"),
            ReturnReason.OTHER: self.tr("Other reason"),
        }
        for reason, action in self.return_reasons.items():
            action.setText(reasons[reason])
        self.release.setText(self.tr("Release"))
        self.authorise.setText(self.tr("Authorise"))
        self.table.setHorizontalHeaderLabels(["", self.tr("Measurement"), self.tr("Value")])
