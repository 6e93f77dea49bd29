"""Masks: label maps from NIfTI, NRRD, MetaImage or DICOM SEG, on their own grid or brought onto an image's."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from resources.errors import InputError
from studies import research
from studies.headers import read_header
from studies.scan import scan
from studies.segmentation import PALETTE, read_segmentation
from studies.sources import FileRef, Unreadable
from studies.volume import Grid, Label, LabelMap, Volume

__all__ = ["load_mask", "resample", "union"]


def load_mask(path: str | os.PathLike[str], grid: Grid | None = None, label: int | None = None) -> LabelMap:
    """Load a mask.

    Parameters
    ----------
    grid : Grid, optional
        The image's grid; a mask on another one is resampled onto it by its place in the patient, nearest
        neighbour.
    label : int, optional
        Keep this label only (it keeps its number). A label that isn't there gives an empty mask.

    Raises
    ------
    InputError
        When the file isn't a mask, or a label isn't a whole number from 1 to 255.
    """
    place = Path(path)
    if not place.exists():
        raise InputError(
            "There is no file or folder {path}.",
            "Check the name.",
            code="not_found",
            fields={"path": str(place)},
        )
    if label is not None and not 1 <= label <= 255:
        raise InputError(
            "{label} isn't a label; labels run from 1 to 255.",
            "Give the number of a label in the mask.",
            code="bad_label",
            fields={"label": label},
        )
    found = _from_image(place) if research.is_research_file(place.name) else _from_dicom(place, label)
    if label is not None:
        found = _only(found, label)
    return found if grid is None or grid.same_as(found.grid) else resample(found, grid)


def _from_image(place: Path) -> LabelMap:
    image = research.read_image(FileRef(str(place), "", place.stat().st_size))
    if not isinstance(image, Volume):
        raise InputError(
            "The mask {path} has several time points or channels.",
            "Give a mask with one volume.",
            code="mask_not_3d",
            fields={"path": str(place)},
        )
    values = image.voxels
    if not np.all(np.isfinite(values)):
        raise _not_a_mask(place)
    low, high = float(values.min()), float(values.max())
    voxels = values.astype(np.uint8) if low >= 0 and high <= 255 else None
    if voxels is None or (values.dtype == np.float32 and not np.array_equal(voxels, values)):
        raise _not_a_mask(place)
    present = np.flatnonzero(np.bincount(voxels.reshape(-1), minlength=256))
    labels = tuple(
        Label(int(value), f"Label {int(value)}", PALETTE[(int(value) - 1) % len(PALETTE)])
        for value in present
        if value
    )
    return LabelMap(voxels, image.grid, labels, source=str(place))


def _from_dicom(place: Path, label: int | None) -> LabelMap:
    try:
        if place.is_dir():
            entries = [entry for entry in scan(place).all_series() if entry.kind == "segmentation"]
            if len(entries) != 1 or entries[0].files != 1 or entries[0].header is None:
                raise InputError(
                    "The folder {path} holds {count} segmentations; one can be meant.",
                    "Give the file of the segmentation itself.",
                    code="several_masks",
                    fields={"path": str(place), "count": sum(entry.files for entry in entries)},
                )
            header = entries[0].header
        else:
            header = read_header(FileRef(str(place), "", place.stat().st_size))
            if not header.sop_class.startswith("1.2.840.10008.5.1.4.1.1.66."):
                raise _not_a_mask(place)
        return read_segmentation(header, label)
    except Unreadable as error:
        raise research.cannot_read(str(place), str(error)) from error


def _not_a_mask(place: Path) -> InputError:
    return InputError(
        "{path} isn't a mask: its values must be whole numbers from 0 to 255.",
        "Give a NIfTI, NRRD or MetaImage label file, or a DICOM segmentation.",
        code="not_a_mask",
        fields={"path": str(place)},
    )


def _only(mask: LabelMap, label: int) -> LabelMap:
    name = next((item for item in mask.labels if item.value == label), Label(label, f"Label {label}"))
    voxels = np.where(mask.voxels == label, np.uint8(label), np.uint8(0))
    return LabelMap(voxels, mask.grid, (name,), mask.frame_of_reference_uid, mask.source)


def resample(mask: LabelMap, grid: Grid) -> LabelMap:
    """`mask` on `grid`, each voxel taking the label of the mask voxel nearest to it in the patient."""
    import SimpleITK

    picture = SimpleITK.GetImageFromArray(mask.voxels)
    picture.SetSpacing([float(v) for v in mask.grid.spacing_mm])
    picture.SetOrigin([float(v) for v in mask.grid.origin_mm])
    picture.SetDirection([float(v) for v in mask.grid.direction.ravel()])
    filter_ = SimpleITK.ResampleImageFilter()
    filter_.SetSize(list(grid.size))
    filter_.SetOutputSpacing([float(v) for v in grid.spacing_mm])
    filter_.SetOutputOrigin([float(v) for v in grid.origin_mm])
    filter_.SetOutputDirection([float(v) for v in grid.direction.ravel()])
    filter_.SetInterpolator(SimpleITK.sitkNearestNeighbor)
    filter_.SetDefaultPixelValue(0)
    voxels: NDArray[np.uint8] = SimpleITK.GetArrayFromImage(filter_.Execute(picture))
    return LabelMap(voxels, grid, mask.labels, mask.frame_of_reference_uid, mask.source)


def union(masks: Sequence[LabelMap], *, name: str = "Union") -> LabelMap:
    """One mask with label 1 wherever any of `masks` has a label, on the grid of the first.

    Raises
    ------
    InputError
        Without masks, or when masks state different frames of reference.
    """
    if not masks:
        raise InputError("There is no mask to combine.", "Give at least one mask.", code="no_mask")
    frames = {mask.frame_of_reference_uid for mask in masks if mask.frame_of_reference_uid}
    if len(frames) > 1:
        raise InputError(
            "The masks belong to different frames of reference.",
            "Give masks that were made on the same images.",
            code="frame_of_reference",
        )
    grid = masks[0].grid
    voxels = np.zeros(grid.shape, dtype=np.uint8)
    for mask in masks:
        onto = mask if grid.same_as(mask.grid) else resample(mask, grid)
        voxels[onto.voxels > 0] = 1
    source = " + ".join(mask.source for mask in masks if mask.source)
    return LabelMap(voxels, grid, (Label(1, name),), next(iter(frames), ""), source)
