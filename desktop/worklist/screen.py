"""The worklist screen: side bar, table, preview; loading, empty and error states; reason for access."""

from __future__ import annotations

import functools
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from desktop import product
from desktop.actions import Action
from desktop.chips import STATUS, word
from desktop.desk import Desk
from desktop.palette import Entry
from desktop.parts import Button, Elided, Field, Note, column, row, surface, text
from desktop.screen import Screen
from desktop.words import QT_TRANSLATE_NOOP
from desktop.worklist.preview import PreviewPanel
from desktop.worklist.reason import ReasonDialog
from desktop.worklist.rows import TASKS, VIEWS, Preview, WorklistData, WorklistSource, WorkRow, in_view
from desktop.worklist.sidebar import Sidebar
from desktop.worklist.table import (
    DRAFTING,
    HEADERS,
    REVIEWING,
    ROW_HEIGHT,
    WorklistModel,
    WorklistTable,
    translated,
)

WIDE = 1500


class Skeleton(QWidget):
    """The table as it will be, with muted bars: while the list is first loaded."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk

    def sizeHint(self) -> QSize:
        return QSize(400, 400)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._desk.theme
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("surface.panel"))
        for line in range(self.height() // ROW_HEIGHT):
            top = 28 + line * ROW_HEIGHT
            for left, width in ((14, 130), (222, 60), (326, 140), (532, 110), (704, 120)):
                painter.fillRect(left, top + 12, width, 9, theme.colour("surface.raised"))
            painter.fillRect(0, top + ROW_HEIGHT - 1, self.width(), 1, theme.colour("line.subtle"))
        painter.end()


class WorklistScreen(Screen):
    """S2. What it shows comes from `desk.services["worklist"]`, a `WorklistSource`.

    Opening a row is `desk.services["open_row"](row)`; handing back is `desk.services["hand_back"](row)`; opening a
    folder of images is the screen `studies`. What isn't there is said on the button.
    """

    name = "worklist"
    context = "worklist"
    navigation = "worklist"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._data: WorklistData | None = None
        self._reviews = self._who_role() == "radiologist"
        self._view = "mine" if self._reviews else "group"
        self._task = ""
        self._states: set[str] = set()
        self._loading = self._stale = False
        self._wanted_preview: tuple[str, str] | None = None
        self._is_left = False
        self._open_when_known: tuple[str, str] | None = None
        self._preview_open = True
        self._previews: dict[tuple[str, str], Preview] = {}
        self.side = Sidebar(desk)
        self.model = WorklistModel(desk, self)
        self.model.show_kinds(REVIEWING if self._reviews else DRAFTING)
        self.table = WorklistTable(desk, self.model)
        self.preview = PreviewPanel(desk, self)
        self._build()
        self._connect()
        self._refresh = QTimer(self)
        self._refresh.setInterval(1000 * int(desk.settings.get("worklist.refresh_s")))
        self._refresh.timeout.connect(self.reload)
        self.side.show_view(self._view)
        self.retranslate()

    def _who_role(self) -> str:
        return self.desk.session.who.role if self.desk.session.who else ""

    # ------------------------------------------------------------------ building
    def _build(self) -> None:
        theme = self.desk.theme
        self.title = text(theme, "", "title")
        self.count = Elided(theme, "body", "secondary")
        self.search = Field(theme)
        self.search.setFixedWidth(218)
        self.filter = Button(theme, icon="filter")
        self.open_study = Button(theme, icon="import")
        head = surface("panel")
        head.setFixedHeight(48)
        top = row((14, 0, 12, 0), 8, head)
        top.addWidget(self.title)
        top.addSpacing(4)
        top.addWidget(self.count, 1)
        top.addWidget(self.search)
        top.addWidget(self.filter)
        top.addWidget(self.open_study)
        self.warning = Note(theme, "warn")
        self.warning.hide()
        self.failure = Note(theme, "error")
        self.failure.hide()
        self.empty = self._make_empty()
        self.pages = QStackedWidget()
        for page in (self.table, self.empty, Skeleton(self.desk)):
            self.pages.addWidget(page)
        self.pages.setCurrentIndex(2)
        foot = surface("panel", "top")
        foot.setFixedHeight(32)
        hints = row((14, 0, 12, 0), 0, foot)
        self.hints = text(theme, "", "caption", "muted")
        self.order = text(theme, "", "caption", "muted")
        hints.addWidget(self.hints)
        hints.addStretch(1)
        hints.addWidget(self.order)
        middle = surface("panel")
        lines = column((0, 0, 0, 0), 0, middle)
        lines.addWidget(head)
        notes = column((12, 0, 12, 0), 8)
        notes.addWidget(self.warning)
        notes.addWidget(self.failure)
        lines.addLayout(notes)
        lines.addWidget(self.pages, 1)
        lines.addWidget(foot)
        across = row((0, 0, 0, 0), 0, self)
        across.addWidget(self.side)
        across.addWidget(middle, 1)
        across.addWidget(self.preview)

    def _make_empty(self) -> QWidget:
        page = QWidget()
        layout = column((24, 64, 24, 24), 8, page)
        self._empty_words = text(self.desk.theme, "", "body", "secondary")
        self.empty_button = Button(self.desk.theme, icon="import")
        icon = text(self.desk.theme)
        self.desk.theme.dress(icon, "worklist", "text.muted", 20)
        for widget in (icon, self._empty_words, self.empty_button):
            layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        return page

    def _connect(self) -> None:
        desk = self.desk
        self.side.view_chosen.connect(self.choose_view)
        self.side.task_chosen.connect(self.choose_task)
        self.search.edit.textChanged.connect(lambda _words: self._show_rows())
        self.search.edit.returnPressed.connect(self.table.setFocus)
        self.filter.clicked.connect(self.open_filter)
        for button in (self.open_study, self.empty_button):
            button.clicked.connect(lambda: desk.navigator.open("studies"))
            button.refused.connect(desk.messages.info)
        self.table.selectionModel().currentRowChanged.connect(lambda _now, _old: self._chosen())
        self.model.modelReset.connect(self._keep_choice)
        self.table.open_wanted.connect(self.open_chosen)
        self.table.order_changed.connect(self._show_order)
        self.preview.primary_pressed.connect(self.open_chosen)
        self.preview.hand_back_pressed.connect(self.hand_back)
        self.preview.closed.connect(self.toggle_preview)
        desk.session.committed.connect(lambda _change: self.reload())
        window = desk.services.get("window")
        if window is not None:
            window.palette_box.finders.append(self.patients)

    # ------------------------------------------------------------------ loading
    def _source(self) -> WorklistSource | None:
        return self.desk.services.get("worklist")

    def enter(self, what: object = None) -> None:
        self._is_left = False
        self.desk.session.open_study(None)
        self._follow_role()
        self.table.setFocus()
        self._block_buttons()
        self._show_status()
        self._refresh.start()
        self.reload()

    def _follow_role(self) -> None:
        """Another role was chosen: its columns and its first view."""
        reviews = self._who_role() == "radiologist"
        if reviews != self._reviews:
            self._reviews = reviews
            self.model.show_kinds(REVIEWING if reviews else DRAFTING)
            self._view = "mine" if reviews else "group"
            self.side.show_view(self._view)
            self._previews.clear()

    def leave(self) -> bool:
        self._open_when_known = None
        self._is_left = True
        self._refresh.stop()
        return True

    def reload(self) -> None:
        """Ask the source again; the present list stays until the new one is there."""
        who, source = self.desk.session.who, self._source()
        if who is None or source is None:
            return
        if self._loading:
            self._stale = True  # what is being read may be from before this wish: read once more
            return
        self._loading, self._stale = True, False
        self.desk.background.run(
            source.load, who, self.desk.language.code,
            title=self.tr("Loading the worklist"), on_done=self._loaded, on_error=self._failed, serial=True,
        )  # fmt: skip

    def _loaded(self, data: WorklistData) -> None:
        self._loading = False
        self._data = data
        self._previews.clear()
        self.failure.hide()
        self.warning.setVisible(data.archive_down_since is not None)
        if data.archive_down_since is not None:
            words = self.tr("Archive not reachable since {time}.").format(
                time=self.desk.time_text(data.archive_down_since)
            )
            self.warning.show_words(
                words, self.tr("You see the list of {time}.").format(time=self.desk.time_text(data.at))
            )
        self.side.show_competences(data.competences, data.feedback_waiting)
        self._show_rows()
        self._show_status()
        window = self.desk.services.get("window")
        who = self.desk.session.who
        if window is not None and who is not None:
            window.title_bar.show_count(
                "worklist", sum(in_view(r, "mine", who, self.desk.clock()) for r in data.rows)
            )
        if self._stale:
            self.reload()

    def _failed(self, problem: Exception) -> None:
        again = self._stale  # somebody else may act by now, who may see the list
        self._loading = self._stale = False
        if again:
            self.reload()
            return
        self.failure.show_words(*self.desk.in_words(problem))
        if not self.failure.action.isVisibleTo(self.failure):
            self.failure.offer(self.tr("Retry"), self.reload)
        self.failure.show()

    # ------------------------------------------------------------------ showing
    def rows_in(self, view: str) -> list[WorkRow]:
        who = self.desk.session.who
        if self._data is None or who is None:
            return []
        return [r for r in self._data.rows if in_view(r, view, who, self.desk.clock())]

    def _show_rows(self) -> None:
        if self._data is None:
            return
        typed = self.search.edit.text().strip()
        # a search looks through everything that may be seen, not only through the chosen view
        rows = list(self._data.rows) if typed else self.rows_in(self._view)
        counts = {view: len(self.rows_in(view)) for view in VIEWS}
        counts |= {f"task:{task}": sum(r.task == task for r in rows) for task in TASKS}
        rows = [
            r
            for r in rows
            if (not self._task or r.task == self._task)
            and (not self._states or r.state in self._states)
            and (not typed or r.matches(typed))
        ]
        self.side.show_counts(counts)
        self.model.show_rows(rows, self.desk.clock())
        self.pages.setCurrentIndex(0 if rows else 1)
        self._show_words()
        if not rows:
            self.preview.show_row(None)

    def _keep_choice(self) -> None:
        place = self.model.place_of(self._wanted_preview) if self._wanted_preview else -1
        if self.model.rowCount():
            self.table.selectRow(max(place, 0))
            self._chosen()

    def chosen(self) -> WorkRow | None:
        return self.model.row_at(self.table.currentIndex().row())

    def _chosen(self) -> None:
        shown = self.chosen()
        if (
            shown is None or self._is_left
        ):  # nobody sees a preview then, and each saved revision would be read
            return
        if shown.key != self._open_when_known:
            self._open_when_known = None
        self._wanted_preview = shown.key
        self.preview.show_row(shown, self.model.lines(shown, 0)[1])
        known = self._previews.get(shown.key)
        if known is not None:
            self.preview.show_preview(known)
            return
        who, source = self.desk.session.who, self._source()
        if who is not None and source is not None:
            self.desk.background.run(
                source.preview, who, shown, self.desk.language.code,
                title=self.tr("Loading the preview"), receiver=self, serial=True,
                on_done=functools.partial(self._show_preview, shown.key),
                on_error=self.desk.messages.show,
            )  # fmt: skip

    def _show_preview(self, key: tuple[str, str], preview: Preview) -> None:
        self._previews[key] = preview
        if key != self._wanted_preview:
            return
        self.preview.show_preview(preview)
        if key == self._open_when_known and self.isVisible():
            self.open_chosen()

    def _block_buttons(self) -> None:
        there = "go.studies" in self.desk.actions
        reason = "" if there else self.tr("This installation has no study browser.")
        self.open_study.block(reason)
        self.empty_button.block(reason)

    def _show_status(self) -> None:
        window = self.desk.services.get("window")
        if window is None:
            return
        facts = []
        if self._data is not None and self._data.checked_at is not None:
            at = self.desk.time_text(self._data.checked_at)
            facts.append(self.tr("Database sound · last check {time}").format(time=at))
        window.status_line.show_left(*facts, icon="ok" if facts else "")
        minutes = int(self.desk.settings.get("security.idle_lock_s")) // 60
        window.status_line.show_right(
            self.tr("Locks after {n} min").format(n=minutes)
            + "     "
            + self.tr("Version {version} · software for research and education, not a medical device").format(
                version=product.version()
            )
        )

    def retranslate(self) -> None:
        self.title.setText(self.tr("Worklist"))
        self.search.set_prompt(self.tr("Name, number, accession"))
        self.search.edit.setAccessibleName(self.tr("Name, number, accession"))
        self.filter.setText(self.tr("Filter"))
        for button in (self.open_study, self.empty_button):
            button.setText(self.tr("Open study"))
        self._empty_words.setText(self.tr("Nothing in this view."))
        self.hints.setText(
            "      ".join(
                (
                    "↑ ↓ " + self.tr("choose"),
                    "Enter " + self.tr("open"),
                    "T " + self.tr("hand back"),
                    "F " + self.tr("filter"),
                )
            )
        )
        self.table.setAccessibleName(self.tr("Worklist"))
        self._show_order(-1, False)
        self._show_words()
        self._show_status()
        self._block_buttons()
        if self._data is not None:
            self.reload()  # sentences of the source are in its language

    def _show_words(self) -> None:
        n = self.model.rowCount()
        words = self.tr("1 examination") if n == 1 else self.tr("{n} examinations").format(n=n)
        if self._data is not None:
            words += " · " + self.tr("refreshed {time}").format(time=self.desk.time_text(self._data.at))
        if self._states:
            words += " · " + self.tr("filtered")
        self.count.setText(words if self._data is not None else "")

    def _show_order(self, column_pressed: int, falling: bool) -> None:
        if column_pressed < 0:
            self.order.setText(self.tr("sorted: urgency, then waiting time"))
        else:
            way = self.tr("falling") if falling else self.tr("rising")
            self.order.setText(
                self.tr("sorted: {column}, {way}").format(
                    column=translated(HEADERS[self.model.kinds[column_pressed]]), way=way
                )
            )

    # ------------------------------------------------------------------ acts
    def choose_view(self, name: str) -> None:
        self._view = name
        self.search.edit.clear()
        self._show_rows()

    def choose_task(self, name: str) -> None:
        self._task = name
        self._show_rows()

    def open_filter(self) -> None:
        menu = self.filter_menu()
        menu.popup(self.filter.mapToGlobal(self.filter.rect().bottomLeft()))

    def filter_menu(self) -> QMenu:
        """Statuses to tick; none ticked shows all."""
        menu = QMenu(self)
        menu.addAction(self.tr("All statuses")).triggered.connect(lambda: self._filter(None))
        menu.addSeparator()
        for state, look in STATUS.items():
            if state == "out_of_protocol":
                continue
            item = menu.addAction(self.desk.theme.icon(look.icon), word(look))
            item.setCheckable(True)
            item.setChecked(state in self._states)
            item.triggered.connect(lambda _on=False, s=state: self._filter(s))
        return menu

    def _filter(self, state: str | None) -> None:
        self._states = set() if state is None else self._states ^ {state}
        self._show_rows()

    def toggle_preview(self) -> None:
        """Space: show or hide the preview; below 1500 px it lies over the table."""
        self._preview_open = not self._preview_open
        self._place_preview()
        self.table.setFocus()

    def open_chosen(self) -> None:
        """Open the chosen row; outside one's own worklist after a reason, and never past the gate."""
        shown = self.chosen()
        if shown is None:
            return
        preview = self._previews.get(shown.key)
        if preview is None:
            self._open_when_known = shown.key  # a quick double click: the conditions are still being asked
            return
        self._open_when_known = None
        if preview.blocked:
            self.desk.messages.warning(preview.blocked, key="worklist-refused")
            return
        if shown.own_worklist:
            self._open(shown)
            return
        dialog = ReasonDialog(self.desk, shown, self.model.lines(shown, 0)[1], self)
        dialog.given.connect(lambda reason: self._give_reason(shown, reason))
        dialog.open()

    def _give_reason(self, shown: WorkRow, reason: str) -> None:
        who, source = self.desk.session.who, self._source()
        if who is not None and source is not None:
            self.desk.background.run(
                source.give_reason, who, shown, reason,
                title=self.tr("Recording the reason"), receiver=self, serial=True,
                on_done=lambda _none: self._open(shown), on_error=self.desk.messages.show,
            )  # fmt: skip

    def _open(self, shown: WorkRow) -> None:
        self._service("open_row", shown)

    def hand_back(self) -> None:
        shown = self.chosen()
        preview = self._previews.get(shown.key) if shown else None
        if shown is None or preview is None:
            return
        if preview.hand_back_blocked:
            self.desk.messages.warning(preview.hand_back_blocked, key="worklist-refused")
        else:
            self._service("hand_back", shown)

    def _service(self, name: str, shown: WorkRow) -> None:
        act: Any = self.desk.services.get(name)
        if act is None:
            self.desk.messages.warning(
                self.tr("This installation can't open that."), self.tr("Ask the administrator.")
            )
        else:
            act(shown)

    def patients(self, typed: str) -> list[Entry]:
        """Patients for the command palette."""
        rows = self._data.rows if self._data is not None else ()
        return [
            Entry(f"{r.patient_name} · {self.model.lines(r, 0)[1]}", self.tr("Worklist"),
                  functools.partial(self.show_row, r.key), icon="person")
            for r in rows if r.matches(typed)
        ][:8]  # fmt: skip

    def show_row(self, key: tuple[str, str]) -> None:
        """Come to this row, whatever is chosen now."""
        self.desk.navigator.open("worklist")
        self._task, self._states = "", set()
        shown = next((r for r in self._data.rows if r.key == key), None) if self._data else None
        if shown is not None and shown not in self.rows_in(self._view):
            self.search.edit.setText(shown.patient_number)
        self._wanted_preview = key
        self._show_rows()
        self.table.setFocus()

    # ------------------------------------------------------------------ form
    def regions(self) -> list[QWidget]:
        return [self.side, self.table, *([self.preview] if self.preview.isVisible() else [])]

    def primary(self) -> None:
        self.preview.primary.press()

    def resizeEvent(self, event: QResizeEvent) -> None:
        wide_before, wide = event.oldSize().width() >= WIDE, event.size().width() >= WIDE
        if wide_before != wide or event.oldSize().width() < 0:
            self._preview_open = wide
        super().resizeEvent(event)
        self._place_preview()

    def _place_preview(self) -> None:
        layout = self.layout()
        over = self.width() < WIDE
        inside = layout is not None and layout.indexOf(self.preview) >= 0
        if layout is not None and over and inside:
            layout.removeWidget(self.preview)
        elif layout is not None and not over and not inside:
            layout.addWidget(self.preview)
        self.preview.setVisible(self._preview_open)
        if over:
            self.preview.setGeometry(
                self.width() - self.preview.width(), 0, self.preview.width(), self.height()
            )
            self.preview.raise_()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.width() < WIDE and self._preview_open:
            self.toggle_preview()
        else:
            super().keyPressEvent(event)


