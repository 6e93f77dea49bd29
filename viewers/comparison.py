"""Two volumes side by side: an earlier one at the left, the present one at the right, and how they are linked.

Each side has a banner of its own that says which it is; the earlier one also has a dashed frame in the colour of
priors, so that they can't be mistaken. Linked views share level, cursor, place and scale in millimetres, and window
within one modality. Views of another frame of reference are linked by hand or by a registration that somebody accepted;
such a link moves pictures only and is never geometry of a measurement (specs/viewers.md 7.3).

Knows no patients: identity, dates and marks are words that the caller gives.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from studies.volume import Volume
from viewers import style
from viewers.plane import vector
from viewers.slicing import SliceSource
from viewers.state import SyncGroup, ViewState
from viewers.tools.measure import measurer
from viewers.view import SliceView

BANNER_PX = 30
FRAME_PX = 2
GAP_PX = 2
ORIENTATIONS = ("axial", "coronal", "sagittal")
#: what a linked view takes over from the other besides place and scale
SHARED = ("flip_h", "flip_v", "rotate_quarter", "slab_mm", "slab_mode")


@dataclass(frozen=True, slots=True)
class Tag:
    """Words of a banner: a short word in a box, the date, and what it is."""

    word: str = ""
    date: str = ""
    text: str = ""


class Banner(QWidget):
    """One line above a side: tag, date, description. The date is never shortened."""

    def __init__(self, colour: str, *, dashed: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colour, self._dashed = colour, dashed
        self._room = (0, 0)
        self.tag = Tag()
        self.setFixedHeight(BANNER_PX)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_tag(self, tag: Tag) -> None:
        self.tag = tag
        words = " ".join(part for part in (tag.word, tag.date, tag.text) if part)
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.update()

    def keep_free(self, left: int, right: int) -> None:
        """Pixels at both ends that something else stands on."""
        if (left, right) != self._room:
            self._room = (left, right)
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillRect(self.rect(), style.colour("surface.app"))
            if self.tag.word:
                self._paint_words(painter)
        finally:
            painter.end()

    def _paint_words(self, painter: QPainter) -> None:
        colour, middle = style.colour(self._colour), self.height() / 2
        bold, small = style.font("strong", 600), style.font("body")
        boxed, plain = QFontMetricsF(bold), QFontMetricsF(small)
        left, right = self._room
        box = QRectF(left + 8.5, 4.5, boxed.horizontalAdvance(self.tag.word) + 16, self.height() - 9)
        painter.setPen(style.pen(colour, 1.5, (4.0, 3.0) if self._dashed else ()))
        painter.drawRoundedRect(box, 3, 3)
        painter.setFont(bold)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.tag.word)
        x = box.right() + 10
        base = middle + (boxed.ascent() - boxed.descent()) / 2
        painter.drawText(QPointF(x, base), self.tag.date)
        x += boxed.horizontalAdvance(self.tag.date) + 10
        painter.setFont(small)
        painter.setPen(style.colour("text.secondary"))
        room = max(0.0, self.width() - right - x - 8)
        shown = plain.elidedText(self.tag.text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QPointF(x, base), shown)


class Side(QWidget):
    """A banner, and below it one slice view within a frame."""

    def __init__(self, colour: str, *, dashed: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colour, self._dashed = colour, dashed
        self.banner = Banner(colour, dashed=dashed, parent=self)
        self.view = SliceView(None, "axial", parent=self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(FRAME_PX, 0, FRAME_PX, FRAME_PX)
        layout.setSpacing(0)
        layout.addWidget(self.banner)
        layout.addWidget(self.view, 1)

    def show_volume(
        self,
        volume: Volume | None,
        orientation: str,
        *,
        identity: Sequence[str] = (),
        tag: Tag | None = None,
        marker: str = "",
        empty: tuple[str, str] = ("", ""),
    ) -> None:
        """Show a volume under its own identity and tag; None: the empty state in words."""
        view = self.view
        for annotation in list(view.annotations):
            view.annotations.put(annotation, None)  # lengths of another volume
        view.annotations.undo_stack.clear()
        view.set_volume(volume, orientation, empty=empty)
        if volume is not None:
            view.annotations.set_measure(measurer(volume))
        view.set_identity(identity)
        view.set_marker(marker)
        shown = tag or Tag()
        self.banner.show_tag(shown)
        view.set_notes([" ".join((shown.word, shown.date))] if volume is not None and shown.word else [])

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.fillRect(self.rect(), style.colour("surface.app"))
            if self._dashed and self.view.volume is not None:
                painter.setPen(style.pen(style.colour(self._colour), FRAME_PX, (6.0, 4.0)))
                painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        finally:
            painter.end()


class LinkChip(QAbstractButton):
    """On the seam: a chain, and in words how the two sides are linked; a press links them by hand, or lets go."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = ""
        self.setFixedHeight(BANNER_PX)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def kind(self) -> str:
        return self._kind

    def show_kind(self, kind: str, words: str) -> None:
        """`kind` as `SyncGroup.link_kind`; empty hides the chip."""
        self._kind = kind
        self.setVisible(bool(kind))
        self.setText(words)
        self.setAccessibleName(words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(
            round(QFontMetricsF(style.font("caption")).horizontalAdvance(self.text())) + 46, BANNER_PX
        )

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        tone = {"same": "ok", "registration": "info", "manual": "warn"}.get(self._kind, "neutral")
        fore = style.colour(f"status.{tone}.text")
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillRect(self.rect(), style.colour("surface.app"))
            box = QRectF(self.rect()).adjusted(2.5, 4.5, -2.5, -4.5)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(style.colour(f"status.{tone}.soft"))
            painter.drawRoundedRect(box, 3, 3)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(style.pen(fore, 1.6))
            x, y = box.left() + 8, box.center().y()
            apart = 5 if self._kind == "none" else 0
            painter.drawRoundedRect(QRectF(x, y - 3, 10, 6), 3, 3)
            painter.drawRoundedRect(QRectF(x + 7 + apart, y - 3, 10, 6), 3, 3)
            painter.setFont(style.font("caption"))
            room = box.adjusted(31, 0, -4, 0)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
            if self.hasFocus():
                painter.setPen(style.pen(style.colour("line.focus"), 2))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 3, 3)
        finally:
            painter.end()


