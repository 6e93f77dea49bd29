"""Length, angle, Cobb and region statistics on planes of a volume (specs/viewers.md 7.9)."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from measurements import planar
from measurements.finding import Finding, GeometryKind
from resources.errors import Refused
from studies.volume import Grid, Problem, SeriesInfo, Volume

ROW, COLUMN = np.array([1.0, 0, 0]), np.array([0, 1.0, 0])


def ramp(direction: np.ndarray | None = None, lossy: bool = False) -> Volume:
    """Value = 100 slice + 10 row + column; 0.5 x 0.8 x 2 mm."""
    k, j, i = np.meshgrid(np.arange(8), np.arange(30), np.arange(40), indexing="ij")
    grid = Grid(
        (40, 30, 8),
        np.array([0.5, 0.8, 2.0]),
        np.array([-7.0, 5.0, 90.0]),
        np.eye(3) if direction is None else direction,
    )
    series = SeriesInfo(
        series_instance_uid="1.2", sop_instance_uids=tuple(f"1.2.{n}" for n in range(8)), lossy=lossy
    )
    return Volume((100 * k + 10 * j + i).astype(np.int16), grid, "CT", "HU", "1.3", series)


def test_length_and_angles_are_those_of_geometry_in_patient_mm() -> None:
    assert planar.length_mm([1, 2, 3], [4, 6, 15]) == pytest.approx(13.0)
    assert planar.angle_deg([1, 0, 0], [0, 0, 0], [0, 0, 7]) == pytest.approx(90.0)
    assert planar.angle_deg([1, 0, 0], [0, 0, 0], [-1, 1e-9, 0]) == pytest.approx(180.0, abs=1e-6)
    flat = ([0, 0, 0], [10, 0, 0])
    assert planar.cobb_deg(flat, ([0, 5, 0], [10 * np.cos(0.5), 5 + 10 * np.sin(0.5), 0])) == pytest.approx(
        np.degrees(0.5)
    )
    assert planar.cobb_deg(flat, ([0, 0, 0], [-10, 1, 0])) == pytest.approx(np.degrees(np.arctan(0.1)))
    with pytest.raises(ValueError):
        planar.angle_deg([0, 0, 0], [0, 0, 0], [1, 0, 0])


def test_a_voxel_counts_when_its_centre_lies_inside_and_only_then() -> None:
    volume = ramp()
    centre = volume.index_to_patient([3, 10, 20])
    # half sides just beyond one voxel: 3 by 3 centres; just short of it: only the middle one
    wide = planar.rectangle_statistics(volume, centre, ROW, COLUMN, 0.51, 0.81)
    values = volume.voxels[3, 9:12, 19:22].astype(float)
    assert wide.n == 9
    assert wide.mean == pytest.approx(values.mean())
    assert wide.sd == pytest.approx(values.std(ddof=1))
    assert wide.median == pytest.approx(420.0)
    assert (wide.minimum, wide.maximum) == (values.min(), values.max())
    assert (wide.p10, wide.p90) == pytest.approx(tuple(np.percentile(values, [10, 90])))
    assert wide.area_mm2 == pytest.approx(4 * 0.51 * 0.81)
    assert not wide.resampled
    assert "few_voxels" in wide.warnings
    narrow = planar.rectangle_statistics(volume, centre, ROW, COLUMN, 0.49, 0.79)
    assert narrow.n == 1
    assert narrow.sd is None
    assert narrow.mean == 420.0


def test_ellipse_statistics_equal_a_loop_over_all_voxels() -> None:
    volume = ramp()
    centre = volume.index_to_patient([5, 14, 18]) + np.array([0.13, -0.22, 0.4])
    found = planar.ellipse_statistics(volume, centre, ROW, COLUMN, 5.3, 7.1)
    inside = []
    for j in range(30):
        for i in range(40):
            x, y, _ = volume.index_to_patient([5, j, i]) - centre
            if (x / 5.3) ** 2 + (y / 7.1) ** 2 <= 1:
                inside.append(float(volume.voxels[5, j, i]))
    assert found.n == len(inside) > 100
    assert found.mean == pytest.approx(np.mean(inside))
    assert found.sd == pytest.approx(np.std(inside, ddof=1))
    assert found.area_mm2 == pytest.approx(np.pi * 5.3 * 7.1)
    assert found.warnings == ()


def test_a_polygon_on_a_coronal_plane_takes_the_voxels_of_that_plane() -> None:
    volume = ramp()
    corners = [
        volume.index_to_patient(v) for v in ([0.6, 12, 4.5], [0.6, 12, 30.5], [6.4, 12, 30.5], [6.4, 12, 4.5])
    ]
    found = planar.polygon_statistics(volume, corners, ROW, [0, 0, -1.0])
    values = volume.voxels[1:7, 12, 5:31].astype(float)
    assert found.n == values.size
    assert found.mean == pytest.approx(values.mean())
    assert found.perimeter_mm == pytest.approx(2 * (13.0 + 11.6))


def test_an_oblique_plane_is_resampled_at_native_spacing_and_says_so() -> None:
    volume = ramp()
    turn = Rotation.from_euler("x", 30, degrees=True).as_matrix()
    centre = volume.grid.centre_lps
    found = planar.ellipse_statistics(volume, centre, ROW, turn @ COLUMN, 3.0, 3.0)
    assert found.resampled
    assert "resampled" in found.warnings
    # a linear field: the mean is the value at the centre, whatever the plane
    assert found.mean == pytest.approx(100 * 3.5 + 10 * 14.5 + 19.5, abs=0.5)
    assert found.n == pytest.approx(np.pi * 9 / 0.25, rel=0.05)


def test_a_region_in_a_turned_grid_counts_the_same_voxels() -> None:
    turn = Rotation.from_euler("xyz", [12, 33, -50], degrees=True).as_matrix()
    plain, turned = ramp(), ramp(turn)
    a = planar.ellipse_statistics(plain, plain.index_to_patient([4, 12, 20]), ROW, COLUMN, 4.1, 3.3)
    b = planar.ellipse_statistics(
        turned, turned.index_to_patient([4, 12, 20]), turn @ ROW, turn @ COLUMN, 4.1, 3.3
    )
    assert (a.n, a.mean, a.p90) == (b.n, b.mean, b.p90)
    assert not b.resampled


def test_a_region_beyond_the_images_counts_what_is_there_and_warns() -> None:
    volume = ramp()
    found = planar.rectangle_statistics(volume, volume.index_to_patient([3, 0, 0]), ROW, COLUMN, 3.0, 3.0)
    assert found.n == 7 * 4
    assert "outside_images" in found.warnings
    nothing = planar.rectangle_statistics(volume, [500.0, 0, 0], ROW, COLUMN, 3.0, 3.0)
    assert nothing.n == 0
    assert nothing.mean is None


@pytest.mark.parametrize("row", [(2.0, 0, 0), (0.0, 1.0, 0)])
def test_axes_that_are_no_axes_are_refused(row: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError):
        planar.ellipse_statistics(ramp(), [0, 10, 95], row, COLUMN, 3.0, 3.0)


def act() -> planar.Act:
    numbers = count()
    return planar.Act("p", "2026-01-05T10:00:00Z", lambda: str(next(numbers)), "general", "roi:1", "lever")


def test_findings_of_a_region_carry_unit_source_and_marks() -> None:
    volume = ramp(lossy=True)
    centre = volume.index_to_patient([3, 10, 20])
    statistics = planar.rectangle_statistics(volume, centre, ROW, COLUMN, 0.51, 0.81)
    found = {f.key: f for f in planar.region_findings(volume, statistics, act())}
    assert found["mean"].value == pytest.approx(420.0)
    assert found["mean"].unit == "[hnsf'U]"
    assert found["area_mm2"].unit == "mm2"
    assert set(found["mean"].flags) == {"few_voxels", "lossy"}
    assert found["mean"].source.sop_instance_uids == ("1.2.3",)
    assert found["mean"].geometry is not None
    assert found["mean"].geometry.kind is GeometryKind.CONTOUR
    assert all(Finding.from_json(f.to_json()) == f for f in found.values())
    single = planar.rectangle_statistics(volume, centre, ROW, COLUMN, 0.1, 0.1)
    sd = {f.key: f for f in planar.region_findings(volume, single, act())}["sd"]
    assert sd.value is None
    assert sd.withheld


def test_findings_of_length_angle_and_cobb_hold_their_points() -> None:
    volume = ramp()
    normal = [0, 0, 1.0]
    length = planar.length_finding(volume, [0, 10, 94], [3, 14, 94], normal, act())
    assert length.value == pytest.approx(5.0)
    assert length.uncertainty == pytest.approx(0.6 * 0.5 + 0.8 * 0.8)
    assert length.source.sop_instance_uids == ("1.2.2",)
    angle = planar.angle_finding(volume, [1, 10, 94], [0, 10, 94], [0, 11, 94], normal, act())
    assert (angle.value, angle.unit) == (pytest.approx(90.0), "deg")
    cobb = planar.cobb_finding(volume, ([0, 10, 94], [1, 10, 94]), ([0, 12, 94], [1, 13, 94]), normal, act())
    assert cobb.value == pytest.approx(45.0)


RESAMPLED = Problem("resampled", "Resampled to a regular grid (linear).", "warn")


def test_every_finding_on_resampled_tilted_or_lossy_images_says_so() -> None:
    made = ramp(lossy=True)
    tilt = Problem("gantry_tilt", "The slices are tilted by 12.0 degrees.", "warn")
    quiet = Problem("single_slice", "There is one slice.", "note")
    volume = replace(made, problems=(tilt, RESAMPLED, quiet))
    a, b, c = (volume.index_to_patient(i) for i in ([3, 10, 20], [3, 20, 20], [3, 20, 30]))
    region = planar.rectangle_statistics(volume, a, ROW, COLUMN, 3.0, 3.0)
    found = [
        planar.length_finding(volume, a, b, [0, 0, 1], act()),
        planar.angle_finding(volume, a, b, c, [0, 0, 1], act()),
        planar.cobb_finding(volume, (a, b), (b, c), [0, 0, 1], act()),
        *planar.region_findings(volume, region, act()),
    ]
    assert len(found) == 11
    assert {f.flags for f in found} == {("gantry_tilt", "resampled", "lossy")}
    # the voxels of the grid were counted as they are: only a plane across the grid interpolates once more
    assert {dict(f.method.parameters)["sampling"] for f in found} == {"stored voxels"}


def test_images_that_bar_measuring_give_no_finding() -> None:
    barred = Problem("missing_geometry", "The images don't say where they lie.", "block")
    volume = replace(ramp(), problems=(barred,))
    with pytest.raises(Refused) as refused:
        planar.length_finding(volume, [0, 10, 95], [5, 10, 95], [0, 0, 1], act())
    assert refused.value.code == "missing_geometry"


def test_an_image_that_stands_for_two_resampled_slices_is_named_once() -> None:
    made = ramp()
    uids = tuple(f"1.2.{n // 2}" for n in range(8))
    volume = replace(made, series=replace(made.series, sop_instance_uids=uids))
    across = [volume.index_to_patient([k, 10, 20]) for k in (1, 6)]
    found = planar.length_finding(volume, *across, [1, 0, 0], act())
    assert sorted(found.source.sop_instance_uids) == ["1.2.0", "1.2.1", "1.2.2", "1.2.3"]


PADDED = {"padding_from": "-2000", "padding_to": "0"}


def padded() -> Volume:
    """The ramp of slice 3 with a corner that holds no image."""
    made = ramp()
    voxels = made.voxels.copy()
    voxels[:, :10, :20] = -1500
    return replace(made, voxels=voxels, series=replace(made.series, extra=PADDED))


def test_voxels_without_image_are_left_out_of_the_statistics_and_that_is_said() -> None:
    volume = padded()
    centre = volume.index_to_patient([3, 10, 20])
    found = planar.rectangle_statistics(volume, centre, ROW, COLUMN, 0.51, 0.81)
    inside = volume.voxels[3, 9:12, 19:22].astype(float)
    kept = inside[inside > 0]
    assert found.n == len(kept) == 8
    assert (found.mean, found.minimum) == (pytest.approx(kept.mean()), kept.min())
    assert "padding_left_out" in found.warnings
    flags = {f.flags for f in planar.region_findings(volume, found, act())}
    assert flags == {("few_voxels", "padding_left_out")}
    away = planar.rectangle_statistics(volume, volume.index_to_patient([3, 20, 30]), ROW, COLUMN, 2.0, 2.0)
    assert "padding_left_out" not in away.warnings


def test_a_region_without_image_has_no_value() -> None:
    volume = padded()
    found = planar.rectangle_statistics(volume, volume.index_to_patient([3, 5, 5]), ROW, COLUMN, 1.0, 1.0)
    assert (found.n, found.mean, found.maximum) == (0, None, None)
    findings = {f.key: f for f in planar.region_findings(volume, found, act())}
    assert findings["mean"].value is None
    assert findings["mean"].withheld


def test_on_an_oblique_plane_no_value_mixes_image_and_padding() -> None:
    volume = padded()
    turn = Rotation.from_euler("x", 30, degrees=True).as_matrix()
    centre = volume.index_to_patient([3.5, 10, 20])
    found = planar.ellipse_statistics(volume, centre, ROW, turn @ COLUMN, 3.0, 3.0)
    plain = planar.ellipse_statistics(
        replace(volume, series=SeriesInfo()), centre, ROW, turn @ COLUMN, 3.0, 3.0
    )
    assert "padding_left_out" in found.warnings
    assert 0 < found.n < plain.n
    # a mixture would lie below every true value near the corner
    assert found.minimum is not None
    assert found.minimum > 300
    assert plain.minimum == -1500


def test_findings_hold_what_was_done_to_the_values() -> None:
    made = ramp(lossy=True)
    extra = {"resampled": "in plane, linear", "philips_scale": "0.5"}
    scaled = Problem("scale_varies", "Brought to one scale.", "note")
    volume = replace(
        made, series=replace(made.series, extra=extra, lossy_ratio=12.5), problems=(scaled, RESAMPLED)
    )
    found = planar.length_finding(volume, [0, 10, 94], [3, 14, 94], [0, 0, 1], act())
    assert found.flags == ("scale_varies", "resampled", "lossy")
    assert dict(found.source.facts) == {**extra, "lossy_ratio": "12.5"}
    assert Finding.from_json(found.to_json()) == found
