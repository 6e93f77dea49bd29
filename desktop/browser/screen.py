"""Studies (S3): read a folder, ZIP archive, DICOMDIR or file; see what it holds; put a study on the worklist."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from desktop.archive.words import RECEIVED
from desktop.background import Job, JobState
from desktop.browser import fill, words
from desktop.browser.facts_panel import FactsPanel
from desktop.browser.finding import Finding
from desktop.browser.progress_panel import ProgressPanel
from desktop.browser.receiving import Receiving
from desktop.browser.recent import Recent
from desktop.browser.register_panel import WIDTH as REGISTER_WIDTH
from desktop.browser.register_panel import RegisterPanel
from desktop.browser.sources import COMPACT_WIDTH, WIDTH, Sources
from desktop.browser.standing import Standing
from desktop.browser.thumbnails import key_of, thumbnail
from desktop.browser.together import TogetherBar
from desktop.browser.tree import SERIES_ROW, Line, StudyTree
from desktop.browser.unreadable import UnreadableList
from desktop.desk import Desk
from desktop.importing import facts, operation
from desktop.importing.operation import Choice
from desktop.importing.reading import Reading, read
from desktop.parts import Button, Elided, Field, Note, column, row, surface, text
from desktop.screen import Screen
from desktop.worklist.rows import WorklistData, WorkRow
from governance.people import CLINICAL_ROLES, Role
from studies.archive.node import Node
from studies.archive.received import ReceivedStudy
from studies.stacks import SeriesEntry

if TYPE_CHECKING:
    from studies.scan import Study

WIDE = 1500
#: pictures that are kept while the screen lives
MOST_PICTURES = 600
TABLE, EMPTY, LOADING, NO_HIT, ARCHIVE = range(5)


class Skeleton(QWidget):
    """The table as it will be, with muted bars, while a place is read."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._desk.theme
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("surface.panel"))
        for line in range(self.height() // SERIES_ROW + 1):
            top = line * SERIES_ROW
            painter.fillRect(40, top + 4, 48, 48, theme.colour("surface.raised"))
            for left, width in ((100, 180), (self.width() - 520, 90), (self.width() - 230, 120)):
                painter.fillRect(left, top + 23, width, 9, theme.colour("surface.raised"))
            painter.fillRect(0, top + SERIES_ROW - 1, self.width(), 1, theme.colour("line.subtle"))
        painter.end()


class StudiesScreen(Screen):
    """What is in a folder, archive or file."""

    name = "studies"
    navigation = "studies"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        theme = desk.theme
        self._job: Job | None = None
        self._place = Path()
        self._reading: Reading | None = None
        self._standing = Standing()
        self._pictures: dict[tuple[object, ...], QImage] = {}
        self._waiting: list[SeriesEntry] = []
        self._drawing: Job | None = None
        self._registered = ""
        self._asked_file = ""
        self.recent = Recent(
            desk.home.cache, desk.session.who.person_id if desk.session.who is not None else ""
        )
        self.finding = Finding(desk, self)
        self.receiving = Receiving(self.finding, self)
        self.sources = Sources(desk, self.finding.form)
        self.title = text(theme, "", "title", "primary")
        self.state = Elided(theme, "body", "secondary")
        self.search = Field(theme)
        self.search.setFixedWidth(218)
        self.cancel_button = Button(theme, "quiet", "close")
        self.note = Note(theme, "warn")
        self.tree = StudyTree(desk)
        self.together = TogetherBar(desk, self.tree)
        self.unreadable = UnreadableList(desk)
        self.panel = FactsPanel(desk)
        self.register = RegisterPanel(desk)
        self.progress = ProgressPanel(desk)
        self.primary_button = self.panel.primary
        self._lay_out()
        self._connect()
        self.cancel_button.hide()
        self.note.hide()
        self.sources.show_places(self.recent.places())
        self.retranslate()

    # ------------------------------------------------------------------ building
    def _lay_out(self) -> None:
        middle = surface("panel")
        lines = column((0, 0, 0, 0), 0, middle)
        head = surface("panel")
        head.setFixedHeight(48)
        top = row((14, 0, 12, 0), 8, head)
        top.addWidget(self.title)
        top.addSpacing(4)
        top.addWidget(self.state, 1)
        top.addWidget(self.cancel_button)
        top.addWidget(self.search)
        lines.addWidget(head)
        notes = column((12, 0, 12, 8), 0)
        notes.addWidget(self.note)
        lines.addLayout(notes)
        self._notes = notes
        self.pages = QStackedWidget()
        for page in (
            self.tree, self._make_empty(), Skeleton(self.desk), self._make_no_hit(), self.finding.page,
        ):  # fmt: skip
            self.pages.addWidget(page)
        self.pages.setCurrentIndex(EMPTY)
        lines.addWidget(self.pages, 1)
        lines.addWidget(self.together)
        lines.addWidget(self.unreadable)
        foot = surface("panel", "top")
        foot.setFixedHeight(32)
        hints = row((14, 0, 12, 0), 0, foot)
        self.hints = Elided(self.desk.theme, "caption", "muted")
        hints.addWidget(self.hints, 1)
        lines.addWidget(foot)
        self.side = surface("panel", "left")
        stack = column((1, 0, 0, 0), 0, self.side)
        self.faces = QStackedWidget()
        for face in (self.panel, self.register, self.progress, self.finding.panel):
            self.faces.addWidget(face)
        stack.addWidget(self.faces)
        across = row((0, 0, 0, 0), 0, self)
        across.addWidget(self.sources)
        across.addWidget(middle, 1)
        across.addWidget(self.side)

    def _make_empty(self) -> QWidget:
        theme = self.desk.theme
        page = QWidget()
        layout = column((24, 64, 24, 24), 8, page)
        icon = text(theme)
        theme.dress(icon, "studies", "text.muted", 20)
        self._empty_what = text(theme, "", "strong", "primary")
        self._empty_do = text(theme, "", "body", "secondary")
        self.empty_button = Button(theme, "secondary", "import")
        for widget in (icon, self._empty_what, self._empty_do, self.empty_button):
            layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        return page

    def _make_no_hit(self) -> QWidget:
        page = QWidget()
        layout = column((24, 64, 24, 24), 8, page)
        self._no_hit = text(self.desk.theme, "", "body", "secondary")
        self.clear_button = Button(self.desk.theme, "secondary", "close")
        for widget in (self._no_hit, self.clear_button):
            layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        return page

    def _connect(self) -> None:
        self.sources.folder_wanted.connect(self.ask_folder)
        self.sources.file_wanted.connect(self.ask_file)
        self.sources.place_wanted.connect(self.read)
        self.sources.archive_wanted.connect(self.show_archive)
        self.sources.received_wanted.connect(self.show_received)
        self.finding.open_wanted.connect(self.read)
        self.finding.turn_wanted.connect(self.show_archive)
        self.finding.changed.connect(self._archive_changed)
        self.panel.resume_pressed.connect(lambda: self.receiving.resume(self.tree.chosen()))
        self.empty_button.clicked.connect(self.ask_folder)
        self.clear_button.clicked.connect(self.search.edit.clear)
        self.cancel_button.clicked.connect(self._cancel)
        self.search.edit.textChanged.connect(self._filter)
        self.search.edit.returnPressed.connect(self.tree.setFocus)
        self.tree.currentItemChanged.connect(lambda *_: self._show_chosen())
        self.tree.open_wanted.connect(self.panel.primary.press)
        self.panel.primary_pressed.connect(self._next_step)
        self.panel.view_pressed.connect(self._view)
        self.register.closed.connect(self._back_to_facts)
        self.register.confirmed.connect(self._put_on_worklist)
        self.progress.back_pressed.connect(self._back_to_facts)
        self.progress.open_pressed.connect(self._open_registered)
        self.desk.session.who_changed.connect(self._signed_out)
        self.desk.session.committed.connect(
            lambda change: self._ask_standing() if change.kind != "draft" else None
        )

    def _signed_out(self, who: object) -> None:
        """Nothing goes on in the name of somebody who left."""
        if who is None:
            self._cancel()
            self._job = None
            self._stop_drawing()
            self.progress.stop()

    # ------------------------------------------------------------------ form
    def enter(self, what: object = None) -> None:
        self.desk.session.open_study(None)
        self._show_status()
        if what == RECEIVED:
            self.show_received()
        elif isinstance(what, str | Path):
            self.read(what)
        else:
            self._ask_standing()
            (self.tree if self._reading is not None else self.sources.folder).setFocus()

    def _show_status(self) -> None:
        window = self.desk.services.get("window")
        if window is not None:
            window.status_line.show_left("")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        from desktop.window import panel_width

        compact = self.width() < WIDE
        asking = self.faces.currentWidget() in (self.register, self.progress)
        self.sources.setFixedWidth(COMPACT_WIDTH if compact else WIDTH)
        self.sources.setVisible(not (compact and asking))
        self.side.setFixedWidth(REGISTER_WIDTH if asking else panel_width(self.width()))
        self.tree.fit(compact=compact or asking)
        self.finding.page.fit(compact=compact)

    def _show_face(self, face: QWidget) -> None:
        self.faces.setCurrentWidget(face)
        self.tree.setEnabled(face is self.panel)
        self._fit()

    def retranslate(self) -> None:
        self.title.setText(self.tr("Studies"))
        self.cancel_button.setText(self.tr("Cancel"))
        self.search.set_prompt(self.tr("Filter by name or text"))
        self.search.edit.setAccessibleName(self.tr("Filter by name or text"))
        self.tree.setAccessibleName(self.tr("Patients, studies and series"))
        self.tree.setHeaderLabels(
            [
                self.tr("Patient, study, series"),
                self.tr("Modality"),
                self.tr("Images"),
                self.tr("Time points"),
                self.tr("Spacing (mm)"),
                self.tr("Particulars"),
            ]
        )
        self._empty_what.setText(
            self.tr("Here you see the patients, studies and series of a folder, ZIP archive or disc.")
        )
        self._empty_do.setText(self.tr("Open a folder, or drag it onto this window."))
        self.empty_button.setText(self.tr("Open folder"))
        self._no_hit.setText(self.tr("No series matches the filter."))
        self.clear_button.setText(self.tr("Clear filter"))
        self.hints.setText(
            "      ".join(
                (
                    "↑ ↓ " + self.tr("choose"),
                    "→ " + self.tr("unfold"),
                    "Enter " + self.tr("put on worklist or open"),
                    "Ctrl+O " + self.tr("folder"),
                    "Ctrl+Shift+O " + self.tr("ZIP or file"),
                )
            )
        )
        if self._reading is not None:
            self._fill()
        self.finding.refill()
        self._archive_changed()

    # ------------------------------------------------------------------ archives
    def show_archive(self, node: Node) -> None:
        """Turn to an archive: its form at the left, its answers in the middle."""
        self._leave_place()
        self.sources.show_chosen(node.id)
        self.pages.setCurrentIndex(ARCHIVE)
        self._show_face(self.finding.panel)
        self.search.hide()
        self.primary_button = self.finding.panel.primary
        self.finding.choose(node)

    def show_received(self) -> None:
        """What came in, of every patient; looking is put on record first."""
        if not self._is_copying():
            self.receiving.list(lambda: self.read(self.finding.book.received))

    def _archive_changed(self) -> None:
        if self.pages.currentIndex() != ARCHIVE:
            return
        self.state.setText(self.finding.state)
        bold, rest, tone = self.finding.note
        self.note.hide()
        if bold or rest:
            self._say(bold, rest, tone=tone)

    def _leave_place(self) -> None:
        """Stop what is read or drawn of another place."""
        self._cancel()
        self._stop_drawing()
        self._job = None
        self.cancel_button.hide()
        self.unreadable.show_items((), "")
        self.note.hide()
        self.tree.clear()
        self._reading = None

    # ------------------------------------------------------------------ reading a place
    def ask_folder(self) -> None:
        place = QFileDialog.getExistingDirectory(self, self.tr("Open folder"))
        if place:
            self.read(place)

    def ask_file(self) -> None:
        place, _ = QFileDialog.getOpenFileName(self, self.tr("Open ZIP or file"))
        if place:
            self.read(place)

    def read(self, place: str | Path) -> None:
        """Read what is in `place` in the background; an earlier reading stops."""
        if self._is_copying():
            return
        self._leave_place()
        self._place = Path(place)
        self.search.edit.clear()
        self.search.show()
        self.primary_button = self.panel.primary
        received = self.receiving.holds(self._place)
        self.sources.show_chosen(RECEIVED if received else "")
        self._show_face(self.panel)
        self.pages.setCurrentIndex(LOADING)
        name = self.tr("Received") if received else self._place.name
        self.state.setText(self.tr("Reading {place}…").format(place=name))
        self.cancel_button.show()
        job = self.desk.background.run(
            self.receiving.read if received else read,
            self._place,
            index=self.desk.home.cache / "scans",
            title=self.tr("Reading the folder"),
            receiver=self,
        )
        self._job = job
        job.progressed.connect(lambda done, of: self._progressed(job, done, of))
        job.ended.connect(self._ended)
        self._show_chosen()

    def _is_copying(self) -> bool:
        """Says so when images are being copied: the place may not change under them."""
        if self.progress.is_running:
            self.desk.messages.info(
                self.tr("The images are still being copied."), self.tr("Wait, or cancel the copy.")
            )
        return self.progress.is_running

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _progressed(self, job: Job, done: int, of: int) -> None:
        if job is self._job:
            self.state.setText(self.tr("{done} of {of} files read").format(done=done, of=of))

    def _ended(self, job: Job) -> None:
        if job is not self._job:
            return
        self._job = None
        self.cancel_button.hide()
        if job.state is JobState.DONE:
            here: dict[str, ReceivedStudy] = {}
            if self.receiving.holds(self._place):
                self._reading, here = job.result
            else:
                self._reading = job.result
                self.recent.add(self._place)
                self.sources.show_places(self.recent.places())
            self._standing = replace(self._standing, received=here)
            self._fill()
            self._ask_standing()
            self._draw(self._reading.result.all_series() if self._reading else [])
            self.tree.setFocus()
        elif isinstance(job.error, Exception):
            self.state.setText("")
            self.pages.setCurrentIndex(EMPTY)
            self._say(*self.desk.in_words(job.error), tone="error")
        else:
            self.state.setText(self.tr("Reading was cancelled."))
            self.pages.setCurrentIndex(EMPTY)

    def _say(self, bold: str, rest: str = "", *, tone: str = "warn") -> None:
        self.note.show_tone(tone)
        self.note.show_words(bold, rest)
        self.note.show()

    def _fill(self) -> None:
        reading = self._reading
        if reading is None:
            return
        result, language = reading.result, self.desk.language.code
        chosen = self._key(self.tree.chosen())
        self.tree.blockSignals(True)
        fill.fill(self.tree, self.desk, result, self._standing)
        for key, picture in self._pictures.items():
            self.tree.show_picture(key, picture, key_of)
        self.tree.blockSignals(False)
        self.unreadable.show_items(result.unreadable, str(reading.place))
        self.state.setText(
            self.tr("{files} files read, {bad} not readable").format(
                files=result.files, bad=len(result.unreadable)
            )
        )
        people = [p for p in result.patients if not fill.is_research(p)]
        self.note.hide()
        if not result.all_series() and self.receiving.holds(self._place):
            self._say(
                self.tr("Nothing was received yet."),
                self.tr("Fetch a study from an archive, or have one sent to this computer."), tone="info",
            )  # fmt: skip
        elif not result.all_series():
            reasons = Counter(reason for _, reason in result.unreadable).most_common(3)
            said = " ".join(words.reason(reason, language) for reason, _ in reasons)
            self._say(self.tr("No images found in this folder."), said)
        elif len(people) > 1 and not self.receiving.holds(self._place):
            self._say(
                self.tr("This selection holds {n} patients.").format(n=len(people)),
                self.tr("Choose one; a report is about one patient."),
            )
        self._filter(show=False)
        self._choose(chosen)
        self._say_what_was_asked()

    def _key(self, line: Line | None) -> tuple[object, ...]:
        if line is None or not line.entries:
            return ("file", str(self._place))
        return (line.kind, *key_of(line.entries[0]))

    def _choose(self, wanted: tuple[object, ...]) -> None:
        """The row of before; else the file that was asked for, else the first series that can be measured."""
        rows = self.tree.rows("series")
        asked = self._reading.result.asked if self._reading is not None else ""
        hit = next((r for r in self.tree.rows() if r.line.entries and self._key(r.line) == wanted), None)
        if hit is None and asked:
            hit = next((r for r in rows if _holds(r.line.entries[0], asked)), None)
        if hit is None:
            good = (r for r in rows if r.line.entries[0].is_loadable and not _blocked(r.line.entries[0]))
            hit = next(good, rows[0] if rows else None)
        if hit is not None:
            self.tree.blockSignals(True)  # shown once, below
            self.tree.setCurrentItem(hit)
            self.tree.blockSignals(False)
        self._show_chosen()

    def _say_what_was_asked(self) -> None:
        """One file was opened: which series it belongs to, in words."""
        reading, line = self._reading, self.tree.chosen()
        asked = reading.result.asked if reading is not None else ""
        if not asked or line is None or not line.entries or not _holds(line.entries[0], asked):
            return
        self._say(
            self.tr("{file} belongs to the series {series}.").format(
                file=Path(asked).name, series=line.first
            ),
            self.tr("The whole series was read and is chosen."),
            tone="info",
        )

    def _filter(self, _typed: str = "", *, show: bool = True) -> None:
        if self._reading is None:
            return
        left = self.tree.filter(self.search.edit.text())
        self.pages.setCurrentIndex(TABLE if left or not self._reading.result.all_series() else NO_HIT)
        if show:
            self._show_chosen()

    # ------------------------------------------------------------------ thumbnails
    def _draw(self, entries: list[SeriesEntry]) -> None:
        self._waiting = [e for e in entries if key_of(e) not in self._pictures]
        self._draw_next()

    def _stop_drawing(self) -> None:
        self._waiting = []
        if self._drawing is not None:
            self._drawing.cancel()
            self._drawing = None

    def _draw_next(self) -> None:
        if not self._waiting or self._drawing is not None:
            return
        entry = self._waiting.pop(0)
        job = self.desk.background.run(thumbnail, entry, title=self.tr("Drawing thumbnails"), receiver=self)
        self._drawing = job
        job.ended.connect(lambda ended: self._drawn(ended, entry))

    def _drawn(self, job: Job, entry: SeriesEntry) -> None:
        if job is not self._drawing:
            return
        self._drawing = None
        if job.state is JobState.DONE:
            while len(self._pictures) >= MOST_PICTURES:
                self._pictures.pop(next(iter(self._pictures)))
            self._pictures[key_of(entry)] = job.result
            self.tree.show_picture(key_of(entry), job.result, key_of)
            line = self.tree.chosen()
            if line is not None and line.kind == "series" and key_of(line.entries[0]) == key_of(entry):
                self.panel.picture.show_image(job.result)
        self._draw_next()

    # ------------------------------------------------------------------ the worklist's side of it
    def _ask_standing(self) -> None:
        """Which of these are on the worklist; a role that may not see the list simply gets no badges."""
        source, who = self.desk.services.get("worklist"), self.desk.session.who
        if source is None or who is None:
            return
        self.desk.background.run(
            source.load, who, self.desk.language.code,
            title=self.tr("Loading the worklist"), on_done=self._standing_known, on_error=lambda _problem: None,
            receiver=self, serial=True,
        )  # fmt: skip

    def _standing_known(self, data: WorklistData) -> None:
        fresh = Standing.of(data.rows, self._standing.received)
        if fresh != self._standing:
            self._standing = fresh
            if self._reading is not None:
                self._fill()

    def _rows_of(self, line: Line | None) -> tuple[WorkRow, ...]:
        if line is None:
            return ()
        if line.kind == "series" and line.entries:
            return self._standing.of_series(line.entries[0])
        return self._standing.of_study(line.study_uid) if line.kind == "study" else ()

    # ------------------------------------------------------------------ the chosen row
    def chosen(self) -> SeriesEntry | None:
        """The series of the selected row."""
        line = self.tree.chosen()
        return line.entries[0] if line is not None and line.kind == "series" else None

    def _show_chosen(self) -> None:
        line = self.tree.chosen()
        self.panel.show_line(line, self._rows_of(line), self._not_for_worklist(line))
        self.receiving.show_resume(self.panel, line, self._standing)

    def _not_for_worklist(self, line: Line | None) -> str:
        """Why a row can't be put on the worklist; empty when the panel may be opened for it."""
        if line is None or not line.entries or line.kind == "patient":
            return self.tr("Choose a series first.")
        role = self.desk.session.who.role if self.desk.session.who is not None else ""
        if role not in {r.value for r in (*CLINICAL_ROLES, Role.ADMINISTRATOR)}:
            return self.tr("Your role puts no studies on the worklist.")
        part = self._standing.missing(line.study_uid, [e.series_instance_uid for e in line.entries])
        if part is not None:
            return self.tr("Only {here} of {all} images were fetched. Resume the fetch first.").format(
                here=part[0], all=part[1]
            )
        good = [e for e in line.entries if e.is_loadable and not _blocked(e)]
        if line.entries[0].research_file:
            return self.tr(
                "A NIfTI, NRRD or MetaImage file doesn't say whose images it holds; it can be viewed and measured only."
            )
        if not good:
            problems = [
                words.problem(p, self.desk.language.code)
                for p in line.entries[0].problems
                if p.effect == "block"
            ]
            return "\n".join(" ".join(p).strip() for p in problems) or self.tr(
                "This series can't be measured."
            )
        return ""

    def _view(self) -> None:
        entry = self.chosen()
        if entry is not None:
            rows = (r.line for r in self.tree.rows() if r.line.kind == "series")
            others = [
                e for line in rows for e in line.entries if e.study_instance_uid == entry.study_instance_uid
            ]
            self.desk.services["open_images"](entry, [e for e in others if e is not entry])

    def _next_step(self) -> None:
        line = self.tree.chosen()
        rows = self._rows_of(line)
        if rows:
            self._open_from_worklist(rows[0].study_id)
        elif line is not None and line.entries:
            self._ask_registration(line)

    def _ask_registration(self, line: Line) -> None:
        reading, study = self._reading, self._study_of(line)
        if reading is None or study is None:
            return
        good = tuple(e for e in study.series if e.is_loadable and not _blocked(e))
        main = line.entries[0] if line.kind == "series" else max(good, key=_fitness)
        self.register.open(reading, good, main, all_of_study=line.kind == "study" and len(good) > 1)
        self._show_face(self.register)

    def _study_of(self, line: Line) -> Study | None:
        reading = self._reading
        if reading is None:
            return None
        studies = (s for patient in reading.result.patients for s in patient.studies)
        return next((s for s in studies if any(e is line.entries[0] for e in s.series)), None)

    def _back_to_facts(self) -> None:
        self._show_face(self.panel)
        self._show_chosen()
        self.tree.setFocus()

    def _put_on_worklist(self, choice: Choice) -> None:
        self._registered = facts.study_id(choice.found.study_instance_uid, choice.entered.task)
        run = operation.run(self.desk, choice, self.tr("Put on worklist"), initiator=self)
        self.progress.follow(run)
        self._show_face(self.progress)

    def _open_registered(self) -> None:
        self._open_from_worklist(self._registered)

    def _open_from_worklist(self, study_id: str) -> None:
        """Open an entry as it stands now: the list of a while ago may not know of its draft."""
        source, who = self.desk.services.get("worklist"), self.desk.session.who
        if source is None or who is None:
            return
        self.desk.background.run(
            source.load, who, self.desk.language.code,
            title=self.tr("Loading the worklist"), on_done=lambda data: self._open_row(data, study_id),
            on_error=self.desk.messages.show, receiver=self, serial=True,
        )  # fmt: skip

    def _open_row(self, data: WorklistData, study_id: str) -> None:
        self._standing_known(data)
        row = next((r for r in data.rows if r.study_id == study_id), None)
        if row is not None:
            self._show_face(self.panel)
            self.desk.services["open_row"](row)

    # ------------------------------------------------------------------ keys
    def regions(self) -> list[QWidget]:
        face: Any = self.faces.currentWidget()
        own = list(face.regions()) if hasattr(face, "regions") else [face]
        if not self.together.isHidden():
            own.insert(0, self.together.button)
        middle: list[QWidget | None] = (
            [self.tree] if self.pages.currentIndex() == TABLE else [self.pages.currentWidget()]
        )
        if self.pages.currentIndex() == ARCHIVE:
            middle = [self.finding.form.edits["patient_id"], self.finding.page.tree]
        return [self.sources, self.search, *(w for w in middle if w is not None), *own]

    def primary(self) -> None:
        face: Any = self.faces.currentWidget()
        face.primary.press()


def _blocked(entry: SeriesEntry) -> bool:
    return any(problem.effect == "block" for problem in entry.problems)


def _fitness(entry: SeriesEntry) -> tuple[bool, bool, int, float]:
    """What one would rather measure on: a single volume, axial, many slices, thin."""
    return (
        entry.timepoints == 1,
        entry.orientation == "axial",
        entry.size[2],
        -entry.spacing_mm[2],
    )


def _holds(entry: SeriesEntry, path: str) -> bool:
    return any(frame.header.file.path == path for frame_row in entry.frames for frame in frame_row)
