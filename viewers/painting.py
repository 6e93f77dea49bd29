"""Painting a slice view: the picture, then overlays, lines, annotations and words, from the view's state alone.

Functions only; what is shown comes from the `SliceView` given, and nothing is remembered here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtGui import QImage, QPainter, QPolygonF, QTransform

from viewers import facts, furniture, growth, style
from viewers.furniture import ReferenceLine
from viewers.overlays.base import PaintContext, polygon_of
from viewers.overlays.labels import picture_transform
from viewers.plane import PictureGrid, Projection, clip_to_box
from viewers.tools.drawing import paint_annotations

if TYPE_CHECKING:
    from viewers.view import SliceView

#: above this many screen pixels a voxel the voxels themselves are shown
NEAREST_PX = 8


def paint_slice(view: SliceView, painter: QPainter, dpr: float) -> None:
    """All that lies below the strip; the view has a volume."""
    box, state, source = view.picture_rect(), view.state, view.source
    if source is None:
        return
    projection = view.projection()
    _, grid = view.pictures.values(state, projection, box, dpr, full=view.draws_full)
    painter.setClipRect(box)
    orientation = source.orientation_of(state.plane)
    _paint_bottom(view, painter, dpr, projection, grid, orientation)
    if view.growth is not None:
        _paint_what_waits(view, painter, box, projection, orientation)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    context = PaintContext(
        projection,
        state.plane,
        grid,
        box,
        orientation,
        source.index(orientation, state.plane.origin) if orientation else -1,
        view.half_depth_mm(),
        2 * source.step_along(state.plane) + 1e-6,
    )
    if state.overlays_visible:
        for overlay in view.overlays:
            shown = state.overlay(overlay.id)
            if shown.visible:
                overlay.paint(painter, context, shown)
    if state.crosshair_visible:
        focus = view.to_widget(state.focus_lps)
        furniture.paint_references(painter, projection, box, reference_lines(view), focus)
        view.mouse.paint_turners(painter)
    if state.overlays_visible:
        for points in view.points:
            points.paint(painter, context)
    if state.annotations_visible:
        paint_annotations(
            painter, context, view.annotations, view.mouse.live, view.mouse.hovered, view.locale()
        )
        if view.tools.tool is not None:
            view.tools.tool.paint(painter, context)
    view.mouse.paint(painter)
    if not view.is_grabbed:
        view.key_pointer.paint(painter)
    paint_words(view, painter, box, projection)


def _paint_what_waits(
    view: SliceView, painter: QPainter, box: QRectF, projection: Projection, orientation: str | None
) -> None:
    """Hatch where slices haven't been read yet, with the number of one that is shown whole."""
    state, source = view.state, view.source
    if view.growth is None or source is None:
        return
    runs = view.growth.missing_runs(state.time_index)
    slab = state.slab_mode != "none" and state.slab_mm > 0
    growth.paint_missing(painter, box, projection, source.grid, runs, slab)
    if orientation is None or source.axis(orientation) != 0 or slab:
        return
    index = source.index(orientation, state.plane.origin)
    if any(first <= index < after for first, after in runs):
        words = QCoreApplication.translate("SliceView", "slice {number} hasn't been read yet")
        growth.paint_waiting(painter, box, words.format(number=index + 1))


def _paint_bottom(
    view: SliceView,
    painter: QPainter,
    dpr: float,
    projection: Projection,
    grid: PictureGrid,
    orientation: str | None,
) -> None:
    """The picture, and the hatch where a free plane leaves the volume."""
    box, state, source = view.picture_rect(), view.state, view.source
    smooth = state.interpolation != "nearest" and grid.spacing_mm[0] * projection.px_per_mm <= NEAREST_PX
    image = view.pictures.image(state)

    def draw(onto: QPainter) -> None:
        onto.setClipRect(box)
        paint_picture(onto, box, projection, grid, image, smooth)
        if orientation is None and source is not None:
            cut = clip_to_box(source.corners_lps(), projection.plane())
            shape = polygon_of(projection.to_widget(cut)) if len(cut) else QPolygonF()
            furniture.paint_outside(onto, box, shape)

    if view.is_grabbed:
        draw(painter)
        return
    # the image is made anew whenever its values or its look change; it stays alive with the pictures
    key = (image.cacheKey(), projection, grid, smooth, orientation)
    view.bottom.paint(painter, key, view.size(), dpr, draw)


