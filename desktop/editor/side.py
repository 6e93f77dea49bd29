"""The right-hand panel of the report face: what is missing, the measurements, the key images, the way on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QImage
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QLineEdit,
    QScrollArea,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop import content as edits
from desktop import parts
from desktop.chips import Chip, Look
from desktop.editor.points import Point
from desktop.editor.rows import PointRow, Thumbnail
from desktop.screen import Translated
from measurements.finding import Origin
from report_templates import numbers

if TYPE_CHECKING:
    from desktop.case import Case
    from desktop.desk import Desk
    from measurements.finding import Finding

NAME, VALUE, UNIT, SOURCE = range(4)
#: most of the panel that the open points take before they scroll
POINTS_HEIGHT = 290
LOW_POINTS_HEIGHT = 168
#: widths of value, unit and source; the name takes the rest
COLUMNS = {1: 98, 2: 46, 3: 80}
UNITS = {"mm2": "mm²", "cm2": "cm²", "[hnsf'U]": "HU", "ml/min/100g": "ml/min/100 g", "1": ""}


class SidePanel(Translated):
    """Lists of one draft; every act is handed to the face that owns it."""

    act_wanted = Signal(object)
    jump_wanted = Signal(str)
    hand_back_wanted = Signal()
    submit_wanted = Signal()
    insert_wanted = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.case: Case | None = None
        theme = desk.theme
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "panel")
        page = parts.column((0, 0, 0, 0), 0, self)
        head = parts.row((12, 9, 12, 9), 8)
        self.missing_title = parts.text(theme, "", "heading", "primary")
        self.missing_chip = Chip(theme)
        head.addWidget(self.missing_title)
        head.addWidget(self.missing_chip)
        head.addStretch(1)
        page.addLayout(head)
        page.addWidget(parts.rule())
        self._points_box = QWidget()
        self.points: QVBoxLayout = parts.column((0, 0, 0, 0), 0, self._points_box)
        self.points_area = QScrollArea()
        self.points_area.setWidgetResizable(True)
        self.points_area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.points_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.points_area.setWidget(self._points_box)
        page.addWidget(self.points_area)
        self.measure_title, self.measure_note, line = self._heading()
        page.addLayout(line)
        page.addWidget(self._make_table(), 1)
        self.image_title, self.image_note, line = self._heading()
        page.addWidget(parts.rule())
        page.addLayout(line)
        page.addWidget(self._make_images())
        page.addWidget(parts.rule())
        buttons = parts.row((12, 10, 12, 10), 8)
        self.hand_back = parts.Button(theme, "secondary")
        self.hand_back.clicked.connect(self.hand_back_wanted)
        self.submit = parts.Button(theme, "primary", "submitted")
        self.submit.clicked.connect(self.submit_wanted)
        self.submit.refused.connect(lambda _reason: self.submit_wanted.emit())
        buttons.addWidget(self.hand_back)
        buttons.addStretch(1)
        buttons.addWidget(self.submit)
        page.addLayout(buttons)
        self._groups: list[str] = []
        self._shown_findings: tuple[Finding, ...] | None = None
        self._shown_images: tuple[object, ...] | None = None
        self._chosen = ""
        self._blocking = 0
        self.retranslate()

    def _heading(self) -> tuple[QLabel, QLabel, Any]:
        theme = self.desk.theme
        line = parts.row((12, 8, 12, 6), 10)
        title = parts.text(theme, "", "heading", "primary")
        note = parts.text(theme, "", "caption", "muted")
        line.addWidget(title)
        line.addWidget(note, 1)
        return title, note, line

    def _make_table(self) -> QTableWidget:
        self.table = QTableWidget(0, 4)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setShowGrid(False)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(24)
        self.table.setMinimumHeight(120)
        self.table.setWordWrap(False)
        # where a name doesn't fit its end tells the levels apart: "Aorta … midden", "Aorta … distaal"
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(30)
        for column, width in COLUMNS.items():
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            self.table.setColumnWidth(column, width)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.table.cellClicked.connect(self._cell_clicked)
        self.table.cellActivated.connect(self._cell_clicked)
        return self.table

    def _make_images(self) -> QWidget:
        theme = self.desk.theme
        box = QWidget()
        page = parts.column((0, 0, 0, 0), 4, box)
        strip = QWidget()
        self.images: Any = parts.row((12, 0, 12, 2), 6, strip)
        self.images_area = QScrollArea()
        self.images_area.setWidgetResizable(True)
        self.images_area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.images_area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.images_area.setFixedHeight(Thumbnail.SIZE.height() + 14)
        self.images_area.setWidget(strip)
        page.addWidget(self.images_area)
        self.no_images = parts.text(theme, "", "caption", "muted", wrap=True)
        self.no_images.setContentsMargins(12, 0, 12, 8)
        page.addWidget(self.no_images)
        self.image_edit = QWidget()
        line = parts.row((12, 0, 12, 8), 4, self.image_edit)
        self.caption = QLineEdit()
        self.caption.editingFinished.connect(self._caption_changed)
        self.earlier = parts.IconButton(theme, "undo", 14)
        self.later_ = parts.IconButton(theme, "redo", 14)
        self.remove = parts.IconButton(theme, "close", 14)
        self.earlier.setText("‹")
        self.later_.setText("›")
        for button in (self.earlier, self.later_):
            button.setProperty("icon_token", "")
            button.setIcon(button.icon().__class__())
        self.earlier.clicked.connect(lambda: self._move(-1))
        self.later_.clicked.connect(lambda: self._move(1))
        self.remove.clicked.connect(self._remove)
        line.addWidget(self.caption, 1)
        for button in (self.earlier, self.later_, self.remove):
            line.addWidget(button)
        page.addWidget(self.image_edit)
        return box

    # ------------------------------------------------------------------ shown
    def set_case(self, case: Case | None) -> None:
        self.case = case
        self._shown_findings = self._shown_images = None
        self._chosen = ""
        parts.empty(self.points)
        parts.empty(self.images)
        self.table.setRowCount(0)

    def show_points(self, points: Sequence[Point]) -> None:
        """The open points, required first."""
        parts.empty(self.points)
        for point in points:
            self.points.addWidget(PointRow(self.desk.theme, point, self.act_wanted.emit))
        if not points:
            line = parts.Check(self.desk.theme, self.tr("Everything that must be there is there."))
            line.setContentsMargins(12, 4, 12, 4)
            self.points.addWidget(line)
        self.points.addStretch(1)
        self._blocking = sum(p.blocks for p in points)
        self.missing_chip.setVisible(bool(points))
        self._show_count()
        self._fit_points()

    def _fit_points(self) -> None:
        """As high as the rows are at this width, up to the room that there is."""
        room = POINTS_HEIGHT if self.height() > 700 else LOW_POINTS_HEIGHT
        width, needed = self.width(), 0
        for i in range(self.points.count()):
            item = self.points.itemAt(i)
            widget = item.widget() if item is not None else None
            if widget is not None:
                tall = widget.heightForWidth(width) if widget.hasHeightForWidth() else -1
                needed += max(tall, widget.sizeHint().height() if tall < 0 else 0)
        self.points_area.setFixedHeight(max(40, min(room, needed + 2)))

    def point_rows(self) -> list[PointRow]:
        return [r for r in self._points_box.findChildren(PointRow) if not r.isHidden()]

    def _show_count(self) -> None:
        n = self._blocking
        if n == 0:
            words = self.tr("only advice")
        else:
            words = self.tr("1 point") if n == 1 else self.tr("{n} points").format(n=n)
        self.missing_chip.show_status(Look("missing", words, "warn" if n else "neutral"), words)

    def show_submit(self, words: str, reason: str, hand_back: str) -> None:
        """The primary button with what stands in its way, and why handing back isn't possible (empty: it is)."""
        self.submit.setText(words)
        self.submit.block(reason)
        self.hand_back.block(hand_back)

    def show_content(self) -> None:
        """Measurements and key images as they are now; drawn anew only when they are others."""
        case = self.case
        content = case.content if case is not None else None
        if case is None or content is None:
            return
        if content.findings != self._shown_findings:
            self._shown_findings = content.findings
            self._show_table()
        if content.key_images != self._shown_images:
            self._shown_images = content.key_images
            self._show_images()
        editable = not case.read_only_because
        self.caption.setReadOnly(not editable)
        for button in (self.earlier, self.later_, self.remove):
            button.setEnabled(editable)

    def _show_table(self) -> None:
        case = self.case
        if case is None or case.content is None:
            return
        content, theme = case.content, self.desk.theme
        groups = edits.groups(content.findings)
        self._groups = list(groups)
        bold = theme.font("strong")
        self.table.setRowCount(len(groups))
        traced = 0
        for i, members in enumerate(groups.values()):
            value, unit = figure_of(members, content.language)
            source, tip, whole = self._source(members)
            traced += whole
            cells = (members[0].label or members[0].group, value, unit, source)
            for column, words in enumerate(cells):
                cell = QTableWidgetItem(words)
                if column == NAME:
                    cell.setIcon(theme.icon("jump", "accent.base"))
                if column == VALUE:
                    cell.setFont(bold if members[0].value is not None else QFont(theme.font("body")))
                    cell.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                if column in (UNIT, SOURCE):
                    cell.setFont(theme.font("caption"))
                    cell.setForeground(
                        theme.colour("text.muted" if column == UNIT or whole else "status.warn.text")
                    )
                cell.setToolTip(tip if column == SOURCE else members[0].withheld or words)
                self.table.setItem(i, column, cell)
        self.measure_note.setText(
            self.tr("{n} · all with unit and source").format(n=len(groups))
            if traced == len(groups) and groups
            else self.tr("{n} · {m} without unit or source").format(n=len(groups), m=len(groups) - traced)
            if groups
            else self.tr("none yet")
        )

    def _source(self, members: Sequence[Finding]) -> tuple[str, str, bool]:
        """Slice of the image that the value points at, how it was made, and whether unit and source are there."""
        first = members[0]
        valued = [f for f in members if f.value is not None]
        if not valued:
            return "–", first.withheld, True
        images = first.source.sop_instance_uids
        whole = all(f.unit and f.source.series_instance_uid and f.source.sop_instance_uids for f in valued)
        series = self.case.volume.series if self.case is not None and self.case.volume is not None else None
        origin = {
            Origin.MANUAL: self.tr("by hand"),
            Origin.SEMI_AUTOMATIC: self.tr("semi-automatic"),
            Origin.AI: self.tr("AI"),
        }[first.origin]
        if not whole:
            return self.tr("missing"), self.tr("unit or image reference is missing"), False
        if series is not None and images[0] in series.sop_instance_uids:
            number = series.sop_instance_uids.index(images[0]) + 1
            return self.tr("slice {n}").format(n=number), origin, True
        return self.tr("image"), origin, True

    def _cell_clicked(self, row: int, _column: int) -> None:
        if self.case is None or row >= len(self._groups):
            return
        found = next((f for f in self.case.findings if f.group == self._groups[row]), None)
        if found is not None:
            self.jump_wanted.emit(found.id)

    # ------------------------------------------------------------------ key images
    def _show_images(self) -> None:
        parts.empty(self.images)
        case = self.case
        if case is None or case.content is None:
            return
        images = case.content.key_images
        names = [i.sha256 for i in images]
        if self._chosen not in names:
            self._chosen = names[0] if names else ""
        preliminary = case.report is None or case.report.authorised_at is None
        for image in images:
            made = Thumbnail(
                self.desk.theme, image.sha256, QImage.fromData(case.file(image.sha256)), image.caption
            )
            made.preliminary = preliminary
            made.is_chosen = image.sha256 == self._chosen
            made.chosen.connect(self._choose)
            self.images.addWidget(made)
        self.images.addStretch(1)
        self.images_area.setVisible(bool(images))
        self.image_edit.setVisible(bool(images))
        self.no_images.setVisible(not images)
        self.image_note.setText(
            self.tr("{n} in the report").format(n=len(images)) if images else self.tr("none yet")
        )
        self._show_chosen()

    def thumbnails(self) -> list[Thumbnail]:
        return [t for t in self.findChildren(Thumbnail) if not t.isHidden()]

    def _choose(self, sha256: str) -> None:
        self._chosen = sha256
        for thumb in self.thumbnails():
            thumb.is_chosen = thumb.sha256 == sha256
            thumb.update()
        self._show_chosen()

    def _show_chosen(self) -> None:
        case = self.case
        images = case.content.key_images if case is not None and case.content is not None else ()
        image = next((i for i in images if i.sha256 == self._chosen), None)
        if image is not None and not self.caption.hasFocus():
            self.caption.setText(image.caption)
            self.caption.setCursorPosition(0)
        self.caption.setToolTip(image.caption if image is not None else "")

    def _place(self) -> int:
        case = self.case
        images = case.content.key_images if case is not None and case.content is not None else ()
        return next((i for i, image in enumerate(images) if image.sha256 == self._chosen), -1)

    def _caption_changed(self) -> None:
        words = self.caption.text().strip()
        if self.case is not None and self._place() >= 0 and words:
            self.case.caption_key_image(self._chosen, words, self.tr("Change caption"))

    def _move(self, by: int) -> None:
        place = self._place()
        if self.case is None or self.case.content is None or place < 0:
            return
        if 0 <= place + by < len(self.case.content.key_images):
            self.case.move_key_image(self._chosen, place + by, self.tr("Move key image"))

    def _remove(self) -> None:
        if self.case is not None and self._place() >= 0:
            self.case.remove_key_image(self._chosen, self.tr("Remove key image"))

    # ------------------------------------------------------------------ form
    def retranslate(self) -> None:
        self.missing_title.setText(self.tr("What is still missing"))
        self.measure_title.setText(self.tr("Measurements"))
        self.image_title.setText(self.tr("Key images"))
        self.no_images.setText(
            self.tr("No key images yet. Accept a maximum in the images, or take a picture there.")
        )
        self.table.setAccessibleName(self.tr("Measurements of the report"))
        self.table.setHorizontalHeaderLabels(
            [self.tr("Measurement"), self.tr("Value"), self.tr("Unit"), self.tr("Source")]
        )
        for column in range(self.table.columnCount()):
            head = self.table.horizontalHeaderItem(column)
            if head is not None:
                head.setFont(self.desk.theme.font("caption"))
                if column == VALUE:
                    head.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.hand_back.setText(self.tr("Hand back…"))
        self.caption.setPlaceholderText(self.tr("Caption"))
        self.caption.setAccessibleName(self.tr("Caption"))
        self.earlier.set_words(self.tr("Earlier in the report"))
        self.later_.set_words(self.tr("Later in the report"))
        self.remove.set_words(self.tr("Remove from the report"))
        self._shown_findings = self._shown_images = None
        self.show_content()

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._fit_points()


def figure_of(members: Sequence[Finding], language: str) -> tuple[str, str]:
    """Figure and unit of a group, apart: a diameter pair, a single value, or why there is none."""
    by_key = {f.key: f for f in members}
    largest, across = by_key.get("diameter_max_mm"), by_key.get("diameter_perpendicular_mm")
    if largest is not None and largest.value is not None:
        if across is not None and across.value is not None:
            pair = numbers.diameter_pair(largest.value, across.value, language, decimals=1)
            return pair.removesuffix("mm").strip(), "mm"
        return numbers.number(largest.value, 1, language), "mm"
    first = next((f for f in members if f.value is not None), None)
    if first is not None and first.value is not None:
        return numbers.number(first.value, 1, language), UNITS.get(first.unit, first.unit)
    return ("geen getal" if language == "nl" else "no number"), ""


def value_of(members: Sequence[Finding], language: str) -> str:
    """Figure with its unit, as one text."""
    return " ".join(filter(None, figure_of(members, language)))


__all__ = ["SidePanel", "figure_of", "value_of"]
