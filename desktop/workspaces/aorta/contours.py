"""The contour of a level in hand: drag, double-click adds, Delete removes; each act is one step of the workspace.

The knots live in a tool of `viewers`; what is true is the drawn section of the state. Undo brings that back, and the
tool is then made anew from it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from measurements.aorta import Section, section_from_contour
from viewers.plane import Plane
from viewers.tools.contour import ContourTool

if TYPE_CHECKING:
    from desktop.workspaces.aorta.core import AortaCore
    from viewers.tools.base import ToolBox


class ContourHand(QObject):
    """At most one contour in hand; `began`/`ended` say so."""

    began = Signal()
    ended = Signal()

    def __init__(self, core: AortaCore, tools: ToolBox, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.core, self.tools = core, tools
        self.row = ""
        self._tool: ContourTool | None = None
        self._base: Section | None = None
        self._shown: Section | None = None
        tools.chosen.connect(self._chosen)
        core.changed.connect(self._follow)

    @property
    def is_busy(self) -> bool:
        return self._tool is not None

    def take(self, row: str, section: Section) -> bool:
        """Take the contour of a level in hand; False when it has none."""
        if section.contour_mm is None:
            return False
        self.let_go()
        self.row, self._base = row, section
        self._hold(section)
        self.began.emit()
        return True

    def let_go(self) -> None:
        """Put the contour down; its edits stay."""
        if self._tool is None:
            return
        tool, self._tool, self._base, self._shown = self._tool, None, None, None
        self.row = ""
        if self.tools.tool is tool:
            self.tools.choose("")
        tool.deleteLater()
        self.ended.emit()

    def _hold(self, section: Section) -> None:
        """A tool that shows exactly this section's contour."""
        plane = Plane.facing(section.centre_mm, section.normal)
        # one drag is one step of the draft: the tool's own steps go nowhere
        stack = QUndoStack(self)
        tool = ContourTool(np.asarray(section.contour_mm), plane, stack, parent=self)
        stack.setParent(tool)
        tool.edited.connect(self._edited)
        former, self._tool, self._shown = self._tool, tool, section
        self.tools.take(tool)
        if former is not None:
            former.deleteLater()

    def _chosen(self, _name: str) -> None:
        """Another tool was taken, or Esc put this one away."""
        if self._tool is not None and self.tools.tool is not self._tool:
            self.let_go()

    def _edited(self, ring: object) -> None:
        base, row = self._base, self.row
        if base is None or self.sender() is not self._tool:
            return
        line = self.core.measurement.result.line if self.core.measurement is not None else None
        normal = line.tangent_at(base.arc_mm) if line is not None and base.arc_mm is not None else None
        drawn = section_from_contour(
            np.asarray(ring),
            base.centre_mm,
            base.normal,
            line_normal=normal,
            arc_mm=base.arc_mm,
            edge=base.edge,
        )
        self._shown = drawn
        if not self.core.change(self.core.state.with_drawn(row, drawn), self.tr("Edit contour")):
            self._hold(base)

    def _follow(self) -> None:
        """After undo and redo the tool shows what is true again."""
        base = self._base
        if self._tool is None or base is None:
            return
        wanted = self.core.state.drawn.get(self.row)
        if wanted is None:
            own = self.core.section_of(self.row) if self.core.is_current else None
            wanted = own if own is not None and own.contour_mm is not None else base
            if self._shown is base or self._shown is wanted:
                return
        if wanted is not self._shown and wanted.contour_mm is not None:
            self._base = wanted
            self._hold(wanted)
