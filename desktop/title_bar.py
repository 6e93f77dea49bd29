"""The title bar: mark, navigation with counts, search, messages, help, the person and the acting role."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QLabel, QMenu, QSizePolicy, QStyle, QStyleOptionToolButton, QToolButton, QWidget

from desktop.chips import draw_icon
from desktop.desk import Desk
from desktop.parts import Field, IconButton, row, rule, text
from desktop.screen import Translated
from desktop.session import SignedIn
from desktop.words import QT_TRANSLATE_NOOP


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the navigation: name of its screen, icon, word."""

    screen: str
    icon: str
    word: str


ITEMS = (
    Item("worklist", "worklist", QT_TRANSLATE_NOOP("Navigation", "Worklist")),
    Item("studies", "studies", QT_TRANSLATE_NOOP("Navigation", "Studies")),
    Item("training", "training", QT_TRANSLATE_NOOP("Navigation", "Training")),
    Item("quality", "quality", QT_TRANSLATE_NOOP("Navigation", "Quality")),
    Item("governance", "governance", QT_TRANSLATE_NOOP("Navigation", "Governance")),
)
ROLE_WORDS = {
    "radiographer": QT_TRANSLATE_NOOP("Roles", "Radiographer"),
    "radiographer_ai": QT_TRANSLATE_NOOP("Roles", "Radiographer with AI endorsement"),
    "advanced_practitioner": QT_TRANSLATE_NOOP("Roles", "Advanced practitioner"),
    "physician_assistant": QT_TRANSLATE_NOOP("Roles", "Physician assistant"),
    "technical_physician": QT_TRANSLATE_NOOP("Roles", "Technical physician"),
    "radiologist": QT_TRANSLATE_NOOP("Roles", "Radiologist"),
    "trainer": QT_TRANSLATE_NOOP("Roles", "Trainer"),
    "coordinator": QT_TRANSLATE_NOOP("Roles", "Coordinator"),
    "auditor": QT_TRANSLATE_NOOP("Roles", "Auditor"),
    "administrator": QT_TRANSLATE_NOOP("Roles", "Administrator"),
    "log_keeper": QT_TRANSLATE_NOOP("Roles", "Log keeper"),
}
WIDE = 1500  # below: the search field is an icon (screens.md 2.1)


def role_word(code: str) -> str:
    """A role in the language of the interface."""
    return QCoreApplication.translate("Roles", ROLE_WORDS.get(code, code))


class NavButton(QToolButton):
    """Icon, word and count of one navigation item."""

    def __init__(self, desk: Desk, item: Item, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self.item = item
        self.count: int | None = None
        self.setProperty("kind", "nav")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.toggled.connect(lambda _on: self.updateGeometry())

    def show_words(self, word: str, count: int | None) -> None:
        self.setText(word)
        self.count = count
        self.setAccessibleName(word if count is None else f"{word}, {count}")
        self.updateGeometry()
        self.update()

    def _word_font(self) -> QFont:
        return self._desk.theme.font("strong" if self.isChecked() else "body")

    def sizeHint(self) -> QSize:
        # room for the bold word, so that nothing moves when it is chosen
        word = QFontMetrics(self._desk.theme.font("strong")).horizontalAdvance(self.text())
        return QSize(
            14 + 16 + 8 + word + (30 if self.count else 0) + 14, self._desk.theme.px("size.title_bar")
        )

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        option.text = ""
        self.style().drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option, painter, self)
        word = self.text()
        theme = self._desk.theme
        tone = theme.colour("text.primary" if self.isChecked() else "text.secondary")
        middle = self.height() / 2
        draw_icon(painter, QRectF(14, middle - 8, 16, 16).topLeft(), self.item.icon, tone)
        painter.setFont(self._word_font())
        painter.setPen(tone)
        painter.drawText(QRectF(38, 0, self.width(), self.height()), Qt.AlignmentFlag.AlignVCenter, word)
        if self.count:
            left = 38 + QFontMetrics(self._word_font()).horizontalAdvance(word) + 8
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent.quiet"))
            number = str(self.count)
            plate = QRectF(left, middle - 8, max(16, 9 + 7 * len(number)), 16)
            painter.drawRoundedRect(plate, 8, 8)
            painter.setFont(theme.font("micro"))
            painter.setPen(theme.colour("text.link"))
            painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, number)
        painter.end()


