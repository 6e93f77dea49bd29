"""What the panel shows on top for the step at hand: conditions, vessel path, landmarks; and the row for a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QWidget

from desktop import parts
from desktop.desk import Desk
from desktop.screen import Translated
from measurements.aorta import landmark_names
from measurements.aorta.result import landmark_label

CONDITIONS = ("phase", "contrast", "gating", "rr_percent", "edge", "completeness")
LEAST_REASON = 3


class SeriesBlock(Translated):
    """Conditions of the images: each with who said so; the header's are shown, missing ones chosen by hand."""

    stated = Signal(str, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._values: dict[str, str] = {}
        self._sources: dict[str, str] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        self.names: dict[str, QLabel] = {}
        self.fields: dict[str, QComboBox] = {}
        self.sources: dict[str, QLabel] = {}
        for row, key in enumerate(CONDITIONS):
            name = parts.text(desk.theme, "", "caption", "muted")
            box = QComboBox()
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(8)
            box.setFixedHeight(26)
            box.activated.connect(lambda _i, k=key: self._chosen(k))
            source = parts.Elided(desk.theme, "micro", "muted")
            source.setFixedWidth(86)
            grid.addWidget(name, row, 0)
            grid.addWidget(box, row, 1)
            grid.addWidget(source, row, 2)
            self.names[key], self.fields[key], self.sources[key] = name, box, source
        self.facts = parts.text(desk.theme, "", "caption", "secondary", wrap=True)
        grid.addWidget(self.facts, len(CONDITIONS), 0, 1, 3)
        self.retranslate()

    def _chosen(self, key: str) -> None:
        value = str(self.fields[key].currentData() or "")
        if value != self._values.get(key, ""):
            self.stated.emit(key, value)

    def show_conditions(self, values: Mapping[str, str], sources: Mapping[str, str], facts: str) -> None:
        """Value and source (translated words) of each condition."""
        self._values, self._sources = dict(values), dict(sources)
        self.facts.setText(facts)
        for key, box in self.fields.items():
            value = values.get(key, "")
            if value and box.findData(value) < 0:
                box.addItem(value, value)  # the header's own words, such as the name of the contrast agent
            box.setCurrentIndex(max(box.findData(value), 0))
            self.sources[key].setText(sources.get(key, "") if value else self.tr("not stated"))
            parts.say(self.sources[key], "muted" if value else "warn")

    def set_editable(self, reason: str) -> None:
        for key, box in self.fields.items():
            by_header = bool(self._values.get(key)) and self._sources.get(key) == self.tr("DICOM header")
            box.setEnabled(not reason and not by_header)
            box.setToolTip(reason or (self.tr("Stated by the images.") if by_header else ""))

    def retranslate(self) -> None:
        words = {
            "phase": self.tr("Phase"),
            "contrast": self.tr("Contrast"),
            "gating": self.tr("ECG gating"),
            "rr_percent": self.tr("R-R interval"),
            "edge": self.tr("Edge"),
            "completeness": self.tr("Coverage"),
        }
        choices: dict[str, list[tuple[str, str]]] = {
            "phase": [
                ("arterial", self.tr("arterial")),
                ("venous", self.tr("venous")),
                ("delayed", self.tr("delayed")),
                ("none", self.tr("non-contrast")),
            ],
            "contrast": [("yes", self.tr("with contrast")), ("no", self.tr("without contrast"))],
            "gating": [
                ("none", self.tr("not gated")),
                ("prospective", self.tr("prospective")),
                ("retrospective", self.tr("retrospective")),
            ],
            "rr_percent": [(str(p), f"{p} %") for p in range(0, 100, 5)],
            "edge": [("inner", self.tr("Lumen")), ("outer", self.tr("Outer wall"))],
            "completeness": [
                ("complete", self.tr("vessel complete")),
                ("incomplete", self.tr("vessel not complete")),
            ],
        }
        for key, box in self.fields.items():
            self.names[key].setText(words[key])
            self.names[key].setBuddy(box)
            box.setAccessibleName(words[key])
            kept = self._values.get(key, "")
            box.clear()
            if key != "edge":
                box.addItem("–", "")
            for value, text in choices[key]:
                box.addItem(text, value)
            if kept and box.findData(kept) < 0:
                box.addItem(kept, kept)
            box.setCurrentIndex(max(box.findData(kept), 0))


class PathBlock(Translated):
    """Points along the vessel or a mask, the edge, and "Measure"."""

    pick_wanted = Signal(bool)
    undo_point = Signal()
    mask_wanted = Signal()
    mask_dropped = Signal()
    edge_chosen = Signal(str)
    compute_wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = desk.theme
        layout = parts.column((0, 0, 0, 0), 8, self)
        first = parts.row((0, 0, 0, 0), 6)
        self.pick = parts.Button(theme, "secondary", "crosshair")
        self.pick.setCheckable(True)
        self.pick.toggled.connect(self.pick_wanted)
        self.back = parts.Button(theme, "quiet", "undo")
        self.back.clicked.connect(self.undo_point)
        self.mask_button = parts.Button(theme, "secondary", "import")
        self.mask_button.clicked.connect(self.mask_wanted)
        first.addWidget(self.pick, 1)
        first.addWidget(self.mask_button, 1)
        layout.addLayout(first)
        said = parts.row((0, 0, 0, 0), 6)
        self.count = parts.Elided(theme, "caption", "secondary")
        self.drop = parts.Button(theme, "quiet", "remove")
        self.drop.clicked.connect(self.mask_dropped)
        said.addWidget(self.count, 1)
        said.addWidget(self.back)
        said.addWidget(self.drop)
        layout.addLayout(said)
        second = parts.row((0, 0, 0, 0), 6)
        self.edge = QComboBox()
        self.edge.activated.connect(lambda i: self.edge_chosen.emit(("inner", "outer")[i]))
        self.compute = parts.Button(theme, "secondary", "crosshair")
        self.compute.clicked.connect(self.compute_wanted)
        second.addWidget(self.edge, 1)
        second.addWidget(self.compute, 1)
        layout.addLayout(second)
        self.retranslate()

    def show_path(self, words: str, edge: str, *, has_mask: bool) -> None:
        self.count.setText(words)
        self.edge.setCurrentIndex(1 if edge == "outer" else 0)
        self.drop.setVisible(has_mask)

    def set_editable(self, reason: str) -> None:
        for button in (self.pick, self.back, self.mask_button, self.drop):
            button.block(reason)
        self.edge.setEnabled(not reason)
        self.edge.setToolTip(reason)

    def retranslate(self) -> None:
        self.pick.setText(self.tr("Place points"))
        self.back.setText(self.tr("Last point"))
        self.mask_button.setText(self.tr("Mask…"))
        self.drop.setText(self.tr("Without mask"))
        chosen = max(self.edge.currentIndex(), 0)
        self.edge.clear()
        self.edge.addItems([self.tr("Lumen"), self.tr("Outer wall")])
        self.edge.setCurrentIndex(chosen)
        self.edge.setAccessibleName(self.tr("Edge"))
        self.compute.setText(self.tr("Measure"))


class LandmarkBlock(Translated):
    """The list of landmarks with what is placed, and "Place"."""

    landmark_wanted = Signal(str)
    landmark_removed = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._placed: tuple[str, ...] = ()
        layout = parts.row((0, 0, 0, 0), 6, self)
        self.choice = QComboBox()
        self.choice.setMinimumContentsLength(10)
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.choice.currentIndexChanged.connect(lambda _i: self._show())
        self.place = parts.Button(desk.theme, "secondary", "jump")
        self.place.clicked.connect(lambda: self.landmark_wanted.emit(str(self.choice.currentData())))
        self.remove = parts.Button(desk.theme, "quiet", "remove")
        self.remove.clicked.connect(lambda: self.landmark_removed.emit(str(self.choice.currentData())))
        layout.addWidget(self.choice, 1)
        layout.addWidget(self.remove)
        layout.addWidget(self.place)
        self.retranslate()

    def show_placed(self, placed: Sequence[str]) -> None:
        self._placed = tuple(placed)
        self._name_them()
        self._show()

    def set_editable(self, reason: str) -> None:
        self.place.block(reason)
        self.remove.block(reason)

    def _show(self) -> None:
        self.remove.setVisible(self.choice.currentData() in self._placed)

    def _name_them(self) -> None:
        for i in range(self.choice.count()):
            name = str(self.choice.itemData(i))
            words = landmark_label(name, self.desk.language.code)
            words = words[:1].upper() + words[1:]
            self.choice.setItemText(i, f"✓ {words}" if name in self._placed else words)

    def retranslate(self) -> None:
        kept = self.choice.currentData()
        self.choice.blockSignals(True)
        self.choice.clear()
        for name in landmark_names():
            self.choice.addItem("", name)
        self.choice.setCurrentIndex(max(self.choice.findData(kept), 0))
        self.choice.blockSignals(False)
        self.choice.setAccessibleName(self.tr("Landmark"))
        self.place.setText(self.tr("Place"))
        self.remove.setText("")
        self.remove.setAccessibleName(self.tr("Remove the landmark"))
        self.remove.set_tip(self.tr("Remove the landmark"))
        self._name_them()
        self._show()


class ReasonBlock(Translated):
    """Asks for the person's own words in place, without a dialog."""

    given = Signal(str)
    left = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = desk.theme
        layout = parts.column((0, 0, 0, 0), 6, self)
        self.question = parts.text(theme, "", "strong", "primary", wrap=True)
        layout.addWidget(self.question)
        self.text = QLineEdit()
        self.text.setMaxLength(200)
        self.text.textChanged.connect(lambda _t: self._check())
        layout.addWidget(self.text)
        buttons = parts.row((0, 0, 0, 0), 6)
        self.leave = parts.Button(theme, "quiet")
        self.leave.clicked.connect(self.left)
        self.keep = parts.Button(theme, "secondary", "ok")
        self.keep.clicked.connect(lambda: self.given.emit(self.text.text().strip()))
        self.text.returnPressed.connect(self.keep.press)
        buttons.addStretch(1)
        buttons.addWidget(self.leave)
        buttons.addWidget(self.keep)
        layout.addLayout(buttons)
        self.retranslate()
        self.hide()

    def ask(self, question: str) -> None:
        self.question.setText(question)
        self.text.clear()
        self._check()
        self.show()
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _check(self) -> None:
        enough = len(self.text.text().strip()) >= LEAST_REASON
        self.keep.block("" if enough else self.tr("Say in a few words why."))

    def retranslate(self) -> None:
        self.text.setPlaceholderText(self.tr("Reason, for example: motion artefact"))
        self.text.setAccessibleName(self.tr("Reason"))
        self.leave.setText(self.tr("Cancel"))
        self.keep.setText(self.tr("Keep the reason"))
        self._check()
