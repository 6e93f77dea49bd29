"""Broken and malicious files (specs/security.md S9 to S13): our own errors only, quickly, within bounds."""

from __future__ import annotations

import struct
import time
import tracemalloc
import zipfile
import zlib
from collections import Counter
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import UID, JPEG2000Lossless, JPEGLSLossless, RLELossless

from resources.errors import VoorverslagError
from studies.load import load_volume
from studies.masks import load_mask
from studies.scan import scan

pytestmark = pytest.mark.hostile

SYNTAXES = {
    "implicit": "1.2.840.10008.1.2",
    "explicit": "1.2.840.10008.1.2.1",
    "big": "1.2.840.10008.1.2.2",
    "deflated": "1.2.840.10008.1.2.1.99",
    "rle": str(RLELossless),
    "jpegls": str(JPEGLSLossless),
    "j2k": str(JPEG2000Lossless),
}
LIMIT_S = 2.0


def _dataset(syntax: str = SYNTAXES["explicit"]) -> FileDataset:
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = UID("1.2.840.10008.5.1.4.1.1.2")
    meta.MediaStorageSOPInstanceUID = UID("1.2.3.4")
    meta.TransferSyntaxUID = UID(syntax)
    ds = FileDataset(
        "", {}, file_meta=meta, preamble=b"\0" * 128,
        is_implicit_VR=syntax == SYNTAXES["implicit"], is_little_endian=syntax != SYNTAXES["big"],
    )  # fmt: skip
    ds.SOPClassUID, ds.SOPInstanceUID = meta.MediaStorageSOPClassUID, "1.2.3.4"
    ds.StudyInstanceUID, ds.SeriesInstanceUID, ds.FrameOfReferenceUID = "1.2.3", "1.2.3.5", "1.2.3.6"
    ds.PatientID, ds.PatientName, ds.Modality = "P1", "Test^Een", "CT"
    ds.ImagePositionPatient, ds.ImageOrientationPatient = [0, 0, 0], [1, 0, 0, 0, 1, 0]
    ds.PixelSpacing, ds.SliceThickness, ds.InstanceNumber = [1, 1], 1, 1
    ds.Rows, ds.Columns, ds.SamplesPerPixel = 64, 64, 1
    ds.PhotometricInterpretation = "MONOCHROME2"
    ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation = 16, 12, 11, 0
    ds.RescaleSlope, ds.RescaleIntercept = 1, -1024
    return ds


def _file(folder: Path, name: str) -> Path:
    syntax = SYNTAXES[name]
    ds = _dataset(syntax if name in ("implicit", "explicit", "big", "deflated") else SYNTAXES["explicit"])
    values = np.random.default_rng(3).integers(0, 4096, (64, 64), dtype=np.uint16)
    ds.PixelData = values.astype(">u2").tobytes() if name == "big" else values.tobytes()
    ds["PixelData"].VR = "OW"
    if name in ("rle", "jpegls"):
        ds.compress(UID(syntax), generate_instance_uid=False)
    if name == "j2k":
        ds.file_meta.TransferSyntaxUID = UID(syntax)
        ds.PixelData = encapsulate(
            [imagecodecs.jpeg2k_encode(values, codecformat="j2k", bitspersample=12, reversible=True)]
        )
        ds["PixelData"].VR = "OB"
        ds["PixelData"].is_undefined_length = True
    path = folder / f"{name}.dcm"
    ds.save_as(path, enforce_file_format=True)
    return path


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("originals")
    return {name: _file(folder, name).read_bytes() for name in SYNTAXES}


def _outcome(path: Path) -> str:
    """`read` or our error's code; anything else goes through and fails the test."""
    started = time.process_time()
    try:
        volume = load_volume(path)
        assert np.all(np.isfinite(volume.voxels.astype(np.float64)))
        result = "read"
    except VoorverslagError as error:
        result = error.code if "Traceback" not in error.sentence() else "traceback"
    assert result != "traceback"
    assert time.process_time() - started < LIMIT_S
    return result


def test_originals_load(originals, tmp_path):
    pictures = []
    for name, data in originals.items():
        folder = tmp_path / name
        folder.mkdir()
        (folder / "x.dcm").write_bytes(data)
        pictures.append(load_volume(folder / "x.dcm").voxels)
    assert all(np.array_equal(picture, pictures[0]) for picture in pictures)


def test_byte_flips_give_a_picture_or_one_of_our_errors(originals, tmp_path):
    seed = 20261124
    generator = np.random.default_rng(seed)
    path = tmp_path / "x.dcm"
    outcomes: Counter[str] = Counter()
    names = list(originals)
    for k in range(1500):
        data = bytearray(originals[names[k % len(names)]])
        header = min(700, len(data) - 100)
        for _ in range(int(generator.integers(1, 9))):
            at = (
                int(generator.integers(128, header))
                if generator.random() < 0.9
                else int(generator.integers(len(data)))
            )
            data[at] ^= int(generator.integers(1, 256))
        path.write_bytes(data)
        outcomes[_outcome(path)] += 1
    print(f"1500 byte flips, seed {seed}: {dict(outcomes)}")
    assert sum(outcomes.values()) == 1500
    assert len(outcomes) > 2


