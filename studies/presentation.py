"""DICOM Grayscale Softcopy Presentation States: what was drawn on a series and its window, out and in.

Shapes come and go in patient millimetres. Each is written in pixel units of the image in whose plane it lies, found by
the images' own position and orientation, never by a slice number. A pixel's upper left corner is (0, 0) and its middle
(0.5, 0.5) (PS3.3 C.10.5.1.2).

Limitations: what lies in no image's plane (coronal, sagittal, oblique, slabs) has no place in such an object and is
given back as left out. Flips, turns and the part that is shown are those of a view in the images' own plane
(`studies.presented`). Shutters and compound graphics are neither written nor read.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.errors import InvalidDicomError
from pydicom.uid import ExplicitVRLittleEndian, generate_uid

from resources.errors import InputError
from studies import presented
from studies.frames import Frame, read_dataset_of
from studies.presented import Display
from studies.stacks import SeriesEntry

FloatArray = NDArray[np.float64]

SOP_CLASS = "1.2.840.10008.5.1.4.1.1.11.1"
#: a shape lies in an image when all its points do, within this
IN_PLANE_MM = 0.05
#: own words in the tracking identifiers, by which a shape comes back as what it was
OWN = "voorverslag"
LAYER = "MEASUREMENTS"
#: limits on what is read (specs/security.md)
MOST_BYTES, MOST_SHAPES, MOST_POINTS = 32 * 1024 * 1024, 5_000, 20_000
LONGEST_TEXT = 200


@dataclass(frozen=True, eq=False)
class Shape:
    """Something drawn: `points_lps` (n, 3) mm, patient coordinates.

    Attributes
    ----------
    kind : what it is to its maker (``length``); empty for a shape of another program
    form : ``point``, ``line``, ``lines`` (two of two points), ``ring`` (closed, first point not repeated), ``ellipse`` (two opposite ends, then the
        two across) or ``text`` (words only, at its one point)
    name : words of the person
    value : what it measures, for other viewers; never read back
    """

    kind: str
    form: str
    points_lps: FloatArray
    name: str = ""
    value: str = ""


@dataclass(frozen=True, eq=False)
class Loaded:
    """What a presentation state says: shapes, (width, level) or None, and how many things weren't understood."""

    shapes: tuple[Shape, ...]
    window: tuple[float, float] | None
    ignored: int
    label: str = ""
    display: Display | None = None


@dataclass(frozen=True, slots=True)
class Creator:
    """Who and what makes the object; a manufacturer's own words."""

    name: str
    manufacturer: str = "Voorverslag"
    model: str = "Voorverslag"
    software: str = ""
    serial: str = "0"


class _Place:
    """One image: from patient millimetres to its pixels and back."""

    def __init__(self, frame: Frame) -> None:
        if frame.position is None or frame.orientation is None or frame.pixel_spacing is None:
            raise ValueError("an image without a place")
        self.frame = frame
        self.origin = np.asarray(frame.position, dtype=np.float64)
        self.row = np.asarray(frame.orientation[:3], dtype=np.float64)
        self.column = np.asarray(frame.orientation[3:], dtype=np.float64)
        self.normal = np.cross(self.row, self.column)
        #: mm from one row to the next, from one column to the next
        self.down, self.across = (float(s) for s in frame.pixel_spacing)

    def depth_mm(self, points: FloatArray) -> FloatArray:
        return np.asarray((points - self.origin) @ self.normal)

    def pixels(self, points: FloatArray) -> FloatArray:
        """(column, row) in pixel units, upper left corner of the first pixel at (0, 0)."""
        off = points - self.origin
        return np.column_stack([off @ self.row / self.across + 0.5, off @ self.column / self.down + 0.5])

    def patient(self, pixels: FloatArray) -> FloatArray:
        return np.asarray(
            self.origin
            + (pixels[:, :1] - 0.5) * self.across * self.row
            + (pixels[:, 1:] - 0.5) * self.down * self.column
        )


