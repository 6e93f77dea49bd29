"""Real servers for the tests of the archive; see `server_programs`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from dicom_objects import write_study
from receiver_at_work import ReceiverAtWork
from server_certificates import make_certificates
from server_programs import Dcmqrscp, Orthanc, Worklist


@pytest.fixture(scope="session")
def orthanc_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Orthanc]:
    """One Orthanc for the session; use `orthanc`, which empties it for each test."""
    server = Orthanc(tmp_path_factory.mktemp("orthanc"))
    server.start()
    yield server
    assert server.stop() == 0, server.log()


@pytest.fixture
def orthanc(orthanc_server: Orthanc) -> Orthanc:
    """The session's Orthanc, empty."""
    orthanc_server.empty()
    return orthanc_server


@pytest.fixture
def own_orthanc(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Orthanc]]:
    """Makes an Orthanc of the test's own, to kill, restart or set up otherwise."""
    started: list[Orthanc] = []

    def make(**changes: Any) -> Orthanc:
        server = Orthanc(tmp_path_factory.mktemp("orthanc"), **changes)
        server.start()
        started.append(server)
        return server

    yield make
    for server in started:
        server.stop()


@pytest.fixture
def study_files(tmp_path: Path) -> Callable[..., list[Path]]:
    """Writes a small study: ``study_files(series=2, images=5, patient_name=..., ...)``."""

    def make(**what: Any) -> list[Path]:
        return write_study(tmp_path / "made", **what)

    return make


@pytest.fixture
def dcmqrscp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dcmqrscp]:
    """DCMTK's archive, empty."""
    server = Dcmqrscp(tmp_path_factory.mktemp("dcmqrscp"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def worklist_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worklist]:
    """DCMTK's worklist server, started by the test with `start()` when its items are there."""
    server = Worklist(tmp_path_factory.mktemp("worklist"))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with `ca.pem`, and `<name>.pem` and `<name>.key` of server, ours, elsewhere and stranger."""
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[Callable[..., ReceiverAtWork]]:
    """Starts our receiver on a free port: ``receiver(peers=..., limits=...)``."""
    started: list[ReceiverAtWork] = []

    def make(**settings: Any) -> ReceiverAtWork:
        started.append(ReceiverAtWork(tmp_path / f"received-{len(started)}", **settings))
        return started[-1]

    yield make
    for each in started:
        each.stop()
