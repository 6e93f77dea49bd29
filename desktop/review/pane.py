"""The pictures of one working: the section with its contour and number, the slice it lies on, the vessel stretched.

Says by `shown` each time the picture of the present working was drawn, and whether that was the whole thing: with
its images, at full quality. Nothing is measured here; geometry and numbers are those of the findings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent, QPixmap
from PySide6.QtWidgets import QLabel, QStackedWidget, QWidget

from desktop import content as edits
from desktop import parts, pictures
from desktop.open_study import image_identity
from desktop.review.vessel import Vessel, arc_of, curved_source, recorded_line, vessel_of
from desktop.screen import Translated
from measurements.finding import Finding
from report_templates import numbers, templates
from report_templates.rows import absence
from studies.volume import Volume
from viewers.arcs import CurvedView, Level
from viewers.curved import CurvedSource
from viewers.grid import ViewGrid
from viewers.slicing import SliceSource
from viewers.view import SliceView

if TYPE_CHECKING:
    from desktop.desk import Desk
    from governance.report import Content

ANGIO = (600.0, 180.0)
CPR_HEIGHT = 172


class Picture(QLabel):
    """A key image; says when it was drawn."""

    painted = Signal()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.pixmap() is not None and not self.pixmap().isNull():
            self.painted.emit()


def without_number(findings: Sequence[Finding], content: Content) -> str:
    """Why a group has no number, in the words of the template; empty when it has one."""
    if not findings or any(f.value is not None for f in findings):
        return ""
    terms = templates.load(content.template_id).words[content.language].terms
    absent, reason = absence(findings[0])
    words = terms.get(absent, absent)
    return f"{words} ({terms.get(reason, reason)})" if reason else words


def notes_of(findings: Sequence[Finding], content: Content) -> list[str]:
    """What stands at the picture beside both diameters: place, area, flags or why there is no number."""
    language = content.language
    dutch = language == "nl"
    found: list[str] = []
    why = without_number(findings, content)
    if why:
        found.append(("geen getal: " if dutch else "no number: ") + why)
    arc = arc_of(findings)
    if arc is not None:
        found.append(f"{'booglengte' if dutch else 'arc length'} {numbers.number(arc, 0, language)} mm")
    area = next((f for f in findings if f.key == "area_mm2" and f.value is not None), None)
    if area is not None and area.value is not None:
        found.append(f"{'oppervlakte' if dutch else 'area'} {numbers.area_cm2(area.value, language)}")
    found += moved_words(findings, language)
    terms = templates.load(content.template_id).words[language].terms
    flags = [] if why else [terms[f] for f in (findings[0].flags if findings else ()) if f in terms]
    return found + flags


def moved_words(findings: Sequence[Finding], language: str) -> list[str]:
    """That a person moved this maximum, why, and what the profile's own is."""
    conditions = dict(findings[0].conditions) if findings else {}
    why = conditions.get("placed_reason", "")
    if not why:
        return []
    dutch = language == "nl"
    said = [f"{'maximum met de hand verplaatst' if dutch else 'maximum moved by hand'}: {why}"]
    try:
        diameter = float(conditions["proposed_diameter_max_mm"])
        arc = float(conditions["proposed_arc_mm"])
    except (KeyError, ValueError):
        return said
    diameter_words = numbers.number(diameter, 1, language)
    arc_words = numbers.number(arc, 0, language)
    said.append(
        f"maximum van het profiel: {diameter_words} mm op booglengte {arc_words} mm"
        if dutch
        else f"maximum of the profile: {diameter_words} mm at arc length {arc_words} mm"
    )
    return said


