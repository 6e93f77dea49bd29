"""What lies over the pictures of one series: masks, maps and other series in colour; one list for all its views.

Each layer is one overlay with one way of being shown, the same in every view. Adding, removing, ordering and changing are
steps to undo. Loading happens in the background; what doesn't belong over these images is refused with its reason.
"""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand

from measurements.registration import Rigid, register
from resources.errors import InputError
from studies.load import load_volume
from studies.masks import load_mask
from studies.volume import Grid, LabelMap, Volume
from viewers.colour import first_window, maps_range
from viewers.overlays import LabelMapOverlay
from viewers.overlays.maps import MapLook, MapOverlay
from viewers.state import OverlayState
from viewers.view import SliceView

if TYPE_CHECKING:
    from desktop.desk import Desk

#: a fused series is seen through by this much at first
FUSION_OPACITY = 0.5
PLANES_ID = "image-overlays"
MASK_OPACITY = 0.35
#: steps of the same slider or field within one hand's move become one step to undo
SAME_ACT = 4711


class OverlayError(InputError):
    """Images that can't be laid over these; says why and what to do."""


@dataclass(frozen=True)
class Layer:
    """One overlay as it is shown. `link` says how its place was found: ``grid``, ``frame``, ``file`` or ``registration``."""

    overlay: LabelMapOverlay | MapOverlay
    name: str
    kind: str  # labels, map, fusion
    link: str
    state: OverlayState
    look: MapLook | None = None

    @property
    def id(self) -> str:
        return self.overlay.id


Layers = tuple[Layer, ...]


class _Step(QUndoCommand):
    def __init__(self, model: LayerModel, before: Layers, after: Layers, text: str, act: str = "") -> None:
        super().__init__(text)
        self._model, self._before, self._after, self._act = model, before, after, act

    def redo(self) -> None:
        self._model.put(self._after)

    def undo(self) -> None:
        self._model.put(self._before)

    def id(self) -> int:
        return SAME_ACT if self._act else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _Step) or other._act != self._act or other._model is not self._model:
            return False
        self._after = other._after
        return True


