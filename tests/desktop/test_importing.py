"""Bringing images home: whole, verified, read-only, or not at all; and what a person types beside the images."""

from __future__ import annotations

import dataclasses
import errno
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
import zipfile
from datetime import date
from pathlib import Path

import pydicom
import pytest
from ct_slices import write_series

from desktop.errors_text import dutch, in_words
from desktop.importing import facts, images, operation, reading
from governance.tasks import TaskKey
from resources.errors import Cancelled, InputError, Refused, VoorverslagError
from studies.load import load_volume
from studies.phantom import Identity

pytestmark = pytest.mark.filterwarnings("ignore:.*The value length:UserWarning")
TODAY = date(2026, 11, 24)
IDENTITY = Identity(
    patient_id="TEST-0101", patient_name="TEST^Brengen", birth_date="19580120", sex="M", age="068Y",
    study_date="20261120", study_time="101500", accession_number="T26-000101",
    study_description="CTA aorta", uid_entropy="brengen",
)  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return write_series(tmp_path_factory.mktemp("made"), IDENTITY)


@pytest.fixture
def folder(made: list[Path], tmp_path: Path) -> Path:
    place = tmp_path / "schijf"
    place.mkdir()
    for file in made:
        shutil.copy(file, place / file.name)
    return place


def chosen(place: Path) -> tuple[reading.Reading, list]:
    found = reading.read(place)
    return found, [found.result.choose()]


def brought(place: Path, home: Path) -> images.Stored:
    found, entries = chosen(place)
    return images.bring_home(entries, home, seen=found.stamps)


def left_behind(home: Path) -> list[str]:
    root = home / "images" / images.FOLDER
    return sorted(p.name for p in root.iterdir()) if root.exists() else []


def in_dutch(problem: VoorverslagError) -> str:
    assert problem.message in dutch(), problem.message
    assert not problem.remedy or problem.remedy in dutch(), problem.remedy
    text = " ".join(in_words(problem, "nl"))
    assert "{" not in text
    return text


# ------------------------------------------------------------------ the copy
def test_the_copy_holds_every_image_read_only_and_named_by_hash(folder: Path, home: Path) -> None:
    stored = brought(folder, home)
    files = sorted((home / stored.folder).rglob("*.dcm"))
    assert stored.files == len(files) == 24
    assert not stored.already
    assert all(stat.S_IMODE(f.stat().st_mode) == images.READ_ONLY for f in files)
    originals = {images.file_hash(f) for f in folder.iterdir()}
    assert {images.file_hash(f) for f in files} == originals
    uids = {str(pydicom.dcmread(f, stop_before_pixels=True).SOPInstanceUID) for f in folder.iterdir()}
    assert not any(uid in str(f) for uid in uids for f in files)
    assert "TEST" not in stored.folder
    assert load_volume(home / stored.folder).voxels.shape == load_volume(folder).voxels.shape


def test_bringing_the_same_images_twice_is_one_folder(folder: Path, home: Path) -> None:
    first, second = brought(folder, home), brought(folder, home)
    assert second.already
    assert (first.folder, first.sha256) == (second.folder, second.sha256)
    assert len(left_behind(home)) == 1


def test_an_archive_brings_the_same_images_as_its_folder(folder: Path, home: Path, tmp_path: Path) -> None:
    archive = tmp_path / "beelden.zip"
    with zipfile.ZipFile(archive, "w") as out:
        for file in folder.iterdir():
            out.write(file, f"DICOM/{file.name}")
    assert brought(archive, home).sha256 == brought(folder, home).sha256


def test_a_damaged_copy_is_put_aside_and_made_again(folder: Path, home: Path) -> None:
    stored = brought(folder, home)
    file = next((home / stored.folder).rglob("*.dcm"))
    file.chmod(0o600)
    file.write_bytes(file.read_bytes()[:-2] + b"\x01\x02")
    again = brought(folder, home)
    assert not again.already
    assert again.folder == stored.folder
    assert {images.file_hash(f) for f in (home / again.folder).rglob("*.dcm")} == {
        images.file_hash(f) for f in folder.iterdir()
    }
    assert sum(name.startswith(images.DAMAGED) for name in left_behind(home)) == 1


def test_cancelling_leaves_nothing(folder: Path, home: Path) -> None:
    found, entries = chosen(folder)
    seen: list[int] = []
    with pytest.raises(Cancelled):
        images.bring_home(
            entries, home, seen=found.stamps,
            progress=lambda done, of: seen.append(done), cancelled=lambda: len(seen) > 5,
        )  # fmt: skip
    assert seen
    assert left_behind(home) == []


