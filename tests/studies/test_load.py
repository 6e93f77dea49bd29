"""Voxels and geometry of loaded series."""

from __future__ import annotations

import numpy as np
import pytest

from resources.errors import Cancelled, InputError, Refused
from studies.load import load_series, load_volume, middle_outward
from studies.nifti import write_nifti
from studies.scan import scan
from studies.volume import TimeSeries

MR = "1.2.840.10008.5.1.4.1.1.4"


def expected(series, count: int, shift: int = -1024) -> np.ndarray:
    return np.stack([series.pixels(k).astype(np.int32) + shift for k in range(count)])


def test_values_and_places_are_those_of_the_files(build):
    series = build().axial(5)
    volume = load_volume(series.folder)
    assert volume.voxels.dtype == np.int16
    np.testing.assert_array_equal(volume.voxels, expected(series, 5))
    np.testing.assert_allclose(volume.index_to_patient([4, 3, 2]), [-10 + 2 * 0.7, -20 + 3 * 0.8, 108.0])
    assert (volume.unit, volume.modality, volume.frame_of_reference_uid) == ("HU", "CT", series.frame)
    assert volume.series.sop_instance_uids == tuple(f"{series.series}.{k}" for k in range(1, 6))


def test_slices_that_run_downward_give_the_same_volume(build):
    up = load_volume(build("up").axial(4).folder)
    down = build("down")
    for k in reversed(range(4)):
        down.save(down.slice(k, (-10.0, -20.0, 100.0 + 2.0 * k)))
    down_volume = load_volume(down.folder)
    np.testing.assert_array_equal(up.voxels, down_volume.voxels)
    assert up.grid.same_as(down_volume.grid)


def test_dirty_high_bits_are_masked(build):
    series = build()
    dirty = series.pixels(0) | np.uint16(0xF000)
    series.stack([(0, 0, 0)], pixels=dirty)
    np.testing.assert_array_equal(
        load_volume(series.folder).voxels[0], series.pixels(0).astype(np.int32) - 1024
    )


def test_signed_values_are_sign_extended_from_bits_stored(build):
    series = build()
    stored = np.array([[-2048, -1, 0, 1, 2047]] * 6, dtype=np.int16)
    series.stack([(0, 0, 0)], pixels=stored & np.int16(0x0FFF), PixelRepresentation=1, RescaleIntercept=0)
    np.testing.assert_array_equal(load_volume(series.folder).voxels[0], stored)


@pytest.mark.parametrize("intercept", [0, -1024, 30000])
def test_values_beyond_int16_become_float_not_wrapped(build, intercept):
    series = build()
    stored = np.full((6, 5), 65535, dtype=np.uint16)
    stored[0, 0] = 7
    series.stack([(0, 0, 0)], pixels=stored, BitsStored=16, HighBit=15, RescaleIntercept=intercept)
    series.stack([(0, 0, 2)], BitsStored=16, HighBit=15, RescaleIntercept=intercept)
    voxels = load_volume(series.folder).voxels
    assert voxels.dtype == np.float32
    np.testing.assert_array_equal(voxels[0], stored.astype(np.float64) + intercept)
    np.testing.assert_array_equal(voxels[1], series.pixels(0).astype(np.float64) + intercept)


def test_rescale_is_per_slice(build):
    series = build()
    series.save(series.slice(0, (0, 0, 0), RescaleSlope=0.5, RescaleIntercept=10))
    series.save(series.slice(1, (0, 0, 2), RescaleSlope=2, RescaleIntercept=-3.5))
    voxels = load_volume(series.folder).voxels
    np.testing.assert_allclose(voxels[0], series.pixels(0) * 0.5 + 10)
    np.testing.assert_allclose(voxels[1], series.pixels(1) * 2.0 - 3.5)


def test_slices_of_different_bits_and_intercepts_stay_exact(build):
    series = build()
    series.save(series.slice(0, (0, 0, 0), RescaleIntercept=-1024))
    series.save(series.slice(1, (0, 0, 2), RescaleIntercept=0))
    voxels = load_volume(series.folder).voxels
    np.testing.assert_array_equal(voxels[0], series.pixels(0).astype(int) - 1024)
    np.testing.assert_array_equal(voxels[1], series.pixels(1).astype(int))


def test_monochrome1_keeps_its_values(build):
    series = build().axial(1, PhotometricInterpretation="MONOCHROME1")
    np.testing.assert_array_equal(load_volume(series.folder).voxels, expected(series, 1))


def test_modality_lookup_table_is_applied(build):
    from pydicom.dataset import Dataset
    from pydicom.sequence import Sequence

    series = build()
    item = Dataset()
    item.LUTDescriptor, item.ModalityLUTType = [4096, 0, 16], "HU"
    item.LUTData = [(3 * v) % 60_000 for v in range(4096)]
    item["LUTDescriptor"].VR, item["LUTData"].VR = "US", "US"
    series.stack([(0, 0, 0)], ModalityLUTSequence=Sequence([item]), RescaleSlope=None, RescaleIntercept=None)
    np.testing.assert_array_equal(load_volume(series.folder).voxels[0], series.pixels(0) * 3.0)


def test_time_series_has_its_times(build):
    series = build()
    for t, stamp in enumerate(("100000", "100002.5", "100005")):
        for k in range(2):
            series.save(
                series.slice(
                    10 * t + k, (0, 0, 2.0 * k), SOPClassUID=MR, Modality="MR", AcquisitionTime=stamp
                )
            )
    loaded = load_volume(series.folder)
    assert isinstance(loaded, TimeSeries)
    assert loaded.times_s == pytest.approx([0, 2.5, 5])
    np.testing.assert_array_equal(loaded.voxels[2, 1], series.pixels(21).astype(int) - 1024)


