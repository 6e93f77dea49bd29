"""What `scan` says of small synthetic series, sound and broken."""

from __future__ import annotations

import json
import math
import shutil
import zipfile

import pytest

from resources.errors import Cancelled, InputError, Refused
from studies.scan import scan
from studies.sources import FileRef, walk_folder

MR = "1.2.840.10008.5.1.4.1.1.4"


def codes(entry) -> list[str]:
    return sorted(problem.code for problem in entry.problems)


def only(folder):
    entries = scan(folder).all_series()
    assert len(entries) == 1
    return entries[0]


def test_a_sound_series_has_its_geometry_and_no_problem(build):
    entry = only(build().axial(5).folder)
    assert (entry.kind, entry.size, entry.files) == ("volume", (5, 6, 5), 5)
    assert entry.spacing_mm == pytest.approx((0.7, 0.8, 2.0))
    assert (entry.orientation, entry.slice_spacing_regular, entry.gantry_tilt_deg) == ("axial", True, 0.0)
    assert codes(entry) == []


def test_json_has_exactly_the_keys_of_the_contract(build):
    result = json.loads(json.dumps(scan(build().axial(3).folder).to_json()))
    assert sorted(result) == ["files", "patients", "seconds", "unreadable"]
    patient = result["patients"][0]
    assert sorted(patient) == ["birth_date", "name", "patient_id", "sex", "studies"]
    study = patient["studies"][0]
    assert sorted(study) == ["date", "description", "series", "study_instance_uid"]
    assert sorted(study["series"][0]) == sorted(
        [
            "series_instance_uid",
            "stack",
            "number",
            "modality",
            "description",
            "kind",
            "files",
            "size",
            "timepoints",
            "times_s",
            "spacing_mm",
            "orientation",
            "slice_spacing_regular",
            "gantry_tilt_deg",
            "transfer_syntaxes",
            "frame_of_reference_uid",
            "problems",
        ]
    )


def test_slice_order_comes_from_positions_not_from_names_or_numbers(build):
    entry = only(build().stack([(0, 0, z) for z in (8.0, 0.0, 4.0, 6.0, 2.0)]).folder)
    assert [frame.position[2] for frame in entry.frames[0]] == [0.0, 2.0, 4.0, 6.0, 8.0]


def test_spacing_isnt_the_slice_thickness(build):
    entry = only(build().axial(4, 0.7, SliceThickness=1.0).folder)
    assert entry.spacing_mm[2] == pytest.approx(0.7)
    assert codes(entry) == ["thickness_differs_from_spacing"]


def test_a_missing_slice_blocks_measuring(build):
    entry = only(build().stack([(0, 0, z) for z in (0.0, 2.0, 4.0, 8.0, 10.0)]).folder)
    assert codes(entry) == ["missing_slices"]
    assert not entry.slice_spacing_regular
    assert entry.problems[0].effect == "block"


@pytest.mark.parametrize(
    ("places", "effect"), [((0.0, 2.0, 4.0, 7.1, 9.1), "warn"), ((0.0, 2.0, 4.0, 17.1, 19.1), "block")]
)
def test_uneven_spacing_is_resampled_when_it_can_be_and_barred_when_not(build, places, effect):
    entry = only(build().stack([(0, 0, z) for z in places]).folder)
    assert codes(entry) == ["irregular_spacing"]
    assert entry.problems[0].effect == effect


def test_tilt_is_measured_from_the_positions(build):
    angle = math.radians(15)
    orientation = [1, 0, 0, 0, math.cos(angle), math.sin(angle)]
    series = build().stack(
        [(0, 0, 2.0 * k) for k in range(8)], ImageOrientationPatient=orientation, SliceThickness=None
    )
    entry = only(series.folder)
    assert abs(entry.gantry_tilt_deg) == pytest.approx(15.0, abs=0.01)
    assert entry.spacing_mm[2] == pytest.approx(2.0 * math.cos(angle))
    assert codes(entry) == ["gantry_tilt"]


@pytest.mark.parametrize(
    ("orientation", "name"),
    [
        ([1, 0, 0, 0, 1, 0], "axial"),
        ([-1, 0, 0, 0, -1, 0], "axial"),
        ([1, 0, 0, 0, 0, -1], "coronal"),
        ([0, 1, 0, 0, 0, -1], "sagittal"),
        ([1, 0, 0, 0, 0.7071068, 0.7071068], "oblique"),
    ],
)
def test_orientation_is_named(build, orientation, name):
    assert only(build().axial(1, ImageOrientationPatient=orientation).folder).orientation == name


