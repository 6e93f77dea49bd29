"""Looking at images of no draft: any layout of planes, 3D and curve; other series beside them; nothing becomes a finding.

A workspace like the others for the shell (`desktop.workspace`), but of no task: what is measured here stays loose.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import structlog
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from desktop.background import Job
from desktop.browser.look_panel import LookPanel, series_key
from desktop.open_study import image_identity
from desktop.viewing.hanging_bar import HangingBar
from desktop.viewing.layer_panel import LayerPanel
from desktop.viewing.layers import LayerModel
from desktop.viewing.places import Places
from desktop.viewing.presenting import Presenting, entry_of
from desktop.viewing.second import SecondWindow
from desktop.viewing.shelf import Image
from desktop.workspace import Step, Suitability
from studies.growing import SoFar
from studies.load import load_series
from studies.overlays import read_overlays
from studies.scan import scan
from studies.stacks import SeriesEntry
from studies.volume import LabelMap, TimeSeries, Volume
from viewers.colour import first_window, first_window_over_time
from viewers.growth import Growth
from viewers.hanging import Hanging
from viewers.movie import MovieGrab, write_movie
from viewers.view import SliceView

if TYPE_CHECKING:
    from desktop.desk import Desk
    from measurements.finding import Finding

log = structlog.get_logger(__name__)


class LookingWorkspace(QObject):
    """Images of no draft on screen; see `desktop.workspace.Workspace` for what the shell asks of it."""

    task: ClassVar[str] = ""
    takes_time_series = True
    takes_volumes = True
    #: a clinical workspace is wanted on these images
    task_wanted = Signal(str)
    steps_changed = Signal()
    findings_changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.views = Places(desk, parent)
        self.hangings = HangingBar(desk, self.views, self.views)
        self.views.put_on_top(self.hangings)
        self.layers = LayerModel(desk, lambda: self.views.main.shown_views(), self)
        self.over = LayerPanel(desk, self.layers)
        self.over.series = self._series_words
        self.over.series_wanted.connect(self.lay_series)
        self.views.hung.connect(self.layers.show)
        self.panel = LookPanel(desk, self.over, parent)
        self.second: SecondWindow | None = None
        self._others: list[SeriesEntry] = []
        self._loading: dict[str, Job] = {}
        self._grab: MovieGrab | None = None
        self._target = Path()
        self._shown_while_reading: tuple[float, float] | None = None
        self.panel.back.clicked.connect(lambda: desk.navigator.open("studies"))
        self.panel.movie.clicked.connect(lambda: self.ask_movie(self.views.axial))
        self.views.movie_wanted.connect(self.ask_movie)
        self.views.series_wanted.connect(self.show_series_in)
        self.views.key_image_wanted.connect(self._no_key_image)
        self.views.menu_filling.connect(self._offer_series)
        self.panel.others.wanted.connect(self._show_in_active)
        self.panel.aorta.clicked.connect(lambda: self.task_wanted.emit("aorta"))
        self.hangings.second_wanted.connect(self.open_second)

    @classmethod
    def suits(cls, series: Any) -> Suitability:
        """Whatever can be shown."""
        return Suitability(bool(getattr(series, "is_loadable", True)))

    @classmethod
    def create(cls, desk: Desk, parent: QWidget | None = None) -> LookingWorkspace:
        return cls(desk, parent)

    def set_case(self, _case: Any) -> None:
        """Nothing of a draft is shown or changed here."""

    @property
    def presenting(self) -> Presenting:
        """Saves and opens presentation states of the series at hand."""
        return self.views.presenting

    # ------------------------------------------------------------------ images
    def _identity(self, image: Image) -> tuple[str, ...]:
        named = image_identity(image.series, self.desk.language.code)
        return named if image.series.patient_name else (self.tr("no name"), *named)

    def _best(self) -> Hanging:
        best = self.hangings.store.best(self.views.main.facts())
        for problem in self.hangings.store.problems:
            log.warning("hanging_left_out", reason=problem)
        if self.hangings.store.problems:
            self.hangings.say(self.tr("Some of your layouts can't be read; the program's own are used."))
        return best

    def show_growing(self, so_far: SoFar) -> None:
        """What has been read so far: it can be looked and walked through, not measured on."""
        image, growth = so_far.image, Growth(so_far.present, so_far.done, so_far.total)
        if self.views.main.image is not image:
            self.views.main.set_growth(growth)
            window = first_window(so_far.first)
            self._shown_while_reading = window
            self.views.open(image, self._identity(image), self._best, window=window, index=so_far.first_time)
            self.views.annotations.locked = self.tr("Measuring is possible when the series is complete.")
            self.over.set_locked(self.views.annotations.locked)
            self.panel.show_series(image, waits=True)
        self.views.set_growth(growth)

    def open(self, volume: Image) -> None:
        """The whole series."""
        views = self.views
        shown = views.axial.shown_window() if views.planes else None
        by_hand = self._shown_while_reading is not None and shown != self._shown_while_reading
        window = first_window_over_time(volume) if isinstance(volume, TimeSeries) else first_window(volume)
        index = views.timeline.index if views.timeline is not None else 0
        views.open(volume, self._identity(volume), self._best, window=window, index=index)
        if self._shown_while_reading is not None and not by_hand:
            for view in views.planes:
                if view.shown_window() == self._shown_while_reading:
                    view.choose_window(*window)
        self._shown_while_reading = None
        views.set_growth(None)
        views.annotations.locked = ""
        self.layers.set_volume(views.main.volume)
        timed = isinstance(volume, TimeSeries)
        self.over.set_locked(self.tr("Over a time series nothing is laid.") if timed else "")
        self.panel.show_series(volume)
        self._find_others(volume)
        if isinstance(volume, Volume):
            self._read_image_overlays(volume)

    def _read_image_overlays(self, volume: Volume) -> None:
        """Overlay planes of the images, once they are read; images that have none show none."""
        self.layers.show_image_overlays(None)
        if not volume.series.sop_instance_uids:
            return  # a research file

        def show(found: LabelMap | None) -> None:
            if found is not None and self.views.main.volume is volume:
                self.layers.show_image_overlays(found)

        self.desk.background.run(
            lambda: read_overlays(entry_of(volume), volume),
            title=self.tr("Reading the overlays"),
            on_done=show,
            on_error=lambda problem: log.warning("image_overlays_not_read", kind=type(problem).__name__),
            receiver=self,
        )

    def _no_key_image(self) -> None:
        self.desk.messages.info(
            self.tr("Without a preliminary report there are no key images."),
            self.tr("Copy the picture (Ctrl+Shift+C) or save it (Ctrl+Shift+S)."),
            key="no-key-image",
        )

    # ------------------------------------------------------------------ other series of the study
    def offer(self, others: Sequence[SeriesEntry]) -> None:
        """The other series of the study, as the list from which it was opened knows them."""
        self._others = [e for e in others if e.is_loadable]

    def _find_others(self, image: Image) -> None:
        """Show them; where no list told them, those in the folder of the images."""
        info = image.series
        if self._others or not info.origin or not info.study_instance_uid:
            self._show_others()
            return

        def look() -> list[SeriesEntry]:
            return [
                e
                for e in scan(info.origin).all_series()
                if e.study_instance_uid == info.study_instance_uid
                and e.is_loadable
                and (e.series_instance_uid, e.stack) != (info.series_instance_uid, info.stack)
            ]

        def show(found: list[SeriesEntry]) -> None:
            self._others = found
            self._show_others()

        self.desk.background.run(
            look,
            title=self.tr("Looking for the other series"),
            on_done=show,
            on_error=lambda problem: log.warning("other_series_not_found", kind=type(problem).__name__),
            receiver=self,
        )

    def _show_others(self) -> None:
        """In the panel, and in the places that a protocol meant for them."""
        self.panel.show_others(self._others)
        for number, place in enumerate(self.views.hanging.places if self.views.hanging else ()):
            if place.series and self.views.places[number].shelf is self.views.main:
                self.show_series_in(number, place.series)

    def _entry(self, words: str) -> SeriesEntry | None:
        """A series by ``uid#stack``, by words of its description, or by its modality."""
        for entry in self._others:
            if series_key(entry) == words:
                return entry
        folded = words.casefold()
        return next(
            (e for e in self._others if folded in e.description.casefold() or words == e.modality), None
        )

    def _show_in_active(self, key: str) -> None:
        place = self.views.place_of(self.views.grid.active)
        self.show_series_in(max(place, 0), key)

    def show_series_in(self, place: int, words: str) -> None:
        """Load another series of the study and show it in a place; what can't be found or read is said."""
        entry = self._entry(words)
        if entry is None:
            if self._others or self.views.main.image is None:
                self.hangings.say(self.tr("This examination has no series {words}.").format(words=words))
            return
        for shelf in self.views.shelves:
            info = shelf.info
            if info is not None and (info.series_instance_uid, info.stack) == (
                entry.series_instance_uid,
                entry.stack,
            ):
                assert shelf.image is not None  # noqa: S101 - it has facts, so it has images
                self.views.add_series(place, shelf.image, self._identity(shelf.image))
                return
        self._load(entry, lambda image: self.views.add_series(place, image, self._identity(image)))

    def _series_words(self) -> list[tuple[str, str]]:
        return [(series_key(e), e.description or e.modality) for e in self._others if e.timepoints == 1]

    def lay_series(self, key: str, align: bool) -> None:
        """Another series of the study in colour over the images; `align`: placed by registration."""
        entry = self._entry(key)
        if entry is None:
            return

        def take(image: Image) -> None:
            if isinstance(image, Volume):
                act = self.layers.align if align else self.layers.lay_over
                act(image, entry.description or entry.modality)

        self._load(entry, take)

    def _load(self, entry: SeriesEntry, take: Callable[[Image], None]) -> None:
        """Read another series, make sure that it is of the same patient, and hand it on."""
        key = series_key(entry)
        if key in self._loading:
            return

        def done(image: Image) -> None:
            self._loading.pop(key, None)
            mine = self.views.main.info
            if mine is None or image.series.patient_id != mine.patient_id:
                self.desk.messages.error(
                    self.tr("That series is of another patient; it isn't shown."),
                    self.tr("Look at it by itself, from Studies."),
                )
                return
            take(image)

        def wrong(problem: Exception) -> None:
            self._loading.pop(key, None)
            self.desk.messages.show(problem)

        self._loading[key] = self.desk.background.run(
            load_series,
            entry,
            title=self.tr("Reading the images"),
            on_done=done,
            on_error=wrong,
            receiver=self,
        )

    def _offer_series(self, menu: QMenu, place: int) -> None:
        if not self._others:
            return
        menu.addSeparator()
        for entry in self._others:
            words = entry.description or entry.modality
            menu.addAction(words).triggered.connect(
                functools.partial(self._choose_series, place, series_key(entry))
            )

    def _choose_series(self, place: int, key: str, _on: bool = False) -> None:
        self.show_series_in(place, key)

    # ------------------------------------------------------------------ second screen
    def open_second(self) -> None:
        """The same series in a window of its own; once more: bring it up."""
        if self.second is not None:
            self.second.raise_()
            self.second.activateWindow()
            return
        if self.views.main.image is None:
            return
        self.second = SecondWindow(self.desk)
        self.second.closed.connect(self._second_closed)
        self.second.show_series(self.views.active_shelf, ("axial", "coronal"), 1, 2, "")
        self.second.open()

    def _second_closed(self) -> None:
        self.second = None

    def main_widget(self) -> QWidget:
        return self.views

    def panel_widget(self) -> QWidget:
        return self.panel

    # ------------------------------------------------------------------ movie
    def ask_movie(self, view: SliceView) -> None:
        """Ask where, then make a movie of what the view plays, without patient data."""
        place, _kind = QFileDialog.getSaveFileName(
            self.views,
            self.tr("Save as movie without patient data"),
            self.tr("series.png"),
            self.tr("Animated PNG (*.png);;GIF (*.gif)"),
        )
        if place:
            self.make_movie(view, Path(place))

    def make_movie(self, view: SliceView, target: Path) -> None:
        """Grab every frame, then write the file in the background."""
        if target.suffix.lower() not in (".png", ".apng", ".gif"):
            target = target.with_name(f"{target.name}.png")
        if self._grab is not None:
            self._grab.cancel()
        self._target = target
        self._grab = MovieGrab(view, self)
        self._grab.done.connect(self._write)
        self._grab.start()

    def _write(self, frames: list[Any], rate: float) -> None:
        self._grab = None
        self.desk.background.run(
            write_movie,
            frames,
            rate,
            self._target,
            title=self.tr("Writing the movie"),
            on_done=lambda path: self.desk.messages.info(
                self.tr("The movie is saved as {name}.").format(name=path.name)
            ),
            on_error=lambda _problem: self.desk.messages.error(
                self.tr("The movie can't be written."), self.tr("Choose another folder, or make room.")
            ),
            receiver=self,
        )

    # ------------------------------------------------------------------ what the shell asks
    def steps(self) -> Sequence[Step]:
        return ()

    def go_to(self, step: str) -> None:
        """There are no steps."""

    def findings(self) -> Sequence[Finding]:
        return ()

    def open_points(self) -> Sequence[str]:
        return ()

    def show_finding(self, finding_id: str) -> None:
        """There are no findings."""

    def set_read_only(self, reason: str) -> None:
        """Nothing here is part of a draft."""

    def regions(self) -> Sequence[QWidget]:
        return [self.views, self.panel]

    def primary(self) -> None:
        self.panel.back.press()

    def release(self) -> None:
        """Free the views."""
        if self._grab is not None:
            self._grab.cancel()
        for job in self._loading.values():
            job.cancel()
        if self.second is not None:
            self.second.close()
        self.layers.put(())
        self.views.release()
        for widget in (self.views, self.panel):
            widget.setParent(None)
            widget.deleteLater()
