"""Aorta: centreline, sections perpendicular to it, diameters, levels."""

from measurements.aorta import codes, figures
from measurements.aorta.centreline import centreline_from_mask
from measurements.aorta.edge import EdgeSettings, section_from_image
from measurements.aorta.levels import (
    BY_KEY,
    LANDMARKS,
    LEVELS,
    Level,
    LevelSettings,
    Placement,
    landmark_names,
)
from measurements.aorta.line import Centreline
from measurements.aorta.mask import PreparedMask, prepare_mask
from measurements.aorta.measure import AortaSettings, measure_aorta
from measurements.aorta.path import centreline_from_clicks, image_field
from measurements.aorta.profile import Profile, measure_profile
from measurements.aorta.remark import Remark
from measurements.aorta.result import AortaResult, Conditions, MeasuredLevel, MovedMaximum
from measurements.aorta.section import Section, section_from_contour, section_from_field

__all__ = [
    "BY_KEY",
    "LANDMARKS",
    "LEVELS",
    "AortaResult",
    "AortaSettings",
    "Centreline",
    "Conditions",
    "EdgeSettings",
    "Level",
    "LevelSettings",
    "MeasuredLevel",
    "MovedMaximum",
    "Placement",
    "PreparedMask",
    "Profile",
    "Remark",
    "Section",
    "centreline_from_clicks",
    "centreline_from_mask",
    "codes",
    "figures",
    "image_field",
    "landmark_names",
    "measure_aorta",
    "measure_profile",
    "prepare_mask",
    "section_from_contour",
    "section_from_field",
    "section_from_image",
]
