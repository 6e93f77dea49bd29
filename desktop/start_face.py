"""Starting a report: whose images, may I, do I feel competent; then one button.

Shows the comparison of order and images, the clauses of the gate with their sentences, and asks the declaration
that every report starts with. Decides nothing: `create` asks the gate again.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from desktop import parts
from desktop.desk import Desk
from desktop.screen import Translated
from governance.report import SelfDeclaration
from governance.sentences import label
from governance.study import Correction

WIDTH = 640


class StartFace(Translated):
    """One column, 640 wide: identity, gate, declaration, start."""

    #: the person declared to be competent and wants to start
    started = Signal(object)
    #: the person isn't competent for this case, or doubts
    declined = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        theme = desk.theme
        self.setProperty("surface", "app")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        outer = parts.column((0, 32, 0, 24), 0, self)
        box = QWidget(self)
        box.setFixedWidth(WIDTH)
        outer.addWidget(box, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(1)
        page = parts.column((0, 0, 0, 0), 12, box)
        self.title = parts.text(theme, "", "title", "primary")
        page.addWidget(self.title)
        self.identity = parts.Note(theme, "info")
        page.addWidget(self.identity)
        self.gate_title = parts.Section(theme)
        page.addWidget(self.gate_title)
        self._gate: QVBoxLayout = parts.column((0, 0, 0, 0), 0)
        page.addLayout(self._gate)
        self.declaration_title = parts.Section(theme)
        page.addWidget(self.declaration_title)
        self.sentence = parts.text(theme, "", "body", "primary", wrap=True)
        page.addWidget(self.sentence)
        self._answers = QButtonGroup(self)
        self.answers: dict[SelfDeclaration, QRadioButton] = {}
        for answer in SelfDeclaration:
            radio = QRadioButton(box)
            self._answers.addButton(radio)
            self.answers[answer] = radio
            page.addWidget(radio)
        self.start = parts.Button(theme, "primary", parent=box)
        self.start.clicked.connect(self._pressed)
        self._answers.buttonToggled.connect(lambda *_: self._refresh())
        page.addWidget(self.start, 0, Qt.AlignmentFlag.AlignRight)
        self._loading = True
        self._mismatches: tuple[tuple[str, str, str], ...] = ()
        self._accepted: tuple[Correction, ...] = ()
        self._refusals: tuple[str, ...] = ()
        self.retranslate()

    def show_study(self) -> None:
        """Another study: nothing is answered yet."""
        self._answers.setExclusive(False)
        for radio in self.answers.values():
            radio.setChecked(False)
        self._answers.setExclusive(True)
        self._loading, self._mismatches, self._accepted, self._refusals = True, (), (), ()
        self._refresh()

    def show_identity(
        self, mismatches: Sequence[tuple[str, str, str]], accepted: Sequence[Correction] = ()
    ) -> None:
        """The images are there and were compared with the order.

        `accepted` are differences that a person explained when the study came in.
        """
        self._loading, self._mismatches, self._accepted = False, tuple(mismatches), tuple(accepted)
        self._refresh()

    def show_gate(self, conditions: Sequence[tuple[bool, str]]) -> None:
        """Lines of the gate: whether each holds, and its sentence."""
        parts.empty(self._gate)
        for holds, words in conditions:
            tone = "ok" if holds else "error"
            icon = "ok" if holds else "not_permitted"
            self._gate.addWidget(parts.Check(self.desk.theme, words, icon=icon, tone=tone, quiet=holds))
        self._refusals = tuple(words for holds, words in conditions if not holds)
        self._refresh()

    def answer(self) -> SelfDeclaration | None:
        return next((a for a, radio in self.answers.items() if radio.isChecked()), None)

    def _reasons(self) -> str:
        reasons = list(self._refusals)
        if self._loading:
            reasons.append(self.tr("The images are still being read."))
        reasons += [
            self.tr("{field}: order {a}, image {b}").format(field=f, a=a or "–", b=b or "–")
            for f, a, b in self._mismatches
        ]
        if self.answer() is None:
            reasons.append(self.tr("Answer the question above."))
        return "\n".join(reasons)

    def _refresh(self) -> None:
        chosen = self.answer()
        declines = chosen in (SelfDeclaration.NO, SelfDeclaration.DOUBT)
        self.start.setText(self.tr("Back to the worklist") if declines else self.tr("Start draft"))
        self.start.block("" if declines else self._reasons())
        if self._loading:
            self.identity.show_tone("info")
            self.identity.show_words(self.tr("Identity"), self.tr("The images are still being read."))
        elif self._mismatches:
            self.identity.show_tone("error")
            lines = [
                self.tr("{field}: order {a}, image {b}").format(field=f, a=a or "–", b=b or "–")
                for f, a, b in self._mismatches
            ]
            self.identity.show_words(self.tr("IDENTITY DIFFERS"), "\n".join(lines))
        elif self._accepted:
            self.identity.show_tone("warn")
            self.identity.show_words(self.tr("Identity confirmed with a reason."), self._explained())
        else:
            self.identity.show_tone("ok")
            self.identity.show_words(
                self.tr("Identity agrees."),
                self.tr("Name, birth date, sex, number and study are the same in order and images."),
            )

    def _explained(self) -> str:
        """What was entered instead of what the images say, and why."""
        language = self.desk.language.code
        lines = [
            self.tr("{field}: order {a}, image {b}").format(
                field=field_words(c.field, language), a=_shown(c.field, c.used), b=_shown(c.field, c.found)
            )
            for c in self._accepted
        ]
        reasons = dict.fromkeys(c.reason for c in self._accepted)
        return "\n".join([*lines, self.tr("Reason: {reason}").format(reason="; ".join(reasons))])

    def _pressed(self) -> None:
        chosen = self.answer()
        if chosen is SelfDeclaration.YES:
            self.started.emit(chosen)
        elif chosen is not None:
            self.declined.emit(chosen)

    def retranslate(self) -> None:
        self.title.setText(self.tr("Start a draft report"))
        self.gate_title.setText(self.tr("May I do this?"))
        self.declaration_title.setText(self.tr("Declaration"))
        self.sentence.setText(self.tr("I am authorised and competent for this case."))
        self.answers[SelfDeclaration.YES].setText(self.tr("Yes"))
        self.answers[SelfDeclaration.NO].setText(
            self.tr("No: the radiologist takes it. This doesn't count against you.")
        )
        self.answers[SelfDeclaration.DOUBT].setText(self.tr("In doubt: ask the radiologist first."))
        self._refresh()


def field_words(field: str, language: str) -> str:
    """The name of an identifier as people say it."""
    known = {"patient_name": "name", "issuer_of_patient_id": "issuer"}
    return label("field", known.get(field, field), language)


def _shown(field: str, value: str) -> str:
    if field == "birth_date" and len(value) == 8:
        return f"{value[6:]}-{value[4:6]}-{value[:4]}"
    return value.replace("^", " ").strip() or "–"
