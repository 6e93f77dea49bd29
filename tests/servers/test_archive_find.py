"""C-ECHO and C-FIND against Orthanc and DCMTK: right answers, and a plain sentence for every refusal."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from dicom_objects import uid_of
from server_programs import Dcmqrscp, Orthanc, free_ports

from resources.errors import Cancelled, InputError
from studies.archive.client import open_archive
from studies.archive.errors import ArchiveRefused, ArchiveUnreachable
from studies.archive.query import StudyQuery

Files = Callable[..., list[Path]]


@pytest.fixture
def two_studies(orthanc: Orthanc, study_files: Files) -> Orthanc:
    orthanc.upload(*study_files(study="A", series=2, images=3))
    orthanc.upload(
        *study_files(
            study="B", series=1, images=2, modality="MR", PatientName="Dïjkstra^Åke", StudyDate="20250102",
            StudyDescription="MR lever", PatientSex="M",
        )
    )  # fmt: skip
    return orthanc


def test_echo_says_who_answers(orthanc: Orthanc) -> None:
    echo = open_archive(orthanc.node()).echo()
    assert echo.ok
    assert 0 < echo.seconds < 30
    assert echo.words


@pytest.mark.parametrize(
    ("query", "studies"),
    [
        (StudyQuery(patient_id="PATA"), {"A"}),
        (StudyQuery(patient_name="voorbeeld"), {"A"}),
        (StudyQuery(patient_name="Dïjkstra, Å"), {"B"}),
        (StudyQuery(accession_number="ACCB"), {"B"}),
        (StudyQuery(date_from="20260101"), {"A"}),
        (StudyQuery(date_to="20251231"), {"B"}),
        (StudyQuery(date_from="20250102", date_to="20260115"), {"A", "B"}),
        (StudyQuery(modality="MR", date_from="20200101"), {"B"}),
        (StudyQuery(description="lever"), {"B"}),
        (StudyQuery(study_instance_uid=uid_of("A")), {"A"}),
        (StudyQuery(birth_date="19500401"), {"A", "B"}),
        (StudyQuery(patient_id="PATA", modality="MR"), set()),
    ],
)
def test_studies_are_found_by_each_field(two_studies: Orthanc, query: StudyQuery, studies: set[str]) -> None:
    found = open_archive(two_studies.node()).studies(query)
    assert {a.study_instance_uid for a in found.answers} == {uid_of(s) for s in studies}
    assert not found.cut


def test_a_study_tells_all_that_a_list_shows(two_studies: Orthanc) -> None:
    (study,) = open_archive(two_studies.node()).studies(StudyQuery(patient_id="PATB")).answers
    assert (study.patient_name, study.birth_date, study.sex) == ("Dïjkstra^Åke", "19500401", "M")
    assert (study.study_date, study.study_time, study.description) == ("20250102", "101500", "MR lever")
    assert (study.modalities, study.series_count, study.image_count) == (("MR",), 1, 2)
    assert study.accession_number == "ACCB"


def test_more_than_the_limit_is_cut_and_said(two_studies: Orthanc) -> None:
    found = open_archive(two_studies.node()).studies(StudyQuery(date_from="20200101", limit=1))
    assert len(found.answers) == 1
    assert found.cut


def test_series_and_images_of_a_study_by_number(two_studies: Orthanc) -> None:
    archive = open_archive(two_studies.node())
    series = archive.series(uid_of("A"))
    assert [(s.number, s.modality, s.description, s.body_part, s.image_count) for s in series] == [
        (1, "CT", "Serie 1", "CHEST", 3),
        (2, "CT", "Serie 2", "CHEST", 3),
    ]
    images = archive.images(uid_of("A"), series[0].series_instance_uid)
    assert [(i.sop_instance_uid, i.number) for i in images] == [(uid_of("A", 1, n), n) for n in (1, 2, 3)]
    assert {i.sop_class_uid for i in images} == {"1.2.840.10008.5.1.4.1.1.2"}


def test_dcmtk_answers_the_same_questions(dcmqrscp: Dcmqrscp, study_files: Files) -> None:
    archive = open_archive(dcmqrscp.node())
    assert archive.echo().ok
    assert archive.send(study_files(series=1, images=2)).complete
    (study,) = archive.studies(StudyQuery(patient_id="PATA")).answers
    assert study.patient_name == "Voorbeeld^Sjoukje"
    (series,) = archive.series(study.study_instance_uid)
    assert [i.number for i in archive.images(study.study_instance_uid, series.series_instance_uid)] == [1, 2]


def test_a_node_that_knows_us_not_refuses_in_one_sentence(orthanc: Orthanc) -> None:
    stranger = open_archive(orthanc.node(calling_ae_title="VREEMD"))
    with pytest.raises(ArchiveRefused):
        stranger.studies(StudyQuery(patient_id="x"))


def test_a_wrong_called_title_is_refused(orthanc: Orthanc) -> None:
    echo = open_archive(orthanc.node(ae_title="ANDER")).echo()
    assert not echo.ok
    assert isinstance(echo.problem, ArchiveRefused)
    assert "VOORVERSLAG to ANDER" in echo.problem.sentence()


@pytest.mark.parametrize("host", ["127.0.0.1", "bestaat-niet.invalid"])
def test_nobody_there_is_unreachable(host: str, orthanc: Orthanc, monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.getaddrinfo

    def looked_up(name: Any, *args: Any, **others: Any) -> Any:
        if name == "bestaat-niet.invalid":  # no name server is asked: it may take its time to say no
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return real(name, *args, **others)

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    archive = open_archive(orthanc.node(host=host, port=free_ports(1)[0]))
    assert isinstance(archive.echo().problem, ArchiveUnreachable)
    with pytest.raises(ArchiveUnreachable):
        archive.studies(StudyQuery(patient_id="x"))


class SilentPeer:
    """Accepts connections and never says a word."""

    def __enter__(self) -> int:
        self._listening = socket.create_server(("127.0.0.1", 0))
        return int(self._listening.getsockname()[1])

    def __exit__(self, *_: object) -> None:
        self._listening.close()


def test_a_peer_that_accepts_and_says_nothing_ends_at_the_time_limit(orthanc: Orthanc) -> None:
    with SilentPeer() as port:
        start = time.monotonic()
        echo = open_archive(orthanc.node(port=port, timeout_s=1)).echo()
    assert not echo.ok
    assert time.monotonic() - start < 20


def test_a_silent_peer_is_cancelled_within_a_second(orthanc: Orthanc) -> None:
    with SilentPeer() as port:
        pressed = threading.Event()
        timer = threading.Timer(0.3, pressed.set)
        timer.start()
        archive = open_archive(orthanc.node(port=port, timeout_s=60))
        start = time.monotonic()
        with pytest.raises(Cancelled):
            archive.studies(StudyQuery(patient_id="x"), cancelled=pressed.is_set)
        # 0.3 s until it's pressed, then a second; the rest is for a busy machine
        assert time.monotonic() - start < 10
        timer.join()


@pytest.mark.parametrize(
    ("query", "code"),
    [
        (StudyQuery(), "query_empty"),
        (StudyQuery(date_from="2026-01-01"), "query_date"),
        (StudyQuery(date_from="20260102", date_to="20260101"), "query_dates"),
        (StudyQuery(patient_id="a\\b"), "query_text"),
        (StudyQuery(study_instance_uid="../x"), "bad_uid"),
        (StudyQuery(patient_id="x", limit=0), "query_limit"),
    ],
)
def test_a_question_that_cant_be_asked_is_refused_here(
    orthanc: Orthanc, query: StudyQuery, code: str
) -> None:
    with pytest.raises(InputError) as said:
        open_archive(orthanc.node()).studies(query)
    assert said.value.code == code


def test_a_node_without_the_role_isnt_asked(orthanc: Orthanc) -> None:
    with pytest.raises(ArchiveRefused):
        open_archive(orthanc.node(roles=frozenset({"store"}))).series(uid_of("A"))
