"""Draws what is true: rows, card, notes, the section with its diameters, levels on the curved view and the profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.desk import Desk
from desktop.workspaces.aorta import conditions as cond
from desktop.workspaces.aorta import loose
from desktop.workspaces.aorta import state as st
from desktop.workspaces.aorta.core import AortaCore
from desktop.workspaces.aorta.drawing import section_overlays
from desktop.workspaces.aorta.panel import AortaPanel
from desktop.workspaces.aorta.table import Beside, Row
from desktop.workspaces.aorta.views import AortaViews
from desktop.workspaces.aorta.words import place_words, remark_words
from measurements.aorta import MeasuredLevel, MovedMaximum, Section
from measurements.aorta.result import landmark_label
from measurements.finding import Origin
from report_templates import numbers
from studies.volume import Volume
from viewers.levels import Level
from viewers.tools.annotations import Annotation

if TYPE_CHECKING:
    from desktop.workspaces.aorta.beside.hand import CompareHand

#: remarks that the rows already say
SAID_BY_ROWS = ("landmark_missing", "near_branch")


class Display(QObject):
    """The hands that draw; keeps nothing but what is selected."""

    def __init__(
        self, desk: Desk, core: AortaCore, views: AortaViews, panel: AortaPanel, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.desk, self.core, self.views, self.panel = desk, core, views, panel
        self.selected = ""
        self.section: Section | None = None
        self.annotation: Annotation | None = None
        self.is_editing = False
        self.refusal = ""
        #: the earlier examination beside this one; none on the earlier one itself
        self.compare: CompareHand | None = None

    @property
    def language(self) -> str:
        return self.desk.language.code

    def number(self, value: float | None, decimals: int = 1) -> str:
        return "–" if value is None else numbers.number(float(value), decimals, self.language)

    # ------------------------------------------------------------------ rows
    def rows(self) -> list[Row]:
        result, state = self.core.result, self.core.state
        if result is None:
            return []
        words = {
            "accepted": self.tr("accepted"),
            "reason": self.tr("reason given"),
            "todo": self.tr("to be judged"),
            "warning": self.tr("no number"),
            "absent": self.tr("not placed"),
        }
        rows = []
        for key in st.rows_of(result):
            section = self.core.section_of(key)
            status = st.status_of(result, state, key)
            if key in state.drawn and not self.core.is_current and section is not None:
                status = "todo" if section.figures is not None else "warning"
            if key in state.reasons:
                value = state.reasons[key].words(self.language)
            elif section is not None and section.figures is not None:
                value = f"{self.number(section.diameter_max_mm)} × {self.number(section.diameter_perpendicular_mm)}"
            else:
                value = words[status]
            by_hand = key in state.drawn or key in state.overrides_mm or self._moved(key) is not None
            beside = self.compare.beside(key) if self.compare is not None else Beside()
            rows.append(
                Row(key, st.row_name(key, self.language), value, status, by_hand, words[status], beside)
            )
        return rows

    def levels(self) -> list[Level]:
        result = self.core.result
        if result is None:
            return []
        shown = []
        for key in st.rows_of(result):
            section = self.core.section_of(key)
            if section is None or section.arc_mm is None:
                continue
            value = f"{self.number(section.diameter_max_mm)} mm" if section.figures is not None else ""
            movable = key not in st.MAXIMA and not self.core.read_only
            shown.append(Level(key, self.short_name(key), float(section.arc_mm), value, movable))
        return shown

    def short_name(self, key: str) -> str:
        """Name on the curved view, where many stand beside each other."""
        return {
            "annulus": self.tr("Ann"),
            "sinus": self.tr("SV"),
            "sinotubular_junction": self.tr("STJ"),
            "ascending_mid": self.tr("Asc-m"),
            "ascending_distal": self.tr("Asc-d"),
            "arch_mid": self.tr("Arch"),
            "descending_proximal": self.tr("Desc-p"),
            "descending_mid": self.tr("Desc-m"),
            "diaphragm": self.tr("Hiatus"),
            "celiac": self.tr("Coel"),
            "suprarenal": self.tr("Supra"),
            "infrarenal": self.tr("Infra"),
            "abdominal_max": self.tr("Max infra"),
            "bifurcation": self.tr("Bif"),
            "common_iliac_right": self.tr("CIA r"),
            "common_iliac_left": self.tr("CIA l"),
            "external_iliac_right": self.tr("EIA r"),
            "external_iliac_left": self.tr("EIA l"),
            "maximum.thoracic": self.tr("Max thor"),
            "maximum.abdominal": self.tr("Max abd"),
        }[key]

    # ------------------------------------------------------------------ all of it
    def show(self) -> None:
        """Everything that follows from the state; pictures only where they must."""
        core, panel, views = self.core, self.panel, self.views
        state = core.state
        views.show_path(
            state.clicks,
            [
                (k, landmark_label(k, self.language).removeprefix("t.h.v. "), p)
                for k, p in state.landmarks.items()
            ],
        )
        self._show_rows()
        panel.show_vessel(core.result is not None and views.pages.currentWidget() is views.vessel)
        if core.result is not None:
            views.show_levels(self.levels(), self.selected)
        elif core.volume is not None and self.annotation is None:
            panel.show_reportable(shown=False)
            panel.show_card(self.tr("Vessel path"), "", "–", self._path_words())
        panel.path.show_path(self._path_words(), state.edge, has_mask=state.mask is not None)
        panel.landmarks.show_placed(tuple(state.landmarks))
        if core.volume is not None:
            self._show_conditions(core.volume)
        self.show_notes()
        self.show_buttons()

    def _show_rows(self) -> None:
        rows = self.rows()
        self.panel.table.show_earlier(shown=any(r.beside.value for r in rows))
        self.panel.show_rows(rows, self.selected)

    def show_beside(self) -> None:
        """What follows from the earlier examination alone."""
        self._show_rows()
        self.show_notes()
        self.views.set_earlier(self.compare.series() if self.compare is not None else None)
        self.show_card()

    def _path_words(self) -> str:
        state = self.core.state
        words = [self.tr("{n} points").format(n=len(state.clicks))]
        if state.mask is not None:
            words.insert(0, self.tr("mask imported"))
        if self.core.measurer.is_running:
            words.append(self.tr("measuring…"))
        return " · ".join(words)

    def show_buttons(self) -> None:
        core, panel = self.core, self.panel
        why = core.read_only
        wanting = (
            ""
            if core.state.can_measure
            else self.tr("Place at least two points along the vessel, or import a mask.")
        )
        done = self.tr("This path has been measured.") if core.is_current else ""
        busy = self.tr("The measurement is running.") if core.measurer.is_running else ""
        panel.path.compute.block(why or wanting or done or busy)
        unmeasured = "" if core.result is not None else self.tr("Measure the vessel first.")
        panel.accept.block(why or unmeasured)
        last = (
            core.result is not None
            and core.is_current
            and bool(core.state.accepted)
            and not st.open_rows(core.result, core.state)
        )
        done_word = self.tr("To report") if self.compare is not None else self.tr("Side by side")
        panel.accept.setText(done_word if last else self.tr("Accept, next (Space)"))
        level = "" if self.selected and self.selected not in st.MAXIMA else self.tr("Choose a level first.")
        panel.edit.block(why or unmeasured or level)
        panel.edit.setText(self.tr("Done") if self.is_editing else self.tr("Edit"))

    # ------------------------------------------------------------------ conditions
    def condition_words(self, key: str) -> str:
        return {
            "phase": self.tr("phase"),
            "contrast": self.tr("contrast"),
            "gating": self.tr("ECG gating"),
            "rr_percent": self.tr("R-R interval"),
            "completeness": self.tr("coverage"),
        }[key]

    def _show_conditions(self, volume: Volume) -> None:
        state = self.core.state
        values = {key: stated.value for key, stated in state.conditions.items()} | {"edge": state.edge}
        who = self.desk.session.who
        sources = {}
        for key, stated in state.conditions.items():
            if not stated.by:
                sources[key] = self.tr("DICOM header")
            elif who is not None and who.person_id == stated.by:
                sources[key] = self.tr("stated by you")
            else:
                sources[key] = self.tr("stated by hand")
        sources["edge"] = self.tr("convention")
        info = volume.series
        thickness = info.slice_thickness_mm
        facts = self.tr("{n} slices · slice distance {distance} mm · thickness {thickness} mm").format(
            n=volume.shape[0],
            distance=self.number(float(volume.spacing_mm[2]), 2),
            thickness="–" if thickness is None else self.number(thickness, 2),
        )
        self.panel.series.show_conditions(values, sources, facts)
        self.panel.series.set_editable(self.core.read_only)

    # ------------------------------------------------------------------ card
    def show_card(self) -> None:
        """The card of the loose measurement or the section at hand."""
        if self.annotation is not None:
            self._show_loose(self.annotation)
            return
        self.panel.show_reportable(shown=False)
        section, result = self.section, self.core.result
        if section is None or result is None:
            return
        own = bool(self.selected) and self.core.section_of(self.selected) is section
        name = st.row_name(self.selected, self.language) if own else self.tr("Section")
        place = place_words(section, self.language)
        if section.figures is None:
            words = remark_words(section.reason, self.language) if section.reason is not None else ""
            if own and self.selected in self.core.state.reasons:
                words = self.core.state.reasons[self.selected].words(self.language)
            self.panel.show_card(name, place, self.tr("no number"), words)
            return
        figure = (
            f"{self.number(section.diameter_max_mm)} × {self.number(section.diameter_perpendicular_mm)} mm"
        )
        moved = self._moved(self.selected) if own else None
        words = "" if moved is None else self.tr("Moved by hand: {reason}").format(reason=moved.words)
        if own and self.compare is not None:
            words = "\n".join(w for w in (self.compare.card_words(self.selected), words) if w)
        self.panel.show_card(name, place, figure, words, self._facts(section))

    def _moved(self, key: str) -> MovedMaximum | None:
        """What the measurement knows of a maximum that a person moved."""
        result = self.core.result
        return (
            result.moved.get(key.removeprefix(st.MAXIMUM))
            if result is not None and key in st.MAXIMA
            else None
        )

    def show_empty(self, key: str, level: MeasuredLevel | None) -> None:
        """A row without a section: its name and why."""
        words = ""
        if key in self.core.state.reasons:
            words = self.core.state.reasons[key].words(self.language)
        elif level is not None and level.reason is not None:
            words = remark_words(level.reason, self.language)
        self.panel.show_reportable(shown=False)
        self.panel.show_card(st.row_name(key, self.language), "", self.tr("no number"), words)

    def _facts(self, section: Section) -> list[tuple[str, str]]:
        by_hand, error = section.origin is Origin.MANUAL, section.uncertainty_mm
        facts = [
            (self.tr("Area"), f"{self.number(section.area_mm2, 0)} mm²"),
            (self.tr("Edge"), self.tr("outer wall") if section.edge == "outer" else self.tr("inner wall")),
            (self.tr("Perimeter"), f"{self.number(section.perimeter_mm, 0)} mm"),
            (self.tr("Method"), self.tr("drawn by hand") if by_hand else self.tr("centreline")),
            (self.tr("Error"), "–" if error is None else f"± {self.number(error)} mm"),
        ]
        if section.tilt_deg is not None:
            facts.append((self.tr("Angle"), f"{self.number(section.tilt_deg)}°"))
        elif section.arc_mm is not None:
            facts.append((self.tr("Arc length"), f"{self.number(section.arc_mm, 0)} mm"))
        return facts

    def _show_loose(self, annotation: Annotation) -> None:
        measured = self.views.annotations.measured(annotation)
        name = annotation.name or {
            "length": self.tr("Length"),
            "bidirectional": self.tr("Two diameters"),
            "angle": self.tr("Angle"),
            "cobb": self.tr("Cobb angle"),
            "probe": self.tr("Value"),
            "arrow": self.tr("Arrow"),
            "text": self.tr("Text"),
        }.get(annotation.kind, self.tr("Region"))
        first, *rest = [
            (f.name, f"{self.number(f.value, f.decimals)} {f.unit}".strip()) for f in measured.figures
        ] or [("", "–")]
        self.panel.show_card(name, "", first[1], measured.note, rest)
        self.panel.show_reportable(
            shown=annotation.kind in loose.REPORTABLE and self.core.desk.session.draft is not None,
            reported=annotation.id in self.core.state.reported,
        )

    # ------------------------------------------------------------------ notes
    def show_notes(self) -> None:
        notes: list[tuple[str, str, str]] = []
        core = self.core
        if core.read_only:
            notes.append(("info", core.read_only, ""))
        if self.refusal:
            notes.append(("warn", self.refusal, ""))
        blocking = cond.blocking(core.state, core.result) if core.volume is not None else ()
        if blocking and core.result is not None and core.state.earlier is None:
            names = ", ".join(self.condition_words(k) for k in blocking)
            notes.append(
                (
                    "warn",
                    self.tr("Comparing isn't possible yet:"),
                    self.tr("not stated: {conditions}.").format(conditions=names),
                )
            )
        if self.compare is not None:
            notes.extend(self.compare.notes())
        if core.result is not None:
            seen: set[str] = set()
            for remark in core.result.warnings():
                if remark.code in seen or remark.code in SAID_BY_ROWS:
                    continue
                seen.add(remark.code)
                notes.append(("warn", remark_words(remark, self.language), ""))
        self.panel.show_notes(notes)

    # ------------------------------------------------------------------ pictures
    def show_section(self, section: Section) -> None:
        """A section everywhere: its picture with contour and diameters, cursors, ring, card."""
        self.section = section
        shown = section_overlays(section, self.language, contour=not self.is_editing)
        self.views.show_section(section, shown, self._ring_text(section))
        if self.compare is not None:
            self.compare.show_row()
        self.show_card()

    def _ring_text(self, section: Section) -> str:
        return "" if section.figures is None else f"{self.number(section.diameter_max_mm)} mm"
