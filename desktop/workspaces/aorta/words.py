"""Words of the aorta workspace that aren't fixed on a widget: remarks, places, reasons, error of measurement."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop.errors_text import dutch
from measurements.aorta import AortaResult, Remark
from measurements.aorta.result import landmark_label
from report_templates import numbers


def remark_words(remark: Remark, language: str) -> str:
    """The remark's sentence; a sentence within it (a reason) is translated too."""
    if language != "nl":
        return remark.message
    known = dutch()
    fields = {
        name: known.get(value, value) if isinstance(value, str) else value
        for name, value in remark.fields.items()
    }
    return known.get(remark.template, remark.template).format(**fields)


def place_words(result: AortaResult, arc_mm: float, language: str) -> str:
    """``35 mm distaal van ostium a. subclavia sinistra``; the arc length when no landmark is known."""
    near = result.nearest_landmark(arc_mm)
    if near is None:
        return QCoreApplication.translate("AortaWords", "arc length {arc} mm").format(
            arc=numbers.number(arc_mm, 0, language)
        )
    name, distance = near
    landmark = landmark_label(name, language).removeprefix("t.h.v. ")
    if round(abs(distance)) == 0:
        return QCoreApplication.translate("AortaWords", "at {landmark}").format(landmark=landmark)
    pattern = (
        QCoreApplication.translate("AortaWords", "{mm} mm distal of {landmark}")
        if distance > 0
        else QCoreApplication.translate("AortaWords", "{mm} mm proximal of {landmark}")
    )
    return pattern.format(mm=numbers.number(abs(distance), 0, language), landmark=landmark)