class PersonBlock(Translated):
    """Avatar with initials, the name, and what the person acts as; opens the person's menu."""

    pressed = Signal()

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._who: SignedIn | None = None
        self._hover = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        desk.theme.changed.connect(self.update)

    def show_person(self, who: SignedIn | None) -> None:
        self._who = who
        self.setVisible(who is not None)
        self.retranslate()

    def retranslate(self) -> None:
        lead, role, rest = self._second_line()
        name = self._who.display_name if self._who else ""
        self.setAccessibleName(f"{name}, {lead}{role}{rest}")
        self.setToolTip(self.tr("Role, language, theme, lock, sign out"))
        self.updateGeometry()
        self.update()

    def _second_line(self) -> tuple[str, str, str]:
        if self._who is None:
            return "", "", ""
        group = f" · {self._who.group}" if self._who.group else ""
        return self.tr("acting as") + " ", role_word(self._who.role), group

    def sizeHint(self) -> QSize:
        theme = self._desk.theme
        name = QFontMetrics(theme.font("strong")).horizontalAdvance(
            self._who.display_name if self._who else ""
        )
        second = "".join(self._second_line())
        line = QFontMetrics(theme.font("caption")).horizontalAdvance(second) + 6
        return QSize(12 + 26 + 9 + max(name, line) + 30, theme.px("size.title_bar"))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._who is None:
            return
        theme = self._desk.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._hover:
            painter.fillRect(self.rect(), theme.colour("surface.hover"))
        middle = self.height() / 2
        disc = QRectF(12, middle - 13, 26, 26)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("accent.quiet"))
        painter.drawEllipse(disc)
        painter.setFont(theme.font("micro"))
        painter.setPen(theme.colour("text.link"))
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, self._who.initials())
        left = 47.0
        painter.setFont(theme.font("strong"))
        painter.setPen(theme.colour("text.primary"))
        painter.drawText(
            QRectF(left, 3, self.width(), 18), Qt.AlignmentFlag.AlignVCenter, self._who.display_name
        )
        for part, style, tone in zip(
            self._second_line(),
            ("caption", "caption", "caption"),
            ("text.secondary", "text.link", "text.secondary"),
            strict=True,
        ):
            font = theme.font(style)
            if tone == "text.link":
                font.setWeight(font.Weight.DemiBold)
            painter.setFont(font)
            painter.setPen(theme.colour(tone))
            painter.drawText(QRectF(left, 19, self.width(), 17), Qt.AlignmentFlag.AlignVCenter, part)
            left += QFontMetrics(font).horizontalAdvance(part)
        draw_icon(
            painter,
            QRectF(self.width() - 22, middle - 7, 14, 14).topLeft(),
            "expand",
            theme.colour("text.secondary"),
            14,
        )
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()), self._desk)
        painter.end()

    def enterEvent(self, _event: QEnterEvent) -> None:
        self._hover = True
        self.update()

    def leaveEvent(self, _event: QEvent) -> None:
        self._hover = False
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_Down):
            self.pressed.emit()
        else:
            super().keyPressEvent(event)


