"""The table of patients, studies and series: a tree with rows of two lines, a thumbnail, chips for what stands out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QImage, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from desktop import chips
from desktop.chips import Look
from desktop.desk import Desk
from studies.stacks import SeriesEntry

SERIES_ROW, GROUP_ROW = 56, 44
THUMBNAIL = 48
NAME, MODALITY, IMAGES, TIMES, SPACING, BADGES = range(6)
#: width of the columns after the first, which takes the rest
WIDTHS = {MODALITY: 82, IMAGES: 130, TIMES: 96, SPACING: 144, BADGES: 220}
COMPACT_WIDTHS = {MODALITY: 82, IMAGES: 130, TIMES: 96, BADGES: 200}
INDENT = 18
LINE = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Line:
    """What a row shows. `entries` are the series of a row: one, or all that can be loaded of a study."""

    kind: str
    first: str
    second: str = ""
    icon: str = ""
    modality: str = ""
    images: tuple[str, str] = ("", "")
    times: tuple[str, str] = ("", "")
    spacing: str = ""
    badges: tuple[tuple[Look, str], ...] = ()
    tip: str = ""
    entries: tuple[SeriesEntry, ...] = ()
    study_uid: str = ""
    sort: tuple[Any, ...] = ()
    picture: QImage | None = None
    words: str = ""

    def matches(self, typed: str) -> bool:
        return all(part in self.words for part in typed.casefold().split())


class Item(QTreeWidgetItem):
    """A row that sorts by the values behind its words."""

    def __init__(self, parent: QTreeWidget | QTreeWidgetItem, line: Line) -> None:
        super().__init__(parent)
        self.show_line(line)

    @property
    def line(self) -> Line:
        return self.data(0, LINE)

    def show_line(self, line: Line) -> None:
        self.setData(0, LINE, line)
        said = (line.first, line.modality, line.images[0], line.times[0], line.spacing, _badge_words(line))
        for column, words in enumerate(said):
            if words:
                self.setData(column, Qt.ItemDataRole.AccessibleTextRole, words)
        if line.tip:
            self.setToolTip(BADGES, line.tip)
        self.setToolTip(NAME, f"{line.first}\n{line.second}".strip())

    def show_picture(self, picture: QImage) -> None:
        """The thumbnail came; nothing else of the row changed."""
        self.setData(0, LINE, replace(self.line, picture=picture))

    def __lt__(self, other: QTreeWidgetItem) -> bool:
        if not isinstance(other, Item):
            return False
        tree = self.treeWidget()
        column = max(0, tree.sortColumn()) if tree is not None else 0
        return _sortable(self.line, column) < _sortable(other.line, column)


def _sortable(line: Line, column: int) -> tuple[Any, ...]:
    place = line.sort[column] if column < len(line.sort) else ""
    return (str(type(place)), place, line.sort[0] if line.sort else "")


def _badge_words(line: Line) -> str:
    return ", ".join(words for _look, words in line.badges)


def _ground(line: Line | None, *, chosen: bool) -> str:
    if chosen:
        return "surface.selected"
    return "surface.raised" if line is not None and line.kind == "patient" else "surface.panel"


class Delegate(QStyledItemDelegate):
    """Draws a cell from the tokens."""

    def __init__(self, desk: Desk, tree: StudyTree) -> None:
        super().__init__(tree)
        self._desk = desk
        self._tree = tree

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        line = index.sibling(index.row(), 0).data(LINE)
        return QSize(60, SERIES_ROW if line is not None and line.kind == "series" else GROUP_ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line: Line | None = index.sibling(index.row(), 0).data(LINE)
        if line is None:
            return
        theme, area = self._desk.theme, option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(area, theme.colour(_ground(line, chosen=chosen)))
        painter.fillRect(QRect(area.x(), area.bottom(), area.width(), 1), theme.colour("line.subtle"))
        column = index.column()
        if column == NAME and line.kind == "series":
            self.name(painter, area, line)
        elif column == BADGES:
            self._badges(painter, area.adjusted(10, 0, -6, -1), line)
        elif line.kind == "series":
            two = {IMAGES: line.images, TIMES: line.times}.get(column)
            one = {MODALITY: line.modality, SPACING: line.spacing}.get(column, "")
            self._lines(painter, area.adjusted(10, 0, -4, -1), *(two or (one, "")), "body")
        painter.restore()

    def name(self, painter: QPainter, area: QRect, line: Line) -> None:
        theme = self._desk.theme
        inside = area.adjusted(6, 0, -4, -1)
        if line.kind == "series":
            box = QRect(area.x() + 4, area.y() + (area.height() - THUMBNAIL) // 2, THUMBNAIL, THUMBNAIL)
            self._picture(painter, box, line)
            inside.setLeft(box.right() + 11)
        elif line.icon:
            at = QRect(area.x() + 4, area.center().y() - 8, 16, 16)
            chips.draw_icon(painter, at.topLeft().toPointF(), line.icon, theme.colour("text.secondary"))
            inside.setLeft(at.right() + 9)
        self._lines(painter, inside, line.first, line.second, "strong" if line.kind != "study" else "body")

    def _picture(self, painter: QPainter, box: QRect, line: Line) -> None:
        theme = self._desk.theme
        painter.fillRect(box, theme.colour("surface.image"))
        if line.picture is not None and not line.picture.isNull():
            fitted = line.picture.size().scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatio)
            left = box.x() + (box.width() - fitted.width()) // 2
            top = box.y() + (box.height() - fitted.height()) // 2
            # scaled first: the painter itself leaves out pixels when it shrinks this much
            small = line.picture.scaled(
                fitted * painter.device().devicePixelRatio(),
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            painter.drawImage(QRect(left, top, fitted.width(), fitted.height()), small)
        elif line.icon:
            at = QRect(box.center().x() - 7, box.center().y() - 7, 16, 16)
            chips.draw_icon(painter, at.topLeft().toPointF(), line.icon, theme.colour("picture.prior"))

    def _lines(self, painter: QPainter, area: QRect, first: str, second: str, style: str) -> None:
        theme = self._desk.theme
        if not second:
            self._words(painter, area, first, theme.font(style), "text.primary")
            return
        middle = area.center().y()
        upper, lower = QRect(area), QRect(area)
        upper.setTop(middle - 18)
        upper.setBottom(middle)
        lower.setTop(middle)
        lower.setBottom(middle + 17)
        self._words(painter, upper, first, theme.font(style), "text.primary")
        self._words(painter, lower, second, theme.font("caption"), "text.secondary")

    def _words(self, painter: QPainter, area: QRect, words: str, font: QFont, tone: str) -> None:
        painter.setFont(font)
        painter.setPen(self._desk.theme.colour(tone))
        shown = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)

    def _badges(self, painter: QPainter, area: QRect, line: Line) -> None:
        theme, left = self._desk.theme, area.x()
        for place, (look, words) in enumerate(line.badges):
            width = chips.chip_width(words, theme, icon=bool(look.icon))
            rest = len(line.badges) - place
            room = area.right() - left - (28 if rest > 1 else 0)
            if width > room and place:
                self._words(
                    painter,
                    QRect(left, area.y(), 28, area.height()),
                    f"+{rest}",
                    theme.font("caption"),
                    "text.secondary",
                )
                return
            shown = words
            if width > room:  # the first is shortened rather than left out; whole in the tooltip
                metrics = QFontMetrics(theme.font("caption"))
                shown = metrics.elidedText(
                    words, Qt.TextElideMode.ElideRight, room - chips.chip_width("", theme) - 8
                )
                width = chips.chip_width(shown, theme, icon=bool(look.icon))
            chips.paint_chip(painter, QRect(left, area.y(), width, area.height()), look, theme, text=shown)
            left += width + 6


class StudyTree(QTreeWidget):
    """Arrows choose and unfold, Enter opens; a press on a header sorts within each study."""

    open_wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setColumnCount(6)
        self._delegate = Delegate(desk, self)
        self.setItemDelegate(self._delegate)
        self.setIndentation(INDENT)
        self.setUniformRowHeights(False)
        self.setAllColumnsShowFocus(False)
        self.setExpandsOnDoubleClick(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        # Ctrl and Shift choose several, to open them together
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = self.header()
        header.setFont(desk.theme.font("caption"))
        header.setFixedHeight(desk.theme.px("size.table_header"))
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        header.setSectionsClickable(True)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setMinimumSectionSize(40)
        for column in range(self.columnCount()):
            mode = QHeaderView.ResizeMode.Stretch if column == NAME else QHeaderView.ResizeMode.Fixed
            header.setSectionResizeMode(column, mode)
        header.setSortIndicatorShown(False)
        header.sectionClicked.connect(self._header_pressed)
        self._sorted: tuple[int, bool] = (-1, False)
        self._by_key: dict[tuple[object, ...], list[Item]] | None = None
        self.itemDoubleClicked.connect(lambda item, _column: self._pressed_twice(item))
        desk.theme.changed.connect(self.viewport().update)
        self.fit(compact=False)

    def fit(self, *, compact: bool) -> None:
        """Widths of the columns; compact leaves the spacing to the panel."""
        self.setColumnHidden(SPACING, compact)
        for column, width in (COMPACT_WIDTHS if compact else WIDTHS).items():
            self.setColumnWidth(column, width)

    def drawRow(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The whole width in the colour of the row, with the bar of a chosen one at the left."""
        line = index.sibling(index.row(), 0).data(LINE)
        chosen = self.selectionModel().isSelected(index)
        ground = _ground(line, chosen=chosen)
        area = QRect(0, option.rect.y(), self.viewport().width(), option.rect.height())
        painter.fillRect(area, self._desk.theme.colour(ground))
        super().drawRow(painter, option, index)
        if line is not None and line.kind != "series":
            # a patient or study has no figures: its description takes the room of their columns
            room = self.visualRect(index.sibling(index.row(), NAME))
            room.setRight(self.columnViewportPosition(BADGES) - 8)
            self._delegate.name(painter, room, line)
        if chosen:
            painter.fillRect(QRect(0, area.y(), 3, area.height() - 1), self._desk.theme.colour("accent.base"))

    def drawBranches(self, painter: QPainter, rect: QRect, index: Index) -> None:
        """Only the fold mark of what has rows below."""
        if not index.model().hasChildren(index):
            return
        mark = "expand" if self.isExpanded(index) else "chevron"
        at = QRect(rect.right() - 14, rect.center().y() - 6, 12, 12)
        chips.draw_icon(painter, at.topLeft().toPointF(), mark, self._desk.theme.colour("text.secondary"), 12)

    def _header_pressed(self, column: int) -> None:
        now, falling = self._sorted
        self._sorted = (column, False) if now != column else ((column, True) if not falling else (-1, False))
        self.sort_again()

    def sort_again(self) -> None:
        """By the column that was pressed; as read when it was pressed a third time."""
        column, falling = self._sorted
        header = self.header()
        header.setSortIndicatorShown(column >= 0)
        order = Qt.SortOrder.DescendingOrder if falling else Qt.SortOrder.AscendingOrder
        if column >= 0:
            header.setSortIndicator(column, order)
        for study in self.rows("study"):
            children = study.takeChildren()
            children.sort(
                key=lambda item: _sortable(item.line, column) if column >= 0 else item.line.sort[-1:],  # type: ignore[attr-defined]
                reverse=falling and column >= 0,
            )
            study.addChildren(children)

    def _pressed_twice(self, item: QTreeWidgetItem) -> None:
        if isinstance(item, Item) and item.line.kind == "series":
            self.open_wanted.emit()
        else:
            item.setExpanded(not item.isExpanded())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.open_wanted.emit()
        else:
            super().keyPressEvent(event)

    # ------------------------------------------------------------------ rows
    def rows(self, kind: str = "") -> list[Item]:
        """Rows of a kind (all without one), from top to bottom."""
        found: list[Item] = []

        def walk(item: QTreeWidgetItem) -> None:
            for place in range(item.childCount()):
                child = item.child(place)
                if isinstance(child, Item):
                    if not kind or child.line.kind == kind:
                        found.append(child)
                    walk(child)

        walk(self.invisibleRootItem())
        return found

    def chosen(self) -> Line | None:
        item = self.currentItem()
        return item.line if isinstance(item, Item) and not item.isHidden() else None

    def selected(self) -> list[Line]:
        """Lines of all selected rows that are in sight, from top to bottom."""
        return [item.line for item in self.rows() if item.isSelected() and not item.isHidden()]

    def show_picture(self, key: tuple[object, ...], picture: QImage, key_of: Any) -> None:
        """Put a thumbnail in the rows that it belongs to."""
        if self._by_key is None:  # worked out once a filling: a large folder has thousands of rows
            self._by_key = {}
            for item in self.rows("series"):
                if item.line.entries:
                    self._by_key.setdefault(key_of(item.line.entries[0]), []).append(item)
        for item in self._by_key.get(key, ()):
            item.show_picture(picture)

    def clear(self) -> None:
        self._by_key = None
        super().clear()

    def filter(self, typed: str) -> int:
        """Hide series that don't match, and what is above only such; returns how many series are left."""
        left = 0
        for patient in self.rows("patient"):
            shown_in_patient = 0
            for study in _children(patient):
                shown = 0
                above = f"{patient.line.words} {study.line.words} "
                for series in _children(study):
                    fits = replace(series.line, words=above + series.line.words).matches(typed)
                    series.setHidden(not fits)
                    shown += fits
                study.setHidden(not shown)
                shown_in_patient += shown
            patient.setHidden(not shown_in_patient)
            left += shown_in_patient
        return left


def _children(item: QTreeWidgetItem) -> Sequence[Item]:
    return [c for c in (item.child(i) for i in range(item.childCount())) if isinstance(c, Item)]
