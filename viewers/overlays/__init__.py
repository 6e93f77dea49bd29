"""What lies over a picture: label maps, contours and paths; each knows patient millimetres only."""

from viewers.overlays.base import Overlay, PaintContext
from viewers.overlays.labels import LabelMapOverlay
from viewers.overlays.lines import Contour, ContourOverlay, Path, PathOverlay
from viewers.overlays.maps import MapLook, MapOverlay, fits

__all__ = [
    "Contour",
    "ContourOverlay",
    "LabelMapOverlay",
    "MapLook",
    "MapOverlay",
    "Overlay",
    "PaintContext",
    "Path",
    "PathOverlay",
    "fits",
]
