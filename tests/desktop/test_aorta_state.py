"""Parts of the aorta workspace without a window: stored values, limits of the protocol, conditions, steady ids."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
import pytest
from PySide6.QtGui import QImage

from desktop import pictures
from desktop.workspaces.aorta import codec, conditions, rules, sending
from desktop.workspaces.aorta import state as st
from governance.protocol import Comparison, EscalationRule, Urgency
from measurements.aorta import AortaResult, Section, section_from_contour
from measurements.finding import Code, Finding, Geometry, GeometryKind, Method, Origin, Source
from studies.volume import Grid, SeriesInfo, Volume


@dataclass(frozen=True)
class Thing:
    name: str
    values: np.ndarray
    origin: Origin = Origin.MANUAL
    more: tuple[float, ...] = ()


CLASSES = (Thing, Origin)


def test_a_value_goes_to_bytes_and_back_without_loss() -> None:
    generator = np.random.default_rng(3)
    thing = Thing("x", generator.normal(size=(7, 3)), Origin.SEMI_AUTOMATIC, (0.1, float("inf")))
    value = {"thing": thing, "flags": frozenset({"b", "a"}), "n": 3, "none": None, "yes": True}
    data = codec.encode(value)
    back = codec.decode(data, CLASSES)
    assert np.array_equal(back["thing"].values, thing.values)
    assert not back["thing"].values.flags.writeable
    assert back["thing"].origin is Origin.SEMI_AUTOMATIC
    assert back["thing"].more == thing.more
    assert (back["flags"], back["n"], back["none"], back["yes"]) == (value["flags"], 3, None, True)
    assert codec.encode(back) == data, "the same value, the same bytes"


def test_a_class_that_isnt_expected_isnt_made() -> None:
    with pytest.raises(ValueError, match="isn't part"):
        codec.decode(codec.encode(Thing("x", np.zeros(1))), ())


@pytest.mark.parametrize("cut", [0, 3, 4, 10, -1])
def test_bytes_that_are_cut_off_are_refused(cut: int) -> None:
    data = codec.encode({"a": np.arange(1000.0)})
    with pytest.raises(ValueError, match="stored"):
        codec.decode(data[:cut], ())


def test_any_changed_byte_gives_a_value_error_or_another_value_but_never_a_crash() -> None:
    data = codec.encode(Thing("x", np.arange(60.0).reshape(20, 3)))
    generator = np.random.default_rng(11)
    refused = 0
    for _ in range(300):
        broken = bytearray(data)
        broken[int(generator.integers(len(data)))] ^= int(generator.integers(1, 256))
        try:
            codec.decode(bytes(broken), CLASSES)
        except ValueError:
            refused += 1
    assert refused >= 290, "the checksum of the compression sees it"


def test_the_classes_of_a_result_are_found_by_its_fields() -> None:
    names = {c.__name__ for c in codec.classes_of(AortaResult)}
    assert {"Section", "Figures", "Centreline", "Profile", "Placement", "Remark", "Origin"} <= names


def rule(**fields) -> EscalationRule:
    known = {
        "id": "r", "label": "55 mm", "urgency": Urgency.DIRECT, "contact": "c", "time_limit_minutes": 60,
        "finding_key": "diameter_max_mm", "comparison": Comparison.AT_LEAST, "threshold": Decimal(55), "unit": "mm",
    }  # fmt: skip
    return EscalationRule(**(known | fields))


@pytest.mark.parametrize(
    ("rules_", "sex", "expected"),
    [
        ((), "M", []),
        ((rule(),), "M", [55.0]),
        ((rule(sex="M"), rule(sex="F", threshold=Decimal(50))), "F", [50.0]),
        ((rule(sex="M"), rule(sex="F", threshold=Decimal(50))), "", [50.0, 55.0]),
        ((rule(), rule(id="other", label="ook 55")), "M", [55.0]),
        ((rule(finding_key="area_mm2"), rule(phrase="dissectie"), rule(unit="cm")), "M", []),
        ((rule(comparison=Comparison.BELOW),), "M", []),
    ],
)
def test_lines_on_the_profile_are_the_rules_that_hold_for_this_patient(rules_, sex, expected) -> None:
    assert [limit.value_mm for limit in rules.limits(rules_, sex)] == expected


def volume(**facts) -> Volume:
    grid = Grid((4, 4, 4), np.ones(3), np.zeros(3), np.eye(3))
    return Volume(np.zeros((4, 4, 4), np.int16), grid, "CT", "HU", series=SeriesInfo(**facts))


def test_the_header_states_what_it_says_and_nothing_more() -> None:
    said = volume(
        contrast_agent="Jodium",
        extra={"cardiac_synchronisation": "RETROSPECTIVE", "cardiac_phase_percent": "75"},
    )
    state = conditions.with_header(st.AortaState(), said)
    assert (state.stated("contrast"), state.stated("gating"), state.stated("rr_percent")) == (
        "Jodium", "retrospective", "75",
    )  # fmt: skip
    assert all(not s.by for s in state.conditions.values())
    assert conditions.missing(state) == ("phase", "completeness")
    silent = conditions.with_header(st.AortaState(), volume())
    assert not silent.conditions
    assert "gating" in conditions.missing(silent)
    assert "rr_percent" not in conditions.missing(silent), "asked only with gating"


def test_what_a_person_stated_stays_before_the_header() -> None:
    own = st.AortaState().with_condition("contrast", st.Stated("no", "sanne", "2026"))
    assert conditions.with_header(own, volume(contrast_agent="Jodium")).stated("contrast") == "no"


def ring(radius: float) -> Section:
    angle = np.linspace(0, 2 * np.pi, 90, endpoint=False)
    points = np.column_stack([radius * np.cos(angle), radius * np.sin(angle), np.zeros(90)])
    return section_from_contour(points, (0, 0, 0), (0, 0, 1), arc_mm=10.0, edge="outer")


def test_another_path_takes_back_what_was_decided_on_the_former_one() -> None:
    state = st.AortaState(measured=True).with_drawn("celiac", ring(10.0)).with_accepted("celiac", ring(10.0))
    other = state.with_clicks(((0, 0, 0), (0, 0, 9)))
    assert not other.accepted
    assert not other.drawn
    assert not other.overrides_mm
    assert other.measured, "a path that was measured is measured anew"
    assert not state.with_clicks(((0.0, 0.0, 0.0),)).measured, "one point is no path"


def test_an_acceptance_holds_for_the_section_that_was_seen_only() -> None:
    assert st.print_of(ring(10.0)) == st.print_of(ring(10.0))
    assert st.print_of(ring(10.0)) != st.print_of(ring(10.2))
    assert st.print_of(ring(10.0)) != st.print_of(replace(ring(10.0), edge="inner"))
    assert st.print_of(ring(10.0)) != st.print_of(replace(ring(10.0), arc_mm=11.0))


def test_a_level_drawn_by_hand_keeps_its_place() -> None:
    state = st.AortaState().with_drawn("celiac", ring(10.0))
    assert state.overrides_mm == {"celiac": 10.0}
    assert not st.AortaState().with_drawn("annulus", ring(10.0)).overrides_mm, "it has a plane of its own"


def test_a_reason_is_said_in_the_language_of_the_report() -> None:
    reason = st.Reason("not_assessable", "artefact")
    assert reason.words("nl") == "niet beoordeelbaar: artefact"
    assert reason.words("en") == "not assessable: artefact"
    assert st.Reason("not_imaged").words("nl") == "niet afgebeeld"


def finding(value: float, id_: str, at: str = "t1", conditions_=()) -> Finding:
    code = Code("1", "SCT", "x")
    return Finding(
        id_, "aorta", "diameter_max_mm", "level:celiac", code, value, "mm", Method("m", "1"), Source(), "p", at,
        Origin.MANUAL, tracking_uid="2.25.1", conditions=conditions_,
    )  # fmt: skip


def test_a_finding_that_says_the_same_stays_the_same_and_a_changed_one_keeps_its_id() -> None:
    old = finding(30.0, "a", conditions_=(("edge", "outer"), ("arc_mm", "1")))
    known = {(old.group, old.key): old}
    again = finding(30.0, "b", "t2", conditions_=(("arc_mm", "1"), ("edge", "outer")))
    assert sending.steady([again], known) == [old], "whatever the order on record"
    changed = sending.steady([finding(31.0, "b", "t2")], known)[0]
    assert (changed.id, changed.value, changed.at) == ("a", 31.0, "t2")
    assert sending.steady([finding(31.0, "c")], {})[0].id == "c"


@pytest.mark.gui
def test_a_key_image_shows_ct_as_vessels_are_read_and_mr_by_its_own_window(qapp) -> None:
    """At a window for CT an MR picture of small values would be one grey."""
    ramp = np.broadcast_to(np.arange(40, dtype=np.int16), (20, 40, 40)).copy()
    grid = Grid((40, 40, 20), np.ones(3), np.zeros(3), np.eye(3))
    made = finding(30.0, "a")
    geometry = Geometry(
        GeometryKind.PLANE, ((20.0, 20.0, 10.0),), (20.0, 20.0, 10.0), (0.0, 0.0, 1.0), (1.0, 0.0, 0.0)
    )
    placed = [replace(made, geometry=geometry)]
    spread = {}
    for modality in ("CT", "MR"):
        picture = QImage.fromData(pictures.section_picture(Volume(ramp, grid, modality), placed))
        greys = [picture.pixelColor(x, 240).red() for x in range(190, 290)]
        spread[modality] = max(greys) - min(greys)
    assert spread["CT"] < 20
    assert spread["MR"] > 60
