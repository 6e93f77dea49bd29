"""From clicks in the image to a line through the vessel (specs section 5.4)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from measurements.aorta.line import Centreline
from measurements.aorta.mask import Check, Field, Progress
from studies.volume import Volume

FloatArray = NDArray[np.float64]


def centreline_from_clicks(
    volume: Volume,
    clicks_mm: ArrayLike,
    *,
    start_mm: ArrayLike | None = None,
    end_mm: ArrayLike | None = None,
    progress: Progress | None = None,
    cancelled: Check | None = None,
) -> Centreline:
    """placeholder"""
    raise NotImplementedError


def image_field(volume: Volume, line: Centreline) -> Field:
    """placeholder"""
    raise NotImplementedError
