"""Remarks of the aorta measurement: a code of specs section 10 with the sentence that a person reads.

The English sentence is the source; `resources/texts/measurements.nl.toml` holds the Dutch one under it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

#: code -> sentence; placeholders are filled from `Remark.fields`
SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "no_closed_contour": "There is no closed contour within 5 mm of the centre of this section.",
        "end_of_volume": "The vessel meets the border of the images here.",
        "near_branch": "A branch joins the vessel here.",
        "near_branch_cut": (
            "A branch leaves here; its mouth was bridged over {degrees} degrees, and the measurement error is larger."
        ),
        "near_branch_beside": (
            "A branch leaves within its own diameter of this section; the measurement error is larger."
        ),
        "near_branch_wide": (
            "A branch takes {degrees} degrees of the outline here, so the vessel's own edge can't be told; draw the contour by hand."
        ),
        "near_branch_differs": (
            "A branch leaves here, and without it the outline doesn't agree with the sections beside it; draw the contour by hand."
        ),
        "uneven_outline": (
            "The outline bulges over {degrees} degrees, not along a branch that can be followed; check the contour."
        ),
        "larger_near_branch": "A larger diameter, {mm} mm, lies near a branch at {arc_mm} mm; check it by hand.",
        "two_lumens": "Two comparable lumens lie in this plane; choose one, or measure by hand.",
        "profile_withheld": "Along the vessel {count} sections have no figures. {reason}",
        "near_end": "The section lies within one radius of the end of the line.",
        "mask_components": "The mask has {count} parts; {dropped} small ones ({dropped_ml} ml) were left out.",
        "mask_components_chosen": (
            "The mask has {count} parts; the one that holds the given points was measured, {dropped_ml} ml was left out."
        ),
        "oblique_plane": "The plane is tilted {degrees} degrees from the line of the vessel.",
        "thick_slices": "The slice distance is {distance_mm} mm; the measurement error is larger.",
        "not_gated": "Without ECG synchronisation the root and ascending aorta are measured less exactly.",
        "wall_contact": "The outer wall can't be told from its surroundings over {degrees} degrees.",
        "wall_contact_withheld": (
            "The outer wall can't be told from its surroundings over {degrees} degrees; no outer diameter is given."
        ),
        "short_centreline": "The line is shorter than three times the diameter of the vessel.",
        "landmark_off_vessel": "The landmark {level} lies too far from the vessel; its level isn't measured.",
        "off_vessel": "The given point lies {distance_mm} mm from the line of the vessel.",
        "path_leaves_vessel": "Vessel not continuous: add a point between {from_mm} and {to_mm} mm along the path.",
        "ends_chosen": "Start and end were chosen automatically; check which end is the heart's.",
        "landmark_missing": "The landmark {landmark} isn't given.",
        "levels_missing": "Without their landmarks these levels have no place: {levels}.",
        "beyond_line": "The level lies beyond the end of the line.",
        "landmark_order": "The landmarks of this level don't lie in their order along the vessel.",
        "hinge_points_missing": "The three hinge points of the annulus aren't given.",
        "no_profile_maximum": "No section between these levels can carry a maximum.",
        "maximum_not_moved": (
            "The maximum that was moved to {arc_mm} mm can't lie there any more; the profile's own is shown."
        ),
        "marked": "Marked as not imaged or not assessable.",
        "open_contour": "The drawn contour isn't a closed ring of at least three points.",
        "problem": "{message}",
    }
)


@dataclass(frozen=True, slots=True)
class Remark:
    """A code with the sentence that says it.

    Parameters
    ----------
    code : str
        A code of specs section 10 (what programs compare).
    sentence : str
        Key of `SENTENCES`; the code itself unless one code has several sentences.
    fields : mapping
        Values of the sentence's placeholders.
    """

    code: str
    sentence: str = ""
    fields: Mapping[str, object] = field(default_factory=dict)

    @property
    def template(self) -> str:
        """English source sentence with its placeholders."""
        return SENTENCES[self.sentence or self.code]

    @property
    def message(self) -> str:
        """English sentence, filled."""
        return self.template.format(**self.fields)

    def to_json(self) -> dict[str, object]:
        return {"code": self.code, "message": self.message}
