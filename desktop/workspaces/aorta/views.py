"""The pictures of the aorta workspace: four linked planes before there is a vessel, vessel views after.

Draws what it is given; holds no measurement.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QUndoStack
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedWidget, QToolButton, QVBoxLayout, QWidget
from vtkmodules.vtkCommonDataModel import vtkPolyData

import resources
from desktop.screen import Translated
from desktop.viewing.lockable import Annotations
from desktop.workspaces.aorta.drawing import edges_of
from measurements.aorta import AortaResult, Section
from studies.volume import LabelMap, Volume
from viewers import furniture
from viewers.arcs import CurvedView, Mark
from viewers.colour import first_window
from viewers.commands import sequence_text
from viewers.curved import CurvedSource
from viewers.curves import ProfilePlot, Series, Threshold
from viewers.grid import ViewGrid
from viewers.growth import Growth
from viewers.levels import Level
from viewers.overlays import ContourOverlay, LabelMapOverlay, PathOverlay
from viewers.overlays.base import Overlay
from viewers.overlays.lines import Contour, Path
from viewers.plane import Plane
from viewers.points import DraggablePoints, Handle
from viewers.scene import ColourScale, Ring, SceneView
from viewers.slicing import SliceSource
from viewers.state import SyncGroup, ViewState
from viewers.tools.measure import measurer
from viewers.tools.placing import standard_tools
from viewers.view import SliceView

ANGIO = (600.0, 180.0)
SECTION_FIELD_MM = 80.0
#: room beside the vessel for the values of its diameters
SURROUNDINGS = 2.2
VISIBLE_MM = 6.0
SCALE_STEP_MM = 5.0
COMPACT_CPR, COMPACT_PROFILE = 180, 140
NO_LIMIT = 16_777_215
#: height of the curved picture as a multiple of the widest section
CURVE_ROOM = 1.25
STRIP_PX = furniture.STRIP_PX


_Points = tuple[
    tuple[tuple[float, float, float], ...], tuple[tuple[str, str, tuple[float, float, float]], ...]
]


class _Tabs(Translated):
    """Axial or 3D in one place, when there is no room for both."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.current = "axial"
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.buttons: dict[str, QToolButton] = {}
        group = QButtonGroup(self)
        for key in ("axial", "scene"):
            button = QToolButton(self)
            button.setCheckable(True)
            button.setChecked(key == self.current)
            button.setFixedHeight(22)
            button.clicked.connect(lambda _on=False, k=key: self._choose(k))
            group.addButton(button)
            layout.addWidget(button)
            self.buttons[key] = button
        self.retranslate()

    def _choose(self, key: str) -> None:
        self.current = key
        self.chosen.emit(key)

    def retranslate(self) -> None:
        self.buttons["axial"].setText(self.tr("Axial"))
        self.buttons["scene"].setText(self.tr("3D"))
        self.adjustSize()


