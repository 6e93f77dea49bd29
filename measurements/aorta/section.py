"""One section: the closed contour in a plane, from a mask, and its figures (specs sections 3.2, 3.3, 5.3).

A contour from the image is `edge`; one drawn by hand comes in by `section_from_contour`. A section without
a contour that can be trusted has no figures, and a reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from skimage.measure import find_contours

from measurements.aorta import figures as fig
from measurements.aorta.frames import unit, view_frame
from measurements.aorta.mask import Field
from measurements.aorta.ostium import Cut, Inside, Ostium, without_ostia
from measurements.aorta.remark import Remark
from measurements.finding import Origin

FloatArray = NDArray[np.float64]

PLANE_STEP_MM = 0.25
#: a contour farther than this from the centre isn't this vessel's
CENTRE_TOLERANCE_MM = 5.0
HARMONICS = 10
CONTOUR_POINTS = 360
#: the patch isn't enlarged beyond this half width
LARGEST_PATCH_MM = 130.0
#: two contours no farther apart than a flap, the smaller at least this share of the larger: two lumens
TWO_LUMENS_GAP_MM = 3.0
TWO_LUMENS_SHARE = 0.25
#: a contour with less area than this share of its hull is hollow: a branch leaves it
BRANCH_SOLIDITY = 0.94
#: recentring looks for branches in contours more hollow than this
OPEN_BELOW_SOLIDITY = 0.97
#: equivalent over inscribed radius: above it the section isn't one vessel
BRANCH_RATIO = 1.35
#: a drawn contour may lie this far off its plane
PLANARITY_MM = 0.1
FIGURE_KEYS = (
    "diameter_max_mm",
    "diameter_perpendicular_mm",
    "diameter_min_mm",
    "diameter_area_mm",
    "area_mm2",
    "perimeter_mm",
)


@dataclass(frozen=True, eq=False)
class Section:
    """A plane through the vessel, its contour and figures; figures are None when they can't be trusted.

    `row_direction` and `column_direction` are those of the radiological picture of the plane. `reason` is
    empty when there are figures. `edge` is ``"inner"``, ``"outer"`` or empty (not stated).
    """

    centre_mm: FloatArray
    normal: FloatArray
    row_direction: FloatArray
    column_direction: FloatArray
    arc_mm: float | None = None
    request_mm: FloatArray | None = None
    contour_mm: FloatArray | None = None
    centroid_mm: FloatArray | None = None
    figures: fig.Figures | None = None
    flags: tuple[str, ...] = ()
    reason: Remark | None = None
    remarks: tuple[Remark, ...] = ()
    origin: Origin = Origin.SEMI_AUTOMATIC
    edge: str = ""
    method: str = "mask"
    tilt_deg: float | None = None
    #: degrees of the outer wall that were interpolated (contours from the image only)
    wall_contact_deg: float | None = None
    #: the other contour when both lumen and wall were found (contours from the image only)
    other_contour_mm: FloatArray | None = None
    #: branches that leave here, and over how many degrees the contour was bridged across their mouths
    ostia: tuple[Ostium, ...] = ()
    cut_deg: float = 0.0
    #: degrees of bulges that don't go on as a branch: left as they are; and whether all of them end (a sac)
    bulge_deg: float = 0.0
    bulge_closed: bool = False
    #: degrees of calcium in the wall that were left out of the lumen
    plaque_deg: float = 0.0
    #: the contour with its branches, when they were cut off
    uncut_contour_mm: FloatArray | None = None
    #: measurement error of the diameters, mm (`measurements.aorta.error`); None without figures
    uncertainty_mm: float | None = None
    #: nearest landmark along the line, and how far beyond it (negative: before it) the section lies
    landmark: str = ""
    landmark_distance_mm: float | None = None

    def _figure(self, key: str) -> float | None:
        return None if self.figures is None else float(getattr(self.figures, key))

    @property
    def diameter_max_mm(self) -> float | None:
        return self._figure("diameter_max_mm")

    @property
    def diameter_perpendicular_mm(self) -> float | None:
        return self._figure("diameter_perpendicular_mm")

    @property
    def diameter_min_mm(self) -> float | None:
        return self._figure("diameter_min_mm")

    @property
    def diameter_area_mm(self) -> float | None:
        return self._figure("diameter_area_mm")

    @property
    def area_mm2(self) -> float | None:
        return self._figure("area_mm2")

    @property
    def perimeter_mm(self) -> float | None:
        return self._figure("perimeter_mm")

    @property
    def diameter_mean_mm(self) -> float | None:
        """Mean of 36 chords through the centroid (endograft sizing)."""
        if self.figures is None or self.contour_mm is None:
            return None
        return fig.mean_diameter(self.to_plane(self.contour_mm))

    @property
    def diameter_max_ends_mm(self) -> FloatArray | None:
        """(2, 3) LPS ends of the largest diameter."""
        return None if self.figures is None else self.to_patient(np.array(self.figures.max_ends))

    @property
    def diameter_perpendicular_ends_mm(self) -> FloatArray | None:
        """(2, 3) LPS ends of the perpendicular chord."""
        return None if self.figures is None else self.to_patient(np.array(self.figures.perpendicular_ends))

    def to_patient(self, points: FloatArray) -> FloatArray:
        """LPS of in-plane (row, column) coordinates (n, 2), mm from the centre."""
        return np.asarray(
            self.centre_mm + points[:, :1] * self.row_direction + points[:, 1:] * self.column_direction
        )

    def to_plane(self, points_mm: FloatArray) -> FloatArray:
        """In-plane (row, column) coordinates (n, 2) of LPS points."""
        offset = points_mm - self.centre_mm
        return np.column_stack([offset @ self.row_direction, offset @ self.column_direction])

    def withheld(self, reason: Remark) -> Section:
        """The same plane and contour without figures, for a reason."""
        flags = self.flags if reason.code in self.flags else (*self.flags, reason.code)
        return replace(self, figures=None, reason=reason, flags=flags, uncertainty_mm=None)

    def figures_json(self) -> dict[str, Any]:
        """The figures, flags and reason, as in specs/commands.md."""
        return {
            **{key: self._figure(key) for key in FIGURE_KEYS},
            "uncertainty_mm": self.uncertainty_mm,
            "flags": list(self.flags),
            "reason": None if self.reason is None else self.reason.message,
        }

    @property
    def is_hollow(self) -> bool:
        """Whether the outline is so hollow that a branch must join it; a sac may make it so too."""
        return self.figures is not None and self.figures.solidity < BRANCH_SOLIDITY and not self.bulge_closed

    def landmark_json(self) -> dict[str, Any] | None:
        """The nearest landmark with its distance, as in specs/commands.md."""
        if self.landmark_distance_mm is None:
            return None
        return {"name": self.landmark, "distance_mm": self.landmark_distance_mm}

    def to_json(self) -> dict[str, Any]:
        """One entry of `sections`."""
        return {
            "request": None if self.request_mm is None else [float(c) for c in self.request_mm],
            "arc_mm": self.arc_mm,
            "centre_mm": [float(c) for c in self.centre_mm],
            "normal": [float(c) for c in self.normal],
            "tilt_deg": self.tilt_deg,
            **self.figures_json(),
            "contour_mm": None if self.contour_mm is None else self.contour_mm.tolist(),
            "diameter_max_ends_mm": _points_out(self.diameter_max_ends_mm),
            "diameter_perpendicular_ends_mm": _points_out(self.diameter_perpendicular_ends_mm),
            "wall_contact_deg": self.wall_contact_deg,
            "branch_cut_deg": self.cut_deg or None,
            "landmark": self.landmark_json(),
            "warnings": [r.to_json() for r in self.remarks],
        }


def _points_out(points: FloatArray | None) -> list[list[float]] | None:
    return None if points is None else [[float(c) for c in p] for p in points]


def empty_section(centre_mm: ArrayLike, normal: ArrayLike, reason: Remark, **fields: Any) -> Section:
    """A section without contour, with its reason."""
    row, column, n = view_frame(normal)
    centre = np.asarray(centre_mm, dtype=np.float64)
    return Section(centre, n, row, column, reason=reason, flags=(reason.code,), **fields)


def section_from_field(
    field: Field,
    centre_mm: ArrayLike,
    normal: ArrayLike,
    *,
    half_width_mm: float,
    step_mm: float = PLANE_STEP_MM,
    harmonics: int = HARMONICS,
    **fields: Any,
) -> Section:
    """The section of an occupancy field in a plane (specs section 5.3).

    Parameters
    ----------
    half_width_mm : float
        Of the first patch; it is enlarged while a contour meets its border.
    fields
        Further fields of `Section` (arc, request, edge, origin…).
    """
    row, column, n = view_frame(normal)
    centre = np.asarray(centre_mm, dtype=np.float64)
    blank = Section(centre, n, row, column, **fields)
    ring, reason = _find_ring(field, blank, half_width_mm, step_mm)
    if ring is None:
        return blank.withheld(reason or Remark("no_closed_contour"))
    if reason is not None:
        return _with_contour(blank, fig.fourier_smooth(ring, harmonics, CONTOUR_POINTS)).withheld(reason)
    cut = without_ostia(ring, inside_of(field, blank))
    section = with_cut(blank, ring, cut, harmonics)
    if section.is_hollow:
        return replace(section, flags=(*section.flags, "near_branch"))
    return section


@dataclass(frozen=True, eq=False)
class SectionCentre:
    """Centre and size of a section's contour, without figures: what recentring needs.

    Branches narrower than the vessel are cut off first. `is_branching` says that what remains still isn't
    one vessel (a bifurcation).
    """

    centroid_mm: FloatArray
    radius_mm: float
    is_branching: bool


def centre_of_section(
    field: Field, centre_mm: FloatArray, normal: FloatArray, *, half_width_mm: float, step_mm: float
) -> tuple[SectionCentre | None, Remark | None]:
    """Centre of the section's contour; or the reason why there is none."""
    row, column, n = view_frame(normal)
    blank = Section(centre_mm, n, row, column)
    ring, reason = _find_ring(field, blank, half_width_mm, step_mm)
    if ring is None or reason is not None:
        return None, reason
    middle, area = fig.centroid(ring), abs(fig.signed_area(ring))
    is_branching = False
    if fig.solidity(ring) < OPEN_BELOW_SOLIDITY:
        middle, area, inscribed = fig.without_branches(ring)
        is_branching = float(np.sqrt(area / np.pi)) > BRANCH_RATIO * inscribed
    centroid = blank.to_patient(middle[None])[0]
    return SectionCentre(centroid, float(np.sqrt(area / np.pi)), is_branching), None


