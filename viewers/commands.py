"""What each command of `viewers.keys` does to a slice view; the same whether a key, a menu or a button asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from viewers import colour, menus
from viewers.state import ZOOM_LIMITS
from viewers.tools.writing import write

if TYPE_CHECKING:
    from viewers.view import SliceView

SLAB_START_MM = 10.0
TEXTS = ("all", "few", "none")
ZOOM_STEP = 1.25


def run(view: SliceView, command: str) -> bool:
    """Do a command; False when this view can't (no volume, nothing selected)."""
    if command.startswith("window.preset."):
        return _preset(view, command.rsplit(".", 1)[1])
    if command.startswith("tool.") and command != "tool.stop":
        return _tool(view, command.split(".", 1)[1])
    if view.volume is None and command not in ("view.maximise", "edit.undo", "edit.redo"):
        return False
    return bool(_RUN[command](view))


def sequence_text(event: QKeyEvent) -> str:
    """The portable text of a key press, as in `viewers.keys` (``Shift+Y``, ``+``)."""
    key, modifiers = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if key in (Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_Equal):
        modifiers = modifiers & ~Qt.KeyboardModifier.ShiftModifier  # + needs Shift on many keyboards
    return QKeySequence(int(key) | int(modifiers.value)).toString()


def kept_zoom(px_per_mm: float) -> float:
    return min(max(px_per_mm, ZOOM_LIMITS[0]), ZOOM_LIMITS[1])


def _preset(view: SliceView, key: str) -> bool:
    if view.volume is None:
        return False
    preset = colour.preset_of_key(view.volume.modality, key)
    if preset is None:
        return False
    menus.choose_preset(view, preset)
    return True


def _tool(view: SliceView, name: str) -> bool:
    if view.volume is None or name not in view.tools.names:
        return False
    view.tools.choose(name)
    return True


def _scroll(steps: int) -> Callable[[SliceView], bool]:
    def act(view: SliceView) -> bool:
        view.model.scroll(steps)
        return True

    return act


def _to_end(last: bool) -> Callable[[SliceView], bool]:
    def act(view: SliceView) -> bool:
        position = view.model.slice_position()
        if position is None:
            return False
        view.model.show_slice(position[1] - 1 if last else 0)
        return True

    return act


def _time(by: int) -> Callable[[SliceView], bool]:
    def act(view: SliceView) -> bool:
        if view.timeline is None:
            return False
        view.timeline.step(by)
        return True

    return act


def _cine(act: str) -> Callable[[SliceView], bool]:
    def run_act(view: SliceView) -> bool:
        return getattr(view.cine, act)() is not False

    return run_act


def _cine_mode(view: SliceView) -> bool:
    view.cine.set_mode("swing" if view.cine.mode == "loop" else "loop")
    return True


def _movie(view: SliceView) -> bool:
    view.movie_requested.emit()
    return True


def _toggle(field: str) -> Callable[[SliceView], bool]:
    def act(view: SliceView) -> bool:
        view.change(**{field: not getattr(view.state, field)})
        return True

    return act


def _window_of_file(view: SliceView) -> bool:
    """The file's first pair, or the next one when a pair of the file is shown."""
    assert view.volume is not None  # noqa: S101 - run() has looked
    pairs = [(width, centre) for centre, width in view.volume.series.windows]
    if not pairs:
        window, level = colour.first_window(view.volume)
    else:
        shown = (view.state.window, view.state.level)
        window, level = pairs[(pairs.index(shown) + 1) % len(pairs)] if shown in pairs else pairs[0]
    view.change(window=float(window), level=float(level))
    return True


def _automatic(view: SliceView) -> bool:
    values = view.slice_values()
    window = colour.window_of_region(values) if values is not None else None
    if window is None:
        return False
    view.change(window=window[0], level=window[1])
    return True


