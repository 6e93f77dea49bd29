"""A small CT series of a disc of soft tissue in air, written in a moment: for tests that need files, not anatomy."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian

from studies.phantom import Identity

SIDE = 64
ROOT = "1.2.826.0.1.3680043.8.498.77"


def write_series(folder: Path, identity: Identity, count: int = 24, series: int = 1) -> list[Path]:
    """Write `count` axial slices 2 mm apart; returns the files in order of instance number."""
    folder.mkdir(parents=True, exist_ok=True)
    rows, columns = np.mgrid[:SIDE, :SIDE]
    disc = np.hypot(rows - SIDE / 2, columns - SIDE / 2) < SIDE / 3
    pixels = np.where(disc, 1064, 24).astype(np.int16)
    study = f"{ROOT}.{sum(identity.uid_entropy.encode()) * 7919 + len(identity.uid_entropy)}"
    files = []
    for number in range(1, count + 1):
        uid = f"{study}.{series}.{number}"
        meta = FileMetaDataset()
        meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = CTImageStorage, uid
        meta.TransferSyntaxUID = ExplicitVRLittleEndian
        image = Dataset()
        image.file_meta = meta
        image.SpecificCharacterSet = "ISO_IR 192"
        image.SOPClassUID, image.SOPInstanceUID = CTImageStorage, uid
        image.StudyInstanceUID, image.SeriesInstanceUID = study, f"{study}.{series}"
        image.FrameOfReferenceUID = f"{study}.100"
        image.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
        image.Modality, image.StudyDate, image.StudyTime = "CT", identity.study_date, identity.study_time
        image.AccessionNumber, image.StudyDescription = identity.accession_number, identity.study_description
        image.SeriesDescription, image.SeriesNumber = "Thorax 2,0", series
        image.InstanceNumber = number
        image.PatientName, image.PatientID = identity.patient_name, identity.patient_id
        image.PatientBirthDate, image.PatientSex = identity.birth_date, identity.sex
        image.PatientAge = identity.age
        image.SliceThickness = "2"
        image.ImagePositionPatient = [0, 0, 2 * number]
        image.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
        image.PixelSpacing = [1.5, 1.5]
        image.SamplesPerPixel, image.PhotometricInterpretation = 1, "MONOCHROME2"
        image.Rows = image.Columns = SIDE
        image.BitsAllocated, image.BitsStored, image.HighBit, image.PixelRepresentation = 16, 16, 15, 1
        image.RescaleIntercept, image.RescaleSlope = "-1024", "1"
        image.PixelData = pixels.tobytes()
        path = folder / f"IM{number:05d}.dcm"
        image.save_as(path, enforce_file_format=True)
        files.append(path)
    return files