class AortaViews(Translated):
    """All pictures; `show_planes` and `show_vessel` choose which half is seen."""

    level_selected = Signal(str)
    level_moved = Signal(str, float)
    arc_changed = Signal(float)
    #: the cursor goes along with a level that is being dragged
    arc_dragged = Signal(float)
    pointed = Signal(object)
    #: acts with the mouse on the points of the path and on landmarks
    click_moved = Signal(int, object)
    click_inserted = Signal(int, object)
    click_deleted = Signal(int)
    landmark_moved = Signal(str, object)
    landmark_deleted = Signal(str)
    #: a landmark was clicked on the curved view, or that was cancelled
    landmark_placed = Signal(str, object)
    placing_cancelled = Signal()
    #: K was pressed over this view
    key_image_wanted = Signal(object)

    def __init__(self, undo_stack: QUndoStack, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.volume: Volume | None = None
        self._result: AortaResult | None = None
        self.annotations = Annotations(undo_stack, self)
        self._thresholds: tuple[Threshold, ...] = ()
        self._image_overlays: list[Overlay] = []
        self._compact = False
        self._editable = True
        self._points_shown: _Points = ((), ())
        self._is_dragging = False
        #: window that the images got while they were being read
        self._read_with = (0.0, 0.0)
        self.tools = standard_tools(self.annotations, self)
        self.group = SyncGroup(self)
        self.vessel_group = SyncGroup(self)
        self.axial = SliceView(None, "axial", tools=self.tools, parent=self)
        self.coronal = SliceView(None, "coronal", tools=self.tools, parent=self)
        self.sagittal = SliceView(None, "sagittal", tools=self.tools, parent=self)
        self.oblique = SliceView(None, "oblique", tools=self.tools, parent=self)
        self.axial_vessel = SliceView(None, "axial", tools=self.tools, parent=self)
        self.section = SliceView(None, "oblique", tools=self.tools, parent=self)
        self.scene = SceneView(self)
        self._surface: vtkPolyData | None = None
        self._earlier: Series | None = None
        self._edges_of: tuple[object, ...] = ()
        self.cpr = CurvedView(self)
        self.profile = ProfilePlot(self)
        self.planes = ViewGrid(parent=self)
        self.planes.set_views([self.axial, self.coronal, self.sagittal, self.oblique], 2, 2)
        self.top = ViewGrid(parent=self)
        self.top.set_views([self.axial_vessel, self.section, self.scene], 1, 3)
        self.vessel = QWidget(self)
        self._stack = QVBoxLayout(self.vessel)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.setSpacing(2)
        self._stack.addWidget(self.top, 50)
        self._stack.addWidget(self.cpr, 28)
        self._stack.addWidget(self.profile, 22)
        self.tabs = _Tabs(self.top)
        self.tabs.chosen.connect(self._show_tab)
        self.tabs.hide()
        self.pages = QStackedWidget(self)
        self.pages.addWidget(self.planes)
        self.pages.addWidget(self.vessel)
        self._page = QHBoxLayout(self)
        self._page.setContentsMargins(0, 0, 0, 0)
        self._page.setSpacing(0)
        self._column = QVBoxLayout()
        self._column.setSpacing(0)
        self._column.addWidget(self.pages, 1)
        self._page.addLayout(self._column, 1)
        self.clicks = DraggablePoints("clicks", self)
        self.landmarks = DraggablePoints("landmarks", self)
        self._connect()
        self.cpr.installEventFilter(self)
        self.retranslate()

    def _connect(self) -> None:
        for view in self.slice_views():
            view.pointed.connect(self.pointed)
            view.key_image_requested.connect(lambda view=view: self.key_image_wanted.emit(view))
        for view in (self.axial, self.coronal, self.sagittal, self.oblique):
            view.set_points([self.clicks, self.landmarks])
        self.clicks.moved.connect(lambda key, _old, new: self.click_moved.emit(int(key), new))
        self.clicks.inserted.connect(self.click_inserted)
        self.clicks.deleted.connect(lambda key: self.click_deleted.emit(int(key)))
        self.landmarks.moved.connect(lambda key, _old, new: self.landmark_moved.emit(key, new))
        self.landmarks.deleted.connect(self.landmark_deleted)
        self.cpr.placed.connect(lambda key, lps, _arc: self.landmark_placed.emit(key, lps))
        self.cpr.placing_cancelled.connect(lambda _key: self.placing_cancelled.emit())
        self.cpr.key_image_requested.connect(lambda: self.key_image_wanted.emit(self.cpr))
        for plot, other in ((self.cpr, self.profile), (self.profile, self.cpr)):
            plot.arc_changed.connect(self._arc)
            plot.level_selected.connect(self.level_selected)
            plot.level_begun.connect(lambda _key: self._dragging(on=True))
            plot.level_moving.connect(other.show_live_level)
            plot.level_moved.connect(functools.partial(self._level_dropped, other))
            plot.level_cancelled.connect(functools.partial(self._level_left, other))

    def _dragging(self, *, on: bool) -> None:
        self._is_dragging = on

    def _level_dropped(self, other: CurvedView | ProfilePlot, key: str, arc_mm: float) -> None:
        other.show_live_level(key, None)
        self._is_dragging = False
        self.level_moved.emit(key, arc_mm)

    def _level_left(self, other: CurvedView | ProfilePlot, key: str) -> None:
        other.show_live_level(key, None)
        self._is_dragging = False

    def add_beside(self, rail: QWidget, below: QWidget) -> None:
        """Tools at the left of all pictures, a list under them."""
        self._page.insertWidget(0, rail)
        self._column.addWidget(below)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # a tool's key over the curved view or the profile, which have no tools of their own
        command = self.axial.habits.keys.command_for(sequence_text(event)) or ""
        if command.startswith("tool.") and self.axial.run(command):
            return
        super().keyPressEvent(event)

    def set_editable(self, *, editable: bool) -> None:
        """Points and levels are dragged, or only looked at."""
        self._editable = editable
        self.clicks.set_editable(editable)
        self.landmarks.set_editable(editable)

    # ------------------------------------------------------------------ form
    def set_compact(self, *, compact: bool) -> None:
        """At 1366x768 the 3D view becomes a tab of the axial view; CPR 180 and profile 140 high (screens.md S5)."""
        if compact == self._compact:
            return
        self._compact = compact
        self.profile.setMinimumHeight(COMPACT_PROFILE if compact else 100)
        self.profile.setMaximumHeight(COMPACT_PROFILE if compact else NO_LIMIT)
        self._fit_curve()
        self.tabs.setVisible(compact)
        self._show_tab(self.tabs.current)

    def _fit_curve(self) -> None:
        """Room for both walls on the curved picture: a short vessel is drawn large (its lengths are true both ways)."""
        least = COMPACT_CPR if self._compact else 100
        if self._result is not None:
            figures = self._result.profile.values("diameter_max_mm")
            widest = float(np.nanmax(figures)) if np.isfinite(figures).any() else 0.0
            scale = (self.cpr.x_of(self._result.line.length_mm) - self.cpr.x_of(0.0)) / max(
                self._result.line.length_mm, 1.0
            )
            least = max(least, min(round(CURVE_ROOM * widest * scale) + 2 * STRIP_PX, self.height() * 2 // 5))
        self.cpr.setMinimumHeight(least)
        self.cpr.setMaximumHeight(least if self._compact else NO_LIMIT)

    def _show_tab(self, which: str) -> None:
        if not self._compact:
            self.top.set_views([self.axial_vessel, self.section, self.scene], 1, 3)
            return
        first = self.scene if which == "scene" else self.axial_vessel
        self.top.set_views([first, self.section], 1, 2)
        self.tabs.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_curve()
        self.tabs.move(6, STRIP_PX + 4)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # its scale follows from its width, which it gets only when it is shown
        if isinstance(event, QResizeEvent) and event.size().width() != event.oldSize().width():
            self._fit_curve()
        return super().eventFilter(watched, event)

    def set_limits(self, limits: Sequence[tuple[float, str]]) -> None:
        """Lines of the protocol's escalation rules on the profile: (mm, words)."""
        self._thresholds = tuple(Threshold(value, words, "error") for value, words in limits)
        if self._result is not None:
            self._draw_profile(self._result)

    def slice_views(self) -> list[SliceView]:
        return [self.axial, self.coronal, self.sagittal, self.oblique, self.axial_vessel, self.section]

    def retranslate(self) -> None:
        names: dict[Any, str] = {
            self.axial: self.tr("Axial"),
            self.coronal: self.tr("Coronal"),
            self.sagittal: self.tr("Sagittal"),
            self.oblique: self.tr("Oblique"),
            self.axial_vessel: self.tr("Axial"),
            self.section: self.tr("Section ⟂"),
            self.scene: self.tr("3D"),
            self.cpr: self.tr("CPR straightened"),
        }
        for view, name in names.items():
            view.set_title(name)
        self.profile.set_title(self.tr("Diameter profile along the arc length (mm)"))

    # ------------------------------------------------------------------ images
    def open(self, volume: Volume, identity: Sequence[str], marker: str) -> None:
        """Show a volume in all planes, at a window for contrast vessels on CT."""
        before, self.volume = self.volume, volume
        kept = self._shown_of(before, volume)
        source = SliceSource.of(volume)
        self.annotations.set_measure(measurer(volume))
        orientations = ("axial", "coronal", "sagittal", "oblique", "axial", "oblique")
        for view, orientation in zip(self.slice_views(), orientations, strict=True):
            view.set_volume(volume, orientation, source=source)
            if volume.modality == "CT":
                view.change(window=ANGIO[0], level=ANGIO[1])
            view.set_identity(identity)
            view.set_marker(marker)
        for view in (self.axial, self.coronal, self.sagittal, self.oblique):
            view.set_group(self.group)
        for other in (self.scene, self.cpr):
            other.set_identity(identity)
            other.set_marker(marker)
        self.scene.set_volume(volume)
        tilted = Plane.perpendicular_to(volume.grid.centre_lps, (0.35, -0.25, 0.9), (1.0, 0.0, 0.0))
        self.oblique.change(plane=Plane.facing(tilted.origin, tilted.normal), crosshair_visible=True)
        for view, state in kept:
            view.model.put(state)
        self._read_with = (0.0, 0.0)
        self.show_planes()

    def _shown_of(self, before: Volume | None, volume: Volume) -> list[tuple[SliceView, ViewState]]:
        """What the views showed of the same images while they were being read: the reader stays where he was."""
        if before is None or self.axial.growth is None or not before.grid.same_as(volume.grid):
            return []
        window, level = ANGIO if volume.modality == "CT" else first_window(volume)
        kept = []
        for view in self.slice_views():
            state = view.state
            if (state.window, state.level) == self._read_with:  # not chosen by hand: of one slice only
                state = replace(state, window=window, level=level)
            kept.append((view, state))
        return kept

    def take_window(self, width: float, level: float) -> None:
        """A window for images that are still being read; CT has one of its own."""
        if self.volume is not None and self.volume.modality != "CT":
            for view in self.slice_views():
                view.choose_window(width, level)
        self._read_with = self.axial.shown_window()

    def set_growth(self, growth: Growth | None) -> None:
        """How far the reading of the images is."""
        for view in self.slice_views():
            view.set_growth(growth)

    def show_planes(self) -> None:
        self.pages.setCurrentWidget(self.planes)

    def show_vessel(self) -> None:
        if self._result is not None:
            self.pages.setCurrentWidget(self.vessel)

    # ------------------------------------------------------------------ vessel
    def show_path(
        self,
        clicks: Sequence[tuple[float, float, float]],
        landmarks: Sequence[tuple[str, str, tuple[float, float, float]]] = (),
    ) -> None:
        """Points that were placed (landmarks with key and name), and the centreline when there is one, on every plane."""
        shown = (tuple(clicks), tuple(landmarks))
        if shown != self._points_shown:  # anything else would drop a drag that is going on
            self._points_shown = shown
            self._show_points(clicks, landmarks)
        overlays: list[Overlay] = list(self._image_overlays)
        if self._result is not None:
            overlays.append(PathOverlay("centreline", [Path(self._result.line.points_mm)]))
        for view in (self.axial, self.coronal, self.sagittal, self.oblique):
            view.set_overlays(overlays)

    def show_image_overlays(self, labels: LabelMap | None) -> None:
        """The overlay planes that came with the images, under all else; switched with the other overlays."""
        self._image_overlays = [] if labels is None else [LabelMapOverlay("image-overlays", labels)]
        for view in (self.axial, self.coronal, self.sagittal, self.oblique):
            kept = [o for o in view.overlays if o.id != "image-overlays"]
            view.set_overlays([*self._image_overlays, *kept])
            if labels is not None:
                view.set_overlay_state("image-overlays", fill=True, outline=False, opacity=0.8)

    def _show_points(
        self,
        clicks: Sequence[tuple[float, float, float]],
        landmarks: Sequence[tuple[str, str, tuple[float, float, float]]],
    ) -> None:
        self.clicks.set_points([Handle(str(i), p, str(i + 1)) for i, p in enumerate(clicks)])
        self.landmarks.set_points(
            [Handle(key, point, name, "picture.measure") for key, name, point in landmarks]
        )
        self.cpr.set_marks([Mark(key, name, point) for key, name, point in landmarks])

    def reset_points(self) -> None:
        """Show the points as they are: a drop was refused."""
        clicks, landmarks = self._points_shown
        self._show_points(clicks, landmarks)

    def show_result(self, result: AortaResult | None, surface: vtkPolyData | None = None) -> None:
        """A new measurement: CPR, profile, surface."""
        self._result = result
        if result is None or self.volume is None:
            self.cpr.set_source(None, self.tr("Place points along the vessel first."))
            self.profile.set_profile([], 0.0, (), self.tr("Place points along the vessel first."))
            self.show_planes()
            return
        # what a moved level leaves as it was isn't made again: the curve, its edges, the surface
        if self._curve_of != (id(self.volume), id(result.line)):
            self.cpr.set_source(CurvedSource(self.volume, result.line))
        self.cpr.set_window(self.section.state.window, self.section.state.level)
        self._show_edges(result)
        self._draw_profile(result)
        self._fit_curve()
        if surface is not None and surface is not self._surface:
            self._surface = surface
            self.scene.set_surfaces(
                [(surface, resources.tokens()["palette"]["labels"][6])],
                ColourScale(self.tr("Ø mm"), *_scale_of(result)),
            )
        self.show_vessel()

    @property
    def _curve_of(self) -> tuple[int, int]:
        """Volume and line of the curve on screen."""
        source = self.cpr.source
        return (id(source.volume), id(source.line)) if source is not None else (0, 0)

    def _show_edges(self, result: AortaResult) -> None:
        measured = [s for s in result.profile.sections if s.contour_mm is not None and s.arc_mm is not None]
        outer = result.edge == "outer"
        shown = (outer, *(s.contour_mm for s in measured))
        if len(shown) == len(self._edges_of) and all(
            a is b for a, b in zip(shown, self._edges_of, strict=True)
        ):
            return
        self._edges_of = shown
        self.cpr.set_edges(edges_of(result))

    def set_earlier(self, series: Series | None) -> None:
        """The profile of the earlier examination, dashed, on the same axis."""
        if series is self._earlier:
            return
        self._earlier = series
        if self._result is not None:
            self._draw_profile(self._result)

    def _draw_profile(self, result: AortaResult) -> None:
        arcs = result.profile.arc_mm
        earlier = [] if self._earlier is None else [self._earlier]
        self.profile.set_profile(
            [
                Series(self.tr("largest"), arcs, result.profile.values("diameter_max_mm"), "main"),
                Series(
                    self.tr("perpendicular"),
                    arcs,
                    result.profile.values("diameter_perpendicular_mm"),
                    "second",
                ),
                *earlier,
            ],
            result.line.length_mm,
            self._thresholds,
        )

    def show_levels(self, levels: Sequence[Level], selected: str) -> None:
        self.cpr.set_levels(levels, selected)
        self.profile.set_levels(levels, selected)

    def show_section(self, section: Section, overlays: Sequence[Overlay], text: str) -> None:
        """The section view, the axial view at the same place, the cursors and the ring in 3D."""
        centre = tuple(float(c) for c in section.centre_mm)
        self.section.set_overlays(list(overlays))
        self.section.change(
            plane=Plane.facing(section.centre_mm, section.normal),
            orientation="oblique",
            focus_lps=centre,
            follows_focus=False,
            fit_mm=max(SECTION_FIELD_MM, SURROUNDINGS * float(section.diameter_max_mm or 0.0)),
            crosshair_visible=False,
        )
        ring = section.contour_mm
        contours = [] if ring is None else [Contour(ring, "picture.lumen")]
        self.axial_vessel.set_overlays([ContourOverlay("ring", contours)])
        self.axial_vessel.move_crosshair(centre)
        if self._result is not None:
            rings = [] if ring is None else [Ring(ring, selected=True, text=text)]
            self.scene.set_lines(self._result.line.points_mm, rings)
        if section.arc_mm is not None:
            self._move_cursors(section.arc_mm)

    def _move_cursors(self, arc_mm: float) -> None:
        """Both cursors follow; their own signals are no act of the person."""
        for plot in (self.cpr, self.profile):
            plot.blockSignals(True)
            plot.set_arc(arc_mm)
            plot.blockSignals(False)

    def _arc(self, arc_mm: float) -> None:
        self._move_cursors(arc_mm)
        (self.arc_dragged if self._is_dragging else self.arc_changed).emit(arc_mm)

    def release(self) -> None:
        """Free VTK and worker resources."""
        for view in self.slice_views():
            view.release()
        self.scene.release()


def _scale_of(result: AortaResult) -> tuple[float, float]:
    """Ends of the surface's colours: the vessel's own diameters, on whole steps of 5 mm and at least 15 mm apart."""
    figures = result.profile.values("diameter_max_mm")
    known = figures[np.isfinite(figures)]
    if not len(known):
        return 20.0, 60.0
    low, high = (
        SCALE_STEP_MM * np.floor(known.min() / SCALE_STEP_MM),
        SCALE_STEP_MM * np.ceil(known.max() / SCALE_STEP_MM),
    )
    return float(low), float(max(high, low + 3 * SCALE_STEP_MM))


__all__ = ["AortaViews"]
