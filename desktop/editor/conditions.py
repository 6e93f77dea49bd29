"""What governance says of the open draft: refusals of submitting, calls to make, who sent it back, who may get it.

Read in the background after each save and shared by the report face and the check face, so that both say the same.
Decides nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.operations import reports
from governance import service
from governance.report import SelfDeclaration, State

if TYPE_CHECKING:
    from desktop.case import Case
    from desktop.desk import Desk
    from governance.errors import Refusal
    from governance.service import EscalationCall, Recipient, Said

EDITABLE = (State.DRAFT, State.RETURNED)
OPEN = (*EDITABLE, State.SUBMITTED, State.IN_REVIEW)
#: refusals that the check page answers itself, by the declaration and the password
OWN = ("T1-SELF", "T8-REAUTH")
DELAY_MS = 120


@dataclass(frozen=True, slots=True)
class Found:
    """One look. `refusals` leaves out what the check page asks for itself."""

    refusals: tuple[Refusal, ...] = ()
    calls: tuple[EscalationCall, ...] = ()
    returned: Said | None = None
    recipients: tuple[Recipient, ...] = ()
    #: revision that was looked at; 0 before the first look
    revision: int = 0

    @property
    def to_call(self) -> tuple[EscalationCall, ...]:
        """Calls that are still to be made and recorded before submitting."""
        return tuple(c for c in self.calls if not c.acknowledged)


class Conditions(QObject):
    """Looks anew after each change of the record; `changed` when there is something else to show."""

    changed = Signal()

    def __init__(self, desk: Desk, case: Case) -> None:
        super().__init__(case)
        self._desk = desk
        self._case = case
        self._asked = 0
        self.found = Found()
        self._delay = QTimer(self)
        self._delay.setSingleShot(True)
        self._delay.setInterval(DELAY_MS)
        self._delay.timeout.connect(self._look)
        case.report_changed.connect(self.refresh)
        case.identity_changed.connect(self.refresh)
        case.volume_changed.connect(lambda _volume: self.refresh())
        self.refresh()

    @classmethod
    def of(cls, desk: Desk, case: Case) -> Conditions:
        """The one of this case, made at first use."""
        found = case.findChild(cls)
        return found if isinstance(found, Conditions) else cls(desk, case)

    def refresh(self) -> None:
        """Look again, shortly."""
        self._delay.start()

    def _look(self) -> None:
        case, desk = self._case, self._desk
        head, acting = case.report, desk.session.acting
        if head is None or acting is None:
            return
        self._asked += 1
        number, store, identity = self._asked, desk.store, case.identity_check()
        mine = head.author_id == acting.person.id

        def work() -> Found:
            refusals: tuple[Refusal, ...] = ()
            if mine and head.state in EDITABLE:
                found = reports.submit_refusals(
                    store, acting, head, declaration=SelfDeclaration.YES, identity=identity
                )
                refusals = tuple(r for r in found if r.id not in OWN)
            return Found(
                refusals,
                service.escalation_calls(store, acting, head.id) if mine and head.state in OPEN else (),
                service.last_return(store, head.id) if head.state is State.RETURNED else None,
                service.recipients(store, acting, head.id) if head.state in OPEN else (),
                head.revision,
            )

        def done(found: Found) -> None:
            if number == self._asked:
                self.found = found
                self.changed.emit()

        desk.background.run(
            work,
            title=self.tr("Checking the report"),
            on_done=done,
            on_error=desk.messages.show,
            receiver=self,
            serial=True,
        )
