"""The act of opening the comparison with an earlier examination, by key and from the palette."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.actions import Action
from desktop.words import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from desktop.desk import Desk


def _case_screen(desk: Desk) -> Any:
    window = desk.services.get("window")
    shown = window.current_screen() if window is not None else None
    return shown if shown is not None and shown.name == "case" else None


def _no_case(desk: Desk) -> str | None:
    if _case_screen(desk) is not None:
        return None
    return QT_TRANSLATE_NOOP("Actions", "No study is open.")


def _show(desk: Desk) -> None:
    screen = _case_screen(desk)
    if screen is not None:
        screen.show_priors()


ACTIONS = (
    Action(
        "priors.show", QT_TRANSLATE_NOOP("Actions", "Earlier examination, side by side"), _show,
        ("Ctrl+Shift+V",), "compare", disabled_because=_no_case,
    ),
)  # fmt: skip