def _places(entry: SeriesEntry) -> list[_Place]:
    if not entry.frames:
        raise not_possible("these images have no place in the patient")
    try:
        return [_Place(frame) for frame in entry.frames[0]]
    except ValueError as error:
        raise not_possible("these images have no place in the patient") from error


def not_possible(why: str) -> InputError:
    return InputError(
        "A presentation state can't be made for this series.",
        "Save the picture instead, or report the measurement.",
        code="presentation_not_possible",
        detail=why,
    )


def unreadable(why: str) -> InputError:
    return InputError(
        "This isn't a presentation state that can be read.",
        "Choose a DICOM presentation state (modality PR) of these images.",
        code="presentation_unreadable",
        detail=why,
    )


def other_series() -> InputError:
    return InputError(
        "This presentation state belongs to other images.",
        "Open the series for which it was made.",
        code="presentation_other_series",
    )


# -- out --------------------------------------------------------------------------------------------------


def build(
    entry: SeriesEntry,
    shapes: Sequence[Shape],
    window: tuple[float, float] | None,
    creator: Creator,
    *,
    at: datetime,
    label: str = "VOORVERSLAG",
    description: str = "",
    display: Display | None = None,
) -> tuple[Dataset, tuple[Shape, ...]]:
    """(the object, shapes that lie in no image's plane) for a series.

    Parameters
    ----------
    window : (width, level) in the unit of the rescaled values, for all images
    label : content label, capitals and underscores
    display : how the picture lies on the screen; one that isn't upright in the images' plane is left out

    Raises
    ------
    InputError
        When the images have no place, or nothing of what is asked can be written.
    """
    from highdicom.pr import (
        GraphicAnnotation,
        GraphicLayer,
        GrayscaleSoftcopyPresentationState,
        SoftcopyVOILUTTransformation,
    )

    places = _places(entry)
    layer = GraphicLayer(LAYER, 1, "Measurements and words")
    headers: dict[str, Dataset] = {}
    for place in places:
        header = place.frame.header
        if header.sop_instance not in headers:
            headers[header.sop_instance] = _whole(read_dataset_of(header, pixels=False))
    images = list(headers.values())
    by_uid = {str(image.SOPInstanceUID): image for image in images}
    left_out: list[Shape] = []
    annotations = []
    for shape in shapes:
        lies_in = _place_of(shape, places)
        if lies_in is None:
            left_out.append(shape)
            continue
        image = by_uid[lies_in.frame.header.sop_instance]
        graphics, texts = _objects(shape, lies_in)
        several = int(getattr(image, "NumberOfFrames", 1) or 1) > 1
        annotations.append(
            GraphicAnnotation(
                [image],
                layer,
                referenced_frame_number=lies_in.frame.index + 1 if several else None,
                graphic_objects=graphics or None,
                text_objects=texts or None,
            )
        )
    voi = None
    if window is not None:
        voi = [
            SoftcopyVOILUTTransformation(
                window_center=float(window[1]), window_width=max(float(window[0]), 1.0)
            )
        ]
    if not annotations and voi is None:
        raise not_possible("nothing lies in an image's plane")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            made = GrayscaleSoftcopyPresentationState(
                images,
                series_instance_uid=generate_uid(prefix=None),
                series_number=9001,
                sop_instance_uid=generate_uid(prefix=None),
                instance_number=1,
                manufacturer=creator.manufacturer,
                manufacturer_model_name=creator.model,
                software_versions=creator.software or "1",
                device_serial_number=creator.serial,
                content_label=label,
                content_description=description or None,
                content_creator_name=creator.name or None,
                graphic_annotations=annotations or None,
                graphic_layers=[layer] if annotations else None,
                voi_lut_transformations=voi,
                transfer_syntax_uid=ExplicitVRLittleEndian,
            )
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise not_possible(f"{type(error).__name__}: {error}") from error
    if display is not None:
        first = places[0]
        presented.put(made, display, first.origin, first.row, first.column, (first.down, first.across))
    made.PresentationCreationDate = at.strftime("%Y%m%d")
    made.PresentationCreationTime = at.strftime("%H%M%S")
    made.SpecificCharacterSet = "ISO_IR 192"
    made.SeriesDescription = "Presentation state"
    body_part = images[0].get("BodyPartExamined", "")
    if body_part:
        made.BodyPartExamined = body_part
    else:
        made.Laterality = ""  # a paired part or not: the images don't say
    return made, tuple(left_out)


