"""The infrarenal neck for an endograft: its figures in a table, and whether they go to the report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from desktop import parts
from desktop.desk import Desk
from desktop.screen import Translated
from desktop.workspaces.aorta import state as st
from report_templates import numbers

if TYPE_CHECKING:
    from desktop.workspaces.aorta.core import AortaCore

MOST_ROWS = 8


class NeckBlock(Translated):
    """Rows of name and value, and the button that takes them into the report."""

    wanted = Signal(bool)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = desk.theme
        layout = parts.column((0, 0, 0, 0), 6, self)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(1)
        grid.setColumnStretch(0, 1)
        self.rows: list[tuple[QLabel, QLabel]] = []
        for i in range(MOST_ROWS):
            name, value = parts.text(theme, "", "caption", "muted"), parts.text(theme, "", "caption")
            value.setAlignment(Qt.AlignmentFlag.AlignRight)
            grid.addWidget(name, i, 0)
            grid.addWidget(value, i, 1)
            self.rows.append((name, value))
        layout.addLayout(grid)
        self.words = parts.text(theme, "", "caption", "secondary", wrap=True)
        layout.addWidget(self.words)
        self.report = parts.Button(theme, "secondary", "report")
        self.report.setCheckable(True)
        self.report.clicked.connect(lambda: self.wanted.emit(self.report.isChecked()))
        layout.addWidget(self.report, 0, Qt.AlignmentFlag.AlignLeft)
        self.retranslate()

    def show_rows(self, rows: Sequence[tuple[str, str]], words: str) -> None:
        for i, (name, value) in enumerate(self.rows):
            shown = i < len(rows)
            name.setText(rows[i][0] if shown else "")
            value.setText(rows[i][1] if shown else "")
            name.setVisible(shown)
            value.setVisible(shown)
        self.words.setText(words)
        self.words.setVisible(bool(words))

    def show_report(self, *, reported: bool, reason: str) -> None:
        self.report.setChecked(reported)
        self.report.setText(self.tr("In the report") if reported else self.tr("To report"))
        self.report.block(reason)

    def retranslate(self) -> None:
        self.report.setText(self.tr("To report"))


class NeckHand(QObject):
    """Shows the neck of the present measurement, and takes it into the report as an act."""

    def __init__(self, core: AortaCore, block: NeckBlock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.core, self.desk, self.block = core, core.desk, block
        block.wanted.connect(self._take)
        core.changed.connect(self.show)

    def _take(self, wanted: bool) -> None:
        words = self.tr("Neck to the report") if wanted else self.tr("Neck out of the report")
        if not self.core.change(self.core.state.with_neck(reported=wanted), words):
            self.show()

    @property
    def can_be_reported(self) -> bool:
        result = self.core.result
        return result is not None and st.is_accepted(result, self.core.state, st.NECK_LEVEL)

    def show(self) -> None:
        rows = self._rows()
        words = (
            self.tr("Mean of 36 chords; axes over 25 mm in 3D. For planning, no choice of a device.")
            if rows
            else self.tr("Place the lowest renal artery as a landmark first.")
        )
        self.block.show_rows(rows, words)
        reported = self.core.state.neck_reported
        reason = self.core.read_only
        if not reason and not reported and not self.can_be_reported:
            reason = self.tr("Accept the infrarenal level first.")
        self.block.show_report(reported=reported, reason=reason)

    def _number(self, value: float | None, unit: str, decimals: int) -> str:
        if value is None:
            return "–"
        return numbers.quantity(value, unit, self.desk.language.code, decimals=decimals)

    def _rows(self) -> list[tuple[str, str]]:
        neck = self.core.result.neck if self.core.result is not None else None
        if neck is None:
            return []
        rows = [
            (self.tr("Ø at {n} mm").format(n=f"{place:g}"), self._number(value, "mm", 1))
            for place, value in neck.diameters_mm.items()
        ]
        name = self.tr("Length, at least") if neck.length_is_open else self.tr("Length")
        return [
            *rows,
            (name, self._number(neck.length_mm, "mm", 0)),
            (self.tr("Conicity over 15 mm"), self._number(neck.conicity_percent, "%", 0)),
            (self.tr("Angle suprarenal to neck"), self._number(neck.alpha_deg, "deg", 0)),
            (self.tr("Angle neck to sac"), self._number(neck.beta_deg, "deg", 0)),
        ]
