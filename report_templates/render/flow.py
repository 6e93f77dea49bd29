"""What the parts of the printed report share: paragraphs of escaped text, columns side by side, heights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportlab.platypus import Flowable, Paragraph, Table, TableStyle

from report_templates.render.safe import markup
from report_templates.render.style import BOLD, REGULAR, colour, style

GAP = 10.0
#: reportlab's tables would name Helvetica, which isn't embedded
FONT: Any = ("FONT", (0, 0), (-1, -1), REGULAR)


def paragraph(text: str, size: float, leading: float, *, bold: bool = False, **options: Any) -> Paragraph:
    """Text as it is written, every sign of it escaped."""
    return Paragraph(markup(text, BOLD if bold else REGULAR), style(size, leading, bold=bold, **options))


def cell(text: str, column: int, last: int, *, head: bool = False, bold: bool = False) -> Paragraph:
    """A table cell; all but the first and last columns hold numbers and stand right."""
    right = 0 < column < last
    ink = colour("text", "muted") if head else None
    return paragraph(text, 7 if head else 7.8, 9.6, bold=bold, right=right, ink=ink)


def columns(cells: list[list[Flowable]], widths: list[float]) -> Table:
    """Cells side by side with a gap, top aligned, kept on one page."""
    padded = [w + (GAP if i < len(widths) - 1 else 0) for i, w in enumerate(widths)]
    commands: list[Any] = [
        FONT,
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), GAP),
        ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 0),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
    ]
    return Table([cells], colWidths=padded, style=TableStyle(commands), hAlign="LEFT")


def height(parts: Sequence[Flowable], width: float) -> float:
    """Height of stacked parts in a column of `width`."""
    total = 0.0
    for i, part in enumerate(parts):
        gap = max(part.getSpaceBefore(), parts[i - 1].getSpaceAfter()) if i else 0.0
        total += part.wrap(width, 10_000)[1] + gap
    return total
