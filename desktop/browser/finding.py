"""Searching an archive and fetching from it: what the form, the table and the panel do together.

Each search and each fetch is put on record first, on the database thread, and only then asked of the archive, on the
pool. Nothing here waits for a network.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QTreeWidgetItem

from desktop.archive import work
from desktop.archive.book import NodeBook, node_book
from desktop.archive.words import offline_words
from desktop.background import Job, JobState
from desktop.browser import found
from desktop.browser.found import Hit, Hits
from desktop.browser.found_panel import FoundPanel
from desktop.browser.query_form import FIELDS, QueryForm
from desktop.browser.tree import Item, StudyTree
from desktop.errors_text import said
from desktop.parts import column, text
from desktop.screen import Translated
from governance import service
from studies.archive.client import Retrieved
from studies.archive.node import Node
from studies.archive.query import Found, SeriesAnswer, StudyQuery

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.desk import Desk
    from desktop.session import Change
    from studies.archive.received import ReceivedStudy

MESSAGE, RESULTS = range(2)
HIDDEN_COLUMNS = (3, 4)


class FoundPage(Translated):
    """The middle: the table of what was found, or one sentence."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.tree = StudyTree(desk)
        self.pages = QStackedWidget()
        empty = Translated()
        lines = column((24, 64, 24, 24), 8, empty)
        self.first = text(desk.theme, "", "strong", "primary", wrap=True)
        self.rest = text(desk.theme, "", "body", "secondary", wrap=True)
        for label in (self.first, self.rest):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            lines.addWidget(label)
        lines.addStretch(1)
        self.pages.addWidget(empty)
        self.pages.addWidget(self.tree)
        page = column((0, 0, 0, 0), 0, self)
        page.addWidget(self.pages)
        self.retranslate()

    def say(self, first: str, rest: str = "") -> None:
        self.first.setText(first)
        self.rest.setText(rest)
        self.pages.setCurrentIndex(MESSAGE)

    def fit(self, *, compact: bool) -> None:
        self.tree.fit(compact=compact)
        for place in HIDDEN_COLUMNS:
            self.tree.setColumnHidden(place, True)

    def retranslate(self) -> None:
        self.tree.setAccessibleName(self.tr("Patients, studies and series in the archive"))
        self.tree.setHeaderLabels(
            [
                self.tr("Patient, study, series"),
                self.tr("Modality"),
                self.tr("Images"),
                "",
                "",
                self.tr("On this computer"),
            ]
        )


