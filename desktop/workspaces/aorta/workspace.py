"""The aorta workspace: wires state, measurement, pictures, panel and draft together; holds no formula and no rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop import drafts, pictures
from desktop.workspace import Step, StepState, Suitability
from desktop.workspaces.aorta import state as st
from desktop.workspaces.aorta.panel import AortaPanel, Row
from desktop.workspaces.aorta.picking import PickTool
from desktop.workspaces.aorta.undo import StateStep
from desktop.workspaces.aorta.views import AortaViews, surface_of
from desktop.workspaces.aorta.words import remark_words
from governance.canonical import utc_text
from measurements.aorta import AortaResult, Section, section_from_contour
from measurements.finding import Finding
from report_templates import numbers
from studies.masks import load_mask, union
from studies.volume import Volume
from viewers.arcs import Level
from viewers.overlays import ContourOverlay
from viewers.overlays.base import Overlay
from viewers.overlays.lines import Contour
from viewers.plane import Plane
from viewers.tools.contour import ContourTool

if TYPE_CHECKING:
    from desktop.case import Case
    from desktop.desk import Desk

STEPS = ("series", "path", "landmarks", "sections", "check")


class AortaWorkspace(QObject):
    """One aorta on one volume; see `desktop.workspace.Workspace` for what the shell asks of it."""

    task = "aorta"
    steps_changed = Signal()
    findings_changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.case: Case | None = None
        self.state = st.AortaState()
        self.result: AortaResult | None = None
        self._measured_for: st.AortaState | None = None
        self._section: Section | None = None
        self._selected = ""
        self._read_only = ""
        self._request = 0
        self._landmark = ""
        self._sent: set[str] = set()
        self._editor: ContourTool | None = None
        self._editors: list[ContourTool] = []
        self.views = AortaViews(desk.session.undo_stack, parent)
        self.panel = AortaPanel(desk, parent)
        self._connect()
        self._show()

    def _connect(self) -> None:
        panel, views = self.panel, self.views
        panel.pick_wanted.connect(self._pick)
        panel.undo_point.connect(
            lambda: (
                self._change(self.state.without_last_click(), self.tr("Remove point"))
                if self.state.clicks
                else None
            )
        )
        panel.mask_wanted.connect(self._choose_mask)
        panel.edge_chosen.connect(
            lambda edge: self._change(replace(self.state, edge=edge), self.tr("Choose edge"))
        )
        panel.landmark_wanted.connect(self._pick_landmark)
        panel.compute_wanted.connect(self.measure)
        panel.level_chosen.connect(self.select)
        panel.reason_chosen.connect(self._reason)
        panel.rule_wanted.connect(
            lambda key: self._change(self.state.by_rule(key), self.tr("Restore the rule"), again=True)
        )
        panel.accept_wanted.connect(self.accept)
        panel.edit_wanted.connect(self.edit_contour)
        panel.views_wanted.connect(self._show_views)
        views.level_selected.connect(self.select)
        views.level_moved.connect(
            lambda key, arc: self._change(self.state.moved(key, arc), self.tr("Move level"), again=True)
        )
        views.arc_changed.connect(self._show_arc)
        for key, act in (
            ("Space", self.accept),
            ("[", lambda: self._step(-1)),
            ("]", lambda: self._step(1)),
            ("J", self.edit_contour),
            ("Shift+M", self._to_maximum),
        ):
            for widget in (self.views, self.panel):
                shortcut = QShortcut(QKeySequence(key), widget)
                shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                shortcut.activated.connect(act)
        for key, tool in (
            ("D", "length"),
            ("G", "angle"),
            ("E", "ellipse"),
            ("P", "polygon"),
            ("O", "probe"),
        ):
            shortcut = QShortcut(QKeySequence(key), self.views)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda name=tool: self.views.tools.choose(name))

    # ------------------------------------------------------------------ what the shell asks
    @classmethod
    def suits(cls, series: Any) -> Suitability:
        """Any single volume of CT or MR, or a research file without modality."""
        kind = getattr(series, "kind", "")
        return Suitability(str(getattr(kind, "value", kind)) == "volume")

    @classmethod
    def create(cls, desk: Desk, parent: QWidget | None = None) -> AortaWorkspace:
        return cls(desk, parent)

    def set_case(self, case: Case) -> None:
        """The study and, perhaps later, its draft."""
        self.case = case

    def open(self, volume: Volume) -> None:
        """Show a loaded volume; nothing is measured yet."""
        self.views.open(volume, self._identity(volume), self._marker())
        self._show()

    def _identity(self, volume: Volume) -> tuple[str, ...]:
        info = volume.series
        name = numbers.person_name(info.patient_name) if info.patient_name else self.tr("no name")
        parts = [name, info.sex, numbers.dicom_day(info.birth_date, self.desk.language.code), info.patient_id]
        return tuple(p for p in parts if p)

    def _marker(self) -> str:
        draft = self.desk.session.draft
        return "" if draft is not None and draft.is_final else self.tr("PRELIMINARY")

    def main_widget(self) -> QWidget:
        return self.views

    def panel_widget(self) -> QWidget:
        return self.panel

    def steps(self) -> Sequence[Step]:
        has_volume = self.views.volume is not None
        has_path = self.result is not None
        missing = st.open_levels(self.result, self.state)
        done = {
            "series": has_volume,
            "path": has_path,
            "landmarks": bool(self.state.landmarks),
            "sections": has_path and bool(self.state.accepted) and not missing,
            "check": False,
        }
        words = {
            "series": self.tr("Series"),
            "path": self.tr("Vessel path"),
            "landmarks": self.tr("Landmarks"),
            "sections": self.tr("Sections"),
            "check": self.tr("Check"),
        }
        current = next((k for k in STEPS if not done[k] and k != "landmarks"), "check")
        return [
            Step(
                key,
                words[key],
                StepState.NOW if key == current else StepState.DONE if done[key] else StepState.TODO,
                optional=key == "landmarks",
            )
            for key in STEPS
        ]

    def go_to(self, step: str) -> None:
        """Planes for path and landmarks, vessel views for sections, the check page for check."""
        if step in ("series", "path", "landmarks"):
            self._show_views("planes")
        elif step == "sections":
            self._show_views("vessel")
        elif self.case is not None:
            screen = self.desk.services["window"].current_screen()
            screen.choose_face("check")

    def findings(self) -> Sequence[Finding]:
        return self.case.findings if self.case is not None else ()

    def open_points(self) -> Sequence[str]:
        if self.result is None:
            return [self.tr("The vessel hasn't been measured.")]
        names = [st.level_name(k, self.desk.language.code) for k in st.open_levels(self.result, self.state)]
        return [self.tr("{level} hasn't been judged.").format(level=name) for name in names]

    def show_finding(self, finding_id: str) -> None:
        """Jump to the level of a finding; without a measurement in memory the stored section is shown."""
        found = next((f for f in self.findings() if f.id == finding_id), None)
        if found is None:
            return
        if self.result is not None and found.group.startswith("level:"):
            self.select(found.group.removeprefix("level:"))
        elif self.result is not None and found.group.startswith("maximum:"):
            self._to_maximum(found.group.removeprefix("maximum:"))
        elif self.views.volume is not None:
            members = [f for f in self.findings() if f.group == found.group]
            figures = pictures.figures_of(members)
            if figures is not None:
                pictures.show_section(self.views.oblique, figures, self.desk.language.code)
                self.views.show_planes()
        self._show_notes()

    def set_read_only(self, reason: str) -> None:
        self._read_only = reason
        self._show()

    def regions(self) -> Sequence[QWidget]:
        return [self.views, self.panel]

    def primary(self) -> None:
        self.panel.accept.click()

    def release(self) -> None:
        """Free views and widgets; late answers are dropped."""
        self._request += 1
        self.views.release()
        for widget in (self.views, self.panel):
            widget.setParent(None)
            widget.deleteLater()

    # ------------------------------------------------------------------ acts
    def _change(self, after: st.AortaState, text: str, *, again: bool = False) -> None:
        """Change the state, undoably; `again` measures anew on the same centreline."""
        if self._read_only:
            self.desk.messages.warning(self._read_only)
            return
        if after is self.state:
            return
        self.desk.session.undo_stack.push(StateStep(self, self.state, after, text))
        if again and self.result is not None:
            self.measure()

    def take(self, state: st.AortaState) -> None:
        """Make a state the present one (redo, undo); measured anew when what is measured differs."""
        before = self.state
        self.state = state
        path_differs = (before.clicks, before.mask, before.edge) != (state.clicks, state.mask, state.edge)
        if path_differs and self.result is not None and self._measured_for is not state:
            self.result = None
            self.views.show_result(None)
        elif self.result is not None and (
            before.overrides_mm != state.overrides_mm
            or before.not_assessed != state.not_assessed
            or before.drawn != state.drawn
            or before.landmarks != state.landmarks
        ):
            self.measure()
        self._show()

    def _pick(self, on: bool) -> None:
        if not on or self.views.volume is None:
            self.views.tools.choose("")
            return
        self.views.show_planes()
        self._landmark = ""
        self.views.tools.take(PickTool(self._picked))

    def _pick_landmark(self, name: str) -> None:
        if self.views.volume is None:
            return
        self._landmark = name
        self.views.show_planes()
        self.views.tools.take(PickTool(self._picked))

    def _picked(self, point: tuple[float, float, float]) -> None:
        if self._landmark:
            name, self._landmark = self._landmark, ""
            self.views.tools.choose("")
            self._change(self.state.with_landmark(name, point), self.tr("Place landmark"), again=True)
        else:
            self._change(self.state.with_click(point), self.tr("Place point"))

    def _choose_mask(self) -> None:
        volume = self.views.volume
        if volume is None:
            return
        names, _ = QFileDialog.getOpenFileNames(
            self.panel, self.tr("Import mask"), "", "NIfTI, NRRD, MetaImage, DICOM SEG (*)"
        )
        if names:
            self.import_masks([Path(n) for n in names])

    def import_masks(self, files: Sequence[Path]) -> None:
        """Load mask files (several: their union) on the volume's grid, in the background."""
        volume = self.views.volume
        if volume is None:
            return

        def work() -> Any:
            masks = [load_mask(f, grid=volume.grid) for f in files]
            return masks[0] if len(masks) == 1 else union(masks)

        self.desk.background.run(
            work,
            title=self.tr("Reading the mask"),
            on_done=lambda mask: self._change(replace(self.state, mask=mask), self.tr("Import mask")),
            on_error=self.desk.messages.show,
            receiver=self,
        )

    def measure(self) -> None:
        """Measure in the background; an answer that comes too late is dropped."""
        volume, state = self.views.volume, self.state
        if volume is None or not state.can_measure:
            self.desk.messages.warning(
                self.tr("There is nothing to measure yet."),
                self.tr("Place at least two points along the vessel, or import a mask."),
            )
            return
        self._request += 1
        number = self._request
        same_path = self._measured_for is not None and (
            (self._measured_for.clicks, self._measured_for.mask) == (state.clicks, state.mask)
        )
        line = self.result.line if self.result is not None and same_path else None

        def work(progress: Callable[[int, int], None], cancelled: Callable[[], bool]) -> Any:
            result = st.measure(state, volume, line, progress=progress, cancelled=cancelled)
            return result, surface_of(result)

        def done(found: tuple[AortaResult, Any]) -> None:
            if number != self._request:
                return
            self.result, surface = found
            self._measured_for = state
            self.panel.pick.setChecked(False)
            self.views.show_result(self.result, surface)
            measured = [lv.key for lv in self.result.levels if lv.section is not None]
            if self._selected not in measured:
                self._selected = measured[0] if measured else ""
            self._show()
            if self._selected:
                self.select(self._selected)
            elif self.result.maximum("overall") is not None:
                self._to_maximum("overall")
            self._send()

        self.desk.background.run(
            work,
            title=self.tr("Measuring the aorta"),
            on_done=done,
            on_error=self.desk.messages.show,
            receiver=self,
        )

    def select(self, key: str) -> None:
        """Show a level everywhere."""
        if self.result is None or not key:
            return
        if key != self._selected:
            self._end_edit()
        self._selected = key
        level = self.result.level(key)
        if level.section is not None:
            self._show_section(level.section)
        self._show()

    def _step(self, by: int) -> None:
        if self.result is None:
            return
        keys = [lv.key for lv in self.result.levels]
        place = keys.index(self._selected) if self._selected in keys else -1
        self.select(keys[(place + by) % len(keys)])

    def accept(self) -> None:
        """Accept the selected level and go to the next one that needs a decision."""
        if self.result is None:
            return
        if self._read_only:
            self.desk.messages.warning(self._read_only)
            return
        if not self._selected:
            waiting = st.open_levels(self.result, self.state)
            if waiting:
                self.select(waiting[0])
            return
        level = self.result.level(self._selected)
        if level.section is not None and self._section is not level.section:
            self.select(self._selected)  # what is accepted must be on screen first
            return
        if level.section is not None and level.section.figures is not None:
            self._change(self.state.with_accepted(self._selected), self.tr("Accept level"))
            self._send()
        elif self._selected not in self.state.not_assessed:
            self.desk.messages.warning(
                self.tr("This level has no value."),
                self.tr("Place its landmark, draw the contour, or choose a reason in the menu of the row."),
                key="aorta-no-value",
            )
        waiting = [k for k in st.open_levels(self.result, self.state) if k != self._selected]
        keys = [lv.key for lv in self.result.levels]
        after = keys.index(self._selected)
        following = [k for k in waiting if keys.index(k) > after] or waiting
        if following:
            self.select(following[0])
        else:
            self._show()

    def _reason(self, key: str, words: str) -> None:
        self._change(self.state.with_reason(key, words), self.tr("Give a reason"), again=True)

    def _to_maximum(self, which: str = "overall") -> None:
        if self.result is None:
            return
        section = self.result.maximum(which)
        if section is not None:
            self._end_edit()
            self._selected = ""  # not a level: nothing of it may be accepted or edited as one
            self._show_section(section)
            self._show()

    def _show_arc(self, arc_mm: float) -> None:
        if self.result is None:
            return
        sections = self.result.profile.sections
        nearest = min(sections, key=lambda s: abs((s.arc_mm or 0.0) - arc_mm))
        self._end_edit()
        self._selected = ""  # a place along the vessel, not a level
        self._show_section(nearest)
        self.panel.table.clearSelection()
        self.panel.edit.block(self.tr("Choose a level first."))

    def edit_contour(self) -> None:
        """Take the contour of the selected level in hand: drag, double-click adds, Delete removes.

        Always the level's own section, also when the pictures stand elsewhere along the vessel.
        """
        if self.result is None or not self._selected or self._read_only:
            return
        key, section = self._selected, self.result.level(self._selected).section
        if section is None or section.contour_mm is None:
            return
        if self._editor is not None:
            self._end_edit()
            self._show_section(section)
            return
        plane = Plane.facing(section.centre_mm, section.normal)
        tool = ContourTool(np.asarray(section.contour_mm), plane, self.desk.session.undo_stack)
        tool.edited.connect(lambda ring: self._edited(key, section, ring))
        self._editors.append(tool)
        self._editor = tool
        self.views.tools.take(tool)
        self._show_section(section)

    def _end_edit(self) -> None:
        """Let go of the contour in hand; its edits stay."""
        if self._editor is not None:
            self._editor = None
            self.views.tools.choose("")

    def _edited(self, key: str, section: Section, ring: object) -> None:
        """A contour was drawn (or undone) for the level it was taken from, wherever the pictures are now."""
        line = self.result.line if self.result is not None else None
        if line is None or section.arc_mm is None or self._read_only:
            return
        drawn = section_from_contour(
            np.asarray(ring),
            section.centre_mm,
            section.normal,
            line_normal=line.tangent_at(section.arc_mm),
            arc_mm=section.arc_mm,
            edge=section.edge,
        )
        self.state = self.state.with_drawn(key, drawn)
        self.measure()

    # ------------------------------------------------------------------ draft
    def _send(self) -> None:
        """Put what was accepted into the draft, with the key image of the largest diameter."""
        case, result, volume = self.case, self.result, self.views.volume
        if case is None or case.content is None or case.read_only_because or result is None or volume is None:
            return
        acting = self.desk.session.acting
        found = st.accepted_findings(
            result,
            self.state,
            observer=acting.person.id,
            at=utc_text(self.desk.clock()),
            new_id=self.desk.store.new_id,
        )
        if not found:
            return
        template = drafts.template_of(case.content)
        titles = drafts.group_titles(template, found, case.content.language)
        # only what this sitting put there may go: a draft that was reopened keeps its earlier findings
        groups = {f.group for f in found}
        gone, self._sent = self._sent - groups, self._sent | groups
        images = []
        for which in st.MAXIMA:
            members = [f for f in found if f.group == f"maximum:{which}"]
            picture = (
                pictures.section_picture(volume, members, language=case.content.language) if members else None
            )
            if picture is not None:
                group = f"maximum:{which}"
                images.append(
                    (picture, f"{titles.get(group, group)}: doorsnede loodrecht op de centerline.", [group])
                )
        case.replace_findings(
            found,
            self.tr("Measure the aorta"),
            remove=gone,
            titles=titles,
            order=drafts.group_order(template),
            images=images,
        )
        self.findings_changed.emit()

    # ------------------------------------------------------------------ shown
    def _show_views(self, which: str) -> None:
        if which == "vessel" and self.result is not None:
            self.views.show_vessel()
        else:
            self.views.show_planes()
        self.panel.show_vessel(which == "vessel" and self.result is not None)

    def _show_section(self, section: Section) -> None:
        self._section = section
        overlays: list[Overlay] = []
        outer = section.edge == "outer"
        if section.contour_mm is not None and self._editor is None:
            colour = "picture.outer_wall" if outer else "picture.lumen"
            overlays.append(
                ContourOverlay(
                    "contour", [Contour(section.contour_mm, colour, (5.0, 3.0) if outer else (), 2.0)]
                )
            )
        if section.other_contour_mm is not None:
            overlays.append(ContourOverlay("other", [Contour(section.other_contour_mm, "picture.lumen")]))
        figures = section.figures
        text = ""
        if figures is not None and section.diameter_max_ends_mm is not None:
            language = self.desk.language.code
            shown = pictures.SectionFigures(
                np.asarray(section.centre_mm),
                np.asarray(section.normal),
                np.asarray(section.row_direction),
                section.contour_mm,
                (np.asarray(section.diameter_max_ends_mm), float(section.diameter_max_mm or 0.0)),
                (
                    (
                        np.asarray(section.diameter_perpendicular_ends_mm),
                        float(section.diameter_perpendicular_mm or 0.0),
                    )
                    if section.diameter_perpendicular_ends_mm is not None
                    else None
                ),
                section.edge,
            )
            overlays.append(pictures.DiameterOverlay("diameters", shown, language))
            text = f"{numbers.number(float(section.diameter_max_mm or 0.0), 1, language)} mm"
        self.views.show_section(section, overlays, text)
        self._show_card(section)

    def _show_card(self, section: Section) -> None:
        language = self.desk.language.code
        result = self.result
        own = bool(self._selected) and result is not None and result.level(self._selected).section is section
        name = st.level_name(self._selected, language) if own else self.tr("Section")
        place = ""
        if result is not None and section.arc_mm is not None:
            place = self.tr("arc length {arc} mm").format(arc=numbers.number(section.arc_mm, 0, language))
        if section.figures is None:
            words = remark_words(section.reason, language) if section.reason is not None else ""
            self.panel.show_card(name, place, self.tr("no number"), words)
            return
        figure = f"{numbers.number(float(section.diameter_max_mm or 0), 1, language)} × {numbers.number(float(section.diameter_perpendicular_mm or 0), 1, language)} mm"
        edge = self.tr("outer wall") if section.edge == "outer" else self.tr("inner wall")
        by = self.tr("drawn by hand") if section.method == "double_oblique_manual" else self.tr("centreline")
        facts = self.tr("Area {area} mm² · perimeter {perimeter} mm · edge {edge} · method {method}").format(
            area=numbers.number(float(section.area_mm2 or 0), 0, language),
            perimeter=numbers.number(float(section.perimeter_mm or 0), 0, language),
            edge=edge,
            method=by,
        )
        self.panel.show_card(name, place, figure, facts)

    def _show_notes(self) -> None:
        language = self.desk.language.code
        notes: list[tuple[str, str, str]] = []
        if self._read_only:
            notes.append(("info", self._read_only, ""))
        if self.result is not None:
            seen: set[str] = set()
            for remark in self.result.warnings():
                if remark.code in seen or remark.code in ("landmark_missing", "near_branch"):
                    continue
                seen.add(remark.code)
                notes.append(("warn", remark_words(remark, language), ""))
        self.panel.show_notes(notes)

    def _rows(self) -> list[Row]:
        if self.result is None:
            return []
        language = self.desk.language.code
        words = {
            "accepted": self.tr("accepted"),
            "reason": self.tr("reason given"),
            "todo": self.tr("to be judged"),
            "warning": self.tr("no number"),
            "absent": self.tr("not placed"),
        }
        rows = []
        for level in self.result.levels:
            status = st.status_of(level, self.state)
            section = level.section
            if level.key in self.state.not_assessed:
                value = self.state.not_assessed[level.key]
            elif section is not None and section.figures is not None:
                value = f"{numbers.number(float(section.diameter_max_mm or 0), 1, language)} × {numbers.number(float(section.diameter_perpendicular_mm or 0), 1, language)}"
            else:
                value = words[status]
            rows.append(
                Row(
                    level.key,
                    st.level_name(level.key, language),
                    value,
                    status,
                    level.placement.by_hand or level.key in self.state.drawn,
                    words[status],
                )
            )
        return rows

    def _show(self) -> None:
        language = self.desk.language.code
        self.views.show_path(self.state.clicks, list(self.state.landmarks.values()))
        self.panel.show_rows(self._rows(), self._selected)
        self.panel.show_vessel(
            self.result is not None and self.views.pages.currentWidget() is self.views.vessel
        )
        if self.result is not None:
            levels = [
                Level(
                    lv.key,
                    st.level_name(lv.key, language),
                    float(lv.section.arc_mm),
                    f"{numbers.number(float(lv.section.diameter_max_mm or 0.0), 1, language)} mm"
                    if lv.section.figures is not None
                    else "",
                )
                for lv in self.result.levels
                if lv.section is not None and lv.section.arc_mm is not None
            ]
            self.views.show_levels(levels, self._selected)
        elif self.views.volume is not None:
            count = len(self.state.clicks)
            place = (
                self.tr("mask imported")
                if self.state.mask is not None
                else self.tr("{n} points").format(n=count)
            )
            self.panel.show_card(self.tr("Vessel path"), place, "–", "")
        self.panel.compute.block(
            ""
            if self.state.can_measure
            else self.tr("Place at least two points along the vessel, or import a mask.")
        )
        self.panel.accept.block(
            self._read_only or ("" if self.result is not None else self.tr("Measure the vessel first."))
        )
        self.panel.edit.block(
            self._read_only
            or ("" if self._section is not None else self.tr("Measure the vessel first."))
            or ("" if self._selected else self.tr("Choose a level first."))
        )
        self._show_notes()
        self.steps_changed.emit()
