"""The commands of a slice view as data: id, keys (none: menu only), English text; menus, F1 and the view itself read this list.

Keys are those of specs/viewers.md 7.5. The desktop may bind the same commands to its own actions and call
`SliceView.run(id)`; a view that has the keyboard understands its keys without the desktop too.
"""

from __future__ import annotations

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
    _c("show.annotations", "N", QT_TRANSLATE_NOOP("ViewCommands", "Measurements on or off")),
    _c("show.texts", "U", QT_TRANSLATE_NOOP("ViewCommands", "Texts: all, few, none")),
    _c("view.maximise", "Return Enter", QT_TRANSLATE_NOOP("ViewCommands", "One view full; again: back")),
    _c("view.key_image", "K", QT_TRANSLATE_NOOP("ViewCommands", "Key image")),
    _c("view.copy", "Ctrl+Shift+C", QT_TRANSLATE_NOOP("ViewCommands", "Copy picture")),
    _c("tool.length", "D", QT_TRANSLATE_NOOP("ViewCommands", "Measure length")),
    _c("tool.angle", "G", QT_TRANSLATE_NOOP("ViewCommands", "Measure angle")),
    _c("tool.cobb", "Shift+G", QT_TRANSLATE_NOOP("ViewCommands", "Measure Cobb angle")),
    _c("tool.ellipse", "E", QT_TRANSLATE_NOOP("ViewCommands", "Ellipse")),
    _c("tool.rectangle", "Shift+E", QT_TRANSLATE_NOOP("ViewCommands", "Rectangle")),
    _c("tool.polygon", "P", QT_TRANSLATE_NOOP("ViewCommands", "Polygon")),
    _c("tool.freehand", "Shift+P", QT_TRANSLATE_NOOP("ViewCommands", "Freehand shape")),
    _c("tool.probe", "O", QT_TRANSLATE_NOOP("ViewCommands", "Probe")),
    _c("tool.window", "W", QT_TRANSLATE_NOOP("ViewCommands", "Window tool")),
    _c("tool.region_window", "", QT_TRANSLATE_NOOP("ViewCommands", "Window from a rectangle (Ctrl + drag)")),
    _c("tool.zoom", "Z", QT_TRANSLATE_NOOP("ViewCommands", "Zoom tool")),
    _c("tool.stop", "Esc", QT_TRANSLATE_NOOP("ViewCommands", "Stop the tool")),
    _c("annotation.delete", "Del", QT_TRANSLATE_NOOP("ViewCommands", "Delete the selected measurement")),
    _c("edit.undo", "Ctrl+Z", QT_TRANSLATE_NOOP("ViewCommands", "Undo")),
    _c("edit.redo", "Ctrl+Shift+Z Ctrl+Y", QT_TRANSLATE_NOOP("ViewCommands", "Redo")),
)

_BY_KEY = {QKeySequence(key).toString(): command.id for command in COMMANDS for key in command.keys}


def command_for(sequence: str) -> str | None:
    """The command of a key in Qt's portable text (``Shift+Y``), or None."""
    return _BY_KEY.get(sequence)
