"""The right panel of the review desk: escalations, judgement, own changes, conditions with their facts, signing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFrame,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop import parts
from desktop.screen import Translated
from governance.report import Escalation, ReturnReason, Score

if TYPE_CHECKING:
    from datetime import datetime

    from desktop.desk import Desk
    from desktop.review.changes import Own
    from desktop.theme import Theme

PANEL_WIDTH = 424


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of authorising: its words when it holds, the refusal when it doesn't, and the fact beside it."""

    key: str
    words: str
    fact: str = ""
    refusal: str = ""


class ConditionLine(QWidget):
    """Icon, sentence and at the right the fact, as the list of conditions has it."""

    def __init__(self, theme: Theme, condition: Condition) -> None:
        super().__init__()
        holds = not condition.refusal
        layout = parts.row((0, 2, 0, 2), 8, self)
        mark = parts.text(theme)
        mark.setFixedSize(16, 20)
        theme.dress(mark, "ok" if holds else "missing", f"status.{'ok' if holds else 'warn'}.text")
        words = parts.text(
            theme,
            condition.words if holds else condition.refusal,
            "body",
            "primary" if holds else "warn",
            wrap=True,
        )
        fact = parts.text(theme, condition.fact, "caption", "muted")
        layout.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(words, 1)
        layout.addWidget(fact, 0, Qt.AlignmentFlag.AlignTop)
        self.setObjectName(f"condition-{condition.key}")
        self.setAccessibleName(f"{words.text()} {condition.fact}".strip())


class EscalationNote(parts.Note):
    """An escalation and, while it waits, the place for the answer."""

    answered = Signal(str, str)

    def __init__(self, desk: Desk, escalation: Escalation, words: tuple[str, str], answer: str) -> None:
        open_ = escalation.blocks_authorising
        super().__init__(desk.theme, "error" if open_ else "ok", "escalate")
        self.show_words(*words)
        self.answer = QLineEdit()
        self.answer.setPlaceholderText(answer)
        self.answer.setAccessibleName(answer)
        self.answer.setVisible(open_)
        if open_:
            column = self.layout().itemAt(1).layout()  # type: ignore[union-attr]
            column.insertWidget(2, self.answer)  # type: ignore[union-attr]
            self.answer.returnPressed.connect(lambda: self.answered.emit(escalation.id, self.answer.text()))


