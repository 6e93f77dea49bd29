"""The places of a general viewer: 1 to 9 pictures of one or more series, hung by a protocol or by hand.

What a place shows is data (`viewers.hanging.Place`); this turns it into views and back. Every change of layout is one step
to undo. Draws what it is given; measures nothing.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QUndoCommand
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from desktop.screen import Translated
from desktop.viewing.handling import handling_of
from desktop.viewing.measurement_list import MeasurementList
from desktop.viewing.presenting import Presenting
from desktop.viewing.rail import ToolRail
from desktop.viewing.shelf import Image, Shelf
from studies.volume import TimeSeries
from viewers import menus
from viewers.colour import preset_of_key
from viewers.grid import ViewGrid
from viewers.growth import Growth
from viewers.hanging import MOST_SIDE, PLANES, Hanging, Match, Place, resized
from viewers.scene import SceneView
from viewers.state import SyncGroup, ViewState
from viewers.timebar import TimeBar
from viewers.timecurve import TimeCurve
from viewers.timeline import Timeline
from viewers.view import SliceView

if TYPE_CHECKING:
    from desktop.desk import Desk

#: what a dragged series carries: its Series Instance UID and stack, ``uid#stack``
SERIES_MIME = "application/x-voorverslag-series"
MOST_PLACES = MOST_SIDE * MOST_SIDE
LEAST_FOR_RAIL = 360


@dataclass(frozen=True)
class Hung:
    """What one place shows: which view of which images, and how it stood."""

    show: str
    shelf: Shelf
    widget: QWidget
    state: ViewState | None = None


@dataclass(frozen=True)
class Layout:
    """All places at one moment, to go back to."""

    rows: int
    columns: int
    places: tuple[Hung, ...]
    hanging: Hanging


class _LayoutStep(QUndoCommand):
    """From one layout to another; done already when it is pushed."""

    def __init__(self, places: Places, before: Layout, after: Layout, text: str) -> None:
        super().__init__(text)
        self._places, self._before, self._after, self._is_first = places, before, after, True

    def undo(self) -> None:
        self._places.restore(self._before)

    def redo(self) -> None:
        if not self._is_first:
            self._places.restore(self._after)
        self._is_first = False


class Places(Translated):
    """Pictures of the opened series and of others beside it, with the tool rail, the bar of time and the list."""

    #: another layout or another plane in a place
    hung = Signal()
    #: a place asks for a series that isn't loaded: (place, words of a protocol or ``uid#stack``)
    series_wanted = Signal(int, str)
    movie_wanted = Signal(object)
    key_image_wanted = Signal()
    menu_filling = Signal(object, int)  # QMenu, place

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.group = SyncGroup(self)
        self.main = Shelf(desk, self.group, self)
        self.shelves: list[Shelf] = [self.main]
        self._lists: dict[Shelf, MeasurementList] = {}
        self._presentings: dict[Shelf, Presenting] = {}
        self.grid = ViewGrid(parent=self)
        self.grid.active_changed.connect(self._activated)
        self.curve = TimeCurve(self)
        self.scene = SceneView(self)
        self.bar = TimeBar(self)
        for widget in (self.curve, self.scene):
            widget.hide()
            widget.menu_filling.connect(functools.partial(self._fill_menu_of, widget))
            widget.key_image_requested.connect(self.key_image_wanted)
        self.curve.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.curve.customContextMenuRequested.connect(self._curve_menu)
        self.hanging: Hanging | None = None
        self._places: list[Hung] = []
        self._marker = ""
        self._identity: tuple[str, ...] = ()
        self._prepare(self.main)
        first = [self.main.view(number) for number in range(MOST_PLACES)]
        self.rail = ToolRail(desk, self.main.tools, first, self)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(2)
        row = QHBoxLayout()
        row.setSpacing(1)
        row.addWidget(self.rail)
        row.addWidget(self.grid, 1)
        page.addLayout(row, 1)
        self._below = page
        page.addWidget(self.bar)
        self.rail.list_wanted.connect(lambda _on: self._show_list())
        self._make_list(self.main)
        handling_of(desk).adopt(self)
        self.retranslate()

    def put_on_top(self, bar: QWidget) -> None:
        """A bar over the views."""
        self._below.insertWidget(0, bar)

    def _prepare(self, shelf: Shelf) -> None:
        shelf.view_made.connect(functools.partial(self._view_made, shelf))
        shelf.tools.chosen.connect(functools.partial(self._tool_chosen, shelf))

    def _view_made(self, shelf: Shelf, view: SliceView) -> None:
        view.setAcceptDrops(True)
        view.installEventFilter(self)
        view.pointed.connect(self._pointed)
        view.model.changed.connect(functools.partial(self._state_changed, view))
        view.movie_requested.connect(lambda: self.movie_wanted.emit(view))
        view.key_image_requested.connect(self.key_image_wanted)
        view.menu_filling.connect(lambda menu: self._fill_menu(menu, view))
        view.copied.connect(
            lambda: self._desk.messages.info(self.tr("The picture is on the clipboard."), key="copied")
        )
        handling_of(self._desk).adopt(view.parentWidget() or self)

    def _make_list(self, shelf: Shelf) -> None:
        listing = MeasurementList(self._desk, shelf.annotations, shelf, self)
        presenting = Presenting(self._desk, shelf.annotations, shelf.shown_views, self)
        listing.save_wanted.connect(presenting.ask_save)
        listing.open_wanted.connect(presenting.ask_open)
        listing.closed.connect(self.rail.list_button.click)
        self._lists[shelf], self._presentings[shelf] = listing, presenting
        self._below.insertWidget(self._below.indexOf(self.bar), listing)

    def retranslate(self) -> None:
        names = self.plane_names()
        for hung in self._places:
            title = names[hung.show]
            info = hung.shelf.info
            if hung.shelf is not self.main and info is not None and info.series_description:
                title = f"{title} · {info.series_description}"
            hung.widget.set_title(title)  # type: ignore[attr-defined]
        self.curve.set_title(self.tr("Value over time"))
        self.bar.retranslate()

    def plane_names(self) -> dict[str, str]:
        return {
            "axial": self.tr("Axial"),
            "coronal": self.tr("Coronal"),
            "sagittal": self.tr("Sagittal"),
            "oblique": self.tr("Oblique"),
            "volume": self.tr("3D"),
            "curve": self.tr("Value over time"),
        }

    # ------------------------------------------------------------ images
    def open(
        self,
        image: Image,
        identity: Sequence[str],
        choose: Callable[[], Hanging],
        *,
        window: tuple[float, float] | None = None,
        index: int = 0,
        marker: str = "",
    ) -> None:
        """Show images, hung as `choose` says; seen while they were being read: everything stays as it was."""
        self._identity, self._marker = tuple(identity), marker
        again = (
            self.main.image is not None and self.main.image.grid.same_as(image.grid) and bool(self._places)
        )
        self.main.show(image, identity, window=window, index=index)
        self._follow_images()
        if not again:
            self._hang(choose())
        else:
            self._show_crosshair()
        for view in self.main.views:
            view.set_marker(marker)

    def _follow_images(self) -> None:
        timeline, image = self.main.timeline, self.main.image
        self.curve.set_timeline(timeline, image.unit if isinstance(image, TimeSeries) else "")
        self.curve.set_identity(self._identity)
        self.bar.set_timeline(timeline, self)
        self.bar.setVisible(timeline is not None)
        self.scene.set_identity(self._identity)
        self.scene.set_marker(self._marker)
        if any(hung.show == "volume" for hung in self._places):
            self.scene.set_volume(self.main.volume, shown=True)

    def add_series(self, place: int, image: Image, identity: Sequence[str]) -> None:
        """Show images of another series of the study in a place (one step to undo)."""
        shelf = self.shelf_of(image)
        if shelf is None:
            shelf = Shelf(self._desk, self.group, self)
            self._prepare(shelf)
            shelf.show(image, identity)
            self.shelves.append(shelf)
            self._make_list(shelf)
        before = self.layout_now()
        if not 0 <= place < len(self._places) or before is None:
            return
        show = self._places[place].show
        show = shelf.own_plane if shelf.is_thin or show not in PLANES else show
        places = list(self._places)
        places[place] = self._fill(shelf, show, places[:place])
        self._arrange(before.rows, before.columns, places)
        self._done(before, self.tr("Show another series"))

    def shelf_of(self, image: Image) -> Shelf | None:
        """The shelf that holds this series, if it is loaded."""
        wanted = (image.series.series_instance_uid, image.series.stack)
        return next(
            (
                s
                for s in self.shelves
                if s.info is not None and wanted[0] and (s.info.series_instance_uid, s.info.stack) == wanted
            ),
            None,
        )

    def set_growth(self, growth: Growth | None) -> None:
        self.main.set_growth(growth)
        self.curve.setEnabled(growth is None)
        if growth is None:
            self._show_crosshair()

    @property
    def is_growing(self) -> bool:
        return any(v.growth is not None for v in self.main.views if v.volume is not None)

    # ------------------------------------------------------------ layout
    @property
    def planes(self) -> list[SliceView]:
        """The slice views on screen, in the order of their places."""
        return [hung.widget for hung in self._places if isinstance(hung.widget, SliceView)]

    @property
    def places(self) -> tuple[Hung, ...]:
        return tuple(self._places)

    def slice_views(self) -> list[SliceView]:
        return [view for shelf in self.shelves for view in shelf.views]

    def _first(self, plane: str) -> SliceView:
        found = next(
            (h.widget for h in self._places if h.show == plane and isinstance(h.widget, SliceView)), None
        )
        return found or self.main.view(PLANES.index(plane))

    @property
    def axial(self) -> SliceView:
        """The first axial view; of a thin series whichever plane it has."""
        return self.planes[0] if self.main.is_thin and self.planes else self._first("axial")

    @property
    def coronal(self) -> SliceView:
        return self._first("coronal")

    @property
    def sagittal(self) -> SliceView:
        return self._first("sagittal")

    @property
    def timeline(self) -> Timeline | None:
        return self.main.timeline

    @property
    def annotations(self) -> Any:
        return self.main.annotations

    def hang(self, hanging: Hanging) -> None:
        """Another protocol or layout, by hand: one step to undo."""
        before = self.layout_now()
        self._hang(hanging)
        self._done(before, self.tr("Change the layout"))

    def set_size(self, rows: int, columns: int) -> None:
        """So many places; what is seen stays."""
        now = self.captured("now", "now")
        if now is None or (now.rows, now.columns) == (rows, columns):
            return
        before = self.layout_now()
        wanted = resized(now, rows, columns)
        kept = self._places[: rows * columns]
        for extra in wanted.places[len(kept) :]:
            kept.append(self._fill(self.main, self._possible(extra.show, kept), kept))
        self._arrange(rows, columns, kept)
        self._done(before, self.tr("Change the layout"))

    def show_in(self, place: int, show: str) -> None:
        """Another plane, the 3D view or the curve in one place."""
        before = self.layout_now()
        if before is None or not 0 <= place < len(self._places) or self._places[place].show == show:
            return
        places = list(self._places)
        others = places[:place] + places[place + 1 :]
        if show in ("volume", "curve") and any(h.show == show for h in others):
            self._desk.messages.info(self.tr("That is shown in another place already."), key="hanging")
            return
        shelf = places[place].shelf if show in PLANES else self.main
        places[place] = self._fill(shelf, show, others)
        self._arrange(before.rows, before.columns, places)
        self._done(before, self.tr("Show another plane"))

    def _done(self, before: Layout | None, text: str) -> None:
        after = self.layout_now()
        if before is not None and after is not None and before != after:
            self._desk.session.undo_stack.push(_LayoutStep(self, before, after, text))

    def layout_now(self) -> Layout | None:
        """What is on screen, to go back to."""
        if self.hanging is None or not self._places:
            return None
        states = tuple(
            replace(h, state=h.widget.state if isinstance(h.widget, SliceView) else None)
            for h in self._places
        )
        return Layout(self.hanging.rows, self.hanging.columns, states, self.hanging)

    def restore(self, layout: Layout) -> None:
        """Go back to a layout: the same views of the same images as they stood."""
        for hung in layout.places:
            if isinstance(hung.widget, SliceView):
                hung.shelf.fill(hung.widget, hung.show)
        self._arrange(layout.rows, layout.columns, layout.places)
        for hung in layout.places:
            if isinstance(hung.widget, SliceView) and hung.state is not None:
                hung.widget.model.put(hung.state)
        self.hanging = layout.hanging
        self.hung.emit()

    def _possible(self, show: str, taken: Sequence[Hung]) -> str:
        """What a place can show of the opened images: no plane across few slices, no curve without time."""
        if show in ("volume", "curve") and any(h.show == show for h in taken):
            show = "axial"
        if show == "curve" and self.main.timeline is None:
            show = "axial"
        if self.main.is_thin and show != "curve":
            show = self.main.own_plane
        return show

    def _hang(self, hanging: Hanging) -> None:
        places: list[Hung] = []
        wanted: list[tuple[int, str]] = []
        for number, place in enumerate(hanging.places):
            shelf = self._shelf_named(place.series)
            if place.series and shelf is None:
                wanted.append((number, place.series))
            show = self._possible(place.show, places) if shelf in (None, self.main) else place.show
            if shelf is not None and shelf is not self.main and shelf.is_thin:
                show = shelf.own_plane
            places.append(self._fill(shelf or self.main, show, places, afresh=True))
        self.group.enabled = hanging.linked
        # brain and bone beside each other: then each place keeps a window of its own
        self.group.link_window = len({(p.preset, p.window) for p in hanging.places if p.show in PLANES}) <= 1
        self._arrange(hanging.rows, hanging.columns, places, hanging)
        for place, hung in zip(hanging.places, places, strict=True):
            if isinstance(hung.widget, SliceView):
                dress(hung.widget, place)
        for number, words in wanted:
            self.series_wanted.emit(number, words)

    def _shelf_named(self, words: str) -> Shelf | None:
        if not words:
            return self.main
        for shelf in self.shelves:
            info = shelf.info
            if info is None or shelf is self.main:
                continue
            if words.casefold() in info.series_description.casefold() or words == info.modality:
                return shelf
        return None

    def _fill(self, shelf: Shelf, show: str, others: Sequence[Hung], *, afresh: bool = False) -> Hung:
        """A widget for a place that none of the others has."""
        if show == "volume":
            return Hung(show, self.main, self.scene)
        if show == "curve":
            return Hung(show, self.main, self.curve)
        used = {id(h.widget) for h in others} if afresh else {id(h.widget) for h in (*others, *self._places)}
        number = next(n for n in range(2 * MOST_PLACES) if id(shelf.view(n)) not in used)
        view = shelf.view(number)
        if afresh and view.volume is not None:
            view.release()
        shelf.fill(view, show)
        view.set_marker(self._marker)
        return Hung(show, shelf, view)

    def _arrange(
        self, rows: int, columns: int, places: Sequence[Hung], hanging: Hanging | None = None
    ) -> None:
        self._places = list(places)
        shown = {id(h.widget) for h in places}
        for shelf in self.shelves:
            for view in shelf.views:
                if id(view) not in shown and view.volume is not None:
                    shelf.set_aside(view)
        self.grid.set_views([h.widget for h in places], rows, columns)
        self.scene.set_volume(
            self.main.volume if any(h.show == "volume" for h in places) else None, shown=True
        )
        base = hanging or self.hanging
        assert base is not None  # noqa: S101 - places are only arranged after a first hanging
        if hanging is None:
            made = tuple(_place_of(h, self.main) for h in places)
            base = replace(base, rows=rows, columns=columns, places=made)
        self.hanging = base
        self.retranslate()
        self._show_crosshair()
        self.hung.emit()

    def captured(self, key: str, name: str, match: Match | None = None) -> Hanging | None:
        """The present screen as a protocol of one's own."""
        if self.hanging is None:
            return None
        return Hanging(
            key,
            {"en": name, "nl": name},
            self.hanging.rows,
            self.hanging.columns,
            tuple(_place_of(h, self.main) for h in self._places),
            match or Match(),
            linked=self.group.enabled,
            is_own=True,
        )

    # ------------------------------------------------------------ views
    def place_of(self, widget: object) -> int:
        return next((n for n, h in enumerate(self._places) if h.widget is widget), -1)

    def _activated(self, widget: object) -> None:
        self._show_list()

    @property
    def active_shelf(self) -> Shelf:
        """The series of the active place."""
        return next((h.shelf for h in self._places if h.widget is self.grid.active), self.main)

    @property
    def presenting(self) -> Presenting:
        """What saves and opens presentation states of the series at hand."""
        return self._presentings[self.active_shelf]

    def _show_list(self) -> None:
        shelf = self.active_shelf
        wanted = self.rail.list_button.isChecked()
        for each, listing in self._lists.items():
            listing.setVisible(wanted and each is shelf)

    def _tool_chosen(self, shelf: Shelf, name: str) -> None:
        """One tool in hand for all series."""
        for other in self.shelves:
            held = other.tools.tool.name if other.tools.tool is not None else ""
            if other is not shelf and held != name and (not name or name in other.tools.names):
                other.tools.choose(name)

    def _fill_menu(self, menu: QMenu, view: QWidget) -> None:
        place = self.place_of(view)
        if place < 0:
            return
        entries = menu.actions()
        inside = QMenu(self.tr("Show here"), menu)
        for show, words in self.plane_names().items():
            if show == "curve" and self.main.timeline is None:
                continue
            action = inside.addAction(words)
            action.setCheckable(True)
            action.setChecked(self._places[place].show == show)
            action.triggered.connect(functools.partial(self._choose_show, place, show))
        self.menu_filling.emit(inside, place)
        if entries:
            menu.insertMenu(entries[0], inside)
        else:
            menu.addMenu(inside)

    def _fill_menu_of(self, widget: QWidget, menu: QMenu) -> None:
        self._fill_menu(menu, widget)

    def _curve_menu(self, at: QPoint) -> None:
        self.curve.open_menu(QMenu(self.curve), self.curve.mapToGlobal(at))

    def _choose_show(self, place: int, show: str, _on: bool = False) -> None:
        self.show_in(place, show)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDragEnterEvent) and event.mimeData().hasFormat(SERIES_MIME):
            event.acceptProposedAction()
            return True
        if isinstance(event, QDropEvent) and event.mimeData().hasFormat(SERIES_MIME):
            place = self.place_of(watched)
            if place >= 0:
                wanted = bytes(event.mimeData().data(SERIES_MIME).data()).decode("ascii", "replace")
                event.acceptProposedAction()
                self.series_wanted.emit(place, wanted)
            return True
        return super().eventFilter(watched, event)

    def _state_changed(self, view: SliceView, old: ViewState, new: ViewState) -> None:
        if view in self.main.views and old.focus_lps != new.focus_lps:
            self._show_crosshair()

    def _show_crosshair(self) -> None:
        timeline = self.main.timeline
        if timeline is None or self.is_growing or not self.planes:
            return
        index = np.rint(timeline.series.grid.patient_to_index(self.axial.state.focus_lps))
        self.curve.show_voxel((int(index[0]), int(index[1]), int(index[2])))

    def _pointed(self, pointed: Any) -> None:
        if self.main.timeline is not None:
            whole = not self.is_growing
            self.curve.show_pointed(pointed.index_vox if pointed is not None and whole else None)
        window = self._desk.services.get("window")
        if window is not None:
            window.status_line.show_pointer(pointer_words(pointed))

    def release(self) -> None:
        """Let go of all series and stop everything that plays."""
        self.bar.set_timeline(None)
        self.curve.set_timeline(None)
        self.scene.release()
        for shelf in self.shelves:
            shelf.release()
        self._places = []


