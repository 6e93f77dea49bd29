"""Named places along a curve, and dragging them; shared by the curved view and the profile. No Qt.

The owner gives the levels. While one is dragged it is shown where the hand is; what was given isn't changed, and the
owner hears of the drop and gives new levels.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Level:
    """A named place along the curve; `value` such as ``39,4 mm`` stands beside the selected one."""

    key: str
    name: str
    arc_mm: float
    value: str = ""
    movable: bool = True


class LevelRow:
    """The levels of one widget, the selected one, and one that is being dragged here or elsewhere."""

    def __init__(self) -> None:
        self._levels: tuple[Level, ...] = ()
        self.selected = ""
        self._live: Level | None = None
        self._dragged = False

    def set(self, levels: Sequence[Level], selected: str) -> None:
        """Other levels, or the same measured anew; a drag that is going on here goes on if its level still exists."""
        self._levels, self.selected = tuple(levels), selected
        if self._live is not None and (not self._dragged or self.get(self._live.key) is None):
            self._live, self._dragged = None, False

    def __iter__(self):
        return iter(self._levels)

    def get(self, key: str) -> Level | None:
        return next((each for each in self._levels if each.key == key), None)

    @property
    def live(self) -> Level | None:
        """The level that moves just now, at its present place and without a value: nothing is measured there yet."""
        return self._live

    @property
    def is_dragged(self) -> bool:
        """Whether the drag is one of this widget."""
        return self._dragged

    def shown(self) -> list[Level]:
        """All levels, the live one where it is now."""
        live = self._live
        return [live if live is not None and live.key == each.key else each for each in self._levels]

    def nearest(self, arc_mm: float, within_mm: float) -> Level | None:
        """The level nearest to a place, if it lies near enough."""
        near: Iterable[Level] = (e for e in self.shown() if abs(e.arc_mm - arc_mm) <= within_mm)
        return min(near, key=lambda each: abs(each.arc_mm - arc_mm), default=None)

    def begin(self, key: str) -> bool:
        """Begin to drag a level here; False for one that may not move."""
        level = self.get(key)
        if level is None or not level.movable:
            return False
        self._live, self._dragged = replace(level, value=""), True
        return True

    def drag_to(self, arc_mm: float) -> None:
        if self._live is not None:
            self._live = replace(self._live, arc_mm=float(arc_mm))

    def show_live(self, key: str, arc_mm: float | None) -> None:
        """Follow a drag that goes on in another widget; None: it is over."""
        level = self.get(key)
        if self._dragged:
            return
        self._live = None if arc_mm is None or level is None else replace(level, arc_mm=arc_mm, value="")

    def end(self) -> tuple[Level, bool] | None:
        """End a drag of this widget: (the level where it was dropped, whether it moved), or None.

        A level that moved stays where it was dropped until other levels are given.
        """
        live = self._let_go()
        before = self.get(live.key) if live is not None else None
        if live is None or before is None:
            return None
        has_moved = before.arc_mm != live.arc_mm
        if has_moved:
            self._levels = tuple(live if each.key == live.key else each for each in self._levels)
        return live, has_moved

    def cancel(self) -> Level | None:
        """Drop a drag of this widget: the level at its old place, or None when there was none."""
        live = self._let_go()
        return self.get(live.key) if live is not None else None

    def _let_go(self) -> Level | None:
        live = self._live if self._dragged else None
        if self._dragged:
            self._live, self._dragged = None, False
        return live

    def neighbour(self, step: int) -> Level | None:
        """The next or previous level along the curve, from the selected one."""
        order = sorted(self._levels, key=lambda each: each.arc_mm)
        if not order:
            return None
        keys = [each.key for each in order]
        if self.selected not in keys:
            return order[0 if step > 0 else -1]
        place = keys.index(self.selected) + step
        return order[place] if 0 <= place < len(order) else None
