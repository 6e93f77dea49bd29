"""What stands around the text on every page: header, marker, watermark, footer, page numbers, properties.

The marker is horizontal text on every page of everything that isn't final: it can be searched, copied and
tested; the diagonal watermark is for the eye.
"""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import Color
from reportlab.pdfbase import pdfdoc, pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from report_templates import numbers
from report_templates.document import Person, ReportDocument
from report_templates.render import safe
from report_templates.render.style import (
    BOLD,
    FOOTER_TOP,
    MARGIN,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    REGULAR,
    WIDTH,
    colour,
)
from report_templates.render.words import MARKER, RECALLED_MARKER, RECALLED_WATERMARK, WATERMARK, WORDS
from report_templates.schema import Template

RIGHT = PAGE_WIDTH - MARGIN
BAR = 20.0
GAP = 8.0


class Furniture:
    """Draws the standing parts of each page of one document."""

    def __init__(self, document: ReportDocument, template: Template, language: str) -> None:
        self.document = document
        self.language = language
        self.words = WORDS[language]
        self.final = document.is_final
        self.title = report_title(document, template, language)

    @property
    def bars(self) -> tuple[tuple[str, str], ...]:
        """Marker lines above the header: (kind of status colour, text)."""
        found: list[tuple[str, str]] = []
        if self.document.is_recalled:
            found.append(("error", self.words["recalled_marker"]))
        elif not self.final:
            found.append(("preliminary", self.words["marker"]))
        if self.document.superseded_by:
            text = self.words["superseded"].format(number=self.document.superseded_by)
            found.append(("warn", text))
        if self.document.training:
            found.append(("training", self.words["training"]))
        return tuple(found)

    def top(self, first: bool) -> float:
        """Height of the page's upper part, from the edge of the paper to the text."""
        bars = len(self.bars) * (BAR + 5)
        return 26 + bars + ((109 if self.final else 85) if first else 40)

    # -- drawing

    def first_page(self, canvas: Canvas, _doc: Any) -> None:
        canvas.saveState()
        y = self._bars(canvas)
        self._organisation(canvas, y)
        self._patient(canvas, y - 52)
        if self.final:
            self._authorised(canvas, y - 83)
        self._footer(canvas)
        canvas.restoreState()

    def later_page(self, canvas: Canvas, _doc: Any) -> None:
        canvas.saveState()
        y = self._bars(canvas)
        document, words = self.document, self.words
        name = numbers.person_name(document.patient.name) or words["unknown"]
        _text(canvas, MARGIN, y - 12, name, BOLD, 9, WIDTH * 0.38)
        by = ""
        status = words["preliminary_copy"]
        if self.final and document.authoriser is not None:
            status = words["authorised"]
            when = numbers.moment(document.authorised_at, self.language, document.timezone)
            by = f"{document.authoriser.name}, {when}"
        if document.is_recalled:
            status = words["recalled_copy"]
        room = WIDTH * 0.3 if by else 0.0
        identity = f"{self._identity()} · {self._accession()}"
        _text(canvas, MARGIN, y - 24, identity, REGULAR, 7.5, WIDTH - room - GAP)
        _text(canvas, RIGHT, y - 12, f"{self.title} · {status}", REGULAR, 7.5, WIDTH * 0.6, right=True)
        if by:
            _text(canvas, RIGHT, y - 24, by, REGULAR, 7.5, room, right=True)
        canvas.setStrokeColor(colour("line", "strong"))
        canvas.setLineWidth(0.6)
        canvas.line(MARGIN, y - 30, RIGHT, y - 30)
        self._footer(canvas)
        canvas.restoreState()

    def over_page(self, canvas: Canvas) -> None:
        """Watermark, drawn last so that pictures don't cover it; light enough to read through."""
        if self.final:
            return
        word = RECALLED_WATERMARK if self.document.is_recalled else WATERMARK
        ink = colour("status", "error" if self.document.is_recalled else "preliminary", "solid")
        canvas.saveState()
        canvas.setFillColor(ink)
        canvas.setFillAlpha(0.24)
        canvas.translate(PAGE_WIDTH / 2, PAGE_HEIGHT / 2)
        canvas.rotate(52)
        canvas.setFont(BOLD, 84)
        canvas.drawCentredString(0, -30, word)
        canvas.restoreState()

    def _bars(self, canvas: Canvas) -> float:
        y: float = PAGE_HEIGHT - 26
        for kind, text in self.bars:
            canvas.setFillColor(colour("status", kind, "soft"))
            canvas.setStrokeColor(colour("status", kind, "text"))
            canvas.setLineWidth(0.8)
            canvas.rect(MARGIN, y - BAR, WIDTH, BAR, stroke=1, fill=1)
            canvas.setFillColor(colour("status", kind, "text"))
            size = 10.0
            while size > 6 and pdfmetrics.stringWidth(text, BOLD, size) > WIDTH - 12:
                size -= 0.5
            canvas.setFont(BOLD, size)
            canvas.drawCentredString(PAGE_WIDTH / 2, y - BAR / 2 - size * 0.35, text)
            y -= BAR + 5
        return y

    def _organisation(self, canvas: Canvas, y: float) -> None:
        organisation = self.document.organisation
        head = " · ".join(p for p in (organisation.department, organisation.name) if p)
        _text(canvas, MARGIN, y - 14, head, BOLD, 12, WIDTH * 0.68, ink=colour("accent", "base"))
        muted = colour("text", "muted")
        _text(canvas, MARGIN, y - 26, organisation.address, REGULAR, 7, WIDTH * 0.68, ink=muted)
        first, second = self._copy_words()
        _text(canvas, RIGHT, y - 12, first, REGULAR, 7, WIDTH * 0.3, right=True, ink=muted)
        _text(canvas, RIGHT, y - 22, second, REGULAR, 7, WIDTH * 0.3, right=True, ink=muted)
        canvas.setStrokeColor(colour("accent", "base"))
        canvas.setLineWidth(1.5)
        canvas.line(MARGIN, y - 35, RIGHT, y - 35)

    def _copy_words(self) -> tuple[str, str]:
        words, document = self.words, self.document
        revision = words["revision"].format(number=document.revision)
        if document.is_recalled:
            return words["recalled_copy"], revision
        if not self.final:
            return words["preliminary_copy"], revision
        key = {"correction": "corrected_copy", "addendum": "addendum_copy"}.get(document.kind, "final_copy")
        return words[key], words["archive_copy"]

    def _patient(self, canvas: Canvas, y: float) -> None:
        study, words = self.document.study, self.words
        name = numbers.person_name(self.document.patient.name) or words["unknown"]
        _text(canvas, MARGIN, y, name, BOLD, 12, WIDTH * 0.56)
        _text(canvas, MARGIN, y - 13, self._identity(), REGULAR, 8.5, WIDTH * 0.56)
        _text(canvas, RIGHT, y, study.description or study.modality, REGULAR, 8.5, WIDTH * 0.42, right=True)
        when = " ".join(
            p for p in (numbers.dicom_day(study.date, self.language), numbers.dicom_clock(study.time)) if p
        )
        second = " · ".join(p for p in (when, self._accession()) if p)
        _text(canvas, RIGHT, y - 13, second, REGULAR, 8.5, WIDTH * 0.42, right=True)

    def _identity(self) -> str:
        patient, words = self.document.patient, self.words
        sex = words.get(f"sex_{patient.sex}", words["sex_"])
        born = numbers.dicom_day(patient.birth_date, self.language) or words["unknown"]
        return " · ".join(
            (
                sex,
                words["born"].format(date=born),
                words["patient_number"].format(number=patient.id or words["unknown"]),
            )
        )

    def _accession(self) -> str:
        number = self.document.study.accession_number or self.words["unknown"]
        return self.words["accession"].format(number=number)

    def _authorised_words(self) -> str:
        document, words = self.document, self.words
        person = document.authoriser or Person("", words["unknown"], "radiologist")
        big = words["big"].format(number=person.big_number) if person.big_number else ""
        when = numbers.moment(
            document.authorised_at, self.language, document.timezone, joined=words["joined"]
        )
        by = words["authorised_by"].format(
            name=person.name, role=person.role_label or person.role, big=big, moment=when
        )
        return f"{words['authorised']} {by}"

    def _authorised(self, canvas: Canvas, y: float) -> None:
        ink = colour("status", "ok", "text")
        canvas.setFillColor(colour("status", "ok", "soft"))
        canvas.setStrokeColor(colour("status", "ok", "solid"))
        canvas.setLineWidth(0.6)
        canvas.rect(MARGIN, y - 12, WIDTH, BAR, stroke=1, fill=1)
        shield(canvas, MARGIN + 7, y - 7, 10, ink)
        head = self.words["authorised"]
        rest = self._authorised_words()[len(head) :].strip()
        left = MARGIN + 23
        _text(canvas, left, y - 5, head, BOLD, 8.5, WIDTH, ink=ink)
        left += pdfmetrics.stringWidth(head, BOLD, 8.5) + 6
        _text(canvas, left, y - 5, rest, REGULAR, 8.5, RIGHT - left - 6, ink=ink)

    def _footer(self, canvas: Canvas) -> None:
        canvas.setStrokeColor(colour("line", "strong"))
        canvas.setLineWidth(0.5)
        canvas.line(MARGIN, FOOTER_TOP, RIGHT, FOOTER_TOP)
        size, y = 6.3, FOOTER_TOP - 10
        line = ""
        for word in self.words["footer"].split(" "):
            longer = f"{line} {word}".strip()
            if pdfmetrics.stringWidth(longer, REGULAR, size) > WIDTH * 0.86:
                _text(canvas, MARGIN, y, line, REGULAR, size, WIDTH, ink=colour("text", "muted"))
                line, y = word, y - 8.5
            else:
                line = longer
        _text(canvas, MARGIN, y, line, REGULAR, size, WIDTH, ink=colour("text", "muted"))

    def page_number(self, canvas: Canvas, page: int, pages: int) -> None:
        number = self.document.patient.id or self.words["unknown"]
        room = WIDTH * 0.13
        count = f" · {page}/{pages}"
        size, muted = 6.3, colour("text", "muted")
        width = pdfmetrics.stringWidth(count, REGULAR, size)
        _text(
            canvas, RIGHT - width, FOOTER_TOP - 10, number, REGULAR, size, room - width, right=True, ink=muted
        )
        _text(canvas, RIGHT, FOOTER_TOP - 10, count, REGULAR, size, room, right=True, ink=muted)


