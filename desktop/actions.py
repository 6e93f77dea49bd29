"""Actions as data: one list feeds menus, buttons, keys, F1 and the command palette.

A disabled action stays visible and says why. Two actions may not share a key where both can be reached: that is
refused at registration, so that it can't slip in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QWidget

if TYPE_CHECKING:
    from desktop.desk import Desk

#: where an action can be reached; a context holds those that it includes
CONTEXTS: dict[str, tuple[str, ...]] = {
    "global": (),
    "view": (),
    "worklist": (),
    "editor": (),
    "review": ("view",),
    "aorta": ("view",),
    "liver": ("view",),
    "perfusion": ("view",),
    "oncology": ("view",),
}


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that a person can do.

    `text` and what `disabled_because` returns are English sources marked with
    ``QT_TRANSLATE_NOOP("Actions", …)``. `menu` names the menu that shows it, `place` where it is listed.
    """

    id: str
    text: str
    run: Callable[[Desk], object]
    keys: tuple[str, ...] = ()
    icon: str = ""
    context: str = "global"
    menu: str = ""
    disabled_because: Callable[[Desk], str | None] = lambda _desk: None
    in_palette: bool = True

    def words(self) -> str:
        return translated(self.text)


def translated(source: str) -> str:
    """An action's sentence in the language of the interface."""
    return QCoreApplication.translate("Actions", source)


class DoubleKey(ValueError):  # noqa: N818 - names what is wrong
    """Two actions with one key in one place; a defect of the program."""


class ActionRegistry(QObject):
    """All actions, and the one way to run them."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actions: dict[str, Action] = {}
        self._desk: Desk | None = None

    def attach(self, desk: Desk) -> None:
        self._desk = desk

    def register(self, *actions: Action) -> None:
        """Add actions; raises `DoubleKey` or ValueError on a second id."""
        for action in actions:
            if action.id in self._actions:
                raise ValueError(f"second action {action.id}")
            if action.context not in CONTEXTS:
                raise ValueError(f"unknown context {action.context}")
            for key in action.keys:
                self._refuse_double(action, key)
            self._actions[action.id] = action
        self.changed.emit()

    def _refuse_double(self, action: Action, key: str) -> None:
        wanted = QKeySequence(key)
        if wanted.isEmpty():
            raise ValueError(f"{action.id}: {key!r} is no key")
        for other in self._actions.values():
            if meet(action.context, other.context) and any(QKeySequence(k) == wanted for k in other.keys):
                raise DoubleKey(f"{key} belongs to {other.id} and {action.id}")

    def rekey(self, action_id: str, keys: tuple[str, ...]) -> None:
        """Show other keys for an action, which its owner has looked after; `changed` isn't emitted for it."""
        known = self._actions[action_id]
        if known.keys != keys:
            self._actions[action_id] = replace(known, keys=keys)

    def __contains__(self, action_id: str) -> bool:
        return action_id in self._actions

    def all(self) -> tuple[Action, ...]:
        return tuple(self._actions.values())

    def get(self, action_id: str) -> Action:
        return self._actions[action_id]

    def reachable(self, context: str) -> tuple[Action, ...]:
        """Actions that can be reached in a context: its own, those it includes, and the global ones."""
        places = {"global", context, *CONTEXTS[context]}
        return tuple(a for a in self._actions.values() if a.context in places)

    def reason(self, action_id: str) -> str | None:
        """Why an action can't be done now, translated; `None` when it can."""
        if self._desk is None:
            return None
        sentence = self._actions[action_id].disabled_because(self._desk)
        return translated(sentence) if sentence else None

    def trigger(self, action_id: str) -> bool:
        """Run an action, or say why it can't be; errors go to the message bus."""
        if self._desk is None:
            raise RuntimeError("actions used before the desk was set up")
        reason = self.reason(action_id)
        if reason:
            self._desk.messages.info(reason, key=f"action:{action_id}")
            return False
        try:
            self._actions[action_id].run(self._desk)
        except Exception as problem:  # noqa: BLE001 - the bus shows it and the log keeps it
            self._desk.messages.show(problem)
            return False
        return True

    def bind(self, context: str, widget: QWidget) -> list[QShortcut]:
        """Give `widget` the keys of a context; a key of a disabled action says why instead."""
        scope = (
            Qt.ShortcutContext.WindowShortcut
            if context == "global"
            else Qt.ShortcutContext.WidgetWithChildrenShortcut
        )
        made = []
        for action in self._actions.values():
            if action.context != context:
                continue
            for key in action.keys:
                shortcut = QShortcut(QKeySequence(key), widget, context=scope)
                shortcut.setAutoRepeat(False)
                shortcut.activated.connect(lambda wanted=action.id, k=key: self._key(wanted, k))
                made.append(shortcut)
        return made

    def _key(self, action_id: str, key: str) -> None:
        focus = QApplication.focusWidget()
        if key == "Space" and isinstance(focus, QAbstractButton):
            focus.click()  # on a button, Space presses that button
        else:
            self.trigger(action_id)

    def menu(self, ids: Iterable[str | None], parent: QWidget) -> QMenu:
        """A menu of actions (`None` is a line) with keys shown and reasons as tooltips."""
        menu = QMenu(parent)
        menu.setToolTipsVisible(True)
        for action_id in ids:
            if action_id is None:
                menu.addSeparator()
            else:
                menu.addAction(self.menu_item(action_id, menu))
        return menu

    def menu_item(self, action_id: str, parent: QObject) -> QAction:
        action = self._actions[action_id]
        key = f"\t{native(action.keys[0])}" if action.keys else ""
        item = QAction(action.words() + key, parent)
        if action.icon and self._desk is not None:
            item.setIcon(self._desk.theme.icon(action.icon))
        reason = self.reason(action_id)
        item.setEnabled(reason is None)
        item.setToolTip(reason or action.words())
        item.triggered.connect(lambda: self.trigger(action_id))
        return item


def meet(one: str, other: str) -> bool:
    """Can actions of both contexts be reached at the same place?"""
    reach = [{c, *CONTEXTS[c]} for c in (one, other)]
    return "global" in (one, other) or bool(reach[0] & reach[1])


def native(key: str) -> str:
    """A key as this desktop writes it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
