"""Opening images from anywhere in the program: keys, palette, and what is dropped on the window."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDropEvent

from desktop.actions import Action
from desktop.archive.book import node_book
from desktop.archive.words import RECEIVED
from desktop.words import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.desk import Desk


def _studies(desk: Desk, ask: str) -> None:
    desk.navigator.open("studies")
    screen = desk.services["window"].current_screen()
    if screen is not None and screen.name == "studies":
        getattr(screen, ask)()


def _search_archive(desk: Desk) -> None:
    nodes = node_book(desk).with_role("query")
    desk.navigator.open("studies")
    screen = desk.services["window"].current_screen()
    if nodes and screen is not None and screen.name == "studies":
        screen.show_archive(nodes[0])


def _no_archive(desk: Desk) -> str | None:
    return None if node_book(desk).with_role("query") else NO_ARCHIVE


NO_ARCHIVE = QT_TRANSLATE_NOOP(
    "Actions", "No archive is set up. An administrator adds one under Settings, PACS nodes."
)
ACTIONS = (
    Action(
        "studies.open_folder", QT_TRANSLATE_NOOP("Actions", "Open folder with images…"),
        lambda desk: _studies(desk, "ask_folder"), ("Ctrl+O",), "import",
    ),
    Action(
        "studies.open_file", QT_TRANSLATE_NOOP("Actions", "Open ZIP archive, DICOMDIR or file…"),
        lambda desk: _studies(desk, "ask_file"), ("Ctrl+Shift+O",), "archive_search",
    ),
    Action(
        "studies.search_archive", QT_TRANSLATE_NOOP("Actions", "Search the archive…"), _search_archive, (),
        "archive_search", disabled_because=_no_archive,
    ),
    Action(
        "studies.received", QT_TRANSLATE_NOOP("Actions", "Show what was received"),
        lambda desk: desk.navigator.open("studies", RECEIVED), (), "lapsed",
    ),
)  # fmt: skip


class _Drops(QObject):
    """Takes a folder, archive or file that is dropped anywhere on the window and reads it in Studies."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QDropEvent):
            return False
        if event.type() not in (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop):
            return False
        place = self._place(event)
        if place is None:
            return False
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            self._desk.navigator.open("studies", place)
        return True

    def _place(self, event: QDropEvent) -> Path | None:
        state = self._desk.session.state
        if state.who is None or state.locked:
            return None
        local = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if len(local) == 1:
            return Path(local[0])
        parents = {Path(text).parent for text in local}
        # several files of one folder: what lies there is read as a whole
        return parents.pop() if len(parents) == 1 else None


def take_drops(desk: Desk, window: QWidget) -> None:
    """Let the window take what is dropped on it while somebody is signed in and the screen isn't locked."""
    window.setAcceptDrops(True)
    window.installEventFilter(_Drops(desk, window))
