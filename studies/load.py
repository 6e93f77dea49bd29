"""Series to Volume, in true geometry.

The voxels are read by `studies.voxels`; slices that aren't a regular grid are brought to one by `studies.regular`.
"""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from resources.errors import InputError, Refused
from studies import limits, research
from studies.frames import Frame
from studies.geometry import analyse, grid_of
from studies.headers import Header
from studies.labelling import labelling_of
from studies.pixels import check_described
from studies.regular import regularised
from studies.scan import scan
from studies.sources import CancelCheck, Progress, Unreadable, archives
from studies.stacks import LOCALIZER, SeriesEntry
from studies.volume import GeometryError, Grid, Problem, SeriesInfo, TimeSeries, Volume
from studies.voxels import OnSlice, damaged, middle_outward, read_voxels

__all__ = ["OnSlice", "load_series", "load_volume", "middle_outward", "series_info"]


def load_volume(
    path: str | os.PathLike[str],
    *,
    series: str | None = None,
    stack: int | None = None,
    progress: Progress | None = None,
    cancelled: CancelCheck | None = None,
) -> Volume | TimeSeries:
    """Scan `path`, choose the series that is meant and load it.

    Raises
    ------
    InputError, Refused
        As `scan`, `ScanResult.choose` and `load_series`.
    """
    entry = scan(path, cancelled=cancelled).choose(series, stack)
    return load_series(entry, progress=progress, cancelled=cancelled)


def load_series(
    entry: SeriesEntry,
    *,
    progress: Progress | None = None,
    cancelled: CancelCheck | None = None,
    on_slice: OnSlice | None = None,
    regular: bool = True,
) -> Volume | TimeSeries:
    """Load one series entry.

    Parameters
    ----------
    on_slice : callable, optional
        ``on_slice(voxels, time, slice)`` after each slice, middle first, for showing pictures while it loads.
        The array is the final one unless a later slice doesn't fit its type; it may be read, not kept.
    regular : bool
        Bring slices that are tilted, uneven or incomplete to a true regular grid, with the change stated in
        `problems`. Without it such slices come as they are, and measuring on them is barred.

    Raises
    ------
    Refused
        When the series mixes patients.
    InputError
        When the entry isn't a volume, or a file is truncated, damaged or encoded in an unknown way.
    """
    with archives:
        return _load(entry, progress, cancelled, on_slice, regular)


def _load(
    entry: SeriesEntry,
    progress: Progress | None,
    cancelled: CancelCheck | None,
    on_slice: OnSlice | None,
    regular: bool,
) -> Volume | TimeSeries:
    if entry.research_file:
        return research.read_image(research.file_of(entry))
    frames = tuple(entry.frames)
    if not frames and entry.is_loadable:
        raise InputError(
            "The images of this series changed on disk after they were listed.",
            "Open the folder again when the images have all arrived.",
            code="changed_on_disk",
        )
    _check_entry(entry)
    grid, geometry_problems = _grid(entry)
    shape = (len(frames), *grid.shape)
    if math.prod(shape) * 4 > limits.MAX_SERIES_BYTES:
        raise InputError(
            "The series is too large to open safely.",
            "Choose a part of it, or a reconstruction with fewer images.",
            code="too_large",
        )
    voxels = read_voxels(frames, shape, progress, cancelled, on_slice)
    unit = _unit(frames[0][0], entry.modality)
    problems = (*entry.problems, *geometry_problems)
    info = series_info(entry)
    common = (grid, entry.modality, unit, entry.frame_of_reference_uid, info, problems)
    image: Volume | TimeSeries
    if len(frames) == 1:
        image = Volume(voxels[0], *common)
    else:
        times = np.full(len(frames), np.nan) if entry.times_s is None else np.asarray(entry.times_s)
        image = TimeSeries(voxels, times.astype(np.float64), *common)
    return _on_a_true_grid(image, entry, regular)


#: problems of a stack that is no regular grid
_NO_GRID = ("gantry_tilt", "irregular_spacing", "missing_slices")