def _find_ring(
    field: Field, blank: Section, half_width_mm: float, step_mm: float
) -> tuple[FloatArray | None, Remark | None]:
    """The contour of this vessel in the plane, in-plane mm; with a reason when its figures can't be trusted."""
    half, middle = half_width_mm, np.zeros(2)
    while True:
        count = int(np.ceil(half / step_mm))
        offsets = np.arange(-count, count + 1, dtype=np.float64) * step_mm
        patch = field.sample_plane(blank.centre_mm, blank.row_direction, blank.column_direction, offsets)
        rings, cut = _rings(patch, offsets)
        ring, others, doubtful = _choose(rings)
        if not cut or (ring is not None and fig.contains(ring, middle)) or half >= LARGEST_PATCH_MM:
            break
        half = min(half * 1.6, LARGEST_PATCH_MM)
    if (
        ring is not None
        and cut
        and not fig.contains(ring, middle)
        and float(field.sample(blank.centre_mm)) > 0.5
    ):
        ring = None  # the centre lies in a vessel whose contour is cut off: a neighbour's contour isn't its
    if ring is None:
        beyond = any(bool(field.outside(blank.to_patient(line)).any()) for line in cut)
        return None, Remark("end_of_volume" if beyond else "no_closed_contour")
    if bool(field.outside(blank.to_patient(ring)).any()):
        return ring, Remark("end_of_volume")
    if doubtful or _has_second_lumen(ring, others):
        return ring, Remark("two_lumens")
    return ring, None


