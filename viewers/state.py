"""What the views show: one frozen `ViewState` a view, replaced as a whole, and the groups that link views.

Widgets draw this and own none of it, so that undo, hanging protocols, key images and tests can do without
widgets (specs/viewers.md V7). QtCore only, for the signals.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shiboken6
from numpy.typing import ArrayLike
from PySide6.QtCore import QObject, Signal

from viewers.colour import Look
from viewers.plane import Plane, Vector, vector
from viewers.slicing import SLAB_MODES, SliceSource

ZOOM_LIMITS = (0.05, 200.0)  # logical pixels a millimetre
LEAST_WINDOW = 1.0


@dataclass(frozen=True, slots=True)
class OverlayState:
    """How one overlay is shown in one view."""

    id: str
    visible: bool = True
    opacity: float = 0.35
    fill: bool = False
    outline: bool = True


@dataclass(frozen=True, slots=True)
class ViewState:
    """What one slice view shows. Lengths in patient mm, screen lengths in logical pixels.

    Attributes
    ----------
    orientation : ``axial``, ``coronal``, ``sagittal`` or ``oblique``: colour, dash and name of the view
    focus_lps : the crosshair; also where the other views of the group cut
    time_index : which point of a time series, from 0
    follows_focus : whether the plane moves along when the focus does; a section of a vessel doesn't
    zoom_px_per_mm : None = fit
    fit_mm : what fit shows: None = the whole volume, else this many mm around the plane's origin
    """

    plane: Plane
    orientation: str = "axial"
    focus_lps: Vector = (0.0, 0.0, 0.0)
    follows_focus: bool = True
    zoom_px_per_mm: float | None = None
    fit_mm: float | None = None
    pan_px: tuple[float, float] = (0.0, 0.0)
    flip_h: bool = False
    flip_v: bool = False
    rotate_quarter: int = 0
    window: float = 400.0
    level: float = 40.0
    invert: bool = False
    colour_table: str = "grey"
    lut_shape: str = "linear"
    slab_mm: float = 0.0
    slab_mode: str = "none"
    interpolation: str = "linear"
    overlays: tuple[OverlayState, ...] = ()
    overlays_visible: bool = True
    annotations_visible: bool = True
    crosshair_visible: bool = True
    texts: str = "all"
    time_index: int = 0

    @property
    def look(self) -> Look:
        return Look(self.window, self.level, self.invert, self.colour_table, self.lut_shape)

    def overlay(self, overlay_id: str) -> OverlayState:
        return next((o for o in self.overlays if o.id == overlay_id), OverlayState(overlay_id))


class ViewModel(QObject):
    """The one place where a view's state changes; knows the source, so that planes stay on voxel centres."""

    changed = Signal(object, object)  # old, new

    def __init__(self, state: ViewState, source: SliceSource | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._source = source
        self._home: Plane | None = None

    @property
    def state(self) -> ViewState:
        return self._state

    @property
    def source(self) -> SliceSource | None:
        return self._source

    def change(self, **fields: Any) -> None:
        """Replace fields; says so once, and only if something differs."""
        old, new = self._state, replace(self._state, **fields)
        if new != old:
            self._state = new
            self.changed.emit(old, new)

    def put(self, state: ViewState) -> None:
        """Show exactly this state, such as that of a key image."""
        old, self._state = self._state, state
        if state != old:
            self.changed.emit(old, state)

    def set_source(self, source: SliceSource | None) -> None:
        self._source = source

    # ------------------------------------------------------------ moves that need the source

    def snapped(self, plane: Plane, point_lps: ArrayLike) -> Plane:
        """The parallel plane nearest to the point: on voxel centres for orthogonal planes, else through it."""
        if self._source is None:
            return plane
        orientation = self._source.orientation_of(plane)
        if orientation is None:
            return plane.through(point_lps)
        return self._source.plane(orientation, self._source.index(orientation, point_lps))

    def look_at(self, point_lps: ArrayLike) -> None:
        """Put the crosshair at a point; the plane follows if this view's does."""
        focus = vector(point_lps)
        if self._state.follows_focus:
            self.change(focus_lps=focus, plane=self.snapped(self._state.plane, focus))
        else:
            self.change(focus_lps=focus)

    def slice_position(self) -> tuple[int, int] | None:
        """(index from 0, count) of an orthogonal plane; None for a free one."""
        if self._source is None:
            return None
        orientation = self._source.orientation_of(self._state.plane)
        if orientation is None:
            return None
        return self._source.index(orientation, self._state.plane.origin), self._source.count(orientation)

    def show_slice(self, index: int) -> None:
        """Show an orthogonal slice by its index (kept inside the volume); the crosshair moves along."""
        if self._source is None:
            return
        orientation = self._source.orientation_of(self._state.plane)
        if orientation is None:
            return
        index = min(max(index, 0), self._source.count(orientation) - 1)
        plane = self._source.plane(orientation, index)
        self.change(plane=plane, focus_lps=vector(plane.origin + self._in_plane_offset(plane)))

    def _in_plane_offset(self, plane: Plane) -> np.ndarray:
        offset = np.asarray(self._state.focus_lps) - plane.origin
        return np.asarray(offset - plane.normal * float(offset @ plane.normal))

    def scroll(self, steps: int) -> None:
        """Go this many slices on; a free plane goes the smallest spacing a step and stays inside the volume."""
        if self._source is None or steps == 0:
            return
        position = self.slice_position()
        if position is not None:
            self.show_slice(position[0] + steps)
            return
        state = self._state
        offset = state.plane.normal * self._source.step_along(state.plane) * steps
        plane = state.plane.moved(offset)
        depth = plane.depth_mm(self._source.corners_lps())
        if depth.min() > 0 or depth.max() < 0:  # the whole volume lies on one side: nothing to see there
            return
        self.change(plane=plane, focus_lps=vector(plane.origin + self._in_plane_offset(plane)))

    @property
    def home(self) -> Plane | None:
        """The plane whose directions a reset gives back; None when none was given and nothing was turned."""
        return self._home

    def set_home(self, plane: Plane | None) -> None:
        """The plane whose directions a reset gives back to a free view."""
        self._home = plane

    def reset(self, point_lps: ArrayLike) -> None:
        """Own plane through a point, fitted, unflipped, without slab; a view that doesn't follow keeps its plane."""
        fields: dict[str, Any] = {}
        source, state = self._source, self._state
        if source is not None and state.follows_focus:
            focus = vector(point_lps)
            fields["focus_lps"] = focus
            if state.orientation != "oblique":
                fields["plane"] = source.plane(state.orientation, source.index(state.orientation, focus))
            elif self._home is not None:
                fields["plane"] = self._home.through(focus)
        self.change(
            zoom_px_per_mm=None,
            pan_px=(0.0, 0.0),
            flip_h=False,
            flip_v=False,
            rotate_quarter=0,
            slab_mm=0.0,
            slab_mode="none",
            **fields,
        )

    def set_slab(self, slab_mm: float) -> None:
        """Thickness of the slab, mm; 0 switches it off."""
        if slab_mm <= 0:
            self.change(slab_mm=0.0, slab_mode="none")
        else:
            mode = self._state.slab_mode if self._state.slab_mode != "none" else "max"
            self.change(slab_mm=float(slab_mm), slab_mode=mode)

    def next_slab_mode(self) -> None:
        """Max → mean → min → max; nothing while there is no slab."""
        modes = SLAB_MODES[1:]
        if self._state.slab_mode in modes:
            self.change(slab_mode=modes[(modes.index(self._state.slab_mode) + 1) % len(modes)])


class SyncGroup(QObject):
    """Views that move together: cursor always, zoom and window when asked.

    Only views with the same, known frame of reference, or of the same volume, are linked (specs/viewers.md 7.3); a
    view of another one may stand in the group and is left alone until an offset is given by hand.

    Attributes
    ----------
    link_window : whether window and level are shared, within one modality
    """

    members_changed = Signal()
    focus_changed = Signal(object)  # LPS
    point_shown = Signal(object, object)  # ViewModel, LPS in its frame: move it into sight
    plane_changed = Signal(object)  # the ViewModel whose plane or slab changed

    def __init__(
        self, parent: QObject | None = None, *, link_zoom: bool = False, link_window: bool = True
    ) -> None:
        super().__init__(parent)
        self.enabled = True
        self.link_zoom = link_zoom
        self.link_window = link_window
        self._members: list[tuple[ViewModel, str, str]] = []
        #: of a view of another frame of reference: from the group's points to its own (4x4), and how that came
        self._moves: dict[int, tuple[np.ndarray, str]] = {}
        self._busy = False

    @property
    def models(self) -> list[ViewModel]:
        # a view that Qt deleted without being released leaves an empty shell behind
        self._members = [m for m in self._members if shiboken6.isValid(m[0])]
        return [model for model, _, _ in self._members]

    def add(self, model: ViewModel, frame_of_reference_uid: str, modality: str = "") -> None:
        """Take a view in; the same model twice is once."""
        if model in self.models:
            return
        self._members.append((model, frame_of_reference_uid, modality))
        model.changed.connect(self._on_changed)
        self.members_changed.emit()

    def remove(self, model: ViewModel) -> None:
        """Let a view go; one that isn't in the group is no error."""
        if model not in self.models:
            return
        model.changed.disconnect(self._on_changed)
        self._forget(model)

    def _forget(self, model: ViewModel) -> None:
        self._members = [m for m in self._members if m[0] is not model]
        self._moves.pop(id(model), None)
        self.members_changed.emit()

    def link_by_hand(self, model: ViewModel, offset_lps: ArrayLike) -> None:
        """Link a view of another frame of reference: its point = the group's point + offset (mm).

        A link by hand moves cursors only; it never counts as geometry of a finding.
        """
        move = np.eye(4)
        move[:3, 3] = np.asarray(offset_lps, dtype=np.float64)
        self._moves[id(model)] = (move, "manual")
        self.members_changed.emit()

    def link_by_registration(self, model: ViewModel, matrix: ArrayLike) -> None:
        """Link a view of another frame of reference: its point = `matrix` (4x4, rigid, mm) times the group's point.

        Like a link by hand it moves cursors only.
        """
        self._moves[id(model)] = (np.asarray(matrix, dtype=np.float64).reshape(4, 4), "registration")
        self.members_changed.emit()

    def unlink(self, model: ViewModel) -> None:
        """Take back a link by hand or by registration; what shares a frame of reference stays linked."""
        if self._moves.pop(id(model), None) is not None:
            self.members_changed.emit()

    def link_kind(self, a: ViewModel, b: ViewModel) -> str:
        """``same``, ``manual``, ``registration`` or ``none``."""
        frames = {id(m): uid for m, uid, _ in self._members}
        if id(a) not in frames or id(b) not in frames:
            return "none"
        for model in (a, b):
            if id(model) in self._moves:
                return self._moves[id(model)][1]
        if frames[id(a)] and frames[id(a)] == frames[id(b)]:
            return "same"
        # a file may name no frame of reference; two pictures of one volume share theirs all the same
        one, other = a.source, b.source
        return "same" if one is not None and other is not None and one.grid is other.grid else "none"

    def linked_to(self, model: ViewModel) -> list[ViewModel]:
        """The other views that move with this one and share its frame of reference: their planes cut it."""
        return [m for m in self.models if m is not model and self.link_kind(model, m) == "same"]

    def point_for(self, source: ViewModel, target: ViewModel, point_lps: ArrayLike) -> np.ndarray | None:
        """Where a point of one view lies in another; None when they aren't linked."""
        if self.link_kind(source, target) == "none":
            return None
        point = np.append(np.asarray(point_lps, dtype=np.float64), 1.0)
        nothing = (np.eye(4), "")
        shared = np.linalg.solve(self._moves.get(id(source), nothing)[0], point)
        return np.asarray((self._moves.get(id(target), nothing)[0] @ shared)[:3])

    def show_point(self, source: ViewModel, point_lps: ArrayLike) -> None:
        """Bring a point of one view into sight in every view linked to it, also while the link is off."""
        for other in self.models:
            point = self.point_for(source, other, point_lps)
            if point is None:
                continue
            if other is not source:
                other.look_at(point)
            self.point_shown.emit(other, point)

    def _on_changed(self, old: ViewState, new: ViewState) -> None:
        sender = self.sender()
        model = next((m for m in self.models if m is sender), None)
        if model is None:
            return
        if (old.plane, old.slab_mm, old.slab_mode) != (new.plane, new.slab_mm, new.slab_mode):
            self.plane_changed.emit(model)
        if self._busy or not self.enabled:
            return
        self._busy = True
        try:
            modality = next(mod for m, _, mod in self._members if m is model)
            for other, _, other_modality in list(self._members):
                if other is model or self.link_kind(model, other) == "none":
                    continue
                if new.focus_lps != old.focus_lps:
                    point = self.point_for(model, other, new.focus_lps)
                    if point is not None:
                        other.look_at(point)
                if self.link_zoom and new.zoom_px_per_mm != old.zoom_px_per_mm:
                    other.change(zoom_px_per_mm=new.zoom_px_per_mm)
                same_look = (new.window, new.level, new.invert) == (old.window, old.level, old.invert)
                if self.link_window and not same_look and modality == other_modality:
                    other.change(window=new.window, level=new.level, invert=new.invert)
        finally:
            self._busy = False
        if new.focus_lps != old.focus_lps:
            self.focus_changed.emit(new.focus_lps)
