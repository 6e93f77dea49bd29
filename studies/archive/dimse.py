"""An archive that speaks DIMSE: C-ECHO and C-FIND here, C-GET and C-MOVE in `fetching`, C-STORE in `sending`."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from pydicom.dataset import Dataset
from pynetdicom import build_context
from pynetdicom.sop_class import StudyRootQueryRetrieveInformationModelFind as StudyRootFind  # type: ignore[attr-defined]
from pynetdicom.sop_class import Verification  # type: ignore[attr-defined]

from resources.errors import VoorverslagError
from studies.archive import errors, query
from studies.archive.answers import Answer
from studies.archive.association import Connection, connect
from studies.archive.client import MOST_OBJECTS, CancelCheck, Echo, Progress, Retrieved, Sent
from studies.archive.node import Node, ReceiverSettings, check_node
from studies.archive.query import Found, ImageAnswer, SeriesAnswer, StudyAnswer, StudyQuery
from studies.archive.words import clean, is_uid, uid

PENDING = (0xFF00, 0xFF01)
CANCELLED = 0xFE00
#: answers that are still on their way when an archive is told to stop
MOST_AFTER_CUT = 1_000


class DimseArchive:
    """One node over DIMSE. Each call makes its own association, so there is nothing to keep alive."""

    def __init__(self, node: Node, *, receiver: ReceiverSettings | None = None) -> None:
        check_node(node)
        self._node = node
        self.receiver = receiver or ReceiverSettings()

    @property
    def node(self) -> Node:
        """Whom this speaks to."""
        return self._node

    def close(self) -> None:
        """Nothing stays open between calls."""

    def echo(self) -> Echo:
        """C-ECHO; a node that can't be reached or refuses is an answer too."""
        start = time.monotonic()
        try:
            with connect(self._node, [build_context(Verification)]) as connection:
                if not connection.accepts(Verification):
                    raise errors.ArchiveRefused.service(self._node.name, "C-ECHO")
                with connection.watched():
                    status = connection.assoc.send_c_echo(connection.next_message())
                if "Status" not in status:
                    raise connection.lost("C-ECHO")
                if status.Status != 0:
                    raise errors.ArchiveAnswer.status(self._node.name, "C-ECHO", status.Status)
                words = clean(connection.assoc.acceptor.implementation_version_name or "", 64)
        except VoorverslagError as problem:
            return Echo(False, time.monotonic() - start, problem=problem)
        return Echo(True, time.monotonic() - start, words)

    def studies(self, query: StudyQuery, *, cancelled: CancelCheck | None = None) -> Found:
        """C-FIND at study level."""
        with self.asking(cancelled) as connection:
            return find_studies(connection, query, cancelled)

    def series(self, study_uid: str) -> tuple[SeriesAnswer, ...]:
        """C-FIND at series level."""
        with self.asking() as connection:
            return find_series(connection, study_uid)

    def images(self, study_uid: str, series_uid: str) -> tuple[ImageAnswer, ...]:
        """C-FIND at image level."""
        with self.asking() as connection:
            return find_images(connection, study_uid, series_uid)

    def retrieve(
        self,
        study_uid: str,
        series_uids: Sequence[str] = (),
        *,
        into: Path,
        progress: Progress | None = None,
        cancelled: CancelCheck | None = None,
    ) -> Retrieved:
        """C-GET, or C-MOVE to our own receiver, of what isn't in `into` yet; see `studies.archive.fetching`."""
        from studies.archive.fetching import retrieve

        return retrieve(self, study_uid, series_uids, into, progress=progress, cancelled=cancelled)

    def send(
        self,
        files: Sequence[Path],
        *,
        progress: Progress | None = None,
        cancelled: CancelCheck | None = None,
    ) -> Sent:
        """C-STORE, then proof that it is there; see `studies.archive.sending`."""
        from studies.archive.sending import send

        return send(self, files, progress=progress, cancelled=cancelled)

    @contextlib.contextmanager
    def asking(self, cancelled: CancelCheck | None = None) -> Iterator[Connection]:
        """An association for questions."""
        if "query" not in self._node.roles:
            raise errors.ArchiveRefused.role(self._node.name, "query")
        with connect(self._node, [build_context(StudyRootFind)], cancelled=cancelled) as connection:
            if not connection.accepts(StudyRootFind):
                raise errors.ArchiveRefused.service(self._node.name, "C-FIND")
            yield connection


def find(
    connection: Connection,
    model: str,
    question: Dataset,
    what: str,
    *,
    limit: int,
    cancelled: CancelCheck | None = None,
) -> tuple[list[Dataset], bool]:
    """All answers to one C-FIND, at most `limit`; and whether there were more."""
    name = connection.node.name
    answers: list[Dataset] = []
    cut, after_cut = False, 0
    message = connection.next_message()
    with connection.watched(cancelled, message, model) as asked:
        for status, identifier in connection.assoc.send_c_find(question, model, message):
            if "Status" not in status:
                if asked.is_set():
                    break
                raise connection.lost(what, is_first=not answers)
            if status.Status in PENDING:
                if len(answers) >= limit:
                    if not cut:
                        connection.assoc.send_c_cancel(message, query_model=model)
                    cut = True
                    after_cut += 1
                    if after_cut > MOST_AFTER_CUT:  # it was told to stop and doesn't
                        connection.cut()
                        break
                elif identifier is not None:
                    answers.append(identifier)
            elif status.Status == CANCELLED and (cut or asked.is_set()):
                break
            elif status.Status != 0:
                raise errors.ArchiveAnswer.status(
                    name, what, status.Status, str(status.get("ErrorComment", ""))
                )
    return answers, cut