class PicturePane(Translated):
    """Section and slice side by side, CPR below where the draft has the vessel's line; or a key image."""

    #: the present working's picture was drawn; True: with its images and at full quality
    shown = Signal(bool)
    #: a level of the CPR was chosen: its working
    working_chosen = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        layout = parts.column((0, 0, 0, 0), 2, self)
        self.section = SliceView(None, "oblique", parent=self)
        self.axial = SliceView(None, "axial", parent=self)
        self.grid = ViewGrid(parent=self)
        self.grid.set_views([self.section, self.axial], 1, 2)
        self.picture = Picture()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setProperty("surface", "image")
        self.picture.setMinimumSize(1, 1)
        self.cpr = CurvedView(self)
        self.cpr.setFixedHeight(CPR_HEIGHT)
        self.cpr.hide()
        self.stack = QStackedWidget()
        self.stack.addWidget(self.grid)
        self.stack.addWidget(self.picture)
        layout.addWidget(self.stack, 1)
        layout.addWidget(self.cpr)
        self._volume: Volume | None = None
        self._source: SliceSource | None = None
        self._identity: tuple[str, ...] = ()
        #: which drawing counts for the present working: section, axial, picture or cpr
        self._counts = ""
        self._group = ""
        self._vessel: Vessel | None = None
        self._of: object = None
        self.section.drawn.connect(lambda well: self._drawn("section", well=well))
        self.axial.drawn.connect(lambda well: self._drawn("axial", well=well))
        self.picture.painted.connect(lambda: self._drawn("picture"))
        self.cpr.drawn.connect(lambda well: self._drawn("cpr", well=well))
        self.cpr.level_selected.connect(self.working_chosen)
        self.retranslate()

    def retranslate(self) -> None:
        marker = self.tr("PRELIMINARY")
        for view in (self.section, self.axial, self.cpr):
            view.set_marker(marker)
        self.axial.set_title(self.tr("Axial"))

    # ------------------------------------------------------------------ images
    def clear(self) -> None:
        """No images, nothing that counts."""
        self._volume = self._source = None
        self._counts = ""
        self._vessel = self._of = None
        for view in (self.section, self.axial):
            view.set_overlays([])
            view.set_notes(())
            view.set_volume(None)
        self.picture.clear()
        self.cpr.set_source(None)
        self.cpr.hide()

    def set_volume(self, volume: Volume) -> None:
        """The study's images have come."""
        self._volume = volume
        self._source = SliceSource.of(volume)
        self._identity = image_identity(volume.series, self.desk.language.code)
        for view, orientation in ((self.section, "oblique"), (self.axial, "axial")):
            self._fill(view, orientation)
        self.cpr.set_identity(self._identity)

    def _fill(self, view: SliceView, orientation: str) -> None:
        view.set_volume(self._volume, orientation, source=self._source)
        if self._volume is not None and self._volume.modality == "CT":
            view.change(window=ANGIO[0], level=ANGIO[1])
        view.set_identity(self._identity)

    def show_vessel(self, content: Content, names: Mapping[str, tuple[str, str]], selected: str) -> None:
        """The vessel stretched, with the workings on it.

        Parameters
        ----------
        names : working id to (name, value)
        """
        volume = self._volume
        if volume is None:
            return
        if self._of != content.findings:
            self._of = content.findings
            self._vessel = vessel_of(edits.groups(content.findings))
            if self._vessel is None:
                self.cpr.hide()
            else:
                self._stretch(volume, self._vessel)
        if self._vessel is not None:
            found = [
                Level(working, name, self._vessel.arcs[group], value)
                for working, (name, value) in names.items()
                if (group := working.removeprefix("measurement:")) in self._vessel.arcs
            ]
            self.cpr.set_levels(sorted(found, key=lambda level: level.arc_mm), selected)

    def _stretch(self, volume: Volume, vessel: Vessel) -> None:
        def made(source: CurvedSource) -> None:
            if self._vessel is vessel and self._volume is volume:
                self.cpr.set_source(source)
                if volume.modality == "CT":
                    self.cpr.set_window(*ANGIO)
                self.cpr.show()
                self._point_cpr()

        self.desk.background.run(
            curved_source, volume, vessel, title=self.tr("Stretching the vessel"), on_done=made,
            on_error=self.desk.messages.show, receiver=self,
        )  # fmt: skip

    def _point_cpr(self) -> None:
        """Put the cursor of the stretched vessel where the present working lies."""
        if self._vessel is None or self._group not in self._vessel.arcs:
            return
        self.cpr.blockSignals(True)
        self.cpr.set_arc(self._vessel.arcs[self._group])
        self.cpr.blockSignals(False)

    # ------------------------------------------------------------------ one working
    def show_image(self, data: bytes, title: str) -> None:
        """A key image as it will stand in the report."""
        self._counts = "picture"
        image = pictures.thumbnail(
            data, max(self.stack.width() - 24, 320), max(self.stack.height() - 24, 240)
        )
        self.picture.setPixmap(QPixmap.fromImage(image))
        self.picture.setAccessibleName(title)
        self.stack.setCurrentWidget(self.picture)

    def show_findings(self, title: str, value: str, findings: Sequence[Finding], content: Content) -> None:
        """A measurement: jump to its place, with contour, lines, number, level and why not where there is none."""
        self.stack.setCurrentWidget(self.grid)
        named = f"{title} · {value}"
        self._group = findings[0].group if findings else ""
        if recorded_line(findings) is not None:
            self._counts = "cpr"
            self.cpr.set_title(named)
            return
        self.cpr.set_title(self.tr("CPR straightened"))
        figures = pictures.figures_of(findings)
        self._counts = "section" if figures is not None else "axial"
        if self._volume is None:
            self.section.set_title(named)
            return
        if figures is None:
            why = without_number(findings, content)
            self.section.set_volume(None, empty=(named, why))
            self.section.set_title(title)
            self.axial.set_overlays([])
            self.axial.set_notes([f"{title}: {why or value}"])
            self.axial.update()
            return
        if self.section.volume is None:
            self._fill(self.section, "oblique")
        self.section.set_title(title)
        self.section.set_notes(
            [title if without_number(findings, content) else named, *notes_of(findings, content)]
        )
        pictures.show_section(self.section, figures, content.language)
        self.axial.set_notes([named])
        self.axial.move_crosshair(figures.centre)
        self.axial.set_overlays(pictures.section_overlays(figures, content.language)[:1])
        self._point_cpr()
        self.section.update()

    def update_all(self) -> None:
        """Draw again: only what is drawn from now on counts."""
        for part in (self.section, self.axial, self.picture, self.cpr):
            part.update()

    def _drawn(self, which: str, *, well: bool = True) -> None:
        """A part was painted; not `well`: a message stands in it instead of the picture."""
        if which != self._counts:
            return
        view: Any = {"section": self.section, "axial": self.axial}.get(which)
        full = well and (view is None or (view.volume is not None and not view.is_preview))
        if which == "cpr":
            full = well and self.cpr.length_mm > 0
        self.shown.emit(full)
