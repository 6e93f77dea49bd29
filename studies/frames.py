"""Frames: the 2D images that a file holds, each with its own place, time and rescale.

A classic file holds one; an enhanced multi-frame file many, with their facts in functional groups; a Siemens
mosaic holds the slices of one volume as tiles of one picture. Everything after this module treats them alike.
"""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from pydicom.dataset import Dataset
from pydicom.filereader import dcmread, read_sequence

from studies import limits, vendors
from studies.geometry import direction_of, is_orientation
from studies.headers import DEFLATED, Header
from studies.sources import Unreadable, inflate

ENHANCED = {
    "1.2.840.10008.5.1.4.1.1.2.1",  # Enhanced CT
    "1.2.840.10008.5.1.4.1.1.2.2",  # Legacy Converted Enhanced CT
    "1.2.840.10008.5.1.4.1.1.4.1",  # Enhanced MR
    "1.2.840.10008.5.1.4.1.1.4.4",  # Legacy Converted Enhanced MR
    "1.2.840.10008.5.1.4.1.1.128.1",  # Legacy Converted Enhanced PET
    "1.2.840.10008.5.1.4.1.1.130",  # Enhanced PET
}


@dataclass(frozen=True, slots=True)
class Frame:
    """One 2D image. `tile` is (row, column) of its first pixel within a mosaic's picture."""

    header: Header
    index: int = 0
    tile: tuple[int, int] | None = None
    rows: int = 0
    columns: int = 0
    position: tuple[float, float, float] | None = None
    orientation: tuple[float, ...] | None = None
    pixel_spacing: tuple[float, float] | None = None
    slope: float = 1.0
    intercept: float = 0.0
    thickness_mm: float | None = None
    image_type: tuple[str, ...] = ()
    #: what tells one time point from another, by name: numbers that sort
    times: dict[str, float] = field(default_factory=dict)
    echo: float | None = None
    b_value: float | None = None
    label: str = ""
    #: what an enhanced file calls its stack
    stack_id: str = ""
    #: part of a complex image: magnitude, phase, real, imaginary; "" where it isn't said
    component: str = ""
    #: unit of the values where a real-world value map gives one
    unit: str = ""
    #: Philips' RescaleSlope x scale slope; values of images with another product have another scale; 0 unknown
    scale: float = 0.0
    #: whether the file says how stored values become real ones
    is_rescaled: bool = True

    @property
    def is_placed(self) -> bool:
        """Whether the file says where the frame lies and how large its pixels are."""
        return self.position is not None and self.orientation is not None and self.pixel_spacing is not None


def frames_of(header: Header) -> list[Frame]:
    """The frames of one file; raises `Unreadable` when its facts can't be followed."""
    try:
        return _frames_of(header)
    except Unreadable:
        raise
    except RecursionError as error:
        raise Unreadable("sequences are nested too deeply") from error
    except Exception as error:
        raise Unreadable(f"the file is damaged ({type(error).__name__})") from error


def _frames_of(header: Header) -> list[Frame]:
    count = header.frame_count
    if count > limits.MAX_FRAMES:
        raise Unreadable("the file declares more frames than can be opened safely")
    if header.sop_class in ENHANCED:
        return _enhanced(header, count)
    if "MOSAIC" in header.texts("image_type"):
        tiles = _mosaic(header)
        # tiles that can't be placed: the picture is shown, never measured
        return tiles or [_unplaced(_single(header), 0)]
    if header.has("uih_frames") and vendors.maker_of(header) == vendors.UIH:
        return _uih_grid(header) or [_unplaced(_single(header), 0)]
    frame = _single(header)
    # a multi-frame file without functional groups has no place for each frame
    return [frame] if count <= 1 else [_unplaced(frame, k) for k in range(count)]


def _unplaced(frame: Frame, index: int) -> Frame:
    return Frame(
        frame.header, index, None, frame.rows, frame.columns, None, None, None, frame.slope, frame.intercept,
        image_type=frame.image_type,
    )  # fmt: skip


def _triple(values: tuple[float, ...]) -> tuple[float, float, float] | None:
    return (values[0], values[1], values[2]) if len(values) == 3 else None


def _pair(values: tuple[float, ...]) -> tuple[float, float] | None:
    return (values[0], values[1]) if len(values) == 2 and min(values) > 0 else None


