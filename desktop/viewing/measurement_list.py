"""The list of measurements under the views: a row goes to its place, F2 names it, Delete takes it away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from desktop import parts
from desktop.screen import Translated
from viewers import style
from viewers.slicing import SliceSource
from viewers.tools.annotations import Annotation, AnnotationModel
from viewers.tools.listing import NAME, VALUE, AnnotationTable

if TYPE_CHECKING:
    from desktop.desk import Desk

HEIGHT = 168


class _Table(QTableView):
    """Keys of the list itself; all other keys stay those of the table."""

    jump_wanted = Signal(QModelIndex)
    delete_wanted = Signal(QModelIndex)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        here = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and here.isValid():
            self.jump_wanted.emit(here)
        elif event.key() == Qt.Key.Key_Delete and here.isValid():
            self.delete_wanted.emit(here)
        elif event.key() == Qt.Key.Key_F2 and here.isValid():
            self.edit(here.siblingAtColumn(NAME))
        else:
            super().keyPressEvent(event)


class HasSource(Protocol):
    """What knows on which slices the measurements lie: a view, or a series."""

    @property
    def source(self) -> SliceSource | None: ...


class MeasurementList(Translated):
    """Follows an `AnnotationModel`; hidden until it is asked for."""

    closed = Signal()
    save_wanted = Signal()
    open_wanted = Signal()

    def __init__(
        self, desk: Desk, annotations: AnnotationModel, view: HasSource, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._annotations, self._view = annotations, view
        self.setFixedHeight(HEIGHT)
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.model = AnnotationTable(annotations, self._place, self)
        self.table = _Table(self)
        self.table.setModel(self.model)
        self.table.setProperty("dense", True)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(24)
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(VALUE, QHeaderView.ResizeMode.Stretch)
        self.title = parts.text(desk.theme, "", "strong")
        self.empty = parts.text(desk.theme, "", "body", "secondary", wrap=True)
        self.save = parts.IconButton(desk.theme, "export", parent=self)
        self.open = parts.IconButton(desk.theme, "import", parent=self)
        self.rename = parts.IconButton(desk.theme, "draft", parent=self)
        self.remove = parts.IconButton(desk.theme, "trash-2", parent=self)
        self.close_button = parts.IconButton(desk.theme, "close", parent=self)
        top = parts.row((10, 4, 6, 2), 4)
        top.addWidget(self.title)
        top.addStretch(1)
        for button in (self.open, self.save, self.rename, self.remove, self.close_button):
            top.addWidget(button)
        layout = parts.column((0, 0, 0, 4), 0, self)
        layout.addWidget(parts.rule())
        layout.addLayout(top)
        layout.addWidget(self.empty)
        layout.addWidget(self.table, 1)
        self.empty.setContentsMargins(10, 4, 10, 4)
        self.table.clicked.connect(self._jump)
        self.table.jump_wanted.connect(self._jump)
        self.table.delete_wanted.connect(self._remove)
        self.save.clicked.connect(self.save_wanted)
        self.open.clicked.connect(self.open_wanted)
        self.rename.clicked.connect(self._rename_row)
        self.remove.clicked.connect(lambda: self._remove(self.table.currentIndex()))
        self.close_button.clicked.connect(self.closed)
        annotations.altered.connect(self._show)
        annotations.selection_changed.connect(self._follow)
        self.retranslate()
        self.hide()

    def _place(self, annotation: Annotation) -> str:
        """``axial 92/164``, or the middle of what lies in no plane of the grid."""
        source = self._view.source
        orientation = source.orientation_of(annotation.plane) if source is not None else None
        if source is None or orientation is None:
            x, y, z = (style.number(c, 1, self.locale()) for c in annotation.points_lps[0])
            return self.tr("oblique {x} / {y} / {z} mm").format(x=x, y=y, z=z)
        names = {"axial": self.tr("axial"), "coronal": self.tr("coronal"), "sagittal": self.tr("sagittal")}
        index = source.index(orientation, annotation.points_lps[0])
        return f"{names[orientation]} {index + 1}/{source.count(orientation)}"

    def _jump(self, index: QModelIndex) -> None:
        if index.isValid():
            self.model.jump(index)

    def _rename_row(self) -> None:
        index = self.table.currentIndex()
        if index.isValid():
            self.table.setFocus()
            self.table.edit(index.siblingAtColumn(NAME))

    def _remove(self, index: QModelIndex) -> None:
        found = (
            self._annotations.get(str(self.model.data(index, Qt.ItemDataRole.UserRole)))
            if index.isValid()
            else None
        )
        if found is not None:
            self._annotations.remove(found)

    def _follow(self, annotation_id: str | None) -> None:
        row = self.model.row_of(annotation_id) if annotation_id else -1
        if row >= 0 and row != self.table.currentIndex().row():
            self.table.setCurrentIndex(self.model.index(row, NAME))
        self._show()

    def _show(self) -> None:
        count = len(self._annotations)
        self.title.setText(self.tr("Measurements ({n})").format(n=count))
        self.empty.setVisible(not count)
        self.table.setVisible(bool(count))
        chosen = self.table.currentIndex().isValid()
        self.rename.setEnabled(chosen)
        self.remove.setEnabled(chosen)

    def retranslate(self) -> None:
        self.empty.setText(
            self.tr("Nothing has been measured yet. Choose a tool on the left and draw in a view.")
        )
        self.table.setAccessibleName(self.tr("List of measurements"))
        self.save.set_words(self.tr("Save as DICOM presentation state…"))
        self.open.set_words(self.tr("Open DICOM presentation state…"))
        self.rename.set_words(self.tr("Name (F2)"))
        self.remove.set_words(self.tr("Delete (Del)"))
        self.close_button.set_words(self.tr("Close the list"))
        self.model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.model.columnCount() - 1)
        self._show()
