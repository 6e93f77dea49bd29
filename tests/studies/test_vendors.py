"""What vendors write in private places, as dummies: b-values, labels, scales, dynamic times, mosaics, GE's ASL."""

from __future__ import annotations

import struct

import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from studies.load import load_series, load_volume
from studies.scan import scan

MR = "1.2.840.10008.5.1.4.1.1.4"
AXIAL = [1, 0, 0, 0, 1, 0]


def private(ds, tag, vr, value, creator):
    group, element = tag >> 16, tag & 0xFFFF
    ds.add_new(group << 16 | element >> 8, "LO", creator)
    ds.add_new(tag, vr, value)


def image(series, k, z, over, *private_elements):
    ds = series.slice(k, (0, 0, z), SOPClassUID=MR, Modality="MR", **over)
    for element in private_elements:
        private(ds, *element)
    series.save(ds)


def stacks(series):
    return scan(series.folder).all_series()


@pytest.mark.parametrize(
    ("maker", "tag", "vr", "values", "creator"),
    [
        ("SIEMENS", 0x0019100C, "IS", ("0", "1000"), "SIEMENS MR HEADER"),
        ("GE MEDICAL SYSTEMS", 0x00431039, "IS", (["0", "8", "0", "0"], ["1000001000", "8", "0", "0"]), "GEMS_PARM_01"),
        ("Philips Medical Systems", 0x20011003, "FL", (0.0, 1000.0), "Philips Imaging DD 001"),
    ],
)  # fmt: skip
def test_b_values_of_each_vendor_make_stacks(build, maker, tag, vr, values, creator):
    series = build()
    for number, value in enumerate(values):
        for k in range(3):
            image(series, 10 * number + k, 2.0 * k, {"Manufacturer": maker}, (tag, vr, value, creator))
    entries = stacks(series)
    assert [e.size[2] for e in entries] == [3, 3]
    assert {e.frames[0][0].b_value for e in entries} == {0.0, 1000.0}
    assert all(e.timepoints == 1 for e in entries)


def test_a_private_element_of_another_maker_is_not_believed(build):
    series = build()
    for k in range(3):
        image(
            series,
            k,
            2.0 * k,
            {"Manufacturer": "Other"},
            (0x20011003, "FL", 500.0 * k, "Philips Imaging DD 001"),
        )
    (entry,) = stacks(series)
    assert entry.size[2] == 3


def test_ge_phase_images_are_kept_from_magnitude(build):
    series = build()
    for part in (0, 1, 2, 3):
        for k in range(2):
            image(
                series, 10 * part + k, 2.0 * k, {"Manufacturer": "GE MEDICAL SYSTEMS"},
                (0x0043102F, "SS", part, "GEMS_PARM_01"),
            )  # fmt: skip
    assert sorted(e.frames[0][0].component for e in stacks(series)) == ["", "IMAGINARY", "PHASE", "REAL"]


def test_ge_perfusion_and_its_reference_image_are_two_stacks_with_m0_known(build):
    series = build()
    for number, kind in enumerate(
        (["ORIGINAL", "PRIMARY", "ASL"], ["DERIVED", "PRIMARY", "ASL", "PERFUSION", "ASL"])
    ):
        for k in range(3):
            image(
                series, 10 * number + k, 4.0 * k,
                {"Manufacturer": "GE MEDICAL SYSTEMS", "ImageType": kind, "SeriesDescription": "3D ASL"},
            )  # fmt: skip
    entries = stacks(series)
    assert [e.size[2] for e in entries] == [3, 3]
    assert not any(e.has_problem("missing_m0") for e in entries)


