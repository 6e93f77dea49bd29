"""Writing NIfTI in true geometry, for research and for looking at a volume in another program."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import numpy as np
import SimpleITK

from resources.errors import InputError, Refused
from studies.volume import TimeSeries, Volume

#: problems with which a NIfTI affine would place voxels where they aren't
_NO_TRUE_GRID = ("gantry_tilt", "irregular_spacing", "missing_slices", "missing_geometry", "duplicate_slices")


def write_nifti(image: Volume | TimeSeries, out: str | os.PathLike[str]) -> Path:
    """Write `image` as ``.nii`` or ``.nii.gz``; int16 stays int16. The file appears whole or not at all.

    Raises
    ------
    Refused
        When the images don't form a regular grid, so that no affine would be true.
    InputError
        When the name doesn't end in ``.nii`` or ``.nii.gz``, or the folder can't be written.
    """
    target = Path(out)
    name = target.name.lower()
    suffix = ".nii.gz" if name.endswith(".nii.gz") else ".nii" if name.endswith(".nii") else ""
    if not suffix:
        raise InputError(
            "The name {name} doesn't end in .nii or .nii.gz.",
            "Choose a name that does.",
            code="bad_suffix",
            fields={"name": target.name},
        )
    for problem in image.problems:
        if problem.code in _NO_TRUE_GRID and problem.effect == "block":
            raise Refused(
                "This series isn't a regular grid, so a NIfTI file would put its voxels in the wrong place.",
                "Export another reconstruction of the same acquisition.",
                code=problem.code,
            )
    picture = _to_sitk(image)
    try:
        handle, waiting = tempfile.mkstemp(suffix=suffix, prefix=".part-", dir=target.parent)
    except OSError as error:
        raise _cannot_write(target) from error
    os.close(handle)
    try:
        SimpleITK.WriteImage(picture, waiting, useCompression=suffix == ".nii.gz")
        os.chmod(waiting, 0o644)
        os.replace(waiting, target)
    except (RuntimeError, OSError) as error:
        raise _cannot_write(target) from error
    finally:
        Path(waiting).unlink(missing_ok=True)
    return target


def _to_sitk(image: Volume | TimeSeries) -> SimpleITK.Image:
    if isinstance(image, Volume):
        return image.to_sitk()
    joined = SimpleITK.JoinSeries([image.at(t).to_sitk() for t in range(len(image.times_s))])
    steps = np.diff(image.times_s)
    even = (
        len(steps) > 0
        and bool(np.all(np.isfinite(steps)))
        and float(np.ptp(steps)) <= 1e-3 * abs(float(steps[0]))
    )
    spacing = list(joined.GetSpacing())
    # NIfTI knows one time step only; without an even one it carries 1 and no claim
    spacing[3] = float(np.mean(steps)) if even else 1.0
    joined.SetSpacing(spacing)
    return joined


def _cannot_write(target: Path) -> InputError:
    return InputError(
        "The file {name} can't be written.",
        "Choose a folder that exists and that you may write in, with room on the disk.",
        code="cannot_write",
        fields={"name": target.name},
    )