#: what a sender may leave out of an image and the object asks for: present, perhaps empty
_TYPE_2 = (
    "PatientID", "PatientName", "PatientBirthDate", "PatientSex", "StudyDate", "StudyTime", "StudyID",
    "AccessionNumber", "ReferringPhysicianName",
)  # fmt: skip


def _whole(image: Dataset) -> Dataset:
    for name in _TYPE_2:
        if name not in image:
            setattr(image, name, "")
    return image


def _place_of(shape: Shape, places: Sequence[_Place]) -> _Place | None:
    """The image in whose plane all points lie; the nearest of those."""
    points = np.asarray(shape.points_lps, dtype=np.float64)
    depths = [float(np.abs(place.depth_mm(points)).max()) for place in places]
    best = int(np.argmin(depths))
    return places[best] if depths[best] <= IN_PLANE_MM else None


def _objects(shape: Shape, place: _Place) -> tuple[list[Any], list[Any]]:
    from highdicom.pr import GraphicObject, TextObject

    pixels = place.pixels(np.asarray(shape.points_lps, dtype=np.float64))
    uid = generate_uid(prefix=None)
    graphics, texts = [], []
    if shape.form == "ellipse":
        spans = [float(np.hypot(*(pixels[a + 1] - pixels[a]))) for a in (0, 2)]
        ordered = pixels if spans[0] >= spans[1] else pixels[[2, 3, 0, 1]]
        kind, data = "ELLIPSE", ordered
    elif shape.form == "point":
        kind, data = "POINT", pixels[:1]
    elif shape.form == "ring":
        kind, data = "POLYLINE", np.vstack([pixels, pixels[:1]])
    else:
        kind, data = "POLYLINE", pixels
    if shape.form != "text":
        # two lines that don't touch (Cobb, two diameters) are two graphics of one shape
        parts = [data[:2], data[2:]] if shape.form == "lines" else [data]
        graphics = [
            GraphicObject(
                kind,
                np.asarray(part, dtype=np.float64),
                "PIXEL",
                tracking_id=f"{OWN}/{shape.kind}/{place_in}",
                tracking_uid=uid,
            )
            for place_in, part in enumerate(parts)
        ]
    anchor = pixels[int(np.argmax(pixels[:, 0]))] if shape.kind != "arrow" else pixels[-1]
    size = (float(place.frame.columns or 1), float(place.frame.rows or 1))
    spot = tuple(float(min(max(a, 0.0), s)) for a, s in zip(anchor, size, strict=True))
    for what, words in (("name", shape.name), ("value", shape.value)):
        if words:
            texts.append(
                TextObject(
                    words[:LONGEST_TEXT],
                    "PIXEL",
                    anchor_point=spot,
                    anchor_point_visible=False,
                    tracking_id=f"{OWN}/{what}/{shape.kind}",
                    tracking_uid=uid,
                )
            )
    return graphics, texts


# -- in ---------------------------------------------------------------------------------------------------


def read_file(file: Path, entry: SeriesEntry) -> Loaded:
    """What a file says of a series; raises InputError."""
    try:
        too_large = file.stat().st_size > MOST_BYTES
    except OSError as error:
        raise unreadable(type(error).__name__) from error
    if too_large:
        raise unreadable("the file is too large")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return read(dcmread(file), entry)
    except InputError:
        raise
    except (InvalidDicomError, OSError) as error:
        raise unreadable(type(error).__name__) from error
    except RecursionError as error:
        raise unreadable("nested too deeply") from error
    except Exception as error:
        raise unreadable(f"damaged ({type(error).__name__})") from error


