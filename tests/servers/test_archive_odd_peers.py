"""Archives that don't behave: what they can't do is gone around, what they do wrong is refused and said."""

from __future__ import annotations

import itertools
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from dicom_objects import CT, image, uid_of
from pydicom.dataset import Dataset
from pynetdicom import AE, build_context, evt
from pynetdicom.sop_class import (
    StudyRootQueryRetrieveInformationModelFind as StudyRootFind,
)
from pynetdicom.sop_class import (
    StudyRootQueryRetrieveInformationModelGet as StudyRootGet,
)

from studies.archive import fetching
from studies.archive.association import connect
from studies.archive.client import open_archive
from studies.archive.errors import ArchiveAnswer, ArchiveUnreachable
from studies.archive.node import Node
from studies.archive.query import StudyQuery
from studies.archive.received import ReceivedStudies

Answers = Callable[[Any], Iterator[tuple[int, Any]]]


def node(port: int, **changes: Any) -> Node:
    values: dict[str, Any] = {
        "id": "odd", "name": "Vreemd", "host": "127.0.0.1", "port": port, "ae_title": "ODD", "timeout_s": 10,
        **changes,
    }  # fmt: skip
    return Node(**values)


@pytest.fixture
def peer() -> Iterator[Callable[..., int]]:
    """Starts an archive made of handlers: ``peer(find=..., get=...)`` gives its port."""
    servers: list[Any] = []

    def start(find: Answers | None = None, get: Answers | None = None) -> int:
        entity = AE(ae_title="ODD")
        entity.network_timeout = entity.dimse_timeout = entity.acse_timeout = 10
        entity.add_supported_context(StudyRootFind)
        entity.add_supported_context(StudyRootGet)
        entity.add_supported_context(CT, scu_role=True, scp_role=True)
        handlers: list[Any] = []
        if find is not None:
            handlers.append((evt.EVT_C_FIND, find))
        if get is not None:
            handlers.append((evt.EVT_C_GET, get))
        server = entity.start_server(("127.0.0.1", 0), block=False, evt_handlers=handlers)
        servers.append(server)
        return int(server.socket.getsockname()[1])

    yield start
    for server in servers:
        for assoc in server.active_associations:
            raw = assoc.dul.socket.socket if assoc.dul.socket is not None else None
            if raw is not None:
                raw.close()
        server.shutdown()


def answer(**values: Any) -> Dataset:
    dataset = Dataset()
    for name, value in values.items():
        setattr(dataset, name, value)
    return dataset


def one_series(
    event: Any, *, images: int = 3, levels: tuple[str, ...] = ("SERIES", "IMAGE")
) -> Iterator[Any]:
    """The answers of an archive with one series of study A; other levels are refused."""
    level = event.identifier.QueryRetrieveLevel
    if level not in levels:
        yield 0xA900, None
    elif level == "SERIES":
        yield 0xFF00, answer(
            QueryRetrieveLevel="SERIES", StudyInstanceUID=uid_of("A"), SeriesInstanceUID=uid_of("A", 1),
            Modality="CT", NumberOfSeriesRelatedInstances=images,
        )  # fmt: skip
    else:
        for number in range(1, images + 1):
            yield 0xFF00, answer(
                QueryRetrieveLevel="IMAGE", StudyInstanceUID=uid_of("A"), SeriesInstanceUID=uid_of("A", 1),
                SOPInstanceUID=uid_of("A", 1, number), SOPClassUID=CT,
            )  # fmt: skip


def giving(*objects: Dataset) -> Answers:
    def get(event: Any) -> Iterator[Any]:
        yield len(objects)
        for each in objects:
            yield 0xFF00, each

    return get


def test_an_archive_that_doesnt_list_images_is_fetched_by_series(
    peer: Callable[..., int], tmp_path: Path
) -> None:
    port = peer(
        find=lambda event: one_series(event, levels=("SERIES",)),
        get=giving(*(image("A", 1, n) for n in (1, 2, 3))),
    )
    got = open_archive(node(port)).retrieve(uid_of("A"), into=tmp_path)
    assert (got.expected, got.received, got.complete) == (3, 3, True)


def test_an_object_of_another_patient_or_series_isnt_taken(peer: Callable[..., int], tmp_path: Path) -> None:
    port = peer(
        find=one_series, get=giving(image("A", 1, 1), image("B", 1, 1), image("A", 2, 1), image("A", 1, 2))
    )
    got = open_archive(node(port)).retrieve(uid_of("A"), into=tmp_path)
    assert (got.received, got.complete) == (2, False)
    assert {f.sop_instance_uid: f.reason for f in got.failed} == {
        uid_of("A", 1, 3): fetching.NOT_SENT,
        uid_of("B", 1, 1): fetching.NOT_ASKED,
        uid_of("A", 2, 1): fetching.NOT_ASKED,
    }
    assert [s.count for s in ReceivedStudies(tmp_path).studies()] == [2]


def test_without_a_list_another_study_isnt_taken_either(peer: Callable[..., int], tmp_path: Path) -> None:
    port = peer(
        find=lambda event: one_series(event, levels=("SERIES",)),
        get=giving(image("A", 1, 1), image("B", 1, 1)),
    )
    got = open_archive(node(port)).retrieve(uid_of("A"), into=tmp_path)
    assert (got.received, got.complete) == (1, False)
    assert [f.sop_instance_uid for f in got.failed] == [uid_of("B", 1, 1)]


