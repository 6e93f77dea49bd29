"""What an image says of its arterial spin labelling, and slices in one picture of the maker UIH, as dummies."""

from __future__ import annotations

import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import ImplicitVRLittleEndian

from studies.load import load_series, load_volume
from studies.scan import scan

MR = "1.2.840.10008.5.1.4.1.1.4"


def private(ds, tag, vr, value, creator):
    group, element = tag >> 16, tag & 0xFFFF
    ds.add_new(group << 16 | element >> 8, "LO", creator)
    ds.add_new(tag, vr, value)


def image(series, k, z, over, *private_elements):
    ds = series.slice(k, (0, 0, z), SOPClassUID=MR, Modality="MR", **over)
    for element in private_elements:
        private(ds, *element)
    series.save(ds)


def facts(series, stack=0):
    entry = scan(series.folder).all_series()[stack]
    return {
        k: v for k, v in load_series(entry).series.extra.items() if k.startswith("asl_") and k != "asl_labels"
    }


@pytest.mark.parametrize(
    ("technique", "expected"),
    [
        (
            "PSEUDOCONTINUOUS",
            {"asl_technique": "PCASL", "asl_label_duration_ms": "1450", "asl_post_label_delay_ms": "2025"},
        ),
        # of the reference image InversionTime is no delay
        ("CONTINUOUS", {"asl_technique": "CASL", "asl_label_duration_ms": "1450"}),
    ],
)
def test_ge_label_duration_and_delay_are_read(build, technique, expected):
    series = build()
    for k in range(3):
        image(
            series, k, 4.0 * k,
            {"Manufacturer": "GE MEDICAL SYSTEMS", "SeriesDescription": "3D ASL", "InversionTime": "2025"},
            (0x004310A3, "CS", technique, "GEMS_PARM_01"), (0x004310A5, "IS", "1450", "GEMS_PARM_01"),
        )  # fmt: skip
    found = facts(series)
    assert found.pop("asl_source").startswith("GE (0043,10A3)")
    assert found == expected


def protocol(**lines):
    text = "\n".join(f"{name.replace('__', '.')} = {value}" for name, value in lines.items())
    return (
        b"junk\0### ASCCONV BEGIN object=MrProtDataImpl ###\n"
        + text.encode()
        + b"\n### ASCCONV END ###\0junk"
    )


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            {"tSequenceFileName": '"%SiemensSeq%\\tgse_pasl"', "alTI[0]": "800000", "alTI[2]": "1990000"},
            {"asl_technique": "PASL", "asl_bolus_duration_ms": "800", "asl_inversion_time_ms": "1990"},
        ),
        (
            {"tSequenceFileName": '"%SiemensSeq%\\ep2d_pasl"', "alTI[0]": "1800000", "alTI[2]": "1600000"},
            {"asl_technique": "PASL", "asl_inversion_time_ms": "1800"},
        ),
        (
            {"sAsl__ulLabelingDuration": "1800000", "sAsl__sPostLabelingDelay[0]": "2000000"},
            {"asl_label_duration_ms": "1800", "asl_post_label_delay_ms": "2000"},
        ),
        # several delays: the first isn't that of every image
        (
            {
                "sAsl__ulLabelingDuration": "1800000", "sAsl__sPostLabelingDelay[0]": "500000",
                "sAsl__sPostLabelingDelay[1]": "2000000",
            },
            {"asl_label_duration_ms": "1800"},
        ),
        # a protocol that says nothing of labelling, and one that is broken
        ({"sAsl__ulMode": "1"}, {}),
        ({"sAsl__ulLabelingDuration": "18e99999"}, {}),
    ],
)  # fmt: skip
def test_siemens_protocol_text_gives_the_times(build, lines, expected):
    series = build()
    for k in range(2):
        image(
            series, k, 4.0 * k, {"Manufacturer": "SIEMENS", "SeriesDescription": "3D PASL"},
            (0x00291020, "OB", protocol(**lines), "SIEMENS CSA HEADER"),
        )  # fmt: skip
    found = facts(series)
    assert found.pop("asl_source", "Siemens protocol text") == "Siemens protocol text"
    assert found == expected


def test_the_protocol_of_another_series_than_labelling_is_not_read(build):
    series = build()
    image(
        series, 0, 0.0, {"Manufacturer": "SIEMENS", "SeriesDescription": "t1_mprage"},
        (0x00291020, "OB", protocol(sAsl__ulLabelingDuration="1800000"), "SIEMENS CSA HEADER"),
    )  # fmt: skip
    assert facts(series) == {}


