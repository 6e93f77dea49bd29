"""Settings, each declared once as data: key, type, range, default, words, who may change it.

Kept as TOML in the home folder; screen, documentation and validation are made from the declarations.
`QSettings` is used for window geometry only, elsewhere.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from resources.errors import InputError, Refused


class Who(StrEnum):
    """Who may change a setting."""

    PERSON = "person"
    DEPARTMENT = "department"
    ADMINISTRATOR = "administrator"


Value = str | int | float | bool
#: roles that may change what isn't a person's own (values of `governance.people.Role`)
CHANGERS = {
    Who.PERSON: None,
    Who.DEPARTMENT: ("coordinator", "administrator"),
    Who.ADMINISTRATOR: ("administrator",),
}


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. `key` is `group.name`; the type is that of `default`."""

    key: str
    default: Value
    nl: str
    en: str
    who: Who = Who.PERSON
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    restart: bool = False

    def checked(self, value: object) -> Value:
        """`value` when it is of the right kind and in range; raises `InputError` otherwise."""
        kind = type(self.default)
        if kind is float and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        right = type(value) is kind and (not self.choices or value in self.choices)
        if right and isinstance(value, int | float) and not isinstance(value, bool):
            right = (self.minimum is None or value >= self.minimum) and (
                self.maximum is None or value <= self.maximum
            )
        if not right:
            raise InputError(
                "The setting {key} can't be {value}.",
                "Choose a value within {allowed}.",
                code="setting",
                fields={"key": self.key, "value": value, "allowed": self.allowed()},
            )
        return value  # type: ignore[return-value]

    def allowed(self) -> str:
        """The range in words for a message."""
        if self.choices:
            return ", ".join(self.choices)
        if self.minimum is not None or self.maximum is not None:
            return f"{self.minimum} – {self.maximum}"
        return type(self.default).__name__


def may_change(setting: Setting, role: str) -> bool:
    """May someone who acts in this role change it? One's own settings also before sign-in."""
    allowed = CHANGERS[setting.who]
    return allowed is None or role in allowed


SETTINGS: tuple[Setting, ...] = (
    Setting("appearance.language", "nl", "Taal", "Language", choices=("nl", "en")),
    Setting("appearance.theme", "dark", "Thema", "Theme", choices=("dark", "light", "system")),
    Setting("appearance.scale_percent", 100, "Schaal van het scherm (%)", "Scale of the screen (%)",
            minimum=100, maximum=200, restart=True),
    Setting("viewing.mouse_left", "auto", "Linkermuisknop zonder gereedschap", "Left mouse button without a tool",
            choices=("auto", "scroll", "window", "pan", "zoom")),
    Setting("viewing.mouse_middle", "pan", "Middelste muisknop", "Middle mouse button",
            choices=("pan", "zoom", "window", "scroll")),
    Setting("viewing.mouse_right", "window", "Rechtermuisknop (slepen)", "Right mouse button (drag)",
            choices=("window", "zoom", "pan", "scroll")),
    Setting("viewing.mouse_wheel", "scroll", "Muiswiel (met Ctrl: het andere)", "Mouse wheel (with Ctrl: the other)",
            choices=("scroll", "zoom")),
    Setting("viewing.corner_series", True, "Reeks en datum in de hoek van een beeld",
            "Series and date in the corner of a view"),
    Setting("viewing.corner_acquisition", True, "kVp, mAs, TR, TE en fliphoek in de hoek van een beeld",
            "kVp, mAs, TR, TE and flip angle in the corner of a view"),
    Setting("viewing.corner_zoom", True, "Vergroting in de hoek van een beeld", "Magnification in the corner of a view"),
    Setting("viewing.corner_thickness", True, "Plakafstand en -dikte in de hoek van een beeld",
            "Slice distance and thickness in the corner of a view"),
    Setting("viewing.keys", "", "Toetsen in de beelden", "Keys in the pictures"),
    Setting("security.idle_lock_s", 600, "Vergrendel na (s) zonder invoer", "Lock after (s) without input",
            who=Who.ADMINISTRATOR, minimum=30, maximum=3600),
    Setting("security.lock_warning_s", 30, "Waarschuw (s) vóór vergrendelen", "Warn (s) before locking",
            who=Who.ADMINISTRATOR, minimum=5, maximum=120),
    Setting("worklist.norm_h", 24.0, "Norm voor wachttijd (u)", "Norm for waiting time (h)",
            who=Who.DEPARTMENT, minimum=0.5, maximum=720.0),
    Setting("worklist.refresh_s", 60, "Ververs werklijst elke (s)", "Refresh worklist every (s)",
            who=Who.DEPARTMENT, minimum=10, maximum=3600),
    Setting("priors.fetch", True, "Zoek en haal vorige onderzoeken op bij het openen",
            "Find and fetch earlier examinations when a study is opened", who=Who.DEPARTMENT),
    Setting("work.threads", 0, "Rekendraden (0 = alle kernen)", "Worker threads (0 = all cores)",
            minimum=0, maximum=64, restart=True),
    Setting("archive.receive", "off", "Ontvang beelden zolang dit programma draait",
            "Receive images while this program runs", who=Who.ADMINISTRATOR, choices=("off", "on")),
    Setting("start.statement_acknowledged", "", "Verklaring gelezen op", "Statement read on"),
)  # fmt: skip


