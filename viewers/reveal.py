"""Bringing a point or a measurement into sight in a slice view, at the zoom that the person chose."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from viewers.plane import Plane, vector
from viewers.tools.annotations import Annotation

if TYPE_CHECKING:
    from viewers.view import SliceView

ROOM_PX = 24


def go_to(view: SliceView, annotation: Annotation) -> None:
    """Show a measurement that can lie in this view: its slice, and window and level where it was made."""
    plane = plane_for(view, annotation)
    if plane is None:
        return
    middle = _middle(annotation)
    view.change(plane=plane, focus_lps=vector(middle))
    if annotation.window is not None:
        view.change(window=annotation.window[0], level=annotation.window[1])
    ensure_visible(view, middle)


def bring_into_sight(view: SliceView, annotation: Annotation) -> None:
    """After an undo: go there only when it happened out of sight."""
    plane = plane_for(view, annotation)
    if plane is None:
        return
    middle = _middle(annotation)
    if abs(float(view.state.plane.depth_mm(middle))) > view.half_depth_mm():
        view.change(plane=plane, focus_lps=vector(middle))
    ensure_visible(view, middle)


def plane_for(view: SliceView, annotation: Annotation) -> Plane | None:
    """The plane of this view in which a measurement lies, or None when it belongs in another view."""
    if view.volume is None or view.source is None or not view.state.follows_focus:
        return None
    if annotation.plane.parallel_to(view.state.plane, 1e-4):
        return view.model.snapped(view.state.plane, annotation.points_lps[0])
    is_free = view.source.orientation_of(annotation.plane) is None
    return annotation.plane if is_free and view.state.orientation == "oblique" else None


def ensure_visible(view: SliceView, point_lps: ArrayLike) -> None:
    """Move the picture, at the same zoom, so that a point lies on it with room around it."""
    at, box = view.to_widget(point_lps), view.picture_rect()
    if not box.adjusted(ROOM_PX, ROOM_PX, -ROOM_PX, -ROOM_PX).contains(at):
        pan, centre = view.state.pan_px, box.center()
        view.change(pan_px=(pan[0] + centre.x() - at.x(), pan[1] + centre.y() - at.y()))


def _middle(annotation: Annotation) -> np.ndarray:
    return np.asarray(annotation.points_lps, dtype=np.float64).mean(axis=0)
