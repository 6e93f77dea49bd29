"""The text of the printed report as flowing parts: sections, measurement table, key images, the box."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from PIL import Image as PilImage
from reportlab.lib.utils import ImageReader
from reportlab.platypus import Flowable, KeepTogether, Paragraph, Spacer, Table, TableStyle
from reportlab.platypus.flowables import Image

from measurements.finding import Finding
from report_templates import numbers
from report_templates.document import KeyImage, Person, ReportDocument
from report_templates.linked import VERDICTS, partner, render_text, withheld_words
from report_templates.render.frame import report_title, shield
from report_templates.render.safe import markup, printable
from report_templates.render.style import BOLD, REGULAR, WIDTH, colour, style
from report_templates.render.words import WORDS
from report_templates.rows import LARGEST, PERPENDICULAR, Row, measurement_rows
from report_templates.schema import SectionKind, Template
from resources.errors import InputError

#: a key image larger than this isn't a picture of a report
MAX_PIXELS = 24_000_000
GAP = 10.0
#: reportlab's tables would name Helvetica, which isn't embedded
_FONT = ("FONT", (0, 0), (-1, -1), REGULAR)


def story(document: ReportDocument, template: Template, language: str) -> list[Flowable]:
    """All parts in order."""
    texts = _Sections(document, template, language)
    parts: list[Flowable] = [
        _paragraph(report_title(document, template, language), 14, 18, bold=True, after=4)
    ]
    for section in template.report_sections:
        if section.kind is SectionKind.FINDINGS:
            parts += [Spacer(1, 6), *_table(document, template, language)]
            parts += _pictures_with_findings(document, texts, section.id)
        else:
            parts += texts.section(section.id)
        if section.kind is SectionKind.CONCLUSION:
            parts += _alarms(document, language)
    return [*parts, _AtBottom(_box(document, template, language))]


def _paragraph(text: str, size: float, leading: float, *, bold: bool = False, **options: Any) -> Paragraph:
    return Paragraph(markup(text, BOLD if bold else REGULAR), style(size, leading, bold=bold, **options))


class _Sections:
    """Heading and text of each section, tokens rendered."""

    def __init__(self, document: ReportDocument, template: Template, language: str) -> None:
        self.document, self.template, self.language = document, template, language

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
        heading = _paragraph(
            template.label(section_id, self.language),
            8.6,
            12,
            bold=True,
            ink=colour("text", "link"),
            before=6,
            keep=True,
        )
        if not text:
            empty = WORDS[self.language]["not_filled"]
            return [heading, _paragraph(empty, 8.6, 12, ink=colour("text", "muted"))]
        return [heading, *(_paragraph(block, 8.6, 12) for block in _blocks(text))]


def _blocks(text: str, limit: int = 4000) -> list[str]:
    """Long text in pieces that a page can hold, cut at line ends or spaces where there are any."""
    blocks: list[str] = []
    while len(text) > limit:
        cut = max(text.rfind("\n", 0, limit), text.rfind(" ", 0, limit))
        cut = cut if cut > limit // 2 else limit
        blocks.append(text[:cut])
        text = text[cut:].lstrip(" \n") if cut < limit else text[cut:]
    return [*blocks, text]


# -- measurements


def _table(document: ReportDocument, template: Template, language: str) -> list[Flowable]:
    rows = measurement_rows(template, document.findings, document.comparisons, language)
    shown = [r for r in rows if r.absent != "not_measured"]
    unmeasured = [r for r in rows if r.absent == "not_measured"]
    parts: list[Flowable] = []
    if any(r.largest is not None for r in rows):
        parts.append(_level_table(document, template, language, shown, unmeasured))
        if template.diameter_decimals == 0:
            parts.append(
                _paragraph(
                    WORDS[language]["rounding"], 6.6, 9, ink=colour("text", "muted"), before=2, after=2
                )
            )
    in_rows = {f.group for r in rows for f in (r.largest,) if f is not None}
    others = _others([f for f in document.findings if f.group not in in_rows], template, language)
    if others:
        parts += [Spacer(1, 4), _other_table(others, language)]
    return parts


def _level_table(
    document: ReportDocument,
    template: Template,
    language: str,
    rows: Sequence[Row],
    unmeasured: Sequence[Row],
) -> Table:
    words = WORDS[language]
    compared = [c for c in document.comparisons if c.prior_value is not None]
    dates = list(dict.fromkeys(c.prior_date for c in compared))
    limits = list(dict.fromkeys(c.limit for c in compared if c.limit is not None))
    with_prior, one_date = bool(compared), len(dates) == 1
    head = [words["level"], words["largest"], words["perpendicular"]]
    if with_prior:
        date = numbers.iso_day(dates[0], language) if one_date else words["earlier"]
        limit = (
            words["comparison_limit"].format(limit=numbers.number(limits[0], 1, language))
            if len(limits) == 1
            else words["comparison"]
        )
        head += [words["prior"].format(date=date), words["difference"], limit]
    else:
        head.append("")
    body = [_row_cells(row, template, language, with_prior, one_date) for row in rows]
    if unmeasured:
        names = " · ".join(r.label for r in unmeasured)
        body.append([names, *[""] * (len(head) - 2), template.words[language].terms["not_measured"]])
    widths = [WIDTH - 398, 56, 68, 68, 62, 144] if with_prior else [WIDTH - 310, 75, 85, 150]
    emphasised = {i for i, r in enumerate(rows) if r.emphasised}
    last = len(head) - 1
    cells = [[_cell(t, i, last, head=True) for i, t in enumerate(head)]]
    for number, line in enumerate(body):
        cells.append([_cell(t, i, last, bold=number in emphasised) for i, t in enumerate(line)])
    commands: list[Any] = [
        _FONT,
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("TOPPADDING", (0, 0), (-1, -1), 1.6),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.2),
        ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
        ("LINEBELOW", (0, 0), (-1, 0), 0.7, colour("text", "muted")),
        ("LINEBELOW", (0, 1), (-1, -1), 0.4, colour("line", "subtle")),
    ]
    commands += [
        ("BACKGROUND", (0, i + 1), (-1, i + 1), colour("status", "preliminary", "soft")) for i in emphasised
    ]
    if unmeasured:
        # the names need the room of the empty number columns
        commands.append(("SPAN", (0, len(cells) - 1), (last - 1, len(cells) - 1)))
    return Table(cells, colWidths=widths, repeatRows=1, style=TableStyle(commands), spaceAfter=2)


def _cell(text: str, column: int, last: int, *, head: bool = False, bold: bool = False) -> Paragraph:
    right = 0 < column < last
    ink = colour("text", "muted") if head else None
    return _paragraph(text, 7 if head else 7.8, 9.6, bold=bold, right=right, ink=ink)


def _row_cells(row: Row, template: Template, language: str, with_prior: bool, one_date: bool) -> list[str]:
    words, decimals = template.words[language], template.diameter_decimals
    if row.absent or row.largest is None or row.largest.value is None:
        reason = words.terms.get(row.reason, row.reason)
        text = words.terms[row.absent or "not_assessable"]
        text = f"{text} ({reason})" if reason else text
        return [row.label, "", "", *(["", ""] if with_prior else []), text]
    other = row.perpendicular.value if row.perpendicular else None
    cells = [
        row.label,
        numbers.number(row.largest.value, decimals, language),
        "" if other is None else numbers.number(other, decimals, language),
    ]
    if not with_prior:
        return [*cells, ""]
    compared = row.comparison
    if compared is None:
        return [*cells, "", "", VERDICTS["prior_missing"][language]]
    verdict = VERDICTS[compared.verdict][language]
    if compared.verdict == "not_comparable" and compared.reason:
        verdict = f"{verdict} ({compared.reason})"
    prior = "" if compared.prior_value is None else numbers.number(compared.prior_value, decimals, language)
    if prior and not one_date:
        prior = f"{prior} ({numbers.iso_day(compared.prior_date, language)})"
    return [
        *cells,
        prior,
        "" if compared.difference is None else numbers.number(compared.difference, 1, language, signed=True),
        verdict,
    ]


def _others(findings: Sequence[Finding], template: Template, language: str) -> list[tuple[str, str, str]]:
    """Name, value and method of what isn't a level; a section is one line with both diameters."""
    terms = template.words[language].terms
    lines: list[tuple[str, str, str]] = []
    sections = {f.group for f in findings if f.key == LARGEST and f.group}
    for finding in findings:
        if finding.group in sections and finding.key != LARGEST:
            continue
        method = terms.get(finding.method.name, finding.method.name)
        name = terms.get(f"key_{finding.key}") or finding.label or finding.concept.meaning
        arc = dict(finding.conditions).get("arc_mm", "")
        if finding.key == LARGEST and arc and "section_at" in terms:
            name = f"{terms['section_at']} {numbers.quantity(float(arc), 'mm', language)}"
        if finding.value is None:
            value = withheld_words(finding, language)
        elif finding.key == LARGEST:
            other = partner(finding, findings, PERPENDICULAR)
            value = numbers.diameter_pair(
                finding.value, other.value if other else None, language, decimals=template.diameter_decimals
            )
        elif finding.unit == "mm2":
            value = numbers.area_cm2(finding.value, language)
        else:
            value = numbers.quantity(finding.value, finding.unit, language)
        lines.append((name, value, method))
    return lines


