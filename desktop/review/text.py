"""The report's text under review: to edit, with one's own changes marked, or against the earlier report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from desktop import comparisons, drafts, parts
from desktop.editor.field import SectionField
from desktop.review import changes
from desktop.review.segments import Segments
from desktop.screen import Translated

if TYPE_CHECKING:
    from desktop.desk import Desk
    from governance.report import Content

TEXT, MINE, PRIOR = "text", "mine", "prior"
LABEL_WIDTH = 112


class TextPane(Translated):
    """Sections one below the other, their names at the left."""

    edited = Signal(str, str)
    jump_wanted = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        theme = desk.theme
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "panel")
        page = parts.column((0, 0, 0, 0), 0, self)
        head = parts.row((12, 8, 12, 8), 8)
        self.title = parts.text(theme, "", "heading", "primary")
        self.mode = Segments(theme, (TEXT, MINE, PRIOR))
        self.mode.chosen.connect(lambda _key: self.refresh())
        self.count = parts.text(theme, "", "caption", "muted")
        head.addWidget(self.title)
        head.addWidget(self.mode)
        head.addStretch(1)
        head.addWidget(self.count)
        page.addLayout(head)
        page.addWidget(parts.rule())
        self.fields: dict[str, SectionField] = {}
        self.body = QWidget()
        self._page: QVBoxLayout = parts.column((12, 8, 12, 12), 6, self.body)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self.body)
        page.addWidget(scroll, 1)
        self._content: Content | None = None
        self._submitted: Content | None = None
        self._prior: Content | None = None
        self._read_only = True
        self.retranslate()

    def retranslate(self) -> None:
        self.title.setText(self.tr("Report text"))
        self.mode.set_words(
            {TEXT: self.tr("Text"), MINE: self.tr("My changes"), PRIOR: self.tr("Against earlier report")}
        )
        self._block_prior()
        self.refresh()

    def clear(self) -> None:
        self._content = self._submitted = self._prior = None
        self._empty()
        self.mode.choose(TEXT)
        self._block_prior()

    def _empty(self) -> None:
        parts.empty(self._page)
        self.fields = {}

    def show_content(self, content: Content, submitted: Content | None, *, read_only: bool) -> None:
        """The text as it is now, and as it was submitted."""
        self._content, self._submitted, self._read_only = content, submitted, read_only
        self.refresh()

    def show_prior(self, prior: Content | None, date: str = "") -> None:
        """The patient's earlier report of this task; None when there is none."""
        self._prior = prior
        self._block_prior()
        if prior is not None and date:
            self.mode.buttons[PRIOR].setToolTip(self.tr("Against the report of {date}").format(date=date))
        if prior is None and self.mode.current == PRIOR:
            self.mode.choose(TEXT)
        self.refresh()

    def _block_prior(self) -> None:
        self.mode.block(
            PRIOR,
            "" if self._prior is not None else self.tr("There is no earlier report of this patient here."),
        )

    def flush(self) -> None:
        """Hand on what is typed and not yet handed on."""
        for field in self.fields.values():
            field.flush()

    def refresh(self) -> None:
        """Draw the text in the chosen way."""
        content = self._content
        if content is None:
            return
        if self.mode.current == TEXT:
            self._show_fields(content)
        else:
            self.flush()
            content = self._content or content
            before = self._prior if self.mode.current == PRIOR else self._submitted
            self._show_changes(before or content, content)
        self._say_count(content)

    def _say_count(self, content: Content) -> None:
        before = self._prior if self.mode.current == PRIOR and self._prior is not None else self._submitted
        number = changes.count(before, content) if before is not None else 0
        if not number or before is None:
            self.count.setText(self.tr("no changes"))
            return
        share = changes.own_changes(before, content).text_percent
        words = (
            self.tr("1 change · {share} % of the words")
            if number == 1
            else self.tr("{n} changes · {share} % of the words")
        )
        self.count.setText(words.format(n=number, share=share))

    def _row(self, label: str, widget: QWidget) -> None:
        row = parts.row((0, 0, 0, 0), 8)
        name = parts.text(self.desk.theme, label, "body", "secondary", wrap=True)
        name.setFixedWidth(LABEL_WIDTH)
        name.setAlignment(Qt.AlignmentFlag.AlignTop)
        name.setContentsMargins(0, 8 if isinstance(widget, SectionField) else 2, 0, 0)
        row.addWidget(name)
        row.addWidget(widget, 1)
        self._page.addLayout(row)

    def _show_fields(self, content: Content) -> None:
        template = drafts.template_of(content)
        if set(self.fields) != {s.key for s in content.sections}:
            self._empty()
            for section in content.sections:
                label = template.label(section.key, content.language)
                field = SectionField(self.desk.theme, label)
                field.edited.connect(lambda text, key=section.key: self.edited.emit(key, text))
                field.jump_wanted.connect(self.jump_wanted)
                self.fields[section.key] = field
                self._row(label, field)
            self._page.addStretch(1)
        compared = comparisons.of_content(content)
        for section in content.sections:
            field = self.fields[section.key]
            field.setReadOnly(self._read_only)
            if not field.hasFocus() or field.text() != section.text:
                field.show_text(section.text, content.findings, content.language, compared)

    def _show_changes(self, before: Content, content: Content) -> None:
        self._empty()
        template = drafts.template_of(content)
        for section in content.sections:
            found = list(
                changes.pieces(changes.printed(before, section.key), changes.printed(content, section.key))
            )
            self._row(template.label(section.key, content.language), changes.label(self.desk.theme, found))
        self._page.addStretch(1)
