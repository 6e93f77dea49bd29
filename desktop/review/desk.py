"""S11: the review desk: workings with their pictures, text, changes, conditions, return or authorise.

Holds no rule: what may be done is what `governance` refuses or not; a working counts as viewed when its picture
was on screen at full quality for a second and the radiologist moved on with Space, or ticked it.
"""

from __future__ import annotations

import difflib
import functools
import time
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QPixmap, QShortcut
from PySide6.QtWidgets import (
    QLabel,
    QTableWidgetItem,
    QWidget,
)

from desktop import content as edits
from desktop import documents, drafts, parts, pictures
from desktop.case import Case
from desktop.casework import load_images
from desktop.editor.face import value_of
from desktop.editor.field import SectionField
from desktop.review.page import ReviewPage
from desktop.session import OpenDraft, OpenStudy
from desktop.worklist.governed import as_date, as_moment, shown_name
from governance import lifecycle, service
from governance.errors import NotPermitted, Refusal
from governance.guards import IdentityCheck
from governance.report import Event, Report, ReturnReason, Revision, Score, State, WorkingKind
from governance.service import drafting, reading
from report_templates import numbers, templates
from studies.volume import Volume
from viewers.slicing import SliceSource

if TYPE_CHECKING:
    from desktop.desk import Desk
    from desktop.worklist.rows import WorkRow
    from governance.report import Content, WorkingRef

SEEN_AFTER_S = 1.0
#: conditions of authorising that the page shows, each with the refusal that says it doesn't hold
CONDITIONS = (
    ("T8-VIEWED", "viewed"),
    ("T8-PATIENT", "patient"),
    ("T8-ESCALATION", "escalation"),
    ("T5-FOUR-EYES", "four_eyes"),
    ("T8-BIG", "big"),
    ("T8-HASH", "hash"),
    ("T8-SCORE", "score"),
)
OWN = ("T8-REAUTH",)


