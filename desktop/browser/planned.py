"""The planning of the hospital (modality worklist) for a study that goes on the worklist: found, shown, taken over by a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.archive.book import node_book
from desktop.background import Job, JobState
from desktop.days import as_date
from desktop.importing.facts import Found
from desktop.parts import Button, Note, column, empty, row, surface, text
from desktop.screen import Translated
from desktop.worklist.governed import shown_name
from governance import service
from governance.study import comparable
from studies.archive import worklist
from studies.archive.node import Node
from studies.archive.worklist import ScheduledStep

if TYPE_CHECKING:
    from desktop.desk import Desk

MOST = 5
#: what asks a node for its planned steps; a test puts another in `desk.services["scheduled"]`
Asker = Callable[..., tuple[ScheduledStep, ...]]


@dataclass(frozen=True, slots=True)
class Planned:
    """A step, and what of its patient isn't as in the images (names of fields)."""

    step: ScheduledStep
    differs: tuple[str, ...]


def compared(steps: tuple[ScheduledStep, ...], found: Found) -> tuple[Planned, ...]:
    """Steps of this study, the one with its accession number first; each with what differs of the patient.

    What one side doesn't say is no difference. Without a patient number in the images only steps with the accession
    number of the images count.
    """
    made = []
    for step in steps:
        if not found.patient_id and step.accession_number != found.accession_number:
            continue
        pairs = {
            "patient_id": (step.patient_id, found.patient_id),
            "patient_name": (step.patient_name, found.patient_name),
            "birth_date": (step.birth_date, found.birth_date),
            "sex": (step.sex, found.sex),
        }
        differs = tuple(
            name
            for name, (there, here) in pairs.items()
            if there and here and comparable(there) != comparable(here)
        )
        made.append(Planned(step, differs))
    return tuple(
        sorted(
            made,
            key=lambda p: (
                p.step.accession_number != found.accession_number,
                p.step.study_instance_uid != found.study_instance_uid,
                p.step.date != found.study_date,
            ),
        )
    )


