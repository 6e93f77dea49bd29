"""The commands of a slice view as data: id, keys (none: menu only), English text; menus, F1 and the view itself read this list.

Keys are those of specs/viewers.md 7.5. The desktop may bind the same commands to its own actions and call
`SliceView.run(id)`; a view that has the keyboard understands its keys without the desktop too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP
from PySide6.QtGui import QKeySequence


@dataclass(frozen=True, slots=True)
class Command:
    id: str
    keys: tuple[str, ...]
    text: str


def _c(command_id: str, keys: str, text: object) -> Command:
    return Command(command_id, tuple(keys.split()), str(text))


COMMANDS: tuple[Command, ...] = (
    _c("slice.previous", "Up", QT_TRANSLATE_NOOP("ViewCommands", "Previous slice")),
    _c("slice.next", "Down", QT_TRANSLATE_NOOP("ViewCommands", "Next slice")),
    _c("slice.back_ten", "PgUp", QT_TRANSLATE_NOOP("ViewCommands", "10 slices back")),
    _c("slice.on_ten", "PgDown", QT_TRANSLATE_NOOP("ViewCommands", "10 slices on")),
    _c("slice.first", "Home", QT_TRANSLATE_NOOP("ViewCommands", "First slice")),
    _c("slice.last", "End", QT_TRANSLATE_NOOP("ViewCommands", "Last slice")),
    _c("time.previous", "Left", QT_TRANSLATE_NOOP("ViewCommands", "Previous time point")),
    _c("time.next", "Right", QT_TRANSLATE_NOOP("ViewCommands", "Next time point")),
    _c("cine.switch", "C", QT_TRANSLATE_NOOP("ViewCommands", "Play or stop (time points, else slices)")),
    _c("cine.slower", ",", QT_TRANSLATE_NOOP("ViewCommands", "Play slower")),
    _c("cine.faster", ".", QT_TRANSLATE_NOOP("ViewCommands", "Play faster")),
    _c("cine.mode", "", QT_TRANSLATE_NOOP("ViewCommands", "Play round, or back and forth")),
    _c("cine.movie", "", QT_TRANSLATE_NOOP("ViewCommands", "Save as movie without patient data…")),
    *(
        _c(f"window.preset.{digit}", str(digit), QT_TRANSLATE_NOOP("ViewCommands", "Window preset {number}"))
        for digit in range(1, 10)
    ),
    _c("window.file", "0", QT_TRANSLATE_NOOP("ViewCommands", "Window of the file; again: the next pair")),
    _c("window.auto", "A", QT_TRANSLATE_NOOP("ViewCommands", "Automatic window")),
    _c("window.invert", "I", QT_TRANSLATE_NOOP("ViewCommands", "Invert")),
    _c("view.flip_horizontal", "H", QT_TRANSLATE_NOOP("ViewCommands", "Flip horizontally")),
    _c("view.flip_vertical", "V", QT_TRANSLATE_NOOP("ViewCommands", "Flip vertically")),
    _c("view.rotate", "R", QT_TRANSLATE_NOOP("ViewCommands", "Rotate 90°")),
    _c("view.fit", "F", QT_TRANSLATE_NOOP("ViewCommands", "Fit; again: 1:1 pixels; again: true size")),
    _c("view.zoom_in", "+ =", QT_TRANSLATE_NOOP("ViewCommands", "Zoom in")),
    _c("view.zoom_out", "-", QT_TRANSLATE_NOOP("ViewCommands", "Zoom out")),
    _c("slab.switch", "S", QT_TRANSLATE_NOOP("ViewCommands", "Slab on or off")),
    _c("slab.thicker", "Ctrl+Up", QT_TRANSLATE_NOOP("ViewCommands", "Slab 1 mm thicker")),
    _c("slab.thinner", "Ctrl+Down", QT_TRANSLATE_NOOP("ViewCommands", "Slab 1 mm thinner")),
    _c("slab.mode", "M", QT_TRANSLATE_NOOP("ViewCommands", "Slab mode: maximum, mean, minimum")),
    _c("view.same_point", "X", QT_TRANSLATE_NOOP("ViewCommands", "Same point in all views")),
    _c("view.previous", "Backspace", QT_TRANSLATE_NOOP("ViewCommands", "Previous view")),
    _c(
        "view.reset",
        "Shift+F",
        QT_TRANSLATE_NOOP("ViewCommands", "Reset planes, zoom, flips and slab of the linked views"),
    ),
    _c("show.link", "L", QT_TRANSLATE_NOOP("ViewCommands", "Linked views on or off")),
    _c("link.zoom", "", QT_TRANSLATE_NOOP("ViewCommands", "Same zoom in linked views on or off")),
    _c("link.window", "", QT_TRANSLATE_NOOP("ViewCommands", "Same window in linked views on or off")),
    _c("show.crosshair", "Q", QT_TRANSLATE_NOOP("ViewCommands", "Crosshair and reference lines on or off")),
    _c("show.overlays", "Y", QT_TRANSLATE_NOOP("ViewCommands", "Overlays on or off")),
    _c("show.overlay_style", "Shift+Y", QT_TRANSLATE_NOOP("ViewCommands", "Overlays as outline or filled")),
    _c("overlay.stronger", "Alt+Up", QT_TRANSLATE_NOOP("ViewCommands", "Overlays stronger")),
    _c("overlay.weaker", "Alt+Down", QT_TRANSLATE_NOOP("ViewCommands", "Overlays weaker")),
    _c("show.annotations", "N", QT_TRANSLATE_NOOP("ViewCommands", "Measurements on or off")),
    _c("show.texts", "U", QT_TRANSLATE_NOOP("ViewCommands", "Texts: all, few, none")),
    _c("view.maximise", "Return Enter", QT_TRANSLATE_NOOP("ViewCommands", "One view full; again: back")),
    _c("view.key_image", "K", QT_TRANSLATE_NOOP("ViewCommands", "Key image")),
    _c("view.copy", "Ctrl+Shift+C", QT_TRANSLATE_NOOP("ViewCommands", "Copy picture")),
    _c(
        "view.screenshot",
        "Ctrl+Shift+S",
        QT_TRANSLATE_NOOP("ViewCommands", "Save picture without patient data…"),
    ),
    _c("tool.length", "D", QT_TRANSLATE_NOOP("ViewCommands", "Measure length")),
    _c("tool.bidirectional", "B", QT_TRANSLATE_NOOP("ViewCommands", "Measure two diameters")),
    _c("tool.angle", "G", QT_TRANSLATE_NOOP("ViewCommands", "Measure angle")),
    _c("tool.cobb", "Shift+G", QT_TRANSLATE_NOOP("ViewCommands", "Measure Cobb angle")),
    _c("tool.ellipse", "E", QT_TRANSLATE_NOOP("ViewCommands", "Ellipse")),
    _c("tool.rectangle", "Shift+E", QT_TRANSLATE_NOOP("ViewCommands", "Rectangle")),
    _c("tool.polygon", "P", QT_TRANSLATE_NOOP("ViewCommands", "Polygon")),
    _c("tool.freehand", "Shift+P", QT_TRANSLATE_NOOP("ViewCommands", "Freehand shape")),
    _c("tool.probe", "O", QT_TRANSLATE_NOOP("ViewCommands", "Probe")),
    _c("tool.arrow", "T", QT_TRANSLATE_NOOP("ViewCommands", "Arrow with text")),
    _c("tool.text", "Shift+T", QT_TRANSLATE_NOOP("ViewCommands", "Text")),
    _c("tool.eraser", "Shift+Del", QT_TRANSLATE_NOOP("ViewCommands", "Eraser")),
    _c("tool.window", "W", QT_TRANSLATE_NOOP("ViewCommands", "Window tool")),
    _c("tool.region_window", "", QT_TRANSLATE_NOOP("ViewCommands", "Window from a rectangle (Ctrl + drag)")),
    _c("tool.zoom", "Z", QT_TRANSLATE_NOOP("ViewCommands", "Zoom tool")),
    _c("tool.pan", "", QT_TRANSLATE_NOOP("ViewCommands", "Pan tool (Space + drag)")),
    _c(
        "pointer.start",
        "Ins",
        QT_TRANSLATE_NOOP("ViewCommands", "Pointer by the arrow keys; again: hold, let go"),
    ),
    _c("tool.stop", "Esc", QT_TRANSLATE_NOOP("ViewCommands", "Stop the tool")),
    _c("annotation.delete", "Del", QT_TRANSLATE_NOOP("ViewCommands", "Delete the selected measurement")),
    _c(
        "annotation.rename",
        "F2",
        QT_TRANSLATE_NOOP("ViewCommands", "Name or words of the selected measurement"),
    ),
    _c(
        "annotation.join",
        "Shift+J",
        QT_TRANSLATE_NOOP("ViewCommands", "Same region as the one drawn before (volume)"),
    ),
    _c("annotation.part", "", QT_TRANSLATE_NOOP("ViewCommands", "Part from its region")),
    _c("annotation.label", "", QT_TRANSLATE_NOOP("ViewCommands", "Words back beside the shape")),
    _c("annotation.next", "Ctrl+J", QT_TRANSLATE_NOOP("ViewCommands", "Go to the next measurement")),
    _c(
        "annotation.previous",
        "Ctrl+Shift+J",
        QT_TRANSLATE_NOOP("ViewCommands", "Go to the previous measurement"),
    ),
    _c("edit.undo", "Ctrl+Z", QT_TRANSLATE_NOOP("ViewCommands", "Undo")),
    _c("edit.redo", "Ctrl+Shift+Z Ctrl+Y", QT_TRANSLATE_NOOP("ViewCommands", "Redo")),
)


class DoubleKey(ValueError):  # noqa: N818 - names what is wrong
    """A key that belongs to another command already; `other` is its id."""

    def __init__(self, key: str, other: str) -> None:
        super().__init__(f"{key} belongs to {other}")
        self.key, self.other = key, other


class KeyMap:
    """Which key asks for which command: the defaults, with what a person changed.

    Parameters
    ----------
    changes : mapping
        Command id to its keys instead of the default ones. What isn't a command, isn't a key or is taken is left
        out, so that a settings file of another version never takes a key away unseen; see `dropped`.
    """

    def __init__(self, changes: Mapping[str, Iterable[str]] | None = None) -> None:
        self._keys = {command.id: command.keys for command in COMMANDS}
        self.dropped: list[str] = []
        for command_id in changes or {}:
            if command_id in self._keys:
                self._keys[command_id] = ()  # first free what is given away, so that two can change places
        for command_id, keys in (changes or {}).items():
            try:
                self.set(command_id, keys)
            except (KeyError, ValueError):
                self.dropped.append(command_id)
        for command_id in self.dropped:
            default = next((c.keys for c in COMMANDS if c.id == command_id), ())
            if command_id in self._keys and not any(self.command_for(key) for key in default):
                self.set(command_id, default)

    def keys(self, command_id: str) -> tuple[str, ...]:
        """Keys of a command in Qt's portable text; KeyError for none."""
        return self._keys[command_id]

    def command_for(self, sequence: str) -> str | None:
        """The command of a key in Qt's portable text (``Shift+Y``), or None."""
        return self._by_key().get(sequence)

    def _by_key(self) -> dict[str, str]:
        return {QKeySequence(key).toString(): command for command, keys in self._keys.items() for key in keys}

    def set(self, command_id: str, keys: Iterable[str]) -> None:
        """Give a command other keys (none: menu and palette only).

        Raises
        ------
        DoubleKey
            When one belongs to another command.
        ValueError
            For something that is no key.
        """
        wanted = tuple(QKeySequence(key).toString() for key in keys)
        if not all(wanted):
            raise ValueError("not a key")
        if command_id not in self._keys:
            raise KeyError(command_id)
        for key in wanted:
            other = self.command_for(key)
            if other is not None and other != command_id:
                raise DoubleKey(key, other)
        self._keys[command_id] = wanted

    def reset(self, command_id: str) -> None:
        """The default keys again; raises DoubleKey when one was given away."""
        self.set(command_id, next(c.keys for c in COMMANDS if c.id == command_id))

    def changes(self) -> dict[str, tuple[str, ...]]:
        """What differs from the defaults, as for the constructor."""
        return {
            c.id: self._keys[c.id]
            for c in COMMANDS
            if tuple(QKeySequence(k).toString() for k in c.keys)
            != tuple(QKeySequence(k).toString() for k in self._keys[c.id])
        }


_DEFAULT = {QKeySequence(key).toString(): command.id for command in COMMANDS for key in command.keys}


def command_for(sequence: str) -> str | None:
    """The command that a key has by default (``Shift+Y``), or None."""
    return _DEFAULT.get(sequence)