def dress(view: SliceView, place: Place) -> None:
    """Window, slab and turns of a place."""
    if place.preset and view.volume is not None:
        preset = preset_of_key(view.volume.modality, place.preset)
        if preset is not None:
            menus.choose_preset(view, preset)
    if place.window is not None:
        view.choose_window(*place.window)
    thick = place.slab_mode != "none" and place.slab_mm > 0
    view.change(
        flip_h=place.flip_h,
        flip_v=place.flip_v,
        rotate_quarter=place.rotate_quarter,
        slab_mm=place.slab_mm if thick else 0.0,
        slab_mode=place.slab_mode if thick else "none",
    )


def _place_of(hung: Hung, main: Shelf) -> Place:
    series = ""
    if hung.shelf is not main and hung.shelf.info is not None:
        series = hung.shelf.info.series_description or hung.shelf.info.modality
    if not isinstance(hung.widget, SliceView):
        return Place(hung.show, series)
    state = hung.widget.state
    shown = (float(state.window), float(state.level))
    return Place(
        hung.show,
        series,
        window=None if shown == hung.shelf.window else shown,
        slab_mm=float(state.slab_mm) if state.slab_mode != "none" else 0.0,
        slab_mode=state.slab_mode,
        flip_h=state.flip_h,
        flip_v=state.flip_v,
        rotate_quarter=state.rotate_quarter,
    )


def pointer_words(pointed: Any) -> str:
    """Value and place under the pointer, for the status line."""
    if pointed is None or pointed.value is None:
        return ""
    unit = "" if pointed.unit in ("", "1") else f" {pointed.unit}"
    x, y, z = (f"{c:.1f}" for c in pointed.point_lps)
    label = f" · {pointed.label}" if getattr(pointed, "label", "") else ""
    return f"{pointed.value:g}{unit}{label} · {x} / {y} / {z} mm"
