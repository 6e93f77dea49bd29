"""S25 upper half and the block of S10: whom to call, until when, and what was said; each call is put on record.

The chain and the time limit are the protocol's; the block stays in error until somebody was reached and read the
message back. Not reached: the next contact of the chain is shown.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTime, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QLineEdit, QTimeEdit, QVBoxLayout, QWidget

from desktop import parts
from desktop.chips import URGENCY, Chip
from desktop.screen import Translated
from desktop.words import QT_TRANSLATE_NOOP
from governance.protocol import Urgency

if TYPE_CHECKING:
    from desktop.desk import Desk
    from governance.report import ContactAttempt
    from governance.service import EscalationCall

MEANS = {
    Urgency.DIRECT: QT_TRANSLATE_NOOP("EscalationBlock", "Call at once; authorising waits for the answer."),
    Urgency.SAME_DAY: QT_TRANSLATE_NOOP("EscalationBlock", "The radiologist must know today."),
    Urgency.ROUTINE: QT_TRANSLATE_NOOP("EscalationBlock", "The radiologist sees it when reviewing."),
}
TICK_MS = 15_000


class EscalationBlock(Translated):
    """One call to make or made. `recorded` carries (call, person, reached, at, read back)."""

    recorded = Signal(object, str, bool, object, bool)

    def __init__(
        self, desk: Desk, call: EscalationCall, *, editable: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.desk = desk
        self.call = call
        self.editable = editable
        theme = desk.theme
        outer = parts.column((0, 0, 0, 0), 0, self)
        self.box = QFrame()
        self.box.setProperty("note", "ok" if call.acknowledged else "error")
        outer.addWidget(self.box)
        page = parts.column((12, 10, 12, 12), 8, self.box)
        head = parts.row((0, 0, 0, 0), 8)
        mark = parts.text(theme)
        mark.setFixedSize(16, 20)
        theme.dress(mark, "ok" if call.acknowledged else "escalate", f"status.{self._tone()}.text")
        self.title = parts.text(theme, "", "strong", "primary", wrap=True)
        self.urgency = Chip(theme, URGENCY[call.urgency.value])
        self.urgency.setVisible(not call.acknowledged)
        head.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.title, 1)
        head.addWidget(self.urgency, 0, Qt.AlignmentFlag.AlignTop)
        page.addLayout(head)
        self.means = parts.text(theme, "", "body", "secondary", wrap=True)
        self.chain = parts.text(theme, "", "body", "primary", wrap=True)
        self.limit = parts.text(theme, "", "body", "primary", wrap=True)
        for widget in (self.means, self.chain, self.limit):
            page.addWidget(widget)
        self.log: QVBoxLayout = parts.column((0, 0, 0, 0), 2)
        page.addLayout(self.log)
        self.form = QWidget()
        line = parts.row((0, 0, 0, 0), 10, self.form)
        self.person = QLineEdit()
        self.person.setMinimumWidth(160)
        self.at = QTimeEdit()
        self.at.setDisplayFormat("HH:mm")
        self.at.setTime(QTime(*_clock(desk)))
        self.at.setFixedSize(80, desk.theme.px("size.control"))
        self.read_back = QCheckBox()
        self.person_label = parts.text(theme, "", "caption", "secondary")
        self.at_label = parts.text(theme, "", "caption", "secondary")
        pairs: tuple[tuple[QWidget, QWidget, int], ...] = (
            (self.person_label, self.person, 1),
            (self.at_label, self.at, 0),
        )
        for label, entry, stretch in pairs:
            field = parts.column((0, 0, 0, 0), 2)
            field.addWidget(label)
            field.addWidget(entry)
            line.addLayout(field, stretch)
        line.addWidget(self.read_back, 0, Qt.AlignmentFlag.AlignBottom)
        page.addWidget(self.form)
        self.buttons = QWidget()
        acts = parts.row((0, 0, 0, 0), 8, self.buttons)
        self.record = parts.Button(theme, "secondary", "escalate")
        self.record.clicked.connect(lambda: self._give(reached=True))
        self.not_reached = parts.Button(theme, "secondary")
        self.not_reached.clicked.connect(lambda: self._give(reached=False))
        acts.addWidget(self.record)
        acts.addWidget(self.not_reached)
        acts.addStretch(1)
        page.addWidget(self.buttons)
        self.person.textChanged.connect(lambda _text: self._look())
        self.read_back.toggled.connect(lambda _on: self._look())
        open_form = editable and not call.acknowledged
        self.form.setVisible(open_form)
        self.buttons.setVisible(open_form)
        self._clock = QTimer(self)
        self._clock.setInterval(TICK_MS)
        self._clock.timeout.connect(self._show_limit)
        if open_form and call.due_at is not None:
            self._clock.start()
        self.retranslate()

    def _tone(self) -> str:
        return "ok" if self.call.acknowledged else "error"

    def _look(self) -> None:
        """Reached means a name; without the read-back it is recorded, but the block stays open."""
        self.record.block("" if self.person.text().strip() else self.tr("Say who was reached."))

    def moment(self) -> datetime:
        """When the call was: today at the given time, or yesterday when that is still to come."""
        now = self.desk.clock().astimezone()
        time = self.at.time()
        if (time.hour(), time.minute()) == (now.hour, now.minute):
            return now
        at = now.replace(hour=time.hour(), minute=time.minute(), second=0, microsecond=0)
        return at if at <= now else at - timedelta(days=1)

    def _give(self, *, reached: bool) -> None:
        from datetime import UTC

        self.recorded.emit(
            self.call,
            self.person.text().strip() if reached else "",
            reached,
            self.moment().astimezone(UTC),
            reached and self.read_back.isChecked(),
        )

    def retranslate(self) -> None:
        call = self.call
        self.title.setText(
            (
                self.tr("Escalated: {rule}") if call.acknowledged else self.tr("Escalation required: {rule}")
            ).format(rule=call.label)
        )
        self.means.setText(self.tr(MEANS[call.urgency]))
        self.means.setVisible(not call.acknowledged)
        chain = " → ".join(
            self.tr("{contact} (now)").format(contact=c) if c == call.call_now else c
            for c in (call.chain or (call.call_now,))
        )
        self.chain.setText(self.tr("Call: {chain}").format(chain=chain))
        self.chain.setVisible(not call.acknowledged)
        self.setAccessibleName(f"{self.title.text()} {self.chain.text()}")
        self.person_label.setText(self.tr("Who was reached"))
        self.person.setAccessibleName(self.tr("Who was reached"))
        self.at_label.setText(self.tr("When"))
        self.at.setAccessibleName(self.tr("When"))
        self.read_back.setText(self.tr("read back"))
        self.record.setText(self.tr("I have called: record it"))
        self.not_reached.setText(self.tr("Not reached"))
        self.not_reached.set_tip(
            self.tr("Records the attempt and shows the next contact: {contact}").format(
                contact=call.call_next
            )
        )
        parts.empty(self.log)
        known = call.escalation
        for attempt in known.contacts if known is not None else ():
            self.log.addWidget(
                parts.text(self.desk.theme, self._line(attempt), "caption", "secondary", wrap=True)
            )
        if known is not None and known.answer:
            words = self.tr("Answer of the radiologist: {answer}").format(answer=known.answer)
            self.log.addWidget(parts.text(self.desk.theme, words, "body", "primary", wrap=True))
        self._show_limit()
        self._look()

    def _line(self, attempt: ContactAttempt) -> str:
        at = self.desk.time_text(attempt.at)
        if not attempt.reached:
            return self.tr("{time} · {contact} · not reached").format(time=at, contact=attempt.contact)
        if attempt.read_back:
            return self.tr("{time} · {contact} · {person} reached, read back").format(
                time=at, contact=attempt.contact, person=attempt.person
            )
        return self.tr("{time} · {contact} · {person} reached, not read back").format(
            time=at, contact=attempt.contact, person=attempt.person
        )

    def _show_limit(self) -> None:
        call = self.call
        words = ""
        if not call.acknowledged and call.due_at is not None:
            left = call.due_at - self.desk.clock()
            minutes = int(left.total_seconds() // 60)
            words = (
                self.tr("Time limit {time}: {n} min left.").format(
                    time=self.desk.time_text(call.due_at), n=minutes
                )
                if minutes >= 0
                else self.tr("Time limit {time} has passed: call {contact}.").format(
                    time=self.desk.time_text(call.due_at), contact=call.call_now
                )
            )
        elif not call.acknowledged and call.time_limit_minutes:
            words = self.tr("Time limit: within {n} min.").format(n=call.time_limit_minutes)
        self.limit.setText(words)
        self.limit.setVisible(bool(words))


def _clock(desk: Desk) -> tuple[int, int]:
    now = desk.clock().astimezone()
    return now.hour, now.minute