def report_title(document: ReportDocument, template: Template, language: str) -> str:
    """Title in the words of the template; a preliminary one says so."""
    words = template.words[language]
    final_once = document.is_final or document.is_recalled
    return words.title if final_once else words.preliminary_title


def _text(
    canvas: Canvas,
    x: float,
    y: float,
    text: str,
    font: str,
    size: float,
    room: float,
    *,
    right: bool = False,
    ink: Color | None = None,
) -> None:
    """One line of text, made smaller and then shortened with an ellipsis to fit `room`."""
    # far more than a line holds; a name of 64 kB isn't measured letter by letter
    # a canvas line has one font: the en dash stands for the minus that Noto Sans lacks
    line = safe.printable(text[:600].replace(numbers.MINUS, "–"), font)
    width = pdfmetrics.stringWidth(line, font, size)
    if width > room:
        size = max(size * 0.62, min(size, size * room / width))
        if pdfmetrics.stringWidth(line, font, size) > room + 0.01:
            while line and pdfmetrics.stringWidth(f"{line}…", font, size) > room:
                line = line[:-1]
            line += "…"
    canvas.setFillColor(ink or colour("text", "primary"))
    canvas.setFont(font, size)
    (canvas.drawRightString if right else canvas.drawString)(x, y, line)


def shield(canvas: Canvas, x: float, y: float, size: float, ink: Color) -> None:
    """A shield with a tick, so that the state is said by shape too."""
    s = size / 10
    canvas.saveState()
    canvas.translate(x, y)
    canvas.scale(s, s)
    canvas.setStrokeColor(ink)
    canvas.setLineWidth(0.9)
    canvas.setLineCap(1)
    canvas.setLineJoin(1)
    path = canvas.beginPath()
    path.moveTo(5, 10)
    path.curveTo(3.6, 8.8, 2.4, 8.4, 1, 8.3)
    path.lineTo(1, 5)
    path.curveTo(1, 2.4, 2.8, 0.8, 5, 0)
    path.curveTo(7.2, 0.8, 9, 2.4, 9, 5)
    path.lineTo(9, 8.3)
    path.curveTo(7.6, 8.4, 6.4, 8.8, 5, 10)
    path.close()
    path.moveTo(3.2, 5)
    path.lineTo(4.5, 3.7)
    path.lineTo(6.9, 6.3)
    canvas.drawPath(path, stroke=1, fill=0)
    canvas.restoreState()


