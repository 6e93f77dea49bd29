"""Loaded voxels and places against dcm2niix's (shared reference data, `geometry/*.json`) and published checksums.

Tolerances: positions 0.01 mm (the JSON is rounded to 0.001 mm and dcm2niix works in float32); values exact for
integers, 1e-5 relative for rescaled ones (float32).
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from studies.headers import read_header
from studies.load import load_series, load_volume
from studies.masks import load_mask
from studies.pixels import FilePixels
from studies.scan import scan
from studies.sources import FileRef
from studies.volume import TimeSeries

pytestmark = pytest.mark.truth

#: where we differ from dcm2niix on purpose, with the reason
NOT_COMPARED = {
    "emri_small": "no functional groups: we say missing_geometry instead of inventing positions",
    "modality_lut": "no position in the file: never a volume for us",
    "voi_lut": "no position in the file: never a volume for us",
    "60502235_": "no position in the file: never a volume for us",
}

#: relative tolerance of values where dcm2niix takes another scale: Philips' private scale slope (2005,100E) gives
#: 1 / 8.28533 = 0.120695 per stored unit, the public RescaleSlope that we take says 0.120635
OTHER_SCALE = {"in/201_pCASL": 6e-4}


@pytest.fixture(scope="session")
def unzipped(reference_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    done: dict[str, Path] = {}

    def unzip(name: str) -> Path:
        if name not in done:
            target = tmp_path_factory.mktemp(name)
            archives = sorted((reference_data / name).glob("*.zip"))
            assert archives, f"{name} holds no archive"
            for archive in archives:
                with zipfile.ZipFile(archive) as opened:
                    opened.extractall(target)
            done[name] = target
        return done[name]

    return unzip


def _folder_of(root: Path, text: str) -> Path:
    """The folder or file that `input` names behind the colon; braces and globs are left to the search."""
    inner = text.split(":", 1)[1].strip() if ":" in text else ""
    return root / inner if inner and (root / inner).exists() else root


def _volumes(path: Path) -> list[object]:
    unplaced = ("missing_geometry", "patient_mismatch")
    return [
        load_series(entry)
        for entry in scan(path).all_series()
        if entry.is_loadable and not any(entry.has_problem(code) for code in unplaced)
    ]


def _differences(volume, case) -> list[str]:
    """Why `volume` isn't the one of `case`; [] when every probe agrees."""
    shape = tuple(case["shape"])
    size = volume.grid.size
    times = len(volume.times_s) if isinstance(volume, TimeSeries) else 1
    if shape[:3] != size or (shape[3] if len(shape) > 3 else 1) != times:
        return [f"shape {size} x {times}"]
    wrong = []
    for probe in case["probes"]:
        index = volume.grid.patient_to_index(probe["lps_mm"])
        nearest = np.rint(index).astype(int)
        off = float(np.abs(volume.grid.index_to_patient(nearest) - probe["lps_mm"]).max())
        if off > 0.01:
            wrong.append(f"{probe['lps_mm']} is {off:.4f} mm from a voxel")
            continue
        if np.any(nearest < 0) or np.any(nearest >= volume.grid.shape):
            wrong.append(f"{probe['lps_mm']} outside")
            continue
        t = probe["ijk"][3] if len(probe["ijk"]) > 3 else 0
        voxels = volume.voxels[t] if isinstance(volume, TimeSeries) else volume.voxels
        value = float(voxels[tuple(nearest)])
        if value != pytest.approx(probe["value"], rel=OTHER_SCALE.get(case["volume"], 1e-5), abs=1e-4):
            wrong.append(f"{probe['lps_mm']}: {value} instead of {probe['value']}")
    return wrong


def _sets() -> list[str]:
    return [
        "asl_philips_phantom",
        "ct_jpeg2000_totalsegmentator",
        "ct_liver_ircad17",
        "dce_qiba_dro_v4_exttofts",
        "dce_qiba_dro_v6_tofts",
        "dicom_odd",
        "mr_enhanced_siemens_xa10",
        "mr_epi_ge_siemens_nih",
        "seg_sr_dcmqi",
        "transfer_syntaxes_same_image",
        "transfer_syntaxes_wg04",
    ]


def test_every_geometry_file_has_its_test(reference_data):
    known = {*_sets(), "ct_tilt_philips_phantom"}
    assert {path.stem for path in (reference_data / "geometry").glob("*.json")} == known


@pytest.mark.parametrize("name", _sets())
def test_voxels_lie_where_dcm2niix_puts_them(reference_data, unzipped, name):
    cases = json.loads((reference_data / "geometry" / f"{name}.json").read_text())["volumes"]
    assert cases, f"{name} holds no case"
    loaded: dict[Path, list[object]] = {}
    compared, skipped, failures = 0, [], []
    for case in cases:
        reason = next(
            (why for key, why in NOT_COMPARED.items() if key in case["input"] + case["volume"]), None
        )
        path = _folder_of(unzipped(name), case["input"])
        candidates = loaded.setdefault(path, _volumes(path))
        results = [_differences(volume, case) for volume in candidates]
        if any(result == [] for result in results):
            compared += 1
        elif reason or (name == "dicom_odd" and case["shape"] == [64, 64, 10]):
            skipped.append(f"{case['volume']}: {reason or NOT_COMPARED['emri_small']}")
        else:
            shortest = min(results, key=len, default=["nothing loaded"])
            failures.append(f"{case['volume']} ({case['input']}): {shortest[:3]}")
    print(f"{name}: {compared} of {len(cases)} cases agree; not compared: {skipped}")
    assert not failures, "\n".join(failures)
    assert compared > 0


