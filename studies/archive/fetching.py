"""Fetch a study from a DIMSE archive: C-GET, or C-MOVE to our own receiver.

First the archive is asked what there is, down to the objects; then only what isn't here yet is fetched. So a
transfer that broke (a killed archive, a pulled cable, a cancel) goes on where it was: ask again. Objects come as
the archive keeps them; nothing is decoded or taken apart in passing.
"""

from __future__ import annotations

import contextlib
import errno
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from pydicom.dataset import Dataset
from pydicom.filewriter import write_file_meta_info
from pynetdicom import build_context, build_role, evt
from pynetdicom.dsutils import create_file_meta
from pynetdicom.sop_class import (  # type: ignore[attr-defined]
    StudyRootQueryRetrieveInformationModelGet as StudyRootGet,
)
from pynetdicom.sop_class import (  # type: ignore[attr-defined]
    StudyRootQueryRetrieveInformationModelMove as StudyRootMove,
)

from resources.errors import InputError, VoorverslagError
from studies.archive import contexts, errors, query
from studies.archive.answers import Answer
from studies.archive.association import Connection, connect
from studies.archive.client import CancelCheck, Failure, Progress, Retrieved
from studies.archive.dimse import CANCELLED, PENDING, find_images, find_series
from studies.archive.node import Node, Peer, ReceiverSettings
from studies.archive.received import ReceivedStudies
from studies.archive.receiver import Receiver, is_served
from studies.archive.words import is_uid
from studies.headers import read_header
from studies.sources import Unreadable, check_cancelled, file_at

if TYPE_CHECKING:
    from studies.archive.dimse import DimseArchive

#: objects asked for by name in one request
_AT_ONCE = 100
_STORED, _NO_ROOM, _MISMATCH, _DAMAGED, _DUPLICATE = 0x0000, 0xA700, 0xA900, 0xC000, 0x0111
WARNING_SOME_FAILED = 0xB000

#: why an object isn't here
NOT_SENT = "The archive did not send this object."
OTHER_OBJECT = "Another object with the same UID is here already; it was not replaced."
NOT_ASKED = "The archive sent an object that was not asked for."
DAMAGED = "The object that the archive sent can't be read."
NOT_WRITTEN = "The object could not be written to the disk."
NO_SERIES = "The archive doesn't know this series."


class DiskFull(InputError):  # noqa: N818 - reads as what happened
    """There is no room for what comes in."""

    @classmethod
    def at(cls, folder: Path) -> DiskFull:
        return cls(
            "The disk is full.",
            "Make room and start again; what was received is kept in {folder}.",
            code="disk_full",
            fields={"folder": str(folder)},
        )


@dataclass(slots=True)
class Series:
    """One series to fetch. `sops` is empty when the archive doesn't tell its objects: then all of it is fetched."""

    uid: str
    count: int
    sops: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return bool(self.sops) and not self.missing


@dataclass(slots=True)
class Job:
    """One retrieve under way."""

    study_uid: str
    received: ReceivedStudies
    series: list[Series]
    progress: Progress | None
    cancelled: CancelCheck | None
    failed: dict[str, str] = field(default_factory=dict)
    came: set[str] = field(default_factory=set)
    present: int = 0
    is_full: bool = False
    #: ask for objects by name even where a whole series is missing (others of the series aren't wanted)
    by_name: bool = False
    expected: int = 0
    #: the objects that may come; empty when the archive didn't tell
    known: set[str] = field(default_factory=set)
    is_received_by_another: bool = False
    _looked: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def planned(self) -> None:
        """All series are known: count them, and look what is here already."""
        self.expected = sum(series.count for series in self.series)
        if all(series.sops for series in self.series):
            self.known = {sop for series in self.series for sop in series.sops}
        self.look()
        self.present = sum(len(s.sops) - len(s.missing) for s in self.series)

    def show(self) -> None:
        """Tell how far it is."""
        if self.progress is None:
            return
        with self.lock:  # the receiver tells too, on its own thread
            done = self.present + len(self.came)
            self.progress(done, max(self.expected, done))

    def look(self) -> None:
        """Note what is still missing on disk."""
        for series in self.series:
            series.missing = [sop for sop in series.sops if not self.received.has(self.study_uid, sop)]

    def look_for_others(self, *, every_s: float = 0.0) -> None:
        """Note what another receiver of ours put on disk, at most once in so many seconds."""
        if not self.is_received_by_another or time.monotonic() - self._looked < every_s:
            return
        self._looked = time.monotonic()
        for series in self.series:
            for sop in series.missing:
                if sop not in self.came and self.received.has(self.study_uid, sop):
                    self.came.add(sop)
        self.show()

    def note(self, sop_uid: str, outcome: str) -> None:
        """One object came: `outcome` of `ReceivedStudies.keep`, or of the receiver."""
        if outcome in ("new", "same"):
            self.came.add(sop_uid)
            self.failed.pop(sop_uid, None)
            self.show()
            return
        if outcome == "no_room":
            self.is_full = True
        reasons = {
            "other": OTHER_OBJECT,
            "mismatch": NOT_ASKED,
            "foreign": NOT_ASKED,
            "no_room": NOT_WRITTEN,
            "disk": NOT_WRITTEN,
        }
        self.failed[sop_uid] = reasons.get(outcome, DAMAGED)


