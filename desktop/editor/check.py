"""S10: what must be, what asks attention, what is in order; calls, declaration, submitting, and what follows.

Says what governance says. A doubt or a no has a way on: escalate, a remark for the radiologist, or hand back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop import documents, parts
from desktop.editor.checkpage import CheckPage
from desktop.editor.conditions import EDITABLE, Conditions, Found
from desktop.editor.escalation import EscalationBlock
from desktop.editor.handback import Given, Way
from desktop.editor.points import Act, Point, Points
from desktop.editor.preview import page_images
from desktop.editor.rows import PointRow
from desktop.operations import reports
from desktop.window import panel_width
from governance import service
from governance.report import Report, SelfDeclaration, State
from report_templates.render.pdf import render_pdf

if TYPE_CHECKING:
    from datetime import datetime

    from desktop.case import Case
    from desktop.desk import Desk
    from desktop.worklist.rows import WorkRow
    from governance.errors import Refusal
    from governance.service import EscalationCall

#: states in which the author may still hand back
RETURNABLE = (State.DRAFT, State.SUBMITTED, State.RETURNED)
PICTURE_SCALE = 1.2
NARROWEST_PANEL = 340
#: height from which page and form both fit in the panel
ROOM_FOR_BOTH = 980
NEXT_STEPS = ("change", "continue", "start")


class CheckFace(CheckPage):
    """Refusals of governance as lists with their acts, declaration, password, submit; afterwards withdraw, next case."""

    jump_wanted = Signal(str)
    face_wanted = Signal(str)
    #: a section of the report face, by key
    section_wanted = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.case: Case | None = None
        self.conditions: Conditions | None = None
        self._points = Points(self)
        self._blocks: list[EscalationBlock] = []
        self._pictured: tuple[str, str] | None = None
        self._next: WorkRow | None = None
        self._asked_next = ""
        self._group.buttonToggled.connect(lambda *_: self._answered())
        self.password.textChanged.connect(lambda _text: self._show_button())
        self.password.returnPressed.connect(self.primary)
        self.submit.clicked.connect(self._submit)
        self.hand_back.clicked.connect(lambda: self._ask(Way.HAND_BACK))
        self.give_back.clicked.connect(lambda: self._ask(Way.HAND_BACK))
        self.withdraw.clicked.connect(lambda: self._ask(Way.WITHDRAW))
        self.ask_radiologist.clicked.connect(lambda: self._ask(Way.ESCALATE))
        self.note_for_radiologist.clicked.connect(lambda: self.section_wanted.emit("remark"))
        self.box.given.connect(self._given)
        self.box.closed.connect(self._close_box)
        self.next_case.clicked.connect(self._open_next)
        self.save_note.retry_wanted.connect(lambda: self.case.retry() if self.case is not None else None)
        self.returned.section_wanted.connect(self.section_wanted)
        self.returned.jump_wanted.connect(self.jump_wanted)
        self.fine_button.toggled.connect(self.fine_box.setVisible)
        self.retranslate()

    # ------------------------------------------------------------------ case
    def set_case(self, case: Case | None) -> None:
        self.case = case
        self.conditions = Conditions.of(self.desk, case) if case is not None else None
        self.password.clear()
        self.box.finished()
        self._group.setExclusive(False)
        for radio in self.answers.values():
            radio.setChecked(False)
        self._group.setExclusive(True)
        self._pictured, self._next, self._asked_next = None, None, ""
        self.picture.show_image(None, "")
        self.recipient.clear()
        self.returned.show_said(None, None)
        if case is not None and self.conditions is not None:
            case.report_changed.connect(self._show)
            case.saving_changed.connect(self._show)
            case.identity_changed.connect(self._show)
            case.content_changed.connect(self._show_if_seen)
            self.conditions.changed.connect(self._show)
        self._show()

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        self.panel.setFixedWidth(max(NARROWEST_PANEL, panel_width(self.window().width())))
        self.refresh()

    def refresh(self) -> None:
        """Ask governance anew what stands in the way."""
        if self.conditions is not None:
            self.conditions.refresh()
        self._show()

    def _show_if_seen(self) -> None:
        if self.isVisible():
            self._show()

    @property
    def found(self) -> Found:
        """What governance said last."""
        return self.conditions.found if self.conditions is not None else Found()

    @property
    def _refusals(self) -> tuple[Refusal, ...]:
        return self.found.refusals

    @property
    def report(self) -> Report | None:
        return self.case.report if self.case is not None else None

    def _mine(self) -> bool:
        report, acting = self.report, self.desk.session.acting
        return report is not None and acting is not None and report.author_id == acting.person.id

    def _editable(self) -> bool:
        report = self.report
        return report is not None and report.state in EDITABLE and self._mine()

    # ------------------------------------------------------------------ shown
    def points(self) -> list[Point]:
        """What is open, declaration and password apart."""
        if self.case is None or not self._editable():
            return []
        return self._points.points(self.case, self.found, language=self.desk.language.code)

    def _show(self) -> None:
        case, editable = self.case, self._editable()
        points = self.points()
        must, attention = [p for p in points if p.blocks], [p for p in points if not p.blocks]
        for layout, rows in ((self.must, must), (self.attention, attention)):
            parts.empty(layout)
            for point in rows:
                layout.addWidget(PointRow(self.desk.theme, point, self.act))
        if editable and not must:
            words = self.tr("Everything that must be there is there.")
            self.must.addWidget(parts.Check(self.desk.theme, words))
        self.must_title.setVisible(editable)
        self.attention_title.setVisible(editable and bool(attention))
        if case is not None:
            self.save_note.show_saving(case.saving)
        self.identity.show_case(case)
        self.returned.show_said(case, self.found.returned)
        self._show_calls(editable=editable)
        self._show_fine(editable=editable)
        self._show_state()
        self._show_recipients()
        self._answered()
        self._make_picture()

    def _show_calls(self, *, editable: bool) -> None:
        calls = self.found.calls
        if [(b.call, b.editable) for b in self._blocks] != [(c, editable) for c in calls]:
            typed = {b.call.rule_id: (b.person.text(), b.read_back.isChecked()) for b in self._blocks}
            parts.empty(self.escalations)
            self._blocks = []
            for call in calls:
                block = EscalationBlock(self.desk, call, editable=editable)
                person, read_back = typed.get(call.rule_id, ("", False))
                if not call.acknowledged and not (call.escalation and call.escalation.contacts):
                    block.person.setText(person)
                    block.read_back.setChecked(read_back)
                block.recorded.connect(self._record)
                self.escalations.addWidget(block)
                self._blocks.append(block)
        self.escalation_title.setVisible(bool(calls))

    def blocks(self) -> list[EscalationBlock]:
        """The calls on the page."""
        return list(self._blocks)

    def _show_fine(self, *, editable: bool) -> None:
        parts.empty(self.fine)
        lines = self.in_order() if editable else []
        for words in lines:
            self.fine.addWidget(parts.Check(self.desk.theme, words))
        self.fine_button.setVisible(bool(lines))
        self.fine_button.setText(self.tr("In order · {n}").format(n=len(lines)))

    def in_order(self) -> list[str]:
        """Conditions that hold, in words."""
        case = self.case
        if case is None or case.content is None:
            return []
        content = case.content
        lines = [
            self.tr("{section}: filled in").format(section=s.title or s.key)
            for s in content.sections
            if s.text.strip() and "[kies:" not in s.text and "[choose:" not in s.text
        ]
        gate = case.revision.gate if case.revision is not None else None
        if gate is not None and gate.allowed:
            held = [name for name, holds in gate.evaluated if holds is not False]
            lines.append(
                self.tr("Gate open: {n} of {m} conditions").format(n=len(held), m=len(gate.evaluated))
            )
        if case.volume is not None and not case.identity_needs_person():
            lines.append(self.tr("Identity of order and images agrees"))
        if content.findings and not any(r.id == "T3-MEASUREMENT" for r in self._refusals):
            lines.append(self.tr("All measurements have unit, image and observer"))
        lines += [
            self.tr("Escalated: {rule}").format(rule=c.label) for c in self.found.calls if c.acknowledged
        ]
        if case.is_saved and case.revision is not None:
            lines.append(
                self.tr("Saved as revision {n} at {time}").format(
                    n=case.revision.number, time=self.desk.time_text(case.revision.made_at, seconds=True)
                )
            )
        return lines

    def _show_state(self) -> None:
        report, editable, mine = self.report, self._editable(), self._mine()
        submitted = report is not None and report.state is State.SUBMITTED and mine
        self.done.setVisible(submitted)
        if submitted and report is not None:
            self.done.show_words(
                self.tr("Submitted at {time}.").format(time=self.desk.time_text(report.submitted_at)),
                self.tr("You can withdraw it until a radiologist begins."),
            )
        locked = report is not None and not editable and not submitted
        self.locked.setVisible(locked)
        if locked and self.case is not None:
            self.locked.show_words(self.case.read_only_because)
        for widget in (
            self.declaration_title, self.sentence, self.submit, *self.answers.values(),
        ):  # fmt: skip
            widget.setVisible(editable)
        state = report.state if report is not None else None
        self.withdraw.setVisible(mine and state in (State.SUBMITTED, State.IN_REVIEW))
        self.withdraw.block(
            self.tr("The draft is in review already and can't be withdrawn.")
            if state is State.IN_REVIEW
            else ""
        )
        self.why_not.setVisible(report is not None and not mine)
        self.why_not.setText(self.tr("Only the author can submit, withdraw or hand back this draft."))
        self.next_case.setVisible(submitted or (mine and state is State.HANDED_BACK))
        if self.next_case.isVisibleTo(self.panel):
            self._look_for_next()
        if not editable and self.box.way is not Way.WITHDRAW and state not in RETURNABLE:
            self.box.hide()

    def _show_recipients(self) -> None:
        people = self.found.recipients
        now = [
            (self.recipient.itemData(i), self.recipient.itemText(i)) for i in range(self.recipient.count())
        ]
        if now != [(p.person_id, p.name) for p in people]:
            self.recipient.clear()
            for person in people:
                self.recipient.addItem(person.name, person.person_id)
            self.recipient.currentIndexChanged.connect(lambda _i: self._show_button())
        supervision = ""
        study = self.desk.session.study
        responsible = next((p.name for p in people if p.is_responsible), study.responsible if study else "")
        self.who.setText(self.tr("Responsible: {radiologist}").format(radiologist=responsible) + supervision)

    def radiologist(self) -> str:
        """Name of who gets it."""
        return self.recipient.currentText() or self.tr("the radiologist")

    def _show_picture(self) -> None:
        """The page gives way to a form that is asked for, where both don't fit."""
        self.picture.setVisible(self.height() >= ROOM_FOR_BOTH or self.box.isHidden())

    def _close_box(self) -> None:
        self.box.hide()
        self._show_picture()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_picture()

    def _make_picture(self) -> None:
        """Page 1 as it will be sent, made anew when the record or the text is another."""
        case = self.case
        if not self.isVisible() or case is None or case.report is None or case.content is None:
            return
        if case.revision is None or not case.is_saved:
            return
        wanted = (case.report.state.value, case.report.revision_sha256)
        if wanted == self._pictured:
            return
        self._pictured = wanted
        store, report, revision = self.desk.store, case.report, case.revision

        def work() -> Any:
            made = documents.build(store, documents.read_records(store, report, revision))
            return page_images(render_pdf(made), PICTURE_SCALE)[0]

        self.desk.background.run(
            work,
            title=self.tr("Making the preview"),
            on_done=lambda image: self.picture.show_image(image) if wanted == self._pictured else None,
            on_error=lambda problem: self.picture.show_image(None, " ".join(self.desk.in_words(problem))),
            receiver=self,
        )

    # ------------------------------------------------------------------ declaration
    def answer(self) -> SelfDeclaration | None:
        return next((a for a, radio in self.answers.items() if radio.isChecked()), None)

    def _answered(self) -> None:
        """A no and a doubt have a way on; neither counts against anyone."""
        answer, editable = self.answer(), self._editable()
        words = ""
        if answer is SelfDeclaration.NO:
            words = self.tr(
                "Then hand the report back: the radiologist takes it. This doesn't count against you."
            )
        elif answer is SelfDeclaration.DOUBT:
            words = self.tr(
                "Ask the radiologist first, or write down what you doubt. Afterwards choose Yes or No here."
            )
        self.follow.setText(words)
        self.follow.setVisible(editable and bool(words))
        self.follow_box.setVisible(editable and answer in (SelfDeclaration.NO, SelfDeclaration.DOUBT))
        goes_on = editable and answer in (None, SelfDeclaration.YES)
        for widget in (self.who_title, self.recipient, self.who, self.password_label, self.password):
            widget.setVisible(goes_on)
        self.hand_back.setVisible(
            self._mine()
            and self.report is not None
            and self.report.state in RETURNABLE
            and self.follow_box.isHidden()
        )
        self.ask_radiologist.setVisible(answer is SelfDeclaration.DOUBT)
        self.note_for_radiologist.setVisible(answer is SelfDeclaration.DOUBT)
        self._show_button()

    def _show_button(self) -> None:
        self.submit.setText(self.tr("Submit to {radiologist}").format(radiologist=self.radiologist()))
        reasons = []
        must = sum(p.blocks for p in self.points())
        if must:
            reasons.append(
                self.tr("1 point is still open.")
                if must == 1
                else self.tr("{n} points are still open.").format(n=must)
            )
        if self.case is not None and not self.case.is_saved and not self.case.saving.is_lost:
            reasons.append(self.tr("The last change is still being saved."))
        if self.answer() is None:
            reasons.append(self.tr("Answer the declaration."))
        elif self.answer() is not SelfDeclaration.YES:
            reasons.append(self.tr("Hand the report back, or ask the radiologist first."))
        if not self.password.text():
            reasons.append(self.tr("Give your password."))
        self.submit.block("\n".join(reasons))

    # ------------------------------------------------------------------ acts
    def act(self, point: Point) -> None:
        """What the action of a point does."""
        case = self.case
        if case is None:
            return
        if point.act is Act.SECTION:
            self.section_wanted.emit(point.target)
        elif point.act is Act.IMAGES:
            found = next((f for f in case.findings if f.level == point.target), None)
            if found is not None:
                self.jump_wanted.emit(found.id)
            else:
                self.face_wanted.emit("images")
        elif point.act is Act.SAVE:
            case.retry()
        elif point.act is Act.IDENTITY:
            self._go_to(self.identity, self.identity.reason)
        elif point.act is Act.CALL:
            block = next((b for b in self._blocks if not b.call.acknowledged), None)
            if block is not None:
                self._go_to(block, block.person)
        elif point.act is Act.DECLARE:
            self.answers[SelfDeclaration.YES].setFocus()

    def _go_to(self, place: QWidget, focus: QWidget) -> None:
        self.area.ensureWidgetVisible(place, 0, 24)
        focus.setFocus(Qt.FocusReason.OtherFocusReason)

    def _record(
        self, call: EscalationCall, person: str, reached: bool, at: datetime, read_back: bool
    ) -> None:
        case = self.case
        if case is None:
            return
        store, acting = self.desk.store, self.desk.session.acting
        facts = {
            "person_reached": person,
            "reached": reached,
            "at": at,
            "read_back": read_back,
            "contact": call.call_now,
        }

        def act(head: Report) -> Report:
            if call.escalation is not None:
                service.log_contact(store, acting, call.escalation.id, **facts)  # type: ignore[arg-type]
            else:
                service.escalate_rule(store, acting, head.id, call.rule_id, **facts)  # type: ignore[arg-type]
            return head

        case.transition("log_contact", self.tr("Record the call"), act, self.refresh)

    def _ask(self, way: Way) -> None:
        self.box.ask(way, radiologist=self.radiologist(), contact=self._contact())
        self._show_picture()
        # the box has its place at the next event only
        self.desk.later(lambda: self.panel_area.ensureWidgetVisible(self.box.act, 0, 40), self.box)

    def _contact(self) -> str:
        return next((c.call_now for c in self.found.calls if c.call_now), "")

    def _given(self, given: Given) -> None:
        case = self.case
        if case is None:
            return
        store, acting = self.desk.store, self.desk.session.acting

        def act(head: Report) -> Report:
            if given.way is Way.ESCALATE:
                service.escalate(
                    store,
                    acting,
                    head.id,
                    urgency=given.urgency,
                    label=given.reason,
                    contact=given.contact,
                    acknowledged=False,
                )
                return head
            close = service.hand_back if given.way is Way.HAND_BACK else service.withdraw
            return close(store, acting, head.id, expected_lock_version=head.lock_version, reason=given.reason)

        def done() -> None:
            self.box.finished()
            self._show_picture()
            self.refresh()

        words = {
            Way.HAND_BACK: self.tr("Hand back"),
            Way.WITHDRAW: self.tr("Withdraw"),
            Way.ESCALATE: self.tr("Escalate"),
        }
        case.transition(given.way.value, words[given.way], act, done)

    def _submit(self) -> None:
        case = self.case
        if case is None or case.content is None:
            return
        store, acting, password = self.desk.store, self.desk.session.acting, self.password.text()
        identity = case.identity_check()
        people = {p.person_id: p.is_responsible for p in self.found.recipients}
        chosen = str(self.recipient.currentData() or "")
        to = "" if people.get(chosen, True) else chosen
        self.password.clear()

        def act(head: Report) -> Report:
            return reports.submit(
                store,
                acting,
                head,
                declaration=SelfDeclaration.YES,
                identity=identity,
                reauthentication=service.reauthenticate(store, acting, password),
                submitted_to=to,
            )

        case.transition("submit", self.tr("Submit"), act, self.refresh)

    # ------------------------------------------------------------------ next case
    def _look_for_next(self) -> None:
        """The first study on the person's own list that waits for him or her."""
        source, who, report = self.desk.services.get("worklist"), self.desk.session.who, self.report
        if (
            report is None
            or self._asked_next == f"{report.id} {report.state}"
            or source is None
            or who is None
        ):
            return
        self._asked_next = f"{report.id} {report.state}"
        language = self.desk.language.code

        def work() -> WorkRow | None:
            rows = [
                r
                for r in source.load(who, language).rows
                if r.report_id != report.id
                and r.own_worklist
                and getattr(r.record, "next_step", "") in NEXT_STEPS
                and r.author_id in ("", who.person_id)
            ]
            rows.sort(key=lambda r: NEXT_STEPS.index(r.record.next_step))
            return rows[0] if rows else None

        def done(row: WorkRow | None) -> None:
            self._next = row
            self._show_next()

        self.desk.background.run(
            work,
            title=self.tr("Looking for the next case"),
            on_done=done,
            on_error=self.desk.messages.show,
            receiver=self,
            serial=True,
        )

    def _show_next(self) -> None:
        row = self._next
        self.next_case.setText(
            self.tr("Next case: {name}").format(name=row.patient_name)
            if row is not None
            else self.tr("To the worklist")
        )

    def _open_next(self) -> None:
        row, open_row = self._next, self.desk.services.get("open_row")
        if row is not None and open_row is not None:
            open_row(row)
        else:
            self.desk.navigator.open("worklist")

    # ------------------------------------------------------------------ form
    def retranslate(self) -> None:
        self.words_of_page()
        self._blocks = []
        parts.empty(self.escalations)
        self._show_next()
        self._show()

    def regions(self) -> list[QWidget]:
        return [self.area, self.panel]

    def primary(self) -> None:
        (self.next_case if self.next_case.isVisibleTo(self.panel) else self.submit).press()