@pytest.mark.parametrize("written", [("LABEL", "CONTROL"), ("L", "C")])
def test_philips_label_and_control_are_told_and_the_missing_m0_is_said(build, written):
    series = build()
    label, control = written
    for repeat in range(3):
        for number, text in ((0, control), (1, label)):
            for k in range(2):
                image(
                    series, 100 * repeat + 10 * number + k, 5.0 * k,
                    {
                        "Manufacturer": "Philips Medical Systems", "TemporalPositionIdentifier": repeat + 1,
                        "SeriesDescription": "SOURCE - pCASL",
                    },
                    (0x20051429, "CS", text, "Philips MR Imaging DD 005"),
                )  # fmt: skip
    (entry,) = stacks(series)
    assert entry.timepoints == 6
    loaded = load_series(entry)
    assert loaded.series.extra["asl_labels"] == "\\".join(["CONTROL", "LABEL"] * 3)
    assert not entry.has_problem("missing_label_control")
    assert entry.has_problem("missing_m0")
    np.testing.assert_array_equal(loaded.voxels[3, 1], series.pixels(111).astype(int) - 1024)


def test_asl_without_labels_says_so(build):
    series = build()
    for t in range(4):
        for k in range(2):
            image(
                series, 10 * t + k, 5.0 * k,
                {"SeriesDescription": "ep2d_pasl", "AcquisitionTime": f"1000{t:02d}", "Manufacturer": "SIEMENS"},
            )  # fmt: skip
    (entry,) = stacks(series)
    assert {p.code for p in entry.problems} >= {"missing_label_control", "missing_m0"}


def test_philips_dynamic_time_gives_seconds_when_the_clock_stands_still(build):
    series = build()
    for t in range(3):
        for k in range(2):
            image(
                series, 10 * t + k, 2.0 * k,
                {
                    "Manufacturer": "Philips Medical Systems", "TemporalPositionIdentifier": t + 1,
                    "AcquisitionTime": "101010", "RepetitionTime": 5.0,
                },
                (0x200510A0, "FL", 7.5 * t, "Philips MR Imaging DD 001"),
            )  # fmt: skip
    (entry,) = stacks(series)
    assert entry.times_s == pytest.approx([0, 7.5, 15])
    assert entry.times_source == "Philips (2005,10A0)"


def test_philips_images_of_different_scale_come_on_one_scale(build):
    """The same object stored with two scales: the time curve must be flat."""
    series = build()
    true = np.full((6, 5), 1200.0)
    for t, (slope, own) in enumerate(((2.0, 0.01), (0.5, 0.02))):
        product = slope * own
        stored = np.rint(true * (product / 0.02) / slope).astype(np.uint16)
        image(
            series, t, 0.0,
            {
                "Manufacturer": "Philips Medical Systems", "AcquisitionTime": f"1010{t:02d}", "RescaleSlope": slope,
                "RescaleIntercept": 0, "pixels": stored,
            },
            (0x2005100E, "FL", own, "Philips MR Imaging DD 001"),
        )  # fmt: skip
    (entry,) = stacks(series)
    loaded = load_series(entry)
    np.testing.assert_allclose(loaded.voxels, 1200.0, rtol=2e-3)
    assert entry.has_problem("scale_varies")


def test_flip_angles_in_one_series_are_stacks(build):
    series = build()
    for number, flip in enumerate((3, 9, 15)):
        for k in range(2):
            image(
                series, 10 * number + k, 2.0 * k, {"FlipAngle": flip, "AcquisitionTime": f"10{number:02d}00"}
            )
    assert sorted(e.header.number("flip_angle") for e in stacks(series)) == [3, 9, 15]


def test_acquisitions_that_overlap_are_stacks(build):
    series = build()
    for acquisition, places in ((1, range(0, 5)), (2, range(3, 10))):
        for k in places:
            series.save(series.slice(k, (0, 0, 2.0 * k), AcquisitionNumber=acquisition))
    entries = stacks(series)
    assert [e.size[2] for e in entries] == [7, 5]
    assert not any(e.problems and any(p.effect == "block" for p in e.problems) for e in entries)


