"""The aorta workspace: sends a person's acts to the core and lets the display draw; holds no formula and no rule."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import structlog
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop import pictures
from desktop.open_study import image_identity
from desktop.viewing import handling_of
from desktop.viewing.measurement_list import MeasurementList
from desktop.viewing.presenting import Presenting, entry_of
from desktop.viewing.rail import ToolRail
from desktop.workspace import Step, StepState, Suitability
from desktop.workspaces.aorta import conditions as cond
from desktop.workspaces.aorta import keys, loose, rules
from desktop.workspaces.aorta import state as st
from desktop.workspaces.aorta.arranging import Arranger
from desktop.workspaces.aorta.beside.hand import CompareHand
from desktop.workspaces.aorta.body import BodyHand
from desktop.workspaces.aorta.contours import ContourHand
from desktop.workspaces.aorta.core import AortaCore
from desktop.workspaces.aorta.evar import NeckHand
from desktop.workspaces.aorta.keeping import Keeper
from desktop.workspaces.aorta.maxima import MaximumHand
from desktop.workspaces.aorta.panel import AortaPanel
from desktop.workspaces.aorta.pathing import PathHand
from desktop.workspaces.aorta.picturing import PictureHand
from desktop.workspaces.aorta.showing import Display
from desktop.workspaces.aorta.views import AortaViews
from measurements.aorta import AortaResult, Section
from measurements.finding import Finding
from report_templates import numbers
from studies.overlays import read_overlays
from studies.volume import LabelMap, Volume
from viewers.colour import first_window
from viewers.growth import Growth
from viewers.reveal import plane_for
from viewers.tools.annotations import Annotation

if TYPE_CHECKING:
    from desktop.case import Case
    from desktop.desk import Desk
    from desktop.priors.hand import PriorHand
    from studies.growing import SoFar

log = structlog.get_logger(__name__)
STEPS = ("series", "path", "landmarks", "sections", "maxima", "evar", "comparison", "body", "check")


class AortaWorkspace(QObject):
    """One aorta on one volume; see `desktop.workspace.Workspace` for what the shell asks of it."""

    task = "aorta"
    keys: ClassVar = keys.KEYS
    steps_changed = Signal()
    findings_changed = Signal()
    #: the last row was accepted, and the person goes on
    finished = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None, *, is_earlier: bool = False) -> None:
        """`is_earlier`: on an earlier examination that is measured for the comparison with another workspace's."""
        super().__init__(parent)
        self.desk = desk
        self.is_earlier = is_earlier
        self.case: Case | None = None
        self._reason = ""
        self._is_over = False
        self._step = ""
        self._asking = ("", "")
        self._growing = ""
        self.views = AortaViews(desk.session.undo_stack, parent)
        self.panel = AortaPanel(desk, parent)
        self.rail = ToolRail(desk, self.views.tools, self.views.slice_views(), self.views)
        self.listing = MeasurementList(desk, self.views.annotations, self.views.axial, self.views)
        self.presenting = Presenting(desk, self.views.annotations, self.views.slice_views(), self.views)
        self.views.add_beside(self.rail, self.listing)
        self.arranger = Arranger(desk, self.views, self)
        self.core = AortaCore(desk, self)
        self.keeper = Keeper(self.core, self.views.annotations, self)
        self.contours = ContourHand(self.core, self.views.tools, self)
        self.display = Display(desk, self.core, self.views, self.panel, self)
        self.path = PathHand(self.core, self.views, self.panel, self)
        self.picture = PictureHand(self.core, self.keeper, self.display, self.views, self)
        self.maxima = MaximumHand(self.core, self.display, self.panel, self.select, self)
        self.body = BodyHand(self.core, self.panel.body, self)
        self.neck = NeckHand(self.core, self.panel.neck, self)
        self.compare = None if is_earlier else CompareHand(self)
        self.display.compare = self.compare
        self.keeper.side = self.compare.side if self.compare is not None else None
        self._connect()
        self._show()

    def _connect(self) -> None:
        panel, views, core = self.panel, self.views, self.core
        panel.level_chosen.connect(self.select)
        panel.reason_wanted.connect(self._ask_reason)
        panel.reason.given.connect(self._give_reason)
        panel.reason.left.connect(self._leave_reason)
        panel.rule_wanted.connect(
            lambda key: core.change(core.state.by_rule(key), self.tr("Restore the rule"))
        )
        panel.act_wanted.connect(self._act)
        panel.accept_wanted.connect(self.accept)
        panel.edit_wanted.connect(self.edit_contour)
        panel.views_wanted.connect(self._show_views)
        panel.compact_changed.connect(self._fit)
        views.level_selected.connect(self.select)
        views.level_moved.connect(self._move_level)
        views.arc_changed.connect(self._show_arc)
        views.arc_dragged.connect(self._follow_drag)
        core.redrawn.connect(self._redraw)
        core.changed.connect(self._show)
        self.contours.began.connect(lambda: self._editing(on=True))
        self.contours.ended.connect(lambda: self._editing(on=False))
        self.keeper.kept.connect(self.findings_changed)
        self.keeper.restoring_changed.connect(self._lock)
        self.keeper.restored.connect(self._select_first)
        keys.bind(
            {
                "accept": self.accept,
                "previous": lambda: self._walk(-1),
                "next": lambda: self._walk(1),
                "contour": self.edit_contour,
                "maximum": self._to_maximum,
            },
            keys.KEYS,
            [views, panel],
        )
        handling_of(self.desk).adopt(views)
        self.rail.list_wanted.connect(self.listing.setVisible)
        self.listing.save_wanted.connect(self.presenting.ask_save)
        self.listing.open_wanted.connect(self.presenting.ask_open)
        self.listing.closed.connect(self.rail.list_button.click)
        views.annotations.jumped.connect(self._go_to_loose)

    # ------------------------------------------------------------------ what there is
    @property
    def state(self) -> st.AortaState:
        return self.core.state

    @property
    def result(self) -> AortaResult | None:
        return self.core.result

    @property
    def selected(self) -> str:
        """Key of the row at hand; empty at a place that is no level."""
        return self.display.selected

    @property
    def section(self) -> Section | None:
        """The section in the pictures."""
        return self.display.section

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
        self.keeper.set_case(case)
        case.report_changed.connect(lambda: self.set_read_only(case.read_only_because))
        if case.study is not None:
            study = case.study
            self.desk.background.run(
                rules.escalation_rules,
                self.desk.store,
                study.task,
                title=self.tr("Reading the protocol's limits"),
                on_done=lambda found: self._show_limits(rules.limits(found, study.patient.sex)),
                on_error=self.desk.messages.show,
                receiver=self,
                serial=True,
            )

    def _show_limits(self, found: Sequence[rules.Limit]) -> None:
        words = self.tr("threshold {mm} mm (for the radiologist to judge)")
        code = self.desk.language.code
        self.views.set_limits(
            [(li.value_mm, words.format(mm=numbers.number(li.value_mm, 0, code))) for li in found]
        )

    def show_growing(self, so_far: SoFar) -> None:
        """What has been read so far: to be looked at; nothing is placed or measured on it."""
        volume = so_far.image
        if not isinstance(volume, Volume):
            return
        if self.views.volume is not volume:
            self.views.open(volume, self._identity(volume), self._marker())
            self.arranger.begin()
            self.views.take_window(*first_window(so_far.first))
            self._growing = self.tr("Measuring is possible when the series is complete.")
            self._lock()
        self.views.set_growth(Growth(so_far.present, so_far.done, so_far.total))

    def open(self, volume: Volume) -> None:
        """Show a loaded volume; what the draft holds of it is drawn again."""
        self.views.open(volume, self._identity(volume), self._marker())
        if not self._growing:
            self.arranger.begin()
        if self._growing:
            self._growing = ""
            self._lock()
        if self.core.volume is not None and self.core.volume is not volume:
            self.core.measurer.forget()
            self.core.measurement = None
        self.core.volume = volume
        self.core.take(cond.with_header(self.core.state, volume))
        self.keeper.restore()
        self._read_image_overlays(volume)

    def _read_image_overlays(self, volume: Volume) -> None:
        """Overlay planes of the images, once they are read; images that have none show none."""
        self.views.show_image_overlays(None)
        if not volume.series.sop_instance_uids:
            return  # a research file

        def show(found: LabelMap | None) -> None:
            if found is not None and self.core.volume is volume:
                self.views.show_image_overlays(found)

        self.desk.background.run(
            lambda: read_overlays(entry_of(volume), volume),
            title=self.tr("Reading the overlays"),
            on_done=show,
            on_error=lambda problem: log.warning("image_overlays_not_read", kind=type(problem).__name__),
            receiver=self,
        )

    def identity_words(self, volume: Volume) -> tuple[str, ...]:
        """Whose images these are, as the strips of the views say it."""
        return self._identity(volume)

    def marker_words(self) -> str:
        return self._marker()

    def _identity(self, volume: Volume) -> tuple[str, ...]:
        named = image_identity(volume.series, self.desk.language.code)
        return named if volume.series.patient_name else (self.tr("no name"), *named)

    def _marker(self) -> str:
        draft = self.desk.session.draft
        return "" if draft is not None and draft.is_final else self.tr("PRELIMINARY")

    def main_widget(self) -> QWidget:
        return self.views if self.compare is None else self.compare.main

    def panel_widget(self) -> QWidget:
        return self.panel if self.compare is None else self.compare.panels

    def take_priors(self, hand: PriorHand) -> None:
        """The finder of earlier examinations of this case."""
        if self.compare is not None:
            self.compare.take_hand(hand)

    def steps(self) -> Sequence[Step]:
        result, state = self.core.result, self.core.state
        waiting = st.open_rows(result, state) if self.core.is_current else []
        maxima = [m for m in st.MAXIMA if result is not None and st.section_of(result, m) is not None]
        done = {
            "series": self.core.volume is not None and not cond.missing(state),
            "path": self.core.is_current,
            "landmarks": bool(state.landmarks),
            "sections": self.core.is_current and not [k for k in waiting if k not in st.MAXIMA],
            "maxima": self.core.is_current and bool(maxima) and not [k for k in waiting if k in st.MAXIMA],
            "comparison": self.compare is not None and self.compare.is_done,
            "evar": state.neck_reported and self.neck.can_be_reported,
            "body": state.body is not None,
            "check": False,
        }
        words = {
            "series": self.tr("Series"),
            "path": self.tr("Vessel path"),
            "landmarks": self.tr("Landmarks"),
            "sections": self.tr("Sections"),
            "maxima": self.tr("Maxima"),
            "evar": self.tr("EVAR"),
            "comparison": self.tr("Comparison"),
            "body": self.tr("Body size"),
            "check": self.tr("Check"),
        }
        needed = self.compare is not None and self.compare.is_needed
        free = ("landmarks", "evar", "body") if needed else ("landmarks", "evar", "comparison", "body")
        current = self._step or next((k for k in STEPS[1:] if not done[k] and k not in free), "check")

        def stand(key: str) -> StepState:
            if key == current:
                return StepState.NOW
            if key == "series" and self.core.volume is not None and not done[key]:
                return StepState.WARNING
            return StepState.DONE if done[key] else StepState.TODO

        return [Step(key, words[key], stand(key), optional=key in free) for key in STEPS]

    def go_to(self, step: str) -> None:
        """Planes for series, path and landmarks, vessel views for sections and maxima, the check page for check."""
        if step == "check":
            if self.case is not None:
                self.desk.services["window"].current_screen().choose_face("check")
            return
        self._step = step
        self.panel.show_step(step)
        self._show_views(
            "vessel" if step in ("sections", "maxima", "evar", "comparison", "body") else "planes"
        )
        if self.compare is not None:
            self.compare.show_step(step)
        if (
            step == "evar"
            and self.result is not None
            and st.section_of(self.result, st.NECK_LEVEL) is not None
        ):
            self.select(st.NECK_LEVEL)
        if step == "maxima" and self.result is not None:
            present = [m for m in st.MAXIMA if st.section_of(self.result, m) is not None]
            if present and self.selected not in present:
                self.select(present[0])
        self.steps_changed.emit()

    def findings(self) -> Sequence[Finding]:
        return self.case.findings if self.case is not None else ()

    def open_points(self) -> Sequence[str]:
        language = self.desk.language.code
        points = [
            self.tr("The condition {condition} hasn't been stated.").format(
                condition=self.display.condition_words(key)
            )
            for key in (cond.missing(self.core.state) if self.core.volume is not None else ())
        ]
        if self.result is None:
            return [self.tr("The vessel hasn't been measured."), *points]
        if self.compare is not None:
            points.extend(self.compare.open_points())
        names = [st.row_name(k, language) for k in st.open_rows(self.result, self.core.state)]
        return [*(self.tr("{level} hasn't been judged.").format(level=name) for name in names), *points]

    def show_finding(self, finding_id: str) -> None:
        """Jump to the place of a finding; without a measurement in memory the stored section is shown."""
        found = next((f for f in self.findings() if f.id == finding_id), None)
        if found is None:
            return
        row = st.row_of(found.group)
        if self.result is not None and row and self.core.section_of(row) is not None:
            self._show_views("vessel")
            self.select(row)
            return
        if found.group.startswith(loose.PREFIX):
            self._show_loose(found.group.removeprefix(loose.PREFIX))
            return
        members = [f for f in self.findings() if f.group == found.group]
        figures = pictures.figures_of(members)
        if self.core.volume is not None and figures is not None:
            pictures.show_section(self.views.oblique, figures, self.desk.language.code)
            self.views.show_planes()

    def _show_loose(self, annotation_id: str) -> None:
        annotation = self.views.annotations.get(annotation_id)
        if annotation is None:
            return
        self.views.annotations.jump(annotation_id)

    def _go_to_loose(self, annotation: Annotation) -> None:
        """The views have gone there; those in which it lies are brought up when others are seen."""
        seen = [view for view in self.views.slice_views() if view.isVisible()]
        if not any(plane_for(view, annotation) is not None for view in seen):
            self._show_views("planes")

    def set_read_only(self, reason: str) -> None:
        self._reason = reason
        if not self._is_over:  # the case may speak after its views are gone
            self._lock()

    def _lock(self) -> None:
        """Nothing is edited while the draft is locked, or while its stored measurement is being read."""
        reading = self.tr("The stored measurement is being read.") if self.keeper.is_restoring else ""
        why = self._reason or self._growing or reading
        refused = self.keeper.refusal
        self.display.refusal = " ".join(self.desk.in_words(refused)).strip() if refused else ""
        if why != self.core.read_only:
            self.core.read_only = why
            self.views.annotations.locked = why
            self.rail.set_locked(why)
            if why:
                self.contours.let_go()
                self.views.tools.choose("")
                self.panel.path.pick.setChecked(False)
            self.panel.set_read_only(why)
            self.views.set_editable(editable=not why)
            if self.compare is not None:
                self.compare.lock(why)
        self._show()

    def regions(self) -> Sequence[QWidget]:
        return [self.views, self.panel] if self.compare is None else self.compare.regions()

    def primary(self) -> None:
        self.panel.accept.click()

    def release(self) -> None:
        """Free views and widgets; late answers are dropped."""
        self._is_over = True
        self.contours.let_go()
        self.core.measurer.stop()
        if self.compare is not None:
            self.compare.release()
        self.views.release()
        for widget in (self.views, self.panel):
            widget.setParent(None)
            widget.deleteLater()

    def measure(self) -> None:
        """Measure the path (or once more, after one that failed)."""
        self.path.measure()

    def import_masks(self, files: Sequence[Path]) -> None:
        """Load mask files on the volume's grid; several: their union."""
        self.path.import_masks(files)

    def _act(self, act: str) -> None:
        if act == "maximum":
            self._to_maximum()
        elif act == "minimum":
            self._to_minimum()
        elif act == "move_maximum":
            self.maxima.ask()
        else:
            self.picture.make(act)

    # ------------------------------------------------------------------ rows
    def select(self, key: str) -> None:
        """Show a row everywhere."""
        if self.result is None or not key:
            return
        if key != self.contours.row:
            self.contours.let_go()
        self.display.selected, self.display.annotation = key, None
        section = self.core.section_of(key)
        if section is not None:
            self.display.show_section(section)
        else:
            self.display.section = None
            level = self.result.level(key) if key not in st.MAXIMA else None
            self.display.show_empty(key, level)
        self._show()

    def _walk(self, by: int) -> None:
        if self.result is None:
            return
        rows = st.rows_of(self.result)
        place = rows.index(self.selected) if self.selected in rows else -1 if by > 0 else 0
        self.select(rows[(place + by) % len(rows)])

    def accept(self) -> None:
        """Accept the row at hand and go to the next one that needs a decision; after the last, the report."""
        result, state = self.result, self.core.state
        if result is None:
            return
        if self.core.read_only:
            self.desk.messages.warning(self.core.read_only, key="aorta-read-only")
            return
        if not self.core.is_current:
            self.desk.messages.info(
                self.tr("The measurement is running."), self.tr("Accept when it is done.")
            )
            return
        if state.accepted and not st.open_rows(result, state):
            self.finished.emit()
            if self.case is not None and self.case.content is not None:
                self.desk.services["window"].current_screen().choose_face("report")
            return
        if not self.selected:
            self._next_open()
            return
        section = st.section_of(result, self.selected)
        if section is not None and self.section is not section:
            self.select(self.selected)  # what is accepted must be on screen first
            return
        if section is not None and section.figures is not None:
            if not st.is_accepted(result, state, self.selected):
                self.contours.let_go()
                self.core.change(state.with_accepted(self.selected, section), self.tr("Accept level"))
        elif self.selected not in state.reasons:
            self.desk.messages.warning(
                self.tr("This level has no value."),
                self.tr("Place its landmark, draw the contour, or choose a reason in the menu of the row."),
                key="aorta-no-value",
            )
        self._next_open()

    def _next_open(self) -> None:
        if self.result is None:
            return
        rows = st.rows_of(self.result)
        waiting = [k for k in st.open_rows(self.result, self.core.state) if k != self.selected]
        here = rows.index(self.selected) if self.selected in rows else -1
        following = [k for k in waiting if rows.index(k) > here] or waiting
        if following:
            self.select(following[0])
        else:
            self._show()

    def _move_level(self, key: str, arc_mm: float) -> None:
        if key in st.MAXIMA:
            self.desk.messages.info(
                self.tr("A maximum follows from the profile; it isn't dragged."),
                self.tr("Go to the section and choose Move the maximum to here."),
            )
            self._show()
        elif not self.core.change(self.core.state.moved(key, arc_mm), self.tr("Move level")):
            self._show()

    def _ask_reason(self, key: str, kind: str) -> None:
        if self.core.read_only:
            self.desk.messages.warning(self.core.read_only, key="aorta-read-only")
            return
        self.select(key)
        if kind == "not_imaged":
            self.core.change(self.core.state.with_reason(key, st.Reason(kind)), self.tr("Give a reason"))
            return
        self._asking = (key, kind)
        self.maxima.leave()
        name = st.row_name(key, self.desk.language.code)
        self.panel.reason.ask(self.tr("Why can't {level} be assessed?").format(level=name))

    def _leave_reason(self) -> None:
        self.maxima.leave()
        self.panel.reason.hide()

    def _give_reason(self, text: str) -> None:
        key, kind = self._asking
        self.panel.reason.hide()
        if self.maxima.is_asking:
            self.maxima.give(text)
            return
        if key:
            self.core.change(
                self.core.state.with_reason(key, st.Reason(kind, text)), self.tr("Give a reason")
            )

    def _to_maximum(self) -> None:
        if self.result is not None:
            self._jump(self.result.proposed_maximum("overall"))

    def _to_minimum(self) -> None:
        if self.result is None:
            return
        known = [
            s
            for s in self.result.profile.sections
            if s.diameter_max_mm is not None and not {"near_end", "end_of_volume"} & set(s.flags)
        ]
        self._jump(min(known, key=lambda s: s.diameter_max_mm or 0.0, default=None))

    def _jump(self, section: Section | None) -> None:
        """To a place along the vessel that is no row: nothing of it may be accepted or edited as one."""
        if section is None:
            return
        self.contours.let_go()
        self.display.selected, self.display.annotation = "", None
        self.display.show_section(section)
        self._show()

    def _show_arc(self, arc_mm: float) -> None:
        if self.result is not None:
            sections = self.result.profile.sections
            self._jump(min(sections, key=lambda s: abs((s.arc_mm or 0.0) - arc_mm)))

    def _follow_drag(self, arc_mm: float) -> None:
        """A level is being dragged: the pictures go along, the row stays chosen."""
        if self.result is not None:
            sections = self.result.profile.sections
            self.display.show_section(min(sections, key=lambda s: abs((s.arc_mm or 0.0) - arc_mm)))

    def edit_contour(self) -> None:
        """Take the contour of the selected level in hand, or put it down; always the level's own section."""
        if self.contours.is_busy:
            self.contours.let_go()
            return
        if self.result is None or not self.selected or self.selected in st.MAXIMA or self.core.read_only:
            return
        section = self.core.section_of(self.selected)
        if section is not None and self.contours.take(self.selected, section):
            self.display.show_section(section)

    def _editing(self, *, on: bool) -> None:
        self.display.is_editing = on
        if self.section is not None and self.result is not None:
            self.display.show_section(self.section)
        self.display.show_buttons()

    # ------------------------------------------------------------------ drawing
    def _fit(self, compact: bool) -> None:
        self.views.set_compact(compact=compact)
        self.display.show()

    def _show_views(self, which: str) -> None:
        if which == "vessel" and self.result is not None:
            self.views.show_vessel()
        else:
            self.views.show_planes()
        self.panel.show_vessel(which == "vessel" and self.result is not None)

    def _redraw(self) -> None:
        """Another measurement: curved view, profile, surface, and the row at hand."""
        measurement = self.core.measurement
        if measurement is None:
            self.contours.let_go()
            self.display.section = None
            self.display.selected = ""
            self.views.show_result(None)
            return
        self.panel.path.pick.setChecked(False)
        if self._step in ("", "path"):
            self._step = ""
            self.panel.show_step("sections")
            self.views.show_result(measurement.result, measurement.surface)
            self.views.section.setFocus(Qt.FocusReason.OtherFocusReason)  # Space accepts at once
        else:
            shown = self.views.pages.currentIndex()
            self.views.show_result(measurement.result, measurement.surface)
            self.views.pages.setCurrentIndex(shown)
        self._select_first()

    def _select_first(self) -> None:
        """The row at hand as it is now, else the first with a place, else the maximum."""
        result = self.result
        if result is None:
            return
        rows = [k for k in st.rows_of(result) if st.section_of(result, k) is not None]
        if self.selected in rows:
            section = self.core.section_of(self.selected)
            if section is not None:
                self.display.show_section(section)
        elif rows:
            self.select(rows[0])
        else:
            self._to_maximum()

    def _show(self) -> None:
        row = self.display.selected
        section = self.core.section_of(row) if row else None
        if section is not None and section is not self.display.section:
            self.display.show_section(section)  # just drawn, or undone
        self.display.show()
        self.panel.show_movable(shown=bool(self.maxima.row_here()) and self.display.annotation is None)
        self.steps_changed.emit()
