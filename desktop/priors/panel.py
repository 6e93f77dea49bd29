"""The list of earlier examinations: what each is, where it is, why one isn't used; and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QFrame,
    QGridLayout,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop import parts
from desktop.chips import draw_icon
from desktop.desk import Desk
from desktop.parts import Button, IconButton, Note, Section, column, empty, row, rule, text
from desktop.priors import words
from desktop.priors.finding import ARCHIVE, Opened, Prior
from desktop.priors.hand import PriorHand
from desktop.screen import Translated
from desktop.title_bar import paint_focus
from measurements.finding import Finding
from report_templates import numbers
from studies.priors import Verdict

PAD, LINE = 12, 18
ICONS = {
    Verdict.PRIOR: "compare",
    Verdict.DOUBTFUL: "warn",
    Verdict.UNSUITED: "remove",
    Verdict.REFUSED: "error",
}
TONES = {Verdict.PRIOR: "text.secondary", Verdict.DOUBTFUL: "status.warn.text",
         Verdict.UNSUITED: "text.muted", Verdict.REFUSED: "status.error.text"}  # fmt: skip
MOST_MEASUREMENTS = 12


class PriorRow(QAbstractButton):
    """Date and modality; description; region and place; below it, in full, why it isn't simply used."""

    opened = Signal()

    def __init__(self, desk: Desk, prior: Prior) -> None:
        super().__init__()
        self._desk = desk
        self.prior = prior
        self.is_shown = False
        self._status = ""
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_prior(prior)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setFixedHeight(self.heightForWidth(self.width()))

    def show_prior(self, prior: Prior, status: str = "", *, is_shown: bool = False) -> None:
        """`status` stands in the place of where it is, such as how much has been fetched."""
        self.prior, self._status, self.is_shown = prior, status, is_shown
        self._why = " ".join(words.reasons(self._desk, prior))
        self.setAccessibleName(" · ".join(part for part in (*self._lines(), self._why) if part))
        self.setToolTip("\n".join(part for part in (*self._lines(), self._why) if part))
        self.setFixedHeight(self.heightForWidth(self.width()))
        self.update()

    def _lines(self) -> tuple[str, str, str]:
        prior = self.prior
        first = " · ".join(
            part
            for part in (words.date(self._desk, prior), words.modality(prior), words.before(prior))
            if part
        )
        place = self._status or words.place(prior)
        third = " · ".join(part for part in (words.regions(prior.match.regions), place) if part)
        return first, words.description(prior), third

    def why(self) -> str:
        """Why it isn't simply a prior, as it stands in the row."""
        return self._why

    def _why_height(self, width: int) -> int:
        if not self._why:
            return 0
        metrics = QFontMetrics(self._desk.theme.font("caption"))
        room = max(60, width - PAD - 40)
        return metrics.boundingRect(0, 0, room, 2000, int(Qt.TextFlag.TextWordWrap), self._why).height() + 4

    def heightForWidth(self, width: int) -> int:
        return 10 + 3 * LINE + self._why_height(width) + 8

    def sizeHint(self) -> QSize:
        return QSize(260, self.heightForWidth(max(self.width(), 260)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._desk.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isChecked() or self.underMouse():
            painter.fillRect(
                self.rect(), theme.colour("surface.selected" if self.isChecked() else "surface.hover")
            )
        if self.isChecked():
            painter.fillRect(0, 0, 3, self.height(), theme.colour("accent.base"))
        verdict = self.prior.match.verdict
        icon = "visible" if self.is_shown else ICONS[verdict]
        tone = "status.ok.text" if self.is_shown else TONES[verdict]
        draw_icon(painter, QRectF(PAD, 12, 16, 16).topLeft(), icon, theme.colour(tone))
        quiet = verdict in (Verdict.REFUSED, Verdict.UNSUITED)
        left, room = PAD + 26, self.width() - PAD - 26 - 10
        styles = (("strong", "primary"), ("body", "primary"), ("caption", "secondary"))
        top = 10
        for said, (style, colour) in zip(self._lines(), styles, strict=True):
            font = theme.font(style)
            painter.setFont(font)
            painter.setPen(theme.colour("text.muted" if quiet and colour == "primary" else f"text.{colour}"))
            shown = QFontMetrics(font).elidedText(said, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRectF(left, top, room, LINE), Qt.AlignmentFlag.AlignVCenter, shown)
            top += LINE
        if self._why:
            painter.setFont(theme.font("caption"))
            painter.setPen(theme.colour(TONES[verdict]))
            area = QRectF(left, top + 2, room, self.height() - top - 4)
            painter.drawText(area, int(Qt.TextFlag.TextWordWrap), self._why)
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.colour("line.subtle"))
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()), self._desk)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.setChecked(True)
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.opened.emit()