def _other_table(others: Sequence[tuple[str, str, str]], language: str) -> Table:
    words = WORDS[language]
    lines = [(words["other_measurements"], words["value"], words["method"]), *others]
    cells = [[_cell(t, i, 2, head=n == 0) for i, t in enumerate(line)] for n, line in enumerate(lines)]
    return Table(
        cells,
        colWidths=[WIDTH - 290, 90, 200],
        repeatRows=1,
        style=TableStyle(
            [
                _FONT,
                ("TOPPADDING", (0, 0), (-1, -1), 1.6),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 2.2),
                ("LEFTPADDING", (0, 0), (-1, -1), 4),
                ("RIGHTPADDING", (0, 0), (-1, -1), 4),
                ("LINEBELOW", (0, 0), (-1, 0), 0.7, colour("text", "muted")),
                ("LINEBELOW", (0, 1), (-1, -1), 0.4, colour("line", "subtle")),
            ]
        ),
    )


# -- pictures


def _check_size(width: int, height: int) -> None:
    if width < 1 or height < 1 or width * height > MAX_PIXELS:
        raise ValueError("no size for a key image")


def _reader(picture: KeyImage) -> tuple[ImageReader, float]:
    """The picture's own bytes as plain RGB (never a path), and its width over its height."""
    try:
        if picture.png:
            opened = PilImage.open(io.BytesIO(picture.png), formats=("PNG",))
            _check_size(opened.width, opened.height)
            image = opened.convert("RGB")
        else:
            _check_size(picture.width, picture.height)
            image = PilImage.frombytes("RGB", (picture.width, picture.height), picture.rgb)
    except (OSError, ValueError, SyntaxError) as error:
        raise InputError(
            "A key image of this report can't be read.",
            "Make the key image again.",
            detail=f"{type(error).__name__}, {len(picture.png)} bytes",
            code="key_image",
        ) from error
    return ImageReader(image), image.width / image.height


