"""Studies (S3): open a folder, ZIP archive or file, see its patients, studies and series, open one to measure."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from desktop.background import Job, JobState
from desktop.browser import words
from desktop.desk import Desk
from desktop.parts import Button, Note, column, row, surface, text
from desktop.screen import Screen
from studies.scan import ScanResult, SeriesEntry, scan

ENTRY = Qt.ItemDataRole.UserRole


class StudiesScreen(Screen):
    """What is in a folder, archive or file."""

    name = "studies"
    navigation = "studies"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        theme = desk.theme
        self._job: Job | None = None
        self._place = ""
        self._result: ScanResult | None = None
        self.title = text(theme, "", "title", "primary")
        self.state = text(theme, "", "body", "secondary")
        self.folder_button = Button(theme, "secondary", "folder-open")
        self.file_button = Button(theme, "secondary", "archive")
        self.cancel_button = Button(theme, "quiet", "x")
        self.note = Note(theme, "warn")
        self.tree = QTreeWidget()
        self.tree.setColumnCount(5)
        self.tree.setUniformRowHeights(True)
        self.tree.setAllColumnsShowFocus(True)
        self.heading = text(theme, "", "title", "primary")
        self.facts = text(theme, "", "body", "secondary")
        self.facts.setWordWrap(True)
        self.problem_note = Note(theme, "warn")
        self.primary_button = Button(theme, "primary", "ruler")
        self._lay_out()
        self.folder_button.clicked.connect(self.ask_folder)
        self.file_button.clicked.connect(self.ask_file)
        self.cancel_button.clicked.connect(self._cancel)
        self.tree.currentItemChanged.connect(lambda *_: self._show_series())
        self.tree.itemActivated.connect(lambda *_: self.primary_button.press())
        self.primary_button.clicked.connect(self._open)
        key = QShortcut(QKeySequence("Ctrl+O"), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        key.activated.connect(self.ask_folder)
        self.cancel_button.hide()
        self.note.hide()
        self.retranslate()

    def _lay_out(self) -> None:
        whole = row((0, 0, 0, 0), 0, self)
        middle, side = QWidget(), surface("panel", "left")
        side.setFixedWidth(352)
        left = column((16, 12, 16, 12), 8, middle)
        top = row((0, 0, 0, 0), 8)
        top.addWidget(self.title)
        top.addWidget(self.state, 1)
        for button in (self.cancel_button, self.folder_button, self.file_button):
            top.addWidget(button)
        left.addLayout(top)
        left.addWidget(self.note)
        left.addWidget(self.tree, 1)
        right = column((16, 12, 16, 12), 8, side)
        for widget in (self.heading, self.facts, self.problem_note):
            right.addWidget(widget)
        right.addStretch(1)
        right.addWidget(self.primary_button)
        whole.addWidget(middle, 1)
        whole.addWidget(side)

    def retranslate(self) -> None:
        self.title.setText(self.tr("Studies"))
        self.folder_button.setText(self.tr("Open folder"))
        self.file_button.setText(self.tr("Open ZIP or file"))
        self.cancel_button.setText(self.tr("Cancel"))
        self.primary_button.setText(self.tr("View and measure only"))
        self.tree.setAccessibleName(self.tr("Patients, studies and series"))
        self.tree.setHeaderLabels(
            [
                self.tr("Patient, study, series"),
                self.tr("Modality"),
                self.tr("Images"),
                self.tr("Spacing (mm)"),
                self.tr("Particulars"),
            ]
        )
        if self._result is not None:
            self._fill(self._result)
        elif not self._place:
            self.state.setText(self.tr("Open a folder or ZIP archive to see which series it holds."))
        self._show_series()

    def ask_folder(self) -> None:
        place = QFileDialog.getExistingDirectory(self, self.tr("Open folder"))
        if place:
            self.read(place)

    def ask_file(self) -> None:
        place, _ = QFileDialog.getOpenFileName(self, self.tr("Open ZIP or file"))
        if place:
            self.read(place)

    def read(self, place: str | Path) -> None:
        """Read what is in `place` in the background; an earlier reading stops."""
        self._cancel()
        self._place, self._result = str(place), None
        self.tree.clear()
        self.note.hide()
        self.state.setText(self.tr("Reading…"))
        self.cancel_button.show()
        job = self.desk.background.run(scan, self._place, title=self.tr("Reading the folder"), receiver=self)
        self._job = job
        job.progressed.connect(lambda done, of: self._progress(job, done, of))
        job.ended.connect(self._ended)
        self._show_series()

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _progress(self, job: Job, done: int, of: int) -> None:
        if job is self._job:
            self.state.setText(self.tr("{done} of {of} files read").format(done=done, of=of))

    def _ended(self, job: Job) -> None:
        if job is not self._job:
            return
        self._job = None
        self.cancel_button.hide()
        if job.state is JobState.DONE:
            self._result = job.result
            self._fill(job.result)
        elif isinstance(job.error, Exception):
            self.state.setText("")
            self.note.show_words(*self.desk.in_words(job.error))
            self.note.show()
        else:
            self.state.setText(self.tr("Reading was cancelled."))

    def _fill(self, result: ScanResult) -> None:
        language = self.desk.language.code
        self.tree.clear()
        for patient in result.patients:
            name = patient.name or self.tr("Name is missing")
            number = patient.patient_id or self.tr("number is missing")
            top = QTreeWidgetItem(self.tree, [f"{name} · {number}"])
            for study in patient.studies:
                below = QTreeWidgetItem(
                    top, [" · ".join(filter(None, (study.date, study.description))) or "–"]
                )
                for entry in study.series:
                    item = QTreeWidgetItem(
                        below,
                        [
                            entry.description or "–",
                            entry.modality,
                            words.size(entry),
                            words.spacing(entry, language),
                            " · ".join(words.badges(entry)),
                        ],
                    )
                    item.setData(0, ENTRY, entry)
                    if words.badges(entry):
                        item.setIcon(4, self.desk.theme.icon("triangle-alert", "status.warn.text"))
        self.tree.expandAll()
        header = self.tree.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.state.setText(
            self.tr("{files} files read, {bad} not readable").format(
                files=result.files, bad=len(result.unreadable)
            )
        )
        self.note.setVisible(not result.all_series() or len(result.patients) > 1)
        if not result.all_series():
            reasons = Counter(reason for _, reason in result.unreadable).most_common(3)
            said = " ".join(words.problem(reason, language) for reason, _ in reasons)
            self.note.show_words(self.tr("No images found in this folder."), said)
        elif len(result.patients) > 1:
            self.note.show_words(self.tr("This selection holds several patients."), self.tr("Choose one."))
        self._show_series()

    def chosen(self) -> SeriesEntry | None:
        """The series of the selected row."""
        item = self.tree.currentItem()
        return item.data(0, ENTRY) if item is not None else None

    def _show_series(self) -> None:
        entry, language = self.chosen(), self.desk.language.code
        self.problem_note.setVisible(entry is not None and bool(entry.problems))
        self.heading.setText(self.tr("No series chosen") if entry is None else entry.description or "–")
        if entry is None:
            self.facts.setText(self.tr("Choose a series in the table."))
            self.primary_button.block(self.tr("Choose a series first."))
            return
        self.facts.setText(
            self.tr(
                "{modality} · {files} files\nSize: {size}\nSpacing: {spacing} mm\nTime points: {times}"
            ).format(
                modality=entry.modality,
                files=entry.files,
                size=words.size(entry),
                spacing=words.spacing(entry, language),
                times=entry.timepoints,
            )
        )
        said = "\n".join(words.problem(p.message, language) for p in entry.problems)
        self.problem_note.show_words(self.tr("Attention."), said)
        loadable = entry.is_loadable and not any(p.effect == "block" for p in entry.problems)
        self.primary_button.block("" if loadable else said or self.tr("This series can't be measured."))

    def _open(self) -> None:
        entry = self.chosen()
        if entry is not None:
            self.desk.services["open_images"](entry)

    def regions(self) -> list[QWidget]:
        return [self.folder_button, self.tree, self.primary_button]

    def primary(self) -> None:
        self.primary_button.press()
