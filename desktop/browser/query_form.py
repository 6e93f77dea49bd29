"""What to ask of an archive, in the left part of Studies."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from desktop.desk import Desk
from desktop.importing import facts
from desktop.parts import Button, IconButton, column, row, text
from desktop.screen import Translated
from governance.service import may_search
from resources.errors import InputError
from studies.archive.query import StudyQuery, check_query

FIELDS = (
    "patient_id", "patient_name", "birth_date", "accession_number", "date_from", "date_to", "modality", "description",
)  # fmt: skip
DATES = ("birth_date", "date_from", "date_to")
MODALITIES = ("", "CT", "MR", "PT", "NM", "XA")


class QueryForm(Translated):
    """`asked` carries a `StudyQuery`; what can't be asked is said below the fields."""

    asked = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        theme = desk.theme
        self.edits = {name: QLineEdit() for name in FIELDS if name != "modality"}
        self.modality = QComboBox()
        self._captions = {name: text(theme, "", "caption", "muted") for name in FIELDS}
        self.fault = text(theme, "", "caption", "error", wrap=True)
        self.search = Button(theme, "secondary", "search")
        self.clear = IconButton(theme, "close")
        lines = column((0, 0, 0, 0), 2, self)
        for name in ("patient_id", "patient_name", "birth_date", "accession_number"):
            self._add(lines, name)
        dates = row((0, 0, 0, 0), 8)
        for name in ("date_from", "date_to"):
            one = column((0, 0, 0, 0), 2)
            self._add(one, name)
            dates.addLayout(one)
        lines.addLayout(dates)
        for name in ("modality", "description"):
            self._add(lines, name)
        lines.addWidget(self.fault)
        lines.addSpacing(4)
        buttons = row((0, 0, 0, 0), 6)
        buttons.addWidget(self.search, 1)
        buttons.addWidget(self.clear)
        lines.addLayout(buttons)
        for edit in self.edits.values():
            edit.returnPressed.connect(self.search.press)
            edit.textEdited.connect(lambda _typed: self._quiet())
            edit.setMaxLength(64)
            edit.setMinimumWidth(40)
        for name in DATES:
            self.edits[name].editingFinished.connect(lambda n=name: self._echo(n))
        self.modality.activated.connect(lambda _place: self._quiet())
        self.search.clicked.connect(self._ask)
        self.search.refused.connect(lambda reason: desk.messages.info(reason, key="search-refused"))
        self.clear.clicked.connect(self.wipe)
        desk.session.who_changed.connect(self._signed_over)
        self.retranslate()

    def _add(self, lines: object, name: str) -> None:
        field: QWidget = self.modality if name == "modality" else self.edits[name]
        lines.addWidget(self._captions[name])  # type: ignore[attr-defined]
        lines.addWidget(field)  # type: ignore[attr-defined]
        lines.addSpacing(2)  # type: ignore[attr-defined]

    def wipe(self) -> None:
        """Empty every field."""
        for edit in self.edits.values():
            edit.clear()
        self.modality.setCurrentIndex(0)
        self._quiet()
        self.edits["patient_id"].setFocus()

    def query(self) -> StudyQuery:
        """What stands in the fields; raises `InputError` for what can't be asked."""
        typed = {name: edit.text().strip() for name, edit in self.edits.items()}
        for name in DATES:
            if typed[name]:
                understood = facts.typed_date(typed[name], self._desk.today())
                if not understood:
                    raise InputError(
                        self.tr("{value} isn't a date. Type for instance 20-11-1958.").replace(
                            "{value}", typed[name].replace("{", "").replace("}", "")
                        ),
                        code="query_date",
                    )
                typed[name] = understood
        query = replace(StudyQuery(modality=str(self.modality.currentData() or "")), **typed)  # type: ignore[arg-type]
        check_query(query)
        return query

    def _ask(self) -> None:
        try:
            query = self.query()
        except InputError as problem:
            self._show_fault(" ".join(self._desk.in_words(problem)).strip())
            return
        self._quiet()
        self.asked.emit(query)

    def _show_fault(self, words: str) -> None:
        self.fault.setText(words)
        self.fault.setVisible(bool(words))

    def _quiet(self) -> None:
        self._show_fault("")

    def _echo(self, name: str) -> None:
        """A date typed in another form, as the program understood it."""
        understood = facts.typed_date(self.edits[name].text(), self._desk.today())
        if understood:
            from desktop.days import as_date

            day = as_date(understood)
            if day is not None:
                self.edits[name].setText(self._desk.date_text(day))

    def _signed_over(self, _who: object) -> None:
        """What one person asked isn't the next one's."""
        self.wipe()
        self.retranslate()

    def retranslate(self) -> None:
        captions = {
            "patient_id": self.tr("Patient number"), "patient_name": self.tr("Name"),
            "birth_date": self.tr("Birth date"), "accession_number": self.tr("Accession"),
            "date_from": self.tr("Examined from"), "date_to": self.tr("up to"), "modality": self.tr("Modality"),
            "description": self.tr("Description"),
        }  # fmt: skip
        for name, words in captions.items():
            self._captions[name].setText(words)
            (self.modality if name == "modality" else self.edits[name]).setAccessibleName(words)
        for name in DATES:
            self.edits[name].setPlaceholderText(self.tr("dd-mm-yyyy"))
        self.edits["patient_name"].setPlaceholderText(self.tr("Surname, first name"))
        chosen = self.modality.currentIndex()
        self.modality.clear()
        for modality in MODALITIES:
            self.modality.addItem(modality or self.tr("any"), modality)
        self.modality.setCurrentIndex(max(0, chosen))
        self.search.setText(self.tr("Search archive"))
        self.clear.set_words(self.tr("Clear"))
        who = self._desk.session.who
        reason = ""
        if self._desk.store is None:
            reason = self.tr("There is no database in which the search could be recorded.")
        elif who is None or not may_search(who.role):
            reason = self.tr("Your role doesn't search for patients in an archive.")
        self.search.block(reason)
        self._quiet()
