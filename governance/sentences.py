"""The sentences of refusals, Dutch (normative) and English, with their values put into words.

Parameters arrive as plain codes and times, the same for both languages; here a role, a date or a list of
fields becomes words. Values are put in by name, never formatted, so that braces in data stay what they are.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from typing import Any

from governance.canonical import utc_from_text

LANGUAGES = ("nl", "en")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
#: placeholders whose value is a code, with the table of words for it
_CODES = {"rol": "role", "taak": "task", "vorm": "supervision", "status": "status"}
_LISTS = {"velden": "field", "ontbreekt": "field", "lijst": "field", "regels": "ready"}
_DATES = ("datum", "van", "tot")


@functools.cache
def _data() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("sentences.toml").read_text(encoding="utf-8"))


def ids() -> tuple[str, ...]:
    """Ids of all sentences, in the order of the data file."""
    return tuple(_data()["sentence"])


def template(id: str, language: str) -> str:
    """The sentence with its placeholders; raises KeyError for an unknown id or language."""
    return str(_data()["sentence"][id][language])


def placeholders(id: str) -> frozenset[str]:
    """Names of the values that a sentence needs."""
    return frozenset(_PLACEHOLDER.findall(template(id, "nl")))


def label(table: str, code: str, language: str) -> str:
    """Words for a code, e.g. ``label("role", "radiologist", "nl")``; the code itself when it has none."""
    found = _data()["label"].get(table, {}).get(code)
    return str(found[language]) if found else code


def sentence(id: str, parameters: Mapping[str, str], language: str, zone: tzinfo = UTC) -> str:
    """A refusal as one or more whole sentences; raises KeyError when a value is missing.

    Parameters
    ----------
    zone : tzinfo
        Time zone in which dates are read by the person.
    """

    def words(match: re.Match[str]) -> str:
        name = match.group(1)
        return _words(name, parameters[name], language, zone)

    return _PLACEHOLDER.sub(words, template(id, language))


def _words(name: str, value: str, language: str, zone: tzinfo) -> str:
    if name in _DATES:
        return _date(value, zone) if value else label("none", name, language)
    if name in _CODES:
        return label(_CODES[name], value, language) if value else label("none", "code", language)
    if name in _LISTS:
        return _list(_LISTS[name], value, language)
    if name == "reden":
        return _reason(value, language)
    if name == "uren" and value and language == "nl":
        return value.replace(".", ",")
    return value or label("none", "text", language)


def _date(value: str, zone: tzinfo) -> str:
    day = date.fromisoformat(value) if len(value) == 10 else _local(value, zone)
    return day.strftime("%d-%m-%Y")


def _local(value: str, zone: tzinfo) -> date:
    at: datetime = utc_from_text(value)
    return at.astimezone(zone).date()


def _list(table: str, value: str, language: str) -> str:
    items = [label(table, v, language) for v in value.split("\n") if v]
    return ", ".join(items) if items else label("none", "text", language)


def _reason(value: str, language: str) -> str:
    """Scope reasons come as ``text:…``, ``unknown:<facts>`` or ``absent:``; any other text stays as it is."""
    kind, _, rest = value.partition(":")
    if kind == "text":
        return rest.strip().rstrip(".") or label("none", "text", language)
    if kind == "unknown":
        return f"{label('reason', 'unknown', language)} {_list('fact', rest, language)}"
    if kind == "absent":
        return label("reason", "absent", language)
    return value or label("none", "text", language)