def _on_a_true_grid(image: Volume | TimeSeries, entry: SeriesEntry, regular: bool) -> Volume | TimeSeries:
    """`image` resampled to a regular grid where its slices aren't one; barred from measuring where it can't be."""
    first = entry.frames[0][0]
    if not any(entry.has_problem(code) for code in _NO_GRID) or first.orientation is None:
        return image
    positions = np.array([f.position for f in entry.frames[0]], dtype=np.float64)
    sign = first.header.number("tilt") or 0.0
    geometry = analyse(positions, first.orientation, math.copysign(1.0, sign) if sign else 0.0)
    found = regularised(image, positions, geometry) if regular else None
    if found is not None:
        return found
    barred = tuple(replace(p, effect="block") if p.code in _NO_GRID else p for p in image.problems)
    return replace(image, problems=barred)


def _check_entry(entry: SeriesEntry) -> None:
    if entry.has_problem("patient_mismatch"):
        raise Refused(
            "The images of this series are of different patients.",
            "Ask the archive for the images again, one patient at a time.",
            code="patient_mismatch",
        )
    if not entry.is_loadable and entry.kind != LOCALIZER:
        raise InputError(
            "This series isn't a stack of CT or MR images.",
            "Choose another series; 'voorverslag scan' lists them.",
            code="not_a_volume",
            detail=entry.kind,
        )
    for row in entry.frames:
        for frame in row:
            try:
                check_described(frame.header)
            except Unreadable as error:
                raise damaged(frame.header, str(error)) from error
    if entry.has_problem("truncated"):
        raise InputError(
            "A file of this series is cut off before its pixels.",
            "Ask for the series again; nothing of it was loaded.",
            code="truncated",
        )


def _grid(entry: SeriesEntry) -> tuple[Grid, list[Problem]]:
    first = entry.frames[0][0]
    size = (first.columns, first.rows, len(entry.frames[0]))
    try:
        if first.position is None or first.orientation is None or first.pixel_spacing is None:
            # shown with square pixels; the problem missing_geometry keeps every measurement away
            return Grid(size, np.ones(3), np.zeros(3), np.eye(3)), []
        problems = []
        spacing = entry.spacing_mm[2]
        if spacing <= 0:
            spacing = 1.0
            problems.append(
                Problem(
                    "missing_geometry", "The only slice doesn't say how thick it is; 1 mm is shown.", "block"
                )
            )
        if entry.kind == LOCALIZER:
            problems.append(Problem("localizer", "This is an overview image; it can't be measured.", "block"))
        return grid_of(first.position, first.orientation, first.pixel_spacing, spacing, size), problems
    except GeometryError as error:
        raise InputError(
            "The positions in this series don't form a grid.",
            "Ask for the series again, or choose another reconstruction.",
            code="bad_geometry",
            detail=str(error),
        ) from error


def _unit(frame: Frame, modality: str) -> str:
    if frame.unit:
        return "HU" if frame.unit in ("hnsf'U", "[hnsf'U]") else frame.unit
    stated = frame.header.text("rescale_type")
    if modality == "CT":
        if stated and stated not in ("US", "HU"):
            return stated
        return "HU" if frame.is_rescaled else "1"
    return stated if stated and stated != "US" else "1"


# ------------------------------------------------------------------------------------------------------------
# Facts


