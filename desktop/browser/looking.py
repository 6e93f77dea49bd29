"""Looking at a time series: three linked planes, the curve of a voxel, the bar of time; no draft, no finding.

A workspace like the others for the shell (`desktop.workspace`), but of no task: what is measured here stays loose.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QScrollArea, QVBoxLayout, QWidget

from desktop import parts
from desktop.browser import words
from desktop.open_study import image_identity
from desktop.screen import Translated
from desktop.window import panel_width
from desktop.workspace import Step, Suitability
from desktop.workspaces.aorta.views import Annotations
from studies.growing import SoFar
from studies.volume import TimeSeries
from viewers.colour import first_window, first_window_over_time
from viewers.grid import ViewGrid
from viewers.growth import Growth
from viewers.movie import MovieGrab, write_movie
from viewers.state import SyncGroup, ViewState
from viewers.timebar import TimeBar
from viewers.timecurve import TimeCurve
from viewers.timeline import Timeline
from viewers.tools.measure import measurer
from viewers.tools.placing import standard_tools
from viewers.view import SliceView

if TYPE_CHECKING:
    from desktop.desk import Desk
    from measurements.finding import Finding

#: planes across fewer slices than this show nothing
LEAST_SLICES = 3
PLANES = ("axial", "coronal", "sagittal")


class TimeViews(Translated):
    """Three planes and the curve, with the bar of time under them."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.timeline: Timeline | None = None
        self.annotations = Annotations(desk.session.undo_stack, self)
        self.annotations.refused.connect(lambda why: desk.messages.info(why, key="looking-refused"))
        self.tools = standard_tools(self.annotations, self)
        self.group = SyncGroup(self)
        self.planes = [SliceView(None, name, tools=self.tools, parent=self) for name in PLANES]
        self.axial, self.coronal, self.sagittal = self.planes
        self.curve = TimeCurve(self)
        self.bar = TimeBar(self)
        self.grid = ViewGrid(parent=self)
        self.grid.set_views([*self.planes, self.curve], 2, 2)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(2)
        page.addWidget(self.grid, 1)
        page.addWidget(self.bar)
        for view in self.planes:
            view.pointed.connect(self._pointed)
            view.model.changed.connect(self._state_changed)
            view.copied.connect(lambda: desk.messages.info(self.tr("The picture is on the clipboard.")))
        self.retranslate()

    def retranslate(self) -> None:
        for view, name in zip(
            self.planes, (self.tr("Axial"), self.tr("Coronal"), self.tr("Sagittal")), strict=True
        ):
            view.set_title(name)
        self.curve.set_title(self.tr("Value over time"))
        self.bar.retranslate()

    def open(
        self,
        series: TimeSeries,
        identity: Sequence[str],
        window: tuple[float, float],
        index: int,
        *,
        whole: bool = True,
    ) -> None:
        """Show a series; where it was seen while it was being read (not `whole`), it stays as it was."""
        before = self.timeline
        same = before is not None and before.series.grid.same_as(series.grid)
        kept: list[ViewState] = [view.state for view in self.planes] if same else []
        if before is not None:
            before.cine.stop()
            index = before.index if same else index
        timeline = Timeline(series, self, index=index)
        for view, name in zip(self.planes, PLANES, strict=True):
            view.set_volume(timeline.volume, name)
            view.set_identity(identity)
            view.set_group(self.group)
            timeline.add(view)
            view.change(window=window[0], level=window[1])
        for view, state in zip(self.planes, kept, strict=False):
            view.model.put(state)
        if before is not None:
            before.deleteLater()
        self.timeline = timeline
        timeline.changed.connect(lambda _index: self.annotations.set_measure(measurer(timeline.volume)))
        self.annotations.set_measure(measurer(timeline.volume))
        thin = series.grid.size[2] < LEAST_SLICES
        shown = (self.axial, self.curve) if thin else (*self.planes, self.curve)
        if shown != self.grid.views:
            self.grid.set_views(shown, 1 if thin else 2, 2)
        self.curve.set_timeline(timeline, series.unit)
        self.curve.set_identity(identity)
        self.bar.set_timeline(timeline, self)
        if whole:
            self._show_crosshair()

    def set_growth(self, growth: Growth | None) -> None:
        for view in self.planes:
            view.set_growth(growth)
        self.curve.setEnabled(growth is None)
        if growth is None:
            self._show_crosshair()

    def _state_changed(self, old: ViewState, new: ViewState) -> None:
        if old.focus_lps != new.focus_lps:
            self._show_crosshair()

    def _show_crosshair(self) -> None:
        timeline = self.timeline
        if timeline is None or self.axial.growth is not None:
            return
        index = np.rint(timeline.series.grid.patient_to_index(self.axial.state.focus_lps))
        self.curve.show_voxel((int(index[0]), int(index[1]), int(index[2])))

    def _pointed(self, pointed: Any) -> None:
        whole = self.axial.growth is None
        self.curve.show_pointed(pointed.index_vox if pointed is not None and whole else None)
        window = self._desk.services.get("window")
        if window is not None:
            window.status_line.show_pointer(_pointer_words(pointed))

    def release(self) -> None:
        """Let go of the series and stop everything that plays."""
        self.bar.set_timeline(None)
        self.curve.set_timeline(None)
        for view in self.planes:
            view.release()
        self.timeline = None


