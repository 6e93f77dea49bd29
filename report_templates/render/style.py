"""Fonts, colours and paragraph styles of the printed report; colours come from the design tokens."""

from __future__ import annotations

import functools

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

import resources

REGULAR, BOLD, ITALIC = "NotoSans", "NotoSans-Bold", "NotoSans-Italic"
#: for the signs that Noto Sans lacks (minus, ≥, →)
SIGNS = "JetBrainsMono"
PAGE_WIDTH, PAGE_HEIGHT = A4
MARGIN = 40.0
WIDTH = PAGE_WIDTH - 2 * MARGIN
FOOTER_TOP = 46.0


@functools.cache
def register_fonts() -> None:
    """Make the shipped fonts known to reportlab; once a process."""
    for name, file in (
        (REGULAR, "NotoSans-Regular.ttf"),
        (BOLD, "NotoSans-Bold.ttf"),
        (ITALIC, "NotoSans-Italic.ttf"),
        (SIGNS, "JetBrainsMono-Regular.ttf"),
    ):
        pdfmetrics.registerFont(TTFont(name, str(resources.path("fonts", file))))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=ITALIC, boldItalic=BOLD)


def colour(*path: str) -> Color:
    """A colour of the light theme by its place in the tokens, e.g. ``colour("text", "primary")``."""
    value = resources.tokens()["colour"]["light"]
    for part in path:
        value = value[part]
    return HexColor(str(value))


def style(
    size: float,
    leading: float,
    *,
    bold: bool = False,
    ink: Color | None = None,
    before: float = 0.0,
    after: float = 0.0,
    right: bool = False,
    keep: bool = False,
) -> ParagraphStyle:
    """A paragraph style; long words are split rather than run off the page."""
    return ParagraphStyle(
        name="report",
        fontName=BOLD if bold else REGULAR,
        fontSize=size,
        leading=leading,
        textColor=ink or colour("text", "primary"),
        spaceBefore=before,
        spaceAfter=after,
        alignment=TA_RIGHT if right else 0,
        keepWithNext=int(keep),
        splitLongWords=1,
        allowWidows=0,
        allowOrphans=0,
    )