def _cosines(values: tuple[float, ...]) -> tuple[float, ...] | None:
    return values if is_orientation(values) else None


def seconds_of(text: str) -> float | None:
    """Seconds since midnight of a DICOM TM, or of the time part of a DT."""
    text = text.split("+")[0].split("-")[0].replace(":", "")
    if len(text.split(".")[0]) >= 14:
        text = text[8:]
    whole = text.split(".")[0]
    if not whole.isdigit() or len(whole) not in (2, 4, 6):
        return None
    try:
        hours, minutes = int(whole[:2]), int(whole[2:4] or 0)
        return hours * 3600.0 + minutes * 60.0 + float(text[4:] or 0)
    except ValueError:
        return None


def _single(header: Header) -> Frame:
    times: dict[str, float] = {}
    for name in ("temporal_position", "trigger_time", "acquisition_number", "instance_number"):
        value = header.number(name)
        if value is not None:
            times[name] = value
    for name in ("acquisition_time", "content_time"):
        text = header.text(name)
        if name == "acquisition_time":
            text = text or header.text("acquisition_datetime")
        seconds = seconds_of(text)
        if seconds is not None:
            times[name] = seconds
    maker = vendors.maker_of(header)
    dynamic = vendors.dynamic_time(header, maker)
    if dynamic is not None:
        times["dynamic_time"] = dynamic
    values = vendors.values_of(header, maker)
    return Frame(
        header=header,
        rows=header.rows,
        columns=header.columns,
        position=_triple(header.numbers("position")),
        orientation=_cosines(header.numbers("orientation")),
        pixel_spacing=_pair(header.numbers("pixel_spacing")),
        slope=values.slope,
        intercept=values.intercept,
        thickness_mm=header.number("slice_thickness"),
        image_type=header.texts("image_type"),
        times=times,
        echo=header.number("echo_time"),
        b_value=vendors.b_value(header, maker),
        label=vendors.image_label(header, maker),
        component=vendors.component(header, maker),
        unit=values.unit,
        scale=values.scale,
        is_rescaled=values.is_stated,
    )


# ------------------------------------------------------------------------------------------------------------
# Enhanced multi-frame


def read_dataset_of(header: Header, *, pixels: bool) -> Dataset:
    """The whole data set by pydicom, a deflated one inflated within the limits first."""
    upto = None
    if not pixels and header.has_pixels and header.transfer_syntax != DEFLATED:
        # the element before the value is read too, so that the reader meets the pixels and stops
        upto = header.pixel_offset
    data = header.file.read(upto)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if header.transfer_syntax == DEFLATED:
            return _deflated(data, pixels)
        return dcmread(io.BytesIO(data), stop_before_pixels=not pixels, force=data[128:132] != b"DICM")


def _deflated(data: bytes, pixels: bool) -> Dataset:
    from pydicom.filereader import _read_file_meta_info, read_dataset, read_preamble

    stream = io.BytesIO(data)
    read_preamble(stream, force=False)
    _read_file_meta_info(stream)
    body = io.BytesIO(inflate(data[stream.tell() :]))
    stop = None if pixels else (lambda tag, vr, length: tag >= 0x7FE00008)
    return read_dataset(body, is_implicit_VR=False, is_little_endian=True, stop_when=stop)


def _first(group: Dataset | None, sequence: str | int) -> Dataset | None:
    items: Any = group.get(sequence) if group is not None else None
    items = getattr(items, "value", items)
    return items[0] if isinstance(items, Sequence) and items and isinstance(items[0], Dataset) else None


def _floats(item: Dataset | None, name: str) -> tuple[float, ...]:
    value: Any = item.get(name) if item is not None else None
    if value is None or isinstance(value, str):
        return ()
    try:
        numbers = tuple(float(v) for v in (value if hasattr(value, "__iter__") else [value]))
    except (TypeError, ValueError):
        return ()
    return numbers if all(math.isfinite(v) for v in numbers) else ()


