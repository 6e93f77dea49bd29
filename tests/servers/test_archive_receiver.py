"""Our receiver with DCMTK as the sender: everything is kept whole, nothing is replaced, nothing leaves its folder."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pydicom
import pytest
from dicom_objects import image, uid_of, write
from pydicom.uid import ImplicitVRLittleEndian, RLELossless
from receiver_at_work import ReceiverAtWork

from studies.archive import compare
from studies.archive.errors import ArchiveRefused
from studies.archive.node import Peer

Files = Callable[..., list[Path]]
Start = Callable[..., ReceiverAtWork]


def test_what_a_peer_sends_is_kept_whole_under_its_hash(receiver: Start, study_files: Files) -> None:
    at_work = receiver()
    files = study_files(series=2, images=3)
    assert at_work.echo() == 0
    assert at_work.store(*files) == 0
    events = at_work.wait_for(lambda e: e.kind == "stored", 6)
    assert {(e.outcome, e.peer, e.study_uid) for e in events} == {("new", "STORESCU", uid_of("A"))}
    (study,) = at_work.received.studies()
    assert (study.study_instance_uid, study.count, study.expected) == (uid_of("A"), 6, None)
    for file in files:
        sop = pydicom.dcmread(file, stop_before_pixels=True).SOPInstanceUID
        assert compare.differences(file, at_work.received.path(uid_of("A"), sop)) == ()
    assert list((at_work.into / ".incoming").iterdir()) == []


@pytest.mark.parametrize(
    ("encoding", "option"),
    [(ImplicitVRLittleEndian, "-xi"), (RLELossless, "-xr")],
)
def test_an_encoding_is_kept_as_it_comes(
    receiver: Start, tmp_path: Path, encoding: pydicom.uid.UID, option: str
) -> None:
    at_work = receiver()
    made = image("A", 1, 1, size=32)
    values = made.pixel_array
    if encoding == RLELossless:
        made.compress(RLELossless, generate_instance_uid=False)
    file = write(made, tmp_path / "made.dcm")
    assert at_work.store(file, options=(option,)) == 0
    kept = pydicom.dcmread(at_work.received.path(uid_of("A"), uid_of("A", 1, 1)))
    assert kept.file_meta.TransferSyntaxUID == encoding
    assert (kept.pixel_array == values).all()


def test_the_same_object_twice_is_one_and_another_of_its_uid_is_refused_and_listed(
    receiver: Start, tmp_path: Path
) -> None:
    at_work = receiver()
    first = write(image("A", 1, 1), tmp_path / "first.dcm")
    other = write(image("A", 1, 1, PatientName="Ander^Mens"), tmp_path / "other.dcm")
    assert at_work.store(first) == 0
    assert at_work.store(first) == 0
    assert at_work.store(first, options=("-xi",)) == 0  # the same object, encoded otherwise
    assert at_work.store(other) != 0
    outcomes = [e.outcome for e in at_work.wait_for(lambda e: e.kind == "stored", 4)]
    assert outcomes == ["new", "same", "same", "other"]
    kept = pydicom.dcmread(at_work.received.path(uid_of("A"), uid_of("A", 1, 1)))
    assert kept.PatientName == "Voorbeeld^Sjoukje"
    (study,) = at_work.received.studies()
    assert study.count == 1
    assert [(c.sop_instance_uid, c.source) for c in study.conflicts] == [(uid_of("A", 1, 1), "STORESCU")]
    assert list((at_work.into / ".incoming").iterdir()) == []


def test_it_stops_and_starts_again_on_what_it_has(receiver: Start, study_files: Files) -> None:
    at_work = receiver()
    files = study_files(series=1, images=2)
    assert at_work.store(files[0]) == 0
    at_work.stop()
    assert not at_work.receiver.is_running
    assert at_work.wait_for(lambda e: e.kind == "ended")
    assert at_work.echo() != 0
    at_work.receiver.start()
    assert at_work.store(*files) == 0
    assert [e.outcome for e in at_work.wait_for(lambda e: e.kind == "stored", 3)] == ["new", "same", "new"]


def test_a_port_in_use_is_said(receiver: Start) -> None:
    first = receiver()
    with pytest.raises(ArchiveRefused, match=str(first.port)):
        receiver(port=first.port)


def test_only_listed_titles_and_addresses_and_only_our_own_title(receiver: Start) -> None:
    at_work = receiver(peers=(Peer("STORESCU", "127.0.0.0/8"), Peer("PACS", "10.1.2.3")))
    assert at_work.echo() == 0
    assert at_work.echo(calling="VREEMD") != 0
    assert at_work.echo(calling="PACS") != 0  # known, but not from here
    assert at_work.echo(called="IEMAND") != 0
    whys = [e.why for e in at_work.wait_for(lambda e: e.kind == "refused", 3)]
    assert whys == ["peer", "peer", "called"]


def test_an_address_that_isnt_listed_isnt_spoken_to(receiver: Start) -> None:
    at_work = receiver(peers=(Peer("STORESCU", "10.1.2.3"),))
    assert at_work.echo() != 0
    assert at_work.wait_for(lambda e: e.kind == "refused" and e.why == "address")


def test_nobody_is_let_in_by_default(receiver: Start) -> None:
    at_work = receiver(peers=())
    assert at_work.echo() != 0


@pytest.mark.skipif(sys.platform != "linux", reason="prlimit is Linux's")
@pytest.mark.hostile
def test_a_full_disk_is_answered_with_out_of_resources_and_the_next_object_is_kept(
    receiver: Start, tmp_path: Path
) -> None:
    """The limit on file size of the child stands for the full disk: writing fails half-way."""
    import resource

    at_work = receiver()
    process = at_work.receiver._process
    assert process is not None
    large = write(image("A", 1, 1, size=512), tmp_path / "large.dcm")
    small = write(image("A", 1, 2, size=16), tmp_path / "small.dcm")
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (100_000, 100_000))
    assert at_work.store(large) != 0
    assert at_work.store(small) == 0
    assert [e.outcome for e in at_work.wait_for(lambda e: e.kind == "stored", 2)] == ["no_room", "new"]
    (study,) = at_work.received.studies()
    assert study.count == 1
    assert list((at_work.into / ".incoming").iterdir()) == []


def test_the_child_ends_with_its_parent(tmp_path: Path) -> None:
    """A parent that is killed leaves no receiver behind."""
    script = (
        "import sys, pathlib\n"
        "from studies.archive.receiver import Receiver, ReceiverSettings, Peer\n"
        "r = Receiver(ReceiverSettings(port=0, peers=(Peer('STORESCU', '127.0.0.1'),)), pathlib.Path(sys.argv[1]))\n"
        "r.start(); print(r._process.pid, r.port, flush=True); sys.stdin.read()\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path / "r")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert parent.stdout is not None
    assert parent.stdin is not None
    pid, port = map(int, parent.stdout.readline().split())
    parent.kill()
    parent.wait()
    parent.stdin.close()
    parent.stdout.close()
    from server_programs import wait_until

    wait_until(lambda: not _serves(port), f"the receiver {pid} to end")


def _serves(port: int) -> bool:
    from server_programs import accepts

    return accepts(port)