def test_phases_of_a_heart_beat_are_timed_by_the_trigger(build):
    """The clock runs on over many beats; the phase is the delay after the R wave."""
    series = build()
    for t in range(4):
        for k in range(2):
            image(
                series, 10 * t + k, 8.0 * k,
                {"TriggerTime": 40.0 * t, "AcquisitionTime": f"10{10 + t:02d}30", "CardiacNumberOfImages": 4},
            )  # fmt: skip
    (entry,) = stacks(series)
    assert entry.times_s == pytest.approx([0, 0.04, 0.08, 0.12])
    assert entry.times_source == "TriggerTime"


def test_a_ct_perfusion_told_by_content_time_only(build):
    series = build()
    for t in range(4):
        for k in range(3):
            series.save(series.slice(10 * t + k, (0, 0, 5.0 * k), ContentTime=f"1010{2 * t:02d}.{k}"))
    (entry,) = stacks(series)
    assert entry.times_s == pytest.approx([0, 2, 4, 6])
    assert entry.times_source == "ContentTime"


# ------------------------------------------------------------------------------------------------------------
# Siemens mosaic


def csa(**elements: list[str]) -> bytes:
    out = b"SV10\4\3\2\1" + struct.pack("<II", len(elements), 77)
    for name, values in elements.items():
        out += name.encode().ljust(64, b"\0") + struct.pack(
            "<I4sIII", len(values), b"FD\0\0", 0, len(values), 77
        )
        for value in values:
            text = value.encode() + b"\0"
            out += struct.pack("<IIII", len(text), len(text), 77, 0) + text.ljust(
                (len(text) + 3) // 4 * 4, b"\0"
            )
    return out


@pytest.mark.parametrize("downward", [False, True])
def test_a_mosaic_is_taken_apart_into_slices_at_their_places(build, downward):
    series = build()
    rows = columns = 4
    tiles = [np.full((rows, columns), 100 * (k + 1), dtype=np.uint16) for k in range(5)]
    mosaic = np.zeros((3 * rows, 3 * columns), dtype=np.uint16)
    for k, tile in enumerate(tiles):
        r, c = divmod(k, 3)
        mosaic[r * rows : (r + 1) * rows, c * columns : (c + 1) * columns] = tile
    corner = np.array([-8.0, -6.0, 30.0])
    # the header gives the corner as if the whole mosaic were one slice of that size
    stated = corner - np.array([2.0 * (3 * columns - columns) / 2, 2.0 * (3 * rows - rows) / 2, 0])
    ds = series.slice(
        0, tuple(stated), SOPClassUID=MR, Modality="MR", Manufacturer="SIEMENS", Rows=12, Columns=12, pixels=mosaic,
        ImageType=["ORIGINAL", "PRIMARY", "M", "MOSAIC"], PixelSpacing=[2, 2], SliceThickness=3.0,
        SpacingBetweenSlices=3.9, RescaleIntercept=0,
    )  # fmt: skip
    private(ds, 0x0019100A, "US", 5, "SIEMENS MR HEADER")
    normal = ["0", "0", "-1"] if downward else ["0", "0", "1"]
    private(ds, 0x00291010, "OB", csa(SliceNormalVector=normal), "SIEMENS CSA HEADER")
    series.save(ds)
    volume = load_volume(series.folder)
    assert volume.grid.size == (4, 4, 5)
    assert volume.spacing_mm[2] == pytest.approx(3.9)
    for k in range(5):
        place = corner + np.array([0, 0, (-3.9 if downward else 3.9) * k])
        assert volume.value_at(place) == 100 * (k + 1)


def test_a_mosaic_without_a_slice_distance_is_never_measured(build):
    series = build()
    ds = series.slice(
        0, (0, 0, 0), SOPClassUID=MR, Modality="MR", Manufacturer="SIEMENS",
        ImageType=["ORIGINAL", "PRIMARY", "M", "MOSAIC"], SliceThickness=3.0,
    )  # fmt: skip
    private(ds, 0x0019100A, "US", 4, "SIEMENS MR HEADER")
    series.save(ds)
    (entry,) = stacks(series)
    assert any(p.effect == "block" for p in entry.problems)


