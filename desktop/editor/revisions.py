"""S9b: all revisions of the draft: when, whose, what changed; look at one, bring one back as a new revision."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QScrollArea,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop import parts
from desktop.editor import compared
from desktop.editor.words import act_words, kind_words
from desktop.screen import Translated
from desktop.title_bar import role_word
from governance import service

if TYPE_CHECKING:
    from desktop.case import Case
    from desktop.desk import Desk
    from governance.report import Revision
    from governance.service import ReportHistory, RevisionLine

NUMBER, WHEN, WHO, WHAT = range(4)


class RevisionsPanel(Translated):
    """The list above, the chosen revision against the present text below."""

    closed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.case: Case | None = None
        self._history: ReportHistory | None = None
        self._shown: Revision | None = None
        self._asked = 0
        theme = desk.theme
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "panel")
        page = parts.column((0, 0, 0, 0), 0, self)
        head = parts.row((12, 6, 8, 6), 8)
        self.title = parts.text(theme, "", "heading", "primary")
        self.count = parts.text(theme, "", "caption", "muted")
        self.close_button = parts.Button(theme, "quiet", "close")
        self.close_button.clicked.connect(self.closed)
        head.addWidget(self.title)
        head.addWidget(self.count, 1)
        head.addWidget(self.close_button)
        page.addLayout(head)
        page.addWidget(parts.rule())
        self.table = QTableWidget(0, 4)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setShowGrid(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(28)
        header = self.table.horizontalHeader()
        for column in (NUMBER, WHEN, WHO):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(WHAT, QHeaderView.ResizeMode.Stretch)
        self.table.itemSelectionChanged.connect(self._chosen)
        page.addWidget(self.table, 45)
        page.addWidget(parts.rule())
        below = parts.row((12, 8, 12, 6), 8)
        self.about = parts.text(theme, "", "strong", "primary", wrap=True)
        self.restore = parts.Button(theme, "secondary", "undo")
        self.restore.clicked.connect(self._restore)
        below.addWidget(self.about, 1)
        below.addWidget(self.restore)
        page.addLayout(below)
        box = QWidget()
        self.difference: QVBoxLayout = parts.column((12, 0, 12, 12), 6, box)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(box)
        page.addWidget(area, 55)
        self.retranslate()

    # ------------------------------------------------------------------ reading
    def set_case(self, case: Case | None) -> None:
        self.case = case
        self._history = self._shown = None
        self.table.setRowCount(0)
        parts.empty(self.difference)
        if case is not None:
            case.saved.connect(lambda _n: self._look_if_shown())

    def _look_if_shown(self) -> None:
        if self.isVisible():
            self.look()

    def look(self) -> None:
        """Read the list; that is on record, so it is done only while the list is on screen."""
        case = self.case
        if case is None or case.report is None:
            return
        self._asked += 1
        number = self._asked
        self.desk.background.run(
            service.report_history,
            self.desk.store,
            self.desk.session.acting,
            case.report.id,
            title=self.tr("Reading the revisions"),
            on_done=lambda found: self._show(found) if number == self._asked else None,
            on_error=self.desk.messages.show,
            receiver=self,
            serial=True,
        )

    def lines(self) -> list[RevisionLine]:
        """Newest first, as the table has them."""
        return list(reversed(self._history.revisions)) if self._history is not None else []

    def _show(self, history: ReportHistory) -> None:
        chosen = self.chosen_number()
        self._history = history
        lines = self.lines()
        self.count.setText(str(len(lines)))
        blocked = self.table.blockSignals(True)
        self.table.setRowCount(len(lines))
        for i, line in enumerate(lines):
            role = role_word(line.role.value)
            mark = ""
            if line.current:
                mark = self.tr("present")
            elif line.submitted:
                mark = self.tr("submitted")
            cells = (
                f"{line.number} {mark}".strip(),
                self._moment(line),
                f"{line.name} ({role})",
                self._what(line),
            )
            for column, words in enumerate(cells):
                cell = QTableWidgetItem(words)
                cell.setToolTip(words)
                if column != WHAT:
                    cell.setForeground(self.desk.theme.colour("text.secondary"))
                if line.current and column == NUMBER:
                    cell.setFont(self.desk.theme.font("strong"))
                self.table.setItem(i, column, cell)
        self.table.blockSignals(blocked)
        keep = next((i for i, line in enumerate(lines) if line.number == chosen), 0 if lines else -1)
        if keep >= 0:
            self.table.selectRow(keep)
            self._chosen()

    def _moment(self, line: RevisionLine) -> str:
        same = line.made_at.astimezone().date() == self.desk.today()
        at = self.desk.time_text(line.made_at, seconds=True)
        return at if same else f"{self.desk.date_text(line.made_at)} {at}"

    def _what(self, line: RevisionLine) -> str:
        """Act, kind where it isn't the author's own, and what is different from the one before."""
        what = [act_words(line.act, line.comment)]
        if line.kind.value != "author":
            what.append(kind_words(line.kind.value))
        changed = list(line.sections)
        if line.remark_changed:
            changed.append(self.tr("remark"))
        for count, words in (
            (line.measurements_added, self.tr("{n} measurements added")),
            (line.measurements_changed, self.tr("{n} measurements changed")),
            (line.measurements_removed, self.tr("{n} measurements removed")),
        ):
            if count:
                changed.append(words.format(n=count))
        if line.images_changed:
            changed.append(self.tr("key images"))
        return " · ".join(what) + (": " + ", ".join(changed) if changed else "")

    # ------------------------------------------------------------------ one revision
    def chosen_number(self) -> int:
        """Number of the chosen revision; 0 for none."""
        row, lines = self.table.currentRow(), self.lines()
        return lines[row].number if 0 <= row < len(lines) else 0

    def _chosen(self) -> None:
        case, number = self.case, self.chosen_number()
        if case is None or case.report is None or not number:
            return
        self.desk.background.run(
            service.revision_content,
            self.desk.store,
            self.desk.session.acting,
            case.report.id,
            number,
            title=self.tr("Reading the revision"),
            on_done=lambda found: (
                self._show_revision(found) if found.number == self.chosen_number() else None
            ),
            on_error=self.desk.messages.show,
            receiver=self,
            serial=True,
        )

    def shown_number(self) -> int:
        """Number of the revision that is shown below; 0 for none."""
        return self._shown.number if self._shown is not None else 0

    def _show_revision(self, revision: Revision) -> None:
        case, theme = self.case, self.desk.theme
        if case is None or case.content is None:
            return
        self._shown = revision
        parts.empty(self.difference)
        rows = compared.rows(
            revision.content, case.content,
            remark=self.tr("Remark for the radiologist"), images=self.tr("Key images"),
        )  # fmt: skip
        changed = {row.key: row for row in rows}
        self.about.setText(
            self.tr("Revision {n} compared with the present text: {m} differences").format(
                n=revision.number, m=len(rows)
            )
            if rows
            else self.tr("Revision {n} says the same as the present text").format(n=revision.number)
        )
        why = case.read_only_because
        if not why and not rows:
            why = self.tr("This is what the draft says now.")
        self.restore.block(why)
        for section in revision.content.sections:
            row = changed.pop(section.key, None)
            label = parts.text(theme, section.title or section.key, "strong")
            self.difference.addWidget(label)
            words = compared.printed(revision.content, section.text)
            if row is None:
                self.difference.addWidget(parts.text(theme, words or "–", "body", "secondary", wrap=True))
            else:
                self.difference.addWidget(DifferenceLabel(theme, row.texts[0], row.texts[1]))
        for row in changed.values():
            self.difference.addWidget(parts.text(theme, row.label, "strong"))
            self.difference.addWidget(DifferenceLabel(theme, row.texts[0], row.texts[1]))
        self.difference.addStretch(1)

    def _restore(self) -> None:
        case, revision = self.case, self._shown
        if case is None or revision is None:
            return
        label = self.tr("Restore revision {n}").format(n=revision.number)
        old = revision.content
        case.edit(
            f"restores revision {revision.number}",
            label,
            lambda now: replace(old, patient=now.patient, study=now.study, parent_sha256=now.parent_sha256),
        )

    # ------------------------------------------------------------------ form
    def retranslate(self) -> None:
        self.title.setText(self.tr("Revisions"))
        self.close_button.setText(self.tr("To the preview"))
        self.restore.setText(self.tr("Restore as new revision"))
        self.table.setAccessibleName(self.tr("Revisions"))
        self.table.setHorizontalHeaderLabels(
            [self.tr("No."), self.tr("When"), self.tr("Who"), self.tr("What changed")]
        )
        if self._history is not None:
            self._show(self._history)


class DifferenceLabel(QFrame):
    """Old and new words in one flow: what went is struck, what came is underlined; also named for a screen reader."""

    def __init__(self, theme: object, before: str, after: str) -> None:
        super().__init__()
        from html import escape

        from PySide6.QtWidgets import QLabel

        from desktop.theme import Theme

        assert isinstance(theme, Theme)  # noqa: S101 - given by the panel
        went, came = theme.colour("status.error.soft").name(), theme.colour("status.ok.soft").name()
        flow, spoken = [], []
        for run in compared.runs(before, after):
            # escaped: the words are a person's, the marks are ours
            words = escape(run.text).replace("\n", "<br>")
            if run.kind == "-":
                flow.append(f'<s style="background:{went}">{words}</s>')
                spoken.append(self.tr("removed: {words}").format(words=run.text))
            elif run.kind == "+":
                flow.append(f'<u style="background:{came}">{words}</u>')
                spoken.append(self.tr("added: {words}").format(words=run.text))
            else:
                flow.append(words)
        label = QLabel("".join(flow))
        label.setTextFormat(Qt.TextFormat.RichText)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        label.setWordWrap(True)
        label.setFont(theme.font("body"))
        label.setProperty("tone", "primary")
        parts.column((0, 0, 0, 4), 0, self).addWidget(label)
        self.setAccessibleName("; ".join(spoken))


__all__ = ["DifferenceLabel", "RevisionsPanel"]