def _picture(picture: KeyImage, number: int, width: float, language: str, tallest: float) -> list[Flowable]:
    reader, aspect = _reader(picture)
    wide = min(width, tallest * aspect)
    image = Image(_AsFile(reader), width=wide, height=wide / aspect, hAlign="LEFT")
    caption = WORDS[language]["figure"].format(number=number, caption=picture.caption)
    return [image, _paragraph(caption, 6.8, 9, ink=colour("text", "secondary"), before=3, after=2)]


def _AsFile(reader: ImageReader) -> io.BytesIO:
    """Reportlab's Image wants a file; a PNG made anew from the pixels carries nothing but pixels."""
    out = io.BytesIO()
    reader._image.save(out, format="PNG")
    out.seek(0)
    return out


def _pictures_with_findings(document: ReportDocument, texts: _Sections, section_id: str) -> list[Flowable]:
    """Key images side by side; the findings stand beside a square image where they fit."""
    language = texts.language
    findings = texts.section(section_id)
    pictures = document.key_images
    if not pictures:
        return findings
    aspects = [_reader(p)[1] for p in pictures]
    if aspects[0] < 1.6:
        left_width = WIDTH * 0.3
        left = _picture(pictures[0], 1, left_width, language, 190)
        right_width = WIDTH - left_width - GAP
        right: list[Flowable] = []
        if len(pictures) > 1 and aspects[1] >= 1.6:
            right += _picture(pictures[1], 2, right_width, language, 130)
        rest = pictures[1 + (1 if right else 0) :]
        room = _height(left, left_width) + 30 - _height(right, right_width)
        beside = _height(findings, right_width) <= room
        if beside:
            right += findings
        if right:
            parts: list[Flowable] = [Spacer(1, 6), _columns([left, right], [left_width, right_width])]
            parts += _gallery(rest, len(pictures) - len(rest) + 1, language)
            return parts if beside else [*findings, *parts]
    return [*findings, Spacer(1, 6), *_gallery(pictures, 1, language)]


