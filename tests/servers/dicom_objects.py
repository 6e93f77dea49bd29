"""Small DICOM objects to send about."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian

CT = "1.2.840.10008.5.1.4.1.1.2"
MR = "1.2.840.10008.5.1.4.1.1.4"
ROOT = "1.2.826.0.1.3680043.10.1337"


def uid_of(*parts: object) -> str:
    """A UID that is the same in each run."""
    number = int.from_bytes(hashlib.sha256("/".join(map(str, parts)).encode()).digest()[:12], "big")
    return f"{ROOT}.{number}"


def image(
    study: str = "A",
    series: int = 1,
    number: int = 1,
    *,
    size: int = 16,
    modality: str = "CT",
    **changes: Any,
) -> FileDataset:
    """One CT or MR image; `changes` are attributes by keyword (None takes one away)."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = MR if modality == "MR" else CT
    meta.MediaStorageSOPInstanceUID = uid_of(study, series, number)
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.ImplementationClassUID = f"{ROOT}.1"
    ds = FileDataset(None, {}, file_meta=meta, preamble=b"\0" * 128)
    ds.SpecificCharacterSet = "ISO_IR 192"
    ds.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
    ds.SOPClassUID, ds.SOPInstanceUID = meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID
    ds.StudyDate, ds.StudyTime = "20260115", "101500"
    ds.AccessionNumber = f"ACC{study}"
    ds.Modality = modality
    ds.Manufacturer = "Proef"
    ds.ReferringPhysicianName = ""
    ds.StudyDescription = "CT thorax"
    ds.SeriesDescription = f"Serie {series}"
    ds.PatientName = "Voorbeeld^Sjoukje"
    ds.PatientID = f"PAT{study}"
    ds.PatientBirthDate, ds.PatientSex = "19500401", "F"
    ds.BodyPartExamined = "CHEST"
    ds.StudyInstanceUID, ds.SeriesInstanceUID = uid_of(study), uid_of(study, series)
    ds.FrameOfReferenceUID = uid_of(study, "frame")
    ds.StudyID, ds.SeriesNumber, ds.InstanceNumber = "1", series, number
    ds.ImagePositionPatient = [0, 0, float(number)]
    ds.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
    ds.PixelSpacing, ds.SliceThickness = [1, 1], 1
    ds.SamplesPerPixel, ds.PhotometricInterpretation = 1, "MONOCHROME2"
    ds.Rows = ds.Columns = size
    ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation = 16, 16, 15, 1
    ds.RescaleIntercept, ds.RescaleSlope = 0, 1
    if modality == "CT":
        ds.RescaleType = "HU"
        ds.KVP = 120
    random = np.random.default_rng(abs(hash((series, number))) % 2**32)
    ds.PixelData = random.integers(-1000, 1000, (size, size), dtype=np.int16).tobytes()
    for name, value in changes.items():
        if value is None:
            delattr(ds, name)
        else:
            setattr(ds, name, value)
    if "SOPInstanceUID" in changes:
        meta.MediaStorageSOPInstanceUID = ds.SOPInstanceUID
    if "SOPClassUID" in changes:
        meta.MediaStorageSOPClassUID = ds.SOPClassUID
    return ds


def write(ds: Dataset, file: Path) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    ds.save_as(file, enforce_file_format=True)
    return file


def write_study(
    folder: Path, *, study: str = "A", series: int = 2, images: int = 3, **what: Any
) -> list[Path]:
    """`series` × `images` files of one study, in order."""
    return [
        write(image(study, s, n, **what), folder / study / f"{s:02d}-{n:04d}.dcm")
        for s in range(1, series + 1)
        for n in range(1, images + 1)
    ]
