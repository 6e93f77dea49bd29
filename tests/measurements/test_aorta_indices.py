"""Indices of the thoracic maximum: the formulas' own figures, with what they rest on, or none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from measurements.aorta.indices import GROUP, index_findings
from measurements.body_size import BodySize, Formula, Sex
from measurements.finding import Code, Finding, Method, Origin, Source

ON = date(2026, 11, 24)
SIZE = BodySize(180.0, 80.0, date(2026, 10, 1), 68.0, Sex.MALE)


def figure(key: str, value: float | None, unit: str) -> Finding:
    return Finding(
        id=key,
        task="aorta",
        key=key,
        group="maximum:thoracic",
        concept=Code("81827009", "SCT", "Diameter"),
        value=value,
        unit=unit,
        method=Method("centreline_auto", "1"),
        source=Source("1.2", "1.2.3"),
        observer="sanne",
        at="2026-11-24T10:00:00.000000Z",
        origin=Origin.SEMI_AUTOMATIC,
        level="maximum.thoracic",
        withheld="" if value is not None else "no closed contour",
        conditions=(("edge", "inner"),),
    )


FIGURES = [figure("diameter_max_mm", 50.0, "mm"), figure("area_mm2", 1900.0, "mm2")]


def made(size: BodySize = SIZE, figures: list[Finding] | None = None, **more: object) -> dict[str, Finding]:
    found = index_findings(figures or FIGURES, size, on=ON, new_id=lambda: "n", **more)  # type: ignore[arg-type]
    return {f.key: f for f in found}


@pytest.mark.truth
def test_the_figures_are_those_of_the_formulas_worked_out_by_hand() -> None:
    """DuBois: 0.007184 x 80^0.425 x 180^0.725 = 1.9964 m2; 5.0 / 1.9964, 5.0 / 1.80, 19.0 / 1.80 (specs 12 J: 1e-3)."""
    found = made()
    assert found["aortic_size_index"].value == pytest.approx(2.5045, abs=1e-3)
    assert found["aortic_height_index"].value == pytest.approx(2.7778, abs=1e-3)
    assert found["area_height_index"].value == pytest.approx(10.5556, abs=1e-3)
    assert [f.unit for f in found.values()] == ["cm/m2", "cm/m", "cm2/m"]
    other = made(formula=Formula.MOSTELLER)["aortic_size_index"]
    assert other.value == pytest.approx(5.0 / 2.0, abs=1e-3), "sqrt(180 x 80 / 3600) = 2.0"
    assert other.label == "ASI (Mosteller)"


def test_they_say_what_they_rest_on_and_stand_apart_from_the_levels() -> None:
    found = made(said=(("body_stated_by", "sanne"),))
    conditions = dict(found["aortic_size_index"].conditions)
    assert conditions["height_cm"] == "180"
    assert conditions["weight_kg"] == "80"
    assert conditions["bsa_formula"] == "DuBois"
    assert conditions["body_measured_on"] == "2026-10-01"
    assert conditions["body_stated_by"] == "sanne"
    assert conditions["edge"] == "inner"
    assert {f.group for f in found.values()} == {GROUP}
    assert {f.level for f in found.values()} == {""}


@pytest.mark.parametrize(
    ("size", "keys"),
    [
        (replace(SIZE, weight_kg=None), {"aortic_height_index", "area_height_index"}),
        (replace(SIZE, height_cm=None), set()),
        (replace(SIZE, age_years=14.9), set()),
        (replace(SIZE, age_years=None), set()),
        (replace(SIZE, measured_on=date(2025, 11, 23)), set()),  # a day over twelve months
        (
            replace(SIZE, measured_on=date(2025, 11, 24)),
            {"aortic_size_index", "aortic_height_index", "area_height_index"},
        ),
        (replace(SIZE, height_cm=1.8), set()),  # metres typed for centimetres
    ],
)
def test_what_cant_be_used_gives_no_index(size: BodySize, keys: set[str]) -> None:
    assert set(made(size)) == keys


def test_without_an_accepted_maximum_there_is_none() -> None:
    assert made(figures=[replace(FIGURES[0], group="level:sinus")]) == {}
    assert made(figures=[figure("diameter_max_mm", None, "mm")]) == {}
