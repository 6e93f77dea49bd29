"""Contour of one section from the image: lumen edge, and the outer wall where it can be told (specs 5.4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from numpy.typing import ArrayLike

from measurements.aorta.mask import Field
from measurements.aorta.section import Section


@dataclass(frozen=True, slots=True)
class EdgeSettings:
    """Start values of the polar contouring (specs section 18, 9: to be tuned and confirmed)."""

    rays: int = 128
    step_mm: float = 0.25
    reach: float = 1.5
    smoothness: int = 1
    harmonics: int = 10
    wall_contact_limit_deg: float = 120.0


def section_from_image(
    field: Field,
    centre_mm: ArrayLike,
    normal: ArrayLike,
    *,
    radius_mm: float,
    edge: str = "inner",
    settings: EdgeSettings | None = None,
    **fields: Any,
) -> Section:
    """placeholder"""
    raise NotImplementedError
