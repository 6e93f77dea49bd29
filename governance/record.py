"""Base of all governance records: to plain JSON and back, from the fields' own types.

Records are frozen dataclasses. `to_json` gives text, whole numbers, booleans, lists and dicts, never a
float; times are UTC text, decimals are text, sets are sorted lists. `from_json` is its exact inverse and
refuses unknown or missing keys, so that a stored record is never read half. A field that was added after records
were signed carries `LATER`: while it has its default it isn't written, so that older records keep their hash.
"""

from __future__ import annotations

import dataclasses
import functools
import types
import typing
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Self

from governance.canonical import content_hash, utc_from_text, utc_text

#: metadata of a field that older records don't have: left out of the JSON while it has its default
LATER: Mapping[str, bool] = types.MappingProxyType({"later": True})


class Record:
    """A frozen dataclass that goes to JSON and back without loss."""

    __slots__ = ()

    def to_json(self) -> dict[str, Any]:
        """Plain data without floats; a record within is plain data too."""
        return {
            f.name: _out(getattr(self, f.name))
            for f in dataclasses.fields(self)  # type: ignore[arg-type]
            if not (f.metadata.get("later") and getattr(self, f.name) == f.default)
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Inverse of `to_json`; raises ValueError for unknown or missing keys and wrong values."""
        hints: dict[str, Any] = _hints(cls)  # type: ignore[arg-type]
        later = {f.name for f in dataclasses.fields(cls) if f.metadata.get("later")}  # type: ignore[arg-type]
        wrong = sorted((set(data) ^ set(hints)) - (later & set(hints)))
        if wrong:
            raise ValueError(f"{cls.__name__}: unknown or missing fields {wrong}")
        return cls(**{name: _in(hint, data[name]) for name, hint in hints.items() if name in data})

    def digest(self) -> str:
        """SHA-256 of the canonical form of this record."""
        return content_hash(self.to_json())


@functools.cache
def _hints(cls: type) -> dict[str, Any]:
    resolved = typing.get_type_hints(cls)
    return {f.name: resolved[f.name] for f in dataclasses.fields(cls)}


def _out(value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str | int):
        return value
    if isinstance(value, datetime):
        return utc_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, frozenset):
        return sorted((_out(v) for v in value), key=repr)
    if isinstance(value, tuple):
        return [_out(v) for v in value]
    if hasattr(value, "to_json"):
        return value.to_json()
    raise TypeError(f"{type(value).__name__} can't be part of a record")


def _in(hint: Any, value: Any) -> Any:
    origin = typing.get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        return _in_union(hint, value)
    if origin is tuple:
        arguments = typing.get_args(hint)
        if arguments[-1] is Ellipsis:
            return tuple(_in(arguments[0], v) for v in value)
        return tuple(_in(a, v) for a, v in zip(arguments, value, strict=True))
    if origin is frozenset:
        return frozenset(_in(typing.get_args(hint)[0], v) for v in value)
    if hint in (str, bool, int):
        if type(value) is not hint:
            raise ValueError(f"expected {hint.__name__}, found {type(value).__name__}")
        return value
    if hint is datetime:
        return utc_from_text(value)
    if hint is date:
        return date.fromisoformat(value)
    if hint is Decimal:
        return Decimal(value)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(value)
    return hint.from_json(value)


def _in_union(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    (inner,) = (a for a in typing.get_args(hint) if a is not type(None))
    return _in(inner, value)


def within(valid_from: datetime | None, valid_until: datetime | None, at: datetime) -> bool:
    """Half-open interval: ``valid_from <= at < valid_until``; an absent start is never valid, an absent end is open."""
    if valid_from is None:
        return False
    return valid_from <= at and (valid_until is None or at < valid_until)


def listed(items: Iterable[str]) -> str:
    """Several names as one parameter of a refusal; `governance.sentences` turns it into a list in words."""
    return "\n".join(items)
