"""What a screen is given: one object that holds the session and the services, made by the application.

No globals: a widget gets the desk in its constructor and passes it on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from desktop import errors_text
from desktop.actions import ActionRegistry
from desktop.background import Background
from desktop.home import Home
from desktop.language import Language
from desktop.messages import Messages
from desktop.session import Session
from desktop.settings import Settings
from desktop.theme import Theme


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Place:
    """A screen by name and what it should open."""

    screen: str
    what: Any = None


class Navigator(QObject):
    """Asks the window for another screen; the window says what came on top."""

    wanted = Signal(object)
    arrived = Signal(str)

    def open(self, screen: str, what: object = None) -> None:
        """Show the screen of that name; `what` is handed to its `enter`."""
        self.wanted.emit(Place(screen, what))


class Desk(QObject):
    """Session, services and settings of one window."""

    #: before the lock closes over the screen: save what isn't saved yet
    about_to_lock = Signal()
    #: Ctrl+S
    save_wanted = Signal()
    #: an exception that nobody caught, from any thread
    trouble = Signal(object)

    def __init__(
        self,
        home: Home,
        *,
        store: Any = None,
        clock: Callable[[], datetime] = utc_now,
        theme: Theme | None = None,
        settings: Settings | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.home = home
        self.store = store
        self.clock = clock
        self.settings = settings or Settings(home.settings, parent=self).load()
        self.theme = theme or Theme(str(self.settings.get("appearance.theme")), self, cache=home.cache)
        self.language = Language(home.cache, self)
        self.messages = Messages(self.in_words, self)
        self.session = Session(self)
        self.background = Background(int(self.settings.get("work.threads")), self)
        self.actions = ActionRegistry(self)
        self.actions.attach(self)
        self.navigator = Navigator(self)
        #: screens put their own services here by name of their package (set up in `desktop.app`)
        self.services: dict[str, Any] = {}
        self.trouble.connect(self.messages.show, Qt.ConnectionType.QueuedConnection)

    def in_words(self, problem: Exception) -> tuple[str, str]:
        """Message and remedy of an error in the language of the screen."""
        return errors_text.in_words(problem, self.language.code)

    def later(self, call: Callable[[], object], receiver: QObject) -> None:
        """Call after the present event, if `receiver` still lives."""
        QTimer.singleShot(0, receiver, call)

    def today(self) -> date:
        return self.clock().astimezone().date()

    def date_text(self, day: date | datetime | None) -> str:
        """dd-mm-jjjj in Dutch, yyyy-mm-dd in English."""
        if day is None:
            return "–"
        if isinstance(day, datetime):
            day = day.astimezone().date() if day.tzinfo else day.date()
        return day.strftime("%d-%m-%Y" if self.language.code == "nl" else "%Y-%m-%d")

    def time_text(self, at: datetime | None, *, seconds: bool = False) -> str:
        if at is None:
            return "–"
        local = at.astimezone() if at.tzinfo else at
        return local.strftime("%H:%M:%S" if seconds else "%H:%M")

    def moment_text(self, at: datetime | None) -> str:
        if at is None:
            return "–"
        if at.tzinfo is None and (at.hour, at.minute) == (0, 0):
            return self.date_text(at)  # a study of which only the date is known
        return f"{self.date_text(at)} {self.time_text(at)}"

    def close(self) -> None:
        """End the threads, the database connection and the hold on the application's language."""
        self.background.close()
        self.language.close()
        close = getattr(self.store, "close", None)
        if callable(close):
            close()
