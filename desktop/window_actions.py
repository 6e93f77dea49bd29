"""The actions of the shell, declared as data: navigation, palette, keys, lock, role, language, theme, undo."""

from __future__ import annotations

from collections.abc import Callable

from desktop.actions import Action
from desktop.desk import Desk
from desktop.lock import lock_now
from desktop.title_bar import ITEMS
from desktop.words import QT_TRANSLATE_NOOP

_NAVIGATION_WORDS = {
    "worklist": QT_TRANSLATE_NOOP("Actions", "Go to worklist"),
    "studies": QT_TRANSLATE_NOOP("Actions", "Go to studies"),
    "training": QT_TRANSLATE_NOOP("Actions", "Go to training"),
    "quality": QT_TRANSLATE_NOOP("Actions", "Go to quality"),
    "governance": QT_TRANSLATE_NOOP("Actions", "Go to governance"),
}


def _needs_draft(desk: Desk) -> str | None:
    return None if desk.session.draft else QT_TRANSLATE_NOOP("Actions", "No report is open.")


def _needs_steps(desk: Desk) -> str | None:
    shown = desk.services["window"].current_screen()
    if shown is not None and shown.has_steps:
        return None
    return QT_TRANSLATE_NOOP("Actions", "This screen has no steps.")


def _cannot_undo(desk: Desk) -> str | None:
    return (
        None
        if desk.session.undo_stack.canUndo()
        else QT_TRANSLATE_NOOP("Actions", "There is nothing to undo.")
    )


def _cannot_redo(desk: Desk) -> str | None:
    return (
        None
        if desk.session.undo_stack.canRedo()
        else QT_TRANSLATE_NOOP("Actions", "There is nothing to redo.")
    )


def _one_role(desk: Desk) -> str | None:
    who = desk.session.who
    if who is not None and len(who.roles) > 1:
        return None
    return QT_TRANSLATE_NOOP("Actions", "You have one role.")


def _set(key: str, value: str):
    return lambda desk: desk.settings.set(key, value)


def _window(name: str, *arguments: object):
    return lambda desk: getattr(desk.services["window"], name)(*arguments)


def _go(screen: str) -> Callable[[Desk], object]:
    return lambda desk: desk.navigator.open(screen)


def _undo(desk: Desk) -> None:
    desk.session.undo_stack.undo()


def _redo(desk: Desk) -> None:
    desk.session.undo_stack.redo()


def _save(desk: Desk) -> None:
    desk.save_wanted.emit()


def navigation(screens: set[str]) -> list[Action]:
    """Alt+1…5 for the screens that exist."""
    return [
        Action(
            id=f"go.{item.screen}",
            text=_NAVIGATION_WORDS[item.screen],
            run=_go(item.screen),
            keys=(f"Alt+{number}",),
            icon=item.icon,
        )
        for number, item in enumerate(ITEMS, 1)
        if item.screen in screens
    ]


SHELL = (
    Action("palette.open", QT_TRANSLATE_NOOP("Actions", "Search an action"), _window("open_palette"), ("Ctrl+K",), "palette"),
    Action("help.keys", QT_TRANSLATE_NOOP("Actions", "Keys of this screen"), _window("open_keys"), ("F1",), "help"),
    Action("session.lock", QT_TRANSLATE_NOOP("Actions", "Lock"), lock_now, ("Ctrl+L",), "lock_session"),
    Action("session.sign_out", QT_TRANSLATE_NOOP("Actions", "Sign out"), _window("sign_out"), (), "log-out"),
    Action(
        "session.switch_role", QT_TRANSLATE_NOOP("Actions", "Switch role…"), _window("switch_role"), (), "switch_role",
        disabled_because=_one_role,
    ),
    Action("language.nl", "Nederlands", _set("appearance.language", "nl"), (), "languages"),
    Action("language.en", "English", _set("appearance.language", "en"), (), "languages"),
    Action("theme.dark", QT_TRANSLATE_NOOP("Actions", "Dark theme"), _set("appearance.theme", "dark"), (), "sun-moon"),
    Action("theme.light", QT_TRANSLATE_NOOP("Actions", "Light theme"), _set("appearance.theme", "light"), (), "sun-moon"),
    Action("edit.undo", QT_TRANSLATE_NOOP("Actions", "Undo"), _undo, ("Ctrl+Z",), "undo",
           disabled_because=_cannot_undo),
    Action("edit.redo", QT_TRANSLATE_NOOP("Actions", "Redo"), _redo,
           ("Ctrl+Shift+Z", "Ctrl+Y"), "redo", disabled_because=_cannot_redo),
    Action("draft.save", QT_TRANSLATE_NOOP("Actions", "Save now"), _save, ("Ctrl+S",), "save",
           disabled_because=_needs_draft),
    Action("screen.primary", QT_TRANSLATE_NOOP("Actions", "Next step (primary button)"), _window("press_primary"),
           ("Ctrl+Return", "Ctrl+Enter")),
    Action("region.next", QT_TRANSLATE_NOOP("Actions", "Next part of the screen"), _window("next_region", 1), ("F6",)),
    Action("region.previous", QT_TRANSLATE_NOOP("Actions", "Previous part of the screen"), _window("next_region", -1), ("Shift+F6",)),
    Action("window.full", QT_TRANSLATE_NOOP("Actions", "Full screen"), _window("toggle_full_screen"), ("F11",), "maximise"),
    Action("face.images", QT_TRANSLATE_NOOP("Actions", "Images"), _window("choose_face", "images"), ("Ctrl+1",), "layout",
           disabled_because=_needs_steps),
    Action("face.report", QT_TRANSLATE_NOOP("Actions", "Report"), _window("choose_face", "report"), ("Ctrl+2",), "report",
           disabled_because=_needs_steps),
    Action("face.check", QT_TRANSLATE_NOOP("Actions", "Check"), _window("choose_face", "check"), ("Ctrl+3",), "worklist",
           disabled_because=_needs_steps),
    Action("step.next", QT_TRANSLATE_NOOP("Actions", "Next step"), _window("walk_steps", 1), ("Alt+Right",),
           disabled_because=_needs_steps),
    Action("step.previous", QT_TRANSLATE_NOOP("Actions", "Previous step"), _window("walk_steps", -1), ("Alt+Left",),
           disabled_because=_needs_steps),
)  # fmt: skip
