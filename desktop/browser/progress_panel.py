"""The copy in progress and how it ended, in the place of the panel that asked for it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from desktop.background import Job
from desktop.desk import Desk
from desktop.operations import Run
from desktop.parts import Button, Note, column, row, surface, text
from desktop.screen import Translated


class ProgressPanel(Translated):
    """Shows one run: images copied of how many, then what was done or why not."""

    open_pressed = Signal()
    back_pressed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._run: Run | None = None
        self._outcome = ""
        self._counted = (0, 0)
        theme = desk.theme
        self.heading = text(theme, "", "heading", "primary", wrap=True)
        self.count = text(theme, "", "body", "secondary", wrap=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.note = Note(theme, "ok")
        inside = column((16, 12, 16, 12), 10)
        for widget in (self.heading, self.count, self.bar, self.note):
            inside.addWidget(widget)
        inside.addStretch(1)
        foot = surface("panel", "top")
        buttons = row((16, 10, 12, 10), 8, foot)
        self.back = Button(theme, "secondary")
        self.primary = Button(theme, "primary", "chevron")
        buttons.addWidget(self.back)
        buttons.addStretch(1)
        buttons.addWidget(self.primary)
        page = column((0, 0, 0, 0), 0, self)
        body = QWidget()
        body.setLayout(inside)
        page.addWidget(body, 1)
        page.addWidget(foot)
        self.back.clicked.connect(self._back)
        self.primary.clicked.connect(self.open_pressed)
        self.retranslate()

    @property
    def is_running(self) -> bool:
        return self._run is not None and not self._run.is_over

    def follow(self, run: Run) -> None:
        """Show a run from its start to its end."""
        self._run, self._outcome, self._counted = run, "", (0, 0)
        self.bar.setRange(0, 0)
        if run.job is not None:
            job: Job = run.job
            job.progressed.connect(lambda done, of: self._progress(run, done, of))
        run.done.connect(lambda _result: self._ended(run, "done"))
        run.refused.connect(lambda _problem: self._ended(run, "refused"))
        run.cancelled.connect(lambda: self._ended(run, "cancelled"))
        self.retranslate()

    def stop(self) -> None:
        """End what runs; a commit that has begun is finished."""
        if self.is_running and self._run is not None:
            self._run.cancel()
        self._run = None

    def _progress(self, run: Run, done: int, of: int) -> None:
        if run is self._run and not self._outcome:
            self.bar.setRange(0, of)
            self.bar.setValue(done)
            self._counted = (done, of)
            self._count()

    def _ended(self, run: Run, outcome: str) -> None:
        if run is self._run:
            self._outcome = outcome
            self.retranslate()

    def _back(self) -> None:
        if self.is_running and self._run is not None:
            self._run.cancel()
        else:
            self.back_pressed.emit()

    def _count(self) -> None:
        done, of = self._counted
        files = of // 2
        if not of:
            self.count.setText(self.tr("The images are being copied."))
        elif done <= files:
            self.count.setText(self.tr("{done} of {of} images copied").format(done=done, of=files))
        else:
            self.count.setText(self.tr("{done} of {of} copies checked").format(done=done - files, of=files))

    def retranslate(self) -> None:
        self.heading.setText(self.tr("Put on worklist"))
        self.primary.setText(self.tr("Open from worklist"))
        running = not self._outcome
        self.bar.setVisible(running)
        self.count.setVisible(running)
        self.note.setVisible(not running)
        self.primary.setVisible(self._outcome == "done")
        self.back.setText(self.tr("Cancel") if running else self.tr("Back"))
        if running:
            self._count()
        elif self._outcome == "done":
            self.note.show_tone("ok")
            self.note.show_words(
                self.tr("The study is on the worklist."), self.tr("The images were copied and checked.")
            )
        elif self._outcome == "cancelled":
            self.note.show_tone("info")
            self.note.show_words(self.tr("Cancelled."), self.tr("Nothing was put on the worklist."))
        else:
            problem = self._run.error if self._run is not None else None
            self.note.show_tone("error")
            self.note.show_words(*(self._desk.in_words(problem) if problem is not None else ("", "")))
