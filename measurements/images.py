"""What the images themselves say against a measurement: marks that every finding made on them carries.

A mark is the code of a problem of the images (resampled to a regular grid, tilted, lossy). Images that bar measuring
give no number at all.
"""

from __future__ import annotations

from collections.abc import Iterable

from studies.volume import Problem, SeriesInfo, Volume

LOSSY = "lossy"
#: said by `LOSSY`, which holds for files without problems of their own too
SAID_OTHERWISE = {"lossy_compressed": LOSSY}


def marks(problems: Iterable[Problem], series: SeriesInfo) -> tuple[str, ...]:
    """Codes of what must be said in every finding made on these images, each once, in the order of the problems."""
    found = [SAID_OTHERWISE.get(p.code, p.code) for p in problems if p.effect == "warn"]
    if "resampled" in series.extra:
        found.append("resampled")
    if series.lossy:
        found.append(LOSSY)
    return tuple(dict.fromkeys(found))


def barring(volume: Volume) -> Problem | None:
    """The problem for which nothing may be measured on these images; None when they can be measured."""
    return next((p for p in volume.problems if p.effect == "block"), None)
