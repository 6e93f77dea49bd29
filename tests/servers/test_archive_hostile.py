"""A hostile peer at our receiver (specs/security.md S10, S11, S13, S17): it waits for nobody, keeps nothing, lives on."""

from __future__ import annotations

import contextlib
import io
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from dicom_objects import CT, image, uid_of, write
from pydicom.dataset import Dataset
from pynetdicom import AE
from pynetdicom.association import Association
from pynetdicom.dimse_primitives import C_STORE
from receiver_at_work import ReceiverAtWork
from server_programs import wait_until

from studies.archive import receiver as receiver_module
from studies.archive.node import Limits
from studies.archive.receiver import OVERRUN

Start = Callable[..., ReceiverAtWork]
pytestmark = pytest.mark.hostile
#: security.md S17: a silent connection is closed within 5 s; what a busy machine adds
CLOSED_S, SLACK_S = 5.0, 10.0


@pytest.fixture(scope="module")
def steady(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReceiverAtWork]:
    """One receiver that lives through all that is thrown at it."""
    at_work = ReceiverAtWork(tmp_path_factory.mktemp("steady") / "r", limits=Limits(first_pdu_s=1.0))
    yield at_work
    at_work.stop()


def connected(port: int) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    connection.settimeout(30)
    return connection


def until_closed(connection: socket.socket) -> float:
    """Seconds until the other side closes; whatever it says before is read."""
    start = time.monotonic()
    with contextlib.suppress(ConnectionError):
        while connection.recv(4096):
            pass
    connection.close()
    return time.monotonic() - start


def resident_mb(at_work: ReceiverAtWork) -> float:
    process = at_work.receiver._process
    assert process is not None
    for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    raise AssertionError


@contextlib.contextmanager
def association(port: int, *, classes: tuple[str, ...] = (CT,)) -> Iterator[Association]:
    entity = AE(ae_title="STORESCU")
    entity.network_timeout = entity.dimse_timeout = entity.acse_timeout = 30
    for uid in classes:
        entity.add_requested_context(uid)
    assoc = entity.associate("127.0.0.1", port, ae_title="VOORVERSLAG")
    assert assoc.is_established
    assert assoc.dul.socket is not None
    raw = assoc.dul.socket.socket
    try:
        yield assoc
    finally:
        if assoc.is_established:
            assoc.release()
        else:
            assoc.kill()
            assoc.dul.join(10)
        if raw is not None:
            raw.close()


def store_raw(assoc: Association, sop_uid: str, body: bytes, sop_class: str = CT) -> int | None:
    """C-STORE of any bytes under any UID; the status, or None when there is no answer."""
    request = C_STORE()
    request.MessageID = 1
    request.AffectedSOPClassUID = sop_class
    request.AffectedSOPInstanceUID = sop_uid
    request.Priority = 2
    request.DataSet = io.BytesIO(body)
    assoc._reactor_checkpoint.clear()
    try:
        context = assoc.accepted_contexts[0]
        assoc.dimse.send_msg(request, context.context_id)
        _, answer = assoc.dimse.get_msg(block=True)
    finally:
        assoc._reactor_checkpoint.set()
    return None if answer is None else answer.Status


def encoded(dataset: Dataset) -> bytes:
    from pynetdicom.dsutils import encode

    body = encode(dataset, is_implicit_vr=True, is_little_endian=True)
    assert body is not None
    return body


def test_who_doesnt_say_who_he_is_is_cut_off_within_five_seconds(receiver: Start) -> None:
    at_work = receiver()
    request = b"\x01\0\0\0\0\xc8"  # of 200 bytes
    openings = {"nothing": b"", "one byte": b"\x01", "a header": request, "a half": request + b"\0" * 150}
    start = time.monotonic()
    connections = {name: connected(at_work.port) for name in openings}
    for name, connection in connections.items():
        connection.sendall(openings[name])
    for connection in connections.values():
        until_closed(connection)
        assert time.monotonic() - start < CLOSED_S + SLACK_S
    # the limit itself, from the receiver: nothing hangs on how busy this machine is
    assert at_work.receiver.settings.limits.first_pdu_s < CLOSED_S
    assert len(at_work.wait_for(lambda e: e.kind == "refused" and e.why in ("silent", "too_slow"), 4)) == 4


def test_who_drips_one_byte_at_a_time_is_cut_off_too(steady: ReceiverAtWork) -> None:
    at_work = steady
    start = time.monotonic()
    with connected(at_work.port) as connection:
        connection.sendall(b"\x01\0\0\0\0\xc8")
        with contextlib.suppress(ConnectionError):
            while time.monotonic() - start < 20:
                connection.sendall(b"\0")
                connection.settimeout(0.1)
                try:
                    if not connection.recv(1):
                        break
                except TimeoutError:
                    continue
    assert time.monotonic() - start < 15


