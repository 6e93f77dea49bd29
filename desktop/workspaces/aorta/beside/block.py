"""The panel's block of the step "Comparison": which earlier examination, where its figures come from, and what to do."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from desktop import parts
from desktop.desk import Desk
from desktop.screen import Translated


class ComparisonBlock(Translated):
    """Choice of the earlier examination, its source, and buttons."""

    chosen = Signal(str)
    measure_wanted = Signal()
    accept_wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = desk.theme
        layout = parts.column((0, 0, 0, 0), 6, self)
        self.choice = QComboBox()
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.choice.setMinimumContentsLength(12)
        self.choice.activated.connect(lambda _i: self.chosen.emit(str(self.choice.currentData() or "")))
        layout.addWidget(self.choice)
        self.source = parts.text(theme, "", "caption", "secondary", wrap=True)
        layout.addWidget(self.source)
        buttons = parts.row((0, 0, 0, 0), 6)
        self.measure = parts.Button(theme, "secondary", "crosshair")
        self.measure.clicked.connect(self.measure_wanted)
        self.accept = parts.Button(theme, "secondary", "warn")
        self.accept.clicked.connect(self.accept_wanted)
        buttons.addWidget(self.measure, 1)
        buttons.addWidget(self.accept, 1)
        layout.addLayout(buttons)
        self._reason = ""
        self.retranslate()

    def show_choices(self, choices: Sequence[tuple[str, str]], chosen: str, none: str) -> None:
        """(study UID, words) of the earlier examinations; `none` stands for comparing with none of them."""
        self.choice.blockSignals(True)
        self.choice.clear()
        self.choice.addItem(none, "")
        for uid, words in choices:
            self.choice.addItem(words, uid)
        self.choice.setCurrentIndex(max(self.choice.findData(chosen), 0))
        self.choice.blockSignals(False)
        self.choice.setEnabled(bool(choices) and not self._reason)
        self.choice.setToolTip(self._reason or self.choice.currentText())

    def show_source(self, words: str, measure: str, why_not: str) -> None:
        """Where the figures come from; the words of the button, and why it can't be pressed."""
        self.source.setText(words)
        self.source.setVisible(bool(words))
        self.measure.setText(measure)
        self.measure.block(self._reason or why_not)

    def show_difference(self, *, shown: bool) -> None:
        """The button that accepts that edge, method or gating differ."""
        self.accept.setVisible(shown)
        self.accept.block(self._reason)

    def set_editable(self, reason: str) -> None:
        self._reason = reason

    def retranslate(self) -> None:
        self.choice.setAccessibleName(self.tr("Earlier examination"))
        self.accept.setText(self.tr("Compare all the same"))
        self.accept.set_tip(
            self.tr(
                "You accept that the two were measured in different ways. It is printed with the comparison."
            )
        )
