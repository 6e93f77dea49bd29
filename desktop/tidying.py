"""Keeps Python's collector of cycles from stopping the program while somebody works.

A full collection walks every object that is alive and holds all threads meanwhile: 100 to 160 ms with the 300,000
objects that this program's libraries make at the start (two cores, measured while a level was moved: one or two at each
act). So what was made at the start is set apart once (`gc.freeze`), before any study is opened: it lives as long as the
program. What comes afterwards is collected as before, in a few milliseconds.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

#: by then the sign-in page stands and nothing more is being made
AFTER_START_MS = 1_500


def set_apart() -> None:
    """Leave what lives now out of every later collection; garbage is thrown away first."""
    gc.collect()
    gc.freeze()


def after_start(owner: QObject) -> QTimer:
    """Do it once, when the program has come to rest; the timer belongs to `owner`."""
    timer = QTimer(owner)
    timer.setSingleShot(True)
    timer.timeout.connect(set_apart)
    timer.start(AFTER_START_MS)
    return timer