def _fit(view: SliceView) -> bool:
    """Fit, then one picture pixel on one screen pixel, then true size, then fit again."""
    state = view.state
    one_to_one = kept_zoom(1.0 / float(view.volume.spacing_mm[0]) / view.devicePixelRatioF())  # type: ignore[union-attr]
    true_size = kept_zoom(view.logicalDpiX() / 25.4)
    if view.screen() is not None and view.screen().physicalDotsPerInch() > 0:
        true_size = kept_zoom(view.screen().physicalDotsPerInch() / view.devicePixelRatioF() / 25.4)
    if state.zoom_px_per_mm is None and state.pan_px == (0.0, 0.0):
        zoom: float | None = one_to_one
    elif state.zoom_px_per_mm == one_to_one and one_to_one != true_size:
        zoom = true_size
    else:
        zoom = None
    view.change(zoom_px_per_mm=zoom, pan_px=(0.0, 0.0))
    return True


def _zoom(factor: float) -> Callable[[SliceView], bool]:
    def act(view: SliceView) -> bool:
        centre = view.picture_rect().center()
        view.zoom_about(QPointF(centre), factor)
        return True

    return act


def _slab(view: SliceView) -> bool:
    view.model.set_slab(0.0 if view.state.slab_mode != "none" else SLAB_START_MM)
    return True


def _thicker(by_mm: float) -> Callable[[SliceView], bool]:
    def act(view: SliceView) -> bool:
        view.model.set_slab(max(0.0, view.state.slab_mm + by_mm))
        return True

    return act


def _next_slab_mode(view: SliceView) -> bool:
    view.model.next_slab_mode()
    return view.state.slab_mode != "none"


def _rotate(view: SliceView) -> bool:
    view.change(rotate_quarter=(view.state.rotate_quarter + 1) % 4)
    return True


def _same_point(view: SliceView) -> bool:
    """The point under the pointer, else the crosshair, in every linked view, moved into sight there."""
    point = view.mouse.pointed_lps()
    view.move_crosshair(view.state.focus_lps if point is None else point)
    if view.group is not None:
        view.group.show_point(view.model, view.state.focus_lps)
    return True


def _previous(view: SliceView) -> bool:
    return view.history.back(view.change)


def _reset(view: SliceView) -> bool:
    """The view and those linked to it: own planes through the crosshair, fitted, unflipped, no slab."""
    models = [view.model] if view.group is None else [view.model, *view.group.linked_to(view.model)]
    for model in models:
        model.reset(view.state.focus_lps)
    return True


def _link_of(field: str) -> Callable[[SliceView], bool]:
    def act(view: SliceView) -> bool:
        if view.group is None:
            return False
        setattr(view.group, field, not getattr(view.group, field))
        return True

    return act


def _key_image(view: SliceView) -> bool:
    view.key_image_requested.emit()
    return True


def _link(view: SliceView) -> bool:
    if view.group is None:
        return False
    view.group.enabled = not view.group.enabled
    return True


def _overlay_style(view: SliceView) -> bool:
    """Outline, then filled, then both."""
    order = ((False, True), (True, False), (True, True))
    shown = []
    for overlay in view.overlays:
        state = view.state.overlay(overlay.id)
        now = (state.fill, state.outline)
        fill, outline = order[(order.index(now) + 1) % 3] if now in order else order[0]
        shown.append(replace(state, fill=fill, outline=outline))
    view.change(overlays=tuple(shown))
    return bool(shown)


def _texts(view: SliceView) -> bool:
    view.change(texts=TEXTS[(TEXTS.index(view.state.texts) + 1) % len(TEXTS)])
    return True


def _maximise(view: SliceView) -> bool:
    view.maximise_requested.emit()
    return True


def _copy(view: SliceView) -> bool:
    view.copy_picture()
    return True


def _join(view: SliceView) -> bool:
    chosen = view.annotations.selected
    if chosen is None:  # the one that was drawn last
        chosen = next(reversed(list(view.annotations)), None)
    return chosen is not None and view.annotations.join(chosen)


def _part(view: SliceView) -> bool:
    chosen = view.annotations.selected
    return chosen is not None and view.annotations.part(chosen)


def _free_label(view: SliceView) -> bool:
    chosen = view.annotations.selected
    if chosen is None or chosen.label_mm is None:
        return False
    view.annotations.change(chosen, replace(chosen, label_mm=None))
    return True


def _delete(view: SliceView) -> bool:
    """What lies under the pointer or is unfinished goes first, then what is selected."""
    name = view.tools.tool.name if view.tools.tool is not None else None
    answering = [points for points in view.points if points.answers_to(name)]
    if any(points.delete_pointed() for points in answering if points.hovered):
        return True
    if view.tools.tool is not None and view.tools.tool.delete():
        view.update()
        return True
    selected = view.annotations.selected
    if selected is None:
        return any(points.delete_pointed() for points in answering)
    view.annotations.remove(selected)
    return True


