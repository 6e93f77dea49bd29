"""Masks on and off the image's grid; identities."""

from __future__ import annotations

import struct

import imagecodecs
import numpy as np
import pytest
import SimpleITK
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.sequence import Sequence
from pydicom.uid import UID

from resources.errors import InputError
from studies.identity import Identity, mismatches
from studies.masks import load_mask, union
from studies.volume import Grid, SeriesInfo

GRID = Grid((10, 9, 8), np.array([1.0, 1.5, 2.0]), np.array([-5.0, 3.0, 7.0]), np.eye(3))


def write(path, array, spacing=(1.0, 1.5, 2.0), origin=(-5.0, 3.0, 7.0)):
    image = SimpleITK.GetImageFromArray(array)
    image.SetSpacing(spacing)
    image.SetOrigin(origin)
    SimpleITK.WriteImage(image, str(path))
    return path


@pytest.mark.parametrize("suffix", [".nii.gz", ".nii", ".nrrd", ".mha"])
def test_labels_survive_every_format(tmp_path, suffix):
    array = np.random.default_rng(2).integers(0, 4, (8, 9, 10)).astype(np.uint8)
    mask = load_mask(write(tmp_path / f"m{suffix}", array), GRID)
    np.testing.assert_array_equal(mask.voxels, array)
    assert [label.value for label in mask.labels] == [1, 2, 3]
    assert mask.grid.same_as(GRID)


def test_a_mask_on_another_grid_lands_at_its_place_in_the_patient(tmp_path):
    array = np.zeros((16, 18, 20), dtype=np.uint8)
    array[6, 8, 12] = 1  # at (-5 + 12 * 0.5, 3 + 8 * 0.75, 7 + 6 * 1.0)
    mask = load_mask(write(tmp_path / "m.nii.gz", array, (0.5, 0.75, 1.0)), GRID)
    assert mask.grid is GRID
    assert np.argwhere(mask.voxels).tolist() == [[3, 4, 6]]


def test_one_label_is_kept_with_its_number_and_an_absent_one_is_empty(tmp_path):
    array = np.zeros((8, 9, 10), dtype=np.int16)
    array[1], array[2] = 5, 52
    path = write(tmp_path / "m.nii.gz", array)
    mask = load_mask(path, label=52)
    assert set(np.unique(mask.voxels)) == {0, 52}
    assert [label.value for label in mask.labels] == [52]
    assert not load_mask(path, label=7).mask().any()


@pytest.mark.parametrize("bad", [-1.0, 256.0, 0.5, np.nan])
def test_values_that_are_no_labels_are_refused(tmp_path, bad):
    array = np.zeros((8, 9, 10), dtype=np.float32)
    array[0, 0, 0] = bad
    with pytest.raises(InputError, match="isn't a mask"):
        load_mask(write(tmp_path / "m.mha", array))


def test_union_is_where_any_mask_is(tmp_path):
    a, b = (np.zeros((8, 9, 10), dtype=np.uint8) for _ in range(2))
    a[1], b[2] = 3, 4
    masks = [load_mask(write(tmp_path / f"{n}.nii.gz", m)) for n, m in (("a", a), ("b", b))]
    np.testing.assert_array_equal(union(masks).voxels, (a > 0) | (b > 0))
    with pytest.raises(InputError):
        union([])


