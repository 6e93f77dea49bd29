"""A DICOMweb archive: QIDO-RS to ask, WADO-RS to fetch object by object, STOW-RS to send and read back.

Objects come and go as they lie there, one request each, so that what broke off goes on where it was.
"""

from __future__ import annotations

import contextlib
import errno
import json
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import requests
from dicomweb_client.api import DICOMwebClient

from resources.errors import Cancelled, InputError, VoorverslagError
from studies import limits
from studies.archive import errors, fetching, sending, web_errors
from studies.archive.client import MOST_OBJECTS, CancelCheck, Echo, Progress, Retrieved, Sent, SentItem
from studies.archive.fetching import DiskFull, Job, Series
from studies.archive.node import Node, check_node
from studies.archive.query import (
    Found,
    ImageAnswer,
    SeriesAnswer,
    StudyAnswer,
    StudyQuery,
    bad_uid,
    check_query,
)
from studies.archive.received import ReceivedStudies
from studies.archive.web_parts import FileMessage, NotMultipart, Truncated, WebAnswer, one_object
from studies.archive.web_session import MOST_JSON_BYTES, QIDO, STOW, WADO, GuardedSession
from studies.archive.words import is_uid, uid
from studies.headers import read_header
from studies.sources import Unreadable, check_cancelled, file_at

