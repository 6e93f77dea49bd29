"""Colours, type, sizes and icons of the tokens, taken into Qt; dark and light switch at run time.

One `Theme` is made by the application and handed down. Painted widgets ask it for colours at each paint, so that
a switch needs no more than an update. Palette and stylesheet are generated here, from `resources/theme` only.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPushButton, QStyleFactory, QWidget

import resources
from desktop import icons

FONT_FILES = (
    "Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf", "Inter-Bold.otf", "JetBrainsMono-Regular.ttf",
)  # fmt: skip
THEMES = ("dark", "light")
_PLACEHOLDER = re.compile(r"\{\{\s*([\w.]+)\s*\}\}")


class Theme(QObject):
    """The tokens in one of their themes."""

    changed = Signal()

    def __init__(
        self, name: str = "dark", parent: QObject | None = None, *, cache: Path | None = None
    ) -> None:
        super().__init__(parent)
        self._cache = cache
        self._tokens = resources.tokens()
        self._name = name if name in THEMES else str(self._tokens["meta"]["default_theme"])

    @property
    def name(self) -> str:
        """`dark` or `light`."""
        return self._name

    def token(self, name: str) -> Any:
        """Value of a token by its path; colours of the present theme need no `colour.dark` in front."""
        node: Any = self._tokens
        parts = name.split(".")
        if parts[0] in ("picture",):
            node = node["colour"]
        elif parts[0] in self._tokens["colour"][self._name]:
            node = node["colour"][self._name]
        for part in parts:
            node = node[part]
        return node

    def colour(self, name: str) -> QColor:
        """Colour by token: `surface.panel`, `text.muted`, `status.ok.soft`, `picture.measure`."""
        return QColor(self.token(name))

    def px(self, name: str) -> int:
        """Length in logical pixels by token: `space.s2`, `size.control`, `radius.small`."""
        return int(self.token(name))

    def font(self, style: str = "body", *, tabular: bool = True) -> QFont:
        """Font of a type style (`[type]` of the tokens); `mono` for hashes and identifiers."""
        kind = self._tokens["type"]
        if style == "mono":
            font = QFont([kind["mono"]])
            font.setPointSizeF(float(kind["caption"]["pt"]))
            return font
        font = QFont([kind["family"], *kind["fallback"]])
        font.setPointSizeF(float(kind[style]["pt"]))
        font.setWeight(QFont.Weight(int(kind[style]["weight"])))
        if tabular:
            font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def pixmap(
        self, meaning: str, colour: str = "text.secondary", size: int = 16, ratio: float = 1.0
    ) -> QPixmap:
        return icons.pixmap(meaning, self.colour(colour), size, ratio)

    def icon(self, meaning: str, colour: str = "text.secondary", size: int = 16, pad: int = 0) -> QIcon:
        return icons.icon(meaning, self.colour(colour), size, pad)

    def dress(
        self, widget: QAbstractButton | QLabel, meaning: str, colour: str = "text.secondary", size: int = 16
    ) -> None:
        """Give a button or label its icon, and again whenever the theme changes."""
        widget.setProperty("icon_token", f"{meaning}|{colour}|{size}")
        self._dress(widget)

    def _dress(self, widget: QWidget) -> None:
        meaning, colour, size = str(widget.property("icon_token")).split("|")
        if isinstance(widget, QAbstractButton):
            pad = 3 if widget.text() or isinstance(widget, QPushButton) else 0
            widget.setIcon(self.icon(meaning, colour, int(size), pad))
            widget.setIconSize(QSize(int(size) + 2 * pad, int(size)))
        elif isinstance(widget, QLabel):
            widget.setPixmap(self.pixmap(meaning, colour, int(size), widget.devicePixelRatioF()))

    def palette(self) -> QPalette:
        """QPalette of the present theme (design/README, "Taking the tokens into Qt")."""
        role = QPalette.ColorRole
        made = QPalette()
        for which, token in (
            (role.Window, "surface.app"), (role.Base, "surface.panel"), (role.AlternateBase, "surface.stripe"),
            (role.Button, "surface.raised"), (role.Text, "text.primary"), (role.WindowText, "text.primary"),
            (role.ButtonText, "text.primary"), (role.BrightText, "text.on_accent"),
            (role.PlaceholderText, "text.muted"), (role.Highlight, "surface.selected"),
            (role.HighlightedText, "text.primary"), (role.Link, "text.link"), (role.LinkVisited, "text.link"),
            (role.ToolTipBase, "surface.overlay"), (role.ToolTipText, "text.primary"),
            (role.Light, "line.strong"), (role.Midlight, "line.subtle"), (role.Mid, "line.subtle"),
            (role.Dark, "line.strong"), (role.Shadow, "surface.image"), (role.Accent, "accent.base"),
        ):  # fmt: skip
            made.setColor(which, self.colour(token))
        for which in (role.Text, role.WindowText, role.ButtonText):
            made.setColor(QPalette.ColorGroup.Disabled, which, self.colour("text.disabled"))
        return made

    def stylesheet(self) -> str:
        """`resources/theme/style.qss` with its `{{token}}` places filled."""
        template = resources.path("theme", "style.qss").read_text(encoding="utf-8")

        def value(found: re.Match[str]) -> str:
            name = found.group(1)
            if name.startswith("icon."):
                return self._drawn(name[5:])
            return str(self.token(name))

        return _PLACEHOLDER.sub(value, template)

    def _drawn(self, meaning: str) -> str:
        """A recoloured icon as a file for the stylesheet, kept in the cache; nothing without a cache."""
        if self._cache is None:
            return "none"
        colour = "text.on_accent" if meaning == "check" else "text.secondary"
        file = self._cache / f"{meaning}-{self._name}.svg"
        drawing = icons.svg_of(meaning).replace("currentColor", self.colour(colour).name())
        if not file.exists() or file.read_text(encoding="utf-8") != drawing:
            self._cache.mkdir(parents=True, exist_ok=True)
            file.write_text(drawing, encoding="utf-8")
        return f'url("{file.as_posix()}")'

    def apply(self, app: QApplication) -> None:
        """Style, fonts, palette and stylesheet of the whole application."""
        load_fonts()
        fusion = QStyleFactory.create("Fusion")
        if fusion is not None and app.style().objectName().lower() != "fusion":
            app.setStyle(fusion)
        app.setFont(self.font("body"))
        app.setPalette(self.palette())
        app.setStyleSheet(self.stylesheet())
        for widget in app.allWidgets():
            if widget.property("icon_token"):
                self._dress(widget)

    def switch(self, name: str) -> None:
        """Show `dark`, `light` or what the desktop says (`system`)."""
        if name == "system":
            scheme = QGuiApplication.styleHints().colorScheme()
            name = "light" if scheme.name == "Light" else "dark"
        if name not in THEMES or name == self._name:
            return
        self._name = name
        app = QApplication.instance()
        if isinstance(app, QApplication):
            self.apply(app)
        self.changed.emit()


_loaded: list[int] = []


def load_fonts() -> None:
    """Register the shipped fonts, once a process."""
    if not _loaded:
        _loaded.extend(
            QFontDatabase.addApplicationFont(str(resources.path("fonts", name))) for name in FONT_FILES
        )


def relative_luminance(colour: QColor) -> float:
    """Relative luminance of WCAG 2."""

    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF())


def contrast(one: QColor, other: QColor) -> float:
    """Contrast ratio of WCAG 2, 1 to 21."""
    low, high = sorted((relative_luminance(one), relative_luminance(other)))
    return (high + 0.05) / (low + 0.05)