# ------------------------------------------------------------------------------------------------------------
# Real-world values


def rwvm(slope, intercept, unit):
    code, item = Dataset(), Dataset()
    code.CodeValue, code.CodingSchemeDesignator, code.CodeMeaning = unit, "UCUM", unit
    item.MeasurementUnitsCodeSequence = Sequence([code])
    item.RealWorldValueSlope, item.RealWorldValueIntercept = slope, intercept
    item.RealWorldValueFirstValueMapped, item.RealWorldValueLastValueMapped = 0, 4095
    item["RealWorldValueFirstValueMapped"].VR = item["RealWorldValueLastValueMapped"].VR = "US"
    return Sequence([item])


def test_a_real_world_map_is_used_where_there_is_no_rescale(build):
    series = build()
    image(
        series, 0, 0,
        {"RealWorldValueMappingSequence": rwvm(0.25, -3.0, "um2/s"), "RescaleSlope": None, "RescaleIntercept": None},
    )  # fmt: skip
    volume = load_volume(series.folder)
    np.testing.assert_allclose(volume.voxels[0], series.pixels(0) * 0.25 - 3)
    assert volume.unit == "um2/s"


def test_a_rescale_wins_from_a_map_that_differs(build):
    series = build()
    image(
        series, 0, 0,
        {"RealWorldValueMappingSequence": rwvm(5.0, 0.0, "ms"), "RescaleSlope": 2, "RescaleIntercept": 1},
    )  # fmt: skip
    volume = load_volume(series.folder)
    np.testing.assert_allclose(volume.voxels[0], series.pixels(0) * 2.0 + 1)
    assert volume.unit == "1"


def test_a_ct_without_rescale_isnt_said_to_be_in_hounsfield_units(build):
    series = build().axial(2, RescaleSlope=None, RescaleIntercept=None)
    volume = load_volume(series.folder)
    assert volume.unit == "1"
    assert "missing_rescale" in {p.code for p in volume.problems}


# ------------------------------------------------------------------------------------------------------------
# Pages that aren't slices


@pytest.mark.parametrize(
    ("over", "kind"),
    [
        ({"ImageType": ["DERIVED", "SECONDARY", "SCREEN SAVE"]}, "secondary_capture"),
        ({"ImageType": ["DERIVED", "SECONDARY", "OTHER", "DOSE_INFO"]}, "secondary_capture"),
        ({"ImageType": ["DERIVED", "SECONDARY"], "ImagePositionPatient": None}, "secondary_capture"),
        ({"ImageType": ["ORIGINAL", "PRIMARY", "LOCALIZER"]}, "localizer"),
        (
            {"SeriesDescription": "Topogram 0.6 T20s", "ImageOrientationPatient": [1, 0, 0, 0, 0, -1]},
            "localizer",
        ),
    ],
)
def test_pages_and_overviews_that_say_they_are_ct_are_kept_apart(build, over, kind):
    series = build()
    series.axial(4)
    other = type(series)(series.folder, 2)
    other.study = series.study
    other.save(other.slice(0, (0, 0, 0), **over))
    kinds = {e.series_instance_uid: e.kind for e in stacks(series)}
    assert kinds[other.series] == kind
    assert scan(series.folder).choose().series_instance_uid == series.series


def test_three_planes_named_survey_are_an_overview(build):
    series = build()
    for orientation in ([1, 0, 0, 0, 1, 0], [1, 0, 0, 0, 0, -1], [0, 1, 0, 0, 0, -1]):
        for k in range(3):
            series.save(
                series.slice(
                    k, (4.0 * k, 4.0 * k, 4.0 * k), SOPClassUID=MR, Modality="MR", SeriesDescription="Survey SHC",
                    ImageOrientationPatient=orientation,
                )
            )  # fmt: skip
    assert {e.kind for e in stacks(series)} == {"localizer"}
