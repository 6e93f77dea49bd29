"""How fast a series loads beside other readers, in one run on the same files; and how fast a folder is listed.

    python benchmarks/loading.py [--slices 600] [--compressed 200] [--files 20000] [--json FILE]

Makes its own series (seeded, 12 bits in 16 unsigned, intercept -1024, 40 private elements, shuffled names) in a
temporary folder. Every reader runs in a process of its own: once to warm up, then three times; the best is printed,
with the peak of resident memory over what the process held before and the volume itself. Every result is compared
with the truth. Readers that aren't installed (dicomsdl, python-gdcm) are left out and named.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import UID, CTImageStorage, ExplicitVRLittleEndian

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

SYNTAXES = {
    "uncompressed": str(ExplicitVRLittleEndian),
    "RLE": "1.2.840.10008.1.2.5",
    "JPEG-LS": "1.2.840.10008.1.2.4.80",
    "JPEG 2000": "1.2.840.10008.1.2.4.90",
}
READERS = ("ours", "SimpleITK", "SimpleITK, names given", "pydicom", "dicomsdl", "python-gdcm")


def picture(k: int, noise: np.ndarray) -> np.ndarray:
    """A slice that compresses like a CT: round shapes, smooth within, with noise."""
    y, x = np.mgrid[-1:1:512j, -1:1:512j]
    body = (x**2 / 0.7 + y**2 / 0.5 < 1) * 1000 + 24
    organ = ((x - 0.2) ** 2 + (y + 0.1) ** 2 < 0.1 + 0.0002 * k) * 90
    bone = (x**2 + (y - 0.45) ** 2 < 0.012) * 700
    shifted = np.roll(noise, (37 * k, 11 * k), axis=(0, 1))
    return np.clip(body + organ + bone + shifted * (body > 100) * 14, 0, 4095).astype(np.uint16)


def encode(syntax: str, stored: np.ndarray) -> bytes:
    import imagecodecs

    if syntax.endswith(".80"):
        return imagecodecs.jpegls_encode(stored)
    if syntax.endswith(".90"):
        return imagecodecs.jpeg2k_encode(stored, codecformat="j2k", bitspersample=12, reversible=True)
    raise ValueError(syntax)


def dataset(k: int, syntax: str, series: int = 2) -> FileDataset:
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = (
        CTImageStorage,
        UID(f"1.2.3.4.{series}.{k + 1}"),
    )
    meta.TransferSyntaxUID = UID(syntax)
    ds = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    ds.SOPClassUID, ds.SOPInstanceUID = CTImageStorage, meta.MediaStorageSOPInstanceUID
    ds.StudyInstanceUID, ds.SeriesInstanceUID, ds.FrameOfReferenceUID = (
        "1.2.3.1",
        f"1.2.3.{series}",
        "1.2.3.3",
    )
    ds.PatientID, ds.PatientName, ds.Modality, ds.InstanceNumber = "BENCH", "Bench^Mark", "CT", k + 1
    ds.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
    ds.SeriesNumber, ds.SeriesDescription, ds.AcquisitionTime = series, f"Series {series}", "101500"
    ds.ImagePositionPatient, ds.ImageOrientationPatient = [-180, -180, 0.8 * k], [1, 0, 0, 0, 1, 0]
    ds.PixelSpacing, ds.SliceThickness = [0.7, 0.7], 1.0
    ds.Rows, ds.Columns, ds.SamplesPerPixel, ds.PhotometricInterpretation = 512, 512, 1, "MONOCHROME2"
    ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation = 16, 12, 11, 0
    ds.RescaleSlope, ds.RescaleIntercept = 1, -1024
    block = ds.private_block(0x0029, "BENCHMARK", create=True)
    for element in range(40):
        block.add_new(element, "LO", f"private element {element:02d} " + "x" * 32)
    return ds


def make(folder: Path, slices: int, name: str) -> np.ndarray:
    folder.mkdir()
    generator = np.random.default_rng(20261124)
    names = generator.permutation(slices)
    noise = generator.standard_normal((512, 512))
    truth = np.empty((slices, 512, 512), dtype=np.int16)
    syntax = SYNTAXES[name]
    for k in range(slices):
        stored = picture(k, noise)
        truth[k] = stored.astype(np.int16) - 1024
        ds = dataset(k, syntax if name not in ("RLE",) else SYNTAXES["uncompressed"])
        if name in ("uncompressed", "RLE"):
            ds.PixelData = stored.tobytes()
            ds["PixelData"].VR = "OW"
            if name == "RLE":
                ds.compress(UID(syntax), generate_instance_uid=False)
        else:
            ds.PixelData = encapsulate([encode(syntax, stored)])
            ds["PixelData"].VR = "OB"
            ds["PixelData"].is_undefined_length = True
        ds.save_as(folder / f"IM{names[k]:05d}", enforce_file_format=True)
    return truth


def make_many(folder: Path, files: int) -> None:
    """Series of 100 small images each, in folders of 500 files."""
    for number in range(files):
        series, k = divmod(number, 100)
        place = folder / f"D{number // 500:03d}"
        place.mkdir(exist_ok=True)
        ds = dataset(k, SYNTAXES["uncompressed"], 10 + series)
        ds.Rows = ds.Columns = 16
        ds.PixelData = bytes(512)
        ds["PixelData"].VR = "OW"
        ds.save_as(place / f"IM{(number * 7919) % files:06d}", enforce_file_format=True)


# ------------------------------------------------------------------------------------------------------------
# Readers


def ours(folder: Path) -> np.ndarray:
    from studies.load import load_volume

    return load_volume(folder).voxels


def simpleitk(folder: Path) -> np.ndarray:
    import SimpleITK

    reader = SimpleITK.ImageSeriesReader()
    reader.SetFileNames(reader.GetGDCMSeriesFileNames(str(folder)))
    return SimpleITK.GetArrayFromImage(reader.Execute())


def simpleitk_names_given(folder: Path) -> np.ndarray:
    import SimpleITK

    reader = SimpleITK.ImageSeriesReader()
    reader.SetFileNames(_sorted_names(folder))
    return SimpleITK.GetArrayFromImage(reader.Execute())


_names: dict[Path, list[str]] = {}


def _sorted_names(folder: Path) -> list[str]:
    if folder not in _names:
        from studies.scan import scan

        _names[folder] = [f.header.file.path for f in scan(folder).choose().frames[0]]
    return _names[folder]


def with_pydicom(folder: Path) -> np.ndarray:
    import pydicom

    read = [pydicom.dcmread(path) for path in sorted(folder.iterdir())]
    read.sort(key=lambda ds: float(ds.ImagePositionPatient[2]))
    out = np.empty((len(read), 512, 512), dtype=np.int16)
    for k, ds in enumerate(read):
        np.add(ds.pixel_array, int(ds.RescaleIntercept), out=out[k], dtype=np.int32, casting="unsafe")
    return out


def with_dicomsdl(folder: Path) -> np.ndarray:
    import dicomsdl

    read = [dicomsdl.open(str(path)) for path in sorted(folder.iterdir())]
    read.sort(key=lambda ds: float(ds.getDataElement("ImagePositionPatient").value()[2]))
    out = np.empty((len(read), 512, 512), dtype=np.int16)
    for k, ds in enumerate(read):
        np.add(ds.pixelData(storedvalue=True), -1024, out=out[k], dtype=np.int32, casting="unsafe")
    return out


def with_gdcm(folder: Path) -> np.ndarray:
    import gdcm

    names = _sorted_names(folder)
    out = np.empty((len(names), 512, 512), dtype=np.int16)
    for k, name in enumerate(names):
        reader = gdcm.ImageReader()
        reader.SetFileName(name)
        reader.Read()
        data = reader.GetImage().GetBuffer().encode("utf-8", errors="surrogateescape")
        out[k] = np.frombuffer(data, "<u2").reshape(512, 512).astype(np.int32) - 1024
    return out


CALLS: dict[str, Callable[[Path], np.ndarray]] = {
    "ours": ours,
    "SimpleITK": simpleitk,
    "SimpleITK, names given": simpleitk_names_given,
    "pydicom": with_pydicom,
    "dicomsdl": with_dicomsdl,
    "python-gdcm": with_gdcm,
}
NEEDS = {"dicomsdl": "dicomsdl", "python-gdcm": "gdcm"}


def _status(pid: int | str, name: str) -> float:
    """MB of one line of /proc/PID/status; 0 where it can't be read."""
    with contextlib.suppress(OSError), open(f"/proc/{pid}/status") as stream:
        for line in stream:
            if line.startswith(name + ":"):
                return float(line.split()[1]) / 1024
    return 0.0


