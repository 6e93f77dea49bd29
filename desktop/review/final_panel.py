"""The right panel of a final report: signature, where it went, versions, who read it, and what may be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from desktop import parts
from desktop.archive import words as archive_words
from desktop.archive.book import node_book
from desktop.archive.words import tr as archive_text
from desktop.documents import role_word
from desktop.review.final_facts import FinalFacts
from desktop.screen import Translated
from governance.people import Meaning
from governance.report import Kind, State

if TYPE_CHECKING:
    from desktop.desk import Desk
    from governance.service import Access, FinalVersion

PANEL_WIDTH = 408
#: so many of the newest readings are listed; the count says how many there are
SHOWN_READINGS = 8
#: a sending to an archive is of two objects, each an export of its own on the trail
OBJECTS_SENT = 2


def together(accesses: Sequence[Access]) -> list[tuple[Access, int]]:
    """Neighbours by the same person, of the same act, in the same minute as one, with how often."""
    found: list[tuple[Access, int]] = []
    for access in accesses:
        last = found[-1][0] if found else None
        same = last is not None and (
            (last.person_id, last.act, last.detail, f"{last.at:%Y%m%d%H%M}")
            == (access.person_id, access.act, access.detail, f"{access.at:%Y%m%d%H%M}")
        )
        if same and last is not None:
            found[-1] = (last, found[-1][1] + 1)
        else:
            found.append((access, 1))
    return found


def sent_lines(sent: Sequence[Access]) -> list[Access]:
    """What left the program, newest first: exports for an archive stand in the line of their sending, when there is one."""
    left = OBJECTS_SENT * sum(access.act == "ARCHIVE_SENT" for access in sent)
    found = []
    for access in reversed(sent):
        if access.detail.endswith(" archive") and left > 0:
            left -= 1
        else:
            found.append(access)
    return list(reversed(found))


class FinalPanel(Translated):
    """Says what is; the acts are the screen's."""

    version_wanted = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        theme = desk.theme
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "panel")
        self.setFixedWidth(PANEL_WIDTH)
        outer = parts.column((0, 0, 0, 0), 0, self)
        head = parts.row((12, 10, 12, 8), 8)
        self.title = parts.text(theme, "", "heading", "primary")
        head.addWidget(self.title)
        outer.addLayout(head)
        inside = QWidget()
        page = parts.column((12, 0, 12, 10), 8, inside)
        self.verdict = parts.Note(theme, "ok", "authorised")
        page.addWidget(self.verdict)
        self.notice = parts.Note(theme, "warn", "warn")
        self.notice.hide()
        page.addWidget(self.notice)
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(8)
        self._facts.setVerticalSpacing(3)
        self._facts.setColumnMinimumWidth(0, 104)
        self._facts.setColumnStretch(1, 1)
        page.addLayout(self._facts)
        self.copy = parts.Button(theme, "link")
        self.copy.clicked.connect(self._copy)
        page.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignLeft)
        self.sending_note = parts.Note(theme, "info", "submitted")
        self.sending_note.hide()
        self.stop = parts.Button(theme, "link")
        self.stop.hide()
        self.sent_title, self._sent = parts.Section(theme), parts.column((0, 0, 0, 0), 2)
        self.versions_title, self._versions = parts.Section(theme), parts.column((0, 0, 0, 0), 2)
        self.readers_title, self._readers = parts.Section(theme), parts.column((0, 0, 0, 0), 2)
        for title, lines in (
            (self.sent_title, self._sent),
            (self.versions_title, self._versions),
            (self.readers_title, self._readers),
        ):
            page.addWidget(parts.rule())
            page.addWidget(title)
            page.addLayout(lines)
            if lines is self._sent:
                page.addWidget(self.sending_note)
                page.addWidget(self.stop, 0, Qt.AlignmentFlag.AlignLeft)
        self.form = QWidget()
        self.form_page = parts.column((0, 0, 0, 0), 0, self.form)
        page.addWidget(self.form)
        page.addStretch(1)
        self.area = scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        outer.addWidget(scroll, 1)
        outer.addWidget(parts.rule())
        acts = parts.row((12, 8, 12, 0), 6)
        self.addend = parts.Button(theme, "secondary", "add")
        self.correct = parts.Button(theme, "secondary", "corrected")
        self.recall = parts.Button(theme, "danger", "recalled")
        for button in (self.addend, self.correct, self.recall):
            acts.addWidget(button)
        acts.addStretch(1)
        outer.addLayout(acts)
        last = parts.row((12, 6, 12, 10), 8)
        self.export = parts.Button(theme, "primary", "pdf")
        self.send = parts.Button(theme, "secondary", "submitted")
        last.addWidget(self.send)
        last.addStretch(1)
        last.addWidget(self.export)
        outer.addLayout(last)
        self._whole_hash = ""
        self._shown: FinalFacts | None = None
        self.retranslate()

    def retranslate(self) -> None:
        self.title.setText(self.tr("Signature"))
        self.sent_title.setText(self.tr("Went to"))
        self.versions_title.setText(self.tr("Versions"))
        self.readers_title.setText(self.tr("Readings"))
        self.copy.setText(self.tr("Copy the whole hash"))
        self.addend.setText(self.tr("Addendum…"))
        self.correct.setText(self.tr("Correct…"))
        self.recall.setText(self.tr("Recall…"))
        self.export.setText(self.tr("Save PDF and SR…"))
        self.send.setText(self.tr("Send to archive"))
        self.stop.setText(self.tr("Stop sending"))
        if self._shown is not None:
            self.show_facts(self._shown)

    # ------------------------------------------------------------------ what is shown
    def show_form(self, form: QWidget) -> None:
        """Put a form below the facts, in sight."""
        self.form_page.addWidget(form)
        self.desk.later(lambda: self.area.ensureWidgetVisible(form), form)

    def clear(self) -> None:
        self._shown = None
        self._whole_hash = ""
        for layout in (self._facts, self._sent, self._versions, self._readers, self.form_page):
            parts.empty(layout)
        self.notice.hide()

    def show_facts(self, found: FinalFacts) -> None:
        """A report that verified just now, or a recalled one."""
        self.clear()
        self._shown = found
        report, desk = found.report, self.desk
        self._whole_hash = report.authorised_sha256
        if found.is_recalled:
            self.verdict.show_tone("error", "recalled")
            self.verdict.show_words(
                self.tr("Recalled."), self.tr("Don't use it. It is kept, with its reason.")
            )
        else:
            self.verdict.show_tone("ok", "authorised")
            self.verdict.show_words(
                self.tr("Signature valid."),
                self.tr("Verified at {time}.").format(time=desk.time_text(desk.clock(), seconds=True)),
            )
        newer = found.replaced_by
        self.notice.setVisible(newer is not None)
        if newer is not None:
            self.notice.show_words(
                self.tr("Replaced by {number}.").format(number=newer.number),
                self.tr("This version isn't valid any more and doesn't leave the house."),
            )
            self.notice.offer(
                self.tr("Open the valid version"), lambda: self.version_wanted.emit(newer.report_id)
            )
        self._show_signature(found)
        self._show_accesses(found)
        for version in found.versions:
            self._versions.addWidget(self._version(version))

    def _show_signature(self, found: FinalFacts) -> None:
        report, signature, desk = found.report, found.signature, self.desk
        person = found.authoriser
        facts: dict[str, str] = {
            self.tr("Authorised by"): person.display_name if person is not None else "–",
            self.tr("Role"): role_word("radiologist", desk.language.code),
            self.tr("BIG number"): person.big.number
            if person is not None and person.big is not None
            else "–",
            self.tr("At"): desk.moment_text(report.authorised_at),
        }
        if signature is not None:
            facts[self.tr("Meaning")] = self._meaning(signature.meaning)
            key = signature.key_fingerprint
            facts[self.tr("Key")] = " ".join(key[i : i + 4].upper() for i in range(0, 16, 4))
        facts[self.tr("Content")] = f"sha256 {report.authorised_sha256[:8]}…{report.authorised_sha256[-8:]}"
        facts[self.tr("Anchor code")] = found.anchor or "–"
        if found.pades is not None:
            facts[self.tr("PAdES")] = (
                self.tr("valid, whole file")
                if found.pades.accepted
                else self.tr("not accepted ({why})").format(why=found.pades.reason)
            )
        facts[self.tr("Revision")] = str(report.revision)
        facts[self.tr("Template")] = (
            f"{found.revision.content.template_id} {found.revision.content.template_version}"
        )
        facts[self.tr("Software")] = found.revision.software_version
        self._fill(facts)

    def _fill(self, facts: Mapping[str, str]) -> None:
        for i, (caption, value) in enumerate(facts.items()):
            shown = parts.text(self.desk.theme, value, "body", "primary", wrap=True)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._facts.addWidget(
                parts.text(self.desk.theme, caption, "body", "muted"), i, 0, Qt.AlignmentFlag.AlignTop
            )
            self._facts.addWidget(shown, i, 1)

    def _meaning(self, meaning: Meaning) -> str:
        words = {
            Meaning.AUTHORISATION: self.tr(
                "Reviewed the workings and the report, and authorised it as responsible radiologist"
            ),
            Meaning.ADDENDUM: self.tr("Authorised as an addendum; the report it adds to stays valid"),
            Meaning.CORRECTION: self.tr("Authorised as a correction; it replaces the earlier version"),
        }
        return words.get(meaning, meaning.value)

    def _show_accesses(self, found: FinalFacts) -> None:
        sent = [a for a in found.accesses if a.act in ("EXPORTED", "ARCHIVE_SENT")]
        for access in sent_lines(sent):
            self._sent.addWidget(
                self._sending_line(access) if access.act == "ARCHIVE_SENT" else self._line(access)
            )
        if not sent:
            self._sent.addWidget(
                parts.text(self.desk.theme, self.tr("It hasn't left the program yet."), "body", "muted")
            )
        readings = [a for a in found.accesses if a.is_reading]
        self.readers_title.setText(self.tr("Readings ({n})").format(n=len(readings)))
        for access, times in together(readings)[:SHOWN_READINGS]:
            self._readers.addWidget(self._line(access, times))

    def _line(self, access: Access, times: int = 1) -> QWidget:
        what, _space, target = access.detail.partition(" ")
        whats = {"pdf": self.tr("PDF"), "sr": self.tr("structured report"), "audit": self.tr("audit rows")}
        targets = {
            "file": self.tr("to a file"),
            "print": self.tr("to the printer"),
            "archive": self.tr("for an archive"),
        }
        acts = {
            "REPORT_READ": self.tr("read"),
            "WORKING_VIEWED": self.tr("workings viewed ({n})").format(n=times),
            "ARCHIVE_SENT": self._sent_words(access),
            "EXPORTED": f"{whats.get(what, what)} {targets.get(target, target)}",
        }
        words = parts.Elided(self.desk.theme, "caption", "secondary")
        role = role_word(access.role, self.desk.language.code)
        words.setText(
            f"{self.desk.moment_text(access.at)} · {access.name}, {role} · {acts.get(access.act, access.act)}"
        )
        return words

    def show_sending(self, bold: str, rest: str = "", *, tone: str = "info", busy: bool = False) -> None:
        """How a sending stands; empty words take it away."""
        self.sending_note.setVisible(bool(bold or rest))
        self.stop.setVisible(busy)
        if bold or rest:
            self.sending_note.show_tone(tone, "submitted" if tone == "info" else "")
            self.sending_note.show_words(bold, rest)
            self.desk.later(lambda: self.area.ensureWidgetVisible(self.sending_note), self.sending_note)

    def _sent_words(self, access: Access) -> str:
        """A sending out of the trail: how much of it is proven, by what, at which archive."""
        if access.act != "ARCHIVE_SENT":
            return ""
        proven, of, proofs, node_id = [*access.detail.split(" ", 3), "", "", "", ""][:4]
        node = node_book(self.desk).find(node_id)
        how = ", ".join(
            archive_text(archive_words.PROOFS[p]) for p in proofs.split("+") if p in archive_words.PROOFS
        )
        name = node.name if node is not None else node_id
        if proven == of and how:
            return self.tr("in archive {name}: {n} of {m} proven ({how})").format(
                name=name, n=proven, m=of, how=how
            )
        return self.tr("to archive {name}: {n} of {m} proven").format(name=name, n=proven, m=of)

    def _sending_line(self, access: Access) -> QWidget:
        """A sending whole, on as many lines as it needs: whether it arrived may not be shortened away."""
        proven, of = [*access.detail.split(" ", 2), "", ""][:2]
        words = f"{self.desk.moment_text(access.at)} · {self._sent_words(access)} · {access.name}"
        return parts.text(
            self.desk.theme, words, "caption", "secondary" if proven == of else "error", wrap=True
        )

    def _version(self, version: FinalVersion) -> QWidget:
        kinds = {
            Kind.PRIMARY: self.tr("original"),
            Kind.ADDENDUM: self.tr("addendum"),
            Kind.CORRECTION: self.tr("correction"),
        }
        states = {
            State.AUTHORISED: self.tr("authorised"),
            State.CORRECTED: self.tr("authorised"),
            State.RECALLED: self.tr("recalled"),
        }
        state = states.get(version.state, self.tr("being written"))
        if version.superseded_by:
            state = self.tr("replaced")
        when = self.desk.moment_text(version.at) if version.at else "–"
        words = f"{version.number} · {kinds[version.kind]} · {state} · {when}"
        if version.is_this or version.at is None:
            line = parts.Elided(self.desk.theme, "body", "primary" if version.is_this else "muted")
            line.setText(words)
            return line
        link = parts.Button(self.desk.theme, "link")
        link.setText(words)
        link.clicked.connect(lambda: self.version_wanted.emit(version.report_id))
        return link

    def _copy(self) -> None:
        """The hash says nothing of the patient; it may leave by the clipboard."""
        if self._whole_hash:
            QGuiApplication.clipboard().setText(self._whole_hash)
            self.desk.messages.info(self.tr("The hash is on the clipboard."))