class JudgePanel(Translated):
    """Everything that the radiologist decides; what may be done is told to it, never decided here."""

    judged = Signal()
    escalation_answered = Signal(str, str)
    take_over = Signal()
    #: why order and images are of the same patient although they differ, or can't be compared
    identity_confirmed = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        theme = desk.theme
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "panel")
        self.setFixedWidth(PANEL_WIDTH)
        self._correcting = False
        outer = parts.column((0, 0, 0, 0), 0, self)
        head = parts.row((12, 10, 12, 8), 8)
        self.title = parts.text(theme, "", "heading", "primary")
        self.state = parts.text(theme, "", "caption", "info")
        head.addWidget(self.title, 1)
        head.addWidget(self.state)
        outer.addLayout(head)
        inside = QWidget()
        self._page = parts.column((12, 0, 12, 8), 6, inside)
        self._make_judgement(theme)
        self._make_conditions(theme)
        self._page.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        outer.addWidget(scroll, 1)
        outer.addWidget(parts.rule())
        outer.addLayout(self._make_signing(theme))
        self.retranslate()

    # ------------------------------------------------------------------ parts
    def _make_judgement(self, theme: Theme) -> None:
        self._notes: QVBoxLayout = parts.column((0, 0, 0, 0), 6)
        self._page.addLayout(self._notes)
        self.score_title = parts.Section(theme)
        self._page.addWidget(self.score_title)
        self._group = QButtonGroup(self)
        self.scores: dict[Score, QRadioButton] = {}
        for score in Score:
            radio = QRadioButton()
            self._group.addButton(radio)
            self.scores[score] = radio
            self._page.addWidget(radio)
        self._group.buttonToggled.connect(lambda _b, on: self._judged() if on else None)
        self.comment_label = parts.text(theme, "", "caption", "muted")
        self.comment = QPlainTextEdit()
        self.comment.setFixedHeight(56)
        self.comment.setTabChangesFocus(True)
        self.comment.textChanged.connect(self._judged)
        self._page.addWidget(self.comment_label)
        self._page.addWidget(self.comment)
        self.emergency = QCheckBox()
        self.emergency.hide()
        self.emergency.toggled.connect(lambda _on: self._judged())
        self._page.addWidget(self.emergency)

    def _make_conditions(self, theme: Theme) -> None:
        self._page.addWidget(parts.rule())
        row = parts.row((0, 2, 0, 2), 8)
        self.own_title = parts.Section(theme)
        self.own = parts.text(theme, "", "caption", "secondary")
        row.addWidget(self.own_title, 1)
        row.addWidget(self.own)
        self._page.addLayout(row)
        self._page.addWidget(parts.rule())
        self.condition_title = parts.Section(theme)
        self._page.addWidget(self.condition_title)
        self._conditions: QVBoxLayout = parts.column((0, 0, 0, 0), 0)
        self._page.addLayout(self._conditions)
        self.identity = QLineEdit()
        self.identity.hide()
        self.identity.returnPressed.connect(
            lambda: self.identity_confirmed.emit(self.identity.text().strip())
        )
        self._page.addWidget(self.identity)
        self.take = parts.Button(theme, "secondary", "radiologist")
        self.take.clicked.connect(self.take_over)
        self.take.hide()
        self._page.addWidget(self.take, 0, Qt.AlignmentFlag.AlignLeft)

    def _make_signing(self, theme: Theme) -> QVBoxLayout:
        page = parts.column((12, 8, 12, 10), 6)
        row = parts.row((0, 0, 0, 0), 8)
        self.sign_title = parts.text(theme, "", "strong", "primary")
        self.sign_age = parts.text(theme, "", "caption", "muted")
        row.addWidget(self.sign_title, 1)
        row.addWidget(self.sign_age)
        page.addLayout(row)
        self.meaning = parts.text(theme, "", "caption", "secondary", wrap=True)
        page.addWidget(self.meaning)
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        page.addWidget(self.password)
        self.reason = parts.text(theme, "", "caption", "warn", wrap=True)
        page.addWidget(self.reason)
        buttons = parts.row((0, 2, 0, 0), 8)
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
        return page

    def set_correcting(self, on: bool) -> None:
        """Words of a correction instead of those of a review."""
        self._correcting = on
        self.give_back.setVisible(not on)
        self.retranslate()

    # ------------------------------------------------------------------ what was judged
    def score(self) -> Score | None:
        return next((s for s, radio in self.scores.items() if radio.isChecked()), None)

    def comment_text(self) -> str:
        return self.comment.toPlainText().strip()

    def _judged(self) -> None:
        self.judged.emit()

    def clear(self) -> None:
        """Nothing is judged."""
        self.blockSignals(True)
        self.password.clear()
        self.comment.setPlainText("")
        self.emergency.setChecked(False)
        self.identity.clear()
        self.identity.hide()
        self._group.setExclusive(False)
        for radio in self.scores.values():
            radio.setChecked(False)
        self._group.setExclusive(True)
        self.blockSignals(False)
        parts.empty(self._conditions)
        parts.empty(self._notes)
        self.own.setText("")
        self.state.setText("")

    # ------------------------------------------------------------------ what is told
    def show_conditions(self, conditions: Sequence[Condition], comment_needed: bool) -> None:
        """The conditions in order, each with its fact or its refusal."""
        parts.empty(self._conditions)
        for condition in conditions:
            self._conditions.addWidget(ConditionLine(self.desk.theme, condition))
        if not self._correcting:
            self.comment_label.setText(
                self.tr("Comment to the author (asked from 2b)")
                if not comment_needed
                else self.tr("Comment to the author: needed with this judgement")
            )
        parts.say(self.comment_label, "warn" if comment_needed and not self.comment_text() else "muted")

    def show_escalations(self, notes: Sequence[tuple[Escalation, tuple[str, str]]]) -> None:
        """One note an escalation; an answer that is being typed is kept."""
        typed = {
            n.property("escalation"): n.answer.text()
            for n in self.findChildren(EscalationNote)
            if n.isVisible()
        }
        parts.empty(self._notes)
        for escalation, words in notes:
            note = EscalationNote(self.desk, escalation, words, self.tr("Your answer, Enter records it"))
            note.setProperty("escalation", escalation.id)
            note.answer.setText(typed.get(escalation.id, ""))
            note.answered.connect(self.escalation_answered)
            self._notes.addWidget(note)

    def show_own(self, own: Own) -> None:
        """The reviewer's changes in figures."""
        self.own.setText(
            self.tr("text {share} % · measurements {n} of {m} · conclusion {how}").format(
                share=own.text_percent,
                n=own.measurements,
                m=own.of,
                how=self.tr("changed") if own.conclusion else self.tr("unchanged"),
            )
        )

    def show_since(self, claimed_at: datetime | None) -> None:
        """For how long it is in review; None when it isn't."""
        if claimed_at is None:
            self.state.setText("")
            return
        minutes = max(0, int((self.desk.clock() - claimed_at).total_seconds() // 60))
        self.state.setText(self.tr("in review · {n} min").format(n=minutes))

    def show_signing(self, reasons: Sequence[str], person: str, read_only: str) -> None:
        """Field and button stay dashed until all conditions hold; the reason stands beneath."""
        ready = not reasons
        self.password.setEnabled(ready)
        self.password.setPlaceholderText(self.tr("Password of {name}").format(name=person))
        waiting = [] if self.password.text() else [self.tr("Give your password.")]
        self.authorise.block("\n".join([*reasons, *waiting]))
        self.reason.setText(reasons[0] if reasons else "")
        self.reason.setVisible(bool(reasons))
        for button in (self.give_back, self.release):
            button.block(read_only)

    # ------------------------------------------------------------------ form
    def retranslate(self) -> None:
        self.title.setText(self.tr("Review"))
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
        self.comment_label.setText(self.tr("Comment to the author (asked from 2b)"))
        self.comment.setPlaceholderText(self.tr("To the author (meant to learn from)"))
        self.comment.setAccessibleName(self.tr("To the author (meant to learn from)"))
        self.emergency.setText(self.tr("I have looked at the emergency procedure and its reason"))
        self.own_title.setText(self.tr("Your changes"))
        self.condition_title.setText(self.tr("Conditions for authorising"))
        self.identity.setPlaceholderText(self.tr("Why these are the same patient; Enter confirms it"))
        self.identity.setAccessibleName(self.identity.placeholderText())
        self.take.setText(self.tr("Take over as responsible"))
        self.sign_title.setText(self.tr("Authorise"))
        self.sign_age.setText(self.tr("sign in again, valid for 60 s"))
        self.meaning.setText(
            self.tr(
                "“I have reviewed the workings and the report and authorise this report as responsible radiologist.”"
            )
        )
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
        self.release.setText(self.tr("Give up") if self._correcting else self.tr("Release"))
        self.authorise.setText(self.tr("Correct") if self._correcting else self.tr("Authorise"))
        if self._correcting:
            self.title.setText(self.tr("Correct"))
            self.comment_label.setText(self.tr("Reason of the correction: needed"))
            self.comment.setPlaceholderText(self.tr("What was wrong, and what is right now"))