def test_tilted_slices_lie_where_the_headers_say(reference_data, unzipped):
    truth = json.loads((reference_data / "geometry" / "ct_tilt_philips_phantom.json").read_text())
    entry = next(e for e in scan(unzipped("ct_tilt_philips_phantom")).all_series() if e.kind == "volume")
    assert entry.gantry_tilt_deg == pytest.approx(-18.5, abs=0.01)
    assert entry.spacing_mm[2] == pytest.approx(2.5 * np.cos(np.radians(18.5)), abs=1e-3)
    volume = load_series(entry, regular=False)
    assert {p.code: p.effect for p in volume.problems}["gantry_tilt"] == "block"
    probes = truth["dicom_probes"]
    assert probes
    print(f"ct_tilt_philips_phantom: {len(probes)} probes")
    for probe in probes:
        by_file = {Path(f.header.file.path).name: k for k, f in enumerate(entry.frames[0])}
        k = by_file[Path(probe["file"]).name]
        frame = entry.frames[0][k]
        place = (
            np.asarray(frame.position)
            + np.asarray(frame.orientation[:3]) * frame.pixel_spacing[1] * probe["column"]
            + np.asarray(frame.orientation[3:]) * frame.pixel_spacing[0] * probe["row"]
        )
        np.testing.assert_allclose(place, probe["lps_mm"], atol=0.01)
        assert float(volume.voxels[k, probe["row"], probe["column"]]) == probe["value"]


def test_the_tilted_head_on_its_true_grid_is_that_of_dcm2niix(reference_data, unzipped):
    """dcm2niix shears the same way; its first row lies 0.07 mm from ours, so values are compared in between rows.

    Tolerance: both resample linearly along the rows, at 0.15 row from each other: 5 HU, where a shift by one row
    would show as tens of HU at an edge; and no shift of the whole: 1 HU on average.
    """
    truth = json.loads((reference_data / "geometry" / "ct_tilt_philips_phantom.json").read_text())
    case = next(c for c in truth["volumes"] if "Tilt" in c["volume"])
    entry = next(e for e in scan(unzipped("ct_tilt_philips_phantom")).all_series() if e.kind == "volume")
    volume = load_series(entry)
    assert volume.grid.size == tuple(case["shape"])
    np.testing.assert_allclose(volume.spacing_mm, case["zooms"], atol=1e-4)
    assert float(volume.voxels.mean()) == pytest.approx(case["mean"], abs=0.2)
    assert {p.code: p.effect for p in volume.problems}["resampled"] == "warn"
    differences = []
    for probe in case["probes"]:
        k, j, i = volume.grid.patient_to_index(probe["lps_mm"])
        assert abs(k - round(k)) < 0.01
        assert abs(i - round(i)) < 0.01
        low = int(np.floor(j))
        column = volume.voxels[round(k), low : low + 2, round(i)].astype(float)
        differences.append(column[0] + (j - low) * (column[1] - column[0]) - probe["value"])
    print(f"tilted head: {len(differences)} probes, differences {np.round(differences, 1).tolist()}")
    assert float(np.abs(differences).max()) <= 5
    assert abs(float(np.mean(differences))) <= 1


def _stored(path: Path) -> np.ndarray:
    with FilePixels(read_header(FileRef(str(path), "", path.stat().st_size))) as pixels:
        return np.stack([pixels.frame(k) for k in range(pixels.header.frame_count)])


def test_nine_encodings_hold_the_same_pixels(unzipped):
    files = sorted(unzipped("transfer_syntaxes_same_image").rglob("*.dcm"))
    assert len(files) == 9
    for path in files:
        digest = hashlib.sha1(_stored(path).astype("<u2").tobytes()).hexdigest()
        assert digest == "8ec4250e4b2de6238bda51f1a59b3deb7543ffb8", path.name
        # and as a volume, each on its own
    print(f"transfer_syntaxes_same_image: {len(files)} files")


@pytest.mark.parametrize("image", ["CT1", "MR1", "MR2"])
def test_lossless_encodings_equal_their_original(unzipped, image):
    files = [p for p in unzipped("transfer_syntaxes_wg04").rglob(f"{image}_*") if p.is_file()]
    reference = _stored(next(p for p in files if p.name.endswith("UNC")))
    lossless = [p for p in files if p.name.split("_")[1] in ("J2KR", "JLSL", "JPLL", "RLE")]
    assert len(lossless) == 4
    for path in lossless:
        np.testing.assert_array_equal(_stored(path), reference, err_msg=path.name)
    near = [p for p in files if p.name.endswith("JLSN")]
    for path in near:
        # README of the set: at most 4 stored units
        assert int(np.abs(_stored(path).astype(int) - reference.astype(int)).max()) <= 4
    print(f"transfer_syntaxes_wg04 {image}: {len(lossless)} lossless, {len(near)} near-lossless")