def section_from_contour(
    contour_mm: ArrayLike,
    centre_mm: ArrayLike,
    normal: ArrayLike,
    *,
    line_normal: ArrayLike | None = None,
    **fields: Any,
) -> Section:
    """Figures of a contour drawn or changed by hand: the points as they are, without smoothing.

    Parameters
    ----------
    contour_mm : (n, 3) LPS, ring in the plane, first point not repeated (a repeated one is dropped)
    line_normal : (3,), optional
        Tangent of the line, for the tilt guard.
    """
    points = np.asarray(contour_mm, dtype=np.float64)
    fields.setdefault("origin", Origin.MANUAL)
    fields.setdefault("method", "contour_by_hand")
    row, column, n = view_frame(normal)
    blank = Section(np.asarray(centre_mm, dtype=np.float64), n, row, column, **fields)
    if points.ndim != 2 or points.shape[1] != 3 or not np.all(np.isfinite(points)):
        return blank.withheld(Remark("no_closed_contour", "open_contour"))
    if len(points) > 1 and np.allclose(points[0], points[-1], atol=1e-6):
        points = points[:-1]
    off_plane = np.abs((points - blank.centre_mm) @ n).max() if len(points) else 0.0
    if len(points) < 3 or off_plane > PLANARITY_MM:
        return blank.withheld(Remark("no_closed_contour", "open_contour"))
    try:
        section = _with_contour(blank, blank.to_plane(points))
    except ValueError:
        return blank.withheld(Remark("no_closed_contour", "open_contour"))
    return with_tilt(section, line_normal)


