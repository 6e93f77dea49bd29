"""S10: what must be, what asks attention, the declaration, and submitting."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QPlainTextEdit, QRadioButton, QVBoxLayout, QWidget

from desktop import drafts, parts
from desktop.operations import reports
from desktop.screen import Translated
from governance import service
from governance.errors import Refusal
from governance.escalation import triggered
from governance.guards import IdentityCheck
from governance.protocol import Urgency
from governance.report import Report, SelfDeclaration, State
from governance.service import basis, reading

if TYPE_CHECKING:
    from desktop.case import Case
    from desktop.desk import Desk

WIDTH = 880
#: refusals that the page answers itself, by the declaration and the password below it
OWN = ("T1-SELF", "T8-REAUTH")


class CheckFace(Translated):
    """Refusals of governance as a list, escalations, declaration, password, submit; afterwards withdraw."""

    jump_wanted = Signal(str)
    face_wanted = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.case: Case | None = None
        theme = desk.theme
        self.setProperty("surface", "app")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        outer = parts.column((0, 24, 0, 24), 0, self)
        box = QWidget()
        box.setFixedWidth(WIDTH)
        outer.addWidget(box, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(1)
        page = parts.column((0, 0, 0, 0), 10, box)
        self.title = parts.text(theme, "", "title", "primary")
        page.addWidget(self.title)
        self.done = parts.Note(theme, "ok")
        self.done.hide()
        page.addWidget(self.done)
        self.must_title = parts.Section(theme)
        page.addWidget(self.must_title)
        self.must: QVBoxLayout = parts.column((0, 0, 0, 0), 2)
        page.addLayout(self.must)
        self.escalation_title = parts.Section(theme)
        page.addWidget(self.escalation_title)
        self.escalations: QVBoxLayout = parts.column((0, 0, 0, 0), 6)
        page.addLayout(self.escalations)
        self.declaration_title = parts.Section(theme)
        page.addWidget(self.declaration_title)
        self.sentence = parts.text(theme, "", "body", "primary", wrap=True)
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
        self._group.buttonToggled.connect(lambda *_: self._show_button())
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setFixedWidth(320)
        self.password.textChanged.connect(lambda _text: self._show_button())
        self.password.returnPressed.connect(self.primary)
        page.addWidget(self.password)
        self.reason = QPlainTextEdit()
        self.reason.setFixedHeight(56)
        page.addWidget(self.reason)
        buttons = parts.row((0, 4, 0, 0), 8)
        self.hand_back = parts.Button(theme, "secondary", "handed_back")
        self.hand_back.clicked.connect(self._hand_back)
        self.withdraw = parts.Button(theme, "secondary", "undo")
        self.withdraw.clicked.connect(self._withdraw)
        self.submit = parts.Button(theme, "primary", "submitted")
        self.submit.clicked.connect(self._submit)
        buttons.addWidget(self.hand_back)
        buttons.addWidget(self.withdraw)
        buttons.addStretch(1)
        buttons.addWidget(self.submit)
        page.addLayout(buttons)
        self._refusals: tuple[Refusal, ...] = ()
        self._rules: tuple[object, ...] = ()
        self._asked = 0
        self.retranslate()

    # ------------------------------------------------------------------ case
    def set_case(self, case: Case | None) -> None:
        self.case = case
        self._refusals, self._rules = (), ()
        self.password.clear()
        self.reason.setPlainText("")
        if case is not None:
            case.report_changed.connect(self.refresh)
        self._show()

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        self.refresh()

    def refresh(self) -> None:
        """Ask governance anew what stands in the way."""
        case = self.case
        if case is None or case.report is None or case.content is None or not self.isVisible():
            self._show()
            return
        self._asked += 1
        number = self._asked
        store, acting, head, content = self.desk.store, self.desk.session.acting, case.report, case.content
        identity = self._identity()

        def work() -> tuple[tuple[Refusal, ...], tuple[object, ...]]:
            found: tuple[Refusal, ...] = ()
            if head.state in (State.DRAFT, State.RETURNED):
                found = reports.submit_refusals(
                    store,
                    acting,
                    head,
                    declaration=SelfDeclaration.YES,
                    identity=identity,
                    missing_fields=drafts.missing_fields(content),
                )
            with store.read() as connection:
                protocol = basis.protocol_for(connection, head.task, store.clock())
                known = {e.rule_id for e in reading.escalations(connection, head.id)}
            rules = tuple(r for r in triggered(protocol, content) if r.rule_id not in known)
            return found, rules

        def done(found: tuple[tuple[Refusal, ...], tuple[object, ...]]) -> None:
            if number == self._asked:
                self._refusals, self._rules = found
                self._show()

        self.desk.background.run(
            work, title=self.tr("Checking the report"), on_done=done, on_error=self.desk.messages.show,
            receiver=self, serial=True,
        )  # fmt: skip

    def _identity(self) -> IdentityCheck:
        case = self.case
        differ = tuple(f for f, _a, _b in case.mismatches) if case is not None else ()
        return IdentityCheck(confirmed=case is not None and case.volume is not None, mismatches=differ)

    # ------------------------------------------------------------------ shown
    def _show(self) -> None:
        case, theme = self.case, self.desk.theme
        parts.empty(self.must)
        parts.empty(self.escalations)
        report = case.report if case is not None else None
        editable = report is not None and report.state in (State.DRAFT, State.RETURNED)
        zone = self.desk.clock().astimezone().tzinfo
        language = self.desk.language.code
        for refusal in self._refusals:
            if refusal.id in OWN:
                continue
            words = refusal.text(language, zone) if zone is not None else refusal.text(language)
            self.must.addWidget(parts.Check(theme, words, icon="missing", tone="warn", quiet=False))
        if not self._refusals and editable:
            self.must.addWidget(parts.Check(theme, self.tr("Everything that must be there is there.")))
        for rule in self._rules:
            note = parts.Note(theme, "error", "escalate")
            note.show_words(
                self.tr("Escalation required: {rule}.").format(rule=rule.label),  # type: ignore[attr-defined]
                self.tr("Call {contact} before you submit, then record it.").format(contact=rule.contact),  # type: ignore[attr-defined]
            )
            note.offer(self.tr("I have called: record it"), functools.partial(self._record_call, rule))
            self.escalations.addWidget(note)
        self.escalation_title.setVisible(bool(self._rules))
        submitted = report is not None and report.state is State.SUBMITTED
        self.done.setVisible(submitted)
        if submitted and report is not None:
            self.done.show_words(
                self.tr("Submitted at {time}.").format(time=self.desk.time_text(report.submitted_at)),
                self.tr("You can withdraw it until a radiologist begins."),
            )
        for widget in (self.must_title, self.declaration_title, self.sentence, self.password, self.submit):
            widget.setVisible(editable)
        for radio in self.answers.values():
            radio.setVisible(editable)
        self.hand_back.setVisible(report is not None and (editable or submitted))
        self.withdraw.setVisible(submitted)
        self.reason.setVisible(report is not None and (editable or submitted))
        self._show_button()

    def answer(self) -> SelfDeclaration | None:
        return next((a for a, radio in self.answers.items() if radio.isChecked()), None)

    def _show_button(self) -> None:
        reasons = []
        open_points = [r for r in self._refusals if r.id not in OWN]
        if open_points:
            reasons.append(self.tr("{n} points are still open.").format(n=len(open_points)))
        if self.answer() is None:
            reasons.append(self.tr("Answer the declaration."))
        elif self.answer() is not SelfDeclaration.YES:
            reasons.append(self.tr("Hand the report back, or ask the radiologist first."))
        if not self.password.text():
            reasons.append(self.tr("Give your password."))
        self.submit.block("\n".join(reasons))

    # ------------------------------------------------------------------ acts
    def _record_call(self, rule: object, _checked: bool = False) -> None:
        self._escalate(rule)

    def _escalate(self, rule: object) -> None:
        case = self.case
        if case is None:
            return
        store, acting = self.desk.store, self.desk.session.acting

        def act(head: Report) -> Report:
            service.escalate(
                store,
                acting,
                head.id,
                urgency=Urgency(rule.urgency),  # type: ignore[attr-defined]
                label=rule.label,  # type: ignore[attr-defined]
                contact=rule.contact,  # type: ignore[attr-defined]
                rule_id=rule.rule_id,  # type: ignore[attr-defined]
                time_limit_minutes=rule.time_limit_minutes,  # type: ignore[attr-defined]
            )
            return service.open_report(store, acting, head.id)[0]

        case.transition("escalate", self.tr("Escalate"), act, self.refresh)

    def _submit(self) -> None:
        case = self.case
        if case is None or case.content is None:
            return
        store, acting, password = self.desk.store, self.desk.session.acting, self.password.text()
        missing, identity = drafts.missing_fields(case.content), self._identity()
        self.password.clear()

        def act(head: Report) -> Report:
            return service.submit(
                store,
                acting,
                head.id,
                expected_lock_version=head.lock_version,
                declaration=SelfDeclaration.YES,
                identity=identity,
                reauthentication=service.reauthenticate(store, acting, password),
                missing_fields=missing,
            )

        case.transition("submit", self.tr("Submit"), act, self.refresh)

    def _with_reason(self, name: str, label: str, call: object) -> None:
        case, reason = self.case, self.reason.toPlainText().strip()
        if case is None:
            return
        if not reason:
            self.desk.messages.warning(self.tr("Give a reason first."), key="check-reason")
            self.reason.setFocus()
            return
        store, acting = self.desk.store, self.desk.session.acting

        def act(head: Report) -> Report:
            return call(store, acting, head.id, expected_lock_version=head.lock_version, reason=reason)  # type: ignore[operator]

        case.transition(name, label, act, self.refresh)

    def _withdraw(self) -> None:
        self._with_reason("withdraw", self.tr("Withdraw"), service.withdraw)

    def _hand_back(self) -> None:
        self._with_reason("hand_back", self.tr("Hand back"), service.hand_back)

    # ------------------------------------------------------------------ form
    def retranslate(self) -> None:
        self.title.setText(self.tr("Check and submit"))
        self.must_title.setText(self.tr("Must"))
        self.escalation_title.setText(self.tr("Escalation"))
        self.declaration_title.setText(self.tr("Declaration"))
        self.sentence.setText(self.tr("I am authorised and competent for this case."))
        self.answers[SelfDeclaration.YES].setText(self.tr("Yes"))
        self.answers[SelfDeclaration.NO].setText(self.tr("No"))
        self.answers[SelfDeclaration.DOUBT].setText(self.tr("In doubt"))
        self.password.setPlaceholderText(self.tr("Your password"))
        self.password.setAccessibleName(self.tr("Your password"))
        self.reason.setPlaceholderText(self.tr("Reason (for handing back or withdrawing)"))
        self.hand_back.setText(self.tr("Hand back"))
        self.withdraw.setText(self.tr("Withdraw"))
        self.submit.setText(self.tr("Submit"))
        self._show()

    def regions(self) -> list[QWidget]:
        return [self]

    def primary(self) -> None:
        self.submit.click()