@pytest.mark.parametrize(
    "syntax",
    ["1.2.840.10008.1.2.1", "1.2.840.10008.1.2.5", "1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.90"],
)
def test_a_fractional_segmentation_is_read_in_every_encoding(tmp_path, syntax):
    values = np.zeros((3, 16, 12), np.uint8)
    values[1, 4:9, 3:7], values[2, 5, 5] = 255, 100
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = UID(syntax)
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = (
        UID("1.2.840.10008.5.1.4.1.1.66.4"),
        UID("1.2.9"),
    )
    ds = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    ds.SOPClassUID, ds.SOPInstanceUID, ds.Modality = meta.MediaStorageSOPClassUID, "1.2.9", "SEG"
    ds.StudyInstanceUID, ds.SeriesInstanceUID, ds.FrameOfReferenceUID = "1.2.3", "1.2.4", "1.2.5"
    ds.Rows, ds.Columns, ds.NumberOfFrames, ds.SamplesPerPixel = 16, 12, 3, 1
    ds.PhotometricInterpretation, ds.PixelRepresentation = "MONOCHROME2", 0
    ds.BitsAllocated, ds.BitsStored, ds.HighBit = 8, 8, 7
    ds.SegmentationType, ds.MaximumFractionalValue = "FRACTIONAL", 255
    segment, shared, plane, measures = Dataset(), Dataset(), Dataset(), Dataset()
    segment.SegmentNumber, segment.SegmentLabel = 1, "Liver"
    ds.SegmentSequence = Sequence([segment])
    plane.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
    measures.PixelSpacing, measures.SpacingBetweenSlices = [2, 2], 3
    shared.PlaneOrientationSequence, shared.PixelMeasuresSequence = Sequence([plane]), Sequence([measures])
    ds.SharedFunctionalGroupsSequence, frames = Sequence([shared]), []
    for k in range(3):
        frame, place, number = Dataset(), Dataset(), Dataset()
        place.ImagePositionPatient, number.ReferencedSegmentNumber = [0, 0, 3 * k], 1
        frame.PlanePositionSequence, frame.SegmentIdentificationSequence = (
            Sequence([place]),
            Sequence([number]),
        )
        frames.append(frame)
    ds.PerFrameFunctionalGroupsSequence = Sequence(frames)
    if syntax.endswith("2.1"):
        ds.PixelData = values.tobytes()
    elif syntax.endswith("2.5"):
        ds.PixelData = encapsulate([_rle(v) for v in values])
    elif syntax.endswith("80"):
        ds.PixelData = encapsulate([imagecodecs.jpegls_encode(v) for v in values])
    else:
        ds.PixelData = encapsulate(
            [imagecodecs.jpeg2k_encode(v, codecformat="j2k", reversible=True) for v in values]
        )
    ds["PixelData"].VR = "OB"
    ds["PixelData"].is_undefined_length = not syntax.endswith("2.1")
    path = tmp_path / "seg.dcm"
    ds.save_as(path, enforce_file_format=True)
    mask = load_mask(path)
    np.testing.assert_array_equal(mask.voxels, (values == 255).astype(np.uint8))
    assert [label.name for label in mask.labels] == ["Liver"]


def _rle(values):
    packed = imagecodecs.packbits_encode(values.tobytes())
    return struct.pack("<16I", 1, 64, *[0] * 14) + packed + b"\0" * (len(packed) % 2)


def test_a_ct_is_no_mask(build):
    with pytest.raises(InputError, match="isn't a mask"):
        load_mask(build().axial(1).written[0])


INFO = SeriesInfo(
    patient_id="123", patient_name="Vries^Jan de", birth_date="19500101", sex="M", study_instance_uid="1.2", accession_number="A1"
)  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value", "same"),
    [
        ("patient_id", "123", True),
        ("patient_id", " 123 ", True),
        ("patient_id", "124", False),
        ("patient_name", "VRIES JAN  DE", True),
        ("patient_name", "Ｖｒｉｅｓ^Jan de", True),
        ("patient_name", "Vri\u0435s^Jan de", False),  # a Cyrillic letter
        ("birth_date", "19500102", False),
        ("sex", "F", False),
        ("study_instance_uid", "1.3", False),
        ("accession_number", "A2", False),
        ("issuer_of_patient_id", "HOSPITAL", False),
        ("issuer_of_patient_id", "", True),
    ],
)
def test_identifiers_are_compared_in_their_normal_form(field, value, same):
    found = mismatches(Identity(**{field: value}), INFO)
    assert [m.field for m in found] == ([] if same else [field])
