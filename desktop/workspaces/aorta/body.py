"""Height and weight: stated by a person with their date, and what follows from them for the thoracic maximum."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from desktop import parts
from desktop.days import as_date
from desktop.desk import Desk
from desktop.screen import Translated
from desktop.workspaces.aorta import state as st
from governance.canonical import utc_text
from measurements.aorta.indices import indices_of
from measurements.body_size import HEIGHT_CM, WEIGHT_KG, Formula, bsa
from report_templates import numbers

if TYPE_CHECKING:
    from desktop.workspaces.aorta.core import AortaCore

FORMS = ("%d-%m-%Y", "%d%m%Y", "%d-%m-%y", "%Y-%m-%d")


def number_of(text: str) -> float | None:
    """A number as typed, with a comma or a point; None when it is none."""
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None


def typed_day(text: str) -> date | None:
    """A day as typed (20-11-2026, 20112026, 20-11-26, 2026-11-20); None when it is none."""
    for form in FORMS:
        try:
            return datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 - a day, not a moment
        except ValueError:
            continue
    return None


class BodyBlock(Translated):
    """Fields for height, weight and the day on which they were measured; below, the indices or why there are none."""

    #: height (cm) and weight (kg) or None, and the day
    stated = Signal(object, object, object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = desk.theme
        self._desk = desk
        self._reason = ""
        layout = parts.column((0, 0, 0, 0), 6, self)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        self.names, self.fields = {}, {}
        for row, key in enumerate(("height", "weight", "day")):
            name, field = parts.text(theme, "", "caption", "muted"), QLineEdit()
            field.setFixedHeight(26)
            field.setMaxLength(12)
            name.setBuddy(field)
            field.textEdited.connect(lambda _t: self._check())
            field.returnPressed.connect(self._keep)
            grid.addWidget(name, row, 0)
            grid.addWidget(field, row, 1)
            self.names[key], self.fields[key] = name, field
        layout.addLayout(grid)
        self.keep = parts.Button(theme, "secondary", "ok")
        self.keep.clicked.connect(self._keep)
        layout.addWidget(self.keep)
        self.indices = parts.text(theme, "", "caption", "secondary", wrap=True)
        layout.addWidget(self.indices)
        self.retranslate()

    def show_body(self, body: st.Body | None, indices: str, day: Callable[[date], str], code: str) -> None:
        """What is stated; a field in which somebody types stays."""
        texts = {"height": "", "weight": "", "day": ""}
        if body is not None:
            for key, value in (("height", body.height_cm), ("weight", body.weight_kg)):
                texts[key] = (
                    "" if value is None else numbers.number(value, 0 if value == int(value) else 1, code)
                )
            measured = as_date(body.measured_on)
            texts["day"] = day(measured) if measured is not None else ""
        for key, field in self.fields.items():
            if not field.hasFocus() and not field.isModified():
                field.setText(texts[key])
        self.indices.setText(indices)
        self.indices.setVisible(bool(indices))
        self._check()

    def set_editable(self, reason: str) -> None:
        self._reason = reason
        for field in self.fields.values():
            field.setReadOnly(bool(reason))
        self._check()

    def _values(self) -> tuple[float | None, float | None, date | None]:
        return (
            number_of(self.fields["height"].text()),
            number_of(self.fields["weight"].text()),
            typed_day(self.fields["day"].text()),
        )

    def _wrong(self) -> str:
        height, weight, day = self._values()
        if height is None or not HEIGHT_CM[0] <= height <= HEIGHT_CM[1]:
            return self.tr("Height: 50 to 260 cm.")
        if self.fields["weight"].text().strip() and (
            weight is None or not WEIGHT_KG[0] <= weight <= WEIGHT_KG[1]
        ):
            return self.tr("Weight: 2 to 400 kg.")
        known = day is not None and day <= self._desk.today()
        return "" if known else self.tr("Say on which day they were measured.")

    def _check(self) -> None:
        self.keep.block(self._reason or self._wrong())

    def _keep(self) -> None:
        if self._reason or self._wrong():
            return
        for field in self.fields.values():
            field.setModified(False)
        self.stated.emit(*self._values())

    def retranslate(self) -> None:
        for key, words in (
            ("height", self.tr("Height (cm)")),
            ("weight", self.tr("Weight (kg)")),
            ("day", self.tr("Measured on")),
        ):
            self.names[key].setText(words)
            self.fields[key].setAccessibleName(words)
        self.fields["day"].setPlaceholderText(self.tr("dd-mm-yyyy"))
        self.keep.setText(self.tr("Keep body size"))
        self._check()


class BodyHand(QObject):
    """Turns what is typed into an act, and says what follows from it."""

    def __init__(self, core: AortaCore, block: BodyBlock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.core, self.desk, self.block = core, core.desk, block
        block.stated.connect(self._state)
        core.changed.connect(self.show)

    def _state(self, height: float | None, weight: float | None, day: date | None) -> None:
        acting = self.desk.session.acting
        if day is None:
            return
        by = acting.person.id if acting is not None else "-"
        body = st.Body(height, weight, day.isoformat(), by, utc_text(self.desk.clock()))
        self.core.change(self.core.state.with_body(body), self.tr("State body size"))

    def show(self) -> None:
        self.block.set_editable(self.core.read_only)
        self.block.show_body(
            self.core.state.body, self._indices(), self.desk.date_text, self.desk.language.code
        )

    def _indices(self) -> str:
        result, body = self.core.result, self.core.state.body
        if result is None or body is None:
            return ""
        size, on = st.body_size_of(body, result.series), as_date(result.series.study_date)
        section = result.maximum("thoracic")
        if on is None:
            return self.tr("The examination has no date.")
        code = self.desk.language.code
        area = bsa(size, on=on)
        lines = []
        if area.value is not None:
            lines.append(
                self.tr("Body surface {value} ({formula})").format(
                    value=numbers.quantity(area.value, "m2", code), formula=Formula.DUBOIS.value
                )
            )
        if section is None or section.figures is None or section.diameter_max_mm is None:
            return "\n".join([*lines, self.tr("No thoracic maximum: no indices.")])
        for name, index in indices_of(section.diameter_max_mm, section.area_mm2, size, on=on).values():
            said = (
                numbers.quantity(index.value, index.unit, code)
                if index.value is not None
                else self._why(index.reason)
            )
            lines.append(f"{name}: {said}")
        return "\n".join(lines)

    def _why(self, reason: str) -> str:
        return {
            "body_size_missing": self.tr("withheld: height or weight is missing"),
            "body_size_implausible": self.tr("withheld: height or weight can't be right"),
            "body_size_stale": self.tr("withheld: measured over 12 months before the examination"),
            "age_missing": self.tr("withheld: the age isn't known"),
            "too_young": self.tr("withheld: younger than 15 years"),
        }[reason]
