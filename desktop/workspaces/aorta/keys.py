"""Keys of the aorta workspace; none of them is one of the views' own (specs/viewers.md 7.5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

#: act of the workspace -> key
KEYS: Mapping[str, str] = {
    "accept": "Space",
    "previous": "[",
    "next": "]",
    "contour": "J",
    "maximum": "Shift+M",
}


def bind(acts: Mapping[str, Callable[[], object]], keys: Mapping[str, str], widgets: list[QWidget]) -> None:
    """Bind acts to their keys within each of the widgets."""
    for name, act in acts.items():
        for widget in widgets:
            shortcut = QShortcut(QKeySequence(keys[name]), widget)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
