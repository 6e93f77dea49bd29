"""A web archive over TLS: our own authority, the host's name, and a certificate of our own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hostile_web import HostileWeb
from server_programs import tls_of

from studies.archive.node import Node, Tls
from studies.archive.query import StudyQuery
from studies.archive.web import WebArchive

Serve = Callable[..., HostileWeb]
EMPTY = {"path": "", "headers": {"Content-Type": "application/dicom+json"}, "hex": b"[]".hex()}


@pytest.fixture
def serve(certificates: Path, tmp_path: Path) -> Iterator[Serve]:
    """A web server with the certificate `name`; `ours` makes it require one of us."""
    started: list[HostileWeb] = []

    def make(name: str, *, ours: bool = False) -> HostileWeb:
        files = [str(certificates / f"{name}.pem"), str(certificates / f"{name}.key")]
        if ours:
            files.append(str(certificates / "ca.pem"))
        started.append(HostileWeb(tmp_path, [EMPTY], *files))
        return started[-1]

    yield make
    for each in started:
        each.stop()


def node_of(server: HostileWeb, tls: Tls | None) -> Node:
    return server.node(base_url=f"https://127.0.0.1:{server.port}/dicom-web", tls=tls)


def code_of(server: HostileWeb, tls: Tls | None) -> str:
    problem = WebArchive(node_of(server, tls), "geheim").echo().problem
    return problem.code if problem else ""


def test_only_a_server_of_a_known_authority_is_asked(serve: Serve, certificates: Path) -> None:
    server = serve("server")
    ours = Tls(ca_file=str(certificates / "ca.pem"))
    for tls in (None, replace(ours, ca_file=str(certificates / "other-ca.pem")),
                replace(ours, ca_file=str(certificates / "absent.pem")),
                replace(ours, ca_file=str(certificates / "server.key"))):  # fmt: skip
        assert code_of(server, tls) == "archive_tls"
    assert server.requests() == []  # no password went there
    assert code_of(server, ours) == ""
    assert WebArchive(node_of(server, ours), "geheim").studies(StudyQuery(patient_id="1")).answers == ()


def test_the_host_must_bear_its_name_unless_the_node_says_otherwise(serve: Serve, certificates: Path) -> None:
    server = serve("elsewhere")  # a certificate of pacs.example.org
    tls = Tls(ca_file=str(certificates / "ca.pem"))
    assert code_of(server, tls) == "archive_tls"
    assert server.requests() == []
    assert code_of(server, replace(tls, check_host=False)) == ""
    stranger = replace(tls, ca_file=str(certificates / "other-ca.pem"), check_host=False)
    assert code_of(server, stranger) == "archive_tls"


def test_a_server_that_requires_ours_gets_our_certificate(serve: Serve, certificates: Path) -> None:
    server = serve("server", ours=True)
    assert code_of(server, tls_of(certificates, "ours")) == ""
    assert code_of(server, Tls(ca_file=str(certificates / "ca.pem"))) in ("archive_tls", "archive_broken")
    assert code_of(server, tls_of(certificates, "stranger")) in ("archive_tls", "archive_broken")
