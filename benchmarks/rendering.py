"""Frames a second and CPU-ms of the real slice view beside plain VTK, in one run on one volume.

    python benchmarks/rendering.py [--json FILE] [--seconds 2.5]

Ours is driven through its ViewState and painted by Qt on the offscreen platform. The rivals render into off-screen
windows without read-back, so without the cost of bringing their picture into a Qt widget:

- reslice: vtkImageReslice → vtkImageMapToWindowLevelColors → vtkImageActor
- slice mapper: vtkImageSliceMapper → vtkImageSlice (orthogonal only)
- reslice mapper: vtkImageResliceMapper → vtkImageSlice
- GPU ray caster: vtkOpenGLGPUVolumeRayCastMapper, for the volume in 3D only

The best of them counts in each scene. Without a GPU VTK renders by llvmpipe, which slows the rivals, not us: the
renderer is printed. `--scenes TEXT` runs only the scenes whose name holds the text.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
from PySide6 import __version__ as qt_version
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from vtkmodules import vtkRenderingOpenGL2  # noqa: F401
from vtkmodules.vtkCommonCore import vtkVersion
from vtkmodules.vtkCommonMath import vtkMatrix4x4
from vtkmodules.vtkFiltersSources import vtkSphereSource
from vtkmodules.vtkImagingColor import vtkImageMapToWindowLevelColors
from vtkmodules.vtkImagingCore import vtkImageReslice
from vtkmodules.vtkRenderingCore import (
    vtkImageActor,
    vtkImageSlice,
    vtkImageSliceMapper,
    vtkRenderer,
    vtkRenderWindow,
)
from vtkmodules.vtkRenderingImage import vtkImageResliceMapper
from vtkmodules.vtkRenderingVolumeOpenGL2 import vtkOpenGLGPUVolumeRayCastMapper

from studies.volume import Grid, Volume
from viewers.furniture import STRIP_PX
from viewers.plane import Plane, rotation
from viewers.rendered import VolumeActor, looks, reduce
from viewers.scene import SceneView, make_window
from viewers.slicing import SliceSource
from viewers.state import SyncGroup
from viewers.view import SliceView

SIZE = 512
#: steps of 7, not in order, so that caches don't flatter
POSITIONS = [(i * 7 * 13) % 380 + 66 for i in range(400)]


def volume() -> Volume:
    """Body, lungs, spine and an aorta of 320 HU with an aneurysm, noise of 12 HU; seeded."""
    rng = np.random.default_rng(2026)
    y, x = np.mgrid[0:SIZE, 0:SIZE].astype(np.float32)
    body = ((x - 256) / 215) ** 2 + ((y - 256) / 150) ** 2 < 1
    lungs = (((np.abs(x - 256) - 105) / 80) ** 2 + ((y - 240) / 105) ** 2) < 1
    voxels = np.empty((SIZE, SIZE, SIZE), np.int16)
    noise = rng.normal(0, 12, (8, SIZE, SIZE)).astype(np.float32)
    for k in range(SIZE):
        plane = np.where(body, 45.0, -1000.0).astype(np.float32)
        plane[lungs] = -820
        plane[(x - 256) ** 2 + (y - 350) ** 2 < 30**2] = 500
        radius = 18 + 16 * np.exp(-(((k - 300) / 50) ** 2))
        plane[(x - 290) ** 2 + (y - 300) ** 2 < radius**2] = 320
        voxels[k] = plane + noise[k % 8]
    grid = Grid((SIZE, SIZE, SIZE), np.array([0.7, 0.7, 0.8]), np.zeros(3), np.eye(3))
    return Volume(voxels, grid, "CT", "HU", "1.2.826")


Measured = dict[str, Any]
PAINTS = [0]


def _count(_: float) -> None:
    PAINTS[0] += 1


def timed(frame: Callable[[int], None], seconds: float, views: int = 0) -> Measured:
    """Frames for some seconds; with `views` real views, every frame must have painted each of them."""
    for number in range(3):
        frame(number)
    walls: list[float] = []
    PAINTS[0] = 0
    cpu, started = time.process_time(), time.perf_counter()
    for number in range(len(POSITIONS)):
        before = time.perf_counter()
        frame(number)
        walls.append(time.perf_counter() - before)
        if time.perf_counter() - started > seconds:
            break
    used = time.process_time() - cpu
    if views and PAINTS[0] < views * len(walls):
        raise RuntimeError(f"{PAINTS[0]} paints in {len(walls)} frames of {views} views")
    return {
        "fps": round(len(walls) / sum(walls), 1),
        "median_ms": round(1000 * float(np.median(walls)), 2),
        "p95_ms": round(1000 * float(np.percentile(walls, 95)), 2),
        "cpu_ms": round(1000 * used / len(walls), 2),
        "n": len(walls),
    }


def shown(
    data: Volume, orientation: str, source: SliceSource, px: int, group: SyncGroup | None = None
) -> SliceView:
    view = SliceView(data, orientation, source=source)
    view.resize(px, px + STRIP_PX)
    view.set_group(group)
    view.painted.connect(_count)
    view.show()
    QApplication.processEvents()  # a window that was never exposed paints nothing
    return view


def ours_single(data: Volume, orientation: str, px: int, seconds: float) -> Measured:
    view = shown(data, orientation, SliceSource.of(data), px)

    def frame(number: int) -> None:
        view.model.show_slice(POSITIONS[number])
        view.repaint()

    result = timed(frame, seconds, 1)
    view.close()
    return result


def ours_linked(data: Volume, px: int, seconds: float) -> Measured:
    """Every frame moves the crosshair: all three views show another slice."""
    source, group = SliceSource.of(data), SyncGroup()
    views = [shown(data, o, source, px, group) for o in ("axial", "coronal", "sagittal")]

    def frame(number: int) -> None:
        index = [POSITIONS[number], POSITIONS[(number + 133) % 400], POSITIONS[(number + 266) % 400]]
        views[0].move_crosshair(data.index_to_patient(index))
        for view in views:
            view.repaint()

    result = timed(frame, seconds, 3)
    for view in views:
        view.close()
    return result


def ours_scroll_linked(data: Volume, px: int, seconds: float) -> Measured:
    """A linked scroll: the axial view shows another slice, the other two move a line."""
    source, group = SliceSource.of(data), SyncGroup()
    views = [shown(data, o, source, px, group) for o in ("axial", "coronal", "sagittal")]

    def frame(number: int) -> None:
        views[0].model.show_slice(POSITIONS[number])
        for view in views:
            view.repaint()

    result = timed(frame, seconds, 3)
    for view in views:
        view.close()
    return result


def ours_window(data: Volume, px: int, seconds: float) -> Measured:
    view = shown(data, "axial", SliceSource.of(data), px)

    def frame(number: int) -> None:
        view.change(window=float(200 + number), level=float(POSITIONS[number]))
        view.repaint()

    result = timed(frame, seconds, 1)
    view.close()
    return result


def oblique_plane(data: Volume, number: int) -> Plane:
    turn = rotation((0.3, 1.0, 0.2), 0.5 + number * 0.003)
    return Plane.of(data.grid.centre_lps, turn @ (1.0, 0.0, 0.0), turn @ (0.0, 1.0, 0.0))


def ours_oblique(data: Volume, px: int, seconds: float) -> Measured:
    view = shown(data, "oblique", SliceSource.of(data), px)

    def frame(number: int) -> None:
        view.change(plane=oblique_plane(data, number))
        view.repaint()

    result = timed(frame, seconds, 1)
    result["full_ms"] = until_full([view])
    view.close()
    return result


def until_full(views: list[SliceView]) -> float:
    """Milliseconds from the release of a drag until every view shows its full picture, painted.

    The release itself asks at once, as `Mouse.release` does; without it the views would wait for rest.
    """
    started = time.perf_counter()
    for view in views:
        view.pictures.released()
    while any(view.is_preview for view in views) and time.perf_counter() - started < 5:
        QApplication.processEvents()
    for view in views:
        view.repaint()
    return round(1000 * (time.perf_counter() - started), 1)


def ours_obliques(data: Volume, px: int, seconds: float) -> Measured:
    """Three free planes at right angles that turn together, as by a handle of the crosshair."""
    source, group = SliceSource.of(data), SyncGroup()
    views = [shown(data, "oblique", source, px, group) for _ in range(3)]
    for view in views:
        view.change(follows_focus=False)

    def frame(number: int) -> None:
        for view, plane in zip(views, square_planes(data, number), strict=True):
            view.change(plane=plane)
        for view in views:
            view.repaint()

    result = timed(frame, seconds, 3)
    result["full_ms"] = until_full(views)
    for view in views:
        view.close()
    return result


def square_planes(data: Volume, number: int) -> list[Plane]:
    turn = rotation((0.3, 1.0, 0.2), 0.5 + number * 0.003)
    pairs = (((1, 0, 0), (0, 1, 0)), ((1, 0, 0), (0, 0, -1)), ((0, 1, 0), (0, 0, -1)))
    return [Plane.of(data.grid.centre_lps, turn @ row, turn @ column) for row, column in pairs]


def ours_slab(data: Volume, slab_mm: float, px: int, seconds: float) -> Measured:
    view = shown(data, "oblique", SliceSource.of(data), px)
    view.model.set_slab(slab_mm)

    def frame(number: int) -> None:
        view.change(plane=oblique_plane(data, number))
        view.repaint()

    result = timed(frame, seconds, 1)
    view.close()
    return result


def ours_click(data: Volume, px: int, seconds: float) -> Measured:
    """A real click in the axial of three linked views until all three show the new place: the other two a new slice."""
    source, group = SliceSource.of(data), SyncGroup()
    views = [shown(data, o, source, px, group) for o in ("axial", "coronal", "sagittal")]
    centre = views[0].picture_rect().center()

    def frame(number: int) -> None:
        shift = QPointF((POSITIONS[number] - 256) * 0.8, (POSITIONS[(number + 133) % 400] - 256) * 0.8)
        QTest.mouseClick(
            views[0], Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, (centre + shift).toPoint()
        )
        for view in views:
            view.repaint()

    result = timed(frame, seconds, 3)
    for view in views:
        view.close()
    return result


def sphere() -> vtkSphereSource:
    made = vtkSphereSource()
    made.SetRadius(100)
    made.SetThetaResolution(224)
    made.SetPhiResolution(226)  # 2 × 224 × 224 = 100,352 triangles
    made.Update()
    return made


def ours_surface(px: int, seconds: float) -> Measured:
    """100,000 triangles turned by the mouse in the 3D view, read back and painted by Qt; whole at the release."""
    view = SceneView()
    view.resize(px, px + STRIP_PX)
    view.set_surfaces([(sphere().GetOutput(), "#c05050")])
    view.drawn.connect(lambda _: _count(0.0))
    view.show()
    QApplication.processEvents()

    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mousePress(view, left, none, QPoint(100, 300))

    def frame(number: int) -> None:
        QTest.mouseMove(view, QPoint(100 + number * 6 % 700, 300 + number % 50))
        view.repaint()

    result = timed(frame, seconds, 1)
    started = time.perf_counter()
    QTest.mouseRelease(view, left, none, QPoint(100, 300))
    view.repaint()
    result["full_ms"] = round(1000 * (time.perf_counter() - started), 1)
    view.close()
    return result


def ours_volume(data: Volume, px: int, seconds: float) -> Measured:
    """The whole volume in 3D, turned by the mouse; first picture and the whole one after the release beside it."""
    view = SceneView()
    view.resize(px, px + STRIP_PX)
    view.drawn.connect(lambda _: _count(0.0))
    view.show()
    began = time.perf_counter()
    view.set_volume(data, shown=True)
    while not view.shows_volume:
        QApplication.processEvents()
    view.repaint()
    first = time.perf_counter() - began
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mousePress(view, left, none, QPoint(100, 300))

    def frame(number: int) -> None:
        QTest.mouseMove(view, QPoint(100 + number * 6 % 300, 300 + number % 50))
        view.repaint()

    result = timed(frame, seconds, 1)
    started = time.perf_counter()
    QTest.mouseRelease(view, left, none, QPoint(100, 300))
    while view.is_preview:
        QApplication.processEvents()
    result["full_ms"] = round(1000 * (time.perf_counter() - started), 1)
    result["first_ms"] = round(1000 * first, 1)
    view.close()
    return result


def rival_volume(data: Volume, px: int, seconds: float) -> Measured:
    """VTK's GPU ray caster on the same reduced volume and look, off screen; on llvmpipe where there is no GPU."""
    reduced = reduce(data)
    actor = VolumeActor(reduced)
    actor.show(looks("CT")[0])
    mapper = vtkOpenGLGPUVolumeRayCastMapper()
    mapper.SetInputData(actor.prop.GetMapper().GetInput())
    actor.prop.SetMapper(mapper)
    window = make_window()
    if window is None:
        raise RuntimeError("no OpenGL here")
    renderer = vtkRenderer()
    window.AddRenderer(renderer)
    window.SetSize(px, px)
    renderer.AddVolume(actor.prop)
    renderer.ResetCamera()

    def frame(number: int) -> None:
        renderer.GetActiveCamera().Azimuth(3)
        window.Render()

    result = timed(frame, seconds)
    renderer.RemoveAllViewProps()
    window.Finalize()
    return result | {"name": "GPU ray caster"}


