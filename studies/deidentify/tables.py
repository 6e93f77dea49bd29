"""The tables of the profile, read once: what the standard says of each attribute, what stays, which words are known."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydicom.datadict import tag_for_keyword

PLAIN, DATE, TIME, DATETIME, DESCRIPTOR, CHARACTERISTIC, SEQUENCE, CODE, POINTER, DUMMY = (
    "plain", "date", "time", "datetime", "descriptor", "characteristic", "sequence", "code", "pointer", "dummy",
)  # fmt: skip
#: groups of keep.toml, and the rule for their values
_RULES = {
    "plain": PLAIN, "dates": DATE, "times": TIME, "datetimes": DATETIME, "descriptors": DESCRIPTOR,
    "characteristics": CHARACTERISTIC, "sequences": SEQUENCE, "codes": CODE, "pointers": POINTER, "dummies": DUMMY,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Terms:
    """Words that may stay."""

    code_strings: frozenset[str]
    body_parts: frozenset[str]
    units: frozenset[str]
    faces: frozenset[str]
    makers: tuple[tuple[str, str], ...]
    words: frozenset[str]


def _read(name: str) -> dict[str, object]:
    with (Path(__file__).parent / name).open("rb") as file:
        return tomllib.load(file)


@cache
def actions() -> dict[int, str]:
    """Tag → letters of the Basic Profile (PS3.15 Table E.1-1)."""
    found: dict[int, str] = {}
    for letters, attributes in _read("profile.toml").items():
        if isinstance(attributes, dict):
            found.update({int(tag, 16): letters for tag in attributes})
    return found


@cache
def kept() -> dict[int, str]:
    """Tag → rule by which the value of what stays is rewritten."""
    table = _read("keep.toml")
    found: dict[int, str] = {}
    for group, rule in _RULES.items():
        keywords = table[group]
        if not isinstance(keywords, list):
            raise TypeError(group)
        for keyword in keywords:
            tag = tag_for_keyword(keyword)
            if tag is None:
                raise KeyError(keyword)
            found[tag] = rule
    return found


@cache
def despite() -> dict[int, str]:
    """Tag → why an attribute of the profile's table stays, in another form."""
    reasons = _read("keep.toml")["despite"]
    if not isinstance(reasons, dict):
        raise TypeError("despite")
    return {tag_for_keyword(keyword) or 0: why for keyword, why in reasons.items()}


@cache
def terms() -> Terms:
    """The known words."""
    table = _read("terms.toml")

    def words(name: str) -> frozenset[str]:
        listed = table[name]
        return frozenset(listed) if isinstance(listed, list) else frozenset()

    makers, described = table["makers"], table["words"]
    if not isinstance(makers, dict) or not isinstance(described, dict):
        raise TypeError("terms.toml")
    return Terms(
        words("code_strings"), words("body_parts"), words("units"), words("faces"), tuple(makers.items()),
        frozenset(described["list"]),
    )  # fmt: skip