def test_copies_of_an_instance_are_used_once(build):
    series = build().axial(3)
    shutil.copy(series.written[1], series.folder / "copy")
    entry = only(series.folder)
    assert entry.size[2] == 3
    assert codes(entry) == ["duplicate_instance_uid"]


def test_other_images_at_one_place_block_measuring(build):
    series = build().axial(3)
    series.save(series.slice(9, (-10.0, -20.0, 102.0)))
    entry = only(series.folder)
    assert codes(entry) == ["duplicate_slices"]
    assert entry.problems[0].effect == "block"


def test_sizes_and_orientations_become_stacks(build):
    series = build().axial(4)
    series.stack([(0, 0, 0), (0, 0, 2)], Rows=8)
    series.stack([(0, 0, 0)], ImageOrientationPatient=[1, 0, 0, 0, 0, -1])
    entries = scan(series.folder).all_series()
    assert [(e.stack, e.size[2]) for e in entries] == [(0, 4), (1, 2), (2, 1)]
    assert all({"mixed_size", "mixed_orientation"} <= set(codes(e)) for e in entries)


def test_images_without_a_place_block_measuring(build):
    entry = only(build().axial(1, ImagePositionPatient=None).folder)
    assert codes(entry) == ["missing_geometry"]


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"LossyImageCompression": "01"}, "lossy_compressed"),
        ({"BurnedInAnnotation": "YES"}, "burned_in_annotation"),
        ({"SeriesInstanceUID": ""}, "missing_uid"),
    ],
)
def test_other_problems_are_reported(build, over, code):
    assert codes(only(build().axial(3, **over).folder)) == [code]


def test_localizers_captures_and_reports_are_kept_apart(build):
    series = build().axial(3)
    build("loc", 2).axial(1, ImageType=["ORIGINAL", "PRIMARY", "LOCALIZER"])
    build("sc", 3).axial(1, SOPClassUID="1.2.840.10008.5.1.4.1.1.7")
    build("sr", 4).axial(1, SOPClassUID="1.2.840.10008.5.1.4.1.1.88.33")
    build("seg", 5).axial(1, SOPClassUID="1.2.840.10008.5.1.4.1.1.66.4")
    build("pm", 6).axial(1, SOPClassUID="1.2.840.10008.5.1.4.1.1.30")
    result = scan(series.folder.parent)
    assert sorted(e.kind for e in result.all_series()) == [
        "localizer", "parametric_map", "secondary_capture", "segmentation", "structured_report", "volume"
    ]  # fmt: skip
    assert result.choose().kind == "volume"


def test_time_points_are_told_by_trigger_time_with_the_first_left_out(build):
    series = build()
    for t in range(4):
        over = {"TriggerTime": 500.0 * t} if t else {}
        series.stack([(0, 0, 0), (0, 0, 2)], SOPClassUID=MR, Modality="MR", **over)
    entry = only(series.folder)
    assert (entry.kind, entry.timepoints, entry.size[2]) == ("time_series", 4, 2)
    assert entry.times_s == pytest.approx((0.0, 0.5, 1.0, 1.5))


def test_times_run_on_past_midnight(build):
    series = build()
    for stamp in ("235958.0", "235959.5", "000001.0"):
        series.stack([(0, 0, 0)], SOPClassUID=MR, Modality="MR", AcquisitionTime=stamp)
    assert only(series.folder).times_s == pytest.approx((0.0, 1.5, 3.0))


def test_unknown_times_are_null_and_repetition_time_is_no_frame_time(build):
    series = build()
    for _ in range(3):
        series.stack([(0, 0, 0), (0, 0, 2)], SOPClassUID=MR, Modality="MR", RepetitionTime=5000)
    entry = only(series.folder)
    assert entry.times_s is None
    assert codes(entry) == ["missing_times"]


def test_a_dynamic_series_that_was_cut_off_keeps_its_whole_time_points(build):
    series = build()
    for t in range(4):
        places = [(0, 0, 0), (0, 0, 2)] if t < 3 else [(0, 0, 0)]
        series.stack(places, SOPClassUID=MR, Modality="MR", AcquisitionTime=f"10000{t}")
    entry = only(series.folder)
    assert entry.timepoints == 3
    assert codes(entry) == ["missing_slices"]


def test_echoes_are_stacks(build):
    series = build()
    for echo in (2.3, 4.6):
        series.stack([(0, 0, 0), (0, 0, 2)], SOPClassUID=MR, Modality="MR", EchoTime=echo)
    assert [e.size[2] for e in scan(series.folder).all_series()] == [2, 2]


