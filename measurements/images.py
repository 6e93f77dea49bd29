"""What the images themselves say against a measurement: marks that every finding made on them carries.

A mark is the code of a problem of the images (resampled to a regular grid, tilted, lossy). Images that bar measuring
give no number at all.
"""

from __future__ import annotations

from collections.abc import Iterable

from studies.volume import Problem, SeriesInfo, Volume

LOSSY = "lossy"
#: notes that say how the values came about: a number made on them says it too
OF_VALUES = frozenset({"scale_varies"})
#: voxels without image, left out of statistics
PADDING = "padding_left_out"
#: said by `LOSSY`, which holds for files without problems of their own too
SAID_OTHERWISE = {"lossy_compressed": LOSSY}


def marks(problems: Iterable[Problem], series: SeriesInfo) -> tuple[str, ...]:
    """Codes of what must be said in every finding made on these images, each once, in the order of the problems."""
    found = [SAID_OTHERWISE.get(p.code, p.code) for p in problems if is_mark(p)]
    if "resampled" in series.extra:
        found.append("resampled")
    if series.lossy:
        found.append(LOSSY)
    return tuple(dict.fromkeys(found))


def is_mark(problem: Problem) -> bool:
    """Whether a finding made on the images must say this problem."""
    return problem.effect == "warn" or problem.code in OF_VALUES


def facts(series: SeriesInfo) -> tuple[tuple[str, str], ...]:
    """What was done to the values or the grid, for `Source.facts`: resampling, Philips' scale, the loss."""
    named = ("resampled", "philips_scale")
    found = [(name, series.extra[name]) for name in named if series.extra.get(name)]
    if series.lossy and series.lossy_ratio is not None:
        found.append(("lossy_ratio", f"{series.lossy_ratio:g}"))
    return tuple(found)


def padding(series: SeriesInfo) -> tuple[float, float] | None:
    """Lowest and highest value that mean that there is no image, in the volume's unit; None without any."""
    try:
        low, high = float(series.extra["padding_from"]), float(series.extra["padding_to"])
    except (KeyError, ValueError):
        return None
    return (low, high) if low <= high else None


def barring(volume: Volume) -> Problem | None:
    """The problem for which nothing may be measured on these images; None when they can be measured."""
    return next((p for p in volume.problems if p.effect == "block"), None)
