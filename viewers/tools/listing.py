"""The list of measurements as a Qt table: name, kind, value, place; a row jumps to its place and can be renamed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import (
    QT_TRANSLATE_NOOP,
    QAbstractTableModel,
    QCoreApplication,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from viewers import style
from viewers.tools.annotations import KIND_NAMES, Annotation, AnnotationModel
from viewers.tools.labels import figure_text

Index = QModelIndex | QPersistentModelIndex

HEADERS = (
    QT_TRANSLATE_NOOP("AnnotationTable", "Name"),
    QT_TRANSLATE_NOOP("AnnotationTable", "Kind"),
    QT_TRANSLATE_NOOP("AnnotationTable", "Value"),
    QT_TRANSLATE_NOOP("AnnotationTable", "Place"),
)
NAME, KIND, VALUE, PLACE = range(4)
ID_ROLE = Qt.ItemDataRole.UserRole

Place = Callable[[Annotation], str]


class AnnotationTable(QAbstractTableModel):
    """Follows an `AnnotationModel`; the name can be edited, which is an undoable step."""

    def __init__(
        self, annotations: AnnotationModel, place: Place | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.annotations = annotations
        self._place = place
        self._rows: list[Annotation] = list(annotations)
        annotations.added.connect(self._added)
        annotations.removed.connect(self._removed)
        annotations.changed.connect(self._changed)

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(HEADERS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return QCoreApplication.translate("AnnotationTable", str(HEADERS[section]))
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        editable = Qt.ItemFlag.ItemIsEditable if index.column() == NAME else Qt.ItemFlag.NoItemFlags
        return super().flags(index) | editable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        annotation = self._rows[index.row()]
        if role == ID_ROLE:
            return annotation.id
        if role == Qt.ItemDataRole.EditRole and index.column() == NAME:
            return annotation.name
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._text(annotation, index.column())
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or index.column() != NAME or index.row() >= len(self._rows):
            return False
        self.annotations.rename(self._rows[index.row()], str(value).strip())
        return True

    def jump(self, index: Index) -> bool:
        """Go to the measurement of a row."""
        found = self.data(index, ID_ROLE)
        return found is not None and self.annotations.jump(found)

    def row_of(self, annotation_id: str) -> int:
        """The row of an annotation, −1 without."""
        return next((n for n, each in enumerate(self._rows) if each.id == annotation_id), -1)

    def _text(self, annotation: Annotation, column: int) -> str:
        kind = QCoreApplication.translate(
            "Annotations", str(KIND_NAMES.get(annotation.kind, annotation.kind))
        )
        if column == NAME:
            same = [each.id for each in self._rows if each.kind == annotation.kind]
            return annotation.name or f"{kind} {same.index(annotation.id) + 1}"
        if column == KIND:
            members = self.annotations.members(annotation)
            if len(members) < 2:
                return kind
            part = [m.id for m in members].index(annotation.id) + 1
            words = QCoreApplication.translate("AnnotationTable", "{kind}, slice {n} of a region of {m}")
            return words.format(kind=kind, n=part, m=len(members))
        if column == VALUE:
            measured = self.annotations.measured(annotation)
            texts = [figure_text(f, QLocale()) for f in measured.figures]
            return " · ".join([*texts, measured.note] if measured.note else texts)
        if self._place is not None:
            return self._place(annotation)
        x, y, z = (style.number(c, 1, QLocale()) for c in annotation.points_lps[0])
        return f"{x} / {y} / {z} mm"

    def _added(self, annotation: Annotation) -> None:
        row = len(self._rows)
        self.beginInsertRows(QModelIndex(), row, row)
        self._rows.append(annotation)
        self.endInsertRows()

    def _removed(self, annotation: Annotation) -> None:
        row = self.row_of(annotation.id)
        if row >= 0:
            self.beginRemoveRows(QModelIndex(), row, row)
            del self._rows[row]
            self.endRemoveRows()

    def _changed(self, _old: Annotation, new: Annotation) -> None:
        row = self.row_of(new.id)
        if row >= 0:
            self._rows[row] = new
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(HEADERS) - 1))
