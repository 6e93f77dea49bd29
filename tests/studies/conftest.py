"""Small synthetic DICOM series, written with pydicom."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian, generate_uid

CT = "1.2.840.10008.5.1.4.1.1.2"
MR = "1.2.840.10008.5.1.4.1.1.4"


class SeriesBuilder:
    """Builds one series of `count` slices; keyword arguments override attributes of every slice."""

    def __init__(self, folder: Path, seed: int = 1) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.study, self.series, self.frame = (f"1.2.3.{seed}.{k}" for k in (1, 2, 3))
        self.seed = seed
        self.written: list[Path] = []

    def slice(self, k: int, position: tuple[float, float, float], **over: object) -> FileDataset:
        number = len(self.written)
        meta = FileMetaDataset()
        meta.MediaStorageSOPClassUID = UID(str(over.get("SOPClassUID", CT)))
        meta.MediaStorageSOPInstanceUID = UID(f"{self.series}.{number + 1}")
        meta.TransferSyntaxUID = ExplicitVRLittleEndian
        ds = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
        ds.SOPClassUID, ds.SOPInstanceUID = meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID
        ds.StudyInstanceUID, ds.SeriesInstanceUID, ds.FrameOfReferenceUID = (
            self.study,
            self.series,
            self.frame,
        )
        ds.PatientID, ds.PatientName, ds.PatientBirthDate, ds.PatientSex = "P1", "Test^Een", "19500101", "F"
        ds.Modality, ds.SeriesNumber, ds.InstanceNumber = "CT", 2, number + 1
        ds.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
        ds.ImagePositionPatient, ds.ImageOrientationPatient = list(position), [1, 0, 0, 0, 1, 0]
        ds.PixelSpacing, ds.SliceThickness = [0.8, 0.7], 2.0
        ds.Rows, ds.Columns, ds.SamplesPerPixel = 6, 5, 1
        ds.PhotometricInterpretation = "MONOCHROME2"
        ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation = 16, 12, 11, 0
        ds.RescaleSlope, ds.RescaleIntercept = 1, -1024
        for name, value in over.items():
            if value is None:
                if name in ds:
                    delattr(ds, name)
            elif name != "pixels":
                setattr(ds, name, value)
        pixels = over.get("pixels")
        if pixels is None:
            pixels = self.pixels(k, int(ds.Rows), int(ds.Columns))
        ds.PixelData = np.asarray(pixels).tobytes()
        ds["PixelData"].VR = "OW"
        return ds

    def pixels(self, k: int, rows: int = 6, columns: int = 5) -> np.ndarray:
        return np.random.default_rng([self.seed, k]).integers(0, 4096, (rows, columns), dtype=np.uint16)

    def save(self, ds: FileDataset, name: str = "") -> Path:
        path = self.folder / (
            name or f"i{self.seed}_{(len(self.written) * 7919) % 1000:03d}_{len(self.written)}"
        )
        ds.save_as(path, enforce_file_format=True)
        self.written.append(path)
        return path

    def stack(self, positions: list[tuple[float, float, float]], **over: object) -> SeriesBuilder:
        for k, position in enumerate(positions):
            self.save(self.slice(k, position, **over))
        return self

    def axial(self, count: int = 5, spacing: float = 2.0, **over: object) -> SeriesBuilder:
        return self.stack([(-10.0, -20.0, 100.0 + spacing * k) for k in range(count)], **over)


@pytest.fixture
def build(tmp_path: Path) -> Callable[..., SeriesBuilder]:
    def make(name: str = "images", seed: int = 1) -> SeriesBuilder:
        return SeriesBuilder(tmp_path / name, seed)

    return make


@pytest.fixture
def new_uid() -> Callable[[], str]:
    return lambda: str(generate_uid())