def test_a_truncated_slice_is_refused_with_its_name(build):
    series = build().axial(3)
    data = series.written[1].read_bytes()
    series.written[1].write_bytes(data[:-20])
    with pytest.raises(InputError, match="shorter than the header says") as error:
        load_volume(series.folder)
    assert (error.value.exit_status, error.value.code) == (2, "truncated")
    assert series.written[1].name in str(error.value)


def test_a_file_that_shrinks_after_the_scan_is_refused(build):
    series = build().axial(3)
    entry = scan(series.folder).choose()
    series.written[1].write_bytes(series.written[1].read_bytes()[:-20])
    with pytest.raises(InputError, match="changed on disk") as error:
        load_series(entry)
    assert error.value.code == "changed_on_disk"


def test_mixed_patients_never_share_a_volume(build):
    series = build().axial(2)
    series.stack([(-10, -20, 104)], PatientID="P2")
    with pytest.raises(Refused) as refused:
        load_volume(series.folder)
    assert (refused.value.exit_status, refused.value.code) == (3, "patient_mismatch")


def test_problems_travel_with_the_volume(build):
    series = build().stack([(0, 0, z) for z in (0.0, 2.0, 4.0, 17.1, 19.1)])
    assert [(p.code, p.effect) for p in load_volume(series.folder).problems] == [
        ("irregular_spacing", "block")
    ]


def test_a_series_without_patient_and_frame_of_reference_loads(build):
    series = build().axial(3, PatientID="", FrameOfReferenceUID=None, SeriesNumber=None)
    volume = load_volume(series.folder)
    assert (volume.frame_of_reference_uid, volume.series.patient_id) == ("", "")


def test_windows_of_no_width_are_left_out(build):
    series = build().axial(1, WindowCenter=[0, 40], WindowWidth=[0, 400])
    assert load_volume(series.folder).series.windows == ((40.0, 400.0),)


def test_acquisition_facts_are_filled(build):
    series = build().axial(
        2, KVP=120, ConvolutionKernel="Br40", ContrastBolusAgent="X", HeartRate=60, CardiacNumberOfImages=10
    )
    info = load_volume(series.folder).series
    assert (info.kvp, info.convolution_kernel, info.contrast_agent) == (120.0, "Br40", "X")
    assert "cardiac_synchronisation" in info.extra


def test_the_middle_slice_comes_first(build):
    series = build().axial(5)
    seen = []

    def on_slice(voxels, t, k):
        np.testing.assert_array_equal(voxels[t, k], series.pixels(k).astype(int) - 1024)
        seen.append(k)

    load_series(scan(series.folder).choose(), on_slice=on_slice)
    assert seen == middle_outward(5) == [2, 1, 3, 0, 4]


def test_loading_can_be_cancelled(build):
    with pytest.raises(Cancelled):
        load_series(scan(build().axial(3).folder).choose(), cancelled=lambda: True)


def test_a_report_is_no_volume(build):
    series = build().axial(1, SOPClassUID="1.2.840.10008.5.1.4.1.1.88.33")
    with pytest.raises(InputError, match="isn't a stack"):
        load_volume(series.folder)


def test_nifti_comes_back_with_the_same_voxels_and_places(build, tmp_path):
    volume = load_volume(build().axial(4).folder)
    again = load_volume(write_nifti(volume, tmp_path / "v.nii.gz"))
    assert again.voxels.dtype == np.int16
    np.testing.assert_array_equal(again.voxels, volume.voxels)
    assert volume.grid.same_as(again.grid)


def test_nifti_of_a_time_series_keeps_its_step(build, tmp_path):
    series = build()
    for stamp in ("100000", "100002", "100004"):
        series.stack([(0, 0, 0), (0, 0, 2)], SOPClassUID=MR, Modality="MR", AcquisitionTime=stamp)
    loaded = load_volume(series.folder)
    again = load_volume(write_nifti(loaded, tmp_path / "t.nii.gz"))
    assert again.times_s == pytest.approx([0, 2, 4])
    np.testing.assert_array_equal(again.voxels, loaded.voxels)


def test_nifti_of_an_uneven_stack_is_refused(build, tmp_path):
    volume = load_volume(build().stack([(0, 0, z) for z in (0.0, 2.0, 4.0, 17.1)]).folder)
    with pytest.raises(Refused):
        write_nifti(volume, tmp_path / "v.nii.gz")
    assert list(tmp_path.glob("*.nii.gz")) == []


def test_nifti_needs_its_suffix_and_a_folder(build, tmp_path):
    volume = load_volume(build().axial(2).folder)
    with pytest.raises(InputError, match="doesn't end in"):
        write_nifti(volume, tmp_path / "v.img")
    with pytest.raises(InputError, match="can't be written"):
        write_nifti(volume, tmp_path / "nowhere" / "v.nii")


def test_a_slice_cut_off_before_its_pixels_keeps_the_series_from_loading(build):
    series = build().axial(4)
    data = series.written[3].read_bytes()
    series.written[3].write_bytes(data[: data.rindex(b"\xe0\x7f\x10\0")])
    result = scan(series.folder)
    assert [reason for _, reason in result.unreadable] == ["the file is cut off before its pixels"]
    with pytest.raises(InputError) as error:
        load_series(result.choose())
    assert error.value.code == "truncated"
