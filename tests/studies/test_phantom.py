"""The phantom as images: the same bytes each time, plausible tissue, valid DICOM, a cache that is whole."""

from __future__ import annotations

import functools
import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pydicom
import pytest

from resources.errors import Cancelled, InputError
from studies.load import load_volume
from studies.phantom import (
    VARIANTS,
    Identity,
    PhantomCase,
    PhantomTruth,
    files,
    generate,
    load_or_make,
    make,
    truth_of,
    write_dicom,
)
from studies.phantom.make import Size
from studies.phantom.uids import ROOT
from studies.volume import Volume


@pytest.fixture(scope="module")
def tiny() -> Iterator[str]:
    """A grid of few slices, so that making a whole case stays cheap."""
    make.SIZES["tiny"] = Size(64, 20, 5.7, 32.0)
    yield "tiny"
    del make.SIZES["tiny"]


@pytest.fixture(scope="module", autouse=True)
def shapes_once() -> Iterator[Callable[..., object]]:
    """The shapes of a patient are built once per variant and seed; gives the function that builds them anew."""
    build = make._patient
    make._patient = functools.cache(build)
    yield build
    make._patient = build


@pytest.fixture(scope="module")
def case(tiny: str) -> PhantomCase:
    return generate(size=tiny)


@pytest.fixture(scope="module")
def written(case: PhantomCase, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return write_dicom(case, tmp_path_factory.mktemp("phantom"))


def digest(case: PhantomCase) -> str:
    return hashlib.sha256(case.volume.voxels.tobytes()).hexdigest()


def test_the_same_seed_gives_the_same_bytes_and_uids(
    case: PhantomCase, tiny: str, shapes_once: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(make, "_patient", shapes_once)
    again = generate(size=tiny)
    assert digest(again) == digest(case)
    assert again.volume.series == case.volume.series
    assert again.truth == case.truth
    assert all(np.array_equal(again.masks[name].voxels, case.masks[name].voxels) for name in case.masks)


def test_another_seed_gives_other_noise_but_the_same_aorta(case: PhantomCase, tiny: str) -> None:
    other = generate(seed=7, size=tiny)
    assert digest(other) != digest(case)
    assert other.truth.levels == case.truth.levels
    assert other.volume.series.study_instance_uid != case.volume.series.study_instance_uid
    assert np.array_equal(other.masks["aorta_lumen"].voxels, case.masks["aorta_lumen"].voxels)


def test_files_hold_the_geometry_and_values_of_the_volume(case: PhantomCase, written: list[Path]) -> None:
    assert len(written) == case.volume.shape[0]
    slices = [pydicom.dcmread(path) for path in written]
    heights = [float(ds.ImagePositionPatient[2]) for ds in slices]
    assert heights == sorted(heights, reverse=True)
    assert [int(ds.InstanceNumber) for ds in slices] == list(range(1, len(slices) + 1))
    for ds in (slices[0], slices[len(slices) // 2], slices[-1]):
        index = case.volume.series.sop_instance_uids.index(ds.SOPInstanceUID)
        assert np.allclose(
            case.volume.index_to_patient([index, 0, 0]),
            [float(v) for v in ds.ImagePositionPatient],
            atol=1e-3,
        )
        far = [index, ds.Rows - 1, ds.Columns - 1]
        spacing = np.array(
            [float(ds.PixelSpacing[1]) * (ds.Columns - 1), float(ds.PixelSpacing[0]) * (ds.Rows - 1), 0.0]
        )
        corner = np.array([float(v) for v in ds.ImagePositionPatient]) + spacing
        assert np.allclose(case.volume.index_to_patient(far), corner, atol=1e-3)
        values = ds.pixel_array.astype(int) * int(ds.RescaleSlope) + int(ds.RescaleIntercept)
        assert np.array_equal(values, case.volume.voxels[index])


def test_identity_is_clearly_fictitious_and_uids_are_unique_below_our_root(written: list[Path]) -> None:
    slices = [pydicom.dcmread(path, stop_before_pixels=True) for path in written]
    assert len({ds.SOPInstanceUID for ds in slices}) == len(slices)
    for ds in slices:
        assert str(ds.PatientName).startswith("TEST^")
        assert ds.PatientID.startswith("TEST-")
        for uid in (ds.StudyInstanceUID, ds.SeriesInstanceUID, ds.SOPInstanceUID, ds.FrameOfReferenceUID):
            assert uid.is_valid
            assert uid.startswith(ROOT)
    assert len({(ds.StudyInstanceUID, ds.SeriesInstanceUID, ds.FrameOfReferenceUID) for ds in slices}) == 1


def test_dciodvfy_finds_no_error(written: list[Path]) -> None:
    tool = shutil.which("dciodvfy")
    if tool is None:
        if os.environ.get("CI") == "true":
            pytest.fail("dciodvfy is missing")
        pytest.skip("dciodvfy is missing (package dicom3tools)")
    done = subprocess.run([tool, str(written[3])], capture_output=True, text=True, timeout=60, check=False)
    said = done.stdout + done.stderr
    assert "CTImage" in said
    assert [line for line in said.splitlines() if "Error" in line] == []


def test_a_caller_can_give_another_identity(tiny: str, case: PhantomCase) -> None:
    who = Identity(patient_id="TEST-0042", patient_name="TEST^Ander", accession_number="TEST42")
    other = generate(size=tiny, identity=who)
    assert other.volume.series.patient_id == "TEST-0042"
    assert other.volume.series.study_instance_uid != case.volume.series.study_instance_uid


def test_the_cache_is_made_once_and_reads_back_whole(tiny: str, tmp_path: Path, case: PhantomCase) -> None:
    made = load_or_make(tmp_path, size=tiny)
    stamp = made.files[0].stat().st_mtime_ns
    again = load_or_make(tmp_path, size=tiny)
    assert again.files[0].stat().st_mtime_ns == stamp
    assert again.truth == case.truth
    assert [p.name for p in tmp_path.iterdir()] == [made.folder.name]
    masks = again.masks()
    assert set(masks) == set(case.masks)
    assert all(np.array_equal(masks[name].voxels, case.masks[name].voxels) for name in masks)
    assert masks["liver"].grid.same_as(case.volume.grid)


def test_an_incomplete_or_outdated_cache_is_made_again(
    tiny: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = load_or_make(tmp_path, size=tiny)
    made.files[5].unlink()
    assert len(load_or_make(tmp_path, size=tiny).files) == len(made.files)
    monkeypatch.setattr(files, "GENERATOR_VERSION", 10_000)
    renewed = load_or_make(tmp_path, size=tiny)
    assert (renewed.folder / files.MARKER).read_text().startswith("10000")


def test_a_cancelled_run_leaves_nothing(tiny: str, tmp_path: Path) -> None:
    asked = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > 1

    with pytest.raises(Cancelled):
        load_or_make(tmp_path, size=tiny, cancelled=cancelled)
    assert list(tmp_path.iterdir()) == []


def test_progress_ends_at_its_own_total(tiny: str) -> None:
    seen: list[tuple[int, int]] = []
    generate(size=tiny, progress=lambda done, of: seen.append((done, of)))
    assert seen[-1][0] == seen[-1][1]
    assert [d for d, _ in seen] == sorted(d for d, _ in seen)


@pytest.mark.parametrize(("variant", "size"), [("nobody", "small"), ("aneurysm", "huge")])
def test_an_unknown_variant_or_size_is_one_clear_sentence(variant: str, size: str) -> None:
    with pytest.raises(InputError, match="Choose one of"):
        generate(variant=variant, size=size)


def test_truth_survives_json(case: PhantomCase) -> None:
    assert PhantomTruth.from_json(case.truth.to_json()) == case.truth


def test_the_prior_is_the_same_patient_earlier_with_a_smaller_aneurysm(case: PhantomCase) -> None:
    now, then = VARIANTS["aneurysm"].identity, VARIANTS["prior"].identity
    assert (now.patient_id, now.patient_name, now.birth_date) == (
        then.patient_id,
        then.patient_name,
        then.birth_date,
    )
    assert then.study_date < now.study_date
    before = truth_of("prior")
    assert before.aneurysm is not None
    assert case.truth.aneurysm is not None
    assert before.aneurysm.outer.diameter_max_mm == pytest.approx(47.0, abs=0.05)
    assert case.truth.aneurysm.outer.diameter_max_mm == pytest.approx(52.0, abs=0.05)


def test_the_loader_reads_the_written_series_without_a_problem(
    case: PhantomCase, written: list[Path]
) -> None:
    volume = load_volume(written[0].parent)
    assert isinstance(volume, Volume)
    assert volume.grid.same_as(case.volume.grid)
    assert np.array_equal(volume.voxels, case.volume.voxels)
    assert (volume.modality, volume.unit) == ("CT", "HU")
    assert volume.frame_of_reference_uid == case.volume.frame_of_reference_uid
    assert volume.series.sop_instance_uids == case.volume.series.sop_instance_uids
    assert [p for p in volume.problems if p.effect == "block"] == []
