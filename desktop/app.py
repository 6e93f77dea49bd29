"""Start the program: guards, home, log, theme, language, store, window; and what happens when something breaks."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

import PySide6
import structlog
from PySide6.QtCore import QSettings, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from desktop import errors_text, product, tidying
from desktop.archive.reception import Reception
from desktop.desk import Desk
from desktop.home import Home, home_folder
from desktop.logging_setup import set_up_logging
from desktop.operations.upkeep import Upkeep
from desktop.settings import Settings
from desktop.signin import SignInPage
from desktop.signin.accounts import GovernanceAccounts
from desktop.start_failure import show_failure
from desktop.window import MainWindow
from desktop.worklist import WorklistScreen
from desktop.worklist.screen import ACTIONS as WORKLIST_ACTIONS
from resources.errors import Refused, VoorverslagError
from viewers import accessible

log = structlog.get_logger(__name__)
#: what others add to a window: screens, actions, services
Setup = Callable[[Desk, MainWindow], None]
UNSAFE_QT = (6, 12)
SAFE_PYTHON = (3, 12)


def refused_qt(qt: str, python: tuple[int, ...]) -> str:
    """Why this Qt and Python can't be used together; empty when they can (specs/viewers.md 10.1)."""
    if tuple(int(part) for part in qt.split(".")[:2]) >= UNSAFE_QT and python[:2] < SAFE_PYTHON:
        return (
            f"PySide6 {qt} verliest verwijzingen naar None op Python {python[0]}.{python[1]} en breekt na enige tijd af. "
            "Installeer PySide6-Essentials 6.11.3, of gebruik Python 3.12 of nieuwer."
        )
    return ""


def limit_threads() -> None:
    """Leave a core for the screen: VTK and ITK would take them all."""
    cores = max(1, (os.cpu_count() or 2) - 1)
    os.environ.setdefault("ITK_GLOBAL_DEFAULT_NUMBER_OF_THREADS", str(cores))
    os.environ.setdefault("VTK_SMP_BACKEND_IN_USE", "STDThread")
    os.environ.setdefault("VTK_SMP_MAX_THREADS", str(cores))


def scale_screen(percent: int) -> None:
    """Scale everything, unless the environment already says how much; before the application exists."""
    if percent != 100:
        os.environ.setdefault("QT_SCALE_FACTOR", f"{percent / 100:g}")


def make_application(arguments: list[str] | None = None) -> QApplication:
    """The QApplication with its names, or the one that exists."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    app = QApplication(arguments or ["voorverslag"])
    app.setApplicationName(product.NAME)
    app.setOrganizationName(product.NAME)
    app.setApplicationVersion(product.version())
    accessible.install()
    return app


def make_window(desk: Desk, *, accounts: Any = None, setups: tuple[Setup, ...] = ()) -> MainWindow:
    """The window with sign-in, worklist and what the `setups` add; theme and language are set first."""
    app = QApplication.instance()
    if isinstance(app, QApplication):
        desk.theme.switch(str(desk.settings.get("appearance.theme")))
        desk.theme.apply(app)
    desk.language.switch(str(desk.settings.get("appearance.language")))
    if desk.store is not None and "worklist" not in desk.services:
        from desktop.worklist.governed import GovernanceWorklist

        desk.services["worklist"] = GovernanceWorklist(desk.store, checked_at=desk.clock())
    signin = SignInPage(desk, accounts or GovernanceAccounts(desk.store))
    window = MainWindow(desk, signin)
    desk.actions.register(*WORKLIST_ACTIONS)
    window.add_screen("worklist", WorklistScreen)
    for setup in setups:
        setup(desk, window)
    return window


def run(home: Path | str | None = None, *, setups: tuple[Setup, ...] | None = None, store: Any = None) -> int:
    """Open the program; returns the exit status.

    Parameters
    ----------
    home : path, optional
        Folder of everything; VOORVERSLAG_HOME or the platform's data folder otherwise.
    setups : tuple of callables, optional
        Each gets desk and window and adds screens and services; those of this program when not given.
    store : optional
        An open governance store; the one in `home` otherwise.
    """
    sentence = refused_qt(PySide6.__version__, sys.version_info[:3])
    if sentence:
        sys.stderr.write(sentence + "\n")
        return 2
    place = home_folder(home).prepare()
    crash = set_up_logging(place)
    limit_threads()
    scale_screen(int(Settings(place.settings).load().get("appearance.scale_percent")))
    app = make_application()
    try:
        opened = store if store is not None else _open_store(place)
    except (VoorverslagError, OSError) as problem:
        log.warning("store_refused", kind=type(problem).__name__, code=getattr(problem, "code", ""))
        sys.stderr.write(errors_text.sentence(problem) + "\n")
        bare = Desk(place)
        show_failure(app, bare, problem)
        bare.close()
        return 3
    desk = Desk(place, store=opened)
    catch_errors(desk)
    window = make_window(desk, setups=default_setups() if setups is None else setups)
    places = QSettings(str(place.root / "window.ini"), QSettings.Format.IniFormat)
    window.restore_place(places)
    window.show()
    upkeep = Upkeep(desk)
    upkeep.start()
    reception = Reception(desk)
    reception.start()
    tidying.after_start(desk)
    log.info("started", version=product.version())
    status = app.exec()
    upkeep.stop()
    reception.stop()
    window.keep_place(places)
    desk.close()
    log.info("stopped")
    crash.flush()
    return status


def default_setups() -> tuple[Setup, ...]:
    """What this program adds to its window: `desktop.screens.SETUPS`, when that module is there."""
    import importlib
    import importlib.util

    if importlib.util.find_spec("desktop.screens") is None:
        return ()
    return tuple(importlib.import_module("desktop.screens").SETUPS)


def _open_store(home: Home) -> Any:
    """The governance store; raises a `VoorverslagError`, also for a file that is no database."""
    from sqlalchemy.exc import DatabaseError

    from governance.store import Store

    try:
        return Store.open(home.root, software_version=product.version())
    except DatabaseError as problem:
        raise Refused(
            "The database can't be read: the file is damaged or isn't a database.",
            "Don't change the file. Put back a backup, or call the administrator.",
            code="database_unreadable",
            detail=type(problem.orig).__name__,
        ) from problem


def catch_errors(desk: Desk) -> None:
    """What nobody caught becomes a message and a log entry; Qt's own warnings go to the log."""

    def show(kind: type[BaseException], problem: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, problem, trace)
            return
        log.error("uncaught", exc_info=(kind, problem, trace))
        if isinstance(problem, Exception):
            desk.trouble.emit(problem)  # from whatever thread: the bus belongs to the UI thread

    sys.excepthook = show
    threading.excepthook = lambda given: show(
        given.exc_type, given.exc_value or given.exc_type(), given.exc_traceback
    )
    qInstallMessageHandler(lambda _kind, _context, words: log.warning("qt", words=words))