class Finding(QObject):
    """One archive at a time; what is being fetched goes on when another is chosen."""

    #: a folder of received images should be opened
    open_wanted = Signal(object)
    #: an archive should be shown, with what it holds here
    turn_wanted = Signal(object)
    #: the state line and the note of the screen should be shown again
    changed = Signal()

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = self.desk = desk
        self.book: NodeBook = node_book(desk)
        self.origins = work.Origins(desk.home.cache)
        self.form, self.page, self.panel = QueryForm(desk), FoundPage(desk), FoundPanel(desk)
        self.node: Node | None = None
        self.hits = Hits()
        #: state in words, and what stands in the note: bold, rest, tone
        self.state = ""
        self.note: tuple[str, str, str] = ("", "", "warn")
        self._asked = 0
        self._search: Job | None = None
        self._fetching: dict[str, Job] = {}
        self._listing: set[str] = set()
        self._needs: dict[tuple[str, str], bool] = {}
        self._reasons: dict[tuple[str, str], str] = {}
        self.form.asked.connect(self.ask)
        self.page.tree.currentItemChanged.connect(lambda *_: self._chosen())
        self.page.tree.itemExpanded.connect(self._unfolded)
        self.page.tree.open_wanted.connect(self.panel.primary.press)
        self.panel.primary_pressed.connect(self._primary)
        self.panel.stop_pressed.connect(self._stop)
        self.book.reach_changed.connect(self._reach_changed)
        desk.session.who_changed.connect(self._signed_over)
        desk.session.committed.connect(self._committed)

    # ------------------------------------------------------------------ who and where
    def choose(self, node: Node) -> None:
        """Turn to an archive; what another answered is gone."""
        if self.node is None or self.node.id != node.id:
            self._forget()
        self.node = node
        if not self.hits.hits and self._search is None:
            self._say_hint()
        self._show_reach()
        self.form.edits["patient_id"].setFocus()

    def _say_hint(self) -> None:
        name = self.node.name if self.node is not None else ""
        self.state = name
        self.page.say(
            self.tr("Search {name} for a patient.").format(name=name),
            self.tr(
                "Fill in a patient number, a name, a date or an accession number at the left. Each search is recorded."
            ),
        )

    def _forget(self) -> None:
        self._asked += 1
        if self._search is not None:
            self._search.cancel()
            self._search = None
        self.hits = Hits()
        self.page.tree.clear()
        self.panel.show_hit(None)
        self.note = ("", "", "warn")

    def _signed_over(self, _who: object) -> None:
        """Nothing goes on in the name of somebody who left, and nothing that they saw stays."""
        for job in self._fetching.values():
            job.cancel()
        self._forget()
        self._needs.clear()
        self._reasons.clear()
        if self.node is not None:
            self._say_hint()
        self.changed.emit()

    def _committed(self, change: Change) -> None:
        """Who stands on the worklist may have changed, and so for whom a reason is asked."""
        if change.kind == "study":
            self._needs.clear()
            self._chosen()

    def _reach_changed(self, _node: str) -> None:
        self._show_reach()

    # ------------------------------------------------------------------ searching
    def ask(self, query: StudyQuery) -> None:
        """Put the search on record, then ask the archive."""
        node, acting = self.node, self._desk.session.acting
        if node is None or acting is None:
            return
        self._forget()
        number = self._asked
        self.state = self.tr("Searching {name}…").format(name=node.name)
        self.page.say(self.state)
        self.changed.emit()
        asked = [name for name in FIELDS if getattr(query, name)]

        def record() -> None:
            service.begin_search(
                self._desk.store, acting, node=node.id, asked=asked, patient_id=query.patient_id,
                accession=query.accession_number,
            )  # fmt: skip

        self._serial(
            record, self.tr("Recording the search"), lambda: self._send(number, node, query),
            lambda problem: self._failed(number, node, problem),
        )  # fmt: skip

    def _serial(
        self, act: Callable[[], object], title: str, then: Callable[[], object],
        failed: Callable[[Exception], object] | None = None,
    ) -> None:  # fmt: skip
        self._desk.background.run(
            act, title=title, on_done=lambda _result: then(), on_error=failed or self._desk.messages.show,
            receiver=self, serial=True,
        )  # fmt: skip

    def _send(self, number: int, node: Node, query: StudyQuery) -> None:
        if number != self._asked:
            return
        job = self._desk.background.run(
            work.search, self.book, node, query, title=self.tr("Searching {name}").format(name=node.name), receiver=self,
        )  # fmt: skip
        self._search = job
        job.ended.connect(lambda ended: self._answered(number, node, query, ended))

    def _answered(self, number: int, node: Node, query: StudyQuery, job: Job) -> None:
        if number != self._asked:
            return
        self._search = None
        if job.state is JobState.DONE:
            self.book.reached(node.id)
            answer, here = job.result
            self._show_answers(node, query, answer, here)
        elif isinstance(job.error, Exception):
            self._failed(number, node, job.error)
        else:
            self.state = self.tr("The search was cancelled.")
            self.page.say(self.state)
        self.changed.emit()

    def _show_answers(
        self, node: Node, query: StudyQuery, answer: Found, here: dict[str, ReceivedStudy | None]
    ) -> None:
        self.hits = Hits.of(answer.answers, here)
        for uid, job in self._fetching.items():
            if uid in self.hits.hits:
                self.hits.hits[uid].busy = job.done_of
        number = len(answer.answers)
        if number == 0:
            self.state = self.tr("Nothing found in {name}").format(name=node.name)
            self.page.say(
                self.tr("Nothing found in {name}.").format(name=node.name),
                self.tr("Check the spelling, or ask less: a number alone, or the first letters of a name."),
            )
            return
        self.state = (
            self.tr("1 study found in {name}") if number == 1 else self.tr("{n} studies found in {name}")
        ).format(n=number, name=node.name)
        self.note = (
            (
                self.tr("There are more than {n} answers; these are the first.").format(n=query.limit),
                self.tr("Ask more precisely to see the others."),
                "warn",
            )
            if answer.cut
            else ("", "", "warn")
        )
        self.refill()
        self.page.pages.setCurrentIndex(RESULTS)
        studies = self.page.tree.rows("study")
        if studies:
            self.page.tree.setCurrentItem(studies[0])
            self.page.tree.setFocus()

    def _failed(self, number: int, node: Node, problem: Exception) -> None:
        if number != self._asked:
            return
        self.book.missed(node.id, problem)
        first, rest = self._desk.in_words(problem)
        self.state = self.tr("Not searched")
        self.page.say(first, rest)
        self._show_reach()

    def _show_reach(self) -> None:
        """The warn line of an archive that can't be reached."""
        since = self.book.missed_since(self.node.id) if self.node is not None else None
        if self.node is not None and since is not None:
            self.note = (*offline_words(self._desk, self.node, since), "warn")
        elif not self.hits.hits:
            self.note = ("", "", "warn")
        self.changed.emit()

    # ------------------------------------------------------------------ rows
    def refill(self) -> None:
        """Show the answers again, in the language of now; the chosen row stays."""
        kept = self.page.tree.chosen()
        unfolded = {i.line.study_uid for i in self.page.tree.rows("study") if i.isExpanded()}
        self.page.tree.blockSignals(True)
        found.fill(self.page.tree, self._desk, self.hits)
        for item in self.page.tree.rows("study"):
            item.setExpanded(item.line.study_uid in unfolded)
        for item in self.page.tree.rows():
            if kept is not None and (item.line.kind, item.line.study_uid) == (kept.kind, kept.study_uid):
                self.page.tree.setCurrentItem(item)
        self.page.tree.blockSignals(False)
        self._chosen()

    def _item(self, study_uid: str) -> Item | None:
        return next((i for i in self.page.tree.rows("study") if i.line.study_uid == study_uid), None)

    def show_again(self, node: Node, hit: Hit) -> None:
        """Show a study that broke off as an answer of its archive, to go on with it."""
        self._forget()
        self.node = node
        self.hits = Hits({hit.uid: hit})
        self.state = self.tr("Fetched before from {name}").format(name=node.name)
        self.turn_wanted.emit(node)
        self.refill()
        self.page.pages.setCurrentIndex(RESULTS)
        item = self._item(hit.uid)
        if item is not None:
            self.page.tree.setCurrentItem(item)
        self.changed.emit()

    def _row_changed(self, hit: Hit) -> None:
        """A study stands otherwise: its row, its series and the panel."""
        item = self._item(hit.uid)
        if item is not None and self.hits.hits.get(hit.uid) is hit:
            item.show_line(found.study_line(self._desk, hit))
            for child in (item.child(i) for i in range(item.childCount())):
                if isinstance(child, Item):
                    series = self._series_of(hit, child.line.study_uid)
                    if series is not None:
                        child.show_line(found.series_line(hit, series, child.line.sort[-1]))
        shown = self.chosen()
        if shown is not None and shown[0] is hit:
            self._chosen()

    @staticmethod
    def _series_of(hit: Hit, series_uid: str) -> SeriesAnswer | None:
        return next((s for s in hit.series or () if s.series_instance_uid == series_uid), None)

    def chosen(self) -> tuple[Hit, SeriesAnswer | None] | None:
        """The chosen study, and its series when a row of one is chosen."""
        item = self.page.tree.currentItem()
        if not isinstance(item, Item):
            return None
        if item.line.kind == "study":
            hit = self.hits.hits.get(item.line.study_uid)
            return (hit, None) if hit is not None else None
        above = item.parent()
        if item.line.kind == "series" and isinstance(above, Item):
            hit = self.hits.hits.get(above.line.study_uid)
            return (hit, self._series_of(hit, item.line.study_uid)) if hit is not None else None
        return None

    def _chosen(self) -> None:
        shown = self.chosen()
        if shown is None:
            self.panel.show_hit(None)
            return
        hit, series = shown
        key = _key(hit)
        self.panel.show_hit(
            hit,
            series,
            needs=self._needs.get(key),
            reason=self._reasons.get(key, ""),
            blocked=self.form.search.reason,
        )
        if key not in self._needs:
            self._ask_needs(key)

    def _ask_needs(self, key: tuple[str, str]) -> None:
        acting, store = self._desk.session.acting, self._desk.store
        if acting is None or store is None:
            return

        def known(needs: bool) -> None:
            self._needs[key] = needs
            shown = self.chosen()
            if shown is not None and _key(shown[0]) == key:
                self._chosen()

        self._desk.background.run(
            service.needs_access_reason, store, acting, patient_id=key[1], issuer=key[0],
            title=self.tr("Checking the conditions"), on_done=known, on_error=self._desk.messages.show, receiver=self,
            serial=True,
        )  # fmt: skip

    # ------------------------------------------------------------------ series
    def _unfolded(self, item: QTreeWidgetItem) -> None:
        """The series of a study are asked for when somebody unfolds it."""
        if not isinstance(item, Item) or item.line.kind != "study" or self.node is None:
            return
        hit, node = self.hits.hits.get(item.line.study_uid), self.node
        if hit is None or hit.series is not None or hit.uid in self._listing:
            return
        self._listing.add(hit.uid)
        job = self._desk.background.run(
            work.list_series, self.book, node, hit.uid, title=self.tr("Listing the series"), receiver=self
        )
        job.ended.connect(lambda ended: self._listed(hit, node, ended))

    def _listed(self, hit: Hit, node: Node, job: Job) -> None:
        self._listing.discard(hit.uid)
        if isinstance(job.error, Exception):
            self.book.missed(node.id, job.error)
            self._desk.messages.show(job.error)
        item = self._item(hit.uid)
        if job.state is not JobState.DONE or item is None or self.hits.hits.get(hit.uid) is not hit:
            if item is not None:
                item.setExpanded(False)
            return
        self.book.reached(node.id)
        hit.series = job.result
        found.fill_series(item, hit)

    # ------------------------------------------------------------------ fetching and opening
    def _primary(self) -> None:
        shown = self.chosen()
        if shown is None or self.node is None:
            return
        hit, series = shown
        act = self.panel.act
        self._reasons[_key(hit)] = self.panel.given_reason()
        if act == "open":
            self._open(hit)
            return
        if series is not None:
            wanted: tuple[str, ...] = (series.series_instance_uid,)
        else:
            wanted = hit.missing_series if act == "resume" else ()
        self.fetch(self.node, hit, wanted)

    def fetch(self, node: Node, hit: Hit, series_uids: tuple[str, ...]) -> None:
        """Put the fetch on record, then fetch; a study without series is fetched whole."""
        desk, acting, answer = self._desk, self._desk.session.acting, hit.answer
        reason = self._reasons.get(_key(hit), "")
        hit.busy, hit.fault = (0, 0), ""
        self._row_changed(hit)

        def record() -> None:
            service.begin_retrieval(
                desk.store, acting, node=node.id, study_uid=hit.uid, series_uids=series_uids,
                patient_id=answer.patient_id, issuer=answer.issuer, reason=reason,
            )  # fmt: skip

        def refused(problem: Exception) -> None:
            hit.busy = None
            self._row_changed(hit)
            desk.messages.show(problem)

        self._serial(
            record, self.tr("Recording the fetch"), lambda: self._fetch(node, hit, series_uids), refused
        )

    def _fetch(self, node: Node, hit: Hit, series_uids: tuple[str, ...]) -> None:
        if self._desk.session.who is None:
            return
        job = self._desk.background.run(
            work.fetch, self.book, node, hit.uid, series_uids, self.origins,
            title=self.tr("Fetching from {name}").format(name=node.name), receiver=self,
        )  # fmt: skip
        self._fetching[hit.uid] = job
        job.progressed.connect(lambda done, of: self._progressed(hit, done, of))
        job.ended.connect(lambda ended: self._fetched(node, hit, ended))

    def _progressed(self, hit: Hit, done: int, of: int) -> None:
        current = self.hits.hits.get(hit.uid, hit)
        current.busy = (done, of)
        self._row_changed(current)

    def _fetched(self, node: Node, hit: Hit, job: Job) -> None:
        """It ended, in whatever way: look what is here now, and say it."""
        self._fetching.pop(hit.uid, None)
        problem = job.error if isinstance(job.error, Exception) else None
        result: Retrieved | None = job.result if job.state is JobState.DONE else None
        if result is not None and result.interrupted is not None:
            problem = result.interrupted
        if problem is not None:
            self.book.missed(node.id, problem)
        elif result is not None:
            self.book.reached(node.id)
        fault = " ".join(self._desk.in_words(problem)).strip() if problem is not None else ""
        if not fault and result is not None and result.failed:
            reason = said(result.failed[0].reason, self._desk.language.code)
            fault = self.tr("{n} images didn't come. {reason}").format(n=len(result.failed), reason=reason)
        if self._desk.background.is_closed:
            return

        def known(here: ReceivedStudy | None) -> None:
            current = self.hits.hits.get(hit.uid, hit)
            current.busy, current.here, current.fault = None, here, fault
            self._row_changed(current)
            if fault:
                self._desk.messages.warning(fault, key=f"fetch-{hit.uid}")
            elif result is not None and result.complete and here is not None:
                self._desk.messages.info(
                    self.tr("{n} images fetched from {name}.").format(n=result.expected, name=node.name),
                    action=self.tr("Open"), run=lambda: self._open(current), key=f"fetch-{hit.uid}",
                )  # fmt: skip

        self._desk.background.run(
            work.standing_of, self.book, hit.uid, title=self.tr("Looking what was received"), on_done=known,
            on_error=self._desk.messages.show, receiver=self,
        )  # fmt: skip

    def _stop(self) -> None:
        shown = self.chosen()
        job = self._fetching.get(shown[0].uid) if shown is not None else None
        if job is not None:
            job.cancel()

    def _open(self, hit: Hit) -> None:
        """Open what is here of a study: on record, then as any folder."""
        desk, answer, here = self._desk, hit.answer, hit.here
        if here is None or desk.session.acting is None:
            return
        acting, folder = desk.session.acting, here.folder
        desk.messages.solve(f"fetch-{hit.uid}")
        reason = self._reasons.get(_key(hit), "")

        def record() -> None:
            service.open_received(
                desk.store,
                acting,
                study_uid=hit.uid,
                patient_id=answer.patient_id,
                issuer=answer.issuer,
                reason=reason,
            )

        self._serial(record, self.tr("Recording the access"), lambda: self._opened(folder))

    def _opened(self, folder: Path) -> None:
        self.open_wanted.emit(folder)

    def fetching(self) -> tuple[str, ...]:
        """Studies that are being fetched."""
        return tuple(self._fetching)


def _key(hit: Hit) -> tuple[str, str]:
    return hit.answer.issuer, hit.answer.patient_id
