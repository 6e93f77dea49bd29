"""Numbers, dates and times as the specification of the screens writes them."""

from __future__ import annotations

import pytest

from report_templates import numbers


@pytest.mark.parametrize(
    ("value", "decimals", "signed", "dutch", "english"),
    [
        (39.4, 0, False, "39", "39"),
        (38.5, 0, False, "39", "39"),
        (39.5, 0, False, "40", "40"),
        (0.25, 1, False, "0,3", "0.3"),
        (2.675, 2, False, "2,68", "2.68"),
        (3.2, 1, True, "+3,2", "+3.2"),
        (-0.4, 1, True, "−0,4", "−0.4"),
        (-0.04, 1, True, "0,0", "0.0"),
        (0.0, 1, True, "0,0", "0.0"),
        (-0.0, 0, False, "0", "0"),
        (1234.5, 1, False, "1.234,5", "1,234.5"),
        (1234567.0, 0, False, "1.234.567", "1,234,567"),
        (-12345.678, 2, False, "−12.345,68", "−12,345.68"),
    ],
)
def test_a_number_in_dutch_and_english(
    value: float, decimals: int, signed: bool, dutch: str, english: str
) -> None:
    assert numbers.number(value, decimals, "nl", signed=signed) == dutch
    assert numbers.number(value, decimals, "en", signed=signed) == english


def test_diameters_stand_with_a_cross_and_one_unit() -> None:
    assert numbers.diameter_pair(39.4, 34.0, "nl") == "39 × 34 mm"
    assert numbers.diameter_pair(39.4, 34.0, "nl", decimals=1) == "39,4 × 34,0 mm"
    assert numbers.diameter_pair(39.4, None, "nl") == "39 mm"


def test_units_follow_after_a_space() -> None:
    assert numbers.quantity(12.0, "%", "nl") == "12,0 %"
    assert numbers.quantity(830.4, "mm2", "nl") == "830 mm²"
    assert numbers.area_cm2(407.0, "nl") == "4,1 cm²"
    assert numbers.quantity(2.5, "{ratio}", "nl") == "2,5"
    assert numbers.quantity(5.0, "nonsense", "en") == "5.0 nonsense"


def test_ranges_and_shares() -> None:
    assert numbers.interval(1.5, 7.4, 1, "nl") == "1,5–7,4"
    assert numbers.wilson(53, 58, "nl") == "91,4 % (81,4–96,3; n = 58)"
    assert numbers.wilson(0, 0, "nl") == ""


def test_days_and_times() -> None:
    assert numbers.iso_day("2026-11-20", "nl") == "20-11-2026"
    assert numbers.iso_day("2026-11-20T10:00:00+00:00", "en") == "2026-11-20"
    assert numbers.iso_day("", "nl") == ""
    assert numbers.dicom_day("19580101", "nl") == "01-01-1958"
    assert numbers.dicom_day("1958", "nl") == "1958"
    assert numbers.dicom_clock("094259.123") == "09:42"
    assert numbers.dicom_clock("9942") == ""
    assert numbers.dicom_clock("") == ""


def test_a_moment_is_printed_in_the_zone_of_the_house_in_winter_and_summer() -> None:
    assert (
        numbers.moment("2026-11-20T10:56:00+00:00", "nl", "Europe/Amsterdam", joined=" om ")
        == "20-11-2026 om 11:56"
    )
    assert numbers.moment("2026-07-20T23:30:00+00:00", "en", "Europe/Amsterdam") == "2026-07-21 01:30"
    assert numbers.moment("", "nl", "Europe/Amsterdam") == ""
    with pytest.raises(ValueError, match="zone"):
        numbers.moment("2026-11-20T10:56:00", "nl", "Europe/Amsterdam")


def test_ages_and_durations() -> None:
    assert numbers.age("19580101", "20261118", "nl") == "68 j"
    assert numbers.age("19581119", "20261118", "nl") == "67 j"
    assert numbers.age("", "20261118", "nl") == ""
    assert numbers.age("20270101", "20261118", "nl") == ""
    assert [numbers.duration(m, "nl") for m in (45, 180, 1560, 61, 0)] == [
        "45 min",
        "3 u",
        "1 d 2 u",
        "1 u 1 min",
        "0 min",
    ]
    assert numbers.duration(180, "en") == "3 h"


def test_person_names() -> None:
    assert numbers.person_name("TEST^Voorbeeld Aorta") == "TEST, Voorbeeld Aorta"
    assert numbers.person_name("Berg^Anna^M^dr.^") == "Berg, dr. Anna M"
    assert numbers.person_name("dr. Ruben Proef") == "dr. Ruben Proef"
    assert numbers.person_name("Ş^Ł=山^=x") == "Ş, Ł"
