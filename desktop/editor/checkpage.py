"""The widgets of S10, without what they do: the three groups at the left, the declaration and submitting at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFrame,
    QLabel,
    QLineEdit,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop import parts
from desktop.editor.handback import ReasonBox
from desktop.editor.identity import IdentityBlock
from desktop.editor.preview import Page
from desktop.editor.returned import ReturnedNote
from desktop.editor.savenote import SaveNote
from desktop.screen import Translated
from desktop.window import panel_width
from governance.report import SelfDeclaration

if TYPE_CHECKING:
    from desktop.desk import Desk

WIDTH = 880
PICTURE_WIDTH = 210


class CheckPage(Translated):
    """Layout of the check page; `CheckFace` fills it."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.setProperty("surface", "app")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = parts.row((0, 0, 0, 0), 1, self)
        layout.addWidget(self._make_middle(), 1)
        self.panel = self._make_panel()
        layout.addWidget(self.panel)

    def _scrolled(self, inner: QWidget) -> QScrollArea:
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        return area

    def _make_middle(self) -> QWidget:
        theme = self.desk.theme
        inner = QWidget()
        outer = parts.row((24, 0, 24, 0), 0, inner)
        box = QWidget()
        box.setMaximumWidth(WIDTH)
        outer.addStretch(1)
        outer.addWidget(box, 100)
        outer.addStretch(1)
        page = parts.column((0, 20, 0, 24), 8, box)
        self.title = parts.text(theme, "", "title", "primary")
        page.addWidget(self.title)
        self.save_note = SaveNote(self.desk)
        self.done = parts.Note(theme, "ok")
        self.done.hide()
        self.locked = parts.Note(theme, "neutral", "locked")
        self.locked.hide()
        self.returned = ReturnedNote(self.desk)
        self.identity = IdentityBlock(self.desk)
        for widget in (self.save_note, self.done, self.locked, self.returned):
            page.addWidget(widget)
        self.must_title = parts.Section(theme)
        self.must: QVBoxLayout = parts.column((0, 0, 0, 0), 0)
        self.attention_title = parts.Section(theme)
        self.attention: QVBoxLayout = parts.column((0, 0, 0, 0), 0)
        self.escalation_title = parts.Section(theme)
        self.escalations: QVBoxLayout = parts.column((0, 0, 0, 0), 8)
        self.fine_button = parts.Button(theme, "link")
        self.fine_button.setCheckable(True)
        self.fine_box = QWidget()
        self.fine: QVBoxLayout = parts.column((12, 0, 0, 0), 0, self.fine_box)
        self.fine_box.hide()
        page.addWidget(self.must_title)
        page.addLayout(self.must)
        page.addWidget(self.identity)
        page.addWidget(self.escalation_title)
        page.addLayout(self.escalations)
        page.addWidget(self.attention_title)
        page.addLayout(self.attention)
        page.addWidget(self.fine_button, 0, Qt.AlignmentFlag.AlignLeft)
        page.addWidget(self.fine_box)
        page.addStretch(1)
        self.area = self._scrolled(inner)
        return self.area

    def _make_panel(self) -> QWidget:
        theme = self.desk.theme
        side = parts.surface("panel")
        side.setFixedWidth(panel_width(1600))
        whole = parts.column((0, 0, 0, 0), 0, side)
        inner = QWidget()
        page = parts.column((12, 12, 12, 12), 8, inner)
        self.picture = Page()
        self.picture.fit_width(PICTURE_WIDTH)
        self.picture.setFixedHeight(round(PICTURE_WIDTH * 1.414))
        page.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignHCenter)
        self.declaration_title = parts.Section(theme)
        self.sentence = parts.text(theme, "", "body", "primary", wrap=True)
        page.addWidget(self.declaration_title)
        page.addWidget(self.sentence)
        self._group = QButtonGroup(self)
        self.answers: dict[SelfDeclaration, QRadioButton] = {}
        answers = parts.row((0, 0, 0, 0), 16)
        for answer in SelfDeclaration:
            radio = QRadioButton()
            self._group.addButton(radio)
            self.answers[answer] = radio
            answers.addWidget(radio)
        answers.addStretch(1)
        page.addLayout(answers)
        self.follow = parts.text(theme, "", "body", "secondary", wrap=True)
        page.addWidget(self.follow)
        self.follow_box = QWidget()
        ways = parts.column((0, 0, 0, 0), 4, self.follow_box)
        self.ask_radiologist = parts.Button(theme, "secondary", "escalate")
        self.note_for_radiologist = parts.Button(theme, "secondary", "draft")
        self.give_back = parts.Button(theme, "secondary", "handed_back")
        for button in (self.ask_radiologist, self.note_for_radiologist, self.give_back):
            ways.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        page.addWidget(self.follow_box)
        self.box = ReasonBox(self.desk)
        page.addWidget(self.box)
        self.who_title = parts.Section(theme)
        page.addWidget(self.who_title)
        self.recipient = QComboBox()
        page.addWidget(self.recipient)
        self.who = parts.text(theme, "", "caption", "muted", wrap=True)
        page.addWidget(self.who)
        self.password_label = parts.text(theme, "", "caption", "secondary")
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        page.addWidget(self.password_label)
        page.addWidget(self.password)
        page.addStretch(1)
        self.panel_area = self._scrolled(inner)
        whole.addWidget(self.panel_area, 1)
        whole.addWidget(parts.rule())
        foot = parts.column((12, 10, 12, 10), 6)
        self.why_not: QLabel = parts.text(theme, "", "caption", "muted", wrap=True)
        foot.addWidget(self.why_not)
        buttons = parts.row((0, 0, 0, 0), 8)
        self.hand_back = parts.Button(theme, "secondary", "handed_back")
        self.withdraw = parts.Button(theme, "secondary", "undo")
        self.submit = parts.Button(theme, "primary", "submitted")
        self.next_case = parts.Button(theme, "primary")
        buttons.addWidget(self.hand_back)
        buttons.addWidget(self.withdraw)
        buttons.addStretch(1)
        foot.addLayout(buttons)
        # on a line of their own: the name of a person may be long
        foot.addWidget(self.submit)
        foot.addWidget(self.next_case)
        whole.addLayout(foot)
        return side

    def words_of_page(self) -> None:
        """Set every word that doesn't depend on the case."""
        self.title.setText(self.tr("Check and submit"))
        self.must_title.setText(self.tr("Must"))
        self.attention_title.setText(self.tr("Attention"))
        self.escalation_title.setText(self.tr("Escalation"))
        self.declaration_title.setText(self.tr("Declaration"))
        self.sentence.setText(self.tr("I am authorised and competent for this case."))
        self.answers[SelfDeclaration.YES].setText(self.tr("Yes"))
        self.answers[SelfDeclaration.NO].setText(self.tr("No"))
        self.answers[SelfDeclaration.DOUBT].setText(self.tr("In doubt"))
        self.ask_radiologist.setText(self.tr("Ask first (escalate)…"))
        self.note_for_radiologist.setText(self.tr("Remark for the radiologist…"))
        self.give_back.setText(self.tr("Hand back…"))
        self.who_title.setText(self.tr("Who gets it"))
        self.recipient.setAccessibleName(self.tr("Who gets it"))
        self.password_label.setText(self.tr("Your password, to sign"))
        self.password.setAccessibleName(self.tr("Your password, to sign"))
        self.hand_back.setText(self.tr("Hand back…"))
        self.withdraw.setText(self.tr("Withdraw…"))
