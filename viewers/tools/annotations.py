"""Annotations (loose measurements) and every change of them as an undoable command.

An `Annotation` is geometry in patient millimetres and nothing else; what it measures is worked out by a
function given to the model, never by a widget.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

import numpy as np
from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QObject, Signal, SignalInstance
from PySide6.QtGui import QUndoCommand, QUndoStack

from viewers.plane import Plane, Vector

#: words of an undo step, by kind of annotation
KIND_NAMES = {
    "length": QT_TRANSLATE_NOOP("Annotations", "length"),
    "angle": QT_TRANSLATE_NOOP("Annotations", "angle"),
    "cobb": QT_TRANSLATE_NOOP("Annotations", "Cobb angle"),
    "freehand": QT_TRANSLATE_NOOP("Annotations", "freehand shape"),
    "ellipse": QT_TRANSLATE_NOOP("Annotations", "ellipse"),
    "rectangle": QT_TRANSLATE_NOOP("Annotations", "rectangle"),
    "polygon": QT_TRANSLATE_NOOP("Annotations", "polygon"),
    "probe": QT_TRANSLATE_NOOP("Annotations", "probe"),
    "bidirectional": QT_TRANSLATE_NOOP("Annotations", "two diameters"),
    "arrow": QT_TRANSLATE_NOOP("Annotations", "arrow"),
    "text": QT_TRANSLATE_NOOP("Annotations", "text"),
}
#: longest text of an arrow or a name; a presentation state takes 1024 characters (DICOM ST)
LONGEST_TEXT = 200
ADDED = QT_TRANSLATE_NOOP("Annotations", "{kind} placed")
MOVED = QT_TRANSLATE_NOOP("Annotations", "{kind} moved")
COPIED = QT_TRANSLATE_NOOP("Annotations", "{kind} copied")
DELETED = QT_TRANSLATE_NOOP("Annotations", "{kind} deleted")
RENAMED = QT_TRANSLATE_NOOP("Annotations", "{kind} renamed")
LABELLED = QT_TRANSLATE_NOOP("Annotations", "words of {kind} moved")
JOINED = QT_TRANSLATE_NOOP("Annotations", "{kind} joined to a region")
PARTED = QT_TRANSLATE_NOOP("Annotations", "{kind} parted from its region")


@dataclass(frozen=True, slots=True)
class Annotation:
    """A shape in the patient: its defining points (LPS, mm) and the plane on which it was drawn.

    `window` is the (width, level) at which it was made, so that a jump shows it as it was seen. `label_mm` is where a person
    put its words: from the middle of the shape to their upper left corner, along the plane's row and column; None: they
    find room by themselves. Regions with the same `region` are one region drawn on several slices.
    """

    id: str
    kind: str
    points_lps: tuple[Vector, ...]
    plane: Plane
    name: str = ""
    window: tuple[float, float] | None = None
    label_mm: tuple[float, float] | None = None
    region: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a measurement: short name (``Ø``, ``SD``), value, decimals, unit.

    A `detail` stands in the list and beside the shape in hand, not beside every shape.
    """

    name: str
    value: float
    decimals: int = 1
    unit: str = ""
    detail: bool = False


@dataclass(frozen=True, slots=True)
class Measured:
    """What an annotation measures; `note` says what a person must know (few voxels, resampled)."""

    figures: tuple[Figure, ...] = ()
    note: str = ""


Measure = Callable[[Annotation], Measured]


@runtime_checkable
class MeasuresTogether(Protocol):
    """A measure that also says what regions drawn on several slices are together."""

    def together(self, members: Sequence[Annotation]) -> Measured: ...


#: kinds with an inside
REGIONS = ("rectangle", "ellipse", "polygon", "freehand")
#: planes count as parallel above this cosine, and as one slice within this distance
PARALLEL, SAME_SLICE_MM = 0.9999, 0.05
#: kinds whose name is what they say
TEXTS = ("arrow", "text")


def new_id() -> str:
    return uuid.uuid4().hex