def read(dataset: Dataset, entry: SeriesEntry) -> Loaded:
    """What a presentation state says of a series.

    Raises
    ------
    InputError
        For another kind of object, or one about other images.
    """
    if str(dataset.get("SOPClassUID", "")) != SOP_CLASS:
        raise unreadable("another kind of object")
    series = {
        str(item.get("SeriesInstanceUID", "")) for item in dataset.get("ReferencedSeriesSequence") or []
    }
    if entry.series_instance_uid not in series:
        raise other_series()
    places = {(place.frame.header.sop_instance, place.frame.index + 1): place for place in _places(entry)}
    shapes: list[Shape] = []
    ignored = 0
    for item in dataset.get("GraphicAnnotationSequence") or []:
        place = _referenced(item, places)
        ignored += len(item.get("CompoundGraphicSequence") or [])
        if place is None:
            ignored += len(item.get("GraphicObjectSequence") or []) + len(
                item.get("TextObjectSequence") or []
            )
            continue
        found, skipped = _shapes(item, place, dataset)
        shapes += found
        ignored += skipped
        if len(shapes) > MOST_SHAPES:
            raise unreadable("too many shapes")
    first = next(iter(places.values()))
    display = presented.read(
        dataset,
        first.origin,
        first.row,
        first.column,
        (first.down, first.across),
        (int(first.frame.columns or 0), int(first.frame.rows or 0)),
    )
    label = str(dataset.get("ContentLabel", ""))[:16]
    return Loaded(tuple(shapes), _window(dataset), ignored, label, display)


def _referenced(item: Dataset, places: dict[tuple[str, int], _Place]) -> _Place | None:
    """The one image of this series that an annotation is on."""
    found = []
    for reference in item.get("ReferencedImageSequence") or []:
        frames = reference.get("ReferencedFrameNumber") or 1
        for frame in [frames] if isinstance(frames, int | str) else list(frames):
            place = places.get((str(reference.get("ReferencedSOPInstanceUID", "")), int(frame)))
            if place is not None:
                found.append(place)
    return found[0] if len(found) == 1 else None


def _shapes(item: Dataset, place: _Place, dataset: Dataset) -> tuple[list[Shape], int]:
    ignored = 0
    names: dict[str, str] = {}
    free: list[Shape] = []
    drawn: dict[str, list[tuple[str, str, FloatArray]]] = {}
    for text in item.get("TextObjectSequence") or []:
        words = " ".join(str(text.get("UnformattedTextValue", "")).split())[:LONGEST_TEXT]
        tracking, uid = str(text.get("TrackingID", "")), str(text.get("TrackingUID", ""))
        if tracking.startswith(f"{OWN}/value/"):
            continue
        if tracking.startswith(f"{OWN}/name/") and not tracking.endswith("/text"):
            names[uid] = words
            continue
        spot = _anchor(text, place, dataset)
        if spot is None or not words:
            ignored += 1
        else:
            free.append(Shape("text", "text", place.patient(spot), words))
    for number, graphic in enumerate(item.get("GraphicObjectSequence") or []):
        points = _points(graphic, place, dataset)
        if points is None:
            ignored += 1
            continue
        key = str(graphic.get("TrackingUID", "")) or f"#{number}"
        drawn.setdefault(key, []).append(
            (str(graphic.get("TrackingID", "")), str(graphic.get("GraphicType", "")), points)
        )
    for uid, parts in drawn.items():
        made = _shape(parts, place, names.get(uid, ""))
        if made is None:
            ignored += len(parts)
        else:
            free.append(made)
    return free, ignored


