"""A small phantom whose every voxel has a value of its own, and real mouse events."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from studies.volume import Grid, Volume

SHAPE = (20, 24, 28)  # slices, rows, columns
SPACING = (0.8, 0.9, 1.5)  # column, row, slice
ORIGIN = (-12.0, 30.0, -100.0)


def unique_values(shape: tuple[int, int, int] = SHAPE) -> np.ndarray:
    return np.arange(int(np.prod(shape)), dtype=np.int16).reshape(shape)


def phantom(
    direction: np.ndarray | None = None, voxels: np.ndarray | None = None, **fields: object
) -> Volume:
    voxels = unique_values() if voxels is None else voxels
    size = (voxels.shape[2], voxels.shape[1], voxels.shape[0])
    grid = Grid(size, np.array(SPACING), np.array(ORIGIN), np.eye(3) if direction is None else direction)
    given = {"modality": "CT", "unit": "HU", "frame_of_reference_uid": "1.2.3"} | fields
    return Volume(voxels, grid, **given)  # type: ignore[arg-type]


def press(
    widget: QWidget, at: QPointF, button=Qt.MouseButton.LeftButton, modifiers=Qt.KeyboardModifier.NoModifier
) -> None:
    QTest.mousePress(widget, button, modifiers, at.toPoint())


def move(widget: QWidget, at: QPointF, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
    """A move without a button; sent by hand, as QTest sends none to a second window at the same place."""
    at = QPointF(at.toPoint())
    none = Qt.MouseButton.NoButton
    event = QMouseEvent(QEvent.Type.MouseMove, at, widget.mapToGlobal(at), none, none, modifiers)
    QApplication.sendEvent(widget, event)


def release(
    widget: QWidget, at: QPointF, button=Qt.MouseButton.LeftButton, modifiers=Qt.KeyboardModifier.NoModifier
) -> None:
    QTest.mouseRelease(widget, button, modifiers, at.toPoint())


def move_held(widget: QWidget, at: QPointF) -> None:
    """A move with the left button held; the press came before, the release comes later."""
    at = QPointF(at.toPoint())
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        at,
        widget.mapToGlobal(at),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(widget, event)


def drag(
    widget: QWidget,
    start: QPointF,
    end: QPointF,
    button=Qt.MouseButton.LeftButton,
    modifiers=Qt.KeyboardModifier.NoModifier,
) -> None:
    """A drag with real events: press, three moves with the button held, release."""
    start, end = QPointF(start.toPoint()), QPointF(end.toPoint())
    press(widget, start, button, modifiers)
    for share in (0.3, 0.7, 1.0):
        at = start + (end - start) * share
        event = QMouseEvent(
            QEvent.Type.MouseMove, at, widget.mapToGlobal(at), Qt.MouseButton.NoButton, button, modifiers
        )
        QApplication.sendEvent(widget, event)
    release(widget, end, button, modifiers)


def wheel(
    widget: QWidget, notches: int, at: QPointF | None = None, modifiers=Qt.KeyboardModifier.NoModifier
) -> None:
    at = at if at is not None else QPointF(widget.rect().center())
    event = QWheelEvent(
        at,
        widget.mapToGlobal(at),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)