def _pointer_words(pointed: Any) -> str:
    if pointed is None or pointed.value is None:
        return ""
    unit = "" if pointed.unit in ("", "1") else f" {pointed.unit}"
    x, y, z = (f"{c:.1f}" for c in pointed.point_lps)
    return f"{pointed.value:g}{unit} · {x} / {y} / {z} mm"


class LookPanel(Translated):
    """What the series is, what is wrong with it, and how to walk through its time."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._series: TimeSeries | None = None
        self._waits = False
        self._window: QWidget | None = None
        self.setProperty("surface", "panel")
        self.setProperty("edge", "left")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(panel_width(1600))
        theme = desk.theme
        self.title = parts.text(theme, "", "heading", "primary", wrap=True)
        self.facts = parts.column((0, 0, 0, 0), 4)
        inside = QWidget()
        lines = parts.column((16, 12, 16, 12), 8, inside)
        lines.addWidget(self.title)
        lines.addLayout(self.facts)
        lines.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        page = parts.column((0, 0, 0, 0), 0, self)
        page.addWidget(scroll, 1)
        foot = parts.surface("panel", "top")
        buttons = parts.column((12, 10, 12, 10), 8, foot)
        self.movie = parts.Button(theme, "secondary", "export")
        self.back = parts.Button(theme, "primary", "studies")
        buttons.addWidget(self.movie)
        buttons.addWidget(self.back)
        page.addWidget(foot)
        for button in (self.movie, self.back):
            button.refused.connect(lambda reason: desk.messages.info(reason, key="looking-refused"))
        self.retranslate()

    def show_series(self, series: TimeSeries | None, *, waits: bool = False) -> None:
        """`waits`: it is still being read."""
        self._series, self._waits = series, waits
        self.retranslate()

    def retranslate(self) -> None:
        self.movie.setText(self.tr("Save as movie…"))
        self.back.setText(self.tr("Back to Studies"))
        self.movie.block(
            self.tr("Measuring is possible when the series is complete.")
            if self._waits
            else ""
            if self._series is not None
            else self.tr("The images are being read.")
        )
        parts.empty(self.facts)
        series = self._series
        if series is None:
            self.title.setText(self.tr("Time series"))
            return
        info, language, theme = series.series, self._desk.language.code, self._desk.theme
        self.title.setText(info.series_description or self.tr("Time series"))
        times = series.times_s
        known = bool(np.all(np.isfinite(times)) and np.all(np.diff(times) > 0))
        said = self.tr("unknown")
        if known and len(times) > 1:
            step = words.number(float(np.median(np.diff(times))), 2, language)
            said = self.tr("0 – {last} s, usually {step} s apart").format(
                last=words.number(float(times[-1]), 1, language), step=step
            )
        size = " × ".join(str(n) for n in series.grid.size)
        spacing = " × ".join(words.number(float(n), 2, language) for n in series.grid.spacing_mm)
        for caption, value in (
            (self.tr("Modality"), info.modality or "–"),
            (self.tr("Size"), size),
            (self.tr("Spacing"), f"{spacing} mm"),
            (self.tr("Time points"), str(len(times))),
            (self.tr("Times"), said),
        ):
            line = parts.row((0, 0, 0, 0), 8)
            name = parts.text(theme, caption, "body", "muted")
            name.setFixedWidth(96)
            line.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(parts.text(theme, value, "body", "primary", wrap=True), 1)
            self.facts.addLayout(line)
        self.facts.addSpacing(8)
        if self._waits:
            self._note("info", self.tr("Measuring is possible when the series is complete."))
        else:
            for found in series.problems:
                tone = {"block": "error", "warn": "warn"}.get(found.effect, "info")
                self._note(tone, *words.problem(found, language))
        self.facts.addSpacing(8)
        for keys, act in (
            ("← →", self.tr("time point")),
            ("↑ ↓", self.tr("slice")),
            ("C", self.tr("play or stop")),
            (", .", self.tr("slower, faster")),
            (self.tr("Alt + wheel"), self.tr("time point")),
        ):
            self.facts.addWidget(parts.text(theme, f"{keys}   {act}", "caption", "secondary"))

    def _note(self, tone: str, bold: str, rest: str = "") -> None:
        note = parts.Note(self._desk.theme, tone)
        note.show_words(bold, rest)
        self.facts.addWidget(note)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Show, QEvent.Type.ParentChange) and self.window() is not self._window:
            self._window = self.window()
            self._window.installEventFilter(self)
            self.setFixedWidth(panel_width(self._window.width()))
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self._window:
            self.setFixedWidth(panel_width(self._window.width()))
        return super().eventFilter(watched, event)


class LookingWorkspace(QObject):
    """A time series on screen; see `desktop.workspace.Workspace` for what the shell asks of it."""

    task: ClassVar[str] = ""
    takes_time_series = True
    steps_changed = Signal()
    findings_changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.views = TimeViews(desk, parent)
        self.panel = LookPanel(desk, parent)
        self._grab: MovieGrab | None = None
        self._target = Path()
        self._shown_while_reading: tuple[float, float] | None = None
        self.panel.back.clicked.connect(lambda: desk.navigator.open("studies"))
        self.panel.movie.clicked.connect(lambda: self.ask_movie(self.views.axial))
        for view in self.views.planes:
            view.movie_requested.connect(lambda view=view: self.ask_movie(view))

    @classmethod
    def suits(cls, series: Any) -> Suitability:
        """Any time series."""
        return Suitability(getattr(series, "timepoints", 1) > 1)

    @classmethod
    def create(cls, desk: Desk, parent: QWidget | None = None) -> LookingWorkspace:
        return cls(desk, parent)

    def set_case(self, _case: Any) -> None:
        """Nothing of a draft is shown or changed here."""

    # ------------------------------------------------------------------ images
    def _identity(self, series: TimeSeries) -> tuple[str, ...]:
        named = image_identity(series.series, self.desk.language.code)
        return named if series.series.patient_name else (self.tr("no name"), *named)

    def show_growing(self, so_far: SoFar) -> None:
        """What has been read so far: it can be looked and walked through, not measured on."""
        series = so_far.image
        if not isinstance(series, TimeSeries):
            return
        timeline = self.views.timeline
        if timeline is None or timeline.series is not series:
            window = first_window(so_far.first)
            self._shown_while_reading = window
            self.views.open(series, self._identity(series), window, so_far.first_time, whole=False)
            self.views.annotations.locked = self.tr("Measuring is possible when the series is complete.")
            self.panel.show_series(series, waits=True)
        self.views.set_growth(Growth(so_far.present, so_far.done, so_far.total))

    def open(self, volume: TimeSeries) -> None:
        """The whole series."""
        shown = self.views.axial.shown_window()
        by_hand = self._shown_while_reading is not None and shown != self._shown_while_reading
        window = first_window_over_time(volume)
        self.views.open(volume, self._identity(volume), window, 0)
        if not by_hand:
            for view in self.views.planes:
                view.choose_window(*window)
        self._shown_while_reading = None
        self.views.set_growth(None)
        self.views.annotations.locked = ""
        self.panel.show_series(volume)

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
        self.views.release()
        for widget in (self.views, self.panel):
            widget.setParent(None)
            widget.deleteLater()