class ReviewScreen(ReviewPage):
    """Review of one submitted draft (screen name ``review``)."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.case: Case | None = None
        self._row: WorkRow | None = None
        self._submitted: Content | None = None
        self._workings: tuple[WorkingRef, ...] = ()
        self._viewed: set[tuple[str, str]] = set()
        self._current = -1
        self._shown_at = 0.0
        self._refusals: tuple[Refusal, ...] = ()
        self._hash_shown = ""
        self._asked = 0
        self.table.itemSelectionChanged.connect(self._row_chosen)
        self.table.cellClicked.connect(self._cell_clicked)
        self.text_mode.currentIndexChanged.connect(lambda _i: self._show_text())
        self._scores.buttonToggled.connect(lambda *_: self.refresh())
        self.password.textChanged.connect(lambda _text: self._show_button())
        self.password.returnPressed.connect(self.primary)
        self.give_back.clicked.connect(self._return)
        self.return_menu.triggered.connect(lambda action: self._return_because(ReturnReason(action.data())))
        self.release.clicked.connect(self._release)
        self.authorise.clicked.connect(self._authorise)
        for key, act in (("Space", self.seen_and_next), ("Alt+Down", self._next), ("Alt+Up", self._previous)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        self.retranslate()

    # ------------------------------------------------------------------ opening
    def enter(self, what: object = None) -> None:
        if what is None:
            return
        self._close()
        row: WorkRow = what  # type: ignore[assignment]
        self._row = row
        study = row.record.study
        self.case = case = Case(self.desk, study, self)
        self.desk.session.open_study(
            OpenStudy(
                study_uid=study.identity.study_instance_uid,
                patient_name=shown_name(study.patient.name),
                sex=study.patient.sex,
                birth_date=as_date(study.patient.birth_date),
                patient_number=study.patient.patient_id,
                study=study.identity.description,
                study_at=as_moment(study.identity.study_date),
                author=row.author,
                responsible=row.record.responsible,
                study_id=study.id,
            )
        )
        case.report_changed.connect(self._report_changed)
        case.content_changed.connect(self._content_changed)
        store, acting, report_id = self.desk.store, self.desk.session.acting, row.record.report.id

        def work() -> tuple[Report, Revision, Content, NotPermitted | None]:
            report, _revision = service.open_report(store, acting, report_id)
            refused = None
            if report.state is State.SUBMITTED:
                try:
                    service.claim(store, acting, report_id, expected_lock_version=report.lock_version)
                except NotPermitted as problem:  # one's own draft, for instance: to be read, not reviewed
                    refused = problem
            report, revision = service.open_report(store, acting, report_id)
            every = service.revisions(store, report_id)
            submitted = next((r for r in every if r.number == report.submitted_revision), revision)
            return report, revision, submitted.content, refused

        def opened(found: tuple[Report, Revision, Content, NotPermitted | None]) -> None:
            if case is not self.case:
                return
            report, revision, self._submitted, refused = found
            mine = report.state is State.IN_REVIEW and report.claimed_by == acting.person.id
            why = " ".join(self.desk.in_words(refused)) if refused else self.tr("Read only.")
            case.opened(report, revision, read_only="" if mine else why)
            if refused is not None:
                self.desk.messages.show(refused)
            self._show_origin(report, revision)
            self.refresh()

        self.desk.background.run(
            work, title=self.tr("Opening the report"), on_done=opened, on_error=self.desk.messages.show,
            receiver=self, serial=True,
        )  # fmt: skip
        self.desk.background.run(
            load_images,
            self.desk.home.root,
            study,
            title=self.tr("Reading the images"),
            on_done=lambda found: self._loaded(found) if case is self.case else None,
            on_error=self.desk.messages.show,
            receiver=self,
        )

    def _close(self) -> None:
        if self.case is not None:
            self.case.deleteLater()
        self.case = None
        self._submitted, self._workings, self._viewed = None, (), set()
        self._current, self._refusals, self._hash_shown = -1, (), ""
        self.password.clear()
        self.comment.setPlainText("")
        self._scores.setExclusive(False)
        for radio in self.scores.values():
            radio.setChecked(False)
        self._scores.setExclusive(True)
        for view in (self.section, self.axial):
            view.set_volume(None)
        parts.empty(self._sections_page)
        self._fields = {}

    def _loaded(self, found: tuple[Any, list[tuple[str, str, str]]]) -> None:
        volume, differences = found
        case = self.case
        if case is None or not isinstance(volume, Volume):
            return
        case.show_volume(volume, differences)
        source = SliceSource.of(volume)
        info = volume.series
        identity = (numbers.person_name(info.patient_name), info.sex, info.patient_id)
        for view, orientation in ((self.section, "oblique"), (self.axial, "axial")):
            view.set_volume(volume, orientation, source=source)
            view.change(window=600.0, level=180.0)
            view.set_identity(identity)
            view.set_marker(self.tr("PRELIMINARY"))
        study = self.desk.session.study
        if study is not None:
            from dataclasses import replace

            self.desk.session.open_study(
                replace(
                    study,
                    identity="mismatch" if differences else "confirmed",
                    mismatches=tuple(differences),
                )
            )
        self._show_working()
        self.refresh()

    def _show_origin(self, report: Report, revision: Revision) -> None:
        row, basis = self._row, revision.basis
        lines = [
            (self.tr("Author"), row.author if row is not None else ""),
            (self.tr("Submitted"), self.desk.moment_text(report.submitted_at)),
            (self.tr("Order"), basis.order.id if basis.order else "–"),
            (self.tr("Protocol"), f"{basis.protocol.id}" if basis.protocol else "–"),
            (self.tr("Competence"), basis.competence.id if basis.competence else "–"),
            (
                self.tr("Gate"),
                self.tr("{n} of {of} conditions at submitting").format(
                    n=sum(1 for _c, v in revision.gate.evaluated if v is not False),
                    of=len(revision.gate.evaluated),
                )
                if revision.gate
                else "–",
            ),
            (self.tr("Content"), f"sha256 {report.revision_sha256[:8]}…"),
        ]
        self.origin.setText("\n".join(f"{name}: {value}" for name, value in lines))
        self.remark.setText(revision.content.remark or self.tr("None."))

    # ------------------------------------------------------------------ workings
    def _content_changed(self) -> None:
        case = self.case
        if case is None or case.content is None:
            return
        self._workings = case.content.workings
        self._show_rows()
        self._show_text()
        if self._current < 0 and self._workings:
            self._select(0)

    def _show_rows(self) -> None:
        case = self.case
        if case is None or case.content is None:
            return
        theme, language = self.desk.theme, case.content.language
        groups = edits.groups(case.content.findings)
        self.table.blockSignals(True)
        self.table.setRowCount(len(self._workings))
        seen = 0
        for i, working in enumerate(self._workings):
            is_seen = (working.id, working.sha256) in self._viewed
            seen += is_seen
            mark = QTableWidgetItem()
            icon, token = ("viewed", "ok") if is_seen else ("missing", "warn")
            mark.setIcon(theme.icon(icon, f"status.{token}.text"))
            words = self.tr("viewed") if is_seen else self.tr("not viewed yet")
            mark.setToolTip(words)
            mark.setData(Qt.ItemDataRole.AccessibleTextRole, words)
            members = groups.get(working.id.removeprefix("measurement:"))
            value = QTableWidgetItem(value_of(members, language) if members else self.tr("picture"))
            value.setToolTip(value.text())
            value.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            for column, item in enumerate((mark, QTableWidgetItem(working.title), value)):
                self.table.setItem(i, column, item)
        if 0 <= self._current < len(self._workings):
            self.table.selectRow(self._current)
        self.table.blockSignals(False)
        self.list_count.setText(self.tr("{n} of {m} viewed").format(n=seen, m=len(self._workings)))
        parts.say(self.list_count, "ok" if seen == len(self._workings) else "warn")

    def _row_chosen(self) -> None:
        rows = self.table.selectionModel().selectedRows()
        if rows and rows[0].row() != self._current:
            self._select(rows[0].row())

    def _cell_clicked(self, row: int, column: int) -> None:
        if column == 0:  # the tick itself
            self._select(row)
            self._mark(row)

    def _select(self, row: int) -> None:
        self._current = row
        self._show_working()
        self._show_rows()

    def _show_working(self) -> None:
        case = self.case
        if case is None or case.content is None or not 0 <= self._current < len(self._workings):
            return
        working = self._workings[self._current]
        self._shown_at = time.monotonic()
        if working.kind is WorkingKind.IMAGE:
            image = pictures.thumbnail(case.file(working.sha256), 720, 560)
            self.picture.setPixmap(QPixmap.fromImage(image))
            self.picture.setAccessibleName(working.title)
            self.stack.setCurrentWidget(self.picture)
            return
        self.stack.setCurrentWidget(self.grid)
        if case.volume is None:
            return
        members = edits.groups(case.content.findings).get(working.id.removeprefix("measurement:"), ())
        figures = pictures.figures_of(members)
        self.section.set_title(working.title)
        self.axial.set_title(self.tr("Axial"))
        if figures is None:
            self.section.set_overlays([])
            return
        pictures.show_section(self.section, figures, case.content.language)
        self.axial.move_crosshair(figures.centre)
        self.axial.set_overlays(pictures.section_overlays(figures, case.content.language)[:1])

    def seen_and_next(self) -> None:
        """Space: the working was looked at for a second; mark it and go on."""
        if not 0 <= self._current < len(self._workings):
            return
        if time.monotonic() - self._shown_at < SEEN_AFTER_S:
            self.desk.messages.info(self.tr("Look at the picture for a second first."))
            return
        case = self.case
        if case is None or (
            case.volume is None and self._workings[self._current].kind is not WorkingKind.IMAGE
        ):
            self.desk.messages.info(self.tr("The images are still being read."))
            return
        self._mark(self._current)
        self._next()

    def _mark(self, row: int) -> None:
        case = self.case
        if case is None or case.report is None or case.read_only_because:
            return
        working = self._workings[row]
        store, acting, report_id = self.desk.store, self.desk.session.acting, case.report.id

        def done(_none: object) -> None:
            self._viewed.add((working.id, working.sha256))
            self._show_rows()
            self.refresh()

        self.desk.background.run(
            service.view_working, store, acting, report_id, working.id,
            title=self.tr("Marking as viewed"), on_done=done, on_error=self.desk.messages.show,
            receiver=self, serial=True,
        )  # fmt: skip

    def _next(self) -> None:
        if self._current + 1 < len(self._workings):
            self._select(self._current + 1)

    def _previous(self) -> None:
        if self._current > 0:
            self._select(self._current - 1)

    # ------------------------------------------------------------------ text
    def _show_text(self) -> None:
        case = self.case
        if case is None or case.content is None:
            return
        content = case.content
        template = drafts.template_of(content)
        changes = self.text_mode.currentIndex() == 1
        if changes or set(self._fields) != {s.key for s in content.sections}:
            parts.empty(self._sections_page)
            self._fields = {}
        changed = 0
        for section in content.sections:
            before = self._submitted.text(section.key) if self._submitted is not None else section.text
            changed += before != section.text
            label = template.label(section.key, content.language)
            if changes:
                self._sections_page.addWidget(parts.text(self.desk.theme, label, "strong", "primary"))
                self._sections_page.addWidget(self._difference(before, section.text, content))
                continue
            if section.key not in self._fields:
                self._sections_page.addWidget(parts.text(self.desk.theme, label, "strong", "primary"))
                field = SectionField(self.desk.theme, label)
                field.edited.connect(
                    lambda text, k=section.key: (
                        self.case.set_text(k, text, self.tr("Change text")) if self.case is not None else None
                    )
                )
                field.jump_wanted.connect(self._jump)
                self._fields[section.key] = field
                self._sections_page.addWidget(field)
            field = self._fields[section.key]
            field.setReadOnly(bool(case.read_only_because))
            if not field.hasFocus() or field.text() != section.text:
                field.show_text(section.text, content.findings, content.language)
        if changes:
            self._sections_page.addStretch(1)
        self.text_count.setText(
            self.tr("{n} sections changed").format(n=changed) if changed else self.tr("no changes")
        )

    def _difference(self, before: str, after: str, content: Content) -> QLabel:
        """Insertions underlined, deletions struck through; both named for a screen reader."""
        from html import escape

        def words(text: str) -> list[str]:
            return templates.render_text(text, content.findings, content.language, diameter_decimals=1).split(
                " "
            )

        old, new = words(before), words(after)
        made: list[str] = []
        spoken: list[str] = []
        ok = self.desk.theme.colour("status.ok.text").name()
        bad = self.desk.theme.colour("status.error.text").name()
        for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if kind in ("delete", "replace"):
                gone = " ".join(old[a:b])
                made.append(f'<s style="color:{bad}">{escape(gone)}</s>')
                spoken.append(self.tr("deleted: {words}").format(words=gone))
            if kind in ("insert", "replace"):
                come = " ".join(new[c:d])
                made.append(f'<u style="color:{ok}">{escape(come)}</u>')
                spoken.append(self.tr("inserted: {words}").format(words=come))
            if kind == "equal":
                made.append(escape(" ".join(new[c:d])))
        label = QLabel(" ".join(made))
        label.setTextFormat(Qt.TextFormat.RichText)  # every word of it was escaped above
        label.setWordWrap(True)
        label.setAccessibleName("; ".join(spoken) or self.tr("no changes"))
        return label

    def _jump(self, finding_id: str) -> None:
        case = self.case
        found = next((f for f in case.findings if f.id == finding_id), None) if case is not None else None
        if found is None:
            return
        wanted = f"measurement:{found.group}"
        for i, working in enumerate(self._workings):
            if working.id == wanted:
                self._select(i)

    # ------------------------------------------------------------------ conditions
    def _identity(self) -> IdentityCheck:
        case = self.case
        differ = tuple(f for f, _a, _b in case.mismatches) if case is not None else ()
        return IdentityCheck(confirmed=case is not None and case.volume is not None, mismatches=differ)

    def score(self) -> Score | None:
        return next((s for s, radio in self.scores.items() if radio.isChecked()), None)

    def refresh(self) -> None:
        """Ask governance what still stands in the way of authorising."""
        case = self.case
        if case is None or case.report is None:
            return
        self._asked += 1
        number = self._asked
        store, acting, head = self.desk.store, self.desk.session.acting, case.report
        identity, score = self._identity(), self.score()
        self._hash_shown = head.revision_sha256
        shown = self._hash_shown

        def work() -> tuple[tuple[Refusal, ...], Any, set[tuple[str, str]]]:
            with store.read() as connection:
                views = reading.views(connection, head.id)
                calls = reading.escalations(connection, head.id)
            with store.write(audited=False) as unit:
                act = drafting.begin(store, unit, acting, head.id)
                current = act.current()
                facts = act.facts(
                    content=current.content,
                    expected_lock_version=head.lock_version,
                    views=views,
                    identity=drafting.identity_of(act.study, current.content, identity),
                    hash_shown=shown,
                    hash_now=current.digest(),
                    reauthenticated_at=unit.at,
                    score=score,
                    last_audit_at=unit.at,
                    escalations=calls,
                )
                found = lifecycle.refusals(act.report.state, Event.AUTHORISE, facts)
            mine = {(v.working_id, v.sha256) for v in views if v.person_id == acting.person.id}
            return found, calls, mine

        def done(found: tuple[tuple[Refusal, ...], Any, set[tuple[str, str]]]) -> None:
            if number == self._asked and case is self.case:
                self._refusals, calls, self._viewed = found
                self._show_rows()
                self._show_conditions(calls)

        self.desk.background.run(
            work, title=self.tr("Checking the conditions"), on_done=done, on_error=self.desk.messages.show,
            receiver=self, serial=True,
        )  # fmt: skip

    def _show_conditions(self, calls: Any) -> None:
        theme = self.desk.theme
        parts.empty(self.conditions)
        parts.empty(self.escalations)
        zone = self.desk.clock().astimezone().tzinfo
        texts = {
            r.id: r.text(self.desk.language.code, zone) if zone else r.text(self.desk.language.code)
            for r in self._refusals
        }
        words = {
            "viewed": self.tr("All workings viewed"),
            "patient": self.tr("Patient data confirmed"),
            "escalation": self.tr("No direct escalation open"),
            "four_eyes": self.tr("Reviewer isn't the author"),
            "big": self.tr("BIG registration valid"),
            "hash": self.tr("Content unchanged since you saw it"),
            "score": self.tr("Judgement given"),
        }
        for refusal_id, key in CONDITIONS:
            text = texts.pop(refusal_id, "")
            if text:
                self.conditions.addWidget(parts.Check(theme, text, icon="missing", tone="warn", quiet=False))
            else:
                self.conditions.addWidget(parts.Check(theme, words[key]))
        for refusal_id, text in texts.items():
            if refusal_id not in OWN:
                self.conditions.addWidget(
                    parts.Check(theme, text, icon="not_permitted", tone="error", quiet=False)
                )
        for call in calls:
            if call.blocks_authorising:
                note = parts.Note(theme, "error", "escalate")
                note.show_words(self.tr("Escalation open: {label}.").format(label=call.label), call.contact)
                note.offer(self.tr("Record my answer"), functools.partial(self._answer_call, call.id))
            else:
                note = parts.Note(theme, "ok", "escalate")
                note.show_words(self.tr("Escalation answered."), call.label)
            self.escalations.addWidget(note)
        self._show_button()

    def _show_button(self) -> None:
        reasons = [r.text(self.desk.language.code) for r in self._refusals if r.id not in OWN]
        if not self.password.text():
            reasons.append(self.tr("Give your password."))
        self.authorise.block("\n".join(reasons))
        case = self.case
        read_only = case.read_only_because if case is not None else self.tr("Nothing is open.")
        for button in (self.give_back, self.release):
            button.block(read_only)

    # ------------------------------------------------------------------ acts
    def _answer_call(self, escalation_id: str, _checked: bool = False) -> None:
        self._answer(escalation_id)

    def _answer(self, escalation_id: str) -> None:
        case = self.case
        if case is None:
            return
        store, acting = self.desk.store, self.desk.session.acting
        answer = self.comment.toPlainText().strip()
        if not answer:
            self.desk.messages.warning(
                self.tr("Write your answer in the comment first."), key="review-answer"
            )
            self.comment.setFocus()
            return

        def act(head: Report) -> Report:
            service.answer_escalation(store, acting, escalation_id, answer)
            return service.open_report(store, acting, head.id)[0]

        case.transition("answer_escalation", self.tr("Answer the escalation"), act, self.refresh)

    def _return(self) -> None:
        """Ask for the reason, as a menu at the button; the comment says what must change."""
        case, comment = self.case, self.comment.toPlainText().strip()
        if case is None:
            return
        if not comment:
            self.desk.messages.warning(self.tr("Write to the author what must change."), key="review-comment")
            self.comment.setFocus()
            return
        self.return_menu.popup(self.give_back.mapToGlobal(self.give_back.rect().topLeft()))

    def _return_because(self, reason: ReturnReason) -> None:
        case, comment = self.case, self.comment.toPlainText().strip()
        if case is None:
            return
        self._flush()
        store, acting = self.desk.store, self.desk.session.acting

        def act(head: Report) -> Report:
            return service.return_for_changes(
                store, acting, head.id, expected_lock_version=head.lock_version,
                reason=reason.value, comment=comment,
            )  # fmt: skip

        case.transition("return", self.tr("Return"), act, self._leave_desk)

    def _release(self) -> None:
        case = self.case
        if case is None:
            return
        self._flush()
        store, acting = self.desk.store, self.desk.session.acting
        case.transition(
            "release",
            self.tr("Release"),
            lambda head: service.release(store, acting, head.id, expected_lock_version=head.lock_version),
            self._leave_desk,
        )

    def _authorise(self) -> None:
        case = self.case
        if case is None or case.report is None:
            return
        self._flush()
        if case.is_saving:  # what is signed must be what was on screen and saved
            self.desk.messages.info(self.tr("Your change is being saved; check it and authorise again."))
            return
        store, acting, password = self.desk.store, self.desk.session.acting, self.password.text()
        shown, identity, score = self._hash_shown, self._identity(), self.score()
        comment = self.comment.toPlainText().strip()
        self.password.clear()

        def act(head: Report) -> Report:
            return service.authorise(
                store,
                acting,
                head.id,
                expected_lock_version=head.lock_version,
                hash_shown=shown,
                identity=identity,
                score=score,
                reauthentication=service.reauthenticate(store, acting, password),
                render=lambda facts: documents.final_files(store, facts),
                comment=comment,
            )

        case.transition("authorise", self.tr("Authorise"), act, self._show_final)

    def _show_final(self) -> None:
        if self._row is not None:
            self.desk.navigator.open("report", self._row)

    def _leave_desk(self) -> None:
        self.desk.navigator.open("worklist")

    def _report_changed(self) -> None:
        case = self.case
        if case is None or case.report is None:
            return
        report = case.report
        self.desk.session.open_draft(
            OpenDraft(
                report_id=report.id,
                number=report.number,
                state=report.state.value,
                task=report.task.value,
                revision=report.revision,
                saved_at=case.saved_at,
                authorised_at=report.authorised_at,
                record=report,
            )
        )
        self.panel_state.setText(self.tr("in review") if report.state is State.IN_REVIEW else "")
        self.refresh()

    # ------------------------------------------------------------------ form
    def retranslate(self) -> None:
        super().retranslate()
        self._show_text()

    def regions(self) -> list[QWidget]:
        return [self.table, self.grid, self._sections, self.password]

    def primary(self) -> None:
        self.authorise.click()

    def leave(self) -> bool:
        self._flush()
        return True

    def _flush(self) -> None:
        """Save what is typed and not saved yet."""
        for field in self._fields.values():
            field.flush()
