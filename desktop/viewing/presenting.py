"""Measurements as a DICOM presentation state in a file, and back: what was drawn, its words and the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop import product
from studies import presentation
from studies.presentation import Creator, Loaded, Shape
from studies.presented import Display, transform_of
from studies.scan import scan
from studies.stacks import SeriesEntry
from studies.volume import Volume
from viewers.plane import vector
from viewers.slicing import SliceSource
from viewers.tools import shapes
from viewers.tools.annotations import Annotation, AnnotationModel
from viewers.tools.labels import figure_text
from viewers.view import SliceView

if TYPE_CHECKING:
    from desktop.desk import Desk

#: form of each kind in the object, and its number of points there (0: three or more)
FORMS: dict[str, tuple[str, int]] = {
    "length": ("line", 2),
    "arrow": ("line", 2),
    "angle": ("line", 3),
    "cobb": ("lines", 4),
    "bidirectional": ("lines", 4),
    "ellipse": ("ellipse", 4),
    "rectangle": ("ring", 4),
    "polygon": ("ring", 0),
    "freehand": ("ring", 0),
    "probe": ("point", 1),
    "text": ("text", 1),
}
#: what a shape of another program is taken for; an open line of more points has no kind here
FOREIGN = {("line", 2): "length", ("ellipse", 4): "ellipse", ("point", 1): "probe", ("text", 1): "text"}
IN_PLANE_MM = presentation.IN_PLANE_MM
ALONG = 1e-3


def shape_of(annotation: Annotation, value: str) -> Shape:
    """A measurement as the object holds it."""
    form, _count = FORMS[annotation.kind]
    points = np.asarray(annotation.points_lps, dtype=np.float64)
    if annotation.kind in ("rectangle", "ellipse"):
        box = shapes.corners(annotation)
        points = box
        if annotation.kind == "ellipse":
            middle, across, down = box.mean(axis=0), (box[1] - box[0]) / 2, (box[3] - box[0]) / 2
            points = np.array([middle - across, middle + across, middle - down, middle + down])
    return Shape(annotation.kind, form, points, annotation.name, value)


def annotation_of(shape: Shape, source: SliceSource, make_id: Callable[[], str]) -> Annotation | None:
    """A shape as a measurement on its slice of the volume, or None for one that has no place or kind here."""
    points = np.asarray(shape.points_lps, dtype=np.float64)
    kind = shape.kind if shape.kind in FORMS else FOREIGN.get((shape.form, len(points)), "")
    if not kind and shape.form == "ring" and len(points) >= 3:
        kind = "polygon"
    if not kind:
        return None
    form, count = FORMS[kind]
    if shape.form != form or (len(points) != count if count else len(points) < 3):
        return None
    for orientation in ("axial", "coronal", "sagittal"):
        plane = source.plane(orientation, source.index(orientation, points[0]))
        if float(np.abs(plane.depth_mm(points)).max()) > IN_PLANE_MM:
            continue
        if kind == "rectangle":
            points = points[[0, 2]]
        elif kind == "ellipse":
            middle, arms = points.mean(axis=0), [(points[1] - points[0]) / 2, (points[3] - points[2]) / 2]
            along = [
                abs(float(arm @ plane.row_direction)) / max(float(np.linalg.norm(arm)), 1e-9) for arm in arms
            ]
            if (
                sorted(along)[0] > ALONG or sorted(along)[1] < 1 - ALONG
            ):  # it lies askew: as a polygon it stays true
                t = np.arange(shapes.ELLIPSE_CORNERS) * 2 * np.pi / shapes.ELLIPSE_CORNERS
                kind = "polygon"
                points = middle + np.cos(t)[:, None] * arms[0] + np.sin(t)[:, None] * arms[1]
            else:
                points = np.array([middle - arms[0] - arms[1], middle + arms[0] + arms[1]])
        made = tuple(vector(p) for p in points)
        return Annotation(make_id(), kind, made, plane.through(made[0]), shape.name)
    return None


def entry_of(volume: Volume) -> SeriesEntry:
    """The files of a volume that was read; raises InputError when they aren't there any more."""
    info = volume.series
    if not info.series_instance_uid or not info.origin:
        raise presentation.not_possible("no DICOM series")
    return scan(info.origin).choose(info.series_instance_uid, info.stack)


def display_of(view: SliceView) -> Display:
    """How the picture of a view lies on its screen; the part that is shown only when that isn't all of it."""
    found = view.projection()
    right, down = np.asarray(found.right), np.asarray(found.down)
    state = view.state
    if state.zoom_px_per_mm is None and state.fit_mm is None and state.pan_px == (0.0, 0.0):
        return Display(right, down)
    box = view.picture_rect()
    middle = found.to_lps(np.array([box.center().x(), box.center().y()]))
    return Display(right, down, middle, box.width() / found.px_per_mm, box.height() / found.px_per_mm)