def _gallery(pictures: Sequence[KeyImage], start: int, language: str) -> list[Flowable]:
    """Rows of up to three pictures of equal height."""
    parts: list[Flowable] = []
    for first in range(0, len(pictures), 3):
        row = pictures[first : first + 3]
        aspects = [_reader(p)[1] for p in row]
        height = min(150.0, (WIDTH - GAP * (len(row) - 1)) / sum(aspects))
        widths = [height * a for a in aspects]
        cells = [_picture(p, start + first + i, widths[i], language, height) for i, p in enumerate(row)]
        parts += [Spacer(1, 6), _columns(cells, widths)]
    return parts


def _columns(cells: list[list[Flowable]], widths: list[float]) -> Table:
    """Cells side by side with a gap, top aligned, kept on one page."""
    padded = [w + (GAP if i < len(widths) - 1 else 0) for i, w in enumerate(widths)]
    commands: list[Any] = [
        _FONT,
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), GAP),
        ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 0),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
    ]
    return Table([cells], colWidths=padded, style=TableStyle(commands), hAlign="LEFT")


def _height(parts: Sequence[Flowable], width: float) -> float:
    """Height of stacked parts in a column of `width`."""
    total = 0.0
    for i, part in enumerate(parts):
        gap = max(part.getSpaceBefore(), parts[i - 1].getSpaceAfter()) if i else 0.0
        total += part.wrap(width, 10_000)[1] + gap
    return total


# -- alarms and the box


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
        parts.append(_paragraph(f"{words['alarm']}: {text}", 8.6, 12, bold=True, ink=ink, before=3))
    return parts


def _who(person: Person | None, at: str, document: ReportDocument, language: str) -> str:
    if person is None:
        return WORDS[language]["unsigned"]
    when = numbers.moment(at, language, document.timezone)
    return ", ".join(p for p in (person.name, person.role_label or person.role, when) if p)


def _box_lines(document: ReportDocument, template: Template, language: str) -> list[tuple[str, str]]:
    words = WORDS[language]
    final = document.is_final
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
    if final and signature is not None:
        algorithm = signature.algorithm + (words["pades"] if signature.pades else "")
        signature_text = words["key"].format(algorithm=algorithm, fingerprint=signature.key_fingerprint)
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
    if final:
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
        lines.append((words["state_row"], words["revision"].format(number=document.revision)))
    elif (document.authoriser or document.responsible).id != document.responsible.id:
        lines.append((words["responsible"], _who(document.responsible, "", document, language)))
    else:
        lines.append((words["check"], words["check_value"]))
    return lines


def _box(document: ReportDocument, template: Template, language: str) -> Table:
    lines = _box_lines(document, template, language)
    label = {"ink": colour("text", "muted")}
    cells: list[list[Any]] = [[_BoxHead(WORDS[language]["box"]), "", "", ""]]
    for i in range(0, len(lines), 2):
        row: list[Any] = []
        for name, value in lines[i : i + 2]:
            row += [_paragraph(name, 7, 9.4, **label), _paragraph(value[:400], 7, 9.4)]
        cells.append(row + [""] * (4 - len(row)))
    widths = [62, (WIDTH - 146) * 0.52, 70, (WIDTH - 146) * 0.48 + 14]
    commands: list[Any] = [
        ("BOX", (0, 0), (-1, -1), 0.7, colour("line", "strong")),
        ("SPAN", (0, 0), (-1, 0)),
        _FONT,
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


class _AtBottom(KeepTogether):
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
