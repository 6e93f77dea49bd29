"""The left part of the worklist: saved views and tasks with their counts, my competences and until when."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from desktop.chips import draw_icon
from desktop.desk import Desk
from desktop.parts import Note, Section, column, empty, row, rule, text
from desktop.screen import Translated
from desktop.title_bar import paint_focus
from desktop.worklist.rows import TASK_WORDS, TASKS, VIEWS, CompetenceLine
from desktop.worklist.table import translated

WIDTH = 216


class SideRow(QAbstractButton):
    """A word with its count at the right; chosen: accent fill and bold."""

    def __init__(self, desk: Desk, name: str, icon: str = "") -> None:
        super().__init__()
        self._desk = desk
        self.name = name
        self._icon = icon
        self.count: int | None = 0
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_words(self, words: str, count: int | None = None) -> None:
        self.setText(words)
        self.count = count
        self.setAccessibleName(words if count is None else f"{words}, {count}")
        self.setToolTip("")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(WIDTH - 16, 28)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._desk.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isChecked() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("surface.selected" if self.isChecked() else "surface.hover"))
            painter.drawRoundedRect(QRectF(self.rect()), 3, 3)
        left = 8.0
        if self._icon:
            draw_icon(
                painter,
                QRectF(8, self.height() / 2 - 8, 16, 16).topLeft(),
                self._icon,
                theme.colour("text.secondary"),
            )
            left = 32.0
        font = theme.font("strong" if self.isChecked() else "body")
        painter.setFont(font)
        painter.setPen(theme.colour("text.primary" if self.isChecked() else "text.secondary"))
        room = self.width() - left - (8 if self.count is None else 40)
        shown = QFontMetrics(font).elidedText(self.text(), Qt.TextElideMode.ElideRight, int(room))
        self.setProperty("elided", shown != self.text())
        painter.drawText(QRectF(left, 0, room, self.height()), Qt.AlignmentFlag.AlignVCenter, shown)
        painter.setPen(theme.colour("text.primary" if self.isChecked() else "text.muted"))
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(
            QRectF(0, 0, self.width() - 8, self.height()),
            right,
            "" if self.count is None else str(self.count),
        )
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()), self._desk)
        painter.end()


class Sidebar(Translated):
    """Choosing a view or a task filters the table; choosing the same task again shows all tasks."""

    view_chosen = Signal(str)
    task_chosen = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setProperty("surface", "panel")
        self.setProperty("edge", "right")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(WIDTH)
        self._counts: dict[str, int] = {}
        self._competences: tuple[CompetenceLine, ...] = ()
        self._feedback = 0
        self.views = {name: SideRow(desk, name) for name in VIEWS}
        self.tasks = {name: SideRow(desk, name, name) for name in TASKS}
        self._view_title, self._task_title, self._own_title = (
            Section(desk.theme),
            Section(desk.theme),
            Section(desk.theme),
        )
        self._own = QVBoxLayout()
        self._own.setSpacing(4)
        self.feedback = Note(desk.theme, "info")
        group = QButtonGroup(self)
        layout = column((8, 12, 8, 12), 2, self)
        self._add(layout, self._view_title)
        for name, button in self.views.items():
            group.addButton(button)
            button.clicked.connect(lambda _on=False, n=name: self.view_chosen.emit(n))
            layout.addWidget(button)
        self._line(layout)
        self._add(layout, self._task_title)
        for name, button in self.tasks.items():
            button.clicked.connect(lambda on=False, n=name: self._task(n, on))
            layout.addWidget(button)
        self._line(layout)
        self._add(layout, self._own_title)
        layout.addLayout(self._own)
        layout.addStretch(1)
        layout.addWidget(self.feedback)
        self.retranslate()

    def _add(self, layout: QVBoxLayout, title: Section) -> None:
        title.setContentsMargins(8, 0, 8, 4)
        layout.addWidget(title)

    def _line(self, layout: QVBoxLayout) -> None:
        layout.addSpacing(12)
        inner = row((8, 0, 8, 0))
        inner.addWidget(rule())
        layout.addLayout(inner)
        layout.addSpacing(12)

    def _task(self, name: str, on: bool) -> None:
        for other, button in self.tasks.items():
            if other != name:
                button.setChecked(False)
        self.task_chosen.emit(name if on else "")

    def show_view(self, name: str) -> None:
        self.views[name].setChecked(True)

    def show_counts(self, counts: dict[str, int]) -> None:
        self._counts = counts
        self.retranslate()

    def show_competences(self, lines: tuple[CompetenceLine, ...], feedback: int) -> None:
        self._competences, self._feedback = lines, feedback
        self.retranslate()

    def retranslate(self) -> None:
        who = self._desk.session.who
        group = who.group if who is not None else ""
        words = {
            "mine": self.tr("To be reviewed")
            if who is not None and who.role == "radiologist"
            else self.tr("My work"),
            "group": self.tr("Group {name}").format(name=group) if group else self.tr("Everything"),
            "new": self.tr("New, nobody yet"),
            "returned": self.tr("Returned"),
            "waiting": self.tr("Waits for radiologist"),
            "authorised": self.tr("Authorised, 7 days"),
        }
        self._view_title.setText(self.tr("View"))
        self._task_title.setText(self.tr("Task"))
        self._own_title.setText(self.tr("My competence"))
        for name, button in self.views.items():
            button.show_words(words[name], self._counts.get(name, 0))
        for name, button in self.tasks.items():
            button.show_words(translated(TASK_WORDS[name]), self._counts.get(f"task:{name}", 0))
        self._own_title.setVisible(bool(self._competences))
        empty(self._own)
        for line in self._competences:
            self._own.addWidget(self._competence(line))
        self.feedback.setVisible(self._feedback > 0)
        if self._feedback == 1:
            self.feedback.show_words("", self.tr("1 feedback of a radiologist waits for you to read it."))
        else:
            self.feedback.show_words(
                "",
                self.tr("{n} feedbacks of radiologists wait for you to read them.").format(n=self._feedback),
            )

    def _competence(self, line: CompetenceLine) -> QWidget:
        theme = self._desk.theme
        near = line.days_left is not None and line.days_left <= 90
        tone = "error" if not line.valid else "warn" if near else "ok"
        if not line.valid:
            words = self.tr("not valid")
        elif near:
            words = self.tr("{n} days left").format(n=line.days_left)
        else:
            words = self.tr("until {date}").format(date=self._desk.date_text(line.until))
        made = QWidget()
        made.setFixedHeight(22)
        inside = row((8, 0, 8, 0), 8, made)
        mark = text(theme)
        theme.dress(mark, tone, f"status.{tone}.text", 14)
        inside.addWidget(mark)
        inside.addWidget(text(theme, translated(TASK_WORDS[line.task]), "caption"))
        inside.addStretch(1)
        inside.addWidget(text(theme, words, "caption", "secondary" if tone == "ok" else tone))
        return made
