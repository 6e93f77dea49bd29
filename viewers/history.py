"""The last twenty things a view showed, so that Backspace brings the one before back."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import Any

from viewers.state import ViewState

KEPT = 20
#: changes closer together than this belong to one move of the hand
ONE_MOVE_S = 0.7
#: what counts as another view; the crosshair alone, overlays and switches don't
FIELDS = (
    "plane",
    "zoom_px_per_mm",
    "pan_px",
    "flip_h",
    "flip_v",
    "rotate_quarter",
    "window",
    "level",
    "invert",
    "slab_mm",
    "slab_mode",
)


def seen(state: ViewState) -> dict[str, Any]:
    """What of a state makes it another view; the plane of a view that doesn't follow is its owner's affair."""
    found = {name: getattr(state, name) for name in FIELDS}
    if not state.follows_focus:
        del found["plane"]
    return found


class History:
    """Remembers where each move of the hand began; a run of scrolling is one move."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._states: deque[ViewState] = deque(maxlen=KEPT)
        self._last = float("-inf")
        self._silent = False

    def clear(self) -> None:
        self._states.clear()
        self._last = float("-inf")

    def note(self, old: ViewState, new: ViewState) -> None:
        """A view changed from `old` to `new`."""
        if old.follows_focus != new.follows_focus:
            self.clear()  # a section of a vessel has no past as a slice, nor the other way round
            return
        if self._silent or seen(old) == seen(new):
            return
        now = self._clock()
        if now - self._last > ONE_MOVE_S:
            self._states.append(old)
        self._last = now

    def back(self, change: Callable[..., None]) -> bool:
        """Show the view before by `change`; False when there is none."""
        if not self._states:
            return False
        state = self._states.pop()
        self._silent = True
        try:
            change(**seen(state), **({"focus_lps": state.focus_lps} if state.follows_focus else {}))
        finally:
            self._silent = False
            self._last = float("-inf")
        return True
