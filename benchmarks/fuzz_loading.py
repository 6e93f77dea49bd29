"""Byte flips and every truncation point of small DICOM files through `scan` and `load_series`.

    python benchmarks/fuzz_loading.py [flips] [seed]

Prints what came of them: an image, one of our own errors by code, or (never) another exception; the slowest, and
the peak of memory. Exit status 1 when anything was uncaught or took 2 s or more.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import imagecodecs
import numpy as np
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.sequence import Sequence
from pydicom.uid import UID, JPEG2000Lossless, JPEGLSLossless, RLELossless

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from resources.errors import VoorverslagError
from studies.load import load_series
from studies.scan import scan

EXPLICIT = "1.2.840.10008.1.2.1"
SYNTAXES = {
    "implicit": "1.2.840.10008.1.2",
    "explicit": EXPLICIT,
    "big": "1.2.840.10008.1.2.2",
    "deflated": "1.2.840.10008.1.2.1.99",
    "rle": str(RLELossless),
    "jpegls": str(JPEGLSLossless),
    "j2k": str(JPEG2000Lossless),
    "htj2k": "1.2.840.10008.1.2.4.201",
    "jpeg": "1.2.840.10008.1.2.4.70",
    "enhanced": EXPLICIT,
}
LIMIT_S = 2.0


def dataset(syntax: str, sop: str = "1.2.840.10008.5.1.4.1.1.2") -> FileDataset:
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = UID(sop), UID("1.2.3.4")
    meta.TransferSyntaxUID = UID(syntax)
    ds = FileDataset(
        "", {}, file_meta=meta, preamble=b"\0" * 128,
        is_implicit_VR=syntax == SYNTAXES["implicit"], is_little_endian=syntax != SYNTAXES["big"],
    )  # fmt: skip
    ds.SOPClassUID, ds.SOPInstanceUID = sop, "1.2.3.4"
    ds.StudyInstanceUID, ds.SeriesInstanceUID, ds.FrameOfReferenceUID = "1.2.3", "1.2.3.5", "1.2.3.6"
    ds.PatientID, ds.PatientName, ds.Modality = "P1", "Test^Een", "CT"
    ds.Rows, ds.Columns, ds.SamplesPerPixel, ds.InstanceNumber = 16, 16, 1, 1
    ds.PhotometricInterpretation = "MONOCHROME2"
    ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation = 16, 12, 11, 0
    return ds


def encoded(name: str, values: np.ndarray) -> bytes:
    if name == "jpegls":
        return imagecodecs.jpegls_encode(values)
    if name == "jpeg":
        return imagecodecs.jpeg8_encode(values, lossless=True, bitspersample=12)
    if name == "htj2k":
        return imagecodecs.htj2k_encode(values, reversible=True)
    return imagecodecs.jpeg2k_encode(values, codecformat="j2k", bitspersample=12, reversible=True)


def originals() -> dict[str, bytes]:
    values = np.random.default_rng(3).integers(0, 4096, (16, 16), dtype=np.uint16)
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, syntax in SYNTAXES.items():
            path = Path(folder) / name
            if name == "enhanced":
                ds = dataset(syntax, "1.2.840.10008.5.1.4.1.1.4.1")
                ds.Modality, ds.NumberOfFrames = "MR", 3
                ds.SharedFunctionalGroupsSequence = Sequence([shared()])
                ds.PerFrameFunctionalGroupsSequence = Sequence([own(k) for k in range(3)])
                ds.PixelData = values.tobytes() * 3
                ds["PixelData"].VR = "OW"
                ds.save_as(path, enforce_file_format=True)
                found[name] = path.read_bytes()
                continue
            is_plain = name in ("implicit", "explicit", "big", "deflated")
            ds = dataset(syntax if is_plain else EXPLICIT)
            ds.ImagePositionPatient, ds.ImageOrientationPatient = [0, 0, 0], [1, 0, 0, 0, 1, 0]
            ds.PixelSpacing, ds.SliceThickness = [1, 1], 1
            ds.RescaleSlope, ds.RescaleIntercept = 1, -1024
            ds.PixelData = values.astype(">u2").tobytes() if name == "big" else values.tobytes()
            ds["PixelData"].VR = "OW"
            if name == "rle":
                ds.compress(UID(syntax), generate_instance_uid=False)
            elif not is_plain:
                ds.file_meta.TransferSyntaxUID = UID(syntax)
                # wavelets of six resolutions need 32 pixels
                ds.Rows = ds.Columns = 32
                ds.PixelData = encapsulate([encoded(name, np.tile(values, (2, 2)))])
                ds["PixelData"].VR = "OB"
                ds["PixelData"].is_undefined_length = True
            ds.save_as(path, enforce_file_format=True)
            found[name] = path.read_bytes()
    return found


def shared() -> Dataset:
    item, measures, plane = Dataset(), Dataset(), Dataset()
    measures.PixelSpacing, measures.SliceThickness = [1, 1], 2
    plane.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
    item.PixelMeasuresSequence, item.PlaneOrientationSequence = Sequence([measures]), Sequence([plane])
    return item


def own(k: int) -> Dataset:
    item, place, content = Dataset(), Dataset(), Dataset()
    place.ImagePositionPatient = [0, 0, 2 * k]
    content.StackID, content.InStackPositionNumber, content.TemporalPositionIndex = "1", k + 1, 1
    item.PlanePositionSequence, item.FrameContentSequence = Sequence([place]), Sequence([content])
    return item


def outcome(path: Path) -> tuple[str, float]:
    started = time.perf_counter()
    try:
        volume = load_series(scan(path).choose())
        result = "read" if np.all(np.isfinite(volume.voxels.astype(np.float64))) else "UNCAUGHT not finite"
    except VoorverslagError as error:
        result = error.code
    except Exception as error:  # noqa: BLE001 - what this program looks for
        result = f"UNCAUGHT {type(error).__name__}: {error}"
    return result, time.perf_counter() - started


def main() -> None:
    flips = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 20261124
    files = originals()
    names = list(files)
    generator = np.random.default_rng(seed)
    found: dict[str, Counter[str]] = {"flips": Counter(), "truncations": Counter()}
    slowest = {"flips": 0.0, "truncations": 0.0}

    def run(what: str, path: Path, data: bytes, note: str) -> None:
        path.write_bytes(data)
        result, seconds = outcome(path)
        found[what][result] += 1
        slowest[what] = max(slowest[what], seconds)
        if result.startswith("UNCAUGHT") or seconds >= LIMIT_S:
            print(f"{what} {note}: {result}, {seconds:.2f} s", flush=True)

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.dcm"
        for k in range(flips):
            name = names[k % len(names)]
            data = bytearray(files[name])
            for _ in range(int(generator.integers(1, 9))):
                # mostly the header: flips within pixels only change values
                end = min(1400, len(data)) if generator.random() < 0.8 else len(data)
                data[int(generator.integers(128, end))] ^= int(generator.integers(1, 256))
            run("flips", path, bytes(data), f"{k} of {name}")
            if k % 5000 == 4999:
                print(f"{k + 1} flips", flush=True)
        for name in names:
            for end in range(len(files[name])):
                run("truncations", path, files[name][:end], f"{end} of {name}")
            print(f"every truncation of {name}", flush=True)
    for what, counts in found.items():
        print(f"{sum(counts.values())} {what}, slowest {slowest[what]:.3f} s: {dict(counts.most_common())}")
    print(f"seed {seed}; peak resident {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    bad = sum(n for counts in found.values() for code, n in counts.items() if code.startswith("UNCAUGHT"))
    print(f"uncaught: {bad}")
    sys.exit(1 if bad or max(slowest.values()) >= LIMIT_S else 0)


if __name__ == "__main__":
    main()
