"""The one message bus: information, warnings and errors as lines that don't stop the work.

What happened, what to do, at most one action. Shown by `desktop.message_list`; kept in today's list behind the
bell. Information goes by itself after the time of the tokens; warnings and errors stay until dismissed.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

import structlog
from PySide6.QtCore import QObject, Signal

from resources.errors import VoorverslagError

log = structlog.get_logger(__name__)


class Severity(StrEnum):
    """How much a message asks of a person; also the name of its icon and status colour."""

    INFO = "info"
    WARNING = "warn"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Message:
    """One line: what happened (`text`), what to do (`remedy`), and the action that does it."""

    severity: Severity
    text: str
    remedy: str = ""
    action: str = ""
    run: Callable[[], None] | None = field(default=None, compare=False)
    key: str = ""
    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    number: int = field(default_factory=itertools.count(1).__next__)

    def sentence(self) -> str:
        return f"{self.text} {self.remedy}".strip()


class Messages(QObject):
    """Takes messages from everywhere; one place shows them."""

    posted = Signal(object)
    dismissed = Signal(object)

    def __init__(
        self, translate_error: Callable[[Exception], tuple[str, str]], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._translate_error = translate_error
        self._today: list[Message] = []
        self._open: list[Message] = []

    def info(self, text: str, remedy: str = "", **more: object) -> Message:
        return self.post(Message(Severity.INFO, text, remedy, **more))  # type: ignore[arg-type]

    def warning(self, text: str, remedy: str = "", **more: object) -> Message:
        return self.post(Message(Severity.WARNING, text, remedy, **more))  # type: ignore[arg-type]

    def error(self, text: str, remedy: str = "", **more: object) -> Message:
        return self.post(Message(Severity.ERROR, text, remedy, **more))  # type: ignore[arg-type]

    def show(self, problem: Exception) -> Message:
        """An exception in the words of the interface language; its detail goes to the log."""
        text, remedy = self._translate_error(problem)
        if isinstance(problem, VoorverslagError):
            log.info("error_shown", code=problem.code, detail=problem.detail)
        else:
            log.error("unexpected_error", kind=type(problem).__name__, exc_info=problem)
        return self.error(text, remedy)

    def post(self, message: Message) -> Message:
        """Show a message; one with the same `key` replaces the open one."""
        if message.key:
            for old in [m for m in self._open if m.key == message.key]:
                self.dismiss(old)
        self._today.append(message)
        self._open.append(message)
        self.posted.emit(message)
        return message

    def dismiss(self, message: Message) -> None:
        if message in self._open:
            self._open.remove(message)
            self.dismissed.emit(message)

    def solve(self, key: str) -> None:
        """Take away the open messages of a problem that is solved."""
        for message in [m for m in self._open if m.key == key]:
            self.dismiss(message)

    def open_messages(self) -> tuple[Message, ...]:
        """Newest first."""
        return tuple(reversed(self._open))

    def of_today(self) -> tuple[Message, ...]:
        today = datetime.now(UTC).astimezone().date()
        return tuple(m for m in reversed(self._today) if m.at.astimezone().date() == today)

    def forget(self) -> None:
        """At sign-out: another person doesn't see these."""
        for message in list(self._open):
            self.dismiss(message)
        self._today.clear()
