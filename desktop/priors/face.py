"""The face of a case on which an earlier examination stands beside the present one, and the control that opens it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.open_study import image_identity
from desktop.parts import Button, column
from desktop.priors import words
from desktop.priors.aligning import Aligner
from desktop.priors.finding import FILES, Opened
from desktop.priors.hand import WORKSPACE, PriorHand
from desktop.priors.panel import PriorPanel
from desktop.screen import Translated
from desktop.window import panel_width
from studies.stacks import SeriesEntry
from studies.volume import Volume
from viewers.comparison import ComparisonView, Tag

if TYPE_CHECKING:
    from desktop.case import Case
    from desktop.desk import Desk


class PriorFace(Translated):
    """Earlier | present, and the list at the right."""

    shown_changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.is_open = False
        self._case: Case | None = None
        self._workspace: Any = None
        self._opened: Opened | None = None
        self.hand = PriorHand(desk, self)
        self.views = ComparisonView(self)
        self.panel = PriorPanel(desk, self.hand, self)
        self.aligner = Aligner(desk, self.views, self)
        self.button = Button(desk.theme, "secondary", "compare")
        self.button.setCheckable(True)
        self.button.clicked.connect(lambda: self.show_face(open_=not self.is_open))
        self.button.refused.connect(lambda reason: desk.messages.info(reason, key="priors-refused"))
        self.button.hide()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(1)
        left = column((0, 0, 0, 0), 0)
        left.addWidget(self.views, 1)
        left.addWidget(self.aligner.bar)
        layout.addLayout(left, 1)
        layout.addWidget(self.panel)
        self._connect()
        self.retranslate()

    def _connect(self) -> None:
        hand, panel, views = self.hand, self.panel, self.views
        hand.changed.connect(self._show_button)
        hand.opened.connect(self._show_prior)
        hand.failed.connect(self.desk.messages.show)
        panel.open_wanted.connect(hand.open)
        panel.close_wanted.connect(lambda: self.show_face(open_=False))
        panel.link_wanted.connect(views.toggle_link)
        panel.align_wanted.connect(self.aligner.begin)
        panel.plane_wanted.connect(views.set_orientation)
        panel.measurement_wanted.connect(self._show_measurement)
        views.link_changed.connect(lambda _kind: self._show_link())
        views.orientation_changed.connect(panel.show_plane)
        self.aligner.changed.connect(self._show_link)
        for view in views.views():
            view.pointed.connect(self._pointed)
        leave = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        leave.activated.connect(self._escape)

    def _escape(self) -> None:
        """Esc leaves a tool first, then this face."""
        for view in self.views.views():
            if view.tools.tool is not None:
                view.tools.choose("")
                return
        self.show_face(open_=False)

    # ------------------------------------------------------------------ the case
    def begin(self, case: Case, workspace: Any, volume: Volume, chosen: Sequence[SeriesEntry] = ()) -> None:
        """The images of a case are loaded; `chosen` are series that a person opened together with it."""
        self._case, self._workspace = case, workspace
        self._opened = None
        self.panel.show_opened(None)
        self.hand.begin(case, volume, chosen)
        self.views.show_prior(None, empty=self._nothing())
        if chosen and self.hand.priors:
            self.show_face(open_=True)
            self.hand.open(self.hand.priors[0])

    def end(self) -> None:
        """The case is closed."""
        self.aligner.stop()
        self.hand.end()
        self._case = self._workspace = self._opened = None
        self.is_open = False
        self.panel.show_opened(None)
        self.views.set_orientation("axial")
        for side in (self.views.prior, self.views.present):
            side.show_volume(None, "axial")
        self._show_button()

    def show_face(self, *, open_: bool) -> None:
        """Show the comparison, or go back to the workspace."""
        if open_ == self.is_open or (open_ and self.hand.volume is None):
            self._show_button()
            return
        self.is_open = open_
        if open_:
            self._show_present()
            self.panel.show_plane(self.views.orientation)
        self._show_button()
        self.shown_changed.emit()
        if open_:
            target = next((r for r in self.panel.rows if r.isChecked()), None)
            (target or self.views.present.view).setFocus()

    def _show_present(self) -> None:
        volume = self.hand.volume
        if volume is None:
            return
        if self.views.present.view.volume is not volume:
            self.views.show_present(
                volume,
                identity=self._identity(volume),
                tag=self._present_tag(volume),
            )
        for side in self.views.views():
            side.set_marker(self._marker())
        view = getattr(getattr(self._workspace, "views", None), "axial", None)
        if view is not None and view.volume is volume:  # go on where one was looking
            state = view.state
            self.views.present.view.change(window=state.window, level=state.level, invert=state.invert)
            self.views.look_at(state.focus_lps)

    def _show_prior(self, opened: Opened) -> None:
        if self._case is None or opened.asked_by == WORKSPACE:
            return
        self._opened = opened
        self.aligner.stop()
        self.show_face(open_=True)
        self._show_present()
        self.views.show_prior(
            opened.volume,
            identity=self._identity(opened.volume),
            tag=self._prior_tag(opened),
            marker=self._marker(),
            empty=self._nothing(),
        )
        self.panel.choose(opened.prior.study_uid)
        self.panel.show_opened(opened)
        self._show_link()
        self.views.prior.view.setFocus()

    # ------------------------------------------------------------------ words
    def _identity(self, volume: Volume) -> tuple[str, ...]:
        named = image_identity(volume.series, self.desk.language.code)
        return named if volume.series.patient_name else (self.tr("no name"), *named)

    def _marker(self) -> str:
        draft = self.desk.session.draft
        return "" if draft is not None and draft.is_final else self.tr("PRELIMINARY")

    def _present_tag(self, volume: Volume) -> Tag:
        return Tag(self.tr("PRESENT"), self._date(volume), volume.series.study_description)

    def _prior_tag(self, opened: Opened) -> Tag:
        prior, series = opened.prior, opened.volume.series
        days = next((r for r in prior.match.reasons if r.code == "days_before"), None)
        if days is not None:
            word = self.tr("EARLIER")
        elif prior.place == FILES and self._is_same_study(opened):
            word = self.tr("OTHER SERIES")
        else:
            word = self.tr("OTHER")
        said = (
            words.before(prior),
            series.study_description,
            series.series_description if days is None else "",
        )
        return Tag(word, self._date(opened.volume), " · ".join(part for part in said if part))

    def _is_same_study(self, opened: Opened) -> bool:
        volume = self.hand.volume
        return (
            volume is not None and volume.series.study_instance_uid == opened.volume.series.study_instance_uid
        )

    def _date(self, volume: Volume) -> str:
        from desktop.days import as_date

        day = as_date(volume.series.study_date)
        return self.desk.date_text(day) if day is not None else "–"

    def _nothing(self) -> tuple[str, str]:
        return self.tr("No earlier examination shown"), self.tr("Choose one in the list at the right.")

    def _show_button(self) -> None:
        """The control: how many there are; one that can't be pressed yet says why."""
        count = sum(p.match.is_usable or p.place == FILES for p in self.hand.priors)
        said = self.tr("Earlier examination")
        self.button.setText(f"{said} · {count}" if count else said)
        self.button.setAccessibleName(self.button.text())
        self.button.set_tip(self.tr("Earlier examinations of this patient, side by side (Ctrl+Shift+V)"))
        self.button.block("" if self.hand.volume is not None else self.tr("The images aren't loaded yet."))
        self.button.setChecked(self.is_open)

    def keep_button(self, *, shown: bool) -> None:
        """The control stands in the step bar while `shown`, else it waits here."""
        if not shown:
            self.button.setParent(self)
        self.button.setVisible(shown)

    def _show_link(self) -> None:
        self.panel.show_link(
            self.views.kind(), aligning=self.aligner.is_running, is_proposal=self.views.is_proposal
        )

    def _pointed(self, pointed: Any) -> None:
        window = self.desk.services.get("window")
        if window is None or not self.is_open:
            return
        kind = self.views.kind_words(self.views.kind())
        if pointed is None:
            window.status_line.show_pointer("")
            return
        from report_templates.numbers import number

        value = (
            ""
            if pointed.value is None
            else f"{number(pointed.value, 0, self.desk.language.code)} {pointed.unit}"
        )
        window.status_line.show_pointer(" · ".join(part for part in (value, kind) if part))

    def _show_measurement(self, finding: Any) -> None:
        """Bring the earlier side to where something was measured then."""
        geometry = finding.geometry
        if geometry is None:
            return
        points = np.asarray(geometry.points_mm, dtype=float)
        self.views.prior.view.move_crosshair(
            geometry.centre_mm if geometry.centre_mm is not None else points.mean(axis=0)
        )

    # ------------------------------------------------------------------ form
    def retranslate(self) -> None:
        volume = self.hand.volume
        if volume is not None and self.views.present.view.volume is not None:
            self.views.present.banner.show_tag(self._present_tag(volume))
        if self._opened is not None and self.views.prior.view.volume is not None:
            self.views.prior.banner.show_tag(self._prior_tag(self._opened))
        self._show_button()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.panel.setFixedWidth(panel_width(self.window().width()))

    def regions(self) -> list[QWidget]:
        return [*self.views.views(), *self.panel.regions()]

    def primary(self) -> None:
        self.panel.primary.press()

    def release(self) -> None:
        """Free the views."""
        self.end()
        self.views.release()
