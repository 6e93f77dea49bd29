"""Where earlier examinations can be: on the worklist, among received studies, in the archives; and reading them.

Everything here runs on other threads and holds no rule: what may be used is decided by `studies.priors`, who may look
by `governance`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from governance import service
from governance.accounts import Acting
from governance.service import priors as record
from governance.store import Store
from governance.study import Study, comparable
from resources.errors import InputError, Refused, VoorverslagError
from studies.archive.client import Retrieved
from studies.archive.node import Node
from studies.archive.query import SeriesAnswer, StudyAnswer, StudyQuery
from studies.archive.received import ReceivedStudies
from studies.identity import Identity, mismatches
from studies.load import load_series
from studies.priors import Match, Person, StudyFacts, Verdict, Wish, match, regions_of, same_person
from studies.scan import scan
from studies.sources import check_cancelled
from studies.stacks import TIME_SERIES, SeriesEntry
from studies.volume import SeriesInfo, TimeSeries, Volume

if TYPE_CHECKING:
    from desktop.archive.book import NodeBook
    from governance.report import Report, Revision
    from governance.service.worklist import WorklistRow

Progress = Callable[[int, int], None] | None
Check = Callable[[], bool] | None
#: of studies that their own description doesn't place, so many are asked for their series
MOST_ASKED = 10
#: a person has no more studies than this; a number that everybody shares does
MOST_STUDIES = 200
LONGEST_WAIT_S = 10
HERE, RECEIVED, FILES, ARCHIVE = "worklist", "received", "files", "archive"
#: identifiers that must be equal for a prior; its study and accession number are its own
IDENTIFIERS = ("patient_id", "issuer_of_patient_id", "patient_name", "birth_date", "sex")


@dataclass(frozen=True)
class Prior:
    """One earlier study: what it is to the present one, and where it is."""

    match: Match
    place: str
    folder: Path | None = None
    node: Node | None = None
    images: int | None = None
    row: WorklistRow | None = None
    entries: tuple[SeriesEntry, ...] = ()

    @property
    def study_uid(self) -> str:
        return self.match.facts.study_instance_uid

    @property
    def is_here(self) -> bool:
        return self.place != ARCHIVE

    @property
    def may_open(self) -> bool:
        """Not refused, and with something to show."""
        return self.match.verdict is not Verdict.REFUSED


@dataclass(frozen=True)
class Asked:
    """What governance let us look in: rows of the worklist, and archives."""

    rows: tuple[WorklistRow, ...] = ()
    nodes: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Looked:
    """What was found, and which archives didn't answer, with their problem."""

    priors: tuple[Prior, ...] = ()
    missed: tuple[tuple[Node, VoorverslagError], ...] = ()


@dataclass(frozen=True)
class Opened:
    """An earlier study ready to be shown: its volume, and its authorised report when there is one."""

    prior: Prior
    volume: Volume
    report: Report | None = None
    revision: Revision | None = field(default=None, repr=False)
    asked_by: str = ""


# ------------------------------------------------------------------ facts
def facts_of_info(info: SeriesInfo) -> StudyFacts:
    """Of loaded images."""
    return StudyFacts(
        study_instance_uid=info.study_instance_uid,
        patient_id=info.patient_id,
        issuer=info.issuer_of_patient_id,
        patient_name=info.patient_name,
        birth_date=info.birth_date,
        sex=info.sex,
        study_date=info.study_date,
        study_time=info.study_time,
        modalities=(info.modality,) if info.modality else (),
        body_parts=(info.body_part,) if info.body_part else (),
        descriptions=tuple(
            t for t in (info.study_description, info.series_description, info.extra.get("protocol", "")) if t
        ),
    )


