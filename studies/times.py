"""Slices and times: which images of a stack lie at one place, and what tells their time points apart.

RepetitionTime is never a frame time: it is the time between excitations.
"""

from __future__ import annotations

import itertools
import math
import statistics
from dataclasses import dataclass, replace

import numpy as np

from studies.frames import Frame
from studies.geometry import SAME_POSITION_MM, direction_of
from studies.volume import Problem

#: what may tell time points apart, most trusted first
_TELLS_TIME = (
    "temporal_position",
    "trigger_time",
    "time_offset",
    "dynamic_time",
    "acquisition_time",
    "acquisition_number",
    "dimension",
)
_TELLS_TIME_MR = (*_TELLS_TIME, "content_time", "instance_number")
#: what gives seconds: the factor and the element's name for the screen
_SECONDS = {
    "acquisition_time": (1.0, "AcquisitionTime"),
    "dynamic_time": (1.0, "Philips (2005,10A0)"),
    "time_offset": (1.0, "TemporalPositionTimeOffset"),
    "trigger_time": (1e-3, "TriggerTime"),
    "content_time": (1.0, "ContentTime"),
}
_NO_TIMES = Problem("missing_times", "The images don't say when each time point was acquired.", "warn")


@dataclass(frozen=True, slots=True)
class Arranged:
    """Frames as ``[time][slice]``, the seconds of the time points and where they come from."""

    volumes: list[list[Frame]]
    times_s: tuple[float, ...] | None = None
    source: str = ""
    problems: tuple[Problem, ...] = ()
    #: images lie at the place of another and nothing tells them apart
    is_incomplete: bool = False


def arrange(frames: list[Frame]) -> Arranged:
    """Sort the frames of one stack into time points and slices."""
    places = places_of(_past_midnight(frames))
    count = max(len(place) for place in places)
    if count == 1:
        return Arranged([[place[0] for place in places]])
    is_slow = frames[0].header.text("modality") in ("MR", "PT", "NM")
    names = _TELLS_TIME_MR if is_slow else _TELLS_TIME
    if all(len(place) == count for place in places):
        for name in names:
            volumes = _by(places, name, count)
            if volumes:
                return _timed(volumes, name, ())
        # a CT that tells time by its content only: believed when its time points don't run through each other
        volumes = _by(places, "content_time", count)
        if volumes and count >= 3 and _is_apart(volumes, "content_time"):
            return _timed(volumes, "content_time", ())
    else:
        complete = _complete_times(places, names)
        if complete is not None:
            volumes, name, left_out = complete
            problem = Problem(
                "missing_slices", f"{left_out} time points lack slices and are left out.", "warn"
            )
            return _timed(volumes, name, (problem,))
    chosen = [min(place, key=lambda f: f.times.get("instance_number", math.inf)) for place in places]
    extra = len(frames) - len(chosen)
    problem = Problem(
        "duplicate_slices",
        f"{extra} slices lie at the place of another; the first of each is shown.",
        "block",
    )
    return Arranged([chosen], problems=(problem,), is_incomplete=True)


def _by(places: list[list[Frame]], name: str, count: int) -> list[list[Frame]]:
    """Time points told by `name`; [] when it doesn't tell the frames of every place apart."""
    ordered = [sorted(place, key=lambda f: _time_key(f, name)) for place in places]
    if any(len({_time_key(f, name) for f in place}) < count for place in ordered):
        return []
    return [[place[t] for place in ordered] for t in range(count)]


def _timed(volumes: list[list[Frame]], name: str, problems: tuple[Problem, ...]) -> Arranged:
    found = _seconds(volumes, name)
    if found is None:
        return Arranged(volumes, problems=(*problems, _NO_TIMES))
    times, source = found
    return Arranged(volumes, times, source, problems)


def _past_midnight(frames: list[Frame]) -> list[Frame]:
    """Frames whose clock times run on when the acquisition passed midnight."""
    for name in ("acquisition_time", "content_time"):
        stamps = [f.times[name] for f in frames if name in f.times]
        if stamps and max(stamps) - min(stamps) > 43_200:
            frames = [
                replace(f, times={**f.times, name: f.times[name] + 86_400})
                if f.times.get(name, 86_400) < 43_200
                else f
                for f in frames
            ]
    return frames


