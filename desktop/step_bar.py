"""The step bar: the three faces of one draft, the steps of the workspace, and the way to the report."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QSizePolicy, QToolButton, QWidget

from desktop.chips import draw_icon
from desktop.desk import Desk
from desktop.parts import Button, empty, row, text
from desktop.screen import Translated
from desktop.title_bar import paint_focus
from desktop.workspace import Step, StepState

WIDE = 1500
FACES = (("images", "layout"), ("report", "report"), ("check", "worklist"))


class StepButton(QAbstractButton):
    """One step: its number in a ring, or a tick, or a square with an exclamation mark; and its word."""

    def __init__(self, desk: Desk, step: Step, number: int, *, current: bool, short: bool) -> None:
        super().__init__()
        self._desk = desk
        self.step = step
        self._number = number
        self._current = current
        self._short = short and not current
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setCheckable(True)
        self.setChecked(current)
        self.setToolTip(step.text)
        self.setAccessibleName(f"{number}. {step.text}")

    def _style(self) -> str:
        return "strong" if self._current else "body"

    def sizeHint(self) -> QSize:
        word = (
            0
            if self._short
            else 6 + QFontMetrics(self._desk.theme.font(self._style())).horizontalAdvance(self.step.text)
        )
        return QSize(10 + 18 + word + (4 if word else 10), self._desk.theme.px("size.step_bar"))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._desk.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent.quiet"))
            painter.drawRoundedRect(QRectF(0, 6, self.width(), self.height() - 12), 3, 3)
        ring = QRectF(10, self.height() / 2 - 9, 18, 18)
        self._paint_ring(painter, ring)
        if not self._short:
            tone = "text.primary" if not self.step.optional or self._current else "text.muted"
            painter.setFont(theme.font(self._style()))
            painter.setPen(theme.colour(tone))
            painter.drawText(
                QRectF(34, 0, self.width(), self.height()), Qt.AlignmentFlag.AlignVCenter, self.step.text
            )
        if self.hasFocus():
            paint_focus(painter, QRectF(0, 3, self.width(), self.height() - 6), self._desk)
        painter.end()

    def _paint_ring(self, painter: QPainter, ring: QRectF) -> None:
        theme = self._desk.theme
        state = (
            StepState.NOW if self._current and self.step.state is not StepState.WARNING else self.step.state
        )
        if state is StepState.DONE:
            draw_icon(painter, ring.topLeft(), "ok", theme.colour("status.ok.text"), 18)
            return
        number, fore = str(self._number), theme.colour("text.secondary")
        if state is StepState.WARNING:
            painter.setPen(QPen(theme.colour("status.warn.text"), 1.5))
            painter.setBrush(theme.colour("status.warn.soft"))
            painter.drawRect(ring.adjusted(1, 1, -1, -1))
            number, fore = "!", theme.colour("status.warn.text")
        elif state is StepState.NOW:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent.fill"))
            painter.drawEllipse(ring)
            fore = theme.colour("text.on_accent")
        else:
            painter.setPen(QPen(theme.colour("line.strong"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(ring.adjusted(0.5, 0.5, -0.5, -0.5))
        painter.setFont(theme.font("micro"))
        painter.setPen(fore)
        painter.drawText(ring, Qt.AlignmentFlag.AlignCenter, number)


class StepBar(Translated):
    """Faces at the left, steps, one secondary choice and the way to the report at the right."""

    face_chosen = Signal(str)
    step_chosen = Signal(str)
    to_report = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setObjectName("step-bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(desk.theme.px("size.step_bar"))
        self._steps: tuple[Step, ...] = ()
        self._current = ""
        self._open_points = 0
        self._faces: dict[str, QToolButton] = {}
        group = QButtonGroup(self)
        box = QFrame()
        box.setProperty("box", "segments")
        box.setFixedHeight(28)
        faces = row((1, 1, 1, 1), 0, box)
        for name, icon in FACES:
            button = QToolButton()
            button.setProperty("kind", "segment")
            button.setCheckable(True)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setFixedHeight(26)
            button.setText(name)
            desk.theme.dress(button, icon)
            button.clicked.connect(lambda _on=False, n=name: self.face_chosen.emit(n))
            group.addButton(button)
            faces.addWidget(button)
            self._faces[name] = button
        self._row = row((0, 0, 0, 0), 0)
        self._choice = row((0, 0, 0, 0), 0)
        self.lock_reason = text(desk.theme, "", "body", "warn")
        self.lock_reason.hide()
        self.report = Button(desk.theme, "secondary", "report")
        self.report.clicked.connect(self.to_report)
        layout = row((12, 0, 12, 0), 0, self)
        layout.addWidget(box)
        layout.addSpacing(12)
        layout.addLayout(self._row)
        layout.addSpacing(12)
        self._facts = row((0, 0, 0, 0), 14)
        layout.addLayout(self._facts)
        layout.addSpacing(12)
        layout.addWidget(self.lock_reason)
        layout.addStretch(1)
        layout.addLayout(self._choice)
        layout.addSpacing(12)
        layout.addWidget(self.report)
        desk.theme.changed.connect(self.update)
        self.retranslate()

    def show_face(self, name: str) -> None:
        """Light `images`, `report` or `check`."""
        self._faces[name].setChecked(True)
        self.report.setVisible(name == "images")

    def show_steps(self, steps: Sequence[Step], current: str) -> None:
        """Show the steps of a workspace as they stand."""
        self._steps, self._current = tuple(steps), current
        self._build()

    def show_facts(self, facts: Sequence[tuple[str, str, str]]) -> None:
        """Facts of the report in the place of the steps: (icon, tone, words) each."""
        empty(self._facts)
        for icon, tone, words in facts:
            line = row((0, 0, 0, 0), 5)
            mark = text(self._desk.theme)
            self._desk.theme.dress(mark, icon, f"status.{tone}.text", 14)
            line.addWidget(mark)
            line.addWidget(
                text(self._desk.theme, words, "caption", tone if tone != "neutral" else "secondary")
            )
            self._facts.addLayout(line)

    def show_open_points(self, count: int) -> None:
        """How much is open before the report; the way there stays, it only says so."""
        self._open_points = count
        self.retranslate()

    def show_choice(self, widget: QWidget | None) -> None:
        """The workspace's one secondary choice (criterion, model, earlier examination)."""
        first = self._choice.itemAt(0)
        if first is not None and first.widget() is widget:
            return  # keeps its focus
        while (item := self._choice.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.setParent(None)
        if widget is not None:
            self._choice.addWidget(widget)

    def show_lock(self, reason: str) -> None:
        """Why all is read-only; empty when it isn't."""
        self.lock_reason.setText(reason)
        self.lock_reason.setVisible(bool(reason))

    def walk(self, by: int) -> None:
        """Alt+Left and Alt+Right."""
        keys = [step.key for step in self._steps]
        if self._current in keys:
            place = min(max(keys.index(self._current) + by, 0), len(keys) - 1)
            self.step_chosen.emit(keys[place])

    def step_buttons(self) -> list[StepButton]:
        return [b for b in self.findChildren(StepButton) if not b.isHidden()]

    def _build(self) -> None:
        """With all words where they fit, else with those of the present step only (screens.md 2.3)."""
        empty(self._row)
        layout = self.layout()
        room = self.width() - (layout.sizeHint().width() if layout is not None else 0)
        # widgets that were just made count in no layout yet
        made = self._buttons(short=False)
        if self.width() < WIDE or sum(b.sizeHint().width() for b in made) > room:
            for button in made:
                button.deleteLater()
            made = self._buttons(short=True)
        for button in made:
            self._row.addWidget(button)

    def _buttons(self, *, short: bool) -> list[StepButton]:
        made = []
        for number, step in enumerate(self._steps, 1):
            button = StepButton(self._desk, step, number, current=step.key == self._current, short=short)
            button.clicked.connect(lambda _on=False, key=step.key: self.step_chosen.emit(key))
            made.append(button)
        return made

    def retranslate(self) -> None:
        for name, words in (
            ("images", self.tr("Images")),
            ("report", self.tr("Report")),
            ("check", self.tr("Check")),
        ):
            self._faces[name].setText(words)
        words = self.tr("To report")
        if self._open_points == 1:
            words += " · " + self.tr("1 open")
        elif self._open_points:
            words += " · " + self.tr("{n} open").format(n=self._open_points)
        self.report.setText(words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._build()