def _enhanced(header: Header, count: int) -> list[Frame]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            dataset = read_dataset_of(header, pixels=False)
            shared = _first(dataset, "SharedFunctionalGroupsSequence")
            per_frame = list(dataset.get("PerFrameFunctionalGroupsSequence") or [])
            dimensions = _other_dimensions(dataset)
            if not per_frame:
                # nothing says where the frames lie: shown, never measured (problem missing_geometry)
                return [_unplaced(_single(header), k) for k in range(count)]
            if len(per_frame) < count:
                raise Unreadable("the file describes fewer frames than it declares")  # noqa: TRY301
            return [_enhanced_frame(header, k, shared, per_frame[k], dimensions) for k in range(count)]
    except Unreadable:
        raise
    except RecursionError as error:
        raise Unreadable("sequences are nested too deeply") from error
    except Exception as error:
        raise Unreadable(f"the multi-frame description is damaged ({type(error).__name__})") from error


#: dimensions of space, which the positions tell: StackID, InStackPositionNumber, ImagePositionPatient
_OF_SPACE = (0x00209056, 0x00209057, 0x00200032)


def _other_dimensions(dataset: Dataset) -> tuple[int, ...]:
    """Which of a multi-frame file's dimensions aren't of space."""
    items = dataset.get("DimensionIndexSequence") or []
    return tuple(
        k for k, item in enumerate(items) if int(item.get("DimensionIndexPointer") or 0) not in _OF_SPACE
    )


def _enhanced_frame(
    header: Header, index: int, shared: Dataset | None, own: Dataset, dimensions: tuple[int, ...]
) -> Frame:
    def numbers(sequence: str, name: str) -> tuple[float, ...]:
        return _floats(_first(own, sequence), name) or _floats(_first(shared, sequence), name)

    def one(sequence: str, name: str) -> float | None:
        values = numbers(sequence, name)
        return values[0] if values else None

    content = _first(own, "FrameContentSequence")
    times: dict[str, float] = {"instance_number": float(header.integer("instance_number") or 0)}
    if content is not None:
        temporal = _floats(content, "TemporalPositionIndex")
        if temporal:
            times["temporal_position"] = temporal[0]
        for keyword in ("FrameReferenceDateTime", "FrameAcquisitionDateTime"):
            seconds = seconds_of(str(content.get(keyword) or ""))
            if seconds is not None:
                times["acquisition_time"] = seconds
                break
        place = _floats(content, "DimensionIndexValues")
        if dimensions and len(place) > max(dimensions):
            # one number that sorts like the tuple
            times["dimension"] = sum(place[k] * 1e4**-n for n, k in enumerate(dimensions))
    offset = one("TemporalPositionSequence", "TemporalPositionTimeOffset")
    if offset is not None:
        times["time_offset"] = offset
    trigger = one("CardiacSynchronizationSequence", "NominalCardiacTriggerDelayTime")
    if trigger is not None:
        times["trigger_time"] = trigger
    kind_item = None
    for sequence in ("MRImageFrameTypeSequence", "CTImageFrameTypeSequence", "PETFrameTypeSequence"):
        kind_item = kind_item or _first(own, sequence) or _first(shared, sequence)
    image_type = header.texts("image_type")
    if kind_item is not None and kind_item.get("FrameType"):
        image_type = tuple(str(part) for part in kind_item.FrameType)
    slope = one("PixelValueTransformationSequence", "RescaleSlope")
    intercept = one("PixelValueTransformationSequence", "RescaleIntercept")
    context = _first(own, "MRArterialSpinLabelingSequence") or _first(
        shared, "MRArterialSpinLabelingSequence"
    )
    stated = slope is not None or intercept is not None
    values = vendors.Values(
        1.0 if slope is None else slope, 0.0 if intercept is None else intercept, is_stated=stated
    )
    mapped = _first(own, "RealWorldValueMappingSequence") or _first(shared, "RealWorldValueMappingSequence")
    values = vendors.with_real_world(values, mapped)
    values = vendors.with_philips_scale(values, _first(own, 0x2005140F) or _first(shared, 0x2005140F))
    return Frame(
        header=header,
        index=index,
        rows=header.rows,
        columns=header.columns,
        position=_triple(numbers("PlanePositionSequence", "ImagePositionPatient")),
        orientation=_cosines(numbers("PlaneOrientationSequence", "ImageOrientationPatient")),
        pixel_spacing=_pair(numbers("PixelMeasuresSequence", "PixelSpacing")),
        slope=values.slope,
        intercept=values.intercept,
        thickness_mm=one("PixelMeasuresSequence", "SliceThickness"),
        image_type=image_type,
        times=times,
        echo=one("MREchoSequence", "EffectiveEchoTime"),
        b_value=one("MRDiffusionSequence", "DiffusionBValue"),
        label=vendors.image_label(
            header,
            vendors.maker_of(header),
            str(context.get("ASLContext") or "") if context is not None else "",
            str(content.get("FrameComments") or "") if content is not None else "",
        ),
        stack_id=str(content.get("StackID") or "") if content is not None else "",
        component=str(kind_item.get("ComplexImageComponent") or "") if kind_item is not None else "",
        unit=values.unit,
        scale=values.scale,
        is_rescaled=values.is_stated,
    )


