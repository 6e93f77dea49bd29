"""The panel beside the general viewer: what the series is, what is wrong with it, the other series of the study, keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QByteArray, QEvent, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QScrollArea, QWidget

from desktop import parts
from desktop.browser import words
from desktop.screen import Translated
from desktop.viewing.places import SERIES_MIME
from desktop.viewing.shelf import Image
from desktop.window import panel_width
from studies.stacks import SeriesEntry
from studies.volume import TimeSeries

if TYPE_CHECKING:
    from desktop.desk import Desk

ROW_PX = 40
MOST_ROWS = 6


def series_key(entry: SeriesEntry) -> str:
    """What a dragged series carries."""
    return f"{entry.series_instance_uid}#{entry.stack}"


class SeriesList(QListWidget):
    """The other series of the study: dragged onto a view, or shown in the active one by Enter or a double click."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setWordWrap(True)
        self.setUniformItemSizes(True)
        self.itemDoubleClicked.connect(self._want)

    def show_entries(self, entries: Sequence[SeriesEntry], language: str) -> None:
        self.clear()
        for entry in entries:
            size = " × ".join(str(n) for n in entry.size)
            times = f" · {entry.timepoints} ×" if entry.timepoints > 1 else ""
            number = f"{entry.number} · " if entry.number is not None else ""
            item = QListWidgetItem(
                f"{number}{entry.description or entry.modality}\n{entry.modality} · {size}{times}"
            )
            item.setData(Qt.ItemDataRole.UserRole, series_key(entry))
            self.addItem(item)
        self.setFixedHeight(min(max(len(entries), 1), MOST_ROWS) * ROW_PX + 4)

    def _want(self, item: QListWidgetItem) -> None:
        self.wanted.emit(str(item.data(Qt.ItemDataRole.UserRole)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.currentItem()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and item is not None:
            self._want(item)
            return
        super().keyPressEvent(event)

    def mimeData(self, items: Sequence[QListWidgetItem]) -> QMimeData:
        made = QMimeData()
        if items:
            key = str(items[0].data(Qt.ItemDataRole.UserRole))
            made.setData(SERIES_MIME, QByteArray(key.encode("ascii", "replace")))
        return made


class LookPanel(Translated):
    """What the series is, what is wrong with it, and what can be done with it."""

    def __init__(self, desk: Desk, layers: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._series: Image | None = None
        self._waits = False
        self._window: QWidget | None = None
        self.setProperty("surface", "panel")
        self.setProperty("edge", "left")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(panel_width(1600))
        theme = desk.theme
        self.title = parts.text(theme, "", "heading", "primary", wrap=True)
        self.facts = parts.column((0, 0, 0, 0), 4)
        inside = QWidget()
        lines = parts.column((16, 12, 16, 12), 8, inside)
        lines.addWidget(self.title)
        lines.addLayout(self.facts)
        self.others_title = parts.text(theme, "", "strong", "secondary")
        self.others = SeriesList(self)
        lines.addWidget(self.others_title)
        lines.addWidget(self.others)
        lines.addWidget(layers)
        lines.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        page = parts.column((0, 0, 0, 0), 0, self)
        page.addWidget(scroll, 1)
        foot = parts.surface("panel", "top")
        buttons = parts.column((12, 10, 12, 10), 8, foot)
        self.aorta = parts.Button(theme, "secondary", "length")
        self.movie = parts.Button(theme, "secondary", "export")
        self.back = parts.Button(theme, "primary", "studies")
        buttons.addWidget(self.aorta)
        buttons.addWidget(self.movie)
        buttons.addWidget(self.back)
        page.addWidget(foot)
        for button in (self.aorta, self.movie, self.back):
            button.refused.connect(lambda reason: desk.messages.info(reason, key="looking-refused"))
        self.show_others(())
        self.retranslate()

    def show_series(self, series: Image | None, *, waits: bool = False) -> None:
        """`waits`: it is still being read."""
        self._series, self._waits = series, waits
        self.retranslate()

    def show_others(self, entries: Sequence[SeriesEntry]) -> None:
        """The other series of the study that can be shown."""
        self.others.show_entries(entries, self._desk.language.code)
        self.others.setVisible(bool(entries))
        self.others_title.setVisible(bool(entries))

    def retranslate(self) -> None:
        self.movie.setText(self.tr("Save as movie…"))
        self.back.setText(self.tr("Back to Studies"))
        self.aorta.setText(self.tr("Measure the aorta"))
        self.others_title.setText(self.tr("Other series (drag one onto a view)"))
        self.others.setAccessibleName(self.tr("Other series of this examination"))
        reason = (
            self.tr("Measuring is possible when the series is complete.")
            if self._waits
            else ""
            if self._series is not None
            else self.tr("The images are being read.")
        )
        self.movie.block(reason)
        self.aorta.block(reason)
        parts.empty(self.facts)
        series = self._series
        self.movie.setVisible(series is None or isinstance(series, TimeSeries))
        self.aorta.setVisible(series is not None and not isinstance(series, TimeSeries))
        if series is None:
            self.title.setText(self.tr("Images"))
            return
        info, language, theme = series.series, self._desk.language.code, self._desk.theme
        self.title.setText(info.series_description or self.tr("Images"))
        size = " × ".join(str(n) for n in series.grid.size)
        spacing = " × ".join(words.number(float(n), 2, language) for n in series.grid.spacing_mm)
        for caption, value in (
            (self.tr("Modality"), info.modality or "–"),
            (self.tr("Size"), size),
            (self.tr("Spacing"), f"{spacing} mm"),
            *self._time_facts(series),
        ):
            line = parts.row((0, 0, 0, 0), 8)
            name = parts.text(theme, caption, "body", "muted")
            name.setFixedWidth(96)
            line.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(parts.text(theme, value, "body", "primary", wrap=True), 1)
            self.facts.addLayout(line)
        self.facts.addSpacing(8)
        if self._waits:
            self._note("info", self.tr("Measuring is possible when the series is complete."))
        else:
            for found in series.problems:
                tone = {"block": "error", "warn": "warn"}.get(found.effect, "info")
                self._note(tone, *words.problem(found, language))
        self.facts.addSpacing(8)
        in_time = isinstance(series, TimeSeries)
        keys_in_time = (
            ("← →", self.tr("time point")),
            ("C", self.tr("play or stop")),
            (", .", self.tr("slower, faster")),
            (self.tr("Alt + wheel"), self.tr("time point")),
        )
        for keys, act in (
            ("↑ ↓", self.tr("slice")),
            *(keys_in_time if in_time else ()),
            (self.tr("double click"), self.tr("one view full, and back")),
            ("X", self.tr("same point in all views")),
            ("F1", self.tr("all keys")),
        ):
            self.facts.addWidget(parts.text(theme, f"{keys}   {act}", "caption", "secondary"))

    def _time_facts(self, series: Image) -> tuple[tuple[str, str], ...]:
        if not isinstance(series, TimeSeries):
            return ()
        times, language = series.times_s, self._desk.language.code
        known = bool(np.all(np.isfinite(times)) and np.all(np.diff(times) > 0))
        said = self.tr("unknown")
        if known and len(times) > 1:
            step = words.number(float(np.median(np.diff(times))), 2, language)
            said = self.tr("0 – {last} s, usually {step} s apart").format(
                last=words.number(float(times[-1]), 1, language), step=step
            )
        return (self.tr("Time points"), str(len(times))), (self.tr("Times"), said)

    def _note(self, tone: str, bold: str, rest: str = "") -> None:
        note = parts.Note(self._desk.theme, tone)
        note.show_words(bold, rest)
        self.facts.addWidget(note)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Show, QEvent.Type.ParentChange) and self.window() is not self._window:
            self._window = self.window()
            self._window.installEventFilter(self)
            self.setFixedWidth(panel_width(self._window.width()))
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self._window:
            self.setFixedWidth(panel_width(self._window.width()))
        return super().eventFilter(watched, event)
