"""Tokens in Qt: contrast, palette, icons, and the guard against the PySide6 that loses None."""

from __future__ import annotations

import re
import sys

import pytest
from PySide6.QtGui import QColor, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QLabel, QWidget

import resources
from desktop import app, chips
from desktop.theme import THEMES, Theme, contrast

STATUSES = ("ok", "info", "warn", "error", "neutral", "preliminary", "training", "emergency")
TEXT, GRAPHIC = (resources.tokens()["contrast"][f"minimum_{kind}"] for kind in ("text", "graphic"))


def test_contrast_is_that_of_wcag():
    """21:1 for black on white; 4.54:1 for #767676 on white (the example of WCAG's own understanding document)."""
    assert contrast(QColor("#000000"), QColor("#FFFFFF")) == pytest.approx(21.0)
    assert contrast(QColor("#767676"), QColor("#FFFFFF")) == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("name", THEMES)
def test_every_text_can_be_read_on_every_surface(name):
    theme = Theme(name)
    low = [
        (tone, surface)
        for tone in ("primary", "secondary", "muted", "disabled", "link")
        for surface in resources.tokens()["contrast"]["text_on"]
        if contrast(theme.colour(f"text.{tone}"), theme.colour(f"surface.{surface}")) < TEXT
    ]
    assert not low


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("name", THEMES)
def test_every_status_can_be_read(name, status):
    theme = Theme(name)
    text = theme.colour(f"status.{status}.text")
    for surface in ("surface.panel", "surface.raised", "surface.selected", f"status.{status}.soft"):
        assert contrast(text, theme.colour(surface)) >= TEXT, surface
    on_solid = theme.token(f"status.{status}").get("on_solid", theme.token("text.on_accent"))
    assert contrast(QColor(on_solid), theme.colour(f"status.{status}.solid")) >= TEXT


@pytest.mark.parametrize("name", THEMES)
def test_buttons_borders_and_focus_reach_their_contrast(name):
    theme = Theme(name)
    for fill in ("accent.fill", "accent.fill_hover"):
        assert contrast(theme.colour("text.on_accent"), theme.colour(fill)) >= TEXT
    for graphic, surface in (
        ("line.strong", "panel"), ("line.strong", "raised"), ("line.focus", "panel"), ("accent.base", "panel"),
        ("accent.base", "selected"),
    ):  # fmt: skip
        assert contrast(theme.colour(graphic), theme.colour(f"surface.{surface}")) >= GRAPHIC


def test_what_lies_on_pictures_reaches_its_contrast():
    black = QColor("#000000")
    colours = [
        c for c in resources.tokens()["colour"]["picture"].values() if c.startswith("#") and c != "#39414A"
    ]
    assert len(colours) > 10
    assert all(contrast(QColor(c), black) >= GRAPHIC for c in colours)
    assert all(contrast(QColor(c), black) >= GRAPHIC for c in resources.tokens()["palette"]["labels"])


def test_palette_is_that_of_the_design(qapp):
    palette = Theme("dark").palette()
    for role, token in (
        (QPalette.ColorRole.Window, "surface.app"), (QPalette.ColorRole.Base, "surface.panel"),
        (QPalette.ColorRole.Button, "surface.raised"), (QPalette.ColorRole.Highlight, "surface.selected"),
        (QPalette.ColorRole.ToolTipBase, "surface.overlay"), (QPalette.ColorRole.Link, "text.link"),
    ):  # fmt: skip
        assert palette.color(role) == Theme("dark").colour(token)


@pytest.mark.parametrize("name", THEMES)
def test_stylesheet_leaves_no_place_unfilled(qapp, tmp_path, name):
    sheet = Theme(name, cache=tmp_path).stylesheet()
    assert "{{" not in sheet
    assert Theme(name).colour("surface.panel").name().upper() in sheet.upper()


