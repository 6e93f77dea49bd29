"""How fast a CT series of 512 x 512 x 300 loads, beside SimpleITK's ImageSeriesReader, in one run.

    python benchmarks/loading.py [slices]

Makes its own series (seeded, 12 bits in 16 unsigned, intercept -1024, 40 private elements, shuffled names) in a
temporary folder, loads it by each way three times and prints the best. Every result is compared with the truth.
"""

from __future__ import annotations

import contextlib
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import SimpleITK
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from studies.load import load_series, load_volume
from studies.scan import scan


def make(folder: Path, slices: int) -> np.ndarray:
    generator = np.random.default_rng(20261124)
    names = generator.permutation(slices)
    truth = np.empty((slices, 512, 512), dtype=np.int16)
    for k in range(slices):
        stored = generator.integers(0, 4096, (512, 512), dtype=np.uint16)
        truth[k] = stored.view(np.int16) - 1024
        meta = FileMetaDataset()
        meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = CTImageStorage, f"1.2.3.4.{k + 1}"
        meta.TransferSyntaxUID = ExplicitVRLittleEndian
        ds = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
        ds.SOPClassUID, ds.SOPInstanceUID = CTImageStorage, f"1.2.3.4.{k + 1}"
        ds.StudyInstanceUID, ds.SeriesInstanceUID, ds.FrameOfReferenceUID = "1.2.3.1", "1.2.3.2", "1.2.3.3"
        ds.PatientID, ds.PatientName, ds.Modality, ds.InstanceNumber = "BENCH", "Bench^Mark", "CT", k + 1
        ds.ImagePositionPatient, ds.ImageOrientationPatient = [-180, -180, 0.8 * k], [1, 0, 0, 0, 1, 0]
        ds.PixelSpacing, ds.SliceThickness = [0.7, 0.7], 1.0
        ds.Rows, ds.Columns, ds.SamplesPerPixel, ds.PhotometricInterpretation = 512, 512, 1, "MONOCHROME2"
        ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation = 16, 12, 11, 0
        ds.RescaleSlope, ds.RescaleIntercept = 1, -1024
        block = ds.private_block(0x0029, "BENCHMARK", create=True)
        for element in range(40):
            block.add_new(element, "LO", f"private element {element:02d} " + "x" * 32)
        ds.PixelData = stored.tobytes()
        ds["PixelData"].VR = "OW"
        ds.save_as(folder / f"IM{names[k]:05d}", enforce_file_format=True)
    return truth


def ours(folder: Path) -> np.ndarray:
    return load_volume(folder).voxels


def simpleitk(folder: Path) -> np.ndarray:
    reader = SimpleITK.ImageSeriesReader()
    reader.SetFileNames(reader.GetGDCMSeriesFileNames(str(folder)))
    return SimpleITK.GetArrayFromImage(reader.Execute())


def simpleitk_reading_only(names: tuple[str, ...]) -> np.ndarray:
    reader = SimpleITK.ImageSeriesReader()
    reader.SetFileNames(names)
    return SimpleITK.GetArrayFromImage(reader.Execute())


def best(call: Callable[[], np.ndarray], truth: np.ndarray) -> float:
    seconds = []
    for _ in range(3):
        started = time.perf_counter()
        voxels = call()
        seconds.append(time.perf_counter() - started)
        if not np.array_equal(voxels, truth):
            raise SystemExit("voxels differ from the truth")
        del voxels
    return min(seconds)


def first_picture(folder: Path) -> float:
    class EnoughError(Exception):
        pass

    def stop(voxels: np.ndarray, t: int, k: int) -> None:
        raise EnoughError

    started = time.perf_counter()
    with contextlib.suppress(EnoughError):
        load_series(scan(folder).choose(), on_slice=stop)
    return time.perf_counter() - started


def main() -> None:
    slices = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        truth = make(folder, slices)
        reader = SimpleITK.ImageSeriesReader()
        names = reader.GetGDCMSeriesFileNames(str(folder))
        print(
            f"512 x 512 x {slices} int16, {truth.nbytes / 1e6:.0f} MB, warm, best of 3; voxels equal in all"
        )
        scanned = min(scan(folder).seconds for _ in range(3))
        print(
            f"ours: first picture                     {min(first_picture(folder) for _ in range(3)):6.3f} s"
        )
        print(f"ours: scan                              {scanned:6.3f} s ({slices / scanned:.0f} files/s)")
        ours_s = best(lambda: ours(folder), truth)
        print(f"ours: scan and load                     {ours_s:6.3f} s")
        theirs = best(lambda: simpleitk(folder), truth)
        print(f"SimpleITK: GDCM series scan and read    {theirs:6.3f} s ({theirs / ours_s:.1f} x ours)")
        reading = best(lambda: simpleitk_reading_only(names), truth)
        print(f"SimpleITK: read only, names given       {reading:6.3f} s ({reading / ours_s:.1f} x ours)")
        print(
            f"peak resident {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB (truth included)"
        )


if __name__ == "__main__":
    main()