def test_odd_files_decode_to_equal_pixels(unzipped):
    root = unzipped("dicom_odd")
    odd = next(root.rglob("odd_pixels"))
    small = _stored(odd / "MR_small.dcm")
    others = sorted(odd.glob("MR_small_*.dcm"))
    assert len(others) == 6
    for path in others:
        np.testing.assert_array_equal(_stored(path), small, err_msg=path.name)
    np.testing.assert_array_equal(_stored(odd / "693_J2KR.dcm"), _stored(odd / "693_UNCR.dcm"))
    multi = next(root.rglob("enhanced_multiframe"))
    frames = _stored(multi / "emri_small.dcm")
    same = [p for p in sorted(multi.glob("emri_small_*.dcm")) if "too_short" not in p.name]
    assert len(same) == 4
    for path in same:
        np.testing.assert_array_equal(_stored(path), frames, err_msg=path.name)
    print(f"dicom_odd: {len(others) + len(same) + 1} pairs")


def test_incomplete_frames_are_an_error_in_one_sentence(unzipped, tmp_path):
    from resources.errors import InputError

    path = next(unzipped("dicom_odd").rglob("*too_short.dcm"))
    alone = tmp_path / "short.dcm"
    alone.write_bytes(path.read_bytes())
    with pytest.raises(InputError, match="shorter than the header says"):
        load_volume(alone)


def test_the_liver_ct_loads_exactly_on_the_grid_of_its_masks(reference_data, unzipped):
    volume = load_volume(unzipped("ct_liver_ircad17"))
    assert volume.voxels.dtype == np.int16
    assert volume.shape == (119, 512, 512)
    np.testing.assert_allclose(volume.spacing_mm, [0.743, 0.743, 1.6], atol=1e-6)
    assert (int(volume.voxels.min()), int(volume.voxels.max())) == (-1024, 1023)
    liver = load_mask(reference_data / "ct_liver_ircad17" / "masks" / "liver.nii.gz", volume.grid)
    figures = json.loads((reference_data / "ct_liver_ircad17" / "reference_from_masks.json").read_text())
    assert figures
    assert liver.mask().sum() * volume.grid.voxel_ml == pytest.approx(1860.62, abs=0.01)


@pytest.mark.parametrize(
    ("name", "frames"), [("dce_qiba_dro_v6_tofts", 1321), ("dce_qiba_dro_v4_exttofts", 661)]
)
def test_dynamic_objects_have_a_frame_every_half_second(unzipped, name, frames):
    entry = next(e for e in scan(unzipped(name)).all_series() if e.kind == "time_series")
    np.testing.assert_allclose(entry.times_s, np.arange(frames) * 0.5, atol=1e-6)


def test_label_and_control_of_the_philips_asl_are_apart(unzipped):
    entry = next(e for e in scan(unzipped("asl_philips_phantom")).all_series() if e.number == 402)
    labels = load_series(entry).series.extra["asl_labels"].split("\\")
    assert labels.count("LABEL") == labels.count("CONTROL") == 8
    assert all(len({f.label for f in row}) == 1 for row in entry.frames)


@pytest.mark.parametrize(
    ("seg", "nrrd", "label"),
    [
        ("segmentations/liver.dcm", "liver_seg.nrrd", None),
        ("segmentations/23x38x3/seg/label.seg", "23x38x3/nrrd/label.nrrd", None),
        ("segmentations/24x38x3/seg/label.seg", "24x38x3/nrrd/label.nrrd", None),
        ("segmentations/sparse-labelmap-noppv.dcm", "sparse_labelmap_noppv_seg.nrrd", None),
        # the reference fills the plane that the object leaves out with its padding value 5; ours is background
        ("segmentations/sparse-labelmap-ppv5.dcm", "sparse_labelmap_ppv5_seg.nrrd", 1),
        ("segmentations/partial_overlaps.dcm", "partial_overlaps-1.nrrd", 1),
        ("segmentations/partial_overlaps.dcm", "partial_overlaps-2.nrrd", 2),
        ("segmentations/partial_overlaps.dcm", "partial_overlaps-3.nrrd", 3),
        ("segmentations/partial_overlaps.dcm", "partial_overlaps-1.nrrd", 4),
        ("segmentations/partial_overlaps.dcm", "partial_overlaps-1.nrrd", 5),
    ],
)
def test_dicom_segmentations_hold_what_their_nrrd_says(reference_data, unzipped, seg, nrrd, label):
    truth = load_mask(reference_data / "seg_sr_dcmqi" / "segmentations" / nrrd, label=label)
    mask = load_mask(unzipped("seg_sr_dcmqi") / seg, truth.grid, label)
    np.testing.assert_array_equal(mask.voxels, truth.voxels)