def facts_of_study(study: Study, info: SeriesInfo | None = None) -> StudyFacts:
    """Of an entry of the worklist: its patient as it goes into reports; more about the images from `info`."""
    of = study.identity
    more = facts_of_info(info) if info is not None else None
    return StudyFacts(
        study_instance_uid=of.study_instance_uid,
        patient_id=study.patient.patient_id,
        issuer=study.patient.issuer,
        patient_name=study.patient.name,
        birth_date=study.patient.birth_date,
        sex=study.patient.sex,
        study_date=of.study_date,
        study_time=more.study_time if more is not None else "",
        modalities=(of.modality,) if of.modality else (),
        body_parts=(of.body_part,) if of.body_part else (),
        descriptions=(of.description, *(more.descriptions if more is not None else ())),
    )


def facts_of_entries(entries: Sequence[SeriesEntry]) -> StudyFacts | None:
    """Of series of one study on disk."""
    header = next((e.header for e in entries if e.header is not None), None)
    if header is None:
        return None
    every = [e.header for e in entries if e.header is not None]

    def texts(*names: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(t for name in names for h in every if (t := h.text(name))))

    return StudyFacts(
        study_instance_uid=header.text("study_uid"),
        patient_id=header.text("patient_id"),
        issuer=header.text("issuer"),
        patient_name=header.text("patient_name"),
        birth_date=header.text("birth_date"),
        sex=header.text("sex"),
        study_date=header.text("study_date"),
        study_time=header.text("study_time"),
        modalities=tuple(dict.fromkeys(e.modality for e in entries if e.is_loadable)),
        body_parts=texts("body_part"),
        descriptions=texts("study_description", "series_description", "protocol"),
    )


def facts_of_answer(answer: StudyAnswer, series: Sequence[SeriesAnswer] = ()) -> StudyFacts:
    """Of what an archive says."""
    modalities = answer.modalities or tuple(dict.fromkeys(s.modality for s in series if s.modality))
    return StudyFacts(
        study_instance_uid=answer.study_instance_uid,
        patient_id=answer.patient_id,
        issuer=answer.issuer,
        patient_name=answer.patient_name,
        birth_date=answer.birth_date,
        sex=answer.sex,
        study_date=answer.study_date,
        study_time=answer.study_time,
        modalities=modalities,
        body_parts=tuple(dict.fromkeys(s.body_part for s in series if s.body_part)),
        descriptions=tuple(t for t in (answer.description, *(s.description for s in series)) if t),
    )


# ------------------------------------------------------------------ looking
def ask(
    store: Store,
    acting: Acting,
    present: StudyFacts,
    nodes: Sequence[Node],
    *,
    rows: bool = True,
) -> Asked:
    """Database thread: rows of this patient number, and leave to ask the archives; both are on record.

    Archives are asked only by who may search them, about a patient who is on the worklist: nobody else's patient is
    looked up unasked.
    """
    if not present.patient_id:
        return Asked()
    listed = record.same_number(store, acting, present.patient_id, present.study_instance_uid) if rows else []
    allowed: list[Node] = []
    if nodes and service.may_search(acting.role):
        known = not service.needs_access_reason(
            store, acting, patient_id=present.patient_id, issuer=present.issuer
        )
        for node in nodes if known else ():
            service.begin_search(
                store, acting, node=node.id, asked=("patient_id",), patient_id=present.patient_id
            )
            allowed.append(node)
    return Asked(tuple(listed), tuple(allowed))


