"""C-GET and C-MOVE: everything comes, as it lies there; what broke off goes on; a cancel is quick."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import imagecodecs
import pydicom
import pytest
from dicom_objects import image, uid_of, write
from pydicom.encaps import encapsulate
from pydicom.uid import JPEG2000Lossless, JPEGLSLossless, RLELossless
from server_programs import Dcmqrscp, Orthanc

from resources.errors import Cancelled
from studies.archive import compare, fetching
from studies.archive.client import Archive, open_archive
from studies.archive.errors import ArchiveAnswer, ArchiveRefused
from studies.archive.node import Peer, ReceiverSettings
from studies.archive.received import ReceivedStudies
from studies.archive.receiver import Receiver

Files = Callable[..., list[Path]]


def archive_of(server: Orthanc | Dcmqrscp, way: str) -> Archive:
    return open_archive(server.node(retrieve=way), receiver=ReceiverSettings(port=server.receive_port))


def assert_same(files: list[Path], received: ReceivedStudies, study: str = "A") -> None:
    """Each file was received under its hash, element by element and pixel by pixel the same."""
    for file in files:
        sop = pydicom.dcmread(file, stop_before_pixels=True).SOPInstanceUID
        assert compare.differences(file, received.path(uid_of(study), sop)) == ()


@pytest.mark.parametrize("way", ["get", "move"])
def test_a_study_comes_whole_with_progress(
    orthanc: Orthanc, study_files: Files, tmp_path: Path, way: str
) -> None:
    files = study_files(series=2, images=4)
    orthanc.upload(*files)
    shown: list[tuple[int, int]] = []
    got = archive_of(orthanc, way).retrieve(
        uid_of("A"), into=tmp_path / "r", progress=lambda done, of: shown.append((done, of))
    )
    assert (got.expected, got.present, got.received, got.failed) == (8, 0, 8, ())
    assert got.complete
    assert shown[0] == (0, 8)
    assert shown[-1] == (8, 8)
    assert [done for done, _ in shown] == sorted(done for done, _ in shown)
    received = ReceivedStudies(tmp_path / "r")
    assert_same(files, received)
    (study,) = received.studies()
    assert (study.count, study.expected, study.is_complete) == (8, 8, True)
    assert not list((tmp_path / "r" / ".incoming").iterdir())


@pytest.mark.parametrize("way", ["get", "move"])
def test_only_the_asked_series_comes_and_what_is_here_isnt_fetched_again(
    orthanc: Orthanc, study_files: Files, tmp_path: Path, way: str
) -> None:
    orthanc.upload(*study_files(series=2, images=5))
    archive, received = archive_of(orthanc, way), ReceivedStudies(tmp_path)
    got = archive.retrieve(uid_of("A"), [uid_of("A", 2)], into=tmp_path)
    assert (got.expected, got.received) == (5, 5)
    kept = received.path(uid_of("A"), uid_of("A", 2, 1))
    before = kept.stat().st_mtime_ns
    for number in (3, 4):
        received.path(uid_of("A"), uid_of("A", 2, number)).unlink()
    study = received.study(uid_of("A"))
    assert study is not None
    assert (study.count, study.expected, study.is_complete, study.missing) == (3, 5, False, 2)
    got = archive.retrieve(uid_of("A"), [uid_of("A", 2)], into=tmp_path)
    assert (got.present, got.received, got.complete) == (3, 2, True)
    assert kept.stat().st_mtime_ns == before
    got = archive.retrieve(uid_of("A"), into=tmp_path)  # the rest of the study
    assert (got.expected, got.present, got.received, got.complete) == (10, 5, 5, True)


@pytest.mark.parametrize("way", ["get", "move"])
def test_dcmtk_gives_the_same(dcmqrscp: Dcmqrscp, study_files: Files, tmp_path: Path, way: str) -> None:
    files = study_files(series=2, images=3)
    assert archive_of(dcmqrscp, way).send(files).complete
    got = archive_of(dcmqrscp, way).retrieve(uid_of("A"), into=tmp_path / "r")
    assert (got.received, got.complete) == (6, True)
    received = ReceivedStudies(tmp_path / "r")
    assert_same(files, received)
    received.path(uid_of("A"), uid_of("A", 1, 2)).unlink()
    got = archive_of(dcmqrscp, way).retrieve(uid_of("A"), into=tmp_path / "r")
    assert (got.present, got.received, got.complete) == (5, 1, True)


@pytest.mark.parametrize("way", ["get", "move"])
def test_compressed_images_come_as_they_lie_there(orthanc: Orthanc, tmp_path: Path, way: str) -> None:
    encoders = {
        None: None,
        RLELossless: None,
        JPEG2000Lossless: lambda values: imagecodecs.jpeg2k_encode(values, level=0, codecformat="j2k"),
        JPEGLSLossless: imagecodecs.jpegls_encode,
    }
    files = []
    for number, (encoding, encode) in enumerate(encoders.items(), start=1):
        made = image("A", 1, number, size=64, PixelRepresentation=0)
        if encode is not None:
            made.PixelData = encapsulate([encode(made.pixel_array)])
            made["PixelData"].VR = "OB"
            made.file_meta.TransferSyntaxUID = encoding
        elif encoding is not None:
            made.compress(encoding, generate_instance_uid=False)
        files.append(write(made, tmp_path / "made" / f"{number}.dcm"))
    orthanc.upload(*files)
    got = archive_of(orthanc, way).retrieve(uid_of("A"), into=tmp_path / "r")
    assert got.complete
    received = ReceivedStudies(tmp_path / "r")
    assert_same(files, received)
    for number, file in enumerate(files, start=1):
        theirs = pydicom.dcmread(received.path(uid_of("A"), uid_of("A", 1, number)))
        ours = pydicom.dcmread(file)
        assert theirs.file_meta.TransferSyntaxUID == ours.file_meta.TransferSyntaxUID
        assert theirs.PixelData == ours.PixelData


def test_objects_of_many_kinds_come_together(orthanc: Orthanc, tmp_path: Path) -> None:
    classes = [
        "1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.5.1.4.1.1.4", "1.2.840.10008.5.1.4.1.1.7",
        "1.2.840.10008.5.1.4.1.1.88.33", "1.2.840.10008.5.1.4.1.1.88.67", "1.2.840.10008.5.1.4.1.1.11.1",
        "1.2.840.10008.5.1.4.1.1.104.1", "1.2.840.10008.5.1.4.1.1.66.4", "1.2.840.10008.5.1.4.1.1.481.3",
        "1.2.840.10008.5.1.4.1.1.9.1.1", "1.2.840.10008.5.1.4.1.1.88.34", "1.2.840.10008.5.1.4.1.1.30",
    ]  # fmt: skip
    files = [
        write(image("A", n, 1, SOPClassUID=uid), tmp_path / "made" / f"{n}.dcm")
        for n, uid in enumerate(classes, start=1)
    ]
    orthanc.upload(*files)
    got = archive_of(orthanc, "get").retrieve(uid_of("A"), into=tmp_path / "r")
    assert (got.received, got.complete) == (12, True)


@pytest.mark.hostile
@pytest.mark.parametrize("way", ["get", "move"])
def test_an_archive_killed_in_mid_transfer_is_resumed_after_its_restart(
    own_orthanc: Callable[..., Orthanc], study_files: Files, tmp_path: Path, way: str
) -> None:
    server = own_orthanc()
    total = 120
    files = study_files(series=1, images=total, size=32)
    server.upload(*files)
    killed_at: list[int] = []

    def pull_the_plug(done: int, of: int) -> None:
        if done >= 5 and not killed_at:
            killed_at.append(done)
            server.kill()

    got = archive_of(server, way).retrieve(uid_of("A"), into=tmp_path / "r", progress=pull_the_plug)
    assert not got.complete
    assert got.interrupted is not None
    assert "broke" in got.interrupted.sentence()
    assert got.expected == total
    if way == "get":  # the archive waits for each answer, so at most one more was on its way
        assert 5 <= got.received <= 6
    # a C-MOVE goes on beside us until the plug is out
    assert 5 <= got.received < total
    received = ReceivedStudies(tmp_path / "r")
    (study,) = received.studies()
    assert (study.count, study.expected, study.is_complete) == (got.received, total, False)

    server.restart()
    again = archive_of(server, way).retrieve(uid_of("A"), into=tmp_path / "r")
    assert (again.expected, again.present, again.received) == (total, got.received, total - got.received)
    assert again.complete
    assert_same(files, received)
    assert not list((tmp_path / "r" / ".incoming").glob("*"))


@pytest.mark.parametrize("way", ["get", "move"])
def test_a_cancel_ends_it_within_a_second_and_keeps_what_came(
    orthanc: Orthanc, study_files: Files, tmp_path: Path, way: str
) -> None:
    files = study_files(series=1, images=30, size=128)
    orthanc.upload(*files)
    pressed: list[float] = []

    def progress(done: int, of: int) -> None:
        if done >= 5 and not pressed:
            pressed.append(time.monotonic())

    archive = archive_of(orthanc, way)
    with pytest.raises(Cancelled):
        archive.retrieve(uid_of("A"), into=tmp_path, progress=progress, cancelled=lambda: bool(pressed))
    # a second by design; ten on a machine that is busy with other things
    assert time.monotonic() - pressed[0] < 10
    study = ReceivedStudies(tmp_path).study(uid_of("A"))
    assert study is not None
    assert 5 <= study.count < 30
    again = archive.retrieve(uid_of("A"), into=tmp_path)
    assert (again.present, again.complete) == (study.count, True)


def test_another_object_of_a_known_uid_isnt_taken(
    orthanc: Orthanc, study_files: Files, tmp_path: Path
) -> None:
    orthanc.upload(*study_files(series=1, images=3))
    received = ReceivedStudies(tmp_path / "r")
    planted = received.path(uid_of("A"), uid_of("A", 1, 2))
    got = archive_of(orthanc, "get").retrieve(uid_of("A"), into=tmp_path / "r")
    assert got.complete
    planted.unlink()
    write(image("A", 1, 2, PatientName="Ander^Mens"), planted)
    # it is here, so it isn't fetched; asked for all the same, it isn't replaced
    job = fetching.Job(uid_of("A"), received, [], None, None)
    job.series = [fetching.Series(uid_of("A", 1), 1, {uid_of("A", 1, 2): ""}, [uid_of("A", 1, 2)])]
    job.by_name = True
    archive = archive_of(orthanc, "get")
    fetching.fetch(archive, job, job.series)  # type: ignore[arg-type]
    assert job.failed == {uid_of("A", 1, 2): fetching.OTHER_OBJECT}
    assert pydicom.dcmread(planted).PatientName == "Ander^Mens"
    (conflict,) = received.studies()[0].conflicts
    assert conflict.sop_instance_uid == uid_of("A", 1, 2)


def test_a_study_or_series_that_isnt_there_is_said(
    orthanc: Orthanc, study_files: Files, tmp_path: Path
) -> None:
    orthanc.upload(*study_files(series=1, images=1))
    archive = archive_of(orthanc, "get")
    with pytest.raises(ArchiveAnswer):
        archive.retrieve(uid_of("Z"), into=tmp_path)
    got = archive.retrieve(uid_of("A"), [uid_of("A", 1), uid_of("A", 9)], into=tmp_path)
    assert not got.complete
    assert [f.sop_instance_uid for f in got.failed] == [uid_of("A", 9)]


def test_a_destination_that_the_archive_doesnt_know_is_said(
    orthanc: Orthanc, study_files: Files, tmp_path: Path
) -> None:
    orthanc.upload(*study_files(series=1, images=1))
    node = orthanc.node(retrieve="move", move_destination="ONBEKEND")
    archive = open_archive(node, receiver=ReceiverSettings(port=0))
    with pytest.raises((ArchiveRefused, ArchiveAnswer)):
        archive.retrieve(uid_of("A"), into=tmp_path)


def test_a_move_beside_serve_dicom_of_the_same_home_comes_in_there(
    orthanc: Orthanc, study_files: Files, tmp_path: Path
) -> None:
    files = study_files(series=1, images=5)
    orthanc.upload(*files)
    ours = ReceiverSettings(port=orthanc.receive_port, peers=(Peer(orthanc.ae_title, "127.0.0.1"),))
    shown: list[int] = []
    with Receiver(ours, tmp_path / "r"):
        got = archive_of(orthanc, "move").retrieve(
            uid_of("A"), into=tmp_path / "r", progress=lambda done, of: shown.append(done)
        )
        assert (got.expected, got.received, got.complete) == (5, 5, True)
        assert shown[-1] == 5
        # and what is sent beside it is proven by reading back: the report went to the other receiver
        node = orthanc.node(commitment=True)
        sent = open_archive(node, receiver=ours).send([write(image("B"), tmp_path / "b.dcm")])
        assert [r.proven for r in sent.results] == ["read_back"]
    assert_same(files, ReceivedStudies(tmp_path / "r"))
    assert not (tmp_path / "r" / ".receiver.json").exists()


def test_a_port_in_use_is_said_before_anything_moves(
    orthanc: Orthanc, study_files: Files, tmp_path: Path, receiver: Callable[..., object]
) -> None:
    orthanc.upload(*study_files(series=1, images=1))
    taken = receiver(port=orthanc.receive_port)
    with pytest.raises(ArchiveRefused, match=str(orthanc.receive_port)):
        archive_of(orthanc, "move").retrieve(uid_of("A"), into=tmp_path)
    taken.stop()  # type: ignore[attr-defined]


@pytest.mark.skipif(os.name != "posix", reason="the limit on file sizes is a POSIX one")
def test_a_full_disk_is_said_and_what_came_is_kept(
    orthanc: Orthanc, study_files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    orthanc.upload(*study_files(series=1, images=6))
    real = ReceivedStudies.write
    written: list[int] = []

    def write_until_full(self: ReceivedStudies, parts: list[bytes]) -> Path:
        if len(parts) == 2:  # an object, not the notes beside it
            written.append(1)
            if len(written) > 3:
                raise OSError(28, "No space left on device")
        return real(self, parts)

    monkeypatch.setattr(ReceivedStudies, "write", write_until_full)
    with pytest.raises(fetching.DiskFull) as said:
        archive_of(orthanc, "get").retrieve(uid_of("A"), into=tmp_path)
    assert str(tmp_path) in said.value.sentence()
    monkeypatch.undo()
    again = archive_of(orthanc, "get").retrieve(uid_of("A"), into=tmp_path)
    assert (again.present, again.received, again.complete) == (3, 3, True)


def test_a_result_is_complete_only_when_everything_is_here() -> None:
    from studies.archive.client import Failure, Retrieved
    from studies.archive.errors import ArchiveUnreachable

    whole = Retrieved(3, 1, 2)
    assert whole.complete
    assert not replace(whole, received=1).complete
    assert not replace(whole, failed=(Failure("1", "x"),)).complete
    assert not replace(whole, interrupted=ArchiveUnreachable.broken("x")).complete
    assert not Retrieved(0, 0, 0).complete
