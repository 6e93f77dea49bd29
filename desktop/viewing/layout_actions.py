"""Layouts, hanging protocols, the second window and layers as actions: by key, in the palette and under F1."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from desktop.actions import Action
from desktop.words import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from desktop.desk import Desk


def _workspace(desk: Desk) -> Any:
    """The general viewer that is on screen, if it is."""
    window = desk.services.get("window")
    screen = window.current_screen() if window is not None else None
    found = getattr(screen, "workspace", None)
    return found if hasattr(found, "hangings") else None


def _no_viewer(desk: Desk) -> str | None:
    workspace = _workspace(desk)
    if workspace is None:
        return QT_TRANSLATE_NOOP("Actions", "Layouts belong to images that are looked at from Studies.")
    if workspace.views.main.image is None:
        return QT_TRANSLATE_NOOP("Actions", "The images are being read.")
    return None


def _act(act: Callable[[Any], object], desk: Desk) -> None:
    workspace = _workspace(desk)
    if workspace is not None:
        act(workspace)


def _action(
    key: str, text: object, act: Callable[[Any], object], keys: tuple[str, ...] = (), icon: str = ""
) -> Action:
    return Action(
        f"layout.{key}", str(text), functools.partial(_act, act), keys, icon, disabled_because=_no_viewer
    )


ACTIONS = (
    _action("pick", QT_TRANSLATE_NOOP("Actions", "Layout: rows and columns"), lambda w: w.hangings.pick(),
            ("Ctrl+Shift+L",), "layout"),
    _action("protocol", QT_TRANSLATE_NOOP("Actions", "Hanging protocol…"), lambda w: w.hangings.open_menu(),
            ("Ctrl+Shift+H",), "rows-3"),
    _action("save", QT_TRANSLATE_NOOP("Actions", "Save the screen as a layout…"), lambda w: w.hangings.ask_save(),
            (), "save"),
    _action("second", QT_TRANSLATE_NOOP("Actions", "Window on a second screen"), lambda w: w.open_second(),
            ("Ctrl+Shift+2",), "panel-right"),
    _action("mask", QT_TRANSLATE_NOOP("Actions", "Mask over the images…"), lambda w: w.over.ask_mask(), (), "layers"),
    _action("map", QT_TRANSLATE_NOOP("Actions", "Map or images over the images…"), lambda w: w.over.ask_map(),
            (), "blend"),
)  # fmt: skip
