"""Forms in the panel of a final report: an addendum, or a recall by two people. Reasons are asked, rules aren't here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from desktop import parts
from desktop.screen import Translated
from governance.report import RecallReason

if TYPE_CHECKING:
    from desktop.desk import Desk


class _Form(Translated):
    """Title, what it does, fields, Cancel and the act."""

    cancelled = Signal()

    def __init__(self, desk: Desk, kind: str) -> None:
        super().__init__()
        theme = desk.theme
        self.desk = desk
        page = parts.column((0, 6, 0, 0), 6, self)
        page.addWidget(parts.rule())
        self.title = parts.text(theme, "", "strong", "primary")
        self.words = parts.text(theme, "", "body", "secondary", wrap=True)
        page.addWidget(self.title)
        page.addWidget(self.words)
        self.fields: QVBoxLayout = parts.column((0, 0, 0, 0), 6)
        page.addLayout(self.fields)
        self.reason = QPlainTextEdit()
        self.reason.setFixedHeight(64)
        self.reason.setTabChangesFocus(True)
        self.reason.textChanged.connect(self.check)
        page.addWidget(self.reason)
        self.after: QVBoxLayout = parts.column((0, 0, 0, 0), 6)
        page.addLayout(self.after)
        buttons = parts.row((0, 0, 0, 0), 8)
        self.cancel = parts.Button(theme, "quiet")
        self.cancel.clicked.connect(self.cancelled)
        self.act = parts.Button(theme, kind)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.act)
        page.addLayout(buttons)

    def reason_text(self) -> str:
        return self.reason.toPlainText().strip()

    def check(self) -> None:
        """Say what the form still lacks."""

    def retranslate(self) -> None:
        self.cancel.setText(self.tr("Cancel"))


class AddendumForm(_Form):
    """Reason and the declaration that starts every draft."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "primary")
        self.declared = QCheckBox()
        self.declared.toggled.connect(lambda _on: self.check())
        self.after.addWidget(self.declared)
        self.retranslate()
        self.check()

    def retranslate(self) -> None:
        super().retranslate()
        self.title.setText(self.tr("Addendum"))
        self.words.setText(
            self.tr(
                "The report stays as it is. The addendum is drafted, submitted and authorised like any report and refers to it."
            )
        )
        self.reason.setPlaceholderText(self.tr("Why an addendum is needed"))
        self.reason.setAccessibleName(self.tr("Why an addendum is needed"))
        self.declared.setText(self.tr("I am authorised and competent for this case."))
        self.act.setText(self.tr("Start addendum"))

    def check(self) -> None:
        lacking = []
        if not self.reason_text():
            lacking.append(self.tr("Give the reason."))
        if not self.declared.isChecked():
            lacking.append(self.tr("Confirm that you are authorised and competent."))
        self.act.block("\n".join(lacking))


class RecallForm(_Form):
    """Reason code and words, one's own password, and a second radiologist with theirs."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "danger")
        self.code = QComboBox()
        for reason in RecallReason:
            self.code.addItem("", reason)
        self.fields.addWidget(self.code)
        self.password = self._secret()
        self.second_words = parts.text(desk.theme, "", "caption", "muted", wrap=True)
        self.second_login = QLineEdit()
        self.second_password = self._secret()
        self.second_login.textChanged.connect(lambda _t: self.check())
        widgets: tuple[QWidget, ...] = (
            self.password,
            self.second_words,
            self.second_login,
            self.second_password,
        )
        for widget in widgets:
            self.after.addWidget(widget)
        self.retranslate()
        self.check()

    def _secret(self) -> QLineEdit:
        field = QLineEdit()
        field.setEchoMode(QLineEdit.EchoMode.Password)
        field.textChanged.connect(lambda _t: self.check())
        return field

    def reason_code(self) -> RecallReason:
        return RecallReason(self.code.currentData())

    def wipe(self) -> None:
        """Forget the passwords."""
        self.password.clear()
        self.second_password.clear()

    def retranslate(self) -> None:
        super().retranslate()
        self.title.setText(self.tr("Recall the report"))
        self.words.setText(
            self.tr(
                "The report is marked as recalled everywhere and kept. Two people sign; an incident is made."
            )
        )
        words = {
            RecallReason.WRONG_PATIENT: self.tr("Wrong patient"),
            RecallReason.WRONG_STUDY: self.tr("Wrong study"),
            RecallReason.CONTENT: self.tr("The content is wrong"),
            RecallReason.OTHER: self.tr("Other reason"),
        }
        for i, reason in enumerate(RecallReason):
            self.code.setItemText(i, words[reason])
        self.code.setAccessibleName(self.tr("Reason of the recall"))
        self.reason.setPlaceholderText(self.tr("What is wrong, and who must know"))
        self.reason.setAccessibleName(self.tr("What is wrong, and who must know"))
        self.password.setPlaceholderText(self.tr("Your password"))
        self.second_words.setText(self.tr("The second entitled person signs here too:"))
        self.second_login.setPlaceholderText(self.tr("User name of the second person"))
        self.second_password.setPlaceholderText(self.tr("Password of the second person"))
        for field in (self.password, self.second_login, self.second_password):
            field.setAccessibleName(field.placeholderText())
        self.act.setText(self.tr("Recall"))

    def check(self) -> None:
        lacking = []
        if not self.reason_text():
            lacking.append(self.tr("Give the reason."))
        if not self.password.text():
            lacking.append(self.tr("Give your password."))
        if not (self.second_login.text() and self.second_password.text()):
            lacking.append(self.tr("A second entitled person must sign too."))
        self.act.block("\n".join(lacking))
