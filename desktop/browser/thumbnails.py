"""The middle image of a series as a small picture, in its own window: decoded alone, in the background."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage

from resources.errors import VoorverslagError
from studies import research
from studies.frames import Frame
from studies.load import padding_range
from studies.pixels import FilePixels
from studies.sources import Unreadable
from studies.stacks import SeriesEntry

SIDE = 256
CT_WINDOW = (40.0, 400.0)
#: of the values of an image without a window of its own
LOW_PERCENT, HIGH_PERCENT = 0.5, 99.5
#: a window of the file with less of the image's values in it isn't one for this image
LEAST_INSIDE = 0.02


def key_of(entry: SeriesEntry) -> tuple[object, ...]:
    """What tells one thumbnail from another, also when a file changes under the same name."""
    if entry.research_file:
        return (entry.research_file, entry.size)
    # a stack that came from the index knows its files without reading them
    listed = getattr(entry.frames, "files", None) or ([entry.header.file] if entry.header is not None else [])
    if not listed:
        return (entry.series_instance_uid, entry.stack)
    file = listed[0]
    return (file.path, file.member, file.size, entry.series_instance_uid, entry.stack)


def thumbnail(entry: SeriesEntry) -> QImage:
    """The middle slice, windowed, in true proportions, at most `SIDE` pixels; a null image when there is none."""
    try:
        found = _research(entry) if entry.research_file else _dicom(entry)
    except (Unreadable, VoorverslagError, OSError, MemoryError, ValueError):
        return QImage()
    if found is None or found[0].ndim not in (2, 3) or not found[0].size:
        return QImage()
    values, low, high, aspect, inverted = found
    if values.ndim == 3:
        return _in_proportion(_colours(values), aspect)
    values = np.where(np.isfinite(values), values, low)
    grey = np.clip((values - low) / max(high - low, 1e-6) * 255.0, 0, 255).astype(np.uint8)
    if inverted:
        grey = 255 - grey
    grey = np.ascontiguousarray(grey)
    rows, columns = grey.shape
    image = QImage(grey.data, columns, rows, columns, QImage.Format.Format_Grayscale8).copy()
    return _in_proportion(image, aspect)


def _colours(values: Any) -> QImage:
    """A picture of (rows, columns, 3) bytes, as screen captures have."""
    rgb = np.ascontiguousarray(values[..., :3])
    rows, columns, _ = rgb.shape
    return QImage(rgb.data, columns, rows, 3 * columns, QImage.Format.Format_RGB888).copy()


def _in_proportion(image: QImage, aspect: float) -> QImage:
    columns, rows = image.width(), image.height()
    wanted = QSize(columns, max(1, round(rows * aspect))).scaled(
        SIDE, SIDE, Qt.AspectRatioMode.KeepAspectRatio
    )
    return image.scaled(
        wanted, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )


def _dicom(entry: SeriesEntry) -> tuple[Any, float, float, float, bool] | None:
    if not entry.frames or not entry.frames[0]:
        return None
    row = entry.frames[len(entry.frames) // 2]
    frame = row[len(row) // 2]
    header = frame.header
    if not header.has_pixels:
        return None
    with FilePixels(header) as pixels:
        stored = pixels.frame(frame.index)
    if frame.tile is not None:
        top, left = frame.tile
        stored = stored[top : top + frame.rows, left : left + frame.columns]
    spacing = frame.pixel_spacing
    aspect = spacing[0] / spacing[1] if spacing and min(spacing) > 0 else 1.0
    if stored.ndim == 3 and stored.dtype == np.uint8 and stored.shape[2] >= 3:
        return stored, 0.0, 255.0, aspect, False
    values = stored.astype(np.float32) * frame.slope + frame.intercept
    low, high = _window(frame, values)
    return values, low, high, aspect, header.text("photometric") == "MONOCHROME1"


def _window(frame: Frame, values: Any) -> tuple[float, float]:
    header = frame.header
    centres, widths = header.numbers("window_centre"), header.numbers("window_width")
    own = [(c, w) for c, w in zip(centres, widths, strict=False) if w >= 1]
    if own:
        centre, width = own[0]
        inside = np.abs(values - centre) <= width / 2
        if header.text("modality") != "CT" and inside.mean() < LEAST_INSIDE:
            return _spread(_image_values(frame, values))  # a window that shows nothing of this image
    elif header.text("modality") == "CT":
        centre, width = CT_WINDOW
    else:
        return _spread(_image_values(frame, values))
    return centre - width / 2, centre + width / 2


def _image_values(frame: Frame, values: Any) -> Any:
    """Without the values that the file says are no image."""
    ends = padding_range(frame)
    if not ends:
        return values
    kept = values[(values < float(ends["padding_from"])) | (values > float(ends["padding_to"]))]
    return kept if kept.size else values


def _spread(values: Any) -> tuple[float, float]:
    finite = values[np.isfinite(values)]
    if not finite.size:
        return 0.0, 1.0
    low, high = np.percentile(finite, (LOW_PERCENT, HIGH_PERCENT))
    if low == high:
        low, high = float(finite.min()), float(finite.max())
    return float(low), float(high)


def _research(entry: SeriesEntry) -> tuple[Any, float, float, float, bool] | None:
    loaded = research.read_image(research.file_of(entry))
    voxels = loaded.voxels if loaded.voxels.ndim == 3 else loaded.voxels[loaded.voxels.shape[0] // 2]
    if entry.kind == "segmentation":
        # the slice with most of the mask: the middle one may be empty
        middle = int((voxels > 0).sum(axis=(1, 2)).argmax())
    else:
        middle = voxels.shape[0] // 2
    values = voxels[middle].astype(np.float32)
    low, high = _spread(values)
    if entry.kind == "segmentation":
        low, high = 0.0, max(1.0, float(values.max()))
    elif float(values.min()) < -500:
        # Hounsfield units, though the file doesn't say so: air is far below zero
        low, high = CT_WINDOW[0] - CT_WINDOW[1] / 2, CT_WINDOW[0] + CT_WINDOW[1] / 2
    picture, aspect = _upright(values, loaded)
    return picture, low, high, aspect, False


def _upright(values: Any, loaded: Any) -> tuple[Any, float]:
    """The picture as it is looked at: first row anterior or up, first column the patient's right."""
    spacing = loaded.grid.spacing_mm
    direction = np.asarray(loaded.grid.direction)
    across, down = direction[:, 0], direction[:, 1]
    if across[int(np.abs(across).argmax())] < 0:
        values = values[:, ::-1]
    axis = int(np.abs(down).argmax())
    # rows run to posterior (+y) or to feet (-z) in a picture that is upright
    if (axis == 2) == (down[axis] > 0):
        values = values[::-1]
    return values, float(spacing[1]) / float(spacing[0])
