"""Keys and mouse of the views as this person set them: read from the settings, given to every view, refused when double."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import fields
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QWidget

from desktop.actions import CONTEXTS, meet
from desktop.viewing.actions import PREFIX, SHELLS, command_words
from desktop.viewing.saving import save_picture
from desktop.words import QT_TRANSLATE_NOOP
from desktop.workspace import installed
from resources.errors import Refused
from viewers import keys as view_keys
from viewers.framed import PictureWidget
from viewers.habits import MOUSE_CHOICES, Corners, Habits, MouseMap
from viewers.keys import COMMANDS, KeyMap

if TYPE_CHECKING:
    from desktop.desk import Desk

KEYS = "viewing.keys"
MOUSE = {part: f"viewing.mouse_{part}" for part in MOUSE_CHOICES}
CORNERS = {f.name: f"viewing.corner_{f.name}" for f in fields(Corners)}
#: keys that belong to the keyboard itself: from part to part, and the pan of the mouse
FIXED = ("Tab", "Shift+Tab", "Space", "F6", "Shift+F6", "Menu")
OF_THE_KEYBOARD = QT_TRANSLATE_NOOP("Handling", "moving about with the keyboard")
OF_A_WORKSPACE = QT_TRANSLATE_NOOP("Handling", "a workspace")


class KeyTaken(Refused):
    """A key that has another use; the words name it."""


def key_taken(key: str, owner: str) -> KeyTaken:
    return KeyTaken(
        "{key} already belongs to: {owner}.",
        "Choose another key, or take it away there first.",
        code="key_taken",
        fields={"key": QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText), "owner": owner},
    )


def handling_of(desk: Desk) -> Handling:
    """The one of this desk, made at first use."""
    found = desk.services.get("handling")
    if not isinstance(found, Handling):
        found = desk.services["handling"] = Handling(desk)
    return found


class Handling(QObject):
    """`habits` are the views' own; this keeps them as the settings say."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self.habits = Habits(self)
        self._read()
        desk.settings.changed.connect(self._setting_changed)
        desk.actions.changed.connect(self._rekey)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_changed)

    def adopt(self, root: QWidget) -> None:
        """Give these keys and this mouse to every picture below a widget, and answer its wish for a screenshot."""
        for view in root.findChildren(PictureWidget):
            self._adopt(view)

    def _adopt(self, view: PictureWidget) -> None:
        if view.habits is not self.habits:
            view.habits = self.habits
            view.screenshot_requested.connect(lambda view=view: save_picture(self._desk, view))

    def _focus_changed(self, _old: QWidget | None, now: QWidget | None) -> None:
        """A view that nobody gave them yet gets them with its first press or key."""
        if isinstance(now, PictureWidget) and now.window() is self._desk.services.get("window"):
            self._adopt(now)

    # ------------------------------------------------------------------ settings
    def _read(self) -> None:
        settings = self._desk.settings
        self.habits.use(
            KeyMap(_decoded(str(settings.get(KEYS)))),
            MouseMap(**{part: str(settings.get(key)) for part, key in MOUSE.items()}),
            Corners(**{part: bool(settings.get(key)) for part, key in CORNERS.items()}),
        )
        self._rekey()

    def _setting_changed(self, key: str, _value: object) -> None:
        if key == KEYS or key in (*MOUSE.values(), *CORNERS.values()):
            self._read()

    def _rekey(self) -> None:
        """The palette and F1 show the same keys."""
        for command in COMMANDS:
            action = f"{PREFIX}{command.id}"
            if command.id not in SHELLS and action in self._desk.actions:
                self._desk.actions.rekey(action, self.habits.keys.keys(command.id))

    # ------------------------------------------------------------------ acts
    def set_keys(self, command_id: str, keys: Iterable[str]) -> None:
        """Give a command other keys and keep that; raises `KeyTaken`, and ValueError for what is no key."""
        wanted = tuple(keys)
        for key in wanted:
            owner = self.owner_elsewhere(key)
            if owner:
                raise key_taken(key, owner)
        made = KeyMap(self.habits.keys.changes())
        try:
            made.set(command_id, wanted)
        except view_keys.DoubleKey as double:
            raise key_taken(double.key, command_words(double.other)) from double
        self._keep(made)

    def reset_keys(self, command_id: str) -> None:
        """The default keys of one command; raises `KeyTaken` when another has one of them now."""
        self.set_keys(command_id, next(c.keys for c in COMMANDS if c.id == command_id))

    def reset_all(self) -> None:
        self._keep(KeyMap())

    def _keep(self, keys: KeyMap) -> None:
        changes = keys.changes()
        self._desk.settings.set(KEYS, json.dumps(changes, sort_keys=True) if changes else "")

    def owner_elsewhere(self, key: str) -> str:
        """What has this key outside the views' own commands, in words; empty when nothing."""
        wanted = QKeySequence(key)
        if any(QKeySequence(each) == wanted for each in FIXED):
            return QCoreApplication.translate("Handling", OF_THE_KEYBOARD)
        for action in self._desk.actions.all():
            if action.id.startswith(PREFIX) or not meet("view", action.context):
                continue
            if any(QKeySequence(each) == wanted for each in action.keys):
                return action.words()
        for workspace in installed().values():
            if any(QKeySequence(each) == wanted for each in getattr(workspace, "keys", {}).values()):
                return QCoreApplication.translate("Handling", OF_A_WORKSPACE)
        return ""


