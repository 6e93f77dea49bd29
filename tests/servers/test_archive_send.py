"""C-STORE: an object counts as stored only when that is proven; "success" from the archive isn't."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pydicom
import pytest
from dicom_objects import image, uid_of, write
from pydicom.uid import RLELossless
from server_programs import Dcmqrscp, Orthanc

from resources.errors import Cancelled
from studies.archive import sending
from studies.archive.client import Archive, open_archive
from studies.archive.errors import ArchiveRefused, ArchiveUnreachable
from studies.archive.node import ReceiverSettings

Files = Callable[..., list[Path]]
WAYS = [{}, {"retrieve": "move"}, {"commitment": True}]


def archive_of(server: Orthanc, **changes: object) -> Archive:
    return open_archive(server.node(**changes), receiver=ReceiverSettings(port=server.receive_port))


@pytest.mark.parametrize("way", WAYS, ids=["read back by get", "read back by move", "commitment"])
def test_what_is_sent_is_stored_and_proven(
    orthanc: Orthanc, study_files: Files, way: dict[str, object]
) -> None:
    shown: list[tuple[int, int]] = []
    sent = archive_of(orthanc, **way).send(
        study_files(series=2, images=3), progress=lambda done, of: shown.append((done, of))
    )
    proof = "commitment" if "commitment" in way else "read_back"
    assert [(r.stored, r.proven, r.reason) for r in sent.results] == [(True, proof, "")] * 6
    assert sent.complete
    assert len(orthanc.rest("/instances")) == 6
    assert shown[-1] == (12, 12)
    assert [done for done, _ in shown] == sorted(done for done, _ in shown)


@pytest.mark.parametrize("way", WAYS, ids=["read back by get", "read back by move", "commitment"])
def test_success_for_an_older_object_of_the_same_uid_is_not_stored(
    orthanc: Orthanc, study_files: Files, tmp_path: Path, way: dict[str, object]
) -> None:
    """Orthanc answers 0x0000, keeps the old object, and commits to the UID: only comparing tells."""
    old = study_files(series=1, images=2)
    orthanc.upload(*old)
    other = write(image("A", 1, 1, PatientName="Ander^Mens"), tmp_path / "other.dcm")
    sent = archive_of(orthanc, **way).send([other, old[1]])
    assert [(r.stored, r.proven) for r in sent.results] == [(False, ""), (True, "read_back")]
    assert sent.results[0].reason == sending.OTHER_THERE
    assert not sent.complete


def test_pixels_that_differ_are_found_too(orthanc: Orthanc, study_files: Files, tmp_path: Path) -> None:
    orthanc.upload(*study_files(series=1, images=1))
    other = image("A", 1, 1)
    other.PixelData = bytes(len(other.PixelData))
    sent = archive_of(orthanc).send([write(other, tmp_path / "other.dcm")])
    assert sent.results[0].reason == sending.OTHER_THERE


def test_a_compressed_file_is_sent_as_it_is(orthanc: Orthanc, tmp_path: Path) -> None:
    made = image("A", 1, 1, size=64)
    made.compress(RLELossless, generate_instance_uid=False)
    file = write(made, tmp_path / "rle.dcm")
    assert archive_of(orthanc).send([file]).complete
    (instance,) = orthanc.rest("/instances")
    kept = tmp_path / "kept.dcm"
    kept.write_bytes(orthanc.rest(f"/instances/{instance}/file"))
    theirs = pydicom.dcmread(kept)
    assert theirs.file_meta.TransferSyntaxUID == RLELossless
    assert theirs.PixelData == made.PixelData


def test_many_kinds_go_in_one_send(orthanc: Orthanc, tmp_path: Path) -> None:
    classes = [
        "1.2.840.10008.5.1.4.1.1.88.33",
        "1.2.840.10008.5.1.4.1.1.104.1",
        "1.2.840.10008.5.1.4.1.1.66.4",
    ]
    files = [write(image("A", n, 1, SOPClassUID=uid), tmp_path / f"{n}.dcm") for n, uid in enumerate(classes)]
    assert archive_of(orthanc).send(files).complete


def test_each_file_that_cant_go_says_why_and_the_rest_goes(
    orthanc: Orthanc, study_files: Files, tmp_path: Path
) -> None:
    good = study_files(series=1, images=2)
    text = tmp_path / "notes.txt"
    text.write_text("geen DICOM")
    strange = write(image("A", 3, 1, SOPClassUID="1.2.826.0.1.3680043.10.1337.77"), tmp_path / "strange.dcm")
    again = write(image("A", 1, 1), tmp_path / "again.dcm")
    sent = archive_of(orthanc).send([good[0], text, strange, again, tmp_path / "gone.dcm", good[1]])
    assert [r.stored for r in sent.results] == [True, False, False, False, False, True]
    assert [r.reason for r in sent.results[1:5]] == [
        sending.UNREADABLE,
        sending.NOT_ACCEPTED,
        sending.TWICE,
        sending.UNREADABLE,
    ]


def test_without_any_proof_nothing_counts_as_stored(orthanc: Orthanc, study_files: Files) -> None:
    sent = archive_of(orthanc, roles=frozenset({"store"})).send(study_files(series=1, images=1))
    assert [(r.stored, r.reason) for r in sent.results] == [(False, sending.NO_PROOF)]


def test_an_archive_that_promises_and_forgets_is_caught(
    dcmqrscp: Dcmqrscp, study_files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The object is taken away between storing and reading back."""
    stored = sending._store

    def store_and_lose(*args: object) -> None:
        stored(*args)  # type: ignore[arg-type]
        (next(f for f in (dcmqrscp.folder / "images").iterdir() if f.name.startswith("CT_"))).unlink()

    monkeypatch.setattr(sending, "_store", store_and_lose)
    sent = open_archive(dcmqrscp.node()).send(study_files(series=1, images=3))
    assert [r.stored for r in sent.results].count(False) == 1
    assert {r.reason for r in sent.results if not r.stored} == {sending.NOT_THERE}


