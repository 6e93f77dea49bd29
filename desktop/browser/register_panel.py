"""Putting a study on the worklist, in the right-hand panel: what the images say beside what goes into the report.

The person confirms or enters; a difference or a gap asks for a reason. What is still in the way stands on the
button. Nothing is decided here: the sentences come from governance (`conditions.ask`).
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLineEdit, QScrollArea, QWidget

from desktop.browser import words
from desktop.browser.planned import PlannedBox
from desktop.days import as_date
from desktop.desk import Desk
from desktop.importing import conditions, facts
from desktop.importing.conditions import Answer
from desktop.importing.facts import Entered
from desktop.importing.operation import Choice, companions
from desktop.importing.reading import Reading
from desktop.parts import Button, Check, Elided, Note, Section, column, empty, row, surface, text
from desktop.patient_banner import SEX_WORDS
from desktop.screen import Translated
from desktop.words import QT_TRANSLATE_NOOP
from desktop.worklist.governed import shown_name
from desktop.worklist.rows import TASK_WORDS
from desktop.worklist.table import translated
from desktop.workspace import installed
from governance.protocol import Urgency
from governance.tasks import CLINICAL_TASKS, TaskKey
from studies.archive.worklist import ScheduledStep
from studies.stacks import SeriesEntry

WIDTH = 440
ASK_AFTER_MS = 250
URGENCIES = (
    (Urgency.ROUTINE, QT_TRANSLATE_NOOP("Studies", "routine")),
    (Urgency.SAME_DAY, QT_TRANSLATE_NOOP("Studies", "today")),
    (Urgency.DIRECT, QT_TRANSLATE_NOOP("Studies", "direct")),
)
TEXT_FIELDS = ("patient_name", "birth_date", "patient_id", "accession_number", "description")
ROWS = (*facts.FIELDS, *facts.OPTIONAL)


class RegisterPanel(Translated):
    """One study at a time; `confirmed` carries the choice as entered."""

    confirmed = Signal(object)
    closed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._reading: Reading | None = None
        self._all: tuple[SeriesEntry, ...] = ()
        self._answer: Answer | None = None
        self._asked = 0
        self._suits = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(ASK_AFTER_MS)
        self._timer.timeout.connect(self._ask)
        theme = desk.theme
        self.heading = text(theme, "", "heading", "primary", wrap=True)
        self.study_line = text(theme, "", "body", "secondary", wrap=True)
        self._captions = {
            name: text(theme, "", "body", "muted")
            for name in (*ROWS, "series", "task", "order", "indication", "requester", "urgency")
        }
        self._said = {name: Elided(theme, "body", "secondary") for name in ROWS}
        self.edits = {name: QLineEdit() for name in (*TEXT_FIELDS, "indication", "requester", "reason")}
        self.sex, self.series = QComboBox(), QComboBox()
        self.task, self.order, self.urgency = QComboBox(), QComboBox(), QComboBox()
        self.others, self.research, self.compared = QCheckBox(), QCheckBox(), QCheckBox()
        self._patient, self._work, self._gate = Section(theme), Section(theme), Section(theme)
        self._images_say, self._report_says = (
            text(theme, "", "caption", "muted"),
            text(theme, "", "caption", "muted"),
        )
        self.reason_caption = text(theme, "", "body", "warn", wrap=True)
        self.gate_note = Note(theme, "warn")
        self._gate_lines = column((0, 0, 0, 0), 0)
        self.planned = PlannedBox(desk)
        self.refusal = Note(theme, "error")
        self._to_do = column((0, 0, 0, 0), 0)
        self.cancel = Button(theme, "secondary")
        self.primary = Button(theme, "primary", "worklist")
        self._build()
        self._connect()
        self.retranslate()

    # ------------------------------------------------------------------ building
    def _build(self) -> None:
        inside = column((16, 12, 16, 12), 6)
        inside.addWidget(self.heading)
        inside.addWidget(self.study_line)
        inside.addLayout(self._series_rows())
        inside.addSpacing(6)
        inside.addWidget(self._patient)
        inside.addLayout(self._patient_rows())
        inside.addWidget(self.research)
        inside.addWidget(self.reason_caption)
        inside.addWidget(self.edits["reason"])
        inside.addWidget(self.refusal)
        inside.addLayout(self._to_do)
        inside.addSpacing(6)
        inside.addWidget(self._work)
        inside.addWidget(self.planned)
        inside.addLayout(self._work_rows())
        inside.addSpacing(6)
        inside.addWidget(self._gate)
        inside.addWidget(self.gate_note)
        inside.addLayout(self._gate_lines)
        inside.addStretch(1)
        body = QWidget()
        body.setLayout(inside)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(body)
        foot = surface("panel", "top")
        lines = column((16, 10, 12, 10), 10, foot)
        lines.addWidget(self.compared)
        buttons = row((0, 0, 0, 0), 8)
        buttons.addWidget(self.cancel)
        buttons.addStretch(1)
        buttons.addWidget(self.primary)
        lines.addLayout(buttons)
        page = column((0, 0, 0, 0), 0, self)
        page.addWidget(self._scroll, 1)
        page.addWidget(foot)

    def _series_rows(self) -> QGridLayout:
        grid = _grid()
        grid.addWidget(self._captions["series"], 0, 0)
        grid.addWidget(self.series, 0, 1)
        grid.addWidget(self.others, 1, 1)
        return grid

    def _patient_rows(self) -> QGridLayout:
        grid = _grid()
        grid.setColumnStretch(1, 2)
        grid.setColumnStretch(2, 3)
        grid.addWidget(self._images_say, 0, 1)
        grid.addWidget(self._report_says, 0, 2)
        for place, name in enumerate(ROWS, 1):
            grid.addWidget(self._captions[name], place, 0)
            grid.addWidget(self._said[name], place, 1)
            grid.addWidget(self.sex if name == "sex" else self.edits[name], place, 2)
        return grid

    def _work_rows(self) -> QGridLayout:
        grid = _grid()
        fields: tuple[tuple[str, QWidget], ...] = (
            ("task", self.task),
            ("indication", self.edits["indication"]),
            ("requester", self.edits["requester"]),
            ("urgency", self.urgency),
            ("order", self.order),
        )
        for place, (name, field) in enumerate(fields):
            grid.addWidget(self._captions[name], place, 0)
            grid.addWidget(field, place, 1)
        return grid

    def _connect(self) -> None:
        for edit in self.edits.values():
            edit.textEdited.connect(self._changed)
        self.edits["birth_date"].editingFinished.connect(self._echo_date)
        for box in (self.sex, self.series, self.task, self.order, self.urgency):
            box.activated.connect(self._changed)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for tick in (self.others, self.research, self.compared):
            tick.toggled.connect(self._changed)
        self.planned.taken.connect(self._take_over)
        self.cancel.clicked.connect(self.closed)
        self.primary.clicked.connect(self._confirm)
        self.primary.refused.connect(
            lambda reason: self._desk.messages.warning(reason, key="register-refused")
        )

    # ------------------------------------------------------------------ showing
    def open(
        self, reading: Reading, entries: tuple[SeriesEntry, ...], main: SeriesEntry, *, all_of_study: bool
    ) -> None:
        """Start with the series of one study; `main` is the one to measure on."""
        self._reading, self._all = reading, entries
        self._answer = None
        self.series.clear()
        language = self._desk.language.code
        for entry in entries:
            name = entry.description or (
                self.tr("Series") + f" {entry.number}" if entry.number is not None else entry.modality
            )
            self.series.addItem(f"{name} · {words.size(entry)} · {words.spacing(entry, language)} mm")
        self.series.setCurrentIndex(entries.index(main))
        found = facts.found_in([main])
        self.planned.open(found)
        shown = {
            "patient_name": shown_name(found.patient_name),
            "birth_date": self._date(found.birth_date),
            "sex": SEX_WORDS.get(found.sex, found.sex) if language == "nl" else found.sex,
            "patient_id": found.patient_id,
            "accession_number": found.accession_number,
            "description": found.description,
        }
        for name, label in self._said.items():
            label.setText(shown[name] or self.tr("missing"))
        for name in TEXT_FIELDS:
            self.edits[name].setText(shown[name])
        self.edits["requester"].setText(shown_name(found.referring))
        self.edits["indication"].clear()
        self.edits["reason"].clear()
        self._fill_boxes(main)
        self.sex.setCurrentIndex(
            facts.SEXES.index(found.sex) if found.sex in facts.SEXES else len(facts.SEXES) - 1
        )
        for tick, value in ((self.others, all_of_study), (self.research, False), (self.compared, False)):
            tick.setChecked(value)
        day = self._date(found.study_date)
        self.study_line.setText(
            " · ".join(p for p in (day, found.description, found.modality, found.body_part) if p)
        )
        self._scroll.verticalScrollBar().setValue(0)
        self._changed()
        self.edits["indication"].setFocus()

    def _take_over(self, step: ScheduledStep) -> None:
        """What the planning says of the request; what it doesn't say stays as it is. The person still confirms it."""
        said = {
            "accession_number": step.accession_number,
            "indication": step.requested_procedure or step.description,
            "requester": shown_name(step.requesting_physician or step.referring_physician),
        }
        for name, value in said.items():
            if value:
                self.edits[name].setText(value)
        self._changed()
        self.edits["indication"].setFocus()

    def _date(self, dicom: str) -> str:
        day = as_date(dicom)
        return self._desk.date_text(day) if day is not None else ""

    def _fill_boxes(self, main: SeriesEntry) -> None:
        kinds = installed()
        self.task.clear()
        suited: list[int] = []
        for place, task in enumerate(CLINICAL_TASKS):
            self.task.addItem(translated(TASK_WORDS[task.value]), task.value)
            kind = kinds.get(task.value)
            reason = self.tr("no workspace in this installation")
            if kind is not None:
                found = kind.suits(main)
                reason = "" if found.suits else found.reason or self.tr("no single volume")
            if reason:
                model = self.task.model()
                if isinstance(model, QStandardItemModel):
                    model.item(place).setEnabled(False)
                self.task.setItemText(place, f"{self.task.itemText(place)} – {reason}")
            else:
                suited.append(place)
        self.task.setCurrentIndex(suited[0] if suited else -1)
        self._suits = bool(suited)
        for box in (self.urgency, self.sex):
            box.clear()
        for urgency, word in URGENCIES:
            self.urgency.addItem(words.translated(word), urgency.value)
        dutch = self._desk.language.code == "nl"
        for sex in facts.SEXES:
            self.sex.addItem((SEX_WORDS.get(sex, sex) if dutch else sex) or self.tr("unknown"), sex)
        self.order.clear()
        self.order.addItem(self.tr("The order that fits best"), "")

    # ------------------------------------------------------------------ what was entered
    def choice(self) -> Choice | None:
        """What is to be put on the worklist, as it stands in the fields."""
        if self._reading is None or not self._all or self.task.currentIndex() < 0:
            return None
        main = self._all[max(0, self.series.currentIndex())]
        entries = (main, *companions(main, self._all)) if self.others.isChecked() else (main,)
        found = facts.found_in(entries)
        return Choice(self._reading, entries, found, self._entered(found))

    def _entered(self, found: facts.Found) -> Entered:
        who = self._desk.session.who
        person = getattr(getattr(who, "acting", None), "person", None)
        now = self._desk.clock()
        groups = [g.group_id for g in person.groups if person.in_group(g.group_id, now)] if person else []
        typed = {name: edit.text().strip() for name, edit in self.edits.items()}
        task = TaskKey(str(self.task.currentData()))  # Qt hands the plain text back
        return Entered(
            patient_name=facts.dicom_name(typed["patient_name"], found.patient_name),
            birth_date=facts.typed_date(typed["birth_date"], self._desk.today()),
            sex=self.sex.currentData() or "",
            patient_id=typed["patient_id"],
            accession_number=typed["accession_number"],
            description=typed["description"],
            task=task,
            indication=typed["indication"],
            requester=typed["requester"],
            urgency=Urgency(str(self.urgency.currentData() or Urgency.ROUTINE.value)),
            reason=typed["reason"],
            research=self.research.isChecked(),
            order_id=self.order.currentData() or "",
            group=groups[0] if groups else "",
        )

    def _echo_date(self) -> None:
        """A date typed in another form, as the program understood it."""
        edit = self.edits["birth_date"]
        understood = facts.typed_date(edit.text(), self._desk.today())
        if understood and edit.text().strip() != self._date(understood):
            edit.setText(self._date(understood))

    def _changed(self, *_: object) -> None:
        self._answer = None
        self._show_labels()
        choice = self.choice()
        if choice is None:
            self._show()
            return
        differing = {c.field for c in facts.corrections(choice.found, choice.entered)}
        needed = bool(differing) or self.research.isChecked()
        self.reason_caption.setVisible(needed)
        self.edits["reason"].setVisible(needed)
        for name, caption in self._captions.items():
            if name in ROWS:
                caption.setProperty("tone", "warn" if name in differing else "muted")
                caption.style().unpolish(caption)
                caption.style().polish(caption)
        self._show()
        self._timer.start()

    def _ask(self) -> None:
        choice, acting, store = self.choice(), self._desk.session.acting, self._desk.store
        if choice is None or acting is None or store is None:
            return
        self._asked += 1
        number = self._asked
        self._desk.background.run(
            conditions.ask, store, acting, choice, self._desk.language.code,
            title=self.tr("Checking the conditions"), receiver=self, serial=True,
            on_done=lambda answer: self._answered(number, answer), on_error=self._desk.messages.show,
        )  # fmt: skip

    def _answered(self, number: int, answer: Answer) -> None:
        if number != self._asked or self._timer.isActive():
            return
        self._answer = answer
        chosen = self.order.currentData()
        self.order.clear()
        self.order.addItem(self.tr("The order that fits best"), "")
        for order_id, label in answer.orders:
            self.order.addItem(label, order_id)
        self.order.setCurrentIndex(max(0, self.order.findData(chosen)))
        self._show()

    # ------------------------------------------------------------------ what is in the way
    def reasons(self) -> list[str]:
        """Everything that still keeps the study off the worklist, a sentence each."""
        found: list[str] = []
        if not self._suits or self.task.currentIndex() < 0:
            return [self.tr("No workspace can measure on this series.")]
        typed = self.edits["birth_date"].text().strip()
        if typed and not facts.typed_date(typed, self._desk.today()):
            found.append(self.tr("The birth date isn't a date. Type for instance 20-11-1958."))
        if self._answer is None:
            found.append(self.tr("The conditions are being checked."))
        else:
            found += [*self._answer.refusals, *self._answer.to_do]
        if not self.compared.isChecked():
            found.append(self.tr("Confirm that you compared the details with the request."))
        return found

    def _show(self) -> None:
        answer = self._answer
        self.primary.block("\n".join(self.reasons()))
        refusals = answer.refusals if answer is not None else ()
        self.refusal.setVisible(bool(refusals))
        self.refusal.show_words("", "\n".join(refusals))
        if answer is None:
            return
        empty(self._to_do)
        for sentence in answer.to_do:
            self._to_do.addWidget(Check(self._desk.theme, sentence, icon="missing", tone="warn", quiet=False))
        empty(self._gate_lines)
        for holds, sentence in answer.gate:
            icon, tone = ("ok", "ok") if holds else ("not_permitted", "error")
            self._gate_lines.addWidget(Check(self._desk.theme, sentence, icon=icon, tone=tone, quiet=holds))
        closed = not answer.allowed and bool(answer.gate)
        self.gate_note.setVisible(closed)

    def _confirm(self) -> None:
        choice = self.choice()
        if choice is not None and not self.reasons():
            self.confirmed.emit(choice)

    # ------------------------------------------------------------------ form
    def _show_labels(self) -> None:
        main = self._all[max(0, self.series.currentIndex())] if self._all else None
        others = len(companions(main, self._all)) if main is not None else 0
        self.others.setVisible(others > 0)
        self.others.setText(self.tr("Also bring the other {n} series of this study").format(n=others))
        number = self.tr("Own number") if self.research.isChecked() else self.tr("Patient number")
        self._captions["patient_id"].setText(number)

    def retranslate(self) -> None:
        self.heading.setText(self.tr("Put on worklist"))
        self._patient.setText(self.tr("Patient"))
        self._work.setText(self.tr("Request"))
        self._gate.setText(self.tr("May I do this?"))
        self._images_say.setText(self.tr("According to the images"))
        self._report_says.setText(self.tr("For the report"))
        captions = {
            "series": self.tr("Measure on"), "patient_name": self.tr("Name"), "birth_date": self.tr("Birth date"),
            "sex": self.tr("Sex"), "patient_id": self.tr("Patient number"),
            "accession_number": self.tr("Accession"), "description": self.tr("Examination"), "task": self.tr("Task"),
            "indication": self.tr("Question"), "requester": self.tr("Requester"),
            "urgency": self.tr("Urgency"), "order": self.tr("Order"),
        }  # fmt: skip
        fields = {**self.edits, "sex": self.sex, "series": self.series, "task": self.task, "order": self.order,
                  "urgency": self.urgency}  # fmt: skip
        for name, words_ in captions.items():
            self._captions[name].setText(words_)
            fields[name].setAccessibleName(words_)
        self.edits["patient_name"].setPlaceholderText(self.tr("Surname, first name"))
        self.edits["birth_date"].setPlaceholderText(self.tr("dd-mm-yyyy"))
        self.edits["indication"].setPlaceholderText(self.tr("What does the requester want to know?"))
        self.edits["reason"].setAccessibleName(self.tr("Reason"))
        self.edits["reason"].setPlaceholderText(
            self.tr("For instance: not filled in at the scanner, read from the request")
        )
        self.reason_caption.setText(self.tr("Something is missing or differs from the images. Why?"))
        self.research.setText(self.tr("Anonymised research data"))
        self.compared.setText(self.tr("I compared the patient's details with the request."))
        self.cancel.setText(self.tr("Cancel"))
        self.primary.setText(self.tr("Put on worklist"))
        self.gate_note.show_words(
            self.tr("You can't start a draft for this study now."),
            self.tr("It can be put on the worklist for somebody who may, or for the radiologist."),
        )
        self._show_labels()

    def regions(self) -> list[QWidget]:
        return [self.edits["patient_name"], self.task, self.primary]


def _grid() -> QGridLayout:
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(4)
    grid.setColumnMinimumWidth(0, 104)
    grid.setColumnStretch(1, 1)
    return grid
