"""Body surface area, indices and z-scores (specs/aorta.md section 7; case J: ± 1e-3)."""

from __future__ import annotations

from datetime import date

import pytest

from measurements import body_size as bs

ON = date(2026, 1, 5)
PERSON = bs.BodySize(180.0, 80.0, date(2025, 9, 1), 60.0, bs.Sex.MALE)


def test_body_surface_area_of_published_formulas() -> None:
    # DuBois in metres: 0.20247 h^0.725 w^0.425 (specs section 7, seen)
    assert bs.bsa_dubois_m2(180, 80) == pytest.approx(0.20247 * 1.8**0.725 * 80**0.425, abs=1e-3)
    assert bs.bsa_mosteller_m2(180, 80) == pytest.approx(2.0, abs=1e-9)
    assert bs.bsa(PERSON, on=ON, formula=bs.Formula.MOSTELLER).value == pytest.approx(2.0)


def test_indices_divide_centimetres() -> None:
    assert bs.aortic_height_index(45.0, PERSON, on=ON).value == pytest.approx(2.5, abs=1e-9)
    asi = bs.aortic_size_index(45.0, PERSON, on=ON, formula=bs.Formula.MOSTELLER)
    assert (asi.value, asi.unit) == (pytest.approx(2.25), "cm/m2")
    assert bs.area_height_ratio(1800.0, PERSON, on=ON).value == pytest.approx(10.0)


def test_devereux_predicts_by_bsa_and_by_height() -> None:
    by_bsa, see = bs.devereux_predicted_cm(60, bs.Sex.MALE, height_cm=180, weight_kg=80)
    assert by_bsa == pytest.approx(2.423 + 0.54 + 0.461 * bs.bsa_dubois_m2(180, 80) - 0.267, abs=1e-9)
    assert see == 0.261
    by_height, see = bs.devereux_predicted_cm(40, bs.Sex.FEMALE, height_cm=165)
    assert by_height == pytest.approx(1.519 + 0.4 + 1.65 - 0.494, abs=1e-9)
    assert see == 0.215
    z = bs.devereux_z(36.0, PERSON, level="sinus", modality="US", on=ON, by_height=True)
    assert z.value == pytest.approx((3.6 - (1.519 + 0.6 + 1.8 - 0.247)) / 0.215, abs=1e-9)


@pytest.mark.parametrize(
    ("level", "modality", "reason"), [("sinus", "CT", "other_modality"), ("annulus", "US", "other_level")]
)
def test_devereux_outside_its_validity_gives_a_reason(level: str, modality: str, reason: str) -> None:
    z = bs.devereux_z(36.0, PERSON, level=level, modality=modality, on=ON)
    assert (z.value, z.reason) == (None, reason)


@pytest.mark.parametrize(
    ("size", "reason"),
    [
        (bs.BodySize(None, 80, ON, 60), "body_size_missing"),
        (bs.BodySize(180, None, ON, 60), "body_size_missing"),
        (bs.BodySize(180, 80, None, 60), "body_size_missing"),
        (bs.BodySize(18, 80, ON, 60), "body_size_implausible"),
        (bs.BodySize(180, 80, date(2025, 1, 4), 60), "body_size_stale"),
        (bs.BodySize(180, 80, ON, 14.9), "too_young"),
        (bs.BodySize(180, 80, ON, None), "age_missing"),
    ],
)
def test_an_index_without_trustworthy_body_size_is_withheld_with_its_reason(
    size: bs.BodySize, reason: str
) -> None:
    asi = bs.aortic_size_index(45.0, size, on=ON)
    assert (asi.value, asi.reason) == (None, reason)


def test_twelve_months_to_the_day_are_not_too_old_and_the_site_may_say_otherwise() -> None:
    size = bs.BodySize(180, 80, date(2025, 1, 5), 60)
    assert bs.aortic_height_index(45, size, on=ON).value is not None
    assert bs.aortic_height_index(45, size, on=date(2026, 1, 6)).reason == "body_size_stale"
    assert bs.aortic_height_index(45, size, on=date(2026, 6, 1), oldest_months=24).value is not None


def test_implausible_body_size_is_refused() -> None:
    with pytest.raises(ValueError):
        bs.bsa_dubois_m2(1.80, 80)
