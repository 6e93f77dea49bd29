"""S12: the final report: its pages, the signature verified now, versions, readings; S23 when anything doesn't hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from desktop import drafts, parts
from desktop.editor.preview import Preview
from desktop.open_study import open_draft, open_study
from desktop.review.archive_button import ArchiveButton
from desktop.review.correction import Correction
from desktop.review.final_facts import FinalFacts, gather
from desktop.review.final_panel import FinalPanel
from desktop.review.forms import AddendumForm, RecallForm
from desktop.review.integrity import IntegrityPanel
from desktop.screen import Screen
from governance import service
from governance.errors import NotPermitted, refusal
from governance.guards import IdentityCheck
from governance.people import Role
from governance.report import Kind, Report, SelfDeclaration

if TYPE_CHECKING:
    from desktop.desk import Desk
    from desktop.worklist.rows import WorklistData, WorkRow

OUTPUTS = ("pdf", "sr")


class ReportScreen(Screen):
    """One final report (screen name ``report``)."""

    name = "report"
    context = "review"
    navigation = "worklist"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._row: WorkRow | None = None
        self._report_id = ""
        self._facts: FinalFacts | None = None
        self._earlier = ""
        self._form: AddendumForm | RecallForm | None = None
        layout = parts.row((0, 0, 0, 0), 1, self)
        self.preview = Preview(desk, self)
        self.broken = IntegrityPanel(desk)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.preview)
        self.stack.addWidget(self.broken)
        layout.addWidget(self.stack, 1)
        self.panel = FinalPanel(desk, self)
        self.export, self.verdict = self.panel.export, self.panel.verdict
        layout.addWidget(self.panel)
        self.panel.version_wanted.connect(self.show_report)
        self.panel.addend.clicked.connect(lambda: self._ask(AddendumForm))
        self.panel.correct.clicked.connect(self._correct)
        self.panel.recall.clicked.connect(lambda: self._ask(RecallForm))
        self.export.clicked.connect(self._export)
        self.send = ArchiveButton(desk, self.panel, self)
        self.send.recorded.connect(self.show_report)
        self.broken.earlier_wanted.connect(lambda: self.show_report(self._earlier))
        self.broken.bundle_wanted.connect(self._bundle)

    # ------------------------------------------------------------------ opening
    def enter(self, what: object = None) -> None:
        if what is None:
            return
        row: WorkRow = what  # type: ignore[assignment]
        self._row = row
        self.desk.session.open_study(
            open_study(
                row.record.study,
                author=row.author,
                responsible=row.record.responsible,
                identity="confirmed",
            )
        )
        self.show_report(row.record.report.id if row.record.report else row.report_id)

    def show_report(self, report_id: str) -> None:
        """Show one version of the study's report; it is verified first."""
        self._report_id, self._facts, self._earlier = report_id, None, ""
        self.preview.clear()
        self.panel.clear()
        self._close_form()
        self.panel.show()
        self.stack.setCurrentWidget(self.preview)
        checking = self.tr("The report is being verified.")
        for button in (self.export, self.panel.addend, self.panel.correct, self.panel.recall):
            button.block(checking)
        self.send.block(checking)
        self.desk.background.run(
            gather,
            self.desk.store,
            self.desk.session.acting,
            report_id,
            title=self.tr("Verifying the report"),
            on_done=lambda found: self._show(found) if report_id == self._report_id else None,
            on_error=lambda problem: self._fault(report_id, problem),
            receiver=self,
            serial=True,
        )

    def _show(self, found: FinalFacts) -> None:
        self._facts = found
        self.desk.session.open_draft(open_draft(found.report))
        self.preview.ask(lambda: found.pdf, now=True)
        self.panel.show_facts(found)
        self._block()

    def _block(self) -> None:
        """What can't be done says why, in governance's own words."""
        found = self._facts
        if found is None or self.desk.session.acting is None:
            return
        code = self.desk.language.code
        gone = ""
        if found.is_recalled:
            gone = refusal("X-RECALLED").text(code)
        elif found.report.superseded_by:
            gone = refusal("T12-SUPERSEDED").text(code)
        doctor = self.desk.session.acting.role is Role.RADIOLOGIST
        role = "" if doctor else refusal("T-ROLE").text(code)
        self.export.block(gone)
        self.send.offer(self._report_id, gone)
        self.panel.addend.block(gone)
        self.panel.correct.block(gone or role)
        recalled = refusal("X-RECALLED").text(code) if found.is_recalled else ""
        self.panel.recall.block(recalled or role)

    def _fault(self, report_id: str, problem: Exception) -> None:
        """Not shown and nothing leaves; X-INTEGRITY is on the audit trail already."""
        if report_id != self._report_id:
            return
        if not (isinstance(problem, NotPermitted) and any(r.id == "X-INTEGRITY" for r in problem.refusals)):
            self.desk.messages.show(problem)
            self.export.block(" ".join(self.desk.in_words(problem)))
            self.send.block(" ".join(self.desk.in_words(problem)))
            return
        self._facts = None
        self.desk.session.open_draft(None)  # what doesn't verify isn't called authorised anywhere
        self.preview.clear()
        self.panel.clear()
        self.panel.hide()
        self.export.block(" ".join(self.desk.in_words(problem)))
        self.send.block(" ".join(self.desk.in_words(problem)))
        self.broken.wait()
        self.stack.setCurrentWidget(self.broken)
        window = self.desk.services.get("window")
        if window is not None:  # nothing at the bottom of the window may say that all is well
            window.status_line.show_left(
                self.tr("INTEGRITY FAULT in this report"), icon="integrity", tone="error"
            )
        store, acting = self.desk.store, self.desk.session.acting

        def work() -> tuple[service.IntegrityFacts, str]:
            earlier = service.last_valid_version(store, acting, report_id)
            return service.integrity_facts(store, acting, report_id), earlier.report.id if earlier else ""

        def done(found: tuple[service.IntegrityFacts, str]) -> None:
            if report_id == self._report_id:
                facts, self._earlier = found
                self.broken.show_facts(facts, has_earlier=bool(self._earlier))

        self.desk.background.run(
            work, title=self.tr("Gathering the facts"), on_done=done, on_error=self.desk.messages.show,
            receiver=self, serial=True,
        )  # fmt: skip

    # ------------------------------------------------------------------ out
    def _export(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Save the report in"))
        if folder:
            self.export_to(Path(folder))

    def export_to(self, folder: Path) -> None:
        """Write PDF and structured report, each verified once more at this moment and on record as an export."""
        if self._facts is None:
            return
        store, acting, report_id = self.desk.store, self.desk.session.acting, self._report_id

        def work() -> int:
            for what in OUTPUTS:
                made = service.export_final(store, acting, report_id, what=what, target="file")
                (folder / made.name).write_bytes(made.data)
            return len(OUTPUTS)

        def done(number: int) -> None:
            self.desk.messages.info(self.tr("{n} files saved.").format(n=number))
            self.show_report(report_id)

        self.desk.background.run(
            work, title=self.tr("Saving the report"), on_done=done, on_error=self.desk.messages.show,
            receiver=self, serial=True,
        )  # fmt: skip

    def _bundle(self) -> None:
        file, _kind = QFileDialog.getSaveFileName(
            self, self.tr("Save evidence bundle"), "bewijsbundel.zip", "ZIP (*.zip)"
        )
        if file:
            self.bundle_to(Path(file))

    def bundle_to(self, file: Path) -> None:
        """Write the evidence as it is stored; nothing of it is repaired."""
        store, acting, report_id = self.desk.store, self.desk.session.acting, self._report_id
        self.desk.background.run(
            lambda: file.write_bytes(service.evidence_bundle(store, acting, report_id)),
            title=self.tr("Saving the evidence"),
            on_done=lambda _n: self.desk.messages.info(self.tr("The evidence bundle is saved.")),
            on_error=self.desk.messages.show,
            receiver=self,
            serial=True,
        )

    # ------------------------------------------------------------------ addendum, correction, recall
    def _ask(self, kind: type[AddendumForm] | type[RecallForm]) -> None:
        self._close_form()
        form = kind(self.desk)
        self._form = form
        form.cancelled.connect(self._close_form)
        form.act.clicked.connect(self._addend if isinstance(form, AddendumForm) else self._recall)
        self.panel.show_form(form)
        form.reason.setFocus()

    def _close_form(self) -> None:
        if isinstance(self._form, RecallForm):
            self._form.wipe()
        self._form = None
        parts.empty(self.panel.form_page)

    def _addend(self) -> None:
        form, row, facts = self._form, self._row, self._facts
        if not isinstance(form, AddendumForm) or row is None or facts is None or form.act.reason:
            return
        store, acting, study = self.desk.store, self.desk.session.acting, row.record.study
        parent = facts.report
        content = replace(
            drafts.new_content(study, facts.revision.content.language),
            kind=Kind.ADDENDUM,
            remark=form.reason_text(),
            references=(parent.number,),
        )

        def work() -> Report:
            return service.addend(
                store,
                acting,
                parent.id,
                content,
                declaration=SelfDeclaration.YES,
                identity=IdentityCheck(confirmed=True),
            )

        self._run(work, self.tr("Starting the addendum"), lambda child: self._open_child(child.id))

    def _open_child(self, report_id: str) -> None:
        """The draft that has just begun, from the worklist as it is now."""
        self._close_form()
        source, who = self.desk.services.get("worklist"), self.desk.session.who
        if source is None or who is None:
            self.desk.navigator.open("worklist")
            return

        def found(data: WorklistData) -> None:
            row = next((r for r in data.rows if r.report_id == report_id), None)
            if row is None:
                self.desk.navigator.open("worklist")
            else:
                self.desk.navigator.open("case", row)

        self._run(lambda: source.load(who, self.desk.language.code), self.tr("Opening the addendum"), found)

    def _correct(self) -> None:
        if self._row is not None and self._facts is not None and not self.panel.correct.reason:
            self.desk.navigator.open("review", Correction(self._row, self._report_id))

    def _recall(self) -> None:
        form, facts = self._form, self._facts
        if not isinstance(form, RecallForm) or facts is None or form.act.reason:
            return
        store, acting, report = self.desk.store, self.desk.session.acting, facts.report
        password, login, other = form.password.text(), form.second_login.text(), form.second_password.text()
        code, comment = form.reason_code(), form.reason_text()
        form.wipe()

        def work() -> Report:
            signed = service.sign_in(store, login, other, workstation=acting.workstation)
            role = Role.RADIOLOGIST if Role.RADIOLOGIST in signed.roles else signed.roles[0]
            second = service.act_as(store, signed, role)
            try:
                return service.recall(
                    store,
                    acting,
                    report.id,
                    expected_lock_version=report.lock_version,
                    reason=code.value,
                    comment=comment,
                    reauthentication=service.reauthenticate(store, acting, password),
                    second=second,
                    second_reauthentication=service.reauthenticate(store, second, other),
                )
            finally:
                service.sign_out(store, second)

        self._run(work, self.tr("Recalling the report"), lambda done: self.show_report(done.id))

    def _run(self, work: Callable[[], object], title: str, done: Callable[..., object]) -> None:
        self.desk.background.run(
            work, title=title, on_done=done, on_error=self.desk.messages.show, receiver=self, serial=True
        )

    # ------------------------------------------------------------------ form
    def retranslate(self) -> None:
        if hasattr(self, "panel"):
            self._block()

    def regions(self) -> list[QWidget]:
        return [self.preview, self.panel]

    def primary(self) -> None:
        if self.stack.currentWidget() is self.broken:
            self.broken.bundle.press()
        else:
            self.export.press()
