"""The table of the worklist: a model of rows and a delegate that draws two lines, chips and the selection bar."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop import chips
from desktop.desk import Desk
from desktop.patient_banner import SEX_WORDS
from desktop.words import QT_TRANSLATE_NOOP
from desktop.worklist.rows import TASK_WORDS, WorkRow, arranged, waiting_text

ROW_HEIGHT = 46
PATIENT, TASK, STUDY, STATUS, NEXT, URGENCY, WAIT, AUTHOR, ESCALATION = range(9)
#: which columns a person sees: one who drafts, and one who reviews
DRAFTING = (PATIENT, TASK, STUDY, STATUS, NEXT, URGENCY, WAIT)
REVIEWING = (PATIENT, TASK, STUDY, STATUS, AUTHOR, ESCALATION, URGENCY, WAIT)
HEADERS = (
    QT_TRANSLATE_NOOP("Worklist", "Patient"),
    QT_TRANSLATE_NOOP("Worklist", "Task"),
    QT_TRANSLATE_NOOP("Worklist", "Examination"),
    QT_TRANSLATE_NOOP("Worklist", "Status"),
    QT_TRANSLATE_NOOP("Worklist", "Next step · author"),
    QT_TRANSLATE_NOOP("Worklist", "Urgency"),
    QT_TRANSLATE_NOOP("Worklist", "Waits"),
    QT_TRANSLATE_NOOP("Worklist", "Author · changes"),
    QT_TRANSLATE_NOOP("Worklist", "Escalation"),
)
NARROWEST = 72
HOUR, DAY = QT_TRANSLATE_NOOP("Worklist", "h"), QT_TRANSLATE_NOOP("Worklist", "d")
OVER_NORM = QT_TRANSLATE_NOOP("Worklist", "longer than the norm")
#: width at 1600 px of each kind of column, and how much of the rest it takes
WIDTHS = (
    (206, 3), (100, 0), (200, 3), (166, 0), (208, 4), (90, 0), (76, 0), (156, 2), (130, 3),
)  # fmt: skip
ROW = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


def translated(source: str) -> str:
    return QCoreApplication.translate("Worklist", source)


class WorklistModel(QAbstractTableModel):
    """Rows in the order of urgency and waiting time, or by the column that was pressed."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._rows: list[WorkRow] = []
        self.kinds: tuple[int, ...] = DRAFTING
        self.now = desk.clock()

    def show_rows(self, rows: list[WorkRow], now: datetime) -> None:
        self.beginResetModel()
        self._rows = arranged(rows)
        self.now = now
        self.endResetModel()

    def show_kinds(self, kinds: tuple[int, ...]) -> None:
        """Other columns: of one who drafts or one who reviews."""
        if kinds != self.kinds:
            self.beginResetModel()
            self.kinds = kinds
            self.endResetModel()

    def row_at(self, place: int) -> WorkRow | None:
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def place_of(self, key: tuple[str, str]) -> int:
        return next((i for i, row in enumerate(self._rows) if row.key == key), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.kinds)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> object:
        if orientation is Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return translated(HEADERS[self.kinds[section]])
            if role == Qt.ItemDataRole.TextAlignmentRole:
                side = (
                    Qt.AlignmentFlag.AlignRight if self.kinds[section] == WAIT else Qt.AlignmentFlag.AlignLeft
                )
                return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: Index, role: int = 0) -> object:
        row = self.row_at(index.row())
        if row is None:
            return None
        if role == ROW:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return ", ".join(part for part in self.lines(row, self.kinds[index.column()]) if part)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.tip(row, self.kinds[index.column()])
        return None

    def lines(self, row: WorkRow, column: int) -> tuple[str, str]:
        """The two lines of a cell."""
        desk = self._desk
        if column == PATIENT:
            sex = SEX_WORDS.get(row.sex, row.sex) if desk.language.code == "nl" else row.sex
            return row.patient_name, f"{sex} · {desk.date_text(row.birth_date)} · {row.patient_number}"
        if column == TASK:
            return translated(TASK_WORDS[row.task]), ""
        if column == STUDY:
            return row.study, desk.moment_text(row.study_at)
        if column == STATUS:
            return chips.word(chips.STATUS[row.state]), ""
        if column == NEXT:
            return row.next_step, row.author or "–"
        if column == AUTHOR:
            return row.author or "–", row.changes or "–"
        if column == ESCALATION:
            return row.escalation or "–", ""
        if column == URGENCY:
            return (
                chips.word(chips.URGENCY[row.urgency]) if row.waits and row.state != "handed_back" else "–"
            ), ""
        return waiting_text(row, self.now, translated(HOUR), translated(DAY)), ""

    def over_norm(self, row: WorkRow) -> bool:
        norm = float(self._desk.settings.get("worklist.norm_h"))
        return (
            row.waits
            and row.changed_at is not None
            and (self.now - row.changed_at).total_seconds() > norm * 3600
        )

    def tip(self, row: WorkRow, column: int) -> str:
        lines = "\n".join(part for part in self.lines(row, column) if part)
        if column == WAIT and self.over_norm(row):
            return lines + " – " + translated(OVER_NORM)
        return lines

    def sort_by(self, column: int, *, falling: bool) -> None:
        """By a column that was pressed; the usual order again when it is -1."""
        self.beginResetModel()
        column = self.kinds[column] if column >= 0 else column
        if column < 0:
            self._rows = arranged(self._rows)
        elif column == WAIT:
            self._rows.sort(
                key=lambda row: (row.changed_at is None, row.changed_at or self.now), reverse=falling
            )
        else:
            self._rows.sort(key=lambda row: self.lines(row, column)[0].casefold(), reverse=falling)
        self.endResetModel()


