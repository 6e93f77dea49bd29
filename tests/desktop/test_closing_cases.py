"""A case that is closed gives back everything: its images above all, hundreds of megabytes each."""

from __future__ import annotations

import gc
import weakref

import pytest
from ct_slices import write_series
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid
from time_slices import write_time_series

from desktop.casework import CaseScreen
from studies.phantom import Identity
from studies.scan import scan

pytestmark = pytest.mark.gui
IDENTITY = Identity(
    patient_id="TEST-0901", patient_name="TEST^Geheugen", birth_date="19610203", sex="F", age="065Y",
    study_date="20261120", study_time="101500", accession_number="T26-000901",
    study_description="CT thorax", uid_entropy="geheugen",
)  # fmt: skip
TIMES, FIRST = 12, 3


def widgets() -> int:
    gc.collect()
    return sum(isinstance(thing, QWidget) and isValid(thing) for thing in gc.get_objects())


@pytest.mark.parametrize("kind", ["volume", "time series"])
def test_closing_a_case_gives_its_images_and_widgets_back(qtbot, desk, tmp_path, kind) -> None:
    if kind == "volume":
        write_series(tmp_path, IDENTITY)
    else:
        write_time_series(tmp_path)
    (entry,) = scan(tmp_path).all_series()
    screen = CaseScreen(desk)
    qtbot.addWidget(screen)
    screen.resize(1366, 700)
    screen.show()
    qtbot.waitExposed(screen)
    images, counts = [], []
    for _ in range(TIMES):
        screen.enter(entry)
        qtbot.waitUntil(lambda: screen.case is not None and screen.case.volume is not None)
        images.append(weakref.ref(screen.case.volume))
        screen.grab()
        screen.close_case()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        QApplication.processEvents()
        counts.append(widgets())
    assert max(counts[FIRST:]) <= counts[FIRST - 1]
    gc.collect()
    held = [number for number, ref in enumerate(images) if ref() is not None]
    assert len(held) <= 1, f"images of closed cases are still held: {held}"
    desk.background.close()