def inside_of(field: Field, blank: Section, lumen: float = 1.0, around: float = 0.0) -> Inside:
    """Brightness at points of the section's own frame, 1 in the lumen and 0 around it."""
    axes = np.stack([blank.row_direction, blank.column_direction, blank.normal])

    def inside(points: FloatArray) -> FloatArray:
        values = field.sample(blank.centre_mm + points @ axes)
        return np.asarray((values - around) / (lumen - around), dtype=np.float64)

    return inside


def with_cut(blank: Section, ring: FloatArray, cut: Cut, harmonics: int = HARMONICS) -> Section:
    """`blank` with the smoothed contour, its branches cut off, and what that means for it."""
    section = _with_contour(blank, fig.fourier_smooth(cut.ring, harmonics, CONTOUR_POINTS))
    if cut.plaque_deg:
        section = replace(section, plaque_deg=cut.plaque_deg)
    if cut.bulge_deg:
        remark = Remark("uneven_outline", fields={"degrees": f"{cut.bulge_deg:.0f}"})
        section = replace(
            section,
            bulge_deg=cut.bulge_deg,
            bulge_closed=cut.closed,
            flags=(*section.flags, "uneven_outline"),
            remarks=(*section.remarks, remark),
        )
    if not cut.ostia:
        return section
    uncut = section.uncut_contour_mm
    return replace(
        section,
        ostia=(*section.ostia, *cut.ostia),
        cut_deg=section.cut_deg + cut.cut_deg,
        uncut_contour_mm=blank.to_patient(ring) if uncut is None else uncut,
        flags=tuple(dict.fromkeys([*section.flags, "near_branch"])),
    )


def _with_contour(blank: Section, ring: FloatArray) -> Section:
    figures = fig.figures_of(ring)
    return replace(
        blank,
        contour_mm=blank.to_patient(ring),
        centroid_mm=blank.to_patient(fig.centroid(ring)[None])[0],
        figures=figures,
    )


def with_tilt(section: Section, line_normal: ArrayLike | None) -> Section:
    """The section with its angle to the line, and the warning above 10 degrees (specs section 5.5)."""
    if line_normal is None:
        return section
    cosine = min(abs(float(section.normal @ unit(line_normal))), 1.0)
    degrees = float(np.degrees(np.arccos(cosine)))
    if degrees <= 10.0:
        return replace(section, tilt_deg=degrees)
    remark = Remark("oblique_plane", fields={"degrees": f"{degrees:.0f}"})
    return replace(
        section, tilt_deg=degrees, remarks=(*section.remarks, remark), flags=(*section.flags, "oblique_plane")
    )


def _rings(patch: NDArray[np.float32], offsets: FloatArray) -> tuple[list[FloatArray], list[FloatArray]]:
    """Outer boundaries of what is inside: closed rings, and lines cut off by the patch; (x, y) mm."""
    rings, cut = [], []
    for line in find_contours(patch, 0.5):
        points = np.column_stack(
            [
                np.interp(line[:, 1], np.arange(len(offsets)), offsets),
                np.interp(line[:, 0], np.arange(len(offsets)), offsets),
            ]
        )
        if not np.allclose(line[0], line[-1]):
            cut.append(points)
        elif len(points) > 4 and fig.signed_area(points[:-1]) > 0:
            # find_contours runs so that higher values lie on one side: rings round holes have the other sign
            rings.append(points[:-1])
    return rings, cut


def _choose(rings: Sequence[FloatArray]) -> tuple[FloatArray | None, list[FloatArray], bool]:
    """The ring round the centre, else the nearest within 5 mm; the rest; and whether two are as near."""
    middle = np.zeros(2)
    holding = [r for r in rings if fig.contains(r, middle)]
    doubtful = False
    if holding:
        chosen = max(holding, key=lambda r: abs(fig.signed_area(r)))
    else:
        near = sorted((fig.distance_to_ring(r, middle), k) for k, r in enumerate(rings))
        near = [(d, k) for d, k in near if d <= CENTRE_TOLERANCE_MM]
        if not near:
            return None, list(rings), False
        chosen = rings[near[0][1]]
        doubtful = any(_comparable(chosen, rings[k]) for _, k in near[1:])
    return chosen, [r for r in rings if r is not chosen], doubtful


def _comparable(one: FloatArray, other: FloatArray) -> bool:
    first, second = abs(fig.signed_area(one)), abs(fig.signed_area(other))
    return min(first, second) >= TWO_LUMENS_SHARE * max(first, second)


def _has_second_lumen(ring: FloatArray, others: Sequence[FloatArray]) -> bool:
    for other in others:
        if not _comparable(ring, other):
            continue
        sparse = other[:: max(len(other) // 120, 1)]
        if min(fig.distance_to_ring(ring, p) for p in sparse) <= TWO_LUMENS_GAP_MM:
            return True
    return False
