"""Which of the four planes are seen, with their windows and slabs: chosen from the menu of a plane, kept as a layout of one's own."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoCommand
from PySide6.QtWidgets import QInputDialog, QMenu

from desktop.viewing.hangings import HangingFileError, Hangings
from desktop.viewing.places import dress
from viewers.hanging import MOST_NAME, Hanging, HangingError, Match, Place
from viewers.state import ViewState
from viewers.view import SliceView

if TYPE_CHECKING:
    from desktop.desk import Desk
    from desktop.workspaces.aorta.views import AortaViews

WORKSPACE = "aorta"
#: key, rows, columns and planes of the arrangements that are always there
ARRANGEMENTS: tuple[tuple[str, int, int, tuple[str, ...]], ...] = (
    ("four", 2, 2, ("axial", "coronal", "sagittal", "oblique")),
    ("three", 1, 3, ("axial", "coronal", "sagittal")),
    ("two", 1, 2, ("axial", "oblique")),
    ("one", 1, 1, ("axial",)),
)
Seen = tuple[int, int, tuple[tuple[SliceView, ViewState], ...]]


class _Step(QUndoCommand):
    def __init__(self, arranger: Arranger, before: Seen, after: Seen, text: str) -> None:
        super().__init__(text)
        self._arranger, self._before, self._after, self._is_first = arranger, before, after, True

    def redo(self) -> None:
        if not self._is_first:
            self._arranger.put(self._after)
        self._is_first = False

    def undo(self) -> None:
        self._arranger.put(self._before)


class Arranger(QObject):
    """Arranges the page of planes of the aorta workspace."""

    def __init__(self, desk: Desk, views: AortaViews, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._views = desk, views
        self.store = Hangings.of(desk, WORKSPACE)
        for view in self.planes():
            view.menu_filling.connect(self._fill_menu)

    def planes(self) -> tuple[SliceView, ...]:
        views = self._views
        return views.axial, views.coronal, views.sagittal, views.oblique

    def begin(self) -> None:
        """Images were opened: the layout that the person kept last for such images, if there is one."""
        volume = self._views.axial.volume
        if volume is None or not self.store.own:
            return
        own = [h for h in self.store.own if not h.match.modality or volume.modality in h.match.modality]
        if own:
            self._put_hanging(own[-1])

    # ------------------------------------------------------------ acts
    def arrange(self, key: str, _on: bool = False) -> None:
        """One of the arrangements that are always there."""
        rows, columns, planes = next((r, c, p) for k, r, c, p in ARRANGEMENTS if k == key)
        before = self.seen()
        by_name = dict(zip(("axial", "coronal", "sagittal", "oblique"), self.planes(), strict=True))
        self._views.planes.set_views([by_name[name] for name in planes], rows, columns)
        self._done(before)

    def hang(self, key: str, _on: bool = False) -> None:
        """A layout of one's own."""
        hanging = self.store.with_key(key)
        if hanging is not None:
            before = self.seen()
            self._put_hanging(hanging)
            self._done(before)

    def _done(self, before: Seen) -> None:
        after = self.seen()
        if after != before:
            step = _Step(self, before, after, self.tr("Change the layout"))
            self._desk.session.undo_stack.push(step)

    def seen(self) -> Seen:
        grid = self._views.planes
        rows, columns = grid.size_in_places
        shown = tuple((view, view.state) for view in grid.views if isinstance(view, SliceView))
        return rows, columns, shown

    def put(self, seen: Seen) -> None:
        rows, columns, shown = seen
        self._views.planes.set_views([view for view, _ in shown], rows, columns)
        for view, state in shown:
            view.model.put(state)

    def _put_hanging(self, hanging: Hanging) -> None:
        by_name = dict(zip(("axial", "coronal", "sagittal", "oblique"), self.planes(), strict=True))
        shown: list[SliceView] = []
        for place in hanging.places:
            view = by_name.get(place.show)
            if view is not None and view not in shown:
                shown.append(view)
                dress(view, place)
        if shown:
            self._views.planes.set_views(shown, hanging.rows, hanging.columns)

    def save(self, name: str) -> Hanging | None:
        """Keep the present page of planes under a name."""
        rows, columns, shown = self.seen()
        volume = self._views.axial.volume
        names = {
            id(v): n for n, v in zip(("axial", "coronal", "sagittal", "oblique"), self.planes(), strict=True)
        }
        places = [_place_of(names[id(view)], state) for view, state in shown]
        places += [places[0]] * (rows * columns - len(places))
        match = Match(modality=(volume.modality,) if volume is not None and volume.modality else ())
        text = name[:MOST_NAME]
        try:
            made = Hanging("own", {"en": text, "nl": text}, rows, columns, tuple(places), match, is_own=True)
            kept = self.store.save(made)
        except (HangingFileError, HangingError) as problem:
            self._desk.messages.show(problem)
            return None
        self._desk.messages.info(
            self.tr("Layout {name} is kept; images like these open with it.").format(name=text),
            key="hanging-kept",
        )
        return kept

    def _ask_save(self, _on: bool = False) -> None:
        name, sure = QInputDialog.getText(
            self._views, self.tr("Save as layout"), self.tr("Name of the layout")
        )
        if sure and name.strip():
            self.save(name.strip())

    def delete(self, key: str, _on: bool = False) -> None:
        try:
            self.store.delete(key)
        except HangingFileError as problem:
            self._desk.messages.show(problem)

    # ------------------------------------------------------------ menu
    def _fill_menu(self, menu: QMenu) -> None:
        inside = QMenu(self.tr("Layout"), menu)
        words = {
            "four": self.tr("All four planes"),
            "three": self.tr("Three planes beside each other"),
            "two": self.tr("Axial and oblique"),
            "one": self.tr("Axial only"),
        }
        for key, *_rest in ARRANGEMENTS:
            inside.addAction(words[key]).triggered.connect(functools.partial(self.arrange, key))
        language, own = self._desk.language.code, self.store.own
        if own:
            inside.addSeparator()
        for hanging in own:
            inside.addAction(hanging.name(language)).triggered.connect(
                functools.partial(self.hang, hanging.key)
            )
        inside.addSeparator()
        inside.addAction(self.tr("Save as layout…")).triggered.connect(self._ask_save)
        if own:
            delete = inside.addMenu(self.tr("Delete"))
            for hanging in own:
                delete.addAction(hanging.name(language)).triggered.connect(
                    functools.partial(self.delete, hanging.key)
                )
        entries: Sequence[object] = menu.actions()
        if entries:
            menu.insertMenu(menu.actions()[0], inside)
        else:
            menu.addMenu(inside)


def _place_of(show: str, state: ViewState) -> Place:
    thick = state.slab_mode != "none"
    return Place(
        show,
        window=(float(state.window), float(state.level)),
        slab_mm=float(state.slab_mm) if thick else 0.0,
        slab_mode=state.slab_mode,
        flip_h=state.flip_h,
        flip_v=state.flip_v,
        rotate_quarter=state.rotate_quarter,
    )
