"""S20 Settings: groups at the left, one row a setting, made from the declarations in `desktop.settings`.

A setting that belongs to the department or the administrator shows its value and, on the lock, who may change it.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDoubleSpinBox,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QWidget,
)

from desktop.actions import Action
from desktop.archive.nodes_panel import NodesPanel
from desktop.desk import Desk
from desktop.palette import matches
from desktop.parts import Button, Field, Section, column, empty, row, rule, surface, text
from desktop.screen import Screen
from desktop.settings import Setting, Who, may_change
from desktop.viewing import handling
from desktop.viewing.key_editor import KeyEditor
from desktop.words import QT_TRANSLATE_NOOP
from desktop.worklist.sidebar import SideRow

SIDE, CONTROL, OWNER = 216, 190, 180
GROUPS = {
    "appearance": QT_TRANSLATE_NOOP("Settings", "Display"),
    "viewing": QT_TRANSLATE_NOOP("Settings", "Mouse and keys"),
    "work": QT_TRANSLATE_NOOP("Settings", "Computing"),
    "worklist": QT_TRANSLATE_NOOP("Settings", "Worklist"),
    "security": QT_TRANSLATE_NOOP("Settings", "Security"),
    "archive": QT_TRANSLATE_NOOP("Settings", "PACS nodes"),
}
OWNERS = {
    Who.PERSON: QT_TRANSLATE_NOOP("Settings", "me"),
    Who.DEPARTMENT: QT_TRANSLATE_NOOP("Settings", "department"),
    Who.ADMINISTRATOR: QT_TRANSLATE_NOOP("Settings", "administrator"),
}
REFUSED = {
    Who.DEPARTMENT: QT_TRANSLATE_NOOP("Settings", "Only a coordinator or an administrator changes this."),
    Who.ADMINISTRATOR: QT_TRANSLATE_NOOP("Settings", "Only an administrator changes this."),
}
CHOICES = {
    "nl": "Nederlands",
    "en": "English",
    "dark": QT_TRANSLATE_NOOP("Settings", "Dark"),
    "light": QT_TRANSLATE_NOOP("Settings", "Light"),
    "system": QT_TRANSLATE_NOOP("Settings", "As the system"),
    "off": QT_TRANSLATE_NOOP("Settings", "No"),
    "on": QT_TRANSLATE_NOOP("Settings", "Yes"),
    "auto": QT_TRANSLATE_NOOP("Settings", "Crosshair, else scroll"),
    "scroll": QT_TRANSLATE_NOOP("Settings", "Scroll"),
    "window": QT_TRANSLATE_NOOP("Settings", "Window and level"),
    "pan": QT_TRANSLATE_NOOP("Settings", "Pan"),
    "zoom": QT_TRANSLATE_NOOP("Settings", "Zoom"),
}
#: grey levels of the test pattern, and the two that must be told apart at the dark and the light end: 5 % squares
#: in 0 % and 100 % fields, as in the TG18-QC pattern (AAPM On-line Report 03, 2005, section 4.1)
GREYS = 18
NEAR = 13


def words_of(source: str) -> str:
    return QCoreApplication.translate("Settings", source)


class GreyPattern(QWidget):
    """A grey staircase with 5 % contrast squares at both ends: can this screen show what a picture holds?"""

    def sizeHint(self) -> QSize:
        return QSize(560, 72)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        each = self.width() / GREYS
        for step in range(GREYS):
            level = round(255 * step / (GREYS - 1))
            left, right = round(step * each), round((step + 1) * each)
            painter.fillRect(QRect(left, 0, right - left, self.height()), QColor(level, level, level))
            if step in (0, GREYS - 1):
                inner = QRect(left, 0, right - left, self.height()).adjusted(8, 24, -8, -24)
                near = level + NEAR if step == 0 else level - NEAR
                painter.fillRect(inner, QColor(near, near, near))
        painter.end()


class SettingsScreen(Screen):
    """S20. A change holds at once; what asks for a restart says so."""

    name = "settings"
    context = "settings"
    navigation = ""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._group = next(iter(GROUPS))
        self.controls: dict[str, QWidget] = {}
        self._build()
        desk.settings.changed.connect(self._setting_changed)
        desk.session.who_changed.connect(lambda _who: self._show())
        self.retranslate()

    def _build(self) -> None:
        theme = self.desk.theme
        side = surface("panel", "right")
        side.setFixedWidth(SIDE)
        names = column((8, 12, 8, 12), 2, side)
        self._side_title = Section(theme)
        self._side_title.setContentsMargins(8, 0, 0, 0)
        names.addWidget(self._side_title)
        names.addSpacing(4)
        self._choice = QButtonGroup(self)
        self.groups: dict[str, SideRow] = {}
        for group in GROUPS:
            button = SideRow(self.desk, group)
            button.clicked.connect(lambda _on=False, name=group: self.choose(name))
            self._choice.addButton(button)
            self.groups[group] = button
            names.addWidget(button)
        names.addStretch(1)
        self.title = text(theme, "", "title")
        self.search = Field(theme)
        self.search.setFixedWidth(260)
        self.search.edit.textChanged.connect(lambda _words: self._show())
        head = surface("panel")
        head.setFixedHeight(48)
        top = row((14, 0, 12, 0), 8, head)
        top.addWidget(self.title)
        top.addStretch(1)
        top.addWidget(self.search)
        body = surface("panel")
        inside = column((14, 4, 14, 14), 0, body)
        self._rows = column((0, 0, 0, 0), 0)
        inside.addLayout(self._rows)
        self.nodes = NodesPanel(self.desk)
        inside.addWidget(self.nodes)
        inside.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(body)
        right = column((0, 0, 0, 0), 0)
        right.addWidget(head)
        right.addWidget(rule())
        right.addWidget(self._scroll, 1)
        across = row((0, 0, 0, 0), 0, self)
        across.addWidget(side)
        across.addLayout(right, 1)

    # ------------------------------------------------------------------ showing
    def enter(self, what: object = None) -> None:
        if isinstance(what, str) and what in GROUPS:
            self.choose(what)
        self._show()
        self.search.edit.setFocus()

    def _setting_changed(self, key: str, _value: object) -> None:
        if key != handling.KEYS:  # its rows follow by themselves and keep the focus
            self._show()

    def choose(self, group: str) -> None:
        self._group = group
        self.search.edit.clear()
        self._show()

    def shown(self) -> list[Setting]:
        """Settings of the chosen group, or of all groups that match what is typed."""
        typed = self.search.edit.text().strip()
        declared = [
            s
            for s in self.desk.settings.declared()
            if s.key.split(".")[0] in GROUPS and s.key != handling.KEYS
        ]
        if typed:
            return [s for s in declared if matches(f"{s.nl} {s.en} {s.key}", typed)]
        return [s for s in declared if s.key.startswith(f"{self._group}.")]

    def _show(self) -> None:
        empty(self._rows)
        self.controls.clear()
        for group, button in self.groups.items():
            button.show_words(words_of(GROUPS[group]))
            button.setChecked(group == self._group and not self.search.edit.text().strip())
        found = self.shown()
        typed = self.search.edit.text().strip()
        with_nodes = matches("pacs dicom archief archive ae-titel knooppunten nodes ontvanger", typed) if typed else (
            self._group == "archive"
        )  # fmt: skip
        self.nodes.setVisible(with_nodes)
        for setting in found:
            self._rows.addWidget(self._row(setting))
            self._rows.addWidget(rule())
        typed = self.search.edit.text().strip()
        keys = KeyEditor(self.desk, typed) if typed or self._group == "viewing" else None
        if keys is not None and keys.rows:
            self._rows.addSpacing(20)
            self._rows.addWidget(keys)
        elif not found and not with_nodes:
            self._rows.addSpacing(32)
            self._rows.addWidget(
                text(self.desk.theme, self.tr("No setting matches what you typed."), "body", "secondary")
            )
        elif self._group == "appearance" and not typed:
            self._monitor_note()

    def _row(self, setting: Setting) -> QWidget:
        theme, desk = self.desk.theme, self.desk
        words = setting.nl if desk.language.code == "nl" else setting.en
        line = QWidget()
        line.setMinimumHeight(52)
        across = row((0, 6, 0, 6), 12, line)
        names = column((0, 0, 0, 0), 0)
        names.addWidget(text(theme, words, "body"))
        extra = self.tr("default {value}").format(value=self._value_words(setting, setting.default))
        if setting.restart:
            extra += " · " + self.tr("asks for a restart")
        names.addWidget(text(theme, extra, "caption", "muted"))
        across.addLayout(names, 1)
        owner = row((0, 0, 0, 0), 6)
        reason = self.refusal(setting)
        mark = text(theme)
        mark.setFixedSize(16, 16)
        if reason:
            theme.dress(mark, "not_permitted", "text.muted")
            mark.setToolTip(reason)
        owner.addWidget(mark)
        name = text(theme, words_of(OWNERS[setting.who]), "caption", "secondary")
        name.setFixedWidth(OWNER - 40)
        owner.addWidget(name)
        across.addLayout(owner)
        control = self._control(setting)
        control.setFixedWidth(CONTROL)
        control.setFixedHeight(theme.px("size.control"))
        control.setEnabled(not reason)
        control.setAccessibleName(words)
        control.setAccessibleDescription(reason)
        control.setToolTip(reason)
        self.controls[setting.key] = control
        across.addWidget(control)
        reset = Button(theme, "quiet", "undo")
        reset.set_tip(self.tr("Back to the default"))
        reset.setAccessibleName(self.tr("Back to the default"))
        reset.setFixedWidth(32)
        reset.setEnabled(not reason and desk.settings.get(setting.key) != setting.default)
        reset.clicked.connect(lambda: self._set(setting, setting.default))
        across.addWidget(reset)
        return line

    def _control(self, setting: Setting) -> QWidget:
        value = self.desk.settings.get(setting.key)
        if setting.choices:
            box = QComboBox()
            for choice in setting.choices:
                box.addItem(self._value_words(setting, choice), choice)
            box.setCurrentIndex(setting.choices.index(str(value)))
            box.activated.connect(lambda place: self._set(setting, setting.choices[place]))
            return box
        spin: QSpinBox | QDoubleSpinBox = QSpinBox() if isinstance(setting.default, int) else QDoubleSpinBox()
        if isinstance(spin, QDoubleSpinBox):
            spin.setDecimals(1)
        spin.setRange(
            setting.minimum if isinstance(spin, QDoubleSpinBox) else int(setting.minimum or 0),  # type: ignore[arg-type]
            setting.maximum if isinstance(spin, QDoubleSpinBox) else int(setting.maximum or 0),  # type: ignore[arg-type]
        )
        spin.setValue(value)
        spin.lineEdit().setTextMargins(6, 0, 0, 0)  # as the padding of the other fields
        spin.setKeyboardTracking(False)
        # a wheel that scrolls the page must not change a value in passing
        spin.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        spin.wheelEvent = lambda event: event.ignore()  # type: ignore[method-assign]
        spin.editingFinished.connect(lambda: self._set(setting, spin.value()))
        return spin

    def _value_words(self, setting: Setting, value: object) -> str:
        if setting.choices:
            source = CHOICES.get(str(value), str(value))
            return words_of(source) if source not in ("Nederlands", "English") else source
        return self.desk.language.locale.toString(value, "f", 1) if isinstance(value, float) else str(value)

    def refusal(self, setting: Setting) -> str:
        """Why this person can't change it; empty when they can."""
        who = self.desk.session.who
        if may_change(setting, who.role if who is not None else ""):
            return ""
        return words_of(REFUSED[setting.who])

    def _set(self, setting: Setting, value: object) -> None:
        who = self.desk.session.who
        if value == self.desk.settings.get(setting.key):
            return
        try:
            self.desk.settings.set(setting.key, value, role=who.role if who is not None else "")  # type: ignore[arg-type]
        except Exception as problem:  # noqa: BLE001 - a full disk, a refused value: say it, keep the old one
            self.desk.messages.show(problem)
            self._show()
            return
        if setting.restart:
            self.desk.messages.info(self.tr("This holds from the next start."), key="settings-restart")

    def _monitor_note(self) -> None:
        theme = self.desk.theme
        self._rows.addSpacing(20)
        head = Section(theme)
        head.setText(self.tr("Monitor"))
        self._rows.addWidget(head)
        self._rows.addSpacing(6)
        self._rows.addWidget(
            text(
                theme,
                self.tr(
                    "In the first and the last field a square must be visible. If you don't see one, this screen "
                    "is set too dark, too light or too contrasty to judge pictures."
                ),
                "body",
                "secondary",
                wrap=True,
            )
        )
        self._rows.addSpacing(8)
        pattern = GreyPattern()
        pattern.setAccessibleName(self.tr("Grey test pattern"))
        pattern.setFixedHeight(72)
        pattern.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._rows.addWidget(pattern)

    def retranslate(self) -> None:
        self.title.setText(self.tr("Settings"))
        self._side_title.setText(self.tr("Settings"))
        self.search.set_prompt(self.tr("Search a setting"))
        self.search.edit.setAccessibleName(self.tr("Search a setting"))
        self._show()

    def regions(self) -> list[QWidget]:
        return [self.groups[self._group], self._scroll]


def open_settings(group: str = "") -> Callable[[Desk], object]:
    return lambda desk: desk.navigator.open("settings", group)


ACTIONS = (
    Action("settings.open", QT_TRANSLATE_NOOP("Actions", "Settings"), open_settings(), ("Ctrl+,",), "settings"),
)  # fmt: skip
