"""Key images: a picture of any view at full quality, without patient data, and what is needed to show it live again.

What a key image must carry it always carries: the marker (such as VOORLOPIG), orientation letters, the scale bar and
the measurements, whatever was switched off on screen. Paths such as the centreline are hidden unless asked for.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, replace

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage

from viewers.arcs import CurvedState, CurvedView
from viewers.curves import ProfilePlot
from viewers.framed import PictureWidget
from viewers.scene import SceneView
from viewers.state import OverlayState, ViewState
from viewers.view import SliceView

CENTRELINE = "centreline"
#: more physical pixels a logical pixel than this adds nothing that the data have
LARGEST_SCALE = 4.0


@dataclass(frozen=True, slots=True)
class KeyImage:
    """A picture without identity; `kind` is ``slice``, ``curved``, ``scene`` or ``profile``.

    `state` shows the same again by `restore`; a 3D view and a profile have none.
    """

    image: QImage
    kind: str
    state: ViewState | CurvedState | None = None


def key_image(
    view: PictureWidget,
    *,
    marker: str | None = None,
    least_px: int = 1000,
    hide: Collection[str] = (CENTRELINE,),
    points: bool = False,
) -> KeyImage:
    """A key image of a view as it is now.

    Parameters
    ----------
    marker : the word on the picture; None keeps the view's own, empty takes it off (an authorised report)
    least_px : the longer side has at least so many pixels
    hide : ids of overlays that stay out of the picture
    points : whether the draggable points of a path are on it
    """
    scale = min(max(1.0, math.ceil(least_px / max(view.width(), view.height(), 1))), LARGEST_SCALE)
    kept_marker, kept_active = view.marker, view.is_active
    try:
        view.set_active(False)
        if marker is not None:
            view.set_marker(marker)
        if isinstance(view, SliceView):
            return _of_slice(view, scale, hide, points)
        image = view.grab_image(scale)
    finally:
        view.set_marker(kept_marker)
        view.set_active(kept_active)
    if isinstance(view, CurvedView):
        return KeyImage(image, "curved", view.state)
    kind = {SceneView: "scene", ProfilePlot: "profile"}.get(type(view), "scene")
    return KeyImage(image, kind)


def _of_slice(view: SliceView, scale: float, hide: Collection[str], points: bool) -> KeyImage:
    shown = view.state
    hidden = tuple(OverlayState(name, visible=False) for name in hide)
    kept = tuple(o for o in shown.overlays if o.id not in hide)
    state = replace(shown, overlays=(*kept, *hidden), annotations_visible=True, crosshair_visible=False)
    with view.showing(state, points=points):
        image = view.grab_image(scale)
    return KeyImage(image, "slice", shown)


def restore(view: PictureWidget, state: ViewState | CurvedState | None) -> bool:
    """Show again what a key image showed; False when this view can't."""
    if isinstance(view, SliceView) and isinstance(state, ViewState):
        view.model.put(state)
        return True
    if isinstance(view, CurvedView) and isinstance(state, CurvedState):
        view.show_state(state)
        return True
    return False


def png_bytes(image: QImage) -> bytes:
    """An image as PNG, without an alpha channel."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.convertToFormat(QImage.Format.Format_RGB888).save(buffer, "PNG")  # type: ignore[call-overload]
    buffer.close()
    return bytes(data.data())
