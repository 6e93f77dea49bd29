"""Loose measurements that can be locked: while a draft is locked, or images are still being read, they stay as they are."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from viewers.tools.annotations import Annotation, AnnotationModel


class Annotations(AnnotationModel):
    """Loose measurements that can be locked: a locked draft keeps them as they are."""

    refused = Signal(str)

    def __init__(self, undo_stack: QUndoStack, parent: QObject | None = None) -> None:
        super().__init__(undo_stack, None, parent)
        self.locked = ""

    def _may(self) -> bool:
        if self.locked:
            self.refused.emit(self.locked)
        return not self.locked

    def add(self, annotation: Annotation) -> None:
        if self._may():
            super().add(annotation)

    def add_all(self, annotations: Sequence[Annotation], text: str) -> None:
        if self._may():
            super().add_all(annotations, text)

    def copy(self, annotation: Annotation, moved: Annotation) -> Annotation:
        return super().copy(annotation, moved) if self._may() else annotation

    def change(self, old: Annotation, new: Annotation) -> None:
        if old != new and self._may():
            super().change(old, new)

    def rename(self, annotation: Annotation, name: str) -> None:
        if self._may():
            super().rename(annotation, name)

    def remove(self, annotation: Annotation) -> None:
        if self._may():
            super().remove(annotation)

    def _change_all(self, changes: Sequence[tuple[Annotation, Annotation]], text: str) -> None:
        if self._may():
            super()._change_all(changes, text)
