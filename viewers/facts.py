"""What a slice view says in words: its place, thickness, window, and what lies under the pointer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QDate, QLocale, QPointF

from viewers import style
from viewers.plane import Vector

if TYPE_CHECKING:
    from viewers.view import SliceView


@dataclass(frozen=True, slots=True)
class Pointed:
    """What lies under the pointer: place, nearest voxel's value (None outside), unit, voxel index."""

    point_lps: Vector
    value: float | None
    unit: str
    index_vox: tuple[int, int, int]
    label: str = ""


def pointed_at(view: SliceView, position: QPointF) -> Pointed | None:
    """Place and value under a logical pixel; None beside the picture or without a volume."""
    volume = view.volume
    if volume is None or not view.picture_rect().contains(position):
        return None
    point = view.to_lps(position)
    k, j, i = (int(n) for n in np.rint(volume.patient_to_index(point)))
    seen = [
        o for o in reversed(view.overlays) if view.state.overlays_visible and view.state.overlay(o.id).visible
    ]
    names = (o.label_at(point) for o in seen if hasattr(o, "label_at"))
    label = " · ".join(dict.fromkeys(name for name in names if name))
    return Pointed(point, volume.value_at(point), volume.unit, (k, j, i), label)


def position_text(view: SliceView) -> str:
    """``slice 92/164 · z 676,7 mm``, or the place of a free plane."""
    position = view.model.slice_position()
    if position is None:
        x, y, z = (style.number(c, 1, view.locale()) for c in view.state.plane.origin)
        return QCoreApplication.translate("SliceView", "oblique · {x} / {y} / {z} mm").format(x=x, y=y, z=z)
    index, count = position
    axis = {"sagittal": 0, "coronal": 1, "axial": 2}.get(view.source_orientation(), 2)
    place = style.number(view.state.plane.origin[axis], 1, view.locale())
    return QCoreApplication.translate("SliceView", "slice {number}/{count} · {axis} {place} mm").format(
        number=index + 1, count=count, axis="xyz"[axis], place=place
    )


def thickness_text(view: SliceView) -> str:
    """The slab with its mode, or the distance between slices."""
    state = view.state
    if state.slab_mode != "none" and state.slab_mm > 0:
        mean = QCoreApplication.translate("SliceView", "mean")
        name = {"max": "MIP", "min": "MinIP", "mean": mean}[state.slab_mode]
        return f"{name} {style.number(state.slab_mm, 1, view.locale())} mm"
    if view.source is None or view.source_orientation() == "oblique":
        return ""
    step = style.number(view.source.step_along(state.plane), 2, view.locale())
    text = QCoreApplication.translate("SliceView", "distance {step} mm").format(step=step)
    volume, orientation = view.volume, view.source_orientation()
    thick = volume.series.slice_thickness_mm if volume is not None else None
    if thick and view.source.axis(orientation) == 0:  # across the slices as they were made
        said = QCoreApplication.translate("SliceView", "thickness {thick} mm")
        text += " · " + said.format(thick=style.number(thick, 2, view.locale()))
    return text


def series_lines(view: SliceView) -> list[str]:
    """Series and study: ``2 · Thorax 1,0`` and the day."""
    volume = view.volume
    if volume is None:
        return []
    info = volume.series
    first = [str(info.series_number)] if info.series_number is not None else []
    if info.series_description:
        first.append(info.series_description)
    day = QDate.fromString(info.study_date, "yyyyMMdd")
    second = [info.study_description] if info.study_description else []
    if day.isValid():
        second.append(
            day.toString("dd-MM-yyyy" if view.locale().language() == QLocale.Language.Dutch else "yyyy-MM-dd")
        )
    return [text for text in (" · ".join(first), " · ".join(second)) if text]


