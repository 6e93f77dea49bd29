"""Laying an earlier examination over the present one by the computer: in the background, and for a person to accept."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.background import Job, JobState
from desktop.parts import Button, row, surface, text
from desktop.screen import Translated
from measurements.registration import Rigid, register
from report_templates.numbers import number
from viewers.comparison import ComparisonView

if TYPE_CHECKING:
    from desktop.desk import Desk


class ProposalBar(Translated):
    """What the computer proposes, in figures, with accept and reject."""

    accepted = Signal()
    rejected = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._found: Rigid | None = None
        inside = surface("raised", "top")
        line = row((12, 8, 12, 8), 10, inside)
        self.words = text(desk.theme, "", "body", "primary", wrap=True)
        self.accept = Button(desk.theme, "secondary", "ok")
        self.reject = Button(desk.theme, "secondary", "close")
        self.accept.clicked.connect(self.accepted)
        self.reject.clicked.connect(self.rejected)
        line.addWidget(self.words, 1)
        line.addWidget(self.accept)
        line.addWidget(self.reject)
        page = row((0, 0, 0, 0), 0, self)
        page.addWidget(inside)
        self.hide()
        self.retranslate()

    def show_proposal(self, found: Rigid | None) -> None:
        self._found = found
        self.retranslate()
        self.setVisible(found is not None)

    def retranslate(self) -> None:
        self.accept.setText(self.tr("Accept"))
        self.reject.setText(self.tr("Reject"))
        found, code = self._found, self._desk.language.code
        if found is None:
            return
        said = self.tr(
            "Proposal: moved {shift} mm, turned {turn}°. Agreement of the images {before} → {after}; {overlap} % of the "
            "body is in both. Scroll through both sides and judge."
        ).format(
            shift=number(found.shift_mm, 0, code),
            turn=number(found.turn_deg, 1, code),
            before=number(found.agreement_before, 2, code),
            after=number(found.agreement, 2, code),
            overlap=number(100 * found.overlap, 0, code),
        )
        self.words.setText(said)


class Aligner(QObject):
    """Runs the registration, shows its proposal as a link, and takes it back when it is rejected."""

    changed = Signal()

    def __init__(self, desk: Desk, views: ComparisonView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._views = desk, views
        self._job: Job | None = None
        self.bar = ProposalBar(desk)
        self.bar.accepted.connect(self._accept)
        self.bar.rejected.connect(self._reject)

    @property
    def is_running(self) -> bool:
        return self._job is not None

    def begin(self) -> None:
        """Start; one at a time."""
        earlier, now = self._views.views()
        if self._job is not None or earlier.volume is None or now.volume is None:
            return
        self.bar.show_proposal(None)
        pair = (earlier.volume, now.volume)
        self._job = job = self._desk.background.run(
            functools.partial(register, now.volume, earlier.volume),
            title=self.tr("Aligning the examinations"),
            on_done=lambda found: self._show(found, pair),
            on_error=self._desk.messages.show,
            receiver=self,
        )
        job.ended.connect(self._ended)
        self.changed.emit()

    def stop(self) -> None:
        """Other images, or none: nothing of the former goes on."""
        if self._job is not None and not self._job.is_over:
            self._job.cancel()
        self._job = None
        self.bar.show_proposal(None)
        self.changed.emit()

    def _ended(self, job: Job) -> None:
        if job is self._job and job.state is not JobState.RUNNING:
            self._job = None
            self.changed.emit()

    def _show(self, found: Rigid, pair: tuple[object, object]) -> None:
        earlier, now = self._views.views()
        if earlier.volume is not pair[0] or now.volume is not pair[1]:
            return  # other images by now
        self._views.link_by_registration(found.matrix, is_proposal=True)
        self.bar.show_proposal(found)
        self.changed.emit()

    def _accept(self) -> None:
        self._views.accept_registration()
        self.bar.show_proposal(None)
        self.changed.emit()

    def _reject(self) -> None:
        self.bar.show_proposal(None)
        self._views.unlink()
        self.changed.emit()
