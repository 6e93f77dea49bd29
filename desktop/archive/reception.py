"""Our own receiver while the program runs: started and stopped with the window, its state in the status line.

What comes in is said once for a whole study, not for each image; it stands under "Received" in Studies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from PySide6.QtCore import QObject, Qt, QTimer, Signal

from desktop.archive.book import node_book
from desktop.archive.words import RECEIVED
from resources.errors import VoorverslagError
from studies.archive.receiver import Event, Receiver

if TYPE_CHECKING:
    from desktop.desk import Desk
    from studies.archive.node import ReceiverSettings

log = structlog.get_logger(__name__)
SETTING = "archive.receive"
#: quiet time after which what came in is said
SAY_AFTER_MS = 3_000
OFF, STARTING, ON, FAILED = "off", "starting", "on", "failed"


class Reception(QObject):
    """Runs the receiver when the setting says so; a change of the setting or of the receiver restarts it."""

    changed = Signal()
    arrived = Signal(int, int)
    _happened = Signal(object, object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent or desk)
        self._desk, self._book = desk, node_book(desk)
        self.state = OFF
        self.why = ""
        self._receiver: Receiver | None = None
        self._wanted = False
        self._running: ReceiverSettings | None = None
        self._fresh: dict[str, int] = {}
        self._turned_away: set[str] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SAY_AFTER_MS)
        self._timer.timeout.connect(self._say)
        self._happened.connect(self._take, Qt.ConnectionType.QueuedConnection)
        desk.settings.changed.connect(self._setting_changed)
        self._book.changed.connect(self._book_changed)
        self.changed.connect(self._show)

    @property
    def port(self) -> int:
        return self._receiver.port if self._receiver is not None else 0

    def start(self) -> None:
        """The window is there: receive from now on, when the setting says so."""
        self._wanted = True
        self._follow()

    def stop(self) -> None:
        """The window goes: nothing is received any more. Waits for the child, a moment at most."""
        self._wanted = False
        self._end()
        self._set(OFF)

    def _setting_changed(self, key: str, _value: object) -> None:
        if key == SETTING:
            self._follow()
        elif key == "appearance.language":
            self._desk.later(self._show, self)

    def _book_changed(self) -> None:
        if self._running is not None and self._running != self._book.receiver:
            self._follow()

    def _follow(self) -> None:
        on = self._wanted and self._desk.settings.get(SETTING) == "on"
        self._end()
        if not on:
            self._set(OFF)
            return
        settings = self._running = self._book.receiver
        self._set(STARTING)

        def begin() -> Receiver:
            receiver: Receiver

            def tell(event: Event) -> None:
                self._happened.emit(receiver, event)

            receiver = Receiver(settings, self._book.received, tell)
            receiver.start()
            return receiver

        job = self._desk.background.run(
            begin, title=self.tr("Starting the receiver"), on_error=self._failed, receiver=self
        )
        job.ended.connect(lambda ended: self._begun(settings, ended.result))

    def _begun(self, settings: ReceiverSettings, receiver: Receiver | None) -> None:
        if receiver is None:
            return
        if not self._wanted or self._running is not settings or self._desk.background.is_closed:
            receiver.stop()  # meanwhile it isn't wanted any more
            return
        self._receiver = receiver
        self._set(ON)

    def _failed(self, problem: Exception) -> None:
        self._running = None
        first, rest = self._desk.in_words(problem)
        self._set(FAILED, first)
        self._desk.messages.warning(first, rest, key="receiver")
        log.warning(
            "receiver_refused",
            code=getattr(problem, "code", "") if isinstance(problem, VoorverslagError) else "",
        )

    def _end(self) -> None:
        receiver, self._receiver, self._running = self._receiver, None, None
        if receiver is not None:
            receiver.stop()

    def _set(self, state: str, why: str = "") -> None:
        self.state, self.why = state, why
        self.changed.emit()

    # ------------------------------------------------------------------ what comes in
    def _take(self, receiver: Receiver, event: Event) -> None:
        """In the UI thread; what an earlier receiver still says isn't news, but for its images."""
        if event.kind == "stored" and event.outcome == "new":
            self._fresh[event.study_uid] = self._fresh.get(event.study_uid, 0) + 1
            self._timer.start()
        elif event.kind == "stored" and event.outcome not in ("new", "same"):
            log.warning("object_refused", outcome=event.outcome, peer=event.peer)
            self._turned_away.add(event.outcome)
            self._timer.start()
        elif event.kind == "refused":
            log.warning("sender_refused", why=event.why, address=event.address, peer=event.peer)
        elif event.kind == "ended" and receiver is self._receiver:
            self._receiver = self._running = None
            self._set(FAILED, self.tr("It stopped by itself."))

    def _say(self) -> None:
        studies, images = len(self._fresh), sum(self._fresh.values())
        odd = sorted(self._turned_away)
        self._fresh.clear()
        self._turned_away.clear()
        if images:
            self.arrived.emit(studies, images)
        if self._desk.session.who is None or self._desk.session.state.locked:
            return
        if images:
            words = (
                self.tr("{n} images received.")
                if studies == 1
                else self.tr("{n} images of {m} studies received.")
            )
            self._desk.messages.info(
                words.format(n=images, m=studies), action=self.tr("Show received"), key="received",
                run=lambda: self._desk.navigator.open("studies", RECEIVED),
            )  # fmt: skip
        if odd:
            full = bool({"no_room", "disk"} & set(odd))
            self._desk.messages.warning(
                self.tr("The disk is full: not everything was received.")
                if full
                else self.tr("Some images that were sent here were refused."),
                self.tr("Make room, and have the study sent again.")
                if full
                else self.tr(
                    "They were damaged, or another image with the same number is here. Have the study sent again."
                ),
                key="receiver-odd",
            )

    # ------------------------------------------------------------------ the status line
    def words(self) -> tuple[str, str, str]:
        """State in a few words, its tone, and the whole of it for the tooltip; empty while it's off."""
        settings = self._running or self._book.receiver
        if self.state == ON:
            place = f"{settings.ae_title}, {settings.bind}:{self.port}"
            return (
                self.tr("Receiver on"),
                "secondary",
                self.tr("Receives images as {place}.").format(place=place),
            )
        if self.state == STARTING:
            return self.tr("Receiver starts…"), "muted", ""
        if self.state == FAILED:
            return self.tr("Receiver off"), "error", self.why
        return "", "muted", ""

    def _show(self) -> None:
        window = self._desk.services.get("window")
        if window is not None:
            window.status_line.show_receiver(*self.words())
