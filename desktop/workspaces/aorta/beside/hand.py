"""Brings the earlier examination to the screen of the aorta workspace: step, table, profile, notes, both pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from desktop import comparisons
from desktop.days import as_date
from desktop.priors import words as prior_words
from desktop.priors.hand import PriorHand
from desktop.workspaces.aorta import state as st
from desktop.workspaces.aorta.beside import record
from desktop.workspaces.aorta.beside.block import ComparisonBlock
from desktop.workspaces.aorta.beside.page import ComparePage, Shown
from desktop.workspaces.aorta.beside.side import EarlierSide
from desktop.workspaces.aorta.beside.stage import EarlierStage
from desktop.workspaces.aorta.table import Beside
from governance.earlier import Compared
from measurements.aorta import Section
from measurements.finding import Finding
from measurements.growth import Verdict
from report_templates import numbers
from viewers.comparison import Tag
from viewers.curves import Series

if TYPE_CHECKING:
    from desktop.workspaces.aorta.workspace import AortaWorkspace

STEP = "comparison"


class CompareHand(QObject):
    """Owns the earlier side and its pages; the workspace asks it what to draw."""

    def __init__(self, work: AortaWorkspace) -> None:
        super().__init__(work)
        self.work = work
        self.desk, self.core = work.desk, work.core
        self.side = EarlierSide(work.desk, work.core, self._make, self)
        self.main = QStackedWidget()
        self.main.addWidget(work.views)
        self.panels = QWidget()
        row = QHBoxLayout(self.panels)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(work.panel)
        self.page: ComparePage | None = None
        self.stage: EarlierStage | None = None
        self.block: ComparisonBlock = work.panel.comparison
        self.block.chosen.connect(self._choose)
        self.block.measure_wanted.connect(self.measure)
        self.block.accept_wanted.connect(lambda: self.side.acknowledge(self._now()))
        self.side.changed.connect(self._later)
        self.side.workspace_changed.connect(self._show_workspace)
        self._is_late = False
        self._is_over = False
        self._all: tuple[object, tuple[Finding, ...]] = (None, ())
        self._rows: tuple[tuple[object, ...], dict[str, Compared]] = ((), {})

    def take_hand(self, hand: PriorHand) -> None:
        self.side.take_hand(hand)

    def _make(self) -> AortaWorkspace:
        made = type(self.work)(self.desk, None, is_earlier=True)
        made.setParent(self)
        return made

    # ------------------------------------------------------------------ pages
    @property
    def is_beside(self) -> bool:
        """Both examinations are on screen."""
        return self.page is not None and self.main.currentWidget() is self.page

    @property
    def is_measuring(self) -> bool:
        """The earlier examination is on screen by itself."""
        return self.stage is not None and self.main.currentWidget() is self.stage

    def show_step(self, step: str) -> None:
        """The step was chosen in the step bar."""
        if step == STEP:
            self._open_page()
        else:
            self.leave()

    def leave(self) -> None:
        """Back to the pictures of the present examination."""
        self._show_panel(earlier=False)
        self.main.setCurrentWidget(self.work.views)

    def _open_page(self) -> None:
        if self.page is None:
            self.page = ComparePage(self.desk)
            self.page.arc_changed.connect(self.work.views.arc_changed)
            self.page.level_selected.connect(self.work.select)
            self.main.addWidget(self.page)
        self._show_panel(earlier=False)
        self.main.setCurrentWidget(self.page)
        candidates = self.side.candidates
        if self.core.state.earlier is None and len(candidates) == 1 and not self.core.read_only:
            self.side.choose(candidates[0].study_uid)  # there is one: that is what the step is for
        elif self.core.state.earlier is not None and self.side.volume is None and self.side.prior is not None:
            self._open_images()
        self.show()

    def _open_images(self) -> None:
        """The pictures of the one that the draft compares with, once a sitting; its figures stand already."""
        prior, earlier = self.side.prior, self.core.state.earlier
        if prior is not None and earlier is not None and not self.side.is_busy and not self.core.read_only:
            again = self.side.is_measured_anew and earlier.anew is not None and earlier.anew.measured
            self.side.choose(prior.study_uid, measure=again)

    def _show_panel(self, *, earlier: bool) -> None:
        mine = self.side.work
        if mine is not None:
            mine.panel.setVisible(earlier)
        self.work.panel.setVisible(not earlier)

    def _show_workspace(self) -> None:
        """The earlier examination's own workspace came or went."""
        work = self.side.work
        if work is None:
            if self.stage is not None:
                self.stage.show_work(None, Tag())
            if self.is_measuring:
                self._open_page()
            return
        if self.stage is None:
            self.stage = EarlierStage(self.desk)
            self.stage.done.connect(self._open_page)
            self.main.addWidget(self.stage)
        self.stage.show_work(work, self._tag())
        work.finished.connect(self._open_page)
        layout = self.panels.layout()
        if layout is not None and work.panel.parent() is not self.panels:
            layout.addWidget(work.panel)
            work.panel.hide()
        if not work.state.measured:
            self._show_stage()
        self.show()

    def _show_stage(self) -> None:
        if self.stage is None:
            return
        self._show_panel(earlier=True)
        self.main.setCurrentWidget(self.stage)
        self.work.steps_changed.emit()

    def measure(self) -> None:
        """To the earlier images, to measure them or to correct what was measured there."""
        if self.side.work is not None and self.side.is_measured_anew:
            self._show_stage()
        else:
            self.side.measure()

    def _choose(self, uid: str) -> None:
        if not uid:
            self.side.drop(self.tr("Compare with none"))
        else:
            self.side.choose(uid)

    def _later(self) -> None:
        """Once for all changes of one turn."""
        if not self._is_late:
            self._is_late = True
            QTimer.singleShot(0, self, self._show_late)

    def _show_late(self) -> None:
        self._is_late = False
        if self._is_over:
            return
        case = self.work.case
        if case is not None:
            case.no_prior = self.side.none_found
        self.work.display.show_beside()
        self.show()

    # ------------------------------------------------------------------ figures
    def _now(self) -> tuple[Finding, ...]:
        """The largest diameters of the present measurement, judged or not."""
        measurement, acting = self.core.measurement, self.desk.session.acting
        if measurement is None or acting is None or not self.core.is_current:
            return ()
        if self._all[0] is not measurement:
            made = measurement.result.findings(observer=acting.person.id, at="", new_id=str)
            kept = tuple(f for f in made if f.key == comparisons.LARGEST and f.level and f.value is not None)
            self._all = (measurement, kept)
        return self._all[1]

    def compared(self) -> dict[str, Compared]:
        """What stands beside each row: for the table, also of rows that aren't judged yet."""
        earlier = self.side.chosen
        asked = (self.core.measurement, earlier)
        if len(self._rows[0]) == 2 and all(a is b for a, b in zip(asked, self._rows[0], strict=True)):
            return self._rows[1]
        now = self._now()
        found: dict[str, Compared] = {}
        if earlier is not None and now and not self.side.problem():
            # ids of the draft's own findings aren't needed here: each row is known by its place in the list
            named = [_named(f) for f in now]
            made = record.examination(named, earlier, self._today())
            found = {} if made is None else {st.row_of(c.finding_id): c for c in made.compared}
        self._rows = (asked, found)
        return found

    def _today(self) -> str:
        volume = self.core.volume
        return volume.series.study_date if volume is not None else ""

    def beside(self, row: str) -> Beside:
        """Columns "earlier" and Δ of a row."""
        found = self.compared().get(row)
        if found is None or not found.earlier_value:
            return Beside()
        code = self.desk.language.code
        earlier = numbers.number(float(found.earlier_value), 1, code)
        if not found.difference:
            return Beside(earlier, "≠", "warn", self.tr("Not comparable: {reason}.").format(
                reason=self.reasons(found)
            ))  # fmt: skip
        difference = numbers.number(float(found.difference), 1, code, signed=True)
        grown = found.verdict in (Verdict.GROWTH, Verdict.DECREASE)
        tip = self.tr("Measurement error ± {limit} mm").format(
            limit=numbers.number(float(found.limit or 0.0), 1, code)
        )
        return Beside(earlier, difference, "warn" if grown else "", tip, is_grown=grown)

    def reasons(self, found: Compared) -> str:
        """What differs, in words of the screen's language."""
        return comparisons.reason(found, self.desk.language.code)

    def card_words(self, row: str) -> str:
        """The comparison of one row in a sentence."""
        found, earlier = self.compared().get(row), self.side.chosen
        if found is None or earlier is None or not found.earlier_value:
            return ""
        code, date = self.desk.language.code, self.date_of(earlier)
        if not found.difference:
            return self.tr("Earlier, {date}: {value} mm. Not comparable: {reason}.").format(
                date=date,
                value=numbers.number(float(found.earlier_value), 1, code),
                reason=self.reasons(found),
            )
        verdicts = {
            Verdict.GROWTH.value: self.tr("growth"),
            Verdict.DECREASE.value: self.tr("decrease"),
            Verdict.NO_MEASURABLE_GROWTH.value: self.tr("no measurable growth"),
        }
        rate = ""
        if found.rate_per_year:
            rate = self.tr(", {rate} mm a year").format(
                rate=numbers.number(float(found.rate_per_year), 1, code, signed=True)
            )
        return self.tr(
            "Earlier, {date}: {value} mm. Δ {difference} mm{rate}; error ± {limit} mm: {verdict}."
        ).format(
            date=date,
            value=numbers.number(float(found.earlier_value), 1, code),
            difference=numbers.number(float(found.difference), 1, code, signed=True),
            rate=rate,
            limit=numbers.number(float(found.limit), 1, code),
            verdict=verdicts.get(found.verdict, ""),
        )

    def series(self) -> Series | None:
        """The earlier profile on the axis of the present one; from a report, its levels joined by a line."""
        earlier, result = self.side.chosen, self.core.result
        if earlier is None or result is None:
            return None
        if earlier.arcs_mm:
            arcs, values = np.array(earlier.arcs_mm), np.array(earlier.diameters_mm)
        else:
            pairs = sorted(
                (earlier.levels_mm[f.level], f.value)
                for f in earlier.findings
                if f.key == comparisons.LARGEST and f.value is not None and f.level in earlier.levels_mm
            )
            arcs, values = np.array([p[0] for p in pairs]), np.array([p[1] for p in pairs])
        if not len(arcs):
            return None
        here = record.mapped(arcs, earlier.levels_mm, record.arcs_of(result))
        keep = np.isfinite(here) & (here >= 0.0) & (here <= result.line.length_mm)
        if not keep.any():
            return None
        name = self.tr("earlier {date}").format(date=self.date_of(earlier))
        return Series(name, here[keep], values[keep], "prior")

    def date_of(self, earlier: st.Earlier) -> str:
        day = as_date(earlier.study_date)
        return self.desk.date_text(day) if day is not None else "–"

    # ------------------------------------------------------------------ notes, points
    def notes(self) -> list[tuple[str, str, str]]:
        """(tone, bold words, rest): comparing is allowed, or what stands in its way."""
        earlier = self.side.chosen
        if earlier is None:
            return []
        head = self.tr("Earlier examination {date}:").format(date=self.date_of(earlier))
        problem = self.side.problem()
        if problem:
            return [("warn", head, problem)]
        if not earlier.findings or not self._now():
            return []
        found = self.side.bars(self._now())
        if not found:
            return [("ok", head, self.tr("same edge, method and ECG gating. Comparing is allowed."))]
        words = comparisons.differing(found, self.desk.language.code)
        if set(found) <= set(earlier.acknowledged):
            return [("warn", head, self.tr("{reason}; compared all the same.").format(reason=words))]
        return [("warn", head, self.tr("{reason}. Not compared.").format(reason=words))]

    def open_points(self) -> list[str]:
        """An earlier examination that is there and isn't compared with."""
        earlier = self.side.chosen
        if earlier is None:
            found = self.side.candidates
            if not found:
                return []
            date = prior_words.date(self.desk, found[0])
            return [self.tr("The earlier examination of {date} hasn't been compared with.").format(date=date)]
        if not earlier.findings:
            return [
                self.tr("The earlier examination of {date} hasn't been measured.").format(
                    date=self.date_of(earlier)
                )
            ]
        return []

    @property
    def is_done(self) -> bool:
        return bool(self.compared())

    @property
    def is_needed(self) -> bool:
        return bool(self.side.candidates) or self.core.state.earlier is not None

    # ------------------------------------------------------------------ drawing
    def show(self) -> None:
        """The block, and both pictures when they are on screen."""
        self._show_block()
        if self.is_beside:
            self._show_page()

    def _show_block(self) -> None:
        side, block = self.side, self.block
        block.set_editable(self.core.read_only)
        choices = [
            (p.study_uid, f"{prior_words.date(self.desk, p)} · {prior_words.description(p)}")
            for p in side.candidates
        ]
        earlier = side.chosen
        if earlier is not None and earlier.study_uid not in {uid for uid, _ in choices}:
            choices.insert(0, (earlier.study_uid, self.date_of(earlier)))
        none = self.tr("No comparison") if choices else self.tr("No earlier examination found")
        if side.hand is not None and side.hand.is_looking:
            none = self.tr("Looking for earlier examinations")
        block.show_choices(choices, earlier.study_uid if earlier is not None else "", none)
        busy = self.tr("The earlier images are being read.") if side.is_busy else ""
        words = busy
        if earlier is not None and not busy:
            count = len({f.group for f in earlier.findings})
            words = (
                self.tr("{n} levels measured here.").format(n=count)
                if side.is_measured_anew
                else self.tr("{n} levels from the authorised report.").format(n=count)
            )
        again = earlier is not None and side.is_measured_anew and bool(earlier.findings)
        block.show_source(
            words,
            self.tr("To the earlier images") if again else self.tr("Measure the earlier images"),
            busy or ("" if earlier is not None else self.tr("Choose an earlier examination first.")),
        )
        found = side.bars(self._now()) if earlier is not None and earlier.findings else ()
        accepted = earlier is not None and set(found) <= set(earlier.acknowledged)
        block.show_difference(shown=bool(found) and not accepted)

    def _tag(self) -> Tag:
        earlier = self.side.chosen
        volume = self.side.volume
        text = volume.series.study_description if volume is not None else ""
        return Tag(self.tr("EARLIER"), self.date_of(earlier) if earlier is not None else "", text)

    def _show_page(self) -> None:
        page, work, core = self.page, self.work, self.core
        if page is None or core.volume is None:
            return
        present = Shown(
            core.volume,
            Tag(
                self.tr("PRESENT"),
                self._day(core.volume.series.study_date),
                core.volume.series.study_description,
            ),
            work.identity_words(core.volume),
            work.marker_words(),
            core.result,
        )
        side, earlier = self.side, None
        chosen = side.chosen
        if side.volume is not None and chosen is not None and side.opened_uid == chosen.study_uid:
            mine = side.work
            earlier = Shown(
                side.volume,
                self._tag(),
                work.identity_words(side.volume),
                work.marker_words(),
                mine.core.result if mine is not None and side.is_measured_anew else None,
                tuple(mine.display.levels()) if mine is not None and side.is_measured_anew else (),
            )
        here = record.arcs_of(core.result) if core.result is not None else {}
        page.show_sides(present, earlier, here, chosen.levels_mm if chosen is not None else {})
        page.show_words(self._what_to_do())
        self.show_row()

    def _what_to_do(self) -> str:
        side = self.side
        if side.is_busy:
            return self.tr("The earlier images are being read.")
        if self.core.state.earlier is None and not side.candidates:
            return self.tr("No earlier examination was found for this patient.")
        if self.core.state.earlier is None:
            return self.tr("Choose an earlier examination in the panel at the right.")
        return self.tr("The earlier images aren't here; its figures stand in the table.")

    def show_row(self) -> None:
        """The row at hand, or the place along the vessel, on both sides."""
        page, section = self.page, self.work.section
        if page is None or section is None or not self.is_beside:
            return
        page.show_levels(self.work.display.levels(), self.work.selected)
        row, side = self.work.selected, self.side
        chosen = side.chosen
        there: Section | None = None
        stored: tuple[Finding, ...] = ()
        if row and chosen is not None:
            mine = side.work
            if mine is not None and side.is_measured_anew:
                there = mine.core.section_of(row)
            else:
                stored = record.drawn(chosen, row)
        page.show_row(section, there, stored)

    def _day(self, text: str) -> str:
        day = as_date(text)
        return self.desk.date_text(day) if day is not None else "–"

    def lock(self, reason: str) -> None:
        if self.side.work is not None:
            self.side.work.set_read_only(reason)
        self.show()

    def regions(self) -> Sequence[QWidget]:
        """What F6 jumps between on the page that is on screen."""
        if self.is_measuring and self.side.work is not None:
            return [self.side.work.views, self.side.work.panel]
        if self.is_beside and self.page is not None:
            return [self.page, self.work.panel]
        return [self.work.views, self.work.panel]

    def release(self) -> None:
        self._is_over = True
        self.side.release()
        if self.page is not None:
            self.page.release()
        for widget in (self.main, self.panels):
            widget.setParent(None)
            widget.deleteLater()


def _named(finding: Finding) -> Finding:
    """Known by its row."""
    return replace(finding, id=finding.group)
