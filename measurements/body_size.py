"""Body surface area and the indices that divide an aortic diameter by body size (specs/aorta.md section 7).

Every formula names its source. Height and weight carry the date on which they were measured: what is
missing, too old, or a child's gives no index but a reason.

Limitations: Devereux' equation holds for the sinuses of Valsalva, by echocardiography, from 15 years on;
on CT or MR, or at another level, no z-score is given. Other z equations aren't verified and are absent.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

#: indices and z-scores aren't given below this age (specs section 7)
YOUNGEST_YEARS = 15.0
#: height and weight older than this aren't used, unless the site says otherwise
OLDEST_MONTHS = 12
HEIGHT_CM = (50.0, 260.0)
WEIGHT_KG = (2.0, 400.0)


class Formula(StrEnum):
    """Formula of the body surface area."""

    DUBOIS = "DuBois"
    MOSTELLER = "Mosteller"


class Sex(StrEnum):
    MALE = "M"
    FEMALE = "F"


@dataclass(frozen=True, slots=True)
class BodySize:
    """Height, weight and when they were measured; age at the examination. None where unknown."""

    height_cm: float | None
    weight_kg: float | None
    measured_on: date | None = None
    age_years: float | None = None
    sex: Sex | None = None


@dataclass(frozen=True, slots=True)
class Index:
    """A value, or the reason why it is withheld.

    `reason` is one of: ``""``, ``"body_size_missing"``, ``"body_size_implausible"``, ``"body_size_stale"``,
    ``"age_missing"``, ``"too_young"``, ``"sex_missing"``, ``"other_level"``, ``"other_modality"``.
    """

    value: float | None
    unit: str
    reason: str = ""


def bsa_dubois_m2(height_cm: float, weight_kg: float) -> float:
    """0.007184 w^0.425 h^0.725 (Du Bois 1916), m2."""
    _check(height_cm, weight_kg)
    return float(0.007184 * weight_kg**0.425 * height_cm**0.725)


def bsa_mosteller_m2(height_cm: float, weight_kg: float) -> float:
    """sqrt(h w / 3600) (Mosteller 1987), m2."""
    _check(height_cm, weight_kg)
    return math.sqrt(height_cm * weight_kg / 3600.0)


def _check(height_cm: float, weight_kg: float) -> None:
    if not _plausible(height_cm, HEIGHT_CM) or not _plausible(weight_kg, WEIGHT_KG):
        raise ValueError("height must be 50 to 260 cm and weight 2 to 400 kg")


def _plausible(value: float, limits: tuple[float, float]) -> bool:
    return math.isfinite(value) and limits[0] <= value <= limits[1]


def bsa(
    size: BodySize, *, on: date, formula: Formula = Formula.DUBOIS, oldest_months: int = OLDEST_MONTHS
) -> Index:
    """Body surface area at an examination, m2."""
    reason = _reason(size, on, oldest_months, weight=True)
    if reason or size.height_cm is None or size.weight_kg is None:
        return Index(None, "m2", reason or "body_size_missing")
    compute = bsa_dubois_m2 if formula is Formula.DUBOIS else bsa_mosteller_m2
    return Index(compute(size.height_cm, size.weight_kg), "m2")


def aortic_size_index(
    diameter_mm: float,
    size: BodySize,
    *,
    on: date,
    formula: Formula = Formula.DUBOIS,
    oldest_months: int = OLDEST_MONTHS,
) -> Index:
    """ASI = diameter / BSA, cm/m2."""
    area = bsa(size, on=on, formula=formula, oldest_months=oldest_months)
    reason = area.reason or _age_reason(size)
    if reason or area.value is None:
        return Index(None, "cm/m2", reason)
    return Index(diameter_mm / 10.0 / area.value, "cm/m2")


def aortic_height_index(
    diameter_mm: float, size: BodySize, *, on: date, oldest_months: int = OLDEST_MONTHS
) -> Index:
    """AHI = diameter / height, cm/m."""
    reason = _reason(size, on, oldest_months, weight=False) or _age_reason(size)
    if reason or size.height_cm is None:
        return Index(None, "cm/m", reason)
    return Index(diameter_mm / 10.0 / (size.height_cm / 100.0), "cm/m")


def area_height_ratio(
    area_mm2: float, size: BodySize, *, on: date, oldest_months: int = OLDEST_MONTHS
) -> Index:
    """Area of the section / height, cm2/m."""
    reason = _reason(size, on, oldest_months, weight=False) or _age_reason(size)
    if reason or size.height_cm is None:
        return Index(None, "cm2/m", reason)
    return Index(area_mm2 / 100.0 / (size.height_cm / 100.0), "cm2/m")


def devereux_z(
    diameter_mm: float,
    size: BodySize,
    *,
    level: str,
    modality: str,
    on: date,
    by_height: bool = False,
    oldest_months: int = OLDEST_MONTHS,
) -> Index:
    """z-score of the aortic root after Devereux 2012 (PubMed 22770936).

    Parameters
    ----------
    level, modality : str
        Only ``"sinus"`` by echocardiography (``"US"``) is within the equation's validity.
    by_height : bool
        The equation with height instead of BSA (DuBois).
    """
    if level != "sinus":
        return Index(None, "{ratio}", "other_level")
    if modality != "US":
        return Index(None, "{ratio}", "other_modality")
    reason = _reason(size, on, oldest_months, weight=not by_height) or _age_reason(size)
    if not reason and size.sex is None:
        reason = "sex_missing"
    if reason or size.age_years is None or size.height_cm is None or size.sex is None:
        return Index(None, "{ratio}", reason or "age_missing")
    predicted_cm, see_cm = devereux_predicted_cm(
        size.age_years, size.sex, height_cm=size.height_cm, weight_kg=None if by_height else size.weight_kg
    )
    return Index((diameter_mm / 10.0 - predicted_cm) / see_cm, "{ratio}")


def devereux_predicted_cm(
    age_years: float, sex: Sex, *, height_cm: float, weight_kg: float | None = None
) -> tuple[float, float]:
    """(predicted sinus diameter, standard error of the estimate), cm; by BSA with a weight, else by height."""
    number = 1.0 if sex is Sex.MALE else 2.0
    if weight_kg is None:
        return 1.519 + 0.010 * age_years + 0.010 * height_cm - 0.247 * number, 0.215
    area = bsa_dubois_m2(height_cm, weight_kg)
    return 2.423 + 0.009 * age_years + 0.461 * area - 0.267 * number, 0.261


def _reason(size: BodySize, on: date, oldest_months: int, *, weight: bool) -> str:
    if size.height_cm is None or (weight and size.weight_kg is None) or size.measured_on is None:
        return "body_size_missing"
    if not _plausible(size.height_cm, HEIGHT_CM):
        return "body_size_implausible"
    if weight and size.weight_kg is not None and not _plausible(size.weight_kg, WEIGHT_KG):
        return "body_size_implausible"
    months = (on.year - size.measured_on.year) * 12 + on.month - size.measured_on.month
    if months > oldest_months or (months == oldest_months and on.day > size.measured_on.day):
        return "body_size_stale"
    return ""


def _age_reason(size: BodySize) -> str:
    if size.age_years is None:
        return "age_missing"
    return "too_young" if size.age_years < YOUNGEST_YEARS else ""
