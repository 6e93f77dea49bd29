"""A small MR time series of generated images: a disc whose brightness rises and falls, two slices or more."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, MRImageStorage

SIDE = 48
ROOT = "1.2.826.0.1.3680043.8.498.78"
#: brightness of the disc at each time point
COURSE = (100, 110, 400, 900, 700, 500, 420, 400)


def write_time_series(
    folder: Path, *, slices: int = 4, with_times: bool = True, step_s: float = 2.5, more: int = 0
) -> list[Path]:
    """Write slices × time points; `more` is added to every value."""
    folder.mkdir(parents=True, exist_ok=True)
    rows, columns = np.mgrid[:SIDE, :SIDE]
    disc = np.hypot(rows - SIDE / 2, columns - SIDE / 2) < SIDE / 3
    files = []
    for t, bright in enumerate(COURSE):
        for k in range(slices):
            uid = f"{ROOT}.1.1.{t * 100 + k + 1}"
            meta = FileMetaDataset()
            meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = MRImageStorage, uid
            meta.TransferSyntaxUID = ExplicitVRLittleEndian
            image = Dataset()
            image.file_meta = meta
            image.SOPClassUID, image.SOPInstanceUID = MRImageStorage, uid
            image.StudyInstanceUID, image.SeriesInstanceUID = f"{ROOT}.1", f"{ROOT}.1.1"
            image.FrameOfReferenceUID = f"{ROOT}.1.2"
            image.ImageType = ["ORIGINAL", "PRIMARY", "M"]
            image.Modality, image.StudyDate, image.StudyTime = "MR", "20261120", "101500"
            image.SeriesDescription, image.SeriesNumber = "DCE dynamisch", 7
            image.StudyDescription = "MR lever"
            image.InstanceNumber = t * slices + k + 1
            image.TemporalPositionIdentifier, image.NumberOfTemporalPositions = t + 1, len(COURSE)
            if with_times:
                image.AcquisitionTime = f"1015{t * step_s:09.6f}"
            image.PatientName, image.PatientID = "TEST^Dynamiek", "TEST-0701"
            image.PatientBirthDate, image.PatientSex = "19610203", "F"
            image.ImagePositionPatient = [-36, -36, 4 * k]
            image.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
            image.PixelSpacing, image.SliceThickness = [1.5, 1.5], "4"
            image.SamplesPerPixel, image.PhotometricInterpretation = 1, "MONOCHROME2"
            image.Rows = image.Columns = SIDE
            image.BitsAllocated, image.BitsStored, image.HighBit, image.PixelRepresentation = 16, 16, 15, 0
            image.PixelData = (np.where(disc, bright + k, 20) + more).astype(np.uint16).tobytes()
            path = folder / f"IM{t:03d}_{k:03d}.dcm"
            image.save_as(path, enforce_file_format=True)
            files.append(path)
    return files
