"""Roles and values of our own painted widgets for screen readers: what they are, and what they show now.

Qt knows the role of its own widgets only; a picture that we paint would be a nameless client area. `install` gives each
widget with an `accessible_role` that role, its name, and `accessible_value()` as its value. Changes are told at most once a
second by the widgets themselves (specs/viewers.md 7.12).
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface, QAccessibleValueChangeEvent
from PySide6.QtWidgets import QAccessibleWidget, QWidget

#: kept as long as their widgets: Qt holds them by address only
_KEPT: dict[int, QAccessibleInterface] = {}
_INSTALLED: list[Any] = []


class PaintedWidget(QAccessibleWidget):
    """The interface of one painted widget."""

    def __init__(self, widget: QWidget, role: QAccessible.Role) -> None:
        super().__init__(widget, role)
        self._widget = widget

    def text(self, what: QAccessible.Text) -> str:
        if what == QAccessible.Text.Value:
            value = getattr(self._widget, "accessible_value", None)
            return str(value()) if value is not None else ""
        return super().text(what)


def _make(_key: str, thing: QObject) -> QAccessibleInterface | None:
    role = getattr(thing, "accessible_role", None)
    if not isinstance(thing, QWidget) or not isinstance(role, QAccessible.Role):
        return None
    address = id(thing)
    made = PaintedWidget(thing, role)
    _KEPT[address] = made
    thing.destroyed.connect(lambda _gone=None: _KEPT.pop(address, None))
    return made


def install() -> None:
    """Let Qt ask us first; once for the program."""
    if not _INSTALLED:
        _INSTALLED.append(_make)
        QAccessible.installFactory(_make)


def tell_value(widget: QWidget, value: str) -> None:
    """Another value: told to whoever listens."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleValueChangeEvent(widget, value))