class AnnotationModel(QObject):
    """The annotations of one study, in order; all changes go through an undo stack."""

    added = Signal(object)  # Annotation
    changed = Signal(object, object)  # old, new
    removed = Signal(object)
    selection_changed = Signal(object)  # id or None
    altered = Signal()  # any of the above that changes the picture
    jumped = Signal(object)  # Annotation: views go to it
    touched = Signal(object)  # Annotation that an undo or redo changed: views bring it into sight
    undone = Signal(str, object)  # words of the step, Annotation
    redone = Signal(str, object)

    def __init__(
        self,
        undo_stack: QUndoStack | None = None,
        measure: Measure | None = None,
        parent: QObject | None = None,
        *,
        make_id: Callable[[], str] = new_id,
    ) -> None:
        super().__init__(parent)
        self.undo_stack = undo_stack if undo_stack is not None else QUndoStack(self)
        self.make_id = make_id
        self._measure = measure
        self._items: dict[str, Annotation] = {}
        self._measured: dict[str, tuple[tuple[Annotation, ...], Measured]] = {}
        self._selected: str | None = None
        #: id of a shape just placed whose words are to be asked for; taken by the view on which it was placed
        self.wants_words = ""
        #: several changes are being made as one: only the last counts for who writes down what there is
        self.is_in_step = False

    def __iter__(self):
        return iter(self._items.values())

    def __len__(self) -> int:
        return len(self._items)

    def get(self, annotation_id: str) -> Annotation | None:
        return self._items.get(annotation_id)

    @property
    def selected(self) -> Annotation | None:
        return self._items.get(self._selected) if self._selected else None

    def select(self, annotation_id: str | None) -> None:
        if annotation_id == self._selected:
            return
        self._selected = annotation_id
        self.selection_changed.emit(annotation_id)
        self.altered.emit()

    def jump(self, annotation_id: str) -> bool:
        """Select an annotation and let the views go to it; False when there is none of that id."""
        annotation = self._items.get(annotation_id)
        if annotation is None:
            return False
        self.select(annotation_id)
        self.jumped.emit(annotation)
        return True

    def set_measure(self, measure: Measure | None) -> None:
        self._measure = measure
        self._measured.clear()
        self.altered.emit()

    def measured(self, annotation: Annotation) -> Measured:
        """What it measures now; worked out once for each shape."""
        if self._measure is None:
            return Measured()
        key = (annotation, *(m for m in self.members(annotation) if m.id != annotation.id))
        known = self._measured.get(annotation.id)
        if known is None or known[0] != key:
            found = self._measure(annotation)
            if len(key) > 1 and isinstance(self._measure, MeasuresTogether):
                whole = self._measure.together(key)
                note = " · ".join(dict.fromkeys(n for n in (found.note, whole.note) if n))
                found = Measured((*found.figures, *whole.figures), note)
            known = (key, found)
            self._measured[annotation.id] = known
        return known[1]

    def members(self, annotation: Annotation) -> list[Annotation]:
        """The shapes that are one region with this one, itself among them, in the order of drawing."""
        if not annotation.region:
            return [annotation]
        return [each for each in self._items.values() if each.region == annotation.region]

    def can_join(self, annotation: Annotation) -> Annotation | None:
        """The region before this one that it would be joined to; None when there is none on another, parallel slice."""
        if annotation.kind not in REGIONS:
            return None
        before = list(self._items.values())
        for other in reversed(before[: before.index(annotation)] if annotation in before else before):
            square = abs(float(np.dot(other.plane.normal, annotation.plane.normal)))
            apart = abs(float(np.mean(annotation.plane.depth_mm(other.points_lps))))
            alike = other.region and other.region == annotation.region
            if other.kind in REGIONS and square > PARALLEL and apart > SAME_SLICE_MM and not alike:
                return other
        return None

    def join(self, annotation: Annotation) -> bool:
        """Make a region and the one drawn before it (on another slice) one region; False when there is none."""
        other = self.can_join(annotation)
        if other is None:
            return False
        name = other.region or self.make_id()
        changes = [
            (old, replace(old, region=name)) for old in (*self.members(other), *self.members(annotation))
        ]
        self._change_all([(a, b) for a, b in changes if a != b], _words(JOINED, annotation))
        return True

    def part(self, annotation: Annotation) -> bool:
        """Take a shape out of its region; of two, both stand alone again. False when it is in none."""
        members = self.members(annotation)
        if not annotation.region or len(members) < 2:
            return False
        leaving = members if len(members) == 2 else [annotation]
        self._change_all([(each, replace(each, region="")) for each in leaving], _words(PARTED, annotation))
        return True

    def _change_all(self, changes: Sequence[tuple[Annotation, Annotation]], text: str) -> None:
        """Several changes as one step to undo."""
        self.undo_stack.push(_Changes(self, tuple(changes), text))

    # ------------------------------------------------------------ acts (undoable)

    def add(self, annotation: Annotation) -> None:
        self.undo_stack.push(_Change(self, None, annotation, _words(ADDED, annotation)))

    def add_all(self, annotations: Sequence[Annotation], text: str) -> None:
        """Add several as one step to undo, with the words of that step."""
        self.undo_stack.push(_Additions(self, tuple(annotations), text))

    def change(self, old: Annotation, new: Annotation) -> None:
        """Replace one by another of the same id; one drag is one change."""
        if old != new:
            only_words = replace(new, label_mm=old.label_mm) == old
            self.undo_stack.push(_Change(self, old, new, _words(LABELLED if only_words else MOVED, new)))

    def copy(self, annotation: Annotation, moved: Annotation) -> Annotation:
        """Put a copy where `moved` lies, as a shape of its own; the first one stays."""
        name = annotation.name if annotation.kind in TEXTS else ""
        made = replace(moved, id=self.make_id(), name=name, region="", label_mm=None)
        self.undo_stack.push(_Change(self, None, made, _words(COPIED, made)))
        return made

    def rename(self, annotation: Annotation, name: str) -> None:
        name = " ".join(name.split())[:LONGEST_TEXT]
        if name != annotation.name:
            new = replace(annotation, name=name)
            self.undo_stack.push(_Change(self, annotation, new, _words(RENAMED, annotation)))

    def remove(self, annotation: Annotation) -> None:
        if annotation.id in self._items:
            self.undo_stack.push(_Change(self, annotation, None, _words(DELETED, annotation)))

    # ------------------------------------------------------------ used by the commands

    def put_all(self, annotations: Sequence[Annotation], *, there: bool) -> None:
        """Put several in or take them out; `is_in_step` until the last."""
        try:
            for place, each in enumerate(annotations):
                self.is_in_step = place < len(annotations) - 1
                self.put(None if there else each, each if there else None)
        finally:
            self.is_in_step = False

    def put(self, old: Annotation | None, new: Annotation | None) -> None:
        """Bring the model from `old` to `new`; for the undo commands only."""
        if new is None and old is not None:
            self._items.pop(old.id, None)
            self._measured.pop(old.id, None)
            if self._selected == old.id:
                self._selected = None
                self.selection_changed.emit(None)
            self.removed.emit(old)
        elif new is not None:
            self._items[new.id] = new
            if old is None:
                self.added.emit(new)
            else:
                self.changed.emit(old, new)
        self.altered.emit()


