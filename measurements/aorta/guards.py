"""Warnings of the series, the profile and the levels (specs section 10)."""

from __future__ import annotations

from collections.abc import Iterator

from measurements import images
from measurements.aorta.levels import Level
from measurements.aorta.mask import THICK_FROM_MM
from measurements.aorta.profile import Profile
from measurements.aorta.remark import Remark
from measurements.aorta.result import Conditions
from measurements.aorta.section import Section
from resources.errors import Refused
from studies.volume import LabelMap, Volume

#: levels whose motion with the heart beat matters
GATED_LEVELS = 5
#: a larger section near a branch is mentioned when it exceeds the maximum by more than this
LARGER_BY_MM = 1.0


def series_remarks(volume: Volume | None, mask: LabelMap | None) -> Iterator[Remark]:
    """Warnings of the images: thick slices, and their own problems.

    Raises
    ------
    Refused
        A problem of the images that blocks measurement (irregular slices, missing geometry…), or a mask that lies
        in other coordinates than the images.
    """
    if volume is not None:
        for problem in volume.problems:
            if problem.effect == "block":
                raise Refused(
                    "These images can't be measured: {problem}",
                    "Choose another series, or resample it with the warning that goes with it.",
                    code=problem.code,
                    fields={"problem": problem.message},
                )
            if images.is_mark(problem):
                yield Remark(problem.code, "problem", {"message": problem.message})
    if volume is not None and mask is not None:
        frames = (volume.frame_of_reference_uid, mask.frame_of_reference_uid)
        if all(frames) and frames[0] != frames[1]:
            raise Refused(
                "The mask belongs to another frame of reference than the images.",
                "Give a mask that was made on these images.",
                code="frame_of_reference",
            )
    grid = volume.grid if volume is not None else (mask.grid if mask is not None else None)
    if grid is not None and float(grid.spacing_mm[2]) >= THICK_FROM_MM:
        yield Remark("thick_slices", fields={"distance_mm": f"{float(grid.spacing_mm[2]):.1f}"})


def profile_remarks(profile: Profile) -> Iterator[Remark]:
    """One warning for all sections of the profile that were withheld for the same reason."""
    reasons = [s.reason for s in profile.sections if s.reason is not None]
    for code in dict.fromkeys(r.code for r in reasons):
        same = [r for r in reasons if r.code == code]
        yield Remark(code, "profile_withheld", {"count": len(same), "reason": same[0].message})


def level_remarks(level: Level, conditions: Conditions) -> tuple[Remark, ...]:
    """Levels 1 to 5 without ECG synchronisation get a warning."""
    if level.number <= GATED_LEVELS and conditions.gating in ("", "none"):
        return (Remark("not_gated"),)
    return ()


def larger_near_branch(profile: Profile, overall: Section | None) -> Iterator[Remark]:
    """A larger section near a branch isn't the maximum, but a person must look at it."""
    if overall is None or overall.diameter_max_mm is None:
        return
    near = [s for s in profile.sections if "near_branch" in s.flags and s.diameter_max_mm is not None]
    largest = max(near, key=lambda s: s.diameter_max_mm or 0.0, default=None)
    if largest is None or largest.diameter_max_mm is None or largest.arc_mm is None:
        return
    if largest.diameter_max_mm > overall.diameter_max_mm + LARGER_BY_MM:
        fields = {"mm": f"{largest.diameter_max_mm:.0f}", "arc_mm": f"{largest.arc_mm:.0f}"}
        yield Remark("near_branch", "larger_near_branch", fields)
