"""Where series come from (ZIP, DICOMDIR, files without a name's end), the index, and what changes while it is open."""

from __future__ import annotations

import os
import warnings
import zipfile
from pathlib import Path

import numpy as np
import pytest
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import UID

from resources.errors import InputError
from studies import index, sources
from studies.headers import read_header
from studies.load import load_series, load_volume
from studies.scan import scan


def zipped(folder: Path, target: Path) -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.iterdir()):
            archive.write(path, f"CD/DICOM/{path.name}")
    return target


def test_a_zip_is_listed_by_the_first_bytes_of_its_entries(build, tmp_path, monkeypatch):
    """Scanning an archive of large images unpacks their headers, not their pixels."""
    series = build()
    pixels = np.random.default_rng(1).integers(0, 4096, (512, 512), dtype=np.uint16)
    for k in range(4):
        series.save(series.slice(k, (0, 0, 2.0 * k), pixels=pixels, Rows=512, Columns=512))
    archive = zipped(series.folder, tmp_path / "cd.zip")
    unpacked = []
    original = sources._Entry.read

    def counted(self, count):
        data = original(self, count)
        unpacked.append(len(data))
        return data

    monkeypatch.setattr(sources._Entry, "read", counted)
    result = scan(archive)
    assert [e.size for e in result.all_series()] == [(512, 512, 4)]
    assert sum(unpacked) <= 4 * 8192 < 0.02 * 4 * 512 * 512 * 2
    volume = load_series(result.choose())
    np.testing.assert_array_equal(volume.voxels[2], pixels.astype(int) - 1024)


def test_an_archive_is_closed_after_the_scan(build, tmp_path):
    archive = zipped(build().axial(3).folder, tmp_path / "cd.zip")
    entry = scan(archive).choose()
    assert sources.archives._open == {}
    load_series(entry)
    assert sources.archives._open == {}
    archive.unlink()
    with pytest.raises(InputError):
        load_series(entry)


def test_a_dicomdir_brings_what_it_names(build):
    series = build("disk").axial(3)
    series.written.sort()
    for k, path in enumerate(series.written):
        path.rename(series.folder / f"IM{k:03d}")
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = UID("1.2.840.10008.1.3.10"), UID("1.2.9")
    meta.TransferSyntaxUID = UID("1.2.840.10008.1.2.1")
    directory = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    records = []
    for k in range(3):
        record = Dataset()
        record.DirectoryRecordType, record.ReferencedFileID = "IMAGE", f"IM{k:03d}"
        records.append(record)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        directory.DirectoryRecordSequence = records
        directory.save_as(series.folder / "DICOMDIR", enforce_file_format=True)
    assert load_volume(series.folder / "DICOMDIR").shape == (3, 6, 5)


# ------------------------------------------------------------------------------------------------------------
# What changes on disk


def test_nothing_changed_is_said_as_nothing(build):
    assert scan(build().axial(3).folder).choose().changed_since_scan() == ()


def test_a_changed_a_lost_and_a_new_image_are_noticed(build):
    series = build().axial(4)
    entry = scan(series.folder).choose()
    data = series.written[0].read_bytes()
    series.written[0].write_bytes(data[:-2] + b"\1\1")
    os.utime(series.written[0], ns=(1, 1))
    series.written[1].unlink()
    series.save(series.slice(9, (-10, -20, 120)))
    (series.folder / "note.txt").write_text("no image")
    found = {(change.kind, Path(change.path).name) for change in entry.changed_since_scan()}
    assert found == {
        ("changed", series.written[0].name),
        ("gone", series.written[1].name),
        ("added", series.written[4].name),
    }


def test_an_image_of_another_series_is_no_change(build):
    series = build().axial(3)
    entry = scan(series.folder).choose()
    other = type(series)(series.folder, 5)
    other.axial(1)
    assert entry.changed_since_scan() == ()


def test_a_file_replaced_by_another_of_equal_size_is_never_loaded(build):
    series = build().axial(3)
    entry = scan(series.folder).choose()
    again = series.slice(7, (-10.0, -20.0, 102.0), PatientID="P2")
    again.save_as(series.written[1], enforce_file_format=True)
    os.utime(series.written[1], ns=(5, 5))
    with pytest.raises(InputError) as error:
        load_series(entry)
    assert error.value.code == "changed_on_disk"


