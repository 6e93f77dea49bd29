"""The status line: gate and series at the left; saving, value at the pointer and background jobs at the right."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QLabel, QWidget

from desktop.background import Job
from desktop.chips import STATUS, word
from desktop.desk import Desk
from desktop.parts import Elided, IconButton, row, say, text
from desktop.screen import Translated


class _Pressable(QLabel):
    pressed = Signal()

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        self.pressed.emit()


class JobRow(Translated):
    """A background job: "Lever meten 42 % ×"; shown only after 300 ms."""

    def __init__(self, desk: Desk, job: Job) -> None:
        super().__init__()
        self._job = job
        self._words = text(desk.theme, job.title, "caption", "secondary")
        stop = IconButton(desk.theme, "close", 12, 20)
        stop.set_words(self.tr("Cancel: {job}").format(job=job.title))
        stop.clicked.connect(job.cancel)
        layout = row((0, 0, 0, 0), 2, self)
        layout.addWidget(self._words)
        layout.addWidget(stop)
        job.progressed.connect(self._show)

    def _show(self, done: int, of: int) -> None:
        self._words.setText(f"{self._job.title} {100 * done // of} %" if of else self._job.title)


class StatusLine(Translated):
    """Facts in words; screens give the left part by `show_left`, views theirs by `show_pointer`."""

    gate_pressed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setObjectName("status-line")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(desk.theme.px("size.status_line"))
        self._icon = _Pressable()
        self._icon.pressed.connect(self.gate_pressed)
        self.left = Elided(desk.theme, "caption", "secondary")
        self.pointer = text(desk.theme, "", "caption", "secondary")
        self.saved = text(desk.theme, "", "caption", "secondary")
        self.right = text(desk.theme, "", "caption", "muted")
        self.undo = text(desk.theme, "", "caption", "muted")
        self.receiver = text(desk.theme, "", "caption", "muted")
        self._jobs = row((0, 0, 0, 0), 12)
        layout = row((12, 0, 12, 0), 8, self)
        layout.addWidget(self._icon)
        layout.addWidget(self.left, 1)
        layout.addLayout(self._jobs)
        for widget in (self.receiver, self.undo, self.saved, self.pointer, self.right):
            layout.addSpacing(8)
            layout.addWidget(widget)
        self._rows: dict[int, JobRow] = {}
        desk.background.started.connect(self._job_started)
        desk.background.ended.connect(self._job_ended)
        desk.session.draft_changed.connect(self.refresh)
        desk.session.saving_changed.connect(self.refresh)
        desk.session.undo_stack.undoTextChanged.connect(self.refresh)
        self.retranslate()

    def show_left(self, *facts: str, icon: str = "", tone: str = "ok") -> None:
        """Facts at the left, the first with an icon in its tone."""
        self.left.setText("     ".join(f for f in facts if f))
        self._icon.setVisible(bool(icon))
        if icon:
            self._desk.theme.dress(self._icon, icon, f"status.{tone}.text", 14)

    def show_right(self, words: str) -> None:
        self.right.setText(words)

    def show_receiver(self, words: str, tone: str, whole: str) -> None:
        """Whether images are being received; nothing while the receiver is off."""
        say(self.receiver, tone)
        self.receiver.setText(words)
        self.receiver.setToolTip(whole)
        self.receiver.setAccessibleDescription(whole)

    def show_pointer(self, words: str) -> None:
        """Value and place at the pointer, link kind."""
        self.pointer.setText(words)

    def retranslate(self) -> None:
        self.refresh()

    def refresh(self, _what: object = None) -> None:
        """Draw what the session says about saving and undo."""
        state = self._desk.session.state
        tone, words = "secondary", ""
        if state.save_failed:
            tone, words = "error", self.tr("Not saved – {reason}").format(reason=state.save_failed)
        elif state.draft is not None:
            look = STATUS.get(state.draft.state)
            status = word(look) if look else state.draft.state
            saved = (
                self.tr("saving…")
                if state.saving
                else self.tr("saved {time}").format(
                    time=self._desk.time_text(state.draft.saved_at, seconds=True)
                )
            )
            words = self.tr("{status} · revision {n} · {saved}").format(
                status=status, n=state.draft.revision, saved=saved
            )
        say(self.saved, tone)
        self.saved.setText(words)
        undo = self._desk.session.undo_stack.undoText()
        self.undo.setText(self.tr("Undo: {act}").format(act=undo) if undo else "")

    def _job_started(self, job: Job) -> None:
        QTimer.singleShot(self._desk.theme.px("motion.progress_delay_ms"), job, lambda: self._show_job(job))

    def _show_job(self, job: Job) -> None:
        if not job.is_over and job.number not in self._rows:
            self._rows[job.number] = JobRow(self._desk, job)
            self._jobs.addWidget(self._rows[job.number])

    def _job_ended(self, job: Job) -> None:
        shown = self._rows.pop(job.number, None)
        if shown is not None:
            shown.hide()
            shown.deleteLater()

    def job_rows(self) -> list[JobRow]:
        return list(self._rows.values())
