"""Seconds of the steps of the aorta measurement on phantoms; run as ``python -m benchmarks.aorta``.

Targets: specs/aorta.md section 13 (path, smoothing and profile at 1.5 mm in 5 s; one contour edit in 0.1 s).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

import numpy as np

from measurements.aorta import (
    centreline_from_clicks,
    centreline_from_mask,
    image_field,
    measure_aorta,
    prepare_mask,
    section_from_contour,
    section_from_image,
)
from tests.phantoms import aorta as phantoms

Result = TypeVar("Result")


def timed(name: str, work: Callable[[], Result], repeats: int = 3) -> Result:
    seconds = []
    for _ in range(repeats):
        begin = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - begin)
    print(f"{name:58s} {min(seconds):8.3f} s")
    return result


def main() -> None:
    phantom = phantoms.arch(40.0, 28.0, (1.5, 1.5, 1.5), 60.0)
    print(f"arch of {phantom.length_mm:.0f} mm at 1.5 mm, grid {phantom.mask.grid.size}")
    prepared = timed("mask preparation", lambda: prepare_mask(phantom.mask))
    line = timed(
        "centreline with two recentrings",
        lambda: centreline_from_mask(prepared, start_mm=phantom.start, end_mm=phantom.end),
    )
    result = timed(
        "whole measurement: line and a section every mm (target 5)",
        lambda: measure_aorta(mask=phantom.mask, start_mm=phantom.start, end_mm=phantom.end),
    )
    section = result.profile.sections[len(result.profile.sections) // 2]
    timed(
        "one contour edit to all figures (target 0.1)",
        lambda: section_from_contour(section.contour_mm, section.centre_mm, section.normal),
        20,
    )
    volume = phantoms.ct_vessel(length_mm=120.0)
    clicks = [phantoms.OBLIQUE * s for s in (55.0, 0.0, -55.0)]
    print(f"CT vessel of 110 mm, grid {volume.grid.size}")
    line = timed("line by three clicks", lambda: centreline_from_clicks(volume, clicks), 2)
    field = image_field(volume, line)
    for edge in ("inner", "outer"):
        timed(
            f"one section from the image, {edge}",
            lambda edge=edge: section_from_image(
                field, np.zeros(3), phantoms.OBLIQUE, radius_mm=12.0, edge=edge
            ),
            5,
        )


if __name__ == "__main__":
    main()