def paint_picture(
    painter: QPainter, box: QRectF, projection: Projection, grid: PictureGrid, image: QImage, smooth: bool
) -> None:
    """The coloured slice where it lies, black only where it doesn't reach: filling under it costs as much again."""
    transform = picture_transform(projection, grid)
    shown = QRectF(0, 0, grid.columns, grid.rows)
    if _is_upright(transform):
        covered = transform.mapRect(shown)
        inner = QRectF(covered.adjusted(1, 1, -1, -1))
        for part in _around(box, inner):
            painter.fillRect(part, style.colour("surface.image"))
    else:
        painter.fillRect(box, style.colour("surface.image"))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
    painter.setTransform(transform, True)
    painter.drawImage(shown, image)
    painter.restore()


def _is_upright(transform: QTransform) -> bool:
    """Whether the picture's sides run along the screen's (any flip or quarter turn does)."""
    straight = abs(transform.m12()) + abs(transform.m21()) < 1e-9
    turned = abs(transform.m11()) + abs(transform.m22()) < 1e-9
    return straight or turned


def _around(outer: QRectF, inner: QRectF) -> list[QRectF]:
    """The parts of `outer` that `inner` leaves free."""
    kept = outer.intersected(inner)
    if kept.isEmpty():
        return [outer]
    parts = [
        QRectF(outer.left(), outer.top(), outer.width(), kept.top() - outer.top()),
        QRectF(outer.left(), kept.bottom(), outer.width(), outer.bottom() - kept.bottom()),
        QRectF(outer.left(), kept.top(), kept.left() - outer.left(), kept.height()),
        QRectF(kept.right(), kept.top(), outer.right() - kept.right(), kept.height()),
    ]
    return [part for part in parts if part.width() > 0 and part.height() > 0]


#: room for the scale bar below the words at the right
SCALE_ROOM_PX = 26


def paint_words(view: SliceView, painter: QPainter, box: QRectF, projection: Projection) -> None:
    """Place, notes, marks, legend, scale bar and orientation letters; the marks can't be switched off."""
    state = view.state
    ink, warning = style.colour("text.on_image"), style.colour("status.preliminary.text")
    roomy = state.texts == "all" and box.width() >= furniture.SMALL_PX
    corners = view.habits.corners
    lines = []
    # a section that the caller describes in its notes needs no coordinates of its own
    is_described = bool(view.notes) and view.source_orientation() == "oblique"
    if (state.texts != "none" or view.is_preview) and not is_described:
        lines.append((facts.position_text(view), ink))
    if roomy:
        thickness = facts.thickness_text(view) if corners.thickness else ""
        lines += [(text, ink) for text in (*view.notes, thickness) if text]
    if view.timeline is not None and state.texts != "none":
        lines.append((facts.time_text(view), ink))
    lines += [(mark, warning) for mark in facts.marks(view)]
    if view.growth is not None:
        lines.append((view.growth.words(), warning))
    if view.is_turned:
        lines.append((QCoreApplication.translate("SliceView", "TURNED: not the table's plane"), warning))
    if view.is_preview:
        lines.append((QCoreApplication.translate("SliceView", "PREVIEW"), warning))
    if view.marker:
        lines.append((view.marker, warning))
    if roomy:
        furniture.paint_legend(painter, box, view.legend, above=len(lines))
    style.plate(painter, lines, box)
    if roomy and box.height() >= furniture.SMALL_PX:
        if (
            corners.series and not view.is_grabbed
        ):  # a picture that leaves the program doesn't say of which study
            style.plate(painter, [(text, ink) for text in facts.series_lines(view)], box, top=True)
        right = [
            text
            for text in (
                facts.acquisition_text(view) if corners.acquisition else "",
                facts.zoom_text(view) if corners.zoom else "",
            )
            if text
        ]
        above = box.adjusted(0, 0, 0, -SCALE_ROOM_PX)
        style.plate(painter, [(text, ink) for text in right], above, right=True)
    furniture.paint_scale_bar(painter, box, projection.px_per_mm, view.locale())
    furniture.paint_letters(painter, box, np.asarray(projection.right), np.asarray(projection.down))


def reference_lines(view: SliceView) -> list[ReferenceLine]:
    """Where the planes of the linked views cut this one."""
    if view.group is None:
        return []
    found = []
    for other in view.group.linked_to(view.model):
        position = other.slice_position()
        state = other.state
        if not state.plane.parallel_to(view.state.plane):
            slab = state.slab_mm if state.slab_mode != "none" else 0.0
            number = str(position[0] + 1) if position else ""
            found.append(ReferenceLine(state.plane, state.orientation, number, slab))
    return found
