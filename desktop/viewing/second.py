"""A second window of the same pictures, for a second monitor: it follows the first and remembers its place per set of screens."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QByteArray, QPoint, QRect, QSettings, Qt, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.screen import Translated
from desktop.viewing.handling import handling_of
from viewers.grid import ViewGrid
from viewers.hanging import PLANES
from viewers.view import SliceView

if TYPE_CHECKING:
    from desktop.desk import Desk
    from desktop.viewing.shelf import Shelf

GROUP = "second-window"


class Screen(Protocol):
    """What is asked of a QScreen."""

    def name(self) -> str: ...

    def geometry(self) -> QRect: ...


Screens = Callable[[], Sequence[Screen]]


def set_up_of(screens: Sequence[Screen]) -> str:
    """A short name of a set of screens: the same monitors in the same places give the same."""
    lines = sorted(
        f"{s.name()} {s.geometry().x()} {s.geometry().y()} {s.geometry().width()}x{s.geometry().height()}"
        for s in screens
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


class SecondWindow(Translated):
    """Pictures of one series in a window of their own; closes with the case."""

    closed = Signal()

    def __init__(
        self,
        desk: Desk,
        places: QSettings | None = None,
        *,
        screens: Screens = QGuiApplication.screens,
    ) -> None:
        super().__init__(None)
        self._desk, self._screens = desk, screens
        self._settings = places or QSettings(str(desk.home.root / "window.ini"), QSettings.Format.IniFormat)
        self.setWindowFlag(Qt.WindowType.Window)
        self.setProperty("surface", "app")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.grid = ViewGrid(parent=self)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(self.grid)
        self._shelf: Shelf | None = None
        self._set_up = set_up_of(screens())
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.screenRemoved.connect(self._screens_changed)
            application.screenAdded.connect(self._screens_changed)
        self.retranslate()

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Voorverslag: second screen"))
        names = {
            "axial": self.tr("Axial"),
            "coronal": self.tr("Coronal"),
            "sagittal": self.tr("Sagittal"),
            "oblique": self.tr("Oblique"),
        }
        for view in self.views():
            view.set_title(names.get(view.state.orientation, ""))

    def views(self) -> list[SliceView]:
        return [view for view in self.grid.views if isinstance(view, SliceView)]

    def show_series(self, shelf: Shelf, planes: Sequence[str], rows: int, columns: int, marker: str) -> None:
        """Fill the window with planes of a series; its strips carry whose images they are, and the marker."""
        self._shelf = shelf
        made = []
        for plane in planes:
            view = SliceView(None, plane if plane in PLANES else "axial", tools=shelf.tools, parent=self)
            shelf.fill(view, shelf.own_plane if shelf.is_thin else plane)
            shelf.adopt(view)
            view.set_marker(marker)
            made.append(view)
        self.grid.set_views(made, rows, columns)
        handling_of(self._desk).adopt(self)
        self.retranslate()

    # ------------------------------------------------------------ where it stands
    def open(self) -> None:
        """Where it stood last with these screens; the first time on the largest other screen, whole."""
        kept = self._settings.value(f"{GROUP}/{self._set_up}")
        if isinstance(kept, QByteArray) and not kept.isEmpty() and self.restoreGeometry(kept):
            self.show()
            return
        main = self._desk.services.get("window")
        here = main.screen().name() if isinstance(main, QWidget) else ""
        others = [s for s in self._screens() if s.name() != here]
        if others:
            largest = max(others, key=lambda s: s.geometry().width() * s.geometry().height())
            self.setGeometry(largest.geometry())
            self.showMaximized()
        else:
            # one screen: beside the first window rather than over it
            self.resize(900, 700)
            if isinstance(main, QWidget):
                self.move(main.geometry().topLeft() + QPoint(60, 60))
            self.show()

    def _keep(self) -> None:
        if self.isVisible():
            self._settings.setValue(f"{GROUP}/{self._set_up}", self.saveGeometry())

    def _screens_changed(self, _screen: object = None) -> None:
        """A monitor came or went: where the window stood is remembered for the set there was, then it comes along."""
        now = set_up_of(self._screens())
        if now == self._set_up:
            return
        self._set_up = now
        middle = self.frameGeometry().center()
        if not any(s.geometry().contains(middle) for s in self._screens()):
            first = self._screens()[0].geometry()
            size = self.size().boundedTo(first.size())
            self.setGeometry(QRect(first.topLeft() + QPoint(40, 40), size))
            self._desk.messages.info(
                self.tr("The second screen is gone; its window now stands on the first."), key="second-screen"
            )

    def closeEvent(self, event: QCloseEvent) -> None:
        self._keep()
        shelf = self._shelf
        for view in self.views():
            if shelf is not None:
                shelf.let_go(view)
            view.release()
        self._shelf = None
        self.closed.emit()
        super().closeEvent(event)
