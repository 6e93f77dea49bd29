"""Secure connections, both ways and both sides known: Orthanc and DCMTK, and who must not get in."""

from __future__ import annotations

import contextlib
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from dicom_objects import uid_of
from receiver_at_work import ReceiverAtWork
from server_programs import Orthanc, program, tls_of

from resources.errors import InputError
from studies.archive.client import open_archive
from studies.archive.errors import ArchiveUnreachable
from studies.archive.node import Limits, Tls
from studies.archive.query import StudyQuery

Files = Callable[..., list[Path]]
Start = Callable[..., ReceiverAtWork]


@pytest.fixture(scope="module")
def secure_orthanc(certificates: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Orthanc]:
    """An Orthanc that only speaks TLS, and only with who shows a certificate of our authority."""
    server = Orthanc(
        tmp_path_factory.mktemp("secure"),
        DicomTlsEnabled=True,
        DicomTlsCertificate=str(certificates / "server.pem"),
        DicomTlsPrivateKey=str(certificates / "server.key"),
        DicomTlsTrustedCertificates=str(certificates / "ca.pem"),
        DicomTlsRemoteCertificateRequired=True,
    )
    server.start()
    yield server
    server.stop()


def test_a_mutually_known_pair_finds_fetches_and_sends(
    secure_orthanc: Orthanc, certificates: Path, study_files: Files, tmp_path: Path
) -> None:
    archive = open_archive(secure_orthanc.node(tls=tls_of(certificates, "ours")))
    assert archive.echo().ok
    assert archive.send(study_files(series=1, images=3)).complete
    assert len(archive.studies(StudyQuery(patient_id="PATA")).answers) == 1
    assert archive.retrieve(uid_of("A"), into=tmp_path / "r").complete


@pytest.mark.parametrize(
    "change",
    [
        {"certificate_file": "", "key_file": ""},
        {"certificate_file": "stranger.pem", "key_file": "stranger.key"},
        {"ca_file": "other-ca.pem"},
    ],
    ids=["no certificate", "a certificate of another authority", "an archive we don't trust"],
)
def test_without_trust_on_either_side_there_is_no_connection(
    secure_orthanc: Orthanc, certificates: Path, change: dict[str, str]
) -> None:
    files = {name: str(certificates / file) if file else "" for name, file in change.items()}
    node = secure_orthanc.node(tls=replace(tls_of(certificates, "ours"), **files))
    problem = open_archive(node).echo().problem
    assert isinstance(problem, ArchiveUnreachable)
    assert problem.code == "archive_tls"


def test_an_archive_with_the_certificate_of_another_host_isnt_trusted(
    own_orthanc: Callable[..., Orthanc], certificates: Path
) -> None:
    server = own_orthanc(
        DicomTlsEnabled=True,
        DicomTlsCertificate=str(certificates / "elsewhere.pem"),
        DicomTlsPrivateKey=str(certificates / "elsewhere.key"),
        DicomTlsTrustedCertificates=str(certificates / "ca.pem"),
    )
    echo = open_archive(server.node(tls=tls_of(certificates, "ours"))).echo()
    assert echo.problem is not None
    assert echo.problem.code == "archive_tls"
    # a department may say that the name needn't match
    assert open_archive(server.node(tls=tls_of(certificates, "ours", check_host=False))).echo().ok


def test_plain_to_secure_and_secure_to_plain_don_t_connect(
    secure_orthanc: Orthanc, orthanc: Orthanc, certificates: Path
) -> None:
    assert not open_archive(secure_orthanc.node(timeout_s=5)).echo().ok
    echo = open_archive(orthanc.node(tls=tls_of(certificates, "ours"), timeout_s=5)).echo()
    assert echo.problem is not None
    assert echo.problem.code == "archive_tls"


def send_by_dcmtk(port: int, certificates: Path, name: str, *files: Path) -> int:
    return subprocess.run(
        [
            program("storescu"), "+tls", str(certificates / f"{name}.key"), str(certificates / f"{name}.pem"),
            "+cf", str(certificates / "ca.pem"), "-aet", "STORESCU", "-aec", "VOORVERSLAG",
            "127.0.0.1", str(port), *map(str, files),
        ],
        capture_output=True,
        timeout=60,
        check=False,
    ).returncode  # fmt: skip


def test_our_receiver_takes_a_known_sender_and_no_other(
    receiver: Start, certificates: Path, study_files: Files
) -> None:
    at_work = receiver(tls=tls_of(certificates, "server"))
    files = study_files(series=1, images=3)
    assert send_by_dcmtk(at_work.port, certificates, "ours", *files) == 0
    assert len(at_work.wait_for(lambda e: e.outcome == "new", 3)) == 3
    assert send_by_dcmtk(at_work.port, certificates, "stranger", *files) != 0
    assert at_work.store(*files) != 0  # not secure at all
    assert at_work.wait_for(lambda e: e.kind == "refused" and e.why == "tls", 2)


@pytest.mark.hostile
def test_who_doesnt_finish_the_handshake_is_cut_off_and_holds_nobody_up(
    receiver: Start, certificates: Path, study_files: Files
) -> None:
    at_work = receiver(tls=tls_of(certificates, "server"), limits=Limits(first_pdu_s=2.0))
    idle = [socket.create_connection(("127.0.0.1", at_work.port), timeout=30) for _ in range(8)]
    assert send_by_dcmtk(at_work.port, certificates, "ours", *study_files(series=1, images=1)) == 0
    start = time.monotonic()
    for connection in idle:
        assert connection.recv(1) == b""
        connection.close()
    assert time.monotonic() - start < 15


@pytest.mark.hostile
def test_who_is_silent_after_the_handshake_is_cut_off(receiver: Start, certificates: Path) -> None:
    at_work = receiver(tls=tls_of(certificates, "server"), limits=Limits(first_pdu_s=1.0))
    context = ssl.create_default_context(cafile=str(certificates / "ca.pem"))
    context.load_cert_chain(certificates / "ours.pem", certificates / "ours.key")
    with (
        socket.create_connection(("127.0.0.1", at_work.port), timeout=30) as raw,
        context.wrap_socket(raw, server_hostname="127.0.0.1") as secured,
    ):
        start = time.monotonic()
        with contextlib.suppress(ssl.SSLError, ConnectionError):
            assert secured.recv(1) == b""
        assert time.monotonic() - start < 15
    assert at_work.wait_for(lambda e: e.why == "silent")


def test_files_that_cant_be_used_are_one_sentence(
    orthanc: Orthanc, certificates: Path, receiver: Start
) -> None:
    bad = Tls(ca_file=str(certificates / "absent.pem"))
    problem = open_archive(orthanc.node(tls=bad)).echo().problem
    assert problem is not None
    assert problem.code == "tls_files"
    with pytest.raises(InputError):
        receiver(
            tls=Tls(certificate_file=str(certificates / "ca.key"), key_file=str(certificates / "ca.pem"))
        )
