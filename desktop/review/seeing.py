"""Whether a working was really seen: its picture at full quality on screen, long enough. No Qt, no rule.

Governance counts a working as viewed when it is marked; this decides whether the screen may mark it. The clock
starts at the first full picture of exactly this working, not when it was chosen, and starts again when the picture
becomes coarse or goes away.
"""

from __future__ import annotations

import time
from collections.abc import Callable

#: a picture must have been in sight for this long (specs of screens, S11)
SEEN_AFTER_S = 1.0


class Seeing:
    """What is looked at now, and since when its full picture is in sight."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._since: float | None = None
        self._key = ""

    @property
    def key(self) -> str:
        """What is looked at."""
        return self._key

    def look_at(self, key: str) -> None:
        """Another working (or the same anew): nothing of it was shown yet."""
        self._key = key
        self._since = None

    def hidden(self) -> None:
        """The picture went out of sight."""
        self._since = None

    def painted(self, *, full: bool) -> None:
        """The picture of what is looked at was drawn; `full`: with its images and at full quality."""
        if not full:
            self._since = None
        elif self._since is None:
            self._since = self._clock()

    @property
    def is_shown(self) -> bool:
        """The full picture is in sight."""
        return self._since is not None

    @property
    def is_seen(self) -> bool:
        """In sight for long enough."""
        return self._since is not None and self._clock() - self._since >= SEEN_AFTER_S
