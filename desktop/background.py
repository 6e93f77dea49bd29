"""Background work: pure functions on a pool, database work on one serial thread, progress and cancel for both.

A function gets `progress(done, of)` and `cancelled() -> bool` as keywords when it takes them, and returns a value.
The result comes to the UI thread by a queued signal and is delivered only when its receiver still lives.
"""

from __future__ import annotations

import inspect
import itertools
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from typing import Any

import shiboken6
import structlog
from PySide6.QtCore import QObject, Qt, Signal, Slot

from resources.errors import Cancelled

log = structlog.get_logger(__name__)
_PROGRESS_INTERVAL_S = 0.05


class JobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job(QObject):
    """One piece of work. Lives in the UI thread; the worker only emits its private signals."""

    progressed = Signal(int, int)
    ended = Signal(object)
    _ticked = Signal(int, int)
    _returned = Signal(object, object)

    def __init__(self, number: int, title: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.number = number
        self.title = title
        self.state = JobState.WAITING
        self.done_of = (0, 0)
        self.result: Any = None
        self.error: BaseException | None = None
        self._stop = threading.Event()
        self._on_done: Callable[[Any], object] | None = None
        self._on_error: Callable[[Exception], object] | None = None
        self._receiver: QObject | None = None
        self._last_tick = 0.0
        self._kept = False  # what the database took did happen, cancelled or not
        self._ticked.connect(self._tick, Qt.ConnectionType.QueuedConnection)
        self._returned.connect(self._return, Qt.ConnectionType.QueuedConnection)

    @Slot()
    def cancel(self) -> None:
        """Ask the worker to stop; it does at its next look at `cancelled()`, and gives no result."""
        self._stop.set()

    def cancelled(self) -> bool:
        return self._stop.is_set()

    @property
    def is_over(self) -> bool:
        return self.state in (JobState.DONE, JobState.FAILED, JobState.CANCELLED)

    def report(self, done: int, of: int) -> None:
        """From the worker: how far; at most twenty times a second, the last one always."""
        now = time.monotonic()
        if done >= of or now - self._last_tick >= _PROGRESS_INTERVAL_S:
            self._last_tick = now
            self._ticked.emit(int(done), int(of))

    @Slot(int, int)
    def _tick(self, done: int, of: int) -> None:
        if not self.is_over:
            self.state = JobState.RUNNING
            self.done_of = (done, of)
            self.progressed.emit(done, of)

    @Slot(object, object)
    def _return(self, result: object, error: object) -> None:
        owner = self.parent()
        ends = isinstance(owner, Background) and owner.is_closed  # the store and the session are gone
        receiver_lives = not ends and (self._receiver is None or shiboken6.isValid(self._receiver))
        if isinstance(error, Cancelled) or (self._stop.is_set() and not self._kept):
            self.state = JobState.CANCELLED
        elif isinstance(error, Exception):
            self.state, self.error = JobState.FAILED, error
        else:
            self.state, self.result = JobState.DONE, result
        self.ended.emit(self)
        if self.state is JobState.DONE and self._on_done and receiver_lives:
            self._on_done(result)
        if self.state is JobState.FAILED and self._on_error and receiver_lives:
            self._on_error(self.error)  # type: ignore[arg-type]
        self._on_done = self._on_error = None


class Background(QObject):
    """The threads of the program: a pool for arithmetic, one thread for the database, in order."""

    started = Signal(object)
    ended = Signal(object)
    emptied = Signal()

    def __init__(self, threads: int = 0, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(threads or None, thread_name_prefix="work")
        self._serial = ThreadPoolExecutor(1, thread_name_prefix="records")
        self._jobs: list[Job] = []
        self._number = itertools.count(1)
        self._closed = False

    def run(
        self,
        work: Callable[..., Any],
        *args: Any,
        title: str,
        on_done: Callable[[Any], object] | None = None,
        on_error: Callable[[Exception], object] | None = None,
        receiver: QObject | None = None,
        serial: bool = False,
        **keywords: Any,
    ) -> Job:
        """Run `work(*args, **keywords)` elsewhere.

        Parameters
        ----------
        title : str
            What is shown in the status line.
        on_done, on_error : callables
            Called in the UI thread, if the receiver still lives; neither is called after a cancel.
        receiver : QObject, optional
            Whose life decides; by default the object that `on_done` is a method of.
        serial : bool
            On the one thread of the database, after what was asked before.

        Once closed, nothing is started any more: the job that comes back is cancelled.
        """
        job = Job(next(self._number), title, self)
        if self._closed:  # the window is going: a timer of a screen may still ask
            job.state = JobState.CANCELLED
            return job
        job._on_done, job._on_error, job._kept = on_done, on_error, serial
        owner = getattr(on_done, "__self__", None)
        job._receiver = receiver or (owner if isinstance(owner, QObject) else None)
        accepted = _accepted(work)
        for name, value in (("progress", job.report), ("cancelled", job.cancelled)):
            if name in accepted:
                keywords.setdefault(name, value)
        self._jobs.append(job)
        job.ended.connect(self._ended)
        self.started.emit(job)

        def inside() -> None:
            try:
                if job.cancelled():
                    raise Cancelled  # noqa: TRY301 - the same way out as from within
                result, error = work(*args, **keywords), None
            except Exception as problem:  # noqa: BLE001 - carried to the UI thread and shown there
                result, error = None, problem
            job._returned.emit(result, error)

        (self._serial if serial else self._pool).submit(inside)
        return job

    @Slot(object)
    def _ended(self, job: Job) -> None:
        if job in self._jobs:
            self._jobs.remove(job)
        self.ended.emit(job)
        job.deleteLater()
        if not self._jobs:
            self.emptied.emit()

    @property
    def is_closed(self) -> bool:
        """The program ends: nothing is started and no result is handed on any more."""
        return self._closed

    def jobs(self) -> tuple[Job, ...]:
        return tuple(self._jobs)

    def close(self) -> None:
        """Cancel what can be cancelled, let commits finish, end the threads. Safe to call twice."""
        if self._closed:
            return
        self._closed = True
        for job in self._jobs:
            if not job._kept:
                job.cancel()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._serial.shutdown(wait=True, cancel_futures=False)


def _accepted(work: Callable[..., Any]) -> set[str]:
    try:
        parameters = inspect.signature(work).parameters.values()
    except (TypeError, ValueError):
        return set()
    if any(p.kind is p.VAR_KEYWORD for p in parameters):
        return {"progress", "cancelled"}
    return {p.name for p in parameters}
