"""S12, **Send to archive**: to which node, how far, and what proves that it arrived."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu

from desktop.archive.book import node_book
from desktop.archive.sending import Sending, delivery_words

if TYPE_CHECKING:
    from desktop.desk import Desk
    from desktop.review.final_panel import FinalPanel
    from governance.service import Delivery
    from studies.archive.node import Node


class ArchiveButton(QObject):
    """Drives the button and the note of the panel; the rules are governance's."""

    #: the sending is on record: the report's screen should read its trail again
    recorded = Signal(str)

    def __init__(self, desk: Desk, panel: FinalPanel, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._panel, self._book = desk, panel, node_book(desk)
        self._report_id = ""
        self._gone = ""
        self._sending: Sending | None = None
        self._said: tuple[str, str, str] = ("", "", "info")
        self._menu = QMenu(panel)
        panel.send.clicked.connect(self._press)
        panel.send.refused.connect(lambda reason: desk.messages.info(reason, key="send-refused"))
        panel.stop.clicked.connect(self._stop)
        self._book.changed.connect(self._show)

    # ------------------------------------------------------------------ what is offered
    def block(self, reason: str) -> None:
        """Another report is being read, or this one doesn't hold."""
        self._gone = reason
        self._show()

    def offer(self, report_id: str, gone: str) -> None:
        """A report that was verified; `gone` says why it doesn't leave the house any more."""
        if report_id != self._report_id:
            self._said = ("", "", "info")
        self._report_id, self._gone = report_id, gone
        self._show()

    def nodes(self) -> tuple[Node, ...]:
        """Where reports can go."""
        return self._book.with_role("store")

    def _show(self) -> None:
        reason = self._gone
        if not reason and self._sending is not None:
            reason = self.tr("The report is being sent.")
        if not reason and not self.nodes():
            reason = self.tr(
                "No archive is set up to send reports to. An administrator adds one under Settings, PACS nodes."
            )
        self._panel.send.block(reason)
        if self._sending is None:
            bold, rest, tone = self._said
            self._panel.show_sending(bold, rest, tone=tone)

    # ------------------------------------------------------------------ sending
    def _press(self) -> None:
        nodes = self.nodes()
        if len(nodes) == 1:
            self.send_to(nodes[0])
            return
        self._menu.clear()
        for node in nodes:
            self._menu.addAction(node.name, functools.partial(self.send_to, node))
        self._menu.popup(self._panel.send.mapToGlobal(self._panel.send.rect().topLeft()))

    def send_to(self, node: Node) -> None:
        """Send the shown report to a node, in the background."""
        if self._sending is not None or self._panel.send.reason:
            return
        report_id = self._report_id
        sending = self._sending = Sending(self._desk, self._book, report_id, node, self)
        sending.progressed.connect(lambda done, of: self._progress(sending, done, of))
        sending.ended.connect(lambda made, problem: self._ended(sending, report_id, made, problem))
        self._panel.show_sending(self.tr("Sending to {name}…").format(name=node.name), busy=True)
        self._show()
        sending.start()

    def _stop(self) -> None:
        if self._sending is not None:
            self._sending.cancel()

    def _progress(self, sending: Sending, done: int, of: int) -> None:
        if sending is self._sending:
            self._panel.show_sending(
                self.tr("Sending to {name}…").format(name=sending.node.name),
                self.tr("Step {done} of {of}: sending, then proving that it is there.").format(
                    done=done, of=of
                ),
                busy=True,
            )

    def _ended(
        self, sending: Sending, report_id: str, made: tuple[Delivery, ...], problem: Exception | None
    ) -> None:
        self._sending = None
        sending.deleteLater()
        language, name = self._desk.language.code, sending.node.name
        lines = [delivery_words(delivery, language) for delivery in made]
        if problem is not None:
            lines.insert(0, " ".join(self._desk.in_words(problem)).strip())
        arrived = problem is None and bool(made) and all(delivery.is_stored for delivery in made)
        said = (
            self.tr("In archive {name}, and proven.").format(name=name)
            if arrived
            else self.tr("Not sent to {name} for certain.").format(name=name)
        )
        if report_id == self._report_id:
            self._said = (said, "\n".join(lines), "ok" if arrived else "error")
        elif not arrived:  # the person is elsewhere by now
            self._desk.messages.warning(said, lines[0] if lines else "", key=f"send-{report_id}")
        if arrived:
            self._desk.messages.solve(f"send-{report_id}")
        self._show()
        if made and report_id == self._report_id:
            self.recorded.emit(report_id)