def test_what_the_archive_doesnt_take_charge_of_isnt_stored(
    orthanc: Orthanc, study_files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One object is removed between storing and asking for commitment: event 2, with a failure."""
    stored = sending._store
    files = study_files(series=1, images=4)

    def store_and_lose(*args: object) -> None:
        stored(*args)  # type: ignore[arg-type]
        instance = next(
            i
            for i in orthanc.rest("/instances")
            if orthanc.rest(f"/instances/{i}/simplified-tags")["SOPInstanceUID"] == uid_of("A", 1, 3)
        )
        orthanc.rest(f"/instances/{instance}", method="DELETE")

    monkeypatch.setattr(sending, "_store", store_and_lose)
    sent = archive_of(orthanc, commitment=True).send(files)
    assert [(r.stored, r.proven) for r in sent.results] == [
        (True, "commitment"), (True, "commitment"), (False, ""), (True, "commitment"),
    ]  # fmt: skip
    assert sent.results[2].reason == sending.NOT_COMMITTED


def test_an_unreachable_or_forbidding_archive_is_one_sentence(orthanc: Orthanc, study_files: Files) -> None:
    files = study_files(series=1, images=1)
    with pytest.raises(ArchiveUnreachable):
        archive_of(orthanc, port=1).send(files)
    with pytest.raises(ArchiveRefused):
        archive_of(orthanc, ae_title="ANDER").send(files)
    with pytest.raises(ArchiveRefused):
        archive_of(orthanc, roles=frozenset({"query"})).send(files)


def test_a_send_is_cancelled(orthanc: Orthanc, study_files: Files) -> None:
    pressed = threading.Event()
    with pytest.raises(Cancelled):
        archive_of(orthanc).send(
            study_files(series=1, images=40),
            progress=lambda done, of: pressed.set() if done >= 3 else None,
            cancelled=pressed.is_set,
        )
    assert 3 <= len(orthanc.rest("/instances")) < 40
