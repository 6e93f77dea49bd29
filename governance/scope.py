"""Scope of a protocol as data: a small tree of comparisons over facts of a study, three-valued.

A fact that is absent makes a comparison *unknown*; unknown goes through `all`, `any` and `not` as in
Kleene's logic. No text is ever evaluated: the tree is parsed from plain data, with a fixed list of fields.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, cast

from governance.canonical import normal_text
from governance.record import Record

Value = str | int | bool | Decimal


@dataclass(frozen=True, slots=True)
class StudyFacts(Record):
    """What is known of a study. An empty text or None is *unknown*."""

    study_instance_uid: str
    patient_id: str
    patient_id_issuer: str = ""
    accession_number: str = ""
    modality: str = ""
    body_part: str = ""
    indication_code: str = ""
    age_years: int | None = None
    contrast: bool | None = None
    ai_product: str = ""
    ai_version: str = ""
    slice_spacing_mm: Decimal | None = None
    study_description: str = ""

    def fact(self, field: str) -> Value | None:
        """Value of one of `FIELDS`; None when unknown."""
        value: Value | None = getattr(self, field)
        return None if value == "" else value


FIELDS: Mapping[str, type] = {
    "modality": str,
    "body_part": str,
    "indication_code": str,
    "age_years": int,
    "contrast": bool,
    "ai_product": str,
    "ai_version": str,
    "slice_spacing_mm": Decimal,
    "study_description": str,
}

ORDERINGS: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
#: operators: equality on any field, membership and `contains` on texts, orderings on numbers
OPERATORS = ("==", "!=", "in", "not_in", "contains", *ORDERINGS)
MAX_DEPTH = 16


class PredicateError(ValueError):
    """A predicate that can't be read; the message says where."""


class Kind(StrEnum):
    ALL = "all"
    ANY = "any"
    NOT = "not"
    COMPARE = "compare"


@dataclass(frozen=True, slots=True)
class Predicate:
    """A node of the tree. `items` for all/any/not, the other fields for a comparison."""

    kind: Kind
    items: tuple[Predicate, ...] = ()
    field: str = ""
    operator: str = ""
    values: tuple[Value, ...] = ()

    @classmethod
    def from_json(cls, data: Any, depth: int = 0) -> Predicate:
        """Parse plain data; raises PredicateError for anything that isn't a predicate."""
        if depth > MAX_DEPTH:
            raise PredicateError(f"a predicate may be {MAX_DEPTH} levels deep at most")
        if not isinstance(data, Mapping):
            raise PredicateError("a predicate is a table")
        if set(data) == {"all"} or set(data) == {"any"}:
            ((name, items),) = data.items()
            if not isinstance(items, list | tuple) or not items:
                raise PredicateError(f"'{name}' needs a list with at least one predicate")
            return cls(Kind(name), tuple(cls.from_json(i, depth + 1) for i in items))
        if set(data) == {"not"}:
            return cls(Kind.NOT, (cls.from_json(data["not"], depth + 1),))
        if set(data) == {"field", "operator", "value"}:
            return _comparison(str(data["field"]), str(data["operator"]), data["value"])
        raise PredicateError(f"no predicate has the keys {sorted(map(str, data))}")

    def to_json(self) -> dict[str, Any]:
        if self.kind is Kind.COMPARE:
            plain = [str(v) if isinstance(v, Decimal) else v for v in self.values]
            many = self.operator in ("in", "not_in")
            return {"field": self.field, "operator": self.operator, "value": plain if many else plain[0]}
        if self.kind is Kind.NOT:
            return {"not": self.items[0].to_json()}
        return {self.kind.value: [i.to_json() for i in self.items]}

    def fields(self) -> frozenset[str]:
        """Names of all facts that this predicate reads."""
        own = frozenset({self.field}) if self.kind is Kind.COMPARE else frozenset()
        return own.union(*(i.fields() for i in self.items))


def _comparison(field: str, op: str, value: Any) -> Predicate:
    if field not in FIELDS:
        raise PredicateError(f"there is no fact '{field}'")
    if op not in OPERATORS:
        raise PredicateError(f"there is no operator '{op}'")
    wanted = FIELDS[field]
    if op in ORDERINGS and wanted not in (int, Decimal):
        raise PredicateError(f"'{op}' compares numbers; '{field}' is none")
    if op in ("in", "not_in", "contains") and wanted is not str:
        raise PredicateError(f"'{op}' compares texts; '{field}' is none")
    many = op in ("in", "not_in")
    if many and (not isinstance(value, list | tuple) or not value):
        raise PredicateError(f"'{op}' needs a list with at least one text")
    raw = list(value) if many else [value]
    return Predicate(Kind.COMPARE, (), field, op, tuple(_value(wanted, v, field) for v in raw))


def _value(wanted: type, value: Any, field: str) -> Value:
    if wanted is Decimal and isinstance(value, str | int) and not isinstance(value, bool):
        try:
            number = Decimal(value)
        except InvalidOperation:
            raise PredicateError(f"'{field}' needs a decimal number as text") from None
        if not number.is_finite():
            raise PredicateError(f"'{field}' needs a finite number")
        return number
    if type(value) is not wanted or value == "":
        raise PredicateError(f"'{field}' can't be compared with {type(value).__name__}")
    return cast(Value, value)


def _same(value: Value) -> Value:
    return normal_text(value).strip().casefold() if isinstance(value, str) else value


def evaluate(predicate: Predicate, study: StudyFacts) -> bool | None:
    """True, false, or None for unknown. Texts are compared without case and outer spaces."""
    if predicate.kind is Kind.COMPARE:
        return _compare(predicate, study.fact(predicate.field))
    results = [evaluate(i, study) for i in predicate.items]
    if predicate.kind is Kind.NOT:
        return None if results[0] is None else not results[0]
    decisive = predicate.kind is Kind.ANY
    if decisive in results:
        return decisive
    return None if None in results else not decisive


def _compare(predicate: Predicate, fact: Value | None) -> bool | None:
    if fact is None:
        return None
    found = _same(fact)
    wanted = [_same(v) for v in predicate.values]
    if predicate.operator in ORDERINGS:
        return ORDERINGS[predicate.operator](found, wanted[0])
    if predicate.operator == "contains":
        return str(wanted[0]) in str(found)
    present = found in wanted
    return present if predicate.operator in ("==", "in") else not present


def unknown_facts(predicate: Predicate, study: StudyFacts) -> tuple[str, ...]:
    """Names of the facts that the predicate reads and the study doesn't have, sorted."""
    return tuple(sorted(f for f in predicate.fields() if study.fact(f) is None))


@dataclass(frozen=True, slots=True)
class ScopeRule(Record):
    """A predicate with the text that a person reads."""

    predicate: Predicate
    text: str