ACTS = {
    "auto": QT_TRANSLATE_NOOP("Handling", "Crosshair in linked views, else scroll"),
    "scroll": QT_TRANSLATE_NOOP("Handling", "Scroll"),
    "window": QT_TRANSLATE_NOOP("Handling", "Window and level"),
    "pan": QT_TRANSLATE_NOOP("Handling", "Pan"),
    "zoom": QT_TRANSLATE_NOOP("Handling", "Zoom"),
}
INPUTS = {
    "left": QT_TRANSLATE_NOOP("Handling", "left drag"),
    "middle": QT_TRANSLATE_NOOP("Handling", "middle drag"),
    "right": QT_TRANSLATE_NOOP("Handling", "right drag"),
    "wheel": QT_TRANSLATE_NOOP("Handling", "wheel"),
}
#: what no setting changes: (what it does, input)
ALWAYS = (
    (QT_TRANSLATE_NOOP("Handling", "The tool in hand"), QT_TRANSLATE_NOOP("Handling", "left drag or click")),
    (QT_TRANSLATE_NOOP("Handling", "Menu"), QT_TRANSLATE_NOOP("Handling", "right click")),
    (QT_TRANSLATE_NOOP("Handling", "One view full; on a measurement: its words"), QT_TRANSLATE_NOOP("Handling", "double click")),
    (QT_TRANSLATE_NOOP("Handling", "Window from a rectangle"), QT_TRANSLATE_NOOP("Handling", "Ctrl + left drag")),
    (QT_TRANSLATE_NOOP("Handling", "Zoom"), QT_TRANSLATE_NOOP("Handling", "Ctrl + right drag, pinch")),
    (QT_TRANSLATE_NOOP("Handling", "Pan"), QT_TRANSLATE_NOOP("Handling", "Space + left drag or two fingers")),
    (QT_TRANSLATE_NOOP("Handling", "Fast scroll"), QT_TRANSLATE_NOOP("Handling", "left + right drag")),
    (QT_TRANSLATE_NOOP("Handling", "Same point in linked views"), QT_TRANSLATE_NOOP("Handling", "Shift + move")),
    (QT_TRANSLATE_NOOP("Handling", "Copy of a measurement"), QT_TRANSLATE_NOOP("Handling", "Alt + left drag")),
)  # fmt: skip


def mouse_rows(desk: Desk, context: str) -> list[tuple[str, str]]:
    """The mouse as it is set, for F1: (what it does, input), where there are pictures."""
    if context not in CONTEXTS or ("view" not in CONTEXTS[context] and context != "view"):
        return []

    def words(text: object) -> str:
        return QCoreApplication.translate("Handling", str(text))

    mouse = handling_of(desk).habits.mouse
    return [(words(ACTS[getattr(mouse, part)]), words(text)) for part, text in INPUTS.items()] + [
        (words(what), words(how)) for what, how in ALWAYS
    ]


def _decoded(text: str) -> dict[str, list[str]]:
    """The changes as written; anything else than that is as if nothing was changed."""
    try:
        found = json.loads(text) if text else {}
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {
        str(command): [str(key) for key in keys] for command, keys in found.items() if isinstance(keys, list)
    }


__all__ = ["Handling", "KeyTaken", "handling_of", "mouse_rows"]
