"""The grid of views: 1×1 to 3×3 with 2 px gaps, one of them active, one of them full on request."""

from __future__ import annotations

import itertools
import weakref
from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

import resources
from viewers import style


class ViewGrid(QWidget):
    """Lays views out row by row; a double click or Enter in one shows it full, again brings all back.

    A view is any widget; if it has `activated`, `maximise_requested` and `set_active` they are used.
    """

    active_changed = Signal(object)
    maximised_changed = Signal(object)  # the view, or None

    def __init__(self, rows: int = 1, columns: int = 1, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.gap_px = int(resources.tokens()["size"]["view_gap"])
        self._rows, self._columns = rows, columns
        self._views: list[QWidget] = []
        self._known: weakref.WeakSet[QWidget] = weakref.WeakSet()
        self._active: QWidget | None = None
        self._full: QWidget | None = None

    def set_views(self, views: Sequence[QWidget], rows: int, columns: int) -> None:
        """Show these views in rows × columns (1…3 each); the first becomes active. Earlier ones are let go.

        Raises
        ------
        ValueError
            For a grid beyond 3 × 3 or more views than it has places.
        """
        if not (1 <= rows <= 3 and 1 <= columns <= 3) or len(views) > rows * columns:
            raise ValueError(f"{len(views)} views don't go into {rows} × {columns}")
        for old in self._views:
            if old not in views:
                old.hide()  # still this grid's child: one without a parent would outlive the case, its volume with it
        added = [v for v in views if v not in self._views]
        self._rows, self._columns, self._views, self._full = rows, columns, list(views), None
        for view in added:
            view.setParent(self)
            if view in self._known:
                continue  # it was here before: its signals are connected
            self._known.add(view)
            if hasattr(view, "activated"):
                view.activated.connect(lambda view=view: self.set_active(view))
            if hasattr(view, "maximise_requested"):
                view.maximise_requested.connect(lambda view=view: self.toggle_full(view))
        for view in views:
            view.show()
        for first, second in itertools.pairwise(views):
            QWidget.setTabOrder(first, second)
        self.set_active(views[0] if views else None)
        self._arrange()

    @property
    def views(self) -> tuple[QWidget, ...]:
        return tuple(self._views)

    @property
    def size_in_places(self) -> tuple[int, int]:
        """(rows, columns)."""
        return self._rows, self._columns

    @property
    def active(self) -> QWidget | None:
        return self._active

    @property
    def full(self) -> QWidget | None:
        return self._full

    def set_active(self, view: QWidget | None) -> None:
        if view is not None and view not in self._views:
            return
        changed = view is not self._active
        self._active = view
        for each in self._views:
            if hasattr(each, "set_active"):
                each.set_active(each is view)
        if changed:
            self.active_changed.emit(view)

    def toggle_full(self, view: QWidget) -> None:
        """One view over the whole grid, or all of them again."""
        self._full = None if self._full is not None else view
        for each in self._views:
            each.setVisible(self._full is None or each is self._full)
        self._arrange()
        view.setFocus()
        self.maximised_changed.emit(self._full)

    def sizeHint(self) -> QSize:
        return QSize(400 * self._columns, 400 * self._rows)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.fillRect(self.rect(), style.colour("surface.app"))
        finally:
            painter.end()

    def _arrange(self) -> None:
        if self._full is not None:
            self._full.setGeometry(self.rect())
            return
        for place, view in enumerate(self._views):
            row, column = divmod(place, self._columns)
            view.setGeometry(self._cell(row, column))

    def _cell(self, row: int, column: int) -> QRect:
        # edges are rounded each by itself, so that the cells fill the grid without a missing pixel
        width, height = self.width() + self.gap_px, self.height() + self.gap_px
        left, right = round(column * width / self._columns), round((column + 1) * width / self._columns)
        top, bottom = round(row * height / self._rows), round((row + 1) * height / self._rows)
        return QRect(left, top, right - left - self.gap_px, bottom - top - self.gap_px)
