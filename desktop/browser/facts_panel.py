"""The right part of Studies: what a series is, what is wrong with it and what to do, and for what it can be used."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QScrollArea, QSizePolicy, QWidget

from desktop.browser import fill, words
from desktop.browser.tree import Line
from desktop.desk import Desk
from desktop.parts import Button, Check, Note, Section, column, empty, surface, text
from desktop.screen import Translated
from desktop.worklist.rows import TASK_WORDS, TASKS, WorkRow
from desktop.worklist.table import translated
from desktop.workspace import Workspace, installed
from studies.stacks import SeriesEntry

PICTURE_HEIGHT = 180


class Picture(QWidget):
    """The middle image on black; nothing when there is none."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.image: QImage | None = None
        self.setFixedHeight(PICTURE_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_image(self, image: QImage | None) -> None:
        self.image = image if image is not None and not image.isNull() else None
        self.setVisible(self.image is not None)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._desk.theme.colour("surface.image"))
        if self.image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            fitted = self.image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
            left, top = (self.width() - fitted.width()) // 2, (self.height() - fitted.height()) // 2
            painter.drawImage(QRect(left, top, fitted.width(), fitted.height()), self.image)
        painter.end()


class FactsPanel(Translated):
    """Shows the chosen row. The primary button is the next step: put on the worklist, or open what is there."""

    primary_pressed = Signal()
    view_pressed = Signal()
    resume_pressed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        theme = desk.theme
        self.heading = text(theme, "", "heading", "primary", wrap=True)
        self.picture = Picture(desk)
        self._lines = column((0, 0, 0, 0), 0)
        inside = column((16, 12, 16, 12), 8)
        inside.addWidget(self.heading)
        inside.addWidget(self.picture)
        inside.addLayout(self._lines)
        inside.addStretch(1)
        body = QWidget()
        body.setLayout(inside)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(body)
        foot = surface("panel", "top")
        buttons = column((12, 10, 12, 10), 8, foot)
        self.view_button = Button(theme, "secondary", "length")
        self.primary = Button(theme, "primary", "worklist")
        self.resume_button = Button(theme, "secondary", "play")
        self.resume_button.hide()
        self.resume_button.clicked.connect(self.resume_pressed)
        buttons.addWidget(self.resume_button)
        buttons.addWidget(self.view_button)
        buttons.addWidget(self.primary)
        page = column((0, 0, 0, 0), 0, self)
        page.addWidget(scroll, 1)
        page.addWidget(foot)
        self.primary.clicked.connect(self.primary_pressed)
        self.view_button.clicked.connect(self.view_pressed)
        for button in (self.primary, self.view_button, self.resume_button):
            button.refused.connect(lambda reason: desk.messages.info(reason, key="studies-refused"))
        self._shown: tuple[Line | None, tuple[WorkRow, ...], str] = (None, (), "")
        self._kinds: dict[str, type[Workspace]] | None = None
        self.retranslate()

    def show_line(self, line: Line | None, rows: tuple[WorkRow, ...], blocked: str) -> None:
        """Show a row of the table. `rows` are those of the worklist that hold it; `blocked` why it can't be put there."""
        before, self._shown = self._shown, (line, rows, blocked)
        if before[0] is not line or before[1:] != (rows, blocked):
            self.retranslate()

    def offer_resume(self, *, shown: bool, reason: str = "") -> None:
        """Whether the chosen study can be fetched further, and why not at this moment."""
        self.resume_button.setVisible(shown)
        self.resume_button.block(reason)

    def retranslate(self) -> None:
        line, rows, blocked = self._shown
        self.resume_button.setText(self.tr("Resume"))
        empty(self._lines)
        self.view_button.setText(self.tr("View and measure only"))
        self.picture.show_image(line.picture if line is not None else None)
        entry = line.entries[0] if line is not None and line.kind == "series" else None
        self._buttons(line, entry, rows, blocked)
        if line is None:
            self.heading.setText(self.tr("No series chosen"))
            self._lines.addWidget(
                text(self._desk.theme, self.tr("Choose a series in the table."), "body", "muted")
            )
            return
        self.heading.setText(line.first)
        if entry is None:
            self._lines.addWidget(text(self._desk.theme, line.second, "body", "secondary", wrap=True))
            self._on_worklist(rows)
            return
        self._grid(self._facts(entry, line))
        self._on_worklist(rows)
        self._problems(entry)
        self._suits(entry)

    def _buttons(
        self, line: Line | None, entry: SeriesEntry | None, rows: tuple[WorkRow, ...], blocked: str
    ) -> None:
        if rows:
            self.primary.setText(self.tr("Open from worklist"))
            self.primary.set_icon("chevron")
            self.primary.block("")
        else:
            self.primary.setText(self.tr("Put on worklist"))
            self.primary.set_icon("worklist")
            self.primary.block(self.tr("Choose a series first.") if line is None else blocked)
        if entry is None:
            self.view_button.block(self.tr("Choose a series first."))
            return
        blocking = [
            " ".join(words.problem(p, self._desk.language.code)).strip()
            for p in entry.problems
            if p.effect == "block"
        ]
        reason = "\n".join(blocking)
        if not entry.is_loadable and not reason:
            reason = self.tr("This series can't be measured.")
        self.view_button.block(reason)

    def _facts(self, entry: SeriesEntry, line: Line) -> list[tuple[str, str]]:
        language = self._desk.language.code
        header = entry.header
        thick = header.number("slice_thickness") if header is not None else None
        facts = [
            (self.tr("Modality"), entry.modality or "–"),
            (self.tr("Series"), str(entry.number) if entry.number is not None else "–"),
            (self.tr("Images"), line.images[1] or line.images[0]),
            (self.tr("Size"), words.size(entry)),
        ]
        if entry.is_loadable:
            facts.append((self.tr("Spacing"), f"{words.spacing(entry, language)} mm"))
            if thick is not None:
                facts.append((self.tr("Thickness"), f"{words.number(thick, 2, language)} mm"))
            facts.append((self.tr("Orientation"), words.plane(entry)))
            regular = self.tr("regular") if entry.slice_spacing_regular else self.tr("irregular")
            if entry.gantry_tilt_deg:
                regular += f", {words.number(entry.gantry_tilt_deg, 1, language)}° " + self.tr("tilted")
            facts.append((self.tr("Slices"), regular))
        if entry.timepoints > 1:
            count, span = words.times(entry, language)
            facts.append((self.tr("Time points"), f"{count} ({span})" if span else count))
        if header is not None and header.text("contrast_agent"):
            facts.append((self.tr("Contrast"), header.text("contrast_agent")))
        return facts

    def _grid(self, facts: list[tuple[str, str]]) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnMinimumWidth(0, 84)
        grid.setColumnStretch(1, 1)
        for place, (caption, value) in enumerate(facts):
            grid.addWidget(
                text(self._desk.theme, caption, "body", "muted"), place, 0, Qt.AlignmentFlag.AlignTop
            )
            grid.addWidget(text(self._desk.theme, value, "body", "primary", wrap=True), place, 1)
        self._lines.addLayout(grid)

    def _on_worklist(self, rows: tuple[WorkRow, ...]) -> None:
        for shown in rows:
            note = Note(self._desk.theme, "info", "worklist")
            (_look, said), *_ = fill.worklist_badges((shown,))
            note.show_words(
                f"{translated(TASK_WORDS[shown.task])} · {said[:1].lower()}{said[1:]}", shown.next_step
            )
            self._lines.addSpacing(8)
            self._lines.addWidget(note)

    def _problems(self, entry: SeriesEntry) -> None:
        for found in entry.problems:
            tone = {"block": "error", "warn": "warn"}.get(found.effect, "info")
            note = Note(self._desk.theme, tone)
            note.show_words(*words.problem(found, self._desk.language.code))
            self._lines.addSpacing(8)
            self._lines.addWidget(note)

    def _suits(self, entry: SeriesEntry) -> None:
        title = Section(self._desk.theme)
        title.setText(self.tr("Suited for"))
        self._lines.addSpacing(12)
        self._lines.addWidget(title)
        if self._kinds is None:
            self._kinds = installed()
        for task in TASKS:
            kind = self._kinds.get(task)
            if kind is None:
                reason = self.tr("no workspace in this installation")
            elif not entry.is_loadable or any(p.effect == "block" for p in entry.problems):
                reason = self.tr("can't be measured")
            else:
                found = kind.suits(entry)
                reason = "" if found.suits else found.reason or self.tr("no single volume")
            name = translated(TASK_WORDS[task])
            self._lines.addWidget(
                Check(self._desk.theme, name, icon="ok", tone="ok")
                if not reason
                else Check(self._desk.theme, f"{name} – {reason}", icon="remove", tone="neutral")
            )

    def regions(self) -> list[QWidget]:
        return [self.view_button, self.primary]
