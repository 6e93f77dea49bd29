"""The one way to change something.

An operation asks for permission, does its arithmetic on the pool, commits on the database thread (revision and
audit event in one transaction: that is what the `governance` function does), puts the undo step, and emits the
change. Errors and refusals go to the message bus. Undo of a saved change is a new commit; nothing is deleted.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand

from desktop.session import Change

if TYPE_CHECKING:
    from desktop.background import Job
    from desktop.desk import Desk

log = structlog.get_logger(__name__)


class Run(QObject):
    """One run of an operation: ends with `done(result)`, `refused(error)` or `cancelled()`."""

    done = Signal(object)
    refused = Signal(object)
    cancelled = Signal()
    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.result: Any = None
        self.error: Exception | None = None
        self.is_over = False
        self.job: Job | None = None

    def cancel(self) -> None:
        """Stop the arithmetic; a commit that has begun is finished."""
        if self.job is not None:
            self.job.cancel()


@dataclass(frozen=True, slots=True)
class Operation:
    """One named change.

    Parameters
    ----------
    name : str
        Stable English name for audit and log.
    label : str
        Translated words, used for the undo step and the progress row; the verb of the button.
    commit : callable
        Writes it: a `governance` service that checks the permission again, because the screen may be old. Gets what
        `work` returned, or nothing when there is no work. Runs on the database thread.
    allowed : callable, optional
        Raises `NotPermitted` when the person may not; asked first, in the UI thread.
    work : callable, optional
        The arithmetic: ``work(progress, cancelled)``; on the pool.
    undo : callable, optional
        Gets what `commit` returned and writes the reverse; on the database thread. Without it the act can't be undone.
    on_done : callable, optional
        Called in the UI thread with the result of the commit, at the first time and at each redo.
    on_error : callable, optional
        Shows what went wrong instead of the message bus; for who says it in a place that stays.
    kind : str
        What is changed, for who listens: `draft`, `report`, `person`, `order`, …
    """

    name: str
    label: str
    commit: Callable[..., Any]
    allowed: Callable[[], object] | None = None
    work: Callable[..., Any] | None = None
    undo: Callable[[Any], Any] | None = None
    on_done: Callable[[Any], object] | None = None
    kind: str = "draft"
    on_error: Callable[[Exception], object] | None = None

    def run(self, desk: Desk, *, initiator: object = None) -> Run:
        """Start; returns at once. The outcome comes by the signals of the `Run`."""
        return _Runner(self, desk, initiator).start()


class _Runner(QObject):
    """Carries one operation through its stages; lives as long as it has something to undo."""

    def __init__(self, operation: Operation, desk: Desk, initiator: object) -> None:
        super().__init__(desk)
        self.operation = operation
        self.desk = desk
        self.initiator = initiator
        self.report_id = desk.session.draft.report_id if desk.session.draft else None
        self.input: tuple[Any, ...] = ()
        self.result: Any = None
        self.run = Run(self)

    def start(self) -> Run:
        if self.operation.allowed is not None:
            try:
                self.operation.allowed()
            except Exception as refusal:  # noqa: BLE001 - a refusal or an error: both are shown
                # after this event: the caller connects to the signals of the run first
                self.desk.later(functools.partial(self.fail, refusal), self)
                return self.run
        if self.operation.work is None:
            self.commit()
        else:
            self.run.job = self.desk.background.run(
                self.operation.work, title=self.operation.label, on_done=self.worked, on_error=self.fail
            )
            self.run.job.ended.connect(self.watch)
        return self.run

    def watch(self, job: Job) -> None:
        if job.state.value == "cancelled":
            self.over()
            self.run.cancelled.emit()

    def worked(self, result: object) -> None:
        self.input = (result,)
        self.commit()

    def commit(self) -> None:
        self.desk.session.set_saving(True)
        self.run.job = self.desk.background.run(
            self.operation.commit,
            *self.input,
            title=self.operation.label,
            on_done=self.committed,
            on_error=self.fail_saving,
            serial=True,
        )

    def committed(self, result: object) -> None:
        self.result = self.run.result = result
        self.desk.session.set_saving(False)
        log.info("operation", operation=self.operation.name)
        if self.operation.undo is not None and self._same_draft():
            self.desk.session.undo_stack.push(_Step(self))
        self._tell(self.operation.name, result)
        self.over()
        self.run.done.emit(result)

    def _same_draft(self) -> bool:
        now = self.desk.session.draft.report_id if self.desk.session.draft else None
        return now == self.report_id

    def _tell(self, name: str, result: object) -> None:
        if self.operation.on_done is not None:
            self.operation.on_done(result)
        self.desk.session.committed.emit(Change(self.operation.kind, name, result, self.initiator))

    def fail_saving(self, problem: Exception) -> None:
        text = " ".join(self.desk.in_words(problem)).strip()
        self.desk.session.set_saving(False, failed=text)
        self.fail(problem)

    def fail(self, problem: Exception) -> None:
        self.run.error = problem
        (self.operation.on_error or self.desk.messages.show)(problem)
        self.over()
        self.run.refused.emit(problem)

    def over(self) -> None:
        self.run.is_over = True
        self.run.ended.emit()

    # -------------------------------------------------- undo and redo, both as new commits
    def again(self, *, backwards: bool, step: _Step) -> None:
        work = self.operation.undo if backwards else self.operation.commit
        arguments = (self.result,) if backwards else self.input

        def done(result: object) -> None:
            self.desk.session.set_saving(False)
            if not backwards:
                self.result = result
            self._tell(("undo " if backwards else "redo ") + self.operation.name, result)

        def failed(problem: Exception) -> None:
            self.desk.session.set_saving(False)
            self.desk.messages.show(problem)
            step.put_back(backwards=backwards)

        self.desk.session.set_saving(True)
        self.desk.background.run(
            work,  # type: ignore[arg-type]
            *arguments,
            title=self.operation.label,
            on_done=done,
            on_error=failed,
            receiver=self,
            serial=True,
        )


class _Step(QUndoCommand):
    """The undo step of a committed operation; its first redo is the commit that was just done."""

    def __init__(self, runner: _Runner) -> None:
        super().__init__(runner.operation.label)
        self._runner = runner
        self._skip = True

    def redo(self) -> None:
        if self._skip:
            self._skip = False
        else:
            self._runner.again(backwards=False, step=self)

    def undo(self) -> None:
        if self._skip:
            self._skip = False
        else:
            self._runner.again(backwards=True, step=self)

    def put_back(self, *, backwards: bool) -> None:
        """The reverse was refused: the stack says again what is true."""
        stack = self._runner.desk.session.undo_stack
        self._skip = True
        if backwards:
            stack.redo()
        else:
            stack.undo()
