"""Both examinations side by side: the section of one level at the left and right, the straightened vessels under each other.

Draws what it is given. The cursors go together along both centrelines, by the levels that both have; that moves pictures only
and is no geometry of a measurement.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop import parts, pictures
from desktop.desk import Desk
from desktop.screen import Translated
from desktop.workspaces.aorta.beside.record import mapped
from desktop.workspaces.aorta.drawing import edges_of, section_overlays
from measurements.aorta import AortaResult, Section
from measurements.finding import Finding
from studies.volume import Volume
from viewers.arcs import CurvedView
from viewers.comparison import Banner, Tag
from viewers.curved import CurvedSource
from viewers.levels import Level
from viewers.plane import Plane
from viewers.slicing import SliceSource
from viewers.view import SliceView

ANGIO = (600.0, 180.0)
FIELD_MM = 80.0
SURROUNDINGS = 2.2


@dataclass(frozen=True, eq=False)
class Shown:
    """One side as it is to be drawn; without a result only single sections can be shown."""

    volume: Volume
    tag: Tag
    identity: tuple[str, ...]
    marker: str
    result: AortaResult | None = None
    levels: tuple[Level, ...] = ()


class SideView(QWidget):
    """A banner, the section, and the straightened vessel of one examination."""

    def __init__(self, colour: str, *, dashed: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.banner = Banner(colour, dashed=dashed, parent=self)
        self.section = SliceView(None, "oblique", parent=self)
        self.cpr = CurvedView(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.banner)
        layout.addWidget(self.section, 60)
        layout.addWidget(self.cpr, 40)
        self.shown: Shown | None = None

    def show_side(self, shown: Shown, empty: str) -> None:
        """Another examination, another measurement of it, or other words."""
        before, self.shown = self.shown, shown
        self.banner.show_tag(shown.tag)
        if before is None or before.volume is not shown.volume:
            self.section.set_volume(shown.volume, "oblique", source=SliceSource.of(shown.volume))
            if shown.volume.modality == "CT":
                self.section.change(window=ANGIO[0], level=ANGIO[1])
        for view in (self.section, self.cpr):
            view.set_identity(shown.identity)
            view.set_marker(shown.marker)
        result = shown.result
        line = None if before is None or before.result is None else before.result.line
        if result is None:
            self.cpr.set_source(None, empty)
            self.cpr.set_edges([])
        elif result.line is not line:
            self.cpr.set_source(CurvedSource(shown.volume, result.line))
            self.cpr.set_window(self.section.state.window, self.section.state.level)
        if result is not None:
            self.cpr.set_edges(edges_of(result))

    def show_levels(self, levels: Sequence[Level], selected: str) -> None:
        self.cpr.set_levels(levels, selected)

    def show_section(self, section: Section, field_mm: float, language: str) -> None:
        self.section.set_overlays(section_overlays(section, language))
        centre = tuple(float(c) for c in section.centre_mm)
        self._face(Plane.facing(section.centre_mm, section.normal), centre, field_mm)
        if section.arc_mm is not None:
            self.move_cursor(section.arc_mm)

    def show_findings(self, findings: Sequence[Finding], field_mm: float, language: str) -> bool:
        """The section of stored figures, drawn from their own geometry; False when they have none."""
        figures = pictures.figures_of(findings)
        if figures is None or self.shown is None:
            return False
        pictures.show_section(self.section, figures, language)
        self.section.change(fit_mm=field_mm)
        return True

    def show_nothing(self) -> None:
        self.section.set_overlays([])

    def _face(self, plane: Plane, centre: tuple[float, ...], field_mm: float) -> None:
        self.section.change(
            plane=plane,
            orientation="oblique",
            focus_lps=centre,
            follows_focus=False,
            fit_mm=field_mm,
            crosshair_visible=False,
        )

    def move_cursor(self, arc_mm: float) -> None:
        self.cpr.blockSignals(True)
        self.cpr.set_arc(arc_mm)
        self.cpr.blockSignals(False)

    def release(self) -> None:
        self.section.release()


class ComparePage(Translated):
    """Earlier at the left, present at the right; without an earlier one, what to do."""

    #: the person points at a place along the present vessel
    arc_changed = Signal(float)
    level_selected = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.earlier = SideView("picture.prior", dashed=True, parent=self)
        self.present = SideView("text.primary", dashed=False, parent=self)
        self.empty = parts.text(desk.theme, "", "body", "secondary", wrap=True)
        self.empty.setContentsMargins(24, 24, 24, 24)
        self.left = QStackedWidget(self)
        self.left.addWidget(self.empty)
        self.left.addWidget(self.earlier)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.left, 1)
        layout.addWidget(self.present, 1)
        self._here: Mapping[str, float] = {}
        self._there: Mapping[str, float] = {}
        self.present.cpr.arc_changed.connect(self._moved_present)
        self.earlier.cpr.arc_changed.connect(self._moved_earlier)
        for side in (self.present, self.earlier):
            side.cpr.level_selected.connect(self.level_selected)
        self._link_windows()
        self.retranslate()

    def _link_windows(self) -> None:
        """One window for both, as far as they are of one kind of images."""
        views = (self.present.section, self.earlier.section)
        for view, other in (views, views[::-1]):
            view.model.changed.connect(lambda old, new, o=other: self._follow(old, new, o))

    def _follow(self, old: object, new: object, other: SliceView) -> None:
        window = (getattr(new, "window", 0.0), getattr(new, "level", 0.0))
        if window == (getattr(old, "window", 0.0), getattr(old, "level", 0.0)):
            return
        present, earlier = self.present.shown, self.earlier.shown
        if present is None or earlier is None or present.volume.modality != earlier.volume.modality:
            return
        if (other.state.window, other.state.level) != window:
            other.change(window=window[0], level=window[1])
        for side in (self.present, self.earlier):
            side.cpr.set_window(*window)

    # ------------------------------------------------------------------ shown
    def show_sides(
        self, present: Shown, earlier: Shown | None, here: Mapping[str, float], there: Mapping[str, float]
    ) -> None:
        """Both examinations; `here` and `there` are the arc lengths of their levels."""
        self._here, self._there = dict(here), dict(there)
        self.present.show_side(present, "")
        self.left.setCurrentWidget(self.empty if earlier is None else self.earlier)
        if earlier is not None:
            self.earlier.show_side(
                earlier,
                self.tr("The report keeps sections only. Measure the earlier images for the whole vessel."),
            )

    def show_words(self, text: str) -> None:
        """What to do while there is no earlier examination to be seen."""
        self.empty.setText(text)

    def show_levels(self, levels: Sequence[Level], selected: str) -> None:
        self.present.show_levels(levels, selected)
        shown = self.earlier.shown
        self.earlier.show_levels(shown.levels if shown is not None else (), selected)

    def show_row(
        self,
        present: Section,
        earlier: Section | None,
        stored: Sequence[Finding] = (),
    ) -> None:
        """One level on both sides, at one scale; the earlier one from its measurement, or from stored figures."""
        language = self.desk.language.code
        sizes = [s.diameter_max_mm or 0.0 for s in (present, earlier) if s is not None]
        sizes += [f.value or 0.0 for f in stored if f.unit == "mm"]
        field = max(FIELD_MM, SURROUNDINGS * max(sizes, default=0.0))
        self.present.show_section(present, field, language)
        if self.earlier.shown is None:
            return
        if earlier is not None:
            self.earlier.show_section(earlier, field, language)
        elif not stored or not self.earlier.show_findings(stored, field, language):
            self._along(present)

    def _along(self, present: Section) -> None:
        """Not a level of both: the place that lies as far between the levels."""
        shown = self.earlier.shown
        self.earlier.show_nothing()
        if shown is None or shown.result is None or present.arc_mm is None:
            return
        arc = float(mapped(present.arc_mm, self._here, self._there)[0])
        if np.isfinite(arc):
            section = nearest(shown.result, arc)
            field = max(FIELD_MM, SURROUNDINGS * (present.diameter_max_mm or 0.0))
            self.earlier.show_section(section, field, self.desk.language.code)

    def _moved_present(self, arc_mm: float) -> None:
        self.arc_changed.emit(arc_mm)

    def _moved_earlier(self, arc_mm: float) -> None:
        """A place along the earlier vessel: the present one follows, and with it all else."""
        arc = float(mapped(arc_mm, self._there, self._here)[0])
        if np.isfinite(arc):
            self.arc_changed.emit(arc)

    def retranslate(self) -> None:
        for side in (self.present, self.earlier):
            side.section.set_title(self.tr("Section ⟂"))
            side.cpr.set_title(self.tr("CPR straightened"))

    def release(self) -> None:
        self.present.release()
        self.earlier.release()


def nearest(result: AortaResult, arc_mm: float) -> Section:
    """The section of the profile nearest to a place."""
    return min(result.profile.sections, key=lambda s: abs((s.arc_mm or 0.0) - arc_mm))