def test_images_that_changed_since_they_were_read_are_refused(folder: Path, home: Path) -> None:
    found, entries = chosen(folder)
    file = sorted(folder.iterdir())[3]
    status = file.stat()
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns + 10**9))
    with pytest.raises(Refused) as refused:
        images.bring_home(entries, home, seen=found.stamps)
    assert "gewijzigd" in in_dutch(refused.value)
    assert left_behind(home) == []


def test_another_patient_under_the_same_name_and_time_is_noticed(folder: Path, home: Path) -> None:
    found, entries = chosen(folder)
    file = sorted(folder.iterdir())[3]
    status = file.stat()
    file.write_bytes(file.read_bytes().replace(b"TEST^Brengen", b"TEST^Verwisse"[:12]))
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert file.stat().st_size == status.st_size
    with pytest.raises(Refused):
        images.bring_home(entries, home, seen=found.stamps)
    assert left_behind(home) == []


def test_images_that_are_gone_are_said_in_one_sentence(folder: Path, home: Path) -> None:
    found, entries = chosen(folder)
    shutil.rmtree(folder)
    with pytest.raises(InputError) as refused:
        images.bring_home(entries, home, seen=found.stamps)
    in_dutch(refused.value)
    assert left_behind(home) == []


def test_a_full_disk_is_said_before_the_copy(
    folder: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, entries = chosen(folder)
    monkeypatch.setattr(images.shutil, "disk_usage", lambda _p: shutil._ntuple_diskusage(100, 99, 1))
    with pytest.raises(InputError) as refused:
        images.bring_home(entries, home, seen=found.stamps)
    assert refused.value.code == "disk_full"
    assert "MB" in in_dutch(refused.value)
    assert left_behind(home) == []


def test_a_disk_that_fills_up_half_way_leaves_nothing(
    folder: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, entries = chosen(folder)
    sync, count = os.fsync, [0]

    def full(handle: int) -> None:
        count[0] += 1
        if count[0] > 5:
            raise OSError(errno.ENOSPC, "No space left on device")
        sync(handle)

    monkeypatch.setattr(images.os, "fsync", full)
    with pytest.raises(InputError) as refused:
        images.bring_home(entries, home, seen=found.stamps)
    assert refused.value.code == "disk_full"
    in_dutch(refused.value)
    assert left_behind(home) == []


def test_a_copy_that_differs_from_its_original_is_never_kept(
    folder: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, entries = chosen(folder)
    monkeypatch.setattr(images, "file_hash", lambda _p: "0" * 64)
    with pytest.raises(InputError) as refused:
        images.bring_home(entries, home, seen=found.stamps)
    assert refused.value.code == "copy_differs"
    in_dutch(refused.value)
    assert left_behind(home) == []


@pytest.mark.hostile
@pytest.mark.skipif(os.name == "nt", reason="kill -9 is a POSIX signal")
def test_a_kill_half_way_leaves_no_half_case_and_the_next_copy_cleans_up(folder: Path, home: Path) -> None:
    script = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from desktop.importing import images, reading\n"
        "found = reading.read(sys.argv[1])\n"
        "def slow(done, of):\n"
        "    print(done, flush=True)\n"
        "    time.sleep(0.05)\n"
        "images.bring_home([found.result.choose()], Path(sys.argv[2]), progress=slow)\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", script, str(folder), str(home)],
        stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    assert child.stdout is not None
    for line in child.stdout:
        if int(line) >= 8:
            break
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    names = left_behind(home)
    assert names
    assert all(name.startswith(images.UNFINISHED) for name in names)
    stored = brought(folder, home)
    assert left_behind(home) == [Path(stored.folder).name]


def test_one_stack_of_a_series_and_several_series_of_a_study_open_as_they_were_chosen(
    folder: Path, home: Path
) -> None:
    for file in sorted(folder.iterdir())[:10]:  # the same series once more, on another grid: a second stack
        image = pydicom.dcmread(file)
        image.SOPInstanceUID = image.file_meta.MediaStorageSOPInstanceUID = f"{image.SOPInstanceUID}.5"
        image.PixelSpacing = [0.9, 0.9]
        image.save_as(folder / f"fijn-{file.name}")
    write_series(folder / "tweede", IDENTITY, 6, series=2)
    found = reading.read(folder)
    entries = found.result.all_series()
    assert [(e.series_instance_uid[-2:], e.size[2]) for e in entries] == [(".1", 24), (".1", 10), (".2", 6)]
    assert operation.companions(entries[1], entries) == (entries[2],)
    fine = images.bring_home([entries[1]], home, seen=found.stamps)
    assert load_volume(home / fine.folder, series=entries[1].series_instance_uid).voxels.shape[0] == 10
    both = images.bring_home([entries[2], entries[0]], home, seen=found.stamps)
    assert both.files == 30
    for entry in (entries[0], entries[2]):
        loaded = load_volume(home / both.folder, series=entry.series_instance_uid)
        assert loaded.voxels.shape[0] == entry.size[2]
    with pytest.raises(InputError) as refused:  # both stacks: later nobody could say which is meant
        images.bring_home([entries[0], entries[1]], home, seen=found.stamps)
    assert refused.value.code == "several_stacks"
    in_dutch(refused.value)


# ------------------------------------------------------------------ what may not come in
def test_two_patients_in_one_series_are_refused(folder: Path, home: Path) -> None:
    file = sorted(folder.iterdir())[5]
    other = pydicom.dcmread(file)
    other.PatientName, other.PatientID = "TEST^Ander", "TEST-0999"
    other.save_as(file)
    found = reading.read(folder)
    entry = found.result.all_series()[0]
    with pytest.raises(Refused) as refused:
        images.bring_home([entry], home, seen=found.stamps)
    assert refused.value.code == "patient_mismatch"
    in_dutch(refused.value)


def test_a_truncated_series_is_refused(folder: Path, home: Path) -> None:
    file = sorted(folder.iterdir())[5]
    file.write_bytes(file.read_bytes()[:-5000])
    found = reading.read(folder)
    with pytest.raises(InputError) as refused:
        images.bring_home(found.result.all_series()[:1], home, seen=found.stamps)
    assert refused.value.code == "truncated"
    in_dutch(refused.value)


def test_images_without_uids_are_refused(folder: Path, home: Path) -> None:
    for file in folder.iterdir():
        image = pydicom.dcmread(file)
        image.StudyInstanceUID = ""
        image.save_as(file)
    found = reading.read(folder)
    with pytest.raises(InputError) as refused:
        images.bring_home(found.result.all_series()[:1], home, seen=found.stamps)
    assert refused.value.code == "missing_uid"
    in_dutch(refused.value)


def test_an_empty_folder_a_text_file_and_a_folder_that_is_gone_are_one_sentence_each(tmp_path: Path) -> None:
    empty = tmp_path / "leeg"
    empty.mkdir()
    letters = tmp_path / "brief"
    letters.mkdir()
    (letters / "brief.dcm").write_text("Geachte collega,\n")
    for place in (empty, letters, tmp_path / "weg"):
        with pytest.raises(InputError) as refused:
            reading.read(place)
        in_dutch(refused.value)


def test_a_folder_that_may_not_be_opened_is_said(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = folder / "dicht"
    closed.mkdir()
    scandir = os.scandir

    def refuse(path: object = ".") -> object:
        if str(path) == str(closed):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    found = reading.read(folder)
    assert (str(closed), reading.CLOSED_FOLDER) in found.result.unreadable
    assert reading.CLOSED_FOLDER in dutch()
    assert len(found.result.all_series()) == 1
    with pytest.raises(InputError) as refused:
        reading.read(closed)
    assert refused.value.code == "closed_folder"
    in_dutch(refused.value)


def test_a_folder_that_vanishes_while_it_is_read_is_said(folder: Path) -> None:
    def vanish(done: int, of: int) -> None:
        if folder.exists():
            shutil.rmtree(folder)

    with pytest.raises(InputError) as refused:
        reading.read(folder, progress=vanish)
    assert refused.value.code == "gone"
    in_dutch(refused.value)


# ------------------------------------------------------------------ masks
def test_a_label_file_is_a_mask_and_an_image_is_not(tmp_path: Path) -> None:
    import numpy as np
    import SimpleITK

    labels = np.zeros((12, 20, 20), np.uint8)
    labels[3:6, 5:9, 5:9] = 2
    picture = np.random.default_rng(1).normal(40, 30, (12, 20, 20)).astype(np.int16)
    eight_bit = np.random.default_rng(1).integers(0, 250, (12, 20, 20)).astype(np.uint8)
    for name, values in (("lever.nii.gz", labels), ("ct.nii.gz", picture), ("mr.nrrd", eight_bit)):
        SimpleITK.WriteImage(SimpleITK.GetImageFromArray(values), str(tmp_path / name))
    kinds = {e.description: e.kind for e in reading.read(tmp_path).result.all_series()}
    assert kinds == {"lever.nii.gz": "segmentation", "ct.nii.gz": "volume", "mr.nrrd": "volume"}


# ------------------------------------------------------------------ what a person types
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("20-11-1958", "19581120"), ("20111958", "19581120"), ("20-11-58", "19581120"), ("201158", "19581120"),
        ("1958-11-20", "19581120"), ("19581120", "19581120"), ("1-2-1958", "19580201"), ("20.11.1958", "19581120"),
        ("24-11-26", "20261124"), ("25-11-26", "19261125"), ("", ""), ("31-02-1990", ""), ("01-01-2099", ""),
        ("gisteren", ""), ("12-1958", ""), ("01-01-1790", ""),
    ],
)  # fmt: skip
def test_a_date_is_understood_as_people_type_it(typed: str, meant: str) -> None:
    assert facts.typed_date(typed, TODAY) == meant


@pytest.mark.parametrize(
    ("typed", "original", "made"),
    [
        ("Jansen, Piet", "", "Jansen^Piet"), ("Jansen", "", "Jansen"), ("TEST, Brengen", "TEST^Brengen", "TEST^Brengen"),
        ("test,  brengen", "TEST^Brengen", "TEST^Brengen"), ("TEST, Anders", "TEST^Brengen", "TEST^Anders"), ("", "", ""),
    ],
)  # fmt: skip
def test_a_name_is_kept_as_dicom_writes_it(typed: str, original: str, made: str) -> None:
    assert facts.dicom_name(typed, original) == made


def test_a_study_that_says_everything_needs_no_reason(folder: Path) -> None:
    found = facts.found_in(chosen(folder)[1])
    assert (found.patient_name, found.birth_date, found.sex) == ("TEST^Brengen", "19580120", "M")
    assert facts.corrections(found, facts.as_found(found, TaskKey.AORTA)) == ()


def test_the_source_in_the_trail_says_nothing_of_the_patient(folder: Path) -> None:
    found = facts.found_in(chosen(folder)[1])
    entered = facts.as_found(found, TaskKey.AORTA)
    for name in ("TEST_Brengen", "CT 20-01-1958", "t26-000101", "TEST-0101-CT"):
        place = folder.parent / name
        place.mkdir()
        assert facts.source_words(place, found, entered) == "folder"
    assert facts.source_words(folder, found, entered) == "folder: schijf"


@pytest.mark.parametrize(
    ("patient", "name"),
    [
        ("Müller^Jörg", "MULLER_JORG_CT"), ("MULLER^JORG", "Müller, Jörg"), ("Łoś^Ewa", "LOS-EWA"),
        ("Bo^Li", "CT Bo 2"), ("Berg^Anna^van den", "vandenberg"), ("Sørensen^Åse", "sorensen"),
    ],
)  # fmt: skip
def test_a_name_that_is_written_otherwise_on_the_disc_stays_out_of_the_trail(
    folder: Path, patient: str, name: str
) -> None:
    found = dataclasses.replace(facts.found_in(chosen(folder)[1]), patient_name=patient)
    entered = facts.as_found(found, TaskKey.AORTA)
    place = folder.parent / name
    place.mkdir()
    assert facts.source_words(place, found, entered) == "folder"
    other = folder.parent / "Onderzoek 12"
    other.mkdir()
    assert facts.source_words(other, found, entered) == "folder: Onderzoek 12"


@pytest.mark.parametrize("name", ["20_01_1958", "20.01.58 aorta", "20-1-1958", "nr 00123456", "123.456"])
def test_a_birth_date_or_number_that_is_written_otherwise_stays_out_of_the_trail(
    folder: Path, name: str
) -> None:
    found = dataclasses.replace(facts.found_in(chosen(folder)[1]), patient_id="0123456")
    place = folder.parent / name
    place.mkdir()
    assert facts.source_words(place, found, facts.as_found(found, TaskKey.AORTA)) == "folder"


# ------------------------------------------------------------------ copies that nothing refers to
def aged(home: Path, stored: images.Stored) -> Path:
    place = home / stored.folder
    then = time.time() - 2 * images.ABANDONED_S
    os.utime(place, (then, then))
    return place


def test_a_copy_that_never_came_on_the_worklist_is_removed_after_a_day(folder: Path, home: Path) -> None:
    place = home / brought(folder, home).folder
    damaged = place.with_name(".damaged-x")
    damaged.mkdir()
    other = place.with_name("eigen map")
    other.mkdir()
    assert images.remove_unreferred(home, ()) == 0, "the record may still be on its way"
    stored = brought(folder, home)
    aged(home, stored)
    os.utime(other, (0, 0))
    assert images.remove_unreferred(home, {stored.folder}) == 0
    assert images.remove_unreferred(home, {"images/imported/another"}) == 1
    assert left_behind(home) == [".damaged-x", "eigen map"]


def test_bringing_the_same_images_in_again_keeps_them_young(folder: Path, home: Path) -> None:
    place = aged(home, brought(folder, home))
    assert brought(folder, home).already
    assert images.remove_unreferred(home, ()) == 0
    assert place.is_dir()