def test_no_colour_or_stylesheet_stands_in_the_code_of_the_shell():
    """Colours are tokens (screens.md 9.2)."""
    files = [f for f in (resources.ROOT.parent / "desktop").rglob("*.py") if "demo" not in f.parts]
    assert len(files) > 20
    for file in files:
        source = file.read_text(encoding="utf-8")
        assert not re.search(r"[\"']#[0-9A-Fa-f]{6}[\"']", source), file.name
        if file.name != "theme.py":
            assert "setStyleSheet" not in source, file.name


def test_theme_switches_while_the_program_runs(qapp, qtbot, tmp_path):
    theme = Theme("dark", cache=tmp_path)
    theme.apply(qapp)
    label = QLabel()
    qtbot.addWidget(label)
    theme.dress(label, "ok", "text.primary")
    dark = label.pixmap().toImage()
    with qtbot.waitSignal(theme.changed):
        theme.switch("light")
    assert qapp.palette().color(QPalette.ColorRole.Base) == QColor("#FFFFFF")
    assert label.pixmap().toImage() != dark
    theme.switch("dark")


def test_every_icon_of_the_tokens_is_drawn_at_each_scaling_in_its_colour(qapp):
    theme = Theme("dark")
    for meaning in resources.tokens()["icons"]:
        for ratio in (1.0, 1.5, 2.0):
            image = theme.pixmap(meaning, "text.primary", 16, ratio).toImage()
            assert image.width() == round(16 * ratio)
            inked = [
                image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())
                if image.pixelColor(x, y).alpha() > 200
            ]  # fmt: skip
            assert inked or meaning in ("more", "remove", "close"), meaning
            assert all(abs(c.red() - 0xE8) < 8 for c in inked), meaning


def test_figures_are_tabular(qapp):
    """Every digit takes the same room, so that columns of numbers line up."""
    from PySide6.QtGui import QFontMetricsF

    from desktop.theme import load_fonts

    load_fonts()
    metrics = QFontMetricsF(Theme("dark").font("body"))
    assert len({round(metrics.horizontalAdvance(d * 10), 3) for d in "0123456789"}) == 1


@pytest.mark.parametrize("state", [*chips.STATUS])
def test_a_status_is_told_by_icon_and_word(qtbot, state):
    chip = chips.Chip(Theme("dark"), chips.STATUS[state])
    qtbot.addWidget(chip)
    assert chip.accessibleName()
    assert chips.STATUS[state].icon
    looks = [(look.icon, look.word) for look in chips.STATUS.values()]
    assert len(set(looks)) == len(looks)


def drift(call, times: int = 200) -> float:
    """References to None that a call loses, per call (specs/viewers.md 10.1)."""
    call()
    before = sys.getrefcount(None)
    for _ in range(times):
        call()
    return (sys.getrefcount(None) - before) / times


@pytest.mark.parametrize("name", ["update", "repaint", "setWindowTitle", "painter"])
def test_qt_keeps_references_to_none(qtbot, name):
    """PySide6 6.12.0 on Python 3.11 gives one up per void call and aborts after a while."""
    widget, pixmap = QWidget(), QPixmap(8, 8)
    qtbot.addWidget(widget)

    def paint() -> None:
        painter = QPainter(pixmap)
        painter.setPen(QColor("white"))
        painter.drawLine(0, 0, 5, 5)
        painter.end()

    calls = {"update": widget.update, "repaint": widget.repaint, "setWindowTitle": lambda: widget.setWindowTitle("a"),
             "painter": paint}  # fmt: skip
    assert drift(calls[name]) > -0.5


@pytest.mark.parametrize(
    ("qt", "python", "refused"),
    [
        ("6.12.0", (3, 11, 7), True),
        ("6.13.1", (3, 11, 0), True),
        ("6.12.0", (3, 12, 1), False),
        ("6.11.3", (3, 11, 7), False),
    ],
)
def test_program_refuses_the_qt_that_breaks_on_this_python(qt, python, refused):
    sentence = app.refused_qt(qt, python)
    assert bool(sentence) is refused
    assert not refused or "6.11.3" in sentence


def test_one_application_object_serves(qapp):
    assert app.make_application() is QApplication.instance()