def _shape(parts: list[tuple[str, str, FloatArray]], place: _Place, name: str) -> Shape | None:
    tracking, form, pixels = parts[0]
    own = tracking.split("/")
    kind = own[1] if own[0] == OWN and len(own) == 3 else ""
    if len(parts) == 2 and kind:
        return Shape(kind, "lines", place.patient(np.vstack([pixels, parts[1][2]])), name)
    if len(parts) != 1:
        return None
    if form == "POINT":
        return Shape(kind or "probe", "point", place.patient(pixels[:1]), name)
    if form == "CIRCLE" and len(pixels) == 2:
        middle, arm = pixels[0], pixels[1] - pixels[0]
        across = np.array([-arm[1], arm[0]])
        ends = np.array([middle - arm, middle + arm, middle - across, middle + across])
        return Shape(kind, "ellipse", place.patient(ends), name)
    if form == "ELLIPSE" and len(pixels) == 4:
        return Shape(kind, "ellipse", place.patient(pixels), name)
    if form in ("POLYLINE", "INTERPOLATED") and len(pixels) >= 2:
        closed = len(pixels) >= 4 and np.allclose(pixels[0], pixels[-1], atol=1e-3)
        if closed:
            return Shape(kind, "ring", place.patient(pixels[:-1]), name)
        return Shape(kind, "line", place.patient(pixels), name)
    return None


def _points(graphic: Dataset, place: _Place, dataset: Dataset) -> FloatArray | None:
    """The points of a graphic in pixels of its image, or None for one that can't be placed."""
    data = graphic.get("GraphicData")
    values = np.atleast_1d(np.asarray(data if data is not None else [], dtype=np.float64))
    if not 2 <= values.size <= 2 * MOST_POINTS or values.size % 2 or not np.all(np.isfinite(values)):
        return None
    return _in_pixels(values.reshape(-1, 2), str(graphic.get("GraphicAnnotationUnits", "")), place, dataset)


def _anchor(text: Dataset, place: _Place, dataset: Dataset) -> FloatArray | None:
    for spot, units in (
        ("AnchorPoint", "AnchorPointAnnotationUnits"),
        ("BoundingBoxTopLeftHandCorner", "BoundingBoxAnnotationUnits"),
    ):
        value = text.get(spot)
        if value is not None and len(value) == 2:
            return _in_pixels(np.asarray([value], dtype=np.float64), str(text.get(units, "")), place, dataset)
    return None


def _in_pixels(points: FloatArray, units: str, place: _Place, dataset: Dataset) -> FloatArray | None:
    """PIXEL as it is; DISPLAY as a share of the displayed area (PS3.3 C.10.4); other units aren't known."""
    if units == "PIXEL":
        return points
    areas = dataset.get("DisplayedAreaSelectionSequence") or []
    if units != "DISPLAY" or len(areas) != 1:
        return None
    first = np.asarray(areas[0].DisplayedAreaTopLeftHandCorner, dtype=np.float64)
    last = np.asarray(areas[0].DisplayedAreaBottomRightHandCorner, dtype=np.float64)
    # corners are given as pixels, counted from 1: the area runs from the first one's outer corner to the last one's
    return np.asarray(first - 1.0 + points * (last - first + 1.0))


def _window(dataset: Dataset) -> tuple[float, float] | None:
    """(width, level) when the object has one for all its images."""
    items = dataset.get("SoftcopyVOILUTSequence") or []
    if len(items) != 1:
        return None
    centre, width = items[0].get("WindowCenter"), items[0].get("WindowWidth")
    if centre is None or width is None:
        return None
    first = [float(v[0] if hasattr(v, "__len__") and not isinstance(v, str) else v) for v in (width, centre)]
    return (first[0], first[1]) if first[0] >= 1 else None


def write(dataset: Dataset, file: Path) -> None:
    """Write an object to a file that may not exist yet half: all or nothing; raises InputError."""
    temporary = file.with_name(f".{file.name}.part")
    try:
        dataset.save_as(temporary, enforce_file_format=True)
        temporary.replace(file)
    except OSError as problem:
        temporary.unlink(missing_ok=True)
        raise InputError(
            "The presentation state couldn't be saved.",
            "Choose another folder, or free some room on the disk.",
            code="presentation_not_saved",
            detail=type(problem).__name__,
        ) from problem