class PriorPanel(Translated):
    """The list, what the authorised report of the shown one said, and the acts."""

    open_wanted = Signal(object)
    close_wanted = Signal()
    link_wanted = Signal()
    align_wanted = Signal()
    plane_wanted = Signal(str)
    measurement_wanted = Signal(object)

    def __init__(self, desk: Desk, hand: PriorHand, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._hand = desk, hand
        self._shown: Opened | None = None
        self._kind = ""
        self._aligning = self._is_proposal = False
        self.setProperty("surface", "panel")
        self.setProperty("edge", "left")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        theme = desk.theme
        page = column((1, 0, 0, 0), 0, self)
        head = row((12, 10, 8, 8), 8)
        self.title = text(theme, "", "heading", "primary")
        self.state = parts.Elided(theme, "caption", "muted")
        self.close_button = IconButton(theme, "close")
        self.close_button.clicked.connect(self.close_wanted)
        head.addWidget(self.title)
        head.addWidget(self.state, 1)
        head.addWidget(self.close_button)
        page.addLayout(head)
        page.addWidget(rule())
        self.rows: list[PriorRow] = []
        self._group = QButtonGroup(self)
        self._group.buttonClicked.connect(lambda _b: self._show_acts())
        self._list = column((0, 0, 0, 0), 0)
        self._notes = column((12, 8, 12, 8), 8)
        self._measured = column((12, 8, 12, 8), 4)
        inside = QWidget()
        stack = QVBoxLayout(inside)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(0)
        for part in (self._list, self._notes, self._measured):
            stack.addLayout(part)
        stack.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        page.addWidget(scroll, 1)
        page.addWidget(rule())
        self._make_acts(page)
        hand.changed.connect(self.refresh)
        self.retranslate()

    def _make_acts(self, page: QVBoxLayout) -> None:
        theme = self._desk.theme
        acts = column((12, 10, 12, 10), 8)
        self.plane_buttons: dict[str, QToolButton] = {}
        self.planes = QFrame()
        self.planes.setProperty("box", "segments")
        self.planes.setFixedHeight(28)
        inside, group = row((1, 1, 1, 1), 0, self.planes), QButtonGroup(self)
        for name in ("axial", "coronal", "sagittal"):
            plane = QToolButton()
            plane.setProperty("kind", "segment")
            plane.setCheckable(True)
            plane.setFixedHeight(26)
            plane.clicked.connect(lambda _on=False, n=name: self.plane_wanted.emit(n))
            group.addButton(plane)
            inside.addWidget(plane)
            self.plane_buttons[name] = plane
        acts.addWidget(self.planes, 0, Qt.AlignmentFlag.AlignLeft)
        self.link = Button(theme, "secondary", "link_views")
        self.link.clicked.connect(self.link_wanted)
        self.align = Button(theme, "secondary", "crosshair")
        self.align.clicked.connect(self.align_wanted)
        links = row((0, 0, 0, 0), 8)
        links.addWidget(self.link)
        links.addWidget(self.align)
        links.addStretch(1)
        acts.addLayout(links)
        self.link_hint = text(theme, "", "caption", "secondary", wrap=True)
        acts.addWidget(self.link_hint)
        last = row((0, 0, 0, 0), 8)
        self.search = Button(theme, "secondary", "archive_search")
        self.search.clicked.connect(lambda: self._hand.look(archives=True))
        self.stop = Button(theme, "secondary", "close")
        self.stop.clicked.connect(self._hand.cancel_fetch)
        self.primary = Button(theme, "primary", "compare")
        self.primary.clicked.connect(self._open)
        last.addWidget(self.search)
        last.addWidget(self.stop)
        last.addStretch(1)
        last.addWidget(self.primary)
        acts.addLayout(last)
        page.addLayout(acts)
        for button in (self.primary, self.link, self.align, self.search):
            button.refused.connect(lambda reason: self._desk.messages.info(reason, key="priors-refused"))

    # ------------------------------------------------------------------ shown
    def show_opened(self, opened: Opened | None) -> None:
        """Which one stands beside the present examination."""
        self._shown = opened
        self.refresh()
        self._show_measurements()

    def show_link(self, kind: str, *, aligning: bool = False, is_proposal: bool = False) -> None:
        """How the two sides are linked, as `ComparisonView.kind`."""
        self._kind, self._aligning, self._is_proposal = kind, aligning, is_proposal
        self._show_acts()

    def show_plane(self, name: str) -> None:
        for key, button in self.plane_buttons.items():
            button.setChecked(key == name)

    def chosen(self) -> Prior | None:
        return next((r.prior for r in self.rows if r.isChecked()), None)

    def choose(self, study_uid: str) -> None:
        for found in self.rows:
            if found.prior.study_uid == study_uid:
                found.setChecked(True)
        self._show_acts()

    def refresh(self) -> None:
        """Draw what the hand knows; rows are kept while the list is the same, so that focus stays."""
        priors = self._hand.priors
        keys = [self._key(p) for p in priors]
        if [self._key(r.prior) for r in self.rows] != keys:
            self._fill(priors)
        fetching = self._hand.fetching()
        shown = self._key(self._shown.prior) if self._shown is not None else None
        for found, prior in zip(self.rows, priors, strict=True):
            status = ""
            if fetching is not None and fetching[0] == prior.study_uid:
                done, of = fetching[1:]
                status = self.tr("being fetched: {n} of {m}").format(n=done, m=of) if of else self.tr(
                    "being fetched"
                )  # fmt: skip
            found.show_prior(prior, status, is_shown=self._key(prior) == shown)
        self._show_notes()
        self._show_acts()

    @staticmethod
    def _key(prior: Prior) -> tuple[str, str]:
        entry = prior.entries[0].series_instance_uid if prior.entries else ""
        return prior.study_uid, entry

    def _fill(self, priors: Sequence[Prior]) -> None:
        before = self.chosen()
        for old in self.rows:
            self._group.removeButton(old)
        empty(self._list)
        self.rows = []
        for prior in priors:
            made = PriorRow(self._desk, prior)
            made.opened.connect(self._open)
            self._group.addButton(made)
            self._list.addWidget(made)
            self.rows.append(made)
        wanted = self._key(before) if before is not None else None
        first = next((r for r in self.rows if self._key(r.prior) == wanted), None)
        first = (
            first
            or next((r for r in self.rows if r.prior.match.is_usable), None)
            or next(iter(self.rows), None)
        )
        if first is not None:
            first.setChecked(True)

    def _show_notes(self) -> None:
        empty(self._notes)
        hand, theme = self._hand, self._desk.theme
        if hand.is_looking:
            self.state.setText(self.tr("looking…"))
        else:
            self.state.setText("")
            if not hand.priors:
                self._notes.addWidget(
                    text(
                        theme,
                        self.tr("No earlier examination of this patient was found."),
                        "body",
                        "muted",
                        wrap=True,
                    )
                )
        for name, problem in hand.missed[-2:]:
            note = Note(theme, "warn")
            said, remedy = self._desk.in_words(problem)
            note.show_words(name, f"{said} {remedy}".strip())
            self._notes.addWidget(note)

    def _show_acts(self) -> None:
        hand, prior = self._hand, self.chosen()
        in_archive = prior is not None and prior.place == ARCHIVE
        shown = (
            self._shown is not None and prior is not None and self._key(prior) == self._key(self._shown.prior)
        )
        said = self.tr("Fetch, side by side") if in_archive else self.tr("Side by side")
        self.primary.setText(self.tr("Back to measuring") if shown else said)
        self.primary.set_icon("chevron" if shown else "compare")
        reason = ""
        if prior is None:
            reason = self.tr("There is no earlier examination to show.")
        elif not prior.may_open:
            reason = " ".join(words.reasons(self._desk, prior))
        elif hand.is_opening:
            reason = self.tr("An earlier examination is being opened.")
        self.primary.block(reason)
        self.stop.setVisible(hand.fetching() is not None)
        self.search.setVisible(
            hand.fetching() is None and bool(hand.nodes()) and not hand.archives_asked and not hand.is_looking
        )
        comparing = bool(self._kind)
        for widget in (self.link, self.link_hint, self.planes):
            widget.setVisible(comparing)
        linked = self._kind not in ("", "none")
        self.link.setText(self.tr("Unlink") if linked else self.tr("Link"))
        self.link.set_icon("unlink_views" if linked else "link_views")
        self.align.setVisible(comparing and self._kind in ("none", "manual", "registration"))
        self.align.block(self.tr("The images are being aligned.") if self._aligning else "")
        hints = {
            "none": self.tr("Bring both sides to the same level, then choose Link. The difference is kept."),
            "manual": self.tr("Linked by hand: for looking, never for a measurement."),
            "registration": self.tr("Judge the proposal below the pictures.")
            if self._is_proposal
            else self.tr(
                "Aligned by the computer and accepted by you: for looking, never for a measurement."
            ),
            "same": self.tr("Both examinations share one space."),
        }
        self.link_hint.setText(hints.get(self._kind, ""))

    def _open(self) -> None:
        prior = self.chosen()
        if prior is None or self.primary.reason:
            return
        if self._shown is not None and self._key(prior) == self._key(self._shown.prior):
            self.close_wanted.emit()
        else:
            self.open_wanted.emit(prior)

    # ------------------------------------------------------------------ what the report of then said
    def _show_measurements(self) -> None:
        empty(self._measured)
        opened, theme = self._shown, self._desk.theme
        if opened is None:
            return
        self._measured.addWidget(
            text(theme, self.tr("Lengths drawn here are for comparing; they don't go into the report."),
                 "caption", "muted", wrap=True)
        )  # fmt: skip
        if opened.report is None or opened.revision is None:
            return
        title = Section(theme)
        title.setText(self.tr("Measured then"))
        self._measured.addSpacing(8)
        self._measured.addWidget(title)
        at = self._desk.moment_text(opened.report.authorised_at)
        self._measured.addWidget(
            text(theme, self.tr("Authorised report {number}, {at}").format(number=opened.report.number, at=at),
                 "caption", "secondary", wrap=True)
        )  # fmt: skip
        grid = QGridLayout()
        grid.setContentsMargins(0, 4, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 1)
        self.measurements: list[Button] = []
        for line, (label, value, finding) in enumerate(measured_then(self._desk, opened)[:MOST_MEASUREMENTS]):
            grid.addWidget(text(theme, label, "body", "primary", wrap=True), line, 0)
            grid.addWidget(text(theme, value, "strong", "primary"), line, 1, Qt.AlignmentFlag.AlignRight)
            jump = Button(theme, "link")
            jump.setText(self.tr("Show"))
            jump.setAccessibleName(self.tr("Show {what}").format(what=label))
            jump.clicked.connect(lambda _on=False, f=finding: self.measurement_wanted.emit(f))
            grid.addWidget(jump, line, 2)
            self.measurements.append(jump)
        self._measured.addLayout(grid)

    # ------------------------------------------------------------------ form
    def retranslate(self) -> None:
        self.title.setText(self.tr("Earlier examination"))
        self.close_button.set_words(self.tr("Back to measuring (Esc)"))
        self.align.setText(self.tr("Align"))
        self.align.set_tip(
            self.tr("Let the computer lay the two examinations over each other; you judge the result.")
        )
        self.stop.setText(self.tr("Stop fetching"))
        self.search.setText(self.tr("Search archive"))
        for name, said in (
            ("axial", self.tr("Axial")),
            ("coronal", self.tr("Coronal")),
            ("sagittal", self.tr("Sagittal")),
        ):
            self.plane_buttons[name].setText(said)
        self.refresh()
        self._show_measurements()

    def regions(self) -> list[QWidget]:
        return [*self.rows[:1], self.primary]


def measured_then(desk: Desk, opened: Opened) -> list[tuple[str, str, Finding]]:
    """Largest diameters and other results of the authorised report: label, value with unit, finding."""
    if opened.revision is None:
        return []
    language, found = desk.language.code, []
    groups: set[str] = set()
    for one in opened.revision.content.findings:
        key = one.group or one.id
        if one.value is None or one.geometry is None or key in groups:
            continue
        groups.add(key)  # the first figure of a level is its largest diameter
        unit = {"mm2": "mm²", "mm": "mm", "ml": "ml"}.get(one.unit, one.unit)
        found.append(
            (one.label or one.level or one.key, f"{numbers.number(one.value, 1, language)} {unit}", one)
        )
    return found