class WorklistDelegate(QStyledItemDelegate):
    """Draws a cell from the tokens; the table itself knows no colour."""

    def __init__(self, desk: Desk, model: WorklistModel, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._model = model

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(80, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = self._desk.theme
        row: WorkRow = index.data(ROW)
        area: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(area, theme.colour("surface.selected" if chosen else "surface.panel"))
        painter.fillRect(QRect(area.x(), area.bottom(), area.width(), 1), theme.colour("line.subtle"))
        column = self._model.kinds[index.column()]
        if chosen and column == PATIENT:
            painter.fillRect(QRect(area.x(), area.y(), 3, area.height() - 1), theme.colour("accent.base"))
        self._cell(painter, area, row, column)
        painter.restore()

    def _cell(self, painter: QPainter, area: QRect, row: WorkRow, column: int) -> None:
        theme = self._desk.theme
        first, second = self._model.lines(row, column)
        inside = area.adjusted(14 if column == PATIENT else 10, 0, -14 if column == WAIT else -4, -1)
        if column == STATUS:
            chips.paint_chip(painter, inside, chips.STATUS[row.state], theme)
        elif column == URGENCY and first != "–" and row.urgency != "routine":
            chips.paint_chip(painter, inside, chips.URGENCY[row.urgency], theme)
        elif column == TASK:
            icon = QRectF(inside.x(), inside.center().y() - 7.5, 16, 16).topLeft()
            chips.draw_icon(painter, icon, row.task, theme.colour("text.secondary"))
            self._words(painter, inside.adjusted(24, 0, 0, 0), first, theme.font("body"), "text.primary")
        elif column in (PATIENT, STUDY, NEXT, AUTHOR):
            upper, lower = QRect(inside), QRect(inside)
            upper.setBottom(area.y() + 24)
            upper.setTop(area.y() + 6)
            lower.setTop(area.y() + 24)
            lower.setBottom(area.y() + 40)
            tone = "status.warn.text" if column == NEXT and row.out_of_protocol else "text.primary"
            self._words(painter, upper, first, theme.font("strong" if column == PATIENT else "body"), tone)
            self._words(painter, lower, second, theme.font("caption"), "text.secondary")
        else:
            tone = "status.warn.text" if column == WAIT and self._model.over_norm(row) else "text.secondary"
            if column == ESCALATION and row.escalation:
                tone = "status.error.text"
            self._words(painter, inside, first, theme.font("body"), tone, right=column == WAIT)

    def _words(
        self, painter: QPainter, area: QRect, words: str, font: QFont, tone: str, *, right: bool = False
    ) -> None:
        painter.setFont(font)
        painter.setPen(self._desk.theme.colour(tone))
        shown = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, area.width())
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(area, int(side | Qt.AlignmentFlag.AlignVCenter), shown)


class WorklistTable(QTableView):
    """Keyboard: arrows choose, Enter opens. A press on a header sorts; the third one brings the usual order back."""

    open_wanted = Signal()
    order_changed = Signal(int, bool)

    def __init__(self, desk: Desk, model: WorklistModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.setModel(model)
        self.setItemDelegate(WorklistDelegate(desk, model, self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setFont(desk.theme.font("caption"))
        header.setFixedHeight(desk.theme.px("size.table_header"))
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionsClickable(True)
        header.setHighlightSections(False)
        header.sectionClicked.connect(self._header_pressed)
        desk.theme.changed.connect(self.viewport().update)
        model.modelReset.connect(self.fit_columns)
        self.doubleClicked.connect(lambda _index: self.open_wanted.emit())
        self._sorted = (-1, False)

    def _header_pressed(self, column: int) -> None:
        now, falling = self._sorted
        self._sorted = (column, False) if now != column else ((column, True) if not falling else (-1, False))
        self._model.sort_by(self._sorted[0], falling=self._sorted[1])
        self.order_changed.emit(*self._sorted)

    def fit_columns(self) -> None:
        """Share what is left of the width."""
        room = self.viewport().width()
        widths = [WIDTHS[kind] for kind in self._model.kinds]
        rest = room - sum(width for width, _ in widths)
        if rest < 0:  # identity is never cut: the other ones with a share give way
            widths = [(width, 0 if kind == PATIENT else share)
                      for kind, (width, share) in zip(self._model.kinds, widths, strict=True)]  # fmt: skip
        shares = sum(share for _, share in widths)
        used = 0
        for column, (width, share) in enumerate(widths[:-1]):
            given = max(NARROWEST, width + rest * share // shares)
            self.setColumnWidth(column, given)
            used += given
        self.setColumnWidth(len(widths) - 1, max(widths[-1][0], room - used))

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self.fit_columns()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.open_wanted.emit()
        elif event.text() and event.text().isprintable():
            event.ignore()  # letters are keys of the screen, not a search in the table
        else:
            super().keyPressEvent(event)