def test_two_patients_in_one_series_are_a_mismatch(build):
    series = build().axial(2)
    series.stack([(-10, -20, 104)], PatientID="P2", PatientName="Ander^Iemand")
    assert codes(only(series.folder)) == ["patient_mismatch"]


def test_two_patients_in_one_study_are_a_mismatch(build, new_uid):
    series = build().axial(2)
    series.stack([(0, 0, 0), (0, 0, 2)], PatientID="P2", SeriesInstanceUID=new_uid())
    assert all("patient_mismatch" in codes(e) for e in scan(series.folder).all_series())


def test_two_patients_in_one_folder_need_a_choice(build):
    build("a", 1).axial(2)
    folder = build("b", 2).axial(2, PatientID="P2").folder.parent
    with pytest.raises(Refused) as refused:
        scan(folder).choose()
    assert refused.value.exit_status == 3
    assert scan(folder).choose("1.2.3.2.2").patient_id == "P2"


def test_spelling_of_a_name_is_no_mismatch(build):
    series = build().axial(2)
    series.stack([(-10, -20, 104)], PatientName="TEST^EEN ")
    assert codes(only(series.folder)) == []


def test_one_file_brings_its_series(build):
    series = build().axial(4)
    build("images", 2).axial(3, PatientID="P2")
    result = scan(series.written[2])
    assert result.files == 4
    assert [e.size[2] for e in result.all_series()] == [4]


def test_zip_is_read_without_unpacking_to_disk(build, tmp_path):
    series = build().axial(3)
    archive = tmp_path / "a.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as out:
        for path in series.written:
            out.write(path, f"../../{path.name}")
        out.writestr("inner.zip", b"PK")
    before = sorted(tmp_path.rglob("*"))
    result = scan(archive)
    assert result.choose().size == (5, 6, 3)
    assert [reason for _, reason in result.unreadable] == ["archives within an archive aren't opened"]
    assert sorted(tmp_path.rglob("*")) == before


def test_symbolic_links_arent_followed(build, tmp_path):
    series = build().axial(2)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "link").symlink_to(series.written[0])
    (tmp_path / "elsewhere" / "deep").symlink_to(series.folder)
    assert list(walk_folder(tmp_path / "elsewhere")) == []


def test_an_empty_folder_is_one_sentence(tmp_path):
    with pytest.raises(InputError, match="holds no files") as error:
        scan(tmp_path)
    assert error.value.exit_status == 2


def test_a_text_file_named_dcm_is_one_sentence(tmp_path):
    path = tmp_path / "x.dcm"
    path.write_text("this is no image, but it is long enough to hold a header\n" * 10)
    with pytest.raises(InputError, match="not a DICOM file"):
        scan(path)
    with pytest.raises(InputError, match="not a DICOM file"):
        scan(tmp_path)


def test_a_bad_file_is_listed_and_the_rest_loads(build):
    series = build().axial(3)
    (series.folder / "notes.txt").write_text("hello")
    result = scan(series.folder)
    assert result.choose().size[2] == 3
    assert result.unreadable == ((str(series.folder / "notes.txt"), "not a DICOM file"),)


def test_a_truncated_slice_is_reported(build):
    series = build().axial(3)
    data = series.written[1].read_bytes()
    series.written[1].write_bytes(data[:-20])
    assert codes(only(series.folder)) == ["truncated"]


def test_a_missing_path_is_one_sentence(tmp_path):
    with pytest.raises(InputError, match="no file or folder"):
        scan(tmp_path / "nowhere")


def test_several_series_need_a_choice(build):
    series = build().axial(2)
    build("images", 2).axial(2)
    result = scan(series.folder)
    with pytest.raises(InputError, match="--series"):
        result.choose()
    with pytest.raises(InputError, match="no series"):
        result.choose("1.2.3.99")
    with pytest.raises(InputError, match="no stack"):
        result.choose("1.2.3.2.2", 4)


def test_progress_ends_at_the_total_and_cancel_stops(build):
    series = build().axial(3)
    seen = []
    scan(series.folder, progress=lambda done, of: seen.append((done, of)))
    assert seen[-1] == (3, 3)
    with pytest.raises(Cancelled):
        scan(series.folder, cancelled=lambda: True)


def test_a_file_without_preamble_is_read(build):
    series = build().axial(1)
    data = series.written[0].read_bytes()
    length = int.from_bytes(data[140:144], "little")
    series.written[0].write_bytes(data[144 + length :])
    assert only(series.folder).size == (5, 6, 1)


def test_file_refs_show_archive_and_entry():
    assert FileRef("a.zip", "x/y").shown == "a.zip:x/y"