def test_truncations_give_one_of_our_errors(originals, tmp_path):
    path = tmp_path / "x.dcm"
    outcomes: Counter[str] = Counter()
    for name, data in originals.items():
        for end in [
            *range(0, 700, 7),
            *range(700, len(data) - 2, 397),
            *range(len(data) - 24, len(data) - 2),
        ]:
            path.write_bytes(data[:end])
            outcome = _outcome(path)
            assert outcome != "read", (name, end)
            outcomes[outcome] += 1
    print(f"{sum(outcomes.values())} truncations: {dict(outcomes)}")


@pytest.mark.parametrize(
    "uid", ["../../../../etc/passwd", "/etc/passwd", "..\\..\\x", "1.2.3\0/../x", "a" * 5000, "CON", "\x1b$B"]
)
def test_hostile_uids_touch_no_file(tmp_path, uid):
    import warnings

    folder = tmp_path / "in"
    folder.mkdir()
    ds = _dataset()
    ds.PixelData = bytes(8192)
    ds["PixelData"].VR = "OW"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in ("SOPInstanceUID", "SeriesInstanceUID", "StudyInstanceUID"):
            setattr(ds, name, uid[:60] if "a" * 60 in uid else uid)
        ds.save_as(folder / "x.dcm", enforce_file_format=False)
    before = sorted(p for p in tmp_path.rglob("*"))
    load_volume(folder)
    assert sorted(p for p in tmp_path.rglob("*")) == before


def test_a_dicomdir_names_no_file_outside_its_folder(tmp_path):
    import warnings

    secret = tmp_path / "secret"
    _, root = secret.mkdir(), tmp_path / "disk"
    root.mkdir()
    ds = _dataset()
    ds.PixelData = bytes(8192)
    ds["PixelData"].VR = "OW"
    ds.save_as(secret / "X", enforce_file_format=True)
    ds.save_as(root / "GOOD", enforce_file_format=True)
    (root / "LINK").symlink_to(secret / "X")
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = UID("1.2.840.10008.1.3.10")
    meta.MediaStorageSOPInstanceUID = UID("1.2.9")
    meta.TransferSyntaxUID = UID(SYNTAXES["explicit"])
    directory = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    records = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in (["..", "secret", "X"], "/etc/passwd", ["LINK"], ["GONE"], ["GOOD"]):
            record = Dataset()
            record.ReferencedFileID = name
            records.append(record)
        directory.DirectoryRecordSequence = records
        directory.save_as(root / "DICOMDIR", enforce_file_format=True)
    result = scan(root / "DICOMDIR")
    assert [e.files for e in result.all_series()] == [1]
    assert len(result.unreadable) == 4
    assert sum("outside its folder" in reason for _, reason in result.unreadable) == 3


def test_a_deflate_bomb_is_refused_with_little_memory(tmp_path):
    ds = _dataset(SYNTAXES["deflated"])
    ds.PixelData = bytes(8192)
    ds["PixelData"].VR = "OW"
    path = tmp_path / "bomb.dcm"
    ds.save_as(path, enforce_file_format=True)
    data = path.read_bytes()
    (length,) = struct.unpack("<I", data[140:144])
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    bomb = b"".join([packer.compress(bytes(2**20)) for _ in range(520)] + [packer.flush()])
    path.write_bytes(data[: 144 + length] + bomb)
    tracemalloc.start()
    started = time.process_time()
    try:
        assert _outcome(path) == "unreadable"
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    print(
        f"deflate bomb of {len(bomb) // 1024} kB: {time.process_time() - started:.2f} s, peak {peak / 2**20:.0f} MB"
    )
    # specs/security.md S11
    assert peak < 100 * 2**20


def test_a_zip_bomb_is_refused(tmp_path):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for k in range(3):
            with archive.open(f"f{k}", "w") as entry:
                for _ in range(200):
                    entry.write(bytes(2**20))
    assert path.stat().st_size < 2**20
    started = time.process_time()
    with pytest.raises(VoorverslagError, match="more than can be opened safely"):
        scan(path)
    assert time.process_time() - started < 1


def test_a_zip_entry_that_lies_about_its_size_is_refused(tmp_path):
    path = tmp_path / "lie.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x", bytes(300_000))
    data = path.read_bytes().replace(struct.pack("<I", 300_000), struct.pack("<I", 1_000))
    path.write_bytes(data)
    with pytest.raises(VoorverslagError):
        scan(path)