class Settings(QObject):
    """The values on this machine; a file that can't be read is put aside, never lost."""

    changed = Signal(str, object)

    def __init__(
        self, file: Path, declared: tuple[Setting, ...] = SETTINGS, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._file = file
        self._declared = {setting.key: setting for setting in declared}
        self._values: dict[str, Value] = {}
        self.problems: list[str] = []

    def load(self) -> Settings:
        """Read the file; values out of range fall back to their default and are named in `problems`."""
        if not self._file.exists():
            return self
        try:
            data = tomllib.loads(self._file.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError):
            self._file.replace(self._file.with_suffix(".unreadable.toml"))
            self.problems.append(self._file.name)
            return self
        for group, values in data.items():
            for name, value in (values if isinstance(values, dict) else {}).items():
                self._take(f"{group}.{name}", value)
        return self

    def _take(self, key: str, value: object) -> None:
        setting = self._declared.get(key)
        try:
            if setting is not None:
                self._values[key] = setting.checked(value)
        except InputError:
            self.problems.append(key)

    def declared(self) -> tuple[Setting, ...]:
        return tuple(self._declared.values())

    def get(self, key: str) -> Any:
        """Value of a declared setting; a key that isn't declared is a defect (KeyError)."""
        return self._values.get(key, self._declared[key].default)

    def set(self, key: str, value: Value, *, role: str | None = None) -> None:
        """Check, keep and write a value.

        `role` is the acting role of the person who changes it; the program itself (None) may change all. Raises
        `Refused` when the role may not, `InputError` when the value isn't allowed.
        """
        setting = self._declared[key]
        if role is not None and not may_change(setting, role):
            raise Refused(
                "The setting {key} isn't yours to change.",
                "Ask the {owner}.",
                code="setting_role",
                fields={"key": key, "owner": setting.who.value},
            )
        checked = setting.checked(value)
        if checked == self.get(key):
            return
        self._values[key] = checked
        self._write()
        self.changed.emit(key, checked)

    def _write(self) -> None:
        groups: dict[str, list[str]] = {}
        for key, value in sorted(self._values.items()):
            group, name = key.split(".", 1)
            groups.setdefault(group, []).append(f"{name} = {_toml(value)}")
        text = "\n".join(f"[{group}]\n" + "\n".join(lines) + "\n" for group, lines in groups.items())
        self._file.parent.mkdir(parents=True, exist_ok=True)
        temporary = self._file.with_suffix(".new")
        temporary.write_text(text, encoding="utf-8")
        os.replace(temporary, self._file)


def _toml(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    return repr(value)
