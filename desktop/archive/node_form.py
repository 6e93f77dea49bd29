"""One node to add or change: each field is checked where it stands, and the whole can be tested before it's kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLineEdit, QSpinBox, QWidget

from desktop.archive.book import Entry, NodeBook
from desktop.desk import Desk
from desktop.parts import Button, Section, column, row, surface, text
from desktop.screen import Translated
from resources.errors import InputError
from studies.archive.node import Node, Tls, check_node

LABEL, CONTROL = 210, 340
#: a node of each kind of which only one field is replaced, to check that field by itself
_SOUND = {
    "dimse": Node("node", "Node", "dimse", host="127.0.0.1", port=104, ae_title="NODE"),
    "dicomweb": Node("node", "Node", "dicomweb", base_url="https://pacs.example.org/dicom-web"),
}
TEXTS = (
    "name", "host", "ae_title", "calling_ae_title", "move_destination", "base_url", "username", "password",
    "ca_file", "certificate_file", "key_file",
)  # fmt: skip
DIMSE_ONLY = ("host", "port", "ae_title", "calling_ae_title", "retrieve", "move_destination", "commitment")
WEB_ONLY = ("base_url", "username", "password")
TLS_FIELDS = ("ca_file", "certificate_file", "key_file", "check_host")
ORDER = (
    "name", "kind", "host", "port", "ae_title", "calling_ae_title", "base_url", "username", "password", "roles",
    "retrieve", "move_destination", "commitment", "timeout_s", "tls", "ca_file", "certificate_file", "key_file",
    "check_host",
)  # fmt: skip


class NodeForm(Translated):
    """The fields of one node. `kept` carries an `Entry`; `test_wanted` a node and the password for it."""

    kept = Signal(object)
    test_wanted = Signal(object, object)
    closed = Signal()

    def __init__(self, desk: Desk, book: NodeBook) -> None:
        super().__init__()
        self._desk, self._book = desk, book
        self._node: Node | None = None
        theme = desk.theme
        self.heading = text(theme, "", "heading", "primary")
        self.edits = {name: QLineEdit() for name in TEXTS}
        self.edits["password"].setEchoMode(QLineEdit.EchoMode.Password)
        self.kind, self.retrieve = QComboBox(), QComboBox()
        self.port, self.timeout = QSpinBox(), QSpinBox()
        self.port.setRange(1, 65_535)
        self.timeout.setRange(1, 600)
        self.roles = {name: QCheckBox() for name in ("query", "store", "worklist")}
        self.commitment, self.tls, self.check_host = QCheckBox(), QCheckBox(), QCheckBox()
        self._captions = {name: text(theme, "", "body", "muted") for name in ORDER}
        self.faults = {name: text(theme, "", "caption", "error", wrap=True) for name in ORDER}
        self.answer = text(theme, "", "body", "secondary", wrap=True)
        self.test = Button(theme, "secondary", "link_views")
        self.cancel = Button(theme, "secondary")
        self.keep = Button(theme, "primary", "ok")
        self._secure = Section(theme)
        self._build()
        self._connect()
        self.retranslate()

    def _build(self) -> None:
        outer = column((0, 0, 0, 0), 0, self)
        box = surface("raised")
        outer.addWidget(box)
        lines = column((16, 14, 16, 14), 8, box)
        lines.addWidget(self.heading)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(3)
        grid.setColumnMinimumWidth(0, LABEL)
        grid.setColumnStretch(2, 1)
        self.fields: dict[str, QWidget] = {
            **self.edits, "kind": self.kind, "port": self.port, "retrieve": self.retrieve,
            "timeout_s": self.timeout, "commitment": self.commitment, "tls": self.tls,
            "check_host": self.check_host, "roles": QWidget(),
        }  # fmt: skip
        across = row((0, 0, 0, 0), 16, self.fields["roles"])
        for tick in self.roles.values():
            across.addWidget(tick)
        across.addStretch(1)
        for place, name in enumerate(ORDER):
            field = self.fields[name]
            if name != "roles":
                field.setFixedWidth(CONTROL)
            grid.addWidget(self._captions[name], place, 0)
            grid.addWidget(field, place, 1)
            grid.addWidget(self.faults[name], place, 2)
        lines.addLayout(grid)
        lines.addWidget(self.answer)
        buttons = row((0, 4, 0, 0), 8)
        buttons.addWidget(self.test)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.keep)
        lines.addLayout(buttons)

    def _connect(self) -> None:
        for edit in self.edits.values():
            edit.textEdited.connect(self.check)
        for box in (self.kind, self.retrieve):
            box.activated.connect(self.check)
        for spin in (self.port, self.timeout):
            spin.valueChanged.connect(self.check)
            spin.lineEdit().setTextMargins(6, 0, 0, 0)  # as the padding of the other fields
        for tick in (*self.roles.values(), self.commitment, self.tls, self.check_host):
            tick.toggled.connect(self.check)
        self.cancel.clicked.connect(self.closed)
        self.keep.clicked.connect(self._keep)
        self.test.clicked.connect(lambda: self.test_wanted.emit(self.node(), self.password()))
        for button in (self.keep, self.test):
            button.refused.connect(lambda reason: self._desk.messages.info(reason, key="node-refused"))

    # ------------------------------------------------------------------ showing
    def open(self, node: Node | None) -> None:
        """Start with a node, or empty for a new one."""
        self._node = node
        shown = node or replace(_SOUND["dimse"], id="", name="", host="", ae_title="")
        tls = shown.tls or Tls()
        values = {
            "name": shown.name, "host": shown.host, "ae_title": shown.ae_title,
            "calling_ae_title": shown.calling_ae_title, "move_destination": shown.move_destination,
            "base_url": shown.base_url, "username": shown.username, "password": "", "ca_file": tls.ca_file,
            "certificate_file": tls.certificate_file, "key_file": tls.key_file,
        }  # fmt: skip
        for name, value in values.items():
            self.edits[name].setText(value)
        self._fill_boxes()
        self.kind.setCurrentIndex(max(0, self.kind.findData(shown.kind)))
        self.retrieve.setCurrentIndex(max(0, self.retrieve.findData(shown.retrieve)))
        self.port.setValue(shown.port)
        self.timeout.setValue(round(shown.timeout_s))
        for name, tick in self.roles.items():
            tick.setChecked(name in shown.roles)
        self.commitment.setChecked(shown.commitment)
        self.tls.setChecked(shown.tls is not None)
        self.check_host.setChecked(tls.check_host)
        self.answer.setText("")
        self.retranslate()
        self.edits["name"].setFocus()

    def _fill_boxes(self) -> None:
        for box, choices in (
            (self.kind, (("dimse", self.tr("DICOM network")), ("dicomweb", self.tr("DICOMweb")))),
            (
                self.retrieve,
                (
                    ("get", self.tr("C-GET: over the same connection")),
                    ("move", self.tr("C-MOVE: the archive sends to this computer")),
                ),
            ),
        ):
            chosen = box.currentData()
            box.clear()
            for value, words in choices:
                box.addItem(words, value)
            box.setCurrentIndex(max(0, box.findData(chosen)))

    # ------------------------------------------------------------------ what was entered
    def node(self) -> Node:
        """The node as it stands in the fields."""
        typed = {name: edit.text().strip() for name, edit in self.edits.items()}
        kind = str(self.kind.currentData() or "dimse")
        secure = Tls(
            typed["ca_file"], typed["certificate_file"], typed["key_file"], self.check_host.isChecked()
        )
        common: dict[str, Any] = {
            "id": self._node.id if self._node is not None else self._book.fresh_id(typed["name"]),
            "name": typed["name"],
            "kind": kind,
            "timeout_s": self.timeout.value(),
            "roles": frozenset(name for name, tick in self.roles.items() if tick.isChecked()),
            "tls": secure if self.tls.isChecked() else None,
        }
        if kind == "dicomweb":
            return Node(**common, base_url=typed["base_url"], username=typed["username"])
        return Node(
            **common,
            host=typed["host"],
            port=self.port.value(),
            ae_title=typed["ae_title"],
            calling_ae_title=typed["calling_ae_title"],
            move_destination=typed["move_destination"],
            retrieve=str(self.retrieve.currentData() or "get"),
            commitment=self.commitment.isChecked(),
        )

    def password(self) -> str | None:
        """What was typed; None leaves the kept one as it is."""
        return self.edits["password"].text() or None

    def check(self, *_: object) -> None:
        """Say at each field what is wrong with it; block the buttons meanwhile."""
        node = self.node()
        web = node.kind == "dicomweb"
        self._show_fields(web=web)
        wrong = self._wrong(node)
        for name, label in self.faults.items():
            label.setText(wrong.get(name, ""))
        empty = [n for n in (("name", "base_url") if web else ("name", "host", "ae_title"))
                 if not self.edits[n].text().strip()]  # fmt: skip
        reason = self.tr("Fill in: {fields}.").format(
            fields=", ".join(self._captions[n].text() for n in empty)
        ) if empty else next(iter(wrong.values()), "")  # fmt: skip
        self.keep.block(reason)
        self.test.block("" if not wrong and empty in ([], ["name"]) else reason)
        self.answer.setText("")

    def _wrong(self, node: Node) -> dict[str, str]:
        """What is wrong, by field; a field that is still empty isn't wrong yet."""
        found: dict[str, str] = {}
        sound = _SOUND[node.kind]
        names = ("base_url", "username") if node.kind == "dicomweb" else (
            "host", "ae_title", "calling_ae_title", "move_destination")  # fmt: skip
        for name in ("name", "roles", "tls", *names):
            value = getattr(node, name)
            if value == "":
                continue
            tried = replace(sound, **{name: value})
            try:
                check_node(tried)
            except InputError as problem:
                found[name] = " ".join(self._desk.in_words(replaced_name(problem, node.name))).strip()
        if "tls" in found:
            found["certificate_file"] = found.pop("tls")
        return found

    def _show_fields(self, *, web: bool) -> None:
        hidden = set(DIMSE_ONLY if web else WEB_ONLY)
        if not self.tls.isChecked():
            hidden |= set(TLS_FIELDS)
        if self.retrieve.currentData() != "move":
            hidden.add("move_destination")
        for name in ORDER:
            for widget in (self._captions[name], self.fields[name], self.faults[name]):
                widget.setVisible(name not in hidden)
        self.roles["worklist"].setEnabled(not web)
        if web and self.roles["worklist"].isChecked():
            self.roles["worklist"].setChecked(False)

    def _keep(self) -> None:
        self.kept.emit(Entry(self.node(), self.password()))

    def show_answer(self, words: str, tone: str) -> None:
        """What the test found."""
        self.answer.setProperty("tone", tone)
        self.answer.style().unpolish(self.answer)
        self.answer.style().polish(self.answer)
        self.answer.setText(words)

    # ------------------------------------------------------------------ form
    def retranslate(self) -> None:
        self.heading.setText(
            self.tr("Change {name}").format(name=self._node.name) if self._node else self.tr("New node")
        )
        captions = {
            "name": self.tr("Name"), "kind": self.tr("Kind"), "host": self.tr("Host or IP address"),
            "port": self.tr("Port"), "ae_title": self.tr("AE title of the node"),
            "calling_ae_title": self.tr("Our AE title"), "base_url": self.tr("Web address"),
            "username": self.tr("User name"), "password": self.tr("Password or token"),
            "roles": self.tr("Used for"), "retrieve": self.tr("Fetching"),
            "move_destination": self.tr("Destination of C-MOVE"), "commitment": self.tr("Proof of storage"),
            "timeout_s": self.tr("Wait at most (s)"), "tls": self.tr("Secure connection"),
            "ca_file": self.tr("File of trusted certificates"), "certificate_file": self.tr("Our certificate"),
            "key_file": self.tr("Our key"), "check_host": self.tr("Name of the host"),
        }  # fmt: skip
        for name, words in captions.items():
            self._captions[name].setText(words)
            self.fields[name].setAccessibleName(words)
        self.roles["query"].setText(self.tr("search and fetch"))
        self.roles["store"].setText(self.tr("send reports to"))
        self.roles["worklist"].setText(self.tr("planning"))
        self.commitment.setText(self.tr("ask for storage commitment"))
        self.tls.setText(self.tr("TLS"))
        self.check_host.setText(self.tr("must agree with the certificate"))
        self.edits["password"].setPlaceholderText(
            self.tr("unchanged; kept in the key ring") if self._node else self.tr("kept in the key ring")
        )
        self.edits["move_destination"].setPlaceholderText(self.tr("AE title of the receiver"))
        self.edits["base_url"].setPlaceholderText("https://…/dicom-web")
        self.test.setText(self.tr("Test"))
        self.cancel.setText(self.tr("Cancel"))
        self.keep.setText(self.tr("Save node"))
        self._fill_boxes()
        self.check()


def replaced_name(problem: InputError, name: str) -> InputError:
    """The same problem, naming the node as the person does."""
    problem.fields = {**problem.fields, "name": name or "–"}
    return problem
