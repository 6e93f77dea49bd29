"""The thoracic maximum divided by body size, as findings (specs/aorta.md section 7).

Formulas are `measurements.body_size`. What is missing, too old or a child's gives no index. No class of risk and no z-score:
the one verified equation holds for echocardiography of the sinuses only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from measurements.aorta import codes
from measurements.body_size import (
    BodySize,
    Formula,
    Index,
    aortic_height_index,
    aortic_size_index,
    area_height_ratio,
)
from measurements.finding import Finding, Method

#: the findings' group, and the one whose figures are divided
GROUP, OF_GROUP = "index:thoracic", "maximum:thoracic"
METHOD_VERSION = "1"


def indices_of(
    diameter_mm: float, area_mm2: float | None, size: BodySize, *, on: date, formula: Formula = Formula.DUBOIS
) -> dict[str, tuple[str, Index]]:
    """Key -> (short name, index or the reason why not): ASI, AHI and area over height."""
    found = {
        "aortic_size_index": (
            f"ASI ({formula.value})",
            aortic_size_index(diameter_mm, size, on=on, formula=formula),
        ),
        "aortic_height_index": ("AHI", aortic_height_index(diameter_mm, size, on=on)),
    }
    if area_mm2 is not None:
        found["area_height_index"] = ("A/H", area_height_ratio(area_mm2, size, on=on))
    return found


def index_findings(
    findings: Sequence[Finding],
    size: BodySize,
    *,
    on: date,
    new_id: Callable[[], str],
    formula: Formula = Formula.DUBOIS,
    said: tuple[tuple[str, str], ...] = (),
) -> list[Finding]:
    """Indices of the thoracic maximum among the findings; none where it or the body size can't be used.

    Parameters
    ----------
    on : date of the examination
    said : conditions to go along: who stated height and weight, and when
    """
    mine = {f.key: f for f in findings if f.group == OF_GROUP}
    diameter, area = mine.get("diameter_max_mm"), mine.get("area_mm2")
    if diameter is None or diameter.value is None:
        return []
    made = []
    whole = None if area is None else area.value
    for key, (name, index) in indices_of(diameter.value, whole, size, on=on, formula=formula).items():
        if index.value is None:
            continue
        body = [("height_cm", f"{size.height_cm:g}")] if size.height_cm is not None else []
        if key == "aortic_size_index" and size.weight_kg is not None:
            body += [("weight_kg", f"{size.weight_kg:g}"), ("bsa_formula", formula.value)]
        if size.measured_on is not None:
            body.append(("body_measured_on", size.measured_on.isoformat()))
        of = area if key == "area_height_index" and area is not None else diameter
        made.append(
            replace(
                of,
                id=new_id(),
                key=key,
                group=GROUP,
                concept=codes.RATIO,
                value=index.value,
                unit=index.unit,
                method=Method("body_size", METHOD_VERSION, (("of", of.key),)),
                level="",
                label=name,
                uncertainty=None,
                derivation=None,
                tracking_uid="",
                conditions=(*of.conditions, *body, *said),
            )
        )
    return made