def retrieve(
    archive: DimseArchive,
    study_uid: str,
    series_uids: Sequence[str],
    into: Path,
    *,
    progress: Progress | None,
    cancelled: CancelCheck | None,
) -> Retrieved:
    """Fetch what isn't in `into` yet; see `studies.archive.client.Archive.retrieve`."""
    if not is_uid(study_uid):
        raise query.bad_uid(study_uid)
    received = ReceivedStudies(into)
    received.tidy()
    job = Job(study_uid, received, [], progress, cancelled)
    _plan(archive, job, series_uids)
    received.expect(study_uid, {s.uid: list(s.sops) for s in job.series if s.sops})
    job.show()
    interrupted: VoorverslagError | None = None
    todo = [series for series in job.series if not series.is_whole]
    if todo:
        try:
            fetch(archive, job, todo)
        except errors.ArchiveUnreachable as error:
            interrupted = error
        if job.is_full:
            raise DiskFull.at(into)
        check_cancelled(cancelled)
    return _result(job, interrupted)


def fetch(archive: DimseArchive, job: Job, todo: Sequence[Series]) -> None:
    """Get these series over, in the way that the node is set up for."""
    if archive.node.retrieve == "move":
        _by_move(archive.node, archive.receiver, job, todo)
    else:
        _by_get(archive.node, job, todo)


def _result(job: Job, interrupted: VoorverslagError | None) -> Retrieved:
    """What is here now, looked up on disk."""
    job.look()
    failed = dict(job.failed)
    counted = 0
    for series in job.series:
        counted += len(series.sops) - len(series.missing)
        if interrupted is None:
            for sop in series.missing:
                failed.setdefault(sop, NOT_SENT)
    if not job.known:
        # some series were fetched unseen: what came of them counts
        known = {sop for series in job.series for sop in series.sops}
        counted += len(job.came - known)
    return Retrieved(
        expected=max(job.expected, counted),
        present=job.present,
        received=max(counted - job.present, 0),
        failed=tuple(Failure(sop, reason) for sop, reason in sorted(failed.items())),
        interrupted=interrupted,
    )


def _plan(archive: DimseArchive, job: Job, series_uids: Sequence[str]) -> None:
    """Ask what there is, and look what of it is here."""
    node = archive.node
    with archive.asking(job.cancelled) as connection:
        there = {s.series_instance_uid: s for s in find_series(connection, job.study_uid, job.cancelled)}
        wanted = list(dict.fromkeys(series_uids)) or list(there)
        if not there:
            raise errors.ArchiveAnswer.absent(node.name)
        for series_uid in wanted:
            found = there.get(series_uid)
            if found is None:
                job.failed[series_uid] = NO_SERIES
                continue
            try:
                images = find_images(connection, job.study_uid, series_uid, job.cancelled)
            except errors.ArchiveAnswer:  # not every archive answers at this level
                images = ()
            sops = {image.sop_instance_uid: image.sop_class_uid for image in images}
            count = max(len(sops), found.image_count or 0) if not sops else len(sops)
            job.series.append(Series(series_uid, count, sops))
    job.planned()


def _requests(job: Job, todo: Sequence[Series]) -> Iterator[Dataset]:
    """What to ask: a whole series where nothing of it is here, else its missing objects by name."""
    for series in todo:
        question = Dataset()
        question.QueryRetrieveLevel = "SERIES"
        question.StudyInstanceUID = job.study_uid
        question.SeriesInstanceUID = series.uid
        is_all = len(series.missing) == len(series.sops) and not job.by_name
        if not series.sops or is_all:
            yield question
            continue
        for at in range(0, len(series.missing), _AT_ONCE):
            some = Dataset()
            some.update(question)
            some.QueryRetrieveLevel = "IMAGE"
            some.SOPInstanceUID = series.missing[at : at + _AT_ONCE]
            yield some


def _by_get(node: Node, job: Job, todo: Sequence[Series]) -> None:
    classes = [series.sops.get(sop, "") for series in todo for sop in (series.missing or [""])]
    offers = contexts.to_fetch(classes)
    with get_connection(node, offers, lambda event: _store(event, job), job.cancelled) as connection:
        for question in _requests(job, todo):
            _ask(connection, StudyRootGet, question, job)
            if job.is_full:
                return


@contextlib.contextmanager
def get_connection(
    node: Node, offers: Sequence[Any], store: Any, cancelled: CancelCheck | None
) -> Iterator[Connection]:
    """An association for C-GET: the archive is asked to send over it, so we take the receiving role too."""
    roles = [build_role(str(uid), scp_role=True) for uid in dict.fromkeys(o.abstract_syntax for o in offers)]
    with connect(
        node,
        [build_context(StudyRootGet), *offers],
        roles=roles,
        handlers=[(evt.EVT_C_STORE, store)],
        cancelled=cancelled,
    ) as connection:
        if not connection.accepts(StudyRootGet):
            raise errors.ArchiveRefused.service(node.name, "C-GET")
        yield connection