@pytest.mark.parametrize("kind", [1, 4], ids=["request", "data"])
def test_a_giant_length_in_a_header_is_closed_at_once_and_costs_nothing(receiver: Start, kind: int) -> None:
    at_work = receiver()
    before = resident_mb(at_work) if sys.platform == "linux" else 0
    for length in (0xFFFFFFF0, 2**31, 2**21):
        with connected(at_work.port) as connection:
            connection.sendall(struct.pack(">BBL", kind, 0, length) + b"\0" * 1000)
            assert until_closed(connection) < SLACK_S
    assert len(at_work.wait_for(lambda e: e.kind == "refused" and e.why == "too_long", 3)) >= 3
    if sys.platform == "linux":
        assert resident_mb(at_work) - before < 32
    assert at_work.echo() == 0


@pytest.mark.parametrize(
    "garbage",
    [b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03" + b"\xa5" * 500,
     b"\0" * 600, b"\xff" * 600, b"\x01\0\0\0\x02\0" + b"\xff" * 512, b"\x05\0\0\0\0\x04" * 50,
     b"\x04\0\0\0\0\x0a\0\0\0\x06\x01\x03abcd"],
    ids=["http", "tls", "zeros", "ones", "a bad request", "releases", "data first"],
)  # fmt: skip
def test_garbage_is_closed_and_the_next_one_is_served(steady: ReceiverAtWork, garbage: bytes) -> None:
    at_work = steady
    with connected(at_work.port) as connection:
        connection.sendall(garbage)
        assert until_closed(connection) < CLOSED_S + SLACK_S
    assert at_work.echo() == 0


def test_idle_connections_dont_keep_a_real_one_out(receiver: Start, tmp_path: Path) -> None:
    at_work = receiver()
    idle = [connected(at_work.port) for _ in range(10)]
    assert at_work.store(write(image("A"), tmp_path / "a.dcm")) == 0
    for connection in idle:
        connection.close()


def test_a_fifth_association_at_a_time_is_refused_and_served_when_one_ends(receiver: Start) -> None:
    at_work = receiver()
    with contextlib.ExitStack() as four:
        for _ in range(4):
            four.enter_context(association(at_work.port))
        assert at_work.echo() != 0
        assert at_work.wait_for(lambda e: e.kind == "refused" and e.why == "busy")
    wait_until(lambda: at_work.echo() == 0, "room for a new association")


@pytest.mark.filterwarnings("ignore:Invalid value for VR UI")
@pytest.mark.parametrize(
    "uid",
    ["../../../../tmp/voorverslag-traversal", "/etc/passwd", "..:..:x", "CON", "a/b", "1.2.3%00", "~"],
)
def test_a_path_for_a_uid_stays_in_the_folder_under_its_hash(steady: ReceiverAtWork, uid: str) -> None:
    at_work = steady
    body = b"".join(
        struct.pack("<HHL", group, element, len(padded)) + padded
        for group, element, value in (
            (0x0008, 0x0016, CT), (0x0008, 0x0018, uid), (0x0008, 0x0060, "CT"),
            (0x0020, 0x000D, "../../studie"), (0x0020, 0x000E, "1.2.3"),
        )
        for padded in [value.encode() + b"\0" * (len(value) % 2)]
    )  # fmt: skip
    root = at_work.into.parent
    before = set(root.rglob("*"))
    with association(at_work.port) as assoc:
        assert store_raw(assoc, uid, body) == 0x0000
    after = {p for p in set(root.rglob("*")) - before if p.is_file()}
    assert not Path("/tmp/voorverslag-traversal").exists()
    assert all(p.resolve().is_relative_to(at_work.into.resolve()) for p in after)
    assert [(p.suffix, len(p.stem)) for p in after] == [(".dcm", 64)]


def test_an_object_that_says_another_uid_than_its_sender_is_refused(steady: ReceiverAtWork) -> None:
    at_work = steady
    before = at_work.received.studies()
    with association(at_work.port) as assoc:
        assert store_raw(assoc, uid_of("A", 9, 9), encoded(image("A", 1, 1))) == 0xA900
    assert at_work.wait_for(lambda e: e.outcome == "mismatch")
    assert at_work.received.studies() == before


