"""S12: the authorised report: its PDF, the signature verified now, its files; S23 when anything doesn't hold."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from desktop import certificates, parts
from desktop.editor.preview import Preview
from desktop.screen import Screen
from desktop.session import OpenDraft, OpenStudy
from desktop.window import panel_width
from desktop.worklist.governed import as_date, as_moment, shown_name
from governance import service
from governance.service import reading

if TYPE_CHECKING:
    from desktop.desk import Desk
    from desktop.worklist.rows import WorkRow


class ReportScreen(Screen):
    """One final report (screen name ``report``)."""

    name = "report"
    navigation = "worklist"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        theme = desk.theme
        self._row: WorkRow | None = None
        self._document: service.FinalDocument | None = None
        layout = parts.row((0, 0, 0, 0), 1, self)
        self.preview = Preview(desk, self)
        self.broken = QWidget()
        page = parts.column((48, 48, 48, 48), 12, self.broken)
        self.alarm = parts.Note(theme, "error", "integrity")
        page.addWidget(self.alarm)
        page.addStretch(1)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.preview)
        self.stack.addWidget(self.broken)
        layout.addWidget(self.stack, 1)
        panel = parts.surface("panel")
        panel.setFixedWidth(panel_width(1600))
        side = parts.column((12, 10, 12, 10), 8, panel)
        self.title = parts.text(theme, "", "heading", "primary")
        side.addWidget(self.title)
        self.verdict = parts.Note(theme, "ok", "authorised")
        side.addWidget(self.verdict)
        self.facts: Any = parts.column((0, 0, 0, 0), 6)
        side.addLayout(self.facts)
        side.addStretch(1)
        side.addWidget(parts.rule())
        buttons = parts.row((0, 4, 0, 0), 8)
        self.export = parts.Button(theme, "primary", "pdf")
        self.export.clicked.connect(self._export)
        buttons.addStretch(1)
        buttons.addWidget(self.export)
        side.addLayout(buttons)
        layout.addWidget(panel)
        self.retranslate()

    def enter(self, what: object = None) -> None:
        if what is None:
            return
        row: WorkRow = what  # type: ignore[assignment]
        self._row, self._document = row, None
        study = row.record.study
        self.preview.clear()
        parts.empty(self.facts)
        self.export.block(self.tr("The report is being verified."))
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
                identity="confirmed",
                study_id=study.id,
            )
        )
        store, acting, report_id = (
            self.desk.store,
            self.desk.session.acting,
            row.record.report.id if row.record.report else row.report_id,
        )

        def work() -> tuple[service.FinalDocument, str, Any]:
            document = service.read_final(store, acting, report_id)
            with store.read() as connection:
                name = reading.display_name(connection, document.report.authorised_by)
            pdf = next((d for n, d in document.files.items() if n.endswith(".pdf")), b"")
            return document, name, certificates.check_pdf(store, pdf)

        self.desk.background.run(
            work, title=self.tr("Verifying the report"), on_done=self._show, on_error=self._fault,
            receiver=self, serial=True,
        )  # fmt: skip

    def _show(self, found: tuple[service.FinalDocument, str, Any]) -> None:
        document, name, pades = found
        self._document = document
        report = document.report
        self.desk.session.open_draft(
            OpenDraft(
                report_id=report.id,
                number=report.number,
                state=report.state.value,
                task=report.task.value,
                revision=report.revision,
                authorised_at=report.authorised_at,
                superseded_by=report.superseded_by,
                record=report,
            )
        )
        self.stack.setCurrentWidget(self.preview)
        pdf = next((d for n, d in document.files.items() if n.endswith(".pdf")), b"")
        self.preview.ask(lambda: pdf, now=True)
        self.verdict.show_tone("ok", "authorised")
        self.verdict.show_words(
            self.tr("Signature valid."),
            self.tr("Verified at {time}.").format(time=self.desk.time_text(self.desk.clock(), seconds=True)),
        )
        parts.empty(self.facts)
        signature = document.signature
        lines = [
            (self.tr("Authorised by"), name),
            (self.tr("At"), self.desk.moment_text(report.authorised_at)),
            (self.tr("Meaning"), signature.meaning.value),
            (self.tr("Key"), " ".join(signature.key_fingerprint[i : i + 4].upper() for i in range(0, 16, 4))),
            (self.tr("Content"), f"sha256 {report.authorised_sha256[:16]}…"),
            (
                self.tr("PAdES"),
                self.tr("valid, whole file")
                if pades.accepted
                else self.tr("not accepted ({why})").format(why=pades.reason),
            ),
            (self.tr("Revision"), str(report.revision)),
            (self.tr("Software"), document.revision.software_version),
        ]
        for caption, value in lines:
            field = parts.text(self.desk.theme, f"{caption}: {value}", "body", "secondary", wrap=True)
            field.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.facts.addWidget(field)
        self.export.block("")

    def _fault(self, problem: Exception) -> None:
        """Nothing of the content is shown; there is no way to go on with it."""
        words = " ".join(self.desk.in_words(problem))
        self._document = None
        self.alarm.show_words(
            words, self.tr("No content is shown and nothing leaves the house. Call the administrator.")
        )
        self.stack.setCurrentWidget(self.broken)
        self.verdict.show_tone("error", "integrity")
        self.verdict.show_words(self.tr("Not valid."), words)
        self.export.block(words)

    def _export(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Save the report in"))
        if folder:
            self.export_to(Path(folder))

    def export_to(self, folder: Path) -> None:
        """Write the stored files; verified once more at this moment, and on record."""
        row = self._row
        if row is None or self._document is None:
            return
        store, acting, report_id = self.desk.store, self.desk.session.acting, self._document.report.id

        def work() -> int:
            document = service.read_final(store, acting, report_id)
            for name, data in document.files.items():
                (folder / name).write_bytes(data)
            return len(document.files)

        self.desk.background.run(
            work,
            title=self.tr("Saving the report"),
            on_done=lambda n: self.desk.messages.info(self.tr("{n} files saved.").format(n=n)),
            on_error=self.desk.messages.show,
            receiver=self,
            serial=True,
        )

    def retranslate(self) -> None:
        self.title.setText(self.tr("Signature"))
        self.export.setText(self.tr("Save PDF and SR…"))

    def regions(self) -> list[QWidget]:
        return [self.preview]

    def primary(self) -> None:
        self.export.click()