@pytest.mark.parametrize("name", ["explicit", "rle", "jpegls", "j2k"])
@pytest.mark.parametrize(
    ("rows", "columns", "frames"), [(65535, 65535, 1), (64, 64, 2**31 - 1), (65535, 64, 1)]
)
def test_lying_sizes_are_refused_at_once(tmp_path, originals, name, rows, columns, frames):
    import pydicom

    path = tmp_path / "x.dcm"
    path.write_bytes(originals[name])
    ds = pydicom.dcmread(path)
    ds.Rows, ds.Columns, ds.NumberOfFrames = rows, columns, frames
    ds.save_as(path, enforce_file_format=True)
    started = time.process_time()
    assert _outcome(path) != "read"
    assert time.process_time() - started < 1


def test_a_code_stream_that_lies_about_its_size_is_refused(tmp_path, originals):
    """The header says 64 x 64, the JPEG 2000 stream says 60,000 x 60,000."""
    data = bytearray(originals["j2k"])
    at = data.index(b"\xff\x4f\xff\x51")
    data[at + 8 : at + 16] = struct.pack(">II", 60_000, 60_000)
    path = tmp_path / "x.dcm"
    path.write_bytes(data)
    assert _outcome(path) == "damaged_image"


def test_deeply_nested_sequences_are_a_clean_error(tmp_path):
    """Written by hand: a writer at depth 300 doesn't return."""
    path = tmp_path / "x.dcm"
    ds = _dataset(SYNTAXES["implicit"])
    ds.save_as(path, enforce_file_format=True)
    start = struct.pack("<HHI", 0x0040, 0xA730, 0xFFFFFFFF) + struct.pack("<HHI", 0xFFFE, 0xE000, 0xFFFFFFFF)
    path.write_bytes(path.read_bytes() + start * 20_000)
    started = time.process_time()
    assert _outcome(path) == "unreadable"
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PixelSpacing", [0, 0]),
        ("PixelSpacing", [-1, 1]),
        ("ImageOrientationPatient", [1, 0, 0, 1, 0, 0]),
        ("ImageOrientationPatient", [2, 0, 0, 0, 2, 0]),
        ("ImagePositionPatient", [1, 2]),
    ],
)
def test_impossible_geometry_blocks_measuring(tmp_path, name, value):
    ds = _dataset()
    ds.PixelData = bytes(8192)
    ds["PixelData"].VR = "OW"
    setattr(ds, name, value)
    ds.save_as(tmp_path / "x.dcm", enforce_file_format=True)
    volume = load_volume(tmp_path / "x.dcm")
    assert {p.code: p.effect for p in volume.problems}["missing_geometry"] == "block"


@pytest.mark.parametrize("value", [b"NaN", b"inf", b"abc"])
def test_numbers_that_are_none_dont_count(tmp_path, originals, value):
    data = originals["explicit"]
    at = data.index(b"\x20\0\x32\0DS") + 8
    path = tmp_path / "x.dcm"
    path.write_bytes(data[:at] + value + data[at + len(value) :])
    volume = load_volume(path)
    assert "missing_geometry" in {p.code for p in volume.problems}


def test_empty_and_odd_files_are_listed(tmp_path, originals):
    (tmp_path / "good").write_bytes(originals["explicit"])
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "short").write_bytes(b"DICM")
    (tmp_path / "zeros").write_bytes(bytes(1000))
    (tmp_path / "\x01\x02").write_bytes(bytes(128) + b"DICM")
    (tmp_path / "bad.nii.gz").write_bytes(b"no gzip")
    (tmp_path / "bad.nrrd").write_bytes(b"NRRD0004\n")
    (tmp_path / "bad.mha").write_bytes(b"ObjectType = Image\n")
    result = scan(tmp_path)
    assert [e.kind for e in result.all_series()] == ["volume"]
    assert len(result.unreadable) == 7


@pytest.mark.parametrize("seed", range(3))
def test_flipped_masks_give_a_mask_or_one_of_our_errors(tmp_path, seed):
    import SimpleITK

    path = tmp_path / "m.nii"
    SimpleITK.WriteImage(SimpleITK.GetImageFromArray(np.ones((4, 5, 6), np.uint8)), str(path))
    original = path.read_bytes()
    generator = np.random.default_rng(seed)
    outcomes: Counter[str] = Counter()
    for _ in range(60):
        data = bytearray(original)
        for _ in range(4):
            data[int(generator.integers(4, 352))] ^= int(generator.integers(1, 256))
        path.write_bytes(data)
        try:
            load_mask(path)
            outcomes["read"] += 1
        except VoorverslagError as error:
            outcomes[f"exit {error.exit_status}"] += 1
    assert set(outcomes) <= {"read", "exit 2"}
    assert sum(outcomes.values()) == 60


def test_an_encapsulated_table_beyond_the_stream_is_refused(tmp_path):
    ds = _dataset(SYNTAXES["rle"])
    ds.PixelData = encapsulate([bytes(64)])
    ds["PixelData"].VR = "OB"
    ds["PixelData"].is_undefined_length = True
    ds.save_as(tmp_path / "x.dcm", enforce_file_format=True)
    assert _outcome(tmp_path / "x.dcm") == "damaged_image"