@pytest.mark.parametrize(
    "body",
    [
        b"\xff" * 1000,
        struct.pack("<HHL", 0x0008, 0x0018, 0xFFFFFFF0) + b"1.2",
        struct.pack("<HHL", 0x0008, 0x1140, 0xFFFFFFFF)
        + (struct.pack("<HHL", 0xFFFE, 0xE000, 0xFFFFFFFF) + struct.pack("<HHL", 0x0008, 0x1140, 0xFFFFFFFF))
        * 20_000,
        struct.pack("<HHL", 0x0010, 0x0010, 2**31 - 2) + b"A" * 5000,
    ],
    ids=["no elements", "a length beyond the end", "20,000 deep", "a name of 2 GB"],
)
def test_a_bomb_of_an_object_is_refused_and_costs_nothing(steady: ReceiverAtWork, body: bytes) -> None:
    at_work = steady
    had = at_work.received.studies()
    before = resident_mb(at_work) if sys.platform == "linux" else 0
    with association(at_work.port) as assoc:
        start = time.monotonic()
        assert store_raw(assoc, "1.2.3", body) in (0xC000, 0xA900)
        assert time.monotonic() - start < SLACK_S
    assert at_work.received.studies() == had
    assert list((at_work.into / ".incoming").iterdir()) == []
    if sys.platform == "linux":
        assert resident_mb(at_work) - before < 100
    assert at_work.echo() == 0


def test_a_connection_that_breaks_halfway_an_object_leaves_nothing(receiver: Start) -> None:
    at_work = receiver()
    assoc_socket: socket.socket
    with association(at_work.port) as assoc:
        request = C_STORE()
        request.MessageID = 1
        request.AffectedSOPClassUID, request.AffectedSOPInstanceUID, request.Priority = CT, "1.2.3", 2
        request.DataSet = io.BytesIO(encoded(image("A", 1, 1, size=512)))
        from pynetdicom.dimse_messages import C_STORE_RQ

        message = C_STORE_RQ()
        message.primitive_to_message(request)
        pieces = list(message.encode_msg(1, 16_382))
        for piece in pieces[: len(pieces) // 2]:
            assoc.dul.send_pdu(piece)
        wait_until(lambda: any((at_work.into / ".incoming").iterdir()), "the first half of the object")
        assert assoc.dul.socket is not None
        assert assoc.dul.socket.socket is not None
        assoc_socket = assoc.dul.socket.socket
        assoc_socket.shutdown(socket.SHUT_RDWR)
        wait_until(lambda: not assoc.is_established, "the end of the association")
    wait_until(lambda: not list((at_work.into / ".incoming").iterdir()), "the half object to be removed")
    assert at_work.received.studies() == ()
    assert at_work.echo() == 0


@pytest.mark.skipif(sys.platform != "linux", reason="the memory limit is Linux's")
def test_commands_without_end_dont_fill_the_memory(receiver: Start) -> None:
    """The command of a message is kept in memory: the system's limit ends it, and the receiver lives on."""
    at_work = receiver(limits=Limits(memory_bytes=64 * 2**20))
    piece = struct.pack(">LBB", 500_002, 1, 0x01) + b"\0" * 500_000
    data = struct.pack(">BBL", 4, 0, len(piece)) + piece
    with association(at_work.port) as assoc:
        assert assoc.dul.socket is not None
        raw = assoc.dul.socket.socket
        assert raw is not None
        raw.settimeout(30)
        with contextlib.suppress(OSError):
            for _ in range(400):  # 200 MB
                raw.sendall(data)
        wait_until(lambda: not assoc.is_established, "the end of the association", 60)
    # at once, or by another child when the memory didn't come back
    wait_until(lambda: at_work.echo() == 0, "the next one to be served", 90)
    assert resident_mb(at_work) < 300


OF_NO_USE = """
import threading
from studies.archive import receiving
receiving._PROBE_S = 0.01
{before}
receiving.watch(threading.{whose})
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the memory limit is Linux's")
@pytest.mark.parametrize(
    ("before", "whose"),
    [("receiving.limit_memory(0)", "current_thread()"), ("", "Thread()")],
    ids=["memory", "deaf"],
)
def test_a_receiver_without_memory_or_that_doesnt_listen_ends_itself(before: str, whose: str) -> None:
    code = OF_NO_USE.format(before=before, whose=whose)
    done = subprocess.run([sys.executable, "-c", code], timeout=120, check=False)
    assert done.returncode == OVERRUN


@pytest.mark.skipif(sys.platform != "linux", reason="signals")
def test_another_child_takes_the_place_of_one_that_is_of_no_use(
    receiver: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_work = receiver()
    port, first = at_work.port, at_work.receiver._process
    assert first is not None
    monkeypatch.setattr(receiver_module, "OVERRUN", -signal.SIGKILL)
    first.kill()
    wait_until(lambda: at_work.receiver._process not in (None, first), "another child", 60)
    wait_until(lambda: at_work.echo() == 0, "it to be served", 60)
    assert at_work.port == port
    at_work.receiver.stop()
    assert not at_work.receiver.is_running