def look(
    book: NodeBook,
    home: Path,
    present: StudyFacts,
    wish: Wish,
    asked: Asked,
    *,
    progress: Progress = None,
    cancelled: Check = None,
) -> Looked:
    """Worklist rows, received studies and archives, matched; what is here goes before what would be fetched."""
    found: dict[str, tuple[StudyFacts, Prior]] = {}
    missed: list[tuple[Node, VoorverslagError]] = []
    steps = 2 + len(asked.nodes)

    def take(facts: StudyFacts, prior: Prior) -> None:
        if facts.study_instance_uid:
            found.setdefault(facts.study_instance_uid, (facts, prior))

    def tell(done: int) -> None:
        if progress is not None:
            progress(done, steps)

    blank = Match(present, Verdict.UNSUITED, 0.0, frozenset(), "", ())
    # a row with a final report first: it is the one whose measurements can be shown
    for row in sorted(asked.rows, key=lambda r: r.report is None or r.report.authorised_at is None):
        place = home / row.study.images
        take(facts_of_study(row.study), Prior(blank, HERE, place, row=row))
    tell(1)
    for folder, entries in _received(book.received, present, cancelled):
        facts = facts_of_entries(entries)
        if facts is not None:
            take(facts, Prior(blank, RECEIVED, folder, images=_count(entries)))
    tell(2)
    for done, node in enumerate(asked.nodes, 3):
        check_cancelled(cancelled)
        try:
            for facts, images in _archived(book, node, present, frozenset(found), cancelled):
                take(facts, Prior(blank, ARCHIVE, node=node, images=images))
        except VoorverslagError as problem:
            check_cancelled(cancelled)
            missed.append((node, problem))
        tell(done)
    matched = match(present, [facts for facts, _ in found.values()], wish)
    return Looked(
        tuple(replace(found[m.facts.study_instance_uid][1], match=m) for m in matched), tuple(missed)
    )


def _count(entries: Sequence[SeriesEntry]) -> int:
    return sum(e.files for e in entries)


def _received(
    root: Path, present: StudyFacts, cancelled: Check
) -> list[tuple[Path, tuple[SeriesEntry, ...]]]:
    """Received studies with this patient number; a folder that can't be read isn't one."""
    found = []
    for study in ReceivedStudies(root).studies():
        check_cancelled(cancelled)
        with contextlib.suppress(InputError, OSError):
            entries = tuple(scan(study.folder, cancelled=cancelled).all_series())
            if any(comparable(e.patient_id) == comparable(present.patient_id) for e in entries):
                found.append((study.folder, entries))
    return found


def _archived(
    book: NodeBook, node: Node, present: StudyFacts, known: frozenset[str], cancelled: Check
) -> list[tuple[StudyFacts, int | None]]:
    """What an archive holds of this patient; series are asked only where the study's own words don't place it."""
    query = StudyQuery(patient_id=present.patient_id, limit=MOST_STUDIES)
    found, more = [], MOST_ASKED
    # nobody waits for this: a node that is slow is left alone sooner than in a search by hand
    quick = replace(node, timeout_s=min(node.timeout_s, LONGEST_WAIT_S))
    with book.opened(quick) as archive:
        for answer in archive.studies(query, cancelled=cancelled).answers:
            if answer.study_instance_uid in known | {present.study_instance_uid}:
                continue
            facts = facts_of_answer(answer)
            if more and not regions_of(facts)[0] and same_person(present, facts)[0] is Person.SAME:
                check_cancelled(cancelled)
                facts = facts_of_answer(answer, archive.series(answer.study_instance_uid))
                more -= 1
            found.append((facts, answer.image_count))
    return found


# ------------------------------------------------------------------ fetching
def fetch(
    book: NodeBook, prior: Prior, *, progress: Progress = None, cancelled: Check = None
) -> tuple[Prior, Retrieved]:
    """Fetch a study into the received ones; the prior as it stands then."""
    if prior.node is None:
        raise _nothing_to_show()
    with book.opened(prior.node) as archive:
        got = archive.retrieve(
            prior.study_uid, (), into=book.received, progress=progress, cancelled=cancelled
        )
    if got.interrupted is not None and got.present + got.received == 0:
        raise got.interrupted
    folder = ReceivedStudies(book.received).folder(prior.study_uid)
    if not folder.is_dir():
        raise _nothing_to_show()
    return replace(prior, place=RECEIVED, folder=folder, images=got.present + got.received), got


