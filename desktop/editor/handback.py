"""S25: escalate by hand, hand back, withdraw, note for the radiologist; one box, shown when a person asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QLabel, QLineEdit, QPlainTextEdit, QRadioButton, QWidget

from desktop import parts
from desktop.chips import URGENCY, word
from desktop.screen import Translated
from governance.protocol import Urgency

if TYPE_CHECKING:
    from desktop.desk import Desk


class Way(StrEnum):
    """What the box is asked for."""

    HAND_BACK = "hand_back"
    ESCALATE = "escalate"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Given:
    """What the person filled in."""

    way: Way
    reason: str
    urgency: Urgency = Urgency.ROUTINE
    contact: str = ""


class ReasonBox(Translated):
    """Reason (required), for an escalation also urgency and contact; says what the act means for the person."""

    given = Signal(object)
    closed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        theme = desk.theme
        self.way = Way.HAND_BACK
        self._radiologist = ""
        outer = parts.column((0, 0, 0, 0), 0, self)
        box = QFrame()
        box.setProperty("box", "card")
        outer.addWidget(box)
        page = parts.column((12, 10, 12, 12), 8, box)
        self.title = parts.text(theme, "", "heading", "primary")
        self.meaning = parts.text(theme, "", "body", "secondary", wrap=True)
        page.addWidget(self.title)
        page.addWidget(self.meaning)
        self.urgencies: dict[Urgency, QRadioButton] = {}
        self._meanings: dict[Urgency, QLabel] = {}
        group = QButtonGroup(self)
        self._urgency_box = QWidget()
        lines = parts.column((0, 0, 0, 0), 4, self._urgency_box)
        for urgency in (Urgency.DIRECT, Urgency.SAME_DAY, Urgency.ROUTINE):
            radio = QRadioButton()
            group.addButton(radio)
            meaning = parts.text(theme, "", "caption", "muted", wrap=True)
            meaning.setContentsMargins(22, 0, 0, 4)
            lines.addWidget(radio)
            lines.addWidget(meaning)
            self.urgencies[urgency], self._meanings[urgency] = radio, meaning
        page.addWidget(self._urgency_box)
        self.contact_label = parts.text(theme, "", "caption", "secondary")
        self.contact = QLineEdit()
        page.addWidget(self.contact_label)
        page.addWidget(self.contact)
        self.reason_label = parts.text(theme, "", "caption", "secondary")
        self.reason = QPlainTextEdit()
        self.reason.setFixedHeight(72)
        self.reason.setTabChangesFocus(True)
        page.addWidget(self.reason_label)
        page.addWidget(self.reason)
        buttons = parts.row((0, 2, 0, 0), 8)
        self.cancel = parts.Button(theme)
        self.cancel.clicked.connect(self.closed)
        self.act = parts.Button(theme, "secondary")
        self.act.clicked.connect(self._give)
        buttons.addWidget(self.cancel)
        buttons.addStretch(1)
        buttons.addWidget(self.act)
        page.addLayout(buttons)
        self.reason.textChanged.connect(self._look)
        self.contact.textChanged.connect(lambda _text: self._look())
        group.buttonToggled.connect(lambda *_: self._look())
        self.retranslate()
        self.hide()

    def ask(self, way: Way, *, radiologist: str = "", contact: str = "") -> None:
        """Show the box for one act."""
        if way is not self.way:
            self.reason.setPlainText("")
        self.way, self._radiologist = way, radiologist
        if contact and not self.contact.text():
            self.contact.setText(contact)
        self.retranslate()
        self.show()
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def urgency(self) -> Urgency | None:
        return next((u for u, radio in self.urgencies.items() if radio.isChecked()), None)

    def _look(self) -> None:
        lacks = []
        if self.way is Way.ESCALATE:
            if self.urgency() is None:
                lacks.append(self.tr("Choose how urgent it is."))
            if not self.contact.text().strip():
                lacks.append(self.tr("Say whom you call."))
        if not self.reason.toPlainText().strip():
            lacks.append(self.tr("Give a reason."))
        self.act.block("\n".join(lacks))

    def _give(self) -> None:
        self.given.emit(
            Given(
                self.way,
                self.reason.toPlainText().strip(),
                self.urgency() or Urgency.ROUTINE,
                self.contact.text().strip(),
            )
        )

    def finished(self) -> None:
        """It was done: empty and away."""
        self.reason.setPlainText("")
        self.contact.setText("")
        self.hide()

    def retranslate(self) -> None:
        escalates = self.way is Way.ESCALATE
        self._urgency_box.setVisible(escalates)
        self.contact.setVisible(escalates)
        self.contact_label.setVisible(escalates)
        name = self._radiologist or self.tr("the radiologist")
        if self.way is Way.HAND_BACK:
            self.title.setText(self.tr("Hand back"))
            self.meaning.setText(
                self.tr("Your measurements stay kept and visible. This doesn't count against you.")
            )
            self.act.setText(self.tr("Hand back to {radiologist}").format(radiologist=name))
            self.act.set_icon("handed_back")
        elif escalates:
            self.title.setText(self.tr("Escalate"))
            self.meaning.setText(
                self.tr("You ask {radiologist} before you go on. The draft stays yours.").format(
                    radiologist=name
                )
            )
            self.act.setText(self.tr("Escalate"))
            self.act.set_icon("escalate")
        else:
            self.title.setText(self.tr("Withdraw"))
            self.meaning.setText(self.tr("The draft becomes yours again, until you submit it anew."))
            self.act.setText(self.tr("Withdraw"))
            self.act.set_icon("undo")
        for urgency, words in (
            (Urgency.DIRECT, self.tr("call at once; authorising waits for the answer")),
            (Urgency.SAME_DAY, self.tr("the radiologist must know today")),
            (Urgency.ROUTINE, self.tr("the radiologist sees it when reviewing")),
        ):
            self.urgencies[urgency].setText(word(URGENCY[urgency.value]))
            self.urgencies[urgency].setAccessibleDescription(words)
            self._meanings[urgency].setText(words)
        self.contact_label.setText(self.tr("Whom you call"))
        self.contact.setAccessibleName(self.tr("Whom you call"))
        self.reason_label.setText(self.tr("Reason (required)"))
        self.reason.setAccessibleName(self.tr("Reason (required)"))
        self.cancel.setText(self.tr("Cancel"))
        self._look()
