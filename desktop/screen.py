"""What a screen is: a page of the window, registered by name."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from desktop.desk import Desk


class Translated(QWidget):
    """A widget whose words follow the language at run time: it sets them all in `retranslate`."""

    def retranslate(self) -> None:
        """Set every word; called by the constructor of the subclass and at each switch."""

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


class Screen(Translated):
    """A page of the window's stack.

    `name` is what `desk.navigator.open(name, what)` asks for. `context` is the one whose keys are bound to it.
    `navigation` is the item of the title bar that is lit. A screen with `has_steps` shows the step bar.
    """

    name = ""
    context = "global"
    navigation = "worklist"
    has_steps = False

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.setObjectName(f"screen-{self.name}")

    def enter(self, what: object = None) -> None:
        """Come on top; `what` is what to open."""

    def leave(self) -> bool:
        """Go away; False keeps the screen (after it has said why)."""
        return True

    def regions(self) -> list[QWidget]:
        """What F6 jumps between, in order, between the bars and the status line."""
        return [self]

    def primary(self) -> None:
        """Ctrl+Enter: press the primary button."""