def paint_focus(painter: QPainter, area: QRectF, desk: Desk) -> None:
    """The focus ring: 2 px, offset 1."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(desk.theme.colour("line.focus"), 2))
    painter.drawRect(area.adjusted(2, 2, -2, -2))


class TitleBar(Translated):
    """The bar on top of the window. It asks; the window does."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setObjectName("title-bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(desk.theme.px("size.title_bar"))
        self._mark = QLabel()
        desk.theme.dress(self._mark, "square-check-big", "accent.base", 20)
        self._name = text(desk.theme, "Voorverslag", "heading")
        self._training = text(desk.theme, "", "strong", "primary")
        self._buttons = [NavButton(desk, item, self) for item in ITEMS]
        self.search = Field(desk.theme)
        self.search.setFixedWidth(280)  # 252 in screens.md: the Dutch words don't fit there
        self.search_icon = IconButton(desk.theme, "search", 16, 32)
        self.bell = IconButton(desk.theme, "notifications", 16, 32)
        self.help = IconButton(desk.theme, "help", 16, 32)
        self.person = PersonBlock(desk, self)
        self.lock = IconButton(desk.theme, "lock_session", 16, 32)
        self._unseen = 0
        self._counts: dict[str, int] = {}
        self._screens: set[str] = set()
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        layout = row((12, 0, 8, 0), 0, self)
        layout.addWidget(self._mark)
        layout.addSpacing(8)
        layout.addWidget(self._name)
        layout.addSpacing(8)
        layout.addWidget(self._training)
        layout.addSpacing(8)
        for button in self._buttons:
            layout.addWidget(button)
        layout.addStretch(1)
        layout.addWidget(self.search)
        layout.addWidget(self.search_icon)
        layout.addSpacing(4)
        layout.addWidget(self.bell)
        layout.addWidget(self.help)
        layout.addSpacing(8)
        layout.addWidget(rule("v"))
        layout.addWidget(self.person)
        layout.addWidget(self.lock)

    def _connect(self) -> None:
        desk = self._desk
        for button in self._buttons:
            button.clicked.connect(lambda _on=False, b=button: self._go(b))
        self.search_icon.clicked.connect(lambda: desk.actions.trigger("palette.open"))
        self.search.edit.returnPressed.connect(self._search)
        self.help.clicked.connect(lambda: desk.actions.trigger("help.keys"))
        self.lock.clicked.connect(lambda: desk.actions.trigger("session.lock"))
        self.person.pressed.connect(self._open_menu)
        desk.session.who_changed.connect(self.show_person)
        desk.messages.posted.connect(lambda _m: self._ring(self._unseen + 1))
        desk.actions.changed.connect(self.retranslate)

    def _go(self, button: NavButton) -> None:
        button.setChecked(True)
        self._desk.navigator.open(button.item.screen)

    def _search(self) -> None:
        words = self.search.edit.text().strip()
        self.search.edit.clear()
        self._desk.services["palette"](words)

    def show_person(self, who: SignedIn | None) -> None:
        self.person.show_person(who)
        signed_in = who is not None
        for widget in (self.search, self.search_icon, self.bell, self.lock):
            widget.setVisible(signed_in)
        self._fit()
        self._show_items()
        if not signed_in:
            self._ring(0)

    def offer(self, screens: set[str]) -> None:
        """Which screens exist; the others are absent from the navigation."""
        self._screens = screens
        self._show_items()

    def _show_items(self) -> None:
        signed_in = self._desk.session.who is not None
        for button in self._buttons:
            button.setVisible(signed_in and button.item.screen in self._screens)

    def show_active(self, screen: str) -> None:
        for button in self._buttons:
            button.setChecked(button.item.screen == screen)

    def show_count(self, screen: str, count: int) -> None:
        self._counts[screen] = count
        self.retranslate()

    def visible_items(self) -> list[NavButton]:
        return [b for b in self._buttons if not b.isHidden()]

    def show_training(self, training: bool) -> None:
        self._training.setText(QCoreApplication.translate("Status", "TRAINING") if training else "")

    def _ring(self, unseen: int) -> None:
        self._unseen = unseen
        words = self.tr("Messages of today")
        self.bell.set_words(f"{words} ({unseen})" if unseen else words)
        self.bell.update()
        self.update()

    def messages_seen(self) -> None:
        self._ring(0)

    def _open_menu(self) -> None:
        menu = self.person_menu()
        menu.popup(self.person.mapToGlobal(QPoint(0, self.height())))

    def person_menu(self) -> QMenu:
        """Switch role, language, theme, lock, sign out."""
        ids: list[str | None] = [
            "session.switch_role", None, "language.nl", "language.en", None, "theme.dark", "theme.light", None,
            "settings.open", None, "session.lock", "session.sign_out",
        ]  # fmt: skip
        return self._desk.actions.menu([i for i in ids if i is None or i in self._desk.actions], self)

    def retranslate(self) -> None:
        for button in self._buttons:
            word = QCoreApplication.translate("Navigation", button.item.word)
            button.show_words(word, self._counts.get(button.item.screen))
        self.search.set_prompt(self.tr("Search patient, action or setting"))
        self.search.edit.setAccessibleName(self.tr("Search patient, action or setting"))
        self.search.hint.setText("Ctrl K")
        self.search.hint.show()
        self.search_icon.set_words(self.tr("Search (Ctrl+K)"))
        self.help.set_words(self.tr("Keys and help (F1)"))
        self.lock.set_words(self.tr("Lock (Ctrl+L)"))
        self._ring(self._unseen)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        signed_in = self._desk.session.who is not None
        self.search.setVisible(signed_in and self.width() >= WIDE)
        self.search_icon.setVisible(signed_in and self.width() < WIDE)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._desk.session.state.training:
            painter = QPainter(self)
            painter.setPen(QPen(self._desk.theme.colour("status.training.solid"), 4, Qt.PenStyle.DotLine))
            painter.drawLine(0, self.height() - 2, self.width(), self.height() - 2)
            painter.end()