def find_studies(connection: Connection, asked: StudyQuery, cancelled: CancelCheck | None = None) -> Found:
    """Studies that match."""
    query.check_query(asked)
    question = _question("STUDY")
    question.StudyInstanceUID = asked.study_instance_uid
    question.PatientID = asked.patient_id
    question.IssuerOfPatientID = ""
    question.PatientName = asked.name_pattern
    question.PatientBirthDate = asked.birth_date
    question.PatientSex = ""
    question.AccessionNumber = asked.accession_number
    question.StudyDate = asked.dates
    question.StudyTime = ""
    question.StudyDescription = asked.description_pattern
    question.ModalitiesInStudy = asked.modality
    question.NumberOfStudyRelatedSeries = None
    question.NumberOfStudyRelatedInstances = None
    found, cut = find(connection, StudyRootFind, question, "C-FIND", limit=asked.limit, cancelled=cancelled)
    answers = [study for study in map(_study, map(Answer, found)) if study.study_instance_uid]
    if found and not answers:
        raise errors.ArchiveAnswer.unusable(connection.node.name, "C-FIND", "no study UID in any answer")
    unique = tuple({study.study_instance_uid: study for study in answers}.values())
    return Found(tuple(sorted(unique, key=lambda s: (s.study_date, s.study_time), reverse=True)), cut)


def find_series(
    connection: Connection, study_uid: str, cancelled: CancelCheck | None = None
) -> tuple[SeriesAnswer, ...]:
    """All series of a study, by number."""
    _require_uid(study_uid)
    question = _question("SERIES")
    question.StudyInstanceUID = study_uid
    question.SeriesInstanceUID = ""
    question.Modality = ""
    question.SeriesNumber = None
    question.SeriesDescription = ""
    question.BodyPartExamined = ""
    question.NumberOfSeriesRelatedInstances = None
    found = _all(connection, question, cancelled)
    answers = [
        SeriesAnswer(
            series_instance_uid=uid(answer.text("SeriesInstanceUID")),
            modality=answer.text("Modality"),
            number=answer.number("SeriesNumber"),
            description=answer.text("SeriesDescription"),
            body_part=answer.text("BodyPartExamined"),
            image_count=answer.number("NumberOfSeriesRelatedInstances"),
        )
        for answer in map(Answer, found)
        if answer.text("StudyInstanceUID") in ("", study_uid)
    ]
    unique = {s.series_instance_uid: s for s in answers if s.series_instance_uid}
    return tuple(sorted(unique.values(), key=lambda s: (s.number is None, s.number or 0)))


def find_images(
    connection: Connection, study_uid: str, series_uid: str, cancelled: CancelCheck | None = None
) -> tuple[ImageAnswer, ...]:
    """All objects of a series, by number."""
    _require_uid(study_uid)
    _require_uid(series_uid)
    question = _question("IMAGE")
    question.StudyInstanceUID = study_uid
    question.SeriesInstanceUID = series_uid
    question.SOPInstanceUID = ""
    question.SOPClassUID = ""
    question.InstanceNumber = None
    found = _all(connection, question, cancelled)
    answers = [
        ImageAnswer(
            sop_instance_uid=uid(answer.text("SOPInstanceUID")),
            sop_class_uid=uid(answer.text("SOPClassUID")),
            number=answer.number("InstanceNumber"),
        )
        for answer in map(Answer, found)
        if answer.text("SeriesInstanceUID") in ("", series_uid)
    ]
    unique = {image.sop_instance_uid: image for image in answers if image.sop_instance_uid}
    return tuple(sorted(unique.values(), key=lambda i: (i.number is None, i.number or 0)))


def _all(connection: Connection, question: Dataset, cancelled: CancelCheck | None) -> list[Dataset]:
    found, cut = find(connection, StudyRootFind, question, "C-FIND", limit=MOST_OBJECTS, cancelled=cancelled)
    if cut:
        raise errors.ArchiveAnswer.too_much(connection.node.name, MOST_OBJECTS)
    return found


def _question(level: str) -> Dataset:
    question = Dataset()
    question.SpecificCharacterSet = "ISO_IR 192"
    question.QueryRetrieveLevel = level
    return question


def _study(answer: Answer) -> StudyAnswer:
    modalities = answer.texts("ModalitiesInStudy")
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
        modalities=tuple(sorted(set(modalities))),
        series_count=answer.number("NumberOfStudyRelatedSeries"),
        image_count=answer.number("NumberOfStudyRelatedInstances"),
    )


def _require_uid(value: str) -> None:
    if not is_uid(value):
        raise query.bad_uid(value)