def _extra(header: Header, frames: tuple[tuple[Frame, ...], ...], entry_times: str) -> Mapping[str, str]:
    """Acquisition facts that only some tasks ask for, as the headers give them."""
    extra = {
        name: header.text(name)
        for name in (
            "cardiac_images",
            "heart_rate",
            "nominal_interval",
            "trigger_time",
            "inversion_time",
            "field_strength",
            "protocol",
            "temporal_resolution",
            "photometric",
        )
        if header.text(name)
    }
    synchronised = header.text("cardiac_synchronisation")
    phase = header.double("cardiac_phase")
    if synchronised:
        extra["cardiac_synchronisation"] = synchronised
    elif "cardiac_images" in extra or "heart_rate" in extra or phase is not None:
        extra["cardiac_synchronisation"] = "stated by heart rate or cardiac phase"
    if phase is not None:
        extra["cardiac_phase_percent"] = f"{phase:g}"
    extra.update(padding_range(frames[0][0]))
    if frames[0][0].scale:
        extra["philips_scale"] = f"{frames[0][0].scale:.9g}"
    padding = header.unsigned("padding")
    if padding is not None:
        extra["pixel_padding_value"] = str(padding - 65_536 if padding > 32_767 and header.unsigned("pixel_representation") == 1 else padding)  # fmt: skip
    labels = [row[0].label for row in frames]
    if entry_times:
        extra["times_source"] = entry_times
    extra.update(labelling_of(header).facts())
    if any(labels):
        extra["asl_labels"] = "\\".join(labels)
    return extra


def padding_range(frame: Frame) -> dict[str, str]:
    """The values, in the volume's unit, that mean that there is no image (PS3.3 C.7.5.1.1.2); {} without any."""
    header = frame.header
    first, last = header.unsigned("padding"), header.unsigned("padding_limit")
    if first is None:
        return {}
    signed = header.unsigned("pixel_representation") == 1
    ends = [
        (value - 65_536 if signed and value > 32_767 else value) * frame.slope + frame.intercept
        for value in (first, first if last is None else last)
    ]
    return {"padding_from": f"{min(ends):g}", "padding_to": f"{max(ends):g}"}


def series_info(entry: SeriesEntry) -> SeriesInfo:
    """Identifiers and acquisition facts of an entry, from its first image and the UIDs of all."""
    header = entry.header
    if header is None:
        return SeriesInfo(series_description=entry.description, origin=entry.research_file)
    first = entry.frames[0][0]
    centres, widths = header.numbers("window_centre"), header.numbers("window_width")
    uids = [frame.header.sop_instance for frame in entry.frames[0]] if len(entry.frames) == 1 else [
        frame.header.sop_instance for row in entry.frames for frame in row
    ]  # fmt: skip
    ratio = header.numbers("lossy_ratio")
    return SeriesInfo(
        patient_id=header.text("patient_id"),
        issuer_of_patient_id=header.text("issuer"),
        patient_name=header.text("patient_name"),
        birth_date=header.text("birth_date"),
        sex=header.text("sex"),
        study_instance_uid=header.text("study_uid"),
        study_date=header.text("study_date"),
        study_time=header.text("study_time"),
        study_description=header.text("study_description"),
        accession_number=header.text("accession"),
        referring_physician=header.text("referring"),
        series_instance_uid=header.text("series_uid"),
        series_number=header.integer("series_number"),
        series_description=header.text("series_description"),
        stack=entry.stack,
        modality=header.text("modality"),
        sop_class_uid=header.sop_class,
        sop_instance_uids=tuple(uids),
        body_part=header.text("body_part"),
        patient_position=header.text("patient_position"),
        image_type=first.image_type,
        contrast_agent=header.text("contrast_agent"),
        slice_thickness_mm=first.thickness_mm,
        kvp=header.number("kvp"),
        exposure_mas=header.number("exposure"),
        repetition_time_ms=header.number("repetition_time"),
        echo_time_ms=first.echo,
        flip_angle_deg=header.number("flip_angle"),
        convolution_kernel=header.text("kernel"),
        manufacturer=header.text("manufacturer"),
        model=header.text("model"),
        lossy=entry.has_problem("lossy_compressed"),
        lossy_ratio=ratio[-1] if ratio else None,
        # a width below 1 isn't a window (PS3.3 C.11.2.1.2)
        windows=tuple((c, w) for c, w in zip(centres, widths, strict=False) if w >= 1),
        transfer_syntaxes=entry.transfer_syntaxes,
        origin=os.path.dirname(header.file.path) if not header.file.member else header.file.path,
        extra=_extra(header, tuple(entry.frames), entry.times_source),
    )