def _undo(view: SliceView) -> bool:
    if not view.annotations.undo_stack.canUndo():
        return False
    view.annotations.undo_stack.undo()
    return True


def _redo(view: SliceView) -> bool:
    if not view.annotations.undo_stack.canRedo():
        return False
    view.annotations.undo_stack.redo()
    return True


def _rename(view: SliceView) -> bool:
    selected = view.annotations.selected
    if selected is None:
        return False
    write(view, selected)
    return True


def _walk(by: int) -> Callable[[SliceView], bool]:
    """To the measurement after (or before) the selected one, in the order in which they were placed."""

    def act(view: SliceView) -> bool:
        ids = [annotation.id for annotation in view.annotations]
        if not ids:
            return False
        selected = view.annotations.selected
        place = ids.index(selected.id) + by if selected is not None else 0 if by > 0 else -1
        return view.annotations.jump(ids[place % len(ids)])

    return act


def _stronger(by: float) -> Callable[[SliceView], bool]:
    """Opacity of what lies over the picture, between a tenth and one."""

    def act(view: SliceView) -> bool:
        states = [view.state.overlay(overlay.id) for overlay in view.overlays]
        kept = [o for o in view.state.overlays if o.id not in {s.id for s in states}]
        shown = [replace(s, opacity=round(min(max(s.opacity + by, 0.1), 1.0), 2)) for s in states]
        view.change(overlays=(*kept, *shown))
        return bool(shown)

    return act


def _screenshot(view: SliceView) -> bool:
    view.screenshot_requested.emit()
    return True


def _pointer(view: SliceView) -> bool:
    return view.key_pointer.start()


def _stop(view: SliceView) -> bool:
    return view.mouse.cancel() or view.tools.stop() or view.cine.stop()


_RUN: dict[str, Callable[[SliceView], bool]] = {
    "slice.previous": _scroll(-1),
    "slice.next": _scroll(1),
    "slice.back_ten": _scroll(-10),
    "slice.on_ten": _scroll(10),
    "slice.first": _to_end(False),
    "slice.last": _to_end(True),
    "time.previous": _time(-1),
    "time.next": _time(1),
    "cine.switch": _cine("toggle"),
    "cine.slower": _cine("slower"),
    "cine.faster": _cine("faster"),
    "cine.mode": _cine_mode,
    "cine.movie": _movie,
    "window.file": _window_of_file,
    "window.auto": _automatic,
    "window.invert": _toggle("invert"),
    "view.flip_horizontal": _toggle("flip_h"),
    "view.flip_vertical": _toggle("flip_v"),
    "view.rotate": _rotate,
    "view.fit": _fit,
    "view.zoom_in": _zoom(ZOOM_STEP),
    "view.zoom_out": _zoom(1 / ZOOM_STEP),
    "slab.switch": _slab,
    "slab.thicker": _thicker(1.0),
    "slab.thinner": _thicker(-1.0),
    "slab.mode": _next_slab_mode,
    "view.same_point": _same_point,
    "view.previous": _previous,
    "view.reset": _reset,
    "view.key_image": _key_image,
    "link.zoom": _link_of("link_zoom"),
    "link.window": _link_of("link_window"),
    "show.link": _link,
    "show.crosshair": _toggle("crosshair_visible"),
    "show.overlays": _toggle("overlays_visible"),
    "show.overlay_style": _overlay_style,
    "show.annotations": _toggle("annotations_visible"),
    "show.texts": _texts,
    "view.maximise": _maximise,
    "view.copy": _copy,
    "tool.stop": _stop,
    "annotation.delete": _delete,
    "annotation.join": _join,
    "annotation.part": _part,
    "annotation.label": _free_label,
    "annotation.rename": _rename,
    "annotation.next": _walk(1),
    "annotation.previous": _walk(-1),
    "overlay.stronger": _stronger(0.1),
    "overlay.weaker": _stronger(-0.1),
    "view.screenshot": _screenshot,
    "pointer.start": _pointer,
    "edit.undo": _undo,
    "edit.redo": _redo,
}
