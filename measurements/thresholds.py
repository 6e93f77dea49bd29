"""Thresholds by diameter as versioned data, each row with its source and who verified it (specs/aorta.md section 8).

Ranges are half-open, [lo, hi) in mm, on the unrounded diameter. A row that nobody verified is never given: `matching` leaves
it out, whatever its source.

Limitations: support for a radiologist's judgement, no advice; growth flags are rules of the department's protocol.
"""

from __future__ import annotations

import itertools
import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

SEXES = ("M", "F", "")
TEXTS = ("id", "area", "action_nl", "action_en", "source", "version")


@dataclass(frozen=True, slots=True)
class Threshold:
    """One row; `sex` empty for both, `hi_mm` infinite where open, `valid_from` and `verified_by` empty where unknown."""

    id: str
    area: str
    sex: str
    lo_mm: float
    hi_mm: float
    action_nl: str
    action_en: str
    source: str
    version: str
    valid_from: str = ""
    verified_by: str = ""

    def holds(self, diameter_mm: float) -> bool:
        return self.lo_mm <= diameter_mm < self.hi_mm


def parse(text: str) -> tuple[Threshold, ...]:
    """Rows of a TOML text with `[[threshold]]` tables.

    Raises
    ------
    ValueError
        No TOML, a missing or empty field, an unknown sex, an empty range, an id given twice, or two overlapping ranges of
        one source for the same area and sex.
    """
    rows = tuple(_row(entry) for entry in tomllib.loads(text).get("threshold", []))
    for a, b in itertools.combinations(rows, 2):
        if a.id == b.id:
            raise ValueError(f"the threshold {a.id} is given twice")
        alike = (a.area, a.source, a.version) == (b.area, b.source, b.version)
        same_sex = a.sex == b.sex or not (a.sex and b.sex)
        if alike and same_sex and a.lo_mm < b.hi_mm and b.lo_mm < a.hi_mm:
            raise ValueError(f"the thresholds {a.id} and {b.id} overlap")
    return rows


def _row(entry: Mapping[str, object]) -> Threshold:
    texts = {key: entry.get(key) for key in TEXTS}
    name = str(texts["id"] or "without an id")
    for key, value in texts.items():
        if not isinstance(value, str) or not value.strip():
            raise ValueError(f"the threshold {name} needs the text {key}")
    sex, lo, hi = entry.get("sex", ""), entry.get("lo_mm"), entry.get("hi_mm", math.inf)
    if sex not in SEXES:
        raise ValueError(f"the threshold {name} has an unknown sex")
    if not isinstance(lo, int | float) or not isinstance(hi, int | float) or not 0 <= lo < hi:
        raise ValueError(f"the threshold {name} needs a range in mm that isn't empty")
    words = {key: str(value) for key, value in texts.items()}
    dated = {key: str(entry.get(key, "")).strip() for key in ("valid_from", "verified_by")}
    return Threshold(sex=str(sex), lo_mm=float(lo), hi_mm=float(hi), **words, **dated)


def confirmed(rows: Sequence[Threshold], by_id: Mapping[str, str]) -> tuple[Threshold, ...]:
    """The rows with the site's confirmations (id of a row: who confirmed it and when) filled in.

    Raises
    ------
    ValueError
        A confirmation of a row that isn't there, or by nobody.
    """
    unknown = set(by_id) - {row.id for row in rows}
    if unknown:
        raise ValueError(f"no threshold is called {sorted(unknown)[0]}")
    if not all(who.strip() for who in by_id.values()):
        raise ValueError("a confirmation needs the name of who confirmed it")
    return tuple(replace(row, verified_by=by_id.get(row.id, row.verified_by)) for row in rows)


def matching(rows: Sequence[Threshold], area: str, sex: str, diameter_mm: float) -> tuple[Threshold, ...]:
    """Verified rows whose range holds a diameter; a row for one sex only for a patient known to be of it."""
    return tuple(
        row
        for row in rows
        if row.verified_by and row.area == area and row.sex in ("", sex) and row.holds(diameter_mm)
    )
