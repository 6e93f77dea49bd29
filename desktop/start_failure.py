"""When the database can't be opened: one window that says why, where the log is, and no way on (S23 at start)."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from desktop import product
from desktop.desk import Desk
from desktop.parts import Button, Note, column, row, text
from desktop.screen import Translated


class StartFailure(Translated):
    """Message and remedy of the failure, the place of the log, and a button that closes the program."""

    def __init__(self, desk: Desk, problem: Exception, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._problem = problem
        self.setProperty("surface", "app")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(product.NAME)
        self.setFixedWidth(desk.theme.token("size.dialog_width")[1])
        mark = QLabel()
        desk.theme.dress(mark, "integrity", "status.error.text", 32)
        self.title = text(desk.theme, "", "title")
        self.note = Note(desk.theme, "error")
        self.place = text(desk.theme, "", "caption", "secondary", wrap=True)
        self.close_button = Button(desk.theme, "primary")
        self.close_button.clicked.connect(self.close)
        layout = column((32, 32, 32, 24), 12, self)
        for widget in (mark, self.title, self.note, self.place):
            layout.addWidget(widget)
        foot = row()
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        layout.addLayout(foot)
        self.retranslate()

    def retranslate(self) -> None:
        self.title.setText(self.tr("The program can't start"))
        self.note.show_words(*self._desk.in_words(self._problem))
        self.place.setText(
            self.tr("Nothing was changed. The log is in {folder}.").format(folder=self._desk.home.logs)
        )
        self.close_button.setText(self.tr("Close the program"))


def show_failure(app: QApplication, desk: Desk, problem: Exception) -> None:
    """Show the window until it is closed."""
    desk.theme.switch(str(desk.settings.get("appearance.theme")))
    desk.theme.apply(app)
    desk.language.switch(str(desk.settings.get("appearance.language")))
    window = StartFailure(desk, problem)
    window.show()
    app.exec()
