"""Presentation states: true pixels of the right image, read back to the same millimetres, hostile ones refused."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset

from resources.errors import InputError
from studies import presentation
from studies.load import load_series
from studies.presentation import Creator, Shape
from studies.scan import scan

AT = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
WHO = Creator("Voorbeeld^Sanne", software="1.0")
#: an oblique acquisition: orthonormal rows and columns, neither along the table
ROW, COLUMN = np.array([0.8, 0.6, 0.0]), np.array([-0.36, 0.48, -0.8])


@pytest.fixture
def series(build):
    """Five oblique images, 0.8 mm from row to row and 0.7 mm from column to column: (entry, volume)."""
    normal = np.cross(ROW, COLUMN)
    places = [tuple(np.array([-10.0, -20.0, 100.0]) + 2.0 * k * normal) for k in range(5)]
    made = build().stack(
        places, ImageOrientationPatient=[*ROW, *COLUMN], Rows=40, Columns=50, BodyPartExamined="CHEST"
    )
    entry = scan(made.folder).choose()
    return entry, load_series(entry)


def at(volume, *index) -> np.ndarray:
    return np.asarray(volume.index_to_patient(np.array(index, dtype=float)))


def shapes_on(volume, k: int) -> list[Shape]:
    line = np.array([at(volume, k, 10, 12), at(volume, k, 30.5, 40)])
    cross = np.array(
        [at(volume, k, 20, 10), at(volume, k, 20, 30), at(volume, k, 15, 20), at(volume, k, 25, 20)]
    )
    ring = np.array([at(volume, k, 5, 5), at(volume, k, 5, 25), at(volume, k, 18, 15.25)])
    return [
        Shape("length", "line", line, "Wortel", "16,4 mm"),
        Shape("bidirectional", "lines", cross),
        Shape("ellipse", "ellipse", cross),
        Shape("polygon", "ring", ring, "Regio é"),
        Shape("probe", "point", ring[:1]),
        Shape("text", "text", ring[1:2], "Kalk"),
        Shape("arrow", "line", line[::-1], "pijl"),
    ]


def written(tmp_path, series, k=2, window=(400.0, 40.0)) -> tuple[Path, list[Shape]]:
    entry, volume = series
    drawn = shapes_on(volume, k)
    made, left_out = presentation.build(entry, drawn, window, WHO, at=AT)
    assert left_out == ()
    presentation.write(made, tmp_path / "pr.dcm")
    return tmp_path / "pr.dcm", drawn


@pytest.mark.truth
def test_points_stand_in_the_pixels_of_the_image_in_whose_plane_they_lie(tmp_path, series):
    """By hand: column 12, row 10 has its middle at (12.5, 10.5); PS3.3 C.10.5.1.2."""
    file, _drawn = written(tmp_path, series)
    entry, _volume = series
    item = dcmread(file).GraphicAnnotationSequence[0]
    (reference,) = item.ReferencedImageSequence
    assert reference.ReferencedSOPInstanceUID == entry.frames[0][2].header.sop_instance
    (graphic,) = item.GraphicObjectSequence
    assert graphic.GraphicAnnotationUnits == "PIXEL"
    assert list(graphic.GraphicData) == pytest.approx([12.5, 10.5, 40.5, 31.0], abs=1e-4)
    assert [t.UnformattedTextValue for t in item.TextObjectSequence] == ["Wortel", "16,4 mm"]


def test_what_was_written_is_read_back_as_it_was(tmp_path, series):
    file, drawn = written(tmp_path, series)
    found = presentation.read_file(file, series[0])
    assert found.ignored == 0
    assert found.window == (400.0, 40.0)
    key = {(s.kind, s.form, s.name): s.points_lps for s in found.shapes}
    assert set(key) == {(s.kind, s.form, s.name) for s in drawn}
    for shape in drawn:
        back = key[shape.kind, shape.form, shape.name]
        if shape.form == "ellipse":  # its longer axis by pixels comes first
            assert np.sort(back, axis=0) == pytest.approx(np.sort(shape.points_lps, axis=0), abs=1e-4)
        else:
            assert back == pytest.approx(shape.points_lps, abs=1e-4)


def test_it_says_whose_images_and_keeps_their_rescale(tmp_path, series):
    file, _drawn = written(tmp_path, series)
    found, image = dcmread(file), dcmread(next(iter(series[0].frames[0])).header.file.path)
    for name in ("PatientID", "PatientName", "StudyInstanceUID"):
        assert found[name].value == image[name].value
    assert (found.RescaleSlope, found.RescaleIntercept) == (1, -1024)
    assert len(found.ReferencedSeriesSequence[0].ReferencedImageSequence) == 5
    assert (found.PresentationCreationDate, found.PresentationCreationTime) == ("20261125", "093000")


@pytest.mark.skipif(shutil.which("dciodvfy") is None, reason="dicom3tools isn't installed")
def test_dciodvfy_finds_no_error(tmp_path, series):
    file, _drawn = written(tmp_path, series)
    said = subprocess.run(["dciodvfy", str(file)], capture_output=True, check=False)
    lines = (said.stdout + said.stderr).decode("utf-8").splitlines()
    assert any(line.startswith("GrayscaleSoftcopyPresentationState") for line in lines)
    assert not [line for line in lines if line.startswith("Error")]


def test_what_lies_in_no_image_is_given_back(series):
    entry, volume = series
    askew = Shape("length", "line", np.array([at(volume, 1, 5, 5), at(volume, 2, 9, 9)]))
    between = Shape("probe", "point", at(volume, 1.5, 5, 5)[None])
    _made, left_out = presentation.build(entry, [askew, between], (400.0, 40.0), WHO, at=AT)
    assert left_out == (askew, between)
    with pytest.raises(InputError):
        presentation.build(entry, [askew], None, WHO, at=AT)


def foreign(file: Path, graphics: list[tuple[str, list[float], str]], area=((1, 1), (50, 40))) -> Dataset:
    """The object with other graphics, as another program would have written them."""
    made = dcmread(file)
    item = made.GraphicAnnotationSequence[0]
    item.GraphicObjectSequence = []
    del item.TextObjectSequence
    for kind, data, units in graphics:
        graphic = Dataset()
        graphic.GraphicAnnotationUnits, graphic.GraphicDimensions = units, 2
        graphic.NumberOfGraphicPoints, graphic.GraphicData = len(data) // 2, data
        graphic.GraphicType, graphic.GraphicFilled = kind, "N"
        item.GraphicObjectSequence.append(graphic)
    made.GraphicAnnotationSequence = [item]
    selection = made.DisplayedAreaSelectionSequence[0]
    selection.DisplayedAreaTopLeftHandCorner, selection.DisplayedAreaBottomRightHandCorner = map(list, area)
    made.DisplayedAreaSelectionSequence = [selection]
    return made


@pytest.mark.truth
def test_shapes_of_another_program_come_in_by_their_form_and_units(tmp_path, series):
    """DISPLAY is a share of the displayed area: half of pixels 11…30 is 10 + 10; a circle is a middle and a point on it."""
    file, _drawn = written(tmp_path, series)
    entry, volume = series
    graphics = [
        ("POLYLINE", [0.5, 0.5, 1.0, 0.25], "DISPLAY"),
        ("CIRCLE", [20.5, 15.5, 26.5, 15.5], "PIXEL"),
        ("POLYLINE", [2.5, 2.5, 9.5, 2.5, 9.5, 9.5, 2.5, 2.5], "PIXEL"),
        ("POLYLINE", [0.0, 0.0, 1.0, 1.0], "MATRIX"),
    ]
    found = presentation.read(foreign(file, graphics, ((11, 1), (30, 40))), entry)
    assert [(s.kind, s.form) for s in found.shapes] == [("", "line"), ("", "ellipse"), ("", "ring")]
    assert found.ignored == 1
    line, circle, ring = (s.points_lps for s in found.shapes)
    # corners of pixels: (10 + 0.5·20, 0 + 0.5·40), middles half a pixel on
    assert line[0] == pytest.approx(at(volume, 2, 20 - 0.5, 20 - 0.5), abs=1e-3)
    assert line[1] == pytest.approx(at(volume, 2, 10 - 0.5, 30 - 0.5), abs=1e-3)
    assert circle.mean(axis=0) == pytest.approx(at(volume, 2, 15, 20), abs=1e-3)
    assert len(ring) == 3


def test_other_images_another_object_and_damage_are_refused_with_a_sentence(tmp_path, series, build):
    file, _drawn = written(tmp_path, series)
    other = scan(build("other", seed=9).axial().folder).choose()
    with pytest.raises(InputError) as refused:
        presentation.read_file(file, other)
    assert refused.value.code == "presentation_other_series"
    image = Path(next(iter(series[0].frames[0])).header.file.path)
    for bad in (image, tmp_path / "absent.dcm"):
        with pytest.raises(InputError) as refused:
            presentation.read_file(bad, series[0])
        assert refused.value.code == "presentation_unreadable"
    data = file.read_bytes()
    for cut in (10, 200, len(data) // 2, len(data) - 40):
        (tmp_path / "cut.dcm").write_bytes(data[:cut])
        try:
            presentation.read_file(tmp_path / "cut.dcm", series[0])
        except InputError:
            continue


@pytest.mark.parametrize(
    "data", [[1.0], [float("nan"), 1.0], [], [0.0] * 50_000], ids=["odd", "nan", "none", "too many"]
)
def test_a_hostile_graphic_is_counted_and_left_out(tmp_path, series, data):
    file, _drawn = written(tmp_path, series)
    made = foreign(file, [("POLYLINE", [1.0, 1.0, 2.0, 2.0], "PIXEL"), ("POLYLINE", data, "PIXEL")])
    found = presentation.read(made, series[0])
    assert (len(found.shapes), found.ignored) == (1, 1)


def test_a_full_disk_leaves_no_half_file(tmp_path, series, monkeypatch):
    entry, volume = series
    made, _left = presentation.build(entry, shapes_on(volume, 0), None, WHO, at=AT)

    def full(*_given, **_more):
        raise OSError("no space")

    monkeypatch.setattr(Dataset, "save_as", full)
    with pytest.raises(InputError):
        presentation.write(made, tmp_path / "pr.dcm")
    assert not [f for f in tmp_path.iterdir() if "pr.dcm" in f.name]
