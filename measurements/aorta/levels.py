"""The 18 levels of the aorta report: names, order, zones, and where each lies along the line (specs section 4.1).

A level follows from landmarks by its rule, or from an arc length that a person dragged it to. A level whose
landmark is missing has no place, and a reason.

Limitations: the iliac levels (15 to 18) need their own landmark on the line; the sinus maximum is taken
between annulus and sinotubular junction on the same line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from measurements.aorta.frames import unit
from measurements.aorta.line import Centreline
from measurements.aorta.remark import Remark

FloatArray = NDArray[np.float64]

#: a landmark farther than this many local diameters from the line isn't on this vessel
LANDMARK_DIAMETERS = 1.5
#: a landmark this far before the start or after the end of the line lies beyond it
BEYOND_MM = 6.0


@dataclass(frozen=True, slots=True)
class Level:
    """One row of the report table."""

    key: str
    number: int
    nl: str
    en: str
    zone: str
    thoracic: bool
    #: landmarks of which the first given one places the level
    landmarks: tuple[str, ...] = ()


LEVELS: tuple[Level, ...] = (
    Level("annulus", 1, "annulus aortae", "aortic annulus", "0", True, ("annulus",)),
    Level("sinus", 2, "sinus Valsalvae", "sinuses of Valsalva", "0", True, ("sinus",)),
    Level(
        "sinotubular_junction",
        3,
        "sinotubulaire overgang",
        "sinotubular junction",
        "0",
        True,
        ("sinotubular_junction",),
    ),
    Level(
        "ascending_mid",
        4,
        "aorta ascendens, midden (niveau a. pulmonalis dextra)",
        "mid ascending aorta (level of the right pulmonary artery)",
        "0",
        True,
        ("ascending_mid",),
    ),
    Level(
        "ascending_distal",
        5,
        "distale ascendens / proximale boog, vóór truncus brachiocephalicus",
        "distal ascending aorta, before the brachiocephalic trunk",
        "0",
        True,
        ("ascending_distal",),
    ),
    Level("arch_mid", 6, "midden boog", "mid arch", "1–2", True, ("arch_mid",)),
    Level(
        "descending_proximal",
        7,
        "proximale descendens (isthmus)",
        "proximal descending aorta (isthmus)",
        "3",
        True,
        ("descending_proximal",),
    ),
    Level("descending_mid", 8, "midden descendens", "mid descending aorta", "4", True, ("descending_mid",)),
    Level(
        "diaphragm",
        9,
        "t.h.v. hiatus diaphragmaticus (T12)",
        "at the diaphragm (T12)",
        "5",
        True,
        ("diaphragm",),
    ),
    Level("celiac", 10, "t.h.v. truncus coeliacus", "at the coeliac trunk", "5/6", False, ("celiac",)),
    Level("suprarenal", 11, "suprarenaal", "suprarenal", "7", False, ("suprarenal",)),
    Level("infrarenal", 12, "infrarenaal (nek)", "infrarenal (neck)", "8/9", False, ("infrarenal",)),
    Level(
        "abdominal_max",
        13,
        "maximale diameter abdominaal",
        "largest abdominal diameter",
        "9",
        False,
        ("abdominal_max",),
    ),
    Level(
        "bifurcation",
        14,
        "juist boven de bifurcatie",
        "just above the bifurcation",
        "9",
        False,
        ("bifurcation",),
    ),
    Level(
        "common_iliac_right",
        15,
        "a. iliaca communis rechts",
        "right common iliac artery",
        "10",
        False,
        ("common_iliac_right",),
    ),
    Level(
        "common_iliac_left",
        16,
        "a. iliaca communis links",
        "left common iliac artery",
        "10",
        False,
        ("common_iliac_left",),
    ),
    Level(
        "external_iliac_right",
        17,
        "a. iliaca externa rechts",
        "right external iliac artery",
        "11",
        False,
        ("external_iliac_right",),
    ),
    Level(
        "external_iliac_left",
        18,
        "a. iliaca externa links",
        "left external iliac artery",
        "11",
        False,
        ("external_iliac_left",),
    ),
)
BY_KEY: Mapping[str, Level] = MappingProxyType({level.key: level for level in LEVELS})

#: landmarks beside the level keys (specs section 4.2): Dutch and English name
LANDMARKS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "brachiocephalic": ("truncus brachiocephalicus", "brachiocephalic trunk"),
        "left_carotid": ("a. carotis communis links", "left common carotid artery"),
        "left_subclavian": ("a. subclavia links", "left subclavian artery"),
        "superior_mesenteric": ("a. mesenterica superior", "superior mesenteric artery"),
        "renal_highest": ("hoogste a. renalis", "highest renal artery"),
        "renal_lowest": ("laagste a. renalis", "lowest renal artery"),
        "hinge_1": ("hechtpunt 1", "hinge point 1"),
        "hinge_2": ("hechtpunt 2", "hinge point 2"),
        "hinge_3": ("hechtpunt 3", "hinge point 3"),
        "aortic_end": ("bifurcatie van de aorta", "aortic bifurcation"),
        "internal_iliac_right": ("a. iliaca interna rechts", "right internal iliac artery"),
        "internal_iliac_left": ("a. iliaca interna links", "left internal iliac artery"),
    }
)
HINGES = ("hinge_1", "hinge_2", "hinge_3")


def landmark_names() -> tuple[str, ...]:
    """Every name that `--landmark NAME=X,Y,Z` takes."""
    return (*BY_KEY, *LANDMARKS)


@dataclass(frozen=True, slots=True)
class LevelSettings:
    """Site-configurable placement (specs section 18: to be confirmed by a radiologist)."""

    before_brachiocephalic_mm: float = 5.0
    #: ``"midpoint"`` of levels 5 and 7, or ``"between_carotid_and_subclavian"``
    arch_mid_rule: str = "midpoint"
    after_subclavian_mm: float = 5.0
    above_renal_mm: float = 5.0
    above_bifurcation_mm: float = 20.0


@dataclass(frozen=True, eq=False)
class Placement:
    """Where a level lies, or why it has no place.

    `normal` is set for a level with its own plane (annulus by hinge points), in which `centre_mm` lies.
    `between_mm` is the stretch in which a maximum level is looked for; its arc follows from the profile.
    """

    level: Level
    arc_mm: float | None = None
    rule: str = ""
    by_hand: bool = False
    reason: Remark | None = None
    centre_mm: FloatArray | None = None
    normal: FloatArray | None = None
    between_mm: tuple[float, float] | None = None


#: levels that lie in one of two arteries side by side
ILIAC = ("common_iliac_right", "common_iliac_left", "external_iliac_right", "external_iliac_left")


@dataclass(frozen=True, eq=False)
class LandmarkArcs:
    """Landmarks on the line: arc of each that lies on the vessel, and the names of those that don't."""

    arc_mm: Mapping[str, float]
    off_vessel: tuple[str, ...] = ()
    #: landmarks before the start or after the end of the line
    beyond: tuple[str, ...] = ()
    points_mm: Mapping[str, FloatArray] = field(default_factory=dict)

    def nearest(self, arc_mm: float) -> tuple[str, float] | None:
        """(name, distance in mm along the line; positive when the place lies beyond it) of the nearest.

        Hinge points of the annulus name no place of their own.
        """
        named = {name: arc for name, arc in self.arc_mm.items() if name not in HINGES}
        if not named:
            return None
        name = min(named, key=lambda n: abs(named[n] - arc_mm))
        return name, arc_mm - named[name]


