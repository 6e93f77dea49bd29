"""Pictures of findings: the section in which a diameter was measured, with contour and both diameters drawn.

Drawn by the same `SliceView` as on screen, from the finding's own geometry; nothing is measured here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPen

import resources
from measurements.finding import Finding, GeometryKind
from report_templates.numbers import number
from studies.volume import Volume
from viewers.overlays import ContourOverlay
from viewers.overlays.base import Overlay, PaintContext
from viewers.overlays.lines import Contour
from viewers.plane import Plane
from viewers.state import OverlayState
from viewers.view import SliceView

#: how much of the surroundings a section picture shows, as a multiple of the largest diameter
SURROUNDINGS = 2.6
SMALLEST_FIELD_MM = 70.0
PICTURE_PX = 480
CT_WINDOW = (600.0, 180.0)


@dataclass(frozen=True, slots=True)
class SectionFigures:
    """What a group of findings says of one section: geometry in LPS mm, values in mm."""

    centre: np.ndarray
    normal: np.ndarray
    row_direction: np.ndarray
    contour: np.ndarray | None
    largest: tuple[np.ndarray, float] | None
    perpendicular: tuple[np.ndarray, float] | None
    edge: str


def figures_of(findings: Sequence[Finding]) -> SectionFigures | None:
    """Geometry of a group of findings; None when none of them lies in a plane."""
    placed = [f for f in findings if f.geometry is not None and f.geometry.normal is not None]
    if not placed:
        return None
    geometry = placed[0].geometry
    assert geometry is not None and geometry.normal is not None  # noqa: S101, PT018 - chosen above
    centre = geometry.centre_mm or geometry.points_mm[0]
    row = geometry.row_direction or (1.0, 0.0, 0.0)
    contour = next(
        (
            np.array(f.geometry.points_mm)
            for f in placed
            if f.geometry and f.geometry.kind is GeometryKind.CONTOUR
        ),
        None,
    )

    def line(key: str) -> tuple[np.ndarray, float] | None:
        for f in placed:
            if f.key == key and f.value is not None and f.geometry and f.geometry.kind is GeometryKind.LINE:
                return np.array(f.geometry.points_mm), f.value
        return None

    edge = next((dict(f.conditions).get("edge", "") for f in placed), "")
    return SectionFigures(
        np.array(centre),
        np.array(geometry.normal),
        np.array(row),
        contour,
        line("diameter_max_mm"),
        line("diameter_perpendicular_mm"),
        edge,
    )


class DiameterOverlay:
    """Both diameters of a section with their end marks and their values beside the vessel."""

    def __init__(self, overlay_id: str, figures: SectionFigures, language: str = "nl") -> None:
        self.id = overlay_id
        self.figures = figures
        self.language = language

    def paint(self, painter: QPainter, context: PaintContext, state: OverlayState) -> None:
        ink = QColor(resources.tokens()["colour"]["picture"]["measure"])
        painter.setPen(QPen(ink, 1.6))
        right = -1e9
        middle = 0.0
        labels: list[str] = []
        for line in (self.figures.largest, self.figures.perpendicular):
            if line is None:
                continue
            ends, value = line
            a, b = (QPointF(*p) for p in context.projection.to_widget(ends))
            painter.drawLine(a, b)
            for point in (a, b):
                painter.drawRect(QRectF(point.x() - 3, point.y() - 3, 6, 6))
                right = max(right, point.x())
            middle = context.projection.to_widget(self.figures.centre[None])[0][1]
            labels.append(f"{number(value, 1, self.language)} mm")
        if not labels:
            return
        font = QFont(painter.font())
        font.setPointSizeF(10.5)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        for i, text in enumerate(labels):
            place = QPointF(right + 12, middle + (i - 0.5) * 20 + 4)
            painter.setPen(QPen(QColor(0, 0, 0, 200), 3))
            for dx, dy in ((-1, 0), (1, 0), (0, -1), (0, 1)):
                painter.drawText(place + QPointF(dx, dy), text)
            painter.setPen(ink)
            painter.drawText(place, text)


def section_overlays(figures: SectionFigures, language: str = "nl") -> list[Overlay]:
    """Contour (by edge: lumen or outer wall) and diameters of a section."""
    overlays: list[Overlay] = []
    if figures.contour is not None:
        outer = figures.edge == "outer"
        overlays.append(
            ContourOverlay(
                "section-contour",
                [
                    Contour(
                        figures.contour,
                        "picture.outer_wall" if outer else "picture.lumen",
                        (5.0, 3.0) if outer else (),
                        2.0,
                    )
                ],
            )
        )
    overlays.append(DiameterOverlay("section-diameters", figures, language))
    return overlays


def show_section(view: SliceView, figures: SectionFigures, language: str = "nl") -> None:
    """Point a view at a section and lay its contour and diameters over it."""
    field = SMALLEST_FIELD_MM
    if figures.largest is not None:
        field = max(field, SURROUNDINGS * figures.largest[1])
    view.set_overlays(section_overlays(figures, language))
    view.change(
        plane=Plane.facing(figures.centre, figures.normal),
        orientation="oblique",
        focus_lps=tuple(float(c) for c in figures.centre),
        follows_focus=False,
        fit_mm=field,
        zoom_px_per_mm=None,
        pan_px=(0.0, 0.0),
        crosshair_visible=False,
    )


def section_picture(
    volume: Volume,
    findings: Sequence[Finding],
    *,
    window: tuple[float, float] | None = None,
    title: str = "",
    language: str = "nl",
) -> bytes | None:
    """PNG of the section of a group of findings, without patient data; None when it has no plane.

    `window` is (width, level); without it CT is shown as contrast vessels are read, other images by their own window.
    Must be called in the UI thread (it draws with a widget that is never shown).
    """
    figures = figures_of(findings)
    if figures is None:
        return None
    view = SliceView(volume, "oblique")
    try:
        view.resize(PICTURE_PX, PICTURE_PX)
        view.set_title(title)
        if window is None and volume.modality == "CT":
            window = CT_WINDOW
        if window is not None:
            view.change(window=window[0], level=window[1])
        show_section(view, figures, language)
        return png(view.grab_image(1.0))
    finally:
        view.release()
        view.deleteLater()


def png(image: QImage) -> bytes:
    """An image as PNG bytes."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.convertToFormat(QImage.Format.Format_RGB888).save(buffer, "PNG")  # type: ignore[call-overload]
    buffer.close()
    return bytes(data.data())


def thumbnail(data: bytes, width: int, height: int) -> QImage:
    """A PNG scaled to fit, smoothly."""
    image = QImage.fromData(data)
    return image.scaled(
        width, height, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
