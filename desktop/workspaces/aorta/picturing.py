"""Acts on loose measurements and key images: to the report, or as a picture in the draft."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from desktop import pictures
from desktop.workspaces.aorta import sending
from desktop.workspaces.aorta import state as st
from viewers.capture import key_image, png_bytes

if TYPE_CHECKING:
    from desktop.workspaces.aorta.core import AortaCore
    from desktop.workspaces.aorta.keeping import Keeper
    from desktop.workspaces.aorta.showing import Display
    from desktop.workspaces.aorta.views import AortaViews


class PictureHand(QObject):
    """Puts what is on screen into the draft."""

    def __init__(
        self,
        core: AortaCore,
        keeper: Keeper,
        display: Display,
        views: AortaViews,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.desk, self.core, self.keeper, self.display, self.views = core.desk, core, keeper, display, views
        annotations = views.annotations
        annotations.selection_changed.connect(lambda _id: self._select_annotation())
        annotations.altered.connect(self._annotations_altered)
        annotations.refused.connect(lambda why: self.desk.messages.warning(why, key="aorta-read-only"))
        display.panel.report_wanted.connect(self._report)
        display.panel.key_image_wanted.connect(self._key_image_of_row)
        views.key_image_wanted.connect(self._key_image_of_view)

    def _select_annotation(self) -> None:
        self.display.annotation = self.views.annotations.selected
        self.display.show_card()

    def _annotations_altered(self) -> None:
        if self.display.annotation is not None:
            self._select_annotation()

    def _report(self, reported: bool) -> None:
        annotation = self.display.annotation
        if annotation is None:
            return
        text = self.tr("To report") if reported else self.tr("Not in the report")
        self.core.change(self.core.state.with_reported(annotation.id, reported=reported), text)
        self.display.show_card()

    def make(self, act: str) -> None:
        """A key image of the section or of the curved view."""
        if act == "key_section":
            row = self.display.selected
            caption = sending.report_words(
                sending.SECTION_CAPTION, self.core.language, name=self._report_name(row)
            )
            self._add_picture(self._shot(self.views.section), caption, row)
        elif act == "key_cpr":
            self._key_image_of_view(self.views.cpr)

    def _shot(self, view: Any) -> bytes:
        return png_bytes(key_image(view, marker=self._report_marker()).image)

    def _report_marker(self) -> str:
        return sending.report_words("PRELIMINARY", self.core.language)

    def _key_image_of_view(self, view: object) -> None:
        """K over a view, or the menu: the view as it is, without identity."""
        if view is self.views.section:
            self.make("key_section")
            return
        source = sending.CPR_CAPTION if view is self.views.cpr else sending.PLANE_CAPTION
        self._add_picture(self._shot(view), sending.report_words(source, self.core.language), "")

    def _report_name(self, row: str) -> str:
        return st.row_name(row, self.core.language) if row else "Aorta"

    def _key_image_of_row(self, key: str) -> None:
        """The section of an accepted row as it goes into the report."""
        volume, members = self.core.volume, self.keeper.members(key)
        png = (
            pictures.section_picture(volume, members, language=self.core.language)
            if volume is not None and members
            else None
        )
        if png is None:
            self.desk.messages.warning(
                self.tr("This row has no section in the draft."), self.tr("Accept it first.")
            )
            return
        caption = sending.report_words(
            sending.SECTION_CAPTION, self.core.language, name=self._report_name(key)
        )
        self._add_picture(png, caption, key)

    def _add_picture(self, png: bytes, caption: str, row: str) -> None:
        case = self.keeper.case
        if case is None or case.content is None or self.core.read_only:
            self.desk.messages.warning(self.core.read_only or self.tr("There is no draft to add it to."))
            return
        ids = [f.id for f in self.keeper.members(row)] if row else []
        if case.add_key_image(png, caption, ids, self.tr("Add key image")) is not None:
            self.desk.messages.info(self.tr("The picture is in the draft."))
