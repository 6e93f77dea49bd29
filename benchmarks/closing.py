"""Memory and what is alive while one case is opened, drawn and closed again and again.

    python benchmarks/closing.py [--times 100] [--slices 120]

Writes a small CT series, opens it in the case screen as from Studies, waits until its pictures are drawn, closes it,
and prints resident memory after the tenth and after the last time, with the number of threads, timers, widgets and
VTK objects that are still alive. Memory counts in full megabytes: what it grows by is the allocator's as well as ours.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
import tempfile
import threading
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "desktop"))

from ct_slices import write_series
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from desktop import app as application
from desktop.casework import CaseScreen
from desktop.desk import Desk
from desktop.home import Home
from studies.phantom import Identity
from studies.scan import scan

IDENTITY = Identity(
    patient_id="TEST-0900", patient_name="TEST^Geheugen", birth_date="19610203", sex="F", age="065Y",
    study_date="20261120", study_time="101500", accession_number="T26-000900",
    study_description="CT thorax", uid_entropy="geheugen",
)  # fmt: skip


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def alive() -> dict[str, int]:
    gc.collect()
    count = {"threads": threading.active_count(), "timers": 0, "widgets": 0, "vtk": 0}
    for thing in gc.get_objects():
        if str(type(thing).__module__).startswith("vtkmodules"):
            count["vtk"] += 1
        elif isinstance(thing, QTimer) and isValid(thing):
            count["timers"] += 1
        elif isinstance(thing, QWidget) and isValid(thing):
            count["widgets"] += 1
    return count


def turn(until: float = 60.0, done=lambda: True) -> None:
    end = time.monotonic() + until
    while True:
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        if done():
            return
        if time.monotonic() > end:
            raise TimeoutError("the case did not open")
        time.sleep(0.002)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--slices", type=int, default=120)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        os.environ["VOORVERSLAG_HOME"] = str(root / "home")
        write_series(root / "ct", IDENTITY, given.slices)
        (entry,) = scan(root / "ct").all_series()
        application.make_application()
        desk = Desk(Home(root / "home").prepare())
        screen = CaseScreen(desk)
        screen.resize(1366, 768)
        screen.show()
        first = 0.0
        print(f"{'times':>6} {'MB':>7}  alive")
        for number in range(1, given.times + 1):
            screen.enter(entry)
            turn(done=lambda: screen.case is not None and screen.case.volume is not None)
            screen.grab()
            screen.close_case()
            turn()
            if number in (1, 10) or number % 25 == 0:
                print(f"{number:>6} {resident_mb():>7.0f}  {alive()}")
            if number == 10:
                first = resident_mb()
        print(
            f"growth after the tenth: {100 * (resident_mb() / first - 1):.1f} %" if first else "too few times"
        )
        desk.close()


if __name__ == "__main__":
    main()
