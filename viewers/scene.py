"""The 3D view: surfaces, a centreline, section rings and the volume itself, rendered off screen by VTK.

No VTK window is ever a Qt window (specs/viewers.md V3, V4). Left drag turns, middle drag pans, the wheel zooms,
Ctrl+wheel moves the threshold of a volume; a right click offers looks and directions. Rendering happens in the UI
thread, only when something changed and the view is visible; a volume at rest is rendered in tiles, one a turn of the
event loop. Where no OpenGL can be had the view says so and everything else goes on.
"""

from __future__ import annotations

import contextlib
import ctypes
import ctypes.util
import functools
import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget
from vtkmodules import vtkRenderingOpenGL2  # noqa: F401 - registers the OpenGL classes with VTK's factory
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkCommonCore import vtkLookupTable, vtkObject, vtkUnsignedCharArray
from vtkmodules.vtkCommonDataModel import vtkPolyData
from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper, vtkRenderer, vtkRenderWindow

from studies.volume import Volume
from viewers import furniture, menus, style
from viewers.colour import colour_table
from viewers.framed import PictureWidget
from viewers.meshes import line
from viewers.plane import unit
from viewers.rendered import MARGIN_PX, Tile, VolumeActor, aim, tiles
from viewers.volume_show import VolumeShow

