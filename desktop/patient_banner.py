"""The patient banner: whose images these are, always in sight, and the marker of what isn't authorised."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop import chips
from desktop.chips import IDENTITY, Chip, Marker
from desktop.desk import Desk
from desktop.parts import Elided, column, restyle, row, rule, text
from desktop.screen import Translated
from desktop.session import OpenDraft, OpenStudy

WIDE = 1500
SEX_WORDS = {"M": "M", "F": "V", "V": "V", "O": "O"}


class IdentityChip(Chip):
    """The identity chip; pressed, it opens the comparison of order and image."""

    pressed = Signal()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit()


class _Fact(QWidget):
    """A value with its caption above."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.caption = text(desk.theme, "", "micro", "muted")
        self.value = Elided(desk.theme, "body", "primary")
        self.value.setMaximumWidth(280)
        layout = column((12, 3, 12, 3), 0, self)
        layout.addWidget(self.caption)
        layout.addWidget(self.value)


class PatientBanner(Translated):
    """Bound to the session: the same on each screen. Birth date, number and marker are never shortened."""

    identity_pressed = Signal()

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setObjectName("patient-banner")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(desk.theme.px("size.patient_banner"))
        self._empty = text(desk.theme, "", "body", "muted")
        self.name = Elided(desk.theme, "heading", "primary", Qt.TextElideMode.ElideMiddle)
        self.name.setMaximumWidth(320)
        self.facts = text(desk.theme, "", "body", "secondary")
        self.identity = IdentityChip(desk.theme)
        self.identity.pressed.connect(self.identity_pressed)
        self._fields = [_Fact(desk) for _ in range(3)]
        self._lines = [rule("v") for _ in range(3)]
        self.mismatch = Elided(desk.theme, "strong", "error")
        self.emergency = Marker(desk.theme)
        self.training = Marker(desk.theme)
        self.marker = Marker(desk.theme)
        layout = row((12, 0, 0, 0), 0, self)
        layout.addWidget(self._empty)
        layout.addWidget(self.name)
        layout.addSpacing(10)
        layout.addWidget(self.facts)
        layout.addSpacing(10)
        layout.addWidget(self.identity)
        layout.addSpacing(14)
        layout.addWidget(self.mismatch)
        for line, field in zip(self._lines, self._fields, strict=True):
            layout.addWidget(line)
            layout.addWidget(field)
        layout.addStretch(1)
        for marker in (self.training, self.emergency, self.marker):
            layout.addWidget(marker)
        desk.session.study_changed.connect(self.refresh)
        desk.session.draft_changed.connect(self.refresh)
        desk.session.who_changed.connect(self.refresh)
        self.retranslate()

    def retranslate(self) -> None:
        self._empty.setText(self.tr("No patient open"))
        self.refresh()

    def refresh(self, _what: object = None) -> None:
        """Draw the session's study and draft."""
        study, draft = self._desk.session.study, self._desk.session.draft
        self._empty.setVisible(study is None)
        for widget in (self.name, self.facts, self.identity):
            widget.setVisible(study is not None)
        differs = study is not None and study.identity == "mismatch"
        if self.property("identity") != ("mismatch" if differs else ""):
            self.setProperty("identity", "mismatch" if differs else "")
            restyle(self)
        self.mismatch.setVisible(differs)
        if study is not None:
            self._show_study(study)
        self._show_marker(study, draft)
        self._fit()

    def _show_study(self, study: OpenStudy) -> None:
        self.name.setText(study.patient_name)
        self.facts.setText(self.facts_text(study))
        self.facts.setAccessibleName(self.facts.text())
        self.identity.show_status(IDENTITY[study.identity])
        self.mismatch.setText(
            " · ".join(
                self.tr("{field}: order {order}, image {image}").format(field=field, order=order, image=image)
                for field, order, image in study.mismatches
            )
        )
        who = self._desk.session.who
        when = f" · {self._desk.moment_text(study.study_at)}" if study.study_at else ""
        shown = [(self.tr("Examination"), (study.study + when).removeprefix(" · "))]
        if who is not None and who.role == "radiologist":
            shown += [(self.tr("Author"), study.author), (self.tr("Responsible"), study.responsible)]
        else:
            shown += [(self.tr("Order"), study.order), (self.tr("Protocol"), study.protocol)]
        for field, (caption, value) in zip(self._fields, shown, strict=True):
            field.caption.setText(caption)
            field.value.setText(value)
            field.setProperty("filled", bool(value))

    def facts_text(self, study: OpenStudy) -> str:
        """Sex · birth date (age) · number."""
        sex = (
            SEX_WORDS.get(study.sex, study.sex or "–")
            if self._desk.language.code == "nl"
            else (study.sex or "–")
        )
        age = study.age_at(self._desk.today())
        born = self._desk.date_text(study.birth_date)
        if age is not None:
            born += " (" + self.tr("{age} y").format(age=age) + ")"
        return f"{sex} · {born} · {study.patient_number}"

    def _show_marker(self, study: OpenStudy | None, draft: OpenDraft | None) -> None:
        words, tone, icon = marker_of(draft) if draft is not None else ("", "preliminary", "")
        if draft is not None and draft.state == "authorised" and draft.authorised_at is not None:
            words = f"{words} · {self._desk.date_text(draft.authorised_at)}"
        self.marker.show_words(words, tone, icon)
        emergency = draft is not None and draft.emergency
        self.emergency.show_words(_status(chips.MARKER_EMERGENCY) if emergency else "", "emergency")
        training = self._desk.session.state.training and study is not None
        self.training.show_words(_status(chips.MARKER_TRAINING) if training else "", "training")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Below 1500 px the fields drop from the right, then the chip shrinks; the marker never does."""
        study = self._desk.session.study
        room = self.width() - 12 - 14
        fixed = self.name.sizeHint().width() + self.facts.sizeHint().width() + 34
        fixed += sum(m.sizeHint().width() for m in (self.marker, self.emergency, self.training) if m.words())
        self.identity.set_icon_only(False)
        chip = self.identity.sizeHint().width()
        left = room - fixed - chip
        self.identity.set_icon_only(study is not None and left < 0)
        differs = study is not None and study.identity == "mismatch"
        for line, field in zip(self._lines, self._fields, strict=True):
            wanted = max(field.value.sizeHint().width(), field.caption.sizeHint().width()) + 26
            fits = study is not None and not differs and bool(field.property("filled")) and wanted <= left
            left = left - wanted if fits else -1
            line.setVisible(fits)
            field.setVisible(fits)


def _status(source: str) -> str:
    return QCoreApplication.translate("Status", source)


def marker_of(draft: OpenDraft) -> tuple[str, str, str]:
    """Words, tone and icon of the marker that belongs to the state of a report."""
    if draft.superseded_by:
        return _status(chips.MARKER_SUPERSEDED).format(number=draft.superseded_by), "warn", "corrected"
    if draft.state in ("authorised", "corrected"):
        return _status(chips.MARKER_FINAL), "ok", "authorised"
    if draft.state == "recalled":
        return _status(chips.MARKER_RECALLED), "error", "recalled"
    return _status(chips.MARKER_DRAFT), "preliminary", ""