def landmark_arcs(line: Centreline, landmarks: Mapping[str, FloatArray]) -> LandmarkArcs:
    """Arc length of each landmark; one farther than 1.5 local diameters from the line is off the vessel.

    A landmark of an iliac artery counts only inside the vessel that the line follows, and not at the line's end.
    """
    arcs: dict[str, float] = {}
    off: list[str] = []
    beyond: list[str] = []
    for name, point in landmarks.items():
        arc, distance = line.nearest(point)
        if name in ILIAC and not _in_iliac(line, arc, landmarks):
            beyond.append(name)  # the line ends in the aorta: its last section is no iliac artery
        elif distance > (1.0 if name in ILIAC else LANDMARK_DIAMETERS * 2.0) * line.radius_at(arc):
            off.append(name)  # of the iliac arteries the one that isn't followed runs close beside the line
        elif _past_end_mm(line, arc, point) > BEYOND_MM:
            beyond.append(name)
        else:
            arcs[name] = arc
    points = {name: np.asarray(p, dtype=np.float64) for name, p in landmarks.items()}
    return LandmarkArcs(MappingProxyType(arcs), tuple(off), tuple(beyond), MappingProxyType(points))


def _in_iliac(line: Centreline, arc_mm: float, landmarks: Mapping[str, FloatArray]) -> bool:
    """Does the line, at this place, run in an iliac artery: before its end, and clear of the bifurcation when known?"""
    if arc_mm >= line.length_mm - 1e-6:
        return False
    if "aortic_end" not in landmarks:
        return True
    fork = line.nearest_arc(np.asarray(landmarks["aortic_end"], dtype=np.float64))
    return arc_mm > fork + line.radius_at(fork)