def _words(pattern: object, annotation: Annotation) -> str:
    def translate(text: object) -> str:
        return QCoreApplication.translate("Annotations", str(text))

    return translate(pattern).format(kind=translate(KIND_NAMES.get(annotation.kind, annotation.kind)))


class _Additions(QUndoCommand):
    def __init__(self, model: AnnotationModel, annotations: tuple[Annotation, ...], text: str) -> None:
        super().__init__(text)
        self._model, self._annotations = model, annotations

    def redo(self) -> None:
        self._model.put_all(self._annotations, there=True)

    def undo(self) -> None:
        self._model.put_all(self._annotations, there=False)


class _Changes(QUndoCommand):
    """Several shapes from old to new, together."""

    def __init__(
        self, model: AnnotationModel, changes: tuple[tuple[Annotation, Annotation], ...], text: str
    ) -> None:
        super().__init__(text)
        self._model, self._changes = model, changes

    def redo(self) -> None:
        self._put([(old, new) for old, new in self._changes])

    def undo(self) -> None:
        self._put([(new, old) for old, new in reversed(self._changes)])

    def _put(self, changes: Sequence[tuple[Annotation, Annotation]]) -> None:
        try:
            for place, (old, new) in enumerate(changes):
                self._model.is_in_step = place < len(changes) - 1
                self._model.put(old, new)
        finally:
            self._model.is_in_step = False


CHANGE_ID = 7301


class _Change(QUndoCommand):
    def __init__(
        self, model: AnnotationModel, old: Annotation | None, new: Annotation | None, text: str
    ) -> None:
        super().__init__(text)
        self._model, self._old, self._new = model, old, new
        self._is_done = False

    def redo(self) -> None:
        self._model.put(self._old, self._new)
        if self._is_done:  # the first time is the act itself
            self._tell(self._model.redone, self._new)
        self._is_done = True

    def undo(self) -> None:
        self._model.put(self._new, self._old)
        self._tell(self._model.undone, self._old)

    def id(self) -> int:
        return CHANGE_ID

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Placing an arrow or a text and giving it its words is one step; a text left without words is none."""
        placed = self._new
        if not isinstance(other, _Change) or self._old is not None or placed is None:
            return False
        if placed.name or placed.kind not in TEXTS or other._old != placed:
            return False
        if other._new is None:
            self.setObsolete(placed.kind == "text")
            return placed.kind == "text"
        if not other._new.name or replace(other._new, name="") != placed:
            return False
        self._new = other._new
        return True

    def _tell(self, signal: SignalInstance, now: Annotation | None) -> None:
        place = now or self._old or self._new
        self._model.touched.emit(place)
        signal.emit(self.text(), place)