class LayerModel(QObject):
    """The layers over one volume, bottom first; shown in whatever views `views` gives."""

    changed = Signal()

    def __init__(
        self, desk: Desk, views: Callable[[], Sequence[SliceView]], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._views = desk, views
        self._layers: Layers = ()
        self.volume: Volume | None = None
        #: the overlay planes that came with the images; they lie under all layers and are switched with them
        self._planes: LabelMapOverlay | None = None

    @property
    def layers(self) -> Layers:
        return self._layers

    def views(self) -> list[SliceView]:
        """The views that show these images now."""
        return [view for view in self._views() if view.volume is not None]

    def set_volume(self, volume: Volume | None) -> None:
        """Other images: nothing of the former lies over them."""
        if self.volume is None or volume is None or not volume.grid.same_as(self.volume.grid):
            self._planes = None
            self.put(())
        self.volume = volume

    def put(self, layers: Layers) -> None:
        """Show exactly these; not an act of the person."""
        self._layers = layers
        for layer in layers:
            if isinstance(layer.overlay, MapOverlay) and layer.look is not None:
                layer.overlay.set_look(layer.look)
        maps = [
            layer.overlay for layer in layers if isinstance(layer.overlay, MapOverlay) and layer.state.visible
        ]
        for slot, overlay in enumerate(maps):
            overlay.slot = slot
        self.show()
        self.changed.emit()

    def show(self) -> None:
        """Give the layers to the views: those that others put there stay under them."""
        mine = {layer.id for layer in self._layers}
        for view in self._views():
            if view.volume is None:
                continue
            others = [
                o for o in view.overlays if o.id not in mine and not o.id.startswith(("layer-", PLANES_ID))
            ]
            planes = [] if self._planes is None else [self._planes]
            view.set_overlays([*planes, *others, *(layer.overlay for layer in self._layers)])
            if planes:
                view.set_overlay_state(PLANES_ID, fill=True, outline=False, opacity=0.8)
            kept = tuple(s for s in view.state.overlays if s.id not in mine)
            view.change(overlays=(*kept, *(layer.state for layer in self._layers)))
            view.update()

    def show_image_overlays(self, labels: LabelMap | None) -> None:
        """The overlay planes (60xx) of the images themselves."""
        self._planes = None if labels is None else LabelMapOverlay(PLANES_ID, labels)
        self.show()

    # ------------------------------------------------------------ acts
    def _do(self, after: Layers, text: str, act: str = "") -> None:
        if after != self._layers:
            self._desk.session.undo_stack.push(_Step(self, self._layers, after, text, act))

    def add(self, layer: Layer) -> None:
        self._do((*self._layers, layer), self.tr("Lay {name} over the images").format(name=layer.name))

    def remove(self, layer_id: str) -> None:
        kept = tuple(layer for layer in self._layers if layer.id != layer_id)
        self._do(kept, self.tr("Take the layer away"))

    def move(self, layer_id: str, by: int) -> None:
        """Up (+) or down (-) in the stack."""
        at = next((n for n, layer in enumerate(self._layers) if layer.id == layer_id), -1)
        to = at + by
        if at < 0 or not 0 <= to < len(self._layers):
            return
        order = list(self._layers)
        order.insert(to, order.pop(at))
        self._do(tuple(order), self.tr("Order the layers"))

    def set_state(self, layer_id: str, **fields: Any) -> None:
        """Visible, opacity, fill, outline."""
        self._change(
            layer_id, lambda layer: replace(layer, state=replace(layer.state, **fields)), ",".join(fields)
        )

    def set_look(self, layer_id: str, **fields: Any) -> bool:
        """Table, range or thresholds of a map; False for what makes no sense (the range the wrong way round)."""
        layer = next((each for each in self._layers if each.id == layer_id), None)
        if layer is None or layer.look is None:
            return False
        try:
            look = replace(layer.look, **fields)
        except (ValueError, KeyError):
            return False
        self._change(layer_id, lambda each: replace(each, look=look), ",".join(fields))
        return True

    def _change(self, layer_id: str, change: Callable[[Layer], Layer], what: str) -> None:
        after = tuple(change(layer) if layer.id == layer_id else layer for layer in self._layers)
        self._do(after, self.tr("Change how a layer is shown"), f"{layer_id} {what}")

    # ------------------------------------------------------------ loading
    def load_mask_file(self, path: Path) -> None:
        """A DICOM SEG, NIfTI, NRRD or MetaImage mask, on these images' grid by its place in the patient."""
        volume = self.volume
        if volume is None:
            return
        self._run(lambda: load_mask(path, volume.grid), lambda mask: self._take_mask(mask, path.name, volume))

    def load_map_file(self, path: Path) -> None:
        """A volume of values in a file: a parameter map, or images of another kind."""
        volume = self.volume
        if volume is None:
            return

        def work() -> tuple[Volume, str]:
            found = load_volume(path)
            if not isinstance(found, Volume):
                raise OverlayError(
                    "{name} holds a time series; one volume is needed.",
                    "Choose one of its moments, or open it beside the images.",
                    code="time_series",
                    fields={"name": path.name},
                )
            return found, link_of(volume, found)

        self._run(work, lambda made: self._take_map(made[0], path.name, "map", made[1], volume))

    def lay_over(self, other: Volume, name: str) -> None:
        """Another series in colour over these images; refused where its place isn't known (see `align`)."""
        volume = self.volume
        if volume is None:
            return
        try:
            link = link_of(volume, other)
        except OverlayError as refused:
            self._desk.messages.show(refused)
            return
        self._take_map(other, name, "fusion", link, volume)

    def align(self, other: Volume, name: str) -> None:
        """Another series, placed by registration on the person's wish; what was found is said in the layer's words."""
        volume = self.volume
        if volume is None:
            return

        def take(found: Rigid) -> None:
            self._take_map(moved(other, found.matrix), name, "fusion", "registration", volume)

        self._run(
            functools.partial(register, volume, other), take, title=self.tr("Aligning the examinations")
        )

    def _run(self, work: Callable[..., object], take: Callable[..., None], title: str = "") -> None:
        self._desk.background.run(
            work,
            title=title or self.tr("Reading what is laid over the images"),
            on_done=take,
            on_error=self._desk.messages.show,
            receiver=self,
        )

    def _take_mask(self, mask: LabelMap, name: str, volume: Volume) -> None:
        if volume is not self.volume:
            return
        if not mask.voxels.any():
            self._desk.messages.warning(
                self.tr("{name} holds nothing within these images.").format(name=name),
                self.tr("Check whether it belongs to this series."),
            )
            return
        made = f"layer-{uuid.uuid4().hex[:8]}"
        overlay = LabelMapOverlay(made, mask)
        state = OverlayState(made, opacity=MASK_OPACITY, fill=True, outline=True)
        self.add(Layer(overlay, name, "labels", "file", state))

    def _take_map(self, other: Volume, name: str, kind: str, link: str, volume: Volume) -> None:
        if volume is not self.volume:
            return
        made = f"layer-{uuid.uuid4().hex[:8]}"
        look = first_look(other, kind)
        overlay = MapOverlay(made, other, look, name)
        state = OverlayState(
            made, opacity=FUSION_OPACITY if kind == "fusion" else 0.7, fill=True, outline=False
        )
        self.add(Layer(overlay, name, kind, link, state, look))


def link_of(volume: Volume, other: Volume) -> str:
    """How another volume's place over a first one is known: ``grid``, ``frame`` or ``file``.

    Raises
    ------
    OverlayError
        Another frame of reference, or no overlap in space.
    """
    if not overlaps(volume.grid, other.grid):
        raise OverlayError(
            "These images lie beside each other, not over each other.",
            "Choose a series of the same part of the body.",
            code="no_overlap",
        )
    if volume.frame_of_reference_uid and volume.frame_of_reference_uid == other.frame_of_reference_uid:
        return "frame"
    if volume.grid.same_as(other.grid):
        return "grid"
    if not other.frame_of_reference_uid or not volume.frame_of_reference_uid:
        return "file"
    raise OverlayError(
        "These images have another frame of reference: where they lie over the first isn't known.",
        "Have them aligned, and judge the result yourself.",
        code="other_frame",
    )


def overlaps(one: Grid, other: Grid) -> bool:
    """Whether the boxes of two grids meet in space (by their boxes along the patient's axes)."""
    first, second = _box(one), _box(other)
    return bool(np.all(first[0] <= second[1]) and np.all(second[0] <= first[1]))


def _box(grid: Grid) -> tuple[np.ndarray, np.ndarray]:
    top = np.array(grid.shape) - 1
    corners = np.array([[k, j, i] for k in (0, top[0]) for j in (0, top[1]) for i in (0, top[2])], float)
    points = grid.index_to_patient(corners)
    return points.min(axis=0), points.max(axis=0)


def moved(volume: Volume, matrix: np.ndarray) -> Volume:
    """The same voxels where a registration puts them: `matrix` takes points of the fixed scan to this one's (rigid, mm)."""
    back = np.linalg.inv(np.asarray(matrix, dtype=np.float64))
    grid = volume.grid
    origin = back[:3, :3] @ np.asarray(grid.origin_mm) + back[:3, 3]
    placed = Grid(grid.size, grid.spacing_mm, origin, back[:3, :3] @ grid.direction)
    return replace(volume, grid=placed, frame_of_reference_uid="")


def first_look(volume: Volume, kind: str) -> MapLook:
    """Colours at first: the fixed range of a known map (specs/viewers.md 7.6), else the series' own window."""
    known = maps_range(volume.series.series_description, volume.unit)
    if known is not None:
        return MapLook(known.low, known.high, known.table, below=None, decimals=known.decimals)
    width, level = first_window(volume)
    low, high = level - width / 2, level + width / 2
    decimals = 0 if width >= 20 else 2
    # what lies at the bottom of the window (air, background) isn't drawn
    return MapLook(
        low, high, "hot_iron" if kind == "fusion" else "viridis", below=low + 0.05 * width, decimals=decimals
    )


__all__ = ["Layer", "LayerModel", "OverlayError", "first_look", "link_of", "moved", "overlaps"]