#: answers asked for in one request
_PAGE = 1_000
_STUDY_FIELDS = [
    "StudyDescription", "ModalitiesInStudy", "NumberOfStudyRelatedSeries", "NumberOfStudyRelatedInstances",
    "IssuerOfPatientID", "PatientBirthDate", "PatientSex",
]  # fmt: skip
_SERIES_FIELDS = ["SeriesDescription", "BodyPartExamined", "NumberOfSeriesRelatedInstances"]
#: statuses of a STOW answer that still says what became of each object
_TOLD = (400, 409)
_NO_ROOM_CODES = range(0xA700, 0xA800)
_NOT_ACCEPTED_CODES = (0x0122, 0x0124, 0xA900)
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class WebArchive:
    """An archive over HTTP; `secret` is the password of the user of the node, or without a user a bearer token."""

    def __init__(self, node: Node, secret: str | None = None) -> None:
        check_node(node)
        self._node = node
        self._base = node.base_url.rstrip("/")
        self._session = GuardedSession(node, secret)
        self._client = DICOMwebClient(self._base, session=self._session, timeout=node.timeout_s)
        self._client.set_http_retry_params(retry=False)

    @property
    def node(self) -> Node:
        """Where this archive is."""
        return self._node

    def close(self) -> None:
        """End what is open."""
        self._session.close()

    def echo(self) -> Echo:
        """Ask for one study: proves address, sign-in and service at once."""
        start = time.monotonic()
        try:
            with self._asking(None, needs_role=False):
                self._ask(self._client.search_for_studies, limit=1)
        except VoorverslagError as error:
            return Echo(False, time.monotonic() - start, problem=error)
        return Echo(True, time.monotonic() - start, "DICOMweb")

    def studies(self, query: StudyQuery, *, cancelled: CancelCheck | None = None) -> Found:
        """QIDO-RS at study level."""
        check_query(query)
        with self._asking(cancelled):
            found = self._pages(
                lambda **page: self._client.search_for_studies(
                    search_filters=_filters(query), fields=_STUDY_FIELDS, **page
                ),
                "StudyInstanceUID",
                query.limit + 1,
            )
        answers = [_study(answer) for answer in found.values()]
        answers.sort(key=lambda s: (s.study_date, s.study_time), reverse=True)
        return Found(tuple(answers[: query.limit]), len(answers) > query.limit)

    def series(self, study_uid: str) -> tuple[SeriesAnswer, ...]:
        """QIDO-RS at series level."""
        with self._asking(None):
            return self._series(study_uid)

    def images(self, study_uid: str, series_uid: str) -> tuple[ImageAnswer, ...]:
        """QIDO-RS at object level."""
        with self._asking(None):
            return self._images(study_uid, series_uid)

    def retrieve(
        self,
        study_uid: str,
        series_uids: Sequence[str] = (),
        *,
        into: Path,
        progress: Progress | None = None,
        cancelled: CancelCheck | None = None,
    ) -> Retrieved:
        """WADO-RS of what isn't in `into` yet, object by object."""
        received = ReceivedStudies(into)
        received.tidy()
        job = Job(study_uid, received, [], progress, cancelled)
        interrupted: VoorverslagError | None = None
        with self._asking(cancelled):
            self._plan(job, series_uids)
            received.expect(study_uid, {series.uid: list(series.sops) for series in job.series})
            job.show()
            try:
                self._fetch(job)
            except errors.ArchiveUnreachable as error:
                interrupted = error
            except errors.ArchiveAnswer as error:
                if error.code != "archive_fault":
                    raise
                interrupted = error
        if job.is_full:
            raise DiskFull.at(into)
        return fetching._result(job, interrupted)

    def send(
        self,
        files: Sequence[Path],
        *,
        progress: Progress | None = None,
        cancelled: CancelCheck | None = None,
    ) -> Sent:
        """STOW-RS of each file, then read it back and compare."""
        if "store" not in self._node.roles:
            raise errors.ArchiveRefused.role(self._node.name, "store")
        items = [sending._described(Path(file)) for file in files]
        shipment = sending.Shipment(items, progress, cancelled)
        sending._refuse_twice(items)
        with self._asking(cancelled, needs_role=False):
            self._store(shipment)
            self._read_back(shipment)
        if progress is not None and items:
            progress(2 * len(items), 2 * len(items))
        return Sent(tuple(SentItem(i.sop_uid, bool(i.proven), i.proven, i.reason) for i in items))

    # ---- asking

    @contextlib.contextmanager
    def _asking(self, cancelled: CancelCheck | None, *, needs_role: bool = True) -> Iterator[None]:
        if needs_role and "query" not in self._node.roles:
            raise errors.ArchiveRefused.role(self._node.name, "query")
        check_cancelled(cancelled)
        self._session.cancelled = cancelled
        self._session.service = QIDO
        try:
            yield
        finally:
            self._session.cancelled = None

    def _ask(self, search: Callable[..., Any], **what: Any) -> list[WebAnswer]:
        """One question; its answers must be a list of data sets."""
        name = self._node.name
        try:
            found = search(**what)
        except (VoorverslagError, Cancelled):
            raise
        except (requests.RequestException, ValueError, RecursionError) as error:
            raise errors.ArchiveAnswer.unusable(name, QIDO, type(error).__name__) from error
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise errors.ArchiveAnswer.unusable(name, QIDO, "not a list of data sets")
        return [WebAnswer(one) for one in found]

    def _pages(self, search: Callable[..., Any], key: str, most: int) -> dict[str, WebAnswer]:
        """All answers by the UID `key`, page after page until nothing new comes or there are `most`."""
        found: dict[str, WebAnswer] = {}
        seen = 0
        while len(found) < most:
            check_cancelled(self._session.cancelled)
            page = self._ask(search, limit=min(_PAGE, most - len(found)), offset=seen)
            before = len(found)
            for answer in page:
                if own := uid(answer.text(key)):
                    found.setdefault(own, answer)
            if page and not found:
                raise errors.ArchiveAnswer.unusable(self._node.name, QIDO, f"no {key} in any answer")
            if len(found) == before:  # nothing new: the end, or a server that doesn't know offsets
                break
            seen += len(page)
        return found

    def _series(self, study_uid: str) -> tuple[SeriesAnswer, ...]:
        _require_uid(study_uid)
        found = self._pages(
            lambda **page: self._client.search_for_series(study_uid, fields=_SERIES_FIELDS, **page),
            "SeriesInstanceUID",
            MOST_OBJECTS + 1,
        )
        self._not_too_many(found)
        answers = [
            SeriesAnswer(
                series_instance_uid=own,
                modality=answer.text("Modality"),
                number=answer.number("SeriesNumber"),
                description=answer.text("SeriesDescription"),
                body_part=answer.text("BodyPartExamined"),
                image_count=answer.number("NumberOfSeriesRelatedInstances"),
            )
            for own, answer in found.items()
            if answer.text("StudyInstanceUID") in ("", study_uid)
        ]
        return tuple(sorted(answers, key=lambda s: (s.number is None, s.number or 0)))

    def _images(self, study_uid: str, series_uid: str) -> tuple[ImageAnswer, ...]:
        _require_uid(study_uid)
        _require_uid(series_uid)
        found = self._pages(
            lambda **page: self._client.search_for_instances(study_uid, series_uid, **page),
            "SOPInstanceUID",
            MOST_OBJECTS + 1,
        )
        self._not_too_many(found)
        answers = [
            ImageAnswer(own, uid(answer.text("SOPClassUID")), answer.number("InstanceNumber"))
            for own, answer in found.items()
            if answer.text("SeriesInstanceUID") in ("", series_uid)
        ]
        return tuple(sorted(answers, key=lambda i: (i.number is None, i.number or 0)))

    def _not_too_many(self, found: dict[str, WebAnswer]) -> None:
        if len(found) > MOST_OBJECTS:
            raise errors.ArchiveAnswer.too_much(self._node.name, MOST_OBJECTS)

    # ---- fetching

    def _plan(self, job: Job, series_uids: Sequence[str]) -> None:
        """Ask what there is, and look what of it is here."""
        there = {series.series_instance_uid for series in self._listed(job.study_uid)}
        if not there:
            raise errors.ArchiveAnswer.absent(self._node.name)
        for series_uid in dict.fromkeys(series_uids or sorted(there)):
            if series_uid not in there:
                job.failed[series_uid] = fetching.NO_SERIES
                continue
            images = self._images(job.study_uid, series_uid)
            sops = {image.sop_instance_uid: image.sop_class_uid for image in images}
            job.series.append(Series(series_uid, len(sops), sops))
        job.planned()

    def _listed(self, study_uid: str) -> tuple[SeriesAnswer, ...]:
        """The series of a study; none when the archive says that it doesn't have the study (404)."""
        try:
            return self._series(study_uid)
        except errors.ArchiveRefused as error:
            if error.code == "archive_no_service" and self._is_there():
                return ()
            raise

    def _is_there(self) -> bool:
        """Whether the service is there at all."""
        try:
            self._ask(self._client.search_for_studies, limit=1)
        except VoorverslagError:
            return False
        return True

    def _fetch(self, job: Job) -> None:
        """Fetch every object that is still missing."""
        for series in job.series:
            for sop_uid in list(series.missing):
                check_cancelled(job.cancelled)
                self._fetch_one(job, series.uid, sop_uid)
                if job.is_full:
                    return

    def _fetch_one(self, job: Job, series_uid: str, sop_uid: str) -> None:
        """One object into its place; what is wrong with it alone is noted, what is wrong with the archive raises."""
        url = f"{self._base}/studies/{job.study_uid}/series/{series_uid}/instances/{sop_uid}"
        accept = 'multipart/related; type="application/dicom"; transfer-syntax=*'
        try:
            with self._session.exchange(
                "GET", url, WADO, headers={"Accept": accept}, most=limits.MAX_FILE_BYTES
            ) as (response, pieces):
                kind = response.headers.get("Content-Type", "")
                if "html" in kind.lower():
                    raise web_errors.web_page(self._node.name)
                file = job.received.write(one_object(kind, pieces))
        except Truncated as error:
            raise errors.ArchiveUnreachable.broken(self._node.name, str(error)) from error
        except NotMultipart:
            job.note(sop_uid, "damaged")
            return
        except errors.ArchiveRefused as error:
            if error.code != "archive_no_service":
                raise
            job.failed[sop_uid] = fetching.NOT_SENT
            return
        except OSError as error:
            if error.errno not in _FULL:
                raise
            job.note(sop_uid, "no_room")
            return
        job.note(sop_uid, _kept(job, file, sop_uid))

    # ---- sending

    def _store(self, shipment: sending.Shipment) -> None:
        is_first = True
        for item in shipment.open:
            check_cancelled(shipment.cancelled)
            try:
                item.reason = self._store_one(item, shipment.cancelled)
            except errors.ArchiveUnreachable:
                if is_first:
                    raise
                for other in shipment.open:
                    if not other.is_sent:
                        other.reason = sending.BROKEN
                return
            item.is_sent, is_first = not item.reason, False
            shipment.step()

    def _store_one(self, item: sending.Item, cancelled: CancelCheck | None) -> str:
        """Send one file; why it wasn't stored, or ""."""
        try:
            message = FileMessage(item.file, cancelled)
        except OSError:
            return sending.UNREADABLE
        with contextlib.closing(message):
            headers = {"Content-Type": message.content_type, "Accept": "application/dicom+json"}
            url = f"{self._base}/studies"
            try:
                with self._session.exchange(
                    "POST", url, STOW, headers=headers, data=message, most=MOST_JSON_BYTES,
                    accepted=(*_TOLD, 413, 415, 507),
                ) as (response, pieces):  # fmt: skip
                    status = response.status_code
                    body = b"".join(pieces)
                    kind = response.headers.get("Content-Type", "")
            except OSError as error:
                # the file, not the archive: its errors come as ours
                if isinstance(error, requests.RequestException):
                    raise
                return sending.UNREADABLE
        if status in (413, 507):
            return sending.NO_ROOM
        if status == 415:
            return sending.NOT_ACCEPTED
        if "html" in kind.lower():
            raise web_errors.web_page(self._node.name)
        return self._told(body, item.sop_uid, status)

    def _told(self, body: bytes, sop_uid: str, status: int) -> str:
        """What the archive says became of the object: why it wasn't stored, or ""."""
        try:
            told = json.loads(body) if body.strip() else {}
        except (ValueError, RecursionError) as error:
            if status in _TOLD:
                return sending.NOT_STORED
            raise errors.ArchiveAnswer.unusable(self._node.name, STOW, type(error).__name__) from error
        if isinstance(told, list):
            told = told[0] if told else {}
        if not isinstance(told, dict):
            raise errors.ArchiveAnswer.unusable(self._node.name, STOW, "not a data set")
        answer = WebAnswer(told)
        for failed in answer.items("FailedSOPSequence"):
            if failed.text("ReferencedSOPInstanceUID") in ("", sop_uid):
                code = failed.number("FailureReason") or 0
                if code in _NO_ROOM_CODES:
                    return sending.NO_ROOM
                return sending.NOT_ACCEPTED if code in _NOT_ACCEPTED_CODES else sending.NOT_STORED
        return sending.NOT_STORED if status in _TOLD else ""

    def _read_back(self, shipment: sending.Shipment) -> None:
        """Fetch each object that was sent and compare it with the file."""
        for item in shipment.open:
            check_cancelled(shipment.cancelled)
            if "query" not in self._node.roles:
                item.reason = sending.NO_PROOF
                continue
            with TemporaryDirectory(prefix="voorverslag-") as folder:
                received = ReceivedStudies(Path(folder))
                series = Series(item.series_uid, 1, {item.sop_uid: item.sop_class})
                job = Job(item.study_uid, received, [series], None, shipment.cancelled, by_name=True)
                job.planned()
                try:
                    self._fetch_one(job, item.series_uid, item.sop_uid)
                except (InputError, OSError):
                    item.reason = sending.NO_PROOF
                    continue
                if job.failed.get(item.sop_uid) not in (None, fetching.NOT_SENT):
                    item.reason = sending.NO_PROOF
                    continue
                sending._judge(item, received.path(item.study_uid, item.sop_uid))
            shipment.step()