class PlannedBox(Translated):
    """Asks the planning and shows the steps; `taken` carries the step that a person takes over."""

    taken = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._book = desk, node_book(desk)
        self._found: Found | None = None
        self._number = 0
        self._job: Job | None = None
        self._steps: tuple[Planned, ...] | None = None
        self.takes: list[Button] = []
        self.ask = Button(desk.theme, "link", "order")
        self.note = Note(desk.theme, "info")
        self._lines = column((0, 0, 0, 0), 6)
        page = column((0, 0, 0, 0), 6, self)
        top = row((0, 0, 0, 0), 0)
        top.addWidget(self.ask)
        top.addStretch(1)
        page.addLayout(top)
        page.addWidget(self.note)
        page.addLayout(self._lines)
        self.ask.clicked.connect(self._ask)
        self._book.changed.connect(self.retranslate)
        self.retranslate()

    def open(self, found: Found) -> None:
        """Another study; nothing is asked until a person wants it."""
        self._number += 1
        if self._job is not None:
            self._job.cancel()
        self._job, self._found, self._steps = None, found, None
        self.note.hide()
        self.retranslate()

    def node(self) -> Node | None:
        """The node that is asked; the first with the planning."""
        return next(iter(self._book.with_role("worklist")), None)

    # ------------------------------------------------------------------ asking
    def _ask(self) -> None:
        found, node, acting = self._found, self.node(), self._desk.session.acting
        if found is None or node is None or acting is None:
            return
        self._number += 1
        number = self._number
        asked: dict[str, str] = (
            {"patient_id": found.patient_id}
            if found.patient_id
            else {"date_from": found.study_date, "date_to": found.study_date, "modality": found.modality}
        )
        self.ask.block(self.tr("The planning is being asked."))
        self._say("info", self.tr("Asking {name}…").format(name=node.name))

        def record() -> None:
            service.begin_search(
                self._desk.store,
                acting,
                node=node.id,
                asked=("planning", *asked),
                patient_id=found.patient_id,
                accession=found.accession_number,
            )

        self._desk.background.run(
            record,
            title=self.tr("Recording the search"),
            on_done=lambda _done: self._send(number, node, asked),
            on_error=lambda problem: self._failed(number, problem),
            receiver=self,
            serial=True,
        )

    def _send(self, number: int, node: Node, asked: dict[str, str]) -> None:
        if number != self._number:
            return
        asker: Asker = self._desk.services.get("scheduled", worklist.scheduled)

        def work(cancelled: Callable[[], bool] | None = None) -> tuple[ScheduledStep, ...]:
            return asker(node, cancelled=cancelled, **asked)

        job = self._desk.background.run(work, title=self.tr("Asking the planning"), receiver=self)
        self._job = job
        job.ended.connect(lambda ended: self._answered(number, node, ended))

    def _answered(self, number: int, node: Node, job: Job) -> None:
        if number != self._number or self._found is None:
            return
        self._job = None
        if job.state is JobState.DONE:
            self._book.reached(node.id)
            self._steps = compared(job.result, self._found)[:MOST]
            self.note.hide()
        elif isinstance(job.error, Exception):
            self._book.missed(node.id, job.error)
            self._failed(number, job.error)
            return
        else:
            self.note.hide()
        self.retranslate()

    def _failed(self, number: int, problem: Exception) -> None:
        if number == self._number:
            self._steps = None
            self.retranslate()
            self._say("warn", *self._desk.in_words(problem))

    def _say(self, tone: str, bold: str, rest: str = "") -> None:
        self.note.show_tone(tone)
        self.note.show_words(bold, rest)
        self.note.show()

    # ------------------------------------------------------------------ showing
    def retranslate(self) -> None:
        # without a parent yet, showing would open a window of its own
        self.setVisible(self.node() is not None and self.parentWidget() is not None)
        self.ask.setText(self.tr("Look in the planning of the hospital"))
        self.ask.block("")
        empty(self._lines)
        self.takes.clear()
        if self._steps is None:
            return
        if not self._steps:
            self._say(
                "info",
                self.tr("Nothing planned was found."),
                self.tr("Fill in the question and the requester from the request."),
            )
            return
        for planned in self._steps:
            self._lines.addWidget(self._row(planned))

    def _row(self, planned: Planned) -> QWidget:
        theme, desk, step = self._desk.theme, self._desk, planned.step
        box = surface("raised")
        lines = column((10, 8, 10, 8), 2, box)
        day = as_date(step.date)
        when = " ".join(p for p in (desk.date_text(day) if day else "", _clock(step.time)) if p)
        asked = step.requested_procedure or step.description
        lines.addWidget(
            text(theme, " · ".join(p for p in (asked, when) if p), "strong", "primary", wrap=True)
        )
        born = as_date(step.birth_date)
        patient = (shown_name(step.patient_name), desk.date_text(born) if born else "", step.patient_id)
        lines.addWidget(text(theme, " · ".join(p for p in patient if p), "body", "secondary", wrap=True))
        who = shown_name(step.requesting_physician or step.referring_physician)
        details = (
            self.tr("accession {number}").format(number=step.accession_number)
            if step.accession_number
            else "",
            self.tr("requested by {name}").format(name=who) if who else "",
        )
        lines.addWidget(text(theme, " · ".join(p for p in details if p), "body", "secondary", wrap=True))
        take = Button(theme, "secondary", "ok")
        take.setText(self.tr("Take over"))
        if planned.differs:
            names = {
                "patient_id": self.tr("patient number"), "patient_name": self.tr("name"),
                "birth_date": self.tr("birth date"), "sex": self.tr("sex"),
            }  # fmt: skip
            sentence = self.tr("Not of this patient: {fields} differ from the images.").format(
                fields=", ".join(names[name] for name in planned.differs)
            )
            lines.addWidget(text(theme, sentence, "body", "error", wrap=True))
            take.block(sentence)
        take.clicked.connect(lambda: self.taken.emit(step))
        take.refused.connect(lambda reason: desk.messages.info(reason, key="planned-refused"))
        self.takes.append(take)
        foot = row((0, 4, 0, 0), 0)
        foot.addWidget(take)
        foot.addStretch(1)
        lines.addLayout(foot)
        return box


def _clock(time: str) -> str:
    """HHMMSS as HH:MM; empty for what isn't a time."""
    return f"{time[:2]}:{time[2:4]}" if len(time) >= 4 and time[:4].isdigit() else ""