def test_an_archive_that_sends_too_little_says_which(peer: Callable[..., int], tmp_path: Path) -> None:
    port = peer(find=one_series, get=giving(image("A", 1, 2)))
    got = open_archive(node(port)).retrieve(uid_of("A"), into=tmp_path)
    assert (got.expected, got.received, got.complete) == (3, 1, False)
    assert {f.sop_instance_uid for f in got.failed} == {uid_of("A", 1, 1), uid_of("A", 1, 3)}


def test_an_archive_that_breaks_off_leaves_what_came(peer: Callable[..., int], tmp_path: Path) -> None:
    def get(event: Any) -> Iterator[Any]:
        yield 3
        yield 0xFF00, image("A", 1, 1)
        event.assoc.abort()

    got = open_archive(node(peer(find=one_series, get=get))).retrieve(uid_of("A"), into=tmp_path)
    assert (got.received, got.complete) == (1, False)
    assert isinstance(got.interrupted, ArchiveUnreachable)


@pytest.mark.hostile
@pytest.mark.parametrize("heeds", [True, False], ids=["stops when told", "never stops"])
def test_answers_without_end_are_cut(peer: Callable[..., int], heeds: bool) -> None:
    def find(event: Any) -> Iterator[Any]:
        for number in itertools.count():
            if heeds and event.is_cancelled:
                yield 0xFE00, None
                return
            if not event.assoc.is_established:
                return
            if number % 100 == 0:
                time.sleep(0.001)  # its answers go to a queue without end: let them out
            yield 0xFF00, answer(QueryRetrieveLevel="STUDY", StudyInstanceUID=f"1.2.{number}")

    found = open_archive(node(peer(find=find))).studies(StudyQuery(patient_id="x", limit=20))
    assert (len(found.answers), found.cut) == (20, True)


def test_an_archive_that_never_answers_ends_at_the_time_limit(peer: Callable[..., int]) -> None:
    over = threading.Event()

    def find(event: Any) -> Iterator[Any]:
        over.wait(20)
        yield 0x0000, None

    start = time.monotonic()
    with pytest.raises(ArchiveUnreachable) as said:
        open_archive(node(peer(find=find), timeout_s=2)).studies(StudyQuery(patient_id="x"))
    over.set()
    assert said.value.code == "archive_silent"
    assert time.monotonic() - start < 15


def test_what_takes_long_but_goes_on_isnt_cut_off(peer: Callable[..., int], tmp_path: Path) -> None:
    """Objects that take longer than the time limit together, and an answer that takes longer by itself."""

    def get(event: Any) -> Iterator[Any]:
        yield 3
        for number in (1, 2, 3):
            time.sleep(1.2)
            yield 0xFF00, image("A", 1, number)

    got = open_archive(node(peer(find=one_series, get=get), timeout_s=3.5)).retrieve(
        uid_of("A"), into=tmp_path
    )
    assert got.complete

    def find(event: Any) -> Iterator[Any]:
        time.sleep(2.5)
        yield 0x0000, None

    # as with a C-MOVE: nothing over this connection, but objects come in elsewhere
    with connect(node(peer(find=find), timeout_s=2), [build_context(StudyRootFind)]) as connection:
        with connection.watched(active=time.monotonic):
            (only,) = connection.assoc.send_c_find(answer(QueryRetrieveLevel="STUDY"), StudyRootFind)
        assert only[0].Status == 0


@pytest.mark.parametrize("status", [0xA700, 0xA900, 0xC001])
def test_a_failure_is_said_with_its_status(peer: Callable[..., int], status: int) -> None:
    def find(event: Any) -> Iterator[Any]:
        yield status, None

    with pytest.raises(ArchiveAnswer, match=f"0x{status:04X}"):
        open_archive(node(peer(find=find))).studies(StudyQuery(patient_id="x"))


def test_answers_without_a_study_are_unusable(peer: Callable[..., int]) -> None:
    def find(event: Any) -> Iterator[Any]:
        yield 0xFF00, answer(QueryRetrieveLevel="STUDY", PatientID="x")

    with pytest.raises(ArchiveAnswer):
        open_archive(node(peer(find=find))).studies(StudyQuery(patient_id="x"))


@pytest.mark.hostile
@pytest.mark.parametrize(
    "reply", [struct.pack(">BBL", 2, 0, 0xFFFFFFF0), b"\xff" * 64, b"HTTP/1.1 400\r\n\r\n"]
)
def test_a_giant_or_senseless_reply_is_the_end_of_the_connection(reply: bytes) -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    kept: list[socket.socket] = []

    def serve() -> None:
        connection, _ = listening.accept()
        kept.append(connection)
        connection.recv(65_536)
        connection.sendall(reply)

    server = threading.Thread(target=serve, daemon=True)
    server.start()
    start = time.monotonic()
    before = _resident_mb()
    echo = open_archive(node(listening.getsockname()[1], timeout_s=3)).echo()
    assert not echo.ok
    assert time.monotonic() - start < 15
    assert _resident_mb() - before < 50
    server.join()
    for each in (*kept, listening):
        each.close()


def _resident_mb() -> float:
    if sys.platform != "linux":
        return 0
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20
