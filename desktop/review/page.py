"""The review desk's page: bar, list of workings, pictures above the text or the printed pages, panel of judgement."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from desktop import parts
from desktop.editor.preview import Preview
from desktop.review.judge import JudgePanel
from desktop.review.pane import PicturePane
from desktop.review.segments import Segments
from desktop.review.text import TextPane
from desktop.review.workings import WorkingList
from desktop.screen import Screen

if TYPE_CHECKING:
    from desktop.desk import Desk


class ReviewPage(Screen):
    """Layout and words; what they do is `desktop.review.desk`."""

    name = "review"
    context = "review"
    navigation = "worklist"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        page = parts.column((0, 0, 0, 0), 0, self)
        page.addWidget(self._make_bar())
        page.addWidget(parts.rule())
        below = parts.row((0, 0, 0, 0), 1)
        page.addLayout(below, 1)
        self.list = WorkingList(desk, self)
        self.pane = PicturePane(desk)
        self.text = TextPane(desk)
        self.work = QSplitter(Qt.Orientation.Vertical)
        self.work.setChildrenCollapsible(False)
        self.work.addWidget(self.pane)
        self.work.addWidget(self.text)
        self.work.setStretchFactor(0, 64)
        self.work.setStretchFactor(1, 36)
        self.work.setSizes([560, 300])
        self.preview = Preview(desk)
        self.middle = QStackedWidget()
        self.middle.addWidget(self.work)
        self.middle.addWidget(self.preview)
        self.judge = JudgePanel(desk, self)
        below.addWidget(self.list)
        below.addWidget(self.middle, 1)
        below.addWidget(self.judge)
        self.table = self.list.table
        self.scores, self.comment, self.password = self.judge.scores, self.judge.comment, self.judge.password
        self.give_back, self.release, self.authorise = (
            self.judge.give_back,
            self.judge.release,
            self.judge.authorise,
        )
        self.return_reasons = self.judge.return_reasons
        self._place_words = (0, 0)
        self.retranslate()

    def _make_bar(self) -> QWidget:
        theme = self.desk.theme
        bar = parts.surface("panel")
        bar.setFixedHeight(theme.px("size.step_bar"))
        row = parts.row((12, 0, 12, 0), 10, bar)
        self.faces = Segments(theme, ("review", "pdf"))
        self.revision_mark = parts.text(theme)
        theme.dress(self.revision_mark, "info", "text.muted")
        self.revision_words = parts.Elided(theme, "body", "secondary")
        self.before = parts.Button(theme, "secondary")
        self.place = parts.text(theme, "", "caption", "muted")
        self.after = parts.Button(theme, "secondary")
        row.addWidget(self.faces)
        row.addWidget(self.revision_mark)
        row.addWidget(self.revision_words, 1)
        row.addWidget(self.before)
        row.addWidget(self.place)
        row.addWidget(self.after)
        return bar

    def bind(self, key: str, act: Callable[[], object]) -> None:
        """A key of this screen."""
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(act)

    def say_revision(self, words: str) -> None:
        """What is being edited, or why nothing can be."""
        self.revision_words.setText(words)
        self.revision_mark.setVisible(bool(words))

    def show_place(self, number: int, whole: int) -> None:
        """Where the open draft stands in the own list."""
        self._place_words = (number, whole)
        self.place.setText(
            self.tr("{n} of {m} in your list").format(n=number, m=whole)
            if number > 0
            else self.tr("{m} in your list").format(m=whole)
        )

    def retranslate(self) -> None:
        self.faces.set_words({"review": self.tr("Review desk"), "pdf": self.tr("PDF")})
        self.before.setText(self.tr("Previous"))
        self.after.setText(self.tr("Next"))
        self.show_place(*self._place_words)