# ------------------------------------------------------------------ opening
def put_on_record(
    store: Store, acting: Acting, prior: Prior, present: StudyFacts
) -> tuple[Report, Revision] | None:
    """Database thread: the prior is about to be read; with its authorised report, verified now."""
    record.open_prior(
        store,
        acting,
        study_uid=prior.study_uid,
        patient_id=prior.match.facts.patient_id,
        beside=present.study_instance_uid,
        source=prior.place,
    )
    return record.authorised_report(store, acting, prior.row) if prior.row is not None else None


def read_images(
    prior: Prior, present: StudyFacts, like: Volume, *, progress: Progress = None, cancelled: Check = None
) -> Volume:
    """The series of the prior that is most like the present one, its own identity compared before it is given.

    Raises
    ------
    Refused
        The images are of somebody else than the list said.
    InputError
        Nothing in it can be shown, or it can't be read.
    """
    entries = prior.entries
    if not entries:
        if prior.folder is None:
            raise _nothing_to_show()
        entries = tuple(scan(prior.folder, cancelled=cancelled).all_series())
    entry = best_series([e for e in entries if _is_of(e, prior)], like)
    if entry is None:
        raise _nothing_to_show()
    check_same_person(prior, entry, present)
    found: Any = load_series(entry, progress=progress, cancelled=cancelled)
    return found.at(0) if isinstance(found, TimeSeries) else found


def _is_of(entry: SeriesEntry, prior: Prior) -> bool:
    return not prior.study_uid or entry.study_instance_uid in ("", prior.study_uid)


def best_series(entries: Sequence[SeriesEntry], like: Volume) -> SeriesEntry | None:
    """What one would rather lay beside `like`: same modality, plane and contrast, one volume, much of the body, thin."""
    fit = [e for e in entries if e.is_loadable and not any(p.effect == "block" for p in e.problems)]
    contrast = bool(like.series.contrast_agent)

    def rank(entry: SeriesEntry) -> tuple[object, ...]:
        header = entry.header
        return (
            entry.modality == like.modality,
            entry.orientation == "axial",
            entry.kind != TIME_SERIES,
            header is not None and bool(header.text("contrast_agent")) == contrast,
            round(entry.size[2] * entry.spacing_mm[2] / 50.0),
            -entry.spacing_mm[2],
            -(entry.number or 0),
        )

    return max(fit, key=rank, default=None)


def check_same_person(prior: Prior, entry: SeriesEntry, present: StudyFacts) -> None:
    """Raise `Refused` unless the images themselves say that they are of the person on screen."""
    facts = facts_of_entries([entry])
    if prior.row is not None and facts is not None:
        # what differs from the worklist was accepted with a reason when it came in, or isn't accepted
        study = prior.row.study
        expected = Identity(
            study.patient.patient_id, study.patient.issuer, study.patient.name, study.patient.birth_date,
            study.patient.sex,
        )  # fmt: skip
        info = _info(facts)
        wrong = [
            m for m in mismatches(expected, info, fields=IDENTIFIERS) if not study.explains(m.field, m.found)
        ]
        if not wrong:
            return
    elif facts is not None and (prior.match.verdict is Verdict.DOUBTFUL or prior.place == FILES):
        if same_person(present, facts)[0] in (Person.SAME, Person.INCOMPLETE):
            return
    elif facts is not None and same_person(present, facts)[0] is Person.SAME:
        return
    raise Refused(
        "The images of the earlier examination are of another patient than the list says.",
        "They aren't shown. Report this to the administrator of the archive.",
        code="prior_identity",
    )


def _info(facts: StudyFacts) -> SeriesInfo:
    return SeriesInfo(
        patient_id=facts.patient_id,
        issuer_of_patient_id=facts.issuer,
        patient_name=facts.patient_name,
        birth_date=facts.birth_date,
        sex=facts.sex,
    )


def _nothing_to_show() -> InputError:
    return InputError(
        "No series of the earlier examination can be shown beside the present one.",
        "Choose another examination.",
        code="prior_empty",
    )
