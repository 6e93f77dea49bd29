"""Two texts word by word: what came, what went; shown as underlined and struck words and named for a screen reader."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QLabel

from desktop import comparisons
from desktop.theme import Theme
from governance.discrepancy import measurement_changes, percent, section_changes
from governance.report import Content
from report_templates import templates

translate = QCoreApplication.translate

CONCLUSION = "conclusion"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stayed (``same``), came (``new``) or went (``gone``)."""

    kind: str
    words: str


def pieces(before: str, after: str) -> Iterator[Piece]:
    """The differences of two texts, in the order of reading; what went stands before what came for it."""
    old, new = before.split(), after.split()
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            yield Piece("same", " ".join(new[c:d]))
            continue
        if b > a:
            yield Piece("gone", " ".join(old[a:b]))
        if d > c:
            yield Piece("new", " ".join(new[c:d]))


def printed(content: Content, key: str) -> str:
    """A section's text with its numbers filled in."""
    return templates.render_text(
        content.text(key),
        content.findings,
        content.language,
        comparisons=comparisons.of_content(content),
        diameter_decimals=1,
    )


def count(before: Content, after: Content) -> int:
    """How many places of the text differ (a replaced piece is one)."""
    keys = dict.fromkeys(s.key for s in (*after.sections, *before.sections))
    found = 0
    for key in keys:
        kinds = [p.kind for p in pieces(printed(before, key), printed(after, key))]
        found += sum(
            1
            for i, k in enumerate(kinds)
            if k == "gone" or (k == "new" and (i == 0 or kinds[i - 1] != "gone"))
        )
    return found


@dataclass(frozen=True, slots=True)
class Own:
    """The reviewer's changes in figures, as governance will record them."""

    text_percent: str
    measurements: int
    of: int
    conclusion: bool
    any_text: bool


def own_changes(submitted: Content, now: Content) -> Own:
    """How the text under review differs from what was submitted."""
    sections = section_changes(submitted, now)
    words, changed = sum(s.words for s in sections), sum(s.distance for s in sections)
    share = percent(changed, words) if words else 0
    return Own(
        text_percent=f"{share:.0f}",
        measurements=len(measurement_changes(submitted, now, {})),
        of=len([f for f in now.findings if f.value is not None]),
        conclusion=any(s.key == CONCLUSION and s.distance for s in sections),
        any_text=changed > 0,
    )


def label(theme: Theme, found: Sequence[Piece]) -> QLabel:
    """The pieces as one wrapping label."""
    made: list[str] = []
    spoken: list[str] = []
    ok, bad = theme.colour("status.ok.text").name(), theme.colour("status.error.text").name()
    soft_ok, soft_bad = theme.colour("status.ok.soft").name(), theme.colour("status.error.soft").name()
    for piece in found:
        words = escape(piece.words)
        if piece.kind == "gone":
            made.append(f'<s style="color:{bad}; background-color:{soft_bad}">{words}</s>')
            spoken.append(translate("ReviewChanges", "deleted: {words}").format(words=piece.words))
        elif piece.kind == "new":
            made.append(f'<u style="color:{ok}; background-color:{soft_ok}">{words}</u>')
            spoken.append(translate("ReviewChanges", "inserted: {words}").format(words=piece.words))
        else:
            made.append(words)
    shown = QLabel(" ".join(made) or "–")
    shown.setTextFormat(Qt.TextFormat.RichText)  # every word of it was escaped above
    shown.setFont(theme.font("report"))
    shown.setWordWrap(True)
    shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    shown.setAccessibleName("; ".join(spoken) or translate("ReviewChanges", "no changes"))
    return shown