#: a scene that takes longer than this is drawn at this share of its size while it is dragged
SLOW_S, DRAG_SHARE = 0.016, 0.6
#: without input for so long a volume is rendered in full
REST_MS = 120
#: a right press that moves less than this is a click
CLICK_PX = 4.0
#: room round what is looked at
AIR = 1.06
#: where the camera stands (LPS, away from the patient) and what is up, by the direction's name
DIRECTIONS = {
    "front": ((0.0, -1.0, 0.0), (0.0, 0.0, 1.0)),
    "back": ((0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "left": ((1.0, 0.0, 0.0), (0.0, 0.0, 1.0)),
    "right": ((-1.0, 0.0, 0.0), (0.0, 0.0, 1.0)),
    "head": ((0.0, 0.0, 1.0), (0.0, -1.0, 0.0)),
    "feet": ((0.0, 0.0, -1.0), (0.0, -1.0, 0.0)),
}

OSMESA_NAMES = ("libOSMesa.so.8", "libOSMesa.so.6", "libOSMesa.so", "osmesa.dll", "libOSMesa.dylib")


@dataclass(frozen=True, slots=True)
class ColourScale:
    """Colours of a figure on a surface, and its legend: ``Ø mm`` from low to high."""

    title: str
    low: float
    high: float
    table: str = "viridis"


@dataclass(frozen=True, eq=False)
class Ring:
    """A section's contour in LPS mm; the selected one is white and carries its text."""

    points_lps: NDArray[np.float64]
    selected: bool = False
    text: str = ""


def _can_load_osmesa() -> bool:
    for name in (*OSMESA_NAMES, ctypes.util.find_library("OSMesa")):
        if name:
            try:
                ctypes.CDLL(name)
            except OSError:
                continue
            return True
    return False


def make_window() -> vtkRenderWindow | None:
    """An off-screen window, or None where no OpenGL can be had.

    Without X and EGL, VTK's factory falls back to OSMesa whether or not its library is there, claims support,
    and crashes at the first render (VTK 9.7, measured); so the library is looked for first.
    """
    shown = vtkObject.GetGlobalWarningDisplay()
    vtkObject.GlobalWarningDisplayOff()  # "bad X server connection" is no news to a person
    try:
        window = vtkRenderWindow()
        if window.GetClassName() == "vtkOSOpenGLRenderWindow" and not _can_load_osmesa():
            return None
        window.SetOffScreenRendering(1)
        window.SetShowWindow(False)
        window.SetMultiSamples(0)
    finally:
        vtkObject.SetGlobalWarningDisplay(shown)
    return window


@functools.cache
def opengl_available() -> bool:
    """Whether a 3D picture can be made here; asked once."""
    window = make_window()
    if window is None:
        return False
    window.Finalize()
    return True


class SceneView(PictureWidget):
    """Surfaces and lines in patient coordinates, seen from the front at first, head up."""

    failure_event = "scene_not_drawn"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumSize(120, 120)
        self._empty = ""
        self._scale: ColourScale | None = None
        self._rings: tuple[Ring, ...] = ()
        self._window: vtkRenderWindow | None = None
        self._renderer: vtkRenderer | None = None
        self._surfaces: list[vtkActor] = []
        self._lines: list[vtkActor] = []
        self._image: QImage | None = None
        self._whole_s = 0.0  # what the last whole picture took to render
        self._drag: tuple[Qt.MouseButton, QPointF] | None = None
        self._pressed_at = QPointF()
        self._has_camera = False
        self._shown_actor: VolumeActor | None = None
        self._tiles: list[Tile] = []  # of the picture at rest, still to be rendered
        self.shown_volume = VolumeShow(self)
        self.shown_volume.changed.connect(self._dirty)
        self.shown_volume.came.connect(self._take_volume)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._render_tile)
        self.setAccessibleName(self.tr("3D view"))

    # ------------------------------------------------------------ what is shown

    def set_surfaces(
        self, meshes: Sequence[tuple[vtkPolyData, str]], scale: ColourScale | None = None
    ) -> None:
        """Finished meshes (LPS mm) with a colour ``#rrggbb``; one with scalars is coloured by `scale` instead."""
        renderer = self._ready()
        self._scale = scale
        if renderer is None:
            return
        for actor in self._surfaces:
            renderer.RemoveActor(actor)
        self._surfaces = []
        for mesh, ink in meshes:
            mapper = vtkPolyDataMapper()
            mapper.SetInputData(mesh)
            has_scalars = scale is not None and mesh.GetPointData().GetScalars() is not None
            mapper.SetScalarVisibility(has_scalars)
            if has_scalars and scale is not None:
                mapper.SetLookupTable(_lookup(scale))
                mapper.SetScalarRange(scale.low, scale.high)
            actor = vtkActor()
            actor.SetMapper(mapper)
            actor.GetProperty().SetColor(*_rgb(QColor(ink)))
            actor.GetProperty().SetAmbient(0.15)
            actor.GetProperty().SetDiffuse(0.85)
            actor.GetProperty().SetSpecular(0.15)
            renderer.AddActor(actor)
            self._surfaces.append(actor)
        if not self._has_camera and self._surfaces:
            self.look_from_front()
        self._dirty()

    def set_lines(self, centreline_lps: NDArray[np.float64] | None, rings: Sequence[Ring] = ()) -> None:
        """The centreline (or None) and the rings of the sections."""
        renderer = self._ready()
        self._rings = tuple(rings)
        if renderer is None:
            return
        for actor in self._lines:
            renderer.RemoveActor(actor)
        self._lines = []
        wanted: list[tuple[vtkPolyData, QColor, float]] = []
        if centreline_lps is not None and len(centreline_lps) > 1:
            wanted.append((line(centreline_lps), style.colour("picture.centreline"), 1.5))
        for ring in self._rings:
            ink = style.colour("picture.measure_selected" if ring.selected else "picture.prior")
            wanted.append((line(ring.points_lps, closed=True), ink, 3.0 if ring.selected else 1.5))
        for shape, ink, width in wanted:
            mapper = vtkPolyDataMapper()
            mapper.SetInputData(shape)
            # a ring lies on the surface: drawn a little nearer, so that the surface doesn't swallow it
            mapper.SetResolveCoincidentTopologyToPolygonOffset()
            mapper.SetRelativeCoincidentTopologyLineOffsetParameters(-2.0, -60.0)
            actor = vtkActor()
            actor.SetMapper(mapper)
            actor.GetProperty().SetColor(*_rgb(ink))
            actor.GetProperty().SetLineWidth(width)
            actor.GetProperty().LightingOff()
            renderer.AddActor(actor)
            self._lines.append(actor)
        self._dirty()

    def set_volume(self, volume: Volume | None, *, shown: bool = False) -> None:
        """The images that a person may have shown in 3D; `shown`: at once, beside surfaces if there are any."""
        self.shown_volume.set_volume(volume)
        self.shown_volume.want(shown and volume is not None)
        self._take_volume()

    def show_volume(self, shown: bool) -> None:
        """Show the volume itself, or only surfaces."""
        self.shown_volume.want(shown)
        self._take_volume()

    @property
    def shows_volume(self) -> bool:
        """Whether the volume is in the picture now."""
        return self._shown_actor is not None

    @property
    def is_preview(self) -> bool:
        """Whether the picture of the volume is still coarser than full."""
        return self.shows_volume and (self._image is None or bool(self._tiles))

    def _take_volume(self) -> None:
        """Bring what the renderer holds in line with what is wanted and has been made."""
        show = self.shown_volume
        wanted = show.actor if show.is_wanted else None
        if wanted is not self._shown_actor:
            renderer = self._ready()
            if renderer is None:
                return
            if self._shown_actor is not None:
                renderer.RemoveVolume(self._shown_actor.prop)
            self._shown_actor = wanted
            # a gradient would begin anew in each tile
            renderer.SetGradientBackground(wanted is None)
            if wanted is not None:
                renderer.AddVolume(wanted.prop)
                if not self._has_camera:
                    self.look_from_front()
                else:
                    renderer.ResetCameraClippingRange()
        self._dirty()

    def set_empty(self, text: str) -> None:
        """What the view needs, shown while it has no surface."""
        self._empty = text
        self.update()

    def accessible_value(self) -> str:
        """From where it is seen, and how."""
        return " · ".join(text for text in (self.direction_text(), *self._volume_texts()) if text)

    # ------------------------------------------------------------ camera

    def look_from_front(self) -> None:
        """From the patient's front, head up, everything in the picture."""
        self.look_from("front")

    def look_from(self, direction: str) -> None:
        """From one of `DIRECTIONS`, everything in the picture; KeyError for another."""
        away, up = DIRECTIONS[direction]
        renderer = self._ready()
        if renderer is None:
            return
        bounds = renderer.ComputeVisiblePropBounds()
        if bounds[0] > bounds[1]:
            return
        middle = np.array([(bounds[i] + bounds[i + 1]) / 2 for i in (0, 2, 4)])
        camera = renderer.GetActiveCamera()
        camera.SetFocalPoint(*middle)
        camera.SetPosition(*(middle + 500.0 * np.array(away)))
        camera.SetViewUp(*up)
        camera.SetPosition(*(middle + self._distance(bounds, away, up) * np.array(away)))
        renderer.ResetCameraClippingRange()
        self._has_camera = True
        self._dirty()

    def _distance(self, bounds: Sequence[float], away: Sequence[float], up: Sequence[float]) -> float:
        """How far the camera stands so that the box of `bounds` just fills the picture, with some air round it."""
        sides = np.array([(bounds[i + 1] - bounds[i]) / 2 for i in (0, 2, 4)])
        corners = sides * np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)])
        right = np.cross(np.array(up), np.array(away))
        box = self.picture_rect()
        angle = 30.0 if self._renderer is None else self._renderer.GetActiveCamera().GetViewAngle()
        tangent = math.tan(math.radians(angle / 2))
        across = np.abs(corners @ right) / (tangent * box.width() / box.height())
        needed = np.maximum(np.abs(corners @ np.array(up)) / tangent, across) + corners @ np.array(away)
        return float(max(needed.max() * AIR, 1.0))

    def turn(self, right_deg: float, up_deg: float) -> None:
        """Turn the scene as the hand moves: to the right, upward (degrees)."""
        if self._renderer is None:
            return
        camera = self._renderer.GetActiveCamera()
        camera.Azimuth(-right_deg)
        camera.Elevation(up_deg)
        camera.OrthogonalizeViewUp()
        self._renderer.ResetCameraClippingRange()
        self._dirty()

    def zoom(self, factor: float) -> None:
        if self._renderer is None:
            return
        self._renderer.GetActiveCamera().Dolly(factor)
        self._renderer.ResetCameraClippingRange()
        self._dirty()

    def pan(self, dx_px: float, dy_px: float) -> None:
        if self._renderer is None:
            return
        camera = self._renderer.GetActiveCamera()
        right, down = self._axes()
        tall = 2 * camera.GetDistance() * math.tan(math.radians(camera.GetViewAngle() / 2))
        shift = -(right * dx_px + down * dy_px) * tall / max(self.height() - furniture.STRIP_PX, 1)
        camera.SetFocalPoint(*(np.asarray(camera.GetFocalPoint()) + shift))
        camera.SetPosition(*(np.asarray(camera.GetPosition()) + shift))
        self._renderer.ResetCameraClippingRange()
        self._dirty()

    def direction_text(self) -> str:
        """Where the camera stands, as on an angiography system: ``LAO 52° · CRAN 10°``."""
        if self._renderer is None:
            return ""
        camera = self._renderer.GetActiveCamera()
        away = unit(np.asarray(camera.GetPosition()) - np.asarray(camera.GetFocalPoint()))
        around = round(math.degrees(math.atan2(away[0], -away[1])))
        tilt = round(math.degrees(math.asin(max(-1.0, min(1.0, away[2])))))
        parts = [f"{'LAO' if around > 0 else 'RAO'} {abs(around)}°" if around else "AP"]
        if tilt:
            parts.append(f"{'CRAN' if tilt > 0 else 'CAUD'} {abs(tilt)}°")
        return " · ".join(parts)

    def _axes(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """LPS directions of the screen's right and down."""
        if self._renderer is None:
            return np.array([1.0, 0, 0]), np.array([0, 0, -1.0])
        camera = self._renderer.GetActiveCamera()
        up, forward = unit(camera.GetViewUp()), unit(camera.GetDirectionOfProjection())
        right = unit(np.cross(forward, up))
        return right, -unit(np.cross(right, forward))

    # ------------------------------------------------------------ rendering

    def _ready(self) -> vtkRenderer | None:
        if self._renderer is None and opengl_available():
            window = make_window()
            if window is None:
                return None
            self._window = window
            self._renderer = vtkRenderer()
            self._renderer.SetBackground(0.02, 0.025, 0.03)
            self._renderer.SetBackground2(*_rgb(style.colour("surface.app")))
            self._renderer.GradientBackgroundOn()
            window.AddRenderer(self._renderer)
        return self._renderer

    def _dirty(self) -> None:
        self._image = None
        self._tiles = []
        self._rest.stop()
        self.update()

    def render_image(self, width: int, height: int) -> QImage:
        """The scene alone, width × height physical pixels; a copy that owns its memory."""
        if self._window is None:
            return QImage()
        self._window.SetSize(width, height)
        self._window.Render()
        pixels = vtkUnsignedCharArray()
        self._window.GetRGBACharPixelData(0, 0, width - 1, height - 1, 0, pixels, 0)
        rows = vtk_to_numpy(pixels).reshape(height, width, 4)[::-1]
        buffer = np.ascontiguousarray(rows)
        image = QImage(buffer.data, width, height, 4 * width, QImage.Format.Format_RGBX8888)
        return image.convertToFormat(
            QImage.Format.Format_RGB32
        )  # a copy, and the format that is painted fastest

    def _render_coarse(self, width: int, height: int) -> QImage:
        """A volume while it moves: fewer rays, and the whole of it in tiles once it rests."""
        actor, show = self._shown_actor, self.shown_volume
        if actor is None:
            return self.render_image(width, height)
        actor.cast_every(show.coarse_step)
        started = time.perf_counter()
        image = self.render_image(width, height)
        show.took(time.perf_counter() - started)
        self._tiles = list(tiles(width, height))
        if self._drag is None:
            self._rest.start(REST_MS)
        return image

    def _render_tile(self) -> None:
        """One tile of the picture at rest in full quality; the next one at the next turn of the event loop."""
        actor, image, renderer = self._shown_actor, self._image, self._renderer
        if actor is None or image is None or renderer is None or not self._tiles or not self.isVisible():
            return
        tile = self._tiles.pop(0)
        camera = renderer.GetActiveCamera()
        angle, centre = camera.GetViewAngle(), camera.GetWindowCenter()
        actor.cast_every(1.0)
        try:
            wide, tall = aim(camera, tile, image.width(), image.height(), angle)
            part = self.render_image(wide, tall)
        finally:
            camera.SetViewAngle(angle)
            camera.SetWindowCenter(*centre)
        painter = QPainter(image)
        try:
            painter.drawImage(tile.left, tile.top, part, MARGIN_PX, MARGIN_PX, tile.width, tile.height)
        finally:
            painter.end()
        self.update()
        if self._tiles:
            self._rest.start(0)

    @contextlib.contextmanager
    def _at_full_quality(self) -> Iterator[None]:
        # a grab may have another resolution than the screen, and the screen than the grab
        kept, left, self._image = self._image, self._tiles, None
        if self.shows_volume and kept is not None and not left:
            self._image = kept  # whole already; `_draw` keeps it if it has the size that is asked for
        if self._shown_actor is not None:
            self._shown_actor.cast_every(1.0)
        yield
        self._image, self._tiles = kept, left

    def _draw(self, painter: QPainter, dpr: float) -> None:
        box = self.picture_rect()
        if not opengl_available():
            furniture.paint_message(
                painter,
                QRectF(self.rect()),
                self.tr("3D needs OpenGL, which isn't available here."),
                self.tr("Ask IT to install a graphics driver or Mesa. Everything else works without it."),
            )
        elif not self._surfaces and not self.shows_volume:
            self._say_why_empty(painter)
        else:
            if self.shown_volume.is_wanted:
                self.shown_volume.ask()
            # while it is dragged on a machine that renders slowly it is drawn smaller; whole again at the release
            share = DRAG_SHARE if self.is_coarse and not self.shows_volume else 1.0
            size = (max(1, round(box.width() * dpr * share)), max(1, round(box.height() * dpr * share)))
            if self._image is None or (self._image.width(), self._image.height()) != size:
                if self.shows_volume and not self.is_grabbed:
                    self._image = self._render_coarse(*size)
                else:
                    started = time.perf_counter()
                    self._image = self.render_image(*size)
                    if share == 1.0 and not self.is_grabbed:
                        self._whole_s = time.perf_counter() - started
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, share != 1.0)
            painter.drawImage(box, self._image)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setClipRect(box)
            self._paint_ring_texts(painter, box, size[0] / box.width())
            self._paint_legend(painter, box)
            turn = self.direction_text() + " · " + self.tr("left drag = turn")
            lines = [(turn, style.colour("text.on_image"))]
            if self.shows_volume:
                lines = [(text, style.colour("text.on_image")) for text in self._volume_texts()] + lines
                if self.is_preview and not self.is_grabbed:
                    lines.append((self.tr("PREVIEW"), style.colour("status.preliminary.text")))
            if self._marker:
                lines.append((self._marker, style.colour("status.preliminary.text")))
            style.plate(painter, lines, box)
            furniture.paint_letters(painter, box, *self._axes())

    def _say_why_empty(self, painter: QPainter) -> None:
        show, box = self.shown_volume, QRectF(self.rect())
        if not show.is_wanted or show.volume is None:
            furniture.paint_message(painter, box, self.tr("No surface yet"), self._empty)
        elif show.has_failed:
            furniture.paint_message(
                painter,
                box,
                self.tr("This volume can't be shown in 3D."),
                self.tr("Everything else works without it. The log has the details."),
            )
        else:
            show.ask()
            furniture.paint_message(painter, box, self.tr("The volume is being prepared."), "")

    def _volume_texts(self) -> list[str]:
        """Look and threshold; how far the volume was reduced."""
        show = self.shown_volume
        if show.look is None or self._shown_actor is None:
            return []
        name = show.look.name(self.locale().name()[:2])
        if show.shift:
            unit = (show.volume.unit if show.volume is not None else "") if show.look.of == "unit" else "%"
            sign = "+" if show.shift > 0 else ""
            name += f" · {sign}{style.number(show.shift, 0, self.locale())} {unit}".rstrip()
        reduced = self._shown_actor.reduced
        if not reduced.is_reduced:
            return [name, self.tr("not for measuring")]
        factors = " × ".join(str(f) for f in reversed(reduced.factors))
        return [name, self.tr("reduced {factors}, not for measuring").format(factors=factors)]

    @property
    def is_coarse(self) -> bool:
        """Whether the scene is dragged just now and takes so long to render that it is drawn smaller."""
        return self._drag is not None and not self.is_grabbed and self._whole_s > SLOW_S

    def _paint_ring_texts(self, painter: QPainter, box: QRectF, rendered: float) -> None:
        """Words beside the rings; `rendered` is how many rendered pixels a logical one has."""
        if self._renderer is None:
            return
        bold = style.font("strong")
        metrics = QFontMetricsF(bold)
        for ring in self._rings:
            if not (ring.selected and ring.text and len(ring.points_lps)):
                continue
            spots = []
            for x, y, z in ring.points_lps[:: max(1, len(ring.points_lps) // 12)]:
                self._renderer.SetWorldPoint(float(x), float(y), float(z), 1.0)
                self._renderer.WorldToDisplay()
                sx, sy, _ = self._renderer.GetDisplayPoint()
                spots.append((sx / rendered, box.bottom() - sy / rendered))
            x, y = max(spots)
            width = metrics.horizontalAdvance(ring.text) + 10
            left = min(x + 10, box.right() - width - 84)
            plate = QRectF(left, y - metrics.height() / 2 - 1, width, metrics.height() + 2)
            painter.fillRect(plate, QColor(0, 0, 0, 190))
            painter.setFont(bold)
            painter.setPen(style.colour("text.on_image"))
            painter.drawText(QPointF(left + 5, plate.top() + 1 + metrics.ascent()), ring.text)

    def _paint_legend(self, painter: QPainter, box: QRectF) -> None:
        scale = self._scale
        if scale is None or box.width() < furniture.SMALL_PX:
            return
        height, width = min(90.0, box.height() / 3), 11.0
        left, top = box.right() - 60, box.top() + box.height() * 0.12
        table = colour_table(scale.table)
        for row in range(round(height)):
            ink = QColor.fromRgb(int(table[255 - round(255 * row / max(height - 1, 1))]))
            painter.fillRect(QRectF(left, top + row, width, 1.5), ink)
        small = style.font("micro")
        metrics = QFontMetricsF(small)
        painter.setFont(small)
        painter.setPen(style.colour("text.on_image"))
        painter.drawText(QPointF(left - 4, top - 7), scale.title)
        for share in (0.0, 1 / 3, 2 / 3, 1.0):
            text = style.number(scale.high - share * (scale.high - scale.low), 0, self.locale())
            painter.drawText(QPointF(left + width + 6, top + share * height + metrics.capHeight() / 2), text)

    # ------------------------------------------------------------ events

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._drag = (event.button(), event.position())
        self._pressed_at = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag is None:
            return
        button, last = self._drag
        step = event.position() - last
        self._drag = (button, event.position())
        if button == Qt.MouseButton.LeftButton:
            self.turn(step.x() * 0.5, step.y() * 0.5)
        elif button == Qt.MouseButton.MiddleButton:
            self.pan(step.x(), step.y())
        elif button == Qt.MouseButton.RightButton:
            self.zoom(2.0 ** (-step.y() / 150.0))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        was_coarse, self._drag = self.is_coarse, None
        moved = event.position() - self._pressed_at
        if event.button() == Qt.MouseButton.RightButton and math.hypot(moved.x(), moved.y()) <= CLICK_PX:
            self.open_menu(menus.scene_menu(self), event.globalPosition().toPoint())
        elif self.shows_volume and self._tiles:
            self._rest.start(0)
        elif was_coarse:
            self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.maximise_requested.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        notches = event.angleDelta().y() / 120
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and self.shows_volume:
            self.shown_volume.shift_by(notches)
        else:
            self.zoom(1.15**notches)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        turns = {
            Qt.Key.Key_Left: (-15.0, 0.0),
            Qt.Key.Key_Right: (15.0, 0.0),
            Qt.Key.Key_Up: (0.0, -15.0),
            Qt.Key.Key_Down: (0.0, 15.0),
        }
        if event.key() in turns:
            self.turn(*turns[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self.zoom(1 / 1.25 if event.key() == Qt.Key.Key_Minus else 1.25)
        elif event.key() == Qt.Key.Key_F:
            self.look_from_front()
        elif event.key() == Qt.Key.Key_V and self.shown_volume.volume is not None:
            self.show_volume(not self.shown_volume.is_wanted)
        elif event.key() in (Qt.Key.Key_BracketLeft, Qt.Key.Key_BracketRight) and self.shows_volume:
            self.shown_volume.shift_by(-1.0 if event.key() == Qt.Key.Key_BracketLeft else 1.0)
        elif self._choose_by_number(event.key()):
            pass
        elif event.key() == Qt.Key.Key_Menu:
            self.open_menu(menus.scene_menu(self), self.mapToGlobal(QPoint(20, furniture.STRIP_PX + 20)))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.maximise_requested.emit()
        elif event.key() == Qt.Key.Key_K:
            self.key_image_requested.emit()
        else:
            super().keyPressEvent(event)

    def _choose_by_number(self, key: int) -> bool:
        """1…9: a look of the volume, which is shown for it."""
        place = key - Qt.Key.Key_1
        found = self.shown_volume.looks()
        if not 0 <= place < len(found):
            return False
        self.shown_volume.choose(found[place].key)
        self.show_volume(True)
        return True

    def closeEvent(self, event: Any) -> None:
        self.release()
        super().closeEvent(event)

    def release(self) -> None:
        """Give back the OpenGL context and all VTK objects; the view is empty afterwards."""
        self._rest.stop()
        self.shown_volume.release()
        self._shown_actor = None
        if self._renderer is not None:
            self._renderer.RemoveAllViewProps()
        if self._window is not None:
            if self._renderer is not None:
                self._window.RemoveRenderer(self._renderer)
            self._window.Finalize()
        self._surfaces, self._lines, self._rings = [], [], ()
        self._renderer = self._window = self._image = None
        self._has_camera = False
        self.update()


def _rgb(ink: QColor) -> tuple[float, float, float]:
    return ink.redF(), ink.greenF(), ink.blueF()


def _lookup(scale: ColourScale) -> vtkLookupTable:
    table = colour_table(scale.table)
    made = vtkLookupTable()
    made.SetNumberOfTableValues(256)
    made.SetTableRange(scale.low, scale.high)
    for place, rgb in enumerate(table.tolist()):
        made.SetTableValue(place, (rgb >> 16 & 255) / 255, (rgb >> 8 & 255) / 255, (rgb & 255) / 255, 1.0)
    return made
