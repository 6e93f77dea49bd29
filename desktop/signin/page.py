"""The sign-in page: name and password, then the role, with the statement of what this software is and isn't.

No patient data and no names of earlier users. At the first start on a machine the statement is acknowledged.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QLabel, QLineEdit, QWidget

from desktop import product
from desktop.desk import Desk
from desktop.parts import Button, Note, column, empty, restyle, row, rule, text
from desktop.screen import Translated
from desktop.session import SignedIn
from desktop.signin.accounts import Accounts, Known, RoleChoice
from desktop.title_bar import role_word
from desktop.words import QT_TRANSLATE_NOOP

WIDTH = 440
#: governance 16; the Dutch text is normative and stands in the translation
STATEMENT = QT_TRANSLATE_NOOP(
    "SignInPage",
    "Software for research and education. Not a medical device, no CE mark. Not meant for diagnosis or treatment. "
    "A preliminary report is a report only after authorisation by a radiologist.",
)
ROLE_MAY = {
    "radiographer": QT_TRANSLATE_NOOP(
        "SignInPage", "Drafts preliminary reports on an order, under supervision."
    ),
    "radiographer_ai": QT_TRANSLATE_NOOP(
        "SignInPage", "Drafts preliminary reports on an order and validates results of AI."
    ),
    "advanced_practitioner": QT_TRANSLATE_NOOP(
        "SignInPage", "Drafts within one domain; advises as second reader."
    ),
    "physician_assistant": QT_TRANSLATE_NOOP("SignInPage", "Drafts reports; advises as second reader."),
    "technical_physician": QT_TRANSLATE_NOOP(
        "SignInPage", "Drafts reports; responsible for the safe use of technology."
    ),
    "radiologist": QT_TRANSLATE_NOOP("SignInPage", "Gives orders, reviews, returns and authorises."),
    "trainer": QT_TRANSLATE_NOOP("SignInPage", "Teaches and assesses competence; doesn't draft."),
    "coordinator": QT_TRANSLATE_NOOP("SignInPage", "Sees competences, terms and quality; no images."),
    "auditor": QT_TRANSLATE_NOOP("SignInPage", "Reads everything, changes nothing."),
    "administrator": QT_TRANSLATE_NOOP(
        "SignInPage", "Manages people, templates and settings; no clinical rights."
    ),
    "log_keeper": QT_TRANSLATE_NOOP("SignInPage", "Reads and exports the audit trail."),
}
ROLE_ICON = {"radiologist": "radiologist", "trainer": "training", "administrator": "settings", "auditor": "audit",
             "log_keeper": "audit", "coordinator": "quality"}  # fmt: skip


class RoleRow(QFrame):
    """One role to choose: icon, role and group, what it may in one sentence."""

    def __init__(self, page: SignInPage, desk: Desk, choice: RoleChoice) -> None:
        super().__init__()
        self.choice = choice
        self._page = page
        self.setProperty("box", "card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        icon = QLabel()
        meaning = "not_permitted" if choice.locked else ROLE_ICON.get(choice.role, "role")
        desk.theme.dress(icon, meaning, "text.secondary", 20)
        name = role_word(choice.role) + (f" · {choice.group}" if choice.group else "")
        may = choice.locked or page.tr(ROLE_MAY.get(choice.role, ""))
        layout = row((14, 8, 14, 8), 12, self)
        layout.addWidget(icon)
        words = column()
        words.addWidget(text(desk.theme, name, "strong"))
        words.addWidget(text(desk.theme, may, "caption", "muted", wrap=True))
        layout.addLayout(words, 1)
        self.setAccessibleName(f"{name}. {may}")

    def show_chosen(self, chosen: bool) -> None:
        self.setProperty("chosen", chosen)
        restyle(self)

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        self.setFocus()
        self._page.choose(self)

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self._page.go_on()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._page.go_on()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._page.move_choice(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() == Qt.Key.Key_Space:
            self._page.choose(self)
        else:
            super().keyPressEvent(event)


class SignInPage(Translated):
    """S1 with S1b. Signs in through `accounts` and hands the person to the session."""

    def __init__(self, desk: Desk, accounts: Accounts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._accounts = accounts
        self._known: Known | None = None
        self._back: Callable[[], None] | None = None
        self._busy = False
        self.rows: list[RoleRow] = []
        self.setProperty("surface", "app")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._mark = QLabel()
        desk.theme.dress(self._mark, "square-check-big", "accent.base", 32)
        self._name = text(desk.theme, product.NAME, "title")
        self._version = text(desk.theme, "", "caption", "muted")
        self._form, self._roles = self._make_form(), self._make_roles()
        self.problem = Note(desk.theme, "error")
        self.problem.hide()
        self._statement = text(desk.theme, "", "caption", "secondary", wrap=True)
        #: words that an installation adds: see `show_hint`
        self.hint = text(desk.theme, "", "caption", "info", wrap=True)
        self.hint.setContentsMargins(0, 0, 0, 8)
        self.hint.hide()
        self.acknowledge = QCheckBox()
        self.acknowledge.toggled.connect(self._block)
        self.language_nl = Button(desk.theme, "link")
        self.language_en = Button(desk.theme, "link")
        for button, code, words in (
            (self.language_nl, "nl", "Nederlands"),
            (self.language_en, "en", "English"),
        ):
            button.setText(words)
            button.clicked.connect(lambda _on=False, c=code: desk.settings.set("appearance.language", c))
        self._lay_out()
        self.retranslate()
        self.reset()

    # ------------------------------------------------------------------ building
    def _make_form(self) -> QWidget:
        form = QWidget()
        layout = column((0, 0, 0, 0), 4, form)
        theme = self._desk.theme
        self._login_label = text(theme, "", "caption", "secondary")
        self.login = QLineEdit()
        self._password_label = text(theme, "", "caption", "secondary")
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.sign_in_button = Button(theme, "primary")
        self.sign_in_button.clicked.connect(self.submit)
        self.sign_in_button.refused.connect(lambda reason: self.refuse(reason))
        self.login.returnPressed.connect(self.password.setFocus)
        self.password.returnPressed.connect(self.sign_in_button.press)
        self._login_label.setBuddy(self.login)
        self._password_label.setBuddy(self.password)
        for widget in (self._login_label, self.login):
            layout.addWidget(widget)
        layout.addSpacing(8)
        for widget in (self._password_label, self.password):
            layout.addWidget(widget)
        layout.addSpacing(12)
        layout.addWidget(self.sign_in_button)
        return form

    def _make_roles(self) -> QWidget:
        page = QWidget()
        layout = column((0, 0, 0, 0), 8, page)
        self._role_title = text(self._desk.theme, "", "heading")
        self._role_who = text(self._desk.theme, "", "body", "secondary")
        self._role_rows = column((0, 0, 0, 0), 8)
        self.back_button = Button(self._desk.theme, "quiet")
        self.back_button.clicked.connect(self._go_back)
        self.go_button = Button(self._desk.theme, "primary")
        self.go_button.clicked.connect(self.go_on)
        layout.addWidget(self._role_title)
        layout.addWidget(self._role_who)
        layout.addLayout(self._role_rows)
        layout.addSpacing(4)
        buttons = row((0, 0, 0, 0), 8)
        buttons.addWidget(self.back_button)
        buttons.addStretch(1)
        buttons.addWidget(self.go_button)
        layout.addLayout(buttons)
        return page

    def _lay_out(self) -> None:
        box = QWidget()
        box.setFixedWidth(WIDTH)
        inside = column((0, 0, 0, 0), 0, box)
        head = row((0, 0, 0, 0), 12)
        head.addWidget(self._mark)
        names = column()
        names.addWidget(self._name)
        names.addWidget(self._version)
        head.addLayout(names, 1)
        inside.addLayout(head)
        inside.addSpacing(24)
        inside.addWidget(self._form)
        inside.addWidget(self._roles)
        inside.addSpacing(8)
        inside.addWidget(self.problem)
        inside.addSpacing(16)
        inside.addWidget(rule())
        inside.addSpacing(12)
        inside.addWidget(self.hint)
        inside.addWidget(self._statement)
        inside.addSpacing(8)
        inside.addWidget(self.acknowledge)
        inside.addSpacing(8)
        languages = row((0, 0, 0, 0), 4)
        languages.addWidget(self.language_nl)
        languages.addWidget(self.language_en)
        languages.addStretch(1)
        inside.addLayout(languages)
        page = column((0, 0, 0, 0), 0, self)
        middle = row()
        middle.addStretch(1)
        middle.addWidget(box)
        middle.addStretch(1)
        page.addStretch(2)
        page.addLayout(middle)
        page.addStretch(3)

    def retranslate(self) -> None:
        self._version.setText(self.tr("Version {version}").format(version=product.version()))
        self._login_label.setText(self.tr("User name"))
        self._password_label.setText(self.tr("Password"))
        self.login.setAccessibleName(self.tr("User name"))
        self.password.setAccessibleName(self.tr("Password"))
        self.sign_in_button.setText(self.tr("Sign in"))
        self._role_title.setText(self.tr("Choose your role for this session"))
        self.back_button.setText(self.tr("Back"))
        self._statement.setText(self.tr(STATEMENT))
        self.acknowledge.setText(self.tr("I have read this"))
        self.show_hint()
        self._block()
        if self._known is not None:
            self._fill_roles(self._known)

    def show_hint(self) -> None:
        """What this installation adds, as it is now: the demo's names, or how to make the first account."""
        give_hint = self._desk.services.get("signin_hint")
        words = give_hint() if give_hint is not None else ""
        self.hint.setText(words)
        self.hint.setVisible(bool(words))

    # ------------------------------------------------------------------ acts
    def reset(self) -> None:
        """An empty form: called whenever nobody is signed in."""
        self._known, self._back = None, None
        self.login.clear()
        self.password.clear()
        self.problem.hide()
        self.acknowledge.setVisible(not self._desk.settings.get("start.statement_acknowledged"))
        self._show_form(True)
        self.show_hint()
        self._block()
        self.login.setFocus()

    def _show_form(self, form: bool) -> None:
        self._form.setVisible(form)
        self._roles.setVisible(not form)

    def _block(self, _on: bool = False) -> None:
        read = bool(self._desk.settings.get("start.statement_acknowledged")) or self.acknowledge.isChecked()
        self.sign_in_button.block("" if read else self.tr("Read the statement below and tick that you have."))

    def submit(self) -> None:
        """Check name and password on the database thread."""
        login, password = self.login.text().strip(), self.password.text()
        if self._busy or not login or not password:
            return
        if not self._desk.settings.get("start.statement_acknowledged"):
            self._desk.settings.set(
                "start.statement_acknowledged", self._desk.clock().isoformat(timespec="seconds")
            )
            self.acknowledge.hide()
        self._busy = True
        self.problem.hide()
        self._desk.background.run(
            self._accounts.sign_in, login, password,
            title=self.tr("Signing in"), on_done=self._recognised, on_error=self._failed, serial=True,
        )  # fmt: skip

    def _recognised(self, known: Known) -> None:
        self._busy = False
        self.password.clear()
        self._known = known
        free = [choice for choice in known.roles if not choice.locked]
        if not free:
            self.refuse(self.tr("You have no role that is valid today."), self.tr("Ask the administrator."))
        elif len(known.roles) == 1:
            self._act_as(free[0].role)
        else:
            self._fill_roles(known)
            self._show_form(False)
            self.choose(next(r for r in self.rows if not r.choice.locked))

    def _failed(self, problem: Exception) -> None:
        self._busy = False
        self.password.clear()
        self.refuse(*self._desk.in_words(problem))
        self.password.setFocus()

    def refuse(self, words: str, rest: str = "") -> None:
        self.problem.show_words(words, rest)
        self.problem.show()

    def choose_role(self, who: SignedIn, back: Callable[[], None]) -> None:
        """S1b again, for the person who is signed in; `back` returns without a change."""
        known = who.known
        if not isinstance(known, Known):
            back()
            return
        self._known, self._back = known, back
        self.problem.hide()
        self.acknowledge.hide()
        self._fill_roles(known)
        self._show_form(False)
        self.choose(next(r for r in self.rows if r.choice.role == who.role))

    def _fill_roles(self, known: Known) -> None:
        empty(self._role_rows)
        self.rows = [RoleRow(self, self._desk, choice) for choice in known.roles]
        for line in self.rows:
            self._role_rows.addWidget(line)
        self._role_who.setText(known.display_name)
        self._show_go()

    def choose(self, chosen: RoleRow) -> None:
        if chosen.choice.locked:
            return
        for line in self.rows:
            line.show_chosen(line is chosen)
        chosen.setFocus()
        self._show_go()

    def move_choice(self, by: int) -> None:
        free = [line for line in self.rows if not line.choice.locked]
        chosen = self._chosen()
        if free and chosen in free:
            self.choose(free[(free.index(chosen) + by) % len(free)])

    def _chosen(self) -> RoleRow | None:
        return next((line for line in self.rows if line.property("chosen")), None)

    def _show_go(self) -> None:
        chosen = self._chosen()
        role = role_word(chosen.choice.role) if chosen else ""
        self.go_button.setText(self.tr("Continue as {role}").format(role=role))

    def go_on(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self._act_as(chosen.choice.role)

    def _go_back(self) -> None:
        back = self._back
        if back is not None:
            back()
        else:
            self.reset()

    def _act_as(self, role: str) -> None:
        if self._known is None or self._busy:
            return
        self._busy = True
        self._desk.background.run(
            self._accounts.act_as, self._known, role,
            title=self.tr("Choosing the role"), on_done=self._signed_in, on_error=self._failed, serial=True,
        )  # fmt: skip

    def _signed_in(self, who: SignedIn) -> None:
        self._busy = False
        unchanged = self._desk.session.who == who
        self._desk.session.sign_in(who)
        if unchanged and self._back is not None:
            self._back()

    # ------------------------------------------------------------------ for the window
    def verify(
        self, password: str, done: Callable[[object], None], refused: Callable[[str, str], None]
    ) -> None:
        """The password once more, for the session lock."""
        who = self._desk.session.who
        if who is None:
            return
        self._desk.background.run(
            self._accounts.verify, who, password,
            title=self.tr("Checking the password"), on_done=done, receiver=self, serial=True,
            on_error=lambda problem: refused(*self._desk.in_words(problem)),
        )  # fmt: skip

    def sign_out(self, who: SignedIn) -> None:
        """Put the end of the session on record."""
        self._desk.background.run(
            self._accounts.sign_out,
            who,
            title=self.tr("Signing out"),
            on_error=self._desk.messages.show,
            serial=True,
        )
