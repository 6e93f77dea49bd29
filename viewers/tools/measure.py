"""What annotations measure: hands their geometry to `measurements.planar` and words its answer.

No arithmetic of its own; give `measurer(volume)` to an `AnnotationModel`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from measurements import images, planar
from measurements.regions import region_volume
from studies.volume import Volume
from viewers.tools import shapes
from viewers.tools.annotations import Annotation, Figure, Measure, Measured

NOTES = {
    "few_voxels": QT_TRANSLATE_NOOP("Measures", "fewer than 10 voxels"),
    "outside_images": QT_TRANSLATE_NOOP("Measures", "partly outside the images"),
    "padding_left_out": QT_TRANSLATE_NOOP("Measures", "voxels without image left out"),
    "resampled": QT_TRANSLATE_NOOP("Measures", "resampled plane"),
    "lossy": QT_TRANSLATE_NOOP("Measures", "lossy compression"),
}
#: marks of the images themselves
IMAGE_NOTES = {
    "resampled": QT_TRANSLATE_NOOP("Measures", "resampled images"),
    "irregular_spacing": QT_TRANSLATE_NOOP("Measures", "uneven slice distance"),
    "gantry_tilt": QT_TRANSLATE_NOOP("Measures", "tilted slices"),
    "lossy": NOTES["lossy"],
    "scale_varies": QT_TRANSLATE_NOOP("Measures", "brought to one scale"),
}
BARRED = QT_TRANSLATE_NOOP("Measures", "these images can't be measured")
MEDIAN = QT_TRANSLATE_NOOP("Measures", "median")
PERIMETER = QT_TRANSLATE_NOOP("Measures", "perimeter")
NO_VOLUME = QT_TRANSLATE_NOOP("Measures", "no volume: not on slices of one direction")
SLICES = QT_TRANSLATE_NOOP("Measures", "slices")
#: corners of an ellipse for its volume: the chord leaves its arc by less than a thousandth of the radius
RING_POINTS = 180
NO_EXTENT = QT_TRANSLATE_NOOP("Measures", "too small to measure")


def _tr(text: object) -> str:
    return QCoreApplication.translate("Measures", str(text))


def region_statistics(annotation: Annotation, volume: Volume) -> planar.RegionStatistics:
    """Statistics of an ellipse, rectangle or polygon; ValueError for one without extent."""
    row, column = annotation.plane.row_direction, annotation.plane.column_direction
    if annotation.kind in ("polygon", "freehand"):
        return planar.polygon_statistics(volume, annotation.points_lps, row, column)
    box = shapes.corners(annotation)
    half_row = float(np.linalg.norm(box[1] - box[0])) / 2
    half_column = float(np.linalg.norm(box[3] - box[0])) / 2
    statistics = planar.ellipse_statistics if annotation.kind == "ellipse" else planar.rectangle_statistics
    return statistics(volume, box.mean(axis=0), row, column, half_row, half_column)


class Measurer:
    """The measure for an AnnotationModel of one volume."""

    def __init__(self, volume: Volume) -> None:
        self._volume = volume
        self._of_images = images.marks(volume.problems, volume.series)

    def __call__(self, annotation: Annotation) -> Measured:
        volume, of_images = self._volume, self._of_images
        if annotation.kind in shapes.WORDS:
            return Measured()
        if annotation.kind != "probe" and images.barring(volume) is not None:
            return Measured(note=_tr(BARRED))  # without known geometry a millimetre isn't one
        try:
            found = _measure(annotation, volume)
        except ValueError:  # planar refuses a shape without extent
            return Measured(note=_tr(NO_EXTENT))
        notes = [found.note, *(_tr(IMAGE_NOTES[m]) for m in of_images if m in IMAGE_NOTES)]
        return replace(found, note=" · ".join(dict.fromkeys(n for n in notes if n)))

    def together(self, members: Sequence[Annotation]) -> Measured:
        """Volume, number of voxels and mean of a region drawn on several slices."""
        volume = self._volume
        if images.barring(volume) is not None:
            return Measured()
        try:
            found = region_volume(volume, [ring_of(each) for each in members])
        except ValueError:  # on free planes, or outside the images
            return Measured(note=_tr(NO_VOLUME))
        decimals = 2 if volume.voxels.dtype == np.float32 else 1
        figures = [Figure("V", found.volume_ml, 2 if found.volume_ml < 10 else 1, "mL")]
        if found.mean is not None:
            figures.append(Figure("V x̄", found.mean, decimals, found.unit))
        figures.append(Figure("V n", found.n, 0, detail=True))
        figures.append(Figure(_tr(SLICES), found.slices, 0, detail=True))
        if found.sd is not None:
            figures.append(Figure("V SD", found.sd, decimals, found.unit, detail=True))
        said = [w for w in found.warnings if w in NOTES and w != images.LOSSY]
        return Measured(tuple(figures), " · ".join(_tr(NOTES[w]) for w in said))


def ring_of(annotation: Annotation) -> np.ndarray:
    """The closed line of a region, fine enough for its voxels."""
    if annotation.kind != "ellipse":
        return shapes.outline(annotation)[0]
    box = shapes.corners(annotation)
    middle, half_row, half_column = box.mean(axis=0), (box[1] - box[0]) / 2, (box[3] - box[0]) / 2
    t = np.arange(RING_POINTS) * 2 * np.pi / RING_POINTS
    return np.asarray(middle + np.cos(t)[:, None] * half_row + np.sin(t)[:, None] * half_column)


def measurer(volume: Volume) -> Measure:
    """The function for an AnnotationModel of this volume."""
    return Measurer(volume)


def _measure(annotation: Annotation, volume: Volume) -> Measured:
    points = annotation.points_lps
    if annotation.kind == "length":
        return Measured((Figure("", planar.length_mm(*points), 1, "mm"),))
    if annotation.kind == "angle":
        return Measured((Figure("", planar.angle_deg(*points), 1, "°"),))
    if annotation.kind == "cobb":
        degrees = planar.cobb_deg((points[0], points[1]), (points[2], points[3]))
        return Measured((Figure("Cobb", degrees, 1, "°"),))
    if annotation.kind == "bidirectional":
        longest, square = planar.length_mm(*points[:2]), planar.length_mm(*points[2:])
        return Measured((Figure("Ø", longest, 1, "mm"), Figure("⟂", square, 1, "mm")))
    decimals = 2 if volume.voxels.dtype == np.float32 else 0
    if annotation.kind == "probe":
        value = volume.value_at(points[0])
        if value is None:
            return Measured(note=_tr(NOTES["outside_images"]))
        return Measured((Figure("", value, decimals, volume.unit),))
    found = region_statistics(annotation, volume)
    decimals = max(decimals, 1)
    figures = [
        Figure(name, value, decimals, unit)
        for name, value, unit in (("x̄", found.mean, found.unit), ("SD", found.sd, found.unit))
        if value is not None
    ]
    figures.append(Figure("", found.area_mm2, 0, "mm²"))
    figures.append(Figure("n", found.n, 0))
    figures += [
        Figure(name, value, decimals, unit, detail=True)
        for name, value, unit in (
            ("min", found.minimum, found.unit),
            ("max", found.maximum, found.unit),
            ("P10", found.p10, found.unit),
            ("P90", found.p90, found.unit),
            (_tr(MEDIAN), found.median, found.unit),
            (_tr(PERIMETER), found.perimeter_mm, "mm"),
        )
        if value is not None
    ]
    said = [w for w in found.warnings if w in NOTES and w != images.LOSSY]
    return Measured(tuple(figures), " · ".join(_tr(NOTES[w]) for w in said))