def _kept(job: Job, file: Path, sop_uid: str) -> str:
    """Put a received file in its place when it is what was asked for; the outcome for `Job.note`."""
    try:
        header = read_header(file_at(file))
        if header.text("sop_instance") != sop_uid or header.text("study_uid") != job.study_uid:
            file.unlink(missing_ok=True)
            return "mismatch"
        return job.received.keep(file, job.study_uid, sop_uid)
    except Unreadable:
        file.unlink(missing_ok=True)
        return "damaged"
    except OSError as error:
        if error.errno not in _FULL:
            raise
        return "no_room"


def _study(answer: WebAnswer) -> StudyAnswer:
    return StudyAnswer(
        study_instance_uid=uid(answer.text("StudyInstanceUID")),
        patient_id=answer.text("PatientID"),
        issuer=answer.text("IssuerOfPatientID"),
        patient_name=answer.name("PatientName"),
        birth_date=answer.text("PatientBirthDate"),
        sex=answer.text("PatientSex"),
        accession_number=answer.text("AccessionNumber"),
        study_date=answer.text("StudyDate"),
        study_time=answer.text("StudyTime"),
        description=answer.text("StudyDescription"),
        modalities=tuple(sorted(set(answer.texts("ModalitiesInStudy")))),
        series_count=answer.number("NumberOfStudyRelatedSeries"),
        image_count=answer.number("NumberOfStudyRelatedInstances"),
    )


def _filters(asked: StudyQuery) -> dict[str, str]:
    """What to ask; whether the case of a name matters is up to the archive.

    Between the parts of a name or description anything may stand: Orthanc 1.10 doesn't decode ``%5E`` and ``%20``.
    """
    filters = {
        "StudyInstanceUID": asked.study_instance_uid,
        "PatientID": asked.patient_id,
        "PatientName": asked.name_pattern.replace("^", "*").replace(" ", "*"),
        "PatientBirthDate": asked.birth_date,
        "AccessionNumber": asked.accession_number,
        "StudyDate": asked.dates,
        "StudyDescription": asked.description_pattern.replace(" ", "*"),
        "ModalitiesInStudy": asked.modality,
    }
    return {name: value for name, value in filters.items() if value}


def _require_uid(value: str) -> None:
    if not is_uid(value):
        raise bad_uid(value)
