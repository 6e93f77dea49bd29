"""How a picture of a series lies on the screen, as a presentation state holds it: turned, flipped, and which part is shown.

PS3.3 C.10.6: the image is turned clockwise by quarter turns first, then flipped horizontally. PS3.3 C.10.4: the displayed area
is given by the pixels that come to lie at its upper left and lower right corners after that, counted from 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pydicom.dataset import Dataset

FloatArray = NDArray[np.float64]
#: directions agree within this (cosine)
ALONG = 1.0 - 1e-4
TURNS = (0, 90, 180, 270)
#: a displayed area of more pixels than this is none (PS3.5: corners are 32-bit integers)
MOST_PIXELS = 100_000.0


@dataclass(frozen=True, eq=False)
class Display:
    """What is on the screen: unit LPS directions of its right and down, and the part that is shown.

    `centre_lps` (3,) mm is the middle of the part in the image's plane, `width_mm` and `height_mm` its size along right and
    down; None and 0 when the whole image is shown.
    """

    right: FloatArray
    down: FloatArray
    centre_lps: FloatArray | None = None
    width_mm: float = 0.0
    height_mm: float = 0.0


def directions(
    row: ArrayLike, column: ArrayLike, turn_deg: int, *, flipped: bool
) -> tuple[FloatArray, FloatArray]:
    """Screen directions of an image turned clockwise and then flipped.

    Parameters
    ----------
    row, column : (3,) unit LPS: from one column to the next, from one row to the next
    """
    right, down = np.asarray(row, dtype=np.float64), np.asarray(column, dtype=np.float64)
    for _ in range(turn_deg // 90):
        right, down = -down, right
    return (-right if flipped else right), down


def transform_of(display: Display, row: ArrayLike, column: ArrayLike) -> tuple[int, bool] | None:
    """(degrees, flipped) by which the image comes to lie so; None when the screen doesn't show the image's plane upright."""
    for flipped in (False, True):
        for turn in TURNS:
            right, down = directions(row, column, turn, flipped=flipped)
            if float(right @ display.right) > ALONG and float(down @ display.down) > ALONG:
                return turn, flipped
    return None


def put(
    dataset: Dataset,
    display: Display,
    origin: ArrayLike,
    row: ArrayLike,
    column: ArrayLike,
    spacing: Sequence[float],
) -> bool:
    """Write the display into an object whose displayed areas stand already; False when it can't hold it.

    Parameters
    ----------
    origin : (3,) LPS mm, the middle of the first pixel
    spacing : mm from one row to the next, from one column to the next
    """
    found = transform_of(display, row, column)
    if found is None:
        return False
    dataset.ImageRotation, dataset.ImageHorizontalFlip = found[0], "Y" if found[1] else "N"
    if display.centre_lps is None:
        return True
    corners = []
    for sign in (-1.0, 1.0):
        reach = sign * (display.right * display.width_mm + display.down * display.height_mm) / 2.0
        off = np.asarray(display.centre_lps) + reach * (1.0 - 1e-9) - np.asarray(origin, dtype=np.float64)
        pixel = (off @ np.asarray(row) / spacing[1] + 0.5, off @ np.asarray(column) / spacing[0] + 0.5)
        corners.append([int(np.floor(v)) + 1 for v in pixel])
    if np.abs(np.asarray(corners)).max() > MOST_PIXELS:
        return False
    for item in dataset.get("DisplayedAreaSelectionSequence") or []:
        item.DisplayedAreaTopLeftHandCorner, item.DisplayedAreaBottomRightHandCorner = corners
    return True


def read(
    dataset: Dataset,
    origin: ArrayLike,
    row: ArrayLike,
    column: ArrayLike,
    spacing: Sequence[float],
    size: tuple[int, int],
) -> Display | None:
    """The display that an object asks for; None when it says nothing that is understood.

    Parameters
    ----------
    size : columns and rows of the image: an area of just that shows the whole
    """
    turn = dataset.get("ImageRotation", 0) or 0
    flip = str(dataset.get("ImageHorizontalFlip", "N") or "N")
    if turn not in TURNS or flip not in ("Y", "N"):
        return None
    right, down = directions(row, column, int(turn), flipped=flip == "Y")
    areas = dataset.get("DisplayedAreaSelectionSequence") or []
    corners = [_corner(areas[0], name) for name in ("TopLeft", "BottomRight")] if len(areas) == 1 else []
    if len(corners) != 2 or any(c is None for c in corners):
        return Display(right, down)
    both = np.array(corners, dtype=np.float64)
    low, high = both.min(axis=0) - 1.0, both.max(axis=0)
    if np.all(low == 0) and np.all(high == np.asarray(size)):
        return Display(right, down)
    middle = (low + high) / 2.0 - 0.5
    centre = (
        np.asarray(origin, dtype=np.float64)
        + middle[0] * spacing[1] * np.asarray(row)
        + middle[1] * spacing[0] * np.asarray(column)
    )
    across, along = (high - low) * (spacing[1], spacing[0])
    turned = int(turn) % 180 == 90
    return Display(
        right, down, centre, float(along if turned else across), float(across if turned else along)
    )


def _corner(area: Dataset, which: str) -> list[float] | None:
    value = area.get(f"DisplayedArea{which}HandCorner")
    if value is None or isinstance(value, str | int | float) or len(value) != 2:
        return None
    found = [float(v) for v in value]
    return found if all(np.isfinite(v) and abs(v) <= MOST_PIXELS for v in found) else None
