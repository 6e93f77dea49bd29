"""What is true about a phantom: JSON-able, patient LPS mm, computed from the description, never from voxels."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studies.phantom.abdomen import Abdomen
from studies.phantom.aorta import SINOTUBULAR_ARC, SINUS_ARC, Aorta
from studies.phantom.arteries import Branch
from studies.phantom.fields import Field
from studies.phantom.variants import Variant

Floats = NDArray[np.float64]
Point = tuple[float, float, float]

#: step of the organ integration, anatomical mm
INTEGRATION_MM = 1.5


@dataclass(frozen=True)
class TrueSection:
    """Figures of one outline, as specs name them."""

    diameter_max_mm: float
    diameter_perpendicular_mm: float
    diameter_min_mm: float
    diameter_area_mm: float
    area_mm2: float
    perimeter_mm: float


@dataclass(frozen=True)
class TrueLevel:
    """One level of the report table: place and both edges."""

    arc_mm: float
    point: Point
    normal: Point
    lumen: TrueSection
    outer: TrueSection


@dataclass(frozen=True)
class TrueTumour:
    """Ellipsoid in the liver."""

    centre: Point
    longest_diameter_mm: float
    #: longest diameter within an axial slice, and the longest one at right angles to it there
    longest_axial_mm: float
    short_axial_mm: float
    volume_ml: float


@dataclass(frozen=True)
class PhantomTruth:
    """The truth of one case.

    `centreline` runs from annulus to bifurcation: the middle of the outer wall. `lumen_radius_mm` and
    `outer_radius_mm` are mean radii at each arc; `lumen_centre` is where the lumen's middle lies.
    """

    generator_version: int
    variant: str
    seed: int
    arc_mm: tuple[float, ...]
    centreline: tuple[Point, ...]
    lumen_centre: tuple[Point, ...]
    lumen_radius_mm: tuple[float, ...]
    outer_radius_mm: tuple[float, ...]
    length_mm: float
    landmarks: dict[str, Point]
    landmark_arcs_mm: dict[str, float]
    levels: dict[str, TrueLevel]
    #: outer maximum below the lowest renal artery; None without an aneurysm
    aneurysm: TrueLevel | None
    aneurysm_below_renal_mm: float | None
    thrombus_max_mm: float | None
    #: lumen diameters of the iliac arteries, smallest and largest
    iliacs_mm: dict[str, tuple[float, float]]
    volumes_ml: dict[str, float]
    tumours: tuple[TrueTumour, ...]

    def to_json(self) -> str:
        """JSON text; `from_json` gives an equal object."""
        return json.dumps(asdict(self), indent=1)

    @classmethod
    def from_json(cls, text: str) -> PhantomTruth:
        """The truth of a JSON text."""
        raw: dict[str, Any] = json.loads(text)

        def level(entry: dict[str, Any]) -> TrueLevel:
            return TrueLevel(
                entry["arc_mm"],
                _point(entry["point"]),
                _point(entry["normal"]),
                TrueSection(**entry["lumen"]),
                TrueSection(**entry["outer"]),
            )

        raw["arc_mm"], raw["lumen_radius_mm"], raw["outer_radius_mm"] = (
            tuple(raw[k]) for k in ("arc_mm", "lumen_radius_mm", "outer_radius_mm")
        )
        raw["centreline"], raw["lumen_centre"] = (
            tuple(_point(p) for p in raw[k]) for k in ("centreline", "lumen_centre")
        )
        raw["landmarks"] = {k: _point(v) for k, v in raw["landmarks"].items()}
        raw["levels"] = {k: level(v) for k, v in raw["levels"].items()}
        raw["aneurysm"] = level(raw["aneurysm"]) if raw["aneurysm"] else None
        raw["iliacs_mm"] = {k: (v[0], v[1]) for k, v in raw["iliacs_mm"].items()}
        raw["tumours"] = tuple(TrueTumour(**{**t, "centre": _point(t["centre"])}) for t in raw["tumours"])
        return cls(**raw)


def _point(value: Any) -> Point:
    return (float(value[0]), float(value[1]), float(value[2]))


def section_of(ring: Floats) -> TrueSection:
    """Figures of a closed convex outline (n, 2) in mm."""
    following = np.roll(ring, -1, axis=0)
    area = float(abs(np.sum(ring[:, 0] * following[:, 1] - following[:, 0] * ring[:, 1])) / 2.0)
    perimeter = float(np.sum(np.linalg.norm(following - ring, axis=1)))
    square = np.sum(ring**2, axis=1)
    gaps = square[:, None] + square[None, :] - 2.0 * (ring @ ring.T)
    i, j = np.unravel_index(int(np.argmax(gaps)), gaps.shape)
    longest = float(np.linalg.norm(ring[j] - ring[i]))
    axis = (ring[j] - ring[i]) / longest
    angles = np.radians(np.arange(0.0, 180.0, 0.25))
    spans = ring @ np.stack([np.cos(angles), np.sin(angles)])
    narrowest = float((spans.max(axis=0) - spans.min(axis=0)).min())
    return TrueSection(
        longest,
        _longest_chord(ring, np.array([-axis[1], axis[0]])),
        narrowest,
        2.0 * float(np.sqrt(area / np.pi)),
        area,
        perimeter,
    )


def _widest(ring: Floats) -> float:
    """Largest width over all directions: the largest diameter, to the step of the directions."""
    angles = np.radians(np.arange(0.0, 180.0, 1.0))
    spans = ring[::4] @ np.stack([np.cos(angles), np.sin(angles)])
    return float((spans.max(axis=0) - spans.min(axis=0)).max())


def _longest_chord(ring: Floats, along: Floats) -> float:
    """Longest chord inside the outline in exactly one direction."""
    across = np.array([along[1], -along[0]])
    u, w = ring @ along, ring @ across
    u2, w2 = np.roll(u, -1), np.roll(w, -1)
    best = 0.0
    for level in np.linspace(w.min(), w.max(), 803)[1:-1]:
        crossing = (w - level) * (w2 - level) < 0
        hits = u[crossing] + (level - w[crossing]) / (w2[crossing] - w[crossing]) * (
            u2[crossing] - u[crossing]
        )
        if len(hits) >= 2:
            best = max(best, float(hits.max() - hits.min()))
    return best


def volume_ml(field: Field, scale: float) -> float:
    """Volume of a signed distance by integration on a fine grid of its own."""
    axes = [
        start + np.arange(0.0, field.step * (count - 1), INTEGRATION_MM)
        for start, count in zip(field.start, field.samples.shape[::-1], strict=True)
    ]
    total = 0.0
    for first in range(0, len(axes[2]), 32):
        d = field.at(axes[0], axes[1], axes[2][first : first + 32])
        total += float(np.clip(0.5 - d / INTEGRATION_MM, 0.0, 1.0).sum(dtype=np.float64))
    return total * (INTEGRATION_MM * scale) ** 3 / 1000.0


def describe(
    variant: Variant, seed: int, version: int, aorta: Aorta, branches: list[Branch], abdomen: Abdomen
) -> PhantomTruth:
    """The truth of a case from its description."""
    k, shift = variant.scale, np.asarray(variant.shift)
    c = aorta.curve
    arcs = np.linspace(0.0, c.length, int(np.ceil(c.length * k)) + 1)

    def lps(point: Any) -> Point:
        return _point(np.asarray(point) * k + shift)

    def level(arc: float) -> TrueLevel:
        return TrueLevel(
            arc * k,
            lps(c.point(arc)),
            _point(c.tangent(arc)),
            section_of(aorta.outline(arc, "lumen")),
            section_of(aorta.outline(arc, "outer")),
        )

    u, v, _ = c.frame(arcs)
    turn, offset = aorta.direction(arcs)[:, None], aorta.offset(arcs)[:, None]
    middle = c.point(arcs) + offset * (np.cos(turn) * u + np.sin(turn) * v)

    by_name = {b.name: b for b in branches}
    marks: dict[str, Any] = {
        "annulus": c.point(0.0),
        "sinus": c.point(SINUS_ARC),
        "sinotubular_junction": c.point(SINOTUBULAR_ARC),
        "aortic_end": c.point(c.length),
    }
    mark_arcs: dict[str, float] = {
        "annulus": 0.0,
        "sinus": SINUS_ARC,
        "sinotubular_junction": SINOTUBULAR_ARC,
        "aortic_end": c.length,
    }
    fu, fv, _ = c.frame(0.0)
    for number, angle in enumerate((0.4, 0.4 + 2 * np.pi / 3, 0.4 + 4 * np.pi / 3), start=1):
        r = float(aorta.lumen_radius(0.0)) * (1.0 + float(aorta.lobes(0.0)))
        marks[f"hinge_{number}"] = c.point(0.0) + r * (np.cos(angle) * fu + np.sin(angle) * fv)
    for key, name in (
        ("brachiocephalic", "brachiocephalic"),
        ("left_carotid", "left_carotid"),
        ("left_subclavian", "left_subclavian"),
        ("celiac", "celiac"),
        ("superior_mesenteric", "superior_mesenteric"),
        ("renal_highest", "renal_right"),
        ("renal_lowest", "renal_left"),
    ):
        marks[key], mark_arcs[key] = by_name[name].ostium, by_name[name].arc
    marks["diaphragm"], mark_arcs["diaphragm"] = c.point(aorta.arcs["diaphragm"]), aorta.arcs["diaphragm"]
    for side in ("right", "left"):
        for kind in ("common_iliac", "external_iliac", "internal_iliac"):
            marks[f"{kind}_{side}"] = by_name[f"{kind}_{side}"].ostium

    mm = 1.0 / k  # one patient mm in the anatomical frame
    stj, brachio, subclavian = SINOTUBULAR_ARC, mark_arcs["brachiocephalic"], mark_arcs["left_subclavian"]
    lower = mark_arcs["renal_lowest"] + float(by_name["renal_left"].radii[3])
    distal, proximal = subclavian + 5.0 * mm, brachio - 5.0 * mm
    sinus_arcs = np.linspace(0.0, stj, 271)
    places = {
        "annulus": 0.0,
        "sinus": float(sinus_arcs[int(np.argmax([_widest(aorta.outline(s, "lumen")) for s in sinus_arcs]))]),
        "sinotubular_junction": stj,
        "ascending_mid": (stj + proximal) / 2.0,
        "ascending_distal": proximal,
        "arch_mid": (proximal + distal) / 2.0,
        "descending_proximal": distal,
        "descending_mid": (distal + mark_arcs["diaphragm"]) / 2.0,
        "diaphragm": mark_arcs["diaphragm"],
        "celiac": mark_arcs["celiac"] - float(by_name["celiac"].radii[3]),
        "suprarenal": mark_arcs["renal_highest"] - 5.0 * mm,
        "infrarenal": lower,
        "bifurcation": c.length - 20.0 * mm,
    }
    below = np.arange(lower, places["bifurcation"], 0.05)
    widths = np.array([float((aorta.outer_radius(s)) * (1.0 + aorta.ovality(s))) for s in below])
    places["abdominal_max"] = float(below[int(np.argmax(widths))])
    aneurysm = level(places["abdominal_max"]) if variant.aorta.aneurysm_outer > 0 else None
    thrombus = None
    if aneurysm is not None:
        ring, lumen = (aorta.outline(places["abdominal_max"], edge) for edge in ("outer", "lumen"))
        thrombus = float(np.linalg.norm(ring[:, None] - lumen[None], axis=2).min(axis=1).max())
    tumours = tuple(
        TrueTumour(
            lps(centre),
            2.0 * k * max(axes),
            2.0 * k * max(axes[:2]),
            2.0 * k * min(axes[:2]),
            4.0 / 3.0 * np.pi * axes[0] * axes[1] * axes[2] * k**3 / 1000.0,
        )
        for centre, axes in zip(abdomen.tumour_centres, abdomen.tumour_axes, strict=True)
    )
    return PhantomTruth(
        generator_version=version,
        variant=variant.name,
        seed=seed,
        arc_mm=tuple(float(s * k) for s in arcs),
        centreline=tuple(lps(p) for p in c.point(arcs)),
        lumen_centre=tuple(lps(p) for p in middle),
        lumen_radius_mm=tuple(float(r * k) for r in aorta.lumen_radius(arcs)),
        outer_radius_mm=tuple(float(r * k) for r in aorta.outer_radius(arcs)),
        length_mm=c.length * k,
        landmarks={name: lps(p) for name, p in marks.items()},
        landmark_arcs_mm={name: float(s * k) for name, s in mark_arcs.items()},
        levels={name: level(s) for name, s in places.items()},
        aneurysm=aneurysm,
        aneurysm_below_renal_mm=(places["abdominal_max"] - lower) * k if aneurysm else None,
        thrombus_max_mm=thrombus,
        iliacs_mm={
            b.name: (2.0 * k * float(b.radii.min()), 2.0 * k * float(b.radii.max()))
            for b in branches
            if "iliac" in b.name
        },
        volumes_ml={
            "liver": volume_ml(abdomen.liver, k),
            "spleen": volume_ml(abdomen.spleen, k),
            "kidney_right": volume_ml(abdomen.kidneys[0], k),
            "kidney_left": volume_ml(abdomen.kidneys[1], k),
            **{f"tumour_{i}": t.volume_ml for i, t in enumerate(tumours, start=1)},
        },
        tumours=tumours,
    )
