"""Predicates of scope: three-valued, parsed from data, never evaluated as code."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from gate_cases import STUDY
from hypothesis import given
from hypothesis import strategies as st

from governance.scope import (
    FIELDS,
    MAX_DEPTH,
    Kind,
    Predicate,
    PredicateError,
    ScopeRule,
    StudyFacts,
    evaluate,
    unknown_facts,
)

NOTHING = StudyFacts("1.2", "P")


def compare(field, operator, value):
    return {"field": field, "operator": operator, "value": value}


T = compare("modality", "==", "CT")
F = compare("modality", "==", "MR")
U = compare("indication_code", "==", "I71")


def value(data, study=STUDY):
    return evaluate(Predicate.from_json(data), study)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (compare("modality", "==", " ct "), True),
        (compare("modality", "!=", "CT"), False),
        (compare("modality", "in", ["MR", "CT"]), True),
        (compare("modality", "not_in", ["MR", "CT"]), False),
        (compare("body_part", "contains", "hes"), True),
        (compare("body_part", "contains", "abdo"), False),
        (compare("age_years", ">=", 70), True),
        (compare("age_years", ">", 70), False),
        (compare("age_years", "<=", 70), True),
        (compare("age_years", "<", 70), False),
        (compare("age_years", "==", 70), True),
        (compare("contrast", "==", True), True),
        (compare("contrast", "!=", True), False),
        (compare("slice_spacing_mm", "<=", "1"), True),
        (compare("slice_spacing_mm", "==", "1.00"), True),
        (compare("slice_spacing_mm", "<", 1), False),
    ],
)
def test_a_comparison_of_a_known_fact_is_true_or_false(data, expected):
    assert value(data) is expected


@pytest.mark.parametrize("field", FIELDS)
def test_a_comparison_of_an_absent_fact_is_unknown(field):
    wanted = {str: "x", int: 1, bool: True, Decimal: "1"}[FIELDS[field]]
    for operator in ("==", "!="):
        predicate = Predicate.from_json(compare(field, operator, wanted))
        assert evaluate(predicate, NOTHING) is None
        assert unknown_facts(predicate, NOTHING) == (field,)


@pytest.mark.parametrize(
    ("name", "items", "expected"),
    [
        ("all", [T, T], True),
        ("all", [T, F], False),
        ("all", [T, U], None),
        ("all", [U, F], False),
        ("any", [F, F], False),
        ("any", [F, T], True),
        ("any", [F, U], None),
        ("any", [U, T], True),
    ],
)
def test_all_and_any_follow_three_valued_logic(name, items, expected):
    assert value({name: items}) is expected
    assert value({name: items[::-1]}) is expected


def test_not_keeps_unknown_unknown():
    assert value({"not": T}) is False
    assert value({"not": F}) is True
    assert value({"not": U}) is None


@pytest.mark.parametrize(
    "data",
    [
        None,
        "modality == CT",
        [],
        {},
        {"all": []},
        {"any": T},
        {"all": [T], "any": [T]},
        {"not": None},
        {"field": "modality", "operator": "=="},
        {**T, "more": 1},
        compare("__class__", "==", "x"),
        compare("patient_id", "==", "P1"),
        compare("modality", "~", "x"),
        compare("modality", "<", "x"),
        compare("contrast", ">=", True),
        compare("age_years", "in", [1]),
        compare("age_years", "contains", 1),
        compare("modality", "in", []),
        compare("modality", "in", "CT"),
        compare("modality", "==", ""),
        compare("modality", "==", 1),
        compare("age_years", "==", "70"),
        compare("age_years", "==", True),
        compare("age_years", "==", 70.0),
        compare("contrast", "==", 1),
        compare("slice_spacing_mm", "<", 1.0),
        compare("slice_spacing_mm", "<", True),
        compare("slice_spacing_mm", "<", "a"),
        compare("slice_spacing_mm", "<", "NaN"),
        compare("slice_spacing_mm", "<", "Infinity"),
    ],
)
def test_what_is_no_predicate_is_refused(data):
    with pytest.raises(PredicateError):
        Predicate.from_json(data)


def test_a_deep_tree_is_refused_before_it_hurts():
    data = T
    for _ in range(MAX_DEPTH):
        data = {"not": data}
    assert value(data) is True
    with pytest.raises(PredicateError, match="deep"):
        Predicate.from_json({"not": data})


leaf = st.sampled_from(
    [
        T,
        F,
        U,
        compare("age_years", ">=", 18),
        compare("slice_spacing_mm", "<", "2.5"),
        compare("body_part", "in", ["A", "B"]),
    ]
)
tree = st.recursive(
    leaf,
    lambda inner: (
        st.fixed_dictionaries({"not": inner})
        | st.fixed_dictionaries({"all": st.lists(inner, min_size=1, max_size=3)})
        | st.fixed_dictionaries({"any": st.lists(inner, min_size=1, max_size=3)})
    ),
    max_leaves=8,
).filter(lambda t: depth(t) <= MAX_DEPTH)


def depth(data):
    below = data.get("all") or data.get("any") or ([data["not"]] if "not" in data else [])
    return 1 + max(map(depth, below), default=-1)


@given(tree)
def test_a_predicate_goes_to_json_and_back(data):
    predicate = Predicate.from_json(data)
    assert predicate.to_json() == data
    assert ScopeRule.from_json(ScopeRule(predicate, "t").to_json()) == ScopeRule(predicate, "t")


@given(tree)
def test_learning_a_fact_never_overturns_a_certain_answer(data):
    """Kleene's logic is monotone in knowledge."""
    predicate = Predicate.from_json(data)
    known = evaluate(predicate, STUDY)
    if known is not None:
        assert evaluate(predicate, replace(STUDY, indication_code="I71")) is known


@given(tree)
def test_de_morgan_holds(data):
    assert value({"not": {"all": [data, T]}}) is value({"any": [{"not": data}, {"not": T}]})


def test_fields_are_those_of_the_whole_tree():
    predicate = Predicate.from_json({"all": [T, {"not": U}, {"any": [compare("age_years", "<", 3)]}]})
    assert predicate.fields() == {"modality", "indication_code", "age_years"}
    assert predicate.kind is Kind.ALL