def places_of(frames: list[Frame]) -> list[list[Frame]]:
    """Frames by position along the normal."""
    normal = direction_of(frames[0].orientation or ())[:, 2]
    depths = np.array([f.position for f in frames], dtype=np.float64) @ normal
    places: list[list[Frame]] = []
    last = -math.inf
    for k in np.argsort(depths, kind="stable"):
        depth = float(depths[k])
        if depth - last > SAME_POSITION_MM:
            places.append([])
            last = depth
        places[-1].append(frames[int(k)])
    return places


def _time_key(frame: Frame, name: str) -> tuple[float, int]:
    rank = {"CONTROL": 1, "LABEL": 2}.get(frame.label, 0)
    return (frame.times.get(name, -math.inf), rank)


def _is_apart(volumes: list[list[Frame]], name: str) -> bool:
    """Whether every time point ends before the next begins."""
    spans = [[f.times.get(name, math.nan) for f in volume] for volume in volumes]
    return all(max(a) < min(b) for a, b in itertools.pairwise(spans))


def _complete_times(
    places: list[list[Frame]], names: tuple[str, ...]
) -> tuple[list[list[Frame]], str, int] | None:
    """Time points that have every slice, for a series that was cut off; None when that can't be told."""
    for name in names:
        if name == "instance_number":
            continue
        keyed = [{_time_key(f, name): f for f in place} for place in places]
        if any(len(known) != len(place) for known, place in zip(keyed, places, strict=True)):
            continue
        every = set().union(*keyed)
        whole = sorted(key for key in every if all(key in known for known in keyed))
        if len(whole) >= 2 and len(whole) >= 0.5 * len(every):
            return [[known[key] for known in keyed] for key in whole], name, len(every) - len(whole)
    return None


def _seconds(volumes: list[list[Frame]], told_by: str) -> tuple[tuple[float, ...], str] | None:
    """Seconds from the first time point and the element that gives them, or None when the headers don't say."""
    head = volumes[0][0].header
    names = ["acquisition_time", "dynamic_time", "time_offset", "trigger_time", "content_time"]
    if (head.integer("cardiac_images") or 0) > 1 or head.text("cardiac_synchronisation"):
        # phases of a heart beat: the clock runs over many beats and says nothing of the phase
        names.insert(0, "trigger_time")
    if told_by in _SECONDS:
        names.insert(0, told_by)
    for name in names:
        if name == "content_time" and (told_by == "temporal_position" and head.number("temporal_resolution")):
            continue
        factor, shown = _SECONDS[name]
        stamps = [
            min((f.times[name] for f in volume if name in f.times), default=math.nan) for volume in volumes
        ]
        found = _rising(stamps)
        # ContentTime is when the image was made: believed only when time points don't run through each other
        if found is None or (name == "content_time" and not _is_apart(volumes, name)):
            continue
        return tuple((value - found[0]) * factor for value in found), shown
    step = head.number("temporal_resolution")
    if told_by == "temporal_position" and step and not any(f.label for f in volumes[0]):
        positions = [volume[0].times["temporal_position"] for volume in volumes]
        return tuple((position - positions[0]) * step * 1e-3 for position in positions), "TemporalResolution"
    return None


def _rising(stamps: list[float]) -> list[float] | None:
    """Strictly rising stamps, or None.

    A first stamp that is absent is put one usual step before the second: some writers leave out a zero.
    """
    stamps = list(stamps)
    if len(stamps) > 2 and math.isnan(stamps[0]) and not any(math.isnan(s) for s in stamps[1:]):
        stamps[0] = stamps[1] - statistics.median(b - a for a, b in itertools.pairwise(stamps[1:]))
    if any(math.isnan(stamp) for stamp in stamps):
        return None
    return stamps if all(a < b for a, b in itertools.pairwise(stamps)) else None
