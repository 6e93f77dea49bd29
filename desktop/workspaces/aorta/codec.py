"""Measured values as bytes and back, without loss: plain data as canonical JSON, arrays behind it, all compressed.

Only the classes that it is given are read, every field is checked, and what doesn't fit raises `ValueError`: a stored
measurement is drawn exactly as it was made or not at all. The same value always gives the same bytes.
"""

from __future__ import annotations

import dataclasses
import json
import math
import typing
import zlib
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any

import numpy as np

MAGIC = b"VVM1"
#: a stored measurement is at most this large when unpacked
LIMIT_BYTES = 512 * 1024 * 1024
KINDS = ("<f8", "<f4", "<i8", "|u1", "|b1")
MOST_VALUES = 64_000_000


def encode(value: Any) -> bytes:
    """Bytes of a value made of dataclasses, mappings with text keys, tuples, texts, numbers and arrays."""
    arrays: list[np.ndarray] = []
    head = json.dumps(_out(value, arrays), sort_keys=True, separators=(",", ":"), allow_nan=False).encode()
    body = b"".join([len(head).to_bytes(8, "little"), head, *(_shuffled(a) for a in arrays)])
    return MAGIC + zlib.compress(body, 6)


def decode(data: bytes, classes: Iterable[type]) -> Any:
    """Inverse of `encode`; raises ValueError for anything that isn't exactly such a value."""
    if not data.startswith(MAGIC):
        raise ValueError("not a stored measurement")
    unpack = zlib.decompressobj()
    try:
        body = unpack.decompress(data[len(MAGIC) :], LIMIT_BYTES)
    except zlib.error as error:
        raise ValueError("a stored measurement is damaged") from error
    if not unpack.eof or unpack.unused_data:
        raise ValueError("a stored measurement is cut off or too large")
    length = int.from_bytes(body[:8], "little")
    if length > len(body) - 8:
        raise ValueError("a stored measurement is cut off")
    try:
        plain = json.loads(body[8 : 8 + length])
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise ValueError("a stored measurement is damaged") from error
    known = {c.__name__: c for c in classes}
    reader = _Reader(memoryview(body)[8 + length :], known)
    value = reader.read(plain)
    if reader.left:
        raise ValueError("a stored measurement has more than it says")
    return value


def classes_of(root: type) -> frozenset[type]:
    """The dataclasses and enumerations of which a value of this class can be made, by the types of its fields."""
    found: set[type] = set()
    waiting: list[Any] = [root]
    while waiting:
        hint = waiting.pop()
        waiting.extend(typing.get_args(hint))
        if not isinstance(hint, type) or hint in found:
            continue
        if dataclasses.is_dataclass(hint):
            found.add(hint)
            hints = typing.get_type_hints(hint)
            waiting.extend(hints[f.name] for f in _fields(hint))
        elif issubclass(hint, Enum):
            found.add(hint)
    return frozenset(found)


def _out(value: Any, arrays: list[np.ndarray]) -> Any:
    if isinstance(value, Enum):  # first: some are texts as well
        return {"#": "enum", "c": type(value).__name__, "v": value.value}
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int | np.integer):
        return int(value)
    if isinstance(value, float | np.floating):
        number = float(value)
        return number if math.isfinite(number) else {"#": "float", "v": repr(number)}
    if isinstance(value, np.ndarray):
        array = np.ascontiguousarray(value)
        kind = array.dtype.newbyteorder("<").str
        if kind not in KINDS:
            raise TypeError(f"arrays of {array.dtype} aren't stored")
        arrays.append(array.astype(kind))
        return {"#": "array", "t": kind, "s": list(array.shape)}
    if isinstance(value, Mapping):
        return {"#": "map", "v": {str(k): _out(v, arrays) for k, v in sorted(value.items())}}
    if isinstance(value, frozenset):
        return {"#": "set", "v": sorted(value)}
    if isinstance(value, tuple | list):
        return [_out(v, arrays) for v in value]
    if dataclasses.is_dataclass(value):
        fields = {f.name: _out(getattr(value, f.name), arrays) for f in sorted(_fields(value), key=_name)}
        return {"#": "data", "c": type(value).__name__, "f": fields}
    raise TypeError(f"{type(value).__name__} isn't stored")


def _fields(value: Any) -> tuple[dataclasses.Field[Any], ...]:
    return tuple(f for f in dataclasses.fields(value) if f.init)


def _name(field: dataclasses.Field[Any]) -> str:
    return field.name


def _shuffled(array: np.ndarray) -> bytes:
    """Bytes of equal weight together: smooth coordinates then compress."""
    raw = array.reshape(-1).view(np.uint8).reshape(-1, array.dtype.itemsize)
    return np.ascontiguousarray(raw.T).tobytes()


class _Reader:
    def __init__(self, data: memoryview, classes: Mapping[str, type]) -> None:
        self._data, self._classes = data, classes

    @property
    def left(self) -> int:
        return len(self._data)

    def read(self, plain: Any) -> Any:
        if isinstance(plain, list):
            return tuple(self.read(v) for v in plain)
        if not isinstance(plain, dict):
            return plain
        kind = plain.get("#")
        if kind == "array":
            return self._array(plain)
        if kind == "map":
            return {k: self.read(v) for k, v in sorted(_mapping(plain.get("v")).items())}
        if kind == "set":
            return frozenset(str(v) for v in plain.get("v", ()))
        if kind == "float" and plain.get("v") in ("nan", "inf", "-inf"):
            return float(plain["v"])
        if kind in ("data", "enum"):
            made = self._classes.get(str(plain.get("c")))
            if made is None:
                raise ValueError(f"{plain.get('c')} isn't part of a stored measurement")
            return made(plain["v"]) if kind == "enum" else self._data_of(made, _mapping(plain.get("f")))
        raise ValueError("a stored measurement has a value of an unknown kind")

    def _data_of(self, made: type, fields: Mapping[str, Any]) -> Any:
        # in the order of writing, so that the arrays come in turn
        values = {name: self.read(fields[name]) for name in sorted(fields)}
        known = {f.name: f for f in dataclasses.fields(made)}
        needed = {
            n
            for n, f in known.items()
            if f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING
        }
        if not needed <= set(values) <= set(known):
            raise ValueError(f"a stored {made.__name__} has other fields than this version knows")
        try:
            return made(**values)
        except (TypeError, AttributeError) as error:
            raise ValueError(f"a stored {made.__name__} isn't whole") from error

    def _array(self, plain: Mapping[str, Any]) -> np.ndarray:
        kind, shape = plain.get("t"), plain.get("s")
        if kind not in KINDS or not isinstance(shape, list) or len(shape) > 4:
            raise ValueError("a stored array has an unknown form")
        if not all(isinstance(n, int) and not isinstance(n, bool) and 0 <= n <= MOST_VALUES for n in shape):
            raise ValueError("a stored array has an impossible size")
        count, size = math.prod(shape), np.dtype(kind).itemsize
        if count > MOST_VALUES or count * size > len(self._data):
            raise ValueError("a stored array is cut off")
        raw = np.frombuffer(self._data[: count * size], np.uint8).reshape(size, count)
        self._data = self._data[count * size :]
        array = np.ascontiguousarray(raw.T).view(kind).reshape(shape).astype(np.dtype(kind).newbyteorder("="))
        array.setflags(write=False)
        return array


def _mapping(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("a stored measurement has a value of an unknown kind")  # noqa: TRY004 - bad data
    return value