def _past_end_mm(line: Centreline, arc_mm: float, point: FloatArray) -> float:
    """How far a point lies before the start or after the end of the line, along it; 0 beside the line."""
    offset = np.asarray(point, dtype=np.float64) - line.point_at(arc_mm)
    if arc_mm <= 1e-6:
        return -float(offset @ line.tangent_at(0.0))
    if arc_mm >= line.length_mm - 1e-6:
        return float(offset @ line.tangent_at(line.length_mm))
    return 0.0


def place_levels(
    line: Centreline,
    landmarks: LandmarkArcs,
    *,
    overrides_mm: Mapping[str, float] | None = None,
    settings: LevelSettings | None = None,
) -> tuple[Placement, ...]:
    """Every level of the table with its place on the line or the reason why it has none.

    Parameters
    ----------
    overrides_mm : mapping of level key to arc length
        Where a person dragged a level; wins over the rule.
    """
    moved = overrides_mm or {}
    place = _Placer(line, landmarks, settings or LevelSettings(), moved)
    return tuple(place.place(level) for level in LEVELS)


class _Placer:
    def __init__(
        self, line: Centreline, landmarks: LandmarkArcs, settings: LevelSettings, moved: Mapping[str, float]
    ) -> None:
        self.line, self.landmarks, self.settings, self.moved = line, landmarks, settings, moved

    def place(self, level: Level) -> Placement:
        if level.key in self.moved:
            return self._at(level, self.moved[level.key], "by hand", by_hand=True)
        if level.key in self.landmarks.arc_mm:
            return self._at(level, self.landmarks.arc_mm[level.key], "landmark", by_hand=True)
        if level.key in self.landmarks.off_vessel:
            return self._off(level, level.key)
        if level.key in self.landmarks.beyond:
            return Placement(level, None, "landmark", True, Remark("beyond_line"))
        rule = getattr(self, f"_{level.key}", None)
        if rule is None:
            return self._missing(level, level.key)
        placed: Placement = rule(level)
        return placed

    def arc_of(self, key: str) -> float | None:
        return self.place(BY_KEY[key]).arc_mm

    def _at(self, level: Level, arc: float, rule: str, *, by_hand: bool = False) -> Placement:
        if not -1e-6 <= arc <= self.line.length_mm + 1e-6:
            return Placement(level, None, rule, by_hand, Remark("beyond_line"))
        return Placement(level, float(np.clip(arc, 0.0, self.line.length_mm)), rule, by_hand)

    def _missing(self, level: Level, landmark: str) -> Placement:
        return Placement(level, reason=Remark("landmark_missing", fields={"landmark": landmark}))

    def _off(self, level: Level, landmark: str) -> Placement:
        return Placement(level, reason=Remark("landmark_off_vessel", fields={"level": landmark}))

    def _from(self, level: Level, landmark: str, shift_mm: float, rule: str) -> Placement:
        if landmark in self.landmarks.off_vessel:
            return self._off(level, landmark)
        if landmark in self.landmarks.beyond:
            return Placement(level, None, rule, reason=Remark("beyond_line"))
        if landmark not in self.landmarks.arc_mm:
            return self._missing(level, landmark)
        return self._at(level, self.landmarks.arc_mm[landmark] + shift_mm, rule)

    def _between(self, level: Level, first: str, second: str, rule: str) -> Placement:
        one, two = self.arc_of(first), self.arc_of(second)
        for key, arc in ((first, one), (second, two)):
            if arc is None:
                reason = self.place(BY_KEY[key]).reason
                return Placement(level, reason=reason)
        if one is None or two is None or two <= one:
            return Placement(level, reason=Remark("landmark_order"))
        return self._at(level, (one + two) / 2.0, rule)

    def _annulus(self, level: Level) -> Placement:
        if not all(h in self.landmarks.points_mm for h in HINGES):
            return Placement(level, reason=Remark("hinge_points_missing"))
        off = [h for h in HINGES if h in self.landmarks.off_vessel]
        if off:
            return self._off(level, off[0])
        points = np.array([self.landmarks.points_mm[h] for h in HINGES])
        try:
            normal = unit(np.cross(points[1] - points[0], points[2] - points[0]))
        except ValueError:
            return Placement(level, reason=Remark("hinge_points_missing"))
        centre = points.mean(axis=0)
        arc = self.line.nearest_arc(centre)
        if float(normal @ self.line.tangent_at(arc)) < 0:
            normal = -normal
        return Placement(level, arc, "plane through three hinge points", True, None, centre, normal)

    def _sinus(self, level: Level) -> Placement:
        one, two = self.arc_of("annulus"), self.arc_of("sinotubular_junction")
        if one is None or two is None:
            missing = "annulus" if one is None else "sinotubular_junction"
            return Placement(level, reason=self.place(BY_KEY[missing]).reason)
        if two <= one:
            return Placement(level, reason=Remark("landmark_order"))
        return Placement(
            level, rule="maximum between annulus and sinotubular junction", between_mm=(one, two)
        )

    def _ascending_mid(self, level: Level) -> Placement:
        return self._between(level, "sinotubular_junction", "ascending_distal", "midpoint of levels 3 and 5")

    def _ascending_distal(self, level: Level) -> Placement:
        mm = self.settings.before_brachiocephalic_mm
        return self._from(level, "brachiocephalic", -mm, f"{mm:g} mm before the brachiocephalic trunk")

    def _arch_mid(self, level: Level) -> Placement:
        if self.settings.arch_mid_rule == "between_carotid_and_subclavian":
            for name in ("left_carotid", "left_subclavian"):
                if name not in self.landmarks.arc_mm:
                    return self._from(level, name, 0.0, "")
            one, two = (self.landmarks.arc_mm[n] for n in ("left_carotid", "left_subclavian"))
            return self._at(
                level, (one + two) / 2.0, "midway between left carotid and left subclavian artery"
            )
        return self._between(level, "ascending_distal", "descending_proximal", "midpoint of levels 5 and 7")

    def _descending_proximal(self, level: Level) -> Placement:
        mm = self.settings.after_subclavian_mm
        return self._from(level, "left_subclavian", mm, f"{mm:g} mm after the left subclavian artery")

    def _descending_mid(self, level: Level) -> Placement:
        return self._between(level, "descending_proximal", "diaphragm", "midpoint of levels 7 and 9")

    def _suprarenal(self, level: Level) -> Placement:
        mm = self.settings.above_renal_mm
        return self._from(level, "renal_highest", -mm, f"{mm:g} mm above the highest renal artery")

    def _infrarenal(self, level: Level) -> Placement:
        return self._from(level, "renal_lowest", 0.0, "lower edge of the lowest renal artery")

    def _abdominal_max(self, level: Level) -> Placement:
        one, two = self.arc_of("infrarenal"), self.arc_of("bifurcation")
        if one is None or two is None:
            missing = "infrarenal" if one is None else "bifurcation"
            return Placement(level, reason=self.place(BY_KEY[missing]).reason)
        if two <= one:
            return Placement(level, reason=Remark("landmark_order"))
        return Placement(level, rule="profile maximum between levels 12 and 14", between_mm=(one, two))

    def _bifurcation(self, level: Level) -> Placement:
        mm = self.settings.above_bifurcation_mm
        return self._from(level, "aortic_end", -mm, f"{mm:g} mm above the aortic bifurcation")
