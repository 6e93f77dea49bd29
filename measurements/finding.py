"""One reportable result, with everything that leads back to its pixels, method, version and person.

A Finding is immutable and goes to JSON and back without loss. JSON holds no floating-point numbers: they
are written as their shortest exact decimal text (``repr``), because the canonical form that is hashed and
signed (specs of governance, LOCK-5) forbids floats.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Origin(StrEnum):
    """How a value came about."""

    MANUAL = "manual"
    SEMI_AUTOMATIC = "semi-automatic"
    AI = "ai"


class Decision(StrEnum):
    """What a person decided about an AI result."""

    ACCEPTED = "accepted"
    EDITED = "edited"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Code:
    """A coded concept: value, coding scheme designator, meaning (PS3.3 section 8)."""

    value: str
    scheme: str
    meaning: str

    def to_json(self) -> dict[str, str]:
        return {"value": self.value, "scheme": self.scheme, "meaning": self.meaning}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Code:
        return cls(str(data["value"]), str(data["scheme"]), str(data["meaning"]))


@dataclass(frozen=True, slots=True)
class Method:
    """Name, version and parameters of the algorithm or act that gave the value. Parameters are texts."""

    name: str
    version: str
    parameters: tuple[tuple[str, str], ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {"name": self.name, "version": self.version, "parameters": dict(self.parameters)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Method:
        return cls(
            str(data["name"]),
            str(data["version"]),
            tuple((str(k), str(v)) for k, v in data["parameters"].items()),
        )


Point = tuple[float, float, float]


class GeometryKind(StrEnum):
    POINT = "point"
    LINE = "line"
    POLYLINE = "polyline"
    CONTOUR = "contour"
    PLANE = "plane"


@dataclass(frozen=True, slots=True)
class Geometry:
    """Where the value was measured: points in patient coordinates (LPS, mm), and the plane they lie in.

    A `LINE` has two points (the ends of a diameter), a `CONTOUR` is closed without repeating its first
    point. `normal` and `row_direction` are unit vectors of the viewing plane; `centre` lies in it.
    """

    kind: GeometryKind
    points_mm: tuple[Point, ...]
    centre_mm: Point | None = None
    normal: Point | None = None
    row_direction: Point | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind.value,
            "points_mm": [_point_out(p) for p in self.points_mm],
            "centre_mm": _point_out(self.centre_mm),
            "normal": _point_out(self.normal),
            "row_direction": _point_out(self.row_direction),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Geometry:
        points = tuple(_point_in(p) for p in data["points_mm"])
        return cls(
            GeometryKind(data["kind"]),
            tuple(p for p in points if p is not None),
            _point_in(data.get("centre_mm")),
            _point_in(data.get("normal")),
            _point_in(data.get("row_direction")),
        )


@dataclass(frozen=True, slots=True)
class Source:
    """The exact images: study, series, instances, frame of reference. Instances nearest to the geometry first."""

    study_instance_uid: str = ""
    series_instance_uid: str = ""
    sop_class_uid: str = ""
    sop_instance_uids: tuple[str, ...] = ()
    frame_of_reference_uid: str = ""
    #: facts of the acquisition that the report states, e.g. ("slice_distance_mm", "1.0")
    facts: tuple[tuple[str, str], ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "study_instance_uid": self.study_instance_uid,
            "series_instance_uid": self.series_instance_uid,
            "sop_class_uid": self.sop_class_uid,
            "sop_instance_uids": list(self.sop_instance_uids),
            "frame_of_reference_uid": self.frame_of_reference_uid,
            "facts": dict(self.facts),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Source:
        return cls(
            str(data["study_instance_uid"]),
            str(data["series_instance_uid"]),
            str(data["sop_class_uid"]),
            tuple(str(u) for u in data["sop_instance_uids"]),
            str(data["frame_of_reference_uid"]),
            tuple((str(k), str(v)) for k, v in data["facts"].items()),
        )


@dataclass(frozen=True, slots=True)
class Validation:
    """A person's decision about an AI result, and how much was changed (in the finding's own unit)."""

    decision: Decision
    person_id: str
    at: str
    change: float | None = None
    reason: str = ""

    def to_json(self) -> dict[str, Any]:
        return {
            "decision": self.decision.value,
            "person_id": self.person_id,
            "at": self.at,
            "change": _number_out(self.change),
            "reason": self.reason,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Validation:
        return cls(
            Decision(data["decision"]),
            str(data["person_id"]),
            str(data["at"]),
            _number_in(data["change"]),
            str(data["reason"]),
        )


@dataclass(frozen=True, slots=True)
class Finding:
    """One reportable result.

    Parameters
    ----------
    id : str
        Unique; stays the same over revisions of the same result.
    task : str
        ``"aorta"``, ``"liver"``, ``"perfusion"``, ``"oncology"`` or ``"general"``.
    key : str
        Which result within the task, e.g. ``"diameter_max_mm"``; stable, English.
    group : str
        Results of one object share a group, e.g. ``"level:sinus"``; the report prints a group as one row.
    concept : Code
    value : float or None
        None when it is withheld; then `withheld` says why.
    unit : str
        UCUM code, e.g. ``"mm"``, ``"mm2"``, ``"ml"``, ``"[hnsf'U]"``.
    observer, at
        Who (person id) and when (UTC, ISO 8601).
    """

    id: str
    task: str
    key: str
    group: str
    concept: Code
    value: float | None
    unit: str
    method: Method
    source: Source
    observer: str
    at: str
    origin: Origin
    level: str = ""
    label: str = ""
    withheld: str = ""
    uncertainty: float | None = None
    flags: tuple[str, ...] = ()
    site: Code | None = None
    laterality: Code | None = None
    derivation: Code | None = None
    geometry: Geometry | None = None
    validation: Validation | None = None
    tracking_uid: str = ""
    #: short texts that the report prints beside the value, e.g. ("edge", "outer")
    conditions: tuple[tuple[str, str], ...] = field(default=())

    def __post_init__(self) -> None:
        if self.value is None and not self.withheld:
            raise ValueError("a finding without a value needs the reason why it is withheld")
        if self.value is not None and not math.isfinite(self.value):
            raise ValueError("a finding's value must be finite; withhold it with a reason instead")

    def to_json(self) -> dict[str, Any]:
        """A JSON-ready dict without floats; `from_json` gives back an equal Finding."""
        return {
            "id": self.id,
            "task": self.task,
            "key": self.key,
            "group": self.group,
            "concept": self.concept.to_json(),
            "value": _number_out(self.value),
            "unit": self.unit,
            "method": self.method.to_json(),
            "source": self.source.to_json(),
            "observer": self.observer,
            "at": self.at,
            "origin": self.origin.value,
            "level": self.level,
            "label": self.label,
            "withheld": self.withheld,
            "uncertainty": _number_out(self.uncertainty),
            "flags": list(self.flags),
            "site": self.site.to_json() if self.site else None,
            "laterality": self.laterality.to_json() if self.laterality else None,
            "derivation": self.derivation.to_json() if self.derivation else None,
            "geometry": self.geometry.to_json() if self.geometry else None,
            "validation": self.validation.to_json() if self.validation else None,
            "tracking_uid": self.tracking_uid,
            "conditions": dict(self.conditions),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Finding:
        """Inverse of `to_json`; raises KeyError or ValueError on anything else."""

        def code(name: str) -> Code | None:
            return Code.from_json(data[name]) if data.get(name) else None

        return cls(
            id=str(data["id"]),
            task=str(data["task"]),
            key=str(data["key"]),
            group=str(data["group"]),
            concept=Code.from_json(data["concept"]),
            value=_number_in(data["value"]),
            unit=str(data["unit"]),
            method=Method.from_json(data["method"]),
            source=Source.from_json(data["source"]),
            observer=str(data["observer"]),
            at=str(data["at"]),
            origin=Origin(data["origin"]),
            level=str(data["level"]),
            label=str(data["label"]),
            withheld=str(data["withheld"]),
            uncertainty=_number_in(data["uncertainty"]),
            flags=tuple(str(f) for f in data["flags"]),
            site=code("site"),
            laterality=code("laterality"),
            derivation=code("derivation"),
            geometry=Geometry.from_json(data["geometry"]) if data.get("geometry") else None,
            validation=Validation.from_json(data["validation"]) if data.get("validation") else None,
            tracking_uid=str(data["tracking_uid"]),
            conditions=tuple((str(k), str(v)) for k, v in data["conditions"].items()),
        )


def _number_out(value: float | None) -> str | None:
    return None if value is None else repr(float(value))


def _number_in(text: str | None) -> float | None:
    return None if text is None else float(text)


def _point_out(point: Point | None) -> list[str] | None:
    return None if point is None else [repr(float(c)) for c in point]


def _point_in(values: Any) -> Point | None:
    if values is None:
        return None
    x, y, z = (float(v) for v in values)
    return (x, y, z)
