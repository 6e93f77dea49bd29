"""One small study with known truth, signed in and opened on screen; the hands of the aorta tests."""

from __future__ import annotations

import atexit
import functools
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEventLoop, QPoint, QPointF, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop import app as program
from desktop.demo import cases, department
from desktop.desk import Desk
from desktop.home import Home
from desktop.session import SignedIn
from desktop.window import MainWindow
from governance import service
from governance.report import SelfDeclaration
from governance.store import Store
from governance.store.opening import PasswordCost
from studies.nifti import write_nifti
from studies.volume import Volume

CHEAP = PasswordCost(time=1, memory_kib=64, lanes=1)
PASSWORD = department.recipe()["sign_in"]["password"]
#: along the true centreline, mm; the coeliac trunk lies at 374
START_ARC_MM = 280.0
LANDMARKS = ("celiac", "renal_highest", "renal_lowest", "aortic_end")


def pause(milliseconds: int) -> None:
    """Let events run. Not `QTest.qWait`: that holds the interpreter lock and starves the workers."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def until(holds: Callable[[], object], seconds: float = 240.0) -> None:
    """Wait for what is read next, however slow the machine."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it didn't happen in time"
        pause(15)


def make_home(folder: Path) -> tuple[Home, object, str]:
    """A department with one small study on its worklist: home, phantom, accession number."""
    home = Home(folder).prepare()
    store = Store.open(home.root, password_cost=CHEAP)
    made = department.make(store)
    entry = dict(department.recipe()["studies"][0]) | {"size": "small"}
    _study, phantom = cases.register(made, made.acting("beheer"), entry, size="small")
    store.close()
    return home, phantom, entry["accession"]


@functools.cache
def pristine() -> tuple[Path, object, str]:
    """The study made once in a run; each test module works on a copy of this home."""
    folder = Path(tempfile.mkdtemp(prefix="aorta-cases-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    home, phantom, accession = make_home(folder / "home")
    return home.root, phantom, accession


def copied_home(folder: Path) -> tuple[Home, object, str]:
    """A copy of the pristine home: home, phantom, accession number."""
    root, phantom, accession = pristine()
    shutil.copytree(root, folder)
    return Home(folder), phantom, accession


def marks_of(phantom) -> dict[str, tuple[float, float, float]]:
    """True landmarks, and a start in the descending aorta: a shorter vessel is measured sooner."""
    truth = phantom.truth
    place = int(np.argmin(np.abs(np.asarray(truth.arc_mm) - START_ARC_MM)))
    start = np.asarray(truth.centreline)[place]
    found = {**truth.landmarks, "start": start}
    return {k: (float(p[0]), float(p[1]), float(p[2])) for k, p in found.items()}


def write_mask(phantom, folder: Path) -> Path:
    """The outline of the outer wall as a NIfTI file."""
    mask = phantom.masks()["aorta_outer"]
    file = folder / "wall.nii.gz"
    write_nifti(Volume((mask.voxels > 0).astype(np.int16), mask.grid), file)
    return file


def measure(person: Seat, marks: Mapping[str, tuple[float, float, float]], mask_file: Path) -> None:
    """Mask, outer wall, ends of the vessel, landmarks of the abdomen, and the button."""
    work = person.work
    work.import_masks([mask_file])
    person.idle()
    until(lambda: work.state.mask is not None)
    edge = work.panel.path.edge
    QTest.keyClick(edge, Qt.Key.Key_Down)
    edge.activated.emit(1)
    for name in ("start", "aortic_end"):
        work.core.change(work.state.with_click(marks[name]), "punt")
    for name in LANDMARKS:
        work.core.change(work.state.with_landmark(name, marks[name]), "landmark")
    person.click(work.panel.path.compute)
    until(lambda: work.core.is_current)
    person.idle()


class Seat:
    """A person before the window."""

    def __init__(self, home: Home, size: tuple[int, int] = (1600, 1000)) -> None:
        self.store = Store.open(home.root, password_cost=CHEAP)
        self.desk = Desk(home, store=self.store)
        self.window: MainWindow = program.make_window(self.desk, setups=program.default_setups())
        self.window.resize(*size)
        self.window.show()
        self.window.activateWindow()

    def idle(self) -> None:
        """Nothing runs in the background, and what came back was handled."""
        pause(20)
        until(lambda: not self.desk.background.jobs())
        pause(20)

    def sign_in(self, login: str = "sanne") -> None:
        signed = service.sign_in(self.store, login, PASSWORD, workstation="test")
        acting = service.act_as(self.store, signed, signed.roles[0])
        who = acting.person
        self.desk.session.sign_in(
            SignedIn(who.id, who.display_name, who.login, acting.role.value, "", acting, (acting.role.value,))
        )
        self.idle()

    def open(self, accession: str, *, start: bool = True) -> None:
        """Open the study; declare oneself competent when there is no draft yet."""
        rows = self.window.screen_named("worklist")._data.rows
        self.desk.services["open_row"](next(r for r in rows if r.accession == accession))
        self.idle()
        until(lambda: self.screen.case is not None and self.screen.case.volume is not None)
        if start and self.screen.case.report is None:
            self.screen.start.answers[SelfDeclaration.YES].setChecked(True)
            self.click(self.screen.start.start)
            until(lambda: self.screen.case.report is not None)
        self.idle()

    @property
    def screen(self):
        return self.window.current_screen()

    @property
    def work(self):
        return self.screen.workspace

    @property
    def panel(self):
        return self.work.panel

    def click(self, button: QWidget) -> None:
        assert not getattr(button, "reason", ""), button.reason
        until(button.isVisible)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.idle()

    def key(
        self, key: Qt.Key, widget: QWidget | None = None, modifier=Qt.KeyboardModifier.NoModifier
    ) -> None:
        target = widget or self.work.views.section
        end = time.monotonic() + 3.0
        target.setFocus()
        # offscreen a window may stay inactive after a menu; its focus widget takes the key all the same
        while not target.hasFocus() and time.monotonic() < end:
            self.window.activateWindow()
            target.setFocus()
            pause(20)
        QTest.keyClick(target, key, modifier)
        self.idle()

    def undo(self) -> None:
        self.desk.session.undo_stack.undo()
        self.idle()

    def redo(self) -> None:
        self.desk.session.undo_stack.redo()
        self.idle()

    def drag(self, widget: QWidget, start: QPointF | QPoint, end: QPointF | QPoint) -> None:
        """Press, move in steps, release, with the left button."""
        a, b = QPointF(start), QPointF(end)
        QTest.mousePress(widget, Qt.MouseButton.LeftButton, pos=a.toPoint())
        for t in (0.25, 0.5, 0.75, 1.0):
            QTest.mouseMove(widget, (a + (b - a) * t).toPoint())
            pause(5)
        QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, pos=b.toPoint())
        self.idle()

    def draft(self) -> dict[tuple[str, str], float | None]:
        """What the record says, read from the store by another way than the screen's."""
        report = self.screen.case.report
        found = service.open_report(self.store, self.desk.session.acting, report.id)[1]
        return {(f.group, f.key): f.value for f in found.content.findings}

    def close(self) -> None:
        self.window.close()
        self.desk.close()
        self.window.deleteLater()
        self.desk.deleteLater()
        pause(30)


@contextmanager
def seat(home: Home, size: tuple[int, int] = (1600, 1000)) -> Iterator[Seat]:
    made = Seat(home, size)
    try:
        yield made
    finally:
        made.close()
