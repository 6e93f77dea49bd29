"""Words of the aorta workspace that aren't fixed on a widget: remarks, places, reasons, error of measurement."""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication

from desktop.errors_text import dutch, said
from measurements.aorta import Remark, Section
from measurements.aorta.result import landmark_label
from report_templates import numbers

_NUMBER = re.compile(r"-?\d+\.\d+")


def remark_words(remark: Remark, language: str) -> str:
    """The remark's sentence; a sentence within it (a reason) is translated too."""
    if language != "nl":
        return remark.message
    known = dutch()
    fields = {
        name: _in_dutch(value) if isinstance(value, str) else value for name, value in remark.fields.items()
    }
    return known.get(remark.template, remark.template).format(**fields)


def _in_dutch(value: str) -> str:
    """A sentence of its own, or a number with its decimal comma."""
    return value.replace(".", ",") if _NUMBER.fullmatch(value) else said(value, "nl")


def place_words(section: Section, language: str) -> str:
    """``35 mm distaal van ostium a. subclavia sinistra``; the arc length when no landmark is known."""
    if section.landmark_distance_mm is None:
        if section.arc_mm is None:
            return ""
        return QCoreApplication.translate("AortaWords", "arc length {arc} mm").format(
            arc=numbers.number(section.arc_mm, 0, language)
        )
    distance = section.landmark_distance_mm
    landmark = landmark_label(section.landmark, language).removeprefix("t.h.v. ")
    if round(abs(distance)) == 0:
        return QCoreApplication.translate("AortaWords", "at {landmark}").format(landmark=landmark)
    pattern = (
        QCoreApplication.translate("AortaWords", "{mm} mm distal of {landmark}")
        if distance > 0
        else QCoreApplication.translate("AortaWords", "{mm} mm proximal of {landmark}")
    )
    return pattern.format(mm=numbers.number(abs(distance), 0, language), landmark=landmark)
