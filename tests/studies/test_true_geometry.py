"""An analytic object written as DICOM in every position of patient and table; each voxel must hold its place's value.

The object is a linear ramp over patient space, so that linear resampling gives it back exactly: every voxel that
isn't empty must hold ``ramp(place)`` within the rounding of the stored integers (0.5) and of the result (0.5).
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resources.errors import Refused
from studies.load import load_series, load_volume
from studies.nifti import write_nifti
from studies.scan import scan

SLOPES = np.array([1.7, -2.3, 3.1])
EMPTY = -1024
ROWS, COLUMNS = 9, 11
SPACING = (0.9, 0.7)  # rows, columns


def ramp(places: np.ndarray) -> np.ndarray:
    return places @ SLOPES + 500.0


def write(series, positions, orientation, **over):
    row, column = np.asarray(orientation[:3]), np.asarray(orientation[3:])
    j, i = np.meshgrid(np.arange(ROWS), np.arange(COLUMNS), indexing="ij")
    for position in positions:
        places = np.asarray(position) + i[..., None] * SPACING[1] * row + j[..., None] * SPACING[0] * column
        stored = np.rint(ramp(places)).astype(np.int16)
        series.save(
            series.slice(
                0, tuple(float(v) for v in position), pixels=stored, Rows=ROWS, Columns=COLUMNS,
                PixelSpacing=list(SPACING), ImageOrientationPatient=[float(v) for v in orientation],
                PixelRepresentation=1, BitsStored=16, HighBit=15, RescaleIntercept=0, **over,
            )
        )  # fmt: skip
    return series


def check(volume, *, tolerance=1.01, least_filled=0.5):
    index = np.stack(np.meshgrid(*[np.arange(n) for n in volume.shape], indexing="ij"), axis=-1)
    expected = ramp(volume.index_to_patient(index))
    filled = volume.voxels != EMPTY
    assert filled.mean() >= least_filled
    assert float(np.abs(volume.voxels - expected)[filled].max()) <= tolerance


POSITIONS = {
    # head first, feet first; supine, prone, decubitus: as scanners write the axes of an axial slice
    "HFS": (1, 0, 0, 0, 1, 0),
    "HFP": (-1, 0, 0, 0, -1, 0),
    "FFS": (-1, 0, 0, 0, 1, 0),
    "FFP": (1, 0, 0, 0, -1, 0),
    "HFDL": (0, -1, 0, 1, 0, 0),
    "HFDR": (0, 1, 0, -1, 0, 0),
    "FFDL": (0, 1, 0, 1, 0, 0),
    "FFDR": (0, -1, 0, -1, 0, 0),
}


@pytest.mark.parametrize("table", [1, -1])
@pytest.mark.parametrize("name", sorted(POSITIONS))
def test_patient_and_table_positions_hold_true_places(build, name, table):
    series = write(
        build(), [(-3.0, 4.0, 20 + table * 2.5 * k) for k in range(6)], POSITIONS[name], PatientPosition=name
    )
    volume = load_volume(series.folder)
    assert volume.shape == (6, ROWS, COLUMNS)
    assert volume.problems == () or {p.code for p in volume.problems} == {"thickness_differs_from_spacing"}
    assert float(np.linalg.det(volume.direction)) == pytest.approx(1)
    check(volume, least_filled=1.0)


@pytest.mark.parametrize("degrees", [-25, -7.5, 5, 18.5])
def test_a_tilted_stack_is_resampled_to_its_true_places(build, degrees):
    angle = math.radians(degrees)
    orientation = (1, 0, 0, 0, math.cos(angle), math.sin(angle))
    series = write(build(), [(0, 0, 2.5 * k) for k in range(10)], orientation, GantryDetectorTilt=degrees)
    entry = scan(series.folder).choose()
    assert entry.gantry_tilt_deg == pytest.approx(degrees)
    volume = load_series(entry)
    check(volume, least_filled=0.35)
    said = {p.code: p for p in volume.problems}
    assert (said["gantry_tilt"].effect, said["resampled"].effect) == ("warn", "warn")
    assert "shifted within their plane" in said["resampled"].message
    # each slice still is one source slice
    assert volume.shape[0] == 10
    assert len(set(volume.series.sop_instance_uids)) == 10
    assert volume.spacing_mm[2] == pytest.approx(2.5 * math.cos(angle))


def test_slices_as_they_are_stay_barred_when_tilted(build, tmp_path):
    orientation = (1, 0, 0, 0, math.cos(0.3), math.sin(0.3))
    series = write(build(), [(0, 0, 2.5 * k) for k in range(5)], orientation)
    raw = load_series(scan(series.folder).choose(), regular=False)
    assert {p.code: p.effect for p in raw.problems}["gantry_tilt"] == "block"
    with pytest.raises(Refused):
        write_nifti(raw, tmp_path / "v.nii")


def test_a_resampled_stack_comes_back_from_nifti_at_the_same_places(build, tmp_path):
    orientation = (1, 0, 0, 0, math.cos(0.2), -math.sin(0.2))
    series = write(build(), [(0, 0, 2.0 * k) for k in range(8)], orientation)
    volume = load_volume(series.folder)
    again = load_volume(write_nifti(volume, tmp_path / "v.nii.gz"))
    assert volume.grid.same_as(again.grid)
    check(again)


def test_uneven_distances_are_resampled_along_the_normal(build):
    places = (0.0, 2.5, 5.0, 7.5, 12.5, 17.5, 22.5)
    volume = load_volume(write(build(), [(1, 2, z) for z in places], (1, 0, 0, 0, 1, 0)).folder)
    assert volume.spacing_mm[2] == pytest.approx(2.5)
    assert volume.shape[0] == 10
    check(volume, least_filled=1.0)
    said = {p.code: p.effect for p in volume.problems}
    assert (said["irregular_spacing"], said["resampled"]) == ("warn", "warn")


def test_missing_slices_leave_an_empty_place_and_bar_measuring(build):
    places = [2.0 * k for k in range(8) if k not in (3, 4)]
    volume = load_volume(write(build(), [(0, 0, z) for z in places], (1, 0, 0, 0, 1, 0)).folder)
    assert volume.shape[0] == 8
    assert volume.series.extra["missing_slices"] == "3,4"
    assert np.all(volume.voxels[3:5] == EMPTY)
    check(volume, least_filled=0.7)
    assert {p.code: p.effect for p in volume.problems}["missing_slices"] == "block"


def test_blocks_of_slices_beside_each_other_are_two_stacks(build):
    series = write(build(), [(0, 0, 2.0 * k) for k in range(5)], (1, 0, 0, 0, 1, 0))
    write(series, [(40, 0, 2.0 * k) for k in range(4)], (1, 0, 0, 0, 1, 0))
    entries = scan(series.folder).all_series()
    assert [e.size[2] for e in entries] == [5, 4]
    for entry in entries:
        check(load_series(entry), least_filled=1.0)


def test_a_slice_beside_the_others_is_said_or_brought_to_its_place(build):
    positions = [(5.0 if k == 3 else 0.0, 0, 2.0 * k) for k in range(8)]
    entries = scan(write(build(), positions, (1, 0, 0, 0, 1, 0)).folder).all_series()
    for entry in entries:
        assert entry.problems or len(entries) > 1
        volume = load_series(entry)
        if not any(p.effect == "block" for p in volume.problems):
            check(volume)


def test_frames_of_reference_are_never_mixed(build):
    series = write(build(), [(0, 0, 2.0 * k) for k in range(4)], (1, 0, 0, 0, 1, 0))
    write(series, [(0, 0, 8 + 2.0 * k) for k in range(3)], (1, 0, 0, 0, 1, 0), FrameOfReferenceUID="1.2.99")
    assert [e.size[2] for e in scan(series.folder).all_series()] == [4, 3]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    angles=st.tuples(*[st.floats(-math.pi, math.pi)] * 3),
    shear=st.tuples(st.floats(-0.6, 0.6), st.floats(-0.6, 0.6)),
    gaps=st.lists(st.floats(0.8, 2.0), min_size=2, max_size=7),
    even=st.booleans(),
    backwards=st.booleans(),
)
def test_any_orientation_tilt_and_spacing_holds_true_places(
    tmp_path_factory, angles, shear, gaps, even, backwards
):
    from tests.studies.conftest import SeriesBuilder

    a, b, c = angles
    about = [
        np.array([[math.cos(a), -math.sin(a), 0], [math.sin(a), math.cos(a), 0], [0, 0, 1]]),
        np.array([[math.cos(b), 0, math.sin(b)], [0, 1, 0], [-math.sin(b), 0, math.cos(b)]]),
        np.array([[1, 0, 0], [0, math.cos(c), -math.sin(c)], [0, math.sin(c), math.cos(c)]]),
    ]
    # a DS holds 16 characters: the axes as the file will say them
    turned = np.round(about[0] @ about[1] @ about[2], 9)
    row, column, normal = turned[:, 0], turned[:, 1], np.cross(turned[:, 0], turned[:, 1])
    depth = np.concatenate([[0.0], np.cumsum([gaps[0]] * len(gaps) if even else gaps)])
    positions = [
        np.round(np.array([5.0, -7.0, 11.0]) + d * (normal + shear[0] * row + shear[1] * column), 6)
        for d in depth
    ]
    if backwards:
        positions.reverse()
    series = SeriesBuilder(tmp_path_factory.mktemp("any"))
    volume = load_volume(write(series, positions, (*row, *column)).folder)
    if any(p.effect == "block" for p in volume.problems):
        assert {p.code for p in volume.problems} & {"irregular_spacing", "missing_slices"}
        return
    # uneven by less than the tolerance counts as even: then a slice may lie a part of the spacing off
    slack = 0.0 if even else 0.05 * float(np.mean(np.diff(depth))) * float(np.linalg.norm(SLOPES)) * 2
    check(
        volume,
        tolerance=1.01 + slack + 0.35 * float(np.linalg.norm(SLOPES)) * (max(map(abs, shear)) > 0),
        least_filled=0.1,
    )
