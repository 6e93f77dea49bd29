"""The text of the printed report as flowing parts: sections, measurement table, key images, the box."""

from __future__ import annotations

from reportlab.platypus import Flowable, Spacer

from report_templates import numbers
from report_templates.document import ReportDocument
from report_templates.linked import render_text
from report_templates.render.box import AtBottom, box
from report_templates.render.figures import tables
from report_templates.render.flow import paragraph
from report_templates.render.frame import report_title
from report_templates.render.key_images import pictures_with
from report_templates.render.style import colour
from report_templates.render.words import WORDS
from report_templates.schema import SectionKind, Template


def story(
    document: ReportDocument, template: Template, language: str, *, compact: bool = False, beside: bool = True
) -> list[Flowable]:
    """All parts in order; `compact` sets them somewhat closer, `beside` lets pictures stand beside the findings."""
    texts = _Sections(document, template, language, 11.2 if compact else 12)
    parts: list[Flowable] = [
        paragraph(report_title(document, template, language), 14, 18, bold=True, after=4)
    ]
    for section in template.report_sections:
        if section.kind is SectionKind.FINDINGS:
            parts += [Spacer(1, 6), *tables(document, template, language, compact=compact)]
            findings = texts.section(section.id)
            parts += pictures_with(document, findings, language, compact=compact, beside=beside)
        else:
            parts += texts.section(section.id)
        if section.kind is SectionKind.CONCLUSION:
            parts += _alarms(document, language)
    return [*parts, AtBottom(box(document, template, language))]


class _Sections:
    """Heading and text of each section, tokens rendered."""

    def __init__(self, document: ReportDocument, template: Template, language: str, leading: float) -> None:
        self.document, self.template, self.language = document, template, language
        self.leading = leading

    def section(self, section_id: str) -> list[Flowable]:
        template, document = self.template, self.document
        text = render_text(
            document.sections.get(section_id, ""),
            document.findings,
            self.language,
            comparisons=document.comparisons,
            diameter_decimals=template.diameter_decimals,
        ).strip()
        if not text and not template.section(section_id).required:
            return []
        heading = paragraph(
            template.label(section_id, self.language),
            8.6,
            self.leading,
            bold=True,
            ink=colour("text", "link"),
            before=self.leading / 2,
            keep=True,
        )
        if not text:
            empty = WORDS[self.language]["not_filled"]
            return [heading, paragraph(empty, 8.6, self.leading, ink=colour("text", "muted"))]
        return [heading, *(paragraph(block or " ", 8.6, self.leading) for block in _blocks(text))]


def _blocks(text: str, limit: int = 3000) -> list[str]:
    """One block a line; a very long line in pieces that a page can hold, cut at spaces where there are any."""
    blocks: list[str] = []
    for whole in text.split("\n"):
        line = whole
        while len(line) > limit:
            space = line.rfind(" ", limit // 2, limit)
            cut = space if space > 0 else limit
            blocks.append(line[:cut])
            line = line[cut:].lstrip(" ")
        blocks.append(line)
    return blocks


def _alarms(document: ReportDocument, language: str) -> list[Flowable]:
    words, zone = WORDS[language], document.timezone
    parts: list[Flowable] = []
    for alarm in document.alarms:
        told = []
        if alarm.reached_at:
            when = numbers.moment(alarm.reached_at, language, zone, joined=words["joined"])
            told.append(words["reached"].format(name=alarm.contact, moment=when))
        if alarm.confirmed_at:
            when = numbers.moment(alarm.confirmed_at, language, zone, joined=words["joined"])
            told.append(words["confirmed"].format(moment=when))
        text = f"{alarm.text.rstrip('.')}. {', '.join(told)}{'.' if told else ''}".strip()
        ink = colour("status", "error", "text")
        parts.append(paragraph(f"{words['alarm']}: {text}", 8.6, 12, bold=True, ink=ink, before=3))
    return parts