def lay(view: SliceView, display: Display) -> bool:
    """Turn, flip and zoom a view as a display says; False for a view of another plane, which stays as it is."""
    state, row = view.state, np.asarray(view.state.plane.row_direction)
    column = np.asarray(view.state.plane.column_direction)
    found = transform_of(display, row, column)
    if found is None:
        return False
    # a view flips first and turns then: a quarter turn of a flipped picture goes the other way
    quarter, flipped = found[0] // 90, found[1]
    view.change(
        flip_h=flipped,
        flip_v=False,
        rotate_quarter=(-quarter) % 4 if flipped else quarter,
        zoom_px_per_mm=None,
        pan_px=(0.0, 0.0),
        fit_mm=None if display.centre_lps is None else state.fit_mm,
    )
    if display.centre_lps is not None:
        box = view.picture_rect()
        view.change(zoom_px_per_mm=min(box.width() / display.width_mm, box.height() / display.height_mm))
        at = view.projection().to_widget(np.asarray(display.centre_lps))
        view.change(pan_px=(float(box.center().x() - at[0]), float(box.center().y() - at[1])))
    return True


class Presenting(QObject):
    """Saves and opens presentation states for the measurements of one set of views."""

    def __init__(
        self,
        desk: Desk,
        annotations: AnnotationModel,
        views: Sequence[SliceView] | Callable[[], Sequence[SliceView]],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._desk, self._annotations, self._parent = desk, annotations, parent
        self._ask = views if callable(views) else lambda: views

    @property
    def _views(self) -> list[SliceView]:
        """Those that show images now; the first one's window is written."""
        return [view for view in self._ask() if view.volume is not None]

    def _volume(self) -> Volume | None:
        return next((view.volume for view in self._views), None)

    def ask_save(self) -> None:
        """Ask where, then save."""
        if self._volume() is None:
            return
        chosen, _kind = QFileDialog.getSaveFileName(
            self._parent, self.tr("Save presentation state"), "presentatie.dcm", "DICOM (*.dcm)"
        )
        if chosen:
            self.save(Path(chosen))

    def ask_open(self) -> None:
        """Ask which, then open."""
        if self._volume() is None:
            return
        chosen, _kind = QFileDialog.getOpenFileName(
            self._parent, self.tr("Open presentation state"), "", self.tr("DICOM (*.dcm *);;All files (*)")
        )
        if chosen:
            self.open(Path(chosen))

    def save(self, file: Path) -> None:
        """Write what is drawn and the window of the first view, in the background."""
        volume = self._volume()
        if volume is None:
            return
        view = self._views[0]
        drawn = [shape_of(each, self._value(each)) for each in self._annotations if each.kind in FORMS]
        window, display = view.shown_window(), display_of(view)
        who = self._desk.session.who
        creator = Creator(_person(who.display_name if who is not None else ""), software=product.version())
        at = self._desk.clock().astimezone()

        def work() -> int:
            dataset, left_out = presentation.build(
                entry_of(volume), drawn, window, creator, at=at, display=display
            )
            presentation.write(dataset, file)
            return len(left_out)

        self._desk.background.run(
            work,
            title=self.tr("Saving the presentation state"),
            on_done=self._saved,
            on_error=self._desk.messages.show,
            receiver=self,
        )

    def _value(self, annotation: Annotation) -> str:
        measured = self._annotations.measured(annotation)
        return " ".join(figure_text(f, self._desk.language.locale) for f in measured.figures if not f.detail)

    def _saved(self, left_out: int) -> None:
        if left_out:
            self._desk.messages.warning(
                self.tr("The presentation state has been saved, without {n} measurements.").format(
                    n=left_out
                ),
                self.tr(
                    "Those lie in no plane of the images themselves; a presentation state can't hold them."
                ),
            )
        else:
            self._desk.messages.info(self.tr("The presentation state has been saved."), key="presentation")

    def open(self, file: Path) -> None:
        """Add what a file holds as one step to undo, and show its window."""
        volume = self._volume()
        if volume is None:
            return
        self._desk.background.run(
            lambda: presentation.read_file(file, entry_of(volume)),
            title=self.tr("Reading the presentation state"),
            on_done=lambda found: self._opened(found) if self._volume() is volume else None,
            on_error=self._desk.messages.show,
            receiver=self,
        )

    def _opened(self, found: Loaded) -> None:
        source = next((view.source for view in self._views), None)
        if source is None:
            return
        made = [annotation_of(shape, source, self._annotations.make_id) for shape in found.shapes]
        kept = [each for each in made if each is not None]
        if kept:
            self._annotations.add_all(kept, self.tr("Open presentation state"))
        if found.window is not None:
            for view in self._views:
                view.choose_window(*found.window)
        if found.display is not None:
            for view in self._views:
                lay(view, found.display)
        ignored = found.ignored + len(made) - len(kept)
        if ignored:
            self._desk.messages.warning(
                self.tr("{n} measurements have been read; {m} things in it aren't known here.").format(
                    n=len(kept), m=ignored
                ),
                self.tr("Look at the presentation state in the program that made it too."),
            )
        else:
            self._desk.messages.info(
                self.tr("{n} measurements have been read.").format(n=len(kept)), key="presentation"
            )


def _person(display_name: str) -> str:
    """A display name as a DICOM person name: the last word is the family name."""
    words = display_name.replace("^", " ").replace("=", " ").split()
    return f"{words[-1]}^{' '.join(words[:-1])}"[:64] if words else ""
