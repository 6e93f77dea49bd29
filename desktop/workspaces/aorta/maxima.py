"""Moving a maximum to another section: only with a reason in the person's own words, undoably, on record as by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.workspaces.aorta import state as st

if TYPE_CHECKING:
    from desktop.workspaces.aorta.core import AortaCore
    from desktop.workspaces.aorta.panel import AortaPanel
    from desktop.workspaces.aorta.showing import Display


class MaximumHand(QObject):
    """Puts the maximum of this part of the vessel at the section in the pictures."""

    def __init__(
        self,
        core: AortaCore,
        display: Display,
        panel: AortaPanel,
        select: Callable[[str], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.core, self.display, self.panel, self._select = core, display, panel, select
        #: what was asked for: row, arc length, and the path it belongs to
        self._asked: tuple[str, float, tuple[object, ...]] | None = None
        core.changed.connect(self._forget_other_path)

    def row_here(self) -> str:
        """The maximum that can be put at the section in the pictures; empty when none can."""
        result, section = self.core.result, self.display.section
        if result is None or not self.core.is_current or section is None or section.arc_mm is None:
            return ""
        if section.figures is None or self.display.selected in st.MAXIMA:
            return ""
        which = result.maximum_at(section.arc_mm)
        row = f"{st.MAXIMUM}{which}" if which else ""
        present = st.section_of(result, row) if row else None
        lies_here = present is not None and present.arc_mm == section.arc_mm
        return "" if lies_here else row

    def ask(self) -> None:
        """Ask why; the question names the maximum and the place, which stay those of now."""
        if self.core.read_only:
            self.core.desk.messages.warning(self.core.read_only, key="aorta-read-only")
            return
        row, section = self.row_here(), self.display.section
        if not row or section is None or section.arc_mm is None:
            self.core.desk.messages.info(
                self.tr("No maximum can be put here."),
                self.tr("Go to a section with a value, on the straightened picture or the profile."),
            )
            return
        self._asked = (row, float(section.arc_mm), st.path_key(self.core.state))
        self.panel.reason.ask(
            self.tr("Why does the {maximum} lie at arc length {arc} mm?").format(
                maximum=st.row_name(row, self.display.language).lower(),
                arc=self.display.number(section.arc_mm, 0),
            )
        )

    @property
    def is_asking(self) -> bool:
        return self._asked is not None

    def leave(self) -> None:
        """Not after all."""
        self._asked = None

    def give(self, text: str) -> None:
        """The reason was given: one act."""
        if self._asked is None:
            return
        row, arc, _path = self._asked
        self._asked = None
        if self.core.change(
            self.core.state.with_maximum(row, st.Moved(arc, text)), self.tr("Move the maximum")
        ):
            self._select(row)

    def _forget_other_path(self) -> None:
        """Another path: the place that was asked about is no place on it."""
        if self._asked is not None and self._asked[2] != st.path_key(self.core.state):
            self._asked = None
            self.panel.reason.hide()
