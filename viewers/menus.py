"""Menus of a picture: window and level, and what a right click offers. Words of presets come from presets.toml."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from studies.volume import Volume
from viewers import colour, style
from viewers.keys import COMMANDS

if TYPE_CHECKING:
    from viewers.scene import SceneView
    from viewers.view import SliceView

SLABS_MM = (5.0, 10.0, 20.0, 30.0)
SCENE_DIRECTIONS: tuple[tuple[str, str], ...] = (
    ("front", str(QT_TRANSLATE_NOOP("ViewMenu", "From the front"))),
    ("back", str(QT_TRANSLATE_NOOP("ViewMenu", "From the back"))),
    ("left", str(QT_TRANSLATE_NOOP("ViewMenu", "From the patient's left"))),
    ("right", str(QT_TRANSLATE_NOOP("ViewMenu", "From the patient's right"))),
    ("head", str(QT_TRANSLATE_NOOP("ViewMenu", "From the head"))),
    ("feet", str(QT_TRANSLATE_NOOP("ViewMenu", "From the feet"))),
)


class Windowed(Protocol):
    """A widget whose picture has a window and level."""

    @property
    def volume(self) -> Volume | None: ...

    def shown_window(self) -> tuple[float, float]: ...

    def choose_window(self, width: float, level: float) -> None: ...

    def run(self, command: str) -> bool: ...


def words(command: str) -> str:
    """The text of a command, translated."""
    text = next(each.text for each in COMMANDS if each.id == command)
    return QCoreApplication.translate("ViewCommands", text)


def _entry(menu: QMenu, text: str, key: str, act: Callable[[], object]) -> QAction:
    """An entry that shows its key; the key itself is the view's, not the menu's."""
    action = menu.addAction(f"{text}\t{key}" if key else text)
    action.triggered.connect(lambda _checked=False: act())
    return action


def _default_keys(command: str) -> tuple[str, ...]:
    return next(each.keys for each in COMMANDS if each.id == command)


def command_entry(menu: QMenu, view: Windowed, command: str) -> QAction:
    """An entry that runs a command of the view."""
    habits = getattr(view, "habits", None)
    keys = habits.keys.keys(command) if habits is not None else _default_keys(command)
    return _entry(menu, words(command), keys[0] if keys else "", lambda: view.run(command))


def fill_window_menu(menu: QMenu, view: Windowed) -> None:
    """Presets of the modality with their keys, the pairs of the file, automatic, by rectangle, invert."""
    volume = view.volume
    if volume is None:
        return
    language = menu.locale().name()[:2]
    group = QActionGroup(menu)
    shown = view.shown_window()

    def choice(text: str, key: str, window: tuple[float, float] | None, act: Callable[[], object]) -> None:
        action = _entry(menu, text, key, act)
        action.setCheckable(True)
        action.setChecked(window == shown)
        group.addAction(action)

    for preset in colour.presets(volume.modality):
        window = None
        text = preset.name(language)
        if preset.width is not None and preset.level is not None:
            window = (float(preset.width), float(preset.level))
            text = f"{text}   {_pair(menu, *window)}"

        def by_preset(preset: colour.Preset = preset) -> None:
            choose_preset(view, preset)

        choice(text, preset.key, window, by_preset)
    menu.addSeparator()
    for place, (centre, width) in enumerate(volume.series.windows):
        pair = (float(width), float(centre))
        text = QCoreApplication.translate("ViewMenu", "From the file: {pair}").format(pair=_pair(menu, *pair))

        def by_file(pair: tuple[float, float] = pair) -> None:
            view.choose_window(*pair)

        choice(text, "" if place else "0", pair, by_file)
    command_entry(menu, view, "window.auto")
    command_entry(menu, view, "tool.region_window")
    menu.addSeparator()
    command_entry(menu, view, "window.invert")


def _pair(menu: QWidget, width: float, level: float) -> str:
    numbers = [style.number(v, 0, menu.locale()) for v in (width, level)]
    return " / ".join(numbers)


def choose_preset(view: Windowed, preset: colour.Preset) -> None:
    """Window and level of a preset; a rule on the slice takes the values that the view shows."""
    if view.volume is None:
        return
    values = getattr(view, "slice_values", lambda: None)()
    view.choose_window(*colour.apply_preset(preset, view.volume, values))


def window_menu(view: QWidget) -> QMenu:
    """The menu of window and level; the view is `Windowed`."""
    menu = QMenu(QCoreApplication.translate("ViewMenu", "Window and level"), view)
    fill_window_menu(menu, view)  # type: ignore[arg-type]
    return menu


def context_menu(view: SliceView) -> QMenu:
    """What a right click on a slice view offers."""
    menu = QMenu(view)
    for points in view.points:
        if points.is_editable and points.hovered is not None:
            text = QCoreApplication.translate("ViewMenu", "Delete this point")
            _entry(menu, text, "Del", functools.partial(points.deleted.emit, points.hovered))
            menu.addSeparator()
    if view.annotations.selected is not None:
        command_entry(menu, view, "annotation.rename")
        if view.annotations.can_join(view.annotations.selected) is not None:
            command_entry(menu, view, "annotation.join")
        if view.annotations.selected.region:
            command_entry(menu, view, "annotation.part")
        if view.annotations.selected.label_mm is not None:
            command_entry(menu, view, "annotation.label")
        command_entry(menu, view, "annotation.delete")
        menu.addSeparator()
    fill_window_menu(menu.addMenu(QCoreApplication.translate("ViewMenu", "Window and level")), view)
    tools = menu.addMenu(QCoreApplication.translate("ViewMenu", "Measure"))
    for command in (
        "tool.length",
        "tool.bidirectional",
        "tool.angle",
        "tool.cobb",
        "tool.ellipse",
        "tool.rectangle",
        "tool.polygon",
        "tool.freehand",
        "tool.probe",
        "tool.arrow",
        "tool.text",
        "tool.eraser",
    ):
        if command.split(".", 1)[1] in view.tools.names:
            command_entry(tools, view, command)
    slab = menu.addMenu(QCoreApplication.translate("ViewMenu", "Slab"))
    off = _entry(
        slab, QCoreApplication.translate("ViewMenu", "No slab"), "", lambda: view.model.set_slab(0.0)
    )
    off.setCheckable(True)
    off.setChecked(view.state.slab_mode == "none")
    for thickness in SLABS_MM:
        text = f"{style.number(thickness, 0, view.locale())} mm"
        action = _entry(slab, text, "", functools.partial(view.model.set_slab, thickness))
        action.setCheckable(True)
        action.setChecked(view.state.slab_mode != "none" and view.state.slab_mm == thickness)
    slab.addSeparator()
    command_entry(slab, view, "slab.mode")
    menu.addSeparator()
    for command in ("view.fit", "view.previous", "view.reset", "view.same_point"):
        command_entry(menu, view, command)
    turn = menu.addMenu(QCoreApplication.translate("ViewMenu", "Flip and rotate"))
    for command in ("view.flip_horizontal", "view.flip_vertical", "view.rotate"):
        command_entry(turn, view, command)
    show = menu.addMenu(QCoreApplication.translate("ViewMenu", "Show"))
    for command in ("show.crosshair", "show.overlays", "show.annotations", "show.texts", "show.link"):
        command_entry(show, view, command)
    play = menu.addMenu(QCoreApplication.translate("ViewMenu", "Play"))
    for command in ("cine.switch", "cine.slower", "cine.faster", "cine.mode", "cine.movie"):
        command_entry(play, view, command)
    menu.addSeparator()
    command_entry(menu, view, "view.key_image")
    command_entry(menu, view, "view.copy")
    command_entry(menu, view, "view.screenshot")
    return menu


def scene_menu(view: SceneView) -> QMenu:
    """What a right click on a 3D view offers: the volume and its looks, where to look from, copying."""
    menu = QMenu(view)
    show = view.shown_volume
    if show.volume is not None:
        action = _entry(
            menu,
            QCoreApplication.translate("ViewMenu", "Show the volume"),
            "V",
            lambda: view.show_volume(not show.is_wanted),
        )
        action.setCheckable(True)
        action.setChecked(show.is_wanted)
        group = QActionGroup(menu)
        for place, look in enumerate(show.looks(), start=1):

            def choose(key: str = look.key) -> None:
                show.choose(key)
                view.show_volume(True)

            action = _entry(menu, look.name(menu.locale().name()[:2]), str(place), choose)
            action.setCheckable(True)
            action.setChecked(show.is_wanted and show.look is look)
            group.addAction(action)
        menu.addSeparator()
    for direction, text in SCENE_DIRECTIONS:
        words_of = QCoreApplication.translate("ViewMenu", text)
        _entry(
            menu, words_of, "F" if direction == "front" else "", functools.partial(view.look_from, direction)
        )
    menu.addSeparator()
    _entry(menu, words("view.key_image"), "K", view.key_image_requested.emit)
    _entry(menu, words("view.screenshot"), "", view.screenshot_requested.emit)
    return menu
