"""A correction of a final at the review desk (T12): written in memory, signed as a whole, never saved halfway.

The old version stays as it was signed. The conditions are those of `governance.service.correction_facts`; the difference must have been on screen in exactly the wording that is signed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop import content as edits
from desktop.case import Case
from governance.report import Content

if TYPE_CHECKING:
    from desktop.worklist.rows import WorkRow


@dataclass(frozen=True, slots=True)
class Correction:
    """What the review desk is asked to open: a final of this row, to be corrected."""

    row: WorkRow
    report_id: str


class CorrectionCase(Case):
    """A final's content under correction: an edit stays in memory until the whole is signed."""

    def edit(
        self,
        name: str,
        label: str,
        change: Callable[[Content], Content | edits.Edited],
        *,
        undoable: bool = True,
    ) -> None:
        """Change the content in memory; nothing is written."""
        if self._content is None or self.read_only_because:
            return
        made = change(self._content)
        after = made.content if isinstance(made, edits.Edited) else made
        if after != self._content:
            self._content = after
            self.content_changed.emit()

    def commit_typing(self) -> None:
        """There is nothing to save before the signature."""

    def save_now(self) -> None:
        """There is nothing to save before the signature."""
