"""How a ViewState lies in a rectangle of the screen: fitted, zoomed, panned, flipped and turned; no Qt widget."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF

from viewers.plane import FloatArray, Projection, screen_directions, vector
from viewers.slicing import SliceSource
from viewers.state import ViewState


def projection(state: ViewState, source: SliceSource | None, box: QRectF) -> Projection:
    """From patient millimetres to the pixels of a rectangle."""
    right, down = screen_directions(state.plane, state.flip_h, state.flip_v, state.rotate_quarter)
    home, scale = _home(state, source, right, down, box)
    if state.zoom_px_per_mm is not None:
        scale = state.zoom_px_per_mm
    centre = box.center()
    return Projection(
        vector(home),
        vector(right),
        vector(down),
        float(scale),
        (centre.x() + state.pan_px[0], centre.y() + state.pan_px[1]),
    )


def fit_scale(state: ViewState, source: SliceSource | None, box: QRectF) -> float:
    """Logical pixels a millimetre when the picture fits."""
    right, down = screen_directions(state.plane, state.flip_h, state.flip_v, state.rotate_quarter)
    return _home(state, source, right, down, box)[1]


def _home(
    state: ViewState, source: SliceSource | None, right: FloatArray, down: FloatArray, box: QRectF
) -> tuple[FloatArray, float]:
    """The point in the middle of an unmoved picture, and the scale that fits."""
    origin = np.asarray(state.plane.origin)
    if state.fit_mm is not None:
        return origin, min(box.width(), box.height()) / state.fit_mm
    if source is None:
        return origin, 1.0
    centre = source.centre_lps
    home = centre - state.plane.normal * float(state.plane.depth_mm(centre))
    width, height = source.extent_mm(vector(right)), source.extent_mm(vector(down))
    return home, min(box.width() / width, box.height() / height)