def _ask(connection: Connection, model: str, question: Dataset, job: Job, *, to: str = "") -> None:
    """One C-GET or C-MOVE, until it's done; raises the errors of an archive, and `Cancelled`."""
    name = connection.node.name
    what = "C-MOVE" if to else "C-GET"
    message = connection.next_message()
    since: float | None = time.monotonic()
    with connection.cancellable(job.cancelled, message, model) as asked:
        if to:
            responses = connection.assoc.send_c_move(question, to, model, message)
        else:
            responses = connection.assoc.send_c_get(question, model, message)
        for status, identifier in responses:
            if "Status" not in status:
                if asked.is_set():
                    return
                raise connection.lost(what, since=None if job.came else since)
            if status.Status in PENDING:
                since = time.monotonic()
                job.look_for_others(every_s=0.5)
                job.show()
                if job.is_full:
                    connection.assoc.send_c_cancel(message, query_model=model)
                continue
            if status.Status == CANCELLED and (asked.is_set() or job.is_full):
                return
            failed = Answer(identifier).texts("FailedSOPInstanceUIDList") if identifier is not None else ()
            for sop in failed:
                job.failed.setdefault(sop, NOT_SENT)
            if status.Status == 0xA801:
                raise errors.ArchiveRefused.destination(name, to)
            some = failed or job.came or job.failed or getattr(status, "NumberOfCompletedSuboperations", None)
            if status.Status not in (0, WARNING_SOME_FAILED) and not some:
                raise errors.ArchiveAnswer.status(
                    name, what, status.Status, str(status.get("ErrorComment", ""))
                )


def file_of(event: evt.Event) -> list[bytes | memoryview]:
    """The object of a C-STORE request as a DICOM file, as the archive sent it."""
    from io import BytesIO

    request = cast(Any, event.request)
    start = BytesIO()
    start.write(b"\0" * 128 + b"DICM")
    write_file_meta_info(
        start,
        create_file_meta(
            sop_class_uid=request.AffectedSOPClassUID,
            sop_instance_uid=request.AffectedSOPInstanceUID,
            transfer_syntax=event.context.transfer_syntax,
        ),
    )
    return [start.getvalue(), request.DataSet.getbuffer()]


def _store(event: evt.Event, job: Job) -> int:
    """Take in one object of a C-GET; the answer to the archive."""
    request = cast(Any, event.request)
    sop_uid = str(request.AffectedSOPInstanceUID)
    if job.is_full:
        return _NO_ROOM
    known = job.known
    if known and sop_uid not in known:
        job.note(sop_uid, "foreign")
        return _MISMATCH
    try:
        file = job.received.write(file_of(event))
        header = read_header(file_at(file))
        if header.text("sop_instance") != sop_uid or header.text("study_uid") != job.study_uid:
            file.unlink(missing_ok=True)
            job.note(sop_uid, "mismatch")
            return _MISMATCH
        outcome = job.received.keep(file, job.study_uid, sop_uid)
    except Unreadable:
        file.unlink(missing_ok=True)
        job.note(sop_uid, "damaged")
        return _DAMAGED
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        job.note(sop_uid, "no_room" if full else "disk")
        return _NO_ROOM
    job.note(sop_uid, outcome)
    return _DUPLICATE if outcome == "other" else _STORED


def _by_move(node: Node, settings: ReceiverSettings, job: Job, todo: Sequence[Series]) -> None:
    destination = node.move_destination or settings.ae_title
    receiver = move_receiver(node, settings, job.received.root, lambda event: _moved(event, job))
    try:
        receiver.start()
    except errors.ArchiveRefused:
        # `serve-dicom` puts what comes in the same place: then that is where to look
        if not job.known or not is_served(job.received.root, settings.port, destination):
            raise
        job.is_received_by_another = True
    try:
        with connect(node, [build_context(StudyRootMove)], cancelled=job.cancelled) as connection:
            if not connection.accepts(StudyRootMove):
                raise errors.ArchiveRefused.service(node.name, "C-MOVE")
            for question in _requests(job, todo):
                _ask(connection, StudyRootMove, question, job, to=destination)
                if job.is_full:
                    return
    finally:
        receiver.stop()
        job.look_for_others()


def _moved(event: Any, job: Job) -> None:
    if event.kind == "stored" and (event.study_uid == job.study_uid or not event.study_uid):
        job.note(event.sop_uid, event.outcome)


def move_receiver(node: Node, settings: ReceiverSettings, into: Path, on_event: Any) -> Receiver:
    """Our receiver for this one archive: its AE title and its addresses are let in too."""
    addresses: set[str] = set()
    with contextlib.suppress(OSError):
        addresses = {str(found[4][0]).split("%")[0] for found in socket.getaddrinfo(node.host, None)}
    peers = [*settings.peers, *(Peer(node.ae_title, address) for address in sorted(addresses))]
    ours = node.move_destination or settings.ae_title
    return Receiver(replace(settings, ae_title=ours, peers=tuple(dict.fromkeys(peers))), into, on_event)
