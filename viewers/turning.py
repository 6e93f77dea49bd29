"""Turning planes by the arms of the crosshair: which line lies under the pointer, and what goes with it.

A free plane is turned by its line itself. The lines of orthogonal planes carry round handles, shown when the pointer
comes near, which turn both of the other planes together, so that the three stay at right angles (double-oblique).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QPainter

from viewers import style
from viewers.furniture import line_across
from viewers.plane import Plane
from viewers.state import ViewModel

if TYPE_CHECKING:
    from viewers.view import SliceView

ARM_PX = 5.0
#: nearer to the crosshair's centre than this the centre itself is meant
CENTRE_PX = 20.0
HANDLE_PX = 9.0
HANDLE_RADIUS_PX = 5.0
NEAR_LINE_PX = 14.0


@dataclass(frozen=True, slots=True)
class Turn:
    """Planes that turn together, as they were when the drag began."""

    planes: tuple[tuple[ViewModel, Plane], ...]

    def by(self, view: SliceView, angle_rad: float) -> None:
        """Turn them about the crosshair, seen clockwise in this view for a positive angle."""
        # the screen's y points down, so a turn seen clockwise is right-handed about right × down
        axis, about = view.projection().normal, view.state.focus_lps
        for model, plane in self.planes:
            if model.home is None and model.state.orientation == "oblique":
                model.set_home(plane)  # where it was before anybody turned it
            model.change(plane=plane.rotated(axis, angle_rad, about))


def angle_at(view: SliceView, at: QPointF) -> float:
    """Direction from the crosshair's centre to a pixel."""
    focus = view.to_widget(view.state.focus_lps)
    return math.atan2(at.y() - focus.y(), at.x() - focus.x())


def turn_at(view: SliceView, at: QPointF) -> Turn | None:
    """What a drag that begins here would turn."""
    if view.group is None or not view.state.crosshair_visible:
        return None
    focus = view.to_widget(view.state.focus_lps)
    if math.hypot(at.x() - focus.x(), at.y() - focus.y()) < CENTRE_PX:
        return None
    for model, line in _arms(view, free=True):
        if _beside(line, at) <= ARM_PX:
            return Turn(((model, model.state.plane),))
    fixed = _arms(view, free=False)
    for _, line in fixed:
        if any(math.hypot(at.x() - p.x(), at.y() - p.y()) <= HANDLE_PX for p in _handles(view, line)):
            return Turn(tuple((model, model.state.plane) for model, _ in fixed))
    return None


def is_centre(view: SliceView, at: QPointF) -> bool:
    """Whether the crosshair's centre is meant."""
    focus = view.to_widget(view.state.focus_lps)
    linked = view.group is not None and bool(view.group.linked_to(view.model))
    near = math.hypot(at.x() - focus.x(), at.y() - focus.y()) < CENTRE_PX
    return linked and view.state.crosshair_visible and near


def lit_handles(view: SliceView, at: QPointF) -> list[QPointF]:
    """The handles of the orthogonal line under the pointer, in pixels."""
    if view.group is None or not view.state.crosshair_visible:
        return []
    found = [(_beside(line, at), line) for _, line in _arms(view, free=False)]
    near = [each for each in found if each[0] <= NEAR_LINE_PX]
    if not near:
        return []
    return _handles(view, min(near, key=lambda each: each[0])[1])


def paint_handles(painter: QPainter, places: list[QPointF]) -> None:
    """Round open handles with a dark rim."""
    painter.setBrush(QColor(0, 0, 0, 160))
    for place in places:
        for ink, width in ((QColor(0, 0, 0, 200), 3.5), (style.colour("picture.measure_selected"), 1.5)):
            painter.setPen(style.pen(ink, width))
            painter.drawEllipse(place, HANDLE_RADIUS_PX, HANDLE_RADIUS_PX)
            painter.setBrush(Qt.BrushStyle.NoBrush)


def _arms(view: SliceView, *, free: bool) -> list[tuple[ViewModel, QLineF]]:
    """Linked planes whose line crosses the picture: free ones, or those named after an orthogonal plane."""
    if view.group is None:
        return []
    found = []
    for model in view.group.linked_to(view.model):
        state = model.state
        if (state.orientation == "oblique") is not free or not state.follows_focus:
            continue
        if state.plane.parallel_to(view.state.plane):
            continue
        line = line_across(view.projection(), state.plane, view.picture_rect())
        if line is not None:
            found.append((model, line))
    return found


def _handles(view: SliceView, line: QLineF) -> list[QPointF]:
    """Two places on a line, as far from the crosshair on either side as the picture has room for."""
    focus, box = view.to_widget(view.state.focus_lps), view.picture_rect()
    if line.length() <= 0:
        return []
    reach = min(box.width(), box.height()) * 0.3
    step = QPointF(line.dx(), line.dy()) / line.length()
    return [p for p in (focus + step * reach, focus - step * reach) if box.contains(p)]


def _beside(line: QLineF, at: QPointF) -> float:
    return abs((at.x() - line.x1()) * line.dy() - (at.y() - line.y1()) * line.dx()) / max(line.length(), 1e-9)
