"""The page on which the earlier examination is measured anew: its own workspace under a banner that says which it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop import parts
from desktop.desk import Desk
from desktop.review.segments import Segments
from desktop.screen import Translated
from viewers.comparison import Banner, Tag

if TYPE_CHECKING:
    from desktop.workspaces.aorta.workspace import AortaWorkspace

#: steps of the earlier examination's own workspace
STEPS = ("series", "path", "landmarks", "sections", "maxima")


class EarlierStage(Translated):
    """The workspace of the earlier examination under a banner that says which it is, with its steps and the way back."""

    done = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.work: AortaWorkspace | None = None
        layout = parts.column((0, 0, 0, 0), 0, self)
        strip = parts.surface("app", "bottom")
        line = parts.row((0, 3, 8, 3), 8, strip)
        self.banner = Banner("picture.prior", dashed=True)
        line.addWidget(self.banner, 1)
        self.steps = Segments(desk.theme, STEPS)
        self.steps.chosen.connect(self._go)
        line.addWidget(self.steps)
        self.back = parts.Button(desk.theme, "secondary", "compare")
        self.back.clicked.connect(self.done)
        line.addWidget(self.back)
        layout.addWidget(strip)
        self._place = parts.column((0, 0, 0, 0), 0)
        layout.addLayout(self._place, 1)
        self.retranslate()

    def show_work(self, work: AortaWorkspace | None, tag: Tag) -> None:
        """Another workspace, or none."""
        self.banner.show_tag(tag)
        if work is self.work:
            return
        if self.work is not None:
            self.work.steps_changed.disconnect(self._show_step)
        self.work = work
        if work is not None:
            self._place.addWidget(work.views)
            work.steps_changed.connect(self._show_step)
            self._show_step()

    def _go(self, step: str) -> None:
        if self.work is not None:
            self.work.go_to(step)

    def _show_step(self) -> None:
        if self.work is None:
            return
        now = next((s.key for s in self.work.steps() if s.state.value == "now"), "")
        if now in self.steps.buttons:
            self.steps.buttons[now].setChecked(True)

    def retranslate(self) -> None:
        words = {
            "series": self.tr("Series"),
            "path": self.tr("Vessel path"),
            "landmarks": self.tr("Landmarks"),
            "sections": self.tr("Sections"),
            "maxima": self.tr("Maxima"),
        }
        for key, text in words.items():
            self.steps.buttons[key].setText(text)
        self.back.setText(self.tr("Side by side"))
