"""Below the table, when several rows are chosen: what they are, and the button that opens them together."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.browser.tree import Line, StudyTree
from desktop.desk import Desk
from desktop.parts import Button, Elided, row, surface
from desktop.priors import together
from desktop.screen import Translated
from studies.stacks import SeriesEntry


class TogetherBar(Translated):
    """Shown from two chosen series or studies on; says why they can't be opened together when they can't."""

    def __init__(self, desk: Desk, tree: StudyTree, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._tree = desk, tree
        self._chosen: list[SeriesEntry] = []
        inside = surface("raised", "top")
        line = row((14, 6, 12, 6), 8, inside)
        self.words = Elided(desk.theme, "body", "primary")
        self.button = Button(desk.theme, "secondary", "compare")
        self.button.clicked.connect(self._open)
        self.button.refused.connect(lambda reason: desk.messages.info(reason, key="studies-refused"))
        line.addWidget(self.words, 1)
        line.addWidget(self.button)
        page = row((0, 0, 0, 0), 0, self)
        page.addWidget(inside)
        tree.itemSelectionChanged.connect(self.refresh)
        self.hide()
        self.retranslate()

    def refresh(self) -> None:
        """Look at the selection again."""
        lines = [line for line in self._tree.selected() if line.kind in ("series", "study") and line.entries]
        self._chosen = chosen_series(lines)
        several = len(lines) > 1
        self.setVisible(several)
        if not several:
            return
        code = together.refusal(self._chosen)
        reason = {
            together.TWO_PATIENTS: self.tr("This selection holds two patients. Choose one."),
            together.NO_PATIENT: self.tr(
                "These images don't say whose they are; they can't be opened together."
            ),
            together.NOT_LOADABLE: self.tr("One of these series can't be shown as a volume."),
            together.TOO_MANY: self.tr("Choose at most {n} series.").format(n=together.MOST),
        }.get(code, "")
        said = self.tr("{n} series chosen").format(n=len(self._chosen))
        self.words.setText(f"{said}. {reason}" if reason else said)
        self.button.block(reason)

    def _open(self) -> None:
        if len(self._chosen) > 1 and not self.button.reason:
            self._desk.services["open_together"](together.together(self._chosen))

    def retranslate(self) -> None:
        self.button.setText(self.tr("Open together"))
        self.refresh()


def chosen_series(lines: list[Line]) -> list[SeriesEntry]:
    """The series that the chosen rows stand for: of a study the one that one would rather look at."""
    found: list[SeriesEntry] = []
    with_own = {line.study_uid for line in lines if line.kind == "series"}
    for line in lines:
        if line.kind == "series":
            found.append(line.entries[0])
        elif line.study_uid not in with_own:
            found.append(max(line.entries, key=_fitness))
    return found


def _fitness(entry: SeriesEntry) -> tuple[bool, bool, int, float]:
    """A single volume, axial, many slices, thin."""
    return entry.timepoints == 1, entry.orientation == "axial", entry.size[2], -entry.spacing_mm[2]
