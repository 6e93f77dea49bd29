"""The window: bars that stay, a stack of screens registered by name, sign-in and lock as pages of their own.

When nobody is signed in or the session is locked the shell is hidden as a whole: no patient data is drawn, named
or reachable by key.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QSettings, QSize, Qt
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QStackedLayout, QStackedWidget, QWidget

from desktop import window_actions
from desktop.actions import CONTEXTS
from desktop.desk import Desk, Place
from desktop.lock import IdleWatch, LockPage
from desktop.message_list import MessageList, MessagesOfToday
from desktop.palette import CommandPalette, KeyList
from desktop.parts import column
from desktop.patient_banner import PatientBanner
from desktop.screen import Screen
from desktop.session import SignedIn
from desktop.status_line import StatusLine
from desktop.step_bar import StepBar
from desktop.title_bar import TitleBar

ScreenFactory = Callable[[Desk], Screen]


def panel_width(window_width: int) -> int:
    """Width of the right-hand panel for a window (screens.md 2.7)."""
    for at_least, width in ((2560, 440), (1920, 384), (1600, 352)):
        if window_width >= at_least:
            return width
    return 304


class MainWindow(QWidget):
    """The one window of a session.

    Parameters
    ----------
    desk : Desk
    signin : QWidget
        Page shown while nobody is signed in; given, so that the window knows no way of signing in. When it has
        `choose_role(person)` and `verify(password, done, refused)` the window uses them for S1b and S24.
    """

    def __init__(self, desk: Desk, signin: QWidget) -> None:
        super().__init__()
        self._desk = desk
        desk.services["window"] = self
        self.setObjectName("main-window")
        self.setProperty("surface", "app")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumSize(QSize(*desk.theme.token("size.minimum_window")))
        self._factories: dict[str, ScreenFactory] = {}
        self._screens: dict[str, Screen] = {}
        self.signin = signin
        self._shell = QWidget(self)
        self.title_bar = TitleBar(desk, self._shell)
        self.banner = PatientBanner(desk, self._shell)
        self.step_bar = StepBar(desk, self._shell)
        self.stack = QStackedWidget(self._shell)
        self.status_line = StatusLine(desk, self._shell)
        self.lock_page = LockPage(desk, self)
        page = column((0, 0, 0, 0), 0, self._shell)
        for bar in (self.title_bar, self.banner, self.step_bar):
            page.addWidget(bar)
        page.addWidget(self.stack, 1)
        page.addWidget(self.status_line)
        self.step_bar.hide()
        self._pages = QStackedLayout(self)
        for part in (signin, self._shell, self.lock_page):
            self._pages.addWidget(part)
        self.palette_box = CommandPalette(desk, self._shell)
        self.key_list = KeyList(desk, self._shell)
        self.messages = MessageList(desk, self._shell)
        self.messages.keep_above(desk.theme.px("size.status_line") + 52)
        self.idle = IdleWatch(desk, parent=self)
        self._connect()
        self._show_page()
        self._set_title()

    def _connect(self) -> None:
        desk = self._desk
        desk.actions.register(*window_actions.SHELL)
        desk.actions.bind("global", self._shell)
        desk.services["palette"] = self.open_palette
        desk.navigator.wanted.connect(self.open_screen)
        desk.session.who_changed.connect(self._who_changed)
        desk.session.locked_changed.connect(self._locked_changed)
        desk.settings.changed.connect(self._setting_changed)
        self.title_bar.bell.clicked.connect(self.open_messages)
        self.step_bar.face_chosen.connect(self.choose_face)
        self.step_bar.step_chosen.connect(self._step_chosen)
        self.step_bar.to_report.connect(lambda: self.choose_face("report"))
        self.lock_page.unlock_wanted.connect(self._unlock)
        self.lock_page.other_person.connect(self.sign_out)

    # ------------------------------------------------------------------ screens
    def add_screen(self, name: str, factory: ScreenFactory) -> None:
        """Register a screen; it is made when it is first opened."""
        self._factories[name] = factory
        screens = set(self._factories)
        self._desk.actions.register(
            *[a for a in window_actions.navigation(screens) if a.id not in self._desk.actions]
        )
        for action in window_actions.navigation({name}):
            self.bind_late(action.id)
        self.title_bar.offer(screens)

    def bind_late(self, action_id: str) -> None:
        """Give the window the keys of an action that was registered after the shell was bound."""
        from PySide6.QtGui import QKeySequence, QShortcut

        for key in self._desk.actions.get(action_id).keys:
            shortcut = QShortcut(QKeySequence(key), self._shell)
            shortcut.activated.connect(lambda: self._desk.actions.trigger(action_id))

    def screen_named(self, name: str) -> Screen:
        """The screen of that name, made at first use."""
        if name not in self._screens:
            made = self._factories[name](self._desk)
            if made.context != "global" and made.context in CONTEXTS:
                self._desk.actions.bind(made.context, made)
            self._screens[name] = made
            self.stack.addWidget(made)
        return self._screens[name]

    def current_screen(self) -> Screen | None:
        widget = self.stack.currentWidget()
        return widget if isinstance(widget, Screen) else None

    def open_screen(self, place: Place) -> None:
        """Show a screen, unless the present one can't be left or nobody is signed in."""
        if place.screen not in self._factories or self._desk.session.who is None:
            return
        old, new = self.current_screen(), self.screen_named(place.screen)
        if old is not None and old is not new and not old.leave():
            self.title_bar.show_active(old.navigation)
            return
        self.stack.setCurrentWidget(new)
        self.step_bar.setVisible(new.has_steps)
        self.title_bar.show_active(new.navigation)
        new.enter(place.what)
        self._desk.navigator.arrived.emit(place.screen)
        self._set_title()

    # ------------------------------------------------------------------ session
    def _who_changed(self, who: SignedIn | None) -> None:
        if who is None:
            for name in list(self._screens):
                gone = self._screens.pop(name)
                self.stack.removeWidget(gone)
                gone.hide()
                gone.deleteLater()
            self._desk.messages.forget()
        self._show_page()
        if who is not None:
            self.title_bar.show_person(who)
            self._desk.navigator.open("worklist")

    def _locked_changed(self, locked: bool) -> None:
        if locked:
            self.lock_page.show_locked()
        self._show_page()
        self._set_title()
        if locked:
            self.lock_page.password.setFocus()

    def _show_page(self) -> None:
        state = self._desk.session.state
        if state.who is None:
            self._pages.setCurrentWidget(self.signin)
            reset = getattr(self.signin, "reset", None)
            if reset is not None:
                reset()
        else:
            self._pages.setCurrentWidget(self.lock_page if state.locked else self._shell)

    def _set_title(self) -> None:
        study = self._desk.session.study
        shown = study is not None and not self._desk.session.state.locked
        self.setWindowTitle(f"Voorverslag – {study.patient_number}" if shown and study else "Voorverslag")

    def _unlock(self, password: str) -> None:
        verify = getattr(self.signin, "verify", None)
        if verify is None:
            return
        verify(password, lambda _who: self._desk.session.set_locked(False), self.lock_page.refuse)

    def sign_out(self) -> None:
        """Save, forget, and back to the sign-in page."""
        self._desk.about_to_lock.emit()
        leave = getattr(self.signin, "sign_out", None)
        if leave is not None and self._desk.session.who is not None:
            leave(self._desk.session.who)
        self._desk.session.sign_out()

    def switch_role(self) -> None:
        """S1b for the person who is signed in; an open draft is saved first."""
        choose = getattr(self.signin, "choose_role", None)
        who = self._desk.session.who
        if choose is not None and who is not None:
            self._desk.about_to_lock.emit()
            self._pages.setCurrentWidget(self.signin)
            choose(who, self._show_page)

    # ------------------------------------------------------------------ parts
    def open_palette(self, typed: str = "") -> None:
        screen = self.current_screen()
        self.palette_box.open(screen.context if screen else "global", typed)

    def open_keys(self) -> None:
        screen = self.current_screen()
        self.key_list.open(screen.context if screen else "global")

    def open_messages(self) -> None:
        """The bell's list of today."""
        self.title_bar.messages_seen()
        box = MessagesOfToday(self._desk, self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.adjustSize()
        below = self.title_bar.bell.mapToGlobal(QPoint(self.title_bar.bell.width(), self.title_bar.height()))
        box.move(below.x() - box.width(), below.y())
        box.show()

    def toggle_full_screen(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def press_primary(self) -> None:
        screen = self.current_screen()
        if screen is not None:
            screen.primary()

    def choose_face(self, name: str) -> None:
        """Images, report or check of the open draft: the present screen knows where that is."""
        screen = self.current_screen()
        choose = getattr(screen, "choose_face", None)
        if choose is not None:
            choose(name)

    def _step_chosen(self, key: str) -> None:
        go_to = getattr(self.current_screen(), "go_to", None)
        if go_to is not None:
            go_to(key)

    def walk_steps(self, by: int) -> None:
        self.step_bar.walk(by)

    # ------------------------------------------------------------------ focus
    def regions(self) -> list[QWidget]:
        """What F6 jumps between (screens.md 2.6)."""
        screen = self.current_screen()
        parts: list[QWidget] = [self.title_bar, self.banner]
        if self.step_bar.isVisible():
            parts.append(self.step_bar)
        parts += screen.regions() if screen is not None else []
        return [
            part for part in [*parts, self.status_line] if part.isVisible() and first_focus(part) is not None
        ]

    def next_region(self, by: int) -> None:
        regions = self.regions()
        if not regions:
            return
        focus = self.focusWidget()
        # the innermost region that holds the focus; a panel may lie within another
        here = [
            i for i, r in enumerate(regions) if focus is not None and (r is focus or r.isAncestorOf(focus))
        ]
        place = (here[-1] + by) % len(regions) if here else 0
        target = first_focus(regions[place])
        if target is not None:
            target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # ------------------------------------------------------------------ settings, geometry
    def _setting_changed(self, key: str, value: object) -> None:
        if key == "appearance.theme":
            self._desk.theme.switch(str(value))
        elif key == "appearance.language":
            self._desk.language.switch(str(value))

    def restore_place(self, store: QSettings) -> None:
        """Size and place of last time; they are all that QSettings keeps."""
        geometry = store.value("geometry")
        if geometry is not None:
            self.restoreGeometry(geometry)
        else:
            available = self.screen_size()
            self.resize(min(1600, available.width()), min(1000, available.height()))

    def screen_size(self) -> QSize:
        """Room on the screen that this window is on."""
        return self.screen().availableGeometry().size()

    def keep_place(self, store: QSettings) -> None:
        store.setValue("geometry", self.saveGeometry())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._set_title()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.messages.place()

    def closeEvent(self, event: QCloseEvent) -> None:
        screen = self.current_screen()
        if screen is not None and not screen.leave():
            event.ignore()
            return
        if self._desk.session.who is not None:
            self.sign_out()
        event.accept()


def first_focus(region: QWidget) -> QWidget | None:
    """The first widget of a region that takes the focus, in tab order."""
    if region.focusPolicy() & Qt.FocusPolicy.TabFocus and region.isEnabled():
        return region
    return next(
        (
            child
            for child in region.findChildren(QWidget)
            if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.isVisible() and child.isEnabled()
        ),
        None,
    )