def acquisition_text(view: SliceView) -> str:
    """``120 kVp · 150 mAs``, or ``TR 4,2 · TE 1,8 ms · 12°``; what the images don't say isn't there."""
    volume = view.volume
    if volume is None:
        return ""
    info, locale, parts = volume.series, view.locale(), []
    if info.kvp:
        parts.append(f"{style.number(info.kvp, 0, locale)} kVp")
    if info.exposure_mas:
        parts.append(f"{style.number(info.exposure_mas, 0, locale)} mAs")
    times = [
        f"{name} {style.number(value, 1, locale)}"
        for name, value in (("TR", info.repetition_time_ms), ("TE", info.echo_time_ms))
        if value
    ]
    if times:
        parts.append(" · ".join(times) + " ms")
    if info.flip_angle_deg:
        parts.append(f"{style.number(info.flip_angle_deg, 0, locale)}°")
    return " · ".join(parts)


def zoom_text(view: SliceView) -> str:
    """``2,4 ×``: screen pixels a voxel; and when no value is interpolated."""
    volume = view.volume
    if volume is None:
        return ""
    size = float(np.min(volume.spacing_mm))
    times = view.projection().px_per_mm * size * view.devicePixelRatioF()
    text = f"{style.number(times, 1, view.locale())} ×"
    if view.state.interpolation == "nearest":
        text += " · " + QCoreApplication.translate("SliceView", "voxels as they are")
    return text


def time_text(view: SliceView) -> str:
    """``time 12,4 s · 3/60``; ``time point 3/60`` when nobody knows when it was made."""
    timeline = view.timeline
    if timeline is None:
        return ""
    place = {"number": view.state.time_index + 1, "count": timeline.count}
    if not timeline.has_times:
        return QCoreApplication.translate("SliceView", "time point {number}/{count}").format(**place)
    seconds = style.number(float(timeline.series.times_s[view.state.time_index]), 1, view.locale())
    return QCoreApplication.translate("SliceView", "time {seconds} s · {number}/{count}").format(
        seconds=seconds, **place
    )


#: problems of the images with the mark that stands on every picture of them
MARKS = {
    "gantry_tilt": QT_TRANSLATE_NOOP("SliceView", "TILTED"),
    "irregular_spacing": QT_TRANSLATE_NOOP("SliceView", "IRREGULAR"),
    "missing_slices": QT_TRANSLATE_NOOP("SliceView", "MISSING SLICES"),
    "missing_geometry": QT_TRANSLATE_NOOP("SliceView", "NO MEASURE"),
}


def marks(view: SliceView) -> list[str]:
    """What must be said of the images on every picture: lossy, resampled and from what, or not measurable and why."""
    volume = view.volume
    if volume is None:
        return []
    found = []
    if volume.series.lossy:
        ratio = volume.series.lossy_ratio
        text = QCoreApplication.translate("SliceView", "LOSSY")
        found.append(f"{text} {style.number(ratio, 0, view.locale())}:1" if ratio and ratio >= 1 else text)
    codes = {problem.code for problem in volume.problems}
    kinds = [
        QCoreApplication.translate("SliceView", str(word)) for code, word in MARKS.items() if code in codes
    ]
    if "resampled" in volume.series.extra:
        text = QCoreApplication.translate("SliceView", "RESAMPLED")
        found.append(f"{text}: {', '.join(kinds)}" if kinds else text)
    else:
        found += kinds
    return found


def plain_number(view: SliceView, value: float) -> str:
    """Window and level: whole numbers, two decimals for the small values of a map."""
    volume = view.volume
    small = volume is not None and volume.voxels.dtype == np.float32 and abs(value) < 100
    return style.number(value, 2 if small else 0, view.locale())


def window_text(view: SliceView) -> str:
    """``W 400 / L 40`` for the strip, with a mark when inverted."""
    text = QCoreApplication.translate("SliceView", "W {width} / L {level}").format(
        width=plain_number(view, view.state.window), level=plain_number(view, view.state.level)
    )
    if view.state.invert:
        text = f"{text} · {QCoreApplication.translate('SliceView', 'inverted')}"
    return text


def description(view: SliceView) -> str:
    """Place and window in one sentence, for assistive techniques."""
    return QCoreApplication.translate("SliceView", "{position}, window {width} level {level}").format(
        position=position_text(view),
        width=plain_number(view, view.state.window),
        level=plain_number(view, view.state.level),
    )
