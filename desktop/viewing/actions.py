"""The commands of the views as actions of the program: in the palette and under F1, with the keys that a person gave.

The keys themselves are the views' own: nothing is bound here.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop.actions import Action
from desktop.words import QT_TRANSLATE_NOOP
from viewers.framed import PictureWidget
from viewers.keys import COMMANDS, KeyMap
from viewers.view import SliceView

if TYPE_CHECKING:
    from desktop.desk import Desk

#: the shell has these itself, for all of the draft
SHELLS = ("edit.undo", "edit.redo")
PREFIX = "view:"
ICONS = {
    "tool.length": "length",
    "tool.bidirectional": "bidirectional",
    "tool.angle": "angle",
    "tool.cobb": "tangent",
    "tool.ellipse": "roi_ellipse",
    "tool.rectangle": "square",
    "tool.polygon": "roi_polygon",
    "tool.freehand": "lasso",
    "tool.probe": "probe",
    "tool.arrow": "arrow_text",
    "tool.text": "type",
    "tool.eraser": "eraser",
    "tool.window": "window_level",
    "tool.zoom": "zoom",
    "tool.pan": "pan",
    "tool.stop": "mouse-pointer-2",
    "view.key_image": "key_image",
    "view.screenshot": "export",
    "view.maximise": "maximise",
    "show.overlays": "visible",
    "show.link": "link_views",
    "show.crosshair": "crosshair",
}


@dataclass(frozen=True, slots=True)
class ViewAction(Action):
    """An action whose words are those of a view's command."""

    def words(self) -> str:
        return command_words(self.id.removeprefix(PREFIX))


def command_words(command_id: str) -> str:
    """The text of a command in the language of the screen; presets by their number."""
    text = next(each.text for each in COMMANDS if each.id == command_id)
    return QCoreApplication.translate("ViewCommands", text).format(number=command_id.rsplit(".", 1)[-1])


def view_at_hand(desk: Desk) -> PictureWidget | None:
    """The picture that a command without a mouse is about: the one with the focus, else the active, else the first."""
    window = desk.services.get("window")
    screen = window.current_screen() if window is not None else None
    if window is None or screen is None:
        return None
    shown = [view for view in screen.findChildren(PictureWidget) if view.isVisible()]
    focus = window.focusWidget()
    if focus in shown:
        return focus
    active = [view for view in shown if view.is_active]
    slices = [view for view in (*active, *shown) if isinstance(view, SliceView) and view.volume is not None]
    return next(iter((*slices, *active, *shown)), None)


def _because(desk: Desk) -> str | None:
    view = view_at_hand(desk)
    if view is None:
        return QT_TRANSLATE_NOOP("Actions", "There are no pictures on this screen.")
    if isinstance(view, SliceView) and view.volume is None:
        return QT_TRANSLATE_NOOP("Actions", "There are no images in this view.")
    return None


def _run(command: str, desk: Desk) -> None:
    view = view_at_hand(desk)
    run = getattr(view, "run", None)
    if run is None or not run(command):
        desk.messages.info(
            QCoreApplication.translate("Actions", "This can't be done in this view now."), key="view-command"
        )
    elif view is not None:
        view.setFocus()


def _presenting(desk: Desk) -> object | None:
    window = desk.services.get("window")
    screen = window.current_screen() if window is not None else None
    return getattr(getattr(screen, "workspace", None), "presenting", None)


def _no_presenting(desk: Desk) -> str | None:
    if _presenting(desk) is None:
        return QT_TRANSLATE_NOOP("Actions", "There are no measurements on this screen.")
    return _because(desk)


def _ask(what: str) -> Callable[[Desk], object]:
    return lambda desk: getattr(_presenting(desk), what)()


PRESENTATION = (
    Action("presentation.save", QT_TRANSLATE_NOOP("Actions", "Save as DICOM presentation state…"), _ask("ask_save"), (),
           "export", "view", disabled_because=_no_presenting),
    Action("presentation.open", QT_TRANSLATE_NOOP("Actions", "Open DICOM presentation state…"), _ask("ask_open"), (),
           "import", "view", disabled_because=_no_presenting),
)  # fmt: skip


def view_actions(keys: KeyMap) -> list[Action]:
    """An action for each command of the views."""
    return [*PRESENTATION] + [
        ViewAction(
            id=f"{PREFIX}{command.id}",
            text=command.text,
            run=functools.partial(_run, command.id),
            keys=keys.keys(command.id),
            icon=ICONS.get(command.id, ""),
            context="view",
            disabled_because=_because,
        )
        for command in COMMANDS
        if command.id not in SHELLS
    ]
