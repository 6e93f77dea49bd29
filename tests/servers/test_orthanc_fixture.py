"""The archive that the other tests use is a real one: it keeps, finds by web, survives a kill, ends cleanly."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from server_programs import Orthanc


def test_it_keeps_what_it_gets_and_speaks_dicomweb(
    orthanc: Orthanc, study_files: Callable[..., list[Path]]
) -> None:
    assert orthanc.rest("/instances") == []
    orthanc.upload(*study_files(series=1, images=2))
    assert len(orthanc.rest("/instances")) == 2
    assert len(orthanc.rest("/dicom-web/studies")) == 1


def test_it_is_empty_again_for_the_next_test(orthanc: Orthanc) -> None:
    assert orthanc.rest("/instances") == []


def test_killed_it_comes_back_with_its_images_on_the_same_ports(
    own_orthanc: Callable[..., Orthanc], study_files: Callable[..., list[Path]]
) -> None:
    server = own_orthanc()
    server.upload(*study_files(series=1, images=2))
    ports = (server.dicom_port, server.http_port)
    server.kill()
    server.restart()
    assert (server.dicom_port, server.http_port) == ports
    assert len(server.rest("/instances")) == 2
    assert server.stop() == 0
