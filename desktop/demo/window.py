"""`voorverslag demo`: prepares the demo home in a process of its own while a small window says so, then opens it."""

from __future__ import annotations

import sys

from PySide6.QtCore import QProcess, QProcessEnvironment, Qt
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from desktop import app as program
from desktop.home import home_folder
from desktop.theme import Theme


class Preparing(QWidget):
    """What is being made, and a button to stop."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("preparing")
        self.setProperty("surface", "app")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle("Voorverslag")
        self.setFixedWidth(440)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.setSpacing(12)
        self.title = QLabel(self.tr("The demo is being prepared; this takes about a minute, once."))
        self.title.setWordWrap(True)
        self.title.setFont(theme.font("heading"))
        self.step = QLabel("…")
        self.step.setTextFormat(Qt.TextFormat.PlainText)
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        self.stop = QPushButton(self.tr("Stop"))
        for part in (self.title, self.step, bar):
            layout.addWidget(part)
        layout.addWidget(self.stop, 0, Qt.AlignmentFlag.AlignRight)
        self.process = QProcess(self)
        self.process.setProcessEnvironment(QProcessEnvironment.systemEnvironment())
        self.process.readyReadStandardOutput.connect(self._read)
        self.stop.clicked.connect(self.process.kill)

    def start(self) -> None:
        self.process.start(
            sys.executable,
            [
                "-c",
                "import sys; from desktop.command_line import main; sys.exit(main(['demo', '--prepare']))",
            ],
        )

    def _read(self) -> None:
        lines = bytes(self.process.readAllStandardOutput().data()).decode("utf-8", "replace").splitlines()
        if lines:
            self.step.setText(lines[-1])


def run_demo() -> int:
    """Prepare the demo home when needed, then run the program on it; returns the exit status."""
    home = home_folder().prepare()
    application = program.make_application()
    theme = Theme("dark")
    theme.apply(application)
    window = Preparing(theme)
    window.process.finished.connect(application.quit)
    window.show()
    window.start()
    application.exec()
    status = window.process.exitCode()
    failed = bytes(window.process.readAllStandardError().data()).decode("utf-8", "replace").strip()
    window.close()
    if status != 0 or window.process.exitStatus() is not QProcess.ExitStatus.NormalExit:
        sys.stderr.write((failed or "De voorbereiding van de demo is afgebroken.") + "\n")
        return status or 2
    return program.run(home.root)
