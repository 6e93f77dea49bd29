"""A Finding goes to JSON and back without loss, and its JSON holds no floats."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measurements.finding import Code, Finding, Geometry, GeometryKind, Method, Origin, Source


def finding(value: float | None, withheld: str = "") -> Finding:
    return Finding(
        id="f1",
        task="aorta",
        key="diameter_max_mm",
        group="level:sinus",
        concept=Code("81827009", "SCT", "Diameter"),
        value=value,
        unit="mm",
        method=Method("centreline_auto", "1", (("step_mm", "1.0"),)),
        source=Source("1.2", "1.3", "1.4", ("1.5", "1.6"), "1.7", (("slice_distance_mm", "0.7"),)),
        observer="p1",
        at="2026-11-24T10:00:00Z",
        origin=Origin.SEMI_AUTOMATIC,
        withheld=withheld,
        geometry=Geometry(GeometryKind.LINE, ((0.1, 0.2, 0.3), (1.0, 2.0, 3.0)), (0.5, 0.5, 0.5)),
    )


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_finite_value_survives_json(value: float) -> None:
    original = finding(value)
    assert Finding.from_json(json.loads(json.dumps(original.to_json()))) == original


def test_json_holds_no_floats() -> None:
    def walk(node: object) -> None:
        assert not isinstance(node, float)
        if isinstance(node, dict):
            for child in node.values():
                walk(child)
        elif isinstance(node, list):
            for child in node:
                walk(child)

    walk(finding(1.5).to_json())


def test_a_missing_value_needs_its_reason() -> None:
    with pytest.raises(ValueError, match="reason"):
        finding(None)
    assert finding(None, "no_closed_contour").value is None


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_value_that_is_not_a_number_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        finding(value)
