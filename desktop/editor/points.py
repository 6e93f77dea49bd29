"""What is still open before submitting, as rows: sentence, why, and the act that mends it.

One list for the report face, the check face and the count on the buttons. The points of the template come from
`report_templates`, the others are the refusals of `governance`; nothing is decided here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop import drafts
from desktop.words import QT_TRANSLATE_NOOP
from report_templates import templates

if TYPE_CHECKING:
    from desktop.case import Case
    from desktop.editor.conditions import Found

#: identifiers by their name in a comparison, in words
FIELD_WORDS = {
    "patient_id": QT_TRANSLATE_NOOP("Points", "Patient number"),
    "issuer": QT_TRANSLATE_NOOP("Points", "Issuer of the number"),
    "issuer_of_patient_id": QT_TRANSLATE_NOOP("Points", "Issuer of the number"),
    "patient_name": QT_TRANSLATE_NOOP("Points", "Name"),
    "name": QT_TRANSLATE_NOOP("Points", "Name"),
    "birth_date": QT_TRANSLATE_NOOP("Points", "Birth date"),
    "sex": QT_TRANSLATE_NOOP("Points", "Sex"),
    "study_instance_uid": QT_TRANSLATE_NOOP("Points", "Study identifier"),
    "accession_number": QT_TRANSLATE_NOOP("Points", "Accession number"),
}


class Act(StrEnum):
    """What the action of a point does."""

    SECTION = "section"
    IMAGES = "images"
    CALL = "call"
    DECLARE = "declare"
    IDENTITY = "identity"
    RETURN = "return"
    SAVE = "save"
    CHECK = "check"
    NONE = ""


@dataclass(frozen=True, slots=True)
class Point:
    """One row. `blocks`: submitting is refused while it stands; otherwise it asks attention."""

    words: str
    why: str
    act: Act = Act.NONE
    action: str = ""
    target: str = ""
    blocks: bool = True
    icon: str = "missing"
    #: id of the clause or refusal, for the tooltip
    source: str = ""


class Points(QObject):
    """Makes the rows, in the language of the interface."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)

    def field_word(self, name: str) -> str:
        """An identifier of a comparison in words."""
        return self.tr(FIELD_WORDS[name]) if name in FIELD_WORDS else name

    def points(self, case: Case, found: Found, *, language: str, declared: bool = True) -> list[Point]:
        """All that is open, required first."""
        if case.content is None:
            return []
        made = [
            *self._saving(case),
            *self._identity(case),
            *self._template(case),
            *self._calls(found),
            *self._refusals(case, found, language),
        ]
        if not declared:
            made.append(
                Point(
                    self.tr("Declaration of authority and competence"),
                    self.tr("yes · no · in doubt"),
                    Act.DECLARE,
                    self.tr("Declare"),
                    source="T1-SELF",
                )
            )
        return sorted(made, key=lambda p: not p.blocks)

    def _saving(self, case: Case) -> list[Point]:
        if not case.saving.is_lost:
            return []
        return [
            Point(
                self.tr("The report isn't saved"),
                case.saving.reason,
                Act.SAVE,
                self.tr("Retry"),
                icon="error",
                source="T2",
            )
        ]

    def _identity(self, case: Case) -> list[Point]:
        if case.volume is None or not case.identity_needs_person() or case.identity_check().reason:
            return []
        fields = dict.fromkeys((*(f for f, _a, _b in case.mismatches), *case.identity_gaps()))
        return [
            Point(
                self.tr("Confirm whose images these are"),
                self.tr("different or missing: {fields}").format(
                    fields=", ".join(self.field_word(f) for f in fields)
                ),
                Act.IDENTITY,
                self.tr("Compare"),
                icon="error",
                source="T-MISMATCH",
            )
        ]

    def _template(self, case: Case) -> list[Point]:
        content = case.content
        if content is None:
            return []
        dutch = content.language == "nl"
        template = drafts.template_of(content)
        version = f"{template.words[content.language].title} {template.version}"
        rows: list[Point] = []
        levels: list[str] = []
        for m in drafts.missing(content):
            label = m.label_nl if dutch else m.label_en
            blocks = m.completion is templates.Completion.PROHIBIT
            if m.code == "level":
                levels.append(m.detail)
                continue
            words, why = self._field_words(label, m.code, m.detail, version, blocks=blocks)
            rows.append(
                Point(
                    words,
                    why,
                    Act.SECTION,
                    self.tr("Fill in") if m.code == "empty" else self.tr("Go to"),
                    m.section_id,
                    blocks,
                    "missing" if blocks else "info",
                    "T3-REQUIRED" if blocks else "",
                )
            )
        if levels:
            names = drafts.level_names(content, levels)
            shown = ", ".join(names[:3]) + (
                self.tr(" and {n} more").format(n=len(names) - 3) if len(names) > 3 else ""
            )
            rows.append(
                Point(
                    self.tr("{n} levels without value or reason").format(n=len(names))
                    if len(names) > 1
                    else self.tr("{level}: no value and no reason").format(level=names[0]),
                    shown if len(names) > 1 else self.tr("not accepted yet in the step Sections"),
                    Act.IMAGES,
                    self.tr("Go to"),
                    levels[0],
                    blocks=False,
                    icon="info",
                )
            )
        return rows

    def _field_words(
        self, label: str, code: str, detail: str, version: str, *, blocks: bool
    ) -> tuple[str, str]:
        if code == "choice":
            return self.tr("{section}: make a choice").format(section=label), detail.strip("[]")
        if code == "broken_link":
            return (
                self.tr("{section}: a measurement in the text was removed").format(section=label),
                self.tr("take the number out, or measure it again"),
            )
        why = (
            self.tr("required field of template {template}")
            if blocks
            else self.tr("may stay empty; template {template}")
        )
        return self.tr("{section}: not filled in").format(section=label), why.format(template=version)

    def _calls(self, found: Found) -> list[Point]:
        return [
            Point(
                self.tr("Escalation: {rule}").format(rule=call.label),
                self.tr("call {contact} and record who was reached and the read-back").format(
                    contact=call.call_now
                ),
                Act.CALL,
                self.tr("Record"),
                call.rule_id or (call.escalation.id if call.escalation is not None else ""),
                # one by hand is advice: only a rule of the protocol stops submitting
                blocks=bool(call.rule_id),
                icon="escalate",
                source="T3-ESCALATION",
            )
            for call in found.to_call
        ]

    def _refusals(self, case: Case, found: Found, language: str) -> list[Point]:
        """What governance says beyond the points above."""
        from datetime import UTC, datetime

        zone = datetime.now().astimezone().tzinfo or UTC
        shown = {"T3-REQUIRED", "T3-ESCALATION"}
        if case.identity_needs_person() or case.volume is None:
            shown |= {"T-MISMATCH", "T8-PATIENT", "T1-IDENTITY"}
        rows = []
        if case.volume is None:
            rows.append(
                Point(
                    self.tr("The images aren't read yet"),
                    self.tr("their identity can't be compared before"),
                    source="T8-PATIENT",
                )
            )
        for refusal in found.refusals:
            if refusal.id in shown:
                continue
            act = Act.IMAGES if refusal.id == "T3-MEASUREMENT" else Act.NONE
            rows.append(
                Point(
                    refusal.text(language, zone),
                    self._who_helps(refusal.id),
                    act,
                    self.tr("Go to") if act is Act.IMAGES else "",
                    icon="missing" if act is Act.IMAGES else "not_permitted",
                    source=refusal.id,
                )
            )
        return rows

    def _who_helps(self, source: str) -> str:
        """Who can mend a refusal that isn't the writer's to mend."""
        if source in (
            "G1-01-PERSON",
            "G1-02-ROLE",
            "G1-03-TASK-ACTIVE",
            "G1-05-PROTOCOL",
            "G1-06-PROTOCOL-REVIEW",
        ):
            return self.tr("the administrator can help")
        if source.startswith(("G1-19", "G1-2")) and not source.startswith(("G1-27", "G1-28", "G1-29")):
            return self.tr("the coordinator can help; hand the report back if it can't wait")
        if source.startswith("G1-"):
            return self.tr("the radiologist who gave the order can help")
        return ""
