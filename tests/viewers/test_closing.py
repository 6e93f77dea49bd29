"""A hundred times open and close: no thread, timer, worker, VTK object or volume stays behind."""

from __future__ import annotations

import gc
import threading
import weakref
from collections import Counter

import numpy as np
import pytest
from picture_phantom import drag, phantom
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QUndoStack
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from studies.volume import Grid, TimeSeries
from viewers.arcs import CurvedView
from viewers.curved import CurvedSource
from viewers.grid import ViewGrid
from viewers.meshes import surface
from viewers.scene import SceneView, opengl_available
from viewers.state import SyncGroup
from viewers.timebar import TimeBar
from viewers.timeline import Timeline
from viewers.tools.annotations import AnnotationModel
from viewers.tools.placing import standard_tools
from viewers.view import SliceView

pytestmark = pytest.mark.gui
TIMES = 100
#: after these everything that is made once (caches, fonts, pools) has been made
FIRST = 10


class Line:
    """A straight centreline along z through the phantom."""

    length_mm = 20.0

    def __init__(self, start: np.ndarray) -> None:
        self.start = start

    def point_at(self, arc_mm: float) -> np.ndarray:
        return self.start + np.array([0.0, 0.0, arc_mm])

    def frame_at(self, arc_mm: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        return tuple(np.eye(3))


def alive() -> Counter[str]:
    """Every VTK object, timer, widget and QObject of ours that Python still holds and Qt has not deleted."""
    gc.collect()
    kinds: Counter[str] = Counter()
    for thing in gc.get_objects():
        kind = type(thing)
        if str(kind.__module__).startswith("vtkmodules") or (
            issubclass(kind, QObject)
            and isValid(thing)
            and isinstance(thing, QTimer | QWidget | AnnotationModel)
        ):
            kinds[kind.__name__] += 1
    return kinds


def swept() -> None:
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QApplication.processEvents()


def planes_in_the_midst_of_everything() -> list[weakref.ref]:
    """Linked planes, an oblique slab that is coarse, a tool half way, a cine that plays, and then the door shut."""
    page = QWidget()
    page.resize(600, 600)
    still = phantom()
    series = TimeSeries(
        np.stack([still.voxels] * 3), np.array([0.0, 1.0, 2.0]), still.grid, "MR", "1", "1.2.3"
    )
    annotations = AnnotationModel(QUndoStack(page), None, page)
    tools = standard_tools(annotations, page)
    group, grid = SyncGroup(page), ViewGrid(parent=page)
    grid.resize(600, 560)
    views = [
        SliceView(None, name, tools=tools, parent=page)
        for name in ("axial", "coronal", "sagittal", "oblique")
    ]
    grid.set_views(views, 2, 2)
    timeline, bar = Timeline(series, page), TimeBar(page)
    bar.set_timeline(timeline, page)
    for view, name in zip(views, ("axial", "coronal", "sagittal", "oblique"), strict=True):
        view.set_volume(timeline.volume, name)
        view.set_group(group)
        timeline.add(view)
    page.show()
    oblique = views[3]
    oblique.change(
        plane=oblique.state.plane.rotated((1, 0, 0), 0.4, oblique.state.focus_lps),
        slab_mm=4.0,
        slab_mode="max",
    )
    tools.choose("length")
    drag(views[0], QPointF(80, 120), QPointF(150, 160))
    tools.choose("polygon")
    QTest.mouseClick(views[0], Qt.MouseButton.LeftButton, pos=QPointF(90, 100).toPoint())
    assert timeline.cine.play()
    page.grab()
    left = [
        weakref.ref(series),
        weakref.ref(timeline.volume),
        weakref.ref(views[0]),
        weakref.ref(annotations),
        weakref.ref(timeline),
    ]
    page.close()
    page.deleteLater()
    return left


def curve_and_scene(mesh: object) -> list[weakref.ref]:
    volume = phantom()
    curved = CurvedView()
    curved.resize(300, 200)
    curved.set_source(CurvedSource(volume, Line(volume.index_to_patient((5, 5, 1)))))
    scene = SceneView()
    scene.resize(120, 140)
    scene.set_surfaces([(mesh, "#888888")])
    for widget in (curved, scene):
        widget.show()
        widget.grab()
        widget.close()
        widget.deleteLater()
    return [weakref.ref(volume), weakref.ref(curved), weakref.ref(scene)]


def ball() -> object:
    k, j, i = np.meshgrid(*(np.arange(16),) * 3, indexing="ij")
    mask = (k - 8) ** 2 + (j - 8) ** 2 + (i - 8) ** 2 < 30
    return surface(mask, Grid((16, 16, 16), np.ones(3), np.zeros(3), np.eye(3)))


def repeat(act, times: int = TIMES) -> None:
    """Do it `times` times; after the first few the count of everything alive stays what it was."""
    threads: set[threading.Thread] = set()
    counted: Counter[str] = Counter()
    left: list[weakref.ref] = []
    for turn in range(times):
        left = act()
        swept()
        if turn == FIRST - 1:
            counted, threads = alive(), set(threading.enumerate())
    more = alive() - counted
    assert not more, f"left behind after {times} times: {dict(more)}"
    assert [ref() for ref in left if ref() is not None] == []
    begun = {thread.name for thread in set(threading.enumerate()) - threads}
    assert not begun, f"threads begun and not ended: {begun}"


def test_a_hundred_cases_closed_in_the_midst_of_work_leave_nothing(qtbot) -> None:
    repeat(planes_in_the_midst_of_everything)


@pytest.mark.skipif(not opengl_available(), reason="no OpenGL here, not even in software")
def test_a_hundred_curved_views_and_scenes_leave_nothing(qtbot) -> None:
    mesh = ball()
    repeat(lambda: curve_and_scene(mesh))


def test_the_count_sees_what_is_left_behind(qtbot) -> None:
    """Or the two above could not fail."""
    kept: list[QTimer] = []

    def leaves() -> list[weakref.ref]:
        kept.append(QTimer())
        return []

    with pytest.raises(AssertionError, match="QTimer"):
        repeat(leaves, FIRST + 5)
