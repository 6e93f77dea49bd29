"""DICOMweb against a real Orthanc: find, fetch, resume after a kill, send with proof."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import imagecodecs
import pydicom
import pytest
from dicom_objects import image, uid_of, write
from pydicom.encaps import encapsulate
from pydicom.uid import JPEG2000Lossless
from server_programs import Orthanc

from resources.errors import Cancelled
from studies.archive import compare, sending
from studies.archive.client import open_archive
from studies.archive.errors import ArchiveAnswer, ArchiveRefused
from studies.archive.query import StudyQuery
from studies.archive.received import ReceivedStudies
from studies.archive.web import WebArchive

Files = Callable[..., list[Path]]


def archive_of(server: Orthanc) -> WebArchive:
    archive = open_archive(server.web_node(), secret=server.secret)
    assert isinstance(archive, WebArchive)
    return archive


def assert_same(files: list[Path], received: ReceivedStudies, study: str = "A") -> None:
    for file in files:
        sop = pydicom.dcmread(file, stop_before_pixels=True).SOPInstanceUID
        assert compare.differences(file, received.path(uid_of(study), sop)) == ()


def test_the_archive_answers_and_a_wrong_password_is_said(orthanc: Orthanc) -> None:
    assert archive_of(orthanc).echo().ok
    echo = WebArchive(orthanc.web_node(), "fout").echo()
    assert not echo.ok
    assert echo.problem is not None
    assert echo.problem.code == "archive_sign_in"
    wrong = replace(orthanc.web_node(), base_url=orthanc.base_url + "/nergens")
    echo = WebArchive(wrong, orthanc.secret).echo()
    assert echo.problem is not None
    assert echo.problem.code in ("archive_no_service", "archive_not_accepted")


def test_studies_series_and_images_are_found(orthanc: Orthanc, study_files: Files) -> None:
    orthanc.upload(*study_files(series=2, images=3))
    orthanc.upload(*study_files(study="B", series=1, images=1, PatientName="Ander^Mens"))
    archive = archive_of(orthanc)
    for asked in (
        StudyQuery(patient_id="PATA"),
        StudyQuery(patient_name="voorbeeld"),
        StudyQuery(patient_name="VOORBEELD, sjoukje"),
        StudyQuery(description="ct THORAX", patient_id="PATA"),
        StudyQuery(accession_number="ACCA"),
        StudyQuery(patient_id="PATA", date_from="20260101", date_to="20260131"),
        StudyQuery(study_instance_uid=uid_of("A"), modality="CT"),
    ):
        (study,) = archive.studies(asked).answers
        assert (study.study_instance_uid, study.patient_id) == (uid_of("A"), "PATA")
        assert (study.patient_name, study.birth_date, study.sex) == ("Voorbeeld^Sjoukje", "19500401", "F")
        assert (study.study_date, study.modalities) == ("20260115", ("CT",))
        assert (study.description, study.series_count, study.image_count) == ("CT thorax", 2, 6)
    assert not archive.studies(StudyQuery(patient_id="PATA", date_from="20270101")).answers
    found = archive.studies(StudyQuery(patient_id="PAT*", limit=1))
    assert (len(found.answers), found.cut) == (1, True)
    found = archive.studies(StudyQuery(patient_id="PAT*", limit=2))
    assert (len(found.answers), found.cut) == (2, False)
    series = archive.series(uid_of("A"))
    assert [(s.series_instance_uid, s.number, s.modality, s.image_count) for s in series] == [
        (uid_of("A", 1), 1, "CT", 3),
        (uid_of("A", 2), 2, "CT", 3),
    ]
    assert series[0].description == "Serie 1"
    images = archive.images(uid_of("A"), uid_of("A", 2))
    assert [(i.sop_instance_uid, i.number) for i in images] == [(uid_of("A", 2, n), n) for n in (1, 2, 3)]


def test_a_name_in_other_characters_comes_whole(own_orthanc: Callable[..., Orthanc], tmp_path: Path) -> None:
    orthanc = own_orthanc(DefaultEncoding="Utf8")  # else this server answers in Latin-1
    orthanc.upload(write(image("N", PatientName="Şahin^Łucja"), tmp_path / "n.dcm"))
    (study,) = archive_of(orthanc).studies(StudyQuery(patient_id="PATN")).answers
    assert study.patient_name == "Şahin^Łucja"


def test_a_study_comes_whole_and_only_the_missing_comes_again(
    orthanc: Orthanc, study_files: Files, tmp_path: Path
) -> None:
    files = study_files(series=2, images=4)
    orthanc.upload(*files)
    shown: list[tuple[int, int]] = []
    archive = archive_of(orthanc)
    got = archive.retrieve(
        uid_of("A"), into=tmp_path / "r", progress=lambda done, of: shown.append((done, of))
    )
    assert (got.expected, got.present, got.received, got.failed, got.complete) == (8, 0, 8, (), True)
    assert (shown[0], shown[-1]) == ((0, 8), (8, 8))
    received = ReceivedStudies(tmp_path / "r")
    assert_same(files, received)
    kept = received.path(uid_of("A"), uid_of("A", 1, 1))
    before = kept.stat().st_mtime_ns
    received.path(uid_of("A"), uid_of("A", 2, 3)).unlink()
    study = received.study(uid_of("A"))
    assert study is not None
    assert (study.expected, study.missing) == (8, 1)
    got = archive.retrieve(uid_of("A"), into=tmp_path / "r")
    assert (got.present, got.received, got.complete) == (7, 1, True)
    assert kept.stat().st_mtime_ns == before
    assert not list((tmp_path / "r" / ".incoming").iterdir())


def test_a_compressed_image_comes_as_it_lies_there(orthanc: Orthanc, tmp_path: Path) -> None:
    ds = image("J")
    ds.PixelData = encapsulate([imagecodecs.jpeg2k_encode(ds.pixel_array, level=0, reversible=True)])
    ds["PixelData"].is_undefined_length = True
    ds["PixelData"].VR = "OB"
    ds.file_meta.TransferSyntaxUID = JPEG2000Lossless
    file = write(ds, tmp_path / "j.dcm")
    archive = archive_of(orthanc)
    assert archive.send([file]).complete
    assert archive.retrieve(uid_of("J"), into=tmp_path / "r").complete
    path = ReceivedStudies(tmp_path / "r").path(uid_of("J"), ds.SOPInstanceUID)
    assert pydicom.dcmread(path).file_meta.TransferSyntaxUID == JPEG2000Lossless
    assert compare.differences(file, path) == ()


def test_one_series_an_unknown_series_and_an_unknown_study(
    orthanc: Orthanc, study_files: Files, tmp_path: Path
) -> None:
    orthanc.upload(*study_files(series=2, images=2))
    archive = archive_of(orthanc)
    got = archive.retrieve(uid_of("A"), [uid_of("A", 2)], into=tmp_path)
    assert (got.expected, got.received, got.complete) == (2, 2, True)
    got = archive.retrieve(uid_of("A"), [uid_of("A", 2), "1.2.3"], into=tmp_path)
    assert [f.sop_instance_uid for f in got.failed] == ["1.2.3"]
    with pytest.raises(ArchiveAnswer) as caught:
        archive.retrieve("1.2.3.4", into=tmp_path)
    assert caught.value.code == "archive_absent"


def test_what_broke_off_by_a_killed_server_goes_on(
    own_orthanc: Callable[..., Orthanc], study_files: Files, tmp_path: Path
) -> None:
    server = own_orthanc()
    files = study_files(series=1, images=12)
    server.upload(*files)
    archive = archive_of(server)

    def kill_at_five(done: int, _: int) -> None:
        if done == 5:
            server.kill()

    got = archive.retrieve(uid_of("A"), into=tmp_path / "r", progress=kill_at_five)
    assert got.interrupted is not None
    assert got.interrupted.code in ("archive_unreachable", "archive_broken")
    assert (got.received, got.complete) == (5, False)
    server.restart()
    got = archive.retrieve(uid_of("A"), into=tmp_path / "r")
    assert (got.present, got.received, got.complete) == (5, 7, True)
    assert_same(files, ReceivedStudies(tmp_path / "r"))


def test_a_cancel_stops_and_keeps_what_came(orthanc: Orthanc, study_files: Files, tmp_path: Path) -> None:
    orthanc.upload(*study_files(series=1, images=6))
    stop = threading.Event()

    def progress(done: int, _: int) -> None:
        if done == 2:
            stop.set()

    with pytest.raises(Cancelled):
        archive_of(orthanc).retrieve(
            uid_of("A"), into=tmp_path / "r", progress=progress, cancelled=stop.is_set
        )
    study = ReceivedStudies(tmp_path / "r").study(uid_of("A"))
    assert study is not None
    assert (study.count, study.expected) == (2, 6)
    assert not list((tmp_path / "r" / ".incoming").iterdir())


def test_what_is_sent_is_read_back(orthanc: Orthanc, study_files: Files) -> None:
    files = study_files(series=2, images=2)
    shown: list[tuple[int, int]] = []
    sent = archive_of(orthanc).send(files, progress=lambda done, of: shown.append((done, of)))
    assert sent.complete
    assert {item.proven for item in sent.results} == {"read_back"}
    assert shown[-1] == (8, 8)
    assert len(orthanc.rest("/instances")) == 4
    assert archive_of(orthanc).send(files).complete  # again: the same is there, and proven so


def test_another_object_of_the_same_uid_is_never_called_stored(orthanc: Orthanc, tmp_path: Path) -> None:
    first = write(image("A"), tmp_path / "one.dcm")
    archive = archive_of(orthanc)
    assert archive.send([first]).complete
    other = write(image("A", PatientName="Ander^Mens"), tmp_path / "other.dcm")
    (item,) = archive.send([other]).results
    assert (item.stored, item.proven) == (False, "")
    assert item.reason in (sending.OTHER_THERE, sending.NOT_STORED)


def test_what_isnt_dicom_and_what_comes_twice_isnt_sent(orthanc: Orthanc, tmp_path: Path) -> None:
    (tmp_path / "x.dcm").write_bytes(b"geen DICOM")
    file = write(image("A"), tmp_path / "a.dcm")
    results = archive_of(orthanc).send([tmp_path / "x.dcm", file, file]).results
    assert [item.stored for item in results] == [False, True, False]
    assert [item.reason for item in results] == [sending.UNREADABLE, "", sending.TWICE]


def test_without_its_role_a_node_isnt_asked(orthanc: Orthanc, tmp_path: Path) -> None:
    node = replace(orthanc.web_node(), roles=frozenset({"store"}))
    with pytest.raises(ArchiveRefused):
        WebArchive(node, orthanc.secret).studies(StudyQuery(patient_id="1"))
    (item,) = WebArchive(node, orthanc.secret).send([write(image("A"), tmp_path / "a.dcm")]).results
    assert (item.stored, item.reason) == (False, sending.NO_PROOF)
    node = replace(orthanc.web_node(), roles=frozenset({"query"}))
    with pytest.raises(ArchiveRefused):
        WebArchive(node, orthanc.secret).send([])
