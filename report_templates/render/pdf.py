"""The report as PDF (A4, reportlab): byte-identical for identical documents, every value escaped.

Purpose: the paper that a referrer reads, with the state on every page. Layout as the approved drawing: the
organisation, the patient, the state, the sections, the measurement table, key images with captions, and at
the bottom of the last page who did what, when, and under whose responsibility.

Limitations: letters outside Noto Sans (Chinese, Arabic …) are printed as their code points, visibly; the
file is prepared for PDF/A at most (no validator was at hand).
"""

from __future__ import annotations

import io
from typing import Any

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, NextPageTemplate, PageTemplate

from report_templates.document import ReportDocument
from report_templates.loading import load
from report_templates.render import safe
from report_templates.render.body import story
from report_templates.render.frame import Furniture, set_properties
from report_templates.render.style import (
    FOOTER_TOP,
    MARGIN,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    REGULAR,
    WIDTH,
    register_fonts,
)
from report_templates.render.words import RECALLED_WATERMARK, WATERMARK
from report_templates.schema import Template


def render_pdf(
    document: ReportDocument, *, language: str | None = None, template: Template | None = None
) -> bytes:
    """The report as PDF bytes, unsigned.

    Parameters
    ----------
    document : ReportDocument
    language : ``"nl"`` or ``"en"``, default that of the document
    template : Template
        Default: the shipped template that the document names.

    Raises
    ------
    StatusRefused
        The document says it is final and its signature doesn't verify.
    """
    document.status  # noqa: B018 - refuses before anything is drawn
    register_fonts()
    language = language or document.language
    template = template or load(document.template_id)
    data, pages = _render(document, language, template)
    if pages == 2:
        # a report that all but fits on one sheet is set closer; one that doesn't keeps its air
        closer, fewer = _render(document, language, template, compact=True)
        if fewer == 1:
            return closer
    if pages > 1:
        # pictures beside the findings stay together and would leave the first sheet half empty
        return _render(document, language, template, beside=False)[0]
    return data


def _render(
    document: ReportDocument,
    language: str,
    template: Template,
    *,
    compact: bool = False,
    beside: bool = True,
) -> tuple[bytes, int]:
    """The file and its number of pages."""
    furniture = Furniture(document, template, language)
    out = io.BytesIO()
    book = BaseDocTemplate(
        out,
        pagesize=(PAGE_WIDTH, PAGE_HEIGHT),
        invariant=1,
        lang="nl-NL" if language == "nl" else "en-GB",
        pageCompression=1,
    )
    bottom = FOOTER_TOP + 8
    frames = {
        first: Frame(
            MARGIN,
            bottom,
            WIDTH,
            PAGE_HEIGHT - furniture.top(first) - bottom,
            leftPadding=0,
            rightPadding=0,
            topPadding=0,
            bottomPadding=0,
            id="first" if first else "later",
        )
        for first in (True, False)
    }
    book.addPageTemplates(
        [
            PageTemplate("first", [frames[True]], onPage=furniture.first_page),
            PageTemplate("later", [frames[False]], onPage=furniture.later_page),
        ]
    )
    book.build(
        [NextPageTemplate("later"), *story(document, template, language, compact=compact, beside=beside)],
        canvasmaker=_canvas_maker(furniture, document, language),
    )
    return out.getvalue(), book.page


def pdf_file_name(document: ReportDocument) -> str:
    """File name for an output: ``VOORLOPIG_<accession>_<revision>.pdf`` while it isn't final."""
    number = document.study.accession_number or document.report_id
    marker = "" if document.is_final else RECALLED_WATERMARK if document.is_recalled else WATERMARK
    return safe.file_name(marker, number, str(document.revision), suffix=".pdf")


def _canvas_maker(furniture: Furniture, document: ReportDocument, language: str) -> type[Canvas]:
    """A canvas that knows the number of pages when it writes the page numbers."""

    class PagesCanvas(Canvas):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            # reportlab's own first font would be Helvetica, which isn't embedded
            super().__init__(*args, **{**kwargs, "initialFontName": REGULAR})
            self._pages: list[dict[str, Any]] = []

        def showPage(self) -> None:
            self._pages.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            pages = self._pages
            for number, state in enumerate(pages, start=1):
                self.__dict__.update(state)
                furniture.over_page(self)
                furniture.page_number(self, number, len(pages))
                super().showPage()
            set_properties(self, document, furniture.title, language)
            super().save()

    return PagesCanvas
