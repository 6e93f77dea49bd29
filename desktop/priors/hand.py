"""Finds and fetches the earlier examinations of the open case; knows no widget.

Begins when the images of a case are there, goes on in the background, and never stands in the way: an archive that
doesn't answer is one quiet line in the list.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING

import shiboken6
import structlog
from PySide6.QtCore import QObject, Signal

from desktop.archive.book import node_book
from desktop.background import Job, JobState
from desktop.priors import finding
from desktop.priors.finding import ARCHIVE, FILES, Asked, Looked, Opened, Prior
from resources.errors import VoorverslagError
from studies.archive.client import Retrieved
from studies.priors import (
    Match,
    Person,
    Reason,
    StudyFacts,
    Verdict,
    Wish,
    match,
    regions_of,
    same_person,
    to_fetch,
    wish_of,
)
from studies.stacks import SeriesEntry
from studies.volume import Volume

if TYPE_CHECKING:
    from desktop.case import Case
    from desktop.desk import Desk

log = structlog.get_logger(__name__)
FETCH = "priors.fetch"
QUERY = "query"
#: who asks for an examination: the face of comparisons, or the workspace that measures
FACE, WORKSPACE = "face", "workspace"


class PriorHand(QObject):
    """Earlier examinations of one case at a time."""

    #: the list, what is being fetched, or a quiet problem changed
    changed = Signal()
    #: an examination was read and may be shown: `Opened`
    opened = Signal(object)
    #: who asked for it, the prior, and its authorised report (report, revision) or None: before the images are read
    report_read = Signal(str, object, object)
    failed = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._turn = 0
        self._jobs: list[Job] = []
        self._waiting: list[Prior] = []
        self._wanted = ""
        self._asked_by = FACE
        self._fetching: tuple[Job, str] | None = None
        self.present: StudyFacts | None = None
        self.volume: Volume | None = None
        self.wish = Wish()
        self.priors: tuple[Prior, ...] = ()
        self.missed: tuple[tuple[str, VoorverslagError], ...] = ()
        self.is_looking = False
        self.is_opening = False
        self.archives_asked = False

    # ------------------------------------------------------------------ the case
    def begin(self, case: Case, volume: Volume, chosen: Sequence[SeriesEntry] = ()) -> None:
        """The images of a case are on screen: look for what came before; `chosen` are series opened together with it."""
        self.end()
        self.volume = volume
        info = volume.series
        study = case.study
        self.present = (
            finding.facts_of_study(study, info) if study is not None else finding.facts_of_info(info)
        )
        self.wish = wish_of(study.task.value if study is not None else "")
        self.priors = tuple(self._chosen(chosen))
        self.changed.emit()
        if self.present.patient_id and self._desk.store is not None and self._desk.session.acting is not None:
            self.look(archives=bool(self._desk.settings.get(FETCH)))

    def end(self) -> None:
        """The case is closed: nothing of it goes on."""
        self._turn += 1
        for job in self._jobs:
            if not job.is_over:
                job.cancel()
        self._jobs, self._waiting, self._fetching = [], [], None
        self.present = self.volume = None
        self.priors, self.missed, self._wanted = (), (), ""
        self.is_looking = self.is_opening = self.archives_asked = False
        self.changed.emit()

    def _chosen(self, entries: Sequence[SeriesEntry]) -> list[Prior]:
        """What a person opened together with the present images: shown whatever the region, but of one person."""
        present, made = self.present, []
        if present is None:
            return []
        groups: dict[tuple[str, ...], list[SeriesEntry]] = {}
        for entry in entries:
            same = entry.study_instance_uid == present.study_instance_uid
            groups.setdefault(
                (entry.study_instance_uid, entry.series_instance_uid if same else ""), []
            ).append(entry)
        for group in groups.values():
            facts = finding.facts_of_entries(group)
            if facts is None or same_person(present, facts)[0] in (Person.OTHER, Person.REFUSED):
                continue
            judged = match(present, [facts], self.wish)
            regions, source = regions_of(facts)
            found = judged[0] if judged else Match(
                facts, Verdict.UNSUITED, 0.0, regions, source, (Reason("same_study"),)
            )  # fmt: skip
            made.append(Prior(found, FILES, images=sum(e.files for e in group), entries=tuple(group)))
        return made

    def _keep(self, job: Job) -> Job:
        self._jobs = [j for j in self._jobs if not j.is_over]
        self._jobs.append(job)
        return job

    def _mine(self, turn: int) -> bool:
        """Still the same case, and the screen still there."""
        return shiboken6.isValid(self) and turn == self._turn

    # ------------------------------------------------------------------ looking
    def nodes(self) -> tuple[finding.Node, ...]:
        """Archives that are asked for patients."""
        return node_book(self._desk).with_role(QUERY)

    def look(self, *, archives: bool) -> None:
        """Look at what is here, and in the archives when told to."""
        present, turn = self.present, self._turn
        if present is None or self.is_looking:
            return
        desk, nodes = self._desk, self.nodes() if archives else ()
        self.is_looking = True
        self.archives_asked = self.archives_asked or archives
        self._keep(
            desk.background.run(
                functools.partial(finding.ask, desk.store, desk.session.acting, present, nodes),
                title=self.tr("Looking for earlier examinations"),
                on_done=lambda asked: self._asked(asked) if self._mine(turn) else None,
                on_error=lambda problem: self._not_looked(problem) if self._mine(turn) else None,
                receiver=self,
                serial=True,
            )
        )
        self.changed.emit()

    def _asked(self, asked: Asked) -> None:
        desk, present, turn = self._desk, self.present, self._turn
        if present is None:
            return
        work = functools.partial(finding.look, node_book(desk), desk.home.root, present, self.wish, asked)
        job = self._keep(
            desk.background.run(
                work,
                title=self.tr("Looking for earlier examinations"),
                on_done=lambda found: self._looked(found) if self._mine(turn) else None,
                on_error=lambda problem: self._not_looked(problem) if self._mine(turn) else None,
                receiver=self,
            )
        )
        job.ended.connect(lambda ended: self._stopped(ended, turn))

    def _stopped(self, job: Job, turn: int) -> None:
        if job.state is JobState.CANCELLED and self._mine(turn):
            self.is_looking = False
            self.changed.emit()

    def _not_looked(self, problem: Exception) -> None:
        """A role that may not see the list, or a disk that can't be read: the work goes on without priors."""
        self.is_looking = False
        if isinstance(problem, VoorverslagError):
            self.missed = (("", problem),)
        log.warning("priors_not_found", kind=type(problem).__name__)
        self.changed.emit()

    def _looked(self, found: Looked) -> None:
        book = node_book(self._desk)
        self.is_looking = False
        mine = {p.study_uid for p in self.priors if p.place == FILES}
        self.priors = (
            *(p for p in self.priors if p.place == FILES),
            *(p for p in found.priors if p.study_uid not in mine),
        )
        self.missed = tuple((node.name or node.id, problem) for node, problem in found.missed)
        for node, problem in found.missed:
            book.missed(node.id, problem)
        if self._desk.settings.get(FETCH):
            best = to_fetch([p.match for p in self.priors])
            self._waiting = [p for p in self.priors if p.place == ARCHIVE and p.match in best]
        self.changed.emit()
        self._fetch_next()

    # ------------------------------------------------------------------ fetching
    def fetching(self) -> tuple[str, int, int] | None:
        """(study UID, images so far, images in all) of what is being fetched."""
        if self._fetching is None:
            return None
        job, uid = self._fetching
        return (uid, *job.done_of)

    def cancel_fetch(self) -> None:
        """Stop fetching, also what was to come after; what is in stays, and can be gone on with."""
        self._waiting = []
        if self._fetching is not None:
            self._fetching[0].cancel()
            self._fetching = None
        self._let_go()
        self.changed.emit()

    def _let_go(self) -> None:
        if self._wanted:
            self._wanted, self.is_opening = "", False

    def fetch(self, prior: Prior) -> None:
        """Fetch this one next."""
        self._waiting = [prior, *(p for p in self._waiting if p.study_uid != prior.study_uid)]
        self._fetch_next()

    def _fetch_next(self) -> None:
        if self._fetching is not None or not self._waiting or self.present is None:
            return
        from governance import service

        desk, turn, prior = self._desk, self._turn, self._waiting.pop(0)
        if prior.node is None:
            return
        begin = functools.partial(
            service.begin_retrieval, desk.store, desk.session.acting, node=prior.node.id,
            study_uid=prior.study_uid, patient_id=prior.match.facts.patient_id, issuer=prior.match.facts.issuer,
        )  # fmt: skip
        job = desk.background.run(
            begin,
            title=self.tr("Fetching an earlier examination"),
            on_done=lambda _none: self._retrieve(prior) if self._mine(turn) else None,
            receiver=self,
            serial=True,
        )
        self._follow(job, prior, turn)

    def _follow(self, job: Job, prior: Prior, turn: int) -> None:
        self._fetching = (self._keep(job), prior.study_uid)
        job.progressed.connect(lambda _done, _of: self.changed.emit() if self._mine(turn) else None)
        job.ended.connect(lambda ended: self._fetch_ended(ended, prior, turn))
        self.changed.emit()

    def _retrieve(self, prior: Prior) -> None:
        if self._fetching is None or self._fetching[1] != prior.study_uid:
            return  # cancelled while it was put on record
        job = self._desk.background.run(
            functools.partial(finding.fetch, node_book(self._desk), prior),
            title=self.tr("Fetching an earlier examination"),
            receiver=self,
        )
        self._follow(job, prior, self._turn)

    def _fetch_ended(self, job: Job, prior: Prior, turn: int) -> None:
        if not self._mine(turn) or self._fetching is None or self._fetching[0] is not job:
            return
        if job.state is JobState.DONE and job.result is None:
            return  # it is on record now; the images come next
        self._fetching = None
        if job.state is JobState.DONE:
            self._fetched(*job.result)
        elif job.state is JobState.CANCELLED:
            self._waiting = []
            self._let_go()
        elif isinstance(job.error, VoorverslagError):
            name = prior.node.name or prior.node.id if prior.node is not None else ""
            self.missed = (*self.missed, (name, job.error))
            if prior.node is not None:
                node_book(self._desk).missed(prior.node.id, job.error)
            self._give_up(prior, job.error)
        elif job.error is not None:
            log.warning("prior_not_fetched", kind=type(job.error).__name__)
            self._give_up(prior, job.error)
        self.changed.emit()
        self._fetch_next()

    def _give_up(self, prior: Prior, problem: BaseException) -> None:
        if self._wanted == prior.study_uid:
            self._wanted, self.is_opening = "", False
            self.failed.emit(problem)

    def _fetched(self, fresh: Prior, got: Retrieved) -> None:
        self.priors = tuple(fresh if p.study_uid == fresh.study_uid else p for p in self.priors)
        if got.interrupted is not None:
            self.missed = (*self.missed, ("", got.interrupted))
        if self._wanted == fresh.study_uid:
            self._wanted = ""
            self.open(fresh, self._asked_by)

    # ------------------------------------------------------------------ opening
    def open(self, prior: Prior, asked_by: str = FACE) -> None:
        """Read an examination, on record, for one of those who show it; one that is in an archive is fetched first."""
        present, like, turn, desk = self.present, self.volume, self._turn, self._desk
        if present is None or like is None or not prior.may_open:
            return
        self.is_opening = True
        self._asked_by = asked_by
        if prior.place == ARCHIVE:
            self._wanted = prior.study_uid
            if self._fetching is None or self._fetching[1] != prior.study_uid:
                self.fetch(prior)
            self.changed.emit()
            return
        begin = functools.partial(finding.put_on_record, desk.store, desk.session.acting, prior, present)
        self._keep(
            desk.background.run(
                begin,
                title=self.tr("Opening an earlier examination"),
                on_done=lambda report: self._read(prior, report) if self._mine(turn) else None,
                on_error=lambda problem: self._not_opened(problem) if self._mine(turn) else None,
                receiver=self,
                serial=True,
            )
        )
        self.changed.emit()

    def _read(self, prior: Prior, report: object) -> None:
        present, like, turn = self.present, self.volume, self._turn
        if present is None or like is None:
            return
        head, revision = report if isinstance(report, tuple) else (None, None)
        asked_by = self._asked_by
        self.report_read.emit(asked_by, prior, report)
        job = self._keep(
            self._desk.background.run(
                functools.partial(finding.read_images, prior, present, like),
                title=self.tr("Reading the earlier images"),
                on_done=lambda volume: self._has_read(Opened(prior, volume, head, revision, asked_by), turn),
                on_error=lambda problem: self._not_opened(problem) if self._mine(turn) else None,
                receiver=self,
            )
        )
        job.ended.connect(lambda ended: self._not_opened(None) if self._was_stopped(ended, turn) else None)

    def _was_stopped(self, job: Job, turn: int) -> bool:
        return job.state is JobState.CANCELLED and self._mine(turn)

    def _has_read(self, found: Opened, turn: int) -> None:
        if self._mine(turn):
            self.is_opening = False
            self.changed.emit()
            self.opened.emit(found)

    def _not_opened(self, problem: Exception | None) -> None:
        self.is_opening = False
        self.changed.emit()
        if problem is not None:
            self.failed.emit(problem)
