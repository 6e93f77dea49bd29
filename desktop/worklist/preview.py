"""The preview at the right: key pictures, escalation, facts, may I do this, what is still needed, and the buttons."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QScrollArea, QSizePolicy, QWidget

from desktop.desk import Desk
from desktop.parts import Button, Check, Elided, IconButton, Note, Section, column, empty, row, surface, text
from desktop.screen import Translated
from desktop.worklist.rows import Preview, WorkRow

WIDTH = 322


class Pictures(QWidget):
    """Two key pictures side by side on black; the word PRELIMINARY lies in the corner of each when not final."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._images: list[QImage] = []
        self._word = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_pictures(self, pictures: tuple[bytes, ...], word: str) -> None:
        self._images = [
            image for image in (QImage.fromData(data) for data in pictures[:2]) if not image.isNull()
        ]
        self._word = word
        self.setVisible(bool(self._images))
        self.setAccessibleName(word)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(WIDTH - 24, 176 if self._images else 0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._images:
            return
        theme = self._desk.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        each = (self.width() - theme.px("size.view_gap") * (len(self._images) - 1)) // len(self._images)
        for place, image in enumerate(self._images):
            area = QRect(place * (each + theme.px("size.view_gap")), 0, each, self.height())
            painter.fillRect(area, theme.colour("surface.image"))
            fitted = image.size().scaled(area.size(), Qt.AspectRatioMode.KeepAspectRatio)
            left = area.x() + (area.width() - fitted.width()) // 2
            top = (area.height() - fitted.height()) // 2
            painter.drawImage(QRect(left, top, fitted.width(), fitted.height()), image)
            if self._word:
                painter.setFont(theme.font("micro"))
                painter.setPen(theme.colour("status.preliminary.solid"))
                painter.drawText(area.adjusted(8, 0, 0, -6), int(Qt.AlignmentFlag.AlignBottom), self._word)
        painter.end()


class PreviewPanel(Translated):
    """Shows one row. Its primary button is the next step by name; blocked, it lists every reason."""

    primary_pressed = Signal()
    hand_back_pressed = Signal()
    closed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._row: WorkRow | None = None
        self._preview: Preview | None = None
        self.setProperty("surface", "panel")
        self.setProperty("edge", "left")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(WIDTH)
        theme = desk.theme
        self.name = Elided(theme, "strong", mode=Qt.TextElideMode.ElideMiddle)
        self.close_button = IconButton(theme, "close", 16, 24)
        self.close_button.clicked.connect(self.closed)
        head = surface("panel", "bottom")
        head.setFixedHeight(32)
        top = row((12, 0, 8, 0), 8, head)
        top.addWidget(self.name, 1)
        top.addWidget(self.close_button)
        self.identity = text(theme, "", "caption", "secondary")
        self.pictures = Pictures(desk)
        self.escalation = Note(theme, "error", "escalate")
        self._inside = column((12, 10, 12, 12), 0)
        self._lines = column((0, 0, 0, 0), 0)
        for widget in (self.identity, self.pictures, self.escalation):
            self._inside.addWidget(widget)
            self._inside.addSpacing(8)
        self._inside.addLayout(self._lines)
        self._inside.addStretch(1)
        body = QWidget()
        body.setLayout(self._inside)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(body)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        foot = surface("panel", "top")
        foot.setFixedHeight(48)
        buttons = row((12, 0, 12, 0), 8, foot)
        self.hand_back = Button(theme)
        self.hand_back.clicked.connect(self.hand_back_pressed)
        self.primary = Button(theme, "primary", "chevron")
        self.primary.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.primary.clicked.connect(self.primary_pressed)
        for button in (self.hand_back, self.primary):
            button.refused.connect(lambda reason: desk.messages.warning(reason, key="worklist-refused"))
        buttons.addWidget(self.hand_back)
        buttons.addStretch(1)
        buttons.addWidget(self.primary)
        page = column((0, 0, 0, 0), 0, self)
        page.addWidget(head)
        page.addWidget(self._scroll, 1)
        page.addWidget(foot)
        self.retranslate()

    def show_row(self, shown: WorkRow | None, identity: str = "") -> None:
        """A row was chosen: its name at once, the rest when it is there."""
        self._row, self._preview = shown, None
        self.identity.setText(identity)
        self.retranslate()

    def show_preview(self, preview: Preview) -> None:
        self._preview = preview
        self.retranslate()

    def retranslate(self) -> None:
        shown, preview = self._row, self._preview
        self.close_button.set_words(self.tr("Close preview (Space)"))
        self.name.setText(shown.patient_name if shown else self.tr("Nothing chosen"))
        self.hand_back.setText(self.tr("Hand back"))
        self.hand_back.setAccessibleName(self.tr("Hand back"))
        empty(self._lines)
        self.escalation.setVisible(preview is not None and preview.escalation is not None)
        for button in (self.hand_back, self.primary):
            button.setVisible(preview is not None)
        self.identity.setVisible(shown is not None)
        if preview is None:
            self.pictures.show_pictures((), "")
            if shown is not None:
                self._skeleton()
            else:
                self._lines.addWidget(
                    text(self._desk.theme, self.tr("Choose a row to see it here."), "body", "muted")
                )
            return
        self.pictures.show_pictures(preview.pictures, "" if preview.final else self.tr("PRELIMINARY"))
        if preview.escalation is not None:
            self.escalation.show_words(*preview.escalation)
        if preview.facts:
            self._group(self.tr("Examination"))
            self._facts(preview.facts)
        if preview.conditions:
            self._group(self.tr("May I do this?"))
            for condition in preview.conditions:
                icon, tone = ("ok", "ok") if condition.holds else ("not_permitted", "error")
                self._lines.addWidget(
                    Check(self._desk.theme, condition.text, icon=icon, tone=tone, quiet=condition.holds)
                )
        if preview.missing:
            self._group(self.tr("Still needed before submitting"))
            for sentence in preview.missing:
                self._lines.addWidget(
                    Check(self._desk.theme, sentence, icon="missing", tone="warn", quiet=False)
                )
        self.primary.setText(preview.primary)
        self.primary.setVisible(bool(preview.primary))
        self.primary.block(preview.blocked)
        self.hand_back.block(preview.hand_back_blocked)
        self._share_room()

    def _share_room(self) -> None:
        """The words of the next step come first: the other button is its icon alone when both don't fit."""
        self.hand_back.set_icon("")
        if self.primary.sizeHint().width() + self.hand_back.sizeHint().width() > WIDTH - 32:
            self.hand_back.setText("")
            self.hand_back.set_icon("handed_back")
            self.hand_back.set_tip(self.tr("Hand back"))

    def _group(self, words: str) -> None:
        title = Section(self._desk.theme)
        title.setText(words)
        self._lines.addSpacing(10)
        self._lines.addWidget(title)
        self._lines.addSpacing(4)

    def _facts(self, facts: tuple[tuple[str, str], ...]) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnMinimumWidth(0, 92)
        grid.setColumnStretch(1, 1)
        for line, (caption, value) in enumerate(facts):
            grid.addWidget(
                text(self._desk.theme, caption, "body", "muted"), line, 0, Qt.AlignmentFlag.AlignTop
            )
            grid.addWidget(text(self._desk.theme, value, "body", "primary", wrap=True), line, 1)
        self._lines.addLayout(grid)

    def _skeleton(self) -> None:
        """The true layout with muted bars."""
        for width in (120, 240, 200, 220, 120, 250, 230, 240):
            bar = surface("raised")
            bar.setFixedSize(width, 10)
            self._lines.addSpacing(10)
            self._lines.addWidget(bar)