def peak_mb() -> float:
    return _status("self", "VmHWM")


def forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5")


def run_one(reader: str, folder: Path, digest: str) -> dict[str, float]:
    """Time one reader in this process."""
    call = CALLS[reader]
    # imports, and what they hold, before anything is measured
    import pydicom  # noqa: F401
    import SimpleITK  # noqa: F401

    import studies.load  # noqa: F401

    base = _status("self", "VmRSS")
    forget_peak()
    seconds, cpu = [], []
    for _ in range(4):
        started, used = time.perf_counter(), _cpu()
        voxels = call(folder)
        seconds.append(time.perf_counter() - started)
        cpu.append(_cpu() - used)
        if (
            hashlib.sha1(voxels.tobytes() if not voxels.flags.c_contiguous else voxels.data).hexdigest()
            != digest
        ):
            raise SystemExit(f"{reader}: voxels differ from the truth")
        nbytes = voxels.nbytes
        del voxels
    best = int(np.argmin(seconds[1:])) + 1
    return {
        "seconds": seconds[best],
        "cpu_s": cpu[best],
        "over_volume_mb": peak_mb() - base - nbytes / 2**20,
    }


def best_of(one: dict[str, float], other: dict[str, float]) -> dict[str, float]:
    """Two measurements of one reader: the fastest time, the least work, the largest memory."""
    return {key: (max if key.endswith("_mb") else min)(one[key], other[key]) for key in one}


