"""The dissected aorta measured from its mask and from five clicks: ``python -m benchmarks.aorta_reference DATA``.

DATA holds `aorta_dissection_ct` (specs/aorta.md section 14). The clicks are made two ways: on the line of the
whole vessel's mask, and on the line of the true lumen, where a person would click. Truth is neither: what is
printed is the difference of the two ways, clicks minus mask.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import numpy as np
import SimpleITK

from measurements.aorta import AortaResult, centreline_from_mask, measure_aorta, prepare_mask
from studies.volume import Grid, LabelMap, Volume

MASKS = ("aorta", "aorta_true_lumen", "aorta_false_lumen")
#: clicks along the vessel, evenly by arc length, and how far the outer ones keep from the ends, mm
CLICKS, END_MM = 5, 10.0


def read(path: Path) -> tuple[np.ndarray, Grid]:
    """Voxels [slice, row, column] and their LPS grid."""
    image = SimpleITK.ReadImage(str(path))
    direction = np.array(image.GetDirection()).reshape(3, 3)
    grid = Grid(image.GetSize(), np.array(image.GetSpacing()), np.array(image.GetOrigin()), direction)
    return SimpleITK.GetArrayFromImage(image), grid


def differences(clicked: AortaResult, masked: AortaResult) -> None:
    """Print the distance of the lines, the difference of the diameters, and what was withheld and why."""
    distance = np.array([masked.line.nearest(p)[1] for p in clicked.line.points_mm])
    print(
        f"  line to line: mean {distance.mean():.2f}, p95 {np.percentile(distance, 95):.2f}, "
        f"max {distance.max():.2f} mm; uncertain stretches {len(clicked.line.uncertain_mm)}"
    )
    reasons: Counter[str] = Counter()
    errors = []
    arcs = np.array([s.arc_mm for s in masked.profile.sections])
    for section in clicked.profile.sections:
        if section.figures is None:
            reasons[section.reason.code if section.reason else "?"] += 1
            continue
        arc = masked.line.nearest_arc(section.centre_mm)
        other = masked.profile.sections[int(np.abs(arcs - arc).argmin())]
        if other.figures is None or "near_branch" in (*section.flags, *other.flags):
            reasons["no figure in the mask, or near_branch"] += 1
            continue
        errors.append(
            (
                section.figures.diameter_max_mm - other.figures.diameter_max_mm,
                section.figures.diameter_area_mm - other.figures.diameter_area_mm,
            )
        )
    for name, values in zip(("largest", "area"), np.array(errors).reshape(-1, 2).T, strict=True):
        if values.size:
            worst = values[np.abs(values).argmax()]
            print(
                f"  {name} diameter: median {np.median(values):+.2f}, worst {worst:+.2f} mm, n {values.size}"
            )
    print(f"  of {len(clicked.profile.sections)} sections not compared: {dict(reasons)}")


def main(data: Path) -> None:
    folder = data / "aorta_dissection_ct"
    voxels, grid = read(folder / "ct_cropped.nii.gz")
    volume = Volume(voxels.astype(np.int16), grid, "CT", "HU")
    parts = [read(folder / f"{name}.nii.gz")[0] > 0 for name in MASKS]
    union = np.any(parts, axis=0)
    annulus = grid.index_to_patient(np.argwhere(read(folder / "annulus_proper.nii.gz")[0] > 0).mean(axis=0))
    spots = np.argwhere(union)
    lowest = grid.index_to_patient(spots[spots[:, 0] == spots[:, 0].min()].mean(axis=0))
    masked = measure_aorta(mask=LabelMap(union.astype(np.uint8), grid), start_mm=annulus, end_mm=lowest)
    print(f"mask: length {masked.line.length_mm:.0f} mm, {len(masked.profile.sections)} sections")
    lumen = centreline_from_mask(prepare_mask(LabelMap(parts[1].astype(np.uint8), grid)))
    if np.linalg.norm(lumen.points_mm[0] - annulus) > np.linalg.norm(lumen.points_mm[-1] - annulus):
        lumen = centreline_from_mask(
            prepare_mask(LabelMap(parts[1].astype(np.uint8), grid)),
            start_mm=lumen.points_mm[-1],
            end_mm=lumen.points_mm[0],
        )
    for name, line in (("whole vessel", masked.line), ("true lumen", lumen)):
        arcs = np.linspace(END_MM, line.length_mm - END_MM, CLICKS)
        print(f"{CLICKS} clicks on the line of the {name}:")
        clicked = measure_aorta(volume=volume, clicks_mm=np.array([line.point_at(a) for a in arcs]))
        differences(clicked, masked)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
