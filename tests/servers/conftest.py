"""Real servers for the tests of the archive; see `server_programs`."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from dicom_objects import write_study
from server_programs import Orthanc


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


@pytest.fixture(autouse=True)
def quiet_network_log() -> Iterator[None]:
    """pynetdicom says every refused connection on its log: that is what these tests ask for."""
    logger = logging.getLogger("pynetdicom")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    yield
    logger.setLevel(before)
