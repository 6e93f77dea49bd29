"""Whose images these are, when a program can't say: the comparison line by line, and a person's confirmation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop import parts
from desktop.editor.points import Points
from desktop.screen import Translated

if TYPE_CHECKING:
    from desktop.case import Case
    from desktop.desk import Desk

SHORTEST = 10
#: field of the comparison, of the study's patient, of the images
FIELDS = (
    ("patient_name", "name"),
    ("patient_id", "patient_id"),
    ("birth_date", "birth_date"),
    ("sex", "sex"),
)


class IdentityBlock(Translated):
    """Shown only when something differs or is missing. Loading the images never confirms by itself."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.case: Case | None = None
        self._points = Points(self)
        theme = desk.theme
        self.note = parts.Note(theme, "error", "error")
        page = parts.column((0, 0, 0, 0), 6, self)
        page.addWidget(self.note)
        self.lines: QVBoxLayout = parts.column((12, 0, 0, 0), 2)
        page.addLayout(self.lines)
        self.form = QWidget()
        line = parts.row((12, 0, 0, 0), 8, self.form)
        self.reason = QLineEdit()
        self.confirm = parts.Button(theme, "secondary", "ok")
        self.confirm.clicked.connect(self._confirm)
        line.addWidget(self.reason, 1)
        line.addWidget(self.confirm)
        page.addWidget(self.form)
        self.reason.textChanged.connect(lambda _text: self._look())
        self.retranslate()

    def show_case(self, case: Case | None) -> None:
        """Show the comparison of this case, or nothing."""
        if case is not self.case:
            self.reason.clear()
        self.case = case
        self.retranslate()

    def _look(self) -> None:
        left = SHORTEST - len(self.reason.text().strip())
        self.confirm.block(
            self.tr("Say in at least {n} characters why these images belong to this patient.").format(
                n=SHORTEST
            )
            if left > 0
            else ""
        )

    def _confirm(self) -> None:
        if self.case is not None:
            self.case.confirm_identity(self.reason.text())

    def retranslate(self) -> None:
        case = self.case
        shown = case is not None and case.volume is not None and case.identity_needs_person()
        self.setVisible(shown and not (case is not None and case.read_only_because))
        self.reason.setPlaceholderText(self.tr("Reason, stored with the report"))
        self.reason.setAccessibleName(self.tr("Reason why the images belong to this patient"))
        self.confirm.setText(self.tr("I have compared: confirm"))
        self._look()
        parts.empty(self.lines)
        if case is None or not shown:
            return
        done = bool(case.identity_reason)
        self.note.show_tone("warn" if done else "error", "ok" if done else "error")
        if done:
            self.note.show_words(
                self.tr("Identity confirmed by you."),
                self.tr("Reason: {reason}").format(reason=case.identity_reason),
            )
        else:
            self.note.show_words(
                self.tr("IDENTITY DIFFERS")
                if case.mismatches
                else self.tr("Identity can't be compared by itself."),
                self.tr("Compare order and images, and say why they belong to this patient."),
            )
        self.form.setVisible(not done)
        for words in self.comparison():
            self.lines.addWidget(parts.text(self.desk.theme, words, "body", "primary", wrap=True))

    def comparison(self) -> list[str]:
        """Order against image, for what differs or lacks."""
        case = self.case
        if case is None or case.study is None or case.volume is None:
            return []
        missing = self.tr("missing")
        shown = [
            self.tr("{field}: order {a}, image {b}").format(
                field=self._points.field_word(f), a=a or missing, b=b or missing
            )
            for f, a, b in case.mismatches
        ]
        told = {f for f, _a, _b in case.mismatches}
        for name, ordered in FIELDS:
            if name in case.identity_gaps() and name not in told:
                a, b = getattr(case.study.patient, ordered), str(getattr(case.volume.series, name))
                shown.append(
                    self.tr("{field}: order {a}, image {b}").format(
                        field=self._points.field_word(name), a=a or missing, b=b or missing
                    )
                )
        return shown