class ComparisonView(QWidget):
    """Earlier | present, equally wide. Which volumes, words and marks is told; the widget only links and draws."""

    #: how the sides are linked now: ``same``, ``registration``, ``manual`` or ``none``; "" with one side
    link_changed = Signal(str)
    orientation_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.group = SyncGroup(self, link_window=True)
        self.prior = Side("picture.prior", dashed=True, parent=self)
        self.present = Side("text.primary", dashed=False, parent=self)
        self.chip = LinkChip(self)
        self._orientation = "axial"
        self._busy = False
        self._told = ""
        self._is_proposal = False
        self._row = layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP_PX)
        layout.addWidget(self.prior, 1)
        layout.addWidget(self.present, 1)
        for view in self.views():
            view.installEventFilter(self)
            view.model.changed.connect(self._moved)
            view.set_group(self.group)
        self.group.members_changed.connect(self._show_kind)
        self.chip.clicked.connect(self.toggle_link)
        self.chip.hide()
        self._name_views()

    def views(self) -> tuple[SliceView, SliceView]:
        """(earlier, present)."""
        return self.prior.view, self.present.view

    # ------------------------------------------------------------ what is shown
    def show_present(self, volume: Volume, **words: Any) -> None:
        """The present volume; `words` as `Side.show_volume`."""
        self.group.unlink(self.prior.view.model)
        self.present.show_volume(volume, self._orientation, **words)
        self._begin()

    def show_prior(self, volume: Volume | None, **words: Any) -> None:
        """The earlier volume, or none with what to do in words. A link by hand of another one is forgotten."""
        self.group.unlink(self.prior.view.model)
        self.group.enabled = True
        self.prior.show_volume(volume, self._orientation, **words)
        self.prior.update()
        earlier, now = self.views()
        if volume is not None and now.volume is not None and volume.modality == now.volume.modality:
            state = now.state
            earlier.change(window=state.window, level=state.level, invert=state.invert)
        self._begin()

    def _begin(self) -> None:
        """Start at the same place where the sides share a space; else each at its own."""
        earlier, now = self.views()
        if self.kind() == "same":
            point = self.group.point_for(now.model, earlier.model, now.state.focus_lps)
            if point is not None:
                earlier.model.look_at(point)
            self._follow(now, earlier)
        self._name_views()
        self._show_kind()

    def look_at(self, point_lps: ArrayLike) -> None:
        """Put the present side, and what is linked to it, at a point of its own space."""
        self.present.view.move_crosshair(point_lps)

    @property
    def orientation(self) -> str:
        return self._orientation

    def set_orientation(self, orientation: str) -> None:
        """Both sides in this plane, through their own cursors."""
        if orientation not in ORIENTATIONS or orientation == self._orientation:
            return
        self._orientation = orientation
        for view in self.views():
            source = view.source
            if source is not None:
                self._turn(view, source, orientation)
        if self.kind() not in ("", "none"):
            earlier, now = self.views()
            self._follow(now, earlier)
        self._name_views()
        self.orientation_changed.emit(orientation)

    def _turn(self, view: SliceView, source: SliceSource, orientation: str) -> None:
        plane = source.plane(orientation, source.index(orientation, view.state.focus_lps))
        self._busy = True
        try:
            view.change(
                plane=plane, orientation=orientation, zoom_px_per_mm=None, pan_px=(0.0, 0.0),
                flip_h=False, flip_v=False, rotate_quarter=0,
            )  # fmt: skip
        finally:
            self._busy = False

    def _name_views(self) -> None:
        names = {"axial": self.tr("Axial"), "coronal": self.tr("Coronal"), "sagittal": self.tr("Sagittal")}
        for side in (self.prior, self.present):
            side.view.set_title(names[self._orientation])

    # ------------------------------------------------------------ linking
    def kind(self) -> str:
        """How the sides are linked; "" while one of them is empty."""
        earlier, now = self.views()
        if earlier.volume is None or now.volume is None:
            return ""
        return self.group.link_kind(earlier.model, now.model) if self.group.enabled else "none"

    def kind_words(self, kind: str) -> str:
        return {
            "same": self.tr("same space"),
            "registration": self.tr("proposal") if self._is_proposal else self.tr("registration"),
            "manual": self.tr("linked by hand"),
            "none": self.tr("not linked"),
        }.get(kind, "")

    def link_by_hand(self) -> None:
        """Take the present difference of place between the sides as their offset."""
        earlier, now = self.views()
        if not self.kind():
            return
        self.group.enabled = True
        if self.group.link_kind(earlier.model, now.model) != "same":
            offset = np.asarray(earlier.state.focus_lps) - np.asarray(now.state.focus_lps)
            self.group.link_by_hand(earlier.model, offset)
        self._follow(now, earlier)
        self._show_kind()

    @property
    def is_proposal(self) -> bool:
        """Whether the registration is still to be accepted by somebody."""
        return self._is_proposal

    def accept_registration(self) -> None:
        """Somebody judged the registration and accepts it."""
        self._is_proposal = False
        self._show_kind()

    def link_by_registration(self, matrix: ArrayLike, *, is_proposal: bool = False) -> None:
        """Link by a rigid transform (4x4, mm) from the present side's points to the earlier side's.

        A proposal is shown as such until `accept_registration`.
        """
        earlier, now = self.views()
        if not self.kind():
            return
        self._is_proposal = is_proposal
        self.group.enabled = True
        self.group.link_by_registration(earlier.model, matrix)
        point = self.group.point_for(now.model, earlier.model, now.state.focus_lps)
        if point is not None:
            earlier.model.look_at(point)
        self._follow(now, earlier)
        self._show_kind()

    def unlink(self) -> None:
        """Let each side go its own way."""
        earlier, now = self.views()
        if self.group.link_kind(earlier.model, now.model) == "same":
            self.group.enabled = False  # they share a space: the link is only switched off
        else:
            self.group.unlink(earlier.model)
        self._show_kind()

    def toggle_link(self) -> None:
        if self.kind() == "none":
            self.link_by_hand()
        else:
            self.unlink()

    def _moved(self, old: ViewState, new: ViewState) -> None:
        if self._busy or self.kind() in ("", "none"):
            return
        fields: tuple[str, ...] = ("zoom_px_per_mm", "pan_px", *SHARED)
        if self.kind() == "registration":
            fields = (*fields, "focus_lps")  # a turned space shifts from level to level
        if all(getattr(old, name) == getattr(new, name) for name in fields):
            return
        earlier, now = self.views()
        source, target = (earlier, now) if self.sender() is earlier.model else (now, earlier)
        self._follow(source, target)

    def _follow(self, source: SliceView, target: SliceView) -> None:
        """The same piece of the body, as large, in the other view."""
        middle = source.picture_rect().center()
        point = self.group.point_for(source.model, target.model, source.to_lps(middle))
        if self._busy or point is None:
            return
        self._busy = True
        try:
            shared = {name: getattr(source.state, name) for name in SHARED}
            target.change(zoom_px_per_mm=source.projection().px_per_mm, pan_px=(0.0, 0.0), **shared)
            found, centre = target.to_widget(vector(point)), target.picture_rect().center()
            target.change(pan_px=(centre.x() - found.x(), centre.y() - found.y()))
        finally:
            self._busy = False

    def _show_kind(self) -> None:
        kind = self.kind()
        self.chip.show_kind(kind, self.kind_words(kind))
        self._place_chip()
        if kind != self._told:
            self._told = kind
            self.link_changed.emit(kind)

    # ------------------------------------------------------------ form
    def _place_chip(self) -> None:
        self.chip.resize(self.chip.sizeHint())
        half = 0 if self.chip.isHidden() else self.chip.width() // 2
        self.prior.banner.keep_free(0, half)
        self.present.banner.keep_free(half, 0)
        self.chip.move((self.width() - self.chip.width()) // 2, 0)
        self.chip.raise_()

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        # to the pixel equally wide: an odd one is left over at the right
        self._row.setContentsMargins(0, 0, (self.width() - GAP_PX) % 2, 0)
        self._place_chip()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyRelease:
            self._show_kind()  # the key that switches links acts on the group
        elif event.type() == QEvent.Type.Resize and watched is self.prior.view:
            earlier, now = self.views()
            if self.kind() not in ("", "none") and earlier.size() == now.size():
                self._follow(now, earlier)
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._name_views()
            self._show_kind()
        super().changeEvent(event)

    def release(self) -> None:
        """Let go of both volumes."""
        for view in self.views():
            view.removeEventFilter(self)
            view.release()


__all__ = ["Banner", "ComparisonView", "LinkChip", "Side", "Tag"]
