"""Why a draft came back: the radiologist's reason and comment on top of the faces, each point to be ticked.

The places that the comment names (sections, measurements) are links. What was ticked is kept for this sitting; the
note itself stays until the draft is submitted anew.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QVBoxLayout, QWidget

from desktop import content as edits
from desktop import drafts, parts
from desktop.screen import Translated
from desktop.words import QT_TRANSLATE_NOOP
from governance.canonical import normal_text

if TYPE_CHECKING:
    from desktop.case import Case
    from desktop.desk import Desk
    from governance.report import Content
    from governance.service import Said

REASONS = {
    "measurement": QT_TRANSLATE_NOOP("ReturnedNote", "a measurement"),
    "text": QT_TRANSLATE_NOOP("ReturnedNote", "the text"),
    "missing": QT_TRANSLATE_NOOP("ReturnedNote", "something is missing"),
    "image_quality": QT_TRANSLATE_NOOP("ReturnedNote", "image quality"),
    "other": QT_TRANSLATE_NOOP("ReturnedNote", "other"),
}
_LEADING = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s+")
SECTION, FINDING = "section", "finding"


def points_of(comment: str) -> tuple[str, ...]:
    """The comment's points: its lines, without their bullets."""
    return tuple(p for line in comment.splitlines() if (p := _LEADING.sub("", line).strip()))


def places_in(comment: str, content: Content) -> list[tuple[str, str, str]]:
    """Places that a comment names: kind, key (section or finding) and printed name, in reading order."""
    words = f" {normal_text(comment).casefold()} "
    template = drafts.template_of(content)
    names = [(SECTION, s.key, template.label(s.key, content.language)) for s in content.sections] + [
        (FINDING, m[0].id, m[0].label) for m in edits.groups(content.findings).values() if m[0].label
    ]
    found = []
    for kind, key, name in names:
        at = re.search(rf"(?<!\w){re.escape(normal_text(name).casefold())}(?!\w)", words)
        if at is not None:
            found.append((at.start(), (kind, key, name)))
    return [place for _at, place in sorted(found)]


class ReturnedNote(Translated):
    """One note for both faces of a case; ticks are shared through the case."""

    section_wanted = Signal(str)
    jump_wanted = Signal(str)
    #: a point was ticked or unticked
    ticked = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.case: Case | None = None
        self._said: Said | None = None
        theme = desk.theme
        outer = parts.column((0, 0, 0, 0), 0, self)
        self.box = QFrame()
        self.box.setProperty("note", "warn")
        outer.addWidget(self.box)
        line = parts.row((10, 8, 10, 8), 8, self.box)
        mark = parts.text(theme)
        mark.setFixedSize(16, 20)
        theme.dress(mark, "returned", "status.warn.text")
        line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        words = parts.column((0, 0, 0, 0), 2)
        self.head = parts.text(theme, "", "strong", "primary", wrap=True)
        words.addWidget(self.head)
        self.points: QVBoxLayout = parts.column((0, 2, 0, 0), 3)
        words.addLayout(self.points)
        self.places: QVBoxLayout = parts.column((0, 0, 0, 0), 0)
        words.addLayout(self.places)
        line.addLayout(words, 1)
        self.ticks: list[QCheckBox] = []
        self.hide()

    def show_said(self, case: Case | None, said: Said | None) -> None:
        """Show who sent it back and why; None hides."""
        if case is self.case and said == self._said:
            self._show_ticks()
            return
        self.case, self._said = case, said
        self.retranslate()

    def words(self) -> str:
        return self.head.text()

    def open_points(self) -> int:
        """Points that aren't ticked yet."""
        if self._said is None or self.case is None:
            return 0
        return sum(p not in self.case.answered for p in points_of(self._said.comment))

    def retranslate(self) -> None:
        said, case = self._said, self.case
        self.setVisible(said is not None)
        parts.empty(self.points)
        parts.empty(self.places)
        self.ticks = []
        if said is None or case is None or case.content is None:
            return
        reason = self.tr(REASONS[said.reason]) if said.reason in REASONS else said.reason
        self.head.setText(
            self.tr("Returned by {name} on {time}: {reason}").format(
                name=said.name, time=self.desk.moment_text(said.at), reason=reason
            )
        )
        self.setAccessibleName(f"{self.head.text()} {said.comment}")
        for point in points_of(said.comment):
            line = parts.row((0, 0, 0, 0), 8)
            tick = QCheckBox()
            tick.setChecked(point in case.answered)
            tick.setAccessibleName(self.tr("Dealt with: {point}").format(point=point))
            tick.setToolTip(self.tr("Tick when it is dealt with"))
            tick.toggled.connect(lambda on, p=point: self._tick(p, on=on))
            line.addWidget(tick, 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(parts.text(self.desk.theme, point, "body", "primary", wrap=True), 1)
            self.points.addLayout(line)
            self.ticks.append(tick)
        found = places_in(said.comment, case.content)
        if found:
            row = parts.row((0, 2, 0, 0), 2)
            row.addWidget(parts.text(self.desk.theme, self.tr("Go to"), "caption", "muted"))
            for kind, key, name in found[:5]:
                link = parts.Button(self.desk.theme, "link", "jump")
                link.setText(name)
                go = self.section_wanted if kind == SECTION else self.jump_wanted
                link.clicked.connect(lambda _on=False, g=go, k=key: g.emit(k))
                row.addWidget(link)
            row.addStretch(1)
            self.places.addLayout(row)
        self._show_tone()

    def links(self) -> list[parts.Button]:
        """The places that can be jumped to."""
        return [b for b in self.findChildren(parts.Button) if not b.isHidden()]

    def _tick(self, point: str, *, on: bool) -> None:
        if self.case is None:
            return
        (self.case.answered.add if on else self.case.answered.discard)(point)
        self._show_tone()
        self.ticked.emit()

    def _show_ticks(self) -> None:
        said, case = self._said, self.case
        if said is None or case is None:
            return
        for tick, point in zip(self.ticks, points_of(said.comment), strict=False):
            blocked = tick.blockSignals(True)
            tick.setChecked(point in case.answered)
            tick.blockSignals(blocked)
        self._show_tone()

    def _show_tone(self) -> None:
        tone = "warn" if self.open_points() else "ok"
        if self.box.property("note") != tone:
            self.box.setProperty("note", tone)
            parts.restyle(self.box)
