"""S23: a final that doesn't verify. What was expected and found, since when, what may be done; no way on with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from desktop import parts
from desktop.screen import Translated

if TYPE_CHECKING:
    from desktop.desk import Desk
    from governance.service import IntegrityFacts


def short(sha256: str) -> str:
    """A hash as a person compares it."""
    return f"{sha256[:8]}…{sha256[-8:]}" if len(sha256) > 20 else sha256


class IntegrityPanel(Translated):
    """Fills the main area; the patient banner stays above it."""

    earlier_wanted = Signal()
    bundle_wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        theme = desk.theme
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "app")
        page = parts.column((0, 0, 0, 0), 0, self)
        self.alarm = parts.Note(theme, "error", "integrity")
        page.addWidget(self.alarm)
        box = QFrame()
        inside = parts.column((48, 24, 48, 24), 10, box)
        self.found_title = parts.Section(theme)
        inside.addWidget(self.found_title)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(3, 1)
        inside.addLayout(self._grid)
        inside.addSpacing(10)
        self.told_title = parts.Section(theme)
        self.told = parts.text(theme, "", "body", "primary", wrap=True)
        inside.addWidget(self.told_title)
        inside.addWidget(self.told)
        inside.addSpacing(10)
        self.do_title = parts.Section(theme)
        self.call = parts.text(theme, "", "body", "primary", wrap=True)
        inside.addWidget(self.do_title)
        inside.addWidget(self.call)
        buttons = parts.row((0, 4, 0, 0), 8)
        self.earlier = parts.Button(theme, "secondary", "report")
        self.bundle = parts.Button(theme, "primary", "export")
        self.earlier.clicked.connect(self.earlier_wanted)
        self.bundle.clicked.connect(self.bundle_wanted)
        buttons.addWidget(self.earlier)
        buttons.addWidget(self.bundle)
        buttons.addStretch(1)
        inside.addLayout(buttons)
        inside.addStretch(1)
        page.addWidget(box, 1)
        self._facts: IntegrityFacts | None = None
        self.retranslate()

    def retranslate(self) -> None:
        self.alarm.show_words(
            self.tr("INTEGRITY ERROR: the content doesn't match the signature. Export is blocked."),
            self.tr("The content isn't shown and can't be used, printed or sent."),
        )
        self.found_title.setText(self.tr("What was expected and found"))
        self.told_title.setText(self.tr("Since when, and who has been told"))
        self.do_title.setText(self.tr("What you can do"))
        self.call.setText(
            self.tr(
                "Tell the functional administrator and the log keeper. Until then use the last valid version, or report anew."
            )
        )
        self.earlier.setText(self.tr("Open previous valid version"))
        self.bundle.setText(self.tr("Save evidence bundle…"))
        if self._facts is not None:
            self.show_facts(self._facts, has_earlier=not self.earlier.reason)

    def wait(self) -> None:
        """The facts are still being gathered; nothing can be done yet."""
        self._facts = None
        parts.empty(self._grid)
        self.told.setText("")
        for button in (self.earlier, self.bundle):
            button.block(self.tr("The facts are being gathered."))

    def show_facts(self, facts: IntegrityFacts, *, has_earlier: bool) -> None:
        """Document and stored files with both hashes, the last sound reading, the alerts."""
        self._facts = facts
        parts.empty(self._grid)
        theme = self.desk.theme
        heads = ("", self.tr("expected"), self.tr("found"))
        for column, words in enumerate(heads):
            self._grid.addWidget(parts.text(theme, words, "caption", "muted"), 0, column)
        rows = [(self.tr("report"), facts.expected, facts.found)]
        rows += [(part.name, part.expected, part.found) for part in facts.files]
        if all(expected == found for _name, expected, found in rows):
            # every hash is as it should be: it is the signature itself that doesn't verify
            rows.append((self.tr("signature"), self.tr("valid"), self.tr("not valid")))
        for i, (name, expected, found) in enumerate(rows, start=1):
            differs = expected != found
            self._grid.addWidget(parts.text(theme, name, "body", "secondary"), i, 0)
            self._grid.addWidget(parts.text(theme, short(expected) or "–", "mono", "primary"), i, 1)
            words = short(found) or self.tr("missing")
            if differs:
                words = self.tr("{hash} – differs").format(hash=words)
            self._grid.addWidget(parts.text(theme, words, "mono", "error" if differs else "primary"), i, 2)
        since = (
            self.tr("It last verified on {at}.").format(at=self.desk.moment_text(facts.last_sound_at))
            if facts.last_sound_at is not None
            else self.tr("It isn't known to have verified before.")
        )
        told = (
            self.tr("A security alert is on the audit trail since {at} ({n} in all).").format(
                at=self.desk.moment_text(facts.alerts[-1].at), n=len(facts.alerts)
            )
            if facts.alerts
            else self.tr("No alert is on the audit trail yet.")
        )
        self.told.setText(f"{since} {told}")
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.earlier.block("" if has_earlier else self.tr("There is no earlier version that verifies."))
        self.bundle.block("")