# ------------------------------------------------------------------------------------------------------------
# Siemens mosaic


def _mosaic(header: Header) -> list[Frame]:
    whole = _single(header)
    csa = header.raw("csa_image")
    csa = csa if isinstance(csa, bytes) else b""
    tiles = header.unsigned("mosaic_tiles") or int(
        (vendors.csa_numbers(csa, "NumberOfImagesInMosaic") or (0.0,))[0]
    )
    # SliceThickness is no distance: a mosaic without SpacingBetweenSlices can't be placed
    spacing = header.number("spacing_between")
    if not whole.is_placed or tiles < 1 or not spacing:
        return []
    across = math.ceil(math.sqrt(tiles))
    rows, columns = whole.rows // across, whole.columns // across
    if rows < 1 or columns < 1:
        return []
    if whole.position is None or whole.orientation is None or whole.pixel_spacing is None:
        return []
    direction = direction_of(whole.orientation)
    step = direction[:, 2] * spacing
    stated = vendors.csa_numbers(csa, "SliceNormalVector")
    if len(stated) == 3 and float(np.asarray(stated) @ direction[:, 2]) < 0:
        step = -step
    # the header gives the corner of the whole picture, as if it were one slice of that size
    corner = (
        np.asarray(whole.position)
        + direction[:, 0] * (whole.columns - columns) / 2 * whole.pixel_spacing[1]
        + direction[:, 1] * (whole.rows - rows) / 2 * whole.pixel_spacing[0]
    )
    found = []
    for k in range(tiles):
        place = corner + step * k
        found.append(
            replace(
                whole,
                tile=((k // across) * rows, (k % across) * columns),
                rows=rows,
                columns=columns,
                position=(float(place[0]), float(place[1]), float(place[2])),
            )
        )
    return found


# ------------------------------------------------------------------------------------------------------------
# Grid of United Imaging


def _uih_grid(header: Header) -> list[Frame]:
    """Slices of a picture of the maker UIH (ImageType VFRAME); [] where its description can't be followed.

    The picture has ceil(sqrt(n)) columns and as many rows as n slices need; each slice's own corner and time stand
    in (0065,1051). Source: the maker's table in rordenlab/dcm2niix issue 225.
    """
    whole = _single(header)
    count = int(header.number("uih_slices") or 0)
    if whole.orientation is None or whole.pixel_spacing is None or not 1 <= count <= limits.MAX_FRAMES:
        return []
    items = _uih_items(header)
    across = math.ceil(math.sqrt(count))
    down = math.ceil(count / across)
    if len(items) != count or whole.rows % down or whole.columns % across:
        return []
    rows, columns = whole.rows // down, whole.columns // across
    found = []
    for k, item in enumerate(items):
        position = _triple(_floats(item, "ImagePositionPatient"))
        if position is None:
            return []
        text = str(item.get("AcquisitionTime") or item.get("AcquisitionDateTime") or "")
        seconds = seconds_of(text)
        found.append(
            replace(
                whole,
                tile=((k // across) * rows, (k % across) * columns),
                rows=rows,
                columns=columns,
                position=position,
                times=whole.times if seconds is None else {**whole.times, "acquisition_time": seconds},
            )
        )
    return found


def _uih_items(header: Header) -> list[Dataset]:
    """Items of (0065,1051); [] when it isn't a sequence that can be read."""
    element = read_dataset_of(header, pixels=False).get(0x00651051)
    value = element.value if element is not None else None
    if isinstance(value, bytes):
        # without VR, or as UN: the bytes of a private sequence
        value = read_sequence(io.BytesIO(value), True, True, len(value), "iso8859")
    return [item for item in value or () if isinstance(item, Dataset)] if isinstance(value, Sequence) else []