def set_properties(canvas: Canvas, document: ReportDocument, title: str, language: str) -> None:
    """Title, author, subject, keywords and XMP, each of which says the state."""
    final = document.is_final
    marker = RECALLED_MARKER if document.is_recalled else MARKER
    state = WORDS[language]["authorised"] if final else marker
    person = document.authoriser if final and document.authoriser else document.author
    full_title = safe.metadata(f"{title} – {state}" if final else f"{marker} – {title}")
    author = safe.metadata(person.name)
    subject = safe.metadata(f"{document.study.description or document.study.modality} – {state}")
    keywords = safe.metadata(
        f"{state}; {document.state}; {document.template_id} {document.template_version}; "
        f"revision {document.revision}"
    )
    creator = safe.metadata(f"{document.software_name} {document.software_version}")
    canvas.setTitle(full_title)
    canvas.setAuthor(author)
    canvas.setSubject(subject)
    canvas.setKeywords(keywords)
    canvas.setCreator(creator)
    canvas.setProducer(creator)
    xmp = (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">'
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(full_title)}</rdf:li></rdf:Alt></dc:title>'
        f"<dc:creator><rdf:Seq><rdf:li>{escape(author)}</rdf:li></rdf:Seq></dc:creator>"
        f'<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{escape(subject)}</rdf:li></rdf:Alt>'
        f"</dc:description><pdf:Keywords>{escape(keywords)}</pdf:Keywords>"
        f"<pdf:Producer>{escape(creator)}</pdf:Producer><xmp:CreatorTool>{escape(creator)}</xmp:CreatorTool>"
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()
    stream = pdfdoc.XMP(creator=lambda _document: xmp)
    stream.dictionary["Length"] = len(xmp)
    # uncompressed, so that any tool can read the state without unpacking
    stream.filters = []
    canvas._doc.Catalog.Metadata = stream
