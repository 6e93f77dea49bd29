"""How a person works the views: keys and mouse buttons, shared by all views of a window and changed in the settings."""

from __future__ import annotations

from dataclasses import dataclass, fields

from PySide6.QtCore import QObject, Signal

from viewers.keys import KeyMap

#: what each part of the mouse may do; the first is the default
MOUSE_CHOICES: dict[str, tuple[str, ...]] = {
    "left": ("auto", "scroll", "window", "pan", "zoom"),
    "middle": ("pan", "zoom", "window", "scroll"),
    "right": ("window", "zoom", "pan", "scroll"),
    "wheel": ("scroll", "zoom"),
}


@dataclass(frozen=True, slots=True)
class MouseMap:
    """What a drag with each button does, and the wheel; Ctrl + wheel does the other of its two.

    ``left`` counts when no tool is in hand; ``auto`` is the crosshair in linked views and scrolling in a single one.
    """

    left: str = "auto"
    middle: str = "pan"
    right: str = "window"
    wheel: str = "scroll"

    def __post_init__(self) -> None:
        for field in fields(self):
            if getattr(self, field.name) not in MOUSE_CHOICES[field.name]:
                raise ValueError(f"{field.name} can't do {getattr(self, field.name)!r}")


@dataclass(frozen=True, slots=True)
class Corners:
    """What stands in the corners of a view besides slice, marks and identity, which always stand there."""

    series: bool = True
    acquisition: bool = True
    zoom: bool = True
    thickness: bool = True


class Habits(QObject):
    """Keys and mouse of the views and the words in their corners; `changed` when any is another."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.keys = KeyMap()
        self.mouse = MouseMap()
        self.corners = Corners()

    def use(
        self, keys: KeyMap | None = None, mouse: MouseMap | None = None, corners: Corners | None = None
    ) -> None:
        """Take other keys, another mouse, other corners; views follow at once."""
        self.keys = keys if keys is not None else self.keys
        self.mouse = mouse if mouse is not None else self.mouse
        self.corners = corners if corners is not None else self.corners
        self.changed.emit()
