"""The right part of Studies for an archive: what was found, why it's looked at, and fetching it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QPlainTextEdit, QProgressBar, QScrollArea, QWidget

from desktop.archive.words import standing
from desktop.browser import found
from desktop.browser.found import Hit
from desktop.days import as_date
from desktop.desk import Desk
from desktop.parts import Button, Note, column, empty, surface, text
from desktop.screen import Translated
from desktop.worklist.reason import SHORTEST
from studies.archive.query import SeriesAnswer


class FoundPanel(Translated):
    """Shows a study or a series of an answer. The primary button fetches, resumes or opens it."""

    primary_pressed = Signal()
    stop_pressed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._hit: Hit | None = None
        self._series: SeriesAnswer | None = None
        #: None while it isn't known whether a reason is needed
        self._needs: bool | None = None
        self._blocked = ""
        theme = desk.theme
        self.heading = text(theme, "", "heading", "primary", wrap=True)
        self.second = text(theme, "", "body", "secondary", wrap=True)
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(12)
        self._facts.setVerticalSpacing(4)
        self._facts.setColumnMinimumWidth(0, 96)
        self._facts.setColumnStretch(1, 1)
        self.note = Note(theme, "info")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.reason_caption = text(theme, "", "body", "warn", wrap=True)
        self.reason = QPlainTextEdit()
        self.reason.setFixedHeight(72)
        self.reason.setTabChangesFocus(True)
        self.still = text(theme, "", "caption", "muted", wrap=True)
        inside = column((16, 12, 16, 12), 8)
        inside.addWidget(self.heading)
        inside.addWidget(self.second)
        inside.addLayout(self._facts)
        for widget in (self.note, self.bar, self.reason_caption, self.reason, self.still):
            inside.addWidget(widget)
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
        self.stop = Button(theme, "secondary", "close")
        self.primary = Button(theme, "primary", "import")
        buttons.addWidget(self.stop)
        buttons.addWidget(self.primary)
        page = column((0, 0, 0, 0), 0, self)
        page.addWidget(scroll, 1)
        page.addWidget(foot)
        self.primary.clicked.connect(self.primary_pressed)
        self.primary.refused.connect(lambda reason: desk.messages.info(reason, key="studies-refused"))
        self.stop.clicked.connect(self.stop_pressed)
        self.reason.textChanged.connect(self._look)
        self.retranslate()

    def show_hit(
        self,
        hit: Hit | None,
        series: SeriesAnswer | None = None,
        *,
        needs: bool | None = None,
        reason: str = "",
        blocked: str = "",
    ) -> None:
        """Show a row. `needs` says whether a reason is asked for; `reason` what was given before."""
        changed = hit is None or self._hit is None or hit.uid != self._hit.uid
        self._hit, self._series, self._needs, self._blocked = hit, series, needs, blocked
        if changed:
            self.reason.setPlainText(reason)
        self.retranslate()

    def given_reason(self) -> str:
        return " ".join(self.reason.toPlainText().split())

    @property
    def act(self) -> str:
        """What the primary button does: ``fetch``, ``resume`` or ``open``."""
        hit, series = self._hit, self._series
        if hit is None:
            return "fetch"
        if series is not None:
            here = hit.standing_of(series.series_instance_uid)
            if here is None:
                return "fetch"
            return "open" if here[0] >= here[1] else "resume"
        _words, how = standing(hit.here)
        if how == "whole" and hit.here is not None:
            asked, answer = len(hit.here.series), hit.answer.series_count
            return "open" if answer is None or asked >= answer else "fetch"
        return "resume" if how == "broken" else "fetch"

    def retranslate(self) -> None:
        self.reason_caption.setText(
            self.tr(
                "Nothing of this patient is on the worklist. Say why you look; it is recorded with your name."
            )
        )
        self.reason.setAccessibleName(self.tr("Reason for access"))
        self.stop.setText(self.tr("Stop fetching"))
        words = {
            "fetch": self.tr("Fetch series") if self._series else self.tr("Fetch study"),
            "resume": self.tr("Resume"),
            "open": self.tr("Open"),
        }
        icons = {"fetch": "import", "resume": "play", "open": "chevron"}
        self.primary.setText(words[self.act])
        self.primary.set_icon(icons[self.act])
        self._show_facts()
        self._show_state()
        self._look()

    def _show_facts(self) -> None:
        empty(self._facts)
        hit, series, desk = self._hit, self._series, self._desk
        if hit is None:
            self.heading.setText(self.tr("No study chosen"))
            self.second.setText(self.tr("Choose a study in the table."))
            return
        answer = hit.answer
        name, rest = found.identity(desk, answer)
        self.heading.setText(name)
        self.second.setText(rest)
        day = as_date(answer.study_date)
        facts = [
            (self.tr("Examination"), answer.description or "–"),
            (self.tr("Date"), desk.date_text(day) if day else "–"),
            (self.tr("Accession"), answer.accession_number or "–"),
            (self.tr("Modality"), ", ".join(answer.modalities) or "–"),
        ]
        if series is not None:
            facts += [
                (self.tr("Series"), series.description or "–"),
                (self.tr("Body part"), series.body_part or "–"),
                (self.tr("Images"), "–" if series.image_count is None else str(series.image_count)),
            ]
        else:
            facts.append(
                (self.tr("Series"), "–" if answer.series_count is None else str(answer.series_count))
            )
            facts.append((self.tr("Images"), "–" if answer.image_count is None else str(answer.image_count)))
        for place, (caption, value) in enumerate(facts):
            self._facts.addWidget(
                text(desk.theme, caption, "body", "muted"), place, 0, Qt.AlignmentFlag.AlignTop
            )
            self._facts.addWidget(text(desk.theme, value, "body", "primary", wrap=True), place, 1)

    def _show_state(self) -> None:
        hit = self._hit
        busy = hit is not None and hit.busy is not None
        self.stop.setVisible(busy)
        self.bar.setVisible(busy)
        said, how = standing(hit.here) if hit is not None else ("", "")
        if hit is not None and hit.busy is not None:
            done, of = hit.busy
            self.bar.setRange(0, of)
            self.bar.setValue(done)
            said = found.badges(hit)[0][1]
            self.note.show_tone("info")
            self.note.show_words("", said)
        elif hit is not None and hit.fault:
            self.note.show_tone("warn")
            self.note.show_words(said, hit.fault)
            said = said or hit.fault
        elif how:
            self.note.show_tone({"whole": "ok", "broken": "warn"}.get(how, "info"))
            more = (
                self.tr("What came is kept; resuming fetches only what is missing.")
                if how == "broken"
                else ""
            )
            self.note.show_words(said, more)
        self.note.setVisible(bool(said))

    def _look(self) -> None:
        """What is still in the way of the primary button."""
        hit = self._hit
        asks = hit is not None and bool(self._needs) and not self._blocked and hit.busy is None
        self.reason_caption.setVisible(asks)
        self.reason.setVisible(asks)
        left = max(0, SHORTEST - len(self.given_reason()))
        self.still.setVisible(asks and left > 0)
        self.still.setText(
            self.tr("At least {n} characters; {left} to go.").format(n=SHORTEST, left=left) if left else ""
        )
        reason = ""
        if hit is None:
            reason = self.tr("Choose a study first.")
        elif self._blocked:
            reason = self._blocked
        elif hit.busy is not None:
            reason = self.tr("The images are being fetched.")
        elif self._needs is None:
            reason = self.tr("The conditions are being checked.")
        elif asks and left:
            reason = self.tr("Give a reason for access first.")
        self.primary.block(reason)

    def regions(self) -> list[QWidget]:
        return [self.reason, self.primary]
