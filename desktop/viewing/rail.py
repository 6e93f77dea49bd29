"""The rail beside the views: one button a tool, the overlays, and the list of measurements."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QWidget

from desktop import parts
from desktop.screen import Translated
from desktop.viewing.actions import ICONS, command_words
from desktop.viewing.handling import handling_of
from viewers.tools.base import ToolBox
from viewers.tools.placing import KINDS
from viewers.view import SliceView

if TYPE_CHECKING:
    from desktop.desk import Desk

WIDTH, BOX, ICON = 36, 26, 16
GROUPS: tuple[tuple[str, ...], ...] = (
    ("tool.stop", "tool.window", "tool.zoom", "tool.pan"),
    ("tool.length", "tool.bidirectional", "tool.angle", "tool.cobb"),
    ("tool.ellipse", "tool.rectangle", "tool.polygon", "tool.freehand", "tool.probe"),
    ("tool.arrow", "tool.text", "tool.eraser"),
)


class ToolRail(Translated):
    """Buttons for the tools of a tool box; the one in hand is lit. Words, key and reason stand in the tooltip."""

    #: the list of measurements is to be shown or hidden
    list_wanted = Signal(bool)

    def __init__(
        self, desk: Desk, tools: ToolBox, views: Sequence[SliceView], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._tools, self._views = desk, tools, tuple(views)
        self._locked = ""
        self.setFixedWidth(WIDTH)
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = parts.column((5, 5, 5, 5), 1, self)
        self.buttons: dict[str, parts.IconButton] = {}
        for place, group in enumerate(GROUPS):
            if place:
                layout.addSpacing(2)
                layout.addWidget(parts.rule())
                layout.addSpacing(2)
            for command in group:
                button = self._button(command, ICONS[command])
                button.clicked.connect(functools.partial(self._choose, command))
                layout.addWidget(button)
        layout.addSpacing(2)
        layout.addWidget(parts.rule())
        layout.addSpacing(2)
        overlays = self._button("show.overlays", "visible")
        overlays.setChecked(True)
        overlays.clicked.connect(self._switch_overlays)
        layout.addWidget(overlays)
        self.list_button = self._button("list", "list")
        self.list_button.clicked.connect(self.list_wanted)
        layout.addWidget(self.list_button)
        layout.addStretch(1)
        tools.chosen.connect(self._light)
        handling_of(desk).habits.changed.connect(self.retranslate)
        for view in self._views:
            view.model.changed.connect(self._follow)
        self._light(tools.tool.name if tools.tool is not None else "")
        self.retranslate()

    def _button(self, name: str, icon: str) -> parts.IconButton:
        button = parts.IconButton(self._desk.theme, icon, ICON, BOX, self)
        button.setCheckable(True)
        self.buttons[name] = button
        return button

    def _choose(self, command: str, _on: bool = False) -> None:
        name = command.removeprefix("tool.")
        held = self._tools.tool is not None and self._tools.tool.name == name
        if name == "stop" or held:  # a second press puts the tool away
            self._tools.choose("")
        else:
            self._tools.choose(name)
        self._light(self._tools.tool.name if self._tools.tool is not None else "")

    def _light(self, name: str) -> None:
        for group in GROUPS:
            for command in group:
                self.buttons[command].setChecked(command == f"tool.{name or 'stop'}")

    def _switch_overlays(self, on: bool) -> None:
        for view in self._views:
            view.change(overlays_visible=on)

    def _follow(self, _old: object, _new: object) -> None:
        shown = any(view.state.overlays_visible for view in self._views)
        self.buttons["show.overlays"].setChecked(shown)

    def set_locked(self, reason: str) -> None:
        """Tools that change something are off, with the reason; looking stays possible."""
        self._locked = reason
        self.retranslate()

    def retranslate(self) -> None:
        keys = handling_of(self._desk).habits.keys
        for name, button in self.buttons.items():
            if name == "list":
                button.set_words(self.tr("List of measurements"))
                continue
            words = command_words(name)
            known = keys.keys(name)
            if known:
                native = QKeySequence(known[0]).toString(QKeySequence.SequenceFormat.NativeText)
                words = f"{words} ({native})"
            button.set_words(words)
            changes = name.removeprefix("tool.") in (*KINDS, "eraser")
            button.setEnabled(not (changes and self._locked))
            if changes and self._locked:
                button.setToolTip(f"{words}\n{self._locked}")
                button.setAccessibleDescription(self._locked)
            else:
                button.setAccessibleDescription("")