def _cpu() -> float:
    own, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


def first_picture(folder: Path) -> float:
    from studies.load import load_series
    from studies.scan import scan

    class EnoughError(Exception):
        pass

    def stop(voxels: np.ndarray, t: int, k: int) -> None:
        raise EnoughError

    best = np.inf
    for _ in range(4):
        started = time.perf_counter()
        # the clock stops at the first slice, before what is under way is called off
        at: list[float] = []

        def noted(voxels: np.ndarray, t: int, k: int, at: list[float] = at) -> None:
            at.append(time.perf_counter())
            stop(voxels, t, k)

        with contextlib.suppress(EnoughError):
            load_series(scan(folder).choose(), on_slice=noted)
        best = min(best, at[0] - started)
    return float(best)


def _child(*arguments: str) -> str:
    done = subprocess.run([sys.executable, __file__, *arguments], check=True, capture_output=True, text=True)
    return done.stdout.strip().splitlines()[-1]


def versions() -> dict[str, str]:
    from importlib.metadata import PackageNotFoundError, version

    found = {"python": platform.python_version(), "cores": str(len(os.sched_getaffinity(0)))}
    for name in (
        "pydicom",
        "SimpleITK",
        "numpy",
        "imagecodecs",
        "pylibjpeg-openjpeg",
        "pyjpegls",
        "pylibjpeg-rle",
        "dicomsdl",
        "python-gdcm",
    ):
        with contextlib.suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--slices", type=int, default=600)
    parser.add_argument("--compressed", type=int, default=200)
    parser.add_argument("--files", type=int, default=20000)
    parser.add_argument("--json", default="")
    parser.add_argument("--encodings", nargs="*", default=list(SYNTAXES), choices=list(SYNTAXES))
    parser.add_argument(
        "--rounds", type=int, default=1, help="the readers take turns; the best of all counts"
    )
    parser.add_argument("--readers", nargs="*", default=list(READERS), choices=READERS)
    parser.add_argument("--one", nargs=3, default=None, help=argparse.SUPPRESS)
    parser.add_argument("--first", default="", help=argparse.SUPPRESS)
    parser.add_argument("--scan", default="", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        reader, folder, digest = arguments.one
        print(json.dumps(run_one(reader, Path(folder), digest)))
        return
    if arguments.first:
        print(json.dumps(first_picture(Path(arguments.first))))
        return
    if arguments.scan:
        print(json.dumps(scan_twice(Path(arguments.scan))))
        return
    results: dict[str, object] = {"versions": versions(), "load_average": os.getloadavg()}
    print(json.dumps(results))
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        for encoding in arguments.encodings:
            slices = arguments.slices if encoding == "uncompressed" else arguments.compressed
            if not slices:
                continue
            folder = root / encoding.replace(" ", "_")
            truth = make(folder, slices, encoding)
            digest = hashlib.sha1(truth.data).hexdigest()
            size = truth.nbytes / 2**20
            del truth
            table: dict[str, dict[str, float]] = {}
            if "ours" not in arguments.readers:
                raise SystemExit("ours is what the others are compared with")
            for reader in arguments.readers * arguments.rounds:
                if reader in NEEDS:
                    try:
                        __import__(NEEDS[reader])
                    except ImportError:
                        print(f"{reader} isn't installed")
                        continue
                try:
                    found = json.loads(_child("--one", reader, str(folder), digest))
                    known = table.get(reader)
                    table[reader] = found if known is None else best_of(known, found)
                except subprocess.CalledProcessError as error:
                    print(f"{reader}: failed: {(error.stderr or '').strip().splitlines()[-1:]}")
            first = min(float(_child("--first", str(folder))) for _ in range(arguments.rounds))
            print(f"\n{encoding}: 512 x 512 x {slices}, {size:.0f} MB; first picture {first:.3f} s")
            print("| reader | s | CPU s | ours is faster by | MB over the volume |")
            print("|---|---|---|---|---|")
            for reader, row in table.items():
                print(
                    f"| {reader} | {row['seconds']:.3f} | {row['cpu_s']:.2f} | "
                    f"{row['seconds'] / table['ours']['seconds']:.2f} | {row['over_volume_mb']:.0f} |"
                )
            results[encoding] = {"slices": slices, "first_picture_s": first, "readers": table}
            subprocess.run(["rm", "-r", str(folder)], check=True)
        if arguments.files:
            folder = root / "many"
            folder.mkdir()
            make_many(folder, arguments.files)
            found = json.loads(_child("--scan", str(folder)))
            results["scan"] = found
            print(f"\nscan of {arguments.files} files: {found}")
    if arguments.json:
        Path(arguments.json).write_text(json.dumps(results, indent=1) + "\n")


def scan_twice(folder: Path) -> dict[str, float]:
    from studies.scan import scan

    with tempfile.TemporaryDirectory() as cache:
        scan(folder)
        started = time.perf_counter()
        first = scan(folder, index=Path(cache))
        first_s = time.perf_counter() - started
        started = time.perf_counter()
        second = scan(folder, index=Path(cache))
        second_s = time.perf_counter() - started
    if [e.to_json() for e in first.all_series()] != [e.to_json() for e in second.all_series()]:
        raise SystemExit("the second scan differs from the first")
    return {
        "first_s": first_s,
        "files_per_s": first.files / first_s,
        "second_s": second_s,
        "second_percent": 100 * second_s / first_s,
        "peak_mb": peak_mb(),
    }


if __name__ == "__main__":
    main()
