"""Acts on the vessel's path: points, masks, edge, landmarks and conditions, by mouse and panel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from desktop.workspaces.aorta import state as st
from desktop.workspaces.aorta import storing
from desktop.workspaces.aorta.picking import PickTool
from governance.canonical import utc_text
from measurements.aorta.result import landmark_label
from studies.masks import load_mask, union

if TYPE_CHECKING:
    from desktop.workspaces.aorta.core import AortaCore
    from desktop.workspaces.aorta.panel import AortaPanel
    from desktop.workspaces.aorta.views import AortaViews


def _point(value: Any) -> st.Point:
    x, y, z = (float(v) for v in value)
    return (x, y, z)


class PathHand(QObject):
    """Turns what the mouse and the panel say about the path into acts of the core."""

    def __init__(
        self, core: AortaCore, views: AortaViews, panel: AortaPanel, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.desk, self.core, self.views, self.panel = core.desk, core, views, panel
        self._landmark = ""
        self._connect()

    def _connect(self) -> None:
        core, views = self.core, self.views
        path, marks = self.panel.path, self.panel.landmarks
        path.pick_wanted.connect(self._pick)
        path.undo_point.connect(self._last_point)
        path.mask_wanted.connect(self._choose_mask)
        path.mask_dropped.connect(
            lambda: core.change(core.state.with_mask(None, ""), self.tr("Without mask"))
        )
        path.edge_chosen.connect(self._choose_edge)
        path.compute_wanted.connect(self.measure)
        marks.landmark_wanted.connect(self._pick_landmark)
        marks.landmark_removed.connect(self._remove_landmark)
        self.panel.series.stated.connect(self._state_condition)
        views.click_moved.connect(self._move_click)
        views.click_inserted.connect(self._insert_click)
        views.click_deleted.connect(self._delete_click)
        views.landmark_moved.connect(self._place_landmark)
        views.landmark_deleted.connect(self._remove_landmark)
        views.landmark_placed.connect(self._placed_on_curve)
        views.placing_cancelled.connect(self.stop_placing)

    def _remove_landmark(self, name: str) -> None:
        self.core.change(self.core.state.without_landmark(name), self.tr("Remove landmark"))

    def measure(self) -> None:
        """Measure the path in the background: an act that undo takes back."""
        if self.core.volume is None or not self.core.state.can_measure:
            self.desk.messages.warning(
                self.tr("There is nothing to measure yet."),
                self.tr("Place at least two points along the vessel, or import a mask."),
            )
            return
        self.core.measure(self.tr("Measure"))

    def _last_point(self) -> None:
        if self.core.state.clicks:
            self.core.change(self.core.state.without_last_click(), self.tr("Remove point"))

    def _choose_edge(self, edge: str) -> None:
        if edge != self.core.state.edge and not self.core.change(
            self.core.state.with_edge(edge), self.tr("Choose edge")
        ):
            self.core.changed.emit()

    def _state_condition(self, key: str, value: str) -> None:
        if key == "edge":
            self._choose_edge(value)
            return
        acting = self.desk.session.acting
        by = acting.person.id if acting is not None else "-"
        stated = st.Stated(value, by, utc_text(self.desk.clock()))
        self.core.change(self.core.state.with_condition(key, stated), self.tr("State a condition"))

    def _pick(self, on: bool) -> None:
        if not on or self.core.volume is None:
            if self._is_picking():
                self.views.tools.choose("")
            return
        self.views.show_planes()
        self._landmark = ""
        self.views.cpr.stop_placing()
        self.views.tools.take(PickTool(self._picked))

    def _is_picking(self) -> bool:
        return isinstance(self.views.tools.tool, PickTool)

    def _pick_landmark(self, name: str) -> None:
        if self.core.volume is None:
            return
        self.panel.path.pick.setChecked(False)
        self._landmark = name
        self.views.tools.take(PickTool(self._picked))
        label = landmark_label(name, self.desk.language.code)
        self.views.cpr.start_placing(name, self.tr("Click {landmark}").format(landmark=label))

    def _placed_on_curve(self, name: str, point: st.Point) -> None:
        self.stop_placing()
        self._place_landmark(name, point)

    def stop_placing(self) -> None:
        self._landmark = ""
        self.views.cpr.stop_placing()
        if self._is_picking():
            self.views.tools.choose("")

    def _picked(self, point: st.Point) -> None:
        if self._landmark:
            self._placed_on_curve(self._landmark, point)
        else:
            self.core.change(self.core.state.with_click(point), self.tr("Place point"))

    def _place_landmark(self, name: str, point: object) -> None:
        if not self.core.change(
            self.core.state.with_landmark(name, _point(point)), self.tr("Place landmark")
        ):
            self.views.reset_points()

    def _move_click(self, number: int, point: object) -> None:
        clicks = self.core.state.clicks
        moved = (*clicks[:number], _point(point), *clicks[number + 1 :])
        if not self.core.change(self.core.state.with_clicks(moved), self.tr("Move point")):
            self.views.reset_points()

    def _insert_click(self, before: int, point: object) -> None:
        clicks = self.core.state.clicks
        self.core.change(
            self.core.state.with_clicks((*clicks[:before], _point(point), *clicks[before:])),
            self.tr("Place point"),
        )

    def _delete_click(self, number: int) -> None:
        clicks = self.core.state.clicks
        self.core.change(
            self.core.state.with_clicks((*clicks[:number], *clicks[number + 1 :])), self.tr("Remove point")
        )

    def _choose_mask(self) -> None:
        if self.core.volume is None:
            return
        names, _ = QFileDialog.getOpenFileNames(
            self.panel, self.tr("Import mask"), "", "NIfTI, NRRD, MetaImage, DICOM SEG (*)"
        )
        if names:
            self.import_masks([Path(n) for n in names])

    def import_masks(self, files: Sequence[Path]) -> None:
        """Load mask files (several: their union) on the volume's grid, in the background."""
        volume = self.core.volume
        if volume is None:
            return

        def work() -> tuple[Any, bytes]:
            masks = [load_mask(f, grid=volume.grid) for f in files]
            joined = masks[0] if len(masks) == 1 else union(masks)
            # the names only: where the files lay is nobody's business
            joined = replace(joined, source=" + ".join(f.name for f in files))
            data = storing.mask_bytes(joined)
            return storing.mask_of(data), data

        def done(found: tuple[Any, bytes]) -> None:
            if self.core.volume is not volume:
                return  # brought onto the grid of images that aren't shown any more
            mask, data = found
            name = storing.sha256(data)
            self.core.mask_data[name] = data
            self.core.change(self.core.state.with_mask(mask, name), self.tr("Import mask"))

        self.desk.background.run(
            work,
            title=self.tr("Reading the mask"),
            on_done=done,
            on_error=self.desk.messages.show,
            receiver=self,
        )
