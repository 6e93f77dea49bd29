"""Reason for access: asked before a patient outside one's worklist is opened, stored with the access."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QWidget

from desktop.desk import Desk
from desktop.parts import Button, column, row, text
from desktop.worklist.rows import WorkRow

SHORTEST = 10


class ReasonDialog(QDialog):
    """Asks for a reason of at least ten characters; names the patient, as every dialog does."""

    given = Signal(str)

    def __init__(self, desk: Desk, shown: WorkRow, identity: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModal(True)
        self.setWindowTitle(self.tr("Reason for access"))
        self.setFixedWidth(desk.theme.token("size.dialog_width")[0])
        self.reason = QPlainTextEdit()
        self.reason.setFixedHeight(88)
        self.reason.setTabChangesFocus(True)
        self.reason.setAccessibleName(self.tr("Reason for access"))
        self.open_button = Button(desk.theme, "primary")
        self.open_button.setText(self.tr("Open patient"))
        self.cancel = Button(desk.theme)
        self.cancel.setText(self.tr("Cancel"))
        self.still = text(desk.theme, "", "caption", "muted")
        layout = column((24, 20, 24, 20), 8, self)
        layout.addWidget(text(desk.theme, self.tr("Reason for access"), "title"))
        layout.addWidget(text(desk.theme, f"{shown.patient_name} · {identity}", "strong", wrap=True))
        layout.addWidget(
            text(
                desk.theme,
                self.tr(
                    "This patient isn't on your worklist. Say why you open it; this is recorded with your name."
                ),
                "body",
                "secondary",
                wrap=True,
            )
        )
        layout.addWidget(self.reason)
        layout.addWidget(self.still)
        buttons = row((0, 8, 0, 0), 8)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.open_button)
        layout.addLayout(buttons)
        self.reason.textChanged.connect(self._look)
        self.cancel.clicked.connect(self.reject)
        self.open_button.clicked.connect(self._give)
        self._look()

    def text(self) -> str:
        return " ".join(self.reason.toPlainText().split())

    def _look(self) -> None:
        left = max(0, SHORTEST - len(self.text()))
        words = (
            self.tr("At least {n} characters; {left} to go.").format(n=SHORTEST, left=left) if left else ""
        )
        self.still.setText(words)
        self.open_button.block(words)

    def _give(self) -> None:
        reason = self.text()
        self.accept()
        self.given.emit(reason)
