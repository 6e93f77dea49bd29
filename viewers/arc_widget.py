"""What the curved view and the profile share: one axis of arc length, the linked cursor, levels that are dragged."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from viewers import style
from viewers.curved import arc_axis
from viewers.framed import PictureWidget
from viewers.levels import Level, LevelRow

CTRL = Qt.KeyboardModifier.ControlModifier
STEPS_MM = {Qt.Key.Key_Left: -1.0, Qt.Key.Key_Right: 1.0, Qt.Key.Key_PageUp: -10.0, Qt.Key.Key_PageDown: 10.0}


class ArcWidget(PictureWidget):
    """A picture over arc length with a cursor and levels; emits acts, measures nothing."""

    arc_changed = Signal(float)  # the cursor, mm
    level_selected = Signal(str)
    level_begun = Signal(str)
    level_moving = Signal(str, float)  # key, arc mm, while it is dragged
    level_moved = Signal(str, float)  # once, when the drag ends elsewhere
    level_cancelled = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.levels = LevelRow()
        self._arc = 0.0
        self._level_offset_mm = 0.0

    @property
    def length_mm(self) -> float:
        """Length of the curve, 0 without one."""
        raise NotImplementedError

    @property
    def arc_mm(self) -> float:
        return self._arc

    def accessible_value(self) -> str:
        """``111 mm of 367 mm``: where the cursor stands."""
        if not self.length_mm:
            return ""
        here, whole = (style.number(v, 0, self.locale()) for v in (self._arc, self.length_mm))
        return self.tr("{here} mm of {whole} mm").format(here=here, whole=whole)

    def set_arc(self, arc_mm: float) -> None:
        """Put the cursor here; says so when it moved."""
        kept = min(max(float(arc_mm), 0.0), self.length_mm)
        if kept != self._arc:
            self._arc = kept
            self.arc_changed.emit(kept)
            self.update()

    def set_levels(self, levels: Sequence[Level], selected: str = "") -> None:
        self.levels.set(levels, selected)
        self.update()

    def show_live_level(self, key: str, arc_mm: float | None) -> None:
        """Follow a level that is dragged in another widget; None when that is over. Emits nothing."""
        self.levels.show_live(key, arc_mm)
        self.update()

    # ------------------------------------------------------------ geometry

    def x_of(self, arc_mm: float) -> float:
        left, scale = arc_axis(self.width(), self.length_mm)
        return left + arc_mm * scale

    def arc_of(self, x_px: float) -> float:
        left, scale = arc_axis(self.width(), self.length_mm)
        return min(max((x_px - left) / scale, 0.0), self.length_mm)

    def px_per_mm(self) -> float:
        return arc_axis(self.width(), self.length_mm)[1]

    # ------------------------------------------------------------ dragging a level

    def grip_level(self, level: Level, x_px: float) -> None:
        """Select a level and, where it may move, take hold of it."""
        self.level_selected.emit(level.key)
        if self.levels.begin(level.key):
            self._level_offset_mm = level.arc_mm - self.arc_of(x_px)
            self.level_begun.emit(level.key)

    def drag_level(self, x_px: float) -> None:
        """The gripped level follows the pointer, and the cursor with it."""
        live = self.levels.live
        if live is None or not self.levels.is_dragged:
            return
        arc = min(max(self.arc_of(x_px) + self._level_offset_mm, 0.0), self.length_mm)
        if arc == live.arc_mm:
            return
        self.levels.drag_to(arc)
        self.level_moving.emit(live.key, arc)
        self.set_arc(arc)
        self.update()

    def drop_level(self) -> None:
        ended = self.levels.end()
        if ended is not None:
            level, has_moved = ended
            if has_moved:
                self.level_moved.emit(level.key, level.arc_mm)
            self.update()

    def cancel_level(self) -> bool:
        """Let the gripped level go back; False when none is gripped."""
        level = self.levels.cancel()
        if level is None:
            return False
        self.level_cancelled.emit(level.key)
        self.set_arc(level.arc_mm)
        self.update()
        return True

    def arc_key(self, event: QKeyEvent) -> bool:
        """Keys of the axis: arrows and pages move the cursor, with Ctrl the level; brackets walk the levels."""
        if self.length_mm <= 0:
            return False
        key = Qt.Key(event.key())
        selected = self.levels.get(self.levels.selected)
        if key in STEPS_MM and event.modifiers() & CTRL:
            if selected is None or not selected.movable:
                return False
            arc = min(max(selected.arc_mm + STEPS_MM[key], 0.0), self.length_mm)
            if arc != selected.arc_mm:
                self.level_moved.emit(selected.key, arc)
        elif key in STEPS_MM:
            self.set_arc(self._arc + STEPS_MM[key])
        elif key in (Qt.Key.Key_BracketLeft, Qt.Key.Key_BracketRight):
            level = self.levels.neighbour(1 if key == Qt.Key.Key_BracketRight else -1)
            if level is None:
                return False
            self.level_selected.emit(level.key)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.set_arc(0.0 if key == Qt.Key.Key_Home else self.length_mm)
        elif key == Qt.Key.Key_Escape:
            return self.cancel_level()
        elif key == Qt.Key.Key_K:
            self.key_image_requested.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.maximise_requested.emit()
        else:
            return False
        return True
