"""De-identified reference series load with the same voxels, places and times (shared reference data; skipped without it)."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest

from studies.deidentify import Case, Options, deidentify
from studies.load import load_series
from studies.scan import scan
from studies.volume import TimeSeries

pytestmark = pytest.mark.truth
SETS = (
    "asl_philips_phantom/Classic.zip",
    "ct_tilt_philips_phantom/S21610.zip",
    "mr_enhanced_siemens_xa10/XA10.zip",
)


@pytest.mark.parametrize("name", SETS)
def test_values_places_and_times_are_those_of_the_source(
    name: str, tmp_path: Path, reference_data: Path
) -> None:
    archive = reference_data / name
    if not archive.exists():
        pytest.skip(f"{name} isn't in the reference data")
    source, out = tmp_path / "source", tmp_path / "out"
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(source)
    deidentify(source, out, Case("casus", bytes(32)), Options(clean_descriptors=True))
    found = [[e for e in scan(folder).all_series() if e.is_loadable] for folder in (source, out)]
    assert len(found[0]) == len(found[1]) > 0
    for pair in zip(
        *(sorted(entries, key=lambda e: (e.number or 0, e.stack)) for entries in found), strict=True
    ):
        before, after = (load_series(entry) for entry in pair)
        np.testing.assert_array_equal(after.voxels, before.voxels)
        np.testing.assert_allclose(after.grid.origin_mm, before.grid.origin_mm)
        np.testing.assert_allclose(after.grid.direction, before.grid.direction)
        np.testing.assert_allclose(after.grid.spacing_mm, before.grid.spacing_mm)
        assert after.unit == before.unit
        assert after.series.extra.get("asl_labels") == before.series.extra.get("asl_labels")
        if isinstance(before, TimeSeries):
            np.testing.assert_allclose(after.times_s - after.times_s[0], before.times_s - before.times_s[0])
        assert before.series.patient_name not in ("", after.series.patient_name)