@pytest.mark.parametrize(
    ("context", "comment", "label"),
    [
        (None, "CONTROL (shot 1)", "CONTROL"),
        (None, "LABEL", "LABEL"),
        (None, "M0_SCAN", "M0"),
        ("LABEL", "LABEL", "LABEL"),
        ("LABEL", "", "LABEL"),
        # XA61 calls the M0 image a label: the two contradict each other
        ("LABEL", "M0_SCAN", ""),
        (None, "no LABEL but CONTROL", ""),
        (None, "labelling was good", ""),
    ],
)
def test_siemens_comments_tell_label_and_control_unless_they_contradict(build, context, comment, label):
    series = build()
    over = {"Manufacturer": "Siemens Healthineers", "SeriesDescription": "pcasl", "ImageComments": comment}
    ds = series.slice(0, (0, 0, 0), SOPClassUID=MR, Modality="MR", **over)
    if context is not None:
        ds.add_new(0x00189257, "CS", context)
    series.save(ds)
    assert scan(series.folder).all_series()[0].frames[0][0].label == label


def test_comments_of_another_maker_are_not_believed(build):
    series = build()
    image(series, 0, 0.0, {"Manufacturer": "Other", "SeriesDescription": "asl", "ImageComments": "LABEL"})
    assert scan(series.folder).all_series()[0].frames[0][0].label == ""


def test_a_siemens_series_told_by_its_comments_has_its_labels_and_m0(build):
    series = build()
    for t, text in enumerate(("M0_SCAN", "CONTROL", "LABEL", "CONTROL", "LABEL")):
        for k in range(2):
            image(
                series, 10 * t + k, 5.0 * k,
                {
                    "Manufacturer": "Siemens Healthineers", "SeriesDescription": "pcasl 3D", "ImageComments": text,
                    "AcquisitionTime": f"1000{t:02d}",
                },
            )  # fmt: skip
    entries = scan(series.folder).all_series()
    assert sorted(e.timepoints for e in entries) == [1, 4]
    assert not any(e.has_problem("missing_label_control") or e.has_problem("missing_m0") for e in entries)
    loaded = load_series(entries[0])
    assert loaded.series.extra["asl_labels"] == "CONTROL\\LABEL\\CONTROL\\LABEL"


# ------------------------------------------------------------------------------------------------------------
# Grid of UIH


def grid_file(
    series, t, count, *, rows=4, columns=4, step=(0.5, 0.0, 3.0), items=None, implicit=False, **over
):
    across = int(np.ceil(np.sqrt(count)))
    down = -(-count // across)
    picture = np.zeros((down * rows, across * columns), dtype=np.uint16)
    for k in range(count):
        r, c = divmod(k, across)
        picture[r * rows : (r + 1) * rows, c * columns : (c + 1) * columns] = 100 * t + k + 1
    ds = series.slice(
        0, (0, 0, 0), SOPClassUID=MR, Modality="MR", Manufacturer="UIH", Rows=picture.shape[0],
        Columns=picture.shape[1], ImageType=["ORIGINAL", "PRIMARY", "VFRAME"], pixels=picture, PixelSpacing=[2, 2],
        RescaleIntercept=0, **over,
    )  # fmt: skip
    parts = []
    for k in range(count if items is None else items):
        part = Dataset()
        part.ImagePositionPatient = [-8 + step[0] * k, -6 + step[1] * k, 30 + step[2] * k]
        part.AcquisitionTime = f"1000{t:02d}.{k:02d}"
        parts.append(part)
    private(ds, 0x00651050, "DS", str(count), "Image Private Header")
    private(ds, 0x00651051, "SQ", Sequence(parts), "Image Private Header")
    if implicit:
        ds.file_meta.TransferSyntaxUID = ImplicitVRLittleEndian
    series.save(ds)


@pytest.mark.parametrize("implicit", [False, True])
@pytest.mark.parametrize("count", [2, 5, 7, 9])
def test_a_uih_grid_is_taken_apart_by_the_places_of_its_items(build, count, implicit):
    series = build()
    for t in range(3):
        grid_file(series, t, count, step=(0.0, 0.0, 3.0), implicit=implicit)
    loaded = load_volume(series.folder)
    assert loaded.grid.size == (4, 4, count)
    assert loaded.grid.spacing_mm[2] == pytest.approx(3.0)
    np.testing.assert_allclose(loaded.times_s, [0, 1, 2])
    np.testing.assert_allclose(loaded.grid.index_to_patient([0, 0, 0]), [-8, -6, 30])
    for t in range(3):
        for k in range(count):
            assert (loaded.voxels[t, k] == 100 * t + k + 1).all()


def test_a_uih_grid_whose_items_dont_fit_is_never_measured(build):
    series = build()
    grid_file(series, 0, 5, items=4)
    (entry,) = scan(series.folder).all_series()
    assert any(p.effect == "block" for p in entry.problems)


def test_a_grid_of_another_maker_is_one_picture(build):
    series = build()
    grid_file(series, 0, 4, step=(0.0, 0.0, 3.0))
    from pydicom import dcmread

    ds = dcmread(series.written[0])
    ds.Manufacturer = "Other"
    ds.save_as(series.written[0])
    (entry,) = scan(series.folder).all_series()
    assert entry.size == (8, 8, 1)
