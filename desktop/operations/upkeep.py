"""What the program does by itself while it is open: overdue calls, the daily anchor, files that nobody needs."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import structlog
from PySide6.QtCore import QObject, QTimer

from desktop.importing import images
from desktop.words import QT_TRANSLATE_NOOP
from governance import service

if TYPE_CHECKING:
    from datetime import date

    from desktop.desk import Desk
    from governance.store import Store

log = structlog.get_logger(__name__)
EVERY_MS = 60_000
CALLS = QT_TRANSLATE_NOOP("Upkeep", "Checking open calls")
DAILY = QT_TRANSLATE_NOOP("Upkeep", "Anchoring the audit trail")


def daily(store: Store) -> int:
    """Anchor the head of the trail and remove files and copies of images that nothing on record refers to; how many."""
    removed = service.collect_garbage(store)
    removed += service.collect_images(store, functools.partial(images.remove_unreferred, store.home))
    store.anchor_now("daily")
    return removed


class Upkeep(QObject):
    """Runs every minute, on the database thread; once a day the anchor and the files.

    An escalation that nobody confirmed in time goes to its next contact even when the report isn't open here.
    """

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent or desk)
        self._desk = desk
        self._day: date | None = None
        self._busy = False
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.tick)

    def start(self) -> None:
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    @property
    def is_running(self) -> bool:
        return self._timer.isActive()

    @property
    def is_busy(self) -> bool:
        """A round is under way."""
        return self._busy

    def tick(self) -> None:
        """One round; skipped while the previous one is still under way, and without a store."""
        store = self._desk.store
        if store is None or self._busy:
            return
        self._busy = True
        today = self._desk.today()
        due = self._day != today

        def work() -> int:
            passed = service.pass_on_overdue(store)
            if due:
                daily(store)
            return len(passed)

        def done(passed: int) -> None:
            self._busy, self._day = False, today
            if passed:
                log.info("escalations passed on", count=passed)

        def failed(problem: Exception) -> None:
            self._busy = False
            self._desk.messages.show(problem)

        self._desk.background.run(
            work,
            title=self.tr(DAILY if due else CALLS),
            on_done=done,
            on_error=failed,
            receiver=self,
            serial=True,
        )