# ------------------------------------------------------------------------------------------------------------
# The index


def test_a_second_scan_gives_the_same_and_reads_no_header(build, tmp_path, monkeypatch):
    series = build().axial(4)
    type(series)(series.folder, 3).stack(
        [(0, 0, 3.0 * k) for k in range(3)], SOPClassUID="1.2.840.10008.5.1.4.1.1.4"
    )
    (series.folder / "text.dcm").write_text("no DICOM")
    place = tmp_path / "cache"
    first = scan(series.folder, index=place)
    monkeypatch.setattr("studies.scan.read_header", None)
    second = scan(series.folder, index=place)
    assert {**second.to_json(), "seconds": 0} == {**first.to_json(), "seconds": 0}
    monkeypatch.undo()
    for before, after in zip(first.all_series(), second.all_series(), strict=True):
        assert load_series(after).series == load_series(before).series
        np.testing.assert_array_equal(load_series(after).voxels, load_series(before).voxels)
        assert after.changed_since_scan() == ()


@pytest.mark.parametrize("what", ["changed", "new", "gone"])
def test_the_index_is_left_when_the_folder_changed(build, tmp_path, what):
    series = build().axial(4)
    place = tmp_path / "cache"
    scan(series.folder, index=place)
    if what == "changed":
        os.utime(series.written[0], ns=(7, 7))
    elif what == "new":
        series.save(series.slice(4, (-10, -20, 108)))
    else:
        series.written[3].unlink()
    expected = {"changed": 4, "new": 5, "gone": 3}[what]
    assert scan(series.folder, index=place).choose().files == expected


def test_a_series_from_the_index_that_changed_since_is_never_loaded(build, tmp_path):
    series = build().axial(4)
    place = tmp_path / "cache"
    scan(series.folder, index=place)
    entry = scan(series.folder, index=place).choose()
    os.utime(series.written[0], ns=(7, 7))
    assert [c.kind for c in entry.changed_since_scan()] == ["changed"]
    with pytest.raises(InputError) as error:
        load_series(entry)
    assert error.value.code == "changed_on_disk"


@pytest.mark.parametrize("text", ["", "{", "[]", '{"fingerprint": 3}'])
def test_a_damaged_index_is_no_index(build, tmp_path, text):
    series = build().axial(3)
    place = tmp_path / "cache"
    scan(series.folder, index=place)
    for kept in place.iterdir():
        kept.write_text(text)
    assert scan(series.folder, index=place).choose().files == 3


def test_the_index_holds_no_pixel_and_no_code(build, tmp_path):
    place = tmp_path / "cache"
    scan(build().axial(3).folder, index=place)
    (kept,) = place.iterdir()
    assert kept.suffix == ".json"
    assert index.recall(place, "elsewhere", []) is None


# ------------------------------------------------------------------------------------------------------------
# Headers


def test_both_header_readers_see_the_same(build, monkeypatch):
    series = build()
    series.save(series.slice(0, (0, 0, 0), PatientName="Ö^É", SpecificCharacterSet="ISO_IR 192"))
    item = Dataset()
    item.CodeMeaning = "nested"
    ds = series.slice(1, (0, 0, 2), RequestAttributesSequence=[item])
    ds["RequestAttributesSequence"].is_undefined_length = True
    series.save(ds)
    from studies import headers

    for path in series.written:
        fast = read_header(sources.file_at(path))
        with monkeypatch.context() as patched:
            patched.setattr(headers, "_read_fast", lambda file, stream: None)
            slow = read_header(sources.file_at(path))
        for name in headers.TAGS:
            assert fast.raw(name) == slow.raw(name), name
        assert (fast.pixel_offset, fast.pixel_length) == (slow.pixel_offset, slow.pixel_length)
        assert fast.text("patient_name") == slow.text("patient_name")


def test_pixels_that_nobody_closes_leave_no_open_file(build):
    import gc

    from studies.pixels import FilePixels

    series = build().axial(1)
    header = scan(series.folder).choose().header
    assert FilePixels(header).frame(0).shape == (6, 5)
    gc.collect()
    open_files = {os.readlink(f"/proc/self/fd/{fd}") for fd in os.listdir("/proc/self/fd") if os.path.exists(f"/proc/self/fd/{fd}")} if os.path.isdir("/proc/self/fd") else set()  # fmt: skip
    assert str(series.written[0]) not in open_files
