"""S20, the group of the nodes: the table with a test for each, adding and changing, and our own receiver."""

from __future__ import annotations

import ipaddress
from typing import Any

from PySide6.QtWidgets import QGridLayout, QLineEdit, QPlainTextEdit, QScrollArea, QSpinBox, QWidget

from desktop.archive.book import Entry, node_book, tested
from desktop.archive.node_form import NodeForm
from desktop.archive.words import echo_words
from desktop.background import Job, JobState
from desktop.desk import Desk
from desktop.parts import Button, Elided, Note, Section, column, empty, row, rule, text
from desktop.screen import Translated
from governance.people import Role
from resources.errors import InputError
from studies.archive.node import Node, Peer, ReceiverSettings, check_receiver

NAME, ADDRESS, TITLE, USE = 170, 200, 130, 250


class NodesPanel(Translated):
    """Everybody sees it; only an administrator changes it."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self.book = desk, node_book(desk)
        theme = desk.theme
        self._asked: dict[str, Job] = {}
        self._answers: dict[str, tuple[str, str]] = {}
        self._leaving = ""
        self.tests: dict[str, Button] = {}
        self.changes: dict[str, Button] = {}
        self.removes: dict[str, Button] = {}
        self.answers: dict[str, QWidget] = {}
        self.nodes_title, self.receiver_title = Section(theme), Section(theme)
        self.fault = Note(theme, "error")
        self.fault.hide()
        self.lock = Note(theme, "info", "not_permitted")
        self._table = column((0, 0, 0, 0), 0)
        self.add = Button(theme, "secondary", "add")
        self.form = NodeForm(desk, self.book)
        self.form.hide()
        self.title, self.bind = QLineEdit(), QLineEdit()
        self.port = QSpinBox()
        self.port.setRange(1, 65_535)
        self.port.lineEdit().setTextMargins(6, 0, 0, 0)  # as the padding of the other fields
        self.peers = QPlainTextEdit()
        self.peers.setFixedHeight(76)
        self.peers.setTabChangesFocus(True)
        self._captions = {
            name: text(theme, "", "body", "muted") for name in ("title", "bind", "port", "peers")
        }
        self.receiver_fault = text(theme, "", "caption", "error", wrap=True)
        self.keep_receiver = Button(theme, "secondary", "ok")
        self._hint = text(theme, "", "caption", "muted", wrap=True)
        self._build()
        self._connect()
        self.retranslate()
        self.show_receiver()

    def _build(self) -> None:
        page = column((0, 16, 0, 0), 6, self)
        page.addWidget(self.nodes_title)
        page.addWidget(self.lock)
        page.addWidget(self.fault)
        page.addLayout(self._table)
        foot = row((0, 6, 0, 6), 8)
        foot.addWidget(self.add)
        foot.addStretch(1)
        page.addLayout(foot)
        page.addWidget(self.form)
        page.addSpacing(18)
        page.addWidget(self.receiver_title)
        page.addWidget(self._hint)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnMinimumWidth(0, 210)
        grid.setColumnStretch(2, 1)
        fields: tuple[tuple[str, QWidget], ...] = (
            ("title", self.title), ("bind", self.bind), ("port", self.port), ("peers", self.peers),
        )  # fmt: skip
        for place, (name, field) in enumerate(fields):
            field.setFixedWidth(340)
            grid.addWidget(self._captions[name], place, 0)
            grid.addWidget(field, place, 1)
        page.addLayout(grid)
        page.addWidget(self.receiver_fault)
        last = row((0, 4, 0, 0), 8)
        last.addWidget(self.keep_receiver)
        last.addStretch(1)
        page.addLayout(last)

    def _connect(self) -> None:
        self.add.clicked.connect(lambda: self._edit(None))
        self.form.closed.connect(self.form.hide)
        self.form.kept.connect(self._keep)
        self.form.test_wanted.connect(self._test_form)
        self.keep_receiver.clicked.connect(self._keep_receiver)
        for edit in (self.title, self.bind):
            edit.textEdited.connect(self._check_receiver)
        self.port.valueChanged.connect(self._check_receiver)
        self.peers.textChanged.connect(self._check_receiver)
        self.book.changed.connect(self._book_changed)
        self._desk.session.who_changed.connect(self._signed_over)
        for button in (self.add, self.keep_receiver):
            button.refused.connect(lambda reason: self._desk.messages.info(reason, key="nodes-refused"))

    def _book_changed(self) -> None:
        self.retranslate()
        self.show_receiver()

    def _signed_over(self, _who: object) -> None:
        self.form.hide()
        self._answers.clear()
        self._leaving = ""
        self.retranslate()

    # ------------------------------------------------------------------ who may
    def refusal(self) -> str:
        """Why this person can't change the nodes; empty when they can."""
        if self._desk.store is None:
            return self.tr("There is no database in which the change could be recorded.")
        who = self._desk.session.who
        if who is None or who.role != Role.ADMINISTRATOR.value:
            return self.tr("Only an administrator changes the nodes and the receiver.")
        if self.book.problem is not None:
            return " ".join(self._desk.in_words(self.book.problem)).strip()
        return ""

    # ------------------------------------------------------------------ the table
    def _fill(self) -> None:
        theme = self._desk.theme
        empty(self._table)
        for held in (self.tests, self.changes, self.removes, self.answers):
            held.clear()
        if not self.book.nodes:
            self._table.addSpacing(4)
            self._table.addWidget(
                text(
                    theme,
                    self.tr("No nodes yet. Add the archive of the hospital to search it."),
                    "body",
                    "secondary",
                )
            )
            return
        head = row((0, 4, 0, 4), 10)
        for words, width in (
            (self.tr("Name"), NAME), (self.tr("Address"), ADDRESS), (self.tr("AE title"), TITLE),
            (self.tr("Used for"), USE),
        ):  # fmt: skip
            caption = text(theme, words, "caption", "muted")
            caption.setFixedWidth(width)
            head.addWidget(caption)
        head.addStretch(1)
        self._table.addLayout(head)
        self._table.addWidget(rule())
        for node in self.book.nodes:
            self._table.addWidget(self._row(node))
            self._table.addWidget(rule())

    def _row(self, node: Node) -> QWidget:
        theme, refusal = self._desk.theme, self.refusal()
        line = QWidget()
        lines = column((0, 5, 0, 5), 2, line)
        across = row((0, 0, 0, 0), 10)
        uses = {
            "query": self.tr("search and fetch"),
            "store": self.tr("send reports to"),
            "worklist": self.tr("planning"),
        }
        used = ", ".join(uses[name] for name in uses if name in node.roles)
        kind = "DICOMweb" if node.kind == "dicomweb" else node.ae_title
        for words, width, style in (
            (node.name, NAME, "strong"), (node.address, ADDRESS, "body"), (kind, TITLE, "body"), (used, USE, "body"),
        ):  # fmt: skip
            shown = Elided(theme, style, "primary")
            shown.setText(words)
            shown.setFixedWidth(width)
            across.addWidget(shown)
        across.addStretch(1)
        test = self.tests[node.id] = Button(theme, "secondary", "link_views")
        change = self.changes[node.id] = Button(theme, "quiet", "draft")
        remove = self.removes[node.id] = Button(theme, "quiet", "remove")
        test.setText(self.tr("Test"))
        change.setText(self.tr("Change"))
        leaving = self._leaving == node.id
        remove.setText(self.tr("Remove {name}").format(name=node.name) if leaving else self.tr("Remove"))
        test.clicked.connect(lambda: self._test(node))
        change.clicked.connect(lambda: self._edit(node))
        remove.clicked.connect(lambda: self._remove(node))
        buttons = [test, change, remove]
        if leaving:
            back = Button(theme, "quiet")
            back.setText(self.tr("Keep it"))
            back.clicked.connect(self._stay)
            buttons = [remove, back]
        for button in (test, change, remove):
            button.setAccessibleName(f"{button.text()} – {node.name}")
            button.refused.connect(lambda reason: self._desk.messages.info(reason, key="nodes-refused"))
        change.block(refusal)
        remove.block(refusal)
        if node.id in self._asked:
            test.block(self.tr("The test is running."))
        for button in buttons:
            across.addWidget(button)
        lines.addLayout(across)
        words, tone = self._answers.get(node.id, ("", ""))
        answer = self.answers[node.id] = text(theme, words, "body", tone or "secondary", wrap=True)
        answer.setVisible(bool(words))
        lines.addWidget(answer)
        return line

    # ------------------------------------------------------------------ testing
    def _test(self, node: Node) -> None:
        self._answers[node.id] = (self.tr("Asking {name}…").format(name=node.name), "secondary")
        self._ask(node, None, node.id)
        self._fill()

    def _test_form(self, node: Node, password: str | None) -> None:
        self.form.show_answer(self.tr("Asking {name}…").format(name=node.name or node.address), "secondary")
        named = node if node.name else Node(**{**_values(node), "name": node.address[:64]})
        self._ask(named, password, "")

    def _ask(self, node: Node, password: str | None, shown_at: str) -> None:
        job = self._desk.background.run(
            tested, self.book, node, password, title=self.tr("Testing {name}").format(name=node.name), receiver=self,
        )  # fmt: skip
        self._asked[shown_at] = job
        job.ended.connect(lambda ended: self._answered(ended, node, shown_at))

    def _answered(self, job: Job, node: Node, shown_at: str) -> None:
        if self._asked.get(shown_at) is not job:
            return
        del self._asked[shown_at]
        if job.state is JobState.DONE:
            words, tone = echo_words(self._desk, node, job.result)
            if shown_at:
                if job.result.ok:
                    self.book.reached(node.id)
                elif job.result.problem is not None:
                    self.book.missed(node.id, job.result.problem)
        elif isinstance(job.error, Exception):
            words, tone = " ".join(self._desk.in_words(job.error)).strip(), "error"
        else:
            words, tone = self.tr("The test was cancelled."), "secondary"
        if shown_at:
            self._answers[shown_at] = (words, tone)
            self._fill()
        else:
            self.form.show_answer(words, tone)

    # ------------------------------------------------------------------ changing
    def _edit(self, node: Node | None) -> None:
        if self.refusal():
            return
        self.form.open(node)
        self.form.show()
        self._desk.later(self._bring_form_in_sight, self)

    def _bring_form_in_sight(self) -> None:
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if isinstance(above, QScrollArea) and self.form.isVisible():
            above.ensureWidgetVisible(self.form.heading, 0, self.form.height() - 20)

    def _keep(self, entry: Entry) -> None:
        run = self.book.keep(entry)
        run.done.connect(lambda _result: self._kept(entry.node))

    def _kept(self, node: Node) -> None:
        self.form.hide()
        self._answers.pop(node.id, None)
        self._desk.messages.info(self.tr("{name} is saved.").format(name=node.name))
        self.retranslate()

    def _remove(self, node: Node) -> None:
        if self._leaving != node.id:
            self._leaving = node.id
            self._fill()
            return
        self._leaving = ""
        self.book.remove(node)

    def _stay(self) -> None:
        self._leaving = ""
        self._fill()

    # ------------------------------------------------------------------ our receiver
    def show_receiver(self) -> None:
        """The receiver as it stands on file."""
        settings = self.book.receiver
        for field in (self.title, self.bind, self.port, self.peers):
            field.blockSignals(True)
        self.title.setText(settings.ae_title)
        self.bind.setText(settings.bind)
        self.port.setValue(max(1, settings.port))
        self.peers.setPlainText("\n".join(f"{p.ae_title} {p.address}" for p in settings.peers))
        for field in (self.title, self.bind, self.port, self.peers):
            field.blockSignals(False)
        self._check_receiver()

    def receiver(self) -> ReceiverSettings:
        """The receiver as it stands in the fields; raises `InputError` for what can't be."""
        peers = []
        for line in self.peers.toPlainText().splitlines():
            if not line.strip():
                continue
            title, _space, address = line.strip().rpartition(" ")
            peers.append(Peer(title.strip(), address))
        old = self.book.receiver
        made = ReceiverSettings(
            self.title.text().strip(), self.bind.text().strip(), self.port.value(), tuple(peers), old.tls, old.limits
        )  # fmt: skip
        check_receiver(made)
        return made

    def _check_receiver(self, *_: object) -> None:
        fault = ""
        try:
            made = self.receiver()
            unchanged = made == self.book.receiver
        except InputError as problem:
            fault, unchanged = " ".join(self._desk.in_words(problem)).strip(), False
        self.receiver_fault.setText(fault)
        reason = self.refusal() or fault or (self.tr("Nothing was changed.") if unchanged else "")
        self.keep_receiver.block(reason)
        if not fault and not self.refusal() and not _is_loopback(self.bind.text().strip()):
            self._hint.setText(
                self.tr("Other computers can reach this address. Only the senders below are let in.")
            )
        else:
            self._hint.setText(self.tr("Only these senders are let in; without senders nothing is received."))

    def _keep_receiver(self) -> None:
        run = self.book.keep_receiver(self.receiver())
        run.done.connect(lambda _result: self._desk.messages.info(self.tr("The receiver is saved.")))

    # ------------------------------------------------------------------ form
    def retranslate(self) -> None:
        refusal = self.refusal()
        self.nodes_title.setText(self.tr("PACS nodes"))
        self.receiver_title.setText(self.tr("Receiver of this computer"))
        self.add.setText(self.tr("Add node"))
        self.add.block(refusal)
        self.lock.setVisible(bool(refusal))
        self.lock.show_words("", refusal)
        problem = self.book.problem
        self.fault.setVisible(problem is not None)
        if problem is not None:
            self.fault.show_words(*self._desk.in_words(problem))
        words: dict[str, tuple[str, Any]] = {
            "title": (self.tr("AE title"), self.title),
            "bind": (self.tr("Listens at address"), self.bind),
            "port": (self.tr("Port"), self.port),
            "peers": (self.tr("Senders: AE title and address, one a line"), self.peers),
        }
        for name, (caption, field) in words.items():
            self._captions[name].setText(caption)
            self._captions[name].setWordWrap(True)
            field.setAccessibleName(caption)
            field.setEnabled(not refusal)
        self.peers.setPlaceholderText("PACS 10.1.2.3")
        self.keep_receiver.setText(self.tr("Save receiver"))
        self._fill()
        self._check_receiver()


def _values(node: Node) -> dict[str, Any]:
    return {name: getattr(node, name) for name in Node.__slots__}


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return True
