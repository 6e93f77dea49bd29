"""The door to templates: load one, compose the text of a report, render its linked numbers.

Types stand in `report_templates.schema`, the loader and its checks in `loading`, linked numbers in `linked`,
the sentences in `compose`, the rows of the measurement table in `rows`.
"""

from __future__ import annotations

from report_templates.compose import compose, required_missing
from report_templates.linked import pieces, render_text, tokens
from report_templates.loading import available, load
from report_templates.rows import Row, measurement_rows
from report_templates.schema import (
    Completion,
    Facts,
    Missing,
    Piece,
    Section,
    SectionKind,
    Template,
    TemplateError,
    Token,
    Words,
)

__all__ = [
    "Completion",
    "Facts",
    "Missing",
    "Piece",
    "Row",
    "Section",
    "SectionKind",
    "Template",
    "TemplateError",
    "Token",
    "Words",
    "available",
    "compose",
    "load",
    "measurement_rows",
    "pieces",
    "render_text",
    "required_missing",
    "tokens",
]
