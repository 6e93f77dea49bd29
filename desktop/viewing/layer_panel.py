"""The list of what lies over the pictures: each layer with its switch, opacity and colours; adding, ordering, flicker."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QGridLayout,
    QMenu,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from desktop import parts
from desktop.screen import Translated
from desktop.viewing.layers import Layer, LayerModel

if TYPE_CHECKING:
    from desktop.desk import Desk

TABLES = ("viridis", "magma", "cividis", "hot_iron", "pet", "diverging", "grey", "grey_inverted")
#: the fused series comes and goes at this pace while the button is held
FLICKER_MS = 350
FIELD_DECIMALS = 2
MOST_VALUE = 1e7


class _Number(QDoubleSpinBox):
    """A field for a value of a map; the wheel scrolls the panel, it changes no number in passing."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setRange(-MOST_VALUE, MOST_VALUE)
        self.setDecimals(FIELD_DECIMALS)
        self.setKeyboardTracking(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumWidth(1)
        self.lineEdit().setTextMargins(6, 0, 0, 0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class LayerRow(Translated):
    """One layer: its name and switch, opacity, and what belongs to its kind."""

    def __init__(self, desk: Desk, model: LayerModel, layer: Layer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model, self.layer = model, layer
        theme = desk.theme
        self.setProperty("surface", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        page = parts.column((8, 6, 6, 8), 4, self)
        top = parts.row((0, 0, 0, 0), 4)
        self.shown = parts.IconButton(theme, "visible", parent=self)
        self.shown.setCheckable(True)
        self.name = parts.Elided(theme, "strong", "primary")
        self.name.setText(layer.name)
        self.up = parts.IconButton(theme, "chevron-up", parent=self)
        self.down = parts.IconButton(theme, "chevron-down", parent=self)
        self.remove = parts.IconButton(theme, "close", parent=self)
        top.addWidget(self.shown)
        top.addWidget(self.name, 1)
        for button in (self.up, self.down, self.remove):
            top.addWidget(button)
        page.addLayout(top)
        self.link = parts.text(theme, "", "caption", "secondary", wrap=True)
        page.addWidget(self.link)
        self.opacity_words = parts.text(theme, "", "caption", "muted")
        self.opacity = QSlider(Qt.Orientation.Horizontal, self)
        self.opacity.setRange(0, 100)
        self.opacity.setPageStep(10)
        line = parts.row((0, 0, 0, 0), 8)
        line.addWidget(self.opacity_words)
        line.addWidget(self.opacity, 1)
        page.addLayout(line)
        self.shown.clicked.connect(lambda on: model.set_state(layer.id, visible=on))
        self.opacity.valueChanged.connect(lambda value: model.set_state(layer.id, opacity=value / 100.0))
        self.up.clicked.connect(lambda: model.move(layer.id, 1))
        self.down.clicked.connect(lambda: model.move(layer.id, -1))
        self.remove.clicked.connect(lambda: model.remove(layer.id))
        self.fill: QCheckBox | None = None
        self.outline: QCheckBox | None = None
        self.flicker: parts.Button | None = None
        self.table: QComboBox | None = None
        self.fields: dict[str, QDoubleSpinBox] = {}
        self._captions: dict[str, object] = {}
        if layer.kind == "labels":
            self._add_label_parts(desk, page)
        else:
            self._add_map_parts(desk, page)
        self.follow(layer)
        self.retranslate()

    def _add_label_parts(self, desk: Desk, page: QVBoxLayout) -> None:
        line = parts.row((0, 0, 0, 0), 6)
        self.fill, self.outline = QCheckBox(self), QCheckBox(self)
        for field, button in (("fill", self.fill), ("outline", self.outline)):
            button.clicked.connect(functools.partial(self._switch, field))
            line.addWidget(button)
        line.addStretch(1)
        page.addLayout(line)

    def _switch(self, field: str, on: bool = False) -> None:
        self._model.set_state(self.layer.id, **{field: on})

    def _add_map_parts(self, desk: Desk, page: QVBoxLayout) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(4)
        self.table = QComboBox(self)
        self.table.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.table.setMinimumContentsLength(6)
        self.table.currentIndexChanged.connect(self._choose_table)
        caption = parts.text(desk.theme, "", "caption", "muted")
        self._captions["table"] = caption
        grid.addWidget(caption, 0, 0)
        grid.addWidget(self.table, 0, 1)
        grid.setColumnStretch(1, 1)
        for number, field in enumerate(("low", "high", "below", "above")):
            caption = parts.text(desk.theme, "", "caption", "muted")
            self._captions[field] = caption
            spin = _Number(self)
            spin.valueChanged.connect(functools.partial(self._set_field, field))
            self.fields[field] = spin
            grid.addWidget(caption, number + 1, 0)
            grid.addWidget(spin, number + 1, 1)
        page.addLayout(grid)
        self.flicker = parts.Button(desk.theme, "secondary", "blend")
        self._beat = QTimer(self)
        self._beat.setInterval(FLICKER_MS)
        self._beat.timeout.connect(self._flick)
        self.flicker.pressed.connect(self._start_flicker)
        self.flicker.released.connect(self._stop_flicker)
        page.addWidget(self.flicker)

    def _choose_table(self, at: int) -> None:
        if self.table is not None and at >= 0:
            self._model.set_look(self.layer.id, table=str(self.table.itemData(at)))

    def _set_field(self, field: str, value: float) -> None:
        look = self.layer.look
        if look is None:
            return
        wanted: float | None = value
        if (field == "below" and value <= look.low) or (field == "above" and value >= look.high):
            wanted = None  # a threshold at the end of the range hides nothing
        if not self._model.set_look(self.layer.id, **{field: wanted}):
            self.follow(self.layer)  # the range the wrong way round: it stays what it was

    # ------------------------------------------------------------ flicker
    def _start_flicker(self) -> None:
        self._flick()
        self._beat.start()

    def _flick(self) -> None:
        """Hide or show in the views only: no act, nothing to undo."""
        for view in self._model.views():
            shown = view.state.overlay(self.layer.id).visible
            view.set_overlay_state(self.layer.id, visible=not shown)

    def _stop_flicker(self) -> None:
        self._beat.stop()
        for view in self._model.views():
            view.set_overlay_state(self.layer.id, visible=self.layer.state.visible)

    # ------------------------------------------------------------ shown
    def follow(self, layer: Layer) -> None:
        """Show the layer as it is now."""
        self.layer = layer
        blocked = [
            QSignalBlocker(w) for w in (self.shown, self.opacity, self.table, *self.fields.values()) if w
        ]
        self.shown.setChecked(layer.state.visible)
        self.opacity.setValue(round(100 * layer.state.opacity))
        if self.fill is not None and self.outline is not None:
            self.fill.setChecked(layer.state.fill)
            self.outline.setChecked(layer.state.outline)
        look = layer.look
        if look is not None and self.table is not None:
            self.table.setCurrentIndex(max(0, self.table.findData(look.table)))
            values = {
                "low": look.low,
                "high": look.high,
                "below": look.low if look.below is None else look.below,
                "above": look.high if look.above is None else look.above,
            }
            for field, value in values.items():
                self.fields[field].setValue(value)
        del blocked
        self._show_percent()

    def _show_percent(self) -> None:
        self.opacity_words.setText(self.tr("Opacity {n} %").format(n=self.opacity.value()))

    def retranslate(self) -> None:
        layer = self.layer
        self.shown.set_words(self.tr("Show {name}").format(name=layer.name))
        self.up.set_words(self.tr("Up"))
        self.down.set_words(self.tr("Down"))
        self.remove.set_words(self.tr("Take {name} away").format(name=layer.name))
        self.opacity.setAccessibleName(self.tr("Opacity of {name}").format(name=layer.name))
        self.link.setText(
            {
                "grid": self.tr("Same grid as the images"),
                "frame": self.tr("Same frame of reference"),
                "file": self.tr("Placed as its file says; judge whether it fits"),
                "registration": self.tr("Aligned by the computer: for looking, never for a measurement"),
            }[layer.link]
        )
        if self.fill is not None and self.outline is not None:
            self.fill.setText(self.tr("Fill"))
            self.outline.setText(self.tr("Outline"))
        if self.table is not None:
            names = {
                "viridis": "Viridis",
                "magma": "Magma",
                "cividis": "Cividis",
                "hot_iron": "Hot iron",
                "pet": "PET",
                "diverging": self.tr("Change (blue to orange)"),
                "grey": self.tr("Grey"),
                "grey_inverted": self.tr("Grey, inverted"),
            }
            blocked = QSignalBlocker(self.table)
            kept = layer.look.table if layer.look is not None else TABLES[0]
            self.table.clear()
            for name in TABLES:
                self.table.addItem(names[name], name)
            self.table.setCurrentIndex(max(0, self.table.findData(kept)))
            del blocked
            self.table.setAccessibleName(self.tr("Colour table"))
            captions = {
                "table": self.tr("Colours"),
                "low": self.tr("from"),
                "high": self.tr("to"),
                "below": self.tr("hide below"),
                "above": self.tr("hide above"),
            }
            for field, words in captions.items():
                self._captions[field].setText(words)  # type: ignore[attr-defined]
                if field in self.fields:
                    self.fields[field].setAccessibleName(f"{layer.name}: {words}")
        if self.flicker is not None:
            self.flicker.setText(self.tr("Flicker (hold)"))
        self._show_percent()


class LayerPanel(Translated):
    """All layers, the top one first, and the button that adds one."""

    #: another series of the study: (``uid#stack``, align)
    series_wanted = Signal(str, bool)

    def __init__(self, desk: Desk, model: LayerModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._model = desk, model
        #: the other series of the study, as (key, words)
        self.series: Callable[[], Sequence[tuple[str, str]]] = lambda: ()
        self._rows: list[LayerRow] = []
        page = parts.column((0, 0, 0, 0), 6, self)
        head = parts.row((0, 0, 0, 0), 6)
        self.title = parts.text(desk.theme, "", "strong", "secondary")
        self.add_button = parts.Button(desk.theme, "secondary", "plus")
        self.add_button.clicked.connect(self.open_menu)
        self.add_button.refused.connect(lambda why: desk.messages.info(why, key="layers"))
        head.addWidget(self.title, 1)
        head.addWidget(self.add_button)
        page.addLayout(head)
        self._list = parts.column((0, 0, 0, 0), 6)
        page.addLayout(self._list)
        model.changed.connect(self._show)
        self.retranslate()

    @property
    def rows(self) -> tuple[LayerRow, ...]:
        """Top layer first."""
        return tuple(self._rows)

    def set_locked(self, reason: str) -> None:
        self.add_button.block(reason)

    def retranslate(self) -> None:
        self.title.setText(self.tr("Over the images"))
        self.add_button.setText(self.tr("Add…"))

    def _show(self) -> None:
        layers = self._model.layers[::-1]
        if [row.layer.id for row in self._rows] == [layer.id for layer in layers]:
            for row, layer in zip(self._rows, layers, strict=True):
                row.follow(layer)
            return
        parts.empty(self._list)
        self._rows = [LayerRow(self._desk, self._model, layer, self) for layer in layers]
        for row in self._rows:
            self._list.addWidget(row)

    # ------------------------------------------------------------ adding
    def make_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction(self.tr("Mask (DICOM SEG, NIfTI, NRRD)…")).triggered.connect(lambda: self.ask_mask())
        menu.addAction(self.tr("Map or images in a file…")).triggered.connect(lambda: self.ask_map())
        found = list(self.series())
        if found:
            over = menu.addMenu(self.tr("Another series of this examination"))
            aligned = menu.addMenu(self.tr("Another series, aligned by the computer"))
            for key, words in found:
                over.addAction(words).triggered.connect(functools.partial(self._want, key, False))
                aligned.addAction(words).triggered.connect(functools.partial(self._want, key, True))
        return menu

    def _want(self, key: str, align: bool, _on: bool = False) -> None:
        self.series_wanted.emit(key, align)

    def open_menu(self) -> None:
        menu = self.make_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.add_button.mapToGlobal(QPoint(0, self.add_button.height() + 2)))

    def ask_mask(self) -> None:
        place, _kind = QFileDialog.getOpenFileName(
            self,
            self.tr("Mask over these images"),
            "",
            self.tr("Masks (*.dcm *.nii *.nii.gz *.nrrd *.mha *.mhd);;All files (*)"),
        )
        if place:
            self._model.load_mask_file(Path(place))

    def ask_map(self) -> None:
        place, _kind = QFileDialog.getOpenFileName(
            self,
            self.tr("Map over these images"),
            "",
            self.tr("Images (*.nii *.nii.gz *.nrrd *.mha *.mhd *.dcm);;All files (*)"),
        )
        if place:
            self._model.load_map_file(Path(place))
