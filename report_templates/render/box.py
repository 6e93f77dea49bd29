"""The box at the foot of the last page: who, what, when, under whose responsibility."""

from __future__ import annotations

from typing import Any

from reportlab.platypus import Flowable, KeepTogether, Table, TableStyle

from report_templates import numbers
from report_templates.document import Person, ReportDocument
from report_templates.render.flow import FONT, paragraph
from report_templates.render.frame import shield
from report_templates.render.safe import printable
from report_templates.render.style import BOLD, WIDTH, colour
from report_templates.render.words import WORDS
from report_templates.schema import Template


def _who(person: Person | None, at: str, document: ReportDocument, language: str) -> str:
    if person is None:
        return WORDS[language]["unsigned"]
    when = numbers.moment(at, language, document.timezone)
    return ", ".join(p for p in (person.name, person.role_label or person.role, when) if p)


def _short(fingerprint: str) -> str:
    """The first twelve signs of a key's fingerprint in groups of four, as a person compares them."""
    plain = fingerprint.replace(" ", "").upper()[:12]
    return " ".join(plain[i : i + 4] for i in range(0, len(plain), 4))


def _box_lines(document: ReportDocument, template: Template, language: str) -> list[tuple[str, str]]:
    words = WORDS[language]
    final = document.is_final
    # a recalled report was signed once; the paper says by whom, and that it is recalled
    signed = final or (document.is_recalled and document.authoriser is not None)
    order, protocol, competence, signature = (
        document.order,
        document.protocol,
        document.competence,
        document.signature,
    )
    order_text = words["standing"]
    if order is not None:
        order_text = words["order_value"].format(number=order.number, name=order.delegator)
        if order.accepted_on:
            order_text += words["accepted"].format(date=numbers.iso_day(order.accepted_on, language))
    protocol_text = f"{protocol.name} {protocol.version}" if protocol else words["unknown"]
    if competence is not None:
        until = numbers.iso_day(competence.valid_until, language)
        protocol_text += words["competent_until"].format(date=until) if until else words["competent_open"]
    signature_text = words["unsigned"]
    if signed and signature is not None:
        algorithm = signature.algorithm + (words["pades"] if signature.pades else "")
        signature_text = words["key"].format(
            algorithm=algorithm, fingerprint=_short(signature.key_fingerprint)
        )
    content = "–"
    if document.content_hash:
        content = f"sha256 {document.content_hash[:4]}…{document.content_hash[-4:]}"
        if document.anchor_code:
            content += words["anchor"].format(code=document.anchor_code)
    title = template.words[language].title
    template_text = words["template_value"].format(
        title=title,
        version=document.template_version,
        software=f"{document.software_name} {document.software_version}",
    )
    lines = [
        (
            words["drafted"],
            _who(document.author, document.submitted_at or document.created_at, document, language),
        )
    ]
    if signed:
        lines.append(
            (words["authorised_row"], _who(document.authoriser, document.authorised_at, document, language))
        )
    else:
        lines.append((words["responsible"], _who(document.responsible, "", document, language)))
    lines += [
        (words["order"], order_text),
        (words["protocol"], protocol_text),
        (words["signature"], signature_text),
        (words["content"], content),
        (words["template"], template_text),
    ]
    if not final:
        state = words["recalled_copy" if document.is_recalled else "preliminary_copy"]
        lines.append((words["state_row"], f"{state}, {words['revision'].format(number=document.revision)}"))
    elif (document.authoriser or document.responsible).id != document.responsible.id:
        lines.append((words["responsible"], _who(document.responsible, "", document, language)))
    else:
        lines.append((words["check"], words["check_value"]))
    return lines


def box(document: ReportDocument, template: Template, language: str) -> Table:
    lines = _box_lines(document, template, language)
    label = {"ink": colour("text", "muted")}
    cells: list[list[Any]] = [[_BoxHead(WORDS[language]["box"]), "", "", ""]]
    for i in range(0, len(lines), 2):
        row: list[Any] = []
        for name, value in lines[i : i + 2]:
            row += [paragraph(name, 7, 9.4, **label), paragraph(value[:400], 7, 9.4)]
        cells.append(row + [""] * (4 - len(row)))
    widths = [62, (WIDTH - 146) * 0.52, 70, (WIDTH - 146) * 0.48 + 14]
    commands: list[Any] = [
        ("BOX", (0, 0), (-1, -1), 0.7, colour("line", "strong")),
        ("SPAN", (0, 0), (-1, 0)),
        FONT,
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (0, -1), 9),
        ("LEFTPADDING", (1, 0), (-1, -1), 3),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3),
        ("TOPPADDING", (0, 0), (-1, 0), 7),
        ("TOPPADDING", (0, 1), (-1, -1), 0),
        ("BOTTOMPADDING", (0, 0), (-1, 0), 4),
        ("BOTTOMPADDING", (0, 1), (-1, -1), 2),
        ("BOTTOMPADDING", (0, -1), (-1, -1), 7),
    ]
    return Table(cells, colWidths=widths, style=TableStyle(commands))


class _BoxHead(Flowable):
    """Shield and heading of the box."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = printable(text, BOLD)

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        return width, 11.0

    def draw(self) -> None:
        shield(self.canv, 0, 0, 10, colour("text", "primary"))
        self.canv.setFillColor(colour("text", "primary"))
        self.canv.setFont(BOLD, 8)
        self.canv.drawString(16, 1.5, self.text)


class AtBottom(KeepTogether):
    """A part at the foot of the last page: takes the room that is left and stands at its bottom."""

    def __init__(self, part: Table) -> None:
        super().__init__([part])
        self.part = part

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width = width
        own = self.part.wrap(width, height)[1]
        self.height = max(own, height - 0.01) if own <= height else own
        return width, self.height

    def split(self, _width: float, _height: float) -> list[Flowable]:
        return []

    def drawOn(self, canvas: Any, x: float, y: float, _sW: float = 0) -> None:
        self.part.drawOn(canvas, x, y, _sW)