def resident_mb() -> float:
    """Resident memory of this process now (Linux)."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def memory_of_views(data: Volume) -> Measured:
    """MB over the volume with three linked views, one free plane, and a surface, all scrolled and turned."""
    gc.collect()
    before = resident_mb()
    source, group = SliceSource.of(data), SyncGroup()
    views = [shown(data, o, source, 1024, group) for o in ("axial", "coronal", "sagittal", "oblique")]
    scene = SceneView()
    scene.resize(1024, 1046)
    scene.set_surfaces([(sphere().GetOutput(), "#c05050")])
    scene.show()
    for number in range(120):
        index = [POSITIONS[number], POSITIONS[(number + 133) % 400], POSITIONS[number] + number % 5]
        views[0].move_crosshair(data.index_to_patient(index))
        views[3].change(plane=oblique_plane(data, number))
        for view in views:
            view.repaint()
    until_full([views[3]])
    scene.repaint()
    used = resident_mb() - before
    for each in (*views, scene):
        each.close()
    return {"mb": round(used, 1), "volume_mb": round(data.voxels.nbytes / 2**20, 1)}


class Rival:
    """Reslice and actor in an off-screen window: one a view."""

    def __init__(self, data: Volume, px: int) -> None:
        self.reslice = vtkImageReslice()
        self.reslice.SetInputData(data.vtk_image)
        self.reslice.SetOutputDimensionality(2)
        self.reslice.SetInterpolationModeToLinear()
        self.reslice.SetEnableSMP(False)
        self.colours = vtkImageMapToWindowLevelColors()
        self.colours.SetInputConnection(self.reslice.GetOutputPort())
        self.colours.SetWindow(400)
        self.colours.SetLevel(40)
        self.actor = vtkImageActor()
        self.actor.GetMapper().SetInputConnection(self.colours.GetOutputPort())
        self.renderer = vtkRenderer()
        self.renderer.AddActor(self.actor)
        self.window = vtkRenderWindow()
        self.window.SetOffScreenRendering(1)
        self.window.SetShowWindow(False)
        self.window.SetMultiSamples(0)
        self.window.SetSize(px, px)
        self.window.AddRenderer(self.renderer)
        self.renderer.GetActiveCamera().ParallelProjectionOn()
        self.is_new = True

    def render(self, plane: Plane) -> None:
        axes = vtkMatrix4x4()
        for row in range(3):
            for column, values in enumerate(
                (plane.row_direction, plane.column_direction, plane.normal, plane.origin)
            ):
                axes.SetElement(row, column, float(values[row]))
        self.reslice.SetResliceAxes(axes)
        if self.is_new:
            self.renderer.ResetCamera()
            self.is_new = False
        self.window.Render()

    def close(self) -> None:
        self.renderer.RemoveAllViewProps()
        self.window.Finalize()


class MapperRival(Rival):
    """vtkImageSlice in an off-screen window, by one of its two mappers."""

    def __init__(self, data: Volume, px: int, mapper: vtkImageSliceMapper | vtkImageResliceMapper) -> None:
        self.mapper = mapper
        mapper.SetInputData(data.vtk_image)
        mapper.SliceAtFocalPointOn()
        mapper.SliceFacesCameraOn()
        self.actor = vtkImageSlice()
        self.actor.SetMapper(mapper)
        self.actor.GetProperty().SetColorWindow(400)
        self.actor.GetProperty().SetColorLevel(40)
        self.renderer = vtkRenderer()
        self.renderer.AddViewProp(self.actor)
        self.window = vtkRenderWindow()
        self.window.SetOffScreenRendering(1)
        self.window.SetShowWindow(False)
        self.window.SetMultiSamples(0)
        self.window.SetSize(px, px)
        self.window.AddRenderer(self.renderer)
        camera = self.renderer.GetActiveCamera()
        camera.ParallelProjectionOn()
        camera.SetParallelScale(float(np.max(data.grid.spacing_mm)) * SIZE / 2)

    def render(self, plane: Plane) -> None:
        camera, at = self.renderer.GetActiveCamera(), np.asarray(plane.origin)
        camera.SetFocalPoint(*at)
        camera.SetPosition(*(at - 500.0 * np.asarray(plane.normal)))
        camera.SetViewUp(*(-np.asarray(plane.column_direction)))
        self.renderer.ResetCameraClippingRange()
        self.window.Render()


RIVALS: dict[str, Callable[[Volume, int], Rival]] = {
    "reslice": Rival,
    "slice mapper": lambda data, px: MapperRival(data, px, vtkImageSliceMapper()),
    "reslice mapper": lambda data, px: MapperRival(data, px, vtkImageResliceMapper()),
}


def rival(data: Volume, planes: Callable[[int], list[Plane]], px: int, seconds: float) -> Measured:
    """The best of the rivals that can show these planes."""
    source = SliceSource.of(data)
    free = any(source.orientation_of(plane) is None for plane in planes(0))
    found = []
    for name, make in RIVALS.items():
        if not (free and name == "slice mapper"):  # it cuts along the voxels only
            found.append((name, one_rival(make, data, planes, px, seconds)))
    name, best = max(found, key=lambda each: each[1]["fps"])
    return best | {"name": name}


def one_rival(
    make: Callable[[Volume, int], Rival],
    data: Volume,
    planes: Callable[[int], list[Plane]],
    px: int,
    seconds: float,
) -> Measured:
    windows = [make(data, px) for _ in planes(0)]

    def frame(number: int) -> None:
        for window, plane in zip(windows, planes(number), strict=True):
            window.render(plane)

    result = timed(frame, seconds)
    for window in windows:
        window.close()
    return result


Scene = tuple[str, Callable[[], Measured], Callable[[], Measured] | None]


def best_of_turns(
    own: Callable[[], Measured], other: Callable[[], Measured] | None, turns: int
) -> tuple[Measured, Measured | None]:
    """Ours and the rival's by turns, the best of each: what else runs on the machine then hits both alike."""
    ours: list[Measured] = []
    theirs: list[Measured] = []
    for _ in range(turns):
        ours.append(own())
        if other is not None:
            theirs.append(other())
    return max(ours, key=lambda m: m["fps"]), max(theirs, key=lambda m: m["fps"], default=None)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=2.5)
    parser.add_argument("--turns", type=int, default=3, help="ours and the rival's by turns, the best counts")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--scenes", default="", help="only the scenes whose name holds this")
    options = parser.parse_args()
    QApplication([])
    data = volume()
    source = SliceSource.of(data)
    probe = Rival(data, 64)
    probe.render(source.plane("axial"))
    renderer = next(
        (s for s in probe.window.ReportCapabilities().splitlines() if "renderer string" in s), ""
    ).strip()
    probe.close()

    def three(number: int) -> list[Plane]:
        return [
            source.plane(o, POSITIONS[(number + shift) % 400])
            for o, shift in (("axial", 0), ("coronal", 133), ("sagittal", 266))
        ]

    def one_of_three(number: int) -> list[Plane]:
        return [source.plane("axial", POSITIONS[number]), source.plane("coronal"), source.plane("sagittal")]

    seconds, rows = options.seconds, []
    memory = memory_of_views(data)
    for px in (512, 1024):
        scenes: list[Scene] = [
            (
                f"one axial {px}",
                lambda px=px: ours_single(data, "axial", px, seconds),
                lambda px=px: rival(data, lambda n: [source.plane("axial", POSITIONS[n])], px, seconds),
            ),
            (
                f"one sagittal {px}",
                lambda px=px: ours_single(data, "sagittal", px, seconds),
                lambda px=px: rival(data, lambda n: [source.plane("sagittal", POSITIONS[n])], px, seconds),
            ),
            (
                f"three linked {px}, scrolling one",
                lambda px=px: ours_scroll_linked(data, px, seconds),
                lambda px=px: rival(data, one_of_three, px, seconds),
            ),
            (
                f"three linked {px}, all slices new",
                lambda px=px: ours_linked(data, px, seconds),
                lambda px=px: rival(data, three, px, seconds),
            ),
            (f"window drag {px}", lambda px=px: ours_window(data, px, seconds), None),
            (
                f"one oblique {px}, turning",
                lambda px=px: ours_oblique(data, px, seconds),
                lambda px=px: rival(data, lambda n: [oblique_plane(data, n)], px, seconds),
            ),
            (
                f"three obliques {px}, turning",
                lambda px=px: ours_obliques(data, px, seconds),
                lambda px=px: rival(data, lambda n: square_planes(data, n), px, seconds),
            ),
            (f"oblique slab 10 mm {px}", lambda px=px: ours_slab(data, 10.0, px, seconds), None),
            (f"oblique slab 30 mm {px}", lambda px=px: ours_slab(data, 30.0, px, seconds), None),
            (f"click in three linked {px}", lambda px=px: ours_click(data, px, seconds), None),
            (f"surface of 100,000 triangles {px}", lambda px=px: ours_surface(px, seconds), None),
            (
                f"volume of 256³ in 3D {px}, turning",
                lambda px=px: ours_volume(data, px, seconds),
                lambda px=px: rival_volume(data, px, seconds),
            ),
        ]
        for name, own, other in scenes:
            if options.scenes not in name:
                continue
            rows.append((name, *best_of_turns(own, other, options.turns)))
    facts = {
        "renderer": renderer,
        "cores": os.cpu_count(),
        "load": [round(v, 2) for v in os.getloadavg()],
        "python": platform.python_version(),
        "pyside6": qt_version,
        "vtk": vtkVersion.GetVTKVersion(),
        "numpy": np.__version__,
    }
    print(facts)
    print("memory over the volume:", memory)
    print("| scene | fps | median ms | p95 ms | CPU-ms | best VTK | fps | CPU-ms | ratio | CPU ratio |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for name, own, other in rows:
        beside = (
            f"{other['name']} | {other['fps']} | {other['cpu_ms']} | {own['fps'] / other['fps']:.1f}"
            f" | {other['cpu_ms'] / own['cpu_ms']:.1f}"
            if other
            else "– | – | – | – | –"
        )
        print(
            f"| {name} | {own['fps']} | {own['median_ms']} | {own['p95_ms']} | {own['cpu_ms']} | {beside} |"
        )
        if "first_ms" in own:
            print(f"| … first picture | – | {own['first_ms']} | – | – | – | – | – | – | – |")
        if "full_ms" in own:
            print(f"| … full quality after release | – | {own['full_ms']} | – | – | – | – | – | – | – |")
    if options.json:
        found = [{"scene": n, "ours": a, "vtk": b} for n, a, b in rows]
        options.json.write_text(
            json.dumps({"facts": facts, "memory": memory, "scenes": found}, indent=1), encoding="utf-8"
        )


if __name__ == "__main__":
    main()