def _screen(desk: Desk) -> WorklistScreen:
    screen = desk.services["window"].screen_named("worklist")
    if not isinstance(screen, WorklistScreen):
        raise TypeError("the worklist is another screen")
    return screen


def _nothing_chosen(desk: Desk) -> str | None:
    return None if _screen(desk).chosen() else QT_TRANSLATE_NOOP("Actions", "No row is chosen.")


ACTIONS = (
    Action("worklist.search", QT_TRANSLATE_NOOP("Actions", "Search the worklist"),
           lambda desk: _screen(desk).search.edit.setFocus(), ("/",), "search", "worklist"),
    Action("worklist.filter", QT_TRANSLATE_NOOP("Actions", "Filter by status"),
           lambda desk: _screen(desk).open_filter(), ("F",), "filter", "worklist"),
    Action("worklist.preview", QT_TRANSLATE_NOOP("Actions", "Preview on or off"),
           lambda desk: _screen(desk).toggle_preview(), ("Space",), "visible", "worklist"),
    Action("worklist.new", QT_TRANSLATE_NOOP("Actions", "Start or go on with the report"),
           lambda desk: _screen(desk).open_chosen(), ("N",), "draft", "worklist", disabled_because=_nothing_chosen),
    Action("worklist.hand_back", QT_TRANSLATE_NOOP("Actions", "Hand back to the radiologist"),
           lambda desk: _screen(desk).hand_back(), ("T",), "handed_back", "worklist", disabled_because=_nothing_chosen),
    Action("worklist.refresh", QT_TRANSLATE_NOOP("Actions", "Refresh the worklist"),
           lambda desk: _screen(desk).reload(), ("F5",), "rotate-ccw", "worklist"),
)  # fmt: skip
