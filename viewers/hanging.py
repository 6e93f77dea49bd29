"""Layouts and hanging protocols as data: what a screen shows for which images, matched by score (specs/viewers.md 7.2).

A `Hanging` says how many rows and columns there are, what each place shows, and which images it is meant for. The ones
that come with the program stand in resources/hanging; a person's own are kept in a file of theirs. Files are untrusted:
one sentence a wrong field, and a wrong protocol leaves the others as they are. No Qt.

Limitations: a place names another series of the study by words of its description or by its modality; images of another
examination are hung by the comparison (`desktop.priors`), not here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

#: what a place can show
PLANES = ("axial", "coronal", "sagittal", "oblique")
SHOWS = (*PLANES, "volume", "curve")
SLAB_MODES = ("none", "max", "min", "mean")
MOST_SIDE = 3
MOST_SLAB_MM = 200.0
MOST_NAME, MOST_KEY = 60, 64
#: of each thing that a protocol asks for and the images have; a thing they don't have rules it out
SCORES = {
    "modality": 10,
    "body_part": 20,
    "description": 25,
    "orientation": 15,
    "time_points": 15,
    "slices": 5,
}
TIME_POINTS = ("", "one", "several")
ORIENTATIONS = ("", "axial", "coronal", "sagittal", "oblique")


class HangingError(ValueError):
    """A hanging protocol that says something impossible; the text is one sentence in English."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a layout.

    `series` names words of the description or the modality of another series of the study; empty: the one that was
    opened. `preset` is the key of a window preset (``"1"``); without one and without `window` the series' own window
    counts. `window` is (width, level).
    """

    show: str = "axial"
    series: str = ""
    preset: str = ""
    window: tuple[float, float] | None = None
    slab_mm: float = 0.0
    slab_mode: str = "none"
    flip_h: bool = False
    flip_v: bool = False
    rotate_quarter: int = 0

    def __post_init__(self) -> None:
        if self.show not in SHOWS:
            raise HangingError(f"A place can't show {self.show!r}; it shows one of: {', '.join(SHOWS)}.")
        if self.slab_mode not in SLAB_MODES:
            raise HangingError(
                f"There is no slab mode {self.slab_mode!r}; use one of: {', '.join(SLAB_MODES)}."
            )
        if not 0.0 <= self.slab_mm <= MOST_SLAB_MM:
            raise HangingError(f"A slab is 0 to {MOST_SLAB_MM:g} mm thick, not {self.slab_mm:g}.")
        if self.window is not None and not self.window[0] >= 1.0:
            raise HangingError("A window is at least 1 wide.")
        if self.rotate_quarter not in range(4):
            raise HangingError("A picture is turned by 0 to 3 quarters.")


@dataclass(frozen=True, slots=True)
class Match:
    """Which images a protocol is meant for; what is empty matches all.

    `description` holds words of which one must stand in the series' or study's description (case doesn't count).
    `most_slices` rules out a larger stack.
    """

    modality: tuple[str, ...] = ()
    body_part: tuple[str, ...] = ()
    description: tuple[str, ...] = ()
    orientation: str = ""
    time_points: str = ""
    least_slices: int = 0
    most_slices: int = 0

    def __post_init__(self) -> None:
        if self.time_points not in TIME_POINTS:
            raise HangingError(f"time_points is one, several or empty, not {self.time_points!r}.")
        if self.orientation not in ORIENTATIONS:
            raise HangingError(f"There is no orientation {self.orientation!r}.")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the images that are to be hung."""

    modality: str = ""
    body_part: str = ""
    descriptions: tuple[str, ...] = ()
    orientation: str = ""
    time_points: int = 1
    slices: int = 1


@dataclass(frozen=True, slots=True)
class Hanging:
    """A layout with what its places show, and which images it is for."""

    key: str
    names: Mapping[str, str]
    rows: int
    columns: int
    places: tuple[Place, ...]
    match: Match = Match()
    linked: bool = True
    is_own: bool = False
    #: the clinical workspace that it belongs to (``aorta``); empty: the general viewer
    workspace: str = ""

    def __post_init__(self) -> None:
        if not self.key or len(self.key) > MOST_KEY:
            raise HangingError("A hanging protocol needs a key of at most 64 characters.")
        if not self.names.get("en") or any(len(name) > MOST_NAME for name in self.names.values()):
            raise HangingError(f"The hanging protocol {self.key} needs a name of at most 60 characters.")
        if not (1 <= self.rows <= MOST_SIDE and 1 <= self.columns <= MOST_SIDE):
            raise HangingError(f"The hanging protocol {self.key} has 1 to 3 rows and columns.")
        if len(self.places) != self.rows * self.columns:
            raise HangingError(
                f"The hanging protocol {self.key} has {self.rows} × {self.columns} places, but {len(self.places)} are given."
            )
        for only in ("volume", "curve"):
            if sum(p.show == only for p in self.places) > 1:
                raise HangingError(
                    f"The hanging protocol {self.key} shows the {only} in more than one place."
                )

    def name(self, language: str) -> str:
        return self.names.get(language) or self.names["en"]


@dataclass(frozen=True, slots=True)
class Score:
    """How well a protocol fits: None = it isn't meant for these images. `reasons` are (what, points or what is missing)."""

    points: int | None
    reasons: tuple[tuple[str, str], ...] = ()


def _said(wanted: Iterable[str], found: Iterable[str]) -> str:
    """The first wanted word that stands in one of the texts; empty when none does."""
    texts = [text.casefold() for text in found if text]
    return next((word for word in wanted if any(word.casefold() in text for text in texts)), "")


def score(hanging: Hanging, facts: Facts) -> Score:
    """How well a protocol fits these images, and why."""
    match, reasons, total = hanging.match, [], 0

    def judge(what: str, wanted: str, found: str, *, holds: bool) -> bool:
        nonlocal total
        if holds:
            total += SCORES[what]
        reasons.append((what, f"+{SCORES[what]} {found}" if holds else f"{wanted} ≠ {found or '–'}"))
        return holds

    fits = True
    if match.modality:
        holds = facts.modality in match.modality
        fits &= judge("modality", "/".join(match.modality), facts.modality, holds=holds)
    if match.body_part:
        word = _said(match.body_part, (facts.body_part,))
        fits &= judge("body_part", "/".join(match.body_part), word or facts.body_part, holds=bool(word))
    if match.description:
        word = _said(match.description, facts.descriptions)
        found = word or " · ".join(d for d in facts.descriptions if d)
        fits &= judge("description", "/".join(match.description), found, holds=bool(word))
    if match.orientation:
        holds = facts.orientation == match.orientation
        fits &= judge("orientation", match.orientation, facts.orientation, holds=holds)
    if match.time_points:
        holds = (facts.time_points > 1) == (match.time_points == "several")
        fits &= judge("time_points", match.time_points, str(facts.time_points), holds=holds)
    if match.least_slices or match.most_slices:
        holds = facts.slices >= match.least_slices and (
            not match.most_slices or facts.slices <= match.most_slices
        )
        limits = f"{match.least_slices or 1}–{match.most_slices or '∞'}"
        fits &= judge("slices", limits, str(facts.slices), holds=holds)
    if not fits:
        return Score(None, tuple(reasons))
    return Score(total, tuple(reasons))


def ranked(hangings: Sequence[Hanging], facts: Facts) -> list[tuple[Hanging, Score]]:
    """Protocols that fit, the best first: a person's own before those of the program, of equals the first given."""
    scored = [(hanging, score(hanging, facts)) for hanging in hangings]
    fitting = [(h, s) for h, s in scored if s.points is not None]
    return sorted(fitting, key=lambda each: (not each[0].is_own, -(each[1].points or 0)))


def resized(hanging: Hanging, rows: int, columns: int) -> Hanging:
    """The same with another number of places: what is there stays, new places show the planes in turn.

    Raises
    ------
    HangingError
        Beyond 3 × 3.
    """
    kept = list(hanging.places[: rows * columns])
    turn = [show for show in PLANES[:3] if show not in {p.show for p in kept}] or list(PLANES[:3])
    while len(kept) < rows * columns:
        kept.append(Place(turn[(len(kept) - len(hanging.places)) % len(turn)] if turn else "axial"))
    return replace(hanging, rows=rows, columns=columns, places=tuple(kept))


# ---------------------------------------------------------------- files


def read(text: str, *, is_own: bool = False) -> tuple[list[Hanging], list[str]]:
    """Protocols of a TOML text, and one sentence for each that is wrong (those are left out).

    Raises
    ------
    HangingError
        The text as a whole is no TOML.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise HangingError(f"The file of hanging protocols can't be read: {wrong}.") from wrong
    found: list[Hanging] = []
    problems: list[str] = []
    rows = data.get("hanging", [])
    if not isinstance(rows, list):
        raise HangingError("The file of hanging protocols has no list called hanging.")
    for number, row in enumerate(rows, start=1):
        try:
            made = _hanging(row, is_own)
            if made.key in {h.key for h in found}:
                problems.append(f"The key {made.key} stands in the file twice.")
            else:
                found.append(made)
        except HangingError as wrong:
            problems.append(str(wrong))
        except (TypeError, ValueError, KeyError, AttributeError):
            problems.append(f"The hanging protocol number {number} has a field of the wrong kind.")
    return found, problems


def _hanging(row: Mapping[str, Any], is_own: bool) -> Hanging:
    known = {"key", "name", "rows", "columns", "places", "match", "linked", "workspace"}
    _only(row, known, str(row.get("key", "?")))
    names = row["name"]
    match = dict(row.get("match", {}))
    _only(match, {f.name for f in fields(Match)}, str(row["key"]))
    for key in ("modality", "body_part", "description"):
        if key in match:
            if not isinstance(match[key], list):
                raise HangingError(f"In the hanging protocol {row['key']} {key} is a list of words.")
            match[key] = tuple(str(word) for word in match[key] if str(word).strip())
    places = []
    for place in row["places"]:
        _only(place, {f.name for f in fields(Place)}, str(row["key"]))
        given = dict(place)
        if "window" in given:
            width, level = given["window"]
            given["window"] = (float(width), float(level))
        if "slab_mm" in given:
            given["slab_mm"] = float(given["slab_mm"])
        places.append(Place(**given))
    return Hanging(
        str(row["key"]),
        {str(k): str(v) for k, v in names.items()},
        int(row["rows"]),
        int(row["columns"]),
        tuple(places),
        Match(**match),
        bool(row.get("linked", True)),
        is_own,
        str(row.get("workspace", "")),
    )


def _only(given: Mapping[str, Any], known: set[str], key: str) -> None:
    unknown = sorted(set(given) - known)
    if unknown:
        raise HangingError(f"The hanging protocol {key} has an unknown field: {unknown[0]}.")


def write(hangings: Iterable[Hanging]) -> str:
    """A person's protocols as TOML; `read` gives them back."""
    lines = ["# Eigen indelingen van Voorverslag; gemaakt door het programma."]
    for hanging in hangings:
        lines += ["", "[[hanging]]", f"key = {_text(hanging.key)}"]
        lines.append("name = { " + ", ".join(f"{k} = {_text(v)}" for k, v in hanging.names.items()) + " }")
        lines += [
            f"rows = {hanging.rows}",
            f"columns = {hanging.columns}",
            f"linked = {_value(hanging.linked)}",
        ]
        if hanging.workspace:
            lines.append(f"workspace = {_text(hanging.workspace)}")
        lines.append("match = " + _table(hanging.match, Match()))
        lines.append("places = [")
        lines += [f"    {_table(place, Place(), always=('show',))}," for place in hanging.places]
        lines.append("]")
    return "\n".join(lines) + "\n"


def _table(given: Any, default: Any, always: tuple[str, ...] = ()) -> str:
    parts = [
        f"{f.name} = {_value(getattr(given, f.name))}"
        for f in fields(given)
        if f.name in always or getattr(given, f.name) != getattr(default, f.name)
    ]
    return "{ " + ", ".join(parts) + " }" if parts else "{}"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, tuple):
        return "[" + ", ".join(_value(each) for each in value) + "]"
    return _text(str(value))


def _text(text: str) -> str:
    """A TOML basic string: control characters, quotes and backslashes are escaped."""
    escaped = "".join(
        f"\\u{ord(c):04x}" if ord(c) < 32 or ord(c) == 127 else "\\" + c if c in '"\\' else c for c in text
    )
    return f'"{escaped}"'
