"""The one canonical form that is hashed and signed (specs/governance.md, LOCK-5).

NFC strings, LF line ends, sorted keys, separators without spaces, UTF-8 unescaped, times in UTC ISO 8601
with microseconds, and no floating-point numbers at all: a float raises TypeError, because its text is not
the same on every machine. Decimal numbers are written as strings by the records themselves.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any


def require_utc(at: datetime) -> datetime:
    """Return `at` unchanged; raises ValueError unless it is timezone-aware and in UTC."""
    if at.utcoffset() != timedelta(0):
        raise ValueError("a time must be timezone-aware and in UTC")
    return at


def utc_text(at: datetime) -> str:
    """UTC time as ``2026-11-24T20:14:36.000000Z``; raises ValueError for a naive or other zone's time."""
    return require_utc(at).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def utc_from_text(text: str) -> datetime:
    """Inverse of `utc_text`; raises ValueError for a text without a time zone."""
    at = datetime.fromisoformat(text)
    if at.utcoffset() is None:
        raise ValueError("a time must carry its time zone")
    return at.astimezone(UTC)


def normal_text(text: str) -> str:
    """NFC with LF line ends: two spellings of one text become the same."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Enum):
        return _plain(value.value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, str):
        return normal_text(value)
    if isinstance(value, datetime):
        return utc_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return _plain_mapping(value)
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    raise TypeError(
        f"{type(value).__name__} has no canonical form; write numbers as decimal text with a unit"
    )


def _plain_mapping(value: Mapping[Any, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key, item in value.items():
        if not isinstance(key, str):
            raise TypeError(f"a key must be text, not {type(key).__name__}")
        name = normal_text(key)
        if name in out:
            raise ValueError("two keys are the same text once normalised")
        out[name] = _plain(item)
    return out


def canonical(value: Any) -> bytes:
    """Canonical UTF-8 JSON of plain data; raises TypeError for a float or any other type."""
    text = json.dumps(
        _plain(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )
    return text.encode("utf-8")


def content_hash(value: Any) -> str:
    """SHA-256 of the canonical form, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(value)).hexdigest()
